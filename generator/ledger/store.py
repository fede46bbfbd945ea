"""The ledger's file: its tables, opened and checked, with a clear word when it cannot be used.

Why SQLite from the standard library: one file that a clinic can keep for ten years and back up by copying, that other
programs can read, and that no kill leaves half written.
"""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from generator.ledger.keys import key_of_panel
from generator.library.shelf import Unknown
from generator.model.problems import Origin, Problem, Unusable, reason_of

FILE: Final = "ledger.sqlite"
"""The ledger of a library, beside its ``content/``."""
MARK: Final = 0x4C454146
"""The application id in the file's head: "LEAF". A file with another one is of another program."""
VERSION: Final = 4
"""Counts up when the tables change; ``_STEPS`` holds what leads from one to the next."""
WAIT: Final = 30.0
"""Seconds to wait for others that write: a run of 16,800 receipts takes less than one."""

_TABLES: Final = """
CREATE TABLE run (id TEXT PRIMARY KEY, orders TEXT NOT NULL, begun TEXT NOT NULL);
CREATE TABLE clinic (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE, -- its title, address and telephones: folders are named anew by each run
    name TEXT NOT NULL, title TEXT NOT NULL, panel TEXT NOT NULL, seen TEXT NOT NULL
);
CREATE TABLE lot (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL, digest TEXT NOT NULL UNIQUE, -- a code of 40 bits may stand for two wordings, a digest never
    topic TEXT NOT NULL, letters TEXT NOT NULL, version TEXT NOT NULL, language TEXT NOT NULL, second TEXT NOT NULL,
    profile TEXT NOT NULL, review_by TEXT NOT NULL
);
CREATE INDEX lot_code ON lot(code);
CREATE TABLE wording (
    sha256 TEXT PRIMARY KEY, words TEXT NOT NULL, folded TEXT NOT NULL -- folded: what a search compares
);
CREATE TABLE block (
    id INTEGER PRIMARY KEY,
    lot INTEGER NOT NULL REFERENCES lot(id), position INTEGER NOT NULL, path TEXT NOT NULL, kind TEXT NOT NULL,
    english TEXT NOT NULL REFERENCES wording(sha256), said TEXT NOT NULL REFERENCES wording(sha256),
    evidence TEXT NOT NULL, sha256 TEXT NOT NULL, -- sha256: of a picture's file; empty for words
    UNIQUE (lot, path)
);
CREATE INDEX block_path ON block(path);
CREATE INDEX block_english ON block(english);
CREATE INDEX block_said ON block(said);
CREATE TABLE rests_on (block INTEGER NOT NULL REFERENCES block(id), source TEXT NOT NULL,
    PRIMARY KEY (block, source)) WITHOUT ROWID;
CREATE INDEX rests_on_source ON rests_on(source);
CREATE TABLE receipt (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES run(id), lot INTEGER NOT NULL REFERENCES lot(id),
    clinic INTEGER NOT NULL REFERENCES clinic(id), made TEXT NOT NULL, copies INTEGER NOT NULL,
    format TEXT NOT NULL, theme TEXT NOT NULL, edition TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL,
    standing TEXT NOT NULL DEFAULT 'draft', -- draft, release or urgent
    overdue TEXT NOT NULL DEFAULT '', -- why it was printed past its review date
    need TEXT NOT NULL DEFAULT '', -- what its reader needed to be able to read; empty: nothing was said
    UNIQUE (run, file, sha256, made)
);
CREATE INDEX receipt_lot ON receipt(lot);
CREATE INDEX receipt_clinic ON receipt(clinic);
"""
_LOTS_BY_DIGEST: Final = """
CREATE TABLE new_lot (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL, digest TEXT NOT NULL UNIQUE, -- a code of 40 bits may stand for two wordings, a digest never
    topic TEXT NOT NULL, letters TEXT NOT NULL, version TEXT NOT NULL, language TEXT NOT NULL, second TEXT NOT NULL,
    profile TEXT NOT NULL, review_by TEXT NOT NULL
);
INSERT INTO new_lot (code, digest, topic, letters, version, language, second, profile, review_by)
    SELECT code, digest, topic, letters, version, language, '', profile, review_by FROM lot ORDER BY rowid;
CREATE TABLE new_block (
    id INTEGER PRIMARY KEY,
    lot INTEGER NOT NULL REFERENCES lot(id), position INTEGER NOT NULL, path TEXT NOT NULL, kind TEXT NOT NULL,
    english TEXT NOT NULL REFERENCES wording(sha256), said TEXT NOT NULL REFERENCES wording(sha256),
    evidence TEXT NOT NULL, sha256 TEXT NOT NULL, -- sha256: of a picture's file; empty for words
    UNIQUE (lot, path)
);
INSERT INTO new_block SELECT id, (SELECT new_lot.id FROM new_lot WHERE new_lot.code = block.lot), position, path, kind,
    english, said, evidence, '' FROM block;
CREATE TABLE new_receipt (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES run(id), lot INTEGER NOT NULL REFERENCES lot(id),
    clinic INTEGER NOT NULL REFERENCES clinic(id), made TEXT NOT NULL, copies INTEGER NOT NULL,
    format TEXT NOT NULL, theme TEXT NOT NULL, edition TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL,
    UNIQUE (run, file, sha256, made)
);
INSERT INTO new_receipt SELECT id, run, (SELECT new_lot.id FROM new_lot WHERE new_lot.code = receipt.lot), clinic, made,
    copies, format, theme, edition, file, sha256 FROM receipt;
DROP TABLE receipt;
DROP TABLE block;
DROP TABLE lot;
ALTER TABLE new_lot RENAME TO lot;
ALTER TABLE new_block RENAME TO block;
ALTER TABLE new_receipt RENAME TO receipt;
CREATE INDEX lot_code ON lot(code);
CREATE INDEX block_path ON block(path);
CREATE INDEX block_english ON block(english);
CREATE INDEX block_said ON block(said);
CREATE INDEX receipt_lot ON receipt(lot);
CREATE INDEX receipt_clinic ON receipt(clinic);
UPDATE clinic SET key = key_of_panel(title, panel);
"""
"""Until then a lot was kept by its code, and a clinic was told by its title and address alone."""
_STANDINGS: Final = """
ALTER TABLE receipt ADD COLUMN standing TEXT NOT NULL DEFAULT 'draft';
ALTER TABLE receipt ADD COLUMN overdue TEXT NOT NULL DEFAULT '';
"""
"""Until then every leaflet was a draft, and none was printed past its review date with a reason."""
_NEEDS: Final = """
ALTER TABLE receipt ADD COLUMN need TEXT NOT NULL DEFAULT '';
"""
"""Until then nobody asked what a reader needed."""
_STEPS: Final[dict[int, str]] = {1: _LOTS_BY_DIGEST, 2: _STANDINGS, 3: _NEEDS}
"""What leads from a version of the tables to the next one."""


