"""What the process of a run does: the one engine makes the orders, a ZIP takes the files and their receipts."""

from __future__ import annotations

import os
import signal
import socket
import sys
import zipfile
from pathlib import Path
from typing import Final

from msgspec import Struct, msgpack

from generator.library.library import Library
from generator.model.leaflet import Order
from generator.model.problems import Problem, Unusable
from generator.run.engine import How, opened
from generator.run.faults import Opening, fault
from generator.run.files.manifest import MANIFEST
from generator.run.files.records import LOTS
from generator.run.tasks import Outcome
from generator.service.work import bound, send

ZIP: Final = "run.zip"
OUTPUT: Final = "output"
MOST_PROBLEMS: Final = 20
_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The day of every file in a ZIP, so that the same leaflets are the same ZIP."""


class Task(Struct, frozen=True):
    """A run: how the library is opened, what is to be made, where to, with how many bytes of memory."""

    opening: Opening
    orders: tuple[Order, ...]
    folder: Path
    memory: int


class Progress(Struct, frozen=True):
    """How far a run is. ``problems`` are words without places on this machine; ``over`` says that the ZIP is there."""

    done: int = 0
    refused: int = 0
    problems: tuple[str, ...] = ()
    over: bool = False


def run_orders(pipe: socket.socket, task: Task) -> None:
    """Make a run and tell how far it is: the body of a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdout = sys.stderr
    bound(task.memory)
    pipe.setblocking(True)
    done = refused = 0
    problems: dict[str, None] = {}

    def tell(over: bool = False) -> None:
        send(pipe, msgpack.encode(Progress(done, refused, tuple(problems)[:MOST_PROBLEMS], over)))

    def complain(some: tuple[Problem, ...]) -> None:
        problems.update(dict.fromkeys(one.message for one in some))

    def note(outcome: Outcome) -> None:
        nonlocal done, refused
        done += 1
        refused += not outcome.lines
        complain(outcome.problems)
        tell()

    try:
        library = Library.open(task.opening.folder, task.opening.today)
        with opened(library, How(task.folder / OUTPUT)) as engine:
            engine.make(task.orders, "leaflets serve", tell=note)
        pack(task.folder / OUTPUT, task.folder / ZIP)
        tell(over=True)
    except Unusable as error:
        complain(error.problems)
        tell()
    except Exception as error:
        fault(error)
    os._exit(0)


def pack(folder: Path, target: Path) -> None:
    """Put leaflets and their receipts into a ZIP: uncompressed, since they are so already."""
    with zipfile.ZipFile(target, "w") as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and (path.suffix == ".pdf" or path.name in (MANIFEST, LOTS)):
                about = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _DAY)
                packed.writestr(about, path.read_bytes())
