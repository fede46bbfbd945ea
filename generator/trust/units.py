"""What signers sign: a leaflet in pieces, each with the exact words, so that a change voids only what it touches.

The path of a piece begins with its subject: a topic, or what several leaflets share, which is signed once (``shared``,
``profiles``, ``pictures``, ``templates``). Sentences of other subjects stand in a topic's piece as their names alone.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby, zip_longest
from pathlib import PurePath
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from generator.compose.lots import paths, pictograms, shown_in, texts_of
from generator.compose.templates import find_messages, find_unsaid
from generator.library.digest import look as look_of
from generator.library.digest import sha256_of
from generator.library.library import Library
from generator.model.content import MIDDLE, Block, FromProfile, Profile, Said, Text, Topic, Value, Words, words_of
from generator.model.memo import remembered
from generator.model.problems import Problem
from generator.words.localize import SOURCE, say_words

SHARED: Final = ("shared", "profiles", "pictures", "templates")
"""Subjects that are no topic."""
PANEL: Final = "clinic"
PAGE: Final = "page"
"""The kind of a leaflet's pages: no words, all that decides how they look."""
Look = tuple[str, str]
"""A format and a theme."""
PLAIN: Final[Look] = ("a4", "default")
"""What a leaflet is set as where nobody says otherwise."""
_PLACE: Final = "words of "
_UNSAID: Final = "printed "
"""How a line of a ground begins that says where words stand."""
_NUMBER: Final = re.compile(r"\d")
UNTRANSLATED: Final = "(not translated yet)"


class Unit(Struct, frozen=True):
    """A piece: its English, in a translation what is said, and what it stands on.

    ``ground`` holds, of English, the evidence, each source with its year, drawings and other values; in every language
    in which field how many of the words stand. ``sha256`` is that of a drawing. ``gap`` marks a piece that is not
    wholly translated: it cannot be signed.
    """

    path: str
    kind: str
    english: tuple[str, ...]
    said: tuple[str, ...] = ()
    ground: tuple[str, ...] = ()
    sha256: str = ""
    gap: bool = False

    @property
    def subject(self) -> str:
        """The topic, or the shared list, that it is of."""
        return self.path.partition("/")[0]

    @property
    def digest(self) -> str:
        """The SHA-256, in hex, of all that is signed: the words in NFC, in their order, and their path."""
        return _digest(self)

    @property
    def source(self) -> str:
        """The SHA-256, in hex, of the English alone."""
        return _hash([self.path, self.english])


@remembered("digest of a piece")
def _digest(unit: Unit) -> str:
    return _hash([unit.path, unit.kind, unit.english, unit.said, unit.ground, unit.sha256])


def _hash(whole: object) -> str:
    words = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(unicodedata.normalize("NFC", words).encode()).hexdigest()


def changes(old: Unit, new: Unit) -> tuple[str, ...]:
    """Return of which classes the difference between two pieces is: what a signer must look at."""
    found = []
    for name, one, two in (("English", old.english, new.english), ("translation", old.said, new.said)):
        if one != two:
            if _letters(one) == _letters(two):
                found.append(f"punctuation of the {name}")
            else:
                numbers = [_NUMBER.findall(unicodedata.normalize("NFKC", " ".join(words))) for words in (one, two)]
                found += [f"numbers of the {name}"] if numbers[0] != numbers[1] else []
                found.append(f"words of the {name}")
    if old.ground != new.ground and PAGE in (old.kind, new.kind):
        found += dict.fromkeys(_PAGES.get(one.partition(" ")[0], "order") for one in {*old.ground} ^ {*new.ground})
    elif old.ground != new.ground:
        apart = {*old.ground} ^ {*new.ground}
        rest = set(apart)
        for mark, name in ((_PLACE, "where words stand"), (_UNSAID, "words that a template prints itself")):
            marked = {one for one in apart if one.startswith(mark)}
            found += [name] if marked else []
            rest -= marked
        if rest:
            dated = _undated(old.ground) == _undated(new.ground)
            found.append("a source's date" if dated else "evidence, sources or values")
    if old.sha256 != new.sha256:
        found.append("the drawing")
    return tuple(found)


def sides(was: Unit, now: Unit) -> Iterator[tuple[str, str]]:
    """Yield what was signed beside what stands now, where they differ."""
    for name in ("english", "said", "ground", "sha256"):
        one, two = getattr(was, name), getattr(now, name)
        if isinstance(one, str):
            one, two = (one,), (two,)
        gone, come = [words for words in one if words not in two], [words for words in two if words not in one]
        if name == "said" and now.gap:  # what is not translated is shown in English elsewhere; here it would mislead
            come = [UNTRANSLATED if words in now.english else words for words in come]
        if gone or come:
            yield from zip_longest(gone, come, fillvalue="")
        else:  # the same words in another order
            yield from (pair for pair in zip_longest(one, two, fillvalue="") if pair[0] != pair[1])


_PAGES: Final = {
    "order": "the order of blocks", "template": "a template", "block": "a template", "picture": "the drawing",
    "alternative": "an alternative text", "look": "the look", "room": "what may be left where room is short",
}  # fmt: skip
"""What a changed line of a page's ground is called."""


