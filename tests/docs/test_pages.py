"""The script that measures every leaflet: one small leaflet measured, one that cannot be made."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from ward import Ward

SCRIPT = Path(__file__).resolve().parents[2] / "docs/pages.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("leaflets_docs_pages", SCRIPT)
    assert spec and spec.loader
    found = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = found
    spec.loader.exec_module(found)
    return found


def measured(script: ModuleType, ward: Ward, *words: str) -> tuple[int, list[list[str]], str]:
    out = ward.folder / "pages.md"
    code = script.main([*words, "--language", "en", "--format", "a4", "--output", str(out)])
    said = out.read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in said.splitlines() if row.startswith("| ")]
    return code, rows, said


def test_a_leaflet_is_measured(script: ModuleType, ward: Ward) -> None:
    code, rows, said = measured(script, ward, "--topic", "good")
    assert code == 0
    assert rows[0] == list(script.COLUMNS)
    assert rows[2][:3] == ["good", "en", "a4"]
    assert int(rows[2][3]) >= 1
    assert 5 < float(rows[2][4].rstrip("%")) < 18, "its danger strip"
    assert rows[2][5].startswith("**") and 50 < int(rows[2][5].strip("*%")) < 100, (
        "a few words and all danger signs: past its bound"
    )
    assert all("%" in cell for cell in rows[2][5:8])
    assert said.startswith("# The pages, measured\n")
    assert "1 of 1 leaflets made; past a bound: " in said


def test_one_that_cannot_be_made_is_told_and_the_rest_is_measured(script: ModuleType, ward: Ward) -> None:
    ward.blocks("- waring: Oh.")
    code, rows, said = measured(script, ward, "--topic", "broken", "--topic", "good")
    assert code == 1
    assert [row[:4] for row in rows[2:3]] == [["broken", "en *draft*", "a4", "not made: 1 problem"]]
    assert rows[3][0] == "good" and rows[3][3].isdigit()
    assert "1 of 2 leaflets made" in said


def test_a_language_that_is_not_there_is_told(
    script: ModuleType, ward: Ward, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script.main(["--language", "xx", "--output", str(ward.folder / "pages.md")]) == 2
    assert "there is no language called 'xx'" in capsys.readouterr().err
    assert not (ward.folder / "pages.md").exists()


def test_past_bounds_are_bold_unless_the_paper_is_free(script: ModuleType) -> None:
    assert script._bound("5", False) == "5"
    assert script._bound("6", True) == "**6**"
    assert script._bound("6", True, True) == script._bound("6", False, True) == "6°"


def test_side_by_side_stands_english_and_never_twice(script: ModuleType, ward: Ward) -> None:
    from generator import Library

    found = script.orders(Library.open(ward.folder), ["good"], ["en", "vi"], ["a4", "bilingual"])
    assert [(one.language, one.format, one.second) for one in found] == [
        ("en", "a4", ""), ("vi", "a4", ""), ("vi", "bilingual", "en"),
    ]  # fmt: skip
