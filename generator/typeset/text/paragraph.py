"""Paragraphs: runs of words become pieces, pieces become lines, lines become operators."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import accumulate, groupby
from math import ceil, inf
from typing import overload

from msgspec.structs import replace

from generator.model.content import Language
from generator.model.patterns import pattern
from generator.model.problems import Origin
from generator.model.sheet import Run
from generator.typeset.text.choice import Faces
from generator.typeset.text.chosen import Costs, choose
from generator.typeset.text.lines import clusters, find_breaks, find_cuts, find_joints, find_word_ends, rank_ends
from generator.typeset.text.measured import MANY, RAISED_GAP, Atom, Line, Measured, glyphs, measured
from generator.typeset.text.shaped import AUTOSPACE
from generator.typeset.text.style import Style

NARROW_EMS = 12
"""A column of fewer letters than this is narrow: where lines end is seen more than how full they are."""
NARROW, EXACT = 40.0, 0.25
"""Points: no measure is narrower, and how exactly one is found at which a paragraph has a line less."""
TERM = 8
"""Letters of a strong word that no line end parts in a language without spaces: it is a term that is new to readers."""
LEAST_HAN = 5
"""Letters of Han or kana that a last line has at least (looks.md)."""
FAIR = 0.7
"""Of a heading's letters in even lines: a last line with this part of its share is none that has too few."""
ENDING = 0.03
"""How far a last line is at fault that is nothing but the ending of a verb: てください."""
FIGURES = 6
"""Figures of a last word that may stand alone: hours or a telephone number are read by themselves."""
TERM_SPACED = 20
"""Letters of a strong word where blanks part words: a term of up to four syllables of Vietnamese is read at once."""
SHORT, LITTLE = 0.2, 0.15
"""Of a measure: a last line that is shorter is short, though it has two words; and how far that is a fault."""
FULL = Costs(ends=(0.0, 0.0, 0.3, 1.0, 2.5, 10.0), alone=200.0, short=0.45, loose=8.0, faint=0.05)
"""Text of Han and kana, in flush lines."""
NARROW_FULL = Costs(ends=(0.0, 0.0, 0.3, 3.0, 10.0, 10.0), alone=200.0, short=0.6, loose=0.5)
"""The same in a column of few letters: how full they are is seen less than where they end."""
SPACED = Costs(ends=(0.0, 0.0, 0.0, 0.0, 18.0, 18.0), alone=200.0, short=0.5)
"""Text whose words are parted by blanks."""
SHOWN = Costs(ends=(0.0, 2.0, 10.0, 25.0, 80.0, 100.0), alone=20.0, short=0.75, even=True)
"""Headings and what is short: where their lines end is seen first."""
SHOWN_SPACED = Costs(ends=(0.0, 0.7, 0.7, 0.7, 25.0, 25.0), alone=20.0, short=0.75, even=True)
"""The same where blanks part words: a term of two words may be parted where one word were left alone."""
WIDEST_STRETCH = 0.09
"""A justified line may be stretched by this part of the measure; a looser line stays ragged.

Where ``AUTOSPACE`` stands already, nothing is added.
"""
MOST_AIR = 94
"""Thousandths of an em by which letters are moved apart at most: of 95 poppler makes a space (see ``AUTOSPACE``)."""
_AIRY: dict[str, float] = {**dict.fromkeys("。，、；：）」』》", -RAISED_GAP), **dict.fromkeys("？！", 0)}
_NAMING = pattern("[\u30a1-\u30fa\u3400-\u9fffA-Za-z0-9]")
"""Finds a letter that is not hiragana."""
PARAGRAPHS_KEPT = 500
BALANCED_KEPT = 16
"""Measured paragraphs kept for each language in a process: copy-fitting sets each several times."""
LEAST = 9.0
"""Nothing is smaller than this, in points, raised numbers included."""
RAISED = 0.58
"""Size of a raised number, as part of the text's size."""


