"""The lot: a code of what a leaflet says, the same for all who say the same, on every page, for people and scanners."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from msgspec.structs import replace
from ward import BLOCK, CLINIC, STOCK, TOPIC, Ward

from generator.compose.lots import joined, slug
from generator.library.library import Library
from generator.model.edition import Words
from generator.model.leaflet import Leaflet, Order
from generator.model.lots import LETTERS, Lot, Piece, alike, join_digests, mark_of, read_lot, show_lot
from generator.model.problems import ExitCode
from generator.pipeline import make
from generator.stages.bodies import body
from generator.stages.lots import lot
from generator.stages.surroundings import for_anyone

LEAKAGE = "content/managing-leakage.yaml"
PO = "locales/zh_Hant/LC_MESSAGES/{}.po"
LIBRARY = Library.over(STOCK)


def code(ward: Ward, order: Order | None = None) -> str:
    return body(order or Order("managing-leakage", "zh_Hant"), Library.over(ward.folder)).lot


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
        (LEAKAGE, 'version: "0.2"', 'version: "0.3"'),
        (LEAKAGE, "review_by: 2027-11-29", "review_by: 2027-10-29"),
        (LEAKAGE, "pictures: [press-1,", "pictures: [hand-1,"),
        ("content/sources.yaml", "organisation: ", "organisation: The "),
        (PO.format("managing-leakage"), 'msgstr "漏奶"', 'msgstr "溢奶"'),
        (PO.format("shared"), 'msgstr "', 'msgstr "喂：'),
        (PO.format("templates"), 'msgid "Call us today"\nmsgstr "', 'msgid "Call us today"\nmsgstr "喂：'),
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


@pytest.mark.parametrize(
    "name",
    ["title-leaking", "press-1", "icon-nappy", "drip", "icon-phone"],
    ids=["topic", "steps", "cells", "section", "template"],
)
def test_it_changes_with_a_drawing_and_with_what_is_said_of_it(ward: Ward, name: str) -> None:
    """A wrong drawing is recalled as a wrong word is: of the topic, of a block, of a block's template."""
    picture = LIBRARY.pictures[name]
    before = code(ward)
    drawing = (STOCK / "content" / picture.file).read_text(encoding="utf-8")
    ward.put(f"content/{picture.file}", drawing.replace("<path", '<path d="M0 0z"/><path', 1))
    drawn = code(ward)
    assert drawn != before
    ward.put(f"content/{picture.file}", drawing)
    assert code(ward) == before
    english = picture.alt.words
    said = f'msgid "{english}"\nmsgstr "'
    if said in (STOCK / PO.format("shared")).read_text(encoding="utf-8"):  # a long one stands on several lines
        ward.stock(PO.format("shared"), said, f"{said}這是")
        assert code(ward) not in (before, drawn)


def test_a_drawing_of_another_leaflet_does_not_change_it(ward: Ward) -> None:
    before = code(ward)
    used = {one.block.partition("/")[2] for one in lot(Order("managing-leakage", "zh_Hant"), LIBRARY).pieces}
    other = next(picture for name, picture in LIBRARY.pictures.items() if name not in used)
    words = (STOCK / "content" / other.file).read_text(encoding="utf-8")
    ward.put(f"content/{other.file}", words.replace("<path", '<path d="M0 0z"/><path', 1))
    assert code(ward) == before


def test_a_drawing_that_is_not_there_is_told_with_what_else_is_wrong(ward: Ward) -> None:
    ward.stock("content/pictures.yaml", "pictures/title-leaking.svg", "pictures/gone.svg")
    listed = (ward.folder / "content/pictures.yaml").read_text(encoding="utf-8").splitlines()
    line = listed.index("  file: pictures/gone.svg")
    ward.stock(PO.format("templates"), 'msgid "Call us today"', '#, fuzzy\nmsgid "Call us today"')
    found, _, err = ward.run("make", "managing-leakage", "--language", "zh_Hant")
    assert found == ExitCode.UNUSABLE
    assert f"content/pictures.yaml:{line}: there is no file 'content/pictures/gone.svg'" in err
    assert "Call us today" in err


