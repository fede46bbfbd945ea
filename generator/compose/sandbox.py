"""The Jinja2 environment of templates: closed, escaping, strict. Templates are checked before they run.

Why so tight: a template comes from a folder that someone may have been sent. It can loop and choose, and
nothing else: no files, no methods of words or numbers, a short list of filters, no arithmetic that fills the memory.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar, Final

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from generator.model.content import Block, Text
from generator.model.markup import check_markup
from generator.model.problems import Origin, Problem, Unusable, suggest

TEMPLATES_KEPT: Final = 256
SAFE_KEPT: Final = 4_000
DOMAIN: Final = "templates"
"""The catalog of the words that stand in templates."""
FIELD: Final = 0xF0000
"""The first of the characters that stand for a clinic's words in a form (compose/forms.py): private ones."""
DIALLED: Final = 0x100000
"""The first of those that stand for its numbers as they are dialled."""

_FILTERS: Final = (
    "abs count d default e escape first int join last length list map max min reject rejectattr reverse"
    " round select selectattr sum unique"
).split()
_MOST_PARTS: Final = 100
_ALWAYS: Final = frozenset({"loop", "caller", "varargs", "kwargs", "range", "namespace"})
_TAG = re.compile(r"<[^<>]*>")
_LETTER = re.compile(r"[^\W\d_]")


class _Sandbox(ImmutableSandboxedEnvironment):
    """Values have no methods, and only numbers can be multiplied."""

    intercepted_binops = frozenset({"*", "**", "%"})
    _safe: ClassVar[dict[tuple[type, str], bool]] = {}
    """What was found of an attribute of a type; both stand in templates, so they are few, unless they are computed."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        key = type(obj), attr
        found = self._safe.get(key)
        if found is None:
            if len(self._safe) >= SAFE_KEPT:
                self._safe.clear()
            found = not isinstance(obj, str | bytes | int | float | tuple | list | Mapping)
            found = self._safe[key] = found and super().is_safe_attribute(obj, attr, value)
        return found

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or not isinstance(left, int | float) or not isinstance(right, int | float):
            raise SecurityError(f"'{operator}' works on numbers only")
        return super().call_binop(context, operator, left, right)


def _parts(value: Any, count: int) -> list[list[Any]]:
    """Filter ``parts``: cut a list into rows of ``count`` (the last may be shorter)."""
    if not 0 < count <= _MOST_PARTS:
        raise SecurityError(f"parts({count}) cannot be")
    items = list(value)
    return [items[start : start + count] for start in range(0, len(items), count)]


def plain(words: str) -> str:
    """Filter ``plain``: words without elements, for attributes."""
    return Markup(_TAG.sub("", words)) if isinstance(words, Markup) else words


def dial(phone: str) -> str:
    """Filter ``dial``: a telephone number as a ``tel:`` link has it, digits and a leading plus (RFC 3966).

    What follows a letter (an extension) is left out. Wide digits of a Japanese keyboard, and digits of other scripts,
    are printed as they stand and dialled as they are meant. The mark of a number in a form gives that of it dialled.
    """
    if len(phone) == 1 and FIELD <= ord(phone) < DIALLED:
        return chr(ord(phone) - FIELD + DIALLED)
    number = unicodedata.normalize("NFKC", _LETTER.split(phone, maxsplit=1)[0])
    digits = "".join(str(unicodedata.decimal(char)) for char in number if char.isdecimal())
    return f"+{digits}" if number.lstrip().startswith("+") else digits


def pick(
    blocks: tuple[Block, ...],
    kinds: frozenset[str],
    inside: int,
    copy: Callable[[Block, Mapping[str, Any]], Block],
) -> tuple[Block, ...]:
    """Return the blocks of some kinds, in reading order.

    A block that holds blocks keeps those of these kinds, at most ``inside`` of them, and goes when none stays
    (unless ``inside`` is 0: it then stands alone). What stands in a block that goes moves up to its place.

    Args:
        blocks: where to look, however deep.
        kinds: their names.
        inside: how many stay in each block that holds blocks.
        copy: makes a block like another with other fields.
    """
    found: list[Block] = []
    for block in blocks:
        holds = {name: inner for name, value in block.fields.items() if (inner := _blocks_in(value))}
        if not holds:
            found += (block,) if block.kind in kinds else ()
            continue
        kept = {name: pick(inner, kinds, inside, copy) for name, inner in holds.items()}
        if block.kind not in kinds:
            found += (one for inner in kept.values() for one in inner)
        elif inside == 0 or any(kept.values()):
            found.append(copy(block, {**block.fields, **{name: inner[:inside] for name, inner in kept.items()}}))
    return tuple(found)


def _blocks_in(value: object) -> tuple[Block, ...]:
    return tuple(item for item in value if isinstance(item, Block)) if isinstance(value, tuple) else ()


_QUOTED = re.compile(r"<[\w-]+>|\w[\w-]*=\"[^\"]*\"")


def find_line(text: str, words: str) -> int:
    """Return the line of a template where words stand, 0 when they do not stand there as written."""
    place = text.find(words)
    return text.count("\n", 0, place) + 1 if place >= 0 else 0


def locate(problem: Problem, texts: Mapping[str, str]) -> Problem:
    """Return a problem of what templates wrote with its line, found by the element or attribute it names.

    The sheet does not know the lines of the templates; what a template computed cannot be found.
    """
    quoted = _QUOTED.search(problem.message)
    text = texts.get(problem.origin.file, "")
    if problem.origin.line or not quoted or not text:
        return problem
    line = find_line(text, quoted[0].removesuffix(">"))
    return replace(problem, origin=replace(problem.origin, line=line))


@lru_cache(maxsize=1)
def environment() -> _Sandbox:
    """Return the one environment of this process."""
    made = _Sandbox(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=None,
        cache_size=0,
    )
    made.filters = {name: FILTERS[name] for name in _FILTERS} | {"parts": _parts, "plain": plain, "dial": dial}
    made.globals = {"namespace": made.globals["namespace"]}
    return made


class Compiled(Struct, frozen=True):
    """A template ready to run, the names it asks for, and whether it prints a clinic's words as they are."""

    template: Template
    asks: frozenset[str]
    form: bool = False


