"""What the program keeps on disk from one start to the next: a folder in the user's cache, bounded, safe to delete.

Compiled templates are code, so whoever could write here could run code as this user. The folder is therefore opened
once, without following a link, and used only if it belongs to this user and nobody else may look in; files are reached
through the open folder, never by a path that could be turned aside, and are held to the same rules. Where anything is
not so, where there is no room, where the system has no such owners (Windows), the larder quietly keeps nothing.

What the stock library needs may come with the program: a wheel can hold what its own program kept when it was built
(``hatch_build.py``). It is found by the same program with the same packages alone, and trusted as the program is.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from importlib.util import MAGIC_NUMBER
from typing import Final

from msgspec import msgpack

from generator.model.larder import Larder
from generator.model.parts import release, versions

SETTING: Final = "LEAFLETS_CACHE"
"""The environment variable: ``off``, or the folder to make ours in; ``wheel:`` before it for what a wheel will hold."""
WHEEL: Final = "wheel:"
SHIPPED: Final = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "stock", "kept")
"""What came with the program."""
NAME: Final = "leaflets"
MOST_BYTES: Final = 200_000_000
MOST_ENTRY: Final = 8_000_000
LEAST_PART: Final = 2_000
"""Bytes from which on an object of a PDF is kept by itself in what comes with the program."""
DAY: Final = 86_400.0
"""Seconds for which the time of last use is exact enough."""
PACKAGES: Final = (
    "babel", "budoux", "deflate", "fontTools", "icu4py", "idna", "jinja2", "justmytype_intl_africa",
    "justmytype_intl_cjk", "justmytype_intl_sea", "justmytype_intl_south_asia", "justmytype_western_core", "markupsafe",
    "msgspec", "phonenumbers", "PIL", "reportlab", "segno", "svg2pdf_py", "uharfbuzz", "yaml",
)  # fmt: skip
"""What kept things are made with, beside the program: with another release of one, nothing is found."""
DISTRIBUTIONS: Final = (
    "babel", "budoux", "deflate", "fonttools", "icu4py", "idna", "jinja2", "justmytype_intl_cjk",
    "justmytype_western_core", "markupsafe", "msgspec", "phonenumberslite", "pillow", "pyyaml", "reportlab", "segno",
    "svg2pdf_py", "uharfbuzz",
)  # fmt: skip
"""The same as they are installed, without the packs of the extra ``scripts``: the stock library is written in none."""
_SUM: Final = 32
_FLAGS: Final = os.O_CLOEXEC | os.O_NOFOLLOW if hasattr(os, "O_NOFOLLOW") else 0


def made_here(program: bytes) -> bytes:
    """Return a digest of a program (of its own digest) and all it works with, as it lies on this machine."""
    return _joined(program, sys.version, str(sys.implementation.cache_tag), *map(release, PACKAGES))


def made_anywhere(program: bytes) -> bytes | None:
    """Return a digest of a program and the versions of all it works with; None where one cannot be told.

    Python counts by what its compiled code goes by, the machine by its system and kind of processor.
    """
    known = versions()
    if not all(name in known for name in DISTRIBUTIONS):
        return None
    machine = os.uname().machine if hasattr(os, "uname") else str(sys.maxsize)
    python = f"{sys.implementation.cache_tag} {MAGIC_NUMBER.hex()} {sys.platform} {machine}"
    return _joined(program, python, *(f"{name} {known[name]}" for name in DISTRIBUTIONS))


def _joined(program: bytes, *said: str) -> bytes:
    return hashlib.sha256(program + " ".join(said).encode("utf-8", "surrogatepass")).digest()


def _name_of(maker: bytes, key: str) -> str:
    return hashlib.sha256(maker + key.encode("utf-8", "surrogatepass")).hexdigest()


def _whole(name: str, data: bytes) -> bytes | None:
    """Return what an entry of a name keeps; None when it is damaged."""
    kept = data[_SUM:]
    return kept if hashlib.sha256(name.encode() + kept).digest() == data[:_SUM] else None


class ShippedLarder:
    """What came with the program, to be read; what is not there may be in a larder of this user's."""

    def __init__(self, folder: str, maker: bytes, own: Larder | None) -> None:
        """Take the folder, a digest of who must have made what is in it, and the user's larder."""
        self.folder, self.own, self._maker = folder, own, maker

    def get(self, key: str) -> bytes | None:
        """Return what came with the program under a key, or what the user's larder has; None for neither."""
        found = _joined_parts(self._read, key)
        return self.own.get(key) if found is None and self.own else found

    def put(self, key: str, data: bytes) -> None:
        """Keep bytes in the user's larder, if there is one."""
        if self.own:
            self.own.put(key, data)

    def _read(self, key: str) -> bytes | None:
        name = _name_of(self._maker, key)
        try:
            with open(os.path.join(self.folder, name), "rb") as file:
                return _whole(name, file.read(MOST_ENTRY + _SUM))
        except OSError:
            return None


