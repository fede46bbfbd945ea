"""What a process of a run does: the leaflets of some bodies for several clinics, each written whole."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import parent_process
from multiprocessing.util import Finalize
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from generator.library.library import Library
from generator.model.content import Clinic
from generator.model.leaflet import Leaflet, Order
from generator.model.lots import Lot
from generator.model.problems import NOWHERE, ExitCode, Origin, Problem, Unusable
from generator.press import Job
from generator.run import collector
from generator.run.faults import Opening, describe_fault
from generator.run.files.manifest import Line
from generator.run.files.stores import Store, Target, Written, open_store
from generator.run.orders.options import PRESS
from generator.run.orders.wish import PLAIN, place

if TYPE_CHECKING:
    from generator.run.sharing import Shared


class Item(Struct, frozen=True):
    """A clinic's leaflet of a task: the clinic, the digest of the leaflet's inputs, its copies."""

    clinic: Clinic
    digest: str
    copies: int


class Task(Struct, frozen=True):
    """Leaflets of one body, which is laid out once. ``body`` is the order without a clinic.

    ``job`` is for a press edition; ``group`` says which folder comes first.
    """

    body: Order
    items: tuple[Item, ...]
    job: Job = PLAIN
    group: str = "folder"


class Outcome(NamedTuple):
    """What became of a leaflet: its receipt, or why there is none. ``unwritten``: the disk would not take it.

    A receipt with ``problems`` is a press file in which our own rules found something.
    """

    order: Order
    line: Line | None = None
    problems: tuple[Problem, ...] = ()
    code: ExitCode = ExitCode.MADE
    unwritten: bool = False
    unchanged: bool = False
    lots: tuple[Lot, ...] = ()
    """What the lots are that this and the next receipts of its block name: once for a block."""


Block = tuple[Task, ...]
"""Tasks of one language, mostly for the same clinics: one process does them, and sets each clinic's panel once."""
Add = Callable[[list[Outcome]], None]
AT_ONCE: Final = 64
"""Files written together, while as many are made: twice so many of a process are made again after a kill, at most."""
TOGETHER: Final = 8
"""Files from which on it is quicker to bring all of a disk into safety than one after the other."""


def do(block: Block, library: Library, store: Store, add: Add, shared: Shared | None = None) -> None:
    """Make the leaflets of a block, clinic by clinic; whatever goes wrong with one is its outcome.

    Args:
        block: what is to be made.
        library: the open library; it knows the block's clinics afterwards.
        store: takes the files, some at a time: a disk is waited for once for all of them.
        add: gets the outcomes of those files as soon as they are safe, and of what was refused at once.
        shared: the bodies that other processes have laid out; it gets those that are laid out here.
    """
    library.adopt({item.clinic.name: item.clinic for task in block for item in task.items})
    made: list[_Made] = []
    told: set[str] = set()
    lost: dict[int, Unusable | None] = {}  # why a body itself cannot be made; None when others of it can be
    writing: list[_Made] = []  # the disk has them, while the next leaflets are made

    def hand_over() -> None:
        """Wait for the leaflets that the disk had before, and pass on what became of them."""
        with unparted():
            before, writing[:] = writing[:], made
            made.clear()
            if len(before) >= TOGETHER:
                store.sync()
            add([_outcome(one) for one in before])

    try:
        _make_all(block, library, store, made, told, lost, add, hand_over, shared)
    finally:
        for one in (*writing, *made):  # their receipts cannot be kept: the files are whole, and will be made again
            with suppress(Exception):
                one.finish()
    collector.settle(True)


def _make_all(
    block: Block,
    library: Library,
    store: Store,
    made: list[_Made],
    told: set[str],
    lost: dict[int, Unusable | None],
    add: Add,
    hand_over: Callable[[], None],
    shared: Shared | None,
) -> None:
    """Make a block's leaflets and hand them over, some at a time; at Ctrl-C those that are ready."""
    from generator.typeset import typesetter

    setter = typesetter(library)
    laid_out, refused = setter.laid_out, False
    met: set[tuple[int, str]] = set()
    try:
        for number, item in _by_clinic(block):
            task = block[number]
            order = replace(task.body, clinic=item.clinic.name)
            try:
                if reason := lost.get(number):
                    raise reason
                first = shared is not None and not item.clinic.colours and (number, item.clinic.profile) not in met
                if shared and first:
                    met.add((number, item.clinic.profile))
                    shared.fetch(task.body, item.clinic, library)
                before = setter.laid_out
                leaflet, findings = _finish(order, task.job, item.copies, library)
                if shared and first and setter.laid_out != before:
                    shared.offer(task.body, item.clinic, library)
            except Unusable as error:
                add([Outcome(order, problems=error.problems, code=error.exit_code)])
                refused = True
                if number not in lost:  # a body that is wrong is wrong for every clinic: no need to try them all
                    lost[number] = _fault_of_body(task, error, library)
                continue
            except Exception as error:
                add([Outcome(order, problems=(Problem(NOWHERE, describe_fault(error)),), code=ExitCode.BUG)])
                continue
            lots = _told(order, leaflet, told, library)
            file = place(order, task.group)
            sha256 = leaflet.sha256 or hashlib.sha256(leaflet.pdf).hexdigest()
            line = Line(
                order,
                item.digest,
                file,
                sha256,
                leaflet.pages,
                len(leaflet.pdf),
                item.copies,
                findings,
                "",
                leaflet.lot,
            )
            with unparted():
                made.append(_Made(line, lots, store.begin(file, leaflet.pdf)))
            if len(made) == AT_ONCE:
                hand_over()
                collector.settle(refused or setter.laid_out != laid_out)
                laid_out, refused = setter.laid_out, False
    except KeyboardInterrupt:
        hand_over()
        hand_over()
        raise
    hand_over()
    hand_over()


