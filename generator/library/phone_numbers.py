"""Telephone numbers among words, as libphonenumber (``phonenumbers``) knows them; without a country as they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from generator.library.phone_faults import refuse_strays, why_none
from generator.library.phone_words import (
    BRACKETED,
    CODE,
    DIGITS,
    EXTENSION,
    LABEL,
    LATIN,
    LED,
    MOST_ABROAD,
    NATIONAL,
    RANGE,
    SAME,
    SEPARATOR,
    TOO_MANY,
    TWO,
    UNCLEAR,
    WHOLE,
    Found,
    UnreadError,
    without,
)
from generator.model.parts import import_part

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

FROM_ABROAD: Final = 11
"""Digits of the shortest number that is asked whether it begins with a country's code where no country is known."""


@cache
def _rules() -> Any:
    """Return libphonenumber's rules for numbers, without its search through texts, which takes half of its start."""
    return import_part("phonenumbers.phonenumberutil", "phonenumbers")


def numbers_among(masked: str, territory: str, codes: tuple[str, ...]) -> list[Found]:
    """Return the numbers among folded words, in their order; hours are masked.

    Raises:
        UnreadError: when there is none, or when a digit stands where it could belong to one.
    """
    found = _matched(masked, territory, valid=True)
    if found and DIGITS.search(rest := without(masked, found)):
        found += _matched(rest, territory, valid=True)  # of '111 / 020 … / 0114 …' its matcher finds the last alone
    if not territory:
        found += _matched(without(masked, found), territory, valid=False)  # numbers that begin with +, and no other
        found += _as_they_stand(without(masked, found))
    if found:
        found += _codes_among(without(masked, found), territory, codes, alone=True)
    else:
        found = _codes_among(masked, territory, codes)
        possible = _matched(masked, territory, valid=False)
        if sum(one.end - one.start for one in possible) > sum(one.end - one.start for one in found):
            found = possible
    if not found:
        raise UnreadError(*why_none(masked, territory))
    found.sort(key=lambda one: one.start)
    refuse_strays(masked, found)
    return found


def alone(plain: str, territory: str) -> Found | None:
    """Return the number in use that some words are, and nothing else; None when they must be looked through.

    Why beside ``_matched``: it takes half the time, and most telephones of a table are so.
    """
    if not territory and not plain.startswith("+"):
        return None
    lib = _rules()
    try:
        number = lib.parse(plain, territory or None)
    except lib.NumberParseException:
        return None
    printed = _Printed(plain, "".join(DIGITS.findall(plain)))
    if not lib.is_valid_number(number) or not _is_whole(number, printed, territory):
        return None
    if not _leads(number, printed, territory) or _lacks_plus(number, printed, territory):
        return None
    _refuse_unclear(plain, 0, len(plain), territory, extended=False)
    return Found(0, len(plain), _dialled(number, printed, territory))


def _matched(masked: str, territory: str, valid: bool) -> list[Found]:
    """Return what libphonenumber finds: numbers in use, or such as are possible and whole."""
    if not territory and "+" not in masked:
        return []
    import phonenumbers as lib  # late: 80 ms, and most starts find their telephones kept

    found = []
    leniency = lib.Leniency.VALID if valid else lib.Leniency.POSSIBLE
    for match in lib.PhoneNumberMatcher(masked, territory or None, leniency):
        number, extension = match.number, match.number.extension or ""
        if lib.is_possible_number_with_reason(number) != lib.ValidationResult.IS_POSSIBLE:
            continue  # without its area code it is possible to libphonenumber, and wrong behind the country's code
        behind, before = masked[match.end :], masked[: match.start][-1:]
        if not valid and (re.match(r"[-.]?[A-Za-zÀ-ɏ]|[-. ]*([Xx?_*n])\1", behind) or LATIN.search(before)):
            continue
        if RANGE.search(masked, match.start, match.end):
            raise UnreadError(*TWO)
        printed = _Printed(match.raw_string, "".join(DIGITS.findall(match.raw_string)).removesuffix(extension))
        if not _is_whole(number, printed, territory):
            continue
        _refuse_unclear(masked, match.start, match.end, territory, bool(extension))
        end = match.end
        if not extension and (more := EXTENSION.match(masked, end)):
            end, extension = more.end(), more[1]
        if len(set(_own(number))) == 1:
            continue  # 00000000000: nobody's
        sure = valid or (lib.is_valid_number(number) and _leads(number, printed, territory))
        doubt = "" if sure else _doubt(number, printed, territory)
        if _lacks_plus(number, printed, territory):
            doubt = "a + in front is missing"
        dialled = _dialled(number, printed, territory) + (f";ext={extension}" if extension else "")
        blanks = len(match.raw_string) - len(match.raw_string.lstrip())  # behind a slash it takes one along
        found.append(Found(match.start + blanks, end, dialled, doubt))
    return found


