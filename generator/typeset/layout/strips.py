"""Strips other than words and boxes: table rows, pictures, lines to write on, places for the clinic, rules, gaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from generator.model.problems import Origin, Problem, Unusable
from generator.typeset.draw.writer import PageWriter, Show, number
from generator.typeset.layout.flow import Flow, Slab, open_mark
from generator.typeset.layout.ready import HoldPlace
from generator.typeset.pdf.tags import StructNode
from generator.typeset.text.style import Style, Styles

COMFORTABLE = 28.0
"""Points from one line to write on to the next on a page with room: 10 mm."""
ASKED = 4
"""So many lines to write on more may keep words from a page; what follows after them only fills it."""


class TableRow(Slab):
    """A row of a table: cells with rules around; rows never split, and heads are repeated on a further page."""

    tag = "tr"

    def __init__(
        self,
        x: float,
        width: float,
        origin: Origin,
        style: Style,
        styles: Styles,
        cells: Sequence[tuple[float, float, Flow, str, Figure | None]],
        head: bool,
    ) -> None:
        """``cells`` are (x, width, flow, vertical alignment, picture before the words)."""
        super().__init__(x, width, origin)
        self.style, self.styles, self.cells, self.head = style, styles, tuple(cells), head
        self.first = self.last = False
        """Whether it is the head or the foot of its table."""
        self.loose = False
        """Whether it is the head of a small table that may part all the same: its letters make it too tall."""
        self.grow = 0.0 if head else style.look.grow
        self._heights: dict[float, float] = {}

    def height(self, spacing: float) -> float:
        """Return the tallest cell's height and the padding."""
        found = self._heights.get(spacing)
        if found is None:
            high = [flow.height(spacing) for _, _, flow, *_ in self.cells]
            high += [picture.height(spacing) for *_, picture in self.cells if picture is not None]
            found = self._heights[spacing] = max(high, default=0.0) + self._pad(spacing)
        return found

    def _pad(self, spacing: float) -> float:
        pad = self.style.look.padding
        return (pad[0] + pad[2]) * min(1.3, 0.5 + 0.5 * spacing)

    def room(self) -> float:
        """A row to write in may become as tall as is comfortable to write in (12 mm), or ``grow`` times that.

        In large letters more: half as high again as it is.
        """
        high = self.height(1.0)
        return max(0.0, 34.0 * max(1.0, self.grow) - high, 0.5 * high if self.styles.paper.scale > 1 else 0.0)

    def draw(self, pen: PageWriter, x: float, top: float, spacing: float, extra: float) -> None:
        """Draw ground and rules, then the cells, centred between the rules."""
        look = self.style.look
        height = self.height(spacing) + extra
        left, right, bottom = x + self.x, x + self.x + self.width, top - height
        pen.artifact()
        n = number
        if self.head and look.fill:
            pen.ink(f"q {self.styles.fill(look.fill)} {n(left)} {n(bottom)} {n(right - left)} {n(height)} re f Q")
        edges = [left + at for at, *_ in self.cells[1:]] if look.columns else []
        rules = " ".join(f"{n(edge)} {n(bottom)} m {n(edge)} {n(top)} l" for edge in edges)
        across = f"{n(left)} {n(bottom)} m {n(right)} {n(bottom)} l"
        pen.ink(f"q {self.styles.stroke(look.border)} {n(look.border_width)} w {rules} {across} S Q")
        if self.head or self.last or self.first:  # the table's head and foot: heavier rules
            stroke = self.styles.stroke(look.bullet_colour or look.border)
            for y in (*((top,) if self.first else ()), *((bottom,) if self.head or self.last else ())):
                pen.rule(left, right, y, 2 * look.border_width, stroke)
        pad = self._pad(spacing) / 2
        for at, _, flow, valign, picture in self.cells:
            high = flow.height(spacing)
            down = height - high - pad if valign == "bottom" else (height - high) / 2
            begin = left + at + look.padding[3]
            if picture is not None:
                picture.draw(pen, begin, top - (height - picture.height(spacing)) / 2, spacing, 0.0)
            flow.draw(pen, begin, top - down, spacing)
        pen.note(self.tag, (left, bottom, right, top), self.origin)


