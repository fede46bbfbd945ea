"""Two languages side by side: two sheets of one topic become one, row by row.

Both come from the same topic and template, so they are parallel and carry the same numbers. Words stand in rows that
start together, numbers between them, so that a reader and a member of staff can point at the same line. What has no
words, or is written into, stands once: drawings, tables, lines to write on, the clinic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from generator.model.problems import Origin, Problem, Unusable
from generator.model.sheet import Element, Run, Sheet, label_at

OWN = "pair."
"""A row of one cell whose look begins so gets the other language's cell beside it; a drawing stands between them."""
INTRO = "intro"
"""The look of words that stay with what they introduce."""
ASIDE = "section.aside"
"""The look of words that stand beside a section's on wider pages ("do not press hard"): here right below them."""
SOURCES = "sources"
"""The look of a box without a ground: its words begin where those of the columns do."""
SOURCES_ROW = "pair.sources"
"""The look of its row; with ``-left`` behind it, of its first cell."""
LEFT = "pair.left"
"""The look of a cell as wide as the first language's column: the other one begins at one edge, in a box, too."""
AIR = "pair.short-air"
"""The look of what is above, between and below the points in short: it takes what a first page has to spare."""
STEP_AIR = "pair.step-air"
"""The look of what is above a row of drawings and each step below: it takes what its page has to spare."""
DRAWINGS = "pair.drawings"
"""The look of a row of drawings above their steps."""
SIGN_OUT = "pair.sign-out"
"""The look of a sign's row outside the danger box, as wide as in it: few signs take a second line.

With ``-last`` behind it, of the last one: no rule stands there beside that of the page's foot."""
CRISIS_WRITE = "pair.crisis-write"
"""The look of the ground on which a number is written: nobody can write on red."""
ENGLISH_TITLE = "head.names"
"""The look of the English title, which tells staff what a leaflet is: needed once, and not beside English."""


def pair(sheet: Sheet, other: Sheet) -> Sheet:
    """Return a sheet with the first language on the left and the other on the right.

    Raises:
        Unusable: when the two sheets are not parallel (a draft with gaps is; another topic is not).
    """
    return _Pair(sheet, other).sheet()


class _Look(NamedTuple):
    """The looks of a row with its number between the languages: of the row, of the left words, of the right."""

    row: str
    left: str
    right: str


HEADING = _Look("pair.title", "pair.title-left", "pair.title-right")
STEP = _Look("pair.step", "pair.step-left", "pair.step-right")
ITEM = _Look("pair.item", "pair.step-left", "pair.step-right")
NOW = _Look("pair.sign", "pair.sign-left", "pair.now-right")
TODAY = _Look("pair.sign", "pair.sign-left", "pair.today-right")


