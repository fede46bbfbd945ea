"""Checks of a press file: every rule of the press room asked as a question, each finding with its side and place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from generator.checks.reading import Reading, Unreadable, around, read_pdf
from generator.checks.runner import Check, Found, Place, check
from generator.checks.spots import Spots
from generator.model.content import Clinic
from generator.model.leaflet import Leaflet

if TYPE_CHECKING:
    from generator.press.rules import Finding

Point = tuple[float, float]
_AGAIN: Final = "make it with 'leaflets press', or ask who made it"
RULES: Final = {
    "readable": ("Can the file be opened without a password?", "A print shop sends back what it cannot open.", _AGAIN),
    "version": ("Is it of a version that presses know (PDF 1.3 to 1.6)?", "PDF/X-4 ends at PDF 1.6.", _AGAIN),
    "id": ("Has the file an ID?", "PDF/X-4 asks for it: two files of one name are told apart by it.", _AGAIN),
    "action": ("Does nothing happen when the file is opened?", "A script has no place in a print shop.", _AGAIN),
    "intent": (
        "Does it say for which press its inks are meant, with a CMYK profile inside?",
        "The same inks look different on another press and paper.",
        _AGAIN,
    ),
    "identified": ("Does the file say that it is PDF/X-4?", "Workflows choose their settings by it.", _AGAIN),
    "described": (
        "Are title, dates and trapping stated, and does the metadata agree?",
        "PDF/X-4 asks for it, and a job without a name gets lost.",
        _AGAIN,
    ),
    "trim": ("Says each side where it is cut, in one size?", "The knife goes where the TrimBox says.", _AGAIN),
    "bleed-box": (
        "Is there room for a bleed of 3 mm or more on four sides?",
        "Knives wander: without bleed a white line stays at the edge.",
        "make it with 'leaflets press --bleed 3mm'",
    ),
    "annotation": ("Are there no links and notes?", "They cannot be printed, and stop some workflows.", _AGAIN),
    "rgb": (
        "Is no colour in red, green and blue?",
        "A press has no such inks: somebody else would choose the colour.",
        _AGAIN,
    ),
    "other-space": ("Is every colour black or CMYK?", "A spot colour is one more plate, paid for one by one.", _AGAIN),
    "black-only": ("Has a file for black alone no other ink?", "Another ink is another plate.", _AGAIN),
    "ink": (
        "Is there nowhere more than 300 % of ink?",
        "More does not dry on coated paper: sheets stick and smear.",
        "make the colour lighter",
    ),
    "black-text": (
        "Are black words printed in black alone?",
        "Four inks never meet exactly: fine letters get coloured rims.",
        "make the colour darker, so that it is black, or clearly a colour",
    ),
    "font": ("Is every font in the file?", "A press without the font would replace it.", _AGAIN),
    "resolution": (
        "Has every bitmap 300 pixels or more for each inch?",
        "Fewer than two pixels to a dot of the printing screen look soft and stepped.",
        "use a larger one, or an SVG drawing",
    ),
    "bleed-filled": (
        "Does what touches the edge go on into the bleed?",
        "Where it ends at the edge, a knife that wanders leaves a white line.",
        "keep it 5 mm from the edge, or draw it on over the edge",
    ),
    "content": (
        "Is there no PostScript, no OPI and no transfer function?",
        "They change on the press what was looked at before.",
        _AGAIN,
    ),
}
"""The rules of ``press/rules.py`` by name: what each asks, why, and what to do."""


class Printed(Struct, frozen=True):
    """A press file examined: its bytes, what our rules find, the most ink on a spot (1: one ink in full), its sides.

    ``corners`` is where the cut side's lower left corner stands on the page that reports show, in points.
    """

    pdf: bytes
    findings: tuple[Finding, ...]
    ink: float
    sides: int
    corners: tuple[Point, ...]
    reading: Reading | None
    """The press file read back; None where it cannot be."""

    def place(self, spots: Spots, finding: Finding) -> Place:
        """Return where a finding stands on the page shown, with the line of the block that is there."""
        if not finding.page or finding.box is None or finding.page > len(self.corners):
            return Place(page=finding.page)
        across, up = self.corners[finding.page - 1]
        x0, y0, x1, y1 = finding.box
        return spots.at(finding.page, (x0 + across, y0 + up, x1 + across, y1 + up))


def examine_order(pdf: bytes, findings: tuple[Finding, ...], ink: float) -> Printed:
    """Return the press file of a leaflet; reports show the leaflet's own pages, cut. Raises ImportError, Unreadable."""
    reading = read_pdf(pdf)
    return Printed(pdf, findings, ink, len(reading.pages), ((0.0, 0.0),) * len(reading.pages), reading)


def examine_file(pdf: bytes) -> Printed:
    """Judge a press file as found. Raises ImportError without pikepdf."""
    from generator.press.rules import as_found, examine_ink

    findings, ink = examine_ink(pdf, as_found(pdf))
    try:
        reading = read_pdf(pdf)
    except Unreadable:
        return Printed(pdf, findings, ink, 0, (), None)
    corners = tuple((trim[0], trim[1]) for trim in reading.trims)
    return Printed(pdf, findings, ink, len(reading.pages), corners, reading)


def _of_rule(rule: str) -> Check:
    """Return the check of one rule; the file itself is examined once."""
    question, why, hint = RULES[rule]

    def look(printed: Printed, spots: Spots, clinic: Clinic | None = None) -> Iterator[Found]:
        for one in printed.findings:
            if one.rule != rule:
                continue
            place = printed.place(spots, one)
            if rule == "resolution" and clinic and clinic.logo:  # the only bitmap that a leaflet has
                place = Place(clinic.origin, place.page, place.box)
            yield rule, one.message, place, hint

    look.__doc__ = question
    return check(f"press/{rule}", "fail", why)(look)


OF_RULES: Final = tuple(_of_rule(rule) for rule in RULES)


@check(
    "press/words-lost", "fail", "What is put on sheets is a new file; a line lost there is lost in a thousand copies."
)
def words_lost(printed: Printed, reading: Reading, leaflet: Leaflet, spots: Spots) -> Iterator[Found]:
    """Has the press file every letter of the leaflet, at its place?"""
    if printed.reading is None:
        yield "unreadable", "the press file cannot be read back", Place(), "please report it: a program fault"
        return
    for page in range(1, len(reading.pages) + 1):
        mine = [letter for letter, _ in reading.letters if letter.page == page]
        there = [letter for letter, _ in printed.reading.letters if letter.page == page]
        left, low = printed.reading.trims[page - 1][:2] if page <= len(printed.reading.trims) else (0.0, 0.0)
        for want, got in zip_longest(mine, there):
            if want is None:
                yield "more", f"page {page} has letters that the leaflet has not", Place(page=page), _AGAIN
                break
            same = got is not None and (got.words, got.glyph) == (want.words, want.glyph)
            if not same or abs(got.x - left - want.x) > 0.1 or abs(got.y - low - want.y) > 0.1:
                after = "".join(letter.words for letter in mine[mine.index(want) :][:40])
                place = spots.at(page, around([want]))
                yield "lost", f"not in the press file, or elsewhere: “{after}”", place, _AGAIN
                break


CHECKS: Final = (*OF_RULES, words_lost)
