"""A bundle of texts as an XLSX workbook that only lets translations be written, and back.

Every cell is words, so nothing in it is a formula. What comes back is read as any table is, by ``orders/workbooks.py``:
formulas, errors, words that nobody sees, entities and bombs are refused there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count
from typing import Any, Final

from generator.model.problems import Origin, Problem
from generator.model.units import columns
from generator.run.orders.workbooks import Cell, Worksheet, packed, read_workbook
from generator.words.exchange.units import MOST_UNITS, Bundle, State, Unit, lines_of, read_unit

SHEET: Final = "translate"
MARK: Final = "leaflets translate"
"""The first cell of a workbook of ours."""
HEADS: Final = (
    "No.", "Context", "English", "Translation", "State", "Your remarks", "Notes", "English before", "Place", "ID",
    "Exported as",
)  # fmt: skip
_WIDTHS: Final = (5, 12, 50, 50, 14, 24, 34, 34, 26, 24, 14)
LINE: Final = 15.0
"""Points that a line of a cell is high, and the most that a spreadsheet lets a row be (Excel's limit)."""
MOST_HEIGHT: Final = 409.0
_OPEN: Final = ("Translation", "State", "Your remarks")
"""Columns that may be written in."""
STATES: Final[dict[str, State]] = {"": "missing", "translated": "translated", "needs review": "review"}
_NAMES: Final = {state: name for name, state in STATES.items()}
_NEEDED: Final = ("English", "Translation", "State", "ID")
_ODD: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""What a spreadsheet would take for an escaped character (ECMA-376, 22.9.2.19)."""
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_exchange(bundle: Bundle) -> bytes:
    """Return a workbook; the same bundle gives the same bytes.

    Raises:
        Missing: when openpyxl is not installed.
    """
    from generator.run.orders.workbooks import need_openpyxl

    need_openpyxl("use --xliff")
    import openpyxl
    from openpyxl.styles import Alignment, Font, PatternFill, Protection
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = SHEET
    rows = [(MARK, "", bundle.domain, bundle.language.replace("_", "-")), HEADS, *map(_row, count(1), bundle.units)]
    for at, words in enumerate(rows, 1):
        for column, value in enumerate(words, 1):
            cell = sheet.cell(at, column)
            cell.value = _ODD.sub("_x005F_", _NO_XML.sub("\ufffd", value)).replace("\r", "_x000D_") or None
            cell.number_format, cell.alignment = "@", Alignment(vertical="top", wrap_text=at > 1)
            if value:
                cell.data_type = "s"  # words that begin with = are words
            if at > 2 and HEADS[column - 1] in _OPEN:
                cell.protection = Protection(locked=False)
                cell.fill = PatternFill("solid", fgColor="FFFFF4D6")
            cell.font = Font(bold=at <= 2)
        if at > 2:
            sheet.row_dimensions[at].height = min(LINE * _lines(words), MOST_HEIGHT)
    for column, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    place = get_column_letter(HEADS.index("State") + 1)
    choices = ",".join(name for name in STATES if name)
    rule = DataValidation("list", formula1=f'"{choices}"', allow_blank=True, showErrorMessage=True)
    rule.add(f"{place}3:{place}{max(3, len(rows))}")
    sheet.add_data_validation(rule)
    sheet.freeze_panes = "D3"
    sheet.protection.sheet = True  # without a password: it guards against slips, not against people
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    return packed(book)


def _lines(words: Sequence[str]) -> int:
    """Return how many lines the fullest of these cells needs; no spreadsheet makes rows higher by itself."""
    return max(
        sum(-(-max(1, columns(line)) // (width - 1)) for line in value.split("\n"))
        for value, width in zip(words, _WIDTHS, strict=True)
    )


def _row(number: int, unit: Unit) -> tuple[str, ...]:
    return (
        str(number), unit.context, unit.source, unit.target, _NAMES[unit.state], "\n".join(unit.remarks),
        "\n".join(unit.notes), unit.previous, unit.places, unit.id, unit.base,
    )  # fmt: skip


def read_exchange(data: bytes, shown: str, problems: list[Problem]) -> list[Bundle]:
    """Return the bundle of a workbook; what is wrong in it is a problem with its row and column.

    Raises:
        Missing: when openpyxl is not installed.
    """
    sheet = read_workbook(data, shown, MOST_UNITS + 1, problems)
    if sheet is None:
        return []
    rows = dict(sheet.rows)
    first = [cell.words.strip() for cell in rows.get(1, ())]
    if first[:1] != [MARK] or len(first) < 4:
        message = "this is no workbook of texts to translate: its first line does not say which"
        problems.append(Problem(Origin(shown, 1), message, "make a new one with: leaflets translate export --xlsx"))
        return []
    heads = {cell.words.strip(): at for at, cell in enumerate(rows.get(2, ()))}
    if missing := [name for name in _NEEDED if name not in heads]:
        message = f"the second line has no column '{missing[0]}'"
        problems.append(Problem(Origin(shown, 2), message, f"put it back; the columns are: {', '.join(HEADS)}"))
        return []
    _refuse_unseen(sheet, heads, shown, problems)
    units = tuple(_unit(cells, heads, number, shown, problems) for number, cells in rows.items() if number > 2)
    return [Bundle(first[3].replace("-", "_"), first[2], units, shown=shown)]


def _refuse_unseen(sheet: Worksheet, heads: dict[str, int], shown: str, problems: list[Problem]) -> None:
    """Refuse words that the person who sent the file may not have seen, and cells that are one with others."""
    for name in (name for name, at in heads.items() if name in _OPEN and at in sheet.unseen):
        problems.append(Problem(Origin(shown), f"the column '{name}' is hidden", "show it, and look through it"))
    for number in sorted(sheet.hidden):
        problems.append(Problem(Origin(shown, number), "this row is hidden", "show it, and look through it"))
    for one in sheet.merged:
        problems.append(Problem(Origin(shown, one.rows.start), f"the cells {one.name} are merged", "part them"))


def _unit(cells: tuple[Cell, ...], heads: dict[str, int], number: int, shown: str, problems: list[Problem]) -> Unit:
    given: dict[str, str] = {}
    for name, at in heads.items():
        cell = cells[at] if at < len(cells) else Cell("")
        given[name] = cell.words
        if cell.fault and name in HEADS:
            problems.append(Problem(Origin(shown, number, at + 1), f"column '{name}': {cell.fault}", cell.hint))
    said = given["State"].strip().lower()
    state = STATES.get(said)
    if state is None:
        names = ", ".join(name for name in STATES if name)
        message = f"'{said[:40]}' is no state of a translation"
        problems.append(Problem(Origin(shown, number, heads["State"] + 1), message, f"choose one of: {names}"))
    unit = Unit(
        id=given["ID"].strip(),
        source=given["English"],
        target=given["Translation"],
        state=state or "missing",
        context=given.get("Context", ""),
        notes=lines_of([given.get("Notes", "")]),
        remarks=lines_of([given.get("Your remarks", "")]),
        places=given.get("Place", ""),
        previous=given.get("English before", ""),
        line=number,
        base=given.get("Exported as", "").strip(),
    )
    return read_unit(unit)
