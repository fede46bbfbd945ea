"""Copy-fitting: one chain of frames set at a scale, spacing and leading that fit; never below the legible minimum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from generator.content import Language
from generator.design import Format, Theme
from generator.problems import Problem, Unusable
from generator.sheet import Sheet
from generator.typeset.build import Builder
from generator.typeset.chains import Chain
from generator.typeset.flow import Box, Flow, Framed, Slab
from generator.typeset.pages import Paged, fit_pages
from generator.typeset.setters import Resources, Setters
from generator.typeset.tags import Node

Rungs = Sequence[tuple[float, float, float]]

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


class TooLate(Unusable):
    """The box that must stand on the first page fell on a later one."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is set, on what, with what."""

    sheet: Sheet
    theme: Theme
    paper: Format
    language: Language
    setters: Setters
    resources: Resources


@dataclass(frozen=True, slots=True)
class Fit:
    """A chain set and divided: what copy-fitting chose, the chain's part of the structure tree, its frames."""

    scale: float
    builder: Builder
    root: Node
    paged: Paged
    count: int
    torn: int = 0
    """How many boxes are taller than any frame at this size, and go on over the page."""


class Setting:
    """The text of one chain being fitted to its paper."""

    def __init__(self, source: Source, chain: Chain, ladder: Rungs, panels: bool) -> None:
        """``panels`` says that other chains stand beside this one."""
        self.sheet, self.theme, self.paper, self.language = source.sheet, source.theme, source.paper, source.language
        self.setters, self.resources, self.chain, self.ladder = source.setters, source.resources, chain, ladder
        self.beside = len(chain.areas) > 1
        self.panels = panels
        self.slabs: list[Slab] = []

    def fit(self) -> Fit:
        """Find scale, spacing and pages."""
        chosen = self._best()
        if chosen is None:
            raise self._overflow()
        return chosen

    def _best(self) -> Fit | None:
        """Fit one sheet of paper first, both sides; only then go on to more, if the format allows more."""
        most = self.paper.most_pages
        for pages in (2, most) if most > 2 and self.paper.multiple == 1 else (most,):
            found = self._fit_within(pages, self.ladder if pages == most else self.ladder[:-1])
            if found is not None:
                return found
        return None

    def _fit_within(self, pages: int, ladder: Rungs) -> Fit | None:
        for rung in ladder:
            if self.slabs and rung != self.ladder[-1] and self._too_tall(pages, *rung):
                continue
            found = self._try(pages, *rung)
            if found is None:
                continue
            for scale, least in LARGER if rung == ladder[0] else ():
                if scale <= rung[0]:
                    break
                larger = None if self._hopeless(scale, least, found.count) else self._try(found.count, scale, least)
                if larger is not None and larger.count == found.count and larger.torn <= found.torn:
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
        least = min(area.last_height or area.height for area in self.chain.areas)
        for slab in flow.slabs:
            # The danger box stays whole, unless the format says that its letters are too large for one page.
            whole = slab.first_page and self.paper.danger_by == 1
            framed = isinstance(slab, Box) and (slab.style.look.fill or slab.style.look.border)
            slabs += [slab] if whole else _opened(slab, tallest if framed else least)
        return builder, root, slabs

    def _try(self, pages: int, scale: float, least: float, tightness: float = 1.0) -> Fit | None:
        """Set at one scale and divide over as few pages as hold it, at most ``pages``."""
        builder, root, slabs = self._build(scale, tightness)
        self.slabs = self.slabs or slabs
        words = Flow(slabs).height(0.0)
        for count in range(self.paper.multiple, pages + 1, self.paper.multiple):
            heights, first = self._heights(count)
            if sum(heights) < words:
                continue
            paged = fit_pages(slabs, heights, least, first, self.beside, full=count > 2)
            if paged is not None:
                torn = len({id(slab.box) for slab in slabs if slab.box is not None})
                return Fit(scale, builder, root, paged, count, torn)
        return None

    def _heights(self, count: int) -> tuple[list[float], int]:
        return self.chain.heights(count, self.paper.danger_by)

    def _overflow(self) -> Unusable:
        """Say why it does not fit: the danger box on a later page, or the block that runs over."""
        scale, least, tightness = self.ladder[-1]
        _, _, slabs = self._build(scale, tightness)
        heights, _ = self._heights(self.paper.most_pages)
        if any(slab.first_page for slab in slabs) and fit_pages(slabs, heights, least, len(heights)) is not None:
            box = next(slab for slab in slabs if slab.first_page)
            return TooLate(
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
        return TooLate(
            Problem(
                slabs[fits].origin,
                f"the leaflet does not fit {self.paper.most_pages} page(s) of '{self.paper.name}': it runs over here",
                "shorten the text, or use a format with more pages; nothing is set smaller than can be read",
            )
        )


def _opened(slab: Slab, tallest: float) -> list[Slab]:
    """Return a box that is taller than any frame as strips, so that it can go on over the page."""
    if isinstance(slab, Box) and len(slab.columns) == 1 and slab.height(LADDER[0][1]) > tallest:
        inner = [strip for part in slab.columns[0][2].slabs for strip in _opened(part, tallest / 2)]
        strips = [Framed(strip, slab) for strip in inner]
        for strip, following in pairwise(strips):
            strip.below = max(strip.after, following.before)
            if strip.keeps_next:
                strip.cost = 0.0  # a box that must go on over the page does so before one of its headings
        if strips:
            strips[0].before = slab.before
            strips[0].glued = slab.glued
            strips[0].cost = slab.cost
            strips[-1].after = slab.after
            strips[-1].last = True
        return list(strips)
    return [slab]
