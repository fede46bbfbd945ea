"""What is measured on a leaflet: shares of words and of the front, blank bands, last lines, sizes, left edges.

Measured on what the file shows (``Reading``), on where the layout says that things fell (``Placed``), and on the sheet;
the checks in ``wording.py`` and ``room.py`` judge, ``docs/pages.py`` only tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Final, Literal
from unicodedata import category

from msgspec import Struct
from msgspec.structs import replace

from generator.checks.expected import danger_of
from generator.checks.reading import Glyph, Reading
from generator.checks.spots import union
from generator.model.content import Language, Topic
from generator.model.design import Area, Format
from generator.model.leaflet import Placed
from generator.model.sheet import Element, Sheet
from generator.model.units import POINTS, Box

Sort = Literal["teaching", "danger", "sources"]
MM: Final = POINTS["mm"]
STRIP: Final = "warning"
"""The kind of block that is the danger strip."""
SIGNS: Final = "signs"
"""The kind of block that holds a whole list of signs, in the leaflet that holds them all."""
SORTS: Final[Mapping[str, Sort]] = {STRIP: "danger", SIGNS: "danger", "sources": "sources"}
"""What the words of a kind of block are; those of all others teach."""
GAP: Final = 0.15
"""A gap wider than this many times the letters' size parts two words."""
THIN: Final = 3.0
"""Points: what is narrower than this and taller is a rule between columns, beside which a page may be blank."""
ALIKE: Final = 0.2
"""Points by which two sizes of letters may differ and be one to the eye: what copy-fitting makes of them."""
NEAR: Final = 1.5
"""Points by which two left edges may differ and be one."""
DRAWING: Final = 15 * MM
"""What is at least so wide is a drawing, what is smaller a sign."""
_WORD: Final = re.compile(r"\w+(?:[^\w\s]+\w+)*")
_WIDE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
"""Kana and Han characters."""


class Band(Struct, frozen=True):
    """A part of a page over its whole width, or a panel's, with nothing on it; ``share`` is of the page's height."""

    page: int
    box: Box
    share: float


class Line(Struct, frozen=True):
    """The last line of a paragraph of several: where it stands, and its words."""

    page: int
    box: Box
    words: str


# -- words ---------------------------------------------------------------------


def count_words(words: str, spaced: bool) -> int:
    """Return how many words there are; in a language without spaces, how many characters (punctuation left out)."""
    return len(_WORD.findall(words)) if spaced else sum(char.isalnum() for char in words)


def words_by_sort(sheet: Sheet, topic: Topic, language: Language) -> dict[Sort, int]:
    """Return how many words (see ``count_words``) of a leaflet's blocks teach, name dangers, name sources.

    What stands outside of blocks (title, foot, the clinic's panel) is counted as none of them.
    """
    kinds = {(block.origin.file, block.origin.line): block.kind for block in topic.walk()}
    found: dict[Sort, int] = {"teaching": 0, "danger": 0, "sources": 0}

    def visit(element: Element, danger: bool) -> None:
        danger = danger or element.get("first-page") == "yes"
        kind = kinds.get((element.origin.file, element.origin.line))
        if element.runs and (kind or danger):
            sort: Sort = "danger" if danger else SORTS.get(kind or "", "teaching")
            found[sort] += count_words("".join(run.words for run in element.runs), language.spaced)
        for child in element.children:
            visit(child, danger)

    for area in sheet.areas:
        visit(area, danger=False)
    return found


def shares(counted: Mapping[Sort, int]) -> dict[Sort, float]:
    """Return the share of each sort of words, from 0 to 1; none of nothing."""
    total = sum(counted.values())
    return {sort: number / total if total else 0.0 for sort, number in counted.items()}


def is_about_danger(topic: Topic) -> bool:
    """Tell whether a topic is the leaflet of all signs: the only one with a block ``signs``."""
    return any(block.kind == SIGNS for block in topic.walk())


# -- the danger strip ----------------------------------------------------------


def strip_boxes(topic: Topic, sheet: Sheet, placed: Iterable[Placed], page: int = 1) -> tuple[Box, ...]:
    """Return the boxes of all that the danger strip has on a page."""
    origins = {(block.origin.file, block.origin.line) for block in topic.walk() if block.kind == STRIP}
    marked = [box.origin for area in sheet.areas if (box := danger_of(area)) is not None and box.origin.file]
    origins |= {(origin.file, origin.line) for origin in marked}
    return tuple(one.box for one in placed if one.page == page and (one.origin.file, one.origin.line) in origins)


