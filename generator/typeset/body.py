"""Copy-fitting: set a sheet so that it fits its paper, spacing first, then sizes, never below the legible minimum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.content import Language
from generator.design import Area, Format, Theme
from generator.leaflet import Placed
from generator.problems import Problem, Unusable
from generator.sheet import Element, Sheet
from generator.typeset.build import Builder
from generator.typeset.chains import Chain, Frame, chains, on_page, shortened, turned
from generator.typeset.document import Heading, write_body
from generator.typeset.faces import NoGlyph
from generator.typeset.flow import Box, Flow, Framed, Slab, TextLine
from generator.typeset.lines import prepare_breaks
from generator.typeset.pages import Paged, PlacedSlab, fit_pages
from generator.typeset.proof import prove
from generator.typeset.ready import Ready
from generator.typeset.setters import Resources, Setters
from generator.typeset.style import Styles
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

FINE = (
    (1.0, 0.85, 1.0),
    (0.98, 0.75, 1.0),
    (0.96, 0.6, 0.99),
    (0.94, 0.5, 0.98),
    (0.92, 0.45, 0.97),
    (0.9, 0.4, 0.96),
    (0.88, 0.4, 0.95),
    (0.86, 0.35, 0.94),
    (0.84, 0.3, 0.93),
    (0.82, 0.25, 0.93),
    (0.8, 0.2, 0.93),
)
"""The ladder of panels: each is fitted alone, and a long list of danger signs in one shall be as large as it can."""
LEAVING = FINE[:4]
"""Where blocks may be left to the longer editions, that comes before text is set much smaller or closer."""

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
    paper = turned(paper, language)
    flowing = chains(sheet, paper)
    last: Unusable | None = None
    fits: dict[tuple[int, ...], _Fit] = {}
    editions = list(shortened(sheet)) if paper.leaves else [(sheet, ())]
    for number, (edition, left) in enumerate(editions):
        for attempt in (edition, *_hoisted(edition)):
            leaf = _Leaf(attempt, theme, paper, language, setters, resources, flowing, left)
            try:
                tight = paper.leaves_last or number == len(editions) - 1
                return leaf.set(fits, () if tight else LEAVING)
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


@dataclass(frozen=True, slots=True)
class _Fit:
    """A chain set and divided: what copy-fitting chose, the chain's part of the structure tree, its frames."""

    scale: float
    builder: Builder
    root: Node
    paged: Paged
    count: int


