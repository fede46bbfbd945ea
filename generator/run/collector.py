"""Python's search for cycles of objects, held back in processes of our own.

Why: a run keeps most of what it makes (words, lines, fonts), and to look through all of that for cycles takes a tenth
of its time. A clinic's panel leaves no cycle behind (tests/run/test_run.py); a body, or a refused
leaflet, does.
"""

from __future__ import annotations

import gc
from typing import Final

YOUNG: Final = 50_000
"""Objects made and not gone again after which Python searches, instead of 700."""
_own: list[bool] = []


def own() -> None:
    """Say that this process is ours alone: what it keeps, it keeps until its end."""
    gc.set_threshold(YOUNG, 20, 50)
    _own[:] = [True]


def settle(fresh: bool) -> None:
    """Leave out of all later searches what is there now; search the young objects first when there may be cycles.

    Does nothing where others' objects live too: what is a cycle now and left out would never go.
    """
    if not _own:
        return
    if fresh:
        gc.collect(0)
    gc.freeze()
