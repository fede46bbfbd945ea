"""Recall: exactly the clinics and copies that carry a block, a lot, a source or a wording; and a letter to each."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import page as validation
import pypdfium2
import pytest
from msgspec.structs import replace
from pressroom import HILL, RIVER, a_folder, a_line, a_lot, rows
from ward import STOCK, Ward

from generator.library.library import Library
from generator.model.content import FromProfile, Text
from generator.model.edition import Press
from generator.model.lots import Piece, show_lot
from generator.model.problems import ExitCode
from generator.service.lots import standing
from generator.trust.policy import recalled

PRESS = Piece(
    "leaking/stop-a-leak/1", "text", "Press gently for 1 minute.", "Press gently for 1 minute.", "guideline", ("abm36",)
)
PAGE = Piece("leaking/stop-a-leak", "section", "Stop a leak", "Stop a leak", "guideline", ("abm36", "kent-leaks"))
DRY = Piece("leaking/stay-dry/1", "checklist", "Use pads.", "Use pads.", "expert", ("llli-leaking",))
EN1 = a_lot(pieces=(PAGE, PRESS, DRY))
EN2 = a_lot(
    version="0.2", pieces=(PAGE, replace(PRESS, english="Press for 1 minute.", said="Press for 1 minute."), DRY)
)
VI1 = a_lot(language="vi", pieces=(PAGE, replace(PRESS, said="Ấn nhẹ trong 1 phút, hoặc gọi 115."), DRY))
CO1 = a_lot(
    "colostrum",
    letters="CO",
    pieces=(Piece("colostrum/stop-a-leak-2", "text", "Drops are enough.", "Drops are enough.", "expert", ("bfn",)),),
)
LINES = (
    a_line(EN1, HILL, 50, "2026-11-01"), a_line(EN2, HILL, 60, "2026-11-20"), a_line(VI1, RIVER, 7, "2026-11-05"),
    a_line(CO1, RIVER, 1000), a_line(EN1, RIVER, 3, "2026-11-20", paper="a5"),
)  # fmt: skip
HILL_EN1, HILL_EN2, RIVER_VI1 = ("hill-clinic", EN1.code, 50), ("hill-clinic", EN2.code, 60), ("river", VI1.code, 7)
RIVER_CO1, RIVER_EN1 = ("river", CO1.code, 1000), ("river", EN1.code, 3)


@pytest.fixture
def filled(ward: Ward) -> Ward:
    a_folder(ward.folder / "output", LINES, [EN1, EN2, VI1, CO1], languages=("vi", "en"))
    assert ward.run("ledger", "add", "output")[0] == 0
    return ward


def found(ward: Ward, *words: str, command: tuple[str, ...] = ("recall",)) -> set[tuple[object, ...]]:
    code, out, err = ward.run(*command, *words, "--json")
    assert err == ""
    result = {(one["clinic"], one["lot"], one["copies"]) for one in rows(out)}
    assert code == (ExitCode.FINDINGS if result and command[-1] == "recall" else ExitCode.MADE)
    return result


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("--block", "leaking/stop-a-leak"), {HILL_EN1, HILL_EN2, RIVER_VI1, RIVER_EN1}),
        (("--block", "leaking/stop-a-leak/1", "--version", "0.1"), {HILL_EN1, RIVER_VI1, RIVER_EN1}),
        (("--block", "leaking/stop-a-leak/1", "--version", "0.2"), {HILL_EN2}),
        (("--block", "colostrum/stop-a-leak-2"), {RIVER_CO1}),
        (("--block", " /leaking/stop-a-leak/1/ ", "--version", "0.2"), {HILL_EN2}),
        (("--block", "leaking"), {HILL_EN1, HILL_EN2, RIVER_VI1, RIVER_EN1}),
        (("--lot", EN1.code), {HILL_EN1, RIVER_EN1}),
        (("--lot", f"LM-VI/{VI1.code}"), {RIVER_VI1}),
        (("--lot", show_lot(VI1.code).lower(), "--language", "en"), set()),
        (("--source", "abm36"), {HILL_EN1, HILL_EN2, RIVER_VI1, RIVER_EN1}),
        (("--source", "bfn"), {RIVER_CO1}),
        (("--source", "llli-leaking", "--before", "2026-11-06"), {HILL_EN1, RIVER_VI1}),
        (("--source", "llli-leaking", "--before", "2026-11-05"), {HILL_EN1}),
        (("--wording", "press gently"), {HILL_EN1, RIVER_VI1, RIVER_EN1}),
        (("--wording", "PRESS  **GENTLY**"), {HILL_EN1, RIVER_VI1, RIVER_EN1}),
        (("--wording", "gọi 115"), {RIVER_VI1}),
        (("--wording", "gọ"), {RIVER_VI1}),
        (("--wording", "go\u0323i 115"), {RIVER_VI1}),
        (("--wording", "100%"), set()),
        (("--wording", "_ress"), set()),
        (("--wording", "Use pads", "--language", "vi"), {RIVER_VI1}),
        (("--wording", "Use pads", "--language", "Tiếng Việt"), {RIVER_VI1}),
        (("--wording", "Use pads", "--source", "abm36"), set()),
        (("--wording", "Press", "--source", "abm36", "--block", "leaking/stop-a-leak", "--language", "vi"), {RIVER_VI1}),
        (("--wording", "'; DROP TABLE receipt; --"), set()),
    ],
)  # fmt: skip
def test_a_recall_finds_those_and_no_other(
    filled: Ward, words: tuple[str, ...], wanted: set[tuple[object, ...]]
) -> None:
    assert found(filled, *words) == wanted
    assert found(filled, *words, command=("ledger", "recall")) == wanted


@pytest.mark.parametrize("topic", ["colostrum", "Your first milk", "your  FIRST milk", "CO", "Sữa non"])
def test_what_was_printed_is_asked_for_by_title_code_and_any_name(filled: Ward, topic: str) -> None:
    title = Library.open(filled.folder).topic("colostrum").title
    assert "first milk" in str(title)
    if topic == "Sữa non":  # the title in another language, whatever it is today
        catalog = Library.open(filled.folder).catalog("vi", "colostrum")
        assert catalog is not None and isinstance(title, Text)
        message = catalog.find(title.words, title.context)
        assert message is not None
        topic = message.words
    assert found(filled, "--topic", topic, "--language", "English", command=("ledger", "list")) == {RIVER_CO1}


def test_a_ledger_outlives_its_library(filled: Ward) -> None:
    """What the library does not have, or cannot say, is asked of the ledger as it stands."""
    assert found(filled, "--topic", "leaking", "--language", "vi", command=("ledger", "list")) == {RIVER_VI1}
    code, _, err = filled.run(
        "ledger", "list", "--topic", "colostrum", "--library", "gone", "--ledger", "ledger.sqlite"
    )
    assert (code, err) == (ExitCode.MADE, "")


def test_it_says_who_holds_what_and_how_many_copies(filled: Ward) -> None:
    code, out, _ = filled.run("recall", "--lot", EN1.code)
    assert code == ExitCode.FINDINGS
    assert re.search(rf"hill-clinic +LM-en v0\.1 +{show_lot(EN1.code)} +a4 +screen +2026-11-01 +\S+ +50", out)
    assert out.endswith("2 receipts, 2 clinics, 1 lot, 53 copies\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--block", "leaking/stop-the-leak"), "the ledger knows no block 'leaking/stop-the-leak'\n  hint: did you mean 'leaking/stop-a-leak'?"),
        (("--block", "leaking/stop-a-leak/9"), "the ledger knows no block 'leaking/stop-a-leak/9'"),
        (("--block", "leaking/stop"), "the ledger knows no block 'leaking/stop'"),
        (("--block", "nothing"), "the ledger knows no block 'nothing'\n  hint: known: colostrum, leaking"),
        (("--source", "abm63"), "the ledger knows no source 'abm63'\n  hint: did you mean 'abm36'?"),
        (("--lot", "7KQ4-M2XD"), "the ledger knows no lot '7KQ4-M2XD'"),
        (("--lot", "LM"), "the ledger knows no lot 'LM'\n  hint: it stands on each page, as 7KQ4-M2XD"),
        (("--wording", "x"), "'x' is too short to search for\n  hint: give some words as they stand on the leaflet"),
        ((), "what is to be recalled is not said\n  hint: give --block, --lot, --source, --wording or --picture"),
        (("--version", "0.1"), "what is to be recalled is not said"),
    ],
)  # fmt: skip
def test_a_name_that_the_ledger_never_saw_is_not_taken_for_none(
    filled: Ward, words: tuple[str, ...], says: str
) -> None:
    code, out, err = filled.run("recall", *words)
    assert code == ExitCode.USAGE
    assert says in err
    assert out == ""


def test_a_wrong_option_is_suggested(ward: Ward) -> None:
    code, _, err = ward.run("recall", "--bolck", "x")
    assert code == ExitCode.USAGE
    assert "there is no option '--bolck'\n  hint: did you mean '--block'?" in err


# -- letters -----------------------------------------------------------------


def text(file: Path) -> str:
    document = pypdfium2.PdfDocument(str(file))
    return " ".join(page.get_textpage().get_text_bounded() for page in document)


def flat(words: str) -> str:
    return re.sub(r"\s+", "", words)


def test_each_clinic_gets_a_letter_in_its_languages_about_its_own_lots_only(filled: Ward) -> None:
    code, out, err = filled.run(
        "recall", "--block", "leaking/stop-a-leak/1", "--version", "0.1", "--letters", "letters"
    )
    assert (code, err) == (ExitCode.FINDINGS, "")
    assert "4 letters for 2 clinics in letters: drafts, read them before you send them" in out
    files = sorted(str(path.relative_to(filled.folder)) for path in (filled.folder / "letters").rglob("*"))
    assert [name for name in files if name.endswith(".pdf")] == [
        "letters/hill-clinic/recall-en.pdf", "letters/hill-clinic/recall-vi.pdf",
        "letters/river/recall-en.pdf", "letters/river/recall-vi.pdf",
    ]  # fmt: skip
    hill = text(filled.folder / "letters/hill-clinic/recall-en.pdf")
    river = text(filled.folder / "letters/river/recall-en.pdf")
    assert "Hill Clinic" in hill and "1 Sample Street" in hill and "020 7946 0123" in hill
    assert "River Midwives" not in hill and "Hill Clinic" not in river
    assert show_lot(EN1.code) in hill and "Copies: 50. Made on: 1 November 2026." in hill
    assert show_lot(EN2.code) not in hill, "version 0.2 was not asked for"
    assert show_lot(VI1.code) in river and "Leaking (vi)" in river
    assert "LM-en v0.1 · a5" in river
    for words in ("Stop handing out", "Put them aside", "Count them", "Destroy them", "Order new ones"):
        assert words in hill
    assert "Draft – not yet checked by a person" in hill


def test_a_letter_is_in_the_clinic_s_language_as_a_draft(filled: Ward) -> None:
    filled.run("recall", "--lot", VI1.code, "--letters", "letters")
    words = text(filled.folder / "letters/river/recall-vi.pdf")
    assert "Đề nghị thu hồi tờ thông tin" in words
    assert "Số bản: 7. Ngày làm: 5 tháng 11, 2026." in words
    assert "Bản nháp – chưa có người kiểm tra" in words
    assert "Stop handing out" not in words


@pytest.mark.parametrize("language", ["vi", "zh-Hans", "zh-Hant", "ja"])
def test_letters_are_tagged_like_leaflets_in_every_language(ward: Ward, language: str) -> None:
    many = tuple(a_lot(language=language, version=f"1.{number}", pieces=(DRY,)) for number in range(30))
    a_folder(ward.folder / "output", [a_line(one) for one in many], many, languages=(language,))
    ward.run("ledger", "add", "output")
    code, _, err = ward.run("recall", "--source", "llli-leaking", "--letters", "letters")
    assert (code, err) == (ExitCode.FINDINGS, "")
    for name in (language, "en"):
        file = ward.folder / f"letters/hill-clinic/recall-{name}.pdf"
        for profile in ("ua1", "2a"):
            report = validation.validate_pdf_bytes(file.read_bytes(), profile=profile)
            assert not report.failures, (profile, name, [one.message for one in report.failures])
        words = text(file)
        assert all(show_lot(one.code) in words for one in many), "a letter has as many pages as it needs"


def test_a_language_that_is_gone_leaves_the_english_letter_with_the_english_title(ward: Ward) -> None:
    gone = a_lot(language="tlh", pieces=(DRY,))
    a_folder(ward.folder / "output", [a_line(gone)], [gone], languages=("tlh",))
    ward.run("ledger", "add", "output")
    code, out, err = ward.run("recall", "--lot", gone.code, "--letters", "letters")
    assert (code, err) == (ExitCode.FINDINGS, "")
    assert "1 letter for 1 clinic" in out
    assert "Leaking milk" in text(ward.folder / "letters/hill-clinic/recall-en.pdf")


def test_us_letter_paper_goes_to_clinics_that_print_on_it(ward: Ward) -> None:
    a_folder(ward.folder / "output", [a_line(EN1, paper="letter")], [EN1])
    ward.run("ledger", "add", "output")
    ward.run("recall", "--lot", EN1.code, "--letters", "letters")
    page = pypdfium2.PdfDocument(str(ward.folder / "letters/hill-clinic/recall-en.pdf"))[0]
    assert page.get_size() == pytest.approx((612, 792))


def test_two_clinics_of_one_folder_name_get_letters_of_their_own(ward: Ward) -> None:
    twin = replace(HILL, address=("9 Other Street",))
    a_folder(ward.folder / "one", [a_line(EN1)], [EN1], [HILL])
    a_folder(ward.folder / "two", [a_line(EN1, twin, 9, run="20261123-BBBBBB")], [EN1], [twin])
    ward.run("ledger", "add", "one", "two")
    ward.run("recall", "--lot", EN1.code, "--letters", "letters")
    found = {text(path) for path in (ward.folder / "letters").rglob("*.pdf")}
    assert len(found) == 2
    assert sum("1 Sample Street" in words and "Copies: 50." in words for words in found) == 1
    assert sum("9 Other Street" in words and "Copies: 9." in words for words in found) == 1


def test_a_letter_that_cannot_be_drawn_is_said_and_the_others_are_drafted(ward: Ward) -> None:
    strange = replace(HILL, title="Hill \U00013000 Clinic")
    a_folder(ward.folder / "output", [a_line(EN1, strange), a_line(EN1, RIVER)], [EN1], [strange, RIVER])
    ward.run("ledger", "add", "output")
    code, out, err = ward.run("recall", "--lot", EN1.code, "--letters", "letters")
    assert code == ExitCode.UNUSABLE
    assert "Traceback" not in err and err.strip()
    assert "1 letter for 2 clinics" in out
    assert (ward.folder / "letters/river/recall-en.pdf").is_file()


def test_words_of_a_ledger_that_somebody_sent_are_printed_never_obeyed(ward: Ward) -> None:
    strange = replace(HILL, name="../../x", title="<b>Hill</b> {{ 7 }} \u202eClinic")
    line = a_line(EN1)
    line = line._replace(order=replace(line.order, clinic=strange.name))
    a_folder(ward.folder / "output", [line], [EN1], [strange])
    ward.run("ledger", "add", "output")
    code, out, err = ward.run("recall", "--lot", EN1.code, "--letters", "letters")
    assert (code, err) == (ExitCode.FINDINGS, "")
    assert "\u202e" not in out
    (file,) = (ward.folder / "letters").rglob("*.pdf")
    assert "To the team at <b>Hill</b> {{ 7 }} Clinic" in text(file)


def test_a_leaflet_made_for_screens_and_a_press_is_counted_once(ward: Ward) -> None:
    screen = a_line(EN1, HILL, 50)
    press = screen._replace(order=replace(screen.order, edition=Press()), file="x-press.pdf", sha256="0" * 64)
    again = press._replace(run="20261201-BBBBBB", made="2026-12-01")
    a_folder(ward.folder / "output", [screen, press, again], [EN1])
    ward.run("ledger", "add", "output")
    code, out, _ = ward.run("recall", "--lot", EN1.code, "--letters", "letters")
    assert code == ExitCode.FINDINGS
    assert "3 receipts, 1 clinic, 1 lot, 100 copies" in out
    assert "Copies: 100." in text(ward.folder / "letters/hill-clinic/recall-en.pdf")


def test_nothing_found_drafts_no_letter(filled: Ward) -> None:
    code, _, _ = filled.run("recall", "--wording", "nobody ever said this", "--letters", "letters")
    assert code == ExitCode.MADE
    assert not (filled.folder / "letters").exists()


def test_the_letter_is_no_topic(ward: Ward) -> None:
    _, out, _ = ward.run("show", "topics")
    assert "letter" not in out and "recall" not in out


# -- blocks, as other commands and people name them ---------------------------


@pytest.mark.slow
def test_a_block_is_recalled_by_what_other_commands_print_and_people_say(ward: Ward) -> None:
    """Whoever read of a block in ``status --why``, ``evidence`` or a message copies what stands there."""
    assert ward.run("make", "good", "broken", "--format", "a4")[0] == 0
    assert ward.run("ledger", "add", "output")[0] == 0
    lines = (ward.folder / "content/good.yaml").read_text().splitlines()
    section, text, strip = (
        next(number for number, line in enumerate(lines, 1) if words in line)
        for words in ("section: One", "Feed often.", "Hot and red")
    )
    good, both = {"good"}, {"good", "broken"}

    def topics(block: str, understood: str = "") -> set[object]:
        code, out, err = ward.run("recall", "--json", "--block", block)
        assert (code, understood in err) == (ExitCode.FINDINGS, True), err
        return {one["topic"] for one in rows(out)}

    assert topics("good/one/1") == good
    assert topics(f"content/good.yaml:{section}", "is good/one in the library of today") == good
    assert topics(f"good.yaml:{text}", "is good/one/1 in") == good
    assert topics(f"{ward.folder}/content/good.yaml:{text}:9", "is good/one/1 in") == good
    assert topics(f"content/good.yaml:{strip}", "is good/warning in") == good
    assert topics("content/good.yaml:1", "is good/title in") == good
    assert topics("Good words / One", "is good/one in") == good
    assert topics("good words one", "is good/one in") == good
    assert topics("good/1/1", "is good/one/1 in") == good
    assert topics("good 2", "is good/warning in") == good
    assert topics("Good words", "is good in") == good
    assert topics("good/page/a4/default", "is good in") == good
    assert topics("shared/strip-baby", "good/warning") == both
    assert topics("content/shared/strip-mother.yaml:3", "broken/warning") == both
    for unknown in ("good three", "good/9", "content/gone.yaml:3", "shared/gone", "profiles/gb/gone"):
        code, out, err = ward.run("recall", "--block", unknown)
        assert (code, out) == (ExitCode.USAGE, "") and f"the ledger knows no block '{unknown}'" in err


@pytest.mark.slow
def test_a_sentence_of_a_country_is_recalled_where_it_is_printed(ward: Ward) -> None:
    ward.run("make", "eating-and-drinking", "emotional-wellbeing", "--format", "a4")
    assert ward.run("ledger", "add", "output")[0] == 0
    library = Library.open(ward.folder)
    wanted = {
        (name, one.key)
        for name in ("eating-and-drinking", "emotional-wellbeing")
        for block in library.topic(name).walk()
        for one in block.words()
        if isinstance(one, FromProfile)
    }
    assert wanted
    for key in {key for _, key in wanted}:
        _, out, _ = ward.run("recall", "--json", "--block", f"profiles/gb/{key}")
        assert {one["topic"] for one in rows(out)} == {name for name, other in wanted if other == key}


# -- the whole way -----------------------------------------------------------


@pytest.mark.slow
def test_from_a_run_to_its_letters(ward: Ward) -> None:
    ward.put(
        "t.csv",
        "name,phones,hours,address,profile,languages,copies\n"
        "Hill Clinic,020 7946 0123,Monday,1 Sample Street,gb,vi,50\n"
        "River Midwives,020 7946 0999,Monday,2 Water Lane,gb,ja,120\n",
    )
    ward.put("run.yaml", "orders: t.csv\ntopics: [managing-leakage, colostrum]\n")
    assert ward.run("run", "run.yaml", "--ledger", "ledger.sqlite")[0] == 0
    everything = {("hill-clinic", "vi", 50), ("river-midwives", "ja", 120)}

    def who(*words: str) -> set[tuple[object, ...]]:
        _, out, _ = ward.run("recall", "--json", *words)
        return {
            (one["clinic"], one["language"], one["copies"]) for one in rows(out) if one["topic"] == "managing-leakage"
        }

    assert who("--block", "managing-leakage/why-milk-leaks/2") == everything
    assert who("--source", "llli-leaking") == everything
    assert who("--wording", "the other often drips too") == everything
    assert who("--wording", "999", "--language", "ja") == {("river-midwives", "ja", 120)}
    assert who("--block", "colostrum") == set()
    # the library moves on: what was printed before is found by the words of that day
    words = (STOCK / "content/colostrum.yaml").read_text(encoding="utf-8")
    ward.put("content/managing-leakage.yaml", words)
    assert who("--wording", "the other often drips too") == everything
    code, out, err = ward.run("recall", "--block", "managing-leakage/why-milk-leaks", "--letters", "letters")
    assert (code, err) == (ExitCode.FINDINGS, "")
    assert "4 letters for 2 clinics" in out
    assert flat("リーフレット回収のお願い") in flat(text(ward.folder / "letters/river-midwives/recall-ja.pdf"))


def test_the_letter_says_who_sends_it_or_leaves_a_line(filled: Ward) -> None:
    filled.run("recall", "--lot", VI1.code, "--letters", "letters", "--sender", "Example Region, 020 7946 0000\x07")
    words = text(filled.folder / "letters/river/recall-vi.pdf")
    assert "Người gửi:" in words
    assert "Example Region, 020 7946 0000" in words
    assert "\x07" not in words
    filled.run("recall", "--lot", VI1.code, "--letters", "other")
    words = text(filled.folder / "other/river/recall-vi.pdf")
    assert "Người gửi:" in words
    assert "Example Region" not in words


# -- what is recalled is not made again --------------------------------------


def test_a_recall_with_a_reason_stops_the_lots_it_found_everywhere(ward: Ward) -> None:
    ward.put("clinics.csv", "name,phones,languages,topics\nHill Clinic,020 7946 0123,en,good\n")
    assert ward.run("run", "clinics.csv", "--ledger", "ledger.sqlite")[0] == ExitCode.MADE
    lot = show_lot(rows(ward.run("ledger", "list", "--json")[1])[0]["lot"])
    words = ("recall", "--wording", "Feed often")
    code, out, _ = ward.run(*words)
    assert code == ExitCode.FINDINGS and "recalled:" not in out and not (ward.folder / "content/recalled.yaml").exists()
    code, out, err = ward.run(*words, "--because", 'a wrong "number": of hours', "--letters", "letters")
    assert code == ExitCode.FINDINGS and f"content/recalled.yaml: 1 lot recalled: {lot}" in out, err
    assert "they are not made again" in err and list((ward.folder / "letters").rglob("*.pdf"))
    code, _, err = ward.run("make", "good", "--language", "en")
    assert code == ExitCode.UNUSABLE
    assert f'the lot {lot} was recalled on {date.today()}: a wrong "number": of hours' in err
    assert "content/recalled.yaml:2" in err
    code, out, _ = ward.run("verify", lot)
    assert code == ExitCode.FINDINGS and f"{lot}: recalled" in out
    library = Library.open(ward.folder)
    assert standing(lot, {}, recalled(library), ward.folder / "ledger.sqlite").state == "recalled", "what the desk says"
    code, out, _ = ward.run(*words, "--because", "again")
    assert (
        "0 lots recalled: all of them stood there already" in out
        and "again" not in (ward.folder / "content/recalled.yaml").read_text()
    )
    ward.put(
        "content/good.yaml", (ward.folder / "content/good.yaml").read_text().replace("Feed often.", "Feed very often.")
    )
    assert ward.run("make", "good", "--language", "en")[0] == ExitCode.MADE, "other words are another lot"


def test_what_stands_in_the_list_of_recalled_lots_stays_as_it_was(filled: Ward) -> None:
    was = "# ours\n7KQ4-M2XD: {day: 2026-01-02, reason: before}  # a word"
    ward_file = filled.put("content/recalled.yaml", was)
    code, out, _ = filled.run("recall", "--lot", EN1.code, "--because", "số sai", "--json")
    assert code == ExitCode.FINDINGS and all(row["lot"] == EN1.code for row in rows(out))
    assert ward_file.read_text() == f'{was}\n{show_lot(EN1.code)}: {{day: {date.today()}, reason: "số sai"}}\n'


@pytest.mark.parametrize(
    ("was", "said"),
    [
        (
            "{7KQ4-M2XD: {day: 2026-01-02, reason: before}}\n",
            "content/recalled.yaml: nothing can be added to this list",
        ),
        ("7KQ4-M2XD: {day: soon, reason: before}\n", "content/recalled.yaml:1"),
    ],
)
def test_a_list_that_cannot_be_added_to_is_said_and_left_alone(filled: Ward, was: str, said: str) -> None:
    file = filled.put("content/recalled.yaml", was)
    code, _, err = filled.run("recall", "--lot", EN1.code, "--because", "why not")
    assert code == ExitCode.UNUSABLE and said in err and file.read_text() == was


@pytest.mark.parametrize("reason", ["", "no", "x" * 201, "a \u202eword"])
def test_a_reason_that_is_none_is_refused(filled: Ward, reason: str) -> None:
    code, _, _ = filled.run("recall", "--lot", EN1.code, "--because", reason)
    assert code == ExitCode.USAGE and not (filled.folder / "content/recalled.yaml").exists()
