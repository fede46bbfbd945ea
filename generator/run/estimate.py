"""``--plan``: what a run would make, measured on a sample in memory. Nothing is written."""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from generator.library.library import Library
from generator.model.edition import SCREEN, Press
from generator.model.leaflet import Leaflet, Order
from generator.model.problems import ExitCode, Problem, Unusable
from generator.run.files.places import place
from generator.run.groups import DERIVED, Group, Present, name_of, plan_groups, sheets_of
from generator.run.orders.read import Wish
from generator.run.orders.table import Refusal
from generator.run.orders.wish import layout_of
from generator.run.print_run import of_clinic, of_run_file


class Plan(Struct):
    """What would be made.

    Sheets of paper are printed on both sides, times the copies: of the leaflet's own format for the screen edition,
    of the press sheet for the press edition. ``refusals`` are the orders that would be refused, and why;
    ``left_out`` how many of them each group lacks; ``code`` is the gravest exit code of what was tried.
    """

    clinics: int = 0
    leaflets: int = 0
    pages: int = 0
    size: int = 0
    seconds: float = 0.0
    printed: Counter[str] = field(default_factory=Counter)
    sheets: Counter[str] = field(default_factory=Counter)
    refused: list[Refusal] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refusals: list[tuple[str, tuple[Problem, ...]]] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    languages: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    code: ExitCode = ExitCode.MADE

    @property
    def volumes(self) -> int:
        """Sides of all merged files, with their separators."""
        return sum(group.pages for group in self.groups if group.sort == "merged")