def covered(boxes: Sequence[Box]) -> float:
    """Return the area that boxes cover together, in square points: what lies under two counts once."""
    edges = sorted({x for box in boxes for x in (box[0], box[2])})
    total = 0.0
    for left, right in pairwise(edges):
        spans = sorted((box[1], box[3]) for box in boxes if box[0] <= left and right <= box[2])
        reached = float("-inf")
        for low, high in spans:
            total += max(0.0, high - max(low, reached)) * (right - left)
            reached = max(reached, high)
    return total


def strip_share(topic: Topic, sheet: Sheet, placed: Iterable[Placed], paper: Format) -> float:
    """Return the share of the first page that the danger strip covers, from 0 to 1."""
    return covered(strip_boxes(topic, sheet, placed)) / (paper.width * paper.height)


# -- the page ------------------------------------------------------------------


def ink(reading: Reading, placed: Iterable[Placed] = ()) -> Iterator[tuple[int, Box]]:
    """Yield what is on the pages: letters, grounds, frames, drawings, bitmaps, and what is kept free to write on."""
    for letter, _ in reading.letters:
        if letter.words.strip():
            yield letter.page, (letter.x, letter.y - 0.2 * letter.size, letter.right, letter.y + 0.8 * letter.size)
    for page, box in reading.shapes:
        if box[2] - box[0] > THIN or box[3] - box[1] <= THIN:
            yield page, box
    for raster in reading.rasters:
        yield raster.page, raster.box
    for one in placed:
        if one.tag in ("lines", "hold", "image", "qr"):
            yield one.page, one.box


def blank_bands(reading: Reading, paper: Format, least: float, placed: Iterable[Placed] = ()) -> Iterator[Band]:
    """Yield the bands taller than ``least`` (of the page's height) with nothing on them, on all pages but the last.

    On folded paper each panel is looked at by itself.
    """
    inked = sorted(ink(reading, placed))
    for number, (width, height) in enumerate(reading.pages[:-1]):
        here = [box for page, box in inked if page == number + 1]
        sides = (0.0, *paper.folds_of(number), width)
        for left, right in pairwise(sides):
            spans = sorted((box[1], box[3]) for box in here if box[0] < right - 1 and box[2] > left + 1)
            reached = 0.0
            for low, high in (*spans, (height, height)):
                if low - reached > least * height:
                    yield Band(number + 1, (left, reached, right, low), (low - reached) / height)
                reached = max(reached, high)


def last_lines(reading: Reading) -> Iterator[Line]:
    """Yield the last line of each paragraph and list item that has several lines."""
    marked: dict[tuple[int, int], list[Glyph]] = {}
    for letter, actual in reading.letters:
        shown = letter if actual is None else replace(letter, words=actual)
        marked.setdefault((letter.page, letter.mark), []).append(shown)
    paragraphs: dict[int, dict[tuple[int, int], None]] = {}
    own = {leaf.element for leaf in reading.leaves if leaf.role in ("P", "LBody")}
    for leaf in reading.leaves:
        if leaf.page and not leaf.alternative and leaf.element in own:
            paragraphs.setdefault(leaf.element, {})[leaf.page, leaf.mark] = None
    for marks in paragraphs.values():
        letters = [letter for mark in marks for letter in marked.get(mark, ())]
        lines = [list(line) for _, line in groupby(letters, lambda one: (one.page, round(one.y - one.rise, 1)))]
        if len(lines) > 1:
            last = lines[-1]
            box = union((one.x, one.y, one.right, one.y + 0.7 * one.size) for one in last)
            assert box is not None
            yield Line(last[0].page, box, read_out(last))


def is_short(line: Line) -> bool:
    """Tell whether a last line has one word alone; of Han characters and kana fewer than five."""
    wide = len(_WIDE.findall(line.words))
    return wide < 5 if wide else len(line.words.split()) == 1


def read_out(letters: Sequence[Glyph]) -> str:
    """Return the letters of a line as words: a space where there is room for one."""
    out: list[str] = []
    right = float("inf")
    for letter in letters:
        out.append(f" {letter.words}" if letter.x - right > GAP * letter.size else letter.words)
        right = letter.right
    return " ".join("".join(out).split())


