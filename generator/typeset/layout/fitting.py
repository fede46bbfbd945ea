"""Copy-fitting: one chain of frames set at a scale, spacing and leading that fit; never below the legible minimum."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise, takewhile

from msgspec import Struct, field
from msgspec.structs import replace

from generator.model.content import Language
from generator.model.design import Format, Theme
from generator.model.problems import Problem, Unusable
from generator.model.sheet import Sheet
from generator.typeset.layout.boxes import Box, Framed
from generator.typeset.layout.build import Builder
from generator.typeset.layout.chains import Chain
from generator.typeset.layout.column import Column
from generator.typeset.layout.flow import Flow, Slab
from generator.typeset.layout.known import Known
from generator.typeset.layout.pages import CLOSED, GIANT, LARGE, PAIRED, SECTION, UNPARTED, Paged, fit_pages
from generator.typeset.layout.sentences import begins_page, cuts, halved
from generator.typeset.layout.sides import Side
from generator.typeset.layout.strips import TableRow
from generator.typeset.pdf.tags import StructNode
from generator.typeset.text.setters import Resources, Setters, styles_of

Rung = tuple[float, float, float]
Rungs = Sequence[Rung]

LADDER = (
    (1.0, 0.85, 1.0),
    (1.0, 0.7, 1.0),
    (1.0, 0.6, 1.0),
    (0.98, 0.6, 1.0),
    (0.96, 0.5, 1.0),
)
"""Fittings tried in turn: scale, the least spacing at which it is taken, and the part of the leading that is left.
Space between blocks gives way first; leading never: below the script's minimum lines are hard to follow (looks.md)."""
CLOSEST: Rung = (1.0, 0.5, 1.0)
"""What pages are set at that part fewer sections or paragraphs then, but never to have fewer pages."""
FOLDER = (2, 4)
"""Sides of a sheet, and of a folder, which words are set close for rather than go on to one more."""
LARGER = (1.35, 1.3, 1.25, 1.2, 1.15, 1.1, 1.05)
"""Sizes of the text of a booklet with room, as part of the theme's: 14 pt is better than 12 (RNIB Clear Print)."""
FULLEST = 0.95
"""The part of its pages that the text of a booklet fills at most: sections end pages (0.92 in the stock)."""
PAGE = 2
"""So many faults fewer two languages must have on the back of their last sheet, too, for a page more."""
SEATED = ((1.0, 0.0, 1.0),)
"""Of what is as high as its words (the head of a leaflet, its danger strip): its lines are never smaller or closer."""

LEAVING = LADDER[:3]
"""Where blocks may be left to the longer editions, that comes before text is set much smaller or closer."""

WHOLE, CLOSED_WHOLE = 0.9, 0.7
"""The part of a page that a table kept whole may take; in a booklet, whose pages are closed."""


class NoRoom(Exception):  # noqa: N818 - what is found where another fitting is tried next, no fault
    """A chain does not fit. ``why`` says why not, which takes long: it is asked of the last one tried only."""

    def __init__(self, why: Callable[[], Unusable]) -> None:
        """Keep what can say why."""
        super().__init__()
        self.why = why


class Fittable(Struct, frozen=True):
    """What is set, on what, with what."""

    sheet: Sheet
    theme: Theme
    paper: Format
    language: Language
    setters: Setters
    resources: Resources
    known: Known = field(default_factory=Known)
    printed: Format | None = None
    """The paper as its file has it, no area seated yet: what looks depend on is the same, and is worked out once."""

    def builder(self, scale: float, tightness: float = 1.0) -> Builder:
        """Return a builder at a scale and leading."""
        paper = self.printed or self.paper
        styles = styles_of(self.theme, paper, self.language, self.sheet.accent, scale, tightness)
        return Builder(styles, self.setters, self.resources, {}, known=self.known)


class Fit(Struct, frozen=True):
    """A chain set and divided: what copy-fitting chose, the chain's part of the structure tree, its frames."""

    scale: float
    builder: Builder
    root: StructNode
    paged: Paged
    count: int
    torn: int
    """How many boxes, and small tables, are too tall for their frames at this size, and go on over the page."""


