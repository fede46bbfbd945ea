"""How it looks and on what paper: themes, looks, faces and formats as frozen types.

All lengths are points; files write them with a unit (``16mm``), ``model/units.py`` converts.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from generator.model.problems import NOWHERE, Origin

Colour = tuple[float, float, float]
"""Red, green, blue from 0 to 1."""


CARD = "card"
"""The look of a place in a narrow column that the clinic fills, and its name."""


class Look(Struct, frozen=True, omit_defaults=True):
    """How one named thing looks. Sizes and widths in points, spaces in half lines, leading as a ratio.

    ``leading`` multiplies the theme's leading of the language; ``before`` and ``after`` are
    steps of half a body line, collapsed with the neighbour's (the larger wins).
    """

    name: str
    size: float = 12.0
    weight: int = 400
    strong: int = 700
    leading: float = 1.0
    colour: str = "ink"
    align: str = "start"
    before: float = 0.0
    after: float = 0.0
    indent: float = 0.0
    beside: bool = False
    """Whether it begins beside the column of drawings, if its paper has one; ``indent`` is counted from there."""
    hang: float = 0.0
    phrases: bool = False
    keep_next: bool = False
    keep: bool = False
    fill: str = ""
    pattern: str = ""
    """What fills a band in the left padding of a box or row, beside its words: ``dots``, ``lines`` or ``net``."""
    border: str = ""
    border_width: float = 0.0
    radius: float = 0.0
    padding: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """Top, right, bottom, left."""
    bullet: str = ""
    bullet_colour: str = ""
    width: float = 0.0
    height: float = 0.0
    most_height: float = 0.0
    """How high a place that the clinic fills (``card``) may become when its words need it (0: never higher)."""
    grow: float = 0.0
    """How much of a page's spare height this may take, relative to others (0: none)."""
    gutter: float = 0.0
    out: float = 0.0
    """How far a box's ground reaches out to the left and right of its words' measure."""
    lines: int = 0
    """The most lines a title may have at its own size: with more, or a word wider than its measure, it is set
    smaller, down to three quarters (0: as it comes). Of a row of drawings: with 2, it may become two rows."""
    columns: bool = False
    """Whether rules stand between a table's columns."""
    tail: bool = False
    """A small tail under a box's ground: somebody speaks."""
    stack: float = 0.0
    """A row whose free cells would be narrower than this sets them one under the other. A heading that has so much
    beside a drawing in its corner may take more lines for it (0: never)."""
    fixed: bool = False
    """A size that copy-fitting leaves alone (running heads, feet)."""
    valign: str = "top"


class Theme(Struct, frozen=True, eq=False):
    """A set of looks and colours. ``leadings`` maps a language's leading key to a ratio.

    ``accents`` maps an accent name to colour roles it replaces (``accent``, ``accent-tint``).
    """

    name: str
    about: str
    colours: Mapping[str, Colour]
    accents: Mapping[str, Mapping[str, Colour]]
    leadings: Mapping[str, float]
    looks: Mapping[str, Look]
    origin: Origin = NOWHERE
    ink: str = "rgb"
    """What its colours are set in: ``rgb`` for screens, ``cmyk`` or ``k`` (black only) for a press."""
    brand: bool = True
    """Whether a clinic's own colours take the accent's place."""
    brand_second: tuple[str, ...] = ()
    """Looks that draw with a clinic's second colour what they draw with the accent otherwise."""


class Area(Struct, frozen=True):
    """A rectangle on a page, in points from the top left corner of the trimmed page.

    ``pages`` is ``every``, ``first`` or ``last``; ``takes`` names the sheet areas poured into it in order;
    ``last_height`` replaces ``height`` on the last page (0: the same height).
    ``within`` names an area whose room it takes a part of: its own height is then the most it may have, it is as high
    as its words, at the head or at the foot of that area, and the area's words begin below or end above it.
    """

    name: str
    pages: str
    x: float
    y: float
    width: float
    height: float
    takes: tuple[str, ...]
    last_height: float = 0.0
    flow: bool = False
    within: str = ""
    share: float = 0.0
    """The most of the page's surface that it may take, with ``within``: it becomes wider, then narrower, before it is
    refused (0: no limit but its height)."""
    out: float = 0.0
    """Points that it may reach out at either side where its words would take more than its height or ``share``."""
    most_height: float = 0.0
    """How high it may become when a clinic's words need it (0: never higher)."""
    gives: str = ""
    """The area whose foot gives way when this one becomes higher."""
    first_y: float = 0.0
    """Where its words begin on the first page, if not at ``y`` (worked out: see ``within``)."""
    first_height: float = 0.0
    look: str = ""
    """The look of its ground, if it has one: drawn out by the look's padding, so that it may reach fold and edge."""
    origin: Origin = NOWHERE


