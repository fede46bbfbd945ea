"""Reads what a language has beside its catalogs: ``locales/<lang>/language.yaml`` and ``locales/glossary.csv``."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from msgspec import Struct

from generator.library.yaml_nodes import Node, read_yaml
from generator.model.content import Language
from generator.model.problems import NOWHERE, Origin, Problem, suggest

PHRASES = ("words", "budoux", "icu")
"""How headings are cut: at spaces, by BudouX, by ICU's dictionary."""

MOST_BYTES = 1_000_000
"""The largest glossary that is read."""

_COLUMNS = ("term", "language", "use", "allow", "forbid", "region", "gloss", "confidence", "note")
_CONFIDENCE = ("high", "medium", "low")
_NAME = re.compile(r"[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?")
_FORMS: dict[str, tuple[re.Pattern[str], str]] = {
    "tag": (re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?"), "a language tag such as vi or zh-Hans"),
    "script": (re.compile(r"[A-Z][a-z]{3}"), "a script of four letters such as Latn, Hans, Jpan"),
    "territory": (re.compile(r"[A-Z]{2}"), "a territory of two capitals such as VN"),
    "breaks": (
        re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]+)*(@[a-z]+=[a-z]+(;[a-z]+=[a-z]+)*)?"),
        "an ICU locale: ja@lb=strict",
    ),
    "leading": (re.compile(r"[a-z][a-z0-9-]*"), "a key of the theme's leadings, such as latin"),
}
RIGHT_TO_LEFT = frozenset("Adlm Arab Hebr Mand Mend Nkoo Rohg Samr Syrc Thaa".split())
"""Scripts that would be set in the wrong order (ISO 15924); refused rather than printed wrongly."""

_FLAGS = {"yes": True, "no": False, "true": True, "false": False}
_WORDS = ("tag", "own_name", "english_name", "script", "territory", "breaks", "phrases", "leading")
_LISTS = ("faces", "quotes", "keep")
_OPTIONAL = ("list_joint", "clings_back", "clings_forward")
_KEYS = (*_WORDS, *_LISTS, "spaced", "justify", *_OPTIONAL)


class Term(Struct, frozen=True):
    """One glossary term in one language: the word to ``use``, others allowed, words never to print.

    ``region`` is a territory (TW, HK) or empty for all. ``confidence`` is about the word, it is no sign-off.
    """

    term: str
    language: str
    use: str
    allow: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    region: str = ""
    gloss: str = ""
    confidence: str = ""
    note: str = ""
    origin: Origin = NOWHERE


def read_language(path: Path, shown: str, problems: list[Problem]) -> Language | None:
    """Read a language; its name is the folder of the file. None, and problems, when something is wrong."""
    node = read_yaml(path, shown, problems)
    if node is None:
        return None
    before = len(problems)
    name = PurePosixPath(shown.replace("\\", "/")).parent.name
    if not _NAME.fullmatch(name):
        hint = "name it as vi, zh_Hans or zh_Hant_HK"
        problems.append(Problem(Origin(shown), f"the folder '{name}' is not named as a language", hint))
    fields = _fields(node, problems)
    words = {key: _one(fields, key, node, problems, _form_of(key)) for key in _WORDS}
    if words["script"] in RIGHT_TO_LEFT:
        hint = "lines would come out backwards: this needs work on the typesetter first"
        problems.append(Problem(_place(fields, "script", node), "right-to-left writing cannot be set yet", hint))
    flags = {key: _flag(fields, key, node, problems) for key in ("spaced", "justify")}
    lists = {key: _many(fields, key, problems) for key in _LISTS}
    optional = {key: fields[key].words for key in _OPTIONAL if key in fields and fields[key].shape == "words"}
    if not lists["faces"]:
        problems.append(Problem(node.origin, "'faces' is missing", "name the font faces, the first one for most words"))
    quotes = lists["quotes"]
    if len(quotes) != 4:
        hint = "opening, closing, then the inner pair: [“, ”, ‘, ’]"
        problems.append(Problem(_place(fields, "quotes", node), "'quotes' needs four marks", hint))
    if len(problems) > before:
        return None
    return Language(
        name=name,
        tag=words["tag"],
        own_name=words["own_name"],
        english_name=words["english_name"],
        script=words["script"],
        territory=words["territory"],
        faces=lists["faces"],
        breaks=words["breaks"],
        phrases=words["phrases"],
        spaced=flags["spaced"],
        justify=flags["justify"],
        leading=words["leading"],
        quotes=(quotes[0], quotes[1], quotes[2], quotes[3]),
        list_joint=optional.get("list_joint", ", "),
        keep=lists["keep"],
        clings_back=optional.get("clings_back", ""),
        clings_forward=optional.get("clings_forward", ""),
        origin=Origin(shown),
    )


