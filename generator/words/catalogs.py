"""Reads a translator's PO file into a frozen catalog. What is outside is checked before it is believed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from generator.model.content import Language
from generator.model.markup import check_markup, links_of, slots_of, strongs_of
from generator.model.patterns import pattern
from generator.model.problems import NOWHERE, Origin, Problem
from generator.model.writing import composed
from generator.words.heads import is_draft
from generator.words.po import SAVE, PoFile, parse_po

MOST_BYTES = 2_000_000
"""The largest PO file that is read; the largest of our own is a fiftieth of it."""

CONTROL = pattern("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
WRONG = pattern("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffd\ufffe\uffff]")
"""Characters that are invisible, reorder words, or show that words were lost. A comment may isolate a file's name."""
_MARKED = pattern(r"[{\[*\n\t\r]")
"""Without any of these words hold no slot, link or strong passage, and no letter that may not stand in them."""
_MOST_OF_A_SORT = 20
_LANGUAGE = pattern(r"^Language:[ \t]*([A-Za-z]+)", re.IGNORECASE | re.MULTILINE)


class Message(Struct, frozen=True):
    """One translation: ``words`` may be empty (not translated), ``origin`` is its line in the PO file.

    ``notes`` are the translator's own comments, without their mark.
    """

    words: str
    fuzzy: bool
    origin: Origin
    notes: tuple[str, ...] = ()


class Catalog(Struct, frozen=True):
    """A domain's translations in one language, by source words and context."""

    language: str
    domain: str
    entries: Mapping[tuple[str, str], Message]
    origin: Origin = NOWHERE
    draft: bool = True
    """Whether it still says that nobody has checked it; of several that lie over one another, the first."""

    def find(self, words: str, context: str = "") -> Message | None:
        """Return the translation of these source words, fuzzy ones too; None when there is none."""
        message = self.entries.get((words, context))
        return message if message and message.words else None


Catalogs = Callable[[str], Catalog | None]
"""A language's catalog by domain; None when the language has no such file."""


def read_catalog(path: Path, shown: str, language: str, domain: str, problems: list[Problem]) -> Catalog:
    """Read a PO file into a catalog; whatever is wrong goes to ``problems`` with its line, all of it.

    A translation must have the slots, links and number of strong passages of its source words. A fuzzy one
    is never printed, so its marks may still differ.
    """
    origin = Origin(shown)
    po = read_po_file(path, shown, problems)
    if po is None:
        return Catalog(language, domain, {}, origin)
    said = _LANGUAGE.search(po.header.words) if po.header else None
    if po.header and said and said[1].lower() != language.split("_")[0].lower():
        wrong = f"the head of this file says that its language is '{said[1][:20]}', and the folder is '{language}'"
        hint = "is it the right file? if it is, correct the line 'Language' of its head"
        problems.append(Problem(replace(origin, line=po.header.line), wrong, hint))
    entries: dict[tuple[str, str], Message] = {}
    for entry in po.entries:
        if not entry.obsolete:
            notes = tuple([comment[2:].strip() for comment in entry.comments if comment.startswith("# ")])
            words = entry.words if entry.words.strip() else ""  # a blank is no translation
            message = Message(words, entry.fuzzy, Origin(shown, entry.line), notes)
            key = entry.key
            entries[key] = message
            if message.words and not message.fuzzy:
                problems += check_message(key[0], message)
    return Catalog(language, domain, entries, origin, po.header is None or is_draft(po.header))


class Languages(Protocol):
    """What knows the languages by name."""

    def languages(self) -> tuple[str, ...]: ...  # noqa: D102
    def language(self, name: str, /) -> Language: ...  # noqa: D102


def catalog_files(known: Languages, language: str, domain: str) -> tuple[str, ...]:
    """Return the paths of a catalog in a library: a language's own, then that of the one it extends, and so on."""
    names = [language]
    while names[-1] in known.languages() and (above := known.language(names[-1]).extends):
        names.append(above)
    return tuple(f"locales/{name}/LC_MESSAGES/{domain}.po" for name in names)


