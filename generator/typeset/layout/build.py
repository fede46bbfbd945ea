"""From sheet elements to slabs: looks applied, text set, structure nodes made in reading order."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from copy import copy
from itertools import dropwhile, takewhile
from types import MappingProxyType
from typing import ClassVar

from msgspec.structs import replace

from generator.model.design import Look
from generator.model.problems import Problem, Unusable
from generator.model.sheet import Element, Run
from generator.typeset.layout.balance import balance, own_width
from generator.typeset.layout.boxes import Box, is_frame
from generator.typeset.layout.column import BEHIND, DRAWN, PARTED
from generator.typeset.layout.flow import Flow, Label, Slab, TextLine
from generator.typeset.layout.grids import add_figure, add_table
from generator.typeset.layout.known import Columns, Headed, Inside, Kept, Known
from generator.typeset.layout.labels import label_of
from generator.typeset.layout.levels import level
from generator.typeset.layout.listing import set_list
from generator.typeset.layout.ready import HoldPlace
from generator.typeset.layout.rows import Rows
from generator.typeset.layout.sides import Fill, Side, fill_beside, to_corner
from generator.typeset.layout.strips import Figure, Gap, Hold, RuleSlab, WriteLine
from generator.typeset.pdf.tags import StructNode
from generator.typeset.text.paragraph import Setter
from generator.typeset.text.setters import Resources, Setters, styles_of
from generator.typeset.text.style import Style, Styles

APART_FROM = 2.0
"""What it costs that rows of drawings stand on the page behind the words before them."""
ROUNDED_UP = 1 + 1e-9
"""Products of floats come out a little otherwise."""
GOES_ON = "\u00a0…"
"""Behind a heading that stands again where its list goes on: an ellipsis, which no language need translate."""
AGAIN = ".again"
"""What is behind the name of a heading's look where it stands again in two languages: it is no new one."""


