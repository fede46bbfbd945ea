"""What measures and draws itself: slabs stacked into flows.

A slab is a strip that a page break never cuts: a line, a table row, a box, a picture. Its height may depend on
the spacing (a factor on all vertical space), so that one layout can be fitted without setting it again.
Coordinates: x from the left edge of the page, ``top`` from its bottom edge, both in points.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from itertools import pairwise, repeat
from typing import Self

from msgspec import Struct

from generator.model.problems import Origin
from generator.model.sheet import Run
from generator.typeset.draw.writer import PageWriter, circle, rounded
from generator.typeset.pdf.tags import Annotation, StructNode
from generator.typeset.text.measured import Atom, Line, glyphs
from generator.typeset.text.paragraph import Setter
from generator.typeset.text.shaped import opening_blank
from generator.typeset.text.style import Style

LOOSE = 6.0
"""A space of more points than this may be wider than it is."""
APART = 14.0
"""A space of more points than this, at the theme's spacing, stands between sections."""
MIDDLE = 0.357
"""Half the height of capitals in Noto Sans, as part of the size: lines are centred on it."""


class Slab:  # no ABC: its metaclass makes each of a thousand isinstance() take three times as long
    """A strip of a page. ``before`` and ``after`` are spaces at spacing 1; the larger of two neighbours counts.

    ``glued`` forbids a page break before it; ``cost`` is how ugly one would be (0 fine, 1 very).
    """

    before = 0.0
    after = 0.0
    glued = False
    cost = 0.0
    grow = 0.0
    first_page = False
    forced = False
    keeps_next = False
    heads = False
    """Whether a section, or another block with a name for readers, begins with it."""
    listed = False
    """Whether it begins an item of a list below another one: all of them stand equally far apart."""
    elastic = True
    """Whether its height depends on the spacing."""
    alike = False
    """Whether it grows only where all others like it on its page can."""
    tag = ""
    header: Slab | None = None
    box: Slab | None = None
    """The box that this is a strip of, when the box goes on over the page."""

    def __init__(self, x: float, width: float, origin: Origin) -> None:
        """``x`` is relative to the flow's left edge."""
        self.x, self.width, self.origin = x, width, origin

    def __copy__(self) -> Self:
        """Return a slab with all that this one has; for a thousand of them this takes a third of what ``copy`` does."""
        twin = self.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        return twin

    def leads_on(self, before: Slab) -> bool:
        """Whether it is words within a section behind a table, which lead in another."""
        return self.tag == "p" and not self.heads and before.tag == "tr"

    def widens(self, before: Slab, gap: float) -> bool:
        """Whether the gap above it, of so many points, may be wider than it is: not in a heading, nor in a box."""
        free = not self.glued or self.listed
        return gap > LOOSE and free and (self.box is None or self.box is not before.box)

    def begins(self, before: Slab, gap: float, spacing: float) -> bool:
        """Whether a gap that may be wider stands above another thing, such as a section: no item, no words led in."""
        words = self.tag == "p" and not self.heads  # in large letters paragraphs are as far apart as sections elsewhere
        return gap > APART * (1 + words) * spacing and not self.listed and not self.leads_on(before)

    @abstractmethod
    def height(self, spacing: float) -> float:
        """Return the height in points at a spacing."""

    @abstractmethod
    def draw(self, pen: PageWriter, x: float, top: float, spacing: float, extra: float) -> None:
        """Draw with the flow's left edge at ``x``; ``extra`` is height given beyond ``height``."""

    def room(self) -> float:
        """Return the most extra height it can use (for ``grow``)."""
        return 0.0

    def filling(self) -> float:
        """Return what of its room counts as filled when pages are divided."""
        return self.room()

    def least_room(self) -> float:
        """Return the least extra height that is of use to it (for ``grow``)."""
        return 0.0


