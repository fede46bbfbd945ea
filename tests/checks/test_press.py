"""``leaflets check --profile press``: a clean press edition passes, every rule finds its planted fault, strangers too."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from checks.test_checks import FAULTS as EVERYWHERE
from checks.test_checks import LETS_DOWN, MEASURED, TOPIC_FILE, foreign
from msgspec.structs import replace
from PIL import Image
from press.test_press import FAULTS as OF_FILES
from press.test_press import RICH, page_code, planted, pressed
from press.test_press import _image as image
from probes import library
from ward import CLINIC, Ward

from generator.checks.evidence import Evidence
from generator.checks.gather import check_file, check_order, gather
from generator.checks.press import Examined, examine_order
from generator.checks.reading import read_pdf
from generator.checks.registry import CHECKS, PROFILES, chosen
from generator.checks.report_html import write_html
from generator.checks.reports import write_json
from generator.checks.runner import Answer, run
from generator.model.edition import MM, Job
from generator.model.leaflet import Order
from generator.model.problems import ExitCode
from generator.press.examine import LEAST_BLEED, as_found, examine
from generator.press.file import Pressed
from generator.press.rules import RULES, Ordered

A4 = (210 * MM, 297 * MM)
BY_ID = {one.id: one for one in CHECKS if one.id.startswith("press/")}
Plant = Callable[[Any], None]


@lru_cache(maxsize=1)
def clean() -> Any:
    return gather(Order("managing-leakage", clinic="example"), library(), "press")


def judged(pdf: bytes, colour: str = "cmyk") -> Examined:
    return examine_order(Pressed(pdf, 2, 1, 0, *examine(pdf, Ordered(A4, 3 * MM, colour))))


def look(name: str, printed: Examined, **more: Any) -> Answer:
    return BY_ID[name].run(replace(clean(), printed=printed, **more))


# -- a clean one -----------------------------------------------------------------


@pytest.mark.sweep
@pytest.mark.parametrize("name", BY_ID)
def test_a_clean_press_edition_passes(name: str) -> None:
    result = look(name, clean().printed)
    assert (result.outcome, result.findings, result.reason) == ("pass", (), "")


@pytest.mark.slow
@pytest.mark.parametrize(
    "order",
    [
        Order("colostrum", "ja", clinic="example"),
        Order("managing-leakage", "vi"),
        Order("how-milk-is-made", "zh_Hant", theme="photocopy", format="a5"),
        Order("colostrum", "vi", format="bilingual", second="en"),
    ],
    ids=lambda order: f"{order.language}-{order.format}",
)
def test_what_every_press_edition_has_to_pass(order: Order) -> None:
    report = check_order(order, library(), "press")
    assert report.with_outcome("error") == ()
    assert {one.check.id for one in report.results} >= set(BY_ID)
    wanted = [
        one for one in report.findings("fail") if one.check.split("/")[0] in ("press", "text", "fonts", "leaflet")
    ]
    assert wanted == []
    assert re.fullmatch(r"\d+ sides, ink up to \d+%", report.measured)


def test_the_rules_are_those_of_the_press() -> None:
    """Each stands once, in the press's own words."""
    assert set(BY_ID) - {f"press/{rule}" for rule in RULES} == {"press/words-lost"}
    for rule, said in RULES.items():
        assert (BY_ID[f"press/{rule}"].question, BY_ID[f"press/{rule}"].why) == (said.question, said.why)


def test_what_is_left_out_for_a_press_is_what_only_a_screen_needs() -> None:
    assert {one.id.split("/")[0] for one in chosen("press")} >= {"press", "layout", "text", "design", "translation"}
    assert not PROFILES["press"] & {"layout/widow", "layout/heading-last", "layout/fold", "layout/safe-area"}


# -- planted faults --------------------------------------------------------------


