"""Shaped text: pieces with the codes that show them, the air between scripts, and what codes mean in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from generator.model.patterns import pattern
from generator.typeset.text.bank import FIRST as FIRST_FIGURE
from generator.typeset.text.embedding import hex_code

if TYPE_CHECKING:
    from generator.typeset.text.faces import Face

AUTOSPACE = 90
"""Space between Han or kana and Latin letters or digits, in thousandths of an em (CLREQ: at most a quarter).

No wider: from 95 on poppler reads a space there that nobody typed, from 105 pdfminer.six, from 110 PDFium, from 150
MuPDF, and a search for 1日8回 finds nothing.
"""
AIR = f">{-AUTOSPACE} <"
"""That space inside a piece's codes, told from kerning by its blank."""
TIGHT = 500
"""What two full-width marks beside each other give up, in thousandths of an em: half an em is empty (JLREQ 3.1.4)."""
_OPENING, _CLOSING, _STOPS = "（「『【〔［｛《〈“", "）」』】〕］｝》〉”", "、。，．"
CENTRED = 0.4
"""Which part of what other stops give up one gives up that is centred in its box."""
MARKS_MEET = pattern(f"[{_OPENING}{_CLOSING}{_STOPS}]{{2}}")
"""Finds marks beside each other, of which one may give up its empty half (see ``tight``)."""
FIGURE = "@"
"""Stands in codes before the number of a figure, for which each file has a code of its own."""
_RESOLVED = pattern(rf">[^<]*<|{FIGURE}[0-9a-f]+;|[0-9a-f]{{4}}")
"""Adjustments, figures and glyphs in codes."""


def _is_wide(char: str) -> bool:
    """Tell whether a character is Han, kana or Hangul (takes part in autospacing)."""
    code = ord(char)
    return (
        (0x3041 <= code <= 0x30FF and char not in "・゠")
        or 0x3400 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x3FFFF
        or char in "々〆"
    )


def _is_narrow(char: str) -> bool:
    """Tell whether a character is a Latin letter or digit (takes part in autospacing)."""
    return char < "\u0250" and char.isalnum()


def side(char: str) -> str:
    """Return ``w`` for Han and kana, ``n`` for Latin letters and digits, else nothing."""
    if _is_wide(char):
        return "w"
    return "n" if _is_narrow(char) else ""


def tight(before: str, after: str, centred: bool = False) -> bool:
    """Tell whether two letters are full-width marks of which one gives up its empty half.

    Where stops are ``centred`` in their boxes (Taiwan, Hong Kong), only brackets have one.
    """
    if before in "“”" and after in "“”":  # which no full-width mark tells to be as wide
        return False
    if before in _CLOSING:
        return after in _CLOSING or after in _STOPS or after in _OPENING
    if before in _STOPS:
        return after in _OPENING or (after in _CLOSING and not centred)
    return before in _OPENING and after in _OPENING


def airy_between(before: str, after: str, centred: bool = False) -> float:
    """Return which part of half an em is empty between two letters: behind a full-width mark, before an opening one.

    Of a stop that is ``centred`` in its box less counts: that one side gives up some must not show.
    """
    if before in "“”" or after in "“”":  # which no full-width mark tells to be as wide
        return 0.0
    if before in _CLOSING or after in _OPENING:
        return 1.0
    return 0.0 if before not in _STOPS else CENTRED if centred else 1.0


class Shaped(NamedTuple):
    """A shaped text: codes as they stand in operators, width in thousandths of the size, what each glyph means.

    ``lost`` tells whether a glyph is missing.
    """

    codes: str
    width: float
    letters: tuple[tuple[int, str], ...]
    lost: bool = False


class FontPart(NamedTuple):
    """A stretch of a piece in one face: operator text inside ``[<…>]`` and what each glyph means."""

    face: Face
    codes: str
    letters: tuple[tuple[int, str], ...]


class Meanings(dict[int, str]):
    """What the codes of a font mean in one file.

    A code is the number of its glyph in the face; figures, and glyphs that mean a second thing, have further codes:
    ``glyphs`` gives what these show. So every code means one thing, as ToUnicode needs it.
    """

    def __init__(self, first: int) -> None:
        """``first`` is the first code that is no glyph of the face."""
        super().__init__()
        self.glyphs: dict[int, int] = {}
        self._codes: dict[tuple[int, str], int] = {}
        self._next = first

    def resolved(self, codes: str, letters: tuple[tuple[int, str], ...]) -> str:
        """Note what the glyphs of some codes mean, and return the codes that mean it in this file."""
        further = False
        for glyph, meaning in letters:
            if glyph >= FIRST_FIGURE or self.setdefault(glyph, meaning) != meaning:
                further = True
        if not further:
            return codes
        each = iter(letters)
        return _RESOLVED.sub(lambda found: found[0] if found[0][0] == ">" else self._code(*next(each)), codes)

    def _code(self, glyph: int, meaning: str) -> str:
        if self.get(glyph) == meaning:
            return hex_code(glyph)
        found = self._codes.get((glyph, meaning))
        if found is None:
            found = self._codes[glyph, meaning] = self._next
            self._next += 1
            self.glyphs[found] = glyph
            self[found] = meaning
        return hex_code(found)


class ShapedPiece(NamedTuple):
    """A shaped piece of text. Widths in thousandths of the size.

    ``width`` counts trailing spaces, ``ink`` does not; ``first`` and ``last`` are the sides for autospacing.
    ``shown`` is the number of glyphs (for letter spacing), trailing spaces left out.
    """

    words: str
    parts: tuple[FontPart, ...]
    width: float
    ink: float
    shown: int
    first: str
    last: str
    airs: int = 0
    """How many times ``AIR`` stands in it."""


def piece_of(words: str, parts: list[FontPart], ink: float, face: Face) -> ShapedPiece:
    """Return a piece from its shaped parts, spaces at its end left out, and their width; ``face`` draws bare spaces."""
    core = words.rstrip(" ")
    width, spaces = ink, len(words) - len(core)
    count = sum([len(part.letters) for part in parts])
    if spaces:
        last = parts.pop() if parts else FontPart(face, "", ())
        codes, letters, tail = last.face.spaces(spaces)
        parts.append(FontPart(last.face, last.codes + codes, last.letters + letters))
        width += tail
    airs = sum([part.codes.count(AIR) for part in parts]) if len(core) > 1 and not core.isascii() else 0
    first_side = side(core[0]) if core else ""
    last_side = side(core[-1]) if core and not spaces else ""
    return ShapedPiece(words, tuple(parts), width, ink, count, first_side, last_side, airs)


def opening_blank(piece: ShapedPiece) -> float:
    """Return the part of the size that is empty before a full-width opening mark, with whose ink a line begins."""
    if not piece.words or piece.words[0] not in _OPENING:
        return 0.0
    part = piece.parts[0]
    return TIGHT / 1000 if part.face.advance(part.letters[0][0]) > 1000 - TIGHT / 2 else 0.0
