"""The structure tree: nodes made with the story, numbered and written at the end (ISO 32000-1, 14.7; ISO 14289-1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from generator.model.addresses import uri_of

CLINIC_MARKS = 64
"""Marks 0 to 63 of every page belong to what a clinic fills, so that its panel needs to know no body."""
HOLD_MARKS = {"clinic": (0, 40), "phone": (40, 4), "card": (44, 20)}
"""First mark and number of marks of each hold (``hold`` elements by name)."""
HOLD_KEYS = {"clinic": 1000, "phone": 1100, "card": 1300}
"""First parent-tree key of the annotations of each hold; body annotations count from 2000."""
BODY_KEYS = 2000


class Annotation(Struct, eq=False):
    """A link on a page: rectangle in points from the bottom left, address, words that say where it leads."""

    page: int
    box: tuple[float, float, float, float]
    address: str
    contents: str
    key: int = 0


class StructNode(Struct, eq=False):
    """One structure element. ``kids`` are nodes, (page, mark) pairs and annotations in reading order.

    ``more`` is further dictionary text (``/Alt<…>``). ``hold`` names a place whose element the clinic's panel writes.
    """

    role: str
    more: str = ""
    kids: list[StructNode | tuple[int, int] | Annotation] = field(default_factory=list)
    hold: str = ""

    def add(self, role: str, more: str = "", hold: str = "") -> StructNode:
        """Make a node inside this one, after what is there."""
        node = StructNode(role, more, hold=hold)
        self.kids.append(node)
        return node

    def walk(self) -> Iterator[StructNode]:
        """Yield this node and all inside it, in reading order."""
        left = [self]
        while left:
            node = left.pop()
            yield node
            left += [kid for kid in reversed(node.kids) if isinstance(kid, StructNode)]

    def prune(self) -> bool:
        """Take out nodes for which nothing was drawn; a table's row keeps its empty cells (ISO 14289-1, 7.5).

        Returns whether anything was drawn for this node.
        """
        drawn = [not isinstance(kid, StructNode) or kid.prune() for kid in self.kids]
        if self.role != "TR" and not all(drawn):
            self.kids = [kid for kid, kept in zip(self.kids, drawn, strict=True) if kept]
        return bool(self.hold) or any(drawn)


def utf16(words: str) -> str:
    """Return a PDF text string in hexadecimal."""
    return f"<FEFF{words.encode('utf-16-be').hex().upper()}>"


def element(node: StructNode, parent: int, pages: Sequence[int], numbers: Mapping[int, int]) -> str:
    """Return a structure element's dictionary.

    ``parent`` and ``pages`` are object numbers, ``numbers`` gives that of a node or annotation by its ``id``.
    """
    kids: list[str] = []
    home = -1
    for kid in node.kids:
        if isinstance(kid, tuple):
            page, mark = kid
            if home < 0:
                home = page
            kids.append(str(mark) if page == home else f"<</Type/MCR/Pg {pages[page]} 0 R/MCID {mark}>>")
        elif isinstance(kid, StructNode):
            kids.append(f"{numbers[id(kid)]} 0 R")
        else:
            kids.append(f"<</Type/OBJR/Pg {pages[kid.page]} 0 R/Obj {numbers[id(kid)]} 0 R>>")
    place = f"/Pg {pages[home]} 0 R" if home >= 0 else ""
    return f"<</Type/StructElem/S/{node.role}/P {parent} 0 R{place}{node.more}/K[{' '.join(kids)}]>>"


def annotation(link: Annotation) -> str:
    """Return a link annotation's dictionary (needs Contents, F 4 and StructParent: ISO 14289-1, 7.18)."""
    box = " ".join(f"{value:.2f}" for value in link.box)
    address = uri_of(link.address).replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return (
        f"<</Type/Annot/Subtype/Link/Rect[{box}]/Border[0 0 0]/F 4/StructParent {link.key}"
        f"/Contents{utf16(link.contents)}/A<</S/URI/URI({address})>>>>"
    )
