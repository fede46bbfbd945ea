"""Paragraphs are measured once, however often their lines are counted."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from probes import language_of, setter, style

from generator.model.problems import NOWHERE
from generator.model.sheet import Run
from generator.typeset.text.paragraph import Setter

RUNS = (Run("Feed your baby whenever she asks for it, by day and by night."),)


def fresh() -> Setter:
    return Setter(setter("en").faces, language_of("en"))


def test_the_parts_of_a_paragraph_are_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    measure = Setter._measure

    def noted(self: Setter, *given: Any) -> Any:
        asked.append(given)
        return measure(self, *given)

    monkeypatch.setattr(Setter, "_measure", noted)
    made = fresh()
    counts = [made.count_lines(RUNS, style(), width, NOWHERE) for width in (400.0, 200.0, 150.0, 200.0)]
    assert counts[1] == counts[3] and counts[0] < counts[2]
    assert len(asked) == 1


def test_raised_numbers_are_measured_for_each_size_at_which_they_are_another_part_of_it() -> None:
    runs = (*RUNS, Run("1, 2, 3, 4, 5, 6", raised=True))
    sizes = [replace(style(), size=size) for size in (9.0, 12.0, 15.0, 30.0)]
    made = fresh()
    every = [[(one, ems * one.size) for ems in range(8, 32)] for one in sizes]
    counts = [[made.count_lines(runs, one, width, NOWHERE) for one, width in row] for row in every]
    assert counts == [[fresh().count_lines(runs, one, width, NOWHERE) for one, width in row] for row in every]
    assert counts[0] != counts[-1]
