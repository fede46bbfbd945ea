"""A run of many leaflets: whole files only, nothing made twice, one bad leaflet never stops the rest."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import generator.pipeline as making
from generator.library.library import Library
from generator.model.leaflet import Leaflet, Order, Receipt
from generator.model.problems import ExitCode, Missing, Origin, Problem, Unusable
from generator.run import batch
from generator.run.batch import Done, run, worst
from generator.run.faults import Opening
from generator.run.files import outbox

STOCK = Path(__file__).resolve().parents[2]
ORDERS = (Order("colostrum"), Order("managing-leakage"))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Order]:
    """Replace the making of a leaflet; return the orders made, in order. A topic tells what happens to it."""
    orders: list[Order] = []

    def make(order: Order, library: Library) -> Leaflet:
        orders.append(order)
        what = FATES.get((order.topic, order.language))
        if what:
            raise what
        return Leaflet(b"%PDF " + repr(order).encode(), 2, (), "")

    monkeypatch.setattr(making, "make", make)
    return orders


FATES: dict[tuple[str, str], BaseException] = {
    ("colostrum", "vi"): Unusable(Problem(Origin("content/colostrum.yaml", 7), "a word is missing", "write it")),
    ("colostrum", "ja"): ValueError("a bug"),
    ("colostrum", "zh_Hans"): Missing(Problem(Origin("templates/faces.yaml"), "a font pack is missing")),
    ("colostrum", "zh_Hant"): KeyboardInterrupt(),
}


def go(output: Path, *orders: Order, **options: Any) -> tuple[Done, ...]:
    return run(orders or ORDERS, Opening(STOCK), output, **options)


def outcomes(done: tuple[Done, ...]) -> list[str]:
    return [one.receipt.outcome for one in done]


# -- where files go ----------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "file"),
    [
        (Order("leaking"), "en/leaking-a4.pdf"),
        (Order("leaking", "zh_Hans", "a5"), "zh-Hans/leaking-a5.pdf"),
        (Order("leaking", "vi", clinic="ward"), "vi/leaking-a4-ward.pdf"),
    ],
)
def test_a_leaflet_has_its_place_by_language_topic_format_and_clinic(order: Order, file: str) -> None:
    assert outbox.place(order) == file


def test_a_run_writes_every_leaflet_and_hands_back_receipts(tmp_path: Path, made: list[Order]) -> None:
    told: list[Receipt] = []
    done = go(tmp_path, tell=told.append)
    assert outcomes(done) == ["made", "made"]
    receipt = done[0].receipt
    assert Path(receipt.file) == tmp_path / "en/colostrum-a4.pdf"
    assert hashlib.sha256(Path(receipt.file).read_bytes()).hexdigest() == receipt.sha256
    assert (receipt.pages, [one.order for one in told]) == (2, list(ORDERS))


def test_an_order_that_stands_twice_is_made_once(tmp_path: Path, made: list[Order]) -> None:
    go(tmp_path, ORDERS[0], ORDERS[0])
    assert made == [ORDERS[0]]


def test_two_orders_for_one_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match=r"two of these leaflets would be the same file, en/a-b-c\.pdf"):
        go(tmp_path, Order("a-b", format="c"), Order("a", format="b-c"))


# -- one bad leaflet ---------------------------------------------------------


def test_a_bad_leaflet_does_not_stop_the_rest_and_says_why(tmp_path: Path, made: list[Order]) -> None:
    done = go(tmp_path, Order("colostrum", "vi"), Order("colostrum", "ja"), ORDERS[1])
    assert outcomes(done) == ["refused", "refused", "made"]
    assert done[0].receipt.problems == ("content/colostrum.yaml:7: a word is missing\n  hint: write it",)
    assert (
        done[1].receipt.problems[0].startswith("this is a fault in the program, not in your files: ValueError: a bug")
    )
    assert worst(done) == ExitCode.BUG
    assert worst(done[:1]) == ExitCode.UNUSABLE
    assert worst(done[2:]) == ExitCode.MADE


def test_a_lack_of_the_machine_outweighs_a_bad_file(tmp_path: Path, made: list[Order]) -> None:
    assert worst(go(tmp_path, Order("colostrum", "vi"), Order("colostrum", "zh_Hans"))) == ExitCode.MISSING


def test_an_old_good_file_is_not_replaced_by_a_bad_one(tmp_path: Path, made: list[Order]) -> None:
    old = tmp_path / "vi/colostrum-a4.pdf"
    old.parent.mkdir()
    old.write_bytes(b"good")
    assert outcomes(go(tmp_path, Order("colostrum", "vi"))) == ["refused"]
    assert old.read_bytes() == b"good"


def test_the_trace_of_a_fault_is_shown_to_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Traceback" not in batch.describe_fault(ValueError("x\ny"))
    monkeypatch.setenv("LEAFLETS_DEBUG", "1")
    assert "ValueError: x" in batch.describe_fault(ValueError("x\ny"))


# -- unchanged ---------------------------------------------------------------


def test_a_second_run_makes_nothing(tmp_path: Path, made: list[Order]) -> None:
    first = go(tmp_path)
    second = go(tmp_path)
    assert outcomes(second) == ["unchanged", "unchanged"]
    assert [one.receipt.sha256 for one in second] == [one.receipt.sha256 for one in first]
    assert [one.receipt.pages for one in second] == [2, 2]
    assert len(made) == 2


@pytest.mark.parametrize("harm", ["changed", "emptied", "deleted"])
def test_a_file_that_someone_touched_is_made_again(tmp_path: Path, made: list[Order], harm: str) -> None:
    go(tmp_path)
    file = tmp_path / "en/colostrum-a4.pdf"
    if harm == "deleted":
        file.unlink()
    else:
        file.write_bytes(b"other" if harm == "changed" else b"")
    assert outcomes(go(tmp_path)) == ["made", "unchanged"]
    assert file.read_bytes().startswith(b"%PDF")


def test_another_draft_or_theme_is_not_unchanged(tmp_path: Path, made: list[Order]) -> None:
    go(tmp_path, Order("colostrum"))
    assert outcomes(go(tmp_path, Order("colostrum", draft=True))) == ["made"]


@pytest.mark.parametrize(
    "memory", ["", "{", "[]", '{"files": 3}', '{"files": {"en/colostrum-a4.pdf": {}}}', "[" * 99_999, '{"files":null}']
)
def test_a_memory_that_cannot_be_read_only_costs_time(tmp_path: Path, made: list[Order], memory: str) -> None:
    go(tmp_path)
    (tmp_path / outbox.MEMORY).write_text(memory)
    assert outcomes(go(tmp_path)) == ["made", "made"]
    assert outcomes(go(tmp_path)) == ["unchanged", "unchanged"]


def test_what_other_runs_remember_is_kept(tmp_path: Path, made: list[Order]) -> None:
    go(tmp_path, ORDERS[0])
    go(tmp_path, ORDERS[1])
    files = json.loads((tmp_path / outbox.MEMORY).read_text())["files"]
    assert sorted(files) == ["en/colostrum-a4.pdf", "en/managing-leakage-a4.pdf"]


# -- whole files -------------------------------------------------------------


def test_no_temporary_file_is_left(tmp_path: Path, made: list[Order]) -> None:
    go(tmp_path, *ORDERS, Order("colostrum", "vi"))
    assert not list(tmp_path.rglob("*.tmp"))


def test_files_of_killed_processes_are_swept_those_of_living_ones_stay(tmp_path: Path, made: list[Order]) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    (tmp_path / "en").mkdir()
    machine = outbox._machine()
    dead, alive, far, old = (
        tmp_path / "en" / f".a.pdf.{name}.{process}.tmp"
        for name, process in ((machine, gone.pid), (machine, os.getpid()), ("elsewhere", 1), ("elsewhere", 2))
    )
    for path in (dead, alive, far, old):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 90_000,) * 2)
    ours = tmp_path / "en" / ".notes.tmp"
    ours.write_bytes(b"mine")
    go(tmp_path)
    assert [path.exists() for path in (dead, alive, far, old, ours)] == [False, True, True, False, True]


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        (errno.ENOSPC, "the disk is full: free some space, or choose another place with --output"),
        (errno.EROFS, "this disk can only be read: choose another place with --output"),
        (errno.EACCES, "you may not write there: choose another place with --output"),
    ],
)
def test_a_disk_that_takes_nothing_is_a_problem_with_a_way_out(
    tmp_path: Path, made: list[Order], monkeypatch: pytest.MonkeyPatch, number: int, hint: str
) -> None:
    def full(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    (one,) = go(tmp_path, ORDERS[0])
    assert one.code == ExitCode.UNUSABLE
    (words,) = one.receipt.problems
    assert words.startswith(f"{tmp_path / 'en/colostrum-a4.pdf'}: the file cannot be written: ")
    assert words.endswith(f"hint: {hint}")
    assert not list(tmp_path.rglob("*.tmp"))
    assert not (tmp_path / "en/colostrum-a4.pdf").exists()


def test_a_file_where_a_folder_is_needed(tmp_path: Path, made: list[Order]) -> None:
    (tmp_path / "en").write_text("a file")
    (one,) = go(tmp_path, ORDERS[0])
    assert "a file stands where a folder is needed" in one.receipt.problems[0]


def test_ctrl_c_keeps_what_is_finished(tmp_path: Path, made: list[Order]) -> None:
    with pytest.raises(batch.Interrupted) as caught:
        go(tmp_path, ORDERS[0], Order("colostrum", "zh_Hant"), ORDERS[1])
    assert outcomes(caught.value.done) == ["made"]
    assert outcomes(go(tmp_path, ORDERS[0])) == ["unchanged"]
    assert not list(tmp_path.rglob("*.tmp"))


# -- several processes -------------------------------------------------------


def test_orders_of_one_body_stay_together() -> None:
    todo = [(Order(topic, clinic=clinic), "") for clinic in "abcdef" for topic in ("x", "y")]
    chunks = list(batch._chunks(todo, 2))
    assert all(len({order.topic for order, _ in chunk}) == 1 for chunk in chunks)
    assert sorted(order.clinic for chunk in chunks for order, _ in chunk if order.topic == "x") == list("abcdef")


def test_two_processes_make_the_same_bytes_as_one(tmp_path: Path) -> None:
    orders = [Order(name) for name in Library.open(STOCK).topics()[:3]]
    one = go(tmp_path / "one", *orders, jobs=1)
    two = go(tmp_path / "two", *orders, Order("no-such-topic"), jobs=2)
    assert outcomes(two)[-1] == "refused"
    assert "there is no topic called 'no-such-topic'" in two[-1].receipt.problems[0]
    assert [x.receipt.sha256 for x in one] == [x.receipt.sha256 for x in two[:-1]]
    assert outcomes(one) == outcomes(two)[:-1]


def test_a_process_that_dies_takes_only_its_own_leaflet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[list[str]] = []

    def pool(chunks: Any, opening: Opening, output: Path, jobs: int, add: Callable[[Done], None]) -> Any:
        tried.append([order.topic for chunk in chunks for order, _ in chunk])
        lost = [chunk for chunk in chunks if any(order.topic == "deadly" for order, _ in chunk)]
        for chunk in chunks:
            if chunk not in lost:
                for order, _ in chunk:
                    add(Done(Receipt(order, "made", "", "", 1, 0.0)))
        return lost

    monkeypatch.setattr(batch, "_pool", pool)
    done = go(tmp_path, *(Order(name) for name in ("a", "deadly", "b")), jobs=2)
    assert outcomes(done) == ["made", "refused", "made"]
    assert "the process that made this leaflet ended without a word" in done[1].receipt.problems[0]
    assert done[1].code == ExitCode.BUG
    assert tried == [["a", "b", "deadly"], ["deadly"]]


def test_processes_that_cannot_begin_are_said_and_the_run_ends(tmp_path: Path) -> None:
    done = run(ORDERS, Opening(tmp_path / "gone"), tmp_path / "out", 2, library=Library.open(STOCK))
    assert outcomes(done) == ["refused", "refused"]
    assert worst(done) == ExitCode.BUG


@pytest.mark.skipif(sys.platform == "win32", reason="signals are other ones there")
def test_ctrl_c_ends_a_run_of_processes_cleanly(tmp_path: Path) -> None:
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "if __name__ == '__main__':\n"
        "    import sys; from generator.cli import main; print('ready', flush=True)\n"
        f"    sys.exit(main(['make', '--jobs', '2', '--clinic', 'all', '--library', {str(STOCK)!r},"
        f" '--output', {str(tmp_path / 'out')!r}]))\n"
    )
    script = tmp_path / "run.py"
    script.write_text(code)
    environment = os.environ | {"PYTHONPATH": str(STOCK)}
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, str(script)], stdout=pipe, stderr=pipe, env=environment, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert "Traceback" not in said
    assert process.returncode == ExitCode.INTERRUPTED
    assert not list(tmp_path.rglob("*.tmp"))
