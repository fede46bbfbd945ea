"""What a lot is made from, and the record the ledger keeps of it (``model/lots.py`` says what a lot is).

Why from the content and not a counter: an unchanged leaflet keeps its lot, so its bytes stay the same, and all clinics
that hold the same words carry the same lot. When a word, its evidence, a source, a translation, a drawing or its text
alternative changes, so does the lot; clinic, look and paper do not count.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec.structs import replace

from generator.compose.templates import find_messages
from generator.model.content import Block, Kind, Language, Picture, Profile, Said, Series, Source, Text, Topic, Words
from generator.model.larder import Larder
from generator.model.lots import PICTURES, Lot, Piece, code_of, join_digests
from generator.model.markup import parse_markup
from generator.model.memo import remembered
from generator.model.patterns import pattern

FORM: Final = 2
"""Counts up when a lot is made of something else: codes of before stay what they were."""
TITLE: Final = "title"
"""The block that stands for a topic's title and purpose."""
TEMPLATES: Final = "templates"
"""What stands for the topic in the path of words that a block's template brings."""

PICTURE: Final = "picture"
"""The kind of a picture's piece."""

_LITERAL = pattern(r"[^A-Za-z0-9]+")
_SLOT = pattern(r"\{[a-z]+\}")
_PICTOGRAM = pattern(r"""\bpicture(?:=|\()["']([\w./-]+)["']""")
"""A picture that a template names itself: as an attribute, or to have its text alternative."""
_QUOTED = pattern(r"""["']([\w-]+)["']""")
"""What may be its name, kept by ``set`` or chosen among several."""
_OF_SERIES = pattern(r"\bseries\.(name|baby|mother|carer)\b")
"""What a template asks of the series."""

Say = Callable[[Words], Said]
Hashed = Callable[[str], str]


def digest_of(
    said: Topic,
    language: Language,
    profile: Profile,
    series: Series,
    kinds: Mapping[str, Kind],
    sources: Mapping[str, Source],
    pictures: Mapping[str, Picture],
    hashed: Hashed,
    say: Say,
    larder: Larder | None = None,
) -> str:
    """Return the hash of everything a leaflet says, in hex: the lot's code is ``code_of`` it.

    Args:
        said: the topic in the reader's language, before composing: slots such as ``{phone}`` are still empty.
        language: the language it is in.
        profile: the country profile; the emergency number counts.
        series: whom danger signs are about; its words count where a block's template asks for them.
        kinds: the block kinds, for the words of their templates ("Call us today").
        sources: what is printed of a source counts too.
        pictures: those of the library; of each that is printed the drawing and the text alternative count.
        hashed: returns the SHA-256, in hex, of a picture's file.
        say: puts a text of a template, or a text alternative, into the language.
        larder: where the words of templates are kept from one start of the program to the next.

    Raises:
        Unusable: when a picture cannot be read.
    """
    cited = {key: sources[key] for block in said.walk() for key in block.sources if key in sources}
    whole = [
        FORM, said.code, said.version, said.review_by.isoformat(), language.tag, profile.name,
        str(profile.emergency or ""),
        _plain(said.title), _plain(said.purpose), [_plain(block) for block in said.blocks],
        [(key, one.organisation, one.title, one.year) for key, one in cited.items()],
        [(getattr(text, "words", ""), _plain(say(text))) for text in _template_texts(said, kinds, series, larder)],
        [
            (name, hashed(name), _plain(say(pictures[name].alt)) if name in pictures else "")
            for name in shown_in(said, kinds, pictures)
        ],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def shown_in(topic: Topic, kinds: Mapping[str, Kind], pictures: Mapping[str, Picture]) -> tuple[str, ...]:
    """Return the pictures that a topic prints, each once: its own, those of its blocks, those of their templates."""
    names = [topic.picture]
    for block in topic.walk():
        for name, value in block.fields.items():
            sort = kinds[block.kind].fields[name].type if block.kind in kinds else ""
            if sort in ("picture", "pictures"):
                names += map(str, value if isinstance(value, tuple) else (value,))
    for kind in sorted({block.kind for block in topic.walk()} & kinds.keys()):
        names += pictograms(kinds[kind].template, pictures)
    return tuple(dict.fromkeys(name for name in names if name))


def pictograms(template: str, pictures: Container[str]) -> tuple[str, ...]:
    """Return the pictures that a template names; of other names only files: a note may speak of others."""
    return tuple(name for name in _pictograms(template) if name in pictures or "." in name)


@remembered("pictures that a template names")
def _pictograms(template: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*_PICTOGRAM.findall(template), *_QUOTED.findall(template))))


