"""Marks outside the bleed: where to cut and fold, whether the plates meet, whether the inks are right, what it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from generator.model.edition import MM, Job
from generator.model.lots import show_lot
from generator.press.about import About
from generator.press.layout import Layout
from generator.typeset.draw.codes import qr_modules

LINE: Final = 0.25
"""Width of a mark's line in points."""
AWAY: Final = 0.5 * MM
"""Marks begin this far outside the bleed."""
CUT: Final = 5 * MM
"""Length of a crop mark, at most."""
CROSS: Final = 2 * MM
"""Half the size of a registration mark."""
CENTRE: Final = 3.5 * MM
"""Distance of a registration mark's centre from the bleed."""
PATCH: Final = 4 * MM
SLUG_SIZE: Final = 5.5
SLUG_LEAD: Final = 7.0
KAPPA: Final = 0.5523
MODULE: Final = 0.25 * MM
"""Side of a module of the QR code: what a telephone still reads from paper."""
QUIET: Final = 4 * MODULE
"""White around a QR code (ISO/IEC 18004, 9.1); above it is the bleed, below it the edge of the sheet."""
MARK_AWAY: Final = 3 * MM
"""Distance of the QR code from the last cut, whose mark it must not touch."""
ALL: Final = "/All CS /All cs 1 SCN 1 scn"
"""Every ink: on each plate, so that the plates can be laid on one another. Outside the bleed only."""
BLACK: Final = "0 0 0 1 K 0 0 0 1 k"
PATCHES: Final = {
    "cmyk": (
        (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1), (1, 1, 0, 0), (0, 1, 1, 0), (1, 0, 1, 0),
        (0.5, 0, 0, 0), (0, 0.5, 0, 0), (0, 0, 0.5, 0), (0, 0, 0, 0.5), (0.5, 0.4, 0.4, 0),
    ),
    "k": ((0, 0, 0, 1), (0, 0, 0, 0.8), (0, 0, 0, 0.6), (0, 0, 0, 0.4), (0, 0, 0, 0.2), (0, 0, 0, 0.1)),
}  # fmt: skip
"""Solids, pairs, halves and a grey of three inks; in black alone a scale."""


def draw_marks(
    job: Job,
    layout: Layout,
    lines: tuple[str, ...],
    outline: Callable[..., tuple[str, float]],
    folds: Sequence[float] = (),
) -> str:
    """Return the operators of a job's marks on one side.

    ``lines`` are the slug's words; ``folds`` where this side is folded, in points from the sheet's left edge.
    """
    ink = ALL if job.colour == "cmyk" else BLACK
    code: list[str] = []
    if "crop" in job.marks:
        code.append(f"q {ink} {LINE} w {_cuts(layout)} S Q")
    spine = (layout.columns[0][1],) if layout.booklet else ()
    if "fold" in job.marks and (spine or folds):
        code.append(f"q {ink} {LINE} w [3 2] 0 d {_folds(layout, (*spine, *folds))} S Q")
    if "registration" in job.marks:
        code.append(f"q {ink} {LINE} w {' '.join(_cross(x, y) for x, y in registration(layout))} S Q")
    if "colour" in job.marks:
        code.append(_patches(job, layout))
    if "slug" in job.marks:
        for count, words in enumerate(lines):
            y = layout.bleed[1] - AWAY - CENTRE - count * SLUG_LEAD + SLUG_LEAD / 2
            path, _ = outline(words, layout.trim[0] + 4, y, SLUG_SIZE)
            code.append(f"q 0 0 0 1 k {path} f Q")
    return "\n".join(code)


def draw_mark(job: Job, layout: Layout, words: str) -> str:
    """Return the operators of the QR code that leads to the ledger: below the last column, at its right.

    Nothing without a slug, without words, or where it would meet the registration mark.
    """
    if "slug" not in job.marks or not words:
        return ""
    side, path = qr_modules(words)
    size = side * MODULE
    right = layout.trim[2] - MARK_AWAY
    centre, _ = min(registration(layout), key=lambda point: point[1])
    room = layout.bleed[1] - layout.media[1]
    if right - size - QUIET < centre + CROSS or size + 2 * AWAY > room:
        return ""
    top = layout.bleed[1] - min(QUIET, (room - size) / 2)
    return f"q 0 0 0 1 k {MODULE:.4f} 0 0 {-MODULE:.4f} {right - size:.3f} {top:.3f} cm\n{path}\nf Q"


