"""The body of a leaflet: its chains fitted (fitting.py), then all drawn, written and proved."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from generator.model.content import Language
from generator.model.design import Area, Format, Theme
from generator.model.problems import Problem, Unusable
from generator.model.sheet import Element, Sheet
from generator.model.units import in_mm
from generator.typeset.draw.writer import PageWriter
from generator.typeset.layout.boxes import Box, Framed
from generator.typeset.layout.build import Builder
from generator.typeset.layout.chains import (
    Chain,
    Frame,
    Shorter,
    chains,
    drawings_in,
    leavable,
    leavable_in,
    leavings,
    on_page,
    turned,
)
from generator.typeset.layout.dealing import deal
from generator.typeset.layout.fitting import LADDER, LEAVING, SEATED, Fit, Fittable, NoRoom, Rungs, Setting
from generator.typeset.layout.flow import Flow, Slab, TextLine
from generator.typeset.layout.known import Known
from generator.typeset.layout.pages import PlacedSlab
from generator.typeset.layout.ready import Ready
from generator.typeset.layout.seating import seated
from generator.typeset.pdf.bookmarks import Heading
from generator.typeset.pdf.document import write_body
from generator.typeset.pdf.proof import prove
from generator.typeset.pdf.tags import CLINIC_MARKS, StructNode
from generator.typeset.text.choice import NoGlyph
from generator.typeset.text.lines import prepare_breaks
from generator.typeset.text.setters import Resources, Setters, missing_glyphs
from generator.typeset.text.shaped import Meanings
from generator.typeset.text.style import Styles

Fits = dict[tuple[object, ...], tuple[Fit, tuple[Element, ...]]]
"""Fits of chains, by the ids of their blocks, which are kept so that these stay their own."""
_LEVELS = {"H1": 0, "H2": 1, "H3": 2}


def set_body(
    sheet: Sheet, theme: Theme, paper: Format, language: Language, setters: Setters, resources: Resources
) -> Ready:
    """Lay a sheet out and write its body.

    Raises:
        Unusable: when it cannot fit at the smallest legible size; it names the block that runs over.
    """
    prepare_breaks((run.words for area in sheet.areas for element in area.walk() for run in element.runs), language)
    known, printed = Known(), turned(paper, language)
    paper = seated(sheet, theme, printed, language, setters, resources, known)
    flowing = chains(sheet, paper)
    why: Callable[[], Unusable] | None = None
    """What says why the last edition has no room: not the error itself, which keeps all that was set."""
    fits: Fits = {}
    editions = leavings(sheet) if paper.leaves else [()]
    shorter = Shorter(sheet)
    whole = Fittable(sheet, theme, paper, language, setters, resources, known, printed)
    try:
        dealt = _dealt(shorter, whole, flowing, fits, editions[0]) if paper.leaves else None
        closed = () if dealt else (*_closed(whole, flowing, shorter), *_yielding(whole, flowing))
    except NoGlyph as error:
        raise missing_glyphs(sheet, language, setters, resources) or error from error
    if dealt:
        return dealt[0].write(dealt[1])
    if closed:
        editions = [(*closed, *left) for left in editions]
    rungs: list[Rungs] = [LEAVING] * len(editions)
    plain: list[Fit] = []
    try:
        if paper.leaves_spare and len(editions) > 1:
            bare = replace(paper, leaves=False, leaves_spare=False)
            leaf = _Leaf(replace(whole, sheet=shorter.without(editions[-1]), paper=bare), flowing, ())
            plain = leaf.fit(fits, ())
            paper = replace(paper, most_pages=max(fit.count for fit in plain))
            # All extras only beside letters as large as without them; the better ones beside the theme's own size.
            closest = min(0.7, *(fit.paged.spacing for fit in leaf.free(plain)))
            rungs = [((max(1.0, leaf.scale(plain)), closest, 1.0),)] + [LADDER[:1]] * (len(editions) - 1)
    except NoGlyph as error:
        raise missing_glyphs(sheet, language, setters, resources) or error from error
    except NoRoom as error:
        raise error.why() from None
    for number, left in enumerate(editions):
        source = replace(whole, sheet=shorter.without(left) if paper.leaves else sheet, paper=paper)
        try:
            leaving = () if paper.leaves_last or number == len(editions) - 1 else rungs[number]
            leaf = _Leaf(source, flowing, left)
            fitted = leaf.fit(fits, leaving)
        except NoRoom as error:
            why = error.why
        except NoGlyph as error:
            raise missing_glyphs(sheet, language, setters, resources) or error from error
        else:
            if plain and number < len(editions) - 1 and _faults(fitted) > _faults(plain):
                continue  # lines that stand on a page by themselves are better left out
            if number and (paper.leaves_last or any(chain.beside for chain in flowing)):
                leaf, fitted = _filled(shorter, leaf, fitted, fits, () if paper.leaves_last else rungs[number])
            if plain and len(left) > 1:
                leaf, fitted = _returned(shorter, leaf, fitted, fits, closed)
            return leaf.write(fitted)
    assert why is not None
    raise why() from None


def _faults(fits: Sequence[Fit]) -> float:
    return sum(fit.paged.faults + fit.paged.stubs + fit.paged.lists for fit in fits)


def _closed(source: Fittable, flowing: Sequence[Chain], shorter: Shorter) -> tuple[str, ...]:
    """Return the names of what must be left so that no block of side-by-side panels is higher than a panel.

    A block that is too high loses what may be left inside it, from its end; one that is still too high goes itself.
    """
    gone: list[str] = []
    for chain in flowing:
        if not chain.beside or not source.paper.leaves:
            continue
        builder = source.builder(1.0)
        room = max(area.height for area in chain.areas)
        for block in chain.elements(source.sheet):
            names = [*drawings_in(block), *leavable_in(block), block.get("name")] if block.get("leave") else []
            left: list[str] = []
            while names:
                if builder.part(shorter.kept_without(block, left), chain.width).height(LEAVING[-1][1]) <= room:
                    break
                left.append(names.pop(0))
            gone += left
    return tuple(gone)


def _yielding(source: Fittable, flowing: Sequence[Chain]) -> tuple[str, ...]:
    """Return the names of what yields its place above the danger boxes, where the first is kept from the front by it.

    Only where letters are so large that the format lets these boxes stand later: elsewhere they never do.
    """
    if source.paper.danger_by == 1 or not source.paper.leaves:
        return ()
    gone: list[str] = []
    for chain in flowing:
        elements = chain.elements(source.sheet)
        names = [one.get("yields") for one in elements if one.get("yields")]
        if names:
            slabs = source.builder(1.0).flow(elements, chain.width, StructNode("Document")).slabs
            first = next((at for at, slab in enumerate(slabs, 1) if slab.first_page), 0)
            if Flow(slabs[:first]).height(LADDER[0][1]) > chain.frames(2)[0].height:
                gone += names
    return tuple(gone)


def _dealt(
    shorter: Shorter, source: Fittable, flowing: Sequence[Chain], known: Fits, always: Sequence[str]
) -> tuple[_Leaf, list[Fit]] | None:
    """Return the whole leaf, or one with sections dealt to its panels in the best way that fits; None without one.

    What every edition leaves is ``always`` left.
    """
    for chain in flowing:
        if not chain.beside or source.paper.leaves_last:
            continue
        for left in deal(shorter, source, chain, always):
            dealt = _Leaf(replace(source, sheet=shorter.without(left)), flowing, left)
            try:
                return dealt, dealt.fit(known, LEAVING)
            except NoRoom:
                continue
    return None


def _filled(shorter: Shorter, leaf: _Leaf, fitted: list[Fit], known: Fits, leaving: Rungs) -> tuple[_Leaf, list[Fit]]:
    """Return a leaf with those of the blocks left out that find room after all: shorter ones, further behind.

    One that does not is tried without its last words, then with fewer and fewer of its parts.
    """
    filled = [chain for chain in leaf.flowing if chain.beside or leaf.paper.leaves_last]
    blocks = [one for chain in filled for child in chain.elements(shorter.sheet) for one in leavable(child)]
    for block in [block for block in blocks if block.get("leave") != "0"]:
        name, parts = block.get("name"), [part for part in leavable_in(block) if part not in leaf.left]
        if name not in leaf.left:
            continue
        for count in range(max(1, len(parts))):
            fewer = (*(one for one in leaf.left if one != name), *parts[:count])
            fuller = _Leaf(replace(leaf.source, sheet=shorter.without(fewer)), leaf.flowing, fewer)
            try:
                leaf, fitted = fuller, fuller.fit(known, leaving)
            except NoRoom:
                continue
            break
    return leaf, fitted


def _returned(
    shorter: Shorter, leaf: _Leaf, fitted: list[Fit], known: Fits, closed: Sequence[str]
) -> tuple[_Leaf, list[Fit]]:
    """Return a leaf with those of its left extras again that do no harm on its pages: the better ones first.

    What is ``closed`` stays away, whatever else does.
    """
    extras = [name for name in leaf.left if name not in closed]
    for name in reversed(extras[:-1]):  # all but the last one would stand there without the last, which was tried
        fewer = tuple(one for one in leaf.left if one != name)
        fuller = _Leaf(replace(leaf.source, sheet=shorter.without(fewer)), leaf.flowing, fewer)
        try:
            fits = fuller.fit(known, LADDER[:1])
        except NoRoom:
            continue
        if _faults(fits) <= _faults(fitted):
            leaf, fitted = fuller, fits
    return leaf, fitted


class _Leaf:
    """One sheet being set on one paper: every chain fitted, then all drawn."""

    def __init__(self, source: Fittable, flowing: Sequence[Chain], left: tuple[str, ...]) -> None:
        self.source, self.flowing, self.left = source, flowing, left
        self.sheet, self.theme, self.paper, self.language = source.sheet, source.theme, source.paper, source.language
        self.fixed = [area for area in self.paper.areas.values() if not area.flow]

    def fit(self, known: Fits, leaving: Rungs) -> list[Fit]:
        """Return the fit of each chain.

        Args:
            known: keeps the fits of chains whose words are the same.
            leaving: the ladder of chains that blocks may leave; empty for the whole ladder.
        """
        fits = []
        for chain in self.flowing:
            seated = any(area.within for area in chain.areas)
            elements = chain.elements(self.sheet)
            key = (chain.takes, *map(id, elements))  # two chains may both be empty
            if key not in known:
                free = self.paper.leaves and any(e.get("leave") for one in elements for e in one.walk())
                ladder = SEATED if seated else (leaving if free else ()) or LADDER
                known[key] = Setting(self.source, chain, ladder).fit(), elements
            fits.append(known[key][0])
        return fits

    def write(self, fits: Sequence[Fit]) -> Ready:
        """Draw, write, prove."""
        used: dict[str, Meanings] = {}
        count = max(fit.count for fit in fits)
        builder = next(fit for fit in fits if fit.count == count).builder
        pens = [PageWriter(index, CLINIC_MARKS, used) for index in range(count)]
        for pen in pens:
            pen.shown, pen.noted = pens[0].shown, pens[0].noted
        headings: list[Heading] = []
        known: dict[str, Flow] = {}
        root = StructNode("Document")
        for fit in fits:
            root.kids += fit.root.kids
        for index, pen in enumerate(pens):
            self._grounds(pen, index, count, builder.styles)
            self._fixed_areas(pen, index, count, before=True, builder=builder, known=known)
            for chain, fit in zip(self.flowing, fits, strict=True):
                for frame, strips in zip(chain.frames(count), fit.paged.frames, strict=True):
                    if frame.page == index:
                        self._draw_frame(pen, frame, strips, fit, headings)
            self._holds(pen, index, count, root, builder)
            pen.close()
        pages = [min((frame.page for frame in chain.frames(count)), default=0) for chain in self.flowing]
        order = sorted(range(len(pages)), key=pages.__getitem__)
        words = prove(pens, used, [child for at in order for child in self.flowing[at].elements(self.sheet)])
        for index, pen in enumerate(pens):  # after the proof: of a foot it knows nothing
            self._fixed_areas(pen, index, count, before=False, builder=builder, known=known, root=root)
            pen.close()
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
        spacing = min(fit.paged.spacing for fit in self.free(fits))
        return Ready(body, placed, words, spacing, self.scale(fits), self.sheet.accent, self.sheet.lot, self.left)

    def free(self, fits: Sequence[Fit]) -> list[Fit]:
        """Return the fits of the chains that copy-fitting has a say in."""
        return [fit for chain, fit in zip(self.flowing, fits, strict=True) if not any(a.within for a in chain.areas)]

    def scale(self, fits: Sequence[Fit]) -> float:
        """Return the size of the text, as part of the theme's."""
        return min(fit.scale for fit in self.free(fits))

    def _draw_frame(
        self, pen: PageWriter, frame: Frame, strips: Sequence[PlacedSlab], fit: Fit, headings: list[Heading]
    ) -> None:
        top = self.paper.height - frame.y
        pen.kind, pen.area = "Layout", frame.area.name
        for strip in strips:
            pen.all_artifacts = strip.repeated  # a repeated head is already in the tree
            _note_heading(strip.slab, pen.index, top - strip.down, headings)
            strip.slab.draw(pen, frame.area.x, top - strip.down, fit.paged.spacing, strip.extra)
        pen.all_artifacts = False

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

    def _fixed_areas(
        self,
        pen: PageWriter,
        index: int,
        count: int,
        before: bool,
        builder: Builder,
        known: dict[str, Flow],
        root: StructNode | None = None,
    ) -> None:
        """Draw the running head (before the text) or the foot (after it) as pagination artifacts.

        What of a foot shall be heard on each page (a draft's notice) is tagged: before all else on the first. What
        shall be heard once (the code, the way to the danger signs) is tagged on the last page, after all else.
        """
        for area in self.fixed:
            elements = self._elements(area)
            held = any(child.tag == "hold" for element in elements for child in element.walk())
            upper = area.y < self.paper.height / 2
            if held or upper is not before or not elements or not on_page(area, index, count):
                continue
            pen.kind = "Header" if upper else "Footer"
            flow = known.get(area.name)
            if flow is None:
                inner = Builder(builder.styles, self.source.setters, self.source.resources, {}, (index + 1, count))
                again, once = StructNode("Sect"), StructNode("Sect")
                if root is not None:
                    inner.heard = {"yes": again, "last": once} if index == count - 1 else {"yes": again}
                flow = inner.flow(elements, area.width, None)
                self._fits(flow, area, elements)
                if root is not None:
                    root.kids = [*again.kids, *root.kids] if index == 0 else [*root.kids, *again.kids]
                    root.kids += once.kids
                inside = [one for element in elements for one in element.walk()]
                if not any(one.get("heard") or any(run.mark for run in one.runs) for one in inside):
                    known[area.name] = flow  # without page numbers it is the same on every page
            pen.area = area.name
            flow.draw(pen, area.x, self.paper.height - area.y, 1.0)
            pen.kind = "Layout"

    def _holds(self, pen: PageWriter, index: int, count: int, root: StructNode, builder: Builder) -> None:
        """Leave the places of fixed areas that the clinic fills."""
        for area in self.fixed:
            elements = self._elements(area)
            if not on_page(area, index, count):
                continue
            if any(child.tag == "hold" for element in elements for child in element.walk()):
                pen.area = area.name
                builder.flow(elements, area.width, root).draw(pen, area.x, self.paper.height - area.y, 1.0)

    def _elements(self, area: Area) -> list[Element]:
        return [child for given in self.sheet.areas if given.get("name") in area.takes for child in given.children]

    def _fits(self, flow: Flow, area: Area, elements: Sequence[Element]) -> None:
        height = flow.height(1.0) + 0.02  # sums of floats come out a little otherwise
        if height > area.height + 1:
            origin = next((e.origin for element in elements for e in element.walk() if e.origin.file), area.origin)
            raise Unusable(
                Problem(
                    origin,
                    f"the words of the area '{area.name}' need {in_mm(height)}, the format gives {in_mm(area.height)}",
                    f"make the area higher in the format '{self.paper.name}', or shorten the words",
                )
            )


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
