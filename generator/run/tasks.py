"""What a process of a run does: the leaflets of some bodies for several clinics, each written whole."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct

from generator import pipeline
from generator.library.library import Library
from generator.model.edition import Pictures
from generator.model.leaflet import Leaflet, Order
from generator.model.lots import Lot
from generator.model.memo import misses
from generator.model.problems import ExitCode, Origin, Problem, Unusable
from generator.run import collector
from generator.run.faults import Opening, fault, leave_interrupts
from generator.run.files.manifest import Receipt
from generator.run.files.opening import open_store
from generator.run.files.places import place
from generator.run.files.stores import Store, Target, Written
from generator.stages.lots import lot

if TYPE_CHECKING:
    from generator.checks.runner import Report


class Item(Struct, frozen=True):
    """A leaflet to be made: its order with the clinic as a value, the digest of its inputs, its folder's layout."""

    order: Order
    digest: str
    layout: str


class Outcome(NamedTuple):
    """What became of an order: a receipt for each file, or why there is none.

    ``unwritten``: the disk would not take it.

    A leaflet with ``problems`` and receipts is a press file in which our own rules found something. ``notes`` are what
    a person should know of one that was made, ``how`` says how to print it; ``seconds`` is how long it took.
    """

    order: Order
    lines: tuple[Receipt, ...] = ()
    problems: tuple[Problem, ...] = ()
    code: ExitCode = ExitCode.MADE
    unwritten: bool = False
    unchanged: bool = False
    lots: tuple[Lot, ...] = ()
    """What the lots are that this and the next receipts of its block name: once for a block."""
    notes: tuple[Problem, ...] = ()
    how: tuple[str, ...] = ()
    seconds: float = 0.0
    recounted: bool = False
    """Unchanged, but another number of copies will be printed: noted all the same."""
    report: Report | None = None
    """What the checks found, where the order was only checked."""
    stale: bool = False
    """Refused, while an older leaflet stands in its place."""

    @property
    def state(self) -> str:
        """Return ``made``, ``unchanged`` or ``refused``."""
        return ("unchanged" if self.unchanged else "made") if self.lines else "refused"


Block = tuple[Item, ...]
"""Leaflets of one language, clinic by clinic: one process makes them, sets each body once and each panel once."""
Add = Callable[[list[Outcome]], None]
AT_ONCE: Final = 64
"""Files written together, while as many are made: twice so many of a process are made again after a kill, at most."""
TOGETHER: Final = 8
"""Files from which on it is quicker to bring all of a disk into safety than one after the other."""
LAID_OUT: Final = "body, laid out"


def do(block: Block, library: Library, store: Store, add: Add) -> None:
    """Make the leaflets of a block; whatever goes wrong with one is its outcome.

    Args:
        block: what is to be made.
        library: the open library.
        store: takes the files, some at a time: a disk is waited for once for all of them.
        add: gets the outcomes of those files as soon as they are safe, and of what was refused at once.
    """
    collector.settle(_Bench.used)  # before a block and not behind it: the last one's is left to the end of the process
    _Bench.used = True
    _Bench(library, store, add).make(block)


class _Made(NamedTuple):
    """A leaflet on its way to its place: what it will be, but for the store's marks, and what waits for its files."""

    outcome: Outcome
    finish: tuple[Callable[[], Written], ...]