class ShippingLarder:
    """Writes what a program will come with: what many entries hold alike (a font that is cut) is there once."""

    def __init__(self, larder: Larder) -> None:
        """Take a larder for the parts."""
        self.larder = larder

    def get(self, key: str) -> bytes | None:
        """Return what was put under a key, or None."""
        return _joined_parts(self.larder.get, key)

    def put(self, key: str, data: bytes) -> None:
        """Keep bytes under a key, the large objects of a PDF (ISO 32000-1, 7.3.10) each by itself."""
        parts: list[bytes | str] = []
        for part in re.split(b"(?<=endobj\n)", data):
            if len(part) >= LEAST_PART:
                name = f"part {hashlib.sha256(part).hexdigest()}"
                self.larder.put(name, part)
                parts.append(name)
            else:
                parts.append(part)
        self.larder.put(key, msgpack.encode(parts))


def _joined_parts(read: Callable[[str], bytes | None], key: str) -> bytes | None:
    """Return an entry whose parts may be entries of their own; None when one of them is not there."""
    found = read(key)
    if found is None:
        return None
    parts = [read(part) if isinstance(part, str) else part for part in msgpack.decode(found)]
    return None if None in parts else b"".join(part for part in parts if part is not None)


class DiskLarder:
    """A larder (``model/larder.py``) in an open folder. Any number of processes may use it at once."""

    def __init__(self, folder: int, maker: bytes) -> None:
        """Take the open folder, and a digest of the program: another program finds nothing of ours."""
        self.folder = folder
        self._maker = maker
        self._room: int | None = None
        """Bytes that may still be put in before the folder is looked through; not known before the first."""

    def get(self, key: str) -> bytes | None:
        """Return what was put under a key; None for what is not there, not ours, or damaged."""
        name = _name_of(self._maker, key)
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
        return _whole(name, data)

    def put(self, key: str, data: bytes) -> None:
        """Keep bytes under a key, whole or not at all; the longest unused make room."""
        if len(data) > MOST_ENTRY:
            return
        name = _name_of(self._maker, key)
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
            self._room = min(MOST_BYTES - total, MOST_BYTES // 16)  # others fill it too: it is looked at again soon
        self._room -= size


def open_larder(program: bytes, environment: Mapping[str, str] | None = None) -> Larder | None:
    """Open the user's larder, made when it is not there yet, with what came with the program before it.

    None when it is off; without the user's where that cannot be trusted.

    Args:
        program: a digest of the program; empty for what hangs on no program, and comes with none.
        environment: the environment's variables, the process's own without it: ``LEAFLETS_CACHE`` is ``off`` or a
            folder; else the larder stands in ``XDG_CACHE_HOME`` or in ``~/.cache`` (XDG Base Directory Specification
            0.8; relative paths are ignored).
    """
    given = os.environ if environment is None else environment
    wanted = given.get(SETTING, "")
    if wanted == "off":
        return None
    for_wheel, wanted = wanted.startswith(WHEEL), wanted.removeprefix(WHEEL)
    home = given.get("HOME", "")
    bases = (wanted,) if wanted else (given.get("XDG_CACHE_HOME", ""), home and os.path.join(home, ".cache"))
    return _opened(next((one for one in bases if os.path.isabs(one)), ""), program, for_wheel)


@lru_cache(maxsize=4)
def _opened(base: str, program: bytes, for_wheel: bool) -> Larder | None:
    """Return the larder in a base with what came with the program, opened once in a process."""
    anywhere = made_anywhere(program) if program and (for_wheel or os.path.isdir(SHIPPED)) else None
    maker = anywhere if for_wheel else made_here(program)
    folder = None
    if base and maker and hasattr(os, "geteuid") and os.open in os.supports_dir_fd:
        with suppress(OSError):
            folder = _open_folder(base)
    own = DiskLarder(folder, maker) if folder is not None and maker else None
    if for_wheel:
        return ShippingLarder(own) if own else None
    return ShippedLarder(SHIPPED, anywhere, own) if anywhere else own


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
