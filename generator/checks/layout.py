"""Checks of the pages: what stands where, and what was torn apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Final

from generator.checks.expected import danger_of
from generator.checks.reading import Leaf, Reading
from generator.checks.runner import Seen, Skip, check
from generator.checks.spots import Spots, union
from generator.model.design import Area, Format, Theme
from generator.model.findings import Level, Spot
from generator.model.leaflet import Leaflet, Placed
from generator.model.sheet import Element, Sheet
from generator.model.units import Box

SLACK: Final = 1.0
"""Points by which a box may pass its area: half a border, a rounded number."""
SILENT: Final = ("lines", "image", "qr", "table", "tr", "hold")
"""What has a place on the page and may have no words: rules to write on, pictures, empty rows."""
Frame = tuple[int, str]
BOOKLET = 4
"""Pages of a folded sheet: the first and the last of a booklet are its outside."""


@check("layout/danger-first-page", "fail", "Who turns no page must still see when to call for help.")
def danger_first(sheet: Sheet, leaflet: Leaflet, paper: Format, spots: Spots) -> Iterator[Seen]:
    """Does the danger box stand whole on the first page?"""
    boxes = [box for area in sheet.areas if (box := danger_of(area)) is not None]
    if not boxes:
        raise Skip("the leaflet has no danger box")
    for box in boxes:
        here = [one for one in leaflet.placed if one.origin == box.origin]
        pages = sorted({one.page for one in here})
        outside = paper.multiple == BOOKLET and pages == [leaflet.pages]  # the back of a folded booklet
        if outside:
            continue
        if not pages:
            yield "lost", "the danger box is on no page", Spot(box.origin), "make the leaflet again"
        elif pages[-1] > paper.danger_by:
            place = Spot(box.origin, pages[-1], union(one.box for one in here if one.page == pages[-1]))
            hint = "shorten what stands before it, or move it up"
            if pages[0] <= paper.danger_by and _tall(here) > _tallest(paper):
                enough = ceil(_tall(here) / _tallest(paper)) + 1  # it may begin anywhere on its first page
                if len(pages) > enough:
                    message = f"the danger box is spread over {len(pages)} pages; {enough} have room for it"
                    yield "spread", message, place, "fill the pages before the next one begins", "warn"
                message = f"the danger box is taller than a page: its end stands on page {pages[-1]}"
                yield "long", message, place, "shorten its lists, or widen the paper's text area", "warn"
            else:
                yield "late", f"the danger box stands on page {pages[-1]}, not on page {paper.danger_by}", place, hint


@check("layout/heading-last", "warn", "A heading at the foot of a page is read as the end of what stands above it.")
def heading_last(reading: Reading, spots: Spots) -> Iterator[Seen]:
    """Does something follow under each heading, on the same page?

    Lines to write on follow too, though a file has no words for them.
    """
    _need_tags(reading)
    leaves = [leaf for leaf in reading.leaves if leaf.page and leaf.words.strip()]
    for number, leaf in enumerate(leaves):
        if len(leaf.role) != 2 or leaf.role[0] != "H" or not leaf.role[1].isdigit():
            continue
        after = next((one for one in leaves[number + 1 :] if one.element != leaf.element), None)
        if after is None:
            continue
        here, there = _frame(reading, spots, leaf), _frame(reading, spots, after)
        if here[0] < there[0] or (here[0] == there[0] and here[1] and there[1] and here[1] != there[1]):
            place = spots.at(leaf.page, reading.box(leaf))
            if _drawn_below(spots, here, place.box):
                continue
            if len(reading.pages) == 1 and _reads_on(place.box, reading.box(after)):
                continue
            message = f"the heading “{leaf.words.strip()[:40]}” stands last on page {leaf.page}"
            yield "last", message, place, "give its look keep-next: yes, or change the words before it"


def _reads_on(heading: Box | None, after: Box | None) -> bool:
    """Tell whether what follows a heading stands below it, though in another area: as on a poster."""
    if heading is None or after is None:
        return False
    return after[3] <= heading[1] + 1 and after[0] < heading[2] and heading[0] < after[2]


@check("layout/widow", "warn", "A single line on top of a page is overlooked, and with it the end of a sentence.")
def widow(reading: Reading, spots: Spots) -> Iterator[Seen]:
    """Is no page begun by the single last line of a paragraph?"""
    _need_tags(reading)
    paragraphs: dict[int, list[Leaf]] = {}
    for leaf in reading.leaves:
        if leaf.page and not leaf.alternative and leaf.role in ("P", "LBody", "Link"):
            paragraphs.setdefault(leaf.element, []).append(leaf)
    for leaves in paragraphs.values():
        marks = {(leaf.page, leaf.mark) for leaf in leaves}
        if len({page for page, _ in marks}) == 1 and len(marks) == 1:
            continue
        frames: dict[Frame, set[float]] = {}
        boxes: dict[Frame, list[Box]] = {}
        for leaf in leaves:
            frame = _frame(reading, spots, leaf)
            for letter, _ in reading.letters:
                if (letter.page, letter.mark) == (leaf.page, leaf.mark):
                    frames.setdefault(frame, set()).add(round(letter.y - letter.rise, 1))
            box = reading.box(leaf)
            if box is not None:
                boxes.setdefault(frame, []).append(box)
        last = max(frames, default=(0, ""), key=lambda frame: frame[0])
        if len(frames) > 1 and len(frames[last]) == 1:
            place = spots.at(last[0], union(boxes[last]))
            words = "".join(leaf.words for leaf in leaves if leaf.page == last[0]).strip()
            message = f"the single last line “{words[:40]}” stands on top of page {last[0]}"
            yield "widow", message, place, "change the words a little"


def _drawn_below(spots: Spots, frame: Frame, box: Box | None) -> bool:
    """Tell whether something without words stands right under a heading, in its area."""
    if box is None:
        return False
    near = box[1] - 3 * (box[3] - box[1])
    return any(
        (one.page, one.area) == frame
        and one.tag in SILENT
        and near <= one.box[3] <= box[1] + SLACK + 0.25 * (box[3] - box[1])
        and one.box[0] < box[2]
        and one.box[2] > box[0]
        for one in spots.placed
    )


def _need_tags(reading: Reading) -> None:
    """Skip a file without tags, such as a press file: nothing in it says what a heading or a paragraph is."""
    if not reading.leaves:
        raise Skip("the file has no tags that tell headings and paragraphs")


def _frame(reading: Reading, spots: Spots, leaf: Leaf) -> Frame:
    return leaf.page, spots.area(leaf.page, reading.box(leaf))


@check("layout/overflow", "fail", "What runs over its place covers other words.")
def overflow(leaflet: Leaflet, paper: Format) -> Iterator[Seen]:
    """Does everything stand inside its area?"""
    count = leaflet.pages
    for placed in leaflet.placed:
        area = paper.areas.get(placed.area)
        room = _room(area, paper, placed.page == count) if area else None
        if room and _outside(placed.box, room, SLACK):
            message = f"a {placed.tag} stands {_outside(placed.box, room, 0):.1f} pt outside the area '{placed.area}'"
            yield "area", message, _place(placed), "shorten the words, or widen the area in the format"


def _room(area: Area, paper: Format, last: bool) -> Box:
    height = area.last_height if last and area.last_height else area.height
    top = paper.height - area.y
    return (area.x - area.out, top - height, area.x + area.width + area.out, top)


def _outside(box: Box, room: Box, slack: float) -> float:
    """Return by how much a box passes a room, 0 when by no more than ``slack``."""
    over = max(room[0] - box[0], room[1] - box[1], box[2] - room[2], box[3] - room[3])
    return over if over > slack else 0.0


def _place(placed: Placed) -> Spot:
    return Spot(placed.origin, placed.page, placed.box)


@check("layout/split-box", "warn", "Half a danger box, half a belief: each half says something else than the whole.")
def split_box(sheet: Sheet, theme: Theme, leaflet: Leaflet, paper: Format, spots: Spots) -> Iterator[Seen]:
    """Does every box that belongs together stand on one page?"""
    for area in sheet.areas:
        for block in area.walk():
            box = _kept(block, theme)
            if box is None:
                continue
            here = [one for one in leaflet.placed if box.origin.file and one.origin == box.origin]
            pages = sorted({one.page for one in here})
            if len(pages) > 1:
                second = union(one.box for one in here if one.page == pages[1])
                message = f"the box goes over from page {pages[0]} to page {pages[1]}"
                hint = "shorten it, or what stands before it"
                level: Level = "warn"
                if _tall(here) > _tallest(paper):
                    message, hint, level = f"{message}: it is taller than a page", "", "info"
                elif _unframed(box, theme) and _tall(here) > _last_room(paper):
                    message, hint, level = f"{message}: it is taller than the last page's room", "", "info"
                yield "split", message, Spot(box.origin, pages[1], second), hint, level


def _tall(parts: Sequence[Placed]) -> float:
    """Return how tall a box is in all, its parts on several pages together."""
    boxes = [union(one.box for one in parts if one.page == page) for page in {one.page for one in parts}]
    return sum(box[3] - box[1] for box in boxes if box)


def _tallest(paper: Format) -> float:
    return max((area.height for area in paper.areas.values() if area.flow), default=0.0)


def _last_room(paper: Format) -> float:
    return min((area.last_height or area.height for area in paper.areas.values() if area.flow), default=0.0)


def _unframed(box: Element, theme: Theme) -> bool:
    """Tell whether a box is only kept together, such as the sources: nothing is drawn around it that could be torn."""
    look = theme.looks.get(box.get("look"))
    return look is not None and not (look.fill or look.border)


def _kept(block: Element, theme: Theme) -> Element | None:
    """Return the one box of a block that its look or its role keeps whole."""
    if block.tag != "block" or len(block.children) != 1 or block.children[0].tag != "box":
        return None
    box = block.children[0]
    look = theme.looks.get(box.get("look"))
    return box if (look is not None and look.keep) or box.get("role") == "Aside" else None
