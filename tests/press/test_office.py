"""Files for office printers: nothing is cut off, both sides are asked for, pages lie in order, words stay legible."""

from __future__ import annotations

import zlib
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from msgspec.structs import replace
from probes import ROOT
from ward import CLINIC, Ward

from generator import Library, Order, make
from generator.model.edition import MM, SHEETS
from generator.model.leaflet import Leaflet
from generator.model.problems import ExitCode, Unusable
from generator.model.units import SAFE
from generator.press import office
from generator.press.office import LEAST_TEXT, Printed, handout, print_ready

LIBRARY = Library.over(ROOT)
EDGE = 5 * MM


@lru_cache(maxsize=8)
def leaflet(paper: str = "a4", topic: str = "emotional-wellbeing") -> Leaflet:
    return make(Order(topic, format=paper), LIBRARY)


def preferences(made: Printed) -> dict[str, str]:
    with pikepdf.open(BytesIO(made.pdf)) as document:
        return {name: str(value) for name, value in document.Root.ViewerPreferences.items()}


def sizes(made: Printed) -> list[tuple[float, float]]:
    with pypdfium2.PdfDocument(made.pdf) as document:
        return [page.get_size() for page in document]


def words(made: Printed, box: tuple[float, float, float, float] | None = None) -> list[str]:
    """The words of each side, or of a part of it: left, bottom, right, top as shares of the side."""
    with pypdfium2.PdfDocument(made.pdf) as document:
        out = []
        for page in document:
            wide, high = page.get_size()
            left, bottom, right, top = box or (0, 0, 1, 1)
            text = page.get_textpage()
            out.append(text.get_text_bounded(left * wide, bottom * high, right * wide, top * high))
        return out


def white_edge(made: Printed) -> float:
    """The narrowest white edge of any side in points, measured on its picture."""
    scale = 4.0
    narrowest = 1e9
    with pypdfium2.PdfDocument(made.pdf) as document:
        for page in document:
            picture = page.render(scale=scale).to_pil().convert("L").point(lambda grey: 255 if grey < 250 else 0)
            box = picture.getbbox()
            assert box is not None
            edges = (box[0], box[1], picture.width - box[2], picture.height - box[3])
            narrowest = min(narrowest, *(edge / scale for edge in edges))
    return narrowest


# -- print-ready ------------------------------------------------------------------------


