"""One run at a time in a folder: the lock is the system's, so that it ends with its process, however that ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from generator.problems import ExitCode, Origin, Problem, Unusable

LOCK: Final = ".run.lock"


class Busy(Unusable):
    """Another run works in this folder."""

    exit_code = ExitCode.USAGE


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Hold a folder for one run. The file stays behind; what counts is whether a living process holds it.

    Raises:
        Busy: when another run holds it, with its process.
        Unusable: when the folder cannot be written.
    """
    path = folder / LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = path.open("a+b")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "choose another place with --output"
        raise Unusable(Problem(Origin(str(folder)), f"the folder cannot be written: {reason}", hint)) from None
    with file:
        if not _take(file):
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
