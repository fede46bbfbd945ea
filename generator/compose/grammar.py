"""What a template may say: a closed list, checked before anything is compiled; then loops and the like are counted.

A leaflet needs printing, ``for``, ``if``, ``set``, ``macro``, a few filters and tests. All else of Jinja2 is refused at
its line: what reaches into other files or into the program, what makes much out of little (powers, lists in lists,
repeated words), and what nobody needs. What may stay is rewritten so that ``compose/meter.py`` counts it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import CodeType
from typing import Final, NamedTuple, TypeVar

from jinja2 import TemplateSyntaxError, nodes
from jinja2.parser import Parser
from jinja2.visitor import NodeTransformer

from generator.compose.fields import is_form
from generator.compose.sandbox import FILTERS_KNOWN, TESTS_KNOWN, environment
from generator.compose.values import DOMAIN
from generator.model.content import Text
from generator.model.markup import check_markup
from generator.model.problems import Origin, Problem, Unusable, suggest

Parts = Sequence[nodes.Node]
Sort = TypeVar("Sort", bound=nodes.Node)
MOST_LETTERS: Final = 60_000
"""Letters of a template; the longest that comes with the program has six thousand."""
MOST_NODES: Final = 6_000
"""Parts of a template; the largest that comes with the program has 230."""
MOST_DEPTH: Final = 40
"""How deep parts stand in each other."""
MOST_LOOPS: Final = 8
"""How deep loops stand in each other."""
MOST_PROBLEMS: Final = 20
CALL_STEPS: Final = 30
"""A call takes the time of so many other parts."""
NAMELESS: Final = "template"
"""The file that compiled code says it is from, until it is known whose words it was made of."""
_ALWAYS: Final = frozenset({"loop", "range", "namespace"})
_KNOWN: Final = frozenset(
    "Add And Assign Call Compare Concat CondExpr Const Filter FloorDiv For Getattr Getitem If Keyword List Macro Mod"
    " Mul NSRef Name Neg Not Operand Or Output Pair Sub Template TemplateData Test Tuple".split()
)
_SHOWN: Final[Mapping[str, str]] = {
    "AssignBlock": "{% set x %} … {% endset %}",
    "CallBlock": "{% call %}",
    "Dict": "a list of pairs {…: …}",
    "Div": "'/'",
    "FilterBlock": "{% filter %}",
    "FromImport": "{% from %}",
    "Pos": "a leading '+'",
    "Pow": "'**'",
    "Scope": "{% autoescape %}",
    "ScopedEvalContextModifier": "{% autoescape %}",
    "Slice": "a part of a list [1:3]",
}
_ALONE: Final = frozenset({"Block", "Extends", "FromImport", "Import", "Include"})
_HINT: Final = "a template loops (for), chooses (if), keeps a value (set), repeats a piece (macro) and prints"
_NESTED: Final = "put a part of it into a macro"
_NOT_CALLED: Final = ("only what has a name of its own can be called", "say(…), draw(…), a macro of this template")
_DIGITS: Final = re.compile(r"\d{300}")


class Translated(NamedTuple):
    """A template as code: the names it asks for, its weight in steps, whether it is a form (see ``compose/fields.py``).

    ``says`` are the words of every ``say("…")`` (see ``find_messages``).
    """

    code: CodeType
    asks: frozenset[str]
    weight: int
    form: bool
    says: tuple[Text, ...]


def translate(text: str, shown: str, names: frozenset[str]) -> Translated:
    """Translate a template into code.

    Args:
        text: its text, front matter already blanked.
        shown: its file for people.
        names: what it may ask for.

    Raises:
        Unusable: with all that cannot be used in it, or the syntax error, at its line.
    """
    tree, parts = _parse(text, shown)
    asks = _asked(parts)
    problems = [
        Problem(Origin(shown, line), f"nothing is called '{name}' here", suggest(name, names))
        for name, line in [pair for pair in asks.items() if pair[0] not in names][:MOST_PROBLEMS]
    ]
    problems += [Problem(Origin(shown, line), *said) for line, said in _refused(tree, parts)][:MOST_PROBLEMS]
    found = _says(parts, shown, _notes(text))
    problems += [one for one in found if isinstance(one, Problem)][:MOST_PROBLEMS]
    if problems:
        raise Unusable(*problems)
    form = "clinic" in asks and is_form(tree.body, frozenset())
    weight = _weight(parts)
    says = tuple(one for one in found if isinstance(one, Text))
    made = environment()
    _Counted().visit(tree)
    for node in _with_all_inside(tree):
        node.environment = made
    try:
        return Translated(made.compile(tree, NAMELESS, NAMELESS), frozenset(asks), weight, form, says)
    except TemplateSyntaxError as error:
        raise Unusable(_syntax(error, shown)) from None
    except (SyntaxError, RecursionError, MemoryError):
        raise Unusable(Problem(Origin(shown), "the template is nested too deep", _NESTED)) from None


def find_messages(text: str, shown: str) -> tuple[Text, ...]:
    """Return the words of every ``say("…")`` of a template, in order, with line, context and translators' note.

    Raises:
        Unusable: when the template has a syntax error, or a ``say()`` whose words are not written out.
    """
    found = _says(_parse(text, shown)[1], shown, _notes(text))
    problems = [item for item in found if isinstance(item, Problem)]
    if problems:
        raise Unusable(*problems)
    return tuple(item for item in found if isinstance(item, Text))


# -- reading -------------------------------------------------------------------


def parse(text: str, shown: str) -> nodes.Template:
    """Return the tree of a template, bounded as others are. Raises Unusable for a syntax error."""
    return _parse(text, shown)[0]


def _parse(text: str, shown: str) -> tuple[nodes.Template, Parts]:
    """Return the tree of a template and all its parts; neither its size nor its depth goes beyond what is read."""
    if len(text) > MOST_LETTERS:
        message = f"the template is longer than {MOST_LETTERS:,} letters"
        raise Unusable(Problem(Origin(shown), message, "a template draws; words belong in content/"))
    digits = _DIGITS.search(text)
    if digits:
        line = text.count("\n", 0, digits.start()) + 1
        raise Unusable(Problem(Origin(shown, line), "a number in a template has hundreds of digits", "shorten it"))
    line = 1
    try:
        parser = Parser(environment(), text, shown, shown)
        try:
            tree = nodes.Template(parser.subparse(), lineno=1)  # without an environment, which translate() gives it
        except RecursionError:
            line = parser.stream.current.lineno
            raise
        return tree, _measure(tree, shown)
    except TemplateSyntaxError as error:
        raise Unusable(_syntax(error, shown)) from None
    except RecursionError:
        raise Unusable(Problem(Origin(shown, line), "the template is nested too deep", _NESTED)) from None


def _syntax(error: TemplateSyntaxError, shown: str) -> Problem:
    message = (error.message or "it cannot be read").rstrip(".")
    hint = "values stand in {{ … }}, what a template does in {% … %}, notes in {# … #}; every if and for has its end"
    return Problem(Origin(shown, error.lineno), f"the template has a mistake: {message}", hint)


def _measure(tree: nodes.Template, shown: str) -> Parts:
    """Return all parts of a tree, it first, in the order of the words; refuse one too large or too deep at its line."""
    parts: list[nodes.Node] = []
    open_: list[tuple[nodes.Node, int, int, int]] = [(tree, 1, 0, 0)]
    while open_:
        node, line, depth, loops = open_.pop()
        line = node.lineno or line
        parts.append(node)
        loops += isinstance(node, nodes.For)
        if depth > MOST_DEPTH or loops > MOST_LOOPS:
            raise Unusable(Problem(Origin(shown, line), "the template is nested too deep", _NESTED))
        if len(parts) > MOST_NODES:
            message = f"the template has more than {MOST_NODES:,} parts"
            raise Unusable(Problem(Origin(shown, line), message, "split it: a block of its own, or a macro"))
        open_ += [(inner, line, depth + 1, loops) for inner in reversed([*node.iter_child_nodes()])]
    return parts


def _with_all_inside(*tops: nodes.Node) -> list[nodes.Node]:
    """Return parts and all inside them, from the outside in."""
    parts = list(tops)
    for node in parts:  # which grows meanwhile
        parts += node.iter_child_nodes()
    return parts


def _of(sort: type[Sort], parts: Parts) -> Iterator[Sort]:
    return (part for part in parts if isinstance(part, sort))


def _asked(parts: Parts) -> dict[str, int]:
    """Return the names a template reads and never sets, with the line of the first use."""
    made: set[str] = set(_ALWAYS)
    read: dict[str, int] = {}
    made.update(macro.name for macro in _of(nodes.Macro, parts))
    for node in _of(nodes.Name, parts):
        if node.ctx == "load":
            read.setdefault(node.name, node.lineno)
        else:
            made.add(node.name)
    return {name: line for name, line in read.items() if name not in made}


# -- the closed list -----------------------------------------------------------


def _refused(tree: nodes.Template, parts: Parts) -> Iterator[tuple[int, tuple[str, str]]]:
    """Yield the line of each thing that no template may say, what it is, and a hint."""
    macros = {macro.name: macro for macro in _of(nodes.Macro, parts)}
    called = {id(call.node) for call in _of(nodes.Call, parts)}
    made = {name.name for name in _of(nodes.Name, parts) if name.ctx != "load"}
    refused: dict[int, tuple[str, str]] = {}
    for node in parts:
        said = _refusal(node)
        if said is None and isinstance(node, nodes.Name) and node.name in macros:
            if node.ctx != "load":
                said = f"'{node.name}' is a macro and cannot be set", "give the value another name"
            elif id(node) not in called:
                said = f"the macro '{node.name}' can only be called", f"write {node.name}(…)"
        elif said is None and isinstance(node, nodes.Name) and node.name in made and id(node) in called:
            said = _NOT_CALLED
        if said is not None:
            refused[id(node)] = said
    if refused:
        yield from ((line, refused[id(node)]) for node, line in _walk(tree, 1) if id(node) in refused)
    uses = {
        name: {call.node.name for call in macro.find_all(nodes.Call) if isinstance(call.node, nodes.Name)} & set(macros)
        for name, macro in macros.items()
    }
    for name in _circles(uses):
        yield macros[name].lineno, (f"the macro '{name}' calls itself without end", "loops go through lists with for")


def _walk(node: nodes.Node, line: int) -> Iterator[tuple[nodes.Node, int]]:
    """Yield all parts of a tree with their lines; what Jinja2 gives no line stands on that of what is around it."""
    line = node.lineno or next((inner.lineno for inner in node.iter_child_nodes() if inner.lineno), line)
    yield node, line
    for inner in node.iter_child_nodes():
        yield from _walk(inner, line)


def _circles(uses: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield the macros that end up calling themselves: what is left when all that end are taken away."""
    left = {name: set(called) for name, called in uses.items()}
    while ended := {name for name, called in left.items() if not called}:
        left = {name: called - ended for name, called in left.items() if name not in ended}
    yield from left


