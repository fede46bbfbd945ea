"""What a sheet draws on what, by the looks of its theme: words that have no contrast with their ground are lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct, field

from generator.model.design import Format, Theme
from generator.model.problems import NOWHERE, Origin, Problem
from generator.model.sheet import Element, Sheet
from generator.model.units import contrast

WORDS: Final = 7.0
"""Contrast of words with their ground (WCAG 2.2, 1.4.6)."""
MEANING: Final = 4.5
"""Contrast of pictures, bullets and frames that mean something; a house rule, above the 3 of WCAG 2.2, 1.4.11."""
LOST: Final = 3.0
"""Contrast under which words are not printed at all: less than large letters need (WCAG 2.2, 1.4.3)."""
THIN: Final = frozenset(("line",))
"""Colours of thin rules, which only part what stands apart anyway."""
DEFAULTS: Final = {"p": "body", "list": "list", "table": "table", "lines": "lines"}


class Marks(Struct):
    """Walks a sheet as the typesetter does; notes what is drawn on what: (look, colour, ground, contrast needed)."""

    theme: Theme
    found: dict[tuple[str, str, str, float], Origin] = field(default_factory=dict)

    def note(self, look: str, colour: str, ground: str, least: float, element: Element) -> None:
        """Note a colour on a ground, and the contrast that they need; the first place that has one stays."""
        key = (look, colour, ground, least)
        if not self.found.get(key, NOWHERE).file:
            self.found[key] = element.origin

    def walk(self, element: Element, ground: str) -> None:
        """Note what an element and all within it draw, on a ground."""
        name = element.get("look") or DEFAULTS.get(element.tag, "")
        look = self.theme.looks.get(name)
        if look is not None:
            if look.border and look.border not in THIN and element.tag in ("box", "row", "cell"):
                self.note(name, look.border, ground, MEANING, element)
            if element.tag in ("image", "qr"):
                self.note(name, look.colour, ground, MEANING, element)
            elif element.tag == "p":
                self.words(name, ground, element)
            if element.tag in ("box", "row", "cell"):
                ground = look.fill or ("paper" if look.border and look.radius else ground)
        for child in element.children:
            if element.tag == "list":
                self.bullet(name, ground, child)
                self.words(f"{name}.item" if f"{name}.item" in self.theme.looks else name, ground, child)
            elif element.tag == "table":
                self.row(name, child, ground)
            else:
                self.walk(child, ground)

    def words(self, name: str, ground: str, element: Element) -> None:
        """Note words in a look."""
        look = self.theme.looks.get(name)
        if look is None:
            return
        self.note(name, look.colour, ground, WORDS, element)
        if any(run.raised for run in element.runs) and "quiet" in self.theme.colours:
            self.note(name, "quiet", ground, WORDS, element)
        if element.tag == "p":
            self.bullet(name, ground, element)

    def bullet(self, name: str, ground: str, element: Element) -> None:
        """Note what stands before the item of a list."""
        look = self.theme.looks.get(name)
        if look is None or not look.bullet:
            return
        colour = look.bullet_colour or look.colour
        if look.bullet == "disc":
            self.note(name, "paper", colour, WORDS, element)
        else:
            self.note(name, colour, ground, WORDS if look.bullet == "ring" else MEANING, element)

    def row(self, name: str, element: Element, ground: str) -> None:
        """Note the cells of a table's row."""
        head = element.get("head") == "yes"
        table = self.theme.looks.get(name)
        own = table.fill if head and table and table.fill else ground
        for cell in element.children:
            self.words(cell.get("look") or f"{name}.{'head' if head else 'cell'}", own, cell)


def unseen(sheet: Sheet, theme: Theme, paper: Format | None) -> Iterator[Problem]:
    """Yield a problem for each look whose words nobody could read on their ground; whatever the theme is called."""
    marks, grounds = Marks(theme), dict[str, str]()
    for place in paper.areas.values() if paper else ():
        grounds |= dict.fromkeys(place.takes, theme.looks[place.look].fill if place.look in theme.looks else "")
    for area in sheet.areas:
        for child in area.children:
            marks.walk(child, grounds.get(area.get("name")) or "paper")
    roles = {**theme.colours, **theme.accents.get(sheet.accent, {})}
    for look, colour, ground, least in marks.found:
        one, other = roles.get(colour), roles.get(ground)
        if least == WORDS and one and other and (ratio := contrast(one, other)) < LOST:
            message = f"'{look}': words in {colour} on {ground} have a contrast of {ratio:.1f}: nobody can read them"
            yield Problem(theme.origin, message, f"give the look another colour; words need {WORDS:g}")
