"""Bookmarks: the headings as a reader's side bar shows them (ISO 32000-1, 12.3.3)."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from generator.typeset.draw.writer import number
from generator.typeset.pdf.tags import StructNode, utf16


class Heading(Struct, frozen=True):
    """A bookmark: level from 0, words, page from 0, height above the page's foot in points, its node."""

    level: int
    words: str
    page: int
    top: float
    node: StructNode


class _Entry(Struct):
    """An entry of the outline: its object's number and what stands under it."""

    number: int
    heading: Heading | None = None
    under: list[_Entry] = field(default_factory=list)

    def count(self) -> int:
        """Return how many entries stand under it, at any depth: all are shown open."""
        return sum(1 + entry.count() for entry in self.under)


def bookmarks(headings: Sequence[Heading], pages: Sequence[int], numbers: Sequence[int]) -> list[bytes]:
    """Return the outline's objects: its root, then an entry for each heading, in order.

    A heading that leaves out a level stands under the one before it.

    Args:
        headings: in reading order.
        pages: the pages' object numbers.
        numbers: the object numbers of what is returned, one more than headings.
    """
    root = _Entry(numbers[0])
    entries = [root]
    above: list[_Entry] = [root]  # the last entry and those it stands under, the root first
    parents: dict[int, _Entry] = {}
    for heading, own in zip(headings, numbers[1:], strict=True):
        entry = _Entry(own, heading)
        while (last := above[-1].heading) is not None and last.level >= heading.level:
            above.pop()
        parents[own] = above[-1]
        above[-1].under.append(entry)
        above.append(entry)
        entries.append(entry)
    return [_object(entry, parents.get(entry.number), pages) for entry in entries]


def _object(entry: _Entry, parent: _Entry | None, pages: Sequence[int]) -> bytes:
    said = []
    if parent is None or entry.heading is None:
        said.append("/Type/Outlines")
    else:
        heading = entry.heading
        said.append(f"/Title{utf16(heading.words)}/Parent {parent.number} 0 R")
        said.append(f"/Dest[{pages[heading.page]} 0 R/XYZ 0 {number(heading.top)} 0]")
        at = parent.under.index(entry)
        if at:
            said.append(f"/Prev {parent.under[at - 1].number} 0 R")
        if at + 1 < len(parent.under):
            said.append(f"/Next {parent.under[at + 1].number} 0 R")
    if entry.under:
        said.append(f"/First {entry.under[0].number} 0 R/Last {entry.under[-1].number} 0 R/Count {entry.count()}")
    return f"<<{''.join(said)}>>".encode("ascii")
