"""One order in, one leaflet out. This is the whole pipeline, to be read aloud; each stage has a file in ``stages/``.

    topic   = library.topic(order.topic)                 what is said
    said    = localize(topic, catalogs, profile)         in which words
    sheet   = compose(said, template, surroundings)      where it goes
    ready   = lay_out(sheet, theme, paper, language)     how it looks, on what paper: once for all clinics
    leaflet = fill(ready, panel, theme, paper)           the clinic's panel in its place

What a stage made is kept by what it was made from (``model/memo.py``); a body that was laid out also from one start of
the program to the next (``model/larder.py``).
"""

from __future__ import annotations

from msgspec.structs import replace

from generator.library.library import Library
from generator.model.edition import Office, Pictures, Press, Words
from generator.model.leaflet import Leaflet, Order
from generator.model.problems import Unusable
from generator.stages.editions import draw_pictures, press_order, print_order, write_words
from generator.stages.mistakes import with_others
from generator.stages.pages import typeset_order
from generator.stages.themes import notes_of


def make(order: Order, library: Library) -> Leaflet:
    """Make one leaflet in the edition that is ordered.

    Raises:
        Unusable: with every problem of the files the leaflet is made from; Unknown for a name in the order
            that the library does not have; Missing when the machine lacks a font or what the edition needs.
    """
    try:
        made = _made(order, library)
    except Unusable as error:
        raise with_others(error, order, library) from error
    notes = notes_of(order, made, library)
    return replace(made, notes=notes) if notes else made


def _made(order: Order, library: Library) -> Leaflet:
    edition = order.edition
    if isinstance(edition, Words):
        return write_words(order, edition, library)
    if isinstance(edition, Pictures):
        return draw_pictures(order, library)
    if isinstance(edition, Press):
        return press_order(order, edition, library)
    if isinstance(edition, Office):
        return print_order(order, edition, library)
    return typeset_order(order, library)
