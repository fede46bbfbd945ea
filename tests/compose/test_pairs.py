"""Two languages side by side: nothing lost, the same numbers, each side labelled with its language."""

from __future__ import annotations

import importlib
from pathlib import Path

import page as validator
import pypdfium2
import pytest
from probes import spoken

from generator import Library, Order, make
from generator.cli import main
from generator.model.problems import ExitCode
from generator.typeset.pdf.proof import fold

STOCK = Path(__file__).resolve().parents[2]
LIBRARY = Library.open(STOCK)


@pytest.fixture(scope="module", params=["zh_Hans", "zh_Hant"])
def both(request: pytest.FixtureRequest) -> tuple[str, bytes]:
    """A leaflet in a language with English beside it."""
    order = Order("managing-leakage", request.param, "bilingual", clinic="example", second="en")
    return request.param, make(order, LIBRARY).pdf


def of_language(pdf: bytes, tag: str) -> str:
    return fold("".join(words for _, language, words in spoken(pdf) if language == tag))


def test_every_word_of_both_languages_is_there_under_its_own_language(both: tuple[str, bytes]) -> None:
    name, pdf = both
    body = importlib.import_module("generator.stages.bodies").body
    for language in (name, "en"):
        heard = of_language(pdf, LIBRARY.language(language).tag)
        sheet = body(Order("managing-leakage", language), LIBRARY)
        blocks = [block for area in sheet.areas if area.get("name") == "main" for block in area.children]
        for block in blocks:
            if language == "en" and block.get("kind") == "sources":
                continue  # sources stand once, in the first language's part
            for element in block.walk():
                words = fold("".join(run.words for run in element.runs))
                if not element.get("lang"):
                    assert words in heard, words


def test_both_sides_carry_the_same_numbers(both: tuple[str, bytes]) -> None:
    name, pdf = both
    tag = LIBRARY.language(name).tag
    headings = [(language, words[:1]) for role, language, words in spoken(pdf) if role == "H2" and words[:1].isdigit()]
    left = [number for language, number in headings if language == tag]
    right = [number for language, number in headings if language == "en"]
    assert left == right == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("clinic", ["example", ""])
def test_both_danger_boxes_have_the_telephone_number_or_a_line_for_it(clinic: str) -> None:
    """A reader of either language finds the clinic's number where the signs are."""
    leaflet = make(Order("managing-leakage", "zh_Hant", "bilingual", clinic=clinic, second="en"), LIBRARY)
    holds = [placed for placed in leaflet.placed if placed.tag == "hold" and placed.area == "strip"]
    assert len(holds) == 2
    if clinic:
        with pypdfium2.PdfDocument(leaflet.pdf) as document:
            for placed in holds:
                text = document[placed.page - 1].get_textpage().get_text_bounded(*placed.box)
                assert "020 7946 0123" in text


def test_the_running_head_names_both_languages(both: tuple[str, bytes]) -> None:
    own = LIBRARY.language(both[0]).own_name
    with pypdfium2.PdfDocument(both[1]) as document:
        for page in document:
            head = page.get_textpage().get_text_bounded(0, page.get_height() - 50, page.get_width(), page.get_height())
            assert own in head
            assert "English" in head


def test_the_file_is_as_accessible_as_one_language_alone(both: tuple[str, bytes]) -> None:
    report = validator.validate_pdf_bytes(both[1], profile="ua1")
    assert report.is_compliant, [failure.rule_id for failure in report.failures]
    roles = [role for role, _, _ in spoken(both[1])]
    assert roles.count("H1") == 1


def test_all_topics_can_stand_beside_english() -> None:
    for topic in LIBRARY.topics():
        assert make(Order(topic, "zh_Hant", "bilingual", second="en"), LIBRARY).pages <= 6


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--format", "bilingual"], "the format 'bilingual' is for two languages\n  hint: say which language"),
        (["--with", "en", "--format", "letter"], "the format 'letter' is for one language\n  hint: leave --with out"),
        (["--with", "english"], "there is no language called 'english'"),
        (["--with", "en", "--as", "sms"], "two languages side by side are made as pdf or png only"),
    ],
)
def test_what_does_not_go_together_is_said(
    options: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = ["make", "colostrum", "--language", "vi", "--library", str(STOCK), "--output", str(tmp_path)]
    assert main([*words, *options]) == ExitCode.USAGE
    assert said in capsys.readouterr().err


def test_the_command_names_the_file_after_both(tmp_path: Path) -> None:
    words = ["make", "colostrum", "--language", "zh_Hant", "--library", str(STOCK), "--output", str(tmp_path)]
    assert main([*words, "--with", "en"]) == ExitCode.MADE
    assert (tmp_path / "zh-Hant/colostrum-bilingual-with-en.pdf").is_file()


def test_a_second_language_that_is_not_english_is_tagged_as_what_it_is() -> None:
    pdf = make(Order("managing-leakage", "zh_Hant", "bilingual", second="zh_Hans"), LIBRARY).pdf
    assert {"zh-Hant", "zh-Hans"} <= {language for _, language, words in spoken(pdf) if words.strip()}
    heard = of_language(pdf, "zh-Hans")
    sheet = importlib.import_module("generator.stages.bodies").body(Order("managing-leakage", "zh_Hans"), LIBRARY)
    for area in (one for one in sheet.areas if one.get("name") == "main"):
        for block in (one for one in area.children if one.get("kind") != "sources"):
            for element in block.walk():
                if not element.get("lang"):
                    words = fold("".join(run.words for run in element.runs))
                    assert words in heard, words
