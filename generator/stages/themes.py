"""The look of an order: its theme with a clinic's colours, in an ink; names that meet only here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from generator.library.library import Library
from generator.library.texts import short
from generator.model.content import Clinic, Language, Topic
from generator.model.design import Format, Theme
from generator.model.leaflet import Leaflet, Order
from generator.model.memo import remembered
from generator.model.problems import Origin, Problem, refuse_if_any, suggest
from generator.model.sheet import Element, Sheet

if TYPE_CHECKING:
    from generator.typeset.branding import Branded

from generator.stages.bodies import body
from generator.stages.grounds import unseen
from generator.stages.panels import PANEL

UNUSED = "no such numbers are known to be in use"


def theme_of(order: Order, library: Library, ink: str = "rgb") -> Theme:
    """Return an order's theme in an ink, with the clinic's own colours where it has some and the theme takes them.

    The same colours give the same object: a body and a panel are set once for all clinics that share them.
    """
    theme, clinic = library.theme(order.theme), library.clinic(order.clinic)
    colours = clinic.colours if clinic and theme.brand else ()
    return theme if ink == theme.ink and not colours else _themed(theme, colours, ink)


@remembered("theme in colours and ink")
def _themed(theme: Theme, colours: tuple[str, ...], ink: str) -> Theme:
    made = branded(theme, colours).theme if colours else theme
    return made if ink == made.ink else replace(made, ink=ink)


@remembered("theme in a clinic's colours")
def branded(theme: Theme, colours: tuple[str, ...]) -> Branded:
    """Return a theme with a clinic's colours, and what became of each."""
    from generator.typeset.branding import brand

    return brand(theme, colours)


def _clinic_notes(order: Order, library: Library) -> tuple[Problem, ...]:
    """Return what a person should know of a clinic's colours, each at its line; the leaflet is made all the same."""
    clinic = library.clinic(order.clinic)
    return colour_notes(library.theme(order.theme), clinic) if clinic and clinic.colours else ()


def colour_notes(theme: Theme, clinic: Clinic) -> tuple[Problem, ...]:
    """Return which colours of a clinic are printed otherwise than they were given, each at its line."""
    if not clinic.colours or not theme.brand:
        return ()
    from generator.typeset.branding import say_fit

    fits = branded(theme, clinic.colours).fits
    places = clinic.colours_at or (clinic.origin,) * len(fits)
    said = ((place, say_fit(fit)) for place, fit in zip(places, fits, strict=False))
    return tuple(Problem(place, *words) for place, words in said if words)


def phone_notes(clinic: Clinic) -> tuple[Problem, ...]:
    """Return which telephones of a clinic are possible and look wrong, and which of its numbers are not printed."""
    places = clinic.phones_at or (clinic.origin,) * len(clinic.phones)
    notes = []
    for place, phone in zip(places, clinic.phones, strict=True):
        if not phone.valid:
            message = f"the telephone '{short(phone.words)}' is dialled as {phone.dialled}, and may be wrong"
            notes.append(Problem(place, message, f"call it, to be sure: {phone.doubt or UNUSED}"))
        if phone.beside:
            hint = "mothers call the numbers on a leaflet; take it out here"
            notes.append(Problem(place, f"'{short(phone.beside)}' is a fax number, and is not printed", hint))
    return tuple(notes)


def _left_out(order: Order, leaflet: Leaflet, library: Library) -> tuple[Problem, ...]:
    """Return which blocks a short edition left to the longer ones, each at its line; a tri-fold itself says so too."""
    lines = [name.removeprefix("line-") for name in leaflet.left if name.startswith("line-")]
    if not lines:
        return ()
    file, english = library.topic(order.topic).origin.file, library.language(order.language).english_name
    message = f"left to the longer editions in {english}: there is no room for it on '{order.format}'"
    named = any(element.get("left") for area in body(order, library).areas for element in area.walk())
    says = "the leaflet names it" if named else "this leaflet does not say so: give a longer one of the topic with it"
    hint = f"{says}; 'short: yes' beside a block keeps it, 'priority: 9' lets another go first"
    return tuple(Problem(Origin(file, int(line)), message, hint) for line in lines)


def check_fit(sheet: Sheet, theme: Theme, paper: Format | None, language: Language, topic: Topic) -> None:
    """Refuse names that meet only here: accent and theme, leading and theme, areas and format (on paper)."""
    problems = []
    if sheet.accent not in theme.accents:
        message = f"the theme '{theme.name}' has no accent called '{sheet.accent}'"
        problems.append(Problem(topic.origin, message, suggest(sheet.accent, theme.accents)))
    if language.leading not in theme.leadings:
        message = f"the theme '{theme.name}' has no leading called '{language.leading}'"
        problems.append(Problem(language.origin, message, suggest(language.leading, theme.leadings)))
    if "body" not in theme.looks:
        problems.append(Problem(theme.origin, f"the theme '{theme.name}' needs the look 'body'"))
    taken = {name for area in paper.areas.values() for name in area.takes} if paper else set()
    changes = paper.looks.items() if paper else ()
    named = {str(one) for own, changed in changes for one in (own, changed.get("like", own))}
    for name in sorted(named - theme.looks.keys()):
        if paper:
            message = f"the theme '{theme.name}' has no look called '{name}', which the format '{paper.name}' changes"
            problems.append(Problem(paper.origin or Origin(paper.name), message, suggest(name, theme.looks)))
    for place in paper.areas.values() if paper else ():
        if place.look and place.look not in theme.looks:
            message = f"the theme '{theme.name}' has no look called '{place.look}'"
            problems.append(Problem(place.origin, message, suggest(place.look, theme.looks)))
    problems += unseen(sheet, theme, paper)
    for area in sheet.areas:
        if paper and area.get("name") not in taken:
            message = f"the format '{paper.name}' has no area for '{area.get('name')}', which the template fills"
            problems.append(Problem(paper.origin or Origin(paper.name), message, suggest(area.get("name"), taken)))
    refuse_if_any(problems)


def lost_looks(sheet: Sheet, panel: Sheet, theme: Theme, named: str, library: Library) -> Iterator[Problem]:
    """Yield a problem for each look that a template asks for and the theme has not, at its line."""
    from generator.compose.templates import find_line  # late: seldom needed

    def visit(element: Element, template: tuple[str, str]) -> Iterator[Problem]:
        if element.tag == "block":
            kind = library.kinds[element.get("kind")]
            template = (kind.template, kind.origin.file)
        look = element.get("look")
        if look and look not in theme.looks:
            origin = Origin(template[1], find_line(template[0], f'look="{look}"'))
            message = f"the theme '{theme.name}' has no look called '{look}'"
            yield Problem(origin, message, suggest(look, theme.looks))
        for child in element.children:
            yield from visit(child, template)

    for composed, name in ((sheet, named), (panel, PANEL)):
        for area in composed.areas:
            yield from visit(area, library.template(name))


def notes_of(order: Order, leaflet: Leaflet, library: Library) -> tuple[Problem, ...]:
    """Return what a person should know of a leaflet that was made, each at its line."""
    clinic = library.clinic(order.clinic)
    phones = phone_notes(clinic) if clinic else ()
    return (*phones, *_clinic_notes(order, library), *_left_out(order, leaflet, library))
