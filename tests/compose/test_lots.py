"""The lot: a code of what a leaflet says, the same for all who say the same, on every page, for people and scanners."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from ward import BLOCK, CLINIC, STOCK, TOPIC, Ward

from generator.compose.lots import slug
from generator.library.library import Library
from generator.model.edition import Words
from generator.model.leaflet import Leaflet, Order
from generator.model.lots import LETTERS, mark_of, read_lot, show_lot
from generator.pipeline import body, lot, make

LEAKAGE = "content/managing-leakage.yaml"
PO = "locales/vi/LC_MESSAGES/{}.po"
LIBRARY = Library.over(STOCK)


def code(ward: Ward, order: Order | None = None) -> str:
    return body(order or Order("managing-leakage", "vi"), Library.over(ward.folder)).lot


def pages(leaflet: Leaflet, dpi: int = 200) -> list[list[str]]:
    """Return what a scanner reads on each page."""
    document = pypdfium2.PdfDocument(leaflet.pdf)
    pictures = [page.render(scale=dpi / 72, grayscale=True).to_pil() for page in document]
    only = zxingcpp.BarcodeFormat.QRCode  # to look for all kinds takes four times as long
    return [[found.text for found in zxingcpp.read_barcodes(picture, formats=only)] for picture in pictures]


# -- what it stands for ------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (LEAKAGE, "evidence: expert", "evidence: guideline"),
        (LEAKAGE, "sources: [unicef-leaking, kent-leaks, bfn]", "sources: [unicef-leaking, kent-leaks]"),
        (LEAKAGE, 'version: "0.1"', 'version: "0.2"'),
        (LEAKAGE, "review_by: 2027-11-22", "review_by: 2027-10-22"),
        (LEAKAGE, "pictures: [face-smile,", "pictures: [heart,"),
        ("content/sources.yaml", "organisation: ", "organisation: The "),
        (PO.format("managing-leakage"), 'msgstr "Rỉ sữa"', 'msgstr "Sữa rỉ"'),
        (PO.format("shared"), 'msgstr "', 'msgstr "Này: '),
        (PO.format("templates"), 'msgid "Call us today"\nmsgstr "', 'msgid "Call us today"\nmsgstr "Này: '),
    ],
    ids=["evidence", "source", "version", "review", "picture", "citation", "translation", "shared", "template"],
)
def test_it_changes_with_what_is_said_and_on_what_grounds(ward: Ward, file: str, old: str, new: str) -> None:
    words = ward.stock(file)
    before = code(ward)
    at = words.index(old, words.index("msgid", words.index("\n\n")) if file.endswith("shared.po") else 0)
    if file.endswith("sources.yaml"):
        at = words.index(old, words.index("unicef-leaking:"))
    ward.put(file, words[:at] + words[at:].replace(old, new, 1))
    assert code(ward) != before


def test_it_changes_with_an_english_word_and_a_country_s_emergency_number(ward: Ward) -> None:
    english = Order("good")
    before = code(ward, english)
    ward.put("content/good.yaml", TOPIC.format(title="Good words", blocks=BLOCK.replace("often", "seldom")))
    assert code(ward, english) != before
    ward.put("content/clinics/hill.yaml", CLINIC + "profile: gb\n")
    before = code(ward, Order("good", clinic="hill"))
    ward.stock("content/profiles/gb.yaml", "999", "998")
    assert code(ward, Order("good", clinic="hill")) != before


def test_it_does_not_change_with_clinic_look_paper_or_place_in_the_file(ward: Ward) -> None:
    before = code(ward)
    ward.put("content/clinics/hill.yaml", CLINIC)
    ward.put(LEAKAGE, "# a comment\n\n" + (STOCK / LEAKAGE).read_text(encoding="utf-8"))
    for order in (
        Order("managing-leakage", "vi", clinic="hill"),
        Order("managing-leakage", "vi", "a5"),
        Order("managing-leakage", "vi", theme="photocopy"),
        Order("managing-leakage", "vi", edition=Words("text")),
    ):
        assert code(ward, order) == before


def test_languages_and_both_together_have_lots_of_their_own() -> None:
    orders = (
        Order("colostrum"), Order("colostrum", "vi"), Order("colostrum", "vi", "bilingual", second="en"),
        Order("colostrum", "en", "bilingual", second="vi"),
    )  # fmt: skip
    assert len({body(order, LIBRARY).lot for order in orders}) == len(orders)


def test_it_is_the_same_in_another_process() -> None:
    words = (
        "from generator.library.library import Library; from generator.model.leaflet import Order; from generator.pipeline import body;"
        "print(body(Order('colostrum', 'ja'), Library.open()).lot)"
    )
    run = [sys.executable, "-c", words]
    found = {
        subprocess.run(run, cwd=STOCK, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout
        for seed in ("1", "2")
    }
    assert found == {f"{body(Order('colostrum', 'ja'), LIBRARY).lot}\n"}


# -- how it is written -------------------------------------------------------


def test_no_letter_is_taken_for_another() -> None:
    assert len(LETTERS) == len(set(LETTERS)) == 32
    assert not set("ILOU") & set(LETTERS)


@pytest.mark.parametrize(
    "words", ["7KQ4M2X0", "7kq4-m2xo", " 7KQ4 M2X0 ", "LM-VI/7KQ4M2X0", "LEAFLETS:LOT/LM-VI/7KQ4M2X0"]
)
def test_what_people_type_and_scanners_read_is_understood(words: str) -> None:
    assert read_lot(words) == "7KQ4M2X0"


@pytest.mark.parametrize("words", ["", "7KQ4M2X", "7KQ4M2X00", "7KQ4-M2XU", "LM-vi v0.1", "../../etc"])
def test_what_is_no_lot_is_none(words: str) -> None:
    assert read_lot(words) == ""


def test_it_is_shown_in_two_halves() -> None:
    assert show_lot("7KQ4M2XD") == "7KQ4-M2XD"
    assert read_lot(show_lot("7KQ4M2XD")) == "7KQ4M2XD"
    assert show_lot("") == ""


# -- on paper ----------------------------------------------------------------


@pytest.mark.parametrize("paper", ["a4", "a5", "letter", "large-print", "giant-print"])
@pytest.mark.parametrize("language", ["en", "vi", "zh_Hans", "zh_Hant", "ja"])
def test_every_page_shows_it_in_letters_and_to_a_scanner(paper: str, language: str) -> None:
    leaflet = make(Order("colostrum", language, paper), LIBRARY)
    document = pypdfium2.PdfDocument(leaflet.pdf)
    mark = mark_of("CO", language.replace("_", "-"), leaflet.lot)
    for page in document:
        assert show_lot(leaflet.lot) in page.get_textpage().get_text_bounded()
    assert pages(leaflet) == [[mark]] * leaflet.pages


def test_a_code_on_a4_has_modules_of_a_quarter_millimetre() -> None:
    """Version 1, 21 modules: more words would make it larger, or its modules smaller."""
    look = LIBRARY.theme("default").looks["running.mark"]
    from generator.typeset.draw.codes import qr_modules

    longest = mark_of("LMX", "zh-Hant", "7KQ4M2XD")
    assert qr_modules(longest)[0] == 21
    assert look.width / 21 >= 0.25 * 72 / 25.4


def test_two_languages_show_the_lot_of_both() -> None:
    order = Order("colostrum", "vi", "bilingual", second="en")
    leaflet = make(order, LIBRARY)
    assert pages(leaflet) == [[mark_of("CO", "vi", body(order, LIBRARY).lot)]] * leaflet.pages


@pytest.mark.parametrize(
    ("language", "options"), [("vi", ""), ("zh_Hant", "--format a5 --imposition booklet --sheet sra3")]
)
def test_each_press_sheet_leads_back_to_it_beside_the_slug(ward: Ward, language: str, options: str) -> None:
    found, out, err = ward.run("press", "colostrum", "--language", language, "--clinic", "example", *options.split())
    assert found == 0, out + err
    (file,) = (ward.folder / "output").rglob("*press*.pdf")
    document = pypdfium2.PdfDocument(str(file))
    wanted = mark_of(
        "CO", language.replace("_", "-"), body(Order("colostrum", language, clinic="example"), LIBRARY).lot
    )
    for page in document:
        picture = page.render(scale=300 / 72, grayscale=True).to_pil()
        slug_only = picture.crop((0, picture.height - round(10 / 25.4 * 300), picture.width, picture.height))
        if "sra3" in options:  # a sheet with room around: the slug is further in
            slug_only = picture.crop((0, picture.height // 2, picture.width, picture.height))
        assert wanted in [one.text for one in zxingcpp.read_barcodes(slug_only)]


# -- its record --------------------------------------------------------------


def test_its_record_holds_every_block_by_path_with_words_and_grounds() -> None:
    record = lot(Order("managing-leakage", "vi", clinic="example"), LIBRARY)
    blocks = {one.block: one for one in record.pieces}
    assert record.code == body(Order("managing-leakage", "vi", clinic="example"), LIBRARY).lot
    assert blocks["managing-leakage/title"].said.startswith("Rỉ sữa\n")
    drip = blocks["managing-leakage/why-milk-leaks/2"]
    assert drip.english.startswith("While you feed, the other breast often drips.")
    assert (drip.evidence, drip.sources) == ("expert", ("llli-leaking",))
    assert drip.said and drip.said != drip.english
    inherited = blocks["managing-leakage/why-milk-leaks/1"]
    assert (inherited.evidence, inherited.sources) == ("guideline", ("unicef-leaking",))
    assert "**" not in inherited.english, "words as they stand on paper"


def test_of_a_template_s_words_only_those_on_paper_are_kept(ward: Ward) -> None:
    """With an emergency number one title stands in the danger box, without it the other."""
    ward.put("content/clinics/hill.yaml", CLINIC + "profile: gb\n")
    library = Library.over(ward.folder)
    with_number = {one.block: one for one in lot(Order("colostrum", "ja", clinic="hill"), library).pieces}
    without = {one.block: one for one in lot(Order("colostrum", "ja"), library).pieces}
    assert with_number["templates/warning"].english.splitlines() == [
        "Your baby", "You", "Emergency: call 999 now", "Call us today",
    ]  # fmt: skip
    assert "999" in with_number["templates/warning"].said
    assert without["templates/warning"].english.splitlines() == [
        "Your baby", "You", "Emergency: call your emergency number now", "Call us today",
    ]  # fmt: skip


def test_two_sections_of_one_name_have_two_paths(ward: Ward) -> None:
    twice = TOPIC.format(title="Good words", blocks=BLOCK).replace(
        "  - sources:",
        "  - section: One\n    evidence: guideline\n    sources: [bfn]\n    blocks:\n" + BLOCK + "  - sources:",
    )
    ward.put("content/good.yaml", twice)
    found = [one.block for one in lot(Order("good"), Library.over(ward.folder)).pieces]
    assert found[1:5] == ["good/one", "good/one/1", "good/one-2", "good/one-2/1"]


@pytest.mark.parametrize(
    ("words", "wanted"), [("Does my baby eat?", "does-my-baby-eat"), ("Été – à 2", "ete-a-2"), ("初乳", "")]
)
def test_a_path_is_plain_letters(words: str, wanted: str) -> None:
    assert slug(words) == wanted


def test_a_run_writes_what_a_lot_is_before_a_receipt_names_it(ward: Ward) -> None:
    ward.put("t.csv", "name,phones,hours,address\nHill Clinic,020 7946 0123,Monday,1 Sample Street\n")
    ward.put("run.yaml", "orders: t.csv\ntopics: [good, broken]\nlanguages: [en]\n")
    assert ward.run("run", "run.yaml")[0] == 0
    output: Path = ward.folder / "output"
    records = [json.loads(line) for line in (output / "lots.jsonl").read_text(encoding="utf-8").splitlines()]
    receipts = [json.loads(line) for line in (output / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    lots = {record["lot"] for record in records if "lot" in record}
    assert {receipt["lot"] for receipt in receipts} == lots
    assert len(lots) == 2
    assert {receipt["run"] for receipt in receipts} == {record["run"] for record in records if "run" in record}
    clinic = next(record for record in records if "clinic" in record)
    assert (clinic["title"], clinic["address"], clinic["languages"]) == ("Hill Clinic", ["1 Sample Street"], ["en"])
    before = (output / "lots.jsonl").read_bytes()
    assert ward.run("run", "run.yaml")[0] == 0
    assert (output / "lots.jsonl").read_bytes() == before, "nothing new, nothing written"


def test_a_kill_at_any_byte_leaves_no_receipt_without_its_lot(ward: Ward) -> None:
    ward.put("t.csv", "name,phones,hours,address\nHill Clinic,020 7946 0123,Monday,1 Sample Street\n")
    ward.put("run.yaml", "orders: t.csv\ntopics: [good, broken]\nlanguages: [en]\n")
    assert ward.run("run", "run.yaml")[0] == 0
    output: Path = ward.folder / "output"
    whole = (output / "lots.jsonl").read_bytes()
    names = [json.loads(line) for line in whole.splitlines()]
    for keep in (0, 10, whole.index(b"\n") + 1, whole.index(b"\n") + 30, len(whole) - 5, len(whole)):
        (output / "lots.jsonl").write_bytes(whole[:keep])
        (output / "manifest.jsonl").write_bytes(b"")  # receipts come after their lots: none was written yet
        assert ward.run("run", "run.yaml", "--resume")[0] == 0
        found = [json.loads(line) for line in (output / "lots.jsonl").read_bytes().splitlines()]
        receipts = [json.loads(line) for line in (output / "manifest.jsonl").read_bytes().splitlines()]
        told = {one.get("lot") or one.get("run") or one.get("clinic") for one in found}
        assert len(found) == len(told) == len(names), "each told once"
        assert {one[part] for one in receipts for part in ("lot", "run")} <= told
        assert len(receipts) == 2
