"""Font faces: open, shape, choose between faces, cut and describe for embedding.

The text between two places where a line may end is shaped by itself and kept
(a *piece*): its advances equal those of whole-paragraph shaping, and a second
leaflet finds most of its words ready.
"""

from __future__ import annotations

import hashlib
import struct
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple

import uharfbuzz as hb

from generator.model.problems import Origin, Problem, Unusable
from generator.typeset.deflating import deflated
from generator.typeset.pdf.streams import stored
from generator.typeset.text.bank import Bank
from generator.typeset.text.embedding import (
    LETTERS,
    SYSTEM,
    Embedded,
    SmallFont,
    hex_code,
    small_map,
    to_unicode_map,
    type0,
)

PIECES_KEPT = 8_000
"""Shaped pieces kept for each language in a process; some 300 bytes each."""
PROGRAMS_KEPT = 256
_FEATURES: dict[str, dict[str, bool]] = {
    # Set solid: without palt there is no kerning between kana or Han.
    "Hani": {"kern": False},
    # Noto Sans takes ẹ ị ọ apart into letter and dot; the dot would have to be placed by itself.
    "Latn": {"ccmp": False},
}
AUTOSPACE = 125
"""Space between Han or kana and Latin letters or digits, in thousandths of an em (CLREQ: at most a quarter)."""

_DROPPED = [
    int.from_bytes(tag, "big")
    for tag in b"GSUB GPOS GDEF BASE STAT vhea vmtx VORG name OS/2 DSIG cmap cmaq post gasp".split()
]


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


Shaped = tuple[str, float, tuple[tuple[int, str], ...], frozenset[str]]
"""Codes as they stand in operators, width, what each glyph means, and the characters without a glyph."""


class FontPart(NamedTuple):
    """A stretch of a piece in one face: operator text inside ``[<…>]`` and what each glyph means."""

    face: Face
    codes: str
    letters: tuple[tuple[int, str], ...]


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


