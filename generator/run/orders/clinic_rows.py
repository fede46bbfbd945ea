"""Which rows below the names of the columns are clinics: sums, remarks and the names once more are none."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence, Set
from itertools import pairwise
from typing import Final

from generator.library.texts import short
from generator.run.orders.columns import folded, letter_of, looks_like_total
from generator.run.orders.heads import Head, listed, rows_called

Record = tuple[int, Sequence[str]]
"""A row's number and its words."""
_MOST_OF_NOTE: Final = 2
"""Cells that a remark below a table has at most."""
_LONGEST_NAME: Final = 6
"""Words; a row that has more in its first cell is no clinic's name alone."""


def clinics_only(
    records: Sequence[Record],
    head: Head,
    shown: str,
    hidden: Sequence[int] = (),
    headings: Set[int] = frozenset(),
) -> tuple[list[Record], tuple[str, ...]]:
    """Return the rows of clinics below the head, and notes on those passed over: sums, remarks, the head once more.

    ``headings`` are rows that part the clinics, such as 'North region'; what else stands in one makes it none.
    """
    top = [folded(cell) for cell in records[head.at][1] if cell.strip()]
    kept: list[Record] = []
    sums: list[int] = []
    parting: list[Record] = []
    for number, cells in records[head.at + 1 :]:
        words = [folded(cell) for cell in cells if cell.strip()]
        if number in headings and len(words) == 1:
            parting.append((number, cells))
        elif words == top or (not _dialled(cells, head) and any(map(looks_like_total, words[:2]))):
            sums.append(number)
        else:
            kept.append((number, cells))
    remarks = _remarks(kept, head, records[head.at][0], hidden)
    last = kept[-1][0] if kept else 0
    remarks = sorted([*remarks, *(one for one in parting if one[0] > last)])
    parting = [one for one in parting if one[0] < last]
    notes = []
    if sums:
        notes.append(f"{shown}: sums and repeated names of columns are not read: {rows_called(sums)}")
    if parting:
        said = listed([short(next(filter(str.strip, cells))) for _, cells in parting])
        notes.append(f"{shown}: headings between clinics, {rows_called([one for one, _ in parting])}, not read: {said}")
    if remarks:
        said = listed([short(next(filter(str.strip, cells))) for _, cells in remarks])
        notes.append(f"{shown}: below the table, {rows_called([one for one, _ in remarks])}, not read: {said}")
    return kept, tuple(notes)


def _remarks(kept: list[Record], head: Head, top: int, hidden: Sequence[int]) -> list[Record]:
    """Take the remarks below a table from the end of its rows, and return them.

    A remark is a row of one or two cells, none of them a telephone number, below an empty row, that no clinic follows.
    Where empty rows part clinics too, it must also read like a sentence: a clinic's number may have been forgotten.
    """
    numbers = [top, *(number for number, _ in kept)]
    begins = [
        at
        for at, (before, number) in enumerate(pairwise(numbers))
        if number - before - 1 > bisect_left(hidden, number) - bisect_left(hidden, before)
    ]
    runs = [kept[one:after] for one, after in pairwise([0, *(at for at in begins if at), len(kept)])]
    bare = [
        all(len(list(filter(str.strip, cells))) <= _MOST_OF_NOTE and not _dialled(cells, head) for _, cells in run)
        for run in runs
    ]
    last = next((at for at in reversed(range(len(runs))) if not bare[at]), 0)
    end = len(runs)
    while end - 1 > last and (not last or any(_is_sentence(cells) for _, cells in runs[end - 1])):
        end -= 1
    cut = sum(map(len, runs[:end]))
    remarks = kept[cut:]
    del kept[cut:]
    return remarks


def _dialled(cells: Sequence[str], head: Head) -> bool:
    """Tell whether a row has a telephone number."""
    return any(name == "phones" and cell.strip() for name, cell in zip(head.columns, cells, strict=False))


def _is_sentence(cells: Sequence[str]) -> bool:
    words = next(filter(str.strip, cells)).strip()
    return len(words.split()) > _LONGEST_NAME or re.search(r"^([*※†(]|\w+:)|[.。!！]$", words) is not None


def unnamed(kept: Sequence[tuple[int, Sequence[str]]], head: Head, shown: str) -> tuple[str, ...]:
    """Return a note on columns that hold words and have no name."""
    named = {at for at, name in enumerate(head.names) if head.columns[at] or name.strip()}
    found = {at for _, cells in kept for at, cell in enumerate(cells) if cell.strip()} - named
    if not found:
        return ()
    return (f"{shown}: columns without a name are not read: {', '.join(letter_of(at) for at in sorted(found))}",)