class _Pair:
    """Two parallel sheets becoming one."""

    def __init__(self, sheet: Sheet, other: Sheet) -> None:
        self.one, self.two = sheet, other
        self.language = other.language

    def sheet(self) -> Sheet:
        """Return both as one."""
        one = self.one
        areas = tuple(
            _like(area, tuple(self._all(area.children, twin.children, area)))
            for area, twin in self._both(one.areas, self.two.areas, Element("sheet", MappingProxyType({})))
        )
        return Sheet(one.title, one.language, one.accent, areas, one.code, one.draft, one.lot)

    # -- one method for each sort of element -----------------------------------

    def _all(self, left: Sequence[Element], right: Sequence[Element], of: Element) -> Iterator[Element]:
        for one, two in self._both(left, right, of):
            yield from self._element(one, two)

    def _element(self, one: Element, two: Element) -> Iterator[Element]:
        """Yield what stands for an element and its twin."""
        make = self._MAKERS.get(one.tag)
        if one.get("once") == "yes" or make is None:
            yield one
        else:
            yield from make(self, one, two)

    def _block(self, one: Element, two: Element) -> Iterator[Element]:
        children, twins = _unsided(one.children), _unsided(two.children)
        signs = [child for child in children if child.get("first-page") == "yes"]
        if signs:
            yield _like(one, (self._danger(children, twins, one),))
        else:
            yield _like(one, tuple(self._all(children, twins, one)))

    def _paragraph(self, one: Element, two: Element) -> Iterator[Element]:
        if one.get("label"):
            yield self._numbered(HEADING, one, two, one.get("label"))
        else:
            look = "pair.head" if one.get("role") else "pair.intro" if one.get("look") == INTRO else "pair"
            row = self._beside(look, one, two)
            yield _looked(row, look, stays="yes") if one.get("look") == ASIDE else row

    def _list(self, one: Element, two: Element) -> Iterator[Element]:
        kind = one.get("kind")
        if kind not in ("number", "letter"):
            yield _looked(self._beside("pair", one, two), "pair", stays="yes")
            return
        look = ITEM
        if one.get("look").startswith("signs"):
            look = (NOW if "urgent" in one.get("look") else TODAY)._replace(row=SIGN_OUT)
        last = len(one.children) - 1
        for at, row in enumerate(self._items(look, one, two)):  # neither its first nor its last row stands alone
            own = f"{SIGN_OUT}-last" if at == last and look.row == SIGN_OUT else row.get("look")
            yield _looked(row, own, stays="yes" if at in (0, 1, last) else "")

    def _items(self, look: _Look, one: Element, two: Element) -> Iterator[Element]:
        first = int(one.get("start") or 1)
        for at, (left, right) in enumerate(self._both(one.children, two.children, one)):
            yield self._numbered(look, _as("p", left), _as("p", right), label_at(one.get("kind"), first + at))

    def _table(self, one: Element, two: Element) -> Iterator[Element]:
        """Yield the table once, with both languages in each cell, one under the other."""
        rows = []
        for row, twin in self._both(one.children, two.children, one):
            cells = self._both(row.children, twin.children, row)
            rows.append(_like(row, tuple(self._cell_of_both(cell, other) for cell, other in cells)))
        yield _like(one, tuple(rows))

    def _cell_of_both(self, one: Element, two: Element) -> Element:
        if not two.runs or _words(one) == _words(two):
            return one
        runs = (*one.runs, Run("\n"), *(run if run.lang else run._replace(lang=self.language) for run in two.runs))
        return Element(one.tag, one.attributes, one.children, runs, one.origin)

    def _box(self, one: Element, two: Element) -> Iterator[Element]:
        if one.children and all(child.tag == "p" for child in one.children) and one.get("look"):
            yield self._framed(one, two, one.get("look"), one.get("role"))
        else:
            yield _like(one, tuple(self._all(one.children, two.children, one)))

    def _row(self, one: Element, two: Element) -> Iterator[Element]:
        cells = list(self._both(one.children, two.children, one))
        inside = {child.tag for cell in one.children for child in cell.walk()} - {"cell", "block", "box"}
        if one.get("look").startswith(OWN):
            drawn = [left for left, _ in cells[1:]]
            if all(child.tag == "image" for cell in drawn for child in cell.children):
                left, right = cells[0]
                needed = "en" not in (self.one.language, self.language)
                first = _like(left, tuple(self._titled(left.children, keep=needed)))
                others = tuple(self._titled(right.children, second=True))
                yield _like(one, (first, *drawn, _cell(others, right, self.language, right.get("look"))))
            else:
                yield one
        elif inside <= {"p", "list", "item"}:  # words alone: cell under cell, each in both languages
            air = () if cells[0][0].get("look") else (_element("gap", {"look": AIR}, (), one.origin),)
            for left, right in cells:
                yield from (*air, self._framed(left, right, left.get("look")))
            yield from air
        elif any(child.tag == "p" and child.get("label") for cell in one.children for child in cell.children):
            yield from self._steps(one, cells)
        else:
            yield _like(one, tuple(_like(left, tuple(self._stacked(left, right))) for left, right in cells))

    @staticmethod
    def _titled(children: Sequence[Element], keep: bool = False, second: bool = False) -> Iterator[Element]:
        """Yield what stands in a column: a file has one title, and its English one is told at most once."""
        for child in children:
            if child.get("look") != ENGLISH_TITLE or keep:
                heading = second and child.get("role") == "H1"
                yield _looked(child, child.get("look"), role="") if heading else child

    def _steps(self, row: Element, cells: Sequence[tuple[Element, Element]]) -> Iterator[Element]:
        """Yield a row of drawings with their numbers, then the words of each step with the same number."""
        drawings, steps = [], []
        for left, right in cells:
            words = next((child for child in left.children if child.tag == "p"), None)
            other = next((child for child in right.children if child.tag == "p"), None)
            if words is None or other is None:
                drawings.append(left)
                continue
            number = words.get("label")
            figure = Element("p", MappingProxyType({"look": "pair.mark-words"}), (), (Run(number),), words.origin)
            ring = _element("box", {"look": "pair.mark"}, (figure,), words.origin)
            images = tuple(child for child in left.children if child.tag == "image")
            inner = (_element("cell", {"look": "pair.mark-cell"}, (ring,), left.origin), _cell(images, left))
            drawings.append(_like(left, (_element("row", {"look": "pair.marked"}, inner, left.origin),)))
            steps.append(self._numbered(STEP, words, other, number))
        # one row around all, which its look keeps whole, with the heading over it: no drawing parts from its words; air
        # where a page has room
        air = _element("gap", {"look": STEP_AIR}, (), row.origin)
        apart = [part for step in steps for part in (air, step)]
        whole = _cell((air, _element("row", {"look": DRAWINGS}, tuple(drawings), row.origin), *apart), row)
        yield _element("row", {"look": "pair.steps", "stays": "yes"}, (whole,), row.origin)

    def _stacked(self, one: Element, two: Element) -> Iterator[Element]:
        """Yield what a cell holds, the words of both languages one under the other."""
        for left, right in self._both(one.children, two.children, one):
            yield left
            if left.tag == "p" and _words(left) != _words(right):
                spoken = {**right.attributes, "lang": right.get("lang") or self.language}
                yield _element("p", spoken, (), right.origin, right.runs)

    _MAKERS: Mapping[str, Callable[[_Pair, Element, Element], Iterator[Element]]] = {
        "block": _block, "p": _paragraph, "list": _list, "table": _table, "box": _box, "row": _row,
    }  # fmt: skip

    # -- danger signs ----------------------------------------------------------

    def _danger(self, ones: Sequence[Element], twos: Sequence[Element], block: Element) -> Element:
        """Return the danger box: emergency first, then the call of today; each sign a row with its number between."""
        parts: list[Element] = []
        for one, two in reversed(list(self._both(ones, twos, block))):
            now = "now" in one.get("look")
            parts += self._signs(one, two, "now" if now else "today", NOW if now else TODAY)
        attributes = {"look": "pair.danger", "role": "Aside", "first-page": "yes"}
        return _element("box", attributes, tuple(parts), block.origin)

    def _signs(self, one: Element, two: Element, sort: str, look: _Look) -> Iterator[Element]:
        """Yield the head of one of the two parts, then its signs row by row."""
        found = {name: list(self._both(_all_of(one, test), _all_of(two, test), one)) for name, test in _PARTS.items()}
        title, legend = f"pair.{sort}-title", f"pair.{sort}-legend"
        titles: list[tuple[Element, Element]] = []
        for left, right in found["titles"]:
            mark = tuple(_cell((image,), image, look="strip.mark") for image, _ in found["marks"][:1])
            words = _cell((_looked(left, title),), left)
            inner = _element("row", {"look": "pair.sign-title"}, (*mark, words), left.origin)
            titles.append((inner, _looked(right, title)))
        legends = [(_looked(left, legend), _looked(right, legend)) for left, right in found["legends"]]
        # one telephone number for both, or a line to write it on, beside whom the signs are about, or beside the title
        # where nobody is named; a template of one's own may have neither
        nobody: list[tuple[Element, ...]] = [(), ()]
        beside = [
            [(one,) for one in (legends or titles).pop(0)] if legends or titles else nobody for _ in found["holds"]
        ]
        rows = [self._beside("pair.sign-head", left, right, LEFT) for left, right in titles]
        for (first, second), (hold, _) in zip(beside, found["holds"], strict=True):
            write = hold.tag == "lines"
            number = _cell((hold,), hold, look=CRISIS_WRITE if write else hold.get("look"))
            both = (_cell(first, hold, look="pair.legend-left"), _cell(second, hold, self.language))
            beyond = {"look": "pair.sign-write" if write else "pair.sign-phone"}
            rows.append(_element("row", beyond, (*both, number), hold.origin))
        rows += [self._beside("pair.sign-legend", left, right, LEFT) for left, right in legends]
        for left, right in found["crisis"]:
            words, number = left.children[0].children[0], left.children[-1]
            other = right.children[0].children[0]
            rows.append(self._beside("pair.sign-legend", _looked(words, legend), _looked(other, legend), LEFT))
            cells = (_cell((), number), _cell(number.children, number, look=_crisis(number)))
            written = cells[1].get("look") == CRISIS_WRITE
            rows.append(_element("row", {"look": "pair.crisis" if written else "pair.sign-legend"}, cells, left.origin))
        yield _element("box", {"look": f"pair.{sort}"}, tuple(rows), one.origin)
        signs = [row for left, right in found["lists"] for row in self._items(look, left, right)]
        signs[-1:] = [_looked(row, "pair.sign-last") for row in signs[-1:]]
        yield _element("box", {"look": "pair.signs"}, tuple(signs), one.origin)

    # -- rows --------------------------------------------------------------------

    def _numbered(self, look: _Look, one: Element, two: Element, number: str) -> Element:
        """Return a row with its number in the gutter, before the words of the other language."""
        left = _looked(one, look.left, label="")
        right = _looked(two, look.right, label=number)
        cells = (_cell((left,), one, look=LEFT), _cell((right,), two, self.language))
        return _element("row", {"look": look.row}, cells, one.origin)

    def _framed(self, one: Element, two: Element, look: str, role: str = "") -> Element:
        """Return a row of what two boxes or cells hold, each with their ground and border if they have one."""
        row = SOURCES_ROW if look == SOURCES else "pair.boxes" if look else "pair.short"
        attributes = {"look": row, **({"role": role} if role else {})}
        first = f"{SOURCES_ROW}-left" if look == SOURCES else look
        cells = (_cell(one.children, one, look=first), _cell(two.children, two, self.language, look))
        return _element("row", attributes, cells, one.origin)

    def _beside(self, look: str, one: Element, two: Element, left: str = "") -> Element:
        cells = (_cell((one,), one, look=left), _cell((two,), two, self.language))
        return _element("row", {"look": look}, cells, one.origin)

    def _both(
        self, left: Sequence[Element], right: Sequence[Element], of: Element
    ) -> Iterator[tuple[Element, Element]]:
        """Yield elements with their twins."""
        if [one.tag for one in left] != [two.tag for two in right]:
            place = next((one.origin for one in (of, *left) if one.origin.file), Origin(self.one.code))
            raise Unusable(Problem(place, "the two languages of this leaflet do not have the same blocks"))
        yield from zip(left, right, strict=True)


