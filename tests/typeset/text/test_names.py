"""A clinic's name in any letters on a leaflet of any language: made and right, or refused with the true reason."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
import uharfbuzz as hb
from fontTools.ttLib import TTFont
from msgspec.structs import replace
from names import NAMES
from PIL import Image
from probes import find, fold, fonts, library, pdfium_text, poppler_text, spoken
from ward import CLINIC, STOCK, TOPIC

from generator import Clinic, Library, Order, make, telephone
from generator.model.problems import ExitCode, Unusable
from generator.typeset.text.choice import NoGlyph, NoPack

LANGUAGES = ("en", "vi", "ja", "zh_Hans", "zh_Hant")
REFUSED = [
    ("مركز الأمومة", "is Arabic, which is written from right to left: this program cannot set that yet"),
    ("מרפאה", "is Hebrew, which is written from right to left: this program cannot set that yet"),
    ("მშობიარე", "is Georgian, and there is no font for it"),
    ("ਮਾਂ ਕਲੀਨਿਕ", "is Gurmukhi, and there is no font for it"),
]


def clinic(title: str, address: str = "1 Mill Lane", language: str = "", profile: str = "gb") -> Clinic:
    lines = (title, (telephone("020 7946 0999", "GB"),), ("9:00",), (address,))
    return Clinic("x", *lines, "", "", "", profile, language=language)


def own(folder: Path) -> Library:
    """A short topic of one's own over the stock library."""
    words = TOPIC.format(title="Good words", blocks="      - text: Feed often.\n")
    (folder / "content").mkdir()
    (folder / "content/ours.yaml").write_text(words, encoding="utf-8")
    return Library.open(folder)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return own(tmp_path_factory.mktemp("names"))


def made(shelf: Library, named: Clinic, language: str = "en") -> bytes:
    return make(Order("ours", language, draft=True, clinic=named), shelf).pdf


def drawn(pdf: bytes, words: str) -> list[tuple[str, tuple[float, ...]]]:
    """What each code means and the box of its ink, in thousandths of the size from the first letter's place."""
    programs: dict[str, TTFont] = {}
    by_name = {font.name: font for font in fonts(pdf).values()}
    found = find(pdf, words)
    out = []
    for letter in found:
        font = by_name[letter.font]
        program = programs.setdefault(letter.font, TTFont(BytesIO(font.program)))
        glyphs = program["glyf"]
        points, _, _ = glyphs[program.getGlyphName(font.places.get(letter.glyph, letter.glyph))].getCoordinates(glyphs)
        at = (letter.x - found[0].x) / letter.size * 1000
        out.append((letter.words, box([(x + at, y) for x, y in points])))
    return out


def box(points: list[tuple[float, float]]) -> tuple[float, ...]:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def wanted(words: str, key: str, script: str, language: str) -> list[tuple[str, tuple[float, ...]]]:
    """The same of the whole word as HarfBuzz sets it, cluster by cluster."""
    font = hb.Font(hb.Face(hb.Blob.from_file_path(library().face(key).path)))
    font.set_variations({"wght": 700})
    buffer = hb.Buffer()
    buffer.add_str(words)
    buffer.direction, buffer.script, buffer.language = "ltr", script, language
    hb.shape(font, buffer, {"kern": False} if script == "Hani" else None)
    at, boxes = 0, {}
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        ink = font.get_glyph_extents(info.codepoint)
        if ink.width:
            x, y = at + position.x_offset + ink.x_bearing, position.y_offset + ink.y_bearing
            boxes.setdefault(info.cluster, []).extend([(x, y + ink.height), (x + ink.width, y)])
        at += position.x_advance
    return [(words[a:b], box(boxes[a])) for a, b in pairwise([*boxes, len(words)])]


