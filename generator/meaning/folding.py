"""Words in one form for comparing, and the things in them that are copied and never translated."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from generator.model.patterns import pattern

TARGET: Final = pattern(r"\]\([^)\s]*\)")
SLOT: Final = pattern(r"\{[a-z]+\}")
PLACE: Final = pattern(
    r"\{[^{}\s]{0,40}\}|%\(\w+\)[sd]|%\d+\$[-+0]?\d*(?:\.\d+)?[sdif@]|%[-+0]?\d*(?:\.\d+)?[sdif@](?![a-z])|</?[a-zA-Z][^<>]{0,200}>|&[a-z]{2,8};|&#\d+;"
    r"|https?://\S+|\\[nt\"'u@]|[A-Za-z0-9._+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.-]+|(?<![\w.])[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z][A-Za-z0-9_-]*)+(?!\w)(?:/\S*)?"
)
"""What programs put into words: slots, formats, tags, entities, addresses, dotted names."""
PLACED: Final = re.compile(r"[{%<&@\\]|://|\.[A-Za-z]")
"""What stands in each of them: most texts have none."""
_VULGAR: Final = pattern(r"(\d)([¼½¾⅐-⅞])")
_DIGITS: Final = pattern(r"[^\x00-\x7f]")


@lru_cache(maxsize=4096)
def fold(words: str) -> str:
    """Return words in one form: NFKC, small letters, digits 0-9; no slots, tags, addresses or strong marks.

    A fraction in one character is one: ``1½`` becomes ``1 1/2``.
    """
    bare = TARGET.sub("]", words)
    bare = (SLOT.sub(" ", bare) if "{" in bare else bare).replace("**", "")
    bare = PLACE.sub(" ", bare) if PLACED.search(bare) else bare
    bare = unicodedata.normalize("NFKC", _VULGAR.sub(r"\1 \2", bare)).lower().replace("\u2044", "/")
    if bare.isascii():
        return bare
    bare = bare.replace("٫", ".").replace("٬", ",").replace("〜", "~").replace("–", "-").replace("—", "-")
    return _DIGITS.sub(_digit, bare) if any(letter.isdigit() and letter > "\x7f" for letter in set(bare)) else bare


@lru_cache(maxsize=4096)
def bared(words: str) -> str:
    """Return words as they stand, without addresses of links and what programs put into them."""
    bare = TARGET.sub("]", words)
    return PLACE.sub(" ", bare) if PLACED.search(bare) else bare


def _digit(found: re.Match[str]) -> str:
    value = unicodedata.digit(found[0], None)
    return found[0] if value is None else str(value)