@contextmanager
def open_ledger(path: Path, new: bool = False) -> Iterator[sqlite3.Connection]:
    """Open a ledger; with ``new`` begin one where there is none.

    Raises:
        Unknown: when there is none.
        Unusable: when the file is no ledger, is damaged, of a newer program, in use, or cannot be written.
    """
    kind = kind_of(path)
    if not kind and not new:
        hint = "begin one with: leaflets ledger add FOLDER, or name it: --ledger FILE"
        raise Unknown(Problem(Origin(""), f"there is no ledger '{path}'", hint))
    if stat.S_ISDIR(kind):
        raise Unusable(Problem(Origin(str(path)), "this is a folder, not a ledger", "name a file with --ledger FILE"))
    if new:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"the ledger cannot be written: {reason_of(error)}"
            raise Unusable(Problem(Origin(str(path)), message, "choose another place with --ledger FILE")) from None
    try:
        with closing(sqlite3.connect(path, timeout=WAIT, isolation_level=None)) as ledger:
            ledger.execute("PRAGMA trusted_schema = OFF")  # the file may be anybody's
            ledger.execute("PRAGMA foreign_keys = OFF")  # while tables are put in the place of others
            _prepare(ledger, path)
            ledger.execute("PRAGMA foreign_keys = ON")
            yield ledger
    except sqlite3.Error as error:
        raise Unusable(_explain(error, path)) from None
    except UnicodeDecodeError:  # SQLite's words about a table whose own words are spoilt
        raise Unusable(damaged(path)) from None


