"""What the README of each example library says to run, runs: its own lines, on its own folder."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from generator.cli import main
from generator.model.problems import ExitCode

ROOT = Path(__file__).resolve().parents[2]
LINES = [
    (file.parent.name, line)
    for file in sorted((ROOT / "examples").glob("*/README.md"))
    for line in file.read_text(encoding="utf-8").splitlines()
    if line.startswith("leaflets make ")
]


@pytest.mark.parametrize(("library", "line"), LINES)
def test_a_line_of_an_example_runs(library: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert main([*shlex.split(line)[1:], "--output", str(tmp_path)]) == ExitCode.MADE
    assert list(tmp_path.rglob("*.pdf"))
    assert f"examples/{library}" in line


def test_each_example_says_how_it_is_made() -> None:
    assert {library for library, _ in LINES} == {file.parent.name for file in (ROOT / "examples").glob("*/README.md")}
