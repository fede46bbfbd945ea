"""``leaflets run``: a table or a run file to leaflets, with a bar, JSON lines or silence; Ctrl-C says how to go on."""

from __future__ import annotations

import json
import shlex
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from generator.cli.opening import open_library
from generator.cli.options import Options
from generator.cli.ordering import standing_of
from generator.cli.progress import progress
from generator.cli.speech import MOST_ALIKE, complain_all, joined, kind_of, say, table, tell
from generator.library.library import Library
from generator.library.shelf import Unknown
from generator.model.problems import NOWHERE, ExitCode, Origin, Problem, Unusable, many
from generator.run.engine import How, Stopped
from generator.run.files.places import place
from generator.run.files.stores import papers_of
from generator.run.orders.heads import rows_called
from generator.run.orders.read import Wish, read_wish
from generator.run.orders.table import Refusal, Table
from generator.run.orders.wish import layout_of
from generator.run.pool import prepare
from generator.run.print_run import RunResult, count
from generator.run.tasks import Outcome

if TYPE_CHECKING:
    from generator.run.estimate import Plan

MOST_ROWS: Final = 1_000
"""Refused rows that are said one by one; the table of refused rows and ``--json`` hold all."""
MOST_SHOWN: Final = 12
"""Groups that a plan names one by one."""
Step = Callable[[Outcome | None], None]


def run(arguments: Options) -> int:
    """Make, or with ``--plan`` only tell, what a table or a run file asks for."""
    if arguments.jobs > 1 and not arguments.plan and not arguments.executor:
        prepare(arguments.jobs)
    library = open_library(arguments.library)
    wrong: list[Problem] = []
    standing, overdue = standing_of(arguments, lambda message, hint: wrong.append(Problem(NOWHERE, message, hint)))
    if wrong:
        raise Unknown(*wrong)
    wish = read_wish(arguments.orders, library, arguments.group, arguments.edition)
    wish = replace(wish, standing=standing, overdue=overdue)
    for words in () if arguments.quiet else wish.notes:
        if arguments.json:
            _line("note", message=words)
        else:
            tell(words)
    _tell_clinics(arguments, wish, library)
    _tell_policy(arguments, wish, library)
    return _plan(arguments, wish, library) if arguments.plan else _make(arguments, wish, library)


def _tell_clinics(arguments: Options, wish: Wish, library: Library) -> None:
    """Say which telephones of clinics may not exist, and which colours are printed otherwise than they were given."""
    doubtful = [
        one
        for one in wish.wanted
        if one.clinic.colours or not all(phone.valid and not phone.beside for phone in one.clinic.phones)
    ]
    if not doubtful:
        return
    from generator.stages.themes import colour_notes, phone_notes

    found: dict[Problem, None] = {}
    for one in doubtful:
        found |= dict.fromkeys(phone_notes(one.clinic))
        found |= dict.fromkeys(colour_notes(library.theme(one.choice.theme), one.clinic))
    if arguments.json:
        for note in found:
            _line("note", place=_place(wish, note.origin), message=note.message, hint=note.hint)
        return
    if len(found) <= MOST_ALIKE:
        complain_all(_as_row(wish, note) for note in found)
        return
    kinds: dict[tuple[str, ...], list[Problem]] = {}
    for note in found:
        kinds.setdefault((note.origin.file, kind_of(note.message), kind_of(note.hint)), []).append(note)
    for group in kinds.values():  # each with its row and its number: nobody looks a pair up in two lists
        hints = dict.fromkeys(note.hint for note in group)
        for note in group[:MOST_ROWS]:
            tell(str(_as_row(wish, replace(note, hint="") if len(hints) == 1 else note)))
        if len(hints) == 1:
            tell(f"  hint: {group[0].hint}")
        if len(group) > MOST_ROWS:
            tell(f"and {len(group) - MOST_ROWS:,} more of this kind: --json has all")


