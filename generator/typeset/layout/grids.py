"""Tables and pictures: from sheet elements to slabs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

from msgspec.structs import replace

from generator.model.content import Language
from generator.model.drawing import is_bitmap
from generator.model.sheet import Element, Run, is_list
from generator.typeset.draw.codes import draw_qr
from generator.typeset.draw.images import read_raster
from generator.typeset.draw.pictures import LONG, draw_picture
from generator.typeset.draw.writer import Show
from generator.typeset.layout.flow import Flow, Slab
from generator.typeset.layout.strips import Figure, Spared, TableRow
from generator.typeset.pdf.tags import StructNode, utf16
from generator.typeset.text.lines import find_word_ends
from generator.typeset.text.style import Style

if TYPE_CHECKING:
    from generator.typeset.layout.maker import Maker

HeadWord = tuple[float, Style, float]
"""A word of a table's head: its width in points, its style, the room it has in points."""
LIST = "/A<</O/List/ListNumbering/None>>"
PARTED = 1.5
"""What it costs that a table stands on the page behind the words about it."""
SMALL = 8
"""A table of so many rows is never torn: a log least of all."""
CENTRED = 1.2
"""Points between a rule and a word that is centred beside it, at least."""


def add_table(
    builder: Maker, element: Element, width: float, node: StructNode | None, x: float, slabs: list[Slab]
) -> None:
    """Add a table's rows to the slabs; its head is repeated on a further page."""
    look_name = element.get("look") or "table"
    style = builder.styles[look_name]
    listed = is_list(element)
    grid, across, inside, more = ("L", "LI", "LBody", LIST) if listed else ("Table", "TR", "TD", "")
    own = node.add(grid, more) if node is not None else None
    first = element.children[0]
    shares = [float(cell.get("share") or 1) for cell in first.children]
    pad = style.look.padding
    left, measure = x + style.look.indent, width - style.look.indent
    widths = [measure * share / sum(shares) for share in shares]
    words = _head_words(builder, element, look_name, [wide - pad[1] - pad[3] for wide in widths])
    minimum = builder.styles.paper.minimum
    # first so that heads keep their size, and only then so that they can be read at all
    fair: list[float] = []
    if _widest_word(words, inf) < 1.0:
        fair = _fair(builder, element, look_name, measure, inf)
        if not fair and _widest_word(words, minimum) < 1.0:
            fair = _fair(builder, element, look_name, measure, minimum)
        widths = fair or widths
        words = _head_words(builder, element, look_name, [wide - pad[1] - pad[3] for wide in widths])
    balanced = element.get("balance") == "yes"
    low = _low(builder, first, look_name, measure) if balanced and listed else []
    widths = low or (_lowest(builder, element, look_name, measure) if balanced and not listed else []) or widths
    setter = builder.setters.setter(builder.language)
    header: Slab | None = None
    begin = len(slabs)
    heads = _heads(words, minimum)
    for index, row in enumerate(element.children):
        head = row.get("head") == "yes"
        line = own.add(across) if own is not None else None
        cells: list[tuple[float, float, Flow, str, Figure | None]] = []
        at = 0.0
        for cell, wide in zip(row.children, widths, strict=True):
            is_head = head or cell.get("head") == "row"
            scope = "/A<</O/Table/Scope/" + ("Column" if head else "Row") + ">>"
            if listed and cell is not row.children[0] and own is not None:  # beside the first: an item of its own
                line = own.add(across)
            tag = line.add("TH" if is_head else inside, scope if is_head else "") if line is not None else None
            cell_style = builder.styles[cell.get("look") or f"{look_name}.{'head' if head else 'cell'}"]
            cell_style = _roomy(builder, cell_style, cell.runs)
            if head and cell.runs:
                cell_style = replace(cell_style, size=cell_style.size * heads, leading=cell_style.leading * heads)
            lines: list[Slab] = []
            # what is centred needs no distance from the rules beside it
            over = max(0.0, min(pad[1], pad[3]) - CENTRED) if cell_style.look.align == "centre" else 0.0
            room = wide - pad[1] - pad[3] + 2 * over - (style.look.gutter if low else 0.0)
            picture: Figure | None = None
            beside = 0.0
            if cell.get("picture"):
                drawn: list[Slab] = []
                shape = {"picture": cell.get("picture"), "look": f"{look_name}.picture", "alt": cell.get("alt")}
                add_figure(builder, Element("image", shape, origin=cell.origin), room, tag, 0.0, drawn)
                assert isinstance(drawn[0], Figure)
                picture = drawn[0]
                beside = picture.style.look.width + picture.style.look.gutter
            builder.lines(cell, cell.runs, cell_style, room - beside, tag, beside - over, lines, setter)
            cells.append((at, wide, Flow(lines), cell_style.look.valign, picture))
            at += wide
        slab = TableRow(left, measure, row.origin, style, builder.styles, cells, head)
        slab.first, slab.last = index == 0, index == len(element.children) - 1
        whole = len(element.children) <= SMALL
        slab.glued = index > 0 and (whole or index == 1 or index == len(element.children) - 1)
        slab.cost = 0.2 if index else PARTED
        slab.header = header
        if head and header is None:
            header = slab
        slabs.append(slab)
    slabs[begin].before = style.before
    slabs[-1].after = style.after
    slabs[-1].keeps_next = style.look.keep_next