class Format(Struct, frozen=True, eq=False):
    """A paper with its areas. ``body_minimum`` and ``minimum`` are the smallest sizes copy-fitting may reach."""

    name: str
    about: str
    width: float
    height: float
    most_pages: int
    body_minimum: float
    minimum: float
    scale: float
    areas: Mapping[str, Area]
    multiple: int = 1
    """Pages come in multiples of this (4 for a folded booklet); space is shared out, then empty pages follow."""
    languages: int = 1
    """How many languages stand side by side on it."""
    danger_by: int = 1
    """The page by which the danger box must stand whole (later only where large letters leave no choice)."""
    column: float = 0.0
    """How wide the column of drawings beside the words is, with the gutter (0: there is none)."""
    folds: tuple[float, ...] = ()
    """Where the sheet is folded: points from the left edge of its first side; the second side is its mirror."""
    looks: Mapping[str, Mapping[str, object]] = field(default_factory=lambda: MappingProxyType({}))
    """Measures of looks that differ on this paper: fields of ``Look``, by the look's name."""
    leaves: bool = False
    """Whether blocks that do not fit are left to the longer editions (see ``Block.short``), and named."""
    leaves_last: bool = False
    """Whether text is set as tightly as it may be before a block is left out; else only a little tighter."""
    leaves_spare: bool = False
    """Whether what may be left is an extra: placed only where it adds no page and makes no text smaller."""
    template: str = ""
    """A document template that is drawn instead of the topic's: a sheet that holds some of its blocks only."""
    template_origin: Origin = NOWHERE
    origin: Origin = NOWHERE

    @property
    def fewest_pages(self) -> int:
        """How many pages a leaflet has at least: two where what stands on the first would cover what the last has."""
        covered = any(
            one.pages == "first"
            and other.pages == "last"
            and one.x < other.x + other.width
            and other.x < one.x + one.width
            and one.y < other.y + other.height
            and other.y < one.y + one.height
            for one in self.areas.values()
            for other in self.areas.values()
        )
        return 2 if covered and self.most_pages > 1 else 1

    def folds_of(self, page: int) -> tuple[float, ...]:
        """Return the folds of a page (from 0) in points from its left edge."""
        return self.folds if page % 2 == 0 else tuple(sorted(self.width - fold for fold in self.folds))

    @property
    def growing(self) -> tuple[str, float, float, float] | None:
        """The clinic's place that grows with its words: its name, width, height and most height; None without one.

        It is the area ``clinic``, or among the words of a sheet of one side the place ``card``, by this format's looks.
        """
        area = self.areas.get("clinic")
        if area is not None and area.most_height:
            return area.name, area.width, area.height, area.most_height
        card: Mapping[str, Any] = self.looks.get(CARD, {})
        if {"width", "height", "most_height"} <= card.keys():
            return CARD, card["width"], card["height"], card["most_height"]
        return None

    def grown(self, by: float) -> Format:
        """Return the format with the clinic's place higher by so many points, at most as high as it may be.

        What stands above the panel gives way, so its foot stays where it is; around a card the words do.
        """
        if self.growing and self.growing[0] == CARD:
            _, _, height, most = self.growing
            card = MappingProxyType({**self.looks[CARD], "height": min(height + by, most)})
            return replace(self, looks=MappingProxyType({**self.looks, CARD: card}))
        areas = dict(self.areas)
        for area in self.areas.values():
            more = min(by, area.most_height - area.height)
            if more <= 0 or area.gives not in areas:
                continue
            areas[area.name] = replace(area, y=area.y - more, height=area.height + more)
            above = areas[area.gives]
            if above.last_height:
                areas[above.name] = replace(above, last_height=above.last_height - more)
            else:
                areas[above.name] = replace(above, height=above.height - more)
        return replace(self, areas=MappingProxyType(areas))

    def mirrored(self) -> Format:
        """Return the format for scripts written from right to left: what stood on the left stands on the right."""
        areas = {name: replace(area, x=self.width - area.x - area.width) for name, area in self.areas.items()}
        folds = tuple(sorted(self.width - fold for fold in self.folds))
        return replace(self, areas=MappingProxyType(areas), folds=folds)


class FaceFile(Struct, frozen=True):
    """A font file in a pinned package: where it is, its sha256, its weight axis or none."""

    key: str
    package: str
    path: str
    sha256: str
    axes: Mapping[str, float]
    postscript: str
    origin: Origin = NOWHERE
    scripts: tuple[str, ...] = ()
    """Scripts that it may draw in words of any language (ISO 15924; Jpan, Hans, Hant, Kore for a region's Han)."""
