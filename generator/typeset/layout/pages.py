"""From slabs to pages: where pages end, and how spare height is shared out.

The layout is set once for a scale; the spacing that just fits is found by bisection, the page ends by least cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import inf
from typing import NamedTuple

from msgspec import Struct

from generator.typeset.layout.boxes import Box
from generator.typeset.layout.column import BEHIND, DRAWN, STRANDED, TOLERANCE, Column, Division, fill
from generator.typeset.layout.flow import APART, LOOSE, Slab

LOOSEST = 1.45
"""Spacing is never more than this times the theme's."""
FARTHEST = 3.2
"""No space is more than this times its own on a page of which much would stay blank."""
AIR = 100.0
"""Points that a space between sections may be wider than the widest spacing, on a page with room."""
SPACINGS = (1.0, 0.9, 0.8, 0.7, 0.6)
"""Spacings that a division over pages is tried at."""
TIGHT = 1.0
"""What it costs to set blocks close, for each part of the spacing that is missing (see ``_divide`` for other costs)."""
CLOSER = 0.1
"""The steps in which side-by-side panels are set closer, where a list parts better over a fold for that."""
BLANK, HOLE = 0.165, 3.0
"""The part of a page that may stay blank at its foot, and what it costs when more does."""
GAPE, SPREAD = 0.07, 2.4
"""The part of a page that a space between sections, and its foot, may be while spaces in them are narrower than this
times their own."""
ABOVE, BELOW = 0.14, 0.19
"""The part of a page that may stay blank above what stands alone on it, where the page's margin is blank, too, and the
part that may stay so below it then."""
WIDE = 0.11
"""The part of a page that a space between sections may be where the foot below them is less."""
EMPTY = 12.0
"""What it costs that the first page holds nothing but head and danger strip, where something has room between them."""
BAND, BANDS = 0.05, 0.2
"""The part of a page from which on it is a blank band, and the part that such bands may take of it together so that all
drawings of a leaflet stand beside their words."""
OPENING = 0.1
"""The part that such bands may take of the first page, below a leaflet's head, so that its drawings stand as those of
the others do; where they would take more, a large drawing opens the leaflet."""
OPENS = 0.9
"""The part of its least room with which a drawing stands large there."""
AIRY = 0.25
"""The part of a page that is rather filled with some of its drawings than left blank beside all of them."""
TOP = 8.0
"""Points that words with room stand lower below a leaflet's head, and higher above its strip, than those without."""


class Parting(NamedTuple):
    """What it costs that a page end parts a section, a paragraph in it, or only a stub of it from the rest.

    ``lists`` says whether a list that goes on under its heading is parted by that, too.
    """

    section: float = 0.0
    paragraph: float = 0.0
    lists: bool = False
    stub: float = 0.0
    cut: int = 1
    """As how many parted lists a parted paragraph counts."""
    blank: float = BLANK
    """The part of a page from which on it costs something that it stays blank at the foot."""
    half: float = 0.0
    """Which part of a fault it is that half as much of a page stays blank at its foot: larger letters may fill it."""


CLOSED, PAIRED = Parting(1.5, 4.0, lists=True, half=0.5), Parting(1.5, 2.5, lists=True, stub=4.0, blank=0.1)
"""In a booklet, whose pages shall each be closed in themselves; in two languages, likewise."""
SECTION, LARGE, GIANT, UNPARTED = Parting(1.0, 2.0), Parting(0.0, 4.0, cut=2), Parting(0.0, 4.0), Parting()
"""Where drawings have a column of their own (one drawing, one heading, one page); in large print, where a section is
about as high as a page; where one is higher; elsewhere."""
ITEM = 7.0
"""Points that the items of a list may stand farther apart where much of their page would stay blank; twice where a hole
would stay even so."""
FOOT = 8.0
"""Points between a frame's foot and what stands below it, about."""
GROWN = 0.5
"""The part of the height that could grow which counts as filled when pages are divided."""
STEPS = 7
"""Bisection steps for the spacing: a hundredth is exact enough."""


class PlacedSlab(Struct, frozen=True):
    """A slab on its page: distance of its top from the frame's top, and height given beyond its own."""

    slab: Slab
    down: float
    extra: float
    repeated: bool = False


Placed = tuple[PlacedSlab, ...]


