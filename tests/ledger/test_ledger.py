"""The ledger: receipts in, once; nothing half written; a clear word when the file cannot be used."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import processes
import pytest
from msgspec.structs import replace
from pressroom import DAY, HILL, RIVER, RUN, a_folder, a_line, a_lot, rows
from ward import STOCK, Ward

from generator.ledger import store
from generator.ledger.store import VERSION, open_ledger
from generator.model.problems import ExitCode

LOT = a_lot()
OTHER = a_lot("colostrum", letters="CO")


def go(ward: Ward, *words: str) -> tuple[int, str, str]:
    found = ward.run(*words)
    assert "Traceback" not in found[1] + found[2]
    return found


def table(path: Path, words: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(words).fetchall()
    finally:
        connection.close()


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


# -- adding ------------------------------------------------------------------


def test_the_same_receipts_twice_add_nothing(ward: Ward) -> None:
    a_folder(ward.folder / "output", [a_line(LOT), a_line(OTHER, RIVER, 20)], [LOT, OTHER])
    code, out, err = go(ward, "ledger", "add", "output")
    assert (code, err) == (0, "")
    assert "ledger.sqlite: 2 receipts added; 2 new lots, 2 new clinics" in out
    before = dump(ward.folder / "ledger.sqlite")
    code, out, _ = go(ward, "ledger", "add", "output", "output")
    assert code == 0
    assert out.count("0 receipts added, 2 were there; 0 new lots, 0 new clinics") == 2
    assert dump(ward.folder / "ledger.sqlite") == before


def test_receipts_that_were_added_to_a_folder_are_added_to_the_ledger(ward: Ward) -> None:
    a_folder(ward.folder / "output", [a_line(LOT)], [LOT])
    go(ward, "ledger", "add", "output")
    a_folder(ward.folder / "output", [a_line(LOT), a_line(LOT, RIVER), a_line(LOT, made="2026-12-01")], [LOT])
    _, out, _ = go(ward, "ledger", "add", "output")
    assert "2 receipts added, 1 were there" in out


def test_two_runs_of_the_same_leaflet_are_two_printings(ward: Ward) -> None:
    a_folder(ward.folder / "one", [a_line(LOT)], [LOT])
    a_folder(ward.folder / "two", [a_line(LOT, run="20261201-BBBBBB", made="2026-12-01")], [LOT])
    _, out, _ = go(ward, "ledger", "add", "one", "two")
    assert "1 receipt added; 1 new lot, 2 new clinics" in out
    assert "1 receipt added; 0 new lots, 0 new clinics" in out
    assert len(table(ward.folder / "ledger.sqlite", "SELECT * FROM clinic")) == 2, "the same clinics, not four"


def test_a_clinic_of_the_same_folder_name_elsewhere_is_another_one(ward: Ward) -> None:
    a_folder(ward.folder / "one", [a_line(LOT)], [LOT], [HILL])
    elsewhere = replace(HILL, address=("9 Other Street",))
    a_folder(ward.folder / "two", [a_line(OTHER, elsewhere)], [OTHER], [elsewhere])
    go(ward, "ledger", "add", "one", "two")
    assert len(table(ward.folder / "ledger.sqlite", "SELECT * FROM clinic")) == 2


def test_a_run_adds_its_receipts_at_its_end(ward: Ward) -> None:
    ward.put("t.csv", "name,phones,hours,address,copies\nHill Clinic,020 7946 0123,Monday,1 Sample Street,30\n")
    ward.put("run.yaml", "orders: t.csv\ntopics: [good, broken]\nlanguages: [en]\n")
    code, out, err = go(ward, "run", "run.yaml", "--ledger", "books/our.sqlite")
    assert (code, err) == (0, "")
    assert "2 receipts added; 2 new lots, 1 new clinic" in out
    code, out, _ = go(ward, "ledger", "list", "--ledger", "books/our.sqlite", "--json")
    found = rows(out)
    receipts = [json.loads(line) for line in (ward.folder / "output/manifest.jsonl").read_text().splitlines()]
    assert {(one["lot"], one["sha256"], one["run"], one["made"]) for one in found} == {
        (one["lot"], one["sha256"], one["run"], one["made"]) for one in receipts
    }
    assert {(one["clinic"], one["title"], one["copies"], one["edition"]) for one in found} == {
        ("hill-clinic", "Hill Clinic", 30, "screen")
    }


def test_a_run_whose_ledger_cannot_be_used_makes_the_leaflets_all_the_same(ward: Ward) -> None:
    ward.put("t.csv", "name,phones,hours,address\nHill Clinic,020 7946 0123,Monday,1 Sample Street\n")
    ward.put("run.yaml", "orders: t.csv\ntopics: [good]\nlanguages: [en]\n")
    ward.put("our.sqlite", "no database at all, " * 100)
    code, out, err = go(ward, "run", "run.yaml", "--ledger", "our.sqlite")
    assert code == ExitCode.UNUSABLE
    assert "our.sqlite: the ledger is damaged, or no ledger at all" in err
    assert "add them later with: leaflets ledger add output --ledger our.sqlite" in err
    assert "1 made" in out


def test_zip_files_of_a_run_are_no_receipts_of_leaflets(ward: Ward) -> None:
    folder = a_folder(ward.folder / "output", [a_line(LOT)], [LOT])
    with (folder / "manifest.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"kind":"group","group":"zip","file":"_zip/r/hill-clinic.zip","members":[]}\n')
    code, out, err = go(ward, "ledger", "add", "output")
    assert (code, err) == (0, "")
    assert "1 receipt added" in out


# -- a kill ------------------------------------------------------------------

SLOW = """
import sys, time
from pathlib import Path
from generator.ledger import add as adding
from generator.ledger.store import open_ledger
real = adding._Adder.rows
def rows(self):
    for number, row in enumerate(real(self)):
        if number == 500:
            print("half", flush=True)
            time.sleep(600)
        yield row
