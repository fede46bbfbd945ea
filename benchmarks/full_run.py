"""A whole print run of invented clinics through ``leaflets run``: its time, memory and bytes, then a judged sample.

Usage: python benchmarks/full_run.py [--clinics 600] [--jobs 1 2] [--sample 200] [--seed N] [--write]

Makes a library with a table of clinics that do not exist (telephone numbers kept for drama) and a run over it: every
topic in four languages. Makes it with each number of processes into a fresh folder and compares every file with its
receipt and with the run before. Then a random sample is judged, file by file, by what did not make it: PDF/UA-1 and
PDF/A-2a, the words as pdfium extracts them, the clinic's own name and numbers, no name, number or address of another
clinic, and the bytes that are made for it alone. Last the run is started again, which must make nothing. Ends with 1
when anything is wrong; ``--write`` then writes nothing.

The other programs of this folder take their clinics, their processes and the facts of the machine from here.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import html
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
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from csv import writer as csv_writer
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
for place in (ROOT, ROOT / "tests"):
    if str(place) not in sys.path:
        sys.path.insert(0, str(place))
PAGE = ROOT / "docs/benchmarks.md"
LANGUAGES = ("vi", "zh_Hans", "zh_Hant", "ja")
"""All that are translated: three of them need the large fonts of Chinese and Japanese."""
COUNTS = re.compile(r"([\d,]+) made, ([\d,]+) unchanged, ([\d,]+) refused")
MILLION = 1_000_000


# -- clinics that do not exist -----------------------------------------------------

TOWNS = ("Riverside", "Northfield", "Ashby", "Kirkham", "Lakeside", "Wexley", "Dunmore", "Fairview", "Hoa Sen")
STREETS = ("Harbour", "Mill", "Church", "Station", "Garden", "Victoria", "Orchard", "Quay")
KINDS = ("Example {} Maternity Clinic {}", "Example {} Family Practice {}", "Example {} Hospital {}",
         "Phòng khám Mẫu {} {}", "Example & Sample Midwives, {} {}")  # fmt: skip
UK = ("01632 960{:03}", "020 7946 0{:03}", "0113 496 0{:03}", "0114 496 0{:03}", "0115 496 0{:03}",
      "0116 496 0{:03}", "0117 496 0{:03}", "0118 496 0{:03}", "0121 496 0{:03}", "0131 496 0{:03}",
      "0141 496 0{:03}", "0151 496 0{:03}", "0161 496 0{:03}", "07700 900{:03}", "0808 157 0{:03}")  # fmt: skip
"""A thousand numbers each that nobody has (Ofcom, telephone numbers for use in TV and radio drama programmes)."""
MOST = 7_500
"""Clinics for which there are such numbers."""
PROFILES = ("", "gb", "", "us", "gb")
INTERPRETERS = ("yes", "", "Need an interpreter? Ask at the desk. It is free.", "yes")
NOISE = re.compile(r"[\s().\-\u2010-\u2015\xad\ufffe\x02]+")
"""What may stand between the digits of a telephone number, and what pdfium puts at the end of a line."""


@dataclass(frozen=True, slots=True)
class Invented:
    """A clinic that does not exist: its fields are the columns of the table."""

    name: str
    phones: tuple[str, ...]
    hours: tuple[str, ...]
    address: tuple[str, ...]
    interpreter: str
    web: str
    logo: str
    profile: str
    copies: int

    def row(self) -> list[str]:
        """Return its row of the table."""
        given = (getattr(self, name) for name in self.__slots__)
        return [";".join(value) if isinstance(value, tuple) else str(value) for value in given]

    def marks(self) -> tuple[str, ...]:
        """Return what is only this clinic's, as it is looked for: numbers as they are both printed and dialled."""
        phones = (phone.removeprefix("+44 ").removeprefix("0") for phone in self.phones)
        return tuple(map(squeeze, filter(None, (self.name, *phones, self.web))))

    def plain(self) -> Invented:
        """Return the same clinic without what only some clinics have: a logo, a country of its own."""
        return replace(self, logo="", profile="")

    def write(self, folder: Path, name: str) -> None:
        """Write its own file into a library, as one clinic alone has it."""
        given = {key: getattr(self, key) for key in self.__slots__ if key != "copies" and getattr(self, key)}
        lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in given.items())
        path = folder / f"content/clinics/{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(lines), "utf-8")