def _tell_policy(arguments: Options, wish: Wish, library: Library) -> None:
    """Say what the policy has a person know of the leaflets, each once: doubts about a 'not' or a number, dates."""
    from generator.trust.rules import ruled

    found: dict[Problem, None] = {}
    alike = {(one.choice, one.clinic.profile): one for one in wish.wanted}
    for one in alike.values():
        for order in wish.orders(one):
            try:
                found |= dict.fromkeys(ruled(order, library).notes)
            except Unusable:
                continue  # making it says why
    if arguments.json:
        for note in found:
            _line("note", place=str(note.origin), message=note.message, hint=note.hint)
    else:
        complain_all(found)


def _as_row(wish: Wish, problem: Problem) -> Problem | str:
    """Return a problem of the table with its row and column, as refused rows are named; any other as it is."""
    if wish.table is None or problem.origin.file != wish.table.shown:
        return problem
    column = wish.table.column(problem.origin)
    return Refusal(problem.origin.line, column, problem.message, problem.hint).words(wish.table)


def _place(wish: Wish, origin: Origin) -> str:
    column = wish.table.column(origin) if wish.table and origin.file == wish.table.shown else ""
    return f"{origin}, {wish.table.called(column)}" if wish.table and column else str(origin)


def _make(arguments: Options, wish: Wish, library: Library) -> int:
    from generator.run.print_run import print_run

    begin = time.perf_counter()
    total = count(wish.wanted)
    if arguments.json:
        _line("begin", orders=wish.shown, clinics=len(wish.wanted), leaflets=total, refused_rows=len(wish.refused))
    how = How(
        arguments.output, jobs=arguments.jobs, receipts=arguments.receipts, scheduler=arguments.executor,
        verify=arguments.verify, take_over=arguments.take_over, patience=0.0, key=arguments.key,
    )  # fmt: skip
    with _progress(arguments, total, "making", wish.group) as step:
        try:
            result = print_run(wish, library, how, arguments.resume, step)
        except Stopped as stopped:
            assert isinstance(stopped.result, RunResult)
            return _stopped(arguments, stopped.result)
    seconds = time.perf_counter() - begin
    _complain(arguments, wish, result.refused, result.problems)
    if arguments.ledger:
        _add_to_ledger(arguments, result)
    counts = {name: result.counts[name] for name in ("made", "unchanged", "refused")}
    gathered, rows = result.gathered, len({one.row for one in result.refused})
    if arguments.json:
        _line(
            "end", **counts, refused_rows=rows, pages=result.pages,
            bytes=result.size, seconds=round(seconds, 3), corrected=result.corrected,
            groups={"made": gathered.made, "unchanged": gathered.unchanged, "files": gathered.files},
            exit=int(result.code),
        )  # fmt: skip
        return int(result.code)
    if result.corrected:
        tell(f"the refused rows are in {result.corrected}: fill in what is missing, then run it as a table of its own")
    if not arguments.quiet:
        rate = f" ({counts['made'] / seconds:.0f} a second)" if counts["made"] and seconds else ""
        words = ", ".join(f"{number:,} {name}" for name, number in counts.items())
        words += f"; {many(rows, 'row')} refused" if rows else ""
        say(f"{words}; {result.pages:,} pages, {result.size / 1e6:.1f} MB, {seconds:.1f} s{rate}")
        if gathered.files:
            home, _, _ = gathered.files[0].rpartition("/")
            files = many(len(gathered.files), f"{wish.group} file")
            say(f"{files} in {arguments.output}/{home}: {gathered.made:,} made, {gathered.unchanged:,} unchanged")
        receipts = papers_of(arguments.output, arguments.receipts) / "manifest.jsonl"
        say(f"in {arguments.output}, with receipts in {receipts}")
    return int(result.code)


def _add_to_ledger(arguments: Options, result: RunResult) -> None:
    """Add the receipts to the ledger. When it cannot be used, the leaflets are made all the same."""
    from generator.cli.ledger import add_one
    from generator.ledger.store import open_ledger

    folder = papers_of(arguments.output, arguments.receipts)
    try:
        with open_ledger(arguments.ledger, new=True) as ledger:
            added = add_one(ledger, folder, arguments.ledger, quiet=arguments.quiet or arguments.json)
            problems = added.problems
    except Unusable as error:
        problems = list(error.problems)
        complain_all(problems)
        tell(f"the leaflets are made; add them later with: leaflets ledger add {folder} --ledger {arguments.ledger}")
    if problems:
        result.code = max(result.code, ExitCode.UNUSABLE)


