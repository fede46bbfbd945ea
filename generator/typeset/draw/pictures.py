"""Drawings as PDF operators, in the colours of a theme and the inks of a press."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from math import inf, sqrt

from msgspec import Struct

from generator.model.drawing import PLAIN, Drawing, Gradient, Group, Mark, Matrix, Paint, Shape, Step
from generator.model.memo import remembered
from generator.model.units import grey, read_colour
from generator.typeset.draw.writer import number

Colour = tuple[float, float, float]
LONG = 4_000
"""Letters of a logo's operators that stand in a clinic's panel, which is not deflated; a form apart from it is."""
LIGHTEST, HEAVIEST = 0.85, 1.5
"""Points that the lines of a drawing may be wide, where a paper's smallest letters are of ``SMALLEST`` points."""
SMALLEST = 9.0
THICKEST = 1.9
"""So much thicker the lines of a very small drawing become at most: thicker ones run into each other."""
STEPS = 8
"""Parts of a gradient in inks, from each colour to the next: inks do not run as light does."""
_FILLS = {1: "g", 3: "rg", 4: "k"}
"""The operator that fills with so many parts of a colour; in capitals it strokes."""
_SPACES = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
_LIGHT = "light"
"""The ink of a mask: how much light a colour gives (CSS Masking 1, 7.10.1, by Filter Effects 1, 9.6)."""


class Form(Struct, frozen=True):
    """A picture as a form (ISO 32000-1, 8.10), or a part of one that is drawn as a whole (``group``: its space).

    ``resources`` is dictionary text with a ``%d`` for each of ``forms``.
    """

    content: str
    box: tuple[float, float]
    resources: str = ""
    forms: tuple[Form, ...] = ()
    group: str = ""

    def entries(self) -> str:
        """Return the dictionary's text, with a ``%d`` for the number of each inner form."""
        group = f"/Group<</S/Transparency/I true/CS{self.group}>>" if self.group else ""
        box = " ".join(map(number, self.box))
        return f"/Type/XObject/Subtype/Form/BBox[0 0 {box}]{group}/Resources<<{self.resources}>>"


def draw_picture(
    drawing: Drawing,
    box: tuple[float, float, float, float],
    colour: str,
    colours: Mapping[str, Colour],
    ink: str = "rgb",
    show: Callable[[Form], str] | None = None,
    most: float = inf,
    smallest: float = 0.0,
) -> str:
    """Return operators that draw a picture inside a box (x0, y0, x1, y1), centred, its proportions kept.

    ``colour`` is the name that ``currentColor`` stands for; ``colours`` are the theme's. Where all of these are greys,
    so is the whole picture: a copier theme prints in one ink. ``ink`` is the theme's. ``show`` takes a form into the
    file and returns its name: for pictures that shine through or run from colour to colour, or have more letters
    of operators than ``most``. ``smallest`` are the points of the paper's smallest letters: the lines of a drawing of
    ours are in keeping with them, however large it is drawn (0: they grow with it, as those of a logo do).
    """
    x0, y0, x1, y1 = box
    scale = min((x1 - x0) / drawing.width, (y1 - y0) / drawing.height)
    left = x0 + ((x1 - x0) - drawing.width * scale) / 2
    top = y1 - ((y1 - y0) - drawing.height * scale) / 2
    head = f"q {scale:.5f} 0 0 {-scale:.5f} {number(left)} {number(top)} cm"
    heavier = _heavier(_pen(drawing) * scale * SMALLEST / smallest) if smallest else 1.0
    form = _paint(drawing, colour, tuple(colours.items()), ink, heavier)
    if show is not None and (form.resources or len(form.content) > most):
        return f"{head} /{show(form)} Do Q"
    return f"{head}{form.content}\nQ"


@remembered("drawing, its line")
def _pen(drawing: Drawing) -> float:
    """Return the width that most strokes of a drawing have, in its units."""
    widths = Counter(
        round(one.width * sqrt(abs(_area(one.matrix))), 2) for one in drawing.shapes() if one.stroke != "none"
    )
    return widths.most_common(1)[0][0] if widths else 0.0


def _heavier(points: float) -> float:
    """Return by how much lines of so many points are widened, in hundredths, to be neither too light nor too heavy."""
    wanted = min(max(points, LIGHTEST), HEAVIEST)
    return round(min(wanted / points, THICKEST), 2) if points else 1.0


