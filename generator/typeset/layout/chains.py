"""Where text flows: the chains of areas a format offers, and the blocks a short edition leaves to longer ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from generator.model.content import Language
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
    """Yield the sheet with fewer and fewer blocks, and the names of those left out; danger signs are never among them.

    First goes what the content leaves to the longer editions; then, one at a time, what has the highest number for
    its priority, the later of two first.
    """
    blocks = [element for area in sheet.areas for child in area.children for element in _leavable(child)]
    always = [part.get("name") for area in sheet.areas for part in area.walk() if part.get("leave") == "0"]
    free = [element for element in reversed(blocks) if element.get("leave") != "0"]
    going = sorted(free, key=lambda element: -int(element.get("leave")))
    for count in range(len(going) + 1):
        left = (*always, *(element.get("name") for element in going[:count]))
        yield without(sheet, left), left


def _leavable(element: Element) -> Iterator[Element]:
    """Yield the outermost blocks that may be left; what is in one of them goes only with it (see ``leavable_in``)."""
    if element.get("leave"):
        yield element
    else:
        for child in element.children:
            yield from _leavable(child)


def leavable_in(block: Element) -> list[str]:
    """Return the names of what may be left inside a block, first what goes first: the last words before drawings."""
    parts = [element for child in block.children for element in child.walk() if element.get("leave")]
    return [part.get("name") for part in sorted(reversed(parts), key=lambda part: part.get("kind") != "text")]


def without(sheet: Sheet, left: Sequence[str]) -> Sheet:
    """Return the sheet without the blocks of these names, and without words about blocks that stay whole."""
    gone = frozenset(left)
    blocks = [element for area in sheet.areas for child in area.children for element in _leavable(child)]
    told = gone | {block.get("name") for block in blocks if gone.intersection(leavable_in(block))}
    if told.intersection({element.get("left") for area in sheet.areas for element in area.walk()}):
        told |= {ANY}
    return replace(sheet, areas=tuple(_kept(area, gone, told) or area for area in sheet.areas))


def kept_without(block: Element, left: Sequence[str]) -> Element:
    """Return a block without what has one of these names in it."""
    return _kept(block, frozenset(left), frozenset(left)) or block


def _kept(element: Element, gone: frozenset[str], told: frozenset[str]) -> Element | None:
    """Return an element without what is gone, and without words about what stays: what is told is gone or in part.

    Words may be about what is gone as a whole, or in part, alone.
    """
    if element.get("leave") and element.get("name") in gone:
        return None
    wanted = element.get("left")
    if wanted and (wanted not in told or element.get("left-as") == ("part" if wanted in gone else "whole")):
        return None
    children = [_kept(child, gone, told) for child in element.children]
    if all(new is old for new, old in zip(children, element.children, strict=True)):
        return element
    return replace(element, children=tuple(child for child in children if child is not None))