class _Bench:
    """Makes leaflets and hands them over, some at a time; at Ctrl-C those that are ready."""

    used = False
    """Whether a block was made before in this process."""

    def __init__(self, library: Library, store: Store, add: Add) -> None:
        self.library, self.store, self.add = library, store, add
        self.made: list[_Made] = []
        self.writing: list[_Made] = []  # the disk has them, while the next leaflets are made
        self.files = 0
        self.told: set[str] = set()
        self.lost: dict[Order, Unusable | None] = {}  # why a body cannot be made; None when others of it can be

    def make(self, block: Block) -> None:
        laid_out, refused = misses(LAID_OUT), False
        try:
            for item in block:
                refused |= not self.one(item)
                if self.files >= AT_ONCE:
                    self.hand_over()
                    collector.settle(refused or misses(LAID_OUT) != laid_out)
                    laid_out, refused = misses(LAID_OUT), False
            self.hand_over()
            self.hand_over()
        except KeyboardInterrupt:
            self.hand_over()
            self.hand_over()
            raise
        finally:
            with unparted():  # a second Ctrl-C amid this would leave files half written
                for one in (*self.writing, *self.made):  # their receipts cannot be kept: whole files, made again later
                    for finish in one.finish:
                        with suppress(Exception):
                            finish()

    def one(self, item: Item) -> bool:
        """Make one leaflet and begin to write it; return False when it is refused."""
        order, begin = item.order, time.perf_counter()
        body = order.body
        try:
            if reason := self.lost.get(body):
                raise reason
            leaflet = pipeline.make(order, self.library)
            lots = self.tell_lot(order, leaflet)
        except Unusable as error:
            self.add([Outcome(order, problems=error.problems, code=error.exit_code)])
            if body not in self.lost:  # a body that is wrong is wrong for every clinic: no need to try them all
                self.lost[body] = self.fault_of_body(body, error) if order.clinic else error
            return False
        except Exception as error:
            problem, code = fault(error)
            self.add([Outcome(order, problems=(problem,), code=code)])
            return False
        lines = _lines(item, leaflet)
        found = tuple([Problem(Origin(lines[0].file), words) for words in leaflet.findings])
        code = ExitCode.FINDINGS if found else ExitCode.MADE
        took = time.perf_counter() - begin
        outcome = Outcome(
            order, lines, found, code, lots=lots, notes=leaflet.notes, how=leaflet.how, seconds=took,
        )  # fmt: skip
        with unparted():
            begun = tuple([self.store.begin(line.file, data) for line, data in zip(lines, leaflet.files, strict=True)])
            self.made.append(_Made(outcome, begun))
            self.files += len(begun)
        return True

    def tell_lot(self, order: Order, leaflet: Leaflet) -> tuple[Lot, ...]:
        """Return what a leaflet's lots are when its block has not told them yet."""
        if not leaflet.lot or leaflet.lot in self.told:
            return ()
        self.told.add(leaflet.lot)
        return (lot(order, self.library),)

    def fault_of_body(self, body: Order, error: Unusable) -> Unusable | None:
        """Return what is wrong with a body when it fails without a clinic as it failed with one."""
        try:
            pipeline.make(body, self.library)
        except Unusable as alone:
            return alone if alone.problems == error.problems else None
        except Exception:
            return None
        return None

    def hand_over(self) -> None:
        """Wait for the leaflets that the disk had before, and pass on what became of them."""
        with unparted():
            before, self.writing[:] = self.writing[:], self.made
            self.made.clear()
            self.files = 0
            if sum(len(one.finish) for one in before) >= TOGETHER:
                self.store.sync()
            self.add([self.finished(one) for one in before])

    def finished(self, made: _Made) -> Outcome:
        """Wait until a leaflet is safe; return what became of it."""
        outcome, written = made.outcome, [finish() for finish in made.finish]
        errors = [one.error for one in written if one.error is not None]
        if errors:
            code = errors[0].exit_code
            return Outcome(outcome.order, (), errors[0].problems, code, unwritten=True, lots=outcome.lots)
        if isinstance(outcome.order.edition, Pictures):
            self.remove_longer(outcome)
        if not any(one.etag for one in written):
            return outcome
        marked = zip(outcome.lines, written, strict=True)
        return outcome._replace(lines=tuple([line._replace(etag=one.etag) for line, one in marked]))

    def remove_longer(self, outcome: Outcome) -> None:
        """Remove the pictures that an earlier, longer leaflet left: nobody must take them for pages of this one."""
        stem, _, _ = outcome.lines[0].file.rpartition("-1.png")
        number = len(outcome.lines) + 1
        while self.store.holds(file := f"{stem}-{number}.png"):
            self.store.remove(file)
            number += 1


def _lines(item: Item, leaflet: Leaflet) -> tuple[Receipt, ...]:
    """Return the receipts of a leaflet's files."""
    lines = []
    for number, data in enumerate(leaflet.files, 1):
        sha256 = leaflet.sha256 or hashlib.sha256(data).hexdigest()
        file = place(item.order, item.layout, number)
        lines.append(
            Receipt(item.order, item.digest, file, sha256, leaflet.sides, len(data), leaflet.findings, "", leaflet.lot)
        )
    return tuple(lines)


@contextmanager
def unparted() -> Iterator[Callable[[], None]]:
    """Let Ctrl-C, and what else asks to end, wait while files are written and their receipts handed over.

    What is given answers at once what came, where that parts nothing: it raises as Ctrl-C would have.

    Why: neither is there without the other, and no temporary file stays.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    answered = {number: answer for number, answer in before.items() if callable(answer)}
    came: list[tuple[int, FrameType | None]] = []

    def heed() -> None:
        if came:
            number, frame = came[0]
            came.clear()
            answered[number](number, frame)

    for number in answered:
        signal.signal(number, lambda number, frame: came.append((number, frame)))
    try:
        yield heed
    finally:
        for number, answer in answered.items():
            signal.signal(number, answer)
    heed()


# -- in a worker process ------------------------------------------------------------

_worker: list[tuple[Library, Store]] = []


def start_worker(opening: Opening, output: Target) -> None:
    """Open the library of a worker process. Ctrl-C is the parent's to answer; without a parent it ends."""
    from multiprocessing.util import Finalize  # late: one process alone needs none of it

    leave_interrupts()
    collector.own()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # else all that was kept is taken apart, piece by piece, while people wait for the end of the run
    Finalize(None, os._exit, (0,), exitpriority=-1000)
    _worker[:] = [(Library.open(opening.folder, opening.today), open_store(output))]


def _end_with_parent() -> None:
    """End this process when its parent is gone, even by kill -9: nobody would ever give it work or end it."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def do_in_worker(block: Block) -> list[Outcome]:
    """Make the leaflets of a block in a worker process."""
    library, store = _worker[0]
    outcomes: list[Outcome] = []
    do(block, library, store, outcomes.extend)
    return outcomes


def check_in_worker(profile: str, block: Block) -> list[Outcome]:
    """Check the leaflets of a block in a worker process; nothing is written."""
    library, _ = _worker[0]
    return [_checked(item.order, library, profile) for item in block]


def _checked(order: Order, library: Library, profile: str) -> Outcome:
    from generator.trust.checking import check

    try:
        return Outcome(order, report=check(order, library, profile))
    except Unusable as error:
        return Outcome(order, problems=error.problems, code=error.exit_code)


def warm_up() -> None:
    """Bring in what makes leaflets: called in a worker that has nothing to do yet."""
    from generator.typeset.layout import body  # noqa: F401
    from generator.typeset.pdf import stamp  # noqa: F401
