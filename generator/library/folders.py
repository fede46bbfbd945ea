"""Where a library's files are: the folder in use first, then the stock library, file by file.

Why one gate: every name that comes from a command line or a file becomes a path here, and only here.
A path that leaves the library, through ``..`` or a symbolic link, is refused.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from generator.library import texts
from generator.model.problems import NOWHERE, Origin, Problem, Unusable

PARTS = ("content", "templates", "locales")
"""The folders of a library."""
_BELOW = tuple(f"{part}/" for part in PARTS)
_TURNS = frozenset(("", ".", ".."))
"""Steps of a path that lead elsewhere than down."""

NAME = re.compile(r"[a-z0-9_-]{1,80}", re.ASCII)
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(_[A-Za-z0-9]{2,8}){0,3}", re.ASCII)


class Found(Struct, frozen=True):
    """A file of the library: its real path, and its name as people know it."""

    path: Path
    shown: str


def no_library(folder: str | Path) -> Problem | None:
    """Return why a folder cannot be a library: it is not there, or closed to us, or holds no part of one."""
    name = str(folder) if len(str(folder)) <= 80 else f"{str(folder)[:79]}…"
    try:
        os.stat(folder)
        if _holds_parts(folder):
            return None
    except FileNotFoundError:
        state = "does not exist"
    except (OSError, ValueError) as error:
        return texts.unreadable(NOWHERE, error, f"library folder '{name}'")
    else:
        state = "has no content/, templates/ or locales/"
    hint = "a library is a folder with content/, templates/ or locales/ in it"
    return Problem(NOWHERE, f"the library folder '{name}' {state}", hint)


def roots(folder: Path, stock: Path) -> list[tuple[Path, str]]:
    """Return the roots of a library: the folder, if it holds any part of one, and the stock library.

    Raises:
        Unusable: when the folder cannot be looked into, or the program stands in one that is gone.
    """
    stock = stock.resolve()
    try:
        stands = Path.cwd()  # nothing can be made in a folder that is gone: even ReportLab asks for its name
    except OSError as error:
        problem = texts.unreadable(NOWHERE, error, "folder in which the program stands")
        raise Unusable(replace(problem, hint="go to another folder and begin again")) from None
    here = folder.resolve()
    try:
        own = _holds_parts(here)
    except OSError as error:
        raise Unusable(texts.unreadable(NOWHERE, error, f"folder '{here}'")) from None
    found = [(here, "" if here == stands else str(folder))] if own else []
    return found if found and here == stock else [*found, (stock, str(stock))]


def _holds_parts(folder: str | Path) -> bool:
    """Tell whether a folder holds any part of a library; raise OSError when it cannot be looked into."""
    for part in PARTS:
        try:
            if stat.S_ISDIR(os.stat(os.path.join(folder, part)).st_mode):
                return True
        except (FileNotFoundError, NotADirectoryError):
            continue
    return False


class Folders:
    """The roots of a library in order of preference."""

    def __init__(self, *roots: tuple[Path, str]) -> None:
        """Take each root with what to put before its files' names when they are shown (``""`` or a folder)."""
        self.roots = tuple((Path(os.path.realpath(path)), shown) for path, shown in roots)

    @property
    def own(self) -> str | None:
        """What people call the folder over the stock library: empty when they stand in it, None where there is none."""
        return self.roots[0][1] if len(self.roots) > 1 else None

    def find(self, relative: str) -> Found | None:
        """Return a file by its path below a root, from the first root that has it. Raises as ``layers``."""
        return next(self.layers(relative), None)

    def layers(self, relative: str) -> Iterator[Found]:
        """Yield a file from each root that has it: the library's own first, the stock's last.

        Lists by name (sources, pictures, faces, catalogs) are laid over one another, entry by entry; of other files
        the first one counts.

        Raises:
            Unusable: when the path leaves the library, when what is there is no file or cannot be reached, and when
                the folder of the library is gone: the stock file would not be what its people wrote.
        """
        for root, prefix in self.roots:
            path = os.path.join(root, relative)
            place = Origin(f"{prefix}/{relative}" if prefix else relative)
            real = _real(root, relative, path)
            if not any(real.startswith(f"{one}{os.sep}") for one, _ in self.roots):
                raise Unusable(Problem(place, "this file leads outside the library", "copy the file into the library"))
            try:
                problem = texts.no_file(place, os.stat(real))
            except (FileNotFoundError, NotADirectoryError):
                if os.path.islink(path):
                    raise Unusable(Problem(place, "this link leads nowhere", "put the file itself there")) from None
                _must_be(root)
                continue
            except (OSError, ValueError) as error:
                problem = texts.unreadable(place, error)
            if problem:
                raise Unusable(problem)
            yield Found(Path(real), place.file)

    def bare(self, file: str) -> str:
        """Return the name of a file from its root on; a name that is of no root as it is."""
        for _, prefix in self.roots:
            relative = file.removeprefix(f"{prefix}/") if prefix else file
            if relative.startswith(_BELOW) and (relative != file or not prefix):
                return relative
        return file

    def shown(self, file: str) -> str:
        """Return what people call the file of such a name: it is the first root's that has one, as it was read."""
        found = self.find(file) if file.startswith(_BELOW) else None
        return found.shown if found else file

    def is_stock(self, relative: str) -> bool:
        """Tell whether a file comes from the last root, the stock library, or from none."""
        return not any(os.path.isfile(root / relative) for root, _ in self.roots[:-1])

    def names(self, folder: str, suffix: str) -> tuple[str, ...]:
        """Return the names (without suffix) of a folder's files in all roots, sorted; odd names are left out."""
        found = set()
        for name in self._entries(folder):
            name, dot, end = name.partition(".")
            if dot and f".{end}" == suffix and NAME.fullmatch(name):
                found.add(name)
        return tuple(sorted(found))

    def files(self, folder: str) -> tuple[str, ...]:
        """Return the relative paths of a folder's files in all roots, sorted."""
        return tuple(sorted({f"{folder}/{name}" for name in self._entries(folder)}))

    def languages(self) -> tuple[str, ...]:
        """Return the names of the folders in ``locales/`` that hold a ``language.yaml``."""
        return tuple(
            sorted(
                name
                for name in set(self._entries("locales", folders=True))
                if LANGUAGE.fullmatch(name)
                and any(os.path.lexists(root / "locales" / name / "language.yaml") for root, _ in self.roots)
            )
        )

    def _entries(self, folder: str, folders: bool = False) -> Iterator[str]:
        """Yield the names of what is in a folder of each root: of folders, or of all else.

        Why all else and not only files: whoever reads it says what is wrong with it.

        Raises:
            Unusable: when a folder cannot be listed.
        """
        for root, prefix in self.roots:
            try:
                with os.scandir(root / folder) as entries:
                    yield from (entry.name for entry in entries if _is_folder(entry) == folders)
            except (FileNotFoundError, NotADirectoryError):
                _must_be(root)
            except OSError as error:
                place = Origin(f"{prefix}/{folder}" if prefix else folder)
                raise Unusable(texts.unreadable(place, error, "folder")) from None