class Figure(Slab):
    """A picture or a QR code with its text alternative; a look with a ground or a border has it stand on a field.

    The field is as wide as the measure, with the look's padding around the picture.
    """

    tag = "image"
    elastic = False

    def __init__(
        self,
        x: float,
        width: float,
        origin: Origin,
        style: Style,
        node: StructNode | None,
        alt: str,
        paint: Callable[[tuple[float, float, float, float], Show], str],
        styles: Styles,
    ) -> None:
        """``paint`` returns the operators for a box, given ``PageWriter.show``.

        ``alt`` is the dictionary text of the alternative.
        """
        super().__init__(x, width, origin)
        self.style, self.node, self.alt, self.paint, self.styles = style, node, alt, paint, styles
        self.grow = style.look.grow

    def standing(self, x: float, width: float, look: str) -> Figure:
        """Return the same picture in another look of its styles, at another place and measure."""
        own, style = self.style.look, self.styles[look]
        sides = style.look.padding[1] + style.look.padding[3]
        part = min(style.look.height / own.height, (width - sides) / own.width)
        style = replace(style, look=replace(style.look, width=own.width * part, height=own.height * part))
        other = Figure(x, width, self.origin, style, self.node, self.alt, self.paint, self.styles)
        other.before, other.after, other.keeps_next = style.before, style.after, style.look.keep_next
        return other

    def height(self, spacing: float) -> float:
        """Return the look's height, and the padding of a field."""
        look = self.style.look
        return look.height + look.padding[0] + look.padding[2]

    def room(self) -> float:
        """A drawing may become ``grow`` times as high, as far as it is not wider than its measure."""
        look = self.style.look
        widest = (self.width - look.padding[1] - look.padding[3]) / look.width
        return max(0.0, look.height * min(self.grow - 1.0, widest - 1.0))

    def draw(self, pen: PageWriter, x: float, top: float, spacing: float, extra: float) -> None:
        """Draw the picture where the look aligns it, on its field."""
        look = self.style.look
        above, right, _, before = look.padding
        x += self.x
        pen.panel((x, top - self.height(spacing) - extra, x + self.width, top), self.style, self.styles)
        wide, high = look.width, look.height
        if extra:
            wide, high = wide * (high + extra) / high, high + extra
        room = self.width - before - right - wide
        left = x + before + {"centre": room / 2, "end": room}.get(look.align, 0.0)
        top -= above
        box = (left, top - high, left + wide, top)
        open_mark(pen, self.node)
        if self.node is not None:
            edges = " ".join(f"{value:.2f}" for value in box)
            self.node.more = f"{self.alt}/A<</O/Layout/Placement/Block/BBox[{edges}]>>"
        pen.ink(self.paint(box, pen.show))
        pen.note(self.tag, box, self.origin)


class Spared(Slab):
    """A drawing that only a page with room for it shows, between what stands above and below it; else it takes nothing.

    It says nothing that does not stand elsewhere, and is no element of the document.
    """

    tag = "gap"
    elastic = False
    keeps_next = True

    def __init__(self, figure: Figure) -> None:
        """Take the drawing as low as it may be, and its look's ``grow``."""
        super().__init__(figure.x, figure.width, figure.origin)
        self.figure, self.grow = figure, figure.grow

    def height(self, spacing: float) -> float:
        """Return nothing."""
        return 0.0

    def least_room(self) -> float:
        """Return what it takes at least, with the space below."""
        return self.figure.height(1.0) + self.figure.after

    def room(self) -> float:
        """Return what it can take."""
        return self.least_room() + self.figure.room()

    def filling(self) -> float:
        """Return nothing: no page ends sooner for it."""
        return 0.0

    def draw(self, pen: PageWriter, x: float, top: float, spacing: float, extra: float) -> None:
        """Draw it, with ``extra``."""
        if extra:
            self.figure.draw(pen, x, top, spacing, extra - self.least_room())


