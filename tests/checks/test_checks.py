"""Preflight: every check passes a clean leaflet and finds a planted fault, with its page and its line."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from msgspec.structs import replace
from PIL import Image
from probes import ROOT, library
from reportlab.pdfgen.canvas import Canvas
from ward import CLINIC, Ward

from generator import checks
from generator.checks import room, who_code, wording
from generator.checks.evidence import KNOWN, Evidence
from generator.checks.gather import check_order, gather
from generator.checks.reading import Bitmap, Reading, Unreadable, read_pdf
from generator.checks.registry import CHECKS, PROFILES, chosen
from generator.checks.report_html import write_html
from generator.checks.reports import uri, write_json, write_sarif
from generator.checks.runner import Answer, Report, Skip, check, run
from generator.checks.spots import Spots
from generator.checks.words import GATE, reading_level
from generator.cli.arguments import read_arguments
from generator.meaning.catalogs import finding
from generator.model.content import Text
from generator.model.findings import Finding, Spot
from generator.model.leaflet import Order, Placed
from generator.model.problems import ExitCode, Origin, Problem
from generator.model.sheet import Element, Sheet
from generator.stages.themes import colour_notes

TOPIC_FILE = "content/managing-leakage.yaml"
LINES = (ROOT / TOPIC_FILE).read_text(encoding="utf-8").splitlines()
BY_ID = {one.id: one for one in chosen()}
MEASURED = {one.id for one in (*room.CHECKS, *wording.CHECKS, *who_code.CHECKS)}
"""Checks with planted faults, and clean sheets, of their own: test_room.py and test_wording.py."""
Changes = dict[str, Any]
Plant = Callable[[Evidence], Changes]


def line(words: str) -> int:
    """The line of the topic that holds some words."""
    return next(number for number, found in enumerate(LINES, 1) if words in found)


WARNING, WHY, LETS_DOWN = line("- warning:"), line("- section: Why milk leaks"), line("lets down**")
STEPS, BELIEF, KEY_POINTS = line("- steps:"), line("- belief:"), line("- key-points:")


@lru_cache(maxsize=1)
def clean() -> Evidence:
    """The evidence of a good leaflet: signed, of a real clinic, all its sources read."""
    found = gather(Order("managing-leakage", clinic="example"), library())
    assert found.clinic and found.sources and found.sheet
    return replace(
        found,
        clinic=replace(found.clinic, example=False),
        sources={key: replace(source, seen=True) for key, source in found.sources.items()},
        sheet=replace(found.sheet, draft=False),
        policy=(),
    )


def look(name: str, changes: Changes) -> Answer:
    return BY_ID[name].run(replace(clean(), missing={}, **changes))


@pytest.mark.sweep
@pytest.mark.parametrize("name", [name for name in BY_ID if name not in MEASURED])
def test_a_clean_leaflet_passes(name: str) -> None:
    result = look(name, {})
    assert (result.outcome, result.findings, result.reason) == ("pass", (), "")


@pytest.mark.slow
@pytest.mark.parametrize(
    "order",
    [
        Order("colostrum", "ja"),
        Order("managing-leakage", "vi", clinic="example"),
        Order("how-milk-is-made", "zh_Hant", theme="photocopy"),
        Order("colostrum", "vi", format="bilingual", second="en"),
    ],
    ids=lambda order: f"{order.language}-{order.format}",
)
def test_what_every_leaflet_has_to_pass(order: Order) -> None:
    """Translations, papers and themes differ; what is read back is what was meant in each."""
    report = check_order(order, library())
    assert report.with_outcome("error") == ()
    assert [one for one in report.findings("fail") if one.check.split("/")[0] not in ("layout", "translation")] == []


# -- faults --------------------------------------------------------------------


def edited(change: Callable[[pikepdf.Pdf], None]) -> Changes:
    """The clean file with something changed in it, and what is read out of it."""
    with pikepdf.open(BytesIO(clean().pdf)) as file:
        change(file)
        out = BytesIO()
        file.save(out)
    pdf = out.getvalue()
    return {"pdf": pdf, "reading": read_pdf(pdf)}


def elements(file: pikepdf.Pdf, role: str) -> list[Any]:
    return [
        one
        for one in file.objects
        if isinstance(one, pikepdf.Dictionary)
        and one.get("/Type") == "/StructElem"
        and str(one.get("/S")) == f"/{role}"
    ]


def drop_tree(file: pikepdf.Pdf) -> None:
    del file.Root.StructTreeRoot


def drop_intent(file: pikepdf.Pdf) -> None:
    del file.Root.OutputIntents


def retitle(file: pikepdf.Pdf) -> None:
    file.docinfo.Title = "Document1.docx"


def relabel(file: pikepdf.Pdf) -> None:
    file.Root.Lang = pikepdf.String("vi")


def swap(file: pikepdf.Pdf) -> None:
    kids = elements(file, "Document")[0].K
    at = next(n for n, kid in enumerate(kids) if str(kid.S) == "/P" and str(kids[n + 1].S) == "/P")
    first, second = kids[at], kids[at + 1]
    kids[at], kids[at + 1] = second, first


def speak_japanese(file: pikepdf.Pdf) -> None:
    elements(file, "L")[0].Lang = pikepdf.String("ja")


def name_the_file(file: pikepdf.Pdf) -> None:
    elements(file, "Figure")[0].Alt = pikepdf.String("pictures/drip.svg")


def silence(file: pikepdf.Pdf) -> None:
    del elements(file, "Figure")[0].Alt


def body_font(file: pikepdf.Pdf) -> Any:
    """A font of the body; those of the clinic's panel have names that begin with c."""
    known = dict(file.pages[0].Resources.Font)
    return known[min(name for name in known if not name.startswith("/c."))]


