"""XLSX workbooks as rows of words, as hostile as they come: the only module that knows openpyxl.

Before openpyxl sees a file it is looked through (``packages.py``). Nothing is calculated, and no value that a formula
left behind is believed.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from itertools import islice
from typing import Any, Final

from msgspec import Struct

from generator.library.texts import short
from generator.model.problems import NOWHERE, Missing, Origin, Problem
from generator.run.orders.heads import MOST_ABOVE
from generator.run.orders.number_formats import LOCAL, keeps_zeros, show, show_words
from generator.run.orders.packages import DAMAGED, WrongFile, look_through, loose
from generator.run.orders.unseen import RAISED, TO_SEE, Eyes, hiding

MOST_ROW: Final = 1_048_576
"""The last row of a sheet (ECMA-376)."""
MOST_COLUMNS: Final = 100
WANTED: Final = "orders"
"""A sheet of this name is read before all others."""
_ESCAPED = re.compile("_x(00[01][0-9A-Fa-f]|005F|FFF[EF])_")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
AS_TEXT: Final = "format the column as text, then type it again"
ELSEWHERE: Final = "this cell holds a number or a date that looks different on other computers"
HIDDEN: Final = "the words in this cell are not seen: the format of the cell hides them"
BY_RULE: Final = "a rule of conditional formatting can hide the words in this cell"
NARROWEST: Final = 0.5
"""Columns that are not as wide as half a digit, and rows lower than two points, show nothing."""
LOWEST: Final = 2.0
MOST_RULED: Final = 200
MOST_LOOKED: Final = 200
"""Rows of a sheet that are looked at for the names of columns, to tell which sheet has the table."""


class Cell(Struct, frozen=True):
    """A cell's words, or what is wrong with it.

    ``bare``: a number, which has lost the zeros in front. ``unseen``: what is wrong is that its words are not seen.
    ``whole``: a number whose look is not known but for the marks between its thousands, without these.
    """

    words: str
    fault: str = ""
    hint: str = ""
    bare: bool = False
    unseen: bool = False
    whole: str = ""


class Merge(Struct, frozen=True):
    """Cells that are merged: their name (``A3:A4``), rows from 1, columns from 0."""

    name: str
    rows: range
    columns: range


class Worksheet(Struct, frozen=True):
    """A sheet's rows that hold anything, by number; hidden rows; columns (from 0) that are unseen; merged cells.

    ``others`` are the sheets that are not read, ``alike`` those of them that have a table of clinics too; ``veiled``
    are hidden sheets with such a table.
    """

    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    hidden: frozenset[int]
    unseen: frozenset[int]
    merged: tuple[Merge, ...]
    name: str
    others: tuple[str, ...]
    alike: tuple[str, ...] = ()
    veiled: tuple[str, ...] = ()


IsTable = Callable[[Sequence[tuple[int, Sequence[str]]]], bool]
"""Tells whether the first rows of a sheet, numbered, are those of a table of clinics."""


def read_workbook(
    data: bytes, shown: str, most_rows: int, problems: list[Problem], is_table: IsTable = lambda _: False
) -> Worksheet | None:
    """Return the sheet called ``orders``, else the first that has a table, else the first; None with a problem.

    Hidden sheets are not read; those with a table are named. Behind a cover sheet the table is found by the names of
    its columns.

    Raises:
        Missing: when openpyxl is not installed.
    """
    need_openpyxl("save the table as CSV UTF-8")
    try:
        look_through(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl speaks of what it leaves out
            return _read(loose(data), most_rows, is_table)
    except WrongFile as error:
        message, hint = error.args
    except MemoryError:
        message, hint = "the workbook is too large for this machine", "split it"
    except Exception:
        # whatever a strange file does to openpyxl: it is damaged, or made to do harm
        message, hint = "this is not a whole XLSX workbook", DAMAGED
    problems.append(Problem(Origin(shown), message, hint))
    return None


def need_openpyxl(otherwise: str) -> None:
    """Raise Missing when openpyxl is not installed, with what else to do."""
    try:
        import openpyxl  # noqa: F401
    except ImportError:
        hint = f"install it with: pip install 'breastfeeding-leaflets[xlsx]', or {otherwise}"
        raise Missing(Problem(NOWHERE, "XLSX tables need the package 'openpyxl'", hint)) from None


def _read(data: bytes, most_rows: int, is_table: IsTable) -> Worksheet:
    """Return the rows of the sheet to read."""
    import openpyxl

    book = openpyxl.load_workbook(BytesIO(data), read_only=True, keep_links=False, rich_text=True)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not shown:
        raise WrongFile("the workbook has no sheet that is shown", "show the sheet with the table")
    called = [one for one in shown if one.title.strip().lower() == WANTED]
    tables = [] if called or len(shown) == 1 else [one for one in shown if is_table(_top(book, one))]
    sheet = (called or tables or shown)[0]
    parser, eyes = _parser(book, sheet), Eyes(book)
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    hidden: set[int] = set()
    with sheet._get_source() as source:
        parser.source = source
        last = 0
        for number, cells in parser.parse():
            if not last < number <= MOST_ROW:
                raise WrongFile("the rows of the sheet are not in order", DAMAGED)
            last = number
            about = parser.row_dimensions.pop(str(number), {})
            row = _row(cells, sheet, eyes, _shows_zeros(parser))
            if not any(cell.words or cell.fault for cell in row):
                continue
            if _row_hidden(about, parser):
                hidden.add(number)
            rows.append((number, row))
            if len(rows) > most_rows + 1:
                raise WrongFile("the table has too many rows", f"at most {most_rows:,} rows are read; split it")
    rows = _ruled(rows, parser, eyes)
    others, alike = (tuple(short(one.title) for one in some if one is not sheet) for some in (shown, tables))
    veiled = tuple(short(one.title) for one in book.worksheets if one not in shown and is_table(_top(book, one)))
    merged = tuple(_merged(parser.merged_cells))
    default = getattr(parser, "sheet_format", None)
    if default is not None and default.defaultColWidth is not None and default.defaultColWidth < NARROWEST:
        parser.unseen.update(set(range(MOST_COLUMNS)) - parser.given)
    return Worksheet(
        tuple(rows), frozenset(hidden), frozenset(parser.unseen), merged, short(sheet.title), others, alike, veiled
    )


def _top(book: Any, sheet: Any) -> list[tuple[int, list[str]]]:
    """Return the words of a sheet's first rows, as they stand in the file."""
    parser, rows = _parser(book, sheet), []
    with sheet._get_source() as source:
        parser.source = source
        for number, cells in islice(parser.parse(), MOST_LOOKED):
            words = {column: _joined(said) for column, kind, said, _ in cells if 1 <= column <= MOST_COLUMNS and said}
            if words:
                rows.append((number, [words.get(column, "") for column in range(1, max(words) + 1)]))
            if len(rows) == MOST_ABOVE:
                break
    return rows


