"""Rows whose two cells share their width so that the row is least high: the heights come from the measures alone.

A paragraph has a line more below each of certain measures (``Setter.steps``). So the height of words one under the
other is a sum over the steps that a measure does not reach, and thousands of measures can be asked.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

from generator.model.problems import Problem, Unusable
from generator.model.sheet import Element
from generator.typeset.layout.boxes import is_frame
from generator.typeset.text.paragraph import NARROW, Setter
from generator.typeset.text.style import Style, Styles

SHARES = tuple(at / 400 for at in range(120, 281))
"""Parts of the width that the first cell may have."""
FAIR = 0.5
"""Points by which a share may be higher than the best and still be taken for as good."""
SLACK = 0.01
"""Points by which products of floats may come out otherwise."""
NEVER = 1e6
"""Points: higher than any page, for a measure that no word fits."""
_FIXED = frozenset({"image", "qr", "hold", "gap", "lines"})
High = Callable[[float], float]
"""About how high something is, in points, in a measure in points."""


def balance(row: Element, width: float, styles: Styles, setter: Setter) -> list[float]:
    """Return the shares of a row's two cells that make it least high; ``width`` is that of all cells, in points.

    Raises:
        Unusable: for a row of another number of cells.
    """
    return _Balance(styles, setter).best(row, width)(width)[1]


def own_width(cell: Element, styles: Styles, setter: Callable[[Element], Setter]) -> float:
    """Return the width in points that a cell has whatever stands beside it; 0 for one that has a share of the row.

    That is its look's, or with ``fit="yes"`` that of its longest paragraph on one line, set by that language's setter.
    """
    if cell.get("fit") != "yes":
        return styles[cell.get("look")].look.width if cell.get("look") else 0.0
    found = 0.0
    for words in cell.children:
        if words.tag == "p":
            style = styles[words.get("look") or "body"]
            wide = setter(words).width(words.runs, styles.plain(style), words.origin)
            found = max(found, wide + style.look.indent + style.hang + SLACK)
    return found


class _Balance:
    def __init__(self, styles: Styles, setter: Setter) -> None:
        self.styles, self.setter = styles, setter

    def best(self, row: Element, least: float) -> Callable[[float], tuple[float, list[float]]]:
        """Return what tells, for a width, the least height of a balanced row and the shares that give it.

        ``least`` is the least width that is asked for: what happens in narrower measures need not be known.
        """
        if len(row.children) != 2:
            message = "a row that is balanced has two cells"
            raise Unusable(Problem(row.origin, message, "put a row into one of its cells"))
        gutter = self.styles[row.get("look")].look.gutter
        one, two = (self.stack((cell,), (least - gutter) * SHARES[0] - SLACK) for cell in row.children)
        known: dict[int, tuple[float, list[float]]] = {}

        def found(width: float) -> tuple[float, list[float]]:
            key = int(width)
            if key not in known:
                known[key] = _share(one, two, width - gutter)
            return known[key]

        return found

    def stack(self, elements: Iterable[Element], asked: float) -> High:
        """Return the height of elements one under the other, for measures that are not less than ``asked``."""
        steps: list[tuple[float, float]] = []
        rows: list[High] = []
        fixed, narrowest = self._gather(elements, 0.0, steps, rows, asked)
        steps.sort()
        at = [step for step, _ in steps]
        above = [*reversed([*accumulate(leading for _, leading in reversed(steps))]), 0.0]

        def high(measure: float) -> float:
            if measure < narrowest:
                return NEVER
            return fixed + above[bisect_right(at, measure)] + sum([row(measure) for row in rows])

        return high

    def _gather(
        self,
        elements: Iterable[Element],
        inset: float,
        steps: list[tuple[float, float]],
        rows: list[High],
        asked: float,
    ) -> tuple[float, float]:
        """Add the steps and rows of elements; return their fixed height and the narrowest measure they can have."""
        height, narrowest = 0.0, inset + NARROW
        for element in elements:
            name = element.get("look")
            style = self.styles[name] if name else self.styles["body"]
            inner = inset + (_sides(style) + style.look.indent if name and element.tag in ("box", "cell") else 0.0)
            if element.tag == "p":
                height += self._words(element, style, inset + style.look.indent + style.hang, steps, asked)
            elif element.tag == "list":
                item = self.styles[f"{name}.item"]
                for child in element.children:
                    beside = inset + style.look.indent + style.look.hang
                    height += self._words(child, item, beside, steps, asked) + item.after
            elif element.tag == "row":
                rows.append(self._row(element, inset, asked))
                height += style.look.padding[0] + style.look.padding[2]
            elif element.tag in _FIXED:
                height += style.look.height
            else:
                more, least = self._gather(element.children, inner, steps, rows, asked)
                more += style.look.padding[0] + style.look.padding[2] if name and element.tag == "cell" else 0.0
                height, narrowest = height + more, max(narrowest, least)
        return height, narrowest

    def _words(
        self, element: Element, style: Style, inset: float, steps: list[tuple[float, float]], asked: float
    ) -> float:
        """Add the steps of a paragraph; return the height of its first line."""
        if not element.runs:
            return 0.0
        found = self.setter.steps(element.runs, style, element.origin, asked - inset)
        steps += [(step + inset, style.leading) for step in found]
        return style.leading

    def _row(self, row: Element, inset: float, asked: float) -> High:
        if row.get("balance") == "yes":
            best = self.best(row, asked - inset)
            return lambda measure: best(measure - inset)[0]
        look = self.styles[row.get("look")].look
        wide = [own_width(cell, self.styles, lambda _: self.setter) for cell in row.children]
        parts = [0.0 if one else float(cell.get("share") or 1) for cell, one in zip(row.children, wide, strict=True)]
        taken, every = sum(wide) + look.gutter * (len(wide) - 1) + inset, sum(parts) or 1.0
        cells: Sequence[tuple[High, float, float]] = [
            (self.stack((cell,), (one or (asked - taken) * part / every) - SLACK), one, part / every)
            for cell, one, part in zip(row.children, wide, parts, strict=True)
        ]

        def high(measure: float) -> float:
            if any(part and (measure - taken) * part < look.stack for *_, part in cells):  # one below the other
                return sum(cell(measure - inset) for cell, *_ in cells)
            widths = [max(one, NARROW) if one else (measure - taken) * part for _, one, part in cells]
            return max([cell(wide) for (cell, *_), wide in zip(cells, widths, strict=True)], default=0.0)

        return high


def _share(one: High, two: High, free: float) -> tuple[float, list[float]]:
    """Return the least height of two cells that share ``free`` points, and the shares: the middle of the fair ones.

    The wider a cell, the less high: so the first cell's heights fall from share to share, the second's rise, and where
    they cross, and how far either side is fair, is found by halves.
    """
    first = _Lazy(lambda at: one(free * SHARES[at]))
    second = _Lazy(lambda at: two(free * (1 - SHARES[at])))
    every = range(len(SHARES))
    cross = bisect_left(every, True, key=lambda at: first[at] <= second[at])
    heights = [second[cross]] if cross < len(every) else []
    least = min([*heights, *([first[cross - 1]] if cross else [])])
    begin = bisect_left(every, True, hi=cross, key=lambda at: first[at] < least + FAIR)
    end = bisect_left(every, True, lo=cross, key=lambda at: second[at] >= least + FAIR)
    part = SHARES[begin + (end - begin) // 2]
    return least, [part, 1 - part]


class _Lazy(dict[int, float]):
    """Heights by number, each worked out when it is first asked for."""

    def __init__(self, high: Callable[[int], float]) -> None:
        super().__init__()
        self.high = high

    def __missing__(self, at: int) -> float:
        found = self[at] = self.high(at)
        return found


def _sides(style: Style) -> float:
    look = style.look
    edge = look.border_width / 2 if is_frame(look) else 0.0
    return look.padding[1] + look.padding[3] + 2 * edge
