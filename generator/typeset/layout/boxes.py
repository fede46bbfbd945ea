"""Boxes: frames with ground, border and padding around flows, and the strips of a box that goes on over a page."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from generator.model.design import Look
from generator.model.problems import Origin
from generator.typeset.draw.patterns import band
from generator.typeset.draw.writer import PageWriter, number, rounded
from generator.typeset.layout.flow import Flow, Slab, TextLine
from generator.typeset.text.style import Style, Styles

FOOT = 4.0
"""Points below the last words of a box that went on over the page, at least."""
HOLLOW = 30.0
"""Points, about two lines: a speech bubble beside higher words has no more empty, else it is as high as its own."""
TAIL = 12.0
"""Points that the tail of a speech bubble reaches below it."""
TORN = 3.0
"""What it costs that a box goes on over a page: it begins on a new page rather than be torn once more."""


def is_frame(look: Look) -> bool:
    """Tell whether a look's border goes all round: with round corners, or when no padding makes it a bar with rules.

    A bar has padding above or below its words and none beside them, or less than none.
    """
    bar = (look.padding[0] or look.padding[2]) and max(look.padding[1], look.padding[3]) <= 0.0
    return bool(look.border and look.border_width and (look.radius or not bar))


class Box(Slab):
    """A frame with ground, border and padding around a flow or around columns side by side."""

    tag = "box"

    def __init__(
        self,
        x: float,
        width: float,
        origin: Origin,
        style: Style,
        styles: Styles,
        columns: Sequence[tuple[float, float, Flow, str]],
    ) -> None:
        """``columns`` are (x inside the padding, width, flow, vertical alignment)."""
        super().__init__(x, width, origin)
        self.style, self.styles, self.columns = style, styles, tuple(columns)
        self.bare = False
        """Whether a speech bubble is drawn without its tail."""
        look = style.look
        edge = look.border_width / 2 if is_frame(look) else 0.0
        self.padding = tuple(side + edge for side in look.padding)
        self._heights: dict[float, float] = {}
        # What can grow in it makes it grow; in columns side by side, when something can in each. ``grow`` of its own
        # look says that one is enough: a drawing beside its words.
        grows = [max((slab.grow for slab in flow.slabs), default=0.0) for _, _, flow, _ in self.columns if flow.slabs]
        self.grow = max(grows, default=0.0) if look.grow else min(grows, default=0.0)

    def room(self) -> float:
        """Return the most extra height that what is in each of its columns can use, or in one where only one grows."""
        if not self.grow:
            return 0.0
        flows = [flow for _, _, flow, _ in self.columns if flow.slabs]
        if self.style.look.grow:
            high = max(flow.height(1.0) for flow in flows)
            tops = (flow.height(1.0) + flow.room() for flow in flows if flow.room())
            return max(0.0, min(tops, default=high) - high)
        return min((flow.room() for flow in flows), default=0.0)

    def _pad(self, spacing: float) -> tuple[float, float]:
        """Return the padding above and below; it shrinks with the spacing, but by less."""
        squeeze = 1.0 if self.style.look.fixed else min(1.0, 0.5 + 0.5 * spacing)
        return self.padding[0] * squeeze, self.padding[2] * squeeze

    def height(self, spacing: float) -> float:
        """Return the tallest column's height and the padding, at least the look's height."""
        found = self._heights.get(spacing)
        if found is None:
            inner = max([flow.height(spacing) for _, _, flow, _ in self.columns], default=0.0)
            found = self._heights[spacing] = max(self.style.look.height, inner + sum(self._pad(spacing)))
        return found

    def holds_frames(self) -> bool:
        """Tell whether boxes with frames of their own stand in it, and it has none: the voices of a belief."""
        look = self.style.look
        inner = [slab.style.look for _, _, flow, _ in self.columns for slab in flow.slabs if isinstance(slab, Box)]
        return not (look.fill or look.border) and any(one.fill or one.border for one in inner)

    def halves(self, room: float, spacing: float) -> tuple[Box, Box] | None:
        """Return it as two boxes, the first no higher than ``room``, or None where it cannot be parted so.

        Only words part: what holds the last of the first half and the first of the second has a frame in each. They
        part between two paragraphs, where one begins in reach, else between two lines.
        """
        ((at, wide, flow, valign),) = self.columns
        room -= self.height(spacing) - flow.height(spacing)

        def made(slabs: Sequence[Slab]) -> Box:
            return Box(self.x, self.width, self.origin, self.style, self.styles, [(at, wide, Flow(slabs), valign)])

        ends: list[int] = []
        for end in range(len(flow.slabs) - 1, -1, -1):
            before, slab, behind = flow.slabs[:end], flow.slabs[end], flow.slabs[end + 1 :]
            if isinstance(slab, Box) and len(slab.columns) == 1:
                high = slab.height(spacing)
                inner = slab.halves(room - (Flow([*before, slab]).height(spacing) - high), spacing)
                if inner is not None:
                    return made([*before, inner[0]]), made([inner[1], *behind])
            elif end and isinstance(slab, TextLine) and not slab.glued and Flow(before).height(spacing) <= room:
                ends.append(end)
        begins = (end for end in ends if isinstance(slab := flow.slabs[end], TextLine) and slab.count)
        end = next(begins, ends[0] if ends else 0)
        return (made(flow.slabs[:end]), made(flow.slabs[end:])) if end else None

    def draw(self, pen: PageWriter, x: float, top: float, spacing: float, extra: float) -> None:
        """Draw the ground, the columns, then the border."""
        look = self.style.look
        height = self.height(spacing) + extra
        box = (x + self.x - look.out, top - height, x + self.x + self.width + look.out, top)
        above, below = self._pad(spacing)
        clipped = is_frame(look)
        if clipped:
            inset = look.border_width / 2
            path = rounded(box[0] + inset, box[1] + inset, box[2] - inset, box[3] - inset, look.radius - inset)
            pen.artifact()
            pen.ink(f"q {self.styles.fill(look.fill or 'paper')} {path} f Q")
            self._pattern(pen, box)
            pen.close()
            pen.ink(f"q {path} W n")
        elif look.border and look.border_width and not look.radius:
            self._edges(pen, box)
        else:
            pen.panel(box, self.style, self.styles)
        if not clipped:
            self._pattern(pen, box)
        tailed = look.tail and not self.bare
        if tailed and not clipped:
            self._tail(pen, box)
        inner = height - above - below
        firsts = [flow.slabs[0] for _, _, flow, _ in self.columns if flow.slabs]
        # Bubbles beside each other, twins in two languages, are alike, however long their words are.
        twins = all(isinstance(one, Box) and one.style.look.tail for one in firsts)
        for left, _, flow, valign in self.columns:
            if valign == "fill" and flow.slabs:  # a cell with a ground of its own is as high as the row
                only = flow.slabs[0]
                over = inner - only.height(spacing)
                if not twins and isinstance(only, Box) and only.style.look.tail:
                    # Its tail stands in the row, above what follows; one whose words need the whole height has none.
                    only.bare = over < TAIL
                    over = 0.0 if over > HOLLOW else over if only.bare else over - TAIL
                only.draw(pen, x + self.x + self.padding[3] + left, top - above, spacing, over)
                continue
            more = extra if self.grow else 0.0
            if look.grow:  # also what the words beside it are higher
                more = min(flow.room(), inner - flow.height(spacing))
            over = inner - flow.height(spacing) - more
            down = {"middle": over / 2, "bottom": over}.get(valign, 0.0)
            flow.draw(pen, x + self.x + self.padding[3] + left, top - above - down, spacing, more)
        if clipped:
            pen.close()
            pen.ink("Q")
            pen.artifact()
            pen.ink(f"q {self.styles.stroke(look.border)} {number(look.border_width)} w {path} S Q")
            if tailed:
                self._tail(pen, box)
        pen.note(self.tag, (box[0] + look.out, box[1], box[2] - look.out, box[3]), self.origin)

    def _tail(self, pen: PageWriter, box: tuple[float, float, float, float]) -> None:
        """Draw the tail of a speech bubble below the ground's left part; a frame goes round it."""
        look, n = self.style.look, number
        frame = look.border_width if is_frame(look) else 0.0
        left, wide, high, base = box[0] + 28, 18.0, TAIL, box[1] + (frame or 1.0)
        path = f"{n(left)} {n(base)} m {n(left)} {n(box[1] - high)} l {n(left + wide)} {n(base)} l"
        pen.artifact()
        pen.ink(f"q {self.styles.fill(look.fill or 'paper')} {path} h f Q")
        if frame:
            pen.ink(f"q 1 j {self.styles.stroke(look.border)} {n(frame)} w {path} S Q")

    def _pattern(self, pen: PageWriter, box: tuple[float, float, float, float]) -> None:
        """Draw the look's pattern, if it has one, in the padding left of the words."""
        look = self.style.look
        if look.pattern:
            frame = look.border_width if is_frame(look) else 0.0
            pen.artifact()
            pen.ink(band(look, box, self.styles, frame, look.out + self.padding[3]))

    def _edges(self, pen: PageWriter, box: tuple[float, float, float, float]) -> None:
        """A bar without round corners: ground, and a rule on the side that has padding (or both)."""
        look = self.style.look
        if look.fill:
            pen.artifact()
            pen.ink(f"q {self.styles.fill(look.fill)} {rounded(*box, 0)} f Q")
        stroke = self.styles.stroke(look.border)
        if look.padding[0] or look.fill:
            pen.rule(box[0], box[2], box[3], look.border_width, stroke)
        if look.padding[2] and not (look.fill and look.padding[0]):
            pen.rule(box[0], box[2], box[1], look.border_width, stroke)


