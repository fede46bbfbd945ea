"""Breastfeeding leaflets: from content, words, templates and looks to print-ready PDF.

>>> from generator import Library, Order, make
>>> leaflet = make(Order("managing-leakage", language="vi"), Library.open())
>>> Path("leaking.pdf").write_bytes(leaflet.pdf)

Importing this package is cheap; what makes leaflets is imported when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.library.library import Library as Library
    from generator.model.leaflet import Leaflet as Leaflet
    from generator.model.leaflet import Order as Order
    from generator.model.problems import Problem as Problem
    from generator.model.problems import Unusable as Unusable
    from generator.pipeline import make as make

__version__ = "0.1.0"
__all__ = ["Leaflet", "Library", "Order", "Problem", "Unusable", "__version__", "make"]

_HOMES = {
    "Leaflet": "model.leaflet",
    "Library": "library.library",
    "Order": "model.leaflet",
    "Problem": "model.problems",
    "Unusable": "model.problems",
    "make": "pipeline",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'generator' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(f"generator.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
