"""A word of the glossary: what a thing is called in a language, and what it must not be called."""

from __future__ import annotations

from msgspec import Struct

from generator.model.problems import NOWHERE, Origin


class Term(Struct, frozen=True):
    """One glossary term in one language: the word to ``use``, others allowed, words never to print.

    ``region`` is a territory (TW, HK) or empty for all. ``confidence`` is about the word, it is no sign-off.
    """

    term: str
    language: str
    use: str
    allow: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    region: str = ""
    gloss: str = ""
    confidence: str = ""
    note: str = ""
    origin: Origin = NOWHERE
