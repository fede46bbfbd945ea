"""Drawings as SVG inside HTML: read with expat, written anew from a short list of elements and attributes.

Nothing of the file passes through unread, so no script, style, link or entity can.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from html import escape
from typing import Final
from xml.parsers import expat

from generator.model.problems import Origin, Problem, Unusable

SHAPES: Final = frozenset("g path circle ellipse rect line polyline polygon".split())
_SILENT: Final = frozenset("title desc metadata defs".split())
_PAINTS: Final = ("fill", "stroke")
_KEPT: Final = frozenset(
    "d points cx cy r rx ry x y x1 y1 x2 y2 width height transform fill stroke stroke-width stroke-linecap"
    " stroke-linejoin fill-rule".split()
)


@lru_cache(maxsize=256)
def draw(data: bytes, shown: str, colour: Callable[[str], str], attributes: str) -> str:
    """Return a drawing as an ``svg`` element.

    Args:
        data: the SVG file.
        shown: its name, for messages.
        colour: gives ``#rrggbb`` for the name of a colour of the theme, or the words themselves.
        attributes: what the element gets beside its view box, already escaped.

    Raises:
        Unusable: when the file is broken or holds something that is no plain drawing.
    """
    out: list[str] = []
    view: list[str] = []
    silent = [False]
    parser = expat.ParserCreate()

    def start(tag: str, given: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if len(silent) == 1 and local == "svg":
            view.append(given.get("viewBox") or f"0 0 {given.get('width', '24')} {given.get('height', '24')}")
            kept = _attributes({name: value for name, value in given.items() if name in _PAINTS or name == "style"})
            out.append(f'<g fill="currentColor"{kept}>' if "fill" not in kept else f"<g{kept}>")
        elif local not in SHAPES and local not in _SILENT:
            line = parser.CurrentLineNumber
            raise Unusable(Problem(Origin(shown, line), f"a picture may not hold <{local[:40]}>", "draw it with paths"))
        elif not silent[-1] and local in SHAPES:
            out.append(f"<{local}{_attributes(given)}>")
        silent.append(silent[-1] or local in _SILENT)

    def end(tag: str) -> None:
        silent.pop()
        local = tag.rpartition(":")[2]
        if not silent[-1] and local in SHAPES:
            out.append(f"</{local}>")

    def _attributes(given: dict[str, str]) -> str:
        pairs = [declaration.partition(":") for declaration in given.get("style", "").split(";")]
        styled = given | {name.strip(): value.strip() for name, _, value in pairs if value}
        kept = {name: colour(value) if name in _PAINTS else value for name, value in styled.items() if name in _KEPT}
        return "".join(f' {name}="{escape(value)}"' for name, value in kept.items() if "url(" not in value)

    def doctype(*_: object) -> None:
        raise Unusable(Problem(Origin(shown), "a document type (<!DOCTYPE …>) is not allowed in a picture"))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Unusable(Problem(Origin(shown, error.lineno), "the picture is broken XML")) from None
    return f'<svg viewBox="{escape(view[0] if view else "0 0 24 24")}"{attributes}>{"".join(out)}</g></svg>'