def plan(wish: Wish, library: Library, jobs: int, step: Callable[[], None] = lambda: None) -> Plan:
    """Return what a run would make, measured: bodies laid out once for a country and a height of panel, panels once.

    Args:
        wish: what was read.
        library: the open library.
        jobs: the processes the estimate is for.
        step: called after each leaflet that was tried.
    """
    found = Plan(refused=list(wish.refused), problems=list(wish.problems))
    sample = _Sample(library, wish, found)
    bodies: dict[tuple[Order, str, float], _Tried] = {}
    ready: dict[str, Present] = {}
    panels: list[float] = []
    laid_out = pressing = 0.0
    for one in wish.wanted:
        fits: dict[tuple[str, str], tuple[Problem, ...]] = {}
        higher: dict[tuple[str, str, str], float] = {}
        before = found.leaflets
        for order in wish.orders(one):
            shown = order.language, order.format, order.theme
            if shown not in higher:
                higher[shown] = sample.higher(order)
            body = order.body, one.clinic.profile, higher[shown]
            file = place(order, layout_of(wish.group))
            tried = bodies.get(body)
            if tried is None:
                tried, of_all = sample.body(order)
                laid_out += tried.seconds
                step()
                if of_all:
                    bodies[body] = tried
            if tried.leaflet is None:
                _refuse(found, order, file, tried.problems, wish)
                continue
            room = order.language, order.format
            if room not in fits:  # the clinic's panel, once for each place it stands in
                own = sample.make(replace(order, edition=SCREEN))
                panels.append(own.seconds)
                fits[room] = own.problems
                step()
            if fits[room]:
                _refuse(found, order, file, fits[room], wish)
                continue
            found.leaflets += 1
            found.languages[order.language] += 1
            _count_paper(found, order, one.copies, tried, wish, len(one.choice.editions) > 1)
            if wish.group in DERIVED:
                ready[file] = Present("", tried.leaflet.sides, len(tried.leaflet.pdf))
            if isinstance(order.edition, Press):
                pressing += tried.seconds
        found.clinics += found.leaflets > before
    found.groups = list(plan_groups(wish, ready))
    panels.sort()
    each = panels[len(panels) // 2] if panels else 0.0
    data = next((tried.leaflet.pdf for tried in bodies.values() if tried.leaflet), b"")
    work = found.leaflets * (each + _write_time(data)) + pressing
    found.seconds = laid_out + work / max(1, min(jobs, os.cpu_count() or 1))
    return found


def _refuse(found: Plan, order: Order, file: str, problems: tuple[Problem, ...], wish: Wish) -> None:
    """Add a leaflet that would not be made, and the group that would lack it."""
    found.refusals.append((file, problems))
    if wish.group != "merged" or isinstance(order.edition, Press):
        found.left_out[name_of(order, wish.group)] += 1


def _count_paper(found: Plan, order: Order, copies: int, tried: _Tried, wish: Wish, both: bool) -> None:
    """Add a leaflet's pages, bytes and sheets of paper."""
    assert tried.leaflet is not None
    found.pages += tried.leaflet.sides
    found.size += len(tried.leaflet.pdf)
    if not isinstance(order.edition, Press) and both:
        return  # the copies are printed from the press edition
    if not isinstance(order.edition, Press):
        found.printed[order.format] += copies
        found.sheets[order.format] += -(-tried.leaflet.sides // 2) * copies
        return
    job = wish.job
    how = [f"{order.format} leaflets for the press"]
    how += [f"{job.imposition}"] if job.imposition != "none" else []
    how += [f"on {job.sheet}"] if job.sheet != "none" else []
    name = ", ".join(how)
    found.printed[name] += copies
    found.sheets[name] += sheets_of(tried.leaflet.pages, job.imposition, copies)


class _Tried(Struct, frozen=True):
    """A leaflet made in memory, or why it cannot be; the seconds it took."""

    leaflet: Leaflet | None = None
    seconds: float = 0.0
    problems: tuple[Problem, ...] = ()


class _Sample:
    """Makes leaflets in memory and takes their time; what is wrong goes to the plan, each once."""

    def __init__(self, library: Library, wish: Wish, found: Plan) -> None:
        self.library, self.wish, self.found = library, wish, found
        self.shown = wish.table.shown if wish.table else ""

    def body(self, order: Order) -> tuple[_Tried, bool]:
        """Try an order's body, and tell whether the answer holds for all clinics of its country with panels as high.

        It is tried with the clinic, whose panel and country make the pages; where that fails, without.
        """
        own = self.make(order, quiet=True)
        if own.leaflet is not None:
            return own, True
        alone = self.make(order.body, quiet=True)
        if alone.leaflet is not None:
            return alone, True
        return self.make(order), own.problems == alone.problems

    def higher(self, order: Order) -> float:
        """Return by how many points the clinic's words want the panel higher; 0 for one that cannot be made."""
        from generator.stages.pages import wanted

        try:
            return wanted(order, self.library)
        except Unusable:
            return 0.0

    def make(self, order: Order, quiet: bool = False) -> _Tried:
        from generator.pipeline import make
        from generator.trust.asking import ask

        begin = time.perf_counter()
        try:
            order, _ = ask(order, self.library)
            leaflet = make(order, self.library)
            if isinstance(order.edition, Press):  # what was laid out now is laid out once
                begin = time.perf_counter()
                leaflet = make(order, self.library)
            return _Tried(leaflet, time.perf_counter() - begin)
        except Unusable as error:
            if not quiet:
                self.found.code = max(self.found.code, error.exit_code)
            for one in () if quiet else error.problems:
                if self.shown and one.origin.file == self.shown:
                    self.found.refused.append(of_clinic(one, order, self.wish))
                elif (told := of_run_file(one)) not in self.found.problems:
                    self.found.problems.append(told)
            return _Tried(problems=error.problems)


def _write_time(data: bytes) -> float:
    """Return the seconds it takes to bring a file to a disk, as measured on this machine's temporary folder."""
    taken = []
    try:
        with tempfile.TemporaryDirectory() as folder:
            for number in range(9):
                begin = time.perf_counter()
                with (Path(folder) / str(number)).open("wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                taken.append(time.perf_counter() - begin)
    except OSError:
        return 0.002
    return sorted(taken)[len(taken) // 2]
