"""Receipts of a run's folder into the ledger: the same receipts twice add nothing, a kill in between adds nothing."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import stat
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field

from generator.ledger.store import change, kind_of
from generator.model.lots import Lot, read_lot
from generator.model.problems import Origin, Problem, Unusable
from generator.run.files.manifest import MANIFEST, parse
from generator.run.files.records import LOTS, lot_of, read_records

MOST_LINE: Final = 1_000_000
"""Bytes of a receipt that are read."""
MOST_COPIES: Final = 1_000_000_000
MOST_PROBLEMS: Final = 20
_HASH = re.compile(r"[0-9a-f]{64}")
_SPACE = re.compile(r"\s+")
_PANEL: Final = ("phones", "hours", "address", "interpreter", "web", "profile", "languages", "example")


class Added(Struct):
    """What was added: receipts, lots, clinics; ``known`` receipts stood there already."""

    receipts: int = 0
    known: int = 0
    lots: int = 0
    clinics: int = 0
    problems: list[Problem] = field(default_factory=list)


def fold(words: str) -> str:
    """Return words as searches compare them: compatible letters alike, no case, one blank for any space."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", words).casefold()).strip()


def add(ledger: sqlite3.Connection, folder: Path) -> Added:
    """Add the receipts of a run's folder. All or nothing.

    Receipts that cannot be added are problems of the result, each once for its reason; the others are added.

    Raises:
        Unusable: when there are no receipts in the folder.
    """
    if not stat.S_ISREG(kind_of(folder / MANIFEST)):
        hint = "name the folder that 'leaflets run' wrote to (--output)"
        raise Unusable(Problem(Origin(str(folder)), f"there are no receipts here ('{MANIFEST}')", hint))
    adder = _Adder(ledger, folder)
    with change(ledger):
        adder.records()
        adder.receipts()
    return adder.added


