"""Which row of a sheet, or which two, name the columns of a table; what each column is.

Columns that are none of ours are passed over and named, unless one looks like a slip of the pen for ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from generator.library.texts import short
from generator.model.problems import Origin, Problem
from generator.run.orders.columns import (
    LISTS,
    MOST_NAME,
    NUMBERED,
    USUAL,
    about_orders,
    called,
    column_of,
    folded,
    letter_of,
    near_column,
)

MOST_ABOVE: Final = 20
"""Rows with words among which the names of the columns are looked for: titles and remarks stand above them."""
MOST_NEAR: Final = 100
"""Unknown columns that are looked at for a slip of the pen."""
IGNORED: Final = frozenset({"row", "reason"})
"""Columns of the table of refused rows, which may come back with it."""
Ordered = Callable[[str], str]
Merged = Sequence[tuple[range, range]]
"""Merged cells: their rows from 1, their columns from 0."""
LABELLED: Final = ("hours", "phones")
"""Columns of which several may stand below a heading, each with a name that says when or where its cells hold."""
_NUMBER = re.compile(r"(?:\d[\s().\-]*){5}")
"""Digits as no name of a column has them: the row is a clinic's."""


class Head(Struct, frozen=True):
    """Where the names of the columns stand (their last row), what each column is (empty: not read), and is called.

    ``labels`` are what only a column's name says of its cells, such as 'Sat' below 'Opening hours': printed with them.
    """

    at: int
    columns: tuple[str, ...]
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


def has_head(rows: Sequence[tuple[int, Sequence[str]]], required: Sequence[str]) -> bool:
    """Tell whether one of the first rows, with what stands above it, names the columns that must be there."""
    return any(names >= set(required) for names in map(_known, _tops(rows, ())))


def find_head(
    rows: Sequence[tuple[int, Sequence[str]]],
    shown: str,
    required: Sequence[str],
    merged: Merged,
    problems: list[Problem],
    ordered: Ordered = lambda _: "",
) -> Head | None:
    """Return the row that names the columns, or None with a problem for each thing that is wrong.

    Args:
        rows: number and words of the rows that hold anything, from the top.
        shown: what messages call the table.
        required: columns that must be there.
        merged: cells that are merged: a name over several columns is that of their group, or of each.
        problems: takes what is wrong.
        ordered: tells what sort of thing of the library (``topics``) is called so: a column of ticks for it.
    """
    tops = _tops(rows, merged)
    known = [_known(names) for names in tops]
    whole = [at for at, names in enumerate(known) if names >= set(required)]
    best = max(range(len(known)), key=lambda one: (len(known[one]), -one))
    at = whole[0] if whole else best if len(known[best]) > 1 else 0
    while at + 1 < len(tops) and _goes_on(rows, at, tops[at], required, merged):
        at += 1
    cells, number = tops[at], rows[at][0]
    origin, before = Origin(shown, number), len(problems)
    groups = _groups(rows, at, cells, merged)
    columns = _columns(cells, groups, number, merged)
    merged_over = {place for place in groups if _spread(rows[at - 1][0], place, merged)}
    whole_table = {group for place, group in groups.items() if columns[place] == required[0]}  # its title
    passed: list[str] = []
    for place, (column, words) in enumerate(zip(columns, cells, strict=True)):
        name = folded(words[:MOST_NAME])
        if column or not words.strip() or name in IGNORED:
            continue
        group = f"{groups[place]} " if place in merged_over and groups[place] not in whole_table else ""
        looked = not column_of(words) and len(passed) < MOST_NEAR
        near = (near_column(name) or about_orders(folded(group + words))) if looked else ""
        if looked and not near and (sort := ordered(words)):
            near = f"write the {sort} of each clinic into one column, '{USUAL[sort]}'"
        if near:
            message = f"there is no column called '{short(group + words)}' ({letter_of(place)})"
            problems.append(Problem(origin, message, near))
        passed.append(short(group + words))
    for column in dict.fromkeys(filter(None, columns)):
        places = [place for place, one in enumerate(columns) if one == column]
        names = {folded(cells[place][:MOST_NAME]) for place in places}
        apart = len(names) == len(places) or any(place in groups or _spread(number, place, merged) for place in places)
        numbered = len(names) == len(places) and all(re.search(r"\d$", one) for one in names)
        if len(places) > 1 and not (column in LISTS and apart) and not (column in NUMBERED and numbered):
            message = f"the column '{column}' stands twice: {called((place, cells[place]) for place in places)}"
            problems.append(Problem(origin, message, "keep one of the two"))
    turned = _known([next(iter(words), "") for _, words in rows[:MOST_ABOVE]]) >= set(required)
    for name in required:
        if name not in columns:
            hint = f"the row above the first clinic names the columns; call this one '{USUAL.get(name, name)}'"
            if turned:
                hint = "the names stand below one another: turn the table (copy it; Paste Special, Transpose)"
            problems.append(Problem(origin, f"the table lacks the column '{name}'", hint))
    if len(problems) > before:
        return None
    notes = []
    used = _rows_of_head(rows, at, merged)
    titles = [one for place, one in enumerate(rows[:at]) if place not in used]
    if above := [short(next(filter(str.strip, words))) for _, words in titles]:
        which = rows_called([one for one, _ in titles])
        notes.append(f"{shown}: above the names of the columns, {which}, not read: {listed(above)}")
    if passed:
        notes.append(f"{shown}: columns that are not read: {listed(passed)}")
    return Head(at, tuple(columns), cells, tuple(notes), tuple(_labels(cells, columns, groups)))


