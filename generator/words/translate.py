"""Texts out to translators and back: templates (``.pot``), catalogs brought up to date, and what is still missing.

Everything of ``extract``, ``merge`` and ``status`` is words in, words out; only ``update`` writes, each file whole
or not at all. PO files are written here, not by Babel, whose writer wraps the old English and loses a line of it
at the second update, and drops header lines that it does not know.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from generator.model.content import Kind, Language, Picture, Profile, Text, Topic, Words
from generator.model.markup import slots_of
from generator.model.problems import Origin, Problem, Unusable, refuse_if_any
from generator.words.catalogs import PoFile, parse_po, read_po_file
from generator.words.localize import SOURCE

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog as BabelCatalog
    from babel.messages.catalog import Message as BabelMessage

UNREVIEWED = "UNREVIEWED DRAFT: not checked by a translator or a clinician."
"""The first line of every new catalog. Only a person takes it away."""

CREATED = "2026-01-01 00:00+0000"
"""The creation date of every template, always the same: differences then show words only."""

_INSIDE = re.compile(r"(?:^|/)((?:content|templates)/.*)$")
"""A place below the library: where the library stands differs from one machine to the next."""

SHARED, TEMPLATES = "shared", "templates"


class Found(Protocol):
    """A file of the library: where it is, and how people know it."""

    @property
    def path(self) -> Path: ...  # noqa: D102
    @property
    def shown(self) -> str: ...  # noqa: D102


class Folders(Protocol):
    """The library's folders, its own before the stock's."""

    @property
    def roots(self) -> tuple[tuple[Path, str], ...]: ...  # noqa: D102
    def find(self, relative: str, /) -> Found | None: ...  # noqa: D102


class SharedTexts(Protocol):
    """A list of texts that several topics include."""

    @property
    def items(self) -> tuple[Words, ...]: ...  # noqa: D102


class Library(Protocol):
    """What of a library is needed here."""

    @property
    def folders(self) -> Folders: ...  # noqa: D102
    @property
    def pictures(self) -> Mapping[str, Picture]: ...  # noqa: D102
    @property
    def kinds(self) -> Mapping[str, Kind]: ...  # noqa: D102
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


class Stale(Struct, frozen=True):
    """A translation whose English changed after it was made: both English texts, to lay side by side."""

    origin: Origin
    old: str
    new: str
    translation: str


class Row(Struct, frozen=True):
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


def collect(library: Library) -> dict[str, tuple[Text, ...]]:
    """Return every text there is to translate, by domain, in the order of the files. Raises Unusable."""
    texts: dict[str, dict[Text, None]] = {name: {} for name in (*library.topics(), SHARED, TEMPLATES)}
    for words in _all_words(library):
        if isinstance(words, Text):
            texts.setdefault(words.domain, {})[words] = None
    return {domain: tuple(found) for domain, found in texts.items() if found}


def _all_words(library: Library) -> Iterator[Words]:
    problems: list[Problem] = []
    for name in library.topics():
        try:
            yield from library.topic(name).words()
        except Unusable as error:
            problems += error.problems
    refuse_if_any(problems)
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
            yield from find_messages(template, shown)


def extract(library: Library) -> dict[str, str]:
    """Return the translators' template of each domain: one a topic, ``shared``, ``templates``. Raises Unusable."""
    return {domain: _write(_header("", domain), _messages(texts)) for domain, texts in collect(library).items()}


def merge(po: str, shown: str, texts: Iterable[Text], language: str, domain: str) -> str:
    """Return a PO file's words brought up to date with the English; ``po`` empty begins a new one.

    Changed English makes its translation fuzzy and keeps the old English beside it. What the English no longer
    says becomes obsolete and stays as memory; it comes back when the English does. Raises Unusable.
    """
    problems: list[Problem] = []
    old = parse_po(po, shown, problems)
    refuse_if_any(problems)
    merged = _merge(old, _messages(texts)) if old else _messages(texts)
    return _write(old.header if old and old.header else _header(language, domain), merged)


