"""Typesetting: sheet + theme + format → pages → PDF, tagged from the first page.

A leaflet is a body, laid out once for all clinics, and a clinic's panel stamped into its reserved places.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import TYPE_CHECKING

from generator.model.content import Language
from generator.model.design import Format, Theme
from generator.model.leaflet import Leaflet
from generator.model.sheet import Sheet
from generator.typeset.late import put_off
from generator.typeset.text.setters import Resources, Setters

if TYPE_CHECKING:
    from generator.typeset.accents import OpenTheme
    from generator.typeset.layout.ready import Ready
    from generator.typeset.pdf.stamp import Panel

__all__ = ["Resources", "Typesetter", "typeset", "typesetter"]

put_off("PIL.Image")  # before ReportLab, which would read it at once

BODIES_KEPT = 64
PANELS_KEPT = 256


class Typesetter:
    """Sets leaflets for one library; keeps faces, pieces, bodies and panels, each up to a limit."""

    def __init__(self, resources: Resources) -> None:
        """``resources`` finds fonts, languages and pictures."""
        self._resources = resources
        self.laid_out = 0
        """How many bodies were laid out, found or not."""
        self._setters = Setters(resources)
        self._bodies: OrderedDict[Hashable, tuple[Ready, tuple[object, ...]]] = OrderedDict()
        self._panels: OrderedDict[Hashable, tuple[Panel, tuple[object, ...]]] = OrderedDict()
        self._open_themes: dict[tuple[int, str], tuple[Theme, OpenTheme | None]] = {}

    def typeset(self, sheet: Sheet, panel: Sheet, theme: Theme, paper: Format, language: Language) -> Leaflet:
        """Set a sheet with a clinic's panel on a paper in a look.

        Raises:
            Unusable: when it does not fit, a look or glyph is missing, or words would be lost; each with its place.
        """
        from generator.typeset.pdf.stamp import stamp

        ready = self._body(sheet, theme, paper, language)
        filled = self._panel(panel, theme, paper, language, sheet.accent)
        pdf, sha256 = stamp(ready.body, filled)
        body = ready.body
        return Leaflet(
            pdf, body.pages, ready.placed, ready.words, ready.spacing, ready.scale, sheet.lot, sha256, ready.left
        )

    def _body(self, sheet: Sheet, theme: Theme, paper: Format, language: Language) -> Ready:
        """Return the body of a sheet, from the last ones when the very same objects come again."""
        ready = self.kept(sheet, theme, paper, language)
        if ready is None:
            from generator.typeset.layout.body import set_body

            self.laid_out += 1
            ready = set_body(sheet, theme, paper, language, self._setters, self._resources)
            self.keep(sheet, theme, paper, language, ready)
        return ready

    def kept(self, sheet: Sheet, theme: Theme, paper: Format, language: Language) -> Ready | None:
        """Return the body of the very same objects, if it is among the last ones."""
        key = (id(sheet), id(theme), id(paper), language.name)
        found = self._bodies.get(key)
        if found is None:
            return None
        self._bodies.move_to_end(key)
        return found[0]

    def keep(self, sheet: Sheet, theme: Theme, paper: Format, language: Language, ready: Ready) -> None:
        """Keep a body, laid out here or by another process of the same run."""
        # The objects are kept beside their result, so that no other object can get the same id.
        self._bodies[id(sheet), id(theme), id(paper), language.name] = (ready, (sheet, theme, paper))
        if len(self._bodies) > BODIES_KEPT:
            self._bodies.popitem(last=False)

    def _panel(self, panel: Sheet, theme: Theme, paper: Format, language: Language, accent: str) -> Panel:
        """Return the set panel of a clinic; one serves all topics of the same language, whatever their accent."""
        open_theme = self._without_accent(theme, accent)
        key = (id(panel), id(theme), id(paper), language.name, open_theme.name if open_theme else accent)
        found = self._panels.get(key)
        if found is None:
            from generator.typeset.pdf.stamp import set_panel

            given = (open_theme.theme, open_theme.name) if open_theme else (theme, accent)
            styles = self._setters.styles(given[0], paper, language, given[1], 1.0)
            filled = set_panel(panel, styles, self._setters, self._resources)
            found = self._panels[key] = (filled, (panel, theme, paper))
            if len(self._panels) > PANELS_KEPT:
                self._panels.popitem(last=False)
        self._panels.move_to_end(key)
        return found[0].recoloured(open_theme.changes) if open_theme else found[0]

    def _without_accent(self, theme: Theme, accent: str) -> OpenTheme | None:
        """Return a theme whose accent is left open, kept with it; None where a panel must be set for each accent."""
        key = (id(theme), accent)
        if key not in self._open_themes:
            from generator.typeset.accents import leave_open

            if len(self._open_themes) >= BODIES_KEPT:
                self._open_themes.clear()
            others = {made.name: made.theme for kept, made in self._open_themes.values() if kept is theme and made}
            self._open_themes[key] = theme, leave_open(theme, accent, others)
        return self._open_themes[key][1]


_typesetters: OrderedDict[int, tuple[Resources, Typesetter]] = OrderedDict()


def typeset(
    sheet: Sheet, panel: Sheet, theme: Theme, paper: Format, language: Language, resources: Resources
) -> Leaflet:
    """Set one leaflet; the typesetter of the resources is kept for the next."""
    return typesetter(resources).typeset(sheet, panel, theme, paper, language)


def typesetter(resources: Resources) -> Typesetter:
    """Return the typesetter of a library's resources, the one of before when there is one."""
    found = _typesetters.get(id(resources))
    if found is None or found[0] is not resources:
        found = _typesetters[id(resources)] = (resources, Typesetter(resources))
        while len(_typesetters) > 4:
            _typesetters.popitem(last=False)
    return found[1]
