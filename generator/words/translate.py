"""Texts out to translators and back: templates (``.pot``), catalogs brought up to date, and what is still missing.

Library in, words of files out; nothing is written here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from generator.model.content import Kind, Language, Picture, Profile, Series, Text, Topic, Words
from generator.model.larder import Larder
from generator.model.markup import slots_of
from generator.model.problems import Origin, Problem, Unusable, refuse_if_any
from generator.words.catalogs import Catalog, catalog_files, read_po_file
from generator.words.desk import DESK, WORDS
from generator.words.heads import completed, is_draft, new_header
from generator.words.localize import SOURCE
from generator.words.po import PoEntry, PoFile, write_po

_INSIDE = re.compile(r"(?:^|/)((?:content|templates)/.*)$")
"""A place below the library: where the library stands differs from one machine to the next."""

SHARED, TEMPLATES = "shared", "templates"


class CatalogFile(Protocol):
    """A file of the library: where it is, and how people know it."""

    @property
    def path(self) -> Path: ...  # noqa: D102
    @property
    def shown(self) -> str: ...  # noqa: D102


class CatalogFolders(Protocol):
    """The library's folders, its own before the stock's."""

    @property
    def roots(self) -> tuple[tuple[Path, str], ...]: ...  # noqa: D102
    def layers(self, relative: str, /) -> Iterable[CatalogFile]: ...  # noqa: D102
    def is_stock(self, relative: str, /) -> bool: ...  # noqa: D102


class SharedTexts(Protocol):
    """A list of texts that several topics include."""

    @property
    def items(self) -> tuple[Words, ...]: ...  # noqa: D102


class Translatable(Protocol):
    """What of a library is needed here."""

    @property
    def folders(self) -> CatalogFolders: ...  # noqa: D102
    @property
    def larder(self) -> Larder | None: ...  # noqa: D102
    @property
    def pictures(self) -> Mapping[str, Picture]: ...  # noqa: D102
    @property
    def kinds(self) -> Mapping[str, Kind]: ...  # noqa: D102
    @property
    def series(self) -> Series: ...  # noqa: D102
    def topics(self) -> tuple[str, ...]: ...  # noqa: D102
    def topic(self, name: str, /) -> Topic: ...  # noqa: D102
    def languages(self) -> tuple[str, ...]: ...  # noqa: D102
    def language(self, name: str, /) -> Language: ...  # noqa: D102
    def profiles(self) -> tuple[str, ...]: ...  # noqa: D102
    def profile(self, name: str, /) -> Profile: ...  # noqa: D102
    def shared_names(self) -> tuple[str, ...]: ...  # noqa: D102
    def shared(self, name: str, /) -> SharedTexts: ...  # noqa: D102
    def templates(self) -> tuple[str, ...]: ...  # noqa: D102
    def template(self, name: str, /) -> tuple[str, str]: ...  # noqa: D102
    def catalog(self, language: str, domain: str, /) -> Catalog | None: ...  # noqa: D102


class Stale(Struct, frozen=True):
    """A translation whose English changed after it was made: both English texts, to lay side by side."""

    origin: Origin
    old: str
    new: str
    translation: str


class Standing(Struct, frozen=True):
    """How far one domain is in one language, in messages. ``stale`` are those of ``fuzzy`` whose English changed."""

    language: str
    domain: str
    translated: int
    fuzzy: int
    missing: int
    obsolete: int
    stale: tuple[Stale, ...] = ()
    draft: bool = True
    """Whether the catalog still says that nobody has checked it."""


def collect(library: Translatable) -> dict[str, tuple[Text, ...]]:
    """Return every text there is to translate, by domain, in the order of the files. Raises Unusable."""
    texts: dict[str, dict[Text, None]] = {name: {} for name in (*library.topics(), SHARED, TEMPLATES, DESK)}
    for words in _all_words(library):
        if isinstance(words, Text):
            texts.setdefault(words.domain, {})[words] = None
    return {domain: tuple(found) for domain, found in texts.items() if found}


def _all_words(library: Translatable) -> Iterator[Words]:
    problems: list[Problem] = []
    for name in library.topics():
        try:
            yield from library.topic(name).words()
        except Unusable as error:
            problems += error.problems
    refuse_if_any(problems)
    yield from library.series.words()
    yield from WORDS.values()
    for name in library.shared_names():
        yield from library.shared(name).items
    for name in library.profiles():
        yield from library.profile(name).sentences.values()
    for picture in library.pictures.values():
        yield picture.alt
    files = [library.template(name) for name in library.templates()]
    files += [(kind.template, kind.origin.file) for kind in library.kinds.values()]
    if files:
        from generator.compose.templates import find_messages

        for template, shown in files:
            yield from find_messages(template, shown, library.larder)


def extract(library: Translatable) -> dict[str, str]:
    """Return the translators' template of each domain: one a topic, ``shared``, ``templates``. Raises Unusable."""
    return {
        domain: write_po(PoFile(new_header("", domain), _messages(texts))) for domain, texts in collect(library).items()
    }