def update(library: Library) -> tuple[Path, ...]:
    """Bring every catalog of every language up to date and return the files that changed. Raises Unusable.

    Files are written into the library's own folder. One that only the stock library has, and whose English the
    library changes, is the beginning of the library's own.
    """
    texts = collect(library)
    changed: list[Path] = []
    problems: list[Problem] = []
    ready: list[tuple[Path, str]] = []
    for language, domain, relative in _files(library, texts):
        found = library.folders.find(relative)
        try:
            before = _words_of(found)
            words = _merged(before, found, texts, language, domain)
            # what the stock library has and nothing changed stays there: a copy would hide its later corrections
            if found is None or found.path.read_bytes() != words.encode():
                ready.append((library.folders.roots[0][0] / relative, words))
        except Unusable as error:
            problems += error.problems
    refuse_if_any(problems)  # all or nothing: no file is touched while one of them is broken
    for path, words in ready:
        write_whole(path, words)
        changed.append(path)
    return tuple(changed)


def status(library: Library) -> tuple[Row, ...]:
    """Return how far each language is in each domain, against the English as it stands now. Raises Unusable."""
    texts = collect(library)
    rows: list[Row] = []
    problems: list[Problem] = []
    for language, domain, relative in _files(library, texts):
        found = library.folders.find(relative)
        wanted = _messages(texts[domain])
        po = read_po_file(found.path, found.shown, problems) if found else None
        rows.append(_row(language, domain, _merge(po, wanted) if po else wanted, po, {t.words for t in texts[domain]}))
    refuse_if_any(problems)
    return tuple(rows)


def write_whole(path: Path, words: str) -> None:
    """Write a text file so that nobody ever sees half of it: a temporary file, synced, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(words.encode())
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _files(library: Library, texts: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """Yield language, domain and file of every catalog there should be. A dialect of English needs none."""
    for language in library.languages():
        if language.split("_")[0] != SOURCE:
            for domain in texts:
                yield language, domain, f"locales/{language}/LC_MESSAGES/{domain}.po"


def _words_of(found: Found | None) -> str:
    """Return a catalog's words, checked; empty when there is no file yet."""
    if found is None:
        return ""
    problems: list[Problem] = []
    read_po_file(found.path, found.shown, problems)
    refuse_if_any(problems)
    return found.path.read_bytes().decode("utf-8-sig")


def _merged(before: str, found: Found | None, texts: Mapping[str, tuple[Text, ...]], language: str, domain: str) -> str:
    return merge(before, found.shown if found else "", texts[domain], language, domain)


def _messages(texts: Iterable[Text]) -> BabelCatalog:
    """Return the texts as messages without translation, equal ones as one with all their places and notes."""
    from babel.messages.catalog import Catalog

    catalog = Catalog(fuzzy=False)
    for text in texts:
        catalog.add(
            text.words,
            locations=[(text.origin.file, text.origin.line)],
            auto_comments=[line.strip() for line in text.note.splitlines() if line.strip()],
            context=text.context or None,
        )
    return catalog


def _merge(old: PoFile, wanted: BabelCatalog) -> BabelCatalog:
    """Lay the old translations into the wanted messages (Babel's matching), keeping what Babel would forget."""
    catalog = old.messages
    # English that came back: its translation is still in the file.
    for message in wanted:
        kept = catalog.obsolete.get(_key(message)) if message.id else None
        if kept is not None and catalog.get(message.id, message.context) is None:
            del catalog.obsolete[_key(message)]
            catalog[message.id] = kept
    previous = {_key(message): list(message.previous_id) for message in catalog if message.id and message.fuzzy}
    # An update starts with a message's line number, which would look like a second one in the same file.
    for message in catalog:
        message.lineno = None
    catalog.update(wanted)
    for message in catalog:
        if message.id:
            # A text changed twice before it was translated: its translation belongs to the first English.
            came_from = message.previous_id[0] if message.previous_id else None
            earlier = previous.get(came_from) if came_from else previous.get(_key(message))
            message.previous_id = (earlier or message.previous_id) if message.fuzzy else []
            if message.previous_id and message.previous_id[0] == message.id:
                message.previous_id = []
    return catalog


