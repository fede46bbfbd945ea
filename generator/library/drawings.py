"""Drawings: SVG files as a browser draws them, for pages and web pages alike, or refused by name with the line.

A file is looked through and written anew (``vetting.py``), worked out by svg2pdf, and what that draws is read
(``forms.py``). A fill or stroke may name a role of the theme; ``currentColor`` is the look's colour, unless the file
says another.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from generator.model.drawing import FAINT, Drawing, Gradient, Group, Mark, Paint, unseen
from generator.model.memo import remembered
from generator.model.problems import Origin, Problem, Unusable
from generator.model.units import read_colour

MOST_SVG: Final = 500_000
PACKED: Final = b"\x1f\x8b"
"""How a file begins that gzip made."""


@remembered("drawing, read")
def read_drawing(data: bytes, shown: str) -> Drawing:
    """Return the drawing of an SVG file. ``shown`` is its name in messages.

    Raises:
        Unusable: for everything that is not read, scripts, entities and outside links among it, each with its line.
    """
    if data.startswith(PACKED):
        raise Unusable(Problem(Origin(shown), "this picture is packed (.svgz)", "save it as plain SVG"))
    if len(data) > MOST_SVG:
        message = f"the picture is larger than {MOST_SVG // 1000} kB"
        raise Unusable(Problem(Origin(shown), message, "simplify its paths"))
    # late: most starts find their pictures kept
    import svg2pdf_py

    from generator.library.forms import NotReadError, read_form
    from generator.library.vetting import vet

    vetted = vet(data, shown)
    options = svg2pdf_py.ConversionOptions(compress=False)
    try:
        return read_form(svg2pdf_py.svg_to_chunk(vetted.svg, svg2pdf_py.FontDatabase(), options), vetted.roles)
    except BaseException as error:
        # a Rust program's panic is no Exception
        if not isinstance(error, (ValueError, RuntimeError)) and type(error).__name__ != "PanicException":
            raise
        message = f"the picture cannot be drawn: {str(error).splitlines()[0][:80] if str(error) else 'nothing is left'}"
        hint = (
            "save it again as plain SVG, or as PNG" if isinstance(error, NotReadError) else "save it again as plain SVG"
        )
        raise Unusable(Problem(Origin(shown), message, hint)) from None


def read_seen(data: bytes, shown: str) -> Drawing:
    """Return the drawing of an SVG file, of which something must be seen.

    Raises:
        Unusable: as ``read_drawing``, and when it draws nothing, or all in white.
    """
    drawing = read_drawing(data, shown)
    if not any(drawing.shapes()):
        hint = "is its layer hidden? Show what is to be seen, and export it again"
        raise Unusable(Problem(Origin(shown), "the picture draws nothing", hint))
    if not _is_seen(drawing.marks):
        raise unseen(shown)
    return drawing


def _is_seen(marks: Iterable[Mark]) -> bool:
    """Tell whether any mark has a colour that white paper lets see."""
    return any(
        (mark.opacity > 0 and _is_seen(mark.marks))
        if isinstance(mark, Group)
        else any(
            _darkest(paint) * part > FAINT for paint, part in zip((mark.fill, mark.stroke), mark.opacity, strict=True)
        )
        for mark in marks
    )


def _darkest(paint: Paint) -> float:
    """Return how much of red, green or blue a paint takes from white, from 0 to 1."""
    if isinstance(paint, Gradient):
        return max(_darkest(colour) for _, colour in paint.stops)
    if paint in ("none", "paper"):
        return 0.0
    return 1 - min(read_colour(paint)) if paint.startswith("#") else 1.0
