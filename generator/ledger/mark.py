"""Lots that a recall found → lines of ``content/recalled.yaml``: they are not made again, and whoever asks is told.

What asks that list: every way of making, ``leaflets verify``, the desk's ``/l/LOT``.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from generator.library.folders import read_bytes
from generator.library.library import Library
from generator.model.lots import show_lot
from generator.model.problems import Origin, Problem, Unusable, refuse_if_any
from generator.trust.policy import RECALLED, Recall, read_recalled

MOST: Final = 1_000_000
"""The largest list that is added to, in bytes: some ten thousand lots."""
HEAD: Final = "# Lots that must not be handed out any more: leaflets recall --because REASON. docs/how-to/ledger.md\n"


def mark(codes: Iterable[str], reason: str, library: Library) -> tuple[bytes, tuple[str, ...]]:
    """Return a library's list with lots added to it, and those that are new; lines that are there stay as they are.

    Args:
        codes: lots without a hyphen.
        reason: why, one line.
        library: whose list it is, and the day it is.

    Raises:
        Unusable: when the list cannot be read, or is written so that nothing can be added at its end.
    """
    root, _ = library.folders.roots[0]
    found = next((one for one in library.folders.layers(RECALLED) if one.path == Path(root, RECALLED)), None)
    words = read_bytes(found, MOST).decode() if found else HEAD
    problems: list[Problem] = []
    before = read_recalled(found.path, found.shown, problems) if found else {}
    refuse_if_any(problems)
    new = tuple(code for code in dict.fromkeys(codes) if code not in before)
    words += "" if words.endswith("\n") or not words else "\n"
    words += "".join(
        f"{show_lot(one)}: {{day: {library.today}, reason: {json.dumps(reason, ensure_ascii=False)}}}\n" for one in new
    )
    if new and {*_read(words)} != {*before, *new}:
        message = "nothing can be added to this list as it is written"
        hint = f"write it line by line: 7KQ4-M2XD: {{day: {library.today}, reason: WHY}}"
        raise Unusable(Problem(Origin(found.shown if found else RECALLED), message, hint))
    return words.encode(), new


def _read(words: str) -> dict[str, Recall]:
    """Return what the list would say; nothing where it could not be read."""
    problems: list[Problem] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "recalled.yaml")
        path.write_text(words, encoding="utf-8")
        found = read_recalled(path, RECALLED, problems)
    return {} if problems else found