def unembed(file: pikepdf.Pdf) -> None:
    del body_font(file).DescendantFonts[0].FontDescriptor.FontFile2


def forget_meaning(file: pikepdf.Pdf) -> None:
    del body_font(file).ToUnicode


def reworded(given: Any) -> Changes:
    """The sheet says seven minutes; the page says one."""

    def change(element: Element) -> Element:
        runs = tuple(
            run._replace(words=run.words.replace("for one minute", "for seven minutes")) for run in element.runs
        )
        return replace(element, runs=runs, children=tuple(map(change, element.children)))

    sheet: Sheet = given.sheet
    return {"sheet": replace(sheet, areas=tuple(map(change, sheet.areas)))}


def moved(given: Any, where: Callable[[Placed], bool], change: Callable[[Placed], Placed]) -> Changes:
    """The leaflet with some of its things placed elsewhere."""
    placed = tuple(change(one) if where(one) else one for one in given.leaflet.placed)
    return {"leaflet": replace(given.leaflet, placed=placed), "spots": Spots(placed, library())}


def late_danger(given: Any) -> Changes:
    return moved(given, lambda one: one.origin.line == WARNING, lambda one: one._replace(page=2))


def halved_belief(given: Any) -> Changes:
    """Its upper half stands on page 1."""
    box = next(one.box for one in given.leaflet.placed if one.origin.line == BELIEF and one.tag == "row")
    middle = (box[1] + box[3]) / 2
    return moved(given, lambda one: one.origin.line == BELIEF and one.box[1] > middle, lambda one: one._replace(page=1))


def pushed_out(given: Any) -> Changes:
    def change(one: Placed) -> Placed:
        return one._replace(box=(one.box[0] + 60, one.box[1], one.box[2] + 60, one.box[3]))

    return moved(given, lambda one: one.origin.line == LETS_DOWN, change)


