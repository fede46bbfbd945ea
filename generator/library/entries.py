"""Values of design files by their type: lengths, numbers, colours, choices. Wrong ones become problems."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from generator.library.yaml_nodes import Node
from generator.model.design import Colour
from generator.model.problems import Origin, Problem, suggest
from generator.model.units import read_colour, read_length

MOST_LENGTH: Final = 5_000.0
"""Points; larger than an A0 sheet is long (3,370)."""


class Entries(Struct):
    """Reads values of one file and collects its problems."""

    problems: list[Problem]

    def bad(self, origin: Origin, message: str, hint: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(origin, message, hint))

    def entries(self, node: Node, what: str, known: Iterable[str] | None = None) -> dict[str, tuple[Node, Node]]:
        """Return a mapping's entries by key; keys that are not known are problems."""
        if node.shape == "nothing":
            return {}
        if node.shape != "map":
            self.bad(node.origin, f"{what} must be a mapping", "write 'key: value' lines under it")
            return {}
        found = {}
        names = None if known is None else tuple(known)
        for key, value in node.entries:
            if names is not None and key.words not in names:
                self.bad(key.origin, f"{what} has no key called '{key.words}'", suggest(key.words, names))
            else:
                found[key.words] = (key, value)
        return found

    def words(self, node: Node, what: str) -> str:
        """Return words of one line."""
        if node.shape != "words":
            self.bad(node.origin, f"{what} must be words")
            return ""
        return node.words

    def choice(self, node: Node, what: str, choices: tuple[str, ...]) -> str:
        """Return a word from a closed list."""
        words = self.words(node, what)
        if words and words not in choices:
            self.bad(node.origin, f"{what} cannot be '{words}'", suggest(words, choices))
        return words

    def length(self, node: Node, what: str, least: float = 0.0) -> float:
        """Return points; a length below the least or absurdly long is a problem."""
        if node.shape != "words":
            self.bad(node.origin, f"{what} must be a length, for example 12pt or 3mm")
            return 0.0
        try:
            points = read_length(node.words)
        except ValueError as error:
            self.bad(node.origin, f"{what}: {error}", "write a length such as 12pt, 3mm, 1.5cm or 0.5in")
            return 0.0
        if not least <= points <= MOST_LENGTH:
            self.bad(node.origin, f"{what} cannot be {node.words}", f"between {least:g} and {MOST_LENGTH:g} points")
        return points

    def number(self, node: Node, what: str, least: float, most: float, whole: bool = False) -> float:
        """Return a number within bounds."""
        words = node.words if node.shape == "words" else ""
        pattern = r"-?\d{1,6}" if whole else r"-?\d{1,6}(\.\d{1,6})?"
        kind = "a whole number" if whole else "a number"
        if not re.fullmatch(pattern, words, re.ASCII):
            self.bad(node.origin, f"{what} must be {kind}, not '{words}'" if words else f"{what} must be {kind}")
            return least
        if not least <= float(words) <= most:
            self.bad(node.origin, f"{what} cannot be {words}", f"between {least:g} and {most:g}")
        return float(words)

    def flag(self, node: Node, what: str) -> bool:
        """Return yes or no as a truth value."""
        if node.shape != "words" or node.words not in ("yes", "no"):
            self.bad(node.origin, f"{what} must be yes or no")
        return node.words == "yes"

    def colour(self, node: Node, what: str) -> Colour:
        """Return a colour; black with a problem."""
        try:
            if node.shape != "words":
                raise ValueError("must be a colour")
            return read_colour(node.words)
        except ValueError as error:
            self.bad(node.origin, f"{what}: {error}", 'write a colour such as "#0b5c61", in double quotes')
            return (0.0, 0.0, 0.0)

    def list_of(self, node: Node, what: str) -> tuple[Node, ...]:
        """Return the items of a list."""
        if node.shape != "list":
            self.bad(node.origin, f"{what} must be a list", "write [one, two]")
            return ()
        return node.items