def _widest_word(words: Sequence[HeadWord], minimum: float) -> float:
    """Return how much of the widest head's word its column holds at the format's minimum size: below 1 it is cut."""
    return min((room / (word * min(1.0, minimum / style.size)) for word, style, room in words), default=1.0)


def _fair(builder: Maker, table: Element, look_name: str, measure: float, size: float) -> list[float]:
    """Return widths that cut no head of at most this size: as equal as its words let them be, without the first column.

    That has what its longest word needs; where heads keep their size, what all of its words need on one line.
    Empty when this is too narrow for the others.
    """
    pad = builder.styles[look_name].look.padding
    setter = builder.setters.setter(builder.language)
    count = len(table.children[0].children)
    needs = [0.0] * count
    for row in table.children:
        for at, cell in enumerate(row.children):
            head = row.get("head") == "yes"
            style = builder.styles[cell.get("look") or f"{look_name}.{'head' if head else 'cell'}"]
            plain = builder.styles.plain(style)
            part = min(1.0, size / style.size) if head and at else 1.0
            beside = 2 * CENTRED if head and at and style.look.align == "centre" else pad[1] + pad[3]
            if size == inf and not at:
                if cell.get("picture"):
                    picture = builder.styles[f"{look_name}.picture"].look
                    beside += picture.width + picture.gutter
                needs[0] = max(needs[0], setter.width(cell.runs, plain, cell.origin) + beside + 0.1)
                continue
            for word in (each for run in cell.runs for each in _words(run.words, builder.language)):
                width = setter.width([Run(word)], plain, cell.origin) * part
                needs[at] = max(needs[at], width + beside + 0.1)
    free = measure - needs[0]
    if count < 2 or sum(needs[1:]) > free:
        return []
    wide = dict(enumerate(needs[1:], 1))
    equal = free / (count - 1)
    while larger := [at for at, need in wide.items() if need > equal]:
        for at in larger:
            free -= wide.pop(at)
        equal = free / len(wide) if wide else 0.0
    return [needs[0], *(equal if at in wide else needs[at] for at in range(1, count))]


def _low(builder: Maker, row: Element, look_name: str, measure: float) -> list[float]:
    """Return the widths with which a row is lowest, and then has the fewest lines; empty where words need more.

    Why: of three captions beside drawings, one of four lines made the whole row high, beside two of one.
    """
    style, picture = builder.styles[look_name], f"{look_name}.picture"
    setter = builder.setters.setter(builder.language)
    needs = []
    for cell in row.children:
        words = builder.styles[cell.get("look") or f"{look_name}.cell"]
        beside = style.look.padding[1] + style.look.padding[3] + style.look.gutter
        if cell.get("picture"):
            beside += builder.styles[picture].look.width + builder.styles[picture].look.gutter
        needs.append([beside + wide + 0.1 for wide in setter.steps(cell.runs, words, cell.origin)] or [beside])
    for count in range(max(map(len, needs))):
        lines = [min(count, len(wide) - 1) for wide in needs]
        over = measure - sum(wide[at] for wide, at in zip(needs, lines, strict=True))
        if over < 0:
            continue
        # what is over spares a line where that takes least
        while more := [
            (wide[at - 1] - wide[at], which) for which, (wide, at) in enumerate(zip(needs, lines, strict=True)) if at
        ]:
            cost, which = min(more)
            if cost > over:
                break
            over -= cost
            lines[which] -= 1
        return [wide[at] + over / len(needs) for wide, at in zip(needs, lines, strict=True)]
    return []


def _lowest(builder: Maker, table: Element, look_name: str, measure: float) -> list[float]:
    """Return the widths of two columns with which all rows together have the fewest lines, as equal as they may be.

    Empty for a table of more columns, and where words need more.
    """
    style, setter = builder.styles[look_name], builder.setters.setter(builder.language)
    rows: list[list[list[float]]] = []
    for row in table.children:
        rows.append([])
        for cell in row.children:
            words = builder.styles[cell.get("look") or f"{look_name}.{'head' if row.get('head') == 'yes' else 'cell'}"]
            beside = style.look.padding[1] + style.look.padding[3] + 0.1
            if cell.get("picture"):
                beside += builder.styles[f"{look_name}.picture"].look.width
                beside += builder.styles[f"{look_name}.picture"].look.gutter
            rows[-1].append([beside + wide for wide in setter.steps(cell.runs, words, cell.origin)] or [beside])
    if any(len(row) != 2 for row in rows):
        return []

    def lines(first: float) -> float:
        """Return how many lines the rows have together with a first column so wide."""
        rooms = (first, measure - first)
        if any(steps[-1] > room for row in rows for steps, room in zip(row, rooms, strict=True)):
            return inf
        return sum(
            max(sum(step > room for step in steps) for steps, room in zip(row, rooms, strict=True)) for row in rows
        )

    ways = [
        measure / 2,
        *(step for one, _ in rows for step in one),
        *(measure - step for _, two in rows for step in two),
    ]
    best = min(ways, key=lambda first: (lines(first), abs(first - measure / 2)))
    return [best, measure - best] if lines(best) < inf else []


