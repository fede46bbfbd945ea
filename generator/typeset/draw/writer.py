"""Pages being drawn: operators, marked content, links, and the record of where things fell."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.model.drawing import KAPPA
from generator.model.leaflet import Placed
from generator.model.problems import Origin
from generator.model.units import SAFE
from generator.typeset.pdf.tags import Annotation, StructNode
from generator.typeset.text.faces import Face
from generator.typeset.text.measured import Line
from generator.typeset.text.shaped import AIR, AUTOSPACE, Meanings
from generator.typeset.text.style import Style, Styles

if TYPE_CHECKING:
    from generator.typeset.pdf.shown import Shown

Show = Callable[["Shown"], str]
"""Takes a picture into the file and returns the name that draws it."""

_NONE = Meanings(0)
EDGE = round(SAFE, 1)
"""Where strokes at folds begin: nearer to the edge an office printer may not print."""
FOLD = 8.0
"""Length of the stroke that says where a sheet is folded."""


@lru_cache(maxsize=4096)  # sizes, edges and baselines are the same from page to page
def number(value: float) -> str:
    """Write a number as PDF likes it: at most three decimals, no exponent."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return text if text not in ("", "-0") else "0"


class PageWriter:
    """One page's operators. Coordinates are points from the bottom left; ``top`` is measured from there too.

    A mark stays open while drawing goes on for the same node; anything else closes it, so that
    every operator is either tagged or an artifact (ISO 14289-1, 7.1).
    """

    def __init__(self, index: int, first_mark: int, used: dict[str, Meanings]) -> None:
        """``used`` collects, for each font resource, codes and their meaning over all pages."""
        self.index = index
        self.code: list[str] = []
        """The operators of the current content stream."""
        self.streams: list[list[str] | str] = [self.code]
        self.marks: dict[int, StructNode] = {}
        self.links: list[Annotation] = []
        self.placed: list[Placed] = []
        self.used = used
        self.faces: dict[str, Face] = {}
        self.shown: dict[Shown, str] = {}
        """Bitmaps and forms by the names that draw them, each once in a file."""
        self.kind = "Layout"
        self.area = ""
        """The area of the format that is being drawn."""
        self.prefix = ""
        self.all_artifacts = False
        self.noted: dict[str, dict[int, tuple[tuple[tuple[int, str], ...], str]]] = {}
        """Words that were met in this file, by their letters, and the codes that mean them."""
        self._next_mark = first_mark
        self._open: StructNode | str | None = None

    # -- marks ---------------------------------------------------------------

    def tag(self, node: StructNode) -> None:
        """Open a mark for a node, unless it is open."""
        if self.all_artifacts:
            self.artifact()
            return
        if self._open is node:
            return
        self.close()
        mark = self._next_mark
        self._next_mark += 1
        self.marks[mark] = node
        node.kids.append((self.index, mark))
        self.code.append(f"/{node.role}<</MCID {mark}>>BDC")
        self._open = node

    def artifact(self, kind: str = "Layout") -> None:
        """Open an artifact mark, unless one of the kind is open."""
        if self._open == kind:
            return
        self.close()
        more = "/Subtype/Header" if kind == "Header" else "/Subtype/Footer" if kind == "Footer" else ""
        type_ = "Pagination" if more else kind
        self.code.append(f"/Artifact<</Type/{type_}{more}>>BDC")
        self._open = kind

    def close(self) -> None:
        """Close the open mark, if any."""
        if self._open is not None:
            self.code.append("EMC")
            self._open = None

    def hold(self, name: str, node: StructNode) -> None:
        """Leave a place in the stream that the clinic's panel fills."""
        self.close()
        self.code = []
        self.streams += [name, self.code]
        node.hold = name

    # -- ink -----------------------------------------------------------------

    def text(self, line: Line, style: Style, x: float, baseline: float, colour: str) -> None:
        """Show one line of text at a baseline. The mark must be open."""
        out = [f"BT {colour}"]
        last: Face | None = None
        was = rose = 0.0
        air = ""
        if line.stretch:
            out.append(f"{line.stretch:.4f} Tc")
            air = f">{min(0.0, line.stretch / style.size * 1000 - AUTOSPACE):.4g}<"
        out.append(f"{number(x)} {number(baseline)} Td")
        shown: list[str] = []
        used = _NONE
        noted: dict[int, tuple[tuple[tuple[int, str], ...], str]] = {}
        for (piece, _, factor, rise), gap in zip(line.atoms, line.gaps, strict=True):
            if gap:
                shown.append(f">{-gap / factor:.4g}<")
            for face, codes, letters in piece.parts:
                if face is not last or factor != was or rise != rose:
                    if shown:
                        out.append(_show(shown))
                        shown = []
                    if face is not last or factor != was:
                        out.append(f"/{self.prefix}{face.resource} {number(style.size * factor)} Tf")
                    if rise != rose:
                        out.append(f"{number(style.size * rise)} Ts {style.raised if rise else colour}")
                    last, was, rose = face, factor, rise
                    used = self._used(face)
                    noted = self.noted.setdefault(face.resource, {})
                known = noted.get(id(letters))
                if known is None:
                    known = noted[id(letters)] = letters, used.resolved(codes, letters)  # kept: its id stays its own
                shown.append(known[1].replace(AIR, air) if air and piece.airs else known[1])
        if shown:
            out.append(_show(shown))
        if rose:
            out.append("0 Ts")
        if line.stretch:
            out.append("0 Tc")
        out.append("ET")
        self.code.append(" ".join(out))

    def _used(self, face: Face) -> Meanings:
        """Return what the codes of a face mean in this file."""
        used = self.used.get(face.resource)
        if used is None:
            used = self.used[face.resource] = Meanings(face.face.glyph_count)
            self.faces[face.resource] = face
        return used

    def panel(self, box: tuple[float, float, float, float], style: Style, styles: Styles) -> None:
        """Draw a look's ground and border in a box (x0, y0, x1, y1)."""
        look = style.look
        if not look.fill and not (look.border and look.border_width):
            return
        self.artifact()
        x0, y0, x1, y1 = box
        inset = look.border_width / 2 if look.border else 0.0
        path = rounded(x0 + inset, y0 + inset, x1 - inset, y1 - inset, max(0.0, look.radius - inset))
        if look.fill and look.border:
            self.code.append(
                f"q {styles.fill(look.fill)} {styles.stroke(look.border)} {number(look.border_width)} w {path} B Q"
            )
        elif look.fill:
            self.code.append(f"q {styles.fill(look.fill)} {path} f Q")
        else:
            self.code.append(f"q {styles.stroke(look.border)} {number(look.border_width)} w {path} S Q")

    def rule(self, x0: float, x1: float, y: float, width: float, stroke: str) -> None:
        """Draw a horizontal rule as an artifact."""
        self.artifact()
        self.code.append(f"q {stroke} {number(width)} w {number(x0)} {number(y)} m {number(x1)} {number(y)} l S Q")

    def upright(self, x: float, y0: float, y1: float, width: float, stroke: str) -> None:
        """Draw a vertical rule as an artifact."""
        self.artifact()
        self.code.append(f"q {stroke} {number(width)} w {number(x)} {number(y0)} m {number(x)} {number(y1)} l S Q")

    def fold(self, x: float, height: float, stroke: str) -> None:
        """Draw two short dashed strokes where a sheet of a height is folded, near its head and its foot."""
        self.artifact()
        n = number
        strokes = " ".join(f"{n(x)} {n(low)} m {n(x)} {n(low + FOLD)} l" for low in (EDGE, height - EDGE - FOLD))
        self.code.append(f"q {stroke} 0.6 w [2 2] 0 d {strokes} S Q")

    def ink(self, operators: str) -> None:
        """Add ready operators. The mark must be open."""
        self.code.append(operators)

    def show(self, picture: Shown) -> str:
        """Return the name that draws a picture."""
        return self.shown.setdefault(picture, f"{self.prefix}x{len(self.shown)}")

    def note(self, tag: str, box: tuple[float, float, float, float], origin: Origin) -> None:
        """Record where an element fell."""
        self.placed.append(Placed(self.index + 1, self.area, tag, box, origin))


