"""A clinic's panel filled into a form is the panel that would be composed, and nothing unusual is filled in."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.compose.composer import prints_words
from generator.compose.forms import DIALLED, FIELD, Form, marked, values
from generator.compose.templates import compile_template
from generator.library.library import Library
from generator.library.telephones import telephone
from generator.model.content import Clinic, Telephone
from generator.model.leaflet import Order
from generator.model.problems import NOWHERE, Origin, Unusable
from generator.model.sheet import Element, Sheet
from generator.pipeline import make
from generator.run import collector, tasks
from generator.run.files.stores import FolderStore

making = sys.modules["generator.stages.panels"]
HILL = Clinic(
    "hill", "Hill Clinic", (telephone("020 7946 0123"), telephone("+44 20 7946 0124")), ("Monday 9:00 to 17:00",), ("1 Sample Street", "Town"),
    "yes", "https://leaflets.example/hill", "", "default", origin=Origin("clinics.csv", 7),
)  # fmt: skip
LIBRARY = Library.open()
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=0, max_size=30)


def plain(element: Element) -> object:
    return element.tag, dict(element.attributes), element.runs, [plain(child) for child in element.children]


def both(clinic: Clinic, language: str = "vi") -> tuple[Sheet | None, Sheet | None]:
    """Return a clinic's panel from a form, and as composed the long way; None where there is none."""
    filled = making._filled_form(LIBRARY, language, clinic, False)
    try:
        composed = making._panel(LIBRARY, language, clinic, False, [])
    except Unusable:
        composed = None
    return filled, composed


def same(filled: Sheet, composed: Sheet) -> bool:
    one, two = (
        (
            [plain(area) for area in sheet.areas],
            sheet.title,
            sheet.language,
            sheet.accent,
            sheet.code,
            sheet.draft,
            sheet.lot,
        )
        for sheet in (filled, composed)
    )
    return one == two


@pytest.mark.parametrize("language", ["en", "vi", "zh_Hans", "zh_Hant", "ja"])
def test_a_filled_form_is_the_composed_panel(language: str) -> None:
    shapes = (
        HILL,
        replace(HILL, phones=()),
        replace(HILL, interpreter="", web=""),
        replace(HILL, interpreter="Ask for <Mai> & “Lan” {phone} *now* [x](y)", hours=(), address=()),
        replace(HILL, logo="clinics/logo.png", address=("a", "b", "c", "d")),
    )
    for clinic in shapes:
        filled, composed = both(clinic, language)
        assert filled is not None
        assert composed is not None
        assert same(filled, composed)
        assert filled.areas[0].origin == HILL.origin, "what does not fit is told at the clinic's own place"


@pytest.mark.slow
@given(title=WORDS, address=WORDS, phone=WORDS, interpreter=WORDS, web=WORDS)
@settings(max_examples=300, deadline=None)
def test_whatever_a_clinic_is_called(title: str, address: str, phone: str, interpreter: str, web: str) -> None:
    clinic = replace(
        HILL,
        title=title,
        address=(address,),
        phones=(Telephone(phone, phone, "115"),),
        interpreter=interpreter,
        web=web,
    )
    filled, composed = both(clinic)
    if filled is not None:
        assert composed is not None, "the form must not print what composing refuses"
        assert same(filled, composed)


@pytest.mark.parametrize(
    "words",
    ["", " a", "a ", "a  b", "a\tb", "a\nb", "a\x00b", "\x85", "\ufffe", "\ud800", chr(FIELD), chr(DIALLED + 3), "x" * 2_001],
)  # fmt: skip
def test_unusual_words_are_composed_the_long_way(words: str) -> None:
    assert values(replace(HILL, address=(words,))) is None


def test_a_mark_is_dialled_as_a_mark() -> None:
    (first, *_), clinic = marked(HILL).phones, values(HILL)
    assert clinic is not None
    assert (first.words.translate(clinic), first.dialled.translate(clinic)) == ("020 7946 0123", "02079460123")