def test_it_does_not_change_with_clinic_look_paper_or_place_in_the_file(ward: Ward) -> None:
    before = code(ward)
    ward.put("content/clinics/hill.yaml", CLINIC)
    ward.put(LEAKAGE, "# a comment\n\n" + (STOCK / LEAKAGE).read_text(encoding="utf-8"))
    for order in (
        Order("managing-leakage", "zh_Hant", clinic="hill"),
        Order("managing-leakage", "zh_Hant", "a5"),
        Order("managing-leakage", "zh_Hant", theme="photocopy"),
        Order("managing-leakage", "zh_Hant", edition=Words("text")),
    ):
        assert code(ward, order) == before


def test_languages_and_both_together_have_lots_of_their_own() -> None:
    orders = (
        Order("colostrum"), Order("colostrum", "zh_Hant"), Order("colostrum", "zh_Hant", "bilingual", second="en"),
        Order("colostrum", "en", "bilingual", second="zh_Hant"),
    )  # fmt: skip
    assert len({body(order, LIBRARY).lot for order in orders}) == len(orders)


@pytest.mark.slow
def test_it_is_the_same_in_another_process() -> None:
    words = (
        "from generator.library.library import Library; from generator.model.leaflet import Order; from generator.stages.bodies import body;"
        "print(body(Order('colostrum', 'zh_Hant'), Library.open()).lot)"
    )
    run = [sys.executable, "-c", words]
    found = {
        subprocess.run(run, cwd=STOCK, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout
        for seed in ("1", "2")
    }
    assert found == {f"{body(Order('colostrum', 'zh_Hant'), LIBRARY).lot}\n"}


# -- how it is written -------------------------------------------------------


def test_no_letter_is_taken_for_another() -> None:
    assert len(LETTERS) == len(set(LETTERS)) == 32
    assert not set("ILOU") & set(LETTERS)


@pytest.mark.parametrize(
    "words",
    [
        "7KQ4M2X0", "7kq4-m2xo", " 7KQ4 M2X0 ", "LM-VI/7KQ4M2X0", "LEAFLETS:LOT/LM-VI/7KQ4M2X0", "7KQ4–M2X0", "7kq4_m2x0",
        "7KQ4.M2X0.", "Lot: 7KQ4-M2X0", "Lô 7KQ4‑M2X0", "CO-vi · 0.2 · 7KQ4-M2X0", "https://hill.example/l/7KQ4M2X0",
        "7 k q 4 m 2 x o", "７ＫＱ４－Ｍ２Ｘ０",
    ],
)  # fmt: skip
def test_what_people_type_and_scanners_read_is_understood(words: str) -> None:
    assert read_lot(words) == "7KQ4M2X0"


@pytest.mark.parametrize("words", ["", "7KQ4M2X", "7KQ4M2X00", "7KQ4-M2XU", "LM-vi v0.1", "../../etc"])
def test_what_is_no_lot_is_none(words: str) -> None:
    assert read_lot(words) == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("7KQ4M2XD", "7K04M2X0"), ("XZG5M25B", "X265MZS8"), ("7KQ4M2XE", "7KQ4M2XD"), ("7K4QM2XD", "7KQ4M2XD")],
)
def test_a_code_that_was_copied_badly_is_like_the_one_that_was_meant(typed: str, meant: str) -> None:
    assert alike(typed, meant) and alike(meant, typed)


@pytest.mark.parametrize("other", ["7KQ4M3XE", "DX2M4QK7", "QK74M2XD", "8KQ4M2XE"])
def test_another_code_is_not_alike(other: str) -> None:
    assert not alike("7KQ4M2XD", other)


def test_it_is_shown_in_two_halves() -> None:
    assert show_lot("7KQ4M2XD") == "7KQ4-M2XD"
    assert read_lot(show_lot("7KQ4M2XD")) == "7KQ4M2XD"
    assert show_lot("") == ""


