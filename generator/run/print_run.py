"""A print run: what a table or a run file wishes for → leaflets, groups of them, and a table of refused rows."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import field
from msgspec.structs import replace

from generator.library.library import Library
from generator.library.shelf import Unknown
from generator.model.content import unplaced
from generator.model.edition import Press
from generator.model.leaflet import DRAFT, Order
from generator.model.problems import ExitCode, Origin, Problem
from generator.run.engine import How, Result, Tell, opened
from generator.run.files import outbox
from generator.run.files.manifest import Manifest
from generator.run.groups import DERIVED, Gathered, Present, gather
from generator.run.orders.table import Refusal, write_table
from generator.run.orders.wish import Wanted, Wish, layout_of
from generator.run.tasks import Outcome

BEGUN: Final = ".run.json"
"""What the folder's last run was to make, by digest: ``--resume`` goes on with nothing else."""
_OPTION: Final = (("--marks none", "'marks: none'"), ("--bleed 0mm", "'bleed: 0mm'"), ("--sheet ", "'sheet:' "))
"""Hints of ``leaflets press`` in the words of a run file."""
_VALUE: Final = re.compile(r"in '(\w+)': ")
"""How a problem with words that cannot be shown begins: the clinic's value that they stand in (stages/pages.py)."""


class RunResult(Result):
    """What became of a run so far. ``refused`` are rows, before and while making; ``problems`` all others."""

    refused: list[Refusal] = field(default_factory=list)
    corrected: str = ""
    gathered: Gathered = field(default_factory=Gathered)


def print_run(wish: Wish, library: Library, how: How, resume: bool = False, tell: Tell = lambda _: None) -> RunResult:
    """Make what is wished for.

    Args:
        wish: what was read from the table or the run file.
        library: the open library.
        how: where to, in how many processes; the layout is that of the wish's group.
        resume: only go on with the very run that was begun in the folder.
        tell: called with each outcome as it comes.

    Raises:
        Unusable, Missing, Busy: as ``opened`` and ``Engine.make``.
        Unknown: when ``resume`` finds another run in the folder.
        Stopped: at Ctrl-C; its result is the run's.
    """
    result = RunResult(refused=list(wish.refused), problems=dict.fromkeys(wish.problems))
    if result.refused or result.problems:
        result.code = ExitCode.UNUSABLE
    with opened(library, replace(how, layout=layout_of(wish.group))) as engine:
        digest = _begin(wish, engine.papers, resume)
        there: dict[str, Present] = {}

        def note(outcome: Outcome) -> None:
            if wish.group in DERIVED:
                there.update({line.file: Present(line.sha256, line.pages) for line in outcome.lines})
            tell(outcome)

        def group(manifest: Manifest, _: Result) -> None:
            if wish.group in DERIVED:
                gathered = gather(
                    wish, engine.library, engine.store, there, engine.known, lambda receipt: manifest.add([receipt])
                )  # each receipt is safe before the next
                result.gathered = gathered
                if gathered.problems:
                    result.problems |= dict.fromkeys(gathered.problems)
                    result.code = max(result.code, ExitCode.UNUSABLE)

        orders = [order for one in wish.wanted for order in wish.orders(one)]
        engine.make(orders, wish.shown, digest, note, _row_keeper(wish, result), group, result)
        result.corrected = _write_corrected(wish, result.refused, engine.papers)
    return result


def count(wanted: Sequence[Wanted]) -> int:
    """Return how many leaflets are wanted."""
    return sum(one.count() for one in wanted)


