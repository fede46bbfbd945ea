"""Checks of how a page's room is used: the danger strip, blank bands, last lines, sizes and edges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.checks.measures import (
    MM,
    STRIP,
    blank_bands,
    boxes_apart,
    covered,
    is_short,
    last_lines,
    left_edges,
    sizes,
    strip_boxes,
)
from generator.checks.reading import Reading
from generator.checks.runner import Seen, Skip, check
from generator.checks.spots import Spots, union
from generator.model.content import Topic
from generator.model.design import Format
from generator.model.findings import Spot
from generator.model.leaflet import Leaflet
from generator.model.sheet import Sheet

STRIP_SHARE: Final = 0.18
"""The most of the front that the danger strip covers (SF-1 of the project's requirements)."""
SHEET: Final = 200 * MM * 275 * MM
"""Square points: A4 and US Letter are larger, an A5 page or a postcard is smaller."""
BLANK: Final = 0.20
"""The most of a page's height that is left blank in one band; a house rule, after 'no half-empty page'."""
SIZES: Final = 5
"""Sizes of letters on a page (title, heads, lead, body, small print); a house rule."""
EDGES: Final = 3
"""Left edges on a page (margin, text, text behind a number or a box); a house rule."""


def unbounded(paper: Format) -> str:
    """Return why the danger strip may cover more of a paper than ``STRIP_SHARE``; nothing where it may not."""
    if paper.languages > 1:
        return "each sign stands in two languages on a row of its own, to be pointed at"
    if paper.scale > 1 and paper.most_pages > 1:
        return "large letters need the room, and the signs are not made smaller"
    if paper.most_pages == 1:
        return "the sheet has one side: it hangs where the strip is looked for"
    if paper.folds:
        return "a folded sheet has both lists on one of its panels, and the signs are not made smaller"
    if paper.width * paper.height < SHEET:
        return "the page is small, and the signs are not made smaller"
    return ""


@check("layout/danger-share", "fail", "A front that is mostly warning frightens, and teaches nothing.")
def danger_share(topic: Topic, sheet: Sheet, leaflet: Leaflet, paper: Format, spots: Spots) -> Iterator[Seen]:
    """Does the danger strip cover at most 18 % of the first page?"""
    if reason := unbounded(paper):
        raise Skip(reason)
    boxes = strip_boxes(topic, sheet, leaflet.placed)
    share = covered(boxes) / (paper.width * paper.height)
    if share > STRIP_SHARE:
        origin = next((block.origin for block in topic.walk() if block.kind == STRIP), spots.at(1, boxes[0]).origin)
        place = Spot(origin, 1, union(boxes))
        message = f"the danger strip covers {share:.1%} of the first page; the most is {STRIP_SHARE:.0%}"
        yield "large", message, place, "fewer or shorter signs for today; the letters stay as large"


@check("layout/blank-band", "warn", "A page half empty looks unfinished, and paper that is paid for says nothing.")
def blank_band(reading: Reading, leaflet: Leaflet, paper: Format, spots: Spots) -> Iterator[Seen]:
    """Is no page but the last blank over more than a fifth of its height?"""
    for band in blank_bands(reading, paper, BLANK, leaflet.placed):
        place = Spot(spots.at(band.page, band.box).origin, band.page, band.box)
        message = f"{band.share:.0%} of the height of page {band.page} is blank; the most is {BLANK:.0%}"
        yield "blank", message, place, "let what follows begin here, or give its drawings the room"


@check("layout/last-line", "warn", "One word alone on a line is read late or not at all.")
def last_line(reading: Reading, spots: Spots) -> Iterator[Seen]:
    """Has the last line of each paragraph two words or more, or five Han characters or kana?"""
    if not reading.leaves:
        raise Skip("the file has no tags that tell headings and paragraphs")
    for line in last_lines(reading):
        if is_short(line):
            message = f"the last line of a paragraph is “{line.words}” alone"
            yield "short", message, spots.at(line.page, line.box), "change the words a little"


@check("layout/sizes", "info", "Many sizes of letters look untidy, and none says what matters.")
def letter_sizes(reading: Reading, leaflet: Leaflet, spots: Spots) -> Iterator[Seen]:
    """Has each page five sizes of letters at most?

    Raised numbers, bullets, and what the clinic fills in have sizes of their own and are not counted.
    """
    for page in range(1, len(reading.pages) + 1):
        found = sizes(reading, page, leaflet.placed)
        if len(found) > SIZES:
            shown = ", ".join(f"{size:g}" for size in found)
            message = f"page {page} has {len(found)} sizes of letters ({shown} pt); the most is {SIZES}"
            yield "many", message, Spot(page=page), "give looks that are alike one size"


@check("layout/left-edges", "info", "Words that begin at the same few edges are found at once.")
def edges_left(reading: Reading, paper: Format, leaflet: Leaflet, topic: Topic, sheet: Sheet) -> Iterator[Seen]:
    """Do the rows of words on each page begin at three left edges at most?

    Tables and columns, boxes, the danger strip, and what the clinic fills in have edges of their own; numbers hang
    before their words.
    """
    if not reading.leaves:
        raise Skip("the file has no tags that tell words from feet and running heads")
    for page in range(1, len(reading.pages) + 1):
        apart = boxes_apart(topic, sheet, leaflet.placed, page, reading)
        found = left_edges(reading, paper, page, apart, leaflet.placed)
        if len(found) > EDGES:
            shown = ", ".join(f"{edge / MM:.1f}" for edge in found)
            message = f"rows of page {page} begin at {len(found)} left edges ({shown} mm); the most is {EDGES}"
            yield "many", message, Spot(page=page), "set what belongs together to one edge"


CHECKS: Final = (danger_share, blank_band, last_line, letter_sizes, edges_left)
