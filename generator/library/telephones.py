"""Telephones: words for people in, what is dialled out; the one place where a number is read.

Words around a number are printed and never dialled: ``999 (24 h)`` dials 999. Every digit that stands in a clinic's
telephone is dialled, or belongs to an hour, or stands among words apart from the number; else it is refused, since
nobody can tell which number was meant. What is a number, and of which country, says libphonenumber (``phonenumbers``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from generator.library.texts import short
from generator.model.content import Profile, Telephone
from generator.model.larder import Larder, kept
from generator.model.problems import NOWHERE, Problem, Unusable

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

WHOLE: Final = (7, 13)
"""Digits of a number that is dialled as it stands, where no country is known."""
MOST_ABROAD: Final = 17
"""Digits of one that begins with 00: behind them E.164 has at most 15."""
SAME: Final = 6
"""Last digits of a number that are dialled as they are printed, in every country."""
LED: Final = 4
"""Digits before a number within its country: its own code and the 0. Where more are left out, it is another number."""
MOST_LETTERS: Final = 250
"""No telephone is as long."""
SEVERAL: Final = "write each number whole, with ; between them"
TWO: Final = ("two telephone numbers stand in '{}', and nothing plain parts them", SEVERAL)
TOO_MANY: Final = ("'{}' has more digits than a telephone number", SEVERAL)
UNCLEAR: Final = (
    "it is not clear where the number begins and ends in '{}'",
    "put the words in brackets behind the number",
)
ABROAD: Final = "with + and the country's code"

_SEPARATORS: Final = (
    r"\n",
    "[;；]",
    "[/|]",
    "[,、]",
    r"\b(?:or|oder|ou|hoặc|hay|and|und|và|et)\b|&|或者|或是|或|または|又は|及び|及|和",
    "[・·•]",
)
"""What parts two numbers, the strongest first: signs, and words of the languages that there are leaflets in."""
_SEPARATOR: Final = re.compile("|".join(_SEPARATORS), re.IGNORECASE)
_LABEL: Final = re.compile(
    r"\b(?:tel|telephone|phone|call|nhs|hotline|đt|gọi)\b|电话|電話|热线|熱線|致电|致電", re.IGNORECASE
)
"""Words that go before any telephone; of another it is not sure that the digits beside it are dialled (Room 111)."""
_TIME: Final = r"\d{1,2}(?:[:.h]\d{2})?"
_TO: Final = "[-‐-―〜～至到]"
_UNIT: Final = r"(?:h|hrs?|hours?|std|stunden|uhr|giờ|時間|小時|小时|時|时|點|点|am|pm|a\.m|p\.m|days?|ngày|天|日)"
_HOURS: Final = re.compile(
    rf"(?<![\d+.-])(?:(?:24 ?h? ?/ ?(?:24|7)|7 ?[dj]? ?/ ?7)(?!\d)|(?:{_TIME}\s*{_TO}\s*)?{_TIME}\s*{_UNIT}(?![^\W\d_])"
    rf"|(?:\d{{1,2}}:\d{{2}}\s*{_TO}\s*)?\d{{1,2}}:\d{{2}}(?!\d))",
    re.IGNORECASE,
)
"""Hours and times, whose digits nobody dials: 24 h, 24/7, 24h/24, 9-17 Uhr, 8:30–17:00."""
_EXTENSION: Final = re.compile(
    r"\s*[,;(]?\s*(?:(?<![^\W\d_])(?:ext(?:ension|n)?|x)|内線(?:番号)?|內線|分机号?|分機|转|轉"
    r"|(?:số )?máy lẻ|máy nhánh|nội bộ)\s*[.:=]?\s*(\d{1,7})(?:\s*\))?(?!\d)",
    re.IGNORECASE,
)
"""An extension in words that libphonenumber does not know (Japanese, Chinese, Vietnamese), or without a country."""
_NATIONAL: Final = re.compile(
    r"(?<![\w+*#.])(?:\(\d{2,6}\)[ -]*)?\d+(?: ?\(\d{2,5}\) ?\d+)?(?:(?: ?[-‐-―ー.] ?| {1,2})\d+)*(?!\w)"
)
"""What may be a number where no country is known."""
_RANGE: Final = re.compile(r"\d\s*[~〜～⁓∼]\s*\d+$")
"""Several numbers of a row (03-1234-5678～9), where libphonenumber reads an extension."""
_LATIN: Final = re.compile("[A-Za-zÀ-ɏ]")
_PLAIN: Final = re.compile(r"\+?\d[\d .-]*\d|\(\d+\)[\d .-]*\d|\+\d+ ?\(0\)[\d .-]*\d")
"""A number without words."""
_CODE: Final = re.compile(r"(?<![\w+])(?<![^\W\d_][-.])[*#]?\d[\d -]*(?!\w)")
_STRAY: Final = re.compile("[+*#]?\\d(?:[\\d .‐-―ー-]*\\d)?|\\+(?= ?\0)")
_DIGITS: Final = re.compile(r"\d+")
_LETTER: Final = re.compile(r"[^\W\d_]")
_BRACKETED: Final = re.compile(r"\([^()\0]*\)")
_PARTED: Final = re.compile("[,:;()–—/]")


class Read(Struct, frozen=True):
    """What some words gave: telephones, one for each number in them; or why there are none, and what to do."""

    phones: tuple[Telephone, ...] = ()
    message: str = ""
    hint: str = ""


class _Found(Struct, frozen=True):
    """A number among words: where it stands, what is dialled, whether such numbers are in use."""

    start: int
    end: int
    dialled: str
    valid: bool = True


class _UnreadError(Exception):
    """There is no telling what would be dialled: a message and a hint."""


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
    plain = _folded(words)
    short_one = re.fullmatch(r"[*#]?\d(?: ?\d){0,5}", plain)
    return Telephone(words, words, _code(plain)) if short_one else None


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
    plain = _folded(words)
    if not _DIGITS.search(plain):
        return Read((), f"the telephone number '{short(words)}' has no digit", "write it as people dial it")
    if len(words) > MOST_LETTERS:
        return Read((), f"the telephone number has {len(words)} letters", "write the number, and few words beside it")
    try:
        if _PLAIN.fullmatch(plain) and (found := _alone(plain, territory)):
            return Read((Telephone(words, words, found.dialled),))
        masked = _HOURS.sub(lambda hours: "¦" * len(hours[0]), plain)
        return Read(tuple(_parted(words, masked, _numbers(masked, territory, codes))))
    except _UnreadError as error:
        message, hint = error.args
        return Read((), message.replace("{}", short(words), 1), hint)


def _folded(words: str) -> str:
    """Return words of the same length, with plain digits, brackets, blanks and signs for wide ones."""
    if words.isascii():
        return words
    folded = []
    for char in words:
        plain = str(unicodedata.decimal(char)) if char.isdecimal() else unicodedata.normalize("NFKC", char)
        folded.append(plain if len(plain) == 1 else char)
    return "".join(folded)


# -- numbers among words -------------------------------------------------------


def _numbers(masked: str, territory: str, codes: tuple[str, ...]) -> list[_Found]:
    """Return the numbers among folded words, in their order; hours are masked.

    Raises:
        _UnreadError: when there is none, or when a digit stands where it could belong to one.
    """
    found = _matched(masked, territory, valid=True)
    if not territory:
        found += _matched(_without(masked, found), territory, valid=False)  # numbers that begin with +, and no other
        found += _as_they_stand(_without(masked, found))
    if found:
        found += _codes_among(_without(masked, found), territory, codes, alone=True)
    else:
        found = _codes_among(masked, territory, codes)
        possible = _matched(masked, territory, valid=False)
        if sum(one.end - one.start for one in possible) > sum(one.end - one.start for one in found):
            found = possible
    if not found:
        raise _UnreadError(*_why_none(masked, territory))
    found.sort(key=lambda one: one.start)
    _refuse_strays(masked, found)
    return found


def _alone(plain: str, territory: str) -> _Found | None:
    """Return the number in use that some words are, and nothing else; None when they must be looked through.

    Why beside ``_matched``: it takes half the time, and most telephones of a table are so.
    """
    if not territory and not plain.startswith("+"):
        return None
    import phonenumbers as lib

    try:
        number = lib.parse(plain, territory or None)
    except lib.NumberParseException:
        return None
    printed = _Printed(plain, "".join(_DIGITS.findall(plain)))
    if not lib.is_valid_number(number) or not _is_whole(number, printed, territory):
        return None
    if not _leads(number, printed, territory):
        return None
    _refuse_unclear(plain, 0, len(plain), territory, extended=False)
    return _Found(0, len(plain), _dialled(number, printed, territory))


def _without(masked: str, found: Sequence[_Found]) -> str:
    """Return words of the same length without the numbers that were found."""
    for one in found:
        masked = masked[: one.start] + "\0" * (one.end - one.start) + masked[one.end :]
    return masked


def _matched(masked: str, territory: str, valid: bool) -> list[_Found]:
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
        if not valid and (_LATIN.match(masked, match.end) or _LATIN.search(masked[: match.start][-1:])):
            continue
        if _RANGE.search(masked, match.start, match.end):
            raise _UnreadError(*TWO)
        printed = _Printed(match.raw_string, "".join(_DIGITS.findall(match.raw_string)).removesuffix(extension))
        if not _is_whole(number, printed, territory):
            continue
        _refuse_unclear(masked, match.start, match.end, territory, bool(extension))
        end = match.end
        if not extension and (more := _EXTENSION.match(masked, end)):
            end, extension = more.end(), more[1]
        sure = valid or (lib.is_valid_number(number) and _leads(number, printed, territory))
        dialled = _dialled(number, printed, territory) + (f";ext={extension}" if extension else "")
        found.append(_Found(match.start, end, dialled, sure))
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
    import phonenumbers as lib

    return lib.national_significant_number(number)


def _is_whole(number: PhoneNumber, printed: _Printed, territory: str) -> bool:
    """Tell whether the digits that are dialled are those that are printed."""
    import phonenumbers as lib

    own = _own(number)
    if not printed.digits.endswith(own[-SAME:]):
        return False  # an x became the 9 of its key
    home = not printed.abroad and number.country_code == lib.country_code_for_region(territory)
    return (
        not home or len(printed.digits) - len(own) <= LED
    )  # more is a company's that carries the call: 12593 in China


def _leads(number: PhoneNumber, printed: _Printed, territory: str) -> bool:
    """Tell whether a number begins as people dial it: with +, or with the 0 of its country where there is one."""
    return printed.abroad or len(printed.digits) > len(_own(number)) or _prefix(territory) in ("", "1")


@lru_cache(maxsize=300)
def _prefix(territory: str) -> str:
    """Return what people dial before a number of another town, in most countries 0; nothing in some."""
    import phonenumbers as lib

    return lib.ndd_prefix_for_region(territory, True) or ""


def _dialled(number: PhoneNumber, printed: _Printed, territory: str) -> str:
    """Return a number as it is dialled: E.164, or as it stands where it cannot be called from another country."""
    import phonenumbers as lib
    from phonenumbers.phonenumberutil import can_be_internationally_dialled

    if not printed.abroad and len(printed.digits) - len(_own(number)) <= len(_prefix(territory)):
        if not can_be_internationally_dialled(number) and lib.region_code_for_number(number) == territory:
            return printed.digits
    return lib.format_number(number, lib.PhoneNumberFormat.E164)


def _refuse_unclear(masked: str, start: int, end: int, territory: str, extended: bool) -> None:
    """Refuse a number of which a part is one too: its first or last digits may be words' (``030 123456 2. Stock``).

    Or they may be another number's (``030 123456-12/13``). Where all numbers of a country are of one length nothing is
    unclear: without those digits there is no number. ``extended``: the last digits are an extension.
    """
    import phonenumbers as lib

    groups = list(_DIGITS.finditer(masked, start, end))
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
            raise _UnreadError(*(TWO if (begin, stop) in slashes else UNCLEAR))


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


def _as_they_stand(masked: str) -> list[_Found]:
    """Return numbers of no known country: what is printed is dialled, digit by digit."""
    found = []
    for match in _NATIONAL.finditer(masked):
        groups = list(_DIGITS.finditer(masked, *match.span()))
        digits = "".join([one[0] for one in groups])
        if len(digits) > (MOST_ABROAD if digits.startswith("00") else WHOLE[1]):
            raise _UnreadError(*TOO_MANY)
        if len(digits) < WHOLE[0]:
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
            raise _UnreadError(*UNCLEAR)
        end, extension = match.end(), ""
        if more := _EXTENSION.match(masked, end):
            end, extension = more.end(), f";ext={more[1]}"
        found.append(_Found(match.start(), end, digits + extension))
    return found


# -- short numbers -------------------------------------------------------------


def _codes_among(masked: str, territory: str, codes: Sequence[str], alone: bool = False) -> list[_Found]:
    """Return the short numbers among words: those of the profile, and those that libphonenumber knows of the country.

    With ``alone`` only what has no words beside it: where there is a whole number, the 111 of "Room 111" is none.
    """
    found = []
    for match in _CODE.finditer(masked):
        whole = (match.start(), match.start() + len(match[0].rstrip(" -")))
        spans = [whole]
        if not _is_code(masked[slice(*whole)], territory, codes):
            spans = [one.span() for one in _DIGITS.finditer(masked, *whole)]
        for start, end in spans:
            if alone and not _is_alone(masked, start, end):
                continue
            if _is_code(masked[start:end], territory, codes):
                found.append(_Found(start, end, _code(masked[start:end])))
    return found


def _is_alone(masked: str, start: int, end: int) -> bool:
    """Tell whether between two separators nothing but a label stands before some digits, or brackets behind."""
    before, after = _SEPARATOR.split(masked[:start])[-1], _SEPARATOR.split(_BRACKETED.sub("", masked[end:]))[0]
    return not re.search("[^\\W_]|\0", _LABEL.sub("", f"{before} {after}"))


def _code(printed: str) -> str:
    """Return a short number as a link has it, where the sign # stands for something else (RFC 3986, 3.5)."""
    return re.sub(r"[^\d*#]", "", printed).replace("#", "%23")


