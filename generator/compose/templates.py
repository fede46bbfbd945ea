"""Template text to something that can be run, kept: in the process, and in a larder from one start to the next.

Why: to read and compile the templates of a leaflet takes a tenth of a cold start, and their text seldom changes.
"""

from __future__ import annotations

import hashlib
import marshal
import re
from collections.abc import Callable, Iterable, Mapping
from types import CodeType
from typing import Any, Final

from msgspec.structs import replace

from generator.compose.values import DOMAIN, Compiled
from generator.model.content import Text
from generator.model.larder import Larder
from generator.model.memo import remembered
from generator.model.problems import Origin, Problem

Kept = tuple[Any, ...]
_QUOTED: Final = r"<[\w-]+>|\w[\w-]*=\"[^\"]*\""


@remembered("template, compiled")
def compile_template(text: str, shown: str, names: frozenset[str], larder: Larder | None = None) -> Compiled:
    """Compile a template, or take it from where it was kept.

    Args:
        text: its text, front matter already blanked.
        shown: its file for people.
        names: what it may ask for.
        larder: where it is kept from one start of the program to the next.

    Raises:
        Unusable: with all that cannot be used in it, or the syntax error, at its line.
    """

    def translate() -> Kept:
        from generator.compose.grammar import translate  # late: it brings in Jinja2's parser and compiler

        found = translate(text, shown, names)
        _says(text, lambda: _plain(found.says), larder)  # the lot asks for them, and need not parse again
        return found.code, sorted(found.asks), found.weight, found.form

    code, asks, weight, form = _kept(("code", text, sorted(names)), translate, larder)
    return Compiled(_named(code, shown), frozenset(asks), weight, form)


@remembered("template, its words")
def find_messages(text: str, shown: str, larder: Larder | None = None) -> tuple[Text, ...]:
    """Return the words of every ``say("…")`` of a template, in order, with line, context and translators' note.

    Raises:
        Unusable: when the template has a syntax error, or a ``say()`` whose words are not written out.
    """

    def find() -> Kept:
        from generator.compose.grammar import find_messages

        return _plain(find_messages(text, shown))

    found = _says(text, find, larder)
    return tuple(Text(words, Origin(shown, line), DOMAIN, context, note) for words, line, context, note in found)


def find_unsaid(text: str, shown: str, larder: Larder | None = None) -> tuple[str, ...]:
    """Return the words that a template prints without ``say()`` (see ``unsaid.find_unsaid``)."""

    def find() -> Kept:
        from generator.compose.unsaid import find_unsaid

        return find_unsaid(text, shown)

    return tuple(_kept(("unsaid", text), find, larder))


def _says(text: str, find: Callable[[], Kept], larder: Larder | None) -> Kept:
    """Return the words of a template, from this process, from the larder, or found."""
    known = _words_of(text)
    if not known:
        known.append(_kept(("words", text), find, larder))
    return known[0]


@remembered("words of a template, whatever its file")
def _words_of(text: str) -> list[Kept]:
    """Return where the words of a template are kept in this process: an empty list at first."""
    return []


def _plain(found: Iterable[Text]) -> Kept:
    return tuple((one.words, one.origin.line, one.context, one.note) for one in found)


def _named(code: CodeType, shown: str) -> CodeType:
    """Return code that says it is from a file: where it is kept, the same words may come from any file."""
    parts = [_named(part, shown) if isinstance(part, CodeType) else part for part in code.co_consts]
    return code.replace(co_filename=shown, co_consts=tuple(parts))


def _kept(made_from: Kept, make: Callable[[], Kept], larder: Larder | None) -> Any:
    """Return what a larder keeps of a template; else what is made, and is kept. A template with mistakes is not."""
    if larder is None:
        return make()
    key = hashlib.sha256(repr(made_from).encode("utf-8", "surrogatepass")).hexdigest()
    data = larder.get(key)
    if data is not None:
        return marshal.loads(data)  # a larder gives only what this program put in
    made = make()
    larder.put(key, marshal.dumps(made))
    return made


def find_line(text: str, words: str) -> int:
    """Return the line of a template where words stand, 0 when they do not stand there as written."""
    place = text.find(words)
    return text.count("\n", 0, place) + 1 if place >= 0 else 0


def locate(problem: Problem, texts: Mapping[str, str]) -> Problem:
    """Return a problem of what templates wrote with its line, found by the element or attribute it names.

    The sheet does not know the lines of the templates; what a template computed cannot be found.
    """
    quoted = re.search(_QUOTED, problem.message)
    text = texts.get(problem.origin.file, "")
    if problem.origin.line or not quoted or not text:
        return problem
    line = find_line(text, quoted[0].removesuffix(">"))
    return replace(problem, origin=replace(problem.origin, line=line))
