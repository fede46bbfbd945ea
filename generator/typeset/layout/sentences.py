"""Paragraphs that a page end would cut inside a sentence, as two: the page then ends between two of their sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from generator.model.sheet import Element, Run, Sheet
from generator.typeset.layout.flow import TextLine
from generator.typeset.layout.pages import Paged

_END = re.compile(r"[.?!…][”’)]*\s+(?=\S)|[。？！][」』）”]*(?=[^」』）”])")
"""The end of a sentence that another one follows, in any script."""
Runs = tuple[Run, ...]
_BLANK = re.compile(r"[\s\u00ad\u200b\u2060]+")


def cuts(paged: Paged) -> list[TextLine]:
    """Return the lines, first on their pages, before which a page end is inside a sentence."""
    found = []
    for one, other in pairwise(paged.frames):
        above = one[-1].slab if one else None
        below = next((strip.slab for strip in other if not strip.repeated), None)
        if isinstance(above, TextLine) and isinstance(below, TextLine) and not below.count:
            said = _said(below)
            if all(_long(below.runs, at) != said for at in _begins(below.runs)):
                found.append(below)
    return found


def halved(sheet: Sheet, line: TextLine) -> tuple[Sheet, int]:
    """Return a sheet in which a paragraph is two, behind the last of its sentences that ends above one of its lines.

    Also the id of the runs of the second half. Where no sentence ends there, or the words are those of a list, the
    sheet is as it was.
    """
    said = _said(line)
    at = max((begin for begin in _begins(line.runs) if _long(line.runs, begin) <= said), default=0)
    if not at:
        return sheet, 0
    runs = tuple(line.runs)
    one, two = _halves(runs, at)
    areas = tuple(_parted(area, runs, one, two)[0] for area in sheet.areas)
    same = all(new is old for new, old in zip(areas, sheet.areas, strict=True))
    return (sheet if same else replace(sheet, areas=areas)), id(two)


def begins_page(paged: Paged, second: int) -> bool:
    """Tell whether a second half begins a page, and both halves have two lines at least."""
    for one, other in pairwise(paged.frames):
        below = next((strip.slab for strip in other if not strip.repeated), None)
        if isinstance(below, TextLine) and id(below.runs) == second:
            above = one[-1].slab if one else None
            return below.count > 1 and isinstance(above, TextLine) and above.number > 0
    return False


def _parted(element: Element, runs: Runs, one: Runs, two: Runs) -> tuple[Element, ...]:
    """Return an element with the paragraph of these runs in it as two."""
    if element.runs is runs and element.tag == "p":
        return replace(element, runs=one), replace(element, runs=two)
    parts = [_parted(child, runs, one, two) for child in element.children]
    if all(part[0] is child for part, child in zip(parts, element.children, strict=True)):
        return (element,)
    return (replace(element, children=tuple(child for part in parts for child in part)),)


def _halves(runs: Sequence[Run], at: int) -> tuple[Runs, Runs]:
    one, two = [], []
    for run in runs:
        one.append(run._replace(words=run.words[: max(0, at)]))
        two.append(run._replace(words=run.words[max(0, at) :]))
        at -= len(run.words)
    return tuple(run for run in one if run.words), tuple(run for run in two if run.words)


def _begins(runs: Sequence[Run]) -> list[int]:
    """Return where the sentences of a paragraph begin, without the first."""
    words = "".join(run.words for run in runs)
    return [end.end() for end in _END.finditer(words) if not words[end.end()].islower()]


def _long(runs: Sequence[Run], at: int) -> int:
    """Return how many characters stand before one, without white space."""
    return len(_BLANK.sub("", "".join(run.words for run in runs)[:at]))


def _said(line: TextLine) -> int:
    """Return how many characters stand above a line in its paragraph, without white space."""
    above = line.lines[: line.number]
    return len(_BLANK.sub("", "".join(atom.piece.words for one in above for atom in one.atoms)))
