"""The words of a language by which two texts are compared: numbers, units, comparators, negation, people, pairs.

They are data, ``tables/<language>.yaml``, and a library adds to them in ``locales/<language>/meaning.yaml``: a new
language needs no Python. What the keys mean stands in ``docs/reference/meaning.md``. They are drafts; a native
clinical reader has still to confirm them. A language without a table is compared by digits, marks and script.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal
from unicodedata import normalize

from msgspec import Struct

from generator.library.node import Node
from generator.library.nodes import parse, read_yaml
from generator.library.texts import read_text
from generator.library.values import entries_of, flag_in, lines_in, number_in, pairs_in, words_in
from generator.model.problems import Problem, Unusable, refuse_if_any

Comparator = Literal["at least", "more", "less", "at most", "at least?", "at most?"]
COMPARATORS: Final[tuple[Comparator, ...]] = ("at least", "more", "less", "at most", "at least?", "at most?")
"""What a number may be said to be. ``?``: the words leave open whether the number counts (bare 以上)."""
FOLDER: Final = Path(__file__).with_name("tables")
_METRIC: Final = {
    unit.lower(): unit
    for unit in "mg ml kg cm mm km mmhg mmol/l mg/dl mg/kg IU °C °F % kcal kpa mmol/mol g/l g/dl".split()
} | {"mcg": "µg", "μg": "µg", "g": "gram", "l": "litre", "° c": "°C", "° f": "°F", "°": "degree"}  # fmt: skip
"""Units that every language writes so; its own words come on top."""
_LISTS: Final = tuple((
    "joiners blank halves fractions between counters ordinals am pm clock every people-blank named ordinary "
    "half-before fine quotes concept-blank plain parts loans listed strict added period-blank number-and must vague few"
).split())  # fmt: skip
_GROUPS: Final = ("numbers", "multipliers", "loose", "fixed", "units", "before-units", "comparators", "hints",
                  "negation", "renders", "choice", "concepts", "sure", "periods", "certainty", "steps",
                  "bounds")  # fmt: skip
_KEYS: Final = (*_LISTS, *_GROUPS, "spaced", "decimal", "digits", "length", "spread", "foreign",
                "wrong", "false-friends", "sentence", "clause", "regional", "opposites", "conversions",
                "more-sentences")  # fmt: skip
Words = tuple[str, ...]
Groups = Mapping[str, Words]


class FalseFriend(Struct, frozen=True):
    """A word that only looks like the English one: what may not stand, what is right, words in which it is fine."""

    english: str
    wrong: Words
    right: str
    unless: Words = ()


class Phrase(Struct, frozen=True):
    """Words around a number: what stands before it and behind it, and what they say of it."""

    before: str
    after: str
    says: str = ""
    hint: bool = False


class Tongue(Struct, frozen=True, eq=False):
    """A language's words, as tables, read once. ``name`` is empty for a language that has none."""

    name: str = ""
    spaced: bool = True
    decimal: str = "either"
    digits: str = ""
    numbers: Mapping[str, float] = {}
    multipliers: Mapping[str, float] = {}
    loose: Mapping[str, tuple[float, ...]] = {}
    fixed: Mapping[str, tuple[float, str]] = {}
    units: Mapping[str, str] = {}
    unit_first: Mapping[str, str] = {}
    """The word that a hint names for a unit."""
    before_units: Mapping[str, str] = {}
    lists: Groups = {}
    phrases: tuple[Phrase, ...] = ()
    negation: Groups = {}
    renders: Groups = {}
    """English phrases with a 'not', and the words without one that say the same."""
    choice: Groups = {}
    concepts: Groups = {}
    sure: Groups = {}
    """Words that mean a concept and nothing else, where its others may."""
    periods: Groups = {}
    """Words for how often, by the unit of time: day: [a day, daily]."""
    certainty: Groups = {}
    """Words of a may, of what is sure, of doubt, must and free choice; phrases that are none (blank)."""
    steps: Groups = {}
    """Words that put two steps in their order: then, first, before, after."""
    bounds: Groups = {}
    """What is said of when, around a number: from, until, within, after, before."""
    opposites: tuple[Words, ...] = ()
    friends: tuple[FalseFriend, ...] = ()
    wrong: Mapping[str, str] = {}
    regional: Mapping[str, str] = {}
    """Words of another region, with those that this one has."""
    foreign: str = ""
    length: float = 0.0
    spread: float = 1.3
    more_sentences: float = 0.1
    unit_of_sentence: str = ""
    longest: int = 0
    mean: int = 0
    clause: int = 0
    conversions: tuple[tuple[float, str, float, str], ...] = ()

    def list(self, name: str) -> Words:
        """Return a list of words; none where the language has none."""
        return self.lists.get(name, ())