# -- on paper ----------------------------------------------------------------


@pytest.mark.sweep
@pytest.mark.parametrize("paper", ["a4", "a5", "letter", "large-print", "giant-print"])
@pytest.mark.parametrize("language", ["en", "vi", "zh_Hans", "zh_Hant", "ja"])
def test_every_page_shows_it_in_letters_and_to_a_scanner(paper: str, language: str) -> None:
    leaflet = make(Order("colostrum", language, paper), LIBRARY)
    document = pypdfium2.PdfDocument(leaflet.files[0])
    mark = mark_of("CO", language.replace("_", "-"), leaflet.lot)
    for page in document:
        assert show_lot(leaflet.lot) in page.get_textpage().get_text_bounded()
    assert pages(leaflet) == [[mark]] * leaflet.pages


def test_a_code_on_a4_has_modules_of_a_quarter_millimetre() -> None:
    """Version 1, 21 modules: more words would make it larger, or its modules smaller."""
    look = LIBRARY.theme("default").looks["foot.mark"]
    from generator.typeset.draw.codes import qr_modules

    longest = mark_of("LMX", "zh-Hant", "7KQ4M2XD")
    assert qr_modules(longest)[0] == 21
    assert look.width / 21 >= 0.25 * 72 / 25.4


def test_two_languages_show_the_lot_of_both() -> None:
    order = Order("colostrum", "zh_Hant", "bilingual", second="en")
    leaflet = make(order, LIBRARY)
    assert pages(leaflet) == [[mark_of("CO", "zh-Hant", body(order, LIBRARY).lot)]] * leaflet.pages


def test_two_languages_have_a_record_of_both() -> None:
    order = Order("managing-leakage", "zh_Hant", "bilingual", second="zh-Hans")
    both = lot(order, LIBRARY)
    assert (both.code, both.language, both.second) == (body(order, LIBRARY).lot, "zh-Hant", "zh-Hans")
    one, two = (lot(Order("managing-leakage", name), LIBRARY) for name in ("zh_Hant", "zh_Hans"))
    assert both.digest == join_digests(one.digest, two.digest)
    blocks = {piece.block: piece for piece in both.pieces}
    for piece in (*one.pieces, *two.pieces):
        assert piece.said in blocks[piece.block].said
        assert (blocks[piece.block].english, blocks[piece.block].sha256) == (piece.english, piece.sha256)
    assert len(blocks) == len(both.pieces) == len({piece.block for piece in (*one.pieces, *two.pieces)})
    other = body(Order("managing-leakage", "zh_Hans", "bilingual", second="zh_Hant"), LIBRARY).lot
    assert other not in (both.code, one.code, two.code)


def test_what_only_one_of_two_languages_has_stays_in_their_record() -> None:
    first, second, own, alone = (Piece(f"a/{name}", "text", "E", name) for name in "1234")
    one = Lot("0" * 8, "1" * 64, "a", "AA", "1", "vi", "gb", "2027-01-01", (first, second, alone))
    two = replace(one, digest="2" * 64, language="ja", pieces=(replace(first, said="other"), second, own))
    assert [piece.said for piece in joined(one, two).pieces] == ["1\nother", "2", "4", "3"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "options"), [("en", ""), ("zh_Hant", "--format a5 --imposition booklet --sheet sra3")]
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


# -- with an address -----------------------------------------------------------

LONGEST = "https://" + "a" * 35 + ".example/"
"""As long as may be: 51 letters without the stroke at its end."""


def hill(ward: Ward, lots: str) -> Library:
    ward.put("content/clinics/hill.yaml", f'{CLINIC}lots: "{lots}"\n')
    return Library.over(ward.folder)


