"""``leaflets make``: names to orders, a bar while they are made, a closing table."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from generator.cli.speech import complain_all, say, table, tell
from generator.library.library import Library
from generator.library.shelf import Unknown
from generator.model.leaflet import Order, Receipt
from generator.model.problems import NOWHERE, ExitCode, Problem, suggest
from generator.run import batch
from generator.run.faults import Opening
from generator.run.orders.choices import near_language

MOST_NOTES = 8
"""Notes printed on leaflets that were made."""
BAR_FROM = 3
"""Leaflets from which a bar is shown; fewer are ready before one could read it."""


def make(arguments: argparse.Namespace) -> int:
    """Make what was asked for; return the exit code of the worst leaflet."""
    if arguments.print_ready or arguments.handout:
        from generator.cli.printing import print_for_office

        return print_for_office(arguments)
    if arguments.sheet or arguments.copies > 1:
        hint = "add --print-ready for one leaflet at full size, or --handout 2"
        option = "--sheet" if arguments.sheet else "--copies"
        raise Unknown(Problem(NOWHERE, f"{option} is for files for office printers", hint))
    begin = time.perf_counter()
    library = Library.open(arguments.library)
    orders = plan(arguments, library)
    opening = Opening(arguments.library, library.today)
    with _bar(len(orders)) as step:
        try:
            done = batch.run(orders, opening, arguments.output, arguments.jobs, step, library)
        except batch.Interrupted as error:
            ready = sum(one.receipt.outcome != "refused" for one in error.done)
            tell(f"stopped: {ready} of {len(orders)} leaflets are ready, none is half written")
            return int(ExitCode.INTERRUPTED)
    report([one.receipt for one in done], time.perf_counter() - begin)
    return int(batch.worst(done))


def plan(arguments: argparse.Namespace, library: Library) -> tuple[Order, ...]:
    """Return the orders of the command line.

    Raises:
        Unknown: with every name that the library does not have.
    """
    problems: list[Problem] = []

    def names(given: Iterable[str], known: tuple[str, ...], sort: str) -> tuple[str, ...]:
        wanted = tuple(dict.fromkeys(given))
        if wanted == ("all",):
            return known
        for name in wanted:
            if name not in known:
                shown = _tag(name) if sort == "language" else name
                hint = _near_language(shown, library) if sort == "language" else suggest(shown, known)
                problems.append(Problem(NOWHERE, f"there is no {sort} called '{shown[:80]}'", hint))
        return wanted

    topics = names(arguments.topics or ["all"], library.topics(), "topic")
    languages = names(map(library.language_name, arguments.language or ["all"]), library.languages(), "language")
    formats = names(arguments.format or (["all"] if arguments.second else ["a4"]), library.formats(), "format")
    second = names(
        [library.language_name(arguments.second)] if arguments.second else [], library.languages(), "language"
    )
    formats = _for_languages(formats, 2 if second else 1, arguments.format or ["all"], library, problems)
    outputs = tuple(dict.fromkeys(arguments.outputs or ["pdf"]))
    if second and set(outputs) - {"pdf", "png"}:
        hint = "leave --with out, or make pdf or png"
        problems.append(Problem(NOWHERE, "two languages side by side are made as pdf or png only", hint))
    clinics = names(arguments.clinic, library.clinics(), "clinic") if arguments.clinic else ("",)
    themes = names([arguments.theme], library.themes(), "theme")
    if problems:
        raise Unknown(*problems)
    orders = tuple(
        Order(topic, language, paper, theme, clinic, arguments.draft, output, *second)
        for language in languages
        if (language,) != second
        for topic in topics
        for paper in formats
        for theme in themes
        for clinic in clinics
        for output in outputs
    )
    if not orders and topics:
        hint = "name another language with --language or --with"
        raise Unknown(Problem(NOWHERE, f"'{_tag(second[0])}' cannot stand beside itself", hint))
    if not orders:
        hint = "begin one with: leaflets new topic NAME"
        raise Unknown(Problem(NOWHERE, "there is nothing to make: the library has no topics", hint))
    return orders


def _for_languages(
    formats: tuple[str, ...], wanted: int, given: Sequence[str], library: Library, problems: list[Problem]
) -> tuple[str, ...]:
    """Return the formats that hold as many languages: naming another is a mistake, 'all' means those that do."""
    if formats == ("a4",) and wanted == 1:
        return formats
    known = [name for name in formats if name in library.formats()]
    fit = tuple(name for name in known if library.format(name).languages == wanted)
    if given != ["all"]:
        for name in known:
            if name not in fit:
                hint = "leave --with out" if wanted == 2 else "say which language stands beside: --with en"
                many = "one language" if wanted == 2 else "two languages"
                problems.append(Problem(NOWHERE, f"the format '{name}' is for {many}", hint))
    return fit


def _tag(language: str) -> str:
    return language.replace("_", "-")


def _near_language(words: str, library: Library) -> str:
    """Return a hint for a language; several with a comma are several options."""
    several = [part.strip() for part in words.split(",")]
    if len(several) > 1 and set(several) <= set(map(_tag, library.languages())):
        return f"write {' '.join(f'--language {part}' for part in several)}"
    return near_language(words, library)


def report(receipts: Sequence[Receipt], seconds: float) -> None:
    """Print each leaflet and, for more than one, the totals. What is wrong goes to standard error, each once."""
    complain_all(words for receipt in receipts if receipt.outcome == "refused" for words in receipt.problems)
    complain_all((words for one in receipts if one.outcome != "refused" for words in one.problems), MOST_NOTES, "note")
    rows = []
    for receipt in receipts:
        pages = f"{receipt.pages} page{'' if receipt.pages == 1 else 's'}" if receipt.pages else ""
        took = f"{receipt.seconds:.2f} s" if receipt.outcome == "made" else ""
        rows.append((receipt.outcome, receipt.file, pages, took))
    say(table(rows))
    if len(receipts) > 1:
        counts = {
            name: sum(receipt.outcome == name for receipt in receipts) for name in ("made", "unchanged", "refused")
        }
        totals = ", ".join(f"{count} {name}" for name, count in counts.items())
        say(f"{totals}; {sum(receipt.pages for receipt in receipts)} pages, {seconds:.1f} s")


@contextmanager
def _bar(total: int) -> Iterator[Callable[[Receipt], None]]:
    """Give a function that moves a bar on; without a terminal it does nothing."""
    if total < BAR_FROM or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("making", total=total)

        def step(_: Receipt) -> None:
            progress.advance(task)

        yield step
