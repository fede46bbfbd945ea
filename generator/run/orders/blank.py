"""An empty table of orders to fill in, as CSV or as a workbook with explanations and lists to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from generator.library.library import Library
from generator.model.content import Text
from generator.run.orders.columns import USUAL
from generator.run.orders.table import write_table

MOST_CLINICS: Final = 1_000
"""Rows that are prepared; more may be filled in."""
HEADS: Final = {
    "name": ("needed", "Riverside Midwives"),
    "phones": ("needed; several are parted by ;", "020 7946 0123; 020 7946 0124"),
    "hours": ("several lines are parted by ;", "Monday to Friday 9:00 to 17:00"),
    "address": ("lines are parted by ;", "12 Water Lane; Riverside"),
    "interpreter": ("yes, or words of your own", "yes"),
    "web": ("becomes a QR code", "https://riverside.example/"),
    "lots": ("where a desk answers for a sheet: the code at its foot leads there", "https://leaflets.example"),
    "profile": ("for the emergency number and the figures of that country", "gb"),
    "languages": ("names parted by ;, or all (empty: all)", "Vietnamese; English"),
    "topics": ("titles or names parted by ;, or all (empty: all)", "Leaking milk"),
    "formats": ("names parted by ;, or all (empty: a4)", "a4"),
    "copies": ("for the plan and for print shops (empty: 1)", "250"),
}
"""What belongs into a column of ours, and an example. Others are seldom in a table."""
_WIDTHS: Final = (28, 24, 34, 34, 13, 28, 28, 10, 24, 28, 10, 14)


def blank_csv() -> bytes:
    """Return a table that has only its head, as UTF-8 with a mark by which every spreadsheet knows it."""
    return write_table([USUAL[name] for name in HEADS], (), ",")


def blank_workbook(library: Library) -> bytes:
    """Return a workbook: an empty sheet ``orders`` whose cells are words, and one that explains it, with the lists.

    The same library gives the same bytes.
    """
    import openpyxl
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    from generator.run.orders.workbooks import WANTED, packed

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = WANTED
    sheet.append([USUAL[name] for name in HEADS])
    sheet.freeze_panes = "B2"
    for at, width in enumerate(_WIDTHS, 1):
        column = sheet.column_dimensions[get_column_letter(at)]
        column.width, column.number_format = width, "@"
        for row in range(1, 101):  # a column's format holds for cells that are not there yet; some programs forget it
            sheet.cell(row, at).number_format = "@"
        sheet.cell(1, at).font = Font(bold=True)
    lists = dict(_lists(library))
    about: Any = book.create_sheet("explanations")
    about.append(["Column", "What belongs there", "Example"])
    for name, words in HEADS.items():
        about.append([USUAL[name], *words])
    about.append([])
    about.append(["Fill in the sheet 'orders', one clinic in each row, and run: leaflets run FILE.xlsx --plan"])
    about.append(["Of a list, several may be written: part them by ; (the program does not mind what is not in it)."])
    first = about.max_row + 2
    for at, (name, choices) in enumerate(lists.items(), 1):
        about.cell(first, at).value = USUAL[name]
        for row, choice in enumerate(choices, first + 1):
            about.cell(row, at).value = choice
        letter = get_column_letter(at)
        source = f"explanations!${letter}${first + 1}:${letter}${first + len(choices)}"
        rule = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=False)
        place = get_column_letter(tuple(HEADS).index(name) + 1)
        rule.add(f"{place}2:{place}{MOST_CLINICS + 1}")
        sheet.add_data_validation(rule)
    for at, width in enumerate((30, 60, 34, 16, 10), 1):
        about.column_dimensions[get_column_letter(at)].width = width
    for row in about.iter_rows():
        for cell in row:
            cell.number_format, cell.alignment = "@", Alignment(vertical="top", wrap_text=cell.column == 2)
            cell.font = Font(bold=cell.row in (1, first))
    return packed(book)


def _lists(library: Library) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what may be chosen in a column."""
    yield "languages", ["all", *(library.language(name).english_name for name in library.languages())]
    titles = (library.topic(name).title for name in library.topics())
    yield "topics", ["all", *(title.words for title in titles if isinstance(title, Text))]
    yield "formats", [name for name in library.formats() if library.format(name).languages == 1]
    yield "interpreter", ["yes", "no"]
    yield "profile", [name for name in library.profiles() if name != "default"]
