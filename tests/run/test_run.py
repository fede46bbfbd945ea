"""A print run: a table as people export it, every wrong row said once, nothing lost when a run is killed."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import processes
import pytest
from processes import PATIENCE, until
from ward import BLOCK, CLINIC, STOCK, TOPIC, Ward, png

from generator.library.library import Library
from generator.model.leaflet import Leaflet, Order
from generator.model.problems import ExitCode
from generator.pipeline import make
from generator.run.estimate import plan
from generator.run.orders.encodings import guess
from generator.run.orders.read import folder_name, read_wish
from generator.run.orders.table import defuse
from generator.run.tasks import AT_ONCE

HEAD = "name,phones,hours,address"
HILL = "Hill Clinic,020 7946 0123,Monday to Friday,1 Sample Street"
SMALL = "orders: t.csv\ntopics: [good, broken]\nlanguages: [en]\n"


def table(ward: Ward, *rows: str, head: str = HEAD, name: str = "t.csv") -> Path:
    return ward.put(name, "".join(f"{row}\n" for row in (head, *rows)))


def go(ward: Ward, *words: str, file: str = "run.yaml") -> tuple[int, str, str]:
    if file == "run.yaml" and not (ward.folder / file).exists():
        ward.put(file, SMALL)
    found = ward.run("run", file, *words)
    assert "Traceback" not in found[1] + found[2]
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.pdf"))}


def receipts(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]


def reasons(folder: Path) -> list[dict[str, str]]:
    text = (folder / "output/corrected.csv").read_text(encoding="utf-8-sig")
    first = text.splitlines()[0]
    return list(csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=first.count)))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[Order]:
    """Replace the making of a leaflet; return the orders made, in order."""
    import generator.pipeline as making

    made: list[Order] = []

    def make(order: Order, library: Library) -> Leaflet:
        made.append(order)
        clinic = library.clinic(order.clinic)
        return Leaflet((b"%PDF " + repr((order, clinic and clinic.title)).encode(),), 2)

    monkeypatch.setattr(making, "make", make)
    return made


# -- what is made ------------------------------------------------------------


def test_a_row_gives_the_same_bytes_as_a_clinic_file(ward: Ward) -> None:
    """Also what is written behind it: a phone with a plus, markup, a logo, a profile."""
    ward.put("content/clinics/hill.png", (STOCK / "docs/pictures/pages.png").read_bytes())
    ward.put(
        "content/clinics/hill.yaml",
        'name: Hill "& <b>" Clinic\nphones: ["+44 20 7946 0123"]\nhours: ["Monday"]\naddress: ["1 Street"]\n'
        "profile: gb\nlogo: clinics/hill.png\n",
    )
    table(
        ward,
        '"Hill ""& <b>"" Clinic",+44 20 7946 0123,Monday,1 Street,gb,clinics/hill.png',
        head=f"{HEAD},profile,logo",
    )
    code, out, err = go(ward)
    assert (code, err) == (ExitCode.MADE, ""), err
    assert "2 made, 0 unchanged, 0 refused" in out
    ward.run("make", "good", "broken", "--clinic", "hill")
    for topic in ("good", "broken"):
        run = (ward.folder / f"output/hill-b-clinic/en/{topic}-a4.pdf").read_bytes()
        assert run == (ward.folder / f"output/en/{topic}-a4-hill.pdf").read_bytes()


def test_two_processes_make_the_same_files_as_one(ward: Ward) -> None:
    table(ward, *(HILL.replace("Hill", f"Hill {number}") for number in range(4)))
    assert go(ward, "--output", "one")[0] == ExitCode.MADE
    assert go(ward, "--output", "two", "--jobs", "2")[0] == ExitCode.MADE
    assert files(ward.folder / "one") == files(ward.folder / "two")
    assert len(files(ward.folder / "one")) == 8


def test_receipts_tell_what_each_file_is(ward: Ward, quick: list[Order]) -> None:
    table(ward, f"{HILL},300", head=f"{HEAD},copies")
    go(ward)
    found = receipts(ward.folder / "output")
    assert [one["file"] for one in found] == ["hill-clinic/en/broken-a4.pdf", "hill-clinic/en/good-a4.pdf"]
    data = (ward.folder / "output/hill-clinic/en/good-a4.pdf").read_bytes()
    assert found[1]["sha256"] == hashlib.sha256(data).hexdigest()
    assert (found[1]["bytes"], found[1]["pages"]) == (len(data), 2)
    assert found[1]["order"] == {
        "topic": "good", "language": "en", "format": "a4", "theme": "default", "clinic": "hill-clinic", "copies": 300,
        "edition": "screen",
    }  # fmt: skip


def test_what_is_unchanged_is_not_made_again(ward: Ward, quick: list[Order]) -> None:
    table(ward, HILL, HILL.replace("Hill", "Dale"))
    go(ward)
    quick.clear()
    (ward.folder / "output/dale-clinic/en/good-a4.pdf").write_bytes(b"changed")
    table(ward, HILL.replace("0123", "0124"), HILL.replace("Hill", "Dale"))
    _, out, _ = go(ward)
    assert {(one.clinic_name, one.topic) for one in quick} == {
        ("hill-clinic", "good"), ("hill-clinic", "broken"), ("dale-clinic", "good")
    }  # fmt: skip
    assert "3 made, 1 unchanged" in out


def test_a_clinics_leaflets_of_a_language_are_made_together(ward: Ward, quick: list[Order]) -> None:
    table(ward, *(HILL.replace("Hill", f"Hill {number}") for number in range(3)))
    ward.put("run.yaml", SMALL.replace("[en]", "[en, vi]"))
    go(ward)
    assert [(one.language, one.topic) for one in quick] == [
        (language, topic) for language in ("en", "vi") for _ in range(3) for topic in ("broken", "good")
    ]
    assert len({one.clinic_name for one in quick[:6:2]}) == 3


def test_a_row_says_which_leaflets_it_wants(ward: Ward, quick: list[Order]) -> None:
    table(ward, f"{HILL},vi zh-Hans,good,a5;letter,warm", head=f"{HEAD},languages,topics,formats,theme")
    go(ward)
    assert {(one.language, one.topic, one.format, one.theme) for one in quick} == {
        (language, "good", paper, "warm") for language in ("vi", "zh_Hans") for paper in ("a5", "letter")
    }


def test_a_run_file_names_clinics_of_the_library(ward: Ward, quick: list[Order]) -> None:
    ward.put("content/clinics/hill.yaml", CLINIC)
    ward.put("content/clinics/bad.yaml", "name: Bad\n")
    ward.put("run.yaml", "clinics: [hill, bad, example]\ntopics: good\nlanguages: [en, vi]\nformats: [a4]\n")
    code, _, err = go(ward)
    assert code == ExitCode.UNUSABLE
    assert "content/clinics/bad.yaml:1: a clinic lacks 'phones'" in err
    assert {(one.clinic_name, one.language) for one in quick} == {
        (clinic, language) for clinic in ("hill", "example") for language in ("en", "vi")
    }


def test_every_mistake_of_a_run_file_is_said_with_its_line(ward: Ward) -> None:
    ward.put("run.yaml", "topics: [goood]\nlanguages: vn\npapers: a4\nclinics: [nobody]\n")
    code, _, err = go(ward)
    assert code == ExitCode.UNUSABLE
    for said in (
        "run.yaml:1: there is no topic called 'goood'\n  hint: did you mean 'good'?",
        "run.yaml:2: there is no language called 'vn'",
        "run.yaml:3: a run has nothing called 'papers'",
        "run.yaml:4: there is no clinic called 'nobody'",
    ):
        assert said in err


# -- tables as they come -----------------------------------------------------


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_table_is_read_as_programs_export_it(ward: Ward, quick: list[Order], sign: str) -> None:
    rows = [
        [' Name ', '"Phones"', "HOURS", "address", ""],
        [],
        ["  Hill Clinic ", '"020 7946 0123;020 7946 0124"', '" Monday\nFriday "', '"1, Sample; Street"', ""],
        ["", "", "", "", ""],
    ]  # fmt: skip
    words = "\r\n".join(sign.join(row) for row in rows) + "\r\n\r\n"
    ward.put("t.csv", b"\xef\xbb\xbf\xef\xbb\xbf" + words.encode())  # as programs that add a mark to one that is there
    code, _, err = go(ward)
    assert (code, err) == (ExitCode.MADE, "")
    clinic = read_wish(ward.folder / "run.yaml", Library.open()).wanted[0].clinic
    assert tuple(map(str, clinic.phones)) == ("020 7946 0123", "020 7946 0124")
    assert (clinic.hours, clinic.address) == (("Monday", "Friday"), ("1, Sample", "Street"))


KANJI = "さくら助産院,03-1234-5678,月曜から金曜,東京都港区一丁目\n"
HANZI = "阳光妇幼保健院,010 5555 0123,星期一至星期五,北京市朝阳区建国路一号\n"
TRADITIONAL = "陽光婦幼診所,02 5555 0123,星期一至星期五,臺北市中正區忠孝東路一號\n"
LATIN = "Clínica São José,020 7946,lundi à vendredi fermé,Straße 1 Köln\n"


@pytest.mark.parametrize(
    ("row", "codec", "name"),
    [
        (KANJI, "cp932", "Shift-JIS"),
        (TRADITIONAL, "big5", "Big5"),
        (HANZI, "gbk", "GBK"),
        (LATIN, "cp1252", "Windows-1252"),
        (HANZI, "utf-16", "UTF-16"),
        (LATIN, "utf-16-le", "UTF-16"),
        (HANZI, "utf-16-be", "UTF-16"),
    ],
)
def test_a_wrong_encoding_is_named_with_how_to_save_it(ward: Ward, row: str, codec: str, name: str) -> None:
    ward.put("t.csv", f"{HEAD}\n{row}".encode(codec))
    code, _, err = go(ward)
    assert code == ExitCode.UNUSABLE
    assert name in err
    assert "CSV UTF-8" in err


def test_one_wrong_byte_in_utf_8_is_named_by_its_line(ward: Ward) -> None:
    ward.put("t.csv", f"{HEAD}\n{KANJI}".encode() + b"\xff\n")
    assert "t.csv:3: byte 0xFF is not UTF-8, though most of the table is" in go(ward)[2]
    assert guess(b"only ascii") == ""


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the table is empty"),
        (b"PK\x03\x04 xlsx", "this is not a whole XLSX workbook"),
        (b"\xd0\xcf\x11\xe0 xls", "this is an old or a protected spreadsheet"),
        (
            b"name,phnes,hours,address\n",
            "t.csv:1: there is no column called 'phnes' (B)\n  hint: did you mean 'Phone number'?",
        ),
        (b"name,phones,hours,name\n", "t.csv:1: the column 'name' stands twice"),
        (b"name,hours\n", "t.csv:1: the table lacks the column 'phones'"),
        (b"nme,phones\nHill,020 7946 0123\n", "did you mean 'Clinic name'?"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(ward: Ward, data: bytes, said: str) -> None:
    ward.put("t.csv", data)
    code, _, err = go(ward)
    assert (code, said in err) == (ExitCode.UNUSABLE, True), err


def test_a_missing_table_is_said(ward: Ward) -> None:
    code, _, err = go(ward, file="none.csv")
    assert (code, err) == (
        ExitCode.UNUSABLE,
        "none.csv: there is no such file\n  hint: check the spelling of its name\n",
    )


# -- rows that are refused ---------------------------------------------------

BAD = [
    (",020 7946 0123,Monday,1 Street,,,", "name", "this cell is empty"),
    ("B,call us,Monday,1 Street,,,", "phones", "the telephone number 'call us' has no digit"),
    ("C,,Monday,1 Street,,,", "phones", "this cell is empty"),
    ("D,020 7946 0199,Monday,1 Street,javascript:alert(1),,", "web", "is not a web address that can be printed"),
    ("E\u202e,020 7946 0199,Monday,1 Street,,,", "name", "a character that hides or reorders words (U+202E)"),
    ("F\x07,020 7946 0199,Monday,1 Street,,,", "name", "a control character (U+0007)"),
    ("G" * 10_000 + ",020 7946 0199,Monday,1 Street,,,", "name", "the cell has 10,000 characters"),
    ('"=HYPERLINK(""http://x"")",020 7946 0199,Monday,1 Street,,,', "name", "is a formula, not words"),
    ("I,+cmd|' /C calc'!A0,Monday,1 Street,,,", "phones", "is a formula, not words"),
    ("J,020 7946 0199,Monday,1 Street,,../../etc/passwd.png,", "logo", "is not a picture file of the library"),
    ("K,020 7946 0199,Monday,1 Street,,clinics/none.png,", "logo", "there is no file 'content/clinics/none.png'"),
    ("L,020 7946 0199,Monday,1 Street,,clinics/huge.png,", "logo", "pixels"),
    ("M,020 7946 0199,Monday,1 Street,,clinics/script.svg,", "logo", "script"),
    ("N,020 7946 0199,Monday,1 Street,,,0", "copies", "'0' is not a number of copies"),
    ("O,020 7946 0199,Monday,1 Street,,,1.5", "copies", "'1.5' is not a number of copies"),
    ("P,020 7946 0199,Monday,1 Street,,,1,one more", "", "the row has 8 cells for 7 columns"),
    ("Hill Clinic,020 7946 0123,Monday to Friday,1 Sample Street,,,", "", "row 2 wants the same leaflets"),
    ('Q "x",020 7946 0199,"Mon"day,1 Street,,,', "", "a quotation mark stands inside a cell"),
    ('R,020 7946 0199,"Monday,1 Street,,,', "", "a quotation mark opens here and never closes"),
]  # fmt: skip


def test_every_bad_row_is_said_in_one_pass_and_the_good_one_is_made(ward: Ward, quick: list[Order]) -> None:
    ward.put("content/clinics/huge.png", png(30_000, 10_000))
    ward.put("content/clinics/script.svg", '<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>')
    table(ward, f"{HILL},,,", *(row for row, _, _ in BAD), head=f"{HEAD},web,logo,copies")
    code, out, err = go(ward)
    assert code == ExitCode.UNUSABLE
    for number, (_, column, said) in enumerate(BAD, 3):
        letter = "ABCDEFG"[f"{HEAD},web,logo,copies".split(",").index(column)] if column else ""
        place = f"t.csv, row {number}{f', column {letter} {column!r}' if column else ''}: "
        assert any(place in line and said in line for line in err.splitlines()), (place, said, err)
    assert f"2 made, 0 unchanged, 0 refused; {len(BAD)} rows refused; " in out
    assert {one.clinic_name for one in quick} == {"hill-clinic"}
    assert [one["reason"].split(":")[0] for one in reasons(ward.folder)] == [f"row {n}" for n in range(3, 3 + len(BAD))]


def test_a_broken_logo_spoils_only_its_own_clinic(ward: Ward) -> None:
    ward.put("content/clinics/torn.png", png(40, 40))
    table(ward, f"{HILL},clinics/torn.png", f"{HILL.replace('Hill', 'Dale')},", head=f"{HEAD},logo")
    code, out, err = go(ward)
    assert (code, "torn.png" in err) == (ExitCode.UNUSABLE, True), err
    assert "2 made, 0 unchanged, 2 refused" in out


def test_markup_and_emoji_are_printed_as_they_stand_or_refused(ward: Ward) -> None:
    table(ward, "<b>{ 7 * 7 }</b> %s {hill} **x**,020 7946,Monday,<img src=x>", HILL.replace("Hill", "\U0001f476"))
    code, out, err = go(ward)
    assert code == ExitCode.UNUSABLE
    assert "t.csv, row 3, column A 'name': no font has a shape for '\U0001f476'" in err
    assert "2 made, 0 unchanged, 2 refused" in out
    assert len(reasons(ward.folder)) == 1


def test_the_table_of_refused_rows_can_be_filled_in_and_run(ward: Ward, quick: list[Order]) -> None:
    ward.put(
        "t.csv",
        f"{HEAD};copies\n".replace(",", ";") + "'=Hill;+44 20 7946 0197;Monday;1 Street;5\nDale;;Monday;1 Lane;6\n",
    )
    go(ward)
    found = reasons(ward.folder)
    assert found[0]["phones"] == "'+44 20 7946 0197", "a cell of it could act as a formula"
    assert "column" not in found[1]["reason"]
    assert found[1]["reason"].startswith("row 3: phones: this cell is empty")
    filled = ward.folder / "output/corrected.csv"
    filled.write_text(
        filled.read_text(encoding="utf-8").replace(";;", ";020 7946 0199;").replace("'=Hill", "Hill"), "utf-8"
    )
    ward.put("run2.yaml", SMALL.replace("t.csv", "output/corrected.csv"))
    code, out, _ = go(ward, file="run2.yaml")
    assert (code, "4 made" in out) == (ExitCode.MADE, True)
    assert {tuple(map(str, one.phones)) for one in clinics(ward)} == {("+44 20 7946 0197",), ("020 7946 0199",)}


def clinics(ward: Ward) -> list[object]:
    return [one.clinic for one in read_wish(ward.folder / "run2.yaml", Library.open()).wanted]


def test_a_table_somebody_may_have_filled_in_is_never_overwritten(ward: Ward, quick: list[Order]) -> None:
    mine = ward.put("output/corrected.csv", "mine")
    table(ward, "Dale,,Monday,1 Lane")
    assert "corrected-2.csv" in go(ward)[2]
    assert "corrected-2.csv" in go(ward)[2]
    assert mine.read_text() == "mine"
    assert not (ward.folder / "output/corrected-3.csv").exists()


def test_a_row_names_what_the_library_has_not(ward: Ward, quick: list[Order]) -> None:
    head = f"{HEAD},languages,topics,formats,theme,profile"
    table(ward, f"{HILL},xx,goood,a3,wram,zz", f"{HILL},en,good,bilingual,warm,gb", head=head)
    _, _, err = go(ward)
    for column, said in (
        ("E 'languages'", "there is no language called 'xx'"),
        ("F 'topics'", "there is no topic called 'goood'\n  hint: did you mean 'good'?"),
        ("G 'formats'", "there is no format called 'a3'"),
        ("H 'theme'", "there is no theme called 'wram'\n  hint: did you mean 'warm'?"),
        ("I 'profile'", "there is no profile called 'zz'"),
    ):
        assert f"t.csv, row 2, column {column}: {said}" in err
    assert "row 3, column G 'formats': the format 'bilingual' is for two languages" in err


@pytest.mark.parametrize(
    ("title", "folder"),
    [
        ("Hill Clinic", "hill-clinic"),
        ("Trạm Y tế Đống Đa", "tram-y-te-dong-da"),
        ("../../etc", "etc"),
        ("CON", "con-clinic"),
    ],
)
def test_a_folder_name_is_plain(title: str, folder: str) -> None:
    assert folder_name(title) == folder


def test_names_without_latin_letters_have_folders_of_their_own(ward: Ward, quick: list[Order]) -> None:
    table(ward, *(f"{name},020 7946 0199,Monday,1 Street" for name in ("陽光診所", "月光診所", "陽光診所 A")))
    go(ward)
    assert len({one.clinic_name for one in quick}) == 3
    assert all(one.clinic_name.isascii() for one in quick)
    table(ward, "Same,020 7946 0199,Monday,1 Street", "Same,020 7946 0198,Monday,2 Street")
    quick.clear()
    go(ward)
    assert {one.clinic_name for one in quick} == {"same", "same-2"}


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx"])
def test_a_cell_that_could_be_a_formula_is_defused(cell: str) -> None:
    assert defuse(cell) == f"'{cell}"


# -- the plan ----------------------------------------------------------------


def test_the_plan_says_what_would_be_made_and_makes_nothing(ward: Ward) -> None:
    table(
        ward,
        f"{HILL},100",
        f"{HILL.replace('Hill', 'Dale')},3",
        ",020 7946 0199,Monday,1 Street,1",
        head=f"{HEAD},copies",
    )
    code, out, err = go(ward, "--plan")
    assert code == ExitCode.UNUSABLE
    assert "row 4, column A 'name'" in err
    lines = {line.split("  ")[0]: line.split("  ")[-1] for line in out.splitlines()}
    assert (lines["clinics"].strip(), lines["leaflets"].strip(), lines["refused"].strip()) == ("2", "4", "1 row")
    assert "206 sheets, both sides printed, for 206 copies" in out
    assert not (ward.folder / "output").exists()
    code, out, _ = go(ward, "--plan", "--json")
    assert json.loads(out.splitlines()[-1])["sheets"] == {"a4": 206}


def test_the_plan_counts_the_pages_of_each_clinics_panel_and_country(tmp_path: Path) -> None:
    head = "name,phones,hours,address,country,languages,topics"
    row = "{},020 7946 0100,Monday to Friday 9:00 to 17:00,1 Mill Lane; Townley,{},en; zh-Hans,"
    row += "eating-and-drinking; managing-leakage"
    (tmp_path / "t.csv").write_text("\n".join([head, row.format("Dale", "gb"), row.format("Hill", "au")]))
    library = Library.open()
    wish = read_wish(tmp_path / "t.csv", library)
    orders = [order for one in wish.wanted for order in wish.orders(one)]
    made, alone = ([make(order, library).sides for order in some] for some in (orders, [one.body for one in orders]))
    assert plan(wish, library, 1).pages == sum(made) != sum(alone), "a panel or a country makes more pages"


# -- nothing lost ------------------------------------------------------------


def start(ward: Ward, *words: str) -> subprocess.Popen[bytes]:
    ward.put("run.yaml", SMALL)
    environment = os.environ | {"PYTHONPATH": str(STOCK), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "generator", "run", "run.yaml", *words]
    return processes.start(command, cwd=ward.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of Unix")
def test_a_run_killed_at_any_moment_is_completed(ward: Ward) -> None:
    table(ward, *(HILL.replace("Hill", f"Hill {number}") for number in range(40)))
    go(ward, "--output", "whole")
    whole = files(ward.folder / "whole")
    chance = random.Random(7)
    for turn in range(6):
        process = start(ward, "--resume", *(("--jobs", "2") if turn % 2 else ()))
        wanted = chance.randrange(12)  # kill when so many more are there, and then a moment later
        before, end = len(files(ward.folder / "output")), time.monotonic() + 5
        while process.poll() is None and time.monotonic() < end:
            if len(list((ward.folder / "output").glob("*/*/*.pdf"))) >= before + wanted:
                break
            time.sleep(0.002)
        time.sleep(chance.random() * 0.01)
        process.kill()
        process.communicate()
        for name, data in files(ward.folder / "output").items():
            assert data == whole[name], f"{name} is torn"
    with (ward.folder / "output/manifest.jsonl").open("ab") as manifest:
        manifest.write(b'{"order":{"topic":"half a li')
    code, _, err = go(ward, "--resume")
    assert (code, err) == (ExitCode.MADE, "")
    assert files(ward.folder / "output") == whole
    names = [one["file"] for one in receipts(ward.folder / "output")]
    assert sorted(names) == sorted(whole), "a receipt is missing or double"
    assert not list((ward.folder / "output").rglob("*.tmp"))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals are of Unix")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_stops_cleanly_and_says_how_to_go_on(ward: Ward, jobs: str) -> None:
    table(ward, *(HILL.replace("Hill", f"Hill {number}") for number in range(400)))
    process = start(ward, "--jobs", jobs)
    until(lambda: list((ward.folder / "output").glob("*/*/*.pdf")) or process.poll() is not None)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == ExitCode.INTERRUPTED, err
    assert b"of 800 leaflets are ready, none is half written" in err
    assert b"go on with: leaflets run run.yaml --resume --output output" in err
    found = files(ward.folder / "output")
    assert {one["file"] for one in receipts(ward.folder / "output")} == set(found)


def test_two_runs_do_not_work_in_one_folder(ward: Ward, quick: list[Order]) -> None:
    from generator.run.files.lock import hold

    table(ward, HILL)
    with hold(ward.folder / "output"):
        code, _, err = go(ward)
    assert code == ExitCode.USAGE
    assert f"output: another run is working in this folder (process {os.getpid()})" in err
    assert not quick
    (ward.folder / "output/.run.lock").write_text(" process 999999\n")  # of a process that died
    assert go(ward)[0] == ExitCode.MADE


def test_resume_goes_on_with_no_other_run(ward: Ward, quick: list[Order]) -> None:
    table(ward, HILL)
    go(ward)
    assert "0 made, 2 unchanged" in go(ward, "--resume")[1]
    table(ward, HILL.replace("Hill", "Dale"))
    code, _, err = go(ward, "--resume")
    assert code == ExitCode.USAGE
    assert "the run begun in this folder is another one: of run.yaml\n  hint: leave --resume out" in err
    assert go(ward)[0] == ExitCode.MADE


def test_a_process_that_dies_takes_only_its_leaflet_with_it(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker ends with the parent it has; here each task kills the worker of one clinic."""
    from generator.run import pool
    from generator.run.tasks import Item, Outcome

    order = Order("good", clinic=read_wish_one(ward))  # type: ignore[arg-type]
    blocks = [(Item(order, name, "folder"), Item(order, "fine", "folder")) for name in ("fine", "deadly")]
    monkeypatch.setattr(pool, "do_in_worker", dies_of_the_deadly)
    monkeypatch.setattr(pool, "start_worker", nothing)
    monkeypatch.setattr(pool, "get_context", lambda _: __import__("multiprocessing").get_context("fork"))
    found: list[Outcome] = []
    pool.spread(iter(blocks), pool.processes_of_here(None, ward.folder, 2), found.extend)  # type: ignore[arg-type]
    assert sorted(int(one.code) for one in found) == [0, 0, 0, int(ExitCode.BUG)]