def _show(codes: list[str]) -> str:
    return f"[<{''.join(codes)}>]TJ".replace("<>", " ")


def rounded(x0: float, y0: float, x1: float, y1: float, radius: float) -> str:
    """Return the path of a rectangle with round corners (radius 0: square)."""
    radius = min(radius, (x1 - x0) / 2, (y1 - y0) / 2)
    n = number
    if radius <= 0:
        return f"{n(x0)} {n(y0)} {n(x1 - x0)} {n(y1 - y0)} re"
    k = radius * (1 - KAPPA)
    # Twelve numbers: the edges, where round corners begin, and the points that pull them.
    west, east, south, north = n(x0), n(x1), n(y0), n(y1)
    left, right, low, high = n(x0 + radius), n(x1 - radius), n(y0 + radius), n(y1 - radius)
    w, e, s, t = n(x0 + k), n(x1 - k), n(y0 + k), n(y1 - k)
    return (
        f"{left} {south} m {right} {south} l {e} {south} {east} {s} {east} {low} c"
        f" {east} {high} l {east} {t} {e} {north} {right} {north} c"
        f" {left} {north} l {w} {north} {west} {t} {west} {high} c"
        f" {west} {low} l {west} {s} {w} {south} {left} {south} c h"
    )


def circle(x: float, y: float, radius: float) -> str:
    """Return the path of a circle around a centre."""
    return rounded(x - radius, y - radius, x + radius, y + radius, radius)
