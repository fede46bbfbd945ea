"""What people do on their first day: wrong names, options that do not fit together, a unit or a slash left out."""

from __future__ import annotations

import sys
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from ward import CLINIC, STOCK, Ward

from generator.cli import main
from generator.cli.arguments import read_arguments
from generator.cli.ordering import read_orders
from generator.library.library import Library
from generator.library.telephones import read_telephones
from generator.model.lots import read_lot
from generator.model.problems import ExitCode, suggest
from generator.run.orders.read import read_wish

HEAD = "name,phones,hours,address,languages,topics"
HILL = "Hill Clinic,020 7946 0123,Monday to Friday,1 Sample Street,en,good"


def told(ward: Ward, code: ExitCode, words: tuple[str, ...], *lines: str) -> None:
    """The command ends with this code and says these lines, without a traceback."""
    got, out, err = ward.run(*words)
    assert got == code, err
    assert "Traceback" not in err
    for line in lines:
        assert line in err
    assert not out.startswith("\n"), "no empty line where no file was made"


def misread(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What is said about options that are wrong by themselves."""
    assert main(words) == ExitCode.USAGE
    return capsys.readouterr().err


# -- names ------------------------------------------------------------------------


def test_a_name_in_other_capitals_is_understood_as_a_slip() -> None:
    assert suggest("A4", ("a4", "a5")) == "did you mean 'a4'?"
    assert suggest("K", ("cmyk", "k")) == "did you mean 'k'?"


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("jp", "did you mean 'ja'?"),
        ("tw", "did you mean 'zh-Hant'?"),
        ("Vietnamnese", "did you mean 'vi' (Vietnamese)?"),
        ("en,vi", "write --language en --language vi"),
        ("chinese", "zh-Hans (Simplified Chinese), zh-Hant (Traditional Chinese)"),
    ],
)
def test_a_language_that_is_none_is_told_with_what_was_meant(ward: Ward, given: str, hint: str) -> None:
    words = ("make", "good", "--language", given)
    told(ward, ExitCode.USAGE, words, f"there is no language called '{given}'", hint)


def test_a_table_may_name_a_language_by_its_name_and_is_told_which_there_are(ward: Ward) -> None:
    ward.put("clinics.csv", f"{HEAD}\n{HILL.replace(',en,', ',Japanese; nl,')}\n")
    words = ("run", "clinics.csv", "--plan")
    told(ward, ExitCode.UNUSABLE, words, "no language called 'nl'\n  hint: known: en (English), ja (Japanese), vi")


ORDERED = {
    ("good", "en"): [("good", "en"), ("good", "English"), ("Good words", "Tiếng Anh"), ("GD", "EN")],
    ("managing-leakage", "vi"): [
        ("Leaking milk", "Vietnamese"), ("LM", "Tiếng Việt"), ("lm", "越南语"), ("Rỉ sữa", "vi-VN"), ("母乳がもれるとき", "vi"), ("漏奶", "tieng viet")
    ],
}  # fmt: skip


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("wanted", "topic", "language"), [(wanted, *one) for wanted, several in ORDERED.items() for one in several]
)
def test_topics_and_languages_answer_to_their_names_in_every_command(
    ward: Ward, wanted: tuple[str, str], topic: str, language: str
) -> None:
    ward.put(
        "content/good.yaml", (ward.folder / "content/good.yaml").read_text("utf-8").replace("code: TE", "code: GD")
    )
    library = Library.open(ward.folder)
    for command in ("make", "check", "press"):
        (order,) = read_orders(read_arguments([command, topic, "--language", language]), library)
        assert (order.topic, order.language) == wanted
    out = ward.run("sheet", topic, "--language", language, "--draft")[1]
    assert f'language="{wanted[1]}"' in out
    ward.put("t.csv", f"name,phones,topics,languages\nHill,020 7946 0123,{topic},{language}\n")
    (one,) = read_wish(ward.folder / "t.csv", library).wanted
    assert (one.choice.topics, one.choice.languages) == ((wanted[0],), (wanted[1],))


def test_a_second_language_a_paper_and_a_look_answer_to_their_names(ward: Ward) -> None:
    words = ["make", "good", "--language", "English", "--with", "Japanese", "--theme", "High contrast"]
    (order,) = read_orders(read_arguments(words), Library.open(ward.folder))
    assert (order.second, order.theme) == ("ja", "high-contrast")
    assert ward.run("evidence", "CO")[0] == ward.run("evidence", "Your first milk")[0] == ExitCode.MADE


def test_a_language_cannot_stand_beside_itself(ward: Ward) -> None:
    words = ("make", "good", "--language", "en", "--with", "en")
    told(ward, ExitCode.USAGE, words, "'en' cannot stand beside itself", "name another language")


def test_a_paper_for_one_language_is_refused_for_two(ward: Ward) -> None:
    words = ("make", "good", "--language", "en", "--with", "vi", "--format", "a4")
    told(ward, ExitCode.USAGE, words, "the format 'a4' is for one language", "leave --with out")


@pytest.mark.slow
def test_a_new_topic_is_tried_in_the_language_it_is_written_in(ward: Ward) -> None:
    _, _, err = ward.run("new", "topic", "night-feeds")
    assert "leaflets make night-feeds --language en" in err
    assert ward.run("make", "night-feeds", "--language", "en")[0] == ExitCode.MADE


# -- options that do not fit together ------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        (("--copies", "3"), "--copies is for files for office printers", "add --print-ready"),
        (("--sheet", "a3"), "--sheet is for files for office printers", "--handout 2"),
        (("--print-ready", "--sheet", "a3"), "--sheet is for --handout", "leave --sheet out"),
        (("--print-ready", "--handout", "2"), "--print-ready is one page on a side", "leave one of the two out"),
    ],
)
def test_options_that_would_do_nothing_are_refused(
    ward: Ward, options: tuple[str, ...], message: str, hint: str
) -> None:
    told(ward, ExitCode.USAGE, ("make", "good", *options), message, hint)
    assert not (ward.folder / "output").exists()


def test_what_a_refused_handout_suggests_can_be_made(ward: Ward) -> None:
    words = ("make", "good", "--handout", "4")
    told(ward, ExitCode.UNUSABLE, words, "take --handout 2 --sheet a3, or --format a5 --handout 2, or --print-ready")
    for taken in (("--handout", "2", "--sheet", "a3"), ("--format", "a5", "--handout", "2"), ("--print-ready",)):
        assert ward.run("make", "good", *taken)[0] == ExitCode.MADE


def test_a_press_file_that_is_refused_leaves_no_empty_line(ward: Ward) -> None:
    words = ("press", "good", "--language", "en", "--imposition", "trifold")
    told(ward, ExitCode.UNUSABLE, words, "is not folded to panels", "--format trifold-a4")


# -- a unit, a slash, a digit -----------------------------------------------------


def test_a_bleed_without_a_unit_is_not_taken_for_points(capsys: pytest.CaptureFixture[str], ward: Ward) -> None:
    assert "'3' has no unit; write 3mm" in misread(capsys, "press", "good", "--bleed", "3")
    assert read_arguments(("press", "good", "--bleed", "0")).bleed == 0
    ward.put("run.yaml", "clinics: [example]\ntopics: [good]\nlanguages: [en]\npress: {bleed: 3}\n")
    told(ward, ExitCode.UNUSABLE, ("run", "run.yaml"), "run.yaml:4: 'bleed' has no unit\n  hint: write 3mm")


@pytest.mark.parametrize("given", ["s3:/leaflets/spring", "s3:leaflets/spring"])
def test_an_address_with_a_slash_too_few_is_no_folder(capsys: pytest.CaptureFixture[str], given: str) -> None:
    said = misread(capsys, "run", "clinics.csv", "--output", given)
    assert "has too few slashes" in said
    assert "write s3://leaflets/spring" in said


def test_a_file_address_stays_a_folder() -> None:
    assert read_arguments(("run", "c.csv", "--output", "file:///srv/leaflets")).output == Path("/srv/leaflets")


def test_full_width_copies_are_the_same_number(ward: Ward) -> None:
    ward.put("clinics.csv", f"{HEAD},copies\n{HILL},\uff11\uff12\uff10\n")
    code, out, _ = ward.run("run", "clinics.csv", "--plan")
    assert (code, "for 120 copies" in out) == (ExitCode.MADE, True)


# -- tables and run files ------------------------------------------------------------


def test_a_table_with_a_head_alone_names_no_clinic(ward: Ward) -> None:
    ward.put("clinics.csv", f"{HEAD}\n")
    told(ward, ExitCode.UNUSABLE, ("run", "clinics.csv"), "clinics.csv: the table names no clinic", "into each row")
    assert not (ward.folder / "output").exists()


def test_a_folder_is_no_table(ward: Ward) -> None:
    told(ward, ExitCode.UNUSABLE, ("run", "content"), "content: a file is needed here", "name a table")


def test_a_bracket_that_is_never_closed_is_shown_where_it_opens(ward: Ward) -> None:
    ward.put("run.yaml", "topics: [good]\norders: [\n")
    told(ward, ExitCode.UNUSABLE, ("run", "run.yaml"), "run.yaml:2: the bracket [ that opens here is never closed")


def test_a_colour_without_quotes_is_named_as_what_cuts_the_line_off(ward: Ward) -> None:
    ward.put("content/clinics/hill.yaml", f'{CLINIC}colours: ["#0b3d91", #ffd400]\n')
    words = ("make", "good", "--clinic", "hill")
    told(ward, ExitCode.UNUSABLE, words, "hill.yaml:5: the bracket [", "cuts the line off", "double quotes")


def test_a_telephone_number_in_wide_digits_is_printed_as_it_stands_and_can_be_dialled(ward: Ward) -> None:
    wide = "\uff10\uff11\uff16\uff13\uff12\u3000\uff19\uff16\uff10"
    ward.put("content/clinics/hill.yaml", CLINIC.replace("020 7946 0123", wide))
    assert ward.run("make", "colostrum", "--language", "ja", "--clinic", "hill")[0] == ExitCode.MADE
    with pikepdf.open(ward.folder / "output/ja/colostrum-a4-hill.pdf") as file:
        links = {str(note.A.URI) for page in file.pages for note in page.obj.get("/Annots", []) if "/A" in note}
    assert "tel:01632960" in links
    for words in ("\u0660\u0662\u0660 \u0667\u0669\u0664\u0666 \u0660\u0669\u0669\u0669", "\uff0b44 20 7946 0999"):
        assert read_telephones(words, "GB").phones[0].dialled == "+442079460999"


def test_one_of_a_thing_is_said_as_one(ward: Ward) -> None:
    ward.put("clinics.csv", f"{HEAD}\n{HILL}\n")
    _, out, _ = ward.run("run", "clinics.csv", "--plan", "--group", "language")
    assert "1 sheet, both sides printed, for 1 copy" in out
    assert "folder en  " in out and "1 leaflet\n" in out


@pytest.mark.parametrize("group", ["folder", "zip", "merged"])
def test_a_plan_for_a_press_without_pikepdf_says_what_is_missing(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, group: str
) -> None:
    ward.put("clinics.csv", f"{HEAD},edition\n{HILL},both\n")
    monkeypatch.setitem(sys.modules, "pikepdf", None)
    for name in [name for name in sys.modules if name.startswith(("generator.press.", "generator.run.pressing"))]:
        monkeypatch.delitem(sys.modules, name)
    words = ("run", "clinics.csv", "--plan", "--group", group)
    told(ward, ExitCode.MISSING, words, "press files need the package 'pikepdf'", "breastfeeding-leaflets[press]")


# -- the marks of a folded sheet -----------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["trifold-a4", "trifold-letter"])
def test_the_slug_does_not_run_over_the_mark_of_a_fold(ward: Ward, paper: str) -> None:
    options = ("--language", "en", "--format", paper, "--imposition", "trifold", "--clinic", "example")
    assert ward.run("press", "colostrum", *options, "--sheet", "sra3", "--quantity", "12345")[0] == ExitCode.MADE
    (file,) = (ward.folder / "output/en").glob("*trifold.pdf")
    scale = 4.0
    with pikepdf.open(file) as opened:
        front = opened.pages[0].obj
        bottom, high = float(front["/BleedBox"][1]), float(front["/MediaBox"][3])
        trim = float(front["/TrimBox"][0])
    with pypdfium2.PdfDocument(file) as document:
        picture = document[0].render(scale=scale).to_pil().convert("L")
    below = picture.crop((0, round((high - bottom + 6) * scale), picture.width, picture.height))
    for fold in Library.over(STOCK).format(paper).folds:
        at = trim + fold
        for near in (range(-8, -1), range(2, 9)):
            box = (round((at + near[0]) * scale), 0, round((at + near[-1]) * scale), below.height)
            assert below.crop(box).getextrema()[0] > 200, "only the mark stands at the fold"


# -- the ledger ----------------------------------------------------------------------


def test_a_mistyped_name_is_no_all_clear(ward: Ward) -> None:
    ward.put("clinics.csv", f"{HEAD}\n{HILL}\n")
    assert ward.run("run", "clinics.csv", "--ledger", "ledger.sqlite")[0] == ExitCode.MADE
    asked = ("recall", "--source", "bfn")
    told(ward, ExitCode.USAGE, (*asked, "--language", "enx"), "'enx'", "did you mean 'en'?")
    told(ward, ExitCode.USAGE, (*asked, "--version", "0.7"), "the ledger knows no version '0.7'", "'0.1'")
    told(ward, ExitCode.USAGE, ("ledger", "list", "--clinic", "hill"), "knows no clinic 'hill'", "'hill-clinic'")
    told(ward, ExitCode.USAGE, ("ledger", "list", "--topic", "god"), "knows no topic 'god'", "did you mean 'good'?")
    for found in (("--version", "v0.1"), ("--version", "0.1"), ("--language", "EN"), ("--before", "2099-01-01")):
        code, out, _ = ward.run(*asked, *found)
        assert code == ExitCode.FINDINGS
        assert "1 receipt, 1 clinic, 1 lot, 1 copy" in out
    assert ward.run("ledger", "list", "--clinic", "Hill Clinic")[1].count("hill-clinic") == 1


def test_letters_that_cannot_be_written_name_the_option_that_says_where(ward: Ward) -> None:
    ward.put("clinics.csv", f"{HEAD}\n{HILL}\n")
    ward.put("here", "a file, no folder")
    assert ward.run("run", "clinics.csv", "--ledger", "ledger.sqlite")[0] == ExitCode.MADE
    words = ("recall", "--source", "bfn", "--letters", "here")
    code, _, err = ward.run(*words)
    assert code == ExitCode.UNUSABLE
    assert "choose another place with --letters" in err and "--output" not in err


def test_a_lot_may_be_written_with_wide_letters() -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in "XHJD-D3QV")
    assert read_lot(wide) == read_lot("XHJD-D3QV") == "XHJDD3QV"


# -- a file somebody sent ----------------------------------------------------------


def test_a_file_that_is_no_pdf_is_told_the_same_way_each_time(ward: Ward) -> None:
    ward.put("x.pdf", "hello")
    first, second = ward.run("check", "x.pdf"), ward.run("check", "x.pdf")
    assert first == second
    assert first[0] == ExitCode.FINDINGS
    assert "it is no PDF that can be opened (unable to find" in first[1]
    assert " object at 0x" not in first[1]


def test_a_press_file_checked_for_screens_is_not_called_a_fault_of_the_program(ward: Ward) -> None:
    assert ward.run("press", "good", "--language", "en")[0] == ExitCode.MADE
    code, out, _ = ward.run("check", "output/en/good-a4-press.pdf")
    assert code == ExitCode.FINDINGS
    assert "please report it" not in out
    assert "a press file is checked with --profile press" in out


def test_every_imposition_of_the_command_stands_in_its_page() -> None:
    from generator.model.edition import GRIDS

    page = (STOCK / "docs/how-to/press.md").read_text(encoding="utf-8")
    row = next(line for line in page.splitlines() if line.startswith("| `--imposition`"))
    assert all(f"`{name}`" in row for name in GRIDS)


# -- the command itself ------------------------------------------------------------


def test_a_wrong_value_names_its_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--sheet: there is no 'a2' here\n  hint: known: a3, a4" in misread(capsys, "press", "x", "--sheet", "a2")
    assert "--handout: there is no '3' here\n  hint: known: 2, 4" in misread(capsys, "make", "--handout", "3")
    assert "there is no 'mkae' here\n  hint: did you mean 'make'?" in misread(capsys, "mkae")


def test_what_is_missing_or_too_much_comes_with_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    assert "TOPIC is missing\n  hint: leaflets press --help" in misread(capsys, "press")
    said = misread(capsys, "run", "one.csv", "two.csv")
    assert "'two.csv' is too much here\n  hint: leaflets run --help" in said