def sizes(reading: Reading, page: int, placed: Iterable[Placed] = ()) -> tuple[float, ...]:
    """Return the sizes of letters on a page, in points, the largest first; those nearer than ``ALIKE`` are one.

    Not counted: raised numbers, bullets and numbers in rings, and what the clinic fills in, whose telephone has a size
    of its own.
    """
    here = [one for one in placed if one.page == page]
    held, lines = ([one.box for one in here if one.tag == tag] for tag in ("hold", "p"))
    letters = (letter for letter, _ in reading.letters if letter.page == page and letter.words.strip())
    found = (
        letter.size
        for letter in letters
        if not letter.rise and not _inside(letter, held) and (not lines or _inside(letter, lines))
    )
    return tuple(round(some[-1], 1) for some in reversed(_near(found, ALIKE)))


def left_edges(
    reading: Reading, paper: Format, page: int, apart: Sequence[Box] = (), placed: Iterable[Placed] = ()
) -> tuple[float, ...]:
    """Return where rows of words begin on a page, in points from its left or a panel's; each edge has two or more.

    Numbers in discs and rings do not count, which hang before their words; nor lines that begin with an opening mark
    of full width, half of which is empty; nor running heads and feet, and what stands in a box that is ``apart``.
    Where lines are (``placed``) tells numbers from words.
    """
    sides = {0.0, *(area.x for area in paper.areas.values() if paper.folds and _stands_on(area, page))}
    lines = [one.box for one in placed if one.tag == "p" and one.page == page]
    rows: dict[tuple[float, float], tuple[float, str]] = {}
    for letter, _ in reading.letters:
        counts = letter.page == page and letter.mark >= 0 and letter.words.strip()
        if counts and not _inside(letter, apart) and (not lines or _inside(letter, lines)):
            side = max(at for at in sides if at <= letter.x + NEAR or not at)
            key = (side, round(letter.y - letter.rise))
            opens = "" if letter.right - letter.x < 0.75 * letter.size else category(letter.words[0])
            rows[key] = min(rows.get(key, (letter.x, opens)), (letter.x, opens))
    begins = (x - side for (side, _), (x, opens) in rows.items() if opens not in ("Ps", "Pi"))
    return tuple(edge[0] for edge in _near(begins, NEAR) if len(edge) > 1)


def _stands_on(area: Area, page: int) -> bool:
    """Tell whether an area of a folded sheet stands on one of its two sides, counted from 1."""
    return area.pages == "every" or (area.pages == "first") == (page == 1)


def boxes_apart(
    topic: Topic, sheet: Sheet, placed: Sequence[Placed], page: int, reading: Reading | None = None
) -> tuple[Box, ...]:
    """Return the boxes on a page whose words have edges of their own.

    Those are the danger strip and what the clinic fills in; tables, and drawings or voices side by side, which have
    columns; with a ``reading`` boxes that have a ground or a frame, too.
    """
    here = [one for one in placed if one.page == page]
    own = [one.box for one in here if one.tag in ("hold", "row", "tr")]
    drawn = [box for number, box in (reading.shapes if reading is not None else ()) if number == page]
    framed = [one.box for one in here if one.tag == "box" and any(_alike(one.box, box) for box in drawn)]
    return (*strip_boxes(topic, sheet, placed, page), *own, *framed)


def _alike(one: Box, other: Box) -> bool:
    """Tell whether two boxes have the same top, foot and sides, to a frame's width."""
    return all(abs(a - b) <= THIN for a, b in zip(one, other, strict=True))


def _near(values: Iterable[float], most: float) -> list[list[float]]:
    """Return values in groups, the smallest first; none is further than ``most`` from the first of its group."""
    found: list[list[float]] = []
    for value in sorted(values):
        if found and value - found[-1][0] <= most:
            found[-1].append(value)
        else:
            found.append([value])
    return found


def drawings(placed: Iterable[Placed]) -> int:
    """Return how many drawings are on the pages; signs beside words are none."""
    return len({(one.page, one.box) for one in placed if one.tag == "image" and one.box[2] - one.box[0] >= DRAWING})


def _inside(letter: Glyph, boxes: Iterable[Box]) -> bool:
    x, y = (letter.x + letter.right) / 2, letter.y + 0.3 * letter.size
    return any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in boxes)
