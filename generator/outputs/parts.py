"""A filled sheet as a plain sequence of parts: what text and Markdown have in common.

Cells that stand side by side on paper follow each other here, in the order a screen reader meets them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from generator.model.addresses import link_of
from generator.model.sheet import Element, Run, Sheet

LEVELS: Final = {"H1": 1, "H2": 2, "H3": 3}
"""Heading levels by the ``role`` of a paragraph."""
MUST: Final = "must"

Runs = tuple[Run, ...]


class SpokenPart(Struct, frozen=True):
    """One heading, paragraph, list, table, picture, address or stretch of lines to write on.

    ``kind`` is ``heading``, ``words``, ``list``, ``table``, ``picture``, ``address`` or ``lines``.
    ``alert`` says that it stands in the box of danger signs; ``tight`` that no empty line parts it from the
    part before, since it stood beside it on paper.
    """

    kind: str
    runs: Runs = ()
    level: int = 0
    label: str = ""
    items: tuple[Runs, ...] = ()
    rows: tuple[tuple[Runs, ...], ...] = ()
    marker: str = ""
    start: int = 1
    alert: bool = False
    tight: bool = False
    headed: bool = False
    """The first row of a table heads its columns."""


def has_page(runs: Runs) -> bool:
    """Tell whether words name the page they stand on: there are no pages here."""
    return any(run.mark for run in runs)


def level_of(element: Element) -> int:
    """Return 1 to 3 for a heading, else 0."""
    return LEVELS.get(element.get("role"), 0) if element.tag == "p" else 0


def words_of(runs: Sequence[Run]) -> str:
    """Return the bare words of runs; raised numbers in square brackets, a line's end as a space."""
    return "".join(f" [{run.words.strip()}]" if run.raised else " " if run.words == "\n" else run.words for run in runs)


def notices(sheet: Sheet) -> Iterator[Element]:
    """Yield the paragraphs that must not be left out and stand behind the main words, such as the draft notice.

    On paper they stand at the foot of each page. Where there are no pages they come first as well: nobody scrolls
    to the end before reading.
    """
    last = max((number for number, area in enumerate(sheet.areas) if is_main(area)), default=0)
    for area in sheet.areas[last + 1 :]:
        yield from (element for element in area.walk() if element.get("brief") == MUST)


def is_main(area: Element) -> bool:
    """Tell whether an area holds the leaflet's own heading, or blocks of its topic."""
    return any(level_of(element) == 1 or element.tag == "block" for element in area.walk())


def parts(sheet: Sheet) -> Iterator[SpokenPart]:
    """Yield the parts of a filled sheet, in reading order."""
    for notice in notices(sheet):
        yield SpokenPart("words", notice.runs)
    for area in sheet.areas:
        yield from _children(area, False)


def _children(element: Element, alert: bool) -> Iterator[SpokenPart]:
    for child in element.children:
        yield from _element(child, alert)


def _element(element: Element, alert: bool) -> Iterator[SpokenPart]:
    match element.tag:
        case "p" if element.runs and not has_page(element.runs):
            level = level_of(element)
            kind = "heading" if level else "words"
            yield SpokenPart(kind, element.runs, level, element.get("label"), alert=alert)
        case "list":
            items = tuple(item.runs for item in element.children)
            start = int(element.get("start", "1"))
            yield SpokenPart("list", items=items, marker=element.get("kind", "bullet"), start=start, alert=alert)
        case "table":
            rows = tuple(tuple(map(_cell, row.children)) for row in element.children)
            yield SpokenPart("table", rows=rows, headed=element.children[0].get("head") == "yes", alert=alert)
        case "image" if element.get("alt"):
            yield SpokenPart("picture", (Run(element.get("alt")),), alert=alert)
        case "qr":
            yield SpokenPart("address", (Run(element.get("data"), link=link_of(element.get("data"))),), alert=alert)
        case "lines":
            yield SpokenPart("lines", start=int(element.get("count", "1")), alert=alert)
        case "row":
            yield from _row(element, alert or element.get("first-page") == "yes")
        case "box":
            yield from _children(element, alert or element.get("first-page") == "yes")
        case _:
            yield from _children(element, alert)


def _cell(cell: Element) -> Runs:
    """Return what a cell of a table says, its drawing's words first."""
    alt = cell.get("alt")
    return (Run(f"[{alt}] "), *cell.runs) if alt and alt != words_of(cell.runs) else cell.runs


def _row(row: Element, alert: bool) -> Iterator[SpokenPart]:
    """Yield a row's cells one after the other.

    A picture beside danger signs is an ornament to them, and so is one whose alternative text stands beside it.
    """
    cells = [[part for child in cell.children for part in _element(child, alert)] for cell in row.children]
    said = [words_of(part.runs) for cell in cells for part in cell if part.kind != "picture"]
    if said:
        cells = [[p for p in cell if p.kind != "picture" or not (alert or words_of(p.runs) in said)] for cell in cells]
    short = all(len(cell) <= 1 and all(part.kind in ("words", "lines") for part in cell) for cell in cells)
    first = True
    for part in (part for cell in cells for part in cell):
        tight = short and not first
        yield SpokenPart(
            part.kind, part.runs, part.level, part.label, part.items, part.rows, part.marker, part.start, part.alert,
            part.tight or tight, part.headed,
        )  # fmt: skip
        first = False
