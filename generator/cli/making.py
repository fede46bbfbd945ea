"""``leaflets make`` and ``leaflets press``: names to orders, a bar while they are made, a closing table."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from generator.cli.opening import MOST_NOTES, open_library
from generator.cli.options import Options
from generator.cli.ordering import read_orders, topic_of
from generator.cli.progress import progress
from generator.cli.speech import complain_all, say, table, tell
from generator.library.library import Library
from generator.library.shelf import Unknown
from generator.library.texts import short
from generator.model.content import Clinic
from generator.model.edition import Edition, Job, Office, Press, edition_of
from generator.model.leaflet import DRAFT, Order
from generator.model.problems import NOWHERE, ExitCode, Problem, many
from generator.run.engine import How, Result, Stopped, opened
from generator.run.files.places import place
from generator.run.tasks import Outcome
from generator.trust.asking import in_short

STALE = "an older one is still there: do not hand it out"


def make(arguments: Options) -> int:
    """Make what was asked for; return the exit code of the worst leaflet."""
    editions = _editions(arguments)
    library = open_library(arguments.library)
    orders = read_orders(arguments, library, editions)
    if arguments.name:
        _refuse_other(orders, arguments.output)
    return _make(orders, library, arguments, "leaflets make")


def _refuse_other(orders: Sequence[Order], output: Path) -> None:
    """Refuse leaflets of a clinic without a file where those of another stand whose name gives the same file.

    Raises:
        Unknown: whose leaflets would be written over: nobody who opens them again looks at the clinic's name.
    """
    from generator.run.files.records import read_records

    (clinic,) = {one.clinic.name: one.clinic for one in orders if isinstance(one.clinic, Clinic)}.values()
    titles = [str(one.about.get("title", "")) for one in read_records(output) if one.about.get("clinic") == clinic.name]
    if not titles or titles[-1] == clinic.title:
        return
    there = next((file for file in map(place, orders) if (output / file).exists()), None)
    if there:
        message = f"{output / there} is a leaflet of '{short(titles[-1])}': '{short(clinic.title)}' gives the same file"
        hint = "write this one into another folder with --output; if that name was a mistake, delete its files first"
        raise Unknown(Problem(NOWHERE, message, hint))


def press(arguments: Options) -> int:
    """Write a press file for each leaflet asked for; return the exit code of the worst."""
    job = Job(
        sheet=arguments.sheet, imposition=arguments.imposition, bleed=arguments.bleed, marks=arguments.marks,
        colour=arguments.colour, quantity=arguments.quantity, creep=arguments.creep,
    )  # fmt: skip
    library = open_library(arguments.library)
    arguments.topics = [topic_of(name, library) for name in arguments.topics]
    orders = read_orders(arguments, library, (Press(job),))
    code = _make(orders, library, arguments, "leaflets press", max(1, job.quantity))
    if job.imposition != "none" and code in (ExitCode.MADE, ExitCode.FINDINGS):
        tell("print both sides, turning each sheet like a page of a book")
    return code


def _editions(arguments: Options) -> tuple[Edition, ...]:
    """Return the editions that ``make`` was asked for.

    Raises:
        Unknown: for options that do not go together.
    """
    outputs = tuple(dict.fromkeys(arguments.outputs or ["pdf"]))
    office = arguments.print_ready or arguments.handout
    if not office and (arguments.sheet or arguments.copies > 1):
        hint = "add --print-ready for one leaflet at full size, or --handout 2"
        option = "--sheet" if arguments.sheet else "--copies"
        raise Unknown(Problem(NOWHERE, f"{option} is for files for office printers", hint))
    if not office:
        return tuple(edition_of(name) for name in outputs)
    if set(outputs) != {"pdf"}:
        hint = "leave --as out, or make it without --print-ready and --handout"
        raise Unknown(Problem(NOWHERE, "files for office printers are PDF files", hint))
    if arguments.print_ready and arguments.handout:
        hint = "leave one of the two out"
        raise Unknown(Problem(NOWHERE, "--print-ready is one page on a side, --handout several", hint))
    if arguments.sheet and not arguments.handout:
        hint = "leave --sheet out, or take --handout 2: the leaflet is printed on its own paper"
        raise Unknown(Problem(NOWHERE, "--sheet is for --handout", hint))
    return (Office(arguments.handout, arguments.sheet, arguments.copies),)


def _make(orders: Sequence[Order], library: Library, arguments: Options, shown: str, copies: int = 1) -> int:
    """Make orders, say what became of them, return the exit code of the worst."""
    begin = time.perf_counter()
    if arguments.jobs > 1 and len(orders) > 1:
        from generator.run.pool import prepare  # late: it brings in multiprocessing

        prepare(arguments.jobs)
    copies = max(copies, getattr(arguments, "copies", 1))
    outcomes: dict[str, Outcome] = {}
    wanted = [_copied(order, copies) for order in orders]
    with progress(len(wanted), "making") as step:

        def note(outcome: Outcome) -> None:
            outcomes[_key(outcome.order)] = outcome
            step()

        try:
            with opened(library, How(arguments.output, jobs=arguments.jobs, key=arguments.key)) as engine:
                result = engine.make(wanted, shown, tell=note)
        except Stopped as stopped:
            tell(f"stopped: {stopped.result.ready} of {len(wanted)} leaflets are ready, none is half written")
            return int(ExitCode.INTERRUPTED)
    done = [outcomes[key] for key in dict.fromkeys(map(_key, wanted))]
    _report(done, result, arguments.output, time.perf_counter() - begin)
    return int(result.code)


def _copied(order: Order, copies: int) -> Order:
    return order if copies == 1 else replace(order, copies=copies)


def _key(order: Order) -> str:
    """Return what tells an order from others, whether its clinic is still a name or was read, however it is made."""
    return repr(replace(order, clinic=order.clinic_name, standing=DRAFT, overdue=""))


def _report(done: Sequence[Outcome], result: Result, output: object, seconds: float) -> None:
    """Print each leaflet and, for more than one, the totals. What is wrong goes to standard error, each once."""
    unreleased = [one for one in done if not one.lines and one.code == ExitCode.FINDINGS]
    lacks = {problem for one in unreleased for problem in one.problems} if len(unreleased) > 1 else set()
    complain_all(problem for problem in result.problems if problem not in lacks)
    complain_all(result.notes, MOST_NOTES, "note")
    rows = []
    for one in done:
        took = f"{one.seconds:.2f} s" if one.state == "made" else ""
        pages = one.lines[0].pages if one.lines else 0
        how = one.how or ((many(pages, "page"),) if pages else ("",))
        file = place(one.order)
        if one in unreleased and lacks:
            how = (in_short(one.problems),)
        rows.append((one.state, f"{output}/{file}", *how, STALE if one.stale else took))
    say(table(rows))
    if lacks:
        lands = dict.fromkeys(one.order.clinic.profile for one in unreleased if isinstance(one.order.clinic, Clinic))
        land = "".join(f" --profile {name}" for name in lands if name) if len(lands) == 1 else ""
        tell(f"not released: leaflets status --why{land} says what is missing, and what to do")
    if len(done) > 1:
        totals = ", ".join(f"{result.counts[name]} {name}" for name in ("made", "unchanged", "refused"))
        say(f"{totals}; {result.pages} pages, {seconds:.1f} s")
