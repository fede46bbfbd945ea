"""The engine: whole files only, nothing made twice, one bad leaflet never stops the rest, a receipt for each file."""

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
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import processes
import pytest
from processes import PATIENCE

import generator.pipeline as making
from generator.library.library import Library
from generator.model.leaflet import Leaflet, Order
from generator.model.problems import ExitCode, Missing, Origin, Problem, Unusable
from generator.run import pool
from generator.run.dealing import in_turn
from generator.run.engine import How, Result, Stopped, make_all, opened
from generator.run.faults import Opening, describe_fault
from generator.run.files import outbox
from generator.run.files.manifest import MANIFEST, Manifest
from generator.run.files.places import FLAT, place
from generator.run.files.stores import FolderStore, Written
from generator.run.tasks import Item, Outcome, do

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
        return Leaflet((b"%PDF " + repr(order).encode(),), 2)

    monkeypatch.setattr(making, "make", make)
    return orders


FATES: dict[tuple[str, str], BaseException] = {
    ("colostrum", "vi"): Unusable(Problem(Origin("content/colostrum.yaml", 7), "a word is missing", "write it")),
    ("colostrum", "ja"): ValueError("a bug"),
    ("colostrum", "zh_Hans"): Missing(Problem(Origin("templates/faces.yaml"), "a font pack is missing")),
    ("colostrum", "zh_Hant"): KeyboardInterrupt(),
}


class Done(list[Outcome]):
    """What became of each order, in their order, and of all together."""

    result: Result


def go(output: Path, *orders: Order, jobs: int = 1) -> Done:
    told: list[Outcome] = []
    result = make_all(orders or ORDERS, Library.open(STOCK), output, jobs, told.append)
    done = Done(sorted(told, key=lambda one: (orders or ORDERS).index(one.order)))
    done.result = result
    return done


def outcomes(done: list[Outcome]) -> list[str]:
    return [one.state for one in done]


def problems(one: Outcome) -> list[str]:
    return [str(problem) for problem in one.problems]


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
    assert place(order) == file


def test_a_run_writes_every_leaflet_and_hands_back_receipts(tmp_path: Path, made: list[Order]) -> None:
    done = go(tmp_path)
    assert outcomes(done) == ["made", "made"]
    (line,) = done[0].lines
    assert line.file == "en/colostrum-a4.pdf"
    assert hashlib.sha256((tmp_path / line.file).read_bytes()).hexdigest() == line.sha256
    assert (line.pages, [one.order for one in done]) == (2, list(ORDERS))


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
    assert problems(done[0]) == ["content/colostrum.yaml:7: a word is missing\n  hint: write it"]
    assert problems(done[1])[0].startswith("this is a fault in the program, not in your files: ValueError: a bug")
    assert done.result.code == ExitCode.BUG
    assert [one.code for one in done] == [ExitCode.UNUSABLE, ExitCode.BUG, ExitCode.MADE]


@pytest.mark.slow
def test_a_lack_of_the_machine_outweighs_a_bad_file(tmp_path: Path, made: list[Order]) -> None:
    done = go(tmp_path, Order("colostrum", "vi"), Order("colostrum", "zh_Hans"))
    assert done.result.code == ExitCode.MISSING


@pytest.mark.slow
def test_an_old_good_file_is_not_replaced_by_a_bad_one(tmp_path: Path, made: list[Order]) -> None:
    old = tmp_path / "vi/colostrum-a4.pdf"
    old.parent.mkdir()
    old.write_bytes(b"good")
    (one,) = go(tmp_path, Order("colostrum", "vi"))
    assert (one.state, one.stale) == ("refused", True)
    assert old.read_bytes() == b"good"
    (other,) = go(tmp_path / "empty", Order("colostrum", "vi"))
    assert not other.stale


def test_the_trace_of_a_fault_is_shown_to_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Traceback" not in describe_fault(ValueError("x\ny"))
    monkeypatch.setenv("LEAFLETS_DEBUG", "1")
    assert "ValueError: x" in describe_fault(ValueError("x\ny"))


# -- unchanged ---------------------------------------------------------------


def test_a_second_run_makes_nothing(tmp_path: Path, made: list[Order]) -> None:
    first = go(tmp_path)
    second = go(tmp_path)
    assert outcomes(second) == ["unchanged", "unchanged"]
    assert [one.lines[0].sha256 for one in second] == [one.lines[0].sha256 for one in first]
    assert [one.lines[0].pages for one in second] == [2, 2]
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


