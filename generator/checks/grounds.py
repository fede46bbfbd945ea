"""On what each block stands: its label, the rows of ``content/claims.csv``, each source, how old and whether seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.checks.coverage import read_topics, rests_on
from generator.model.content import Block, Claim, Source, Text, Topic, words_of
from generator.model.problems import Origin

if TYPE_CHECKING:
    from generator.library.library import Library

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Ground(Struct, frozen=True):
    """A clinical block and what it stands on; ``label`` and ``sources`` are its own or its section's."""

    topic: str
    kind: str
    words: str
    origin: Origin
    label: str
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]


def year_of(source: Source) -> int | None:
    """Return the last year that a source names ("2019, updated 2021" is 2021); None for an undated page."""
    years = [int(one) for one in _YEAR.findall(source.year)]
    return max(years, default=None)


def grounds(library: Library, topics: Iterable[str]) -> tuple[Ground, ...]:
    """Return the clinical blocks of some topics in reading order, with what they stand on.

    Raises:
        Unusable: when a topic cannot be read; with all problems of all topics.
    """
    shared = {one.origin.file: one.claims for one in map(library.shared, library.shared_names())}
    return tuple(ground for topic in read_topics(library, topics) for ground in _of_topic(topic, library, shared))


def _of_topic(topic: Topic, library: Library, shared: Mapping[str, tuple[str, ...]]) -> Iterator[Ground]:
    rows, known = library.claims or {}, library.sources

    def visit(block: Block, label: str, keys: tuple[str, ...], above: tuple[str, ...]) -> Iterator[Ground]:
        label, keys = block.evidence or label, block.sources or keys
        named = tuple(rests_on(block, shared)) or above
        if library.kinds[block.kind].clinical:
            claims = tuple(rows[one] for one in named if one in rows)
            sources = tuple(known[one] for one in keys if one in known)
            yield Ground(topic.name, block.kind, _first(block), block.origin, label, claims, sources)
        for inner in block.nested():
            yield from visit(inner, label, keys, named)

    for block in topic.blocks:
        yield from visit(block, "", (), ())


def _first(block: Block) -> str:
    """Return the first words of a block, which tell it from others."""
    texts = (one.words for value in block.fields.values() for one in words_of(value) if isinstance(one, Text))
    return next(texts, "")
