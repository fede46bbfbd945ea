"""Drawings as SVG inside HTML, written anew: what is not read from a file cannot pass through."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from generator.model.drawing import Drawing, DrawnShape


def draw(drawing: Drawing, colour: Callable[[str], str], attributes: str) -> str:
    """Return a drawing as an ``svg`` element.

    Args:
        drawing: what to draw.
        colour: gives ``#rrggbb`` for the name of a colour of the theme, or the words themselves.
        attributes: what the element gets beside its view box, already escaped.
    """

    def element(mark: DrawnShape) -> str:
        said = ((name, colour(value) if name in ("fill", "stroke") else value) for name, value in mark.written)
        written = "".join(f' {name}="{escape(value)}"' for name, value in said)
        return f"<{mark.tag}{written}>{''.join(map(element, mark.marks))}</{mark.tag}>"

    view = " ".join(f"{value:.9g}" for value in drawing.view)
    return f'<svg viewBox="{view}"{attributes}>{element(drawing.root)}</svg>'
