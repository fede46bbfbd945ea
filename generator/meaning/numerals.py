"""The numbers of a text by value: digits of any script, words, Han numerals, fractions, halves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final, Literal

from msgspec import Struct

from generator.meaning.tables import Phrase, Tongue
from generator.meaning.wordlists import WordList, listed
from generator.model.patterns import pattern as late

_DIGIT: Final = re.compile(r"\d")
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_SPACED_NUMBER: Final = re.compile(r"\d{1,3}(?: \d{3})+(?![\d.,])|\d+(?:[.,]\d+)*")
_CLOCK: Final = re.compile(r"(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])")
_FRACTION: Final = re.compile(r"(?<![\d/.,])(?:(\d{1,6}) )?(\d{1,3})\s?/\s?(\d{1,3})(?![\d/])")
LONGEST: Final = 18
"""Signs of a number that are read; a float holds no more digits."""
_LATIN: Final = re.compile("[a-z]")
_HAN: Final = {letter: float(value) for value, letter in enumerate("〇一二三四五六七八九")} | {
    "零": 0.0,
    "两": 2.0,
    "兩": 2.0,
}
_HAN_TIMES: Final = {"十": 10.0, "百": 100.0, "千": 1000.0, "万": 1e4, "萬": 1e4, "億": 1e8, "亿": 1e8}
_KILO: Final = frozenset("卡克米")
_OF_MINUTES: Final = frozenset("钟鐘間")
"""What stands behind 十分 where it is ten minutes; else it is "enough" or "very"."""
_HAN_RUN: Final = re.compile(f"[{''.join((*_HAN, *_HAN_TIMES))}]+")


class Quantity(Struct, frozen=True):
    """A number: the values it may have, where it stands, and what is said of it.

    ``firm``: it must stand in the other text too. A word such as "a" or "both" need not. ``day``: minutes since
    midnight of a time of day, None for another number; ``part`` tells am, pm or neither.
    """

    values: tuple[float, ...]
    start: int
    end: int
    firm: bool
    words: str
    unit: str = ""
    ordinal: bool = False
    says: frozenset[str] = frozenset()
    hints: frozenset[str] = frozenset()
    day: int | None = None
    part: Literal["", "am", "pm"] = ""

    def shown(self) -> str:
        """Return the number as a message names it: the value, and the unit in English."""
        if self.day is not None:
            return f"{self.day // 60}:{self.day % 60:02}{' ' if self.part else ''}{self.part}"
        number = f"{self.values[0]:g}"
        if self.unit in ("%", "°C", "°F"):
            return f"{number} {self.unit}"
        if self.ordinal and self.unit:
            return f"{self.unit} {number}"
        plural = "s" if self.values[0] != 1 and self.unit in _PLURAL else ""
        return f"{number} {self.unit}{plural}".rstrip()


_PLURAL: Final = {"second", "minute", "hour", "day", "night", "week", "month", "year", "litre", "gram", "tablet",
                  "capsule", "drop", "puff", "teaspoon", "tablespoon", "cup", "unit", "degree"}  # fmt: skip


class Finder:
    """A language's tables as patterns."""

    def __init__(self, tongue: Tongue) -> None:
        """Make the patterns once."""
        spaced = tongue.spaced
        self.tongue = tongue
        self.english = tongue.name == "en"
        self.blank, self.halves = listed(tongue, "blank"), listed(tongue, "halves")
        self.words = WordList((*tongue.numbers, *tongue.multipliers), spaced)
        self.loose, self.fixed = WordList(tongue.loose, spaced), WordList(tongue.fixed, spaced)
        self.some = WordList((*tongue.numbers, *tongue.multipliers, *tongue.loose, *tongue.fixed), spaced)
        times = WordList(tongue.multipliers, spaced)
        self.times = late(rf"\s?({times.pattern})") if times else None
        between = listed(tongue, "between").pattern
        units = WordList(tongue.units, spaced).pattern
        self.unit = re.compile(rf"[\s-]?(?:(?:{between})\s?){{0,2}}({units})" if between else rf"[\s-]?({units})")
        self.has_units = bool(tongue.units)
        counters, before = listed(tongue, "counters"), WordList(tongue.before_units, spaced)
        self.counter = re.compile(rf"\s?(?:{counters.pattern})") if counters else None
        self.before_unit = re.compile(rf"({before.pattern})\s?$") if before else None
        self.lower_units = {word.lower(): unit for word, unit in tongue.units.items()}
        self.fractions = [_fraction(form, spaced) for form in tongue.list("fractions")]
        self.ordinals = [_around(form) for form in tongue.list("ordinals")]
        self.am, self.pm, self.clock = ([_around(form) for form in tongue.list(name)] for name in ("am", "pm", "clock"))
        self.prefixes = _phrases(tongue.phrases, spaced, True)
        self.suffixes = _phrases(tongue.phrases, spaced, False)
        self.number = _SPACED_NUMBER if tongue.decimal in (",", "either") else _NUMBER


@lru_cache(maxsize=64)
def finder_of(tongue: Tongue) -> Finder:
    """Return the patterns of a language, made once."""
    return Finder(tongue)


