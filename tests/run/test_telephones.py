"""Telephones of a run: each is dialled as it is printed, in every edition, or its row is refused by row and column."""

from __future__ import annotations

import csv
import html
import io
import json
import random
import re
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from ward import CLINIC, Ward

from generator import Library, Order, Words, make
from generator.model.problems import ExitCode
from generator.run.orders.read import read_wish

HEAD = "name,phones,hours,address"


def table(ward: Ward, *cells: str, more: str = "", head: str = HEAD) -> None:
    """Write a table of clinics called Hill 2, Hill 3, … by their rows."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow((head + more.partition("=")[0]).split(","))
    for row, cell in enumerate(cells, 2):
        writer.writerow([f"Hill {row}", cell, "Monday", "1 Hill Road", *filter(None, [more.partition("=")[2]])])
    ward.put("t.csv", out.getvalue())


def go(ward: Ward, *words: str) -> tuple[int, str, str]:
    ward.put("run.yaml", "orders: t.csv\ntopics: good\nlanguages: en\n")
    return ward.run("run", "run.yaml", *words)


def squeeze(words: str) -> str:
    return "".join(words.split())


def links(path: Path) -> list[tuple[str, str]]:
    """Return what each telephone link of a PDF has printed in its place, and what it dials."""
    found = []
    with pikepdf.open(path) as pdf, pypdfium2.PdfDocument(path) as shown:
        for page, seen in zip(pdf.pages, shown, strict=True):
            words = seen.get_textpage()
            for one in page.get("/Annots", ()):
                target = str(one.A.URI)
                if target.startswith("tel:"):
                    left, low, right, high = (float(side) for side in one.Rect)
                    found.append((squeeze(words.get_text_bounded(left - 1, low, right + 1, high)), target[4:]))
    return found


# -- the cases -------------------------------------------------------------------


@pytest.mark.slow
def test_a_number_behind_a_word_is_found_or_its_row_is_named(ward: Ward) -> None:
    cells = (
        "020 7946 0999",
        "Tel. 020 7946 0998",
        "Büro 030 123456",
        "020 7946 0997; Tel. 020 7946 0996",
        "NHS 111",
        "Mar-44",
    )
    table(ward, *cells)
    code, out, err = go(ward)
    assert code == ExitCode.UNUSABLE
    assert "4 made, 0 unchanged, 0 refused" in out
    assert "t.csv, row 6, column B 'phones': 'NHS 111' can only be dialled where its country is known" in err
    assert "t.csv, row 7, column B 'phones': 'Mar-44' is a date: a spreadsheet has taken something else for one" in err
    assert "clinic.xml" not in err
    assert set(links(ward.folder / "output/hill-5/en/good-a4.pdf")) == {
        ("02079460997", "02079460997"), ("Tel.02079460996", "02079460996")
    }  # fmt: skip
    with (ward.folder / "output/corrected.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [(one["phones"], one["reason"][:14]) for one in csv.DictReader(file)] == [
            ("NHS 111", "row 6: phones:"), ("Mar-44", "row 7: phones:")
        ]  # fmt: skip
    table(ward, *cells[4:], more=",profile=gb")
    assert "row 3, column B 'phones': 'Mar-44' is a date" in go(ward)[2]
    assert set(links(ward.folder / "output/hill-2/en/good-a4.pdf")) == {("NHS111", "111")}


def test_what_is_dialled_is_what_is_printed(ward: Ward) -> None:
    table(ward, "+44 (0)20 7946 0999", "020 7946 0999/0998", "020 7946 0999 (24h)")
    code, _, err = go(ward)
    assert code == ExitCode.UNUSABLE
    assert "t.csv, row 3, column B 'phones': '0998' is no telephone number by itself" in err
    assert set(links(ward.folder / "output/hill-2/en/good-a4.pdf")) == {("+44(0)2079460999", "+442079460999")}
    assert set(links(ward.folder / "output/hill-4/en/good-a4.pdf")) == {("02079460999(24h)", "02079460999")}


def test_a_clinic_of_a_run_file_is_refused_at_its_line(ward: Ward) -> None:
    one = "  - name: Hill\n    phones: [Tel. 1]\n    hours: [a]\n    address: [a]\n    profile: gb\n"
    ward.put("run.yaml", f"clinics:\n{one}topics: good\nlanguages: en\n")
    code, _, err = ward.run("run", "run.yaml")
    assert code == ExitCode.UNUSABLE
    assert "run.yaml:3: there is no number that can be dialled in 'Tel. 1'" in err


def test_a_wrong_profile_is_told_alone(ward: Ward) -> None:
    """Whose country is not known, whose numbers nobody judges."""
    table(ward, "111", more=",profile=gbb")
    err = go(ward)[2]
    assert "row 2, column E 'profile': there is no profile called 'gbb'" in err
    assert "column B 'phones'" not in err


# -- told --------------------------------------------------------------------------


def test_a_plan_says_what_is_dialled(ward: Ward) -> None:
    table(ward, "Tel. 020 7946 0999 / 111", "01632 960123", more=",profile=gb")
    code, out, err = go(ward, "--plan")
    assert code == ExitCode.MADE
    assert re.search(r"Hill 2 +Tel\. 020 7946 0999 +dials \+442079460999\s*\n", out)
    assert re.search(r"Hill 2 +111 +dials 111\s*\n", out)
    assert re.search(r"Hill 3 +01632 960123 +dials \+441632960123 +may be wrong\n", out)
    assert (
        "t.csv, row 3, column B 'phones': the telephone '01632 960123' is dialled as +441632960123, and may be wrong"
        in err
    )
    lines = [json.loads(line) for line in go(ward, "--plan", "--json")[1].splitlines()]
    assert lines[0]["place"] == "t.csv:3, column B 'phones'"
    assert lines[-1]["telephones"][0] == {
        "clinic": "Hill 2", "printed": "Tel. 020 7946 0999", "dialled": "+442079460999", "valid": True
    }  # fmt: skip


def test_of_very_many_telephones_a_plan_says_the_first(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.cli.running.MOST_ROWS", 2)
    table(ward, "020 7946 0999; 020 7946 0998; 020 7946 0997")
    out = go(ward, "--plan")[1]
    assert "0998" in out
    assert "0997" not in out
    assert "and 1 more telephones: --json has all" in out


def test_of_many_doubtful_telephones_each_stands_beside_its_row(ward: Ward) -> None:
    table(ward, *(f"01632 96000{number}" for number in range(9)), more=",profile=gb")
    code, _, err = go(ward, "--plan")
    assert code == ExitCode.MADE
    assert err.splitlines() == [
        *(
            f"t.csv, row {number + 2}, column B 'phones': the telephone '01632 96000{number}' is dialled as "
            f"+44163296000{number}, and may be wrong"
            for number in range(9)
        ),
        "  hint: call it, to be sure: no such numbers are known to be in use",
    ]


def test_a_fax_of_a_row_is_told_and_not_printed(ward: Ward) -> None:
    table(ward, "Fax 020 7946 0998; 020 7946 0999", "Fax 020 7946 0997", more=",profile=gb")
    code, _, err = go(ward)
    assert code == ExitCode.UNUSABLE
    assert "row 2, column B 'phones': 'Fax 020 7946 0998' is a fax number, and is not printed" in err
    assert "row 3, column B 'phones': 'Fax 020 7946 0997' is a fax number\n" in err
    assert set(links(ward.folder / "output/hill-2/en/good-a4.pdf")) == {("02079460999", "+442079460999")}


def test_of_very_many_doubtful_telephones_the_first_are_said(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.cli.running.MOST_ROWS", 7)
    table(ward, *(f"01632 96000{number}" for number in range(9)), more=",profile=gb")
    err = go(ward, "--plan")[2]
    assert (err.count("may be wrong"), "and 2 more of this kind: --json has all" in err) == (7, True)


def test_in_the_strip_the_number_of_a_telephone_of_many_words_stands_alone(ward: Ward) -> None:
    table(ward, "Ask at the desk for us: +44 20 7946 0999 ext. 12")
    code, _, err = go(ward)
    assert (code, err) == (ExitCode.MADE, "")
    found = links(ward.folder / "output/hill-2/en/good-a4.pdf")
    assert found[0] == ("+442079460999ext.12", "+442079460999;ext=12")
    assert any(words.startswith("Askatthedesk") and dialled.endswith(";ext=12") for words, dialled in found[1:])


def test_a_first_telephone_too_long_for_the_strip_is_refused_by_row_and_column(ward: Ward) -> None:
    ward.stock("templates/themes/default.yaml", "strip.phone: {width: 40mm", "strip.phone: {width: 12mm")
    table(ward, "999", "Ask at the desk for us: +44 20 7946 0999 ext. 12", more=",profile=gb")
    for words in ((), ("--plan",)):
        code, _, err = go(ward, *words)
        assert code == ExitCode.UNUSABLE
        message = "the clinic's first telephone number does not fit on one line beside the danger signs"
        assert f"t.csv, row 3, column B 'phones': in en: {message}\n" in err


# -- every edition ------------------------------------------------------------------


@pytest.mark.slow
def test_every_edition_dials_the_same(ward: Ward) -> None:
    ward.put("content/clinics/hill.yaml", CLINIC.replace("020 7946 0123", "(020) 7946-0123 ext. 5") + "profile: gb\n")
    library = Library.open(ward.folder)
    for form, wanted in (
        ("html", '<a href="tel:+442079460123;ext=5">(020) 7946-0123 ext. 5</a>'),
        ("markdown", "[(020) 7946-0123 ext. 5](tel:+442079460123;ext=5)"),
        ("text", "(020) 7946-0123 ext. 5"),
        ("sms", "(020) 7946-0123 ext. 5"),
    ):
        assert wanted in make(Order("good", clinic="hill", edition=Words(form)), library).text, form
    for paper in ("a4", "trifold-a4", "large-print"):
        code, _, err = ward.run("make", "good", "--clinic", "hill", "--format", paper)
        assert (code, err) == (0, ""), paper
        found = links(ward.folder / f"output/en/good-{paper}-hill.pdf")
        assert {dialled for _, dialled in found} == {"+442079460123;ext=5"}, paper
        assert len(found) >= 2, f"in the strip and in the panel of {paper}"


@pytest.mark.slow
def test_wide_digits_are_printed_wide_and_dialled_plain(ward: Ward) -> None:
    ward.put("content/clinics/hill.yaml", CLINIC.replace("020 7946 0123", "０３－１２３４－５６７８") + "profile: jp\n")
    code, _, err = ward.run("make", "colostrum", "--language", "ja", "--clinic", "hill")
    assert (code, err) == (0, "")
    found = links(ward.folder / "output/ja/colostrum-a4-hill.pdf")
    assert {dialled for _, dialled in found} == {"+81312345678"}
    assert "".join(words for words, _ in found).replace("－", "-") == "０３-１２３４-５６７８" * 2


@pytest.mark.slow
def test_a_code_of_a_telephone_says_what_is_dialled(ward: Ward, tmp_path: Path) -> None:
    """A clinic's own template may print a telephone as a QR code: a camera reads the number of the link."""
    ward.put("content/clinics/hill.yaml", CLINIC.replace("020 7946 0123", "(020) 7946 0123 (24 h)") + "profile: gb\n")
    qr = '<qr data="tel:{{ clinic.phones[0]|dial }}" look="clinic.code" alt="Call us"/>'
    ward.stock("templates/clinic.xml", "{% for line in clinic.address %}", f"{qr}{{% for line in clinic.address %}}")
    assert ward.run("make", "good", "--clinic", "hill")[0] == 0
    with pypdfium2.PdfDocument(ward.folder / "output/en/good-a4-hill.pdf") as document:
        pictures = [page.render(scale=4).to_pil() for page in document]
    codes = [found.text for picture in pictures for found in zxingcpp.read_barcodes(picture)]
    assert "tel:+442079460123" in codes


