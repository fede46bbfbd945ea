"""Where a stage may keep what it has made, from one start of the program to the next."""

from __future__ import annotations

from typing import Protocol


class Larder(Protocol):
    """Bytes by key, kept between starts; what is kept may be gone at any time.

    What comes out is what this user's program put in, whole (see ``library/larder.py``), so a stage may trust it as it
    trusts itself. A key names all that the bytes depend on beside the program and its Python.
    """

    def get(self, key: str) -> bytes | None:
        """Return what was put under a key, or None."""

    def put(self, key: str, data: bytes) -> None:
        """Keep bytes under a key, if that can be done."""
