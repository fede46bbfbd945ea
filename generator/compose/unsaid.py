"""Words of a template's own that no translator sees: what it prints or lets be read aloud without ``say()``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from jinja2 import nodes

from generator.compose.grammar import parse

_TAG: Final = re.compile(r"<[^>]*>")
_ALOUD: Final = re.compile(r'\b(?:alt|label|title|data|href)="([^"]*)"')
"""What is read aloud, and where codes and links lead."""
_SCHEME: Final = re.compile(r"(?:tel|mailto):")
_NAME: Final = re.compile(r"[a-z0-9._:/%#+-]*")
"""Names of looks, pictures, kinds, filters: words only where they are printed."""
_PLACE: Final = "\x00{}\x00"
"""Stands for what is worked out, by its number."""
_WHICH: Final = re.compile("\x00([0-9]+)\x00")
_PRINTED: Final = frozenset({"default", "join"})
"""Filters whose argument may be printed."""
_SAYS: Final = frozenset({"L", "N", "S"})
"""Letters, numbers and signs (Unicode's major categories) say something; punctuation and blanks part it."""


def find_unsaid(text: str, shown: str) -> tuple[str, ...]:
    """Return the words that a template prints or lets be read aloud without ``say()``, in order, each once.

    They are those between its tags and in spoken attributes; strings of its own that are no names; and all its strings,
    and its whole numbers, that come to be printed: directly, or kept by ``set``, looped over, handed to a macro. A
    number or a sign counts as a word: behind another one it makes 80 of 8.

    Raises:
        Unusable: when the template has a syntax error.
    """
    tree = parse(text, shown)
    calls = [one for one in tree.find_all(nodes.Call) if isinstance(one.node, nodes.Name) and one.node.name == "say"]
    said = {id(one) for call in calls for one in (*call.args, *(kw.value for kw in call.kwargs if kw.key == "context"))}
    slots = [kw.value for call in calls for kw in call.kwargs if kw.key != "context"]  # printed within what is said
    parts = [part for output in tree.find_all(nodes.Output) for part in output.nodes]
    pieces = [one.data if isinstance(one, nodes.TemplateData) else _PLACE.format(at) for at, one in enumerate(parts)]
    printed = "".join(pieces)
    aloud = [words for tag in _TAG.findall(printed) for words in _ALOUD.findall(tag)]
    plain = "\0".join((_TAG.sub("\0", printed), *aloud))
    shows = _Shows(tree)
    for number in _WHICH.findall(plain):
        shows.follow(parts[int(number)])
    for slot in slots:
        shows.follow(slot)
    own = [" ".join(words.split()) for words in _WHICH.sub("\0", plain).split("\0") if not _SCHEME.fullmatch(words)]
    consts = [one for one in tree.find_all(nodes.Const) if id(one) not in said]
    own += [str(one.value) for one in consts if id(one) in shows.found or _is_sentence(one.value)]
    return tuple(dict.fromkeys(words for words in own if any(unicodedata.category(one)[0] in _SAYS for one in words)))


def _is_sentence(value: object) -> bool:
    """Tell whether a constant is no number and no name; an address leads somewhere."""
    return isinstance(value, str) and (not _NAME.fullmatch(value) or "://" in value)


class _Shows:
    """Which constants of a template come to be printed, by their identity."""

    def __init__(self, tree: nodes.Template) -> None:
        self.tree = tree
        self.found: set[int] = set()
        self.names: set[str] = set()

    def follow(self, node: nodes.Node) -> None:
        """Note the constants that a printed expression may be, and those that the names in it may stand for."""
        for one in _values(node):
            if isinstance(one, nodes.Const):
                self.found.add(id(one))
            elif isinstance(one, nodes.Name) and one.name not in self.names:
                self.names.add(one.name)
                for source in self.sources(one.name):
                    self.follow(source)

    def sources(self, name: str) -> Iterator[nodes.Node]:
        """Yield what a name stands for: what ``set`` keeps in it, what a loop takes it from, what macros are given."""
        for kept in self.tree.find_all(nodes.Assign):
            if _takes(kept.target, name):
                yield kept.node
        for loop in self.tree.find_all(nodes.For):
            if _takes(loop.target, name):
                yield loop.iter
        for macro in self.tree.find_all(nodes.Macro):
            names = [one.name for one in macro.args]
            if name not in names:
                continue
            at = names.index(name)
            yield from macro.defaults[max(0, len(macro.defaults) - len(names) + at) :][:1]
            for call in self.tree.find_all(nodes.Call):
                if isinstance(call.node, nodes.Name) and call.node.name == macro.name:
                    yield from call.args[at : at + 1]
                    yield from (one.value for one in call.kwargs if one.key == name)


def _takes(target: nodes.Node, name: str) -> bool:
    """Tell whether ``set`` or a loop puts something into a name, or into a namespace of that name."""
    names = [target, *target.find_all((nodes.Name, nodes.NSRef))]
    return any(one.name == name for one in names if isinstance(one, nodes.Name | nodes.NSRef))


def _values(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield the constants and names that an expression may come out as, whole or in part; no conditions."""
    inner: list[nodes.Node | None]
    match node:
        case nodes.CondExpr():
            inner = [node.expr1, node.expr2]
        case nodes.Filter():
            inner = [node.node, *(node.args if node.name in _PRINTED else ())]
        case nodes.Getattr() | nodes.Getitem():
            inner = [node.node]
        case nodes.Call(node=nodes.Name(name="namespace")):
            inner = [one.value for one in node.kwargs]
        case nodes.Const() | nodes.Name():
            yield node
            return
        case nodes.Call() | nodes.Compare() | nodes.Test() | nodes.Not():
            return
        case nodes.Add() | nodes.Sub() | nodes.Mul() | nodes.FloorDiv() | nodes.Mod() | nodes.Neg():
            return  # a count; words are joined with ~
        case _:
            inner = list(node.iter_child_nodes())
    for one in inner:
        if one is not None:
            yield from _values(one)
