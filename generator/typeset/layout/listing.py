"""Lists as slabs: their items numbered and labelled, one under the other or in columns."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from generator.model.design import Look
from generator.model.problems import Problem, Unusable
from generator.model.sheet import Element, label_at
from generator.typeset.layout.boxes import Box
from generator.typeset.layout.column import PARTED, STRANDED
from generator.typeset.layout.flow import Flow, Slab
from generator.typeset.layout.labels import label_of
from generator.typeset.layout.maker import Maker
from generator.typeset.layout.strips import Gap
from generator.typeset.pdf.tags import StructNode
from generator.typeset.text.style import Style

SHORT = 8
"""A list of so many items stays on one page where it can, and so do rows of drawings."""
SHARES = (0.48, 0.52, 0.46, 0.54, 0.44, 0.56, 0.42, 0.58, 0.4, 0.6)
"""Parts of the width that the first of two columns of a list may have where halves would take more lines."""
ALONE = 12.0
"""What it costs that a list of signs parts in a booklet: rather part of a page stays blank."""
STRIP = 6
"""As many items in two columns as a danger strip has are numbered down one column and then the other; so is every list
of letters, which are those of an emergency and stay in one box."""
_NUMBERING = {"bullet": "Disc", "number": "Decimal", "letter": "UpperAlpha", "tick": "None"}
_BULLETS = {"bullet": ("dot",), "number": ("ring", "disc"), "letter": ("ring", "disc"), "tick": ("box",)}


def set_list(
    builder: Maker, element: Element, style: Style, width: float, node: StructNode | None, x: float
) -> list[Slab]:
    """Return the items of a list as slabs, in a measure of ``width`` points at ``x``; ``node`` receives them.

    Raises:
        Unusable: when the bullet of its look does not go with its kind.
    """
    wanted = _BULLETS[element.get("kind") or "bullet"]
    if style.look.bullet not in wanted:
        raise Unusable(
            Problem(
                element.origin,
                f"the look '{style.look.name}' has the bullet '{style.look.bullet or 'none'}', which does not go"
                f" with a list of kind '{element.get('kind') or 'bullet'}'",
                f"give the look the bullet {' or '.join(wanted)}",
            )
        )
    item_look = (element.get("look") or "list") + ".item"
    kind = element.get("kind") or "bullet"
    own = node.add("L", f"/A<</O/List/ListNumbering/{_NUMBERING[kind]}>>") if node is not None else None
    items = element.children
    columns = int(element.get("columns") or 0)
    if not columns:
        columns = _columns(builder, items, style, width)
    while columns > 1 and (width - style.look.indent) / columns - style.look.gutter < style.look.stack:
        columns -= 1
    first = int(element.get("start") or 1)
    item_style = builder.styles[item_look] if item_look in builder.styles.theme.looks else style
    look_style = Style(
        item_style.look,
        item_style.size,
        item_style.leading,
        item_style.before,
        item_style.after,
        style.hang,
        item_style.colour,
    )

    inside = 0.5 if len(items) > SHORT else PARTED
    if element.get("again") == "yes":  # what is urgent is read as a whole, in a booklet on a page of its own
        inside = ALONE if builder.styles.paper.multiple > 1 else PARTED

    def column(part: Sequence[Element], measure: float, number: int, left: float) -> list[Slab]:
        out: list[Slab] = []
        for at, item in enumerate(part):
            entry = own.add("LI") if own is not None else None
            words = label_at(kind, number + at)
            label_node = (
                entry.add("Lbl") if entry is not None and style.look.bullet in ("dot", "ring", "disc") else None
            )
            body = entry.add("LBody") if entry is not None else None
            label = label_of(builder, style, words, label_node)
            begin = len(out)
            setter = builder.setters.setter(builder.language)
            builder.lines(item, item.runs, look_style, measure, body, left, out, setter, label, item_style.look.keep)
            if out and item_style.look.grow and at < len(part) - 1:
                out[-1].after = 0.0
                out.append(Gap(item_style.after, item.origin, grow=item_style.look.grow))
            if begin < len(out):
                out[begin].cost = inside if at else 0.45
                if at == len(part) - 2 > 1 and builder.styles.paper.folds:
                    out[begin].cost = STRANDED
                out[begin].listed = at > 0
                # Neither the first nor the last item of a list stands alone on a page.
                out[begin].glued = out[begin].glued or (len(part) > 2 and at in (1, len(part) - 1))
        return out

    left, over, gutter = x + style.look.indent, width - style.look.indent, style.look.gutter
    measures = [(over - gutter * (columns - 1)) / columns] * columns
    each = -(-len(items) // columns)
    parts = [items[at : at + each] for at in range(0, len(items), each)]
    down = len(items) <= STRIP or kind == "letter"
    if columns == 2:
        part = _shared(builder, items, look_style, style.look, over - gutter, down)
        measures = [part * (over - gutter), (1 - part) * (over - gutter)]
        lines, _, at = _parted(builder, items, look_style, measures, down)
        parts = [items[:at], items[at:]]
        if down and lines >= len(items) and lines >= sum(_counted(builder, items, look_style, over)):
            columns = 1  # nothing is won
    if columns == 1:
        made = column(items, over, first, left)
    else:
        plain = Style(Look(name=style.look.name), 0, 0, 0, 0, 0, "")

        def beside(parts: Sequence[Sequence[Element]], before: int) -> Box:
            cells = []
            at = 0.0
            for measure, part in zip(measures, parts, strict=False):
                flow = Flow(column(part, measure, before, 0.0))
                before += len(part)
                cells.append((at, measure, flow, "top"))
                at += measure + gutter
            return Box(left, over, element.origin, plain, builder.styles, cells)

        if not down:  # numbered from row to row, so that it may go on over the page between two of them
            starts = range(0, len(items), columns)
            made = [beside([[one] for one in items[at : at + columns]], first + at) for at in starts]
            for at, box in enumerate(made):
                box.cost, box.after = inside if at else 0.45, item_style.after
                box.glued = at in (1, len(made) - 1)
        else:
            made = [beside(parts, first)]
    return made


def _shared(builder: Maker, items: Sequence[Element], style: Style, look: Look, width: float, down: bool) -> float:
    """Return the part of the width of two columns that the first has: a half, where others take as many lines.

    Args:
        builder: knows styles and setters.
        items: of the list.
        style: of the items. Their share is that of the theme's own size, the same for every other one.
        look: of the list.
        down: whether it is numbered down one column and then the other.
        width: of both columns, in points.
    """
    style = replace(style, size=style.look.size, hang=look.hang)
    best, found = _parted(builder, items, style, (width / 2, width / 2), down)[0], 0.5
    for share in SHARES:
        if best <= -(-len(items) // 2) or width * min(share, 1 - share) < look.stack:
            break
        high = _parted(builder, items, style, (width * share, width * (1 - share)), down)[0]
        if high < best:
            best, found = high, share
    return found


def _parted(
    builder: Maker, items: Sequence[Element], style: Style, measures: Sequence[float], down: bool
) -> tuple[int, int, int]:
    """Return the lines of the higher of two columns, how far from half the list is parted, and where."""
    one, two = (_counted(builder, items, style, measure) for measure in measures)
    half = -(-len(items) // 2)
    if not down:  # side by side, row by row
        return sum(map(max, one[::2], [*two[1::2], 0])), 0, half
    return min((max(sum(one[:at]), sum(two[at:])), abs(at - half), at) for at in range(1, len(items) + 1))


def _counted(builder: Maker, items: Sequence[Element], style: Style, measure: float) -> list[int]:
    """Return how many lines each item takes in a measure, in points."""
    setter = builder.setters.setter(builder.language)
    return [setter.count_lines(item.runs, style, measure - style.hang, item.origin) for item in items]


def _columns(builder: Maker, items: Sequence[Element], style: Style, width: float) -> int:
    """Return 2 when every item of a list of four or more fits one line of half the measure, else 1.

    Numbered steps stay one under the other: their order must be plain.
    """
    if len(items) < 4 or not style.look.gutter:
        return 1
    measure = (width - style.look.indent - style.look.gutter) / 2 - style.look.indent - style.hang
    setter = builder.setters.setter(builder.language)
    item_style = builder.styles.plain(style)
    fits = all(setter.width(item.runs, item_style, item.origin) <= measure for item in items)
    return 2 if fits else 1
