"""The right shapes, each with its meaning: what a reader sees and what a screen reader gets from the same glyph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from probes import fold, fonts, h1, leaflet, letters, open_pdf, panel, pdfium_text, poppler_text, setter, spoken, text

from generator.model.problems import NOWHERE, Unusable
from generator.typeset.text import faces
from generator.typeset.text.choice import Faces
from generator.typeset.text.faces import Face, open_face
from generator.typeset.text.shaped import Shaped

HAN = "直骨令海"


def outlines(pdf: bytes, weight: str = "400") -> dict[str, tuple[object, ...]]:
    """Character to outline, from the fonts embedded in a file."""
    found: dict[str, tuple[object, ...]] = {}
    for font in fonts(pdf).values():
        if not font.name.endswith(weight):
            continue
        program = TTFont(BytesIO(font.program))
        glyphs = program["glyf"]
        for code, words in font.meaning.items():
            points, ends, flags = glyphs[program.getGlyphName(font.places.get(code, code))].getCoordinates(glyphs)
            found[words] = (tuple(points), tuple(ends), tuple(flags))
    return found


def message(inner: str, language: str = "en") -> str:
    with pytest.raises(Unusable) as caught:
        leaflet(h1() + inner, language)
    return str(caught.value)


def test_each_region_sees_its_own_han_shapes() -> None:
    simplified, traditional, japanese = (
        outlines(leaflet(h1("A") + f"<p>{HAN}</p>", language).pdf) for language in ("zh_Hans", "zh_Hant", "ja")
    )
    same = {
        char: (
            simplified[char] == traditional[char],
            simplified[char] == japanese[char],
            traditional[char] == japanese[char],
        )
        for char in HAN
    }
    assert same == {
        "直": (True, False, False),
        "骨": (False, False, False),
        "令": (False, False, False),
        "海": (True, False, False),
    }


def test_a_line_in_another_language_gets_that_languages_shapes() -> None:
    japanese = outlines(leaflet(h1("A") + "<p>骨</p>", "ja").pdf)["骨"]
    inside = leaflet(h1("A") + '<p lang="ja">骨</p>', "zh_Hans").pdf
    assert outlines(inside)["骨"] == japanese
    assert ("P", "ja", "骨") in spoken(inside)


def test_full_stops_stand_where_the_region_wants_them() -> None:
    """In Taiwan and Hong Kong 。 stands in the middle of its square, elsewhere at the lower left."""
    high = {
        language: max(y for _, y in outlines(leaflet(h1("A") + "<p>。</p>", language).pdf)["。"][0])  # type: ignore[attr-defined]
        for language in ("zh_Hans", "zh_Hant", "ja")
    }
    assert high["zh_Hant"] > 400 > high["zh_Hans"]
    assert high["zh_Hant"] > 400 > high["ja"]


def test_bold_is_drawn_bold() -> None:
    pdf = leaflet(h1() + "<p>feed <b>feed</b></p>").pdf
    assert outlines(pdf, "400")["f"] != outlines(pdf, "700")["f"]


def test_a_missing_character_is_named_with_its_place() -> None:
    said = message("<p>Say 🍼👶 slowly.</p>")
    assert "content/sample.yaml:12" in said
    assert "'🍼' (U+1F37C)" in said
    assert "'👶' (U+1F476)" in said
    assert "faces.yaml" not in said  # no clinic can do anything about that


def test_all_missing_characters_are_named_at_once() -> None:
    said = message("<p>One 🍼</p><p>two 👶</p>")
    assert "'🍼'" in said
    assert "'👶'" in said


def test_characters_that_are_there_are_not_named() -> None:
    assert "'S'" not in message("<p>Say 🍼</p>")


@pytest.mark.parametrize("stray", ["\U0001f37c", "\ue000", "\U0010fffd"])
def test_characters_without_a_shape_are_refused_not_dropped(stray: str) -> None:
    assert f"(U+{ord(stray):04X})" in message(f"<p>A {stray}</p>")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("لبن", "“لبن” is Arabic, which is written from right to left: this program cannot set that yet"),
        ("ﷺ", "“ﷺ” is Arabic, which is written from right to left: this program cannot set that yet"),
        ("חלב", "“חלב” is Hebrew, which is written from right to left: this program cannot set that yet"),
        ("რძე", "“რძე” is Georgian, and there is no font for it"),
        ("ਦੁੱਧ", "“ਦੁੱਧ” is Gurmukhi, and there is no font for it"),
    ],
)
def test_a_script_that_cannot_be_set_is_refused_with_the_true_reason(words: str, reason: str) -> None:
    said = message(f"<p>Say {words} now</p>")
    assert said == f"content/sample.yaml:12: {reason}\n  hint: write it in other letters"


@pytest.mark.sweep
@pytest.mark.parametrize("language", ["en", "vi", "ja", "zh_Hans", "zh_Hant"])
@pytest.mark.parametrize("sign", ["✓", "≥", "→", "☐", "①", "½", "₂", "…"])
def test_stray_signs_come_from_another_face_and_keep_their_meaning(sign: str, language: str) -> None:
    pdf = leaflet(h1("A") + f"<p>8 {sign} 9</p>", language).pdf
    found = [letter for letter in letters(pdf) if letter.words == sign]
    assert len(found) == 1
    assert found[0].glyph
    assert fold(f"8{sign}9") in fold(pdfium_text(pdf))


def test_no_glyph_zero_is_ever_drawn() -> None:
    pdf = leaflet(h1() + "<p>One\u00a0two\u202fthree\u2009four\u2011five ✓ ≥ 直</p>", "ja").pdf
    assert all(letter.glyph for letter in letters(pdf))


def test_a_character_beyond_the_basic_plane_is_drawn_and_said() -> None:
    pdf = leaflet(h1("A") + "<p>𠮷野家と吉野家</p>", "ja").pdf
    assert ("P", "ja", "𠮷野家と吉野家") in spoken(pdf)
    assert "𠮷野家と吉野家" in fold(pdfium_text(pdf))
    assert "𠮷野家と吉野家" in fold(poppler_text(pdf))
    assert any(words == "𠮷" for font in fonts(pdf).values() for words in font.meaning.values())


def test_one_shape_with_two_meanings_says_both() -> None:
    """⽂ (Kangxi radical) and 文 share a glyph; a map can give a code one meaning only, so the glyph has two codes."""
    pdf = leaflet(h1("A") + "<p>文と⽂と文</p>", "ja").pdf
    said = {letter.words: letter.glyph for letter in letters(pdf) if letter.words in "文⽂"}
    assert len(said) == 2
    assert outlines(pdf)["文"] == outlines(pdf)["⽂"]
    assert said["文"] != said["⽂"]
    assert "文と⽂と文" in poppler_text(pdf)


def test_unicode_maps_have_small_blocks_and_only_used_codes() -> None:
    many = "".join(map(chr, [*range(0x3041, 0x3097), *range(0x30A1, 0x30FB), *range(0x61, 0x7B), *range(0x41, 0x5B)]))
    pdf = leaflet(h1("A") + f"<p>{many}</p>", "ja").pdf
    used: dict[str, set[int]] = {}
    for letter in letters(pdf):
        used.setdefault(letter.font, set()).add(letter.glyph)
    blocks = 0
    with open_pdf(pdf) as file:
        for font in file.pages[0].Resources.Font.values():
            data = font.ToUnicode.read_bytes().decode("ascii")
            counts = [int(count) for count in re.findall(r"(\d+) beginbfchar", data)]
            rows = re.findall(r"^<([0-9A-F]{4})> <([0-9A-F]*)>$", data.partition("endcodespacerange")[2], re.MULTILINE)
            blocks += len(counts)
            assert max(counts) <= 100
            assert sum(counts) == len(rows)
            assert {int(code, 16) for code, _ in rows} == used[str(font.BaseFont)[1:]]
            assert all(words and words not in ("0000", "FEFF", "FFFE") for _, words in rows)
    assert blocks >= 3


def test_every_font_is_embedded_and_none_is_a_stranger() -> None:
    pdf = leaflet(h1() + "<p>Words, <b>bold</b> ✓ ≥ 直</p>", "ja").pdf
    with open_pdf(pdf) as file:
        named = [
            thing for thing in file.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"
        ]
        for font in named:
            if font.Subtype == "/Type0":
                assert font.Encoding == "/Identity-H"
                assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor
        names = {str(font.BaseFont) for font in named}
    assert len(named) >= 8
    assert all(re.fullmatch(r"/[A-Z]{6}\+(NotoSans|STIX)[\w-]*", name) for name in names), names
    assert b"Helvetica" not in pdf


def test_subset_names_are_unique() -> None:
    """Merged files must not hold two fonts of one name: a body's and a clinic's subset differ, and so do two texts'."""
    seen: dict[str, bytes] = {}
    for inner in ("<p>Words</p>", "<p>Other words, <b>bold</b></p>", "<p>直 ✓</p>"):
        for language in ("en", "ja"):
            if language == "en" and "直" in inner:
                continue
            for font in fonts(leaflet(h1() + inner, language, clinic=panel()).pdf).values():
                assert seen.setdefault(font.name, font.program) == font.program
    assert len(seen) > 8