def invent(number: int) -> Invented:
    """Return the clinic of a number: no two share a name, a telephone number or a web address."""
    town, code, profile = TOWNS[number % len(TOWNS)], f"{number:05}", PROFILES[number % len(PROFILES)]
    lines = (2 * number, 2 * number + 1) if number % 3 else (2 * number,)
    phones = tuple(UK[line % len(UK)].format(line // len(UK)) for line in lines)
    if profile == "us":  # how these numbers are written there
        phones = tuple(f"+44 {phone[1:]}" for phone in phones)
    opening = 7 + number % 4
    hours = (f"Monday to Friday {opening}:{number % 6}0 to {opening + 9}:00", "Saturday 9:00 to 12:00")
    return Invented(
        KINDS[number // 2 % len(KINDS)].format(town, code), phones, hours[: 1 + number % 2],
        (f"{number + 1} {STREETS[number % len(STREETS)]} Street", f"{town}, Sample County"),
        INTERPRETERS[number % len(INTERPRETERS)],
        f"https://leaflets.example/c/{code}" if number % 4 else "",
        ("", f"clinics/logo-{code}.svg", "", f"clinics/logo-{code}.png", "", "")[number % 6],
        profile, 1 + number * 37 % 500,
    )  # fmt: skip


def draw_logo(number: int, suffix: str) -> bytes:
    """Return a logo of the number's own colours: three bars as SVG, bands of grey as PNG."""
    colour = hashlib.sha256(str(number).encode()).digest()
    if suffix == ".svg":
        bars = "".join(
            f'<rect x="{8 * at}" y="{colour[at] % 8}" width="6" height="{24 - colour[at] % 8}" '
            f'fill="#{colour[3 * at : 3 * at + 3].hex()}"/>' for at in range(3)
        )  # fmt: skip
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{bars}</svg>'.encode()
    out = BytesIO()
    Image.linear_gradient("L").resize((48, 48)).point(lambda shade: colour[shade % 32]).save(out, "PNG")
    return out.getvalue()


def write_library(
    folder: Path, clinics: int, topics: Sequence[str], languages: Sequence[str], plain: bool = False
) -> tuple[Invented, ...]:
    """Write a library with the clinics' logos, their table and a run file; return the clinics, plain ones if so wanted."""
    if clinics > MOST:
        raise SystemExit(f"there are numbers that nobody has for {MOST:,} clinics: take fewer clinics")
    made = tuple(invent(number).plain() if plain else invent(number) for number in range(clinics))
    marks = Counter(mark for one in made for mark in one.marks())
    if twice := [mark for mark, times in marks.items() if times > 1]:
        raise SystemExit(f"two clinics share {twice[0]}")
    (folder / "content/clinics").mkdir(parents=True)
    for number, one in enumerate(made):
        if one.logo:
            (folder / "content" / one.logo).write_bytes(draw_logo(number, Path(one.logo).suffix))
    with (folder / "clinics.csv").open("w", encoding="utf-8", newline="") as file:
        csv_writer(file).writerows((Invented.__slots__, *(one.row() for one in made)))
    names = f"topics: [{', '.join(topics)}]\nlanguages: [{', '.join(languages)}]\n"
    (folder / "run.yaml").write_text(f"orders: clinics.csv\n{names}", "utf-8")
    return made


def squeeze(words: str) -> str:
    """Return words in one normal form without blanks, brackets, dots and hyphens."""
    return NOISE.sub("", unicodedata.normalize("NFKC", words))


# -- processes -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Used:
    """A command from outside: seconds by the clock and of the processors, peak of each process in bytes, what it said."""

    seconds: float
    processor: float
    peaks: tuple[tuple[str, int], ...]
    said: str


def environment(root: Path = ROOT, cache: Path | str = "off") -> dict[str, str]:
    """Return what a command of a build is started with; ``cache`` is the folder of what it may know from before."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": str(root), "LEAFLETS_CACHE": str(cache)}


def children(process: int) -> list[int]:
    """Return the processes that a process started (Linux)."""
    try:
        threads = list(Path(f"/proc/{process}/task").iterdir())
        return [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    except OSError:
        return []


def started_with(process: int, words: bytes) -> bool:
    try:
        return words in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


def sources(process: int) -> list[int]:
    """Return the process of a run that those come from which make leaflets, if there is one (Linux)."""
    return [child for child in children(process) if started_with(child, b"multiprocessing.forkserver")]


def workers(process: int) -> list[int]:
    """Return the processes of a run that make leaflets (Linux)."""
    if above := sources(process):
        return [worker for source in above for worker in children(source)]
    return [child for child in children(process) if not started_with(child, b"multiprocessing.resource_tracker")]


def family(process: int) -> Iterator[int]:
    """Yield a process and all below it."""
    yield process
    for child in children(process):
        yield from family(child)


def look(root: int, peaks: dict[int, tuple[str, int]]) -> None:
    """Note the most memory each process of a command has held so far: the kernel keeps it."""
    making = workers(root)
    for process in family(root):
        try:
            status = Path(f"/proc/{process}/status").read_text()
        except OSError:
            continue
        if found := re.search(r"VmHWM:\s+(\d+) kB", status):
            role = "command" if process == root else "worker" if process in making else "helper"
            peaks[process] = role, int(found[1]) * 1024


def watch(command: Sequence[str | Path], folder: Path, given: Mapping[str, str]) -> Used:
    """Start a command as people do, watch its processes, and wait for it and for what it leaves behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER: what a child leaves behind becomes ours
    before, over = children(os.getpid()), threading.Event()
    peaks: dict[int, tuple[str, int]] = {}
    os.sync()
    with tempfile.TemporaryFile() as said:
        begin = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=given, stdout=said, stderr=said)

        def see() -> None:
            while not over.wait(0.05):
                look(process.pid, peaks)

        watcher = threading.Thread(target=see)
        watcher.start()
        _, status, used = os.wait4(process.pid, 0)
        usages = [used, *(os.wait4(one, 0)[2] for one in children(os.getpid()) if one not in before)]
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        over.set()
        watcher.join()
        said.seek(0)
        words = said.read().decode("utf-8", "replace")
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{words[-2000:]}")
    return Used(seconds, sum(one.ru_utime + one.ru_stime for one in usages), tuple(sorted(peaks.values())), words)


def run(folder: Path, output: str, jobs: int) -> tuple[Used, tuple[int, ...]]:
    """Make a run with nothing known from before; return what it took, and how many it made, left alone and refused."""
    command = [sys.executable, "-m", "generator", "run", "run.yaml", "--jobs", str(jobs), "--output", output]
    used = watch(command, folder, environment(cache=folder / f"cache-{jobs}"))
    counts = COUNTS.search(used.said)
    return used, tuple(int(number.replace(",", "")) for number in counts.groups()) if counts else ()


# -- files against receipts ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sheet:
    """One leaflet as it was ordered."""

    own: Invented
    clinic: str
    """The clinic's name among the files."""
    topic: str
    language: str


@dataclass
class Tally:
    """What was counted of the files; ``faults`` must stay empty."""

    files: int = 0
    size: int = 0
    receipts: int = 0
    receipts_size: int = 0
    sums: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def ordered(
    output: Path, clinics: Sequence[Invented], topics: Sequence[str], languages: Sequence[str]
) -> dict[str, Sheet]:
    """Return every leaflet of a run by its file; the records of the run say what it called each clinic."""
    records = map(json.loads, (output / "lots.jsonl").read_text("utf-8").splitlines())
    names = {one["title"]: one["clinic"] for one in records if "clinic" in one}
    return {
        f"{names.get(own.name, own.name)}/{language.replace('_', '-')}/{topic}-a4.pdf": Sheet(
            own, names.get(own.name, own.name), topic, language
        )
        for own in clinics
        for topic in topics
        for language in languages
    }


def audit(output: Path, wanted: Mapping[str, Sheet]) -> Tally:
    """Compare every file of a run with its receipt, and both with what was wanted: files and their copies."""
    tally = Tally()
    lines = [json.loads(line) for line in (output / "manifest.jsonl").read_bytes().splitlines()]
    tally.receipts, tally.receipts_size = len(lines), (output / "manifest.jsonl").stat().st_size
    often = Counter(line["file"] for line in lines)
    tally.sums = {line["file"]: line["sha256"] for line in lines}
    tally.faults += [f"{file}: {times} receipts" for file, times in often.items() if times > 1]
    for line in lines:
        copies = wanted[line["file"]].own.copies if line["file"] in wanted else None
        if line["order"]["copies"] != copies:
            tally.faults.append(f"{line['file']}: {line['order']['copies']} copies, wanted {copies}")
    for path in output.rglob("*"):
        if path.suffix == ".pdf":
            file, data = path.relative_to(output).as_posix(), path.read_bytes()
            tally.files, tally.size = tally.files + 1, tally.size + len(data)
            if hashlib.sha256(data).hexdigest() != tally.sums.get(file):
                tally.faults.append(f"{file}: not the bytes of its receipt")
            if file not in wanted:
                tally.faults.append(f"{file}: not ordered")
        elif path.suffix == ".tmp":
            tally.faults.append(f"{path.name}: left behind")
    tally.faults += [f"{file}: missing" for file in wanted if not (output / file).is_file() or file not in often]
    return tally


# -- judging ---------------------------------------------------------------------------


def printed(pdf: bytes) -> tuple[str, str]:
    """Return the words on a leaflet's pages as pdfium extracts them, and what else it says: links, alternatives, metadata."""
    import pikepdf
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        words = [page.get_textpage().get_text_bounded() for page in document]
    with pikepdf.open(BytesIO(pdf)) as file:
        metadata = html.unescape(file.Root.Metadata.read_bytes().decode("utf-8"))
        more = [metadata, *map(str, file.docinfo.as_dict().values())]
        for entry in file.objects:
            if isinstance(entry, pikepdf.Dictionary):
                said = (entry.get(key) for key in ("/Alt", "/ActualText", "/URI", "/Contents"))
                more += [str(one) for one in said if isinstance(one, pikepdf.String)]
    return squeeze("\n".join(words)), squeeze("\n".join(more))


def strangers(pdf: bytes, own: Invented, clinics: Iterable[Invented]) -> Iterator[str]:
    """Yield what of its own clinic a leaflet does not print, and what it says anywhere of any other."""
    words, more = printed(pdf)
    line = own.interpreter if own.interpreter != "yes" else ""
    for wanted in (own.name, *own.phones, *own.hours, *own.address, line):
        if squeeze(wanted) not in words:
            yield f"does not say: {wanted}"
    for other in clinics:
        if other != own:
            found = (mark for mark in other.marks() if mark in words or mark in more)
            yield from (f"says what belongs to {other.name}: {mark}" for mark in found)


def judge(
    output: Path, sheets: Mapping[str, Sheet], sums: Mapping[str, str], clinics: Sequence[Invented], library: Path
) -> Iterator[str]:
    """Yield everything that is wrong with some leaflets; their clinics' own files are written into the library."""
    from build_all import judge as conforms

    from generator import Library, Order, make

    for sheet in sheets.values():
        sheet.own.write(library, sheet.clinic)
    shelf = Library.open(library)
    for file, sheet in sorted(sheets.items(), key=lambda item: (item[1].own.profile, item[1].language, item[1].topic)):
        order = Order(sheet.topic, sheet.language, clinic=sheet.clinic)
        try:
            pdf = (output / file).read_bytes()
        except OSError:
            yield f"{file}: missing"
            continue
        if hashlib.sha256(pdf).hexdigest() != sums.get(file):
            yield f"{file}: not the bytes of its receipt"
        if make(order, shelf).pdf != pdf:
            yield f"{file}: not the bytes that are made for it alone"
        yield from (f"{file}: {words}" for words in (*conforms(pdf, order, shelf), *strangers(pdf, sheet.own, clinics)))


def make_alone(output: Path, sheets: Mapping[str, Sheet], library: Path) -> Iterator[str]:
    """Yield which files are not what ``leaflets make --clinic`` makes of a clinic's own file, in a process of its own."""
    for number, (file, sheet) in enumerate(sheets.items()):
        name = f"alone-{number}"
        sheet.own.write(library, name)
        words = ["make", sheet.topic, "--language", sheet.language, "--clinic", name, "--output", name]
        command = [sys.executable, "-m", "generator", *words]
        done = subprocess.run(command, cwd=library, env=environment(), capture_output=True)
        if [path.read_bytes() for path in (library / name).rglob("*.pdf")] != [(output / file).read_bytes()]:
            yield f"{file}: 'leaflets make --clinic' makes other bytes ({done.stderr.decode()[-300:]})"


# -- the whole ---------------------------------------------------------------------------


@dataclass
class Report:
    """What was measured and found: rows of the page by name, what follows for a million leaflets, faults."""

    leaflets: int
    rows: list[tuple[str, str]] = field(default_factory=list)
    million: list[tuple[str, str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def reckon(self, name: str, seconds: float) -> None:
        """Add the time that a million leaflets would take at the rate of these."""
        rate = max(1, round(self.leaflets / seconds))
        self.million.append((name, f"1,000,000 ÷ {rate:,} ÷ 60", f"{MILLION / rate / 60:,.0f} min"))


def stamp() -> list[tuple[str, int]]:
    """Return the files that leaflets are made from, the program's among them, and when each was changed."""
    files = (path for part in ("generator", "content", "templates", "locales") for path in (ROOT / part).rglob("*"))
    return sorted((str(path), path.stat().st_mtime_ns) for path in files if path.is_file() and path.suffix != ".pyc")


def measure(
    folder: Path, clinics: int, topics: Sequence[str], languages: Sequence[str], jobs: Sequence[int], sample: int,
    alone: int, seed: int,
) -> Report:  # fmt: skip
    """Make the run with each number of processes, judge it, and start it once more."""
    count = clinics * len(topics) * len(languages)
    found, as_found, chance = Report(count), stamp(), random.Random(seed)
    invented = write_library(folder, clinics, topics, languages)
    found.rows.append(("load of the machine in the minute before", f"{os.getloadavg()[0]:.1f}"))
    output, wanted, tally = folder, dict[str, Sheet](), Tally()
    for number in jobs:
        before, known, output, name = output, tally.sums, folder / f"jobs-{number}", f"`--jobs {number}`"
        used, counts = run(folder, output.name, number)
        if counts != (count, 0, 0):
            found.faults.append(f"--jobs {number}: made, unchanged, refused: {counts}")
        wanted = ordered(output, invented, topics, languages)
        tally = audit(output, wanted)
        found.faults += tally.faults
        if before != folder:
            if tally.sums != known:
                found.faults.append(f"--jobs {number}: other bytes than {before.name}")
            shutil.rmtree(before)
        processor = f"{used.processor:.1f} s, {count / used.processor:,.0f} leaflets a second of one processor"
        held = ", ".join(f"{role} {peak / 1e6:,.0f} MB" for role, peak in used.peaks)
        found.rows += [
            (f"{name}: time", f"{used.seconds:.1f} s, {count / used.seconds:,.0f} leaflets a second"),
            (f"{name}: processor time", processor),
            (f"{name}: most memory of each process", held),
        ]
        found.reckon(f"time with {name}", used.seconds)
    each, receipt = round(tally.size / max(1, tally.files)), round(tally.receipts_size / max(1, tally.receipts))
    found.million += [
        ("bytes of all leaflets", f"1,000,000 × {each:,}", f"{MILLION * each / 1e9:,.0f} GB"),
        ("bytes of all receipts", f"1,000,000 × {receipt:,}", f"{MILLION * receipt / 1e6:,.0f} MB"),
    ]
    times = {file: (output / file).stat().st_mtime_ns for file in tally.sums}
    used, counts = run(folder, output.name, 1)
    if counts != (0, count, 0):
        found.faults.append(f"again: made, unchanged, refused: {counts}")
    found.reckon("time to find everything unchanged", used.seconds)
    after = audit(output, wanted)
    if (after.sums, after.receipts) != (tally.sums, tally.receipts):
        found.faults.append("again: other receipts than before")
    touched = [file for file, at in times.items() if (output / file).stat().st_mtime_ns != at]
    if touched:
        found.faults.append(f"again: {len(touched)} files were written, {touched[0]} among them")
    begin = time.perf_counter()
    files = chance.sample(sorted(wanted), min(sample, len(wanted)))
    few = chance.sample(files, min(alone, len(files)))
    found.faults += judge(output, {file: wanted[file] for file in files}, tally.sums, invented, folder)
    found.faults += make_alone(output, {file: wanted[file] for file in few}, folder)
    if stamp() != as_found:
        found.faults.insert(0, "the program or its library was changed meanwhile, so nothing here counts: start again")
    found.rows += [
        ("leaflets written", f"{tally.files:,} files, {tally.size / 1e6:,.1f} MB, {each:,} bytes each"),
        ("receipts written", f"{tally.receipts:,} lines, {tally.receipts_size / 1e6:,.1f} MB"),
        ("again, nothing changed", f"{counts[1]:,} unchanged, {used.seconds:.1f} s"),
        (f"judged at random (`--seed {seed}`)", f"{len(files):,} leaflets, {time.perf_counter() - begin:.1f} s"),
        ("of these compared with what `leaflets make --clinic` makes", f"{len(few):,}"),
        ("faults", f"{len(found.faults):,}"),
    ]
    return found


# -- the page ----------------------------------------------------------------------------


def machine(*packages: str) -> str:
    """Return what is said of a measurement: day, machine, versions."""
    names = ", ".join(f"{name} {version(name)}" for name in packages)
    return (
        f"Measured on {date.today().isoformat()}: {os.cpu_count()} processors ({platform.machine()}), "
        f"{platform.system()}, Python {platform.python_version()}; {names}"
    )


def put_part(path: Path, name: str, words: str) -> None:
    """Put a part into a page between its marks; parts that others write stay as they are."""
    begin, end = f"<!-- {name}: written by benchmarks/, not by hand -->\n", f"<!-- end of {name} -->\n"
    before, marked, rest = (path.read_text("utf-8") if path.exists() else "").partition(begin)
    after = rest.partition(end)[2]
    if not marked and before.strip():
        before = before.rstrip("\n") + "\n\n"
    path.write_text(f"{before}{begin}{words.rstrip()}\n{end}{after}", "utf-8")


def table(head: str, rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table under a head such as ``| a | b |``."""
    return "\n".join([head, "|---" * (head.count("|") - 1) + "|", *(f"| {' | '.join(row)} |" for row in rows)])


def page(found: Report, clinics: int, languages: Sequence[str], command: str) -> str:
    """Return the part of docs/benchmarks.md."""
    return f"""## A whole run, and a judged sample

{clinics:,} invented clinics, every topic in {", ".join(languages).replace("_", "-")} = **{found.leaflets:,} leaflets** through `leaflets run`, with
each number of processes into a fresh folder, each file synced to the disk, nothing known from before. The clinics differ
in names (English and Vietnamese letters), one or two telephone numbers (kept for drama: nobody has them), hours,
addresses, interpreter lines, web addresses as QR codes, logos (PNG and SVG), country profiles and copies.
{machine("page-validation", "pypdfium2")}.

{table("| | |", found.rows)}

{table("| for one million leaflets | arithmetic | |", found.million)}

Checked of every leaflet: it was ordered; it has one receipt, with its copies; its bytes have the receipt's sha256 and are
the same with each `--jobs`. Checked of each one in the sample besides:

- PDF/UA-1 by 104 rules and PDF/A-2a by 154 rules of page-validation;
- every word of the composed sheet in its order, as pdfium extracts it, and no word beside;
- the clinic's own name, telephone numbers, hours and address;
- no name, telephone number or web address of the {clinics - 1:,} other clinics, in words, links, alternatives and metadata;
- the bytes that `generator.make` gives for its order alone.

To repeat: `{command}`"""


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Make a whole print run, measure it, judge a random sample.",
        epilog="example: python benchmarks/full_run.py --clinics 60 --seed 7",
    )
    parser.add_argument("--clinics", type=int, default=600, help="rows of the table (default: 600)")
    parser.add_argument("--languages", nargs="+", default=LANGUAGES, help=f"default: {' '.join(LANGUAGES)}")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2], help="processes of each run (default: 1 2)")
    parser.add_argument("--sample", type=int, default=200, help="leaflets to judge (default: 200)")
    parser.add_argument("--alone", type=int, default=8, help="of these to make by the command alone (default: 8)")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="decides which are judged")
    parser.add_argument("--folder", type=Path, help="where to work, on the disk to be measured (default: temporary)")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    given = parser.parse_args()
    from generator import Library

    topics = Library.open(ROOT).topics()
    work = Path(tempfile.mkdtemp(prefix="full-run-", dir=given.folder))
    try:
        found = measure(work, given.clinics, topics, given.languages, given.jobs, given.sample, given.alone, given.seed)
    finally:
        shutil.rmtree(work, ignore_errors=True)

    options = "".join(
        f" --{name} {' '.join(map(str, value)) if isinstance(value, list) else value}"
        for name in ("clinics", "languages", "jobs", "sample", "alone")
        if (value := getattr(given, name)) != parser.get_default(name)
    )
    command = f"python benchmarks/full_run.py{options} --seed {given.seed} --write"
    words = page(found, given.clinics, given.languages, command)
    print(words)
    for fault in found.faults[:50]:
        print(fault, file=sys.stderr)
    if found.faults:
        print(f"{len(found.faults):,} faults: nothing is written", file=sys.stderr)
        return 1
    if given.write:
        put_part(PAGE, "full run", words)
    return 0


if __name__ == "__main__":
    sys.exit(main())
