"""A translator waives a finding at its entry, with a reason; what waives nothing is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.checks.registry import CHECKS
from generator.checks.reports import write_json, write_sarif
from generator.checks.runner import Answer, Report
from generator.checks.words import GATE
from generator.library.languages import read_language
from generator.meaning import check_catalog
from generator.model.content import Language, Text
from generator.model.findings import Finding
from generator.model.problems import Origin
from generator.words.catalogs import read_catalog, read_po_file
from generator.words.po import write_po
from generator.words.translate import _merge

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Text("Thawed (no longer used cold)", Origin("content/x.yaml", 7), "x")
DIFFERENT = ("Do not press", "Ấn vào")


def vietnamese() -> Language:
    found = read_language(ROOT / "locales/vi/language.yaml", "locales/vi/language.yaml", [])
    assert found
    return found


def findings(folder: Path, comments: str, source: str = DIFFERENT[0], said: str = DIFFERENT[1]) -> list[Finding]:
    path = folder / "x.po"
    path.write_text(f'{comments}\nmsgid "{source}"\nmsgstr "{said}"\n', encoding="utf-8")
    catalog = read_catalog(path, "locales/vi/LC_MESSAGES/x.po", "vi", "x", [])
    return check_catalog(catalog, [Text(source, Origin("content/x.yaml", 7), "x")], vietnamese(), ())


def test_a_waiver_with_a_reason_makes_the_finding_a_note_that_says_it(tmp_path: Path) -> None:
    (refused,) = findings(tmp_path, "# A note")
    assert (refused.level, refused.code, refused.waived) == ("fail", "negation", "")
    (waived,) = findings(tmp_path, "# leaflets-waive: negation said by a picture")
    assert (waived.level, waived.waived, waived.severity) == ("info", "said by a picture", "critical")
    assert waived.message.startswith("waived (said by a picture): the English has 1 word")
    assert waived.origin == Origin("locales/vi/LC_MESSAGES/x.po", 2)
    assert (waived.source, waived.target) == DIFFERENT


@pytest.mark.parametrize(
    ("comment", "message", "hint"),
    [
        ("# leaflets-waive: negation", "the waiver of 'negation' gives no reason", "why it is right"),
        ("# leaflets-waive: numbers all are there", "the waiver of 'numbers' waives nothing", "delete the line"),
        ("# leaflets-waive: negatoin because", "no rule 'negatoin' can be waived", "negation"),
        ("# leaflets-waive: marks because", "no rule 'marks' can be waived", ""),
        ("# leaflets-waive:", "no rule '' can be waived", ""),
    ],
)
def test_a_waiver_that_waives_nothing_is_told_and_the_finding_stays(
    tmp_path: Path, comment: str, message: str, hint: str
) -> None:
    found = findings(tmp_path, comment)
    assert [(one.code, one.level) for one in found] == [("waiver", "warn"), ("negation", "fail")]
    assert found[0].message == message
    assert hint in found[0].hint


def test_two_waivers_stand_above_one_entry(tmp_path: Path) -> None:
    comments = "# leaflets-waive: negation first reason\n# leaflets-waive: numbers second reason"
    found = findings(tmp_path, comments, "Do not press 3 times", "Ấn 4 lần")
    assert sorted((one.code, one.level, one.waived) for one in found) == [
        ("negation", "info", "first reason"), ("numbers", "info", "second reason"),
    ]  # fmt: skip


def test_an_update_keeps_the_waiver(tmp_path: Path) -> None:
    findings(tmp_path, "# leaflets-waive: negation said by a picture\n#: content/old.yaml:1")
    po = read_po_file(tmp_path / "x.po", "x.po", [])
    merged = write_po(_merge(po, [Text(DIFFERENT[0], Origin("content/x.yaml", 9), "x")], "vi", "x"))
    assert "# leaflets-waive: negation said by a picture\n#: content/x.yaml:9\n" in merged


def test_reports_show_the_type_both_texts_and_the_reason(tmp_path: Path) -> None:
    (waived,) = findings(tmp_path, "# leaflets-waive: negation said by a picture")
    check = next(one for one in GATE if one.id == "translation/negation")
    report = Report("x", (Answer(check, "found", (waived,)),))
    (shown,) = json.loads(write_json([report], "1"))["leaflets"][0]["results"][0]["findings"]
    assert (shown["mqm"], shown["severity"], shown["waived"]) == (
        "accuracy/mistranslation",
        "critical",
        "said by a picture",
    )
    assert (shown["source"], shown["target"]) == DIFFERENT
    (result,) = json.loads(write_sarif([report], CHECKS, "1"))["runs"][0]["results"]
    assert result["suppressions"] == [{"kind": "inSource", "justification": "said by a picture"}]
    assert result["properties"]["target"] == "Ấn vào"