class Paged(Struct, frozen=True):
    """A finished division into frames: the spacing used and the slabs of each frame."""

    spacing: float
    frames: tuple[tuple[PlacedSlab, ...], ...]
    faults: float = 0
    """Two for each frame, the last left out, of which too much stays blank at the foot, four where twice as much does;
    where parting costs something, one for each parted section, and two more for a parted paragraph; elsewhere two for a
    last page of sources alone."""
    lists: int = 0
    """Where sections may part: short lists that do so, too, and paragraphs in large print; two for rows of drawings,
    three for two items alone behind a fold."""
    stubs: int = 0
    """Where they cost something: how many stubs of sections page ends leave. No page more is worth it to spare one."""


def fit_pages(
    slabs: Sequence[Slab] | Column,
    heights: Sequence[float],
    least: float,
    first_page_frames: int = 1,
    balanced: bool = False,
    full: bool = False,
    headed: bool = False,
    page: float = 0.0,
    parting: Parting = UNPARTED,
) -> Paged | None:
    """Divide slabs over frames of these heights with the widest spacing that fits, at least ``least``.

    ``balanced`` frames stand side by side and are filled alike; others are filled one after the other. ``full`` says
    that the last of them, which a booklet has anyway, shall not stay empty, ``headed`` that the first one begins below
    the leaflet's head, ``page`` how high a page is, of which no large part shall stay blank (0: that does not matter),
    ``parting`` what it costs that a page does not end with its section, and not even with its paragraph.
    Returns None when even that spacing does not fit.
    """
    column = slabs if isinstance(slabs, Column) else Column(slabs)

    def fit(spacing: float) -> bool:
        empty = fill(column.at(spacing), heights, first_page_frames)
        return divide(spacing) is not None if empty else empty == 0

    def divide(spacing: float) -> Division | None:
        key = (spacing, *heights, first_page_frames, balanced, full, page, *parting)
        if key not in column.divisions:
            column.divisions[key] = _divide(column, heights, spacing, first_page_frames, balanced, full, page, parting)
        return column.divisions[key]

    if not fit(least):
        return None
    low, found = least, None
    if balanced or len(heights) == 1:
        high = LOOSEST
        if fit(high):
            low = high
        else:
            for _ in range(STEPS):
                middle = round((low + high) / 2, 4)
                if fit(middle):
                    low = middle
                else:
                    high = middle
        found = divide(low)
        at = low
        while balanced and found and found[0] > TIGHT and at > least:  # closer, where a list parts better for that
            at = max(least, at - CLOSER)
            one = divide(at)
            if one and one[0] + TIGHT < found[0]:
                low, found = at, one
    else:  # whichever leaves the pages most alike: air is given to what has room
        lowest = inf
        for at in (*(one for one in SPACINGS if one > least), least):
            if lowest <= TIGHT * (1 - at):  # what is closer costs more, however it is divided
                break
            one = divide(at) if fit(at) else None
            if one is not None and one[0] + TIGHT * (1 - at) < lowest:
                low, found, lowest = at, one, one[0] + TIGHT * (1 - at)
    assert found is not None
    ends = found[1]
    frames = []
    start = 0
    for number, (height, end) in enumerate(zip(heights, ends, strict=True)):
        frames.append(_share_out(column.slabs[start:end], height, low, headed and number == 0 < len(heights) - 1, page))
        start = end
    if page:
        frames = _in_one_place(column, heights, low, headed, page, frames)
    feet = [height - _end(frame, low) for height, frame in zip(heights[:-1], frames, strict=False) if frame]
    holes = sum(int(foot / (BLANK * page)) for foot in feet) if page else 0
    if parting.section:
        parted = column.inside if parting.lists else column.parted
        faults: float = sum(parted[end] + 2 * column.broken[end] for end in ends[:-1])
        faults += parting.half * sum(BLANK * page / 2 < foot <= BLANK * page for foot in feet)
        stubs = sum(column.stubs[end] for end in ends[:-1] if parted[end]) if parting.stub else 0
        return Paged(low, tuple(frames), 2 * holes + faults, stubs=stubs)
    alone = len(frames[-1]) == 1 < len(frames) and frames[-1][0].slab.height(low) < BLANK * page
    costs = [column.costs[end] for end in ends[:-1]]
    lists = sum((cost >= BEHIND) + (cost >= DRAWN) + (cost >= STRANDED) for cost in costs)
    lists += parting.cut * sum(column.broken[end] for end in ends[:-1]) if parting.paragraph else 0
    return Paged(low, tuple(frames), 2 * (holes + alone), lists)


