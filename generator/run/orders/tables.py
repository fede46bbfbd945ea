"""Tables as people export them: comma, semicolon, tab or bar, quotes, byte-order marks, empty lines, blanks; XLSX."""

from __future__ import annotations

import csv
import io
import re
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from generator.model.problems import Origin, Problem
from generator.run.orders.clinic_rows import Record, clinics_only, unnamed
from generator.run.orders.columns import column_of
from generator.run.orders.encodings import SAVE, decode
from generator.run.orders.heads import MOST_ABOVE, Ordered, find_head, has_head, needs
from generator.run.orders.table import Refusal, Table, columns_of, read_row

MOST_BYTES: Final = 50_000_000
MOST_ROWS: Final = 200_000
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


def read_table(
    path: Path,
    shown: str,
    required: Sequence[str],
    problems: list[Problem],
    exact: Sequence[str] = (),
    ordered: Ordered = lambda _: "",
) -> Table | None:
    """Read a table whose columns are called as people call them (``heads.py``), or return None with problems.

    A row that cannot be read is no problem of the table: it is among ``Table.refused``. In the columns of ``exact``
    zeros in front count: a workbook's number, which has lost them, is refused there. ``ordered``: see ``find_head``.

    Raises:
        Missing: when it is a workbook, and openpyxl is not installed.
    """
    data = _data(path, shown, problems)
    if data is None:
        return None
    if data.startswith(b"PK\x03\x04"):
        from generator.run.orders.sheets import table_of  # late: most tables are none
        from generator.run.orders.workbooks import read_workbook

        sheet = read_workbook(data, shown, MOST_ROWS, problems, lambda rows: has_head(rows, required))
        return None if sheet is None else table_of(sheet, shown, required, problems, exact, ordered)
    text = _text(data, shown, problems)
    if text is None:
        return None
    records, refused = _records(text)
    if not records:
        problems.append(Problem(Origin(shown), "the table is empty", needs(required)))
        return None
    head = find_head(records, shown, required, (), problems, ordered)
    if head is None:
        return None
    if len(records) - head.at > MOST_ROWS:
        hint = f"at most {MOST_ROWS:,} rows are read; split it"
        problems.append(Problem(Origin(shown), "the table has too many rows", hint))
        return None
    kept, notes = clinics_only(records, head, shown)
    rows = []
    for number, cells in kept:
        row, why = read_row(number, cells, head.columns, head.labels)
        rows.append(row)
        refused += why
    columns, heads = columns_of(head)
    notes = (*head.notes, *unnamed(kept, head, shown), *notes)
    return Table(shown, columns, _delimiter(text), tuple(rows), tuple(refused), notes, heads)


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
    lines = [line[:MOST_LINE] for line in top if line.strip(' ,;|\t"')][:MOST_ABOVE]
    return max((",", ";", "\t", "|"), key=count)


def _without_sep(text: str) -> str:
    """Return the text with an empty line for Excel's ``sep=;``, so that rows keep their numbers."""
    first, end, rest = text.partition("\n")
    return f"{end}{rest}" if re.fullmatch(r'"?sep=."?[,;\t|]*', first.strip(" ")) else text


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
