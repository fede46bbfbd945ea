"""The sheet: the small closed vocabulary between templates and the typesetter.

Block level: ``sheet area block box row cell list item p image qr rule gap table tr td lines hold break``.
Inline: ``b a span br sup page pages``. docs/reference/sheet.md describes each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct

from generator.model.problems import NOWHERE, Origin


class Run(NamedTuple):
    """A stretch of inline text with one style. ``link`` is a URL or empty; ``mark`` is ``page``, ``pages`` or empty.

    ``lang`` is the language it is in, by the name of its folder (``zh_Hans``) if it has one, empty when that is its
    paragraph's: a name such as 日本語 is then set with the faces of its own language, and read aloud in it.
    """

    words: str
    strong: bool = False
    link: str = ""
    raised: bool = False
    mark: str = ""
    lang: str = ""

    @property
    def tag(self) -> str:
        """The language as BCP 47 has it, for /Lang and ``lang``."""
        return self.lang.replace("_", "-")


class Element(Struct, frozen=True, gc=False):
    """One block-level element. ``runs`` is filled for ``p`` and ``td`` and ``item`` labels, ``children`` for the rest.

    ``origin`` is the YAML place the words came from, inherited from the nearest ``block``. The collector need not look
    for circles in it: all that it holds was there before it.
    """

    tag: str
    attributes: Mapping[str, str]
    children: tuple[Element, ...] = ()
    runs: tuple[Run, ...] = ()
    origin: Origin = NOWHERE

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute, or the default."""
        return self.attributes.get(name, default)

    def walk(self) -> Iterator[Element]:
        """Yield this element and all inside it, in document order."""
        left = [self]  # no generator in a generator for each depth: sheets are walked often
        while left:
            element = left.pop()
            yield element
            left += element.children[::-1]


def label_at(kind: str, number: int) -> str:
    """Return what stands before an item of a list: a figure, a letter (1 is A), or nothing where it has no words."""
    return str(number) if kind == "number" else chr(64 + number) if kind == "letter" else ""


class Sheet(Struct, frozen=True, eq=False):
    """A composed leaflet: areas by name, in order, and what the file says about itself.

    ``language`` is the language's folder name, ``title`` the document title in that language, ``lot`` the code of
    what it says (see ``compose/lots.py``), empty for areas of a clinic.
    """

    title: str
    language: str
    accent: str
    areas: tuple[Element, ...]
    code: str = ""
    draft: bool = True
    lot: str = ""

    def words(self) -> Iterator[str]:
        """Yield the words of every inline run, in document order (for comparing with the PDF)."""
        for area in self.areas:
            for element in area.walk():
                for run in element.runs:
                    if run.words:
                        yield run.words


def is_list(table: Element) -> bool:
    """Tell whether a table is set as one, but is read out as a list: it has one column, or one row, and no heads."""
    if len(table.children) > 1 and any(len(row.children) > 1 for row in table.children):
        return False
    return all(row.get("head") != "yes" and row.children[0].get("head") != "row" for row in table.children)