adding._Adder.rows = rows
with open_ledger(Path(sys.argv[1]), True) as ledger:
    adding.add(ledger, Path(sys.argv[2]))
"""


def test_a_kill_while_adding_adds_nothing_and_the_next_time_all(ward: Ward) -> None:
    lines = [line._replace(file=f"{n}.pdf") for n, line in enumerate([a_line(LOT)] * 1000)]
    folder = a_folder(ward.folder / "output", lines, [LOT])
    ledger = ward.folder / "ledger.sqlite"
    process = processes.start(
        [sys.executable, "-c", SLOW, str(ledger), str(folder)], cwd=STOCK, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "half\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    code, out, _ = go(ward, "ledger", "list")
    assert (code, out) == (0, "0 receipts, 0 clinics, 0 lots, 0 copies\n")
    _, out, _ = go(ward, "ledger", "add", "output")
    assert "1,000 receipts added; 1 new lot" in out
    assert table(ledger, "PRAGMA integrity_check") == [("ok",)]
    assert table(ledger, "PRAGMA foreign_key_check") == []


# -- folders that are not as a run leaves them -------------------------------


def test_a_folder_without_receipts_is_refused(ward: Ward) -> None:
    (ward.folder / "output").mkdir()
    code, _, err = go(ward, "ledger", "add", "output")
    assert code == ExitCode.UNUSABLE
    assert "output: there are no receipts here ('manifest.jsonl')\n  hint: name the folder that the leaflets" in err
    assert not (ward.folder / "ledger.sqlite").exists(), "no ledger is begun for nothing"


def test_each_folder_without_receipts_is_said_before_anything_is_added(ward: Ward) -> None:
    folder = a_folder(ward.folder / "output", [a_line(LOT)], [LOT])
    code, out, err = go(ward, "ledger", "add", str(folder), "nope", "none")
    assert (code, out) == (ExitCode.UNUSABLE, "")
    assert "nope: there are no receipts" in err and "none: there are no receipts" in err


def test_half_a_receipt_and_strange_lines_are_said_once_and_the_others_added(ward: Ward) -> None:
    folder = a_folder(ward.folder / "output", [a_line(LOT), a_line(LOT, RIVER)], [LOT])
    with (folder / "manifest.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"order": 3}\n[]\n{"order": {"clinic": "x"}}\n{"order": {"topic": "lea')
    with (folder / "lots.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"lot": "7KQ4M2XD"}\n{"clinic": 4}\nnull\n{"lot": "hal')
    code, out, err = go(ward, "ledger", "add", "output")
    assert code == ExitCode.UNUSABLE
    assert "2 receipts added" in out
    assert "output/manifest.jsonl:3: this is no receipt of a run; it was passed over" in err
    assert "output/manifest.jsonl:6: half a receipt, left by a run that was killed, was passed over" in err
    assert "output/lots.jsonl: a record of this file is not what a run writes; it was passed over" in err
    assert err.count("passed over") == 3


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("lot", f"the lot '{LOT.code}' of 'leaking'"),
        ("run", f"the run '{RUN}'"),
        ("clinic", "the clinic 'hill-clinic'"),
    ],
)
def test_receipts_that_name_what_is_not_told_are_refused_once(ward: Ward, part: str, says: str) -> None:
    folder = a_folder(ward.folder / "output", [a_line(LOT), a_line(LOT, paper="a5")], [LOT])
    records = (folder / "lots.jsonl").read_text(encoding="utf-8").splitlines()
    kept = [line for line in records if part not in json.loads(line)]
    (folder / "lots.jsonl").write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
    code, out, err = go(ward, "ledger", "add", "output")
    assert code == ExitCode.UNUSABLE
    assert "0 receipts added" in out
    assert (
        f"output/manifest.jsonl:1: receipts name {says}, of which 'lots.jsonl' says nothing; they were passed over"
        in err
    )
    assert err.count("manifest.jsonl") == 1


def test_receipts_of_before_there_were_lots_are_refused_once(ward: Ward) -> None:
    lines = [a_line(LOT)._replace(lot="", run="", made=""), a_line(OTHER)._replace(lot="", run="", made="")]
    a_folder(ward.folder / "output", lines, [LOT])
    code, _, err = go(ward, "ledger", "add", "output")
    assert code == ExitCode.UNUSABLE
    assert err.count("receipts without a lot, of an older version of leaflets, were passed over") == 1
    assert "hint: make the run again into a new folder" in err


@pytest.mark.parametrize("copies", ["many", -1, True, 10**12, None])
def test_copies_that_are_no_number_of_copies_are_refused(ward: Ward, copies: object) -> None:
    folder = a_folder(ward.folder / "output", [a_line(LOT)], [LOT])
    row = json.loads((folder / "manifest.jsonl").read_text())
    row["order"]["copies"] = copies
    (folder / "manifest.jsonl").write_text(json.dumps(row) + "\n")
    code, _, err = go(ward, "ledger", "add", "output")
    assert code == ExitCode.UNUSABLE
    assert "output/manifest.jsonl:1: this is no receipt of a run" in err


# -- the file ----------------------------------------------------------------


def test_without_a_ledger_the_command_says_how_to_begin_one(ward: Ward) -> None:
    for words in (("ledger", "list"), ("recall", "--lot", "7KQ4-M2XD")):
        code, _, err = go(ward, *words)
        assert code == ExitCode.USAGE
        assert "there is no ledger 'ledger.sqlite'\n  hint: begin one with: leaflets ledger add FOLDER" in err
    assert not (ward.folder / "ledger.sqlite").exists(), "asking begins none"


def test_the_ledger_of_a_library_lies_in_it(ward: Ward) -> None:
    a_folder(ward.folder / "output", [a_line(LOT)], [LOT])
    (ward.folder / "elsewhere/content").mkdir(parents=True)
    go(ward, "ledger", "add", "output", "--library", "elsewhere")
    assert (ward.folder / "elsewhere/ledger.sqlite").is_file()


@pytest.mark.parametrize(
    "words", ["no database at all, " * 100, "SQLite format 3\0" + "x" * 4000], ids=["text", "torn"]
)
def test_a_damaged_ledger_is_said_and_left_alone(ward: Ward, words: str) -> None:
    ward.put("ledger.sqlite", words)
    a_folder(ward.folder / "output", [a_line(LOT)], [LOT])
    for command in (("ledger", "list"), ("ledger", "add", "output")):
        code, _, err = go(ward, *command)
        assert code == ExitCode.UNUSABLE
        assert "ledger.sqlite: the ledger is damaged, or no ledger at all\n  hint: take the last copy of it" in err
    assert (ward.folder / "ledger.sqlite").read_text() == words


def test_a_newer_ledger_is_left_alone(ward: Ward) -> None:
    a_folder(ward.folder / "output", [a_line(LOT)], [LOT])
    go(ward, "ledger", "add", "output")
    connection = sqlite3.connect(ward.folder / "ledger.sqlite")
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    code, _, err = go(ward, "ledger", "add", "output")
    assert code == ExitCode.UNUSABLE
    assert "ledger.sqlite: this ledger was written by a newer leaflets" in err
    assert "hint: use that version of leaflets; nothing was changed" in err


def test_an_older_ledger_is_brought_up_to_date_step_by_step(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    a_folder(ward.folder / "output", [a_line(LOT)], [LOT])
    go(ward, "ledger", "add", "output")
    steps = {VERSION: "ALTER TABLE run ADD COLUMN place TEXT;\nCREATE TABLE extra (word TEXT);\n"}
    monkeypatch.setattr(store, "_STEPS", steps)
    monkeypatch.setattr(store, "VERSION", VERSION + 1)
    code, out, _ = go(ward, "ledger", "list")
    assert (code, "1 receipt, " in out) == (0, True)
    ledger = ward.folder / "ledger.sqlite"
    assert table(ledger, "PRAGMA user_version") == [(VERSION + 1,)]
    assert table(ledger, "SELECT place FROM run") == [(None,)]


def test_a_database_of_another_program_is_left_alone(ward: Ward) -> None:
    connection = sqlite3.connect(ward.folder / "ledger.sqlite")
    connection.execute("CREATE TABLE patients (name TEXT)")
    connection.close()
    before = (ward.folder / "ledger.sqlite").read_bytes()
    a_folder(ward.folder / "output", [a_line(LOT)], [LOT])
    code, _, err = go(ward, "ledger", "add", "output")
    assert code == ExitCode.UNUSABLE
    assert "ledger.sqlite: this is a database of another program, not a ledger" in err
    assert (ward.folder / "ledger.sqlite").read_bytes() == before


def test_a_ledger_that_another_process_writes_to_is_waited_for_then_said(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_folder(ward.folder / "output", [a_line(LOT)], [LOT])
    go(ward, "ledger", "add", "output")
    monkeypatch.setattr(store, "WAIT", 0.1)
    other = sqlite3.connect(ward.folder / "ledger.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        begin = time.monotonic()
        code, _, err = go(ward, "ledger", "add", "output")
        assert time.monotonic() - begin >= 0.1
    finally:
        other.close()
    assert code == ExitCode.UNUSABLE
    assert (
        "ledger.sqlite: another process has been using the ledger for 0.1 seconds\n  hint: nothing was changed" in err
    )


def test_a_folder_in_the_ledger_s_place_is_said(ward: Ward) -> None:
    (ward.folder / "ledger.sqlite").mkdir()
    code, _, err = go(ward, "ledger", "list")
    assert code == ExitCode.UNUSABLE
    assert "ledger.sqlite: this is a folder, not a ledger\n  hint: name a file with --ledger FILE" in err


def test_a_place_where_no_folder_can_be_is_said(ward: Ward) -> None:
    ward.put("books", "a file")
    a_folder(ward.folder / "output", [a_line(LOT)], [LOT])
    code, _, err = go(ward, "ledger", "add", "output", "--ledger", "books/our.sqlite")
    assert code == ExitCode.UNUSABLE
    assert "books/our.sqlite: the ledger cannot be" in err


def test_a_ledger_can_be_opened_while_another_reads(ward: Ward) -> None:
    a_folder(ward.folder / "output", [a_line(LOT)], [LOT])
    go(ward, "ledger", "add", "output")
    with open_ledger(ward.folder / "ledger.sqlite") as ledger:
        assert ledger.execute("SELECT made FROM receipt").fetchall() == [(DAY,)]
        assert go(ward, "ledger", "list")[0] == 0


# -- what it lists -----------------------------------------------------------


def test_the_list_can_be_narrowed(ward: Ward) -> None:
    vi = a_lot(language="vi")
    lines = [a_line(LOT), a_line(OTHER, RIVER, 20), a_line(vi, made="2026-12-01"), a_line(vi, RIVER, paper="a5")]
    a_folder(ward.folder / "output", lines, [LOT, OTHER, vi])
    go(ward, "ledger", "add", "output")

    def found(*words: str) -> set[tuple[object, ...]]:
        code, out, _ = go(ward, "ledger", "list", "--json", *words)
        assert code == 0
        return {(one["clinic"], one["topic"], one["language"], one["format"]) for one in rows(out)}

    hill_en, river_co = ("hill-clinic", "leaking", "en", "a4"), ("river", "colostrum", "en", "a4")
    hill_vi, river_vi = ("hill-clinic", "leaking", "vi", "a4"), ("river", "leaking", "vi", "a5")
    assert found() == {hill_en, river_co, hill_vi, river_vi}
    assert found("--clinic", "river") == found("--clinic", "River Midwives") == {river_co, river_vi}
    assert found("--topic", "leaking", "--language", "VI") == {hill_vi, river_vi}
    assert found("--lot", LOT.code.lower()) == {hill_en}
    assert found("--since", "2026-11-23") == {hill_vi}
    _, out, _ = go(ward, "ledger", "list", "--clinic", "river")
    lines_out = out.splitlines()
    assert lines_out[0].split() == ["clinic", "leaflet", "lot", "paper", "edition", "made", "run", "copies"]
    assert f"{OTHER.code[:4]}-{OTHER.code[4:]}" in out
    assert lines_out[-1] == "2 receipts, 1 clinic, 2 lots, 70 copies"


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "01.12.2026"])
def test_a_day_that_is_none_is_refused(ward: Ward, day: str) -> None:
    code, _, err = go(ward, "ledger", "list", "--since", day)
    assert code == ExitCode.USAGE
    assert f"'{day}' is not a day; write year-month-day: 2026-11-22" in err
