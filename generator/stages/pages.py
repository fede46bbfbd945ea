"""An order's pages: the body that is ready for any clinic, and the clinic's panel filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.library.library import Library
from generator.model.content import Clinic
from generator.model.design import Format, Theme
from generator.model.larder import kept_with_places
from generator.model.leaflet import Leaflet, Order
from generator.model.memo import remembered
from generator.model.problems import NOWHERE, Problem, Unusable, refuse_if_any
from generator.stages.bodies import body, bound_clinic, document_template
from generator.stages.panels import clinic_panel
from generator.stages.surroundings import for_anyone
from generator.stages.themes import check_fit, lost_looks, theme_of

if TYPE_CHECKING:
    from generator.typeset import NoGlyph
    from generator.typeset.layout.ready import Ready


def typeset_order(order: Order, library: Library, ink: str = "rgb") -> Leaflet:
    """Return an order's pages as a tagged PDF; for a press in the inks ``cmyk`` or ``k`` (black only).

    Raises:
        Unusable, Missing: as ``make``.
    """
    from generator.typeset import NoGlyph, fill  # late: it brings in what shapes and writes

    _refuse_note(order, library)
    theme, language = theme_of(order, library, ink), library.language(order.language)
    panel = clinic_panel(order, library)
    try:
        paper = paper_of(order, library)
        return fill(_ready(order, theme, paper, library), panel, theme, paper, language, library)
    except NoGlyph as error:
        clinic = library.clinic(order.clinic)
        raise _in_clinics_words(error, clinic) if clinic else error from error
    except Unusable:
        # looked at only now: a thousand clinics share a body, and the typesetter names one look at a time
        template, _ = document_template(order, library)
        refuse_if_any(lost_looks(body(order, library), panel, theme, template, library))
        raise


def _refuse_note(order: Order, library: Library) -> None:
    """Refuse a note on a paper that shows no panel: it would be dropped without a word."""
    area = library.format(order.format).areas.get("clinic") if order.note else None
    if order.note and (area is None or not area.height):
        message = f"the paper '{order.format}' has no room for a note of the clinic"
        raise Unusable(Problem(NOWHERE, message, "take another paper, such as a4, or leave the note out"))


def _in_clinics_words(error: NoGlyph, clinic: Clinic) -> NoGlyph:
    """Return an error about words that cannot be shown with the names of the clinic's values that they stand in."""
    values = {
        "name": (clinic.title,),
        "phones": tuple(phone.words for phone in clinic.phones),
        "hours": clinic.hours,
        "address": clinic.address,
        "interpreter": (clinic.interpreter,),
    }
    told = []
    for problem in error.problems:
        lost = error.lost.get(problem, "")
        where = next((name for name, lines in values.items() if lost and any(lost in line for line in lines)), "")
        if where and problem.origin in (clinic.origin, *clinic.phones_at):
            hint = f"{problem.hint}, or show it in the clinic's logo, which is a picture"
            problem = Problem(problem.origin, f"in '{where}': {problem.message}", hint)
        told.append(problem)
    return type(error)(*told)


def paper_of(order: Order, library: Library) -> Format:
    """Return the format of an order, its panel as high as the clinic's words need it.

    Raises:
        Unusable: as ``make``.
    """
    paper, more = library.format(order.format), wanted(order, library)
    if more:
        whose = order if bound_clinic(order, library) else for_anyone(order, library)
        more = _borne(library, whose, paper, more)
    return _grown(paper, more) if more else paper


def wanted(order: Order, library: Library) -> float:
    """Return by how many points the clinic's words want the panel of an order's format higher; whatever the topic.

    Raises:
        Unusable: as ``make``.
    """
    from generator.typeset import wanting  # late: it brings in what shapes and writes

    paper = library.format(order.format)
    if paper.growing is None:
        return 0.0
    theme, language = library.theme(order.theme), library.language(order.language)
    return wanting(clinic_panel(order, library), theme, paper, language, library)


@remembered("how much higher a clinic's place may become")
def _borne(library: Library, order: Order, paper: Format, by: float) -> float:
    """Return by how many points a clinic's place may become higher, at most so many, so that the words around it fit.

    Where they bear less than the clinic's words want, these are set smaller.
    """
    from generator.typeset import growths

    for more in sorted((one for one in growths(paper) if 0 < one <= by), reverse=True):
        try:
            grown = _grown(paper, more)
            if _for_all(library, order, grown) is None:  # it names its clinic
                _lay_out(order, library.theme(order.theme), grown, library)
        except Unusable:
            continue
        return more
    return 0.0


def prepare(order: Order, library: Library) -> None:
    """Lay the body of an order out for each height that the panel of a clinic may take, so that the larder has it.

    Raises:
        Unusable, Missing: as ``make``.
    """
    from generator.typeset import growths

    paper = library.format(order.format)
    for more in growths(paper):
        _for_all(library, for_anyone(order, library), _grown(paper, more) if more else paper)


@remembered("format, its panel grown")
def _grown(paper: Format, by: float) -> Format:
    return paper.grown(by)


def _ready(order: Order, theme: Theme, paper: Format, library: Library) -> Ready:
    """Return the laid-out body of an order; the same object for every clinic of a country that it does not name."""
    if theme is library.theme(order.theme):  # in nobody's own colours, and for no press
        found = _for_all(library, for_anyone(order, library), paper)
        if found is not None:
            return found
    return _lay_out(order, theme, paper, library)


@remembered("body for all clinics")
def _for_all(library: Library, order: Order, paper: Format) -> Ready | None:
    """Return a body that names no clinic, from the larder or laid out; None for one that names its clinic."""
    from generator.typeset.layout.ready import Ready

    def lay_out() -> Ready | None:
        return None if bound_clinic(order, library) else _lay_out(order, library.theme(order.theme), paper, library)

    high = f"{paper.growing[2]:.1f}" if paper.growing else ""
    return kept_with_places(library.larder, f"body {library.digest(order)} {high}", Ready, lay_out, library.folders)


def _lay_out(order: Order, theme: Theme, paper: Format, library: Library) -> Ready:
    from generator.typeset import lay_out

    sheet, language = body(order, library), library.language(order.language)
    check_fit(sheet, theme, paper, language, library.topic(order.topic))
    return lay_out(sheet, theme, paper, language, library)
