"""One value of a YAML file with its place: the words as they were written."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from generator.model.problems import Origin

Shape = Literal["map", "list", "words", "nothing"]

SHAPES = {"map": "names with values", "list": "a list", "words": "words", "nothing": "nothing"}
"""How messages call the shapes."""


class Node(Struct, frozen=True, omit_defaults=True):
    """One value of a YAML file. ``words`` is NFC; ``note`` is the ``# Translators:`` comment above it."""

    origin: Origin
    shape: Shape
    words: str = ""
    items: tuple[Node, ...] = ()
    entries: tuple[tuple[Node, Node], ...] = ()
    note: str = ""

    def get(self, key: str) -> Node | None:
        """Return the value under a name, or None."""
        return next((value for name, value in self.entries if name.words == key), None)

    def keys(self) -> tuple[str, ...]:
        """Return the names of a map, in the order of the file."""
        return tuple(name.words for name, _ in self.entries)
