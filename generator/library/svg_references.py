"""What refers to what in an SVG: clips, masks, gradients, copies; circles and what grows without end are refused."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.library.svg_grammar import (
    ALL,
    APART,
    FLATTEN,
    GEOMETRY,
    GRADIENTS,
    MOST_DRAWN,
    MOST_REACHED,
    SILENT,
    Element,
)
from generator.library.svg_values import Sayings
from generator.model.problems import Unusable


def refer(reader: Sayings) -> None:
    """Refuse references to what is not there or not of the kind, circles, and what grows without end."""
    wanted = {"clip-path": ("clipPath",), "mask": ("mask",), "fill": GRADIENTS, "stroke": GRADIENTS}
    at: dict[int, list[Element]] = {}
    for element, name, target in reader.references:
        found = reader.named.get(target)
        if found is None or target in reader.twice:
            tag = reader.passed.get(target)
            if tag in SILENT:
                reader.bad(f"a picture may not use <{tag}>", FLATTEN, element.line)
            else:
                what = "is there twice" if found else "is not there"
                hint = "save it again in the program that made it"
                reader.bad(f"'{name}' refers to '#{target[:40]}', which {what}", hint, element.line)
        elif name != "href" and found.tag not in wanted[name]:
            reader.bad(f"'{name}' cannot be a <{found.tag}>", FLATTEN, element.line)
        elif element.tag != "style":
            at.setdefault(id(element), []).append(found)
        else:  # any element may be meant
            at.setdefault(id(reader.root), []).append(found)
    for selector, name, line in reader.ruled:
        for other in (reader.root, *reader.others):
            tag = "root" if other is reader.root else other.tag if other else ""
            if other is not None and name in APART[tag] and _chooses(selector, other):
                reader.apart(name, other.tag, line)
    if not reader.problems and reader.root is not None:
        _Weigher(at, reader).weigh(reader.root, 0)
        for element, name, target in reader.references:
            if name == "href" and element.tag in GRADIENTS:
                _inherit(reader, element, reader.named[target], at)
        _part_clips(reader, reader.root)


def _inherit(reader: Sayings, element: Element, above: Element, at: Mapping[int, list[Element]]) -> None:
    """Give a gradient what it has from another (SVG 2, 14.2.4): usvg forgets its transform."""
    for further in at.get(id(above), ()):
        if further.tag in GRADIENTS:
            _inherit(reader, above, further, at)
    for name, value in above.said.items():
        if name in ("gradientUnits", "gradientTransform") or (name in GEOMETRY and above.tag == element.tag):
            element.said.setdefault(name, value)


def _part_clips(reader: Sayings, element: Element) -> None:
    """Have the shapes of a clip drawn one by one: svg2pdf makes one outline of them, with holes where two meet."""
    if element.tag == "clipPath" and len(element.held) > 1:
        element.held[0].said.setdefault("clip-path", f"url(#{ALL})")
        reader.all = True
    for inner in element.held:
        _part_clips(reader, inner)


class _Weigher:
    """Counts how much is drawn: what is referred to, as often as it is."""

    def __init__(self, at: Mapping[int, list[Element]], reader: Sayings) -> None:
        self.at = at
        self.reader = reader
        self.known: dict[int, int | None] = {}

    def weigh(self, element: Element, depth: int) -> int:
        key = id(element)
        found = self.known.get(key, -1)
        if found is not None and found >= 0:
            return found
        if found is None or depth > MOST_REACHED:
            message = "refers to itself" if found is None else f"leads through more than {MOST_REACHED} elements"
            self.reader.bad(f"what <{element.tag}> refers to {message}", FLATTEN, element.line)
            raise Unusable(*self.reader.problems)
        self.known[key] = None
        total = 20 + sum(map(len, element.said.values()))
        for inner in element.held:
            total += self.weigh(inner, depth + 1)
        for target in self.at.get(key, ()):
            total += self.weigh(target, depth + 1)
        if total > MOST_DRAWN:
            self.reader.bad("the picture draws its parts too often", "use fewer copies", element.line)
            raise Unusable(*self.reader.problems)
        self.known[key] = total
        return total


def _chooses(selector: str, element: Element) -> bool:
    """Tell whether a selector of element, classes and id chooses an element."""
    tag = re.match(r"[\w-]*", selector)
    said = element.said
    own = {f".{name}" for name in said.get("class", "").split()} | {f"#{said.get('id', '')}"}
    return (not tag or tag[0] in ("", element.tag)) and set(re.findall(r"[.#][\w-]+", selector)) <= own
