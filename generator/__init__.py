"""Breastfeeding leaflets: from content, words, templates and looks to print-ready PDF.

>>> from generator import Library, Order, make
>>> leaflet = make(Order("managing-leakage", language="vi"), Library.open())
>>> Path("leaking.pdf").write_bytes(leaflet.pdf)

Importing this package is cheap; what makes leaflets is imported when first used.
"""

import sys
from typing import TYPE_CHECKING

from generator.version import __version__

if sys.version_info < (3, 11):  # noqa: UP036 - in words that every Python since 3.6 reads
    sys.stderr.write(f"leaflets needs Python 3.11 or later; this is Python {sys.version.split()[0]}\n")
    sys.stderr.write("  hint: python3.11 -m generator, or install a newer Python\n")
    sys.exit(4)

if TYPE_CHECKING:
    from generator.checks.runner import Report as Report
    from generator.library.library import Library as Library
    from generator.library.telephones import telephone as telephone
    from generator.model.content import Clinic as Clinic
    from generator.model.content import Telephone as Telephone
    from generator.model.edition import Edition as Edition
    from generator.model.edition import Job as Job
    from generator.model.edition import Office as Office
    from generator.model.edition import Pictures as Pictures
    from generator.model.edition import Press as Press
    from generator.model.edition import Screen as Screen
    from generator.model.edition import Words as Words
    from generator.model.leaflet import Leaflet as Leaflet
    from generator.model.leaflet import Order as Order
    from generator.model.problems import Problem as Problem
    from generator.model.problems import Unusable as Unusable
    from generator.run.engine import Result as Result
    from generator.run.engine import make_all as make_all
    from generator.trust.asking import make as make
    from generator.trust.checking import check as check


_HOMES = {
    "Clinic": "model.content",
    "Edition": "model.edition",
    "Job": "model.edition",
    "Leaflet": "model.leaflet",
    "Library": "library.library",
    "Office": "model.edition",
    "Order": "model.leaflet",
    "Pictures": "model.edition",
    "Press": "model.edition",
    "Problem": "model.problems",
    "Report": "checks.runner",
    "Result": "run.engine",
    "Screen": "model.edition",
    "Telephone": "model.content",
    "Unusable": "model.problems",
    "Words": "model.edition",
    "check": "trust.checking",
    "make": "trust.asking",
    "make_all": "run.engine",
    "telephone": "library.telephones",
}
__all__ = [
    "Clinic", "Edition", "Job", "Leaflet", "Library", "Office", "Order", "Pictures", "Press", "Problem", "Report",
    "Result", "Screen", "Telephone", "Unusable", "Words", "__version__", "check", "make", "make_all", "telephone",
]  # fmt: skip


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'generator' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(f"generator.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