def _by_clinic(block: Block) -> Iterator[tuple[int, Item]]:
    """Yield the items of a block clinic by clinic, each with the number of its task.

    Why so: a clinic's panel is composed once for all its leaflets of a language, and need not be kept for long.
    """
    found: dict[str, list[tuple[int, Item]]] = {}
    for number, task in enumerate(block):
        for item in task.items:
            found.setdefault(item.clinic.name, []).append((number, item))
    for items in found.values():
        yield from items


class _Made(NamedTuple):
    """A leaflet that is on its way to its place: its receipt, but for the store's mark, and what waits for it."""

    line: Line
    lots: tuple[Lot, ...]
    finish: Callable[[], Written]


def _outcome(made: _Made) -> Outcome:
    """Wait until a leaflet is safe; return what became of it."""
    line, done = made.line, made.finish()
    if done.error is not None:
        problems, code = done.error.problems, done.error.exit_code
        return Outcome(line.order, problems=problems, code=code, unwritten=True, lots=made.lots)
    found = tuple([Problem(Origin(line.file), words) for words in line.findings])
    code = ExitCode.FINDINGS if found else ExitCode.MADE
    return Outcome(line.order, line._replace(etag=done.etag) if done.etag else line, found, code, lots=made.lots)


def _told(order: Order, leaflet: Leaflet, told: set[str], library: Library) -> tuple[Lot, ...]:
    """Return what a leaflet's lot is when its block has not told it yet."""
    if not leaflet.lot or leaflet.lot in told:
        return ()
    from generator.pipeline import lot

    told.add(leaflet.lot)
    return (lot(order, library),)


@contextmanager
def unparted() -> Iterator[None]:
    """Let Ctrl-C wait while files are written and their receipts handed over: neither is there without the other."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return
    came: list[tuple[int, FrameType | None]] = []
    signal.signal(signal.SIGINT, lambda number, frame: came.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        before(*came[0])


def _finish(order: Order, job: Job, copies: int, library: Library) -> tuple[Leaflet, tuple[str, ...]]:
    """Return an order's edition, and what our own rules find in it when it is for a press."""
    from generator.pipeline import make

    if order.output != PRESS:
        return make(order, library), ()
    from generator.run.pressing import press_one

    return press_one(order, library, job, copies)


def _fault_of_body(task: Task, error: Unusable, library: Library) -> Unusable | None:
    """Return what is wrong with a body when it fails without a clinic as it failed with one."""
    try:
        _finish(task.body, task.job, task.items[0].copies, library)
    except Unusable as alone:
        return alone if alone.problems == error.problems else None
    except Exception:
        return None
    return None


_worker: list[tuple[Library, Store]] = []
_shared: list[Shared] = []


def start_worker(opening: Opening, output: Target, shared: str = "") -> None:
    """Open the library of a worker process. Ctrl-C is the parent's to answer; without a parent it ends.

    ``shared`` is the folder of the bodies that the processes share; without one, each lays out its own.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collector.own()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # else all that was kept is taken apart, piece by piece, while people wait for the end of the run
    Finalize(None, os._exit, (0,), exitpriority=-1000)
    _worker[:] = [(Library.open(opening.folder, opening.today), open_store(output))]
    if shared:
        from generator.run.sharing import Shared

        _shared[:] = [Shared(Path(shared))]


def _end_with_parent() -> None:
    """End this process when its parent is gone, even by kill -9: nobody would ever give it work or end it."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def do_in_worker(block: Block) -> list[Outcome]:
    """Make the leaflets of a block in a worker process."""
    library, store = _worker[0]
    outcomes: list[Outcome] = []
    do(block, library, store, outcomes.extend, next(iter(_shared), None))
    return outcomes


def warm_up() -> None:
    """Bring in what makes leaflets: called in a worker that has nothing to do yet."""
    from generator import make  # noqa: F401
    from generator.run import sharing  # noqa: F401
    from generator.typeset.layout import body  # noqa: F401
    from generator.typeset.pdf import stamp  # noqa: F401