def on_the_words(code: str) -> Plant:
    """Something drawn over the first paragraph; ``{}`` are its box's left, low, width and height on the side."""

    def plant(document: Any) -> None:
        trim = [float(side) for side in document.pages[0].TrimBox]
        spot = next(one for one in clean().leaflet.placed if one.origin.line == LETS_DOWN and one.tag == "p")
        x, y = spot.box[0] + trim[0], spot.box[1] + trim[1]
        page_code(document, code.format(x, y, spot.box[2] - spot.box[0], spot.box[3] - spot.box[1]).encode())

    return plant


def coarse_on_the_words(document: Any) -> None:
    image(document, "/DeviceGray", b"\0", b"")
    on_the_words("q 20 0 0 8 {0} {1} cm /Planted Do Q")(document)


def rich_picture_on_the_words(document: Any) -> None:
    image(document, "/DeviceCMYK", b"\xff\xff\xff\xff", b"")
    on_the_words("q 0.2 0 0 0.2 {0} {1} cm /Planted Do Q")(document)


def of_file(fault: str) -> Plant:
    return OF_FILES[fault][1]


def without_words(document: Any) -> None:
    """The second page's form goes: what stood on it is lost."""
    document.pages[1].Contents = document.make_stream(b"")


def with_more_words(document: Any) -> None:
    form = document.pages[0].Resources.XObject["/P1"]
    shown = re.search(rb"BT.*?ET", form.read_bytes(), re.DOTALL)
    assert shown
    form.write(form.read_bytes() + b"\n" + shown[0])


HERE = (TOPIC_FILE, LETS_DOWN)
NO_LINE = ("", 0)
FAULTS: list[tuple[str, Plant, tuple[str, int], int]] = [
    # rule, how it is planted, file and line, page
    ("action", of_file("a script"), NO_LINE, 0),
    ("intent", of_file("no intent"), NO_LINE, 0),
    ("identified", of_file("not identified"), NO_LINE, 0),
    ("described", of_file("no title"), NO_LINE, 0),
    ("trim", of_file("a trim of another size"), NO_LINE, 1),
    ("bleed-box", of_file("a narrow bleed"), NO_LINE, 1),
    ("annotation", of_file("a link"), NO_LINE, 1),
    ("rgb", on_the_words("1 0 0 rg {} {} {} {} re f"), HERE, 1),
    ("rgb", on_the_words("0 0 1 RG {0} {1} m {0} {1} l S"), HERE, 1),
    ("rgb", on_the_words("0 0 1 rg BT /F 12 Tf {0} {1} Td <00> Tj ET"), HERE, 1),
    ("other-space", of_file("a spot colour"), NO_LINE, 1),
    ("ink", on_the_words("1 1 0.9 0.9 k {} {} {} {} re f"), HERE, 1),
    ("ink", rich_picture_on_the_words, HERE, 1),
    ("black-text", on_the_words("q 0.7 0.6 0.6 0.95 k BT /F 12 Tf 1 0 0 1 {0} {1} Tm <00> Tj ET Q"), HERE, 1),
    ("font", of_file("a font that is not there"), NO_LINE, 1),
    ("resolution", coarse_on_the_words, HERE, 1),
    ("bleed-filled", of_file("a ground that ends at the edge"), NO_LINE, 1),
    ("content", of_file("a transfer function"), NO_LINE, 1),
]
ALONE = ("readable", "version", "id", "black-only", "words-lost")
"""Planted below, each in a way of its own."""


@pytest.mark.sweep
@pytest.mark.parametrize(("rule", "plant", "place", "page"), FAULTS, ids=[f"{n}-{f[0]}" for n, f in enumerate(FAULTS)])
def test_a_planted_fault_is_found_where_it_is(rule: str, plant: Plant, place: tuple[str, int], page: int) -> None:
    result = look(f"press/{rule}", judged_anyhow(planted(clean().printed.pdf, plant)))
    assert result.outcome == "found", result.reason
    found = [(Path(one.origin.file).as_posix(), one.origin.line, one.page, one.hint) for one in result.findings]
    assert any(file.endswith(place[0]) and line == place[1] and at == page for file, line, at, _ in found), found
    assert all(hint for *_, hint in found)
    if place == HERE:
        assert any(one.box for one in result.findings)


