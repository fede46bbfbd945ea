"""Patterns: what tells a box from another where there are no tints, on a photocopier or for eyes that see no colour.

A pattern fills a band in the box's padding, beside the words and never under them. It is made of plain strokes inside
a clip, so that every viewer and printer draws the same.
"""

from __future__ import annotations

from generator.model.design import Look
from generator.typeset.draw.writer import number, rounded
from generator.typeset.text.style import Styles

CLEAR = 6.0
"""Points between the band and the words."""
EDGE = 0.7
"""Width in points of the rule between the band and the words."""
PITCH = {"dots": 3.6, "lines": 5.0, "net": 5.6}
"""Points from one dot or line to the next, along the base."""
STROKE = {"dots": 1.5, "lines": 1.1, "net": 0.6}
"""Points; under half a point a copier loses them."""

Box = tuple[float, float, float, float]


def band(look: Look, box: Box, styles: Styles, frame: float, padding: float) -> str:
    """Return operators for a look's pattern in a box (x0, y0, x1, y1), or nothing when it has none.

    Args:
        look: the look; the pattern takes the colour of its border, else of its words.
        box: the box's outer edges.
        styles: where colours are found.
        frame: the width of the border that is drawn along the left edge.
        padding: the distance of the words from the left edge.
    """
    left, right = box[0] + frame, box[0] + padding - CLEAR
    if not look.pattern or right - left < EDGE:
        return ""
    low, high = box[1], box[3]
    n = number
    stroke = styles.stroke(look.border or look.colour)
    if look.pattern == "dots":
        cap, path = "1 J ", _dots(left, low, right - EDGE, high)
    else:
        cap, path = "", _lines(look.pattern, left, low, right, high)
    return (
        f"q {rounded(*box, look.radius)} W n {n(left)} {n(low)} {n(right - left)} {n(high - low)} re W n"
        f" {stroke} {cap}{STROKE[look.pattern]} w {path} S"
        f" 0 J {EDGE} w {n(right - EDGE / 2)} {n(low)} m {n(right - EDGE / 2)} {n(high)} l S Q"
    )


def _dots(left: float, low: float, right: float, high: float) -> str:
    """Return whole dots, every other row set in by half: strokes without length, which round caps make round."""
    columns = max(1, round((right - left) / PITCH["dots"]))
    rows = max(1, round((high - low) / (PITCH["dots"] / 2)))
    across, down = (right - left) / columns, (high - low) / rows
    out = []
    for row in range(rows):
        y = number(high - (row + 0.5) * down)
        for column in range(columns):
            at = f"{number(left + (column + (0.75 if row % 2 else 0.25)) * across)} {y}"
            out.append(f"{at} m {at} l")
    return " ".join(out)


def _lines(kind: str, left: float, low: float, right: float, high: float) -> str:
    """Return slanting lines that begin at the top left corner; a net has them both ways."""
    pitch, wide = PITCH[kind], right - left
    out = []
    for step in range(int((high - low + wide) / pitch) + 1):
        y = high - step * pitch
        out.append(f"{number(left)} {number(y)} m {number(right)} {number(y + wide)} l")
        if kind == "net":
            out.append(f"{number(left)} {number(y + wide)} m {number(right)} {number(y)} l")
    return " ".join(out)