def words_moved(given: Any, to: float) -> Changes:
    """A paragraph of page 1 stands elsewhere, in the file as in the record."""
    inside = next(one for one in given.leaflet.placed if one.origin.line == LETS_DOWN and one.tag == "p")
    across = to - inside.box[0]

    def shifted(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        return box[0] + across, box[1], box[2] + across, box[3]

    letters = tuple(
        (replace(letter, x=letter.x + across, right=letter.right + across), actual)
        if letter.page == inside.page and inside.box[1] <= letter.y <= inside.box[3]
        else (letter, actual)
        for letter, actual in given.reading.letters
    )
    changes = moved(given, lambda one: one is inside, lambda one: one._replace(box=shifted(one.box)))
    return {**changes, "reading": replace(given.reading, letters=letters)}


def at_the_edge(given: Any) -> Changes:
    return words_moved(given, 9.0)


def picture_over_the_edge(given: Any) -> Changes:
    return moved(
        given,
        lambda one: one.origin.line == WHY and one.tag == "image",
        lambda one: one._replace(box=(-3, *one.box[1:])),
    )


def folded(at: float) -> Plant:
    """The paper has a fold: through the first paragraph, or through the first picture."""
    return lambda given: {"paper": replace(given.paper, folds=(at,))}


def lonely_heading(given: Any) -> Changes:
    reading: Reading = given.reading
    at = next(n for n, leaf in enumerate(reading.leaves) if leaf.role == "H2" and "Why milk leaks" in leaf.words)
    element = reading.leaves[at].element
    leaves = tuple(
        replace(leaf, page=2) if n > at and leaf.element != element else leaf for n, leaf in enumerate(reading.leaves)
    )
    return {"reading": replace(reading, leaves=leaves)}


def torn_paragraph(given: Any) -> Changes:
    """The second line of a paragraph goes over to page 2."""
    reading: Reading = given.reading
    leaf = next(leaf for leaf in reading.leaves if "Your milk" in leaf.words)
    low = min(letter.y for letter, _ in reading.letters if (letter.page, letter.mark) == (leaf.page, leaf.mark))
    letters = tuple(
        (replace(letter, page=2, mark=999), actual)
        if (letter.page, letter.mark) == (leaf.page, leaf.mark) and letter.y == low
        else (letter, actual)
        for letter, actual in reading.letters
    )
    at = reading.leaves.index(leaf)
    leaves = (*reading.leaves[: at + 1], replace(leaf, page=2, mark=999), *reading.leaves[at + 1 :])
    changes = moved(
        given,
        lambda one: one.origin.line == LETS_DOWN and one.box[1] < low < one.box[3],
        lambda one: one._replace(page=2),
    )
    spots = Spots(tuple(one for one in changes["leaflet"].placed if one.origin.line == LETS_DOWN), library())
    return {"reading": replace(reading, letters=letters, leaves=leaves), "spots": spots}


def coloured(role: str, colour: tuple[float, float, float]) -> Plant:
    return lambda given: {"theme": replace(given.theme, colours={**given.theme.colours, role: colour})}


def without_evidence(given: Any) -> Changes:
    topic = given.topic
    blocks = tuple(replace(block, evidence="") if block.origin.line == WHY else block for block in topic.blocks)
    return {"topic": replace(topic, blocks=blocks)}


def without_sources(given: Any) -> Changes:
    topic = given.topic
    blocks = tuple(replace(block, sources=()) if block.origin.line == WARNING else block for block in topic.blocks)
    return {"topic": replace(topic, blocks=blocks)}


def late_key_points(given: Any) -> Changes:
    first, second, *rest = given.topic.blocks
    return {"topic": replace(given.topic, blocks=(second, first, *rest))}


def two_key_points(given: Any) -> Changes:
    first, *rest = given.topic.blocks
    fields = {**first.fields, "items": first.fields["items"][:2]}
    return {"topic": replace(given.topic, blocks=(replace(first, fields=fields), *rest))}


def hard_words(given: Any) -> Changes:
    purpose = given.topic.purpose
    hard = "Immunoglobulins and oligosaccharides considerably facilitate gastrointestinal colonisation. " * 20
    assert isinstance(purpose, Text)
    return {"topic": replace(given.topic, purpose=replace(purpose, words=hard))}


def unread_source(given: Any) -> Changes:
    return {"sources": {**given.sources, "lactmed": replace(given.sources["lactmed"], seen=False)}}


def coarse_logo(given: Any) -> Changes:
    clinic = replace(given.clinic, logo="content/logo.png")
    raster = Bitmap(2, (60, 50, 120, 110), 100, 100)
    return {"reading": replace(given.reading, rasters=(raster,)), "clinic": clinic}


def pale_brand(given: Any) -> Changes:
    """The clinic's colour is a yellow in which no words can be read."""
    place = Origin("content/clinics/example.yaml", 4)
    clinic = replace(given.clinic, colours=("#fff04d",), colours_at=(place,))
    return {"clinic": clinic, "notes": colour_notes(given.theme, clinic)}


def by_gate(rule: str) -> Plant:
    po = Origin("locales/vi/LC_MESSAGES/managing-leakage.po", 40)
    one = finding(rule, "fail", po, "planted")
    return lambda given: {"gate": ((one, Origin(TOPIC_FILE, STEPS + 2)),)}


def source_line(key: str) -> int:
    lines = (ROOT / "content/sources.yaml").read_text(encoding="utf-8").splitlines()
    return next(number for number, found in enumerate(lines, 1) if found.startswith(f"{key}:"))


def theme_line(look: str) -> tuple[str, int]:
    lines = (ROOT / "templates/themes/default.yaml").read_text(encoding="utf-8").splitlines()
    return "templates/themes/default.yaml", next(
        n for n, found in enumerate(lines, 1) if n > lines.index("looks:") and found.startswith(f"  {look}:")
    )


T = TOPIC_FILE
MADE = Problem(Origin(T, 17), "there is no block called 'waring'", "did you mean 'warning'?")
LAST = 99
"""The last page, whichever it is."""
FAULTS: list[tuple[str, str, Plant, tuple[str, int], int]] = [
    # check, code, how it is planted, file and line, page
    ("leaflet/made", "unusable", lambda given: {"problems": (MADE,)}, (T, 17), 0),
    ("pdf/ua1", "", lambda given: edited(drop_tree), ("", 0), 0),
    ("pdf/a2a", "", lambda given: edited(drop_intent), ("", 0), 0),
    ("pdf/title", "document", lambda given: edited(retitle), (T, line("title: Leaking milk")), 0),
    ("pdf/language", "language", lambda given: edited(relabel), ("locales/en/language.yaml", 0), 0),
    ("pdf/tags-match-sheet", "words", reworded, (T, STEPS), 1),
    ("pdf/tags-match-sheet", "order", lambda given: edited(swap), (T, LETS_DOWN), 1),
    ("pdf/tags-match-sheet", "language", lambda given: edited(speak_japanese), (T, WARNING), 1),
    ("pdf/tags-match-sheet", "alternative", lambda given: edited(name_the_file), ("", 0), 1),
    ("text/words-lost", "lost", reworded, (T, STEPS), 1),
    ("text/words-lost", "meaning", lambda given: edited(forget_meaning), ("", -1), 1),
    ("fonts/embedded", "program", lambda given: edited(unembed), ("", -1), 1),
    ("fonts/embedded", "meaning", lambda given: edited(forget_meaning), ("", -1), 1),
    ("fonts/minimum-size", "body", lambda given: {"paper": replace(given.paper, body_minimum=12.75)}, (T, LETS_DOWN), 1),
    ("fonts/minimum-size", "least", lambda given: {"paper": replace(given.paper, minimum=9.25)}, (T, line("- sources:")), LAST),
    ("layout/danger-first-page", "late", late_danger, (T, WARNING), 2),
    ("layout/heading-last", "last", lonely_heading, (T, WHY), 1),
    ("layout/widow", "widow", torn_paragraph, (T, LETS_DOWN), 2),
    ("layout/overflow", "area", pushed_out, (T, LETS_DOWN), 1),
    ("layout/safe-area", "edge", at_the_edge, (T, LETS_DOWN), 1),
    ("layout/safe-area", "edge", picture_over_the_edge, (T, WHY), 1),
    ("layout/fold", "crosses", folded(200), (T, LETS_DOWN), 1),
    ("layout/fold", "crosses", folded(70), (T, WHY), 1),
    ("layout/split-box", "split", halved_belief, (T, BELIEF), LAST),
    ("design/contrast", "words", coloured("ink", (0.6, 0.6, 0.6)), theme_line("text"), 1),
    ("design/contrast", "meaning", coloured("danger", (1.0, 0.7, 0.7)), theme_line("strip"), 1),
    ("design/contrast-grey", "words", coloured("neutral", (0.0, 1.0, 0.0)), theme_line("belief.words"), LAST),
    ("picture/alt", "name", lambda given: edited(name_the_file), ("", 0), 1),
    ("picture/alt", "none", lambda given: edited(silence), ("", 0), -1),
    ("picture/resolution", "coarse", coarse_logo, ("content/clinics/example.yaml", -1), 2),
    ("content/evidence", "evidence", without_evidence, (T, LETS_DOWN), 1),
    ("content/evidence", "sources", without_sources, (T, WARNING), 1),
    ("content/sources-seen", "unseen", unread_source, ("content/sources.yaml", source_line("lactmed")), LAST),
    ("content/review-date", "past", lambda given: {"today": date(2028, 1, 1)}, (T, line("review_by:")), 0),
    ("content/code", "taken", lambda given: {"topic": replace(given.topic, code="DS")}, (T, line("code:")), 0),
    ("content/key-points", "none", lambda given: {"topic": replace(given.topic, blocks=given.topic.blocks[1:])}, (T, -1), 0),
    ("content/key-points", "late", late_key_points, (T, KEY_POINTS), 1),
    ("content/key-points", "count", two_key_points, (T, KEY_POINTS), 1),
    ("content/reading-level", "hard", hard_words, (T, line("purpose:")), 0),
    *((one.id, one.id.split("/")[1], by_gate(one.id.split("/")[1]), ("locales/vi/LC_MESSAGES/managing-leakage.po", 40), 1) for one in GATE),
    ("clinic/example", "invented", lambda given: {"clinic": replace(given.clinic, example=True)}, ("content/clinics/example.yaml", -1), 0),
    ("clinic/colours", "changed", pale_brand, ("content/clinics/example.yaml", 4), 0),
    ("policy/allowed", "numbers", lambda given: {"policy": (Finding("policy/allowed", "fail", "numbers", "30 is not 3", Origin(T, 5)),)}, (T, 5), 0),
    ("draft/unsigned", "draft", lambda given: {"sheet": replace(given.sheet, draft=True)}, (T, -1), 0),
]  # fmt: skip


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("name", "code", "plant", "place", "page"), FAULTS, ids=[f"{one[0]}-{one[1]}" for one in FAULTS]
)
def test_a_planted_fault_is_found_where_it_is(
    name: str, code: str, plant: Plant, place: tuple[str, int], page: int
) -> None:
    """A line of -1 is any line, a page of -1 any page."""
    page = clean().leaflet.pages if page == LAST else page
    result = look(name, plant(clean()))
    assert result.outcome == "found", result.reason
    found = [one for one in result.findings if not code or one.code == code]
    assert found, [one.code for one in result.findings]
    file, number = place
    assert any(
        (not file or Path(one.origin.file).as_posix().endswith(file))
        and (not file or number == -1 or one.origin.line == number)
        and (page == -1 or one.page == page)
        for one in found
    ), [(str(one.origin), one.page, one.message) for one in found]
    if page > 0:
        assert any(one.box for one in found)
    assert all(one.check == name and one.message for one in found)


