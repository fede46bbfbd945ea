"""A run on a real Dask cluster: a scheduler and two worker processes on loopback; one of them is killed in mid-run.

The workers stand in a folder of their own, where there is nothing of the order's library: it has to travel.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import processes
import pytest
from processes import PATIENCE, until
from ward import STOCK, Ward

from generator.library.library import Library
from generator.model.problems import ExitCode, Unusable

pytest.importorskip("distributed", reason="needs the extra [cluster]")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are of Unix")
CLINICS = 60
EACH = 4
"""Leaflets of a clinic: two topics in two languages, in any of the runs here."""
RUN = "orders: t.csv\ntopics: [colostrum, managing-leakage]\nlanguages: [en, ja]\n"


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(STOCK), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "ignore"}


class Dask:
    """A scheduler and its workers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "scheduler.json"
        self.running: list[subprocess.Popen[bytes]] = []
        self.start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(self.file))
        # Written in place: for a moment the file is there and empty.
        until(lambda: self.file.exists() and self.file.read_text().endswith("}"), "the scheduler")
        self.address = json.loads(self.file.read_text())["address"].removeprefix("tcp://")

    def start(self, what: str, *words: str, **more: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", "--no-dashboard", *words]
        process = processes.start(
            command, cwd=self.folder, env=environment() | more, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.running.append(process)
        return process

    def worker(self, **more: str) -> subprocess.Popen[bytes]:
        words = ("--no-nanny", "--nthreads", "1", "--local-directory", str(self.folder))
        return self.start("worker", f"tcp://{self.address}", *words, **more)

    def wait_for(self, workers: int) -> None:
        """Wait until so many workers have reported; they write a folder of their own when they do."""
        until(lambda: len(list(self.folder.glob("*/worker-*"))) >= workers, "the workers")

    def stop(self) -> None:
        for process in reversed(self.running):
            process.kill()
            process.wait()


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Dask]:
    folder = tmp_path / "dask"
    folder.mkdir()
    found = Dask(folder)
    yield found
    found.stop()


def put_run(ward: Ward, clinics: int = CLINICS) -> None:
    """Write a run; one clinic in ten has a logo, which no worker has."""
    ward.put("content/clinics/hill.png", (STOCK / "docs/pictures/pages.png").read_bytes())
    rows = (
        f"Hill {number:03} Clinic,020 7946 0123,Monday,{number} Street,{'' if number % 10 else 'clinics/hill.png'}\n"
        for number in range(clinics)
    )
    ward.put("t.csv", "name,phones,hours,address,logo\n" + "".join(rows))
    ward.put("run.yaml", RUN)


def start(ward: Ward, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "generator", "run", "run.yaml", *words]
    return processes.start(command, cwd=ward.folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def wait_for(leaflets: int, folder: Path, process: subprocess.Popen[bytes]) -> None:
    until(lambda: len(list(folder.glob("*/*/*.pdf"))) >= leaflets or process.poll() is not None)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.pdf"))}


def receipts(folder: Path) -> list[str]:
    lines = (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["file"] for line in lines]


@pytest.mark.slow
def test_a_cluster_makes_the_same_bytes_and_a_killed_worker_loses_nothing(ward: Ward, dask: Dask) -> None:
    put_run(ward)
    first, second = dask.worker(), dask.worker()
    dask.wait_for(2)
    alone = start(ward, "--output", "alone", "--jobs", "2")
    _, err = alone.communicate(timeout=PATIENCE)
    assert alone.returncode == ExitCode.MADE, err
    process = start(ward, "--output", "many", "--executor", f"dask://{dask.address}")
    wait_for(40, ward.folder / "many", process)
    first.send_signal(signal.SIGKILL)
    assert process.poll() is None, "the run was over before a worker could be killed"
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (ExitCode.MADE, b""), err
    assert f"{CLINICS * EACH} made, 0 unchanged, 0 refused".encode() in out
    assert second.poll() is None
    whole = files(ward.folder / "alone")
    assert len(whole) == CLINICS * EACH
    assert files(ward.folder / "many") == whole
    assert sorted(receipts(ward.folder / "many")) == sorted(whole), "a receipt is missing or double"
    again = start(ward, "--output", "many", "--executor", f"dask://{dask.address}", "--resume")
    out, err = again.communicate(timeout=PATIENCE)
    assert f"0 made, {CLINICS * EACH} unchanged".encode() in out, err


@pytest.mark.slow
def test_a_cluster_that_is_lost_and_ctrl_c_lose_nothing(ward: Ward, dask: Dask) -> None:
    """Ctrl-C in mid-run, the scheduler killed in mid-run, and the rest made by the processes of this machine."""
    put_run(ward)
    dask.worker()
    for ready, stop in ((20, "ctrl-c"), (120, "kill")):
        process = start(ward, "--executor", f"dask://{dask.address}")
        wait_for(ready, ward.folder / "output", process)
        if stop == "kill":
            dask.running[0].kill()
        else:
            process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
        assert b"Traceback" not in err
        if stop == "kill":
            assert process.returncode == ExitCode.MISSING, err
            assert b"the connection to the scheduler is lost" in err
            assert b"go on with --resume" in err
        else:
            assert process.returncode == ExitCode.INTERRUPTED, err
            said = f"go on with: leaflets run run.yaml --resume --output output --executor dask://{dask.address}"
            assert said.encode() in err
    for words in (("--resume",), ("--output", "alone")):
        process = start(ward, *words, "--jobs", "2")
        _, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == ExitCode.MADE, err
    assert files(ward.folder / "output") == files(ward.folder / "alone")
    assert sorted(receipts(ward.folder / "output")) == sorted(files(ward.folder / "alone"))


@pytest.mark.slow
def test_a_worker_with_another_disk_or_program_is_refused(ward: Ward, dask: Dask) -> None:
    """One that cannot see the output folder; one under which another library is installed."""
    from generator.run.cluster import Terms, Unreachable, _agree, program_digest

    put_run(ward, 2)
    with pytest.raises(Unreachable, match="does not see this folder"):
        _agree(Terms(program_digest(), "", ward.folder / "elsewhere", (".run.lock", "0" * 64)))
    with pytest.raises(Unreachable, match="has another program, or other libraries under it"):
        _agree(Terms("0" * 64, "", ward.folder))
    with pytest.raises(Unreachable, match="has not got the library"):
        _agree(Terms(program_digest(), "none", ward.folder))
    # a worker of another version is refused in the command's own words
    shadow = dask.folder / "shadow"
    shadow.mkdir()
    for path in (STOCK / "generator").rglob("*.py"):
        copy = shadow / path.relative_to(STOCK)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes() + (b"# changed\n" if path.name == "units.py" else b""))
    dask.worker(PYTHONPATH=str(shadow))
    process = start(ward, "--executor", f"dask://{dask.address}")
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == ExitCode.MISSING
    assert b"has another program, or other libraries under it\n  hint: install version" in err
    assert b"Traceback" not in err
    assert not list((ward.folder / "output").glob("*/*/*.pdf"))


@pytest.mark.slow
def test_a_scheduler_that_does_not_answer_is_said(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    put_run(ward, 1)
    process = start(ward, "--executor", "dask://127.0.0.1:9")
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == ExitCode.MISSING
    assert b"no scheduler answers at 127.0.0.1:9" in err
    assert b"hint: start one with: dask scheduler" in err
    assert b"Traceback" not in err


def test_a_cluster_without_workers_is_waited_for_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    from generator.run import cluster

    class Lonely:
        workers: dict[str, int] = {}

        def scheduler_info(self, n_workers: int) -> dict[str, dict[str, int]]:
            return {"workers": self.workers}

    now = [0.0]
    monkeypatch.setattr(cluster.time, "monotonic", lambda: now[0])
    found = cluster.Cluster(Lonely())  # type: ignore[arg-type]
    now[0] = 50.0
    assert found.processes() == 0
    Lonely.workers = {"one": 1, "two": 2}
    now[0] = 59.0
    assert found.processes() == 2
    Lonely.workers = {}
    now[0] = 118.0
    assert found.processes() == 0
    now[0] = 125.0
    with pytest.raises(cluster.Unreachable, match="there has been no worker for 60 seconds") as caught:
        found.processes()
    assert "go on with --resume" in caught.value.problems[0].hint


@pytest.mark.parametrize("words", ["dask", "dask://", "dask://host", "dask://host:0", "dask://host:99999", "tcp://h:1"])
def test_an_executor_that_is_none_is_refused(ward: Ward, words: str) -> None:
    code, _, err = ward.run("run", "t.csv", "--executor", words)
    assert (code, "is no executor; write local or dask://HOST:PORT" in err) == (ExitCode.USAGE, True)


def test_a_cluster_counts_its_own_processes(ward: Ward) -> None:
    put_run(ward, 1)
    code, _, err = ward.run("run", "run.yaml", "--executor", "dask://127.0.0.1:9", "--jobs", "2")
    assert (code, "leave out --jobs, or --executor" in err) == (ExitCode.USAGE, True)


def test_a_packed_library_is_the_library(ward: Ward, tmp_path: Path) -> None:
    """Also what to call its files, and nothing of the machine it is unpacked on."""
    from generator.run.cluster import Parcel, pack, unpack

    outside = tmp_path / "secret.yaml"
    outside.write_text("name: secret\n")
    (ward.folder / "content/clinics").mkdir(exist_ok=True)
    (ward.folder / "content/clinics/secret.yaml").symlink_to(outside)
    library = Library.open()
    parcel = pack(library)
    assert parcel == pack(Library.open()), "the same library has the same digest"
    there = unpack(parcel, tmp_path / "there")
    assert (there.topics(), there.languages(), there.today) == (library.topics(), library.languages(), library.today)
    assert there.topic("good") == library.topic("good")
    assert there.topic("colostrum") == library.topic("colostrum")
    assert "secret" not in there.clinics()
    assert not list(tmp_path.glob("there/**/secret.yaml"))
    with pytest.raises(ValueError, match="damaged on its way"):
        unpack(Parcel(parcel.data[:-1], parcel.digest, parcel.shown, parcel.today), tmp_path / "torn")


def test_a_library_that_is_too_large_is_not_sent(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    from generator.run import cluster

    monkeypatch.setattr(cluster, "MOST_PARCEL", 1000)
    with pytest.raises(Unusable, match="too large to be sent"):
        cluster.pack(Library.open())


def test_a_worker_without_what_an_address_needs_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from generator.run import cluster
    from generator.run.files import remote
    from generator.run.files.stores import Remote

    monkeypatch.setitem(cluster._libraries, "trial", Library.over(STOCK))
    monkeypatch.setattr(remote, "find_spec", lambda name: None)
    terms = cluster.Terms(cluster.program_digest(), "trial", Remote("s3", "leaflets/spring"))
    with pytest.raises(cluster.Unreachable, match=r"the worker on .*: s3:// needs the package fsspec"):
        cluster.do_on_worker(terms, ())


def test_a_delivery_leaves_nothing_behind_and_takes_nothing_from_another(tmp_path: Path) -> None:
    from generator.run import cluster

    class Worker:
        local_directory = str(tmp_path)

    parcel = cluster.pack(Library.over(STOCK))
    first, second = cluster.Delivery(parcel), cluster.Delivery(parcel)
    first.setup(Worker())
    second.setup(Worker())
    first.teardown(Worker())
    assert set(cluster._libraries) == {second.name}
    assert cluster._libraries[second.name].topic("colostrum") == Library.over(STOCK).topic("colostrum")
    second.teardown(Worker())
    assert not cluster._libraries
    assert not list(tmp_path.iterdir())
