"""Fonts as objects of a PDF file: dictionaries, and maps from codes to text (ISO 32000-1, 9.7 and 9.10.3)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct

SYSTEM = "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
LETTERS = bytes(65 + byte % 26 for byte in range(256))
"""Makes capital letters of bytes."""
_CMAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_CMAP_TAIL = """endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


class Embedded(Struct, frozen=True):
    """The parts of a body's font: deflated program and maps, and dictionaries with ``%d`` for references.

    ``places`` gives for each code, which is the glyph's number in the face, its number in the program.
    """

    program: bytes
    length: int
    places: bytes
    to_unicode: bytes
    descriptor: str
    descendant: str
    font: str


class SmallFont(Struct, frozen=True):
    """The parts of a clinic's font as objects' bytes, dictionaries with ``%d`` for references.

    ``codes`` gives for each code of the face, as it stands in operators, the code of this font; ``meanings`` what each
    code of this font means.
    """

    codes: Mapping[str, str]
    meanings: Mapping[int, str]
    program: bytes
    to_unicode: bytes
    descriptor: bytes
    descendant: bytes
    font: bytes


def type0(name: str) -> str:
    """Return the font dictionary with ``%d`` for its descendant and its map."""
    return f"<</Type/Font/Subtype/Type0/BaseFont{name}/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"


def _row(code: int, text: str) -> str:
    """Return a row of a map: a code and what it means."""
    return f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>\n"


@lru_cache(maxsize=16384)
def hex_code(glyph: int) -> str:
    """Return a code as it stands in operators: four hexadecimal digits."""
    return f"{glyph:04x}"


def to_unicode_map(used: Mapping[int, str]) -> str:
    """Return a ToUnicode CMap: only used codes, UTF-16BE, at most 100 entries a block (PDF 32000-1, 9.10.3)."""
    rows = [_row(glyph, text) for glyph, text in sorted(used.items())]
    out = [_CMAP_HEAD]
    for at in range(0, len(rows), 100):
        block = rows[at : at + 100]
        out += [f"{len(block)} beginbfchar\n", *block, "endbfchar\n"]
    return "".join([*out, _CMAP_TAIL])
