"""Where text flows: the chains of areas a format offers, and the blocks a short edition leaves to longer ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from generator.model.content import MIDDLE, Language
from generator.model.design import Area, Format
from generator.model.problems import Problem, Unusable
from generator.model.sheet import Element, Sheet

ANY = "any"
"""What ``left`` says of words that are printed when any block at all was left out."""


class Frame(Struct, frozen=True):
    """A place on a page that text is poured into: page from 0, area, its top from the page's, height, in points."""

    page: int
    area: Area
    y: float
    height: float


class Chain(Struct, frozen=True):
    """Areas of one width that text flows through, one after the other, page by page."""

    areas: tuple[Area, ...]
    takes: tuple[str, ...]

    @property
    def beside(self) -> bool:
        """Whether its areas stand side by side: the panels of a folded sheet."""
        return len(self.areas) > 1

    @property
    def width(self) -> float:
        """The measure in points."""
        return self.areas[0].width

    def elements(self, sheet: Sheet) -> tuple[Element, ...]:
        """Return what of a sheet flows here, in order."""
        return tuple(child for area in sheet.areas if area.get("name") in self.takes for child in area.children)

    def frames(self, count: int) -> list[Frame]:
        """Return the frames of ``count`` pages in flowing order."""
        out = []
        for page in range(count):
            for area in self.areas:
                if on_page(area, page, count):
                    y = area.y
                    end = y + (area.last_height if page == count - 1 and area.last_height else area.height)
                    if page == 0 and area.first_height:
                        y = area.first_y
                        end = min(end, y + area.first_height)
                    out.append(Frame(page, area, y, end - y))
        return out

    def heights(self, count: int, danger_by: int) -> tuple[list[float], int]:
        """Return the frames' heights, and how many of them come before the danger box must have stood."""
        frames = self.frames(count)
        placed = any(area.within for area in self.areas)  # the format says where it stands
        return [frame.height for frame in frames], sum(placed or frame.page < danger_by for frame in frames)


def on_page(area: Area, page: int, count: int) -> bool:
    """Tell whether an area stands on a page (from 0) of ``count``."""
    return {"every": True, "first": page == 0, "last": page == count - 1}[area.pages]


def turned(paper: Format, language: Language) -> Format:
    """Return the format as a language folds it: mirrored for scripts written from right to left."""
    return paper.mirrored() if paper.folds and language.leftward else paper


def chains(sheet: Sheet, paper: Format) -> list[Chain]:
    """Return the chains of a format in reading order, which is the order of its file.

    Raises:
        Unusable: when a part of the sheet has no place, or a chain cannot be poured into.
    """
    taken = {name for area in paper.areas.values() for name in area.takes}
    problems = [
        Problem(
            paper.origin,
            f"the format '{paper.name}' has no place for the area '{area.get('name')}'",
            "add an area, or name it in takes:",
        )
        for area in sheet.areas
        if area.get("name") not in taken
    ]
    found: dict[tuple[str, ...], list[Area]] = {}
    for area in paper.areas.values():
        if area.flow:
            found.setdefault(area.takes, []).append(area)
    made = [Chain(tuple(areas), takes) for takes, areas in found.items()]
    if not made:
        problems.append(
            Problem(
                paper.origin, f"the format '{paper.name}' has no area that text flows through", "add flow: yes to one"
            )
        )
    for chain in made:
        names = ", ".join(area.name for area in chain.areas)
        if len({round(area.width, 3) for area in chain.areas}) > 1:
            message = f"the areas that text flows through are not equally wide: {names}"
            problems.append(Problem(paper.origin, message, "give them one width"))
    roaming = [chain for chain in made if {area.pages for area in chain.areas} not in ({"first"}, {"last"})]
    if len(made) > 1 and len(roaming) > (1 if any(area.within for area in paper.areas.values()) else 0):
        for chain in roaming:
            names = ", ".join(area.name for area in chain.areas)
            message = f"where several texts flow side by side, each stands on one page: {names}"
            problems.append(Problem(paper.origin, message, "say 'pages: first' or 'pages: last' of each"))
    if problems:
        raise Unusable(*problems)
    return made


def shortened(sheet: Sheet) -> Iterator[tuple[Sheet, tuple[str, ...]]]:
    """Yield the sheet with fewer and fewer blocks, and the names of those left out (see ``leavings``)."""
    shorter = Shorter(sheet)
    for left in leavings(sheet):
        yield shorter.without(left), left


def leavings(sheet: Sheet) -> list[tuple[str, ...]]:
    """Return the names of blocks that are left out, more and more of them; danger signs are never among them.

    First goes what the content leaves to the longer editions; then, one at a time, what has the highest number for
    its priority, the later of two first.
    """
    blocks = [element for area in sheet.areas for child in area.children for element in leavable(child)]
    always = [part.get("name") for area in sheet.areas for part in area.walk() if part.get("leave") == "0"]
    free = [element for element in reversed(blocks) if element.get("leave") != "0"]
    going = sorted(free, key=lambda element: -int(element.get("leave")))
    names = [element.get("name") for element in going]
    return [(*always, *names[:count]) for count in range(len(names) + 1)]


