"""Press files: what a print shop would notice. Boxes, inks, fonts, marks, imposition, and a planted fault for each rule."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from ward import CLINIC, SVG, Ward

from generator.cli import main
from generator.library.library import Library
from generator.model.edition import GRIDS, MARKS, MM, Job
from generator.model.leaflet import Order
from generator.model.problems import ExitCode, Unusable
from generator.pipeline import make
from generator.press import press as put_on_sheets
from generator.press.bleed import ready
from generator.press.examine import examine
from generator.press.file import Pressed
from generator.press.impose import Side, impose, sheets_for
from generator.press.layout import lay_out
from generator.press.rules import RULES, Ordered, broken
from generator.stages.editions import about
from generator.stages.pages import typeset_order
from generator.typeset.draw.inks import to_inks
from generator.typeset.draw.outlines import outline

A4 = (210 * MM, 297 * MM)
A5 = (148 * MM, 210 * MM)
WANTED = Ordered(A4, 3 * MM)


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.over(Path(__file__).resolve().parents[2])


def pressed(library: Library, job: Job, order: Order) -> Pressed:
    leaflet = typeset_order(order, library, job.colour)
    return put_on_sheets(leaflet.pdf, job, about(order, library), lambda *given: outline(*given, library))


@pytest.fixture(scope="module")
def plain(library: Library) -> bytes:
    return pressed(library, Job(), Order("managing-leakage", clinic="example")).pdf


@pytest.fixture(scope="module")
def booklet(library: Library) -> Pressed:
    return pressed(library, Job("sra3", "booklet", quantity=500), Order("colostrum", format="a5"))


def streams(pdf: bytes) -> Iterator[Any]:
    """Every stream of operators in a file: pages, forms, patterns."""
    with pikepdf.open(BytesIO(pdf)) as document:
        for item in document.objects:
            if not isinstance(item, pikepdf.Stream):
                continue
            if str(item.get("/Subtype", "")) == "/Form" or item.get("/PatternType"):
                yield from pikepdf.parse_content_stream(item)
        for page in document.pages:
            yield from pikepdf.parse_content_stream(page)


# -- boxes -------------------------------------------------------------------------


@pytest.mark.slow
def test_a_page_has_a_trim_as_ordered_and_three_millimetres_of_bleed(plain: bytes) -> None:
    with pikepdf.open(BytesIO(plain)) as document:
        for page in document.pages:
            trim, bleed, media = ([float(v) for v in page.obj[name]] for name in ("/TrimBox", "/BleedBox", "/MediaBox"))
            assert (trim[2] - trim[0], trim[3] - trim[1]) == pytest.approx(A4, abs=0.01)
            assert [trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3]] == pytest.approx(
                [3 * MM] * 4, abs=0.01
            )
            assert media[0] < bleed[0] and media[3] > bleed[3]


def test_a_trim_is_centred_on_an_ordered_sheet_that_lies_as_the_pages_do(booklet: Pressed) -> None:
    with pikepdf.open(BytesIO(booklet.pdf)) as document:
        for page in document.pages:
            media, trim = [float(v) for v in page.MediaBox], [float(v) for v in page.TrimBox]
            assert media == pytest.approx([0, 0, 450 * MM, 320 * MM], abs=0.01)
            assert trim[0] + trim[2] == pytest.approx(media[2], abs=0.01)
            assert trim[2] - trim[0] == pytest.approx(2 * A5[0], abs=0.01)


def test_a_sheet_that_is_too_small_says_what_is_needed_and_what_would_do() -> None:
    with pytest.raises(Unusable) as caught:
        lay_out(Job("a4"), A4)
    said = str(caught.value)
    assert "the pages need 230 × 317 mm with their bleed and marks; a sheet 'a4' is smaller" in said
    assert "take --sheet a3 or sra3 or tabloid" in said and "--marks none" in said


def test_pages_lie_edge_to_edge_where_a_sheet_has_no_room_for_gutters() -> None:
    layout = lay_out(Job("a3", "2up", 0.0, ()), A4)
    assert layout.columns[0][1] == layout.columns[1][0]
    assert lay_out(Job("sra3", "2up"), A4).gutters == (6 * MM, 6 * MM)


# -- inks --------------------------------------------------------------------------


@pytest.mark.sweep
@pytest.mark.parametrize("colour", ["cmyk", "k"])
@pytest.mark.parametrize("language", ["en", "ja", "vi"])
def test_no_operator_is_red_green_and_blue_and_text_is_black_alone(
    library: Library, colour: str, language: str
) -> None:
    done = pressed(library, Job(colour=colour), Order("managing-leakage", language, clinic="example"))
    assert done.findings == ()
    inks, letters = set(), set()
    now: tuple[float, ...] = (0, 0, 0, 1)
    for operands, operator in streams(done.pdf):
        name = str(operator)
        assert name not in ("rg", "RG", "g", "G", "sh")
        if name in ("k", "K"):
            inks.add(tuple(map(float, operands)))
            now = tuple(map(float, operands)) if name == "k" else now
        elif name in ("TJ", "Tj"):
            letters.add(now)
    assert (0, 0, 0, 1) in letters
    assert all(sum(ink) <= 3 for ink in inks)
    if colour == "k":
        assert not any(any(ink[:3]) for ink in inks)
    else:
        assert any(ink[1] > 0.9 for ink in inks), "the danger box is red"


@pytest.mark.parametrize("ink", ["cmyk", "k"])
def test_no_colour_takes_more_ink_than_dries(ink: str) -> None:
    steps = [at / 8 for at in range(9)]
    most = max(sum(to_inks((red, green, blue), ink)) for red in steps for green in steps for blue in steps)
    assert most <= (3.0 if ink == "cmyk" else 1.0)


def test_white_is_paper_dark_words_are_black_and_tints_hold_no_black() -> None:
    assert to_inks((1, 1, 1), "cmyk") == (0, 0, 0, 0)
    assert to_inks((0.106, 0.157, 0.188), "cmyk") == (0, 0, 0, 1)
    assert to_inks((0.898, 0.941, 0.941), "cmyk")[3] == 0
    assert to_inks((0.2, 0.1, 0.5), "k")[:3] == (0, 0, 0)


@pytest.mark.parametrize(("colour", "space"), [("cmyk", "/DeviceCMYK"), ("k", "/DeviceGray")])
def test_a_clinics_picture_is_turned_into_inks(ward: Ward, colour: str, space: str) -> None:
    from PIL import Image

    out = BytesIO()
    picture = Image.new("RGBA", (1200, 600), (200, 20, 20, 255))
    picture.paste((0, 0, 0, 128), (0, 0, 300, 300))
    picture.save(out, "PNG")
    ward.put("content/clinics/hill.yaml", CLINIC + "logo: clinics/hill.png\n")
    ward.put("content/clinics/hill.png", out.getvalue())
    library = Library.open()
    done = pressed(library, Job(colour=colour), Order("good", clinic="hill"))
    assert done.findings == ()
    with pikepdf.open(BytesIO(done.pdf)) as document:
        images = [item for item in document.objects if isinstance(item, pikepdf.Stream) and item.get("/Width")]
        assert {str(image.ColorSpace) for image in images if "/SMask" in image} == {space}
        assert {str(image.ColorSpace) for image in images if "/SMask" not in image} == {"/DeviceGray"}


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("gs"), reason="Ghostscript is not installed: ink is not measured on plates")
@pytest.mark.parametrize("topic", ["managing-leakage", "colostrum"])
def test_ghostscript_finds_no_more_ink_than_dries(library: Library, tmp_path: Path, topic: str) -> None:
    from PIL import Image, ImageChops

    file = tmp_path / "press.pdf"
    done = pressed(library, Job(marks=()), Order(topic, clinic="example"))
    file.write_bytes(done.pdf)
    plates = ["gs", "-q", "-dSAFER", "-dNOPAUSE", "-dBATCH", "-sDEVICE=tiff32nc", "-r100", "-dOverprint=/simulate"]
    subprocess.run([*plates, f"-sOutputFile={tmp_path}/p%03d.tif", str(file)], check=True)
    pages = sorted(tmp_path.glob("p*.tif"))
    assert len(pages) == len(pypdfium2.PdfDocument(done.pdf)) >= 2
    for page in pages:
        peak = 0
        cyan, magenta, yellow, black = Image.open(page).split()
        half = [plate.point(lambda value: value // 4) for plate in (cyan, magenta, yellow, black)]
        total = half[0]
        for plate in half[1:]:
            total = ImageChops.add(total, plate)
        peak = total.getextrema()[1] * 4 / 255
        print(f"{topic} {page.stem}: peak ink {peak:.0%}")
        assert 0.95 < peak <= 3.0
        assert peak <= done.ink + 0.03, "what the command says is what is on the plates"


# -- the file ----------------------------------------------------------------------


def test_a_press_file_says_what_it_is_and_carries_its_profile(plain: bytes) -> None:
    with pikepdf.open(BytesIO(plain)) as document:
        assert document.pdf_version == "1.6"
        intent = document.Root.OutputIntents[0]
        assert str(intent.OutputConditionIdentifier) == "FOGRA39"
        assert intent.DestOutputProfile.read_bytes()[12:20] == b"prtrCMYK"
        xmp = document.Root.Metadata.read_bytes().decode()
        assert "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>" in xmp
        assert str(document.trailer.Info.Title) == "Leaking milk (LM, English, version 0.2, a4)"
        assert "/StructTreeRoot" not in document.Root
        assert all("/Annots" not in page.obj for page in document.pages)


def test_the_words_are_still_letters_in_embedded_fonts(plain: bytes) -> None:
    words = pypdfium2.PdfDocument(plain)[0].get_textpage().get_text_bounded()
    assert "Leaking is normal" in words
    with pikepdf.open(BytesIO(plain)) as document:
        descriptors = [item for item in document.objects if getattr(item, "get", None) and item.get("/FontName")]
        assert descriptors and all("/FontFile2" in item for item in descriptors)


@pytest.mark.slow
def test_the_same_leaflet_gives_the_same_bytes(library: Library) -> None:
    order = Order("managing-leakage", "ja", clinic="example")
    assert (
        pressed(library, Job(), order).pdf
        == pressed(Library.over(Path(__file__).resolve().parents[2]), Job(), order).pdf
    )


def test_words_with_actual_text_keep_it(library: Library) -> None:
    screen = make(Order("managing-leakage", "vi"), library).pdf
    with pikepdf.open(BytesIO(screen)) as document:
        for page in document.pages:
            said = [
                o for o in pikepdf.parse_content_stream(page) if str(o.operator) == "BDC" and "ActualText" in str(o)
            ]
            kept = ready(page, *A4, 3 * MM)
            assert kept.count(b"/ActualText") == len(said)
            assert b"MCID" not in kept and b"/Artifact" not in kept
            assert kept.count(b"BDC") == kept.count(b"EMC")


# -- bleed and marks ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "box"),
    [
        (b"0 150 100 50 re f", [-8, 150, 116, 58]),
        (b"q 2 0 0 2 0 0 cm 0 10 10 20 re f Q", [-4, 10, 14, 20]),
        (b"0.3 0 99.5 200 re B", [-8, -8, 116, 216]),
        (b"10 150 80 20 re f", [10, 150, 80, 20]),
        (b"0 150 100 50 re S", [0, 150, 100, 50]),
    ],
    ids=["band at the top", "scaled", "nearly the whole page", "inside", "only a line"],
)
def test_a_ground_that_touches_the_edge_goes_on_into_the_bleed(code: bytes, box: list[float]) -> None:
    document = pikepdf.new()
    document.add_blank_page(page_size=(100, 200))
    document.pages[0].Contents = document.make_stream(code)
    drawn = document.make_stream(ready(document.pages[0], 100, 200, 8))
    operators = pikepdf.parse_content_stream(drawn)
    found = [[float(value) for value in operands] for operands, operator in operators if str(operator) == "re"]
    assert found == [pytest.approx(box)]


def test_marks_stand_outside_the_bleed_and_can_be_left_out(library: Library, plain: bytes) -> None:
    bare = pressed(library, Job(marks=()), Order("managing-leakage", clinic="example")).pdf
    with pikepdf.open(BytesIO(plain)) as marked, pikepdf.open(BytesIO(bare)) as unmarked:
        assert b"/All" in marked.pages[0].Contents.read_bytes()
        assert b"/All" not in unmarked.pages[0].Contents.read_bytes()
        box = [float(v) for v in unmarked.pages[0].MediaBox]
    assert box[2] == pytest.approx(A4[0] + 6 * MM, abs=0.01)


@pytest.mark.sweep
@pytest.mark.parametrize("mark", MARKS)
def test_each_mark_draws_something_of_its_own(library: Library, mark: str) -> None:
    order = Order("colostrum", format="a5")
    one = pressed(library, Job("sra3", "booklet", marks=(mark,)), order)
    none = pressed(library, Job("sra3", "booklet", marks=()), order)
    assert one.findings == ()
    with pikepdf.open(BytesIO(one.pdf)) as first, pikepdf.open(BytesIO(none.pdf)) as second:
        assert len(first.pages[0].Contents.read_bytes()) > len(second.pages[0].Contents.read_bytes())


@pytest.mark.slow
def test_the_slug_says_code_language_version_quantity_and_side(library: Library) -> None:
    said: list[str] = []

    def write(words: str, x: float, y: float, size: float) -> tuple[str, float]:
        said.append(words)
        return outline(words, x, y, size, library)

    order = Order("colostrum", "vi", "a5")
    job = Job("sra3", "booklet", quantity=500)
    put_on_sheets(typeset_order(order, library, "cmyk").pdf, job, about(order, library), write)
    assert any("CO Vietnamese · version 0.2 · a5 · 500 copies · sheet 2 of 2, back" in words for words in said), said


# -- imposition --------------------------------------------------------------------


def folded(sides: tuple[Side, ...]) -> list[int | None]:
    """Fold sheets in the middle, lay them into one another, cut the edges and leaf through."""
    fronts = {side.sheet: side.pages for side in sides if not side.back}
    backs = {side.sheet: side.pages for side in sides if side.back}
    book: list[int | None] = []
    for sheet in sorted(fronts):  # from the outside in: each sheet's right half
        book += [fronts[sheet][1], backs[sheet][0]]
    for sheet in sorted(fronts, reverse=True):  # and out again: its left half, seen from the other side
        book += [backs[sheet][1], fronts[sheet][0]]
    return book


def cut_and_stacked(sides: tuple[Side, ...], grid: tuple[int, int]) -> list[tuple[int | None, int | None]]:
    """Cut the stack of sheets into piles, put the piles on one another; return each leaf's two pages."""
    columns, rows = grid
    fronts = {side.sheet: side.pages for side in sides if not side.back}
    backs = {side.sheet: side.pages for side in sides if side.back}
    leaves = []
    for row in range(rows):
        for column in range(columns):
            for sheet in sorted(fronts):
                behind = backs.get(sheet)
                mirrored = row * columns + columns - 1 - column
                leaves.append((fronts[sheet][row * columns + column], behind[mirrored] if behind else None))
    return [leaf for leaf in leaves if leaf != (None, None)]


