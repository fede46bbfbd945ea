"""Sections dealt to the panels of a folded sheet: what is needed before what is nice to know, a drawing on each panel.

A panel is closed in itself: no section runs over a fold. Drawings give way to words; where room is over, they are
large. The heights of sections come from their own slabs, each set once, so that thousands of ways are compared without
setting one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.model.sheet import Element
from generator.typeset.layout.boxes import Box
from generator.typeset.layout.build import Builder
from generator.typeset.layout.chains import MIDDLE, Chain, Shorter, drawings_in, leavable_in, rank_of
from generator.typeset.layout.fitting import LEAVING, Fittable
from generator.typeset.layout.flow import Flow, Slab

SPACING = LEAVING[-1][1]
"""The spacing at which sections are dealt: the least."""
FIRST, FURTHER = 110.0, 30.0
"""Points of words that a panel's first drawing is worth, and each further one."""
LARGE = 20.0
"""Points that a large drawing is worth less than a small one: those of all panels are of like size, where they can."""
PARTLY = 30.0
"""Points of words that it costs to print a section without a part of it, for each."""
LATER = 0.12
"""The words of the second section are worth so much less than those of the first, and so on."""
NEEDED = 2.0
"""How many times as much as what comes behind it each rank is worth."""
FOOT = 0.05
"""The part of a panel that may stay blank at its foot; what is blank beyond it costs as much as words are worth."""
WAYS, TRIED = 60, 6
"""How many ways are kept beside each other while sections are dealt, and how many of the best are set at most."""


class _Choice(NamedTuple):
    """A way to print a block: what of it goes, height, room of what can grow, worth of its words, whether drawn."""

    gone: tuple[str, ...]
    high: float
    room: float
    worth: float
    drawn: bool
    told: bool
    """Whether the sheet says that the longer leaflet holds it, or a part of it."""


class _Way(NamedTuple):
    """Sections dealt so far: the panel (from 0), what stands on it and how much that may grow, the worth of all."""

    panel: int
    used: float
    room: float
    drawn: bool
    told: int
    worth: float
    least: int
    """The least priority of a section that is left: none of this or a higher one may follow."""
    gone: tuple[str, ...]


class _Measured:
    """Heights of a sheet's blocks with and without parts of them: what is in a block is set once."""

    def __init__(self, shorter: Shorter, builder: Builder, width: float) -> None:
        self.shorter, self.builder, self.width = shorter, builder, width

    def flow(self, block: Element, gone: Sequence[str]) -> Flow:
        """Return what stands in a block without what is gone, as it stands in its box."""
        inner = block.children[0] if len(block.children) == 1 and block.children[0].tag == "box" else block
        width, slabs = self.width, list[Slab]()
        if inner is not block:
            (box,) = self.builder.part(block, width).slabs
            assert isinstance(box, Box)
            width = box.columns[0][1]
            if sum(box.padding):
                return self.builder.part(self.shorter.kept_without(block, gone), self.width)
        for child in inner.children:
            kept = self.shorter.left_of(child, gone)
            slabs += self.builder.part(kept, width).slabs if kept is not None else ()
        return Flow(slabs)


def weight_of(block: Element, part: Element | None = None) -> float:
    """Return how much the words of a block are worth, or of a part of it, by its own priority, else by the block's."""
    return NEEDED ** (MIDDLE - rank_of(block, part))


