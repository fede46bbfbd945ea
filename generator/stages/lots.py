"""What a leaflet says, for the ledger: the lot's digest and record."""

from __future__ import annotations

from msgspec.structs import replace

from generator.library.library import Library
from generator.model.edition import Words as WordsAlone
from generator.model.larder import kept
from generator.model.leaflet import Order
from generator.model.lots import Lot
from generator.model.memo import remembered
from generator.stages.bodies import body, bound_clinic
from generator.stages.lot_codes import digest_of_lot
from generator.stages.surroundings import clinic_profile, for_anyone, said, sayer
from generator.words.localize import SOURCE


def lot(order: Order, library: Library) -> Lot:
    """Return the record of what an order's leaflet says, for the ledger; of both languages where there are two.

    Raises:
        Unusable: as ``make``.
    """
    if order.second:
        from generator.compose.lots import joined  # late: a known record stands alone

        halves = (order.language, library.language_name(order.second))
        return joined(*(lot(replace(order, language=name, second=""), library) for name in halves))
    order = replace(order, format="a4", theme="default", edition=WordsAlone())  # a lot is of words, however they look
    found = _of_all(library, for_anyone(order, library))
    return found or _lot(order, library)


@remembered("lot's record")
def _of_all(library: Library, order: Order) -> Lot | None:
    """Return the record of an order whose words name no clinic, from the larder or made; None for one that does."""

    def make() -> Lot | None:
        return None if bound_clinic(order, library) else _lot(order, library)

    return kept(library.larder, f"lot {library.digest(order)}", Lot, make)


def _lot(order: Order, library: Library) -> Lot:
    from generator.compose.lots import record  # late: most records are kept

    language, clinic = library.language(order.language), library.clinic(order.clinic)
    profile, topic = clinic_profile(clinic, library), order.topic
    words, plain = (said(library, topic, name, profile.name, order.draft) for name in (language.name, SOURCE))
    drawn, say = tuple(body(order, library).words()), sayer(language, profile, library)
    digest = digest_of_lot(library, topic, language.name, profile.name, order.draft)
    return record(
        digest, plain, words, language, profile, library.series, library.kinds, library.pictures,
        library.picture_sha256, say, drawn, library.larder,
    )  # fmt: skip
