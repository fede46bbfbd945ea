"""What a comparison finds: the rule, how grave it is, and its type in MQM (Multidimensional Quality Metrics)."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from generator.model.findings import Level

Severity = Literal["minor", "major", "critical"]
LEVEL_OF: Final[dict[Severity, Level]] = {"minor": "warn", "major": "warn", "critical": "fail"}
"""Critical: a patient may come to harm, so it stops a print. The rest is for a person to look at."""

MQM: Final = {
    "translated": "accuracy/omission",
    "untranslated": "accuracy/untranslated",
    "marks": "accuracy/do-not-translate",
    "numbers": "accuracy/mistranslation/number",
    "units": "accuracy/mistranslation/number",
    "comparators": "accuracy/mistranslation",
    "time": "accuracy/mistranslation/date-time",
    "negation": "accuracy/mistranslation",
    "who": "accuracy/mistranslation",
    "opposite": "accuracy/mistranslation",
    "choice": "accuracy/mistranslation",
    "certainty": "accuracy/mistranslation",
    "same": "accuracy/mistranslation",
    "omission": "accuracy/omission",
    "addition": "accuracy/addition",
    "length": "accuracy/omission",
    "telephone": "accuracy/do-not-translate",
    "script": "linguistic conventions/spelling",
    "glossary": "terminology",
    "false-friend": "terminology",
    "punctuation": "linguistic conventions/punctuation",
    "damage": "linguistic conventions/character encoding",
    "sentence": "style/sentence length",
    "percent": "locale convention/number format",
    "locale": "locale convention/number format",
    "waiver": "other/waiver",
}
"""The MQM type of each rule (themqm.org, MQM Core; names of its top level as translators' tools write them)."""


class Difference(Struct, frozen=True):
    """One way in which a translation does not say what its source says, or not as its language writes it."""

    rule: str
    severity: Severity
    message: str
    hint: str = ""

    @property
    def level(self) -> Level:
        """How grave it is as a finding."""
        return LEVEL_OF[self.severity]

    @property
    def mqm(self) -> str:
        """The type in MQM."""
        return MQM[self.rule]