@pytest.mark.sweep
@pytest.mark.parametrize("paper", LIBRARY.formats())
@pytest.mark.parametrize("language", ["vi", "zh_Hans"])
def test_where_a_desk_answers_the_code_at_the_foot_leads_there(ward: Ward, paper: str, language: str) -> None:
    library = hill(ward, LONGEST)
    second = "en" if library.format(paper).languages == 2 else ""
    leaflet = make(Order("managing-leakage", language, paper, clinic="hill", second=second), library)
    wanted = f"{LONGEST}l/{leaflet.lot}"
    only = zxingcpp.BarcodeFormat.QRCode
    for page in pypdfium2.PdfDocument(leaflet.pdf):
        picture = page.render(scale=200 / 72, grayscale=True).to_pil()
        found = next(one for one in zxingcpp.read_barcodes(picture, formats=only) if one.text == wanted)
        wide = found.position.top_right.x - found.position.top_left.x
        assert wide / 200 * 25.4 / 33 > 0.245, "modules as large as those of the bare lot, as far as pixels tell"
        assert read_lot(found.text) == leaflet.lot


@pytest.mark.slow
def test_a_clinic_goes_before_the_series_and_words_count_as_before(ward: Ward) -> None:
    order = Order("managing-leakage", "vi", clinic="hill")
    ward.put("content/clinics/hill.yaml", CLINIC)
    bare = make(order, Library.over(ward.folder))
    assert pages(bare)[0] == [mark_of("LM", "vi", bare.lot)]
    ward.put("content/series.yaml", "lots: https://all.example/desk/\n")
    series = make(order, Library.over(ward.folder))
    assert pages(series)[0] == [f"https://all.example/desk/l/{bare.lot}"] and series.lot == bare.lot
    own = make(order, hill(ward, "hill.example"))
    assert pages(own)[0] == [f"https://hill.example/l/{bare.lot}"]
    ward.put("content/series.yaml", 'lots: ""\n')
    assert (
        make(replace(order, clinic=""), Library.over(ward.folder)).pdf == make(replace(order, clinic=""), LIBRARY).pdf
    )


def test_clinics_that_answer_in_one_place_share_a_body(ward: Ward) -> None:
    hill(ward, "https://hill.example")
    ward.put("content/clinics/dale.yaml", f"{CLINIC.replace('Hill', 'Dale')}lots: https://hill.example/\n")
    ward.put("content/clinics/far.yaml", f"{CLINIC.replace('Hill', 'Far')}lots: https://far.example/\n")
    library = Library.over(ward.folder)
    one, same, other = (
        body(for_anyone(Order("managing-leakage", "vi", clinic=name), library), library)
        for name in ("hill", "dale", "far")
    )
    assert one is same and one is not other


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("http://hill.example", "write https:// when the page has it"),
        ("https://hill.example/?desk=1", "leave out what follows ? or #"),
        ("hill", "has no domain"),
        (f"{LONGEST[:-1]}x", "too long for the code at the foot of a page: 52 letters"),
        ("https://bệnhviện-phụsản-thànhphố-thủđức.example/sữa", "too long for the code at the foot of a page"),
    ],
)
@pytest.mark.parametrize("file", ["content/clinics/hill.yaml", "content/series.yaml"])
def test_addresses_that_cannot_stand_in_the_code_are_refused_at_their_line(
    ward: Ward, words: str, said: str, file: str
) -> None:
    ward.put("content/clinics/hill.yaml", CLINIC)
    text = f"{CLINIC if 'clinics' in file else ''}lots: '{words}'\n"
    ward.put(file, text)
    code, _, err = ward.run("make", "good", "--clinic", "hill", "--language", "en")
    assert code == ExitCode.UNUSABLE and f"{file}:{len(text.splitlines())}: " in err and said in err


# -- its record --------------------------------------------------------------


