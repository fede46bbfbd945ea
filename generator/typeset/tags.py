"""The structure tree: nodes made with the story, numbered and written at the end (ISO 32000-1, 14.7; ISO 14289-1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

CLINIC_MARKS = 28
"""Marks 0 to 27 of every page belong to what a clinic fills, so that its panel needs to know no body."""
HOLD_MARKS = {"clinic": (0, 20), "phone": (20, 4), "phone-second": (24, 4)}
"""First mark and number of marks of each hold (``hold`` elements by name)."""
HOLD_KEYS = {"clinic": 1000, "phone": 1100, "phone-second": 1200}
"""First parent-tree key of the annotations of each hold; body annotations count from 2000."""
BODY_KEYS = 2000


@dataclass(slots=True, eq=False)
class Annotation:
    """A link on a page: rectangle in points from the bottom left, address, words that say where it leads."""

    page: int
    box: tuple[float, float, float, float]
    address: str
    contents: str
    key: int = 0


@dataclass(slots=True, eq=False)
class Node:
    """One structure element. ``kids`` are nodes, (page, mark) pairs and annotations in reading order.

    ``more`` is further dictionary text (``/Alt<…>``). ``hold`` names a place whose element the clinic's panel writes.
    """

    role: str
    more: str = ""
    kids: list[Node | tuple[int, int] | Annotation] = field(default_factory=list)
    hold: str = ""

    def add(self, role: str, more: str = "", hold: str = "") -> Node:
        """Make a node inside this one, after what is there."""
        node = Node(role, more, hold=hold)
        self.kids.append(node)
        return node

    def walk(self) -> Iterator[Node]:
        """Yield this node and all inside it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.walk()

    def empty(self) -> bool:
        """Tell whether nothing was drawn for this node."""
        return not self.hold and all(isinstance(kid, Node) and kid.empty() for kid in self.kids)

    def prune(self) -> None:
        """Take out nodes for which nothing was drawn; a table's row keeps its empty cells (ISO 14289-1, 7.5)."""
        if self.role != "TR":
            self.kids = [kid for kid in self.kids if not (isinstance(kid, Node) and kid.empty())]
        for kid in self.kids:
            if isinstance(kid, Node):
                kid.prune()


def utf16(words: str) -> str:
    """Return a PDF text string in hexadecimal."""
    return f"<FEFF{words.encode('utf-16-be').hex().upper()}>"


def element(node: Node, parent: str, page_names: Sequence[str], names: dict[int, str]) -> tuple[str, list[str]]:
    """Return a structure element's dictionary with ``%d`` for references, and what they refer to, by name.

    ``names`` maps ``id(node)`` (and ``id(annotation)``) to object names, ``page_names[n]`` is page n from 0.
    """
    refs = [parent]
    kids: list[str] = []
    home = next((kid[0] for kid in node.kids if isinstance(kid, tuple)), None)
    place = ""
    if home is not None:
        place = "/Pg %d 0 R"
        refs.append(page_names[home])
    for kid in node.kids:
        if isinstance(kid, Node):
            kids.append("%d 0 R")
            refs.append(names[id(kid)])
        elif isinstance(kid, Annotation):
            kids.append("<</Type/OBJR/Pg %d 0 R/Obj %d 0 R>>")
            refs += [page_names[kid.page], names[id(kid)]]
        elif kid[0] == home:
            kids.append(str(kid[1]))
        else:
            kids.append(f"<</Type/MCR/Pg %d 0 R/MCID {kid[1]}>>")
            refs.append(page_names[kid[0]])
    more = node.more.replace("%", "%%")
    return f"<</Type/StructElem/S/{node.role}/P %d 0 R{place}{more}/K[{' '.join(kids)}]>>", refs


_SEVEN_BIT = "".join(map(chr, range(33, 127)))
"""What an address may hold (ISO 32000-1, 12.6.4.7)."""


def annotation(link: Annotation) -> str:
    """Return a link annotation's dictionary (needs Contents, F 4 and StructParent: ISO 14289-1, 7.18)."""
    box = " ".join(f"{value:.2f}" for value in link.box)
    ascii_only = quote(link.address, safe=_SEVEN_BIT)
    address = ascii_only.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    text = (
        f"<</Type/Annot/Subtype/Link/Rect[{box}]/Border[0 0 0]/F 4/StructParent {link.key}"
        f"/Contents{utf16(link.contents)}/A<</S/URI/URI({address})>>>>"
    )
    return text.replace("%", "%%")
