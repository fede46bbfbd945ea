"""How easy the English is to read: Flesch-Kincaid and SMOG over a whole leaflet, and its hardest sentences.

FKGL = 0.39 words/sentences + 11.8 syllables/words - 15.59; SMOG = 1.043 sqrt(30 long words/sentences) + 3.1291, as
textstat counts them (0.7.8: later ones fetch a list of words over the network). A line by itself says nothing: a
leaflet is measured as a whole. Other languages have no formula that health services accept; their sentences have
house limits, which are called so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from msgspec import Struct

from generator.model.content import Text, Topic
from generator.model.problems import not_installed

MOST_GRADE: Final = 6.0
"""Years of school that a reader of the English needs at most (Flesch-Kincaid): the usual goal for leaflets."""
MOST_SMOG: Final = 8.0
"""The same by SMOG, which expects more of a reader: it asks for understanding all, not most."""
MOST_SENTENCE: Final = 12.0
"""Years of school that one sentence may need by itself (Flesch-Kincaid): a house limit, twice that of a leaflet."""
ENOUGH: Final = 30
"""Sentences that SMOG needs (McLaughlin 1969); of fewer it says nothing."""
_LONG: Final = 3
"""Syllables of a long word."""
_LINK: Final = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z’'-]*")


class Ease(Struct, frozen=True):
    """Grades over some texts together; ``smog`` is None where there are too few sentences for it."""

    grade: float
    smog: float | None
    sentences: int


def textstat() -> Any:
    """Return the library that counts syllables.

    Raises:
        Missing: when it is not installed.
    """
    try:
        import textstat as found
    except ImportError:
        raise not_installed("how easy the English is needs the package 'textstat'", "check") from None
    return found.textstat


def sentences(texts: Iterable[Text]) -> list[str]:
    """Return the sentences of some texts without marks; a list item or a heading is one."""
    found: list[str] = []
    for text in texts:
        words = _LINK.sub(r"\1", text.words).replace("**", "")
        found += re.split(r"(?<=[.!?])”?\s+", words if words.endswith((".", "?", "!")) else f"{words.rstrip(':')}.")
    return found


def measure(texts: Iterable[Text]) -> Ease:
    """Return how easy some texts are together. Raises Missing without textstat."""
    found = sentences(texts)
    if not found:
        return Ease(0.0, None, 0)
    meter, words = textstat(), " ".join(found)
    smog = float(meter.smog_index(words)) if len(found) >= ENOUGH else None
    return Ease(float(meter.flesch_kincaid_grade(words)), smog, len(found))


def hardest_sentences(texts: Iterable[Text], most: int) -> list[tuple[float, str, Text]]:
    """Return the sentences with the highest grades (Flesch-Kincaid), the hardest first, each with its text.

    Headings and items of two words have grades that mean nothing: sentences of fewer than five words are left out.
    """
    meter = textstat()
    graded = [
        (float(meter.flesch_kincaid_grade(one)), one, text)
        for text in texts
        for one in sentences([text])
        if len(_WORD.findall(one)) >= 5
    ]
    return sorted(graded, key=lambda found: (-found[0], found[2].origin, found[1]))[:most]


def hardest(topic: Topic) -> list[tuple[str, int]]:
    """Return a topic's words of three syllables and more, each with how often it stands, the most frequent first."""
    meter = textstat()
    counted = Counter(
        word.lower()
        for text in topic.words()
        if isinstance(text, Text)
        for word in _WORD.findall(_LINK.sub(r"\1", text.words))
    )
    long = [(word, count) for word, count in counted.items() if meter.syllable_count(word) >= _LONG]
    return sorted(long, key=lambda found: (-found[1], found[0]))
