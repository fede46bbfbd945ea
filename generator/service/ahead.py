"""Leaflets that are likely to be asked for, laid out while nobody asks: who asks for them first need not wait for it.

A body is laid out once and kept on disk (``library/larder.py``): laying one out takes some tenths of a second, putting
a clinic's panel into a kept one some thousandths. What is made here is kept for nothing but that.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from itertools import groupby, islice
from typing import Final

from generator.model.larder import Larder
from generator.model.leaflet import Order
from generator.service.holding import Holding
from generator.service.pool import DeadError, SlowError
from generator.service.settings import Settings
from generator.service.work import Ask, Made

MOST_CLINICS: Final = 4
"""Clinics, one after the other, for which a leaflet is made: a body is the same for all whose panels are as high."""

BODY: Final = 200_000
"""Bytes that a body takes in the larder, about."""
TRIAL: Final = "whether a body is kept"


def begin(holding: Holding, settings: Settings) -> None:
    """Begin to lay leaflets of a holding ahead; it ends with the holding."""
    holding.ahead = asyncio.create_task(lay_ahead(holding, settings))


async def lay_ahead(holding: Holding, settings: Settings) -> None:
    """Have the library's leaflets made once, as many as the settings say, each when no process has anything to do.

    One that cannot be made is told to whoever asks for it, not here. One that takes too long or ends its process would
    do so for each clinic and probably on each paper: no more of its topic is tried. ``ahead`` of the pool's counts is
    how many were laid out. Where nothing would be kept, nothing is made.
    """
    if not await asyncio.to_thread(_keeps, holding.library.larder):
        return
    given_up: set[str] = set()
    bodies = groupby(orders_ahead(holding, settings), key=lambda order: order.body)
    for body, orders in islice(bodies, settings.limits.ahead):
        laid = False
        for order in () if body.topic in given_up else orders:
            try:
                made = await holding.pool.ask(Ask(order), idle=True)
            except (SlowError, DeadError):
                if holding.pool.closing:
                    return
                given_up.add(order.topic)
                break
            laid |= isinstance(made, Made) and bool(made.files)
        holding.pool.counts["ahead"] += laid


def _keeps(larder: Larder | None) -> bool:
    """Tell whether a larder keeps what a body takes: not one without room, or one that may not be written to."""
    if larder is None:
        return False
    trial = os.urandom(BODY)
    larder.put(TRIAL, trial)
    return larder.get(TRIAL) == trial


def orders_ahead(holding: Holding, settings: Settings) -> Iterator[Order]:
    """Yield orders, those of one body together, the likeliest bodies first.

    That is: the paper that is taken when none is named, in every language; then two languages of which the second is
    the first in the desk's list (English), which is one choice there; then the other papers.
    """
    tags = [holding.library.language_name(tag) for tag in holding.tags]
    clinics = [settings.clinic] if settings.clinic else ["", *(settings.clinics or holding.clinics)[:MOST_CLINICS]]
    single = [(paper.name, "") for paper in holding.papers if paper.languages == 1]
    double = [(paper.name, tags[0]) for paper in holding.papers if paper.languages == 2]
    for paper, second in [*single[:1], *double, *single[1:]]:
        for topic in holding.topics:
            for language in tags:
                if language != second:
                    for clinic in clinics:
                        yield Order(topic, language, paper, clinic=clinic, second=second)
