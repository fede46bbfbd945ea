"""Where a run writes to: a folder, or objects behind an address. Whole files only, in both.

A folder is written as ever (``run/files/outbox.py``): beside its place, synced, renamed. What lies behind an address is
written as one object in one request, which the other side checks and then shows whole or not at all (``remote.py``).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from generator.model.patterns import pattern
from generator.model.problems import Origin, Problem, Unusable, reason_of
from generator.run.files import outbox
from generator.run.files.manifest import Known
from generator.run.files.syncing import Disk

REMOTE: Final = ("s3", "memory")
"""What an address may begin with, besides ``file``."""
_ONE_SLASH = pattern(r"(s3|file|memory):/?(?=[A-Za-z0-9])", re.ASCII)
"""An address with a slash too few: it would become a folder called ``s3:``."""
_ADDRESS = pattern(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_BUCKET = pattern(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", re.ASCII)
_PATH = pattern(r"[A-Za-z0-9!_.'()=+-]+(/[A-Za-z0-9!_.'()=+-]+)*", re.ASCII)
MOST_ADDRESS: Final = 500
PAPERS: Final = ("manifest.jsonl", "lots.jsonl")
"""Papers of a run that are published beside its leaflets."""


class Remote(Struct, frozen=True):
    """An address that files are written below. Small, since it crosses to other processes."""

    scheme: str
    path: str

    def __str__(self) -> str:
        """Return the address as people write it."""
        return f"{self.scheme}://{self.path}"

    def __truediv__(self, relative: str) -> str:
        """Return the address of a file."""
        return f"{self}/{relative}"


Target = Path | Remote
"""What ``--output`` names."""


class Written(Struct, frozen=True):
    """What became of a file that was to be written: the other side's own mark of it (its ETag), or what is wrong."""

    etag: str = ""
    error: Unusable | None = None


class Store(Protocol):
    """Takes whole files and tells what it holds. ``target`` is what people named."""

    @property
    def target(self) -> Target:
        """What people named."""

    def write(self, relative: str, data: bytes) -> str:
        """Write a file whole or not at all; return the store's own mark of it, or nothing. Raises Unusable."""

    def begin(self, relative: str, data: bytes) -> Callable[[], Written]:
        """Begin to write a file; calling what it returns waits until it is safe and tells what became of it."""

    def sync(self) -> None:
        """Wait for all files that were begun at once, if the store can: to finish them then takes no time."""

    def read(self, relative: str) -> bytes | None:
        """Return a file, or None when there is none. Raises Unusable when it cannot be read."""

    def is_unchanged(self, relative: str, digest: str, known: Known | None) -> bool:
        """Tell whether a file was made from these inputs and is still what was written."""

    def expect(self, files: Sequence[str]) -> None:
        """Say which files will be asked for next, so that they are fetched together."""

    def holds(self, relative: str) -> bool:
        """Tell whether there is a file in this place, whatever it is."""

    def remove(self, relative: str) -> None:
        """Remove a file; that there is none, or that it stays, is no fault."""

    def sweep(self) -> None:
        """Remove what killed processes left half done. Only for who holds the lock."""


def read_target(words: str) -> Target:
    """Return what ``--output`` names: a folder, or an address (``s3://bucket/prefix``).

    Raises:
        ValueError: when it is no address that files could be written to, with what to do.
    """
    match = _ADDRESS.fullmatch(words)
    if match is None:
        if slip := _ONE_SLASH.match(words):
            raise ValueError(f"'{words[:80]}' has too few slashes; write {slip[1]}://{words[slip.end() :][:80]}")
        return Path(words)
    scheme, rest = match[1].lower(), match[2].rstrip("/")
    if scheme == "file":
        return _read_file_address(words)
    if scheme not in REMOTE:
        known = ", ".join(f"{one}://" for one in ("file", *REMOTE))
        raise ValueError(f"'{words[:80]}' is no address that can be written to; known: a folder, {known}")
    bucket = rest.partition("/")[0]
    if "@" in bucket or "?" in rest or "#" in rest:
        raise ValueError("an address holds no names, passwords or options: these belong into the environment")
    if scheme == "s3" and not _BUCKET.fullmatch(bucket):
        raise ValueError(f"'{bucket[:80]}' is not the name of a bucket; write s3://bucket/folder")
    if not _PATH.fullmatch(rest) or len(rest) > MOST_ADDRESS or {".", ".."} & set(rest.split("/")):
        raise ValueError(f"'{words[:80]}' is no address: after {scheme}:// write letters, digits, - _ . and /")
    return Remote(scheme, rest)


