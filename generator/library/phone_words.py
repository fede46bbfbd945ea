"""Words around telephone numbers: what parts two, what is an hour, an extension, a label; one look for wide letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from generator.model.patterns import pattern

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

SEPARATORS: Final = (
    r"\n",
    "[;；]",
    "[/|]",
    "[,、]",
    r"\b(?:or|oder|ou|hoặc|hay|and|und|và|et)\b|&|或者|或是|或|または|又は|及び|及|和",
    "[・·•]",
    r"(?<![^\W\d_])[ –—-]+(?=(?:tele)?fax|传真|傳真|ファッ?クス|F[:.])",
)
"""What parts two numbers, the strongest first: signs, and words of the languages that there are leaflets in."""
SEPARATOR: Final = pattern("|".join(SEPARATORS), re.IGNORECASE)
LABEL: Final = pattern(
    r"\b(?:tel|telephone|phone|call|nhs|hotline|đt|gọi)\b|电话|電話|热线|熱線|致电|致電", re.IGNORECASE
)
"""Words that go before any telephone; of another it is not sure that the digits beside it are dialled (Room 111)."""
FAX: Final = pattern(
    r"(?<![^\W\d_])(?:tele)?fax(?:es|e)?(?![^\W\d_])|\bfacsimile\b|(?<![^\W\d_])F[:.]|传真|傳真|ファッ?クス",
    re.IGNORECASE,
)
"""Words that go before a number that nobody can talk to, unless a label of telephones stands there too (Tel/Fax)."""
CALLED: Final = pattern(
    r"(?<![^\W\d_])(?:tel|telephone|phone|ph|mobile|mob|hotline|đt|điện thoại|[TM][:.])(?![^\W\d_])"
    r"|电话|電話|手机|手機|携帯|☎",
    re.IGNORECASE,
)
"""Words that go before a number that is called."""
DATE: Final = pattern(r"\d{1,2}([/.-])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d([/.-])\d{1,2}\2\d{1,2}")
FOR_DIGIT: Final = pattern(r"(?<![^\W\d_])([OolI])(?=\d)|(?<=\d)([OolI])(?![^\W\d_])")
"""A letter that looks like a digit, among digits."""
JOINED: Final = pattern(r"\d[A-Za-z](?![^\W\d_])|(?<![^\W_])[A-Za-z]\d")
"""A letter that is joined to digits."""
IN_PLACE: Final = pattern(r"\d[-. ]*(?:([Xx?_*n])\1+|[A-Z]{3,})(?![^\W\d_])")
"""Letters or signs where digits are to come (020-7946-XXXX), or that are keys (1-800-FLOWERS)."""
_TIME: Final = r"\d{1,2}(?:[:.h]\d{2})?"
_TO: Final = "[-‐-―〜～至到]"
_UNIT: Final = r"(?:h|hrs?|hours?|std|stunden|uhr|giờ|時間|小時|小时|時|时|點|点|am|pm|a\.m|p\.m|days?|ngày|天|日)"
HOURS: Final = pattern(
    rf"(?<![\d+.-])(?:(?:24 ?h? ?/ ?(?:24|7)|7 ?[dj]? ?/ ?7)(?!\d)|(?:{_TIME}\s*{_TO}\s*)?{_TIME}\s*{_UNIT}(?![^\W\d_])"
    rf"|(?:\d{{1,2}}:\d{{2}}\s*{_TO}\s*)?\d{{1,2}}:\d{{2}}(?!\d))",
    re.IGNORECASE,
)
"""Hours and times, whose digits nobody dials: 24 h, 24/7, 24h/24, 9-17 Uhr, 8:30–17:00."""
EXTENSION: Final = pattern(
    r"\s*[,;(]?\s*(?:(?<![^\W\d_])(?:ext(?:ension|n)?|x)|内線(?:番号)?|內線|分机号?|分機|转|轉"
    r"|(?:số )?máy lẻ|máy nhánh|nội bộ)\s*[.:=]?\s*(\d{1,7})(?:\s*\))?(?!\d)",
    re.IGNORECASE,
)
"""An extension in words that libphonenumber does not know (Japanese, Chinese, Vietnamese), or without a country."""
NATIONAL: Final = pattern(
    r"(?<![A-Za-zÀ-ỹ\d_+*#.])(?:\(\d{2,6}\)[ -]*)?\d+(?: ?\(\d{2,5}\) ?\d+)?(?:(?: ?[-‐-―ー.] ?| {1,2})\d+)*"
    r"(?![A-Za-zÀ-ỹ\d_])"
)
"""What may be a number where no country is known."""
RANGE: Final = pattern(r"\d\s*[~〜～⁓∼]\s*\d+$")
"""Several numbers of a row (03-1234-5678～9), where libphonenumber reads an extension."""
LATIN: Final = pattern("[A-Za-zÀ-ɏ]")
PLAIN: Final = pattern(r"\+?\d[\d .-]*\d|\(\d+\)[\d .-]*\d|(?:\+|00 ?)\d+ ?\(0\)[\d .-]*\d")
"""A number without words."""
CODE: Final = pattern(r"(?<![\w+])(?<![^\W\d_][-.])[*#]?\d[\d -]*(?!\w)")
STRAY: Final = pattern("[+*#]?\\d(?:[\\d .‐-―ー-]*\\d)?|\\+(?= ?\0)")
DIGITS: Final = pattern(r"\d+")
LETTER: Final = pattern(r"[^\W\d_]")
BRACKETED: Final = pattern(r"\([^()\0]*\)")
PARTED: Final = pattern("[,:;()–—/]")


class Found(Struct, frozen=True):
    """A number among words: where it stands, what is dialled; why it may be wrong, when no such numbers are known."""

    start: int
    end: int
    dialled: str
    doubt: str = ""


def without(masked: str, found: Sequence[Found]) -> str:
    """Return words of the same length without the numbers that were found."""
    for one in found:
        masked = masked[: one.start] + "\0" * (one.end - one.start) + masked[one.end :]
    return masked


class UnreadError(Exception):
    """There is no telling what would be dialled: a message and a hint."""


def folded(words: str) -> str:
    """Return words of the same length, with plain digits, brackets, blanks and signs for wide ones."""
    words = re.sub(r"(?<=\d)_(?=\d)", " ", words) if "_" in words else words
    if words.isascii():
        return words
    folded = []
    for char in words:
        plain = str(unicodedata.decimal(char)) if char.isdecimal() else unicodedata.normalize("NFKC", char)
        folded.append(plain if len(plain) == 1 else char)
    return "".join(folded)