def leavable(element: Element) -> Iterator[Element]:
    """Yield the outermost blocks that may be left, in cells too; what is in one goes only with it (``leavable_in``)."""
    if element.get("leave"):
        yield element
    else:
        for child in element.children:
            yield from leavable(child)


def _named(element: Element) -> Iterator[Element]:
    """Yield the outermost blocks that words may be about: those that may be left, and those that stay with a name."""
    if element.get("leave") or (element.tag == "block" and element.get("name")):
        yield element
    else:
        for child in element.children:
            yield from _named(child)


def leavable_in(block: Element) -> list[str]:
    """Return the names of what may be left inside a block, first what goes first: the least needed.

    That has the highest number for its priority, of equals words before drawings and lists, of these the later one.
    """
    parts = [one for child in block.children for one in child.walk() if one.tag == "block" and one.get("leave")]
    parts.sort(key=lambda part: (rank_of(block, part), part.get("kind") == "text"))
    return [part.get("name") for part in reversed(parts)]


def rank_of(block: Element, part: Element | None = None) -> int:
    """Return the priority of a block, 1 the most needed, or of a part of it: its own, where it names one."""
    own = int(part.get("leave")) if part is not None else MIDDLE
    return own if own != MIDDLE else int(block.get("leave") or MIDDLE)


def drawings_in(block: Element) -> list[str]:
    """Return the names of drawings inside a block that may give way to words; nothing is said of them."""
    return [one.get("name") for one in block.walk() if one.tag != "block" and one.get("leave")]


_GOING = frozenset({"leave", "yields", "left"})
"""Attributes of what may go."""


class Shorter:
    """A sheet that is shortened again and again: what may be left is looked for once."""

    def __init__(self, sheet: Sheet) -> None:
        """Look the sheet through."""
        self.sheet = sheet
        blocks = [element for area in sheet.areas for child in area.children for element in _named(child)]
        self._inside = [(block.get("name"), frozenset(leavable_in(block))) for block in blocks]
        self._blocks = {one.get("name") for area in sheet.areas for one in area.walk() if one.tag == "block"}
        self._names: dict[int, frozenset[str]] = {}
        """Of elements in which something may go, by their ids: what must be known gone to say what is left of them."""
        self._made: dict[tuple[int, frozenset[str], frozenset[str]], Element | None] = {}
        """What is left of an element, one object for all editions in which it is the same: it is then set once."""
        for area in sheet.areas:
            self._look(area)

    def _look(self, element: Element) -> frozenset[str]:
        """Return the names that what is left of an element hangs on; none where nothing may go."""
        found: set[str] = set()
        for child in element.children:
            found |= self._look(child)
        if not _GOING.isdisjoint(element.attributes):
            if element.get("leave"):
                found.add(element.get("name"))
            found.update(element.get("yields").split(), element.get("left").split())
        names = frozenset(found)
        if names:
            self._names[id(element)] = names
        return names

    def without(self, left: Sequence[str]) -> Sheet:
        """Return the sheet without the blocks of these names, and without words about blocks that stay whole."""
        gone = frozenset(left)
        told = gone | {name for name, inside in self._inside if not gone.isdisjoint(inside)}
        if not gone.isdisjoint(self._blocks):
            told |= {ANY}
        areas = tuple(self._kept(area, gone, told) or area for area in self.sheet.areas)
        return replace(self.sheet, areas=areas)

    def left_of(self, element: Element, left: Collection[str]) -> Element | None:
        """Return what is left of an element of the sheet without what has one of these names, or nothing."""
        gone = frozenset(left)  # itself, where it is one
        return self._kept(element, gone, gone)

    def kept_without(self, block: Element, left: Sequence[str]) -> Element:
        """Return a block of the sheet without what has one of these names in it."""
        return self.left_of(block, left) or block

    def _kept(self, element: Element, gone: frozenset[str], told: frozenset[str]) -> Element | None:
        """Return an element without what is gone, and without words about what stays: what is told is gone or in part.

        Words may be about what is gone as a whole, or in part, alone.
        """
        names = self._names.get(id(element))
        if names is None:
            return element
        key = id(element), gone & names, told & names
        if key not in self._made:
            self._made[key] = self._left_of(element, gone, told)
        return self._made[key]

    def _left_of(self, element: Element, gone: frozenset[str], told: frozenset[str]) -> Element | None:
        if (element.get("leave") and element.get("name") in gone) or element.get("yields") in gone:
            return None
        wanted = element.get("left").split()
        other = "whole" if gone.isdisjoint(wanted) else "part"
        if wanted and (told.isdisjoint(wanted) or element.get("left-as") == other):
            return None
        children = [self._kept(child, gone, told) for child in element.children]
        if all(new is old for new, old in zip(children, element.children, strict=True)):
            return element
        return replace(element, children=tuple(child for child in children if child is not None))


def without(sheet: Sheet, left: Sequence[str]) -> Sheet:
    """Return a sheet without the blocks of these names (see ``Shorter``)."""
    return Shorter(sheet).without(left)
