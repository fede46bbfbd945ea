"""Drawings: SVG files checked and read, for pages and web pages alike.

SVG is a program in disguise, so this reads a small part of it and refuses the rest with its line, never dropping
anything: groups and shapes; ``fill``, ``stroke``, ``stroke-width``, ``stroke-linecap``, ``stroke-linejoin``,
``fill-rule`` and ``transform``. ``currentColor`` is the look's colour; a fill or stroke may name a role of the theme.
``title``, ``desc``, ``metadata`` and ``defs`` are passed over.
"""

from __future__ import annotations

import re
from math import radians
from typing import Any, Final
from xml.parsers import expat

from fontTools.misc.transform import Transform
from fontTools.pens.basePen import BasePen
from msgspec.structs import replace

from generator.model.drawing import KAPPA, Drawing, DrawnShape, Step
from generator.model.memo import remembered
from generator.model.parts import import_part
from generator.model.problems import Origin, Problem, Unusable

parse_path: Final = import_part("fontTools.svgLib.path.parser", "fontTools.svgLib", "fontTools.svgLib.path").parse_path
"""fontTools reads the outlines; the rest of its SVG, which reads whole files, would bring in lxml (15 ms)."""
_NO_ARC: Final = r"[MLHVCSQTmlhvcsqt][^MLHVCSQTAZmlhvcsqtaz]*"
_ZEROS: Final = r"(?<![\d.])0+(?=\d)"
"""Zeros in front of a number, in commands that are no arcs."""
MOST_SVG: Final = 200_000
MOST_DEPTH: Final = 40
MOST_COORDINATE: Final = 1e6

