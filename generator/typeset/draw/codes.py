"""QR codes as runs of modules: the codes that segno makes, module by module, some fifteen times as fast.

Why: a run makes a code for every clinic, and nearly all of segno's 3 to 8 ms go into judging the eight masks one module
after the other (ISO/IEC 18004, 7.8.3). Here a code is one large integer, and each rule of the judgement some operations
on the whole of it. How a text is written in bits, what a version looks like, where its bits stand and how they are
masked is asked of segno, once for all codes of a version.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain, compress, zip_longest
from operator import itemgetter
from typing import Any, Final

from generator.model.addresses import link_of
from generator.model.memo import remembered
from generator.model.parts import import_part
from generator.typeset.draw.writer import number

_PATTERN: Final = "1011101"
_BITS = bytes.maketrans(b"01", b"\0\1")
_DIGITS = bytes.maketrans(b"\0\1", b"01")
_DARK = bytes.maketrans(b"\0\1\2", b"010")
_TOLD = bytes.maketrans(b"\0\1\2", b"110")
_FREE = bytes.maketrans(b"\0\1\2", b"001")
"""Modules of a symbol as digits: those that are dark, that are told, that bits may stand in."""
_PERIOD: Final = 12
"""Modules after which each mask repeats, across and down: they ask for rows and columns modulo 2 and 3, and for their
halves and thirds modulo 2 (ISO/IEC 18004, table 10)."""
_APART: Final = 4
"""Light modules between the rows of the integer: a row's neighbours are light, as the rules want it."""


@remembered("QR code")
def qr_modules(data: str) -> tuple[int, str]:
    """Return the side of a QR code in modules, quiet zone left out, and its dark runs as rectangles from the top."""
    encoder = _encoder()
    segments = encoder.prepare_data(data, None, None)
    version = encoder.find_version(segments, encoder.consts.ERROR_LEVEL_M, eci=False, micro=False)
    made = _made(version)
    return made.side, "\n".join(made.runs(made.code(segments)))


def draw_qr(data: str, box: tuple[float, float, float, float], colour: str) -> str:
    """Return operators that fill a QR code in a box; ``colour`` is a fill operator. Addresses are written in ASCII."""
    side, path = qr_modules(link_of(data) or data)
    unit = (box[2] - box[0]) / side
    return f"q {colour} {unit:.4f} 0 0 {-unit:.4f} {number(box[0])} {number(box[3])} cm\n{path}\nf Q"


@cache
def _encoder() -> Any:
    """Return segno's encoder; the rest of segno, which writes files, would bring in urllib, http and ssl (20 ms)."""
    return import_part("segno.encoder", "segno")


@cache
def _made(version: int) -> _Version:
    return _Version(version, _encoder())