class Flow:
    """Slabs one under the other."""

    __slots__ = ("_elastic", "_gaps", "_heights", "_rigid", "slabs")

    def __init__(self, slabs: Sequence[Slab]) -> None:
        """Keep the slabs in order."""
        self.slabs = tuple(slabs)
        self._heights: dict[float, float] = {}
        self._rigid = self._gaps = 0.0
        self._elastic: list[Slab] | None = None

    def height(self, spacing: float) -> float:
        """Return the height in points; no space before the first and after the last slab."""
        if self._elastic is None:
            self._sum_up()
        if not self._elastic:
            return self._rigid + self._gaps * spacing
        found = self._heights.get(spacing)
        if found is None:
            elastic = sum([slab.height(spacing) for slab in self._elastic])
            found = self._heights[spacing] = self._rigid + self._gaps * spacing + elastic
        return found

    def _sum_up(self) -> None:
        """Add up once what no spacing changes: copy-fitting asks for the height at many."""
        self._elastic = [slab for slab in self.slabs if slab.elastic]
        self._rigid = sum([slab.height(0.0) for slab in self.slabs if not slab.elastic])
        self._gaps = sum([max(before.after, slab.before) for before, slab in pairwise(self.slabs)])

    def room(self) -> float:
        """Return the most extra height that its slabs can use."""
        return sum([slab.room() for slab in self.slabs if slab.grow])

    def draw(self, pen: PageWriter, x: float, top: float, spacing: float, extra: float = 0.0) -> None:
        """Draw all slabs from the top down; ``extra`` is height for those that grow."""
        after: float | None = None
        taken = _shares(self.slabs, extra) if extra else repeat(0.0)
        for slab, more in zip(self.slabs, taken, strict=False):
            if after is not None:
                top -= max(after, slab.before) * spacing
            slab.draw(pen, x, top, spacing, more)
            top -= slab.height(spacing) + more
            after = slab.after


def _shares(slabs: Sequence[Slab], extra: float) -> list[float]:
    """Return what each slab takes of spare height: first the least that is of use, the rest in proportion to room."""
    rooms = [slab.room() if slab.grow else 0.0 for slab in slabs]
    shares = [0.0] * len(slabs)
    for at, slab in enumerate(slabs):
        least = slab.least_room() if rooms[at] else 0.0
        if least > extra - sum(shares):
            rooms[at] = 0.0
        else:
            shares[at] = least
    room = sum(rooms) - sum(shares)
    part = min(1.0, (extra - sum(shares)) / room) if room > 0 else 0.0
    return [share + part * (own - share) for share, own in zip(shares, rooms, strict=True)]


class Label(Struct, frozen=True):
    """What stands in the hanging margin of a first line: ``dot``, ``ring``, ``disc`` or ``box``, and its words."""

    kind: str
    line: Line | None
    style: Style
    node: StructNode | None
    fill: str
    stroke: str
    paper: str


