"""The ledger's file: its tables, opened and checked, with a clear word when it cannot be used.

Why SQLite from the standard library: one file that a clinic can keep for ten years and back up by copying, that other
programs can read, and that no kill leaves half written.
"""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from generator.library.shelf import Unknown
from generator.model.problems import Origin, Problem, Unusable

FILE: Final = "ledger.sqlite"
"""The ledger of a library, beside its ``content/``."""
MARK: Final = 0x4C454146
"""The application id in the file's head: "LEAF". A file with another one is of another program."""
VERSION: Final = 1
"""Counts up when the tables change; ``_STEPS`` holds what leads from one to the next."""
WAIT: Final = 5.0
"""Seconds to wait for another process that writes."""

_TABLES: Final = """
CREATE TABLE run (id TEXT PRIMARY KEY, orders TEXT NOT NULL, begun TEXT NOT NULL);
CREATE TABLE clinic (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE, -- its title and address: folders are named anew by each run
    name TEXT NOT NULL, title TEXT NOT NULL, panel TEXT NOT NULL, seen TEXT NOT NULL
);
CREATE TABLE lot (
    code TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, topic TEXT NOT NULL, letters TEXT NOT NULL,
    version TEXT NOT NULL, language TEXT NOT NULL, profile TEXT NOT NULL, review_by TEXT NOT NULL
);
CREATE TABLE wording (
    sha256 TEXT PRIMARY KEY, words TEXT NOT NULL, folded TEXT NOT NULL -- folded: what a search compares
);
CREATE TABLE block (
    id INTEGER PRIMARY KEY,
    lot TEXT NOT NULL REFERENCES lot(code), position INTEGER NOT NULL, path TEXT NOT NULL, kind TEXT NOT NULL,
    english TEXT NOT NULL REFERENCES wording(sha256), said TEXT NOT NULL REFERENCES wording(sha256),
    evidence TEXT NOT NULL, UNIQUE (lot, path)
);
CREATE INDEX block_path ON block(path);
CREATE INDEX block_english ON block(english);
CREATE INDEX block_said ON block(said);
CREATE TABLE rests_on (block INTEGER NOT NULL REFERENCES block(id), source TEXT NOT NULL,
    PRIMARY KEY (block, source)) WITHOUT ROWID;
CREATE INDEX rests_on_source ON rests_on(source);
CREATE TABLE receipt (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES run(id), lot TEXT NOT NULL REFERENCES lot(code),
    clinic INTEGER NOT NULL REFERENCES clinic(id), made TEXT NOT NULL, copies INTEGER NOT NULL,
    format TEXT NOT NULL, theme TEXT NOT NULL, edition TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL,
    UNIQUE (run, file, sha256, made)
);
CREATE INDEX receipt_lot ON receipt(lot);
CREATE INDEX receipt_clinic ON receipt(clinic);
"""
_STEPS: Final[dict[int, str]] = {}
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
            reason = (error.strerror or str(error)).lower()
            hint = "choose another place with --ledger FILE"
            raise Unusable(Problem(Origin(str(path)), f"the ledger cannot be written: {reason}", hint)) from None
    try:
        with closing(sqlite3.connect(path, timeout=WAIT, isolation_level=None)) as ledger:
            ledger.execute("PRAGMA foreign_keys = ON")
            ledger.execute("PRAGMA trusted_schema = OFF")  # the file may be anybody's
            _prepare(ledger, path)
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
    """Do several changes, or none of them."""
    ledger.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        ledger.execute("ROLLBACK")
        raise
    ledger.execute("COMMIT")


def _prepare(ledger: sqlite3.Connection, path: Path) -> None:
    """Check whose file this is and of which version; make its tables when it is empty."""
    mark = ledger.execute("PRAGMA application_id").fetchone()[0]
    version = ledger.execute("PRAGMA user_version").fetchone()[0]
    if mark == MARK and version == VERSION:
        return
    if mark == MARK and version > VERSION:
        message = f"this ledger was written by a newer leaflets (its tables are version {version}, known: {VERSION})"
        raise Unusable(Problem(Origin(str(path)), message, "use that version of leaflets; nothing was changed"))
    empty = not ledger.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if mark != MARK and not empty:
        message = "this is a database of another program, not a ledger"
        raise Unusable(Problem(Origin(str(path)), message, "name another file with --ledger FILE; nothing was changed"))
    if not empty and version not in _STEPS:
        raise Unusable(damaged(path))
    with change(ledger):
        # two processes may begin the same ledger: the second finds it done
        if ledger.execute("PRAGMA user_version").fetchone()[0] == VERSION:
            return
        steps = [_TABLES] if empty else [_STEPS[number] for number in range(version, VERSION)]
        for statement in ";".join(steps).split(";\n"):
            ledger.execute(statement)
        ledger.execute(f"PRAGMA application_id = {MARK}")
        ledger.execute(f"PRAGMA user_version = {VERSION}")


def damaged(path: Path) -> Problem:
    """Return what is said of a file that holds what this program never writes."""
    hint = "take the last copy of it, or begin a new one from the run folders: leaflets ledger add FOLDER"
    return Problem(Origin(str(path)), "the ledger is damaged, or no ledger at all", hint)


def _explain(error: sqlite3.Error, path: Path) -> Problem:
    """Return what SQLite complains of, in words, and what to do."""
    name = getattr(error, "sqlite_errorname", "") or ""
    origin = Origin(str(path))
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Problem(origin, "another process is writing to the ledger", "try again when it is done")
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return damaged(path)
    if name.startswith("SQLITE_FULL"):
        return Problem(origin, "the disk is full", "free some space; the ledger is as it was")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        hint = "may you write there? Or choose another place with --ledger FILE"
        return Problem(origin, "the ledger cannot be opened for writing", hint)
    return Problem(origin, f"the ledger cannot be used: {error}", "take the last copy of it")
