"""A clinic's small font is put together from a bank, and says and shows what a font cut from the face would."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import uharfbuzz as hb
from fontTools.ttLib import TTFont
from probes import fold, fonts, h1, leaflet, letters, open_pdf, panel, pdfium_text, poppler_text

from generator import typeset
from generator.library.library import Library
from generator.model.leaflet import Order
from generator.pipeline import make
from generator.typeset.text.embedding import SmallFont
from generator.typeset.text.faces import Face

WORDS = {"noto-sans": "Bệnh viện Ắ é Å 0123 fi", "noto-sans-jp": "さくら助産院 03-1234 ガぽ", "symbols2": "✔☐"}


def face(key: str, weight: int = 400) -> Face:
    file = Library.open().face(key)
    return Face(key, file.path, file.postscript, weight if "wght" in file.axes else None)


def used(font: Face, words: str) -> dict[int, str]:
    found = {font.font.get_nominal_glyph(ord(char)): char for char in words if char != " "}
    assert 0 not in found
    return found


def program(font: SmallFont) -> TTFont:
    data = font.program.split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0]
    return TTFont(BytesIO(data), checkChecksums=2)


@pytest.mark.parametrize("key", WORDS)
@pytest.mark.parametrize("weight", [400, 700])
def test_a_glyph_from_the_bank_is_the_glyph_of_the_face(key: str, weight: int) -> None:
    font = face(key, weight)
    wanted = used(font, WORDS[key])
    made = program(font.embed_small(wanted))
    assert_alike(made, dict(enumerate(sorted(wanted), 1)), cut(font, wanted))
    assert "fvar" not in made


@pytest.mark.parametrize("key", WORDS)
@pytest.mark.parametrize("weight", [400, 700])
def test_a_bodys_font_shows_for_each_code_the_glyph_of_the_face(key: str, weight: int) -> None:
    """Its codes are the face's glyph numbers; a map leads from them to the program (ISO 32000-1, 9.7.4.2)."""
    font = face(key, weight)
    wanted = used(font, WORDS[key])
    parts = font.embed(wanted)
    places = zlib.decompress(parts.places)
    assert len(places) == 2 * (max(wanted) + 1)
    numbers = struct.unpack(f">{len(places) // 2}H", places)
    assert {code for code, number in enumerate(numbers) if number} == set(wanted)
    made = TTFont(BytesIO(zlib.decompress(parts.program)), checkChecksums=2)
    assert len(zlib.decompress(parts.program)) == parts.length
    assert_alike(made, {numbers[glyph]: glyph for glyph in wanted}, cut(font, wanted))


def test_the_fonts_of_a_leaflet_lead_from_codes_to_programs() -> None:
    pdf = leaflet(h1("A") + "<p>Sữa mẹ ☐</p>", "vi").pdf
    with open_pdf(pdf) as document:
        below = [one.DescendantFonts[0] for one in document.objects if is_font(one)]
        mapped = [one for one in below if isinstance(one.CIDToGIDMap, pikepdf.Stream)]
        assert len(mapped) >= 2
        for one in mapped:
            program = TTFont(BytesIO(one.FontDescriptor.FontFile2.read_bytes()), checkChecksums=2)
            places = one.CIDToGIDMap.read_bytes()
            assert max(struct.unpack(f">{len(places) // 2}H", places)) < len(program.getGlyphOrder())


def is_font(one: object) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/Subtype") == "/Type0"


def cut(font: Face, wanted: dict[int, str]) -> TTFont:
    """Return the face cut to glyphs by HarfBuzz alone, numbered as in the face."""
    asked = hb.SubsetInput()
    asked.flags = hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.RETAIN_GIDS
    asked.glyph_set.update([0, *wanted])
    if font.face.axis_infos:
        asked.pin_all_axes_to_default(font.face)
        if font.weight:
            asked.pin_axis_location(font.face, "wght", font.weight)
    return TTFont(BytesIO(bytes(hb.SubsetPlan(font.face, asked).execute().blob.data)))


def assert_alike(made: TTFont, numbers: dict[int, int], whole: TTFont) -> None:
    """Compare outlines and advances of a program with the face's, by ``numbers`` from one to the other."""
    for number, glyph in numbers.items():
        one, other = made.getGlyphName(number), whole.getGlyphName(glyph)
        points, ends, flags = made["glyf"][one].getCoordinates(made["glyf"])
        assert (points, ends, flags) == whole["glyf"][other].getCoordinates(whole["glyf"])
        assert made["hmtx"][one] == whole["hmtx"][other]


def test_parts_of_composite_glyphs_come_along() -> None:
    font = face("noto-sans")
    made = program(font.embed_small(used(font, "Å")))
    glyph = made["glyf"][made.getGlyphName(1)]
    assert glyph.isComposite(), "this test needs a composite glyph: choose another letter"
    assert len(made.getGlyphOrder()) > 2
    assert glyph.getCoordinates(made["glyf"])[0]


def test_a_program_does_not_depend_on_those_made_before() -> None:
    first, second = face("noto-sans"), face("noto-sans")
    for words in ("Hill Clinic", "0123456789", "Ắ ộ"):
        second.embed_small(used(second, words))
    wanted = used(first, "Dale Clinic Ắ 012")
    assert first.embed_small(wanted) == second.embed_small(wanted)


def test_the_words_of_a_panel_are_found_and_its_fonts_embedded() -> None:
    pdf = leaflet(h1("A") + "<p>Words</p>", "ja", clinic=panel()).pdf
    for read in (pdfium_text, poppler_text):
        assert fold("Words") in fold(read(pdf))
    with open_pdf(pdf) as file:
        names = [str(name) for name in file.pages[0].Resources.Font if str(name).startswith("/c.")]
        assert names
        for name in names:
            font = file.pages[0].Resources.Font[name]
            assert font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()[:4] == b"\0\1\0\0"
    assert all(letter.glyph for letter in letters(pdf))
    assert len({font.name for font in fonts(pdf).values()}) == len(fonts(pdf))


# -- one panel for all accents ------------------------------------------------


@pytest.mark.slow
def test_a_panel_set_for_another_topic_is_the_panel_set_for_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Topics have accents of their own; the first to be made must leave no trace in the second."""
    library = Library.open()
    topics = library.topics()[:3]
    together = {topic: make(Order(topic, "zh_Hant", clinic="example"), library).pdf for topic in topics}
    backwards = Library.open()
    assert together == {topic: make(Order(topic, "zh_Hant", clinic="example"), backwards).pdf for topic in topics[::-1]}
    monkeypatch.setattr(typeset, "leave_open", lambda *_: None)
    assert together == {topic: make(Order(topic, "zh_Hant", clinic="example"), Library.open()).pdf for topic in topics}


def test_a_panels_file_is_read_without_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make(Order("managing-leakage", "zh_Hant", clinic="example"), Library.open()).pdf)
    with pikepdf.open(path) as file:
        assert not file.check_pdf_syntax()
