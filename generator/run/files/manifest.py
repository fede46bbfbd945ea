"""Receipts: ``manifest.jsonl``, one JSON object a line, added to and never rewritten.

A line is written after its leaflet stands in its place. The last line of a file counts; half a line, left by a
process that was killed, is cut off before the next is added.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

from msgspec import Struct

from generator.model.edition import name_of
from generator.model.leaflet import DRAFT, Order
from generator.model.problems import Origin, Problem, Unusable, reason_of

MANIFEST: Final = "manifest.jsonl"
one_line = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""A value as JSON without blanks: a line of receipts or records."""


class Receipt(NamedTuple):
    """A file's receipt: the order, the digest of its inputs, what the file is, what was found in a press file."""

    order: Order
    digest: str
    file: str
    sha256: str
    pages: int
    size: int
    findings: tuple[str, ...] = ()
    etag: str = ""
    lot: str = ""
    run: str = ""
    made: str = ""
    """The lot of its words, the run and the day it was made: what the ledger files it by."""
    need: str = ""
    """What its reader needed to be able to read, where somebody said."""

    def json(self) -> str:
        """Return the line."""
        order = self.order
        about: dict[str, Any] = {
            "topic": order.topic,
            "language": order.language.replace("_", "-"),
            "format": order.format,
            "theme": order.theme,
            "clinic": order.clinic_name,
            "copies": order.copies,
            "edition": name_of(order.edition),
        }
        if order.second:
            about["with"] = order.second.replace("_", "-")
        if order.draft:
            about["draft"] = True
        if order.standing != DRAFT:
            about["standing"] = order.standing
        if order.overdue:
            about["overdue"] = order.overdue
        if self.need:
            about["need"] = self.need
        whole = {
            "order": about,
            "digest": self.digest,
            "file": self.file,
            "sha256": self.sha256,
            "pages": self.pages,
            "bytes": self.size,
        }
        whole |= {name: said for name in ("lot", "run", "made") if (said := getattr(self, name))}
        if self.findings:
            whole["findings"] = list(self.findings)
        if self.etag:
            whole["etag"] = self.etag
        return one_line(whole)


def line_of_group(
    sort: str, digest: str, file: str, sha256: str, pages: int, size: int, members: Iterable[Mapping[str, Any]],
    etag: str = "",
) -> str:  # fmt: skip
    """Return the line of a file that holds others, or is a copy of one: ``members`` are file, sha256, pages, copies."""
    whole = {
        "kind": "group", "group": sort, "digest": digest, "file": file, "sha256": sha256, "pages": pages,
        "bytes": size, "members": list(members),
    }  # fmt: skip
    return one_line(whole | ({"etag": etag} if etag else {}))


class Known(Struct, frozen=True):
    """What the manifest says of a file. ``copies`` 0 stands for a file that holds others (a ZIP, a merged one)."""

    digest: str
    sha256: str
    pages: int
    size: int
    findings: tuple[str, ...] = ()
    etag: str = ""
    lot: str = ""
    copies: int = 0


def recall(folder: Path) -> dict[str, Known]:
    """Return what is known by file; lines that cannot be read are passed over: what they stand for is made again.

    Raises:
        Unusable: when there is a manifest that cannot be read at all: it would seem that nothing was made.
    """
    path = folder / MANIFEST
    try:
        with path.open("rb") as file:
            return read_lines(file)
    except FileNotFoundError:
        return {}
    except OSError as error:
        hint = "may you read it? Or choose another --output"
        raise Unusable(Problem(Origin(str(path)), f"the receipts cannot be read: {reason_of(error)}", hint)) from None


def read_lines(lines: Iterable[bytes]) -> dict[str, Known]:
    """Return what lines of receipts say of each file; the last line of a file counts."""
    known: dict[str, Known] = {}
    for line in lines:
        try:
            row = parse(line)
            copies = int(row["order"]["copies"]) if "order" in row else 0
            known[str(row["file"])] = Known(
                str(row["digest"]), str(row["sha256"]), int(row["pages"]), int(row["bytes"]),
                tuple(map(str, row.get("findings", ()))), str(row.get("etag", "")), str(row.get("lot", "")), copies,
            )  # fmt: skip
        except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError):
            continue
    return known


def parse(line: bytes) -> Any:
    """Return what a line of JSON says.

    Raises:
        ValueError, RecursionError: when it is no JSON in UTF-8, or holds half a character, which no file's name and
            no database takes.
    """
    words = line.decode()
    found = json.loads(words)
    if "\\u" in words:
        json.dumps(found, ensure_ascii=False).encode()
    return found


class HasLine(Protocol):
    """What has a line."""

    def json(self) -> str:
        """Return the line."""


class Manifest:
    """The receipts of a folder, open to be added to."""

    def __init__(self, folder: Path, name: str = MANIFEST) -> None:
        """Open the file; cut off half a line.

        Raises:
            Unusable: when it cannot be written.
        """
        self._path = folder / name
        try:
            self._file = self._path.open("a+b", buffering=0)
            self._mend()
        except OSError as error:
            raise self._cannot(error) from None

    def _mend(self) -> None:
        """Cut off what stands behind the last line end, looking from the end."""
        end = self._file.seek(0, os.SEEK_END)
        keep, step = end, 65_536
        while keep > 0:
            start = max(0, keep - step)
            self._file.seek(start)
            found = self._file.read(keep - start).rfind(b"\n")
            if found >= 0:
                keep = start + found + 1
                break
            keep = start
        if keep != end:
            self._file.truncate(keep)

    def add(self, lines: Iterable[HasLine]) -> None:
        """Add lines and wait until the disk has them.

        Raises:
            Unusable: when they cannot be written.
        """
        # the name of a table need not be Unicode
        data = "".join(f"{line.json()}\n" for line in lines).encode("utf-8", "replace")
        if not data:
            return
        before = self._file.seek(0, os.SEEK_END)
        try:
            while data:
                data = data[self._file.write(data) :]
            os.fsync(self._file.fileno())
        except OSError as error:
            self._file.truncate(before)
            raise self._cannot(error) from None

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _cannot(self, error: OSError) -> Unusable:
        hint = "free some space or choose another --output; then do it again: what is there is not made anew"
        return Unusable(Problem(Origin(str(self._path)), f"the receipts cannot be written: {reason_of(error)}", hint))
