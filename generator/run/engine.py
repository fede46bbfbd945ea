"""Orders in, whole files and receipts out: one engine for one leaflet as for thousands, whatever the edition.

It skips what is unchanged, makes the rest body by body in one process or several, keeps receipts, and says what became
of each order. ``leaflets make``, ``press`` and ``run`` are ways to say the orders.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field
from msgspec.structs import replace

from generator.library.library import Library
from generator.library.shelf import Unknown
from generator.model.edition import Pictures
from generator.model.leaflet import DRAFT, Order
from generator.model.lots import Lot
from generator.model.problems import NOWHERE, ExitCode, Origin, Problem, Unusable, not_installed
from generator.run.dealing import blocks_of, deal
from generator.run.faults import Opening
from generator.run.files import outbox
from generator.run.files.lock import LOCK, hold, hold_store
from generator.run.files.manifest import Known, Manifest, Receipt, recall
from generator.run.files.opening import open_store
from generator.run.files.places import FLAT, place
from generator.run.files.records import Records
from generator.run.files.stores import Store, Target, fetch, papers_of, published, read_target
from generator.run.tasks import Block, Item, Outcome, do
from generator.trust.asking import Unreleased, ask

if TYPE_CHECKING:
    from generator.run.cluster import Cluster
    from generator.trust.keys import Ed25519PrivateKey
    from generator.trust.statement import Statement

BATCH: Final = 1_024
"""Receipts written at a time, at most: those of a block."""
MOST_UNWRITTEN: Final = 10
"""Files in a row that could not be written, after which the disk is to blame and the run stops."""
MOST_PAGES: Final = 1_000
PATIENCE: Final = 60.0
"""Seconds that a command waits for another one that works in the same folder, where it is not a run of its own."""

Tell = Callable[[Outcome], None]
Take = Callable[[Outcome, Problem], bool]
"""Told of what is wrong; returns True when it keeps the problem itself."""


class How(Struct, frozen=True):
    """How orders are made, and where to.

    ``layout`` names the folders (``files/places.py``); ``receipts`` is the folder for receipts and all else that is not
    a leaflet (without: the output folder); ``scheduler`` is ``HOST:PORT`` of a Dask scheduler; ``verify`` reads again
    what lies behind an address; ``take_over`` says that the run which holds an address's lock is over; ``patience`` is
    how many seconds to wait for another run in the same folder; ``key`` is the private key that signs what is released.
    """

    output: Target = Path("output")
    layout: str = FLAT
    jobs: int = 1
    receipts: Path | None = None
    scheduler: str = ""
    verify: bool = False
    take_over: bool = False
    patience: float = PATIENCE
    key: Path | None = None


class Result(Struct):
    """What became of orders so far. Problems, and notes a person should know of, stand once, in the order they came."""

    total: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    size: int = 0
    problems: dict[Problem, None] = field(default_factory=dict)
    notes: dict[Problem, None] = field(default_factory=dict)
    code: ExitCode = ExitCode.MADE

    @property
    def ready(self) -> int:
        """How many leaflets are there, made now or before."""
        return self.counts["made"] + self.counts["unchanged"]


class Stopped(KeyboardInterrupt):
    """Ctrl-C: carries what became of the orders until then."""

    def __init__(self, result: Result) -> None:
        """Keep the result."""
        super().__init__()
        self.result = result


def make_all(
    orders: Iterable[Order],
    library: Library,
    output: Path | str = "output",
    jobs: int = 1,
    tell: Tell = lambda _: None,
) -> Result:
    """Make all orders into a folder, or behind an address (``s3://bucket/folder``), with a receipt for each file.

    Args:
        orders: what is wanted; an order that stands twice is made once.
        library: the open library.
        output: the folder or address.
        jobs: how many processes; 1 makes them in this one.
        tell: called with each outcome as it comes.

    Raises:
        Unusable: when two orders would be the same file, or folder or receipts cannot be written; Busy when another
            run works there.
        Stopped: at Ctrl-C.
    """
    how = How(read_target(output) if isinstance(output, str) else output, jobs=jobs)
    with opened(library, how) as engine:
        return engine.make(tuple(orders), "leaflets", tell=tell)


def check_all(orders: Sequence[Order], library: Library, profile: str, jobs: int, tell: Tell) -> None:
    """Check orders, each in a process of its own turn; nothing is written.

    Args:
        orders: what is to be checked.
        library: the open library.
        profile: as in ``generator.checks.check``.
        jobs: how many processes.
        tell: called with each outcome as it comes; it holds the report.

    Raises:
        Unusable: when processes die whatever they are given.
    """
    blocks = ((Item(order, "", FLAT),) for order in orders)
    from generator.run.pool import checkers_of_here, spread  # late: it brings in multiprocessing

    crew = checkers_of_here(Opening(library.folder, library.today), profile, jobs)

    def add(outcomes: list[Outcome]) -> None:
        for one in outcomes:
            tell(one)

    spread(blocks, crew, add)


@contextmanager
def opened(library: Library, how: How) -> Iterator[Engine]:
    """Hold the output folder or address, and give the engine that works there.

    Raises:
        Unusable: when the folder cannot be written; Busy when another run works there.
        Missing: when address or scheduler need a package that is not installed, or do not answer.
    """
    output = how.output
    store, papers = open_store(output, how.verify), papers_of(output, how.receipts)
    _refuse_unfit(how)
    with ExitStack() as held:
        held.enter_context(hold(papers, how.patience))
        if papers != output:
            held.enter_context(hold_store(store, how.take_over))
        if not isinstance(output, Path):
            fetch(store, papers)
            held.enter_context(published(papers, store))
        cluster = held.enter_context(_connect(how.scheduler)) if how.scheduler else None
        outbox.sweep(papers)
        store.sweep()
        try:
            yield Engine(library, how, store, papers, cluster)
        finally:  # SIGHUP to a whole group ends processes amid their files
            store.sweep()


def _connect(scheduler: str) -> AbstractContextManager[Cluster]:
    """Connect to a Dask scheduler.

    Raises:
        Missing: when Dask is not installed here.
    """
    if find_spec("distributed") is None:
        raise not_installed("a cluster needs the package distributed, which is not installed here", "cluster")
    from generator.run.cluster import connect

    return connect(scheduler)


def _refuse_unfit(how: How) -> None:
    """Refuse what cannot go together."""
    if how.scheduler and how.jobs > 1:
        message = "a cluster says itself how many processes it has"
        raise Unknown(Problem(NOWHERE, message, "leave out --jobs, or --executor"))
    if not isinstance(how.output, Path) and how.output.scheme == "memory" and (how.jobs > 1 or how.scheduler):
        message = "memory:// is the memory of one process; several cannot write to it"
        raise Unknown(Problem(NOWHERE, message, "leave out --jobs and --executor, or choose another --output"))


class Engine:
    """Makes orders in a folder or behind an address that is held for it."""

    def __init__(self, library: Library, how: How, store: Store, papers: Path, cluster: Cluster | None = None) -> None:
        """Take what ``opened`` holds."""
        self.library, self.how, self.store, self.papers, self.cluster = library, how, store, papers, cluster
        self.known: dict[str, Known] = recall(papers)
        """The receipts of before, by file."""
        self.stated: tuple[Statement, ...] | None = None
        """The statements of the last day of releases, once they were read."""

    def make(
        self, orders: Sequence[Order], shown: str, digest: str = "", tell: Tell = lambda _: None,
        take: Take = lambda *_: False, after: Callable[[Manifest, Result], None] = lambda *_: None,
        result: Result | None = None,
    ) -> Result:  # fmt: skip
        """Make all orders.

        Args:
            orders: what is wanted; an order that stands twice is made once.
            shown: the table, run file or command, as people named it: it stands in the ledger.
            digest: of a run that may be gone on with; empty when each time is a run of its own.
            tell: called with each outcome as it comes.
            take: told of each problem; keeps those it returns True for.
            after: called when all leaflets are there, with the open manifest.
            result: what became of the orders that were refused before.

        Raises:
            Unusable: when two orders would be the same file, or the receipts cannot be written.
            Stopped: at Ctrl-C.
        """
        result = result or Result()
        key = None
        if self.how.key:
            from generator.trust.keys import read_private  # late: releases alone need it

            key = read_private(self.how.key)
        asked = tuple(dict.fromkeys(self._with_clinics(orders, result, tell, take)))
        wanted = tuple(self._allowed(asked, result, tell, take))
        self._refuse_clashes(wanted)
        result.total += len(wanted)
        manifest = Manifest(self.papers)
        try:
            records = Records(self.papers, digest, shown, wanted, self.library.today)
        except BaseException:
            manifest.close()
            raise
        book = _Book(result, manifest, records, self.store, self.how.layout, tell, take)
        try:
            self._spread(wanted, book)
            book.flush()
            after(manifest, result)
            if key and book.released:
                self._state(book.released, records.run, key)
        except KeyboardInterrupt:
            raise Stopped(result) from None
        except Unusable as error:  # what ends all of it is told with what was wrong before
            raise type(error)(*result.problems, *error.problems) from None
        finally:
            try:
                book.flush()
            finally:
                manifest.close()
                records.close()
        return result

    def _with_clinics(self, orders: Sequence[Order], result: Result, tell: Tell, take: Take) -> Iterator[Order]:
        """Yield orders with their clinics as values; one whose clinic cannot be read is refused."""
        for order in orders:
            try:
                yield replace(order, clinic=self.library.clinic(order.clinic) or "")
            except Unusable as error:
                self._refuse(order, error, result, tell, take)

    def _refuse(self, order: Order, error: Unusable, result: Result, tell: Tell, take: Take) -> None:
        """Count and tell an order that is refused before anything is made, with all that its files have wrong."""
        if not isinstance(error, Unreleased):
            from generator.stages.mistakes import with_others  # late: it brings in what composes
            from generator.trust.policy import policy_of, recalled

            error = with_others(error, order, self.library, (policy_of, recalled))
        stale = self.store.holds(place(order, self.how.layout))
        outcome = Outcome(order, problems=error.problems, code=error.exit_code, stale=stale)
        result.total += 1
        _count(outcome, result, take)
        tell(outcome)

    def _state(self, released: Sequence[tuple[Order, str, str]], run: str, key: Ed25519PrivateKey) -> None:
        """Write the signed statement of what was released, beside the receipts."""
        from generator.trust.statement import FOLDER, SUFFIX, Released, write_statement  # late: releases alone need it

        files = [Released(*one) for one in released]
        data = write_statement(files, self.library, run, key, self.papers / FOLDER)
        outbox.write(self.papers, f"{FOLDER}/{run}{SUFFIX}", data)

    def _hold_against_before(self, order: Order) -> None:
        """Refuse a release when something that was signed, or a policy, is not as it was at an earlier one."""
        from generator.trust.statement import FOLDER, last_statements, since  # late: releases alone need it

        if self.stated is None:
            self.stated = last_statements(self.papers / FOLDER, self.library)
        if found := tuple(dict.fromkeys(since(order, self.library, self.stated))):
            raise Unreleased(*found)

    def _allowed(self, orders: Sequence[Order], result: Result, tell: Tell, take: Take) -> Iterator[Order]:
        """Yield the orders that the policy lets be made; the others are refused, each with all reasons."""
        for asked in orders:
            try:
                order, notes = ask(asked, self.library)
                if order.standing != DRAFT:
                    self._hold_against_before(order)
            except Unusable as error:
                self._refuse(asked, error, result, tell, take)
                continue
            result.notes |= dict.fromkeys(notes)
            yield order

    def _refuse_clashes(self, orders: Iterable[Order]) -> None:
        """Refuse two orders with one file: topic ``a-b`` as ``c`` and topic ``a`` as ``b-c`` are both a-b-c.pdf."""
        files: dict[str, Order] = {}
        for order in orders:
            file = place(order, self.how.layout)
            if files.setdefault(file, order) != order:
                message = f"two of these leaflets would be the same file, {file}"
                raise Unusable(Problem(NOWHERE, message, "make them in two runs, each with its own --output"))

    def _spread(self, wanted: Sequence[Order], book: _Book) -> None:
        """Make what is not unchanged: here, in processes of this machine, or on a cluster."""
        jobs = self.how.jobs
        hands = max(2, self.cluster.processes()) if self.cluster else jobs
        blocks = self._blocks(wanted, hands, book.add_one)
        if self.cluster:
            self.cluster.spread(blocks, self.library, self.how.output, LOCK, book.add)
        elif jobs > 1 and len(wanted) > 1:
            from generator.run.pool import processes_of_here, spread

            opening = Opening(self.library.folder, self.library.today)
            spread(blocks, processes_of_here(opening, self.how.output, jobs), book.add)
        else:
            for block in blocks:
                do(block, self.library, self.store, book.add)

    def _blocks(self, wanted: Sequence[Order], jobs: int, add: Tell) -> Iterator[Block]:
        """Yield what is to be made, block by block; what is unchanged is told at once."""
        parts, bodies = deal(wanted, jobs)
        self._expect(parts[:1])
        for number, part in enumerate(parts):
            self._expect(parts[number + 1 : number + 2])
            items: list[Item] = []
            for order in (order for one in part for order in one):
                digest = self._digest(order)
                unchanged = self._unchanged(order, digest)
                if unchanged:
                    add(unchanged)
                else:
                    items.append(Item(order, digest, self.how.layout))
            yield from blocks_of(items, bodies)

    def _expect(self, parts: Sequence[Sequence[Sequence[Order]]]) -> None:
        """Let the disk fetch the files that will be compared next."""
        if self.known:
            files = (place(order, self.how.layout) for part in parts for one in part for order in one)
            self.store.expect([file for file in files if file in self.known])

    def _digest(self, order: Order) -> str:
        """Return the digest of an order's inputs, or nothing when they cannot be read: making will say why."""
        try:
            return self.library.digest(order)
        except Unusable:
            return ""

    def _unchanged(self, order: Order, digest: str) -> Outcome | None:
        """Return what became of an order whose every file is unchanged; pictures are one file for each page."""
        layout = self.how.layout
        first = self.known.get(place(order, layout)) if digest else None
        if first is None:
            return None
        count = min(first.pages, MOST_PAGES) if isinstance(order.edition, Pictures) else 1
        lines = []
        for number in range(1, max(1, count) + 1):
            file = place(order, layout, number)
            was = self.known.get(file)
            if was is None or not self.store.is_unchanged(file, digest, was):
                return None
            lines.append(Receipt(order, digest, file, was.sha256, was.pages, was.size, was.findings, was.etag, was.lot))
        found = tuple(Problem(Origin(lines[0].file), words) for words in first.findings)
        code = ExitCode.FINDINGS if found else ExitCode.MADE
        recounted = first.copies != order.copies
        return Outcome(order, tuple(lines), found, code, unchanged=True, recounted=recounted)


def _count(outcome: Outcome, result: Result, take: Take) -> None:
    """Add an outcome to a result; each problem and note once."""
    result.code = max(result.code, outcome.code)
    result.counts[outcome.state] += 1
    if outcome.lines:
        result.pages += outcome.lines[0].pages
        result.size += sum(line.size for line in outcome.lines)
    for problem in outcome.problems:
        if not take(outcome, problem):
            result.problems[problem] = None
    result.notes |= dict.fromkeys(outcome.notes)


class _Book:
    """Takes outcomes: counts them, tells them, writes receipts in batches."""

    def __init__(
        self, result: Result, manifest: Manifest, records: Records, store: Store, layout: str, tell: Tell, take: Take
    ) -> None:
        self.result, self.manifest, self.records, self.store = result, manifest, records, store
        self.layout, self.tell, self.take = layout, tell, take
        self.lots: list[Lot] = []
        self.lines: list[Receipt] = []
        self.unwritten = 0
        self.released: list[tuple[Order, str, str]] = []

    def add(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            self.add_one(outcome)
        self.flush()

    def add_one(self, outcome: Outcome) -> None:
        self.lots += outcome.lots
        if not outcome.lines:
            outcome = outcome._replace(stale=self.store.holds(place(outcome.order, self.layout)))
        if not outcome.unchanged or outcome.recounted:
            self.lines += outcome.lines
        if outcome.order.standing != DRAFT:
            self.released += [(one.order, one.file, one.sha256) for one in outcome.lines]
        _count(outcome, self.result, self.take)
        self.tell(outcome)
        if len(self.lines) >= BATCH:
            self.flush()
        self.unwritten = self.unwritten + 1 if outcome.unwritten else 0
        if self.unwritten >= MOST_UNWRITTEN:
            message = f"{self.unwritten} leaflets in a row could not be written; the run has stopped"
            raise Unusable(*outcome.problems, Problem(NOWHERE, message, "mend this, then go on with --resume"))

    def flush(self) -> None:
        if not self.lines:  # a lot that no receipt names is no news
            return
        lines, self.lines = [self.records.stamp(line) for line in self.lines], []
        self.records.add(self.lots, lines)  # what a receipt names is written before it
        self.lots.clear()
        self.manifest.add(lines)