def _read_file_address(words: str) -> Path:
    parts = urlsplit(words)
    path = unquote(parts.path)
    if parts.netloc not in ("", "localhost") or not path.startswith("/") or "\0" in path:
        raise ValueError(f"'{words[:80]}' is no folder of this machine: write file:///folder, or the folder alone")
    return Path(path.lstrip("/") if os.name == "nt" else path)


def papers_of(target: Target, receipts: Path | None = None) -> Path:
    """Return the folder for all that is not a leaflet: the one named, else the target or one named after it."""
    if isinstance(target, Path):
        same = receipts is None or os.path.realpath(receipts) == os.path.realpath(target)
        return target if receipts is None or same else receipts
    if receipts is not None:
        return receipts
    return Path("receipts") / f"{target.scheme}-{target.path.replace('/', '-')}"


def fetch(store: Store, papers: Path) -> None:
    """Bring receipts that an earlier run published from another machine, if this one has none of its own.

    Raises:
        Unusable: when they cannot be read or written.
    """
    if not (papers / PAPERS[0]).exists():
        for name in PAPERS:
            if data := store.read(name):
                outbox.write(papers, name, data)


@contextmanager
def published(papers: Path, store: Store) -> Iterator[None]:
    """Put a copy of the receipts beside the leaflets, at the end of a run and when it is stopped.

    Why only then: an object cannot be added to. Leaflets of a killed run whose receipts were lost with its machine
    are made again, into the same places, with the same bytes.

    Raises:
        Unusable: when they cannot be written, unless something else is being raised, which tells more.
    """
    try:
        yield
    except BaseException:
        with suppress(Unusable):
            _publish(papers, store)
        raise
    _publish(papers, store)


def _publish(papers: Path, store: Store) -> None:
    for name in PAPERS:
        if (papers / name).exists():
            store.write(name, (papers / name).read_bytes())


class FolderStore:
    """A folder of this machine."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; it is made when the first file is written."""
        self.target = folder
        self._disk: Disk | None = None
        self._begun = self._safe = 0

    def write(self, relative: str, data: bytes) -> str:
        """Write a file whole or not at all. A folder has no marks of its own."""
        outbox.write(self.target, relative, data)
        return ""

    def begin(self, relative: str, data: bytes) -> Callable[[], Written]:
        """Begin to write a file; the disk is waited for once for all that were begun before ``sync``."""
        if self._disk is None:
            self._disk = Disk(self.target)
        disk = self._disk
        begun = outbox.Begun(self.target, relative, data)
        self._begun += 1
        number = self._begun

        def finish() -> Written:
            return Written(error=begun.finish(disk.holds) if number <= self._safe else begun.finish())

        return finish

    def sync(self) -> None:
        """Wait for all files that were begun at once, where the disk can do that."""
        begun = self._begun
        if self._disk is not None and self._disk.sync():
            self._safe = begun

    def read(self, relative: str) -> bytes | None:
        """Return a file, or None when there is none."""
        path = self.target / relative
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unusable(Problem(Origin(str(path)), f"the file cannot be read: {reason_of(error)}")) from None

    def is_unchanged(self, relative: str, digest: str, known: Known | None) -> bool:
        """Tell whether a file was made from these inputs and is still, byte for byte, what was written."""
        if known is None or known.digest != digest:
            return False
        try:
            data = (self.target / relative).read_bytes()
        except OSError:
            return False
        return len(data) == known.size and hashlib.sha256(data).hexdigest() == known.sha256

    def expect(self, files: Sequence[str]) -> None:
        """Let the disk fetch files while others are read: one after the other takes twice as long."""
        if not hasattr(os, "posix_fadvise"):
            return
        folder = str(self.target)  # a path object for each would cost more than the advice
        for relative in files:
            with suppress(OSError):  # advice: what is wrong with a file is found when it is read
                handle = os.open(f"{folder}{os.sep}{relative}", os.O_RDONLY | os.O_CLOEXEC)
                try:
                    os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_WILLNEED)
                finally:
                    os.close(handle)

    def holds(self, relative: str) -> bool:
        """Tell whether there is a file in this place, whatever it is."""
        return (self.target / relative).is_file()

    def remove(self, relative: str) -> None:
        """Remove a file; that there is none, or that it stays, is no fault."""
        with suppress(OSError):
            (self.target / relative).unlink()

    def sweep(self) -> None:
        """Remove temporary files that killed processes left."""
        outbox.sweep(self.target)
        outbox.sweep_deep(self.target)
