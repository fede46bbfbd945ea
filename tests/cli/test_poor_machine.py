"""A machine that gives too little: streams that are closed or full, folders that go, limits, signals, an old Python."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import processes
import pytest
from processes import PATIENCE, until
from ward import STOCK, Ward

from generator.model.problems import ExitCode, Missing
from generator.run import faults

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shells and limits are other ones there")
LEAFLETS = f"{sys.executable} -m generator"
LONG = "x" * 300


def shell(commands: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of a shell, in which ``leaflets`` is the command."""
    done = subprocess.run(
        ["bash", "-c", commands.replace("leaflets", LEAFLETS, 1)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(STOCK), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode != ExitCode.BUG, done.stderr
    return done


# -- streams --------------------------------------------------------------------------


@pytest.mark.sweep
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", ["make good --language en", "show themes", "--help"])
@pytest.mark.parametrize(
    ("where", "reason"), [(">&-", "bad file descriptor"), (">/dev/full", "no space left on device")]
)
def test_results_that_cannot_be_printed_are_said_so_and_what_was_made_stays(
    ward: Ward, where: str, reason: str, words: str, unbuffered: str
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no such device here")
    done = shell(f"leaflets {words} {where}", ward.folder, PYTHONUNBUFFERED=unbuffered)
    assert done.stderr == (
        f"the results cannot be printed: {reason}\n"
        "  hint: look at what standard output is sent to; what was made is made\n"
    )
    assert done.returncode == ExitCode.UNUSABLE
    assert (ward.folder / "output/en/good-a4.pdf").is_file() == words.startswith("make")


@pytest.mark.slow
@pytest.mark.parametrize("where", ["2>&-", "2>/dev/full"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_complaints_that_nobody_hears_go_nowhere_else(ward: Ward, where: str, unbuffered: str) -> None:
    done = shell(f"leaflets make god --language en {where}", ward.folder, PYTHONUNBUFFERED=unbuffered)
    assert (done.returncode, done.stdout, done.stderr) == (ExitCode.USAGE, "", "")
    done = shell(f"leaflets make god --language en {where} >&- <&-", ward.folder)
    assert done.returncode == ExitCode.USAGE


@pytest.mark.slow
def test_a_file_that_is_made_never_gets_the_number_of_a_closed_stream(ward: Ward) -> None:
    done = shell("leaflets make good broken --language en <&- >&- 2>&-", ward.folder)
    assert done.returncode == ExitCode.UNUSABLE
    made = sorted((ward.folder / "output/en").iterdir())
    assert [file.name for file in made] == ["broken-a4.pdf", "good-a4.pdf"]
    assert all(file.read_bytes().endswith(b"%%EOF\n") for file in made)


# -- places ---------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["make good", "show topics", "run a.csv", "new topic night-feeds"])
def test_a_folder_that_is_gone_is_said_so(tmp_path: Path, words: str) -> None:
    done = shell(f"mkdir gone; cd gone; rmdir ../gone; leaflets {words}", tmp_path)
    assert done.returncode == ExitCode.UNUSABLE
    assert done.stderr.startswith("the folder in which the program stands cannot be read: ")
    assert "hint: go to another folder and begin again" in done.stderr
    done = shell("mkdir gone; cd gone; rmdir ../gone; leaflets --help", tmp_path)
    assert done.returncode == ExitCode.MADE


@pytest.mark.parametrize(
    "words",
    [
        f"make good --language en --output {LONG}", f"make good --library {LONG}", f"run {LONG}.csv",
        f"check {LONG}.pdf", f"ledger add {LONG}", f"ledger list --ledger {LONG}", f"new topic {LONG}",
    ],
    ids=lambda words: words.partition("x")[0],
)  # fmt: skip
def test_a_name_longer_than_any_disk_allows_is_said_so(ward: Ward, words: str) -> None:
    done = shell(f"leaflets {words}", ward.folder)
    assert done.returncode in (ExitCode.USAGE, ExitCode.UNUSABLE)
    assert "too long" in done.stderr or "hint: " in done.stderr


# -- limits ---------------------------------------------------------------------------


@pytest.mark.parametrize("files", [8, 12, 16, 20])
def test_too_few_open_files_for_so_many_processes_are_said_so(ward: Ward, files: int) -> None:
    done = shell(f"ulimit -n {files}; leaflets make good broken --language en --jobs 2", ward.folder)
    assert (done.returncode, done.stdout) == (ExitCode.MISSING, "")
    assert done.stderr.startswith("too few open files are allowed here\n  hint: allow more with: ulimit -n 1024")


def test_a_limit_that_may_be_raised_is_raised(ward: Ward) -> None:
    done = shell("ulimit -S -n 16; leaflets make good broken --language en --jobs 2", ward.folder)
    assert (done.returncode, done.stderr) == (ExitCode.MADE, "")


def test_hardly_any_open_files_are_said_so(ward: Ward) -> None:
    done = shell("ulimit -n 6; leaflets make good --language en", ward.folder)
    assert done.returncode == ExitCode.MISSING
    assert "too few open files are allowed here" in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not keep this limit")
@pytest.mark.parametrize("kilobytes", [30_000, 50_000, 70_000])
@pytest.mark.parametrize("words", ["make good --language en", "press good --language en"])
def test_too_little_memory_is_said_so(ward: Ward, kilobytes: int, words: str) -> None:
    done = shell(f"ulimit -v {kilobytes}; leaflets {words}", ward.folder)
    assert done.returncode == ExitCode.MISSING, done.stderr
    assert "memory" in done.stderr and "hint: close other programs" in done.stderr
    assert not list((ward.folder).rglob("*.tmp"))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError(), "not enough memory"),
        (OSError(24, "Too many open files", "a.py"), "too few open files"),
        (ImportError("libicu.so.74: cannot open shared object file: Too many open files"), "too few open files"),
        (ImportError("a.so: failed to map segment from shared object"), "not enough memory"),
        (RuntimeError("can't start new thread"), "no more processes"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_what_a_machine_lacks_is_no_fault_of_the_program(error: Exception, said: str) -> None:
    problem, code = faults.fault(error)
    assert said in problem.message and problem.hint and code == ExitCode.MISSING
    try:
        try:
            raise error
        except type(error):
            raise ValueError("a library's own words")  # noqa: B904 - as libraries do
    except ValueError as hidden:
        assert faults.fault(hidden)[1] == ExitCode.MISSING
    assert faults.fault(ValueError("x"))[1] == ExitCode.BUG


def test_more_processes_than_files_may_be_open_for_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    monkeypatch.setattr(resource, "getrlimit", lambda _: (30, 30))
    with pytest.raises(Missing):
        faults.need_files(64)
    faults.need_files(2)


# -- signals --------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_signal_to_end_is_answered_as_ctrl_c(tmp_path: Path, number: signal.Signals, code: int, jobs: str) -> None:
    (tmp_path / "scratch").mkdir()
    process = processes.start(
        [sys.executable, "-m", "generator", "make", "--jobs", jobs],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(STOCK), "TMPDIR": str(tmp_path / "scratch"), "LEAFLETS_CACHE": "off"},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    until(lambda: list(tmp_path.glob("output/*/*.pdf")) or process.poll() is not None)
    process.send_signal(number)
    process.send_signal(number)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == code
    assert "leaflets are ready, none is half written\n" in said and "Traceback" not in said
    assert not list(tmp_path.rglob("*.tmp"))
    assert not list((tmp_path / "scratch").iterdir())
    assert list(tmp_path.glob("output/*/*.pdf"))


def test_a_signal_while_nothing_is_made_yet_ends_it_in_words(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys, generator.cli.arguments as a\n"
        "from generator.cli import main\n"
        "a.read_arguments = lambda _: os.kill(os.getpid(), signal.SIGTERM)\n"
        "sys.exit(main())\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(STOCK)}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (143, "stopped; no file was left half written\n")


# -- an older Python ------------------------------------------------------------------


def test_an_older_python_is_told_which_one_is_needed(tmp_path: Path) -> None:
    code = "import sys; sys.version_info = (3, 10, 13); sys.version = '3.10.13 (main)'; import generator"
    environment = {**os.environ, "PYTHONPATH": str(STOCK)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == ExitCode.MISSING
    assert done.stderr.startswith("leaflets needs Python 3.11 or later; this is Python 3.10.13\n  hint: ")


@pytest.mark.parametrize("version", ["3.6", "3.8", "3.10"])
def test_a_python_that_is_really_older_reads_those_words(version: str, tmp_path: Path) -> None:
    python = shutil.which(f"python{version}")
    works = python and subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0
    if not works:
        pytest.skip("no such Python here")
    environment = {**os.environ, "PYTHONPATH": str(STOCK), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [str(python), "-m", "generator"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == ExitCode.MISSING
    assert f"this is Python {version}" in done.stderr and "Traceback" not in done.stderr