@remembered("drawing, in colours")
def _paint(
    drawing: Drawing, current: str, named: tuple[tuple[str, Colour], ...], ink: str, heavier: float = 1.0
) -> Form:
    """Return a drawing as a form, each shape on a line of its own; what is outside the view is cut off.

    Its lines are ``heavier`` times as wide as it says.
    """
    colours = dict(named)
    is_grey = all(red == green == blue for red, green, blue in colours.values())
    ink = ("grey" if ink == "rgb" else "k") if is_grey else ink
    size = (drawing.width, drawing.height)
    made = _Painter(colours, current, ink, size, heavier, _outlines(drawing)).form(drawing.marks)
    if drawing.overflows():
        view = f"\n0 0 {' '.join(map(number, size))} re W n"
        made = Form(view + made.content, size, made.resources, made.forms)
    return made


@remembered("drawing, its outlines")
def _outlines(drawing: Drawing) -> dict[int, str]:
    """Return where the operators of a drawing's outlines are kept, by their ids: they are the same in every colour."""
    return {}


def write_path(path: Iterable[Step]) -> str:
    """Return the operators of an outline."""
    return " ".join(" ".join([*map(number, values), operator]) for operator, values in path)


class _Painter:
    """Writes the operators of one form, and collects what they name."""

    def __init__(
        self,
        colours: Mapping[str, Colour],
        current: str,
        ink: str,
        size: tuple[float, float],
        heavier: float,
        outlines: dict[int, str],
    ) -> None:
        self.colours, self.current, self.ink, self.size, self.heavier = colours, current, ink, size, heavier
        self.outlines = outlines
        self.known = {"white": (1.0, 1.0, 1.0), "black": (0.0, 0.0, 0.0), **colours}
        self.states: dict[str, str] = {}
        self.patterns: dict[str, str] = {}
        self.drawn: list[str] = []
        self.forms: list[Form] = []
        """Those of masks and those that are drawn, in the order of the ``%d``."""
        self.masks: list[Form] = []

    def form(self, marks: Iterable[Mark], group: str = "") -> Form:
        """Return marks as a form."""
        content = "".join(f"\n{self.mark(mark)}" for mark in marks)
        kinds = (
            ("ExtGState", [f"/{name}<<{text}>>" for text, name in self.states.items()]),
            ("Pattern", [f"/{name}<<{text}>>" for text, name in self.patterns.items()]),
            ("XObject", self.drawn),
        )
        resources = "".join(f"/{kind}<<{''.join(entries)}>>" for kind, entries in kinds if entries)
        return Form(content, self.size, resources, (*self.masks, *self.forms), group)

    def mark(self, mark: Mark) -> str:
        return self.shape(mark) if isinstance(mark, Shape) else self.group(mark)

    def shape(self, shape: Shape) -> str:
        """Return the operators of a shape."""
        fills, strokes = (paint not in ("none", "transparent") for paint in (shape.fill, shape.stroke))
        parts = [self.colour(shape.fill)] if fills else []
        if shape.opacity != (1.0, 1.0):
            parts.append(self.state("/ca {:.4g}/CA {:.4g}".format(*shape.opacity)))
        if strokes:
            parts.append(
                f"{self.colour(shape.stroke, True)} {number(shape.width * self.heavier)} w {shape.cap} J {shape.join} j"
            )
            if shape.join == 0:
                parts.append(f"{number(shape.miter)} M")
            if shape.dash:
                parts.append(f"[{' '.join(map(number, shape.dash))}] {number(shape.phase)} d")
        if shape.matrix != PLAIN:
            parts.insert(0, f"{_matrix(shape.matrix)} cm")
        parts.append(self.outline(shape.path))
        parts.append(("B" if strokes else "f") + "*" * shape.even_odd if fills else "S" if strokes else "n")
        alone = shape.matrix != PLAIN or shape.dash or shape.opacity != (1.0, 1.0)
        return " ".join(["q", *parts, "Q"] if alone else parts)

    def outline(self, path: tuple[Step, ...]) -> str:
        """Return the operators of an outline, written once for a drawing, which keeps its ids its own."""
        found = self.outlines.get(id(path))
        if found is None:
            found = self.outlines[id(path)] = write_path(path)
        return found

    def group(self, group: Group) -> str:
        """Return the operators of a group: as one where it shines through, or several of its marks are masked."""
        parts = ["q"]
        if group.clip:
            parts.append(f"{self.outline(group.clip)} W{'*' * group.even_odd} n")
        if group.mask is not None:
            light = _Painter(self.colours, self.current, _LIGHT, self.size, self.heavier, self.outlines)
            self.masks.append(light.form(group.mask, _SPACES[1]))
            kind = "Alpha" if group.by_alpha else "Luminosity"
            parts.append(self.state(f"/SMask<</Type/Mask/S/{kind}/G %d 0 R>>", len(self.masks)))
        if group.opacity < 1:
            parts.append(self.state(f"/ca {group.opacity:.4g}/CA {group.opacity:.4g}"))
        one = len(group.marks) == 1 and isinstance(group.marks[0], Shape) and "none" in (
            group.marks[0].fill, group.marks[0].stroke
        )  # fmt: skip
        if group.opacity < 1 or (group.mask is not None and not one):
            inner = _Painter(self.colours, self.current, self.ink, self.size, self.heavier, self.outlines)
            space = _SPACES[len(self.parts("white"))]
            self.forms.append(inner.form(group.marks, space))
            self.drawn.append(f"/F{len(self.drawn)} %d 0 R")
            parts.append(f"/F{len(self.drawn) - 1} Do")
        else:
            parts += [f"\n{self.mark(mark)}" for mark in group.marks]
        return " ".join([*parts, "Q"])

    def state(self, text: str, mask: int = 0) -> str:
        """Return the operator that sets a graphics state; each mask has its own."""
        name = self.states.setdefault(text + " " * mask, f"G{len(self.states)}")
        return f"/{name} gs"

    # -- colours -------------------------------------------------------------

    def colour(self, paint: Paint, stroke: bool = False) -> str:
        """Return the operators that fill or stroke with a colour or a gradient."""
        if isinstance(paint, str):
            parts = self.parts(paint)
            operator = _FILLS[len(parts)]
            return f"{' '.join(f'{part:.4g}' for part in parts)} {operator.upper() if stroke else operator}"
        text = self.gradient(paint)
        name = self.patterns.setdefault(text, f"P{len(self.patterns)}")
        return f"/Pattern CS /{name} SCN" if stroke else f"/Pattern cs /{name} scn"

    def value(self, name: str) -> Colour:
        """Return red, green and blue of a colour of a drawing."""
        name = self.current if name == "currentColor" else name
        if name.startswith("#"):
            return read_colour(name if len(name) == 7 else "#" + "".join(2 * digit for digit in name[1:]))
        return self.known.get(name, self.colours.get(self.current, (0.0, 0.0, 0.0)))

    def parts(self, name: str) -> tuple[float, ...]:
        """Return a colour of a drawing as the parts of an ink."""
        return self.inked(self.value(name))

    def inked(self, value: Colour) -> tuple[float, ...]:
        """Return a colour as the parts of the painter's ink."""
        if self.ink == "rgb":
            return value
        if self.ink == "grey":
            return (grey(value),)  # ISO 32000-1, 10.3.2
        if self.ink == _LIGHT:
            red, green, blue = value
            return (0.2125 * red + 0.7154 * green + 0.0721 * blue,)
        from generator.typeset.draw.inks import to_inks

        return to_inks(value, self.ink)

    def gradient(self, gradient: Gradient) -> str:
        """Return the dictionary's text of a shading pattern."""
        stops: list[tuple[float, tuple[float, ...]]] = []
        steps = STEPS if self.ink in ("cmyk", "k") else 1
        before: tuple[float, Colour] | None = None
        for place, name in gradient.stops:
            value = self.value(name)
            if before is not None and place > before[0]:
                for step in range(1, steps):
                    share = step / steps
                    mixed = tuple(a + (b - a) * share for a, b in zip(before[1], value, strict=True))
                    at = before[0] + (place - before[0]) * share
                    stops.append((at, self.inked((mixed[0], mixed[1], mixed[2]))))
            stops.append((place, self.inked(value)))
            before = (place, value)
        pairs = [(one, two) for one, two in pairwise(stops) if two[0] > one[0]]
        functions = [
            f"<</FunctionType 2/Domain[0 1]/C0[{_values(one[1])}]/C1[{_values(two[1])}]/N 1>>" for one, two in pairs
        ]
        bounds = " ".join(f"{one[0]:.6f}" for one, _ in pairs[1:])
        whole = (
            f"<</FunctionType 3/Domain[0 1]/Functions[{''.join(functions)}]/Bounds[{bounds}]"
            f"/Encode[{' '.join(['0 1'] * len(pairs))}]>>"
        )
        kind = 2 if len(gradient.coords) == 4 else 3
        space = _SPACES[len(stops[0][1])]
        coords = " ".join(f"{value:.6f}" for value in gradient.coords)
        return (
            f"/PatternType 2/Matrix[{_matrix(gradient.matrix)}]/Shading<</ShadingType {kind}/ColorSpace{space}"
            f"/Coords[{coords}]/Extend[true true]/Function{functions[0] if len(pairs) == 1 else whole}>>"
        )


def _area(matrix: Matrix) -> float:
    """Return what becomes of a unit's area."""
    return matrix[0] * matrix[3] - matrix[1] * matrix[2]


def _matrix(matrix: Matrix) -> str:
    return " ".join(f"{value:.8f}".rstrip("0").rstrip(".") for value in matrix)


def _values(parts: tuple[float, ...]) -> str:
    return " ".join(f"{part:.4g}" for part in parts)
