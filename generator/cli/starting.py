"""A new topic or clinic: the library's ``templates/starter….yaml`` with names and dates filled in; an empty table."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
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
from generator.run.orders.blank import blank_csv, blank_workbook
from generator.run.orders.single import clinic_called
from generator.run.orders.workbooks import need_openpyxl

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NUMBER = "020 7946 0000"
"""A number of nobody (Ofcom keeps it free), to look at a clinic that has none yet; it is not written."""
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
    root, library = _over(folder, today)
    if name in library.topics():
        found = library.folders.find(f"content/{name}.yaml")
        place = Origin(found.shown) if found else NOWHERE
        raise Unknown(Problem(place, f"there is a topic called '{name}' already", "choose another name"))
    words = _starter("templates/starter.yaml", library).safe_substitute(
        title=name.replace("-", " ").capitalize(),
        code=_code(name, library),
        written=library.today.isoformat(),
        review_by=_in_a_year(library.today).isoformat(),
        source=_source(library),
    )
    relative = f"content/{name}.yaml"
    outbox.write(root, relative, words.encode())
    return root / relative


def begin_clinic(title: str, phones: Sequence[str], folder: Path | None = None) -> Path:
    """Write a clinic's file into a library folder and return it; without telephones, these are to be filled in.

    Raises:
        Unknown: when the words cannot be used, or there is such a clinic already.
        Unusable: when the file cannot be written.
    """
    root, library = _over(folder)
    clinic = clinic_called(title, phones or (_NUMBER,), library)
    relative = f"content/clinics/{clinic.name}.yaml"
    if clinic.name in library.clinics():
        found = library.folders.find(relative)
        place = Origin(found.shown) if found else NOWHERE
        raise Unknown(Problem(place, f"there is a clinic called '{clinic.name}' already", "choose another name"))
    numbers = ", ".join(map(_quoted, dict.fromkeys(map(str, clinic.phones)) if phones else ("",)))
    words = _starter("templates/starter-clinic.yaml", library)
    outbox.write(root, relative, words.safe_substitute(name=_quoted(clinic.title), phones=numbers).encode())
    return root / relative


def begin_orders(file: Path, library: Library) -> None:
    """Write an empty table of orders, as a workbook or as CSV by the end of its name.

    Raises:
        Unknown: when there is such a file, or its name ends otherwise.
        Unusable: when the file cannot be written.
        Missing: for a workbook, when openpyxl is not installed.
    """
    suffix = file.suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise Unknown(Problem(NOWHERE, f"'{short(str(file))}' is no name of a table", "end it in .xlsx or .csv"))
    if file.exists() or file.is_symlink():
        raise Unknown(Problem(Origin(str(file)), "there is such a file already", "choose another name"))
    if suffix == ".xlsx":
        need_openpyxl("name a .csv file")
    data = blank_workbook(library) if suffix == ".xlsx" else blank_csv()
    outbox.write(file.parent, file.name, data)


def _over(folder: Path | None, today: date | None = None) -> tuple[Path, Library]:
    """Return the folder to write into and the library over it.

    Raises:
        Unknown: when there is no such folder.
    """
    if folder and not os.path.isdir(folder):  # noqa: PTH112 - the method of Path fails for names that are too long
        hint = "make it first, or leave --library out"
        raise Unknown(Problem(NOWHERE, f"the folder '{short(str(folder))}' does not exist", hint))
    root = folder or Path()
    return root, Library.over(root, today)


def _starter(path: str, library: Library) -> Template:
    found = library.folders.find(path)
    if found is None:
        raise Unusable(Problem(Origin(path), "the library has no such file"))
    return Template(read_bytes(found, 1_000_000).decode("utf-8"))


def _quoted(words: str) -> str:
    """Return words in double quotes, as YAML and JSON read them."""
    return json.dumps(words, ensure_ascii=False)


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
