"""``leaflets check``: leaflets or PDF files in, findings out, and an exit code for scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.checks.runner import Report
from generator.cli.opening import open_library
from generator.cli.options import Options
from generator.cli.ordering import read_orders, topic_of
from generator.cli.progress import progress
from generator.cli.speech import complain_all, say, table, tell
from generator.library.library import Library
from generator.model.leaflet import Order
from generator.model.problems import ExitCode, Unusable
from generator.run.files import outbox
from generator.run.tasks import Outcome
from generator.version import __version__


def check(arguments: Options) -> int:
    """Check what was asked for; return 1 when something was found at or above ``--fail-on``, 70 for a broken check."""
    from generator.checks.gather import need_tools

    need_tools(arguments.profile)
    library = open_library(arguments.library)
    reports: list[Report] = []
    code = ExitCode.MADE
    for report in _reports(arguments, library):
        if isinstance(report, Unusable):
            complain_all(report.problems)
            code = max(code, report.exit_code)
        else:
            reports.append(report)
    _write(arguments, reports)
    if any(report.findings(arguments.fail_on) for report in reports):
        code = max(code, ExitCode.FINDINGS)
    if any(report.with_outcome("error") for report in reports):
        code = ExitCode.BUG
    return int(code)


def _reports(arguments: Options, library: Library) -> Iterator[Report | Unusable]:
    """Yield the report of each leaflet and file, or why there is none."""
    from generator.trust.checking import check as check_one

    files = [name for name in arguments.topics if name.lower().endswith(".pdf")]
    topics = [topic_of(name, library) for name in arguments.topics if name not in files]
    arguments.topics = topics
    for name in files:
        try:
            yield check_one(Path(name), library, arguments.profile)
        except Unusable as error:
            yield error
    if topics or not files:
        orders = read_orders(arguments, library)
        if arguments.jobs > 1 and len(orders) > 1:
            yield from _in_processes(orders, library, arguments)
            return
        for order in orders:
            yield check_one(order, library, arguments.profile)


def _in_processes(orders: Sequence[Order], library: Library, arguments: Options) -> Iterator[Report | Unusable]:
    """Yield the reports in the order of the orders, made in several processes."""
    from generator.run.engine import check_all

    found: dict[Order, Outcome] = {}
    with progress(len(orders), "checking") as step:

        def note(outcome: Outcome) -> None:
            found[outcome.order] = outcome
            step()

        check_all(orders, library, arguments.profile, arguments.jobs, note)
    for order in orders:
        yield found[order].report or Unusable(*found[order].problems)


def _write(arguments: Options, reports: Sequence[Report]) -> None:
    """Print the reports, or write them as a file."""
    from generator.checks.registry import chosen
    from generator.checks.reports import lines, totals, write_json, write_sarif

    if arguments.report == "terminal":
        for report in reports:
            rows = list(lines(report))
            said = [report.subject, *filter(None, (report.measured, "" if rows else "all is well"))]
            say(": ".join(said))
            for line, (_, hint) in zip(table([row for row, _ in rows]).splitlines(), rows, strict=True):
                say(f"  {line}")
                if hint:
                    say(f"        hint: {hint}")
        say(totals(reports))
        return
    if arguments.report == "html":
        from generator.checks.report_html import write_html

        words = write_html(reports, __version__)
    elif arguments.report == "json":
        words = write_json(reports, __version__)
    else:
        words = write_sarif(reports, chosen(arguments.profile), __version__)
    folder = arguments.output or (Path("output") if arguments.report == "html" else None)
    if folder is None:
        say(words.rstrip("\n"))
        return
    outbox.write(folder, f"check.{arguments.report}", words.encode())
    say(str(folder / f"check.{arguments.report}"))
    tell(totals(reports))
