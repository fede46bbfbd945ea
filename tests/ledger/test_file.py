"""The ledger's file: several processes at once, ledgers of an older version, a disk that is full."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import processes
import pytest
from pressroom import HILL, RIVER, a_folder, a_line, a_lot, rows
from processes import PATIENCE
from ward import STOCK, Ward

from generator.ledger import add as adding
from generator.ledger import store
from generator.ledger.store import open_ledger
from generator.model.problems import ExitCode, Unusable

LOT = a_lot()
OTHER = a_lot("colostrum", letters="CO")
OLD = Path(__file__).parent / "version-1"
"""A ledger as version 1 of the tables had it, and the two folders it was filled from."""


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def table(path: Path, words: str) -> list[tuple[object, ...]]:
    with opened(path) as connection:
        return connection.execute(words).fetchall()


# -- several at once -----------------------------------------------------------

AT_ONCE = """
import sys
import generator.cli.ledger, generator.ledger.add, generator.ledger.store
from generator.cli import main
print("ready", flush=True)
sys.stdin.readline()
sys.exit(main(["ledger", "add", *sys.argv[1:]]))
"""


def start(*words: str) -> subprocess.Popen[str]:
    """Start a process that adds folders as soon as it is told to."""
    process = processes.start(
        [sys.executable, "-c", AT_ONCE, *words], cwd=STOCK, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.slow
def test_four_that_add_to_a_fresh_ledger_at_once_lose_nothing_and_blame_nobody(tmp_path: Path) -> None:
    """All have the same lots and clinics: each must see what the one before it added."""
    ledger = tmp_path / "ledger.sqlite"
    for number in range(16):
        lines = [a_line(one, clinic, 1, run=f"run-{number}") for one in (LOT, OTHER) for clinic in (HILL, RIVER)]
        lines = [line._replace(file=f"{copy}/{line.file}") for line in lines for copy in range(100)]
        a_folder(tmp_path / str(number), lines, [LOT, OTHER])
    processes = [
        start(*(str(tmp_path / str(4 * one + number)) for number in range(4)), "--ledger", str(ledger))
        for one in range(4)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        out, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, err) == (0, "")
        assert out.count("400 receipts added") == 4
    assert table(ledger, "SELECT count(*), count(DISTINCT run) FROM receipt") == [(6400, 16)]
    for name, number in (("run", 16), ("lot", 2), ("clinic", 2), ("block", 2)):
        assert table(ledger, f"SELECT count(*) FROM {name}") == [(number,)]
    assert table(ledger, "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.slow
def test_what_another_adds_while_one_waits_is_seen(tmp_path: Path) -> None:
    """The second waits for the first, which adds the same run, lots and clinics and other receipts."""
    ledger = tmp_path / "ledger.sqlite"
    first = a_folder(tmp_path / "first", [a_line(LOT), a_line(OTHER, RIVER)], [LOT, OTHER])
    a_folder(tmp_path / "second", [a_line(LOT), a_line(OTHER, RIVER, paper="a5")], [LOT, OTHER])
    process = start(str(tmp_path / "second"), "--ledger", str(ledger))
    with open_ledger(ledger, new=True) as connection, store.change(connection):
        adder = adding._Adder(connection, first)
        adder.records()
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
        time.sleep(1.5)
        adder.receipts()
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (0, "")
    assert "1 receipt added, 1 were there; 0 new lots, 0 new clinics" in out
    assert table(ledger, "SELECT count(*) FROM receipt") == [(3,)]


def test_one_that_finds_another_making_the_tables_waits_and_blames_nobody(tmp_path: Path) -> None:
    """Between two of its looks at the file the tables of another process appear."""
    ledger = tmp_path / "ledger.sqlite"
    looked: list[str] = []

    class Connection(sqlite3.Connection):
        def execute(self, words: str, *values: object) -> sqlite3.Cursor:  # type: ignore[override]
            found = super().execute(words, *values)
            if "application_id" in words and not looked:
                looked.append(words)
                maker = threading.Thread(target=lambda: open_ledger(ledger, new=True).__enter__())
                maker.start()
                time.sleep(0.3)
            return found

    real = sqlite3.connect
    try:
        sqlite3.connect = lambda *given, **more: real(  # type: ignore[assignment,misc]
            *given, **more, factory=sqlite3.Connection if looked else Connection
        )
        with open_ledger(ledger, new=True) as opened_ledger:
            assert opened_ledger.execute("SELECT count(*) FROM receipt").fetchone() == (0,)
    finally:
        sqlite3.connect = real  # type: ignore[misc]
    assert looked


@pytest.mark.slow
def test_it_waits_as_long_as_another_needs(tmp_path: Path) -> None:
    """Longer than the five seconds that SQLite's own default is."""
    assert store.WAIT >= 30
    ledger = tmp_path / "ledger.sqlite"
    a_folder(tmp_path / "output", [a_line(LOT)], [LOT])
    process = start(str(tmp_path / "output"), "--ledger", str(ledger))
    with opened(ledger) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
        time.sleep(6)
        assert process.poll() is None
        other.execute("ROLLBACK")
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (0, "")
    assert "1 receipt added" in out


