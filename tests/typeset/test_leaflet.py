"""The whole leaflet: the same bytes always, nothing lost or invented, each clinic's words only in its own file."""

from __future__ import annotations

import hashlib
import itertools
import os
import subprocess
import sys
from collections.abc import Iterable

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from probes import (
    DANGER,
    OTHER_PANEL,
    PANEL,
    ROOT,
    find,
    fold,
    h1,
    leaflet,
    letters,
    library,
    open_pdf,
    panel,
    paper_of,
    pdfium_text,
    poppler_text,
    said,
    setter,
    sheet,
    spoken,
    text,
)  # fmt: skip

from generator.model import memo
from generator.model.leaflet import Order
from generator.model.problems import Unusable
from generator.model.sheet import Element, Run, Sheet
from generator.pipeline import make
from generator.typeset import typeset
from generator.typeset.draw.writer import PageWriter
from generator.typeset.pdf.proof import prove, sheet_words
from generator.typeset.pdf.tags import CLINIC_MARKS, StructNode

SHEETS = {
    "en": h1() + '<p>Milk, <b>milk</b> and <a href="tel:115">help</a> ✓ ≥ 8</p>' + DANGER,
    "ja": h1("母乳") + "<p>赤ちゃんは24時間に8〜12回𠮷</p>" + DANGER,
    "vi": h1("Sữa mẹ") + "<p>Trẻ bú 8–12 lần</p>" + DANGER,
}


