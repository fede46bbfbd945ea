"""Walk everything that a side draws, forms and patterns too, and say what a press cannot take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pikepdf
from msgspec import Struct
from msgspec.structs import replace

from generator.press.bleed import PLAIN, Matrix, numbers, times

MOST_INK: Final = 3.0
"""Cyan, magenta, yellow and black together; above, coated paper does not dry."""
SLIGHTLY: Final = 0.005
LEAST_PPI: Final = 300
"""Pixels to the inch that a printing screen of 150 lines can show (two for each of its dots)."""
EDGE: Final = 0.5
"""Points: what comes this near to an edge touches it."""
DEEPEST: Final = 12

Box = tuple[float, float, float, float]
Inks = tuple[float, float, float, float]
BLACK: Final[Inks] = (0.0, 0.0, 0.0, 1.0)
EVERY: Final[Inks] = (1.0, 1.0, 1.0, 1.0)
_SHOWS: Final = {"Tj", "TJ", "'", '"'}
_FILLS: Final = {"f", "F", "f*", "B", "B*", "b", "b*"}
_STROKES: Final = {"S", "s", "B", "B*", "b", "b*"}
_DEVICE: Final = {"/DeviceCMYK": "cmyk", "/CMYK": "cmyk", "/DeviceGray": "grey", "/G": "grey"}


class Look(Struct, frozen=True):
    """What to look for: the inks ordered (``cmyk`` or ``k``) and the bleed in points."""

    colour: str
    bleed: float


class _State(Struct, frozen=True):
    matrix: Matrix = PLAIN
    clip: Box = (-1e6, -1e6, 1e6, 1e6)
    fill: Inks = BLACK
    stroke: Inks = BLACK
    fill_space: str = "grey"
    stroke_space: str = "grey"
    hidden: bool = False
    size: float = 0.0


Wrong = tuple[str, str, Box | None]
"""A rule, what breaks it, and the first place where it does, in points of the page; None where there is no place."""


def look_at_page(page: Any, look: Look) -> tuple[tuple[Wrong, ...], float]:
    """Return all that is wrong with what a page draws, each once, and the most ink of any colour in it.

    Nothing overprints and masks only thin inks out, so no spot of the plates has more than the richest colour.
    """
    walker = _Walker(page.obj, look)
    walker.walk(page, page.obj.get("/Resources", pikepdf.Dictionary()), _State(), 0)
    return tuple((rule, message, box) for (rule, message), box in walker.found.items()), walker.peak


class _Walker:
    """Goes through one page; what is wrong is kept in ``found``."""

    def __init__(self, page: Any, look: Look) -> None:
        self.look = look
        self.found: dict[tuple[str, str], Box | None] = {}
        self.peak = 0.0
        self.trim: Box = numbers(page.get("/TrimBox", page.get("/MediaBox", [0, 0, 0, 0])))
        self.bleed: Box = numbers(page.get("/BleedBox", self.trim))
        self.seen: set[tuple[int, int]] = set()
        self.pictures: dict[tuple[int, int], tuple[tuple[str, str], ...]] = {}
        self.parsed: dict[tuple[int, int], list[Any]] = {}

    def add(self, rule: str, message: str, box: Box | None = None) -> None:
        """Note what is wrong; of many places the first is kept."""
        self.found[rule, message] = self.found.get((rule, message)) or box

    # -- streams -------------------------------------------------------------

    def walk(self, stream: Any, resources: Any, state: _State, depth: int) -> None:
        """Follow the operators of a page, form, pattern or glyph."""
        if depth > DEEPEST:
            self.add("content", "forms lie too deep in one another")
            return
        self.resources(resources, depth)
        states = [state]
        line = (0.0, 0.0)
        path: list[list[tuple[float, float]]] = []
        clips = False
        for operands, operator in self.operators(stream):
            name, now = str(operator), states[-1]
            if name == "q":
                states.append(now)
            elif name == "Q":
                if len(states) > 1:
                    states.pop()
            elif name == "cm":
                states[-1] = replace(now, matrix=times(numbers(operands), now.matrix))
            elif name in ("m", "l", "c", "v", "y", "re"):
                if name in ("m", "re") or not path:
                    path.append([])
                path[-1] += self.points(name, numbers(operands), now.matrix)
            elif name in ("W", "W*"):
                clips = True
            elif name in _FILLS or name in _STROKES or name == "n":
                self.painted(name, path, now)
                if clips and path:
                    outer = _bounds([point for part in path for point in part])
                    states[-1] = replace(now, clip=_within(outer, now.clip))
                path, clips = [], False
            elif name == "Do":
                self.draw(resources, str(operands[0]), now, depth)
            elif name == "INLINE IMAGE":
                self.inline(operands[0])
            elif name == "Tr":
                states[-1] = replace(now, hidden=int(operands[0]) in (3, 7))
            elif name == "BT":
                line = (0.0, 0.0)
            elif name in ("Td", "TD", "Tm"):
                x, y = numbers(operands)[-2:]
                line = (x, y) if name == "Tm" else (line[0] + x, line[1] + y)
            elif name == "Tf":
                states[-1] = replace(now, size=float(operands[1]))
            elif name in _SHOWS:
                (x, y), size = line, now.size
                box = _bounds(self.points("re", (x, y - 0.2 * size, size, size), now.matrix))
                self.letters(now, box)
            else:
                states[-1] = self.colour(name, operands, now, resources)

    def operators(self, stream: Any) -> list[Any]:
        key = getattr(stream, "objgen", None) or stream.obj.objgen
        found = self.parsed.get(key)
        if found is None:
            try:
                found = list(pikepdf.parse_content_stream(stream))
            except pikepdf.PdfError:
                self.add("content", "what is drawn cannot be read")
                found = []
            self.parsed[key] = found
        return found

    @staticmethod
    def points(name: str, values: tuple[float, ...], matrix: Matrix) -> list[tuple[float, float]]:
        if name == "re":
            x, y, wide, high = values
            values = (x, y, x + wide, y, x, y + high, x + wide, y + high)
        a, b, c, d, e, f = matrix
        return [(a * x + c * y + e, b * x + d * y + f) for x, y in zip(values[::2], values[1::2], strict=True)]

    # -- colours -------------------------------------------------------------

    def colour(self, name: str, operands: Sequence[Any], now: _State, resources: Any) -> _State:
        """Return the state after a colour operator; any other leaves it as it is."""
        if name in ("rg", "RG"):
            self.add("rgb", f"a colour is set in red, green and blue ({name})")
            return replace(now, fill_space="rgb") if name == "rg" else replace(now, stroke_space="rgb")
        elif name in ("k", "K", "g", "G"):
            values = numbers(operands)
            inks: Inks = values if len(values) == 4 else (0.0, 0.0, 0.0, 1 - values[0])
            self.inks(inks)
            space = "cmyk" if len(values) == 4 else "grey"
            if name.islower():
                return replace(now, fill=inks, fill_space=space)
            return replace(now, stroke=inks, stroke_space=space)
        elif name in ("cs", "CS"):
            space = self.space(operands[0], resources)
            inks = EVERY if space == "all" else BLACK
            if name == "cs":
                return replace(now, fill=inks, fill_space=space)
            return replace(now, stroke=inks, stroke_space=space)
        elif name in ("sc", "scn", "SC", "SCN"):
            lower = name.islower()
            space = now.fill_space if lower else now.stroke_space
            values = numbers([value for value in operands if not isinstance(value, pikepdf.Name)])
            inks = _inks(space, values)
            self.inks(inks, marks=space == "all")
            return replace(now, fill=inks) if lower else replace(now, stroke=inks)
        elif name == "sh":
            shading = resources.get("/Shading", {}).get(str(operands[0]))
            if shading is not None:
                self.space(shading.get("/ColorSpace"), resources)
        return now

    def inks(self, inks: Inks, marks: bool = False, box: Box | None = None) -> None:
        """Look at a colour where it is chosen, and again where something is painted in it (``box``)."""
        if self.look.colour == "k" and any(inks[:3]):
            self.add("black-only", "a colour holds another ink than black", box)
        if not marks:
            self.peak = max(self.peak, sum(inks))
        if sum(inks) > MOST_INK + SLIGHTLY and not marks:
            self.add("ink", f"a colour has {sum(inks):.0%} of ink; at most 300 % dry", box)

    def laid(self, name: str, space: str, inks: Inks, box: Box) -> None:
        """Give what is wrong with a colour the place where it is laid on; ``name`` is the operator that chose it."""
        if space == "rgb":
            self.add("rgb", f"a colour is set in red, green and blue ({name})", box)
        elif space in ("cmyk", "grey"):
            self.inks(inks, box=box)

    def space(self, given: Any, resources: Any) -> str:
        """Return what a colour space is: cmyk, grey, all, or other after saying so."""
        named = resources.get("/ColorSpace", {}).get(str(given)) if isinstance(given, pikepdf.Name) else None
        value = given if named is None else named
        if isinstance(value, pikepdf.Name):
            kind = _DEVICE.get(str(value), "")
            if kind:
                return kind
            if str(value) == "/Pattern":
                return "pattern"
            self.add("rgb" if "RGB" in str(value) else "other-space", f"the colour space {str(value)[1:]} is used")
            return "other"
        if not isinstance(value, pikepdf.Array):
            return "other"
        kind = str(value[0])
        if kind in ("/Indexed", "/I"):
            return self.space(value[1], resources)
        if kind == "/Pattern":
            return "pattern"
        if kind == "/Separation" and str(value[1]) == "/All":
            return "all"
        if (kind == "/ICCBased" and int(value[1].get("/N", 0)) == 3) or kind == "/CalRGB":
            self.add("rgb", "a colour space of red, green and blue is used")
        else:
            self.add("other-space", f"the colour space {kind[1:]} is used")
        return "other"

    # -- what is painted -----------------------------------------------------

    def letters(self, now: _State, box: Box) -> None:
        """Letters that are black must be black alone; four inks give them coloured rims."""
        cyan, magenta, yellow, black = now.fill
        if now.hidden:
            return
        self.laid("rg", now.fill_space, now.fill, box)
        if (black >= 0.9 and cyan + magenta + yellow > SLIGHTLY) or min(cyan, magenta, yellow) >= 0.5:
            self.add("black-text", "black letters are built of several inks", box)

    def painted(self, name: str, path: list[list[tuple[float, float]]], now: _State) -> None:
        if name == "n":
            return
        marks = (name in _FILLS and now.fill_space == "all" and now.fill == EVERY) or (
            name in _STROKES and now.stroke_space == "all" and now.stroke == EVERY
        )
        for part in path:
            box = _within(_bounds(part), now.clip)
            if name in _FILLS:
                self.laid("rg", now.fill_space, now.fill, box)
            if name in _STROKES:
                self.laid("RG", now.stroke_space, now.stroke, box)
            if marks and _overlap(box, self.bleed):
                self.add("ink", "a mark in all inks stands inside the bleed", box)
            if name in _FILLS and sum(now.fill) > 0:
                self.edges(box)

    def edges(self, box: Box) -> None:
        """Say where something ends at the edge of the trimmed page instead of in the bleed."""
        if not self.look.bleed or not _overlap(
            box, (self.trim[0] + 1, self.trim[1] + 1, self.trim[2] - 1, self.trim[3] - 1)
        ):
            return
        for at, side in enumerate(("left", "lower", "right", "upper")):
            sign = 1 if at < 2 else -1
            over = (self.trim[at] - box[at]) * sign
            if -EDGE <= over < self.look.bleed - EDGE:
                self.add("bleed-filled", f"something touches the {side} edge and does not go on into the bleed", box)

    def draw(self, resources: Any, name: str, now: _State, depth: int) -> None:
        """Follow a form, look at an image."""
        target = resources.get("/XObject", {}).get(name)
        if target is None:
            return
        kind = str(target.get("/Subtype", ""))
        if kind == "/Image":
            box = _bounds(self.points("re", (0.0, 0.0, 1.0, 1.0), now.matrix))
            self.image(target, resources)
            for rule, message in self.pictures.get(target.objgen, ()):
                self.add(rule, message, box)
            self.edges(_within(box, now.clip))
            a, b, c, d = now.matrix[:4]
            wide, high = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5
            ppi = min(72 * int(target.Width) / max(wide, 1e-6), 72 * int(target.Height) / max(high, 1e-6))
            if ppi < LEAST_PPI:
                message = f"a picture has {ppi:.0f} pixels to the inch; at least {LEAST_PPI} are sharp"
                self.add("resolution", message, box)
        elif kind == "/Form":
            matrix = times(numbers(target.get("/Matrix", PLAIN)), now.matrix)
            x0, y0, x1, y1 = numbers(target.BBox)
            clip = _within(_bounds(self.points("re", (x0, y0, x1 - x0, y1 - y0), matrix)), now.clip)
            inner = target.get("/Resources", resources)
            self.walk(target, inner, replace(now, matrix=matrix, clip=clip), depth + 1)

    def image(self, image: Any, resources: Any) -> None:
        if image.objgen in self.seen:
            return
        self.seen.add(image.objgen)
        if image.get("/ImageMask", False):
            return
        before = set(self.found)
        self.pixels(image, resources)
        self.pictures[image.objgen] = tuple(set(self.found) - before)

    def pixels(self, image: Any, resources: Any) -> None:
        """Look at an image's colours, once."""
        space = self.space(image.get("/ColorSpace"), resources)
        if space == "cmyk":
            if self.look.colour == "k":
                self.add("black-only", "a picture holds other inks than black")
            try:
                data = image.read_bytes()
            except pikepdf.PdfError:
                self.add("ink", "a picture is packed so that its ink cannot be measured")
                return
            peak = max(map(sum, zip(data[::4], data[1::4], data[2::4], data[3::4], strict=False)), default=0) / 255
            self.peak = max(self.peak, peak)
            if peak > MOST_INK + SLIGHTLY:
                self.add("ink", f"a picture has {peak:.0%} of ink; at most 300 % dry")

    def inline(self, image: Any) -> None:
        named = str(image.colorspace or "")
        if "RGB" in named:
            self.add("rgb", "a picture is in red, green and blue")

    # -- resources, used or not ----------------------------------------------

    def resources(self, resources: Any, depth: int) -> None:
        """Look at everything that resources declare."""
        if resources.objgen != (0, 0):
            if resources.objgen in self.seen:
                return
            self.seen.add(resources.objgen)
        for space in resources.get("/ColorSpace", {}).values():
            self.space(space, pikepdf.Dictionary())
        for font in resources.get("/Font", {}).values():
            self.font(font, depth)
        for state in resources.get("/ExtGState", {}).values():
            if any(state.get(key, "/Default") not in ("/Default", "/Identity") for key in ("/TR", "/TR2")):
                self.add("content", "a transfer function changes the inks")
            mask = state.get("/SMask")
            if isinstance(mask, pikepdf.Dictionary) and "/G" in mask:
                self.walk(mask.G, mask.G.get("/Resources", pikepdf.Dictionary()), _State(hidden=True), depth + 1)
        for pattern in resources.get("/Pattern", {}).values():
            if isinstance(pattern, pikepdf.Stream):
                self.walk(pattern, pattern.get("/Resources", pikepdf.Dictionary()), _State(), depth + 1)
            elif "/Shading" in pattern:
                self.space(pattern.Shading.get("/ColorSpace"), resources)
        for item in resources.get("/XObject", {}).values():
            if "/OPI" in item or str(item.get("/Subtype", "")) == "/PS" or "/PS" in item:
                self.add("content", "PostScript or OPI is used")
            if str(item.get("/Subtype", "")) == "/Image":
                self.image(item, resources)

    def font(self, font: Any, depth: int) -> None:
        if str(font.get("/Subtype")) == "/Type3":
            for glyph in font.get("/CharProcs", {}).values():
                self.walk(glyph, font.get("/Resources", pikepdf.Dictionary()), _State(), depth + 1)
            return
        inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        descriptor = inner.get("/FontDescriptor", {})
        if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            self.add("font", f"the font {str(font.get('/BaseFont', '?'))[1:]} is not embedded")


def _inks(space: str, values: tuple[float, ...]) -> Inks:
    if space == "cmyk" and len(values) == 4:
        return values[0], values[1], values[2], values[3]
    if space == "grey" and len(values) == 1:
        return 0.0, 0.0, 0.0, 1 - values[0]
    if space == "all" and values and values[0] > 0:
        return EVERY
    return BLACK


def _bounds(points: Sequence[tuple[float, float]]) -> Box:
    across, down = [x for x, _ in points], [y for _, y in points]
    return min(across), min(down), max(across), max(down)


def _within(box: Box, clip: Box) -> Box:
    return max(box[0], clip[0]), max(box[1], clip[1]), min(box[2], clip[2]), min(box[3], clip[3])


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]
