"""The run itself: skip what is unchanged, make the rest body by body, keep receipts, hand back what became of it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from importlib.util import find_spec
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from generator.library.library import Library
from generator.library.shelf import Unknown
from generator.model.content import Clinic
from generator.model.leaflet import Order
from generator.model.lots import Lot
from generator.model.problems import NOWHERE, ExitCode, Missing, Origin, Problem, Unusable
from generator.run.faults import Opening
from generator.run.files import outbox
from generator.run.files.lock import LOCK, hold, hold_store
from generator.run.files.manifest import Known, Line, Manifest, recall
from generator.run.files.records import Records
from generator.run.files.stores import Store, Target, fetch, open_store, papers_of, published
from generator.run.groups import DERIVED, Gathered, Ready, gather
from generator.run.making import Block, Item, Outcome, Task, do
from generator.run.orders.read import PRESS, Wanted, Wish
from generator.run.orders.tables import Refusal, write_table
from generator.run.orders.wish import bodies_of, place_of
from generator.run.pool import processes_of_here, spread

if TYPE_CHECKING:
    from generator.run.cluster import Cluster

BEGUN: Final = ".run.json"
"""What the folder's last run was to make, by digest: ``--resume`` goes on with nothing else."""
BLOCK: Final = 640
"""Leaflets that are made together, as far as possible: half a second's work. At its end the disk is waited for."""
FINER: Final = 4
"""Parts of a block at the end of a run in several processes."""
MOST_BODIES: Final = 48
"""Bodies of a block: fewer than the typesetter keeps."""
BATCH: Final = 1_024
"""Receipts written at a time, at most: those of a block."""
MOST_UNWRITTEN: Final = 10
"""Files in a row that could not be written, after which the disk is to blame and the run stops."""


class Result(Struct):
    """What became of a run so far. ``refused`` are rows, before and while making; ``problems`` all others."""

    total: int
    counts: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    size: int = 0
    refused: list[Refusal] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    code: ExitCode = ExitCode.MADE
    corrected: str = ""
    gathered: Gathered = field(default_factory=Gathered)

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
T = TypeVar("T")


def run(
    wish: Wish, opening: Opening, output: Target, library: Library, jobs: int = 1, resume: bool = False,
    tell: Tell = lambda _: None, receipts: Path | None = None, scheduler: str = "", verify: bool = False,
    take_over: bool = False,
) -> Result:  # fmt: skip
    """Make what is wished for.

    Args:
        wish: what was read from the table or the run file.
        opening: the library to open in each process.
        output: the folder or address to write to.
        library: the open library of this process.
        jobs: how many processes; 1 makes all in this one.
        resume: only go on with the very run that was begun in the folder.
        tell: called with each outcome as it comes.
        receipts: the folder for receipts and all else that is not a leaflet (without: the output folder).
        scheduler: ``HOST:PORT`` of a Dask scheduler whose workers make the leaflets.
        verify: behind an address, read again what is there instead of comparing sizes and ETags.
        take_over: the run that holds an address's lock is over.

    Raises:
        Unusable: when the folder or the receipts cannot be written; Busy when another run works there.
        Missing: when address or scheduler need a package that is not installed, or do not answer.
        Unknown: when ``resume`` finds another run in the folder.
        Stopped: at Ctrl-C.
    """
    store = open_store(output, verify)
    papers = papers_of(output, receipts)
    _refuse_unfit(output, jobs, scheduler)
    with ExitStack() as held:
        held.enter_context(hold(papers))
        if papers != output:
            held.enter_context(hold_store(store, take_over))
        if not isinstance(output, Path):
            fetch(store, papers)
            held.enter_context(published(papers, store))
        cluster = held.enter_context(_connect(scheduler)) if scheduler else None
        digest = _begin(wish, papers, resume)
        outbox.sweep(papers)
        store.sweep()
        result = Result(count(wish.wanted), refused=list(wish.refused), problems=list(wish.problems))
        if result.refused or result.problems:
            result.code = ExitCode.UNUSABLE
        manifest = Manifest(papers)
        records = Records(papers, digest, wish.shown, wish.wanted, library.today)
        book = _Book(result, manifest, tell, wish, records)
        try:
            known = recall(papers)
            hands = max(2, cluster.processes()) if cluster else jobs
            blocks = _blocks(wish, library, store, known, hands, book.add_one)
            if cluster:
                cluster.spread(blocks, library, output, LOCK, book.add)
            elif jobs > 1 and result.total > 1:
                spread(blocks, processes_of_here(opening, output, jobs), book.add)
            else:
                for block in blocks:
                    do(block, library, store, book.add)
            book.flush()
            if wish.group in DERIVED:
                gather_all(result, wish, library, store, book.there or {}, known, manifest)
        except KeyboardInterrupt:
            raise Stopped(result) from None
        finally:
            library.adopt({})
            try:
                book.flush()
            finally:
                manifest.close()
                records.close()
        store.sweep()
        result.corrected = _write_corrected(wish, result.refused, papers)
        return result


