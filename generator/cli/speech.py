"""How the command speaks: results on standard output, everything else on standard error, tables in plain text."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Sequence
from itertools import zip_longest

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
