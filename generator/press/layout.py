"""Where pages lie on a sheet: trims, gutters, bleed, creep. Points from the sheet's bottom left."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from generator.model.edition import GRIDS, MM, SHEETS, Job
from generator.model.problems import NOWHERE, Problem, Unusable
from generator.model.units import Box

MARK_ROOM: Final = 7 * MM
"""What marks need outside the bleed on every side."""
CUT_ROOM: Final = 3.5 * MM
"""What crop and fold marks alone need."""
SLACK: Final = 0.01


class Layout(Struct, frozen=True):
    """One side's geometry: the sheet, the part that is left after trimming, its bleed, and the pages' own trims."""

    media: Box
    trim: Box
    bleed: Box
    columns: tuple[tuple[float, float], ...]
    rows: tuple[tuple[float, float], ...]
    gutters: tuple[float, float]
    booklet: bool

    def page_trim(self, place: int) -> Box:
        """Return the trim of a place, counted by rows from the top left."""
        (x0, x1), (y0, y1) = self.columns[place % len(self.columns)], self.rows[place // len(self.columns)]
        return x0, y0, x1, y1

    def clip(self, place: int, bleed: float) -> Box:
        """Return what of a page may show: its trim and bleed, ending half-way to a neighbour."""
        x0, y0, x1, y1 = self.page_trim(place)
        across, down = (min(bleed, gutter / 2) for gutter in self.gutters)
        column, row = place % len(self.columns), place // len(self.columns)
        return (
            x0 - (across if column else bleed),
            y0 - (down if row < len(self.rows) - 1 else bleed),
            x1 + (across if column < len(self.columns) - 1 else bleed),
            y1 + (down if row else bleed),
        )

    def creep(self, place: int, depth: int, step: float) -> float:
        """Return how far a page is moved to the right: towards the fold, the deeper its sheet lies in the booklet."""
        return 0.0 if not self.booklet else (depth * step if place % 2 == 0 else -depth * step)


def lay_out(job: Job, page: tuple[float, float]) -> Layout:
    """Return the geometry of a job for pages of a size.

    Raises:
        Unusable: when the sheet is too small, saying what there is room for.
    """
    across, down = GRIDS[job.imposition]
    booklet = job.imposition == "booklet"
    room = job.bleed
    if {"registration", "colour", "slug"} & set(job.marks):
        room += MARK_ROOM
    elif {"crop", "fold"} & set(job.marks):
        room += CUT_ROOM

    def block(gutter: float) -> tuple[float, float]:
        return across * page[0] + (across - 1) * (0 if booklet else gutter), down * page[1] + (down - 1) * gutter

    gutter = 2 * job.bleed
    lying = block(gutter)[0] > block(gutter)[1]
    sheet, turned = SHEETS[job.sheet], SHEETS[job.sheet][::-1]
    if job.sheet == "none":
        wide, high = block(gutter)
        sheet = turned = (wide + 2 * room, high + 2 * room)
    chosen = next(
        (
            (space, size)
            for space in (gutter, 0.0)
            for size in sorted((sheet, turned), key=lambda size: (size[0] > size[1]) != lying)
            if all(need + 2 * room <= given + SLACK for need, given in zip(block(space), size, strict=True))
        ),
        None,
    )
    if chosen is None:
        raise _too_small(job, block(0.0), room)
    gutter, (width, height) = chosen
    wide, high = block(gutter)
    left, low = (width - wide) / 2, (height - high) / 2
    step_x, step_y = page[0] + (0 if booklet else gutter), page[1] + gutter
    columns = tuple((left + at * step_x, left + at * step_x + page[0]) for at in range(across))
    rows = tuple((low + at * step_y, low + at * step_y + page[1]) for at in reversed(range(down)))
    trim = (left, low, left + wide, low + high)
    return Layout(
        media=(0.0, 0.0, width, height),
        trim=trim,
        bleed=(trim[0] - job.bleed, trim[1] - job.bleed, trim[2] + job.bleed, trim[3] + job.bleed),
        columns=columns,
        rows=rows,
        gutters=(0.0 if booklet else gutter, gutter),
        booklet=booklet,
    )


def _too_small(job: Job, block: tuple[float, float], room: float) -> Unusable:
    """Say what does not fit, and what would."""
    need = [side + 2 * room for side in block]
    larger = [
        name
        for name, size in SHEETS.items()
        if name != "none" and any(all(a <= b + SLACK for a, b in zip(need, s, strict=True)) for s in (size, size[::-1]))
    ]
    size = " × ".join(f"{side / MM:.0f}" for side in need)
    hint = f"take --sheet {' or '.join(larger)}, " if larger else "take --sheet none, "
    message = f"the pages need {size} mm with their bleed and marks; a sheet '{job.sheet}' is smaller"
    return Unusable(Problem(NOWHERE, message, f"{hint}or fewer marks (--marks none) or no bleed (--bleed 0mm)"))
