"""``leaflets watch``: leaflets made again at each change of a file, for people with an editor and a PDF viewer.

What cannot be made is said at its line, and the last good file stays: a viewer never shows half a leaflet.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from generator.cli.opening import MOST_NOTES, open_library
from generator.cli.options import Options
from generator.cli.ordering import read_orders
from generator.cli.speech import complain_all, say, tell
from generator.library.library import Library
from generator.model.edition import Edition, edition_of
from generator.model.problems import ExitCode, Unusable, many
from generator.run.engine import How, Stopped, opened
from generator.run.files.places import place
from generator.run.tasks import Outcome
from generator.run.watching import changes_of, watched_folders

MOST_NAMED: Final = 3
"""Changed files that are named."""


def watch(options: Options) -> int:
    """Make what was asked for, then again at each change, until Ctrl+C.

    Raises:
        Missing: when watchfiles is not installed.
        Unknown: when there is no library of one's own to watch, or a name in the first orders is unknown.
    """
    library = open_library(options.library)
    folders = watched_folders(library)
    read_orders(options, library, _editions(options))  # a wrong word on the command line ends it at once
    seen = changes_of(folders)
    try:
        # it looks before anything is made: what changes meanwhile is made next
        next(seen)
        _make(options)
        tell(f"watching {', '.join(map(str, folders))}; Ctrl+C ends it")
        for changes in filter(None, seen):
            tell(_named(changes))
            _make(options)
    except KeyboardInterrupt:
        tell("no longer watching; no file was left half written")
    return int(ExitCode.MADE)


def _editions(options: Options) -> tuple[Edition, ...]:
    return tuple(edition_of(name) for name in dict.fromkeys(options.outputs or ["pdf"]))


def _make(options: Options) -> None:
    """Make everything from the files as they are now, and say what became of it."""
    begin = time.perf_counter()
    try:
        library = Library.open(options.library)
        orders = read_orders(options, library, _editions(options))
        with opened(library, How(options.output)) as engine:
            result = engine.make(orders, "leaflets watch", tell=lambda one: _say(one, options.output))
    except Stopped:
        raise KeyboardInterrupt from None
    except Unusable as error:
        complain_all(error.problems)
        return
    complain_all(result.problems)
    complain_all(result.notes, MOST_NOTES, "note")
    if result.counts["unchanged"] == result.total:
        say(f"all unchanged ({time.perf_counter() - begin:.1f} s)", now=True)


def _say(one: Outcome, output: object) -> None:
    """Say what became of a leaflet that was not as before."""
    file = f"{output}/{place(one.order)}"
    if one.lines and not one.unchanged:
        pages = one.lines[0].pages
        size = f", {many(pages, 'page')}" if pages else ""
        say(f"made {file}{size}, {one.seconds:.1f} s", now=True)
    elif not one.lines:
        say(f"refused {file}{': the last good one stays' if one.stale else ''}", now=True)


def _named(paths: Iterable[Path]) -> str:
    """Return which files changed, in a few words; those that an editor wrote on the way are gone by now."""
    names: Sequence[str] = sorted({path.name for path in paths if path.exists()}) or ["a file was removed"]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"changed: {', '.join(names[:MOST_NAMED])}{more}"
