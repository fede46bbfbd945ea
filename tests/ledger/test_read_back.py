"""Files that the program wrote and reads back, changed by others or by chance: said, passed over, never believed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import sys
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from msgspec.structs import replace
from pressroom import HILL, RIVER, a_folder, a_line, a_lot, rows
from ward import TOPIC, Ward

from generator.compose.lots import paths
from generator.library.library import Library
from generator.model.content import Block, Text
from generator.model.edition import Press
from generator.model.leaflet import Order
from generator.model.lots import Piece
from generator.model.memo import forget, misses
from generator.model.problems import ExitCode, Origin
from generator.pipeline import make
from generator.stages.bodies import body

LOT = a_lot(pieces=(Piece("leaking/text", "text", "Rest.", "Rest.", "expert", ("bfn",)),))
OTHER = a_lot("colostrum", letters="CO")
HEAD = "name,phones,hours,address,copies\n"
HILL_ROW = "Hill Clinic,020 7946 0123,Monday,1 Sample Street,{}\n"
FAR_ROW = "Hill Clinic,020 7946 0555,Monday,9 Other Street,{}\n"


def go(ward: Ward, *words: str) -> tuple[int, str, str]:
    found = ward.run(*words)
    assert "Traceback" not in found[1] + found[2]
    assert "fault in the program" not in found[1] + found[2], found[2]
    return found


# -- receipts and records ------------------------------------------------------


@pytest.mark.parametrize("pages", ["Infinity", "1e999", "NaN", "null", '"two"', "[]"])
def test_a_receipt_with_no_count_of_pages_is_made_again(ward: Ward, pages: str) -> None:
    ward.put("t.csv", HEAD + HILL_ROW.format(1))
    ward.put("run.yaml", "orders: t.csv\ntopics: [good]\nlanguages: [en]\n")
    ward.put("output/manifest.jsonl", f'{{"file":"a","digest":"","sha256":"","pages":{pages},"bytes":1}}\n')
    ward.put("output/.leaflets.json", f'{{"files":{{"a":{{"digest":"","sha256":"","pages":{pages}}}}}}}')
    code, out, err = go(ward, "run", "run.yaml")
    assert (code, err) == (0, "")
    assert "1 made" in out
    assert go(ward, "make", "good")[0] == 0


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: line.replace('"output/', '"\\ud800/').replace('"sha256":"', '"sha256":"\\udfff'),
        lambda line: line.replace('"theme":"default"', '"theme":"\\ud83d"'),
        lambda line: line.replace('"copies":', '"copies":Infinity,"more":'),
    ],
)
def test_a_receipt_that_no_run_writes_is_passed_over(ward: Ward, spoil: object) -> None:
    folder = ward.folder / "output"
    a_folder(folder, [a_line(LOT), a_line(OTHER, RIVER, 20)], [LOT, OTHER])
    file = folder / "manifest.jsonl"
    first, second = file.read_text(encoding="utf-8").splitlines()
    file.write_text(f"{spoil(first)}\n{second}\n", encoding="utf-8")  # type: ignore[operator]
    code, out, err = go(ward, "ledger", "add", "output")
    assert code == ExitCode.UNUSABLE
    assert "manifest.jsonl:1: this is no receipt of a run; it was passed over" in err
    assert "1 receipt added" in out


@pytest.mark.parametrize(
    ("old", "new"),
    [('"said":"', '"said":"\\ud800'), ('"kind":"', '"kind":"\\udc00'), ('"sources":[', '"sources":["\\ud800",')],
)
def test_a_lot_that_no_run_writes_leaves_nothing_behind(ward: Ward, old: str, new: str) -> None:
    folder = ward.folder / "output"
    a_folder(folder, [a_line(LOT), a_line(OTHER)], [LOT, OTHER])
    file = folder / "lots.jsonl"
    words = file.read_text(encoding="utf-8")
    at = next(line for line in words.splitlines() if LOT.code in line)
    assert old in at
    file.write_text(words.replace(at, f"{at.replace(old, new)}\n{at.replace(old, new)}"), encoding="utf-8")
    code, out, err = go(ward, "ledger", "add", "output")
    assert code == ExitCode.UNUSABLE
    assert "1 receipt added; 1 new lot" in out
    assert "of which 'lots.jsonl' says nothing" in err
    connection = sqlite3.connect(ward.folder / "ledger.sqlite")
    assert connection.execute("SELECT code FROM lot").fetchall() == [(OTHER.code,)]
    connection.close()


def test_two_blocks_of_one_path_do_not_keep_a_lot_out(ward: Ward) -> None:
    twice = a_lot("leaking", pieces=(Piece("leaking/a", "text", "A.", "A."), Piece("leaking/a", "text", "B.", "B.")))
    a_folder(ward.folder / "output", [a_line(OTHER)], [twice, OTHER])
    code, out, err = go(ward, "ledger", "add", "output")
    assert code == ExitCode.UNUSABLE
    assert "not what a run writes" in err
    assert "1 receipt added" in out


def test_two_lots_of_the_same_words_do_not_keep_the_others_out(ward: Ward) -> None:
    a_folder(
        ward.folder / "output", [a_line(OTHER)], [LOT, replace(OTHER, code=LOT.code[::-1], digest=LOT.digest), OTHER]
    )
    code, out, err = go(ward, "ledger", "add", "output")
    assert code == ExitCode.UNUSABLE
    assert "not what a run writes" in err
    assert "1 receipt added; 2 new lots" in out


def test_sections_whose_titles_end_in_a_number_have_paths_of_their_own() -> None:
    def section(title: str) -> Block:
        return Block("section", {"title": Text(title, Origin("t.yaml", 1), "t")}, Origin("t.yaml", 1))

    names = ("Day", "Day", "Day 2", "Day", "Day 2")
    found = paths(SimpleNamespace(name="t", blocks=tuple(map(section, names))))  # type: ignore[arg-type]
    assert len(set(found)) == len(names)
    assert found[:2] == ("t/day", "t/day-2")


def test_copies_go_to_the_clinic_that_got_them_when_folders_change_their_owner(ward: Ward) -> None:
    """Two clinics of one name; the rows change places, and back: the folders' names change with them."""
    ward.put("run.yaml", "orders: t.csv\ntopics: [good]\nlanguages: [en]\n")
    for first, second in ((HILL_ROW.format(1), FAR_ROW.format(20)), (FAR_ROW.format(300), HILL_ROW.format(4000)),
                          (HILL_ROW.format(50_000), FAR_ROW.format(600_000))):  # fmt: skip
        ward.put("t.csv", HEAD + first + second)
        assert go(ward, "run", "run.yaml")[0] == 0
    assert go(ward, "ledger", "add", "output")[0] == 0
    connection = sqlite3.connect(ward.folder / "ledger.sqlite")
    found = dict(
        connection.execute(
            "SELECT json_extract(panel, '$.address[0]'), sum(copies) FROM receipt JOIN clinic ON clinic.id = clinic"
            " GROUP BY clinic.id"
        ).fetchall()
    )
    connection.close()
    assert found == {"1 Sample Street": 54_001, "9 Other Street": 600_320}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are always Unicode there")
