"""Every leaflet in every language as a file: does it say what the sheet says, and is it what it claims to be?

The judges are strangers to the typesetter and blind to one another: two readers of PDF (pypdfium2 and pdftotext), a
validator of PDF/UA-1, pikepdf. Each is first seen to fail.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import page as validation
import pikepdf
import pypdfium2
import pytest
from build_all import RULES, elements, fold, misread, unembedded
from probes import ROOT, letters, poppler_text, spoken, text

from generator.library.library import Library
from generator.model.content import Said, Text
from generator.model.edition import Screen
from generator.model.leaflet import Leaflet, Order
from generator.model.problems import Origin, Problem
from generator.model.sheet import Sheet
from generator.pipeline import make
from generator.stages.bodies import body
from generator.stages.panels import clinic_panel
from generator.stages.surroundings import clinic_profile
from generator.typeset.layout.chains import without
from generator.words.hours import say_hours
from generator.words.localize import localize, say_words

LANGUAGES = ("en", "ja", "vi", "zh_Hans", "zh_Hant")
TOPICS = (
    "colostrum",
    "danger-signs",
    "eating-and-drinking",
    "emotional-wellbeing",
    "expressing-milk",
    "how-milk-is-made",
    "increasing-supply",
    "managing-leakage",
)
ORDERS = [
    *(Order(topic, language) for language in LANGUAGES for topic in TOPICS),
    *(
        Order(topic, language, clinic="example")
        for language in LANGUAGES
        for topic in ("managing-leakage", "colostrum")
    ),
]


@dataclass(frozen=True, slots=True)
class Made:
    """A leaflet with what it was made from."""

    order: Order
    sheet: Sheet
    panel: Sheet
    leaflet: Leaflet

    @property
    def pdf(self) -> bytes:
        return self.leaflet.pdf


@lru_cache(maxsize=1)
def library() -> Library:
    return Library.over(ROOT)


@lru_cache(maxsize=len(ORDERS))
def made_of(order: Order) -> Made:
    """Make each leaflet once for all tests."""
    leaflet = make(order, library())
    return Made(order, without(body(order, library()), leaflet.left), clinic_panel(order, library()), leaflet)


@pytest.fixture(params=ORDERS, ids=lambda order: f"{order.language}-{order.topic}{'-clinic' if order.clinic else ''}")
def made(request: pytest.FixtureRequest) -> Made:
    return made_of(request.param)


def by_pdfium(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [sheet.get_textpage().get_text_bounded() for sheet in document]


def by_poppler(pdf: bytes) -> list[str]:
    return poppler_text(pdf).split("\f")[:-1]


FLOWS = ("head", "strip", "main")
"""The areas that words flow through, in the order in which they are read."""
READERS: tuple[Callable[[bytes], list[str]], ...] = (by_pdfium, by_poppler)


# -- words ---------------------------------------------------------------------------------


def test_the_files_are_those_of_the_library() -> None:
    assert {order.topic for order in ORDERS} == set(library().topics())
    assert {order.language for order in ORDERS} == set(library().languages())


@pytest.mark.sweep
@pytest.mark.parametrize("read", READERS)
def test_every_word_is_read_in_its_order_and_no_other(made: Made, read: Callable[[bytes], list[str]]) -> None:
    assert not list(misread(read(made.pdf), made.sheet, made.panel, FLOWS))


@pytest.mark.parametrize("read", READERS)
def test_the_readers_would_see_a_word_lost_moved_or_added(read: Callable[[bytes], list[str]]) -> None:
    found = made_of(Order("managing-leakage"))
    pages = read(found.pdf)
    assert not list(misread([" ".join(page.split()) for page in pages], found.sheet, found.panel, FLOWS))
    for old, new in (
        ("do not massage", "do massage"),
        ("Press gently", "Press hard, gently"),
        ("for one minute", "for nine minute"),
        ("Blue, grey", "grey, Blue"),
    ):
        joined = [" ".join(page.split()) for page in pages]
        assert any(old in page for page in joined)
        wrong = [page.replace(old, new) for page in joined]
        assert list(misread(wrong, found.sheet, found.panel, FLOWS)), f"{old} became {new}, and nobody saw it"


@pytest.mark.sweep
def test_nothing_stands_in_brackets_of_a_gap(made: Made) -> None:
    for page in by_pdfium(made.pdf):
        assert not re.search(r"[⟦⟧\ufffd{}]|\*\*|\bNone\b(?! of)|Undefined", page)


# -- the file --------------------------------------------------------------------------------


@pytest.mark.sweep
def test_it_conforms_to_pdf_ua_1(made: Made) -> None:
    report = validation.validate_pdf_bytes(made.pdf, profile="ua1")
    assert report.rules.total == RULES
    assert report.is_compliant, [f"{failure.rule_id} {failure.message}" for failure in report.failures]


@pytest.mark.sweep
def test_the_same_file_conforms_to_pdf_a_2a(made: Made) -> None:
    report = validation.validate_pdf_bytes(made.pdf, profile="2a")
    assert report.rules.total == 154
    assert report.is_compliant, [f"{failure.rule_id} {failure.message}" for failure in report.failures]


def test_the_validator_would_see_a_file_without_its_tags() -> None:
    with pikepdf.open(BytesIO(made_of(Order("managing-leakage")).pdf)) as file:
        del file.Root.StructTreeRoot
        out = BytesIO()
        file.save(out)
    assert not validation.validate_pdf_bytes(out.getvalue(), profile="ua1").is_compliant


@pytest.mark.sweep
def test_every_font_is_embedded_and_only_its_used_part(made: Made) -> None:
    with pikepdf.open(BytesIO(made.pdf)) as file:
        assert not list(unembedded(file))
        fonts = {
            str(font.BaseFont): font for page in file.pages for font in dict(page.Resources.get("/Font", {})).values()
        }
        assert fonts
        for name, font in fonts.items():
            assert re.fullmatch(r"/[A-Z]{6}\+[A-Za-z0-9-]+", name), "a cut font says so in its name"
            program = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
            assert len(program) > 1_000
            assert "/ToUnicode" in font
    assert len(made.pdf) < 1_000_000


@pytest.mark.sweep
def test_it_opens_without_a_warning_and_asks_for_nothing(made: Made) -> None:
    with pikepdf.open(BytesIO(made.pdf)) as file:
        assert not file.check_pdf_syntax() if hasattr(file, "check_pdf_syntax") else not file.check()
        for key in ("/AA", "/OpenAction", "/AcroForm"):
            assert key not in file.Root
        assert "/Names" not in file.Root or "/JavaScript" not in file.Root.Names
        for page in file.pages:
            for one in page.get("/Annots", []):
                assert str(one.A.S) == "/URI"
                assert re.match(r"(tel:\+?\d+|https://|mailto:)", str(one.A.URI))


@pytest.mark.sweep
def test_the_file_names_its_language_and_its_title(made: Made) -> None:
    tag = library().language(made.order.language).tag
    with pikepdf.open(BytesIO(made.pdf)) as file:
        assert str(file.Root.Lang) == tag
        assert str(file.docinfo.Title) == made.sheet.title
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
        with file.open_metadata() as data:
            assert data["dc:title"] == made.sheet.title


@pytest.mark.parametrize("language", LANGUAGES)
def test_sources_of_the_edition_for_staff_are_labelled_english(language: str) -> None:
    """A screen reader must not read them as Japanese."""
    order = Order("managing-leakage", language, edition=Screen(staff=True))
    heard = spoken(make(order, library()).pdf)
    labelled = fold("".join(words for _, spoken_in, words in heard if spoken_in == "en"))
    for key in {key for block in library().topic(order.topic).walk() for key in block.sources}:
        source = library().sources[key]
        assert fold(source.organisation) in labelled, f"{source.organisation} is not labelled"
        assert fold(source.title) in labelled, f"{source.title} is not labelled"


@pytest.mark.sweep
def test_english_in_a_translation_is_labelled_english(made: Made) -> None:
    """The English title, beside the name of the language; a screen reader must not read it as Japanese."""
    tag = library().language(made.order.language).tag
    heard = spoken(made.pdf)
    labelled = fold("".join(words for _, language, words in heard if language == "en"))
    topic = library().topic(made.order.topic)
    assert isinstance(topic.title, Text)
    assert fold(topic.title.words) in labelled
    assert {language for _, language, _ in heard} == {"en", tag}
    own = fold("".join(words for _, language, words in heard if language == tag))
    assert fold(made.sheet.title) in own


# -- the pages ---------------------------------------------------------------------------------


@pytest.mark.sweep
def test_it_is_one_sheet_of_paper_or_a_folder_of_four_sides(made: Made) -> None:
    pages = by_pdfium(made.pdf)
    assert 2 <= made.leaflet.pages == len(pages) <= 4


@pytest.mark.sweep
def test_the_danger_box_stands_whole_on_the_first_page(made: Made) -> None:
    (warning,) = [block for block in library().topic(made.order.topic).walk() if block.kind == "warning"]
    places = [
        placed for placed in made.leaflet.placed if placed.origin == Origin(warning.origin.file, warning.origin.line)
    ]
    assert places
    assert {placed.page for placed in places} == {1}
    box = max((placed.box for placed in places if placed.tag in ("box", "row")), key=lambda box: box[3] - box[1])
    inside = text(
        letter
        for letter in letters(made.pdf)
        if letter.page == 1 and box[0] <= letter.x < letter.right <= box[2] and box[1] <= letter.y <= box[3]
    )
    for words in danger_words(made):
        assert fold(words) in fold(inside), f"{words} stands outside the box"


def danger_words(made: Made) -> list[str]:
    """Every sign of the danger box."""
    said = localize(
        library().topic(made.order.topic),
        library().language(made.order.language),
        library().catalogs(made.order.language),
        clinic_profile(library().clinic(made.order.clinic), library()),
    )
    (warning,) = [block for block in said.walk() if block.kind == "warning"]
    found = []
    for value in warning.fields.values():
        if isinstance(value, tuple):
            found += [item.words.replace("**", "") for item in value if isinstance(item, Said)]
    assert len(found) in range(13, 17), "ten fixed signs, three to six of the topic's own"
    return found


@pytest.mark.sweep
def test_the_first_page_says_the_language_and_every_page_that_it_is_a_draft_and_its_number(made: Made) -> None:
    language = library().language(made.order.language)
    problems: list[Problem] = []

    def say(words: str) -> str:
        text = Text(words, Origin("templates/leaflet.xml"), "templates")
        return say_words(text, language, library().catalogs(language.name), None, problems).words

    draft, number = say("Draft – not yet checked by a clinician"), say("Page {page} of {pages}")
    topic = library().topic(made.order.topic)
    assert isinstance(topic.title, Text)
    assert not problems
    pages = by_pdfium(made.pdf)
    for count, page in enumerate(pages, 1):
        words = fold(page)
        assert fold(draft) in words
        assert fold(number.replace("{page}", str(count)).replace("{pages}", str(len(pages)))) in words
        assert fold(f"{topic.code}-{language.tag} · {topic.version} · ") in words
    if language.name != "en":
        assert fold(language.english_name) in fold(pages[0])
        assert fold(topic.title.words) in fold(pages[0])


@pytest.mark.slow
def test_a_clinics_words_stand_in_its_own_leaflet_only() -> None:
    example = library().clinic("example")
    assert example is not None
    for language in LANGUAGES:
        with_clinic, without = (made_of(Order("managing-leakage", language, clinic=name)) for name in ("example", ""))
        hours = [say_hours(line, library().language(language)) for line in example.hours]
        for words in (example.title, *map(str, example.phones), *hours, *example.address):
            assert any(fold(words) in fold(page) for page in by_pdfium(with_clinic.pdf)), words
            assert not any(fold(words) in fold(page) for page in by_pdfium(without.pdf))


def test_the_body_is_the_same_with_and_without_a_clinic(tmp_path: Path) -> None:
    """Its words with every clinic; its places with one that needs no more room than the empty panel has."""
    (tmp_path / "content/clinics").mkdir(parents=True)
    words = 'name: Hill Clinic\nphones: ["020 7946 0123"]\nhours: ["Monday to Friday"]\naddress: ["1 Sample Street"]\n'
    (tmp_path / "content/clinics/short.yaml").write_text(words, encoding="utf-8")
    own = Library.open(tmp_path)
    for language in LANGUAGES:
        one, two = (made_of(Order("colostrum", language, clinic=name)) for name in ("example", ""))
        assert list(elements(one.sheet, FLOWS, {})) == list(elements(two.sheet, FLOWS, {}))
        short, empty = (make(Order("colostrum", language, clinic=name), own) for name in ("short", ""))
        assert [placed._replace(tag="") for placed in short.placed] == [
            placed._replace(tag="") for placed in empty.placed
        ]