def judged_anyhow(pdf: bytes) -> Examined:
    """The same for a file whose words cannot be read back any more, because of what was planted."""
    findings, ink = examine(pdf, Ordered(A4, 3 * MM))
    return replace(clean().printed, pdf=pdf, findings=findings, ink=ink)


def test_a_file_that_cannot_be_read_is_of_a_late_version_or_has_no_id() -> None:
    good = clean().printed.pdf
    for rule, pdf in (
        ("readable", b"%PDF-1.6\n"),
        ("version", planted(good, lambda _: None, force_version="2.0")),
        ("id", re.sub(rb"/ID \[[^\]]*\]", b"", good)),
    ):
        (found,) = look(f"press/{rule}", judged_anyhow(pdf)).findings
        assert (found.code, found.page) == (rule, 0)


@pytest.mark.slow
def test_colour_in_a_file_for_black_alone_is_found_with_its_page_and_place() -> None:
    every = look("press/black-only", judged(clean().printed.pdf, "k"))
    assert {one.page for one in every.findings} == set(range(1, clean().leaflet.pages + 1))
    black = pressed(library(), Job(colour="k"), Order("managing-leakage", clinic="example")).pdf
    assert look("press/black-only", judged(black, "k")).outcome == "pass"
    blue = planted(black, on_the_words("1 0 0 0 k {} {} {} {} re f"))
    (found,) = look("press/black-only", judged(blue, "k")).findings
    assert (found.page, found.origin.line) == (1, LETS_DOWN) and found.box


def test_words_that_got_lost_on_the_way_to_the_sheet_are_found() -> None:
    lost = look("press/words-lost", judged(planted(clean().printed.pdf, without_words)))
    (found,) = lost.findings
    assert (found.code, found.page) == ("lost", 2)
    more = look("press/words-lost", judged(planted(clean().printed.pdf, with_more_words)))
    assert more.findings
    printed = clean().printed
    letters = tuple(
        (replace(letter, x=letter.x + 3), actual) if letter.page == 1 and letter.y > 800 else (letter, actual)
        for letter, actual in printed.reading.letters
    )
    moved = look("press/words-lost", replace(printed, reading=replace(printed.reading, letters=letters)))
    assert {one.code for one in moved.findings} == {"lost"}
    unread = look("press/words-lost", replace(printed, reading=None))
    assert {one.code for one in unread.findings} == {"unreadable"}


def test_a_fault_is_planted_for_every_rule_of_the_registry() -> None:
    here = {f"press/{rule}" for rule, *_ in FAULTS} | {f"press/{rule}" for rule in ALONE}
    assert here | {name for name, *_ in EVERYWHERE} | MEASURED == {one.id for one in CHECKS}
    assert here == set(BY_ID)


# -- files as found --------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("press")


def rules_of(folder: Path, pdf: bytes) -> set[str]:
    """The rules of the press that a file alone is found to break."""
    file = folder / "x.pdf"
    file.write_bytes(pdf)
    report = check_file(file, library(), "press")
    assert report.with_outcome("error") == ()
    return {one.code for one in report.findings("fail") if one.check.startswith("press/")}


def test_a_good_press_file_has_no_findings(folder: Path) -> None:
    file = folder / "good.pdf"
    file.write_bytes(clean().printed.pdf)
    report = check_file(file, library(), "press")
    assert report.findings() == ()
    outcomes = {one.check.id: one.outcome for one in report.results}
    assert outcomes["layout/safe-area"] == outcomes["fonts/minimum-size"] == outcomes["press/rgb"] == "pass"
    assert outcomes["press/words-lost"] == outcomes["layout/fold"] == "skip"
    assert report.measured.startswith(f"{clean().leaflet.pages} sides, ink up to 2")