@pytest.mark.parametrize("pages", [4, 8, 12, 16])
def test_a_folded_booklet_reads_from_its_first_page_to_its_last(pages: int) -> None:
    assert folded(impose(pages, "booklet")) == list(range(pages))


@pytest.mark.parametrize("pages", [1, 2, 6, 7])
def test_empty_pages_of_a_booklet_come_last(pages: int) -> None:
    book = folded(impose(pages, "booklet"))
    assert book[:pages] == list(range(pages)) and not any(book[pages:]) and len(book) % 4 == 0


def test_a_booklet_in_a_right_to_left_script_opens_the_other_way() -> None:
    sides = impose(8, "booklet", leftward=True)
    mirrored = tuple(Side(side.sheet, side.back, side.pages[::-1]) for side in sides)
    assert folded(mirrored) == list(range(8))
    assert sides[0].pages == (0, 7)


@pytest.mark.parametrize("imposition", ["2up", "4up"])
@pytest.mark.parametrize("pages", [1, 2, 3, 4, 8])
@pytest.mark.parametrize("quantity", [0, 1, 2, 3, 4, 500])
def test_piles_of_cut_sheets_are_whole_leaflets_in_order(imposition: str, pages: int, quantity: int) -> None:
    grid = GRIDS[imposition]
    found = cut_and_stacked(impose(pages, imposition, quantity), grid)
    one = [(front, front + 1 if front + 1 < pages else None) for front in range(0, pages, 2)]
    copies = min(quantity, grid[0] * grid[1]) or grid[0] * grid[1]
    assert found == one * copies
    assert sheets_for(pages, imposition, quantity) * copies >= quantity


