"""A leaflet's page made ready for a press: grounds at the edge run into the bleed; marks for screen readers go.

What touches the edge is found among plain rectangles; our layouts keep margins, and then there is nothing to extend.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pikepdf

from generator.model.drawing import PLAIN, Matrix, times
from generator.press.walk import numbers

NEAR: Final = 0.5
"""A ground that ends less than this many points inside the edge is meant to reach it."""

_PAINT: Final = {"f", "F", "f*", "B", "B*", "b", "b*"}
_PATH_ENDS: Final = _PAINT | {"S", "s", "n"}


def ready(page: Any, width: float, height: float, bleed: float) -> bytes:
    """Return a page's operators: rectangles at the edge extended by ``bleed`` points, tagging left out."""
    out: list[Any] = []
    marks: list[bool] = []
    matrices: list[Matrix] = [PLAIN]
    path: list[int] = []
    for step in pikepdf.parse_content_stream(page):
        operands, name = list(step.operands), str(step.operator)
        if name in ("BDC", "BMC"):
            kept = name == "BDC" and "/ActualText" in _keys(operands)
            marks.append(kept)
            if not kept:
                continue
        elif name == "EMC":
            if not (marks.pop() if marks else False):
                continue
        elif name == "q":
            matrices.append(matrices[-1])
        elif name == "Q" and len(matrices) > 1:
            matrices.pop()
        elif name == "cm":
            matrices[-1] = times(numbers(operands), matrices[-1])
        elif name == "re":
            path.append(len(out))
        elif name in _PATH_ENDS:
            if name in _PAINT:
                for at in path:
                    box = _extended(numbers(list(out[at].operands)), matrices[-1], (width, height), bleed)
                    out[at] = pikepdf.ContentStreamInstruction(box, out[at].operator)
            path.clear()
        out.append(step)
    return bytes(pikepdf.unparse_content_stream(out))


def _keys(operands: Sequence[Any]) -> set[str]:
    last = operands[-1]
    return set(last.keys()) if isinstance(last, pikepdf.Dictionary) else set()


def _extended(
    box: tuple[float, float, float, float], matrix: Matrix, size: tuple[float, float], bleed: float
) -> list[float]:
    """Return a rectangle (x, y, width, height), drawn on into the bleed where it touches an edge of the page."""
    a, b, c, d, e, f = matrix
    x, y, wide, high = box
    if b or c or not a or not d or not bleed:
        return [x, y, wide, high]
    ends = []
    for start, length, scale, shift, edge in ((x, wide, a, e, size[0]), (y, high, d, f, size[1])):
        low, top = sorted((start * scale + shift, (start + length) * scale + shift))
        low = -bleed if -bleed < low <= NEAR and top > 0 else low
        top = edge + bleed if edge - NEAR <= top < edge + bleed and low < edge else top
        begin, end = ((low - shift) / scale, (top - shift) / scale)
        ends.append((min(begin, end), abs(end - begin)))
    (x, wide), (y, high) = ends
    return [x, y, wide, high]
