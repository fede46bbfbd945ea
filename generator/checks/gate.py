"""The gate for one leaflet: which texts it prints, and what the gate of translations finds in them.

Apart from the gathering of other evidence, since whoever makes a leaflet asks for this alone: no page is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.library.languages import GLOSSARY, OWN_WORDS, read_glossary
from generator.library.library import Library
from generator.meaning import check_catalog, check_sources
from generator.meaning.catalogs import finding
from generator.model.content import FromProfile, Text, Topic, Words
from generator.model.findings import Finding
from generator.model.glossary import Term
from generator.model.leaflet import Order
from generator.model.memo import remembered
from generator.model.problems import NOWHERE, Origin
from generator.stages.bodies import document_template
from generator.stages.panels import PANEL
from generator.stages.surroundings import clinic_profile
from generator.words.localize import SOURCE


def gate(order: Order, library: Library) -> tuple[tuple[Finding, Origin], ...]:
    """Return what the gate finds in the words that this leaflet prints, each with the place of the English."""
    language = library.language(order.language)
    glossary = _terms(library)
    words = library.folders.find(OWN_WORDS.format(language=language.name))
    own = ((str(words.path), words.shown),) if words else ()
    texts = list(dict.fromkeys(_texts(order, library)))
    if language.name == SOURCE:
        return tuple((one, one.origin) for one in check_sources(texts, glossary))
    out: list[tuple[Finding, Origin]] = []
    for domain in dict.fromkeys(text.domain for text in texts):
        catalog = library.catalog(language.name, domain)
        if catalog is None:
            message = f"there is no catalog locales/{language.name}/LC_MESSAGES/{domain}.po"
            one = finding("translated", "fail", language.origin, message, "leaflets translate update")
            out.append((one, NOWHERE))
        else:
            mine = [text for text in texts if text.domain == domain]
            found = check_catalog(catalog, mine, language, glossary, own, library.larder)
            said = {message.origin: text.origin for text in mine if (message := catalog.find(text.words, text.context))}
            out += ((one, said.get(one.origin, one.origin)) for one in found)
    return tuple(out)


@remembered("glossary")
def _terms(library: Library) -> tuple[Term, ...]:
    file = library.folders.find(GLOSSARY)
    return read_glossary(file.path, file.shown, []) if file else ()


def _texts(order: Order, library: Library) -> Iterator[Text]:
    """Yield every English text of a leaflet: the topic's, shared ones, pictures', templates'."""
    from generator.compose.templates import find_messages

    topic = library.topic(order.topic)
    profile = clinic_profile(library.clinic(order.clinic), library)
    names = {topic.picture, *(name for block in topic.walk() for name in _pictures(block.fields, library))}
    words: list[Words] = [*topic.words(), *(library.pictures[name].alt for name in sorted(names))]
    for one in words:
        said = profile.sentences.get(one.key) if isinstance(one, FromProfile) else one
        if isinstance(said, Text):
            yield said
    yield from _of_templates(topic, document_template(order, library)[0], library, find_messages)


def _of_templates(topic: Topic, template: str, library: Library, find: Any) -> Iterator[Text]:
    for name in (template, PANEL):
        yield from find(*library.template(name), library.larder)
    for kind in sorted({block.kind for block in topic.walk()}):
        known = library.kind(kind)
        yield from find(known.template, known.origin.file, library.larder)
    yield from (words for words in library.series.words() if isinstance(words, Text))


def _pictures(fields: Any, library: Library) -> Iterator[str]:
    for value in fields.values():
        for name in value if isinstance(value, tuple) else (value,):
            if isinstance(name, str) and name in library.pictures:
                yield name
