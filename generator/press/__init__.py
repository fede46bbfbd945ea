"""Press files: a leaflet set in inks → sheets a print shop can plate: boxes, bleed, marks, imposition, output intent.

A press file has no tags and no links: the screen edition has them. The only room that knows pikepdf.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from generator.model.edition import Job
from generator.model.problems import not_installed
from generator.press.about import About

if TYPE_CHECKING:
    from generator.press.file import Pressed

__all__ = ["About", "Job", "press"]

Outline = Callable[[str, float, float, float], tuple[str, float]]
"""Words, x, y, size → a path to fill, its width: what draws the slug line without a font."""


def press(leaflet: bytes, job: Job, about: About, outline: Outline) -> Pressed:
    """Return the press file of a leaflet that was set in the job's inks, with what our own rules find in it.

    Raises:
        Missing: when pikepdf is not installed.
        Unusable: when the pages do not fit the sheet with their bleed and marks.
    """
    try:
        import pikepdf  # noqa: F401
    except ImportError:
        raise not_installed("press files need the package 'pikepdf'", "press") from None
    from generator.press.file import write

    return write(leaflet, job, about, outline)
