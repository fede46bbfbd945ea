"""The comparison of renderers: it sees what is planted, and pdfium and poppler draw the same page."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from generator import Library, Order, make

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))
import renderers
from renderers import Case, Renderer, compare, count, find_renderers, main, measure, page, stray, table

ROOT = Path(__file__).resolve().parents[2]
PAPER = (120, 80)


def drawn(
    *boxes: tuple[int, int, int, int], ink: int = 0, ground: int = 255, size: tuple[int, int] = PAPER
) -> Image.Image:
    picture = Image.new("L", size, ground)
    pen = ImageDraw.Draw(picture)
    for box in boxes:
        pen.rectangle(box, fill=ink)
    return picture


LINE = (10, 20, 100, 22)
FIVE = ["pdfium", "poppler", "mupdf", "ghostscript", "pdf.js"]


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (drawn(LINE), drawn(LINE), False),
        (drawn(LINE), drawn((12, 22, 102, 24)), False),
        (drawn(LINE), drawn((10, 26, 100, 28)), True),
        (drawn(LINE), drawn(), True),
        (drawn(LINE), drawn(LINE, ink=200), False),
        (drawn(LINE), drawn(LINE, ink=230), True),
        (drawn(LINE, ink=230), drawn(), False),
        (drawn(LINE, ground=235), drawn(ground=235), True),
        (drawn(LINE, ink=255, ground=40), drawn(ground=40), True),
        (drawn(LINE, ink=255, ground=40), drawn(LINE, ink=150, ground=40), False),
        (drawn(LINE), drawn(LINE, size=(121, 81)), False),
        (drawn((117, 0, 119, 79)), drawn(size=(118, 80)), True),
    ],
    ids=[
        "same", "two pixels off", "four pixels off", "not there", "smoothed", "only a tint", "a tint more", "on a tint",
        "white words on a bar filled", "white words smoothed", "a pixel larger", "at the edge of a larger one",
    ],
)  # fmt: skip
def test_ink_that_only_one_picture_has_is_counted(one: Image.Image, other: Image.Image, found: bool) -> None:
    assert bool(count(stray(one, other))) == found


def test_a_hairline_of_one_pixel_that_is_missing_is_seen_both_ways() -> None:
    pictures = {"a": [drawn(LINE, (10, 60, 100, 60))], "b": [drawn(LINE)]}
    assert compare(pictures) == {("a", "b"): 91, ("b", "a"): 0}


def test_renderers_that_find_different_pages_are_no_comparison() -> None:
    with pytest.raises(ValueError, match="different numbers of pages"):
        compare({"a": [drawn()], "b": [drawn(), drawn()]})


def test_the_five_are_known_and_what_is_missing_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [one.name for one in find_renderers()] == FIVE
    monkeypatch.setattr(shutil, "which", lambda name: None)
    missing = {one.name: one.lack for one in find_renderers() if one.lack}
    assert set(missing) == set(FIVE) - {"pdfium"}
    assert missing["mupdf"] == "apt install mupdf-tools"
    assert "npm install pdfjs-dist" in missing["pdf.js"]


def two() -> list[Renderer]:
    """The two renderers that every machine of ours has."""
    found = [one for one in find_renderers() if one.name in ("pdfium", "poppler") and not one.lack]
    if len(found) < 2:
        pytest.skip(f"only these are installed: {[one.name for one in found]}")
    return found


@pytest.mark.slow
def test_pdfium_and_poppler_draw_the_same_page(tmp_path: Path) -> None:
    file = tmp_path / "x.pdf"
    leaflet = make(Order("managing-leakage", "vi", clinic="example"), Library.over(ROOT))
    file.write_bytes(leaflet.pdf)
    (row,) = measure([Case("x", file)], two(), tmp_path / "keep")
    assert row.pages == leaflet.pages >= 2 and row.inked > 100_000
    assert row.worst == 0
    assert not (tmp_path / "keep").exists()


def test_what_differs_is_kept_as_a_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def draw(name: str) -> Renderer:
        def put(file: Path, folder: Path) -> None:
            drawn(LINE, *([(10, 60, 100, 60)] if name == "a" else [])).save(folder / "1.png")

        return Renderer(name, "1", draw=put)

    rows = measure([Case("x", tmp_path / "x.pdf")], [draw("a"), draw("b")], tmp_path / "keep")
    assert rows[0].worst == 91
    assert (tmp_path / "keep/x-1-a-not-b.png").is_file()
    assert "x page 1: a not b: 91 px" in capsys.readouterr().out
    assert table(rows, ["a", "b"])[-1] == "| x | 1 | 364 | 91 |"
    words = page(rows, [draw("a"), draw("b")], [Renderer("c", lack="get it")])
    assert "Not measured: c was not installed." in words and "| x | 1 | 364 | 91 |" in words


def test_the_exit_code_tells_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.pdf"
    present = [Renderer(name, "1", draw=lambda file, folder: drawn(LINE).save(folder / "1.png")) for name in ("a", "b")]
    monkeypatch.setattr(sys, "argv", ["renderers.py", str(file)])
    for missing, code in (([], 0), ([Renderer("mupdf", lack="apt install mupdf-tools")], 4)):
        monkeypatch.setattr(renderers, "find_renderers", lambda pdfjs, missing=missing: [*present, *missing])
        assert main() == code
    said = capsys.readouterr().out
    assert "mupdf is missing: apt install mupdf-tools" in said and "| x.pdf | 1 |" in said
    monkeypatch.setattr(renderers, "find_renderers", lambda pdfjs: present[:1])
    assert main() == 4
