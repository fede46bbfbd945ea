"""Review dates as a calendar file (RFC 5545), so that somebody's calendar rings before a leaflet is out of date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from generator.model.content import Said, Text, Topic

MOST_OCTETS: Final = 75
"""Octets of a line before it is folded (RFC 5545, 3.1)."""


def write_calendar(topics: Sequence[Topic], ahead: int, today: date) -> str:
    """Return a calendar: a day for each topic's review, with an alarm so many days before.

    The same topics give the same file: its stamp is the day, at midnight UTC.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//leaflets//review dates//EN", "CALSCALE:GREGORIAN"]
    for topic in topics:
        title = topic.title.words if isinstance(topic.title, Said | Text) else topic.name
        lines += [
            "BEGIN:VEVENT", f"UID:{topic.name}-{topic.review_by}@leaflets.invalid", f"DTSTAMP:{today:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{topic.review_by:%Y%m%d}",
            f"DTEND;VALUE=DATE:{topic.review_by + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(f'Review the leaflet {topic.code}: {title}')}",
            f"DESCRIPTION:{_text(f'content/{topic.name}.yaml: after this day it is not printed for patients.')}",
            "TRANSP:TRANSPARENT", "BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-P{ahead}D",
            f"DESCRIPTION:{_text(f'{ahead} days until the review of {topic.code}')}", "END:VALARM", "END:VEVENT",
        ]  # fmt: skip
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _text(words: str) -> str:
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in parts of 75 octets at most, no letter cut in two; those after the first begin with a space."""
    part, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > MOST_OCTETS:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + width
    yield part
