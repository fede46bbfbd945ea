"""Which templates are forms: they print a clinic's words as they are, and do nothing else with them.

What such a template writes for a clinic of marks can be filled in for every clinic (``compose/forms.py``). What is not
known to be harmless is no form, and is composed for each clinic.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jinja2 import nodes

_WORDS: Final = frozenset({"title", "interpreter", "web"})
"""Fields of a clinic that are words, and those that are lists of words."""
_LISTS: Final = frozenset({"phones", "hours", "address"})
_SHAPE: Final = frozenset({"logo", "example"})
"""Fields that a form knows: clinics that differ in them have different forms."""


def is_form(statements: Sequence[nodes.Node], loops: frozenset[str]) -> bool:
    """Tell whether statements do nothing with a clinic's words but print them, dial them, or ask if there are any.

    ``loops`` are the names that stand for a word of a list. What is not known to be harmless is none.
    """
    for node in statements:
        if isinstance(node, nodes.Output):
            if not all(_is_printed(inner, loops) for inner in node.nodes):
                return False
        elif isinstance(node, nodes.If):
            parts = (node.body, node.elif_, node.else_)
            if not _is_asked(node.test, loops) or not all(is_form(part, loops) for part in parts):
                return False
        elif isinstance(node, nodes.For) and _is_field(node.iter, _LISTS) and isinstance(node.target, nodes.Name):
            name = node.target.name
            if node.test is not None or node.recursive or name in ("clinic", "say") or not is_form(node.else_, loops):
                return False
            if not is_form(node.body, loops | {name, "loop"}):  # loop.previtem is a word too
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