class Current(Struct, frozen=True):
    """A catalog of the library's own folder, up to date with the English of today.

    ``relative`` is its path there; ``before`` are the bytes of the file as it stands, None when there is none.
    """

    language: str
    domain: str
    relative: str
    po: PoFile
    before: bytes | None

    def changed(self, po: PoFile | None = None) -> str | None:
        """Return the words of its file, with other entries if some are given; None when the file has them."""
        words = write_po(po or self.po)
        return None if self.before == words.encode() else words


def currents(library: Translatable, *languages: str) -> tuple[Current, ...]:
    """Return every catalog of some languages, or of all, brought up to date with the English. Raises Unusable.

    What the stock library's file holds stays there (a copy would hide its later corrections): a library's own file
    holds the rest, and what it holds already. Changed English makes its translation fuzzy and keeps the old English
    beside it. What the English no longer says becomes obsolete and stays as memory, if it was translated; it comes back
    when the English does.
    """
    texts = collect(library)
    found: list[Current] = []
    problems: list[Problem] = []
    for language, domain, relative in _files(library, texts):
        if languages and language not in languages:
            continue
        own, under = _read(library, relative, problems)
        held = {entry.key for entry in own.entries if not entry.obsolete} if own else set()
        wanted = [text for text in texts[domain] if (text.words, text.context) in held or _lacks(under, text, library)]
        if own is None and not wanted:
            continue
        before = next(iter(library.folders.layers(relative))).path.read_bytes() if own else None
        found.append(Current(language, domain, relative, _merge(own, wanted, language, domain, under.values()), before))
    refuse_if_any(problems)  # all or nothing: no file is written while one of them is broken
    return tuple(found)


def update(library: Translatable) -> dict[str, str]:
    """Bring every catalog of every language up to date with the English (see ``currents``). Raises Unusable.

    Returns the words of each file that changes, by its path in the library's own folder.
    """
    return {one.relative: words for one in currents(library) if (words := one.changed()) is not None}


def begun(library: Translatable, language: str) -> dict[str, str]:
    """Return the words of the first catalogs of a language that the library has not, by path. Raises Unusable."""
    return {
        f"locales/{language}/LC_MESSAGES/{domain}.po": write_po(_merge(None, texts, language, domain))
        for domain, texts in collect(library).items()
    }


def status(library: Translatable) -> tuple[Standing, ...]:
    """Return how far each language is in each domain, against the English as it stands now. Raises Unusable."""
    texts = collect(library)
    rows: list[Standing] = []
    problems: list[Problem] = []
    for language, domain, relative in _files(library, texts):
        own, under = _read(library, relative, problems)
        held = {entry.key for entry in own.entries if entry.words} if own else set()
        wanted = {(text.words, text.context) for text in texts[domain]} - held
        lent = [entry for key, entry in under.items() if key in wanted]
        if own or lent:
            mine = [entry for entry in (own.entries if own else ()) if entry.words or entry.key not in wanted]
            own = PoFile(own.header if own else None, (*mine, *lent))
        rows.append(_row(language, domain, _merge(own, texts[domain], language, domain, under.values()), texts[domain]))
    refuse_if_any(problems)
    return tuple(rows)


