"""What to do about a file that came with the program: nobody is sent into the installed package to mend it.

A file of one's own goes before the program's, and stays when the program is renewed.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from msgspec.structs import replace

from generator.model.patterns import pattern
from generator.model.problems import Problem

LAID = pattern(
    r"content/(sources|pictures|series|profiles/[^/]+)\.yaml|templates/faces\.yaml|locales/[^/]+/LC_MESSAGES/[^/]+\.po"
)
"""Files of which a library's own are laid over the program's, entry by entry; any other is taken as a whole."""

CATALOG = pattern(r"\blocales/[^/\s]+/LC_MESSAGES/[^/\s]+\.po\b")
"""A translator's file."""


@lru_cache(maxsize=1)
def package() -> str:
    """Return the folder of the library inside the installed package, with a slash; nothing in a development tree."""
    stock = Path(__file__).resolve().parent.parent / "stock"
    return f"{stock}/" if stock.is_dir() else ""


def own_hint(file: str, hint: str) -> str:
    """Return the hint for what stands in a file: for one of the package, the file of one's own that goes before it."""
    inside = package()
    if not inside or not (file.startswith(inside) or inside in hint):
        return hint
    hint = hint.replace(inside, "")
    if not file.startswith(inside) or CATALOG.search(hint):  # what is to be done is done there, not in this file
        return f"{hint} (in your own folder)"
    relative = file.removeprefix(inside)
    whole = "write an entry of your own in" if LAID.fullmatch(relative) else "make a file of your own:"
    advice = f"this file comes with the program; {whole} {relative} in your own folder, which goes before it"
    return f"{hint}; {advice}" if hint else advice


def own_problem(problem: Problem) -> Problem:
    """Return a problem with such a hint."""
    return replace(problem, hint=own_hint(problem.origin.file, problem.hint))
