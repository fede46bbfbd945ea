"""The press edition of one order: its leaflet set in inks, put on sheets, with the quantity on the slug line."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from generator.library.library import Library
from generator.model.leaflet import Leaflet, Order
from generator.model.problems import Unusable
from generator.press import Job

_OPTION: Final = (("--marks none", "'marks: none'"), ("--bleed 0mm", "'bleed: 0mm'"), ("--sheet ", "'sheet:' "))


def press_one(order: Order, library: Library, job: Job, quantity: int) -> tuple[Leaflet, tuple[str, ...]]:
    """Return an order's press file, its sides as its pages, with what our own rules find in it.

    Raises:
        Unusable: as ``make``; also when the pages do not fit the sheet.
        Missing: when pikepdf is not installed.
    """
    from generator.pipeline import make, put_on_sheets

    leaflet = make(replace(order, output="pdf"), library, job.colour)
    try:
        pressed = put_on_sheets(leaflet, order, library, replace(job, quantity=quantity))
    except Unusable as error:
        raise type(error)(*(replace(one, hint=_of_run_file(one.hint)) for one in error.problems)) from None
    return Leaflet(pressed.pdf, pressed.sides, (), "", lot=leaflet.lot), tuple(map(str, pressed.findings))


def _of_run_file(hint: str) -> str:
    """Return a hint in the words of a run file, not of ``leaflets press``."""
    for option, line in _OPTION:
        hint = hint.replace(option, line)
    return hint
