"""Typesetting: sheet + theme + format → pages → PDF, tagged from the first page.

A leaflet is a body, laid out once for all clinics, and a clinic's panel stamped into its reserved places.
"""

from __future__ import annotations

import gc
from math import ceil
from typing import TYPE_CHECKING

from generator.model.content import Language
from generator.model.design import Format, Theme
from generator.model.leaflet import Leaflet
from generator.model.memo import remembered
from generator.model.parts import put_off
from generator.model.sheet import Sheet
from generator.typeset.accents import leave_open
from generator.typeset.text.choice import NoGlyph
from generator.typeset.text.setters import Resources, missing_glyphs, setters_of, styles_of

if TYPE_CHECKING:
    from generator.typeset.layout.ready import Ready
    from generator.typeset.pdf.stamp import Panel

__all__ = ["NoGlyph", "Resources", "fill", "lay_out", "typeset", "wanting"]

put_off("PIL.Image")  # before ReportLab, which would read it at once: a tenth of a cold start


def typeset(
    sheet: Sheet, panel: Sheet, theme: Theme, paper: Format, language: Language, resources: Resources
) -> Leaflet:
    """Set a sheet with a clinic's panel on a paper in a look.

    Raises:
        Unusable: when it does not fit, a look or glyph is missing, or words would be lost; each with its place.
    """
    return fill(lay_out(sheet, theme, paper, language, resources), panel, theme, paper, language, resources)


@remembered("body, laid out")
def lay_out(sheet: Sheet, theme: Theme, paper: Format, language: Language, resources: Resources) -> Ready:
    """Lay a sheet out on a paper in a look: the body that any clinic's panel can be stamped into.

    Raises:
        Unusable: as ``typeset``.
    """
    from generator.typeset.layout.body import set_body  # late: ReportLab, which a known body does not need

    searching = gc.isenabled()
    gc.disable()  # what is made here is kept until the body is written: to look through it for cycles finds none
    try:
        return set_body(sheet, theme, paper, language, setters_of(resources), resources)
    finally:
        if searching:
            gc.enable()


def fill(ready: Ready, panel: Sheet, theme: Theme, paper: Format, language: Language, resources: Resources) -> Leaflet:
    """Stamp a clinic's panel into a body.

    Raises:
        Unusable: when a clinic's words do not fit their place, or words would be lost; each with its place.
    """
    from generator.typeset.pdf.stamp import stamp

    pdf, sha256 = stamp(ready.body, _panel(panel, theme, paper, language, ready.accent, resources))
    return Leaflet(
        (pdf,), ready.body.pages, ready.placed, ready.words, ready.spacing, ready.scale, ready.lot, sha256, ready.left
    )


GROWING = 14.0
"""Points by which a panel grows: about a line. Clinics whose panels are as high share their bodies."""


@remembered("panel's height")
def wanting(panel: Sheet, theme: Theme, paper: Format, language: Language, resources: Resources) -> float:
    """Return by how many points the clinic's panel must be higher than its area, for its words at their own size.

    A multiple of ``GROWING``, and no more than the format lets it grow.
    """
    if paper.growing is None:
        return 0.0
    name, width, height, most = paper.growing
    from generator.typeset.pdf.stamp import panel_height

    styles = styles_of(theme, paper, language, "", 1.0)
    try:
        lacks = panel_height(panel, name, width, styles, setters_of(resources), resources) - height
    except NoGlyph as error:
        raise _all_missing(panel, language, error, resources) from error
    return min(ceil(max(0.0, lacks) / GROWING) * GROWING, most - height)


def growths(paper: Format) -> list[float]:
    """Return all that ``wanting`` may say of a paper, in points, nothing first."""
    most = max(0.0, paper.growing[3] - paper.growing[2]) if paper.growing else 0.0
    return [min(step * GROWING, most) for step in range(ceil(most / GROWING) + 1)]


def _panel(panel: Sheet, theme: Theme, paper: Format, language: Language, accent: str, resources: Resources) -> Panel:
    """Return the set panel of a clinic; one serves all topics of the same language, whatever their accent."""
    opened = leave_open(theme, accent)
    if opened is None:
        return _set(panel, theme, paper, language, accent, resources)
    return _set(panel, opened.theme, paper, language, opened.name, resources).recoloured(opened.changes)


@remembered("panel, set")
def _set(panel: Sheet, theme: Theme, paper: Format, language: Language, accent: str, resources: Resources) -> Panel:
    from generator.typeset.pdf.stamp import set_panel

    try:
        return set_panel(panel, styles_of(theme, paper, language, accent, 1.0), setters_of(resources), resources)
    except NoGlyph as error:
        raise _all_missing(panel, language, error, resources) from error


def _all_missing(panel: Sheet, language: Language, error: NoGlyph, resources: Resources) -> NoGlyph:
    """Return all that no face can show of a panel, where the typesetter met one of it."""
    return missing_glyphs(panel, language, setters_of(resources), resources) or error
