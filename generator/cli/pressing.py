"""``leaflets press``: the words of the command line to a print shop's files, each examined before it is handed over."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from generator.cli.making import plan
from generator.cli.speech import complain, complain_all, say, table, tell
from generator.library.library import Library
from generator.model.leaflet import Order
from generator.model.problems import ExitCode, Unusable

if TYPE_CHECKING:
    from generator.press import Job


def press(arguments: argparse.Namespace) -> int:
    """Write a press file for each leaflet asked for; return the exit code of the worst."""
    library = Library.open(arguments.library)
    arguments.topics = [_topic(name, library) for name in arguments.topics]
    arguments.draft, arguments.outputs = False, None
    orders = plan(arguments, library)
    job = _job(arguments)
    worst = ExitCode.MADE
    rows = []
    for order in orders:
        try:
            row, code = _press(order, library, job, arguments.output)
            rows.append(row)
        except Unusable as error:
            complain_all(map(str, error.problems))
            code = error.exit_code
        worst = max(worst, code)
    if rows:
        say(table(rows))
    if job.imposition != "none" and rows:
        tell("print both sides, turning each sheet like a page of a book")
    return int(worst)


def _topic(words: str, library: Library) -> str:
    """Return the topic of a name or of its YAML file (content/night-feeds.yaml)."""
    path = Path(words)
    return path.stem if words not in library.topics() and path.suffix in (".yaml", ".yml") else words


def _job(arguments: argparse.Namespace) -> Job:
    from generator.press import Job

    return Job(
        sheet=arguments.sheet,
        imposition=arguments.imposition,
        bleed=arguments.bleed,
        marks=arguments.marks,
        colour=arguments.colour,
        quantity=arguments.quantity,
        creep=arguments.creep,
    )


def place(order: Order, job: Job) -> str:
    """Return a press file's place in the output folder: ``vi/leaking-a5-press-booklet.pdf``."""
    second = f"with-{order.second.replace('_', '-')}" if order.second else ""
    parts = [order.topic, order.format, second, order.clinic, "press"]
    parts += [part for part in (job.sheet, job.imposition) if part != "none"]
    parts += [job.colour] if job.colour != "cmyk" else []
    return f"{order.language.replace('_', '-')}/{'-'.join(part for part in parts if part)}.pdf"


def _press(order: Order, library: Library, job: Job, folder: Path) -> tuple[tuple[str, ...], ExitCode]:
    """Make, impose, examine and write one press file; return its line of the table and its exit code."""
    from generator.pipeline import make, notes, put_on_sheets
    from generator.run.files import outbox

    leaflet = make(order, library, job.colour)
    complain_all(map(str, notes(library.theme(order.theme), library.clinic(order.clinic), library)))
    pressed = put_on_sheets(leaflet, order, library, job)
    file = place(order, job)
    outbox.write(folder, file, pressed.pdf)
    for finding in pressed.findings:
        complain(f"{file}: {finding}")
    sides = f"{pressed.sides} side{'' if pressed.sides == 1 else 's'}"
    runs = f"print it {pressed.runs} time{'' if pressed.runs == 1 else 's'}" if pressed.runs else ""
    verdict = f"{len(pressed.findings)} findings" if pressed.findings else "no findings"
    code = ExitCode.FINDINGS if pressed.findings else ExitCode.MADE
    return ("made", str(folder / file), sides, f"ink up to {pressed.ink:.0%}", verdict, runs), code
