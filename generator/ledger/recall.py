"""What the ledger answers: which leaflets were printed, and which carry a given block, lot, source or wording."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct

from generator.ledger.add import fold
from generator.library.shelf import Unknown
from generator.model.lots import Recalled, read_lot, show_lot
from generator.model.markup import parse_markup
from generator.model.problems import NOWHERE, Problem, suggest

LEAST_WORDING: Final = 2
"""Letters of a wording that is searched for: one letter stands in everything."""


class Query(Struct, frozen=True):
    """What is asked for; what is empty is not asked. ``before`` and ``since`` are days, ``2026-11-22``.

    ``block``, ``source`` and ``wording`` must hold for one and the same block.
    """

    block: str = ""
    lot: str = ""
    source: str = ""
    wording: str = ""
    version: str = ""
    language: str = ""
    clinic: str = ""
    topic: str = ""
    before: str = ""
    since: str = ""


class Printed(Struct, frozen=True):
    """One receipt with its lot and clinic. ``client`` is the ledger's number of the clinic."""

    made: str
    run: str
    clinic: str
    title: str
    client: int
    topic: str
    code: str
    version: str
    language: str
    lot: str
    format: str
    edition: str
    copies: int
    file: str
    sha256: str


class Client(Struct, frozen=True):
    """A clinic as the ledger knows it, for a letter."""

    name: str
    title: str
    panel: dict[str, Any]


_COLUMNS: Final = (
    "receipt.made, receipt.run, clinic.name, clinic.title, clinic.id, lot.topic, lot.letters, lot.version,"
    " lot.language, lot.code, receipt.format, receipt.edition, receipt.copies, receipt.file, receipt.sha256"
)


def find(ledger: sqlite3.Connection, query: Query) -> tuple[Printed, ...]:
    """Return what was printed and fits a query, by clinic, then leaflet, then day.

    Raises:
        Unknown: for a name that the ledger has never seen: a mistyped one must not look like "none".
        sqlite3.DataError: for an entry that this program never writes; ``open_ledger`` puts it in words.
    """
    where, values = _conditions(ledger, query)
    rows = ledger.execute(
        f"SELECT {_COLUMNS} FROM receipt JOIN lot ON lot.code = receipt.lot JOIN clinic ON clinic.id = receipt.clinic"
        f" WHERE {' AND '.join(where) or '1'}"
        " ORDER BY clinic.title, clinic.id, lot.topic, lot.language, lot.code, receipt.format, receipt.made,"
        " receipt.file",
        values,
    )
    return tuple(_printed(row) for row in rows)


_KINDS: Final = tuple(int if sort == "int" else str for sort in Printed.__annotations__.values())


def _printed(row: Sequence[Any]) -> Printed:
    """Return a row whose every value is of its kind: SQLite takes any, and the file may be anybody's."""
    if not all(map(isinstance, row, _KINDS)):
        raise _strange()
    one = Printed(*row)
    try:
        date.fromisoformat(one.made)
    except ValueError:
        raise _strange() from None
    return one


def _strange() -> sqlite3.DataError:
    return sqlite3.DataError("it holds what this program never writes")


def _conditions(ledger: sqlite3.Connection, query: Query) -> tuple[list[str], list[str]]:
    where: list[str] = []
    values: list[str] = []

    def ask(condition: str, *given: str) -> None:
        where.append(condition)
        values.extend(given)

    if query.lot:
        ask("lot.code = ?", _known_lot(ledger, query.lot))
    if query.block or query.source or query.wording:
        inner, given = _of_block(ledger, query)
        ask(f"lot.code IN (SELECT block.lot FROM block WHERE {inner})", *given)
    if query.version:  # leaflets print it with a v
        ask("lot.version = ?", _seen(ledger, "version", "lot", query.version.strip().removeprefix("v")))
    if query.language:
        ask("lot.language = ?", _seen(ledger, "language", "lot", query.language.replace("_", "-")))
    if query.topic:
        ask("lot.topic = ?", _seen(ledger, "topic", "lot", query.topic))
    if query.clinic:
        name = _seen(ledger, "clinic", "clinic", query.clinic, "name", "title")
        ask("(clinic.name = ? OR clinic.title = ?)", name, name)
    if query.before:
        ask("receipt.made < ?", query.before)
    if query.since:
        ask("receipt.made >= ?", query.since)
    return where, values


