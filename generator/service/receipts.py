"""A receipt for each sheet that the desk printed: topic, language, lot, clinic, day; never anybody's name.

It says that a page had the whole file and asked the browser to print it. Whether paper came out no page can know: the
person can, and takes the receipt back (``take_back``).

They lie in a folder for each day, as those of any run do, and are added to the ledger at once: a recall finds them.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import sqlite3
import threading
import time
from collections import deque
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from msgspec.structs import replace

from generator.ledger.add import add
from generator.ledger.store import open_ledger
from generator.model.leaflet import Order
from generator.model.lots import Lot
from generator.model.problems import Origin, Problem, Unusable, refuse_if_any
from generator.run.files.lock import hold
from generator.run.files.manifest import MANIFEST, Manifest, Receipt, parse
from generator.run.files.places import place
from generator.run.files.records import Records
from generator.service.work import Made

SHOWN: Final = "leaflets serve"
"""What the ledger calls the run."""
MOST_A_MINUTE: Final = 120
PATIENCE: Final = 5.0
"""Seconds to wait for another process that writes there."""


KEPT: Final = 600.0
"""Seconds in which a receipt can be taken back."""


class TooManyError(Exception):
    """More receipts in a minute than people can print."""


class Noted(NamedTuple):
    """A receipt that may be taken back: when it was left, in which folder."""

    at: float
    folder: Path
    receipt: Receipt


class Receipts:
    """Writes receipts, one at a time."""

    def __init__(self, folder: Path, ledger: Path | None) -> None:
        """Take the folder for receipts, and the ledger that takes them in."""
        self._folder, self._ledger = folder, ledger
        self._one = threading.Lock()
        self._lately: deque[float] = deque()
        self._noted: dict[str, Noted] = {}

    def note(self, order: Order, digest: str, made: Made, need: str, day: date) -> tuple[str, Receipt]:
        """Note a sheet that was printed; return a name to take it back by, and its receipt.

        Args:
            order: what was printed, its clinic as a value or empty, without a note.
            digest: what it was made from.
            made: its file, lot, and the lot's record.
            need: what its reader needed; empty when nothing was said.
            day: the day it was printed.

        Raises:
            Unusable: when it cannot be written; Busy when another process holds the folder.
            TooManyError: when more come than people can print.
        """
        with self._one:
            self._bound()
            folder = self._folder / day.isoformat()
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise _cannot(folder, error) from None
            with hold(folder, PATIENCE):
                file = "/".join(part for part in (need, place(order)) if part)
                data = made.files[0]
                line = Receipt(
                    order,
                    digest,
                    file,
                    hashlib.sha256(data).hexdigest(),
                    made.pages,
                    len(data),
                    lot=made.lot,
                    need=need,
                )
                receipt = self._write(folder, line, 1, made.record, day)
            now, name = time.monotonic(), secrets.token_urlsafe(16)
            self._noted = {key: one for key, one in self._noted.items() if now - one.at < KEPT}
            self._noted[name] = Noted(now, folder, receipt)
        return name, receipt

    def take_back(self, name: str) -> bool:
        """Take one copy back: a line with one less. False when no receipt of the last minutes has this name.

        Raises:
            Unusable: as ``note``; it then still counts, and can be tried again.
        """
        with self._one:
            noted = self._noted.get(name)
            if noted is None or time.monotonic() - noted.at >= KEPT:
                return False
            with hold(noted.folder, PATIENCE):
                self._write(noted.folder, noted.receipt, -1, None, date.fromisoformat(noted.receipt.made))
            del self._noted[name]
        return True

    def _bound(self) -> None:
        now = time.monotonic()
        while self._lately and now - self._lately[0] > 60:
            self._lately.popleft()
        if len(self._lately) >= MOST_A_MINUTE:
            raise TooManyError
        self._lately.append(now)

    def _write(self, folder: Path, line: Receipt, more: int, record: Lot | None, day: date) -> Receipt:
        """Add a line for a sheet, with so many copies more than its last one; to the ledger too, or to neither."""
        path = folder / MANIFEST
        before = path.stat().st_size if path.is_file() else 0
        line = self._add(folder, line, more, record, day)
        if self._ledger:
            try:
                with open_ledger(self._ledger, new=True) as ledger:
                    add(ledger, folder)
            except BaseException:
                os.truncate(path, before)  # who printed is told that it was not noted, and writes it down
                raise
        return line

    def _add(self, folder: Path, line: Receipt, more: int, record: Lot | None, day: date) -> Receipt:
        copies = max(0, _copies(folder, line) + more)
        line = line._replace(order=replace(line.order, copies=copies))
        manifest = Manifest(folder)
        try:
            records = Records(folder, f"desk {day}", SHOWN, (line.order,), day)
            try:
                line = records.stamp(line)
                records.add((record,) if record else (), [line])
                manifest.add([line])
            finally:
                records.close()
        finally:
            manifest.close()
        return line


def _copies(folder: Path, line: Receipt) -> int:
    """Return how many copies of the very same file were noted: other words may have stood in it meanwhile."""
    copies = 0
    with suppress(FileNotFoundError), (folder / MANIFEST).open("rb") as file:
        for one in file:
            with suppress(ValueError, LookupError, TypeError, RecursionError):
                about = parse(one)
                if (about["file"], about["sha256"]) == (line.file, line.sha256):
                    copies = int(about["order"]["copies"])
    return copies


def need_room(receipts: Path, ledger: Path | None) -> None:
    """See that a print can be noted, before anybody prints. Nothing is made or written.

    Raises:
        Unusable: when the folder of receipts, or the ledger, cannot be written to.
    """
    problems = []
    for name, path in (("receipts", receipts), ("ledger", ledger)):
        if path is None:
            continue
        there = path.absolute()
        while not there.exists() and there != there.parent:
            there = there.parent
        fit = there.is_dir() or (name == "ledger" and there == path.absolute())
        if not (fit and os.access(there, os.W_OK)):
            hint = f"name a place that can be written to: '{name}:' in the settings"
            problems.append(
                Problem(Origin(str(path)), f"no print could be noted: '{there}' cannot be written to", hint)
            )
    refuse_if_any(problems)


def disk_is_full(error: BaseException) -> bool:
    """Tell whether what could not be written lacked room."""
    at: BaseException | None = error
    while at is not None:
        if isinstance(at, OSError) and at.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return True
        if isinstance(at, sqlite3.Error) and getattr(at, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:
            return True
        at = at.__context__
    return False


def _cannot(folder: Path, error: OSError) -> Unusable:
    reason = (error.strerror or str(error)).lower()
    return Unusable(Problem(Origin(str(folder)), f"receipts cannot be written here: {reason}", "choose another folder"))
