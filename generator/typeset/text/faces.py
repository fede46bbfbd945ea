"""Font faces: open, shape, cut and describe for embedding. Which face draws what is chosen in ``text/choice.py``."""

from __future__ import annotations

import hashlib
import struct
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
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

PROGRAMS_KEPT = 256
_FEATURES: dict[str, dict[str, bool]] = {
    # Set solid: without palt there is no kerning between kana or Han.
    "Hani": {"kern": False},
    # Noto Sans takes ẹ ị ọ apart into letter and dot: two glyphs for a letter, which readers would have to join again.
    "Latn": {"ccmp": False},
}
AUTOSPACE = 90
"""Space between Han or kana and Latin letters or digits, in thousandths of an em (CLREQ: at most a quarter).

No wider: from 95 on poppler reads a space there that nobody typed, from 105 pdfminer.six, from 110 PDFium, from 150
MuPDF, and a search for 1日8回 finds nothing.
"""
LIFT = "@"
"""Stands in codes before a rise in thousandths of the size, which only the writer can put in points."""

_DROPPED = [
    int.from_bytes(tag, "big")
    for tag in b"GSUB GPOS GDEF BASE STAT vhea vmtx VORG name OS/2 DSIG cmap cmaq post gasp".split()
]


_MADE_OF_OTHERS = frozenset("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2011\u202f\u205f")
"""Spaces and the hyphen that no line ends after: HarfBuzz draws them in any face."""
_JOINERS = frozenset("\u200c\u200d\u034f")
"""What tells letters to join or not, and is not drawn."""
_NOTHING = "\u200b"
"""What a glyph means whose part in the text another glyph of its cluster has told (each needs some meaning)."""
_SOFT_DOTTED = frozenset("ijįɨʝḭịĩíìïîjɉ")
"""Letters that lose their dot under an accent (PropList.txt, Soft_Dotted)."""


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _loses_its_dot(text: str) -> bool:
    """Tell whether an accent stands over a dotted letter: i and ́ are drawn as ı and ́, which only ``ccmp`` does."""
    dotted = False
    for char in text:
        above = unicodedata.combining(char)
        if not above:
            dotted = char in _SOFT_DOTTED
        elif dotted and above == 230:  # noqa: PLR2004 - canonical combining class: above
            return True
    return False


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


class Shaped(NamedTuple):
    """A shaped text: codes as they stand in operators, width in thousandths of the size, what each glyph means.

    ``said`` is the text where the glyphs' meanings one after the other do not give it, else empty. ``lost`` tells
    whether a glyph is missing, ``marked`` whether one stands off the line, above or below another.
    """

    codes: str
    width: float
    letters: tuple[tuple[int, str], ...]
    said: str = ""
    lost: bool = False
    marked: bool = False


class FontPart(NamedTuple):
    """A stretch of a piece in one face: operator text inside ``[<…>]`` and what each glyph means.

    ``said`` is what the stretch says where its glyphs do not say it one by one.
    """

    face: Face
    codes: str
    letters: tuple[tuple[int, str], ...]
    said: str = ""