class _Setting:
    """The text of one chain being fitted to its paper."""

    def __init__(self, leaf: _Leaf, chain: Chain, ladder: Sequence[tuple[float, float, float]]) -> None:
        self.sheet, self.theme, self.paper, self.language = leaf.sheet, leaf.theme, leaf.paper, leaf.language
        self.setters, self.resources, self.chain, self.ladder = leaf.setters, leaf.resources, chain, ladder
        self.beside = len(chain.areas) > 1
        self.panels = len(leaf.flowing) > 1
        self.slabs: list[Slab] = []

    def fit(self) -> _Fit:
        """Find scale, spacing and pages."""
        chosen = self._best()
        if chosen is None:
            raise self._overflow()
        return chosen

    def _best(self) -> _Fit | None:
        """Fit one sheet of paper first, both sides; only then go on to more, if the format allows more."""
        most = self.paper.most_pages
        for pages in (2, most) if most > 2 and self.paper.multiple == 1 else (most,):
            found = self._fit_within(pages, self.ladder if pages == most else self.ladder[:-1])
            if found is not None:
                return found
        return None

    def _fit_within(
        self, pages: int, ladder: Sequence[tuple[float, float, float]]
    ) -> _Fit | None:
        for rung in ladder:
            if self.slabs and rung != self.ladder[-1] and self._too_tall(pages, *rung):
                continue
            found = self._try(pages, *rung)
            if found is None:
                continue
            for scale, least in LARGER if rung == ladder[0] else ():
                larger = None if self._hopeless(scale, least, found.count) else self._try(found.count, scale, least)
                if larger is not None and larger.count == found.count:
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
        floor = self.paper.minimum if self.panels else self.paper.body_minimum  # a panel may hold no body text
        shrunk = max(scale, floor / body) * tightness
        return words * shrunk + (flow.height(least) - words) > SURELY * sum(heights)

    def _build(self, scale: float, tightness: float = 1.0) -> tuple[Builder, Node, list[Slab]]:
        accent = self.sheet.accent
        styles = self.setters.styles(self.theme, self.paper, self.language, accent, scale, tightness)
        builder = Builder(styles, self.setters, self.resources, {})
        root = Node("Document")
        flow = builder.flow(self.chain.elements(self.sheet), self.chain.width, root)
        slabs: list[Slab] = []
        tallest = max(area.height for area in self.chain.areas)
        for slab in flow.slabs:
            # The danger box stays whole, unless the format says that its letters are too large for one page.
            whole = slab.first_page and self.paper.danger_by == 1
            slabs += [slab] if whole else _opened(slab, tallest)
        return builder, root, slabs

    def _try(
        self, pages: int, scale: float, least: float, tightness: float = 1.0
    ) -> _Fit | None:
        """Set at one scale and divide over as few pages as hold it, at most ``pages``."""
        builder, root, slabs = self._build(scale, tightness)
        self.slabs = self.slabs or slabs
        words = Flow(slabs).height(0.0)
        for count in range(self.paper.multiple, pages + 1, self.paper.multiple):
            heights, first = self._heights(count)
            if sum(heights) < words:
                continue
            paged = fit_pages(slabs, heights, least, first, self.beside)
            if paged is not None:
                return _Fit(scale, builder, root, paged, count)
        return None

    def _heights(self, count: int) -> tuple[list[float], int]:
        return self.chain.heights(count, self.paper.danger_by)

    def _overflow(self) -> Unusable:
        """Say why it does not fit: the danger box on a later page, or the block that runs over."""
        scale, least, tightness = self.ladder[-1]
        _, _, slabs = self._build(scale, tightness)
        heights, _ = self._heights(self.paper.most_pages)
        if (
            any(slab.first_page for slab in slabs)
            and fit_pages(slabs, heights, least, len(heights)) is not None
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
            if fit_pages(slabs[:middle], heights, least, len(heights)) is None:
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


class _Leaf:
    """One sheet being set on one paper: every chain fitted, then all drawn."""

    def __init__(
        self,
        sheet: Sheet,
        theme: Theme,
        paper: Format,
        language: Language,
        setters: Setters,
        resources: Resources,
        flowing: Sequence[Chain],
        left: tuple[str, ...],
    ) -> None:
        self.sheet, self.theme, self.paper, self.language = sheet, theme, paper, language
        self.setters, self.resources, self.flowing, self.left = setters, resources, flowing, left
        self.fixed = [area for area in paper.areas.values() if not area.flow]

    def set(self, known: dict[tuple[int, ...], _Fit], ladder: Sequence[tuple[float, float, float]]) -> Ready:
        """Fit each chain, draw, write, prove. ``known`` keeps the fits of chains whose words are the same."""
        fits = []
        for chain in self.flowing:
            free = self.paper.leaves and any(e.get("leave") for one in chain.elements(self.sheet) for e in one.walk())
            key = tuple(map(id, chain.elements(self.sheet)))
            if key not in known:
                known[key] = _Setting(self, chain, (ladder if free else ()) or (FINE if len(self.flowing) > 1 else LADDER)).fit()
            fits.append(known[key])
        return self._write(fits)

    def _write(self, fits: Sequence[_Fit]) -> Ready:
        used: dict[str, dict[int, str]] = {}
        count = fits[0].count
        builder = fits[0].builder
        pens = [PageWriter(index, CLINIC_MARKS, used) for index in range(count)]
        headings: list[Heading] = []
        root = Node("Document")
        for fit in fits:
            root.kids += fit.root.kids
        for index, pen in enumerate(pens):
            self._grounds(pen, index, count, builder.styles)
            self._fixed_areas(pen, index, count, before=True, builder=builder)
            for chain, fit in zip(self.flowing, fits, strict=True):
                for frame, strips in zip(chain.frames(count), fit.paged.frames, strict=True):
                    if frame.page == index:
                        self._draw_frame(pen, frame, strips, fit, headings)
            self._holds(pen, index, count, root, builder)
            self._fixed_areas(pen, index, count, before=False, builder=builder)
            pen.close()
        pages = [min((frame.page for frame in chain.frames(count)), default=0) for chain in self.flowing]
        order = sorted(range(len(pages)), key=pages.__getitem__)
        words = prove(pens, used, [child for at in order for child in self.flowing[at].elements(self.sheet)])
        holds = {name: place for fit in fits for name, place in fit.builder.holds.items()}
        body = write_body(
            pens,
            (self.paper.width, self.paper.height),
            root,
            self.sheet.title,
            self.language.tag,
            self.sheet.code,
            holds,
            headings,
        )
        placed = tuple(item for pen in pens for item in pen.placed)
        spacing, scale = min(fit.paged.spacing for fit in fits), min(fit.scale for fit in fits)
        return Ready(body, placed, words, spacing, scale, self.left)

    def _draw_frame(
        self, pen: PageWriter, frame: Frame, strips: Sequence[PlacedSlab], fit: _Fit, headings: list[Heading]
    ) -> None:
        top = self.paper.height - frame.area.y
        pen.kind = "Layout"
        start = len(pen.placed)
        for strip in strips:
            pen.all_artifacts = strip.repeated  # a repeated head is already in the tree
            _note_heading(strip.slab, pen.index, top - strip.down, headings)
            strip.slab.draw(pen, frame.area.x, top - strip.down, fit.paged.spacing, strip.extra)
        pen.all_artifacts = False
        _name_area(pen, start, frame.area.name)

    def _grounds(self, pen: PageWriter, index: int, count: int, styles: Styles) -> None:
        """Draw the grounds of areas that have one, and on a screen edition short strokes where the sheet is folded."""
        for area in self.paper.areas.values():
            if not area.look or not on_page(area, index, count):
                continue
            top, right, bottom, left = styles[area.look].look.padding
            high = self.paper.height - area.y
            box = (area.x - left, high - area.height - bottom, area.x + area.width + right, high + top)
            pen.panel(box, styles[area.look], styles)
        if self.theme.ink == "rgb":  # a press has its fold marks outside the trim
            for fold in self.paper.folds_of(index):
                pen.fold(fold, self.paper.height, styles.stroke("quiet"))

    def _fixed_areas(self, pen: PageWriter, index: int, count: int, before: bool, builder: Builder) -> None:
        """Draw the running head (before the text) or the foot (after it) as pagination artifacts."""
        for area in self.fixed:
            elements = self._elements(area)
            held = any(child.tag == "hold" for element in elements for child in element.walk())
            upper = area.y < self.paper.height / 2
            if held or upper is not before or not elements or not on_page(area, index, count):
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
            if not on_page(area, index, count):
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
            out.append(Sheet(sheet.title, sheet.language, sheet.accent, areas, sheet.code, sheet.draft, sheet.lot))
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
