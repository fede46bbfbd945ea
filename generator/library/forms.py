"""The form that svg2pdf makes of an SVG file, read as a drawing.

svg2pdf (Typst's; usvg reads the file) works out styles, units, references and clips, and writes a PDF form (ISO
32000-1, 8.10) of what is left: outlines, colours, gradients, groups, masks. It is taken apart here, so that pages draw
it in the inks of a press and the colours of a theme, and web pages as SVG. This reads what that one version writes, an
operator a line, and raises ``NotReadError`` for all else: nothing is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from generator.model.drawing import PLAIN, Drawing, Gradient, Group, Mark, Matrix, Paint, Shape, Step, all_shapes, times

_TOKEN: Final = re.compile(rb"\s*(<<|>>|\[|\]|(\d+) 0 R|/[^\s/<>\[\]()]+|[-+]?[\d.]+|true|false)")
_OBJECT: Final = re.compile(rb"\s*(\d+) 0 obj\s*")
LEAST_SIDE: Final = 100.0
"""The longer side of a drawing has at least so many units, and less than ten times as many: the file's, or tenfold."""
LEAST_DASH: Final = 0.01
"""Units: not every viewer draws the round ends of a dash that is 0 long."""
_COUNTS: Final = {"m": 2, "l": 2, "c": 6, "h": 0}


class NotReadError(ValueError):
    """A form holds something that is not read; the words say what."""


class _State(Struct):
    """The part of the graphics state that drawings use (8.4)."""

    matrix: Matrix
    fill: Paint = "#000000"
    stroke: Paint = "#000000"
    opacity: tuple[float, float] = (1.0, 1.0)
    width: float = 1.0
    cap: int = 0
    join: int = 0
    miter: float = 10.0
    dash: tuple[float, ...] = ()
    phase: float = 0.0


class _Object(Struct):
    value: Any
    data: bytes = b""


class _Ref(Struct, frozen=True):
    number: int


def read_form(chunk: bytes, roles: Mapping[str, str]) -> Drawing:
    """Return the drawing of a chunk of PDF objects, whose number 1 is a form; ``roles`` are colours with another name.

    Raises:
        NotReadError: when it holds anything else than drawings do.
    """
    objects = _objects(chunk)
    form = objects[1]
    x0, y0, wide, high = form.value["/BBox"]
    if (x0, y0) != (0, 0) or not (0 < wide < float("inf") and 0 < high < float("inf")):
        raise NotReadError("BBox")
    factor = 1.0
    while max(wide, high) * factor < LEAST_SIDE:
        factor *= 10
    while max(wide, high) * factor >= 10 * LEAST_SIDE:
        factor /= 10
    reader = _Reader(objects, roles)
    marks = reader.run(form, (factor, 0.0, 0.0, -factor, 0.0, high * factor))
    return Drawing(_short(wide * factor), _short(high * factor), marks)


def _objects(chunk: bytes) -> dict[int, _Object]:
    """Return the objects of a chunk by their numbers."""
    found, at = {}, 0
    while head := _OBJECT.match(chunk, at):
        value, at = _value(chunk, head.end())
        data = b""
        if begins := re.compile(rb"\s*stream\n").match(chunk, at):
            at = begins.end() + int(value["/Length"])
            data = chunk[begins.end() : at]
        ends = re.compile(rb"\s*(endstream\s*)?endobj\s*").match(chunk, at)
        if ends is None:
            raise NotReadError(f"object {head[1].decode()}")
        found[int(head[1])], at = _Object(value, data), ends.end()
    if chunk[at:].strip() or 1 not in found:
        raise NotReadError("no object")
    return found


def _value(text: bytes, at: int) -> tuple[Any, int]:
    """Return the value that begins at a place, and where it ends."""
    match = _TOKEN.match(text, at)
    if match is None:
        raise NotReadError(text[at : at + 20].decode("latin-1"))
    token, at = match[1], match.end()
    if match[2]:
        return _Ref(int(match[2])), at
    if token not in (b"<<", b"["):
        word = token.decode("latin-1")
        return (word if word[0] in "/tf>]" else float(word)), at
    items: list[Any] = []
    while True:
        item, at = _value(text, at)
        if item in (">>", "]"):
            break
        items.append(item)
    return (dict(zip(items[::2], items[1::2], strict=True)) if token == b"<<" else items), at