class Lines(Sequence[Line]):
    """The lines of a paragraph: how many is known at once, where they end is chosen when the first is asked for.

    Most of what copy-fitting sets is only counted, never drawn.
    """

    __slots__ = ("_choose", "_chosen", "_count")

    def __init__(self, count: int, choose: Callable[[], list[Line]]) -> None:
        """``choose`` returns as many lines as ``count``."""
        self._count, self._choose = count, choose
        self._chosen: list[Line] | None = None

    def __len__(self) -> int:
        """Return how many lines there are."""
        return self._count

    @overload
    def __getitem__(self, at: int) -> Line: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Line]: ...

    def __getitem__(self, at: int | slice) -> Line | Sequence[Line]:
        """Return one of them, or some."""
        if self._chosen is None:
            self._chosen = self._choose()
        return self._chosen[at]


_Runs = Sequence[tuple[int, Run]]
"""What stands between two forced line ends: runs with their numbers in the paragraph."""
_Ends = Callable[[str, Language], Sequence[int]]
"""Finds where lines of a text may end."""


class Setter:
    """Sets paragraphs in one language: breaks, shapes and fills lines."""

    def __init__(self, faces: Faces, language: Language, others: Callable[[str], Faces] | None = None) -> None:
        """``faces`` shapes, ``language`` says how lines may end; ``others`` finds the faces of runs in another."""
        self.faces, self.language = faces, language
        self._others = others
        # Taiwan and Hong Kong centre the marks in their box (CLREQ): only half as much air follows them.
        self._airy = dict.fromkeys(_AIRY, 0.0) if language.script == "Hant" else _AIRY
        self._steps: dict[tuple[object, ...], tuple[float, list[float]]] = {}
        """Steps of paragraphs, and from where on the narrower ones are not known yet."""
        self._measured: dict[tuple[object, ...], Measured] = {}
        self._parts: dict[tuple[object, ...], list[tuple[_Runs, Measured]]] = {}

    def set_lines(self, runs: Sequence[Run], style: Style, width: float, origin: Origin) -> Sequence[Line]:
        """Return the lines of a paragraph in a measure (points)."""
        parts = [self._set(part, style, width, origin) for part in _hard_lines(runs) if _text(part)]
        if len(parts) == 1:
            return parts[0]
        return Lines(sum(map(len, parts)), lambda: [line for part in parts for line in part])

    def width(self, runs: Sequence[Run], style: Style, origin: Origin) -> float:
        """Return the width of a text on one line, in points."""
        return max((found.inks[-1] for _, found in self._hard_parts(runs, style, origin)), default=0.0) * (
            style.size / 1000
        )

    def widest(self, runs: Sequence[Run], style: Style, origin: Origin) -> float:
        """Return the width in points of the widest part that no line end may cut."""
        parts = self._hard_parts(runs, style, origin)
        return max((found.widest for _, found in parts), default=0.0) * (style.size / 1000)

    def steps(self, runs: Sequence[Run], style: Style, origin: Origin, least: float = NARROW) -> list[float]:
        """Return the least measures, in points, at which a paragraph has 1, 2, 3 … lines.

        All that are more than ``least`` and ``NARROW``, perhaps others.
        """
        look = style.look
        key = (tuple(runs), style.size, look.weight, look.strong, look.phrases)
        if key not in self._steps:
            if len(self._steps) >= PARAGRAPHS_KEPT:
                self._steps.clear()
            ragged = replace(style, look=replace(look, align="start", phrases=False))
            self._steps[key] = self.width(runs, ragged, origin), []
        high, steps = self._steps[key]
        least = max(least, NARROW)
        if high > least:
            parts = self._hard_parts(runs, style, origin)
            while high > least:
                low, count = NARROW, len(steps) + 1
                if count == 1 and self._count_parts(parts, style, high - EXACT / 2, origin, 1) > 1:
                    low = high  # on one line it is as wide as it is
                while high - low > EXACT:
                    middle = (low + high) / 2
                    if self._count_parts(parts, style, middle, origin, count) <= count:
                        high = middle
                    else:
                        low = middle
                steps.append(high)
                high -= EXACT
            self._steps[key] = high, steps
        return steps

    def count_lines(self, runs: Sequence[Run], style: Style, width: float, origin: Origin) -> int:
        """Return how many lines ``set_lines`` would return, in a tenth of its time."""
        return self._count_parts(self._hard_parts(runs, style, origin), style, width, origin)

    def _hard_parts(self, runs: Sequence[Run], style: Style, origin: Origin) -> list[tuple[_Runs, Measured]]:
        """Return what stands between forced line ends, each measured."""
        look = style.look
        raised = _raised(style.size) if any([run.raised for run in runs]) else 0.0
        key = (tuple(runs), look.weight, look.strong, look.phrases, raised)
        found = self._parts.get(key)
        if found is None:
            if len(self._parts) >= PARAGRAPHS_KEPT:
                self._parts.clear()
            found = self._parts[key] = [
                (part, self._measure(part, look.phrases, style, origin)) for part in _hard_lines(runs) if _text(part)
            ]
        return found

    def _count_parts(
        self, parts: Sequence[tuple[_Runs, Measured]], style: Style, width: float, origin: Origin, most: int = MANY
    ) -> int:
        """Return how many lines these parts have in a measure; one more than ``most`` where there are more."""
        count = 0
        for part, found in parts:
            if not found.fits(style.size, width):
                found = self._fitting(part, style, width, origin)
            count += found.count(style.size, width, most - count)
            if count > most:
                break
        return count

    def _set(self, runs: _Runs, style: Style, width: float, origin: Origin) -> Lines:
        found = self._fitting(runs, style, width, origin)
        stops = _filled(found, style, width)
        if len(stops) == 1:
            return Lines(1, lambda: self._lines(found, style, width, stops, 0.0))
        return Lines(len(stops), lambda: self._chosen(found, runs, style, width, stops, origin))

    def _fitting(self, runs: _Runs, style: Style, width: float, origin: Origin) -> Measured:
        """Return a paragraph measured with the breaks that a measure allows: no part is wider than that."""
        phrases = style.look.phrases
        found = self._measure(runs, phrases, style, origin)
        if phrases and not found.fits(style.size, width):  # a phrase may be parted, its words better not
            for ends in (find_word_ends, find_joints, None):
                found = self._measure(runs, ends is not None, style, origin, ends)
                if found.fits(style.size, width):
                    break
        if not found.fits(style.size, width):
            found = measured(*self._cut_words(found.atoms, found.ends, dict(runs), style, width, origin), self._airy)
        return found

    def _chosen(
        self, found: Measured, runs: _Runs, style: Style, width: float, stops: list[int], origin: Origin
    ) -> list[Line]:
        """Return as many lines as there are ``stops``, with the best ends of the whole paragraph (see ``choose``)."""
        look, measure = style.look, (width + 0.01) / (style.size / 1000)
        key = (style.size, width, look.phrases, self.language.justify and look.align == "start")
        kept = found.balanced
        known = kept.get(key)
        if known is None:
            if len(kept) >= BALANCED_KEPT:
                kept.clear()
            costs = self._costs(runs, style, width)
            apart = look.phrases and not self.language.spaced
            whole = self._measure(runs, False, style, origin) if apart else found
            if not whole.fits(style.size, width):
                whole = found
            ends = self._end_costs(whole, runs, costs)
            flush = key[-1] and width >= NARROW_EMS * style.size
            stretch = (WIDEST_STRETCH, MOST_AIR / 1000) if flush else (0.0, 0.0)
            fair = FAIR * whole.sums[-1] / len(stops) if costs.even and look.keep_next else inf
            alone = partial(self._alone, whole, measure, fair)
            if costs is not SPACED or any([ends[stop] for stop in stops]) or alone(found.ends[stops[-2]]):
                chosen = choose(whole, len(stops), measure, stretch, costs, ends, alone)
                if chosen:
                    found, stops = whole, chosen
            known = self._lines(found, style, width, stops, stretch[0])
            kept[key] = known
        return known

    def _costs(self, runs: _Runs, style: Style, width: float) -> Costs:
        """Return what is weighed of a paragraph; words in Han count as such in any language."""
        spaced = all([self._language_of(run).spaced for _, run in runs])
        if style.look.phrases:
            return SHOWN_SPACED if spaced else SHOWN
        if spaced:
            return SPACED
        return NARROW_FULL if width < NARROW_EMS * style.size else FULL

    def _language_of(self, run: Run) -> Language:
        return self.faces_of(run).language

    def _alone(self, found: Measured, measure: float, fair: float, start: int) -> float:
        """Return how far a last line that begins with an atom stands alone: 1 for one word, more for fewer Han.

        Letters of Han that are ``fair`` wide are enough, though they be few: a heading may have no more for a line.
        """
        words = "".join([atom.piece.words for atom in found.atoms[start:] if not atom.rise]).strip()
        wide = 0 if self.language.spaced else count_wide(words)
        if wide:
            if found.sums[-1] - found.sums[start] >= fair:
                return 0.0
            if wide < LEAST_HAN:
                return 1 + (LEAST_HAN - wide) / 50
            return ENDING if wide < LEAST_HAN + 2 and not _NAMING.search(words) else 0.0
        if " " not in words and sum(map(str.isdigit, words)) < FIGURES:
            return 1.0
        part = (found.sums[-1] - found.sums[start]) / measure
        return 0.0 if part > SHORT else LITTLE

    def _end_costs(self, found: Measured, runs: _Runs, costs: Costs) -> list[float]:
        """Return what it costs to end a line at each break of a measured paragraph."""
        known = found.costs.get(costs)
        if known is None:
            ranks = self._ranks(runs)
            offsets = [0, *accumulate([len(atom.piece.words) for atom in found.atoms])]
            known = found.costs[costs] = [costs.ends[ranks.get(offsets[end], 5)] for end in found.ends]
        return known

    def _ranks(self, runs: _Runs) -> dict[int, int]:
        """Return how well lines end at offsets (see ``rank_ends``), each stretch by the language that it is in."""
        ranks: dict[int, int] = {}
        at = 0
        for _, group in groupby(runs, lambda one: one[1].lang):
            stretch = [*group]
            text, run = _text(stretch), stretch[0][1]
            ranks |= {at + end: rank for end, rank in rank_ends(text, self._language_of(run)).items()}
            at += len(text)
        if self.language.spaced:
            position = 0
            for _, run in runs:
                end = position + len(run.words)
                if run.strong and len(run.words) <= TERM_SPACED:
                    ranks = {at: rank for at, rank in ranks.items() if not position < at < end}
                position = end
        return ranks

    def _measure(self, runs: _Runs, phrases: bool, style: Style, origin: Origin, ends: _Ends | None = None) -> Measured:
        """Return a paragraph measured, from what is kept when it is known; ``ends`` finds other ends of its lines."""
        raised = _raised(style.size) if any([run.raised for _, run in runs]) else 0.0
        look = style.look
        key = (tuple(runs), look.weight, look.strong, phrases, raised, ends)
        found = self._measured.get(key)
        if found is None:
            text = _text(runs)
            offsets = ends(text, self.language) if ends else find_breaks(text, self.language, phrases)
            breaks = _unparted(offsets, runs, TERM if not phrases and not self.language.spaced else 0)
            if any([run.lang for _, run in runs]):
                breaks = self._spoken(breaks, runs)
            if len(self._measured) >= PARAGRAPHS_KEPT:
                self._measured.clear()
            found = self._measured[key] = measured(*self._atoms(runs, breaks, style, origin), self._airy)
        return found

    def _spoken(self, breaks: Sequence[int], runs: _Runs) -> Sequence[int]:
        """Take out breaks inside words of another language that this one has none at: 第1天 Day |1."""
        taken: set[int] = set()
        at = 0
        for _, run in runs:
            end = at + len(run.words)
            if run.lang:
                allowed = find_breaks(run.words, self._language_of(run))
                taken.update({*range(at + 1, end)} - {at + offset for offset in allowed})
            at = end
        return [offset for offset in breaks if offset not in taken]

    def faces_of(self, run: Run) -> Faces:
        """Return the faces of the language that a run is in."""
        return self._others(run.lang) if run.lang and self._others else self.faces

    def _atoms(self, runs: _Runs, breaks: Sequence[int], style: Style, origin: Origin) -> tuple[list[Atom], list[int]]:
        """Cut runs at the breaks. Return the atoms and, for each break, the number of atoms before it."""
        atoms: list[Atom] = []
        ends: list[int] = []
        position, next_break = 0, 0
        for number, run in runs:
            faces = self.faces_of(run)
            shaped, apart = faces.atom, faces.latin_apart(run.words)
            weight = style.look.strong if run.strong else style.look.weight
            factor, rise = 1.0, 0.0
            if run.raised:
                weight, factor = 400, _raised(style.size)
                rise = 0.06 + 0.72 * (1 - factor)
            start, stop = position, position + len(run.words)
            while start < stop:
                end = min(breaks[next_break], stop)
                if end > start:
                    words = run.words[start - position : end - position]
                    atom = shaped(words, weight, origin, apart)
                    atoms.append(Atom(atom.piece, number, factor, rise) if number or rise else atom)
                if end == breaks[next_break]:
                    ends.append(len(atoms))
                    next_break += 1
                start = end
            position = stop
        if not ends or ends[-1] != len(atoms):
            ends.append(len(atoms))
        return atoms, ends

    def _cut_words(
        self, atoms: list[Atom], ends: list[int], runs: Mapping[int, Run], style: Style, width: float, origin: Origin
    ) -> tuple[list[Atom], list[int]]:
        """Cut words that are wider than the measure, so that nothing runs over the edge; kinsoku holds there too."""
        fresh: list[Atom] = []
        fresh_ends: list[int] = []
        begin = 0
        for end in ends:
            group = atoms[begin:end]
            if _group_ink(group, style.size) <= width:
                fresh += group
            else:
                for part in self._parted(group, runs, find_cuts(_words(group), self.language), style, origin):
                    parts = [part]
                    one_letter = len(part) == 1 and len(part[0].piece.words) == 1
                    if not one_letter and _group_ink(part, style.size) > width:  # of marks alone one begins a line
                        letters = [*accumulate(map(len, clusters(_words(part))))]
                        parts = self._parted(part, runs, letters, style, origin)
                    for one in parts:
                        fresh += one
                        fresh_ends.append(len(fresh))
            if not fresh_ends or fresh_ends[-1] != len(fresh):
                fresh_ends.append(len(fresh))
            begin = end
        return fresh, fresh_ends

    def _parted(
        self, group: Sequence[Atom], runs: Mapping[int, Run], cuts: Sequence[int], style: Style, origin: Origin
    ) -> list[list[Atom]]:
        """Return atoms shaped anew in parts that end at the cuts, offsets in their words."""
        parts: list[list[Atom]] = []
        start = 0
        for cut in cuts:
            parts.append([])
            left = 0
            for atom in group:
                words = atom.piece.words[max(0, start - left) : max(0, cut - left)]
                left += len(atom.piece.words)
                if words:
                    weight = _weight(atom) or style.look.weight
                    run = runs[atom.run]
                    faces = self.faces_of(run)
                    piece = faces.piece(words, weight, origin, faces.latin_apart(run.words))
                    parts[-1].append(Atom(piece, atom.run, atom.factor, atom.rise))
            start = cut
        return parts

    def _lines(
        self, found: Measured, style: Style, width: float, stops: Sequence[int], stretch_most: float
    ) -> list[Line]:
        """Return lines that end at breaks, by their numbers. Justified lines stretch by ``stretch_most`` at most."""
        size = style.size / 1000
        atoms, ends, gaps, sums, inks = found.atoms, found.ends, found.gaps, found.sums, found.inks
        justified = self.language.justify and style.look.align == "start"
        lines: list[Line] = []
        start = 0
        for last in stops:
            end = ends[last]
            natural = (inks[last] - sums[start] - gaps[start]) * size
            stretch = 0.0
            before: Sequence[float] = gaps[start + 1 : end]
            if justified and last + 1 < len(ends):
                spare = width - natural
                if spare < 0:
                    before = _tightened(found, start, end, -spare / size)
                    natural += (sum(before) - sum(gaps[start + 1 : end])) * size
                count = sum(glyphs(atom.piece) for atom in atoms[start : end - 1]) + atoms[end - 1].piece.shown - 1
                airs = before.count(AUTOSPACE) + sum([atom.piece.airs for atom in atoms[start:end]])
                if 0 < spare < stretch_most * width:
                    stretch = _stretch(spare, count, airs, AUTOSPACE * size)
                    if stretch > MOST_AIR * size or not any(count_wide(atom.piece.words) for atom in atoms[start:end]):
                        stretch = 0.0  # Latin letters alone, a name or an address, are never spread
                    elif stretch:
                        air = max(0.0, AUTOSPACE - stretch / size)
                        before = [air if gap == AUTOSPACE else gap for gap in before]
            lines.append(Line(tuple(atoms[start:end]), natural, stretch, (0.0, *before)))
            start = end
        return lines