COLOURS: Final = frozenset(
    "none transparent currentColor white black accent accent-tint ink quiet paper line danger field neutral".split()
)
"""Colours a picture may name: none, the look's, or a role that every theme has."""
_SHAPES: Final = {
    "g": "", "path": "d", "circle": "cx cy r", "ellipse": "cx cy rx ry", "rect": "x y width height rx ry",
    "line": "x1 y1 x2 y2", "polyline": "points", "polygon": "points",
}  # fmt: skip
"""What stands in a drawing, and the attributes that say its form."""
_SILENT: Final = frozenset({"title", "desc", "metadata", "defs"})
_WORDS: Final = {
    "stroke-linecap": ("cap", ("butt", "round", "square")),
    "stroke-linejoin": ("join", ("miter", "round", "bevel")),
    "fill-rule": ("even_odd", ("nonzero", "evenodd")),
}
"""Fields of a mark, and the words for their values 0, 1 and 2."""
_PAINT: Final = ("fill", "stroke", "stroke-width", *_WORDS)
_UNREAD: Final = frozenset(
    "opacity fill-opacity stroke-opacity stroke-dasharray clip-path mask filter display visibility paint-order "
    "marker-start marker-mid marker-end vector-effect mix-blend-mode transform-origin".split()
)
_HEX: Final = re.compile(r"#([0-9a-fA-F]{3}){1,2}")
_OUTSIDE: Final = re.compile(r"url\s*\(|javascript", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_PATH: Final = re.compile(r"[\sMmZzLlHhVvCcSsQqTtAa0-9eE.,+-]*")
_TRANSFORM: Final = re.compile(r"(matrix|translate|scale|rotate)\s*\(([^)]*)\)")


@remembered("drawing, read")
def read_drawing(data: bytes, shown: str) -> Drawing:
    """Return the drawing of an SVG file. ``shown`` is its name in messages.

    Raises:
        Unusable: for everything that is not read, scripts, entities and outside links among it, each with its line.
    """
    if len(data) > MOST_SVG:
        message = f"the picture is larger than {MOST_SVG // 1000} kB"
        raise Unusable(Problem(Origin(shown), message, "simplify its paths"))
    return _DrawingReader(shown).read(data)


class _DrawingReader:
    """Reads one file; collects what is wrong with it."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.problems: list[Problem] = []
        self.view: list[float] = []
        self.open: list[tuple[DrawnShape, list[DrawnShape], bool]] = [(DrawnShape(""), [], False)]
        """The elements that are not at their end: what they hand down, what they hold, whether it goes undrawn."""
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.ProcessingInstructionHandler = self.instruction

    def read(self, data: bytes) -> Drawing:
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            self.bad(f"the picture is broken XML: {expat.errors.messages.get(error.code, 'unknown error')}")
        if self.problems:
            raise Unusable(*self.problems)
        x, y, width, height = self.view
        return Drawing((x, y, width, height), self.open[0][1][0])

    def bad(self, message: str, hint: str = "") -> None:
        self.problems.append(Problem(Origin(self.shown, self.parser.CurrentLineNumber), message, hint))

    def doctype(self, *_: object) -> None:
        self.bad("a document type (<!DOCTYPE …>) is not allowed in a picture", "delete that line")
        raise Unusable(*self.problems)  # at once: what follows may use its entities

    def instruction(self, target: str, _: str) -> None:
        self.bad(f"<?{target[:40]} …?> is not allowed in a picture", "delete that line")

    def start(self, name: str, given: dict[str, str]) -> None:
        tag, (above, _, silent), first = name.rpartition(":")[2], self.open[-1], len(self.open) == 1
        if len(self.open) > MOST_DEPTH:
            self.bad(f"elements are nested more than {MOST_DEPTH} deep", "ungroup what needs no group")
            raise Unusable(*self.problems)  # at once: no tree without end
        if first and tag != "svg":
            self.bad(f"this is no SVG: it begins with <{name[:40]}>", "export it as a plain SVG of paths")
        elif not first and tag not in _SHAPES and tag not in _SILENT:
            self.bad(f"a picture may not hold <{name[:40]}>", f"draw with {', '.join(sorted(_SHAPES))}")
        declared = (one.partition(":") for one in given.pop("style", "").split(";"))
        said = given | {name.strip(): value.strip() for name, _, value in declared if value}
        for attribute, value in said.items():
            self.check(attribute, value)
        tag, changed = "g" if first else tag, {"path": ()}
        try:
            changed = _changed(above, tag, said)
            if first:
                self.see(said)
        except (ValueError, TypeError, IndexError, ArithmeticError):
            self.bad(f"a number of <{name[:40]}> cannot be read", "write numbers as 12, -0.5 or 1e2")
        read = (*_SHAPES.get(tag, "").split(), *_PAINT, "transform")
        written = {"fill": "currentColor"} if first and "fill" not in said else {}
        written |= {name: value for name, value in said.items() if name in read}
        mark = replace(above, tag=tag, written=tuple(written.items()), **changed)
        self.open.append((mark, [], silent or tag in _SILENT))

    def end(self, _: str) -> None:
        mark, marks, silent = self.open.pop()
        if not silent:
            self.open[-1][1].append(replace(mark, marks=tuple(marks)))

    def check(self, name: str, value: str) -> None:
        """Refuse what an attribute or a declaration of a style may not say."""
        local = name.rpartition(":")[2].lower()
        if local.startswith("on"):
            self.bad(f"the attribute '{name[:40]}' would run a script", "export it as a plain SVG of paths")
        elif "href" in local or local == "src" or _OUTSIDE.search(f"{name}:{value}"):
            message = f"'{name[:40]}' refers to something outside: {value[:60]}"
            self.bad(message, "put everything into the one file, as paths")
        elif name in _UNREAD:
            self.bad(f"a picture may not use '{name}'", "flatten it when exporting")
        elif name in ("fill", "stroke") and value not in COLOURS and not _HEX.fullmatch(value):
            hint = f"known: #rrggbb, {', '.join(sorted(COLOURS))}"
            self.bad(f"a picture may not use the colour '{value[:40]}'", hint)
        elif name in _WORDS and value not in _WORDS[name][1]:
            self.bad(f"a picture may not use {name} '{value[:40]}'", f"known: {', '.join(_WORDS[name][1])}")
        elif name == "transform" and _TRANSFORM.sub("", value).strip(" ,\t\r\n"):
            message = "a transform here is none of matrix, translate, scale and rotate"
            self.bad(message, "apply it to the paths when exporting")

    def see(self, said: dict[str, str]) -> None:
        """Keep the view box, or what takes its place."""
        sides = (_NUMBER.match(said.get(side, "100")) for side in ("width", "height"))
        self.view = _numbers(said.get("viewBox", "")) or [0.0, 0.0, *(_numbers(side[0])[0] for side in sides if side)]
        if len(self.view) != 4 or min(self.view[2:]) <= 0:
            self.bad("the picture has no usable viewBox", 'write <svg viewBox="0 0 100 100" …>')


def _changed(above: DrawnShape, tag: str, said: dict[str, str]) -> dict[str, Any]:
    """Return what an element has that it does not inherit; ValueError and the like for numbers that cannot be read."""
    new: dict[str, Any] = {name: said[name] for name in ("fill", "stroke") if name in said}
    for name, (field, words) in _WORDS.items():
        if said.get(name) in words:
            new[field] = words.index(said[name])
    if "stroke-width" in said:
        (new["width"],) = _numbers(said["stroke-width"])
    matrix = Transform(*above.matrix)
    for kind, words in _TRANSFORM.findall(said.get("transform", "")):
        matrix = _turned(matrix, kind, _numbers(words))
    if not all(abs(one) <= MOST_COORDINATE for one in matrix):  # nor is NaN
        raise ValueError(matrix)
    return new | {"matrix": tuple(matrix), "path": _outline(tag, said)}


def _numbers(words: str) -> list[float]:
    """Return the numbers of a list; ValueError for anything else in it, and for numbers that no page can hold."""
    found = [float(part) for part in _NUMBER.findall(words)]
    if _NUMBER.sub("", words).strip(" ,\t\r\n") not in ("", "px") or any(abs(one) > MOST_COORDINATE for one in found):
        raise ValueError(words)
    return found


def _turned(matrix: Transform, kind: str, v: list[float]) -> Transform:
    """Return a matrix after one more transform; TypeError, ValueError or IndexError for a wrong count of numbers."""
    if kind == "matrix":
        a, b, c, d, e, f = v
        return matrix.transform((a, b, c, d, e, f))
    if kind == "rotate":
        x, y = v[1:] or (0, 0)
        return matrix.translate(x, y).rotate(radians(v[0])).translate(-x, -y)
    return matrix.scale(v[0], *v[1:]) if kind == "scale" else matrix.translate(v[0], *v[1:])


def _outline(tag: str, said: dict[str, str]) -> tuple[Step, ...]:
    """Return the outline of a shape; ValueError and the like for numbers that cannot be read."""
    if tag == "path":
        path = said.get("d", "")
        if not _PATH.fullmatch(path) or any(abs(float(one)) > MOST_COORDINATE for one in _NUMBER.findall(path)):
            raise ValueError(path)
        return _steps(path)
    if tag in ("polyline", "polygon"):
        points = _numbers(said.get("points", ""))
        steps = [("l" if at else "m", pair) for at, pair in enumerate(zip(points[::2], points[1::2], strict=False))]
        return (*steps, *[("h", ())][: tag == "polygon"]) if steps[1:] else ()
    v = [(_numbers(said.get(name, "")) or [0.0])[0] for name in _SHAPES.get(tag, "").split()]
    match tag:
        case "line":
            return (("m", (v[0], v[1])), ("l", (v[2], v[3])))
        case "rect" if not (v[4] or v[5]):
            return (("re", tuple(v[:4])),)
        case "rect":
            x, y, width, height = v[:4]
            rx, ry = min(v[4] or v[5], width / 2), min(v[5] or v[4], height / 2)
            wide, high, arc = width - 2 * rx, height - 2 * ry, f"a{rx} {ry} 0 0 1"
            first = f"M{x + rx} {y}h{wide}{arc} {rx} {ry}v{high}{arc} {-rx} {ry}"
            return _steps(f"{first}h{-wide}{arc} {-rx} {-ry}v{-high}{arc} {rx} {-ry}z")
        case "circle" | "ellipse":
            x, y, rx, ry = v[0], v[1], v[2], v[-1]
            kx, ky = rx * KAPPA, ry * KAPPA
            quarters = (
                (x + rx, y + ky, x + kx, y + ry, x, y + ry), (x - kx, y + ry, x - rx, y + ky, x - rx, y),
                (x - rx, y - ky, x - kx, y - ry, x, y - ry), (x + kx, y - ry, x + rx, y - ky, x + rx, y),
            )  # fmt: skip
            return (("m", (x + rx, y)), *(("c", quarter) for quarter in quarters), ("h", ()))
    return ()


def _steps(path: str) -> tuple[Step, ...]:
    """Return the steps of an SVG path, arcs and quadratic curves as cubic ones.

    fontTools takes ``007`` for three numbers (findings/svg-path-leading-zeros.sh); in arcs, ``0110`` may be three.
    """
    pen = _PathPen()
    parse_path(re.sub(_NO_ARC, lambda command: re.sub(_ZEROS, "", command[0]), path), pen)
    return tuple(pen.steps)


class _PathPen(BasePen):  # type: ignore[misc]
    """Takes the steps of a path down."""

    def __init__(self) -> None:
        super().__init__(None)
        self.steps: list[Step] = []

    def _moveTo(self, to: tuple[float, float]) -> None:  # noqa: N802 - the base class names it
        self.steps.append(("m", to))

    def _lineTo(self, to: tuple[float, float]) -> None:  # noqa: N802
        self.steps.append(("l", to))

    def _curveToOne(self, one: tuple[float, float], two: tuple[float, float], to: tuple[float, float]) -> None:  # noqa: N802
        self.steps.append(("c", (*one, *two, *to)))

    def _closePath(self) -> None:  # noqa: N802
        self.steps.append(("h", ()))