def words_at(page: Any, box: tuple[float, float, float, float]) -> str:
    return str(page.get_textpage().get_text_bounded(*box))


def test_the_pages_of_a_printed_folded_and_cut_booklet_come_in_order(booklet: Pressed) -> None:
    """As above, but by the page numbers that stand in the file, in each half of each side."""
    document = pypdfium2.PdfDocument(booklet.pdf)
    sides = []
    for at, page in enumerate(document):
        wide, high = page.get_size()
        halves = []
        for left, right in ((0, wide / 2), (wide / 2, wide)):
            match = re.search(r"Page\s+(\d+)\s+of\s+(\d+)", words_at(page, (left, 0, right, high)))
            assert match
            halves.append(int(match[1]))
        sides.append(Side(at // 2, bool(at % 2), tuple(halves)))
    assert folded(tuple(sides)) == list(range(1, 2 * len(sides) + 1))
    assert len(sides) == booklet.sides


def test_pages_of_inner_sheets_are_moved_towards_the_fold(booklet: Pressed) -> None:
    with pikepdf.open(BytesIO(booklet.pdf)) as document:
        shifts = []
        for page in document.pages:
            code = page.Contents.read_bytes().decode()
            shifts.append([float(x) for x in re.findall(r"1 0 0 1 ([\d.]+) [\d.]+ cm /P", code)])
    outer, inner = shifts[0], shifts[2]
    assert inner[0] - outer[0] == pytest.approx(0.1 * MM, abs=0.002)
    assert inner[1] - outer[1] == pytest.approx(-0.1 * MM, abs=0.002)


# -- our rules: each finds its planted fault ---------------------------------------


def page_code(document: Any, code: bytes) -> None:
    document.pages[0].contents_add(document.make_stream(code))


def _image(document: Any, space: str, pixels: bytes, code: bytes) -> None:
    picture = document.make_stream(pixels)
    picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    picture.Width = picture.Height = 1
    picture.BitsPerComponent, picture.ColorSpace = 8, pikepdf.Name(space)
    document.pages[0].Resources.XObject["/Planted"] = picture
    page_code(document, code)


def _form(document: Any, code: bytes) -> None:
    form = document.make_stream(code)
    form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 900, 900]
    outer = document.make_stream(b"/Inner Do")
    outer.Type, outer.Subtype, outer.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 900, 900]
    outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary({"/Inner": form}))
    document.pages[0].Resources.XObject["/Planted"] = outer
    page_code(document, b"/Planted Do")


