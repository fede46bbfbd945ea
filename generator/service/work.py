"""What a process of the service does: one order after the other, asked and answered over a socket.

Words cross as MessagePack of known types, not as pickles: what makes leaflets reads hostile files, and what it says is
read as data.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from contextlib import suppress
from typing import Final

from msgspec import Struct, msgpack
from msgspec.structs import replace

from generator import pipeline
from generator.library.library import Library
from generator.model.leaflet import Order
from generator.model.lots import Lot
from generator.model.problems import ExitCode, Problem, Unusable
from generator.run import collector
from generator.run.faults import Opening, fault
from generator.stages.lots import lot
from generator.trust.asking import ask as allowed

HEAD: Final = 4
"""Bytes before each message that tell its length."""
READY: Final = b"ready"


class Made(Struct, frozen=True):
    """What became of an order: its files, its lot, or why there is none.

    ``code`` as a command would end; ``weary`` says that the process has grown and wants to be replaced.
    """

    files: tuple[bytes, ...] = ()
    pages: int = 0
    lot: str = ""
    record: Lot | None = None
    problems: tuple[Problem, ...] = ()
    code: int = 0
    weary: bool = False
    withheld: bool = False
    """The policy does not let it be made; ``problems`` say why."""


class Ask(Struct, frozen=True):
    """What a process is asked: an order; with ``record`` also what its lot says, for the ledger."""

    order: Order
    record: bool = False


class Bounds(Struct, frozen=True):
    """What a process may take: bytes of data in all, resident bytes from which on it is weary."""

    memory: int
    weary: int


_ask = msgpack.Decoder(Ask)
_made = msgpack.Encoder()


def work(pipe: socket.socket, opening: Opening, bounds: Bounds) -> None:
    """Answer orders until the other end is closed: the body of a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sys.stdout = sys.stderr  # nothing of it is a message
    bound(bounds.memory)
    collector.own()
    library = Library.open(opening.folder, opening.today)
    _ready()
    collector.settle(True)
    pipe.setblocking(True)
    send(pipe, READY)
    done = 0
    while (asked := _receive(pipe)) is not None:
        made = answer(_ask.decode(asked), library)
        done += 1
        if _resident() > bounds.weary:
            made = replace(made, weary=True)
        send(pipe, _made.encode(made))
        if done % 64 == 0:
            collector.settle(True)
    os._exit(0)  # what was kept need not be taken apart


def answer(ask: Ask, library: Library) -> Made:
    """Make one order; whatever goes wrong is part of the answer."""
    try:
        order, _ = allowed(ask.order, library)
    except Unusable as error:
        return Made(problems=error.problems, code=int(error.exit_code), withheld=True)
    except Exception as error:
        problem, code = fault(error)
        return Made(problems=(problem,), code=int(code))
    try:
        leaflet = pipeline.make(order, library)
        record = lot(order, library) if ask.record and leaflet.lot else None
    except Unusable as error:
        return Made(problems=error.problems, code=int(error.exit_code))
    except Exception as error:
        problem, code = fault(error)
        return Made(problems=(problem,), code=int(code), weary=isinstance(error, MemoryError))
    return Made(leaflet.files, leaflet.sides, leaflet.lot, record, code=int(ExitCode.MADE))


def _ready() -> None:
    from generator.run.tasks import warm_up

    with suppress(ImportError):  # it is missed, and said, when the first leaflet needs it
        warm_up()


def bound(memory: int) -> None:
    """Let the system refuse more memory; where there is no such thing, the service runs without."""
    try:
        import resource
    except ImportError:
        return
    with suppress(ValueError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _resident() -> int:
    """Return how many bytes of memory this process holds; 0 where that is not told."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - after every leaflet
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def send(pipe: socket.socket, data: bytes) -> None:
    """Send a message whole, its length before it."""
    pipe.sendall(len(data).to_bytes(HEAD, "big") + data)


def _receive(pipe: socket.socket) -> bytes | None:
    """Return the next message; None when the other end is closed."""
    head = _exactly(pipe, HEAD)
    return None if head is None else _exactly(pipe, int.from_bytes(head, "big"))


def _exactly(pipe: socket.socket, size: int) -> bytes | None:
    parts: list[bytes] = []
    while size:
        try:
            part = pipe.recv(min(size, 1 << 20))
        except OSError:
            return None
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