def laid(layers: Sequence[Catalog]) -> Catalog:
    """Return catalogs of one domain as one: what the first translates counts, of the rest what no earlier one does."""
    entries: dict[tuple[str, str], Message] = {}
    for catalog in layers:
        for key, message in catalog.entries.items():
            if key not in entries or not entries[key].words:
                entries[key] = message
    return replace(layers[0], entries=entries)


def read_po_file(path: Path, shown: str, problems: list[Problem]) -> PoFile | None:
    """Read a PO file with its comments and obsolete entries; None, and problems, when it cannot be read whole."""
    words = _read_words(path, shown, problems)
    return None if words is None else parse_po(words, shown, problems)


def _read_words(path: Path, shown: str, problems: list[Problem]) -> str | None:
    """Read a file's bytes into NFC text, UTF-8 only."""
    try:
        if not path.is_file():
            problems.append(Problem(Origin(shown), "there is no such file"))
            return None
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        problems.append(Problem(Origin(shown), f"the file cannot be read: {error.strerror or error}"))
        return None
    if len(data) > MOST_BYTES:
        hint = f"a catalog of a leaflet is far smaller; the most is {MOST_BYTES // 1_000_000} MB"
        problems.append(Problem(Origin(shown), "the file is too large for a catalog", hint))
        return None
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        told: list[Problem] = []  # by the header, which is ASCII in most other charsets
        parse_po(data.decode("latin-1").replace("\r\n", "\n"), shown, told)
        other = Problem(Origin(shown, line), "the file is not UTF-8", SAVE)
        problems.append(next((problem for problem in told if problem.hint == SAVE), other))
        return None
    words = words.replace("\r\n", "\n")  # one alone ends no line for gettext: what follows may be a comment
    bad: list[Problem] = []
    if WRONG.search(words):  # most files have none, which one look tells
        bad = [
            Problem(
                Origin(shown, number), f"there is a character here that no text needs: U+{ord(letter):04X}", "delete it"
            )
            for number, line in enumerate(words.split("\n"), 1)
            for letter in sorted(set((CONTROL if line.lstrip(" \t").startswith("#") else WRONG).findall(line)))
        ]
    problems += bad[:_MOST_OF_A_SORT]
    return None if bad else composed(words)


def check_message(source: str, message: Message) -> list[Problem]:
    """Return what in a translation does not match its source words: characters, slots, links, strong passages."""
    origin, words = message.origin, message.words
    problems = check_markup(words, origin)
    if problems:
        return problems
    if not _MARKED.search(source) and not _MARKED.search(words):  # as most are
        return problems
    for letter, name in (("\n", "a line break"), ("\t", "a tab"), ("\r", "a line break")):
        if letter in words and letter not in source:
            text = f"the translation has {name} that the English has not"
            problems.append(Problem(origin, text, f"delete {letter!r}".replace("'", "")))
    want, have = Counter(slots_of(source)), Counter(slots_of(words))
    if want != have:
        problems.append(Problem(origin, _differ("slots", want, have, "{%s}"), "slots are copied, never translated"))
    targets, given = Counter(links_of(source)), Counter(links_of(words))
    if targets != given:
        hint = "only the words in square brackets are translated"
        problems.append(Problem(origin, _differ("links", targets, given, "(%s)"), hint))
    count, found = len(strongs_of(source)), len(strongs_of(words))
    if count != found:
        text = f"the English has {count} strong passages (**…**), the translation {found}"
        problems.append(Problem(origin, text, "put ** on both sides of the words that mean the same"))
    return problems


def _differ(what: str, want: Counter[str], have: Counter[str], form: str) -> str:
    """Return a sentence that names what is missing and what is too much."""
    parts = [f"missing {form % name}" for name in (want - have).elements()]
    parts += [f"too much {form % name}" for name in (have - want).elements()]
    return f"the translation does not have the same {what}: {', '.join(parts)}"
