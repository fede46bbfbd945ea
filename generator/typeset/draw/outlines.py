"""Words as outlines: for lines outside a leaflet (a printer's slug, a separator), where no font shall be embedded."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

import uharfbuzz as hb

from generator.typeset.draw.writer import number
from generator.typeset.text.faces import Face, open_face
from generator.typeset.text.setters import Resources

Point = tuple[float, float]


class _GlyphPen:
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


def outline(
    words: str, x: float, y: float, size: float, resources: Resources, languages: Sequence[str] = ("en",)
) -> tuple[str, float]:
    """Return a path of words on one line from a baseline's left end, to be filled, and its width in points.

    Each letter comes from the first face of the ``languages`` that has it; letters that none has are left out.
    """
    keys = list(dict.fromkeys(key for name in languages for key in resources.language(name).faces))
    faces = [_open(key, resources) for key in (keys if len(languages) > 1 else keys[:1])]
    code: list[str] = []
    width = 0.0
    for face, run in _runs(words, faces):
        path, advance = _draw(run, face, x + width, y, size)
        code.append(path)
        width += advance
    return " ".join(filter(None, code)), width


def _open(key: str, resources: Resources) -> Face:
    file = resources.face(key)
    return open_face(key, file.path, file.postscript, 400 if "wght" in file.axes else None)


def _runs(words: str, faces: Sequence[Face]) -> list[tuple[Face, str]]:
    """Part words by the face that has their letters; marks and joiners stay with the letter before them."""
    runs: list[tuple[Face, str]] = []
    for letter in words:
        last = runs[-1][0] if runs else None
        stays = last if unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf", "Zs") else None
        face = stays or next((one for one in faces if one.font.get_nominal_glyph(ord(letter))), last or faces[0])
        if face is last:
            runs[-1] = (face, runs[-1][1] + letter)
        else:
            runs.append((face, letter))
    return runs


def _draw(words: str, face: Face, x: float, y: float, size: float) -> tuple[str, float]:
    """Return the path of a run of one face, and its width."""
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

            pen = _GlyphPen(place)
            face.font.draw_glyph_with_pen(info.codepoint, pen)
            code += pen.code
            at += position.x_advance
    return " ".join(code), at * scale