def _of_block(ledger: sqlite3.Connection, query: Query) -> tuple[str, list[str]]:
    """Return the condition on one block of a lot."""
    where: list[str] = []
    values: list[str] = []
    if query.block:
        path = query.block.strip().strip("/")
        _check_block(ledger, path)
        # a section stands for all in it; as a range, so that the index serves and no letter is a joker
        where.append("(block.path = ? OR (block.path >= ? AND block.path < ?))")
        values += [path, f"{path}/", f"{path}0"]
    if query.source:
        if not ledger.execute("SELECT 1 FROM rests_on WHERE source = ? LIMIT 1", (query.source,)).fetchone():
            known = [row[0] for row in ledger.execute("SELECT DISTINCT source FROM rests_on")]
            raise _unknown("source", query.source, known)
        where.append("block.id IN (SELECT block FROM rests_on WHERE source = ?)")
        values.append(query.source)
    if query.wording:
        words = fold("".join(span.words for span in parse_markup(query.wording)))
        if len(words) < LEAST_WORDING:
            message = f"'{query.wording[:40]}' is too short to search for"
            raise Unknown(Problem(NOWHERE, message, "give some words as they stand on the leaflet, in any language"))
        found = "SELECT sha256 FROM wording WHERE instr(folded, ?) > 0"
        where.append(f"(block.said IN ({found}) OR block.english IN ({found}))")
        values += [words, words]
    return " AND ".join(where), values


def _known_lot(ledger: sqlite3.Connection, words: str) -> str:
    code = read_lot(words)
    if not code or not ledger.execute("SELECT 1 FROM lot WHERE code = ?", (code,)).fetchone():
        known = [row[0] for row in ledger.execute("SELECT code FROM lot")]
        raise _unknown("lot", words, known, "it stands on each page, as 7KQ4-M2XD")
    return code


def _seen(ledger: sqlite3.Connection, sort: str, table: str, words: str, *columns: str) -> str:
    """Return a name as the ledger has it, whatever its capitals. A mistyped one must not look like "none"."""
    known: set[str] = set()
    for column in columns or (sort,):
        known.update(str(row[0]) for row in ledger.execute(f"SELECT DISTINCT {column} FROM {table}"))
    if words in known:
        return words
    for one in sorted(known):
        if one.casefold() == words.casefold():
            return one
    if not known:
        return words
    raise _unknown(sort, words, sorted(known))


def _check_block(ledger: sqlite3.Connection, path: str) -> None:
    row = ledger.execute(
        "SELECT 1 FROM block WHERE path = ? OR (path >= ? AND path < ?) LIMIT 1", (path, f"{path}/", f"{path}0")
    ).fetchone()
    if row is None:
        known = {row[0] for row in ledger.execute("SELECT DISTINCT path FROM block")}
        topics = {one.partition("/")[0] for one in known}
        topic = path.partition("/")[0]
        near = {one for one in known if one.partition("/")[0] == topic and one.count("/") == 1} or topics
        raise _unknown("block", path, sorted(near))


def _unknown(sort: str, name: str, known: Sequence[str], otherwise: str = "") -> Unknown:
    hint = suggest(name, known) if len(known) <= 40 else ""
    if not hint or (otherwise and hint.startswith("known")):
        near = suggest(name, known)
        hint = near if near.startswith("did you mean") else otherwise or "leaflets ledger list shows what it holds"
    return Unknown(Problem(NOWHERE, f"the ledger knows no {sort} '{name[:80]}'", hint))


def client(ledger: sqlite3.Connection, number: int) -> Client:
    """Return a clinic by the ledger's number of it. Raises sqlite3.DataError as ``find``."""
    name, title, words = ledger.execute("SELECT name, title, panel FROM clinic WHERE id = ?", (number,)).fetchone()
    try:
        panel = json.loads(words)
    except (TypeError, ValueError, RecursionError):
        raise _strange() from None
    if not isinstance(panel, dict):
        raise _strange()
    return Client(name, title, panel)


def titles(ledger: sqlite3.Connection, lot: str) -> tuple[str, str]:
    """Return the title of a lot's leaflet in English and in its own language."""
    row = ledger.execute(
        "SELECT one.words, other.words FROM block JOIN wording AS one ON one.sha256 = block.english"
        " JOIN wording AS other ON other.sha256 = block.said WHERE block.lot = ? AND block.position = 0",
        (lot,),
    ).fetchone()
    english, said = map(str, row or ("", ""))
    return english.partition("\n")[0], said.partition("\n")[0]


def copies_of(printed: Iterable[Printed]) -> int:
    """Return how many copies receipts stand for: of a leaflet made for screens and for a press only one is printed."""
    found: dict[tuple[object, ...], Counter[str]] = {}
    for one in printed:
        found.setdefault((one.run, one.client, one.lot, one.format), Counter())[one.edition] += one.copies
    return sum(max(editions.values()) for editions in found.values())


def rows_of_letter(ledger: sqlite3.Connection, printed: Sequence[Printed]) -> tuple[Recalled, ...]:
    """Return what a letter lists for one clinic: each lot on each paper once, copies added up."""
    groups: dict[tuple[str, str], list[Printed]] = {}
    for one in printed:
        groups.setdefault((one.lot, one.format), []).append(one)
    found = []
    for (lot, paper), some in groups.items():
        first = some[0]
        english, said = titles(ledger, lot)
        days = sorted(date.fromisoformat(one.made) for one in some)
        copies = copies_of(some)
        code = f"{first.code}-{first.language} v{first.version}"
        found.append(Recalled(show_lot(lot), code, first.language, said, english, paper, copies, days[0], days[-1]))
    return tuple(found)
