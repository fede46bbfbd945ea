"""``leaflets make --print-ready`` and ``--handout``: leaflets as files that any office printer prints whole."""

from __future__ import annotations

import argparse

from generator.cli.making import plan
from generator.cli.speech import complain_all, say, table
from generator.library.library import Library
from generator.library.shelf import Unknown
from generator.model.leaflet import Order
from generator.model.problems import NOWHERE, ExitCode, Problem, Unusable


def print_for_office(arguments: argparse.Namespace) -> int:
    """Write a file for an office printer for each leaflet asked for; return the exit code of the worst."""
    if set(arguments.outputs or ["pdf"]) != {"pdf"}:
        hint = "leave --as out, or make it without --print-ready and --handout"
        raise Unknown(Problem(NOWHERE, "files for office printers are PDF files", hint))
    if arguments.print_ready and arguments.handout:
        hint = "leave one of the two out"
        raise Unknown(Problem(NOWHERE, "--print-ready is one page on a side, --handout several", hint))
    if arguments.sheet and not arguments.handout:
        hint = "leave --sheet out, or take --handout 2: the leaflet is printed on its own paper"
        raise Unknown(Problem(NOWHERE, "--sheet is for --handout", hint))
    library = Library.open(arguments.library)
    worst = ExitCode.MADE
    rows = []
    for order in plan(arguments, library):
        try:
            rows.append(_print(order, library, arguments))
        except Unusable as error:
            complain_all(map(str, error.problems))
            worst = max(worst, error.exit_code)
    if rows:
        say(table(rows))
    return int(worst)


def place(order: Order, handout: int, sheet: str) -> str:
    """Return the file's place in the output folder: ``vi/colostrum-a5-handout-2-a4.pdf``, or ``…-a5-print.pdf``."""
    second = f"with-{order.second.replace('_', '-')}" if order.second else ""
    last = [f"handout-{handout}", sheet] if handout else ["print"]
    parts = (order.topic, order.format, second, order.clinic, *last)
    return f"{order.language.replace('_', '-')}/{'-'.join(part for part in parts if part)}.pdf"


def _print(order: Order, library: Library, arguments: argparse.Namespace) -> tuple[str, ...]:
    """Make, arrange and write one file; return its line of the table."""
    from generator.pipeline import make, notes
    from generator.press.office import handout, print_ready
    from generator.run.files import outbox

    leaflet, paper = make(order, library), library.format(order.format)
    if arguments.handout:
        leftward = library.language(order.language).leftward
        made = handout(leaflet, paper, arguments.handout, arguments.sheet, arguments.copies, leftward)
    else:
        made = print_ready(leaflet, paper, arguments.copies)
    file = place(order, arguments.handout, arguments.sheet)
    outbox.write(arguments.output, file, made.pdf)
    complain_all(map(str, notes(library.theme(order.theme), library.clinic(order.clinic), library)))
    sides = f"{made.sides} side{'' if made.sides == 1 else 's'}"
    sheets = f"{made.sheets} sheet{'' if made.sheets == 1 else 's'} of paper"
    how = "fold the sheets together and staple them" if made.booklet else ""
    return "made", str(arguments.output / file), sides, sheets, how