def test_a_run_that_goes_on_while_its_folder_is_added_is_not_blamed(ward: Ward) -> None:
    """A lot and its receipt are written after the lots were read: the receipt is left for the next time."""
    folder = a_folder(ward.folder / "output", [a_line(LOT)], [LOT])
    whole = a_folder(ward.folder / "later", [a_line(LOT), a_line(OTHER)], [LOT, OTHER])
    real = adding.read_records

    def read(of: Path) -> Iterator[object]:
        yield from list(real(of))
        for name in ("lots.jsonl", "manifest.jsonl"):
            shutil.copy(whole / name, folder / name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(adding, "read_records", read)
        assert ward.run("ledger", "add", "output")[::2] == (0, "")
    code, out, err = ward.run("ledger", "add", "output")
    assert (code, err) == (0, "")
    assert "1 receipt added, 1 were there" in out


# -- an older version ----------------------------------------------------------


@pytest.fixture
def old(ward: Ward) -> Ward:
    with opened(ward.folder / "ledger.sqlite") as connection:
        connection.executescript((OLD / "ledger.sql").read_text(encoding="utf-8"))
    for name in ("one", "two"):
        shutil.copytree(OLD / name, ward.folder / name)
    return ward


def found(ward: Ward, *words: str) -> set[tuple[object, ...]]:
    _, out, err = ward.run("recall", *words, "--json")
    assert err == ""
    return {(one["clinic"], one["topic"], one["language"], one["copies"], one["made"]) for one in rows(out)}


def test_a_ledger_of_version_1_keeps_all_it_knew(old: Ward) -> None:
    first, later = ("hill-clinic", "leaking", "vi", 50, "2026-11-22"), ("hill-clinic", "leaking", "vi", 7, "2026-11-25")
    river = ("river", "colostrum", "en", 20, "2026-11-22")
    code = json.loads((OLD / "two/manifest.jsonl").read_text(encoding="utf-8"))["lot"]
    for sort, words in (
        ("block", "leaking/stop-a-leak/1"), ("source", "kent-leaks"), ("wording", "Ấn nhẹ"), ("lot", code)
    ):  # fmt: skip
        assert found(old, f"--{sort}", words) == {first, later}, sort
    assert found(old, "--block", "colostrum") == {river}
    ledger = old.folder / "ledger.sqlite"
    assert table(ledger, "PRAGMA user_version") == [(store.VERSION,)]
    assert table(ledger, "PRAGMA foreign_key_check") == []
    assert table(ledger, "PRAGMA integrity_check") == [("ok",)]
    code, out, err = old.run("recall", "--block", "leaking", "--letters", "letters")
    assert (code, err) == (ExitCode.FINDINGS, "")
    assert "2 receipts, 1 clinic, 1 lot, 57 copies" in out


def test_its_tables_are_then_those_of_a_new_one(old: Ward) -> None:
    assert old.run("ledger", "list")[0] == 0
    with open_ledger(old.folder / "new.sqlite", new=True):
        pass

    def schema(name: str) -> set[tuple[str, ...]]:
        words = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master"
        return {tuple(re.sub(r'--.*|["\s]', "", str(cell)) for cell in row) for row in table(old.folder / name, words)}

    assert schema("ledger.sqlite") == schema("new.sqlite")


def test_two_wards_that_were_taken_for_one_part_when_their_folders_are_added_again(old: Ward) -> None:
    code, out, err = old.run("ledger", "add", "one", "two")
    assert (code, err) == (0, "")
    assert "0 receipts added, 1 changed, 1 were there; 0 new lots, 1 new clinic" in out
    assert "0 receipts added, 1 were there; 0 new lots, 0 new clinics" in out
    words = (
        "SELECT panel ->> '$.phones[0]', copies FROM receipt JOIN clinic ON clinic.id = clinic WHERE name LIKE 'hill%'"
    )
    assert sorted(table(old.folder / "ledger.sqlite", words)) == [("020 7946 0123", 50), ("020 7946 0999", 7)]
    assert "0 receipts added, 2 were there" in old.run("ledger", "add", "one", "two")[1]


@pytest.mark.parametrize(
    "panel", ["no JSON", "[]", "{}", '{"phones": 7, "address": []}', '{"phones": [], "address": ["a"]', "7", "\ud800"]
)
def test_a_clinic_of_version_1_that_was_spoilt_does_not_keep_the_others_out(old: Ward, panel: str) -> None:
    ledger = old.folder / "ledger.sqlite"
    with opened(ledger) as connection:
        given = panel.encode("utf-8", "replace").decode()
        connection.execute("UPDATE clinic SET panel = ? WHERE id = 1", (given,))
    assert old.run("ledger", "list")[0] == 0
    assert len(table(ledger, "SELECT DISTINCT key FROM clinic")) == 2


def test_a_receipt_of_version_1_without_its_lot_is_not_dropped_in_silence(old: Ward) -> None:
    ledger = old.folder / "ledger.sqlite"
    with opened(ledger) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM lot WHERE language = 'vi'")
    before = ledger.read_bytes()
    code, _, err = old.run("ledger", "list")
    assert code == ExitCode.UNUSABLE
    assert "ledger.sqlite: the ledger cannot be used" in err
    assert ledger.read_bytes() == before


# -- a disk that is full -------------------------------------------------------


def big(folder: Path) -> Path:
    """Return a folder of more receipts than a small disk takes."""
    lines = [a_line(LOT)._replace(file=f"{number}.pdf") for number in range(3000)]
    return a_folder(folder, lines, [LOT])


FULL = "ledger.sqlite: the disk is full\n  hint: the ledger is as it was: free some space, then try again\n"


def test_a_full_disk_is_said_and_the_ledger_is_as_it_was(ward: Ward) -> None:
    a_folder(ward.folder / "output", [a_line(OTHER)], [OTHER])
    assert ward.run("ledger", "add", "output")[0] == 0
    big(ward.folder / "big")
    before = (ward.folder / "ledger.sqlite").read_bytes()
    real = store._prepare

    def prepare(ledger: sqlite3.Connection, path: Path) -> None:
        real(ledger, path)
        ledger.execute("PRAGMA max_page_count = 40")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "_prepare", prepare)
        code, out, err = ward.run("ledger", "add", "big")
    assert (code, out, err) == (ExitCode.UNUSABLE, "", FULL)
    assert (ward.folder / "ledger.sqlite").read_bytes() == before
    assert "3,000 receipts added" in ward.run("ledger", "add", "big")[1]


