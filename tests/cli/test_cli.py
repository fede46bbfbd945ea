"""The command as a person at a terminal meets it: what it prints, what it returns, what it suggests."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import generator.pipeline as making
from generator.cli import main
from generator.cli.arguments import read_arguments
from generator.cli.commands.holding import SORTS
from generator.library.library import Library
from generator.model.leaflet import Leaflet, Order
from generator.model.problems import ExitCode

STOCK = Path(__file__).resolve().parents[2]
COMMANDS = (
    "make", "run", "check", "evidence", "press", "ledger", "recall", "show", "new", "sheet", "translate", "completion",
    "ledger add", "ledger list", "ledger recall",
)  # fmt: skip
Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def ward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder of one's own, with the stock library behind it."""
    folder = tmp_path / "ward"
    (folder / "content").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Order]:
    """Replace the making of a leaflet; return the orders made."""
    orders: list[Order] = []

    def make(order: Order, library: Library) -> Leaflet:
        orders.append(order)
        return Leaflet((b"%PDF-1.7",), 2)

    monkeypatch.setattr(making, "make", make)
    return orders


def test_exit_codes_are_what_scripts_rely_on() -> None:
    assert {code.name: code.value for code in ExitCode} == {
        "MADE": 0,
        "FINDINGS": 1,
        "USAGE": 2,
        "UNUSABLE": 3,
        "MISSING": 4,
        "BUG": 70,
        "INTERRUPTED": 130,
    }


# -- help and wrong use ------------------------------------------------------


@pytest.mark.parametrize("command", [(), *(tuple(command.split()) for command in COMMANDS)])
def test_every_help_has_an_example(command: tuple[str, ...], capsys: Output) -> None:
    assert main([*command, "--help"]) == ExitCode.MADE
    words = capsys.readouterr().out
    assert "examples:\n  leaflets " in words


def test_every_example_in_the_help_is_a_command_that_exists(capsys: Output) -> None:
    for command in COMMANDS:
        main([*command.split(), "--help"])
    lines = re.findall(r"^  leaflets (.+?)(?:  .*| >.*)?$", capsys.readouterr().out, re.MULTILINE)
    assert len(lines) >= 10
    for line in lines:
        read_arguments(shlex.split(line))


def test_the_version_is_that_of_the_package(capsys: Output) -> None:
    from generator import __version__

    assert main(["--version"]) == ExitCode.MADE
    assert capsys.readouterr().out == f"leaflets {__version__}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["mak"], "there is no 'mak' here\n  hint: did you mean 'make'?"),
        (["show", "topcis"], "there is no 'topcis' here\n  hint: did you mean 'topics'?"),
        ([], "a command is missing\n  hint: known: check, completion, evidence, export, ledger, make,"),
        (["make", "--jobs", "0"], "'0' is not a number from 1 to 64"),
        (["make", "--lang", "vi"], "there is no option '--lang'\n  hint: did you mean '--language'?"),
    ],
)
def test_a_mistyped_command_is_a_wrong_use(words: list[str], said: str, capsys: Output) -> None:
    assert main(words) == ExitCode.USAGE
    assert said in capsys.readouterr().err


def test_mistyped_names_are_all_said_before_anything_is_made(capsys: Output, made: list[Order]) -> None:
    code = main("make colostrm --language zh-Hanss --format a44 --clinic exampel --theme defalt".split())
    assert code == ExitCode.USAGE
    words = capsys.readouterr().err
    for right in ("colostrum", "zh-Hans", "a4", "example", "default"):
        assert f"did you mean '{right}'?" in words
    assert not made


def test_a_library_that_is_none_is_a_wrong_use(capsys: Output) -> None:
    assert main(["make", "--library", "nowhere"]) == ExitCode.USAGE
    assert "the library folder 'nowhere' does not exist" in capsys.readouterr().err


# -- make --------------------------------------------------------------------