@pytest.mark.sweep
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "key", "script", "spoken_as", "tag"), NAMES)
def test_a_name_is_set_as_its_own_script_is_written(
    name: str, key: str, script: str, spoken_as: str, tag: str, language: str, shelf: Library
) -> None:
    """Its letters, marks and joins stand where HarfBuzz puts them in its own face; each code means what it shows."""
    pdf = made(shelf, clinic(name, language=spoken_as), language)
    for word in name.split():
        got, expected = drawn(pdf, word), wanted(word, key, script, spoken_as)
        assert [words for words, _ in got] == [words for words, _ in expected]
        for (_, ink), (words, right) in zip(got, expected, strict=True):
            assert ink == pytest.approx(right, abs=2.5), words


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one[:2] in ("ja", "zh")])
@pytest.mark.parametrize("name", ["Ilé ìwòsàn Ọmọ Ẹ̀kọ́", "Ẹ̀kọ́", "Ọ̀", "I\u0307zmir x\u0301"])
def test_accents_that_stand_apart_are_set_by_a_face_that_can(name: str, language: str, shelf: Library) -> None:
    """Noto Sans JP has U+0300 and no place for it: it drew it beside the letter, and every reader gave it back."""
    pdf = made(shelf, clinic(name), language)
    for word in name.split():
        got, expected = drawn(pdf, word), wanted(word, "noto-sans", "Latn", "yo")
        assert [words for words, _ in got] == [words for words, _ in expected]
        for (_, ink), (words, right) in zip(got, expected, strict=True):
            assert ink == pytest.approx(right, abs=2.5), words


@pytest.mark.sweep
@pytest.mark.parametrize(("name", "key", "script", "spoken_as", "tag"), NAMES)
def test_a_name_is_told_in_its_language_where_its_letters_tell_it(
    name: str, key: str, script: str, spoken_as: str, tag: str, shelf: Library
) -> None:
    heard = spoken(made(shelf, clinic(name)))
    assert (("Span", tag, fold(name)) if tag else ("H2", "en", fold(name))) in heard
    if library().spoken(spoken_as.replace("-", "_")).script != "Latn" and script != "Hani":
        named = spoken(made(shelf, clinic(name, language=spoken_as)))
        assert ("Span", spoken_as, fold(name)) in named


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "reason"), REFUSED)
def test_what_cannot_be_set_is_refused_with_its_value_and_the_true_reason(
    name: str, reason: str, language: str, shelf: Library
) -> None:
    with pytest.raises(NoGlyph) as caught:
        made(shelf, clinic("Hill Clinic", name), language)
    assert all(one.message.startswith("in 'address': “") for one in caught.value.problems)
    assert all(one.message.endswith(reason) for one in caught.value.problems)
    assert {one.hint for one in caught.value.problems} == {
        "write it in other letters, or show it in the clinic's logo, which is a picture"
    }
    assert caught.value.exit_code is ExitCode.UNUSABLE


def test_all_that_cannot_be_set_is_told_at_once_each_in_its_value(shelf: Library) -> None:
    with pytest.raises(Unusable) as caught:
        made(shelf, clinic("Клиника 🍼 \ue000", "שדרות 3"))
    assert {one.message.partition(" (")[0] for one in caught.value.problems} == {
        "in 'address': “שדרות” is Hebrew, which is written from right to left: this program cannot set that yet",
        "in 'name': no font has a shape for '🍼'",
    }