class Face:
    """One font file at one weight, opened once in a process."""

    def __init__(self, key: str, path: str, postscript: str, weight: int | None) -> None:
        """Open and map the file; ``weight`` None for a face without axes."""
        self.key, self.path, self.postscript = key, path, postscript
        self.weight = weight
        self.resource = f"{key}.{weight}" if weight else key
        self.face = hb.Face(hb.Blob.from_file_path(path))
        if not self.face.glyph_count:  # HarfBuzz takes any file, and then draws nothing
            hint = "install its font pack again, or correct its path in templates/faces.yaml"
            raise Unusable(Problem(Origin(path), f"this file is no font; the face '{key}' needs one", hint))
        self.font = hb.Font(self.face)
        if weight:
            self.font.set_variations({"wght": weight})
        self.scale = 1000 / self.face.upem
        self._programs: dict[frozenset[tuple[int, str]], Embedded] = {}
        self._advances: dict[int, float] = {}
        self._spaces: dict[int, tuple[str, tuple[tuple[int, str], ...], float]] = {}
        self._widths: dict[int, str] = {}
        self._metrics = ""
        self._bank: Bank | None = None

    def advance(self, glyph: int) -> float:
        """Return the natural advance of a glyph in thousandths of the size."""
        found = self._advances.get(glyph)
        if found is None:
            found = self._advances[glyph] = self.font.get_glyph_h_advance(glyph) * self.scale
        return found

    def spaces(self, count: int) -> tuple[str, tuple[tuple[int, str], ...], float]:
        """Return codes, letters and width of spaces side by side, which are not shaped."""
        found = self._spaces.get(count)
        if found is None:
            glyph = self.font.get_nominal_glyph(32)
            found = hex_code(glyph) * count, ((glyph, " "),) * count, count * self.advance(glyph)
            self._spaces[count] = found
        return found

    def shape(self, text: str, language: str, script: str) -> Shaped:
        """Return ``(codes, width, letters, lost)`` of a text without trailing spaces.

        ``lost`` is the set of characters without a glyph. Japanese and Chinese are set solid
        (``kern`` off), so that pieces equal the whole paragraph.
        """
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.direction = "ltr"
        buffer.script = script
        buffer.language = language
        hb.shape(self.font, buffer, _FEATURES.get(script))
        infos, positions = buffer.glyph_infos, buffer.glyph_positions
        glyphs = [info.codepoint for info in infos]
        starts = [info.cluster for info in infos]
        bounds = [*starts[1:], len(text)]
        codes: list[str] = []
        letters: list[tuple[int, str]] = []
        lost: set[str] = set()
        width = 0.0
        scale, advances, last = self.scale, self._advances, len(glyphs) - 1
        wide = bool(text) and max(text) >= "\u3041"  # else there is no Han or kana to part from letters
        for index, (glyph, start, end, position) in enumerate(zip(glyphs, starts, bounds, positions, strict=True)):
            source = text[start:end]
            x_offset, y_offset, x_advance, _ = position.position
            if not glyph or y_offset or x_offset:
                lost.update(source or text[start : start + 1])
            if wide and index and source:
                before, after = side(text[start - 1]), side(source[0])
                if before and after and before != after:
                    codes.append(f">{-AUTOSPACE}<")
                    width += AUTOSPACE
            codes.append(hex_code(glyph))
            letters.append((glyph, source))
            advance = x_advance * scale
            natural = advances[glyph] if glyph in advances else self.advance(glyph)
            if natural != advance and abs(natural - advance) > 0.01:
                if index < last:
                    codes.append(f">{natural - advance:.4g}<")
                else:
                    advance = natural
            width += advance
        return "".join(codes), width, tuple(letters), frozenset(lost)

    # -- embedding ----------------------------------------------------------

    def embed(self, used: Mapping[int, str]) -> Embedded:
        """Return the parts of a PDF font that shows these glyphs, meaning these letters."""
        key = frozenset(used.items())
        found = self._programs.get(key)
        if found is None:
            if len(self._programs) >= PROGRAMS_KEPT:
                self._programs.clear()
            found = self._programs[key] = self._embed(used)
        return found

    def _embed(self, used: Mapping[int, str]) -> Embedded:
        glyphs = sorted(used)
        bank = self._outlines()
        order = bank.order(glyphs)
        program = bank.program(order)
        places = bytearray(2 * glyphs[-1] + 2)
        for place, glyph in enumerate(order[: len(glyphs) + 1]):
            places[2 * glyph : 2 * glyph + 2] = place.to_bytes(2, "big")
        name = self._name(f"{self.resource} {sorted(used.items())}".encode())
        widths = "".join([f"{glyph}[{self._width(glyph)}]" for glyph in glyphs])
        return Embedded(
            program=deflated(program),
            length=len(program),
            places=deflated(bytes(places)),
            to_unicode=deflated(to_unicode_map(used).encode("ascii")),
            descriptor=self._descriptor(name),
            descendant=(
                f"<</Type/Font/Subtype/CIDFontType2/BaseFont{name}{SYSTEM}"
                f"/CIDToGIDMap %d 0 R/DW 1000/W[{widths}]/FontDescriptor %d 0 R>>"
            ),
            font=type0(name),
        )

    def embed_small(self, used: Mapping[int, str]) -> SmallFont:
        """Return the parts of a PDF font for a clinic's few words, put together from the bank of outlines.

        Its codes are not the face's glyph numbers: they count from 1. So the program is small as it is, and is stored
        without being deflated, which would take three times as long as to make it.
        """
        glyphs = sorted(used)
        bank = self._outlines()
        order = bank.order(glyphs)
        program = bank.program(order)
        known = self._widths
        widths = " ".join([known[glyph] if glyph in known else self._width(glyph) for glyph in order])
        said = small_map([used[glyph] for glyph in glyphs]).encode("ascii")
        name = self._name(self.resource.encode() + program + said)
        return SmallFont(
            codes=dict(zip(map(hex_code, glyphs), map(hex_code, count(1)), strict=False)),
            meanings={code: used[glyph] for code, glyph in enumerate(glyphs, 1)},
            program=stored(program, f"/Length1 {len(program)}"),
            to_unicode=stored(said),
            descriptor=self._descriptor(name).encode(),
            descendant=(
                f"<</Type/Font/Subtype/CIDFontType2/BaseFont{name}{SYSTEM}"
                f"/CIDToGIDMap/Identity/DW 1000/W[0[{widths}]]/FontDescriptor %d 0 R>>"
            ).encode(),
            font=type0(name).encode(),
        )

    def _width(self, glyph: int) -> str:
        """Return a glyph's width as it is written."""
        found = self._widths.get(glyph)
        if found is None:
            found = self._widths[glyph] = f"{round(self.advance(glyph), 2):g}"
        return found

    def _name(self, seed: bytes) -> str:
        """Return the name of a subset: six letters that tell it from others (ISO 32000-1, 9.6.4), and the face's."""
        tag = hashlib.sha256(seed).digest()[:6].translate(LETTERS).decode()
        return f"/{tag}+{self.postscript}" + (f"-{self.weight}" if self.weight else "")

    def _descriptor(self, name: str) -> str:
        """Return a font descriptor with ``%d`` for the program."""
        if not self._metrics:
            box = struct.unpack(">4h", bytes(self.face.reference_table("head").data[36:44]))
            extents = self.font.get_font_extents("ltr")
            self._metrics = (
                f"/FontBBox[{' '.join(str(round(v * self.scale)) for v in box)}]/ItalicAngle 0"
                f"/Ascent {round(extents.ascender * self.scale)}/Descent {round(extents.descender * self.scale)}"
            )
        return f"<</Type/FontDescriptor/FontName{name}/Flags 4{self._metrics}/CapHeight 714/StemV 80/FontFile2 %d 0 R>>"

    def _outlines(self) -> Bank:
        """Return the bank of outlines that programs are put together from."""
        if self._bank is None:
            letters = (self.font.get_nominal_glyph(code) for code in range(0x21, 0x7F))
            self._bank = Bank(self.face, self._cut_out, filter(None, letters))
        return self._bank

    def _cut_out(self, glyphs: Iterable[int]) -> tuple[Any, Mapping[int, int]]:
        """Return a face of these glyphs and their parts, numbered anew, every axis pinned, and the new numbers."""
        wanted = hb.SubsetInput()
        flags = hb.SubsetFlags
        wanted.flags = flags.NO_LAYOUT_CLOSURE | flags.NO_HINTING
        wanted.glyph_set.update(glyphs)
        wanted.drop_table_tag_set.update(_DROPPED)
        if self.face.axis_infos:
            wanted.pin_all_axes_to_default(self.face)
            if self.weight:
                wanted.pin_axis_location(self.face, "wght", self.weight)
        plan = hb.SubsetPlan(self.face, wanted)
        return plan.execute(), plan.old_to_new_glyph_mapping


