"""What the tags mean, judged by outloud: conformity is page-validation's question, sense is this one's."""

from __future__ import annotations

import re
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import page as validation
import pikepdf
import pytest
from outloud import check

from generator import Order, make
from generator.checks.expected import heard_of
from generator.checks.reading import Leaf, read_pdf
from generator.checks.spoken import fold
from generator.model.edition import Screen
from generator.stages.bodies import body
from generator.typeset.pdf.tags import CLINIC_MARKS
from tests.probes import library

RULES = 91
"""Rules of outloud 0.2.1: a smaller set must not pass for a better file."""
NOT_BUILT = ["HDG-004", "ORD-002"]

WAIVED = {
    "ORD-001": "outloud counts a paragraph before the number inside it, whatever their order; "
    "test_what_is_drawn_is_heard_in_that_order asks the same of every mark, exactly",
    "TBL-010": "a table of two columns whose rows have heads: more heads than cells is its nature",
    "TBL-012": "a log: its cells are empty because the mother fills them in",
    "PAG-001": "the notice of a draft is heard on every page, on purpose",
}
"""Each finding that may stand, and why; ``excused`` says where alone it may."""
LOGS = ("colostrum",)
HEADED = ("expressing-milk", "how-milk-is-made")
"""Topics with a log that has no targets; topics with a table of two columns whose rows have heads."""
PAPERS = ("a5", "fridge", "giant-print", "large-print", "letter", "poster", "trifold-a4", "trifold-letter")
ORDERS = [
    *(Order(topic) for topic in library().topics()),
    Order("managing-leakage", clinic="example"),
    Order("managing-leakage", edition=Screen(staff=True)),
    *(Order("increasing-supply", language) for language in library().languages() if language != "en"),
    *(pytest.param(Order("managing-leakage", format=paper), marks=pytest.mark.slow) for paper in PAPERS),
    pytest.param(Order("managing-leakage", format="bilingual", second="ja"), marks=pytest.mark.slow),
]


def name_of(order: Order) -> str:
    return f"{order.topic}-{order.language}{order.second}-{order.format}"


every = pytest.mark.parametrize("order", ORDERS, ids=name_of)


@lru_cache(maxsize=32)
def pdf_of(order: Order) -> bytes:
    return make(order, library()).pdf


def leaves(order: Order) -> list[Leaf]:
    return read_pdf(pdf_of(order)).leaves


def notice(order: Order) -> str:
    """The notice of a draft, in each language of the leaflet."""
    return fold("".join(run.words for one in heard_of(body(order, library()).areas, "yes") for run in one.runs))


def judged(pdf: bytes, folder: Path) -> list[Any]:
    (folder / "leaflet.pdf").write_bytes(pdf)
    result = check(str(folder / "leaflet.pdf"))
    assert not result.error
    assert len(result.runs) == RULES
    assert [run.rule for run in result.runs if run.status == "not-implemented"] == NOT_BUILT
    assert [run.rule for run in result.runs if run.status == "crashed"] == []
    return result.sorted_findings()  # type: ignore[no-any-return]


def excused(found: Any, order: Order) -> bool:
    """Tell whether a finding is one of those that may stand."""
    if found.rule == "PAG-001":
        shown, said = fold(found.evidence).strip("…."), notice(order)
        return shown in said or shown.startswith(said)  # with the number of the page beside it
    return found.rule in WAIVED and {"TBL-010": order.topic in HEADED, "TBL-012": order.topic in LOGS}.get(
        found.rule, True
    )


@pytest.mark.slow
@every
def test_the_tags_make_sense(order: Order, tmp_path: Path) -> None:
    found = [one for one in judged(pdf_of(order), tmp_path) if not excused(one, order)]
    assert [f"{one.rule}, page {one.page}: {one.message} ({one.evidence})" for one in found] == []


@pytest.mark.sweep
@every
@pytest.mark.parametrize(("profile", "rules"), [("ua1", 104), ("2a", 154)])
def test_the_file_conforms(order: Order, profile: str, rules: int) -> None:
    report = validation.validate_pdf_bytes(pdf_of(order), profile=profile)
    assert [(one.rule_id, one.message) for one in report.failures] == []
    assert report.rules.total == rules


