"""What a screen reader has to say of a leaflet, made from its sheets alone: the list that the PDF's tags must equal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from msgspec import Struct
from msgspec.structs import replace

from generator.checks.spoken import Spoken, fold
from generator.model.content import Language
from generator.model.design import Format, Theme
from generator.model.problems import NOWHERE, Origin
from generator.model.sheet import Element, Run, Sheet, is_list, label_at
from generator.typeset.layout.chains import on_page

LABELS = {"dot": "•", "ring": "{}", "disc": "{}"}
"""What stands before an item, by the shape of its bullet; a box to tick is drawn and has no word."""


class Expected(Struct, frozen=True):
    """Words with their role and language, and the place of each part of them."""

    role: str
    language: str
    words: str
    parts: tuple[tuple[int, Origin], ...]
    """Length and place of each part."""

    @property
    def spoken(self) -> Spoken:
        """The same without places."""
        return self.role, self.language, self.words

    def origin(self, at: int) -> Origin:
        """Return the place of the letter at an offset."""
        ends = accumulate(length for length, _ in self.parts)
        return next((origin for end, (_, origin) in zip(ends, self.parts, strict=True) if at < end), self.parts[-1][1])


def expected(
    sheet: Sheet, panel: Sheet | None, theme: Theme, paper: Format, language: Callable[[str], Language], pages: int = 1
) -> list[Expected]:
    """Return what the tags must say, neighbours of one role and language joined. ``language`` finds one by name.

    What of a foot is heard on each of the ``pages`` comes before all else on the first, and after all else again;
    what is heard once comes last.
    """
    tag = language(sheet.language).tag
    panels = {area.get("name"): area.children for area in panel.areas} if panel else {}
    flowing = {name for area in paper.areas.values() if area.flow for name in area.takes}

    def runs(role: str, spoken: str, given: Sequence[Run], origin: Origin) -> Iterator[Expected]:
        for run in given:
            own = run.tag or spoken
            yield _one("Link" if run.link else "Span" if run.lang else role, own, run.words, origin)

    def element(one: Element, tag: str) -> Iterator[Expected]:
        if one.tag == "cell" and one.get("lang"):
            tag = language(one.get("lang")).tag  # two languages side by side
        if one.tag == "p":
            spoken = language(one.get("lang")).tag if one.get("lang") else tag
            role = one.get("role") or "P"
            bullet = theme.looks[one.get("look") or "body"].bullet
            ringed = bullet == "ring" or (bullet == "disc" and role == "P")
            yield _one("Span" if ringed else role, spoken, one.get("label"), one.origin)
            yield from runs(role, spoken, one.runs, one.origin)
        elif one.tag == "list":
            label = LABELS.get(theme.looks[one.get("look") or "list"].bullet, "")
            for number, item in enumerate(one.children, int(one.get("start") or 1)):
                yield _one("Lbl", tag, label.format(label_at(one.get("kind"), number)), item.origin)
                yield from runs("LBody", tag, item.runs, item.origin)
        elif one.tag == "table":
            plain = "LBody" if is_list(one) else "TD"
            for row, cell in [(line, each) for line in one.children for each in line.children]:
                role = "TH" if "yes" in row.get("head") or cell.get("head") == "row" else plain
                yield _one("Figure", tag, cell.get("alt"), cell.origin)
                yield from runs(role, tag, cell.runs, cell.origin)
        elif one.tag in ("image", "qr"):
            yield _one("Figure", tag, one.get("alt"), one.origin)
        elif one.tag == "hold":
            for child in panels.get(one.get("name"), ()):
                yield from element(child, tag)
        if one.tag not in ("list", "table"):
            for child in one.children:
                yield from element(child, tag)

    found: list[Expected] = []
    poured = [name for area in paper.areas.values() for name in area.takes]
    for area in sorted(sheet.areas, key=lambda one: poured.index(one.get("name")) if one.get("name") in poured else 0):
        if area.get("name") in flowing or has_hold(area):
            for child in area.children:
                found += element(child, tag)

    def heard(one: Element, tag: str, when: str) -> Iterator[Expected]:
        if one.tag == "cell" and one.get("lang"):
            tag = language(one.get("lang")).tag
        if one.get("heard") == when:
            yield from element(one, tag)
        for child in one.children:
            yield from heard(child, tag, when)

    def foot(page: int, when: str) -> Iterator[Expected]:
        for area in paper.areas.values():
            if not area.flow and on_page(area, page, pages):
                for given in (one for one in sheet.areas if one.get("name") in area.takes):
                    yield from heard(given, tag, when)

    later = [part for page in range(1, pages) for part in foot(page, "yes")]
    return _merge([*foot(0, "yes"), *found, *later, *foot(pages - 1, "last")])


def heard_of(areas: Sequence[Element], when: str) -> list[Element]:
    """Return the paragraphs of heads and feet that are heard on each page (``yes``), or once (``last``)."""
    return [one for area in areas for one in area.walk() if one.get("heard") == when]


def _one(role: str, language: str, words: str, origin: Origin) -> Expected:
    shown = fold(words)
    return Expected(role, language, shown, ((len(shown), origin),))


def _merge(found: Sequence[Expected]) -> list[Expected]:
    out: list[Expected] = []
    for one in found:
        if not one.words:
            continue
        if out and out[-1].spoken[:2] == one.spoken[:2]:
            out[-1] = replace(out[-1], words=out[-1].words + one.words, parts=out[-1].parts + one.parts)
        else:
            out.append(one)
    return out


def has_hold(area: Element) -> bool:
    """Tell whether an area has a place that the clinic fills."""
    return any(child.tag == "hold" for child in area.walk())


def danger_of(element: Element) -> Element | None:
    """Return the box inside an element that must stand on the first page."""
    return next((child for child in element.walk() if child.get("first-page") == "yes"), None)


def paragraphs(areas: Sequence[Element], marks: dict[str, str] | None = None) -> Iterator[tuple[str, Origin]]:
    """Yield the folded words of each paragraph, item and cell, with its place; ``marks`` fill page numbers."""
    filled = marks or {}
    for area in areas:
        for element in area.walk():
            words = fold("".join(filled.get(run.mark, "") if run.mark else run.words for run in element.runs))
            if words:
                yield words, element.origin or NOWHERE
