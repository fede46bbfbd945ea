"""What a receipt counts for: whose copies they are, in which edition, of which words; and who is written to."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from msgspec.structs import replace
from pressroom import HILL, RIVER, a_folder, a_line, a_lot, rows
from ward import CLINIC, Ward

from generator.ledger.keys import clinic_key, key_of_panel
from generator.library.telephones import telephone
from generator.model.content import Clinic, Telephone
from generator.model.lots import Lot, Piece, show_lot
from generator.model.problems import ExitCode
from generator.run.files.manifest import Receipt

PRESS = Piece("leaking/stop/1", "text", "Press gently.", "Press gently.", "guideline", ("abm36",))
LOT = a_lot(pieces=(PRESS,))
OTHER = a_lot("colostrum", letters="CO")
LATER = {"run": "20261125-BBBBBB", "made": "2026-11-25"}


def put(
    ward: Ward,
    name: str,
    lines: Sequence[Receipt],
    lots: Sequence[Lot],
    clinics: Sequence[Clinic] = (HILL, RIVER),
    **order: object,
) -> Path:
    """Write a folder, its receipts with other things in their orders."""
    folder = a_folder(ward.folder / name, lines, lots, clinics)
    if order:
        receipts = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
        words = "".join(json.dumps(one | {"order": one["order"] | order}) + "\n" for one in receipts)
        (folder / "manifest.jsonl").write_text(words, encoding="utf-8")
    return folder


def add(ward: Ward, *folders: str) -> str:
    code, out, err = ward.run("ledger", "add", *folders)
    assert (code, err) == (0, "")
    return out


def letters(ward: Ward, *words: str) -> list[str]:
    """Return the words of the English letters of a recall."""
    code, _, err = ward.run("recall", *words, "--letters", "letters")
    assert (code, err) == (ExitCode.FINDINGS, "")
    files = sorted((ward.folder / "letters").rglob("recall-en.pdf"))
    return [
        " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(str(one))) for one in files
    ]


def phones(*words: str) -> tuple[Telephone, ...]:
    return tuple(map(telephone, words))


def key(clinic: Clinic) -> str:
    return clinic_key(clinic.title, clinic.address, map(str, clinic.phones))


def summary(ward: Ward, *words: str) -> str:
    return ward.run("recall", *(words or ("--lot", LOT.code)))[1].splitlines()[-1]


# -- whose ---------------------------------------------------------------------


def test_two_wards_of_one_name_and_address_get_a_letter_each(ward: Ward) -> None:
    """They stand in one table; only their telephones differ."""
    second = replace(HILL, name="hill-clinic-2", phones=phones("020 7946 0999"))
    put(ward, "output", [a_line(LOT, HILL, 50), a_line(LOT, second, 7)], [LOT], [HILL, second])
    assert "2 receipts added; 1 new lot, 2 new clinics" in add(ward, "output")
    assert summary(ward) == "2 receipts, 2 clinics, 1 lot, 57 copies"
    one, two = letters(ward, "--lot", LOT.code)
    assert "020 7946 0123" in one and "Copies: 50." in one and "020 7946 0999" not in one
    assert "020 7946 0999" in two and "Copies: 7." in two and "020 7946 0123" not in two


def test_a_clinic_that_changed_its_telephone_is_written_to_for_its_old_copies_and_for_its_new(ward: Ward) -> None:
    newer = replace(HILL, phones=phones("020 7946 0999"))
    put(ward, "one", [a_line(LOT, HILL, 50)], [LOT], [HILL])
    put(ward, "two", [a_line(LOT, newer, 7, **LATER)], [LOT], [newer])
    add(ward, "one", "two")
    assert summary(ward, "--wording", "press gently") == "2 receipts, 2 clinics, 1 lot, 57 copies"
    found = letters(ward, "--lot", LOT.code)
    assert len(found) == 2
    assert sum("020 7946 0123" in words and "Copies: 50." in words for words in found) == 1
    assert sum("020 7946 0999" in words and "Copies: 7." in words for words in found) == 1
    assert ward.run("recall", "--lot", LOT.code, "--before", "2026-11-23")[1].endswith("50 copies\n")


def test_what_an_older_program_took_for_a_telephone_is_printed_in_the_letter_and_not_dialled(ward: Ward) -> None:
    older = replace(HILL, phones=(Telephone("Ask at desk 0999", "", ""), *phones("020 7946 0999 (24 h)")))
    put(ward, "output", [a_line(LOT, older, 50)], [LOT], [older])
    add(ward, "output")
    (words,) = letters(ward, "--lot", LOT.code)
    assert "Ask at desk 0999" in words and "020 7946 0999 (24 h)" in words
    (file,) = (ward.folder / "letters").rglob("*.pdf")
    with pikepdf.open(file) as pdf:
        links = {str(one.A.URI) for page in pdf.pages for one in page.get("/Annots", ())}
    assert links == {"tel:+442079460999"}


@pytest.mark.parametrize(
    "other",
    [
        {"title": "  HILL   Ｃlinic "},
        {"address": ("1  sample STREET",)},
        {"phones": phones("020-7946-0123", "0800 1111")},
        {"phones": phones("0800 1111", "(020) 7946 0123", "０２０ ７９４６ ０１２３")},
        {"hours": ("Never",), "interpreter": "no", "web": "example.org", "profile": "", "name": "other"},
    ],
)
def test_it_is_the_same_however_it_is_written(ward: Ward, other: dict[str, object]) -> None:
    first = replace(HILL, phones=phones("020 7946 0123", "0800 1111"))
    newer = replace(first, **other)
    put(ward, "one", [a_line(LOT, first)], [LOT], [first])
    put(ward, "two", [a_line(OTHER, newer, **LATER)], [OTHER], [newer])
    assert add(ward, "one", "two").count("1 new clinic\n") == 1
    (row,) = rows(ward.run("ledger", "list", "--topic", "leaking", "--json")[1])
    assert (row["title"], row["clinic"]) == (newer.title, newer.name), "as the newest run has it"


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Hill Clinics"},
        {"address": ("1 Sample Street", "Floor 2")},
        {"address": ("11 Sample Street",)},
        {"phones": phones("020 7946 0124")},
        {"phones": phones("+44 20 7946 0123")},
        {"phones": phones("020 7946 0123 ext 4")},
        {"phones": phones("020 7946 0123", "0800 1111")},
    ],
)
def test_it_is_another_where_anything_of_it_differs(other: dict[str, object]) -> None:
    one, two = HILL, replace(HILL, **other)
    assert key(one) != key(two)


def test_no_part_of_a_clinic_is_taken_for_another_part() -> None:
    parts = [
        ("a", ["b"], ["1"]),
        ("a", [], ["b", "1"]),
        ("a\nb", [], ["1"]),
        ("a", ["b\n1"], []),
        ("a", ["b", "1"], []),
    ]
    assert len({clinic_key(*one) for one in parts}) == len(parts)


def test_the_key_of_a_kept_panel_is_that_of_its_record() -> None:
    panel = json.dumps({"address": HILL.address, "phones": list(map(str, HILL.phones))})
    assert key_of_panel(HILL.title, panel) == key(HILL)
    assert key_of_panel("a", "spoilt") != key_of_panel("b", "spoilt") != key_of_panel("b", "other")
    assert key_of_panel("a", '{"address": [], "phones": "12"}') != clinic_key("a", [], "12")
    assert key_of_panel("a", '{"address": "12", "phones": []}') != clinic_key("a", "12", [])


def test_what_is_older_does_not_bring_a_clinic_back(ward: Ward) -> None:
    newer = replace(HILL, hours=("Tuesday",))
    put(ward, "old", [a_line(LOT)], [LOT], [HILL])
    put(ward, "new", [a_line(OTHER, **LATER)], [OTHER], [newer])
    add(ward, "new", "old")
    (words,) = letters(ward, "--lot", LOT.code)
    assert "Tuesday" in words and "Monday" not in words


def test_of_two_runs_of_one_day_the_one_that_was_added_last_says_how_a_clinic_is(ward: Ward) -> None:
    put(ward, "one", [a_line(LOT)], [LOT], [HILL])
    put(ward, "two", [a_line(OTHER, run="20261122-BBBBBB")], [OTHER], [replace(HILL, title="HILL CLINIC")])
    add(ward, "one", "two")
    assert {one["title"] for one in rows(ward.run("ledger", "list", "--json")[1])} == {"HILL CLINIC"}
    with sqlite3.connect(ward.folder / "ledger.sqlite") as ledger:
        assert ledger.execute("SELECT DISTINCT orders, begun FROM run").fetchall() == [("t.csv", "2026-11-22")]


@pytest.mark.parametrize("part", ["phones", "address"])
@pytest.mark.parametrize("value", ["020 7946 0123", 7, None, {"a": "b"}])
def test_a_clinic_whose_lines_are_none_is_no_record(ward: Ward, part: str, value: object) -> None:
    folder = put(ward, "output", [a_line(LOT)], [LOT], [HILL])
    records = [json.loads(line) for line in (folder / "lots.jsonl").read_text(encoding="utf-8").splitlines()]
    words = "".join(json.dumps(one | ({part: value} if "clinic" in one else {})) + "\n" for one in records)
    (folder / "lots.jsonl").write_text(words, encoding="utf-8")
    code, out, err = ward.run("ledger", "add", "output")
    assert code == ExitCode.UNUSABLE
    assert "lots.jsonl: a record of this file is not what a run writes" in err
    assert "0 receipts added" in out


# -- without a clinic ------------------------------------------------------------

STAMP = Clinic("", "", (), (), (), "", "", "", "")
"""No clinic: a space for a stamp."""


def test_leaflets_without_a_clinic_are_recorded_and_said_but_nobody_is_written_to(ward: Ward) -> None:
    put(ward, "output", [a_line(LOT, STAMP, 300), a_line(LOT, STAMP, 5, paper="a5"), a_line(LOT, RIVER, 20)], [LOT])
    assert "3 receipts added; 1 new lot, 2 new clinics" in add(ward, "output"), "Hill, River, and nobody"
    assert "3 were there; 0 new lots, 0 new clinics" in add(ward, "output")
    said = "305 copies went out without a clinic's name (with a space for a stamp): no letter can be drafted for them\n"
    code, out, err = ward.run("ledger", "list")
    assert (code, err) == (0, "")
    assert re.search(rf"\(no clinic named\) +LM-en v0\.1 +{show_lot(LOT.code)} +a4 .* 300\n", out)
    assert out.endswith(f"3 receipts, 1 clinic, 1 lot, 325 copies\n{said}")
    code, out, err = ward.run("recall", "--lot", LOT.code, "--letters", "letters")
    assert (code, err) == (ExitCode.FINDINGS, "")
    assert said in out
    assert "1 letter for 1 clinic in letters" in out
    assert [file.parent.name for file in (ward.folder / "letters").rglob("*.pdf")] == ["river"]


def test_when_all_went_out_without_a_name_there_is_no_letter(ward: Ward) -> None:
    put(ward, "output", [a_line(LOT, STAMP, 1)], [LOT], [STAMP])
    assert "1 receipt added; 1 new lot, 0 new clinics" in add(ward, "output")
    code, out, err = ward.run("recall", "--lot", LOT.code, "--letters", "letters")
    assert (code, err) == (ExitCode.FINDINGS, "")
    assert "1 receipt, 0 clinics, 1 lot, 1 copy\n1 copy went out without a clinic's name" in out
    assert "0 letters for 0 clinics" in out
    code, out, err = ward.run("recall", "--lot", LOT.code, "--json")
    assert [(one["clinic"], one["title"], one["copies"]) for one in rows(out)] == [("", "", 1)]
    assert err.startswith("1 copy went out without a clinic's name")


def test_two_runs_without_a_clinic_share_one_nobody(ward: Ward) -> None:
    put(ward, "one", [a_line(LOT, STAMP)], [LOT], [])
    put(ward, "two", [a_line(OTHER, STAMP, **LATER)], [OTHER], [STAMP])
    add(ward, "one", "two")
    with sqlite3.connect(ward.folder / "ledger.sqlite") as ledger:
        assert ledger.execute("SELECT key, name, title FROM clinic").fetchall() == [("", "", "")]


# -- editions and copies ---------------------------------------------------------


@pytest.mark.parametrize("edition", ["screen", "press", "print"])
def test_copies_on_paper_count_whatever_printed_them(ward: Ward, edition: str) -> None:
    put(ward, "output", [a_line(LOT, HILL, 30)], [LOT], edition=edition)
    add(ward, "output")
    assert summary(ward) == "1 receipt, 1 clinic, 1 lot, 30 copies"
    (words,) = letters(ward, "--lot", LOT.code)
    assert "LM-en v0.1 · a4" in words and "Copies: 30." in words


def test_what_every_way_of_making_wrote_is_taken(ward: Ward) -> None:
    ward.put("content/clinics/hill.yaml", CLINIC)
    for words in (
        ("make", "good"), ("make", "good", "--clinic", "hill", "--print-ready", "--copies", "3"),
        ("make", "good", "--clinic", "hill", "--as", "html", "--as", "sms"),
        ("press", "good", "--language", "en", "--clinic", "hill", "--quantity", "500"),
    ):  # fmt: skip
        code, _, err = ward.run(*words)
        assert code == 0, err
    assert "5 receipts added; 1 new lot, 1 new clinic" in add(ward, "output")
    found = rows(ward.run("ledger", "list", "--json")[1])
    assert sorted((str(one["clinic"]), str(one["edition"]), one["copies"]) for one in found) == [
        ("", "screen", 1), ("hill", "html", 1), ("hill", "press", 500), ("hill", "print", 3), ("hill", "sms", 1),
    ]  # fmt: skip
    _, out, _ = ward.run("ledger", "list")
    assert "5 receipts, 1 clinic, 1 lot, 504 copies\n1 copy went out without a clinic's name" in out


@pytest.mark.parametrize("edition", ["html", "text", "sms", "markdown", "pictures"])
def test_what_is_not_on_paper_is_found_and_has_no_copies(ward: Ward, edition: str) -> None:
    put(ward, "output", [a_line(LOT, HILL, 30)._replace(file="x")], [LOT], edition=edition)
    put(ward, "paper", [a_line(LOT, HILL, 4)], [LOT])
    add(ward, "output", "paper")
    assert summary(ward) == "2 receipts, 1 clinic, 1 lot, 4 copies"
    (words,) = letters(ward, "--lot", LOT.code)
    assert f"LM-en v0.1 · {edition}" in words and "Copies: 1." in words
    assert "LM-en v0.1 · a4" in words and "Copies: 4." in words


def test_editions_of_one_run_are_one_printing_and_those_of_two_are_two(ward: Ward) -> None:
    put(ward, "screen", [a_line(LOT, HILL, 30)], [LOT])
    put(ward, "press", [a_line(LOT, HILL, 500)._replace(file="press.pdf")], [LOT], edition="press")
    put(ward, "print", [a_line(LOT, HILL, 40, **LATER)._replace(file="print.pdf")], [LOT], edition="print")
    add(ward, "screen", "press", "print")
    assert summary(ward) == "3 receipts, 1 clinic, 1 lot, 540 copies"


def test_an_edition_that_is_not_known_is_said_once_and_not_guessed(ward: Ward) -> None:
    put(ward, "output", [a_line(LOT), a_line(LOT, RIVER)], [LOT], edition="hologram")
    code, out, err = ward.run("ledger", "add", "output")
    assert code == ExitCode.UNUSABLE
    assert "0 receipts added" in out
    said = "output/manifest.jsonl:1: receipts are of an edition that is not known, 'hologram'; they were passed over"
    assert err.startswith(f"{said}\n  hint: are they of a newer leaflets?")
    assert err.count("hologram") == 1


def test_what_stands_behind_lines_that_are_passed_over_is_added(ward: Ward) -> None:
    folder = put(ward, "output", [a_line(LOT)], [LOT])
    good = json.loads((folder / "manifest.jsonl").read_text(encoding="utf-8"))
    old = {name: value for name, value in good["order"].items() if name != "edition"}
    lines = [
        good | {"file": "x" * 1_000_000}, [], {"kind": "group", "file": "a.zip"}, good | {"lot": ""}, good | {"run": ""},
        good | {"order": good["order"] | {"edition": "hologram"}}, good | {"lot": "00000000"},
        good | {"file": "none", "order": good["order"] | {"copies": 0}},
        good | {"file": "most", "order": good["order"] | {"copies": 1_000_000_000}},
        good | {"file": "old", "order": old},
    ]  # fmt: skip
    (folder / "manifest.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    code, out, err = ward.run("ledger", "add", "output")
    assert code == ExitCode.UNUSABLE
    assert "3 receipts added" in out
    for says in (
        "manifest.jsonl:1: half a receipt", "manifest.jsonl:2: this is no receipt", "receipts without a lot", "hologram",
        "'00000000'",
    ):  # fmt: skip
        assert says in err
    found = {(one["file"], one["copies"], one["edition"]) for one in rows(ward.run("ledger", "list", "--json")[1])}
    assert found == {("most", 1_000_000_000, "screen"), ("old", 50, "screen")}, "one of no copies was taken back"


def test_other_copies_of_the_same_file_in_a_new_run_count_beside_the_first(ward: Ward) -> None:
    put(ward, "one", [a_line(LOT, HILL, 50)], [LOT])
    put(ward, "two", [a_line(LOT, HILL, 20, **LATER)], [LOT])
    add(ward, "one", "two")
    assert summary(ward) == "2 receipts, 1 clinic, 1 lot, 70 copies"


def test_other_copies_of_the_same_file_in_the_same_run_replace_the_first(ward: Ward) -> None:
    """The last word of a run on a file counts, in one folder or when the folder is added again."""
    folder = put(ward, "output", [a_line(LOT, HILL, 50)], [LOT])
    add(ward, "output")
    with (folder / "manifest.jsonl").open("a", encoding="utf-8") as file:
        file.write(f"{a_line(LOT, HILL, 80).json()}\n{a_line(LOT, HILL, 20).json()}\n")
    assert "0 receipts added, 1 changed; 0 new lots" in add(ward, "output")
    assert summary(ward) == "1 receipt, 1 clinic, 1 lot, 20 copies"
    assert "0 receipts added, 1 were there; 0 new lots" in add(ward, "output"), "twice adds nothing"
    assert summary(ward) == "1 receipt, 1 clinic, 1 lot, 20 copies"


def test_a_file_that_was_made_again_with_other_words_counts_beside_the_first(ward: Ward) -> None:
    """A run that went on later: what it made before may have been printed."""
    newer = a_lot(version="0.2")
    lines = [a_line(LOT, HILL, 50), a_line(newer, HILL, 50), a_line(newer, HILL, 50, made="2026-11-23")]
    put(ward, "output", lines, [LOT, newer])
    assert "3 receipts added" in add(ward, "output")


def test_of_many_things_that_are_wrong_the_first_twenty_are_said(ward: Ward) -> None:
    lines = [a_line(LOT), *(a_line(LOT)._replace(lot=f"{number:08}", file=str(number)) for number in range(30))]
    put(ward, "output", lines, [LOT])
    code, out, err = ward.run("ledger", "add", "output")
    assert code == ExitCode.UNUSABLE
    assert "1 receipt added" in out
    assert "output/manifest.jsonl:2, :3, :4, :5, :6, :7, :8, :9 and 12 more: receipts name the lot" in err


# -- two wordings of one code ----------------------------------------------------


def twin_of(lot: Lot, code: str = LOT.code) -> Lot:
    return replace(lot, code=code)


@pytest.mark.parametrize("apart", [True, False])
def test_two_wordings_of_one_code_are_kept_apart(ward: Ward, apart: bool) -> None:
    twin = twin_of(OTHER)
    if apart:
        put(ward, "one", [a_line(LOT, HILL, 50)], [LOT])
        put(ward, "two", [a_line(twin, RIVER, 7)], [twin])
    else:
        put(ward, "one", [a_line(LOT, HILL, 50), a_line(twin, RIVER, 7)], [LOT, twin])
    out = add(ward, *("one", "two")[: 1 + apart])
    assert out.count("1 receipt added; 1 new lot") == 2 or "2 receipts added; 2 new lots" in out

    def found(*words: str) -> set[tuple[object, ...]]:
        return {(one["clinic"], one["topic"], one["copies"]) for one in rows(ward.run("recall", *words, "--json")[1])}

    hill, river = ("hill-clinic", "leaking", 50), ("river", "colostrum", 7)
    assert found("--lot", LOT.code) == {hill, river}, "what is printed says no more"
    assert found("--lot", f"LM-EN/{LOT.code}") == {hill}, "what is scanned does"
    assert found("--lot", f"CO-EN/{LOT.code}") == {river}
    assert found("--lot", f"XX-EN/{LOT.code}") == {hill, river}
    assert found("--block", "leaking") == {hill}
    assert found("--wording", "press gently") == {hill}
    assert summary(ward) == "2 receipts, 2 clinics, 2 lots, 57 copies"
    one, two = letters(ward, "--lot", LOT.code)
    assert "Leaking (en)" in one and "Colostrum (en)" not in one
    assert "Colostrum (en)" in two and "Leaking (en)" not in two


def test_two_languages_of_one_code_are_kept_apart(ward: Ward) -> None:
    twin = twin_of(a_lot(language="vi"))
    put(ward, "one", [a_line(LOT, HILL, 50), a_line(twin, RIVER, 7)], [LOT, twin])
    add(ward, "one")
    found = {(one["clinic"], one["language"]) for one in rows(ward.run("ledger", "list", "--json")[1])}
    assert found == {("hill-clinic", "en"), ("river", "vi")}


def test_a_receipt_that_may_be_of_two_wordings_is_refused_not_mixed_up(ward: Ward) -> None:
    twin = twin_of(a_lot(version="0.2"))
    put(ward, "output", [a_line(LOT), a_line(OTHER)], [LOT, twin, OTHER])
    code, out, err = ward.run("ledger", "add", "output")
    assert code == ExitCode.UNUSABLE
    said = f"receipts name the lot '{LOT.code}', which stands for two texts of 'leaking' here; they were passed over"
    assert f"output/manifest.jsonl:1: {said}\n  hint: this is very rare" in err
    assert "1 receipt added" in out


def test_a_folder_that_tells_its_lot_is_taken_at_its_word(ward: Ward) -> None:
    """The ledger has other words of the same leaflet, language and code."""
    twin = twin_of(a_lot(version="0.2"))
    put(ward, "one", [a_line(LOT)], [LOT])
    put(ward, "two", [a_line(twin, RIVER)], [twin])
    add(ward, "one", "two")
    found = {(one["clinic"], one["version"]) for one in rows(ward.run("ledger", "list", "--json")[1])}
    assert found == {("hill-clinic", "0.1"), ("river", "0.2")}


def test_a_language_whose_folder_is_not_called_as_its_tag_is_taken(ward: Ward) -> None:
    put(ward, "output", [a_line(LOT)], [LOT], language="en-our-own")
    assert "1 receipt added" in add(ward, "output")


@pytest.mark.parametrize(
    "part", [{"code": "7KQ4M2X"}, {"code": "7kq4m2xd"}, {"digest": "f" * 63}, {"digest": "F" * 64}]
)
def test_a_lot_whose_code_or_hash_is_none_is_no_record(ward: Ward, part: dict[str, str]) -> None:
    put(ward, "output", [a_line(OTHER)], [replace(LOT, **part), OTHER])
    code, out, err = ward.run("ledger", "add", "output")
    assert code == ExitCode.UNUSABLE
    assert "lots.jsonl: a record of this file is not what a run writes" in err
    assert "1 receipt added; 1 new lot" in out


def test_a_receipt_of_one_leaflet_is_not_taken_for_the_lot_of_another(ward: Ward) -> None:
    """Another leaflet has the code, and the record of its own is lost."""
    put(ward, "one", [a_line(LOT)], [LOT])
    put(ward, "two", [a_line(twin_of(OTHER))], [LOT])
    add(ward, "one")
    code, out, err = ward.run("ledger", "add", "two")
    assert code == ExitCode.UNUSABLE
    assert f"receipts name the lot '{LOT.code}' of 'colostrum', of which 'lots.jsonl' says nothing" in err
    assert "0 receipts added" in out


def test_a_lot_that_the_ledger_has_need_not_be_told_again(ward: Ward) -> None:
    put(ward, "one", [a_line(LOT)], [LOT])
    put(ward, "two", [a_line(LOT, RIVER)], [])
    add(ward, "one")
    assert "1 receipt added; 0 new lots, 0 new clinics" in add(ward, "two")


def test_one_digest_under_two_codes_is_no_record(ward: Ward) -> None:
    put(ward, "one", [a_line(LOT)], [LOT])
    put(ward, "two", [a_line(OTHER)], [replace(LOT, code=LOT.code[::-1]), OTHER])
    add(ward, "one")
    code, out, err = ward.run("ledger", "add", "two")
    assert code == ExitCode.UNUSABLE
    assert "two/lots.jsonl: a record of this file is not what a run writes" in err
    assert "1 receipt added" in out


# -- pictures --------------------------------------------------------------------

OLD, NEW = "3fa9c1" + "0" * 58, "7b" * 32


def drawing(sha256: str, name: str = "drip") -> Piece:
    return Piece(f"pictures/{name}", "picture", "A drop of milk", "Một giọt sữa", sha256=sha256)


@pytest.fixture
def drawn(ward: Ward) -> Ward:
    old, new = (a_lot(version=one, pieces=(PRESS, drawing(sha))) for one, sha in (("0.1", OLD), ("0.2", NEW)))
    put(ward, "output", [a_line(old, HILL, 50), a_line(new, RIVER, 7), a_line(OTHER, HILL, 1)], [old, new, OTHER])
    add(ward, "output")
    return ward


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("--picture", "drip"), {50, 7}),
        (("--picture", OLD), {50}),
        (("--picture", OLD[:8].upper()), {50}),
        (("--picture", NEW[:12]), {7}),
        (("--picture", "drip", "--version", "0.2"), {7}),
        (("--picture", "drip", "--wording", "giọt"), {50, 7}),
        (("--picture", "drip", "--wording", "press gently"), set()),
        (("--block", "pictures/drip"), {50, 7}),
        (("--wording", "một giọt sữa"), {50, 7}),
    ],
)  # fmt: skip
def test_what_shows_a_picture_is_found_by_its_name_its_file_and_its_words(
    drawn: Ward, words: tuple[str, ...], wanted: set[int]
) -> None:
    code, out, err = drawn.run("recall", *words, "--json")
    assert err == ""
    assert {one["copies"] for one in rows(out)} == wanted
    assert code == (ExitCode.FINDINGS if wanted else ExitCode.MADE)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("dirp", "the ledger knows no picture 'dirp'\n  hint: did you mean 'drip'?"),
        ("3fa9c1", "the ledger knows no picture '3fa9c1'\n"),
        ("3fa9c1_0", "the ledger knows no picture '3fa9c1_0'\n"),
        ("4" * 64, "the ledger knows no picture"),
        ("%", "the ledger knows no picture '%'"),
    ],
)
def test_a_picture_that_the_ledger_never_saw_is_not_taken_for_none(drawn: Ward, name: str, says: str) -> None:
    code, out, err = drawn.run("recall", "--picture", name)
    assert (code, out) == (ExitCode.USAGE, "")
    assert says in err


# -- two languages on one leaflet --------------------------------------------------


def test_a_leaflet_in_two_languages_is_found_by_either(ward: Ward) -> None:
    both = replace(a_lot(language="vi", pieces=(PRESS,)), second="ja")
    put(ward, "output", [a_line(both)], [both])
    add(ward, "output")
    for language, copies in (("vi", 1), ("ja", 1)):
        assert len(rows(ward.run("recall", "--lot", both.code, "--language", language, "--json")[1])) == copies
    assert ward.run("recall", "--lot", both.code, "--language", "en")[0] == ExitCode.USAGE
