"""How the command speaks: results on standard output, everything else on standard error, tables in plain text."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import zip_longest

MOST_PROBLEMS = 40
"""Problems printed at once: more than anybody mends in one go, and a broken file can have thousands."""

_UNSAFE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def clean(words: str) -> str:
    """Return words without control characters: a file's name must not steer the terminal."""
    return _UNSAFE.sub("\ufffd", words)


def say(words: str) -> None:
    """Print a result."""
    print(clean(words))


def tell(words: str) -> None:
    """Print a word about the work."""
    print(clean(words), file=sys.stderr)


def complain(words: str) -> None:
    """Print a problem."""
    print(clean(words), file=sys.stderr)


def complain_all(problems: Iterable[str], most: int = MOST_PROBLEMS, kind: str = "") -> None:
    """Print problems, each once; only the first ones of very many. ``kind`` names what is no problem (a note)."""
    each = tuple(dict.fromkeys(problems))
    for words in each[:most]:
        complain(words)
    more = len(each) - most
    if more > 0:
        plural = "" if more == 1 else "s"
        complain(f"and {more} more {kind}{plural}" if kind else f"and {more} more problem{plural}; mend these first")


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as lines with aligned columns; wide characters (CJK) count twice."""
    columns = list(zip_longest(*rows, fillvalue=""))
    widths = [max(map(width, column)) for column in columns]
    lines = []
    for row in rows:
        cells = [cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=False)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def width(words: str) -> int:
    """Return how many columns of a terminal words take."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in words
    )


def tag(language: str) -> str:
    """Return a language's folder name as people write it: ``zh-Hans``."""
    return language.replace("_", "-")
