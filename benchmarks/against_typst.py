"""Measure this project beside Typst: the same words, faces and pages, as tagged PDF, in one run.

Usage: python benchmarks/against_typst.py [--topic T] [--language L …] [--rounds N] [--quick] [--write]

Both sides take turns within each round, so that a busy moment hits both; times are medians, ratios are medians
of the rounds' ratios. ``--write`` puts the result into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from msgspec.structs import replace

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import typst  # noqa: E402
from texts import forget, fresh_catalogs, fresh_topic, put_in  # noqa: E402
from typst_source import TypstWriter  # noqa: E402

from generator.library.library import Library  # noqa: E402
from generator.model.content import Clinic  # noqa: E402
from generator.model.leaflet import Leaflet, Order  # noqa: E402
from generator.model.problems import Unusable  # noqa: E402
from generator.pipeline import body, clinic_panel, make  # noqa: E402
from generator.typeset.layout.body import LADDER  # noqa: E402

STANDARD: Final = "ua-1"


@dataclass(frozen=True, slots=True)
class Result:
    """One case measured: seconds of every round on both sides, and what was made."""

    case: str
    language: str
    ours: tuple[float, ...]
    typst: tuple[float, ...]
    note: str = ""

    @property
    def ratio(self) -> float:
        """Our time as a part of Typst's: the median of the rounds' ratios."""
        return statistics.median(a / b for a, b in zip(self.ours, self.typst, strict=True))

    def row(self) -> tuple[str, ...]:
        """Return the case as words for a table: milliseconds, and the ratio."""
        own, other = (statistics.median(times) * 1000 for times in (self.ours, self.typst))
        return (
            self.case,
            self.language,
            f"{own:.1f}",
            f"{other:.1f}",
            f"{self.ratio:.2f}",
            str(len(self.ours)),
            self.note,
        )


class Bench:
    """Holds the library, a folder with what Typst needs, and one warm Typst compiler."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is an empty folder for sources, pictures and font links."""
        self.folder = folder
        self.library = Library.open(ROOT)
        self.plain = Library.open(ROOT)
        self.fonts = folder / "fonts"
        self.fonts.mkdir()
        for key in self.library.faces:
            path = Path(self.library.face(key).path)
            (self.fonts / path.name).symlink_to(path)
        found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[self.fonts]).fonts()
        self.families = {Path(font.path).name: font.family for font in found if font.path}
        self.compiler = typst.Compiler(root=folder, font_paths=[self.fonts], ignore_system_fonts=True)

    def compile(self, source: str) -> bytes:
        """Compile a source with the warm compiler, in memory."""
        pdf = self.compiler.compile(input=source.encode(), root=self.folder, pdf_standards=STANDARD)
        assert isinstance(pdf, bytes)
        return pdf

    def writer(self, order: Order, leaflet: Leaflet) -> TypstWriter:
        """Return the writer of an order's Typst sources, so tight that it takes no more pages than ours."""
        library = self.library
        language = library.language(order.language)
        families = [self.families[Path(library.face(key).path).name] for key in language.faces]
        theme, paper = library.theme(order.theme), library.format(order.format)
        # our leaflet does not say how far its leading was tightened: the first rung that its scale and spacing allow
        rungs = (tight for scale, least, tight in LADDER if scale == leaflet.scale and least <= leaflet.spacing)
        tightness = next(rungs, 1.0)
        for part, tight in ((1, 1), (0.8, 1), (0.6, 1), (0.45, 1), (0.3, 1), (0.15, 1), (0, 1), (0, 0.95), (0, 0.9)):
            spacing = leaflet.spacing * part
            writer = TypstWriter(
                library, theme, paper, language, families, self.folder, leaflet.scale, spacing, tightness * tight
            )
            if pages_of(self.compile(self.source(writer, order))) <= leaflet.pages:
                break
        return writer

    def source(self, writer: TypstWriter, order: Order, library: Library | None = None) -> str:
        """Return the Typst source of an order as a library says it."""
        library = library or self.library
        return writer.source(body(order, library), clinic_panel(order, library))


