"""Checks of a press file: every rule of the press room asked as a question, each finding with its side and place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from generator.checks.examined import Examined
from generator.checks.reading import Reading, Unreadable, around, read_pdf
from generator.checks.runner import Check, Seen, check
from generator.checks.spots import Spots
from generator.model.content import Clinic
from generator.model.findings import Spot
from generator.model.leaflet import Leaflet
from generator.press.rules import AGAIN, RULES

if TYPE_CHECKING:
    from generator.press.file import Pressed


def examine_order(pressed: Pressed) -> Examined:
    """Return the press file of a leaflet; reports show the leaflet's own pages, cut. Raises ImportError, Unreadable."""
    reading, sides = read_pdf(pressed.pdf), pressed.sides
    return Examined(pressed.pdf, pressed.findings, pressed.ink, sides, ((0.0, 0.0),) * sides, reading)


def examine_file(pdf: bytes) -> Examined:
    """Judge a press file as found. Raises ImportError without pikepdf."""
    from generator.press.examine import as_found, examine

    findings, ink = examine(pdf, as_found(pdf))
    try:
        reading = read_pdf(pdf)
    except Unreadable:
        return Examined(pdf, findings, ink, 0, (), None)
    corners = tuple((trim[0], trim[1]) for trim in reading.trims)
    return Examined(pdf, findings, ink, len(reading.pages), corners, reading)


def _of_rule(rule: str) -> Check:
    """Return the check of one rule; the file itself is examined once."""

    def look(printed: Examined, spots: Spots, clinic: Clinic | None = None) -> Iterator[Seen]:
        for one in printed.findings:
            if one.code != rule:
                continue
            place = printed.place(spots, one)
            if rule == "resolution" and clinic and clinic.logo:  # the only bitmap that a leaflet has
                place = Spot(clinic.origin, place.page, place.box)
            yield rule, one.message, place, one.hint

    look.__doc__ = RULES[rule].question
    return check(f"press/{rule}", "fail", RULES[rule].why)(look)


@check(
    "press/words-lost", "fail", "What is put on sheets is a new file; a line lost there is lost in a thousand copies."
)
def words_lost(printed: Examined, reading: Reading, leaflet: Leaflet, spots: Spots) -> Iterator[Seen]:
    """Has the press file every letter of the leaflet, at its place?"""
    if printed.reading is None:
        yield "unreadable", "the press file cannot be read back", Spot(), "please report it: a program fault"
        return
    for page in range(1, len(reading.pages) + 1):
        mine = [letter for letter, _ in reading.letters if letter.page == page]
        there = [letter for letter, _ in printed.reading.letters if letter.page == page]
        left, low = printed.reading.trims[page - 1][:2] if page <= len(printed.reading.trims) else (0.0, 0.0)
        for want, got in zip_longest(mine, there):
            if want is None:
                yield "more", f"page {page} has letters that the leaflet has not", Spot(page=page), AGAIN
                break
            same = got is not None and (got.words, got.glyph) == (want.words, want.glyph)
            if not same or abs(got.x - left - want.x) > 0.1 or abs(got.y - low - want.y) > 0.1:
                after = "".join(letter.words for letter in mine[mine.index(want) :][:40])
                place = spots.at(page, around([want]))
                yield "lost", f"not in the press file, or elsewhere: “{after}”", place, AGAIN
                break


CHECKS: Final = (*map(_of_rule, RULES), words_lost)
