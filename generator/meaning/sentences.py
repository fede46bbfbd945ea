"""How long are a translation's sentences? Limits are house figures, in the language's table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.meaning.differences import Difference
from generator.meaning.folding import PLACE, PLACED, TARGET
from generator.meaning.tables import Tongue
from generator.model.patterns import pattern

_SENTENCE: Final = pattern(r"(?<=[。！？!?])|(?<=\.)\s+|(?<=[.。！？!?][」』）)”])")
_CLAUSE: Final = pattern(r"[，；：,;:。！？!?、]")
_MARKS: Final = pattern(r"[\s\W_]+")


def lengths(words: str, tongue: Tongue) -> list[int]:
    """Return how long each sentence is, in the unit of the language: syllables (written apart), or characters."""
    bare = _bare(words).replace("[", "")
    return [length for part in _SENTENCE.split(bare) if part and (length := _length(part, tongue))]


def _bare(words: str) -> str:
    """Return words without addresses, strong marks and what programs put into them."""
    bare = TARGET.sub("", words)
    return (PLACE.sub("", bare) if PLACED.search(bare) else bare).replace("**", "")


def _length(words: str, tongue: Tongue) -> int:
    if tongue.unit_of_sentence == "characters":
        return len(_MARKS.sub("", words))
    return sum(any(letter.isalnum() for letter in word) for word in words.split())


def check_sentences(words: str, tongue: Tongue) -> Iterator[Difference]:
    """Yield sentences and clauses that are too long for a tired reader."""
    unit = tongue.unit_of_sentence
    longest = max(lengths(words, tongue), default=0) if tongue.longest else 0
    if longest > tongue.longest:
        text = f"a sentence has {longest} {unit}; the most is {tongue.longest}"
        yield Difference("sentence", "minor", text, "cut it in two")
    if tongue.clause:
        bare = _bare(words)
        clause = max(map(len, (_MARKS.sub("", part) for part in _CLAUSE.split(bare))), default=0)
        if clause > tongue.clause:
            text = f"a clause has {clause} {unit} without a mark; the most is {tongue.clause}"
            yield Difference("sentence", "minor", text, "put a mark in, or cut it in two")
