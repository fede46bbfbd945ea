"""XML from outside as a small tree whose elements know their line; XML to the outside, escaped.

Only expat reads, so nothing can be fetched; a document type is refused, and with it every entity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

from msgspec import Struct, field

from generator.model.problems import Origin, Problem

MOST_DEPTH: Final = 40
MOST_ELEMENTS: Final = 200_000
XML: Final = "http://www.w3.org/XML/1998/namespace"
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold, even escaped."""
_ESCAPES: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)
_SAVE: Final = "export the file again from the tool; it must be well-formed XML"


class Node(Struct):
    """An element: its namespace and name, its attributes by name (those of a namespace as ``namespace name``).

    ``parts`` are its words and elements in their order.
    """

    space: str
    name: str
    attributes: dict[str, str]
    line: int
    parts: list[str | Node] = field(default_factory=list)

    def elements(self, *names: str) -> Iterator[Node]:
        """Yield the elements right inside it in its own namespace, of these names, or all."""
        for part in self.parts:
            if isinstance(part, Node) and part.space == self.space and (not names or part.name in names):
                yield part

    def words(self) -> str:
        """Return its own words, and those of elements in it as if these were not there."""
        return "".join(part if isinstance(part, str) else part.words() for part in self.parts)


class _Refused(Exception):  # noqa: N818 - says why reading stops
    """Why no more is read, and what to do."""


def read_tree(data: bytes, shown: str, problems: list[Problem]) -> Node | None:
    """Return the root of an XML file; None with a problem for one that is broken, or made to do harm."""
    top = Node("", "", {}, 0)
    stack, count = [top], 0
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MOST_ELEMENTS or len(stack) > MOST_DEPTH:
            raise _Refused("the file is built as no tool builds one: too many elements, or nested too deep", _SAVE)
        space, _, name = tag.rpartition(" ")
        node = Node(space, name, attributes, parser.CurrentLineNumber)
        stack[-1].parts.append(node)
        stack.append(node)

    def refuse(*_: object) -> None:
        message = "the file declares a document type or entities; files of translators' tools have none"
        raise _Refused(message, "take the lines from <!DOCTYPE to ]> out of it")

    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda _: stack.pop()
    parser.CharacterDataHandler = lambda words: stack[-1].parts.append(words)
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        message = f"this is no whole XML file: {expat.ErrorString(error.code)}"
        problems.append(Problem(Origin(shown, error.lineno), message, _SAVE))
        return None
    except _Refused as error:
        message, hint = error.args
        problems.append(Problem(Origin(shown, parser.CurrentLineNumber), message, hint))
        return None
    except (LookupError, ValueError):  # an encoding that Python does not know, or one of several bytes
        problems.append(Problem(Origin(shown, 1), "the encoding of the file is not known", "save it as UTF-8"))
        return None
    return next(part for part in top.parts if isinstance(part, Node))


def text(words: str) -> str:
    """Return words as they stand between tags; white space is kept through any reader."""
    plain = _NO_XML.sub("\ufffd", words)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def element(name: str, words: str | None = None, **attributes: str) -> str:
    """Return one element that holds words, or nothing (None); ``xml_space`` is written ``xml:space``."""
    given = "".join(
        f' {key.replace("xml_", "xml:").replace("_", "-")}="{_NO_XML.sub(chr(0xFFFD), value).translate(_ESCAPES)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{given}/>" if words is None else f"<{name}{given}>{text(words)}</{name}>"
