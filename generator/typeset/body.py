"""Copy-fitting: set a sheet so that it fits its paper, spacing first, then sizes, never below the legible minimum."""

from __future__ import annotations

from collections.abc import Sequence

from generator.content import Language
from generator.design import Area, Format, Theme
from generator.leaflet import Placed
from generator.problems import Problem, Unusable
from generator.sheet import Element, Sheet
from generator.typeset.build import Builder
from generator.typeset.document import Heading, write_body
from generator.typeset.faces import NoGlyph
from generator.typeset.flow import Box, Flow, Framed, Slab, TextLine
from generator.typeset.lines import prepare_breaks
from generator.typeset.pages import Paged, fit_pages
from generator.typeset.proof import prove
from generator.typeset.ready import Ready
from generator.typeset.setters import Resources, Setters
from generator.typeset.tags import CLINIC_MARKS, Node
from generator.typeset.writer import PageWriter

LADDER = (
    (1.0, 0.85, 1.0),
    (0.96, 0.7, 1.0),
    (0.96, 0.5, 0.98),
    (0.92, 0.45, 0.96),
    (0.88, 0.4, 0.94),
    (0.84, 0.3, 0.93),
)
"""Fittings tried in turn: scale, the least spacing at which it is taken, and the part of the leading that is left.
Leading is tightened last and least: 0.93 keeps Vietnamese at 1.4, below which stacked marks touch."""
LARGER = ((1.12, 1.0), (1.08, 0.95), (1.04, 0.9))
"""When there is room, text becomes larger before space does (RNIB Clear Print: 14 pt is better than 12)."""

SURELY = 1.04
"""A fitting whose estimated height is above the paper's by this factor is passed over."""

_LEVELS = {"H1": 0, "H2": 1, "H3": 2}


def set_body(
    sheet: Sheet, theme: Theme, paper: Format, language: Language, setters: Setters, resources: Resources
) -> Ready:
    """Lay a sheet out and write its body.

    Raises:
        Unusable: when it cannot fit at the smallest legible size; it names the block that runs over.
    """
    prepare_breaks((run.words for area in sheet.areas for element in area.walk() for run in element.runs), language)
    flowing = _flowing(sheet, paper)
    attempts = [sheet, *_hoisted(sheet)]
    last: Unusable | None = None
    for attempt in attempts:
        setting = _Setting(attempt, theme, paper, language, setters, resources, flowing)
        try:
            return setting.fit()
        except _DangerTooLate as error:
            last = error
        except NoGlyph as error:
            raise Unusable(*(_missing_glyphs(sheet, language, setters, resources) or error.problems)) from error
    assert last is not None
    raise Unusable(*last.problems)


def _missing_glyphs(sheet: Sheet, language: Language, setters: Setters, resources: Resources) -> list[Problem]:
    """Return a problem for every run that holds a character no face can show: all at once, not one a try."""
    problems: list[Problem] = []
    for element in (found for area in sheet.areas for found in area.walk()):
        spoken = resources.language(element.get("lang")) if element.get("lang") else language
        for run in element.runs:
            try:
                setters.setter(spoken).faces.piece(run.words.replace("\n", " "), 400, element.origin)
            except NoGlyph as error:
                problems += error.problems
    return problems


class _DangerTooLate(Unusable):
    """The box that must stand on the first page fell on a later one."""


