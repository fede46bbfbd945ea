"""Markdown (CommonMark with the tables and boxes to tick of GitHub): for web pages, wikis and chats."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from generator.model.sheet import Run, label_at
from generator.outputs.parts import Runs, SpokenPart, parts
from generator.outputs.source import Copy

BLANK: Final = r"\_\_\_\_\_\_\_\_\_\_\_\_"
MARKS: Final = {"bullet": "- ", "tick": "- [ ] "}

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&#!$]")
_START = re.compile(r"^([-+=:>]|\d{1,9}[.)])(?=\s|[-=:]|$)")
_HIDDEN = {"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C", "|": "%7C"}


def write_markdown(source: Copy) -> str:
    """Return the leaflet as Markdown. Title, language and digest stand in its front matter."""
    head = {"title": source.sheet.title, "lang": source.language.tag, "sha256": source.digest}
    front = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in head.items()]
    lines = ["---", *front, "---"]
    alert = False
    for part in parts(source.sheet):
        # A box of danger signs is one quotation: its empty lines carry the sign too. Two neighbours stay apart.
        lines.append(">" if part.alert and alert else "")
        alert = part.alert
        lines += [f"> {line}".rstrip() if alert else line for line in _part(part)]
    return "\n".join(lines) + "\n"


def _part(part: SpokenPart) -> Iterator[str]:
    match part.kind:
        case "heading":
            label = f"{part.label}\\. " if part.label else ""
            yield f"{'#' * part.level} {label}{_inline(part.runs, '<br>')}"
        case "list":
            for number, item in enumerate(part.items, part.start):
                mark = MARKS.get(part.marker) or f"{label_at(part.marker, number)}. "
                yield mark + _inline(item, "<br>")
        case "table":
            rows = part.rows if part.headed else (tuple(() for _ in part.rows[0]), *part.rows)
            for number, row in enumerate(rows):
                yield f"| {' | '.join(_inline(cell, '<br>') for cell in row)} |"
                if not number:
                    yield f"|{' --- |' * len(row)}"
        case "picture":
            yield f"\\[{_inline(part.runs, ' ')}\\]"
        case "lines":
            yield "\\\n".join([BLANK] * part.start)
        case _:
            label = f"{part.label}\\. " if part.label else ""
            yield from (label + _inline(part.runs, "\\\n")).split("\n")


def _inline(runs: Runs, end: str) -> str:
    """Return runs as Markdown; ``end`` is the end of a line inside a paragraph. No sign in the words is a mark."""
    said = "".join(_run(run, end) for run in runs)
    return _START.sub(lambda match: _escape_start(match[0]), said)


def _escape_start(words: str) -> str:
    """Keep a dash or number at the start of a line from becoming a list."""
    return f"\\{words}" if not words[0].isdigit() else f"{words[:-1]}\\{words[-1]}"


def _run(run: Run, end: str) -> str:
    if run.words == "\n":
        return end
    words = _SPECIAL.sub(r"\\\g<0>", run.words)
    inner = words.strip(" ")
    if not inner:
        return words
    marked = inner
    if run.strong:
        # stars beside a sign and a letter are no marks (CommonMark 6.2), and CJK has no spaces between
        signs = any(unicodedata.category(char)[0] in "PS" for char in (inner[0], inner[-1]))
        marked = f"<strong>{marked}</strong>" if signs else f"**{marked}**"
    if run.raised:
        marked = f"<sup>{marked}</sup>"
    if run.link:
        target = "".join(_HIDDEN.get(char, char) for char in run.link)
        marked = f"[{marked}]({target})"
    # a mark must touch its words, so spaces at the ends of a run go outside
    before, _, after = words.partition(inner)
    return f"{before}{marked}{after}"