def build(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Set leaflets with nothing kept, in this order; return the digest of each."""
    memo.forget()
    shelf = library()
    made = {name: sheet(inner, name) for name, inner in SHEETS.items()}
    panels = {"own": panel(), "other": panel(OTHER_PANEL)}
    out = {}
    for name, clinic in names:
        look, paper, language = shelf.theme("default"), shelf.format("a4"), shelf.language(name)
        done = typeset(made[name], panels[clinic], look, paper, language, shelf)
        out[f"{name} {clinic}"] = hashlib.sha256(done.pdf).hexdigest()
    return out


ALL = [(name, clinic) for name in SHEETS for clinic in ("own", "other")]
SCRIPT = "from typeset.test_leaflet import ALL, build; print(sorted(build(ALL).items()))"


def test_the_same_bytes_in_any_order() -> None:
    wanted = build(ALL)
    assert len(set(wanted.values())) == len(ALL)
    for order in itertools.islice(itertools.permutations(ALL), 1, 720, 101):
        assert build(order) == wanted


def test_the_same_bytes_each_time_and_alone() -> None:
    wanted = build(ALL)
    for one in ALL:
        assert build([one, one]).items() <= wanted.items()


@pytest.mark.slow
@pytest.mark.parametrize(
    "world",
    [
        {"TZ": "Asia/Tokyo", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "1"},
        {"TZ": "America/St_Johns", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "4242", "SOURCE_DATE_EPOCH": "0"},
    ],
)
def test_the_same_bytes_in_another_process_and_world(world: dict[str, str]) -> None:
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env={**os.environ, **world, "PYTHONPATH": path}, cwd="/", capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stdout.strip() == str(sorted(build(ALL).items()))


def test_after_many_other_leaflets_the_bytes_are_the_same() -> None:
    """Caches give back what they were given: fonts are cut differently after the second cut, not otherwise."""
    wanted = build(ALL)
    for number in range(12):
        leaflet(h1() + f"<p>Filling the caches {number} 直骨</p>", "ja")
    assert build(ALL) == wanted


# -- clinics ------------------------------------------------------------------------------


def test_two_clinics_share_the_body_byte_for_byte() -> None:
    made = sheet(SHEETS["en"])
    first, second = (leaflet(made, clinic=panel(one)).pdf for one in (PANEL, OTHER_PANEL))
    same = next(at for at, (one, other) in enumerate(zip(first, second, strict=False)) if one != other)
    assert same > 0.5 * len(first), "the body comes first in the file, byte for byte"
    with open_pdf(first) as one, open_pdf(second) as two:
        differing = 0
        for here, there in zip(one.pages, two.pages, strict=True):
            streams = [(a.read_bytes(), b.read_bytes()) for a, b in zip(here.Contents, there.Contents, strict=True)]
            differing += sum(a != b for a, b in streams)
        assert differing == 2, "only the panel and the telephone in the danger box differ"
    words = [part for part in said(made) if part[2] != fold("A title")]
    assert [part for part in spoken(first) if part in words] == [part for part in spoken(second) if part in words]


def test_body_letters_stand_in_the_same_place_for_every_clinic() -> None:
    made = sheet(SHEETS["ja"], "ja")
    first, second = (
        [letter for letter in letters(leaflet(made, "ja", clinic=panel(one)).pdf) if letter.mark >= CLINIC_MARKS]
        for one in (PANEL, OTHER_PANEL)
    )
    assert first == second


def test_a_leaflet_holds_only_its_own_clinics_words() -> None:
    made = sheet(SHEETS["en"])
    own, other = (leaflet(made, clinic=panel(one)) for one in (PANEL, OTHER_PANEL))
    for read in (pdfium_text, poppler_text):
        assert "ExampleClinic" in fold(read(own.pdf))
        assert "ZebraQuay" not in fold(read(own.pdf))
        assert "ZebraQuay" in fold(read(other.pdf))
        assert "ExampleClinic" not in fold(read(other.pdf))
    assert b"79460999" not in own.pdf
    for needle in ("Z", "Q"):
        assert all(needle not in words for name, words in _meanings(own.pdf)), "not even in its fonts"
    assert spoken(own.pdf) == said(made, panel(PANEL))
    assert spoken(other.pdf) == said(made, panel(OTHER_PANEL))


def _meanings(pdf: bytes) -> list[tuple[str, str]]:
    from probes import fonts

    return [(font.name, words) for font in fonts(pdf).values() for words in font.meaning.values()]


def test_the_clinic_panel_stands_in_its_place() -> None:
    done = leaflet(SHEETS["en"])
    (place,) = [one for one in done.placed if one.tag == "hold" and one.area == "clinic"]
    for words in ("Example Clinic", "1 Sample Street"):
        for letter in find(done.pdf, words):
            assert place.box[0] <= letter.x < letter.right <= place.box[2]
            assert place.box[1] <= letter.y <= place.box[3]
            assert letter.page == place.page == done.pages


def test_links_of_the_clinic_lie_over_its_telephone() -> None:
    pdf = leaflet(SHEETS["en"]).pdf
    with open_pdf(pdf) as file:
        links = [
            (number, [float(v) for v in one.Rect])
            for number, page in enumerate(file.pages, 1)
            for one in page.get("/Annots", [])
            if str(one.A.URI) == "tel:+442079460123"
        ]
    assert len(links) == 2
    for at, (page, rect) in enumerate(sorted(links, key=lambda link: (link[0], -link[1][1]))):
        found = find(pdf, "020 7946 0123", at)
        assert found[0].page == page
        assert rect[0] - 0.1 <= found[0].x
        assert found[-1].right <= rect[2] + 0.1
        assert rect[1] < found[0].y < rect[3]


def test_a_leaflet_without_clinic_has_an_empty_line_and_no_stray_words() -> None:
    empty = '<area name="clinic"><box look="clinic.stamp"><p look="clinic.hint">Space</p></box></area>' + (
        '<area name="phone"><lines look="strip.phone-line" count="1"/></area>'
    )
    made = sheet(SHEETS["en"])
    pdf = leaflet(made, clinic=panel(empty)).pdf
    assert spoken(pdf) == said(made, panel(empty))


@pytest.mark.parametrize("language", ["en", "vi", "ja", "zh_Hans", "zh_Hant"])
def test_the_stock_clinic_fits_in_every_language(language: str) -> None:
    """The telephone in the danger box too: CJK leading is wider."""
    inner = h1({"ja": "題", "zh_Hans": "题", "zh_Hant": "題"}.get(language, "A")) + DANGER
    assert leaflet(inner, language).pages == library().format("a4").fewest_pages == 2


def test_a_clinic_that_does_not_fit_is_an_error() -> None:
    many = (
        '<area name="clinic">'
        + f'<block kind="x" origin="content/clinics/a.yaml:3">{"<p>Words</p>" * 12}</block></area>'
    )
    with pytest.raises(Unusable) as caught:
        leaflet(h1(), clinic=panel(many))
    assert "content/clinics/a.yaml:3" in str(caught.value)
    assert "do not fit the clinic panel of the format 'a4'\n  hint: shorten the name," in str(caught.value)


def test_a_missing_glyph_of_a_clinic_is_named() -> None:
    with pytest.raises(Unusable) as caught:
        leaflet(h1(), clinic=panel(PANEL.replace("Example Clinic", "Clinic 🍼")))
    assert "U+1F37C" in str(caught.value)


def test_an_unknown_place_of_a_clinic_is_an_error() -> None:
    with pytest.raises(Unusable) as caught:
        leaflet(h1(), clinic=panel('<area name="fax"><p>x</p></area>'))
    assert "no area 'fax'" in str(caught.value)


def test_the_kept_typesetter_belongs_to_its_library() -> None:
    shelf = library()
    made, filled = sheet(SHEETS["en"]), panel()
    given = (made, filled, shelf.theme("default"), shelf.format("a4"), shelf.language("en"), shelf)
    assert typeset(*given).pdf == typeset(*given).pdf == leaflet(made, clinic=filled).pdf


def test_another_accent_or_theme_is_not_taken_from_the_cache() -> None:
    shelf = library()
    first = leaflet(sheet(SHEETS["en"], accent="teal")).pdf
    second = leaflet(sheet(SHEETS["en"], accent="plum")).pdf
    theme = shelf.theme("default")
    third = leaflet(sheet(SHEETS["en"]), theme=replace(theme, colours={**theme.colours, "ink": (0.5, 0.0, 0.0)})).pdf
    assert len({first, second, third}) == 3


# -- nothing lost, nothing invented ---------------------------------------------------------


def drawn(
    words: str, meaning: dict[int, str] | None = None
) -> tuple[list[PageWriter], dict[str, dict[int, str]], Element]:
    """A page that shows words, with the map of its font (or another)."""
    from probes import style

    used: dict[str, dict[int, str]] = {}
    pen, look = PageWriter(0, CLINIC_MARKS, used), style()
    node = StructNode("P")
    from generator.model.problems import Origin

    for line in setter("en").set_lines([Run(words)], look, 400, Origin("x")):
        pen.tag(node)
        pen.text(line, look, 10, 700, "0 g")
    pen.close()
    if meaning:
        for glyphs in used.values():
            glyphs.update({code: meaning[code] for code in glyphs if code in meaning})
    return [pen], used, Element("p", {}, runs=(Run(words),))


WORDS = "Feed your baby 8 times and not 12 times a day"


def test_the_proof_agrees_with_a_page_that_says_it_all() -> None:
    pages, used, element = drawn(WORDS)
    assert prove(pages, used, [element]) == fold(WORDS)


@pytest.mark.parametrize(
    "other",
    [
        WORDS.replace("not ", ""),
        WORDS.replace("8 times and not 12", "12 times and not 8"),
        WORDS + ".",
        WORDS[:-1],
        WORDS.replace("8", "3"),
    ],
)
def test_the_proof_sees_a_word_lost_swapped_or_added(other: str) -> None:
    pages, used, _ = drawn(other)
    with pytest.raises(Unusable) as caught:
        prove(pages, used, [Element("p", {}, runs=(Run(WORDS),))])
    assert "does not say what the sheet says" in str(caught.value)
    assert "report" in str(caught.value)


def test_the_proof_sees_a_wrong_glyph_map() -> None:
    pages, used, element = drawn(WORDS)
    for glyphs in used.values():
        for code, words in glyphs.items():
            if words == "8":
                glyphs[code] = "3"
    with pytest.raises(Unusable):
        prove(pages, used, [element])


def test_the_proof_sees_words_that_became_an_artifact() -> None:
    pages, used, element = drawn(WORDS)
    first = pages[0].streams[0]
    assert isinstance(first, list)
    first[0] = "/Artifact<</Type/Layout>>BDC"
    with pytest.raises(Unusable):
        prove(pages, used, [element])


def test_the_sheet_itself_is_what_the_proof_compares_with() -> None:
    made = sheet(
        '<list look="steps" kind="number" start="3"><item>A</item><item>B</item></list><p label="1">C <b>D</b></p>'
    )
    assert sheet_words(made.areas[0].children) == "3A4B1CD"


def test_the_record_says_where_things_fell() -> None:
    done = leaflet(SHEETS["en"])
    assert done.words.startswith("AtitleMilk,milkandhelp✓≥8")
    assert {one.origin.line for one in done.placed if one.area == "main" and one.origin.file} == {12}
    paper = library().format("a4")
    for one in done.placed:
        assert 0 <= one.box[0] <= one.box[2] <= paper.width + 0.1
        assert 0 <= one.box[1] <= one.box[3] <= paper.height
    first = find(done.pdf, "Milk,")[0]
    near = 0.01  # places are rounded in the file
    (line,) = [
        one
        for one in done.placed
        if one.tag == "p" and one.box[0] - near <= first.x <= one.box[2] and one.box[1] - near <= first.y <= one.box[3]
    ]
    assert line.page == 1


LATIN = [chr(code) for code in (*range(0x21, 0x7F), *range(0xA1, 0x180)) if code not in (0xAD, 0x149, 0x17F)]
VIETNAMESE = [chr(code) for code in range(0x1EA0, 0x1EFA)]
JAPANESE = [*map(chr, (*range(0x3041, 0x3097), *range(0x30A1, 0x30FB))), *"、。「」（）！？…〜・々ー母乳授赤育児産師𠮷"]
CHINESE = [*"，。、“”（）！？；：《》…母乳喂养宝奶产师医院护士请问您的，在我们这里每天次小时"]
SIGNS = [*"✓☐→≥≤≈①②❶★ 8–12%°C"]


def words_from(letters_of: list[str]) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from([*letters_of, " ", " "]), min_size=1, max_size=80).filter(
        lambda words: bool(words.strip())
    )


@pytest.mark.slow
@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    pair=st.one_of(
        st.tuples(st.just("en"), words_from(LATIN + SIGNS)),
        st.tuples(st.just("vi"), words_from(LATIN + VIETNAMESE)),
        st.tuples(st.just("ja"), words_from(JAPANESE + SIGNS)),
        st.tuples(st.just("zh_Hans"), words_from(CHINESE + SIGNS)),
    ),
    bold=st.booleans(),
)
def test_whatever_is_written_is_read_in_order(pair: tuple[str, str], bold: bool) -> None:
    language, words = pair
    run = Run(words, strong=bold)
    title = "題" if language in ("ja", "zh_Hans") else "T"
    made = Sheet(
        title,
        language,
        "teal",
        (Element("area", {"name": "main"}, (_paragraph(title, "H1"), _paragraph("", "P", run))),),
    )
    pdf = leaflet(made, language, paper_of(260, 700)).pdf
    role, tag, heard = spoken(pdf)[-1]
    assert (role, tag) == ("P", library().language(language).tag)
    assert heard == fold(words)
    assert fold(words) in fold(text(letters(pdf)))
    assert fold(words) in fold(pdfium_text(pdf))


def _paragraph(words: str, role: str, *runs: Run) -> Element:
    return Element("p", {"look": "body", "role": role}, runs=runs or (Run(words),))


# -- the real leaflets ------------------------------------------------------------------------


def real_orders() -> list[Order]:
    shelf = library()
    return [Order(topic, language, clinic="example") for topic in shelf.topics() for language in shelf.languages()]


@pytest.mark.sweep
@pytest.mark.parametrize("order", real_orders(), ids=lambda order: f"{order.topic}-{order.language}")
def test_every_leaflet_that_can_be_made_is_right(order: Order) -> None:
    """By words, sizes, structure and validator; topics whose words are not ready yet are left out."""
    import page

    from generator.stages.bodies import body
    from generator.stages.panels import clinic_panel
    from generator.typeset.layout.chains import without

    shelf = library()
    try:
        made, filled = body(order, shelf), clinic_panel(order, shelf)
    except Unusable as error:
        pytest.skip(str(error).splitlines()[0][:120])
    done = make(order, shelf)
    assert done.pages <= shelf.format("a4").most_pages
    assert spoken(done.pdf) == said(without(made, done.left), filled, pages=done.pages)
    assert set(done.left) <= {"my-questions"}, "only lines to write on are left out"
    found = page.validate_pdf_bytes(done.pdf, profile="ua1")
    assert found.is_compliant, [(one.rule_id, one.message) for one in found.failures]
    found_letters = [letter for letter in letters(done.pdf) if letter.words.strip()]
    assert min(letter.size for letter in found_letters if not letter.rise) >= 9
    assert all(letter.glyph for letter in found_letters)
    paper = shelf.format("a4")
    assert all(28 <= letter.x and letter.right <= paper.width - 28 for letter in found_letters), (
        "10 mm of white on each side"
    )
    danger = [one for one in done.placed if one.tag == "hold" and one.area == "strip"]
    assert [one.page for one in danger] == [1], "the danger strip stands on the first page, whole"


def test_a_box_with_square_corners_keeps_its_frame() -> None:
    """``radius: 0`` once took the frame of the danger box away, and a photocopy showed no box."""
    from msgspec.structs import replace

    theme = library().theme("default")
    square = replace(
        theme, looks={**theme.looks, "strip.today-box": replace(theme.looks["strip.today-box"], radius=0.0)}
    )
    made = leaflet(sheet(h1() + DANGER), theme=square)
    box = next(placed.box for placed in made.placed if placed.tag == "box")
    with pypdfium2.PdfDocument(made.pdf) as document:
        height = document[0].get_height()
        picture = document[0].render(scale=4).to_pil().convert("L")
    for x in (box[0] + 0.4, box[2] - 0.4):
        column = [
            picture.getpixel((round(x * 4), round((height - y) * 4)))
            for y in range(int(box[1]) + 3, int(box[3]) - 3, 5)
        ]
        assert max(column) < 160, "the side of the frame is open"