LIMITED = """
import resource, sys
from generator.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
sys.exit(main(["ledger", "add", *sys.argv[2:]]))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits of this sort")
@pytest.mark.parametrize("most", [100_000, 60_000, 8_000, 100])
@pytest.mark.parametrize("new", [True, False])
def test_a_disk_that_takes_no_more_is_said_and_the_ledger_is_as_it_was(tmp_path: Path, most: int, new: bool) -> None:
    ledger = tmp_path / "ledger.sqlite"
    a_folder(tmp_path / "output", [a_line(OTHER)], [OTHER])
    big(tmp_path / "big")

    def add(folder: str, *words: str) -> subprocess.CompletedProcess[str]:
        run = [sys.executable, "-c", LIMITED, *words, str(tmp_path / folder), "--ledger", str(ledger)]
        return subprocess.run(run, cwd=STOCK, capture_output=True, text=True, check=False)

    if not new:
        assert add("output", "100000000").returncode == 0
    kept = list(sqlite3.connect(ledger).iterdump()) if not new else []
    done = add("big", str(most))
    assert done.returncode == ExitCode.UNUSABLE, done.stderr
    assert "the disk" in done.stderr
    assert "the ledger is as it was: free some space" in done.stderr
    assert "copy of it" not in done.stderr and "damaged" not in done.stderr and "Traceback" not in done.stderr
    if not new:
        assert list(sqlite3.connect(ledger).iterdump()) == kept
    done = add("big", "100000000")
    assert (done.returncode, done.stderr) == (0, "")
    assert "3,000 receipts added" in done.stdout


@pytest.mark.parametrize(
    ("name", "message", "says", "hint"),
    [
        ("SQLITE_FULL", "database or disk is full", "the disk is full", "as it was: free some space"),
        ("SQLITE_IOERR_WRITE", "disk I/O error", "does not take what is written to the ledger", "as it was: free some"),
        ("SQLITE_IOERR_FSYNC", "disk I/O error", "does not take what is written to the ledger", "as it was: free some"),
        ("SQLITE_IOERR_READ", "disk I/O error", "does not let the ledger be read", "the disk may be failing: save"),
        ("SQLITE_NOMEM", "out of memory", "there is not enough memory", "the ledger is as it was"),
        ("SQLITE_READONLY", "attempt to write", "cannot be opened for writing", "may you write there, and is there"),
        ("SQLITE_CANTOPEN", "unable to open", "cannot be opened for writing", "may you write there, and is there"),
        ("SQLITE_BUSY", "database is locked", "another process has been using the ledger for 30 seconds", "nothing was"),
        ("SQLITE_CORRUPT", "malformed", "the ledger is damaged", "take the last copy of it"),
        ("SQLITE_ERROR", "no such table: lot", "the ledger cannot be used: no such table", "take the last copy of it"),
    ],
)  # fmt: skip
def test_each_fault_of_the_file_has_words_of_its_own(
    tmp_path: Path, name: str, message: str, says: str, hint: str
) -> None:
    error = sqlite3.OperationalError(message)
    error.sqlite_errorname = name
    with pytest.raises(Unusable) as told, open_ledger(tmp_path / "ledger.sqlite", new=True):
        raise error
    (problem,) = told.value.problems
    assert says in problem.message
    assert hint in problem.hint


def test_a_fault_in_the_midst_is_not_hidden_by_the_undoing(tmp_path: Path) -> None:
    """SQLite undoes everything itself when the disk is full: there is nothing left to roll back."""
    with (
        pytest.raises(Unusable) as told,
        open_ledger(tmp_path / "ledger.sqlite", new=True) as ledger,
        store.change(ledger),
    ):
        ledger.execute("INSERT INTO run VALUES ('a', 'b', 'c')")
        ledger.execute("ROLLBACK")
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorname = "SQLITE_FULL"
        raise error
    assert told.value.problems[0].message == "the disk is full"
    assert table(tmp_path / "ledger.sqlite", "SELECT count(*) FROM run") == [(0,)]


def test_a_ledger_whose_tables_are_gone_is_damaged(ward: Ward) -> None:
    with opened(ward.folder / "ledger.sqlite") as connection:
        connection.execute(f"PRAGMA application_id = {store.MARK}")
        connection.execute(f"PRAGMA user_version = {store.VERSION}")
    code, _, err = ward.run("ledger", "list")
    assert code == ExitCode.UNUSABLE
    assert "the ledger is damaged" in err


def test_receipts_that_may_not_be_read_are_said(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    a_folder(ward.folder / "output", [a_line(LOT)], [LOT])
    real = Path.open

    def refuse(path: Path, *given: object) -> object:
        if path.name == "manifest.jsonl":
            raise PermissionError(13, "Permission denied")
        return real(path, *given)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    code, _, err = ward.run("ledger", "add", "output")
    assert code == ExitCode.UNUSABLE
    assert "output/manifest.jsonl: the receipts cannot be read: permission denied" in err