class _Printed(Struct, frozen=True):
    """A number as it is printed, and its digits without those of an extension."""

    words: str
    digits: str

    @property
    def abroad(self) -> bool:
        """Whether it begins with a country's code."""
        return self.words.lstrip("(").startswith("+")


def _own(number: PhoneNumber) -> str:
    """Return a number's own digits, without its country's code and the 0 of a call from another town."""
    own: str = _rules().national_significant_number(number)
    return own


def _is_whole(number: PhoneNumber, printed: _Printed, territory: str) -> bool:
    """Tell whether the digits that are dialled are those that are printed."""
    own = _own(number)
    if not printed.digits.endswith(own[-SAME:]):
        return False  # an x became the 9 of its key
    home = not printed.abroad and number.country_code == _rules().country_code_for_region(territory)
    led = len(printed.digits) - len(own) - printed.words.count("(0)")
    return not home or led <= LED  # more is a company's that carries the call: 12593 in China


def _leads(number: PhoneNumber, printed: _Printed, territory: str) -> bool:
    """Tell whether a number begins as people dial it: with +, or with the 0 of its country where there is one."""
    return printed.abroad or len(printed.digits) > len(_own(number)) or _prefix(territory) in ("", "1")


def _lacks_plus(number: PhoneNumber, printed: _Printed, territory: str) -> bool:
    """Tell whether a country's code leads a number as no telephone dials it: a spreadsheet has taken the + away."""
    led = printed.digits.removesuffix(_own(number))
    return not printed.abroad and printed.words[:1] != "(" and led == str(number.country_code) != _prefix(territory)


def _may_lack_plus(digits: str) -> bool:
    """Tell whether digits of no known country are longer than most at home, and a number in use behind a +.

    A 1 in front is what people in North America dial themselves.
    """
    if len(digits) < FROM_ABROAD or digits[0] in "01":
        return False
    lib = _rules()
    try:
        return bool(lib.is_valid_number(lib.parse(f"+{digits}", None)))
    except lib.NumberParseException:
        return False


@lru_cache(maxsize=300)
def _prefix(territory: str) -> str:
    """Return what people dial before a number of another town, in most countries 0; nothing in some."""
    return _rules().ndd_prefix_for_region(territory, True) or ""


def _doubt(number: PhoneNumber, printed: _Printed, territory: str) -> str:
    """Return why a number that is possible may be wrong, as far as its country's plan tells."""
    lib = _rules()
    own, code = _own(number), number.country_code

    def used(digits: str) -> bool:
        try:
            return bool(lib.is_valid_number(lib.parse(f"+{code}{digits}", None)))
        except lib.NumberParseException:
            return False

    if used(own):
        return "a 0 in front is missing"
    if used(own[:-1]):
        return "it may have a digit too many"
    lacking = any(used(f"{own}{digit}") for digit in range(10))
    if not printed.abroad and _prefix(territory) == "0" and not printed.digits.startswith("0"):
        return f"its area code{', a digit' if lacking else ''} or the 0 in front may be missing"
    return "a digit may be missing" if lacking else "no such numbers are known to be in use"


def _dialled(number: PhoneNumber, printed: _Printed, territory: str) -> str:
    """Return a number as it is dialled: E.164, or as it stands where it cannot be called from another country."""
    lib = _rules()
    if not printed.abroad and len(printed.digits) - len(_own(number)) <= len(_prefix(territory)):
        if not lib.can_be_internationally_dialled(number) and lib.region_code_for_number(number) == territory:
            return printed.digits
    dialled: str = lib.format_number(number, lib.PhoneNumberFormat.E164)
    return dialled


def _refuse_unclear(masked: str, start: int, end: int, territory: str, extended: bool) -> None:
    """Refuse a number of which a part is one too: its first or last digits may be words' (``030 123456 2. Stock``).

    Or they may be another number's (``030 123456-12/13``). Where all numbers of a country are of one length nothing is
    unclear: without those digits there is no number. ``extended``: the last digits are an extension.
    """
    lib = _rules()
    groups = list(DIGITS.finditer(masked, start, end))
    parts = []
    for one in groups[1:4] if masked[start] != "+" else ():
        if one[0].startswith("0") and not groups[0][0].startswith("0"):  # Mo-Fr 8-12 030 123456
            parts.append((one.start(), end))
    slashes = [(start, one.start()) for one in re.finditer("/", masked[:end]) if one.start() > start]
    if not extended and _ends_among_words(masked, end, groups):
        parts.append((start, groups[-2].end()))
    if _begins_among_words(masked, start, groups):
        parts.append((groups[1].start(), end))
    for begin, stop in parts + slashes:
        try:
            unclear = lib.is_valid_number(lib.parse(masked[begin:stop], territory or None))
        except lib.NumberParseException:
            continue
        if unclear:
            raise UnreadError(*(TWO if (begin, stop) in slashes else UNCLEAR))


