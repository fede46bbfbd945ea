"""A laid-out body with the record of where its words fell."""

from __future__ import annotations

from msgspec import Struct

from generator.model.leaflet import Placed
from generator.typeset.pdf.document import Body


class Ready(Struct, frozen=True):
    """A body that any clinic's panel can be stamped into. ``spacing`` and ``scale`` are what copy-fitting chose."""

    body: Body
    placed: tuple[Placed, ...]
    words: str
    spacing: float
    scale: float
    left: tuple[str, ...] = ()
    """Names of the blocks left to the longer editions."""