def _is_code(printed: str, territory: str, codes: Sequence[str]) -> bool:
    code = _code(printed)
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


# -- what is no number ---------------------------------------------------------


def _refuse_strays(masked: str, found: Sequence[_Found]) -> None:
    """Refuse digits beside a number that could belong to it, or could be another that was not understood.

    Allowed are one or two among words: ``(2 lines)``, ``Room 12, …``.
    """
    rest = _without(masked, found)
    for match in _STRAY.finditer(rest):
        before, after = rest[: match.start()].rpartition("\0"), rest[match.end() :].partition("\0")
        stray = "+" in match[0] or any(len(digits) > 2 for digits in _DIGITS.findall(match[0]))
        if before[1] and not _LETTER.search(before[2]):
            stray |= not (_PARTED.search(before[2]) and re.match(r"\.? ?[^\W\d_]", after[0]))
        if after[1] and not _LETTER.search(after[0]):
            stray |= not (_PARTED.search(after[0]) and _LETTER.search(before[2]))
        # a letter where a digit was meant: 020 7946 l23
        stray |= bool(before[1]) and re.fullmatch(r" ?[A-Za-z]", before[2]) is not None
        if stray and sum(map(str.isdigit, match[0])) >= WHOLE[0]:
            raise _UnreadError(*TWO)
        if stray:
            message = f"'{match[0]}' is no telephone number by itself, and part of none, in '{{}}'"
            raise _UnreadError(message, f"{SEVERAL}; opening hours belong into 'hours'")


