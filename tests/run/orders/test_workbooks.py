"""XLSX tables: what people see in a cell, and what strangers may have put into the file."""

from __future__ import annotations

import io
import json
from datetime import date, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from books import HEAD, HILL, as_excel_writes, book, repacked, sheet_xml, with_part
from openpyxl.styles import numbers
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from ward import Ward

from generator.library.library import Library
from generator.model.leaflet import Leaflet, Order
from generator.model.problems import ExitCode
from generator.run.orders.number_formats import show
from generator.run.orders.read import read_wish
from generator.run.orders.workbooks import read_workbook, write_workbook


def go(ward: Ward, data: bytes, *words: str) -> tuple[int, str, str]:
    ward.put("t.xlsx", data)
    ward.put("run.yaml", "orders: t.xlsx\ntopics: [good, broken]\nlanguages: [en]\n")
    found = ward.run("run", "run.yaml", *words)
    assert "Traceback" not in found[1] + found[2]
    return found


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[Order]:
    """Replace the making of a leaflet; return the orders made."""
    import generator.pipeline as making

    made: list[Order] = []

    def make(order: Order, library: Library) -> Leaflet:
        made.append(order)
        return Leaflet((b"%PDF " + repr(order).encode(),), 2)

    monkeypatch.setattr(making, "make", make)
    return made


# -- as people see it --------------------------------------------------------


@pytest.mark.slow
def test_a_workbook_gives_the_same_leaflets_as_a_csv(ward: Ward) -> None:
    ward.put("t.csv", f"{','.join(HEAD)}\n{','.join(HILL)}\n")
    ward.put("csv.yaml", "orders: t.csv\ntopics: [good]\nlanguages: [en]\n")
    assert ward.run("run", "csv.yaml", "--output", "of-csv")[0] == ExitCode.MADE
    code, out, err = go(ward, book(HILL), "--output", "of-xlsx")
    assert (code, err) == (ExitCode.MADE, ""), err
    assert "2 made, 0 unchanged, 0 refused" in out
    first, second = (ward.folder / f"of-{sort}/hill-clinic/en/good-a4.pdf" for sort in ("csv", "xlsx"))
    assert first.read_bytes() == second.read_bytes()


def test_a_workbook_may_be_named_itself(ward: Ward, quick: list[Order]) -> None:
    ward.put("t.xlsx", book((*HILL, "good", "en"), head=(*HEAD, "topics", "languages")))
    assert ward.run("run", "t.xlsx")[0] == ExitCode.MADE
    assert [(one.topic, one.clinic_name) for one in quick] == [("good", "hill-clinic")]


def test_a_number_in_the_phones_is_refused_since_its_zero_is_lost(ward: Ward, quick: list[Order]) -> None:
    def change(sheet: Any) -> None:
        sheet["B4"].number_format = "00000000000"  # people see the zero

    code, _, err = go(ward, book(HILL, ("A", 1632960123, "x", "y"), ("B", 1632960124, "x", "y"), change=change))
    assert code == ExitCode.UNUSABLE
    assert (
        "t.xlsx, row 3, column B 'phones': '1632960123' is a number in this cell: a zero or a plus in front is lost\n"
        "  hint: format the column as text, then type it again" in err
    )
    assert "row 4" not in err
    wish = read_wish(ward.folder / "run.yaml", Library.open())
    assert wish.wanted[1].clinic.phones[0].words == "01632960124"


def test_a_formula_is_refused_though_its_last_value_is_in_the_file(ward: Ward, quick: list[Order]) -> None:
    data = book(
        HILL, ("B", "=A1", "x", "y"), ("=SUM(1,2)", "020 7946 0199", "x", "y"), ("D", "020 7946 0199", "=NA()", "y")
    )
    data = repacked(
        data,
        lambda parts: parts.update(
            {
                "xl/worksheets/sheet1.xml": parts["xl/worksheets/sheet1.xml"].replace(
                    b"<f>A1</f><v />", b"<f>A1</f><v>020 7946 0199</v>"
                )
            }
        ),
    )
    code, _, err = go(ward, data)
    assert code == ExitCode.UNUSABLE
    for place in ("row 3, column B 'phones'", "row 4, column A 'name'", "row 5, column C 'hours'"):
        assert f"t.xlsx, {place}: this cell holds a formula\n  hint: copy it and paste it as a value" in err
    assert {one.clinic_name for one in quick} == {"hill-clinic"}


