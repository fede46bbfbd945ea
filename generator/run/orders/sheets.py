"""A workbook's sheet as a table: what is hidden or merged in it is refused or told."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from generator.library.texts import short
from generator.model.problems import Origin, Problem
from generator.run.orders.clinic_rows import clinics_only, unnamed
from generator.run.orders.columns import ORDERED, called, column_of, letter_of
from generator.run.orders.heads import Head, Ordered, find_head, needs, rows_called
from generator.run.orders.table import Refusal, Table, columns_of, read_row
from generator.run.orders.workbooks import AS_TEXT, Cell, Worksheet

COUNTS: Final = ("copies",)
"""Columns that hold numbers to count with: the mark between thousands says nothing."""


def table_of(
    sheet: Worksheet,
    shown: str,
    required: Sequence[str],
    problems: list[Problem],
    exact: Sequence[str],
    ordered: Ordered,
) -> Table | None:
    """Return the table of a workbook's sheet, or None with problems."""
    if not sheet.rows:
        problems.append(Problem(Origin(shown), f"the sheet '{sheet.name}' is empty", needs(required)))
        return None
    hidden = [number for number, _ in sheet.rows if number in sheet.hidden]
    seen = [(number, cells) for number, cells in sheet.rows if number not in sheet.hidden]
    cells_of = {number: tuple(_shown(cells, sheet.unseen)) for number, cells in seen}
    records = [(number, [cell.words for cell in cells]) for number, cells in cells_of.items()]
    merged = [(merge.rows, merge.columns) for merge in sheet.merged]
    before = len(problems)
    head = find_head(records, shown, required, merged, problems, ordered) if records else None
    if head is None:
        problems += _why_no_head(sheet, shown, hidden, problems[before:])
        return None
    top = records[head.at][0]
    for cell in cells_of[top][: len(head.columns)]:
        if cell.fault and not cell.unseen:
            problems.append(Problem(Origin(shown, top), cell.fault, cell.hint))
    names = _names_of(sheet, top)
    for at in sorted(sheet.unseen & names.keys()):
        name = column_of(names[at])
        if name in ORDERED and name not in head.columns:
            message = f"the {called([(at, names[at])])} is hidden: without it each clinic would get all leaflets"
            problems.append(Problem(Origin(shown, top), message, "show the column, or delete it"))
    if len(problems) > before:
        return None
    kept, passed = clinics_only(records, head, shown, hidden, frozenset(_headings(sheet, head)))
    refused = list(_covered(sheet, [one for one, _ in kept], head.columns))
    rows = []
    for number, words in kept:
        cells = cells_of[number]
        words = [
            cell.whole if cell.whole and name in COUNTS else one
            for one, cell, name in zip(words, cells, (*head.columns, *[""] * len(words)), strict=False)
        ]
        row, why = read_row(number, words[: len(head.columns)], head.columns, head.labels)
        rows.append(row)
        faulty = {name for name, cell in zip(head.columns, cells, strict=False) if name and _wrong(cell, name)}
        refused += [one for one in why if one.column not in faulty]
        for name, cell in zip(head.columns, cells, strict=False):
            if name and _wrong(cell, name):
                refused.append(Refusal(number, name, cell.fault, cell.hint))
            elif cell.bare and name in exact and name not in faulty:
                message = f"'{short(cell.words)}' is a number in this cell: a zero or a plus in front is lost"
                refused.append(Refusal(number, name, message, AS_TEXT))
    notes = [f"{shown}: read is the sheet '{sheet.name}'; not read: {_others(sheet)}"] if sheet.others else []
    veiled = _few([f"'{name}'" for name in sheet.veiled])
    notes += [f"{shown}: hidden sheets are not read: {veiled}"] if veiled else []
    notes += [f"{shown}: hidden, so not read: {rows_called(hidden)}"] if hidden else []
    notes += [*_hidden_columns(sheet, top, shown), *head.notes]
    notes += [*unnamed(kept, head, shown), *passed]
    columns, heads = columns_of(head)
    return Table(shown, columns, "", tuple(rows), tuple(refused), tuple(notes), heads)