@pytest.mark.slow
def test_make_alone_makes_every_topic(made: list[Order], capsys: Output) -> None:
    assert main(["make"]) == ExitCode.MADE
    library = Library.open(STOCK)
    wanted = {(topic, language) for topic in library.topics() for language in library.languages()}
    assert {(order.topic, order.language) for order in made} == wanted
    assert len(made) == len(wanted)
    assert {(order.format, order.theme, order.clinic) for order in made} == {("a4", "default", "")}
    last = capsys.readouterr().out.splitlines()[-1]
    assert re.fullmatch(rf"{len(made)} made, 0 unchanged, 0 refused; {2 * len(made)} pages, \d+\.\d s", last)


def test_make_one_prints_one_line_with_the_file(made: list[Order], capsys: Output) -> None:
    assert main("make colostrum --language zh-Hans --clinic example".split()) == ExitCode.MADE
    assert [(one.topic, one.language, one.clinic_name) for one in made] == [("colostrum", "zh_Hans", "example")]
    file = Path("output", "zh-Hans", "colostrum-a4-example.pdf")
    assert re.fullmatch(rf"made  {re.escape(str(file))}  2 pages  \d\.\d\d s\n", capsys.readouterr().out)
    assert file.read_bytes() == b"%PDF-1.7"


@pytest.mark.slow
def test_options_may_be_repeated_and_all_is_all(made: list[Order]) -> None:
    assert main("make colostrum --language vi --language ja --clinic all --draft".split()) == ExitCode.MADE
    clinics = Library.open(STOCK).clinics()
    assert [(one.language, one.clinic_name, one.draft) for one in made] == [
        (language, name, True) for language in ("vi", "ja") for name in clinics
    ]


def test_a_second_make_says_unchanged(made: list[Order], capsys: Output) -> None:
    main(["make", "colostrum"])
    capsys.readouterr()
    assert main(["make", "colostrum"]) == ExitCode.MADE
    assert capsys.readouterr().out.startswith("unchanged  ")