def test_other_copies_are_noted_even_where_the_file_is_unchanged(tmp_path: Path, made: list[Order]) -> None:
    go(tmp_path, Order("colostrum", copies=50))
    (one,) = go(tmp_path, Order("colostrum", copies=80))
    assert (one.state, one.recounted) == ("unchanged", True)
    assert outcomes(go(tmp_path, Order("colostrum", copies=80))) == ["unchanged"]
    rows = [json.loads(line) for line in (tmp_path / MANIFEST).read_text().splitlines()]
    assert [row["order"]["copies"] for row in rows] == [50, 80]
    assert len({row["sha256"] for row in rows}) == len(made) == 1


@pytest.mark.sweep
@pytest.mark.parametrize(
    "memory", ["", "{", "[]", '{"file": 3}', '{"file": "en/colostrum-a4.pdf"}', "[" * 99_999, '{"file":null}']
)
def test_receipts_that_cannot_be_read_only_cost_time(tmp_path: Path, made: list[Order], memory: str) -> None:
    go(tmp_path)
    (tmp_path / MANIFEST).write_text(f"{memory}\n")
    assert outcomes(go(tmp_path)) == ["made", "made"]
    assert outcomes(go(tmp_path)) == ["unchanged", "unchanged"]


def test_receipts_of_other_runs_are_kept(tmp_path: Path, made: list[Order]) -> None:
    go(tmp_path, ORDERS[0])
    go(tmp_path, ORDERS[1])
    rows = [json.loads(line) for line in (tmp_path / MANIFEST).read_text().splitlines()]
    assert [row["file"] for row in rows] == ["en/colostrum-a4.pdf", "en/managing-leakage-a4.pdf"]
    assert len({row["run"] for row in rows}) == 2


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
    (words,) = problems(one)
    assert words.startswith(f"{tmp_path / 'en/colostrum-a4.pdf'}: the file cannot be written: ")
    assert words.endswith(f"hint: {hint}")
    assert not list(tmp_path.rglob("*.tmp"))
    assert not (tmp_path / "en/colostrum-a4.pdf").exists()


def test_a_file_where_a_folder_is_needed(tmp_path: Path, made: list[Order]) -> None:
    (tmp_path / "en").write_text("a file")
    (one,) = go(tmp_path, ORDERS[0])
    assert "a file stands where a folder is needed" in problems(one)[0]


def test_ctrl_c_keeps_what_is_finished(tmp_path: Path, made: list[Order]) -> None:
    with pytest.raises(Stopped) as caught:
        go(tmp_path, ORDERS[0], Order("colostrum", "zh_Hant"), ORDERS[1])
    assert caught.value.result.counts["made"] == caught.value.result.ready >= 1
    assert outcomes(go(tmp_path, ORDERS[0])) == ["unchanged"]
    assert not list(tmp_path.rglob("*.tmp"))


# -- receipts ----------------------------------------------------------------