def deal(shorter: Shorter, source: Fittable, chain: Chain, always: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the names of what is left in ways of dealing a sheet's sections to its panels: none, then the best first.

    None is yielded where a section may run over a fold (the lists of all danger signs).

    Args:
        shorter: the sheet.
        source: what it is set with.
        chain: its panels.
        always: names of what every edition leaves.
    """
    builder = source.builder(1.0)
    elements = chain.elements(shorter.sheet)
    blocks = [one for one in elements if one.tag == "block" and one.get("leave") != "0"]
    if any(len(builder.part(one, chain.width).slabs) != 1 for one in blocks if one.get("kind") == "section"):
        return
    heights = [area.height for area in chain.areas]
    parts = [builder.part(one, chain.width) for one in blocks]
    if max((part.height(SPACING) for part in parts), default=0.0) <= max(heights):
        if sum(part.height(SPACING) for part in parts) <= sum(heights):
            yield tuple(always)
    everyone = [one.get("name") for one in blocks if one.get("leave")]
    measured = _Measured(shorter, builder, chain.width)

    def said(left: Sequence[str]) -> float:
        """Return the height of what the sheet says of what it left; it is set for itself, and in no tree."""
        told = [one for one in chain.elements(shorter.without(left)) if one.tag != "block"]
        return builder.flow(told, chain.width, None).height(SPACING)

    most, least = said([*always, *everyone]), said([*always, *everyone[:1]])
    slope = max(0.0, most - said([*always, *everyone[1:]]))
    last = len(heights) - 1
    heads = [slab for part in parts for slab in part.slabs[:1]]
    gap = SPACING * max((slab.before for slab in heads), default=0.0)
    ways = [_Way(0, 0.0, 0.0, False, 0, 0.0, 10, ())]
    for at, block in enumerate(blocks):
        rank = int(block.get("leave") or 1)
        numbered = block.get("kind") == "section"
        choices = list(_choices(block, measured, always, 1 / (1 + LATER * at), max(heights)))
        best: dict[tuple[int, int, bool, int], _Way] = {}
        for way in ways:
            for choice in choices:
                if choice.high and numbered and rank >= way.least:
                    continue
                for found in _next(way, choice, heights, gap, rank if numbered else 10):
                    key = found.panel, int(found.used / 8), found.drawn, found.least
                    other = best.get(key)
                    if other is None or found.worth > other.worth:
                        best[key] = found
        ways = sorted(best.values(), key=lambda way: -way.worth)[:WAYS]
    ended = []
    for way in ways:
        high = max(least, most - slope * (len(everyone) - way.told)) if way.told else 0.0
        ends = way if way.panel == last else way._replace(used=0.0, room=0.0)
        ends = ends._replace(used=ends.used + (gap if ends.used and high else 0.0) + high)
        if ends.used <= heights[last]:
            blank = [_foot(way, heights[way.panel]), *(height * (1 - FOOT) for height in heights[1:-1])]
            cost = sum(blank[: last - way.panel]) + _foot(ends, heights[last])
            ended.append((way.worth - cost, way.gone))
    ended.sort(key=lambda one: -one[0])
    for _, gone in ended[:TRIED]:
        yield (*always, *gone)


def _next(way: _Way, choice: _Choice, heights: Sequence[float], gap: float, rank: int) -> Iterator[_Way]:
    """Yield what becomes of a way with one block more: on the same panel, or on the next one."""
    panel, used, room, drawn, told, worth, least, gone = way
    gone, told, worth = gone + choice.gone, told + choice.told, worth + choice.worth
    if not choice.high:
        yield _Way(panel, used, room, drawn, told, worth, min(least, rank), gone)
        return
    pictured = choice.drawn
    high = used + (gap if used else 0.0) + choice.high
    if high <= heights[panel]:
        more = (FIRST if not drawn else FURTHER) if pictured else 0.0
        yield _Way(panel, high, room + choice.room, drawn or pictured, told, worth + more, least, gone)
    if used and panel + 1 < len(heights) and choice.high <= heights[panel + 1]:
        more = (FIRST if pictured else 0.0) - _foot(way, heights[panel])
        yield _Way(panel + 1, choice.high, choice.room, pictured, told, worth + more, least, gone)


def _foot(way: _Way, height: float) -> float:
    """Return what it costs that a way's last panel stays blank at its foot."""
    return max(0.0, height - way.used - way.room - FOOT * height)


def _choices(
    block: Element, measured: _Measured, always: Sequence[str], part: float, highest: float
) -> Iterator[_Choice]:
    """Yield the ways to print a block: its drawing small, large or not at all; whole, in part, or not at all."""
    name, drawings, weight = block.get("name"), drawings_in(block), weight_of(block)
    inside = {one.get("name"): one for one in block.walk() if one.tag == "block" and one is not block}
    parts = [one for one in leavable_in(block) if one not in always]
    kept = [one for one in always if one in inside]
    more = [
        (weight_of(block, inside[one]) - weight) * measured.builder.part(inside[one], measured.width).height(SPACING)
        for one in parts
    ]
    figures = sum(one.tag == "image" for one in block.walk()) > len(drawings)
    for count in range(max(1, len(parts))):
        gone = (*kept, *parts[:count])
        bare = measured.flow(block, (*gone, *drawings))
        worth = part * (weight * (bare.height(SPACING) - PARTLY * count) + sum(more[count:]))
        for number in range(len(drawings), -1, -1):
            some = (*gone, *drawings[:number])
            flow = measured.flow(block, some) if number < len(drawings) else bare
            high = flow.height(SPACING)
            if high <= highest:
                room = sum([slab.room() for slab in flow.slabs if slab.grow])
                less = LARGE if 0 < number < len(drawings) else 0.0
                yield _Choice(some, high, room, worth - less, figures or number < len(drawings), count > 0)
    if block.get("leave"):
        yield _Choice((name,), 0.0, 0.0, 0.0, False, True)
