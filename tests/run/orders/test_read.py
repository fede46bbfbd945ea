"""Run files: clinics written in them, editions, how to print; and rows that say so for themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from ward import Ward

from generator.cli.arguments import read_arguments
from generator.library.library import Library
from generator.model.content import Clinic
from generator.model.edition import MM
from generator.model.findings import Finding
from generator.model.leaflet import Leaflet, Order
from generator.model.problems import ExitCode
from generator.press.rules import broken
from generator.run.orders.options import EDITIONS, GROUPS
from generator.run.orders.read import read_wish

HEAD = "name,phones,hours,address"
HILL = "Hill Clinic,020 7946 0123,Monday to Friday,1 Sample Street"
INLINE = """clinics:
  - name: Hill Clinic
    phones: ["020 7946 0123"]
    hours: [Monday to Friday]
    address: [1 Sample Street]
"""
SMALL = "topics: [good]\nlanguages: [en]\n"


def go(ward: Ward, run: str, *words: str) -> tuple[int, str, str]:
    ward.put("run.yaml", run)
    found = ward.run("run", "run.yaml", *words)
    assert "Traceback" not in found[1] + found[2]
    return found


def receipts(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[Order]:
    import generator.pipeline as making

    made: list[Order] = []

    def make(order: Order, library: Library, ink: str = "rgb") -> Leaflet:
        made.append(order)
        return Leaflet((b"%PDF " + repr(order).encode(),), 2)

    monkeypatch.setattr(making, "make", make)
    return made


# -- clinics in the run file -------------------------------------------------


def test_a_clinic_in_the_run_file_gives_the_same_bytes_as_a_row(ward: Ward) -> None:
    ward.put("t.csv", f"{HEAD}\n{HILL}\n")
    assert go(ward, f"orders: t.csv\n{SMALL}", "--output", "of-row")[0] == ExitCode.MADE
    assert go(ward, INLINE + SMALL, "--output", "of-file")[0] == ExitCode.MADE
    file = "hill-clinic/en/good-a4.pdf"
    assert (ward.folder / "of-row" / file).read_bytes() == (ward.folder / "of-file" / file).read_bytes()


def test_a_row_says_where_a_desk_answers_for_its_sheets(ward: Ward, quick: list[Order]) -> None:
    rows = (
        'Hill,020 7946 0123,https://hill.example/desk/',
        'Dale,020 7946 0124,',
        'Vale,020 7946 0125,https://vale.example/?ask=1',
        f'Combe,020 7946 0126,https://{"a" * 60}.example',
    )  # fmt: skip
    ward.put("t.csv", "\n".join(("Clinic name,Phone number,Sheet check address", *rows, "")))
    code, _, err = go(ward, f"orders: t.csv\n{SMALL}")
    assert code == ExitCode.UNUSABLE
    assert "column C 'Sheet check address': 'https://vale.example/?ask=1' is not where a desk can be asked" in err
    assert "the address in 'lots' is too long for the code at the foot of a page" in err
    bases = {one.clinic.title: one.clinic.lots for one in quick if isinstance(one.clinic, Clinic)}
    assert bases == {"Hill": "https://hill.example/desk", "Dale": ""}
    inline = f'{INLINE}    lots: "https://hill.example/desk/"\n{SMALL}'
    assert go(ward, inline, "--output", "of-file")[0] == ExitCode.MADE
    assert isinstance(quick[-1].clinic, Clinic) and quick[-1].clinic.lots == "https://hill.example/desk"


def test_a_clinic_in_the_run_file_says_what_it_wants(ward: Ward, quick: list[Order]) -> None:
    own = "    languages: [vi, zh-Hans]\n    topics: broken\n    formats: [a5]\n    theme: warm\n    copies: 30\n"
    code, _, err = go(ward, INLINE + own + "  - example\n" + SMALL)
    assert (code, err) == (ExitCode.MADE, "")
    found = {(one.clinic_name, one.language, one.topic, one.format, one.theme) for one in quick}
    assert found == {
        ("hill-clinic", "vi", "broken", "a5", "warm"),
        ("hill-clinic", "zh_Hans", "broken", "a5", "warm"),
        ("example", "en", "good", "a4", "default"),
    }
    copies = {line["order"]["clinic"]: line["order"]["copies"] for line in receipts(ward.folder / "output")}  # type: ignore[index]
    assert copies == {"hill-clinic": 30, "example": 1}


def test_what_is_wrong_with_a_clinic_in_the_run_file_is_said_by_line_and_the_good_one_is_made(
    ward: Ward, quick: list[Order]
) -> None:
    bad = """  - name: Dale
    phones: [call us]
    hours: [Monday]
    address: [1 Lane]
  - name: Vale
    phone: ["020 7946 0199"]
    hours: [Monday]
    address: [1 Lane]
  - name: Combe
    phones: ["020 7946 0199"]
    hours: [Monday]
    address: [1 Lane]
    copies: many
    languages: [vn]
    profile: nowhere
    logo: ../../etc/passwd.png
  - name: Hill Clinic
    phones: ["020 7946 0123"]
    hours: [Monday to Friday]
    address: [1 Sample Street]
