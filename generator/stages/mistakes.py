"""What else is wrong with the files of an order that cannot be made: whoever mends them sees all of it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from generator.library.library import Library
from generator.library.shelf import CATALOGS, Unknown
from generator.model.leaflet import Order
from generator.model.problems import Problem, Unusable
from generator.stages.bodies import body
from generator.stages.panels import clinic_panel
from generator.stages.surroundings import clinic_profile

Read = Callable[[Library], object]
"""Reads a file of a library. Raises Unusable."""


def with_others(error: Unusable, order: Order, library: Library, also: Iterable[Read] = ()) -> Unusable:
    """Return an error with the problems of all other files that its order is made from, each once.

    ``also`` reads files that decide whether it is made. Why only now: a stage stops at the first file that it cannot
    use, and most orders have none.
    """
    if isinstance(error, Unknown):  # a name that the library has not: no file's mistake
        return error
    more: list[Callable[[], object]] = [partial(read, library) for read in also]
    found = [problem for read in (*_files(order, library), *more) for problem in _problems(read)]
    new = [one for one in found if one not in error.problems]
    return type(error)(*error.problems, *new) if new else error


def _files(order: Order, library: Library) -> Iterator[Callable[[], object]]:
    """Yield what reads each file of an order, then what puts them together."""
    yield partial(library.topic, order.topic)
    yield lambda: library.series
    for language in filter(None, (order.language, order.second)):
        yield partial(library.language, language)
        for domain in (order.topic, *CATALOGS):
            yield partial(library.catalog, library.language_name(language), domain)
    yield lambda: clinic_profile(library.clinic(order.clinic), library)
    yield partial(library.theme, order.theme)
    if order.is_paged:
        yield partial(library.format, order.format)
    yield partial(clinic_panel, order, library)
    yield partial(body, order, library)


def _problems(read: Callable[[], object]) -> tuple[Problem, ...]:
    try:
        read()
    except Unusable as error:
        return error.problems
    return ()
