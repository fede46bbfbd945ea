"""Font faces: open, shape, cut and describe for embedding. Which face draws what is chosen in ``text/choice.py``."""

from __future__ import annotations

import hashlib
import struct
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

import uharfbuzz as hb

from generator.model.patterns import pattern
from generator.model.problems import Origin, Problem, Unusable
from generator.model.writing import layout_tags
from generator.typeset.deflating import deflated
from generator.typeset.pdf.streams import stored
from generator.typeset.text.bank import FIRST as FIRST_FIGURE
from generator.typeset.text.bank import Bank, Figure, Part
from generator.typeset.text.embedding import (
    LETTERS,
    SYSTEM,
    Embedded,
    SmallFont,
    hex_code,
    to_unicode_map,
    type0,
)
from generator.typeset.text.shaped import (
    AIR,
    AUTOSPACE,
    FIGURE,
    MARKS_MEET,
    TIGHT,
    FontPart,
    Shaped,
    ShapedPiece,
    piece_of,
    side,
    tight,
)

PIECES_KEPT = 20_000
"""Shaped pieces kept for each face in a process, of all libraries; some 300 bytes each."""
PROGRAMS_KEPT = 256
FIGURES_KEPT = 100_000
_FEATURES: dict[str, dict[str, bool]] = {
    # Set solid: without palt there is no kerning between kana or Han.
    "Hani": {"kern": False},
    # Noto Sans takes ẹ ị ọ apart into letter and dot: two glyphs for a letter, which readers would have to join again.
    "Latn": {"ccmp": False},
}
_DROPPED = [
    int.from_bytes(tag, "big")
    for tag in b"GSUB GPOS GDEF BASE STAT vhea vmtx VORG name OS/2 DSIG cmap cmaq post gasp".split()
]


_MADE_OF_OTHERS = frozenset(
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2011\u202f\u205f"
)
"""Spaces and the hyphen that no line ends after: HarfBuzz draws them in any face."""
_JOINERS = frozenset("\u200c\u200d\u034f")
"""What tells letters to join or not, and is not drawn."""
_ACCENTS = pattern("[\u0300-\u036f]")
"""Accents that stand apart from their letters (Combining Diacritical Marks)."""
_UNCOMPOSED = "xqQgVptJ"
"""Letters that few accents make one character with."""
_SOFT_DOTTED = frozenset("ijįɨʝḭịĩíìïîjɉ")
"""Letters that lose their dot under an accent (PropList.txt, Soft_Dotted)."""


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _loses_its_dot(text: str) -> bool:
    """Tell whether an accent stands over a dotted letter: i and ́ are drawn as ı and ́, which only ``ccmp`` does."""
    if text.isascii():
        return False
    dotted = False
    for char in text:
        above = unicodedata.combining(char)
        if not above:
            dotted = char in _SOFT_DOTTED
        elif dotted and above == 230:
            return True
    return False


