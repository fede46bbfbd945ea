"""The lot: a short code of what a leaflet says, printed on every page, and what the ledger keeps of it.

Why from the content and not a counter: an unchanged leaflet keeps its lot, so its bytes stay the same, and all clinics
that hold the same words carry the same lot. What the code is made from is worked out in ``compose/lots.py``.
"""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import date
from typing import Final

from msgspec import Struct

from generator.model.patterns import pattern

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that a code copied by hand is read back as it was."""
LENGTH: Final = 8
"""Letters of a code: 40 bits. That any two are alike has a chance of 1 in 22,000 among 10,000 lots, of 1 in 3 among a
million (birthday bound, n² / 2⁴¹): the ledger tells lots apart by the whole hash."""
ASK: Final = "/l/"
"""The path under which a desk answers for a lot."""
MOST_BASE: Final = 62 - len(ASK) - LENGTH
"""Letters of the address of a desk. With a lot it then fits a QR code of version 4 at level M (62 bytes, ISO/IEC 18004,
table 7): 33 modules, which on 24 pt are 0.257 mm each, no smaller than the 0.252 of the bare lot."""
PICTURES: Final = "pictures"
"""What stands for the topic in the path of a picture; no topic has this name, which is that of a list."""
_MISREAD: Final = str.maketrans("ILO", "110")
_ALIKE: Final = str.maketrans("BSZGQDVK", "852600YX")
"""Letters that are one in handwriting or a poor copy."""
_BETWEEN: Final = pattern(r"[\W_]+")


class Piece(Struct, frozen=True):
    """One block of a lot: its path, its words in English and in the reader's language, what they rest on.

    ``block`` is ``topic/section/number``: see ``compose/lots.py``. A picture is ``pictures/name``, its words are the
    text alternative, and ``sha256`` is the hash of its file in hex.
    """

    block: str
    kind: str
    english: str
    said: str
    evidence: str = ""
    sources: tuple[str, ...] = ()
    sha256: str = ""


class Lot(Struct, frozen=True):
    """What a lot is: enough to find it years later without the library. ``digest`` is the whole hash.

    ``second`` is the other language of a leaflet in two.
    """

    code: str
    digest: str
    topic: str
    letters: str
    version: str
    language: str
    profile: str
    review_by: str
    pieces: tuple[Piece, ...]
    second: str = ""


class Recalled(Struct, frozen=True):
    """One entry of a recall letter: a lot on one paper, as a clinic got it.

    ``lot`` as it is printed; ``title`` as the leaflet has it, in the language ``tag``; made from ``first`` to ``last``.
    """

    lot: str
    code: str
    tag: str
    title: str
    english_title: str
    format: str
    copies: int
    first: date
    last: date


class RecallLetter(Struct, frozen=True):
    """What a recall letter to one clinic is about: the day it was written, what is recalled, who writes (or nobody)."""

    day: date
    rows: tuple[Recalled, ...]
    sender: str = ""


def show_lot(code: str) -> str:
    """Return a code as it is printed, parted in the middle: ``7KQ4-M2XD``."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}" if code else ""


def read_lot(words: str) -> str:
    """Return the code in what a person typed, pasted or a scanner read; empty when there is none.

    So are read, with whatever blanks, dashes and dots: ``7kq4 m2xo``, ``Lot: 7KQ4.M2X0``, ``CO-vi · 0.2 · 7KQ4-M2X0``
    (as at the foot of a page), ``LM-VI/7KQ4M2X0``, ``https://hill.example/l/7KQ4M2X0``.
    """
    words = unicodedata.normalize("NFKC", words)  # a Japanese or Chinese keyboard writes wide letters
    parts, code = _BETWEEN.split(words.upper()), ""
    while parts and len(code) < LENGTH:
        code = parts.pop() + code
    code = code.translate(_MISREAD)
    return code if len(code) == LENGTH and all(letter in LETTERS for letter in code) else ""


def alike(one: str, two: str) -> bool:
    """Tell whether somebody may have taken one code for another: letters that look alike, one wrong, two swapped."""
    if one.translate(_ALIKE) == two.translate(_ALIKE):
        return True
    wrong = [at for at, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]
    swapped = (
        len(wrong) == 2 and wrong[1] - wrong[0] == 1 and one[wrong[0]] + one[wrong[1]] == two[wrong[1]] + two[wrong[0]]
    )
    return len(wrong) == 1 or swapped


def mark_of(letters: str, tag: str, code: str) -> str:
    """Return what the QR code on a leaflet says: ``LM-VI/7KQ4M2XD``.

    Capitals, digits, ``-`` and ``/`` only: 20 of them fit the smallest QR code (version 1, ISO/IEC 18004 alphanumeric).
    """
    return f"{letters}-{tag.upper()}/{code}" if code else ""


def address_of(base: str, code: str) -> str:
    """Return where a sheet is asked about, for the QR code at its foot: ``https://hill.example/l/7KQ4M2XD``.

    ``base`` is where a desk answers, in ASCII; empty when there is none, and so is then what is returned.
    """
    return f"{base}{ASK}{code}" if base and code else ""


def encode(digest: bytes) -> str:
    """Return the first letters of a hash in Crockford's base 32."""
    number = int.from_bytes(digest[:8], "big") >> (64 - 5 * LENGTH)
    return "".join(LETTERS[number >> shift & 31] for shift in range(5 * (LENGTH - 1), -1, -5))


def join_digests(one: str, two: str) -> str:
    """Return the hash of a leaflet in two languages."""
    return hashlib.sha256(f"{one} {two}".encode()).hexdigest()


def code_of(digest: str) -> str:
    """Return the code of a hash."""
    return encode(bytes.fromhex(digest))
