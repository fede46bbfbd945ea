"""A table of clinics as it was read: rows of words by column, what is wrong with them, how messages call a column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from generator.library.ruins import MOST_WORDS, ruins_in
from generator.library.texts import short
from generator.model.problems import Origin
from generator.run.orders.columns import USUAL, called, column_of, folded
from generator.run.orders.heads import Head

_APOSTROPHE = re.compile(r"'(?=[0-9(])")
_FORMULA = re.compile(r"[=@＝＠]|[+＋－-].*([A-Za-z]\(|[|!])", re.DOTALL)
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Signs that begin a formula (OWASP, CSV Injection); the wide ones do in East Asian versions."""


class Refusal(Struct, frozen=True):
    """Why a row of a table is not used: row as a spreadsheet counts, column by name (either may be missing)."""

    row: int
    column: str
    message: str
    hint: str = ""

    def words(self, table: Table | None, rows: str = "", hinted: bool = True) -> str:
        """Return the lines a person reads; ``rows`` calls several rows that are refused for one reason."""
        rows = rows or (f"row {self.row}" if self.row else "")
        place = filter(None, (table.shown, rows, table.called(self.column)) if table else (rows,))
        hint = f"\n  hint: {self.hint}" if self.hint and hinted else ""
        return f"{', '.join(place)}: {self.message}{hint}"


class Row(Struct, frozen=True):
    """A row: its number in the spreadsheet (the head is 1), its cells by column without blanks around them."""

    number: int
    cells: Mapping[str, str]


class Table(Struct, frozen=True):
    """A table whose columns are known, by the names we have for them; rows that cannot be read are ``refused``.

    ``delimiter`` is empty for a workbook; ``notes`` are what a person should know of how it was read.
    """

    shown: str
    columns: tuple[str, ...]
    delimiter: str
    rows: tuple[Row, ...]
    refused: tuple[Refusal, ...]
    notes: tuple[str, ...] = ()
    heads: tuple[tuple[tuple[int, str], ...], ...] = ()
    """Of each of ``columns`` where it stands in the file, from 0, and what it is called there; it may be several."""

    def column(self, place: Origin) -> str:
        """Return the name of the column of a place in this table; nothing for a whole row."""
        return self.columns[place.column - 1] if 0 < place.column <= len(self.columns) else ""

    def called(self, column: str) -> str:
        """Return how messages call one of our columns: by its letter and its name in the file."""
        heads = dict(zip(self.columns, self.heads, strict=False)).get(column, ())
        return called(heads) if heads else f"column '{column}'" if column else ""

    def heading(self, column: str) -> str:
        """Return what a column is called in a table to fill in: as in the file where that is one column, and ours."""
        heads = dict(zip(self.columns, self.heads, strict=False)).get(column, ())
        own = heads[0][1].strip() if len(heads) == 1 else ""
        return own if column_of(own) == column else USUAL[column]

    @property
    def suffix(self) -> str:
        """How files of this sort of table end."""
        return ".csv" if self.delimiter else ".xlsx"


def columns_of(head: Head) -> tuple[tuple[str, ...], tuple[tuple[tuple[int, str], ...], ...]]:
    """Return our columns that a table has, each once; and of each where it stands and what it is called there."""
    columns = tuple(dict.fromkeys(filter(None, head.columns)))
    places = [[at for at, one in enumerate(head.columns) if one == name] for name in columns]
    return columns, tuple(tuple((at, head.names[at]) for at in one) for one in places)


def read_row(
    number: int, cells: Sequence[str], columns: Sequence[str], labels: Sequence[str]
) -> tuple[Row, list[Refusal]]:
    """Return a row, with ``Head.labels`` before its cells, and what is wrong with these as such."""
    refused = []
    kept: dict[str, str] = {}
    if any(cell.strip() for cell in cells[len(columns) :]):
        hint = "put a cell that holds the parting sign into quotation marks"
        refused.append(Refusal(number, "", f"the row has {len(cells)} cells for {len(columns)} columns", hint))
    for name, label, cell in zip(columns, labels, cells, strict=False):
        words = cell.strip()
        plain = words[1:] if words.startswith("'") and words[1:].startswith(_STARTS_FORMULA) else words
        plain = _APOSTROPHE.sub("", plain, count=1) if plain.startswith("'") else plain
        if not name or not plain:
            continue
        if len(words) > MOST_WORDS:
            message = f"the cell has {len(words):,} characters"
            refused.append(Refusal(number, name, message, f"at most {MOST_WORDS:,} are read; shorten it"))
        elif _FORMULA.match(plain):
            message = f"'{short(plain)}' is a formula, not words"
            refused.append(Refusal(number, name, message, "write what the formula gives"))
        else:
            refused += [Refusal(number, name, *found) for found in ruins_in(plain, name)]
        if label and folded(label) not in folded(plain):
            plain = f"{label} {plain}"
        kept[name] = f"{kept[name]}; {plain}" if name in kept else plain
    return Row(number, kept), refused


def write_table(columns: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str) -> bytes:
    """Return a table that every spreadsheet opens as it is meant; no cell of it can act as a formula.

    Without a delimiter it is a workbook, whose cells are all words.
    """
    if not delimiter:
        from generator.run.orders.workbooks import write_workbook

        return write_workbook([columns, *rows])
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(columns)
    writer.writerows([defuse(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def defuse(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe stands before it, which reading takes away.

    Source: OWASP, CSV Injection.
    """
    return f"'{cell}" if cell.startswith(_STARTS_FORMULA) else cell
