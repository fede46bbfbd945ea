"""JSON Schemas (draft 2020-12) of our YAML files, for editors: learned from the very readers that read them.

A reader is run on a file of one made-up value in each place. Which function of ``library/values.py`` it asks of a
value, and with what bounds, is noted; names that it knows give the next, larger file, until it asks for nothing new. At
last each value is left out to see whether the reader minds. A schema so knows what the reader knows, and is never
stricter: what a reader asks in another way is left open.
"""

from __future__ import annotations

import inspect
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field

from generator.library import values
from generator.library.node import Node
from generator.model.content import Field, Kind
from generator.model.problems import Problem, Unusable
from generator.model.units import POINTS

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
ROUNDS: Final = 12
"""Times that a reader is run on a larger file; the deepest file has six levels."""
WORDS: Final[dict[str, Any]] = {"type": ["string", "number", "boolean"]}
"""Words as written: ``1.10`` and ``yes`` are words for us, and a number and a truth value for others."""
_TRUTHS: Final = (("yes", True), ("no", False))
"""Words that others read as truth values."""
Path_ = tuple[str, ...]
Read = Callable[[Path, str, list[Problem]], object]
"""A reader, as those of ``library/lists.py``: it takes a file, its name, and where problems go."""
Schema = dict[str, Any]


class Asked(Struct, frozen=True):
    """What was asked of a value: by which function, with what."""

    function: str
    given: Mapping[str, Any]


class _Place(Struct):
    """A value of the made-up file: what was asked of it, and of what stands in it by name (``-`` in a list)."""

    asked: Asked | None = None
    parts: dict[str, _Place] = field(default_factory=dict)
    inside: dict[str, _Place] = field(default_factory=dict)
    """What was asked of its parts when it was tried as a list, or as names with values (``*``)."""
    may_be: set[str] = field(default_factory=set)
    """``nothing`` and ``none`` (a list without items), where the reader takes it so."""


def learn(read: Read, shape: str = "map") -> Schema:
    """Return the schema of what a reader takes. ``shape`` is that of the file's one value: names of its own are free.

    Args:
        read: the reader; whatever it raises or returns is not looked at.
        shape: ``map``, or ``names`` for a file of entries that have names of their own.
    """
    root = _Place(parts={"x": _Place()} if shape == "names" else {})
    for _ in range(ROUNDS):
        before = json.dumps(_outline(root))
        _listen(read, root)
        if json.dumps(_outline(root)) == before:
            break
    for place in _all_places(root)[1:]:
        if place.asked or place.inside:
            place.may_be = {shape for shape in ("nothing", "none") if _run(read, root, place, shape)}
    return _schema(root)


def _outline(place: _Place) -> Any:
    return [
        place.asked.function if place.asked else "",
        {name: _outline(part) for name, part in {**place.parts, **place.inside}.items()},
    ]


def _listen(read: Read, root: _Place) -> None:
    """Run a reader on what is known so far, then with each value of no certain shape tried as a list and as a map."""
    _run(read, root, None, "")
    for place in _open_places(root):
        for shape in ("list", "map"):
            _run(read, root, place, shape)


def _open_places(place: _Place) -> list[_Place]:
    found = (
        []
        if place.parts or (place.asked and place.asked.function in ("entries_of", "list_in", "names_in"))
        else [place]
    )
    for part in (*place.parts.values(), *place.inside.values()):
        found += _open_places(part)
    return found


def _all_places(place: _Place) -> list[_Place]:
    inner = [one for part in (*place.parts.values(), *place.inside.values()) for one in _all_places(part)]
    return [place, *inner]


def _run(read: Read, root: _Place, tried: _Place | None, shape: str) -> bool:
    """Run a reader on a file of all places, one of them in a certain shape; return whether it took that one so."""
    writer = _Writer(tried, shape)
    text = writer.file(root)
    problems: list[Problem] = []

    def listen(name: str, node: Node, args: tuple[object, ...], named: dict[str, object]) -> None:
        place = writer.at.get((node.origin.line, node.origin.column, node.shape))
        if node.origin.file != str(file):  # of another file, which this one extends
            return
        if place is not None and place.asked is None:
            function = getattr(values, name)
            bound = inspect.signature(function).bind(node, *args, **named)
            bound.apply_defaults()
            place.asked = Asked(name, bound.arguments)
            if name == "entries_of":
                for known in bound.arguments["known"]:
                    place.parts.setdefault(known, _Place())

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.yaml"
        file.write_text(text, encoding="utf-8")
        token = values.LISTENER.set(listen)
        try:
            read(file, str(file), problems)
        except Unusable as error:
            problems += error.problems
        finally:
            values.LISTENER.reset(token)
    for owner, key, part in writer.new:
        if part.asked or part.parts or part.inside:
            owner.inside[key] = part
    return not any(one.origin.file == str(file) and one.origin.line == writer.line for one in problems)