class _Setting:
    """One sheet being fitted to one paper."""

    def __init__(
        self,
        sheet: Sheet,
        theme: Theme,
        paper: Format,
        language: Language,
        setters: Setters,
        resources: Resources,
        flowing: Sequence[Area],
    ) -> None:
        self.sheet, self.theme, self.paper, self.language = sheet, theme, paper, language
        self.setters, self.resources, self.flowing = setters, resources, flowing
        self.taken = {name for area in flowing for name in area.takes}
        self.fixed = [area for area in paper.areas.values() if not area.flow]
        self.slabs: list[Slab] = []

    def fit(self) -> Ready:
        """Find scale, spacing and pages; draw; write; prove."""
        chosen = self._best()
        if chosen is None:
            raise self._overflow()
        scale, builder, root, paged, count = chosen
        return self._write(scale, builder, root, paged, count)

    def _best(self) -> tuple[float, Builder, Node, Paged, int] | None:
        """Fit one sheet of paper first, both sides; only then go on to more, if the format allows more."""
        most = self.paper.most_pages
        for pages in (2, most) if most > 2 and self.paper.multiple == 1 else (most,):
            found = self._fit_within(pages, LADDER if pages == most else LADDER[:-1])
            if found is not None:
                return found
        return None

    def _fit_within(
        self, pages: int, ladder: Sequence[tuple[float, float, float]]
    ) -> tuple[float, Builder, Node, Paged, int] | None:
        for rung in ladder:
            if self.slabs and rung != LADDER[-1] and self._too_tall(pages, *rung):
                continue
            found = self._try(pages, *rung)
            if found is None:
                continue
            for scale, least in LARGER if rung == LADDER[0] else ():
                larger = None if self._hopeless(scale, least, found[4]) else self._try(found[4], scale, least)
                if larger is not None and larger[4] == found[4]:
                    return larger
            return found
        return None

    def _hopeless(self, scale: float, least: float, count: int) -> bool:
        """Tell for certain that larger text does not fit, without setting it: even as many lines would be too high."""
        heights, _ = self._heights(count)
        swallowed = max((max(slab.before, slab.after) for slab in self.slabs), default=0.0) * least * (len(heights) - 1)
        return Flow(self.slabs).grown(least, scale) - swallowed > sum(heights) + 1

    def _too_tall(self, pages: int, scale: float, least: float, tightness: float) -> bool:
        """Tell whether a fitting is not worth setting: it would be too high by more than its estimate can be wrong.

        Body text does not shrink below the format's minimum, so only leading, spaces and headings give way.
        """
        heights, _ = self._heights(pages)
        flow = Flow(self.slabs)
        words = flow.height(0.0)
        body = self.theme.looks["body"].size * self.paper.scale
        shrunk = max(scale, self.paper.body_minimum / body) * tightness
        return words * shrunk + (flow.height(least) - words) > SURELY * sum(heights)

    def _build(self, scale: float, tightness: float = 1.0) -> tuple[Builder, Node, list[Slab]]:
        accent = self.sheet.accent
        styles = self.setters.styles(self.theme, self.paper, self.language, accent, scale, tightness)
        builder = Builder(styles, self.setters, self.resources, {})
        root = Node("Document")
        elements = [child for area in self.sheet.areas if area.get("name") in self.taken for child in area.children]
        flow = builder.flow(elements, self.flowing[0].width, root)
        slabs: list[Slab] = []
        tallest = max(area.height for area in self.flowing)
        for slab in flow.slabs:
            # The danger box stays whole, unless the format says that its letters are too large for one page.
            whole = slab.first_page and self.paper.danger_by == 1
            slabs += [slab] if whole else _opened(slab, tallest)
        return builder, root, slabs

    def _try(
        self, pages: int, scale: float, least: float, tightness: float = 1.0
    ) -> tuple[float, Builder, Node, Paged, int] | None:
        """Set at one scale and divide over as few pages as hold it, at most ``pages``."""
        builder, root, slabs = self._build(scale, tightness)
        self.slabs = self.slabs or slabs
        words = Flow(slabs).height(0.0)
        for count in range(self.paper.multiple, pages + 1, self.paper.multiple):
            heights, first = self._heights(count)
            if sum(heights) < words:
                continue
            paged = fit_pages(slabs, heights, least, first)
            if paged is not None:
                return scale, builder, root, paged, count
        return None

    def _frames(self, count: int) -> list[tuple[int, Area, float]]:
        """Return (page from 0, area, height) of every frame in flowing order."""
        out = []
        for page in range(count):
            for area in self.flowing:
                if _on_page(area, page, count):
                    last = page == count - 1 and area.last_height
                    out.append((page, area, area.last_height if last else area.height))
        return out

    def _heights(self, count: int) -> tuple[list[float], int]:
        frames = self._frames(count)
        early = sum(1 for page, _, _ in frames if page < self.paper.danger_by)
        return [height for _, _, height in frames], early

    def _overflow(self) -> Unusable:
        """Say why it does not fit: the danger box on a later page, or the block that runs over."""
        scale, _, tightness = LADDER[-1]
        _, _, slabs = self._build(scale, tightness)
        heights, _ = self._heights(self.paper.most_pages)
        if (
            any(slab.first_page for slab in slabs)
            and fit_pages(slabs, heights, LADDER[-1][1], len(heights)) is not None
        ):
            box = next(slab for slab in slabs if slab.first_page)
            return _DangerTooLate(
                Problem(
                    box.origin,
                    "the danger box does not fit on the first page",
                    "move it up, or shorten what stands before it",
                )
            )
        fits, runs_over = 0, len(slabs)  # the longest beginning that fits, by bisection
        while runs_over - fits > 1:
            middle = (fits + runs_over) // 2
            if fit_pages(slabs[:middle], heights, LADDER[-1][1], len(heights)) is None:
                runs_over = middle
            else:
                fits = middle
        return _DangerTooLate(
            Problem(
                slabs[fits].origin,
                f"the leaflet does not fit {self.paper.most_pages} page(s) of '{self.paper.name}': it runs over here",
                "shorten the text, or use a format with more pages; nothing is set smaller than can be read",
            )
        )

    def _write(self, scale: float, builder: Builder, root: Node, paged: Paged, count: int) -> Ready:
        used: dict[str, dict[int, str]] = {}
        pens = [PageWriter(index, CLINIC_MARKS, used) for index in range(count)]
        frames = self._frames(count)
        headings: list[Heading] = []
        by_page: dict[int, list[int]] = {}
        for number, (page, _, _) in enumerate(frames):
            by_page.setdefault(page, []).append(number)
        for index, pen in enumerate(pens):
            self._fixed_areas(pen, index, count, before=True, builder=builder)
            for number in by_page.get(index, []):
                _, area, _ = frames[number]
                top = self.paper.height - area.y
                pen.kind = "Layout"
                start = len(pen.placed)
                for strip in paged.frames[number]:
                    pen.all_artifacts = strip.repeated  # a repeated head is already in the tree
                    _note_heading(strip.slab, index, top - strip.down, headings)
                    strip.slab.draw(pen, area.x, top - strip.down, paged.spacing, strip.extra)
                pen.all_artifacts = False
                _name_area(pen, start, area.name)
            self._holds(pen, index, count, root, builder)
            self._fixed_areas(pen, index, count, before=False, builder=builder)
            pen.close()
        flowing = [child for area in self.sheet.areas if area.get("name") in self.taken for child in area.children]
        words = prove(pens, used, flowing)
        body = write_body(
            pens,
            (self.paper.width, self.paper.height),
            root,
            self.sheet.title,
            self.language.tag,
            self.sheet.code,
            builder.holds,
            headings,
        )
        placed = tuple(item for pen in pens for item in pen.placed)
        return Ready(body, placed, words, paged.spacing, scale)

    def _fixed_areas(self, pen: PageWriter, index: int, count: int, before: bool, builder: Builder) -> None:
        """Draw the running head (before the text) or the foot (after it) as pagination artifacts."""
        for area in self.fixed:
            elements = self._elements(area)
            held = any(child.tag == "hold" for element in elements for child in element.walk())
            upper = area.y < self.paper.height / 2
            if held or upper is not before or not elements or not _on_page(area, index, count):
                continue
            pen.kind = "Header" if upper else "Footer"
            inner = Builder(builder.styles, self.setters, self.resources, {}, (index + 1, count))
            flow = inner.flow(elements, area.width, None)
            self._fits(flow, area, elements)
            start = len(pen.placed)
            flow.draw(pen, area.x, self.paper.height - area.y, 1.0)
            _name_area(pen, start, area.name)
            pen.kind = "Layout"

    def _holds(self, pen: PageWriter, index: int, count: int, root: Node, builder: Builder) -> None:
        """Leave the places of fixed areas that the clinic fills."""
        for area in self.fixed:
            elements = self._elements(area)
            if not _on_page(area, index, count):
                continue
            if any(child.tag == "hold" for element in elements for child in element.walk()):
                start = len(pen.placed)
                builder.flow(elements, area.width, root).draw(pen, area.x, self.paper.height - area.y, 1.0)
                _name_area(pen, start, area.name)

    def _elements(self, area: Area) -> list[Element]:
        return [child for given in self.sheet.areas if given.get("name") in area.takes for child in given.children]

    def _fits(self, flow: Flow, area: Area, elements: Sequence[Element]) -> None:
        height = flow.height(1.0)
        if height > area.height + 1:
            origin = next((e.origin for element in elements for e in element.walk() if e.origin.file), area.origin)
            raise Unusable(
                Problem(
                    origin,
                    f"the words of the area '{area.name}' need {height:.0f} pt, the format gives {area.height:.0f} pt",
                    f"make the area higher in the format '{self.paper.name}', or shorten the words",
                )
            )


