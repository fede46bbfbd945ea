"""Tables as people export them: comma, semicolon or tab, quotes, a byte-order mark, empty lines, stray blanks; XLSX."""

from __future__ import annotations

import csv
import io
import re
import stat
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from generator.library.texts import short
from generator.model.problems import Origin, Problem, suggest
from generator.run.orders.encodings import SAVE, decode

if TYPE_CHECKING:
    from generator.run.orders.workbooks import Worksheet

MOST_BYTES: Final = 50_000_000
MOST_ROWS: Final = 200_000
MOST_CELL: Final = 1_000
"""Characters of a cell: five times the longest address that fits a panel."""
IGNORED: Final = frozenset({"row", "reason"})
"""Columns of the table of refused rows, which may come back with it."""
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
    known: Sequence[str],
    required: Sequence[str],
    problems: list[Problem],
    exact: Sequence[str] = (),
) -> Table | None:
    """Read a table with a head of known columns, or return None with problems.

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
        return None if sheet is None else _of_workbook(sheet, shown, known, required, problems, exact)
    text = _text(data, shown, problems)
    if text is None:
        return None
    records, refused = _records(text, known)
    if not records:
        hint = f"the first row names the columns: {', '.join(known)}"
        problems.append(Problem(Origin(shown), "the table is empty", hint))
        return None
    number, cells = records[0]
    columns = _head(Origin(shown, number), cells, known, required, problems)
    if columns is None:
        return None
    if len(records) > MOST_ROWS:
        hint = f"at most {MOST_ROWS:,} rows are read; split it"
        problems.append(Problem(Origin(shown), "the table has too many rows", hint))
        return None
    rows = []
    for number, cells in records[1:]:
        row, why = _row(number, cells, columns)
        rows.append(row)
        refused += why
    return Table(shown, tuple(filter(None, columns)), _delimiter(text, known), tuple(rows), tuple(refused))


def _of_workbook(
    sheet: Worksheet,
    shown: str,
    known: Sequence[str],
    required: Sequence[str],
    problems: list[Problem],
    exact: Sequence[str],
) -> Table | None:
    """Return the table of a workbook's sheet, or None with problems."""
    from generator.run.orders.workbooks import AS_TEXT

    if not sheet.rows:
        hint = f"the first row names the columns: {', '.join(known)}"
        problems.append(Problem(Origin(shown), f"the sheet '{sheet.name}' is empty", hint))
        return None
    head, cells = sheet.rows[0]
    for merge in sheet.merged:
        if head in merge.rows:
            message = f"the cells {merge.name} are merged"
            problems.append(Problem(Origin(shown, head), message, "part them, and name each column"))
    problems += [Problem(Origin(shown, head), cell.fault, cell.hint) for cell in cells if cell.fault]
    columns = _head(Origin(shown, head), [cell.words for cell in cells], known, required, problems)
    if columns is None or problems:
        return None
    refused = list(_unusable(sheet, columns))
    rows = []
    for number, cells in sheet.rows[1:]:
        row, why = _row(number, [cell.words for cell in cells[: len(columns)]], columns)
        rows.append(row)
        faulty = {name for name, cell in zip(columns, cells, strict=False) if name and cell.fault}
        refused += [one for one in why if one.column not in faulty]
        for name, cell in zip(columns, cells, strict=False):
            if name in faulty:
                refused.append(Refusal(number, name, cell.fault, cell.hint))
            elif cell.bare and name in exact:
                message = f"'{short(cell.words)}' is a number in this cell: a zero or a plus in front is lost"
                refused.append(Refusal(number, name, message, AS_TEXT))
    others = ", ".join(sheet.others[:5]) + (", …" if len(sheet.others) > 5 else "")
    notes = (f"{shown}: read is the sheet '{sheet.name}'; not read: {others}",) if others else ()
    return Table(shown, tuple(filter(None, columns)), "", tuple(rows), tuple(refused), notes)