def kind_of(path: Path) -> int:
    """Return what sort of file this is, as ``stat`` says it; 0 when there is none, whatever the name."""
    try:
        return path.stat().st_mode
    except (OSError, ValueError):
        return 0


@contextmanager
def change(ledger: sqlite3.Connection) -> Iterator[None]:
    """Do several changes, or none of them, while nobody else writes: what decides them is read inside."""
    ledger.execute("BEGIN IMMEDIATE")
    try:
        yield
        ledger.execute("COMMIT")
    except BaseException:
        if ledger.in_transaction:  # after a full disk SQLite has undone everything itself
            with suppress(sqlite3.Error):  # what went wrong first is what is told; closing the file undoes the rest
                ledger.execute("ROLLBACK")
        raise


def _prepare(ledger: sqlite3.Connection, path: Path) -> None:
    """Check whose file this is and of which version; make its tables when it is empty, change those that are old."""
    ledger.execute("BEGIN")  # one view of the file: another process may be making its tables
    try:
        if _version(ledger, path) == VERSION:
            return
    finally:
        ledger.execute("ROLLBACK")
    ledger.create_function("key_of_panel", 2, key_of_panel, deterministic=True)
    with change(ledger):
        version = _version(ledger, path)  # another process may have done it in between
        steps = [_STEPS[number] for number in range(version, VERSION)] if version else [_TABLES]
        if version == VERSION:
            return
        for statement in ";".join(steps).split(";\n"):
            ledger.execute(statement)
        ledger.execute(f"PRAGMA application_id = {MARK}")
        ledger.execute(f"PRAGMA user_version = {VERSION}")


def _version(ledger: sqlite3.Connection, path: Path) -> int:
    """Return the version of a ledger's tables; 0 for a file that holds nothing yet.

    Raises:
        Unusable: when it is of another program, of a newer version of this one, or of none there ever was.
    """
    mark: int = ledger.execute("PRAGMA application_id").fetchone()[0]
    version: int = ledger.execute("PRAGMA user_version").fetchone()[0]
    empty = not ledger.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if mark == MARK and version > VERSION:
        message = f"this ledger was written by a newer leaflets (its tables are version {version}, known: {VERSION})"
        raise Unusable(Problem(Origin(str(path)), message, "use that version of leaflets; nothing was changed"))
    if mark != MARK and empty:
        return 0
    if mark != MARK:
        message = "this is a database of another program, not a ledger"
        raise Unusable(Problem(Origin(str(path)), message, "name another file with --ledger FILE; nothing was changed"))
    if empty or (version != VERSION and version not in _STEPS):
        raise Unusable(damaged(path))
    return version


def damaged(path: Path) -> Problem:
    """Return what is said of a file that holds what this program never writes."""
    hint = "take the last copy of it, or begin a new one from the run folders: leaflets ledger add FOLDER"
    return Problem(Origin(str(path)), "the ledger is damaged, or no ledger at all", hint)


def _explain(error: sqlite3.Error, path: Path) -> Problem:
    """Return what SQLite complains of, in words, and what to do: a good ledger is never called a bad one."""
    name = getattr(error, "sqlite_errorname", "") or ""
    origin = Origin(str(path))
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        message = f"another process has been using the ledger for {WAIT:g} seconds"
        return Problem(origin, message, "nothing was changed; try again when it is done")
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return damaged(path)
    if name.startswith("SQLITE_FULL"):
        return Problem(origin, "the disk is full", "the ledger is as it was: free some space, then try again")
    if name.startswith(("SQLITE_IOERR_READ", "SQLITE_IOERR_SHORT_READ")):
        hint = "try again; if it stays so, the disk may be failing: save the ledger to another one"
        return Problem(origin, f"the disk does not let the ledger be read ({error})", hint)
    if name.startswith("SQLITE_IOERR"):
        hint = "the ledger is as it was: free some space (or have the disk looked at), then try again"
        return Problem(origin, f"the disk does not take what is written to the ledger ({error})", hint)
    if name.startswith("SQLITE_NOMEM"):
        return Problem(origin, "there is not enough memory", "the ledger is as it was: close something, then try again")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        hint = "may you write there, and is there space? Or choose another place with --ledger FILE"
        return Problem(origin, "the ledger cannot be opened for writing", hint)
    return Problem(origin, f"the ledger cannot be used: {error}", "take the last copy of it")
