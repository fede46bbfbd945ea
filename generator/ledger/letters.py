"""Recall letters: what came of a recall → a draft for each clinic, in its languages and in English, as tagged PDF."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from generator.ledger.recall import Entry, Holder, holder, rows_of_letter
from generator.library.library import Library
from generator.library.telephones import Read, codes_of, read_telephones
from generator.model.content import Clinic, Telephone
from generator.model.leaflet import Order
from generator.model.lots import Recalled, RecallLetter
from generator.model.problems import Problem, Unusable
from generator.run.files import outbox

PAPERS: Final = ("letter", "a4")
"""Papers of a letter, the first that any of the clinic's leaflets is on; else the last."""
SOURCE: Final = "en"
_NAME = re.compile(r"[^a-z0-9]+")


def draft(
    ledger: sqlite3.Connection, entries: Sequence[Entry], library: Library, folder: Path, sender: str = ""
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Write a letter to each clinic that holds what was found, in each of its languages and in English.

    A clinic that changed its telephone stands in the ledger twice, and gets a letter for what it had before and one for
    what it had since: it might as well be two wards of one address.

    Args:
        ledger: the open ledger.
        entries: what a recall found; nobody is written to about those without a clinic's name.
        library: words, look and fonts of the letters; the library's day is the day of the letter.
        folder: where they go: ``<clinic>/recall-vi.pdf``.
        sender: who writes, as the letters print it; without it a line is left to write on.

    Returns:
        The files, and what is wrong with those that could not be drafted, each once.
    """
    groups: dict[int, list[Entry]] = {}
    for one in entries:
        if one.clinic:
            groups.setdefault(one.holder, []).append(one)
    files: list[str] = []
    problems: dict[Problem, None] = {}
    taken: set[str] = set()
    for number, some in groups.items():
        known = holder(ledger, number)
        plain = _NAME.sub("-", known.name.lower()).strip("-")[:60] or "clinic"
        name = f"{plain}-{number}"
        clinic = _clinic(known, name, library)
        place = plain
        while place in taken:  # clinics of two runs may have had one folder's name
            place = f"{place}-{number}"
        taken.add(place)
        rows = tuple(_readable(row, library) for row in rows_of_letter(ledger, some))
        for language in _languages(known, library):
            paper = next((one for one in PAPERS if any(row.format == one for row in rows)), PAPERS[-1])
            order = Order("", language, paper, clinic=clinic)
            file = f"{place}/recall-{language.replace('_', '-')}.pdf"
            try:
                outbox.write(folder, file, _draw(order, rows, library, _plain(sender)))
                files.append(file)
            except Unusable as error:
                problems |= dict.fromkeys(error.problems)
    return tuple(files), tuple(problems)


def _draw(order: Order, rows: tuple[Recalled, ...], library: Library, sender: str) -> bytes:
    from generator.stages.letters import write_letter  # late: it brings in what shapes and writes

    return write_letter(RecallLetter(library.today, rows, sender), order, library).pdf


def _readable(row: Recalled, library: Library) -> Recalled:
    """Return an entry that can still be set: the English title when its language is gone from the library."""
    known = library.language_name(row.tag) in library.languages()
    return row if known else replace(row, title=row.english_title, tag=SOURCE)


def _languages(known: Holder, library: Library) -> tuple[str, ...]:
    """Return a clinic's languages that the library has, and English."""
    there = library.languages()
    wanted = [library.language_name(str(tag)) for tag in _list(known.panel.get("languages"))]
    return tuple(dict.fromkeys(name for name in (*wanted, SOURCE) if name in there))


def _clinic(known: Holder, name: str, library: Library) -> Clinic:
    """Return a clinic as its panel shows it. Its words were checked when the run read them; its logo is left out."""
    panel = known.panel
    profile = str(panel.get("profile", ""))
    profile = profile if profile in library.profiles() else ""
    lines, hours, address = (
        tuple(_plain(line) for line in _list(panel.get(part))) for part in ("phones", "hours", "address")
    )
    country = library.country(profile)
    phones: list[Telephone] = []
    for line in lines:
        read = read_telephones(line, country.territory, codes_of(country)) if country else Read()
        phones += read.phones
        if not read.phones:  # an older program took it: it is printed, and nobody dials it
            address = (*address, line)
    return Clinic(
        name, _plain(known.title), tuple(phones), hours, address, interpreter=_plain(panel.get("interpreter", "")),
        web=_plain(panel.get("web", "")), logo="", profile=profile,
        example=bool(panel.get("example")),
    )  # fmt: skip


def _list(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list) else ()


def _plain(words: Any) -> str:
    """Return words of the ledger's file without control and reordering characters: anybody could have written it."""
    return "".join(char for char in str(words)[:1000] if unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
