"""A bank of outlines: each glyph is cut out of its face once, and a clinic's small font is put together from them.

Why: a run sets thousands of clinics, each with a font of its own, and to cut each out of a whole face takes HarfBuzz
up to 5 ms. An outline does not depend on the glyphs it was cut with, so a program does not depend on the run that came
before. The tables are those of ISO/IEC 14496-22 (glyf, head, hhea, hmtx, loca, maxp).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final, NamedTuple

OUTLINES_KEPT: Final = 8_000
"""Outlines kept of each face at each weight; some 100 to 500 bytes each."""
FORESIGHT: Final = 2
"""The cut with which the likely glyphs are fetched too: by then there is more than one clinic."""
_LONG: Final = 0x20000
"""Size of ``glyf`` from which ``loca`` counts bytes instead of pairs of bytes."""
_WORDS, _BY_PLACE, _SCALE, _MORE, _SCALE_BOTH, _MATRIX = 0x1, 0x2, 0x8, 0x20, 0x40, 0x80
"""Flags of a part of a composite glyph."""

FIRST: Final = 0x10000
"""The number of the first figure: glyphs put together that a face has not (``Face.figure``)."""
Part = tuple[int, int, int]
"""A glyph of a figure, and its place from the figure's left end and the baseline, in units of the face."""
Figure = tuple[tuple[Part, ...], int]
"""The parts of a figure and its advance."""

Cut = Callable[[Iterable[int]], tuple[Any, Mapping[int, int]]]
"""Cuts glyphs out of a face: from old numbers to a face of them, and their new numbers by the old."""


class Outline(NamedTuple):
    """A glyph: outline padded to four bytes, its row of ``hmtx``, the sum of its words, its parts.

    ``parts`` are (place of the number in the outline, old number of the glyph) of a composite glyph.
    """

    data: bytes
    metrics: bytes
    total: int
    parts: tuple[tuple[int, int], ...]


