"""Kill a print run again and again, without warning and at random moments, and count what that cost.

Usage: python benchmarks/kills.py [--kills 60] [--seed N] [--jobs 2] [--clinics 150] [--folder DIR]

A run of two topics in two languages is made once undisturbed. Then the same run is made in a fresh folder and killed
(SIGKILL) at random: the command, one of its processes, the one they come from, or all at once, as a power cut would.
It goes on with ``--resume`` until it is done, again in a fresh folder, until there were enough kills. After each kill
every leaflet in its place is compared, byte for byte, with that of the undisturbed run. Ends with 1 when anything was
lost.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.append(str(HERE))  # however this file is loaded

from family import sources, workers  # noqa: E402

RUN = "orders: clinics.csv\ntopics: [colostrum, managing-leakage]\nlanguages: [en, vi]\n"
VICTIMS = ("command", "worker", "all", "source")
PATIENCE = 60.0
"""Seconds in which a run must write its next leaflet, or end."""


@dataclass
class Tally:
    """What was counted. Only ``kills``, ``rounds`` and ``resumed`` may be more than nothing at the end."""

    kills: Counter[str] = field(default_factory=Counter)
    rounds: int = 0
    resumed: int = 0
    torn: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    double: set[str] = field(default_factory=set)
    other: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)

    def is_clean(self) -> bool:
        return not (self.torn or self.missing or self.double or self.other or self.left or self.failed)


def write_orders(folder: Path, clinics: int) -> None:
    """Write a run file and a table of clinics that do not exist, with numbers kept for drama."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "content").mkdir(exist_ok=True)
    (folder / "run.yaml").write_text(RUN, "utf-8")
    with (folder / "clinics.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("name", "phones", "hours", "address"))
        for number in range(clinics):
            rows.writerow(
                (f"Trial Clinic {number:05}", f"01632 960{number % 1000:03}", "Monday", f"{number + 1} Trial Street")
            )


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "generator", "run", "run.yaml", "--quiet", *words]


def start(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        command(*words), cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip


def leaflets(output: Path) -> dict[str, bytes]:
    """Return every leaflet in its place."""
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in output.glob("*/*/*.pdf")}


def count(output: Path) -> int:
    return sum(1 for _ in output.glob("*/*/*.pdf"))


def receipts(output: Path) -> list[dict[str, str]]:
    """Return the receipts; half a line at the end is what a kill may leave."""
    try:
        data = (output / "manifest.jsonl").read_bytes()
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in data[: data.rfind(b"\n") + 1].splitlines()]


def audit(output: Path, whole: dict[str, bytes], tally: Tally, done: bool) -> None:
    """Compare a folder with the undisturbed run's leaflets; ``done``: nothing may be missing or left behind."""
    import hashlib

    found = leaflets(output)
    tally.torn |= {name for name, data in found.items() if name in whole and data != whole[name]}
    tally.other |= found.keys() - whole.keys()
    lines = receipts(output)
    often = Counter(line["file"] for line in lines)
    tally.double |= {name for name, times in often.items() if times > 1}
    if done:
        tally.missing |= whole.keys() - found.keys() | whole.keys() - often.keys()
        sums = {line["file"]: line["sha256"] for line in lines}
        tally.torn |= {name for name, data in found.items() if hashlib.sha256(data).hexdigest() != sums.get(name)}
        tally.left |= {path.name for path in output.rglob("*.tmp")}


def kill(process: subprocess.Popen[bytes], victim: str, chance: random.Random) -> str:
    """Kill a run, one of its processes, or all of them; return which, or nothing when it was already over."""
    if process.poll() is not None:
        return ""
    if victim in ("worker", "source"):
        ready = workers(process.pid) if victim == "worker" else sources(process.pid)
        if not ready:
            victim = "command"
        else:
            try:
                os.kill(chance.choice(ready), signal.SIGKILL)
            except ProcessLookupError:
                return ""
    if victim == "all":
        os.killpg(process.pid, signal.SIGKILL)
    elif victim == "command":
        process.kill()
    return victim


