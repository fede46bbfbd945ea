"""Reads what a language has beside its catalogs: ``locales/<lang>/language.yaml`` and ``locales/glossary.csv``."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any, Final

from msgspec.structs import replace

from generator.library.nodes import read_yaml
from generator.library.texts import short
from generator.library.values import entries_of, flag_in, form_in, lines_in, list_in, words_in
from generator.model.content import Language
from generator.model.glossary import Term
from generator.model.problems import Origin, Problem, Unusable, suggest
from generator.model.writing import script_for

GLOSSARY: Final = "locales/glossary.csv"
OWN_WORDS: Final = "locales/{language}/meaning.yaml"
"""Where a library keeps words of its own by which translations are compared with their English."""
PHRASES = ("words", "budoux", "icu")
"""How headings are cut: at spaces, by BudouX, by ICU's dictionary."""

_COLUMNS = ("term", "language", "use", "allow", "forbid", "region", "gloss", "confidence", "note")
_CONFIDENCE = ("high", "medium", "low")
_NAME = r"[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?"
_WORDS: dict[str, tuple[str, str]] = {
    "tag": (r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", "it is a language tag such as vi or zh-Hans"),
    "own-name": (r".{1,80}", "write a shorter name"),
    "english-name": (r".{1,80}", "write a shorter name"),
    "script": (r"[A-Z][a-z]{3}", "it is a script of four letters such as Latn, Hans, Jpan"),
    "territory": (r"[A-Z]{2}", "it is a territory of two capitals such as VN"),
    "breaks": (r"[A-Za-z]{2,3}(-[A-Za-z]+)*(@[a-z]+=[a-z]+(;[a-z]+=[a-z]+)*)?", "it is an ICU locale: ja@lb=strict"),
    "phrases": ("|".join(PHRASES), ""),
    "leading": (r"[a-z][a-z0-9-]*", "it is a key of the theme's leadings, such as latin"),
}
"""What is said in one word or name: its form, and the hint when it has another one."""
_LINES = ("units", "before-numbers", "between-numbers", "after-numbers", "nots-after")
_LISTS = ("faces", "quotes", "keep", "compounds", *_LINES)
_LETTERS = ("nots", "particles")
_FLAGS = ("spaced", "justify")
_OPTIONAL = ("list-joint", "span", "clings-back", "clings-forward")
_REQUIRED = (*_WORDS, *_FLAGS, "faces", "quotes")
_OWN = ("tag", "own-name", "english-name", "territory")
"""What a language says for itself, though it extends another one."""
RIGHT_TO_LEFT = frozenset("Adlm Arab Hebr Mand Mend Nkoo Rohg Samr Syrc Thaa".split())
"""Scripts that would be set in the wrong order (ISO 15924); refused rather than printed wrongly."""


def read_language(
    path: Path, shown: str, problems: list[Problem], lookup: Callable[[str], Language] | None = None
) -> Language | None:
    """Read a language; its name is the folder of the file. None, and problems, when something is wrong.

    With ``extends: zh_Hant`` it has all that it does not say itself from that language, which ``lookup`` finds; it must
    be the one that its own name begins with, so that nobody reads another language's words by mistake.
    """
    node = read_yaml(path, shown, problems)
    if node is None:
        return None
    before = len(problems)
    name = PurePosixPath(shown.replace("\\", "/")).parent.name
    if not re.fullmatch(_NAME, name):
        hint = "name it as vi, zh_Hans or zh_Hant_HK"
        problems.append(Problem(Origin(shown), f"the folder '{name}' is not named as a language", hint))
    extends = next((value.words for key, value in node.entries if key.words == "extends"), "")
    needed = _OWN if extends else _REQUIRED
    known = (*_WORDS, *_FLAGS, *_LISTS, *_LETTERS, *_OPTIONAL, "joints", "extends")
    given = entries_of(node, "a language", known, needed, problems)
    base: Language | None = None
    if extends and not name.startswith(f"{extends}_"):
        hint = f"a language extends the one that its name begins with: {name.rpartition('_')[0] or 'zh_Hant'}"
        problems.append(Problem(given["extends"].origin, f"'{name}' cannot extend '{short(extends)}'", hint))
    elif extends and lookup is not None:
        try:
            base = lookup(extends)
        except Unusable as error:
            problems += (replace(one, origin=given["extends"].origin) for one in error.problems)
    fields: dict[str, Any] = {}
    for key, (form, hint) in _WORDS.items():
        if key not in given:
            continue
        if not hint and given[key].words not in PHRASES:
            hint = suggest(given[key].words, PHRASES)
        if words := form_in(given[key], key, problems, form, f"'{{}}' is no {key}", hint):
            fields[key] = words
    if fields.get("script") in RIGHT_TO_LEFT:
        hint = "lines would come out backwards: this needs work on the typesetter first"
        problems.append(Problem(given["script"].origin, "right-to-left writing cannot be set yet", hint))
    fields |= {key: flag_in(given[key], key, problems) for key in _FLAGS if key in given}
    fields |= {key: lines_in(given[key], key, problems, empty=key != "faces") for key in _LISTS if key in given}
    fields |= {key: words_in(given[key], key, problems, empty=True) for key in _OPTIONAL if key in given}
    for key in _LETTERS:
        hint = "write the letters side by side, with nothing between them"
        if key in given and (words := form_in(given[key], key, problems, r"\S+", "'{}' are not letters alone", hint)):
            fields[key] = words
    if "joints" in given:
        hint = "write both sides of the line's end, with one bar between them: て|ください"
        listed = list_in(given["joints"], "joints", problems, True) or ()
        found = (form_in(one, "joints", problems, r"[^|\s]+\|[^|\s]+", "'{}' is no joint", hint) for one in listed)
        fields["joints"] = tuple(words for words in found if words)
    if len(fields.get("quotes", "four")) != 4:
        hint = "opening, closing, then the inner pair: [“, ”, ‘, ’]"
        problems.append(Problem(given["quotes"].origin, "'quotes' needs four marks", hint))
    if len(problems) > before:
        return None
    named = {key.replace("-", "_"): value for key, value in fields.items()}
    if base is not None:
        return replace(base, name=name, origin=Origin(shown), extends=extends, **named)
    return Language(name=name, origin=Origin(shown), **named)


def bare(name: str) -> Language:
    """Return a language that has no folder, for words in it: its script, and whether spaces part its words."""
    script = script_for(name)
    spaced = script not in ("Jpan", "Hans", "Hant", "Thai", "Laoo", "Khmr", "Mymr", "Tibt")
    tag = name.replace("_", "-")
    return Language(name, tag, tag, tag, script, "", (), tag, "words", spaced, False, "", ("“", "”", "‘", "’"))


def read_glossary(path: Path, shown: str, problems: list[Problem]) -> tuple[Term, ...]:
    """Read the glossary's rows; a row that is wrong becomes a problem and is left out."""
    from generator.library.tables import read_rows  # late: seldom needed

    rows = read_rows(path, shown, _COLUMNS, problems)
    return tuple(term for origin, row in rows for term in _term(row, origin, problems))


def _term(row: list[str], origin: Origin, problems: list[Problem]) -> list[Term]:
    """Return the row as a list of one term, or of none."""
    term, language, use, allow, forbid, region, gloss, confidence, note = row
    if not (term and language and (use or forbid)):
        problems.append(Problem(origin, "a term needs a name, a language, and a word to use or to forbid"))
        return []
    if use and confidence not in _CONFIDENCE:
        problems.append(Problem(origin, f"'{confidence}' is no confidence", suggest(confidence, _CONFIDENCE)))
        return []
    return [Term(term, language, use, _split(allow), _split(forbid), region, gloss, confidence, note, origin)]


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())
