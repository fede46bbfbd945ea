"""The run itself: skip what is unchanged, make the rest body by body, keep receipts, hand back what became of it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from generator import outbox
from generator.batch import Opening
from generator.content import Clinic
from generator.leaflet import Order
from generator.library import Library
from generator.problems import NOWHERE, ExitCode, Origin, Problem, Unusable
from generator.readers.tables import Refusal, write_table
from generator.run.lock import hold
from generator.run.making import Item, Outcome, Task, do
from generator.run.manifest import Known, Line, Manifest, is_unchanged, recall
from generator.run.orders import Wanted, Wish, place
from generator.run.pool import spread
from generator.shelf import Unknown

BEGUN: Final = ".run.json"
"""What the folder's last run was to make, by digest: ``--resume`` goes on with nothing else."""
BLOCK: Final = 256
"""Clinics whose leaflets are made together: as many as a library keeps panels for."""
BATCH: Final = 64
"""Receipts written at a time."""
MOST_UNWRITTEN: Final = 10
"""Files in a row that could not be written, after which the disk is to blame and the run stops."""


@dataclass(slots=True)
class Result:
    """What became of a run so far. ``refused`` are rows, before and while making; ``problems`` all others."""

    total: int
    counts: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    size: int = 0
    refused: list[Refusal] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    code: ExitCode = ExitCode.MADE
    corrected: str = ""

    @property
    def ready(self) -> int:
        """How many leaflets are there, made now or before."""
        return self.counts["made"] + self.counts["unchanged"]


class Stopped(KeyboardInterrupt):
    """Ctrl-C: carries what became of the run until then."""

    def __init__(self, result: Result) -> None:
        """Keep the result."""
        super().__init__()
        self.result = result


Tell = Callable[[Outcome], None]


def run(
    wish: Wish, opening: Opening, output: Path, library: Library, jobs: int = 1, resume: bool = False,
    tell: Tell = lambda _: None,
) -> Result:  # fmt: skip
    """Make what is wished for.

    Args:
        wish: what was read from the table or the run file.
        opening: the library to open in each process.
        output: the folder to write to.
        library: the open library of this process.
        jobs: how many processes; 1 makes all in this one.
        resume: only go on with the very run that was begun in the folder.
        tell: called with each outcome as it comes.

    Raises:
        Unusable: when the folder or the receipts cannot be written; Busy when another run works there.
        Unknown: when ``resume`` finds another run in the folder.
        Stopped: at Ctrl-C.
    """
    with hold(output):
        _begin(wish, output, resume)
        outbox.sweep(output)
        outbox.sweep_deep(output)
        result = Result(count(wish.wanted), refused=list(wish.refused), problems=list(wish.problems))
        if result.refused or result.problems:
            result.code = ExitCode.UNUSABLE
        manifest = Manifest(output)
        book = _Book(result, manifest, tell, wish)
        try:
            tasks = _tasks(wish.wanted, library, output, recall(output), jobs, book.add_one)
            if jobs > 1 and result.total > 1:
                spread(tasks, opening, output, jobs, book.add)
            else:
                for task in tasks:
                    for outcome in do(task, library, output):
                        book.add_one(outcome)
        except KeyboardInterrupt:
            raise Stopped(result) from None
        finally:
            library.adopt({})
            try:
                book.flush()
            finally:
                manifest.close()
        outbox.sweep_deep(output)
        result.corrected = _write_corrected(wish, result.refused, output)
        return result


def count(wanted: Sequence[Wanted]) -> int:
    """Return how many leaflets are wanted."""
    return sum(len(one.choice.topics) * len(one.choice.languages) * len(one.choice.formats) for one in wanted)


def _begin(wish: Wish, output: Path, resume: bool) -> None:
    """Note which run this is; refuse to go on with another."""
    total = hashlib.sha256()
    for one in wish.wanted:
        total.update(repr((_bare(one.clinic), one.choice, one.copies)).encode())
    digest = total.hexdigest()
    before: Any = None
    try:
        before = json.loads((output / BEGUN).read_bytes()[:10_000])
        found = str(before["digest"])
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        found = ""
    if resume and found and found != digest:
        other = str(before.get("orders", ""))[:200] or "other orders"
        message = f"the run begun in this folder is another one: of {other}"
        hint = "leave --resume out: what is there and unchanged is not made again"
        raise Unknown(Problem(Origin(str(output)), message, hint))
    if found != digest:
        words = json.dumps({"orders": wish.shown, "digest": digest, "leaflets": count(wish.wanted)}, ensure_ascii=False)
        outbox.write(output, BEGUN, words.encode("utf-8", "replace"))


