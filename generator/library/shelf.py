"""How a library keeps what it has read, and finds the file of a name: the machinery below ``library/library.py``."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

from msgspec.structs import replace

from generator.library.folders import NAME, Folders, Found
from generator.library.texts import read_text, short
from generator.model.content import Language
from generator.model.design import FaceFile, Theme
from generator.model.larder import Larder, kept
from generator.model.problems import NOWHERE, ExitCode, Missing, Origin, Problem, Unusable, refuse_if_any, suggest

LISTS: Final = frozenset({"sources", "pictures", "series", "policy", "recalled"})
"""Files in ``content/`` that are lists, not topics."""
UNPRINTED: Final = frozenset({"policy", "recalled"})
"""Those of them that decide whether a leaflet is made, and none of its bytes."""

CATALOGS: Final = ("shared", "templates", "desk")
"""Catalogs of no topic: of words that several topics hold, of those in templates, of the desk's own page."""

_READING: ContextVar[tuple[tuple[str, Origin], ...]] = ContextVar("_READING", default=())
"""The files being read, each extended by the one before, with the places that say so."""
MOST_EXTENDED: Final = 20
"""Files in a row that each extend the next: people lose their way in fewer, and Python in two hundred."""
T = TypeVar("T")
N = TypeVar("N", Theme, Language)
"""Nouns of one file each, whose only place is that file."""


class Unknown(Unusable):
    """A name that nothing in the library has, given on the command line. Exit code 2."""

    exit_code = ExitCode.USAGE


class Shelf:
    """Keeps what was read; finds files by name."""

    def __init__(self, folders: Folders) -> None:
        """Take the folders to look in."""
        self.folders = folders
        self.inputs: dict[object, Any] = {}
        self._kept: dict[tuple[str, str], Any] = {}

    @property
    def larder(self) -> Larder | None:
        """What is kept on disk from one start of the program to the next; None when nothing is."""
        from generator.library.larder import open_larder
        from generator.library.program import program

        return open_larder(program())

    def language_name(self, name: str) -> str:
        """Return the folder name of a language written as ``zh-Hans``, ``zh_hans`` or ``zh_Hans``."""
        found: str | None = self._kept.get(("language's name", name))  # no look at the folders for every leaflet
        if found is None:
            wanted = name.replace("-", "_").lower()
            found = next((known for known in self.folders.languages() if known.lower() == wanted), None)
            if found is None:
                return name.replace("-", "_")
            self._kept["language's name", name] = found
        return found

    def _keep(self, sort: str, name: str, read: Callable[[str], T]) -> T:
        """Return what was read before, else read it. What cannot be read is tried again the next time."""
        kept: T
        try:
            kept = self._kept[sort, name]
        except KeyError:
            kept = self._kept[sort, name] = read(name)
        return kept

    def _file(
        self, name: str, relative: str, sort: str, known: Callable[[], tuple[str, ...]], origin: Origin = NOWHERE
    ) -> Found:
        """Return the file of a name. A wrong name is the user's (usage) or, with an origin, that file's problem."""
        taken = sort == "topic" and name in LISTS
        found = self.folders.find(relative) if NAME.fullmatch(name) and not taken else None
        if found is None:
            problem = Problem(origin, f"there is no {sort} called '{name[:80]}'", suggest(name, known()))
            raise Unusable(problem) if origin.file else Unknown(problem)
        return found

    def _need(self, relative: str) -> tuple[Found, ...]:
        """Return a list of the library as each root has it, the library's own first."""
        found = tuple(self.folders.layers(relative))
        if not found:
            hint = "the program comes with one: install it again"
            raise Unusable(Problem(Origin(relative), "the library has no such file", hint))
        return found

    def _laid(self, relative: str, read: Callable[[Path, str, list[Problem]], Mapping[str, T]]) -> Mapping[str, T]:
        """Return the entries of a list by name: a library's own are laid over the stock's of the same name."""
        entries: dict[str, T] = {}
        problems: list[Problem] = []
        for found in self._need(relative):
            for name, entry in read(found.path, found.shown, problems).items():
                entries.setdefault(name, entry)
        refuse_if_any(problems)
        return MappingProxyType(entries)

    def _settled(self, sort: type[N], found: Found, read: Callable[[list[Problem]], N | None]) -> N:
        """Return the noun of a file, from the larder where all that the file says was read before.

        A file that extends another is read: what it says is not all that the noun is made from.
        """
        text = text_of(found)
        larder = self.larder if text and "extends" not in text and "\\" not in text else None  # \x65 is an e in YAML

        def make() -> N | None:
            made = replace(sure(read), origin=NOWHERE)  # no folder of who builds a wheel is in it
            return made if text_of(found) == text else None  # changed in between

        if larder is None:
            return sure(read)
        noun = kept(larder, f"{sort.__name__} {self.folders.bare(found.shown)} {text}", sort, make) or sure(read)
        return replace(noun, origin=Origin(found.shown))

    def _above(self, found: Found, lookup: Callable[[str, Origin], T]) -> Callable[[str, Origin], T]:
        """Return the lookup of what a file extends, for its reader; a loop is a problem, and so is a long chain."""

        def above(name: str, origin: Origin) -> T:
            trail = (*_READING.get(), (found.path.stem, origin))
            names = [step for step, _ in trail]
            if name in names:
                circle = " → ".join([*names, name])
                hint = "take the line 'extends:' out of one of them"
                raise Unusable(Problem(trail[0][1], f"this file extends itself: {circle}", hint))
            if len(trail) > MOST_EXTENDED:
                message = f"this file extends another, that one another, and so on, more than {MOST_EXTENDED} times"
                raise Unusable(Problem(trail[0][1], message, f"let it extend '{short(name)}', or one that does"))
            before = _READING.set(trail)
            try:
                return lookup(name, origin)
            finally:
                _READING.reset(before)

        return above


def text_of(found: Found) -> str | None:
    """Return a file's text; None when something is wrong with it, for its reader to say."""
    problems: list[Problem] = []
    text = read_text(found.path, found.shown, problems)
    return None if problems else text


def sure(read: Callable[[list[Problem]], T | None]) -> T:
    """Return what a reader returns; raise its problems, if it found any."""
    problems: list[Problem] = []
    value = read(problems)
    refuse_if_any(problems)
    assert value is not None, "a reader returned nothing and no problem"
    return value


def installed(face: FaceFile) -> FaceFile:
    """Return a face with the path of its file on this machine. The font pack is not imported.

    Raises:
        Missing: when the pack is not installed, or has no such file.
    """
    package = face.package.replace("_", "-")
    try:
        spec = find_spec(face.package)
    except (ImportError, ValueError):
        spec = None
    places = (spec.submodule_search_locations or []) if spec else []
    if not places:
        message = f"the font pack '{package}' is not installed on this machine; the face '{face.key}' needs it"
        raise Missing(Problem(face.origin, message, f"install it with: pip install {package}"))
    for place in places:
        path = os.path.join(place, face.path)
        if os.path.isfile(path):
            return replace(face, path=path)
    message = f"the font pack '{package}' has no file '{face.path}'; the face '{face.key}' needs it"
    raise Missing(Problem(face.origin, message, f"install it again with: pip install --force-reinstall {package}"))
