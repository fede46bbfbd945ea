"""Composed XML to a ``Sheet``: the one gate between templates and the typesetter.

Why a closed vocabulary: whatever passes here, the typesetter can draw; a mistyped element or
attribute is a problem with a name and a place, never a silently missing warning.
Only expat is used; document types and entities are refused, so nothing can be fetched or blown up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final
from xml.parsers import expat

from msgspec import Struct, field

from generator.compose.vocabulary import ATTRIBUTES, CHILDREN, INLINE, KNOWN, REQUIRED, WORDS
from generator.model.problems import NOWHERE, Origin, Problem, Unusable, suggest
from generator.model.sheet import Element, Run, Sheet

MOST_LETTERS: Final = 200_000
"""Letters of a sheet; the longest leaflet that comes with the program has twelve thousand."""
MOST_ELEMENTS: Final = 3_000
"""Elements of a sheet; the largest leaflet that comes with the program has 240."""
MOST_DEPTH: Final = 60
MOST_PROBLEMS: Final = 50
_SHORTER: Final = "no paper holds so much: leave blocks out, or look for a loop that draws the same again and again"


class _Open(Struct):
    """An element that is still open."""

    tag: str
    attributes: dict[str, str]
    origin: Origin
    template: str
    children: list[Element] = field(default_factory=list)


SOUND_KEPT: Final = 4_000
_sound: dict[tuple[str, tuple[tuple[str, str], ...]], dict[str, str]] = {}
"""Tags with attributes in which nothing was found: most come again on the next leaflet."""


class _SheetReader:
    """Collects expat's events into elements; keeps going after a problem to find them all."""

    def __init__(self, template: str) -> None:
        self.template = template
        self.problems: list[Problem] = []
        self.count = 0
        self.open: list[_Open] = [_Open("", {}, NOWHERE, template)]
        self.holder: _Open | None = None
        """The open p, item or td, while inside one."""
        self.runs: list[Run] = []
        self.strong = 0
        self.raised = 0
        self.links: list[str] = []
        self.languages: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        parent = self.open[-1]
        allowed = CHILDREN.get(parent.tag)
        if allowed is not None and tag not in allowed:
            self._misplaced(tag, parent)
        self.count += 1
        if self.count > MOST_ELEMENTS:
            raise Unusable(
                *self.problems, self._problem(f"the sheet has more than {MOST_ELEMENTS:,} elements", _SHORTER)
            )
        if len(self.open) > MOST_DEPTH:
            raise Unusable(*self.problems, self._problem(f"elements are nested more than {MOST_DEPTH} deep"))
        key = tag, tuple(attributes.items())
        kept = _sound.get(key)
        if kept is None:
            kept = {name: value for name, value in attributes.items() if value}
            before = len(self.problems)
            if tag in ATTRIBUTES:
                self._check(tag, kept)
            if len(self.problems) == before:
                if len(_sound) >= SOUND_KEPT:
                    _sound.clear()
                _sound[key] = kept
        origin, template = parent.origin, parent.template
        if tag == "block":
            if "origin" in kept:
                origin = _origin(kept["origin"])
            if "kind" in kept:
                template = f"templates/blocks/{kept['kind']}.xml"
        self.open.append(_Open(tag, kept, origin, template))
        if tag in WORDS:
            if self.holder is None:
                self.holder = self.open[-1]
                self.runs = []
        elif tag == "b":
            self.strong += 1
        elif tag == "a":
            self.links.append(kept.get("href", ""))
        elif tag == "span":
            self.languages.append(kept.get("lang", "").replace("-", "_"))
        elif tag == "sup":
            self.raised += 1
        elif tag == "br":
            self._run("\n")
        elif tag in ("page", "pages"):
            self._run("", tag)

    def end(self, tag: str) -> None:
        done = self.open.pop()
        if tag in ("table", "row"):
            self._check_cells(done)
        if tag == "b":
            self.strong -= 1
        elif tag == "a":
            self.links.pop()
        elif tag == "span":
            self.languages.pop()
        elif tag == "sup":
            self.raised -= 1
        elif tag not in INLINE:
            runs: tuple[Run, ...] = ()
            if done is self.holder:
                runs = tidy(self.runs)
                self.holder = None
            self.open[-1].children.append(Element(tag, done.attributes, tuple(done.children), runs, done.origin))

    def words(self, words: str) -> None:
        if self.holder is not None:
            self._run(words)
        elif words.strip():
            start = " ".join(words.split())[:40]
            self.problems.append(
                self._problem(
                    f"the words '{start}' stand directly in <{self.open[-1].tag}>",
                    "put words inside <p>, <item> or <td>",
                )
            )

    def _run(self, words: str, mark: str = "") -> None:
        link = self.links[-1] if self.links else ""
        language = self.languages[-1] if self.languages else ""
        self.runs.append(Run(words, self.strong > 0, link, self.raised > 0, mark, language))

    def _problem(self, message: str, hint: str = "") -> Problem:
        here = self.open[-1]
        drawing = f" (drawing {here.origin})" if here.origin.file else ""
        return Problem(Origin(here.template), message + drawing, hint)

    def _misplaced(self, tag: str, parent: _Open) -> None:
        if tag not in KNOWN:
            # an old habit of every HTML author is answered with our word for it
            self.problems.append(self._problem(f"there is no element called <{tag}>", _hint(tag)))
        elif parent.tag == "":
            self.problems.append(self._problem(f"a template must begin with <sheet>, not with <{tag}>"))
        elif not CHILDREN[parent.tag]:
            self.problems.append(self._problem(f"<{parent.tag}> must be empty, but holds <{tag}>"))
        else:
            may = ", ".join(sorted(CHILDREN[parent.tag]))
            self.problems.append(
                self._problem(f"<{tag}> may not stand in <{parent.tag}>", f"<{parent.tag}> may hold: {may}")
            )

    def _check(self, tag: str, attributes: Mapping[str, str]) -> None:
        known = ATTRIBUTES[tag]
        for name, value in attributes.items():
            check = known.get(name)
            if check is None:
                hint = suggest(name, known) or f"<{tag}> takes no attributes"
                self.problems.append(self._problem(f"<{tag}> has no attribute called '{name}'", hint))
            elif not check[0](value):
                self.problems.append(
                    self._problem(f'{name}="{value[:60]}" of <{tag}> cannot be used', f"it must be {check[1]}")
                )
        for name in REQUIRED.get(tag, ()):
            if name not in attributes:
                self.problems.append(
                    self._problem(f"<{tag}> needs the attribute '{name}'", f'write <{tag} {name}="…">')
                )
        if len(self.problems) >= MOST_PROBLEMS:
            raise Unusable(*self.problems)

    def _check_cells(self, done: _Open) -> None:
        """Check that a table has rows, all with as many cells, and a row has cells."""
        counts = {len(row.children) for row in done.children}
        if not done.children:
            self.problems.append(self._problem(f"<{done.tag}> is empty"))
        elif done.tag == "table" and (len(counts) > 1 or 0 in counts):
            found = ", ".join(str(count) for count in sorted(counts))
            hint = "every <tr> needs a <td> for each column"
            self.problems.append(self._problem(f"the rows of a <table> differ in their cells: {found}", hint))