def test_receipts_are_safe_before_a_run_says_that_it_is_done(
    tmp_path: Path, made: list[Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        synced.append(os.fstat(handle).st_ino)
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    go(tmp_path)
    assert (tmp_path / MANIFEST).stat().st_ino in synced


@pytest.mark.slow
def test_what_a_receipt_names_is_written_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kill in between leaves a lot without a receipt, which is no harm; never a receipt without its lot."""
    written: list[str] = []
    real = Manifest.add

    def add(self: Manifest, lines: Any) -> None:
        lines = list(lines)
        written.extend([self._path.name] * bool(lines))
        real(self, lines)

    monkeypatch.setattr(Manifest, "add", add)
    go(tmp_path, Order("colostrum"))
    assert written == ["lots.jsonl", MANIFEST]


@pytest.mark.slow
def test_a_word_of_a_panel_that_is_not_drawn_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clinic's words are proved as the body's are: a telephone number must not get lost."""
    from generator.typeset.text.embedding import SmallFont

    real = SmallFont.meanings
    wrong = property(lambda self: {code: "x" for code in real.__get__(self)})
    monkeypatch.setattr(SmallFont, "meanings", wrong)
    with pytest.raises(Unusable, match="does not say what the sheet says"):
        making.make(Order("colostrum", clinic="example"), Library.open(STOCK))


# -- several processes -------------------------------------------------------


def test_a_run_is_parted_into_all_its_parts_and_ends_in_small_ones() -> None:
    groups = ["a" * 50, "b" * 50, "c" * 47]
    for jobs in (1, 2, 3):
        parts = list(in_turn(groups, 8, jobs))
        for group in groups:
            assert sum(len(part) for part in parts if part[0] == group[0]) == len(group)
        assert max(map(len, parts)) == 8
        assert len(parts[-1]) < 8
    assert {part[0] for part in list(in_turn(groups, 8, 2))[:2]} == {"a", "b"}, "two begin with two languages"
    assert not list(in_turn(["", []], 8, 2))


@pytest.mark.slow
def test_two_processes_make_the_same_bytes_as_one(tmp_path: Path) -> None:
    orders = [Order(name) for name in Library.open(STOCK).topics()[:3]]
    one = go(tmp_path / "one", *orders, jobs=1)
    two = go(tmp_path / "two", *orders, Order("no-such-topic"), jobs=2)
    assert outcomes(two)[-1] == "refused"
    assert "there is no topic called 'no-such-topic'" in problems(two[-1])[0]
    assert [x.lines[0].sha256 for x in one] == [x.lines[0].sha256 for x in two[:-1]]
    assert outcomes(one) == outcomes(two)[:-1]


@pytest.mark.slow
def test_a_script_without_a_guard_runs_in_two_processes(tmp_path: Path) -> None:
    """The example of the docs as it stands: the processes must not run the script again."""
    script = tmp_path / "mine.py"
    script.write_text(
        "from generator import Library, Order, make_all\n"
        "print('once')\n"
        f"found = make_all([Order('colostrum'), Order('colostrum', 'vi')], Library.open({str(STOCK)!r}), 'out', jobs=2)\n"
        "print(dict(found.counts))\n"
    )
    done = subprocess.run(
        [sys.executable, script], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(STOCK)}, capture_output=True,
        text=True, check=False, timeout=120,
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("once\n{'made': 2}\n", 0), done.stderr


@pytest.mark.slow
def test_a_stopped_process_does_not_hold_a_run_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is ended after a while, and its leaflets are made by others."""
    monkeypatch.setattr(pool, "PATIENCE", 20.0)
    monkeypatch.setattr(pool, "GRACE", 2.0)
    monkeypatch.setattr(pool, "LOOK", 0.2)
    stopped: list[int] = []
    begin = pool._start

    def start(*given: Any) -> Any:
        crew = begin(*given)
        if not stopped:
            stopped.append(next(iter(crew._processes)))
            os.kill(stopped[0], signal.SIGSTOP)
        return crew

    monkeypatch.setattr(pool, "_start", start)
    done = go(tmp_path, *(Order(name) for name in Library.open(STOCK).topics()[:4]), jobs=2)
    assert outcomes(done) == ["made"] * 4
    assert stopped


def test_processes_that_cannot_begin_are_said_and_the_run_ends(tmp_path: Path) -> None:
    library = Library.open(STOCK)
    library.folder = tmp_path / "gone"
    told: list[Outcome] = []
    with pytest.raises(Unusable, match="end one after the other"):
        make_all([Order(name) for name in library.topics()[:4]], library, tmp_path / "out", 2, told.append)
    assert {one.code for one in told} == {ExitCode.BUG}


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
    process = processes.start([sys.executable, str(script)], stdout=pipe, stderr=pipe, env=environment, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in said
    assert process.returncode == ExitCode.INTERRUPTED
    assert not list(tmp_path.rglob("*.tmp"))


@pytest.mark.skipif(sys.platform == "win32", reason="signals are other ones there")
@pytest.mark.parametrize("where", ["__enter__", "__exit__"])
def test_ctrl_c_amid_the_locks_of_futures_does_not_stop_the_run_for_ever(tmp_path: Path, where: str) -> None:
    """It came while the results of all blocks were locked: those who had made them waited for ever."""
    script = tmp_path / "run.py"
    script.write_text(
        "import signal, sys, time\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from generator.run import pool\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "came, made = [], []\n"
        "def look(frame, event, arg):\n"
        f"    if frame.f_code.co_qualname != '_AcquireFutures.{where}':\n"
        "        return None\n"
        "    if event == 'return' and not came:\n"
        "        came.append(1)\n"
        "        signal.raise_signal(signal.SIGINT)\n"
        "    return look\n"
        "def work(block):\n"
        "    time.sleep(0.3)\n"
        "    return [block]\n"
        "crew = pool.Crew(ThreadPoolExecutor, lambda: 2, work)\n"
        "sys.settrace(look)\n"
        "try:\n"
        "    pool.spread([('a',), ('b',), ('c',)], crew, made.extend)\n"
        "except KeyboardInterrupt:\n"
        "    print('stopped', *sorted(one for (one,) in made))\n"
    )
    environment = os.environ | {"PYTHONPATH": str(STOCK)}
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, env=environment, text=True) as process:
        try:
            said, _ = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    assert said == "stopped a b\n"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell what a process heeds")
def test_the_process_that_others_come_from_never_answers_ctrl_c(tmp_path: Path) -> None:
    """A terminal gives it to the whole group: a traceback of its imports was all that a person saw."""
    script = tmp_path / "run.py"
    script.write_text(
        "import time\n"
        "from multiprocessing import forkserver\n"
        "from pathlib import Path\n"
        "from generator.run.pool import prepare\n"
        "prepare(2)\n"
        "def heeds(number):\n"
        "    lines = Path(f'/proc/{forkserver._forkserver._forkserver_pid}/status').read_text().splitlines()\n"
        "    marks = {line.split(':')[0]: int(line.split()[1], 16) for line in lines if line[:6] in ('SigBlk', 'SigIgn')}\n"
        "    return not (marks['SigBlk'] | marks['SigIgn']) & 1 << number - 1\n"
        "end = time.monotonic() + 20\n"
        "interrupts = [heeds(2)]\n"
        "while not heeds(15) and time.monotonic() < end:\n"
        "    interrupts.append(heeds(2))\n"
        "print(any(interrupts) or heeds(2), heeds(1), heeds(15))\n"
    )
    environment = os.environ | {"PYTHONPATH": str(STOCK)}
    found = subprocess.run([sys.executable, script], capture_output=True, env=environment, text=True, check=True)
    assert found.stdout == "False True True\n"


def test_what_ended_processes_left_half_written_is_gone_when_a_run_is_stopped(tmp_path: Path) -> None:
    """SIGHUP comes to the whole group of a terminal: processes end amid their files."""
    left = tmp_path / "riverside" / "en" / f".colostrum-a4.pdf.here.{os.getpid()}.tmp"
    left.parent.mkdir(parents=True)
    with pytest.raises(KeyboardInterrupt), opened(Library.open(STOCK), How(tmp_path)):
        left.write_bytes(b"%PDF")
        raise KeyboardInterrupt
    assert not left.exists()


@pytest.mark.parametrize("finishes", [True, False])
def test_ctrl_c_does_not_wait_for_work_of_which_no_file_comes(finishes: bool) -> None:
    """A check takes seconds, and what it found is not told any more."""
    asked, killed = iter([1, 1]), []

    def size() -> int:
        try:
            return next(asked)
        except StopIteration:
            raise KeyboardInterrupt from None

    crew = pool.Crew(ThreadPoolExecutor, size, lambda _: [], kill=killed.append, finishes=finishes)
    with pytest.raises(KeyboardInterrupt):
        pool.spread([(), (), ()], crew, lambda _: None)
    assert len(killed) == (0 if finishes else 1)


def test_checks_are_such_work(tmp_path: Path) -> None:
    assert not pool.checkers_of_here(Opening(), "digital", 2).finishes
    assert pool.processes_of_here(Opening(), tmp_path, 2).finishes


@pytest.mark.skipif(sys.platform == "win32", reason="signals are other ones there")
def test_a_second_ctrl_c_does_not_stop_the_files_of_the_first_from_being_finished(tmp_path: Path) -> None:
    finished: list[str] = []

    class Store(FolderStore):
        def begin(self, relative: str, data: bytes) -> Callable[[], Written]:
            finish = super().begin(relative, data)

            def done() -> Written:
                finished.append(relative)
                signal.raise_signal(signal.SIGINT)
                return finish()

            return done

    def add(outcomes: list[Outcome]) -> None:
        raise RuntimeError("receipts cannot be kept")

    library = Library.open(STOCK)
    block = tuple([Item(Order(name), "", FLAT) for name in library.topics()[:3]])
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
    try:
        with pytest.raises(KeyboardInterrupt):
            do(block, library, Store(tmp_path), add)
    finally:
        signal.signal(signal.SIGINT, before)
    assert len(finished) == 3
    assert len(list(tmp_path.rglob("*.pdf"))) == 3
    assert not list(tmp_path.rglob("*.tmp"))
