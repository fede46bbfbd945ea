"""Pictures: a small safe part of SVG as PDF paths, and QR codes as runs of modules.

Read from SVG: svg, g, path, circle, ellipse, rect, line, polyline, polygon, title, desc; fill, stroke,
stroke-width, stroke-linecap, stroke-linejoin, transform. ``currentColor`` takes the look's colour,
``accent``-like names in ``fill`` a colour of the theme. Anything else is refused, not dropped.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import isclose
from xml.parsers import expat

from msgspec import Struct

from generator.model.problems import Origin, Problem, Unusable
from generator.model.units import grey, read_colour
from generator.typeset.draw.writer import KAPPA, number

QR_KEPT = 1024

_SILENT = {"title", "desc", "metadata", "defs"}
_KNOWN = {"svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"} | _SILENT
_NUMBERS = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_TRANSFORM = re.compile(r"(matrix|translate|scale|rotate)\s*\(([^)]*)\)")
_SEGMENTS = re.compile(r"([MmZzLlHhVvCcSsQqTtAa])([^MmZzLlHhVvCcSsQqTtAa]*)")
_PATH_NUMBERS = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|\.[0-9]+(?:[eE][-+]?[0-9]+)?)")
_COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Z": 0}
"""How many numbers each command takes; arcs and quadratic curves are left to fontTools."""
_STYLED = ("fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "fill-rule")
_UNREAD = frozenset(
    ("opacity fill-opacity stroke-opacity stroke-dasharray clip-path mask filter display visibility paint-order "
     "marker-start marker-mid marker-end vector-effect mix-blend-mode").split()
)  # fmt: skip
_PAINT = re.compile(r"none|transparent|currentColor|#[0-9a-fA-F]{3}|#[0-9a-fA-F]{6}|[a-z][a-z0-9-]*")
MOST_COORDINATE = 1e6


_HEX = re.compile(r"#([0-9a-fA-F]{3}){1,2}")
COLOURS = frozenset(
    "none transparent currentColor white black accent accent-tint ink quiet paper line danger danger-tint".split()
)
"""Colours a picture may name: none, the look's, or a role that every theme has."""


class Shape(Struct, frozen=True):
    """One path with its paint: PDF path operators in the picture's own units, colour names or hex, stroke width."""

    path: str
    fill: str
    stroke: str
    width: float
    cap: int
    join: int
    matrix: tuple[float, float, float, float, float, float]
    even_odd: bool


class Drawing(Struct, frozen=True):
    """A picture: its view box (x, y, width, height) and its shapes in order."""

    view: tuple[float, float, float, float]
    shapes: tuple[Shape, ...]