def _edit_xmp(document: Any, old: str, new: str) -> None:
    words = document.Root.Metadata.read_bytes().decode()
    assert old in words
    document.Root.Metadata.write(words.replace(old, new).encode())


def _font(document: Any) -> None:
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    document.pages[0].Resources.Font = pikepdf.Dictionary(F1=font)


def _set(target: Callable[[Any], Any], key: str, value: Any) -> Callable[[Any], None]:
    return lambda document: target(document).__setitem__(key, value)


def _drop(target: Callable[[Any], Any], key: str) -> Callable[[Any], None]:
    return lambda document: target(document).__delitem__(key)


def _root(document: Any) -> Any:
    return document.Root


def _first(document: Any) -> Any:
    return document.pages[0].obj


def _intent(document: Any) -> Any:
    return document.Root.OutputIntents[0]


def _info(document: Any) -> Any:
    return document.trailer.Info


def _resources(document: Any) -> Any:
    return document.pages[0].Resources


RICH = b"q 0.7 0.6 0.6 0.95 k BT 0 0 Td <00> Tj ET Q"
FAULTS: dict[str, tuple[str, Callable[[Any], None]]] = {
    "a version in the catalog": ("version", _set(_root, "/Version", pikepdf.Name("/2.0"))),
    "an action on opening": ("action", _set(_root, "/OpenAction", pikepdf.Array([]))),
    "a script": ("action", _set(_root, "/Names", pikepdf.Dictionary(JavaScript=pikepdf.Dictionary()))),
    "no intent": ("intent", _drop(_root, "/OutputIntents")),
    "two intents": ("intent", lambda document: document.Root.OutputIntents.append(document.Root.OutputIntents[0])),
    "an intent without a condition": ("intent", _drop(_intent, "/OutputConditionIdentifier")),
    "an intent without a profile": ("intent", _drop(_intent, "/DestOutputProfile")),
    "a profile for screens": ("intent", lambda document: _intent(document).DestOutputProfile.write(b"\0" * 200)),
    "not identified": ("identified", lambda document: _edit_xmp(document, "PDF/X-4", "PDF/X-3")),
    "no metadata": ("identified", _drop(_root, "/Metadata")),
    "no title": ("described", _drop(_info, "/Title")),
    "no date": ("described", _drop(_info, "/ModDate")),
    "trapping unknown": ("described", _set(_info, "/Trapped", pikepdf.Name("/Unknown"))),
    "two titles": ("described", lambda document: _edit_xmp(document, ">Leaking milk", ">Other milk")),
    "no document id": ("described", lambda document: _edit_xmp(document, "xmpMM:DocumentID", "xmpMM:Other")),
    "no trim": ("trim", _drop(_first, "/TrimBox")),
    "an art box": ("trim", _set(_first, "/ArtBox", pikepdf.Array([0, 0, 9, 9]))),
    "a trim of another size": ("trim", _set(_first, "/TrimBox", pikepdf.Array([30, 30, 620, 870]))),
    "no bleed box": ("bleed-box", _drop(_first, "/BleedBox")),
    "a narrow bleed": ("bleed-box", lambda document: _set(_first, "/BleedBox", document.pages[0].TrimBox)(document)),
    "a bleed outside the sheet": ("bleed-box", _set(_first, "/MediaBox", pikepdf.Array([25, 25, 600, 860]))),
    "a link": ("annotation", _set(_first, "/Annots", pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link)]))),
    "a colour of a screen": ("rgb", lambda document: page_code(document, b"1 0 0 rg")),
    "a colour of a screen two forms deep": ("rgb", lambda document: _form(document, b"0 0 1 RG 0 0 m 9 9 l S")),
    "a picture of a screen": ("rgb", lambda document: _image(document, "/DeviceRGB", b"\0\0\0", b"")),
    "an unused space of a screen": (
        "rgb",
        _set(_resources, "/ColorSpace", pikepdf.Dictionary(Cs=pikepdf.Array([pikepdf.Name.CalRGB]))),
    ),
    "a spot colour": (
        "other-space",
        _set(
            _resources, "/ColorSpace", pikepdf.Dictionary(Cs=pikepdf.Array([pikepdf.Name.Separation, pikepdf.Name.Gold]))
        ),
    ),
    "too much ink": ("ink", lambda document: page_code(document, b"1 1 0.9 0.9 k 0 0 9 9 re f")),
    "too much ink in a picture": ("ink", lambda document: _image(document, "/DeviceCMYK", b"\xff\xff\xff\xff", b"")),
    "a registration mark on the page": (
        "ink",
        lambda document: page_code(document, b"/All cs 1 scn 200 200 50 50 re f"),
    ),
    "black of four inks": ("black-text", lambda document: page_code(document, RICH)),
    "a font that is not there": ("font", _font),
    "a coarse picture": (
        "resolution",
        lambda document: _image(document, "/DeviceGray", b"\0", b"q 50 0 0 50 200 200 cm /Planted Do Q"),
    ),
    "a ground that ends at the edge": (
        "bleed-filled",
        lambda document: page_code(
            document, b"0 0 0 0.5 k %.3f 300 50 50 re f" % float(document.pages[0].TrimBox[0])
        ),
    ),
    "a transfer function": (
        "content",
        _set(_resources, "/ExtGState", pikepdf.Dictionary(G=pikepdf.Dictionary(TR=pikepdf.Dictionary()))),
    ),
}  # fmt: skip


