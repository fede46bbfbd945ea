"""One state of the library, whole: the files as they were at one moment, what is known of them, who makes leaflets.

Why a copy of the files: they are read when first asked for. While somebody edits, a leaflet would otherwise be made
from some files of before and some of after. A request keeps the holding that it began with.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from generator.library.folders import PARTS
from generator.library.library import Library, stock_folder
from generator.model.problems import NOWHERE, Origin, Problem, Unusable
from generator.run.faults import Opening
from generator.service.current import current_lots
from generator.service.pool import Pool
from generator.service.settings import Limits, Settings, unknown_clinics
from generator.stages.cards import Card, cards, find_terms, in_order
from generator.trust.policy import policy_of

if TYPE_CHECKING:
    from generator.service.orders import Known

MOST_FILES: Final = 20_000
MOST_BYTES: Final = 500_000_000
"""What a library's own files may come to; the stock's are a hundredth of it."""
MOST_KNOWN: Final = 2_000
"""Questions of which is kept what they mean; each has at most some kilobytes (``Limits``)."""
TRIES: Final = 5
"""Times that files are copied anew because they changed meanwhile."""

Print = tuple[tuple[str, int, int], ...]
"""What tells that no file changed: of each its path, size and the time of its last change."""


class Paper(Struct, frozen=True):
    """A format: its name, what it is for, and for how many languages."""

    name: str
    about: str
    languages: int


class Holding:
    """A state of the library and the processes that make leaflets from it."""

    def __init__(
        self,
        library: Library,
        pool: Pool,
        copied: TemporaryDirectory[str] | None = None,
        topics: Sequence[str] = (),
        languages: Sequence[str] = (),
    ) -> None:
        """Take what ``open_holding`` made; of topics and languages (``zh_Hans``) only those named, if any are."""
        self.library, self.pool, self._copied = library, pool, copied
        self._topics, self._languages = tuple(topics), tuple(languages)
        self.drawings: dict[str, bytes] = {}
        """The cards' drawings, once they were asked for."""
        self.known: dict[tuple[str, bytes], Known] = {}
        """What was asked for, by the name in the path and the query as it came."""
        self._terms: asyncio.Task[Mapping[str, tuple[str, ...]]] | None = None
        self._lots: asyncio.Task[Mapping[str, tuple[str, str]]] | None = None
        self.ahead: asyncio.Task[None] | None = None
        """Lays leaflets out while nobody asks (``ahead.py``), once the holding has its place."""

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """The topics' names."""
        return self._topics or self.library.topics()

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages' names (``zh_Hans``)."""
        return self._languages or self.library.languages()

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The languages' BCP 47 tags, English first, then by their own names."""
        return tuple(one.tag for one in in_order(self.library) if one.name in self.languages)

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """The formats, A4 first."""
        found = [self.library.format(name) for name in sorted(self.library.formats(), key=lambda name: name != "a4")]
        return tuple(Paper(one.name, one.about, one.languages) for one in found)

    @cached_property
    def clinics(self) -> tuple[str, ...]:
        """The clinics' names. Kept: to list a folder takes a tenth of what a kept leaflet takes."""
        return self.library.clinics()

    @cached_property
    def themes(self) -> tuple[str, ...]:
        """The looks' names."""
        return self.library.themes()

    @cached_property
    def cards(self) -> Mapping[str, Card]:
        """The topics by name, in the order of their names."""
        return {card.name: card for card in cards(self.library) if card.name in self.topics}

    def know(self, key: tuple[str, bytes], known: Known) -> None:
        """Keep what a name and a query mean; forget all when it becomes much."""
        if len(self.known) >= MOST_KNOWN:
            self.known.clear()
        self.known[key] = known

    async def terms(self) -> Mapping[str, tuple[str, ...]]:
        """Return the words that people look a topic up by."""
        if self._terms is None:
            self._terms = asyncio.create_task(asyncio.to_thread(find_terms, self.library))
        return await asyncio.shield(self._terms)

    async def lots(self) -> Mapping[str, tuple[str, str]]:
        """Return every lot that the library makes now; found out when first asked for, in a thread beside."""
        if self._lots is None:
            self._lots = asyncio.create_task(asyncio.to_thread(current_lots, self.library))
        return await asyncio.shield(self._lots)

    async def close(self) -> None:
        """End the processes when they have done what they were asked, and remove the copy."""
        await self.pool.close()
        if self.ahead:
            await self.ahead
        if self._copied:
            self._copied.cleanup()


def unserved(library: Library, topics: Sequence[str] = (), languages: Sequence[str] = ()) -> Holding:
    """Return the holding of a library for files that need no service: its processes are never started.

    Of topics and languages (``zh_Hans``) it has only those named, if any are.
    """
    return Holding(library, Pool(Opening(library.folder, library.today), Limits()), None, topics, languages)


