"""Reads a translator's PO file into a frozen catalog. What is outside is checked before it is believed.

Babel reads PO leniently: a line without its closing quote loses its last letter, a stray ``msgstr`` shifts every
later one, a repeated message is merged. So the form of every line is checked here first, and the header, which
no printed word depends on, never reaches Babel.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.model.markup import check_markup, links_of, slots_of, strongs_of
from generator.model.problems import NOWHERE, Origin, Problem

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog as BabelCatalog

MOST_BYTES = 2_000_000
"""The largest PO file that is read; the largest of our own is a fiftieth of it."""

_CHARSET = re.compile(rb"charset=([\w.:-]+)", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_WRONG = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffd\ufffe\uffff]")
"""Characters that are invisible, reorder words, or show that words were lost. A comment may isolate a file's name."""
_MOST_OF_A_SORT = 20
_QUOTED = r'"(?:[^"\\]|\\["\\ntr])*"'
_LINE = re.compile(rf"(?:(?P<word>msgctxt|msgid|msgstr) +)?{_QUOTED}")
_NUMBERED = re.compile(r" on \d+$")
"""Babel ends its messages with a line counted from 0."""
_KEYWORD = re.compile(r'[^\s"]+')
_AFTER = {"": {"msgctxt", "msgid"}, "msgctxt": {"msgid"}, "msgid": {"msgstr"}, "msgstr": {"msgctxt", "msgid"}}
"""Which keyword may follow which; a comment or the end of the file may only follow ``msgstr``."""


class Message(Struct, frozen=True):
    """One translation: ``words`` may be empty (not translated), ``origin`` is its line in the PO file."""

    words: str
    fuzzy: bool
    origin: Origin


class Catalog(Struct, frozen=True):
    """A domain's translations in one language, by source words and context."""

    language: str
    domain: str
    entries: Mapping[tuple[str, str], Message]
    origin: Origin = NOWHERE

    def find(self, words: str, context: str = "") -> Message | None:
        """Return the translation of these source words, fuzzy ones too; None when there is none."""
        message = self.entries.get((words, context))
        return message if message and message.words else None


Catalogs = Callable[[str], Catalog | None]
"""A language's catalog by domain; None when the language has no such file."""


class PoFile(Struct, frozen=True):
    """A whole PO file for whoever writes it again: ``header`` is its first entry as lines, Babel holds the rest."""

    header: tuple[str, ...]
    messages: BabelCatalog
    origin: Origin


def read_catalog(path: Path, shown: str, language: str, domain: str, problems: list[Problem]) -> Catalog:
    """Read a PO file into a catalog; whatever is wrong goes to ``problems`` with its line, all of it.

    A translation must have the slots, links and number of strong passages of its source words. A fuzzy one
    is never printed, so its marks may still differ.
    """
    origin = Origin(shown)
    po = read_po_file(path, shown, problems)
    if po is None:
        return Catalog(language, domain, {}, origin)
    entries: dict[tuple[str, str], Message] = {}
    for found in po.messages:
        if not found.id:
            continue
        source, words = _plain(found.id), _plain(found.string)
        message = Message(words, found.fuzzy, Origin(shown, found.lineno or 0))
        entries[source, str(found.context or "")] = message
        if words and not found.fuzzy:
            problems += check_message(source, message)
    return Catalog(language, domain, entries, origin)


def read_po_file(path: Path, shown: str, problems: list[Problem]) -> PoFile | None:
    """Read a PO file with its comments and obsolete entries; None, and problems, when it cannot be read whole."""
    words = _read_words(path, shown, problems)
    return None if words is None else parse_po(words, shown, problems)


def parse_po(words: str, shown: str, problems: list[Problem]) -> PoFile | None:
    """Parse the words of a PO file; None, and problems, when a line is broken."""
    from babel.messages.pofile import PoFileError, PoFileParser

    lines = [line.strip(" \t\r") for line in words.split("\n")]
    # Babel cannot read the old English of an obsolete entry (`#~|`); nobody needs it.
    lines = ["" if line.startswith("#~|") else line for line in lines]
    broken = _check_lines(lines, shown)
    if broken:
        problems += broken
        return None
    header = _take_header(lines)
    messages = _strict_catalog(shown, problems)
    try:
        PoFileParser(messages, abort_invalid=True).parse(lines)
    except PoFileError as error:
        problems.append(
            Problem(Origin(shown, error.lineno + 1), f"this PO entry is broken: {_NUMBERED.sub('', str(error))}")
        )
        return None
    for message in [*messages, *messages.obsolete.values()]:
        _take_previous(message)
    return PoFile(header, messages, Origin(shown))


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
    save = "save the file as UTF-8 (in Poedit: Translation > Properties > Charset)"
    charset = _CHARSET.search(data[:20_000])
    if charset and charset[1].lower() not in (b"utf-8", b"utf8"):
        name = charset[1].decode("ascii", "replace")
        line = data[: charset.start()].count(b"\n") + 1
        problems.append(Problem(Origin(shown, line), f"the file says that its charset is {name}, not UTF-8", save))
        return None
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problems.append(Problem(Origin(shown, line), "the file is not UTF-8", save))
        return None
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    bad = [
        Problem(
            Origin(shown, number), f"there is a character here that no text needs: U+{ord(letter):04X}", "delete it"
        )
        for number, line in enumerate(words.split("\n"), 1)
        for letter in sorted(set((_CONTROL if line.startswith("#") else _WRONG).findall(line)))
    ]
    problems += bad[:_MOST_OF_A_SORT]
    return None if bad else unicodedata.normalize("NFC", words)


