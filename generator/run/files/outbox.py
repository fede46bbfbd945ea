"""The output folder: whole files only.

A file is written beside its place, synced and renamed, so no reader ever sees half of a leaflet, and a good old
one is never replaced by a bad one.
"""

from __future__ import annotations

import errno
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, Final

from generator.model.patterns import pattern
from generator.model.problems import Missing, Origin, Problem, Unusable, reason_of
from generator.run.faults import lack

STALE_AFTER: Final = 24 * 3600
"""Seconds after which a temporary file of another machine counts as left behind."""

_TEMPORARY = pattern(r"\..+\.([A-Za-z0-9-]+)\.(\d+)\.tmp")
_HINTS: Final = {
    errno.ENOSPC: "the disk is full: free some space, or choose another place with --output",
    errno.EDQUOT: "your share of the disk is full: free some space, or choose another place with --output",
    errno.EROFS: "this disk can only be read: choose another place with --output",
    errno.EACCES: "you may not write there: choose another place with --output",
    errno.EPERM: "you may not write there: choose another place with --output",
    errno.ENAMETOOLONG: "shorten the name of the topic, the clinic or the folder",
    errno.ENOTDIR: "a file stands where a folder is needed: rename it, or choose another place with --output",
    errno.EEXIST: "a file stands where a folder is needed: rename it, or choose another place with --output",
    errno.EISDIR: "a folder stands where the leaflet belongs: rename it",
}


def write(folder: Path, relative: str, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        Unusable: when it cannot be written (full or read-only disk, no permission), with what to do.
    """
    error = Begun(folder, relative, data).finish()
    if error is not None:
        raise error


class Begun:
    """A file on its way to the disk: it stands beside its place and has no name yet.

    Why in two steps: the disk is waited for once for many files; and as no
    file gets its name before it is safe, a reader never sees half of one, whenever the power fails.
    """

    __slots__ = ("_error", "_handle", "_target", "_temporary")

    def __init__(self, folder: Path, relative: str, data: bytes) -> None:
        """Write the file beside its place. ``finish`` must follow."""
        self._target = os.path.join(folder, relative)
        self._error: Unusable | None = None
        try:
            self._handle, self._temporary = _begin(self._target, data)
        except OSError as error:
            self._error = cannot(self._target, error)

    def finish(self, is_safe: Callable[[int], bool] = lambda _: False) -> Unusable | None:
        """Wait until the file is safe and give it its name; return why it has none, or None.

        ``is_safe`` tells whether the disk has an open file already.
        """
        if self._error is not None:
            return self._error
        try:
            try:
                if not is_safe(self._handle):
                    os.fsync(self._handle)
            finally:
                os.close(self._handle)
            os.replace(self._temporary, self._target)
        except OSError as error:
            _remove(self._temporary)
            return cannot(self._target, error)
        except BaseException:
            _remove(self._temporary)
            raise
        return None


def _begin(target: str, data: bytes) -> tuple[int, str]:
    """Write data beside its place; return the open file and its name."""
    parent, temporary = _beside(target)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        handle = os.open(temporary, flags, 0o666)
    except FileNotFoundError:
        os.makedirs(parent, exist_ok=True)
        handle = os.open(temporary, flags, 0o666)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
    except BaseException:
        os.close(handle)
        _remove(temporary)
        raise
    return handle, temporary


def _beside(target: str) -> tuple[str, str]:
    """Return a file's folder, and the name of what is written before the file gets its own: ``_TEMPORARY``."""
    parent, name = os.path.split(target)
    return parent, os.path.join(parent, f".{name}.{_machine()}.{os.getpid()}.tmp")


@contextmanager
def open_whole(folder: Path, relative: str) -> Iterator[IO[bytes]]:
    """Give a file to write to that gets its name when all is well, and is no more when it is not.

    Raises:
        Unusable: as ``write``.
    """
    target = os.path.join(folder, relative)
    parent, temporary = _beside(target)
    try:
        os.makedirs(parent, exist_ok=True)
        with open(temporary, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except OSError as error:
        _remove(temporary)
        raise cannot(target, error) from None
    except BaseException:
        _remove(temporary)
        raise


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


def cannot(target: str, error: OSError, sort: str = "file") -> Unusable:
    """Return what is said of a file or folder that the system does not let us write, with what to do.

    What this machine lacks (memory, open files) is said as that.
    """
    if lacking := lack(error):
        return Missing(lacking)
    hint = _HINTS.get(error.errno or 0, "choose another place with --output")
    return Unusable(Problem(Origin(str(Path(target))), f"the {sort} cannot be written: {reason_of(error)}", hint))


def sweep(folder: Path) -> None:
    """Remove temporary files that processes left behind when they were killed."""
    for path in (*folder.glob(".*.tmp"), *folder.glob("*/.*.tmp")):
        match = _TEMPORARY.fullmatch(path.name)
        if match and _left_behind(path, match[1], int(match[2])):
            _remove(str(path))


def sweep_deep(folder: Path) -> None:
    """Remove all temporary files two folders down. Only for who alone writes there, and holds a lock to be sure."""
    for path in folder.glob("*/*/.*.tmp"):
        if _TEMPORARY.fullmatch(path.name):
            _remove(str(path))


def _left_behind(path: Path, machine: str, process: int) -> bool:
    try:
        if time.time() - path.stat().st_mtime > STALE_AFTER:
            return True
    except OSError:
        return False
    return machine == _machine() and not is_alive(process)


def is_alive(process: int) -> bool:
    """Tell whether a process of this machine may be running; when that cannot be known, it may."""
    if sys.platform == "win32":  # where signal 0 would end the process
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


@cache
def _machine() -> str:
    if hasattr(os, "uname"):
        name = os.uname().nodename
    else:
        import socket  # late: it costs a cold start 3 ms

        name = socket.gethostname()
    return re.sub("[^A-Za-z0-9-]", "-", name)[:40] or "here"
