"""What is put together from single leaflets: a ZIP for each clinic, or merged press files for the print shop.

Such a file is made from finished files alone, whole or not at all, and made again when any of them has changed. Its
receipt names its members. It stands in a folder named after the run file, so that another run into the same output
(the mended rows, for one) does not take its place.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Final

from msgspec import Struct, field

from generator.library.library import Library
from generator.model.edition import Job, Press
from generator.model.leaflet import Order
from generator.model.problems import Origin, Problem, Unusable, many
from generator.press.impose import impose, sheets_for
from generator.run.files import outbox
from generator.run.files.manifest import Known, line_of_group
from generator.run.files.places import place
from generator.run.files.stores import FolderStore, Store
from generator.run.orders.rows import folder_name
from generator.run.orders.wish import Wanted, Wish, layout_of

DERIVED: Final = ("zip", "merged")
"""Groups that are files of their own; the others are folders."""
FOLDERS: Final = {"zip": "_zip", "merged": "_merged"}
"""Where they stand. No clinic's folder begins with a line."""
MOST_SIDES: Final = 2_000
"""Sides of a merged file; more are parted into volumes."""
_FILE = re.compile(r"[A-Za-z0-9_-]+\.(zip|pdf)")
_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a ZIP: the earliest there is, so that the same leaflets give the same ZIP."""


class Present(Struct, frozen=True):
    """A single leaflet that is there: its sha256, its pages, its bytes."""

    sha256: str
    pages: int
    size: int = 0


class GroupMember(Struct, frozen=True):
    """A member of a group: whose, which leaflet, what it is."""

    one: Wanted
    order: Order
    file: str
    ready: Present


class Group(Struct, frozen=True):
    """A file to be put together, and from what."""

    file: str
    sort: str
    parts: tuple[GroupMember, ...]

    @property
    def name(self) -> str:
        """Which clinic, or which leaflets: without the number of a volume."""
        return name_of(self.parts[0].order, self.sort)

    @property
    def pages(self) -> int:
        """Its pages: in a merged file with separators, in a ZIP those of its members."""
        each = (part.ready.pages for part in self.parts)
        if self.sort != "merged":
            return sum(each)
        from generator.press.merge import sides_of  # needs pikepdf; a ZIP does not

        return sum(map(sides_of, each))

    @property
    def most_bytes(self) -> int:
        """What its members have together; a merged file is smaller, since what they share is in it once."""
        return sum(part.ready.size for part in self.parts)


class GroupReceipt(Struct, frozen=True):
    """A group's line of the manifest."""

    group: Group
    digest: str
    sha256: str
    size: int
    etag: str = ""

    def json(self) -> str:
        """Return the line."""
        members = [
            {"file": part.file, "sha256": part.ready.sha256, "pages": part.ready.pages, "copies": part.one.copies}
            for part in self.group.parts
        ]
        one = self.group
        return line_of_group(
            one.sort, self.digest, one.file, self.sha256, one.pages, self.size, members, self.etag
        )  # fmt: skip


class Gathered(Struct):
    """What became of a run's groups."""

    made: int = 0
    unchanged: int = 0
    size: int = 0
    files: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def plan_groups(wish: Wish, ready: Mapping[str, Present]) -> Iterator[Group]:
    """Yield the files to be put together from the leaflets that are ready, by file."""
    if wish.group not in DERIVED:
        return
    home = f"{FOLDERS[wish.group]}/{folder_name(Path(wish.shown).stem)}"
    found: dict[str, list[GroupMember]] = {}
    for one in wish.wanted:
        for order in wish.orders(one):
            file = place(order, layout_of(wish.group))
            if file not in ready or (wish.group == "merged" and not isinstance(order.edition, Press)):
                continue
            found.setdefault(name_of(order, wish.group), []).append(GroupMember(one, order, file, ready[file]))
    for name, parts in sorted(found.items()):
        if wish.group == "zip":
            yield Group(f"{home}/{name}.zip", "zip", tuple(sorted(parts, key=lambda part: part.file)))
        else:
            volumes = _volumes(parts)
            for number, volume in enumerate(volumes, 1):
                suffix = f"-{number}" if len(volumes) > 1 else ""
                yield Group(f"{home}/{name}{suffix}.pdf", "merged", volume)


def name_of(order: Order, group: str) -> str:
    """Return which group an order belongs to: a clinic, a language, or a merged file."""
    language = order.language.replace("_", "-")
    if group == "merged":
        return f"{language}-{order.topic}-{order.format}-press"
    return language if group == "language" else order.clinic_name


def _volumes(parts: list[GroupMember]) -> list[tuple[GroupMember, ...]]:
    """Part what is merged into volumes, in the order of the table; no leaflet is torn apart."""
    from generator.press.merge import sides_of

    volumes: list[list[GroupMember]] = [[]]
    sides = 0
    for part in parts:
        more = sides_of(part.ready.pages)
        if volumes[-1] and sides + more > MOST_SIDES:
            volumes.append([])
            sides = 0
        volumes[-1].append(part)
        sides += more
    return [tuple(volume) for volume in volumes]


