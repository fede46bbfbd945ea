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
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.append(str(HERE))  # however this file is loaded

from full_run import environment, sources, workers, write_library  # noqa: E402

VICTIMS = ("command", "worker", "all", "source")
LOSSES = ("torn", "missing", "double", "not ordered", "left behind", "runs that failed")
PATIENCE = 60.0
"""Seconds in which a run must write its next leaflet, or end."""


@dataclass
class Tally:
    """What was counted; ``lost`` names the files, or what a run said, by kind of loss, and must stay empty."""

    kills: Counter[str] = field(default_factory=Counter)
    rounds: int = 0
    resumed: int = 0
    lost: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def is_clean(self) -> bool:
        return not any(self.lost.values())


def start(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    """Start a run in a session of its own, so that all of it can be killed at once."""
    command = [sys.executable, "-m", "generator", "run", "run.yaml", "--quiet", *words]
    given = environment(cache=folder / "cache")
    return subprocess.Popen(command, cwd=folder, env=given, start_new_session=True, stderr=subprocess.PIPE)


def leaflets(output: Path) -> dict[str, bytes]:
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in output.glob("*/*/*.pdf")}


def audit(output: Path, whole: dict[str, bytes], tally: Tally, done: bool) -> None:
    """Compare a folder with the undisturbed run's leaflets; ``done``: nothing may be missing or left behind."""
    found, lost = leaflets(output), tally.lost
    lost["torn"] |= {name for name, data in found.items() if name in whole and data != whole[name]}
    lost["not ordered"] |= found.keys() - whole.keys()
    book = output / "manifest.jsonl"
    data = book.read_bytes() if book.exists() else b""
    lines = [json.loads(line) for line in data[: data.rfind(b"\n") + 1].splitlines()]  # a kill may leave half a line
    often = Counter(line["file"] for line in lines)
    lost["double"] |= {name for name, times in often.items() if times > 1}
    if done:
        sums = {line["file"]: line["sha256"] for line in lines}
        lost["missing"] |= whole.keys() - found.keys() | whole.keys() - often.keys()
        lost["torn"] |= {name for name, data in found.items() if hashlib.sha256(data).hexdigest() != sums.get(name)}
        lost["left behind"] |= {path.name for path in output.rglob("*.tmp")}


def kill(process: subprocess.Popen[bytes], victim: str, chance: random.Random) -> str:
    """Kill a run, one of its processes, or all of them; return which, or nothing when it was already over."""
    if process.poll() is not None:
        return ""
    if victim == "all":
        os.killpg(process.pid, signal.SIGKILL)
        return victim
    ready = {"worker": workers, "source": sources}.get(victim, lambda _: [])(process.pid)
    if not ready:
        process.kill()
        return "command"
    try:
        os.kill(chance.choice(ready), signal.SIGKILL)
    except ProcessLookupError:
        return ""
    return victim


def wait_for(process: subprocess.Popen[bytes], output: Path, wanted: int, moment: float) -> None:
    """Wait until there are so many leaflets, and a moment longer; no longer than the run itself."""
    end = time.monotonic() + PATIENCE
    while process.poll() is None and sum(1 for _ in output.glob("*/*/*.pdf")) < wanted and time.monotonic() < end:
        time.sleep(0.005)
    time.sleep(moment)


def finish(process: subprocess.Popen[bytes], tally: Tally) -> bool:
    """Tell whether a run that ended has ended well; keep what it said when it did not."""
    _, said = process.communicate()
    if process.returncode not in (0, -signal.SIGKILL):
        tally.lost["runs that failed"].add(f"exit {process.returncode}: {said.decode('utf-8', 'replace')[-500:]}")
    return process.returncode == 0


def trial(work: Path, kills: int, seed: int, jobs: int, clinics: int) -> Tally:
    """Kill runs in a folder of one's own until there were enough kills, each victim in its turn; let the last run end."""
    tally, chance = Tally(), random.Random(seed)
    write_library(work, clinics, ("colostrum", "managing-leakage"), ("en", "vi"), plain=True)
    if not finish(start(work, "--output", "whole", "--jobs", str(jobs)), tally):
        return tally
    whole = leaflets(work / "whole")
    while tally.kills.total() < kills and tally.is_clean():
        tally.rounds += 1
        output, done, process = work / f"round-{tally.rounds}", False, None
        while not done and tally.is_clean():
            if process is None:
                tally.resumed += output.exists()
                process = start(work, "--output", output.name, "--jobs", str(jobs), "--resume")
            if tally.kills.total() < kills:
                # in four of five cases while leaflets are written, else at any moment from the very start
                if chance.random() < 0.8:
                    there = sum(1 for _ in output.glob("*/*/*.pdf"))
                    step = chance.randrange(1, max(2, len(whole) // 10 + 1))
                    wait_for(process, output, there + step, chance.random() * 0.02)
                else:
                    wait_for(process, output, 0, chance.random() * 2)
                victim = kill(process, VICTIMS[tally.kills.total() % len(VICTIMS)], chance)
                tally.kills[victim] += bool(victim)
                if victim == "worker":  # the run goes on by itself
                    continue
            done = finish(process, tally)
            process = None
            audit(output, whole, tally, done)
        shutil.rmtree(output, ignore_errors=True)
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill a print run at random moments; count what was lost.")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--clinics", type=int, default=150, help="rows of the table; four leaflets each")
    parser.add_argument("--folder", type=Path, help="where to work (default: a temporary folder)")
    given = parser.parse_args()
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kills-", dir=given.folder, ignore_cleanup_errors=True) as work:
        tally = trial(Path(work), given.kills, given.seed, given.jobs, given.clinics)
    by_victim = ", ".join(f"{name} {tally.kills[name]}" for name in VICTIMS)
    print(f"{tally.kills.total()} kills ({by_victim}) in {tally.rounds} rounds of {given.clinics * 4:,} leaflets, --jobs "
          f"{given.jobs}, --seed {given.seed}, {tally.resumed} times resumed, {time.monotonic() - begin:.0f} s")  # fmt: skip
    for kind in LOSSES:
        print(f"{kind:>18}  {len(tally.lost[kind])}  {'; '.join(sorted(tally.lost[kind])[:3])}".rstrip())
    print("the same bytes as the undisturbed run" if tally.is_clean() else "NOT the same as the undisturbed run")
    return 0 if tally.is_clean() else 1


if __name__ == "__main__":
    sys.exit(main())