def test_widths_in_the_file_are_those_of_the_program() -> None:
    for font in fonts(leaflet(h1() + "<p>Wide, thin; 直令 ✓ ≥</p>", "ja").pdf).values():
        program = TTFont(BytesIO(font.program))
        scale = 1000 / program["head"].unitsPerEm
        assert "fvar" not in program
        for glyph, width in font.widths.items():
            name = program.getGlyphName(font.places.get(glyph, glyph))
            assert abs(program["hmtx"][name][0] * scale - width) < 1


def test_vietnamese_stacked_marks_are_one_letter_each() -> None:
    words = "Bế bé ngửa, ngừng bú nữa; ẵm ẩm ộ ữ ằ Đ"
    pdf = leaflet(h1("Sữa mẹ") + f"<p>{words}</p>", "vi").pdf
    assert fold(words) in fold(text(letters(pdf)))
    assert fold(words) in fold(pdfium_text(pdf))
    assert fold(words) in fold(poppler_text(pdf))


def test_a_font_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_face("noto-sans", str(tmp_path / "gone.ttf"), "Gone", None)


def test_a_font_that_finds_no_room_is_a_want_of_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """HarfBuzz says of this, too, that it failed to open the file."""

    class Blob:
        @staticmethod
        def from_file_path(path: str) -> None:
            raise faces.hb.HarfBuzzError(f"Failed to open: {path}")

    monkeypatch.setattr(faces.hb, "Blob", Blob)
    (tmp_path / "here.ttf").write_bytes(b"font")
    with pytest.raises(MemoryError):
        open_face("noto-sans", str(tmp_path / "here.ttf"), "Here", None)


