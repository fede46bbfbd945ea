"""What an order is told before anything is made: the one question that every way of making asks.

The rules of the policy (``rules.py``) and, for a release, the signatures (``states.py``).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from generator import pipeline
from generator.library.digest import MOST
from generator.library.folders import read_bytes
from generator.library.languages import GLOSSARY, OWN_WORDS
from generator.library.library import Library
from generator.model.leaflet import DRAFT, URGENT, Leaflet, Order
from generator.model.memo import remembered
from generator.model.problems import ExitCode, Problem, Unusable
from generator.stages.bodies import document_template
from generator.stages.surroundings import clinic_profile
from generator.trust.policy import FILE, RECALLED, policy_of, recalled
from generator.trust.rules import Verdict, ruled

if TYPE_CHECKING:
    from generator.trust.states import Stand
    from generator.trust.units import Look


class Unreleased(Unusable):
    """A leaflet that may not be released yet: carries all that is missing. Exit code 1."""

    exit_code = ExitCode.FINDINGS


def in_short(problems: Iterable[Problem]) -> str:
    """Return what a leaflet lacks for a release in a few words: roles, rules with how often, whatever else."""
    from generator.trust.lacking import UNSIGNED

    found: Counter[str] = Counter()
    for one in problems:
        rule = re.search(r" \[([a-z-]+)\]$", one.message)
        found[rule[1] if rule else one.message] += 1
    roles = [words.partition(":")[0] for words in found if words.endswith(f": {UNSIGNED}")]
    others = [words if count == 1 else f"{words} ({count})" for words, count in found.items()]
    others = [words for words in others if not words.endswith(f": {UNSIGNED}")]
    return "; ".join([*([f"not signed: {', '.join(roles)}"] if roles else []), *others])


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
    if order.standing != DRAFT:
        stands = [how_far(library, *one) for one in _asked(order, library)]
        if any(stand.urgent for stand in stands):
            order = replace(order, standing=URGENT)
        verdict += Verdict(missing=tuple([one for stand in stands for one in stand.missing]))
    if verdict.problems:
        raise Unusable(*verdict.problems, *verdict.missing)
    if verdict.missing:
        raise Unreleased(*verdict.missing)
    return order, verdict.notes


def key_of(order: Order, library: Library) -> str:
    """Return the SHA-256, in hex, of all that decides whether an order is made, and its bytes.

    That is what it is made from, the policy, the lots that were recalled, the glossary, and the day: what may be made
    today may be past its review date tomorrow. For whoever keeps finished leaflets.
    """
    return hashlib.sha256(library.digest(order).encode() + _decided_by(library)).hexdigest()


@remembered("what decides beside a leaflet's files")
def _decided_by(library: Library) -> bytes:
    total = hashlib.sha256(library.today.isoformat().encode())
    own = (OWN_WORDS.format(language=name) for name in library.languages())
    for relative in (FILE, RECALLED, GLOSSARY, *own):
        for found in library.folders.layers(relative):
            total.update(hashlib.sha256(read_bytes(found, MOST)).digest())
    return total.digest()


def _asked(order: Order, library: Library) -> Iterator[tuple[str, str, str, str, Look | None]]:
    """Yield topic, language, profile, document template and look of each language of an order."""
    document, _ = document_template(order, library)
    profile = clinic_profile(library.clinic(order.clinic), library).name
    for language in filter(None, (order.language, order.second)):
        yield order.topic, library.language(language).name, profile, document, look_of(order)


def look_of(order: Order) -> Look | None:
    """Return the format and theme of an order; None of what has no pages."""
    return (order.format, order.theme) if order.is_paged else None


@remembered("how far a leaflet is")
def how_far(library: Library, topic: str, language: str, profile: str, document: str, look: Look | None) -> Stand:
    """Return how far a leaflet is, with the words of the template that it is drawn with."""
    from generator.trust.states import states  # late: drafts ask for no signatures

    return states(library, (topic,), (language,), profile, (document,), look)[0]


def make(order: Order, library: Library) -> Leaflet:
    """Make one leaflet in the edition that is ordered, if the policy lets it be made.

    Raises:
        Unusable: as ``ask``, and with every problem of the files the leaflet is made from; Unknown for a name in the
            order that the library does not have; Missing when the machine lacks a font or what the edition needs.
    """
    allowed, _ = ask(order, library)
    return pipeline.make(allowed, library)