@lru_cache(maxsize=256)
def read_drawing(data: bytes, shown: str) -> Drawing:
    """Return the drawing of an SVG file.

    Raises:
        Unusable: for anything that is not read, with its line.
    """
    problems: list[Problem] = []
    shapes: list[Shape] = []
    view: list[float] = []
    stack: list[dict[str, str]] = [{"fill": "currentColor", "stroke": "none", "stroke-width": "1"}]
    matrices: list[tuple[float, float, float, float, float, float]] = [(1, 0, 0, 1, 0, 0)]
    silent = [False]
    parser = expat.ParserCreate()

    def check_colours(style: dict[str, str]) -> None:
        for name in ("fill", "stroke"):
            value = style.get(name, "none")
            if value not in COLOURS and not _HEX.fullmatch(value):
                problem(f"a picture may not use the colour '{value}'", f"known: #rrggbb, {', '.join(sorted(COLOURS))}")

    def problem(message: str, hint: str = "") -> None:
        problems.append(Problem(Origin(shown, parser.CurrentLineNumber), message, hint))

    def unread(name: str) -> None:
        if name in _UNREAD:
            problem(f"a picture may not use '{name}'", "flatten it when exporting")

    def no_doctype(*_: object) -> None:
        problem("a picture may not declare a document type or entities", "remove the <!DOCTYPE …> line")

    def start(tag: str, given: dict[str, str]) -> None:
        tag = tag.rsplit(":", 1)[-1]
        if tag not in _KNOWN:
            problem(f"a picture may not hold <{tag}>", f"draw with {', '.join(sorted(_KNOWN - _SILENT - {'svg'}))}")
        for name, value in given.items():
            if "href" in name or "url(" in value or name.startswith("on") or "javascript" in value:
                problem(f"a picture may not point outside itself ({name})", "draw it with paths")
        style = {**stack[-1]}
        for declaration in given.get("style", "").split(";"):
            name, _, value = declaration.partition(":")
            if value:
                style[name.strip()] = value.strip()
                unread(name.strip())
        style.update({name: given[name] for name in _STYLED if name in given})
        for name in given:
            unread(name)
        for name in ("fill", "stroke"):
            if not _PAINT.fullmatch(style[name]) and style[name] != stack[-1][name]:
                problem(f"the colour '{style[name][:40]}' cannot be read", "write #rrggbb, none or currentColor")
        silent.append(silent[-1] or tag in _SILENT)
        check_colours(style)
        stack.append(style)
        matrix = matrices[-1]
        if _TRANSFORM.sub("", given.get("transform", "")).strip(" ,\t\n"):
            problem(
                "a transform here is none of matrix, translate, scale and rotate",
                "apply it to the paths when exporting",
            )
        for kind, arguments in _TRANSFORM.findall(given.get("transform", "")):
            matrix = _times(_matrix(kind, _floats(arguments)), matrix)
        matrices.append(matrix)
        if tag == "svg":
            view[:] = _floats(given.get("viewBox", "")) or [
                0.0,
                0.0,
                *(_floats(given.get(side, "100"))[0] for side in ("width", "height")),
            ]
        path = "" if silent[-1] else _path_of(tag, given)
        if path:
            shapes.append(
                Shape(
                    path,
                    style.get("fill", "currentColor"),
                    style.get("stroke", "none"),
                    (_floats(style.get("stroke-width", "1")) or [1.0])[0],
                    {"round": 1, "square": 2}.get(style.get("stroke-linecap", ""), 0),
                    {"round": 1, "bevel": 2}.get(style.get("stroke-linejoin", ""), 0),
                    matrix,
                    style.get("fill-rule") == "evenodd",
                )
            )

    def end(_: str) -> None:
        stack.pop()
        matrices.pop()
        silent.pop()

    parser.StartDoctypeDeclHandler = no_doctype
    parser.EntityDeclHandler = no_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        problem(f"this is not a well-formed picture: {expat.errors.messages[error.code]}")
    except (ValueError, IndexError):
        problem("a number in this picture cannot be read")
    if not problems and (len(view) != 4 or min(view[2:]) <= 0):
        problems.append(
            Problem(Origin(shown, 1), "the picture has no usable viewBox", 'write <svg viewBox="0 0 100 100" …>')
        )
    if problems:
        raise Unusable(*problems)
    return Drawing((view[0], view[1], view[2], view[3]), tuple(shapes))


def draw_picture(
    drawing: Drawing,
    box: tuple[float, float, float, float],
    colour: str,
    colours: dict[str, tuple[float, float, float]],
    ink: str = "rgb",
) -> str:
    """Return operators that draw a picture inside a box (x0, y0, x1, y1), centred, its proportions kept.

    ``colour`` is the name that ``currentColor`` stands for; ``colours`` are the theme's. Where all of these are greys,
    so is the whole picture: a copier theme prints in one ink. ``ink`` is the theme's.
    """
    x0, y0, x1, y1 = box
    vx, vy, width, height = drawing.view
    scale = min((x1 - x0) / width, (y1 - y0) / height)
    left = x0 + ((x1 - x0) - width * scale) / 2 - vx * scale
    top = y1 - ((y1 - y0) - height * scale) / 2 + vy * scale
    paint = _grey if all(red == green == blue for red, green, blue in colours.values()) else _rgb
    if ink != "rgb":
        paint = _cmyk if paint is _rgb and ink == "cmyk" else _black
    head = f"q {scale:.5f} 0 0 {-scale:.5f} {number(left)} {number(top)} cm"
    key = id(drawing), colour, tuple(colours.values()), ink
    known = _painted.get(key)
    if known is not None:
        return f"{head}{known[0]}\nQ"
    out = [""]
    for shape in drawing.shapes:
        fill, stroke = paint(shape.fill, colour, colours), paint(shape.stroke, colour, colours)
        if not fill and not stroke:
            continue
        plain = shape.matrix == (1, 0, 0, 1, 0, 0)
        parts = [] if plain else ["q", " ".join(f"{v:.5f}" for v in shape.matrix), "cm"]
        if fill:
            parts.append(fill)
        if stroke:
            parts.append(f"{stroke.upper()} {number(shape.width)} w {shape.cap} J {shape.join} j")
        parts.append(shape.path)
        star = "*" if shape.even_odd else ""
        parts.append(
            {(True, True): "B" + star, (True, False): "f" + star, (False, True): "S"}[bool(fill), bool(stroke)]
        )
        if not plain:
            parts.append("Q")
        out.append(" ".join(parts))
    if len(_painted) >= PAINTED_KEPT:
        _painted.clear()
    # the drawing is kept beside its operators, so that no other can get its id
    _painted[key] = "\n".join(out), drawing
    return f"{head}{_painted[key][0]}\nQ"


PAINTED_KEPT = 256
_painted: dict[tuple[object, ...], tuple[str, Drawing]] = {}
"""Operators of pictures in their colours: the sign beside a telephone number is drawn on every leaflet."""


