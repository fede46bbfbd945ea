"""What a process of a run does: the leaflets of one body for several clinics, each written whole."""

from __future__ import annotations

import gc
import hashlib
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing import parent_process
from pathlib import Path

from generator import outbox
from generator.batch import Opening, describe_fault
from generator.content import Clinic
from generator.leaflet import Order
from generator.library import Library
from generator.problems import NOWHERE, ExitCode, Problem, Unusable
from generator.run.manifest import Line
from generator.run.orders import place


@dataclass(frozen=True, slots=True)
class Item:
    """A clinic's leaflet of a task: the clinic, the digest of the leaflet's inputs, its copies."""

    clinic: Clinic
    digest: str
    copies: int


@dataclass(frozen=True, slots=True)
class Task:
    """Leaflets of one body, which is laid out once. ``body`` is the order without a clinic."""

    body: Order
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a leaflet: its receipt, or why there is none. ``unwritten``: the disk would not take it."""

    order: Order
    line: Line | None = None
    problems: tuple[Problem, ...] = ()
    code: ExitCode = ExitCode.MADE
    unwritten: bool = False
    unchanged: bool = False


def do(task: Task, library: Library, output: Path) -> Iterator[Outcome]:
    """Make the leaflets of a task, one after the other; whatever goes wrong with one is its outcome."""
    from generator.make import make

    library.adopt({item.clinic.name: item.clinic for item in task.items})
    lost: Unusable | None = None  # why the body itself cannot be made
    looked = False
    for item in task.items:
        order = replace(task.body, clinic=item.clinic.name)
        try:
            if lost:
                raise lost
            leaflet = make(order, library)
        except Unusable as error:
            yield Outcome(order, problems=error.problems, code=error.exit_code)
            if not looked:  # a body that is wrong is wrong for every clinic: no need to try a thousand times
                looked, lost = True, _fault_of_body(task.body, error, library)
            continue
        except Exception as error:
            yield Outcome(order, problems=(Problem(NOWHERE, describe_fault(error)),), code=ExitCode.BUG)
            continue
        file = place(order)
        try:
            outbox.write(output, file, leaflet.pdf)
        except Unusable as error:
            yield Outcome(order, problems=error.problems, code=error.exit_code, unwritten=True)
            continue
        sha256 = hashlib.sha256(leaflet.pdf).hexdigest()
        yield Outcome(order, Line(order, item.digest, file, sha256, leaflet.pages, len(leaflet.pdf), item.copies))


def _fault_of_body(body: Order, error: Unusable, library: Library) -> Unusable | None:
    """Return what is wrong with a body when it fails without a clinic as it failed with one."""
    from generator.make import make

    try:
        make(body, library)
    except Unusable as alone:
        return alone if alone.problems == error.problems else None
    except Exception:
        return None
    return None


_worker: list[tuple[Library, Path]] = []


def start_worker(opening: Opening, output: Path) -> None:
    """Open the library of a worker process. Ctrl-C is the parent's to answer; without a parent it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(50_000, 20, 50)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker[:] = [(Library.open(opening.folder, opening.today), output)]


def _end_with_parent() -> None:
    """End this process when its parent is gone, even by kill -9: nobody would ever give it work or end it."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def do_in_worker(task: Task) -> list[Outcome]:
    """Make the leaflets of a task in a worker process."""
    library, output = _worker[0]
    return list(do(task, library, output))