def _flowing(sheet: Sheet, paper: Format) -> list[Area]:
    """Return the areas text flows through; every area of the sheet must have a place on the paper."""
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
    flowing = [area for area in paper.areas.values() if area.flow]
    if not flowing:
        problems.append(
            Problem(
                paper.origin, f"the format '{paper.name}' has no area that text flows through", "add flow: yes to one"
            )
        )
    if len({area.width for area in flowing}) > 1:
        names = ", ".join(area.name for area in flowing)
        problems.append(
            Problem(
                paper.origin, f"the areas that text flows through are not equally wide: {names}", "give them one width"
            )
        )
    if problems:
        raise Unusable(*problems)
    return flowing


def _on_page(area: Area, page: int, count: int) -> bool:
    return {"every": True, "first": page == 0, "last": page == count - 1}[area.pages]


def _opened(slab: Slab, tallest: float) -> list[Slab]:
    """Return a box that is taller than any frame as strips, so that it can go on over the page."""
    if isinstance(slab, Box) and len(slab.columns) == 1 and slab.height(LADDER[0][1]) > tallest:
        inner = [strip for part in slab.columns[0][2].slabs for strip in _opened(part, tallest / 2)]
        strips = [Framed(strip, slab) for strip in inner]
        if strips:
            strips[0].before = slab.before
            strips[0].glued = slab.glued
            strips[-1].after = slab.after
        return list(strips)
    return [slab]