def test_a_table_whose_name_is_not_unicode_is_made(ward: Ward) -> None:
    name = os.fsdecode(b"t\xe9l.csv")
    (ward.folder / name).write_text(HEAD + HILL_ROW.format(1), encoding="utf-8")
    for language in ("ja", "vi", "zh_Hans", "zh_Hant"):
        ward.put(f"locales/{language}/language.yaml", "")
    _, _, err = go(ward, "run", name)
    assert len(list((ward.folder / "output").rglob("en/good-a4.pdf"))) == 1, err
    assert go(ward, "ledger", "add", "output")[0] == 0


def test_a_receipt_cannot_have_a_file_removed_outside_the_groups_of_its_run(ward: Ward) -> None:
    ward.put("t.csv", HEAD + HILL_ROW.format(1))
    ward.put("run.yaml", "orders: t.csv\ntopics: [good]\nlanguages: [en]\ngroup: zip\n")
    data = b"a file of somebody else"
    ward.put("keep/me.zip", data)
    about = {"digest": "d", "sha256": hashlib.sha256(data).hexdigest(), "pages": 1, "bytes": len(data)}
    (ward.folder / "output/_zip/run").mkdir(parents=True)
    lines = [
        about | {"file": name} for name in ("_zip/run/../../../keep/me.zip", "_zip/run/\0.zip", "_zip/run/\ud800.zip")
    ]
    ward.put("output/manifest.jsonl", "".join(f"{json.dumps(line)}\n" for line in lines))
    code, _, err = go(ward, "run", "run.yaml")
    assert (code, err) == (0, "")
    assert (ward.folder / "keep/me.zip").read_bytes() == data