def _shows_zeros(parser: Any) -> bool:
    views = getattr(parser, "views", None)
    return not (views and views.sheetView and views.sheetView[0].showZeros is False)


def _row_hidden(about: dict[str, str], parser: Any) -> bool:
    """Tell whether a row is hidden: by hand, by a filter, in a group that is closed, or by its height."""
    if about.get("hidden") in ("1", "true"):
        return True
    if "ht" in about:
        return float(about["ht"]) < LOWEST
    default = getattr(parser, "sheet_format", None)
    return default is not None and bool(default.zeroHeight or default.defaultRowHeight < LOWEST)


def _ruled(rows: list[tuple[int, tuple[Cell, ...]]], parser: Any, eyes: Eyes) -> list[tuple[int, tuple[Cell, ...]]]:
    """Return the rows; the words of cells that a rule of conditional formatting can hide are refused."""
    ranges = [one for rules in parser.formatting for one in rules.cells if any(map(eyes.of_rule, rules.rules))]
    ranges += parser.ranges
    if not ranges:
        return rows
    if len(ranges) > MOST_RULED:
        raise WrongFile("rules of conditional formatting can hide words in too many places", "clear these rules")

    def seen(number: int, at: int, cell: Cell) -> Cell:
        inside = any(one.min_row <= number <= one.max_row and one.min_col <= at + 1 <= one.max_col for one in ranges)
        return Cell(cell.words, BY_RULE, TO_SEE, unseen=True) if inside and cell.words and not cell.fault else cell

    return [(number, tuple(seen(number, at, cell) for at, cell in enumerate(row))) for number, row in rows]


