"""Whole print runs from outside: ``leaflets run`` as people start it, its seconds and its largest process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from clinics import table

ROOT: Final = Path(__file__).resolve().parent.parent
LANGUAGES: Final = ("en", "ja", "vi", "zh_Hans")


@dataclass(frozen=True, slots=True)
class Run:
    """A whole ``leaflets run`` from outside: seconds by the clock and of the processor, its largest process in MB."""

    seconds: float
    processor: float
    peak: float


_WATCH: Final = """
import ctypes, json, os, resource, subprocess, sys, time
SUBREAPER = 36
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
begin = time.perf_counter()
code = subprocess.run(sys.argv[1:]).returncode
seconds = time.perf_counter() - begin
try:
    while True:
        os.wait()
except ChildProcessError:
    pass
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([code, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024]))
"""
"""A small process between: what a large one starts is counted with the memory of the large one. It inherits what the
command leaves behind (Linux), so that the processes that made the leaflets, which are nobody's children, are counted."""


def run(folder: Path, orders: str, output: str, jobs: int) -> Run:
    """Start a run as people do, and wait for it."""
    command = [sys.executable, "-m", "generator", "run", orders, "--jobs", str(jobs), "--quiet", "--output", output]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    os.sync()
    done = subprocess.run(
        [sys.executable, "-c", _WATCH, *command],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        check=True,
    )
    code, seconds, processor, peak = json.loads(done.stdout)
    if code:
        raise SystemExit(f"{' '.join(command)} ended with {code}")
    return Run(seconds, processor, peak)


def orders(folder: Path, name: str, clinics: int, topics: Sequence[str]) -> str:
    """Write a table of clinics and a run file over it; return the run file's name."""
    (folder / f"{name}.csv").write_text(table(clinics), encoding="utf-8")
    words = f"orders: {name}.csv\ntopics: [{', '.join(topics)}]\nlanguages: [{', '.join(LANGUAGES)}]\n"
    (folder / f"{name}.yaml").write_text(words, encoding="utf-8")
    return f"{name}.yaml"


def two_jobs(folder: Path, topics: Sequence[str], leaflets: int, rounds: int) -> tuple[list[Run], list[Run], int, int]:
    """Return runs with one and with two processes in turn, how many leaflets each made, and their bytes."""
    clinics = max(1, leaflets // (len(topics) * len(LANGUAGES)))
    name = orders(folder, "all", clinics, topics)
    found: dict[int, list[Run]] = {1: [], 2: []}
    size = 0
    for turn in range(rounds):
        for jobs in (1, 2) if turn % 2 == 0 else (2, 1):
            out = f"out-{turn}-{jobs}"  # each stays: see stages.wait_for_disk
            found[jobs].append(run(folder, name, out, jobs))
            size = sum(path.stat().st_size for path in (folder / out).rglob("*.pdf"))
    return found[1], found[2], clinics * len(topics) * len(LANGUAGES), size


def memory(folder: Path, topics: Sequence[str], sizes: Sequence[int]) -> list[tuple[int, Run, Run, Run]]:
    """Return for each number of leaflets a run with one process, one with two, and one that finds all unchanged."""
    found = []
    for leaflets in sizes:
        clinics = -(-leaflets // (len(topics) * len(LANGUAGES)))
        name = orders(folder, f"size{leaflets}", clinics, topics)
        two = run(folder, name, f"two-{leaflets}", 2)
        one, again = (run(folder, name, f"one-{leaflets}", 1) for _ in range(2))
        found.append((clinics * len(topics) * len(LANGUAGES), one, two, again))
    return found