def _refusal(node: nodes.Node) -> tuple[str, str] | None:
    """Return why a part of a template cannot be used, with a hint; None when it can."""
    sort = type(node).__name__
    if sort not in _KNOWN:
        hint = "a template stands alone; draw(blocks) puts blocks in" if sort in _ALONE else _HINT
        return f"{_SHOWN.get(sort, f'{{% {sort.lower()} %}}')} cannot be used", hint
    if isinstance(node, nodes.For) and node.recursive:
        return "a recursive loop cannot be used", "draw(blocks) draws blocks in blocks"
    if isinstance(node, nodes.Filter) and node.name not in FILTERS_KNOWN:
        return f"No filter named '{node.name}'", suggest(node.name, FILTERS_KNOWN)
    if isinstance(node, nodes.Test) and node.name not in TESTS_KNOWN:
        return f"No test named '{node.name}'", suggest(node.name, TESTS_KNOWN)
    if isinstance(node, nodes.Filter | nodes.Test | nodes.Call) and (node.dyn_args or node.dyn_kwargs):
        return "* and ** before an argument cannot be used", "write the arguments one by one"
    if isinstance(node, nodes.Call) and not _is_called_by_name(node.node):
        return _NOT_CALLED
    if isinstance(node, nodes.Compare) and len(node.ops) > 1:
        return "three things cannot be compared at once", "join two comparisons with 'and'"
    if isinstance(node, nodes.Macro) and node.name.startswith("_"):
        return "a name may not begin with '_'", ""
    if isinstance(node, nodes.Name | nodes.Keyword | nodes.Getattr | nodes.NSRef):
        name = getattr(node, "attr", "") or getattr(node, "key", "") or getattr(node, "name", "")
        if str(name).startswith("_"):
            return "a name may not begin with '_'", ""
    return None


