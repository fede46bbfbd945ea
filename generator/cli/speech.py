"""How the command speaks: results on standard output, everything else on standard error, tables in plain text."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Final

from generator.cli.streams import speaking
from generator.library.own import own_problem
from generator.model.problems import Origin, Problem, many
from generator.model.units import columns

MOST_PROBLEMS: Final = 40
"""Lines of problems printed at once: more than anybody mends in one go, and a broken file can have thousands."""
MOST_ALIKE: Final = 6
"""Problems of one kind in one file that are said one by one; more become one line."""
MOST_PLACES: Final = 8
"""Lines of a file that such a line names."""
MOST_COLUMNS: Final = 100
"""Columns that such a line gives to what its problems differ in: the first two are named, however long."""
_UNSAFE: Final = dict.fromkeys(
    (*range(0x0A), *range(0x0B, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd"
)
"""Characters that steer a terminal or turn words round; only the end of a line may stay."""
_VARYING: Final = r"(“[^”]*”|'[^']*'|\"[^\"]*\"|\d+(?:[.,]\d+)*)"
"""What may differ between problems of one kind: words in quotes, numbers."""


def clean(words: str) -> str:
    """Return words without control characters: a file's name must not steer the terminal."""
    return words.translate(_UNSAFE)


def say(words: str, now: bool = False) -> None:
    """Print a result; ``now``, for whoever reads along.

    Raises:
        Mute: when standard output takes no more words.
    """
    with speaking():
        print(clean(words), flush=now)


def tell(words: str) -> None:
    """Print a word about the work, or a problem. When nobody can be told, the exit code still says how it ended."""
    try:
        print(clean(words), file=sys.stderr, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def complain_all(problems: Iterable[Problem | str], most: int = MOST_PROBLEMS, kind: str = "") -> None:
    """Print problems, each once. Many of one kind in one file are one line; of very many lines only the first.

    ``kind`` names what is no problem (a note).
    """
    each = tuple(dict.fromkeys(own_problem(one) if isinstance(one, Problem) else one for one in problems))
    groups = _alike(each, MOST_ALIKE if len(each) <= most else 1) if len(each) > MOST_ALIKE else [[one] for one in each]
    for group in groups[:most]:
        tell(_summary(group) if len(group) > 1 else str(group[0]))
    more = sum(map(len, groups[most:]))
    if more > 0:
        tell(f"and {many(more, f'more {kind}')}" if kind else f"and {many(more, 'more problem')}; mend these first")
    said = {one.message for one in each if isinstance(one, Problem)}
    if (
        not kind
        and len(each) > MOST_ALIKE
        and len(groups) > 1
        and len(said) == 1
        and all(isinstance(one, Problem) for one in each)
    ):
        tell(f"{len(each)} in all: {said.pop()}")  # an unfinished language: how much there is to do


def _alike(problems: Sequence[Problem | str], few: int) -> list[list[Problem | str]]:
    """Return problems in groups, in the order of their first ones; those of which there are ``few`` stay alone."""
    kinds: dict[object, list[Problem | str]] = {}
    for problem in problems:
        sort: object = problem
        if isinstance(problem, Problem):
            sort = problem.origin.file, kind_of(problem.message), kind_of(problem.hint)
        kinds.setdefault(sort, []).append(problem)
    groups: dict[int, list[Problem | str]] = {}
    place = {problem: number for number, problem in enumerate(problems)}
    for group in kinds.values():
        for some in [group] if len(group) > few else ([problem] for problem in group):
            groups[place[some[0]]] = some
    return [groups[number] for number in sorted(groups)]


def kind_of(words: str) -> str:
    """Return a message without what may differ between those of one kind."""
    import re  # late: most commands find nothing wrong

    return re.sub(_VARYING, "\0", words)


def _summary(group: Sequence[Problem | str]) -> str:
    """Return one line, and one hint, for problems of one kind in one file: where they are, what differs.

    ``content/a.yaml:17, :23, :31 and 135 more: not translated: “Leaking milk”, “When to call” and 136 more``.
    """
    some = [problem for problem in group if isinstance(problem, Problem)]
    origin = some[0].origin
    lines = tuple(dict.fromkeys(problem.origin.line for problem in some if problem.origin.line))
    shown = lines[:MOST_PLACES] if len(lines) > MOST_PLACES + 1 else lines
    place = f"{origin.file}:{', :'.join(map(str, shown))}" if lines else origin.file
    place += f" and {len(lines) - len(shown)} more" if len(lines) > len(shown) else ""
    hint = joined([problem.hint for problem in some])
    message = joined([problem.message for problem in some])
    times = f" ({len(some)} times)" if len(some) > max(len(lines), len({one.message for one in some})) else ""
    return str(Problem(Origin(place), f"{message}{times}", hint))


def joined(sentences: Sequence[str]) -> str:
    """Return sentences that differ in quoted words and numbers as one, with the first of what differs."""
    import re

    parts = [re.split(_VARYING, words) for words in dict.fromkeys(sentences)]
    return "".join(_listed(tuple(dict.fromkeys(column))) for column in zip(*parts, strict=True))


def _listed(different: Sequence[str]) -> str:
    """Return words as a list that ends with how many more there are."""
    shown = list(different[:2])
    for words in different[2:]:
        if columns("".join(shown)) + columns(words) > MOST_COLUMNS:
            break
        shown.append(words)
    more = len(different) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as lines with aligned columns; wide characters (CJK) count twice."""
    cells = list(zip_longest(*rows, fillvalue=""))
    widths = [max(map(columns, column)) for column in cells]
    lines = []
    for row in rows:
        padded = [cell + " " * (wide - columns(cell)) for cell, wide in zip(row, widths, strict=False)]
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def tag(language: str) -> str:
    """Return a language's folder name as people write it: ``zh-Hans``."""
    return language.replace("_", "-")
