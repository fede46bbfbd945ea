"""What goes wrong around a run: a full disk, a process that dies, a broken font or logo, a clock that jumps, kills.

After each, ``--resume`` completes the run: the same bytes as an undisturbed run, nothing torn, missing or double.
"""

from __future__ import annotations

import errno
import importlib.util
import json
import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from multiprocessing import forkserver
from pathlib import Path
from types import ModuleType

import processes
import pytest
from processes import PATIENCE
from ward import STOCK, Ward, png

from generator.cli.arguments import read_arguments
from generator.library.library import Library
from generator.model.problems import ExitCode
from generator.run.engine import How
from generator.run.files import syncing
from generator.run.orders.read import read_wish
from generator.run.print_run import print_run

unix = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits are of Unix")
HEAD = "name,phones,hours,address"
HILL = "Hill Clinic,020 7946 0123,Monday to Friday,1 Sample Street"


def orders(ward: Ward, clinics: int, *more: str, head: str = HEAD) -> None:
    rows = [HILL.replace("Hill", f"Hill {number}") + "," * (head.count(",") - 3) for number in range(clinics)]
    ward.put("t.csv", "".join(f"{row}\n" for row in (head, *rows, *more)))
    ward.put("run.yaml", "orders: t.csv\ntopics: [good, broken]\nlanguages: [en]\n")


def go(ward: Ward, *words: str) -> tuple[int, str, str]:
    found = ward.run("run", "run.yaml", *words)
    assert "Traceback" not in found[1] + found[2]
    return found


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(STOCK), "PYTHONDONTWRITEBYTECODE": "1"}