@pytest.mark.parametrize("paper", ["a4", "letter", "a5"])
def test_a_file_prints_on_its_own_paper_with_nothing_at_the_edge(paper: str) -> None:
    made = print_ready(leaflet(paper), LIBRARY.format(paper))
    size = (LIBRARY.format(paper).width, LIBRARY.format(paper).height)
    assert all(found == pytest.approx(size, abs=0.5) for found in sizes(made))
    assert white_edge(made) >= EDGE - 0.3
    assert (made.sides, made.sheets) == (leaflet(paper).pages, -(-leaflet(paper).pages // 2))


def test_a_printer_is_asked_for_both_sides_full_size_and_its_tray() -> None:
    found = preferences(print_ready(leaflet(), LIBRARY.format("a4"), copies=3))
    assert found["/Duplex"] == "/DuplexFlipLongEdge"
    assert found["/PrintScaling"] == "/None"
    assert found["/PickTrayByPDFSize"] == "True"
    assert found["/NumCopies"] == "3"
    assert "/NumCopies" not in preferences(print_ready(leaflet(), LIBRARY.format("a4")))


def test_a_screen_file_says_how_it_is_turned_too() -> None:
    with pikepdf.open(BytesIO(leaflet().pdf)) as document:
        assert document.Root.ViewerPreferences.Duplex == "/DuplexFlipLongEdge"
        assert "/PrintScaling" not in document.Root.ViewerPreferences  # a reader with other paper may fit it


def test_nothing_is_lost_and_the_same_leaflet_gives_the_same_file() -> None:
    made = print_ready(leaflet(), LIBRARY.format("a4"))
    assert made == print_ready(leaflet(), LIBRARY.format("a4"))
    assert words(made) == words(Printed(leaflet().pdf, 2, 1))


@pytest.mark.slow
def test_a_ground_at_the_edge_ends_where_printers_end(ward: Ward) -> None:
    a4 = ward.stock("templates/formats/a4.yaml")
    wide = a4.replace("x: 16mm", "x: 8.5mm").replace("width: 178mm", "width: 193mm")
    ward.put("templates/formats/edge.yaml", wide.replace("flow: yes", "flow: yes, look: cover.ground"))
    library = Library.over(ward.folder)
    one = make(Order("colostrum", format="edge"), library)
    made = print_ready(one, library.format("edge"))
    assert white_edge(Printed(one.pdf, 2, 1)) < 1
    assert white_edge(made) >= EDGE - 0.3
    assert words(made) == words(Printed(one.pdf, 2, 1))


def test_words_at_the_edge_are_refused_with_their_page(ward: Ward) -> None:
    a4 = ward.stock("templates/formats/a4.yaml")
    ward.put(
        "templates/formats/edge.yaml",
        a4.replace("width: 210mm", "width: 184mm")
        .replace("x: 16mm", "x: 5mm")
        .replace("out: 3mm, ", "")
        .replace("share: 0.18", "share: 0.3"),
    )
    code, out, err = ward.run("make", "good", "--format", "edge", "--print-ready")
    assert (code, out) == (ExitCode.UNUSABLE, "refused  output/en/good-edge-print.pdf\n")
    assert "on page 1 this stands 1.0 mm from the edge of the paper" in err
    assert "hint: printers need 5 mm: give the format wider margins" in err
    assert "Traceback" not in err


def test_a_print_ready_file_can_still_be_read_aloud(ward: Ward) -> None:
    ward.run("make", "good", "--print-ready")
    code, out, _ = ward.run("check", "output/en/good-a4-print.pdf")
    assert code == ExitCode.MADE
    assert "pdf/ua1" not in out and "pdf/a2a" not in out and "0 fail" in out


def test_no_stream_ends_with_a_carriage_return() -> None:
    """The line feed behind it would be joined with it, and its length be one byte too much (ISO 19005-2, 6.1.7.1)."""
    said = next(words for number in range(9_999) if zlib.compress(words := b"q % d Q " % number).endswith(b"\r"))
    document = pikepdf.new()
    document.add_blank_page()
    document.pages[0].Contents = pikepdf.Stream(document, b"")
    document.pages[0].Contents.write(zlib.compress(said), filter=pikepdf.Name.FlateDecode)
    with pikepdf.open(BytesIO(office._save(document))) as saved:
        stream = saved.pages[0].Contents
        assert not stream.read_raw_bytes().endswith(b"\r")
        assert stream.read_bytes() == said


# -- handouts ---------------------------------------------------------------------------


def test_an_a5_booklet_lies_on_a4_in_the_order_of_folding() -> None:
    source = leaflet("a5")
    pages = source.pages
    made = handout(source, LIBRARY.format("a5"), 2)
    assert made.booklet and made.sheets == pages // 4
    assert all(found == pytest.approx(SHEETS["a4"][::-1], abs=0.5) for found in sizes(made))
    assert preferences(made)["/Duplex"] == "/DuplexFlipShortEdge"
    left, right = words(made, (0, 0, 0.5, 1)), words(made, (0.5, 0, 1, 1))
    folded: dict[int, str] = {}
    for side in range(made.sides):  # fold: the first sheet outermost, each front's right page before its back's left
        sheet, back = divmod(side, 2)
        first = 2 * sheet + back
        folded[first], folded[pages - 1 - first] = (left, right)[not back][side], (right, left)[not back][side]
    assert [f"Page {number + 1} of {pages}" in " ".join(folded[number].split()) for number in range(pages)] == [
        True
    ] * pages


def test_pages_lie_in_reading_order_and_need_no_cutting() -> None:
    made = handout(leaflet(), LIBRARY.format("a4"), 2, "a3")
    assert (made.sides, made.sheets, made.booklet) == (1, 1, False)
    assert "Page 1 of 2" in words(made, (0, 0, 0.5, 1))[0]
    assert "Page 2 of 2" in words(made, (0.5, 0, 1, 1))[0]
    assert preferences(made)["/Duplex"] == "/Simplex"
    assert white_edge(made) >= EDGE - 0.3


@pytest.mark.slow
def test_pages_of_a_language_written_leftward_lie_the_other_way() -> None:
    made = handout(leaflet(), LIBRARY.format("a4"), 2, "a3", leftward=True)
    assert "Page 1 of 2" in words(made, (0.5, 0, 1, 1))[0]


def test_four_pages_fill_a_side_and_a_short_leaflet_stands_twice() -> None:
    paper = LIBRARY.format("a4")
    made = handout(leaflet(), replace(paper, minimum=20.0), 4)
    assert made.sides == 1
    corners = [words(made, (x / 2, y / 2, (x + 1) / 2, (y + 1) / 2))[0] for y in (1, 0) for x in (0, 1)]
    assert [("Page 1 of 2" in one, "Page 2 of 2" in one) for one in corners] == [(True, False), (False, True)] * 2
    assert white_edge(made) >= EDGE - 0.3


def test_words_below_nine_points_are_refused_with_what_to_do() -> None:
    with pytest.raises(Unusable) as refused:
        handout(leaflet(), LIBRARY.format("a4"), 2)
    problem = refused.value.problems[0]
    assert "would be 6.3 pt with 2 pages on A4; 9 pt is the least" in problem.message
    assert problem.hint == "take --sheet a3, or --format a5 --handout 2, or --print-ready"
    assert str(problem.origin).endswith("templates/formats/a4.yaml")


@pytest.mark.sweep
@pytest.mark.parametrize("paper", ["a5", "large-print", "giant-print"])
@pytest.mark.parametrize("sheet", ["a4", "letter", "a3"])
def test_no_words_are_smaller_than_nine_points_unless_the_leaflet_has_them_so(paper: str, sheet: str) -> None:
    source, known = leaflet(paper), LIBRARY.format(paper)
    try:
        made = handout(source, known, 2, sheet)
    except Unusable:
        return
    with pikepdf.open(BytesIO(made.pdf)) as document:
        scales = {
            float(step.operands[0])
            for step in pikepdf.parse_content_stream(document.pages[0])
            if str(step.operator) == "cm"
        }
    assert len(scales) == 1
    assert scales == {1.0} or scales.pop() * known.minimum >= LEAST_TEXT - 0.02
    assert white_edge(made) >= SAFE - 0.3


def test_a_wide_format_is_no_handout() -> None:
    paper = replace(LIBRARY.format("a4"), width=297 * MM, height=210 * MM)
    with pytest.raises(Unusable, match="wider than high"):
        handout(leaflet(), paper, 2)


# -- the command --------------------------------------------------------------------------


def test_the_command_writes_files_of_their_own_and_says_how_much_paper(ward: Ward) -> None:
    ward.put("content/clinics/hill.yaml", CLINIC)
    code, out, err = ward.run("make", "good", "--print-ready", "--clinic", "hill", "--copies", "2")
    assert (code, err) == (ExitCode.MADE, "")
    assert "good-a4-hill-print-2-copies.pdf" in out and "1 sheet of paper" in out
    assert (ward.folder / "output/en/good-a4-hill-print-2-copies.pdf").is_file()
    code, out, err = ward.run("make", "good", "--format", "a5", "--handout", "2")
    assert code == ExitCode.MADE and "fold the sheets together and staple them" in out
    assert (ward.folder / "output/en/good-a5-handout-2.pdf").is_file()


def test_one_leaflet_that_is_refused_stops_no_other(ward: Ward) -> None:
    code, out, err = ward.run("make", "good", "--format", "a4", "--format", "a5", "--handout", "2")
    assert code == ExitCode.UNUSABLE
    assert "good-a5-handout-2.pdf" in out
    assert "'a4' would be 6.3 pt" in err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--handout", "3"), "--handout: there is no '3' here"),
        (("--handout", "2", "--as", "html"), "files for office printers are PDF files"),
        (("--print-ready", "--copies", "9"), "'9' is not a number from 1 to 5"),
        (("--handout", "2", "--sheet", "a6"), "there is no 'a6' here"),
        (("--print-ready", "--format", "a44"), "there is no format called 'a44'"),
    ],
)
def test_a_wrong_wish_is_said(ward: Ward, options: tuple[str, ...], said: str) -> None:
    code, _, err = ward.run("make", "good", *options)
    assert code == ExitCode.USAGE
    assert said in err and "Traceback" not in err


def test_a_missing_package_is_said(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pikepdf", None)
    code, _, err = ward.run("make", "good", "--print-ready")
    assert code == ExitCode.MISSING
    assert "files for office printers need the package 'pikepdf'" in err and "pip install" in err
    assert not list(Path("output").rglob("*.pdf"))
