"""What is wrong with words that hold no telephone number, or more digits than one: the true reason, and what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from generator.library.phone_words import (
    ABROAD,
    DATE,
    DIGITS,
    EXTENSION,
    FOR_DIGIT,
    IN_PLACE,
    JOINED,
    LETTER,
    MOST_ABROAD,
    PARTED,
    SEVERAL,
    STRAY,
    TOO_MANY,
    TWO,
    WHOLE,
    Found,
    UnreadError,
    without,
)
from generator.model.patterns import pattern

LEAST_SHORT: Final = 3
MOST_SHORT: Final = 5
"""Digits of a number that is a short one if it is any; those of six may lack their area code."""
NUMBER: Final = pattern(r"[+(*#]?\d[\d ()./‐-―ー-]*")


def refuse_strays(masked: str, found: Sequence[Found]) -> None:
    """Refuse digits beside a number that could belong to it, or could be another that was not understood.

    Allowed are one or two among words: ``(2 lines)``, ``Room 12, …``.
    """
    rest = without(masked, found)
    for match in STRAY.finditer(rest):
        before, after = rest[: match.start()].rpartition("\0"), rest[match.end() :].partition("\0")
        stray = "+" in match[0] or any(len(digits) > 2 for digits in DIGITS.findall(match[0]))
        if before[1] and not LETTER.search(before[2]):
            stray |= not (PARTED.search(before[2]) and re.match(r"\.? ?[^\W\d_]", after[0]))
        if after[1] and not LETTER.search(after[0]):
            stray |= not (PARTED.search(after[0]) and LETTER.search(before[2]))
        if stray_letter := FOR_DIGIT.search(masked):  # a letter where a digit was meant: 020 7946 l23
            digit = "0" if stray_letter[0] in "Oo" else "1"
            message = f"the letter '{stray_letter[0]}' stands among the digits of '{{}}'"
            raise UnreadError(message, f"write the digit {digit}")
        stray |= bool(before[1]) and re.fullmatch(r" ?[A-Za-z]", before[2]) is not None
        if stray and re.search(r"\d ?\(0\)", masked):
            message = "the (0) in '{}' is not dialled from abroad, and no + stands before the country's code"
            raise UnreadError(message, f"write it {ABROAD}, such as +44 (0)20")
        if stray and sum(map(str.isdigit, match[0])) >= WHOLE[0]:
            raise UnreadError(*TWO)
        if stray:
            message = f"'{match[0]}' is no telephone number by itself, and part of none, in '{{}}'"
            raise UnreadError(message, f"{SEVERAL}; opening hours belong into 'hours'")


def why_none(masked: str, territory: str) -> tuple[str, str]:
    """Return why there is no number in some words, and what to do."""
    runs = DIGITS.findall(masked)
    digits = "".join(runs)
    there = f" in {territory}" if territory else ""
    whole = f"write the whole number {f'as people dial it{there}, or ' if territory else ''}{ABROAD}"
    if not digits:
        return "there are hours and no telephone number in '{}'", "opening hours belong into 'hours'"
    if DATE.fullmatch(masked.strip()):
        return "'{}' is a date, and no telephone number", whole
    if EXTENSION.fullmatch(masked):
        return "there is an extension and no telephone number in '{}'", "write the number that it belongs to before it"
    if match := FOR_DIGIT.search(masked):
        digit = "0" if match[0] in "Oo" else "1"
        return f"the letter '{match[0]}' stands among the digits of '{{}}'", f"write the digit {digit}"
    if IN_PLACE.search(masked):
        return "letters or signs stand in place of digits in '{}'", "write the digits that people dial"
    if len(digits) >= WHOLE[0] and JOINED.search(masked):
        return "a letter is joined to the digits of '{}'", "leave it out, or put it in brackets behind the number"
    if len(digits) > MOST_ABROAD:
        return TOO_MANY
    if len(digits) >= WHOLE[0] and len(set(digits)) == 1:
        return f"'{{}}' is a place for a number: all its digits are {digits[0]}", whole
    if not territory and "+" not in masked and len(digits) > 2:
        hint = f"write it {ABROAD}, or name the clinic's country: 'profile', such as gb"
        return "'{}' can only be dialled where its country is known", hint
    one = NUMBER.search(masked)
    if one and DIGITS.findall(one[0]) == runs and (territory or one[0].startswith("+")):
        return _wrong_length(one[0], territory, digits, there, whole)
    return "there is no number that can be dialled in '{}'", whole


def _wrong_length(words: str, territory: str, digits: str, there: str, whole: str) -> tuple[str, str]:
    """Return what is wrong with the one number of some words, by the plan of its country."""
    import phonenumbers as lib

    abroad = words.startswith("+")
    if not abroad and len(digits) < LEAST_SHORT and words[0] not in "#*":
        return "there is no number that can be dialled in '{}'", whole
    if words[0] in "#*" or (not abroad and len(digits) <= MOST_SHORT):
        hint = f"where it can be dialled, name it in 'short-codes' of the country's profile; else {whole}"
        return f"'{{}}' is no short number that is known{there}", hint
    try:
        number = lib.parse(words, territory or None)
    except lib.NumberParseException as error:
        if error.error_type == lib.NumberParseException.INVALID_COUNTRY_CODE:
            return "the number '{}' begins with + and the code of no country", whole
        return "there is no number that can be dialled in '{}'", whole
    if abroad and f"+{number.country_code}" != words[: len(f"+{number.country_code}")]:
        return "there is no number that can be dialled in '{}'", whole
    place = lib.region_code_for_country_code(number.country_code or 0)
    plan = lib.PhoneMetadata.metadata_for_region(place, None)
    prefix = "" if abroad else lib.ndd_prefix_for_region(territory, True) or ""
    if prefix in ("", "1") and digits.startswith("0") and not abroad and not digits.startswith("00"):
        return f"the number '{{}}' begins with 0, as none does{there}", whole
    lengths = plan.general_desc.possible_length if plan and plan.general_desc else ()
    behind = len(digits) - len(str(number.country_code)) if abroad else len(digits)
    led = 0 if abroad or not digits.startswith(prefix) else len(prefix)
    least, most = min(lengths, default=0) + led, max(lengths, default=0) + led
    where = f"behind +{number.country_code}" if abroad else there.strip()
    if lengths and behind > most:
        message = f"'{{}}' has {behind} digits; a number {where} has at most {most}"
        return message, f"leave out what is not dialled, or put it in brackets behind the number; {SEVERAL}"
    if abroad and lengths and behind < least:
        return f"'{{}}' has {behind} digits {where}; a number there has at least {least}", whole
    if not abroad and lib.is_possible_number_with_reason(number) == lib.ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        return "the telephone number '{}' lacks its area code", "write it as people dial it from another town"
    if lengths and behind < least:
        return f"'{{}}' has {behind} digits; a number {where} has at least {least}", whole
    return f"there is no number of {behind} digits {where} that begins as '{{}}' does", whole