def _connect(scheduler: str) -> AbstractContextManager[Cluster]:
    """Connect to a Dask scheduler.

    Raises:
        Missing: when Dask is not installed here.
    """
    if find_spec("distributed") is None:
        hint = "install it with: pip install 'breastfeeding-leaflets[cluster]'"
        raise Missing(Problem(NOWHERE, "a cluster needs the package distributed, which is not installed here", hint))
    from generator.run.cluster import connect

    return connect(scheduler)


def _refuse_unfit(output: Target, jobs: int, scheduler: str) -> None:
    """Refuse what cannot go together."""
    if scheduler and jobs > 1:
        message = "a cluster says itself how many processes it has"
        raise Unknown(Problem(NOWHERE, message, "leave out --jobs, or --executor"))
    if not isinstance(output, Path) and output.scheme == "memory" and (jobs > 1 or scheduler):
        message = "memory:// is the memory of one process; several cannot write to it"
        raise Unknown(Problem(NOWHERE, message, "leave out --jobs and --executor, or choose another --output"))


def gather_all(
    result: Result, wish: Wish, library: Library, store: Store, there: dict[str, Ready], known: dict[str, Known],
    manifest: Manifest,
) -> None:  # fmt: skip
    """Put together what a run groups, from the leaflets that are there; each receipt is safe before the next."""
    result.gathered = gather(wish, library, store, there, known, lambda receipt: manifest.add([receipt]))
    if result.gathered.problems:
        result.problems += result.gathered.problems
        result.code = max(result.code, ExitCode.UNUSABLE)


def count(wanted: Sequence[Wanted]) -> int:
    """Return how many leaflets are wanted."""
    return sum(one.count() for one in wanted)


def _begin(wish: Wish, output: Path, resume: bool) -> str:
    """Note which run this is; refuse to go on with another. Returns the digest of what is wished for."""
    total = hashlib.sha256(repr((wish.job, wish.group)).encode())
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
    return digest