def planted(good: bytes, plant: Callable[[Any], None], **save: Any) -> bytes:
    with pikepdf.open(BytesIO(good)) as document:
        plant(document)
        out = BytesIO()
        document.save(out, deterministic_id=not save, **save)
    return out.getvalue()


def codes(pdf: bytes, ordered: Ordered = WANTED) -> set[str]:
    return {finding.code for finding in examine(pdf, ordered)[0]}


@pytest.mark.slow
def test_a_good_file_has_no_findings(plain: bytes) -> None:
    assert examine(plain, WANTED)[0] == ()
    assert examine(planted(plain, lambda _: None), WANTED)[0] == ()


@pytest.mark.sweep
@pytest.mark.parametrize("fault", FAULTS)
def test_each_rule_finds_its_planted_fault(plain: bytes, fault: str) -> None:
    rule, plant = FAULTS[fault]
    found, _ = examine(planted(plain, plant), WANTED)
    assert rule in {finding.code for finding in found}, found
    assert {finding.page for finding in found} <= {0, 1}


def test_files_that_cannot_be_read_are_findings_too(plain: bytes) -> None:
    assert examine(b"%PDF-1.6\n", WANTED)[0] == (broken("readable", "the file is damaged"),)
    locked = planted(plain, lambda _: None, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert codes(locked) == {"readable"}
    shut = planted(plain, lambda _: None, encryption=pikepdf.Encryption(owner="a", user=""))
    assert "readable" in codes(shut)


def test_a_file_of_a_late_version_and_one_without_an_id_are_found(plain: bytes) -> None:
    assert "version" in codes(planted(plain, lambda _: None, force_version="2.0"))
    assert codes(re.sub(rb"/ID \[[^\]]*\]", b"", plain)) == {"id"}


def test_colour_in_a_file_for_black_alone_is_found(plain: bytes) -> None:
    assert "black-only" in codes(plain, Ordered(A4, 3 * MM, "k"))


def test_every_rule_has_a_planted_fault() -> None:
    elsewhere = {"readable", "version", "id", "black-only"}
    assert {rule for rule, _ in FAULTS.values()} | elsewhere == set(RULES)


# -- the command -------------------------------------------------------------------


def test_the_command_writes_files_and_says_how_often_to_print_them(ward: Ward) -> None:
    code, out, err = ward.run(
        *"press good --language en --format a5 --imposition booklet --sheet sra3 --quantity 30".split()
    )
    assert code == ExitCode.MADE, err
    assert "ink up to 2" in out and "no findings" in out and "print it 30 times" in out
    assert "turning each sheet like a page of a book" in err
    assert (ward.folder / "output/en/good-a5-press-sra3-booklet.pdf").is_file()


def test_the_command_takes_the_file_of_a_topic(ward: Ward) -> None:
    code, out, err = ward.run("press", "content/good.yaml", "--language", "en", "--marks", "none", "--bleed", "0mm")
    assert code == ExitCode.MADE, err
    assert "good-a4-press-bleed-0mm-marks-none.pdf" in out


def test_one_leaflet_that_does_not_fit_does_not_stop_the_others(ward: Ward) -> None:
    ward.blocks("- txt: One\n")
    code, out, err = ward.run("press", "broken", "good", "--language", "en")
    assert code == ExitCode.UNUSABLE
    assert "content/broken.yaml:" in err and "Traceback" not in err
    assert "good-a4-press.pdf" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--marks corners", "there is no mark called 'corners'"),
        ("--bleed 3ml", "'3ml' has a unit that is not known; use pt, mm, cm or in"),
        ("--bleed 40mm", "'40mm' is not a length from 0mm to 10mm"),
        ("--bleed=-3mm", "'-3mm' is not a length from 0mm to 10mm"),
        ("--quantity 0", "'0' is not a number from 1 to 1,000,000"),
        ("--sheet a33", "did you mean 'a3'?"),
        ("--imposition book", "did you mean 'booklet'?"),
        ("--colour rgb", "there is no 'rgb' here"),
        ("--impose 2up", "did you mean '--imposition'?"),
    ],
)
def test_a_wrong_option_is_said_in_plain_words(ward: Ward, words: str, said: str) -> None:
    code, _, err = ward.run("press", "good", *words.split())
    assert code == ExitCode.USAGE
    assert said in err


