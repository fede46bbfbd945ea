"""Is what belongs together still together: the order of steps, the more and the less of a sentence?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from generator.meaning.alignment import aligned
from generator.meaning.differences import Difference
from generator.meaning.quantities import without_comparators
from generator.meaning.sense import meant, named, sense_of, shown
from generator.meaning.tables import Tongue
from generator.meaning.wordlists import grouped

_STEPS: Final = re.compile(r"\b(?:before|after|then|once|until)\b")
_MARKS: Final = re.compile(r"[,.;:!?()。、]+")
_PEOPLE: Final = {"mother", "baby", "child"}
_BRACKET: Final = re.compile(r"[()]")
_ASIDE: Final = re.compile(r"\([^()]*\)")
_HEAD: Final = re.compile(r"^\s*(?:and |but |so |then )?$")
_PARTS: Final = re.compile(r"[,.;:!?()。、]+|\b(?:and|but|than|because|so|while)\b")


def compare_order_of_steps(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield two steps that changed places: finish, then change sides; sentence by sentence of two folded texts."""
    if not _STEPS.search(source) or not tongue.steps:
        return
    for one, other in aligned(source, target):
        mine, its = _in_time(one, english), _in_time(other, tongue)
        if not mine or not its:
            continue
        first, later = (meant(part, english) for part in mine)
        said = [named(part, tongue) for part in its]
        known = tongue.concepts.keys() - _PEOPLE
        first, later = (first - later) & known, (later - first) & known
        before, behind = said[0] - said[1], said[1] - said[0]
        if first & behind and later & before and not first & before and not later & behind:
            text = f"'{shown(min(first & behind))}' comes first in the English, in the translation after the other step"
            yield Difference("time", "critical", text, "keep the order of the steps")
            return


def _in_time(words: str, tongue: Tongue) -> tuple[str, str] | None:
    """Return what a sentence says comes first, and what later; None where it does not say."""
    words = _ASIDE.sub("", words)
    for name, found in grouped(tongue, "steps").items():
        place = found.first(words)
        if place is None:
            continue
        before, behind = words[: place.start], words[place.end :]
        if name == "then":
            return (_last(before), behind) if before.strip() and behind.strip() else None
        if name == "first":  # the later step stands before the mark: 喂奶前, 飲む前に
            return (behind, _last(before)) if before.strip() and behind.strip() else None
        head = bool(_HEAD.match(_last(before)))  # before you feed, wash
        parts = _MARKS.split(behind.strip(), maxsplit=1)
        if head and len(parts) < 2:
            continue
        inner, outer = (parts[0], parts[1]) if head else (parts[0], _last(before))
        return (outer, inner) if name == "before" else (inner, outer)
    return None


def _last(words: str) -> str:
    """Return the last clause that has words."""
    return next((part for part in reversed(_MARKS.split(words)) if part.strip()), "")


def compare_bound(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield one of a pair that went to the other thing: more protein and less sugar, and not less protein, more sugar.

    Clauses are paired by a thing that only one of each text names.
    """
    if not tongue.concepts:
        return
    groups, poles = _pairs(english)
    for one, other in aligned(source, target):
        have = meant(one, english)
        if have.isdisjoint(poles):
            continue
        said = named(other, tongue)
        asked = [
            (a, b) for a, b in groups
            if (a in have and b in said) or (b in have and a in said)
        ]  # fmt: skip
        if not asked:
            continue
        mine = [part for part in _PARTS.split(_BRACKET.sub(" ", without_comparators(one, english))) if part.strip()]
        its = [part for part in _MARKS.split(_BRACKET.sub("", without_comparators(other, tongue))) if part.strip()]
        if len(mine) < 2 or len(its) < 2:
            continue
        yield from _exchanged(mine, its, asked, english, tongue)


@lru_cache(maxsize=4)
def _pairs(english: Tongue) -> tuple[tuple[tuple[str, str], ...], frozenset[str]]:
    """Return the opposites that are two, and all that they name."""
    groups = tuple((group[0], group[1]) for group in english.opposites if len(group) == 2)
    return groups, frozenset(name for group in groups for name in group)


def _exchanged(
    mine: Sequence[str], its: Sequence[str], groups: Sequence[Sequence[str]], english: Tongue, tongue: Tongue
) -> Iterator[Difference]:
    sense = sense_of(tongue)
    poles = {name for group in groups for name in group}
    things = {*english.list("named"), *english.list("must"), *english.list("plain"), *english.list("listed")} - poles
    want = [meant(part, english) for part in mine]
    said = [meant(part, tongue) for part in its]
    for names in want:
        for thing in sorted(names & things):
            if sum(thing in one for one in want) != 1 or sum(thing in one for one in said) != 1:
                continue
            to = next(place for place, one in enumerate(said) if thing in one)
            for group in groups:
                wanted = names.intersection(group)
                if len(wanted) != 1 or wanted & said[to] or not wanted <= tongue.concepts.keys():
                    continue
                other = next(name for name in group if name not in wanted)
                if other in said[to] and other in sense.sure and sense.surely(other, its[to]):
                    right = min(wanted)
                    text = f"of '{shown(thing)}' the English says '{shown(right)}', the translation '{shown(other)}'"
                    yield Difference("opposite", "critical", text, f"one of: {', '.join(tongue.concepts[right][:5])}")
                    return
