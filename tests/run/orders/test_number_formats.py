"""What a cell shows, expected against got; LibreOffice's rendering is the judge where it is installed."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from generator.run.orders.number_formats import keeps_zeros, show, show_words

FRENCH = '0#" "##" "##" "##" "##'
AMERICAN = r"[<=9999999]###\-####;\(###\)\ ###\-####"
ACCOUNTS = '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-'
"""The way of accounts: only a number below nothing has a sign at the cell's edge, a gap before the digits."""
DAY, MORNING, EVENING = "46348", "0.395833333333333", "0.729166666666667"

SEEN = [
    # telephones as their countries' formats group them
    ("145678901", FRENCH, "01 45 67 89 01"),
    ("2079460999", AMERICAN, "(207) 946-0999"),
    ("9460999", AMERICAN, "946-0999"),
    ("2079460999", "00000000000", "02079460999"),
    ("1632960123", '00000" "000000', "01632 960123"),
    ("442079460999", "+00 00 0000 0000", "+44 20 7946 0999"),
    ("9012345678", "000-0000-0000", "090-1234-5678"),
    # times
    (MORNING, "h:mm", "9:30"),
    (MORNING, "h:mm am/pm", "9:30 AM"),
    (EVENING, "h:mm AM/PM", "5:30 PM"),
    (EVENING, "h:mm a/p", "5:30 p"),
    (EVENING, 'h":"mm" "am/pm', "5:30 PM"),
    (EVENING, "[$-409]h:mm AM/PM;@", "5:30 PM"),
    (EVENING, 'h"時"mm"分"', "17時30分"),
    (EVENING, 'h"h"mm', "17h30"),
    (EVENING, "h.mm", "17.30"),
    ("1.5", "[h]:mm", "36:00"),
    ("0.1", "[mm]:ss", "144:00"),
    # days
    (DAY, "yyyy-mm-dd", "2026-11-22"),
    (DAY, "d.m.yyyy", "22.11.2026"),
    (DAY, 'yyyy"年"m"月"d"日"', "2026年11月22日"),
    (DAY, "yyyy年m月d日", "2026年11月22日"),
    (DAY, '[$-411]yyyy"年"m"月"d"日"', "2026年11月22日"),
    (DAY, "[$-409]d mmmm yyyy", "22 November 2026"),
    (DAY, "[$-809]dddd, d mmmm yyyy", "Sunday, 22 November 2026"),
    (DAY, "[$-1010409]m/d/yyyy", "11/22/2026"),
    # numbers
    ("250000", "#,##0,", "250"),
    ("250", "#,##0", "250"),
    ("2.5", "0", "3"),
    ("0.25", "0%", "25%"),
    ("7", "000", "007"),
    ("-7", "000;-000", "-007"),
    ("7", '0" copies"', "7 copies"),
    ("7", 'General" copies"', "7 copies"),
    ("0", '0;-0;"closed"', "closed"),
    ("5", "[Red]0;[Blue]-0", "5"),
    ("250", ACCOUNTS, "250"),
    ("0", ACCOUNTS, "-"),
    ("5", '[=1]"one";0', "5"),
    ("1", '[=1]"one";0', "one"),
    ("12345678901", "General", "12345678901"),
    ("7", "[$€-407] 0", "€ 7"),
    # nothing: the format hides it
    ("5", ";;;", ""),
    ("0", "0;-0;", ""),
    # not the same everywhere
    ("1.5", "General", None),
    ("163296012345", "General", None),
    ("250000", "#,##0", None),
    ("1.5", "0.00", None),
    ("1.5", "0.0%", None),
    ("0.5", "# ?/?", None),
    ("250000", "0.00E+00", None),
    (DAY, "d mmmm yyyy", None),
    (DAY, "ddd", None),
    (DAY, "[$-42A]d mmmm yyyy", None),
    (DAY, '[$-411]ggge"年"m"月"d"日"', None),
    (DAY, "[$-404]e/m/d", None),
    (DAY, "[$-407]dd/mm/yyyy", None),
    (DAY, "[$-107041E]d/m/yyyy", None),
    (DAY, "[$-F800]dddd, mmmm dd, yyyy", None),
    (DAY, "aaaa", None),
    (DAY, "TT.MM.JJJJ", None),
    ("60", "yyyy-mm-dd", None),
    (EVENING, "[$-F400]h:mm:ss AM/PM", None),
    (EVENING, "[$-411]h:mm AM/PM", None),
    (EVENING, '上午/下午h"时"mm"分"', None),
    (EVENING, "h:mm A/P", None),
    ("7", "[White]0", None),
    ("7", "[Color 2]0", None),
    ("7", "[DBNum1]0", None),
    ("7", "[$-2000401]0", None),
    ("7", FRENCH, None),
    ("7", '0* "x"', None),
    ("-250", ACCOUNTS, None),
    (EVENING, 'h* "x"mm', None),
    ("-7", AMERICAN, None),
    ("7", "0;0;0;0;0", None),
]
WORDS = [
    ("night", "General", "night"),
    ("night", "@", "night"),
    ("night", "0.00", "night"),
    ("night", '"Tel "@', "Tel night"),
    ("night", '@" (only)"', "night (only)"),
    ("night", "0;-0;0;@", "night"),
    ("night", ";;;", ""),
    ("night", "0;-0;0;", ""),
    ("night", "[$-F800]dddd", "night"),
    ("night", '0;0;0;"*"[DBNum1]@', None),
]


