"""What the ledger answers: what was printed, and what carries a given block, lot, source, wording or picture."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct

from generator.ledger.add import ON_PAPER
from generator.ledger.keys import fold
from generator.library.shelf import Unknown
from generator.model.lots import PICTURES, Recalled, mark_of, read_lot, show_lot
from generator.model.markup import parse_markup
from generator.model.problems import NOWHERE, Problem, suggest

_HASH = re.compile(r"[0-9a-f]{8,64}")
_INSIDE: Final = "(block.path = ? OR (block.path >= ? AND block.path < ?))"
"""A section stands for all in it; as a range, so that the index serves and no letter is a joker."""
LEAST_WORDING: Final = 2
"""Letters of a wording that is searched for: one letter stands in everything."""


class Query(Struct, frozen=True):
    """What is asked for; what is empty is not asked. ``before`` and ``since`` are days, ``2026-11-22``.

    One of ``blocks`` (paths), ``source``, ``wording`` and ``picture`` must hold for one and the same block. A
    ``picture`` is named as in ``content/pictures.yaml``, or by the first letters of its file's SHA-256: a name outlives
    a drawing.
    """

    blocks: tuple[str, ...] = ()
    lot: str = ""
    source: str = ""
    wording: str = ""
    picture: str = ""
    version: str = ""
    language: str = ""
    clinic: str = ""
    topic: str = ""
    before: str = ""
    since: str = ""


class Entry(Struct, frozen=True):
    """One receipt with its lot and clinic. ``holder`` is the ledger's number of the clinic.

    ``clinic`` and ``title`` are empty for what was printed with a space for a stamp. ``digest`` is the lot's whole
    hash: two lots may share a code.
    """

    made: str
    run: str
    clinic: str
    title: str
    holder: int
    topic: str
    code: str
    version: str
    language: str
    lot: str
    digest: str
    format: str
    edition: str
    copies: int
    file: str
    sha256: str
    standing: str
    overdue: str


class Holder(Struct, frozen=True):
    """A clinic as the ledger knows it, for a letter."""

    name: str
    title: str
    panel: dict[str, Any]


_COLUMNS: Final = (
    "receipt.made, receipt.run, clinic.name, clinic.title, clinic.id, lot.topic, lot.letters, lot.version,"
    " lot.language, lot.code, lot.digest, receipt.format, receipt.edition, receipt.copies, receipt.file,"
    " receipt.sha256, receipt.standing, receipt.overdue"
)


def find(ledger: sqlite3.Connection, query: Query) -> tuple[Entry, ...]:
    """Return what was printed and fits a query, by clinic, then leaflet, then day; not what was taken back whole.

    Raises:
        Unknown: for a name that the ledger has never seen: a mistyped one must not look like "none".
        sqlite3.DataError: for an entry that this program never writes; ``open_ledger`` puts it in words.
    """
    where, values = _conditions(ledger, query)
    rows = ledger.execute(
        f"SELECT {_COLUMNS} FROM receipt JOIN lot ON lot.id = receipt.lot JOIN clinic ON clinic.id = receipt.clinic"
        f" WHERE {' AND '.join(['receipt.copies != 0', *where])}"
        " ORDER BY clinic.title, clinic.id, lot.topic, lot.language, lot.code, lot.digest, receipt.format,"
        " receipt.made, receipt.file",
        values,
    )
    return tuple(_entry(row) for row in rows)


_KINDS: Final = tuple(int if sort == "int" else str for sort in Entry.__annotations__.values())


def _entry(row: Sequence[Any]) -> Entry:
    """Return a row whose every value is of its kind: SQLite takes any, and the file may be anybody's."""
    if not all(map(isinstance, row, _KINDS)):
        raise _strange()
    one = Entry(*row)
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
        numbers = _known_lots(ledger, query.lot)
        ask(f"lot.id IN ({', '.join('?' * len(numbers))})", *numbers)
    if query.blocks or query.source or query.wording or query.picture:
        inner, given = _of_block(ledger, query)
        ask(f"lot.id IN (SELECT block.lot FROM block WHERE {inner})", *given)
    if query.version:  # leaflets print it with a v
        ask("lot.version = ?", _seen(ledger, "version", "lot", query.version.strip().removeprefix("v")))
    if query.language:
        name = _seen(ledger, "language", "lot", query.language.replace("_", "-"), "language", "second")
        ask("(lot.language = ? OR lot.second = ?)", name, name)
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
    if query.blocks:
        known = [path for path in query.blocks if knows_block(ledger, path)]
        if not known:
            raise _unknown_block(ledger, query.blocks[0])
        where.append(f"({' OR '.join([_INSIDE] * len(known))})")
        values += [one for path in known for one in (path, f"{path}/", f"{path}0")]
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
    if query.picture:
        condition, given = _of_picture(ledger, query.picture.strip())
        where.append(condition)
        values += given
    return " AND ".join(where), values


