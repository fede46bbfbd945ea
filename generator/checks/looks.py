"""Checks of colours and pictures: can weak eyes see it, does a photocopy keep it, is every picture said in words?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from generator.checks.reading import Reading
from generator.checks.runner import Seen, check
from generator.checks.spots import Spots
from generator.model.content import Clinic
from generator.model.design import Colour, Theme
from generator.model.findings import Spot
from generator.model.sheet import Sheet
from generator.model.units import contrast, grey
from generator.stages.grounds import MEANING, WORDS, Marks

UNREADABLE: Final = {WORDS: 4.5, MEANING: 3.0}
"""Under this it is a failure, between this and the rule a warning (WCAG 2.2, 1.4.3 and 1.4.11)."""
LEAST_PPI: Final = 150
"""Pixels per inch under which a logo looks torn on an office printer's paper; for a press see ``press.paint``."""
_FILE: Final = re.compile(r"(^|[/\\])[\w.-]+\.(svg|png|jpe?g|gif|pdf)$", re.IGNORECASE)


def _faint(sheet: Sheet, panel: Sheet, theme: Theme, spots: Spots, in_grey: bool) -> Iterator[Seen]:
    marks = Marks(theme)
    for area in (*sheet.areas, *panel.areas):
        for child in area.children:
            marks.walk(child, "paper")
    roles: Mapping[str, Colour] = {**theme.colours, **theme.accents.get(sheet.accent, {})}
    for (look, colour, ground, least), origin in marks.found.items():
        one, other = roles.get(colour), roles.get(ground)
        if one is None or other is None:
            continue
        if in_grey:
            one, other = (grey(one),) * 3, (grey(other),) * 3
        ratio = contrast(one, other)
        if ratio >= least:
            continue
        spot = spots.of(origin)
        place = Spot(spots.look(theme.name, look), spot.page, spot.box)
        how = " in grey" if in_grey else ""
        message = f"'{look}': {colour} on {ground}{how} has a contrast of {ratio:.1f}, needs {least:g}"
        hint = f"make '{colour}' darker, or '{ground}' lighter"
        code = "words" if least == WORDS else "meaning"
        yield code, message, place, hint, "fail" if ratio < UNREADABLE[least] else "warn"


@check(
    "design/contrast",
    "fail",
    "Weak and tired eyes see little contrast; WCAG 2.2 says how much is enough.",
)
def contrast_of_colours(sheet: Sheet, panel: Sheet, theme: Theme, spots: Spots) -> Iterator[Seen]:
    """Do words (7:1) and what else has meaning (4.5:1) stand out from their ground?"""
    yield from _faint(sheet, panel, theme, spots, in_grey=False)


@check("design/contrast-grey", "fail", "Many clinics copy in black: a colour may become the grey of its ground.")
def contrast_in_grey(sheet: Sheet, panel: Sheet, theme: Theme, spots: Spots) -> Iterator[Seen]:
    """Do words and what else has meaning still stand out on a black-and-white copy?"""
    yield from _faint(sheet, panel, theme, spots, in_grey=True)


@check("picture/alt", "fail", "Who cannot see a picture hears its alternative; a file name says nothing.")
def alternatives(reading: Reading, spots: Spots) -> Iterator[Seen]:
    """Does every picture say in words what it shows?"""
    leaves = [leaf for leaf in reading.leaves if leaf.role == "Figure"]
    for leaf in leaves:
        words = leaf.words.strip()
        if leaf.alternative and words and not _FILE.search(words):
            continue
        place = spots.at(leaf.page, reading.box(leaf)) if leaf.page else Spot()
        what = f"the alternative of a picture is a file name: {words}" if words else "a picture has no alternative"
        yield "name" if words else "none", what, place, "write 'alt:' in content/pictures.yaml"
    silent = sum(not words.strip() for words in reading.figures) - sum(not leaf.words.strip() for leaf in leaves)
    if silent > 0:
        yield "none", f"{silent} pictures have no alternative", Spot(), "write 'alt:' in content/pictures.yaml"


@check("picture/resolution", "warn", "A logo with too few pixels looks torn on paper, and the clinic careless.")
def resolution(reading: Reading, spots: Spots, clinic: Clinic | None = None) -> Iterator[Seen]:
    """Has every bitmap 150 pixels or more for each inch?"""
    for raster in reading.rasters:
        if raster.ppi < LEAST_PPI:
            place = spots.at(raster.page, raster.box)
            origin = clinic.origin if clinic and clinic.logo else place.origin
            message = (
                f"a picture of {raster.width} × {raster.height} pixels is drawn at {raster.ppi:.0f} pixels per inch"
            )
            hint = f"use one with {LEAST_PPI} or more, or an SVG drawing"
            yield "coarse", message, Spot(origin, raster.page, raster.box), hint
