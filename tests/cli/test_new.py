"""``leaflets new`` for clinics and tables; a clinic by name and telephone on the command line."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from ward import Ward

from generator.library.library import Library
from generator.model.problems import ExitCode
from generator.run.orders.blank import HEADS, blank_workbook
from generator.run.orders.columns import USUAL, column_of

PHONE = ("--phone", "020 7946 0123")


def test_a_clinic_with_its_telephone_is_ready(ward: Ward) -> None:
    code, out, err = ward.run("new", "clinic", 'Hill "Clinic"', *PHONE, "--phone", "020 7946 0124")
    assert (code, out) == (ExitCode.MADE, "content/clinics/hill-clinic.yaml\n")
    assert err == "next: fill in what you have, then make its leaflets with: leaflets make --clinic hill-clinic\n"
    clinic = Library.open().clinic("hill-clinic")
    assert clinic is not None
    assert (clinic.title, tuple(map(str, clinic.phones))) == ('Hill "Clinic"', ("020 7946 0123", "020 7946 0124"))
    assert (clinic.hours, clinic.address) == ((), ())
    assert ward.run("make", "good", "--clinic", "hill-clinic")[0] == ExitCode.MADE


def test_a_clinic_without_a_telephone_is_to_be_filled_in(ward: Ward) -> None:
    _, _, err = ward.run("new", "clinic", "Phòng khám Mẫu")
    assert "next: write its telephone number into it, then" in err
    code, _, err = ward.run("make", "good", "--clinic", "phong-kham-mau")
    assert (code, "phong-kham-mau.yaml:5: there are no words in 'phones'" in err) == (ExitCode.UNUSABLE, True)


def test_a_clinic_that_is_there_is_not_written_over(ward: Ward) -> None:
    ward.run("new", "clinic", "Hill", *PHONE)
    before = (ward.folder / "content/clinics/hill.yaml").read_bytes()
    code, _, err = ward.run("new", "clinic", "Hill")
    assert code == ExitCode.USAGE
    assert err == "content/clinics/hill.yaml: there is a clinic called 'hill' already\n  hint: choose another name\n"
    assert (ward.folder / "content/clinics/hill.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("new", "clinic", ""), "there are no words in 'name'"),
        (("new", "clinic", "Hill &amp; Dale"), "'&amp;' is how a web page writes '&'\n  hint: write '&' itself"),
        (("new", "clinic", "Hill", "--phone", "2.07946E+11"), "is a number that a spreadsheet has shortened"),
        (("new", "clinic", "Hill", "--phone", "ask"), "the telephone number 'ask' has no digit"),
        (("new", "topic", "night-feeds", *PHONE), "--phone is for a new clinic\n  hint: leave it out"),
        (("new", "orders", "t.ods"), "'t.ods' is no name of a table\n  hint: end it in .xlsx or .csv"),
        (("make", "good", "--name", " ", *PHONE), "the name is empty"),
        (("make", "good", "--name", "", *PHONE), "the name is empty"),
        (("make", "good", "--name", "Hi\x07ll", *PHONE), "(U+0007) in these words\n  hint: type the name again"),
        (("make", "good", "--name", "Hi\nll", *PHONE), "must be one paragraph\n  hint: put it on one line"),
        (("make", "good", "--name", "Hill"), "--phone is missing\n  hint: a clinic's name and telephone number go"),
        (("make", "good", *PHONE), "--name is missing"),
        (("make", "good", "--name", "Hill", "--phone", "ask"), "the telephone number 'ask' has no digit"),
        (
            ("make", "good", "--name", "Hill", *PHONE, "--clinic", "example"),
            "--name and --phone are for a clinic without",
        ),
        (
            ("make", "good", "--name", "Example", *PHONE),
            "the library has a clinic 'example', whose leaflets have the same names\n  hint: take it with --clinic example",
        ),
    ],
)
def test_what_cannot_be_is_said(ward: Ward, words: tuple[str, ...], said: str) -> None:
    code, out, err = ward.run(*words)
    assert (code, out, said in err, "Traceback" in err) == (ExitCode.USAGE, "", True, False), err
    assert not (ward.folder / "content/clinics").exists()


def test_a_leaflet_for_a_clinic_without_a_file_is_that_of_its_file(ward: Ward) -> None:
    code, out, err = ward.run("make", "good", "--name", "Hill Clinic", *PHONE)
    assert (code, err, "output/en/good-a4-hill-clinic.pdf" in out) == (ExitCode.MADE, "", True)
    first = (ward.folder / "output/en/good-a4-hill-clinic.pdf").read_bytes()
    ward.run("new", "clinic", "Hill Clinic", *PHONE)
    ward.run("make", "good", "--clinic", "hill-clinic", "--output", "again")
    assert (ward.folder / "again/en/good-a4-hill-clinic.pdf").read_bytes() == first


def test_every_column_of_a_new_table_is_read_as_the_one_it_is() -> None:
    assert {column: column_of(head) for column, head in USUAL.items()} == {column: column for column in USUAL}
    assert HEADS.keys() <= USUAL.keys()


def test_a_new_table_as_csv_can_be_filled_in(ward: Ward) -> None:
    code, out, err = ward.run("new", "orders", "t.csv")
    assert (code, out) == (ExitCode.MADE, "t.csv\n")
    assert err == "next: fill in a row for each clinic, then run: leaflets run t.csv --plan\n"
    path = ward.folder / "t.csv"
    assert "the table names no clinic" in ward.run("run", "t.csv")[2]
    path.write_text(
        path.read_text(encoding="utf-8")
        + "Hill,020 7946 0123,,,,,https://leaflets.example/desk/,,English,Good words,,\n",
        "utf-8",
    )
    assert "1 made" in ward.run("run", "t.csv")[1]
    assert "t.csv: there is such a file already" in ward.run("new", "orders", "t.csv")[2]


def test_a_new_workbook_explains_itself_offers_lists_and_can_be_filled_in(ward: Ward) -> None:
    assert ward.run("new", "orders", "t.xlsx")[0] == ExitCode.MADE
    assert "the table names no clinic" in ward.run("run", "t.xlsx")[2]
    book = openpyxl.load_workbook(ward.folder / "t.xlsx")
    assert book.sheetnames == ["orders", "explanations"]
    sheet: Any = book["orders"]
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    choices = {}
    for place, rule in rules.items():
        first, last = rule.formula1.replace("$", "").split("!")[1].split(":")
        choices[sheet[f"{place[0]}1"].value] = [row[0].value for row in book["explanations"][first:last]]
        assert rule.showErrorMessage is False
    assert choices["Languages"][:3] == ["all", "English", "Japanese"]
    assert {"all", "Good words", "Leaking milk"} <= set(choices["Leaflets"])
    assert "a4" in choices["Paper"]
    assert "bilingual" not in choices["Paper"]
    assert set(choices) == {"Languages", "Leaflets", "Paper", "Interpreter", "Country"}
    assert sheet["B2"].number_format == "@"
    for at, words in enumerate(
        ("Hill", "020 7946 0123", None, None, "yes", None, None, "gb", "English", "Good words", "a4", "3"), 1
    ):
        sheet.cell(2, at).value = words
    out = io.BytesIO()
    book.save(out)
    ward.put("filled.xlsx", out.getvalue())
    code, said, err = ward.run("run", "filled.xlsx")
    assert (code, err) == (ExitCode.MADE, "filled.xlsx: read is the sheet 'orders'; not read: 'explanations'\n")
    assert "1 made" in said


def test_the_same_library_gives_the_same_new_workbook() -> None:
    assert blank_workbook(Library.open()) == blank_workbook(Library.open())


def test_a_new_workbook_needs_openpyxl_and_a_csv_does_not(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    code, _, err = ward.run("new", "orders", "t.xlsx")
    assert code == ExitCode.MISSING
    assert "pip install 'breastfeeding-leaflets[xlsx]', or name a .csv file" in err
    assert not (ward.folder / "t.xlsx").exists()
    assert ward.run("new", "orders", "t.csv")[0] == ExitCode.MADE


def test_the_table_in_the_examples_is_planned_whole() -> None:
    from generator.run.orders.read import read_wish

    wish = read_wish(Path(__file__).parent.parent.parent / "examples/clinics.csv", Library.open())
    assert (wish.refused, wish.problems, wish.notes, len(wish.wanted)) == ((), (), (), 3)


def test_two_clinics_whose_names_give_one_file_do_not_replace_each_other(ward: Ward) -> None:
    assert ward.run("make", "good", "--name", "Hill Clinic", *PHONE)[0] == ExitCode.MADE
    file = ward.folder / "output/en/good-a4-hill-clinic.pdf"
    first = file.read_bytes()
    code, out, err = ward.run("make", "good", "--name", "Hill, Clinic!", *PHONE)
    assert (code, out, file.read_bytes()) == (ExitCode.USAGE, "", first)
    said = "good-a4-hill-clinic.pdf is a leaflet of 'Hill Clinic': 'Hill, Clinic!' gives the same file"
    assert said in err and "--output" in err
    assert ward.run("make", "good", "--name", "Hill, Clinic!", *PHONE, "--output", "other")[0] == ExitCode.MADE
    # its number changed, or the mistake was deleted: its own files are made anew
    assert ward.run("make", "good", "--name", "Hill Clinic", "--phone", "020 7946 0124")[0] == ExitCode.MADE
    assert file.read_bytes() != first
    file.unlink()
    assert ward.run("make", "good", "--name", "Hill, Clinic!", *PHONE)[0] == ExitCode.MADE


@pytest.mark.parametrize("name", ["Staff", "Draft", "Print"])
def test_a_clinic_called_like_an_edition_replaces_no_file(ward: Ward, name: str) -> None:
    code, out, _ = ward.run("make", "good", "--name", name, *PHONE)
    assert code == ExitCode.MADE
    assert f"good-a4-{name.lower()}-clinic.pdf" in out