class Builder:
    """Builds flows out of sheet elements at one scale, in one language."""

    def __init__(
        self,
        styles: Styles,
        setters: Setters,
        resources: Resources,
        holds: dict[str, HoldPlace],
        page: tuple[int, int] = (0, 0),
        known: Known | None = None,
    ) -> None:
        """``page`` is (page, pages) for running heads and feet; ``holds`` receives the places holds fall on.

        ``known`` is what is kept for the next fitting.
        """
        self.styles, self.setters, self.resources, self.holds, self.page = styles, setters, resources, holds, page
        self.language = styles.language
        self._known = known if known is not None else Known()
        self.heard: dict[str, StructNode] = {}
        """Take what of a running head or foot shall be heard, by ``heard``, though the rest of it is an artifact."""
        self._headed: Headed | None = None
        """The last heading: a list may need it again on a further page."""
        self._headed_row: Headed | None = None
        """The last row of headings in two languages, with its width and left edge; rows of signs may need it again."""
        self._rows_again: tuple[Element, Slab] | None = None
        self._used: set[tuple[object, ...]] = set()
        """Keys of what is in this tree already: it stands in it once."""
        self._places: list[str] = []
        """Names of the clinic's places that were set."""

    def flow(self, elements: Sequence[Element], width: float, node: StructNode | None, x: float = 0.0) -> Flow:
        """Return the elements' flow in a measure; ``node`` None draws artifacts."""
        slabs: list[Slab] = []
        self._add(elements, width, node, x, slabs)
        return Flow(slabs)

    def part(self, element: Element, width: float) -> Flow:
        """Return the flow of one block by itself, which is never drawn."""
        key = (id(element), width, self.styles.scale)
        if key not in self._known.parts:
            used, self._used = self._used, set()  # it stands in a tree of its own
            self._known.parts[key] = element, self.flow([element], width, StructNode("Document"))
            self._used = used
        return self._known.parts[key][1]

    def _add(
        self, elements: Sequence[Element], width: float, node: StructNode | None, x: float, slabs: list[Slab]
    ) -> None:
        for element in elements:
            begin = len(slabs)
            self._MAKERS[element.tag](self, element, width, node, x, slabs)
            if begin and begin < len(slabs) and slabs[begin - 1].keeps_next:
                slabs[begin].glued = True

    # -- one method for each element ------------------------------------------

    def _block(self, element: Element, width: float, node: StructNode | None, x: float, slabs: list[Slab]) -> None:
        begin = len(slabs)
        if node is None:
            self._add(element.children, width, node, x, slabs)
        else:
            before = self._headed_row
            self._once(element, width, node, x, slabs)
            if self._headed_row is not None and self._headed_row is not before and self.styles.paper.languages > 1:
                self._go_on(slabs[begin:], *self._headed_row)
        beside = next((at for at in range(begin, len(slabs)) if isinstance(slabs[at], Side)), None)
        if beside is not None:
            fill_beside(slabs, begin, beside)

    def _once(self, element: Element, width: float, node: StructNode, x: float, slabs: list[Slab]) -> None:
        """Add what is in a block, made once at a size, leading and place, whatever stands around it."""
        plain = all([child.tag == "p" for child in element.children])  # what stands above makes no difference to them
        last = slabs[-1] if slabs and not plain else None
        before, before_row, over = self._headed, self._headed_row, last.header if last is not None else None
        again = not plain and self._goes_on(element)
        key = (
            id(element), width, x, self.styles.scale, self.styles.tightness, self.language.name,
            last is not None, isinstance(last, TextLine), last.tag if last is not None else "",
            id(before[0]) if before and again else 0,
        )  # fmt: skip
        found = None if key in self._used else self._known.blocks.get(key)
        self._used.add(key)
        if found is not None:
            node.kids += found.kids
            self._headed, self._headed_row = found.headed or before, found.headed_row or before_row
            slabs += map(copy, found.slabs)
            return
        begin, kids, places = len(slabs), len(node.kids), len(self._places)
        made: list[Slab] = [] if plain else slabs
        self._add(element.children, width, node, x, made)
        if plain:
            slabs += made
        else:
            made = slabs[begin:]
        unlike = any([isinstance(slab, Fill) for slab in made]) or (last is not None and last.header is not over)
        if unlike or len(self._places) > places:  # what belongs to others, or to its own builder, is made anew
            return
        self._known.blocks[key] = Kept(
            element,
            tuple(map(copy, made)),
            tuple(node.kids[kids:]),
            self._headed if self._headed is not before else None,
            self._headed_row if self._headed_row is not before_row else None,
        )

    def _goes_on(self, element: Element) -> bool:
        """Tell whether a list in an element stands under its heading again, so that what is above it counts."""
        found = self._known.again.get(id(element))
        if found is None:
            found = element, any(one.get("again") == "yes" for one in element.walk())
            self._known.again[id(element)] = found
        return found[1]

    def _paragraph(self, element: Element, width: float, node: StructNode | None, x: float, slabs: list[Slab]) -> None:
        style = self.styles[element.get("look") or "body"]
        role = element.get("role") or "P"
        more = ""
        setter = self.setters.setter(self.language)
        lang = element.get("lang")
        if lang and lang != self.language.name:
            other = self.resources.language(lang)
            setter = self.setters.setter(other)
            more = f"/Lang({other.tag})"
            leadings = self.styles.theme.leadings
            style = replace(style, leading=style.leading * leadings[other.leading] / leadings[self.language.leading])
        if node is None:
            node = self.heard.get(element.get("heard"))
        own = node.add(role, more) if node is not None else None
        if style.look.lines:
            style = _title(setter, element, style, width - style.look.indent - style.hang)
        if role == "H2":
            self._headed = (element, style, width, x)
        apart = style.look.bullet == "ring" or (style.look.bullet == "disc" and role == "P")
        mark = own.add("Span") if own is not None and apart else own
        label = label_of(self, style, element.get("label"), mark)
        self.lines(element, element.runs, style, width, own, x, slabs, setter, label, style.look.keep)

    def lines(
        self,
        element: Element,
        runs: Sequence[Run],
        style: Style,
        width: float,
        node: StructNode | None,
        x: float,
        slabs: list[Slab],
        setter: Setter,
        label: Label | None = None,
        keep: bool = False,
    ) -> None:
        """Set a paragraph and add its lines with the rules on widows and orphans."""
        runs = self._paged(runs)
        inset = style.look.indent + style.hang
        look = style.look
        key = (
            id(runs), id(setter), style.size, width - inset, look.weight, look.strong, look.align, look.phrases,
        )  # fmt: skip
        found = self._known.lines.get(key) if runs is element.runs else None
        if found is None:
            found = setter.set_lines(runs, style, width - inset, element.origin)
            if runs is element.runs:  # which the sheet keeps: its id is its own
                self._known.lines[key] = found
        lines, last = found, len(found) - 1
        links: dict[int, StructNode] | None = None
        if node is not None and any(run.link or run.lang for run in runs):
            links = {number: self._inline(run) for number, run in enumerate(runs) if run.link or run.lang}
        colour = self.styles.fill("accent") if links and look.colour == "ink" else ""
        at, measure, origin = x + inset, width - inset, element.origin
        for index in range(last + 1):
            slab = TextLine(at, measure, origin, setter, lines, index, style, node, runs, label, links, colour)
            if index:
                slab.cost, slab.glued = 0.9, keep or index == 1 or index == last
            else:
                slab.cost, slab.count, slab.before = 0.45, last + 1, style.before
                label = None
            if index == last:
                slab.after = style.after
            slabs.append(slab)
        if last < 0:
            return
        if look.keep_next:
            slabs[-1].keeps_next = True
        if element.get("role").startswith("H"):
            slabs[-1 - last].cost = 0.0
            slabs[-1 - last].heads = True
            for strip in slabs[len(slabs) - last :]:
                strip.glued = True  # a heading is never parted, over a fold least of all

    def _inline(self, run: Run) -> StructNode:
        """Return the element of a link, or of words in another language than their paragraph's."""
        more = f"/Lang({run.tag})" if run.lang else ""
        return StructNode("Link" if run.link else "Span", more)

    def _paged(self, runs: Sequence[Run]) -> Sequence[Run]:
        """Put page numbers where the sheet asks for them."""
        for run in runs:
            if run.mark:
                break
        else:
            return runs
        numbers = {"page": str(self.page[0]), "pages": str(self.page[1])}
        return [run._replace(words=numbers[run.mark], mark="") if run.mark else run for run in runs]

    def _list(self, element: Element, width: float, node: StructNode | None, x: float, slabs: list[Slab]) -> None:
        style = self.styles[element.get("look") or "list"]
        made = set_list(self, element, style, width, node, x)
        if made:
            above = slabs[-1] if slabs else None
            if isinstance(above, TextLine) and element.get("again") == "yes" and self.styles.paper.scale > 1:
                made[0].cost = BEHIND  # its heading stands over it again: rather so than a parted paragraph
            elif isinstance(above, TextLine):
                made[0].glued = True  # what introduces it stands with it
            elif isinstance(above, WriteLine):
                made[0].cost = PARTED  # what is asked together is filled in on one page
            made[0].before = max(made[0].before, style.before)
            made[-1].after = style.after
            if element.get("again") == "yes" and self._headed is not None:
                header = self._again(*self._headed)
                before = [*takewhile(_below_heading, reversed(slabs))]
                for slab in (*before, *made):  # its introduction may go on, too
                    slab.header = header
                for slab in before:  # though words that go on in the midst of a sentence are no beginning of a page
                    slab.cost += 1.0 if isinstance(slab, TextLine) and not slab.count else 0.0
        slabs += made

    def _again(self, heading: Element, style: Style, width: float, x: float) -> Slab:
        """Return a heading as it stands over what goes on on a further page: for the eye alone, marked as going on.

        Over a fold a step smaller, where it stands on one line then: what it heads needs the room.
        """
        lines: list[Slab] = []
        runs = [run for run in heading.runs if not run.raised] + [Run(GOES_ON)]
        if self.styles.paper.folds:
            setter, measure = self.setters.setter(self.language), width - style.look.indent - style.hang
            one = replace(style, look=replace(style.look, lines=1))
            smaller = _title(setter, replace(heading, runs=tuple(runs)), one, measure)
            if setter.count_lines(runs, smaller, measure, heading.origin) == 1:
                style = smaller
        label = label_of(self, style, heading.get("label"), None)
        self.lines(heading, runs, style, width, None, x, lines, self.setters.setter(self.language), label)
        lines[0].before = 0.0
        lines.append(Gap(style.after, heading.origin))
        plain = Style(Look(name=style.look.name), 0, 0, 0, 0, 0, "")
        return Box(0.0, x + width, heading.origin, plain, self.styles, [(0.0, x + width, Flow(lines), "top")])

    def _box(self, element: Element, width: float, node: StructNode | None, x: float, slabs: list[Slab]) -> None:
        style = self.styles[element.get("look")]
        own = self._role(element, node)
        look = style.look
        if look.indent and width - look.indent < look.stack:  # in a narrow column words need its whole width
            look = replace(look, indent=0.0)
            style = replace(style, look=look)
        side = element.get("side") == "yes"
        if side and not self.styles.paper.column:
            for slab in self.flow(element.children, width, own, x).slabs:
                slabs.append(slab)
                if isinstance(slab, Figure):
                    to_corner(slabs, x, width)
            return
        if side:  # in a column of its own, beside what follows
            flow = self.flow(element.children, look.width, own)
            if flow.slabs:
                plain = Style(Look(name=style.look.name), 0, 0, 0, 0, 0, "")
                columns = [(0.0, look.width, flow, "top")]
                slabs.append(Side(x + look.indent, look.width, element.origin, plain, self.styles, columns))
            return
        if not (look.fill or look.border or any(look.padding) or look.keep or look.height):
            begin = len(slabs)
            self._add(element.children, width - look.indent, own, x + look.indent, slabs)
            if begin < len(slabs):
                slabs[begin].before = max(slabs[begin].before, style.before)
                slabs[-1].after = max(slabs[-1].after, style.after)
            return
        inner = width - look.indent - _sides(style)

        def made(own: StructNode | None) -> Columns:
            return [(0.0, inner, self.flow(element.children, inner, own), look.valign)]

        columns = self._inside(element, width, own, made)
        box = Box(x + look.indent, width - look.indent, element.origin, style, self.styles, columns)
        self._close(box, style, element, slabs)

    def _inside(
        self, element: Element, width: float, node: StructNode | None, make: Callable[[StructNode | None], Columns]
    ) -> Columns:
        """Return what is in a box or row, made once at a size and leading, whatever else stands in the sheet."""
        if node is None:
            return make(node)
        before = self._headed
        # else what is above it makes no difference
        headed = id(before[0]) if before and self._goes_on(element) else 0
        key = (id(element), width, self.styles.scale, self.styles.tightness, self.language.name, headed)
        found = None if key in self._used else self._known.inside.get(key)
        self._used.add(key)
        if found is not None:
            node.kids += found.kids
            self._headed = found.headed or before
            return found.columns
        begin, places = len(node.kids), len(self._places)
        columns = make(node)
        if len(self._places) == places:  # where a place falls is noted for its own builder
            own = self._headed if self._headed is not before else None
            self._known.inside[key] = Inside(element, columns, tuple(node.kids[begin:]), own)
        return columns

    def _setter(self, words: Element) -> Setter:
        """Return the setter of a paragraph's language."""
        lang = words.get("lang")
        return self.setters.setter(self.resources.language(lang) if lang else self.language)

    def _speaking(self, cell: Element) -> Builder:
        """Return the builder of a cell: another one where the cell is in another language."""
        lang = cell.get("lang")
        if not lang or lang == self.language.name:
            return self
        styles, other = self.styles, self.resources.language(lang)
        looks = styles_of(styles.theme, styles.paper, other, styles.accent, styles.scale, styles.tightness)
        speaking = Builder(looks, self.setters, self.resources, self.holds, self.page, self._known)
        speaking._used, speaking._places = self._used, self._places
        speaking.heard = {when: node.add("Div", f"/Lang({other.tag})") for when, node in self.heard.items()}
        return speaking

    def _role(self, element: Element, node: StructNode | None) -> StructNode | None:
        role = element.get("role")
        if node is not None and element.tag == "cell" and element.get("lang"):
            node = node.add("Div", f"/Lang({self.resources.language(element.get('lang')).tag})")
        return node.add(role) if node is not None and role else node

    def _close(self, box: Slab, style: Style, element: Element, slabs: list[Slab]) -> None:
        box.before, box.after = style.before, style.after
        box.cost = 0.03 if style.look.keep or style.look.keep_next else 0.45  # a row goes on with its section
        box.first_page = element.get("first-page") == "yes"
        box.keeps_next = style.look.keep_next
        box.heads = bool(element.get("role"))
        slabs.append(box)

    def _row(self, element: Element, width: float, node: StructNode | None, x: float, slabs: list[Slab]) -> None:
        style = self.styles[element.get("look")]
        own = self._role(element, node)
        columns = self._inside(element, width, own, lambda own: self._cells(element, style, width, own))
        kind = Rows if style.look.lines > 1 else Box
        box = kind(x + style.look.indent, width - style.look.indent, element.origin, style, self.styles, columns)
        box.tag = "row"
        # Drawings and their words stay with what introduces them, but not a second row of them with the first. In large
        # letters, where both are about as high as a page, they may follow on the next one rather than part.
        after = self.styles.paper.scale > 1 and bool(slabs) and isinstance(slabs[-1], TextLine)
        box.glued = style.look.keep and bool(slabs) and slabs[-1].tag != box.tag and not after
        if element.get("stays") == "yes" and slabs:  # a list in two languages, with its introduction
            box.glued = True
        self._close(box, style, element, slabs)
        above = slabs[-2] if style.look.keep and len(slabs) > 1 else None
        if isinstance(above, Box) and above.tag == box.tag:
            box.cost = DRAWN if above.style.look.keep else APART_FROM
        elif after and not box.glued:  # where drawings have no column of their own, rows are as high as a page
            box.cost = BEHIND if self.styles.paper.column else PARTED
        if any(child.get("role") == "H2" for cell in element.children for child in cell.children):
            self._headed_row = element, style, width, x
            box.heads = True

    def _go_on(self, section: Sequence[Slab], row: Element, style: Style, width: float, x: float) -> None:
        """Have a section's row of headings stand again over what of it goes on on a further page, marked as going on.

        A table has its head there again, which is its own.
        """
        further = [slab for slab in dropwhile(lambda slab: not slab.heads, section) if not slab.heads]
        again = self._row_again(row, style, width, x) if further else None
        for slab in further:
            slab.header = slab.header or again

    def _row_again(self, row: Element, style: Style, width: float, x: float) -> Slab:
        """Return a row of headings as it stands over what goes on on a further page, marked as going on."""
        if self._rows_again is None or self._rows_again[0] is not row:
            columns = self._cells(_going_on(row, self.styles.theme.looks), style, width, None)
            box = Box(x + style.look.indent, width - style.look.indent, row.origin, style, self.styles, columns)
            flow = Flow([box, Gap(style.after, row.origin)])
            plain = Style(Look(name=style.look.name), 0, 0, 0, 0, 0, "")
            self._rows_again = row, Box(0.0, x + width, row.origin, plain, self.styles, [(0.0, x + width, flow, "top")])
        return self._rows_again[1]

    def _cells(self, element: Element, style: Style, width: float, own: StructNode | None) -> Columns:
        """Return the cells of a row beside each other, or one under the other where they would be too narrow."""
        inner = width - style.look.indent - _sides(style)
        cells = element.children
        fixed = [own_width(cell, self.styles, self._setter) for cell in cells]
        free = inner - sum(fixed) - style.look.gutter * (len(cells) - 1)
        shares = [0.0 if wide else float(cell.get("share") or 1) for cell, wide in zip(cells, fixed, strict=True)]
        if element.get("balance") == "yes":
            key = (id(element), inner, self.styles.scale)
            if key not in self._known.shares:
                found = balance(element, inner, self.styles, self.setters.setter(self.language))
                self._known.shares[key] = element, found
            shares = self._known.shares[key][1]
            if free > 2 * style.look.stack:  # a best share a little too narrow is made wide enough: no need to stack
                least = style.look.stack * ROUNDED_UP / free
                shares = [min(max(part, least), 1 - least) for part in shares]
        total = sum(shares) or 1.0
        narrow = any(share and free * share / total < style.look.stack for share in shares)
        narrow = narrow or (free < -0.5 and not any(shares))  # their own widths do not stand side by side
        stacked: list[Slab] = []
        columns = []
        at = 0.0
        for cell, wide, share in zip(cells, fixed, shares, strict=True):
            measure = inner if narrow else wide or free * share / total
            look = self.styles[cell.get("look")] if cell.get("look") else None
            valign = style.look.valign if look is None or look.look.valign == "top" else look.look.valign
            if look is not None and (look.look.fill or look.look.border or any(look.look.padding)):
                inside = measure - _sides(look)
                flow = self._speaking(cell).flow(cell.children, inside, self._role(cell, own))
                frame = Box(0.0, measure, cell.origin, look, self.styles, [(0.0, inside, flow, look.look.valign)])
                flow = Flow([frame])
                valign = "fill"
            else:
                flow = self._speaking(cell).flow(cell.children, measure, self._role(cell, own))
            if narrow and stacked and any(child.tag == "qr" for child in cell.walk()):
                stacked.append(Gap(style.look.gutter, cell.origin, fixed=True))  # the quiet zone of the code
            elif narrow and flow.slabs and any(shares):  # cells of their own widths become lines
                flow.slabs[0].before = max(flow.slabs[0].before, style.look.gutter / 2)
            stacked += flow.slabs
            columns.append((at, measure, flow, valign))
            at += measure + style.look.gutter
        if narrow:
            columns = [(0.0, inner, Flow(stacked), "top")]
        elif any(cell.get("lang") for cell in cells):
            columns = level(columns)
        return columns

    def _write_lines(
        self, element: Element, width: float, node: StructNode | None, x: float, slabs: list[Slab]
    ) -> None:
        style = self.styles[element.get("look") or "lines"]
        if width < style.look.stack:  # too short to write on
            return
        count = int(element.get("count") or 1)
        together = count if style.look.grow > 1 else 1  # what may become more lines is evenly ruled
        for number in range(0, count, together):
            line = WriteLine(x, width, element.origin, style, self.styles, together)
            line.glued = True
            line.after = style.after if number + together == count else 0.0
            slabs.append(line)

    def _hold(self, element: Element, width: float, node: StructNode | None, x: float, slabs: list[Slab]) -> None:
        style = self.styles[element.get("look")]
        name = element.get("name")
        self._places.append(name)
        if node is None:
            raise Unusable(
                Problem(element.origin, f"the place '{name}' for the clinic may not stand in a running head or foot")
            )
        area = self.styles.paper.areas.get(name)
        if area is not None:  # the format says how large the clinic's panel is
            style = replace(style, look=replace(style.look, width=area.width, height=area.height))
        slabs.append(
            Hold(x, style.look.width or width, element.origin, name, style, node.add("Div", hold=name), self.holds)
        )

    def _rule(self, element: Element, width: float, node: StructNode | None, x: float, slabs: list[Slab]) -> None:
        style = self.styles[element.get("look")]
        rule = RuleSlab(x, width, element.origin, style, self.styles)
        rule.before, rule.after = style.before, style.after
        slabs.append(rule)

    def _gap(self, element: Element, width: float, node: StructNode | None, x: float, slabs: list[Slab]) -> None:
        look = self.styles[element.get("look")].look
        slabs.append(Gap(look.height, element.origin, grow=look.grow))

    def _break(self, element: Element, width: float, node: StructNode | None, x: float, slabs: list[Slab]) -> None:
        gap = Gap(0.0, element.origin)
        gap.forced = True
        slabs.append(gap)

    _MAKERS: ClassVar = {
        "block": _block,
        "p": _paragraph,
        "list": _list,
        "box": _box,
        "row": _row,
        "table": add_table,
        "image": add_figure,
        "qr": add_figure,
        "lines": _write_lines,
        "hold": _hold,
        "rule": _rule,
        "gap": _gap,
        "break": _break,
    }


