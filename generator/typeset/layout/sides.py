"""Pictures in a column of their own, beside the words they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, takewhile

from generator.typeset.draw.writer import PageWriter
from generator.typeset.layout.boxes import Box
from generator.typeset.layout.flow import Slab, TextLine
from generator.typeset.layout.strips import Figure
from generator.typeset.text.style import Resized

LARGER = 1.2
"""So much larger a drawing is at least when it leaves its column: else pages change their order for nothing."""
BELOW = 8.0
"""Points between a drawing that stands above its words and the first of them."""


class Side(Box):
    """A box that takes no height of its own: what follows stands beside it.

    On a page with much room a drawing alone in it leaves its column and stands larger between the heading and the
    words: ``grow`` of its look says how much larger.
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

    def _figure(self) -> Figure | None:
        """Return the drawing that may leave the column: the only thing in it, with words beside all of it."""
        slabs = self.columns[0][2].slabs
        only = slabs[0] if len(slabs) == 1 else None
        alone = self.above and self.fill is not None and not self.fill.height(1.0)
        return only if isinstance(only, Figure) and only.grow > 1 and alone else None

    def _words(self) -> tuple[float, float]:
        """Return where the words beside it begin, and their measure, in points."""
        assert self.fill is not None
        lines = [slab for slab in self.fill.beside if isinstance(slab, TextLine) and slab not in self.above]
        left = min((line.x for line in lines), default=self.x)
        return left, max((line.x + line.width for line in lines), default=left) - left

    def room(self) -> float:
        """Return what it takes of a page's height at most when it leaves its column."""
        figure = self._figure()
        if figure is None:
            return 0.0
        look = figure.style.look
        return look.height * min(figure.grow, self._words()[1] / look.width) + BELOW

    def least_room(self) -> float:
        """Return the least height for which it leaves its column: there it is larger, and plainly so."""
        figure = self._figure()
        return min(self.room(), LARGER * figure.style.look.height + BELOW) if figure is not None else 0.0

    def draw(self, pen: PageWriter, x: float, top: float, spacing: float, extra: float) -> None:
        """Draw it level with the heading above, or with ``extra`` in the column of words below that heading."""
        figure = self._figure()
        if extra and figure is not None:
            left = x + self._words()[0] - figure.x
            figure.draw(pen, left, top, spacing, extra - BELOW - figure.style.look.height)
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

    def least(self, spacing: float, resized: Resized) -> float:
        """Return nothing, as ``height``."""
        return 0.0


class Fill(Slab):
    """The height that is left beside a picture when the words beside it are less high."""

    tag = "fill"

    def __init__(self, side: Side, beside: Sequence[Slab]) -> None:
        """``beside`` are the strips between the picture's top and this one."""
        super().__init__(side.x, side.width, side.origin)
        self.side, self.beside = side, tuple(beside)

    def height(self, spacing: float) -> float:
        """Return what the picture is higher than the words beside it."""
        gaps = sum(max(one.after, other.before) for one, other in pairwise(self.beside))
        return max(0.0, self.side.tall(1.0) - gaps * spacing - sum(slab.height(spacing) for slab in self.beside))

    def least(self, spacing: float, resized: Resized) -> float:
        """Return the least height: the words beside it may be as high as it."""
        return 0.0

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
    if after:
        after[0].glued = True
        fill.after, after[-1].after = after[-1].after, 0.0  # its top stands level with that of the words
    if after and not above:
        side.before, after[0].before = max(side.before, after[0].before), 0.0