# -- two hundred clinics with wild cells -------------------------------------------------

NUMBERS = {
    "gb": [("020 7946 0{}", "+442079460{}"), ("(020) 7946-0{}", "+442079460{}"), ("+44 (0)20 7946 0{}", "+442079460{}"),
           ("0044 20 7946 0{}", "+442079460{}"), ("999 (24 h)", "999"), ("NHS 111", "111")],
    "us": [("(212) 555-0{}", "+12125550{}"), ("212.555.0{}", "+12125550{}"), ("+44 20 7946 0{}", "+442079460{}"),
           ("1-800-555-0{}", "+18005550{}"), ("911", "911")],
    "jp": [("03-1234-5{}", "+81312345{}"), ("03(1234)5{}", "+81312345{}"), ("119", "119")],
    "vn": [("028 3822 1{}", "+842838221{}"), ("(028) 3822.1{}", "+842838221{}"), ("115 (24/24)", "115")],
    "hk": [("2345 6{}", "+85223456{}"), ("(852) 2345 6{}", "+85223456{}"), ("999", "999")],
    "": [("020 7946 0{}", "02079460{}"), ("+44 20 7946 0{}", "+442079460{}"), ("(020) 7946 0{}", "02079460{}")],
}  # fmt: skip
"""How numbers of a profile's country are printed and dialled; three digits are a clinic's own."""
AROUND = ("{}", "{}", "{}", "Tel. {}", "Desk: {}", "{} (24h)", "{} 24/7", "{} (Mai)")
BETWEEN = (" / ", "; ", ", ", " or ", "\n", "/", "、")
WRONG = (
    "{}/0998", "{} {}", "{}, 98", "{} - {}", "call us", "Mar-44", "{} & 0998", "({} / {})", "########", "#REF!", "2.07946E+11",
    "Mon-Fri 9-5", "{}-{}-{}",
)  # fmt: skip