def _key(message: BabelMessage) -> tuple[str, str] | str:
    """Return Babel's key of a message: its words, with the context if there is one."""
    words = str(message.id)
    return (words, message.context) if message.context is not None else words


def _row(language: str, domain: str, merged: BabelCatalog, po: PoFile | None, english: set[str]) -> Row:
    """Count one merged catalog."""
    translated = fuzzy = missing = 0
    stale: list[Stale] = []
    for message in merged:
        if not message.id:
            continue
        if not message.string:
            missing += 1
        elif not message.fuzzy:
            translated += 1
        else:
            fuzzy += 1
            old = message.previous_id[0] if message.previous_id else ""
            if old and old not in english:  # else it was only borrowed from a similar text that still stands
                file, line = message.locations[0] if message.locations else ("", 0)
                stale.append(Stale(Origin(file, line or 0), old, str(message.id), str(message.string)))
    draft = po is None or any("unreviewed draft" in line.lower() for line in po.header)
    return Row(language, domain, translated, fuzzy, missing, len(merged.obsolete), tuple(stale), draft)


def _header(language: str, domain: str) -> tuple[str, ...]:
    """Return the lines of a new header entry; a template's language is empty."""
    fields = [
        ("Project-Id-Version", f"leaflets {domain}"),
        ("POT-Creation-Date", CREATED),
        ("Language", language),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
    ]
    comment = [f"# Texts of '{domain}' to be translated."]
    if language:
        from babel.messages.catalog import Catalog

        fields.append(("Plural-Forms", Catalog(locale=_known(language)).plural_forms))
        fields.append(("X-Review-Status", "unreviewed draft"))
        comment = [f"# {UNREVIEWED}", f"# Translation of '{domain}' ({language})."]
    return (*comment, 'msgid ""', 'msgstr ""', *(_quote(f"{name}: {value}\n") for name, value in fields))


def _known(language: str) -> str | None:
    """Return the language if Babel knows it, for the plural forms; tools want them though leaflets have none."""
    from babel.core import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(language))
    except (UnknownLocaleError, ValueError):
        return None


def _write(header: Iterable[str], catalog: BabelCatalog) -> str:
    """Return the words of a PO file: one line a string, never wrapped, never sorted, the same every time."""
    lines = [*header, ""]
    for message in catalog:
        if message.id:
            lines += [*_entry(message), ""]
    for message in catalog.obsolete.values():
        lines += [*_entry(message, obsolete=True), ""]
    return "\n".join(lines)


def _entry(message: BabelMessage, obsolete: bool = False) -> Iterator[str]:
    """Yield the lines of one entry, comments first, in gettext's order."""
    mark = "#~ " if obsolete else ""
    yield from (f"# {comment}".rstrip() for comment in message.user_comments)
    if not obsolete:
        yield from (f"#. {comment}" for comment in message.auto_comments)
        places = dict.fromkeys(_place(file, line) for file, line in message.locations)
        if places:
            yield f"#: {' '.join(places)}"
    flags = {flag for flag in message.flags if flag and "-format" not in flag}
    if not obsolete and slots_of(str(message.id)):
        flags.add("python-brace-format")
    if flags:
        yield f"#, {', '.join(sorted(flags))}"
    if message.previous_id and not obsolete:
        yield f"#| msgid {_quote(message.previous_id[0])}"
    if message.context is not None:
        yield f"{mark}msgctxt {_quote(message.context)}"
    yield f"{mark}msgid {_quote(str(message.id))}"
    yield f"{mark}msgstr {_quote(str(message.string or ''))}"


def _place(file: str, line: int | None) -> str:
    """Return ``file:line`` inside the library; a name with a space is isolated, as gettext does."""
    inside = _INSIDE.search(file)
    file = inside[1] if inside else file
    name = f"\u2068{file}\u2069" if " " in file else file
    return f"{name}:{line}" if line else name


def _quote(words: str) -> str:
    from babel.messages.pofile import escape

    return escape(words)
