"""Measure what a run of a million leaflets is extrapolated from, and write it into docs/scaling.md.

Usage: python benchmarks/scaling.py [--clinics 250] [--write]

Measures on this machine: leaflets a second with one process, with two, and through a Dask cluster of two workers on
loopback; bytes of a leaflet and of its receipt; receipts, files and ZIP members a second; what a run costs in which
nothing is left to do; objects a second to a server that speaks S3, when s3fs and moto are installed. With ``--write``
the table in docs/scaling.md is replaced, with the arithmetic that follows from it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from family import inherit, wait_for_all

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/scaling.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
MILLION = 1_000_000
EACH = 28
"""Leaflets of a clinic in the reckoning: seven topics in four languages."""
FILES = 2_000
"""Files of the size of a leaflet that are written to measure disk, ZIP and store."""
READ = """
import sys
from pathlib import Path
from generator.library.library import Library
from generator.run.orders.read import read_wish
wish = read_wish(Path("run.yaml"), Library.open())
assert len(wish.wanted) == int(sys.argv[1]), wish.refused[:3]
"""
RUN = "orders: clinics.csv\ntopics: [colostrum, managing-leakage]\nlanguages: [en, ja, vi, zh-Hans]\n"


@dataclass(frozen=True)
class Spent:
    """What a process took: seconds by the clock, seconds of its own processor time, peak memory in bytes."""

    seconds: float
    processor: float
    memory: int


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "ignore"}


def run(folder: Path, *words: str) -> Spent:
    """Run ``leaflets run`` as a process of its own."""
    inherit()
    begin = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "generator", "run", "run.yaml", "--quiet", *words], cwd=folder, env=environment()
    )
    used = wait_for_all(process)
    if process.returncode:
        raise SystemExit(f"leaflets run ended with {process.returncode}")
    return Spent(time.perf_counter() - begin, used.processor, used.memory)


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[str]:
    """Start a scheduler and workers on loopback; yield the scheduler's address."""
    file = folder / "scheduler.json"
    common = {"cwd": folder, "env": environment(), "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    module = [sys.executable, "-m"]
    words = ["--no-dashboard", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file)]
    running = [subprocess.Popen([*module, "distributed.cli.dask_scheduler", *words], **common)]
    try:
        while not file.exists():
            time.sleep(0.05)
        address = json.loads(file.read_text())["address"].removeprefix("tcp://")
        words = ["--no-dashboard", "--no-nanny", "--nthreads", "1", "--local-directory", str(folder)]
        for _ in range(workers):
            running.append(
                subprocess.Popen([*module, "distributed.cli.dask_worker", *words, f"tcp://{address}"], **common)
            )
        from distributed import Client

        with Client(f"tcp://{address}", set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)
        yield address
    finally:
        for process in reversed(running):
            process.kill()
            process.wait()


