"""A file, a lot on paper or a folder → who signed it, for what, and whether it still stands. Without a network."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

from generator.library.library import Library
from generator.library.texts import no_file
from generator.model.lots import alike, read_lot, show_lot
from generator.model.problems import Origin, Unusable, reason_of
from generator.trust.chain import lost
from generator.trust.keys import Signer
from generator.trust.policy import recalled
from generator.trust.records import read_signers_of, signatures
from generator.trust.statement import FOLDER, SUFFIX, Lot, Statement, read_statement, runs_in
from generator.trust.states import states
from generator.trust.units import SHARED, units_of

State = Literal[
    "stands", "drifted", "superseded", "withdrawn", "recalled", "swapped", "unsigned", "unknown", "ambiguous"
]
ENDINGS: Final = (".pdf", ".html", ".txt", ".md", ".png")
"""What leaflets end in."""
UPWARD: Final = 4
"""Folders above a file in which its statement is looked for: clinic, language, output."""


class Verified(Struct, frozen=True):
    """What is known of a thing; ``about`` are lines to a person."""

    thing: str
    state: State
    about: tuple[str, ...] = ()


class Verifier:
    """Holds what is signed against what there is; statements are read once, each lot judged once."""

    def __init__(self, library: Library, folders: Iterable[Path] = ()) -> None:
        """Read the list of signers, and the statements of folders.

        Raises:
            Unusable: when the list, or the list of recalled lots, cannot be read.
        """
        self.library = library
        self.signers: Mapping[bytes, Signer] = read_signers_of(library)
        self.recalled = recalled(library)
        self.signed = signatures(library)
        self.statements: dict[Path, Statement] = {}
        self.files: dict[str, Statement] = {}
        self.homes: set[Path] = set()
        self.taken: dict[tuple[str, str], str] = {}
        """By subject and language, a record that a statement names and that is not there."""
        self.runs: dict[str, None] = {}
        self.passed = 0
        """Files of folders that are no leaflets, and of which nothing is said."""
        self.judged: dict[tuple[Path, str], tuple[State, tuple[str, ...]]] = {}
        for folder in folders:
            self.look(folder)

    def look(self, folder: Path) -> None:
        """Read the statements in a folder's ``statements/``, or in itself, once."""
        for home in (folder, folder / FOLDER):
            if home in self.homes:
                continue
            self.homes.add(home)
            for run in runs_in(home):
                path = home / f"{run}{SUFFIX}"
                one = self.statements[path] = read_statement(path, self.signers)
                if not one.reason:
                    self._note(one)
                for sha256 in one.files:
                    before = self.files.get(sha256)
                    if before is None or before.reason or (not one.reason and one.order >= before.order):
                        self.files[sha256] = one

    def _note(self, one: Statement) -> None:
        """Note what a statement says was there when it was written."""
        self.runs |= dict.fromkeys(one.others)
        for place, path, sha256 in lost(one.signatures, self.signed.known):
            words = f"{path} is missing or changed: {one.path.name} names it ({sha256[:12]}…)"
            self.taken.setdefault(place, words)

    def gone(self) -> tuple[str, ...]:
        """Return the runs whose statements others name, and which are in none of the folders."""
        there = {path.name.removesuffix(SUFFIX) for path in self.statements}
        return tuple(sorted(run for run in self.runs if run not in there))

    # -- what is asked -------------------------------------------------------

    def file(self, path: Path) -> Verified:
        """Return what is known of a file."""
        shown = str(path)
        try:
            if problem := no_file(Origin(shown), path.stat()):  # a pipe would be waited for
                return Verified(shown, "unknown", (problem.message,))
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            return Verified(shown, "unknown", (f"it cannot be read: {reason_of(error)}",))
        parent = path.absolute().parent
        for _ in range(UPWARD):
            self.look(parent)
            parent = parent.parent
        one = self.files.get(sha256)
        if one is None:
            return self._of_name(path, shown)
        state, about = self._judge(one, one.files[sha256])
        return Verified(shown, state, about)

    def _of_name(self, path: Path, shown: str) -> Verified:
        """Return what is known of a file by its name alone: it may stand in the place of one that was signed."""
        for one in self.statements.values():
            home = one.path.parent.parent if one.path.parent.name == FOLDER else one.path.parent
            try:
                name = path.absolute().relative_to(home.absolute()).as_posix()
            except ValueError:
                continue
            if name in one.names:
                said = (
                    f"a file of this name was released on {one.day}, with other bytes (sha256 {one.names[name][:12]}…)"
                )
                return Verified(shown, "swapped", (said, "do not hand it out: make it again, or ask who made it"))
        return Verified(shown, "unknown", ("no statement names it: it is a draft, or not from here",))

    def folder(self, folder: Path) -> Iterator[Verified]:
        """Yield what is known of each leaflet in a folder: PDFs, what statements know, what is named as leaflets are.

        What else lies there (reports, forms, a README) is passed over, and counted.
        """
        topics = tuple(f"{name}-" for name in self.library.topics())
        self.look(folder)
        for home, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if name != FOLDER)
            for name in sorted(names):
                if not name.endswith(ENDINGS):
                    continue
                one = self.file(Path(home, name))
                if one.state == "unknown" and not name.endswith(".pdf") and not name.startswith(topics):
                    self.passed += 1
                else:
                    yield one

    def lot(self, words: str) -> Verified:
        """Return what is known of a lot as it is printed, typed in or scanned."""
        code = read_lot(words)
        shown = show_lot(code) if code else words[:40]
        if not code:
            return Verified(shown, "unknown", ("this is no lot; it stands on each page, as 7KQ4-M2XD",))
        found = [
            (statement, digest)
            for statement in sorted(self.statements.values(), key=lambda one: one.order)
            for digest, lot in statement.lots.items()
            if lot.code == code
        ]
        digests = {digest for _, digest in found}
        if len(digests) > 1:
            lots = [statement.lots[digest] for statement, digest in found]
            said = tuple(dict.fromkeys(_named(one) for one in lots))
            return Verified(shown, "ambiguous", ("two texts have this lot; compare the words", *said))
        if found:
            return Verified(shown, *self._judge(*max(found, key=lambda one: (not one[0].reason, one[0].order))))
        if one := self.recalled.get(code):
            return Verified(shown, "recalled", (f"recalled on {one.day}: {one.reason}",))
        known = {lot.code: _named(lot) for statement in self.statements.values() for lot in statement.lots.values()}
        known |= {other: f"lot {show_lot(other)}: recalled" for other in self.recalled}
        near = [f"mistyped? {named}" for other, named in sorted(known.items()) if alike(code, other)]
        near += ["read the paper once more, letter by letter"] if near else []
        return Verified(shown, "unknown", ("no statement names it: it was a draft, or is not from here", *near))

    # -- how it is judged ----------------------------------------------------

    def _judge(self, statement: Statement, digest: str) -> tuple[State, tuple[str, ...]]:
        key = statement.path, digest
        if key not in self.judged:
            self.judged[key] = self._look_at(statement, statement.lots[digest])
        return self.judged[key]

    def _look_at(self, statement: Statement, lot: Lot) -> tuple[State, tuple[str, ...]]:
        about = [f"{_named(lot)}, review by {lot.review_by}"]
        if statement.reason:
            return "unsigned", (*about, f"{statement.path}: {statement.reason}")
        about.append(f"released on {statement.day} by {statement.signer} ({statement.key}), run {statement.run}")
        about += [f"{role}: {', '.join(people)}" for role, people in lot.roles.items()]
        if lot.standing == "urgent":
            about.append("an urgent correction: one clinician stands behind the words that were changed")
        if recall := self.recalled.get(lot.code):
            return "recalled", (*about, f"recalled on {recall.day}: {recall.reason}")
        if later := self._later(statement, lot):
            return "superseded", (*about, f"a newer one was released on {later.day} ({later.path.name})")
        try:
            return self._against_library(lot, about)
        except Unusable as error:
            return "drifted", (*about, f"the library here cannot make it any more: {error.problems[0].message}")

    def _later(self, statement: Statement, lot: Lot) -> Statement | None:
        """Return a statement that released other words of the same leaflet after this one."""
        same = (lot.topic, lot.language, lot.second, lot.profile)
        for one in self.statements.values():
            if one.reason or one.order <= statement.order:
                continue
            others = (other for other in one.lots.values() if other.digest != lot.digest)
            if any((other.topic, other.language, other.second, other.profile) == same for other in others):
                return one
        return None

    def _against_library(self, lot: Lot, about: list[str]) -> tuple[State, tuple[str, ...]]:
        """Compare what was signed with the words of today, and see whether it is still signed."""
        languages = dict.fromkeys(path.partition(" ")[0] for path in lot.blocks)
        documents = {path.rpartition("document-")[2] for path in lot.blocks if "templates/document-" in path} - {
            "clinic"
        }
        now: dict[str, str] = {}
        for language in languages:
            units = units_of(self.library, lot.topic, language, lot.profile, tuple(sorted(documents)))
            now |= {f"{language} {path}": unit.digest for path, unit in units.items()}
        changed = [path for path, digest in lot.blocks.items() if now.get(path) != digest]
        changed += [path for path in now if path not in lot.blocks]
        if changed:
            some = ", ".join(changed[:3]) + (f" and {len(changed) - 3} more" if len(changed) > 3 else "")
            return "drifted", (*about, f"the library here says otherwise since: {some}")
        for stand in states(self.library, (lot.topic,), tuple(languages), lot.profile, tuple(sorted(documents))):
            if stand.state != "approved":
                return "withdrawn", (*about, *(f"no longer approved: {one.message}" for one in stand.missing))
        for language in languages:
            for subject in (lot.topic, *SHARED):
                if taken := self.taken.get((subject, language)):
                    return "withdrawn", (*about, taken)
        topic = self.library.topic(lot.topic)
        if topic.review_by < self.library.today:
            return "drifted", (*about, f"its review date, {topic.review_by}, has passed")
        return "stands", tuple(about)


def _named(lot: Lot) -> str:
    languages = f"{lot.language} and {lot.second}" if lot.second else lot.language
    return f"lot {show_lot(lot.code)}: {lot.topic} in {languages}, version {lot.version}"
