"""Tables as people export them: comma, semicolon or tab, quotes, a byte-order mark, empty lines, stray blanks; XLSX."""

from __future__ import annotations

import csv
import io
import re
import stat
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from generator.library.texts import short
from generator.model.problems import Origin, Problem
from generator.run.orders.encodings import SAVE, decode
from generator.run.orders.heads import (
    MOST_ABOVE,
    ORDERED,
    Head,
    column_of,
    find_head,
    folded,
    listed,
    looks_like_total,
    rows_called,
)
from generator.run.orders.ruins import ruins_in

if TYPE_CHECKING:
    from generator.run.orders.workbooks import Cell, Worksheet

MOST_BYTES: Final = 50_000_000
MOST_ROWS: Final = 200_000
MOST_CELL: Final = 1_000
"""Characters of a cell: five times the longest address that fits a panel."""
COUNTS: Final = ("copies",)
"""Columns that hold numbers to count with: the mark between thousands says nothing."""
_MOST_OF_NOTE: Final = 2
"""Cells that a remark below a table has at most."""
_LONGEST_NAME: Final = 6
"""Words; a row that has more in its first cell is no clinic's name alone."""
Record = tuple[int, Sequence[str]]
"""A row's number and its words."""
_OTHER_FILES: Final = (
    (b"%PDF", "a PDF file"),
    (b"{\\rtf", "a text document (.rtf)"),
    (b"ID;P", "a spreadsheet of the SYLK kind (.slk)"),
    (b"TABLE\r\n0,1", "a spreadsheet of the DIF kind (.dif)"),
    (b"<!doctype html", "a web page, whatever its name says"),
    (b"<html", "a web page, whatever its name says"),
    (b"<table", "a web page, whatever its name says"),
    (b"<?xml", "an XML file, as Excel 2003 and LibreOffice (.fods) write them"),
    (b'{"url"', "a link to a sheet of Google's (.gsheet)"),
    (b"\x1f\x8b", "a packed file (.gz)"),
    (b"7z\xbc\xaf", "a packed file (.7z)"),
    (b"Rar!", "a packed file (.rar)"),
)
"""Files that are no table of ours, by how they begin."""
MOST_LINE: Final = 2_000
MOST_TOP: Final = 50_000
"""Characters that are looked at for what parts the cells."""
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

    def words(self, file: str) -> str:
        """Return the lines a person reads."""
        row, column = f"row {self.row}" if self.row else "", f"column '{self.column}'" if self.column else ""
        place = filter(None, (file, row, column))
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{', '.join(place)}: {self.message}{hint}"


class Row(Struct, frozen=True):
    """A row: its number in the spreadsheet (the head is 1), its cells by column without blanks around them."""

    number: int
    cells: Mapping[str, str]


class Table(Struct, frozen=True):
    """A table whose columns are known; rows that cannot be read are ``refused``.

    ``delimiter`` is empty for a workbook; ``notes`` are what a person should know of how it was read.
    """

    shown: str
    columns: tuple[str, ...]
    delimiter: str
    rows: tuple[Row, ...]
    refused: tuple[Refusal, ...]
    notes: tuple[str, ...] = ()

    def column(self, place: Origin) -> str:
        """Return the name of the column of a place in this table; nothing for a whole row."""
        return self.columns[place.column - 1] if 0 < place.column <= len(self.columns) else ""

    @property
    def suffix(self) -> str:
        """How files of this sort of table end."""
        return ".csv" if self.delimiter else ".xlsx"


def read_table(
    path: Path,
    shown: str,
    required: Sequence[str],
    problems: list[Problem],
    exact: Sequence[str] = (),
) -> Table | None:
    """Read a table whose columns are called as people call them (``heads.py``), or return None with problems.

    A row that cannot be read is no problem of the table: it is among ``Table.refused``. In the columns of ``exact``
    zeros in front count: a workbook's number, which has lost them, is refused there.

    Raises:
        Missing: when it is a workbook, and openpyxl is not installed.
    """
    data = _data(path, shown, problems)
    if data is None:
        return None
    if data.startswith(b"PK\x03\x04"):
        from generator.run.orders.workbooks import read_workbook  # late: most tables are none

        sheet = read_workbook(data, shown, MOST_ROWS, problems)
        return None if sheet is None else _of_workbook(sheet, shown, required, problems, exact)
    text = _text(data, shown, problems)
    if text is None:
        return None
    records, refused = _records(text)
    if not records:
        problems.append(Problem(Origin(shown), "the table is empty", _needs(required)))
        return None
    head = find_head(records, shown, required, (), problems)
    if head is None:
        return None
    if len(records) - head.at > MOST_ROWS:
        hint = f"at most {MOST_ROWS:,} rows are read; split it"
        problems.append(Problem(Origin(shown), "the table has too many rows", hint))
        return None
    kept, notes = _clinics_only(records, head, shown)
    rows = []
    for number, cells in kept:
        row, why = _row(number, cells, head.columns)
        rows.append(row)
        refused += why
    columns = _columns(head)
    notes = (*head.notes, *_unnamed(kept, head, shown), *notes)
    return Table(shown, columns, _delimiter(text), tuple(rows), tuple(refused), notes)


