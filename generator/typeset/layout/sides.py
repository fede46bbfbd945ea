"""Pictures in a column of their own, beside the words they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import cached_property
from itertools import accumulate, pairwise, takewhile

from msgspec.structs import replace

from generator.model.content import Language
from generator.model.design import Look
from generator.typeset.draw.writer import PageWriter
from generator.typeset.layout.boxes import Box
from generator.typeset.layout.flow import Flow, Slab, TextLine
from generator.typeset.layout.strips import Figure
from generator.typeset.text.lines import ENDING, rank_ends
from generator.typeset.text.measured import Line
from generator.typeset.text.style import Style

LARGER = 1.2
"""So much larger a drawing is at least when it leaves its column: else pages change their order for nothing."""
ABOVE = ".above"
"""What is behind the name of a drawing's look where it stands above its words."""
BELOW = 8.0
"""Points between a drawing that stands above its words and the first of them."""
CLEAR = 14.0
"""Points between a heading and a drawing at the end of its line, at least."""
SMALLER = 0.75
"""The part of its size that a wide drawing has there at least."""
STUMP = 0.5
"""Of the longest line: a last one that is one word and shorter stands alone."""
ROUNDED = 0.01
"""Points by which widths may come out otherwise."""


def torn(lines: Sequence[Line], language: Language) -> bool:
    """Tell whether a line of a heading ends inside a word, or before what clings to one, or one short word is the last.

    One of Chinese or Japanese letters is not: where these stand alone, lines are chosen otherwise.
    """
    if language.spaced and len(lines) > 2:
        *others, last = (line.width for line in lines)
        if " " not in "".join(atom.piece.words for atom in lines[-1].atoms).strip() and last < STUMP * max(others):
            return True
    said = ["".join(atom.piece.words for atom in line.atoms) for line in lines]
    ranks = rank_ends("".join(said), language)
    return any(ranks.get(end, ENDING) >= ENDING for end in accumulate(map(len, said)))


def standing_above(figure: Figure, x: float, width: float) -> Figure:
    """Return a drawing as it stands above words of a measure; as it is, where its theme has no look for that."""
    name = figure.style.look.name + ABOVE
    return figure.standing(x, width, name) if name in figure.styles.theme.looks else figure


class Side(Box):
    """A box that takes no height of its own: what follows stands beside it.

    On a page with much room a drawing alone in it leaves its column and stands larger between the heading and the
    words, in the look that has ``ABOVE`` behind the name of its own: that one says how much larger it may be there.
    """

    elastic = False
    above: tuple[Slab, ...] = ()
    """The heading that it is read behind, and stands level with."""
    fill: Fill | None = None
    """What is left beside it when the words are less high."""

    @property
    def alike(self) -> bool:  # type: ignore[override]
        """Whether a drawing is in it: on a page all leave their column, or none."""
        return any(isinstance(slab, Figure) for slab in self.columns[0][2].slabs)

    @cached_property
    def _figure(self) -> Figure | None:
        """The drawing that may leave the column, above its words: it alone is in it, with words beside all of it."""
        slabs = self.columns[0][2].slabs
        only = slabs[0] if len(slabs) == 1 else None
        if not self.above or self.fill is None or self.fill.height(1.0) or not isinstance(only, Figure):
            return None
        below = [slab for slab in self.fill.beside if slab not in self.above and slab.width > 0]
        words = [slab for slab in below if isinstance(slab, TextLine)] or below  # a table, where no line of text is
        if not words:
            return None
        left = min(slab.x for slab in words)
        stands = standing_above(only, left, max(slab.x + slab.width for slab in words) - left)
        return stands if stands is not only else None

    def room(self) -> float:
        """Return what it takes of a page's height at most when it leaves its column."""
        figure = self._figure
        return figure.height(1.0) + figure.room() + BELOW if figure is not None else 0.0

    def least_room(self) -> float:
        """Return the least height for which it leaves its column: there it is larger, and plainly so."""
        figure = self._figure
        if figure is None:
            return 0.0
        more = LARGER * self.columns[0][2].height(1.0) - figure.style.look.height
        return min(self.room(), figure.height(1.0) + more + BELOW)

    def draw(self, pen: PageWriter, x: float, top: float, spacing: float, extra: float) -> None:
        """Draw it level with the heading above, or with ``extra`` in the column of words below that heading."""
        figure = self._figure
        if extra and figure is not None:
            figure.draw(pen, x, top, spacing, extra - BELOW - figure.height(spacing))
            return
        if self.above:
            gaps = sum(max(one.after, other.before) for one, other in pairwise(self.above)) + self.above[-1].after
            top += sum(slab.height(spacing) for slab in self.above) + gaps * spacing
        super().draw(pen, x, top, spacing, 0.0)

    def tall(self, spacing: float) -> float:
        """Return its true height in points."""
        return super().height(spacing)

    def height(self, spacing: float) -> float:
        """Return nothing: the words beside it begin where it does."""
        return 0.0