@pytest.mark.sweep
@pytest.mark.parametrize("fault", OF_FILES)
def test_each_rule_finds_its_planted_fault_in_a_file_alone(folder: Path, fault: str) -> None:
    rule, plant = OF_FILES[fault]
    assert rule in rules_of(folder, planted(clean().printed.pdf, plant))


def test_a_file_alone_is_measured_by_itself_but_must_have_a_bleed() -> None:
    good = clean().printed.pdf
    wanted = as_found(good)
    assert wanted.trim == pytest.approx(A4, abs=0.01) and wanted.bleed == pytest.approx(3 * MM, abs=0.01)
    assert as_found(planted(good, of_file("a narrow bleed"))).bleed == LEAST_BLEED
    assert as_found(b"%PDF-1.6\n") == Ordered((0.0, 0.0), LEAST_BLEED)


@pytest.mark.parametrize(
    ("plant", "check", "least"),
    [
        ("q 0 0 0 1 k BT /{1} 5 Tf 300 400 Td <0024> Tj ET Q", "fonts/minimum-size", "9 pt"),
        ("q 0 0 0 1 k BT /{1} 12 Tf {0} 400 Td [<0024>] TJ ET Q", "layout/safe-area", "5 mm"),
    ],
    ids=["small words", "words at the edge"],
)
def test_the_words_of_a_press_file_are_looked_at_inside_its_forms(
    folder: Path, plant: str, check: str, least: str
) -> None:
    def change(document: Any) -> None:
        form = document.pages[0].Resources.XObject["/P1"]
        name = min(str(key)[1:] for key in form.Resources.Font)
        code = plant.format(4, name).replace("<0024> Tj", "[<0024>] TJ")
        form.write(form.read_bytes() + b"\n" + code.encode())

    file = folder / "words.pdf"
    file.write_bytes(planted(clean().printed.pdf, change))
    found = [one for one in check_file(file, library(), "press").findings("fail") if one.check == check]
    assert found and found[0].page == 1 and found[0].box
    assert least in found[0].message


@pytest.mark.parametrize("pdf", [b"", b"junk", foreign()], ids=["empty", "junk", "no press file"])
def test_a_file_that_is_no_press_file_is_a_finding_and_no_crash(folder: Path, pdf: bytes) -> None:
    assert rules_of(folder, pdf)


def test_a_file_that_is_built_wrongly_is_a_finding_and_no_crash(folder: Path) -> None:
    def wreck(document: Any) -> None:
        document.pages[0].TrimBox = pikepdf.Array([pikepdf.Name.A, 0, 0, 0])

    assert "readable" in rules_of(folder, planted(clean().printed.pdf, wreck))


def test_forms_that_hold_themselves_end(folder: Path) -> None:
    def circle(document: Any) -> None:
        form = document.pages[0].Resources.XObject["/P1"]
        form.Resources.XObject = pikepdf.Dictionary({"/Me": form})
        form.write(b"/Me Do " * 2)

    assert "content" in rules_of(folder, planted(clean().printed.pdf, circle))


# -- reports and the command -------------------------------------------------------


@pytest.mark.slow
def test_every_form_of_the_report_says_the_peak_of_ink() -> None:
    report = check_order(Order("managing-leakage", clinic="example"), library(), "press")
    assert report.measured in write_html([report], "1")
    (leaflet,) = json.loads(write_json([report], "1"))["leaflets"]
    assert leaflet["measured"] == report.measured


@pytest.mark.slow
def test_the_command_judges_the_press_edition_of_a_topic(ward: Ward) -> None:
    code, out, err = ward.run("check", "managing-leakage", "--language", "en", "--profile", "press")
    assert code == ExitCode.MADE, err
    assert re.search(
        rf"^managing-leakage \(en, a4, press\): {clean().leaflet.pages} sides, ink up to \d+%", out, re.MULTILINE
    )
    assert " 0 fail" in out


