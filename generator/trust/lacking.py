"""What a release lacks, in words, with the command that mends it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from generator.model.problems import Origin, Problem
from generator.trust.units import Unit, sides
from generator.words.localize import SOURCE

if TYPE_CHECKING:
    from generator.trust.states import Stand

DEFAULT: Final = "default"
"""The country profile where nobody says otherwise."""
UNSIGNED: Final = "nobody has signed"
AROUND: Final = 40
"""Letters that are shown before and behind a difference."""


class Asked(Struct, frozen=True):
    """The leaflet that is asked about, and where its words stand."""

    topic: str
    language: str
    profile: str
    origin: Origin

    def lacks(self, role: str, why: str, subjects: Sequence[str], hint: str = "", changed: bool = False) -> Problem:
        """Return what a role has not signed of some subjects, with the command that signs it."""
        command = self.sign(role, subjects) + (" --changed" if changed else "")
        return Problem(self.origin, f"{role}: {why}", f"{hint or 'when they have read every word'}: {command}")

    def sign(self, role: str, subjects: Sequence[str]) -> str:
        """Return the command that signs the topic; with what it shares, where that is among ``subjects``."""
        shared = " --with-shared" if any(one != self.topic for one in subjects) else ""
        language = "" if self.language == SOURCE else f" --language {_tag(self.language)}"
        country = f" --profile {self.profile}" if self.profile != DEFAULT and "profiles" in subjects else ""
        return f"leaflets sign {self.topic}{shared}{language}{country} --role {role} --as NAME"

    def status(self, language: str) -> str:
        """Return the command that shows why it is no further in a language."""
        country = "" if self.profile == DEFAULT else f" --profile {self.profile}"
        return f"leaflets status {self.topic} --language {_tag(language)}{country} --why"

    def english(self, stand: Stand | None) -> Iterator[Problem]:
        """Yield that the English, which a translation needs, is not approved."""
        if stand is not None and stand.state != "approved":
            hint = f"its words are signed first; why they are not: {self.status(SOURCE)}"
            yield Problem(self.origin, f"the English is not approved: it is {stand.state}", hint)


def beside(old: Unit, new: Unit) -> str:
    """Return the first difference of a piece, as it was signed and as it is now, with some words around it."""
    was, now = next(iter(sides(old, new)), ("", ""))
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(was, now, strict=False)))
    return f"it was signed as {_around(was, same)} and is now {_around(now, same)}"


def _around(words: str, at: int) -> str:
    begin, end = max(0, at - AROUND), at + AROUND
    part = f"{'…' if begin else ''}{words[begin:end]}{'…' if end < len(words) else ''}"
    return f"“{part}”" if words else "nothing"


def some(paths: Sequence[str]) -> str:
    """Return the first of some paths, and how many more there are."""
    return f"{paths[0]} and {len(paths) - 1} more" if len(paths) > 1 else paths[0]


def _tag(language: str) -> str:
    return language.replace("_", "-")