"""
    code, out, err = go(ward, INLINE + bad + SMALL)
    assert code == ExitCode.UNUSABLE
    for said in (
        "run.yaml:7: the telephone number 'call us' has no digit",
        "run.yaml:11: a clinic of a run has nothing called 'phone'\n  hint: did you mean 'phones'?",
        "run.yaml:18: 'many' is not a number of copies\n  hint: write a whole number",
        "run.yaml:19: there is no language called 'vn'\n  hint: did you mean 'vi'?",
        "run.yaml:21: '../../etc/passwd.png' is not a picture file of the library",
        "run.yaml:22: this clinic stands twice\n  hint: leave one of them out",
    ):
        assert said in err, err
    assert "1 made" in out
    assert {one.clinic_name for one in quick} == {"hill-clinic"}


def test_an_unknown_profile_of_a_clinic_in_the_run_file_is_said(ward: Ward, quick: list[Order]) -> None:
    code, _, err = go(ward, INLINE + "    profile: nowhere\n" + SMALL)
    assert code == ExitCode.UNUSABLE
    assert "run.yaml:6: there is no profile called 'nowhere'" in err


# -- editions and how to print -----------------------------------------------


@pytest.mark.slow
def test_the_press_edition_is_what_leaflets_press_makes(ward: Ward) -> None:
    ward.put("content/clinics/hill-clinic.yaml", INLINE.partition("- ")[2].replace("    ", ""))
    run = f"{INLINE}    copies: 250\n{SMALL}edition: press\npress: {{sheet: sra3, imposition: 2up}}\n"
    code, _, err = go(ward, run)
    assert (code, err) == (ExitCode.MADE, ""), err
    options = "--sheet sra3 --imposition 2up --quantity 250 --language en --clinic hill-clinic"
    ward.run("press", "good", *options.split())
    made = (ward.folder / "output/hill-clinic/en/good-a4-press-sra3-2up.pdf").read_bytes()
    assert made == (ward.folder / "output/en/good-a4-hill-clinic-press-sra3-2up.pdf").read_bytes()
    line = receipts(ward.folder / "output")[0]
    assert line["file"] == "hill-clinic/en/good-a4-press-sra3-2up.pdf"
    assert (line["order"]["edition"], line["order"]["copies"]) == ("press", 250)  # type: ignore[index]
    with pikepdf.open(ward.folder / "output" / str(line["file"])) as file:
        assert line["pages"] == len(file.pages)


@pytest.mark.slow
def test_another_quantity_or_sheet_makes_the_press_file_again_and_not_the_screen_edition(ward: Ward) -> None:
    run = f"{INLINE}    copies: 250\n{SMALL}edition: both\n"
    assert "2 made, 0 unchanged" in go(ward, run)[1]
    assert "0 made, 2 unchanged" in go(ward, run)[1]
    assert "1 made, 1 unchanged" in go(ward, run.replace("250", "300"))[1]
    assert "1 made, 1 unchanged" in go(ward, run.replace("250", "300") + "press: {bleed: 4mm}\n")[1]


def test_a_row_says_its_edition_and_the_command_line_that_of_the_others(ward: Ward, quick: list[Order]) -> None:
    ward.put(
        "t.csv", f"{HEAD},edition\n{HILL},both\n{HILL.replace('Hill', 'Dale')},\n{HILL.replace('Hill', 'X')},pres\n"
    )
    wish_file = ward.put("run.yaml", f"orders: t.csv\n{SMALL}edition: press\n")
    wish = read_wish(wish_file, Library.open(ward.folder))
    assert [one.choice.editions for one in wish.wanted] == [("screen", "press"), ("press",)]
    assert "there is no edition called 'pres'" in wish.refused[0].message
    assert wish.refused[0].hint == "did you mean 'press'?"
    wish = read_wish(wish_file, Library.open(ward.folder), edition="screen")
    assert [one.choice.editions for one in wish.wanted] == [("screen", "press"), ("screen",)]


def test_what_the_run_file_says_of_the_press_reaches_the_file(ward: Ward) -> None:
    press = "press: {sheet: a3, imposition: 2up, bleed: 2mm, marks: [crop, slug], colour: k, creep: 0mm}\n"
    wish = read_wish(ward.put("run.yaml", INLINE + SMALL + press), Library.open(ward.folder))
    job = wish.job
    assert (job.sheet, job.imposition, job.marks, job.colour, job.creep) == ("a3", "2up", ("crop", "slug"), "k", 0)
    assert job.bleed == pytest.approx(2 * MM)
    wish = read_wish(ward.put("run.yaml", f"{INLINE}{SMALL}press: {{marks: none}}\n"), Library.open(ward.folder))
    assert wish.job.marks == ()


def test_every_mistake_about_the_press_is_said_with_its_line(ward: Ward) -> None:
    press = "press:\n  sheet: a9\n  imposition: 3up\n  bleed: 30mm\n  marks: [cut]\n  color: k\n"
    code, _, err = go(ward, f"{INLINE}{SMALL}edition: paper\ngroup: zipp\n{press}")
    assert code == ExitCode.UNUSABLE
    for said in (
        "run.yaml:8: there is no edition called 'paper'\n  hint: known: both, press, screen",
        "run.yaml:9: 'group' cannot be 'zipp'\n  hint: did you mean 'zip'?",
        "run.yaml:11: 'sheet' cannot be 'a9'",
        "run.yaml:12: 'imposition' cannot be '3up'\n  hint: did you mean '4up'?",
        "run.yaml:13: 'bleed' is too long\n  hint: write a length from 0mm to 10mm",
        "run.yaml:14: there is no mark called 'cut'",
        "run.yaml:15: 'press' has nothing called 'color'\n  hint: did you mean 'colour'?",
    ):
        assert said in err, err


def test_pages_that_do_not_fit_the_press_sheet_are_refused_in_words_of_the_run_file(ward: Ward) -> None:
    for option in ((), ("--plan",)):
        code, _, err = go(ward, f"{INLINE}{SMALL}edition: press\npress: {{sheet: a4}}\n", *option)
        assert code == ExitCode.UNUSABLE
        assert "a sheet 'a4' is smaller\n  hint: take 'sheet:' a3 or sra3" in err
        assert "or fewer marks ('marks: none') or no bleed ('bleed: 0mm')" in err


def test_without_pikepdf_the_press_edition_says_how_to_get_it(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pikepdf", None)
    code, out, err = go(ward, f"{INLINE}{SMALL}edition: both\n")
    assert code == ExitCode.MISSING
    assert "pip install 'breastfeeding-leaflets[press]'" in err
    assert "1 made, 0 unchanged, 1 refused" in out


@pytest.mark.parametrize(("option", "names"), [("--group", GROUPS), ("--edition", tuple(EDITIONS))])
def test_options_take_the_names_of_the_run_file(ward: Ward, option: str, names: tuple[str, ...]) -> None:
    for name in names:
        assert getattr(read_arguments(["run", "x.csv", option, name]), option[2:]) == name
    code, _, err = ward.run("run", "x.csv", option, names[1][:-1])
    assert (code, f"did you mean '{names[1]}'?" in err) == (ExitCode.USAGE, True)


# -- the plan ----------------------------------------------------------------


@pytest.mark.slow
def test_the_plan_counts_the_sheets_of_the_press(ward: Ward) -> None:
    run = f"{INLINE}    copies: 250\n{SMALL}edition: press\npress: {{sheet: sra3, imposition: 2up}}\n"
    code, out, _ = go(ward, run, "--plan", "--json")
    found = json.loads(out.splitlines()[-1])
    assert code == ExitCode.MADE
    assert found["sheets"] == {"a4 leaflets for the press, 2up, on sra3": 125}, "two leaflets of one leaf on a sheet"
    assert found["printed"] == {"a4 leaflets for the press, 2up, on sra3": 250}
    assert not (ward.folder / "output").exists()


def test_the_plan_says_which_orders_would_be_refused_and_why(ward: Ward) -> None:
    ward.blocks("- txet: Bad.")
    code, out, err = go(ward, f"{INLINE}topics: [good, broken]\nlanguages: [en]\n", "--plan", "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    refused = [line for line in lines if line["event"] == "leaflet"]
    assert [(line["file"], line["outcome"]) for line in refused] == [("hill-clinic/en/broken-a4.pdf", "refused")]
    assert "there is no block called 'txet'" in refused[0]["problems"][0]
    assert (lines[-1]["leaflets"], lines[-1]["refused"]) == (1, 1)
    assert (code, err) == (ExitCode.UNUSABLE, "")
    assert (
        "1 leaflet of rows that could be read"
        in go(ward, f"{INLINE}topics: [good, broken]\nlanguages: [en]\n", "--plan")[1]
    )


def test_copies_of_both_editions_are_printed_once(ward: Ward) -> None:
    _, out, _ = go(ward, f"{INLINE}    copies: 9\n{SMALL}edition: both\n", "--plan", "--json")
    assert json.loads(out.splitlines()[-1])["printed"] == {"a4 leaflets for the press": 9}


def test_what_our_rules_find_in_a_press_file_is_said_every_time_and_stands_in_the_receipt(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    from generator.press import file

    real = file.examine

    def examine(*words: Any) -> tuple[tuple[Finding, ...], float]:
        return (broken("ink", "there is too much ink", 1),), real(*words)[1]

    monkeypatch.setattr(file, "examine", examine)
    run = f"{INLINE}{SMALL}edition: press\n"
    for counts in ("1 made, 0 unchanged", "0 made, 1 unchanged"):
        code, out, err = go(ward, run)
        assert code == ExitCode.FINDINGS
        assert "hill-clinic/en/good-a4-press.pdf: " in err
        assert "there is too much ink" in err
        assert counts in out
    found = receipts(ward.folder / "output")[0]["findings"]
    assert isinstance(found, list)
    assert "there is too much ink" in found[0]


def test_many_rows_refused_for_one_reason_are_one_line(ward: Ward, quick: list[Order]) -> None:
    ward.put("t.csv", f"{HEAD}\n" + ",020 7946 0199,Monday,1 Street\n" * 120)
    _, _, err = go(ward, f"orders: t.csv\n{SMALL}")
    assert err.count("this cell is empty") == 1
    assert "t.csv, rows 2 to 121, column A 'name': this cell is empty\n" in err