@pytest.mark.parametrize(
    ("words", "language", "plain"),
    [
        ("Tomorrow,", "en", True), ("AVATAR", "en", True), ("những", "vi", True), ("赤ちゃん", "ja", True),
        ("母乳", "zh_Hans", True), ("1日8回", "ja", False), ("どうぞ。」", "ja", False),
    ],
)  # fmt: skip
def test_a_word_with_a_glyph_for_each_letter_is_shaped_in_short_as_it_is_at_length(
    words: str, language: str, plain: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = setter(language).faces
    face = known.piece("a", 400, NOWHERE).parts[0].face
    script = {"en": "Latn", "vi": "Latn"}.get(language, "Hani")
    short: list[str] = []
    quick = Face._plain

    def noted(self: Face, text: str, glyphs: Sequence[int], advances: Sequence[float]) -> Shaped:
        short.append(text)
        return quick(self, text, glyphs, advances)

    monkeypatch.setattr(Face, "_plain", noted)
    shaped = face.shape(words, known.language.tag, script)
    assert short == [words] * plain
    monkeypatch.setattr(faces, "any", lambda _: True, raising=False)  # as if letters stood off their places
    assert face.shape(words, known.language.tag, script) == shaped
    assert short == [words] * plain


@pytest.mark.parametrize("words", ["mẹ ", "sữa", "  ", "第2天"])
def test_what_one_library_had_shaped_another_does_not_shape_again(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = setter("vi" if words.strip() < "第" else "zh_Hans").faces
    shaped = known.piece(words, 400, NOWHERE)
    monkeypatch.setattr(Face, "shape", None)  # nobody may call it
    assert Faces(known.language, known._shelf, known._find).piece(words, 400, NOWHERE) is shaped


def test_what_is_shaped_for_one_language_is_not_taken_for_another() -> None:
    japanese = setter("ja").faces
    face = japanese.piece("骨", 400, NOWHERE).parts[0].face
    codes = {tag: face.piece("直骨", "直骨", tag, "Hani").parts[0].codes for tag in ("ja", "zh-Hans", "zh-Hant")}
    assert codes == {tag: face.shape("直骨", tag, "Hani").codes for tag in codes}


def test_no_more_pieces_are_kept_than_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "PIECES_KEPT", 2)
    face = setter("en").faces.piece("a", 400, NOWHERE).parts[0].face
    for words in ("one", "two", "three", "four"):
        face.piece(words, words, "en", "Latn")
    assert len(face._pieces) <= 2
