"""Pictures in a column of their own, beside the words they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from generator.typeset.draw.writer import PageWriter
from generator.typeset.layout.boxes import Box
from generator.typeset.layout.flow import Slab
from generator.typeset.text.style import Resized


class Side(Box):
    """A box that takes no height of its own: what follows stands beside it."""

    elastic = False
    above: tuple[Slab, ...] = ()
    """The heading that it is read behind, and stands level with."""

    def draw(self, pen: PageWriter, x: float, top: float, spacing: float, extra: float) -> None:
        """Draw it level with the heading above."""
        if self.above:
            gaps = sum(max(one.after, other.before) for one, other in pairwise(self.above)) + self.above[-1].after
            top += sum(slab.height(spacing) for slab in self.above) + gaps * spacing
        super().draw(pen, x, top, spacing, extra)

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
