"""A leaflet that the policy does not let be made: what whoever asked is told of it, and what the log says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec.structs import replace

from generator.library.folders import Folders
from generator.model.leaflet import Order
from generator.model.problems import Problem
from generator.service.orders import Fault, RefusedError

REASONS: Final = ("recalled", "words", "overdue", "policy")
"""Kinds of reasons, the gravest first: taken back; the words differ from the English; overdue; another rule."""
_KINDS: Final[Mapping[str, str]] = {"recalled": "recalled", "review-date": "overdue"}
_PARAMETERS: Final[Mapping[str, str]] = {
    "recalled": "topic", "review-date": "topic", "review-soon": "topic", "review-span": "topic",
    "sources-seen": "topic", "danger-signs": "topic", "example-clinic": "clinic",
}  # fmt: skip
"""What of a request each rule is about. All others compare a translation with its English."""
_REVIEW: Final = "those who keep the library read it again and write its next date"
_KEEPERS: Final = "those who keep the library find file and line in the log of this service"


def withheld(order: Order, problems: Iterable[Problem], folders: Folders) -> RefusedError:
    """Return the refusal (409) of an order.

    Args:
        order: what was asked for.
        problems: what the policy said of it, with the files as a process opened them.
        folders: those of the library, which know a file by its name from the library on.
    """
    faults, places, kinds = [], [], set()
    for one in problems:
        file = folders.bare(one.origin.file)
        places.append(str(replace(one, origin=replace(one.origin, file=file), hint="")))
        compared = bool(one.rule) and one.rule not in _PARAMETERS
        kinds.add(_KINDS.get(one.rule, "words" if compared else "policy"))
        parameter = _PARAMETERS.get(one.rule, "")
        if compared:
            parameter = "with" if order.second and f"/{order.second}/" in file else "language"
        hint = _REVIEW if one.rule == "review-date" else _KEEPERS
        faults.append(Fault(parameter, one.message, hint, one.sentence))
    reason = next(kind for kind in REASONS if kind in kinds)
    return RefusedError(409, "This leaflet may not be made", *faults, reason=reason, places=tuple(places))