def test_shared_formulas_are_formulas_in_every_cell(ward: Ward, quick: list[Order]) -> None:
    shared = b'<c r="B%d"><f t="shared" si="0">%s</f><v>020 7946 0199</v></c>'

    def change(parts: dict[str, bytes]) -> None:
        sheet = parts["xl/worksheets/sheet1.xml"]
        for row, formula in ((2, b"A(((1"), (3, b"")):
            begin = sheet.index(f'<c r="B{row}"'.encode())
            end = sheet.index(b"</c>", begin) + 4
            sheet = sheet[:begin] + shared % (row, formula) + sheet[end:]
        parts["xl/worksheets/sheet1.xml"] = sheet

    _, _, err = go(ward, repacked(book(HILL, HILL), change))
    assert err.count("this cell holds a formula") == 2


def test_an_error_value_is_refused(ward: Ward, quick: list[Order]) -> None:
    def change(sheet: Any) -> None:
        sheet["C2"].value, sheet["C2"].data_type = "#N/A", "e"

    assert "row 2, column C 'hours': this cell holds the error #N/A" in go(ward, book(HILL, change=change))[2]


def test_merged_cells_are_refused_and_hidden_rows_are_not_read(ward: Ward, quick: list[Order]) -> None:
    def change(sheet: Any) -> None:
        sheet.merge_cells("A3:A4")
        sheet.merge_cells("H2:H9")  # beside the table
        sheet.row_dimensions[5].hidden = sheet.row_dimensions[6].hidden = True

    rows = [(f"Clinic {number}", *HILL[1:]) for number in range(2, 8)]
    code, _, err = go(ward, book(*rows, change=change))
    assert code == ExitCode.UNUSABLE
    assert "t.xlsx, row 3: the cells A3:A4 are merged\n  hint: part them, and fill in each" in err
    assert "t.xlsx, row 4: the cells A3:A4 are merged" in err
    assert "t.xlsx: hidden, so not read: rows 5, 6\n" in err
    assert {one.clinic_name for one in quick} == {"clinic-2", "clinic-7"}


def test_merged_cells_in_the_head_are_said(ward: Ward) -> None:
    def change(sheet: Any) -> None:
        sheet.merge_cells("A1:B1")

    assert "t.xlsx:1: the cells A1:B1 are merged" in go(ward, book(HILL, change=change))[2]


def test_blank_rows_keep_the_numbers_of_the_others(ward: Ward, quick: list[Order]) -> None:
    data = book((), HILL, ("", None, " ", ""), ("Dale", None, "Monday", "1 Lane"))
    assert "t.xlsx, row 5, column B 'phones'" in go(ward, data)[2]


def test_the_sheet_called_orders_is_read_else_the_first_that_has_a_table(ward: Ward, quick: list[Order]) -> None:
    made = openpyxl.Workbook()
    made.active.title = "Notes"
    made.active.append(["nothing"])
    hidden = made.create_sheet("Old", 0)
    hidden.sheet_state = "hidden"
    sheet = made.create_sheet(" Orders ")
    for row in (HEAD, HILL):
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    code, _, err = go(ward, out.getvalue())
    assert (code, err) == (
        ExitCode.MADE,
        f"{ward.folder and 't.xlsx'}: read is the sheet 'Orders'; not read: 'Notes'\n",
    )
    assert go(ward, out.getvalue(), "--json")[1].splitlines()[0] == json.dumps(
        {"event": "note", "message": "t.xlsx: read is the sheet 'Orders'; not read: 'Notes'"}
    )
    sheet.title = "Others"
    out = io.BytesIO()
    made.save(out)
    assert "read is the sheet 'Others'; not read: 'Notes'" in go(ward, out.getvalue())[2]
    hidden.append(HEAD)
    out = io.BytesIO()
    made.save(out)
    assert "t.xlsx: hidden sheets are not read: 'Old'\n" in go(ward, out.getvalue())[2], "it has a table, too"