def drafts(library: Translatable) -> tuple[tuple[str, str], ...]:
    """Return language and domain of each catalog that says nobody has checked it, or that the library has not itself.

    All that is translated is read for it, the topics' catalogs as leaflets are made from them. Raises Unusable.
    """
    found: list[tuple[str, str]] = []
    problems: list[Problem] = []
    topics, root = library.topics(), library.folders.roots[0][0]
    for language, domain, relative in _files(library, collect(library)):
        if domain in topics:
            try:
                catalog = library.catalog(language, domain)
            except Unusable as error:
                problems += error.problems
                continue
            unchecked = catalog is None or catalog.draft or not (root / relative).is_file()
        else:
            own, _ = _read(library, relative, problems)
            unchecked = own is None or own.header is None or is_draft(own.header)
        if unchecked:
            found.append((language, domain))
    refuse_if_any(problems)
    return tuple(found)


def _lacks(under: Mapping[tuple[str, str], PoEntry], text: Text, library: Translatable) -> bool:
    """Tell whether a text is the library's own to translate: the stock's catalog, if there is one, has no such text.

    What the stock library's own files say is for the stock's translators.
    """
    *_, (_, stock) = library.folders.roots
    in_stock = bool(under and stock) and text.origin.file.startswith(f"{stock}/")
    return not in_stock and (text.words, text.context) not in under


def _read(
    library: Translatable, relative: str, problems: list[Problem]
) -> tuple[PoFile | None, dict[tuple[str, str], PoEntry]]:
    """Return the library's own catalog, if it has one, and by key the entries of those that it lies over.

    Those are the stock's, and those of a language that this one extends.
    """
    _, language, _, domain = relative.removesuffix(".po").split("/")
    files = [
        read_po_file(file.path, file.shown, problems)
        for one in catalog_files(library, language, domain)
        for file in library.folders.layers(one)
    ]
    own = None
    if (library.folders.roots[0][0] / relative).is_file():
        own = files.pop(0)
    under: dict[tuple[str, str], PoEntry] = {}
    for entry in (entry for po in files if po for entry in po.entries if not entry.obsolete):
        if entry.key not in under or not under[entry.key].words:
            under[entry.key] = entry
    return own, under