def page_of(library: Library, topic: str, language: str, profile: str, look: Look) -> Unit:
    """Return a leaflet's pages as one piece: what decides, beside the words, how they look on a paper in a theme.

    That is the order of blocks, which of them are left where room is short, the templates that are drawn with, drawings
    with their alternative texts, and the files of format, theme, language and faces (which name each font by its
    sha256). The program that sets them is not in it.

    Raises:
        Unusable: when its files cannot be read; Unknown for a format or theme that is not there.
    """
    paper, theme = look
    library.theme(theme)
    said = library.topic(topic)
    document = library.format(paper).template or said.template
    units = units_of(library, topic, language, profile, (document,))
    ground = [f"order {', '.join(paths(said))}"]
    ground += (
        f"room {path}: short {block.short or '-'}, priority {block.priority}"
        for path, block in zip(paths(said), said.walk(), strict=True)
        if block.short or block.priority != MIDDLE
    )
    ground += (f"template {name} {sha256_of(library, f'templates/{name}.xml')}" for name in (document, PANEL))
    for kind in sorted({block.kind for block in said.walk()}):
        ground.append(f"block {kind} {sha256_of(library, f'templates/blocks/{kind}.xml')}")
    for name in _shown(library, said, (document,)):
        ground.append(f"picture {name} {library.picture_sha256(name)}")
        if alternative := units.get(f"pictures/{name}"):
            ground += (f"alternative {name} {one}" for one in alternative.said or alternative.english)
    ground += (f"look {name} {sha256}" for name, sha256 in look_of(library, language, paper, theme))
    return Unit(f"{topic}/{PAGE}/{paper}/{theme}", PAGE, (), (), tuple(ground))


def _letters(words: Iterable[str]) -> list[str]:
    return [re.sub(r"[\W_]+", "", one).casefold() for one in words]


def _undated(ground: Iterable[str]) -> list[str]:
    """Return what a piece stands on without the years of its sources."""
    return [one.rpartition(", ")[0] if one.startswith("source ") else one for one in ground]


def _shown(library: Library, topic: Topic, documents: Iterable[str]) -> tuple[str, ...]:
    """Return the pictures of a topic's words, then those that the templates around them name."""
    around = (pictograms(library.template(name)[0], library.pictures) for name in (*documents, PANEL))
    return tuple(dict.fromkeys((*shown_in(topic, library.kinds, library.pictures), *chain.from_iterable(around))))


@remembered("what a leaflet's signers sign")
def units_of(
    library: Library, topic: str, language: str, profile: str, documents: tuple[str, ...] = ()
) -> Mapping[str, Unit]:
    """Return the pieces of a leaflet by path, in the order of the page, shared ones last.

    Args:
        library: the open library.
        topic: the topic's name.
        language: the folder name of a language; ``en`` gives the English with what it stands on.
        profile: the country profile's name.
        documents: document templates whose words count; none: the topic's own.

    Raises:
        Unusable: when its files cannot be read. What is not translated is a gap.
    """
    return MappingProxyType({one.path: one for one in _Reader(library, topic, language, profile).all(documents)})