def start(ward: Ward, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "generator", "run", "run.yaml", *words]
    return processes.start(command, cwd=ward.folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.pdf")}


def is_complete(ward: Ward, name: str = "output", whole: str = "whole") -> bool:
    """Tell whether a folder holds what the undisturbed run's holds, each with one receipt, and nothing else."""
    wanted = files(ward.folder / whole)
    lines = (ward.folder / name / "manifest.jsonl").read_text("utf-8").splitlines()
    often = Counter(json.loads(line)["file"] for line in lines)
    left = list((ward.folder / name).rglob("*.tmp"))
    return bool(wanted) and files(ward.folder / name) == wanted and often == Counter(wanted.keys()) and not left


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, STOCK / "benchmarks" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


# -- a full disk -------------------------------------------------------------


@pytest.mark.slow
@unix
@pytest.mark.parametrize("step", ["open", "write", "fsync"])
def test_a_full_disk_stops_the_run_and_resume_completes_it(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The disk is full from the twentieth file on: when it is made, filled or brought to the disk."""
    orders(ward, 40)
    go(ward, "--output", "whole")
    real = getattr(os, step)
    times = 0

    def full(*words: object, **more: object) -> object:
        nonlocal times
        about = str(words[0])
        if step == "open" and not about.endswith(".tmp"):
            return real(*words, **more)
        if step == "write" and len(words[1]) < 10_000:  # type: ignore[arg-type]
            return real(*words, **more)
        times += 1
        if times > 20:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*words, **more)

    if step == "fsync":  # a disk that tells of a fault is asked file by file, which file it was
        monkeypatch.setattr(syncing, "_syncfs", lambda: lambda _: -1)
    monkeypatch.setattr(os, step, full)
    code, _, err = go(ward)
    monkeypatch.setattr(os, step, real)
    assert code == ExitCode.UNUSABLE
    assert "cannot be written: no space left on device" in err
    assert "free some space" in err
    assert "what is there is not made anew" in err or "--resume" in err
    wanted = files(ward.folder / "whole")
    found = files(ward.folder / "output")
    assert 0 < len(found) < len(wanted)
    assert all(wanted[name] == data for name, data in found.items()), "a file is torn"
    assert not list((ward.folder / "output").rglob("*.tmp"))
    assert go(ward, "--resume")[0] == ExitCode.MADE
    assert files(ward.folder / "output") == wanted


def can_mount() -> bool:
    if not shutil.which("unshare"):
        return False
    words = ["unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", "/mnt"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.mark.slow
@unix
def test_a_disk_that_is_really_full(ward: Ward) -> None:
    """A file system of one megabyte, two processes; then it grows and the run goes on."""
    if not can_mount():
        pytest.skip("needs a file system of its own")
    orders(ward, 30)
    assert go(ward, "--output", "whole")[0] == ExitCode.MADE
    (ward.folder / "output").mkdir()
    run = shlex.join([sys.executable, "-m", "generator", "run", "run.yaml", "--jobs", "2"])
    script = (
        f"mount -t tmpfs -o size=1m tmpfs output; {run}; echo first $? >&2; "
        f"mount -o remount,size=99m output; {run} --resume; echo second $? >&2; cp -r output copy"
    )
    found = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script], cwd=ward.folder, env=environment(), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert f"first {int(ExitCode.UNUSABLE)}" in found.stderr, found.stderr
    assert f"second {int(ExitCode.MADE)}" in found.stderr, found.stderr
    assert "cannot be written: no space left on device" in found.stderr
    # What is full first tells how it ends: too many leaflets in a row, or the receipts.
    ways = ("mend this, then go on with --resume", "then do it again: what is there is not made anew")
    assert any(f"{way}\nfirst" in found.stderr for way in ways), found.stderr
    assert "Traceback" not in found.stderr
    assert is_complete(ward, "copy")


# -- processes that die ------------------------------------------------------


@pytest.mark.slow
@unix
@pytest.mark.parametrize("victim", ["worker", "source"])
def test_a_process_that_is_killed_loses_nothing(ward: Ward, victim: str) -> None:
    """A worker, or the process that workers come from."""
    kills = tool("kills")
    orders(ward, 120)
    go(ward, "--output", "whole")
    process = start(ward, "--jobs", "2")
    kills.wait_for(process, ward.folder / "output", 20, 0)
    assert kills.kill(process, victim, random.Random(1)) in (victim, "command")
    out, err = process.communicate(timeout=PATIENCE)
    if process.returncode == -signal.SIGKILL:  # not Linux: processes cannot be told from each other
        pytest.skip("processes are found through /proc")
    assert (process.returncode, err) == (ExitCode.MADE, b"")
    assert b"240 made, 0 unchanged, 0 refused" in out
    assert is_complete(ward)


@pytest.mark.slow
@unix
@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_process_that_cannot_be_started_at_this_moment_loses_nothing(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """As when the process that others come from is killed just as it is asked for one."""
    asked: list[int] = []
    real = forkserver.connect_to_new_process

    def ask(fds: list[int]) -> tuple[int, int]:
        asked.append(1)
        if len(asked) == at:
            raise EOFError("unexpected EOF")
        return real(fds)

    monkeypatch.setattr(forkserver, "connect_to_new_process", ask)
    orders(ward, 60)
    go(ward, "--output", "whole")
    code, out, err = go(ward, "--jobs", "2")
    assert (code, err) == (ExitCode.MADE, "")
    assert "120 made, 0 unchanged, 0 refused" in out
    assert is_complete(ward)
    assert asked


@pytest.mark.slow
@unix
def test_where_no_such_process_can_start_each_worker_starts_by_itself(ward: Ward) -> None:
    """Its socket has a path in the folder for temporary files, which may be too long for one (some 100 bytes)."""
    orders(ward, 12)
    deep = ward.folder / ("temporary-" * 9) / "files"
    deep.mkdir(parents=True)
    command = [sys.executable, "-m", "generator", "run", "run.yaml", "--jobs", "2"]
    found = subprocess.run(
        command, cwd=ward.folder, env=environment() | {"TMPDIR": str(deep)}, capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip
    assert (found.returncode, found.stderr) == (ExitCode.MADE, "")
    assert "24 made" in found.stdout


@pytest.mark.slow
def test_a_folder_called_generator_is_not_taken_for_the_program(ward: Ward) -> None:
    orders(ward, 12)
    strange = ward.folder / "generator" / "run"
    strange.mkdir(parents=True)
    for path in (strange.parent / "__init__.py", strange / "__init__.py", strange / "preload.py"):
        path.write_text("from pathlib import Path\nPath('taken').write_text(__name__)\n", "utf-8")
    script = ward.folder / "bin" / "leaflets.py"
    script.parent.mkdir()
    script.write_text(
        f"import sys\nsys.path[1:1] = [{str(STOCK)!r}]\nfrom generator.cli import main\n"
        "if __name__ == '__main__':\n    sys.exit(main())\n",
        "utf-8",
    )
    found = subprocess.run(
        [sys.executable, str(script), "run", "run.yaml", "--jobs", "2", "--output", "output", "--library", "."],
        cwd=ward.folder, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert (found.returncode, found.stderr) == (ExitCode.MADE, "")
    assert "24 made" in found.stdout
    assert not (ward.folder / "taken").exists()


@unix
@pytest.mark.slow
def test_a_few_kills_lose_nothing(tmp_path: Path) -> None:
    """The small sister of benchmarks/kills.py, with its tool."""
    tally = tool("kills").trial(tmp_path, kills=4, seed=11, jobs=2, clinics=40)
    assert sum(tally.kills.values()) == 4
    assert tally.is_clean(), tally


def test_the_tool_that_counts_kills_sees_each_fault(ward: Ward) -> None:
    kills = tool("kills")
    orders(ward, 3)
    go(ward, "--output", "whole")
    whole = files(ward.folder / "whole")
    shutil.copytree(ward.folder / "whole", ward.folder / "output")
    output = ward.folder / "output"
    fine = kills.Tally()
    kills.audit(output, whole, fine, done=True)
    assert fine.is_clean()
    torn, missing, twice, *_ = sorted(whole)
    (output / torn).write_bytes(whole[torn][:-1])
    (output / missing).unlink()
    (output / torn).with_name("other.pdf").write_bytes(b"x")
    (output / torn).with_name(".x.pdf.here.1.tmp").write_bytes(b"x")
    lines = (output / "manifest.jsonl").read_text("utf-8").splitlines(keepends=True)
    with (output / "manifest.jsonl").open("a", encoding="utf-8") as manifest:
        manifest.writelines(line for line in lines if twice in line)
    tally = kills.Tally()
    kills.audit(output, whole, tally, done=True)
    assert torn in tally.lost["torn"]
    assert tally.lost["missing"] == {missing}
    assert tally.lost["double"] == {twice}
    assert len(tally.lost["not ordered"]) == 1
    assert len(tally.lost["left behind"]) == 1
    tally = kills.Tally()
    assert not kills.finish(start(ward, "--format", "none"), tally)
    assert tally.lost["runs that failed"]


# -- broken fonts and logos --------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"\0\1\0\0 this is no font" * 99, ExitCode.UNUSABLE, "Torn.ttf"),
        (None, ExitCode.MISSING, "the font pack 'torn-fonts' has no file 'Torn.ttf'"),
    ],
)
def test_a_broken_font_is_said_and_nothing_is_half_written(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, data: bytes | None, code: ExitCode, said: str, jobs: str
) -> None:
    ward.put("torn_fonts/__init__.py", "")
    if data is not None:
        ward.put("torn_fonts/Torn.ttf", data)
    ward.stock(
        "templates/faces.yaml",
        "  package: justmytype_western_core\n  path: fonts/ofl/notosans/NotoSans[wdth,wght].ttf",
        "  package: torn_fonts\n  path: Torn.ttf",
    )
    orders(ward, 3)
    process = subprocess.run(
        [sys.executable, "-m", "generator", "run", "run.yaml", "--jobs", jobs], cwd=ward.folder, capture_output=True,
        text=True, env=environment() | {"PYTHONPATH": f"{STOCK}{os.pathsep}{ward.folder}"}, check=False,
    )  # fmt: skip
    assert (process.returncode, said in process.stderr) == (code, True), process.stderr
    assert "Traceback" not in process.stderr
    assert "0 made, 0 unchanged, 6 refused" in process.stdout
    assert not list((ward.folder / "output").rglob("*.pdf"))
    assert not list((ward.folder / "output").rglob("*.tmp"))
    (ward.folder / "templates/faces.yaml").unlink()
    assert "6 made" in go(ward, "--resume")[1]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_broken_logo_stops_its_own_clinic_only(ward: Ward, jobs: str) -> None:
    """A PNG whose pixels end too soon, a JPEG of nothing, an SVG that is none; the row's number leads to each."""
    ward.put("content/clinics/torn.png", png(40, 40))
    ward.put("content/clinics/torn.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 64)
    ward.put("content/clinics/torn.svg", "<svg xmlns='http://www.w3.org/2000/svg'><path d='M 0'")
    torn = [f"{HILL.replace('Hill', sort)},clinics/torn.{sort}" for sort in ("png", "jpg", "svg")]
    orders(ward, 2, *torn, head=f"{HEAD},logo")
    code, out, err = go(ward, "--jobs", jobs)
    assert code == ExitCode.UNUSABLE
    for number in (4, 5, 6):
        assert f"t.csv, row {number}, column E 'logo': " in err
    assert "4 made" in out
    found = {name.split("/")[0] for name in files(ward.folder / "output")}
    assert found == {"hill-0-clinic", "hill-1-clinic"}
    assert not list((ward.folder / "output").rglob("*.tmp"))


# -- a clock that jumps ------------------------------------------------------


@pytest.mark.slow
def test_no_clock_decides_what_is_made_again(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of the past and the future; a clock that jumps at each look; the run goes on another day."""
    orders(ward, 4)
    go(ward, "--output", "whole")
    chance = random.Random(5)
    with monkeypatch.context() as clock:
        clock.setattr(
            time, "time", lambda: chance.uniform(0, 1.8e9)
        )  # the review date is not past on any of these days
        clock.setattr(time, "time_ns", lambda: int(chance.uniform(0, 4e18)))
        assert go(ward)[0] == ExitCode.MADE
    assert is_complete(ward)
    for moment, path in enumerate(sorted((ward.folder / "output").rglob("*"))):
        os.utime(path, (moment, moment) if moment % 2 else (4e9, 4e9))
    assert "0 made, 8 unchanged" in go(ward, "--resume")[1]
    # a file that was changed is made again, though its time and its size say nothing
    victim = ward.folder / "output/hill-1-clinic/en/good-a4.pdf"
    about = victim.stat()
    victim.write_bytes(bytes(len(victim.read_bytes())))
    os.utime(victim, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert "1 made, 7 unchanged" in go(ward, "--resume")[1]
    assert files(ward.folder / "output") == files(ward.folder / "whole")


@pytest.mark.slow
def test_a_run_begun_one_day_goes_on_another(ward: Ward) -> None:
    orders(ward, 4)
    go(ward, "--output", "whole")
    for number, today in enumerate((date(2027, 11, 22), date(2020, 2, 29), date(2026, 11, 22))):
        library = Library.open(None, today)
        wish = read_wish(ward.folder / "run.yaml", library)
        output = ward.folder / "output"
        result = print_run(wish, library, How(output), resume=bool(number))
        assert result.counts["unchanged"] == (6 if number else 0)
        (output / "hill-1-clinic/en/good-a4.pdf").unlink()
        (output / "hill-2-clinic/en/good-a4.pdf").unlink()
    assert go(ward, "--resume")[0] == ExitCode.MADE
    assert files(ward.folder / "output") == files(ward.folder / "whole")


def test_receipts_of_any_day_count(ward: Ward) -> None:
    """The day a receipt was written is for people; a run goes by digests."""
    orders(ward, 2)
    go(ward)
    manifest = ward.folder / "output/manifest.jsonl"
    rows = [json.loads(line) for line in manifest.read_text("utf-8").splitlines()]
    for row, day in zip(rows, ("1970-01-01", "9999-12-31", "", "not a day"), strict=True):
        row["made"] = day
    manifest.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    assert "0 made, 4 unchanged" in go(ward, "--resume")[1]


# -- what is left behind -----------------------------------------------------


def test_stale_temporary_files_are_cleaned_and_no_others(ward: Ward) -> None:
    orders(ward, 1)
    go(ward)
    folder = ward.folder / "output/hill-0-clinic/en"
    stale = [folder / ".good-a4.pdf.elsewhere.4194304.tmp", folder / f".x.pdf.here.{2**40}.tmp"]
    kept = [folder / "notes.tmp", folder / ".mine", ward.folder / "output/notes.txt"]
    for path in (*stale, *kept):
        path.write_bytes(b"x")
    os.utime(stale[0], (4e9, 4e9))  # from a machine whose clock is ahead
    assert go(ward, "--resume")[0] == ExitCode.MADE
    assert not any(path.exists() for path in stale)
    assert all(path.exists() for path in kept)


@pytest.mark.slow
@unix
def test_the_words_that_say_how_to_go_on_do_go_on(ward: Ward) -> None:
    """Also with receipts elsewhere, and with a folder whose name has a blank."""
    orders(ward, 300)
    process = start(ward, "--jobs", "2", "--output", "my output", "--receipts", "my receipts")
    tool("kills").wait_for(process, ward.folder / "my output", 10, 0)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == ExitCode.INTERRUPTED, err
    line = err.decode().split("go on with: ")[1].splitlines()[0]
    assert line.startswith("leaflets run run.yaml --resume")
    words = shlex.split(line)[1:]
    found = read_arguments(words)
    assert (found.output, found.receipts, found.jobs) == (Path("my output"), Path("my receipts"), 2)
    code, out, _ = ward.run(*words)
    assert code == ExitCode.MADE
    assert " 0 refused" in out
    assert len(files(ward.folder / "my output")) == 600
