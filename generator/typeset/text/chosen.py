"""Which line ends are best: those of a paragraph are weighed together, as Knuth and Plass do.

The fewest lines come first, then ends between words, then lines that are full (text) or even (what is short). Marks in
a flush line give up air rather than that a word is parted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from math import inf

from msgspec import Struct

from generator.typeset.text.measured import Measured

EM = 1000
"""Thousandths of the size."""


class Costs(Struct, frozen=True, eq=False):
    """What is weighed.

    ``ends`` are what it costs to end a line at a break of each rank (see ``rank_ends``), the last one inside a word;
    ``alone`` what a last line costs that has too little; ``short`` is the part of the measure that a line may lack.
    ``even`` tells whether lines are to be even rather than full.

    A line that lacks the part ``faint`` of the measure costs 1, and more as the square of that. Among flush lines one
    that no stretching makes as wide as they are costs ``loose`` and more as it is shorter: one such is better than two.
    """

    ends: tuple[float, float, float, float, float, float]
    alone: float
    short: float
    loose: float = 0.0
    faint: float = 0.1
    even: bool = False


def choose(
    found: Measured,
    count: int,
    measure: float,
    stretch: tuple[float, float],
    costs: Costs,
    ends: Sequence[float],
    alone: Callable[[int], float],
) -> list[int] | None:
    """Return the numbers of the breaks at which ``count`` lines end best, the last one included; None if none fit.

    ``measure`` is in thousandths of the size; ``stretch`` the part of it, and of a line, that letters can be moved
    apart by; ``ends`` what each break costs; ``alone`` how far a last line that begins at an atom is at fault, 0 to 1.
    """
    breaks, sums, gaps, inks = found.ends, found.sums, found.gaps, found.inks
    total = len(breaks)
    lefts = [0.0, *[sums[end] + gaps[end] for end in breaks[:-1]]]
    mean = min(measure, sums[-1] / count)
    least = [total] * (count + 1)
    """For each line, the first break at which it may end so that the others hold the rest."""
    for number in range(count - 1, 0, -1):
        at = least[number + 1]
        while at > 1 and inks[least[number + 1] - 1] - lefts[at - 1] <= measure:
            at -= 1
        least[number] = at
    loose = costs.loose if stretch[0] else 0.0
    tight_lefts, tight_inks = _tight(found, lefts) if stretch[0] else (lefts, inks)
    reached: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    """For each count of lines, where they may end (a break's number and one): the cost, and where the last begins."""
    full, faint = measure * (1 - costs.short), measure * costs.faint
    for number in range(1, count + 1):
        best: dict[int, tuple[float, int]] = {}
        last = number == count
        for start, (before, _) in reached[-1].items():
            left = lefts[start]
            fit = bisect_right(inks, left + measure, start)
            tight = tight_lefts[start] + measure
            while fit < total and tight_inks[fit] <= tight:
                fit += 1
            most = fit if last else min(fit, total - 1)
            for stop in range(most, total - 1 if last else max(start, least[number] - 1), -1):
                wide = inks[stop - 1] - left
                if not last and wide < full and stop < most:
                    break
                if costs.even:
                    cost = before + ((wide - mean) / faint) ** 2
                elif last:
                    cost = before
                else:
                    spare = measure - wide
                    give = max(1.0, min(stretch[0] * measure, stretch[1] * (wide - EM)))  # no air behind the last one
                    short = (spare - give) / faint
                    if spare < 0:
                        cost = before - spare / (wide - (tight_inks[stop - 1] - tight_lefts[start]))
                    elif short < 0:
                        cost = before + (spare / give) ** 2
                    else:
                        cost = before + (loose + short + short * short / 4 if loose else short * short)
                    if spare >= give:  # what ends early and amid a word is read wrongly: 或糖 (or sugar) for 或糖尿病
                        cost += ends[stop - 1]
                cost += ends[stop - 1] if not last else costs.alone * alone(breaks[start - 1] if start else 0)
                if cost < best.get(stop, (inf, 0))[0]:
                    best[stop] = cost, start
        reached.append(best)
    if total not in reached[-1]:
        return None
    chosen = [total]
    for number in range(count, 1, -1):
        chosen.append(reached[number][chosen[-1]][1])
    return [stop - 1 for stop in reversed(chosen)]


def _tight(found: Measured, lefts: Sequence[float]) -> tuple[list[float], list[float]]:
    """Return where lines begin and end at each break when their marks give up all that they may."""
    given = [0.0, *accumulate(found.yields(0, len(found.atoms)))]
    starts = [0, *found.ends[:-1]]
    return (
        [left - given[start + 1] for left, start in zip(lefts, starts, strict=True)],
        [ink - given[end] for ink, end in zip(found.inks, found.ends, strict=True)],
    )
