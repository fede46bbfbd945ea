"""Is all that the source says in its translation, and no more?

What the English names and the translation does not is one sign of an omission, a translation that is shorter than
usual another, fewer sentences and fewer parts a third. None of them tells alone; together they are weighed. The
weights and bounds are house figures, fitted on the stock catalogs with sentences and clauses taken out by a program
(``docs/parity.md`` says how many are found, and how many are told wrongly).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from generator.meaning.alignment import aligned, sentences
from generator.meaning.differences import Difference
from generator.meaning.sense import meant, named, sense_of, shown
from generator.meaning.tables import Tongue
from generator.meaning.wordlists import listed

_SPREAD: Final = ((25, 0.28), (50, 0.23), (100, 0.2), (200, 0.14), (math.inf, 0.12))
"""How far a translation's length strays from the usual, as a logarithm, by the length of the English in characters."""
_SHORT_TEXT: Final = 60
_SHORTEST: Final = 20
"""Shorter English is not judged by its length."""
FAR: Final = 3.6
"""So many times the usual straying is told without any other sign."""
ENOUGH: Final = 2.5
ADDED: Final = 3.6
_EXTRA: Final = 0.3
"""What a concept weighs that only the translation names: its words are many, and mean other things too."""
_SHORT, _CONCEPT, _PART, _SENTENCE = 0.9, 0.85, 0.5, 1.0
"""What each sign weighs: a time the usual straying, a concept, a part, a sentence. Parts weigh less in a language that
cuts its sentences otherwise than English."""
_TWICE: Final = re.compile(r"(.{5,}?)[\s、。,.]*\1[。.]?")
_LATIN: Final = re.compile(r"[a-z]+")
_MARKS: Final = re.compile(r"[,;.!?:。、()]+(?!\d)")


def compare_completeness(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield what is left out of a translation, or added to it; both texts folded."""
    mine, its = meant(source, english), named(target, tongue)
    lacks = [name for name in sorted(mine - its) if name in tongue.concepts]
    lost = frozenset(lacks)
    must = (
        [name for name in _asked(english) if name in lost]
        if not _listed(english, "named", "must").isdisjoint(lost)
        else _lost_sentence(source, target, english, tongue)
    )
    if must:
        forms = ", ".join(tongue.concepts[must[0]][:5])
        text = f"the English names '{', '.join(map(shown, must))}', the translation does not"
        yield Difference("omission", "major", text, f"one of: {forms}")
    sense = sense_of(tongue)
    told = its - mine
    strange = (
        [name for name in english.list("added") if name in told and sense.surely(name, target)]
        if not _listed(english, "added").isdisjoint(told)
        else []
    )
    if strange:
        text = f"the translation names '{', '.join(map(shown, strange))}', the English does not"
        yield Difference("addition", "major", text, "say only what the English says")
    if (twice := _TWICE.fullmatch(target)) and not _TWICE.fullmatch(source):
        yield Difference("addition", "major", f"it says the same twice: “{twice[1]}”", "say it once")
        return
    if not tongue.length or len(source) < _SHORTEST:
        return
    kept = set(_LATIN.findall(target)) if not tongue.spaced else set()
    kept = kept.intersection(_LATIN.findall(source)) if kept else kept
    straying = _straying(_without(source, kept), _without(target, kept), tongue)
    if abs(straying) > FAR:
        size = "longer" if straying > 0 else "shorter"
        ratio = len(target) / len(source) / tongue.length
        text = f"the translation is much {size} than usual ({ratio:.1f} times)"
        yield Difference("length", "major", text, "is something missing, or said twice?")
        return
    if not tongue.concepts:
        return
    plain, asked = _listed(english, "plain", "named"), _listed(english, "plain", "named", "must")
    missing = [name for name in lacks if name in asked]
    parts = _parts(target, tongue) - _parts(source, english)
    more = len(sentences(target)) - len(sentences(source))
    short = _SHORT * max(0.0, -straying - 0.3)
    signs = (
        short
        + _CONCEPT * len(missing)
        + _PART * (1.0 - tongue.more_sentences) * max(0, -parts)
        + _SENTENCE * (more < 0)
    )
    if len(source) < _SHORT_TEXT and not missing and more >= 0:
        signs = 0.0  # a heading may be put in fewer words
    if signs >= ENOUGH and (short or more < 0) and not must:
        what = f"; not found: {', '.join(missing)}" if missing else ""
        text = f"something seems to be left out: it is short, or has fewer parts than the English{what}"
        yield Difference("omission", "major", text, "compare the two, sentence by sentence")
    extra = [name for name in its - mine if name in plain]
    grown = straying + _SENTENCE - 1.5 * tongue.more_sentences + _EXTRA * len(extra)
    if more > 0 and grown >= ADDED:
        text = (
            f"something seems to be added: it is long, and has {more} sentence{'s' * (more > 1)} more than the English"
        )
        yield Difference("addition", "major", text, "say only what the English says")


def _lost_sentence(source: str, target: str, english: Tongue, tongue: Tongue) -> list[str]:
    """Return what a sentence must name and its translation does not, nor the sentence before or behind it."""
    pairs = aligned(source, target)
    if len(pairs) < 2:
        return []
    must, asked = _asked(english), _listed(english, "named", "must")
    said = [named(other, tongue) for _, other in pairs]
    for at, (one, _) in enumerate(pairs):
        near = frozenset[str]().union(*said[max(0, at - 1) : at + 2])
        wanted = meant(one, english)
        left = wanted - near
        if not asked.isdisjoint(left) and (lost := [name for name in must if name in left and name in tongue.concepts]):
            return lost
    return []


@lru_cache(maxsize=8)
def _asked(english: Tongue) -> tuple[str, ...]:
    """Return the concepts that a translation must name when the English does."""
    return (*english.list("named"), *english.list("must"))


def _straying(source: str, target: str, tongue: Tongue) -> float:
    """Return how far a translation's length is from the usual, in times the usual straying; longer is more than 0."""
    spread = next(spread for length, spread in _SPREAD if len(source) < length) * tongue.spread
    return math.log(max(1, len(target)) / max(1, len(source)) / tongue.length) / spread


def _without(words: str, kept: set[str]) -> str:
    """Return words without names and letters that stand in both texts as they are."""
    return _LATIN.sub(lambda match: "" if match[0] in kept else match[0], words) if kept else words


@lru_cache(maxsize=16)
def _listed(english: Tongue, *names: str) -> frozenset[str]:
    return frozenset(word for name in names for word in english.list(name))


@lru_cache(maxsize=4096)
def _parts(words: str, tongue: Tongue) -> int:
    bare = words.rstrip(".!?:。 ")
    return len(_MARKS.findall(bare)) + listed(tongue, "parts").count(bare)
