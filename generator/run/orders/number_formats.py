"""A spreadsheet's number or words as people see them in a cell: only where that is the same on every computer.

Thousands marks, decimal signs, names of months and a computer's own short date differ from one computer to the next;
then nothing is returned, and the person who made the table is asked to write words. Format codes: ECMA-376, 18.8.31;
LibreOffice's rendering of the same cells is the judge (``tests/run/orders/test_number_formats.py``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Final

from msgspec import Struct

LOCAL: Final = frozenset({5, 6, 7, 8, 14, 15, 16, 17, 22, *range(37, 45)})
"""Built-in formats that a spreadsheet shows in the way of the country the computer is set to (ECMA-376, 18.8.30)."""
_LOCAL_CODES: Final = ("mm-dd-yy", "m/d/yy h:mm", "d-mmm-yy", "d-mmm", "mmm-yy")
FIRST_DAY: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell knows no zone
"""The day that days are counted from; workbooks of old Macintosh computers count from 1904-01-01."""
_SAME_DAYS: Final = 61
"""Before this day (1900-03-01) programs do not agree: one of them has a 29 February 1900."""
_MOST_DAYS: Final = 100_000
MOST_DIGITS: Final = 11
"""Longer numbers are shown as 1.6E+11 by the general format."""
_ENGLISH: Final = 0x09
_OTHER_CALENDARS: Final = frozenset({0x01, 0x1E, 0x20, 0x29, 0x53, 0x54, 0x63, 0x8C})
"""Primary languages (MS-LCID) whose years or digits may be others: Arabic, Thai, Urdu and their kin."""
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TOKEN = re.compile(
    r"""(?P<quoted>"[^"]*"|\\.)|_(?P<room>.)|\*(?P<fill>.)|\[(?P<box>[^\]]*)\]|(?P<half>AM/PM|A/P|上午/下午)"""
    r"""|(?P<general>General)|(?P<moment>y+|m+|d+|h+|s+)|(?P<place>[0#?])|(?P<sign>.)""",
    re.IGNORECASE | re.DOTALL,
)
_PARTS = re.compile(r'((?:"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|[^;])*);', re.DOTALL)
_INK = re.compile(r"black|blue|cyan|green|magenta|red|yellow|color ?(\d+)", re.IGNORECASE)
_UNSEEN = re.compile(r"white|color ?2", re.IGNORECASE)
_TEST = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_TONGUE = re.compile(r"\$([^-\]]*)(?:-([0-9A-Fa-f]{1,8}))?")
_PLAIN_SIGNS: Final = frozenset(" $-+():^&'~{}<>=")
"""Signs that stand for themselves without quotes (ECMA-376, 18.8.31); so do letters of other scripts."""


class _Unknown(Exception):  # noqa: N818 - how a cell looks is not known
    """What a format shows is not the same everywhere, or not known to us."""


class _Section(Struct, frozen=True):
    """A part of a format: its tokens as kind and words, the test that chooses it, its language (MS-LCID or nothing)."""

    tokens: tuple[tuple[str, str], ...]
    test: tuple[str, Decimal] | None = None
    tongue: int = 0

    def has(self, kind: str) -> bool:
        """Tell whether there is a token of this kind."""
        return any(one == kind for one, _ in self.tokens)


def show(raw: str, code: str, first: datetime = FIRST_DAY, mark: str | None = None) -> str | None:
    """Return what a cell with a number shows, empty when its format hides it, or None when that cannot be known.

    Args:
        raw: the number as it stands in the file: ``1632960123`` or ``0.375``.
        code: the cell's format: ``General``, ``00000``, ``hh:mm``.
        first: the day that the workbook counts days from.
        mark: what stands between thousands; without it such numbers are not known.
    """
    try:
        value = Context(prec=15).create_decimal(raw)  # no spreadsheet shows more digits
        if not value.is_finite() or abs(value) >= Decimal(10) ** 15:
            return None
        if code in _LOCAL_CODES:
            return None
        return _number(value, _sections(code or "General"), first, mark).strip()
    except (InvalidOperation, OverflowError, _Unknown):
        return None


def show_words(words: str, code: str) -> str | None:
    """Return what a cell with words shows; empty when its format hides them, None when that cannot be known."""
    if code == "@" or (";" not in code and "@" not in code):
        return words
    parts = _PARTS.findall(f"{code};")
    if len(parts) < 4 and "@" not in parts[-1]:
        return words
    try:
        return "".join(words if token == ("sign", "@") else _sign(*token) for token in _section(parts[-1]).tokens)
    except _Unknown:
        return None