def _rgb(name: str, current: str, colours: dict[str, tuple[float, float, float]]) -> str:
    """Return the operator that fills with a colour; nothing for none."""
    value = _value(name, current, colours)
    return f"{' '.join(f'{part:.4g}' for part in value)} rg" if value else ""


def _grey(name: str, current: str, colours: dict[str, tuple[float, float, float]]) -> str:
    """Return the operator that fills with a colour's grey (ISO 32000-1, 10.3.2); nothing for none."""
    value = _value(name, current, colours)
    return f"{grey(value):.4g} g" if value else ""


def _cmyk(name: str, current: str, colours: dict[str, tuple[float, float, float]]) -> str:
    """Return the operator that fills with a colour's inks; nothing for none."""
    from generator.typeset.draw.inks import fill_in_inks

    value = _value(name, current, colours)
    return fill_in_inks(value, "cmyk") if value else ""


def _black(name: str, current: str, colours: dict[str, tuple[float, float, float]]) -> str:
    """Return the operator that fills with a colour's share of black; nothing for none."""
    from generator.typeset.draw.inks import fill_in_inks

    value = _value(name, current, colours)
    return fill_in_inks(value, "k") if value else ""


def _value(
    name: str, current: str, colours: dict[str, tuple[float, float, float]]
) -> tuple[float, float, float] | None:
    """Return a colour of the SVG: ``currentColor``, a theme's, ``#rgb``, ``#rrggbb``, white or black."""
    if name in ("none", "transparent", ""):
        return None
    if name == "currentColor":
        name = current
    if name in colours:
        return colours[name]
    if re.fullmatch(r"#[0-9a-fA-F]{3}", name):
        name = "#" + "".join(2 * digit for digit in name[1:])
    if re.fullmatch(r"#[0-9a-fA-F]{6}", name):
        return read_colour(name)
    return {"white": (1.0, 1.0, 1.0), "black": (0.0, 0.0, 0.0)}.get(name, colours[current])


def _floats(words: str) -> list[float]:
    found = [float(part) for part in _NUMBERS.findall(words)]
    if any(abs(value) > MOST_COORDINATE for value in found):
        raise ValueError("a number beyond all pictures")
    return found


def _matrix(kind: str, v: list[float]) -> tuple[float, float, float, float, float, float]:
    from math import cos, radians, sin

    if kind == "matrix":
        return (v[0], v[1], v[2], v[3], v[4], v[5])
    if kind == "translate":
        return (1, 0, 0, 1, v[0], v[1] if len(v) > 1 else 0)
    if kind == "scale":
        return (v[0], 0, 0, v[1] if len(v) > 1 else v[0], 0, 0)
    c, s = cos(radians(v[0])), sin(radians(v[0]))
    x, y = (v[1], v[2]) if len(v) > 2 else (0.0, 0.0)
    return (c, s, -s, c, x - c * x + s * y, y - s * x - c * y)


def _times(
    a: tuple[float, float, float, float, float, float], b: tuple[float, float, float, float, float, float]
) -> tuple[float, float, float, float, float, float]:
    """Return the matrix that applies ``a`` first, then ``b``."""
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


def _path_of(tag: str, given: dict[str, str]) -> str:
    def value(name: str) -> float:
        return (_floats(given.get(name, "0")) or [0.0])[0]

    if tag == "path":
        return _svg_path(given.get("d", ""))
    if tag in ("circle", "ellipse"):
        rx = value("r") if tag == "circle" else value("rx")
        ry = value("r") if tag == "circle" else value("ry")
        return _ellipse(value("cx"), value("cy"), rx, ry)
    if tag == "rect":
        x, y, w, h = value("x"), value("y"), value("width"), value("height")
        if value("rx"):
            from generator.typeset.draw.writer import rounded

            return rounded(x, y, x + w, y + h, value("rx"))
        return f"{number(x)} {number(y)} {number(w)} {number(h)} re"
    if tag == "line":
        return f"{number(value('x1'))} {number(value('y1'))} m {number(value('x2'))} {number(value('y2'))} l"
    if tag in ("polyline", "polygon"):
        points = _floats(given.get("points", ""))
        pairs = list(zip(points[::2], points[1::2], strict=False))
        if len(pairs) < 2:
            return ""
        steps = [f"{number(x)} {number(y)} {'l' if at else 'm'}" for at, (x, y) in enumerate(pairs)]
        return " ".join([*steps, *(["h"] if tag == "polygon" else [])])
    return ""


