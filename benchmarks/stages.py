"""Where the time of a leaflet goes, by room, which is by stage; and where that of a cold start goes, imports by room.

Usage: python benchmarks/stages.py [--topic T] [--language L] [--rounds 10] [--functions 12] [--write]

Each case runs in processes of its own. A timer of the processor's time looks a thousand times a second which function
is at work; what foreign libraries take counts for the function of ours that called them. So nothing is wrapped, slowed
or named here: a stage is a folder of ``generator/``, whatever functions it has today. ``--write`` puts the tables into
docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import gc
import json
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

HERE = Path(__file__).resolve().parent
IMPORT = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")
CASES = {
    "cold": "one leaflet in a fresh process",
    "library": "every leaflet of a library",
    "clinics": "another clinic's, body known",
}
EVERY = 0.001
"""Seconds of the processor between two looks."""
CLINICS = 200
OWN = {*sys.stdlib_module_names, "sitecustomize"}
BESIDE = "interpreter, imports of others"


def work(case: str, folder: Path, topic: str, language: str) -> tuple[Callable[[], None], int]:
    """Return what is measured of a case, and how many leaflets it makes; what comes before is not measured."""
    if case == "cold":

        def cold() -> None:
            from generator import Library, Order, make

            make(Order(topic, language), Library.open(folder))

        return cold, 1
    from generator import Library, Order, make

    library = Library.open(folder)
    if case == "library":
        orders = [Order(topic, language) for language in library.languages() for topic in library.topics()]
    else:
        orders = [Order(topic, language, clinic=f"bench-{number}") for number in range(CLINICS)]
        for order in orders:
            library.clinic(order.clinic)  # read beforehand: in a run clinics come from a table
        make(Order(topic, language, clinic="bench-warm"), library)
    return lambda: [make(order, library) for order in orders].clear(), len(orders)


def child(case: str, folder: Path, topic: str, language: str) -> None:
    """Look where a case spends its time; print milliseconds a leaflet as a whole, by room and by function."""
    sys.path[:] = [path for path in sys.path if Path(path).resolve() != HERE]
    rooms: Counter[str] = Counter()
    functions: Counter[str] = Counter()
    inside = f"{HERE.parent / 'generator'}/"

    def see(number: int, frame: FrameType | None) -> None:
        while frame is not None and not frame.f_code.co_filename.startswith(inside):
            frame = frame.f_back
        if frame is None:
            rooms[BESIDE] += 1
            return
        file = frame.f_code.co_filename.removeprefix(inside)
        rooms[file.rpartition("/")[0] or file.removesuffix(".py")] += 1
        functions[f"{file}: {frame.f_code.co_qualname}"] += 1

    todo, leaflets = work(case, folder, topic, language)
    gc.set_threshold(50_000, 20, 50)  # about as the command holds it back
    signal.signal(signal.SIGPROF, see)
    begin = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    todo()
    signal.setitimer(signal.ITIMER_PROF, 0)
    whole = time.process_time() - begin
    scale = whole / max(1, rooms.total()) / leaflets * 1000
    print(json.dumps([whole / leaflets * 1000, *({k: v * scale for k, v in c.items()} for c in (rooms, functions))]))


def means(found: list[dict[str, float]]) -> Counter[str]:
    """Return the mean of each name over rounds, largest first."""
    names = {name for one in found for name in one}
    return Counter({name: sum(one.get(name, 0.0) for one in found) / len(found) for name in names})


def imports(folder: Path, topic: str, language: str, environment: dict[str, str]) -> Iterator[dict[str, float]]:
    """Yield what the imports of a cold command take, by room and by foreign library, in milliseconds."""
    words = ["-X", "importtime", "-m", "generator", "make", topic, "--language", language]
    for number in range(6):  # the first writes the bytecode
        command = [sys.executable, *words, "--output", f"out-{number}"]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
        spent: Counter[str] = Counter()
        for own, name in IMPORT.findall(done.stderr):
            first, _, rest = name.partition(".")
            room = "/".join((first, rest.partition(".")[0])) if first == "generator" and rest else first
            spent["Python's own" if first in OWN else room] += int(own) / 1000
        if number:
            yield dict(spent)


def main() -> None:
    parser = argparse.ArgumentParser(description="Where the time of a leaflet goes, by stage; imports by room.")
    parser.add_argument("--topic", default="managing-leakage")
    parser.add_argument("--language", default="ja")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--functions", type=int, default=12, help="how many functions to name of each case")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    given = parser.parse_args()
    from full_run import PAGE, environment, invent, machine, put_part, table

    cases: list[tuple[float, Counter[str], Counter[str]]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in (*range(CLINICS), "warm"):
            clinic = invent(4 * number + 1 if isinstance(number, int) else 2)
            clinic.plain().write(folder, f"bench-{number}")
        for case in CASES:
            command = [sys.executable, __file__, "--child", case, name, given.topic, given.language]
            found: list[Any] = []
            for _ in range(given.rounds + 1):
                done = subprocess.run(command, env=environment(), stdout=subprocess.PIPE, check=True)
                found.append(json.loads(done.stdout))
            wholes, rooms, functions = zip(*found[1:], strict=True)
            cases.append((statistics.median(wholes), means(list(rooms)), means(list(functions))))
            print(f"\n{CASES[case]}: {cases[-1][0]:.2f} ms of the processor")
            for function, spent in cases[-1][2].most_common(given.functions):
                print(f"  {spent:8.3f} ms  {function}")
        loaded = means(list(imports(folder, given.topic, given.language, environment())))
    rooms_of = sorted({room for _, rooms, _ in cases for room in rooms}, key=lambda room: -cases[0][1][room])
    by_room = [
        (f"`{room}`" if room != BESIDE else room, *(f"{rooms[room]:.2f}" for _, rooms, _ in cases)) for room in rooms_of
    ]
    by_room.append(("**together**", *(f"**{whole:.2f}**" for whole, _, _ in cases)))
    brought = [(f"`{name}`", f"{spent:.1f}") for name, spent in loaded.most_common(18)]
    words = f"""## Where the time goes

`{given.topic}` in `{given.language}`. {machine("reportlab", "uharfbuzz", "jinja2")}. Milliseconds of the processor for a
leaflet, by the room of `generator/` that was at work (foreign libraries count for the room that calls them):

{table(f"| room | {' | '.join(CASES.values())} |", by_room)}

Milliseconds that the imports of a cold `leaflets make` take, {loaded.total():.0f} in all, the largest:

{table("| | ms |", brought)}

To repeat: `python benchmarks/stages.py --write`"""
    print("\n" + words)
    if given.write:
        put_part(PAGE, "stages", words)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], Path(sys.argv[3]), *sys.argv[4:])
    else:
        main()