class TextLine(Slab):
    """One line of a paragraph, with the label on its left if it is the first."""

    tag = "p"
    elastic = False
    count = 0
    """Lines of the whole paragraph, on its first line."""

    def __init__(
        self,
        x: float,
        width: float,
        origin: Origin,
        setter: Setter,
        lines: Sequence[Line],
        number: int,
        style: Style,
        node: StructNode | None,
        runs: Sequence[Run],
        label: Label | None = None,
        links: dict[int, StructNode] | None = None,
        link_colour: str = "",
    ) -> None:
        """``setter`` set it; ``lines`` are the paragraph's, of which this is the one of that ``number``, from 0 on.

        ``links`` maps the numbers of runs that are links, or in another language, to their Link or Span nodes.
        """
        super().__init__(x, width, origin)
        self.setter = setter
        self.lines, self.number, self.style, self.node, self.runs = lines, number, style, node, runs
        self.label, self.links, self.link_colour = label, links, link_colour

    @property
    def line(self) -> Line:
        """Return the line itself, one of its paragraph's: only now are their ends chosen."""
        return self.lines[self.number]

    def height(self, spacing: float) -> float:
        """Return the leading."""
        return self.style.leading

    def draw(self, pen: PageWriter, x: float, top: float, spacing: float, extra: float) -> None:
        """Draw label and words on the baseline."""
        style, line = self.style, self.line
        left = x + self.x
        baseline = top - style.leading / 2 - MIDDLE * style.size
        if self.label is not None:
            _draw_label(pen, self.label, left, baseline, style)
        align = style.look.align
        if align == "centre":
            left += (self.width - line.width) / 2
        elif align == "end":
            left += self.width - line.width
        elif not line.stretch and line.atoms:
            left -= opening_blank(line.atoms[0].piece) * style.size
        if self.links:
            self._draw_linked(pen, left, baseline)
        else:
            open_mark(pen, self.node)
            pen.text(line, style, left, baseline, style.colour)
        pen.note(
            self.tag,
            (left, baseline - 0.25 * style.size, left + line.width, baseline + 0.8 * style.size),
            self.origin,
        )

    def _draw_linked(self, pen: PageWriter, left: float, baseline: float) -> None:
        """Draw a line that holds links or words in another language: each is an element with its own marks."""
        links = self.links or {}
        size = self.style.size / 1000
        at = 0
        atoms, gaps = self.line.atoms, self.line.gaps
        while at < len(atoms):
            node = links.get(atoms[at].run)
            end = at
            while end < len(atoms) and links.get(atoms[end].run) is node:
                end += 1
            part = Line(atoms[at:end], 0.0, self.line.stretch, (0.0, *gaps[at + 1 : end]))
            lead = gaps[at] * size if at else 0.0
            width = _advance(part.atoms, part.gaps, size, self.line.stretch)
            if node is None:
                open_mark(pen, self.node)
                pen.text(part, self.style, left + lead, baseline, self.style.colour)
            else:
                if self.node is not None and not any(kid is node for kid in self.node.kids):
                    self.node.kids.append(node)
                pen.tag(node)
                run = self.runs[atoms[at].run]
                colour = self.link_colour if run.link and self.link_colour else self.style.colour
                pen.text(part, self.style, left + lead, baseline, colour)
                if run.link:
                    low, high = baseline - 0.25 * self.style.size, baseline + 0.85 * self.style.size
                    link = Annotation(pen.index, (left + lead, low, left + lead + width, high), run.link, run.words)
                    node.kids.append(link)
                    pen.links.append(link)
            left += lead + width
            at = end


def _advance(atoms: Sequence[Atom], gaps: Sequence[float], size: float, stretch: float) -> float:
    total = sum((atom.piece.width * atom.factor + gap) * size for atom, gap in zip(atoms, gaps, strict=True))
    return total + stretch * sum(glyphs(atom.piece) - atom.piece.airs for atom in atoms)


def open_mark(pen: PageWriter, node: StructNode | None) -> None:
    """Open the mark of a node; without one, what follows is an artifact."""
    if node is None:
        pen.artifact(pen.kind)
    else:
        pen.tag(node)


def _draw_label(pen: PageWriter, label: Label, left: float, baseline: float, style: Style) -> None:
    """Draw a bullet, a numbered ring or disc, or a tick box in the hanging margin."""
    middle = baseline + MIDDLE * style.size
    start = left - style.hang
    if label.kind == "box":
        side = style.size * 0.86
        pen.artifact()
        box = rounded(start + 1, middle - side / 2, start + 1 + side, middle + side / 2, 2)
        pen.ink(f"q {label.stroke} 1 w {box} S Q")
        return
    if label.line is None:
        return
    shown = label.line
    if label.kind in ("disc", "ring"):
        radius = style.size * 0.62 if label.kind == "disc" else max(label.style.size * 0.76, style.size * 0.56)
        centre = start + radius
        pen.artifact()
        if label.kind == "disc":
            pen.ink(f"q {label.fill} {circle(centre, middle, radius)} f Q")
        else:
            pen.ink(f"q {label.stroke} 0.9 w {circle(centre, middle, radius - 0.45)} S Q")
        size = label.style.size
        ink = sum(atom.piece.ink for atom in shown.atoms) * size / 1000
        open_mark(pen, label.node)
        colour = label.paper if label.kind == "disc" else label.fill
        pen.text(shown, label.style, centre - ink / 2, middle - MIDDLE * size, colour)
        return
    open_mark(pen, label.node)
    pen.text(shown, label.style, start + 1, baseline, label.fill)
