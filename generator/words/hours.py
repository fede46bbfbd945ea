"""Opening hours that are written in short, said in a leaflet's language: "Mo-Fr 8:30-17:00".

The short form is that of schema.org and OpenStreetMap, so that a clinic may have it already. Other lines are printed as
they are written: nobody translates them. No line ends inside a span of days; inside one of times none ever does.
"""

from __future__ import annotations

from typing import Final

from generator.model.content import Language
from generator.model.patterns import pattern
from generator.words.localize import day_names

_DAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY: Final = f"(?:{'|'.join(_DAYS)})"
_TIME: Final = r"(?:[01]?\d|2[0-4]):[0-5]\d"
_LINE = pattern(rf"({_DAY}(?:[-–]{_DAY})?(?:, ?{_DAY}(?:[-–]{_DAY})?)*) ({_TIME}[-–]{_TIME}(?:, ?{_TIME}[-–]{_TIME})*)")
_DASH = pattern("[-–]")
_HELD = "\u2010-\u2015\u3000-\u9fff\uff5e"
_INSIDE = pattern(f"(?<=[{_HELD}])(?=[^ ])|(?<=[^ ])(?=[{_HELD}])")
"""Where Unicode lets a line end inside the names of days: beside Han, kana and dashes."""


def say_hours(line: str, language: Language) -> str:
    """Return a line of opening hours in a language, with CLDR's names of the days; one in no short form as it is."""
    found = _LINE.fullmatch(line)
    if found is None:
        return line
    names = dict(zip(_DAYS, day_names(language), strict=True))
    days, times = (
        language.list_joint.join(
            language.span.join(names.get(end) or end.removeprefix("0") for end in _DASH.split(part.strip()))
            for part in listed.split(",")
        )
        for listed in found.groups()
    )
    spans = language.list_joint.join(map(_whole, days.split(language.list_joint)))
    return f"{spans[0].upper()}{spans[1:]} {times}"


def _whole(span: str) -> str:
    """Return a span of days, such as Thứ Hai–Thứ Sáu, as one word: a line ends before or behind it."""
    return _INSIDE.sub("\u2060", span).replace(" ", "\u00a0")