def test_a_fault_is_planted_for_every_check() -> None:
    """Those of press files, of words and of room are planted in files of their own, which have the same test."""
    assert {one[0] for one in FAULTS} == {one.id for one in chosen()} - MEASURED


def test_a_heading_over_lines_to_write_on_is_not_lonely() -> None:
    lonely = lonely_heading(clean())
    (found,) = look("layout/heading-last", lonely).findings
    assert found.box
    x0, y0, x1, _ = found.box
    area = next(one.area for one in clean().leaflet.placed if one.page == 1 and one.origin.line == WHY)

    def over(box: tuple[float, float, float, float], page: int = 1) -> Changes:
        spots = Spots((*clean().leaflet.placed, Placed(page, area, "lines", box, Origin(""))), library())
        return {**lonely, "spots": spots}

    assert look("layout/heading-last", over((x0, y0 - 21, x1, y0))).findings == ()
    for box, page in (
        ((x0, y0 - 300, x1, y0 - 279), 1),
        ((x0, y0 - 21, x1, y0), 2),
        ((x1 + 9, y0 - 21, x1 + 99, y0), 1),
    ):
        assert look("layout/heading-last", over(box, page)).findings


def test_a_danger_box_longer_than_a_page_may_go_on_but_not_be_spread_thin() -> None:
    """A box that is taller than a page is nobody's fault; one that leaves the pages half empty is."""
    (origin,) = {one.origin for one in clean().leaflet.placed if one.origin.line == WARNING and one.tag == "box"}
    rest = tuple(one for one in clean().leaflet.placed if one.origin != origin)

    def laid(*heights: float) -> list[tuple[str, str]]:
        parts = tuple(
            Placed(page, "main", "box", (50.0, 60.0, 500.0, 60.0 + height), origin)
            for page, height in enumerate(heights, 1)
        )
        placed = (*rest, *parts)
        changes = {"leaflet": replace(clean().leaflet, placed=placed), "spots": Spots(placed, library())}
        return [(one.code, one.level) for one in look("layout/danger-first-page", changes).findings]

    assert laid(300, 700) == [("long", "warn")]
    assert laid(300, 700, 200) == [("long", "warn")]
    assert laid(200, 250, 250, 200) == [("spread", "warn"), ("long", "warn")]
    assert laid(200, 300) == [("late", "fail")]


