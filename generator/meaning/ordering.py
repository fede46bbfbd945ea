"""What numbers say together: their order, what joins them, how often a thing is done, one or more than one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Final

from generator.meaning.differences import Difference
from generator.meaning.numerals import Quantity
from generator.meaning.quantities import is_range
from generator.meaning.tables import Tongue
from generator.meaning.wordlists import WordList, word_list

Pairs = Sequence[tuple[Quantity, Quantity]]
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
    if ands is None:
        return
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


@lru_cache(maxsize=64)
def _ands(tongue: Tongue) -> WordList | None:
    return word_list((*tongue.choice.get("and", ()), *tongue.list("number-and")), tongue.spaced)


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


@lru_cache(maxsize=64)
def _periods(tongue: Tongue) -> Mapping[str, WordList]:
    return {unit: found for unit, words in tongue.periods.items() if (found := word_list(words, tongue.spaced))}


@lru_cache(maxsize=64)
def _no_period(tongue: Tongue) -> WordList | None:
    return word_list(tongue.list("period-blank"), tongue.spaced)


@lru_cache(maxsize=4096)
def _how_often(words: str, tongue: Tongue) -> frozenset[str]:
    """Return the units of time for each of which something is said to be: a day, 每天, mỗi tuần."""
    blank = _no_period(tongue)
    bare = blank.without(words) if blank else words
    return frozenset(unit for unit, found in _periods(tongue).items() if found.stand_in(bare))


def compare_periods(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield 'a day' that became 'a week': both folded texts name how often, and not the same."""
    mine = _how_often(source, english)
    its = _how_often(target, tongue) if mine else mine
    lost, new = sorted(mine - its), sorted(its - mine)
    if mine and lost and new and not _said(new[0], source, english):
        text = f"the English says 'each {lost[0]}', the translation 'each {new[0]}'"
        yield Difference("time", "critical", text, f"one of: {', '.join(tongue.periods.get(lost[0], ())[:4])}")


def _said(unit: str, source: str, english: Tongue) -> bool:
    """Tell whether the English has a unit of time at all: 'for a week' may be 'every day of a week'."""
    words = "|".join(word for word, name in english.units.items() if name == unit)
    return bool(re.search(rf"\b(?:an?|one|1|per|each|every|the|this) (?:{words})\b", source))