def _of_picture(ledger: sqlite3.Connection, name: str) -> tuple[str, list[str]]:
    """Return the condition on a picture: of this name, or whose file has this hash."""
    path = f"{PICTURES}/{name}"
    if ledger.execute("SELECT 1 FROM block WHERE path = ? LIMIT 1", (path,)).fetchone():
        return "block.path = ?", [path]
    sha256 = name.lower()
    if _HASH.fullmatch(sha256):
        found = "block.sha256 >= ? AND block.sha256 < ?"  # as a range: no letter is a joker
        if ledger.execute(f"SELECT 1 FROM block WHERE {found} LIMIT 1", (sha256, f"{sha256}g")).fetchone():
            return found, [sha256, f"{sha256}g"]
    rows = ledger.execute("SELECT DISTINCT path FROM block WHERE sha256 != ''")
    raise _unknown("picture", name, sorted(row[0].partition("/")[2] for row in rows))


def _known_lots(ledger: sqlite3.Connection, words: str) -> list[str]:
    """Return the numbers of the lots with a code: mostly one, more when two wordings have the same.

    The mark of the QR code names leaflet and language too, which mostly tells them apart.
    """
    code = read_lot(words)
    rows = ledger.execute("SELECT id, letters, language FROM lot WHERE code = ?", (code,)).fetchall() if code else []
    if not rows:
        known = [row[0] for row in ledger.execute("SELECT code FROM lot")]
        raise _unknown("lot", words, known, "it stands on each page, as 7KQ4-M2XD")
    scanned = words.strip().upper()
    exact = [row for row in rows if scanned == mark_of(row[1], row[2], code)]
    return [str(row[0]) for row in exact or rows]


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


def knows_block(ledger: sqlite3.Connection, path: str) -> bool:
    """Tell whether the ledger has seen a block of this path, or one inside it."""
    found = f"SELECT 1 FROM block WHERE {_INSIDE} LIMIT 1"
    return ledger.execute(found, (path, f"{path}/", f"{path}0")).fetchone() is not None


def _unknown_block(ledger: sqlite3.Connection, path: str) -> Unknown:
    known = {row[0] for row in ledger.execute("SELECT DISTINCT path FROM block")}
    topics = {one.partition("/")[0] for one in known}
    topic = path.partition("/")[0]
    near = {one for one in known if one.partition("/")[0] == topic and one.count("/") == 1} or topics
    return _unknown("block", path, sorted(near))


def _unknown(sort: str, name: str, known: Sequence[str], otherwise: str = "") -> Unknown:
    hint = suggest(name, known) if len(known) <= 40 else ""
    if not hint or (otherwise and hint.startswith("known")):
        near = suggest(name, known)
        hint = near if near.startswith("did you mean") else otherwise or "leaflets ledger list shows what it holds"
    return Unknown(Problem(NOWHERE, f"the ledger knows no {sort} '{name[:80]}'", hint))