def test_small_words_are_quoted_with_their_spaces() -> None:
    found = look("fonts/minimum-size", {"paper": replace(clean().paper, body_minimum=12.75)}).findings
    assert any("“Your milk lets down" in one.message for one in found), [one.message for one in found]


def test_words_on_both_sides_of_a_fold_do_not_cross_it() -> None:
    """Two columns with the fold between them; on the back the folds are mirrored."""
    boxes = [one.box for one in clean().leaflet.placed if one.page == 2]
    assert boxes
    paper = clean().paper
    assert look("layout/fold", {"paper": replace(paper, folds=(20.0,))}).findings == ()
    first = {one.page for one in look("layout/fold", {"paper": replace(paper, folds=(60.0,))}).findings}
    assert first == set(range(1, clean().leaflet.pages + 1))


def test_headings_and_widows_of_a_file_without_tags_are_skipped() -> None:
    reading = replace(clean().reading, leaves=())
    for name in ("layout/heading-last", "layout/widow"):
        result = look(name, {"reading": reading})
        assert (result.outcome, result.reason) == ("skip", "the file has no tags that tell headings and paragraphs")


def test_colours_that_only_a_copier_loses_pass_in_colour() -> None:
    plant = coloured("neutral", (0.0, 1.0, 0.0))(clean())
    assert not any("ink on neutral" in one.message for one in look("design/contrast", plant).findings)


def test_a_little_too_faint_is_a_warning_and_much_too_faint_a_failure() -> None:
    for grey, level in ((0.4, "warn"), (0.6, "fail")):
        found = look("design/contrast", coloured("ink", (grey,) * 3)(clean())).findings
        assert {one.level for one in found if "ink on paper" in one.message} == {level}


# -- runner --------------------------------------------------------------------


@check("test/one", "warn", "Why.")
def one_check(pdf: bytes, notes: str = "") -> Iterator[tuple[str, str, Spot, str]]:
    """Is it even?"""
    if not pdf:
        raise Skip("nothing to count")
    if 12 % pdf[0]:
        yield "odd", f"{pdf[0]}{notes}", Spot(), ""


def test_a_check_asks_for_its_evidence_by_name() -> None:
    assert (one_check.needs, one_check.wants, one_check.question) == (("pdf",), ("notes",), "Is it even?")
    assert one_check.run(Evidence(pdf=b"\4")).outcome == "pass"
    (found,) = one_check.run(Evidence(pdf=b"\5", notes="!")).findings
    assert found == Finding("test/one", "warn", "odd", "5!")


def test_a_check_that_asks_for_what_is_no_evidence_is_refused_where_it_is_written() -> None:
    with pytest.raises(TypeError) as caught:

        @check("test/two", "warn", "Why.")
        def another(sheeet: Sheet) -> Iterator[tuple[str, str, Spot, str]]:
            """Is it there?"""
            yield "", "", Spot(), ""

    assert str(caught.value) == "the check 'test/two' asks for 'sheeet', which is no evidence; did you mean 'sheet'?"
    for one in CHECKS:
        assert {*one.needs, *one.wants} <= KNOWN
    assert "missing" not in KNOWN


def test_what_cannot_be_looked_at_is_skipped_with_its_reason() -> None:
    assert one_check.run(Evidence(missing={"pdf": "nobody made it"})).reason == "nobody made it"
    assert one_check.run(Evidence()) == Answer(one_check, "skip", reason="there is no pdf")
    assert one_check.run(Evidence(pdf=b"")) == Answer(one_check, "skip", reason="nothing to count")


def test_a_fault_of_a_check_is_an_error_and_stops_no_other() -> None:
    results = run((one_check, one_check), Evidence(pdf=b"\0"))
    assert [result.outcome for result in results] == ["error", "error"]
    assert results[0].reason.startswith("ZeroDivisionError: ")


def test_the_ids_are_stable_and_every_check_says_why() -> None:
    assert len({one.id for one in CHECKS}) == len(CHECKS)
    for one in CHECKS:
        assert re.fullmatch(r"[a-z]+/[a-z0-9-]+", one.id)
        assert one.question.endswith("?")
        assert one.why.endswith(".")


