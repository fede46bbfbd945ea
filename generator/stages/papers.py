"""Working papers: review sheets and judging forms, set by the program's own typesetting, as PDF and as a web page."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from generator.compose.composer import compose_panel
from generator.library.library import Library
from generator.model.design import Format
from generator.model.leaflet import Order
from generator.model.papers import Paper
from generator.model.problems import Problem, refuse_if_any
from generator.stages.panels import clinic_panel
from generator.stages.surroundings import setting

MOST_SHEETS: Final = 80
"""Pages of a working paper at most."""
HOLDS: Final = ("main", "foot")
"""Areas of a working paper: no danger strip, no clinic."""


def write_paper(paper: Paper, template: str, library: Library) -> tuple[bytes, bytes]:
    """Return a working paper as tagged PDF on A4 and as one HTML file, in English whatever it is about.

    Raises:
        Unusable: for a mistake in the template, or a character that no face has.
    """
    from generator.outputs.html import write_html
    from generator.outputs.source import copy
    from generator.typeset import fill, lay_out

    language, theme = library.language("en"), library.theme("default")
    problems: list[Problem] = []
    around = setting(library, language, library.profile("default"), None, False, problems)
    sheet = compose_panel(library.template(template), replace(around, paper=paper))
    refuse_if_any(problems)
    panel = clinic_panel(Order("", "en", "a4"), library)
    sides = _whole(library.format("a4"))
    ready = lay_out(sheet, theme, sides, language, library)
    leaflet = fill(ready, panel, theme, sides, language, library)
    return leaflet.pdf, write_html(copy(sheet, panel, language, ""), theme, library).encode()


def _whole(paper: Format) -> Format:
    """Return a paper without the areas of a leaflet: its words run from head to foot on every page."""
    areas = {name: replace(paper.areas[name], last_height=0.0) for name in HOLDS}
    return replace(paper, areas=areas, most_pages=MOST_SHEETS, column=0.0)
