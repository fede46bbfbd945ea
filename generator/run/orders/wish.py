"""What a run is to make, as values: clinics, names of the library, how it is printed and where it lies."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from generator.model.content import Clinic
from generator.model.edition import SCREEN as SCREEN_EDITION
from generator.model.edition import Job, Press
from generator.model.leaflet import DRAFT, Order, Standing
from generator.model.problems import Problem
from generator.run.files.places import FOLDER, LANGUAGE
from generator.run.orders.options import PRESS, SCREEN

if TYPE_CHECKING:
    from generator.run.orders.table import Refusal, Table

LISTS: Final = ("phones", "hours", "address")
CLINIC: Final = ("name", *LISTS, "language", "interpreter", "web", "logo", "colours", "profile", "lots")
SHARED: Final = ("languages", "topics", "formats", "theme", "edition")
"""What a run file may say for all, and a clinic for itself."""
WANTS: Final = (*SHARED, "copies")
COLUMNS: Final = (*CLINIC, *WANTS)
REQUIRED: Final = ("name", "phones")
MOST_COPIES: Final = 1_000_000
CHOICES_KEPT: Final = 1_000
PLAIN: Final = Job()
"""How a press edition is printed when a run file says nothing of it."""


class Choice(Struct, frozen=True):
    """Which leaflets: names of the library."""

    topics: tuple[str, ...]
    languages: tuple[str, ...]
    formats: tuple[str, ...]
    theme: str
    editions: tuple[str, ...] = (SCREEN,)


class Wanted(Struct, frozen=True):
    """One clinic's leaflets. ``row`` is that of the table, 0 for a clinic of the library."""

    row: int
    clinic: Clinic
    choice: Choice
    copies: int = 1

    def orders(self, job: Job = PLAIN) -> Iterator[Order]:
        """Yield the orders, language by language; a press edition is printed by a job, for these copies."""
        press, clinic, copies = Press(replace(job, quantity=self.copies)), self.clinic, self.copies
        for body in bodies_of(self.choice):
            edition = press if isinstance(body.edition, Press) else body.edition
            yield Order(body.topic, body.language, body.format, body.theme, clinic, edition=edition, copies=copies)

    def count(self) -> int:
        """Return how many leaflets these are."""
        choice = self.choice
        return len(choice.topics) * len(choice.languages) * len(choice.formats) * len(choice.editions)


class Wish(Struct, frozen=True):
    """A whole run as it was read: what can be made, what was refused, and the table for those to be mended.

    ``job`` is how a press edition is printed, ``group`` one of ``GROUPS``, ``notes`` what a person should know;
    ``standing`` and ``overdue`` are those of each order.
    """

    shown: str
    wanted: tuple[Wanted, ...]
    refused: tuple[Refusal, ...]
    problems: tuple[Problem, ...]
    table: Table | None
    job: Job = PLAIN
    group: str = "folder"
    notes: tuple[str, ...] = ()
    standing: Standing = DRAFT
    overdue: str = ""

    def orders(self, one: Wanted) -> Iterator[Order]:
        """Yield the orders of a clinic, as the whole run is wished for."""
        for order in one.orders(self.job):
            plain = self.standing == DRAFT and not self.overdue
            yield order if plain else replace(order, standing=self.standing, overdue=self.overdue)


@lru_cache(maxsize=CHOICES_KEPT)
def bodies_of(choice: Choice) -> tuple[Order, ...]:
    """Return the orders of a choice without their clinic; the clinics of a run mostly share one choice."""
    return tuple(
        Order(topic, language, paper, choice.theme, edition=Press() if edition == PRESS else SCREEN_EDITION)
        for language in choice.languages
        for topic in choice.topics
        for paper in choice.formats
        for edition in choice.editions
    )


def layout_of(group: str) -> str:
    """Return how folders lie in a run that is grouped so (``files/places.py``)."""
    return LANGUAGE if group == "language" else FOLDER
