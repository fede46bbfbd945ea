"""Plain text: the whole leaflet for e-mail, and a short message for a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from textwrap import wrap
from typing import Final

from msgspec import Struct

from generator.model.problems import NOWHERE, Problem, Unusable
from generator.model.sheet import Element, Sheet, label_at
from generator.model.units import columns
from generator.outputs.parts import MUST, SpokenPart, parts, words_of
from generator.outputs.source import Copy

WIDTH: Final = 72
"""Columns of a line, as e-mail has always had them (RFC 3676, 4.2 says at most 78)."""
MOST_MESSAGE: Final = 480
"""Characters of a short message: about seven joined parts of 67 (3GPP TS 23.040, 16-bit letters)."""
BLANK: Final = "_" * 24
UNDER: Final = {1: "=", 2: "-", 3: ""}
MARKS: Final = {"bullet": "- ", "tick": "[ ] "}


def write_text(source: Copy) -> str:
    """Return the leaflet as plain text: 72 columns where words are parted by spaces, whole lines elsewhere."""
    lines: list[str] = []
    alert = False
    for part in parts(source.sheet):
        if part.alert != alert:
            alert = part.alert
            lines += ["", "*" * WIDTH]
        if not part.tight:
            lines.append("")
        lines += _part(part, source.language.spaced)
    foot = ["", f"sha256 {source.digest}", ""]
    return "\n".join(lines + foot).lstrip("\n")


def _part(part: SpokenPart, spaced: bool) -> Iterator[str]:
    match part.kind:
        case "heading":
            words = f"{part.label}. {words_of(part.runs)}" if part.label else words_of(part.runs)
            lines = _wrap(words, spaced)
            yield from lines
            under = UNDER[part.level]
            if under:
                yield under * min(WIDTH, max(map(columns, lines)))
        case "list":
            for number, item in enumerate(part.items, part.start):
                mark = MARKS.get(part.marker) or f"{label_at(part.marker, number)}. "
                yield from _wrap(words_of(item), spaced, mark)
        case "table":
            yield from _table(part, spaced)
        case "picture":
            yield from _wrap(f"[{words_of(part.runs)}]", spaced)
        case "lines":
            yield from [BLANK] * part.start
        case _:
            yield from _wrap(_with_links(part), spaced, f"{part.label}. " if part.label else "")


def _with_links(part: SpokenPart) -> str:
    """Return words with the address of each link behind it, unless it is what the words say, or a telephone."""
    said = []
    for run in part.runs:
        target = run.link.removeprefix("mailto:")
        same = target.lower().removeprefix("https://") == run.words.lower().removeprefix("https://")
        shown = target and not run.link.startswith("tel:") and not same
        said.append(words_of((run,)) + (f" ({target})" if shown else ""))
    return "".join(said)


def _wrap(words: str, spaced: bool, first: str = "") -> list[str]:
    """Cut words into lines, those after the first under it; words without spaces are left to the reader's window."""
    rest = " " * len(first)
    if not spaced:
        return [first + words]
    found = wrap(words, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False,
                 break_on_hyphens=False)  # fmt: skip
    return found or [first.rstrip()]


def _table(part: SpokenPart, spaced: bool) -> Iterator[str]:
    """Yield a table's rows: in columns where they fit, else cell after cell."""
    rows = [[words_of(cell) or ("" if part.headed and not number else "____") for cell in row]
            for number, row in enumerate(part.rows)]  # fmt: skip
    widths = [max(map(columns, column)) for column in zip_longest(*rows, fillvalue="")]
    if sum(widths) + 3 * (len(widths) - 1) <= WIDTH:
        for row in rows:
            cells = [cell + " " * (wide - columns(cell)) for cell, wide in zip(row, widths, strict=False)]
            yield " | ".join(cells).rstrip()
    else:
        for row in rows:
            yield from _wrap(" | ".join(row), spaced, "- ")


# -- the short message -------------------------------------------------------


class PlainLine(Struct, frozen=True):
    """A line of a short message; ``must`` says that it may not be left out."""

    words: str
    must: bool


def write_message(source: Copy) -> str:
    """Return the short form: what templates mark ``brief``, each line whole or not there, at most 480 characters.

    Lines marked ``may`` give way, the last first; one marked ``must`` never does, and no line is ever cut.
    The last line says where the whole leaflet is, if the clinic has a web address.

    Raises:
        Unusable: when a template marks nothing, leaves the box of danger signs out, or the lines do not fit.
    """
    colon = ": " if source.language.spaced else "："
    lines = [line for area in source.sheet.areas for line in _brief(area, (), colon)]
    _check_marks(source.sheet, lines)
    address = _address(source.sheet)
    if address:
        lines.append(PlainLine(address, True))
    while length(lines) > MOST_MESSAGE:
        spare = [line for line in lines if not line.must]
        if not spare:
            message = f"the short message would have {length(lines)} characters; {MOST_MESSAGE} are the most"
            hint = "shorten the longest: " + max((line.words for line in lines), key=len)[:80]
            raise Unusable(Problem(NOWHERE, f"{source.sheet.title}: {message}", hint))
        lines.remove(spare[-1])
    return _joined(lines)


def length(lines: list[PlainLine]) -> int:
    """Return how many characters a message of these lines has, as telephones count: in units of 16 bits."""
    return len(_joined(lines).encode("utf-16-le")) // 2


def _joined(lines: list[PlainLine]) -> str:
    return "\n".join(line.words for line in lines) + "\n"


def _brief(element: Element, around: tuple[Element, ...], colon: str) -> Iterator[PlainLine]:
    """Yield the lines marked ``brief``; what the clinic fills in beside or under one (its telephone) stands behind it.

    ``around`` holds the row that the element stands in, behind the box or cell that holds the row.
    """
    if element.tag == "row":
        around = (*(one for one in around[-1:] if one.tag != "row"), element)
    elif element.tag in ("box", "cell") and not (element.tag == "cell" and not element.get("look")):
        around = (element,)
    if element.get("brief"):
        words = _plain(element)
        numbers = (_filled(one) for one in reversed(around))
        number = next(filter(None, numbers), "")
        yield PlainLine(f"{words}{colon}{number}" if number else words, element.get("brief") == MUST)
    for child in element.children:
        yield from _brief(child, around, colon)


def _filled(element: Element) -> str:
    """Return what the clinic has filled in inside an element, in words."""
    filled = [_plain(inner) for hold in element.walk() if hold.tag == "hold" for inner in hold.walk()]
    return " ".join(filter(None, filled))


def _plain(element: Element) -> str:
    return words_of([run for run in element.runs if not run.raised])


def _address(sheet: Sheet) -> str:
    """Return the clinic's web address, or nothing."""
    holds = (element for area in sheet.areas for element in area.walk() if element.tag == "hold")
    codes = (inner.get("data") for hold in holds for inner in hold.walk() if inner.tag == "qr")
    return next((data for data in codes if data.startswith("https://")), "")


def _check_marks(sheet: Sheet, lines: list[PlainLine]) -> None:
    """Refuse a message without words, or one that is silent about danger where the leaflet is not."""
    hint = 'write brief="must" on the paragraphs that a short message may not leave out'
    if not lines:
        raise Unusable(Problem(NOWHERE, f"{sheet.title}: the templates mark nothing for a short message", hint))
    for area in sheet.areas:
        for box in area.walk():
            danger = box.get("first-page") == "yes"
            if danger and not any(element.get("brief") == MUST for element in box.walk()):
                raise Unusable(Problem(box.origin, "a short message would say nothing of this box", hint))