# -- the ledger's file -----------------------------------------------------------


def spoilt(ward: Ward, *statements: str) -> None:
    a_folder(ward.folder / "output", [a_line(LOT)], [LOT])
    assert ward.run("ledger", "add", "output")[0] == 0
    connection = sqlite3.connect(ward.folder / "ledger.sqlite")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE receipt SET made = 'yesterday'",
        "UPDATE receipt SET copies = 'many'",
        "UPDATE receipt SET made = 20261122",
        "UPDATE receipt SET file = x'ff00'",
        "UPDATE clinic SET panel = 'no JSON'",
        "UPDATE clinic SET panel = '[]'",
        'UPDATE clinic SET panel = \'{"phones": 7, "languages": {}, "address": [[]], "web": null}\'',
        "UPDATE clinic SET title = 7",
        "UPDATE clinic SET title = CAST(x'ff' AS TEXT)",
        "UPDATE wording SET words = 7",
        "UPDATE lot SET language = '../../en'",
        "UPDATE lot SET version = x'00'",
        "PRAGMA user_version = 0",
        "PRAGMA user_version = -3",
        "DROP TABLE receipt",
    ],
)
def test_a_ledger_that_others_wrote_in_is_refused_kindly(ward: Ward, statement: str) -> None:
    spoilt(ward, statement)
    code, _, err = go(ward, "recall", "--lot", LOT.code, "--letters", "letters")
    assert code in (ExitCode.UNUSABLE, ExitCode.FINDINGS)
    if code == ExitCode.UNUSABLE:
        assert err
    assert not [file for file in ward.folder.rglob("recall-*") if "letters" not in file.parts]


@pytest.mark.parametrize("words", [b"run TEXT NOT NULL", b"CREATE TABLE lot", b"REFERENCES"])
def test_a_ledger_with_a_byte_turned_over_is_refused_kindly(ward: Ward, words: bytes) -> None:
    spoilt(ward)
    file = ward.folder / "ledger.sqlite"
    data = file.read_bytes()
    file.write_bytes(data.replace(words, words[:-2] + b"\xba" + words[-1:]))
    code, _, err = go(ward, "ledger", "list")
    assert code == ExitCode.UNUSABLE
    assert "the last copy of it" in err


def test_each_clinic_gets_a_folder_of_its_own_for_letters(ward: Ward) -> None:
    first = replace(HILL, name="hill", title="A Hill")
    second = replace(HILL, name="hill-3", title="B Hill", address=("2 Other Street",))
    third = replace(HILL, name="hill", title="C Hill", address=("3 Other Street",))
    for number, clinic in enumerate((first, second, third)):
        run = f"20261122-AAAAA{number}"
        a_folder(ward.folder / str(number), [a_line(LOT, clinic, run=run)], [LOT], [clinic])
        assert go(ward, "ledger", "add", str(number))[0] == 0
    _, out, _ = go(ward, "recall", "--lot", LOT.code, "--letters", "letters")
    assert len({file.parent for file in (ward.folder / "letters").rglob("*.pdf")}) == 3
    assert "for 3 clinics" in out


