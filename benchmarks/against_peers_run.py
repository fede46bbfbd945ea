"""Measure a print run beside Typst and WeasyPrint: the same clinics, words, faces and codes, as tagged PDF, in one run.

Usage: python benchmarks/against_peers_run.py [--clinics N] [--leaflets N] [--quick] [--write]

One leaflet in four languages for many clinics, all sides in turn in one process on one processor; then whole print
runs as people start them, with one and two processes. ``--write`` puts the result into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from against_typst import Bench, letters_of, pages_of  # noqa: E402
from clinics import clinic  # noqa: E402
from page import write_section  # noqa: E402
from stages import limits, made, stages, wait_for_disk, written  # noqa: E402
from whole_runs import LANGUAGES, memory, two_jobs  # noqa: E402

from generator.model.leaflet import Order  # noqa: E402
from generator.pipeline import make, render  # noqa: E402
from generator.run import collector  # noqa: E402
from generator.typeset.draw.codes import qr_modules  # noqa: E402

TOPIC: Final = "managing-leakage"
MOST_WEASY: Final = 1
"""Clinics of each language that WeasyPrint sets in a round: it takes some hundred times as long."""


NAMES: Final = (
    "ours, in memory", "Typst, in memory", "ours, on disk", "Typst, on disk", "WeasyPrint, in memory",
    "WeasyPrint, in memory, tagged",
)  # fmt: skip
Work = Callable[[], bytes]


@dataclass(slots=True)
class Side:
    """Seconds of every round for one side, by the clock and of the processor, and how many leaflets it made."""

    name: str
    clock: list[float]
    processor: list[float]
    count: int = 0
    size: int = 0

    def each(self, seconds: Sequence[float]) -> float:
        """Return milliseconds a leaflet: the median of the rounds."""
        return statistics.median(seconds) / self.count * 1000


def timed(side: Side, work: Callable[[], list[bytes]]) -> None:
    """Do some work and add its time to a side."""
    gc.collect()
    clock, processor = time.perf_counter(), time.process_time()
    made = work()
    side.clock.append(time.perf_counter() - clock)
    side.processor.append(time.process_time() - processor)
    side.count, side.size = len(made), sum(map(len, made)) // len(made)


class Peers:
    """The same leaflets for the same clinics, by each side."""

    def __init__(self, folder: Path, clinics: int, rounds: int) -> None:
        """``folder`` is empty; each round takes its own part of the clinics."""
        self.bench = Bench(folder)
        self.folder, self.rounds, self.each = folder, rounds, clinics // rounds
        library = self.bench.library
        library.adopt({one.name: one for one in map(clinic, range(clinics))})
        self.orders = [Order(TOPIC, language) for language in LANGUAGES]
        self.writers = [self.bench.writer(order, make(order, library)) for order in self.orders]

    def wanted(self, turn: int) -> list[tuple[int, Order]]:
        """Return a round's orders, each with the number of its language."""
        names = [clinic(turn * self.each + number).name for number in range(self.each)]
        return [(at, replace(order, clinic=name)) for at, order in enumerate(self.orders) for name in names]

    def measure(self) -> tuple[list[Side], list[str]]:
        """Let all sides make every round's leaflets in turn; return their times, and what was made."""
        sides = [Side(name, [], []) for name in NAMES]
        checks = self._warm()
        for turn in range(self.rounds):
            self._round(turn, sides)
        return sides, checks

    def _round(self, turn: int, sides: Sequence[Side]) -> None:
        wanted = self.wanted(turn)
        ours, typst, weasy_plain, weasy_tagged = self._works(wanted)
        self.forget_panels()  # writing the sources has made some ready
        out = self.folder / f"out-{turn}"
        works: list[Callable[[], list[bytes]]] = [
            lambda: made(ours),
            lambda: made(typst),
            lambda: written(out / "ours", ours),
            lambda: written(out / "typst", typst),
            lambda: [work() for work in weasy_plain],
            lambda: [work() for work in weasy_tagged],
        ]
        pairs = list(zip(sides, works, strict=True))
        for side, work in pairs if turn % 2 == 0 else pairs[::-1]:
            timed(side, work)
            if work in (works[0], works[2]):
                self.forget_panels()

    def _works(self, wanted: Sequence[tuple[int, Order]]) -> tuple[list[Work], list[Work], list[Work], list[Work]]:
        """Return what makes the leaflets of some orders: by us, by Typst, and some of them by WeasyPrint in two ways."""
        library = self.bench.library
        sources = [self.bench.source(self.writers[at], order) for at, order in wanted]
        few = [order for number, (_, order) in enumerate(wanted) if number % self.each < MOST_WEASY]
        pages = [render(replace(order, output="html"), library)[0][0].decode() for order in few]
        return (
            [lambda order=order: make(order, library).pdf for _, order in wanted],
            [lambda source=source: self.bench.compile(source) for source in sources],
            [lambda page=page: weasy(page, self.bench, None) for page in pages],
            [lambda page=page: weasy(page, self.bench, "pdf/ua-1") for page in pages],
        )

    def _warm(self) -> list[str]:
        """Let every side make a leaflet of each language; return what was made."""
        wanted = self.wanted(0)[:: self.each]
        ours, typst, weasy_plain, weasy_tagged = self._works(wanted)
        found = []
        for (_, order), own, other in zip(wanted, ours, typst, strict=True):
            a, b = own(), other()
            found.append(
                f"{order.language}: pages {pages_of(a)} / {pages_of(b)}; letters {letters_of(a)} / {letters_of(b)};"
                f" bytes {len(a):,} / {len(b):,}"
            )
        for work in (*weasy_plain, *weasy_tagged):
            work()
        return found

    def forget_panels(self) -> None:
        """Forget all that is known of clinics: composed and set panels, shaped words, breaks and codes of theirs."""
        from generator.typeset import _typesetters
        from generator.typeset.text import lines

        self.bench.library.panels.clear()
        lines._breaks.clear()
        qr_modules.cache_clear()
        for _, typesetter in _typesetters.values():
            typesetter._panels.clear()
            for setter in typesetter._setters._setters.values():
                setter._measured.clear()
                setter.faces._pieces.clear()
                for chain in setter.faces._chains.values():
                    for face in chain:
                        face._shaped.clear()