def needs(required: Sequence[str]) -> str:
    """Return what to do with a table that has no names of columns."""
    return f"the first row names the columns: {' and '.join(required)} are needed; 'leaflets new orders' makes a table"


def _known(names: Sequence[str]) -> set[str]:
    return set(filter(None, map(column_of, names)))


def _tops(rows: Sequence[tuple[int, Sequence[str]]], merged: Merged) -> list[tuple[str, ...]]:
    """Return the names that each of the first rows would give the columns, with those above it."""
    return [_with_above(rows, at, merged) for at in range(min(MOST_ABOVE, len(rows)))]


def _above(rows: Sequence[tuple[int, Sequence[str]]], at: int) -> Iterator[tuple[int, dict[int, str]]]:
    """Yield the rows above one, up to two, that name columns where it has no words; and these names by their place."""
    taken = {place for place, words in enumerate(rows[at][1]) if words.strip()}
    for above in range(at - 1, max(-1, at - 3), -1):
        free = {place: name for place, name in enumerate(rows[above][1]) if name.strip() and place not in taken}
        if any(map(column_of, free.values())):
            taken |= free.keys()
            yield above, free


def _with_above(rows: Sequence[tuple[int, Sequence[str]]], at: int, merged: Merged) -> tuple[str, ...]:
    """Return the words of a row, where it has none those above it when they name columns."""
    number, words = rows[at]
    cells = list(words)
    named_before = dict(rows[max(0, at - 2) : at])
    for down, across in merged:  # merged down to here, whatever it is called
        name = next(iter(named_before.get(down.start, ())[across.start : across.start + 1]), "")
        if number in down and name.strip():
            cells += [""] * (across.start + 1 - len(cells))
            cells[across.start] = cells[across.start].strip() or name
    for _, free in _above(rows, at):
        cells += [""] * (max(free) + 1 - len(cells))
        for place, name in free.items():
            cells[place] = name
    for down, across in merged:
        if down.start == number and across.start < len(cells) and column_of(cells[across.start]) in LISTS:
            cells += [""] * (across.stop - len(cells))
            for place in across:
                cells[place] = cells[place].strip() or cells[across.start]
    return tuple(cells)


def _rows_of_head(rows: Sequence[tuple[int, Sequence[str]]], at: int, merged: Merged) -> set[int]:
    """Return the rows above the last of the head that belong to it."""
    used = {above for above, _ in _above(rows, at)}
    reached = [down for down, _ in merged if rows[at][0] in down]
    return used | {above for above in range(at) if any(rows[above][0] in down for down in reached)}


