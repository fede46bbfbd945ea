"""One run at a time in a folder: the lock is the system's, so that it ends with its process, however that ends.

Behind an address there is no system to ask. There the lock is an object that is only made when it is not there yet:
two runs that begin at once are kept apart, but a run that is killed leaves its lock behind. On the machine it ran on,
the next run sees that its process is gone; from another machine a person must say so (``--take-over``). No clock has
a say in it: a lock does not grow old, since clocks of two machines differ and jump.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from generator.model.problems import ExitCode, Origin, Problem, Unusable
from generator.run.files import outbox
from generator.run.files.stores import FolderStore, Store

if TYPE_CHECKING:
    from generator.run.files.remote import RemoteStore

LOCK: Final = ".run.lock"
LOOK: Final = 0.05
"""Seconds between two looks at a lock that is waited for."""


class Busy(Unusable):
    """Another run works in this folder."""

    exit_code = ExitCode.USAGE


@contextmanager
def hold(folder: Path, patience: float = 0.0) -> Iterator[None]:
    """Hold a folder for one run. The file stays behind; what counts is whether a living process holds it.

    ``patience`` is how many seconds to wait for another one.

    Raises:
        Busy: when another run holds it, with its process.
        Unusable: when the folder cannot be written.
    """
    path = folder / LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = path.open("a+b")
    except OSError as error:
        raise outbox.cannot(str(folder), error, "folder") from None
    with file:
        until = time.monotonic() + patience
        while not (taken := _take(file)) and time.monotonic() < until:
            time.sleep(LOOK)
        if not taken:
            file.seek(0)
            # byte 0 may be locked; the words stand behind it
            who = path.read_bytes()[1:80].decode("ascii", "replace").strip() if sys.platform != "win32" else ""
            message = f"another run is working in this folder{f' ({who})' if who else ''}"
            raise Busy(Problem(Origin(str(folder)), message, "wait until it is done, or choose another --output"))
        file.seek(0)
        file.truncate()
        file.write(f" process {os.getpid()}\n".encode())
        file.flush()
        yield


def _take(file: IO[bytes]) -> bool:
    """Take the system's lock on a file, or return False when another process has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        # a disk without locks: better one run unprotected than none at all (Windows: held by another)
        return sys.platform != "win32"
    return True


def hold_store(store: Store, take_over: bool = False) -> AbstractContextManager[None]:
    """Hold a folder, or what lies behind an address, for one run."""
    if isinstance(store, FolderStore):
        return hold(store.target)
    from generator.run.files.remote import RemoteStore  # late, as it is opened late

    assert isinstance(store, RemoteStore)
    return hold_remote(store, take_over)


@contextmanager
def hold_remote(store: RemoteStore, take_over: bool = False) -> Iterator[None]:
    """Hold what lies behind an address for one run, as well as a store without locks allows.

    Args:
        store: where the lock is kept.
        take_over: a person says that the run which holds the lock is over.

    Raises:
        Busy: when another run holds it, with its machine and process.
        Unusable: when the store cannot be written.
    """
    mine = {"machine": _machine(), "process": os.getpid(), "run": os.urandom(8).hex()}
    words = json.dumps(mine).encode()
    if not store.create(LOCK, words):
        other = _words_of(store.read(LOCK))
        if not (take_over or _is_over(other)):
            raise _busy(store, other)
        store.write(LOCK, words)
    if (found := _words_of(store.read(LOCK))) != mine:  # another was as quick
        raise _busy(store, found)
    try:
        yield
    finally:
        with suppress(Unusable):  # a lock that stays is said by the next run
            if _words_of(store.read(LOCK)) == mine:
                store.remove(LOCK)


def _busy(store: RemoteStore, other: dict[str, Any]) -> Busy:
    who = f" (process {other.get('process', '?')} on {other.get('machine', '?')})"[:120]
    message = f"another run is working there, or was killed{who if other else ''}"
    hint = "wait until it is done; if it is over, go on with --resume --take-over"
    return Busy(Problem(Origin(str(store.target)), message, hint))


def _is_over(other: dict[str, Any]) -> bool:
    """Tell whether a lock is of a process of this machine that is no more."""
    process = other.get("process")
    return other.get("machine") == _machine() and isinstance(process, int) and not outbox.is_alive(process)


def _words_of(data: bytes | None) -> dict[str, Any]:
    """Return a small JSON object as it was read from a store, or an empty one."""
    try:
        found = json.loads((data or b"")[:10_000])
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _machine() -> str:
    import socket  # late: it costs a cold start 3 ms

    return socket.gethostname()[:80]