def test_a_profile_leaves_out_what_does_not_matter_there() -> None:
    every = {one.id for one in CHECKS}
    for name, left_out in PROFILES.items():
        assert left_out <= every
        assert every - {one.id for one in chosen(name)} == left_out
    assert {one for one in every if one.startswith("press/")} == every - {one.id for one in chosen()}


# -- without packages, with strange files ----------------------------------------


@pytest.mark.parametrize(("package", "name"), [("page", "pdf/ua1"), ("textstat", "content/reading-level")])
def test_without_a_package_its_check_is_skipped(package: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    result = look(name, {})
    assert result.outcome == "skip"
    assert "not installed (pip install" in result.reason


def test_without_pikepdf_the_other_checks_still_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pikepdf", None)
    report = check_order(Order("managing-leakage"), library())
    assert "pikepdf is not installed" in {result.check.id: result.reason for result in report.results}["fonts/embedded"]
    assert {result.check.id: result.outcome for result in report.results}["layout/danger-first-page"] == "pass"


def foreign() -> bytes:
    out = BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 72, "Nobody knows me")
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    "data", [b"", b"junk", b"%PDF-1.7\n%%EOF", foreign()], ids=["empty", "junk", "stump", "foreign"]
)
def test_a_file_that_is_none_of_ours_is_a_finding(data: bytes, ward: Ward) -> None:
    with pytest.raises(Unreadable):
        read_pdf(data)
    ward.put("x.pdf", data)
    code, out, _ = ward.run("check", "x.pdf")
    assert code == ExitCode.FINDINGS
    assert "leaflet/made" in out
    assert "the PDF cannot be read back" in out


@pytest.mark.slow
def test_a_tree_that_goes_round_in_circles_ends() -> None:
    def circle(file: pikepdf.Pdf) -> None:
        document = elements(file, "Document")[0]
        document.K.append(document)

    with pytest.raises(Unreadable):
        edited(circle)


def test_a_second_line_of_text_begins_where_the_first_began() -> None:
    def write(file: pikepdf.Pdf) -> None:
        name = min(name for name in dict(file.pages[-1].Resources.Font))
        code = f"BT {name} 10 Tf 40 50 Td [<0003>] TJ 7 0 Td [<0003>] TJ ET"
        file.pages[-1].contents_add(file.make_stream(code.encode()))

    (first, _), (second, _) = edited(write)["reading"].letters[-2:]
    assert (first.x, second.x) == (40, 47)


# -- the command -----------------------------------------------------------------


def test_the_command_says_what_it_found_and_where(ward: Ward) -> None:
    code, out, err = ward.run("check", "managing-leakage", "--language", "en", "--clinic", "example")
    assert code == ExitCode.MADE, err
    assert "managing-leakage (en, a4, example)" in out
    last = clean().leaflet.pages
    assert re.search(
        rf"warn +content/sources-seen +page {last} +\S*content/sources.yaml:{source_line('lactmed')} ", out
    )
    assert "        hint: read it, then write 'seen: yes'" in out
    assert re.search(r"^1 leaflet, 0 fail, \d+ warn, \d+ info, 0 skipped$", out, re.MULTILINE)


@pytest.mark.slow
def test_the_exit_code_follows_fail_on(ward: Ward) -> None:
    for level, code in (("info", 1), ("warn", 1), ("fail", 0)):
        assert ward.run("check", "managing-leakage", "--language", "en", "--fail-on", level)[0] == code


def test_a_leaflet_that_cannot_be_made_is_a_finding_with_its_line(ward: Ward) -> None:
    ward.blocks("- waring: Oh.")
    code, out, _ = ward.run("check", "broken", "good", "--language", "en", "--as", "json")
    assert code == ExitCode.FINDINGS
    broken, good = json.loads(out)["leaflets"]
    (finding,) = broken["results"][0]["findings"]
    assert (finding["file"], finding["line"]) == ("content/broken.yaml", 14)
    assert "waring" in finding["message"]
    assert {one["outcome"] for one in good["results"]} <= {"pass", "found", "skip"}
    assert good["results"][0]["outcome"] == "pass"


def test_a_file_of_ours_is_read_alone(ward: Ward) -> None:
    ward.put("some.pdf", clean().pdf)
    code, out, _ = ward.run("check", "some.pdf", "--as", "json")
    assert code == ExitCode.MADE
    (leaflet,) = json.loads(out)["leaflets"]
    outcomes = {one["check"]: one["outcome"] for one in leaflet["results"]}
    assert outcomes["pdf/ua1"] == outcomes["fonts/embedded"] == outcomes["picture/alt"] == "pass"
    assert outcomes["pdf/tags-match-sheet"] == "skip"
    assert ward.run("check", "nowhere.pdf")[0] == ExitCode.UNUSABLE


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
@pytest.mark.parametrize("kind", ["pipe", "folder"])
def test_what_is_no_file_is_refused_and_not_waited_for(kind: str, ward: Ward) -> None:
    if kind == "pipe":
        os.mkfifo(ward.folder / "odd.pdf")
    else:
        (ward.folder / "odd.pdf").mkdir()
    for profile in ((), ("--profile", "press")):
        code, _, err = ward.run("check", "odd.pdf", *profile)
        assert code == ExitCode.UNUSABLE
        assert "odd.pdf: a file is needed here, and this is something else" in err
        assert "hint: name a PDF file, or a topic" in err