def _ellipse(cx: float, cy: float, rx: float, ry: float) -> str:
    kx, ky, n = rx * KAPPA, ry * KAPPA, number
    return (
        f"{n(cx + rx)} {n(cy)} m {n(cx + rx)} {n(cy + ky)} {n(cx + kx)} {n(cy + ry)} {n(cx)} {n(cy + ry)} c "
        f"{n(cx - kx)} {n(cy + ry)} {n(cx - rx)} {n(cy + ky)} {n(cx - rx)} {n(cy)} c "
        f"{n(cx - rx)} {n(cy - ky)} {n(cx - kx)} {n(cy - ry)} {n(cx)} {n(cy - ry)} c "
        f"{n(cx + kx)} {n(cy - ry)} {n(cx + rx)} {n(cy - ky)} {n(cx + rx)} {n(cy)} c h"
    )


def _plain_path(data: str) -> str | None:
    """Return PDF operators of an SVG path of lines and cubic curves; None for any other path.

    Most pictures are such, and reading them here saves bringing in fontTools (10 ms of a cold start).
    The operators are the same, to the letter.
    """
    out: list[str] = []
    at, start = (0.0, 0.0), (0.0, 0.0)
    handle: tuple[float, float] | None = None
    is_open = False
    for name, words in _SEGMENTS.findall(data):
        command, count = name.upper(), _COUNTS.get(name.upper())
        values = [float(word) for word in _PATH_NUMBERS.findall(words)]
        if count is None or (not out and command != "M") or (len(values) % count if count else bool(values)):
            return None
        if count and not values:
            return None
        if command == "Z":
            if is_open:
                if not all(isclose(a, b, rel_tol=1e-15, abs_tol=1e-15) for a, b in zip(at, start, strict=True)):
                    out.append(f"{number(start[0])} {number(start[1])} l")
                out.append("h")
            at, handle, is_open = start, None, False
            continue
        for first in range(0, len(values), count):
            given = values[first : first + count]
            if command == "H":
                given.append(at[1] if name == "H" else 0.0)
            elif command == "V":
                given.insert(0, at[0] if name == "V" else 0.0)
            if name.islower():
                given = [value + at[place % 2] for place, value in enumerate(given)]
            if command == "M" and not first:
                at = start = (given[0], given[1])
                out.append(f"{number(at[0])} {number(at[1])} m")
                handle, is_open = None, True
                continue
            if not is_open:
                out.append(f"{number(start[0])} {number(start[1])} m")
                is_open = True
            if command == "S":
                mirrored = at if handle is None else (at[0] + at[0] - handle[0], at[1] + at[1] - handle[1])
                given = [*mirrored, *given]
            handle = (given[2], given[3]) if len(given) == 6 else None
            out.append(" ".join(map(number, given)) + (" c" if handle else " l"))
            at = (given[-2], given[-1])
    return " ".join(out) if not _SEGMENTS.sub("", data).strip() else None


def _svg_path(data: str) -> str:
    """Return PDF operators of an SVG path (fontTools reads what is not plain, arcs for example)."""
    _floats(data)  # refuses numbers no PDF can hold
    plain = _plain_path(data)
    if plain is not None:
        return plain
    from fontTools.pens.basePen import BasePen
    from fontTools.svgLib.path.parser import parse_path

    out: list[str] = []

    class Pen(BasePen):  # type: ignore[misc]
        def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802 - the base class names it
            out.append(f"{number(pt[0])} {number(pt[1])} m")

        def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
            out.append(f"{number(pt[0])} {number(pt[1])} l")

        def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
            out.append(" ".join(f"{number(x)} {number(y)}" for x, y in points) + " c")

        def _closePath(self) -> None:  # noqa: N802
            out.append("h")

    parse_path(data, Pen(None))
    return " ".join(out)


@lru_cache(maxsize=QR_KEPT)
def qr_modules(data: str) -> tuple[int, str]:
    """Return the side of a QR code in modules, quiet zone left out, and its dark runs as rectangles from the top."""
    from generator.typeset.draw.codes import is_plain, is_worth_while, runs

    if is_plain(data) and is_worth_while():
        side, dark = runs(data)
        return side, "\n".join(dark)
    import segno

    code = segno.make(data, error="m", micro=False, boost_error=False)
    rows = [bytes(row) for row in code.matrix]
    out: list[str] = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            if row[x]:
                end = x
                while end < len(row) and row[end]:
                    end += 1
                out.append(f"{x} {y} {end - x} 1 re")
                x = end
            else:
                x += 1
    return len(rows), "\n".join(out)


def draw_qr(data: str, box: tuple[float, float, float, float], colour: str) -> str:
    """Return operators that fill a QR code in a box; ``colour`` is a fill operator."""
    side, path = qr_modules(data)
    unit = (box[2] - box[0]) / side
    return f"q {colour} {unit:.4f} 0 0 {-unit:.4f} {number(box[0])} {number(box[3])} cm\n{path}\nf Q"