def slug(job: Job, about: About, room: float, side: str, width: Callable[[str], float]) -> tuple[str, ...]:
    """Return the slug's words in one or two lines that are no wider than ``room`` points, as far as two can be."""
    copies = f"{job.quantity} copies" if job.quantity != 1 else "1 copy"
    quantity = copies if job.quantity else "quantity not stated"
    inks = "black only" if job.colour == "k" else "CMYK, FOGRA39"
    parts = [f"{about.code} {about.language}", f"version {about.version}", about.format, quantity]
    lot = [show_lot(about.lot)] if about.lot else []
    clinic = [about.clinic] if about.clinic else []
    one = " · ".join((*parts, *lot, *clinic, side, inks))
    if width(one) <= room:
        return (one,)
    two = " · ".join((*lot, *clinic, side, inks))
    return (" · ".join(parts), two if width(two) <= room else " · ".join((*lot, side, inks)))


def slug_room(layout: Layout, folds: Sequence[float] = ()) -> float:
    """Return the points that the slug has up to the first fold's mark, or to the lower registration mark."""
    x, _ = min(registration(layout), key=lambda point: point[1])
    return min((x - CROSS, *folds)) - layout.trim[0] - 6


def registration(layout: Layout) -> tuple[tuple[float, float], ...]:
    """Return the centres of the registration marks: above and below the last column, beside the first row.

    Not in the middle of the sheet, where folds and cuts are.
    """
    x = sum(layout.columns[-1]) / 2
    y = sum(layout.rows[0]) / 2
    left, low, right, high = layout.bleed
    return (x, high + CENTRE), (x, low - CENTRE), (left - CENTRE, y), (right + CENTRE, y)


def _cuts(layout: Layout) -> str:
    """Return lines at every edge that is cut, from the bleed outwards; none where a booklet is folded."""
    left, low, right, high = layout.bleed
    verticals = {x for pair in layout.columns for x in pair}
    if layout.booklet:
        verticals -= {layout.columns[0][1], layout.columns[1][0]}
    across = min(CUT, left - AWAY)
    down = min(CUT, low - AWAY)
    code = []
    for x in sorted(verticals):
        code.append(f"{x:.3f} {low - AWAY:.3f} m {x:.3f} {low - AWAY - down:.3f} l")
        code.append(f"{x:.3f} {high + AWAY:.3f} m {x:.3f} {high + AWAY + down:.3f} l")
    for y in sorted({y for pair in layout.rows for y in pair}):
        code.append(f"{left - AWAY:.3f} {y:.3f} m {left - AWAY - across:.3f} {y:.3f} l")
        code.append(f"{right + AWAY:.3f} {y:.3f} m {right + AWAY + across:.3f} {y:.3f} l")
    return " ".join(code)


def _folds(layout: Layout, folds: Sequence[float]) -> str:
    """Return dashed lines where the sheet is folded, above and below."""
    low, high = layout.bleed[1] - AWAY, layout.bleed[3] + AWAY
    long = min(CUT, low)
    return " ".join(
        f"{x:.3f} {low:.3f} m {x:.3f} {low - long:.3f} l {x:.3f} {high:.3f} m {x:.3f} {high + long:.3f} l"
        for x in sorted(set(folds))
    )


def _cross(x: float, y: float) -> str:
    """Return a circle in a cross."""
    r, k = CROSS * 0.6, CROSS * 0.6 * KAPPA
    points = (
        (x + r, y + k, x + k, y + r, x, y + r),
        (x - k, y + r, x - r, y + k, x - r, y),
        (x - r, y - k, x - k, y - r, x, y - r),
        (x + k, y - r, x + r, y - k, x + r, y),
    )
    curves = " ".join(f"{' '.join(f'{value:.3f}' for value in each)} c" for each in points)
    return (
        f"{x + r:.3f} {y:.3f} m {curves} {x - CROSS:.3f} {y:.3f} m {x + CROSS:.3f} {y:.3f} l"
        f" {x:.3f} {y - CROSS:.3f} m {x:.3f} {y + CROSS:.3f} l"
    )


def _patches(job: Job, layout: Layout) -> str:
    """Return the colour bar above the first column."""
    patches = PATCHES[job.colour]
    room = slug_room(layout)
    side = min(PATCH, room / len(patches))
    y = layout.bleed[3] + CENTRE - side / 2
    out = []
    for count, inks in enumerate(patches):
        x = layout.trim[0] + 3 + count * side
        out.append(f"{' '.join(f'{ink:g}' for ink in inks)} k {x:.3f} {y:.3f} {side:.3f} {side:.3f} re f")
    return f"q {' '.join(out)} Q"
