"""Columns in two languages made level: first lines, or items of lists, stand on one baseline."""

from __future__ import annotations

from collections.abc import Sequence

from generator.typeset.layout.flow import MIDDLE, Flow, Slab, TextLine
from generator.typeset.layout.known import Columns
from generator.typeset.layout.strips import Gap


def level(columns: Columns) -> Columns:
    """Return columns whose first lines stand on one baseline, though their languages have other leadings.

    In lists of as many items each item does.
    """
    lists = [_items_of(flow) for _, _, flow, _ in columns]
    if all(lists) and len({len(items) for items in lists}) == 1:
        flows = _item_by_item(lists)
        return [(at, wide, flow, valign) for (at, wide, _, valign), flow in zip(columns, flows, strict=True)]

    def down(flow: Flow) -> float:
        return _down(flow.slabs[0]) if flow.slabs else 0.0

    lowest = max((down(flow) for _, _, flow, valign in columns if valign == "top"), default=0.0)
    out = []
    for at, wide, flow, valign in columns:
        if valign == "top" and 0.0 < down(flow) < lowest:
            first = flow.slabs[0]
            first.before = 0.0  # no space stands before the first line of a column, and none after the gap
            flow = Flow([Gap(lowest - down(flow), first.origin, fixed=True), *flow.slabs])
        out.append((at, wide, flow, valign))
    return out


def _down(slab: Slab) -> float:
    """Return how far below its top a line's baseline is; 0 for what is no line."""
    return slab.style.leading / 2 + MIDDLE * slab.style.size if isinstance(slab, TextLine) else 0.0


def _items_of(flow: Flow) -> list[list[TextLine]]:
    """Return the lines of each item of a flow that is one list, one item under the other; else nothing."""
    items: list[list[TextLine]] = []
    for slab in flow.slabs:
        if not isinstance(slab, TextLine) or (slab.label is None and not items):
            return []
        if slab.label is not None:
            items.append([])
        items[-1].append(slab)
    return items


def _item_by_item(lists: Sequence[list[list[TextLine]]]) -> list[Flow]:
    """Return lists side by side as flows in which each item begins beside its twins: one can point at both."""
    out: list[list[Slab]] = [[] for _ in lists]
    for twins in zip(*lists, strict=True):
        lowest = max(_down(lines[0]) for lines in twins)
        heads = [lowest - _down(lines[0]) for lines in twins]
        high = max(head + sum(line.height(1.0) for line in lines) for head, lines in zip(heads, twins, strict=True))
        after = max(lines[-1].after for lines in twins)
        for slabs, head, lines in zip(out, heads, twins, strict=True):
            lines[0].before = lines[-1].after = 0.0
            foot = Gap(high - head - sum(line.height(1.0) for line in lines), lines[-1].origin, fixed=True)
            foot.after = after
            slabs += [Gap(head, lines[0].origin, fixed=True), *lines, foot]
    return [Flow(slabs) for slabs in out]
