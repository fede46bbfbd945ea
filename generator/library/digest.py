"""What an order is made from, as one digest: the same digest means the same leaflet.

Why whole files, and a little more than needed: hashing is a hundred times as fast as reading. A run in which
nothing changed then never touches YAML, templates or fonts. Fonts are named by their sha256 in ``faces.yaml``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from generator.library.folders import NAME, read_bytes
from generator.library.shelf import LISTS, extends
from generator.model.content import Clinic
from generator.model.edition import Press
from generator.model.leaflet import Order
from generator.model.memo import remembered
from generator.model.problems import NOWHERE

if TYPE_CHECKING:
    from generator.library.library import Library

MOST: Final = 10_000_000


def digest(order: Order, library: Library) -> str:
    """Return the sha256, in hex, of everything that decides an order's bytes: program, order, files, clinic and logo.

    Copies do not count; the quantity on the slug line of a press file does.

    Raises:
        Unusable: when the clinic's file or its logo cannot be read; other files count as they are.
    """
    total = hashlib.sha256(_of_body(library, order.body))
    if isinstance(order.edition, Press):
        total.update(repr(order.edition).encode())
    clinic = library.clinic(order.clinic)
    if clinic is not None:
        total.update(_of_clinic(library, clinic))
    return total.hexdigest()


@remembered("digest of a body's inputs")
def _of_body(library: Library, body: Order) -> bytes:
    total = hashlib.sha256(program())
    total.update(repr(body).encode())
    for relative in _files(body, library):
        total.update(f"\n{relative} ".encode())
        total.update(_file(relative, library))
    return total.digest()


@remembered("digest of a clinic")
def _of_clinic(library: Library, clinic: Clinic) -> bytes:
    """Return the digest of a clinic with its logo, but not of the place it was read from: a row may move."""
    total = hashlib.sha256(repr(replace(clinic, origin=NOWHERE, colours_at=())).encode())
    if clinic.logo:
        total.update(library.logo_bytes(clinic))
    return total.digest()


def _files(order: Order, library: Library) -> Iterator[str]:
    folders = library.folders
    yield from (f"content/{name}.yaml" for name in sorted(LISTS))
    for folder in ("content/shared", "content/pictures", "content/profiles", "templates", "templates/blocks"):
        yield from _listed(folder, library)
    yield f"content/{order.topic}.yaml"
    language = library.language_name(order.language)
    for spoken in (language, library.language_name(order.second)) if order.second else (language,):
        yield f"locales/{spoken}/language.yaml"
        yield from (f"locales/{spoken}/LC_MESSAGES/{domain}.po" for domain in (order.topic, "shared", "templates"))
    for folder, name in (("templates/themes", order.theme), ("templates/formats", order.format)):
        step: str | None = name
        seen: set[str] = set()
        while step is not None and step not in seen and NAME.fullmatch(step):
            seen.add(step)
            yield f"{folder}/{step}.yaml"
            found = folders.find(f"{folder}/{step}.yaml")
            named = extends(found) if found else None
            step = named[0] if named else None


def _listed(folder: str, library: Library) -> tuple[str, ...]:
    kept = library.listed.get(folder)
    if kept is None:
        kept = library.listed[folder] = library.folders.files(folder)
    return kept


def _file(relative: str, library: Library) -> bytes:
    """Return the sha256 of a file, hashed once in a library's life; nothing for a file that is not there."""
    kept = library.inputs.get(relative)
    if kept is None:
        found = library.folders.find(relative)
        kept = library.inputs[relative] = hashlib.sha256(read_bytes(found, MOST)).digest() if found else b"-"
    return kept


@lru_cache(maxsize=1)
def program() -> bytes:
    """Return the digest of the program itself, so that no leaflet of an older program counts as unchanged."""
    package = Path(__file__).resolve().parent.parent
    total = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        if "stock" not in path.relative_to(package).parts:
            total.update(path.relative_to(package).as_posix().encode())
            total.update(path.read_bytes())
    return total.digest()
