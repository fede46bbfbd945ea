"""The output folder: whole files only, and a memory of what each was made from.

A file is written beside its place, synced and renamed, so no reader ever sees half of a leaflet, and a good old
one is never replaced by a bad one. ``.leaflets.json`` keeps the digest of each leaflet's inputs.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.leaflet import Order
from generator.outputs import SUFFIXES
from generator.problems import Origin, Problem, Unusable

MEMORY: Final = ".leaflets.json"
MOST_MEMORY: Final = 50_000_000
MOST_PAGES: Final = 1000
STALE_AFTER: Final = 24 * 3600
"""Seconds after which a temporary file of another machine counts as left behind."""

_TEMPORARY = re.compile(r"\..+\.([A-Za-z0-9-]+)\.(\d+)\.tmp")
_HINTS: Final = {
    errno.ENOSPC: "the disk is full: free some space, or choose another place with --output",
    errno.EDQUOT: "your share of the disk is full: free some space, or choose another place with --output",
    errno.EROFS: "this disk can only be read: choose another place with --output",
    errno.EACCES: "you may not write there: choose another place with --output",
    errno.EPERM: "you may not write there: choose another place with --output",
    errno.ENAMETOOLONG: "shorten the name of the topic or the clinic",
    errno.ENOTDIR: "a file stands where a folder is needed: rename it, or choose another place with --output",
    errno.EEXIST: "a file stands where a folder is needed: rename it, or choose another place with --output",
    errno.EISDIR: "a folder stands where the leaflet belongs: rename it",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of a file: the digest of its inputs, its own sha256, its pages."""

    digest: str
    sha256: str
    pages: int


def place(order: Order, number: int = 1) -> str:
    """Return a leaflet's file inside the output folder: ``zh-Hans/leaking-a4.pdf``; of pictures, the one of a page."""
    clinic = f"-{order.clinic}" if order.clinic else ""
    second = f"-with-{order.second.replace('_', '-')}" if order.second else ""
    page = f"-{number}" if order.output == "png" else ""
    suffix = SUFFIXES[order.output]
    return f"{order.language.replace('_', '-')}/{order.topic}-{order.format}{second}{clinic}{page}{suffix}"


def clear(folder: Path, order: Order, number: int) -> None:
    """Remove the pictures from a page on, which an earlier, longer leaflet left: nobody must take them for this one."""
    while order.output == "png" and (folder / place(order, number)).is_file():
        with suppress(OSError):
            (folder / place(order, number)).unlink()
        number += 1


def write(folder: Path, relative: str, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        Unusable: when it cannot be written (full or read-only disk, no permission), with what to do.
    """
    target = folder / relative
    temporary = target.parent / f".{target.name}.{_machine()}.{os.getpid()}.tmp"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, target)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = _HINTS.get(error.errno or 0, "choose another place with --output")
        raise Unusable(Problem(Origin(str(target)), f"the file cannot be written: {reason}", hint)) from None


def sweep(folder: Path) -> None:
    """Remove temporary files that processes left behind when they were killed."""
    for path in (*folder.glob(".*.tmp"), *folder.glob("*/.*.tmp")):
        match = _TEMPORARY.fullmatch(path.name)
        if match and _left_behind(path, match[1], int(match[2])):
            with suppress(OSError):
                path.unlink()


def sweep_deep(folder: Path) -> None:
    """Remove all temporary files two folders down. Only for who alone writes there, and holds a lock to be sure."""
    for path in folder.glob("*/*/.*.tmp"):
        if _TEMPORARY.fullmatch(path.name):
            with suppress(OSError):
                path.unlink()


def _left_behind(path: Path, machine: str, process: int) -> bool:
    try:
        if time.time() - path.stat().st_mtime > STALE_AFTER:
            return True
    except OSError:
        return False
    if machine != _machine() or sys.platform == "win32":  # where signal 0 would end the process
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def remember(folder: Path, news: dict[str, Known]) -> None:
    """Add to what is remembered. That it cannot be written is no fault: the next run makes more than it must."""
    if not news:
        return
    known = recall(folder) | news
    rows = {name: {"digest": k.digest, "sha256": k.sha256, "pages": k.pages} for name, k in sorted(known.items())}
    data = json.dumps({"leaflets": 1, "files": rows}, indent=1).encode()
    with suppress(Unusable):
        write(folder, MEMORY, data)


def recall(folder: Path) -> dict[str, Known]:
    """Return what is remembered; a memory that cannot be read is an empty one."""
    try:
        path = folder / MEMORY
        if path.stat().st_size > MOST_MEMORY:
            return {}
        rows = json.loads(path.read_bytes())["files"]
        return {
            str(name): Known(str(row["digest"]), str(row["sha256"]), int(row["pages"])) for name, row in rows.items()
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}


def is_unchanged(folder: Path, relative: str, digest: str, known: Known | None) -> bool:
    """Tell whether a file was made from the same inputs and is still, byte for byte, what was written."""
    if known is None or not digest or known.digest != digest:
        return False
    try:
        return hashlib.sha256((folder / relative).read_bytes()).hexdigest() == known.sha256
    except OSError:
        return False


def all_unchanged(folder: Path, order: Order, digest: str, known: dict[str, Known]) -> bool:
    """Tell whether every file of an order is unchanged; pictures are one file for each page."""
    first = known.get(place(order))
    count = min(first.pages, MOST_PAGES) if first and order.output == "png" else 1
    files = [place(order, number) for number in range(1, max(1, count) + 1)]
    return all(is_unchanged(folder, file, digest, known.get(file)) for file in files)


def _machine() -> str:
    if hasattr(os, "uname"):
        name = os.uname().nodename
    else:
        import socket  # late: it costs a cold start 3 ms

        name = socket.gethostname()
    return re.sub("[^A-Za-z0-9-]", "-", name)[:40] or "here"
