"""What working papers say: a review sheet for translators, a form for those who judge a leaflet. Never for patients."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from generator.model.markup import Span


class Piece(Struct, frozen=True):
    """Some words of a text that changed; ``fate`` is ``out`` or ``new`` where the other text has not these, else ""."""

    words: str
    fate: str = ""


class ReviewRow(Struct, frozen=True):
    """One text on a review sheet. ``state`` is nothing for a translation that stands, else what is to be done.

    ``before`` and ``now`` are the English that was translated and that of today, where it changed.
    """

    number: int
    english: tuple[Span, ...]
    said: tuple[Span, ...]
    state: str
    context: str
    notes: tuple[str, ...]
    remarks: tuple[str, ...]
    before: tuple[Piece, ...] = ()
    now: tuple[Piece, ...] = ()


class ReviewSheet(Struct, frozen=True):
    """The texts of one domain beside their translation. ``digest`` names these very words, for who signs the sheet.

    ``changed`` and ``missing`` are the numbers of the rows whose English changed, and that are not translated.
    """

    title: str
    domain: str
    day: date
    rows: tuple[ReviewRow, ...]
    digest: str
    tag: str
    own_name: str
    english_name: str
    changed: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()


class JudgedItem(Struct, frozen=True):
    """One of PEMAT's items. ``verdict``: met, not met or nothing to judge for what a program decides; else empty.

    ``sort`` is ``program``, ``hint`` or ``people``; ``found`` what the program saw.
    """

    number: int
    group: str
    question: str
    sort: str
    verdict: str
    found: str
    place: str = ""


class Judgement(Struct, frozen=True):
    """A leaflet by PEMAT's items: those that a program decides, hints for people, and those for people alone."""

    topic: str
    title: str
    version: str
    day: date
    items: tuple[JudgedItem, ...]
    summary: str


Paper = ReviewSheet | Judgement