def test_a_font_that_is_not_installed_is_named_with_what_brings_it(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    stock = (STOCK / "templates/faces.yaml").read_text(encoding="utf-8")
    entry = stock[stock.index("noto-sans-thai:") : stock.index("noto-sans-lao:")]
    faces = entry.replace("justmytype_intl_sea", "no_such_pack")
    (tmp_path / "templates/faces.yaml").write_text(faces, encoding="utf-8")
    shelf = own(tmp_path)
    with pytest.raises(NoPack) as caught:
        made(shelf, clinic("คลินิก Mill"))
    assert caught.value.exit_code is ExitCode.MISSING
    assert str(caught.value) == (
        "in 'name': “คลินิก” is Thai, and its font is not installed\n  hint: install it with:"
        " pip install 'breastfeeding-leaflets[scripts]'; or write it in other letters, or show it in the clinic's logo,"
        " which is a picture"
    )
    assert made(shelf, clinic("Mill"))


# -- whose Han ------------------------------------------------------------------------


def faces_of(pdf: bytes, words: str) -> set[str]:
    return {letter.font.partition("+")[2].partition("-")[0] for letter in find(pdf, words)}


@pytest.mark.parametrize(
    ("name", "address", "language", "profile", "face", "tag"),
    [
        ("直骨医院", "海辺 1", "ja", "gb", "NotoSansJP", "ja"),
        ("直骨医院", "海辺 1", "", "jp", "NotoSansJP", "ja"),
        ("直骨医院", "海辺 1", "", "cn", "NotoSansSC", "zh-Hans"),
        ("直骨", "海", "", "tw", "NotoSansTC", "zh-Hant"),
        ("直骨", "海", "zh-Hant-HK", "gb", "NotoSansTC", "zh-Hant-HK"),
        ("直骨", "海", "ko", "gb", "NotoSansKR", "ko"),
        ("直骨", "ひがし 1", "", "gb", "NotoSansJP", "ja"),  # kana in the address tell the language of the name
        ("產院", "海", "", "gb", "NotoSansTC", "zh-Hant"),
        ("产院", "海", "", "gb", "NotoSansSC", "zh-Hans"),
    ],
)
def test_han_has_the_shapes_of_its_language_else_of_the_country(
    name: str, address: str, language: str, profile: str, face: str, tag: str, shelf: Library
) -> None:
    if profile not in shelf.profiles():
        pytest.skip(f"there is no profile {profile}")
    pdf = made(shelf, clinic(name, address, language, profile), "vi")
    assert faces_of(pdf, name) == {face}
    assert ("Span", tag, name) in spoken(pdf)


def test_on_a_sheet_of_han_a_name_is_in_the_readers_shapes_unless_it_cannot_be(shelf: Library) -> None:
    assert faces_of(made(shelf, clinic("山田医院"), "ja"), "山田医院") == {"NotoSansJP"}
    assert faces_of(made(shelf, clinic("山田医院"), "zh_Hans"), "山田医院") == {"NotoSansSC"}
    mixed = made(shelf, clinic("丘の上助産院"), "zh_Hant")  # Noto Sans TC has no 産
    assert faces_of(mixed, "丘の上助産院") == {"NotoSansJP"}
    named = made(shelf, clinic("山田医院", language="ja"), "zh_Hans")
    assert faces_of(named, "山田医院") == {"NotoSansJP"}
    assert ("Span", "ja", "山田医院") in spoken(named)


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("hours", "spoken_as", "language", "tag"),
    [
        ("Monday to Friday 8:30 to 17:00", "en", "ja", "en"),
        ("Thứ Hai đến thứ Sáu: 8:00 – 17:00", "vi", "zh_Hant", "vi"),
        ("月曜〜金曜 9:00〜17:00", "ja", "zh_Hans", "ja"),
        ("星期一至星期五 9:00至17:00", "zh-Hant", "vi", "zh-Hant"),
        ("月曜〜金曜、9時から17時", "", "en", "ja"),
        ("월요일부터 금요일까지 9시", "", "vi", "ko"),
    ],
)
@pytest.mark.parametrize("paper", ["a4", "fridge"])
def test_hours_are_heard_in_the_clinics_language(
    hours: str, spoken_as: str, language: str, tag: str, paper: str, shelf: Library
) -> None:
    """Numbers at their end too, where the clinic names its language; told by letters where it does not."""
    named = replace(clinic("Mill House", language=spoken_as), hours=(hours,))
    heard = spoken(make(Order("colostrum", language, paper, clinic=named), shelf).pdf)
    assert [words for role, lang, words in heard if role == "Span" and lang == tag and words.endswith(fold(hours))]


def test_latin_beside_a_foreign_name_stays_the_sheets(shelf: Library) -> None:
    pdf = made(shelf, clinic("山丘診所 Hill Clinic"), "en")
    assert faces_of(pdf, "山丘診所") == {"NotoSansTC"}
    assert faces_of(pdf, "Hill Clinic") >= {"NotoSans"}
    heard = spoken(pdf)
    at = heard.index(("Span", "zh-Hant", "山丘診所"))
    assert heard[at + 1] == ("H2", "en", "HillClinic")


# -- names keep their shape -------------------------------------------------------------


@pytest.mark.sweep
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_compatibility_ideograph_is_not_turned_into_another(language: str, tmp_path: Path) -> None:
    """NFC makes 神 (U+FA19) 神 (U+795E), which looks different: a name is not ours to change."""
    (tmp_path / "content/clinics").mkdir(parents=True)
    words = CLINIC.replace("Hill Clinic", "\ufa19\u6751\u52a9\u7523\u9662") + "language: ja\n"
    (tmp_path / "content/clinics/kami.yaml").write_text(words, encoding="utf-8")
    (tmp_path / "content/ours.yaml").write_text(TOPIC.format(title="T", blocks="      - text: A.\n"), encoding="utf-8")
    pdf = make(Order("ours", language, draft=True, clinic="kami"), Library.open(tmp_path)).pdf
    for read in (pdfium_text(pdf), poppler_text(pdf)):
        assert "\ufa19村助産院" in read
        assert "\u795e村" not in read
    other = make(Order("ours", language, draft=True, clinic=clinic("\u795e村", language="ja")), Library.open(tmp_path))
    assert drawn(pdf, "\ufa19")[0][1] != drawn(other.pdf, "\u795e村")[0][1]