class Framed(Slab):
    """A strip of a box that is too tall for any page: its ground goes on behind each strip."""

    def __init__(self, slab: Slab, box: Box) -> None:
        """Take over the strip's spacing rules."""
        super().__init__(box.x, box.width, slab.origin)
        self.slab, self.frame = slab, box
        self.box = box
        self.last = False
        self.below = max(slab.before, slab.after)
        self.before, self.after = slab.before, slab.after
        self.glued, self.cost, self.tag = slab.glued, TORN, slab.tag
        self.keeps_next, self.grow, self.listed = slab.keeps_next, slab.grow, slab.listed

    def room(self) -> float:
        """Return the most extra height that the strip can use."""
        return self.slab.room()

    def least_room(self) -> float:
        """Return the least extra height that is of use to the strip."""
        return self.slab.least_room()

    def height(self, spacing: float) -> float:
        """Return the strip's height."""
        return self.slab.height(spacing) + self._foot()

    def _foot(self) -> float:
        """Return what the last strip has below it, inside the box."""
        return max(FOOT, self.frame.padding[2]) if self.last else 0.0

    def draw(self, pen: PageWriter, x: float, top: float, spacing: float, extra: float) -> None:
        """Draw ground and side borders, then the strip."""
        look, styles = self.frame.style.look, self.frame.styles
        space = 0.0 if self.last else self.below * spacing
        left, right, bottom = x + self.x, x + self.x + self.width, top - self.height(spacing) - extra - space
        pen.artifact()
        if look.fill and look.fill != "paper":
            n = number
            pen.ink(f"q {styles.fill(look.fill)} {n(left)} {n(bottom)} {n(right - left)} {n(top - bottom)} re f Q")
        if look.pattern:
            pen.ink(band(replace(look, radius=0.0), (left, bottom, right, top), styles, 0.0, self.frame.padding[3]))
        if look.border and look.border_width:
            stroke = styles.stroke(look.border)
            pen.upright(left, bottom, top, look.border_width, stroke)
            pen.upright(right, bottom, top, look.border_width, stroke)
            if self.last:
                half = look.border_width / 2
                pen.rule(left - half, right + half, bottom, look.border_width, stroke)
        self.slab.draw(pen, x + self.x + self.frame.padding[3], top, spacing, extra)
