"""Checks of where paper is cut and folded: what has a meaning keeps away from both."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from generator.checks.reading import Glyph, Reading
from generator.checks.runner import Seen, check
from generator.checks.spots import Spots
from generator.model.design import Format
from generator.model.findings import Spot
from generator.model.leaflet import Leaflet
from generator.model.units import POINTS, SAFE, Box

MM: Final = POINTS["mm"]
SLACK: Final = 0.05
FOLD_SLACK: Final = 0.5
"""Points by which something may pass a fold: a rounded number."""
GAP: Final = 1.5
"""A space wider than this many times the letters' size parts the words of two columns or panels."""
DRAWN: Final = ("image", "qr")
"""Elements that are seen as one thing; grounds and frames may reach the edge and cross a fold."""
Thing = tuple[str, Spot]


@check("layout/safe-area", "fail", "Knives wander and office printers leave the edge white: what stands there is lost.")
def safe_area(reading: Reading, spots: Spots, leaflet: Leaflet | None = None) -> Iterator[Seen]:
    """Do all words and pictures stand 5 mm or more from the edge where the paper is cut?"""
    for what, place in _things(reading, spots, leaflet):
        left, low, right, high = reading.trims[place.page - 1]
        box = place.box or (left, low, right, high)
        nearest = min(box[0] - left, box[1] - low, right - box[2], high - box[3])
        if nearest < SAFE - SLACK:
            where = f"{nearest / MM:.1f} mm from the edge" if nearest >= 0 else "over the edge"
            yield (
                "edge",
                f"{what} stands {where}; the least is {SAFE / MM:g} mm",
                place,
                "move its area in the format",
            )


@check("layout/fold", "fail", "A word in a fold cannot be read, and a drawing breaks in two.")
def fold(reading: Reading, paper: Format, spots: Spots, leaflet: Leaflet | None = None) -> Iterator[Seen]:
    """Does no line of words and no picture cross a fold?"""
    for what, place in _things(reading, spots, leaflet) if paper.folds else ():
        assert place.box is not None
        for at in paper.folds_of(place.page - 1):
            if place.box[0] + FOLD_SLACK < at < place.box[2] - FOLD_SLACK:
                side = f"{at / MM:.0f} mm from the left"
                yield "crosses", f"{what} crosses the fold {side}", place, "shorten it, or move its area in the format"


def _things(reading: Reading, spots: Spots, leaflet: Leaflet | None) -> Iterator[Thing]:
    """Yield each line of words and each picture with its place."""
    for letters in _lines(reading):
        ink = [letter for letter in letters if letter.words.strip()]
        if ink:
            low, high = min(one.y for one in ink), max(one.y + 0.7 * one.size for one in ink)
            box = (min(one.x for one in ink), low, max(one.right for one in ink), high)
            words = "".join(one.words for one in letters).strip()
            yield f"“{words[:40]}”", spots.at(ink[0].page, box)
    boxes: dict[tuple[int, Box], Spot] = {}
    for placed in leaflet.placed if leaflet else ():
        if placed.tag in DRAWN:
            boxes[placed.page, placed.box] = Spot(placed.origin, placed.page, placed.box)
    for raster in reading.rasters:
        boxes.setdefault((raster.page, raster.box), spots.at(raster.page, raster.box))
    if leaflet is None:
        for leaf in reading.leaves:
            if leaf.alternative and leaf.page and leaf.box:
                boxes.setdefault((leaf.page, leaf.box), spots.at(leaf.page, leaf.box))
    for place in boxes.values():
        yield "a picture", place


def _lines(reading: Reading) -> Iterator[list[Glyph]]:
    """Yield the letters of each line; a wide gap, as between two panels, ends one."""
    shown = sorted(
        (letter for letter, _ in reading.letters), key=lambda one: (one.page, round(one.y - one.rise, 1), one.x)
    )
    for _, row in groupby(shown, lambda one: (one.page, round(one.y - one.rise, 1))):
        line: list[Glyph] = []
        right = 0.0
        for letter in row:
            if line and letter.x - right > GAP * letter.size:
                yield line
                line = []
            right = max(right, letter.right) if line else letter.right
            line.append(letter)
        if line:
            yield line