def tongue_of(language: str, own: tuple[tuple[str, str], ...] = ()) -> Tongue:
    """Return the tables of a language (``zh_Hant_HK``): those of ``zh``, of ``zh_Hant``, then a library's own.

    ``own`` are paths of further files, each with how messages name it; they are read anew, for a desk that runs on
    while somebody writes in them. Raises Unusable when one is wrong.
    """
    problems: list[Problem] = []
    said = [(read_text(Path(path), shown, problems), shown) for path, shown in own]
    refuse_if_any(problems)
    return _tongue_of(language, tuple([(words, shown) for words, shown in said if words is not None]))


@lru_cache(maxsize=64)
def _tongue_of(language: str, own: tuple[tuple[str, str], ...]) -> Tongue:
    """Return the tables of a language and of files by what they say, each with how messages name it."""
    problems: list[Problem] = []
    parts = language.split("_")
    names = ["_".join(parts[:count]) for count in range(1, len(parts) + 1)]
    names += ["zh_Hant_TW"] if language == "zh_Hant" else []
    files = [(FOLDER / f"{name}.yaml", f"tables/{name}.yaml") for name in names]
    given = [read_yaml(path, shown, problems) for path, shown in files if path.is_file()]
    given += [parse(words, shown, problems) for words, shown in own]
    refuse_if_any(problems)
    nodes = [node for node in given if node is not None]
    found = _tongue(language if nodes else "", nodes, problems)
    if problems:
        raise Unusable(*problems)
    return found


def _tongue(name: str, nodes: Sequence[Node], problems: list[Problem]) -> Tongue:
    """Read the files of a language as one; what a later one says of a word counts."""
    lists: dict[str, Words] = {}
    groups: dict[str, dict[str, Words]] = {key: {} for key in _GROUPS}
    single: dict[str, Node] = {}
    wrong: dict[str, str] = {}
    regional: dict[str, str] = {}
    foreign, opposites, friends = "", [], []
    for node in nodes:
        given = entries_of(node, "the table of a language", _KEYS, (), problems, empty=True)
        for key in _LISTS:
            if key in given:
                lists[key] = (*lists.get(key, ()), *lines_in(given[key], key, problems, empty=True))
        for key in _GROUPS:
            for entry, value in pairs_in(given[key], key, problems) if key in given else ():
                before = groups[key].get(entry.words, ())
                words = lines_in(value, entry.words, problems, empty=True)
                groups[key][entry.words] = (*before, *(normalize("NFKC", word) for word in words))
        single |= {key: given[key] for key in given if key not in (*_LISTS, *_GROUPS)}
        for entry, value in pairs_in(given["wrong"], "wrong", problems) if "wrong" in given else ():
            wrong[entry.words] = words_in(value, entry.words, problems, empty=True) or ""
        for entry, value in pairs_in(given["regional"], "regional", problems) if "regional" in given else ():
            regional[entry.words] = words_in(value, entry.words, problems, empty=True) or ""
        if "foreign" in given:
            foreign += words_in(given["foreign"], "foreign", problems) or ""
        if "opposites" in given:
            opposites += [lines_in(item, "opposites", problems) for item in given["opposites"].items]
        if "false-friends" in given:
            friends += [_friend(item, problems) for item in given["false-friends"].items]
    rest = _single(single, problems)
    return Tongue(
        name=name,
        numbers={word: float(value) for value, words in groups["numbers"].items() for word in words},
        multipliers={word: float(value) for value, words in groups["multipliers"].items() for word in words},
        loose=_turned(groups["loose"]),
        fixed=dict(_fixed(groups["fixed"])),
        units=(dict(_METRIC) if groups["units"] else {})
        | {word.lower(): unit for unit, words in groups["units"].items() for word in words},
        unit_first={unit: words[0] for unit, words in groups["units"].items() if words},
        before_units={word: unit for unit, words in groups["before-units"].items() for word in words},
        lists=lists,
        phrases=tuple(_phrases(groups["comparators"], False, problems, nodes)) + tuple(
            _phrases(groups["hints"], True, problems, nodes)
        ),
        negation=groups["negation"],
        renders=groups["renders"],
        choice=groups["choice"],
        concepts=groups["concepts"],
        sure=groups["sure"],
        periods=groups["periods"],
        certainty=groups["certainty"],
        steps=groups["steps"],
        bounds=groups["bounds"],
        opposites=tuple(opposites),
        friends=tuple(friends),
        wrong=wrong,
        regional=regional,
        foreign=foreign,
        **rest,
    )  # fmt: skip