@pytest.mark.slow
def test_one_entry_takes_an_order_and_the_path_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "some.pdf"
    file.write_bytes(clean().pdf or b"")
    alone = checks.check(file, library())
    assert alone == checks.check(str(file), library())
    assert alone.subject == str(file) and {one.outcome for one in alone.results if one.check.level == "fail"} == {
        "pass", "skip"
    }  # fmt: skip
    made = checks.check(Order("managing-leakage", clinic="example"), library(), "screen")
    assert made.subject == "managing-leakage (en, a4, example)"
    assert made.pdf == clean().pdf


def test_a_topic_may_be_named_by_its_file(ward: Ward) -> None:
    assert "good (en, a4)" in ward.run("check", "content/good.yaml", "--language", "en")[1]
    assert ward.run("check", "content/goood.yaml")[0] == ExitCode.USAGE


@pytest.mark.slow
def test_a_wrong_number_in_a_catalog_is_found_with_both_its_places(ward: Ward) -> None:
    words = ward.stock("locales/vi/LC_MESSAGES/managing-leakage.po", "8 đến 12", "7 đến 12")
    number = words[: words.index("7 đến 12")].count("\n") + 1
    code, out, _ = ward.run("check", "managing-leakage", "--language", "vi", "--as", "json")
    assert code == ExitCode.FINDINGS
    results = {one["check"]: one for one in json.loads(out)["leaflets"][0]["results"]}
    (finding,) = results["translation/numbers"]["findings"]
    assert finding["file"] == "locales/vi/LC_MESSAGES/managing-leakage.po"
    assert abs(finding["line"] - number) <= 3
    assert finding["page"] in range(1, 5)


def test_a_coarse_logo_is_found_in_the_file(ward: Ward) -> None:
    out = BytesIO()
    Image.new("RGB", (60, 60), (0, 90, 90)).save(out, "PNG")
    ward.put("content/logo.png", out.getvalue())
    ward.put("content/clinics/hill.yaml", f"{CLINIC}logo: logo.png\n")
    _, said, err = ward.run("check", "managing-leakage", "--language", "en", "--clinic", "hill", "--as", "json")
    results = {one["check"]: one for one in json.loads(said)["leaflets"][0]["results"]}
    (finding,) = results["picture/resolution"]["findings"]
    assert finding["file"] == "content/clinics/hill.yaml", err
    assert finding["page"] == clean().leaflet.pages
    assert "60 × 60 pixels is drawn at 72 pixels per inch" in finding["message"]


def test_a_broken_check_ends_with_the_code_of_a_bug(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(**_: Any) -> Iterator[Any]:
        raise ZeroDivisionError("oh")
        yield

    broken = replace(BY_ID["layout/widow"], function=fall)
    monkeypatch.setattr("generator.checks.gather.chosen", lambda profile: (broken,))
    code, out, _ = ward.run("check", "good", "--language", "en")
    assert code == ExitCode.BUG
    assert "ERROR" in out
    assert "ZeroDivisionError: oh" in out


# -- reports ---------------------------------------------------------------------


def nasty() -> Report:
    found = Finding(
        "layout/widow",
        "warn",
        "widow",
        "<script>alert(1)</script>",
        Origin("content/a b.yaml", 7),
        "“x” & y",
        1,
        (10, 20, 110, 70),
    )
    nowhere = Finding("pdf/ua1", "fail", "X", "no place")
    return Report(
        "a topic (en, a4)",
        (
            Answer(BY_ID["pdf/ua1"], "found", (nowhere,)),
            Answer(BY_ID["layout/widow"], "found", (found,)),
            Answer(BY_ID["picture/alt"], "skip", reason="no <file>"),
        ),
        clean().pdf,
        ((200.0, 100.0),) * clean().leaflet.pages,
    )


def test_json_has_every_result() -> None:
    data = json.loads(write_json([nasty()], "1"))
    assert data["totals"] == "1 leaflet, 1 fail, 1 warn, 0 info, 1 skipped"
    first, second, third = data["leaflets"][0]["results"]
    assert first == {
        "check": "pdf/ua1",
        "outcome": "found",
        "findings": [{"level": "fail", "code": "X", "message": "no place"}],
    }
    assert second["findings"][0] | {"message": ""} == {
        "level": "warn", "code": "widow", "message": "", "hint": "“x” & y", "file": "content/a b.yaml", "line": 7,
        "page": 1, "box": [10, 20, 110, 70],
    }  # fmt: skip
    assert third == {"check": "picture/alt", "outcome": "skip", "reason": "no <file>"}


def test_sarif_is_what_code_hosts_read() -> None:
    """The required properties of SARIF 2.1.0, its value lists, and references that hold."""
    data = json.loads(write_sarif([nasty()], CHECKS, "1.2.3"))
    assert data["version"] == "2.1.0"
    assert data["$schema"].endswith("sarif-schema-2.1.0.json")
    (made,) = data["runs"]
    driver = made["tool"]["driver"]
    assert driver["name"] and driver["semanticVersion"] == "1.2.3"
    assert [rule["id"] for rule in driver["rules"]] == [one.id for one in CHECKS]
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"] and rule["fullDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")
    failure, warning = made["results"]
    for one in (failure, warning):
        assert driver["rules"][one["ruleIndex"]]["id"] == one["ruleId"]
        assert one["message"]["text"]
    assert (failure["level"], warning["level"]) == ("error", "warning")
    assert "locations" not in failure
    assert warning["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": "content/a%20b.yaml"}, "region": {"startLine": 7}}}
    ]
    (ran,) = made["invocations"]
    assert ran["executionSuccessful"] is True
    assert [one["associatedRule"]["id"] for one in ran["toolExecutionNotifications"]] == ["picture/alt"]
    assert uri("/a b/c.yaml") == "file:///a%20b/c.yaml"


