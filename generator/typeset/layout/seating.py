"""Areas that stand within others and are as high as their words: the head of a leaflet, its danger strip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from msgspec.structs import replace

from generator.model.content import Language
from generator.model.design import Area, Format, Theme
from generator.model.markup import GAP
from generator.model.memo import remembered
from generator.model.problems import Problem, Unusable
from generator.model.sheet import Element, Sheet
from generator.model.units import in_mm
from generator.typeset.layout.build import Builder
from generator.typeset.layout.known import Known, Seat
from generator.typeset.pdf.tags import StructNode
from generator.typeset.text.setters import Resources, Setters, styles_of
from generator.typeset.text.style import Styles

Seated = tuple[Area, float, float, float]
"""An area, the height of its words, the most it may have, the height without the space around words, in points."""
AROUND = 0.55
"""Between the words and an area that stands within theirs: parts of the body's size."""
SAID = 60
"""Letters of the words that a message names."""
STEP, NARROWER = 5.0, 30.0
"""Points by which an area with a share of the page becomes narrower at a time, and in all."""


def seated(
    sheet: Sheet,
    theme: Theme,
    paper: Format,
    language: Language,
    setters: Setters,
    resources: Resources,
    known: Known,
) -> Format:
    """Return the format with the areas that stand within others as high as their words, and the others around them.

    Raises:
        Unusable: when such an area's words are higher than the most that the format gives them; not in a draft that
            shows what is not translated: nobody can shorten the English words there, which have marks around them.
    """

    def seat(area: Area, elements: Sequence[Element], styles: Styles) -> Seated:
        """Return an area, the height of its words, the most it may have, the height without the space around words."""
        builder, root = Builder(styles, setters, resources, {}, known=known), StructNode("Document")
        flow = builder.flow(elements, area.width, root)
        known.seats[area.width, *map(id, elements)] = Seat(elements, flow, root, builder.holds)
        most = most_of(area)
        high, least = (flow.height(one) + 0.02 for one in (1.0, 0.0))  # sums of floats come out a little otherwise
        if at_head(area) and high < most:
            high = min(most, high + flow.room())
        return area, high, most, least if area.share else high

    def most_of(area: Area) -> float:
        return min(area.height, area.share * paper.width * paper.height / area.width) if area.share else area.height

    def at_head(area: Area) -> bool:
        around = paper.areas[area.within]
        return area.pages == "first" and area.y < around.y + around.height / 4

    areas = dict(paper.areas)
    for area in paper.areas.values():
        if not area.within:
            continue
        elements = [child for given in sheet.areas if given.get("name") in area.takes for child in given.children]
        styles = styles_of(theme, paper, language, sheet.accent, 1.0, 1.0)  # as the words of pages are
        ways = [replace(area, x=area.x - wider / 2, width=area.width + wider) for wider in _widths(area)]
        chosen, told = _chosen(theme, paper, language, area.name), _said(elements) if len(ways) > 1 else ()
        if chosen.get("said") == told:  # a strip is the same on every topic: what was found for one holds for the next
            ways = [one for one in ways if one.width == chosen["width"]]
        seats = [partial(seat, one, elements, styles) for one in ways]
        area, high, most, least = lowest(seats, [(one.width, most_of(one)) for one in ways])
        chosen.update(said=told, width=area.width)
        parts = [part for element in elements for part in element.walk()]
        gaps = any(GAP[0] in run.words for part in parts for run in part.runs)
        # a box drawn to three decimals stays within its share
        height = high if gaps else min(high, max(most - 0.1, least))
        if height > most + 0.5 and not gaps:
            origin = next((part.origin for part in parts if part.origin.file), area.origin)
            needs, has = in_mm(height), in_mm(most)
            # words that a template takes from the head of a topic have no place of their own: they are named
            words = "".join(run.words for part in parts for run in part.runs) if origin == area.origin else ""
            said = f" (“{words if len(words) <= SAID else f'{words[:SAID]}…'}”)" if words else ""
            message = f"the area '{area.name}'{said} needs {needs}, the format '{paper.name}' gives it {has}"
            more = f"{'height and share' if area.share else 'height'} in the format"
            hint = f"shorten its words, they are never set smaller; or give the area more {more}"
            raise Unusable(Problem(origin, message, hint))
        around = areas[area.within]
        gap = AROUND * theme.looks["body"].size * paper.scale if elements else 0.0
        first = replace(around, first_y=around.first_y or around.y, first_height=around.first_height or around.height)
        if at_head(area):
            areas[area.name] = replace(area, height=height)
            down = max(0.0, area.y + height + gap - first.first_y)  # without words it takes no room
            areas[area.within] = replace(first, first_y=first.first_y + down, first_height=first.first_height - down)
            continue
        y = area.y + area.height - height
        areas[area.name] = replace(area, y=y, height=height)
        if area.pages == "first":
            areas[area.within] = replace(first, first_height=y - gap - first.first_y)
        else:
            areas[area.within] = replace(around, last_height=y - gap - around.y)
    for area in paper.areas.values():
        if area.within and areas[area.within].first_height < 0:
            message = f"'{area.name}' and what stands beside it leave no room on the first page of '{paper.name}'"
            raise Unusable(Problem(area.origin, message, "give the areas less height, or the paper more pages"))
    return replace(paper, areas=areas)


@remembered("width of an area with a share")
def _chosen(theme: Theme, paper: Format, language: Language, name: str) -> dict[str, Any]:
    """Return where the width that was found for the last words of an area is kept, with these words."""
    return {}


def _said(elements: Sequence[Element]) -> tuple[object, ...]:
    """Return all that the width of elements depends on: what they say and ask for, not where they come from."""
    return tuple([(one.tag, *one.attributes.items(), *one.runs, _said(one.children)) for one in elements])


def _widths(area: Area) -> list[float]:
    """Return by how many points an area may be wider than it is, in the order to try: its own width first."""
    narrower = [-STEP * step for step in range(1, int(NARROWER / STEP) + 1)] if area.share else []
    return [0.0, *([2 * area.out] if area.out else []), *narrower]


def lowest(ways: Sequence[Callable[[], Seated]], given: Sequence[tuple[float, float]]) -> Seated:
    """Return the way that is least too high, the first of those; few are set, since a narrower one is never lower.

    Args:
        ways: set the words, in the order of choice.
        given: the width of each, and the most height that it may have, in points.
    """

    def over(at: int, seated: Seated | None) -> tuple[float, float, int]:
        """Return how much too high a way is that is as high as one that was set, with no space and with all of it."""
        high, least = (seated[1], seated[3]) if seated else (0.0, 0.0)
        return max(0.0, least - given[at][1]), max(0.0, high - given[at][1]), at

    tried: dict[int, Seated] = {0: ways[0]()}
    while True:
        best = min(over(at, one) for at, one in tried.items())
        hoped = best
        for at in range(len(ways)):
            if at not in tried:
                wider = (one for one in tried if given[one][0] >= given[at][0])
                near = min(wider, key=lambda one: given[one][0], default=None)
                hoped = min(hoped, over(at, None if near is None else tried[near]))
        if hoped == best:
            return tried[best[2]]
        tried[hoped[2]] = ways[hoped[2]]()