def _filled(found: Measured, style: Style, width: float) -> list[int]:
    """Return the breaks at which lines end that are filled greedily: bisection for the last one that fits."""
    ends, gaps, sums, inks = found.ends, found.gaps, found.sums, found.inks
    measure = (width + 0.01) / (style.size / 1000)
    stops: list[int] = []
    start, first = 0, 0
    while first < len(ends):
        last = max(first, bisect_right(inks, sums[start] + gaps[start] + measure, first) - 1)
        stops.append(last)
        start, first = ends[last], last + 1
    return stops


def _tightened(found: Measured, start: int, end: int, over: float) -> list[float]:
    """Return the space before the atoms of a line but the first, when it is wider than its measure by ``over``."""
    given = found.yields(start, end)[1:]
    part = min(1.0, over / (sum(given) or over))
    return [gap - part * give for gap, give in zip(found.gaps[start + 1 : end], given, strict=True)]


def _stretch(spare: float, count: int, airs: int, air: float) -> float:
    """Return how much is added after each letter so that a line is as wide as its measure.

    ``airs`` of its ``count`` gaps are as wide as ``air`` already: they grow only when the others are as wide.
    """
    stretch = spare / (count - airs) if count > airs else air + 1
    return stretch if stretch <= air else (spare + airs * air) / count if count > 0 else 0.0