FORMS = (
    "{{ clinic.title }}",
    "{{ clinic.phones[0]|dial }}",
    '{% if clinic and not clinic.web or clinic.interpreter == "yes" %}{{ clinic.web }}{% endif %}',
    "{% for line in clinic.hours %}{% if not loop.first %}, {% endif %}{{ line }}{% else %}none{% endfor %}",
    '{{ say("At {clinic}", clinic=clinic.title) }}',
    "{% for n in range(3) %}{{ n }}{% endfor %}{{ clinic.title }}",
)
OTHERS = (
    "{{ clinic.title|length }}",
    "{{ clinic.title ~ clinic.web }}",
    "{{ clinic.phones|length }}",
    "{{ clinic.phones|join }}",
    '{% if clinic.title == "Hill" %}x{% endif %}',
    '{% if clinic.interpreter == "no" %}x{% endif %}',
    '{% if "a" in clinic.title %}x{% endif %}',
    "{% if clinic.colours %}x{% endif %}",
    "{% set name = clinic.title %}{{ name }}",
    "{% for line in clinic.hours if line %}{{ line }}{% endfor %}",
    '{% for line in clinic.hours %}{% if line == "x" %}{{ line }}{% endif %}{% endfor %}',
    "{% for line in clinic.hours %}{% if loop.previtem is defined %}{{ loop.previtem }}{% endif %}{% endfor %}",
    "{% for line in clinic.hours %}{{ loop.cycle(line) }}{% endfor %}",
    "{% for line in clinic.hours %}{{ loop }}{% endfor %}",
    "{% for clinic in clinic.hours %}{{ clinic }}{% endfor %}",
    "{% for letter in clinic.title %}{{ letter }}{% endfor %}",
    "{{ clinic.title|first }}",
    "{{ clinic.name }}",
    "{{ clinic }}",
    "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(clinic.title) }}",
)


@pytest.mark.parametrize("text", FORMS)
def test_a_template_that_prints_words_as_they_are_has_a_form(text: str) -> None:
    assert compile_template(text, "panel.xml", frozenset({"clinic", "say"})).form


@pytest.mark.parametrize("text", OTHERS)
def test_a_template_that_does_more_has_none(text: str) -> None:
    assert not compile_template(text, "panel.xml", frozenset({"clinic", "say"})).form


def test_the_stock_panel_has_a_form() -> None:
    assert prints_words(LIBRARY.template("clinic"))


def test_a_sheet_with_a_mark_in_its_title_is_no_form() -> None:
    sheet = Sheet(chr(FIELD), "en", "", (Element("area", {"name": "clinic"}, (), (), NOWHERE),))
    assert Form.of(sheet) is None
    assert Form.of(replace(sheet, title="")) is not None


# -- what the collector is spared ---------------------------------------------


@pytest.fixture
def quiet() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.mark.slow
@pytest.mark.parametrize("words", ["1 Sample Street", "a  b"])
def test_a_clinics_leaflet_leaves_no_cycle(words: str, quiet: None) -> None:
    """Else a run would grow: what the collector has left out is not searched again."""
    clinics = [replace(HILL, name=f"hill-{number}", title=f"Hill {number}", address=(words,)) for number in range(12)]
    for one in clinics[:2]:
        make(Order("colostrum", "en", clinic=one), LIBRARY)
    gc.collect()
    for one in clinics[2:]:
        make(Order("colostrum", "en", clinic=one), LIBRARY)
    assert gc.collect() == 0


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["a4", "a5", "trifold-a4", "fridge"])
def test_a_new_body_leaves_no_cycle(paper: str, quiet: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that was set to find out what fits goes when the leaflet is written, not when the collector comes by."""
    monkeypatch.setenv("LEAFLETS_CACHE", "off")
    library = Library.open()
    for topic, language in (("colostrum", "vi"), ("colostrum", "ja"), ("managing-leakage", "en")):
        make(Order(topic, language, paper), library)  # what is read or imported for the first time may leave some
    gc.collect()
    for language in ("vi", "ja"):
        make(Order("managing-leakage", language, paper), library)
    assert gc.collect() == 0


@pytest.mark.slow
def test_only_a_process_of_our_own_is_left_out(quiet: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector, "_own", [])
    before = gc.get_freeze_count()
    collector.settle(True)
    assert gc.get_freeze_count() == before
    monkeypatch.setattr(collector, "_own", [True])
    circle: list[object] = []
    circle.append(circle)
    del circle
    collector.settle(True)
    assert gc.get_freeze_count() > before
    assert gc.collect() == 0, "what was a cycle went before the rest was left out"


def test_what_a_block_leaves_is_searched_before_the_next_one(quiet: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a start that makes one block, as most do, searches nothing."""
    searched: list[bool] = []
    monkeypatch.setattr(collector, "settle", searched.append)
    monkeypatch.setattr(tasks._Bench, "used", False)
    for _ in range(2):
        tasks.do((), LIBRARY, FolderStore(Path()), lambda _: None)
    assert searched == [False, True]