@lru_cache(maxsize=64)
def open_face(key: str, path: str, postscript: str, weight: int | None) -> Face:
    """Return the face of a font file at a weight, opened once in a process."""
    return Face(key, path, postscript, weight)


class Faces:
    """The faces of one language in order of preference: the text face, then those for stray characters."""

    def __init__(self, find: Callable[[int], list[Face]], language: str, script: str) -> None:
        """``find`` returns the faces for a weight, in order."""
        self._find = find
        self.language, self.script = language, script
        self._pieces: dict[tuple[str, int], ShapedPiece] = {}
        self._chains: dict[int, list[Face]] = {}

    def piece(self, words: str, weight: int, origin: Origin) -> ShapedPiece:
        """Return the shaped piece of words, from the cache when it is known.

        Raises:
            Unusable: when no face has a character; it names the character and its place.
        """
        found = self._pieces.get((words, weight))
        if found is None:
            found = self._shape(words, weight, origin)
            if len(self._pieces) >= PIECES_KEPT:
                self._pieces.clear()
            self._pieces[words, weight] = found
        return found

    def _shape(self, words: str, weight: int, origin: Origin) -> ShapedPiece:
        chain = self._chains.get(weight)
        if chain is None:
            chain = self._chains[weight] = self._find(weight)
        core = words.rstrip(" ")
        plain = core if core.isascii() else core.translate(_PLAIN)
        parts: list[FontPart] = []
        ink = 0.0
        if plain:
            codes, ink, letters, lost = chain[0].shape(plain, self.language, self.script)
            if not lost:  # almost always the first face has it all
                parts.append(FontPart(chain[0], codes, letters))
            else:
                ink = 0.0
                for face, text in self._runs(plain, chain, origin):
                    codes, width, letters, _ = face.shape(text, self.language, self.script)
                    parts.append(FontPart(face, codes, letters))
                    ink += width
        width = ink
        count = sum([len(part.letters) for part in parts])
        spaces = len(words) - len(core)
        if spaces:
            last = parts.pop() if parts else FontPart(chain[0], "", ())
            codes, letters, tail = last.face.spaces(spaces)
            parts.append(FontPart(last.face, last.codes + codes, last.letters + letters))
            width += tail
        first = side(core[0]) if core else ""
        last_side = side(core[-1]) if core and not spaces else ""
        return ShapedPiece(words, tuple(parts), width, ink, count, first, last_side)

    def _runs(self, text: str, chain: list[Face], origin: Origin) -> list[tuple[Face, str]]:
        """Cut a text that the first face does not have all of into stretches of one face each."""
        runs: list[tuple[Face, str]] = []
        lost: list[str] = []
        for char in text:
            able = (f for f in chain if not f.shape(char, self.language, self.script)[3])
            face = (
                None if unicodedata.category(char) == "Co" else next(able, None)
            )  # private use means nothing to a reader
            if face is None:
                lost.append(char)
            elif runs and runs[-1][0] is face:
                runs[-1] = (face, runs[-1][1] + char)
            else:
                runs.append((face, char))
        if not lost:
            lost = [c for f, t in runs for c in f.shape(t, self.language, self.script)[3]]
        if lost:
            names = ", ".join(f"'{c}' (U+{ord(c):04X})" for c in dict.fromkeys(lost))
            raise _no_glyph(names, origin)
        return runs


class NoGlyph(Unusable):
    """Characters that no face of the language can show."""


def _no_glyph(names: str, origin: Origin) -> NoGlyph:
    return NoGlyph(
        Problem(
            origin, f"no font has a shape for {names}", "use another character, or add a face in templates/faces.yaml"
        )
    )


_PLAIN = {0x00A0: " ", 0x202F: " ", 0x2007: " ", 0x2060: None, 0x200B: None, 0x00AD: None}
"""What is drawn for characters that only steer line breaking."""
