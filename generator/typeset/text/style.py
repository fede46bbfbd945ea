"""Looks at work: a look with its sizes, leading and colours worked out for one language and one fitting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.model.content import Language
from generator.model.design import Colour, Format, Look, Theme
from generator.model.problems import Origin, Problem, Unusable, suggest

PLAIN_KEPT = 500


class Style(Struct, frozen=True, eq=False, gc=False):
    """A look made concrete. Lengths in points; ``before`` and ``after`` in points at spacing 1."""

    look: Look
    size: float
    leading: float
    before: float
    after: float
    hang: float
    colour: str
    raised: str = ""
    """Colour of raised numbers, which stand quietly beside the words."""


class Styles:
    """The looks of a theme for one language, accent and scale; asked by name, worked out once."""

    def __init__(
        self,
        theme: Theme,
        paper: Format,
        language: Language,
        accent: str,
        scale: float,
        tightness: float = 1.0,
        squeeze: float = 1.0,
        plain: Styles | None = None,
    ) -> None:
        """``scale`` multiplies sizes, bounded from below by the format's minima; ``tightness`` multiplies leading.

        ``plain`` are the same looks without an accent, which changes some of their colours alone. ``squeeze`` does
        with looks of fixed size what ``scale`` does with the others (a full clinic panel).
        """
        self.theme, self.paper, self.language, self.scale = theme, paper, language, scale
        self.colours: Mapping[str, Colour] = {**theme.colours, **theme.accents.get(accent, {})}
        self._leading = theme.leadings[language.leading]
        self.accent, self.tightness, self._squeeze = accent, tightness, squeeze
        self._unaccented = plain
        body = theme.looks["body"]
        self._half_line = body.size * paper.scale * self._leading / 2
        self._known: dict[str, Style] = {}
        self._squeezed: dict[float, Styles] = {}
        self._plain: dict[Style, Style] = {}
        self._fills: dict[str, str] = {}
        self._strokes: dict[str, str] = {}
        self.labels: dict[tuple[str, float, str], Any] = {}
        """What builders keep: bullets and numbers set in these looks."""

    def __getitem__(self, name: str) -> Style:
        """Return the style of a look.

        Raises:
            Unusable: when the theme has no such look.
        """
        found = self._known.get(name)
        if found is None:
            known = self._unaccented
            found = self._known[name] = self._coloured(known[name]) if known is not None else self._work_out(name)
        return found

    def _coloured(self, style: Style) -> Style:
        """Return a style of these looks without their accent in the colours that it has with it."""
        colour = self.fill(style.look.colour)
        raised = self.fill("quiet" if "quiet" in self.colours else style.look.colour)
        if (colour, raised) == (style.colour, style.raised):
            return style
        return replace(style, colour=colour, raised=raised)

    def plain(self, style: Style) -> Style:
        """Return a style as single words are measured in it: ragged, and broken anywhere."""
        found = self._plain.get(style)
        if found is None:
            if len(self._plain) >= PLAIN_KEPT:
                self._plain.clear()
            found = self._plain[style] = replace(style, look=replace(style.look, align="start", phrases=False))
        return found

    def squeezed(self, part: float) -> Styles:
        """Return the same looks with sizes of fixed looks made smaller; each part is worked out once."""
        found = self._squeezed.get(part)
        if found is None:
            found = Styles(self.theme, self.paper, self.language, self.accent, 1.0, 1.0, part)
            self._squeezed[part] = found
        return found

    def _work_out(self, name: str) -> Style:
        changed: dict[str, Any] = dict(self.paper.looks.get(name, {}))
        name = changed.pop("like", name)
        look = self.theme.looks.get(name)
        if look is None:
            raise Unusable(
                Problem(
                    self.theme.origin or Origin(self.theme.name),
                    f"the theme '{self.theme.name}' has no look called '{name}'",
                    suggest(name, self.theme.looks),
                )
            )
        look = replace(look, **changed) if changed else look
        least = min(look.size, self.paper.minimum)  # a paper that sets all a little smaller stops there
        look = _enlarged(look, self.paper.scale)
        if look.size < least:
            look = replace(look, size=least)
        if look.beside:
            look = replace(look, indent=max(0.0, self.paper.column + look.indent))
        base = look.size
        if look.fixed:
            size = max(min(base, self.paper.minimum), base * self._squeeze)
        else:
            size = scaled(base, self.scale, self.paper)
        at_one_edge = look.beside and self.paper.column > 0  # beside a column of drawings, whatever the size of words
        return Style(
            look=look,
            size=size,
            leading=size * self._leading * look.leading * (max(0.82, self._squeeze) if look.fixed else self.tightness),
            before=look.before * self._half_line,
            after=look.after * self._half_line,
            hang=look.hang * (max(1.0, size / look.size) if look.size and not at_one_edge else 1.0),
            colour=self.fill(look.colour),
            raised=self.fill("quiet" if "quiet" in self.colours else look.colour),
        )

    def fill(self, name: str) -> str:
        """Return the operator that sets a colour for filling: grey where it is grey, else RGB; inks for a press."""
        found = self._fills.get(name)
        if found is None:
            found = self._fills[name] = self._inked(name)
        return found

    def _inked(self, name: str) -> str:
        red, green, blue = self.colours[name]
        if self.theme.ink != "rgb":
            from generator.typeset.draw.inks import fill_in_inks  # late: only a press needs it

            return fill_in_inks((red, green, blue), self.theme.ink)
        if red == green == blue:
            return f"{red:.4g} g"
        return f"{red:.4g} {green:.4g} {blue:.4g} rg"

    def stroke(self, name: str) -> str:
        """Return the operator that sets a colour for stroking."""
        found = self._strokes.get(name)
        if found is None:
            found = self._strokes[name] = self.fill(name).replace("rg", "RG").replace(" g", " G").replace(" k", " K")
        return found


def scaled(base: float, scale: float, paper: Format) -> float:
    """Return a size at a scale, in points; body text stops at the format's body minimum, other text at its minimum."""
    least = paper.body_minimum if base >= paper.body_minimum else paper.minimum
    return max(min(base, least), base * scale)


def _enlarged(look: Look, scale: float) -> Look:
    """Return a look with all its lengths enlarged for a format (large print is laid out anew, with the same looks)."""
    if scale == 1.0:
        return look
    top, right, bottom, left = (side * scale for side in look.padding)
    return replace(
        look,
        size=look.size * scale,
        indent=look.indent * scale,
        hang=look.hang * scale,
        width=look.width * scale,
        height=look.height * scale,
        gutter=look.gutter * scale,
        radius=look.radius * scale,
        stack=look.stack * scale,
        padding=(top, right, bottom, left),
    )