class Corner(Box):
    """A heading with a small drawing at the end of its line; the heading stands low, near the words below it.

    On a page with room the drawing leaves that corner and stands on a field between the heading and the words, where it
    is larger. On a full one a field were as wide as the words and too low for anybody to see what is drawn.
    """

    elastic = False
    heads = True

    def __init__(
        self, heading: Sequence[TextLine], beside: Sequence[TextLine], figure: Figure, x: float, width: float
    ) -> None:
        """Take a heading, as it is with the measure to itself and beside the drawing in the corner, at ``x``."""
        self.heading, self.figure = Flow(heading), figure
        self.above = standing_above(figure, x, width)
        figure.x = x + width - figure.style.look.width
        plain = Style(Look(name=figure.style.look.name), 0, 0, 0, 0, 0, "")
        columns = [(0.0, x + width, Flow(beside), "bottom"), (0.0, x + width, Flow([figure]), "top")]
        super().__init__(0.0, x + width, figure.origin, plain, figure.styles, columns)
        self.tag = "row"
        self.before, self.after, self.keeps_next = heading[0].before, heading[-1].after, True
        self.cost, self.grow = heading[0].cost, self.above.grow

    @staticmethod
    def beside(heading: Sequence[TextLine], figure: Figure, x: float, width: float) -> Sequence[TextLine]:
        """Return a heading that leaves a drawing room beside each line, 5 mm between them at least; else nothing.

        It may take more lines, as high as the drawing, where that one's look has a ``stack``: so much, and its widest
        word, it has beside the drawing, which may be a little smaller for that; no line of it ends inside a word.
        """
        first, look = heading[0], figure.style.look
        most = x + width - look.width - CLEAR
        if max(line.x + line.line.width for line in heading) <= most:
            return heading
        if not look.stack:
            return ()
        least = max(look.stack, first.setter.widest(first.runs, first.style, first.origin) + ROUNDED)
        part = min(1.0, (x + width - CLEAR - first.x - least) / look.width)
        if part < SMALLER:
            return ()
        measure = x + width - part * look.width - CLEAR - first.x
        lines = first.setter.set_lines(first.runs, first.style, measure, first.origin)
        if torn(lines, figure.styles.language) or len(lines) * first.style.leading > part * look.height:
            return ()
        figure.style = replace(figure.style, look=replace(look, width=part * look.width, height=part * look.height))
        out = [copy(heading[min(number, len(heading) - 1)]) for number in range(len(lines))]
        for number, slab in enumerate(out):
            slab.lines, slab.number, slab.width = lines, number, measure
            slab.before, slab.after, slab.count = 0.0, 0.0, 0
            slab.label, slab.glued = None, True
        out[0].label, out[0].before, out[0].glued, out[0].count = first.label, first.before, first.glued, len(lines)
        out[-1].after = heading[-1].after
        return out

    def _taken(self) -> float:
        """Return what heading and drawing take one below the other, the drawing as low as its look has it."""
        return self.heading.height(1.0) + self.after + self.above.height(1.0) + BELOW

    def room(self) -> float:
        """Return what it takes of a page's height at most when the drawing leaves the corner."""
        return max(0.0, self._taken() + self.above.room() - self.height(1.0))

    def least_room(self) -> float:
        """Return the least height for which the drawing leaves the corner: below it is larger, and plainly so."""
        more = LARGER * self.figure.style.look.height - self.above.style.look.height
        return min(self.room(), self._taken() + max(0.0, more) - self.height(1.0))

    def draw(self, pen: PageWriter, x: float, top: float, spacing: float, extra: float) -> None:
        """Draw the drawing in the corner, or with ``extra`` below the heading."""
        if not extra:
            super().draw(pen, x, top, spacing, 0.0)
            return
        self.heading.draw(pen, x, top, spacing, 0.0)
        high = self.height(1.0) + extra
        top -= self.heading.height(1.0) + self.after
        self.above.draw(pen, x, top, spacing, high - self._taken())