class _Writer:
    """Writes places as YAML, a value on each line, and remembers which stands where."""

    def __init__(self, tried: _Place | None, shape: str) -> None:
        self.tried, self.shape = tried, shape
        self.lines: list[str] = []
        self.at: dict[tuple[int, int, str], _Place] = {}
        self.new: list[tuple[_Place, str, _Place]] = []
        self.line = 0
        """Where the place that is tried stands."""

    def file(self, root: _Place) -> str:
        self.value(root, "", 0)
        return "\n".join(self.lines) + "\n"

    def value(self, place: _Place, head: str, depth: int) -> None:
        """Write a value behind its name or dash: on that line when it is words, else below."""
        asked = place.asked.function if place.asked else ""
        parts = dict(place.parts)
        as_list = asked in ("list_in", "names_in", "lines_in")
        if place is self.tried and self.shape in ("nothing", "none"):
            self.lines.append(f"{head}{'[]' if self.shape == 'none' else ''}".rstrip())
            self.line = len(self.lines)
            return
        if place is self.tried:
            key = "-" if self.shape == "list" else "*"
            part = place.inside.get(key) or _Place()
            self.new.append((place, key, part))
            parts, as_list = {key: part}, self.shape == "list"
        elif as_list:
            part = place.inside.get("-") or _Place()
            self.new.append((place, "-", part))
            parts = {"-": part}
        elif not parts and "*" in place.inside:
            parts = {"*": place.inside["*"]}
        if not parts:
            self.lines.append(f"{head}x" if head else "x")
            self.at[len(self.lines), len(head) + 1, "words"] = place
            return
        if head:
            self.lines.append(head.rstrip())
        indent = " " * (2 * depth)
        self.at[len(self.lines) + 1, len(indent) + 1, "list" if as_list else "map"] = place
        for name, part in parts.items():
            self.value(part, f"{indent}- " if as_list else f"{indent}{'x' if name == '*' else name}: ", depth + 1)


# -- what was asked, as a schema ------------------------------------------------------


def _schema(place: _Place) -> Schema:
    found = _strict(place)
    if "none" in place.may_be:
        found.pop("minItems", None)
    return {"anyOf": [found, {"type": "null"}]} if "nothing" in place.may_be else found


def _strict(place: _Place) -> Schema:
    asked = place.asked
    if asked is None:
        return _unasked(place)
    given = asked.given
    match asked.function:
        case "entries_of":
            return _map({name: _schema(part) for name, part in place.parts.items()}, given["required"])
        case "pairs_in":
            inside = place.inside.get("*") or place.parts.get("x")
            return {"type": "object", "additionalProperties": _schema(inside) if inside else True}
        case "list_in" | "names_in" | "lines_in":
            inside = place.inside.get("-")
            items = _schema(inside) if inside else dict(WORDS)
            found: Schema = {"type": "array", "items": items}
            return found if given.get("empty") else found | {"minItems": 1}
        case "codes_in":
            return _map({name: _schema(part) for name, part in place.parts.items()}, ())
    return _either([_of_words(asked), *(_around(key, part) for key, part in place.inside.items())])


def _unasked(place: _Place) -> Schema:
    if place.parts:  # a file of entries with names of their own
        return {"type": "object", "additionalProperties": _schema(place.parts["x"])}
    return _either([_around(key, part) for key, part in place.inside.items()]) if place.inside else {}


def _around(key: str, part: _Place) -> Schema:
    inside = _schema(part)
    if key == "-":
        return {"type": "array", "items": inside}
    return {"type": "object", "additionalProperties": inside}


def _either(schemas: list[Schema]) -> Schema:
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _map(properties: Mapping[str, Schema], required: Iterable[str]) -> Schema:
    found: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    needed = list(required)
    return found | ({"required": needed} if needed else {})


def _of_words(asked: Asked) -> Schema:
    """Return the schema of a value without parts."""
    given = asked.given
    match asked.function:
        case "name_in":
            return WORDS | {"pattern": f"^{values.NAME}$"}
        case "form_in":
            form = f"^({given['form']})$"
            return WORDS | {"pattern": f"{form}|^$" if given["empty"] else form}
        case "choice_in":
            choices = list(given["choices"])
            return {"enum": [*choices, *(truth for word, truth in _TRUTHS if word in choices)]}
        case "flag_in":
            return {"enum": [True, False, *values.FLAGS]}
        case "whole_in" | "number_in":
            whole = asked.function == "whole_in" or r"\." not in given["form"]
            number = {"type": "integer" if whole else "number", "minimum": given["least"], "maximum": given["most"]}
            return {"anyOf": [number, {"type": "string", "pattern": r"^-?[0-9]{1,6}(\.[0-9]{1,6})?$"}]}
        case "length_in":
            return WORDS | {"pattern": rf"^-?[0-9]*\.?[0-9]+ ?({'|'.join(POINTS)})?$"}
        case "colour_in":
            return {"type": "string", "pattern": "^#"}
        case "text_in":
            return text()
    return dict(WORDS)


