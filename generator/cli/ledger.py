"""``leaflets ledger`` and ``leaflets recall``: what was printed, and which of it must come back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import asdict

from generator.cli.options import Options
from generator.cli.speech import complain_all, say, table, tell
from generator.ledger.add import Added
from generator.ledger.recall import Entry, Query, copies_of, nameless
from generator.library.shelf import Unknown
from generator.model.leaflet import DRAFT
from generator.model.lots import show_lot
from generator.model.problems import NOWHERE, ExitCode, Problem, Unusable, many

CRITERIA = ("block", "lot", "source", "wording", "picture")
"""What a recall is about; at least one is given."""


def place(options: Options) -> Path:
    """Return the ledger's file: the one named, else that of the library."""
    from generator.ledger.store import FILE

    named: Path | None = options.ledger
    return named or (options.library or Path()) / FILE


def add(options: Options) -> int:
    """Add the receipts of folders to the ledger."""
    from generator.ledger.add import need_receipts
    from generator.ledger.store import open_ledger

    path = place(options)
    need_receipts(options.folders)
    code = ExitCode.MADE
    with open_ledger(path, new=True) as ledger:
        for folder in options.folders:
            added = add_one(ledger, folder, path)
            code = max(code, ExitCode.UNUSABLE if added.problems else ExitCode.MADE)
    return int(code)


def add_one(ledger: sqlite3.Connection, folder: Path, path: Path, quiet: bool = False) -> Added:
    """Add the receipts of one folder and say what was added."""
    from generator.ledger.add import add as add_folder

    added = add_folder(ledger, folder)
    complain_all(added.problems)
    if not quiet:
        changed = f", {added.changed:,} changed" if added.changed else ""
        known = f", {added.known:,} were there" if added.known else ""
        new = f"{many(added.receipts, 'receipt')} added{changed}{known}"
        say(f"{path}: {new}; {many(added.lots, 'new lot')}, {many(added.clinics, 'new clinic')}")
    return added


def show(options: Options) -> int:
    """List what was printed."""
    from generator.ledger.recall import find
    from generator.ledger.store import open_ledger

    query = Query(
        lot=options.lot, language=_named("languages", options), clinic=options.clinic,
        topic=_named("topics", options), since=options.since or "",
    )  # fmt: skip
    with open_ledger(place(options)) as ledger:
        printed = find(ledger, query)
    _say(printed, options.json)
    return int(ExitCode.MADE)


def recall(options: Options) -> int:
    """List what carries what is recalled; recall its lots, draft the letters. 1 when there is any, else 0."""
    from generator.ledger.recall import find
    from generator.ledger.store import open_ledger

    if not any(getattr(options, name) for name in CRITERIA):
        hint = "give --block, --lot, --source, --wording or --picture: leaflets recall --help"
        raise Unknown(Problem(NOWHERE, "what is to be recalled is not said", hint))
    with open_ledger(place(options)) as ledger:
        query = Query(
            blocks=_blocks(options, ledger), lot=options.lot, source=options.source, wording=options.wording,
            picture=options.picture, version=options.version, language=_named("languages", options),
            before=options.before or "",
        )  # fmt: skip
        printed = find(ledger, query)
        _say(printed, options.json)
        code = ExitCode.FINDINGS if printed else ExitCode.MADE
        if options.because and printed:  # first of all: nobody prints more while letters are written
            _mark(options, printed)
        if options.letters and printed:
            code = max(code, _write_letters(options, ledger, printed))
    return int(code)


def _mark(options: Options, printed: Sequence[Entry]) -> None:
    """Write the lots that were found into the library's list of what was recalled."""
    from generator.cli.opening import own_root
    from generator.ledger.mark import mark
    from generator.library.library import Library
    from generator.run.files import outbox
    from generator.trust.policy import RECALLED

    library = Library.open(options.library)
    root, shown = own_root(library)
    data, new = mark([one.lot for one in printed], options.because, library)
    where = f"{shown}/{RECALLED}" if shown else RECALLED
    if new:
        outbox.write(root, RECALLED, data)
    lots = ", ".join(map(show_lot, new)) or "all of them stood there already"
    (tell if options.json else say)(f"{where}: {many(len(new), 'lot')} recalled: {lots}")
    tell("they are not made again, and verify and the desk say so; change the words to print the leaflet anew")