def test_the_command_judges_a_press_file(ward: Ward) -> None:
    ward.put("good.pdf", clean().printed.pdf)
    code, out, _ = ward.run("check", "good.pdf", "--profile", "press", "--fail-on", "info")
    assert code == ExitCode.MADE
    assert f"good.pdf: {clean().leaflet.pages} sides, ink up to" in out
    ward.put("bad.pdf", planted(clean().printed.pdf, lambda document: page_code(document, RICH + b" 1 0 0 rg")))
    code, out, _ = ward.run("check", "bad.pdf", "--profile", "press")
    assert code == ExitCode.FINDINGS
    assert "press/black-text" in out and "press/rgb" in out and "page 1" in out


def test_the_screen_edition_is_no_press_file(ward: Ward) -> None:
    ward.run("make", "good")
    code, out, _ = ward.run("check", "output/en/good-a4.pdf", "--profile", "press")
    assert code == ExitCode.FINDINGS
    for rule in ("intent", "identified", "trim", "rgb"):
        assert f"press/{rule}" in out


@pytest.mark.slow
def test_a_coarse_logo_is_found_with_the_clinics_file(ward: Ward) -> None:
    out = BytesIO()
    Image.new("RGB", (200, 200), (0, 90, 90)).save(out, "PNG")
    ward.put("content/logo.png", out.getvalue())
    ward.put("content/clinics/hill.yaml", f"{CLINIC}logo: logo.png\n")
    words = ("check", "good", "--language", "en", "--clinic", "hill", "--as", "json", "--profile")
    code, said, _ = ward.run(*words, "press")
    assert code == ExitCode.FINDINGS
    results = {one["check"]: one for one in json.loads(said)["leaflets"][0]["results"]}
    (finding,) = results["press/resolution"]["findings"]
    assert finding["file"] == "content/clinics/hill.yaml"
    assert "at least 300 are sharp" in finding["message"] and finding["box"]
    assert ward.run(*words, "office")[0] == ExitCode.MADE, "for an office printer 200 pixels to the inch are enough"


def test_without_pikepdf_no_press_file_passes_for_a_good_one(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    ward.put("good.pdf", clean().printed.pdf)
    monkeypatch.setitem(sys.modules, "pikepdf", None)
    for name in list(sys.modules):
        if name.startswith("generator.press."):
            monkeypatch.delitem(sys.modules, name)
    for subject in (("good", "--language", "en"), ("good.pdf",)):
        code, out, err = ward.run("check", *subject, "--profile", "press")
        assert code == ExitCode.MISSING, err
        assert "the press profile needs the package 'pikepdf'" in err
        assert "hint: install it with: pip install" in err
        assert "Traceback" not in out + err


def test_a_leaflet_that_cannot_be_made_has_no_press_edition(ward: Ward) -> None:
    ward.blocks("- waring: Oh.")
    code, out, _ = ward.run("check", "broken", "--language", "en", "--profile", "press")
    assert code == ExitCode.FINDINGS
    assert "leaflet/made" in out and "the leaflet could not be made" in out


def test_a_check_of_the_press_needs_a_press_file() -> None:
    results = run(chosen("press"), Evidence(spots=clean().spots))
    assert {one.outcome for one in results if one.check.id.startswith("press/")} == {"skip"}


def test_what_is_read_of_a_press_file_is_what_was_set() -> None:
    """Letters inside forms are found at their places, and once."""
    printed, reading = read_pdf(clean().printed.pdf), clean().reading
    assert [letter.words for letter, _ in printed.letters] == [letter.words for letter, _ in reading.letters]
    left, low = printed.trims[0][:2]
    for got, want in zip(printed.letters, reading.letters, strict=True):
        assert (got[0].x - left, got[0].y - low) == pytest.approx((want[0].x, want[0].y), abs=0.01)
