"""Rows of drawings that become two rows of larger ones on a page with room."""

from __future__ import annotations

from copy import copy
from functools import cached_property

from generator.typeset.draw.writer import PageWriter
from generator.typeset.layout.boxes import Box
from generator.typeset.layout.flow import Flow, Slab

LARGER = 1.2
"""So much larger drawings are at least in two rows: else these would only take room."""
APART = 12.0
"""Points between the two rows."""


class Rows(Box):
    """An even number of drawings beside each other; where their page has room, one half of them below the other.

    There each has twice the width to grow in. Nothing but drawings and their marks is in the cells.
    """

    @cached_property
    def _halves(self) -> tuple[Box, ...]:
        """The two rows, the upper one first, with drawings as large as in one; none where there are too few."""
        half = len(self.columns) // 2
        if half < 2 or len(self.columns) % 2:
            return ()
        begins = [at for at, *_ in self.columns]
        by = begins[half] - self.columns[0][1] - (begins[1] - self.columns[0][1])
        found = []
        for first in (0, half):
            wide = (
                (2 * begins[at], measure + by, Flow([_wider(one, by) for one in flow.slabs]), valign)
                for at, (_, measure, flow, valign) in enumerate(self.columns[first : first + half])
            )
            row = Box(self.x, self.width, self.origin, self.style, self.styles, [*wide])
            row.tag = self.tag
            found.append(row)
        return tuple(found)

    def _beyond(self, part: float) -> float:
        """Return what two rows take more than one does, their drawings grown by a part of what they can grow."""
        return APART + sum(row.height(1.0) + part * row.room() for row in self._halves) - self.height(1.0)

    def room(self) -> float:
        """Return what two rows can take more than one, or what one can."""
        return max(super().room(), self._beyond(1.0)) if self._halves else super().room()

    def least_room(self) -> float:
        """Return what two rows of larger drawings take more than one at least."""
        high = sum(row.height(1.0) for row in self._halves)
        return min(self.room(), self._beyond(0.0) + (LARGER - 1) * high) if self._halves else 0.0

    def draw(self, pen: PageWriter, x: float, top: float, spacing: float, extra: float) -> None:
        """Draw one row, or two where ``extra`` holds them."""
        if not self._halves or extra < self.least_room():
            super().draw(pen, x, top, spacing, min(extra, super().room()))
            return
        more = (extra - self._beyond(0.0)) / 2
        for row in self._halves:
            row.draw(pen, x, top, spacing, more)
            top -= row.height(spacing) + more + APART


def _wider(slab: Slab, by: float) -> Slab:
    """Return a copy whose last column, or drawing, has so many points more to grow in."""
    twin = copy(slab)
    twin.width += by
    if isinstance(twin, Box):
        *others, (at, measure, flow, valign) = twin.columns
        twin.columns = (*others, (at, measure + by, Flow([_wider(one, by) for one in flow.slabs]), valign))
    return twin