def _stopped(arguments: Options, result: RunResult) -> int:
    words = ["leaflets", "run", str(arguments.orders), "--resume", "--output", str(arguments.output)]
    words += ["--library", str(arguments.library)] if arguments.library else []
    words += ["--jobs", str(arguments.jobs)] if arguments.jobs > 1 else []
    words += ["--executor", f"dask://{arguments.executor}"] if arguments.executor else []
    words += ["--receipts", str(arguments.receipts)] if arguments.receipts else []
    words += ["--ledger", str(arguments.ledger)] if arguments.ledger else []
    words += ["--group", arguments.group] if arguments.group else []
    words += ["--edition", arguments.edition] if arguments.edition else []
    words += ["--release"] if arguments.release else []
    words += ["--overdue", arguments.overdue] if arguments.overdue else []
    words += ["--key", str(arguments.key)] if arguments.key else []
    if arguments.json:
        _line("stopped", ready=result.ready, leaflets=result.total, resume=words)
    else:
        tell(f"stopped: {result.ready:,} of {result.total:,} leaflets are ready, none is half written")
        tell(f"  go on with: {shlex.join(words)}")
    return int(ExitCode.INTERRUPTED)


def _plan(arguments: Options, wish: Wish, library: Library) -> int:
    from generator.run.estimate import plan

    with _progress(arguments, None, "measuring") as step:
        found = plan(wish, library, arguments.jobs, lambda: step(None))
    _complain(arguments, wish, found.refused, found.problems)
    code = max(found.code, ExitCode.UNUSABLE if found.refused or found.problems else ExitCode.MADE)
    if arguments.json:
        for file, problems in found.refusals:
            _line("leaflet", outcome="refused", file=file, problems=list(map(str, problems)))
        _line(
            "plan", clinics=found.clinics, leaflets=found.leaflets, pages=found.pages, bytes=found.size,
            seconds=round(found.seconds, 1), printed=dict(found.printed), sheets=dict(found.sheets),
            languages=dict(found.languages), refused=len(found.refusals), grouped=wish.group,
            groups=[
                {"file": one.file, "leaflets": len(one.parts), "pages": one.pages, "most_bytes": one.most_bytes}
                for one in found.groups
            ],
            refused_by_group=dict(found.left_out),
            refused_rows=len({one.row for one in found.refused}),
            telephones=[
                {"clinic": one.clinic.title, "printed": phone.words, "dialled": phone.dialled, "valid": phone.valid}
                for one in wish.wanted
                for phone in one.clinic.phones
            ],
        )  # fmt: skip
        return int(code)
    rows = [
        ("clinics", f"{found.clinics:,}"),
        ("leaflets", f"{found.leaflets:,}"),
        ("pages", f"{found.pages:,}"),
        ("on disk", f"about {found.size / 1e6:,.1f} MB"),
        ("time", f"about {_duration(found.seconds)} with --jobs {arguments.jobs}"),
    ]
    for paper, sheets in sorted(found.sheets.items()):
        copies = found.printed[paper]
        words = f"{many(sheets, 'sheet')}, both sides printed, for {many(copies, 'copy', 'copies')}"
        rows.append((f"paper, {paper}", words))
    rows += _plan_groups(found, wish)
    if found.refused:
        rows.append(("refused", many(len({one.row for one in found.refused}), "row")))
    if found.refusals:
        rows.append(("refused", f"{many(len(found.refusals), 'leaflet')} of rows that could be read"))
    if not arguments.quiet:
        say(table(rows))
        _say_phones(wish)
        say("nothing was made")
    return int(code)


def _say_phones(wish: Wish) -> None:
    """Say each telephone as it is printed, beside what is dialled."""
    dialled = dict.fromkeys(
        (one.clinic.title, phone.words, f"dials {phone.dialled}", "" if phone.valid else "may be wrong")
        for one in wish.wanted
        for phone in one.clinic.phones
    )
    if dialled:
        say(table(list(dialled)[:MOST_ROWS]))
    if len(dialled) > MOST_ROWS:
        say(f"and {len(dialled) - MOST_ROWS:,} more telephones: --json has all")