def holder(ledger: sqlite3.Connection, number: int) -> Holder:
    """Return a clinic by the ledger's number of it. Raises sqlite3.DataError as ``find``."""
    name, title, words = ledger.execute("SELECT name, title, panel FROM clinic WHERE id = ?", (number,)).fetchone()
    try:
        panel = json.loads(words)
    except (TypeError, ValueError, RecursionError):
        raise _strange() from None
    if not isinstance(panel, dict):
        raise _strange()
    return Holder(name, title, panel)


def titles(ledger: sqlite3.Connection, digest: str) -> tuple[str, str]:
    """Return the title of a lot's leaflet in English and in its own language."""
    row = ledger.execute(
        "SELECT one.words, other.words FROM lot JOIN block ON block.lot = lot.id"
        " JOIN wording AS one ON one.sha256 = block.english JOIN wording AS other ON other.sha256 = block.said"
        " WHERE lot.digest = ? AND block.position = 0",
        (digest,),
    ).fetchone()
    english, said = map(str, row or ("", ""))
    return english.partition("\n")[0], said.partition("\n")[0]


def copies_of(entries: Iterable[Entry]) -> int:
    """Return how many copies on paper receipts stand for.

    Of a leaflet that a run made for screens, a press and an office printer only one is printed: the most counts.
    Editions that are not paper have no copies.
    """
    found: dict[tuple[object, ...], Counter[str]] = {}
    for one in entries:
        if one.edition in ON_PAPER:
            found.setdefault((one.run, one.holder, one.digest, one.format), Counter())[one.edition] += one.copies
    return sum(max(editions.values()) for editions in found.values())


def nameless(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return what went out without a clinic's name, with a space for a stamp: nobody can be written to."""
    return tuple(one for one in entries if not one.clinic)


def rows_of_letter(ledger: sqlite3.Connection, entries: Sequence[Entry]) -> tuple[Recalled, ...]:
    """Return what a letter lists for one clinic: each lot on each paper once, copies added up.

    What is not on paper stands in its own row, under the name of its edition; its files are counted.
    """
    groups: dict[tuple[str, str], list[Entry]] = {}
    for one in entries:
        groups.setdefault((one.digest, one.format if one.edition in ON_PAPER else one.edition), []).append(one)
    found = []
    for (digest, paper), some in groups.items():
        first = some[0]
        english, said = titles(ledger, digest)
        days = sorted(date.fromisoformat(one.made) for one in some)
        copies = copies_of(some) if first.edition in ON_PAPER else len(some)
        code = f"{first.code}-{first.language} v{first.version}"
        lot = show_lot(first.lot)
        found.append(Recalled(lot, code, first.language, said, english, paper, copies, days[0], days[-1]))
    return tuple(found)


class Held(Struct, frozen=True):
    """What the ledger knows of a lot's code: its topic and language."""

    topic: str
    language: str


def look_up(ledger: sqlite3.Connection, code: str) -> Held | None:
    """Return what is known of a code; None for one never printed. Raises sqlite3.DataError as ``find``."""
    row = ledger.execute("SELECT topic, language FROM lot WHERE code = ? ORDER BY id DESC", (code,)).fetchone()
    if row is not None and not all(isinstance(one, str) for one in row):
        raise _strange()
    return Held(*row) if row is not None else None


class Need(Struct, frozen=True):
    """How often somebody needed a sheet in some way: receipts and copies, by language."""

    need: str
    language: str
    receipts: int
    copies: int


def needs(ledger: sqlite3.Connection, since: str = "") -> tuple[Need, ...]:
    """Return what readers needed, by need and language, without what nobody said anything of, or was taken back."""
    rows = ledger.execute(
        "SELECT receipt.need, lot.language, count(*), sum(receipt.copies) FROM receipt JOIN lot ON lot.id = receipt.lot"
        " WHERE receipt.need != '' AND receipt.copies != 0 AND receipt.made >= ? GROUP BY 1, 2 ORDER BY 1, 2",
        (since,),
    )
    return tuple(Need(str(need), str(language), int(many), int(copies)) for need, language, many, copies in rows)