def _hint(tag: str) -> str:
    habits = {
        "strong": "b", "i": "b", "em": "b", "u": "b", "img": "image", "ul": "list", "ol": "list", "li": "item",
        "div": "box", "th": "td", "h1": "p", "h2": "p", "h3": "p", "hr": "rule",
    }  # fmt: skip
    return f"use <{habits[tag]}>" if tag in habits else suggest(tag, KNOWN)


def _origin(words: str) -> Origin:
    """Return the place that compose wrote as ``file:line``."""
    file, _, line = words.rpartition(":")
    return Origin(file, int(line)) if file and line.isdecimal() else Origin(words)


_SPACE = re.compile(r"[ \t\r\n]+")


def tidy(runs: list[Run]) -> tuple[Run, ...]:
    r"""Return runs with inner white space as single spaces and none at the ends; a line break is a run of "\n".

    Only the four white space characters of XML count: a no-break or ideographic space is the author's own.
    Neighbours of one style become one run, so that the shaper sees whole stretches. A raised number of a source is kept
    off the word before it, so that nobody hears or copies “milk12”.
    """
    if len(runs) == 1 and not runs[0].mark and runs[0].words != "\n":  # almost always
        words = _SPACE.sub(" ", runs[0].words).strip(" ")
        return (runs[0]._replace(words=words),) if words else ()
    tidied: list[Run] = []
    fresh = True  # at the start of a line: a space here would show as an indent
    for run in runs:
        words = run.words
        if words == "\n" and not run.mark:
            _trim(tidied)
            tidied.append(run)
            fresh = True
            continue
        if run.mark:
            tidied.append(run)
            fresh = False
            continue
        words = _SPACE.sub(" ", words)
        if fresh:
            words = words.removeprefix(" ")
        if not words:
            continue
        fresh = words[-1] == " "
        before = tidied[-1] if tidied else None
        if (
            before is not None and not before.mark and before.words != "\n" and before[1:] == run[1:]  # of one style
        ):
            tidied[-1] = before._replace(words=before.words + words)
        else:
            glued = run.raised and before is not None and before.words[-1:].strip()
            tidied.append(run._replace(words="\u00a0" + words if glued else words))
    _trim(tidied)
    return tuple(tidied)