def _others(sheet: Worksheet) -> str:
    """Return which sheets are not read, first those that have a table of clinics too."""
    rest = [f"'{name}'" for name in sheet.others if name not in sheet.alike]
    return _few([f"'{name}', which has a table of clinics too" for name in sheet.alike] + rest)


def _few(names: Sequence[str]) -> str:
    """Return the first names of a list, parted by commas."""
    return ", ".join(names[:5]) + (", …" if len(names) > 5 else "")


def _wrong(cell: Cell, name: str) -> bool:
    return bool(cell.fault) and not (cell.whole and name in COUNTS)


def _shown(cells: Sequence[Cell], unseen: frozenset[int]) -> Iterator[Cell]:
    """Yield a row's cells; those of hidden columns hold nothing."""
    yield from (Cell("") if at in unseen else cell for at, cell in enumerate(cells))


def _names_of(sheet: Worksheet, head: int) -> dict[int, str]:
    """Return what the columns are called in the rows down to the head, hidden ones too: in the last that has words."""
    tops = [cells for number, cells in sheet.rows if number <= head]
    return {at: cell.words for cells in tops for at, cell in enumerate(cells) if cell.words.strip()}


def _hidden_columns(sheet: Worksheet, head: int, shown: str) -> Iterator[str]:
    """Yield a note on the hidden columns that hold anything."""
    names = _names_of(sheet, head)
    full = [at for at in sorted(sheet.unseen) if any(at < len(cells) and cells[at].words for _, cells in sheet.rows)]
    if full:
        named = {at: f" ('{short(names[at])}')" for at in full if at in names}
        hidden = ", ".join(letter_of(at) + named.get(at, "") for at in full)
        yield f"{shown}: hidden columns are not read: {hidden}"


def _why_no_head(sheet: Worksheet, shown: str, hidden: Sequence[int], found: Sequence[Problem]) -> Iterator[Problem]:
    """Yield what may be the reason why columns are missing: they are hidden, or their names are merged."""
    if not found:
        yield Problem(Origin(shown), f"every row of the sheet '{sheet.name}' is hidden", "show the rows")
    if sheet.others and found:
        message = f"read is the sheet '{sheet.name}'; no other has a table of clinics: {_others(sheet)}"
        yield Problem(Origin(shown), message, "call the sheet with the table 'orders', or name its columns")
    lacking = {problem.message for problem in found if problem.message.startswith("the table lacks")}
    tops = {number for number, _ in sheet.rows[:5]}
    for number, cells in sheet.rows[:5]:
        for at in sorted(sheet.unseen):
            name = column_of(cells[at].words) if at < len(cells) else ""
            if name and f"the table lacks the column '{name}'" in lacking:
                message = f"the {called([(at, cells[at].words)])} is hidden in the spreadsheet"
                yield Problem(Origin(shown, number), message, "show it: what is hidden is not printed")
    if lacking and hidden and hidden[0] in tops:
        yield Problem(Origin(shown, hidden[0]), "this row is hidden in the spreadsheet", "show it, or delete it")
    for merge in sheet.merged if lacking else ():
        if tops & set(merge.rows):
            message = f"the cells {merge.name} are merged"
            yield Problem(Origin(shown, merge.rows.start), message, "part them, and name each column")


def _headings(sheet: Worksheet, head: Head) -> Iterator[int]:
    """Yield the rows that are one cell, merged over the clinic's name and its telephone: 'North region'."""
    places = [at for at, column in enumerate(head.columns) if column in ("name", "phones")]
    for merge in sheet.merged:
        if len(merge.rows) == 1 and all(at in merge.columns for at in places):
            yield merge.rows.start


def _covered(sheet: Worksheet, numbers: Sequence[int], columns: Sequence[str]) -> Iterator[Refusal]:
    """Yield the rows that merged cells cover, each once for each of them."""
    at = 0
    for merge in sorted(sheet.merged, key=lambda one: one.rows.start):
        if not any(columns[column] for column in merge.columns if column < len(columns)):
            continue
        at = max(at, bisect_left(numbers, merge.rows.start))
        while at < len(numbers) and numbers[at] in merge.rows:
            yield Refusal(numbers[at], "", f"the cells {merge.name} are merged", "part them, and fill in each")
            at += 1
