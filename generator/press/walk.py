"""Follow what a page draws, operator by operator and into its forms: where it lands, in which inks, under which marks.

The one interpreter of finished content streams (ISO 32000-1, 7.8.2): the rules of the press (``paint.py``) and
``leaflets check`` (``checks/reading.py``) look at its steps. It judges nothing, and skips nothing in silence. Colours
are kept as inks, clips as boxes. Coordinates are points of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import pikepdf
from msgspec import Struct
from msgspec.structs import replace

from generator.model.drawing import PLAIN, Matrix, times
from generator.model.units import Box

Point = tuple[float, float]
Inks = tuple[float, float, float, float]
"""Cyan, magenta, yellow and black, each from 0 to 1."""
BLACK: Final[Inks] = (0.0, 0.0, 0.0, 1.0)
EVERY: Final[Inks] = (1.0, 1.0, 1.0, 1.0)
DEEPEST: Final = 12
"""Forms inside forms that are followed; a press file of ours has one level."""
MOST_FORMS: Final = 10_000
"""Forms of one page that are followed: each of a few may draw the next many times."""
SHOWS: Final = frozenset(("Tj", "TJ", "'", '"'))
FILLS: Final = frozenset(("f", "F", "f*", "B", "B*", "b", "b*"))
STROKES: Final = frozenset(("S", "s", "B", "B*", "b", "b*"))
COLOURS: Final = frozenset(("rg", "RG", "k", "K", "g", "G", "cs", "CS", "sc", "SC", "scn", "SCN"))
"""Operators that choose a colour: in small letters what is filled, in capitals what is stroked."""
SCREEN: Final = "rgb"
"""The space of the operators ``rg`` and ``RG``."""
_ENDS: Final = FILLS | STROKES | {"n"}
_DEVICE: Final = {"/DeviceCMYK": "cmyk", "/CMYK": "cmyk", "/DeviceGray": "grey", "/G": "grey", "/Pattern": "pattern"}


class Colour(Struct, frozen=True):
    """A colour: its space as ``space_of`` says it (or ``SCREEN``), its inks. Red, green and blue leave the inks."""

    space: str = "grey"
    inks: Inks = BLACK


class State(Struct, frozen=True):
    """The graphics state (ISO 32000-1, 8.4). ``font`` is the resource and its name; ``hidden`` is of text."""

    matrix: Matrix = PLAIN
    clip: Box = (-1e6, -1e6, 1e6, 1e6)
    fill: Colour = Colour()
    stroke: Colour = Colour()
    font: tuple[str, Any] = ("", None)
    size: float = 0.0
    spacing: float = 0.0
    rise: float = 0.0
    hidden: bool = False


START: Final = State()


class Mark(NamedTuple):
    """Open marked content: its number (-1: none) and its ActualText (None: none)."""

    number: int
    actual: str | None


class Step(Struct, frozen=True):
    """An operator, with the state it works in, or the one it leaves if it changes it; no name where a stream begins.

    ``line`` is where its line of text begins; ``path`` the corners of each part of what is painted, on the page;
    ``target`` what ``Do`` draws (None: nothing of that name).
    """

    name: str
    operands: Sequence[Any]
    state: State
    resources: Any
    depth: int
    line: Point = (0.0, 0.0)
    marks: tuple[Mark, ...] = ()
    path: Sequence[Sequence[Point]] = ()
    target: Any = None


class Fault(Struct, frozen=True):
    """Something is not as the standard has it. ``lost``: and part of the page is not followed for it."""

    message: str
    lost: bool = False


class Walker:
    """Goes through one page; each stream is taken apart once."""

    def __init__(self) -> None:
        self._parsed: dict[tuple[int, int], Sequence[Any]] = {}
        self._forms = 0

    def follow(self, stream: Any, resources: Any, state: State = START, depth: int = 0) -> Iterator[Step | Fault]:
        """Yield the steps of a page, form, pattern or glyph, and of the forms that it draws.

        Raises what pikepdf and Python raise where an operator has not the operands it must have.
        """
        self._forms += 1
        if depth > DEEPEST or self._forms > MOST_FORMS:
            yield Fault("forms lie too deep in one another", lost=True)
            return
        yield Step("", (), state, resources, depth)
        saved: list[State] = []
        marks: tuple[Mark, ...] = ()
        line = (0.0, 0.0)
        path: list[list[Point]] = []
        clips = False
        try:
            instructions = self._instructions(stream)
        except pikepdf.PdfError:
            yield Fault("what is drawn cannot be read", lost=True)
            return
        for instruction in instructions:
            operands, name, target = instruction.operands, str(instruction.operator), None
            match name:
                case "q":
                    saved.append(state)
                case "Q" if saved:
                    state = saved.pop()
                case "Q":
                    yield Fault("a page has Q without q")
                case "cm":
                    state = replace(state, matrix=times(numbers(operands), state.matrix))
                case "m" | "l" | "c" | "v" | "y" | "re":
                    if name in ("m", "re") or not path:
                        path.append([])
                    values = corners(*numbers(operands)) if name == "re" else numbers(operands)
                    path[-1] += moved(values, state.matrix)
                case "W" | "W*":
                    clips = True
                case "BT":
                    line = (0.0, 0.0)
                case "Td" | "TD" | "Tm":
                    x, y = numbers(operands)[-2:]
                    line = (x, y) if name == "Tm" else (line[0] + x, line[1] + y)
                case "Tf":
                    font = str(operands[0])
                    found = resources.get("/Font", {}).get(font)
                    state = replace(state, font=(font, found), size=float(operands[1]))
                case "Tc":
                    state = replace(state, spacing=float(operands[0]))
                case "Ts":
                    state = replace(state, rise=float(operands[0]))
                case "Tr":
                    state = replace(state, hidden=int(operands[0]) in (3, 7))
                case "BDC" | "BMC":
                    marks = (*marks, _mark(operands, resources))
                case "EMC" if marks:
                    marks = marks[:-1]
                case "EMC":
                    yield Fault("a page closes a mark that is not open")
                case "Do":
                    target = resources.get("/XObject", {}).get(str(operands[0]))
                case _ if name in COLOURS:
                    before = state.fill if name.islower() else state.stroke
                    colour = _chosen(name.upper(), operands, before, resources)
                    state = replace(state, fill=colour) if name.islower() else replace(state, stroke=colour)
            yield Step(name, operands, state, resources, depth, line, marks, path, target)
            if name in _ENDS:
                if clips and path:
                    state = replace(state, clip=within(bounds([point for part in path for point in part]), state.clip))
                path, clips = [], False
            elif target is not None and str(target.get("/Subtype", "")) == "/Form":
                matrix = times(numbers(target.get("/Matrix", PLAIN)), state.matrix)
                x0, y0, x1, y1 = numbers(target.BBox)
                clip = within(bounds(moved(corners(x0, y0, x1 - x0, y1 - y0), matrix)), state.clip)
                inner = replace(state, matrix=matrix, clip=clip)
                yield from self.follow(target, target.get("/Resources", resources), inner, depth + 1)
        if marks:
            yield Fault("a mark stays open at the end of a page")
        if saved:
            yield Fault("a page has q without Q")

    def _instructions(self, stream: Any) -> Sequence[Any]:
        key = getattr(stream, "objgen", None) or stream.obj.objgen
        if key not in self._parsed:
            self._parsed[key] = pikepdf.parse_content_stream(stream)
        return self._parsed[key]


def _mark(operands: Sequence[Any], resources: Any) -> Mark:
    """Return the mark that opens; its properties stand there, or under a name in the resources (14.6.2)."""
    properties = operands[1] if len(operands) > 1 else None
    if isinstance(properties, pikepdf.Name):
        properties = resources.get("/Properties", {}).get(str(properties))
    if not isinstance(properties, pikepdf.Dictionary):
        return Mark(-1, None)
    actual = properties.get("/ActualText")
    return Mark(int(properties.get("/MCID", -1)), None if actual is None else str(actual))


# -- colours -------------------------------------------------------------------


def space_of(given: Any, resources: Any) -> str:
    """Return what a colour space is: ``cmyk``, ``grey``, ``all`` (every ink, for marks) or ``pattern``.

    Of any other it returns the family's name as the file has it (``/DeviceRGB``, ``/Separation``), ``/ICCBased RGB``
    for a profile of three colours, and nothing where there is no space.
    """
    named = resources.get("/ColorSpace", {}).get(str(given)) if isinstance(given, pikepdf.Name) else None
    value = given if named is None else named
    if isinstance(value, pikepdf.Name):
        return _DEVICE.get(str(value), str(value))
    if not isinstance(value, pikepdf.Array):
        return ""
    family = str(value[0])
    if family in ("/Indexed", "/I"):
        return space_of(value[1], resources)
    if family == "/Separation" and str(value[1]) == "/All":
        return "all"
    if family == "/ICCBased" and int(value[1].get("/N", 0)) == 3:
        return "/ICCBased RGB"
    return _DEVICE.get(family, family)


def _chosen(name: str, operands: Sequence[Any], before: Colour, resources: Any) -> Colour:
    """Return the colour after an operator, whose name is given in capitals."""
    if name == "RG":
        return Colour(SCREEN, before.inks)
    if name == "CS":
        space = space_of(operands[0], resources)
        return Colour(space, EVERY if space == "all" else BLACK)
    values = numbers([value for value in operands if not isinstance(value, pikepdf.Name)])
    space = before.space if name in ("SC", "SCN") else "cmyk" if len(values) == 4 else "grey"
    if space == "cmyk" and len(values) == 4:
        return Colour(space, values)
    if space == "grey" and (len(values) == 1 or name in ("K", "G")):
        return Colour(space, (0.0, 0.0, 0.0, 1 - values[0]))
    return Colour(space, EVERY if space == "all" and values and values[0] > 0 else BLACK)


# -- places --------------------------------------------------------------------


def numbers(operands: Iterable[Any]) -> Any:
    """Return operands as floats."""
    return tuple([float(value) for value in operands])


def moved(values: Sequence[float], matrix: Matrix) -> list[Point]:
    """Return points, given as x, y, x, y, where a matrix brings them."""
    a, b, c, d, e, f = matrix
    return [(a * x + c * y + e, b * x + d * y + f) for x, y in zip(values[::2], values[1::2], strict=True)]


def rectangle(value: Any) -> Box | None:
    """Return a rectangle of the file, if it is one."""
    return numbers(value) if isinstance(value, pikepdf.Array) and len(value) == 4 else None


def corners(x: float, y: float, wide: float, high: float) -> tuple[float, ...]:
    """Return the corners of a rectangle as ``moved`` takes them."""
    return x, y, x + wide, y, x, y + high, x + wide, y + high


def bounds(points: Sequence[Point]) -> Box:
    """Return the box around points."""
    across, up = [x for x, _ in points], [y for _, y in points]
    return min(across), min(up), max(across), max(up)


def within(box: Box, clip: Box) -> Box:
    """Return the part of a box that a clip shows."""
    return max(box[0], clip[0]), max(box[1], clip[1]), min(box[2], clip[2]), min(box[3], clip[3])


def overlap(one: Box, other: Box) -> bool:
    """Tell whether two boxes share more than an edge."""
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]