@lru_cache(maxsize=TEMPLATES_KEPT)
def compile_template(text: str, shown: str, names: frozenset[str]) -> Compiled:
    """Compile a template.

    Args:
        text: its text, front matter already blanked.
        shown: its file for people.
        names: what it may ask for.

    Raises:
        Unusable: with every unknown name, forbidden tag and unusable ``say()``, or the syntax error, at its line.
    """
    tree = _parse(text, shown)
    problems: list[Problem] = []
    asks = _asked(tree)
    for name, line in asks.items():
        if name not in names:
            problems.append(Problem(Origin(shown, line), f"nothing is called '{name}' here", suggest(name, names)))
    for node in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
        tag = type(node).__name__.lower().replace("fromimport", "from")
        hint = "a template stands alone; draw(blocks) puts blocks in"
        problems.append(Problem(Origin(shown, node.lineno), f"{{% {tag} %}} cannot be used", hint))
    problems += [found for found in _says(tree, text, shown) if isinstance(found, Problem)]
    if problems:
        raise Unusable(*problems)
    made = environment()
    try:
        code = made.compile(tree, shown, shown)
    except TemplateSyntaxError as error:
        raise Unusable(_syntax(error, shown)) from None
    form = "clinic" in asks and _is_form(tree.body, frozenset())
    return Compiled(Template.from_code(made, code, dict(made.globals)), frozenset(asks), form)


def find_messages(text: str, shown: str) -> tuple[Text, ...]:
    """Return the words of every ``say("…")`` of a template, in order, with line, context and translators' note.

    Raises:
        Unusable: when the template has a syntax error, or a ``say()`` whose words are not written out.
    """
    found = _says(_parse(text, shown), text, shown)
    problems = [item for item in found if isinstance(item, Problem)]
    if problems:
        raise Unusable(*problems)
    return tuple(item for item in found if isinstance(item, Text))


def _parse(text: str, shown: str) -> nodes.Template:
    try:
        return environment().parse(text, shown, shown)
    except TemplateSyntaxError as error:
        raise Unusable(_syntax(error, shown)) from None


def _syntax(error: TemplateSyntaxError, shown: str) -> Problem:
    message = (error.message or "it cannot be read").rstrip(".")
    hint = "values stand in {{ … }}, what a template does in {% … %}, notes in {# … #}; every if and for has its end"
    return Problem(Origin(shown, error.lineno), f"the template has a mistake: {message}", hint)


def _asked(tree: nodes.Template) -> dict[str, int]:
    """Return the names a template reads and never sets, with the line of the first use."""
    made: set[str] = set(_ALWAYS)
    read: dict[str, int] = {}
    made.update(macro.name for macro in tree.find_all(nodes.Macro))
    for node in tree.find_all(nodes.Name):
        if node.ctx == "load":
            read.setdefault(node.name, node.lineno)
        else:
            made.add(node.name)
    return {name: line for name, line in read.items() if name not in made}


_WORDS: Final = frozenset({"title", "interpreter", "web"})
"""Fields of a clinic that are words, and those that are lists of words."""
_LISTS: Final = frozenset({"phones", "hours", "address"})
_SHAPE: Final = frozenset({"logo", "example"})
"""Fields that a form knows: clinics that differ in them have different forms."""


def _is_form(statements: Sequence[nodes.Node], loops: frozenset[str]) -> bool:
    """Tell whether statements do nothing with a clinic's words but print them, dial them, or ask if there are any.

    ``loops`` are the names that stand for a word of a list. What is not known to be harmless is none.
    """
    for node in statements:
        if isinstance(node, nodes.Output):
            if not all(_is_printed(inner, loops) for inner in node.nodes):
                return False
        elif isinstance(node, nodes.If):
            parts = (node.body, node.elif_, node.else_)
            if not _is_asked(node.test, loops) or not all(_is_form(part, loops) for part in parts):
                return False
        elif isinstance(node, nodes.For) and _is_field(node.iter, _LISTS) and isinstance(node.target, nodes.Name):
            name = node.target.name
            if node.test is not None or node.recursive or name in ("clinic", "say") or not _is_form(node.else_, loops):
                return False
            if not _is_form(node.body, loops | {name, "loop"}):  # loop.previtem is a word too
                return False
        elif _names(node) & (loops | {"clinic"}):
            return False
    return True


