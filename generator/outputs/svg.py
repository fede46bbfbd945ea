"""Drawings as SVG inside HTML, written anew: what is not read from a file cannot pass through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape

from generator.model.drawing import PLAIN, Drawing, Gradient, Mark, Matrix, Paint, Shape, Step, inverse, times

_CAPS = ("butt", "round", "square")
_JOINS = ("miter", "round", "bevel")
_ENDS = {"h": "Z"}


def draw(drawing: Drawing, colour: Callable[[str], str], attributes: str, ids: Iterator[int]) -> str:
    """Return a drawing as an ``svg`` element.

    Args:
        drawing: what to draw.
        colour: gives ``#rrggbb`` for the name of a colour of the theme, or the words themselves.
        attributes: what the element gets beside its view box, already escaped.
        ids: numbers that no other drawing of the page has.
    """
    writer = _Writer(drawing, colour, ids)
    inner = writer.marks(drawing.marks)
    if drawing.overflows():
        wide, high = _number(drawing.width), _number(drawing.height)
        name = writer.define("clipPath", "", f'<path d="M0 0H{wide}V{high}H0Z"/>')
        inner = f'<g clip-path="url(#{name})">{inner}</g>'
    defined = f"<defs>{''.join(writer.defined)}</defs>" if writer.defined else ""
    view = f"0 0 {_number(drawing.width)} {_number(drawing.height)}"
    return f'<svg viewBox="{view}"{attributes}>{defined}{inner}</svg>'


class _Writer:
    """Writes the elements of one drawing, and collects what they refer to."""

    def __init__(self, drawing: Drawing, colour: Callable[[str], str], ids: Iterator[int]) -> None:
        self.drawing, self.colour, self.ids = drawing, colour, ids
        self.defined: list[str] = []

    def define(self, tag: str, attributes: str, inner: str) -> str:
        """Define an element that others refer to; return its name."""
        name = f"drawing-{next(self.ids)}"
        self.defined.append(f'<{tag} id="{name}"{attributes}>{inner}</{tag}>')
        return name

    def marks(self, marks: Iterable[Mark]) -> str:
        return "".join(self.shape(mark) if isinstance(mark, Shape) else self.group(mark) for mark in marks)

    def group(self, mark: Mark) -> str:
        assert not isinstance(mark, Shape)
        said = ""
        if mark.opacity < 1:
            said += f' opacity="{_number(mark.opacity)}"'
        if mark.mask is not None:
            size = f'width="{_number(self.drawing.width)}" height="{_number(self.drawing.height)}"'
            kind = ' mask-type="alpha"' if mark.by_alpha else ""
            held = self.marks(mark.mask)
            name = self.define("mask", f' maskUnits="userSpaceOnUse" x="0" y="0" {size}{kind}', held)
            said += f' mask="url(#{name})"'
        if mark.clip:
            rule = ' clip-rule="evenodd"' if mark.even_odd else ""
            name = self.define("clipPath", "", f'<path d="{_path(mark.clip)}"{rule}/>')
            said += f' clip-path="url(#{name})"'
        inner = self.marks(mark.marks)
        return f"<g{said}>{inner}</g>" if said else inner

    def shape(self, shape: Shape) -> str:
        said = f'<path d="{_path(shape.path)}" fill="{self.paint(shape.fill, shape.matrix)}"'
        if shape.even_odd:
            said += ' fill-rule="evenodd"'
        for name, value in zip(("fill", "stroke"), shape.opacity, strict=True):
            if value < 1:
                said += f' {name}-opacity="{_number(value)}"'
        if shape.stroke != "none":
            said += f' stroke="{self.paint(shape.stroke, shape.matrix)}" stroke-width="{_number(shape.width)}"'
            if shape.cap:
                said += f' stroke-linecap="{_CAPS[shape.cap]}"'
            if shape.join:
                said += f' stroke-linejoin="{_JOINS[shape.join]}"'
            elif shape.miter != 4:
                said += f' stroke-miterlimit="{_number(shape.miter)}"'
            if shape.dash:
                said += f' stroke-dasharray="{" ".join(map(_number, shape.dash))}"'
                said += f' stroke-dashoffset="{_number(shape.phase)}"'
        if shape.matrix != PLAIN:
            said += f' transform="{_matrix(shape.matrix)}"'
        return f"{said}/>"

    def paint(self, paint: Paint, matrix: Matrix) -> str:
        return escape(self.colour(paint)) if isinstance(paint, str) else f"url(#{self.gradient(paint, matrix)})"

    def gradient(self, gradient: Gradient, around: Matrix) -> str:
        """Define a gradient for a shape with a matrix, which would move the gradient too; return its name."""
        matrix = gradient.matrix if around == PLAIN else times(gradient.matrix, inverse(around))
        linear = len(gradient.coords) == 4
        names = ("x1", "y1", "x2", "y2") if linear else ("fx", "fy", "fr", "cx", "cy", "r")
        said = "".join(f' {name}="{value:.6g}"' for name, value in zip(names, gradient.coords, strict=True))
        stops = "".join(
            f'<stop offset="{_number(place)}" stop-color="{escape(self.colour(colour))}"/>'
            for place, colour in gradient.stops
        )
        said = f' gradientUnits="userSpaceOnUse"{said} gradientTransform="{_matrix(matrix)}"'
        return self.define("linearGradient" if linear else "radialGradient", said, stops)


def _path(path: Iterable[Step]) -> str:
    return "".join(_ENDS.get(name, name.upper()) + " ".join(map(_number, values)) for name, values in path)


def _matrix(matrix: Matrix) -> str:
    return f"matrix({' '.join(f'{value:.6g}' for value in matrix)})"


def _number(value: float) -> str:
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return text if text != "-0" else "0"
