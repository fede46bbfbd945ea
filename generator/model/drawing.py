"""A drawing: what an SVG file says, read once; pages and web pages draw it alike."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

Step = tuple[str, tuple[float, ...]]
"""One step of an outline: a path operator of PDF (``m l c h re``; ISO 32000-1, 8.5.2) and its numbers."""
Matrix = tuple[float, float, float, float, float, float]
KAPPA = 0.5523
"""Control distance that makes a Bézier curve a quarter circle."""


class DrawnShape(Struct, frozen=True):
    """A shape, or a group of marks (its ``path`` is empty). Lengths are in the drawing's own units, y downwards.

    ``tag`` and ``written`` say it as SVG: the attributes of the file that are read, style declarations among them.
    The rest says it as ink, what is inherited worked out: colours are hex, ``none``, ``currentColor`` or a role of the
    theme; ``cap`` and ``join`` are PDF's numbers; ``matrix`` leads from its units to the drawing's.
    """

    tag: str
    written: tuple[tuple[str, str], ...] = ()
    marks: tuple[DrawnShape, ...] = ()
    path: tuple[Step, ...] = ()
    fill: str = "currentColor"
    stroke: str = "none"
    width: float = 1.0
    cap: int = 0
    join: int = 0
    even_odd: int = 0
    matrix: Matrix = (1, 0, 0, 1, 0, 0)

    def shapes(self) -> Iterator[DrawnShape]:
        """Yield the shapes in here, in the order they are drawn."""
        if self.path:
            yield self
        for mark in self.marks:
            yield from mark.shapes()


class Drawing(Struct, frozen=True, eq=False):
    """A drawing: its view box (x, y, width, height), and all its marks in one group."""

    view: tuple[float, float, float, float]
    root: DrawnShape


def is_bitmap(picture: str) -> bool:
    """Tell a bitmap from a drawing: pictures that are files go by their path, and SVG alone is drawn."""
    return "." in picture and not picture.endswith(".svg")
