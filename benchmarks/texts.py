"""The same leaflet in words never seen: one letter of each text is another, and what was kept is thrown away."""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace

from generator.library.library import Library
from generator.model.content import Block, Said, Text, Topic
from generator.typeset import _typesetters as typesetters
from generator.typeset.text import lines
from generator.words.catalogs import Catalog

_FIXED = re.compile(r"\{[a-z]+\}|\]\([^)]*\)")
_LATIN, _HAN = "aeonrstu", "一二三五七八九十"


def freshen(words: str, turn: int) -> str:
    """Return words of the same length in which one letter is another; no two turns give the same words.

    A Latin letter gives way to one about as wide, a Han character or kana to one exactly as wide, so that the
    leaflet still fits. Slots and addresses stay.
    """
    fixed = {at for match in _FIXED.finditer(words) for at in range(*match.span())}
    ring = _LATIN
    places = [at for at, char in enumerate(words) if char in _LATIN and at not in fixed]
    if not places:
        ring = _HAN
        places = [at for at, char in enumerate(words) if "\u3041" <= char <= "\u9fff" and at not in fixed]
    if not places:
        return words
    place = places[turn % len(places)]
    others = ring.replace(words[place], "")
    return words[:place] + others[(turn // len(places) + turn) % len(others)] + words[place + 1 :]


def fresh_topic(topic: Topic, turn: int) -> Topic:
    """Return a topic with every text of its own and of the shared texts freshened."""

    def change(value: Any) -> Any:
        if isinstance(value, Text | Said):
            return replace(value, words=freshen(value.words, turn))
        if isinstance(value, Block):
            return replace(value, fields={name: change(inner) for name, inner in value.fields.items()})
        return tuple(map(change, value)) if isinstance(value, tuple) else value

    blocks = tuple(change(block) for block in topic.blocks)
    return replace(topic, title=change(topic.title), purpose=change(topic.purpose), blocks=blocks)


def fresh_catalogs(topic: Topic, language: str, library: Library, turn: int) -> dict[str, Catalog]:
    """Return the language's catalogs by domain, with translations freshened under the freshened English."""
    made: dict[str, dict[Any, Any]] = {}
    sources: dict[str, Catalog] = {}
    for text in topic.words():
        if not isinstance(text, Text):
            continue
        catalog = library.catalog(language, text.domain)
        message = catalog.find(text.words, text.context) if catalog else None
        if message is None:
            continue
        sources[text.domain] = catalog
        entries = made.setdefault(text.domain, dict(catalog.entries))
        fresh = replace(message, words=freshen(message.words, turn))
        entries[freshen(text.words, turn), text.context] = fresh
    return {domain: replace(sources[domain], entries=entries) for domain, entries in made.items()}


def put_in(library: Library, topic: Topic, language: str, catalogs: dict[str, Catalog]) -> None:
    """Let a library say another topic and other catalogs than its files, as if they had been read."""
    kept = library._kept
    kept["topic", topic.name] = topic
    for domain, catalog in catalogs.items():
        kept["catalog", f"{language}/{domain}"] = catalog
    library.bodies.clear()
    library.panels.clear()


def forget(words: bool) -> None:
    """Throw away what a process knows of leaflets set before: bodies, panels, fonts, what fitted; with ``words`` all text.

    Open faces, their outlines, read pictures and compiled templates stay: they are no text.
    """
    for _, typesetter in typesetters.values():
        typesetter._bodies.clear()
        typesetter._panels.clear()
        typesetter._setters.guesses.clear()
        for setter in typesetter._setters._setters.values():
            if words:
                setter._measured.clear()
                setter.faces._pieces.clear()
            for chain in setter.faces._chains.values():
                for face in chain:
                    face._programs.clear()
                    if words:
                        face._shaped.clear()
    if words:
        lines._breaks.clear()
        lines._phrases.clear()
