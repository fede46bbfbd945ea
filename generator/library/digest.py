"""What an order is made from, as one digest: the same digest means the same leaflet.

Why whole files, and a little more than needed: hashing is a hundred times as fast as reading. A run in which
nothing changed then never touches YAML, templates or fonts. Fonts are named by their sha256 in ``faces.yaml``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from generator.library.folders import LANGUAGE, NAME, Folders, read_bytes
from generator.library.program import program, stock
from generator.library.shelf import LISTS, UNPRINTED
from generator.model.content import Clinic, unplaced
from generator.model.edition import Press
from generator.model.leaflet import Order
from generator.model.memo import remembered
from generator.model.problems import Unusable

if TYPE_CHECKING:
    from generator.library.node import Node

MOST: Final = 10_000_000
_PICTURES: Final = "content/pictures.yaml"
_FOLDERS: Final = ("content/shared", "content/pictures", "content/profiles", "templates", "templates/blocks")
"""Folders of which every file counts for every leaflet: a little more than needed."""
T = TypeVar("T")


class Inputs(Protocol):
    """What is asked of a library: its folders, the clinic of an order, a logo; ``inputs`` keeps what was found."""

    folders: Folders
    inputs: dict[object, Any]

    def language_name(self, name: str) -> str:
        """Return the folder name of a language."""

    def clinic(self, clinic: str | Clinic) -> Clinic | None:
        """Return the clinic of a name, or the one given."""

    def logo_bytes(self, clinic: Clinic) -> bytes:
        """Return the bytes of a clinic's logo."""


def digest(order: Order, library: Inputs) -> str:
    """Return the sha256, in hex, of everything that decides an order's bytes: program, order, files, clinic and logo.

    Copies do not count; the quantity on the slug line of a press file does. What cannot be read counts as the words
    that say so: whoever makes the leaflet will see them.
    """
    total = hashlib.sha256(_of_body(library, order.body))
    if order.note:
        total.update(f"note {order.note}".encode())
    if isinstance(order.edition, Press):
        total.update(repr(order.edition).encode())
    try:
        clinic = library.clinic(order.clinic)
        total.update(_of_clinic(library, clinic) if clinic else b"-")
    except Unusable as error:
        total.update(str(error).encode())
    return total.hexdigest()


@remembered("digest of a body's inputs")
def _of_body(library: Inputs, body: Order) -> bytes:
    total = hashlib.sha256(program())
    total.update(repr(body).encode())
    total.update(_once(library, _common))
    total.update(_hash(library, _own(library, body)))
    return total.digest()


@remembered("digest of a clinic")
def _of_clinic(library: Inputs, clinic: Clinic) -> bytes:
    """Return the digest of a clinic with its logo, but not of the place it was read from: a row may move."""
    total = hashlib.sha256(repr(unplaced(clinic)).encode())
    if clinic.logo:
        total.update(library.logo_bytes(clinic))
    return total.digest()


def _common(library: Inputs) -> bytes:
    return _hash(library, _files(library)) + (_stock(library) or b"")


def _stock(library: Inputs) -> bytes | None:
    """Return the digest of the files that count for every leaflet and came with the program; None where none did."""
    return stock(str(library.folders.roots[-1][0]), _FOLDERS)


def _files(library: Inputs) -> Iterator[str]:
    """Yield the files that count for every leaflet, by their paths in the library, but for those of ``_stock``.

    Nor copies of those: they say nothing new.
    """
    whole = _stock(library) is None
    folders = library.folders if whole else Folders(*library.folders.roots[:-1])
    yield from (f"content/{name}.yaml" for name in sorted(LISTS - UNPRINTED))
    for folder in _FOLDERS:
        try:
            yield from (one for one in folders.files(folder) if whole or not _is_copy(library, one))
        except Unusable as error:
            yield str(error)  # no file has this name; once the folder can be read, the digest is another one
    if not library.folders.is_stock(_PICTURES):  # all that the stock list names is in content/pictures
        for _, picture in _entries(library, _PICTURES):
            yield f"content/{_words(picture.entries, 'file')}"


