"""A new topic: the library's ``templates/starter.yaml`` with its name, title, code and dates filled in."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from string import Template

from generator.library.folders import read_bytes
from generator.library.library import Library
from generator.library.nodes import read_yaml
from generator.library.shelf import CATALOGS, LISTS, Unknown
from generator.library.texts import short
from generator.model.problems import NOWHERE, Origin, Problem, Unusable
from generator.run.files import outbox

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
RESERVED = LISTS | {*CATALOGS, "all"}


def begin_topic(name: str, folder: Path | None = None, today: date | None = None) -> Path:
    """Write a starter topic into a library folder and return its file.

    Args:
        name: small letters, digits and hyphens: ``night-feeds``.
        folder: the library; without one, the folder the program stands in, which becomes one.
        today: the day the draft is written.

    Raises:
        Unknown: when the name cannot be used, or there is such a topic already.
        Unusable: when the file cannot be written.
    """
    if not NAME.fullmatch(name) or len(name) > 60 or name in RESERVED:
        hint = "use small letters, digits and hyphens, for example: night-feeds"
        raise Unknown(Problem(NOWHERE, f"a topic cannot be called '{name[:80]}'", hint))
    if folder and not os.path.isdir(folder):  # noqa: PTH112 - the method of Path fails for names that are too long
        hint = "make it first, or leave --library out"
        raise Unknown(Problem(NOWHERE, f"the folder '{short(str(folder))}' does not exist", hint))
    root = folder or Path()
    library = Library.over(root, today)
    if name in library.topics():
        found = library.folders.find(f"content/{name}.yaml")
        place = Origin(found.shown) if found else NOWHERE
        raise Unknown(Problem(place, f"there is a topic called '{name}' already", "choose another name"))
    starter = library.folders.find("templates/starter.yaml")
    if starter is None:
        raise Unusable(Problem(Origin("templates/starter.yaml"), "the library has no such file"))
    words = Template(read_bytes(starter, 1_000_000).decode("utf-8")).safe_substitute(
        title=name.replace("-", " ").capitalize(),
        code=_code(name, library),
        written=library.today.isoformat(),
        review_by=_in_a_year(library.today).isoformat(),
        source=_source(library),
    )
    relative = f"content/{name}.yaml"
    outbox.write(root, relative, words.encode())
    return root / relative


def _in_a_year(day: date) -> date:
    return day.replace(year=day.year + 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _code(name: str, library: Library) -> str:
    """Return two capitals from the name that no other topic has yet."""
    taken = set()
    for topic in library.topics():
        found = library.folders.find(f"content/{topic}.yaml")
        root = read_yaml(found.path, found.shown, []) if found else None
        code = root.get("code") if root else None
        taken.add(code.words if code else "")
    words = ["".join(filter(str.isalpha, part)).upper() for part in name.split("-")]
    initials = "".join(word[:1] for word in words)
    letters = "".join(words) + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    wishes = [initials[:3], initials[:2], *(letters[0] + second for second in letters[1:])]
    return next((wish for wish in wishes if len(wish) >= 2 and wish not in taken), letters[0] + "X")


def _source(library: Library) -> str:
    """Return a source to begin with: the one that says that everything must be confirmed, if there is one."""
    keys = tuple(library.sources)
    return next((key for key in keys if key.startswith("to-")), keys[0] if keys else "to-confirm")
