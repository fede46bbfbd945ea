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
from datetime import date
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


class Made(Struct, frozen=True, tag=True):
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


class Ask(Struct, frozen=True, tag=True):
    """What a process is asked: an order; with ``record`` also what its lot says, for the ledger."""

    order: Order
    record: bool = False


class Look(Struct, frozen=True, tag=True):
    """What an editor asks: an order from the files as they are now, whatever is missing."""

    order: Order


class Survey(Struct, frozen=True, tag=True):
    """What an editor asks: how far everything is in the files as they are now."""


class Cell(Struct, frozen=True):
    """How far a topic is in a language, as ``leaflets status`` has it, with the messages that its catalog lacks.

    ``stale`` messages are those of ``fuzzy`` whose English changed after they were translated.
    """

    topic: str
    language: str
    state: str
    urgent: bool = False
    missing: int = 0
    fuzzy: int = 0
    stale: int = 0
    drifts: int = 0
    """Pieces that somebody signed and that have changed since."""


class Names(Struct, frozen=True):
    """What an editor chooses from, in the files as they are now; what cannot be read is left out.

    ``topics`` by name with their English titles (or the name), ``languages`` by tag with their folders' names and what
    they call themselves, papers of one language.
    """

    topics: dict[str, str] = {}
    languages: dict[str, tuple[str, str]] = {}
    formats: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    clinics: tuple[str, ...] = ()


class Review(Struct, frozen=True):
    """The day by which a topic must be read again; ``due`` is ``soon`` or ``past`` where the policy says so."""

    topic: str
    day: date
    due: str = ""


class Surveyed(Struct, frozen=True, tag=True):
    """How far everything is: what there is, a cell for each topic and language, the review of each topic.

    ``counted`` says whether messages could be counted; ``problems`` why not, and what else cannot be read.
    """

    names: Names = Names()
    cells: tuple[Cell, ...] = ()
    reviews: tuple[Review, ...] = ()
    counted: bool = True
    problems: tuple[Problem, ...] = ()
    code: int = 0
    weary: bool = False


class Bounds(Struct, frozen=True):
    """What a process may take: bytes of data in all, bytes of its own by which it may grow until it is weary."""

    memory: int
    weary: int


_ask: msgpack.Decoder[Ask | Look | Survey] = msgpack.Decoder(Ask | Look | Survey)
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
    begun = _held()
    send(pipe, READY)
    done = 0
    while (asked := receive(pipe)) is not None:
        made = _answer(_ask.decode(asked), library, opening)
        done += 1
        if _held() - begun > bounds.weary:
            made = replace(made, weary=True)
        send(pipe, _made.encode(made))
        if done % 64 == 0:
            collector.settle(True)
    os._exit(0)  # what was kept need not be taken apart


def _answer(asked: Ask | Look | Survey, library: Library, opening: Opening) -> Made | Surveyed:
    if isinstance(asked, Ask):
        return answer(asked, library)
    from generator.service import editwork  # late: seldom needed

    return editwork.look(asked.order, opening) if isinstance(asked, Look) else editwork.survey(opening)


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


def _held() -> int:
    """Return how many bytes of memory this process holds for itself; 0 where that is not told.

    Pages of files do not count (proc(5), ``statm``): fonts are mapped, the system has them once for all processes and
    takes them back when it needs room. Counted, five languages alone would be more than a process may grow.
    """
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - after every leaflet
            resident, shared = file.read().split()[1:3]
            return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def send(pipe: socket.socket, data: bytes) -> None:
    """Send a message whole, its length before it."""
    pipe.sendall(len(data).to_bytes(HEAD, "big") + data)


def receive(pipe: socket.socket) -> bytes | None:
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