def _why_none(masked: str, territory: str) -> tuple[str, str]:
    """Return why there is no number in some words, and what to do."""
    digits = sum(map(str.isdigit, masked))
    if not digits:
        return "there are hours and no telephone number in '{}'", "opening hours belong into 'hours'"
    if digits > MOST_ABROAD:
        return TOO_MANY
    if not territory and "+" not in masked and digits > 2:
        hint = f"write it {ABROAD}, or name the clinic's country: 'profile', such as gb"
        return "'{}' can only be dialled where its country is known", hint
    if territory and len(_DIGITS.findall(masked)) < 4:
        import phonenumbers as lib

        local = lib.ValidationResult.IS_POSSIBLE_LOCAL_ONLY
        matches = lib.PhoneNumberMatcher(masked, territory, lib.Leniency.POSSIBLE)
        if any(lib.is_possible_number_with_reason(match.number) == local for match in matches):
            return "the telephone number '{}' lacks its area code", "write it as people dial it from another town"
    as_there = f"as people dial it in {territory}, or " if territory else ""
    return "there is no number that can be dialled in '{}'", f"write the whole number {as_there}{ABROAD}"


def _parted(words: str, masked: str, found: Sequence[_Found]) -> Iterator[Telephone]:
    """Yield a telephone for each number, with the words on its side of what parts it from the next.

    Raises:
        _UnreadError: when nothing plain parts two numbers, or the parting would tear brackets apart.
    """
    begin = 0
    for one, following in zip(found, (*found[1:], None), strict=True):
        end, after = _cut(masked, one.end, following.start) if following else (len(words), 0)
        if masked.count("(", begin, end) != masked.count(")", begin, end) and len(found) > 1:
            raise _UnreadError("two telephone numbers stand in one pair of brackets in '{}'", SEVERAL)
        yield Telephone(words[begin:end].strip(), words[one.start : one.end], one.dialled, one.valid)
        begin = after


def _cut(masked: str, start: int, end: int) -> tuple[int, int]:
    """Return where the words between two numbers are parted: the one place of the strongest separator.

    Hours are no such place, nor are brackets: ``020 7946 0999 (Mon, Tue), 020 7946 0998``.
    """
    between = _BRACKETED.sub(lambda inside: "¦" * len(inside[0]), masked[start:end])
    for separator in _SEPARATORS:
        places = [(start + one.start(), start + one.end()) for one in re.finditer(separator, between, re.IGNORECASE)]
        if len(places) == 1:
            return places[0]
        if places:
            break
    raise _UnreadError(*TWO)