@remembered("texts of the series that a template asks for")
def _of_series(template: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_OF_SERIES.findall(template)))


def _plain(value: Any) -> Any:
    """Return a value of a topic as JSON can hold it, without places in files."""
    if isinstance(value, Said):
        return [value.words, value.language, value.gap]
    if isinstance(value, Block):
        fields = {name: _plain(item) for name, item in sorted(value.fields.items())}
        return {"kind": value.kind, "evidence": value.evidence, "sources": value.sources, "fields": fields}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return getattr(value, "words", value)


def _template_texts(
    topic: Topic, kinds: Mapping[str, Kind], series: Series, larder: Larder | None = None
) -> Iterable[Words]:
    """Yield the texts that the templates of a topic's blocks bring, in the order of the kinds' names."""
    for name in sorted({block.kind for block in topic.walk()} & kinds.keys()):
        yield from texts_of(kinds[name], series, larder)


def texts_of(kind: Kind, series: Series, larder: Larder | None = None) -> Iterable[Words]:
    """Yield the texts that the template of a kind brings: its own, and those it asks the series for."""
    known: dict[tuple[str, str], Text] = {}
    for text in find_messages(kind.template, kind.origin.file, larder):
        known.setdefault((text.words, text.context), text)
    yield from known.values()
    for name in _of_series(kind.template):
        if (asked := getattr(series, name)) is not None:
            yield asked


# -- the record --------------------------------------------------------------


def record(
    digest: str,
    english: Topic,
    said: Topic,
    language: Language,
    profile: Profile,
    series: Series,
    kinds: Mapping[str, Kind],
    pictures: Mapping[str, Picture],
    hashed: Hashed,
    say: Say,
    drawn: Sequence[str],
    larder: Larder | None = None,
) -> Lot:
    """Return what the ledger keeps of a lot.

    Args:
        digest: what ``digest_of`` returned.
        english: the same topic in English.
        said: the topic in the reader's language.
        language: that language.
        profile: the country profile; its emergency number is put into the words, as on paper.
        series: whom danger signs are about.
        kinds: the block kinds.
        pictures: those of the library.
        hashed: returns the SHA-256, in hex, of a picture's file.
        say: puts a text of a template, or a text alternative, into the language.
        drawn: the words of the composed sheet, run by run: of a template's texts only those printed are kept.
        larder: as in ``digest_of``.
    """
    values = {
        "emergency": str(profile.emergency or ""), "language": language.own_name, "version": said.version,
        "code": said.code,
    }  # fmt: skip

    def words(texts: Iterable[Words]) -> str:
        return "\n".join(_filled(text.words, values) for text in texts if isinstance(text, Said | Text))

    pieces = [
        Piece(
            f"{english.name}/{TITLE}", TITLE, words((english.title, english.purpose)), words((said.title, said.purpose))
        )
    ]
    grounds = _grounds(english.blocks, "", ())
    for path, one, two in zip(paths(english), english.walk(), said.walk(), strict=True):
        evidence, sources = grounds[id(one)]
        pieces.append(Piece(path, one.kind, words(one.words()), words(two.words()), evidence, sources))
    printed = "".join(drawn)
    for name in sorted({block.kind for block in english.walk()} & kinds.keys()):
        texts = [
            (text, translation)
            for text in texts_of(kinds[name], series, larder)
            if _stands_in(printed, (translation := say(text)).words, values)
        ]
        if texts:
            own, other = words(text for text, _ in texts), words(translated for _, translated in texts)
            pieces.append(Piece(f"{TEMPLATES}/{name}", name, own, other))
    for name in shown_in(english, kinds, pictures):
        alt = (pictures[name].alt,) if name in pictures else ()
        own, other = words(alt), words(map(say, alt))
        pieces.append(Piece(f"{PICTURES}/{name}", PICTURE, own, other, sha256=hashed(name)))
    tag = language.tag
    return Lot(
        code_of(digest), digest, english.name, english.code, english.version, tag, profile.name,
        english.review_by.isoformat(), tuple(pieces),
    )  # fmt: skip


