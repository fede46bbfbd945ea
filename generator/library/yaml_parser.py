"""PyYAML's parser in C without the rest of PyYAML, whose own pattern of characters takes as long as a clinic's panel.

The parser asks for the error of each of PyYAML's modules, and for nothing else of most of them. Whoever asks PyYAML for
more later gets all of it, with these errors.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from generator.model.parts import put_off

put_off("yaml")
error: Final[Any] = import_module("yaml.error")
events: Final[Any] = import_module("yaml.events")


class ReaderError(error.YAMLError):  # type: ignore[misc]
    """A character that YAML does not take, as ``yaml.reader`` has it."""

    def __init__(self, name: object, position: int, character: int | bytes, encoding: str, reason: str) -> None:
        """Take what was read, where, which character, in which encoding, and why not."""
        self.name, self.position, self.character = name, position, character
        self.encoding, self.reason = encoding, reason

    def __str__(self) -> str:
        """Return the same in words."""
        if isinstance(self.character, bytes):
            said = f"'{self.encoding}' codec can't decode byte #x{ord(self.character):02x}"
        else:
            said = f"unacceptable character #x{self.character:04x}"
        return f'{said}: {self.reason}\n  in "{self.name}", position {self.position}'


def _put_off(module: str, name: str, base: type) -> None:
    put_off(f"yaml.{module}", **{name: type(name, (base,), {"__module__": f"yaml.{module}"})})


ReaderError.__module__ = "yaml.reader"
put_off("yaml.reader", ReaderError=ReaderError)
for _module in ("scanner", "parser", "composer", "constructor"):
    _put_off(_module, f"{_module.capitalize()}Error", error.MarkedYAMLError)
for _module in ("emitter", "serializer", "representer"):
    _put_off(_module, f"{_module.capitalize()}Error", error.YAMLError)
for _module in ("tokens", "nodes"):
    import_module(f"yaml.{_module}")


def parser() -> Any:
    """Return the parser in C, made from a text; where PyYAML came without it, its loader in Python."""
    try:
        return import_module("yaml._yaml").CParser
    except ImportError:
        return pure_loader()


def pure_loader() -> Any:
    """Return the loader in Python."""
    import yaml

    class PureLoader(yaml.SafeLoader):
        """It takes ``?`` inside ``{a: text?, …}`` as the parser in C does: part of the word."""

        def peek(self, index: int = 0) -> str:
            character = str(super().peek(index))
            return "x" if character == "?" and index and self.flow_level else character

    return PureLoader