def show_needs(options: Options) -> int:
    """Count what readers needed to be able to read."""
    from generator.ledger.recall import needs
    from generator.ledger.store import open_ledger

    with open_ledger(place(options)) as ledger:
        found = needs(ledger, options.since or "")
    if options.json:
        for one in found:
            say(json.dumps(asdict(one), ensure_ascii=False))
        return int(ExitCode.MADE)
    rows = [(one.need, one.language, f"{one.receipts:,}", f"{one.copies:,}") for one in found]
    if rows:
        say(table([("need", "language", "receipts", "copies"), *rows]))
    say(f"{many(sum(one.copies for one in found), 'copy', 'copies')} for a need that was said")
    return int(ExitCode.MADE)


def _named(sort: str, options: Options) -> str:
    """Return the library's name of a topic or language that is asked for, or the words as they are.

    A ledger outlives its library: what this one does not have, or cannot say, the ledger may know.
    """
    from generator.library.library import Library
    from generator.run.orders.choices import named

    words = str(getattr(options, sort.removesuffix("s")))
    try:
        return named([words], sort, Library.open(options.library))[0] if words else ""
    except Unusable:
        return words


def _blocks(options: Options, ledger: sqlite3.Connection) -> tuple[str, ...]:
    """Return the paths of the blocks that are asked for: as the ledger has them, else as the library calls them now."""
    from generator.ledger.blocks import blocks_called
    from generator.ledger.recall import knows_block
    from generator.library.library import Library

    words = options.block.strip().strip("/")
    if not words or knows_block(ledger, words):
        return (words,) if words else ()
    try:
        found = blocks_called(words, Library.open(options.library))
    except Unusable:
        found = ()
    if found:
        tell(f"'{words[:80]}' is {', '.join(found)} in the library of today; older copies may call it otherwise")
    return found or (words,)


def _write_letters(options: Options, ledger: sqlite3.Connection, printed: Sequence[Entry]) -> ExitCode:
    from generator.ledger.letters import draft
    from generator.library.library import Library

    library = Library.open(options.library)
    files, problems = draft(ledger, printed, library, options.letters, options.sender)
    complain_all(str(problem).replace("--output", "--letters") for problem in problems)
    clinics = len({one.holder for one in printed if one.clinic})
    words = f"{many(len(files), 'letter')} for {many(clinics, 'clinic')} in {options.letters}"
    (tell if options.json else say)(f"{words}: drafts, read them before you send them")
    return ExitCode.UNUSABLE if problems else ExitCode.MADE


NOBODY = "(no clinic named)"


def _say(printed: Sequence[Entry], as_json: bool) -> None:
    """Print the receipts found, one a line, and what they add up to."""
    lost = nameless(printed)
    number = many(copies_of(lost) or len(lost), "copy", "copies")
    words = f"{number} went out without a clinic's name (with a space for a stamp): no letter can be drafted for them"
    if as_json:
        for one in printed:
            row = asdict(one)
            del row["holder"]
            say(json.dumps(row, ensure_ascii=False))
        if lost:
            tell(words)
        return
    rows = [
        (
            one.clinic or NOBODY, f"{one.code}-{one.language} v{one.version}", show_lot(one.lot), one.format,
            one.edition, one.made, one.run, f"{one.copies:,}", _standing(one),
        )
        for one in printed
    ]  # fmt: skip
    if rows:
        say(table([("clinic", "leaflet", "lot", "paper", "edition", "made", "run", "copies", ""), *rows]))
    clinics = many(len({one.holder for one in printed if one.clinic}), "clinic")
    lots = many(len({one.digest for one in printed}), "lot")
    copies = many(copies_of(printed), "copy", "copies")
    say(f"{many(len(printed), 'receipt')}, {clinics}, {lots}, {copies}")
    if lost:
        say(words)


def _standing(one: Entry) -> str:
    """Return as what a leaflet was made where that is no plain draft."""
    standing = "" if one.standing == DRAFT else one.standing
    return ", ".join(filter(None, (standing, f"past its review date: {one.overdue}" if one.overdue else "")))
