"""A column of slabs measured once for all the ways it is divided: heights by spacing, and what a page end keeps to.

No height and no space is less than nothing, so what a frame holds grows from slab to slab and is found by halves.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

from generator.typeset.layout.flow import APART, LOOSE, Flow, Slab, TextLine

TOLERANCE = 0.01
"""Points by which a frame may be too low."""
PARTED = 4.0
"""What it costs that a list of few items, or rows of drawings, do not stay on one page where they can."""
DRAWN = 6.0
"""What it costs that two rows of drawings do."""
STRANDED = 15.0
"""What it costs that the last two items of a list stand alone behind a fold: more than that it parts at all."""
BEHIND = 2.3
"""What it costs that a list, or in large print a row of drawings, stands on the page behind the words before it."""
STUB = 103.0
"""Points of words too few to stand on a page without the rest of their section: six lines of 12 pt, led 1.4."""
ROUNDED = 1e-6
"""Points by which sums of floats may come out otherwise."""

Division = tuple[float, list[int]]
"""What a division over frames costs, and the number of the slab at which each frame ends."""


class Rules:
    """Where pages may end in strips.

    By each strip's number, and by their count: ``ends`` is the last place up to there where a page may end (-1: none),
    ``forced`` the first strip from there on that begins a page, ``first_page`` the first that stands on the first only.
    """

    def __init__(self, glued: Sequence[bool], first_page: Sequence[bool], forced: Sequence[bool]) -> None:
        count = self.count = len(glued)
        self.ends = list(accumulate((-1 if one else at for at, one in enumerate(glued)), max))
        self.ends.append(count)
        self.forced, self.first_page = _next(forced), _next(first_page)


def _next(marked: Sequence[bool]) -> list[int]:
    """Return, for each number and one more than there are, the first from there on that is marked; else the count."""
    count = len(marked)
    found = [count] * (count + 2)
    if True in marked:
        for at in range(count - 1, -1, -1):
            found[at] = at if marked[at] else found[at + 1]
    return found


class Rows(NamedTuple):
    """Strips as sums: ``gaps`` before each (the first has none), ``sums`` of gaps and heights, ``heads`` repeated."""

    rules: Rules
    gaps: Sequence[float]
    sums: Sequence[float]
    heads: Sequence[float]

    def reach(self, start: int, room: float, first: bool) -> int:
        """Return how far a frame with so much room that begins at ``start`` can hold strips, glued or not.

        ``first`` says that the frame comes before the second page.
        """
        rules, sums, gap = self.rules, self.sums, self.gaps[start]
        most = rules.forced[start + 1]
        if not first:
            most = min(most, rules.first_page[start])
        room += TOLERANCE
        above = sums[start]
        end = min(most, max(start, bisect_right(sums, above + gap + room) - 1))
        while end > start and sums[end] - above - gap > room:
            end -= 1
        while end < most and sums[end + 1] - above - gap <= room:
            end += 1
        return end

    def latest(self, heights: Sequence[float]) -> list[int]:
        """Return, for each frame, a strip before which it cannot begin: what follows would never fit the rest."""
        sums, gaps = self.sums, self.gaps
        end = self.rules.count
        found: list[int] = []
        for height in reversed(heights):
            start, room = end, height + TOLERANCE + ROUNDED
            while start and sums[end] - sums[start - 1] - gaps[start - 1] <= room:
                start -= 1
            found.append(start)
            end = start
        found.reverse()
        return found


def fill(rows: Rows, heights: Sequence[float], first_page_frames: int) -> int | None:
    """Return how many frames of these heights stay empty before the last strip; None when the strips do not fit.

    Each frame is filled as far as the rules let it be: what is left for the next is never more than after another
    division, so None is certain, and so is 0. A frame that nothing goes into must be given something from the one
    before it, which a division alone can tell.
    """
    count, ends, heads = rows.rules.count, rows.rules.ends, rows.heads
    start = empty = 0
    for frame, height in enumerate(heights):
        if start == count:
            break
        reached = ends[rows.reach(start, height - heads[start], frame < first_page_frames)]
        if reached > start:
            start = reached
        else:
            empty += 1
    return empty if start == count else None


class Column:
    """Slabs one under the other, to be divided over pages."""

    def __init__(self, slabs: Sequence[Slab]) -> None:
        """Keep the slabs, which nobody changes any more."""
        self.slabs = tuple(slabs)
        self._rows: dict[float, Rows] = {}
        self.divisions: dict[tuple[float, ...], Division | None] = {}
        """Those that were tried, by all that they depend on."""

    @cached_property
    def words(self) -> float:
        """The height without any space between the slabs."""
        return Flow(self.slabs).height(0.0)

    @cached_property
    def _rules(self) -> Rules:
        slabs = self.slabs
        return Rules([s.glued for s in slabs], [s.first_page for s in slabs], [s.forced for s in slabs])

    @cached_property
    def _spaces(self) -> list[float]:
        """The gaps at spacing 1; none before the first, and one place more than there are slabs."""
        return [0.0, *(max(one.after, two.before) for one, two in pairwise(self.slabs)), 0.0][: len(self.slabs) + 1]

    @cached_property
    def rooms(self) -> list[float]:
        """Sums of what drawings, and rows to write in, can take of a page's spare height."""
        return list(accumulate([slab.filling() if slab.grow else 0.0 for slab in self.slabs], initial=0.0))

    @cached_property
    def others(self) -> list[int]:
        """Counts of what is no box: none of it stands on a page of boxes alone."""
        return list(accumulate([int(slab.tag not in ("box", "gap")) for slab in self.slabs], initial=0))

    @cached_property
    def costs(self) -> list[float]:
        """How ugly a page end is before each slab."""
        return [*(slab.cost for slab in self.slabs), 0.0]

    @cached_property
    def torn(self) -> list[bool]:
        """Whether a page end before each slab tears a box; before a heading inside the box, it is only opened."""
        pairs = pairwise(self.slabs)
        inside = [two.box is not None and two.box is one.box and not two.keeps_next for one, two in pairs]
        return [False, *inside, False]

    @cached_property
    def parted(self) -> list[bool]:
        """Whether a page end before each slab parts a section; a list whose heading stands again is made for it."""
        return [*(not slab.heads and slab.header is None for slab in self.slabs), False]

    @cached_property
    def inside(self) -> list[bool]:
        """Whether a page end before each slab is inside a section."""
        return [*(not slab.heads for slab in self.slabs), False]

    @cached_property
    def stubs(self) -> list[int]:
        """How many stubs a page end before each slab makes: of a section before it, and behind it, or of all behind it.

        Headings and lines to write on are no words.
        """
        count = len(self.slabs)
        words = [0.0 if slab.keeps_next or slab.tag == "lines" else slab.height(1.0) for slab in self.slabs]
        sums = [*accumulate(words, initial=0.0)]
        begins = [at for at, slab in enumerate(self.slabs) if slab.heads]
        found = [*[0] * count, 1]
        for begin, stop in pairwise([*begins, count]):
            found[begin] = int(sums[-1] - sums[begin] < STUB)
            for at in range(begin + 1, stop):
                found[at] = (sums[at] - sums[begin] < STUB) + (sums[stop] - sums[at] < STUB)
        return found

    @cached_property
    def broken(self) -> list[bool]:
        """Whether a page end before each slab breaks a paragraph."""
        return [*(isinstance(slab, TextLine) and not slab.count for slab in self.slabs), False]

    @cached_property
    def _rigid(self) -> list[float | None]:
        return [None if slab.elastic else slab.height(0.0) for slab in self.slabs]

    def at(self, spacing: float) -> Rows:
        """Return the slabs as sums at a spacing."""
        found = self._rows.get(spacing)
        if found is None:
            found = self._rows[spacing] = self._measured(spacing)
        return found

    def _measured(self, spacing: float) -> Rows:
        heights = [
            slab.height(spacing) if high is None else high for slab, high in zip(self.slabs, self._rigid, strict=True)
        ]
        gaps = [gap * spacing for gap in self._spaces]
        sums = list(accumulate([gap + high for gap, high in zip(gaps, heights, strict=False)], initial=0.0))
        heads = [0.0] * len(self.slabs)
        header: Slab | None = None
        for at, slab in enumerate(self.slabs):
            if slab.header is not None:
                heads[at] = heads[at - 1] if at and slab.header is header else slab.header.height(spacing)
            header = slab.header
        return Rows(self._rules, gaps, sums, heads)

    def loose(self, spacing: float) -> tuple[list[float], list[int], list[int], list[int]]:
        """Return sums of gaps that may be wider than they are; counts of those of sections, of wide ones, of items'."""
        gaps = self.at(spacing).gaps[1:]
        pairs = list(pairwise(self.slabs))
        free = [gap if two.widens(one, gap) else 0.0 for gap, (one, two) in zip(gaps, pairs, strict=False)]
        apart = [int(two.begins(one, gap, spacing)) for gap, (one, two) in zip(free, pairs, strict=True)]
        items = [0.0 < gap <= LOOSE and not one.keeps_next for gap, one in zip(gaps, self.slabs, strict=False)]
        return (
            list(accumulate(free, initial=0.0)),
            list(accumulate(apart, initial=0)),
            list(accumulate([int(gap > APART * spacing) for gap in free], initial=0)),
            list(accumulate(map(int, items), initial=0)),
        )