def _ends_among_words(masked: str, end: int, groups: Sequence[re.Match[str]]) -> bool:
    """Tell whether the last digits are fewer than those before, a blank is between them, and words follow."""
    return (
        len(groups) > 1
        and masked[groups[-1].start() - 1] == " "
        and len(groups[-1][0]) < min(3, len(groups[-2][0]))
        and bool(re.match(r"\.? ?[^\W\d_]", masked[end:]))
    )


def _begins_among_words(masked: str, start: int, groups: Sequence[re.Match[str]]) -> bool:
    """Tell whether the first digits are fewer than the next, a blank is between them, and words go before."""
    return (
        len(groups) > 1
        and masked[start].isdigit()
        and not groups[0][0].startswith("0")
        and masked[groups[0].end()] == " "
        and len(groups[0][0]) < min(3, len(groups[1][0]))
        and bool(re.search(r"[^\W\d_]\.? $", masked[:start]))
    )


def _as_they_stand(masked: str) -> list[Found]:
    """Return numbers of no known country: what is printed is dialled, digit by digit."""
    found = []
    for match in NATIONAL.finditer(masked):
        groups = list(DIGITS.finditer(masked, *match.span()))
        digits = "".join([one[0] for one in groups])
        if len(digits) > (MOST_ABROAD if digits.startswith("00") else WHOLE[1]):
            raise UnreadError(*TOO_MANY)
        if len(digits) < WHOLE[0] or len(set(digits)) == 1:
            continue
        late = next((one.start() for one in groups[1:4] if one[0].startswith("0") and digits[0] != "0"), match.end())
        second = sum(map(str.isdigit, masked[late : match.end()])) > WHOLE[0]  # Mo-Fr 8-12 030 123456
        small = len(groups) > 1 and len(groups[-1][0]) <= 2 < len(groups[-2][0])
        dashed = small and not masked[groups[-2].end() : groups[-1].start()].isspace()  # 020 7946 0123-12: or to 12?
        if (
            second
            or dashed
            or _ends_among_words(masked, match.end(), groups)
            or _begins_among_words(masked, match.start(), groups)
        ):
            raise UnreadError(*UNCLEAR)
        end, extension = match.end(), ""
        if more := EXTENSION.match(masked, end):
            end, extension = more.end(), f";ext={more[1]}"
        doubt = "a + in front may be missing" if _may_lack_plus(digits) else ""
        found.append(Found(match.start(), end, digits + extension, doubt))
    return found


def _codes_among(masked: str, territory: str, codes: Sequence[str], alone: bool = False) -> list[Found]:
    """Return the short numbers among words: those of the profile, and those that libphonenumber knows of the country.

    With ``alone`` only what has no words beside it: where there is a whole number, the 111 of "Room 111" is none.
    """
    found = []
    for match in CODE.finditer(masked):
        whole = (match.start(), match.start() + len(match[0].rstrip(" -")))
        spans = [whole]
        if not _is_code(masked[slice(*whole)], territory, codes):
            spans = [one.span() for one in DIGITS.finditer(masked, *whole)]
        for start, end in spans:
            if alone and not _is_alone(masked, start, end):
                continue
            if _is_code(masked[start:end], territory, codes):
                found.append(Found(start, end, code_dialled(masked[start:end])))
    return found


def _is_alone(masked: str, start: int, end: int) -> bool:
    """Tell whether between two separators nothing but a label stands before some digits, or brackets behind."""
    before, after = SEPARATOR.split(masked[:start])[-1], SEPARATOR.split(BRACKETED.sub("", masked[end:]))[0]
    return not re.search("[^\\W_]|\0", LABEL.sub("", f"{before} {after}"))


def code_dialled(printed: str) -> str:
    """Return a short number as a link has it, where the sign # stands for something else (RFC 3986, 3.5)."""
    return re.sub(r"[^\d*#]", "", printed).replace("#", "%23")


def _is_code(printed: str, territory: str, codes: Sequence[str]) -> bool:
    code = code_dialled(printed)
    return code in codes or bool(territory and len(code) < WHOLE[0] and code.isdigit() and _is_short(code, territory))


@lru_cache(maxsize=1_000)
def _is_short(digits: str, territory: str) -> bool:
    import phonenumbers as lib

    try:
        number = lib.parse(digits, territory)
        if len(digits) > 4 and lib.is_sms_service_for_region(number, territory):
            return False  # nobody calls these: in the United States all numbers of five and six digits
        return lib.is_valid_short_number_for_region(number, territory)
    except lib.NumberParseException:
        return False
