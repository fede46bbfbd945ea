"""Paragraphs measured once for all sizes and measures: shaped pieces in their places, and the lines made of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from msgspec import Struct, field

from generator.typeset.text.shaped import AUTOSPACE, TIGHT, ShapedPiece, airy_between, tight

MANY = 1_000_000
"""Lines: more than any paragraph has."""
RAISED_GAP = 140
"""Space before a raised number, in thousandths of the size; taken away after marks that bring their own."""

YIELDING = 400
"""What a mark inside a flush line gives up at most of the half em that is empty, in thousandths (JLREQ 3.8.3)."""


class Atom(NamedTuple):
    """A piece in its place in a paragraph: size factor, rise (part of the size), link and style run."""

    piece: ShapedPiece
    run: int
    factor: float
    rise: float


class Line(NamedTuple):
    """A set line: its atoms, natural width in points, and space to add after each glyph (justified)."""

    atoms: tuple[Atom, ...]
    width: float
    stretch: float
    gaps: tuple[float, ...]
    """Space before each atom (autospace), in thousandths of the size."""


class Measured(Struct, frozen=True):
    """A paragraph measured once for all sizes and measures. Widths in thousandths of the size.

    ``ends[n]`` is the number of atoms before break n, ``inks[n]`` the right edge of the ink if a line ended there;
    ``sums`` are the left edges of the atoms, ``widest`` is the widest stretch without a break.
    """

    atoms: list[Atom]
    ends: list[int]
    gaps: list[float]
    sums: list[float]
    inks: list[float]
    widest: float
    centred: bool = False
    """Whether stops stand amid their boxes, as in Taiwan and Hong Kong."""
    balanced: dict[tuple[float, float, bool, bool], list[Line]] = field(default_factory=dict)
    """Chosen lines by size, measure, phrases and justification: a clinic's panel holds the same sentence every time."""
    costs: dict[Any, list[float]] = field(default_factory=dict)
    """What it costs to end a line at each break, by what is weighed."""

    def fits(self, size: float, width: float) -> bool:
        """Tell whether no part that no line end may cut is wider than a measure."""
        return self.widest * size / 1000 <= width

    def count(self, size: float, width: float, most: int = MANY) -> int:
        """Return the number of lines in a measure, as ``Setter`` fills them; one more than ``most`` where more."""
        ends, gaps, sums, inks = self.ends, self.gaps, self.sums, self.inks
        measure = (width + 0.01) / (size / 1000)
        count = start = first = 0
        while first < len(ends) and count <= most:
            last = max(first, bisect_right(inks, sums[start] + gaps[start] + measure, first) - 1)
            start, first = ends[last], last + 1
            count += 1
        return count

    def line(self, start: int, end: int, size: float) -> Line:
        """Return the atoms between two breaks as a ragged line; ``size`` in thousandths."""
        natural = (self.inks[bisect_left(self.ends, end)] - self.sums[start] - self.gaps[start]) * size
        return Line(tuple(self.atoms[start:end]), natural, 0.0, (0.0, *self.gaps[start + 1 : end]))

    def yields(self, start: int, end: int) -> list[float]:
        """Return what may be taken away before each atom of a line: of the empty halves of full-width marks."""
        atoms, gaps, centred = self.atoms, self.gaps, self.centred
        return [
            0.0
            if index == start or gaps[index] or atoms[index].rise
            else YIELDING * airy_between(atoms[index - 1].piece.words[-1:], atoms[index].piece.words[:1], centred)
            for index in range(start, end)
        ]


def measured(atoms: list[Atom], ends: list[int], airy: Mapping[str, float]) -> Measured:
    """Measure a paragraph: prefix sums, and the right edge of the ink at every break.

    ``airy`` is the space between marks that bring their own and a raised number.
    """
    centred = airy.get("。") == 0.0  # no air of its own stands behind it
    gaps = _gaps(atoms, airy, centred)
    wide = [piece.width * factor + gap for (piece, _, factor, _), gap in zip(atoms, gaps, strict=True)]
    sums = [0.0, *accumulate(wide)]
    inks = []
    widest, begin = 0.0, 0
    for end in ends:
        piece, _, factor, _ = atoms[end - 1]
        ink = sums[end] - (piece.width - piece.ink) * factor
        inks.append(ink)
        part = ink - sums[begin] - (gaps[begin] if begin < len(gaps) else 0.0)
        if part > widest:
            widest = part
        begin = end
    return Measured(atoms, ends, gaps, sums, inks, widest, centred)


def _gaps(atoms: Sequence[Atom], airy: Mapping[str, float], centred: bool) -> list[float]:
    """Return the space before each atom: between Han or kana and Latin letters or digits; less between two marks."""
    gaps = [0.0] * len(atoms)
    for index, ((left, _, _, rose), (right, _, _, rise)) in enumerate(pairwise(atoms), 1):
        before, after = left.last, right.first
        if rise and not rose:
            gaps[index] = airy.get(left.words[-1:], RAISED_GAP)
        elif before and after and before != after and not rise and not rose:
            gaps[index] = AUTOSPACE
        elif not (before or after) and tight(left.words[-1:], right.words[:1], centred):
            gaps[index] = -TIGHT
    return gaps


def glyphs(piece: ShapedPiece) -> int:
    """Return how many glyphs a piece shows, spaces at its end included: letter spacing follows each of them."""
    return piece.shown + len(piece.words) - len(piece.words.rstrip(" "))
