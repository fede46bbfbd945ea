"""A whole print run of invented clinics through ``leaflets run``: its time, memory and bytes, then a judged sample.

Usage: python benchmarks/full_run.py [--clinics 600] [--jobs 1 2] [--sample 200] [--seed N] [--write]

Makes a library with a table of clinics that do not exist (telephone numbers kept for drama) and a run over it: every
topic in four languages. Makes it with each number of processes into a fresh folder and compares every file with its
receipt and with the run before. Then a random sample is judged, file by file, by what did not make it: PDF/UA-1 and
PDF/A-2a, the words as pdfium extracts them, the clinic's own name and numbers, no name, number or address of another
clinic, and the bytes that are made for it alone. Last the run is started again, which must make nothing. Ends with 1
when anything is wrong; ``--write`` then writes nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
if sys.path[0] != str(ROOT):
    sys.path.insert(0, str(ROOT))
if str(HERE) not in sys.path:
    sys.path.append(str(HERE))  # last: a module of page-validation has the name of one of ours

from family import family, inherit, wait_for_all, workers  # noqa: E402
from invented import MOST, write_library  # noqa: E402 - from this folder, however this file is loaded
from sampling import Sample, environment  # noqa: E402

PAGE = ROOT / "docs/benchmarks.md"
BEGIN, END = "<!-- full run: written by benchmarks/, not by hand -->\n", "<!-- end of full run -->\n"
LANGUAGES = ("vi", "zh_Hans", "zh_Hant", "ja")
"""All that are translated: three of them need the large fonts of Chinese and Japanese."""
COUNTS = re.compile(r"([\d,]+) made, ([\d,]+) unchanged, ([\d,]+) refused")


@dataclass(frozen=True, slots=True)
class Ran:
    """A run from outside: seconds by the clock and of the processors, peak of each process in bytes, what it said."""

    jobs: int
    seconds: float
    processor: float
    peaks: tuple[tuple[str, int], ...]
    made: int
    unchanged: int
    refused: int


@dataclass
class Tally:
    """What was counted of the files; ``faults`` must stay empty."""

    files: int = 0
    size: int = 0
    receipts: int = 0
    receipts_size: int = 0
    others_size: int = 0
    sums: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def look(root: int, peaks: dict[int, tuple[str, int]]) -> None:
    """Note the most memory each process of a run has held so far: the kernel keeps it."""
    making = workers(root)
    for process in family(root):
        try:
            status = Path(f"/proc/{process}/status").read_text()
        except OSError:
            continue
        if found := re.search(r"VmHWM:\s+(\d+) kB", status):
            role = "command" if process == root else "worker" if process in making else "helper"
            peaks[process] = role, int(found[1]) * 1024


def run(folder: Path, output: str, jobs: int) -> Ran:
    """Start ``leaflets run`` as people do, watch its processes, and wait for it."""
    os.sync()
    inherit()
    command = [sys.executable, "-m", "generator", "run", "run.yaml", "--jobs", str(jobs), "--output", output]
    peaks: dict[int, tuple[str, int]] = {}
    over = threading.Event()
    with tempfile.TemporaryFile() as said:
        begin = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment(), stdout=said, stderr=said)

        def watch() -> None:
            while not over.wait(0.05):
                look(process.pid, peaks)

        watcher = threading.Thread(target=watch)
        watcher.start()
        used = wait_for_all(process)
        seconds = time.perf_counter() - begin
        over.set()
        watcher.join()
        said.seek(0)
        words = said.read().decode("utf-8", "replace")
    counts = COUNTS.search(words)
    if process.returncode or not counts:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{words[-2000:]}")
    made, unchanged, refused = (int(number.replace(",", "")) for number in counts.groups())
    held = tuple(sorted(peaks.values()))
    return Ran(jobs, seconds, used.processor, held, made, unchanged, refused)


def audit(output: Path, wanted: Mapping[str, int]) -> Tally:
    """Compare every file of a run with its receipt, and both with what was wanted: files and their copies."""
    tally = Tally()
    lines = [json.loads(line) for line in (output / "manifest.jsonl").read_bytes().splitlines()]
    tally.receipts, tally.receipts_size = len(lines), (output / "manifest.jsonl").stat().st_size
    often = Counter(line["file"] for line in lines)
    tally.sums = {line["file"]: line["sha256"] for line in lines}
    tally.faults += [f"{file}: {times} receipts" for file, times in often.items() if times > 1]
    for line in lines:
        if line["order"]["copies"] != wanted.get(line["file"]):
            tally.faults.append(f"{line['file']}: {line['order']['copies']} copies, wanted {wanted.get(line['file'])}")
    for path in output.rglob("*"):
        if path.suffix == ".pdf":
            file, data = path.relative_to(output).as_posix(), path.read_bytes()
            tally.files, tally.size = tally.files + 1, tally.size + len(data)
            if hashlib.sha256(data).hexdigest() != tally.sums.get(file):
                tally.faults.append(f"{file}: not the bytes of its receipt")
            if file not in wanted:
                tally.faults.append(f"{file}: not ordered")
        elif path.is_file():
            tally.others_size += path.stat().st_size
            if path.suffix == ".tmp":
                tally.faults.append(f"{path.name}: left behind")
    tally.faults += [f"{file}: missing" for file in wanted if not (output / file).is_file() or file not in often]
    return tally


@dataclass
class Report:
    """Everything that was measured and found."""

    clinics: int
    topics: int
    languages: tuple[str, ...]
    seed: int
    ran: list[Ran] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    again: Ran | None = None
    load: float = 0.0
    """Processes that wanted a processor in the minute before."""
    judged: int = 0
    alone: int = 0
    judging: float = 0.0
    faults: list[str] = field(default_factory=list)

    def leaflets(self) -> int:
        return self.clinics * self.topics * len(self.languages)


def stamp() -> list[tuple[str, int]]:
    """Return the files that leaflets are made from, the program's among them, and when each was changed."""
    files = (path for part in ("generator", "content", "templates", "locales") for path in (ROOT / part).rglob("*"))
    return sorted((str(path), path.stat().st_mtime_ns) for path in files if path.is_file() and path.suffix != ".pyc")


