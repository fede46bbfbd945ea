"""The sentences and clauses of two texts, and which of them belong together."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate
from typing import Final

_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+|(?<=[。])|(?<=[!?])(?=[\u3040-\u9fff])")
_CLAUSES: Final = re.compile(r"[,.;:!?、。，；：！？؛،()（）]+")
_MOST_ALIGNED: Final = 12
_STEPS: Final = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1))
_CUT: Final = 0.1
"""What a cut more costs in an alignment, as a share of the text: a house figure."""


@lru_cache(maxsize=2048)
def aligned(source: str, target: str) -> tuple[tuple[str, str], ...]:
    """Return the sentences of folded words in pairs; one that was cut in two, or in three, stands as one.

    By length, as in Gale and Church, A Program for Aligning Sentences in Bilingual Corpora (1993): the cheapest way
    through both texts. A pair costs how far the shares of its texts are apart, and a little for each cut more.
    """
    mine, its = sentences(source), sentences(target)
    if len(mine) == len(its) or max(len(mine), len(its)) > _MOST_ALIGNED or not mine or not its:
        return tuple(zip(mine, its, strict=True)) if len(mine) == len(its) else ((source, target),)
    ends = [[0.0, *accumulate(len(one) / len("".join(words)) for one in words)] for words in (mine, its)]
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for i in range(1, len(mine) + 1):
        for j in range(1, len(its) + 1):
            ways = []
            for di, dj in _STEPS:
                if before := best.get((i - di, j - dj)):
                    shares = [end[at] - end[at - step] for end, at, step in zip(ends, (i, j), (di, dj), strict=True)]
                    ways.append((before[0] + abs(shares[0] - shares[1]) + _CUT * (di + dj - 2), (i - di, j - dj)))
            if ways:
                best[i, j] = min(ways)
    at = len(mine), len(its)
    if at not in best:
        return ((source, target),)
    found = []
    while at != (0, 0):
        start = best[at][1]
        found.append((" ".join(mine[start[0] : at[0]]), " ".join(its[start[1] : at[1]])))
        at = start
    return tuple(found[::-1])


@lru_cache(maxsize=4096)
def sentences(words: str) -> tuple[str, ...]:
    """Return the sentences of folded words."""
    return tuple(part for part in _SENTENCES.split(words) if part.strip())


def in_clauses(source: str, target: str) -> list[tuple[str, str]]:
    """Return the clauses of two sentences in pairs where both have as many, more than one; else none."""
    mine, its = clauses(source), clauses(target)
    return list(zip(mine, its, strict=True)) if len(mine) == len(its) > 1 else []


def clauses(words: str) -> list[str]:
    """Return the clauses of folded words: what stands between marks."""
    return [part for part in _CLAUSES.split(words) if part.strip()]