def gather(
    wish: Wish, library: Library, store: Store, ready: Mapping[str, Present], known: Mapping[str, Known],
    note: Callable[[GroupReceipt], None], tell: Callable[[Group, bool], None] = lambda *_: None,
) -> Gathered:  # fmt: skip
    """Put together what a run groups; what is unchanged stays.

    Args:
        wish: the run.
        library: the open library.
        store: holds the leaflets, and takes the groups.
        ready: the leaflets that this run made or found unchanged, by file.
        known: the receipts of before.
        note: takes the receipt of a group after it stands in its place.
        tell: called for each group with whether it is unchanged.
    """
    result = Gathered()
    for group in plan_groups(wish, ready):
        digest = _digest(group, wish.job, library)
        was = known.get(group.file)
        unchanged = was is not None and store.is_unchanged(group.file, digest, was)
        if was is not None and unchanged:
            result.unchanged += 1
            result.size += was.size
        else:
            try:
                receipt = _make(group, digest, wish.job, library, store)
            except Unusable as error:
                result.problems += error.problems
                break  # the disk, most likely: the next would end the same way
            note(receipt)
            result.made += 1
            result.size += receipt.size
        result.files.append(group.file)
        tell(group, unchanged)
    if not result.problems:
        _remove_stale(wish, store, known, set(result.files))
    return result


def _digest(group: Group, job: Job, library: Library) -> str:
    """Return what decides a group's bytes: the program, the members, the words of the separators."""
    total = hashlib.sha256(library.digest(group.parts[0].order.body).encode())
    for part in group.parts:
        words = _lines(part, job, library) if group.sort == "merged" else ()
        total.update(repr((part.file, part.ready.sha256, words)).encode())
    return total.hexdigest()


def _make(group: Group, digest: str, job: Job, library: Library, store: Store) -> GroupReceipt:
    """Write a group whole; return its receipt.

    Raises:
        Unusable: when it cannot be written, or a member is no longer what it was.
    """
    with _open_whole(store, group.file) as (file, etag):
        if group.sort == "zip":
            _write_zip(group, store, file)
        else:
            _write_merged(group, job, library, store, file)
        size = file.seek(0, 2)
        file.seek(0)
        total = hashlib.sha256()
        while piece := file.read(1 << 20):
            total.update(piece)
    return GroupReceipt(group, digest, total.hexdigest(), size, "".join(etag))


@contextmanager
def _open_whole(store: Store, relative: str) -> Iterator[tuple[IO[bytes], list[str]]]:
    """Give a file on a disk to write to; it reaches the store whole, or not at all. Its mark there comes last."""
    etag: list[str] = []
    if isinstance(store, FolderStore):
        with outbox.open_whole(store.target, relative) as file:
            yield file, etag
        return
    with tempfile.TemporaryFile() as spool:
        yield spool, etag
        spool.seek(0)
        etag.append(store.write(relative, spool.read()))


def _read(part: GroupMember, store: Store) -> bytes:
    """Return a member's bytes.

    Raises:
        Unusable: when they are not what its receipt says.
    """
    data = store.read(part.file)
    if data is None or hashlib.sha256(data).hexdigest() != part.ready.sha256:
        message = "this file was changed or removed while the run was going on"
        raise Unusable(Problem(Origin(part.file), message, "run it again"))
    return data


def _write_zip(group: Group, store: Store, file: IO[bytes]) -> None:
    """Write the leaflets of a clinic, sorted, stored as they are: a PDF is packed already."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as target:
        for part in group.parts:
            about_file = zipfile.ZipInfo(part.file.partition("/")[2], _DAY)
            about_file.create_system, about_file.external_attr = 3, 0o644 << 16
            target.writestr(about_file, _read(part, store))


def _write_merged(group: Group, job: Job, library: Library, store: Store, file: IO[bytes]) -> None:
    from generator.press.merge import Member, merge
    from generator.stages.editions import about
    from generator.typeset.draw.outlines import outline

    first = about(group.parts[0].order, library)
    languages = tuple(dict.fromkeys(("en", group.parts[0].order.language, *library.languages())))
    volume = re.search(r"-press-(\d+)\.pdf$", group.file)
    title = f"{first.title} ({first.code}, {first.language}, version {first.version}, {first.format}), merged"
    title += f", volume {volume[1]}" if volume else ""

    def write(words: str, x: float, y: float, size: float) -> tuple[str, float]:
        return outline(words, x, y, size, library, languages)

    members = (Member(partial(_read, part, store), _lines(part, job, library)) for part in group.parts)
    merge(members, title, first.written, file, write)


def _lines(part: GroupMember, job: Job, library: Library) -> tuple[str, ...]:
    """Return the words of the separator before a leaflet, for people at a print shop: in English."""
    from generator.stages.editions import about  # late: it brings in what composes

    said = about(part.order, library)
    copies, sides = part.one.copies, part.ready.pages
    runs = sheets_for(sides, job.imposition, copies)
    return (
        "SEPARATOR SHEET: not a leaflet. Take it out.",
        part.one.clinic.title,
        f"Leaflet: {said.code}, {said.title}, version {said.version}",
        f"Language: {said.language}",
        f"Copies: {copies:,}",
        f"Behind this sheet: {many(sides, 'side')}; print {'it' if sides == 1 else 'them'} {many(runs, 'time')}",
        f"File: {part.file}",
    )


def _remove_stale(wish: Wish, store: Store, known: Mapping[str, Known], files: set[str]) -> None:
    """Remove groups that this very run made before and makes no more: nobody must print an old volume 3."""
    if wish.group not in DERIVED:
        return
    home = f"{FOLDERS[wish.group]}/{folder_name(Path(wish.shown).stem)}/"
    for file, was in known.items():
        ours = file.startswith(home) and _FILE.fullmatch(file[len(home) :])  # receipts may be anybody's words
        if ours and file not in files and store.is_unchanged(file, was.digest, was):
            store.remove(file)


def sheets_of(pages: int, imposition: str, copies: int, leftward: bool = False) -> int:
    """Return the sheets of paper a press file takes: its sheets, as often as it is printed for its copies."""
    sheets = len({side.sheet for side in impose(pages, imposition, copies, leftward)})
    return sheets * sheets_for(pages, imposition, copies)
