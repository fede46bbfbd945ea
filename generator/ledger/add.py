"""Receipts of a folder into the ledger: the same receipts twice add nothing, a kill in between adds nothing."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import stat
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from msgspec import Struct, field

from generator.ledger.keys import NOBODY, clinic_key, fold
from generator.ledger.store import change, kind_of
from generator.model.edition import OUTPUTS, SCREEN, Office, Press, name_of
from generator.model.leaflet import DRAFT
from generator.model.lots import Lot, read_lot
from generator.model.problems import Origin, Problem, Unusable, reason_of, refuse_if_any
from generator.run.files.manifest import MANIFEST, parse
from generator.run.files.records import LOTS, lot_of, read_records

MOST_LINE: Final = 1_000_000
"""Bytes of a receipt that are read."""
MOST_COPIES: Final = 1_000_000_000
MOST_PROBLEMS: Final = 20
_HASH = re.compile(r"[0-9a-f]{64}")
_PANEL: Final = ("phones", "hours", "address", "interpreter", "web", "profile", "languages", "example")
ON_PAPER: Final = tuple(name_of(one) for one in (SCREEN, OUTPUTS["staff"], Press(), Office()))
"""Editions whose copies are sheets of paper."""
EDITIONS: Final = frozenset(ON_PAPER) | {name_of(one) for one in OUTPUTS.values()}
_GIVEN: Final = "run, lot, clinic, made, copies, format, theme, edition, file, sha256, standing, overdue, need"


class Added(Struct):
    """What was added: receipts, lots, clinics.

    ``changed`` receipts were there with other copies, or of another clinic; ``known`` ones stood there already.
    """

    receipts: int = 0
    changed: int = 0
    known: int = 0
    lots: int = 0
    clinics: int = 0
    problems: list[Problem] = field(default_factory=list)


def need_receipts(folders: Iterable[Path]) -> None:
    """Raise Unusable for all folders that have no receipts: before a ledger is begun for them."""
    hint = "name the folder that the leaflets were written to (--output)"
    refuse_if_any(
        [
            Problem(Origin(str(folder)), f"there are no receipts here ('{MANIFEST}')", hint)
            for folder in folders
            if not stat.S_ISREG(kind_of(folder / MANIFEST))
        ]
    )


def add(ledger: sqlite3.Connection, folder: Path) -> Added:
    """Add the receipts of a folder. All or nothing.

    A receipt is told by its run, file, hash and day. A later one of the same replaces its copies; another run's counts
    beside it. Receipts that cannot be added are problems of the result, each once for its reason; the others are added.

    Raises:
        Unusable: when there are no receipts in the folder, or they cannot be read.
        sqlite3.Error: when the file cannot be used; ``open_ledger`` puts it in words.
    """
    need_receipts((folder,))
    try:
        with change(ledger):  # everything that is read to decide is read inside: others may be adding too
            adder = _Adder(ledger, folder)
            adder.records()
            adder.receipts()
    except OSError as error:
        message = f"the receipts cannot be read: {reason_of(error)}"
        raise Unusable(Problem(Origin(str(folder / MANIFEST)), message)) from None
    return adder.added


class _Text(NamedTuple):
    """A lot in the ledger: its number there, its leaflet and language."""

    id: int
    topic: str
    language: str


class _Adder:
    """Adds one folder, inside one change of the ledger."""

    def __init__(self, ledger: sqlite3.Connection, folder: Path) -> None:
        self.ledger, self.folder, self.added = ledger, folder, Added()
        self.end = (folder / MANIFEST).stat().st_size
        """Where the receipts end. Taken before the records are read: a run that is going on writes those first."""
        self.runs = {row[0] for row in ledger.execute("SELECT id FROM run")}
        self.lots: dict[str, list[_Text]] = {}
        """The lots that the folder tells of, by code: two of one code are kept apart."""
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
        known = self.ledger.execute("SELECT id, code FROM lot WHERE digest = ?", (lot.digest,)).fetchone()
        if known is not None and known[1] != lot.code:
            raise ValueError(lot.code)
        number = int(known[0]) if known is not None else self.new_lot(lot)
        text = _Text(number, lot.topic, lot.language)
        told = self.lots.setdefault(lot.code, [])
        if text not in told:
            told.append(text)

    def new_lot(self, lot: Lot) -> int:
        """Add a lot with its blocks; return its number."""
        done = self.ledger.execute(
            "INSERT INTO lot (code, digest, topic, letters, version, language, second, profile, review_by)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                lot.code, lot.digest, lot.topic, lot.letters, lot.version, lot.language, lot.second, lot.profile,
                lot.review_by,
            ),
        )  # fmt: skip
        number = int(done.lastrowid or 0)
        for position, piece in enumerate(lot.pieces):
            english, said = self.wording(piece.english), self.wording(piece.said)
            done = self.ledger.execute(
                "INSERT INTO block (lot, position, path, kind, english, said, evidence, sha256)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (number, position, piece.block, piece.kind, english, said, piece.evidence, piece.sha256),
            )
            rows = [(done.lastrowid, source) for source in dict.fromkeys(piece.sources)]
            self.ledger.executemany("INSERT INTO rests_on VALUES (?, ?)", rows)
        self.added.lots += 1
        return number

    def wording(self, words: str) -> str:
        sha256 = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()
        self.ledger.execute("INSERT OR IGNORE INTO wording VALUES (?, ?, ?)", (sha256, words, fold(words)))
        return sha256

    def clinic(self, about: Any) -> None:
        """Add a clinic, or bring it up to date: the same title, address and telephones are the same clinic.

        Its folder's name is that of the run: in another run it may be another clinic's.
        """
        name, title = str(about["clinic"]), str(about["title"])
        if not name:
            return  # a space for a stamp: ``nobody``
        panel = json.dumps({part: about.get(part, "") for part in _PANEL}, ensure_ascii=False)
        key = clinic_key(title, _lines(about["address"]), _lines(about["phones"]))
        self.clinics[self.now, name] = self.row_of(key, name, title, panel)

    def row_of(self, key: str, name: str, title: str, panel: str) -> int:
        """Return the number of the clinic of a key; what is newer of it replaces what is older."""
        found = self.ledger.execute("SELECT id, seen FROM clinic WHERE key = ?", (key,)).fetchone()
        row = (name, title, panel, self.begun, key)
        if found is None:
            done = self.ledger.execute("INSERT INTO clinic (name, title, panel, seen, key) VALUES (?, ?, ?, ?, ?)", row)
            self.added.clinics += key != NOBODY
            return int(done.lastrowid or 0)
        if self.begun >= found[1]:
            self.ledger.execute("UPDATE clinic SET name = ?, title = ?, panel = ?, seen = ? WHERE key = ?", row)
        return int(found[0])

    def receipts(self) -> None:
        """Add the receipts, by way of a table of their own: the last of a file counts, whatever stood before it."""
        self.ledger.execute(f"CREATE TEMP TABLE given ({_GIVEN}, PRIMARY KEY (run, file, sha256, made)) WITHOUT ROWID")
        marks = ", ".join("?" * (_GIVEN.count(",") + 1))
        self.ledger.executemany(f"INSERT OR REPLACE INTO given VALUES ({marks})", self.rows())
        count = "SELECT (SELECT count(*) FROM receipt), (SELECT count(*) FROM given)"
        before, given = self.ledger.execute(count).fetchone()
        written = self.ledger.execute(
            f"INSERT INTO receipt ({_GIVEN}) SELECT {_GIVEN} FROM given WHERE true"
            " ON CONFLICT (run, file, sha256, made) DO UPDATE SET copies = excluded.copies, clinic = excluded.clinic"
            " WHERE copies != excluded.copies OR clinic != excluded.clinic"
        ).rowcount
        after, _ = self.ledger.execute(count).fetchone()
        self.ledger.execute("DROP TABLE given")
        self.added.receipts = after - before
        self.added.changed = written - self.added.receipts
        self.added.known = given - written

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the receipts that can be added; what is wrong with the others is a problem."""
        with (self.folder / MANIFEST).open("rb") as file:
            number = 0
            while file.tell() < self.end and (line := file.readline(MOST_LINE)):
                number += 1
                if not line.endswith(b"\n"):
                    self.blame(MANIFEST, number, "half a receipt, left by a run that was killed, was passed over")
                    continue
                try:
                    about = parse(line)
                    if about.get("kind", "") == "group":  # a ZIP or a merged file: its members have receipts
                        continue
                    order, code, run = about["order"], str(about.get("lot", "")), str(about.get("run", ""))
                    topic, language, clinic = str(order["topic"]), str(order["language"]), str(order["clinic"])
                    edition = str(order.get("edition", "screen"))
                    row = (
                        _day(about["made"]) if run else "", _copies(order["copies"]), str(order["format"]),
                        str(order["theme"]), edition, str(about["file"]), str(about["sha256"]),
                        str(order.get("standing", DRAFT)), str(order.get("overdue", "")),
                        str(order.get("need", "")),
                    )  # fmt: skip
                except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
                    self.blame(MANIFEST, number, "this is no receipt of a run; it was passed over")
                    continue
                if not code or not run:
                    message = "receipts without a lot, of an older version of leaflets, were passed over"
                    self.blame(MANIFEST, number, message, "make the run again into a new folder, to have lots printed")
                    continue
                if edition not in EDITIONS:
                    message = f"receipts are of an edition that is not known, '{edition[:20]}'; they were passed over"
                    self.blame(MANIFEST, number, message, "are they of a newer leaflets? Add them with that version")
                    continue
                if (run, clinic) not in self.clinics and not clinic and run in self.runs:
                    self.clinics[run, clinic] = self.row_of(NOBODY, "", "", "{}")
                texts = self.texts(code, topic, language)
                if len(texts) > 1:
                    message = f"receipts name the lot '{code[:20]}', which stands for two texts of '{topic[:80]}' here"
                    hint = "this is very rare: make them again, each into a folder of its own"
                    self.blame(MANIFEST, number, f"{message}; they were passed over", hint)
                elif not texts or run not in self.runs or (run, clinic) not in self.clinics:
                    lacks = next(
                        words
                        for words, there in (
                            (f"the lot '{code[:20]}' of '{topic[:80]}'", texts),
                            (f"the run '{run[:40]}'", run in self.runs), (f"the clinic '{clinic[:80]}'", False),
                        )
                        if not there
                    )  # fmt: skip
                    message = f"receipts name {lacks}, of which '{LOTS}' says nothing; they were passed over"
                    self.blame(MANIFEST, number, message, f"is '{LOTS}' whole, and of the same folder?")
                else:
                    yield (run, texts[0].id, self.clinics[run, clinic], *row)

    def texts(self, code: str, topic: str, language: str) -> list[_Text]:
        """Return the lots of a code that a leaflet may be of: those told in the folder, else those of the ledger.

        A code may stand for two wordings: topic, and where that is not enough language, tell which is meant. (A
        receipt names the language's folder, a lot its tag: mostly they are alike.)
        """
        if code not in self.lots:
            rows = self.ledger.execute("SELECT id, topic, language FROM lot WHERE code = ?", (code,))
            self.lots[code] = [_Text(*row) for row in rows]
        found = [one for one in self.lots[code] if one.topic == topic]
        exact = [one for one in found if one.language == language]
        return exact if exact and len(found) > 1 else found


def _day(words: Any) -> str:
    return date.fromisoformat(str(words)).isoformat()


def _lines(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise TypeError(value)
    return [str(line) for line in value]


def _copies(number: Any) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= MOST_COPIES:
        raise ValueError(number)
    return number