def test_a_cell_that_stands_twice_is_no_whole_workbook(ward: Ward, quick: list[Order]) -> None:
    twice = "".join(f'<c r="A1" t="inlineStr"><is><t>{words}</t></is></c>' for words in ("name", "phones"))
    code, _, err = go(ward, sheet_xml(f'<sheetData><row r="1">{twice}</row></sheetData>'))
    assert code == ExitCode.UNUSABLE
    assert "t.xlsx: a cell stands twice in a row of the sheet\n  hint: " in err


@pytest.mark.parametrize(
    ("raw", "code", "seen"),
    [
        ("250", "General", "250"),
        ("250.0", "General", "250"),
        ("1.5", "General", None),
        ("163296012345", "General", None),  # seen as 1.63E+11
        ("0", "0", "0"),
        ("1632960123", "00000000000", "01632960123"),
        ("1632960123", '00000" "000000', "01632 960123"),
        ("1632960123", "(00000) 000-000", "(01632) 960-123"),
        ("7", "000;-000", "007"),
        ("-7", "000;-000", "-007"),
        ("1234", "#,##0", None),
        ("1.50", "0.00", None),
        ("0.25", "0%", "25%"),
        ("0.375", "h:mm", "9:00"),
        ("0.375", "hh:mm:ss", "09:00:00"),
        ("0.75", "h:mm AM/PM", "6:00 PM"),
        ("1.5", "[h]:mm", "36:00"),
        ("46348", "yyyy-mm-dd", "2026-11-22"),
        ("46348.375", 'dd/mm/yyyy" at "hh:mm', "22/11/2026 at 09:00"),
        ("46348", "mm-dd-yy", None),  # the computer's own short date
        ("46348", "d mmmm yyyy", None),
        ("1e400", "0", None),
        ("nan", "General", None),
        ("x", "General", None),
        ("1e14", "yyyy", None),
    ],
)
def test_a_number_is_shown_as_people_see_it_or_not_at_all(raw: str, code: str, seen: str | None) -> None:
    assert show(raw, code) == seen


def test_times_are_read_and_dates_of_this_computer_are_refused(ward: Ward, quick: list[Order]) -> None:
    def change(sheet: Any) -> None:
        sheet["C2"].number_format = numbers.FORMAT_DATE_TIME3
        sheet["C3"].number_format = numbers.FORMAT_DATE_XLSX14

    data = book((*HILL[:2], time(9, 30), "1"), ("B", "020 7946 0199", date(2026, 11, 22), "1"), change=change)
    _, _, err = go(ward, data)
    assert "row 3, column C 'hours': this cell holds a number or a date that looks different on other computers" in err
    assert read_wish(ward.folder / "run.yaml", Library.open()).wanted[0].clinic.hours == ("9:30",)


