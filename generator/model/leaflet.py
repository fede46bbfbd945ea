"""Orders and what they become: the nouns handed between pipeline, checks and runs."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from generator.model.content import Clinic
from generator.model.edition import SCREEN, Edition, Press, Words
from generator.model.problems import Origin, Problem

Standing = Literal["draft", "release", "urgent"]
DRAFT: Final = "draft"
RELEASE: Final = "release"
URGENT: Final = "urgent"
"""A draft says so at its foot. A release is signed by all who must (``trust/``); an urgent one by one clinician."""
MOST_REASON: Final = 60
"""Letters of the reason that is printed on a leaflet past its review date: one line or two."""


class Order(Struct, frozen=True):
    """One leaflet wanted. Names are those of the library.

    ``clinic`` is a name, a clinic as a value, or empty: the leaflet then has a space for a stamp. ``draft`` allows
    untranslated gaps, marked on the page. ``second`` is another language beside the first, block by block. ``copies``
    will be printed: they stand in the receipt. ``standing`` is what it is asked for as; ``overdue`` why it is printed
    past its review date, empty when it is not to be. ``note`` are words of the clinic for this sheet alone.
    """

    topic: str
    language: str = "en"
    format: str = "a4"
    theme: str = "default"
    clinic: str | Clinic = ""
    draft: bool = False
    edition: Edition = SCREEN
    second: str = ""
    copies: int = 1
    standing: Standing = DRAFT
    overdue: str = ""
    note: str = ""

    @property
    def body(self) -> Order:
        """The same order without its clinic, note and copies: what is laid out once for all clinics."""
        edition = self.edition
        if isinstance(edition, Press) and edition.job.quantity:
            edition = Press(replace(edition.job, quantity=0))
        return replace(self, clinic="", edition=edition, copies=1, note="")

    @property
    def clinic_name(self) -> str:
        """The name of the clinic's folder, empty without a clinic."""
        return self.clinic if isinstance(self.clinic, str) else self.clinic.name

    @property
    def is_paged(self) -> bool:
        """Whether it has pages, and so a format."""
        return not isinstance(self.edition, Words)


class Placed(NamedTuple):
    """Where something fell: page from 1, box as x0, y0, x1, y1 in points from the bottom left, YAML place."""

    page: int
    area: str
    tag: str
    box: tuple[float, float, float, float]
    origin: Origin


class Leaflet(Struct, frozen=True):
    """What an order became: its files, how many pages they have, and what is known of them.

    ``placed`` and ``words`` say where things fell on the pages and what was drawn, in order; ``spacing`` and ``scale``
    what copy-fitting chose (1 = as the theme says).
    """

    files: tuple[bytes, ...]
    """One file; of pictures one for each page."""
    pages: int
    """Pages of the leaflet; 0 of words alone."""
    placed: tuple[Placed, ...] = ()
    words: str = ""
    spacing: float = 1.0
    scale: float = 1.0
    lot: str = ""
    """The code of what it says, as in the receipts (see ``model/lots.py``)."""
    sha256: str = ""
    """The hash of its one file in hex where the stamp took it in passing; else nothing."""
    left: tuple[str, ...] = ()
    """Names on the sheet of the blocks that a short edition left to the longer ones (``line-24``)."""
    findings: tuple[str, ...] = ()
    """What our own rules found in a press file."""
    notes: tuple[Problem, ...] = ()
    """What a person should know of it, each at its line."""
    how: tuple[str, ...] = ()
    """How to print it, in words: sides, sheets, ink, folding."""
    printed: int = 0
    """Sides of a file for a print shop or an office printer, where they are not its pages."""

    @property
    def sides(self) -> int:
        """How many pages the file has: those of the leaflet, or the sides of sheets they stand on."""
        return self.printed or self.pages

    @property
    def pdf(self) -> bytes:
        """The bytes of its one file."""
        return self.files[0]

    @property
    def text(self) -> str:
        """The words of its one file: HTML, text, a short message, Markdown."""
        return self.files[0].decode()

    def __repr__(self) -> str:
        """Say what it is, not all its bytes."""
        size = sum(map(len, self.files))
        return f"<Leaflet {self.lot or 'without a lot'}: {self.pages} pages, {len(self.files)} file(s), {size:,} bytes>"
