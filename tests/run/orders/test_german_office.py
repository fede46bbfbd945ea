"""A workbook as an office that works in German has it: a title, a head of two rows, hidden notes, a sum, four slips."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import openpyxl

from generator import Library
from generator.run.orders.read import read_wish

BELOW = (
    "Telefon", "E-Mail", "Notizen (intern)", "Straße", "PLZ/Ort", "Öffnungszeiten 1", "Öffnungszeiten 2", "Sprachen",
    "Merkblätter", "Papierformat", "Exemplare",
)  # fmt: skip
NAMES = (
    "Praxis am Beispielweg", "Hebammenpraxis Muster", "Phòng khám Mẫu", "さくら助産院", "樣本診所", "示例医院",
    "Clínica Ejemplo", "Maternité Exemple", "Klinika Dvořák", "Ilé ìwòsàn Ẹ̀kọ́",
)  # fmt: skip
LANGUAGES = (
    "Vietnamesisch", "Englisch, Vietnamesisch", "日本語", "alle", "Chinesisch (vereinfacht)", "chinois traditionnel",
    "inglés y japonés", "Tiếng Việt; English", "zh-Hant", "ja / en",
)  # fmt: skip
LEAFLETS = ("Leaking milk", "LM", "alle", "Your first milk; Making more milk", "漏奶", "colostrum", "CO")
SLIPS = {"B9": "2.07946E+11", "L12": "viele", "I15": "Klingonisch", "J20": "Leaking"}


def phone(number: int, cell: Any) -> None:
    """Write a telephone as people of an office do: among words, two in a cell, as a number whose format shows it."""
    plain = f"020 7946 0{100 + number}"
    ways = (plain, f"Tel. {plain} / 0114 496 0{100 + number}", f"{plain} (24 h)", f"+44 (0)20 7946 0{100 + number}")
    cell.value = ways[number % 4]
    if number % 10 == 4:
        cell.value, cell.number_format = 2079460100 + number, "00000000000"
    elif number % 10 == 9:
        cell.value, cell.number_format = 442079460100 + number, "+00 00 0000 0000"


def fill(path: Path) -> None:
    book = openpyxl.Workbook()
    cover = book.active
    assert cover is not None
    cover.title, cover["A1"].value = "Anleitung", "Bitte Blatt 'Kliniken' ausfüllen"
    sheet: Any = book.create_sheet("Kliniken")
    sheet["A1"] = "Stillinformationen – Bestellung Winter 2026 / 母乳リーフレット注文"
    sheet["A2"] = "Stand: 30.11.2026, Rückfragen: App. 12"
    for place, words in {
        "A": "Klinik",
        "B": "Kontakt",
        "E": "Anschrift",
        "G": "Öffnungszeiten",
        "I": "Bestellung",
    }.items():
        sheet[f"{place}4"] = words
    for cells in ("A1:L1", "A4:A5", "B4:D4", "E4:F4", "G4:H4", "I4:L4"):
        sheet.merge_cells(cells)
    for at, words in enumerate(BELOW, 2):
        sheet.cell(5, at, words)
    for number in range(40):
        row = 6 + number + (number > 19)
        sheet.cell(row, 1, f"{NAMES[number % 10]} {number + 1}")
        phone(number, sheet.cell(row, 2))
        hours: tuple[Any, Any] = ("Mo–Fr 9–12 Uhr", "Mi 14–17 Uhr" if number % 3 else None)
        if number % 4 == 0:
            hours = datetime.time(9, 0), datetime.time(17, 30)
            sheet.cell(row, 7).number_format, sheet.cell(row, 8).number_format = "h:mm", 'h:mm" Uhr"'
        more = (
            f"info{number}@clinic.example", "Türcode 4471", f"Musterweg {number + 1}", f"{number:05} Musterstadt", *hours,
            LANGUAGES[number % 10], LEAFLETS[number % 7], ("A4", "a5", None)[number % 3], (25, 1200, 50, "１００")[number % 4],
        )  # fmt: skip
        for at, value in enumerate(more, 3):
            sheet.cell(row, at).value = value
        sheet.cell(row, 12).number_format = "#,##0" if number % 4 == 1 else "General"
    sheet["A26"] = "Region Süd"
    sheet.merge_cells("A26:L26")
    sheet["A47"], sheet["L47"] = "Summe", "=SUM(L6:L46)"
    sheet["A49"] = "* Papierformat leer = A4"
    sheet.column_dimensions["D"].hidden = True
    book.create_sheet("Listen").sheet_state = "hidden"
    for place, words in SLIPS.items():
        sheet[place] = words
    book.save(path)


def test_all_good_rows_pass_at_once_and_each_slip_is_named(tmp_path: Path) -> None:
    path = tmp_path / "Bestellung.xlsx"
    fill(path)
    wish = read_wish(path, Library.open())
    assert wish.table is not None
    assert {(one.row, wish.table.heading(one.column)) for one in wish.refused} == {
        (9, "Telefon"), (12, "Exemplare"), (15, "Sprachen"), (20, "Merkblätter")
    }  # fmt: skip
    assert len(wish.wanted) == 36 and wish.problems == ()
    first = wish.wanted[0]
    assert first.clinic.hours == ("9:00", "17:30 Uhr")
    assert first.clinic.address == ("Musterweg 1", "00000 Musterstadt")
    assert (first.choice.languages, first.copies) == (("vi",), 25)
    by_row = {one.row: one for one in wish.wanted}
    assert [str(one) for one in by_row[10].clinic.phones] == ["02079460104"]
    assert by_row[7].copies == 1200
    assert not any("4471" in str(one.clinic) or "@" in str(one.clinic) for one in wish.wanted)
