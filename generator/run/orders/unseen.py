"""What a cell of a workbook hides though its row, its column and its sheet are shown: how its words are drawn.

What counts as hidden, and what becomes of it: ``docs/reference/tables.md``. Colours: ECMA-376, 18.8.3 (those of a
theme, their tints), 18.8.27 (numbered ones); contrast: WCAG 2.2.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterator
from typing import Any, Final

from generator.run.orders.number_formats import show, show_words

LEAST_CONTRAST: Final = 1.2
"""Below this nobody tells words from their ground: white has 1.0 on white, the palest grey that is still read 1.4."""
LEAST_SIZE: Final = 4.0
"""Points; smaller words are dust on paper and on a screen."""
TO_SEE: Final = "format the cell so that its words are seen, or delete them"
RAISED: Final = "a raised or lowered figure in this cell would be read as one with that before it"
STRUCK: Final = "the words in this cell are struck through"
Rgb = tuple[float, float, float]
_WHITE, _BLACK = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)
_OFFICE: Final = "FFFFFF 000000 E7E6E6 44546A 4472C4 ED7D31 A5A5A5 FFC000 5B9BD5 70AD47 0563C1 954F72".split()
_THEME: Final = "lt1 dk1 lt2 dk2 accent1 accent2 accent3 accent4 accent5 accent6 hlink folHlink".split()
"""The colours of a theme as cells number them; of a workbook without a theme those of Office."""


class Eyes:
    """Sees the cells of a workbook (openpyxl's) as people do; each style is looked at once."""

    def __init__(self, book: Any) -> None:
        """Take the workbook with its fonts, fills and theme."""
        self.book = book
        self.theme = [_theme_colour(book.loaded_theme or b"", name) or _OFFICE[at] for at, name in enumerate(_THEME)]
        self.kept: dict[int, str] = {}

    def of_style(self, style: int) -> str:
        """Return what is wrong with words that are drawn in a style of the workbook, or nothing."""
        if style not in self.kept:
            about = self.book._cell_styles[style]
            self.kept[style] = self._of_font(self.book._fonts[about.fontId], self._ground(about.fillId))
        return self.kept[style]

    def of_words(self, words: Any, style: int) -> str:
        """Return what is wrong with the parts of a cell's words that have looks of their own."""
        ground = self._ground(self.book._cell_styles[style].fillId)
        before = ""
        for part in words:  # 2 with a raised 1 behind it is the first note to a 2, and no 21
            text = str(getattr(part, "text", part))
            if before[-1:].isdigit() and text[:1].isdigit() and getattr(getattr(part, "font", None), "vertAlign", None):
                return RAISED
            before = text or before
        fonts = (part.font for part in words if hasattr(part, "font") and part.text.strip())
        return next(filter(None, (self._of_font(font, ground) for font in fonts)), "")

    def of_rule(self, rule: Any) -> bool:
        """Tell whether a rule of conditional formatting can hide words: by colour, by format, or by icons alone."""
        if any(one is not None and one.showValue is False for one in (rule.dataBar, rule.iconSet)):
            return True
        looks = self.book._differential_styles.styles
        if rule.dxfId is None or not 0 <= rule.dxfId < len(looks):
            return False
        look = looks[rule.dxfId]
        if look.numFmt is not None and look.numFmt.formatCode:
            code = look.numFmt.formatCode
            if show("1", code) in ("", None) or show_words("x", code) == "":
                return True
        ink = self._colour(look.font.color, _BLACK) if look.font and look.font.color else None
        # a fill of such a rule names its colour as the ground's, whatever its pattern
        ground = look.fill and (self._colour(look.fill.bgColor, None) or self._colour(look.fill.fgColor, None))
        return ink is not None and _contrast(ink, ground or _WHITE) < LEAST_CONTRAST

    def _of_font(self, font: Any, ground: Rgb | None) -> str:
        if font is None:
            return ""
        size = getattr(font, "sz", None)
        if size is not None and size < LEAST_SIZE:
            return f"the words in this cell are not seen: their letters have {size:g} points"
        ink = self._colour(font.color, _BLACK)
        if ink and ground and _contrast(ink, ground) < LEAST_CONTRAST:
            return "the words in this cell are not seen: they have the colour of what is behind them"
        return STRUCK if font.strike else ""

    def _ground(self, fill: int) -> Rgb | None:
        """Return the colour behind words; None for patterns and gradients, against which words are seen."""
        found = self.book._fills[fill]
        kind = getattr(found, "patternType", "gradient")
        return _WHITE if kind in (None, "none") else self._colour(found.fgColor, None) if kind == "solid" else None

    def _colour(self, colour: Any, auto: Rgb | None) -> Rgb | None:
        """Return a colour's red, green and blue from 0 to 1; ``auto`` for the one that the program chooses."""
        if colour is None or colour.type == "auto":
            return auto
        value = colour.value
        if colour.type == "indexed":
            if value in (64, 65):
                return (_BLACK, _WHITE)[value - 64]
            value = self.book._colors[value] if 0 <= value < len(self.book._colors) else ""
        elif colour.type == "theme":
            value = self.theme[value] if 0 <= value < len(self.theme) else ""
        if not isinstance(value, str) or not re.fullmatch("([0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}", value):
            return auto
        red, green, blue = (int(value[-6:][at : at + 2], 16) / 255 for at in (0, 2, 4))
        return _tinted((red, green, blue), colour.tint or 0.0)


def hiding(element: Any) -> Iterator[str]:
    """Yield the cells that rules of a newer sort can hide, from an extension's element as it stands in the file."""
    for rules in element.iter():
        if not rules.tag.endswith("}conditionalFormatting"):
            continue
        hides = any(
            one.get("showValue") in ("0", "false")
            or (one.tag.endswith("}numFmt") and show_words("x", one.get("formatCode", "")) in ("", None))
            or (one.tag.endswith("}color") and (one.get("rgb", "")[-6:].upper() == "FFFFFF" or one.get("theme") == "0"))
            for one in rules.iter()
        )
        if hides:
            yield from (one.text or "" for one in rules if one.tag.endswith("}sqref"))


def _theme_colour(theme: bytes, name: str) -> str:
    about = re.search(rb"<(?:\w+:)?%s>(.*?)</" % name.encode(), theme, re.DOTALL)
    found = re.search(rb'(?:lastClr|srgbClr val)="([0-9A-Fa-f]{6})"', about[1]) if about else None
    return found[1].decode() if found else ""


def _tinted(colour: Rgb, tint: float) -> Rgb:
    hue, light, full = colorsys.rgb_to_hls(*colour)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return colorsys.hls_to_rgb(hue, min(1.0, max(0.0, light)), full)


def _contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast of two colours, from 1 to 21."""

    def light(colour: Rgb) -> float:
        parts = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
        return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))

    dark, pale = sorted((light(one), light(other)))
    return (pale + 0.05) / (dark + 0.05)