class _Version:
    """All that codes of one version share at level M."""

    def __init__(self, version: int, encoder: Any) -> None:
        consts, error = encoder.consts, encoder.consts.ERROR_LEVEL_M
        self.version, self.encoder = version, encoder
        self.capacity: int = consts.SYMBOL_CAPACITY[version][error]
        self.side: int = encoder.calc_matrix_size(version)
        self.stride = self.side + _APART
        self.blocks = [(one.num_total - one.num_data, one.num_data) for one in consts.ECC[version][error]
                       for _ in range(one.num_blocks)]  # fmt: skip
        self.tables = {size: _table(consts, size) for size, _ in self.blocks}
        total = 8 * sum(more + data for more, data in self.blocks)
        empty = _empty(encoder, self.side)
        free = self._whole(empty, _FREE)
        turned = self._whole([bytes(column) for column in zip(*empty, strict=True)], _FREE)
        plain = [list(row) for row in empty]
        length = sum(row.count(2) for row in plain)
        self.rest = "0" * (length - total)
        encoder.add_codewords(plain, range(3, 3 + length), version)
        dark, light = length + 1, length  # behind the bits stand one light and one dark module
        places = [[value - 3 if value > 2 else dark if value else light for value in row] for row in plain]
        gap = [light] * _APART
        self.rows = itemgetter(*chain.from_iterable(row + gap for row in places))
        self.columns = itemgetter(*chain.from_iterable(list(column) + gap for column in zip(*places, strict=True)))
        inside, turn = range(_PERIOD), range(self.side)
        self.masks = []
        for at, mask in enumerate(encoder.get_data_mask_functions(False)):
            across = [bytes([bool(mask(y, x)) for x in inside]) * self.side for y in inside]
            down = [bytes([bool(mask(y, x)) for y in inside]) * self.side for x in inside]
            masked = (self._whole((rows[one % _PERIOD] for one in turn), _DARK) for rows in (across, down))
            told = [bytearray(b"\2") * self.side for _ in turn]
            encoder.add_format_info(told, version, error, at)
            encoder.add_version_info(told, version)
            both = [over & places for over, places in zip(masked, (free, turned), strict=True)]
            self.masks.append((*both, ~self._whole(told, _TOLD), self._whole(told, _DARK)))
        self.pairs = self._whole([b"\1" * (self.side - 1) + b"\0"] * self.side, _DARK)
        self.rectangles: dict[tuple[int, int], str] = {}

    def _whole(self, rows: Iterable[bytes | bytearray], digits: bytes) -> int:
        """Return rows of modules as one integer, the first module its highest bit; ``digits`` says what counts."""
        gap = b"0" * _APART
        return int(b"".join([row[: self.side].translate(digits) + gap for row in rows]), 2)

    def code(self, segments: Any) -> int:
        """Return the code of a text, given as segno's segments."""
        bits = self._message(segments) + self.rest + "01"
        across, down = int("".join(self.rows(bits)), 2), int("".join(self.columns(bits)), 2)
        best, found = 1 << 30, 0
        for at, (row_mask, column_mask, _, _) in enumerate(self.masks):
            rows, columns = across ^ row_mask, down ^ column_mask
            score = self._lines(rows) + self._lines(columns) + self._blocks(rows)
            score += 10 * int(abs(rows.bit_count() / self.side**2 * 100 - 50) / 5)
            if score < best:
                best, found = score, at
        mask, _, uncovered, told = self.masks[found]
        code: int = (across ^ mask) & uncovered | told
        return code

    def _message(self, segments: Any) -> str:
        """Return the final sequence of bits: data and error correction, block by block (7.4 to 7.6)."""
        encoder, buffer = self.encoder, self.encoder.Buffer()
        for segment in segments:
            encoder.write_segment(buffer, segment, None, encoder.version_range(self.version))
        encoder.write_terminator(buffer, self.capacity, None, len(buffer))
        encoder.write_padding_bits(buffer, self.version, len(buffer))
        encoder.write_pad_codewords(buffer, self.version, self.capacity, len(buffer))
        data = int(buffer.getbits().translate(_DIGITS), 2).to_bytes(len(buffer) // 8, "big")
        parts, more, start = [], [], 0
        for size, length in self.blocks:
            block = data[start : start + length]
            start += length
            table, left, keep, remainder = self.tables[size], 8 * size - 8, (1 << 8 * size) - 1, 0
            for byte in block:
                remainder = (remainder << 8 & keep) ^ table[remainder >> left ^ byte]
            parts.append(block)
            more.append(remainder.to_bytes(size, "big"))
        woven = chain(chain.from_iterable(zip_longest(*parts)), chain.from_iterable(zip_longest(*more)))
        whole = bytes([byte for byte in woven if byte is not None])
        return f"{int.from_bytes(whole, 'big'):0{8 * len(whole)}b}"

    def _lines(self, code: int) -> int:
        """Return the penalties of rows: runs of one colour (N1 = 3), and patterns like a finder's (N3 = 40).

        Shifting to the left by one brings the next module to a module's place.
        """
        same = ~(code ^ code << 1) & self.pairs
        five = same & same << 1
        five &= five << 2  # five of one colour begin here
        score = five.bit_count() + 2 * (five & ~(five >> 1)).bit_count()
        light = ~code
        found = code & light << 1 & code << 2 & code << 3 & code << 4 & light << 5 & code << 6
        if not found:
            return score
        four = light & light << 1
        four &= four << 2  # four light ones begin here
        counted = found & (four >> 4 | four << 7)
        if counted & (counted << 4 | counted << 6):  # two that share modules: which of them counts is a matter of order
            return score + self._patterns(code)
        return score + 40 * counted.bit_count()

    def _blocks(self, code: int) -> int:
        """Return the penalty of blocks of two by two modules in one colour (N2 = 3)."""
        same = ~(code ^ code << 1) & self.pairs
        found: int = same & same << self.stride & ~(code ^ code << self.stride)
        return 3 * found.bit_count()

    def _patterns(self, code: int) -> int:
        """Return the penalty of patterns like a finder's one after the other, as segno counts them."""
        score, whole = 0, f"{code:0{self.stride * self.side}b}"
        for start in range(0, len(whole), self.stride):
            row = whole[start : start + self.side]
            at = row.find(_PATTERN)
            while at >= 0:
                counts = "1" not in row[max(0, at - 4) : at] or "1" not in row[at + 7 : at + 11]
                score += 40 * counts
                at = row.find(_PATTERN, at + (7 if counts else 4))
        return score

    def runs(self, code: int) -> list[str]:
        """Return the dark runs of a code as rectangles, row by row."""
        edges = code ^ code >> 1  # the first module of a run, and the first behind it
        bits = f"{edges:0{self.stride * self.side}b}".encode().translate(_BITS)
        ends = compress(range(len(bits)), bits)
        known = self.rectangles
        out = []
        for pair in zip(ends, ends, strict=True):
            found = known.get(pair)
            if found is None:
                y, x = divmod(pair[0], self.stride)
                found = known[pair] = f"{x} {y} {pair[1] - pair[0]} 1 re"
            out.append(found)
        return out


def _empty(encoder: Any, side: int) -> Sequence[bytearray]:
    """Return a symbol with its function patterns; 2 where bits belong."""
    matrix: Sequence[bytearray] = encoder.make_matrix(side, side)
    encoder.add_finder_patterns(matrix, side, side)
    encoder.add_alignment_patterns(matrix, side, side)
    return matrix


def _table(consts: Any, size: int) -> list[int]:
    """Return for each byte what it adds to a remainder of so many bytes (7.5)."""
    powers, logs, generator = consts.GALIOS_EXP, consts.GALIOS_LOG, consts.GEN_POLY[size]
    rows = (bytes(powers[logs[byte] + one] for one in generator) for byte in range(1, 256))
    return [0, *(int.from_bytes(row, "big") for row in rows)]
