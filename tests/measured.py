"""Small sheets whose measures are known: a topic, its sheet, and what a file of it would show, made by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from types import MappingProxyType

from generator.checks.glyphs import Bitmap, Glyph
from generator.checks.reading import Leaf, Reading, Shape, Shown
from generator.model.content import Block, Language, Text, Topic, Value
from generator.model.design import Format
from generator.model.leaflet import Leaflet, Placed
from generator.model.problems import NOWHERE, Origin
from generator.model.sheet import Element, Run, Sheet
from generator.model.units import Box

FILE = "content/small.yaml"
WIDE, HIGH = 600.0, 800.0
"""Points of a page: an area of 480,000, larger than A4's nearest smaller paper."""


def at(line: int) -> Origin:
    return Origin(FILE, line)


def text(words: str, line: int = 0) -> Text:
    return Text(words, at(line), "small")


def block(kind: str, line: int, *items: str | Block, field: str = "words", **more: Value) -> Block:
    """A block with its words in one field; blocks inside it where such are given."""
    inner = tuple(one for one in items if isinstance(one, Block))
    said = tuple(text(one, line) for one in items if isinstance(one, str))
    fields: dict[str, Value] = {"blocks": inner} if inner else {field: said}
    return Block(kind, MappingProxyType({**fields, **more}), at(line))


def topic(*blocks: Block, name: str = "small") -> Topic:
    day = date(2026, 11, 22)
    return Topic(
        name,
        "SM",
        "0.1",
        day,
        day,
        text("Small", 1),
        text("To be measured.", 2),
        "p",
        "teal",
        "leaflet",
        blocks,
        Origin(FILE),
    )


def element(words: str, line: int = 0, tag: str = "p", **attributes: str) -> Element:
    attributes = {name.replace("_", "-"): value for name, value in attributes.items()}
    return Element(tag, attributes, (), (Run(words),) if words else (), at(line) if line else NOWHERE)


def holder(tag: str, *children: Element, line: int = 0, **attributes: str) -> Element:
    attributes = {name.replace("_", "-"): value for name, value in attributes.items()}
    return Element(tag, attributes, children, (), at(line) if line else NOWHERE)


def sheet(*children: Element) -> Sheet:
    return Sheet("Small", "en", "teal", (holder("area", *children, name="main"),))


def language(spaced: bool = True) -> Language:
    name = "en" if spaced else "ja"
    return Language(name, name, name, name, "Latn", "GB", (), name, "words", spaced, False, "latin", ("", "", "", ""))


def paper(**changes: object) -> Format:
    given: dict[str, object] = {
        "name": "small", "about": "", "width": WIDE, "height": HIGH, "most_pages": 2, "body_minimum": 12.0,
        "minimum": 9.0, "scale": 1.0, "areas": {},
    }  # fmt: skip
    return Format(**{**given, **changes})  # type: ignore[arg-type]


def glyphs(
    words: str, x: float, y: float, *, page: int = 1, mark: int = 0, size: float = 10.0, rise: float = 0.0
) -> list[Shown]:
    """Letters in a row, each half as wide as it is tall; where a space is, there is none."""
    return [
        (
            Glyph(page, x + number * size / 2, y + rise, x + (number + 1) * size / 2, size, "F", 1, char, mark, rise),
            None,
        )
        for number, char in enumerate(words)
        if char != " "
    ]


def reading(
    letters: Iterable[Shown] = (),
    leaves: Sequence[Leaf] = (),
    shapes: Sequence[Shape] = (),
    rasters: Sequence[Bitmap] = (),
    pages: int = 2,
) -> Reading:
    return Reading(
        pages=((WIDE, HIGH),) * pages, trims=((0.0, 0.0, WIDE, HIGH),) * pages, letters=tuple(letters),
        leaves=tuple(leaves), fonts=(), rasters=tuple(rasters), figures=(), shapes=tuple(shapes), title="",
        xmp_title="", shows_title=True, language="en", subject="",
    )  # fmt: skip


def leaf(mark: int, role: str = "P", page: int = 1, element: int = 0) -> Leaf:
    return Leaf(element or mark + 1, role, "en", "words", page, mark)


def placed(tag: str, where: Box, line: int = 0, page: int = 1) -> Placed:
    return Placed(page, "main", tag, where, at(line) if line else NOWHERE)


def leaflet(*things: Placed) -> Leaflet:
    return Leaflet((b"%PDF",), 2, things)