def read_glossary(path: Path, shown: str, problems: list[Problem]) -> tuple[Term, ...]:
    """Read the glossary's rows; a row that is wrong becomes a problem and is left out."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        words = unicodedata.normalize("NFC", data.decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        problems.append(Problem(Origin(shown), "the glossary cannot be read", "it is a CSV file in UTF-8"))
        return ()
    if len(data) > MOST_BYTES:
        problems.append(Problem(Origin(shown), "the glossary is too large", "the most is 1 MB"))
        return ()
    rows = csv.reader(words.split("\n"))
    terms: list[Term] = []
    try:
        header = tuple(next(rows, []))
        if header != _COLUMNS:
            problems.append(Problem(Origin(shown, 1), "the columns are not as expected", ",".join(_COLUMNS)))
            return ()
        for row in rows:
            if row:
                terms += _term(row, Origin(shown, rows.line_num), problems)
    except csv.Error as error:
        problems.append(Problem(Origin(shown, rows.line_num), f"this row is no CSV: {error}"))
    return tuple(terms)


def _term(row: list[str], origin: Origin, problems: list[Problem]) -> list[Term]:
    """Return the row as a list of one term, or of none."""
    if len(row) != len(_COLUMNS):
        text = f"this row has {len(row)} columns, not {len(_COLUMNS)}"
        problems.append(Problem(origin, text, "put words that hold a comma in double quotes"))
        return []
    term, language, use, allow, forbid, region, gloss, confidence, note = (cell.strip() for cell in row)
    if not (term and language and (use or forbid)):
        problems.append(Problem(origin, "a term needs a name, a language, and a word to use or to forbid"))
        return []
    if use and confidence not in _CONFIDENCE:
        problems.append(Problem(origin, f"'{confidence}' is no confidence", suggest(confidence, _CONFIDENCE)))
        return []
    return [Term(term, language, use, _split(allow), _split(forbid), region, gloss, confidence, note, origin)]


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _fields(node: Node, problems: list[Problem]) -> dict[str, Node]:
    """Return the values by key with underscores; unknown keys become problems with a suggestion."""
    if node.shape != "map":
        problems.append(Problem(node.origin, "a language file is a list of 'key: value' lines"))
        return {}
    fields: dict[str, Node] = {}
    for key, value in node.entries:
        name = key.words.replace("-", "_")
        if name not in _KEYS:
            hint = suggest(key.words, [known.replace("_", "-") for known in _KEYS])
            problems.append(Problem(key.origin, f"a language has no '{key.words}'", hint))
        else:
            fields[name] = value
    return fields


def _form_of(key: str) -> Callable[[str], str]:
    """Return the check of one word: it gives a sentence when the word is wrong, else nothing."""
    if key == "phrases":
        return lambda words: "" if words in PHRASES else suggest(words, PHRASES)
    if key in _FORMS:
        pattern, hint = _FORMS[key]
        return lambda words: "" if pattern.fullmatch(words) else f"it is {hint}"
    return lambda words: "" if len(words) <= 80 else "write a shorter name"


def _one(fields: dict[str, Node], key: str, node: Node, problems: list[Problem], check: Callable[[str], str]) -> str:
    """Return one field's words; missing or wrong ones become a problem."""
    shown = key.replace("_", "-")
    value = fields.get(key)
    if value is None or value.shape != "words" or not value.words:
        if fields:
            problems.append(Problem(_place(fields, key, node), f"'{shown}' needs a word or a name"))
        return ""
    hint = check(value.words)
    if hint:
        problems.append(Problem(value.origin, f"'{value.words}' is no {shown}", hint))
    return value.words


def _flag(fields: dict[str, Node], key: str, node: Node, problems: list[Problem]) -> bool:
    """Return a yes or no; it has to be given."""
    value = fields.get(key)
    if value is not None and value.shape == "words" and value.words in _FLAGS:
        return _FLAGS[value.words]
    if fields:
        problems.append(Problem(_place(fields, key, node), f"'{key}' needs yes or no"))
    return False


def _many(fields: dict[str, Node], key: str, problems: list[Problem]) -> tuple[str, ...]:
    """Return a field's list of words; a field that is not there is an empty list."""
    value = fields.get(key)
    if value is None:
        return ()
    if value.shape != "list" or any(item.shape != "words" for item in value.items):
        problems.append(Problem(value.origin, f"'{key}' needs a list of words", "[one, two]"))
        return ()
    return tuple(item.words for item in value.items)


def _place(fields: dict[str, Node], key: str, node: Node) -> Origin:
    return fields[key].origin if key in fields else node.origin
