"""A command's library, with a word on what lies in it unread."""

from __future__ import annotations

from pathlib import Path

from generator.cli.speech import complain_all
from generator.library.library import Library
from generator.library.shelf import CATALOGS, Unknown
from generator.model.problems import NOWHERE, Problem

MOST_NOTES = 8
"""Files with wrong names that are named one by one."""


def open_library(folder: Path | None) -> Library:
    """Open the library of a command; name the files in it that nobody reads, once.

    Raises:
        Unusable: as ``Library.open``.
    """
    from generator.library.strays import strays

    library = Library.open(folder)
    complain_all(strays(library.folders, {*library.topics(), *CATALOGS}), MOST_NOTES, "note")
    return library


def own_root(library: Library) -> tuple[Path, str]:
    """Return the folder of a library that a command writes into, and what to put before names of files in it.

    Raises:
        Unknown: when there is the program's own library alone, and nobody stands in it or named it: what is written
            there goes with the next version of the program, and counts for everybody on this machine.
    """
    root, shown = library.folders.roots[0]
    if library.folders.own is None and root != (library.folder or Path()).resolve():
        message = "this belongs into a library of your own, and this folder is none"
        hint = "go to the folder with your 'content', or name it: --library DIR; a new one is a folder 'content' here"
        raise Unknown(Problem(NOWHERE, message, hint))
    return root, shown