async def open_holding(settings: Settings, today: date | None = None) -> Holding:
    """Open the library as it stands now, with its processes ready.

    Raises:
        Unusable: when topics, languages or clinics cannot be read: the state of before is better.
        DeadError: when no process can be started.
    """
    copied = await asyncio.to_thread(copy_library, settings.library)
    folder = Path(copied.name) if copied else settings.library
    pool = Pool(Opening(folder, today), settings.limits)
    holding = Holding(Library.open(folder, today), pool, copied)
    try:
        # both to their ends: a process that is still starting must find the copy of the files
        found = await asyncio.gather(asyncio.to_thread(_read, holding, settings), pool.start(), return_exceptions=True)
        for error in found:
            if isinstance(error, BaseException):
                raise error
    except Unusable as error:
        await holding.close()
        raise _at_home(error, holding.library, settings.library) from None
    except BaseException:
        await holding.close()
        raise
    return holding


def _at_home(error: Unusable, copy: Library, folder: Path | None) -> Unusable:
    """Return what is wrong with the files of a copy, said of those that they are copies of."""
    (_, there), (_, here) = copy.folders.roots[0], Library.open(folder).folders.roots[0]
    problems = []
    for one in error.problems:
        if there != here and one.origin.file.startswith(f"{there}/"):
            name = one.origin.file.removeprefix(f"{there}/")
            one = replace(one, origin=replace(one.origin, file=f"{here}/{name}" if here else name))
        problems.append(one)
    return type(error)(*problems)


async def open_if_can(settings: Settings, today: date | None = None) -> tuple[Holding | None, tuple[Problem, ...]]:
    """Open the library as ``open_holding`` does; where people edit, what is wrong with it is returned, not raised.

    Raises:
        Unusable: when it cannot be read and nobody edits.
        DeadError: when no process can be started.
    """
    try:
        return await open_holding(settings, today), ()
    except Unusable as error:
        if not settings.edit:
            raise
        return None, error.problems


def _read(holding: Holding, settings: Settings) -> None:
    """Read what every request needs, so that what is wrong is said before anybody asks."""
    problems = list(unknown_clinics(settings, holding.library.clinics()))
    for name in holding.library.clinics():
        try:
            holding.library.clinic(name)
        except Unusable as error:
            problems += error.problems
    if problems:
        raise Unusable(*problems)
    assert holding.cards is not None and holding.papers is not None and holding.tags is not None
    policy_of(holding.library)
    for name in holding.library.themes():
        holding.library.theme(name)


# -- a copy of the files ------------------------------------------------------------


def own_folder(folder: Path | None) -> Path | None:
    """Return the folder of a library that people edit; None when there is none but the program's."""
    root = Library.open(folder).folders.roots[0][0]
    package = Path(__file__).resolve().parent.parent
    return None if root == stock_folder().resolve() and root.is_relative_to(package) else root


def fingerprint(root: Path) -> Print:
    """Return what tells whether any file of a library changed.

    Raises:
        Unusable: for more files or bytes than a library can have, or when they cannot be listed.
    """
    found: list[tuple[str, int, int]] = []
    size = 0
    for part in PARTS:
        for folder, _, names in os.walk(root / part):
            for name in names:
                path = os.path.join(folder, name)  # noqa: PTH118 - some hundred of them every second
                try:
                    about = os.stat(path)  # noqa: PTH116
                except OSError:  # gone meanwhile, or a link to nowhere: who reads it says so
                    continue
                if stat.S_ISREG(about.st_mode):
                    found.append((os.path.relpath(path, root), about.st_size, about.st_mtime_ns))
                    size += about.st_size
        if len(found) > MOST_FILES or size > MOST_BYTES:
            hint = f"at most {MOST_FILES:,} files and {MOST_BYTES // 1_000_000} MB in content/, templates/, locales/"
            raise Unusable(Problem(Origin(str(root)), "the library is too large to be served", hint))
    return tuple(sorted(found))


def copy_library(folder: Path | None) -> TemporaryDirectory[str] | None:
    """Return a copy of a library's own files as they were at one moment; None when there are none.

    Raises:
        Unusable: when they change all the time, or cannot be copied.
    """
    root = own_folder(folder)
    if root is None:
        return None
    for _ in range(TRIES):
        before = fingerprint(root)
        copied = TemporaryDirectory(prefix="leaflets-")
        try:
            for part in PARTS:  # a folder without files is a part of a library too
                if (root / part).is_dir():
                    (Path(copied.name) / part).mkdir()
            for relative, _, _ in before:
                target = Path(copied.name) / relative
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(root / relative, target)
            if fingerprint(root) == before:
                return copied
        except FileNotFoundError:
            pass
        except OSError as error:
            copied.cleanup()
            reason = (error.strerror or str(error)).lower()
            raise Unusable(Problem(Origin(str(root)), f"the library cannot be copied: {reason}")) from None
        copied.cleanup()
    raise Unusable(Problem(NOWHERE, "the library changes all the time", "wait until what changes it is done"))
