"""Many orders: skip what is unchanged, make the rest in one process or several, hand back a receipt for each.

One bad leaflet never stops the others, not even one that takes its process down.
"""

from __future__ import annotations

import hashlib
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from generator.library.library import Library
from generator.model.leaflet import Order, Receipt
from generator.model.problems import NOWHERE, ExitCode, Problem, Unusable
from generator.run.faults import REPORT, Opening, describe_fault, held_interrupts
from generator.run.files import outbox

if TYPE_CHECKING:
    from concurrent.futures import Future

CHUNK = 16
"""Orders a worker takes at a time: those of one body together, so that it is laid out once."""




class Done(Struct, frozen=True):
    """One order done: the receipt, what it says to the shell, the digest of what it was made from.

    ``sums`` are the sha256 of its files; pictures are one file for each page.
    """

    receipt: Receipt
    code: ExitCode = ExitCode.MADE
    digest: str = ""
    sums: tuple[str, ...] = ()


class Interrupted(KeyboardInterrupt):
    """Ctrl-C: carries what was finished before."""

    def __init__(self, done: Sequence[Done]) -> None:
        """Keep what was finished."""
        super().__init__()
        self.done = tuple(done)


def run(
    orders: Sequence[Order],
    opening: Opening,
    output: Path,
    jobs: int = 1,
    tell: Callable[[Receipt], None] = lambda _: None,
    library: Library | None = None,
) -> tuple[Done, ...]:
    """Make all orders.

    Args:
        orders: what is wanted; an order that stands twice is made once.
        opening: the library to open in each process.
        output: the folder to write to.
        jobs: how many processes; 1 makes them in this one.
        tell: called with each receipt as it comes.
        library: an open library for this process, if the caller has one.

    Returns:
        One ``Done`` for each order, in their order.

    Raises:
        Unusable: when two orders would write the same file.
        Interrupted: at Ctrl-C, with what was finished.
    """
    wanted = tuple(dict.fromkeys(orders))
    _refuse_clashes(wanted)
    library = library or Library.open(opening.folder, opening.today)
    outbox.sweep(output)
    known = outbox.recall(output)
    done: dict[Order, Done] = {}

    def add(one: Done) -> None:
        done[one.receipt.order] = one
        tell(one.receipt)

    try:
        todo: list[tuple[Order, str]] = []
        for order in wanted:
            digest = _digest(order, library)
            file = outbox.place(order)
            if outbox.all_unchanged(output, order, digest, known):
                was = known[file]
                receipt = Receipt(order, "unchanged", str(output / file), was.sha256, was.pages, 0.0)
                add(Done(receipt, ExitCode.MADE, digest))
            else:
                todo.append((order, digest))
        if jobs > 1 and len(todo) > 1:
            _spread(todo, opening, output, jobs, add)
        else:
            for order, digest in todo:
                add(_make(order, digest, library, output))
    except KeyboardInterrupt:
        raise Interrupted(tuple(done.values())) from None
    finally:
        made = (one for one in done.values() if one.receipt.outcome == "made" and one.digest)
        outbox.remember(
            output,
            {
                outbox.place(one.receipt.order, number): outbox.Known(one.digest, sum256, one.receipt.pages)
                for one in made
                for number, sum256 in enumerate(one.sums, 1)
            },
        )
    return tuple(done[order] for order in wanted)


def worst(done: Iterable[Done]) -> ExitCode:
    """Return what the whole run says to the shell: a bug outweighs a lack, a lack outweighs a bad file."""
    return max((one.code for one in done), default=ExitCode.MADE)


def _refuse_clashes(orders: Iterable[Order]) -> None:
    """Refuse two orders with one file: topic ``a-b`` as ``c`` and topic ``a`` as ``b-c`` are both a-b-c.pdf."""
    files: dict[str, Order] = {}
    for order in orders:
        first = files.setdefault(outbox.place(order), order)
        if first != order:
            message = f"two of these leaflets would be the same file, {outbox.place(order)}"
            raise Unusable(Problem(NOWHERE, message, "make them in two runs, each with its own --output"))