def _needs(required: Sequence[str]) -> str:
    return f"the first row names the columns: {' and '.join(required)} are needed; 'leaflets new orders' makes a table"


def _columns(head: Head) -> tuple[str, ...]:
    """Return our columns that a table has, each once."""
    return tuple(dict.fromkeys(filter(None, head.columns)))


def _clinics_only(
    records: Sequence[Record], head: Head, shown: str, hidden: Sequence[int] = ()
) -> tuple[list[Record], tuple[str, ...]]:
    """Return the rows of clinics below the head, and notes on those passed over: sums, remarks, the head once more."""
    top = [folded(cell) for cell in records[head.at][1] if cell.strip()]
    kept: list[Record] = []
    sums: list[int] = []
    for number, cells in records[head.at + 1 :]:
        words = [folded(cell) for cell in cells if cell.strip()]
        if words == top or (not _dialled(cells, head) and any(map(looks_like_total, words[:2]))):
            sums.append(number)
        else:
            kept.append((number, cells))
    remarks = _remarks(kept, head, _head_number(records, head), hidden)
    notes = []
    if sums:
        notes.append(f"{shown}: sums and repeated names of columns are not read: {rows_called(sums)}")
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


def _head_number(records: Sequence[tuple[int, Sequence[str]]], head: Head) -> int:
    """Return the number of the row that names the columns."""
    return records[head.at][0]


def _unnamed(kept: Sequence[tuple[int, Sequence[str]]], head: Head, shown: str) -> tuple[str, ...]:
    """Return a note on columns that hold words and have no name."""
    free = [at for at, name in enumerate(head.names) if not head.columns[at] and not name.strip()]
    found = {at for _, cells in kept for at in free if at < len(cells) and cells[at].strip()}
    if not found:
        return ()
    return (f"{shown}: columns without a name are not read: {', '.join(_letter(at) for at in sorted(found))}",)


