"""What a run is to make: a table of clinics, or a run file that names a table, clinics, topics and how to print."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec.structs import replace

from generator.library.library import Library
from generator.library.node import Node
from generator.library.nodes import read_yaml
from generator.library.values import choice_in, entries_of, length_in, words_in
from generator.model.edition import COLOURS, GRIDS, MARKS, MM, MOST_BLEED, SHEETS, Job
from generator.model.problems import NOWHERE, Origin, Problem, Unusable, refuse_if_any
from generator.run.orders.choices import called, choose, editions, known
from generator.run.orders.options import GROUPS, PRESS, SCREEN
from generator.run.orders.rows import Rows, folder_name, listed
from generator.run.orders.table import Refusal
from generator.run.orders.tables import read_table
from generator.run.orders.wish import REQUIRED, SHARED, Choice, Wanted, Wish

__all__ = ["GROUPS", "PRESS", "SCREEN", "Choice", "Wanted", "Wish", "folder_name", "read_wish"]

EXACT = ("phones",)
"""Columns where a zero in front counts: a spreadsheet's number loses it."""
MOST_CREEP = 2 * MM
PRESS_KEYS = ("sheet", "imposition", "bleed", "marks", "colour", "creep")


def read_wish(path: Path, library: Library, group: str = "", edition: str = "") -> Wish:
    """Read a table or a run file.

    Args:
        path: a ``.yaml`` file is a run file, all else a table.
        library: the open library.
        group: one of ``GROUPS``, instead of what the run file says.
        edition: ``screen``, ``press`` or ``both``, instead of what the run file says; a row's own wins.

    Raises:
        Unusable: when nothing can be made of the file as a whole: with every problem.
    """
    choice = Choice(library.topics(), library.languages(), ("a4",), "default")
    if edition:
        choice = replace(choice, editions=editions((edition,), lambda *_: None))
    if path.suffix.lower() not in (".yaml", ".yml"):
        wish = Wish(str(path), (), (), (), None, group=group or "folder")
        return _checked(_read(path, (), (), choice, library, wish))
    problems: list[Problem] = []
    root = read_yaml(path, str(path), problems)
    keys = ("orders", "clinics", *SHARED, "press", "group")
    given = entries_of(root, "a run", keys, (), problems) if root else {}
    for name in SHARED:
        if name in given and not (edition and name == "edition"):
            names = listed(given[name], name, problems)
            choice = choose(choice, name, names, library, _adder(given[name].origin, problems))
    names, inline = _clinics(given["clinics"], library, problems) if "clinics" in given else ((), ())
    job = _job(given["press"], problems) if "press" in given else Job()
    if "group" in given:
        said = choice_in(given["group"], "group", problems, GROUPS)
        group = group or said
    table = words_in(given["orders"], "orders", problems) if "orders" in given else ""
    if root and not given.keys() & {"orders", "clinics"}:
        hint = "add a line 'orders: clinics.csv' or 'clinics: [example]'"
        problems.append(Problem(root.origin, "the run names no clinics", hint))
    refuse_if_any(problems)
    wish = Wish(str(path), (), (), (), None, job, group or "folder")
    return _checked(_read(path.parent / table if table else None, names, inline, choice, library, wish))


def _read(
    path: Path | None, names: Iterable[str], inline: Iterable[Node], choice: Choice, library: Library, wish: Wish
) -> Wish:
    """Return a wish with its clinics: of the library, of the run file, of the table."""
    wanted: list[Wanted] = []
    refused: list[Refusal] = []
    failed: list[Problem] = []
    for name in names:
        try:
            clinic = library.clinic(name)
            assert clinic is not None
            library.profile(clinic.profile, clinic.origin)
            wanted.append(Wanted(0, clinic, choice))
        except Unusable as error:
            failed += error.problems
    rows = Rows(wanted, refused, choice, library)
    for node in inline:
        rows.inline(node, failed)
    table = None
    if path is not None:
        problems: list[Problem] = []

        def ordered(words: str) -> str:
            return next((sort for sort in ("topics", "formats") if called(words, sort, library)), "")

        table = read_table(path, str(path), REQUIRED, problems, EXACT, ordered)
        refuse_if_any(problems)
        assert table is not None
        if not table.rows and not table.refused:
            hint = "write a clinic into each row below the names of the columns"
            raise Unusable(Problem(Origin(str(path)), "the table names no clinic", hint))
        refused += table.refused
        rows.read(table)
    refused.sort(key=lambda one: one.row)
    notes = table.notes if table else ()
    failed = list(Unusable(*failed).problems)  # from the top of each file to its end
    return replace(
        wish, wanted=tuple(wanted), refused=tuple(refused), problems=tuple(failed), table=table, notes=notes
    )  # fmt: skip


def _checked(wish: Wish) -> Wish:
    """Return a wish whose grouping can be done.

    Raises:
        Unusable: when files are to be merged for a print shop, and none is for a press.
    """
    if wish.group == "merged" and wish.wanted and not any(PRESS in one.choice.editions for one in wish.wanted):
        message = "there is nothing to merge: merged files are for a print shop, and no leaflet is for a press"
        hint = "add --edition press, or a line 'edition: press' (or 'both') to the run file"
        raise Unusable(Problem(Origin(wish.shown), message, hint))
    return wish


def _clinics(node: Node, library: Library, problems: list[Problem]) -> tuple[tuple[str, ...], tuple[Node, ...]]:
    """Return the names of clinics of the library, and the clinics that are written in the run file."""
    items = node.items if node.shape == "list" else (node,)
    inline = tuple(item for item in items if item.shape == "map")
    if inline and len(inline) == len(items):
        return (), inline
    named = replace(node, shape="list", items=tuple(item for item in items if item.shape != "map"))
    names = listed(named, "clinics", problems)
    return known(names, library.clinics(), "clinic", _adder(node.origin, problems)), inline


def _job(node: Node, problems: list[Problem]) -> Job:
    """Return how a press edition is printed."""
    given = entries_of(node, "'press'", PRESS_KEYS, (), problems, empty=True)
    job = Job()
    for name, known_ones in (("sheet", SHEETS), ("imposition", GRIDS), ("colour", COLOURS)):
        if name in given and (found := choice_in(given[name], name, problems, known_ones)) in known_ones:
            job = replace(job, **{name: found})
    for name, most in (("bleed", MOST_BLEED), ("creep", MOST_CREEP)):
        if name in given:
            add = _adder(given[name].origin, problems)
            length = length_in(given[name], name, problems)
            if length and re.fullmatch(r"[0-9.]+", given[name].words, re.ASCII):  # points, which nobody means here
                add(f"'{name}' has no unit", f"write {given[name].words}mm")
            if length > most:
                add(f"'{name}' is too long", f"write a length from 0mm to {most / MM:.0f}mm")
            job = replace(job, bleed=length) if name == "bleed" else replace(job, creep=length)
    if "marks" in given:
        names = listed(given["marks"], "marks", problems)
        wanted = () if names == ("none",) else known(names, MARKS, "mark", _adder(given["marks"].origin, problems))
        job = replace(job, marks=tuple(one for one in MARKS if one in wanted))
    return job


def _adder(origin: Origin, problems: list[Problem]) -> Callable[[str, str], None]:
    return lambda message, hint: problems.append(Problem(origin or NOWHERE, message, hint))