def _own(library: Inputs, body: Order) -> Iterator[str]:
    """Yield the files that an order without a clinic names, and what those name in their turn."""
    yield f"content/{body.topic}.yaml"
    for spoken in filter(None, (body.language, body.second)):
        for language in _once(library, _languages, spoken):
            yield f"locales/{language}/language.yaml"
            yield from (f"locales/{language}/LC_MESSAGES/{domain}.po" for domain in (body.topic, "shared", "templates"))
    yield from _once(library, _chain, "templates/themes", body.theme)
    yield from _once(library, _chain, "templates/formats", body.format)


def _languages(library: Inputs, name: str) -> tuple[str, ...]:
    """Return the folder's name of a language, that of the one it extends, and so on."""
    found: list[str] = []
    name = library.language_name(name)
    while LANGUAGE.fullmatch(name) and name not in found:
        found.append(name)
        name = _told(library, f"locales/{name}/language.yaml", "extends")
    return tuple(found) or (name,)


def _chain(library: Inputs, folder: str, name: str) -> tuple[str, ...]:
    """Return the file of a theme or format, that of what it extends, and so on."""
    found: list[str] = []
    while NAME.fullmatch(name) and (relative := f"{folder}/{name}.yaml") not in found:
        found.append(relative)
        name = _told(library, relative, "extends")
    return tuple(found)


def _told(library: Inputs, relative: str, key: str) -> str:
    """Return the words under a key of a YAML file; nothing where it has none, or cannot be read."""
    try:
        found = library.folders.find(relative)
        data = read_bytes(found, MOST) if found else b""
    except Unusable:
        return ""
    if key.encode() not in data and b"\\" not in data:
        return ""  # no need to read what does not hold these letters, which only a backslash could hide
    return _words(_entries(library, relative), key)


def _entries(library: Inputs, relative: str) -> tuple[tuple[Node, Node], ...]:
    """Return the entries of a YAML file, whatever else is wrong with it."""
    from generator.library.nodes import read_yaml  # late: seldom needed

    try:
        found = library.folders.find(relative)
    except Unusable:
        return ()
    root = read_yaml(found.path, found.shown, []) if found else None
    return root.entries if root else ()


def _words(entries: Iterable[tuple[Node, Node]], key: str) -> str:
    return next((value.words for name, value in entries if name.words == key), "")


def look(library: Inputs, language: str, paper: str, theme: str) -> Iterator[tuple[str, str]]:
    """Yield what a page looks like because of: files of a format, a theme, a language and what each extends, the faces.

    Each by its path in the library, with its sha256 in hex (of all layers, where a list lies over the stock's).
    """
    files = [*_chain(library, "templates/formats", paper), *_chain(library, "templates/themes", theme)]
    files += (f"locales/{name}/language.yaml" for name in _languages(library, language))
    for relative in (*files, "templates/faces.yaml"):
        yield relative, sha256_of(library, relative)


def sha256_of(library: Inputs, relative: str) -> str:
    """Return the sha256, in hex, of all that counts of a file of the library; one that is not there has one too."""
    return hashlib.sha256(_once(library, _file, relative)).hexdigest()


def _hash(library: Inputs, files: Iterable[str]) -> bytes:
    """Return the sha256 of files, each hashed once in a library's life; one that is not there counts as such."""
    total = hashlib.sha256()
    for relative in files:
        total.update(f"\n{relative} ".encode())
        total.update(_once(library, _file, relative))
    return total.digest()


def _file(library: Inputs, relative: str) -> bytes:
    """Return the hashes of a file in each root that has it: a list lies over the stock's of the same name."""
    try:
        return b"".join(dict.fromkeys(_layers(library, relative))) or b"-"  # a copy of the stock's says nothing new
    except Unusable as error:
        return str(error).encode()


def _layers(library: Inputs, relative: str) -> list[bytes]:
    return [hashlib.sha256(read_bytes(found, MOST)).digest() for found in library.folders.layers(relative)]


def _is_copy(library: Inputs, relative: str) -> bool:
    """Tell whether a file says in all roots the same, and is in several."""
    try:
        layers = _layers(library, relative)
    except Unusable:
        return False
    return len(layers) > 1 and len(set(layers)) == 1


def _once(library: Inputs, find: Callable[..., T], *names: str) -> T:
    """Return what a function found before in a library's life, else find it."""
    kept: T
    try:
        kept = library.inputs[find, *names]
    except KeyError:
        kept = library.inputs[find, *names] = find(library, *names)
    return kept