class _Adder:
    """Adds one folder."""

    def __init__(self, ledger: sqlite3.Connection, folder: Path) -> None:
        self.ledger, self.folder, self.added = ledger, folder, Added()
        self.runs = {row[0] for row in ledger.execute("SELECT id FROM run")}
        self.lots = dict(ledger.execute("SELECT code, digest FROM lot"))
        self.clinics: dict[tuple[str, str], int] = {}
        self.now = self.begun = ""
        """The run whose records are being read, and the day it began."""
        self.told: set[str] = set()

    def blame(self, file: str, line: int, message: str, hint: str = "") -> None:
        """Keep a problem, each message once: a thousand receipts of one lot lack the same record."""
        if message not in self.told and len(self.told) < MOST_PROBLEMS:
            self.told.add(message)
            self.added.problems.append(Problem(Origin(str(self.folder / file), line), message, hint))

    def records(self) -> None:
        for record in read_records(self.folder):
            about = record.about
            try:
                if "run" in about:
                    self.run(str(about["run"]), str(about["orders"]), _day(about["begun"]))
                elif "lot" in about:
                    self.lot(lot_of(about))
                elif "clinic" in about:
                    self.clinic(about)
            except (ValueError, LookupError, TypeError, AttributeError, sqlite3.IntegrityError):
                self.blame(LOTS, 0, "a record of this file is not what a run writes; it was passed over")

    def run(self, name: str, orders: str, begun: str) -> None:
        if name not in self.runs:
            self.ledger.execute("INSERT INTO run VALUES (?, ?, ?)", (name, orders, begun))
            self.runs.add(name)
        self.now, self.begun = name, begun

    def lot(self, lot: Lot) -> None:
        paths = {piece.block for piece in lot.pieces}
        if read_lot(lot.code) != lot.code or not _HASH.fullmatch(lot.digest) or len(paths) < len(lot.pieces):
            raise ValueError(lot.code)
        if (known := self.lots.get(lot.code)) is not None:
            if known != lot.digest:
                message = f"the lot {lot.code} stands for other words in this ledger"
                self.blame(LOTS, 0, message, "this is very rare: change a version, and run again")
                del self.lots[lot.code]  # its receipts are refused, not mixed up
            return
        self.ledger.execute(
            "INSERT INTO lot VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (lot.code, lot.digest, lot.topic, lot.letters, lot.version, lot.language, lot.profile, lot.review_by),
        )
        for position, piece in enumerate(lot.pieces):
            english, said = self.wording(piece.english), self.wording(piece.said)
            done = self.ledger.execute(
                "INSERT INTO block (lot, position, path, kind, english, said, evidence) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (lot.code, position, piece.block, piece.kind, english, said, piece.evidence),
            )
            rows = [(done.lastrowid, source) for source in dict.fromkeys(piece.sources)]
            self.ledger.executemany("INSERT INTO rests_on VALUES (?, ?)", rows)
        self.lots[lot.code] = lot.digest
        self.added.lots += 1

    def wording(self, words: str) -> str:
        sha256 = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()
        self.ledger.execute("INSERT OR IGNORE INTO wording VALUES (?, ?, ?)", (sha256, words, fold(words)))
        return sha256

    def clinic(self, about: Any) -> None:
        """Add a clinic, or bring it up to date: the same title at the same address is the same clinic.

        Its folder's name is that of the run: in another run it may be another clinic's.
        """
        name, title = str(about["clinic"]), str(about["title"])
        address = [str(line) for line in about["address"]]
        panel = json.dumps({part: about.get(part, "") for part in _PANEL}, ensure_ascii=False)
        key = hashlib.sha256(fold("\n".join((title, *address))).encode()).hexdigest()
        seen = self.begun
        found = self.ledger.execute("SELECT id, seen FROM clinic WHERE key = ?", (key,)).fetchone()
        if found is None:
            row = (key, name, title, panel, seen)
            done = self.ledger.execute("INSERT INTO clinic (key, name, title, panel, seen) VALUES (?, ?, ?, ?, ?)", row)
            self.clinics[self.now, name] = int(done.lastrowid or 0)
            self.added.clinics += 1
            return
        self.clinics[self.now, name] = found[0]
        if seen >= found[1]:
            row = (name, title, panel, seen, found[0])
            self.ledger.execute("UPDATE clinic SET name = ?, title = ?, panel = ?, seen = ? WHERE id = ?", row)

    def receipts(self) -> None:
        before = self.ledger.total_changes
        count = 0

        def rows() -> Iterator[tuple[Any, ...]]:
            nonlocal count
            for row in self.rows():
                count += 1
                yield row

        self.ledger.executemany(
            "INSERT OR IGNORE INTO receipt (run, lot, clinic, made, copies, format, theme, edition, file, sha256)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows(),
        )
        self.added.receipts = self.ledger.total_changes - before
        self.added.known = count - self.added.receipts

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the receipts that can be added; what is wrong with the others is a problem."""
        with (self.folder / MANIFEST).open("rb") as file:
            number = 0
            while line := file.readline(MOST_LINE):
                number += 1
                if not line.endswith(b"\n"):
                    self.blame(MANIFEST, number, "half a receipt, left by a run that was killed, was passed over")
                    continue
                try:
                    about = parse(line)
                    if about.get("kind", "") == "group":  # a ZIP or a merged file: its members have receipts
                        continue
                    order, lot, run = about["order"], str(about.get("lot", "")), str(about.get("run", ""))
                    clinic = str(order["clinic"])
                    row = (
                        _day(about["made"]) if run else "", _copies(order["copies"]), str(order["format"]),
                        str(order["theme"]), str(order.get("edition", "screen")), str(about["file"]),
                        str(about["sha256"]),
                    )  # fmt: skip
                except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
                    self.blame(MANIFEST, number, "this is no receipt of a run; it was passed over")
                    continue
                if not lot or not run:
                    message = "receipts without a lot, of an older version of leaflets, were passed over"
                    self.blame(MANIFEST, number, message, "make the run again into a new folder, to have lots printed")
                elif lot not in self.lots or run not in self.runs or (run, clinic) not in self.clinics:
                    lacks = next(
                        words
                        for words, there in (
                            (f"the lot '{lot[:20]}'", lot in self.lots), (f"the run '{run[:40]}'", run in self.runs),
                            (f"the clinic '{clinic[:80]}'", (run, clinic) in self.clinics),
                        )
                        if not there
                    )  # fmt: skip
                    message = f"receipts name {lacks}, of which '{LOTS}' says nothing; they were passed over"
                    self.blame(MANIFEST, number, message, f"is '{LOTS}' whole, and of the same folder?")
                else:
                    yield (run, lot, self.clinics[run, clinic], *row)


def _day(words: Any) -> str:
    return date.fromisoformat(str(words)).isoformat()


def _copies(number: Any) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= MOST_COPIES:
        raise ValueError(number)
    return number