def _plan_groups(found: Plan, wish: Wish) -> list[tuple[str, str]]:
    """Return the lines on how what comes out is grouped; of many files only how many they are."""
    if wish.group == "language":
        tags = ((one.replace("_", "-"), number) for one, number in sorted(found.languages.items()))
        return [(f"folder {tag}", f"{many(number, 'leaflet')}{_lacking(found, tag)}") for tag, number in tags]
    if len(found.groups) > MOST_SHOWN:
        sides = f" with {found.volumes:,} sides, separators included" if found.volumes else ""
        lacking = f", {len(found.left_out):,} of them incomplete" if found.left_out else ""
        size = f", about {sum(one.most_bytes for one in found.groups) / 1e6:,.1f} MB more"
        return [("grouped", f"{len(found.groups):,} {wish.group} files{sides}{size}{lacking}")]
    return [
        (
            Path(one.file).name,
            f"{many(len(one.parts), 'leaflet')}, {many(one.pages, 'page')}{_lacking(found, one.name)}",
        )
        for one in found.groups
    ]


def _lacking(found: Plan, group: str) -> str:
    return f", {found.left_out[group]:,} refused" if found.left_out[group] else ""


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _complain(arguments: Options, wish: Wish, refused: Iterable[Refusal], problems: Iterable[Problem]) -> None:
    """Say what is wrong: rows from the top of the table to its end, then the rest."""
    rows = sorted(refused, key=lambda one: one.row)
    if arguments.json:
        for one in rows:
            heading = wish.table.called(one.column) if wish.table else ""
            _line("row", row=one.row, column=one.column, heading=heading, message=one.message, hint=one.hint)
        for problem in problems:
            _line("problem", place=str(problem.origin), message=problem.message, hint=problem.hint)
        return
    complain_all(_by_kind(rows, wish.table), MOST_ROWS)
    complain_all(problems)


def _by_kind(rows: Iterable[Refusal], table: Table | None) -> list[str]:
    """Return what is said of refused rows: each one, or one line for many of a kind, with the rows it is about."""
    kinds: dict[tuple[str, ...], list[Refusal]] = {}
    for one in rows:
        kinds.setdefault((one.column, kind_of(one.message), kind_of(one.hint)), []).append(one)
    said: list[tuple[int, str]] = []
    for group in kinds.values():
        numbers = sorted({one.row for one in group})
        if len(numbers) <= MOST_ALIKE:
            said += [(one.row, one.words(table)) for one in group]
        else:
            message, hint = joined([one.message for one in group]), joined([one.hint for one in group])
            words = Refusal(0, group[0].column, message, hint).words(table, rows_called(numbers))
            said.append((numbers[0], words))
    return [words for _, words in sorted(said, key=lambda one: one[0])]


def _line(event: str, **about: Any) -> None:
    say(json.dumps({"event": event} | about, ensure_ascii=False), now=True)


@contextmanager
def _progress(arguments: Options, total: int | None, word: str, group: str = "folder") -> Iterator[Step]:
    """Give a function that tells of each leaflet: as JSON, on a bar, or not at all."""
    if arguments.json and not arguments.plan:

        def as_json(outcome: Outcome | None) -> None:
            assert outcome is not None
            about: dict[str, Any] = {"outcome": outcome.state, "file": place(outcome.order, layout_of(group))}
            for line in outcome.lines[:1]:
                about |= {"pages": line.pages, "bytes": line.size, "sha256": line.sha256}
            if outcome.stale:
                about["stale"] = True
            if outcome.problems:
                about["problems"] = [str(problem) for problem in outcome.problems]
            _line("leaflet", **about)

        yield as_json
        return
    if arguments.quiet or arguments.json:
        yield lambda _: None
        return
    with progress(total, word, rate=True) as step:
        yield lambda outcome: step(refused=outcome is not None and not outcome.lines)
