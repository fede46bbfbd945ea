"""What this machine has seen signed in a library, kept outside it: who takes the last record away is found out here.

A text file for each library in the user's own folder of state (XDG Base Directory Specification): the names of the
last records, as in ``chain.py``. Where it cannot be written nothing is kept, and nothing is said.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from generator.trust.chain import LINE

SETTING: Final = "LEAFLETS_STATE"
"""The environment variable: ``off``, or the folder to make ours in."""
MOST: Final = 10_000
"""Names that are kept of a library."""
_HEAD: Final = "# Signatures that were seen in {}. One that was taken away on purpose: take its line out here.\n"


def place(root: str) -> Path | None:
    """Return the file for a library's folder; None where nothing is to be kept."""
    setting = os.environ.get(SETTING, "")
    if setting == "off":
        return None
    try:
        home = Path(setting or os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state")
    except RuntimeError:  # a user without a home
        return None
    name = hashlib.sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:16]
    return home / "leaflets" / f"signed-{name}.txt" if home.is_absolute() else None


def seen(root: str) -> tuple[str, ...]:
    """Return the names of records that were the last when this machine looked before; lines that are none are left."""
    file = place(root)
    try:
        words = file.read_text(encoding="utf-8") if file else ""
    except (OSError, ValueError):
        return ()
    return tuple(line for line in words.splitlines()[:MOST] if re.fullmatch(LINE, line))


def note(root: str, lines: Iterable[str]) -> None:
    """Keep names in the place of those of before, whole or not at all."""
    file, kept = place(root), tuple(dict.fromkeys(lines))[:MOST]
    if file is None or kept == seen(root):
        return
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, beside = tempfile.mkstemp(dir=file.parent, suffix=".new")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as new:
                new.write(_HEAD.format(os.path.realpath(root)) + "".join(f"{line}\n" for line in kept))
                new.flush()
                os.fsync(new.fileno())
            Path(beside).replace(file)
        except BaseException:
            with suppress(OSError):
                Path(beside).unlink()
            raise
