"""A drawing: what an SVG file draws, worked out once; pages and web pages draw it alike."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from generator.model.problems import Origin, Problem, Unusable

Step = tuple[str, tuple[float, ...]]
"""One step of an outline: a path operator of PDF (``m l c h``; ISO 32000-1, 8.5.2) and its numbers."""
Matrix = tuple[float, float, float, float, float, float]
PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
KAPPA = 0.5523
"""Control distance that makes a Bézier curve a quarter circle."""
FAINT = 5 / 255
"""What takes no more than this of red, green and blue from white paper is not seen: printers set no dot for it."""


class Gradient(Struct, frozen=True):
    """A colour that runs from one to another, beyond its ends as at them.

    ``coords`` are two points (x0, y0, x1, y1), or two circles (x0, y0, r0, x1, y1, r1), as in PDF's shadings (8.7.4.5).
    ``stops`` are places from 0 to 1 and their colours. ``matrix`` leads from the units of ``coords`` to the drawing's.
    """

    coords: tuple[float, ...]
    stops: tuple[tuple[float, str], ...]
    matrix: Matrix = PLAIN


Paint = str | Gradient
"""A colour: hex, ``none``, ``currentColor``, a role of the theme; or a gradient."""


class Shape(Struct, frozen=True, tag=True, omit_defaults=True):
    """An outline, what fills it and how it is stroked; ``cap`` and ``join`` are PDF's numbers.

    ``path``, ``width`` and ``dash`` are in the drawing's units, y downwards; where ``matrix`` is not plain, it leads
    from theirs to the drawing's: a stroke may be wider one way than the other.
    """

    path: tuple[Step, ...]
    fill: Paint = "none"
    stroke: Paint = "none"
    even_odd: bool = False
    width: float = 1.0
    cap: int = 0
    join: int = 0
    miter: float = 4.0
    dash: tuple[float, ...] = ()
    phase: float = 0.0
    opacity: tuple[float, float] = (1.0, 1.0)
    """Of the fill, and of the stroke."""
    matrix: Matrix = PLAIN


class Group(Struct, frozen=True, tag=True, omit_defaults=True):
    """Marks that are drawn together: seen through a clip or a mask, or let shine through as one.

    ``mask`` hides what it leaves black, or with ``by_alpha`` what it leaves clear.
    """

    marks: tuple[Shape | Group, ...]
    clip: tuple[Step, ...] = ()
    even_odd: bool = False
    opacity: float = 1.0
    mask: tuple[Shape | Group, ...] | None = None
    by_alpha: bool = False


Mark = Shape | Group


class Drawing(Struct, frozen=True, eq=False):
    """A drawing: how wide and high its view is, and its marks from the back on. What is outside is not seen."""

    width: float
    height: float
    marks: tuple[Mark, ...]

    def shapes(self) -> Iterator[Shape]:
        """Yield the shapes as ``all_shapes`` does."""
        return all_shapes(self.marks)

    def overflows(self) -> bool:
        """Tell whether anything may be drawn outside the view."""
        for shape in self.shapes():
            reach = max(shape.miter, 1.5) if shape.join == 0 else 1.5 if shape.cap == 2 else 1.0
            around = 0.0 if shape.stroke == "none" else shape.width / 2 * reach
            for _, values in shape.path:
                across, down = values[::2], values[1::2]
                if across and (
                    min(across) < around
                    or min(down) < around
                    or max(across) > self.width - around
                    or max(down) > self.height - around
                ):
                    return True
            if shape.matrix != PLAIN:
                return True
        return False


def all_shapes(marks: tuple[Mark, ...]) -> Iterator[Shape]:
    """Yield the shapes among marks, in the order they are drawn; those of masks are none."""
    for mark in marks:
        if isinstance(mark, Shape):
            yield mark
        else:
            yield from all_shapes(mark.marks)


def times(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that applies ``first``, then ``then`` (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def inverse(matrix: Matrix) -> Matrix:
    """Return the matrix that undoes a matrix, which must not make all flat."""
    a, b, c, d, e, f = matrix
    area = a * d - b * c
    return d / area, -b / area, -c / area, a / area, (c * f - d * e) / area, (b * e - a * f) / area


def unseen(shown: str) -> Unusable:
    """Return what is wrong with a picture of which nothing is seen on paper."""
    hint = "take the one that the clinic prints on white paper"
    return Unusable(Problem(Origin(shown), "the picture is white, or clear, all over: nothing of it is seen", hint))


def is_bitmap(picture: str) -> bool:
    """Tell a bitmap from a drawing: pictures that are files go by their path, and SVG alone is drawn."""
    return "." in picture and not picture.lower().endswith(".svg")
