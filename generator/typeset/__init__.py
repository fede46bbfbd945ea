"""Typesetting: sheet + theme + format → pages → PDF, tagged from the first page.

A leaflet is a body, laid out once for all clinics, and a clinic's panel stamped into its reserved places.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import TYPE_CHECKING

from generator.content import Language
from generator.design import Format, Theme
from generator.leaflet import Leaflet
from generator.sheet import Sheet
from generator.typeset.late import put_off
from generator.typeset.setters import Resources, Setters

if TYPE_CHECKING:
    from generator.typeset.ready import Ready
    from generator.typeset.stamp import Panel

__all__ = ["Resources", "Typesetter", "typeset"]

put_off("PIL.Image")  # before ReportLab, which would read it at once

BODIES_KEPT = 64
PANELS_KEPT = 256


class Typesetter:
    """Sets leaflets for one library; keeps faces, pieces, bodies and panels, each up to a limit."""

    def __init__(self, resources: Resources) -> None:
        """``resources`` finds fonts, languages and pictures."""
        self._resources = resources
        self._setters = Setters(resources)
        self._bodies: OrderedDict[Hashable, tuple[Ready, tuple[object, ...]]] = OrderedDict()
        self._panels: OrderedDict[Hashable, tuple[Panel, tuple[object, ...]]] = OrderedDict()

    def typeset(self, sheet: Sheet, panel: Sheet, theme: Theme, paper: Format, language: Language) -> Leaflet:
        """Set a sheet with a clinic's panel on a paper in a look.

        Raises:
            Unusable: when it does not fit, a look or glyph is missing, or words would be lost; each with its place.
        """
        from generator.typeset.stamp import stamp

        ready = self._body(sheet, theme, paper, language)
        filled = self._panel(panel, theme, paper, language, sheet.accent)
        pdf, sha256 = stamp(ready.body, filled)
        body = ready.body
        return Leaflet(
            pdf, body.pages, ready.placed, ready.words, ready.spacing, ready.scale, sheet.lot, sha256, ready.left
        )

    def _body(self, sheet: Sheet, theme: Theme, paper: Format, language: Language) -> Ready:
        """Return the body of a sheet, from the last ones when the very same objects come again."""
        key = (id(sheet), id(theme), id(paper), language.name)
        found = self._bodies.get(key)
        if found is None:
            from generator.typeset.body import set_body

            ready = set_body(sheet, theme, paper, language, self._setters, self._resources)
            # The objects are kept beside their result, so that no other object can get the same id.
            found = self._bodies[key] = (ready, (sheet, theme, paper))
            if len(self._bodies) > BODIES_KEPT:
                self._bodies.popitem(last=False)
        self._bodies.move_to_end(key)
        return found[0]

    def _panel(self, panel: Sheet, theme: Theme, paper: Format, language: Language, accent: str) -> Panel:
        """Return the set panel of a clinic; one serves all topics of the same language and accent."""
        key = (id(panel), id(theme), id(paper), language.name, accent)
        found = self._panels.get(key)
        if found is None:
            from generator.typeset.stamp import set_panel

            styles = self._setters.styles(theme, paper, language, accent, 1.0)
            filled = set_panel(panel, styles, self._setters, self._resources)
            found = self._panels[key] = (filled, (panel, theme, paper))
            if len(self._panels) > PANELS_KEPT:
                self._panels.popitem(last=False)
        self._panels.move_to_end(key)
        return found[0]


_typesetters: OrderedDict[int, tuple[Resources, Typesetter]] = OrderedDict()


def typeset(
    sheet: Sheet, panel: Sheet, theme: Theme, paper: Format, language: Language, resources: Resources
) -> Leaflet:
    """Set one leaflet; the typesetter of the resources is kept for the next."""
    found = _typesetters.get(id(resources))
    if found is None or found[0] is not resources:
        found = _typesetters[id(resources)] = (resources, Typesetter(resources))
        while len(_typesetters) > 4:
            _typesetters.popitem(last=False)
    return found[1].typeset(sheet, panel, theme, paper, language)