def test_readings_above_japanese_words_are_no_words_and_line_ends_are_one_kind(ward: Ward, quick: list[Order]) -> None:
    """Excel keeps a phonetic guide in the same cell, and writes ``_x000D_`` for half of a line end."""
    guide = '<si><t>\u5c71</t><rPh sb="0" eb="1"><t>\u30e4\u30de</t></rPh></si>'
    rich = "<si><r><rPr><b/></rPr><t>Mon</t></r><r><t>day</t></r></si>"

    def change(parts: dict[str, bytes]) -> None:
        as_excel_writes(parts)
        strings = parts["xl/sharedStrings.xml"].decode()
        strings = strings.replace("<si><t>Monday to Friday</t></si>", rich)
        strings = strings.replace("<si><t>Hill Clinic</t></si>", guide)
        strings = strings.replace("1 Sample Street", "1 Sample Street_x000D_\nExampletown _x005F_x0041_")
        parts["xl/sharedStrings.xml"] = strings.encode()

    assert go(ward, repacked(book(HILL), change))[0] == ExitCode.MADE
    clinic = read_wish(ward.folder / "run.yaml", Library.open()).wanted[0].clinic
    assert clinic.hours == ("Monday",)
    assert (clinic.title, clinic.address) == ("\u5c71", ("1 Sample Street", "Exampletown _x0041_"))


def test_yes_and_copies_come_as_truth_and_number(ward: Ward, quick: list[Order]) -> None:
    data = book((*HILL, True, 250), head=(*HEAD, "interpreter", "copies"))
    assert go(ward, data)[0] == ExitCode.MADE
    wanted = read_wish(ward.folder / "run.yaml", Library.open()).wanted[0]
    assert (wanted.copies, wanted.clinic.interpreter) == (250, "yes")


# -- refused rows come back --------------------------------------------------


def test_refused_rows_come_back_as_a_workbook_of_words_to_fill_in_and_run(ward: Ward, quick: list[Order]) -> None:
    text = ("Dale", None, "'+9 to 5", "1 Lane")
    code, _, err = go(ward, book(HILL, text, ("=1+1", "020 7946 0199", "x", "y")))
    assert (code, "corrected.xlsx" in err) == (ExitCode.UNUSABLE, True), err
    made = openpyxl.load_workbook(ward.folder / "output/corrected.xlsx")
    sheet = made.active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == [*HEAD, "reason"]
    assert rows[1][:4] == ["Dale", None, "+9 to 5", "1 Lane"]
    assert rows[1][4].startswith("row 3: phones: this cell is empty")
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert {cell.number_format for row in sheet.iter_rows() for cell in row if cell.value} == {"@"}
    sheet["B2"], sheet["A3"] = "020 7946 0199", "Vale"
    made.save(ward.folder / "again.xlsx")
    code, out, err = go(ward, (ward.folder / "again.xlsx").read_bytes())
    assert (code, "4 made" in out) == (ExitCode.MADE, True), err


def test_the_same_rows_give_the_same_workbook_and_it_is_not_written_twice(ward: Ward, quick: list[Order]) -> None:
    data = book(("Dale", None, "Monday", "1 Lane"))
    assert go(ward, data)[2] == go(ward, data)[2]
    assert not (ward.folder / "output/corrected-2.xlsx").exists()
    assert write_workbook([["=1+1", "\x07"]]) == write_workbook([["=1+1", "\x07"]])


# -- files of strangers ------------------------------------------------------


