"""Orders dealt out: which leaflets are made together, and in which order processes are given them.

A body is laid out once for all clinics, a clinic's panel is composed once for all topics of a language: so some clinics
in one language are made at a time, clinic by clinic. Several processes begin with several languages, so that each lays
out bodies of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import Final, TypeVar

from generator.model.edition import name_of
from generator.model.leaflet import Order
from generator.run.tasks import Block, Item

BLOCK: Final = 640
"""Leaflets that are made together, as far as possible: half a second's work. At its end the disk is waited for."""
FINER: Final = 4
"""Parts of a block at the end of a run in several processes."""
MOST_BODIES: Final = 48
"""Bodies of a block: fewer than are kept."""
FEW: Final = 8
"""Clinics in a language up to which bodies, not clinics, are dealt out to several processes."""
T = TypeVar("T")


def deal(wanted: Sequence[Order], jobs: int) -> tuple[list[Sequence[Sequence[Order]]], int]:
    """Return the parts that orders are made in, and how many bodies a block of them holds at most.

    Args:
        wanted: the orders, each with its clinic as a value.
        jobs: how many processes make them.

    Returns:
        Each part holds the orders of some clinics in one language, clinic by clinic.
    """
    spoken: dict[str, dict[str, list[Order]]] = {}
    for order in wanted:
        spoken.setdefault(order.language, {}).setdefault(order.clinic_name, []).append(order)
    entries = sum(map(len, spoken.values()))
    most = max(1, BLOCK // max(1, -(-len(wanted) // max(1, entries))))
    bodies = MOST_BODIES
    if jobs > 1:
        most = max(1, min(most, -(-entries // (4 * jobs))))  # no process stands idle at the end of a small run
        if max(map(len, spoken.values()), default=0) <= FEW:
            bodies = max(1, min(MOST_BODIES, -(-len({order.body for order in wanted}) // (4 * jobs))))
    return list(in_turn([list(clinics.values()) for clinics in spoken.values()], most, jobs)), bodies


def blocks_of(items: Iterable[Item], bodies: int) -> Iterator[Block]:
    """Yield leaflets of a part in blocks of so many bodies, like bodies together, each block clinic by clinic."""
    by_body: dict[Order, list[Item]] = {}
    for item in items:
        by_body.setdefault(item.order.body, []).append(item)
    several = sorted(by_body.values(), key=lambda each: _rank(each[0].order))
    for start in range(0, len(several), bodies):
        by_clinic: dict[str, list[Item]] = {}  # a clinic's panel need not be kept for long
        for item in (item for each in several[start : start + bodies] for item in each):
            by_clinic.setdefault(item.order.clinic_name, []).append(item)
        yield tuple(item for each in by_clinic.values() for item in each)


def _rank(order: Order) -> tuple[str, ...]:
    return order.topic, order.format, order.theme, name_of(order.edition)


def in_turn(groups: Iterable[Sequence[T]], most: int, jobs: int) -> Iterator[Sequence[T]]:
    """Yield parts of groups, at most so long, from as many groups in turn as there are processes.

    The ends of the last groups are cut finer, so that all processes end at nearly the same time.
    """
    whole = list(groups)
    cut = []
    for number, group in enumerate(whole):
        last = max(0, len(group) - most) if jobs > 1 and number >= (len(whole) - 1) // jobs * jobs else len(group)
        ends = [*range(0, last, most), *range(last, len(group), max(1, most // FINER)), len(group)]
        cut.append([group[start:end] for start, end in pairwise(ends)])
    for first in range(0, len(cut), jobs):
        for parts in zip_longest(*cut[first : first + jobs]):
            yield from filter(None, parts)
