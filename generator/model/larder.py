"""Where a stage may keep what it has made, from one start of the program to the next."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from types import MappingProxyType
from typing import Protocol, Self, TypeVar

from msgspec import MsgspecError, msgpack

T = TypeVar("T")


class Larder(Protocol):
    """Bytes by key, kept between starts; what is kept may be gone at any time.

    What comes out is what this user's program put in, whole (see ``library/larder.py``), so a stage may trust it as it
    trusts itself. A key names all that the bytes depend on beside the program and its Python.
    """

    def get(self, key: str) -> bytes | None:
        """Return what was put under a key, or None."""

    def put(self, key: str, data: bytes) -> None:
        """Keep bytes under a key, if that can be done."""


class Names(Protocol):
    """How the files of a library are called (``library/folders.py``)."""

    def bare(self, file: str) -> str:
        """Return the name of a file as it is in every library of the same files."""

    def shown(self, file: str) -> str:
        """Return what people call the file of such a name."""


class Placed(Protocol):
    """A noun with places in files."""

    def renamed(self, rename: Callable[[str], str]) -> Self:
        """Return it with other names of the files."""


P = TypeVar("P", bound=Placed)


def kept(larder: Larder | None, key: str, sort: type[T], make: Callable[[], T | None]) -> T | None:
    """Return a noun that was made before, from the larder, else make it and put it there; None is not kept.

    Args:
        larder: where it is kept; None where nothing is.
        key: names all that it is made from.
        sort: its type, which says how its bytes are read.
        make: makes it.
    """
    data = larder.get(key) if larder else None
    if data is not None:
        with suppress(MsgspecError):  # another form of the noun: as if it were not there
            return msgpack.decode(data, type=sort)
    made = make()
    if larder and made is not None:
        with suppress(UnicodeEncodeError):  # a file's name that is no text
            larder.put(key, msgpack.encode(made, enc_hook=_plain))
    return made


def kept_with_places(
    larder: Larder | None, key: str, sort: type[P], make: Callable[[], P | None], names: Names
) -> P | None:
    """Return a noun that knows places in files, as ``kept``, however the files are called this time.

    The same library is called otherwise from another folder, and the stock library on another machine.
    """
    if larder is None:
        return make()

    def make_bare() -> P | None:
        made = make()
        return None if made is None else made.renamed(names.bare)

    found = kept(larder, key, sort, make_bare)
    return None if found is None else found.renamed(names.shown)


def _plain(value: object) -> object:
    """Return a read-only view of a map as the map that it shows.

    Raises:
        TypeError: for what no noun holds (MessagePack has no form of it).
    """
    if isinstance(value, MappingProxyType):
        return dict(value)
    raise TypeError(f"a noun holds a {type(value).__name__}")
