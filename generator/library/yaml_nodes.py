"""YAML files as nodes: every value stays the words that were written, with its file, line and column.

Ordinary loading damages medical text without a word: ``Take pill #2`` becomes ``Take pill``, ``1.10``
becomes ``1.1``, ``no`` becomes False, a repeated name overwrites the first. Here each of them is a problem
or stays as written. No other module knows YAML; ``library/nodes.py`` keeps what it read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from generator.library.node import Node
from generator.library.texts import MOST_OF_A_SORT, check_words
from generator.library.yaml_parser import error as yaml_error
from generator.library.yaml_parser import events as yaml
from generator.library.yaml_parser import parser
from generator.model.patterns import pattern
from generator.model.problems import Origin, Problem

MOST_DEPTH = 20

_BAD_INDENT = re.compile(r"^ *[\t\u00a0\u2000-\u200a\u3000][^\n]*?\S", re.MULTILINE)
_BLANK_WITH_TABS = pattern(r"^[ \t]*\t[ \t]*$", re.MULTILINE)
_LOADER: Any = parser()


def parse_yaml(text: str, shown: str, problems: list[Problem]) -> Node | None:
    """Turn the text of a file (see ``texts.read_text``) into nodes; as ``nodes.parse``, and never kept."""
    tabs = [match for match in _BAD_INDENT.finditer(text)]
    for match in tabs[:MOST_OF_A_SORT]:
        line = text.count("\n", 0, match.start()) + 1
        problems.append(
            Problem(
                Origin(shown, line, 1),
                "the line is indented with a tab or a special space",
                "use ordinary spaces, two for each step",
            )
        )
    if tabs:
        return None
    if "\t" in text:
        text = _BLANK_WITH_TABS.sub("", text)
    lines = text.split("\n")
    builder = _Builder(shown, lines, problems)
    try:
        return builder.document(_events(text))
    except yaml_error.MarkedYAMLError as error:
        from generator.library import yaml_mistakes  # late: seldom needed

        said = f"{error.context or ''}: {error.problem or ''}"
        marks = [(mark.line, mark.column) if mark else None for mark in (error.problem_mark, error.context_mark)]
        problems.append(yaml_mistakes.explain(said, marks[0], marks[1], lines, shown))
    except (yaml_error.YAMLError, ValueError):  # ValueError: the loader without C, on a number that is no character
        problems.append(Problem(Origin(shown), "this is not a YAML file", "compare it with another file of its folder"))
    except _StopError:
        pass
    return None


def _events(text: str) -> Iterator[Any]:
    loader = _LOADER(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


class _StopError(Exception):
    """Reading this file further would be unsafe or senseless."""


_COMMENT_BEHIND = re.compile(r"[ \t]+#")
_NUMBER_SIGN = pattern(r"\s+#\d")
_SWALLOWED_ITEM = pattern(r"\s*-[ \w]")
_THOUSANDS = pattern(r",\d{3}(?!\d)")
_QUOTE_HINT = "put the words in double quotes"


class _Builder:
    """Builds nodes from YAML events, so that hostile files are refused before they unfold."""

    def __init__(self, shown: str, lines: list[str], problems: list[Problem]) -> None:
        self.shown = shown
        self.lines = lines
        self.problems = problems
        self.notes = _notes(lines)
        self.last_line = -1  # where the last scalar ended: its lines hold no comments

    def document(self, events: Iterator[Any]) -> Node | None:
        """Return the root node of the one document."""
        self.events = events
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self.report(event, "a second document starts here ('---')", "keep one document in a file")
                    raise _StopError
                root = self.node(next(events), 1, -1)
        if root is None or root.shape == "nothing":
            self.problems.append(Problem(Origin(self.shown), "the file is empty", "write into it, or delete it"))
            return None
        return root

    def report(self, event: Any, message: str, hint: str = "") -> None:
        """Note a problem at the place of an event."""
        self.problems.append(Problem(self.origin(event), message, hint))

    def origin(self, event: Any) -> Origin:
        """Return the place where an event starts."""
        mark = event.start_mark
        return Origin(self.shown, mark.line + 1, mark.column + 1)

    def note(self, line: int) -> str:
        """Return the translators' note above a line, unless it is part of a value."""
        found = self.notes.get(line)
        return found[1] if found and found[0] > self.last_line else ""

    def node(self, event: Any, depth: int, key_line: int, key_note: str = "") -> Node:
        """Return the node that starts with this event."""
        origin = self.origin(event)
        if isinstance(event, yaml.AliasEvent):
            self.report(event, f"'*{event.anchor}' refers to another place; that is not used here", _QUOTE_HINT)
            return Node(origin, "words", f"*{event.anchor}")
        if event.anchor is not None:
            self.report(event, f"'&{event.anchor}' names a place (an anchor); that is not used here", _QUOTE_HINT)
        if event.tag is not None:
            self.report(event, f"'{event.tag}' is a YAML tag; tags are not used here", _QUOTE_HINT)
        line = event.start_mark.line
        note = self.note(line) or key_note if self.notes else ""
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, origin, note)
        if depth > MOST_DEPTH:
            self.report(event, "too many levels inside each other", f"at most {MOST_DEPTH} are read")
            raise _StopError
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
                items.append(self.node(event, depth + 1, -1))
            return Node(origin, "list", items=tuple(items), note=note)
        return Node(origin, "map", entries=self.entries(depth), note=note)

    def entries(self, depth: int) -> tuple[tuple[Node, Node], ...]:
        """Return the entries of a map; a name that stands twice is a problem and its second value is left out."""
        found: list[tuple[Node, Node]] = []
        lines: dict[str, int] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key_line = event.start_mark.line
            key = self.node(event, depth + 1, -1)
            value = self.node(next(self.events), depth + 1, key_line, key.note)
            if key.shape != "words":
                where = Problem(key.origin, "a name before a colon must be plain words", _QUOTE_HINT)
                self.problems.append(where)
            elif key.words in lines:
                message = f"'{key.words}' stands here twice, first in line {lines[key.words]}"
                self.problems.append(Problem(key.origin, message, "keep one of the two"))
            else:
                lines[key.words] = key.origin.line
                found.append((key, value))
        return tuple(found)

    def scalar(self, event: Any, origin: Origin, note: str) -> Node:
        """Return words, or nothing; find what YAML would drop or join without saying so."""
        words: str = event.value
        if not event.style:
            self.check_plain(event, words, origin)
            if not words:
                return Node(origin, "nothing", note=note)
        self.last_line = event.end_mark.line - (1 if event.style in ("|", ">") else 0)
        words = check_words(words, origin, self.problems)
        if event.style in ("|", ">"):
            words = words.strip()
        return Node(origin, "words", words, note=note)

    def check_plain(self, event: Any, words: str, origin: Origin) -> None:
        """Report what is lost or changed around words without quotes."""
        start, end = event.start_mark.line, event.end_mark.line
        rest = self.lines[end][event.end_mark.column :] if end < len(self.lines) else ""
        below = self.lines[end + 1] if end + 1 < len(self.lines) else ""
        message = hint = ""
        if rest and _COMMENT_BEHIND.match(rest):
            message = "everything behind ' #' would be lost: YAML takes it for a comment"
            hint = f"{_QUOTE_HINT}; a comment stands on a line of its own"
            origin = Origin(self.shown, end + 1, origin.column)
        elif rest.lstrip().startswith(":"):
            return  # a name: what follows its value is checked there
        elif words and _NUMBER_SIGN.match(below):
            message = "the next line starts with '#' and would be lost: YAML takes it for a comment"
            hint = f"{_QUOTE_HINT}; in a comment, put a space behind '#'"
        elif words and words[-1].isdigit() and _THOUSANDS.match(rest):
            message = f"the comma behind '{words}' would end the words here"
            hint = f"{_QUOTE_HINT}, or put a space behind the comma if two values are meant"
        elif end > start and any(_SWALLOWED_ITEM.match(line) for line in self.lines[start + 1 : end + 1]):
            message = "a line below starts with a dash and would be joined to these words"
            hint = "start all items of a list in the same column, with a space behind the dash"
        if message:
            self.problems.append(Problem(origin, message, hint))


_NOTE = pattern(r"\s*#\s*Translators:\s*(.*)")
_COMMENT = pattern(r"\s*#\s?(.*)")


def _notes(lines: list[str]) -> dict[int, tuple[int, str]]:
    """Return line → (line of the comment's start, note), for lines right below a ``# Translators:`` comment."""
    notes: dict[int, tuple[int, str]] = {}
    start, parts = -1, [""]
    for number, line in enumerate(lines):
        if "#" in line and (match := _COMMENT.match(line)):
            if opening := _NOTE.match(line):
                if start < 0:
                    start, parts = number, []
                parts.append(opening.group(1).strip())
            elif start >= 0:
                parts.append(match.group(1).strip())
        elif start >= 0:
            notes[number] = (start, unicodedata.normalize("NFC", " ".join(filter(None, parts))))
            start = -1
    return notes