def measure(
    folder: Path, clinics: int, topics: Sequence[str], languages: Sequence[str], jobs: Sequence[int], sample: int,
    alone: int, seed: int,
) -> Report:  # fmt: skip
    """Make the run with each number of processes, judge it, and start it once more."""
    found, as_found = Report(clinics, len(topics), tuple(languages), seed), stamp()
    drawn = Sample(folder, write_library(folder, clinics, topics, languages))
    if len(drawn.orders) != found.leaflets():
        raise SystemExit(f"the table gives {len(drawn.orders)} leaflets, not {found.leaflets()}")
    found.load = os.getloadavg()[0]
    before: Path | None = None
    for number in jobs:
        output = folder / f"jobs-{number}"
        ran = run(folder, output.name, number)
        found.ran.append(ran)
        if (ran.made, ran.unchanged, ran.refused) != (found.leaflets(), 0, 0):
            found.faults.append(f"--jobs {number}: {ran.made} made, {ran.unchanged} unchanged, {ran.refused} refused")
        tally = audit(output, drawn.wanted)
        if before and tally.sums != found.tally.sums:
            found.faults.append(f"--jobs {number}: other bytes than {before.name}")
        if before:
            shutil.rmtree(before)
        found.tally, before = tally, output
        found.faults += tally.faults
    assert before is not None
    times = {file: (before / file).stat().st_mtime_ns for file in found.tally.sums}
    found.again = run(folder, before.name, 1)
    if (found.again.made, found.again.unchanged, found.again.refused) != (0, found.leaflets(), 0):
        found.faults.append(f"again: {found.again.made} made, {found.again.unchanged} unchanged")
    after = audit(before, drawn.wanted)
    if after.sums != found.tally.sums or after.receipts != found.tally.receipts:
        found.faults.append("again: other receipts than before")
    touched = [file for file, at in times.items() if (before / file).stat().st_mtime_ns != at]
    if touched:
        found.faults.append(f"again: {len(touched)} files were written, {touched[0]} among them")
    begin = time.perf_counter()
    sheets = drawn.draw(sample, seed, found.tally.sums)
    found.faults += drawn.judge(before, sheets)
    few = random.Random(seed).sample(sheets, min(alone, len(sheets)))
    found.faults += drawn.make_alone(before, few)
    if stamp() != as_found:
        found.faults.insert(0, "the program or its library was changed meanwhile, so nothing here counts: start again")
    found.judged, found.alone, found.judging = len(sheets), len(few), time.perf_counter() - begin
    return found


# -- the report ----------------------------------------------------------------


def say_jobs(jobs: Sequence[int]) -> str:
    return " ".join(map(str, jobs))


def rows(found: Report) -> Iterator[tuple[str, str]]:
    """Yield what was measured, by its name."""
    count = found.leaflets()
    for one in found.ran:
        held = ", ".join(f"{role} {peak / 1e6:,.0f} MB" for role, peak in one.peaks)
        yield f"`--jobs {one.jobs}`: time", f"{one.seconds:.1f} s, {count / one.seconds:,.0f} leaflets a second"
        processor = f"{one.processor:.1f} s, {count / one.processor:,.0f} leaflets a second of one processor"
        yield f"`--jobs {one.jobs}`: processor time", processor
        yield f"`--jobs {one.jobs}`: most memory of each process", held
    tally = found.tally
    size = f"{tally.files:,} files, {tally.size / 1e6:,.1f} MB, {tally.size / max(1, tally.files):,.0f} bytes each"
    yield "leaflets written", size
    yield "receipts written", f"{tally.receipts:,} lines, {tally.receipts_size / 1e6:,.1f} MB"
    yield "all else in the folder", f"{(tally.others_size - tally.receipts_size) / 1e6:,.2f} MB"
    if found.again:
        again = found.again
        yield "again, nothing changed", f"{again.made:,} made, {again.unchanged:,} unchanged, {again.seconds:.1f} s"
    yield f"judged at random (`--seed {found.seed}`)", f"{found.judged:,} leaflets, {found.judging:.1f} s"
    yield "of these compared with what `leaflets make --clinic` makes", f"{found.alone:,}"
    yield "faults", f"{len(found.faults):,}"


