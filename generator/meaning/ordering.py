"""What numbers say together: their order, what joins them, how often a thing is done, one or more than one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Final

from generator.meaning.alignment import aligned
from generator.meaning.differences import Difference
from generator.meaning.numerals import Quantity
from generator.meaning.quantities import is_range, quantities
from generator.meaning.tables import Tongue
from generator.meaning.wordlists import WordList, grouped, listed

Pairs = Sequence[tuple[Quantity, Quantity]]
MEASURES: Final = frozenset(
    "second minute hour day week month year litre ml kcal mg µg gram kg cm mm km °C °F IU % "
    "mmhg mmol/l mg/dl mg/kg".split()
)
"""Units that a number keeps; of others (times, cups, tablets) a translation may use another word."""
_TIMES: Final = frozenset(("minute", "hour", "day", "week", "month", "year"))
_OR: Final = re.compile(r"\s*\bor\b\s*")


def compare_order(pairs: Pairs, source: str, target: str) -> Iterator[Difference]:
    """Yield two numbers with one unit that have changed places: "within 6 months, at most 12" is not 12, at most 6.

    Languages put what they say of a number elsewhere, so two that keep their own comparators may change places.
    """
    known = sorted(pairs, key=lambda pair: pair[0].start)
    for (a, its_a), (b, its_b) in combinations(known, 2):
        one_unit = its_a.unit == its_b.unit and its_a.unit and a.unit in ("", its_a.unit) and b.unit in ("", its_b.unit)
        if not one_unit or its_a.start < its_b.start or not (a.values and b.values) or a.values == b.values:
            continue
        kept = a.says != b.says and its_a.says == a.says and its_b.says == b.says
        apart = a.ordinal != b.ordinal or its_a.ordinal or not (its_a.firm and its_b.firm)
        if kept or apart or is_range(source, a, b) or is_range(target, its_b, its_a):
            continue
        text = f"{a.values[0]:g} and {b.values[0]:g} have changed places"
        yield Difference("numbers", "critical", text, "which number belongs to what? Compare the two")
        return


def compare_joined(pairs: Pairs, source: str, target: str, tongue: Tongue) -> Iterator[Difference]:
    """Yield a choice of two numbers that became both: day 3 or 4, and not day 3 and 4."""
    ands = _ands(tongue)
    known = sorted(pairs, key=lambda pair: pair[0].start)
    for (a, its_a), (b, its_b) in pairwise(known):
        said = target[its_a.start + len(its_a.words) : its_b.start]
        if (
            _OR.fullmatch(source[a.start + len(a.words) : b.start])
            and len(said) <= 8
            and not re.search(r"\d", said)
            and ands.stand_in(said)
        ):
            text = f"the English says {a.values[0]:g} or {b.values[0]:g}, the translation both"
            yield Difference("choice", "major", text, "keep the choice that the English leaves")


def compare_vague(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield a number that became vague: two is not several; sentence by sentence of two folded texts."""
    mine, its = listed(english, "vague"), listed(tongue, "vague")
    if not mine or not its.stand_in(target):
        return
    for one, other in aligned(source, target):
        if mine.stand_in(one) or not (word := its.first(other)):
            continue
        have = [value for number in quantities(other, tongue) for value in number.values]
        for number in quantities(one, english):
            counts = number.firm and number.values and number.values[0] >= 2 and number.day is None
            if counts and not any(value in have for value in number.values):
                text = f"the English says {number.shown()}, the translation only '{word.words}'"
                yield Difference("numbers", "critical", text, "write the number")
                return


