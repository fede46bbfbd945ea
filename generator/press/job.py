"""What a print shop is asked for, and what the slug line says. Lengths in points."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from generator.model.lots import mark_of

if TYPE_CHECKING:
    from generator.model.content import Language, Topic
    from generator.model.design import Format

MM: Final = 72 / 25.4
SHEETS: Final = {
    "none": (0.0, 0.0),
    "a4": (210 * MM, 297 * MM),
    "sra4": (225 * MM, 320 * MM),
    "a3": (297 * MM, 420 * MM),
    "sra3": (320 * MM, 450 * MM),
    "letter": (612.0, 792.0),
    "tabloid": (792.0, 1224.0),
}
"""Sheets by name (ISO 216, ISO 217, ANSI); ``none`` is as large as the pages with their marks."""
GRIDS: Final = {"none": (1, 1), "trifold": (1, 1), "2up": (2, 1), "4up": (2, 2), "booklet": (2, 1)}
"""Columns and rows of pages on one side of a sheet."""
MARKS: Final = ("crop", "fold", "registration", "colour", "slug")
COLOURS: Final = ("cmyk", "k")
OFFICE_SHEETS: Final = ("a4", "a3", "letter", "tabloid")
"""Sheets that office printers take."""
HANDOUTS: Final = (2, 4)
"""Pages of a handout on each side of a sheet."""
MOST_COPIES: Final = 5
"""ISO 32000-1, table 150: a file can ask a printer for 2 to 5 copies."""
MOST_BLEED: Final = 10 * MM
MOST_QUANTITY: Final = 1_000_000
CREEP: Final = 0.1 * MM
"""How far one more folded sheet pushes the next one out: about the thickness of 100 g/m² paper."""


class Job(Struct, frozen=True):
    """How a leaflet is printed. ``quantity`` 0 is not stated; ``creep`` is for each nested sheet of a booklet."""

    sheet: str = "none"
    imposition: str = "none"
    bleed: float = 3 * MM
    marks: tuple[str, ...] = MARKS
    colour: str = "cmyk"
    quantity: int = 0
    creep: float = CREEP


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