def test_a_broken_topic_is_refused_with_its_lines_and_the_rest_is_made(
    ward: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    def make(order: Order, library: Library) -> Leaflet:
        library.topic(order.topic)
        return Leaflet((b"%PDF-1.7",), 2)

    monkeypatch.setattr(making, "make", make)
    (ward / "content/broken.yaml").write_text("title: Broken\npurpos: x\n", encoding="utf-8")
    assert main(["make", "broken", "colostrum", "--language", "en"]) == ExitCode.UNUSABLE
    said = capsys.readouterr()
    assert "content/broken.yaml:2: a topic has nothing called 'purpos'\n  hint: did you mean 'purpose'?" in said.err
    assert "1 made, 0 unchanged, 1 refused" in said.out


def test_a_fault_of_the_program_is_one_plain_message(
    monkeypatch: pytest.MonkeyPatch, capsys: Output, made: list[Order]
) -> None:
    monkeypatch.setattr("generator.cli.making.read_orders", lambda *_: 1 / 0)
    assert main(["make"]) == ExitCode.BUG
    words = capsys.readouterr().err
    assert words.startswith("this is a fault in the program, not in your files: ZeroDivisionError: division by zero\n")
    assert "please report it" in words
    assert "Traceback" not in words
    monkeypatch.setenv("LEAFLETS_DEBUG", "1")
    main(["make"])
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.slow
def test_ctrl_c_says_what_is_ready(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    def make(order: Order, library: Library) -> Leaflet:
        raise KeyboardInterrupt

    monkeypatch.setattr(making, "make", make)
    assert main(["make"]) == ExitCode.INTERRUPTED
    assert re.match(r"stopped: 0 of \d+ leaflets are ready", capsys.readouterr().err)


def test_a_name_cannot_steer_the_terminal(capsys: Output) -> None:
    main(["make", "\x1b[2Jcolostrum"])
    assert "\x1b" not in capsys.readouterr().err


# -- show --------------------------------------------------------------------


@pytest.mark.parametrize("sort", SORTS)
def test_show_lists_every_sort_of_thing(sort: str, capsys: Output) -> None:
    assert main(["show", sort]) in (ExitCode.MADE, ExitCode.MISSING)
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize(
    ("sort", "words"),
    [
        ("topics", ["managing-leakage", "LM", "Leaking milk"]),
        ("languages", ["vi", "Tiếng Việt", "Vietnamese"]),
        ("blocks", ["steps", "items: texts, intro: text?"]),
        ("formats", ["a4", "210 × 297 mm"]),
        ("clinics", ["example", "Example Clinic", "an invented example"]),
    ],
)
def test_show_says_what_one_needs_to_choose(sort: str, words: list[str], capsys: Output) -> None:
    main(["show", sort])
    assert any(all(word in line for word in words) for line in capsys.readouterr().out.splitlines())


def test_show_lists_the_rest_beside_a_broken_file(ward: Path, capsys: Output) -> None:
    (ward / "content/broken.yaml").write_text("title: Broken\n", encoding="utf-8")
    assert main(["show", "topics"]) == ExitCode.UNUSABLE
    said = capsys.readouterr()
    assert re.search(r"^broken +cannot be read$", said.out, re.MULTILINE)
    assert "managing-leakage" in said.out
    assert "content/broken.yaml:1: a topic lacks 'purpose'" in said.err


def test_fonts_that_are_not_the_known_ones_are_found(ward: Path, capsys: Output) -> None:
    (ward / "templates").mkdir()
    face = "{}:\n  package: generator\n  path: model/problems.py\n  sha256: {}\n  postscript: A\n"
    import hashlib

    right = hashlib.sha256((STOCK / "generator/model/problems.py").read_bytes()).hexdigest()
    words = face.format("good", right) + face.format("bad", "0" * 64)
    (ward / "templates/faces.yaml").write_text(words, encoding="utf-8")
    assert main(["show", "fonts"]) == ExitCode.MADE
    capsys.readouterr()
    assert main(["show", "fonts", "--verify"]) == ExitCode.UNUSABLE
    said = capsys.readouterr()
    assert re.search(r"^good +verified", said.out, re.MULTILINE)
    assert re.search(r"^bad +CHANGED", said.out, re.MULTILINE)
    assert "templates/faces.yaml:6: the file of the face 'bad' is not the one" in said.err


def test_a_missing_font_pack_has_its_own_exit_code(ward: Path, capsys: Output) -> None:
    (ward / "templates").mkdir()
    words = "noto-sans:\n  package: no_such_pack\n  path: a.ttf\n  sha256: {}\n  postscript: A\n".format("0" * 64)
    (ward / "templates/faces.yaml").write_text(words, encoding="utf-8")
    assert main(["show", "fonts"]) == ExitCode.MISSING
    assert "pip install no-such-pack" in capsys.readouterr().err


def test_a_font_that_no_language_needs_may_be_left_out(ward: Path, capsys: Output) -> None:
    """Those of the extra ``scripts`` draw names alone."""
    (ward / "templates").mkdir()
    words = "noto-sans-thai:\n  package: no_such_pack\n  path: a.ttf\n  sha256: {}\n  postscript: A\n"
    (ward / "templates/faces.yaml").write_text(words.format("0" * 64), encoding="utf-8")
    assert main(["show", "fonts", "--verify"]) == ExitCode.MADE
    said = capsys.readouterr()
    assert re.search(r"^noto-sans-thai +not installed +no-such-pack", said.out, re.MULTILINE)
    assert not said.err


def test_chinese_names_stand_in_their_columns() -> None:
    from generator.cli.speech import table

    lines = table([("日本語", "x"), ("ab", "y")]).splitlines()
    assert lines == ["日本語  x", "ab      y"]


# -- sheet, new, translate, completion ---------------------------------------


def test_sheet_prints_what_the_templates_make(capsys: Output) -> None:
    from generator.compose.sheets import read_sheet

    assert main(["sheet", "managing-leakage"]) == ExitCode.MADE
    xml = capsys.readouterr().out
    assert '<sheet title="Leaking milk" language="en" accent="teal" code="LM">' in xml
    assert 'origin="' in xml
    again = read_sheet(xml, "printed")
    assert again.title == "Leaking milk"


def test_a_new_topic_composes_as_it_is_and_says_what_is_next(ward: Path, capsys: Output) -> None:
    assert main(["new", "topic", "night-feeds"]) == ExitCode.MADE
    said = capsys.readouterr()
    assert said.out == f"{Path('content', 'night-feeds.yaml')}\n"
    assert "leaflets make night-feeds" in said.err
    topic = Library.open().topic("night-feeds")
    assert topic.code == "NF"
    assert {block.kind for block in topic.walk()} == set(Library.open().kinds)
    assert main(["sheet", "night-feeds"]) == ExitCode.MADE


def test_a_new_topic_has_a_code_of_its_own(capsys: Output) -> None:
    for name in ("night-feeds", "new-foods", "n-f-s"):
        assert main(["new", "topic", name]) == ExitCode.MADE
    codes = [Library.open().topic(name).code for name in Library.open().topics()]
    assert len(set(codes)) == len(codes)


def test_a_topic_is_never_written_over(ward: Path, capsys: Output) -> None:
    main(["new", "topic", "night-feeds"])
    (ward / "content/night-feeds.yaml").write_text("mine", encoding="utf-8")
    assert main(["new", "topic", "night-feeds"]) == ExitCode.USAGE
    assert "content/night-feeds.yaml: there is a topic called 'night-feeds' already" in capsys.readouterr().err
    assert (ward / "content/night-feeds.yaml").read_text() == "mine"


@pytest.mark.parametrize("name", ["Night", "night feeds", "../x", "sources", "shared", "all", "-x", "9x", "x" * 99])
def test_a_name_that_cannot_be_is_refused(name: str, capsys: Output) -> None:
    assert main(["new", "topic", "--", name]) == ExitCode.USAGE
    assert "a topic cannot be called" in capsys.readouterr().err


@pytest.mark.slow
def test_translate_writes_templates_and_new_catalogs_and_counts(ward: Path, capsys: Output) -> None:
    main(["new", "topic", "night-feeds"])
    assert main(["translate", "extract"]) == ExitCode.MADE
    assert 'msgid "Night feeds"' in Path("output/translate/night-feeds.pot").read_text(encoding="utf-8")
    assert main(["translate", "update"]) == ExitCode.MADE
    assert Path("locales/vi/LC_MESSAGES/night-feeds.po").is_file()
    capsys.readouterr()
    assert main(["translate", "update"]) == ExitCode.MADE
    assert "all catalogs are up to date" in capsys.readouterr().err
    assert main(["translate", "status"]) == ExitCode.MADE
    assert re.search(r"^vi +night-feeds +0 +\d+ +no$", capsys.readouterr().out, re.MULTILINE)


# -- the process -------------------------------------------------------------


def test_importing_the_package_is_cheap() -> None:
    code = (
        "import sys, generator, generator.cli.arguments as a; a.build_parser();"
        "print([n for n in ('yaml','jinja2','babel','reportlab','uharfbuzz','rich','concurrent') if n in sys.modules])"
    )
    environment = os.environ | {"PYTHONPATH": str(STOCK)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.slow
def test_the_public_names_are_there_whatever_was_imported_before() -> None:
    code = (
        "import generator.pipeline\nfrom generator import Leaflet, Library, Order, Problem, Unusable, make\n"
        "try:\n    make(Order('no-such'), Library.open())\nexcept Unusable as e:\n    print(e.problems[0].message)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(STOCK)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == "there is no topic called 'no-such'\n"


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break otherwise there")
def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    environment = os.environ | {"PYTHONPATH": str(STOCK)}
    command = f"{sys.executable} -m generator show blocks | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=environment, check=True)
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == "0"
