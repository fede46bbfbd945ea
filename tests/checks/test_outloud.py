"""What the tags mean, judged by outloud: conformity is page-validation's question, sense is this one's."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

import page as validation
import pikepdf
import pytest
from outloud import check

from generator import Library, Order, make
from generator.checks.reading import read_pdf
from tests.probes import library

RULES = 91
"""Rules of outloud 0.2.1: a smaller set must not pass for a better file."""
NOT_RUN = {"HDG-010", "MATH-011"}

WAIVED = {
    "ORD-001": "outloud counts a paragraph before the number inside it; test_the_order_of_the_tags_is_that_of_the_page "
    "asks the same of every mark, exactly",
    "TBL-010": "a table of two columns whose rows have heads: more heads than cells is its nature, not a fault",
    "TBL-012": "a log: its cells are empty because the mother fills them in",
    "PAG-001": "the notice of a draft is heard on every page, on purpose",
}
"""Each finding that may stand, and why; ``excused`` says where alone it may."""
LOGS = ("colostrum",)
HEADED = ("expressing-milk", "how-milk-is-made")
"""Topics with a log without targets; topics with a table of two columns whose rows have heads."""
PAPERS = ("a5", "fridge", "giant-print", "large-print", "letter", "poster", "trifold-a4", "trifold-letter")
ORDERS = [
    *((topic, "en", "a4", "") for topic in library().topics()),
    *(("increasing-supply", language, "a4", "") for language in library().languages() if language != "en"),
    *(pytest.param("managing-leakage", "en", paper, "", marks=pytest.mark.slow) for paper in PAPERS),
    pytest.param("managing-leakage", "en", "bilingual", "ja", marks=pytest.mark.slow),
]


@lru_cache(maxsize=4)
def pdf_of(topic: str, language: str, paper: str, second: str = "") -> bytes:
    return make(Order(topic, language, paper, second=second), library()).pdf


def excused(rule: str, topic: str, evidence: str, notices: tuple[str, ...]) -> bool:
    """Tell whether a finding is one of those that may stand."""
    if rule not in WAIVED:
        return False
    if rule == "PAG-001":
        return any(evidence.lower() in notice.lower() for notice in notices)
    return {"TBL-010": topic in HEADED, "TBL-012": topic in LOGS}.get(rule, True)


def findings(pdf: bytes, folder: Path) -> list[Any]:
    (folder / "leaflet.pdf").write_bytes(pdf)
    result = check(str(folder / "leaflet.pdf"))
    assert not result.error
    assert [run.rule for run in result.runs if run.status == "crashed"] == []
    return result.sorted_findings()


@pytest.mark.parametrize(("topic", "language", "paper", "second"), ORDERS)
def test_the_tags_make_sense(topic: str, language: str, paper: str, second: str, tmp_path: Path) -> None:
    pdf = pdf_of(topic, language, paper, second)
    notices = ("Draft – not yet checked by a clinician",)
    left = [
        f"{found.rule} page {found.page}: {found.message} ({found.evidence})"
        for found in findings(pdf, tmp_path)
        if not excused(found.rule, topic, found.evidence or "", notices)
    ]
    assert left == []