def test_a_small_picture_is_a_finding_and_the_file_is_there_to_look_at(ward: Ward) -> None:
    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (40, 40), (0, 90, 0)).save(out, "PNG")
    ward.put("content/clinics/hill.yaml", CLINIC + "logo: clinics/hill.png\n")
    ward.put("content/clinics/hill.png", out.getvalue())
    code, said, err = ward.run("press", "good", "--language", "en", "--clinic", "hill")
    assert code == ExitCode.FINDINGS
    assert "pixels to the inch; at least 300 are sharp [resolution]" in err
    assert "good-a4-hill-press.pdf" in said and (ward.folder / "output/en/good-a4-hill-press.pdf").is_file()


def test_without_pikepdf_it_says_how_to_get_it(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pikepdf", None)
    assert main(["press", "good", "--language", "en"]) == ExitCode.MISSING
    err = ward.capsys.readouterr().err
    assert "press files need the package 'pikepdf'" in err
    assert "pip install 'breastfeeding-leaflets[press]'" in err


@pytest.mark.sweep
@pytest.mark.parametrize("name", ["groups-in-groups", "illustrator-opacity-mask", "stop-opacity", "stroked-gradient"])
@pytest.mark.parametrize("colour", ["cmyk", "k"])
def test_a_logo_that_shines_through_comes_out_in_inks(ward: Ward, name: str, colour: str) -> None:
    ward.put("content/clinics/hill.yaml", CLINIC + "logo: clinics/hill.svg\n")
    logo = Path(__file__).resolve().parents[1] / f"logos/{name}.svg"
    ward.put("content/clinics/hill.svg", logo.read_text(encoding="utf-8"))
    assert pressed(Library.open(), Job(colour=colour), Order("good", clinic="hill")).findings == ()


def test_an_svg_logo_comes_out_in_inks(ward: Ward) -> None:
    ward.put("content/clinics/hill.yaml", CLINIC + "logo: clinics/hill.svg\n")
    ward.put("content/clinics/hill.svg", SVG.format('<rect width="8" height="8" fill="#c02020" stroke="#00f"/>'))
    for colour in ("cmyk", "k"):
        done = pressed(Library.open(), Job(colour=colour), Order("good", clinic="hill"))
        assert done.findings == ()
