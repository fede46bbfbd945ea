"""What makes two wordings the same wording, and two clinics the same clinic."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_SPACE = re.compile(r"\s+")
NOBODY: Final = ""
"""The key of "no clinic named": of leaflets printed with a space for a stamp."""


def fold(words: str) -> str:
    """Return words as searches compare them: compatible letters alike, no case, one blank for any space."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", words).casefold()).strip()


def clinic_key(title: str, address: Iterable[str], phones: Iterable[str]) -> str:
    """Return what a clinic is known by, as a hash in hex: its title, address and telephones, however they are written.

    Of a telephone only letters, digits and ``+`` count, and the order of several does not. Why telephones: two wards
    of one hospital have one name and one address. A clinic that changes its number is taken for another one: both
    keep their copies, and a recall writes to both.
    """
    dialled = ("".join(char for char in fold(phone) if char.isalnum() or char == "+") for phone in phones)
    whole = [fold(title), [fold(line) for line in address], sorted(set(dialled))]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def key_of_panel(title: object, panel: object) -> str:
    """Return the key of a clinic as a ledger keeps it: its title, and its panel in JSON.

    Where that was spoilt the hash is of what stands there: it is told when it is read, not when the tables change.
    """
    try:
        about = json.loads(str(panel))
        address, phones = about["address"], about["phones"]
        if not (isinstance(address, list) and isinstance(phones, list)):
            raise TypeError(phones)
        return clinic_key(str(title), map(str, address), map(str, phones))
    except (ValueError, LookupError, TypeError, RecursionError):
        return hashlib.sha256(repr((title, panel)).encode()).hexdigest()