class Setting:
    """The text of one chain being fitted to its paper."""

    def __init__(self, source: Fittable, chain: Chain, ladder: Rungs) -> None:
        """``ladder`` holds the fittings, best first."""
        self.source = source
        self.sheet, self.theme, self.paper, self.language = source.sheet, source.theme, source.paper, source.language
        self.chain, self.ladder = chain, ladder
        self.beside = chain.beside
        self.booklet = self.paper.multiple > 1 and not self.paper.folds
        large = LARGE if self.paper.column else GIANT
        whole = large if self.paper.scale > 1 else SECTION if self.paper.column else UNPARTED
        self.parting = PAIRED if self.paper.languages > 1 else CLOSED if self.booklet else whole
        self.tried: dict[tuple[int, Rung], Fit | None] = {}
        self.built: dict[tuple[float, float], tuple[Builder, StructNode, Column]] = {}
        self._heights_of: dict[int, tuple[list[float], int]] = {}

    def fit(self) -> Fit:
        """Find scale, spacing and pages: the first rung of the ladder that fits, on as few sheets as it can be.

        One sheet of paper first, both sides, then a folder of four; only then more, if the format allows more. Two
        languages, which always need more, are tried sheet by sheet.

        Raises:
            NoRoom: when no fitting fits.
        """
        most = self.paper.most_pages
        sheets = range(2, most, 2) if self.paper.languages > 1 else [count for count in FOLDER if count < most]
        if self.paper.multiple > 1:
            sheets = [count for count in self._counts(most) if count < most]
        for pages in (*sheets, most):
            same = [rung for rung in self.ladder if rung[0] >= 1.0]
            for rung in self.ladder if pages == most else same:
                found = self._try(pages, rung)
                if found is not None:
                    if any(_weighed(found)) and rung in same:
                        closer = same[same.index(rung) + 1 :]
                        last = CLOSEST if self.parting is SECTION else LEAVING[-1]
                        more = [last] if self.parting in (SECTION, LARGE, GIANT) else []
                        found = self._filled(found, [*closer, *more])
                        found = self._sheeted(found, rung)
                    return self._whole(self._larger(found) if rung == LADDER[0] and self.booklet else found)
        raise NoRoom(self._overflow)

    def _filled(self, found: Fit, closer: Rungs) -> Fit:
        """Return no more pages set closer, where they have fewer faults then, or no more and fewer parted lists.

        Where as many lists part, on fewer pages.
        """
        for rung in closer:
            other = self._try(found.count, rung)
            if other is None or other.count > found.count:
                continue
            other = self._whole(other)
            if _weighed(other) < _weighed(found):
                found = other
        return found

    def _sheeted(self, found: Fit, rung: Rung) -> Fit:
        """Return a page more where that is worth it.

        Two languages may stand on the back of their last sheet, too, where their pages have fewer faults then; in
        large print one page more is less of a fault than a list, or drawn steps, that part from what belongs to them.
        """
        if self.paper.languages > 1 and found.count % 2 and found.count < self.paper.most_pages:
            fuller = self._set(found.count + 1, *rung, found.count + 1)
            if fuller is not None and fuller.paged.faults <= found.paged.faults - PAGE:
                return fuller
        if self.parting is LARGE and found.paged.lists and found.count < self.paper.most_pages:
            fuller = self._set(found.count + 1, *rung, found.count + 1)
            fuller = fuller and self._whole(fuller)
            if fuller is not None and _weighed(fuller) < _weighed(found):
                return fuller
        return found

    def _larger(self, found: Fit) -> Fit:
        """Return the text set larger on as many pages, where they come in multiples and none shall be half empty.

        Whichever size leaves fewest faults is taken, of those the largest: they are tried from the largest on, and one
        without a whole fault ends it.
        """
        best, room = found, FULLEST * sum(self._heights(found.count)[0])
        own = self._high(found.scale)
        above = 0.0
        """By how much the text grew for each part of its size, where a larger one was set."""
        for scale in LARGER:
            grown = scale / found.scale - 1
            if own * (1 + grown * max(above, 1.0)) > room:  # nobody sets what cannot fit, only to see it
                continue
            larger = self._try(found.count, (scale, LADDER[0][1], 1.0))
            above = (self._high(scale) / own - 1) / grown
            if larger is None or larger.count != found.count or larger.torn > found.torn:
                continue
            if larger.paged.faults < 1:
                return larger  # a smaller size has no fewer: it does not fill what stays blank
            if best is found or larger.paged.faults < best.paged.faults:
                best = larger
        return found if found.paged.faults < best.paged.faults else best

    def _whole(self, found: Fit) -> Fit:
        """Return no page end inside a sentence, where the paragraph can part between two: two lines or more in each.

        Its page may be set closer for that, but has no more faults.
        """
        tried: set[int] = set()
        while self.parting.paragraph:
            line = next((one for one in cuts(found.paged) if id(one.runs) not in tried), None)
            if line is None:
                break
            tried.add(id(line.runs))
            sheet, second = halved(self.sheet, line)
            if sheet is self.sheet:
                continue
            self.source.known.halved.append(sheet)  # so that ids of what is in it stay its own
            other = Setting(replace(self.source, sheet=sheet), self.chain, self.ladder)
            least = min(found.paged.spacing, self.ladder[-1][1])
            fit = other._set(found.count, found.scale, least, 1.0)
            if fit is not None and _better(fit, found) and begins_page(fit.paged, second):
                self, found = other, fit
        return found

    def _high(self, scale: float) -> float:
        """Return how high all of it is at a size that was set, spaced as text is at best, in points."""
        return self.built[scale, 1.0][2].at(LADDER[0][1]).sums[-1]

    def _counts(self, pages: int) -> range:
        fewest = max(self.paper.multiple, self.paper.fewest_pages)
        return range(fewest, max(fewest, pages) + 1, self.paper.multiple)

    def _build(self, scale: float, tightness: float = 1.0) -> tuple[Builder, StructNode, Column]:
        """Return the words set at a scale and leading: once, for all spacings."""
        key = (scale, tightness)
        if key not in self.built:
            self.built[key] = self._built(scale, tightness)
        return self.built[key]

    def _built(self, scale: float, tightness: float) -> tuple[Builder, StructNode, Column]:
        builder = self.source.builder(scale, tightness)
        elements = self.chain.elements(self.sheet)
        seat = self.source.known.seats.get((self.chain.width, *map(id, elements))) if self.ladder is SEATED else None
        if seat is not None and elements:
            builder.holds = seat.holds
            return builder, seat.root, Column(self._parted(seat.flow))
        root = StructNode("Document")
        flow = builder.flow(elements, self.chain.width, root)
        return builder, root, Column(self._parted(flow))

    def _parted(self, flow: Flow) -> list[Slab]:
        """Return the strips of a flow, with those of its boxes that are too tall to stay whole."""
        slabs: list[Slab] = []
        tallest = max(area.height for area in self.chain.areas)
        least = min(area.last_height or area.height for area in self.chain.areas)
        held = 0.0
        """How high what the next one may not be parted from is."""
        for slab in flow.slabs:
            held = held if slab.glued else 0.0
            # The danger box stays whole, unless the format says that its letters are too large for one page.
            whole = slab.first_page and self.paper.danger_by == 1
            # A fold is no page end: what can be whole on a panel is. So is what has one place of its own.
            closer = self.beside or self.ladder is SEATED
            spacing = self.ladder[-1][1] if closer else LADDER[0][1]
            slabs += [slab] if whole else _opened(slab, tallest, tallest if self.beside else least, spacing, held)
            held += slab.height(spacing) + max(slab.before, slab.after)
        _loosened(slabs, tallest, CLOSED_WHOLE if self.booklet else WHOLE)
        return slabs

    def _try(self, pages: int, rung: Rung) -> Fit | None:
        """Set at one rung and divide over as few pages as hold it, at most ``pages``; each is set once."""
        key = pages, rung
        if key not in self.tried:
            self.tried[key] = self._set(pages, *rung)
        return self.tried[key]

    def _set(self, pages: int, scale: float, least: float, tightness: float, fewest: int = 0) -> Fit | None:
        builder, root, column = self._build(scale, tightness)
        for count in self._counts(pages):
            heights, first = self._heights(count)
            if count < fewest or sum(heights) < column.words:
                continue
            headed = any(area.first_y > area.y for area in self.chain.areas)
            high = 0.0 if self.beside else self.paper.height
            paged = fit_pages(column, heights, least, first, self.beside, count > 2, headed, high, self.parting)
            if paged is not None:
                torn = len({id(slab.box) for slab in column.slabs if slab.box is not None})
                torn += sum(isinstance(slab, TableRow) and slab.loose for slab in column.slabs)
                return Fit(scale, builder, root, paged, count, torn)
        return None

    def _heights(self, count: int) -> tuple[list[float], int]:
        if count not in self._heights_of:
            self._heights_of[count] = self.chain.heights(count, self.paper.danger_by)
        return self._heights_of[count]

    def _overflow(self) -> Unusable:
        """Say why it does not fit: the danger box on a later page, or the block that runs over."""
        scale, least, tightness = self.ladder[-1]
        slabs = self._build(scale, tightness)[2].slabs
        heights, _ = self._heights(self.paper.most_pages)
        if any(slab.first_page for slab in slabs) and fit_pages(slabs, heights, least, len(heights)) is not None:
            box = next(slab for slab in slabs if slab.first_page)
            return Unusable(
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
        return Unusable(
            Problem(
                slabs[fits].origin,
                f"the leaflet does not fit {self.paper.most_pages} page(s) of '{self.paper.name}': it runs over here",
                "shorten the text, or use a format with more pages; nothing is set smaller than can be read",
            )
        )


def _weighed(fit: Fit) -> tuple[float, int, int]:
    """Return what of two fits of as many pages the better one has less of."""
    lists = fit.paged.lists
    return fit.paged.faults + fit.paged.stubs, lists, fit.count if lists else 0


def _better(fit: Fit, than: Fit) -> bool:
    """Tell whether a fit has fewer page ends inside a sentence than another, and no more of other faults."""
    fewer = len(cuts(fit.paged)) < len(cuts(than.paged))
    same = fit.count == than.count and fit.torn <= than.torn
    return same and fewer and fit.paged.faults <= than.paged.faults and fit.paged.lists <= than.paged.lists


def _loosened(slabs: Sequence[Slab], tallest: float, part: float) -> None:
    """Let a small table, which stays whole elsewhere, go on over the page where its letters make it too tall.

    That is taller than this part of the tallest frame, or than the whole of it together with what introduces it.
    """
    for at, head in enumerate(slabs):
        if not (isinstance(head, TableRow) and head.first):
            continue
        rows = [head, *takewhile(lambda slab: isinstance(slab, TableRow) and not slab.first, slabs[at + 1 :])]
        begin = next((number for number in range(at, 0, -1) if not slabs[number].glued), 0)
        above = slabs[begin:at]
        if sum(row.height(1.0) for row in rows) > part * tallest or Flow([*above, *rows]).height(1.0) > tallest:
            head.loose = True
            two = Flow([*above, *rows[:3]]).height(1.0) <= tallest
            for row in rows[3 if two else 2 : -1]:  # two rows on each page, where they can be
                row.glued = False


def _opened(slab: Slab, tallest: float, least: float, spacing: float, held: float = 0.0) -> list[Slab]:
    """Return a box that is taller than any frame as strips, so that it can go on over the page.

    One without a ground, which only keeps things together, lets them part when it is taller than the least frame; but
    what its look keeps (a belief and its answer) stays on a page that holds it. Where none does, the frames in it stay
    whole, and one of them becomes two; ``held`` is how high what stands on the page with it is.
    """
    if not isinstance(slab, Box) or isinstance(slab, Side) or len(slab.columns) != 1:
        return [slab]
    look = slab.style.look
    if look.keep and slab.height(spacing) > tallest - held and slab.holds_frames():
        halves = slab.halves(tallest - held, spacing)
        if halves is not None:
            first, rest = halves
            first.before, first.glued, first.heads, first.cost = slab.before, slab.glued, slab.heads, slab.cost
            first.box = rest.box = slab
            return [first, *_opened(rest, tallest, least, spacing)]
    if slab.height(spacing) > (tallest if look.fill or look.border or look.keep else least):
        inner = [strip for part in slab.columns[0][2].slabs for strip in _opened(part, tallest, least, spacing)]
        strips = [Framed(strip, slab) for strip in inner]
        for strip, following in pairwise(strips):
            strip.below = max(strip.after, following.before)
            if strip.keeps_next:
                strip.cost = 0.0  # a box that must go on over the page does so before one of its headings
        if strips:
            strips[0].before = slab.before
            strips[0].glued, strips[0].heads = slab.glued, slab.heads
            strips[0].cost = slab.cost
            strips[-1].after = slab.after
            strips[-1].last = True
        return list(strips)
    return [slab]
