"""Where a library's files are: the folder in use first, then the stock library, file by file.

Why one gate: every name that comes from a command line or a file becomes a path here, and only here.
A path that leaves the library, through ``..`` or a symbolic link, is refused.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from generator.library import yaml_nodes
from generator.model.problems import Origin, Problem, Unusable

PARTS = ("content", "templates", "locales")
"""The folders of a library."""

NAME = re.compile(r"[a-z0-9_-]{1,80}", re.ASCII)
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(_[A-Za-z0-9]{2,8}){0,3}", re.ASCII)


class Found(Struct, frozen=True):
    """A file of the library: its real path, and its name as people know it."""

    path: Path
    shown: str


class Folders:
    """The roots of a library in order of preference."""

    def __init__(self, *roots: tuple[Path, str]) -> None:
        """Take each root with what to put before its files' names when they are shown (``""`` or a folder)."""
        self.roots = tuple((Path(os.path.realpath(path)), shown) for path, shown in roots)

    def find(self, relative: str) -> Found | None:
        """Return a file by its path below a root, from the first root that has it.

        Raises:
            Unusable: when the path leaves the library.
        """
        for root, prefix in self.roots:
            path = root / relative
            shown = f"{prefix}/{relative}" if prefix else relative
            real = os.path.realpath(path)
            inside = real.startswith(f"{root}{os.sep}")
            if not inside and not any(real.startswith(f"{other}{os.sep}") for other, _ in self.roots):
                raise Unusable(
                    Problem(Origin(shown), "this file leads outside the library", "copy the file into the library")
                )
            if inside and os.path.isfile(real):
                return Found(Path(real), shown)
        return None

    def is_stock(self, relative: str) -> bool:
        """Tell whether a file comes from the last root, the stock library, or from none."""
        return not any(os.path.isfile(root / relative) for root, _ in self.roots[:-1])

    def names(self, folder: str, suffix: str) -> tuple[str, ...]:
        """Return the names (without suffix) of a folder's files in all roots, sorted; odd names are left out."""
        found = set()
        for entry in self._entries(folder):
            name, dot, end = entry.name.partition(".")
            if not entry.is_file():
                continue
            if dot and f".{end}" == suffix and NAME.fullmatch(name):
                found.add(name)
        return tuple(sorted(found))

    def files(self, folder: str) -> tuple[str, ...]:
        """Return the relative paths of a folder's files in all roots, sorted."""
        return tuple(sorted({f"{folder}/{entry.name}" for entry in self._entries(folder) if entry.is_file()}))

    def languages(self) -> tuple[str, ...]:
        """Return the names of the folders in ``locales/`` that hold a ``language.yaml``."""
        return tuple(
            sorted(
                {
                    entry.name
                    for entry in self._entries("locales")
                    if LANGUAGE.fullmatch(entry.name) and os.path.isfile(os.path.join(entry.path, "language.yaml"))
                }
            )
        )

    def _entries(self, folder: str) -> Iterator[os.DirEntry[str]]:
        for root, _ in self.roots:
            try:
                with os.scandir(root / folder) as entries:
                    yield from entries
            except (FileNotFoundError, NotADirectoryError):
                continue


def read_bytes(found: Found, most: int) -> bytes:
    """Return a file's bytes.

    Raises:
        Unusable: when it cannot be read or is larger than ``most`` bytes.
    """
    try:
        with found.path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unusable(Problem(Origin(found.shown), f"the file cannot be read: {reason}")) from None
    if len(data) > most:
        raise Unusable(Problem(Origin(found.shown), f"the file is larger than {_size(most)}", "make it smaller"))
    return data


def read_text(found: Found) -> str:
    """Return a template's text, its front matter (between two ``---``) as empty lines.

    Raises:
        Unusable: when it cannot be read, is too large, is not UTF-8 or holds invisible characters.
    """
    problems: list[Problem] = []
    text = yaml_nodes.read_text(found.path, found.shown, problems)
    if text is None or problems:
        raise Unusable(*problems)
    return blank_front_matter(text)


def blank_front_matter(text: str) -> str:
    """Return a template with its front matter as empty lines, so that line numbers stay true."""
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return text
    for number, line in enumerate(lines[1:], 1):
        if line.strip() == "---":
            return "\n".join([""] * (number + 1) + lines[number + 1 :])
    return text


def _size(count: int) -> str:
    return f"{count // 1_000_000} MB" if count >= 1_000_000 else f"{count // 1000} kB"
