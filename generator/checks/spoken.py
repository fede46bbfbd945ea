"""What a screen reader says of a file, in a form that can be compared."""

from __future__ import annotations

from collections.abc import Iterable

from generator.checks.reading import Reading
from generator.model.writing import folded

Spoken = tuple[str, str, str]
"""Role, language, words."""


def spoken(reading: Reading) -> list[Spoken]:
    """Return what a screen reader says: role, language and words in structure order, white space folded away."""
    return merge((leaf.role, leaf.language, leaf.words) for leaf in reading.leaves)


def merge(parts: Iterable[Spoken]) -> list[Spoken]:
    """Fold white space away and join neighbours of one role and language (a paragraph on two pages is one)."""
    out: list[Spoken] = []
    for role, language, words in parts:
        shown = fold(words)
        if not shown:
            continue
        if out and out[-1][:2] == (role, language):
            out[-1] = (role, language, out[-1][2] + shown)
        else:
            out.append((role, language, shown))
    return out


def fold(words: str) -> str:
    """Return words folded, without white space and invisible signs: how extracted words are compared."""
    plain = folded(words)
    return "".join(c for c in plain if not c.isspace() and c not in "\u00ad\u200b\u2060\ufeff")
