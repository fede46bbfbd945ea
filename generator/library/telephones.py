"""Telephones: words for people in, what is dialled out; the one place where a number is read.

Words around a number are printed and never dialled: ``999 (24 h)`` dials 999. Every digit that stands in a clinic's
telephone is dialled, or belongs to an hour, or stands among words apart from the number; else it is refused, since
nobody can tell which number was meant. What is a number, and of which country, says libphonenumber (``phonenumbers``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from generator.library.phone_numbers import alone, code_dialled, numbers_among
from generator.library.phone_words import (
    BRACKETED,
    CALLED,
    DIGITS,
    FAX,
    HOURS,
    MOST_LETTERS,
    PLAIN,
    SEPARATORS,
    SEVERAL,
    TWO,
    Found,
    UnreadError,
    folded,
)
from generator.library.texts import short
from generator.model.content import Profile, Telephone
from generator.model.larder import Larder, kept
from generator.model.problems import NOWHERE, Problem, Unusable


class Read(Struct, frozen=True):
    """What some words gave: telephones, one for each number in them; or why there are none, and what to do.

    ``faxes`` are the words around numbers that a fax machine answers: they are no telephones, and not printed.
    """

    phones: tuple[Telephone, ...] = ()
    message: str = ""
    hint: str = ""
    faxes: tuple[str, ...] = ()


def telephone(words: str, territory: str = "") -> Telephone:
    """Return the telephone in some words, for a ``Clinic`` made as a value.

    Args:
        words: as they are printed, with one number in them.
        territory: the country of numbers that do not begin with ``+``, as two capital letters (ISO 3166-1).

    Raises:
        Unusable: when there is no number in them, or more than one.
    """
    read = read_telephones(words, territory)
    if len(read.phones) == 1:
        return read.phones[0]
    message = read.message or f"there are {len(read.phones)} telephone numbers in '{short(words)}'"
    raise Unusable(Problem(NOWHERE, message, read.hint or "make a telephone of each"))


def short_code(words: str) -> Telephone | None:
    """Return a short number as a profile names it (``999``, ``116 123``, ``#8000``); None for anything else."""
    plain = folded(words)
    short_one = re.fullmatch(r"[*#]?\d(?: ?\d){0,5}", plain)
    return Telephone(words, words, code_dialled(plain)) if short_one else None


def codes_of(profile: Profile) -> tuple[str, ...]:
    """Return the short numbers that a country's profile names, as they are dialled."""
    return tuple(one.dialled for one in (profile.emergency, profile.crisis, *profile.short_codes) if one)


def read_telephones(words: str, territory: str, codes: tuple[str, ...] = (), larder: Larder | None = None) -> Read:
    """Read the telephones in some words.

    Args:
        words: as a clinic wrote them.
        territory: the country (ISO 3166-1) of numbers without ``+``; where it is empty, they are dialled as they stand.
        codes: short numbers that can be dialled there beside those that libphonenumber knows, such as ``%238000``.
        larder: where what was read is kept from one start of the program to the next.
    """
    read = kept(larder, f"telephones {territory} {codes} {words}", Read, lambda: _read(words, territory, codes))
    assert read is not None
    return read


def _read(words: str, territory: str, codes: tuple[str, ...]) -> Read:
    plain = folded(words)
    if not DIGITS.search(plain):
        return Read((), f"the telephone number '{short(words)}' has no digit", "write it as people dial it")
    if len(words) > MOST_LETTERS:
        return Read((), f"the telephone number has {len(words)} letters", "write the number, and few words beside it")
    try:
        if PLAIN.fullmatch(plain) and (found := alone(plain, territory)):
            return Read((Telephone(words, words, found.dialled),))
        masked = HOURS.sub(lambda hours: "¦" * len(hours[0]), plain)
        phones = tuple(parted(words, masked, numbers_among(masked, territory, codes)))
    except UnreadError as error:
        message, hint = error.args
        return Read((), message.replace("{}", short(words), 1), hint)
    faxes = tuple(one.words for one in phones if is_fax(one))
    phones = tuple(one for one in phones if not is_fax(one))
    if not phones:
        hint = "a fax machine answers it, and mothers call: write a telephone number"
        return Read((), f"'{short(words)}' is a fax number", hint, faxes)
    return Read(phones, faxes=faxes)


def is_fax(phone: Telephone) -> bool:
    """Tell whether a fax machine answers a number, by the words around it; 'Tel/Fax' is a telephone too."""
    around = folded(phone.words.replace(phone.number, " ", 1))
    return bool(FAX.search(around)) and not CALLED.search(around)


def parted(words: str, masked: str, found: Sequence[Found]) -> Iterator[Telephone]:
    """Yield a telephone for each number, with the words on its side of what parts it from the next.

    Raises:
        UnreadError: when nothing plain parts two numbers, or the parting would tear brackets apart.
    """
    begin = 0
    for one, following in zip(found, (*found[1:], None), strict=True):
        end, after = _cut(masked, one.end, following.start) if following else (len(words), 0)
        if masked.count("(", begin, end) != masked.count(")", begin, end) and len(found) > 1:
            raise UnreadError("two telephone numbers stand in one pair of brackets in '{}'", SEVERAL)
        yield Telephone(words[begin:end].strip(), words[one.start : one.end], one.dialled, not one.doubt, one.doubt)
        begin = after


def _cut(masked: str, start: int, end: int) -> tuple[int, int]:
    """Return where the words between two numbers are parted: the one place of the strongest separator.

    Hours are no such place, nor are brackets: ``020 7946 0999 (Mon, Tue), 020 7946 0998``.
    """
    between = BRACKETED.sub(lambda inside: "¦" * len(inside[0]), masked[start:end])
    for separator in SEPARATORS:
        places = [(start + one.start(), start + one.end()) for one in re.finditer(separator, between, re.IGNORECASE)]
        if len(places) == 1:
            return places[0]
        if places:
            break
    raise UnreadError(*TWO)