def _head_words(builder: Maker, table: Element, look_name: str, rooms: Sequence[float]) -> list[HeadWord]:
    """Return the width of each word of the heads, its style and the room it has, in points."""
    found: list[HeadWord] = []
    setter = builder.setters.setter(builder.language)
    pad = builder.styles[look_name].look.padding
    for row in table.children:
        if row.get("head") != "yes":
            continue
        for cell, room in zip(row.children, rooms, strict=True):
            style = builder.styles[cell.get("look") or f"{look_name}.head"]
            plain = builder.styles.plain(style)
            if style.look.align == "centre":
                room += 2 * max(0.0, min(pad[1], pad[3]) - CENTRED)
            for run in cell.runs:
                spoken = builder.resources.spoken(run.lang) if run.lang else builder.language
                for word in _words(run.words, spoken):
                    width = setter.width([run._replace(words=word)], plain, cell.origin)
                    found.append((width, style, room))
    return found


def _heads(words: Sequence[HeadWord], minimum: float) -> float:
    """Return how much smaller a table's heads are set so that no word of them is cut, down to the format's minimum."""
    part = 1.0
    for width, style, room in words:
        if width > room:
            part = min(part, max(minimum / style.size, room / width))
    return min(1.0, part)


def _words(text: str, language: Language) -> list[str]:
    """Return the parts of a head between which its lines may end: words, in a language without spaces too."""
    if language.spaced or not text.strip():
        return text.split()
    return [text[begin:end].strip() for begin, end in pairwise((0, *find_word_ends(text, language)))]


def _roomy(builder: Maker, style: Style, runs: Sequence[Run]) -> Style:
    """Return a cell's style with the leading that the language of each of its words needs."""
    leadings, own = builder.styles.theme.leadings, builder.language
    spoken = {builder.resources.spoken(run.lang).leading for run in runs if run.lang}
    most = max((leadings.get(name, 0.0) / leadings[own.leading] for name in spoken), default=1.0)
    return replace(style, leading=style.leading * most) if most > 1.0 else style


def add_figure(
    builder: Maker, element: Element, width: float, node: StructNode | None, x: float, slabs: list[Slab]
) -> None:
    """Add a picture, a logo or a QR code to the slabs."""
    styles = builder.styles  # a figure that kept its builder would make a cycle: the builder keeps figures
    style = styles[element.get("look")]
    alt, name, aspect = element.get("alt"), element.get("picture"), 1.0
    own = node.add("Figure") if node is not None and alt else None
    paint: Callable[[tuple[float, float, float, float], Show], str]
    if element.tag == "qr":
        data, colour = element.get("data"), style.colour

        def paint(box: tuple[float, float, float, float], show: Show) -> str:
            return draw_qr(data, box, colour)
    elif is_bitmap(name):
        raster = read_raster(builder.resources.file_bytes(name), name, styles.theme.ink)

        def paint(box: tuple[float, float, float, float], show: Show) -> str:
            scale = min((box[2] - box[0]) / raster.width, (box[3] - box[1]) / raster.height)
            wide, high = raster.width * scale, raster.height * scale
            left, low = (box[0] + box[2] - wide) / 2, (box[1] + box[3] - high) / 2
            return f"q {wide:.3f} 0 0 {high:.3f} {left:.3f} {low:.3f} cm /{show(raster)} Do Q"
    else:
        drawing = builder.resources.drawing(name)
        tint, colours = style.look.colour, dict(styles.colours)
        if "." not in name:  # a clinic's logo has the room of its look
            aspect = drawing.width / drawing.height

        def paint(box: tuple[float, float, float, float], show: Show) -> str:
            own = "." not in name
            most, smallest = (inf, styles.paper.minimum) if own else (LONG, 0.0)
            return draw_picture(drawing, box, tint, colours, styles.theme.ink, show, most, smallest)

    look = style.look
    if not look.width:
        high = min(look.height, (width - look.padding[1] - look.padding[3]) / aspect)
        style = replace(style, look=replace(look, width=high * aspect, height=high))
    figure = Figure(x, width, element.origin, style, own, f"/Alt{utf16(alt)}", paint, styles)
    figure.tag = element.tag
    figure.before, figure.after = style.before, style.after
    figure.keeps_next = look.keep_next
    slabs.append(Spared(figure) if element.get("spared") == "yes" else figure)