BILLION = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><sst>&c;</sst>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst><si><t>&x;</t></si></sst>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (with_part("xl/sharedStrings.xml", BILLION), "declares a document type"),
        (with_part("xl/sharedStrings.xml", OUTSIDE), "declares a document type"),
        (with_part("xl/strange.bin", OUTSIDE), "declares a document type"),
        (with_part("xl/sharedStrings.xml", OUTSIDE.decode().encode("utf-16")), "declares a document type"),
        (with_part("xl/styles.xml", b"<a>" * 100_000), "nested as no spreadsheet program nests"),
        (with_part("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"), "not a whole XLSX workbook"),
        (with_part("xl/workbook.xml", b"<nothing/>"), "the workbook has no sheet that is shown"),
        (with_part("xl/media/bomb.bin", b"\0" * 3_000_000), "packed as no spreadsheet program packs"),
        (with_part("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), "not an XLSX one"),
        (book(HILL)[:-300], "not a whole XLSX workbook"),
        (b"PK\x03\x04" + b"\0" * 100, "not a whole XLSX workbook"),
    ],
)  # fmt: skip
def test_a_hostile_or_damaged_workbook_is_refused_with_a_hint(ward: Ward, data: bytes, said: str) -> None:
    code, out, err = go(ward, data)
    assert (code, said in err, "hint: " in err, out) == (ExitCode.UNUSABLE, True, True, ""), err
    assert err.startswith("t.xlsx: ")
    assert "root:" not in err


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ('<sheetData><row r="99999999999"><c t="inlineStr"><is><t>x</t></is></c></row></sheetData>', "not in order"),
        ('<sheetData><row r="2"><c/></row><row r="2"><c/></row></sheetData>', "not in order"),
        ('<sheetData><row r="1"><c r="A1" t="s"><v>9999</v></c></row></sheetData>', "not a whole XLSX workbook"),
        ('<sheetData><row r="1"><c r="x"><v>1</v></c></row></sheetData>', "not a whole XLSX workbook"),
        ("<sheetData/>", "the sheet 'Sheet' is empty"),
    ],
)
def test_rows_that_cannot_be_are_refused(ward: Ward, inside: str, said: str) -> None:
    code, _, err = go(ward, sheet_xml(inside))
    assert (code, said in err) == (ExitCode.UNUSABLE, True), err


@pytest.mark.slow
def test_a_file_that_claims_every_cell_of_a_sheet_is_read_as_what_it_holds() -> None:
    """The dimension is a claim, and a cell in the last column makes no row of 16,384 cells."""
    cells = "".join(f'<row r="{n}"><c r="XFD{n}" t="inlineStr"><is><t>x</t></is></c></row>' for n in range(1, 20_000))
    inside = f'<dimension ref="A1:XFD1048576"/><sheetData>{cells}</sheetData>'
    sheet = read_workbook(sheet_xml(inside), "t.xlsx", 1000, problems := [])
    assert sheet is not None
    assert (sheet.rows, problems) == ((), [])


def test_too_many_rows_are_refused() -> None:
    problems: list[Any] = []
    assert read_workbook(book(*([HILL] * 30)), "t.xlsx", 20, problems) is None
    assert str(problems[0]) == "t.xlsx: the table has too many rows\n  hint: at most 20 rows are read; split it"


def test_more_than_the_limit_is_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    from generator.run.orders import packages

    monkeypatch.setattr(packages, "MOST_UNPACKED", 1_000)
    problems: list[Any] = []
    assert read_workbook(book(HILL), "t.xlsx", 20, problems) is None
    assert "the workbook unpacks to more than" in str(problems[0])


def test_a_password_is_said(ward: Ward) -> None:
    data = bytearray(book(HILL))
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1  # the last part says that it is encrypted
    assert "protected with a password" in go(ward, bytes(data))[2]


def test_without_openpyxl_it_is_said_how_to_get_it(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "openpyxl", None)
    code, _, err = go(ward, book(HILL))
    assert code == ExitCode.MISSING
    assert "pip install 'breastfeeding-leaflets[xlsx]', or save the table as CSV UTF-8" in err


def test_a_csv_needs_no_openpyxl(ward: Ward, quick: list[Order], monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "openpyxl", None)
    path = ward.put("t.csv", f"{','.join(HEAD)},topics,languages\n{','.join(HILL)},good,en\n")
    assert ward.run("run", Path(path).name)[0] == ExitCode.MADE


def test_days_of_an_old_macintosh_are_the_days_it_shows(ward: Ward) -> None:
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    sheet = made.active
    sheet.append(list(HEAD))
    sheet.append(["Hill Clinic", "020 7946 0123", date(2026, 11, 22), "1 Sample Street"])
    sheet["C2"].number_format = "yyyy-mm-dd"
    out = io.BytesIO()
    made.save(out)
    code, _, err = go(ward, out.getvalue())
    assert (code, err) == (0, "")
    assert '"hours":["2026-11-22"]' in (ward.folder / "output/lots.jsonl").read_text(encoding="utf-8")
