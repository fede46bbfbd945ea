"""``--plan``: what a run would make, measured on a sample in memory. Nothing is written."""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.leaflet import Leaflet, Order
from generator.library import Library
from generator.problems import Problem, Unusable
from generator.readers.tables import Refusal
from generator.run.orders import Wish
from generator.run.runner import of_clinic


@dataclass(slots=True)
class Plan:
    """What would be made. Sheets are of the leaflet's own paper, printed on both sides, times the copies."""

    clinics: int = 0
    leaflets: int = 0
    pages: int = 0
    size: int = 0
    seconds: float = 0.0
    printed: Counter[str] = field(default_factory=Counter)
    sheets: Counter[str] = field(default_factory=Counter)
    refused: list[Refusal] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def plan(wish: Wish, library: Library, jobs: int, step: Callable[[], None] = lambda: None) -> Plan:
    """Return what a run would make: each body is laid out once, each clinic's panel set once, both measured.

    Args:
        wish: what was read.
        library: the open library.
        jobs: the processes the estimate is for.
        step: called after each leaflet that was tried.
    """
    found = Plan(refused=list(wish.refused), problems=list(wish.problems))
    sample = _Sample(library, wish.table.shown if wish.table else "", found)
    bodies: dict[Order, Leaflet | None] = {}
    panels: list[float] = []
    laid_out = 0.0
    for one in wish.wanted:
        library.adopt({one.clinic.name: one.clinic})
        fits: dict[tuple[str, str], bool] = {}
        before = found.leaflets
        for order in one.orders():
            body = replace(order, clinic="")
            new = body not in bodies
            if new:
                bodies[body], seconds = sample.make(body)
                laid_out += seconds
                step()
            leaflet = bodies[body]
            if leaflet is None:
                continue
            room = order.language, order.format
            if room not in fits:  # the clinic's panel, once for each place it stands in
                tried, seconds = sample.make(order)
                panels.append(seconds)
                fits[room] = tried is not None
                step()
            if not fits[room]:
                continue
            found.leaflets += 1
            found.pages += leaflet.pages
            found.size += len(leaflet.pdf)
            found.printed[order.format] += one.copies
            found.sheets[order.format] += -(-leaflet.pages // 2) * one.copies
        found.clinics += found.leaflets > before
    library.adopt({})
    panels.sort()
    each = panels[len(panels) // 2] if panels else 0.0
    data = next((leaflet.pdf for leaflet in bodies.values() if leaflet), b"")
    found.seconds = laid_out + found.leaflets * (each + _write_time(data)) / max(1, min(jobs, os.cpu_count() or 1))
    return found


class _Sample:
    """Makes leaflets in memory and takes their time; what is wrong goes to the plan, each once."""

    def __init__(self, library: Library, shown: str, found: Plan) -> None:
        self.library, self.shown, self.found = library, shown, found

    def make(self, order: Order) -> tuple[Leaflet | None, float]:
        from generator.make import make

        begin = time.perf_counter()
        try:
            leaflet = make(order, self.library)
        except Unusable as error:
            for one in error.problems:
                if self.shown and one.origin.file == self.shown:
                    self.found.refused.append(of_clinic(one, order))
                elif one not in self.found.problems:
                    self.found.problems.append(one)
            return None, 0.0
        return leaflet, time.perf_counter() - begin


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