def _trim(runs: list[Run]) -> None:
    """Take the space off the end of the last run, and the run away when nothing is left."""
    if runs and not runs[-1].mark and runs[-1].words.endswith(" "):
        last = runs.pop()
        words = last.words[:-1]
        if words:
            runs.append(last._replace(words=words))


def read_sheet(xml: str, template: str) -> Sheet:
    """Read composed XML.

    Args:
        xml: what the templates wrote.
        template: the document template as shown to people; problems outside any block name it.

    Returns:
        The sheet. ``language`` and ``title`` are empty if the template leaves them to the caller.

    Raises:
        Unusable: with every unknown or misplaced element, unknown attribute and unusable value.
    """
    if len(xml) > MOST_LETTERS:
        raise Unusable(Problem(Origin(template), f"the sheet is longer than {MOST_LETTERS:,} letters", _SHORTER))
    reader = _SheetReader(template)
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    parser.StartDoctypeDeclHandler = _refuse(template, "a document type (<!DOCTYPE …>) may not stand in a template")
    parser.ProcessingInstructionHandler = _refuse(template, "a processing instruction (<?…?>) may not stand in a sheet")
    try:
        parser.Parse(xml.encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError as error:
        raise Unusable(*reader.problems, _broken(error, reader, xml)) from None
    if reader.problems:
        raise Unusable(*reader.problems)
    root = reader.open[0].children[0]
    return Sheet(
        title=root.get("title"),
        language=root.get("language"),
        accent=root.get("accent"),
        areas=root.children,
        code=root.get("code"),
    )


def _refuse(template: str, message: str) -> Callable[..., None]:
    def handler(*_: object) -> None:
        raise Unusable(Problem(Origin(template), message))

    return handler


def _broken(error: expat.ExpatError, reader: _SheetReader, xml: str) -> Problem:
    """Return the problem of XML that is not well formed, with the words around the place."""
    here = reader.open[-1]
    lines = xml.splitlines() or [""]
    line = lines[min(error.lineno, len(lines)) - 1]
    around = line[max(0, error.offset - 40) : error.offset + 40].strip()
    reason = expat.errors.messages.get(error.code, str(error))
    drawing = f" (drawing {here.origin})" if here.origin.file else ""
    inside = f" inside <{here.tag}>" if here.tag else ""
    return Problem(
        Origin(here.template),
        f"the template writes broken XML{inside}: {reason}{drawing}, near: {around}",
        "every element must be closed, and attribute values stand in double quotes without elements inside",
    )