def _real(root: Path, relative: str, path: str) -> str:
    """Return a file's real path, as ``os.path.realpath``. A root is real already, so only the steps below it are asked.

    Why: a digest asks for every file of a library; to ask of each for all the folders above took half of its time.
    """
    names, step = relative.split("/"), str(root)
    if os.sep != "/" or not _TURNS.isdisjoint(names):
        return os.path.realpath(path)
    for name in names:
        step = f"{step}/{name}"
        try:
            if stat.S_ISLNK(os.lstat(step).st_mode):
                return os.path.realpath(path)
        except OSError:  # not there, or closed to us: whoever opens it says so
            break
    return path


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link into a folder that is closed to us, or in a circle
        return False


def _must_be(root: Path) -> None:
    """Refuse to go on when a library's folder is gone since it was opened."""
    if not os.path.isdir(root):
        hint = "is its disk still connected? put it back and begin again"
        raise Unusable(Problem(Origin(str(root)), "the folder of the library is gone", hint))


def read_bytes(found: Found, most: int) -> bytes:
    """Return a file's bytes.

    Raises:
        Unusable: when it cannot be read or is larger than ``most`` bytes.
    """
    try:
        with found.path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise Unusable(texts.unreadable(Origin(found.shown), error)) from None
    if len(data) > most:
        raise Unusable(Problem(Origin(found.shown), f"the file is larger than {_size(most)}", "make it smaller"))
    return data


def read_text(found: Found) -> str:
    """Return a template's text, its front matter (between two ``---``) as empty lines.

    Raises:
        Unusable: when it cannot be read, is too large, is not UTF-8 or holds invisible characters.
    """
    problems: list[Problem] = []
    text = texts.read_text(found.path, found.shown, problems)
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