def _in_one_place(
    column: Column, heights: Sequence[float], spacing: float, headed: bool, page: float, frames: Sequence[Placed]
) -> list[Placed]:
    """Return the frames with the drawings of all of them beside their words, where else some were above them.

    Not where much of a page would stay blank for it; but the first may begin with a large one.
    """
    above = [any(one.extra for one in frame if one.slab.alike) for frame in frames]
    if not any(above) or all(one.extra for frame in frames for one in frame if one.slab.alike):
        return list(frames)
    out: list[Placed] = []
    last = len(heights) - 1
    for number, (frame, height) in enumerate(zip(frames, heights, strict=True)):
        if above[number]:
            slabs = [one.slab for one in frame if not one.repeated]
            opens = headed and number == 0 < last
            large, frame = frame, _share_out(slabs, height, spacing, opens, page, beside=True)
            foot = height - _end(frame, spacing) if number < last else 0.0
            bands = _bands(frame, height, spacing, BAND * page)
            if opens and bands > OPENING * page:
                frame = large
            elif foot > BLANK * page or bands > BANDS * page:
                return list(frames)
        out.append(frame)
    return out


def _bands(frame: Placed, height: float, spacing: float, least: float) -> float:
    """Return the height of all bands of a frame in which nothing stands, those of at least so much."""
    ends = [0.0, *accumulate((one.down + one.slab.height(spacing) + one.extra for one in frame), max)]
    begins = [*(one.down for one in frame), height]
    return sum(blank for begin, end in zip(begins, ends, strict=True) if (blank := begin - end) >= least)


def _end(frame: Sequence[PlacedSlab], spacing: float) -> float:
    """Return how far from a frame's top what stands in it ends."""
    return frame[-1].down + frame[-1].slab.height(spacing) + frame[-1].extra


def _divide(
    column: Column,
    heights: Sequence[float],
    spacing: float,
    first: int,
    balanced: bool = False,
    full: bool = False,
    page: float = 0.0,
    parting: Parting = UNPARTED,
) -> Division | None:
    """Return the least cost and the slab index at which each frame ends; None if the slabs do not fit."""
    rows = column.at(spacing)
    latest = rows.latest(heights)
    if latest and latest[0] > 0:
        return None
    gaps, sums, heads = rows.gaps, rows.sums, rows.heads
    count, ends = rows.rules.count, rows.rules.ends
    # What drawings, and rows to write in, can take of a page's spare height does not stay empty; words are better.
    rooms, costs, torn = column.rooms, column.costs, column.torn
    parted = column.inside if parting.lists else column.parted
    stubs = column.stubs if parting.stub else ()
    blank = _Blank(column, spacing, page, parting.blank)
    known: dict[tuple[int, int], Division | None] = {}

    def best(start: int, frame: int) -> Division | None:
        """Return the least cost and the ends of dividing slabs from ``start`` over the frames from ``frame``."""
        key = (start, frame)
        if key in known:
            return known[key]
        last = frame == len(heights) - 1
        height = heights[frame]
        room = height - (heads[start] if start < count else 0.0)
        weighs = 1.0 if balanced else 0.0 if last and not full else 6.0
        # The first page alone may hold none of them: its head and danger strip leave little room.
        some = start if frame == 0 and not last and not balanced else start + 1
        fewest = count if last else min(count, max(some, latest[frame + 1]))
        end = ends[rows.reach(start, room, frame < first)]
        found: Division | None = None
        while end >= fewest:  # the fullest page first: mostly it is the best
            used = sums[end] - sums[start] - gaps[start] if end > start else 0.0
            spare = max(0.0, room - used - (0.0 if balanced else GROWN * (rooms[end] - rooms[start])))
            empty = (spare / height) ** 2
            if found is not None and weighs * empty > found[0]:
                break  # what ends sooner leaves no less, and nothing makes it cheaper
            cost = (24.0 if torn[end] and weighs == 6.0 else weighs) * empty
            cost += costs[end]
            if end == start and frame == 0 and not last:
                cost += EMPTY
            if parted[end] and not last:
                cost += parting.section + parting.paragraph * column.broken[end]
            if stubs and not last:
                cost += parting.stub * stubs[end]
            if weighs == 6.0 and page and not last and (found is None or cost <= found[0]):
                cost += blank.cost(start, end, room - used)
            if found is None or cost <= found[0]:
                rest: Division | None = (0.0, []) if last else best(end, frame + 1)  # noqa: F821 - until it is done
                if rest is not None and (found is None or cost + rest[0] <= found[0]):
                    found = (cost + rest[0], [end, *rest[1]])
            if not end:
                break
            end = ends[end - 1]
        known[key] = found
        return found

    try:
        return best(0, 0)
    finally:
        del best  # what calls itself is a cycle, and all that it knows stays until Python searches for one


