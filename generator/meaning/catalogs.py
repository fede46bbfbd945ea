"""The gate a translation passes, message by message, before a patient may read it.

It refuses what is surely wrong and points out what a person should look at. It cannot tell that a
translation is good: only a translator and a checker can. What a person has looked at and found right is waived in
the PO file, with the reason: ``# leaflets-waive: negation the Japanese says the same without a 'not'``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from generator.meaning.compare import compare
from generator.meaning.differences import MQM, Difference
from generator.meaning.glossary import Glossary
from generator.meaning.numbers import telephones
from generator.meaning.sentences import lengths
from generator.meaning.tables import Tongue, tongue_of
from generator.meaning.verdicts import verdicts_of
from generator.meaning.writing import tone_styles
from generator.model.content import Language, Text
from generator.model.findings import Finding, Level
from generator.model.glossary import Term
from generator.model.larder import Larder
from generator.model.memo import remembered
from generator.model.problems import Origin, suggest
from generator.words.catalogs import Catalog, Message

RULES: Final = {
    "translated": ("Is every sentence translated, and none marked fuzzy?", "A half-translated leaflet is unsafe."),
    "untranslated": ("Is no English left in the translation?", "Who reads no English cannot read it."),
    "marks": ("Are strong words, links and slots those of the English?", "A lost slot is a lost telephone number."),
    "numbers": ("Are the numbers those of the English?", "38 and 39 degrees are two different pieces of advice."),
    "units": ("Are units and dates written as the language writes them?", "A wrong unit is a wrong dose."),
    "comparators": ("Are 'more than' and 'up to' kept?", "'Under 6' and 'over 6' are opposites."),
    "time": ("Are times of day and 'every 4 hours' kept?", "8 in the evening is not 8 in the morning."),
    "negation": ("Is no 'not' lost or added?", "'Do massage' is the opposite of 'do not massage'."),
    "who": ("Is it the same person, mother or baby?", "A sign in the baby is not a sign in the mother."),
    "opposite": ("Is nothing turned round: before and after, left and right?", "'After meals' is not 'before meals'."),
    "choice": ("Is 'or' still 'or', and 'and' still 'and'?", "One sign is enough, or two are needed together."),
    "certainty": ("Is 'may' still 'may', and 'must' still 'must'?", "What may happen need frighten nobody."),
    "omission": ("Is all that the English names there?", "A sign that is left out is not looked for."),
    "addition": ("Does it say no more than the English?", "What was added, nobody has checked."),
    "length": ("Is it about as long as usual?", "Much shorter: something is missing. Much longer: said twice."),
    "same": ("Have two different texts two translations?", "One pasted over another hides what it said."),
    "script": ("Is it written in the script and signs of the language?", "A sign of another script stops a reader."),
    "punctuation": ("Are marks those of the language, in pairs, and none twice?", "Wrong marks make a reader stumble."),
    "damage": ("Did no tool break it?", "An apostrophe of a spreadsheet, or broken letters, are printed as they are."),
    "glossary": ("Are the words those of the glossary?", "One thing, one word: a second one seems a second thing."),
    "false-friend": ("Does no word only look like the English one?", "Ja 人参 is a carrot, zh 人参 is ginseng."),
    "sentence": ("Are its sentences short enough?", "A tired reader loses a long sentence before its end."),
    "telephone": ("Does no telephone number stand in the words?", "Numbers come from the clinic; others grow wrong."),
    "percent": ("Is there no per cent sign?", "Tools for translators take it for code; '1 in 10' is clearer."),
    "waiver": ("Does every waiver name its reason and a rule that fires?", "One for nothing hides the next fault."),
}  # fmt: skip
"""The rules of the gate: what each asks, and why."""

KEPT: Final = frozenset(("translated", "marks", "waiver"))
"""Rules that nobody can waive: without them no leaflet can be made."""
ALIKE: Final = 0.5
"""Two English texts that share fewer of their words need two translations."""
_WAIVER: Final = re.compile(r"leaflets-waive:\s*(\S*)\s*(.*)")
_SHORTEST: Final = 12


def finding(rule: str, level: Level, origin: Origin, message: str, hint: str = "") -> Finding:
    """Return what a rule of the gate finds in a message."""
    severity = {"fail": "critical", "warn": "major", "info": "minor"}[level]
    return Finding(f"translation/{rule}", level, rule, message, origin, hint, mqm=MQM[rule], severity=severity)


def check_catalog(
    catalog: Catalog,
    sources: Iterable[Text],
    language: Language,
    terms: Iterable[Term],
    own: tuple[tuple[str, str], ...] = (),
    larder: Larder | None = None,
) -> list[Finding]:
    """Check one catalog against the English texts it has to translate, in their order; each text once.

    Findings stand at the message's line in the PO file, or at the text's own place when it has no translation; what
    the translator waived stands there too, as ``info`` with the reason. ``own`` are further tables of the language
    (path, shown); ``larder`` keeps what is found in each pair of texts. Raises Unusable when a table is wrong.
    """
    every = tuple(terms)
    tongue = tongue_of(language.name, own)
    verdicts = verdicts_of(larder, catalog.domain, language, every, tongue, bool(own))

    def judge(source: str, target: str) -> tuple[Difference, ...]:
        glossary = _glossary(every, language)
        named, script = language.name, language.script
        return compare(source, target, named, script=script, glossary=glossary, tongue=tongue, house=True)

    findings: list[Finding] = []
    styles: dict[str, Origin] = {}
    checked: list[tuple[Text, Message]] = []
    for text in {(text.words, text.context): text for text in sources}.values():
        message = catalog.find(text.words, text.context)
        if message is None:
            hint = f"translate it in {catalog.origin.file}" if catalog.origin.file else ""
            findings.append(finding("translated", "fail", text.origin, f"not translated: “{text.words}”", hint))
        elif message.fuzzy:
            hint = "compare it with the English, correct it, then remove the word fuzzy"
            findings.append(finding("translated", "fail", message.origin, "the translation is marked fuzzy", hint))
        else:
            checked.append((text, message))
            for style in tone_styles(message.words) if language.name.split("_")[0] == "vi" else ():
                styles.setdefault(style, message.origin)
    twice = _same(checked)
    for text, message in checked:
        found = [*verdicts.of(text.words, message.words, judge)]
        found += twice.get(message.origin, ())
        findings += _waived(found, text, message)
    verdicts.keep()
    if len(styles) > 1:
        hint = f"the other way stands at {min(styles.values())}"
        message_ = "tone marks are placed in two ways (hoà, hòa)"
        findings.append(finding("script", "warn", max(styles.values()), message_, hint))
    findings += _mean(checked, tongue)
    return findings


@remembered("glossary of a language")
def _glossary(terms: tuple[Term, ...], language: Language) -> Glossary:
    return Glossary(terms, language.name, language.script == "Latn", language.territory)


def check_sources(sources: Iterable[Text], glossary: Iterable[Term]) -> list[Finding]:
    """Check the English itself: words that are forbidden, telephone numbers, a per cent sign tools stumble over."""
    terms = [term for term in glossary if term.language == "en" and term.forbid]
    findings: list[Finding] = []
    for text in sources:
        lower = text.words.lower()
        for term in terms:
            for word in term.forbid:
                if re.search(rf"\b{re.escape(word.lower())}\b", lower):
                    hint = f"write '{term.use}'" if term.use else term.note
                    findings.append(finding("glossary", "warn", text.origin, f"'{word}' is not used here", hint))
        for one in telephones(text.words, ""):
            findings.append(finding(one.rule, one.level, text.origin, one.message, one.hint))
        if "%" in text.words:
            message = "a per cent sign misleads translators' tools"
            findings.append(finding("percent", "warn", text.origin, message, "write 1 in 10"))
    return findings


def _same(checked: Sequence[tuple[Text, Message]]) -> dict[Origin, list[Difference]]:
    """Return texts whose translation stands for a quite different English text too: one was pasted over the other."""
    by_words: dict[str, list[tuple[Text, Message]]] = {}
    for text, message in checked:
        if len(text.words) >= _SHORTEST:
            by_words.setdefault(message.words, []).append((text, message))
    found: dict[Origin, list[Difference]] = {}
    for group in by_words.values():
        (first, _), *rest = group
        for text, message in rest:
            if _alike(first.words, text.words) < ALIKE:
                told = f"it is the translation of another text: “{first.words}”"
                found.setdefault(message.origin, []).append(Difference("same", "critical", told, "translate this one"))
    return found


def _alike(one: str, other: str) -> float:
    """Return what share of the shorter text's words the other one has too, by their first letters: drink, drinking."""
    mine, its = (set(re.findall(r"\b\w{1,3}", words.lower())) for words in (one, other))
    return len(mine & its) / max(1, min(len(mine), len(its)))


