"""Sections dealt to the panels of a folded sheet: what is needed before what is nice to know, a drawing on each panel.

A panel is closed in itself: no section runs over a fold. Drawings give way to words; where room is over, they are
large. The heights of sections come from their own slabs, each set once, so that thousands of ways are compared without
setting one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from msgspec.structs import replace

from generator.model.content import MIDDLE
from generator.model.sheet import Element
from generator.typeset.layout.boxes import Box
from generator.typeset.layout.build import Builder
from generator.typeset.layout.chains import Chain, Shorter, drawings_in, leavable_in, rank_of
from generator.typeset.layout.fitting import LEAVING, Fittable
from generator.typeset.layout.flow import TextLine
from generator.typeset.layout.sides import torn

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


_Step = tuple[float, int, float, float, bool, int, _Way, _Choice]
"""What a way with one block more would be: worth, panel, used, room, drawn, least; from which way, by which choice."""


class _Measured:
    """A block's heights with and without parts of it: what is in it is set once, and so is its box, empty."""

    def __init__(self, block: Element, shorter: Shorter, builder: Builder, width: float) -> None:
        self.shorter, self.builder, self.width, self.children = shorter, builder, width, block.children
        box = block.children[0] if len(block.children) == 1 and block.children[0].tag == "box" else None
        self.slabs = builder.part(block if box is None else replace(box, children=()), width).slabs
        """What the block is set as; its box, where it is one, is empty."""
        if box is not None:
            self.children = (block,)
            if len(self.slabs) == 1 and isinstance(frame := self.slabs[0], Box) and not sum(frame.padding):
                self.children, self.width = box.children, frame.columns[0][1]
        self._sizes: dict[int, tuple[float, float, float, float] | None] = {}

    def size(self, gone: Sequence[str] | None) -> tuple[float, float]:
        """Return height and room of what stands in the block without what is gone; of all there may be with None."""
        names = frozenset(gone or ())
        high, room = 0.0, 0.0
        last: float | None = None
        for child in self.children:
            kept = child if gone is None else self.shorter.left_of(child, names)
            found = self._measured(kept) if kept is not None else None
            if found is not None:
                before, own, grows, after = found
                high += own if last is None else max(last, before) * SPACING + own
                room, last = room + grows, after
        return high, room

    def tearing(self) -> Iterator[str]:
        """Yield the names of drawings that stand beside a heading and leave it so little room that a word is parted."""
        for child in self.children:
            names = drawings_in(child) if child.tag == "row" else ()
            if names and self._tears(child):
                alone = self.shorter.left_of(child, names)
                if alone is not None and not self._tears(alone):
                    yield from names

    def _tears(self, row: Element) -> bool:
        boxes = [one for one in self.builder.part(row, self.width).slabs if isinstance(one, Box)]
        slabs = [one for box in boxes for _, _, flow, _ in box.columns for one in flow.slabs]
        heads = [one for one in slabs if isinstance(one, TextLine) and one.heads]
        return any(torn(one.lines, self.builder.language) for one in heads)

    def _measured(self, child: Element) -> tuple[float, float, float, float] | None:
        """Return the space above what stands in the block, its height, its room, and the space below; None if empty."""
        if id(child) not in self._sizes:
            flow = self.builder.part(child, self.width)  # which keeps the child, so that its id is its own
            ends = flow.slabs[:1] + flow.slabs[-1:]
            found = (ends[0].before, flow.height(SPACING), flow.room(), ends[1].after) if ends else None
            self._sizes[id(child)] = found
        return self._sizes[id(child)]


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
    parts = [_Measured(one, shorter, builder, chain.width) for one in blocks]
    if any(len(part.slabs) != 1 for one, part in zip(blocks, parts, strict=True) if one.get("kind") == "section"):
        return
    always = (*always, *(name for part in parts for name in part.tearing()))
    heights = [area.height for area in chain.areas]
    whole = [part.size(None)[0] for part in parts]
    if max(whole, default=0.0) <= max(heights) and sum(whole) <= sum(heights):
        yield tuple(always)
    everyone = [one.get("name") for one in blocks if one.get("leave")]

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
    for at, (block, part) in enumerate(zip(blocks, parts, strict=True)):
        rank = int(block.get("leave") or 1)
        numbered = block.get("kind") == "section"
        choices = list(_choices(block, part, always, 1 / (1 + LATER * at), max(heights)))
        best: dict[tuple[int, int, bool, int], _Step] = {}
        for way in ways:
            some = [one for one in choices if not one.high] if numbered and rank >= way.least else choices
            for step in _next(way, some, heights, gap, rank if numbered else 10):
                worth, panel, used, _, drawn, least_left, _, _ = step
                key = panel, int(used / 8), drawn, least_left
                known = best.get(key)
                if known is None or worth > known[0]:
                    best[key] = step
        ways = [_taken(step) for step in sorted(best.values(), key=itemgetter(0), reverse=True)[:WAYS]]
    ended = []
    between = [height * (1 - FOOT) for height in heights[1:-1]]
    for way in ways:
        high = max(least, most - slope * (len(everyone) - way.told)) if way.told else 0.0
        used, room = (way.used, way.room) if way.panel == last else (0.0, 0.0)
        used += (gap if used and high else 0.0) + high
        if used <= heights[last]:
            blank = [_foot(way.used, way.room, heights[way.panel]), *between]
            cost = sum(blank[: last - way.panel]) + _foot(used, room, heights[last])
            ended.append((way.worth - cost, way.gone))
    ended.sort(key=lambda one: -one[0])
    for _, gone in ended[:TRIED]:
        yield (*always, *gone)


def _next(way: _Way, choices: Sequence[_Choice], heights: Sequence[float], gap: float, rank: int) -> Iterator[_Step]:
    """Yield what becomes of a way with one block more, by each choice: on the same panel, or on the next one."""
    panel, used, room, drawn, _, worth, least, _ = way
    left, lower = heights[panel], used + (gap if used else 0.0)
    after = heights[panel + 1] if used and panel + 1 < len(heights) else -1.0
    foot = _foot(used, room, left)
    for choice in choices:
        _, tall, grows, own, pictured, _ = choice
        if not tall:
            yield worth + own, panel, used, room, drawn, min(least, rank), way, choice
            continue
        if lower + tall <= left:
            more = (FURTHER if drawn else FIRST) if pictured else 0.0
            yield worth + own + more, panel, lower + tall, room + grows, drawn or pictured, least, way, choice
        if tall <= after:
            more = (FIRST if pictured else 0.0) - foot
            yield worth + own + more, panel + 1, tall, grows, pictured, least, way, choice


def _taken(step: _Step) -> _Way:
    """Return the way that a step leads to."""
    worth, panel, used, room, drawn, least, way, choice = step
    return _Way(panel, used, room, drawn, way.told + choice.told, worth, least, way.gone + choice.gone)


def _foot(used: float, room: float, height: float) -> float:
    """Return what it costs that a panel stays blank at its foot."""
    return max(0.0, height - used - room - FOOT * height)


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
        bare = measured.size((*gone, *drawings))
        worth = part * (weight * (bare[0] - PARTLY * count) + sum(more[count:]))
        for number in range(len(drawings), int(bool(drawings) and drawings[0] in always) - 1, -1):
            some = (*gone, *drawings[:number])
            high, room = measured.size(some) if number < len(drawings) else bare
            if high <= highest:
                less = LARGE if 0 < number < len(drawings) else 0.0
                yield _Choice(some, high, room, worth - less, figures or number < len(drawings), count > 0)
    if block.get("leave"):
        yield _Choice((name,), 0.0, 0.0, 0.0, False, True)