def _single(given: Mapping[str, Node], problems: list[Problem]) -> dict[str, Any]:
    """Return the fields that are one value."""
    found: dict[str, Any] = {}
    if "spaced" in given:
        found["spaced"] = flag_in(given["spaced"], "spaced", problems)
    for key in ("decimal", "digits"):
        if key in given:
            found[key] = words_in(given[key], key, problems) or ""
    for key in ("length", "spread", "more-sentences"):
        if key in given:
            found[key.replace("-", "_")] = number_in(given[key], key, problems, 0.01, 99)
    if "clause" in given:
        found["clause"] = int(number_in(given["clause"], "clause", problems, 1, 999))
    if "sentence" in given:
        parts = entries_of(given["sentence"], "'sentence'", ("unit", "most", "mean"), ("unit", "most"), problems)
        found["unit_of_sentence"] = words_in(parts["unit"], "unit", problems) if "unit" in parts else ""
        for key, name in (("most", "longest"), ("mean", "mean")):
            if key in parts:
                found[name] = int(number_in(parts[key], key, problems, 1, 999))
    if "conversions" in given:
        found["conversions"] = tuple(map(_conversion, lines_in(given["conversions"], "conversions", problems)))
    return found


def _conversion(line: str) -> tuple[float, str, float, str]:
    """Read ``1 tablespoon = 15 ml``."""
    left, _, right = line.partition("=")
    (number, _, unit), (other, _, its) = left.strip().partition(" "), right.strip().partition(" ")
    return float(number), unit, float(other), its


def _friend(node: Node, problems: list[Problem]) -> FalseFriend:
    keys = ("english", "wrong", "right", "unless")
    given = entries_of(node, "a false friend", keys, keys[:3], problems)
    lists = {key: lines_in(given[key], key, problems) for key in ("wrong", "unless") if key in given}
    words = {key: words_in(given[key], key, problems) or "" for key in ("english", "right") if key in given}
    return FalseFriend(
        words.get("english", ""), lists.get("wrong", ()), words.get("right", ""), lists.get("unless", ())
    )


def _turned(groups: Mapping[str, Words]) -> dict[str, tuple[float, ...]]:
    found: dict[str, tuple[float, ...]] = {}
    for value, words in groups.items():
        for word in words:
            found[word] = (*found.get(word, ()), float(value))
    return found


def _fixed(groups: Mapping[str, Words]) -> Iterator[tuple[str, tuple[float, str]]]:
    for key, words in groups.items():
        value, _, unit = key.partition(" ")
        for word in words:
            yield word, (float(value), unit)


def _phrases(
    groups: Mapping[str, Words], hint: bool, problems: list[Problem], nodes: Sequence[Node]
) -> Iterator[Phrase]:
    for says, phrases in groups.items():
        if says not in COMPARATORS:
            message = f"'{says}' is no way of comparing"
            problems.append(Problem(nodes[-1].origin, message, f"one of: {', '.join(COMPARATORS)}"))
        for phrase in phrases:
            before, mark, after = phrase.lower().partition("#")
            if not mark:
                problems.append(Problem(nodes[-1].origin, f"'{phrase}' has no # for the number", "write 'at least #'"))
            yield Phrase(before.strip(), after.strip(), says, hint)
