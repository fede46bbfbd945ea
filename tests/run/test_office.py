"""The whole way: 40 clinics in a workbook as an office has it → a folder of leaflets, in two runs.

The clinics are invented, their numbers fictional (Ofcom keeps 020 7946 0000 to 0999 free for this).
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill
from ward import Ward

from generator.model.problems import ExitCode

NAMES = (
    "Riverside Midwives", "Phòng khám Mẫu", "さくら助産院", "阳光诊所", "陽光診所", "Smith & Sons", "Clínica São José",
    "Hill Road Clinic",
)  # fmt: skip
TONGUES = (
    "English",
    "Vietnamese; English",
    "日本語",
    "简体中文",
    "Traditional Chinese",
    "vi, en",
    "Tieng Viet",
    "All languages",
)
CLINICS = 40
NUMBER_ROW, DATE_ROW = 12, 25
"""Rows with a telephone that is a number, and with opening hours that a spreadsheet took for a day."""


def name(number: int) -> str:
    return f"{NAMES[number % len(NAMES)]} {number + 1}"


def office() -> bytes:
    """A title, headings in two rows, some merged; a hidden column, a phone as a number, a sum, remarks; two sheets."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Clinics 2026"
    sheet.append(["Leaflet orders, spring 2026"])
    sheet.append([])
    sheet.append(
        ["Clinic name", "Contact", None, None, "Door code", "Languages", "Leaflets", "No. of copies", "E-mail"]
    )
    sheet.append([None, "Phone number", "Opening hours", "Address", None, None, None, None, None])
    for cells in ("A1:I1", "A3:A4", "B3:D3", "E3:E4", "F3:F4", "G3:G4", "H3:H4", "I3:I4"):
        sheet.merge_cells(cells)
    for row in sheet["A3:I4"]:
        for cell in row:
            cell.font, cell.fill = Font(bold=True, color="FFFFFFFF"), PatternFill("solid", fgColor="FF0B5C61")
    for number in range(CLINICS):
        phone: Any = f"020 7946 {number + 100:04}"
        hours: Any = "Mon–Fri 9:00–17:00" if number % 3 else None
        row = sheet.max_row + 1
        sheet.append(
            [name(number), phone, hours, f"{number + 1} Sample Street" if number % 2 else None, "code 4471",
             TONGUES[number % len(TONGUES)], "Leaking milk", 1_500 if number == 3 else 25, f"c{number}@clinic.example"]
        )  # fmt: skip
        sheet.cell(row, 8).number_format = "#,##0"
        if row == NUMBER_ROW:
            sheet.cell(row, 2).value = 2079460107
        if row == DATE_ROW:
            sheet.cell(row, 3).value, sheet.cell(row, 3).number_format = 46151, "d-mmm"
    sheet.append(["Total", None, None, None, None, None, None, CLINICS * 25 + 1_475])
    sheet.append([])
    sheet.append(["Please return by Friday. Numbers were checked in March."])
    sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=9)
    sheet.column_dimensions["E"].hidden = True
    book.create_sheet("Notes").append(["to be done"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def mended(path: Path) -> bytes:
    """What an office does with the table of refused rows: it writes what the messages ask for."""
    book = openpyxl.load_workbook(path)
    sheet: Any = book.active
    heads = [cell.value for cell in sheet[1]]
    reasons = [row[heads.index("reason")].value for row in sheet.iter_rows(min_row=2)]
    assert [reason.split(":")[0] for reason in reasons] == [f"row {NUMBER_ROW}", f"row {DATE_ROW}"]
    sheet.cell(2, heads.index("Phone number") + 1).value = "020 7946 0107"
    sheet.cell(3, heads.index("Opening hours") + 1).value = "9-5"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.slow
def test_forty_clinics_in_an_offices_workbook_are_printed_in_two_runs(ward: Ward) -> None:
    ward.put("office.xlsx", office())
    code, out, err = ward.run("run", "office.xlsx")
    assert code == ExitCode.UNUSABLE
    assert err.splitlines() == [
        "office.xlsx: read is the sheet 'Clinics 2026'; not read: 'Notes'",
        "office.xlsx: hidden columns are not read: E ('Door code')",
        "office.xlsx: above the names of the columns, row 1, not read: 'Leaflet orders, spring 2026'",
        "office.xlsx: columns that are not read: 'E-mail'",
        "office.xlsx: sums and repeated names of columns are not read: row 45",
        "office.xlsx: below the table, row 47, not read: 'Please return by Friday. Numbers were checked in March.'",
        f"office.xlsx, row {NUMBER_ROW}, column B 'Phone number': '2079460107' is a number in this cell: "
        "a zero or a plus in front is lost",
        "  hint: format the column as text, then type it again",
        f"office.xlsx, row {DATE_ROW}, column C 'Opening hours': this cell holds a number or a date that looks different on other computers",
        "  hint: format the column as text, then type it again",
        "the refused rows are in output/corrected.xlsx: fill in what is missing, then run it as a table of its own",
    ]  # fmt: skip
    runs = 1
    while code != ExitCode.MADE:
        ward.put("again.xlsx", mended(ward.folder / "output/corrected.xlsx"))
        code, out, err = ward.run("run", "again.xlsx")
        runs += 1
    assert (runs, err) == (2, "")
    lines = (ward.folder / "output/lots.jsonl").read_text(encoding="utf-8").splitlines()
    clinics = [one for one in map(json.loads, lines) if "phones" in one]
    assert {one["title"] for one in clinics} == {name(number) for number in range(CLINICS)}
    assert {one["phones"][0] for one in clinics} == {f"020 7946 {number + 100:04}" for number in range(CLINICS)}
    assert "4471" not in str(lines)
    folders = {path.name for path in (ward.folder / "output").iterdir() if path.is_dir()}
    assert len(folders) == CLINICS
    assert out