# -- topics: their blocks are declared, not read by name --------------------------------


def text(sentences: Iterable[str] = ()) -> Schema:
    """Return the schema of a translatable text: words, or the sentence of a country by its key."""
    key = {"enum": sorted(sentences)} if sentences else WORDS | {"pattern": f"^{values.NAME}$"}
    return {"anyOf": [WORDS, _map({"profile": key}, ("profile",))]}


class Names(Struct, frozen=True):
    """Names of a library that topics may use; an editor completes them."""

    sources: tuple[str, ...]
    pictures: tuple[str, ...]
    shared: tuple[str, ...]
    sentences: tuple[str, ...]


def blocks(kinds: Mapping[str, Kind], names: Names) -> dict[str, Schema]:
    """Return the definitions that a topic's schema refers to: ``blocks``, and one for each kind, from its fields."""
    from generator.library.kinds import COMMON, PRIORITIES, SHORT
    from generator.model.content import EVIDENCE

    common: dict[str, Schema] = {
        "evidence": {"enum": list(EVIDENCE)},
        "sources": {"type": "array", "items": {"enum": sorted(names.sources)}, "minItems": 1, "uniqueItems": True},
        "from": {"type": "array", "items": dict(WORDS), "minItems": 1, "uniqueItems": True},
        "context": dict(WORDS),
        "short": {"enum": [True, False, *SHORT]},
        "priority": {"enum": [*PRIORITIES, *map(int, PRIORITIES)]},
    }
    assert tuple(common) == COMMON
    include = _map({"include": {"enum": sorted(names.shared)}}, ("include",))
    every = [{"$ref": f"#/$defs/block-{name}"} for name in kinds]
    found = {
        "text": text(names.sentences),
        "texts": {
            "type": "array", "minItems": 1, "items": {"anyOf": [*text(names.sentences)["anyOf"], include]},
        },
        "picture": {"enum": sorted(names.pictures)},
        "blocks": {"type": "array", "minItems": 1, "items": {"anyOf": every}},
    }  # fmt: skip
    for name, kind in kinds.items():
        found[f"block-{name}"] = _block(kind, common)
    return found


def _block(kind: Kind, common: Mapping[str, Schema]) -> Schema:
    """Return the schema of a block: its kind with its main field, or with all its fields, or with nothing."""
    fields = {name: _field(one, kind.exactly.get(name)) for name, one in kind.fields.items()}
    ways: list[Schema] = [{"type": "null"}, _map(fields, ())]
    if kind.main:
        ways.append(fields[kind.main])
    needed = [one.name for one in kind.fields.values() if not one.optional and one.name != kind.main]
    whole = _map({**common, **fields, kind.name: {"anyOf": ways}}, (kind.name,))
    whole["description"] = kind.about
    if needed:  # they stand beside the kind's name, unless they stand under it
        whole |= {"if": {"properties": {kind.name: {"type": "object"}}}, "else": {"required": [kind.name, *needed]}}
    return whole


def _field(one: Field, exactly: int | None) -> Schema:
    match one.type:
        case "text" | "texts" | "blocks" | "picture":
            found: Schema = {"$ref": f"#/$defs/{one.type}"}
        case "rows":
            found = {"type": "array", "items": {"$ref": "#/$defs/texts"}, "minItems": 1}
        case "word":
            found = {"enum": list(one.choices)} if one.choices else WORDS | {"pattern": f"^{values.NAME}$"}
        case "words":
            found = {"type": "array", "items": WORDS | {"pattern": f"^{values.NAME}$"}, "minItems": 1}
        case "pictures":
            found = {"type": "array", "items": {"$ref": "#/$defs/picture"}, "minItems": 1}
        case "number":
            found = {
                "anyOf": [
                    {"type": "integer", "minimum": 0, "maximum": 999},
                    {"type": "string", "pattern": "^[0-9]{1,3}$"},
                ]
            }
        case _:
            found = {"enum": [True, False, *values.FLAGS]}
    return {"allOf": [found], "minItems": exactly, "maxItems": exactly} if exactly else found
