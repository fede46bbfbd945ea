"""The values of a YAML file as words with their places, and how they are come by: read, or kept from another start.

Why kept: a topic takes 2 ms to read, a theme 11, a start some 150; most files are as they were.
What is kept goes by every character of the file, by the program and the packages under it; it never gets old.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from generator.library.larder import open_larder
from generator.library.node import Node
from generator.library.program import program
from generator.library.texts import read_text
from generator.model.problems import Problem


def read_yaml(path: Path, shown: str, problems: list[Problem]) -> Node | None:
    """Read one YAML file; ``shown`` is how messages name it.

    Problems are added to ``problems``. None means that there is nothing to go on with; a node may come
    back although problems were added, so that the caller can find its own in the same pass.
    """
    text = read_text(path, shown, problems)
    return None if text is None else parse(text, shown, problems)


def parse(text: str, shown: str, problems: list[Problem]) -> Node | None:
    """Turn the text of a file (see ``read_text``) into nodes; as ``read_yaml``. A file with mistakes is not kept."""
    larder = open_larder(program()) if shown.isprintable() else None  # JSON takes no name that is no text
    if larder is None:
        return _parsed(text, shown, problems)
    key = f"nodes {text}"
    # "file": stands in this JSON for a place's alone: within words, its quotes have backslashes
    named = b'"file":' + msgspec.json.encode(shown)
    kept = larder.get(key)
    if kept is not None:
        return msgspec.json.decode(kept.replace(b'"file":""', named), type=Node)
    before = len(problems)
    node = _parsed(text, shown, problems)
    if node and len(problems) == before:
        larder.put(key, msgspec.json.encode(node).replace(named, b'"file":""'))
    return node


def _parsed(text: str, shown: str, problems: list[Problem]) -> Node | None:
    from generator.library.yaml_nodes import parse_yaml  # late: most starts find all their files kept

    return parse_yaml(text, shown, problems)