_PARTS: Mapping[str, Callable[[Element], bool]] = {
    "titles": lambda one: one.tag == "p" and bool(one.get("role")),
    "marks": lambda one: one.tag == "image",
    "holds": lambda one: one.tag in ("hold", "lines"),
    "lists": lambda one: one.tag == "list",
    "legends": lambda one: one.tag == "p" and not one.get("role"),
    "crisis": lambda one: one.tag == "row" and one.get("look") == "strip.crisis",
}
"""The parts of a danger box, by what tells each."""


def _crisis(number: Element) -> str:
    """Return the look of the cell for a crisis line: white where somebody must write it down."""
    return CRISIS_WRITE if any(child.tag == "lines" for child in number.children) else "pair.crisis-cell"


def _all_of(element: Element, test: Callable[[Element], bool]) -> list[Element]:
    """Return the outermost elements that a test is true of; words inside a crisis line are not a legend."""
    found: list[Element] = []
    for child in element.children:
        if test(child):
            found.append(child)
        elif not _PARTS["crisis"](child):
            found += _all_of(child, test)
    return found


def _unsided(children: Sequence[Element]) -> list[Element]:
    """Return a section's children, what stands beside its words elsewhere: drawing below the title, aside last."""
    side = next((child for child in children if child.get("side") == "yes"), None)
    if side is None:
        return list(children)
    rest = [child for child in children if child is not side]
    images = [child for child in side.children if child.tag == "image"]
    drawings = [_looked(child, "pair.picture") for child in images]
    return [*rest[:1], *drawings, *rest[1:], *(child for child in side.children if child.tag not in ("image", "gap"))]


def _words(element: Element) -> str:
    return "".join(run.words for run in element.runs)


def _as(tag: str, element: Element) -> Element:
    return Element(tag, MappingProxyType({}), (), element.runs, element.origin)


def _looked(element: Element, look: str, **more: str) -> Element:
    """Return an element with another look; an attribute given as empty is taken away."""
    attributes = {name: value for name, value in {**element.attributes, "look": look, **more}.items() if value}
    return Element(element.tag, MappingProxyType(attributes), element.children, element.runs, element.origin)


def _cell(children: Sequence[Element], of: Element, language: str = "", look: str = "") -> Element:
    attributes = {name: value for name, value in {"look": look, "lang": language}.items() if value}
    return _element("cell", {"share": "1", **attributes}, tuple(children), of.origin)


def _like(element: Element, children: tuple[Element, ...]) -> Element:
    return Element(element.tag, element.attributes, children, element.runs, element.origin)


def _element(
    tag: str, attributes: Mapping[str, str], children: tuple[Element, ...], origin: Origin, runs: tuple[Run, ...] = ()
) -> Element:
    return Element(tag, MappingProxyType(dict(attributes)), children, runs, origin)