def _around(form: str) -> tuple[str, str]:
    before, _, after = form.lower().partition("#")
    return before.strip(), after.strip()


def _fraction(form: str, spaced: bool) -> tuple[tuple[str, ...], re.Pattern[str]]:
    """Return what stands in every fraction of a form beside its numbers, and the form's pattern."""
    words = r"[^\W\d_]+" if spaced else f"[{''.join((*_HAN, *_HAN_TIMES))}]+"
    number = rf"(\d+|{words})"
    escaped = re.escape(form).replace(r"\{a\}", number.replace("(", "(?P<a>", 1))
    found = late(r"(?<![\w])" * spaced + escaped.replace(r"\{b\}", number.replace("(", "(?P<b>", 1)))
    return tuple(re.split(r"\{[ab]\}", form)), found


def _phrases(phrases: Sequence[Phrase], spaced: bool, before: bool) -> tuple[WordList, dict[str, list[Phrase]]]:
    """Return the phrases that stand before, or behind, a number, by their words."""
    found: dict[str, list[Phrase]] = {}
    for one in phrases:
        if words := one.before if before else one.after:
            found.setdefault(words, []).append(one)
    return WordList(found, spaced), found


def find_numbers(words: str, finder: Finder) -> Iterator[Quantity]:
    """Yield the numbers without units; what one form has taken the next does not see."""
    tongue, digits = finder.tongue, _DIGIT.search(words)
    if not (digits or finder.some.stand_in(words) or (tongue.digits and _HAN_RUN.search(words))):
        return
    taken = bytearray(len(words))

    def free(start: int, end: int) -> bool:
        return 1 not in taken[start:end]

    def take(start: int, end: int, values: tuple[float, ...], firm: bool, **more: object) -> Quantity:
        taken[start:end] = b"\1" * (end - start)
        return Quantity(values, start, end, firm, words[start:end], **more)  # type: ignore[arg-type]

    for beside, form in finder.fractions:
        for match in form.finditer(words) if all(part in words for part in beside) else ():
            top, bottom = (_value(match[name], tongue) for name in "ab")
            if top and bottom and top < bottom and free(match.start(), match.end()):
                yield take(match.start(), match.end(), (top / bottom,), True)
    for place in finder.blank.find(words):
        taken[place.start : place.end] = b"\1" * (place.end - place.start)
    if digits:
        for match in _CLOCK.finditer(words):
            yield take(match.start(), match.end(), (), True, day=int(match[1]) * 60 + int(match[2]))
        for match in _FRACTION.finditer(words):
            whole, over, under = (int(part or 0) for part in match.groups())
            if under and over < under <= 100 and free(match.start(), match.end()):
                yield take(match.start(), match.end(), (whole + over / under,), True)
    for match in finder.number.finditer(words) if digits else ():
        if not free(match.start(), match.end()):
            continue
        times, end = 1.0, match.end()
        after = finder.times.match(words, end) if finder.times else None
        if after:
            times, end = tongue.multipliers[after[1]], after.end()
        elif tongue.digits and words[end : end + 1] in _HAN_TIMES and not finder.unit.match(words, end):
            times, end = _HAN_TIMES[words[end]], end + 1
        if len(parts := _listed(match[0])) > 1:  # 1,4,6 are three
            for part in parts:
                at = match.start() + part[0]
                yield take(at, at + len(part[1]), (float(part[1][:LONGEST]),), True)
            continue
        firm = not _LATIN.match(words[max(0, match.start() - 1) : match.start()])  # B12 is a name
        yield take(match.start(), end, tuple(value * times for value in read_number(match[0], tongue.decimal)), firm)
    for place in finder.fixed.find(words):
        if free(place.start, place.end):
            value, unit = tongue.fixed[place.words]
            yield take(place.start, place.end, (value,), True, unit=unit)
    if tongue.digits:
        for match in _HAN_RUN.finditer(words):
            yield from (take(*one) for one in _han(match, free, finder))
    yield from (take(*one) for one in _spelled(words, free, finder))
    for place in finder.loose.find(words):
        if free(place.start, place.end):
            yield take(place.start, place.end, tongue.loose[place.words], False)


def _listed(digits: str) -> list[tuple[int, str]]:
    """Return the numbers of a list without spaces, with their places; one alone is none."""
    groups = digits.split(",")
    if len(groups) < 3 or "." in digits or all(len(group) == 3 for group in groups[1:]):
        return []
    return [(sum(map(len, groups[:at])) + at, group) for at, group in enumerate(groups)]


