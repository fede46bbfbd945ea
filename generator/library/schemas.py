"""Which YAML files there are, and the schema of each: by sort, with the names of a library that they may use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from generator.library.languages import read_language
from generator.library.library import Library
from generator.library.lists import read_clinic, read_pictures, read_profile, read_series, read_sources
from generator.library.looks import read_faces, read_format, read_theme
from generator.library.schema import DIALECT, Names, Schema, blocks, learn
from generator.library.topics import read_shared, read_topic
from generator.model.problems import Problem

FILES: Final[Mapping[str, str]] = {
    "topic": "content/*.yaml",
    "shared": "content/shared/*.yaml",
    "sources": "content/sources.yaml",
    "pictures": "content/pictures.yaml",
    "series": "content/series.yaml",
    "profile": "content/profiles/*.yaml",
    "clinic": "content/clinics/*.yaml",
    "theme": "templates/themes/*.yaml",
    "format": "templates/formats/*.yaml",
    "faces": "templates/faces.yaml",
    "language": "locales/*/language.yaml",
}
"""Sorts of files of a library, and where they lie."""


def schema_of(sort: str, library: Library) -> Schema:
    """Return the schema of a sort of files (a name of ``FILES``).

    Raises:
        Unusable: when what it names (kinds of block, sources, pictures) cannot be read.
    """
    found = {"$schema": DIALECT, "title": f"{sort}: {FILES[sort]}", **_READ[sort](library)}
    return found | ({"$defs": _blocks(library)} if sort == "topic" else {})


def _topic(library: Library) -> Schema:
    def read(path: Path, shown: str, problems: list[Problem]) -> object:
        return read_topic(path, shown, MappingProxyType({}), lambda _: None, problems)

    found = learn(read)
    found["properties"] |= {"blocks": {"$ref": "#/$defs/blocks"}, "picture": {"$ref": "#/$defs/picture"}}
    return found


def _blocks(library: Library) -> dict[str, Schema]:
    sentences = tuple(library.profile("default").sentences)
    names = Names(tuple(library.sources), tuple(library.pictures), library.shared_names(), sentences)
    return blocks({name: library.kind(name) for name in library.kinds}, names)


def _faces() -> Schema:
    found = learn(read_faces, "names")
    axes = _inside(_inside(found, "additionalProperties")["properties"]["axes"], "additionalProperties")
    axes["anyOf"].append({"enum": [True, False, "yes", "no"]})  # an axis that is there, or not
    return found


def _inside(schema: Schema, key: str) -> Schema:
    """Return what stands under a key of a schema, or of the one of its ways that has it."""
    ways: list[Schema] = [schema, *schema.get("anyOf", ())]
    return next(one[key] for one in ways if key in one)


_READ: Final[Mapping[str, Callable[[Library], Schema]]] = {
    "topic": _topic,
    "shared": lambda _: learn(read_shared),
    "sources": lambda _: learn(read_sources, "names"),
    "pictures": lambda _: learn(read_pictures, "names"),
    "series": lambda library: learn(lambda *file: read_series(file[0], file[1], library.series, file[2])),
    "profile": lambda library: learn(
        lambda path, shown, problems: read_profile(path, shown, library.profile, problems, library.profile("default"))
    ),
    "clinic": lambda library: learn(lambda *file: read_clinic(file[0], file[1], file[2], library.country)),
    "theme": lambda library: learn(
        lambda path, shown, problems: read_theme(path, shown, lambda *_: library.theme("default"), problems)
    ),
    "format": lambda library: learn(
        lambda path, shown, problems: read_format(path, shown, lambda *_: library.format("a4"), problems)
    ),
    "faces": lambda _: _faces(),
    "language": lambda _: learn(read_language),
}