def wait_for(process: subprocess.Popen[bytes], output: Path, wanted: int, moment: float) -> None:
    """Wait until there are so many leaflets, and a moment longer; no longer than the run itself."""
    end = time.monotonic() + PATIENCE
    while process.poll() is None and count(output) < wanted and time.monotonic() < end:
        time.sleep(0.005)
    time.sleep(moment)


def finish(process: subprocess.Popen[bytes], tally: Tally) -> bool:
    """Tell whether a run that ended has ended well; keep what it said when it did not."""
    _, said = process.communicate()
    if process.returncode not in (0, -signal.SIGKILL):
        tally.failed.append(f"exit {process.returncode}: {said.decode('utf-8', 'replace').strip()[-500:]}")
    return process.returncode == 0


def trial(work: Path, kills: int, seed: int, jobs: int, clinics: int, step: int = 0) -> Tally:
    """Kill runs until there were enough kills, each victim in its turn; then let the last run end.

    Args:
        work: a folder of one's own.
        kills: how often.
        seed: decides the moments.
        jobs: processes of a run.
        clinics: rows of the table; four leaflets each.
        step: leaflets between two kills at most (default: a tenth of all).
    """
    tally, chance = Tally(), random.Random(seed)
    write_orders(work, clinics)
    if not finish(start(work, "--output", "whole", "--jobs", str(jobs)), tally):
        return tally
    whole = leaflets(work / "whole")
    step = step or max(1, len(whole) // 10)
    while True:
        tally.rounds += 1
        name = f"round-{tally.rounds}"
        output = work / name
        process: subprocess.Popen[bytes] | None = None
        while True:
            if process is None:
                process = start(work, "--output", name, "--jobs", str(jobs), "--resume")
                tally.resumed += output.exists()
            if sum(tally.kills.values()) < kills:
                # in four of five cases while leaflets are written, else at any moment from the very start
                if chance.random() < 0.8:
                    wait_for(process, output, count(output) + chance.randrange(1, step + 1), chance.random() * 0.02)
                else:
                    wait_for(process, output, 0, chance.random() * 2)
                victim = kill(process, VICTIMS[sum(tally.kills.values()) % len(VICTIMS)], chance)
                tally.kills[victim] += bool(victim)
                if victim == "worker":  # the run goes on by itself
                    continue
            done = finish(process, tally)
            process = None
            audit(output, whole, tally, done)
            if done or tally.failed:
                break
        shutil.rmtree(output)
        if sum(tally.kills.values()) >= kills or tally.failed:
            return tally


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill a print run at random moments; count what was lost.")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--clinics", type=int, default=150, help="rows of the table; four leaflets each")
    parser.add_argument("--folder", type=Path, help="where to work (default: a temporary folder)")
    arguments = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="kills-", dir=arguments.folder))
    begin = time.monotonic()
    try:
        tally = trial(work, arguments.kills, arguments.seed, arguments.jobs, arguments.clinics)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    seconds = time.monotonic() - begin
    by_victim = ", ".join(f"{name} {tally.kills[name]}" for name in VICTIMS)
    print(f"{sum(tally.kills.values())} kills ({by_victim}) in {tally.rounds} rounds of {arguments.clinics * 4:,} leaflets, "
          f"--jobs {arguments.jobs}, --seed {arguments.seed}, {tally.resumed} times resumed, {seconds:.0f} s")  # fmt: skip
    for name, found in (
        ("torn", tally.torn), ("missing", tally.missing), ("double", tally.double), ("not ordered", tally.other),
        ("left behind", tally.left), ("runs that failed", tally.failed),
    ):  # fmt: skip
        print(f"{name:>18}  {len(found)}{'  ' + '; '.join(sorted(found)[:3]) if found else ''}")
    print("the same bytes as the undisturbed run" if tally.is_clean() else "NOT the same as the undisturbed run")
    return 0 if tally.is_clean() else 1


if __name__ == "__main__":
    sys.exit(main())