def keeps_zeros(seen: str) -> bool:
    """Tell whether a telephone number that is a number in its cell is shown as people dial it.

    So it is when its format gives it the zero or the plus in front, behind a word or none (``"Tel. "000 0000 0000``); a
    short code never had one, nor has a number of North America, which its own format groups.
    """
    shape = r"([^\W\d_][^\d(+]*)?(\(?[0+].*|\d{1,4}|(1[-. ])?\(?\d{3}\)?[-. ] ?\d{3}[-. ]\d{4})"
    return re.fullmatch(shape, seen, re.DOTALL) is not None


def _sections(code: str) -> tuple[_Section, ...]:
    parts = _PARTS.findall(f"{code};")
    if not 1 <= len(parts) <= 4:
        raise _Unknown
    return tuple(map(_section, parts))


def _section(code: str) -> _Section:
    """Return a part of a format; colours are passed over, but for white.

    Raises:
        _Unknown: when something in it is not known to us.
    """
    tokens: list[tuple[str, str]] = []
    test, tongue = None, 0
    for match in _TOKEN.finditer(code):
        kind, words = match.lastgroup or "", match[match.lastgroup or 0]
        if kind == "quoted":
            tokens.append(("words", words[1:-1] if words[0] == '"' else words[1]))
        elif kind in ("room", "fill"):
            if kind == "fill" and words != " ":
                raise _Unknown
            tokens.append(("words" if kind == "room" else "fill", " "))
        elif kind != "box":
            tokens.append((kind, words))
        elif condition := _TEST.fullmatch(words):
            test = (condition[1], Decimal(condition[2]))
        elif re.fullmatch("h+|m+|s+", words, re.IGNORECASE):
            tokens.append(("elapsed", words.lower()))
        elif _UNSEEN.fullmatch(words) or not (_INK.fullmatch(words) or (local := _TONGUE.fullmatch(words))):
            raise _Unknown
        elif not _INK.fullmatch(words) and local:
            tongue = _tongue(local[2])
            tokens.append(("words", local[1]))
    bare = [at for at, token in enumerate(tokens) if token != ("words", " ")]
    # between two words the column's width says how wide the gap is: unknown, if this section is the one that is shown
    between = set(bare[1:-1])
    return _Section(tuple(one for at, one in enumerate(tokens) if one[0] != "fill" or at in between), test, tongue)


def _tongue(number: str | None) -> int:
    """Return a section's primary language; another calendar, other digits and the computer's own ways are unknown."""
    full = int(number or "0", 16)
    if full & 0xFFFF in (0xF400, 0xF800) or full >> 24 > 1 or full >> 16 & 0xFF > 1:
        raise _Unknown
    return full & 0x3FF


def _number(value: Decimal, sections: Sequence[_Section], first: datetime, mark: str | None) -> str:
    section, signed = _chosen(value, sections)
    if section is None:
        return _general(value)
    tokens = section.tokens
    if not tokens:
        return ""
    if section.has("moment") or section.has("elapsed") or section.has("half"):
        if value < 0 or value > _MOST_DAYS:
            raise _Unknown
        return _moment(value, section, first)
    minus = "-" if signed else ""
    if section.has("general") or ("sign", "@") in tokens:
        if section.has("place"):
            raise _Unknown
        whole = ("general", ("sign", "@"))
        words = (_general(abs(value)) if {*whole} & {one[0], one} else _sign(*one) for one in tokens)
        return minus + "".join(words)
    return minus + _digits(abs(value), tokens, mark, signed)


def _chosen(value: Decimal, sections: Sequence[_Section]) -> tuple[_Section | None, bool]:
    """Return the section for a number, None for the general format; and whether a minus stands before it."""
    if ("sign", "@") in sections[-1].tokens or len(sections) == 4:
        sections = sections[:-1]  # for words
    if not sections:
        return None, False
    if any(one.test for one in sections):
        if value < 0:
            raise _Unknown
        return next((one for one in sections if one.test is None or _meets(value, *one.test)), sections[-1]), False
    if value < 0 and len(sections) > 1:
        return sections[1], False
    return sections[2 if value == 0 and len(sections) > 2 else 0], value < 0


def _meets(value: Decimal, sign: str, bound: Decimal) -> bool:
    return {
        "<": value < bound, ">": value > bound, "<=": value <= bound, ">=": value >= bound, "=": value == bound,
        "<>": value != bound,
    }[sign]  # fmt: skip


def _general(value: Decimal) -> str:
    if value != value.to_integral_value() or abs(value) >= 10**MOST_DIGITS:  # the decimal sign differs
        raise _Unknown
    return f"{int(value)}"


def _sign(kind: str, words: str) -> str:
    """Return what a token prints that stands for itself."""
    if kind == "words" or (kind == "sign" and (words in _PLAIN_SIGNS or ord(words) > 0x7F)):
        return words
    raise _Unknown