class _Book:
    """Takes outcomes: counts them, tells them, writes receipts in batches."""

    def __init__(self, result: Result, manifest: Manifest, tell: Tell, wish: Wish, records: Records) -> None:
        self.result, self.manifest, self.tell, self.records = result, manifest, tell, records
        self.lots: list[Lot] = []
        self.shown = wish.table.shown if wish.table else ""
        self.logos = {one.clinic.name: (one.row, one.clinic.logo) for one in wish.wanted if one.clinic.logo}
        self.lines: list[Line] = []
        self.there: dict[str, Ready] | None = {} if wish.group in DERIVED else None  # else nobody asks
        self.seen: set[Refusal | Problem] = {*result.refused, *result.problems}
        self.unwritten = 0

    def add(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            self.add_one(outcome)
        self.flush()

    def add_one(self, outcome: Outcome) -> None:
        result, line = self.result, outcome.line
        self.lots += outcome.lots
        result.code = max(result.code, outcome.code)
        if line is None:
            result.counts["refused"] += 1
            self.blame(outcome)
        else:
            result.counts["unchanged" if outcome.unchanged else "made"] += 1
            result.pages += line.pages
            result.size += line.size
            if self.there is not None:
                self.there[line.file] = Ready(line.sha256, line.pages)
            if not outcome.unchanged:
                self.lines.append(line)
            self.blame(outcome)
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
            row, logo = self.logos.get(outcome.order.clinic, (0, ""))
            if row and problem.origin.file.endswith(logo):  # it could be opened, but not read to its end
                one: Refusal | Problem = Refusal(row, "logo", f"{logo}: {problem.message}", problem.hint)
            else:
                one = of_clinic(problem, outcome.order) if of_row else problem
            if one in self.seen:
                continue
            self.seen.add(one)
            if isinstance(one, Refusal):
                self.result.refused.append(one)
            else:
                self.result.problems.append(one)

    def flush(self) -> None:
        lines, self.lines = [self.records.stamp(line) for line in self.lines], []
        self.records.add(self.lots, lines)  # what a receipt names is written before it
        self.lots.clear()
        self.manifest.add(lines)


def of_clinic(problem: Problem, order: Order) -> Refusal:
    """Return what is wrong with a clinic's own words in one language as a refusal of its row."""
    language = order.language.replace("_", "-")
    return Refusal(problem.origin.line, "", f"in {language}: {problem.message}", problem.hint)


def _blocks(
    wish: Wish, library: Library, store: Store, known: dict[str, Known], jobs: int, add: Tell
) -> Iterator[Block]:
    """Yield what is to be made: some clinics in one language at a time, in it body by body.

    Why so: a body is laid out once for all clinics, a clinic's panel is composed once for all topics of a language.
    Several processes begin with several languages, so that each lays out bodies of its own.
    """
    spoken: dict[str, list[tuple[Wanted, Sequence[Order]]]] = {}
    for one in wish.wanted:
        for language, own in bodies_of(one.choice).items():
            spoken.setdefault(language, []).append((one, own))
    entries = sum(map(len, spoken.values()))
    each = -(-sum(len(own) for entry in spoken.values() for _, own in entry) // max(1, entries))
    most = max(1, BLOCK // max(1, each))
    if jobs > 1:
        most = max(1, min(most, -(-entries // (4 * jobs))))  # no process stands idle at the end of a small run
    digests = _Digests(library)

    def expect(part: Sequence[tuple[Wanted, Sequence[Order]]]) -> None:
        if known:
            files = (place_of(body, one.clinic.name, wish.group) for one, bodies in part for body in bodies)
            store.expect([file for file in files if file in known])

    parts = list(_in_turn(spoken.values(), most, jobs))
    for part in parts[:1]:
        expect(part)
    for part, following in zip_longest(parts, parts[1:], fillvalue=()):
        expect(following)
        tasks: dict[Order, list[Item]] = {}
        for one, bodies in part:
            for body in bodies:
                file, digest = place_of(body, one.clinic.name, wish.group), digests.of(body, one.clinic)
                if digest and body.output == PRESS:  # sheet and quantity stand in the file
                    digest = hashlib.sha256(repr((digest, wish.job, one.copies)).encode()).hexdigest()
                was = known.get(file)
                if digest and was and store.is_unchanged(file, digest, was):
                    order = replace(body, clinic=one.clinic.name)
                    line = Line(order, digest, file, was.sha256, was.pages, was.size, one.copies, was.findings)
                    found = tuple(Problem(Origin(file), words) for words in was.findings)
                    code = ExitCode.FINDINGS if found else ExitCode.MADE
                    add(Outcome(order, line, found, code, unchanged=True))
                else:
                    tasks.setdefault(body, []).append(Item(one.clinic, digest, one.copies))
        wanted = [Task(body, tuple(items), wish.job, wish.group) for body, items in tasks.items()]
        wanted.sort(key=lambda task: (task.body.topic, task.body.format, task.body.theme, task.body.output))
        for start in range(0, len(wanted), MOST_BODIES):
            yield tuple(wanted[start : start + MOST_BODIES])


def _in_turn(groups: Iterable[Sequence[T]], most: int, jobs: int) -> Iterator[Sequence[T]]:
    """Yield parts of groups, at most so long, from as many groups in turn as there are processes.

    The ends of the last groups are cut finer, so that all processes end at nearly the same time.
    """
    whole = list(groups)
    cut = []
    for number, group in enumerate(whole):
        last = max(0, len(group) - most) if jobs > 1 and number >= (len(whole) - 1) // jobs * jobs else len(group)
        ends = [*range(0, last, most), *range(last, len(group), max(1, most // FINER)), len(group)]
        cut.append([group[start:end] for start, end in pairwise(ends)])
    for first in range(0, len(cut), jobs):
        for parts in zip_longest(*cut[first : first + jobs]):
            yield from filter(None, parts)


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
    return replace(clinic, origin=NOWHERE, colours_at=())


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