def _raised(size: float) -> float:
    """Return the size of raised numbers as part of the text's: small, but never under the least legible size."""
    return max(RAISED, ceil(LEAST / size * 100) / 100)


def count_wide(words: str) -> int:
    """Return how many letters of Han or kana there are."""
    return sum(["\u3040" <= letter <= "\u30ff" or "\u3400" <= letter <= "\u9fff" for letter in words])


def _hard_lines(runs: Sequence[Run]) -> list[list[tuple[int, Run]]]:
    """Part runs at forced line ends (``<br/>`` arrives as a newline)."""
    out: list[list[tuple[int, Run]]] = [[]]
    for number, run in enumerate(runs):
        if "\n" not in run.words:
            out[-1].append((number, run))
            continue
        for index, words in enumerate(run.words.split("\n")):
            if index:
                out.append([])
            if words:
                out[-1].append((number, run._replace(words=words)))
    return out


def _unparted(breaks: Sequence[int], runs: _Runs, term: int) -> Sequence[int]:
    """Take out breaks before a raised number, which stays with its words, and in a strong word of ``term`` letters."""
    taken: set[int] = set()
    position = 0
    for _, run in runs:
        end = position + len(run.words)
        if run.raised:
            taken.add(position)
        elif run.strong and len(run.words) <= term:
            taken.update(range(position + 1, end))
        position = end
    return [at for at in breaks if at not in taken] if taken else breaks


def _text(runs: _Runs) -> str:
    return "".join([run.words for _, run in runs])


def _words(group: Sequence[Atom]) -> str:
    return "".join([atom.piece.words for atom in group])


def _group_ink(group: Sequence[Atom], size: float) -> float:
    if not group:
        return 0.0
    whole = sum(atom.piece.width * atom.factor for atom in group[:-1])
    return (whole + group[-1].piece.ink * group[-1].factor) * size / 1000


def _weight(atom: Atom) -> int:
    return next((part.face.weight for part in atom.piece.parts if part.face.weight), 0)
