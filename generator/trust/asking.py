"""What an order is told before anything is made: the one question that every way of making asks.

The rules of the policy (``rules.py``) and, for a release, the signatures (``states.py``).
"""

from __future__ import annotations

from msgspec.structs import replace

from generator import pipeline
from generator.library.library import Library
from generator.model.leaflet import DRAFT, Leaflet, Order
from generator.model.problems import ExitCode, Problem, Unusable
from generator.trust.policy import policy_of, recalled
from generator.trust.rules import Verdict, ruled


class Unreleased(Unusable):
    """A leaflet that may not be released yet: carries all that is missing. Exit code 1."""

    exit_code = ExitCode.FINDINGS


def ask(order: Order, library: Library) -> tuple[Order, tuple[Problem, ...]]:
    """Return an order as it may be made, and what a person should know of it.

    A reason for printing past the review date is dropped where that day is still to come. An order for a release that
    stands on an urgent correction comes back as such. Files that a draft cannot be made from are left to whoever makes
    it: what is wrong with them is told once.

    Raises:
        Unusable: when the policy refuses it, with all reasons, or cannot be read itself.
        Unreleased: when nothing refuses it, but something is missing for a release.
    """
    policy_of(library)
    recalled(library)
    try:
        if order.overdue and library.topic(order.topic).review_by >= library.today:
            order = replace(order, overdue="")
        verdict = ruled(order, library)
    except Unusable:
        if order.standing != DRAFT:
            raise
        verdict = Verdict()
    if verdict.problems:
        raise Unusable(*verdict.problems, *verdict.missing)
    if verdict.missing:
        raise Unreleased(*verdict.missing)
    return order, verdict.notes


def make(order: Order, library: Library) -> Leaflet:
    """Make one leaflet in the edition that is ordered, if the policy lets it be made.

    Raises:
        Unusable: as ``ask``, and with every problem of the files the leaflet is made from; Unknown for a name in the
            order that the library does not have; Missing when the machine lacks a font or what the edition needs.
    """
    allowed, _ = ask(order, library)
    return pipeline.make(allowed, library)