class _Reader:
    """Reads the content of forms."""

    def __init__(self, objects: Mapping[int, _Object], roles: Mapping[str, str]) -> None:
        self.objects = objects
        self.roles = roles

    def get(self, value: Any) -> Any:
        """Return what a reference stands for, or the value itself."""
        return self.objects[value.number].value if isinstance(value, _Ref) else value

    def resource(self, form: _Object, kind: str, name: str) -> Any:
        return form.value["/Resources"][kind][name]

    def run(self, form: _Object, matrix: Matrix) -> tuple[Mark, ...]:
        """Return the marks of a form whose units a matrix leads to the drawing's."""
        if "/Matrix" in form.value and form is not self.objects[1]:  # the outermost says its size by it
            matrix = times(tuple(form.value["/Matrix"]), matrix)
        state, start = _State(matrix), matrix
        saved: list[tuple[_State, list[tuple[Callable[[tuple[Mark, ...]], Group], list[Mark]]]]] = []
        marks: list[Mark] = []
        opened: list[tuple[Callable[[tuple[Mark, ...]], Group], list[Mark]]] = []
        path: list[Step] = []
        clip: bool | None = None

        def close() -> None:
            """End what a clip or a mask holds."""
            nonlocal marks
            while opened:
                group, outer = opened.pop()
                if marks:
                    outer.append(group(tuple(marks)))
                marks = outer

        def open_(group: Callable[[tuple[Mark, ...]], Group]) -> None:
            nonlocal marks
            opened.append((group, marks))
            marks = []

        for line in form.data.decode("latin-1").splitlines():
            *words, name = line.split() or [""]
            if name in _COUNTS:  # most lines
                values = tuple(map(float, words))
                if len(values) != _COUNTS[name]:
                    raise NotReadError(line)
                path.append((name, values))
                continue
            match name:
                case "":
                    pass
                case "re":
                    path += _rectangle(*map(float, words))
                case "q":
                    saved.append((replace(state), opened))
                    opened = []
                case "Q":
                    close()
                    state, opened = saved.pop()
                case "cm":
                    a, b, c, d, e, f = map(float, words)
                    state.matrix = times((a, b, c, d, e, f), state.matrix)
                case "w":
                    state.width = float(words[0])
                case "J":
                    state.cap = int(words[0])
                case "j":
                    state.join = int(words[0])
                case "M":
                    state.miter = float(words[0])
                case "d":
                    *dash, phase = line.replace("[", " ").replace("]", " ").split()[:-1]
                    state.dash, state.phase = tuple(map(float, dash)), float(phase)
                case "cs" | "CS":
                    pass  # the colour that follows has as many parts
                case "scn":
                    state.fill = self.paint(form, words, start)
                case "SCN":
                    state.stroke = self.paint(form, words, start)
                case "gs":
                    entries = self.get(self.resource(form, "/ExtGState", words[0]))
                    if unread := set(entries) - {"/Type", "/ca", "/CA", "/BM", "/SMask"}:
                        raise NotReadError(min(unread))
                    if entries.get("/BM", "/Normal") != "/Normal":
                        raise NotReadError(entries["/BM"])
                    state.opacity = (entries.get("/ca", state.opacity[0]), entries.get("/CA", state.opacity[1]))
                    if "/SMask" in entries:
                        open_(self.mask(entries["/SMask"], state.matrix))
                case "W" | "W*":
                    clip = name == "W*"
                case "n":
                    if clip is None:
                        raise NotReadError(line)
                    seen, odd = _outline(path, state.matrix), clip
                    # nothing is seen through an empty outline
                    open_(lambda inner, seen=seen, odd=odd: Group(inner if seen else (), seen, odd))  # type: ignore[misc]
                    path, clip = [], None
                case "f" | "f*" | "S":
                    if drawn := _drawn(state, path, name):
                        _add(marks, drawn)
                    path = []
                case "sh":
                    shading = self.get(self.resource(form, "/Shading", words[0]))
                    x0, y0, x1, y1 = form.value["/BBox"]
                    area = _outline(_rectangle(x0, y0, x1 - x0, y1 - y0), start)
                    marks.append(Shape(area, self.gradient(shading, state.matrix)))
                case "Do":
                    reference = self.resource(form, "/XObject", words[0])
                    inner = self.objects[reference.number]
                    if inner.value.get("/Subtype") != "/Form":
                        raise NotReadError("an image")
                    marks += _together(self.run(inner, state.matrix), state.opacity[0])
                case _:
                    raise NotReadError(line)
        close()
        if saved:
            raise NotReadError("q without Q")
        return tuple(marks)

    def mask(self, entries: Mapping[str, Any], matrix: Matrix) -> Callable[[tuple[Mark, ...]], Group]:
        """Return what makes a group behind a mask."""
        if set(entries) - {"/Type", "/S", "/G"}:
            raise NotReadError("SMask")
        held, by_alpha = self.run(self.objects[entries["/G"].number], matrix), entries["/S"] == "/Alpha"
        for shape in all_shapes(held):
            for paint in (shape.fill, shape.stroke):
                colours = [paint] if isinstance(paint, str) else [colour for _, colour in paint.stops]
                if named := [one for one in colours if not one.startswith("#") and one != "none"]:
                    raise NotReadError(f"the colour '{named[0]}' in a mask")
        return lambda marks: Group(marks, mask=held, by_alpha=by_alpha)

    def paint(self, form: _Object, words: list[str], start: Matrix) -> Paint:
        """Return a colour by its parts, or the gradient of a pattern, whose units are the form's."""
        if not words[-1].startswith("/"):
            return self.colour(list(map(float, words)))
        pattern = self.get(self.resource(form, "/Pattern", words[-1]))
        if pattern.get("/PatternType") != 2:
            raise NotReadError("a pattern")
        matrix = times(tuple(pattern.get("/Matrix", PLAIN)), start)
        return self.gradient(self.get(pattern["/Shading"]), matrix)

    def colour(self, parts: list[float]) -> str:
        if len(parts) not in (1, 3):
            raise NotReadError("a colour")
        words = "#" + "".join(f"{round(255 * part):02x}" for part in (parts if len(parts) == 3 else 3 * parts))
        return self.roles.get(words, words)

    def gradient(self, shading: Mapping[str, Any], matrix: Matrix) -> Paint:
        """Return the gradient of a shading."""
        if shading["/ShadingType"] not in (2, 3) or shading.get("/Extend") != ["true", "true"]:
            raise NotReadError("a shading")
        function = self.get(shading["/Function"])
        bounds, parts = [], [function]
        if function["/FunctionType"] == 3:
            bounds, parts = function["/Bounds"], [self.get(part) for part in function["/Functions"]]
            if function["/Encode"] != [0, 1] * len(parts):
                raise NotReadError("Encode")
        if function["/Domain"] != [0, 1] or any(part["/FunctionType"] != 2 or part["/N"] != 1 for part in parts):
            raise NotReadError("a function")
        stops: list[tuple[float, str]] = []
        for begins, ends, part in zip([0.0, *bounds], [*bounds, 1.0], parts, strict=True):
            for place, colour in ((begins, self.colour(part["/C0"])), (ends, self.colour(part["/C1"]))):
                if not stops or stops[-1] != (place, colour):
                    stops.append((place, colour))
        coords = tuple(map(_short, shading["/Coords"]))
        if coords[: len(coords) // 2] == coords[len(coords) // 2 :]:  # SVG 1.1, 13.2.2: it is its last colour
            return stops[-1][1]
        return Gradient(coords, tuple(stops), matrix)


def _together(marks: tuple[Mark, ...], opacity: float) -> tuple[Mark, ...]:
    """Return marks that let shine through as one; a single fill or stroke needs no group for that."""
    if opacity == 1 or not marks:
        return marks
    first = marks[0]
    if len(marks) == 1 and isinstance(first, Shape) and "none" in (first.fill, first.stroke):
        fill, stroke = first.opacity
        return (replace(first, opacity=(_short(fill * opacity), _short(stroke * opacity))),)
    return (Group(marks, opacity=_short(opacity)),)


def _drawn(state: _State, path: list[Step], name: str) -> Shape | None:
    """Return what is drawn of a path; None for nothing."""
    if name != "S":
        outline = _outline(path, state.matrix)
        opacity = (_short(state.opacity[0]), 1.0)
        return Shape(outline, state.fill, even_odd=name == "f*", opacity=opacity) if outline else None
    a, b, c, d, _, _ = state.matrix
    square, cross, area = a * a + b * b, a * c + b * d, abs(a * d - b * c)
    factor = area**0.5
    even = abs(square - c * c - d * d) <= 1e-5 * square and abs(cross) <= 1e-5 * square
    outline = _outline(path, state.matrix if even else (factor, 0.0, 0.0, factor, 0.0, 0.0)) if factor else ()
    return Shape(
        outline, stroke=state.stroke, width=_short(state.width * factor), cap=state.cap, join=state.join,
        miter=_short(state.miter), dash=tuple(max(_short(one * factor), LEAST_DASH) for one in state.dash),
        phase=_short(state.phase * factor), opacity=(1.0, _short(state.opacity[1])),
        matrix=PLAIN if even else times((1 / factor, 0.0, 0.0, 1 / factor, 0.0, 0.0), state.matrix),
    ) if outline else None  # fmt: skip


def _add(marks: list[Mark], shape: Shape) -> None:
    """Add a shape; fill and stroke of one outline are one, but for gradients, which pdfium strokes first."""
    last = marks[-1] if marks else None
    if (
        isinstance(last, Shape)
        and shape.fill == "none"
        and last.stroke == "none"
        and isinstance(last.fill, str)
        and isinstance(shape.stroke, str)
        and last.opacity == shape.opacity == (1.0, 1.0)
        and last.path == shape.path
    ):
        marks[-1] = replace(shape, fill=last.fill, even_odd=last.even_odd)
    else:
        marks.append(shape)


def _outline(path: list[Step], matrix: Matrix) -> tuple[Step, ...]:
    """Return an outline where a matrix brings it, without beginnings of nothing."""
    steps: list[Step] = []
    for step in path:
        if step[0] == "m" and steps and steps[-1][0] == "m":
            steps.pop()
        steps.append(step)
    if len(steps) < 2:
        return ()
    if matrix == PLAIN:
        return tuple(steps)
    a, b, c, d, e, f = matrix
    moved = []
    for name, values in steps:
        pairs = zip(values[::2], values[1::2], strict=True)
        moved.append((name, tuple([part for x, y in pairs for part in (a * x + c * y + e, b * x + d * y + f)])))
    return tuple(moved)


def _rectangle(x: float, y: float, wide: float, high: float) -> list[Step]:
    return [("m", (x, y)), ("l", (x + wide, y)), ("l", (x + wide, y + high)), ("l", (x, y + high)), ("h", ())]


def _short(value: float) -> float:
    """Return a number as single precision has it, in as few digits as say it."""
    return float(f"{value:.7g}")