class Face:
    """One font file at one weight, opened once in a process."""

    def __init__(self, key: str, path: str, postscript: str, weight: int | None) -> None:
        """Open and map the file; ``weight`` None for a face without axes."""
        self.key, self.path, self.postscript = key, path, postscript
        self.weight = weight
        self.resource = f"{key}.{weight}" if weight else key
        self.face = hb.Face(_map(path))
        if not self.face.glyph_count:  # HarfBuzz takes any file, and then draws nothing
            hint = "install its font pack again, or correct its path in templates/faces.yaml"
            raise Unusable(Problem(Origin(path), f"this file is no font; the face '{key}' needs one", hint))
        self.font = hb.Font(self.face)
        if weight:
            self.font.set_variations({"wght": weight})
        self.scale = 1000 / self.face.upem
        self._pieces: dict[tuple[str, str, str], ShapedPiece] = {}
        self._programs: dict[tuple[tuple[int, int, str], ...], Embedded] = {}
        self._advances: dict[int, float] = {}
        self._spaces: dict[int, tuple[str, tuple[tuple[int, str], ...], float]] = {}
        self._widths: dict[int, str] = {}
        self._metrics = ""
        self._bank: Bank | None = None
        self._scripts: set[str] | None = None
        self._figures: dict[Figure, int] = {}
        self._made: list[Figure] = []
        self._languages: dict[str, str] = {}
        self._accents: dict[str, bool] = {}

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

    def has(self, char: str) -> bool:
        """Tell whether the face draws a character: a glyph of its own, or one that HarfBuzz has for it (spaces)."""
        return bool(self.font.get_nominal_glyph(ord(char))) or char in _MADE_OF_OTHERS

    def has_all(self, cluster: str) -> bool:
        """Tell whether the face draws a grapheme cluster: every character of it, a chosen variant too (UTS #37)."""
        for at, char in enumerate(cluster):
            if _is_selector(char):
                if at and "\ufe00" <= char <= "\ufe0f" and not self._is_variant(cluster[at - 1], char):
                    continue  # text or emoji style: a wish, which only asks for another look of the same
                if not at or not self._is_variant(cluster[at - 1], char):
                    return False
            elif char not in _JOINERS and not self.has(char):
                return False
        accents = "" if cluster.isascii() else _ACCENTS.search(cluster)
        return not accents or all(map(self._sets, _ACCENTS.findall(unicodedata.normalize("NFC", cluster))))

    def _sets(self, accent: str) -> bool:
        """Tell whether the face sets an accent on letters: Noto Sans JP has U+0300, and draws it beside ẹ, in silence.

        A face that knows how moves it on one letter or another; what composes to one character needs no accent.
        """
        found = self._accents.get(accent)
        if found is None:
            glyph, found = self.font.get_nominal_glyph(ord(accent)), False
            for letter in _UNCOMPOSED:
                buffer = hb.Buffer()
                buffer.add_str(letter + accent)
                buffer.guess_segment_properties()
                hb.shape(self.font, buffer)
                shaped = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
                found |= any(info.codepoint == glyph and any(place.position[:2]) for info, place in shaped)
            self._accents[accent] = found
        return found

    def _is_variant(self, char: str, selector: str) -> bool:
        return ord(char) in self.face.variation_unicodes(ord(selector))

    def writes(self, script: str) -> bool:
        """Tell whether the face knows how letters of a script join: its layout tables name it (ISO/IEC 14496-22)."""
        if self._scripts is None:
            self._scripts = {
                tag.strip() for table in ("GSUB", "GPOS") for tag in self.face.get_table_script_tags(table)
            }
        return any(tag.strip() in self._scripts for tag in layout_tags(script))

    def language(self, tag: str) -> str:
        """Return the language that the face is asked for: the nearest one it knows, for ``zh-Hant-HK`` ``zh-Hant``.

        HarfBuzz takes zh-Hant-HK for the system ZHH alone; Noto Sans TC has only ZHT, and drew a narrow dash.
        """
        if tag.count("-") < 2:
            return tag
        found = self._languages.get(tag)
        if found is None:
            own = {
                hb.ot_tag_to_language(system)
                for table in ("GSUB", "GPOS")
                for at in range(len(self.face.get_table_script_tags(table)))
                for system in self.face.get_script_language_tags(table, at)
            }
            parts = tag.split("-")
            exact = {tag.lower(), f"{parts[0]}-{parts[-1]}".lower()}
            shorter = ["-".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)]
            near = next((one for one in shorter if one.lower() in own), tag)
            found = self._languages[tag] = tag if exact & own else near
        return found

    def piece(self, words: str, plain: str, language: str, script: str) -> ShapedPiece:
        """Return the shaped piece of words that this face alone draws, kept whatever library they are from.

        ``plain`` is what is drawn of them, spaces at their end left out: it hangs on them alone.
        """
        found = self._pieces.get((words, language, script))
        if found is None:
            shaped = self.shape(plain, language, script) if plain else Shaped("", 0.0, ())
            parts = [FontPart(self, shaped.codes, shaped.letters)] if plain else []
            if len(self._pieces) >= PIECES_KEPT:
                self._pieces.clear()
            found = self._pieces[words, language, script] = piece_of(words, parts, shaped.width, self)
        return found

    def shape(self, text: str, language: str, script: str) -> Shaped:
        """Return a text without trailing spaces shaped.

        Japanese and Chinese are set solid (``kern`` off), so that pieces equal the whole paragraph. A cluster of
        several glyphs, or of one that stands off its place, becomes one figure, shown by one code (``figure``).
        """
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.direction = "ltr"
        buffer.script = script
        buffer.language = self.language(language)
        if not text.isascii():
            buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
        hb.shape(self.font, buffer, None if script == "Latn" and _loses_its_dot(text) else _FEATURES.get(script))
        infos, positions = buffer.glyph_infos, buffer.glyph_positions
        glyphs = [info.codepoint for info in infos]
        starts = [info.cluster for info in infos]
        places = [one.position for one in positions]
        plain = starts == [*range(len(text))] and not any([place[0] or place[1] for place in places])
        wide = bool(text) and max(text) >= "\u3001"  # else there is no Han, no kana and no mark of theirs
        if plain and not (wide and (min(text) < "\u0250" or MARKS_MEET.search(text))):  # no figures, no air
            return self._plain(text, glyphs, [place[2] * self.scale for place in places])
        bounds = [*starts[1:], len(text)]
        codes: list[str] = []
        letters: list[tuple[int, str]] = []
        parts: list[Part] = []
        width, wide_by = 0.0, 0
        scale, advances, last = self.scale, self._advances, len(glyphs) - 1
        for index, (glyph, start, end, place) in enumerate(zip(glyphs, starts, bounds, places, strict=True)):
            x_offset, y_offset, x_advance, _ = place
            if start == end and index < last:  # a cluster goes on
                parts.append((glyph, wide_by + x_offset, y_offset))
                wide_by += x_advance
                continue
            if wide and start and {side(text[start - 1]), side(text[start])} == {"w", "n"}:
                codes.append(AIR)
                width += AUTOSPACE
            elif wide and start and tight(text[start - 1], text[start], language.startswith("zh-Hant")):
                codes.append(f">{TIGHT}<")
                width -= TIGHT
            source = text[start:end]
            if parts or x_offset or y_offset:
                parts.append((glyph, wide_by + x_offset, y_offset))
                figure = self.figure(tuple(parts), wide_by + x_advance)
                codes.append(f"{FIGURE}{figure:x};")
                letters.append((figure, source))
                width += advances[figure]
                parts, wide_by = [], 0
                continue
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
        return Shaped("".join(codes), width, tuple(letters), 0 in glyphs)

    def _plain(self, text: str, glyphs: Sequence[int], advances: Sequence[float]) -> Shaped:
        """Return a text shaped in which each letter has one glyph in its own place, as nearly all words have."""
        known, last = self._advances, len(glyphs) - 1
        codes: list[str] = []
        width = 0.0
        for index, (glyph, advance) in enumerate(zip(glyphs, advances, strict=True)):
            codes.append(hex_code(glyph))
            natural = known[glyph] if glyph in known else self.advance(glyph)
            if natural != advance and abs(natural - advance) > 0.01:
                if index < last:
                    codes.append(f">{natural - advance:.4g}<")
                else:
                    advance = natural
            width += advance
        return Shaped("".join(codes), width, tuple(zip(glyphs, text, strict=True)), 0 in glyphs)

    def figure(self, parts: tuple[Part, ...], advance: int) -> int:
        """Return the number of a figure put together from glyphs; it is above all of the face's own.

        ``parts`` are glyphs with their places from the figure's left end, ``advance`` how far the next one is, in units
        of the face. Why: a font in the file then has one glyph for what a reader takes for one letter (ẹ́, हि),
        and one code that means it. Marks that are moved there by themselves, or stand before the letter that they are
        spoken after, come back from five readers of PDF in five ways.
        """
        found = self._figures.get((parts, advance))
        if found is None:
            if len(self._made) >= FIGURES_KEPT:
                raise RuntimeError("more figures than a process may keep")
            found = self._figures[parts, advance] = FIRST_FIGURE + len(self._made)
            self._made.append((parts, advance))
            self._advances[found] = advance * self.scale
        return found

    # -- embedding ----------------------------------------------------------

    def embed(self, used: Mapping[int, str], glyphs: Mapping[int, int] | None = None) -> Embedded:
        """Return the parts of a PDF font that shows these codes, meaning these letters.

        ``glyphs`` gives the glyphs or figures of codes that are none themselves.
        """
        rows = _rows(used, glyphs or {})
        found = self._programs.get(rows)
        if found is None:
            if len(self._programs) >= PROGRAMS_KEPT:
                self._programs.clear()
            found = self._programs[rows] = self._embed(rows)
        return found

    def _embed(self, rows: tuple[tuple[int, int, str], ...]) -> Embedded:
        bank = self._outlines()
        order = bank.order([glyph for glyph, _, _ in rows])
        program = bank.program(order)
        codes = {code: (place, glyph) for place, (glyph, code, _) in enumerate(rows, 1)}
        places = bytearray(2 * max(codes) + 2)
        for code, (place, _) in codes.items():
            places[2 * code : 2 * code + 2] = place.to_bytes(2, "big")
        used = {code: meaning for _, code, meaning in rows}
        name = self._name(f"{self.resource} {sorted(used.items())} {self._shapes(rows)}".encode())
        widths = "".join([f"{code}[{self._width(codes[code][1])}]" for code in sorted(codes)])
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

    def _shapes(self, rows: tuple[tuple[int, int, str], ...]) -> str:
        """Return what tells fonts of other figures apart."""
        return "".join([str(self._made[glyph - FIRST_FIGURE]) for glyph, _, _ in rows if glyph >= FIRST_FIGURE])

    def embed_small(self, used: Mapping[int, str], glyphs: Mapping[int, int] | None = None) -> SmallFont:
        """Return the parts of a PDF font for a clinic's few words, put together from the bank of outlines.

        Its codes are not the face's glyph numbers: they count from 1. So the program is small as it is, and is stored
        without being deflated, which would take three times as long as to make it. ``glyphs`` as for ``embed``.
        """
        rows = _rows(used, glyphs or {})
        bank = self._outlines()
        order = bank.order([glyph for glyph, _, _ in rows])
        program = bank.program(order)
        widths = " ".join(map(self._width, order))
        meanings = {code: meaning for code, (_, _, meaning) in enumerate(rows, 1)}
        said = to_unicode_map(meanings).encode("ascii")
        name = self._name(self.resource.encode() + program + said)
        return SmallFont(
            codes=dict(zip([hex_code(code) for _, code, _ in rows], map(hex_code, count(1)), strict=False)),
            meanings=meanings,
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
            self._bank = Bank(self.face, self._cut_out, filter(None, letters), self._made)
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


def _map(path: str) -> hb.Blob:
    """Return a font file, mapped into memory.

    Raises:
        OSError: It cannot be opened, and why: HarfBuzz does not say.
        MemoryError: It can be opened, but no room is left to map it.
    """
    try:
        return hb.Blob.from_file_path(path)
    except hb.HarfBuzzError:
        with Path(path).open("rb"):  # else the system says what is wrong
            raise MemoryError from None


def _rows(used: Mapping[int, str], glyphs: Mapping[int, int]) -> tuple[tuple[int, int, str], ...]:
    """Return (glyph, code, meaning) of the codes of a font, in the order of its program.

    Figures come last, by their code: their own numbers tell what else a process has set.
    """
    if not glyphs:
        return tuple([(code, code, used[code]) for code in sorted(used)])
    rows = [(glyphs.get(code, code), code, meaning) for code, meaning in used.items()]
    return tuple(sorted(rows, key=lambda row: (min(row[0], FIRST_FIGURE), row[1])))


@lru_cache(maxsize=64)
def open_face(key: str, path: str, postscript: str, weight: int | None) -> Face:
    """Return the face of a font file at a weight, opened once in a process."""
    return Face(key, path, postscript, weight)
