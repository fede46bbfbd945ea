"""The areas of a clinic, once for all topics: filled into a form that clinics of its shape share, or composed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from itertools import product
from types import MappingProxyType
from typing import Any, Final

from msgspec.structs import replace

from generator.compose.forms import Form, marked, values
from generator.compose.spoken import by_language, speaks
from generator.library.library import Library
from generator.model.content import Clinic, Language, Telephone, unplaced
from generator.model.larder import kept
from generator.model.leaflet import Order
from generator.model.memo import remembered
from generator.model.problems import Origin, Problem, Unusable, refuse_if_any
from generator.model.sheet import Element, Sheet
from generator.stages.surroundings import clinic_profile, setting
from generator.words.hours import say_hours

PANEL: Final = "clinic"
"""The template of the clinic's areas."""
USUAL: Final[Mapping[str, tuple[Any, ...]]] = MappingProxyType({
    "phones": tuple([(Telephone("1", "1", "1"),) * count for count in (1, 2)]),
    "hours": tuple([("1",) * count for count in range(4)]),
    "address": tuple([("1",) * count for count in range(4)]),
    "interpreter": ("", "yes", "1"),
    "web": ("", "https://leaflets.example/"),
})  # fmt: skip
"""The shapes that most clinics have: what each may give, and in how many lines."""


def clinic_panel(order: Order, library: Library) -> Sheet:
    """Return the composed areas of the clinic, or of the space for a stamp. They know nothing of the topic."""
    language, clinic = library.language(order.language).name, library.clinic(order.clinic)
    if order.note:  # of this sheet alone: kept nowhere
        problems: list[Problem] = []
        panel = _panel(library, language, clinic, order.draft, problems, order.note)
        refuse_if_any(problems)
        return panel
    return _panel_of(library, language, clinic, order.draft)


@remembered("panel, composed")
def _panel_of(library: Library, language: str, clinic: Clinic | None, draft: bool) -> Sheet:
    filled = _filled_form(library, language, clinic, draft) if clinic else None
    if clinic and filled is not None:
        return _with_shorter(filled, clinic)
    problems: list[Problem] = []
    compose = _panel if clinic else _kept_panel
    panel = compose(library, language, clinic, draft, problems)
    refuse_if_any(problems)
    assert panel is not None, "no panel and no problem"
    if clinic is None:
        return panel
    first = _of_phone(clinic)
    areas = [_placed(area, first if area.get("name") == "phone" else clinic.origin) for area in panel.areas]
    return _with_shorter(replace(panel, areas=tuple(areas)), clinic)


def _with_shorter(panel: Sheet, clinic: Clinic) -> Sheet:
    """Return the panel with what its area ``phone`` may say where there is no room for all words: the number alone.

    The clinic's own area has the whole words. ``shorter`` holds ``number`` and what is dialled, a line each.
    """
    ways = tuple(clinic.phones[0].shorter()) if clinic.phones else ()
    if not ways:
        return panel
    said = {"shorter": "\n".join(f"{words}\t{dialled}" for words, dialled in ways)}
    areas = [
        replace(area, attributes={**area.attributes, **said}) if area.get("name") == "phone" else area
        for area in panel.areas
    ]
    return replace(panel, areas=tuple(areas))


def _of_phone(clinic: Clinic) -> Origin:
    """Return where a clinic's first telephone is written: it stands in an area of its own."""
    return clinic.phones_at[0] if clinic.phones_at else clinic.origin


def _filled_form(library: Library, language: str, clinic: Clinic, draft: bool) -> Sheet | None:
    """Return a clinic's areas from a form that clinics of its shape share; None when they must be composed."""
    words = values(_spoken(clinic, library.language(language)))
    if words is None:
        return None
    form = _form_of(library, language, _shape(clinic), draft)
    sheet = form.filled(words, clinic.origin, _of_phone(clinic)) if form else None
    if sheet is None or speaks(clinic, library.language(language)):  # the template's own words are looked at already
        return sheet
    areas = by_language(sheet.areas, library.language(language), clinic, clinic_profile(clinic, library).territory)
    return sheet if areas is sheet.areas else replace(sheet, areas=areas)


def _spoken(clinic: Clinic, language: Language) -> Clinic:
    """Return a clinic whose opening hours are in a language, as far as they are written in short."""
    return replace(clinic, hours=tuple([say_hours(line, language) for line in clinic.hours]))


def _shape(clinic: Clinic) -> Clinic:
    """Return the clinic of marks that stands for all of its shape."""
    return replace(unplaced(marked(clinic)), name="", colours=())


def prepare_panels(language: str, library: Library) -> None:
    """Compose the panel of each usual shape of clinic in a language, so that the larder has it."""
    for given in product(*USUAL.values()):
        clinic = Clinic(name="", title="1", logo="", profile="", **dict(zip(USUAL, given, strict=True)))
        _kept_panel(library, language, _shape(clinic), False, [])


@remembered("panel's form")
def _form_of(library: Library, language: str, blank: Clinic, draft: bool) -> Form | None:
    """Return the panel as a form that clinics of one shape share; None when each must be composed."""
    problems: list[Problem] = []
    with suppress(Unusable):  # composed for the clinic itself, it is told at its place
        panel = _kept_panel(library, language, blank, draft, problems)
        return Form.of(panel) if panel else None
    return None


def _kept_panel(
    library: Library, language: str, blank: Clinic | None, draft: bool, problems: list[Problem]
) -> Sheet | None:
    """Return the areas for clinics of a shape, or for a stamp, from the larder or composed; None with problems.

    None also where a clinic's words have a say in what its panel looks like.
    """

    def make() -> Sheet | None:
        from generator.compose.composer import prints_words  # late: most panels are kept

        if blank and not prints_words(library.template(PANEL), library.larder):
            return None
        panel = _panel(library, language, blank, draft, problems)
        return None if problems else panel

    if blank and blank.logo:  # as many shapes as clinics
        return make()
    made_from = library.digest(Order("", language, clinic=blank or "", draft=draft))  # of no topic: panels know none
    return kept(library.larder, f"panel {made_from}", Sheet, make)


def _panel(
    library: Library, language: str, clinic: Clinic | None, draft: bool, problems: list[Problem], note: str = ""
) -> Sheet:
    """Compose the areas of a clinic; words that are missing go to ``problems``."""
    from generator.compose.composer import compose_panel  # late: most panels are kept

    spoken = library.language(language)
    said = _spoken(clinic, spoken) if clinic else None
    around = setting(library, spoken, clinic_profile(clinic, library), said, draft, problems)
    return compose_panel(library.template(PANEL), replace(around, note=note))


def _placed(element: Element, origin: Origin) -> Element:
    """Return an element whose place is the clinic's file: its words are what does not fit, or cannot be drawn."""
    children = tuple([_placed(child, origin) for child in element.children])
    return Element(element.tag, element.attributes, children, element.runs, origin)
