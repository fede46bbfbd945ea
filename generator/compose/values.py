"""What composing needs beside the topic, and what templates see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import CodeType
from typing import Final

from msgspec import Struct

from generator.model.content import Block, Clinic, Kind, Language, Picture, Profile, Said, Series, Source, Words
from generator.model.larder import Larder
from generator.model.leaflet import DRAFT, Standing
from generator.model.lots import RecallLetter
from generator.model.papers import Paper

DOMAIN: Final = "templates"
"""The catalog of the words that stand in templates."""


class Compiled(Struct, frozen=True, eq=False):
    """A template ready to run: its code, the names it asks for, the steps it takes without loops.

    ``form`` tells whether it prints a clinic's words as they are and does nothing else with them.
    """

    code: CodeType
    asks: frozenset[str]
    weight: int
    form: bool = False


class TemplateError(Exception):
    """A template asks for what cannot be done; who runs it knows the line."""

    def __init__(self, message: str, hint: str = "") -> None:
        """Take what a person reads."""
        super().__init__(message)
        self.hint = hint


class Surroundings(Struct, frozen=True):
    """What composing needs beside the topic. The functions put words and dates into the reader's language.

    ``say`` returns the words of a text (a gap is collected by whoever made the function);
    ``english_title`` is the title as written in the source language; ``lot`` the code of what the leaflet says;
    ``staff`` whether sources are named beside every sentence; ``standing`` draft, release or urgent; ``overdue`` why
    the leaflet is printed past its review date; ``letter`` what a letter to a clinic is about;
    ``paper`` what a working paper says; ``note`` what a clinic adds to one sheet; ``larder`` keeps compiled templates.
    """

    language: Language
    profile: Profile
    series: Series
    clinic: Clinic | None
    kinds: Mapping[str, Kind]
    pictures: Mapping[str, Picture]
    say: Callable[[Words], Said]
    say_date: Callable[[date], str]
    say_month: Callable[[date], str]
    week_days: Callable[[], tuple[str, ...]]
    sources: Mapping[str, Source] = {}
    english_title: str = ""
    draft: bool = False
    staff: bool = False
    lot: str = ""
    lots: str = ""
    """Where a desk answers for lots; empty where none does."""
    letter: RecallLetter | None = None
    note: str = ""
    standing: Standing = DRAFT
    overdue: str = ""
    paper: Paper | None = None
    larder: Larder | None = None


class PictureSaid(Struct, frozen=True):
    """A picture as templates see it: its name and what it shows, in the reader's language."""

    name: str
    alt: str

    def __str__(self) -> str:
        """Return the name, so that ``{{ picture }}`` names it."""
        return self.name


class SeriesSaid(Struct, frozen=True):
    """A series as templates see it: its name, the headings over danger signs in the one and the other.

    ``signs`` is the code of the leaflet that lists all danger signs, empty when there is none; ``carer`` who cares for
    the reader, beside a line to write that one's number on.
    """

    name: str
    baby: str
    mother: str
    signs: str
    carer: str


class TopicSaid(Struct, frozen=True):
    """A topic as templates see it."""

    name: str
    code: str
    version: str
    written: date
    review_by: date
    title: str
    purpose: str
    picture: PictureSaid
    accent: str
    blocks: tuple[Block, ...]


class Listed(Struct, frozen=True):
    """A block as ``outline`` gives it: its name on the sheet, its number or nothing, its title."""

    name: str
    number: str
    title: str