def _hoisted(sheet: Sheet) -> list[Sheet]:
    """Return the sheet with its first-page box moved up, one block further each time."""
    out: list[Sheet] = []
    for number, area in enumerate(sheet.areas):
        at = next((n for n, child in enumerate(area.children) if _is_first_page(child)), None)
        if at is None:
            continue
        for target in range(at - 1, 0, -1):
            children = list(area.children)
            children.insert(target, children.pop(at))
            moved = Element(area.tag, area.attributes, tuple(children), area.runs, area.origin)
            areas = (*sheet.areas[:number], moved, *sheet.areas[number + 1 :])
            out.append(Sheet(sheet.title, sheet.language, sheet.accent, areas, sheet.code, sheet.draft))
    return out


def _is_first_page(element: Element) -> bool:
    return any(child.get("first-page") == "yes" for child in element.walk())


def _note_heading(slab: Slab, page: int, top: float, headings: list[Heading]) -> None:
    """Collect headings for the bookmarks; a heading of two lines counts once."""
    lines = [slab] if isinstance(slab, TextLine) else _lines_in(slab)
    for line in lines:
        node = line.node
        if node is None or node.role not in _LEVELS:
            continue
        if not any(known.node is node for known in headings):
            words = "".join(run.words for run in line.runs if not run.raised).replace("\n", " ").strip()
            headings.append(Heading(_LEVELS[node.role], words, page, top, node))


def _lines_in(slab: Slab) -> list[TextLine]:
    if isinstance(slab, Framed):
        return _lines_in(slab.slab)
    if not isinstance(slab, Box):
        return []
    found: list[TextLine] = []
    for _, _, flow, _ in slab.columns:
        for inner in flow.slabs:
            found += [inner] if isinstance(inner, TextLine) else _lines_in(inner)
    return found


def _name_area(pen: PageWriter, start: int, name: str) -> None:
    """Write the area's name into the record of what was drawn since ``start``."""
    pen.placed[start:] = [Placed(p.page, name, p.tag, p.box, p.origin) for p in pen.placed[start:]]
