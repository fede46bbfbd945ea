"""What a process makes for editors: a leaflet from the files as they are now, and how far everything is.

Unlike what the desk hands out, nothing here stops at what is missing: an editor sees the page with its gaps, and beside
it everything that stands between it and paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TypeVar

from msgspec.structs import replace

from generator import pipeline
from generator.library.library import Library
from generator.model.content import Text, Topic
from generator.model.leaflet import Order
from generator.model.problems import ExitCode, Problem, Unusable
from generator.run.faults import Opening, fault
from generator.service.work import Cell, Made, Names, Review, Surveyed
from generator.trust.asking import ask as allowed
from generator.trust.policy import policy_of
from generator.trust.states import states
from generator.words.translate import status

T = TypeVar("T")


def look(order: Order, opening: Opening) -> Made:
    """Make an order from the files as they are now; what the policy or a release would refuse is said beside it."""
    try:
        library = Library.open(opening.folder, opening.today)
    except Unusable as error:
        return Made(problems=error.problems, code=int(error.exit_code))
    try:
        problems: list[Problem] = []
        try:
            order, notes = allowed(order, library)
            problems += notes
        except Unusable as error:
            problems += error.problems
        try:
            leaflet = pipeline.make(order, library)
        except Unusable as error:
            problems += error.problems
            leaflet = pipeline.make(replace(order, draft=True), library)
    except Unusable as error:
        return Made(problems=_each(error.problems, library), code=int(error.exit_code))
    except Exception as error:
        problem, code = fault(error)
        return Made(problems=(problem,), code=int(code))
    said = _each((*problems, *leaflet.notes), library)
    return Made(leaflet.files, leaflet.sides, leaflet.lot, problems=said, code=int(ExitCode.MADE))


def survey(opening: Opening) -> Surveyed:
    """Say how far everything is in the files as they are now; what cannot be read stands beside the rest."""
    try:
        return _survey(Library.open(opening.folder, opening.today))
    except Unusable as error:
        return Surveyed(problems=error.problems, code=int(error.exit_code))
    except Exception as error:
        problem, code = fault(error)
        return Surveyed(problems=(problem,), code=int(code))


def _survey(library: Library) -> Surveyed:
    problems: list[Problem] = []

    def read(name: str, reader: Callable[[str], T]) -> T | None:
        try:
            return reader(name)
        except Unusable as error:
            problems.extend(error.problems)
            return None

    topics = {name: read(name, library.topic) for name in library.topics()}
    languages = {name: read(name, library.language) for name in library.languages()}
    formats = {name: read(name, library.format) for name in sorted(library.formats(), key=lambda name: name != "a4")}
    names = Names(
        {name: _title(topic) if topic else name for name, topic in topics.items()},
        {one.tag: (one.name, one.own_name) for one in languages.values() if one},
        tuple(name for name, paper in formats.items() if paper and paper.languages == 1),
        tuple(library.themes()),
        tuple(library.clinics()),
    )
    policy = read("", lambda _: policy_of(library))
    soon = library.today + timedelta(days=policy.ahead if policy else 0)
    reviews = [
        Review(name, topic.review_by, "past" if topic.review_by < library.today else "soon" * (topic.review_by <= soon))
        for name, topic in topics.items()
        if topic
    ]
    counts = read("", lambda _: {(one.domain, one.language): one for one in status(library)})
    cells = []
    there = [name for name, one in languages.items() if one]
    for stand in read("", lambda _: states(library, languages=there)) or ():
        cell = Cell(stand.topic, stand.language, stand.state, stand.urgent, drifts=len(stand.drifts))
        if count := (counts or {}).get((stand.topic, stand.language)):
            cell = replace(cell, missing=count.missing, fuzzy=count.fuzzy, stale=len(count.stale))
        cells.append(cell)
    return Surveyed(names, tuple(cells), tuple(reviews), counts is not None, _each(problems, library))


def _title(topic: Topic) -> str:
    title = topic.title
    return title.words.replace("**", "") if isinstance(title, Text) else topic.name


def _each(problems: Iterable[Problem], library: Library) -> tuple[Problem, ...]:
    """Return problems, each once, files by their places in the library."""
    bare = library.folders.bare
    return tuple(
        dict.fromkeys(replace(one, origin=replace(one.origin, file=bare(one.origin.file))) for one in problems)
    )