def _below_heading(slab: Slab) -> bool:
    """Tell whether a slab is no line of a heading."""
    return not (isinstance(slab, TextLine) and slab.node is not None and slab.node.role == "H2")


def _going_on(row: Element, looks: Container[str]) -> Element:
    """Return a row of headings without the marks of their sources, each followed by what says that it goes on.

    One whose look has a twin with ``AGAIN`` behind its name stands in that, where it is among ``looks``.
    """

    def marked(words: Element) -> Element:
        runs = (*(run for run in words.runs if not run.raised), Run(GOES_ON))
        again = words.get("look") + AGAIN
        look = {"look": again} if again in looks else {}
        return Element(words.tag, MappingProxyType({**words.attributes, **look}), words.children, runs, words.origin)

    cells = (
        Element(cell.tag, cell.attributes, tuple(map(marked, cell.children)), cell.runs, cell.origin)
        for cell in row.children
    )
    return Element(row.tag, row.attributes, tuple(cells), row.runs, row.origin)


def _title(setter: Setter, element: Element, style: Style, width: float) -> Style:
    """Return a title's style, made smaller where its words would be parted inside, or stand on too many lines.

    Down to three quarters of its size: looks.md (30 to 34 pt for a title, 28 at the least, from 36). One that is not
    the leaflet's first takes the size of what stands below it and no other: 12 pt of 15, 24 of 30.
    """
    own = element.get("role") == "H1"
    for part in (1.0, 0.94, 0.89, 0.83, 0.78, 0.75) if own else (1.0, 0.8):
        smaller = replace(style, size=style.size * part, leading=style.leading * part)
        widest = setter.widest(element.runs, smaller, element.origin)
        count = setter.count_lines(element.runs, smaller, width, element.origin)
        if widest <= width and count <= style.look.lines:
            break
    return smaller


def _sides(style: Style) -> float:
    """Return what padding and border take of a box's width."""
    look = style.look
    edge = look.border_width / 2 if is_frame(look) else 0.0
    return look.padding[1] + look.padding[3] + 2 * edge
