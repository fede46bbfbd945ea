"""Look at everything that a side draws, forms and patterns too, and say what a press cannot take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pikepdf

from generator.model.units import Box
from generator.press.rules import Ordered
from generator.press.walk import (
    COLOURS,
    EVERY,
    FILLS,
    SCREEN,
    SHOWS,
    START,
    STROKES,
    Colour,
    Fault,
    State,
    Step,
    Walker,
    bounds,
    corners,
    moved,
    numbers,
    overlap,
    space_of,
    within,
)  # fmt: skip

MOST_INK: Final = 3.0
"""Cyan, magenta, yellow and black together; above, coated paper does not dry."""
SLIGHTLY: Final = 0.005
LEAST_PPI: Final = 300
"""Pixels to the inch that a printing screen of 150 lines can show (two for each of its dots)."""
EDGE: Final = 0.5
"""Points: what comes this near to an edge touches it."""
_PRESS: Final = frozenset(("cmyk", "grey", "all", "pattern", ""))
"""Spaces of which there is nothing to say."""

Wrong = tuple[str, str, Box | None]
"""A rule, what breaks it, and the first place where it does, in points of the page; None where there is no place."""


def look_at_page(page: Any, ordered: Ordered) -> tuple[tuple[Wrong, ...], float]:
    """Return all that is wrong with what a page draws, each once, and the most ink of any colour in it.

    Nothing overprints and masks only thin inks out, so no spot of the plates has more than the richest colour.
    """
    painted = _Painted(page.obj, ordered)
    painted.look(page, page.obj.get("/Resources", pikepdf.Dictionary()), START, 0)
    return tuple((rule, message, box) for (rule, message), box in painted.found.items()), painted.peak


class _Painted:
    """Looks at one page; what is wrong is kept in ``found``."""

    def __init__(self, page: Any, ordered: Ordered) -> None:
        self.ordered = ordered
        self.found: dict[tuple[str, str], Box | None] = {}
        self.peak = 0.0
        self.trim: Box = numbers(page.get("/TrimBox", page.get("/MediaBox", [0, 0, 0, 0])))
        self.bleed: Box = numbers(page.get("/BleedBox", self.trim))
        self.seen: set[tuple[int, int]] = set()
        self.pictures: dict[tuple[int, int], tuple[tuple[str, str], ...]] = {}
        self.masked = 0
        """Masks that are being looked at: they lay no ink on the page, and stand where nobody knows."""
        self.walker = Walker()

    def add(self, rule: str, message: str, box: Box | None = None) -> None:
        """Note what is wrong; of many places the first is kept."""
        self.found[rule, message] = self.found.get((rule, message)) or box

    def look(self, stream: Any, resources: Any, state: State, depth: int) -> None:
        """Look at each step of a page, pattern, mask or glyph, and of the forms inside."""
        for step in self.walker.follow(stream, resources, state, depth):
            if isinstance(step, Fault):
                if step.lost:
                    self.add("content", step.message)
            elif not step.name:
                self.resources(step.resources, step.depth)
            elif step.name in SHOWS:
                self.letters(step)
            elif step.name in FILLS or step.name in STROKES:
                self.painted(step)
            elif step.name in COLOURS:
                self.colour(step)
            elif step.name == "sh":
                shading = step.resources.get("/Shading", {}).get(str(step.operands[0]))
                if shading is not None:
                    self.space(shading.get("/ColorSpace"), step.resources)
            elif step.name == "Do" and step.target is not None and str(step.target.get("/Subtype", "")) == "/Image":
                self.picture(step)
            elif step.name == "INLINE IMAGE" and "RGB" in str(step.operands[0].colorspace or ""):
                self.add("rgb", "a picture is in red, green and blue")

    # -- colours -------------------------------------------------------------

    def colour(self, step: Step) -> None:
        """Look at a colour where it is chosen."""
        colour = step.state.fill if step.name.islower() else step.state.stroke
        if step.name in ("cs", "CS"):
            self.space(step.operands[0], step.resources)
        elif step.name in ("rg", "RG"):
            self.add("rgb", f"a colour is set in red, green and blue ({step.name})")
        else:
            self.inks(colour)

    def inks(self, colour: Colour, box: Box | None = None) -> None:
        """Look at a colour's inks; ``box`` is where something is painted in it."""
        if self.ordered.colour == "k" and any(colour.inks[:3]):
            self.add("black-only", "a colour holds another ink than black", box)
        if colour.space == "all":
            return
        self.peak = max(self.peak, sum(colour.inks))
        if sum(colour.inks) > MOST_INK + SLIGHTLY:
            self.add("ink", f"a colour has {sum(colour.inks):.0%} of ink; at most 300 % dry", box)

    def laid(self, name: str, colour: Colour, box: Box) -> None:
        """Give what is wrong with a colour the place where it is laid on; ``name`` is the operator that chose it."""
        if colour.space == SCREEN:
            self.add("rgb", f"a colour is set in red, green and blue ({name})", box)
        elif colour.space in ("cmyk", "grey"):
            self.inks(colour, box)

    def space(self, given: Any, resources: Any) -> None:
        """Say what is wrong with a colour space."""
        for rule, message in _of_space(space_of(given, resources)):
            self.add(rule, message)

    # -- what is painted -----------------------------------------------------

    def letters(self, step: Step) -> None:
        """Letters that are black must be black alone; four inks give them coloured rims."""
        state, (x, y) = step.state, step.line
        if state.hidden:
            return
        box = bounds(moved(corners(x, y - 0.2 * state.size, state.size, state.size), state.matrix))
        cyan, magenta, yellow, black = state.fill.inks
        self.laid("rg", state.fill, box)
        if (black >= 0.9 and cyan + magenta + yellow > SLIGHTLY) or min(cyan, magenta, yellow) >= 0.5:
            self.add("black-text", "black letters are built of several inks", box)

    def painted(self, step: Step) -> None:
        """Look at each part of a path that is filled or stroked: its inks, and whether it ends at the edge."""
        fill = step.state.fill if step.name in FILLS else None
        stroke = step.state.stroke if step.name in STROKES else None
        marks = Colour("all", EVERY) in (fill, stroke)
        for part in step.path:
            box = within(bounds(part), step.state.clip)
            if fill:
                self.laid("rg", fill, box)
            if stroke:
                self.laid("RG", stroke, box)
            if marks and overlap(box, self.bleed):
                self.add("ink", "a mark in all inks stands inside the bleed", box)
            if fill and sum(fill.inks) > 0:
                self.edges(box)

    def edges(self, box: Box) -> None:
        """Say where something ends at the edge of the trimmed page instead of in the bleed."""
        left, low, right, high = self.trim
        if self.masked or not self.ordered.bleed or not overlap(box, (left + 1, low + 1, right - 1, high - 1)):
            return
        for at, side in enumerate(("left", "lower", "right", "upper")):
            sign = 1 if at < 2 else -1
            over = (self.trim[at] - box[at]) * sign
            if -EDGE <= over < self.ordered.bleed - EDGE:
                self.add("bleed-filled", f"something touches the {side} edge and does not go on into the bleed", box)

    def picture(self, step: Step) -> None:
        """Look at a picture where it is drawn."""
        target, matrix = step.target, step.state.matrix
        box = bounds(moved(corners(0.0, 0.0, 1.0, 1.0), matrix))
        self.image(target, step.resources, box)
        self.edges(within(box, step.state.clip))
        a, b, c, d = matrix[:4]
        wide, high = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5
        ppi = min(72 * int(target.Width) / max(wide, 1e-6), 72 * int(target.Height) / max(high, 1e-6))
        if ppi < LEAST_PPI:
            message = f"a picture has {ppi:.0f} pixels to the inch; at least {LEAST_PPI} are sharp"
            self.add("resolution", message, box)

    def image(self, image: Any, resources: Any, box: Box | None = None) -> None:
        """Say what is wrong with a picture's colours, which are looked at once; ``box`` is where it is drawn."""
        if image.objgen not in self.pictures:
            found = () if image.get("/ImageMask", False) else self.pixels(image, resources)
            self.pictures[image.objgen] = tuple(found)
        for rule, message in self.pictures[image.objgen]:
            self.add(rule, message, box)

    def pixels(self, image: Any, resources: Any) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with a picture's space and inks."""
        space = space_of(image.get("/ColorSpace"), resources)
        yield from _of_space(space)
        if space != "cmyk":
            return
        if self.ordered.colour == "k":
            yield "black-only", "a picture holds other inks than black"
        try:
            data = image.read_bytes()
        except pikepdf.PdfError:
            yield "ink", "a picture is packed so that its ink cannot be measured"
            return
        peak = max(map(sum, zip(data[::4], data[1::4], data[2::4], data[3::4], strict=False)), default=0) / 255
        self.peak = max(self.peak, peak)
        if peak > MOST_INK + SLIGHTLY:
            yield "ink", f"a picture has {peak:.0%} of ink; at most 300 % dry"

    # -- resources, used or not ----------------------------------------------

    def resources(self, resources: Any, depth: int) -> None:
        """Look at everything that resources declare."""
        if resources.objgen != (0, 0):
            if resources.objgen in self.seen:
                return
            self.seen.add(resources.objgen)
        none = pikepdf.Dictionary()
        for space in resources.get("/ColorSpace", {}).values():
            self.space(space, none)
        for font in resources.get("/Font", {}).values():
            self.font(font, depth)
        for state in resources.get("/ExtGState", {}).values():
            if any(state.get(key, "/Default") not in ("/Default", "/Identity") for key in ("/TR", "/TR2")):
                self.add("content", "a transfer function changes the inks")
            mask = state.get("/SMask")
            if isinstance(mask, pikepdf.Dictionary) and "/G" in mask:
                self.masked += 1
                self.look(mask.G, mask.G.get("/Resources", none), State(hidden=True), depth + 1)
                self.masked -= 1
        for pattern in resources.get("/Pattern", {}).values():
            if isinstance(pattern, pikepdf.Stream):
                self.look(pattern, pattern.get("/Resources", none), START, depth + 1)
            elif "/Shading" in pattern:
                self.space(pattern.Shading.get("/ColorSpace"), resources)
        for item in resources.get("/XObject", {}).values():
            if "/OPI" in item or str(item.get("/Subtype", "")) == "/PS" or "/PS" in item:
                self.add("content", "PostScript or OPI is used")
            if str(item.get("/Subtype", "")) == "/Image":
                self.image(item, resources)

    def font(self, font: Any, depth: int) -> None:
        """Say which font is not in the file; look at the glyphs of one that is drawn."""
        if str(font.get("/Subtype")) == "/Type3":
            for glyph in font.get("/CharProcs", {}).values():
                self.look(glyph, font.get("/Resources", pikepdf.Dictionary()), START, depth + 1)
            return
        inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        descriptor = inner.get("/FontDescriptor", {})
        if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            self.add("font", f"the font {str(font.get('/BaseFont', '?'))[1:]} is not embedded")


def _of_space(space: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a colour space, as ``space_of`` says it."""
    if space in ("/ICCBased RGB", "/CalRGB"):
        yield "rgb", "a colour space of red, green and blue is used"
    elif space not in _PRESS:
        yield "rgb" if "RGB" in space else "other-space", f"the colour space {space[1:]} is used"
