"""What people call a block, as the ledger knows it: by its path, its title or number, or the line a message names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePath
from typing import Final

from generator.compose.lots import TITLE, paths, slug
from generator.library.library import Library
from generator.model.content import Block, FromProfile, Topic
from generator.model.problems import Unusable
from generator.run.orders.choices import called

_LINE: Final = re.compile(r"(?P<file>.+\.ya?ml):(?P<line>[0-9]{1,6})(?::[0-9]{1,6})?")


def blocks_called(words: str, library: Library) -> tuple[str, ...]:
    """Return the paths of the blocks, in the library as it is now, that people call ``words``; none where it has none.

    Args:
        words: as ``status --why``, ``evidence``, ``check`` and ``sign`` print it: ``colostrum/the-first-hours/2``,
            ``content/colostrum.yaml:43``, ``shared/strip-baby``, ``profiles/gb/crisis``; or as a person says it: a
            topic by any of its names, then a section's English title or the number of a block on the leaflet.
        library: the open library. A topic of it that cannot be read has no blocks.
    """
    words = words.strip().strip("/")
    if match := _LINE.fullmatch(words):
        return _of_line(PurePath(match["file"]), int(match["line"]), library)
    first, _, rest = words.partition("/")
    if first in ("shared", "profiles"):
        return tuple(dict.fromkeys(path for topic in _topics(library) for path in _holding(topic, first, rest)))
    return _of_topic(words, library)


def _topics(library: Library) -> Iterator[Topic]:
    for name in library.topics():
        with suppress(Unusable):
            yield library.topic(name)


def _numbered(topic: Topic) -> Iterator[tuple[str, Block]]:
    return zip(paths(topic), topic.walk(), strict=True)


def _of_line(file: PurePath, line: int, library: Library) -> tuple[str, ...]:
    """Return the block that stands at a line of a topic's file, or the blocks that print a shared file."""
    if file.parent.name == "shared":
        return tuple(path for topic in _topics(library) for path in _holding(topic, "shared", file.stem))
    for topic in _topics(library):
        if topic.name == file.stem and file.name == PurePath(topic.origin.file).name:
            above = [path for path, block in _numbered(topic) if block.origin.line <= line]
            return (above[-1] if above else f"{topic.name}/{TITLE}",)
    return ()


def _holding(topic: Topic, sort: str, name: str) -> Iterator[str]:
    """Yield the blocks that print a shared list, or a country's sentence (``gb/crisis``, or only ``crisis``)."""
    for path, block in _numbered(topic):
        for one in block.words():
            if sort == "shared":
                found = one.origin.file != topic.origin.file and PurePath(one.origin.file).stem == name
            else:
                found = isinstance(one, FromProfile) and one.key == name.rpartition("/")[2]
            if found:
                yield path
                break


def _of_topic(words: str, library: Library) -> tuple[str, ...]:
    """Return the block of a topic by its title or number; the whole topic where nothing else is named."""
    for cut in [words, *(words[: found.start()] for found in reversed([*re.finditer(r"[\s/]+", words)]))]:
        name = called(cut, "topics", library)
        topic = next((one for one in _topics(library) if one.name == name), None) if name else None
        if topic is None:
            continue
        rest = words[len(cut) :].strip(" /")
        known = paths(topic)
        if not rest or rest.startswith("page/"):  # pages are how all of it is set
            return (name,)
        parts = [part.strip() for part in rest.split("/")]
        head, *inner = parts
        tops = [path for path in known if path.count("/") == 1]
        if head.isdecimal() and 1 <= int(head) <= len(tops):
            path = tops[int(head) - 1]
        else:
            path = f"{name}/{slug(head)}"
        path = "/".join((path, *inner))
        return (path,) if path in (*known, f"{name}/{TITLE}") else ()
    return ()