def _goes_on(
    rows: Sequence[tuple[int, Sequence[str]]], at: int, names: Sequence[str], required: Sequence[str], merged: Merged
) -> bool:
    """Tell whether the next row names columns too: names are merged down over it, or it has names and no clinic.

    A clinic would have its name or its telephone there; a row without them that names columns is none.
    """
    number, words = rows[at + 1]
    titled = [place for place, name in enumerate(names[: len(words)]) if column_of(name) == required[0]]
    if any(_NUMBER.search(one) for one in words) or any(words[place].strip() for place in titled):
        return False
    known = {place for place, name in enumerate(names) if column_of(name)}
    reached = any(rows[at][0] in down and number in down and known & set(across) for down, across in merged)
    own = [one for one in words if one.strip()]
    return bool(own) and (reached or (number == rows[at][0] + 1 and any(map(column_of, own))))


def _groups(rows: Sequence[tuple[int, Sequence[str]]], at: int, cells: Sequence[str], merged: Merged) -> dict[int, str]:
    """Return the heading above each column's own name: 'Leaflets' over 'Language', 'Title' and 'Copies'."""
    if at == 0 or rows[at - 1][0] != rows[at][0] - 1:
        return {}
    number, words = rows[at - 1]
    found: dict[int, str] = {}
    for place, name in enumerate(words):
        if not name.strip():
            continue
        across = next((across for down, across in merged if down.start == number and place == across.start), None)
        if across is None:
            stop = next((one for one in range(place + 1, len(words)) if words[one].strip()), len(cells))
            across = range(place, stop)
        over = [one for one in across if one < len(cells) and cells[one].strip() and cells[one] != name]
        found |= dict.fromkeys(over, name.strip())
    return found


def _columns(cells: Sequence[str], groups: dict[int, str], number: int, merged: Merged) -> list[str]:
    """Return what each column is, by its own name, by that and its group's, or by its group's alone when it is a list.

    Where two have one name, such as 'Name' of the clinic and 'Name' under 'Contact', the group tells which is meant.
    """
    columns = []
    for place, words in enumerate(cells):
        group = groups.get(place, "")
        both = column_of(f"{group} {words}") if group and words.strip() else ""
        shared = column_of(group) if any(down.stop == number and place in across for down, across in merged) else ""
        columns.append(column_of(words) or both or (shared if shared in LISTS and words.strip() else ""))
    for place, group in groups.items():
        column = columns[place]
        again = column and column not in LISTS and columns.count(column) > 1
        if again and not column_of(f"{group} {cells[place]}"):
            columns[place] = ""
    return columns


def _labels(cells: Sequence[str], columns: Sequence[str], groups: dict[int, str]) -> Iterator[str]:
    """Yield what each column of hours or telephones says of its cells by its name alone, where it does.

    That is a name below a heading that makes it such ('Opening hours': 'Mon-Fri', 'Sat'). Numbers alone say nothing.
    """
    for place, (words, column) in enumerate(zip(cells, columns, strict=True)):
        several = columns.count(column) > 1 or column == "hours"
        label = ""
        if column in LABELLED and several and not column_of(words) and not column_of(f"{groups.get(place)} {words}"):
            label = words
        label = " ".join(label.split())
        yield label if re.search(r"[^\W\d_]", label) and not column_of(label) else ""


def _spread(number: int, place: int, merged: Merged) -> bool:
    return any(number in down and place in across and len(across) > 1 for down, across in merged)


def rows_called(numbers: Sequence[int]) -> str:
    """Return how a message calls rows: ``row 7``, ``rows 7 to 9, 12``; of many the first ones."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    words = [f"{one}" if one == last else f"{one}{' to ' if last > one + 1 else ', '}{last}" for one, last in parts]
    left = sum(last - first + 1 for first, last in parts[8:])
    more = f" and {left:,} more" if left else ""
    return f"row{'s' if len(numbers) > 1 else ''} {', '.join(words[:8])}{more}"


def listed(words: Sequence[str]) -> str:
    """Return words in quotes, of many the first ones."""
    return ", ".join(f"'{one}'" for one in words[:8]) + (f" and {len(words) - 8} more" if len(words) > 8 else "")
