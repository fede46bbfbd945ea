"""A clinic's panel as a form: composed once for all clinics of one shape, then filled in.

A print run composes thousands of panels that differ in nothing but a name, an address, some numbers. What the template
writes for a clinic with a mark in the place of each of its words is read once; for every clinic the marks then become
its words. This gives the very sheet that composing would give, and only for templates that print a clinic's words as
they are (``Compiled.form``); whatever is unusual in them is composed the long way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from generator.compose.vocabulary import ATTRIBUTES
from generator.model.content import Clinic, Telephone
from generator.model.patterns import pattern
from generator.model.problems import Origin
from generator.model.sheet import Element, Run, Sheet

FIELD: Final = 0xF0000
"""The first of the characters that stand for a clinic's words: private ones."""
DIALLED: Final = 0x100000
"""The first of those that stand for its numbers as they are dialled."""
MOST_WORDS: Final = 2_000
"""Letters of one of the clinic's words: longer ones go the long way, where their fault is told."""
_MARK = pattern(f"[{chr(FIELD)}-\U0010ffff]")
_UNUSUAL = pattern("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\U000f0000-\U0010ffff]|^ | $|  ")
"""What reading would change or refuse, and marks."""
_PLAIN: Final = frozenset({"", "yes"})
"""What may stand for the interpreter beside words: templates compare with it."""
_is_link: Final[Callable[[str], object]] = ATTRIBUTES["a"]["href"][0]

Values = Mapping[int, str]
"""What stands for each mark."""


class _Blank(Struct, frozen=True):
    """An element with marks in it: its own attributes with marks, which of its runs and children have some."""

    element: Element
    marked: tuple[str, ...]
    runs: bool
    children: tuple[Element | _Blank, ...]


class Form(Struct, frozen=True):
    """A sheet with marks in the places of a clinic's words."""

    sheet: Sheet
    areas: tuple[Element | _Blank, ...]

    @classmethod
    def of(cls, sheet: Sheet) -> Form | None:
        """Return the form of a sheet composed for a clinic of marks; None when a mark stands elsewhere."""
        if any(_MARK.search(words) for words in (sheet.title, sheet.language, sheet.accent, sheet.code, sheet.lot)):
            return None
        return cls(sheet, tuple([_blank(area) for area in sheet.areas]))

    def filled(self, values: Values, origin: Origin, phone: Origin) -> Sheet | None:
        """Return the sheet with values for marks; None when one may not stand where its mark stands.

        ``origin`` becomes the place of every element that holds the clinic's words, ``phone`` of those in the area of
        its first telephone.
        """
        try:
            areas = tuple(
                [
                    _filled(area, values, phone if area.element.get("name") == "phone" else origin)
                    if type(area) is _Blank
                    else area
                    for area in self.areas
                ]
            )
        except _UnfitError:
            return None
        sheet = self.sheet
        return Sheet(sheet.title, sheet.language, sheet.accent, areas, sheet.code, sheet.draft, sheet.lot)  # type: ignore[arg-type]


class _UnfitError(Exception):
    """A value may not stand where its mark stands."""


def values(clinic: Clinic) -> Values | None:
    """Return a clinic's words by the mark that stands for each; None when one is unusual."""
    found: dict[int, str] = {}
    for at, words in enumerate(_words(clinic)):
        if not words or len(words) > MOST_WORDS or _UNUSUAL.search(words):
            return None
        found[FIELD + at] = words
        if at < len(clinic.phones):  # the first marks are the numbers
            found[DIALLED + at] = clinic.phones[at].dialled
    return found


def marked(clinic: Clinic) -> Clinic:
    """Return a clinic of the same shape whose words are marks."""
    marks: Iterator[str] = map(chr, range(FIELD, DIALLED))
    phones = tuple([_marked(next(marks)) for _ in clinic.phones])
    hours, address = (tuple([next(marks) for _ in words]) for words in (clinic.hours, clinic.address))
    return replace(
        clinic,
        phones=phones,
        hours=hours,
        address=address,
        title=next(marks) if clinic.title else "",
        web=next(marks) if clinic.web else "",
        interpreter=clinic.interpreter if clinic.interpreter in _PLAIN else next(marks),
    )


def _marked(mark: str) -> Telephone:
    return Telephone(mark, mark, chr(ord(mark) - FIELD + DIALLED))


def _words(clinic: Clinic) -> Iterator[str]:
    """Yield a clinic's words in the order of their marks."""
    for phone in clinic.phones:
        yield phone.words
    yield from clinic.hours
    yield from clinic.address
    if clinic.title:
        yield clinic.title
    if clinic.web:
        yield clinic.web
    if clinic.interpreter not in _PLAIN:
        yield clinic.interpreter


def _blank(element: Element) -> Element | _Blank:
    marked = tuple([name for name, value in element.attributes.items() if _MARK.search(value)])
    runs = any(_MARK.search(run.words) or _MARK.search(run.link) for run in element.runs)
    children = tuple([_blank(child) for child in element.children])
    if marked or runs or any(isinstance(child, _Blank) for child in children):
        return _Blank(element, marked, runs, children)
    return element


def _filled(blank: _Blank, values: Values, origin: Origin) -> Element:
    element = blank.element
    attributes, runs = element.attributes, element.runs
    if blank.marked:
        checks = ATTRIBUTES[element.tag]
        changed = dict(attributes)
        for name in blank.marked:
            value = changed[name] = attributes[name].translate(values)
            if not value or not checks[name][0](value):
                raise _UnfitError
        attributes = changed
    if blank.runs:
        runs = tuple([_run(run, values) for run in runs])
    children = tuple([_filled(child, values, origin) if type(child) is _Blank else child for child in blank.children])
    return Element(element.tag, attributes, children, runs, origin)  # type: ignore[arg-type]


def _run(run: Run, values: Values) -> Run:
    link = run.link
    if link:
        link = link.translate(values)
        if not _is_link(link):
            raise _UnfitError
    return run._replace(words=run.words.translate(values), link=link)
