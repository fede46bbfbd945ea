"""Orders and what they become: the nouns handed between make, checks and batch."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from generator.model.problems import Origin


class Order(Struct, frozen=True):
    """One leaflet wanted. Names are those of the library; ``clinic`` empty means a space for a stamp.

    ``draft`` allows untranslated gaps, marked on the page. ``output`` is one of ``outputs.SUFFIXES``.
    """

    topic: str
    language: str = "en"
    format: str = "a4"
    theme: str = "default"
    clinic: str = ""
    draft: bool = False
    output: str = "pdf"
    second: str = ""
    """Another language beside the first, block by block; empty for one language alone."""


class Placed(NamedTuple):
    """Where something fell: page from 1, box as x0, y0, x1, y1 in points from the bottom left, YAML place."""

    page: int
    area: str
    tag: str
    box: tuple[float, float, float, float]
    origin: Origin


class Leaflet(Struct, frozen=True):
    """A finished leaflet: the PDF's bytes, its pages, where things fell, the words drawn in order.

    ``spacing`` and ``scale`` are what copy-fitting chose (1 = as the theme says).
    """

    pdf: bytes
    pages: int
    placed: tuple[Placed, ...]
    words: str
    spacing: float = 1.0
    scale: float = 1.0
    lot: str = ""
    """The code of what it says, as in the receipts (see ``compose/lots.py``)."""
    sha256: str = ""
    """The hash of ``pdf`` in hex where the stamp took it in passing; else nothing."""
    left: tuple[str, ...] = ()
    """Names on the sheet of the blocks that a short edition left to the longer ones (``line-24``)."""


class Receipt(Struct, frozen=True):
    """What became of one order: ``made``, ``unchanged`` or ``refused``.

    ``problems`` say why it was refused, or what a person should know of one that was made.
    """

    order: Order
    outcome: str
    file: str
    sha256: str
    pages: int
    seconds: float
    problems: tuple[str, ...] = ()