def pages_of(pdf: bytes) -> int:
    """Return the number of pages of a file by its page objects."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def letters_of(pdf: bytes) -> int:
    """Return how many characters, spaces left out, a reader finds in a file; 0 without pypdfium2."""
    try:
        import pypdfium2  # type: ignore[import-untyped]
    except ImportError:
        return 0
    document = pypdfium2.PdfDocument(pdf)
    words = "".join(page.get_textpage().get_text_bounded() for page in document)
    return len("".join(words.split()))


def take_turns(
    rounds: int, prepare: Callable[[int], tuple[Callable[[], object], Callable[[], object]]]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Time both sides in turn, ours first in even rounds; ``prepare(round)`` is not timed.

    A round whose changed words do not fit our pages any more is left out.
    """
    ours: list[float] = []
    others: list[float] = []
    for turn in range(rounds):
        pair = prepare(turn)
        gc.collect()
        times = [0.0, 0.0]
        try:
            for side in (0, 1) if turn % 2 == 0 else (1, 0):
                begin = time.perf_counter()
                pair[side]()
                times[side] = time.perf_counter() - begin
        except Unusable:
            continue
        ours.append(times[0])
        others.append(times[1])
    return tuple(ours), tuple(others)


def cold(bench: Bench, order: Order, writer: TypstWriter, rounds: int) -> Result:
    """A whole process that makes one leaflet."""
    (bench.folder / "cold.typ").write_text(bench.source(writer, order), encoding="utf-8")
    command = [sys.executable, "-m", "generator", "make", order.topic, "--language", order.language]
    command += ["--draft"] if order.draft else []
    script = (
        "import typst; typst.compile('cold.typ', output='cold.pdf', font_paths=['fonts'],"
        f" ignore_system_fonts=True, pdf_standards={STANDARD!r})"
    )

    def prepare(turn: int) -> tuple[Callable[[], object], Callable[[], object]]:
        output = bench.folder / f"out-{order.topic}-{order.language}-{turn}"
        return (
            lambda: run([*command, "--output", str(output)], ROOT),
            lambda: run([sys.executable, "-c", script], bench.folder),
        )

    prepare(-1)[0](), prepare(-1)[1]()
    return Result("cold command", order.language, *take_turns(rounds, prepare))


