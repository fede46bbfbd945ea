"""What every reader asks of a node: is it words, a list, names with values? Wrong ones become problems."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.library.yaml_nodes import SHAPES, Node
from generator.model.content import FromProfile, Text, Words
from generator.model.markup import KNOWN_SLOTS, check_markup
from generator.model.problems import Problem, suggest

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
QUOTE = "put the words in double quotes"
FLAGS = {"yes": True, "true": True, "no": False, "false": False}


def short(words: str) -> str:
    """Return at most 60 characters on one line, for a message."""
    line = " ".join(words.split())
    return line if len(line) <= 60 else line[:59] + "\u2026"


def entries_of(
    node: Node, what: str, known: Iterable[str], required: Iterable[str], problems: list[Problem]
) -> dict[str, Node]:
    """Return the known entries of a map by name. Unknown and missing ones are problems.

    ``what`` says whose they are, for messages: ``a topic``. A required entry without a value counts as missing.
    """
    if node.shape != "map":
        hint = f"write one 'name: value' on each line: {', '.join(known)}"
        problems.append(Problem(node.origin, f"{what} needs names with values here, not {SHAPES[node.shape]}", hint))
        return {}
    names = tuple(known)
    found: dict[str, Node] = {}
    for key, value in node.entries:
        if key.words not in names:
            message = f"{what} has nothing called '{short(key.words)}'"
            problems.append(Problem(key.origin, message, suggest(key.words[:80], names)))
        else:
            found[key.words] = value
    for name in required:
        if name not in found:
            problems.append(Problem(node.origin, f"{what} lacks '{name}'", f"add a line '{name}: \u2026'"))
    return found


def words_in(node: Node, what: str, problems: list[Problem], empty: bool = False) -> str | None:
    """Return words of one line as written, or None with a problem. ``empty`` allows no words at all."""
    if node.shape == "words":
        if not node.words.strip() and not empty:
            problems.append(Problem(node.origin, f"there are no words in '{what}'"))
            return None
        if "\n" in node.words:
            hint = "write > instead of |, without an empty line; or make two of them"
            problems.append(Problem(node.origin, f"the words of '{what}' must be one paragraph", hint))
            return None
        return node.words
    if node.shape == "nothing":
        if empty:
            return ""
        problems.append(Problem(node.origin, f"there are no words behind '{what}:'"))
        return None
    problems.append(_not_words(node, what))
    return None


def _not_words(node: Node, what: str) -> Problem:
    """Explain a map or a list where words are needed."""
    if node.shape == "map" and len(node.entries) == 1:
        key, value = node.entries[0]
        if key.words in KNOWN_SLOTS and value.shape == "nothing":
            message = f"words that start with {{{key.words}}} need quotes, or YAML reads something else"
            return Problem(node.origin, message, f'{QUOTE}: "{{{key.words}}} \u2026"')
        if value.shape == "words":
            sample = f': "{short(key.words + ": " + value.words)}"' if '"' not in value.words else ""
            message = f"'{what}' needs words; the colon makes these a name with a value"
            return Problem(node.origin, message, f"{QUOTE}{sample}")
    hint = "write a single one, without '- '" if node.shape == "list" else QUOTE
    return Problem(node.origin, f"'{what}' needs words, not {SHAPES[node.shape]}", hint)


def name_in(node: Node, what: str, problems: list[Problem]) -> str:
    """Return a name: letters, digits, dots, dashes; never a path. Empty with a problem."""
    words = words_in(node, what, problems)
    if words is not None and not _NAME.fullmatch(words):
        hint = "use letters, digits and dashes only, without spaces"
        problems.append(Problem(node.origin, f"'{short(words)}' is not a name that '{what}' can have", hint))
        return ""
    return words or ""


def list_in(node: Node, what: str, problems: list[Problem]) -> tuple[Node, ...] | None:
    """Return the items of a list, at least one, or None with a problem."""
    if node.shape == "list" and node.items:
        return node.items
    if node.shape == "list" or node.shape == "nothing":
        problems.append(Problem(node.origin, f"the list '{what}' is empty", "add a line '- \u2026', or leave it out"))
    else:
        hint = "start each item on a line of its own with '- '"
        problems.append(Problem(node.origin, f"'{what}' needs a list, not {SHAPES[node.shape]}", hint))
    return None


def names_in(node: Node, what: str, problems: list[Problem]) -> tuple[str, ...]:
    """Return a list of names (see ``name_in``); a name that stands twice is a problem."""
    found: list[str] = []
    for item in list_in(node, what, problems) or ():
        name = name_in(item, what, problems)
        if name in found:
            problems.append(Problem(item.origin, f"'{name}' stands twice in '{what}'", "keep one of the two"))
        elif name:
            found.append(name)
    return tuple(found)


def lines_in(node: Node, what: str, problems: list[Problem]) -> tuple[str, ...]:
    """Return a list of words that are printed as they stand."""
    found = (words_in(item, what, problems) for item in list_in(node, what, problems) or ())
    return tuple(words for words in found if words is not None)


def flag_in(node: Node, what: str, problems: list[Problem]) -> bool:
    """Return yes or no as a truth value; anything else is a problem."""
    if node.shape == "words" and node.words.lower() in FLAGS:
        return FLAGS[node.words.lower()]
    problems.append(Problem(node.origin, f"'{what}' needs yes or no"))
    return False


def number_in(node: Node, what: str, problems: list[Problem]) -> int | None:
    """Return a whole number from 0 to 999, or None with a problem."""
    if node.shape == "words" and re.fullmatch(r"[0-9]{1,3}", node.words):
        return int(node.words)
    problems.append(Problem(node.origin, f"'{what}' needs a whole number, such as 3"))
    return None


def text_in(node: Node, what: str, domain: str, context: str, problems: list[Problem]) -> Words | None:
    """Return words to be translated, or the profile's sentence for ``{profile: key}``; None with a problem."""
    if node.shape == "map" and node.keys() == ("profile",):
        key = name_in(node.entries[0][1], "profile", problems)
        return FromProfile(key, node.origin) if key else None
    words = words_in(node, what, problems)
    if words is None:
        return None
    problems += check_markup(words, node.origin)
    return Text(words, node.origin, domain, context, node.note)


def seeds_in(node: Node, problems: list[Problem]) -> tuple[str, ...]:
    """Return the seed articles of a ``from:`` list."""
    return names_in(node, "from", problems)
