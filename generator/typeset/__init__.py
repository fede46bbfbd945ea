"""Typesetting: sheet + theme + format → pages → PDF, tagged from the first page.

A leaflet is a body, laid out once for all clinics, and a clinic's panel stamped into its reserved places.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

from generator.content import Language
from generator.design import Format, Theme
from generator.leaflet import Leaflet, Placed
from generator.sheet import Sheet
from generator.typeset.build import Resources, Setters

__all__ = ["Resources", "Typesetter", "typeset"]

BODIES_KEPT = 64
PANELS_KEPT = 256


@dataclass(frozen=True, slots=True)
class _Ready:
    """A laid-out body with what the record of a leaflet needs."""

    body: object
    placed: tuple[Placed, ...]
    words: str
    spacing: float
    scale: float


class Typesetter:
    """Sets leaflets for one library; keeps faces, pieces, bodies and panels, each up to a limit."""

    def __init__(self, resources: Resources) -> None:
        """``resources`` finds fonts, languages and pictures."""
        self._resources = resources
        self._setters = Setters(resources)
        self._bodies: OrderedDict[Hashable, _Ready] = OrderedDict()
        self._panels: OrderedDict[Hashable, object] = OrderedDict()

    def typeset(self, sheet: Sheet, panel: Sheet, theme: Theme, paper: Format, language: Language) -> Leaflet:
        """Set a sheet with a clinic's panel on a paper in a look.

        Raises:
            Unusable: when it does not fit, a look or glyph is missing, or words would be lost; every problem with its place.
        """
        from generator.typeset.stamp import stamp

        ready = self._body(sheet, theme, paper, language)
        filled = self._panel(panel, theme, paper, language, sheet.accent)
        pdf = stamp(ready.body, filled)  # type: ignore[arg-type]
        return Leaflet(pdf, ready.body.pages, ready.placed, ready.words, ready.spacing, ready.scale)  # type: ignore[attr-defined]

    def _body(self, sheet: Sheet, theme: Theme, paper: Format, language: Language) -> _Ready:
        key = (id(sheet), id(theme), id(paper), language.name)
        found = self._bodies.get(key)
        if found is not None and found.body is not None:
            self._bodies.move_to_end(key)
            return found
        from generator.typeset.body import set_body

        found = set_body(sheet, theme, paper, language, self._setters, self._resources)
        self._bodies[key] = found
        self._alive = getattr(self, "_alive", {})
        self._alive[key] = (sheet, theme, paper)
        while len(self._bodies) > BODIES_KEPT:
            old, _ = self._bodies.popitem(last=False)
            self._alive.pop(old, None)
        return found

    def _panel(self, panel: Sheet, theme: Theme, paper: Format, language: Language, accent: str) -> object:
        from generator.typeset.stamp import set_panel
        from generator.typeset.style import Styles

        key = (panel, id(theme), id(paper), language.name, accent)
        found = self._panels.get(key)
        if found is None:
            styles = Styles(theme, paper, language, accent, 1.0)
            found = self._panels[key] = set_panel(panel, styles, self._setters, self._resources)
            while len(self._panels) > PANELS_KEPT:
                self._panels.popitem(last=False)
        return found


_typesetters: OrderedDict[int, tuple[Resources, Typesetter]] = OrderedDict()


def typeset(sheet: Sheet, panel: Sheet, theme: Theme, paper: Format, language: Language, resources: Resources) -> Leaflet:
    """Set one leaflet; the typesetter of the resources is kept for the next."""
    found = _typesetters.get(id(resources))
    if found is None or found[0] is not resources:
        found = _typesetters[id(resources)] = (resources, Typesetter(resources))
        while len(_typesetters) > 4:
            _typesetters.popitem(last=False)
    return found[1].typeset(sheet, panel, theme, paper, language)
