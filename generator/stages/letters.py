"""A recall letter to one clinic, set as a leaflet is."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from generator.compose.composer import compose_panel
from generator.library.library import Library
from generator.model.leaflet import Leaflet, Order
from generator.model.lots import RecallLetter
from generator.model.problems import Problem, refuse_if_any
from generator.stages.panels import clinic_panel
from generator.stages.surroundings import clinic_profile, setting

LETTER: Final = "letter"
"""The template of a recall letter."""
MOST_SHEETS: Final = 40
"""Pages of a letter at most: as many as its list of leaflets needs, whatever leaflets on this paper may have."""


def write_letter(letter: RecallLetter, order: Order, library: Library) -> Leaflet:
    """Return a letter to a clinic, in the order's language, look and paper; the order's topic does not matter.

    Raises:
        Unusable: as ``make``.
    """
    from generator.typeset import fill, lay_out

    language, clinic = library.language(order.language), library.clinic(order.clinic)
    theme, paper = library.theme(order.theme), library.format(order.format)
    problems: list[Problem] = []
    around = setting(library, language, clinic_profile(clinic, library), clinic, order.draft, problems)
    sheet = compose_panel(library.template(LETTER), replace(around, letter=letter))
    refuse_if_any(problems)
    longer = replace(paper, most_pages=max(MOST_SHEETS, paper.most_pages))
    ready = lay_out(sheet, theme, longer, language, library)
    return fill(ready, clinic_panel(order, library), theme, longer, language, library)
