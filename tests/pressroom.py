"""Run folders as ``leaflets run`` writes them, without making a leaflet: receipts, lots, clinics."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from generator.library.telephones import telephone
from generator.model.content import Clinic
from generator.model.leaflet import Order
from generator.model.lots import Lot, Piece, code_of
from generator.run.files.manifest import Receipt
from generator.run.files.records import Record, of_clinic, of_lot

RUN = "20261122-AAAAAA"
DAY = "2026-11-22"
HILL = Clinic(
    "hill-clinic", "Hill Clinic", (telephone("020 7946 0123"),), ("Monday",), ("1 Sample Street",), "yes", "", "", "gb"
)
RIVER = replace(HILL, name="river", title="River Midwives", address=("2 Water Lane",), profile="")


def a_lot(
    topic: str = "leaking",
    language: str = "en",
    version: str = "0.1",
    pieces: Sequence[Piece] = (),
    letters: str = "LM",
) -> Lot:
    """Return a lot with a title and these pieces; its code hangs on all of them."""
    title = Piece(f"{topic}/title", "title", f"{topic.title()} milk\nWhat helps.", f"{topic.title()} ({language})\n…")
    whole = (title, *pieces)
    digest = hashlib.sha256(repr((topic, language, version, whole)).encode()).hexdigest()
    return Lot(code_of(digest), digest, topic, letters, version, language, "gb", "2027-11-22", whole)


def a_line(
    lot: Lot, clinic: Clinic = HILL, copies: int = 50, made: str = DAY, run: str = RUN, paper: str = "a4"
) -> Receipt:
    """Return a receipt."""
    order = Order(lot.topic, lot.language.replace("-", "_"), paper, clinic=clinic.name, copies=copies)
    file = f"{clinic.name}/{lot.language}/{lot.topic}-{paper}.pdf"
    sha256 = hashlib.sha256(repr((lot.code, file)).encode()).hexdigest()
    return Receipt(order, "d", file, sha256, 2, 1000, lot=lot.code, run=run, made=made)


def a_folder(
    folder: Path,
    lines: Sequence[Receipt],
    lots: Sequence[Lot],
    clinics: Sequence[Clinic] = (HILL, RIVER),
    languages: Sequence[str] = ("en",),
) -> Path:
    """Write a run's folder."""
    runs = dict.fromkeys((line.run, line.made) for line in lines)
    begun = [Record({"run": run, "wish": "w", "orders": "t.csv", "begun": made}) for run, made in runs]
    of_run = [of_clinic(clinic, languages) for clinic in clinics]
    records = [*map(of_lot, lots), *(record for run in begun for record in (run, *of_run))]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lots.jsonl").write_text("".join(f"{one.json()}\n" for one in records), encoding="utf-8")
    (folder / "manifest.jsonl").write_text("".join(f"{one.json()}\n" for one in lines), encoding="utf-8")
    return folder


def rows(out: str) -> list[dict[str, object]]:
    """Return what ``--json`` printed."""
    return [json.loads(line) for line in out.splitlines()]