class ShapedPiece(NamedTuple):
    """A shaped piece of text. Widths in thousandths of the size.

    ``width`` counts trailing spaces, ``ink`` does not; ``first`` and ``last`` are the sides for autospacing.
    ``shown`` is the number of glyphs (for letter spacing), trailing spaces left out. ``marked`` tells that some stand on
    others: space between letters would move them away.
    """

    words: str
    parts: tuple[FontPart, ...]
    width: float
    ink: float
    shown: int
    first: str
    last: str
    marked: bool = False


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
        self._scripts: set[str] | None = None
        self._languages: dict[str, str] = {}

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
        return True

    def _is_variant(self, char: str, selector: str) -> bool:
        return ord(char) in self.face.variation_unicodes(ord(selector))

    def writes(self, script: str) -> bool:
        """Tell whether the face knows how letters of a script join: its layout tables name it (ISO/IEC 14496-22)."""
        from fontTools.unicodedata import ot_tags_from_script

        if self._scripts is None:
            self._scripts = {tag.strip() for table in ("GSUB", "GPOS") for tag in self.face.get_table_script_tags(table)}
        return any(tag.strip() in self._scripts for tag in ot_tags_from_script(script))

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

    def shape(self, text: str, language: str, script: str, plain: bool = True) -> Shaped:
        """Return a text without trailing spaces shaped.

        Japanese and Chinese are set solid (``kern`` off), so that pieces equal the whole paragraph. ``plain`` tells
        that there are no marks in the text, and nothing invisible.
        """
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.direction = "ltr"
        buffer.script = script
        buffer.language = self.language(language)
        features = _FEATURES.get(script)
        if not plain:
            buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
            buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
            if script == "Latn" and _loses_its_dot(text):
                features = None
        hb.shape(self.font, buffer, features)
        infos, positions = buffer.glyph_infos, buffer.glyph_positions
        glyphs = [info.codepoint for info in infos]
        starts = [info.cluster for info in infos]
        bounds = [*starts[1:], len(text)]
        codes: list[str] = []
        letters: list[tuple[int, str]] = []
        lost = marked = torn = False
        width = due = 0.0  # what is due is how far the next glyph stands to the left of where it would
        scale, advances, last = self.scale, self._advances, len(glyphs) - 1
        wide = bool(text) and max(text) >= "\u3041"  # else there is no Han or kana to part from letters
        for index, (glyph, start, end, position) in enumerate(zip(glyphs, starts, bounds, positions, strict=True)):
            source = text[start:end]
            x_offset, y_offset, x_advance, _ = position.position
            if not glyph:
                lost = True
            if not source:
                torn = True
            elif wide and index:
                before, after = side(text[start - 1]), side(source[0])
                if before and after and before != after:
                    due -= AUTOSPACE
                    width += AUTOSPACE
            if x_offset or y_offset:
                marked = True
                moved = x_offset * scale
                due -= moved
            else:
                moved = 0.0
            if due:
                if abs(due) > 0.01:
                    codes.append(f">{due:.4g}<")
                due = 0.0
            if y_offset:
                codes.append(f">]TJ {LIFT}{y_offset * scale:.4g} Ts [<{hex_code(glyph)}>]TJ {LIFT}0 Ts [<")
            else:
                codes.append(hex_code(glyph))
            letters.append((glyph, source))
            advance = x_advance * scale
            natural = advances[glyph] if glyph in advances else self.advance(glyph)
            if natural + moved != advance:
                if index < last or moved:
                    due = natural + moved - advance
                else:
                    advance = natural
            width += advance
        if abs(due) > 0.01:
            codes.append(f">{due:.4g}<")
        if torn:
            letters = self._spread(letters)
        said = text if torn and "".join([meaning for _, meaning in letters]) != text else ""
        return Shaped("".join(codes), width, tuple(letters), said, lost, marked)

    def _spread(self, letters: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
        """Give each glyph of a cluster its part of what the cluster means; the last one holds it all.

        A glyph that is a character of its own means that one; the others take what is left in order. What then is not
        the text is told by ActualText, but not every reader knows that.
        """
        out: list[tuple[int, str]] = []
        group: list[int] = []
        for glyph, source in letters:
            group.append(glyph)
            if not source:
                continue
            if len(group) == 1:
                out.append((glyph, source))
            else:
                parts = list(source) if len(source) >= len(group) else list(unicodedata.normalize("NFD", source))
                meanings: dict[int, str] = {}
                for char in [*parts]:
                    own = self.font.get_nominal_glyph(ord(char))
                    at = next((n for n, one in enumerate(group) if one == own and n not in meanings), None)
                    if at is not None:
                        meanings[at] = char
                        parts.remove(char)
                free = [n for n in range(len(group)) if n not in meanings]
                for n in free:
                    meanings[n] = "".join(parts) if n == free[-1] else parts[0] if parts else ""
                    parts = parts[1:]
                out += [(one, meanings[n] or _NOTHING) for n, one in enumerate(group)]
            group = []
        return [*out, *((glyph, _NOTHING) for glyph in group)]

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
