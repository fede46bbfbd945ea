"""What composing needs beside a topic: the profile, the words of a language, the lists of the library."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from generator.library.library import Library
from generator.model.content import Clinic, Language, Profile, Said, Topic, Words
from generator.model.leaflet import Order
from generator.model.memo import remembered
from generator.model.problems import NOWHERE, Problem
from generator.words.localize import localize, say_date, say_month, say_words, week_days

if TYPE_CHECKING:
    from generator.compose.composer import Surroundings


@remembered("topic, localized")
def said(library: Library, topic: str, language: str, profile: str, draft: bool) -> Topic:
    """Return a topic in a language, with the sentences of a country."""
    known = library.language(language)
    catalogs, country = library.catalogs(language), library.profile(profile)
    return localize(library.topic(topic), known, catalogs, country, draft, library.folders.own)


def clinic_profile(clinic: Clinic | None, library: Library) -> Profile:
    """Return the country profile that a clinic names, else the default one."""
    if clinic is None:
        return library.profile("default")
    return library.profile(clinic.profile, clinic.origin if clinic.profile_at == NOWHERE else clinic.profile_at)


def setting(
    library: Library,
    language: Language,
    profile: Profile,
    clinic: Clinic | None,
    draft: bool,
    problems: list[Problem],
) -> Surroundings:
    """Return what composing a panel needs, a body beside what is its own; words that are missing go to ``problems``."""
    from generator.compose.composer import Surroundings  # late: it brings in what composes; most is kept

    catalogs = library.catalogs(language.name)

    def say(words: Words) -> Said:
        return say_words(words, language, catalogs, profile, problems, draft, library.folders.own)

    return Surroundings(
        language=language,
        profile=profile,
        series=library.series,
        clinic=clinic,
        kinds=library.kinds,
        pictures=library.pictures,
        say=say,
        say_date=lambda day: say_date(day, language),
        say_month=lambda day: say_month(day, language),
        week_days=lambda: week_days(language),
        draft=draft,
        larder=library.larder,
    )


def sayer(language: Language, profile: Profile, library: Library) -> Callable[[Words], Said]:
    """Return what puts words into a language; what is missing is said where the leaflet is composed."""
    catalogs = library.catalogs(language.name)
    return lambda words: say_words(words, language, catalogs, profile, [], True)


def for_anyone(order: Order, library: Library) -> Order:
    """Return an order's body for a clinic that stands for all of its country that answer for sheets in one place."""
    clinic = library.clinic(order.clinic)
    profile, lots = clinic_profile(clinic, library).name, clinic.lots if clinic else ""
    return replace(order.body, clinic=Clinic("", "", (), (), (), "", "", "", profile, lots=lots))