def joined(one: Lot, two: Lot) -> Lot:
    """Return the record of a leaflet in two languages, from those of each: what stands in both is one piece."""
    digest = join_digests(one.digest, two.digest)
    others = {piece.block: piece for piece in two.pieces}
    pieces = []
    for piece in one.pieces:
        other = others.pop(piece.block, piece)
        said = piece.said if other.said == piece.said else f"{piece.said}\n{other.said}"
        pieces.append(replace(piece, said=said))
    whole = (*pieces, *others.values())
    return replace(one, code=code_of(digest), digest=digest, pieces=whole, second=two.language)


def paths(topic: Topic) -> tuple[str, ...]:
    """Return the path of each block, in the order of ``topic.walk()``.

    A section is named by its English title (``leaking/why-milk-leaks``), any other block by its kind
    (``leaking/warning``), what stands in a section by its number in it (``leaking/why-milk-leaks/2``). The second of a
    name gets ``-2``. ``topic`` is in English.
    """
    found: list[str] = []

    def inside(block: Block, path: str) -> None:
        found.append(path)
        for number, inner in enumerate(block.nested(), 1):
            inside(inner, f"{path}/{number}")

    taken: dict[str, int] = {TITLE: 1}
    for block in topic.blocks:
        title = block.fields.get("title") if block.kind == "section" else None
        plain = name = (slug(title.words) if isinstance(title, Said | Text) else "") or block.kind
        while name in taken:  # a title may end in a number itself
            taken[plain] = taken.get(plain, 1) + 1
            name = f"{plain}-{taken[plain]}"
        taken.setdefault(name, 1)
        inside(block, f"{topic.name}/{name}")
    return tuple(found)


def slug(words: str) -> str:
    """Return words in small letters, digits and hyphens, 60 at most."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return _LITERAL.sub("-", plain).strip("-").lower()[:60].rstrip("-")


def _grounds(
    blocks: Iterable[Block], evidence: str, sources: tuple[str, ...]
) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Return what each block rests on by its identity: a section's evidence and sources hold for all in it."""
    found: dict[int, tuple[str, tuple[str, ...]]] = {}
    for block in blocks:
        own = block.evidence or evidence, block.sources or sources
        found[id(block)] = own
        found |= _grounds(block.nested(), *own)
    return found


def _filled(words: str, values: Mapping[str, str]) -> str:
    """Return words without notation, slots filled as far as the values are known: as they stand on paper."""
    plain = "".join(span.words for span in parse_markup(words))
    return _SLOT.sub(lambda match: values.get(match[0][1:-1]) or match[0], plain)


def _stands_in(printed: str, words: str, values: Mapping[str, str]) -> bool:
    """Tell whether a text of a template is among the words drawn, whatever stands in slots that are not known here."""
    plain = _filled(words, values)
    left = [match[0] for match in _SLOT.finditer(plain)]
    if any(slot[1:-1] in values for slot in left) or not plain.strip():
        return False  # there is nothing to put in: another text stands in its place
    return re.search("[^\n]{1,200}?".join(map(re.escape, _SLOT.split(plain))), printed) is not None
