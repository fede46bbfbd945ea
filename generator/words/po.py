"""PO files: words in, entries out, and back. The only place that knows the form.

Follows GNU gettext's own reader (``po-lex.c``, ``po-gram-gen.y``): what gettext reads is read here with the same
meaning, or refused with its line and a hint. ``tests/words/test_po.py`` holds both to it. Why neither Babel nor
polib reads: ``docs/decisions/0023-po-files.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from generator.model.patterns import pattern
from generator.model.problems import Origin, Problem
from generator.model.writing import composed

SAVE = "save the file as UTF-8 (in Poedit: Translation > Properties > Charset)"
"""What to do about any other charset."""

_STRING = pattern(r'"([^"\\]*(?:\\[\\"ntr][^"\\]*)*)"')
_LINE = pattern(rf"(?:(msgctxt|msgid_plural|msgid|msgstr)[ \t]*)?((?:{_STRING.pattern}[ \t]*)+)")
_ODD_ESCAPE = pattern(r"\\[^\\\"ntr]")
_KEYWORD = pattern(r'[^\s"]+')
_FLAGS = ("#,", "#!", "#=")
"""What begins a line of flags: gettext reads ``#!`` as ``#,``. Marks of other kinds are comments, but it is safer to
take one fuzzy too many."""

_MARKS = ("#~|", "#~", "#|")
"""What begins a line of an entry that is no longer used, or of the old English, the longest first."""

_FLAG = pattern(r"range:\s*[^\s,]+|[^\s,]+")
"""gettext parts flags at white space as well as at commas: ``fuzzy c-format`` is two."""

_CHARSET = pattern(r"charset=([^\s\\\"]+)", re.IGNORECASE)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_BEGINNING = frozenset(("| msgctxt", "| msgid", "msgctxt", "msgid"))
_AFTER = {
    "": _BEGINNING,
    "| msgctxt": {"| msgid"},
    "| msgid": {"| msgid_plural", "msgctxt", "msgid"},
    "| msgid_plural": {"msgctxt", "msgid"},
    "msgctxt": {"msgid"},
    "msgid": {"msgstr"},
    "msgstr": _BEGINNING,
}
"""Which part of an entry may follow which; ``|`` marks the old English."""

Strings = tuple[str, ...]
"""One text as its file has it, a string a line: a translator's line ends stay where they are."""


class PoEntry(Struct, frozen=True):
    """One message of a PO file. ``line`` is that of its msgid, from 1; 0 when it comes from no file.

    ``comments`` are whole lines, flags apart. ``flags`` are in small letters, each once, without fuzzy. ``previous``
    is the English before it was changed, by keyword: msgctxt, msgid, msgid_plural.
    """

    msgid: Strings
    msgstr: Strings = ("",)
    context: str | None = None
    comments: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    fuzzy: bool = False
    previous: tuple[tuple[str, Strings], ...] = ()
    obsolete: bool = False
    line: int = 0

    @property
    def source(self) -> str:
        """The English, in NFC."""
        return _join(self.msgid)

    @property
    def words(self) -> str:
        """The translation, in NFC."""
        return _join(self.msgstr)

    @property
    def key(self) -> tuple[str, str]:
        """What no two entries of a file share: the English and its context."""
        return self.source, self.context or ""

    @property
    def old(self) -> str:
        """The English that the translation was made from, when that has changed; else empty."""
        return next((_join(words) for word, words in self.previous if word == "msgid"), "")


class PoFile(Struct, frozen=True):
    """A whole PO file: its header (the entry of the empty msgid), its entries in their order, comments at its end."""

    header: PoEntry | None = None
    entries: tuple[PoEntry, ...] = ()
    tail: tuple[str, ...] = ()


def parse_po(words: str, shown: str, problems: list[Problem]) -> PoFile | None:
    """Parse the words of a PO file; None, and problems for all broken lines, when it cannot be read whole."""
    reader = _PoReader(shown)
    for number, line in enumerate(words.split("\n"), 1):
        reader.read(line.strip(" \t"), number)
    reader.finish(number)
    problems += reader.problems
    header = reader.entries.get(("", ""))
    if header is not None and header.obsolete:
        header = None
    if header is not None:
        problems += _charset(header, words, shown)
    if reader.problems:
        return None
    entries = tuple(entry for entry in reader.entries.values() if entry is not header)
    return PoFile(header, entries, tuple(reader.comments))