def test_a_variant_of_a_character_is_drawn_or_refused(shelf: Library) -> None:
    """葛󠄀 (with U+E0100) is 葛 as the city of Katsushika does not write it (Unicode's IVD); a face may lack a variant."""
    plain, variant = (made(shelf, clinic(f"葛{one}飾さくら院")) for one in ("", "\U000e0100"))
    assert drawn(plain, "葛")[0][1] != drawn(variant, "葛\U000e0100")[0][1]
    with pytest.raises(NoGlyph) as caught:
        made(shelf, clinic("さ\U000e0105くら"))
    assert caught.value.problems[0].message == "in 'name': no font has a shape for 'さ\U000e0105' (U+3055 U+E0105)"


# -- the same everywhere ------------------------------------------------------------------


@pytest.mark.sweep
@pytest.mark.parametrize("language", LANGUAGES)
def test_fallback_letters_look_as_in_noto_sans(language: str, shelf: Library) -> None:
    """133 Latin letters are in Noto Sans and not in the Han faces; there they were a letter and a misplaced accent."""
    words = "Dvořák Kovačević Źźľĺ Ilé Ẹ̀kọ́"
    here, there = made(shelf, clinic(words), language), made(shelf, clinic(words), "en")
    for word in words.split():
        assert difference(here, there, word) < 0.06, word


def difference(one: bytes, other: bytes, word: str) -> float:
    """The part of a word's pixels that differ in two files."""
    first, second = (ink_of(pdf, word) for pdf in (one, other))
    wide, high = max(first.width, second.width), max(first.height, second.height)
    from PIL import Image, ImageChops

    sheets = []
    for picture in (first, second):
        sheet = Image.new("L", (wide, high), 255)
        sheet.paste(picture, (0, 0))
        sheets.append(sheet)
    differing = ImageChops.difference(*sheets).point(lambda value: 255 if value > 96 else 0)
    return sum(differing.histogram()[1:]) / (wide * high)


@lru_cache(maxsize=2)
def page_of(pdf: bytes, number: int, scale: float) -> tuple[Image.Image, float]:
    """The picture of a page, drawn once for all its words, and the height of the page in points."""
    import pypdfium2

    file = pypdfium2.PdfDocument(pdf)
    page = file[number - 1]
    drawn = page.render(scale=scale).to_pil().convert("L"), page.get_height()
    file.close()
    return drawn


def ink_of(pdf: bytes, word: str) -> object:
    """The picture of a word, cut at its ink."""
    from PIL import ImageOps

    found = find(pdf, word)
    scale = 12 / found[0].size * 8
    whole, height = page_of(pdf, found[0].page, scale)
    x0, x1 = found[0].x - 1, found[-1].right + 1
    y0, y1 = found[0].y - 0.3 * found[0].size, found[0].y + 1.1 * found[0].size
    cut = whole.crop((int(x0 * scale), int((height - y1) * scale), int(x1 * scale), int((height - y0) * scale)))
    return cut.crop(ImageOps.invert(cut).point(lambda value: 255 if value > 40 else 0).getbbox())


def test_hong_kong_gets_the_wide_dash_of_its_face(shelf: Library) -> None:
    """HarfBuzz takes zh-Hant-HK for a system that Noto Sans TC has not, and drew a dash of 838 units."""
    pdf = made(shelf, clinic("山丘——診所", language="zh-Hant-HK"))
    dash = find(pdf, "——")
    assert (dash[-1].right - dash[0].x) / dash[0].size == pytest.approx(2.0, abs=0.01)


def test_the_same_bytes_whatever_was_set_before(shelf: Library, tmp_path: Path) -> None:
    first = made(shelf, clinic("हिन्दी क्लिनिक"))
    made(shelf, clinic("मातृ शिशु Fẹ́mi क्षत्रिय"))
    assert made(own(tmp_path), clinic("हिन्दी क्लिनिक")) == first
