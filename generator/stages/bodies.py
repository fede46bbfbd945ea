"""The body of a leaflet, once for all clinics: composed, then laid out."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from generator.library.library import Library
from generator.model.content import Clinic, Said, Text
from generator.model.edition import STAFF
from generator.model.leaflet import DRAFT, Order, Standing
from generator.model.lots import code_of, join_digests
from generator.model.memo import remembered
from generator.model.problems import Origin, Problem, Unusable, refuse_if_any
from generator.model.sheet import Sheet
from generator.stages.lot_codes import digest_of_lot, lot_digest
from generator.stages.surroundings import clinic_profile, said, setting
from generator.words.localize import week_days

NO_DIGEST: Final = "0" * 64
"""Stands for the hash of what cannot be read while the rest is looked at; nothing with it is ever made."""


def body(order: Order, library: Library) -> Sheet:
    """Return the composed body; the same object for every clinic, so that it is set only once.

    A body that names the clinic, in a template or a slot, is composed for each clinic.
    """
    if not order.second:
        return _body(order, library, "")
    other = replace(order, language=library.language_name(order.second))
    joint = code_of(join_digests(lot_digest(order, library), lot_digest(other, library)))
    return _paired(_body(order, library, joint), _body(other, library, "", week_of=order.language))


@remembered("two bodies, paired")
def _paired(one: Sheet, two: Sheet) -> Sheet:
    from generator.compose.pairs import pair  # late: most leaflets are in one language

    return pair(one, two)


def _body(order: Order, library: Library, joint: str, week_of: str = "") -> Sheet:
    """Return the body in the first language. ``joint`` is the lot of two languages together, empty for its own.

    ``week_of`` is the language beside whose week days its own stand.
    """
    template, origin = document_template(order, library)
    clinic, language = library.clinic(order.clinic), library.language(order.language)
    profile = clinic_profile(clinic, library)
    bound = bound_clinic(order, library)
    staff = order.edition == STAFF
    return _composed(
        library, order.topic, language.name, profile.name, order.draft, staff, template, origin, joint, bound,
        library.language(week_of or order.language).name, order.standing, order.overdue,
        (clinic.lots if clinic else "") or library.series.lots,
    )  # fmt: skip


def bound_clinic(order: Order, library: Library) -> Clinic | None:
    """Return an order's clinic when its body names it; such a body is composed for each clinic."""
    clinic, language = library.clinic(order.clinic), library.language(order.language)
    profile, (template, origin) = clinic_profile(clinic, library), document_template(order, library)
    names = clinic and _is_bound(library, order.topic, language.name, profile.name, order.draft, template, origin)
    return clinic if names else None


@remembered("does the body name the clinic?")
def _is_bound(
    library: Library, topic: str, language: str, profile: str, draft: bool, template: str, origin: Origin
) -> bool:
    from generator.compose.composer import asks_for_clinic  # late: most bodies are kept

    try:
        words = said(library, topic, language, profile, draft)
    except Unusable:  # told with what the templates lack, where the body is composed
        words = said(library, topic, language, profile, True)
    return asks_for_clinic(library.template(template, origin), words, library.kinds, library.larder)


@remembered("body, composed")
def _composed(
    library: Library, topic: str, language: str, profile: str, draft: bool, staff: bool, template: str, origin: Origin,
    joint: str, clinic: Clinic | None, week_of: str, standing: Standing, overdue: str, lots: str,
) -> Sheet:  # fmt: skip
    from generator.compose.composer import compose  # late: most bodies are kept

    spoken, land = library.language(language), library.profile(profile)
    english = library.topic(topic).title
    problems: list[Problem] = []
    try:
        words = said(library, topic, language, profile, draft)
    except Unusable as error:  # what the templates lack is told with it: whoever translates sees how much there is
        problems += error.problems
        words = said(library, topic, language, profile, True)
    try:
        code = joint or code_of(digest_of_lot(library, topic, language, profile, draft))
    except Unusable as error:  # a picture that is not there is told with what else is wrong
        problems += error.problems
        code = code_of(NO_DIGEST)
    around = setting(library, spoken, land, clinic, draft, problems)
    around = replace(around, week_days=lambda: week_days(spoken, library.language(week_of)))
    title = english.words if isinstance(english, Said | Text) else ""
    around = replace(around, staff=staff, sources=library.sources, english_title=title, lot=code)
    around = replace(around, standing=standing, overdue=overdue, lots=lots)
    sheet = compose(words, library.template(template, origin), around)
    refuse_if_any(problems)
    return sheet if standing == DRAFT else replace(sheet, draft=False)


def document_template(order: Order, library: Library) -> tuple[str, Origin]:
    """Return the name of the template that an order's body is drawn with, and the file that names it.

    A format may have one of its own, which draws some of the blocks. What has no pages is always the whole topic.
    """
    paper = library.format(order.format) if order.is_paged else None
    if paper is not None and paper.template:
        return paper.template, paper.template_origin
    topic = library.topic(order.topic)
    return topic.template, topic.origin