def _mean(checked: Sequence[tuple[Text, Message]], tongue: Tongue) -> Iterator[Finding]:
    """Yield a remark when a catalog's sentences are long on the whole; it stands at the longest."""
    if not tongue.mean:
        return
    running = [
        (message, counted)
        for text, message in checked
        if text.words[-1:] in ".?!"
        for counted in [lengths(message.words, tongue)]
        if counted
    ]
    every = [length for _, counted in running for length in counted]
    if every and (mean := sum(every) / len(every)) > tongue.mean:
        longest = max(running, key=lambda pair: max(pair[1]))[0]
        text = f"sentences have {mean:.1f} {tongue.unit_of_sentence} on average; the most is {tongue.mean}"
        yield finding("sentence", "warn", longest.origin, text, "the longest stands here: cut it in two")


def _waived(found: Sequence[Difference], text: Text, message: Message) -> Iterator[Finding]:
    """Yield the findings of one message: what a waiver with a reason covers is ``info`` and says the reason."""
    reasons: dict[str, str] = {}
    fired = {one.rule for one in found}
    for note in message.notes:
        match = _WAIVER.match(note)
        if match is None:
            continue
        rule, reason = match[1], match[2].strip()
        told, hint = "", ""
        if rule not in RULES or rule in KEPT:
            told, hint = f"no rule '{rule}' can be waived", suggest(rule, [name for name in RULES if name not in KEPT])
        elif not reason:
            told, hint = f"the waiver of '{rule}' gives no reason", f"write '# leaflets-waive: {rule} why it is right'"
        elif rule not in fired:
            told, hint = (
                f"the waiver of '{rule}' waives nothing",
                "delete the line: the rule finds nothing here any more",
            )
        else:
            reasons[rule] = reason
        if told:
            yield replace(
                finding("waiver", "warn", message.origin, told, hint), source=text.words, target=message.words
            )
    for one in found:
        waived = reasons.get(one.rule, "")
        told = f"waived ({waived}): {one.message}" if waived else one.message
        level: Level = "info" if waived else one.level
        yield Finding(
            f"translation/{one.rule}", level, one.rule, told, message.origin, "" if waived else one.hint,
            mqm=one.mqm, severity=one.severity, source=text.words, target=message.words, waived=waived,
        )  # fmt: skip