def read_number(digits: str, decimal: str) -> tuple[float, ...]:
    """Return what digits with commas and points may mean: ``2,000`` is 2000, in Vietnamese 2; in Spanish either.

    What is no number (``2.7.1``) has one value that no number has.
    """
    digits = digits.replace(" ", "")[:LONGEST]
    marks = [letter for letter in digits if not letter.isdigit()]
    if not marks:
        return (float(digits),)
    groups = re.split("[.,]", digits)
    grouped = all(len(group) == 3 for group in groups[1:]) and 0 < len(groups[0]) <= 3 and groups[0] != "0"
    if len(set(marks)) == 2 and marks.count(marks[-1]) == 1:
        return (float("".join(groups[:-1]) + "." + groups[-1]),)
    whole, part = float("".join(groups)), float(f"{groups[0]}.{groups[1]}")
    if len(marks) > 1:
        return (whole,) if grouped else (-whole - 0.5,)
    if not grouped:
        return (part,)
    if decimal == "either":
        return (whole, part)
    return (part,) if marks[0] == decimal else (whole,)


def _value(word: str, tongue: Tongue) -> float:
    """Return the value of one number, digits or a word; 0 for none."""
    if word.isdigit():
        return float(word[:LONGEST])
    if word in tongue.numbers:
        return tongue.numbers[word]
    if word in tongue.loose:
        return tongue.loose[word][0]
    if word in tongue.multipliers:
        return tongue.multipliers[word]
    if tongue.digits and all(letter in _HAN or letter in _HAN_TIMES for letter in word):
        return _sum([(_HAN.get(letter), _HAN_TIMES.get(letter)) for letter in word])
    return 0.0


def _sum(parts: Sequence[tuple[float | None, float | None]]) -> float:
    """Return what digits and the numbers that multiply them make: 2, ×10, 4 is 24."""
    total = group = digit = 0.0
    for value, times in parts:
        if value is not None:
            if value >= 10:
                group += value
            else:
                digit = value
        elif times is not None and times >= 1000:
            total, group, digit = total + max(group + digit, 1) * times, 0.0, 0.0
        elif times is not None:
            group, digit = group + max(digit, 1) * times, 0.0
    return total + group + digit


def _han(
    match: re.Match[str], free: Callable[[int, int], bool], finder: Finder
) -> Iterator[tuple[int, int, tuple[float, ...], bool]]:
    """Yield the numbers of a run of Han digits: 二十四 is 24, 二〇二六 is 2026, 两三 is 2 and 3."""
    words, run, start, end = match.string, match[0], match.start(), match.end()
    if run[1:] and run[-1] == "千" and words[end : end + 1] in _KILO:  # 350千卡: the 千 is of the unit
        run, end = run[:-1], end - 1
    enough = run == "十" and words[end : end + 1] == "分" and words[end + 1 : end + 2] not in _OF_MINUTES
    if not free(start, end) or enough:
        return
    if any(letter in _HAN_TIMES for letter in run):
        if len(run) == 1 and run != "十":
            return
        parts = [(_HAN.get(letter), _HAN_TIMES.get(letter)) for letter in run]
        yield start, end, (_sum(parts),), _counted(words, end, finder)
    elif run in ("零", "〇"):
        return
    elif len(run) > 3 or any(letter in "零〇" for letter in run):
        yield start, end, (float("".join(f"{_HAN[letter]:.0f}" for letter in run[:LONGEST])),), True
    else:
        for at, letter in enumerate(run, start):
            yield at, at + 1, (_HAN[letter],), _HAN[letter] > 1 and _counted(words, end, finder)


def _counted(words: str, end: int, finder: Finder) -> bool:
    """Tell whether a unit or a counter stands behind a number in words: then it is one for sure."""
    return bool(finder.unit.match(words, end) or (finder.counter and finder.counter.match(words, end)))


def _spelled(
    words: str, free: Callable[[int, int], bool], finder: Finder
) -> Iterator[tuple[int, int, tuple[float, ...], bool]]:
    """Yield the numbers in words: ``twenty-four``, ``hai mươi tư``; neighbours are one number."""
    tongue, joiners = finder.tongue, finder.tongue.list("joiners")
    matches = [one for one in finder.words.find(words) if free(one.start, one.end)]
    at = 0
    while at < len(matches):
        group = [matches[at]]
        while at + 1 < len(matches):
            gap = words[group[-1].end : matches[at + 1].start].strip(" -")
            last, following = (_of(one.words, tongue) for one in (group[-1], matches[at + 1]))
            joined = gap in joiners and bool(last[1] and last[1] >= 100)
            if (gap and not joined) or not _goes_on(last, following):
                break
            at += 1
            group.append(matches[at])
        at += 1
        start, end = group[0].start, group[-1].end
        parts = [_of(one.words, tongue) for one in group]
        lone = len(group) == 1 and parts[0][1] is not None
        yield start, end, (_sum(parts),), not lone and (finder.english or _counted(words, end, finder))


def _of(word: str, tongue: Tongue) -> tuple[float | None, float | None]:
    times = tongue.multipliers.get(word)
    return (None, times) if times is not None else (tongue.numbers[word], None)


def _goes_on(last: tuple[float | None, float | None], following: tuple[float | None, float | None]) -> bool:
    """Tell whether two neighbouring words are one number: 20 and 4, 2 and ×100; never 2 and 3."""
    if following[1] is not None:
        return True
    if last[1] is not None:
        return True
    return (last[0] or 0) >= 10 and (last[0] or 0) % 10 == 0 and (following[0] or 0) < 10
