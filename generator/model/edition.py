"""Editions: for whom a leaflet is made: a screen, a print shop, an office printer, words alone, pictures of its pages.

An edition says all that one way of making needs beside topic, language, format, look and clinic. Lengths in points.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from generator.model.problems import NOWHERE, ExitCode, Problem, Unusable, suggest

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
BLEED: Final = 3 * MM
MOST_BLEED: Final = 10 * MM
MOST_QUANTITY: Final = 1_000_000
CREEP: Final = 0.1 * MM
"""How far one more folded sheet pushes the next one out: about the thickness of 100 g/m² paper."""
FORMS: Final[Mapping[str, str]] = {"html": ".html", "text": ".txt", "sms": ".sms.txt", "markdown": ".md"}
"""Forms of words alone, and how their files end."""


class WrongEdition(Unusable):
    """No edition has this name, or a part of it cannot be so. Exit code 2."""

    exit_code = ExitCode.USAGE


def _known(name: str, names: Mapping[str, object] | tuple[str, ...], sort: str) -> None:
    if name not in names:
        raise WrongEdition(Problem(NOWHERE, f"there is no {sort} called '{name[:40]}'", suggest(name[:40], names)))


class Job(Struct, frozen=True):
    """How a print shop prints. ``quantity`` 0 is not stated; ``creep`` is for each nested sheet of a booklet."""

    sheet: str = "none"
    imposition: str = "none"
    bleed: float = BLEED
    marks: tuple[str, ...] = MARKS
    colour: str = "cmyk"
    quantity: int = 0
    creep: float = CREEP

    def __post_init__(self) -> None:
        """Refuse names that nobody prints by.

        Raises:
            WrongEdition: for an unknown sheet, imposition, mark or colour.
        """
        _known(self.sheet, SHEETS, "sheet")
        _known(self.imposition, GRIDS, "imposition")
        _known(self.colour, COLOURS, "colour")
        for mark in self.marks:
            _known(mark, MARKS, "mark")


class Screen(Struct, frozen=True, tag=True):
    """A tagged PDF in red, green and blue: to read, to send, to print as it is.

    For ``staff`` it says on which source each sentence rests, and lists them all.
    """

    staff: bool = False


class Press(Struct, frozen=True, tag=True):
    """A file for a print shop: inks, bleed, marks, several pages on a sheet."""

    job: Job = Job()


class Office(Struct, frozen=True, tag=True):
    """A file for an office printer: at full size, or ``handout`` 2 or 4 pages on each side of a ``sheet``.

    ``sheet`` empty means A4, or Letter where the pages are in inches; 2 to 5 ``copies`` are asked of the printer.
    """

    handout: int = 0
    sheet: str = ""
    copies: int = 1

    def __post_init__(self) -> None:
        """Refuse what no office printer does.

        Raises:
            WrongEdition: for another number of pages on a side, or an unknown sheet.
        """
        if self.handout and self.handout not in HANDOUTS:
            raise WrongEdition(Problem(NOWHERE, f"a handout has 2 or 4 pages on a side, not {self.handout}"))
        if self.sheet:
            _known(self.sheet, OFFICE_SHEETS, "sheet")


class Words(Struct, frozen=True, tag=True):
    """Words without pages: ``html``, ``text``, ``sms`` or ``markdown``."""

    form: str = "html"

    def __post_init__(self) -> None:
        """Refuse other forms.

        Raises:
            WrongEdition: for an unknown form.
        """
        _known(self.form, FORMS, "form of words")


class Pictures(Struct, frozen=True, tag=True):
    """A PNG for each page of the screen edition."""


Edition = Screen | Press | Office | Words | Pictures
SCREEN: Final = Screen()
STAFF: Final = Screen(staff=True)
OUTPUTS: Final[Mapping[str, Edition]] = {
    **{"pdf": SCREEN, "staff": STAFF, "png": Pictures()},
    **{form: Words(form) for form in FORMS},
}
"""Editions that need no more than a name (``--as``)."""


def edition_of(name: str) -> Edition:
    """Return the edition that ``--as`` calls by a name.

    Raises:
        WrongEdition: when there is none, with the nearest name.
    """
    _known(name, OUTPUTS, "output")
    return OUTPUTS[name]


def name_of(edition: Edition) -> str:
    """Return what receipts call an edition: screen, staff, press, print, html, text, sms, markdown or pictures."""
    if isinstance(edition, Words):
        return edition.form
    if edition == STAFF:
        return "staff"
    names: dict[type, str] = {Screen: "screen", Press: "press", Office: "print", Pictures: "pictures"}
    return names[type(edition)]
