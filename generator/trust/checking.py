"""The checks of a leaflet together with what the policy says of making it."""

from __future__ import annotations

from pathlib import Path

from generator import checks
from generator.checks.runner import Report
from generator.library.library import Library
from generator.model.findings import Finding
from generator.model.leaflet import Order
from generator.model.problems import Unusable
from generator.trust.asking import ask


def check(subject: Order | Path | str, library: Library, profile: str = "") -> Report:
    """Return what the checks of a profile find, and for an order what the policy refuses: as making it would.

    Args:
        subject: an order, a release too; or the path of a PDF, judged by itself.
        library: where the order's files are, and the day it is.
        profile: as in ``generator.checks.check``.

    Raises:
        Unusable, Missing: as ``generator.checks.check``.
    """
    return checks.check(subject, library, profile, refusals(subject, library) if isinstance(subject, Order) else None)


def refusals(order: Order, library: Library) -> tuple[Finding, ...]:
    """Return why the policy does not let an order be made, or lacks for a release; each at its file and line.

    What it only says a person should know, other checks say too.
    """
    try:
        ask(order, library)
    except Unusable as error:
        return tuple([
            Finding("policy/allowed", "fail", one.rule or "policy", one.message, one.origin, one.hint)
            for one in error.problems
        ])  # fmt: skip
    return ()