@pytest.mark.sweep
@every
def test_what_is_drawn_is_heard_in_that_order(order: Order) -> None:
    """But for the notice of a draft, which is drawn in the foot and heard first, and the clinic's own words."""
    said = notice(order)
    marks = [(one.page, one.mark) for one in leaves(order) if one.mark >= CLINIC_MARKS and fold(one.words) not in said]
    for page in {page for page, _ in marks}:
        own = [mark for at, mark in marks if at == page]
        assert [pair for pair in pairwise(own) if pair[0] > pair[1]] == [], page


@pytest.mark.sweep
@every
def test_the_notice_of_a_draft_is_heard_on_each_page_and_the_code_once_at_the_end(order: Order) -> None:
    said, found = notice(order), leaves(order)
    pages = max(one.page for one in found)
    for page in range(1, pages + 1):
        assert said in fold("".join(one.words for one in found if one.page == page and fold(one.words) in said)), page
    once = [fold("".join(run.words for run in one.runs)) for one in heard_of(body(order, library()).areas, "last")]
    words = fold("".join(one.words for one in found))
    assert bool(once) == (not order.format.startswith("trifold"))
    assert words.endswith("".join(once))
    assert all(words.count(one) == 1 for one in once)


@pytest.mark.sweep
@every
def test_numbers_and_letters_are_heard_before_their_words_and_apart_from_them(order: Order) -> None:
    found = leaves(order)
    label = re.compile(r"(\d+|[A-J])\s*")
    numbers = [at for at, one in enumerate(found) if one.role in ("Lbl", "Span") and label.fullmatch(one.words)]
    assert numbers or order.format == "poster"
    for at in numbers:
        assert found[at].words.endswith(" "), found[at]
        assert found[at + 1].role in ("LBody", "P", "Span"), found[at + 1]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_number_of_a_source_is_heard_apart_from_the_word_before_it(language: str) -> None:
    found = leaves(Order("managing-leakage", language, edition=Screen(staff=True)))
    cited = [
        one.words for one in found if one.role in ("P", "H2") and re.search(r"[^\s\d,](\s*)\d+(,\d+)*$", one.words)
    ]
    assert len(cited) > 5
    assert [words for words in cited if re.search(r"[^\s\d,]\d+(,\d+)*$", words) and "·" not in words] == []


def test_one_column_of_drawings_is_heard_as_a_list() -> None:
    """Each drawing just before its words, in an item; there is no table of one column."""
    found = leaves(Order("managing-leakage", format="fridge"))
    at = next(at for at, one in enumerate(found) if one.words == "Press straight back, one minute")
    assert found[at].role == "LBody"
    assert found[at - 1].alternative


def changed(pdf: bytes, role: str, change: Any) -> bytes:
    """Change the first element of a role."""
    with pikepdf.open(BytesIO(pdf)) as file:
        elements = [one for one in file.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == f"/{role}"]
        change(file, elements)
        out = BytesIO()
        file.save(out)
        return out.getvalue()


def _file_name(file: pikepdf.Pdf, elements: list[Any]) -> None:
    elements[0].Alt = pikepdf.String("IMG_2041.jpg")


def _empty(file: pikepdf.Pdf, elements: list[Any]) -> None:
    elements[0].Alt = pikepdf.String(" ")


def _skipped(file: pikepdf.Pdf, elements: list[Any]) -> None:
    elements[0].S = pikepdf.Name("/H4")


def _no_heads(file: pikepdf.Pdf, elements: list[Any]) -> None:
    for one in elements:
        one.S = pikepdf.Name("/TD")
        del one.A


@pytest.mark.parametrize(
    ("rule", "role", "change"),
    [
        ("FIG-010", "Figure", _file_name),
        ("FIG-002", "Figure", _empty),
        ("HDG-001", "H2", _skipped),
        ("TBL-001", "TH", _no_heads),
    ],
)
def test_the_judge_sees_what_is_planted(rule: str, role: str, change: Any, tmp_path: Path) -> None:
    pdf = changed(pdf_of(Order("managing-leakage")), role, change)
    assert rule in [one.rule for one in judged(pdf, tmp_path)]


@pytest.mark.slow
def test_each_waiver_is_still_needed(tmp_path: Path) -> None:
    orders = (Order("colostrum"), Order("expressing-milk"), Order("managing-leakage", format="giant-print"))
    assert {one.rule for order in orders for one in judged(pdf_of(order), tmp_path)} == set(WAIVED)
