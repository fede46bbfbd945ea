"""Lengths and colours as files write them: ``16mm``, ``#0b6e6e``. Lengths become points. Columns of a terminal."""

from __future__ import annotations

import re
import unicodedata

from generator.model.patterns import pattern

POINTS = {"": 1.0, "pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0}
"""Points in one of each unit (a point is 1/72 inch, as in PDF)."""

MOST = 14400.0
"""PDF pages end at 200 inches (ISO 32000-1, annex C)."""

SAFE = 5 * POINTS["mm"]
"""Points from the edge of the paper: a print shop's knife may wander so far, and office printers leave as much white
(most need 4.2 mm, some 5). What has a meaning keeps away from it."""

LEAST_SIZE = 9.0
"""Points under which no letter is set, whatever a look or a paper says: small print is not read at night."""

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points from the bottom left of a page."""

_LENGTH = re.compile(r"(-?[0-9]{1,6}(?:\.[0-9]{1,6})?) ?([a-z]*)", re.ASCII)
_COLOUR = pattern(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})", re.ASCII)


def read_length(words: str) -> float:
    """Return a length in points from ``12pt``, ``3mm``, ``1.5cm``, ``1in`` or a bare number of points.

    Raises ValueError with a plain message.
    """
    match = _LENGTH.fullmatch(words)
    if not match:
        raise ValueError(f"'{words}' is not a length; write it like 12pt or 3.5mm")
    number, unit = match.groups()
    if unit not in POINTS:
        raise ValueError(f"'{words}' has a unit that is not known; use pt, mm, cm or in")
    points = float(number) * POINTS[unit]
    if abs(points) > MOST:
        raise ValueError(f"'{words}' is larger than any page; at most 5 metres")
    return points


def in_mm(points: float) -> str:
    """Return a length as messages say it, in the unit that most files have: ``8.5 mm``."""
    return f"{points / POINTS['mm']:.3g} mm" if points < 100 * POINTS["mm"] else f"{points / POINTS['mm']:.4g} mm"


def read_colour(words: str) -> tuple[float, float, float]:
    """Return red, green and blue, each from 0 to 1, from ``#rrggbb``. Raises ValueError with a plain message."""
    match = _COLOUR.fullmatch(words)
    if not match:
        raise ValueError(f"'{words}' is not a colour; write it like \"#0b6e6e\", in double quotes")
    red, green, blue = (int(part, 16) / 255 for part in match.groups())
    return red, green, blue


def grey(colour: tuple[float, float, float]) -> float:
    """Return the grey from 0 to 1 that a printer makes of red, green and blue (ISO 32000-1, 10.3.2)."""
    red, green, blue = colour
    return 0.3 * red + 0.59 * green + 0.11 * blue


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio" and "relative luminance")."""

    def luminance(colour: tuple[float, float, float]) -> float:
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
        )  # sRGB to linear light
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def columns(words: str) -> int:
    """Return how many columns of a terminal words take: wide characters two (UAX 11), marks on others none."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in words
    )