def _files(library: Translatable, texts: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """Yield language, domain and file of every catalog there should be. A dialect of English needs none."""
    for language in library.languages():
        if language.split("_")[0] != SOURCE:
            for domain in texts:
                yield language, domain, f"locales/{language}/LC_MESSAGES/{domain}.po"


def _messages(texts: Iterable[Text]) -> tuple[PoEntry, ...]:
    """Return the texts as entries without translation, equal ones as one with all their places and notes."""
    equal: dict[tuple[str, str], list[Text]] = {}
    for text in texts:
        equal.setdefault((text.words, text.context), []).append(text)
    return tuple(
        PoEntry(
            msgid=(words,),
            context=context or None,
            comments=(
                *dict.fromkeys(
                    f"#. {line.strip()}" for text in same for line in text.note.splitlines() if line.strip()
                ),
                f"#: {' '.join(dict.fromkeys(_place(text.origin) for text in same))}",
            ),
            flags=("python-brace-format",) if slots_of(words) else (),
        )
        for (words, context), same in equal.items()
    )


def _merge(
    po: PoFile | None, texts: Iterable[Text], language: str, domain: str, memory: Iterable[PoEntry] = ()
) -> PoFile:
    """Lay the translations of a file, if there is one, into the English texts of today, in their order.

    ``memory`` are entries of another file: what they translate is a beginning where the English was changed a little.
    """
    wanted = _messages(texts)
    po = po or PoFile(new_header(language, domain), ())
    names = {entry.key for entry in wanted}
    lent = {entry.key: entry for entry in memory}
    own = {entry.key: entry for entry in po.entries if not entry.obsolete or entry.key in names}
    known = lent | own
    similar = {_alike(entry): entry for entry in known.values() if entry.words}
    entries: list[PoEntry] = []
    for entry in wanted:
        old = known.get(entry.key)
        if old is None and (near := get_close_matches(_alike(entry), similar, 1)):
            old = similar[near[0]]
            names.add(old.key)  # its English changed into this one, so it is not to become obsolete
        entries.append(_lay(old, entry) if old else entry)
    gone = [entry for entry in po.entries if entry.obsolete and entry.key not in names]
    gone += [_forget(entry) for entry in own.values() if entry.key not in names]
    header = completed(po.header or new_header(language, domain), language, domain)
    return PoFile(header, (*entries, *(entry for entry in gone if entry.words)), po.tail)


def _alike(entry: PoEntry) -> str:
    """Return the English as it is compared, to find the text that another one was before it was changed."""
    return entry.source.lower().strip()


def _lay(old: PoEntry, new: PoEntry) -> PoEntry:
    """Return an entry of today with a translation of before; fuzzy when that was made for other English."""
    same = old.key == new.key
    previous = old.previous if old.fuzzy else ()
    if not same and not previous:  # else it was changed twice: the translation belongs to the first English
        context = (("msgctxt", (old.context,)),) if old.context else ()
        previous = (*context, ("msgid", old.msgid))
    entry = replace(
        new,
        msgid=old.msgid if same else new.msgid,
        msgstr=old.msgstr,
        comments=(*_own_comments(old), *new.comments),
        flags=(*_others(old), *new.flags),
        fuzzy=old.fuzzy or not same,
        previous=previous,
    )
    return replace(entry, previous=()) if entry.old == entry.source else entry


def _forget(entry: PoEntry) -> PoEntry:
    """Return an entry that the English no longer has: places and notes of the English go, the translator's stays."""
    return replace(entry, obsolete=True, comments=_own_comments(entry), flags=_others(entry))


def _own_comments(entry: PoEntry) -> tuple[str, ...]:
    """Return the translator's comments, without notes and places."""
    return tuple(comment for comment in entry.comments if not comment.startswith(("#.", "#:")))


def _others(entry: PoEntry) -> tuple[str, ...]:
    """Return the flags that do not come from the English."""
    return tuple(flag for flag in entry.flags if "-format" not in flag)


def _row(language: str, domain: str, po: PoFile, texts: Iterable[Text]) -> Standing:
    """Count one merged catalog."""
    places = {(text.words, text.context): text.origin for text in reversed(tuple(texts))}
    english = {words for words, _ in places}
    live = [entry for entry in po.entries if not entry.obsolete]
    fuzzy = [entry for entry in live if entry.words and entry.fuzzy]
    stale = tuple(
        Stale(places[entry.key], entry.old, entry.source, entry.words)
        for entry in fuzzy
        if entry.old and entry.old not in english  # else it was only borrowed from a similar text that still stands
    )
    missing = sum(not entry.words for entry in live)
    return Standing(
        language=language,
        domain=domain,
        translated=len(live) - len(fuzzy) - missing,
        fuzzy=len(fuzzy),
        missing=missing,
        obsolete=len(po.entries) - len(live),
        stale=stale,
        draft=is_draft(po.header),
    )


def _place(origin: Origin) -> str:
    """Return ``file:line`` inside the library; a name with a space is isolated, as gettext does."""
    inside = _INSIDE.search(origin.file)
    file = inside[1] if inside else origin.file
    name = f"\u2068{file}\u2069" if " " in file else file
    return f"{name}:{origin.line}" if origin.line else name
