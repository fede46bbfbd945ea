"""Tells when files of a library change: one watcher for ``leaflets watch`` and for the editors' view of the desk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from generator.library.folders import PARTS
from generator.library.library import Library
from generator.library.shelf import Unknown
from generator.model.problems import NOWHERE, Problem, not_installed

QUIET: Final = 50
"""Milliseconds without a change after which the files are read: editors write a file in several steps."""
TURN: Final = 250
"""Milliseconds after which the watcher says that nothing changed."""


def watched_folders(library: Library) -> list[Path]:
    """Return the folders of a library that people edit.

    Raises:
        Missing: when watchfiles is not installed.
        Unknown: when there is no library of one's own to watch.
    """
    if find_spec("watchfiles") is None:
        raise not_installed("to watch files needs the package watchfiles, which is not installed", "watch")
    program = Path(__file__).resolve().parent.parent
    own = [root for root, _ in library.folders.roots if not root.is_relative_to(program)]
    folders = [root / part for root in own for part in PARTS if (root / part).is_dir()]
    if not folders:
        hint = "stand in a folder with content/, templates/ or locales/, or name it with --library"
        raise Unknown(Problem(NOWHERE, "there is no library of yours here to watch", hint))
    return folders


def changes_of(folders: Sequence[Path]) -> Iterator[tuple[Path, ...]]:
    """Yield the files that changed, some together; nothing after each quarter of a second in which none did.

    It looks from the moment that the first of them is asked for. Ctrl+C comes out of it as KeyboardInterrupt.
    """
    from watchfiles import watch

    seen = watch(*folders, debounce=400, step=QUIET, rust_timeout=TURN, yield_on_timeout=True, raise_interrupt=True)
    for changes in seen:
        yield tuple(sorted({Path(path) for _, path in changes}))
