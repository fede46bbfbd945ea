"""A spreadsheet's number as people see it in its cell: only where that is the same on every computer.

Thousands marks, decimal signs, names of months and a computer's own short date differ from one computer to the next;
then nothing is returned, and the person who made the table is asked to write words.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

_LOCAL: Final = ("mm-dd-yy", "m/d/yy h:mm", "d-mmm-yy", "d-mmm", "mmm-yy")
"""Formats that a spreadsheet shows in the way of the country the computer is set to (ECMA-376, 18.8.30)."""
_HIDDEN = re.compile(r"\[(\$[^\]]*|black|blue|cyan|green|magenta|red|white|yellow|color ?\d+)\]|_.|\*.", re.IGNORECASE)
_PART = re.compile(r'"[^"]*"|\\.|AM/PM|A/P|[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|.', re.DOTALL)
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|\\.', re.DOTALL)
FIRST_DAY: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell knows no zone
"""The day that days are counted from; workbooks of old Macintosh computers count from 1904-01-01."""
MOST_DIGITS: Final = 11
"""Longer numbers are shown as 1.6E+11 by the general format."""


def show(raw: str, code: str, first: datetime = FIRST_DAY) -> str | None:
    """Return what a cell shows, or None when that cannot be known.

    Args:
        raw: the number as it stands in the file: ``1632960123`` or ``0.375``.
        code: the cell's format: ``General``, ``00000``, ``hh:mm``.
        first: the day that the workbook counts days from.
    """
    try:
        value = Decimal(raw)
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value) >= Decimal(10) ** 15:
        return None
    if code in ("General", "", "@"):
        whole = value == value.to_integral_value()
        return f"{int(value)}" if whole and abs(value) < 10**MOST_DIGITS else None
    if code in _LOCAL or value < 0:
        return None
    code = _HIDDEN.sub("", code.split(";")[0])
    bare = _QUOTED.sub("", code)
    if _DATE.search(bare):
        return _moment(value, code, first)
    if value != value.to_integral_value() or re.search(r"[^0#? ,()/+.\-]", bare):
        return None
    if "." in bare:  # decimals: the sign before them differs
        return None
    return _digits(str(int(value)), code)


def keeps_zeros(code: str) -> bool:
    """Tell whether a format shows zeros in front: ``00000``."""
    return _QUOTED.sub("", code.split(";")[0]).lstrip(" (+").startswith("00")


def _digits(digits: str, code: str) -> str:
    """Fill the places of a format from the right; what is left over stands before the first place."""
    parts = [part for part in _PART.findall(code) if part != ","]
    places = [at for at, part in enumerate(parts) if part in ("0", "#", "?")]
    out = [part[1:-1] if part.startswith('"') else part[-1] for part in parts]
    left = digits if digits != "0" or "0" in parts else ""
    for at in reversed(places):
        out[at] = left[-1:] or ("0" if parts[at] == "0" else "")
        left = left[:-1]
    if places:
        out[places[0]] = left + out[places[0]]
    return "".join(out).strip()


def _moment(value: Decimal, code: str, first: datetime) -> str | None:
    """Return a date or a time by a format of numbers only."""
    try:
        moment = first + timedelta(days=int(value), seconds=round(float(value % 1) * 86_400))
    except OverflowError:
        return None
    parts = _PART.findall(code)
    half = any(part in ("AM/PM", "A/P") for part in parts)
    out, before = [], ""
    for at, part in enumerate(parts):
        small = part.lower()
        after = next((one.lower() for one in parts[at + 1 :] if _DATE.fullmatch(one[0])), "")
        if part in ("AM/PM", "A/P"):
            out.append(("AM", "PM")[moment.hour >= 12][: len(part) // 2 if part == "AM/PM" else 1])
        elif not _DATE.fullmatch(small[0]):
            out.append(part[1:-1] if part.startswith('"') else part[-1])
            if part in ("[", "]"):
                return None
            continue
        else:
            minutes = small[0] == "m" and (before[:1] == "h" or after[:1] == "s")
            shown = _piece(moment, "n" * len(small) if minutes else small, half)
            if shown is None:
                return None
            out.append(shown)
            before = small
    return "".join(out).strip()


def _piece(moment: datetime, part: str, half: bool) -> str | None:
    """Return a year, month, day, hour, minute (``n``) or second; None for names of months and days."""
    if part[0] == "y":
        return f"{moment.year:04}" if len(part) > 2 else f"{moment.year % 100:02}"
    number = {
        "m": moment.month, "d": moment.day, "n": moment.minute, "s": moment.second,
        "h": (moment.hour + 11) % 12 + 1 if half else moment.hour,
    }[part[0]]  # fmt: skip
    return None if len(part) > 2 else f"{number:0{len(part)}}"
