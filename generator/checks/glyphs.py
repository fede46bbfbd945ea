"""What stands on a page that was read back: letters with place, size and font; fonts; bitmaps.

Coordinates are points from the bottom left.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from generator.model.units import Box


class Glyph(Struct, frozen=True):
    """A glyph on a page: place in points from the bottom left, its meaning, and the mark it is in (-1: artifact)."""

    page: int
    x: float
    y: float
    right: float
    size: float
    font: str
    glyph: int
    words: str
    mark: int
    rise: float


class Font(Struct):
    """An embedded font as the file describes it. ``program`` is empty when it is not embedded.

    ``places`` leads from a code to the number of its glyph in the program, where that is not the code itself.
    """

    name: str
    widths: dict[int, float]
    meaning: dict[int, str]
    program: bytes
    places: dict[int, int]


class Bitmap(Struct, frozen=True):
    """A bitmap on a page: its box and its pixels."""

    page: int
    box: Box
    width: int
    height: int

    @property
    def ppi(self) -> float:
        """Pixels per inch, the lower of both directions."""
        wide, high = self.box[2] - self.box[0], self.box[3] - self.box[1]
        return min(self.width / wide, self.height / high) * 72 if wide > 0 and high > 0 else 0.0


def around(letters: Iterable[Glyph]) -> Box | None:
    """Return the box around letters, or None for none."""
    found = tuple(letters)
    if not found:
        return None
    return (
        min(letter.x for letter in found),
        min(letter.y - 0.25 * letter.size for letter in found),
        max(letter.right for letter in found),
        max(letter.y + 0.8 * letter.size for letter in found),
    )


def to_unicode(data: bytes) -> dict[int, str]:
    """Return a ToUnicode map, read with bfchar only."""
    found: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", data, re.DOTALL):
        for code, words in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
            found[int(code, 16)] = bytes.fromhex(words.decode()).decode("utf-16-be", "replace")
    return found


def read_font(font: Any) -> Font:
    """Return a font resource; one that is not embedded, or has no ToUnicode map, has nothing in their place."""
    widths: dict[int, float] = {}
    program = b""
    descendant = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    entries = list(descendant.get("/W", []))
    for start, run in zip(entries[::2], entries[1::2], strict=False):
        for at, width in enumerate(run):
            widths[int(start) + at] = float(width)
    descriptor = descendant.get("/FontDescriptor", {})
    for key in ("/FontFile2", "/FontFile3", "/FontFile"):
        if key in descriptor:
            program = descriptor[key].read_bytes()
    meaning = to_unicode(font.ToUnicode.read_bytes()) if "/ToUnicode" in font else {}
    leading = descendant.get("/CIDToGIDMap", "/Identity")  # a stream, or a name (ISO 32000-1, 9.7.4.2)
    found = b"" if leading == "/Identity" else leading.read_bytes()
    numbers = struct.unpack(f">{len(found) // 2}H", found[: len(found) // 2 * 2])
    places = {code: number for code, number in enumerate(numbers) if number}
    return Font(str(font.get("/BaseFont", "/?"))[1:], widths, meaning, program, places)