def _is_called_by_name(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) or (
        isinstance(node, nodes.Getattr)
        and node.attr == "cycle"
        and isinstance(node.node, nodes.Name)
        and node.node.name == "loop"
    )


# -- counting ------------------------------------------------------------------


def _weight(parts: Parts) -> int:
    """Return the steps that parts of a template take, gone through once."""
    return sum(1 + CALL_STEPS * isinstance(node, nodes.Call | nodes.Filter) for node in parts)


def _use(*tops: nodes.Node) -> tuple[nodes.Const, nodes.Const]:
    """Return what parts of a template use up, gone through once: steps, and the letters that stand in them."""
    parts = _with_all_inside(*tops)
    return nodes.Const(_weight(parts)), nodes.Const(sum(len(data.data) for data in _of(nodes.TemplateData, parts)))


class _Counted(NodeTransformer):
    """Puts the meter between a template and what could take long or grow (see ``Meter``)."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - Jinja2 calls it by the node's name
        use = _use(node.target, *node.body, *([node.test] if node.test else ()))
        self.generic_visit(node)
        node.iter = _call("_each", node.lineno, node.iter, *use)
        return node

    def visit_Macro(self, node: nodes.Macro) -> nodes.Macro:  # noqa: N802
        use = _use(node)
        self.generic_visit(node)
        node.body.insert(0, nodes.ExprStmt(_call("_enter", node.lineno, *use), lineno=node.lineno))
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Call:  # noqa: N802
        self.generic_visit(node)
        return _call("_join", node.lineno, *node.nodes)

    def visit_List(self, node: nodes.List) -> nodes.Expr:  # noqa: N802
        return self._gathered(node)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Expr:  # noqa: N802
        return self._gathered(node) if node.ctx == "load" else node

    def _gathered(self, node: nodes.List | nodes.Tuple) -> nodes.Expr:
        self.generic_visit(node)
        return node if _is_written_out(node) else _call("_gather", node.lineno, *node.items)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        (operand,) = node.ops
        if operand.op in ("in", "notin"):
            short = _is_written_out(operand.expr)
        else:
            short = isinstance(node.expr, nodes.Const) or isinstance(operand.expr, nodes.Const)
        return node if short else _call("_compare", node.lineno, nodes.Const(operand.op), node.expr, operand.expr)


def _is_written_out(node: nodes.Node) -> bool:
    """Tell whether a list holds nothing but what stands there."""
    return isinstance(node, nodes.List | nodes.Tuple) and all(isinstance(item, nodes.Const) for item in node.items)


def _call(name: str, line: int, *parts: nodes.Node) -> nodes.Call:
    made = nodes.Call(nodes.Name(name, "load"), list(parts), [], None, None)
    for node in (made, made.node, *parts):
        if getattr(node, "lineno", None) is None:
            node.lineno = line
    return made


# -- words for translators -----------------------------------------------------

_NOTE: Final = re.compile(r"\{#-?\s*Translators:(.*?)-?#\}", re.DOTALL)
_SAY: Final = re.compile(r"\bsay\(\s*([\"'])(.*?)\1", re.DOTALL)


def _says(parts: Parts, shown: str, notes: Mapping[tuple[int, str], str]) -> list[Text | Problem]:
    """Return the texts of all ``say()`` calls in order, and what is wrong with any."""
    found: list[Text | Problem] = []
    for call in _of(nodes.Call, parts):
        if isinstance(call.node, nodes.Name) and call.node.name == "say":
            found += _said(call, shown, notes)
    return found


def _notes(text: str) -> dict[tuple[int, str], str]:
    """Return translators' notes by line and words.

    A note belongs to the words behind it on its own line, up to the next note; else to those on the next line.
    """
    notes: dict[tuple[int, str], str] = {}
    ends: dict[int, str] = {}
    spots = [(match.end(), match) for match in (*_NOTE.finditer(text), *_SAY.finditer(text))]
    for end, match in sorted(spots, key=lambda spot: spot[0]):
        if match.re is _NOTE:
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
