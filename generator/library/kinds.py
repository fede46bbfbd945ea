"""Block kinds: the front matter and the template of ``templates/blocks/<kind>.xml``."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from types import MappingProxyType

from generator.library.node import Node
from generator.library.nodes import parse
from generator.library.texts import read_text
from generator.library.values import entries_of, flag_in, short, whole_in, words_in
from generator.model.content import FIELD_TYPES, Field, Kind
from generator.model.problems import Origin, Problem, suggest

COMMON = ("evidence", "sources", "from", "context", "short", "priority")
"""What may stand beside any block; no field may be called so."""
SHORT = ("yes", "no")
PRIORITIES = tuple("123456789")

_TYPE = r"([a-z]+)(?:\(([^()]*)\))?(\?)?"
_FIELD = r"[a-z][a-z_]{0,39}"


def read_kind(path: Path, shown: str, problems: list[Problem]) -> Kind | None:
    """Read a block kind, or return None with problems."""
    text = read_text(path, shown, problems)
    if text is None:
        return None
    before = len(problems)
    lines = unicodedata.normalize("NFC", text).split("\n")
    marks = [number for number, line in enumerate(lines) if line.rstrip() == "---"][:2]
    if len(marks) < 2 or marks[0] != 0:
        hint = "the first line is ---, then about: and fields:, then --- again"
        problems.append(Problem(Origin(shown, 1), "a block kind starts with its front matter", hint))
        return None
    end = marks[1]
    # An empty line stands for the first ---, so that places in messages are those of the file.
    node = parse("\n".join(["", *lines[1:end], ""]), shown, problems)
    if node is None:
        return None
    what = "the front matter"
    known = ("about", "fields", "clinical", "numbered", "exactly")
    given = entries_of(node, what, known, ("about", "fields"), problems)
    about = words_in(given["about"], "about", problems) if "about" in given else None
    fields = _fields(given["fields"], problems) if "fields" in given else {}
    exactly = _exactly(given["exactly"], fields, problems) if "exactly" in given else {}
    clinical, numbered = (
        flag_in(given[name], name, problems) if name in given else False for name in ("clinical", "numbered")
    )
    if len(problems) > before or about is None:
        return None
    template = "\n".join([""] * (end + 1) + lines[end + 1 :])
    return Kind(
        path.stem,
        about,
        MappingProxyType(fields),
        template,
        Origin(shown),
        clinical,
        numbered,
        MappingProxyType(exactly),
    )


def _fields(node: Node, problems: list[Problem]) -> dict[str, Field]:
    """Return the declared fields in order; a kind may have none."""
    if node.shape == "nothing":
        return {}
    if node.shape != "map":
        problems.append(Problem(node.origin, "'fields' needs names with types", "fields: {words: text}"))
        return {}
    found: dict[str, Field] = {}
    for key, value in node.entries:
        name = key.words
        if name in COMMON or not re.fullmatch(_FIELD, name):
            message = f"a field may not be called '{short(name)}'"
            hint = "small letters and _ only" if name not in COMMON else f"every block has {', '.join(COMMON)} already"
            problems.append(Problem(key.origin, message, hint))
            continue
        match = re.fullmatch(_TYPE, value.words)
        if not match or match.group(1) not in FIELD_TYPES:
            hint = suggest(match.group(1)[:40] if match else "", FIELD_TYPES)
            message = f"the field '{name}' has a type that is not known: '{short(value.words)}'"
            problems.append(Problem(value.origin, message, hint))
            continue
        kind, choices, optional = match.groups()
        if choices is not None and (kind != "word" or not all(part.strip() for part in choices.split("|"))):
            message = f"the choices of the field '{name}' are not understood"
            problems.append(Problem(value.origin, message, "only a word has choices: word(baby|mother)"))
            continue
        options = tuple(part.strip() for part in choices.split("|")) if choices else ()
        found[name] = Field(name, kind, optional is not None, options)
    return found


def _exactly(node: Node, fields: dict[str, Field], problems: list[Problem]) -> dict[str, int]:
    """Return how many items some fields must have."""
    lists = [name for name, field in fields.items() if field.type in ("texts", "rows", "words", "pictures", "blocks")]
    given = entries_of(node, "'exactly'", lists, (), problems)
    return {name: whole_in(value, name, problems) for name, value in given.items()}
