"""What every reader asks of a node: is it words, a list, names with values? Wrong ones become problems."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from contextvars import ContextVar
from functools import wraps
from typing import Concatenate, Final, ParamSpec, TypeVar

from generator.library.node import SHAPES, Node
from generator.library.ruins import ruin_of_text
from generator.library.texts import short as short
from generator.model.codes import SYSTEMS, Code
from generator.model.content import FromProfile, Text, Words
from generator.model.design import Colour
from generator.model.markup import KNOWN_SLOTS, check_markup
from generator.model.problems import Origin, Problem, Unusable, suggest
from generator.model.units import read_colour, read_length

MOST_LENGTH: Final = 5_000.0
"""Points; larger than an A0 sheet is long (3,370)."""
QUOTE: Final = "put the words in double quotes"
T = TypeVar("T")
P = ParamSpec("P")
Listener = Callable[[str, Node, tuple[object, ...], dict[str, object]], None]
LISTENER: ContextVar[Listener | None] = ContextVar("LISTENER", default=None)
"""Told which function reads which node, with what arguments: how ``library/schema.py`` learns what readers take."""
Above = Callable[[str, Origin], T]
"""Finds what a file extends by its name; the place names it. It raises Unusable."""
NAME: Final = r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}"
FLAGS: Final = {"yes": True, "true": True, "no": False, "false": False}


def heard(read: Callable[Concatenate[Node, P], T]) -> Callable[Concatenate[Node, P], T]:
    """Return a function of this module that tells who listens what it is asked."""

    @wraps(read)
    def reading(node: Node, /, *args: P.args, **named: P.kwargs) -> T:
        if listener := LISTENER.get():
            listener(read.__name__, node, args, named)
        return read(node, *args, **named)

    return reading


def called(what: str, colon: str = "") -> str:
    """Return how a message calls a value: a key in quotes; what holds quotes already (``'size' of ...``) stays."""
    return what if "'" in what else f"'{what}{colon}'"


@heard
def entries_of(
    node: Node, what: str, known: Iterable[str], required: Iterable[str], problems: list[Problem], empty: bool = False
) -> dict[str, Node]:
    """Return the known entries of a map by name. Unknown and missing ones are problems.

    ``what`` says whose they are, for messages: ``a topic``. A required entry without a value counts as missing.
    ``empty`` allows nothing at all.
    """
    names = tuple(known)
    if node.shape == "nothing" and empty:
        return {}
    if node.shape != "map":
        hint = f"write one 'name: value' on each line: {', '.join(names)}"
        problems.append(Problem(node.origin, f"{what} needs names with values here, not {SHAPES[node.shape]}", hint))
        return {}
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


def extended(given: Mapping[str, Node], above: Above[T], problems: list[Problem]) -> T | None:
    """Return what a file ``extends``, as ``above`` finds it by name; None with problems, and where it extends none."""
    name = name_in(given["extends"], "extends", problems) if "extends" in given else ""
    try:
        return above(name, given["extends"].origin) if name else None
    except Unusable as error:
        problems += error.problems
        return None


@heard
def pairs_in(node: Node, what: str, problems: list[Problem]) -> tuple[tuple[Node, Node], ...]:
    """Return the entries of a map whose names are free, such as those of looks; nothing at all is none."""
    if node.shape not in ("map", "nothing"):
        message = f"{what} needs names with values here, not {SHAPES[node.shape]}"
        problems.append(Problem(node.origin, message, "write one 'name: value' on each line"))
    return node.entries


@heard
def words_in(node: Node, what: str, problems: list[Problem], empty: bool = False) -> str | None:
    """Return words of one line as written, or None with a problem. ``empty`` allows no words at all."""
    if node.shape == "words":
        if not node.words.strip() and not empty:
            problems.append(Problem(node.origin, f"there are no words in {called(what)}", "write them"))
            return None
        if "\n" in node.words:
            hint = "write > instead of |, without an empty line; or make two of them"
            problems.append(Problem(node.origin, f"the words of {called(what)} must be one paragraph", hint))
            return None
        return node.words
    if node.shape == "nothing":
        if empty:
            return ""
        problems.append(Problem(node.origin, f"there are no words behind {called(what, ':')}"))
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
            message = f"{called(what)} needs words; the colon makes these a name with a value"
            return Problem(node.origin, message, f"{QUOTE}{sample}")
    hint = "write a single one, without '- '" if node.shape == "list" else QUOTE
    return Problem(node.origin, f"{called(what)} needs words, not {SHAPES[node.shape]}", hint)


@heard
def form_in(
    node: Node, what: str, problems: list[Problem], form: str, message: str, hint: str, empty: bool = False
) -> str:
    """Return words of a fixed form (a regular expression); empty, or the wrong words, with a problem.

    ``message`` says what is wrong, with ``{}`` where the words belong; ``empty`` allows no words at all.
    """
    words = words_in(node, what, problems, empty) or ""
    if words and not re.fullmatch(form, words):
        problems.append(Problem(node.origin, message.replace("{}", short(words)), hint))
    return words


@heard
def name_in(node: Node, what: str, problems: list[Problem]) -> str:
    """Return a name: letters, digits, dots, dashes; never a path. Empty with a problem."""
    words = words_in(node, what, problems)
    if words is not None and not re.fullmatch(NAME, words):
        hint = "use letters, digits and dashes only, without spaces"
        problems.append(Problem(node.origin, f"'{short(words)}' is not a name that {called(what)} can have", hint))
        return ""
    return words or ""


@heard
def list_in(node: Node, what: str, problems: list[Problem], empty: bool = False) -> tuple[Node, ...] | None:
    """Return the items of a list, or None with a problem. ``empty`` allows ``[]``."""
    if node.shape == "list" and (node.items or empty):
        return node.items
    if node.shape == "list" or node.shape == "nothing":
        message = f"the list {called(what)} is empty"
        problems.append(Problem(node.origin, message, "add a line '- \u2026', or leave it out"))
    else:
        hint = "start each item on a line of its own with '- '"
        problems.append(Problem(node.origin, f"{called(what)} needs a list, not {SHAPES[node.shape]}", hint))
    return None


@heard
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


@heard
def lines_in(node: Node, what: str, problems: list[Problem], empty: bool = False) -> tuple[str, ...]:
    """Return a list of words that are printed as they stand. ``empty`` allows no items, and items without words."""
    found = (words_in(item, what, problems, empty) for item in list_in(node, what, problems, empty) or ())
    return tuple(words for words in found if words is not None)


def codes_in(node: Node, problems: list[Problem]) -> tuple[Code, ...]:
    """Return the codes of a map of systems with lists: ``{icd-10: [O92.4]}``, in the order they stand."""
    found: dict[Code, None] = {}
    for system, listed in entries_of(node, "'codes'", SYSTEMS, (), problems).items():
        for item in list_in(listed, system, problems) or ():
            about, before = SYSTEMS[system], len(problems)
            hint = f"as its system writes it, such as {about.hint}"
            words = form_in(item, system, problems, about.form, f"'{{}}' is no code of {about.title}", hint)
            if len(problems) > before:
                continue
            if (code := Code(system, words)) in found:
                problems.append(Problem(item.origin, f"'{words}' stands twice in '{system}'", "keep one of the two"))
            else:
                found[code] = None
    return tuple(found)


@heard
def choice_in(
    node: Node, what: str, problems: list[Problem], choices: Collection[str], message: str = "", hint: str = ""
) -> str:
    """Return a word of a closed list; empty, or the wrong word, with a problem.

    ``message`` says it in other words, with ``{}`` where the wrong word belongs; ``hint`` is another one.
    """
    words = words_in(node, what, problems) or ""
    if words and words not in choices:
        message = (message or f"{called(what)} cannot be '{{}}'").replace("{}", short(words))
        problems.append(Problem(node.origin, message, hint or suggest(words[:80], choices)))
    return words


@heard
def flag_in(node: Node, what: str, problems: list[Problem]) -> bool:
    """Return yes or no as a truth value; anything else is a problem."""
    if node.shape == "words" and node.words.lower() in FLAGS:
        return FLAGS[node.words.lower()]
    problems.append(Problem(node.origin, f"{called(what)} needs yes or no"))
    return False


@heard
def whole_in(node: Node, what: str, problems: list[Problem], least: int = 0, most: int = 999) -> int:
    """Return a whole number within bounds; ``least`` with a problem."""
    return int(number_in(node, what, problems, least, most, r"-?\d{1,6}", "a whole number"))


@heard
def number_in(
    node: Node,
    what: str,
    problems: list[Problem],
    least: float,
    most: float,
    form: str = r"-?\d{1,6}(\.\d{1,6})?",
    sort: str = "a number",
) -> float:
    """Return a number within bounds, written in this form; ``least`` with a problem."""
    words = node.words if node.shape == "words" else ""
    if not re.fullmatch(form, words, re.ASCII):
        said = f", not '{short(words)}'" if words else ""
        problems.append(Problem(node.origin, f"{called(what)} needs {sort}{said}", f"from {least:g} to {most:g}"))
    elif not least <= float(words) <= most:
        problems.append(Problem(node.origin, f"{called(what)} cannot be {words}", f"between {least:g} and {most:g}"))
    else:
        return float(words)
    return least


@heard
def length_in(node: Node, what: str, problems: list[Problem], least: float = 0.0) -> float:
    """Return points; 0 with a problem. A length below the least, or longer than any sheet, is one."""
    try:
        if node.shape != "words":
            raise ValueError("must be a length")
        points = read_length(node.words)
    except ValueError as error:
        hint = "write a length such as 12pt, 3mm, 1.5cm or 0.5in"
        problems.append(Problem(node.origin, f"{called(what)}: {error}", hint))
        return 0.0
    if not least <= points <= MOST_LENGTH:
        hint = f"between {least:g} and {MOST_LENGTH:g} points"
        problems.append(Problem(node.origin, f"{called(what)} cannot be {node.words}", hint))
    return points


@heard
def colour_in(node: Node, what: str, problems: list[Problem]) -> Colour:
    """Return a colour as red, green and blue from 0 to 1; black with a problem."""
    try:
        if node.shape != "words":
            raise ValueError("must be a colour")
        return read_colour(node.words)
    except ValueError as error:
        hint = 'write a colour such as "#0b5c61", in double quotes'
        problems.append(Problem(node.origin, f"{called(what)}: {error}", hint))
        return (0.0, 0.0, 0.0)


@heard
def text_in(node: Node, what: str, domain: str, context: str, problems: list[Problem]) -> Words | None:
    """Return words to be translated, or the profile's sentence for ``{profile: key}``; None with a problem."""
    if node.shape == "map" and node.keys() == ("profile",):
        key = name_in(node.entries[0][1], "profile", problems)
        return FromProfile(key, node.origin) if key else None
    words = words_in(node, what, problems)
    if words is None:
        return None
    problems += check_markup(words, node.origin)
    if ruin := ruin_of_text(words):
        problems.append(Problem(node.origin, *ruin))
    return Text(words, node.origin, domain, context, node.note)