class Bank:
    """The outlines of one face at one weight, every axis pinned."""

    def __init__(self, face: Any, cut: Cut, likely: Iterable[int], figures: Sequence[Figure] = ()) -> None:
        """``face`` is HarfBuzz's, ``cut`` cuts glyphs out of it at the weight; ``likely`` are those wanted most.

        ``figures`` are those of the face, which has them numbered from ``FIRST`` on.
        """
        self._figures = figures
        self._cut = cut
        self._kept: dict[int, Outline] = {}
        self._likely, self._cuts = tuple(likely), 0
        head, hhea, maxp = (bytes(face.reference_table(tag).data) for tag in ("head", "hhea", "maxp"))
        # without checkSumAdjustment (bytes 8 to 11); bytes 50 and 51 say how loca counts
        self._head = head[:8], head[12:50], head[52:]
        self._hhea, self._maxp = hhea[:34], (maxp[:4], maxp[6:])
        # a figure is one step deeper than its glyphs, of as many points as they have together
        self._deeper = (maxp[:4], maxp[6:10] + b"\x7f\xff" * 2 + maxp[14:28] + struct.pack(">HH", 64, 16))

    def order(self, glyphs: Iterable[int]) -> list[int]:
        """Return the glyphs of a program in their order: ``.notdef``, these, then parts of composite ones."""
        order = [0, *glyphs]
        if len(self._kept) > OUTLINES_KEPT:
            self._kept.clear()
        self._fetch(order)
        kept = self._kept
        fresh: Sequence[int] = order
        while True:  # a part may have parts
            held = [found for one in fresh if (found := kept[one].parts)]
            parts = {glyph for found in held for _, glyph in found}
            fresh = sorted(parts.difference(order)) if parts else ()
            if not fresh:
                return order
            self._fetch(fresh)
            order += fresh

    def program(self, order: Sequence[int]) -> bytes:
        """Return a TrueType program of glyphs that ``order`` gave; they are numbered from 0."""
        outlines: Sequence[bytes]
        outlines, metrics, totals, parts = zip(*map(self._kept.__getitem__, order), strict=True)
        total = sum(totals)
        if any(parts):
            outlines = list(outlines)
            numbers = {glyph: number for number, glyph in enumerate(order)}
            for place, held in enumerate(parts):
                if held:
                    outline = bytearray(outlines[place])
                    for at, glyph in held:
                        number, shift = numbers[glyph], 0 if at % 4 else 16
                        total += (number - int.from_bytes(outline[at : at + 2], "big")) << shift
                        outline[at : at + 2] = number.to_bytes(2, "big")
                    outlines[place] = bytes(outline)
        count = len(order)
        offsets = list(accumulate(map(len, outlines), initial=0))
        if offsets[-1] < _LONG:
            loca = struct.pack(f">{count + 1}H", *[offset >> 1 for offset in offsets])
        else:
            loca = struct.pack(f">{count + 1}I", *offsets)
        counted = count.to_bytes(2, "big")
        limits = self._deeper if max(order) >= FIRST else self._maxp
        first, middle, last = self._head
        return _sfnt(
            (
                (b"glyf", b"".join(outlines), total),
                (
                    b"head",
                    b"".join((first, b"\0\0\0\0", middle, b"\0\0" if offsets[-1] < _LONG else b"\0\1", last)),
                    None,
                ),
                (b"hhea", self._hhea + counted, None),
                (b"hmtx", b"".join(metrics), None),
                (b"loca", loca, None),
                (b"maxp", counted.join(limits), None),
            )
        )

    def _fetch(self, glyphs: Iterable[int]) -> None:
        """Cut the glyphs that are not in the bank yet."""
        kept = self._kept
        missing = [glyph for glyph in glyphs if glyph not in kept]
        if not missing:
            return
        figures = [glyph for glyph in missing if glyph >= FIRST]
        if figures:
            self._fetch([glyph for figure in figures for glyph, _, _ in self._figures[figure - FIRST][0]])
            for figure in figures:
                kept[figure] = self._put_together(*self._figures[figure - FIRST])
            missing = [glyph for glyph in missing if glyph < FIRST and glyph not in kept]
            if not missing:
                return
        self._cuts += 1
        if self._cuts == FORESIGHT:
            missing += self._likely
        face, numbers = self._cut(missing)
        tables = {tag: bytes(face.reference_table(tag).data) for tag in ("head", "hhea", "hmtx", "loca", "glyf")}
        unit, code, width = (2, "H", 2) if tables["head"][51] == 0 else (1, "I", 4)
        loca = struct.unpack(f">{len(tables['loca']) // width}{code}", tables["loca"])
        full = int.from_bytes(tables["hhea"][34:36], "big")  # glyphs with an advance; later ones share the last
        old = {new: glyph for glyph, new in numbers.items()}
        for new, glyph in old.items():
            data = tables["glyf"][loca[new] * unit : loca[new + 1] * unit]
            parts = tuple((at, old[part]) for at, part in _parts(data))
            data += bytes(-len(data) % 4)
            if new < full:
                metrics = tables["hmtx"][4 * new : 4 * new + 4]
            else:
                at = 4 * full + 2 * (new - full)
                metrics = tables["hmtx"][4 * full - 4 : 4 * full - 2] + tables["hmtx"][at : at + 2]
            self._kept[glyph] = Outline(data, metrics, _sum(data), parts)

    def _put_together(self, parts: Sequence[Part], advance: int) -> Outline:
        """Return the outline of a figure: a composite glyph of its parts, each moved to its place."""
        rows, places, boxes = [], [], []
        drawn = [(glyph, x, y) for glyph, x, y in parts if self._kept[glyph].data]
        at = 10
        for number, (glyph, x, y) in enumerate(drawn, 1):
            more = _MORE if number < len(drawn) else 0
            rows.append(struct.pack(">HHhh", _WORDS | _BY_PLACE | more, glyph & 0xFFFF, x, y))
            places.append((at + 2, glyph))
            at += 8
            low_x, low_y, high_x, high_y = struct.unpack_from(">4h", self._kept[glyph].data, 2)
            boxes.append((low_x + x, low_y + y, high_x + x, high_y + y))
        if not drawn:
            return Outline(b"", struct.pack(">Hh", advance, 0), 0, ())
        left, low, right, high = ([*side] for side in zip(*boxes, strict=True))
        data = struct.pack(">5h", -1, min(left), min(low), max(right), max(high)) + b"".join(rows)
        data += bytes(-len(data) % 4)
        return Outline(data, struct.pack(">Hh", max(0, advance), min(left)), _sum(data), tuple(places))


def _parts(outline: bytes) -> Iterator[tuple[int, int]]:
    """Yield (place of its number, number) for each part of a composite outline; nothing for a simple one."""
    at, more = 10, outline[:2] >= b"\x80"  # a negative number of contours
    while more:
        flags, glyph = struct.unpack_from(">HH", outline, at)
        yield at + 2, glyph
        at += 8 if flags & _WORDS else 6
        at += 2 * bool(flags & _SCALE) + 4 * bool(flags & _SCALE_BOTH) + 8 * bool(flags & _MATRIX)
        more = bool(flags & _MORE)


def _sum(data: bytes | bytearray) -> int:
    """Return the sum of the big-endian words of data whose length is a multiple of four."""
    return sum(struct.unpack(f">{len(data) // 4}I", data))


def _sfnt(tables: Sequence[tuple[bytes, bytes, int | None]]) -> bytes:
    """Return a font file of (tag, table, sum of its words or None), tags in order, with its check sums."""
    count = len(tables)
    power = count.bit_length() - 1
    header = struct.pack(">IHHHH", 0x10000, count, 16 << power, power, 16 * (count - (1 << power)))
    position = 12 + 16 * count
    rows, body, total, adjustment = [header], [], 0, 0
    for tag, data, known in tables:
        padded = data + bytes(-len(data) % 4)
        words = (_sum(padded) if known is None else known) & 0xFFFFFFFF
        total += words
        rows.append(struct.pack(">4sIII", tag, words, position, len(data)))
        if tag == b"head":
            adjustment = position + 8
        body.append(padded)
        position += len(padded)
    directory = b"".join(rows)
    out = bytearray(directory + b"".join(body))
    struct.pack_into(">I", out, adjustment, 0xB1B0AFBA - (total + _sum(directory)) & 0xFFFFFFFF)
    return bytes(out)