def _digest(order: Order, library: Library) -> str:
    """Return the digest of an order's inputs, or nothing when they cannot be read: making it will say why."""
    try:
        return library.digest(order)
    except Unusable:
        return ""


def _make(order: Order, digest: str, library: Library, output: Path) -> Done:
    """Make one leaflet and write it; whatever goes wrong becomes its receipt."""
    from generator.pipeline import left_out, notes, render

    begin = time.perf_counter()
    file = outbox.place(order)
    receipt = Receipt(order, "refused", str(output / file), "", 0, 0.0)
    code = ExitCode.MADE
    sums: tuple[str, ...] = ()
    try:
        files, pages = render(order, library)
        for number, data in enumerate(files, 1):
            outbox.write(output, outbox.place(order, number), data)
        outbox.clear(output, order, len(files) + 1)
        sums = tuple(hashlib.sha256(data).hexdigest() for data in files)
        said = notes(library.theme(order.theme), library.clinic(order.clinic), library) + left_out(order, library)
        receipt = replace(receipt, outcome="made", sha256=sums[0], pages=pages, problems=tuple(map(str, said)))
    except Unusable as error:
        code = error.exit_code
        receipt = replace(receipt, problems=tuple(str(problem) for problem in error.problems))
    except Exception as error:
        code = ExitCode.BUG
        receipt = replace(receipt, problems=(describe_fault(error),))
    return Done(replace(receipt, seconds=time.perf_counter() - begin), code, digest, sums)




# -- several processes -------------------------------------------------------

_worker: list[tuple[Library, Path]] = []


def _start_worker(opening: Opening, output: Path) -> None:
    """Open the library of a worker process. Ctrl-C is the parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker[:] = [(Library.open(opening.folder, opening.today), output)]


def _make_chunk(chunk: list[tuple[Order, str]]) -> list[Done]:
    library, output = _worker[0]
    return [_make(order, digest, library, output) for order, digest in chunk]


def _chunks(todo: Sequence[tuple[Order, str]], jobs: int) -> Iterator[list[tuple[Order, str]]]:
    """Yield orders of one body together, and no chunk so large that a process would stand idle."""

    def same_body(item: tuple[Order, str]) -> tuple[str, str, str, str]:
        order = item[0]
        return order.topic, order.language, order.format, order.theme

    most = max(1, min(CHUNK, -(-len(todo) // jobs)))
    for _, group in groupby(sorted(todo, key=same_body), key=same_body):
        items = list(group)
        yield from (items[start : start + most] for start in range(0, len(items), most))


def _spread(
    todo: Sequence[tuple[Order, str]], opening: Opening, output: Path, jobs: int, add: Callable[[Done], None]
) -> None:
    """Make orders in several processes. Those of a process that died are tried again, one by one."""
    chunks = list(_chunks(todo, jobs))
    lost = _pool(chunks, opening, output, min(jobs, len(chunks)), add)
    for item in (item for chunk in lost for item in chunk):
        if _pool([[item]], opening, output, 1, add):
            order = item[0]
            words = f"the process that made this leaflet ended without a word\n  hint: {REPORT}"
            add(Done(Receipt(order, "refused", str(output / outbox.place(order)), "", 0, 0.0, (words,)), ExitCode.BUG))




def _pool(
    chunks: Sequence[list[tuple[Order, str]]],
    opening: Opening,
    output: Path,
    jobs: int,
    add: Callable[[Done], None],
) -> list[list[tuple[Order, str]]]:
    """Make chunks in a pool of processes; return those that were lost because a process died."""
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    lost: list[list[tuple[Order, str]]] = []
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _start_worker, (opening, output))
    try:
        futures: dict[Future[list[Done]], list[tuple[Order, str]]] = {}
        with held_interrupts():
            for number, chunk in enumerate(chunks):
                try:
                    futures[pool.submit(_make_chunk, chunk)] = chunk
                except BrokenProcessPool:
                    lost += chunks[number:]
                    break
        for future in as_completed(futures):
            try:
                for one in future.result():
                    add(one)
            except BrokenProcessPool:
                lost.append(futures[future])
    except BaseException:
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    pool.shutdown()
    return lost