def _letter(at: int) -> str:
    """Return how a spreadsheet calls a column, from 0."""
    return (_letter(at // 26 - 1) if at >= 26 else "") + chr(65 + at % 26)


def _of_workbook(
    sheet: Worksheet,
    shown: str,
    required: Sequence[str],
    problems: list[Problem],
    exact: Sequence[str],
) -> Table | None:
    """Return the table of a workbook's sheet, or None with problems."""
    from generator.run.orders.workbooks import AS_TEXT

    if not sheet.rows:
        problems.append(Problem(Origin(shown), f"the sheet '{sheet.name}' is empty", _needs(required)))
        return None
    hidden = [number for number, _ in sheet.rows if number in sheet.hidden]
    seen = [(number, cells) for number, cells in sheet.rows if number not in sheet.hidden]
    cells_of = {number: tuple(_shown(cells, sheet.unseen)) for number, cells in seen}
    records = [(number, [cell.words for cell in cells]) for number, cells in cells_of.items()]
    spread = [(merge.rows.start, merge.columns) for merge in sheet.merged if len(merge.columns) > 1]
    before = len(problems)
    head = find_head(records, shown, required, spread, problems) if records else None
    if head is None:
        problems += _why_no_head(sheet, shown, hidden, problems[before:])
        return None
    top = _head_number(records, head)
    for cell in cells_of[top][: len(head.columns)]:
        if cell.fault and not cell.unseen:
            problems.append(Problem(Origin(shown, top), cell.fault, cell.hint))
    for at in sorted(sheet.unseen):
        cells = next(cells for number, cells in sheet.rows if number == top)
        name = column_of(cells[at].words) if at < len(cells) else ""
        if name in ORDERED and name not in head.columns:
            message = f"the column '{name}' is hidden ({_letter(at)}): without it each clinic would get all leaflets"
            problems.append(Problem(Origin(shown, top), message, "show the column, or delete it"))
    if len(problems) > before:
        return None
    kept, passed = _clinics_only(records, head, shown, hidden)
    refused = list(_covered(sheet, [one for one, _ in kept], head.columns))
    rows = []
    for number, words in kept:
        cells = cells_of[number]
        words = [
            cell.whole if cell.whole and name in COUNTS else one
            for one, cell, name in zip(words, cells, (*head.columns, *[""] * len(words)), strict=False)
        ]
        row, why = _row(number, words[: len(head.columns)], head.columns)
        rows.append(row)
        faulty = {name for name, cell in zip(head.columns, cells, strict=False) if name and _wrong(cell, name)}
        refused += [one for one in why if one.column not in faulty]
        for name, cell in zip(head.columns, cells, strict=False):
            if name and _wrong(cell, name):
                refused.append(Refusal(number, name, cell.fault, cell.hint))
            elif cell.bare and name in exact and name not in faulty:
                message = f"'{short(cell.words)}' is a number in this cell: a zero or a plus in front is lost"
                refused.append(Refusal(number, name, message, AS_TEXT))
    others = ", ".join(sheet.others[:5]) + (", …" if len(sheet.others) > 5 else "")
    notes = [f"{shown}: read is the sheet '{sheet.name}'; not read: {others}"] if others else []
    notes += [f"{shown}: hidden, so not read: {rows_called(hidden)}"] if hidden else []
    notes += [*_hidden_columns(sheet, top, shown), *head.notes]
    notes += [*_unnamed(kept, head, shown), *passed]
    return Table(shown, _columns(head), "", tuple(rows), tuple(refused), tuple(notes))


def _wrong(cell: Cell, name: str) -> bool:
    return bool(cell.fault) and not (cell.whole and name in COUNTS)


def _shown(cells: Sequence[Cell], unseen: frozenset[int]) -> Iterator[Cell]:
    """Yield a row's cells; those of hidden columns hold nothing."""
    from generator.run.orders.workbooks import Cell

    yield from (Cell("") if at in unseen else cell for at, cell in enumerate(cells))


def _hidden_columns(sheet: Worksheet, head: int, shown: str) -> Iterator[str]:
    """Yield a note on the hidden columns that hold anything."""
    tops = [cells for number, cells in sheet.rows if number <= head]
    names = {at: cell.words for cells in tops for at, cell in enumerate(cells) if cell.words}
    full = [at for at in sorted(sheet.unseen) if any(at < len(cells) and cells[at].words for _, cells in sheet.rows)]
    if full:
        named = {at: f" ('{short(names[at])}')" for at in full if at in names}
        called = ", ".join(_letter(at) + named.get(at, "") for at in full)
        yield f"{shown}: hidden columns are not read: {called}"


def _why_no_head(sheet: Worksheet, shown: str, hidden: Sequence[int], found: Sequence[Problem]) -> Iterator[Problem]:
    """Yield what may be the reason why columns are missing: they are hidden, or their names are merged."""
    if not found:
        yield Problem(Origin(shown), f"every row of the sheet '{sheet.name}' is hidden", "show the rows")
    lacking = {problem.message for problem in found if problem.message.startswith("the table lacks")}
    tops = {number for number, _ in sheet.rows[:5]}
    for number, cells in sheet.rows[:5]:
        for at in sorted(sheet.unseen):
            name = column_of(cells[at].words) if at < len(cells) else ""
            if name and f"the table lacks the column '{name}'" in lacking:
                message = f"the column {_letter(at)}, '{short(cells[at].words)}', is hidden in the spreadsheet"
                yield Problem(Origin(shown, number), message, "show it: what is hidden is not printed")
    if lacking and hidden and hidden[0] in tops:
        yield Problem(Origin(shown, hidden[0]), "this row is hidden in the spreadsheet", "show it, or delete it")
    for merge in sheet.merged if lacking else ():
        if tops & set(merge.rows):
            message = f"the cells {merge.name} are merged"
            yield Problem(Origin(shown, merge.rows.start), message, "part them, and name each column")


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


def _data(path: Path, shown: str, problems: list[Problem]) -> bytes | None:
    """Return a file's bytes."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            message = "a file is needed here, and this is something else"
            problems.append(Problem(Origin(shown), message, "name a table, such as clinics.csv, or a run file"))
            return None
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        problems.append(Problem(Origin(shown), "there is no such file", "check the spelling of its name"))
        return None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "the name cannot be used"
        problems.append(Problem(Origin(shown), f"the file cannot be read: {reason}"))
        return None
    if len(data) > MOST_BYTES:
        problems.append(Problem(Origin(shown), f"the table is larger than {MOST_BYTES // 1_000_000} MB", "split it"))
        return None
    return data


def _text(data: bytes, shown: str, problems: list[Problem]) -> str | None:
    """Return a table's text with one kind of line end."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        message = "this is an old or a protected spreadsheet"
        hint = f"save it as 'Excel workbook (.xlsx)' without a password, or export it as CSV: {SAVE}"
        problems.append(Problem(Origin(shown), message, hint))
        return None
    begin = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for sign, sort in _OTHER_FILES:
        if begin.startswith(sign.lower()):
            hint = f"save it as 'Excel workbook (.xlsx)', or export it as CSV: {SAVE}"
            problems.append(Problem(Origin(shown), f"this is {sort}, not a table", hint))
            return None
    text, line, wrong = decode(data)
    if wrong:
        problems.append(Problem(Origin(shown, line), wrong, SAVE))
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _delimiter(text: str) -> str:
    """Return what parts the cells: the sign that gives the most names of ours in one of the first lines."""

    def count(sign: str) -> int:
        return max((len({column_of(cell) for cell in line.split(sign)} - {""}) for line in lines), default=0)

    top = _without_sep(text)[:MOST_TOP].split("\n")
    lines = [line[:MOST_LINE] for line in top if line.strip(' ,;\t"')][:MOST_ABOVE]
    return max((",", ";", "\t"), key=count)


def _without_sep(text: str) -> str:
    """Return the text with an empty line for Excel's ``sep=;``, so that rows keep their numbers."""
    first, end, rest = text.partition("\n")
    return f"{end}{rest}" if re.fullmatch(r'"?sep=."?[,;\t]*', first.strip(" ")) else text


def _records(text: str) -> tuple[list[Record], list[Refusal]]:
    """Return the rows that hold anything, numbered, and those whose quotes are wrong."""
    csv.field_size_limit(MOST_BYTES)
    reader = csv.reader(io.StringIO(_without_sep(text)), delimiter=_delimiter(text), strict=True)
    records: list[Record] = []
    refused: list[Refusal] = []
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return records, refused
        except csv.Error as error:
            if "NUL" in str(error):
                refused.append(Refusal(number, "", "there is a NUL character in this row", "type the row again"))
            elif "unexpected end" in str(error):
                message = "a quotation mark opens here and never closes: this row and all below it cannot be read"
                refused.append(Refusal(number, "", message, 'close it, or write two of them ("") for one'))
            else:
                message = "a quotation mark stands inside a cell"
                hint = 'put the whole cell into quotation marks, and write two of them ("") for one'
                refused.append(Refusal(number, "", message, hint))
            continue
        if any(cell.strip() for cell in cells):
            records.append((number, cells))


def _row(number: int, cells: Sequence[str], columns: Sequence[str]) -> tuple[Row, list[Refusal]]:
    """Return a row and what is wrong with its cells as such."""
    refused = []
    kept: dict[str, str] = {}
    if any(cell.strip() for cell in cells[len(columns) :]):
        hint = "put a cell that holds the parting sign into quotation marks"
        refused.append(Refusal(number, "", f"the row has {len(cells)} cells for {len(columns)} columns", hint))
    for name, cell in zip(columns, cells, strict=False):
        words = cell.strip()
        plain = words[1:] if words.startswith("'") and words[1:].startswith(_STARTS_FORMULA) else words
        plain = _APOSTROPHE.sub("", plain, count=1) if plain.startswith("'") else plain
        if not name or not plain:
            continue
        if len(words) > MOST_CELL:
            message = f"the cell has {len(words):,} characters"
            refused.append(Refusal(number, name, message, f"at most {MOST_CELL:,} are read; shorten it"))
        elif _FORMULA.match(plain):
            message = f"'{short(plain)}' is a formula, not words"
            refused.append(Refusal(number, name, message, "write what the formula gives"))
        else:
            refused += [Refusal(number, name, *found) for found in ruins_in(plain, name)]
        kept[name] = f"{kept[name]}; {plain}" if name in kept else plain
    return Row(number, kept), refused
