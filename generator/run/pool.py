"""Blocks over several processes. One that dies loses nothing: its leaflets are tried again, one by one."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from itertools import islice
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from pathlib import Path
from types import ModuleType
from typing import Final, ParamSpec, TypeVar

from msgspec import Struct

from generator.model.problems import NOWHERE, ExitCode, Missing, Problem
from generator.run.faults import REPORT, Opening, held_interrupts, need_files
from generator.run.files.stores import Target
from generator.run.tasks import Add, Block, Outcome, check_in_worker, do_in_worker, start_worker, unparted, warm_up

P = ParamSpec("P")
T = TypeVar("T")
AHEAD: Final = 2
"""Blocks given out for each process: one in hand, one waiting. More would only fill memory."""
MOST_DEATHS: Final = 3
"""Processes that may die one after the other before the machine is to blame, not the leaflets."""


LOOK: Final = 2.0
"""Seconds after which a crew is looked at again, when nothing was done."""
HEED: Final = 0.2
"""Seconds until Ctrl-C is answered while blocks are waited for."""
PATIENCE: Final = 300.0
"""Seconds without any block done after which processes count as stopped: a block is made in seconds."""
GRACE: Final = 10.0
"""Seconds for processes that have nothing to do to end."""


class Crew(Struct, frozen=True):
    """Who does the blocks: any executor of ``concurrent.futures``, hired anew when it died over a block.

    ``hire`` opens an executor for so many blocks at a time, ``size`` tells how many that may be now, ``work`` does a
    block there; ``deadly`` are the errors by which an executor says that a process died.
    """

    hire: Callable[[int], Executor]
    size: Callable[[], int]
    work: Callable[[Block], list[Outcome]]
    deadly: tuple[type[Exception], ...] = (BrokenProcessPool,)
    kill: Callable[[Executor], None] = lambda _: None
    """Ends processes that have been silent for too long; who has none of their own looks after them himself."""
    end: Callable[[Executor, float], None] = lambda pool, _: pool.shutdown()
    """Waits until an executor is done, at most so many seconds where processes may have been stopped."""
    finishes: bool = True
    """Whether what they have in hand at Ctrl-C is waited for: it is where files come of it."""


def prepare(jobs: int = 1) -> BaseContext:
    """Let the process that others come from bring in the program, while this one reads the orders; return how to.

    It brought in the program once, and nothing else: no thread, no lock, no open file. Where it cannot start (no such
    thing on this system, no room for its socket), each process starts by itself.

    Why without the folder it stands in: a folder called ``generator`` there would be taken for the program.

    Raises:
        Missing: when too few files may be open for so many processes.
    """
    need_files(jobs)
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    from multiprocessing import forkserver, resource_tracker  # late: not every system has it

    context = get_context("forkserver")
    context.set_forkserver_preload(["generator.run.preload"])
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        for start in (resource_tracker.ensure_running, forkserver.ensure_running):  # the first lets interrupts through
            with held_interrupts():  # a terminal gives Ctrl-C to them too, and a hang-up
                start()
    except OSError:
        return get_context("spawn")
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before
    return context


def processes_of_here(opening: Opening, output: Target, jobs: int) -> Crew:
    """Return so many processes of this machine."""
    return Crew(partial(_start, opening, output), lambda: jobs, do_in_worker, kill=_kill, end=_end)


def checkers_of_here(opening: Opening, profile: str, jobs: int) -> Crew:
    """Return so many processes of this machine that check leaflets and write nothing."""
    return Crew(
        partial(_start, opening, Path()),
        lambda: jobs,
        partial(check_in_worker, profile),
        kill=_kill,
        end=_end,
        finishes=False,
    )


class _Pool(ProcessPoolExecutor):
    """Processes of this machine. They never run the script that started them: it may not be written for that."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Give out work; what stops a process from being started is as if one had died.

        Raises:
            BrokenProcessPool: also when the process that others come from was killed at this very moment.
        """
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")  # multiprocessing would run the file of this one again
        try:
            return super().submit(fn, *args, **kwargs)
        except (EOFError, OSError) as error:
            raise BrokenProcessPool(str(error)) from error
        finally:
            sys.modules["__main__"] = main


def _start(opening: Opening, output: Target, jobs: int) -> Executor:
    pool = _Pool(jobs, prepare(jobs), start_worker, (opening, output))
    with held_interrupts(), suppress(BrokenProcessPool):
        for _ in range(jobs):  # they start while the first blocks are put together
            pool.submit(warm_up)
    return pool


def _kill(pool: Executor) -> None:
    """End the processes of a pool that answer no more; what they had is as of processes that died."""
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        with suppress(Exception):
            process.kill()


def _end(pool: Executor, patience: float) -> None:
    """Wait until the processes of a pool have ended; those that do not in time are stopped ones, and are ended."""
    manager = getattr(pool, "_executor_manager_thread", None)
    processes = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False)
    if manager is not None:
        manager.join(patience)
        for process in processes if manager.is_alive() else ():
            with suppress(Exception):
                process.kill()
        manager.join()


def spread(blocks: Iterable[Block], crew: Crew, add: Add) -> None:
    """Do all blocks; ``add`` gets the outcomes of each as it is done.

    Raises:
        Missing: when processes die whatever they are given.
    """
    left = iter(blocks)
    deaths = 0
    while lost := _pool(left, crew, crew.size, add):
        while lost:  # halved until the leaflet that ends its process stands alone
            block = lost.pop()
            if not _pool(iter((block,)), crew, lambda: 1, add):
                deaths = 0
                continue
            if halves := _halves(block):
                lost += halves
                continue
            deaths += 1
            problem = Problem(NOWHERE, "the process that made this leaflet ended without a word", REPORT)
            add([Outcome(block[0].order, problems=(problem,), code=ExitCode.BUG)])
            if deaths == MOST_DEATHS:
                hint = "is there enough memory? Try with --jobs 1, then go on with --resume"
                raise Missing(Problem(NOWHERE, "the processes of this run end one after the other", hint))


def _halves(block: Block) -> list[Block]:
    """Return a block as two, or none when it is one leaflet."""
    middle = len(block) // 2
    return [block[middle:], block[:middle]] if middle else []


def _pool(blocks: Iterator[Block], crew: Crew, size: Callable[[], int], add: Add) -> list[Block]:
    """Do blocks until there are no more, or a process dies; return those that were lost with it."""
    pool = crew.hire(size())
    pending: dict[Future[list[Outcome]], Block] = {}
    lost: list[Block] = []
    heard = time.monotonic()

    def finished() -> set[Future[list[Outcome]]]:
        end = time.monotonic() + LOOK
        # Ctrl-C amid what futures lock would leave them locked: no process could hand anything over any more
        with unparted() as heed:
            while not (done := wait(pending, HEED, FIRST_COMPLETED).done) and time.monotonic() < end:
                heed()
        return done

    def collect() -> None:
        nonlocal heard
        done = finished()
        if done:
            heard = time.monotonic()
        elif time.monotonic() - heard > PATIENCE:
            crew.kill(pool)
            heard = time.monotonic()
        for future in done:
            _collect(future, pending, lost, add, crew)

    try:
        while not lost:
            for block in islice(blocks, max(0, max(1, size()) * AHEAD - len(pending))):
                try:
                    with unparted(), held_interrupts():
                        pending[pool.submit(crew.work, block)] = block
                except crew.deadly:
                    lost.append(block)
                    break
            if not pending:
                break
            collect()
        while pending:  # after a death: some may have been done before it
            size()
            collect()
    except BaseException:
        for future in pending:
            future.cancel()
        if not crew.finishes:
            crew.kill(pool)
        crew.end(pool, PATIENCE)
        for future in tuple(pending):
            if future.done() and not future.cancelled() and future.exception() is None:
                add(future.result())
        raise
    crew.end(pool, GRACE)
    return lost


def _collect(
    future: Future[list[Outcome]], pending: dict[Future[list[Outcome]], Block], lost: list[Block], add: Add, crew: Crew
) -> None:
    """Take what became of a block. Ctrl-C waits until its receipts are written: the files have their names."""
    with unparted():
        try:
            outcomes = future.result()
        except crew.deadly:
            lost.append(pending.pop(future))
            return
        del pending[future]
        add(outcomes)