def _parser(book: Any, sheet: Any) -> Any:
    """Return openpyxl's reader of a sheet with its own way to read a cell: raw, and without working out formulas.

    Why its inner class: the public read-only sheet knows neither merged cells nor hidden rows, and makes a cell for
    each of the 16,384 columns that a file claims to have.
    """
    from openpyxl.cell.rich_text import CellRichText
    from openpyxl.utils.cell import coordinate_to_tuple
    from openpyxl.worksheet._reader import FORMULA_TAG, INLINE_STRING, VALUE_TAG, WorkSheetParser
    from openpyxl.worksheet.cell_range import MultiCellRange

    class Parser(WorkSheetParser):  # type: ignore[misc]
        def __init__(self, *words: Any) -> None:
            super().__init__(*words)
            self.unseen: set[int] = set()
            self.given: set[int] = set()
            self.ranges: list[Any] = []

        def parse_column_dimensions(self, element: Any) -> None:
            """Keep which columns are hidden: by hand, in a group that is closed, or by their width."""
            last = min(int(element.get("max", 0)), MOST_COLUMNS)
            columns = range(int(element.get("min", 1)) - 1, last)
            self.given.update(columns)
            if element.get("hidden") in ("1", "true") or float(element.get("width", 10)) < NARROWEST:
                self.unseen.update(columns)

        def parse_extensions(self, element: Any) -> None:
            """Keep the cells that rules of a newer sort can hide."""
            for words in hiding(element):
                self.ranges += MultiCellRange(words).ranges

        def parse_cell(self, element: Any) -> tuple[int, str, Any, int]:
            """Return column, kind, raw words and style of a cell; words in several looks as their parts."""
            place = element.get("r")
            self.col_counter: int = coordinate_to_tuple(place)[1] if place else self.col_counter + 1
            kind, style = element.get("t", "n"), int(element.get("s", 0))
            if element.find(FORMULA_TAG) is not None:
                return self.col_counter, "f", "", style
            words = element.findtext(VALUE_TAG, None) or ""
            if kind == "s":
                words = self.shared_strings[int(words)] if words else ""
            elif kind == "inlineStr":
                child = element.find(INLINE_STRING)
                words = CellRichText.from_tree(child) if child is not None else ""
            return self.col_counter, kind, words, style

        def nothing(self, *_: Any) -> None:
            """Pass over what says nothing about words."""

        parse_sheet_protection = parse_legacy = nothing
        parse_row_breaks = parse_col_breaks = parse_custom_views = nothing

    return Parser(None, sheet._shared_strings)


def _row(cells: list[tuple[int, str, Any, int]], sheet: Any, eyes: Eyes, zeros: bool) -> tuple[Cell, ...]:
    """Return a row's cells from the first column on; ``zeros`` says whether the sheet shows them."""
    found: dict[int, Cell] = {}
    for column, kind, words, style in cells:
        if column in found:
            raise WrongFile("a cell stands twice in a row of the sheet", DAMAGED)  # one of the two would be lost
        if 1 <= column <= MOST_COLUMNS:
            found[column] = _cell(kind, words, style, sheet, eyes, zeros)
    return tuple(found.get(column, Cell("")) for column in range(1, max(found, default=0) + 1))


