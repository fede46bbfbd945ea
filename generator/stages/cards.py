"""What is shown of each topic where leaflets are chosen: its titles in all languages, codes, how far it was checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from msgspec import Struct

from generator.library.library import Library
from generator.model.codes import Code
from generator.model.content import Language, Said, Topic, Words
from generator.stages.surroundings import sayer
from generator.words.localize import SOURCE
from generator.words.translate import drafts

SECTION: Final = "section"


class Card(Struct, frozen=True):
    """What is shown of a topic. ``titles``, ``purposes`` by language tag; ``drafts`` are tags nobody checked."""

    name: str
    code: str
    version: str
    written: date
    review_by: date
    picture: str
    accent: str
    codes: tuple[Code, ...]
    titles: Mapping[str, str]
    purposes: Mapping[str, str]
    drafts: frozenset[str]

    @property
    def icd10(self) -> tuple[str, ...]:
        """Its codes of ICD-10, WHO's and CM's, each once."""
        return tuple(dict.fromkeys(one.code for one in self.codes if one.system.startswith("icd-10")))

    def state(self, tag: str, today: date) -> str:
        """Return ``overdue``, ``draft`` or ``current``: the gravest counts."""
        if self.review_by < today:
            return "overdue"
        return "draft" if tag in self.drafts else "current"


def in_order(library: Library) -> tuple[Language, ...]:
    """Return the languages as people choose among them: English first, then by their own names."""
    languages = (library.language(name) for name in library.languages())
    return tuple(sorted(languages, key=lambda one: (one.name != SOURCE, one.own_name)))


def cards(library: Library) -> Iterator[Card]:
    """Yield the card of each topic, in the order of their names.

    Raises:
        Unusable: when a topic, a language or a catalog cannot be read.
    """
    languages = [library.language(name) for name in library.languages()]
    unchecked: dict[str, set[str]] = {}
    for language, domain in drafts(library):
        unchecked.setdefault(domain, set()).add(library.language(language).tag)
    profile = library.profile("default")
    for name in library.topics():
        topic = library.topic(name)
        said = {
            one.tag: (say(topic.title).words, say(topic.purpose).words)
            for one in languages
            for say in (sayer(one, profile, library),)
        }
        # a version before the first whole one is a draft in the language it is written in, too
        own = {one.tag for one in languages if topic.version.startswith("0.")}
        yield Card(
            name, topic.code, topic.version, topic.written, topic.review_by, topic.picture, topic.accent, topic.codes,
            {tag: title.replace("**", "") for tag, (title, _) in said.items()},
            {tag: purpose.replace("**", "") for tag, (_, purpose) in said.items()},
            frozenset(unchecked.get(name, set()) | own),
        )  # fmt: skip


def find_terms(library: Library) -> Mapping[str, tuple[str, ...]]:
    """Return the words that people look a topic up by, beside its title: headings and terms, in every language."""
    languages = [library.language(name) for name in library.languages()]
    profile = library.profile("default")
    found = {}
    for name in library.topics():
        terms = (term for one in languages for term in _terms(library.topic(name), one, sayer(one, profile, library)))
        found[name] = tuple(dict.fromkeys(terms))
    return found


def _terms(topic: Topic, language: Language, say: Callable[[Words], Said]) -> Iterator[str]:
    """Yield the headings of a topic's sections and the terms of the field that its words hold."""
    for block in topic.blocks:
        if block.kind == SECTION:
            yield from (say(words).words.replace("**", "") for words in list(block.words())[:1])
    whole = " ".join(say(words).words for words in topic.words()).replace("**", "").casefold()
    yield from (term for term in language.keep if term.casefold() in whole)