def compare_vague_units(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield a few days that became a few weeks: a vague word with a unit of which the other text has none."""
    found = _vague_unit(tongue)
    if not found or not listed(tongue, "few").stand_in(target) or not (matches := list(found.finditer(target))):
        return
    mine, its = _units_in(source, english), _units_in(target, tongue)
    lost = sorted(mine - its)
    for match in matches:
        unit = tongue.units.get(match[1], "")
        if unit in _OFTEN and unit not in mine and lost:
            text = f"the English has {lost[0]}s, the translation '{match[0]}'"
            yield Difference("units", "critical", text, "keep the unit of the English")
            return


_OFTEN: Final = frozenset(
    ("minute", "hour", "day", "night", "week", "month", "year", "drop", "spoon", "teaspoon", "tablespoon", "cup")
)


@lru_cache(maxsize=64)
def _vague_unit(tongue: Tongue) -> re.Pattern[str] | None:
    units, few = _units_of_time(tongue), listed(tongue, "few")
    there = listed(tongue, "vague") and units and few
    return re.compile(rf"(?:{few.pattern})\s?({units.pattern})") if there else None


@lru_cache(maxsize=2048)
def _units_in(words: str, tongue: Tongue) -> frozenset[str]:
    """Return the units that a text names, with a number or without."""
    return frozenset(tongue.units[place.words] for place in _units_of_time(tongue).find(words))


@lru_cache(maxsize=64)
def _units_of_time(tongue: Tongue) -> WordList:
    return WordList([word for word, unit in tongue.units.items() if unit in _OFTEN], tongue.spaced)


def compare_bounds(pairs: Pairs, source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield a number until which a thing is said that was said from it on, and the like."""
    mine, its = _bounds(english), _bounds(tongue)
    if not its:
        return
    for a, its_a in pairs:
        if a.day is not None or its_a.day is not None or not (a.firm and its_a.firm):
            continue
        want = _bounded(a, source, mine)
        want = {"within"} if "within" in want else want
        if len(want) != 1 or _in_range(a, source, english) or _in_range(its_a, target, tongue):
            continue
        (said,) = want
        if said == "within" and _DENIED.search(source):
            continue  # none within a day is none after a day
        have = _bounded(its_a, target, its)
        other = have & _AGAINST[said] or (
            {"on"} if said == "after" and a.ordinal and its_a.ordinal and not have else set()
        )
        if other and said not in have:
            text = f"the English says '{said}' {a.shown()}, the translation '{min(other)}'"
            forms = ", ".join(tongue.bounds[said][:4]).replace("#", "…")
            yield Difference("comparators", "critical", text, f"one of: {forms}")


_ORDINAL: Final = re.compile(
    r"(?:\b(?:day|days|week|month|the)|\bngày(?: tuổi)?(?: thứ)?|\b(?:tuần|tháng) thứ|第|生後)\s*$"
)
_DENIED: Final = re.compile(r"\b(?:no|not|never|without|cannot)\b|n[’']t\b")
_AGAINST: Final = {
    "from": {"until", "before"},
    "until": {"from"},
    "within": {"after"},
    "after": {"within", "before", "until"},
    "before": {"after"},
}


def _bounded(one: Quantity, words: str, forms: Mapping[str, Sequence[tuple[str, str]]]) -> set[str]:
    """Return what is said of when, right before or behind a number."""
    head, tail = (
        _ORDINAL.sub("", words[: one.start]).rstrip(" 约約"),
        words[one.end :].lstrip().removeprefix("目" if one.ordinal else ""),
    )
    return {
        name
        for name, pairs in forms.items()
        for before, after in pairs
        if _ends_with(head, before) and tail.startswith(after)
    }


def _ends_with(words: str, tail: str) -> bool:
    """Tell whether a text ends with some words, and not in the middle of one."""
    letter = words[: -len(tail)][-1:] if tail else ""
    return words.endswith(tail) and not (letter.isascii() and letter.isalpha())


def is_after(one: Quantity, words: str, tongue: Tongue) -> bool:
    """Tell whether words say that a thing is after a number, and not from it on."""
    said = _bounded(one, words, _bounds(tongue))
    return "after" in said and "from" not in said


def _in_range(one: Quantity, words: str, tongue: Tongue) -> bool:
    """Tell whether a number is an end of a range."""
    every = quantities(words, tongue)
    return any(one in pair and all(end.firm for end in pair) and is_range(words, *pair) for pair in pairwise(every))


@lru_cache(maxsize=64)
def _bounds(tongue: Tongue) -> Mapping[str, tuple[tuple[str, str], ...]]:
    return {
        name: tuple((before.strip(), after.strip()) for before, _, after in (form.partition("#") for form in forms))
        for name, forms in tongue.bounds.items()
    }


@lru_cache(maxsize=64)
def _ands(tongue: Tongue) -> WordList:
    return WordList((*tongue.choice.get("and", ()), *tongue.list("number-and")), tongue.spaced)


def compare_one(source: Sequence[Quantity], target: Sequence[Quantity], paired: Pairs) -> Iterator[Difference]:
    """Yield a "one" that became two or more: one leg swollen is not two legs, one sign is not three."""
    ones = [one for one in source if one.words == "one"]
    if not ones or any(one.values[:1] == (1.0,) for one in target) or any(2.0 in one.values for one in source):
        return
    taken = {other.start for _, other in paired}
    more = [one for one in target if one.values and min(one.values) >= 2 and one.start not in taken and not one.firm]
    if more and more[0].words not in {one.words for one in source}:
        text = f"the English says one, the translation '{more[0].words}'"
        yield Difference("numbers", "critical", text, "write one")


@lru_cache(maxsize=4096)
def _how_often(words: str, tongue: Tongue) -> frozenset[str]:
    """Return the units of time for each of which something is said to be: a day, 每天, mỗi tuần."""
    bare = listed(tongue, "period-blank").without(words)
    return frozenset(unit for unit, found in grouped(tongue, "periods").items() if found.stand_in(bare))


def compare_periods(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield 'a day' that became 'a week': both folded texts name how often, and not the same."""
    mine = _how_often(source, english)
    its = _how_often(target, tongue) if mine else mine
    lost, new = sorted(mine - its), sorted(its - mine)
    if mine and lost and new and not _said(new[0], source, english):
        text = f"the English says 'each {_shown(lost[0])}', the translation 'each {_shown(new[0])}'"
        yield Difference("time", "critical", text, f"one of: {', '.join(tongue.periods.get(lost[0], ())[:4])}")


def _shown(unit: str) -> str:
    return unit.replace("-", " ")


def _said(unit: str, source: str, english: Tongue) -> bool:
    """Tell whether the English has a unit of time at all: 'for a week' may be 'every day of a week'."""
    words = "|".join(word for word, name in english.units.items() if name == unit)
    return bool(words) and bool(re.search(rf"\b(?:an?|one|1|per|each|every|the|this) (?:{words})\b", source))


def compare_ranges(
    want: Sequence[Quantity], have: Sequence[Quantity], source: str, target: str
) -> Iterator[Difference]:
    """Yield a range that runs backwards, when that of the source does not."""
    forward = any(is_range(source, a, b) for a, b in pairwise(want))
    if not forward:
        return
    for a, b in pairwise(have):
        if a.values and b.values and is_range(target, a, b) and a.values[0] > b.values[0] and a.unit == b.unit:
            if not any(
                is_range(source, c, d) and c.values and d.values and c.values[0] > d.values[0]
                for c, d in pairwise(want)
            ):
                text = f"a range runs backwards: {a.values[0]:g} to {b.values[0]:g}"
                yield Difference("numbers", "critical", text, "write the smaller number first")


def compare_unit_left_out(
    one: Quantity, other: Quantity, every: Sequence[Quantity], source: str
) -> Iterator[Difference]:
    """Yield a unit that the English leaves out, since it stands before, and the translation has another one."""
    before = [
        number.unit for number in every
        if number.unit in _TIMES and source[number.end : one.start].strip() in ("(", "(or", "or", "to", "-")
    ]  # fmt: skip
    if not one.unit and one.firm and before and other.unit in _TIMES and other.unit not in before:
        text = f"'{one.shown()}' of the English is {before[-1]}s, in the translation {other.unit}s"
        yield Difference("units", "critical", text, "keep the unit that stands before it")


def compare_every(
    pairs: Sequence[tuple[Quantity, Quantity]], source: str, target: str, tongue: Tongue
) -> Iterator[Difference]:
    """Yield an 'every 4 hours' that is '4 hours' in the translation."""
    forms = tongue.list("every")
    if not forms:
        return
    for one, other in pairs:
        if (
            one.firm
            and one.unit in MEASURES
            and re.search(r"\b(?:every|each)\s(?:\d+ (?:to|-) )?$", source[: one.start])
        ):
            near = target[max(0, other.start - 14) : other.end + 14]
            words = {part for form in forms for part in form.split("#") if part.strip()}
            if not any(word.strip() in near for word in words):
                text = f"the English says 'every {one.shown()}', the translation only '{one.shown()}'"
                yield Difference("time", "major", text, f"one of: {', '.join(forms[:4])}".replace("#", "…"))