@contextmanager
def bucket() -> Iterator[str]:
    """Start a server that speaks S3, in a process of its own; yield an address in an empty bucket."""
    server = subprocess.Popen(
        [sys.executable, "-u", "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert server.stderr is not None
    try:
        said = ""
        while "Running on http://127.0.0.1:" not in said:
            said = server.stderr.readline()
        port = said.split("Running on http://127.0.0.1:")[1].split()[0]
        # what it says of each request would fill the pipe, and then it would wait for ever
        drain = subprocess.Popen(["cat"], stdin=server.stderr, stdout=subprocess.DEVNULL)
        os.environ |= {
            "AWS_ACCESS_KEY_ID": "trial",
            "AWS_SECRET_ACCESS_KEY": "trial",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        os.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{port}"
        import fsspec

        fsspec.filesystem("s3").mkdir("leaflets")
        yield "s3://leaflets/scaling"
        drain.kill()
        drain.wait()
    finally:
        server.kill()
        server.wait()


def read(folder: Path, clinics: int) -> Spent:
    """Read a table in a process of its own."""
    begin = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", READ, str(clinics)], cwd=folder, env=environment())
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit("the table could not be read")
    return Spent(time.perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def write(store: Any, files: Sequence[tuple[str, bytes]]) -> None:
    """Write files as a run does: some are begun before the disk is waited for."""
    from generator.run.making import AT_ONCE

    before: list[Callable[[], Any]] = []
    for start in range(0, len(files), AT_ONCE):
        begun = [store.begin(*file) for file in files[start : start + AT_ONCE]]
        _finish(store, before)
        before = begun
    _finish(store, before)


def _finish(store: Any, begun: Sequence[Callable[[], Any]]) -> None:
    if begun:
        store.sync()
    errors = [error for finish in begun if (error := finish().error)]
    assert not errors, errors


def a_second(count: int, work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return count / (time.perf_counter() - begin)


def measure(work: Path, clinics: int) -> dict[str, float]:
    """Return every figure by its name."""
    sys.path.insert(0, str(ROOT))
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    from kills import write_orders

    from generator.run.files.manifest import Manifest, recall
    from generator.run.files.stores import FolderStore, Remote, open_store, read_target

    write_orders(work, clinics)
    (work / "run.yaml").write_text(RUN, "utf-8")
    leaflets = clinics * 8
    found: dict[str, float] = {"clinics": clinics, "leaflets": leaflets}
    one = run(work, "--output", "one")
    two = run(work, "--output", "two", "--jobs", "2")
    again = run(work, "--output", "two", "--jobs", "2", "--resume")
    found |= {"one": leaflets / one.seconds, "two": leaflets / two.seconds, "skip": leaflets / again.seconds}
    found["memory"] = two.memory
    with cluster(work, 2) as address:
        dask = run(work, "--output", "dask", "--executor", f"dask://{address}")
        write_orders(work / "few", clinics // 5)
        (work / "few/run.yaml").write_text(RUN, "utf-8")
        few = run(work / "few", "--output", "dask", "--executor", f"dask://{address}")
    # what each further leaflet costs the coordinator: its start is paid once, whatever the run
    more = leaflets - clinics // 5 * 8
    found |= {"dask": leaflets / dask.seconds, "coordinator": (dask.processor - few.processor) / more * 1000}
    paths = [path for path in (work / "one").rglob("*.pdf")]
    if len(paths) != leaflets:
        raise SystemExit(f"{len(paths)} of {leaflets} leaflets were made")
    found["bytes"] = sum(path.stat().st_size for path in paths) / leaflets
    found["receipt"] = (work / "one/manifest.jsonl").stat().st_size / leaflets
    data = max((path.read_bytes() for path in paths[:50]), key=len)
    files = [(f"clinic-{number // 8}/en/{number}.pdf", data) for number in range(FILES)]
    disk = FolderStore(work / "disk")
    found["disk"] = a_second(FILES, lambda: write(disk, files))

    def pack() -> None:
        with (
            zipfile.ZipFile(work / "all.zip", "w", zipfile.ZIP_STORED) as archive,
            (work / "all.zip").open("rb") as file,
        ):
            for name, words in files:
                archive.writestr(name, words)
            os.fsync(file.fileno())

    found["zip"] = a_second(FILES, pack)
    known = recall(work / "one")
    rows = (work / "one/manifest.jsonl").read_bytes().splitlines()
    (work / "receipts").mkdir()
    book = Manifest(work / "receipts")

    class Row:
        """A line as it is."""

        def __init__(self, words: bytes) -> None:
            self.words = words.decode()

        def json(self) -> str:
            return self.words

    lines = [Row(row) for row in rows]
    found["receipts"] = a_second(
        len(lines), lambda: [book.add(lines[start : start + 64]) for start in range(0, len(lines), 64)]
    )
    book.close()
    found["recall"] = a_second(len(known), lambda: recall(work / "one"))
    memory = open_store(Remote("memory", "scaling"))
    found["fsspec"] = a_second(FILES, lambda: write(memory, files))
    write_orders(work / "many", MILLION // EACH)
    (work / "many/run.yaml").write_text(RUN, "utf-8")
    table = read(work / "many", MILLION // EACH)
    found |= {"table": table.seconds, "table memory": table.memory}
    if find_spec("s3fs") and find_spec("moto"):
        with bucket() as address:
            store = open_store(read_target(address))
            store.write("warm", b"up")
            found["s3"] = a_second(FILES, lambda: write(store, files))
    return found


def page(found: dict[str, float]) -> str:
    """Return the tables: what was measured, and what follows for a million leaflets."""
    rate, size = found["one"], found["bytes"]
    rows = [
        ("leaflets a second, one process", f"{rate:,.0f}"),
        ("leaflets a second, `--jobs 2`", f"{found['two']:,.0f}"),
        ("leaflets a second, Dask, two workers on loopback", f"{found['dask']:,.0f}"),
        ("coordinator's own processor time for each further leaflet", f"{found['coordinator']:.3f} ms"),
        ("leaflets a second found unchanged (read again, byte for byte)", f"{found['skip']:,.0f}"),
        ("bytes of a leaflet, mean", f"{size:,.0f}"),
        ("bytes of a receipt, mean", f"{found['receipt']:,.0f}"),
        ("receipts a second written, synced in batches of 64", f"{found['receipts']:,.0f}"),
        ("receipts a second read", f"{found['recall']:,.0f}"),
        ("files a second to this disk, synced, one process", f"{found['disk']:,.0f}"),
        ("files a second into one ZIP, stored", f"{found['zip']:,.0f}"),
        ("files a second through fsspec to memory://", f"{found['fsspec']:,.0f}"),
    ]
    if "s3" in found:
        rows.append(("objects a second to a test server that speaks S3, same machine", f"{found['s3']:,.0f}"))
    rows.append((f"reading a table of {MILLION // EACH:,} clinics", f"{found['table']:.1f} s"))
    rows.append(("memory of the process that has read it", f"{found['table memory'] / 1e6:,.0f} MB"))
    rows.append(("largest process of `--jobs 2`", f"{found['memory'] / 1e6:,.0f} MB"))
    hours = MILLION / rate / 3600
    fed = 1000 / found["coordinator"]
    follows = [
        ("time on one core", f"1,000,000 ÷ {rate:,.0f} ÷ 3,600", f"{hours:.1f} h"),
        ("cores for one hour", f"1,000,000 ÷ ({rate:,.0f} × 3,600)", f"{MILLION / (rate * 3600):.1f}"),
        ("leaflets a second that one coordinator can feed", f"1,000 ÷ {found['coordinator']:.3f}", f"{fed:,.0f}"),
        ("cores that one coordinator can feed", f"{fed:,.0f} ÷ {rate:,.0f}", f"{fed / rate:.0f}"),
        ("bytes of all leaflets", f"1,000,000 × {size:,.0f}", f"{MILLION * size / 1e9:,.0f} GB"),
        ("bytes a second from one core", f"{rate:,.0f} × {size:,.0f}", f"{rate * size / 1e6:,.0f} MB"),
        ("receipts", f"1,000,000 × {found['receipt']:,.0f}", f"{MILLION * found['receipt'] / 1e6:,.0f} MB"),
        ("time to write receipts", f"1,000,000 ÷ {found['receipts']:,.0f}", f"{MILLION / found['receipts']:,.0f} s"),
        ("time to read them when a run goes on", f"1,000,000 ÷ {found['recall']:,.0f}", f"{MILLION / found['recall']:,.0f} s"),
        ("time to find everything unchanged in a folder", f"1,000,000 ÷ {found['skip']:,.0f}", f"{MILLION / found['skip'] / 60:,.0f} min"),
        ("requests to list a bucket when a run goes on", "1,000,000 ÷ 1,000", "1,000"),
    ]  # fmt: skip
    machine = (
        f"{os.cpu_count()} processors ({platform.machine()}), {platform.system()}, Python {platform.python_version()}"
    )
    return "\n".join(
        [
            f"Measured on {date.today():%Y-%m-%d}: {machine}; {found['clinics']:,.0f} clinics × 2 topics × 4 languages = "
            f"{found['leaflets']:,.0f} leaflets, starting of the processes included.",
            "",
            "| measured | |",
            "|---|---|",
            *(f"| {name} | {value} |" for name, value in rows),
            "",
            "| for one million leaflets | arithmetic | |",
            "|---|---|---|",
            *(f"| {name} | {how} | {value} |" for name, how, value in follows),
        ]
    )


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure what a run of a million leaflets is extrapolated from.")
    parser.add_argument("--clinics", type=int, default=250, help="rows of the table; eight leaflets each")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/scaling.md")
    parser.add_argument("--folder", type=Path, help="where to work, on the disk to be measured (default: temporary)")
    arguments = parser.parse_args()
    if find_spec("distributed") is None or find_spec("fsspec") is None:
        raise SystemExit("install the extras first: pip install -e '.[cluster,remote]'")
    work = Path(tempfile.mkdtemp(prefix="scaling-", dir=arguments.folder))
    try:
        words = page(measure(work, arguments.clinics))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(words)
    if arguments.write:
        text = PAGE.read_text("utf-8")
        before, _, rest = text.partition(BEGIN)
        _, _, after = rest.partition(END)
        PAGE.write_text(f"{before}{BEGIN}\n{words}\n{END}{after}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
