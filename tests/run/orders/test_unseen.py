"""Nothing is printed that a workbook hides, in whatever way it hides it; all that is seen is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from books import as_excel_writes, book, repacked, sheet_xml
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import CellIsRule, FormulaRule, IconSetRule
from openpyxl.styles import Color, Font, GradientFill, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.dimensions import ColumnDimension

from generator.run.orders.table import Table
from generator.run.orders.tables import read_table
from generator.run.orders.unseen import RAISED, STRUCK

SECRET = "Staff entrance, code 4471"
HEAD = ("name", "phones", "hours", "address")
HILL = ("Hill Clinic", "020 7946 0123", "Monday", SECRET)
COLOUR = "they have the colour of what is behind them"
FORMAT = "the format of the cell hides them"
RULE = "a rule of conditional formatting can hide the words in this cell"


def read(tmp_path: Path, data: bytes) -> tuple[Table | None, str]:
    (tmp_path / "t.xlsx").write_bytes(data)
    problems: list[Any] = []
    table = read_table(tmp_path / "t.xlsx", "t.xlsx", ("name", "phones"), problems, ("phones",))
    return table, "\n".join(map(str, problems))


def ink(**about: Any) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet["D2"].font = Font(**about)

    return change


def ground(font: str | Color, fill: Any) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet["D2"].font, sheet["D2"].fill = Font(color=font), fill

    return change


def form(code: str) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet["D2"].number_format = code

    return change


def ruled(rule: Any, cells: str = "A1:F9") -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet.conditional_formatting.add(cells, rule)

    return change


def rich(font: InlineFont) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet["D2"].value = CellRichText("1 Road ", TextBlock(font, "code 4471"))

    return change


def note(words: str, figure: str, place: str) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet["D2"].value = CellRichText(words, TextBlock(InlineFont(vertAlign=place), figure))

    return change


def look(**about: Any) -> Any:
    from openpyxl.formatting.rule import Rule

    return Rule(type="expression", formula=["TRUE"], dxf=DifferentialStyle(**about))


HIDING = {
    "white on nothing": (ink(color="FFFFFFFF"), COLOUR),
    "white without its first two digits": (ink(color="00FFFFFF"), COLOUR),
    "white of the theme": (ink(color=Color(theme=0)), COLOUR),
    "nearly white of the theme": (ink(color=Color(theme=0, tint=-0.05)), COLOUR),
    "white by number": (ink(color=Color(indexed=9)), COLOUR),
    "the ground of the system": (ink(color=Color(indexed=65)), COLOUR),
    "teal on teal": (ground("FF0B5C61", PatternFill("solid", fgColor="FF0B5C61")), COLOUR),
    "black on black": (ground("FF000000", PatternFill("solid", fgColor="FF000000")), COLOUR),
    "one point": (ink(sz=1), "their letters have 1 points"),
    "struck through": (ink(strike=True), STRUCK),
    "three semicolons": (form(";;;"), FORMAT),
    "words hidden": (form("0;-0;0;"), FORMAT),
    "a white part": (rich(InlineFont(color="FFFFFFFF")), COLOUR),
    "a tiny part": (rich(InlineFont(sz=1)), "their letters have 1 points"),
    "a struck part": (rich(InlineFont(strike=True)), STRUCK),
    "a raised figure behind a figure": (note("1 Road 2", "1)", "superscript"), RAISED),
    "a lowered figure behind a figure": (note("1 Road 2", "1", "subscript"), RAISED),
    "a white rule": (ruled(FormulaRule(formula=["TRUE"], font=Font(color="FFFFFFFF"))), RULE),
    "a rule with a format": (ruled(look(numFmt=NumberFormat(200, ";;;"))), RULE),
    "icons alone": (ruled(IconSetRule("3Arrows", "percent", [0, 33, 67], showValue=False)), RULE),
}
SEEN = {
    "grey": ink(color="FFD9D9D9"),
    "white on teal": ground("FFFFFFFF", PatternFill("solid", fgColor="FF0B5C61")),
    "black on white": ground("FF000000", PatternFill("solid", fgColor="FFFFFFFF")),
    "black of the theme": ink(color=Color(theme=1)),
    "on a pattern": ground("FFFFFFFF", PatternFill("gray125")),
    "on a gradient": ground("FFFFFFFF", GradientFill(stop=("FF0B5C61", "FF000000"))),
    "bold and red": ink(b=True, color="FFFF0000", sz=8),
    "as text": form("@"),
    "a date's format over words": form("d mmmm yyyy"),
    "a coloured rule": ruled(
        CellIsRule("equal", ["1"], fill=PatternFill(bgColor="FFFFC7CE"), font=Font(color="FF9C0006"))
    ),
    "a white rule elsewhere": ruled(FormulaRule(formula=["TRUE"], font=Font(color="FFFFFFFF")), "F5:G9"),
    "a bold part": rich(InlineFont(b=True)),
    "raised letters": note("1 Roa", "d code 4471", "superscript"),
    "a raised figure behind a blank": note("1 Road code ", "4471", "superscript"),
}


@pytest.mark.parametrize("way", HIDING)
def test_a_cell_that_hides_its_words_is_refused(tmp_path: Path, way: str) -> None:
    change, said = HIDING[way]
    table, problems = read(tmp_path, book(HILL, change=change))
    assert table is not None, problems
    found = [(one.row, one.column, one.message) for one in table.refused if one.column == "address"]
    assert len(found) == 1
    assert (found[0][:2], said in found[0][2]) == ((2, "address"), True), found
    assert all(one.hint for one in table.refused)


@pytest.mark.parametrize("way", SEEN)
def test_a_cell_that_is_seen_is_read(tmp_path: Path, way: str) -> None:
    table, problems = read(tmp_path, book(HILL, change=SEEN[way]))
    assert table is not None, problems
    assert table.refused == ()
    assert table.rows[0].cells["address"] in (SECRET, "1 Road code 4471")


def hide_column(sheet: Any) -> None:
    sheet.column_dimensions["D"].hidden = True


def no_width(sheet: Any) -> None:
    sheet.column_dimensions["D"].width = 0.1


def grouped(sheet: Any) -> None:
    sheet.column_dimensions.group("D", "E", hidden=True)


def a_range(sheet: Any) -> None:
    sheet.column_dimensions["D"] = ColumnDimension(sheet, index="D", min=4, max=16_384, hidden=True)


@pytest.mark.parametrize("change", [hide_column, no_width, grouped, a_range])
def test_a_hidden_column_is_not_read_and_is_named(tmp_path: Path, change: Callable[[Any], None]) -> None:
    table, problems = read(tmp_path, book(HILL, change=change))
    assert table is not None, problems
    assert table.columns == ("name", "phones", "hours")
    assert SECRET not in repr(table)
    assert table.notes == ("t.xlsx: hidden columns are not read: D ('address')",)


def test_a_hidden_column_that_is_needed_is_said_to_be_hidden(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.column_dimensions["B"].hidden = True

    table, problems = read(tmp_path, book(HILL, change=change))
    assert table is None
    assert "t.xlsx:1: the table lacks the column 'phones'" in problems
    assert "t.xlsx:1: the column B 'phones' is hidden in the spreadsheet\n  hint: show it" in problems


def rows_hidden(sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True


def no_height(sheet: Any) -> None:
    sheet.row_dimensions[3].height = 0.5  # openpyxl writes no 0


def closed_group(sheet: Any) -> None:
    sheet.row_dimensions.group(3, 3, hidden=True)


def filtered(sheet: Any) -> None:
    sheet.auto_filter.ref = "A1:D3"
    sheet.auto_filter.add_filter_column(0, ["Hill Clinic"])
    sheet.row_dimensions[3].hidden = True


@pytest.mark.parametrize("change", [rows_hidden, no_height, closed_group, filtered])
def test_a_hidden_row_is_not_read_and_is_named(tmp_path: Path, change: Callable[[Any], None]) -> None:
    table, problems = read(tmp_path, book(HILL, ("Secret", "020", "x", "y"), change=change))
    assert table is not None, problems
    assert [row.number for row in table.rows] == [2]
    assert (table.refused, table.notes) == ((), ("t.xlsx: hidden, so not read: row 3",))


def test_rows_that_are_hidden_unless_they_have_a_height_are_not_read(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.sheet_format.zeroHeight = True
        for row in (1, 2):
            sheet.row_dimensions[row].height = 15

    table, _ = read(tmp_path, book(HILL, ("Secret", "020", "x", "y"), change=change))
    assert table is not None
    assert [row.number for row in table.rows] == [2]


def test_columns_without_a_width_in_a_sheet_that_gives_them_none_are_not_read(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.sheet_format.defaultColWidth = 0.0
        for letter in "ABC":
            sheet.column_dimensions[letter].width = 12

    def by_hand(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        parts[name] = parts[name].replace(b"<sheetFormatPr ", b'<sheetFormatPr defaultColWidth="0" ')

    data = book(HILL, change=change)
    table, _ = read(tmp_path, data if b"defaultColWidth" in unpacked(data) else repacked(data, by_hand))
    assert table is not None
    assert table.columns == ("name", "phones", "hours")


def unpacked(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return packed.read("xl/worksheets/sheet1.xml")


def test_rows_of_a_sheet_that_gives_them_no_height_are_not_read(tmp_path: Path) -> None:
    def by_hand(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        parts[name] = parts[name].replace(b'defaultRowHeight="15"', b'defaultRowHeight="0"')
        for row in (b"1", b"2"):
            parts[name] = parts[name].replace(b'<row r="' + row + b'"', b'<row ht="15" r="' + row + b'"')

    table, problems = read(tmp_path, repacked(book(HILL, ("Secret", "020", "x", "y")), by_hand))
    assert table is not None, problems
    assert [row.number for row in table.rows] == [2]


def test_the_first_look_of_a_workbook_hides_as_any_other(tmp_path: Path) -> None:
    """It is that of cells that name none."""

    def by_hand(parts: dict[str, bytes]) -> None:
        styles = parts["xl/styles.xml"]
        place = styles.index(b"<font>", styles.index(b"<fonts"))
        parts["xl/styles.xml"] = styles[:place] + styles[place:].replace(b'theme="1"', b'theme="0"', 1)

    table, problems = read(tmp_path, repacked(book(HILL), by_hand))
    assert table is not None, problems
    assert {one.column for one in table.refused} == {"name", "phones", "hours", "address"}


def test_a_sheet_that_is_hidden_all_over_is_said_to_be(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        for row in (1, 2):
            sheet.row_dimensions[row].hidden = True

    assert (
        read(tmp_path, book(HILL, change=change))[1]
        == "t.xlsx: every row of the sheet 'Sheet' is hidden\n  hint: show the rows"
    )


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_not_read_even_when_it_is_called_orders(tmp_path: Path, state: str) -> None:
    made = openpyxl.Workbook()
    hidden, shown = made.create_sheet("orders", 0), made["Sheet"]
    for sheet, name in ((hidden, "Secret"), (shown, "Hill")):
        sheet.append(HEAD)
        sheet.append((name, "020 7946 0123", "x", "y"))
    hidden.sheet_state = state
    made.active = 1
    out = io.BytesIO()
    made.save(out)
    table, _ = read(tmp_path, out.getvalue())
    assert table is not None
    assert [row.cells["name"] for row in table.rows] == ["Hill"]


def test_zeros_that_a_sheet_does_not_show_are_empty_cells(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.sheet_view.showZeros = False

    table, _ = read(tmp_path, book((*HILL[:3], 0), change=change))
    assert table is not None
    assert (table.refused, table.rows[0].cells.get("address")) == ((), None)


def test_white_names_of_columns_on_a_dark_table_are_names(tmp_path: Path) -> None:
    """The looks of a table give the ground, which stands in no cell."""

    def change(sheet: Any) -> None:
        for cell in sheet[1]:
            cell.font = Font(color="FFFFFFFF")

    table, _ = read(tmp_path, book(HILL, change=change))
    assert table is not None
    assert table.refused == ()


def test_a_rule_of_the_newer_sort_is_seen(tmp_path: Path) -> None:
    space, cells = (
        "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main",
        "http://schemas.microsoft.com/office/excel/2006/main",
    )
    rule = (
        f'<extLst><ext xmlns:x14="{space}" uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}"><x14:conditionalFormattings>'
        f'<x14:conditionalFormatting xmlns:xm="{cells}"><x14:cfRule type="expression"><xm:f>TRUE</xm:f>'
        '<x14:dxf><font><color theme="0"/></font></x14:dxf></x14:cfRule><xm:sqref>D2:D9</xm:sqref>'
        "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    )

    def change(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        parts[name] = parts[name].replace(b"</worksheet>", f"{rule}</worksheet>".encode())

    table, problems = read(tmp_path, repacked(book(HILL), change))
    assert table is not None, problems
    assert [(one.column, one.message) for one in table.refused] == [("address", RULE)]


def test_too_many_rules_that_hide_are_refused_and_not_tried_on_each_cell(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        for row in range(1, 300):
            sheet.conditional_formatting.add(f"H{row}", FormulaRule(formula=["TRUE"], font=Font(color="FFFFFFFF")))

    assert "can hide words in too many places" in read(tmp_path, book(HILL, change=change))[1]


def test_shared_strings_in_parts_are_looked_at_as_inline_ones_are(tmp_path: Path) -> None:
    def change(parts: dict[str, bytes]) -> None:
        as_excel_writes(parts)
        white = '<si><r><t>1 Road</t></r><r><rPr><color rgb="FFFFFFFF"/></rPr><t>, code 4471</t></r></si>'
        strings = parts["xl/sharedStrings.xml"].decode().replace(f"<si><t>{SECRET}</t></si>", white)
        assert white in strings
        parts["xl/sharedStrings.xml"] = strings.encode()

    table, problems = read(tmp_path, repacked(book(HILL), change))
    assert table is not None, problems
    assert [one.column for one in table.refused] == ["address"]


def test_cells_with_looks_that_are_not_there_are_a_damaged_file(tmp_path: Path) -> None:
    cells = '<row r="1"><c r="A1" s="999" t="inlineStr"><is><t>name</t></is></c></row>'
    assert "not a whole XLSX workbook" in read(tmp_path, sheet_xml(f"<sheetData>{cells}</sheetData>"))[1]
