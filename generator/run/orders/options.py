"""What a run can be asked for by name. Nothing else stands here, so that ``--help`` is quick."""

from __future__ import annotations

from typing import Final

SCREEN: Final = "screen"
PRESS: Final = "press"
EDITIONS: Final = {SCREEN: (SCREEN,), PRESS: (PRESS,), "both": (SCREEN, PRESS)}
"""Editions by what a run file, a row or the command line calls them."""
GROUPS: Final = ("folder", "zip", "language", "merged")
"""How what comes out is grouped."""
