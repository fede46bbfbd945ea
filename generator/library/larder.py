"""What the program keeps on disk from one start to the next: a folder in the user's cache, bounded, safe to delete.

Compiled templates are code, so whoever could write here could run code as this user. The folder is therefore opened
once, without following a link, and used only if it belongs to this user and nobody else may look in; files are reached
through the open folder, never by a path that could be turned aside, and are held to the same rules. Where anything is
not so, where there is no room, where the system has no such owners (Windows), the larder quietly keeps nothing.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Final

from generator.model.parts import release

SETTING: Final = "LEAFLETS_CACHE"
"""The environment variable: ``off``, or the folder to make ours in."""
NAME: Final = "leaflets"
MOST_BYTES: Final = 64_000_000
MOST_ENTRY: Final = 8_000_000
DAY: Final = 86_400.0
"""Seconds for which the time of last use is exact enough."""
PACKAGES: Final = (
    "babel", "budoux", "deflate", "fontTools", "icu4py", "jinja2", "markupsafe", "msgspec", "phonenumbers", "PIL",
    "reportlab", "segno", "uharfbuzz", "yaml",
)  # fmt: skip
"""What kept things are made with, beside the program: with another release of one, nothing is found."""
_SUM: Final = 32
_FLAGS: Final = os.O_CLOEXEC | os.O_NOFOLLOW if hasattr(os, "O_NOFOLLOW") else 0


class DiskLarder:
    """A larder (``model/larder.py``) in an open folder. Any number of processes may use it at once."""

    def __init__(self, folder: int, program: bytes) -> None:
        """Take the open folder, and a digest of the program: another program finds nothing of ours."""
        self.folder = folder
        said = (sys.version, str(sys.implementation.cache_tag), *map(release, PACKAGES))
        self._program = hashlib.sha256(program + " ".join(said).encode("utf-8", "surrogatepass")).digest()
        self._room: int | None = None
        """Bytes that may still be put in before the folder is looked through; not known before the first."""

    def get(self, key: str) -> bytes | None:
        """Return what was put under a key; None for what is not there, not ours, or damaged."""
        name = self._name(key)
        try:
            with open(os.open(name, os.O_RDONLY | os.O_NONBLOCK | _FLAGS, dir_fd=self.folder), "rb") as file:
                about = os.fstat(file.fileno())
                if not _is_ours(about, stat.S_ISREG) or about.st_size > MOST_ENTRY + _SUM:
                    return None
                data = file.read()
                if time.time() - about.st_mtime > DAY:
                    os.utime(file.fileno())
        except OSError:
            return None
        kept = data[_SUM:]
        return kept if hashlib.sha256(name.encode() + kept).digest() == data[:_SUM] else None

    def put(self, key: str, data: bytes) -> None:
        """Keep bytes under a key, whole or not at all; the longest unused make room."""
        if len(data) > MOST_ENTRY:
            return
        name = self._name(key)
        whole = hashlib.sha256(name.encode() + data).digest() + data
        part = f"{name}.{os.urandom(8).hex()}"
        try:
            self._make_room(len(whole))
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FLAGS
            with open(os.open(part, flags, 0o600, dir_fd=self.folder), "wb") as file:
                file.write(whole)
            os.rename(part, name, src_dir_fd=self.folder, dst_dir_fd=self.folder)
        except OSError:
            with suppress(OSError):
                os.unlink(part, dir_fd=self.folder)

    def _name(self, key: str) -> str:
        return hashlib.sha256(self._program + key.encode("utf-8", "surrogatepass")).hexdigest()

    def _make_room(self, size: int) -> None:
        """See that there is room for so many bytes: when all is full, a quarter goes."""
        if self._room is None or self._room < size:
            found = []
            for name in os.listdir(self.folder):
                with suppress(OSError):  # gone since
                    about = os.stat(name, dir_fd=self.folder, follow_symlinks=False)
                    found.append((about.st_mtime, about.st_size, name))
            total = sum(size for _, size, _ in found)
            if total + size > MOST_BYTES:
                for _, freed, name in sorted(found):
                    with suppress(OSError):
                        os.unlink(name, dir_fd=self.folder)
                    total -= freed
                    if total <= MOST_BYTES * 3 // 4 - size:
                        break
            self._room = MOST_BYTES - total
        self._room -= size


def open_larder(program: bytes, environment: Mapping[str, str] | None = None) -> DiskLarder | None:
    """Open the user's larder, made when it is not there yet; None when it is off, or cannot be trusted.

    Args:
        program: a digest of the program.
        environment: the environment's variables, the process's own without it: ``LEAFLETS_CACHE`` is ``off`` or a
            folder; else the larder stands in ``XDG_CACHE_HOME`` or in ``~/.cache`` (XDG Base Directory Specification
            0.8; relative paths are ignored).
    """
    given = os.environ if environment is None else environment
    wanted = given.get(SETTING, "")
    if wanted == "off" or not hasattr(os, "geteuid") or os.open not in os.supports_dir_fd:
        return None
    home = given.get("HOME", "")
    bases = (wanted,) if wanted else (given.get("XDG_CACHE_HOME", ""), home and os.path.join(home, ".cache"))
    base = next((one for one in bases if os.path.isabs(one)), "")
    return _opened(base, program) if base else None


@lru_cache(maxsize=4)
def _opened(base: str, program: bytes) -> DiskLarder | None:
    """Return the larder in a base, opened once in a process."""
    try:
        folder = _open_folder(base)
    except OSError:
        return None
    return None if folder is None else DiskLarder(folder, program)


def _open_folder(base: str) -> int | None:
    """Return our folder in a base, open; None when it is not ours alone.

    It is made only where the base is ours too: with another user's HOME (``sudo``), it would stand in that user's way.
    """
    path = os.path.join(base, NAME)
    try:
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | _FLAGS)
    except FileNotFoundError:
        os.makedirs(base, 0o700, exist_ok=True)
        if os.stat(base).st_uid != os.geteuid():
            return None
        with suppress(FileExistsError):  # another process was quicker
            os.mkdir(path, 0o700)
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | _FLAGS)
    if _is_ours(os.fstat(folder), stat.S_ISDIR):
        return folder
    os.close(folder)
    return None


def _is_ours(about: os.stat_result, is_sort: Callable[[int], bool]) -> bool:
    """Tell whether a file or folder is of the sort it should be, belongs to this user, and is closed to all others."""
    return is_sort(about.st_mode) and about.st_uid == os.geteuid() and not about.st_mode & 0o077