def _digits(value: Decimal, tokens: Sequence[tuple[str, str]], mark: str | None, signed: bool) -> str:
    """Fill the places of a format from the right; what is left over stands before the first place."""
    places = [at for at, (kind, _) in enumerate(tokens) if kind == "place"]
    if not places and signed:
        raise _Unknown
    if not places:
        return "".join(_sign(*token) for token in tokens)
    commas = [at for at, token in enumerate(tokens) if token == ("sign", ",")]
    end = places[-1] + 1
    while end in commas:  # behind the last place: each takes a thousand away
        value /= 1000
        end += 1
    grouped = any(places[0] < at < places[-1] for at in commas)
    value *= 100 ** sum(token == ("sign", "%") for token in tokens)
    if signed and value != value.to_integral_value():
        raise _Unknown
    digits = str(int(value.quantize(Decimal(1), ROUND_HALF_UP)))
    zeros = [at for at in places if tokens[at][1] == "0"]
    left = digits if digits != "0" else ""
    out = [""] * len(tokens)
    for at in reversed(range(len(tokens))):
        kind, words = tokens[at]
        if kind == "place":
            take = left[-1:]
            left = left[: len(left) - 1] if take else ""
            if not take and words != "0" and zeros and at > zeros[0]:
                raise _Unknown  # an empty place behind a zero: programs do not agree
            out[at] = take or {"0": "0", "?": " "}.get(words, "")
            if at == places[0]:
                out[at] = left + out[at]
        elif (kind, words) == ("sign", "%"):
            out[at] = "%"
        elif at in commas and at < end:
            out[at] = ""
        else:
            out[at] = _sign(kind, words)
    number = "".join(out[places[0] : end])
    if grouped and len(number) > 3:
        if mark is None or not number.isdecimal():
            raise _Unknown
        out[places[0] : end] = [re.sub(r"(?<=\d)(?=(\d{3})+$)", mark, number)]
    return "".join(out)


def _moment(value: Decimal, section: _Section, first: datetime) -> str:
    """Return a date, a time or a span of time."""
    tokens = section.tokens
    kinds = [words[0].lower() for kind, words in tokens if kind == "moment"]
    moment = first + timedelta(days=int(value), seconds=round(float(value % 1) * 86_400))
    days = [at for at, (kind, words) in enumerate(tokens) if kind == "moment" and words[0] in "yYdD"]
    half = next((words for kind, words in tokens if kind == "half"), "")
    if half and (half in ("A/P", "上午/下午") or section.tongue not in (0, _ENGLISH)):
        raise _Unknown  # programs do not agree
    if "y" in kinds and section.tongue in _OTHER_CALENDARS:
        raise _Unknown
    out, before = [], ""
    for at, (kind, words) in enumerate(tokens):
        if kind == "half":
            out.append(_half(words, moment.hour >= 12))
        elif kind == "elapsed":
            seconds = round(value * 86_400)
            out.append(f"{seconds // {'h': 3600, 'm': 60, 's': 1}[words[0]]:0{len(words)}}")
            before = words
        elif kind == "moment":
            small = words.lower()
            after = next((one.lower() for sort, one in tokens[at + 1 :] if sort == "moment"), "")
            minutes = small[0] == "m" and len(small) < 3 and (before[:1] == "h" or after[:1] == "s")
            days += [at] if small[0] == "m" and not minutes else []
            out.append(_piece(moment, "n" * len(small) if minutes else small, bool(half), section.tongue))
            before = small
        elif (kind, words) in (("sign", "/"), ("sign", ","), ("sign", ".")):
            if section.tongue not in (0, _ENGLISH) or (words == "." and before[:1] == "s"):
                raise _Unknown  # the sign of that language; fractions of seconds
            out.append(words)
        else:
            out.append(_sign(kind, words))
    if days and value < _SAME_DAYS and first == FIRST_DAY:
        raise _Unknown
    return "".join(out)


def _half(words: str, late: bool) -> str:
    """Return the half of the day: ``a/p`` small, ``AM/PM`` always in capitals."""
    return ("pm" if late else "am").upper() if len(words) > 3 else ("p" if late else "a")


def _piece(moment: datetime, part: str, half: bool, tongue: int) -> str:
    """Return a year, month, day, hour, minute (``n``) or second; names of months and days only in English."""
    if part[0] == "y":
        if len(part) not in (2, 4):
            raise _Unknown
        return f"{moment.year:04}" if len(part) > 2 else f"{moment.year % 100:02}"
    if len(part) > 2 and part[0] in "md":
        if tongue != _ENGLISH or len(part) > 5:
            raise _Unknown
        name = _MONTHS[moment.month - 1] if part[0] == "m" else _DAYS[moment.weekday()]
        return name[:3] if len(part) == 3 else name[:1] if part == "mmmmm" else name
    number = {
        "m": moment.month, "d": moment.day, "n": moment.minute, "s": moment.second,
        "h": (moment.hour + 11) % 12 + 1 if half else moment.hour,
    }[part[0]]  # fmt: skip
    return f"{number:0{min(len(part), 2)}}"