def test_its_record_holds_every_block_by_path_with_words_and_grounds() -> None:
    record = lot(Order("managing-leakage", "zh_Hant", clinic="example"), LIBRARY)
    blocks = {one.block: one for one in record.pieces}
    assert record.code == body(Order("managing-leakage", "zh_Hant", clinic="example"), LIBRARY).lot
    assert blocks["managing-leakage/title"].said.startswith("漏奶\n")
    drip = blocks["managing-leakage/why-milk-leaks/2"]
    assert drip.english.startswith("While your baby drinks at one breast, the other often drips too")
    assert (drip.evidence, drip.sources) == ("expert", ("llli-leaking", "unicef-leaking", "parentclub-2019"))
    assert drip.said and drip.said != drip.english
    inherited = blocks["managing-leakage/why-milk-leaks/1"]
    assert (inherited.evidence, inherited.sources) == ("guideline", ("unicef-leaking",))
    assert "**" not in inherited.english, "words as they stand on paper"


def test_its_record_holds_every_drawing_with_the_hash_of_its_file_and_what_is_said_of_it() -> None:
    record = {one.block: one for one in lot(Order("managing-leakage", "zh_Hant"), LIBRARY).pieces}
    for name in ("title-leaking", "press-1", "icon-nappy", "drip", "icon-phone", "icon-ambulance"):
        picture, piece = LIBRARY.pictures[name], record[f"pictures/{name}"]
        assert piece.sha256 == hashlib.sha256((STOCK / "content" / picture.file).read_bytes()).hexdigest()
        assert (piece.kind, piece.english) == ("picture", picture.alt.words)
        assert piece.said and piece.said != piece.english
    assert not any(one.sha256 for path, one in record.items() if not path.startswith("pictures/"))


@pytest.mark.slow
def test_a_wrong_drawing_is_recalled_by_its_name_and_by_its_file(ward: Ward) -> None:
    ward.put("t.csv", "name,phones,hours,address,copies\nHill Clinic,020 7946 0123,Monday,1 Sample Street,30\n")
    ward.put("run.yaml", "orders: t.csv\ntopics: [good]\nlanguages: [en]\n")
    file = f"content/{LIBRARY.pictures['drip'].file}"
    wrong = ward.stock(file)
    assert ward.run("run", "run.yaml", "--ledger", "ledger.sqlite")[0] == 0
    ward.stock(file, "<path", '<path d="M0 0z"/><path')
    assert ward.run("run", "run.yaml", "--ledger", "ledger.sqlite")[::2] == (0, "")
    _, out, _ = ward.run("recall", "--picture", "drip")
    assert "2 receipts, 1 clinic, 2 lots, 60 copies" in out
    _, out, _ = ward.run("recall", "--picture", hashlib.sha256(wrong.encode()).hexdigest())
    assert "1 receipt, 1 clinic, 1 lot, 30 copies" in out


def test_of_a_template_s_words_only_those_on_paper_are_kept(ward: Ward) -> None:
    """With an emergency number one title stands in the danger box, without it the other; Chinese has a narrow head too."""
    ward.put("content/clinics/hill.yaml", CLINIC + "profile: gb\n")
    library = Library.over(ward.folder)
    with_number = {one.block: one for one in lot(Order("colostrum", "zh_Hant", clinic="hill"), library).pieces}
    without = {one.block: one for one in lot(Order("colostrum", "zh_Hant"), library).pieces}
    assert with_number["templates/warning"].english.splitlines() == [
        "Call us today", "Emergency: call 999", "Call today", "You", "Baby",
    ]  # fmt: skip
    assert "999" in with_number["templates/warning"].said
    assert without["templates/warning"].english.splitlines() == [
        "Call us today", "Emergency: call for help", "Call today", "You", "Baby",
    ]  # fmt: skip


def test_two_sections_of_one_name_have_two_paths(ward: Ward) -> None:
    twice = TOPIC.format(title="Good words", blocks=BLOCK).replace(
        "  - sources:",
        "  - section: One\n    evidence: guideline\n    sources: [bfn]\n    blocks:\n" + BLOCK + "  - sources:",
    )
    ward.put("content/good.yaml", twice)
    found = [one.block for one in lot(Order("good"), Library.over(ward.folder)).pieces]
    assert found[1:3] == ["good/one", "good/one/1"]
    assert found[4:6] == ["good/one-2", "good/one-2/1"]


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


@pytest.mark.slow
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