def write_po(po: PoFile) -> str:
    """Return the words of a PO file: header, entries, then obsolete ones; never wrapped, never sorted anew."""
    live = [entry for entry in po.entries if not entry.obsolete]
    gone = [entry for entry in po.entries if entry.obsolete]
    lines = [line for entry in (po.header, *live, *gone) if entry for line in (*_entry(entry), "")]
    return "\n".join([*lines, *po.tail, *([""] if po.tail else [])])


def _quote(words: str) -> str:
    """Return words as a PO string, with its quotes."""
    for letter, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        words = words.replace(letter, escape)
    return f'"{words}"'


class _PoReader:
    """Reads line by line; ``entries`` are those that are whole, the rest is of the one that is being read."""

    def __init__(self, shown: str) -> None:
        """Begin before the first line."""
        self.shown = shown
        self.entries: dict[tuple[str, str], PoEntry] = {}
        self.problems: list[Problem] = []
        self._begin_entry()

    def _begin_entry(self) -> None:
        self.comments: list[str] = []
        self.parts: dict[str, list[str]] = {}
        self.part, self.obsolete, self.line = "", False, 0

    def read(self, line: str, number: int) -> None:
        """Read one line, without white space around it."""
        mark, rest = "", line
        if line.startswith("#"):
            if line.startswith(_MARKS):
                mark = next(mark for mark in _MARKS if line.startswith(mark))
                rest = line[len(mark) :].lstrip(" \t")
            if not mark or rest.startswith("#"):
                self.finish(number)
                self.comments.append(rest)
                return
        if not rest:
            return
        match = _LINE.fullmatch(rest)
        old = "| " if mark.endswith("|") else ""
        if match is None or (match[1] == "msgid_plural" and not old):
            self.problems.append(_broken(Origin(self.shown, number), rest))
            word = _KEYWORD.match(rest)
            if word and old + word[0] in _AFTER:  # go on after it: the next line is not to blame
                self._begin(old + word[0], mark, number)
        elif match[1]:
            self._begin(old + match[1], mark, number)
            self._add(match[2])
        elif not self.part or self.part.startswith("|") != bool(old):
            self._problem(number, "these words belong to no msgid or msgstr")
        else:
            self._same(mark, number)
            self._add(match[2])

    def _problem(self, number: int, message: str, hint: str = "") -> None:
        self.problems.append(Problem(Origin(self.shown, number), message, hint))

    def _begin(self, part: str, mark: str, number: int) -> None:
        """Begin a part of an entry, and an entry when it is the first part."""
        if self.part == "msgstr" and part in _BEGINNING:
            self.finish(number)
        if part not in _AFTER[self.part]:
            if self.part not in ("", "msgstr"):
                self.finish(number)
            else:
                self._problem(number, f"{part.strip('| ')} stands alone: no msgid belongs to it")
        if not self.parts:
            self.obsolete = mark.startswith("#~")
        self._same(mark, number)
        self.part = part
        self.parts[part] = []
        if part == "msgid":
            self.line = number

    def _same(self, mark: str, number: int) -> None:
        if mark.startswith("#~") != self.obsolete:
            hint = "put #~ before each line of an entry that is no longer used, or before none"
            self._problem(number, "one entry has lines with #~ and lines without", hint)

    def _add(self, strings: str) -> None:
        self.parts[self.part] += map(_unescape, _STRING.findall(strings))

    def finish(self, number: int) -> None:
        """End the entry before a line, if one was begun."""
        if not self.part:
            return
        comments, parts, obsolete, line = self.comments, self.parts, self.obsolete, self.line
        part = self.part
        self._begin_entry()
        if part != "msgstr":
            self._unfinished(part, number)
            return
        if not parts.get("msgid"):  # it is broken, or not there: that was said
            return
        marked = [comment for comment in comments if comment.startswith(_FLAGS)]
        flags = dict.fromkeys(_FLAG.findall("\n".join([comment[2:] for comment in marked]).lower())) if marked else {}
        entry = PoEntry(
            msgid=tuple(parts["msgid"]),
            msgstr=tuple(parts["msgstr"]),
            context=_join(parts["msgctxt"]) if "msgctxt" in parts else None,
            comments=tuple([one for one in comments if not one.startswith(_FLAGS)] if marked else comments),
            flags=tuple([flag for flag in flags if flag != "fuzzy"]),
            fuzzy="fuzzy" in flags,
            previous=tuple([(name[2:], tuple(strings)) for name, strings in parts.items() if name[0] == "|"]),
            obsolete=obsolete,
            line=line,
        )
        if entry.context == "":
            self._problem(entry.line, "the msgctxt of this entry is empty", "delete the line of the msgctxt")
        first = self.entries.setdefault(entry.key, entry)
        if first is not entry:
            message = f"these source words stand here a second time; the first is in line {first.line}"
            self._problem(entry.line, message, "delete one of the two entries")

    def _unfinished(self, part: str, number: int) -> None:
        if part.startswith("|"):
            hint = "comments and flags stand above the lines with #|, and msgid right below them"
            self._problem(number, "the old English before this line belongs to no msgid", hint)
        else:
            hint = 'write msgstr "" below its msgid'
            self._problem(number, "the entry before this line has no msgstr", hint)


