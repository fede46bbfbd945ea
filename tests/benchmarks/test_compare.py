"""The comparison of builds: its sums, and that Typst is given every word of ours."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from generator import Library, Order
from generator.stages.bodies import body
from generator.stages.panels import clinic_panel

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))
from compare import OLD, OURS, PROCESSOR, TREE, TYPST, Bench, Case, TypstWriter, build, page, quoted

ROOT = Path(__file__).resolve().parents[2]


def test_a_case_says_medians_and_the_medians_of_the_rounds_ratios() -> None:
    case = Case("x", "ms", taken={OURS: [0.1, 0.2, 0.4], OLD: [0.2, 0.4, 0.4]})
    assert case.row([OURS, OLD, TYPST]) == ["x", "200 ms", "400 ms", "**2.00**", "", ""]
    assert Case("y", "/s", taken={OURS: [0.001]}).row([OURS]) == ["y", "1,000/s"]
    assert Case("z", "MB", taken={OURS: [2e6], OLD: [3e6]}).row([OURS, OLD]) == ["z", "2 MB", "3 MB", "**1.50**"]


def test_sides_take_turns_forward_and_back_and_the_first_round_does_not_count() -> None:
    bench, seen = Bench.__new__(Bench), []
    bench.sides, bench.cases = [OURS, OLD], []

    def work(side: str, turn: int) -> tuple[float, float]:
        seen.append((turn, side))
        return float(turn), turn / 2

    bench.turns(Case("x", "ms"), work, (OURS, OLD, TYPST), 2)
    assert seen == [(0, OLD), (0, OURS), (1, OURS), (1, OLD), (2, OLD), (2, OURS)]
    assert bench.cases[0].taken == {OURS: [1.0, 2.0], OLD: [1.0, 2.0]}
    assert bench.cases[1].taken == {OURS: [0.5, 1.0], OLD: [0.5, 1.0]}
    assert bench.cases[1].name == PROCESSOR


@pytest.mark.parametrize("language", ["en", "ja"])
def test_typst_is_given_every_word_in_our_fonts_and_sizes(tmp_path: Path, language: str) -> None:
    shelf = Library.over(ROOT)
    families = {Path(shelf.face(key).path).name: key for key in shelf.language(language).faces}
    order = Order("managing-leakage", language, clinic="example")
    source = TypstWriter(shelf, order, tmp_path, families, 1.0, 1.0, 1.0).source(order)
    for sheet in (body(order, shelf), clinic_panel(order, shelf)):
        assert [words for words in sheet.words() if any(quoted(part) not in source for part in words.split("\n"))] == []
    assert all(quoted(family) in source for family in families.values())
    assert {path.name for path in tmp_path.iterdir()} == set(re.findall(r'image\("([^"]+)"', source))


@pytest.mark.slow
def test_new_leaflets_are_laid_out_by_both_builds_in_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compare.PAPERS", ("fridge",))
    bench = Bench.__new__(Bench)
    bench.folder, bench.roots, bench.topics, bench.anew = tmp_path, {TREE: ROOT, OLD: ROOT}, ("managing-leakage",), []
    (tmp_path / "library").mkdir()
    bench.laid_out_anew(1)
    ((paper, ours, old, ratio),) = bench.anew
    assert paper == "fridge" and ours.endswith(" ms × 5") and old.endswith(" ms × 5")
    assert float(ratio.strip("*")) == pytest.approx(float(old.split()[0]) / float(ours.split()[0]), rel=0.01)
    bench.topics = ("nothing",)
    with pytest.raises(SystemExit, match="cannot be laid out anew by old build"):
        bench.laid_out_anew(1)


def test_a_folder_that_is_no_build_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="there is no build to run"):
        build(tmp_path)
    assert re.fullmatch(r"[0-9a-f]+ of \d{4}-\d\d-\d\d|unknown", build(ROOT))


def test_the_page_names_builds_by_their_commits_and_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("full_run.version", lambda name: "1.2.3")  # Typst comes with the extra for benchmarks alone
    bench = Bench.__new__(Bench)
    bench.topic, bench.clinics, bench.checks, bench.roots = "colostrum", 3, ["en: pages 2 / 2"], {OURS: ROOT}
    bench.sides, bench.cases, bench.anew = [OURS], [Case("x", "ms", taken={OURS: [0.1]})], []
    words = page(bench)
    assert "| paper |" not in words
    bench.anew.append(["a4", "2.0 ms × 4", "3.0 ms × 2", "**1.50**"])
    assert "| paper | its checkout | old build | times ours |\n|---|---|---|---|\n| a4 | 2.0 ms × 4 |" in page(bench)
    assert words.startswith("## Builds beside each other\n") and "Typst" not in words
    assert words.endswith("--builds --write docs/benchmarks.md`")
    bench.sides.append(TYPST)
    words = page(bench)
    assert "| | this build | Typst | times ours |\n|---|---|---|---|\n| x | 100 ms |  |  |" in words
    assert "- en: pages 2 / 2" in words and f"This build: {build(ROOT)}." in words
    assert str(ROOT) not in words
