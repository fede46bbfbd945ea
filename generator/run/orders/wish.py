"""What a run is to make, as values: clinics, names of the library, how it is printed and where it lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from generator.model.content import Clinic
from generator.model.leaflet import Order
from generator.model.problems import Problem
from generator.press import Job
from generator.run.orders.options import PRESS, SCREEN
from generator.run.orders.tables import Refusal, Table

LISTS: Final = ("phones", "hours", "address")
CLINIC: Final = ("name", *LISTS, "interpreter", "web", "logo", "colours", "profile")
SHARED: Final = ("languages", "topics", "formats", "theme", "edition")
"""What a run file may say for all, and a clinic for itself."""
WANTS: Final = (*SHARED, "copies")
COLUMNS: Final = (*CLINIC, *WANTS)
REQUIRED: Final = ("name", *LISTS)
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

    def orders(self) -> Iterable[Order]:
        """Yield the orders, language by language."""
        for bodies in bodies_of(self.choice).values():
            for body in bodies:
                yield replace(body, clinic=self.clinic.name)

    def count(self) -> int:
        """Return how many leaflets these are."""
        choice = self.choice
        return len(choice.topics) * len(choice.languages) * len(choice.formats) * len(choice.editions)


class Wish(Struct, frozen=True):
    """A whole run as it was read: what can be made, what was refused, and the table for those to be mended.

    ``job`` is how a press edition is printed, ``group`` one of ``GROUPS``, ``notes`` what a person should know.
    """

    shown: str
    wanted: tuple[Wanted, ...]
    refused: tuple[Refusal, ...]
    problems: tuple[Problem, ...]
    table: Table | None
    job: Job = PLAIN
    group: str = "folder"
    notes: tuple[str, ...] = ()


@lru_cache(maxsize=CHOICES_KEPT)
def bodies_of(choice: Choice) -> Mapping[str, tuple[Order, ...]]:
    """Return the orders of a choice without their clinic, by language; the clinics of a run mostly share one choice."""
    return {
        language: tuple(
            Order(topic, language, paper, choice.theme, output=PRESS if edition == PRESS else "pdf")
            for topic in choice.topics
            for paper in choice.formats
            for edition in choice.editions
        )
        for language in choice.languages
    }


def place(order: Order, group: str = "folder") -> str:
    """Return a leaflet's file inside the output folder: ``hill-clinic/zh-Hans/colostrum-a4.pdf``.

    The press edition ends in ``-press``; grouped by language, the language's folder comes first.
    """
    return place_of(order, order.clinic, group)


def place_of(body: Order, clinic: str, group: str = "folder") -> str:
    """Return ``place`` of an order for a clinic, by its folder's name."""
    language = body.language.replace("_", "-")
    folders = f"{language}/{clinic}" if group == "language" else f"{clinic}/{language}"
    return f"{folders}/{body.topic}-{body.format}{'-press' if body.output == PRESS else ''}.pdf"