class _Blank:
    """What stays blank at a page's foot when all that can grow has grown and all spaces are as wide as they may be."""

    def __init__(self, column: Column, spacing: float, page: float, blank: float) -> None:
        """``blank`` is the part of a page that may stay so."""
        self.page, self.blank, self.most, self.rooms = page, blank, blank * page, column.rooms
        self.wide, self.apart, self.within, self.items = column.loose(spacing)
        self.alone = column.others

    def cost(self, start: int, end: int, spare: float) -> float:
        """Return what it costs that a page with so much spare height ends there: nothing, where it is filled."""
        most = self.most
        if spare < most:
            return 0.0
        spare -= min(spare, self.rooms[end] - self.rooms[start])
        holes = 1
        if end > start:
            spare -= (FARTHEST - 1) * (self.wide[end - 1] - self.wide[start])
            more = ITEM * (self.items[end - 1] - self.items[start])
            spare -= more if spare - more < most else 2 * more
            if spare < most:  # most pages end here
                return 0.0
            sections = self.apart[end - 1] - self.apart[start]
            if not sections and spare > most:
                sections = self.within[end - 1] - self.within[start]
            if self.alone[end] == self.alone[start]:  # boxes alone stand lower, and as much is blank above them
                spare, holes = spare / (sections + 2), 2
            else:
                spare -= min(AIR, spare / (sections + 1)) * sections
        part = spare / self.page - self.blank
        return holes * HOLE * (1 + 3 * part / self.blank) if part > 0 else 0.0


def _grown(slabs: Sequence[Slab], spare: float, page: float, beside: bool, opens: bool = False) -> list[float]:
    """Return what of the spare height each slab takes: in proportion to its room, but no less than is of use to it.

    Drawings beside their words leave their column all or none: a page has them in one place, unless more than 37 %
    of it were blank then. With ``beside`` none does; on a page that ``opens`` a leaflet they need a little less.
    """
    least = OPENS if opens else 1.0
    rooms = [slab.room() if slab.grow and not (beside and slab.alike) else 0.0 for slab in slabs]
    alike = [at for at, slab in enumerate(slabs) if slab.alike] if spare <= AIRY * page or not page else []
    short = alike if not all(rooms[at] for at in alike) else []
    while True:
        for at in short:
            rooms[at] = 0.0
        total = sum(rooms)
        part = min(1.0, spare / total) if total else 0.0
        short = [at for at, slab in enumerate(slabs) if rooms[at] and rooms[at] * part < least * slab.least_room()]
        if not short:
            return [room * part for room in rooms]
        short = alike if short[-1] in alike else short[-1:]


def _ruled(slab: Slab) -> bool:
    """Tell whether a rule is the last of a slab: that of a line to write on, or of a row of a table."""
    while isinstance(slab, Box) and slab.columns[0][2].slabs:
        slab = slab.columns[0][2].slabs[-1]
    return slab.tag in ("lines", "tr")