class _Reader:
    """Reads the pieces of one topic in one language."""

    def __init__(self, library: Library, topic: str, language: str, profile: str) -> None:
        self.library, self.topic = library, library.topic(topic)
        self.language, self.profile = library.language(language), library.profile(profile)
        self.source = self.language.name == SOURCE
        self.catalogs = library.catalogs(self.language.name)

    def all(self, documents: tuple[str, ...]) -> Iterator[Unit]:
        topic, library = self.topic, self.library
        documents = documents or (topic.template,)
        lists: dict[str, None] = {}
        sentences: dict[str, Words] = {}
        order = paths(topic)
        tops = [path for path in order if path.count("/") == 1]
        yield from self.unit(
            f"{topic.name}/title", "title", (topic.title, topic.purpose),
            (
                f"code {topic.code}", f"review by {topic.review_by}", f"picture {topic.picture}",
                f"order {', '.join(path.partition('/')[2] for path in tops)}",
            ),
        )  # fmt: skip
        for path, block in zip(order, topic.walk(), strict=True):
            own: list[Words | str] = []
            for one in block.words():
                if isinstance(one, FromProfile) and (sentence := self.profile.sentences.get(one.key)):
                    sentences[f"profiles/{_home(sentence)}/{one.key}"] = sentence
                if one.origin.file != topic.origin.file:  # an include: one mark for the whole list
                    lists.setdefault(_home(one), None)
                    if (mark := f"{{include: {_home(one)}}}") not in own:
                        own.append(mark)
                else:
                    own.append(_marked(one))
            yield from self.unit(path, block.kind, own, self.ground(block), places=self.places(block))
        for name in lists:
            shared = library.shared(name)
            ground = self.rests_on(shared.evidence, shared.sources)
            yield from self.unit(f"shared/{name}", "list", map(_marked, shared.items), ground)
        for path, sentence in sentences.items():
            yield from self.unit(path, "sentence", (sentence,))
        if self.source:
            yield from self.unit(f"profiles/{self.profile.name}/numbers", "numbers", (), _numbers(self.profile))
        for name in _shown(library, topic, documents):
            alt = (library.pictures[name].alt,) if name in library.pictures else ()
            hashed = library.picture_sha256(name) if self.source else ""
            yield from self.unit(f"pictures/{name}", "picture", alt, sha256=hashed)
        yield from self.templates(documents)

    def templates(self, documents: tuple[str, ...]) -> Iterator[Unit]:
        library = self.library
        for kind in sorted({block.kind for block in self.topic.walk()}):
            texts = texts_of(library.kind(kind), library.series, library.larder)
            own = self.unsaid(library.kind(kind).template, library.kind(kind).origin.file)
            yield from self.unit(f"templates/{kind}", "template", texts, own)
        for name in dict.fromkeys((*documents, PANEL)):
            texts = dict.fromkeys(find_messages(*library.template(name), library.larder))
            yield from self.unit(f"templates/document-{name}", "template", texts, self.unsaid(*library.template(name)))
        yield from self.unit("templates/series", "series", library.series.words(), places=self.names())

    def names(self) -> tuple[str, ...]:
        """Return what the language's own file has printed: its names, and what stands between days and times."""
        one = self.language
        return f"language {one.own_name}, {one.english_name}", f"between times “{one.list_joint}”, “{one.span}”"

    def unsaid(self, template: str, shown: str) -> tuple[str, ...]:
        """Return the words that a template prints as they stand in it: nobody is asked for a translation of them."""
        return tuple(f"{_UNSAID}{words}" for words in find_unsaid(template, shown, self.library.larder))

    def unit(
        self, path: str, kind: str, words: Iterable[Words | str], ground: tuple[str, ...] = (), sha256: str = "",
        places: tuple[str, ...] = (),
    ) -> Iterator[Unit]:  # fmt: skip
        """Yield a piece, if there is anything to sign; names of what stands elsewhere are taken as they are."""
        english: list[str] = []
        said: list[str] = []
        gap = own = False
        for one in words:
            if isinstance(one, str):
                english.append(one)
                said.append(one)
                continue
            problems: list[Problem] = []
            found = say_words(one, self.language, self.catalogs, self.profile, problems, draft=True)
            english.append(one.words if isinstance(one, Text | Said) else one.key)
            own = True
            said.append(found.words)
            gap = gap or found.gap
        if self.source and (english or ground or sha256):
            yield Unit(path, kind, tuple(english), (), (*ground, *places), sha256)
        elif not self.source and own:
            yield Unit(path, kind, tuple(english), tuple(said), places, gap=gap)

    def places(self, block: Block) -> tuple[str, ...]:
        """Return how many words each field holds, row by row, where words could move and stay in their order.

        A sign that moves from the end of the baby's list to the head of the mother's says something else.
        """
        sorts = [one.type for one in self.library.kind(block.kind).fields.values()]
        if "rows" not in sorts and sum(one in ("text", "texts") for one in sorts) < 2:
            return ()
        held = {name: self.counted(value) for name, value in block.fields.items()}
        return tuple(f"{_PLACE}{name}: {count}" for name, count in held.items() if count)

    def counted(self, value: Value) -> str:
        """Return how many words a field holds: ``2``, ``{include: strip-baby} + 1``, of a table ``3, 3``."""
        if isinstance(value, tuple) and value and isinstance(value[0], tuple):
            return ", ".join(map(self.counted, value))
        own = self.topic.origin.file
        runs = groupby(words_of(value), lambda one: "" if one.origin.file == own else f"{{include: {_home(one)}}}")
        return " + ".join(home or str(sum(1 for _ in run)) for home, run in runs)

    def rests_on(self, evidence: str, sources: Iterable[str]) -> tuple[str, ...]:
        """Return an evidence label and sources, each with its year."""
        found = [f"evidence {evidence}"] if evidence else []
        for key in sources:
            one = self.library.sources.get(key)
            found.append(f"source {key}: {one.organisation}, {one.title}, {one.year}" if one else f"source {key}")
        return tuple(found)

    def ground(self, block: Block) -> tuple[str, ...]:
        """Return what a block stands on, and its values that are no words."""
        found = [*self.rests_on(block.evidence, block.sources)]
        for name, value in sorted(block.fields.items()):
            if isinstance(value, str | int):
                found.append(f"{name} {value}")
            elif isinstance(value, tuple) and value and all(isinstance(one, str) for one in value):
                found.append(f"{name} {', '.join(map(str, value))}")
        return tuple(found)


def _marked(words: Words) -> Words | str:
    """Return a country's sentence as its name: it is a piece of its own."""
    return f"{{profile: {words.key}}}" if isinstance(words, FromProfile) else words


def _home(words: Words) -> str:
    """Return the name of the file that a shared text stands in."""
    return PurePath(words.origin.file).stem


def _numbers(profile: Profile) -> tuple[str, ...]:
    return f"emergency {profile.emergency or 'none'}", f"crisis {profile.crisis or 'none'}"
