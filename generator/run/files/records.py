"""What the ledger needs beside receipts: ``lots.jsonl``, a line for each run, lot and clinic that receipts name.

Why beside the receipts and not looked up later: years from now the words on paper count, not those of the library.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from generator.model.content import Clinic
from generator.model.leaflet import Order
from generator.model.lots import LETTERS, Lot, Piece
from generator.run.files.manifest import Manifest, Receipt, one_line, parse

LOTS: Final = "lots.jsonl"
MOST_LINE: Final = 4_000_000
"""Bytes of a line that is read; the lots of the stock topics take 10,000 to 40,000."""


class Record(Struct, frozen=True):
    """One line, by what it is about: a run, a lot or a clinic."""

    about: Mapping[str, Any]

    def json(self) -> str:
        """Return the line."""
        return one_line(self.about)

    @property
    def key(self) -> str:
        """Return what makes two lines the same line."""
        for sort in ("run", "lot"):
            if sort in self.about:  # two lots may share a code
                return f"{sort} {self.about[sort]} {self.about.get('digest', '')}"
        return f"clinic {self.json()}"


class Records:
    """The records of a run's folder, open to be added to."""

    def __init__(self, folder: Path, wish: str, shown: str, orders: Iterable[Order], today: date) -> None:
        """Open the file; go on with the run of before when it was of the same wish, else begin a new one.

        Args:
            folder: the folder of the run.
            wish: digest of what is wanted; empty when each time is a run of its own.
            shown: the table or run file, or the command, as people named it.
            orders: what is wanted, each with its clinic as a value, or without one.
            today: the day that counts as today.

        Raises:
            Unusable: when the file cannot be written.
        """
        self._file = Manifest(folder, LOTS)
        self._clinics: dict[str, tuple[Clinic, dict[str, None]]] = {}
        for one in orders:
            if isinstance(one.clinic, Clinic):
                _, languages = self._clinics.setdefault(one.clinic.name, (one.clinic, {}))
                languages[one.language.replace("_", "-")] = None
        before = tuple(read_records(folder))
        last = max((at for at, one in enumerate(before) if "run" in one.about), default=-1)
        about = before[last].about if last >= 0 else {}
        again = bool(about) and bool(wish) and about.get("wish") == wish
        # a clinic is written anew by each run: its folder's name may have been another clinic's in between
        self._known = {one.key for at, one in enumerate(before) if "lot" in one.about or (again and at >= last)}
        self._made = today.isoformat()
        self.run = str(about["run"]) if again else new_run(today)
        self._begun = {"run": self.run, "wish": wish, "orders": shown, "begun": self._made}
        self._told: set[str] = set()

    def stamp(self, line: Receipt) -> Receipt:
        """Return a receipt with its run and day."""
        return line._replace(run=self.run, made=self._made)

    def add(self, lots: Iterable[Lot], lines: Sequence[Receipt]) -> None:
        """Write what receipts are about to name and is not written yet.

        Raises:
            Unusable: when it cannot be written.
        """
        lots = tuple(lots)
        if not lines and not lots:
            return
        new = [Record(self._begun), *(of_lot(lot) for lot in lots)]
        for name in sorted({line.order.clinic_name for line in lines} - self._told):
            if name in self._clinics:
                clinic, languages = self._clinics[name]
                new.append(of_clinic(clinic, tuple(languages)))
            self._told.add(name)
        fresh = {record.key: record for record in new if record.key not in self._known}
        self._file.add(fresh.values())
        self._known |= fresh.keys()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def new_run(today: date) -> str:
    """Return the name of a new run: its day, and letters that no other run of the day has."""
    return f"{today:%Y%m%d}-{''.join(LETTERS[byte % len(LETTERS)] for byte in os.urandom(6))}"


def of_lot(lot: Lot) -> Record:
    """Return the record of a lot."""
    blocks = [
        {"block": one.block, "kind": one.kind, "english": one.english, "said": one.said}
        | ({"evidence": one.evidence} if one.evidence else {})
        | ({"sources": one.sources} if one.sources else {})
        | ({"sha256": one.sha256} if one.sha256 else {})
        for one in lot.pieces
    ]
    return Record(
        {
            "lot": lot.code, "digest": lot.digest, "topic": lot.topic, "code": lot.letters, "version": lot.version,
            "language": lot.language, "profile": lot.profile, "review_by": lot.review_by, "blocks": blocks,
        }
        | ({"second": lot.second} if lot.second else {})
    )  # fmt: skip


def of_clinic(clinic: Clinic, languages: Sequence[str]) -> Record:
    """Return the record of a clinic: what a letter to it needs. Its logo stays in the library."""
    return Record(
        {
            "clinic": clinic.name, "title": clinic.title, "phones": tuple(map(str, clinic.phones)),
            "hours": clinic.hours, "address": clinic.address, "interpreter": clinic.interpreter, "web": clinic.web,
            "profile": clinic.profile, "example": clinic.example, "languages": tuple(languages),
        }
    )  # fmt: skip


def lot_of(about: Mapping[str, Any]) -> Lot:
    """Return the lot of a record.

    Raises:
        ValueError, LookupError, TypeError: when something is missing or not what it must be.
    """
    pieces = tuple(
        Piece(
            str(one["block"]), str(one["kind"]), str(one["english"]), str(one["said"]), str(one.get("evidence", "")),
            tuple(map(str, one.get("sources", ()))), str(one.get("sha256", "")),
        )
        for one in about["blocks"]
    )  # fmt: skip
    return Lot(
        str(about["lot"]), str(about["digest"]), str(about["topic"]), str(about["code"]), str(about["version"]),
        str(about["language"]), str(about["profile"]), str(about["review_by"]), pieces,
        str(about.get("second", "")),
    )  # fmt: skip


def read_records(folder: Path) -> Iterable[Record]:
    """Yield the records of a folder; a line that cannot be read is passed over: half a line, left by a kill."""
    try:
        with (folder / LOTS).open("rb") as file:
            while line := file.readline(MOST_LINE):
                try:
                    row = parse(line)
                except (ValueError, RecursionError):
                    continue
                if isinstance(row, dict):
                    yield Record(row)
    except OSError:
        return