def invent(row: int, dice: random.Random) -> tuple[str, str, list[tuple[str, str]]]:
    """Return a clinic's profile and cell, with what is printed and dialled of each telephone; none where it is wrong."""
    profile = dice.choice(list(NUMBERS))
    taken = iter(f"{number:03}" for number in dice.sample(range(100, 200), 3))

    def number(plain: bool = False) -> tuple[str, str]:
        printed, dialled = NUMBERS[profile][0] if plain else dice.choice(NUMBERS[profile])
        own = next(taken)
        return printed.format(own), dialled.format(own)

    if dice.random() < 0.3:
        wrong = dice.choice(WRONG)
        return profile, wrong.format(*(number(plain=True)[0] for _ in range(wrong.count("{}")))), []
    telephones = []
    for at in range(dice.randint(1, 3)):
        printed, dialled = number()
        around = dice.choice(AROUND) if at else "{}"  # the first stands in the narrow strip
        if len(dialled) == 3:  # beside a whole number it is one only where no word of the clinic's says what else it is
            around = around.replace("Desk: ", "Tel. ")
        telephones.append((around.format(printed), dialled))
    return profile, dice.choice(BETWEEN).join(printed for printed, _ in telephones), telephones


def joined(telephones: list[tuple[str, str]]) -> dict[str, str]:
    """Return what is printed over each number that is dialled; words that a narrow panel breaks are whole again."""
    found: dict[str, str] = {}
    for printed, dialled in telephones:
        found[dialled] = found.get(dialled, "") + squeeze(printed)
    return found