def _cell(kind: str, words: Any, style: int, sheet: Any, eyes: Eyes, zeros: bool) -> Cell:
    """Return a cell as people see it."""
    if kind == "f":
        return Cell("", "this cell holds a formula", "copy it and paste it as a value")
    if kind == "e":
        return Cell("", f"this cell holds the error {short(words)}", "write what belongs there")
    plain = _unescape(_joined(words))
    if not plain.strip():
        return Cell(plain)
    code = _code(style, sheet)
    fault = eyes.of_style(style) or ("" if isinstance(words, str) else eyes.of_words(words, style))
    if kind in ("s", "str", "inlineStr", "b"):
        plain = ("TRUE" if plain == "1" else "FALSE") if kind == "b" else plain
        seen = show_words(plain, code)
    else:
        first = sheet.parent.epoch
        plain = _serial(plain, first) if kind == "d" else plain
        nothing = not plain.strip("-0.")
        seen = show(plain, code, first) if zeros or not nothing else ""
        if seen == "" and nothing:
            return Cell("")  # an empty cell, as zeros are often shown
    if seen is None:
        whole = show(plain, code, first, mark="") if kind == "n" else None
        return Cell(short(plain), ELSEWHERE, AS_TEXT, whole=whole or "")
    if fault or not seen.strip():
        hint = "write it level, with a blank between, or delete it" if fault == RAISED else TO_SEE
        return Cell(short(plain), fault or HIDDEN, hint, unseen=True)
    return Cell(seen, bare=kind in ("n", "d") and not keeps_zeros(seen))


def _joined(words: Any) -> str:
    """Return the words of a cell, which may have several looks."""
    return words if isinstance(words, str) else "".join(map(str, words))


def _code(style: int, sheet: Any) -> str:
    """Return the format of a style; of those that each country shows in its own way a code that nobody knows.

    Why not openpyxl's ``number_format``: it calls every built-in format without a code of its own ``General``, such
    as those of East Asian dates (27 to 36, 50 to 58), which show a day and not its number.
    """
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    number = sheet.parent._cell_styles[style].numFmtId
    if number >= BUILTIN_FORMATS_MAX_SIZE:
        return str(sheet.parent._number_formats[number - BUILTIN_FORMATS_MAX_SIZE])
    return "[local]" if number in LOCAL else BUILTIN_FORMATS.get(number, "[local]")


def _serial(words: str, first: datetime) -> str:
    """Return the number of a day that is written ``2026-11-22T09:00:00``, as strict workbooks may; or the words."""
    try:
        moment = datetime.fromisoformat(words.rstrip("Z"))
    except ValueError:
        return words
    return str(Decimal(round((moment - first).total_seconds())) / 86_400)


def _unescape(words: str) -> str:
    """Return words with signs that XML cannot hold, written ``_x000D_`` (ECMA-376, 22.9.2.19); one kind of line end.

    Why not every sign that may be written so: openpyxl has taken the marks off some that are meant literally.
    """
    words = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), words)
    return words.replace("\r\n", "\n").replace("\r", "\n")


def _merged(merged: Any) -> Iterator[Merge]:
    for one in merged.mergeCell if merged else ():
        if one.min_col <= MOST_COLUMNS:
            yield Merge(one.coord, range(one.min_row, one.max_row + 1), range(one.min_col - 1, one.max_col))


def write_workbook(rows: Iterable[Sequence[str]]) -> bytes:
    """Return a workbook whose cells are all words, so that no zero is lost and nothing acts as a formula."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(WANTED)
    for row in rows:
        cells = []
        for words in row:
            cell = WriteOnlyCell(sheet, _NO_XML.sub("\ufffd", words))
            cell.data_type, cell.number_format = "s", "@"
            cells.append(cell)
        sheet.append(cells)
    return packed(book)


def packed(book: Any) -> bytes:
    """Return a workbook as a file; the same book gives the same bytes: times are fixed."""
    whole, out = BytesIO(), BytesIO()
    book.save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2000-01-01T00:00:00Z", part)
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