def _begin(wish: Wish, folder: Path, resume: bool) -> str:
    """Note which run this is; refuse to go on with another. Returns the digest of what is wished for."""
    total = hashlib.sha256(repr((wish.job, wish.group)).encode())
    if wish.standing != DRAFT or wish.overdue:
        total.update(repr((wish.standing, wish.overdue)).encode())
    for one in wish.wanted:
        total.update(repr((unplaced(one.clinic), one.choice, one.copies)).encode())
    digest = total.hexdigest()
    before: Any = None
    try:
        before = json.loads((folder / BEGUN).read_bytes()[:10_000])
        found = str(before["digest"])
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        found = ""
    if resume and found and found != digest:
        other = str(before.get("orders", ""))[:200] or "other orders"
        message = f"the run begun in this folder is another one: of {other}"
        hint = "leave --resume out: what is there and unchanged is not made again"
        raise Unknown(Problem(Origin(str(folder)), message, hint))
    if found != digest:
        words = json.dumps({"orders": wish.shown, "digest": digest, "leaflets": count(wish.wanted)}, ensure_ascii=False)
        outbox.write(folder, BEGUN, words.encode("utf-8", "replace"))
    return digest


def _row_keeper(wish: Wish, result: RunResult) -> Callable[[Outcome, Problem], bool]:
    """Return what puts a problem where it can be mended: to the clinic's row, each once."""
    shown = wish.table.shown if wish.table else ""
    logos = {one.clinic.name: (one.row, one.clinic.logo) for one in wish.wanted if one.clinic.logo}
    seen = set(result.refused)

    def keep(outcome: Outcome, problem: Problem) -> bool:
        row, logo = logos.get(outcome.order.clinic_name, (0, ""))
        if row and problem.origin.file.endswith(logo):  # it could be opened, but not read to its end
            one = Refusal(row, "logo", f"{logo}: {problem.message}", problem.hint)
        elif shown and problem.origin.file == shown:
            one = of_clinic(problem, outcome.order, wish)
        elif isinstance(outcome.order.edition, Press) and problem.hint:
            result.problems[of_run_file(problem)] = None
            return True
        else:
            return False
        if one not in seen:
            seen.add(one)
            result.refused.append(one)
        return True

    return keep


def of_run_file(problem: Problem) -> Problem:
    """Return a problem with a press file, its hint in the words of a run file instead of ``leaflets press``."""
    hint = problem.hint
    for option, line in _OPTION:
        hint = hint.replace(option, line)
    return replace(problem, hint=hint)


def of_clinic(problem: Problem, order: Order, wish: Wish) -> Refusal:
    """Return what is wrong with a clinic's own words as a refusal of its row, and of its column where that is known.

    Words that cannot be shown name the value they stand in: these are to be mended whatever the language.
    """
    value = _VALUE.match(problem.message)
    if value and wish.table and value[1] in wish.table.columns:
        return Refusal(problem.origin.line, value[1], problem.message[value.end() :], problem.hint)
    language = order.language.replace("_", "-")
    column = wish.table.column(problem.origin) if wish.table else ""
    return Refusal(problem.origin.line, column, f"in {language}: {problem.message}", problem.hint)


def _write_corrected(wish: Wish, refused: Sequence[Refusal], output: Path) -> str:
    """Write the refused rows with their reasons to a table to fill in; return its file. None is ever overwritten."""
    if wish.table is None or not refused:
        return ""
    reasons: dict[int, list[str]] = {}
    for one in refused:
        column = f"{wish.table.heading(one.column)}: " if one.column else ""
        reasons.setdefault(one.row, []).append(f"{column}{one.message}{f' ({one.hint})' if one.hint else ''}")
    cells = {row.number: row.cells for row in wish.table.rows}
    columns = wish.table.columns
    rows = [
        [*(cells.get(number, {}).get(name, "") for name in columns), f"row {number}: {' | '.join(reasons[number])}"]
        for number in sorted(reasons)
    ]
    data = write_table((*map(wish.table.heading, columns), "reason"), rows, wish.table.delimiter)
    number = 1
    while True:
        name = f"corrected{f'-{number}' if number > 1 else ''}{wish.table.suffix}"
        try:
            same = (output / name).read_bytes() == data
        except FileNotFoundError:
            outbox.write(output, name, data)
            return str(output / name)
        except OSError:
            same = False
        if same:
            return str(output / name)
        number += 1