def _is_printed(node: nodes.Node, loops: frozenset[str]) -> bool:
    """Tell whether an expression in ``{{ … }}`` prints a clinic's words as they are, or is not about them."""
    if isinstance(node, nodes.Filter) and node.name == "dial" and node.node is not None:
        return _is_word(node.node, loops)
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "say":
        rest = (*node.args, node.dyn_args, node.dyn_kwargs)
        plain = not any(_names(one) & (loops | {"clinic"}) for one in rest if one is not None)
        return plain and all(_is_printed(one.value, loops) for one in node.kwargs)
    return _is_word(node, loops) or _is_field(node, _SHAPE) or not _names(node) & (loops | {"clinic"})


def _is_word(node: nodes.Node, loops: frozenset[str]) -> bool:
    """Tell whether an expression is one of a clinic's words: a field, a word of a list by number or in its loop."""
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and type(node.arg.value) is int:
        return _is_field(node.node, _LISTS)
    return _is_field(node, _WORDS) or (isinstance(node, nodes.Name) and node.name in loops and node.name != "loop")


def _is_asked(node: nodes.Node, loops: frozenset[str]) -> bool:
    """Tell whether a condition only asks what all clinics of a shape answer alike."""
    if isinstance(node, nodes.And | nodes.Or):
        return _is_asked(node.left, loops) and _is_asked(node.right, loops)
    if isinstance(node, nodes.Not):
        return _is_asked(node.node, loops)
    if isinstance(node, nodes.Compare) and _is_field(node.expr, frozenset({"interpreter"})):
        return all(
            one.op in ("eq", "ne") and isinstance(one.expr, nodes.Const) and one.expr.value in ("", "yes")
            for one in node.ops
        )
    if isinstance(node, nodes.Name) and node.name == "clinic":
        return True
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name == "loop":
        return node.attr in ("first", "last", "index", "index0", "revindex", "length")
    return _is_field(node, _WORDS | _LISTS | _SHAPE) or not _names(node) & (loops | {"clinic"})


def _is_field(node: nodes.Node, fields: frozenset[str]) -> bool:
    """Tell whether an expression is one of some fields of the clinic."""
    return (
        isinstance(node, nodes.Getattr)
        and isinstance(node.node, nodes.Name)
        and node.node.name == "clinic"
        and node.attr in fields
    )


def _names(node: nodes.Node) -> set[str]:
    """Return all names in a node."""
    found = {one.name for one in node.find_all(nodes.Name)}
    return found | {node.name} if isinstance(node, nodes.Name) else found


_COMMENT = re.compile(r"\{#-?\s*Translators:\s*(.*?)\s*-?#\}", re.DOTALL)
_SAY = re.compile(r"\bsay\(\s*([\"'])(.*?)\1", re.DOTALL)


def _says(tree: nodes.Template, text: str, shown: str) -> list[Text | Problem]:
    """Return the texts of all ``say()`` calls in order, and what is wrong with any."""
    notes = _notes(text)
    found: list[Text | Problem] = []
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "say":
            found += _said(call, shown, notes)
    return found


def _notes(text: str) -> dict[tuple[int, str], str]:
    """Return translators' notes by line and words.

    A note belongs to the words behind it on its own line, up to the next note; else to those on the next line.
    """
    notes: dict[tuple[int, str], str] = {}
    ends: dict[int, str] = {}
    spots = [(match.end(), match) for match in (*_COMMENT.finditer(text), *_SAY.finditer(text))]
    for end, match in sorted(spots, key=lambda spot: spot[0]):
        if match.re is _COMMENT:
            ends[text.count("\n", 0, end) + 1] = " ".join(match[1].split())
        else:
            line = text.count("\n", 0, match.start()) + 1
            notes[line, match[2]] = ends.get(line) or ends.get(line - 1, "")
    return notes


def _said(call: nodes.Call, shown: str, notes: Mapping[tuple[int, str], str]) -> Iterator[Text | Problem]:
    origin = Origin(shown, call.lineno)
    words = call.args[0] if call.args else None
    if len(call.args) != 1 or not isinstance(words, nodes.Const) or not isinstance(words.value, str):
        hint = "translators can only translate words that are written out, one sentence in each say()"
        yield Problem(origin, 'say() needs its words in quotes, as in say("Call us")', hint)
        return
    context = ""
    for keyword in call.kwargs:
        if keyword.key == "context":
            if not isinstance(keyword.value, nodes.Const) or not isinstance(keyword.value.value, str):
                yield Problem(origin, "the context of say() must stand in quotes")
                return
            context = keyword.value.value
    yield from check_markup(words.value, origin)
    yield Text(words.value, origin, DOMAIN, context, notes.get((call.lineno, words.value), ""))