class _Book:
    """Takes outcomes: counts them, tells them, writes receipts in batches."""

    def __init__(self, result: Result, manifest: Manifest, tell: Tell, wish: Wish) -> None:
        self.result, self.manifest, self.tell = result, manifest, tell
        self.shown = wish.table.shown if wish.table else ""
        self.lines: list[Line] = []
        self.seen: set[Refusal | Problem] = {*result.refused, *result.problems}
        self.unwritten = 0

    def add(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            self.add_one(outcome)
        self.flush()

    def add_one(self, outcome: Outcome) -> None:
        result, line = self.result, outcome.line
        result.code = max(result.code, outcome.code)
        if line is None:
            result.counts["refused"] += 1
            self.blame(outcome)
        else:
            result.counts["unchanged" if outcome.unchanged else "made"] += 1
            result.pages += line.pages
            result.size += line.size
            if not outcome.unchanged:
                self.lines.append(line)
        self.tell(outcome)
        if len(self.lines) >= BATCH:
            self.flush()
        self.unwritten = self.unwritten + 1 if outcome.unwritten else 0
        if self.unwritten >= MOST_UNWRITTEN:
            message = f"{self.unwritten} leaflets in a row could not be written; the run has stopped"
            raise Unusable(*outcome.problems, Problem(NOWHERE, message, "mend this, then go on with --resume"))

    def blame(self, outcome: Outcome) -> None:
        """Put what is wrong where it can be mended: to the clinic's row, or to the other problems; each once."""
        for problem in outcome.problems:
            of_row = self.shown and problem.origin.file == self.shown
            one = of_clinic(problem, outcome.order) if of_row else problem
            if one in self.seen:
                continue
            self.seen.add(one)
            if isinstance(one, Refusal):
                self.result.refused.append(one)
            else:
                self.result.problems.append(one)

    def flush(self) -> None:
        lines, self.lines = self.lines, []
        self.manifest.add(lines)


def of_clinic(problem: Problem, order: Order) -> Refusal:
    """Return what is wrong with a clinic's own words in one language as a refusal of its row."""
    language = order.language.replace("_", "-")
    return Refusal(problem.origin.line, "", f"in {language}: {problem.message}", problem.hint)


def _tasks(
    wanted: Sequence[Wanted], library: Library, output: Path, known: dict[str, Known], jobs: int, add: Tell
) -> Iterator[Task]:
    """Yield what is to be made: language by language, in it block of clinics by block, in it body by body.

    Why so: a body is laid out once for all clinics, a clinic's panel is composed once for all topics of a language.
    """
    groups: dict[str, dict[Order, list[Wanted]]] = {}
    for one in wanted:
        for order in one.orders():
            body = replace(order, clinic="")
            groups.setdefault(order.language, {}).setdefault(body, []).append(one)
    digests = _Digests(library)
    for bodies in groups.values():
        longest = max(map(len, bodies.values()))
        # enough bodies for all processes: then one process lays a body out, and no other
        enough = jobs == 1 or len(bodies) * -(-longest // BLOCK) >= 3 * jobs
        most = BLOCK if enough else max(1, min(BLOCK, -(-longest // jobs)))
        for start in range(0, longest, most):
            for body in sorted(bodies, key=lambda one: (one.topic, one.format, one.theme)):
                items = []
                for one in bodies[body][start : start + most]:
                    order = replace(body, clinic=one.clinic.name)
                    file, digest = place(order), digests.of(body, one.clinic)
                    was = known.get(file)
                    if digest and was and is_unchanged(output, file, digest, was):
                        line = Line(order, digest, file, was.sha256, was.pages, was.size, one.copies)
                        add(Outcome(order, line, unchanged=True))
                    else:
                        items.append(Item(one.clinic, digest, one.copies))
                if items:
                    yield Task(body, tuple(items))


class _Digests:
    """The digest of everything that decides a leaflet's bytes: that of its body, and the clinic with its logo."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.bodies: dict[Order, str] = {}
        self.clinics: dict[str, bytes] = {}

    def of(self, body: Order, clinic: Clinic) -> str:
        """Return the digest, or nothing when the inputs cannot be read: making will say why."""
        try:
            if body not in self.bodies:
                self.bodies[body] = self.library.digest(body)
            if clinic.name not in self.clinics:
                total = hashlib.sha256(repr(_bare(clinic)).encode())
                if clinic.logo:
                    total.update(self.library.logo_bytes(clinic))
                self.clinics[clinic.name] = total.digest()
        except Unusable:
            return ""
        return hashlib.sha256(self.bodies[body].encode() + self.clinics[clinic.name]).hexdigest()


def _bare(clinic: Clinic) -> Clinic:
    """Return a clinic without the place it was read from: a row may move."""
    return replace(clinic, origin=NOWHERE)


def _write_corrected(wish: Wish, refused: Sequence[Refusal], output: Path) -> str:
    """Write the refused rows with their reasons to a table to fill in; return its file. None is ever overwritten."""
    if wish.table is None or not refused:
        return ""
    reasons: dict[int, list[str]] = {}
    for one in refused:
        column = f"{one.column}: " if one.column else ""
        reasons.setdefault(one.row, []).append(f"{column}{one.message}{f' ({one.hint})' if one.hint else ''}")
    cells = {row.number: row.cells for row in wish.table.rows}
    columns = wish.table.columns
    rows = [
        [*(cells.get(number, {}).get(name, "") for name in columns), f"row {number}: {' | '.join(reasons[number])}"]
        for number in sorted(reasons)
    ]
    data = write_table((*columns, "reason"), rows, wish.table.delimiter)
    number = 1
    while True:
        name = "corrected.csv" if number == 1 else f"corrected-{number}.csv"
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
