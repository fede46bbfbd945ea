"""Findings are values: what was found, how grave it is, and where it stands. Press, gate and checks make them."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from generator.model.problems import NOWHERE, Origin
from generator.model.units import Box

Level = Literal["info", "warn", "fail"]
LEVELS: Final[tuple[Level, ...]] = ("info", "warn", "fail")
"""``fail`` stops a print for patients, ``warn`` is for a person to look at."""


class Finding(Struct, frozen=True):
    """One thing found: by which check, how grave, what, where in which file, and where on which page.

    ``code`` tells the findings of one check apart; ``page`` counts pages, or the sides of a press file, from 1 (0:
    nowhere on a page). In a press file ``box`` counts from the bottom left of what is left when the side is cut.
    Of a translation: its type and severity in MQM, both texts, and the reason why a translator waived it.
    """

    check: str
    level: Level
    code: str
    message: str
    origin: Origin = NOWHERE
    hint: str = ""
    page: int = 0
    box: Box | None = None
    mqm: str = ""
    severity: str = ""
    source: str = ""
    target: str = ""
    waived: str = ""

    def __str__(self) -> str:
        """Return the line a person reads: the file's line or the side, the message, the code."""
        place = f"{self.origin}: " if self.origin.file else f"side {self.page}: " if self.page else ""
        return f"{place}{self.message} [{self.code}]"


class Spot(Struct, frozen=True):
    """Where a finding stands: the file's line, the page, the box."""

    origin: Origin = NOWHERE
    page: int = 0
    box: Box | None = None


def at_least(level: Level, least: Level) -> bool:
    """Tell whether a level is as grave as another, or graver."""
    return LEVELS.index(level) >= LEVELS.index(least)
