"""A command's library, with a word on what lies in it unread."""

from __future__ import annotations

from pathlib import Path

from generator.cli.speech import complain_all
from generator.library.library import Library
from generator.library.shelf import CATALOGS

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
