"""Sections dealt to the panels of a folded sheet: as many words as there is room for, a drawing on each panel.

A panel is closed in itself: no section runs over a fold. Where a section and its drawing leave too little room for the
next one, a drawing gives way to it; what is still over goes to the drawings that stay. The heights of sections come
from their own slabs, so that thousands of ways are compared without setting one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from generator.model.sheet import Element
from generator.typeset.layout.chains import Chain, Shorter, drawings_in, leavable_in
from generator.typeset.layout.fitting import Fittable

SPACING = 0.62
"""The spacing at which sections are dealt: a little wider than the least."""
FIRST, FURTHER = 110.0, 30.0
"""Points of words that a panel's first drawing is worth, and each further one."""
PARTLY = 30.0
"""Points of words that it costs to print a section without a part of it, for each."""
LATER = 0.12
"""The words of the second section are worth so much less than those of the first, and so on."""
FOOT = 0.12
"""The part of a panel that may stay blank at its foot; what is blank beyond it costs as much as words are worth."""
WAYS, TRIED = 120, 3
"""How many ways are kept beside each other while sections are dealt, and how many of the best are set."""

Flat = Callable[[Element], tuple[float, float]]
"""The height of a block by itself, and how much more it can use, in points."""


class _Choice(Struct, frozen=True):
    """A way to print a block: what of it goes, height, room of its drawings, height of its words, drawings."""

    gone: tuple[str, ...]
    high: float
    room: float
    words: float
    drawings: int
    lacks: int
    """How many of its parts go; nothing stands where it is not printed at all."""
    told: bool
    """Whether the sheet says that the longer leaflet holds it, or a part of it."""


class _Way(Struct, frozen=True):
    """Sections dealt so far: the panel (from 0), what stands on it and how much that may grow, the worth of all."""

    panel: int
    used: float
    room: float
    drawn: bool
    told: int
    worth: float
    gone: tuple[str, ...]


def deal(shorter: Shorter, source: Fittable, chain: Chain, left: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the names of what is left in better ways of dealing an edition's sections to its panels, the best first.

    What the edition holds stays; none is yielded where a section may run over a fold (the lists of all danger signs).

    Args:
        shorter: the sheet.
        source: what the edition is set with.
        chain: its panels.
        left: names of what the edition leaves.
    """
    builder = source.builder(1.0)

    def flat(element: Element) -> tuple[float, float]:
        flow = builder.part(element, chain.width)
        return flow.height(SPACING), sum(slab.room() for slab in flow.slabs if slab.grow)

    elements = chain.elements(shorter.sheet)
    blocks = [one for one in elements if one.tag == "block" and one.get("leave") != "0"]
    if any(len(builder.part(one, chain.width).slabs) != 1 for one in blocks if one.get("kind") == "section"):
        return
    everything = {name for one in blocks for name in (one.get("name"), *leavable_in(one), *drawings_in(one))}
    always = [name for name in left if name not in everything]
    everyone = [one.get("name") for one in blocks if one.get("leave")]

    def said(left: Sequence[str]) -> float:
        """Return the height of what the sheet says of what it left; it is set for itself, and in no tree."""
        told = [one for one in chain.elements(shorter.without(left)) if one.tag != "block"]
        return builder.flow(told, chain.width, None).height(SPACING)

    known, count_of = said(left), sum(_is_told(one, left) for one in blocks)
    slope = max(0.0, said([*always, *everyone]) - known) / max(1, len(blocks) - count_of)
    least = said([*always, *everyone[:1]])

    def tail(count: int) -> float:
        """Return how high it is, about, where it is said of ``count`` blocks."""
        return max(least, known + slope * (count - count_of)) if count else 0.0

    heights = [area.height for area in chain.areas]
    heads = [slab for one in blocks for slab in builder.part(one, chain.width).slabs[:1]]
    gap = SPACING * max((slab.before for slab in heads), default=0.0)
    ways = [_Way(0, 0.0, 0.0, False, 0, 0.0, ())]
    for at, block in enumerate(blocks):
        worth = (10 - int(block.get("leave") or 1)) / 5 / (1 + LATER * at)
        choices = [replace(one, words=one.words * worth) for one in _choices(shorter, block, left, flat)]
        best: dict[tuple[int, int, int], _Way] = {}
        for way in ways:
            for choice in choices:
                for found in _next(way, choice, heights, gap):
                    key = found.panel, round(found.used / 6), found.told
                    if key not in best or found.worth > best[key].worth:
                        best[key] = found
        ways = sorted(best.values(), key=lambda way: -way.worth)[:WAYS]
    ended = []
    for way in ways:
        last = len(heights) - 1
        high, blank = tail(way.told), [_foot(way, heights[way.panel]), *(height * (1 - FOOT) for height in heights[1:])]
        before = way.used + (gap if way.used and high else 0.0) if way.panel == last else 0.0
        if before + high <= heights[last]:
            ended.append((way.worth - sum(blank[: last - way.panel]), way.gone))
    seen: set[tuple[str, ...]] = set()
    for _, gone in sorted(ended, key=lambda one: -one[0]):
        if gone not in seen and len(seen) < TRIED:
            seen.add(gone)
            yield (*always, *gone)


def _next(way: _Way, choice: _Choice, heights: Sequence[float], gap: float) -> Iterator[_Way]:
    """Yield what becomes of a way with one block more: on the same panel, or on the next one."""
    gone, told = (*way.gone, *choice.gone), way.told + choice.told
    worth = way.worth + choice.words - PARTLY * choice.lacks
    if not choice.high:
        yield _Way(way.panel, way.used, way.room, way.drawn, told, way.worth, gone)
        return
    drawings = FURTHER * choice.drawings
    used = way.used + (gap if way.used else 0.0) + choice.high
    if used <= heights[way.panel]:
        more = drawings + (FIRST - FURTHER if choice.drawings and not way.drawn else 0.0)
        drawn = way.drawn or choice.drawings > 0
        yield _Way(way.panel, used, way.room + choice.room, drawn, told, worth + more, gone)
    panel = way.panel + 1
    if way.used and panel < len(heights) and choice.high <= heights[panel]:
        more = drawings + (FIRST - FURTHER if choice.drawings else 0.0) - _foot(way, heights[way.panel])
        yield _Way(panel, choice.high, choice.room, choice.drawings > 0, told, worth + more, gone)


def _foot(way: _Way, height: float) -> float:
    """Return what it costs that a way's last panel stays blank at its foot."""
    return max(0.0, height - way.used - way.room - FOOT * height)


def _choices(shorter: Shorter, block: Element, left: Sequence[str], flat: Flat) -> Iterator[_Choice]:
    """Yield the ways to print a block: with its drawing or without, whole or in part, or not at all."""
    name, parts, drawings = block.get("name"), leavable_in(block), drawings_in(block)
    absent = bool(name) and name in left
    most = len(parts) - 1 if absent else sum(part in left for part in parts)
    for count in range(max(0, most) + 1):
        bare = shorter.kept_without(block, [*parts[:count], *drawings])
        words, _ = flat(bare)
        for some in ((), tuple(drawings)) if drawings else ((),):
            kept = shorter.kept_without(block, [*parts[:count], *some])
            high, room = flat(kept)
            images = sum(one.tag == "image" for one in kept.walk())
            yield _Choice((*parts[:count], *some), high, room, words, min(1, images), count, count > 0)
    if absent:
        yield _Choice((name,), 0.0, 0.0, 0.0, 0, 0, True)


def _is_told(block: Element, left: Sequence[str]) -> bool:
    return not {block.get("name"), *leavable_in(block)}.isdisjoint(left)
