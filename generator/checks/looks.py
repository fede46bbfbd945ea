"""Checks of colours and pictures: can weak eyes see it, does a photocopy keep it, is every picture said in words?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct, field

from generator.checks.reading import Reading
from generator.checks.runner import Seen, check
from generator.checks.spots import Spots
from generator.model.content import Clinic
from generator.model.design import Colour, Theme
from generator.model.findings import Spot
from generator.model.problems import NOWHERE, Origin
from generator.model.sheet import Element, Sheet
from generator.model.units import contrast, grey

WORDS: Final = 7.0
"""Contrast of words with their ground (WCAG 2.2, 1.4.6)."""
MEANING: Final = 4.5
"""Contrast of pictures, bullets and frames that mean something; a house rule, above the 3 of WCAG 2.2, 1.4.11."""
UNREADABLE: Final = {WORDS: 4.5, MEANING: 3.0}
"""Under this it is a failure, between this and the rule a warning (WCAG 2.2, 1.4.3 and 1.4.11)."""
LEAST_PPI: Final = 150
"""Pixels per inch under which a logo looks torn on an office printer's paper; for a press see ``press.paint``."""
THIN: Final = frozenset(("line",))
"""Colours of thin rules, which only part what stands apart anyway."""
DEFAULTS: Final = {"p": "body", "list": "list", "table": "table", "lines": "lines"}
_FILE: Final = re.compile(r"(^|[/\\])[\w.-]+\.(svg|png|jpe?g|gif|pdf)$", re.IGNORECASE)


class _Marks(Struct):
    """Walks a sheet as the typesetter does; notes what is drawn on what: (look, colour, ground, contrast needed)."""

    theme: Theme
    found: dict[tuple[str, str, str, float], Origin] = field(default_factory=dict)

    def note(self, look: str, colour: str, ground: str, least: float, element: Element) -> None:
        key = (look, colour, ground, least)
        if not self.found.get(key, NOWHERE).file:
            self.found[key] = element.origin

    def walk(self, element: Element, ground: str) -> None:
        name = element.get("look") or DEFAULTS.get(element.tag, "")
        look = self.theme.looks.get(name)
        if look is not None:
            if look.border and look.border not in THIN and element.tag in ("box", "row", "cell"):
                self.note(name, look.border, ground, MEANING, element)
            if element.tag in ("image", "qr"):
                self.note(name, look.colour, ground, MEANING, element)
            elif element.tag == "p":
                self.words(name, ground, element)
            if element.tag in ("box", "row", "cell"):
                ground = look.fill or ("paper" if look.border and look.radius else ground)
        for child in element.children:
            if element.tag == "list":
                self.bullet(name, ground, child)
                self.words(f"{name}.item" if f"{name}.item" in self.theme.looks else name, ground, child)
            elif element.tag == "table":
                self.row(name, child, ground)
            else:
                self.walk(child, ground)

    def words(self, name: str, ground: str, element: Element) -> None:
        look = self.theme.looks.get(name)
        if look is None:
            return
        self.note(name, look.colour, ground, WORDS, element)
        if any(run.raised for run in element.runs) and "quiet" in self.theme.colours:
            self.note(name, "quiet", ground, WORDS, element)
        if element.tag == "p":
            self.bullet(name, ground, element)

    def bullet(self, name: str, ground: str, element: Element) -> None:
        look = self.theme.looks.get(name)
        if look is None or not look.bullet:
            return
        colour = look.bullet_colour or look.colour
        if look.bullet == "disc":
            self.note(name, "paper", colour, WORDS, element)
        else:
            self.note(name, colour, ground, WORDS if look.bullet == "ring" else MEANING, element)

    def row(self, name: str, element: Element, ground: str) -> None:
        head = element.get("head") == "yes"
        table = self.theme.looks.get(name)
        own = table.fill if head and table and table.fill else ground
        for cell in element.children:
            self.words(cell.get("look") or f"{name}.{'head' if head else 'cell'}", own, cell)


def _faint(sheet: Sheet, panel: Sheet, theme: Theme, spots: Spots, in_grey: bool) -> Iterator[Seen]:
    marks = _Marks(theme)
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