def page(found: Report, command: str) -> str:
    """Return the part of docs/benchmarks.md."""
    tags = ", ".join(name.replace("_", "-") for name in found.languages)
    runs = " and then ".join(f"`--jobs {one.jobs}`" for one in found.ran)
    return "\n".join(
        [
            "## A whole run, and a judged sample",
            "",
            f"{found.clinics:,} invented clinics × {found.topics} topics × {len(found.languages)} languages ({tags}) = "
            f"**{found.leaflets():,} leaflets** through",
            f"`leaflets run`, with {runs}, each into a fresh folder, each file synced to the disk.",
            f"Measured on {date.today().isoformat()}: {os.cpu_count()} processors ({platform.machine()}), "
            f"{platform.system()}, Python {platform.python_version()}; page-validation {version('page-validation')}, "
            f"pypdfium2 {version('pypdfium2')};",
            f"load of the machine in the minute before: {found.load:.1f}.",
            "",
            "| | |",
            "|---|---|",
            *(f"| {name} | {value} |" for name, value in rows(found)),
            "",
            "The clinics differ in names (English and Vietnamese letters), one or two telephone numbers (kept for drama:",
            "nobody has them), hours, addresses, interpreter lines, web addresses as QR codes, logos (PNG and SVG), country",
            "profiles and copies. None has colours of its own.",
            "",
            "Checked of every leaflet: it was ordered; it has one receipt, with its copies; its bytes have the receipt's sha256"
            + ("" if len(found.ran) > 1 else "."),
            *(["and are the same with each `--jobs`."] if len(found.ran) > 1 else []),
            "",
            "Checked of each one in the sample besides:",
            "",
            "- PDF/UA-1 by 104 rules and PDF/A-2a by 154 rules of page-validation;",
            "- every word of the composed sheet in its order, as pdfium extracts it, and no word beside;",
            "- the clinic's own name, telephone numbers, hours and address;",
            f"- no name, telephone number or web address of the {found.clinics - 1:,} other clinics, in words, links,",
            "  alternatives and metadata;",
            "- the bytes that `generator.pipeline` gives for its order alone.",
            "",
            f"To repeat: `{command}`",
        ]
    )


def write_part(path: Path, words: str) -> None:
    """Put this part into the page between its marks; parts that other programs write stay as they are."""
    text = path.read_text("utf-8") if path.exists() else ""
    before, marked, rest = text.partition(BEGIN)
    after = rest.partition(END)[2] if marked else ""
    if not marked and before.strip():
        before = before.rstrip("\n") + "\n\n"
    path.write_text(f"{before}{BEGIN}{words.rstrip()}\n{END}{after}", "utf-8")


def clinics_of(words: str) -> int:
    if not words.isdecimal() or not 1 <= int(words) <= MOST:
        raise argparse.ArgumentTypeError(f"write a number from 1 to {MOST:,}")
    return int(words)


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Make a whole print run, measure it, judge a random sample.",
        epilog="example: python benchmarks/full_run.py --clinics 60 --seed 7",
    )
    parser.add_argument("--clinics", type=clinics_of, default=600, help="rows of the table (default: 600)")
    parser.add_argument("--languages", nargs="+", default=LANGUAGES, help=f"default: {' '.join(LANGUAGES)}")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2], help="processes of each run (default: 1 2)")
    parser.add_argument("--sample", type=int, default=200, help="leaflets to judge (default: 200)")
    parser.add_argument("--alone", type=int, default=8, help="of these to make by the command alone (default: 8)")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="decides which are judged")
    parser.add_argument("--folder", type=Path, help="where to work, on the disk to be measured (default: temporary)")
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    given = parser.parse_args()
    from generator.library.library import Library

    topics = Library.open(ROOT).topics()
    begin = time.perf_counter()
    work = Path(tempfile.mkdtemp(prefix="full-run-", dir=given.folder))
    try:
        found = measure(work, given.clinics, topics, given.languages, given.jobs, given.sample, given.alone, given.seed)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    options = "".join(
        f" --{name} {say_jobs(value) if isinstance(value, list) else value}"
        for name in ("clinics", "languages", "jobs", "sample", "alone")
        if (value := getattr(given, name)) != parser.get_default(name)
    )
    print(page(found, f"python benchmarks/full_run.py{options} --seed {found.seed} --write"))
    print(f"\n{time.perf_counter() - begin:.0f} s in all")
    for words in found.faults[:50]:
        print(words, file=sys.stderr)
    if found.faults:
        print(f"{len(found.faults):,} faults: nothing is written", file=sys.stderr)
        return 1
    if given.write:
        write_part(PAGE, page(found, f"python benchmarks/full_run.py{options} --seed {found.seed} --write"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
