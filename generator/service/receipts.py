"""A receipt for each sheet that the desk printed: topic, language, lot, clinic, day; never anybody's name.

They lie in a folder for each day, as those of any run do, and are added to the ledger at once: a recall finds them.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import deque
from datetime import date
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from generator.ledger.add import add
from generator.ledger.store import open_ledger
from generator.model.leaflet import Order
from generator.model.problems import Unusable
from generator.run.files.lock import hold
from generator.run.files.manifest import Manifest, Receipt, recall
from generator.run.files.places import place
from generator.run.files.records import Records
from generator.service.work import Made

SHOWN: Final = "leaflets serve"
"""What the ledger calls the run."""
MOST_A_MINUTE: Final = 120
PATIENCE: Final = 5.0
"""Seconds to wait for another process that writes there."""


class TooManyError(Exception):
    """More receipts in a minute than people can print."""


class Receipts:
    """Writes receipts, one at a time."""

    def __init__(self, folder: Path, ledger: Path | None) -> None:
        """Take the folder for receipts, and the ledger that takes them in."""
        self._folder, self._ledger = folder, ledger
        self._one = threading.Lock()
        self._lately: deque[float] = deque()

    def note(self, order: Order, digest: str, made: Made, need: str, day: date) -> Receipt:
        """Note a sheet that was printed; return its receipt.

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
                receipt = self._write(folder, order, digest, made, need, day)
            if self._ledger:
                with open_ledger(self._ledger, new=True) as ledger:
                    add(ledger, folder)
        return receipt

    def _bound(self) -> None:
        now = time.monotonic()
        while self._lately and now - self._lately[0] > 60:
            self._lately.popleft()
        if len(self._lately) >= MOST_A_MINUTE:
            raise TooManyError
        self._lately.append(now)

    def _write(self, folder: Path, order: Order, digest: str, made: Made, need: str, day: date) -> Receipt:
        """Add a line; the same sheet again is one copy more of it."""
        file = "/".join(part for part in (need, place(order)) if part)
        sha256 = hashlib.sha256(made.files[0]).hexdigest()
        known = recall(folder).get(file)
        copies = known.copies + 1 if known and known.sha256 == sha256 else 1
        order = replace(order, copies=copies)
        line = Receipt(order, digest, file, sha256, made.pages, len(made.files[0]), lot=made.lot, need=need)
        manifest = Manifest(folder)
        try:
            records = Records(folder, f"desk {day}", SHOWN, (order,), day)
            try:
                line = records.stamp(line)
                records.add((made.record,) if made.record else (), [line])
                manifest.add([line])
            finally:
                records.close()
        finally:
            manifest.close()
        return line


def _cannot(folder: Path, error: OSError) -> Unusable:
    from generator.model.problems import Origin, Problem

    reason = (error.strerror or str(error)).lower()
    return Unusable(Problem(Origin(str(folder)), f"receipts cannot be written here: {reason}", "choose another folder"))