def run(command: Sequence[str], folder: Path) -> None:
    """Run a command quietly; raise what it says when it fails. Both sides may keep their bytecode, as when installed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


def new_text(bench: Bench, order: Order, writer: TypstWriter, rounds: int, known: bool) -> Result:
    """A leaflet never set before, in a process that runs; ``known``: most of its words were met in others."""
    topic = bench.library.topic(order.topic)
    plain = bench.plain
    made: list[Leaflet] = []

    def prepare(turn: int) -> tuple[Callable[[], object], Callable[[], object]]:
        number = turn + 1000 * known
        fresh = fresh_topic(topic, number), order.language, fresh_catalogs(topic, order.language, bench.library, number)
        put_in(plain, *fresh)
        source = bench.source(writer, order, plain)
        put_in(plain, *fresh)
        forget(words=not known)
        return lambda: made.append(make(order, plain)), lambda: bench.compile(source)

    for turn in (-1, -2):
        for side in prepare(turn):
            side()
    case = "new leaflet, words mostly known" if known else "new leaflet, nothing known"
    return Result(case, order.language, *take_turns(rounds, prepare))


def clinics(bench: Bench, order: Order, writer: TypstWriter, rounds: int) -> Result:
    """The same body for another clinic, whose name and numbers were never set before."""
    library = bench.library
    make(order, library)

    def prepare(turn: int) -> tuple[Callable[[], object], Callable[[], object]]:
        name = f"bench-{turn + 5}"
        number = f"020 7946 {turn + 505:04d}"
        library._kept["clinic", name] = Clinic(
            name, f"{SAINTS[turn % 8]} Clinic {turn + 5}", (number,), ("Monday to Friday 8:30 to 17:00",),
            (f"{turn + 5} Sample Street, Exampletown",), "Need an interpreter? It is free.", "", "", "default",
        )  # fmt: skip
        named = replace(order, clinic=name)
        source = bench.source(writer, named)
        library.panels.clear()
        return lambda: make(named, library), lambda: bench.compile(source)

    for turn in (-1, -2):
        for side in prepare(turn):
            side()
    return Result("same body, another clinic", order.language, *take_turns(rounds, prepare))


SAINTS = ("North", "South", "East", "West", "Hill", "Lake", "River", "Park")


def whole_library(bench: Bench, orders: Sequence[Order], rounds: int) -> Result:
    """Every leaflet that builds, in one process from its start, written to disk."""
    folder = bench.folder / "library"
    folder.mkdir()
    (folder / "fonts").symlink_to(bench.fonts)
    for order in orders:
        writer = bench.writer(order, make(order, bench.library))
        writer.folder = folder
        name = f"{order.language}-{order.topic}.typ"
        (folder / name).write_text(bench.source(writer, order), encoding="utf-8")
    wanted = folder / "orders.json"
    wanted.write_text(json.dumps([[order.topic, order.language, order.draft] for order in orders]))
    script = str(ROOT / "benchmarks" / "library_run.py")

    def prepare(turn: int) -> tuple[Callable[[], object], Callable[[], object]]:
        outputs = [str(bench.folder / f"all-{side}-{turn}") for side in ("ours", "typst")]
        return (
            lambda: run([sys.executable, script, "ours", str(wanted), outputs[0]], ROOT),
            lambda: run([sys.executable, script, "typst", str(folder), outputs[1]], ROOT),
        )

    languages = len({order.language for order in orders})
    topics = len({order.topic for order in orders})
    note = f"{len(orders)} leaflets, {topics} topics"
    return Result("whole library, one process", f"{languages} languages", *take_turns(rounds, prepare), note)


def buildable(bench: Bench, languages: Sequence[str], draft: bool) -> tuple[list[Order], list[str]]:
    """Return the orders that build, and those that do not with why; a translation that is missing makes a draft."""
    good, bad = [], []
    for language in languages:
        for topic in bench.library.topics():
            words = ""
            for order in (Order(topic, language), Order(topic, language, draft=True))[: 1 + draft]:
                try:
                    make(order, bench.library)
                except Unusable as error:
                    words = error.problems[0].message
                    continue
                good.append(order)
                break
            else:
                bad.append(f"{topic} in {language}: {words}")
    return good, bad


def main() -> None:
    """Measure, print, and write the page if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--topic", default="managing-leakage", help="the topic of the single-leaflet cases")
    parser.add_argument("--language", action="append", help="may be repeated (default: all)")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--quick", action="store_true", help="5 rounds, and no whole library")
    parser.add_argument("--draft", action="store_true", help="also leaflets that are not translated yet")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    rounds = 5 if given.quick else given.rounds
    gc.set_threshold(50_000, 20, 50)  # as the command does
    with tempfile.TemporaryDirectory() as temporary:
        bench = Bench(Path(temporary))
        good, bad = buildable(bench, given.language or bench.library.languages(), given.draft)
        print(f"{len(good)} leaflets build", *(f"  left out: {words}" for words in bad), sep="\n")
        results: list[Result] = []
        checks: list[str] = []
        for language in dict.fromkeys(order.language for order in good):
            mine = [order for order in good if order.language == language]
            order = next((order for order in mine if order.topic == given.topic), mine[0])
            leaflet = make(order, bench.library)
            writer = bench.writer(order, leaflet)
            other = bench.compile(bench.source(writer, order))
            checks.append(
                f"{language}: {order.topic}{', draft' if order.draft else ''}; pages {leaflet.pages} / {pages_of(other)};"
                f" letters {letters_of(leaflet.pdf)} / {letters_of(other)};"
                f" bytes {len(leaflet.pdf):,} / {len(other):,}; scale {leaflet.scale}, spacing {leaflet.spacing}"
            )
            print(checks[-1])
            results += [
                cold(bench, order, writer, rounds),
                new_text(bench, order, writer, rounds, known=False),
                new_text(bench, order, writer, rounds, known=True),
                clinics(bench, order, writer, rounds),
            ]
            for result in results[-4:]:
                print("  ".join(result.row()))
        if not given.quick:
            results.append(whole_library(bench, good, 3))
            print("  ".join(results[-1].row()))
    if given.write:
        from page import write_page

        options = " --draft" if given.draft else ""
        write_page(ROOT / "docs" / "benchmarks.md", [result.row() for result in results], checks, bad, options)


if __name__ == "__main__":
    main()
