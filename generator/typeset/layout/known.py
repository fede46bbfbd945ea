"""What is kept of a sheet while it is fitted: set once, it stands in every edition of which one is drawn."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from generator.model.sheet import Element
from generator.typeset.layout.flow import Flow, Slab
from generator.typeset.layout.ready import HoldPlace
from generator.typeset.pdf.tags import Annotation, StructNode
from generator.typeset.text.measured import Line
from generator.typeset.text.style import Style

Headed = tuple[Element, Style, float, float]
"""A heading, its style, measure and left edge."""
Key = tuple[int, int, float, float, int, int, str, bool]
"""What the lines of a paragraph depend on: its runs, what sets it, size, measure, weights, alignment, phrases."""
Columns = list[tuple[float, float, Flow, str]]
"""What is in a box: left edge, width, words and where they stand in its height."""


class Inside(Struct, frozen=True):
    """What is in a box or row, set at one size and leading, and what setting it left behind."""

    element: Element
    """Which is kept so that its id stays its own."""
    columns: Columns
    kids: tuple[StructNode | tuple[int, int] | Annotation, ...]
    headed: Headed | None
    """The last heading inside it, if there is one."""


class Kept(Struct, frozen=True):
    """The slabs of a block as it left them, and what setting it left behind."""

    element: Element
    """Which is kept so that its id stays its own."""
    slabs: tuple[Slab, ...]
    kids: tuple[StructNode | tuple[int, int] | Annotation, ...]
    headed: Headed | None
    headed_row: Headed | None
    """The last heading inside it, and the last row of headings, if there is one."""


class Seat(Struct, frozen=True):
    """What stands in an area that is as high as its words, set to find out how high: it is drawn as it is."""

    elements: Sequence[Element]
    """Which are kept so that their ids stay their own."""
    flow: Flow
    root: StructNode
    holds: dict[str, HoldPlace]


class Known(Struct, frozen=True):
    """What is kept of a sheet from one fitting to the next, by its own elements: most differ in leading alone."""

    lines: dict[Key, Sequence[Line]] = field(default_factory=dict)
    shares: dict[tuple[int, float, float], tuple[Element, list[float]]] = field(default_factory=dict)
    """Of balanced rows: by the row, which is kept so that its id stays its own, its width and the scale."""
    parts: dict[tuple[int, float, float], tuple[Element, Flow]] = field(default_factory=dict)
    """Blocks set by themselves, to know how high they are: by the block, its width and the scale."""
    inside: dict[tuple[object, ...], Inside] = field(default_factory=dict)
    """Of boxes and rows, for further editions of the sheet: they stand in the trees of all, of which one is drawn."""
    again: dict[int, tuple[Element, bool]] = field(default_factory=dict)
    """Whether lists in elements stand under their headings again."""
    seats: dict[tuple[object, ...], Seat] = field(default_factory=dict)
    """By the width and the elements' ids."""
    blocks: dict[tuple[object, ...], Kept] = field(default_factory=dict)
    """Of blocks, likewise. A slab is changed by what stands around it: its copy is kept, and a copy of that is used."""