def _broken(origin: Origin, words: str) -> Problem:
    found = _KEYWORD.match(words)
    keyword = found[0] if found else ""
    if keyword.startswith(("msgid_plural", "msgstr[")):
        hint = "leaflets have no plural forms; write one msgid and one msgstr"
    elif keyword == "domain":
        hint = "each catalog is a file of its own: delete the line"
    elif keyword and keyword not in _AFTER:
        hint = "a line begins with msgctxt, msgid, msgstr, # or a double quote"
    elif _ODD_ESCAPE.search(words):
        hint = 'after a backslash only \\ " n t r may follow; write other letters as they are'
    elif found and not words[found.end() :].strip():
        hint = f'write words in double quotes behind {keyword}, or ""'
    else:
        hint = 'words stand in straight double quotes; inside them write \\" for a quote and \\\\ for a backslash'
    return Problem(origin, "this line of the PO file is broken", hint)


def _charset(header: PoEntry, words: str, shown: str) -> Iterator[Problem]:
    """Yield a problem when a header says that the file is anything but UTF-8."""
    found = _CHARSET.search(header.words)
    if found and found[1].lower() not in ("utf-8", "utf8"):
        lines = enumerate(words.split("\n"), 1)
        line = next((number for number, line in lines if number >= header.line and found[0] in line), header.line)
        yield Problem(Origin(shown, line), f"the file says that its charset is {found[1][:40]}, not UTF-8", SAVE)


def _unescape(string: str) -> str:
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), string) if "\\" in string else string


def _join(strings: Iterable[str]) -> str:
    return composed("".join(strings))


def _entry(entry: PoEntry) -> Iterator[str]:
    """Yield the lines of one entry, comments first, in gettext's order."""
    mark = "#~ " if entry.obsolete else ""
    yield from entry.comments
    flags = (("fuzzy",) if entry.fuzzy else ()) + entry.flags
    if flags:
        yield f"#, {', '.join(flags)}"
    for word, strings in entry.previous:
        yield from _part(word, strings, "#~| " if entry.obsolete else "#| ")
    if entry.context is not None:
        yield from _part("msgctxt", (entry.context,), mark)
    yield from _part("msgid", entry.msgid, mark)
    yield from _part("msgstr", entry.msgstr, mark)


def _part(word: str, strings: Iterable[str], mark: str) -> Iterator[str]:
    first, *rest = strings
    yield f"{mark}{word} {_quote(first)}"
    yield from (f"{mark}{_quote(string)}" for string in rest)
