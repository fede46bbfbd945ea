"""The example library of another field is built with the stock templates, in both its languages."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from generator import Library
from generator.cli import main
from generator.model.problems import ExitCode

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples/vaccination"


def words_of(file: Path) -> str:
    with pypdfium2.PdfDocument(file) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.mark.parametrize(
    ("language", "own"),
    [
        ("en", ["Vaccination day", "Bring your child’s vaccination record", "Trouble breathing", "Call us today"]),
        ("vi", ["Ngày tiêm chủng", "Mang theo sổ tiêm chủng của con", "Khó thở", "Gọi chúng tôi hôm nay"]),
    ],
)
def test_it_is_made_through_the_command(
    language: str, own: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--library", str(EXAMPLE), "--language", language, "--draft", "--output", str(tmp_path)]
    assert main(["make", "vaccination-day", *options]) == ExitCode.MADE
    assert "nobody reads this" not in capsys.readouterr().err
    words = " ".join(words_of(tmp_path / language / "vaccination-day-a4-draft.pdf").split()).replace("'", "’")
    assert [part for part in own if part not in words] == []
    assert "reastfeeding" not in words
    assert "All danger signs: leaflet" not in words
    assert "Written from guidelines" not in words and "Viết theo hướng dẫn" not in words, "none of it is"
    assert {"en": "Sources: 1. To read", "vi": "Số nguồn: 1. Muốn xem"}[language] in words


def test_it_copies_nothing_of_the_stock_library() -> None:
    copied = [one for one in EXAMPLE.rglob("*") if one.is_file() and (ROOT / one.relative_to(EXAMPLE)).is_file()]
    same = [one for one in copied if one.read_bytes() == (ROOT / one.relative_to(EXAMPLE)).read_bytes()]
    assert same == []
    assert not (EXAMPLE / "templates").exists()


def test_every_word_of_its_own_is_translated_and_every_statement_waits_for_a_source() -> None:
    library = Library.open(EXAMPLE)
    topic, series = library.topic("vaccination-day"), library.series
    for text in (*topic.words(), series.name, series.baby, series.carer, library.pictures["plaster"].alt):
        domain = getattr(text, "domain", "")
        catalog = library.catalog("vi", domain)
        assert catalog.find(getattr(text, "words", "")), text
    for block in topic.blocks:
        if block.kind != "sources":
            assert (block.evidence, block.sources) == ("expert", ("vaccination-to-confirm",))
    assert not library.sources["vaccination-to-confirm"].seen
    assert series.signs == ""


def test_no_sheet_of_it_names_who_cares_in_the_stock_library(tmp_path: Path) -> None:
    options = [
        "--library",
        str(EXAMPLE),
        "--format",
        "fridge",
        "--language",
        "en",
        "--draft",
        "--output",
        str(tmp_path),
    ]
    assert main(["make", "vaccination-day", *options]) == ExitCode.MADE
    words = words_of(tmp_path / "en" / "vaccination-day-fridge-draft.pdf").split()
    assert "Nurse" in words and "Midwife" not in words
