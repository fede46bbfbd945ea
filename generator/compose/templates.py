"""Template text to something that can be run, kept: in the process, and in a larder from one start to the next.

Why: to read and compile the templates of a leaflet takes a tenth of a cold start, and their text seldom changes.
"""

from __future__ import annotations

import hashlib
import marshal
import re
from collections.abc import Mapping
from types import CodeType
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from generator.model.larder import Larder
from generator.model.problems import Problem

TEMPLATES_KEPT: Final = 256
DOMAIN: Final = "templates"
"""The catalog of the words that stand in templates."""
_QUOTED: Final = r"<[\w-]+>|\w[\w-]*=\"[^\"]*\""
_kept: dict[tuple[str, str, frozenset[str]], Compiled] = {}


class Compiled(Struct, frozen=True, eq=False):
    """A template ready to run: its code, the names it asks for, the steps it takes without loops.

    ``form`` tells whether it prints a clinic's words as they are and does nothing else with them.
    """

    code: CodeType
    asks: frozenset[str]
    weight: int
    form: bool = False


def compile_template(text: str, shown: str, names: frozenset[str], larder: Larder | None = None) -> Compiled:
    """Compile a template, or take it from where it was kept.

    Args:
        text: its text, front matter already blanked.
        shown: its file for people.
        names: what it may ask for.
        larder: where compiled templates are kept from one start of the program to the next.

    Raises:
        Unusable: with all that cannot be used in it, or the syntax error, at its line.
    """
    key = text, shown, names
    found = _kept.get(key)
    if found is None:
        found = _from_larder(key, larder) if larder else _compile(key)
        while len(_kept) >= TEMPLATES_KEPT:
            del _kept[next(iter(_kept))]
        _kept[key] = found
    return found


def _from_larder(key: tuple[str, str, frozenset[str]], larder: Larder) -> Compiled:
    """Return what a larder keeps of a template, else compile it and put it there. Mistakes are never kept."""
    from jinja2 import __version__

    text, shown, names = key
    said = repr(("template", __version__, shown, sorted(names), text))
    place = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
    data = larder.get(place)
    if data is not None:
        code, asks, weight, form = marshal.loads(data)  # a larder gives only what this program put in
        return Compiled(code, frozenset(asks), weight, form)
    made = _compile(key)
    larder.put(place, marshal.dumps((made.code, sorted(made.asks), made.weight, made.form)))
    return made


def _compile(key: tuple[str, str, frozenset[str]]) -> Compiled:
    from generator.compose.grammar import translate  # late: it brings in Jinja2's parser and compiler

    return Compiled(*translate(*key))


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