def read_wish_one(ward: Ward) -> object:
    return read_wish(table(ward, HILL), Library.open()).wanted[0].clinic


def nothing(*_: object) -> None:
    return None


def dies_of_the_deadly(block: tuple[object, ...]) -> list[object]:
    from generator.run.tasks import Outcome

    if any(item.digest == "deadly" for item in block):  # type: ignore[attr-defined]
        os._exit(9)
    return [Outcome(item.order) for item in block]  # type: ignore[attr-defined]


@pytest.mark.slow
def test_a_body_that_is_wrong_is_tried_once_not_for_every_clinic(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    import generator.pipeline as making

    tried: list[Order] = []
    real = making.make

    def make(order: Order, library: Library) -> Leaflet:
        tried.append(order)
        return real(order, library)

    monkeypatch.setattr(making, "make", make)
    ward.put("content/broken.yaml", TOPIC.format(title="Bad", blocks=BLOCK.replace("text", "txet")))
    table(ward, *(HILL.replace("Hill", f"Hill {number}") for number in range(20)))
    code, out, err = go(ward)
    assert code == ExitCode.UNUSABLE
    assert "20 made, 0 unchanged, 20 refused" in out
    assert err.count("there is no block called 'txet'") == 1
    assert sum(one.topic == "broken" for one in tried) == 2


def test_a_disk_that_takes_nothing_stops_the_run(
    ward: Ward, quick: list[Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    from generator.run.files import outbox

    real = outbox._begin

    def begin(target: str, data: bytes) -> tuple[int, str]:
        if target.endswith(".pdf"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(target, data)

    monkeypatch.setattr(outbox, "_begin", begin)
    table(ward, *(HILL.replace("Hill", f"Hill {number}") for number in range(50)))
    code, _, err = go(ward)
    assert code == ExitCode.UNUSABLE
    assert "10 leaflets in a row could not be written; the run has stopped\n  hint: mend this" in err
    assert "the file cannot be written: no space left on device\n  hint: the disk is full: free some space" in err
    assert len(quick) <= 2 * AT_ONCE, "some files are written at a time, while as many are made"
    assert not list((ward.folder / "output").rglob("*.tmp"))


# -- what it says ------------------------------------------------------------


def test_json_lines_tell_everything(ward: Ward, quick: list[Order]) -> None:
    table(ward, HILL, ",020 7946 0199,Monday,1 Street")
    code, out, err = go(ward, "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["event"] for line in lines] == ["begin", "leaflet", "leaflet", "row", "end"]
    assert (lines[3]["row"], lines[3]["column"]) == (3, "name")
    assert (lines[4]["made"], lines[4]["refused_rows"], lines[4]["exit"]) == (2, 1, code)
    assert err == ""


def test_quiet_says_only_what_is_wrong(ward: Ward, quick: list[Order]) -> None:
    table(ward, HILL)
    assert go(ward, "--quiet") == (ExitCode.MADE, "", "")
