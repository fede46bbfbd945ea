"""Tasks over several processes. One that dies loses nothing: its leaflets are tried again, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from generator.batch import REPORT, Opening, held_interrupts
from generator.problems import NOWHERE, ExitCode, Problem, Unusable
from generator.run.making import Outcome, Task, do_in_worker, start_worker

AHEAD: Final = 2
"""Tasks given out for each process: one in hand, one waiting. More would only fill memory."""
MOST_DEATHS: Final = 3
"""Processes that may die one after the other before the machine is to blame, not the leaflets."""
Add = Callable[[list[Outcome]], None]


def spread(tasks: Iterable[Task], opening: Opening, output: Path, jobs: int, add: Add) -> None:
    """Do all tasks; ``add`` gets the outcomes of each as it is done.

    Raises:
        Unusable: when processes die whatever they are given.
    """
    left = iter(tasks)
    deaths = 0
    while lost := _pool(left, opening, output, jobs, add):
        for single in (replace(task, items=(item,)) for task in lost for item in task.items):
            if not _pool(iter((single,)), opening, output, 1, add):
                deaths = 0
                continue
            deaths += 1
            order = replace(single.body, clinic=single.items[0].clinic.name)
            problem = Problem(NOWHERE, "the process that made this leaflet ended without a word", REPORT)
            add([Outcome(order, problems=(problem,), code=ExitCode.BUG)])
            if deaths == MOST_DEATHS:
                hint = "is there enough memory? Try with --jobs 1, then go on with --resume"
                raise Unusable(Problem(NOWHERE, "the processes of this run end one after the other", hint))


def _pool(tasks: Iterator[Task], opening: Opening, output: Path, jobs: int, add: Add) -> list[Task]:
    """Do tasks until there are no more, or a process dies; return those that were lost with it."""
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), start_worker, (opening, output))
    pending: dict[Future[list[Outcome]], Task] = {}
    lost: list[Task] = []
    try:
        while not lost:
            for task in islice(tasks, jobs * AHEAD - len(pending)):
                try:
                    with held_interrupts():
                        pending[pool.submit(do_in_worker, task)] = task
                except BrokenProcessPool:
                    lost.append(task)
                    break
            if not pending:
                break
            for future in wait(pending, return_when=FIRST_COMPLETED).done:
                _collect(future, pending, lost, add)
        for future in wait(pending).done:  # after a death: some may have been done before it
            _collect(future, pending, lost, add)
    except BaseException:
        pool.shutdown(wait=True, cancel_futures=True)
        for future in tuple(pending):
            if future.done() and not future.cancelled() and future.exception() is None:
                add(future.result())
        raise
    pool.shutdown()
    return lost


def _collect(
    future: Future[list[Outcome]], pending: dict[Future[list[Outcome]], Task], lost: list[Task], add: Add
) -> None:
    try:
        outcomes = future.result()
    except BrokenProcessPool:
        lost.append(pending.pop(future))
        return
    del pending[future]
    add(outcomes)
