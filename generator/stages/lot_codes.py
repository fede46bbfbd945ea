"""The hash of what a leaflet says: its lot is the first letters of it."""

from __future__ import annotations

from generator.library.library import Library
from generator.model.leaflet import Order
from generator.model.memo import remembered
from generator.stages.surroundings import clinic_profile, said, sayer


def lot_digest(order: Order, library: Library) -> str:
    """Return the hash of what an order's leaflet says in its first language."""
    profile = clinic_profile(library.clinic(order.clinic), library).name
    return digest_of_lot(library, order.topic, library.language(order.language).name, profile, order.draft)


@remembered("lot's digest")
def digest_of_lot(library: Library, topic: str, language: str, profile: str, draft: bool) -> str:
    """Return the hash of what a topic says, the words of its blocks' templates and its pictures among it."""
    from generator.compose.lots import digest_of  # late: most bodies are kept

    words = said(library, topic, language, profile, draft)
    spoken, land = library.language(language), library.profile(profile)
    return digest_of(
        words, spoken, land, library.series, library.kinds, library.sources, library.pictures, library.picture_sha256,
        sayer(spoken, land, library), library.larder,
    )  # fmt: skip
