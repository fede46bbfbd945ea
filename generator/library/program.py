"""The program's own digest: what an older or a changed program made or kept is never taken for this one's."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from generator.library.larder import open_larder

PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
SURE: Final = 2.0
"""Seconds after which another change of a file shows in its time, whatever the file system (FAT: two)."""


@lru_cache(maxsize=1)
def program() -> bytes:
    """Return the digest of the program itself, so that no leaflet of an older program counts as unchanged."""
    return _vouched(PACKAGE, sorted(_sources(PACKAGE, "")))


@lru_cache(maxsize=4)
def stock(root: str, folders: tuple[str, ...]) -> bytes | None:
    """Return the digest of the files in some folders of the stock library, where that is a part of the program.

    None for any other library, and where something there is no plain file that can be read.
    """
    if root != os.path.join(PACKAGE, "stock"):
        return None
    files: list[tuple[str, os.stat_result]] = []
    try:
        for folder in folders:
            with os.scandir(os.path.join(root, folder)) as entries:
                for entry in entries:
                    about = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(about.st_mode):
                        files.append((f"{folder}/{entry.name}", about))
                    elif not stat.S_ISDIR(about.st_mode):
                        return None
        return _vouched(root, sorted(files))
    except OSError:
        return None


def _vouched(folder: str, files: Sequence[tuple[str, os.stat_result]]) -> bytes:
    """Return the digest of files of the program below a folder, with their names.

    It is kept by what the system says of each file, the time of its last change among it, which nobody can set: reading
    them all takes 8 ms. A file that changed a moment ago is read, since it might change again within one tick.
    """
    fresh = max(about.st_ctime for _, about in files) > time.time() - SURE
    larder = None if fresh else open_larder(b"")
    said = [(name, about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino) for name, about in files]
    key = f"program {folder} {said}"
    found = larder.get(key) if larder else None
    if found is None:
        total = hashlib.sha256()
        for name, _ in files:
            total.update(f"{name}\0".encode())
            total.update(Path(folder, name).read_bytes())
        found = total.digest()
        if larder:
            larder.put(key, found)
    return found


def _sources(package: str, folder: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the program's own files below a folder of it, by name, with what the system says of them."""
    with os.scandir(os.path.join(package, folder)) as entries:
        for entry in entries:
            name = f"{folder}/{entry.name}" if folder else entry.name
            if entry.name.endswith((".py", ".yaml")):  # tables of words too
                yield name, entry.stat()
            elif name != "stock" and entry.name != "__pycache__" and entry.is_dir():
                yield from _sources(package, name)