# -- caches ----------------------------------------------------------------------


def test_a_pair_of_languages_has_the_emergency_number_of_its_own_country() -> None:
    """Bodies make room for others; what is kept of a pair must not be taken for that of sheets that came after."""
    library = Library.open(None)
    numbers = {"vn": "115", "gb": "999"}
    clinics = {name: replace(HILL, name=name, profile=name) for name in numbers}
    for _ in range(4):
        for name, number in numbers.items():
            order = Order("managing-leakage", "vi", "a4", clinic=clinics[name], second="en")
            words = "".join(body(order, library).words())
            assert number in words
            assert not any(other in words for other in numbers.values() if other != number)
            forget()


@pytest.mark.slow
def test_a_body_for_a_press_is_laid_out_once_for_all_clinics() -> None:
    library = Library.open(None)
    forget()
    before = misses("body, laid out")
    for clinic in (HILL, RIVER):
        make(Order("colostrum", "en", "a4", clinic=replace(clinic, profile=""), edition=Press()), library)
    assert misses("body, laid out") == before + 1


# -- themes, formats, files to check ----------------------------------------------


@pytest.mark.parametrize("lacks", ["ink", "paper", "accent-tint"])
def test_a_theme_without_the_colours_that_brands_meet_says_so(ward: Ward, lacks: str) -> None:
    words = (Path(__file__).resolve().parents[2] / "templates/themes/default.yaml").read_text(encoding="utf-8")
    words = re.sub(rf"\b{lacks}\b", f"my-{lacks}", words)
    ward.put("templates/themes/ours.yaml", words)
    ward.put(
        "content/clinics/hill.yaml",
        'name: Hill\nphones: ["020 7946 0123"]\nhours: [a]\naddress: [a]\ncolours: ["#00aa00", "#ffee00"]\n',
    )
    code, _, err = go(ward, "make", "good", "--theme", "ours", "--clinic", "hill")
    assert code == ExitCode.UNUSABLE
    assert lacks in err


def test_a_format_that_changes_a_look_no_theme_has_is_refused(ward: Ward) -> None:
    ward.put("templates/formats/ours.yaml", "about: Ours\nextends: a4\nlooks: {bdoy: {before: 2}}\n")
    code, _, err = go(ward, "make", "good", "--format", "ours")
    assert code == ExitCode.UNUSABLE
    assert "templates/formats/ours.yaml: the theme 'default' has no look called 'bdoy'" in err
    assert "did you mean 'body'?" in err


def test_a_format_whose_pages_come_in_more_than_it_may_have_is_refused(ward: Ward) -> None:
    ward.put("templates/formats/ours.yaml", "about: Ours\nextends: a5\nmost-pages: 2\n")
    code, _, err = go(ward, "make", "good", "--format", "ours")
    assert code == ExitCode.UNUSABLE
    assert "at most 2 pages are fewer than the 4 that they come in\n  hint: raise most-pages" in err


def test_a_format_that_names_a_look_no_theme_has_is_refused(ward: Ward) -> None:
    ward.put("templates/formats/ours.yaml", "about: Ours\nextends: trifold-a4\nareas:\n  cover:\n    look: nonsense\n")
    code, _, err = go(ward, "make", "good", "--format", "ours")
    assert code == ExitCode.UNUSABLE, err
    assert "templates/formats/ours.yaml:4: the theme 'default' has no look called 'nonsense'" in err


@pytest.mark.parametrize(
    "map_",
    [b"1 beginbfchar <01> <004> endbfchar", b"1 beginbfchar <0> <0041> endbfchar"],
)
def test_a_file_with_a_broken_map_of_letters_is_not_one_of_ours(ward: Ward, map_: bytes) -> None:
    go(ward, "make", "good")
    path = ward.folder / "output/en/good-a4.pdf"
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        for font in file.pages[0].Resources.Font.values():
            font.ToUnicode = file.make_stream(map_)
        file.save(path)
    code, _, err = go(ward, "check", str(path))
    assert code in (ExitCode.FINDINGS, ExitCode.UNUSABLE), err