def _check_lines(lines: list[str], shown: str) -> list[Problem]:
    """Return what is wrong with the form of the lines: quotes, escapes, keywords out of order."""
    problems: list[Problem] = []
    state = {False: "", True: ""}
    for number, line in enumerate(lines, 1):
        obsolete = line.startswith("#~")
        rest = line[2:].strip() if obsolete else line
        if not rest or (rest.startswith("#") and not obsolete):
            if rest and state[False] in ("msgctxt", "msgid"):
                problems.append(_no_translation(shown, number))
                state[False] = ""
            continue
        match = _LINE.fullmatch(rest)
        word = (match and match["word"]) or ""
        if match is None:
            problems.append(_broken_line(shown, number, rest))
            keyword = _KEYWORD.match(rest)
            word = keyword[0] if keyword and keyword[0] in _AFTER else ""
        if word and word not in _AFTER[state[obsolete]]:
            if state[obsolete] in ("msgctxt", "msgid"):
                problems.append(_no_translation(shown, number))
            else:
                problems.append(Problem(Origin(shown, number), f"{word} stands alone: no msgid belongs to it"))
        elif match and not word and not state[obsolete]:
            problems.append(Problem(Origin(shown, number), "these words belong to no msgid or msgstr"))
        state[obsolete] = word or state[obsolete]
    if "msgid" in state.values() or "msgctxt" in state.values():
        problems.append(_no_translation(shown, len(lines)))
    return problems


def _no_translation(shown: str, line: int) -> Problem:
    return Problem(Origin(shown, line), "the entry before this line has no msgstr", 'write msgstr "" below its msgid')


def _broken_line(shown: str, line: int, words: str) -> Problem:
    keyword = _KEYWORD.match(words)
    if keyword and keyword[0].startswith(("msgid_plural", "msgstr[")):
        hint = "leaflets have no plural forms; write one msgid and one msgstr"
    elif keyword and keyword[0] not in _AFTER:
        hint = "a line begins with msgctxt, msgid, msgstr, # or a double quote"
    else:
        hint = 'words stand in straight double quotes; inside them write \\" for a quote and \\\\ for a backslash'
    return Problem(Origin(shown, line), "this line of the PO file is broken", hint)


def _take_header(lines: list[str]) -> tuple[str, ...]:
    """Cut the header entry (the one with an empty msgid) out of the lines, which keep their count, and return it."""
    first = next((i for i, line in enumerate(lines) if line and not line.startswith("#")), len(lines))
    if lines[first : first + 1] != ['msgid ""'] or not lines[first + 1 : first + 2]:
        return ()
    if not lines[first + 1].startswith("msgstr"):
        return ()
    last = first + 2
    while last < len(lines) and lines[last].startswith('"'):
        last += 1
    header = tuple(line for line in lines[:last] if line)
    lines[:last] = [""] * last
    return header


def _strict_catalog(shown: str, problems: list[Problem]) -> BabelCatalog:
    """Return an empty Babel catalog that reports a message given twice instead of merging it."""
    from babel.messages.catalog import Catalog as Base
    from babel.messages.catalog import Message as BaseMessage

    class Strict(Base):
        def __setitem__(self, id: str | tuple[str, ...] | list[str], message: BaseMessage) -> None:
            first = self.get(id, message.context) if id else None
            if first is not None and message.lineno and first.lineno:
                text = f"these source words stand here a second time; the first is in line {first.lineno}"
                problems.append(Problem(Origin(shown, message.lineno), text, "delete one of the two entries"))
                return
            super().__setitem__(id, message)

    return Strict()


def _take_previous(message: object) -> None:
    """Move the old English (``#| msgid``), which Babel reads as a comment, to where Babel writes it from."""
    from babel.messages.catalog import Message as BaseMessage
    from babel.messages.pofile import unescape

    if not isinstance(message, BaseMessage):
        return
    old = [comment[1:].strip() for comment in message.user_comments if comment.startswith("|")]
    message.user_comments = [comment for comment in message.user_comments if not comment.startswith("|")]
    words = " ".join(old)
    start = words.find("msgid ")
    if start >= 0:
        message.previous_id = ["".join(unescape(part) for part in re.findall(_QUOTED, words[start:]))]


def _plain(words: object) -> str:
    """Return NFC words of a message without plural forms."""
    return unicodedata.normalize("NFC", words) if isinstance(words, str) else ""


def check_message(source: str, message: Message) -> list[Problem]:
    """Return what in a translation does not match its source words: characters, slots, links, strong passages."""
    origin, words = message.origin, message.words
    problems = list(check_markup(words, origin))
    if problems:
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
