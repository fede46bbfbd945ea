"""Which rows of ``content/claims.csv`` the leaflets rest on, and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.model.content import MUST_BE_SAID, Block, Claim, FromProfile, Topic
from generator.model.problems import Origin, Problem, Unusable, refuse_if_any

if TYPE_CHECKING:
    from generator.library.library import Library


class Covered(Struct, frozen=True):
    """A row, and the blocks that rest on it: topic and place of each, in the order of the topics."""

    claim: Claim
    places: tuple[tuple[str, Origin], ...]

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics that print it, each once."""
        return tuple(dict.fromkeys(topic for topic, _ in self.places))

    @property
    def missing(self) -> bool:
        """Whether it must be on a leaflet, is on none, and nothing says why."""
        return not self.places and not self.claim.left_out and self.claim.verdict in MUST_BE_SAID


def coverage(library: Library, topics: Iterable[str]) -> tuple[Covered, ...]:
    """Return every row of ``content/claims.csv``, in its order, with the blocks of some topics that rest on it.

    Raises:
        Unusable: when there is no such file, or it or a topic cannot be read; with all problems of all topics.
    """
    claims = library.claims
    if claims is None:
        hint = "copy it from the stock library"
        raise Unusable(Problem(Origin("content/claims.csv"), "the library has no such file", hint))
    found: dict[str, list[tuple[str, Origin]]] = {key: [] for key in claims}
    shared = {one.origin.file: one.claims for one in map(library.shared, library.shared_names())}
    for topic in read_topics(library, topics):
        for block in topic.walk():
            for key in rests_on(block, shared):
                found[key].append((topic.name, block.origin))
    return tuple(Covered(claim, tuple(found[key])) for key, claim in claims.items())


def rests_on(block: Block, shared: Mapping[str, tuple[str, ...]]) -> dict[str, None]:
    """Return the ids that a block names, and those of the shared lists that it takes in."""
    keys = dict.fromkeys(block.claims)
    for text in block.words():
        if not isinstance(text, FromProfile):
            keys |= dict.fromkeys(shared.get(text.origin.file, ()))
    return keys


def read_topics(library: Library, names: Iterable[str]) -> tuple[Topic, ...]:
    """Return some topics, in their order.

    Raises:
        Unusable: when a topic cannot be read; with all problems of all topics.
    """
    problems: list[Problem] = []
    found: list[Topic] = []
    for name in names:
        try:
            found.append(library.topic(name))
        except Unusable as error:
            problems += error.problems
    refuse_if_any(problems)
    return tuple(found)