def test_a_file_packed_in_an_unknown_way_is_not_one_of_ours(ward: Ward) -> None:
    go(ward, "make", "good")
    path = ward.folder / "output/en/good-a4.pdf"
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        for font in file.pages[0].Resources.Font.values():
            program = font.DescendantFonts[0].FontDescriptor
            for key in ("/FontFile2", "/FontFile3"):
                if key in program:
                    program[key] = file.make_stream(b"nothing", Filter=pikepdf.Name.LZWDecode)
        file.save(path)
    code, _, err = go(ward, "check", str(path))
    assert code in (ExitCode.FINDINGS, ExitCode.UNUSABLE), err


# -- names that no disk takes ------------------------------------------------------


LONG = "a" * 300


@pytest.mark.parametrize(
    "words",
    [
        ("recall", "--lot", LOT.code, "--ledger", LONG),
        ("ledger", "list", "--ledger", LONG),
        ("ledger", "add", LONG),
        ("ledger", "add", "output", "--ledger", LONG),
        ("ledger", "add", "output", "--ledger", f"{LONG}/x.sqlite"),
        ("run", f"{LONG}.csv"),
        ("run", f"{LONG}.yaml"),
        ("run", "run.yaml", "--output", LONG),
        ("run", "run.yaml", "--receipts", LONG),
        ("run", "run.yaml", "--receipts", "loop"),
        ("run", "run.yaml", "--ledger", LONG),
        ("recall", "--lot", LOT.code, "--letters", LONG, "--ledger", "good.sqlite"),
        ("recall", "--lot", LOT.code, "--letters", "loop", "--ledger", "good.sqlite"),
        ("recall", "--lot", LOT.code, "--ledger", "loop"),
        ("ledger", "add", "loop"),
        ("make", "good", "--print-ready", "--output", LONG),
        ("press", "good", "--output", LONG),
        ("check", f"{LONG}.pdf"),
        ("check", "loop.pdf"),
    ],
)
def test_a_name_that_no_disk_takes_is_said(ward: Ward, words: tuple[str, ...]) -> None:
    ward.put("t.csv", HEAD + HILL_ROW.format(1))
    ward.put("run.yaml", "orders: t.csv\ntopics: [good]\nlanguages: [en]\n")
    (ward.folder / "loop").symlink_to("loop")
    (ward.folder / "loop.pdf").symlink_to("loop.pdf")
    a_folder(ward.folder / "output", [a_line(LOT)], [LOT])
    assert go(ward, "ledger", "add", "output", "--ledger", "good.sqlite")[0] == 0
    code, _, err = go(ward, *words)
    assert code in (ExitCode.USAGE, ExitCode.UNUSABLE)
    assert err


# -- what a plan says ----------------------------------------------------------------


@pytest.mark.parametrize("slot", ["{phone}", "{clinic}", "{emergency}"])
def test_a_plan_counts_leaflets_that_name_the_clinic_or_its_country(ward: Ward, slot: str) -> None:
    ward.put("content/good.yaml", TOPIC.format(title="Good words", blocks=f'      - text: "Call {slot}."\n'))
    ward.put("t.csv", "name,phones,hours,address,profile\nHill Clinic,020 7946 0123,Monday,1 Sample Street,gb\n")
    ward.put("run.yaml", "orders: t.csv\ntopics: [good]\nlanguages: [en]\n")
    code, out, err = go(ward, "run", "run.yaml", "--plan", "--json")
    assert (code, err) == (0, "")
    assert rows(out)[-1]["leaflets"] == 1
    assert "1 made" in go(ward, "run", "run.yaml")[1]