class WriteLine(Slab):
    """Lines to write on, one or several; on a page with room more of them."""

    tag = "lines"

    def __init__(self, x: float, width: float, origin: Origin, style: Style, styles: Styles, count: int = 1) -> None:
        """Height and rule come from the look."""
        super().__init__(x, width, origin)
        self.style, self.styles, self.count = style, styles, count
        self.grow = style.look.grow

    def height(self, spacing: float) -> float:
        """Return the look's height for each, never under 6 mm: people must be able to write there.

        A fixed one is as it is.
        """
        look = self.style.look
        return self.count * max(look.height if look.fixed else 17.0, look.height * min(1.0, 0.6 + 0.4 * spacing))

    def room(self) -> float:
        """A write-on line may become 10 mm high; where its look may grow, ``grow`` lines more may follow."""
        return self._room(self.grow - 1.0)

    def filling(self) -> float:
        """Of the lines that may follow no more than ``ASKED`` are as good as words."""
        return self._room(min(self.grow - 1.0, ASKED))

    def _room(self, more: float) -> float:
        return COMFORTABLE * max(0.0, more) + self.count * max(0.0, COMFORTABLE - self.style.look.height)

    def draw(self, pen: PageWriter, x: float, top: float, spacing: float, extra: float) -> None:
        """Draw the rules, as far from one another as there is room, the last at the bottom of the strip."""
        high = self.height(spacing) + extra
        left, right, bottom = x + self.x + self.style.look.indent, x + self.x + self.width, top - high
        count = max(self.count, int(high / COMFORTABLE))
        stroke = self.styles.stroke(self.style.look.border)
        for at in range(count):
            pen.rule(left, right, bottom + high * at / count, self.style.look.border_width, stroke)
        pen.note(self.tag, (left, bottom, right, top), self.origin)


class Hold(Slab):
    """A place of fixed size that the clinic fills: the panel, the telephone in the danger box."""

    tag = "hold"
    elastic = False

    def __init__(
        self,
        x: float,
        width: float,
        origin: Origin,
        name: str,
        style: Style,
        node: StructNode,
        found: dict[str, HoldPlace],
    ) -> None:
        """``found`` receives the place when it is drawn."""
        super().__init__(x, width, origin)
        self.name, self.style, self.node, self.found = name, style, node, found

    def height(self, spacing: float) -> float:
        """Return the look's height."""
        return self.style.look.height

    def draw(self, pen: PageWriter, x: float, top: float, spacing: float, extra: float) -> None:
        """Leave the place and remember it."""
        height = self.height(spacing)
        box = (x + self.x, top - height, x + self.x + self.width, top)
        if self.name in self.found:
            message = f"the place '{self.name}' for the clinic stands twice"
            raise Unusable(Problem(self.origin, message, "keep one of them (one warning on a leaflet)"))
        pen.hold(self.name, self.node)
        self.found[self.name] = HoldPlace(pen.index, box)
        pen.note(self.tag, box, self.origin)


class RuleSlab(Slab):
    """A rule over the whole measure."""

    tag = "rule"
    elastic = False

    def __init__(self, x: float, width: float, origin: Origin, style: Style, styles: Styles) -> None:
        """Colour and width come from the look."""
        super().__init__(x, width, origin)
        self.style, self.styles = style, styles

    def height(self, spacing: float) -> float:
        """Return the rule's width."""
        return self.style.look.border_width

    def draw(self, pen: PageWriter, x: float, top: float, spacing: float, extra: float) -> None:
        """Draw it."""
        look = self.style.look
        pen.rule(
            x + self.x,
            x + self.x + self.width,
            top - look.border_width / 2,
            look.border_width,
            self.styles.stroke(look.border),
        )


class Gap(Slab):
    """Empty space."""

    tag = "gap"

    def __init__(self, height: float, origin: Origin, fixed: bool = False, grow: float = 0.0) -> None:
        """``height`` in points at spacing 1, or at any when it is fixed; it may become ``grow`` times as high."""
        super().__init__(0.0, 0.0, origin)
        self._height, self._fixed, self.grow = height, fixed, grow

    def room(self) -> float:
        """Return how much higher it may become."""
        return max(0.0, self._height * (self.grow - 1.0))

    def height(self, spacing: float) -> float:
        """Return the scaled height."""
        return self._height if self._fixed else self._height * spacing

    def draw(self, pen: PageWriter, x: float, top: float, spacing: float, extra: float) -> None:
        """Draw nothing."""