_fonts: list[Any] = []


def weasy(page: str, bench: Bench, variant: str | None) -> bytes:
    """Return a page set by WeasyPrint in the same faces."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    if not _fonts:
        faces = "".join(
            f'@font-face{{font-family:"{bench.families[path.name]}";src:url("{path.resolve().as_uri()}")}}'
            for path in sorted(bench.fonts.iterdir())
        )
        names = ",".join(f'"{name}"' for name in dict.fromkeys(bench.families.values()))
        config = FontConfiguration()
        _fonts[:] = [config, CSS(string=f"{faces}body{{font-family:{names}!important}}", font_config=config)]
    pdf = HTML(string=page).write_pdf(stylesheets=[_fonts[1]], font_config=_fonts[0], pdf_variant=variant)
    assert isinstance(pdf, bytes)
    return pdf


# -- the page ----------------------------------------------------------------


def ratio(one: Side, other: Side, of: str = "clock") -> float:
    """Return how many times as many leaflets a second one side makes: the median of the rounds' ratios."""
    mine, theirs = getattr(one, of), getattr(other, of)
    return statistics.median(b / other.count / (a / one.count) for a, b in zip(mine, theirs, strict=True))


def report(given: argparse.Namespace, folder: Path) -> str:
    """Measure all and return the section for docs/benchmarks.md."""
    rounds = 2 if given.quick else 5
    before = os.sched_getaffinity(0)
    peers = Peers(folder, given.clinics, rounds)
    os.sched_setaffinity(0, {max(before)})  # one processor for every side, whatever threads it starts
    wait_for_disk(folder / "before")
    sides, checks = peers.measure()
    parts = [[order for _, order in peers.wanted(turn)] for turn in range(rounds)]
    spent, whole = stages(peers.bench.library, parts, folder / "stages", peers.forget_panels)
    most = limits(peers.bench.library, parts[0][:: peers.each], folder / "limits")
    os.sched_setaffinity(0, before)
    ours, typst, ours_disk, typst_disk, *others = sides
    out = [
        f"One topic (`{TOPIC}`) in {len(LANGUAGES)} languages for {given.clinics} clinics never met before, each with a QR"
        f" code: {given.clinics * len(LANGUAGES):,} leaflets, {rounds} rounds, all sides in turn on one processor.",
        "",
        "| | ms a leaflet | of the processor | leaflets a second | times Typst | goal |",
        "|---|---|---|---|---|---|",
    ]
    peers_of = {id(ours): typst, id(ours_disk): typst_disk}
    goals = {id(ours): "8", id(ours_disk): "6 (10)"}
    for side in (ours, typst, ours_disk, typst_disk, *others):
        other = peers_of.get(id(side)) or (typst if side in others else None)
        times = f"**{ratio(side, other):.2g}**" if other else "1"
        each = side.each(side.clock)
        out.append(
            f"| {side.name} | {each:.2f} | {side.each(side.processor):.2f} | {1000 / each:,.0f} | {times}"
            f" | {goals.get(id(side), '')} |"
        )
    out += ["", "Ours / Typst, of the first clinic:", "", *(f"- {words}" for words in checks), ""]
    topics = peers.bench.library.topics()
    with tempfile.TemporaryDirectory(dir=given.disk) as place:
        wait_for_disk(Path(place) / "before")
        one, two, count, size = two_jobs(Path(place), topics, given.leaflets, 2 if given.quick else 3)
        grown = memory(Path(place), topics, (100, 1_000) if given.quick else (100, 1_000, 10_000))
    gains = [a.seconds / b.seconds for a, b in zip(one, two, strict=True)]
    a, b = (statistics.median(run.seconds for run in runs) for runs in (one, two))
    out += [
        "### Whole runs",
        "",
        f"`leaflets run`, from its start to its end: all {len(topics)} topics in {len(LANGUAGES)} languages, {count:,}"
        f" leaflets, {size / 1e6:,.0f} MB, each file synced before its receipt.",
        "",
        "| | seconds | leaflets a second | processor seconds |",
        "|---|---|---|---|",
        f"| one process | {a:.1f} | {count / a:,.0f} | {statistics.median(run.processor for run in one):.1f} |",
        f"| two processes | {b:.1f} | {count / b:,.0f} | {statistics.median(run.processor for run in two):.1f} |",
        "",
        f"Two processes make **{statistics.median(gains):.2f}** times as many as one (goal: 1.8).",
        "",
        "| leaflets | peak, one process | peak of the largest of two | the same again, all unchanged |",
        "|---|---|---|---|",
        *(
            f"| {number:,} | {single.peak:.0f} MB | {double.peak:.0f} MB | {again.seconds:.1f} s |"
            for number, single, double, again in grown
        ),
        "",
        "### Where the time goes",
        "",
        "Microseconds of a leaflet for a clinic never met before, body known, in the first table's setting with the clock"
        " inside (which itself costs a little):",
        "",
        "| stage | µs |",
        "|---|---|",
        *(f"| {name} | {value:.0f} |" for name, value in spent),
        f"| **together** | **{whole:.0f}** |",
        "",
        "What this machine can do at most, one process:",
        "",
        "| | |",
        "|---|---|",
        *(f"| {name} | {value} |" for name, value in most),
        "",
        "A clinic's panel is set once for all topics in a language: every further topic costs only the last stages.",
    ]
    return "\n".join(out)


def main() -> None:
    """Measure, print, and write the section if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clinics", type=int, default=500, help="clinics of the comparison (default: 500)")
    parser.add_argument("--leaflets", type=int, default=28_000, help="leaflets of the whole runs (default: 28,000)")
    parser.add_argument("--quick", action="store_true", help="60 clinics, 1,400 leaflets, 2 rounds")
    parser.add_argument("--disk", type=Path, default=None, help="a folder on the disk to write to (default: temporary)")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    if given.quick:
        given.clinics, given.leaflets = min(given.clinics, 60), min(given.leaflets, 1_400)
    collector.own()  # as the command does
    with tempfile.TemporaryDirectory(dir=given.disk) as folder:
        words = report(given, Path(folder))
    print(words)
    if given.write:
        write_section(ROOT / "docs" / "benchmarks.md", "run", words)


if __name__ == "__main__":
    main()
