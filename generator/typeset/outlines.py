"""Words as outlines: for lines outside a leaflet (a printer's slug), where no font shall be embedded."""

from __future__ import annotations

from collections.abc import Callable

import uharfbuzz as hb

from generator.typeset.faces import open_face
from generator.typeset.setters import Resources
from generator.typeset.writer import number

Point = tuple[float, float]


class _Pen:
    """Receives a glyph's outline from HarfBuzz and writes path operators."""

    def __init__(self, place: Callable[[Point], Point]) -> None:
        """``place`` moves a point of the font onto the page."""
        self.code: list[str] = []
        self._place = place
        self._at: Point = (0.0, 0.0)

    def moveTo(self, point: Point) -> None:  # noqa: N802 - the pen protocol's name
        self._add("m", point)

    def lineTo(self, point: Point) -> None:  # noqa: N802
        self._add("l", point)

    def qCurveTo(self, control: Point, end: Point) -> None:  # noqa: N802
        first, second = (
            ((2 * control[0] + near[0]) / 3, (2 * control[1] + near[1]) / 3) for near in (self._at, end)
        )  # the same curve as a cubic one
        self._add("c", first, second, end)

    def curveTo(self, *points: Point) -> None:  # noqa: N802
        self._add("c", *points)

    def closePath(self) -> None:  # noqa: N802
        self.code.append("h")

    def _add(self, operator: str, *points: Point) -> None:
        self._at = points[-1]
        placed = (number(value) for point in points for value in self._place(point))
        self.code.append(f"{' '.join(placed)} {operator}")


def outline(words: str, x: float, y: float, size: float, resources: Resources) -> tuple[str, float]:
    """Return a path of English words from a baseline's left end, to be filled, and its width in points.

    Letters that the face does not have are left out.
    """
    key = resources.language("en").faces[0]
    file = resources.face(key)
    face = open_face(key, file.path, file.postscript, 400 if "wght" in file.axes else None)
    buffer = hb.Buffer()
    buffer.add_str(words)
    buffer.guess_segment_properties()
    hb.shape(face.font, buffer)
    scale, at = size / face.face.upem, 0.0
    code: list[str] = []
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        if info.codepoint:
            left = at + position.x_offset

            def place(point: Point, left: float = left) -> Point:
                return x + (left + point[0]) * scale, y + point[1] * scale

            pen = _Pen(place)
            face.font.draw_glyph_with_pen(info.codepoint, pen)
            code += pen.code
            at += position.x_advance
    return " ".join(code), at * scale