@pytest.mark.slow
def test_two_hundred_clinics_with_wild_cells(ward: Ward) -> None:
    """No link is wrong, in PDF or HTML; every refused row is named with its column, and comes back to be mended."""
    dice = random.Random(12)
    clinics = {row: invent(row, dice) for row in range(2, 202)}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*HEAD.split(","), "profile"])
    writer.writerows(
        [f"Hill {row}", cell, "Monday", "1 Street", profile] for row, (profile, cell, _) in clinics.items()
    )
    ward.put("t.csv", out.getvalue())
    code, said, _ = go(ward, "--json")
    assert code == ExitCode.UNUSABLE
    lines = map(json.loads, said.splitlines())
    named = {one["row"] for one in lines if one["event"] == "row" and one["column"] == "phones"}
    wrong = {row for row, (_, _, telephones) in clinics.items() if not telephones}
    assert named == wrong, [(clinics[row], row) for row in named ^ wrong]
    assert 30 < len(wrong) < 100
    with (ward.folder / "output/corrected.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [one["name"] for one in csv.DictReader(file)] == [f"Hill {row}" for row in sorted(wrong)]
    library = Library.open(ward.folder)
    read = {one.row: one.clinic for one in read_wish(ward.folder / "t.csv", library).wanted}
    assert read.keys() == clinics.keys() - wrong
    for row, clinic in read.items():
        telephones = clinics[row][2]
        wanted = joined([telephones[0], *telephones])  # the first stands in the strip too
        assert joined(links(ward.folder / f"output/hill-{row}/en/good-a4.pdf")) == wanted, clinics[row]
        page = make(Order("good", clinic=clinic, edition=Words("html")), library).text
        shown = re.findall(r'<a href="tel:([^"]*)">([^<]*)</a>', page)
        assert joined([(html.unescape(words), html.unescape(dialled)) for dialled, words in shown]) == wanted, clinics[
            row
        ]