@pytest.mark.parametrize(("raw", "code", "seen"), SEEN)
def test_a_number_is_shown_as_it_is_seen_or_not_at_all(raw: str, code: str, seen: str | None) -> None:
    assert show(raw, code) == seen


@pytest.mark.parametrize(("words", "code", "seen"), WORDS)
def test_words_are_shown_as_their_format_shows_them(words: str, code: str, seen: str | None) -> None:
    assert show_words(words, code) == seen


def test_numbers_to_count_with_are_known_without_the_mark_between_thousands() -> None:
    assert show("250000", "#,##0", mark="") == "250000"
    assert show("1234567", "#,##0", mark=",") == "1,234,567"
    assert show("250000000", "#,##0,", mark="") == "250000"
    assert show("1234.5", "#,##0.00", mark="") is None


@pytest.mark.parametrize(
    ("seen", "kept"),
    [
        ("01 45 67 89 01", True),
        ("+44 20 7946 0999", True),
        ("(020) 7946 0999", True),
        ("(207) 946-0999", True),
        ("1-207-946-0999", True),
        ("111", True),
        ("Tel. 020 7946 0999", True),
        ("電話 020 7946 0999", True),
        ("Tel. 2079460999", False),
        ("2079460999", False),
        ("20 7946 0999", False),
        ("946-0999", False),
    ],
)
def test_a_telephone_number_is_whole_when_its_format_gives_it_its_zero(seen: str, kept: bool) -> None:
    assert keeps_zeros(seen) == kept


NUMBERS = (
    "0", "7", "-7", "0.375", MORNING, EVENING, "0.99999", "1.5", "250", "1234", "250000", DAY, "46348.375", "145678901",
    "2079460999", "9460999", "0.1", "60", "-250000", "10000000000", "123456789012",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_what_is_shown_is_what_libreoffice_shows(tmp_path: Path) -> None:
    """Each number in each format: the same, or refused by us."""
    cells = [(raw, code) for code in dict.fromkeys(code for _, code, _ in SEEN) for raw in NUMBERS]
    cells += [(raw, code) for raw, code, _ in SEEN]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row, (raw, code) in enumerate(cells, 1):
        cell = sheet.cell(row, 1)
        cell.value = int(raw) if raw.lstrip("-").isdigit() else float(raw)
        cell.number_format = code
    for row, (words, code, _) in enumerate(WORDS, len(cells) + 1):
        cell = sheet.cell(row, 1)
        cell.value, cell.data_type, cell.number_format = words, "s", code
    sheet.column_dimensions["A"].width = 60
    book.save(tmp_path / "t.xlsx")
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    way = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true"  # each cell as it is shown
    command = ["soffice", home, "--headless", "--convert-to", way, "--outdir", str(tmp_path), str(tmp_path / "t.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = (tmp_path / "t.csv").read_text(encoding="utf-8")
    found = [row[0].strip() if row else "" for row in csv.reader(io.StringIO(text))]
    found += [""] * (len(cells) + len(WORDS) - len(found))
    ours = [show(raw, code) for raw, code in cells] + [show_words(words, code) for words, code, _ in WORDS]
    asked = [*cells, *((words, code) for words, code, _ in WORDS)]
    wrong = [
        (one, ours[at], found[at]) for at, one in enumerate(asked) if ours[at] is not None and ours[at] != found[at]
    ]
    assert wrong == []
    assert sum(one is not None for one in ours) > 500