class Fill(Slab):
    """The height that is left beside a picture when the words beside it are less high."""

    tag = "fill"

    def __init__(self, side: Side, beside: Sequence[Slab]) -> None:
        """``beside`` are the strips between the picture's top and this one."""
        super().__init__(side.x, side.width, side.origin)
        self.high, self.beside = side.tall(1.0), tuple(beside)
        self._heights: dict[float, float] = {}

    def height(self, spacing: float) -> float:
        """Return what the picture is higher than the words beside it."""
        found = self._heights.get(spacing)
        if found is None:
            gaps = sum([max(one.after, other.before) for one, other in pairwise(self.beside)])
            words = sum([slab.height(spacing) for slab in self.beside])
            found = self._heights[spacing] = max(0.0, self.high - gaps * spacing - words)
        return found

    def draw(self, pen: PageWriter, x: float, top: float, spacing: float, extra: float) -> None:
        """Draw nothing."""


def fill_beside(slabs: list[Slab], block: int, at: int) -> None:
    """Keep what stands beside a picture together with it, and leave room for the whole picture.

    ``at`` is where the picture stands in ``slabs``, in the block that begins at ``block``. A heading right before it
    in that column is read first, level with its top. What is wider than the column begins below the picture.
    """
    side, begin = slabs[at], at
    assert isinstance(side, Side)
    if at > block and slabs[at - 1].keeps_next and slabs[at - 1].x >= side.x + side.width:
        begin = next(
            (n for n in range(at - 1, block - 1, -1) if isinstance(one := slabs[n], TextLine) and one.count), at
        )
    above = slabs[begin:at]
    after = list(takewhile(lambda slab: slab.x >= side.x + side.width, slabs[at + 1 :]))
    beside = [*above, *after]
    fill = Fill(side, beside)
    slabs.insert(at + 1 + len(after), fill)
    side.above, side.fill, side.glued, side.keeps_next = tuple(above), fill, bool(above), True
    high = 0.0
    for number, slab in enumerate(beside):
        if number or not above:
            slab.glued = slab.glued or high < side.tall(1.0)
        high += slab.height(0.5) + (max(slab.before, beside[number - 1].after) * 0.5 if number else 0.0)
    fill.glued = True
    if not fill.height(1.0):  # paragraphs that a page end may not part stand as far apart there as those below them
        for slab in after[1:]:
            slab.listed = slab.listed or (isinstance(slab, TextLine) and bool(slab.count))
    if after:
        after[0].glued = True
        fill.after, after[-1].after = after[-1].after, 0.0  # its top stands level with that of the words
    if after and not above:
        side.before, after[0].before = max(side.before, after[0].before), 0.0


def to_corner(slabs: list[Slab], x: float, width: float) -> None:
    """Have the drawing that comes last stand in the corner of the heading before it, or above its words.

    Above them where nothing, or no heading with room beside it, stands before.
    """
    figure = slabs.pop()
    assert isinstance(figure, Figure)
    begin = next((at for at in reversed(range(len(slabs))) if slabs[at].heads), len(slabs))
    heading = [slab for slab in slabs[begin:] if isinstance(slab, TextLine)]
    above = standing_above(figure, x, width)
    alone = above is not figure and heading and len(heading) == len(slabs) - begin
    if alone and (beside := Corner.beside(heading, figure, x, width)):
        slabs[begin:] = [Corner(heading, beside, figure, x, width)]
    else:
        slabs.append(above)
