"""Whether a record was taken away: each later thing names every record that was the last of its folder before it.

Later things are records of signatures, in whatever topic and language, and statements of releases. A name is a line
as ``sha256sum`` writes it: the hash of the file, two spaces, its path in the library. What nothing later names can be
taken away unseen: ``docs/how-to/sign.md`` says what to do about that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from generator.words.localize import SOURCE

if TYPE_CHECKING:
    from generator.trust.records import Record, Signatures

LINE: Final = r"[0-9a-f]{64}  (?:content|locales/[A-Za-z_]{2,20})/signed/[a-z0-9_-]{1,80}/[A-Za-z0-9_.-]{1,120}"
"""A record's name in a later thing."""
KEPT: Final = 16
"""Letters of a record's hash that a person keeps."""
_PLACE: Final = re.compile(r"(?:content|locales/(?P<language>[^/]+))/signed/(?P<subject>[^/]+)/[^/]+")


def folder_of(subject: str, language: str) -> str:
    """Return the folder of records, from the library on."""
    return f"content/signed/{subject}" if language == SOURCE else f"locales/{language}/signed/{subject}"


def line_of(record: Record) -> str:
    """Return a record's name in a later thing."""
    home = folder_of(record.subject, record.language)
    return f"{record.sha256}  {home}/{PurePosixPath(record.place.file).name}"


def tips(signed: Signatures) -> tuple[str, ...]:
    """Return the names of all records that no later one of their folder names: mostly one for each folder.

    Two, where two people signed at a time, each in a copy of the library of their own.
    """
    named = {
        (one.subject, one.language, line.partition("  ")[0]) for one in signed.held for line in one.after
    }  # fmt: skip
    last = (one for one in signed.held if (one.subject, one.language, one.sha256) not in named)
    return tuple(sorted(map(line_of, last), key=lambda line: line.partition("  ")[2]))


def still_there(signed: Signatures, kept: str) -> Iterator[str]:
    """Yield what speaks against it that a record, by the letters its hash begins with, and all before it are there."""
    if not any(one.startswith(kept) for one in signed.known):
        yield f"no record here has a hash that begins with {kept}: it was taken away or changed"
    yield from (reason for _, reason in sorted(signed.broken.items()))


def lost(lines: Iterable[str], known: Iterable[str]) -> Iterator[tuple[tuple[str, str], str, str]]:
    """Yield what is named and not there: subject and language, the record's path, its hash."""
    there = frozenset(known)
    for line in lines:
        sha256, _, path = line.partition("  ")
        if sha256 not in there and (match := _PLACE.fullmatch(path)):
            yield (match["subject"], match["language"] or SOURCE), path, sha256


def broken_by(records: Iterable[Record], known: Iterable[str]) -> dict[tuple[str, str], str]:
    """Return why nothing signed of some subjects and languages counts: a record that later ones name is not there."""
    found: dict[tuple[str, str], str] = {}
    there = frozenset(known)
    for one in records:
        for place, path, sha256 in lost(one.after, there):
            found.setdefault(place, f"{path} is missing or changed: {one.place.file} names it ({sha256[:12]}…)")
    return found