def _unusable(sheet: Worksheet, columns: Sequence[str]) -> Iterator[Refusal]:
    """Yield the rows that are hidden, and those that merged cells cover; each once for each reason."""
    numbers = [number for number, _ in sheet.rows[1:]]
    for number in numbers:
        if number in sheet.hidden:
            yield Refusal(number, "", "this row is hidden in the spreadsheet", "show it, or delete it")
    at = 0
    for merge in sorted(sheet.merged, key=lambda one: one.rows.start):
        if not any(columns[column] for column in merge.columns[: len(columns)] if column < len(columns)):
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
    text, line, wrong = decode(data)
    if wrong:
        problems.append(Problem(Origin(shown, line), wrong, SAVE))
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _delimiter(text: str, known: Sequence[str]) -> str:
    """Return what parts the cells of the head: the sign that gives the most known names."""

    def count(sign: str) -> int:
        return sum(_name(cell) in known for cell in line.split(sign))

    line = next((line for line in _without_sep(text).split("\n") if line.strip(' ,;\t"')), "")
    return max((",", ";", "\t"), key=count)


def _without_sep(text: str) -> str:
    """Return the text with an empty line for Excel's ``sep=;``, so that rows keep their numbers."""
    first, end, rest = text.partition("\n")
    return f"{end}{rest}" if re.fullmatch(r'"?sep=."?[,;\t]*', first.strip(" ")) else text


def _name(cell: str) -> str:
    return cell.strip().strip('"').strip().lower()


def _records(text: str, known: Sequence[str]) -> tuple[list[tuple[int, list[str]]], list[Refusal]]:
    """Return the rows that hold anything, numbered, and those whose quotes are wrong."""
    csv.field_size_limit(MOST_BYTES)
    reader = csv.reader(io.StringIO(_without_sep(text)), delimiter=_delimiter(text, known), strict=True)
    records: list[tuple[int, list[str]]] = []
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


def _head(
    origin: Origin, cells: Sequence[str], known: Sequence[str], required: Sequence[str], problems: list[Problem]
) -> tuple[str, ...] | None:
    """Return the columns' names, empty for those to pass over, or None with a problem for each wrong one."""
    before = len(problems)
    names = tuple(_name(cell) for cell in cells)
    for at, name in enumerate(names):
        if name in known and name in names[:at]:
            problems.append(Problem(origin, f"the column '{name}' stands twice", "keep one of the two"))
        elif name and name not in known and name not in IGNORED:
            message = f"there is no column called '{short(cells[at])}'"
            problems.append(Problem(origin, message, suggest(name[:80], known)))
    for name in required:
        if name not in names:
            problems.append(Problem(origin, f"the table lacks the column '{name}'", "the first row names the columns"))
    return None if len(problems) > before else tuple(name if name in known else "" for name in names)


def _row(number: int, cells: Sequence[str], columns: Sequence[str]) -> tuple[Row, list[Refusal]]:
    """Return a row and what is wrong with its cells as such."""
    refused = []
    kept = {}
    if any(cell.strip() for cell in cells[len(columns) :]):
        hint = "put a cell that holds the parting sign into quotation marks"
        refused.append(Refusal(number, "", f"the row has {len(cells)} cells for {len(columns)} columns", hint))
    for name, cell in zip(columns, cells, strict=False):
        words = cell.strip()
        plain = words[1:] if words.startswith("'") and words[1:].startswith(_STARTS_FORMULA) else words
        if not name:
            continue
        if len(words) > MOST_CELL:
            message = f"the cell has {len(words):,} characters"
            refused.append(Refusal(number, name, message, f"at most {MOST_CELL:,} are read; shorten it"))
        elif _FORMULA.match(plain):
            message = f"'{short(plain)}' is a formula, not words"
            refused.append(Refusal(number, name, message, "write what the formula gives"))
        kept[name] = plain
    return Row(number, kept), refused