def _share_out(
    slabs: Sequence[Slab], height: float, spacing: float, below: bool = False, page: float = 0.0, beside: bool = False
) -> tuple[PlacedSlab, ...]:
    """Place the slabs of one frame; spare height goes to what grows in it, then to the spaces between blocks.

    ``below`` says that a box alone may stand lower, and so may a heading where much of the page would stay blank: what
    is above is the leaflet's head. On any ``page`` boxes that nothing else stands with do, where it would have a hole.
    With ``beside`` its drawings stay beside their words.
    """
    if not slabs:
        return ()
    repeated = slabs[0].header
    shown = [repeated, *slabs] if repeated is not None else list(slabs)
    gaps = [0.0]
    loose = [False]  # a heading stays near its text, and a strip of a box to the next as the box has them
    for before, after in pairwise(shown):
        gaps.append(0.0 if before is repeated else max(before.after, after.before) * spacing)
        loose.append(after.widens(before, gaps[-1]))
    used = sum(slab.height(spacing) for slab in shown) + sum(gaps)
    spare = max(0.0, height - used)
    top = min(TOP, spare / 4) if below and (len(shown) > 1 or shown[0].grow) else 0.0
    spare -= top
    # Nor do two rules, that of a table to write in and that of the foot, stand as one.
    ruled = shown[-1].grow and shown[-1].tag == "tr" if page else _ruled(shown[-1])
    clear = min(FOOT, max(spare / 2, FOOT / 2) if page else FOOT, spare) if ruled else 0.0
    extras = _grown(shown, spare - clear, page, beside, below)
    closer = _grown(shown, spare - max(clear, top), page, beside, below)
    if list(map(bool, closer)) == list(map(bool, extras)):  # what grows keeps off what stands below
        extras = closer
    spare -= sum(extras)
    foot = max(clear, min(top, spare))
    wide = sum(gap for gap, free in zip(gaps, loose, strict=True) if free)
    # A page with room does not stay as close as a full one beside it: up to the loosest spacing, or 1.7 times its own.
    most = max(0.7, LOOSEST / spacing - 1 if spacing else 0.0)
    stretch = 1 + min(spare - foot, wide * most) / wide if wide else 1.0
    spare -= min(spare - foot, wide * most) if wide else 0.0
    spare = spare if spare > foot + TOLERANCE else 0.0
    # What is still over goes between the sections, so that no half of a page stays empty.
    above = (shown[0], *shown[:-1])
    apart = [
        free and one.begins(before, gap, spacing)
        for gap, free, before, one in zip(gaps, loose, above, shown, strict=True)
    ]
    widths = [gap * stretch if free else gap for gap, free in zip(gaps, loose, strict=True)]
    # More of it within the sections, before one space between them is a gap; then between all blocks.
    for within, part, most in ((True, GAPE, SPREAD), (False, BLANK, FARTHEST)) if page else ():
        rooms = [
            max(0.0, min(gap * most, GAPE * page) - wide) if free and not (within and wider) else 0.0
            for gap, wide, free, wider in zip(gaps, widths, loose, apart, strict=True)
        ]
        more = max(0.0, min(spare - part * page * (sum(apart) + 1), sum(rooms)))
        widths = [wide + room * more / (sum(rooms) or 1.0) for wide, room in zip(widths, rooms, strict=True)]
        spare -= more
    alone = page and not any(apart) and spare > BLANK * page + TOLERANCE
    if alone:  # no section begins on it: between paragraphs then, but not so that each seems a section
        apart = [free and gap > APART * spacing for gap, free in zip(gaps, loose, strict=True)]
    hole = bool(page) and spare / (sum(apart) + 1) > BLANK * page + TOLERANCE
    voices = all(slab.tag in ("box", "gap") for slab in shown)
    lower = (hole and shown[0].keeps_next) or (len(shown) == 1 and voices)
    apart[0] = loose[0] = (below and lower) or (hole and voices)
    last = shown[-1]
    seated = not page and len(shown) > 1 and isinstance(last, Box) and last.style.look.valign == "bottom"
    if seated:  # its place is the foot of a panel: what is over is blank above it
        widths[-1] += spare
        spare = 0.0
    air = spare / (sum(apart) + 1)
    if not (hole and apart[0]):
        air = min(AIR, air)
    widest = max((wide for wide, wider in zip(widths, apart, strict=True) if wider), default=0.0)
    if page and widest + air > WIDE * page:  # nor shall that space be such a part of the page, if the foot can be
        air = max(0.0, min(air, WIDE * page - widest), min(air, (spare - widest + FOOT) / (sum(apart) + 1)))
    if alone and not voices:  # while the foot is none
        air = max(0.0, min(air, GAPE * page - widest), min(air, (spare - BLANK * page) / max(1, sum(apart))))
    spare -= air * sum(apart)
    items = [0.0 < gap <= LOOSE and not before.keeps_next for before, gap in zip(above, gaps, strict=True)]
    most = ITEM if spare - ITEM * sum(items) <= BLANK * page else 2 * ITEM
    more = min(most, (spare - FOOT) / sum(items)) if page and spare > GAPE * page and any(items) else 0.0
    out = []
    # The first stands below the margin as well, so that it has a little less above it, if the foot can take it.
    down = top - max(0.0, min(air - ABOVE * page, BELOW * page - air)) * apart[0] if page else top
    for slab, wide, wider, extra, item in zip(shown, widths, apart, extras, items, strict=True):
        down += wide + air * wider + more * item
        out.append(PlacedSlab(slab, down, extra, slab is repeated))
        down += slab.height(spacing) + extra
    return tuple(out)
