"""Two languages side by side: two sheets of one topic become one, block by block.

Both come from the same topic and template, so their blocks are parallel and carry the same numbers. A reader and a
member of staff can point at the same line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from generator.model.problems import Origin, Problem, Unusable
from generator.model.sheet import Element, Run, Sheet

SECOND = "-second"
"""Behind the name of a place for the clinic that stands in the other language."""
PAIRED = ("main", "head", "strip")
"""The areas in which both languages stand."""
LANGUAGE = "running.language"
"""The look of the languages' names in the running head."""
MOST_COLUMNS = 4
"""A table of more columns is set over the whole measure, first in one language, then in the other."""


def pair(sheet: Sheet, other: Sheet) -> Sheet:
    """Return a sheet with the first language on the left and the other on the right.

    The danger box is not squeezed into columns: it stands whole in the first language, then in the other. Sources stand
    once. The running head names both languages; the foot is the first one's.

    Raises:
        Unusable: when the two sheets are not parallel (a draft with gaps is; another topic is not).
    """
    areas = []
    for area in sheet.areas:
        twin = next((found for found in other.areas if found.get("name") == area.get("name")), None)
        if area.get("name") == "running" and twin is not None:
            areas.append(_both_named(area, twin, other.language))
            continue
        if area.get("name") not in PAIRED or twin is None:
            areas.append(area)
            continue
        if len(area.children) != len(twin.children):
            place = area.origin if area.origin.file else Origin(sheet.code)
            raise Unusable(Problem(place, "the two languages of this leaflet do not have the same blocks"))
        pairs = zip(area.children, twin.children, strict=True)
        paired = _paired if area.get("name") == "main" else _below
        areas.append(_like(area, tuple(made for one, two in pairs for made in paired(one, two, other))))
    return Sheet(sheet.title, sheet.language, sheet.accent, tuple(areas), sheet.code, sheet.draft, sheet.lot)


def _below(one: Element, two: Element, other: Sheet) -> Iterator[Element]:
    """Yield what stands in the head, or in the strip of danger signs.

    In the head's row the words of the other language, smaller, take the place of the drawing; key points stand side by
    side. The danger signs are not squeezed into columns: they stand whole in one language, then in the other.
    """
    if one.tag == "row":
        words = tuple(map(_smaller, two.children[0].children))
        second = _element("cell", {"share": "1", "lang": other.language}, words, two.origin)
        yield _like(one, (one.children[0], second))
    elif _needs_width(one):
        yield one
        yield _element("row", {"look": "pair"}, (_cell(again(two), other.language),), two.origin)
    else:
        yield _row("pair", one, two, other)


def _smaller(element: Element) -> Element:
    """Return title and purpose as they stand in the other language: smaller, and no second title of the file."""
    attributes = {**element.attributes}
    if attributes.get("role") == "H1":
        attributes["look"] = "pair.other-title"
        del attributes["role"]
    children = tuple(map(_smaller, element.children))
    return Element(element.tag, MappingProxyType(attributes), children, element.runs, element.origin)


def _paired(one: Element, two: Element, other: Sheet) -> Iterator[Element]:
    """Yield what stands for a pair of blocks."""
    if one.tag == "row":
        yield _head(one, two, other)
    elif any(child.get("once") == "yes" for child in one.children):
        yield one
    elif _needs_width(one):
        yield one
        yield _element("row", {"look": "pair"}, (_cell(again(two), other.language),), two.origin)
    elif one.children and one.children[0].get("label"):  # a number, a title, and blocks below it
        for at, (left, right) in enumerate(zip(_parts(one), _parts(two), strict=True)):
            if at and _needs_width(left):
                yield left
                yield _element("row", {"look": "pair"}, (_cell(right, other.language),), right.origin)
            else:
                yield _row("pair.title" if at == 0 else "pair", left, right, other)
    else:
        yield _row("pair", one, two, other)


def _needs_width(element: Element) -> bool:
    """Tell whether a block is no use in half the measure: the danger box, a table of many columns to write in."""
    return any(
        child.get("first-page") == "yes" or (child.tag == "tr" and len(child.children) > MOST_COLUMNS)
        for child in element.walk()
    )


def _parts(section: Element) -> list[Element]:
    """Return a section's title, then its blocks (they lose the section's indent: columns are narrow)."""
    title, *rest = section.children
    blocks = [child for box in rest for child in (box.children if box.tag == "box" else (box,))]
    return [_like(section, (child,)) for child in (title, *blocks)]


def _row(look: str, left: Element, right: Element, other: Sheet) -> Element:
    cells = (_element("cell", {"share": "1"}, (left,), left.origin), _cell(right, other.language))
    return _element("row", {"look": look}, cells, left.origin)


def _cell(element: Element, language: str) -> Element:
    return _element("cell", {"share": "1", "lang": language}, (element,), element.origin)


def _head(one: Element, two: Element, other: Sheet) -> Element:
    """Return the head: picture, title and purpose in the first language, then in the other, smaller."""
    disc, words = one.children
    twin = []
    for element in two.children[-1].children:
        attributes = {**element.attributes, "look": "pair.other-title" if element.get("role") == "H1" else "body"}
        attributes.pop("role", None)
        twin.append(Element("p", MappingProxyType(attributes), (), element.runs, element.origin))
    second = _element("cell", {"share": "1", "lang": other.language}, tuple(twin), two.origin)
    return _like(one, (disc, words, second))


def again(element: Element) -> Element:
    """Return an element as it stands in the other language: its places for the clinic have names of their own.

    The first language's box has the duty to stand on the first page; this one follows it.
    """
    attributes = {name: value for name, value in element.attributes.items() if name != "first-page"}
    if element.tag in ("hold", "area"):
        attributes["name"] = f"{element.get('name')}{SECOND}"
    children = tuple(again(child) for child in element.children)
    return Element(element.tag, MappingProxyType(attributes), children, element.runs, element.origin)


def _both_named(element: Element, twin: Element, language: str) -> Element:
    """Return the running head with the names of both languages, each in its own.

    Two names with their English beside them are too long for the head: then the strong words alone stand there.
    """
    if element.get("look") == LANGUAGE:
        sides: tuple[Sequence[Run], ...] = element.runs, twin.runs
        if all(any(not run.strong for run in runs) for runs in sides):  # neither is English, which is one name
            sides = tuple([run for run in runs if run.strong] or runs for runs in sides)
        one, two = sides
        named = (run if run.lang else run._replace(lang=language) for run in two)
        return Element(element.tag, element.attributes, (), (*one, Run(" + "), *named), element.origin)
    pairs = zip(element.children, twin.children, strict=True)
    return _like(element, tuple(_both_named(one, two, language) for one, two in pairs))


def _like(element: Element, children: tuple[Element, ...]) -> Element:
    return Element(element.tag, element.attributes, children, element.runs, element.origin)


def _element(tag: str, attributes: Mapping[str, str], children: tuple[Element, ...], origin: Origin) -> Element:
    return Element(tag, MappingProxyType(dict(attributes)), children, (), origin)
