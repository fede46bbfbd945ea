"""What a press file says about itself, on its slug line and in its metadata. Lengths in points."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from generator.model.lots import mark_of

if TYPE_CHECKING:
    from generator.model.content import Language, Topic
    from generator.model.design import Format


class About(Struct, frozen=True):
    """What a press file says about itself: leaflet, language in English, the day its words were written.

    ``leftward`` is true where books open the other way (right-to-left scripts).
    """

    title: str
    code: str
    language: str
    version: str
    format: str
    written: date
    leftward: bool = False
    folds: tuple[float, ...] = ()
    """Where the first side is folded, in points from its left edge; the second side is its mirror."""
    lot: str = ""
    mark: str = ""
    """What the QR code beside the slug says: it leads to the ledger (``generator/compose/lots.py``)."""
    clinic: str = ""

    @classmethod
    def of(cls, topic: Topic, spoken: Sequence[Language], paper: Format) -> About:
        """Return what the press file of a topic says about itself; ``spoken`` are its one or two languages."""
        return cls(
            getattr(topic.title, "words", topic.name),
            topic.code,
            " and ".join(one.english_name for one in spoken),
            topic.version,
            paper.name,
            topic.written,
            spoken[0].leftward,
            paper.mirrored().folds if spoken[0].leftward else paper.folds,
        )

    def of_lot(self, lot: str, tag: str, clinic: str) -> About:
        """Return this with the lot of what is printed, for the ledger; ``tag`` is the (first) language's."""
        return replace(self, lot=lot, mark=mark_of(self.code, tag, lot), clinic=clinic)
