"""Five readers of PDF give back the very words: none joined, parted or spelt otherwise. pdftotext is poppler's."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from names import NAMES
from probes import h1, leaflet, paper_of, poppler_text
from ward import TOPIC

from generator import Library, Order, make


def pdfminer(pdf: bytes) -> str:
    from pdfminer.high_level import extract_text

    return str(extract_text(BytesIO(pdf)))


def pdfium(pdf: bytes) -> str:
    import pypdfium2

    file = pypdfium2.PdfDocument(pdf)
    words = "\n".join(page.get_textpage().get_text_range() for page in file)
    file.close()
    return words


def mupdf(pdf: bytes) -> str:
    import pymupdf

    return "\n".join(page.get_text() for page in pymupdf.open(stream=pdf))


def pypdf(pdf: bytes) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


READERS = [poppler_text, pdfminer, pdfium, mupdf, pypdf]
TEXTS = {
    "ja": (
        "赤ちゃんは1日8回から12回、24時間いつでも欲しがるときに飲みます。生後2週間で体重が200gふえていればWHOの示す範囲です。"
        "ビタミンDのシロップは1日1回、生後3～5日目からUNICEFの冊子の12ページを見て始めます。"
    ),
    "zh_Hans": (
        "宝宝每天要吃8至12次奶，24小时随时都可以。出生后第2天起体重每天增加20克就符合WHO的标准。维生素D滴剂每天1次，"
        "从第3天开始，请看UNICEF手册第12页，或打电话120问助产士。"
    ),
    "zh_Hant": (
        "寶寶每天要吃8至12次奶，24小時隨時都可以。出生後第2天起體重每天增加20公克就符合WHO的標準。維生素D滴劑每天1次，"
        "從第3天開始，請看UNICEF手冊第12頁，或打電話119問助產師。"
    ),
}


def joined(words: str) -> str:
    """What a reader gives, without the ends of lines, but with every space."""
    return "".join(line.strip("\r \u2028") for line in words.replace("\r", "\n").split("\n"))


@pytest.mark.sweep
@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("width", [260.0, 301.5, 377.0, 480.0])
@pytest.mark.parametrize("language", TEXTS)
def test_no_reader_finds_a_space_that_nobody_typed(language: str, width: float, read: Callable[[bytes], str]) -> None:
    """A search for 1日8回 finds it, in lines that are stretched to the measure too."""
    pdf = leaflet(h1("題") + f"<p>{TEXTS[language]}</p>", language, paper_of(width, 700)).pdf
    assert TEXTS[language] in joined(read(pdf))


@pytest.fixture(scope="module", params=["en", "ja", "zh_Hans"])
def names_in_a_list(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A leaflet whose topic lists the names: words of its own find their language as a clinic's do."""
    folder = tmp_path_factory.mktemp("readers")
    (folder / "content").mkdir()
    items = "".join(f"          - {name}\n" for name, *_ in NAMES)
    words = TOPIC.format(title="Names", blocks=f"      - list:\n{items}")
    (folder / "content/ours.yaml").write_text(words, encoding="utf-8")
    return make(Order("ours", request.param, draft=True), Library.open(folder)).pdf


@pytest.mark.parametrize("read", READERS)
def test_every_reader_gives_back_names_in_every_script(names_in_a_list: bytes, read: Callable[[bytes], str]) -> None:
    """A cluster is one glyph of the font, with one meaning: no order of marks, no moved accent to guess from."""
    found = read(names_in_a_list)
    assert [name for name, *_ in NAMES if name not in found] == []