def test_the_web_report_marks_the_place_on_the_page_and_trusts_no_words() -> None:
    words = write_html([nasty()], "1")
    assert "<script>" not in words
    assert "&lt;script&gt;" in words
    assert words.count('src="data:image/png;base64,') == clean().leaflet.pages
    assert 'style="left:5.00%;top:30.00%;width:50.00%;height:50.00%"' in words
    assert 'href="#finding-1-2"' in words and 'id="finding-1-2"' in words
    assert "Not looked at: picture/alt: no &lt;file&gt;." in words
    assert "http" not in words


def test_without_pypdfium2_the_web_report_says_that_pictures_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    words = write_html([nasty()], "1")
    assert "No pictures of pages:" in words
    assert "pypdfium2" in words
    assert "<img" not in words


@pytest.mark.parametrize("form", ["json", "sarif", "html"])
def test_a_report_goes_into_a_folder(form: str, ward: Ward) -> None:
    code, out, _ = ward.run("check", "good", "--language", "en", "--as", form, "--output", "reports")
    assert code == ExitCode.MADE
    assert out.strip() == str(Path("reports") / f"check.{form}")
    assert (ward.folder / "reports" / f"check.{form}").stat().st_size > 1000


# -- documentation ---------------------------------------------------------------


def test_every_check_is_in_its_reference() -> None:
    found = {}
    for row in (ROOT / "docs/reference/checks.md").read_text(encoding="utf-8").splitlines():
        if row.startswith("| `"):
            name, level, question, why, *_ = (cell.strip() for cell in row.strip("|").split("|"))
            found[name.strip("`")] = (level, question, why)
    assert found == {one.id: (one.level, one.question, one.why) for one in CHECKS}


def test_every_profile_is_in_the_reference() -> None:
    words = (ROOT / "docs/reference/checks.md").read_text(encoding="utf-8")
    for name, left_out in PROFILES.items():
        shown = ", ".join(f"`{one}`" for one in sorted(left_out) if not one.startswith("press/"))
        assert (f"`{name}`: without {shown}" if name else "press files (`press/…`)") in words


def test_the_command_knows_the_profiles() -> None:
    for name in filter(None, PROFILES):
        assert read_arguments(["check", "--profile", name]).profile == name


def test_the_hardest_sentences_are_named_with_line_and_grade_by_both_measures() -> None:
    found = {one.code: one for one in look("content/reading-level", hard_words(clean())).findings}
    assert set(found) == {"hard", "smog", "sentence"}
    assert "(Flesch-Kincaid); the most is 6" in found["hard"].message
    assert "(SMOG); the most is 8" in found["smog"].message
    assert found["smog"].hint.count("“Immunoglobulins and oligosaccharides") == 3
    assert f"content/managing-leakage.yaml:{line('purpose:')}, " in found["hard"].hint


def test_one_hard_sentence_among_easy_ones_is_named() -> None:
    """The average of a leaflet hides it."""
    hard = "Notwithstanding physiological considerations, individuals should facilitate adequate lactogenesis."

    class Leaflet:
        def words(self) -> list[Text]:
            return [Text(hard, Origin("content/x.yaml", 7), "x"), *[Text("Feed her now.", Origin("x", 8), "x")] * 60]

    (found,) = list(reading_level.function(Leaflet()))
    assert found[0] == "sentence" and "this sentence alone needs" in found[1] and "“Notwithstanding" in found[1]
    assert (found[2].origin.line, "our limit is 12" in found[3]) == (7, True)


def test_a_sentence_ends_before_the_quote_that_closes_it() -> None:
    from generator.checks.reading_ease import sentences

    said = Text("“Wet clothes bring a cold.” “Some foods dry up the milk.” They mean well.", Origin("x"), "x")
    assert [one.strip("“”") for one in sentences([said])] == [
        "Wet clothes bring a cold.",
        "Some foods dry up the milk.",
        "They mean well.",
    ]


def test_smog_says_nothing_of_few_sentences() -> None:
    from generator.checks.reading_ease import ENOUGH, measure

    one = Text("Immunoglobulins facilitate colonisation.", Origin("x"), "x")
    assert measure([one] * (ENOUGH - 1)).smog is None
    assert (measure([one] * ENOUGH).smog or 0) > 8
    assert measure([]).sentences == 0
