"""What a line of words becomes: one object, or everything that is wrong with it; and what a shell may complete."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ward import STOCK, Ward

from generator.cli import main
from generator.cli.arguments import COMPLETE, read_arguments
from generator.cli.commands.holding import SHELLS
from generator.library.shelf import Unknown
from generator.model.problems import ExitCode

Output = pytest.CaptureFixture[str]


def wrong(line: str) -> list[tuple[str, str]]:
    """Return message and hint of everything that is wrong with a line."""
    with pytest.raises(Unknown) as refused:
        read_arguments(line.split())
    return [(problem.message, problem.hint) for problem in refused.value.problems]


# -- what a command is handed ---------------------------------------------------------


def test_a_command_is_handed_values_and_defaults_as_attributes() -> None:
    options = read_arguments("press a b --language vi --language ja --bleed 0 --sheet sra3 --jobs 3".split())
    assert (options.topics, options.language, options.jobs) == (("a", "b"), ("vi", "ja"), 3)
    assert (options.bleed, options.sheet, options.colour, options.quantity) == (0.0, "sra3", "cmyk", 0)
    assert options.marks == ("crop", "fold", "registration", "colour", "slug")
    assert read_arguments(["make", "--handout", "2"]).handout == 2
    assert read_arguments(["make"]).handout == 0
    assert read_arguments(["check", "--jobs", "2"]).jobs == 2
    assert read_arguments(["run", "a.csv"]).output == Path("output")


def test_an_option_may_stand_before_a_topic_and_after_an_equals_sign() -> None:
    options = read_arguments(["make", "--format=a5", "colostrum", "--", "--odd"])
    assert (options.format, options.topics) == (("a5",), ("colostrum", "--odd"))


# -- hints ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("press x --job 2", "there is no option '--job'", "did you mean '--jobs'?"),
        ("show topics --jobs 2", "there is no option '--jobs'", "known: --help, --library, --output, --verify"),
        ("make -jobs 2", "there is no option '-jobs'", "did you mean '--jobs'?"),
        ("make --bad", "there is no option '--bad'", "known: --as, --clinic,"),
        ("--jobs 2 make", "there is no option '--jobs'", "options stand behind the command: leaflets COMMAND --jobs"),
        ("ledger lst", "there is no 'lst' here", "did you mean 'list'?"),
        ("ledger", "a command is missing", "known: add, list, needs, recall"),
        ("show", "WHAT is missing", "known: topics, languages,"),
        ("make --language", "--language: needs a value", "leaflets make --help"),
        ("make --language --draft", "--language: a value is needed before '--draft'", "leaflets make --help"),
        ("make --draft=yes", "--draft: takes no value", "leaflets make --help"),
        ("press x --marks crop,fld", "--marks: there is no mark called 'fld'", "did you mean 'fold'?"),
        ("make --copies 9", "--copies: '9' is not a number from 1 to 5", "more are asked for in the print dialogue"),
        ("recall --before May", "--before: 'May' is not a day; write year-month-day: 2026-11-22", ""),
        ("run a.csv --executor x", "--executor: 'x' is no executor; write local or dask://HOST:PORT", ""),
    ],
)
def test_each_mistake_has_a_hint_that_helps(line: str, message: str, hint: str) -> None:
    ((said, hinted),) = wrong(line)
    assert said == message
    assert hinted.startswith(hint) and bool(hinted) == bool(hint)


@pytest.mark.parametrize("line", ["press x --jobs 2", "press x --jobs=2", "check --jobs 2", "run a.csv --take-over"])
def test_no_option_that_there_is_is_refused(line: str) -> None:
    assert read_arguments(line.split())


def test_all_that_is_wrong_with_a_line_is_said_at_once(capsys: Output) -> None:
    assert main("make --jobs x --sheet a9 --jbs 2 --draft=yes --language".split()) == ExitCode.USAGE
    said = capsys.readouterr().err
    for words in ("option '--jbs'", "--draft: takes no", "--language: needs a", "--jobs: 'x' is not", "no 'a9' here"):
        assert said.count(words) == 1
    assert said.startswith("leaflets make: ")


def test_the_value_of_an_unknown_option_is_not_taken_for_a_word_too_much() -> None:
    assert [message for message, _ in wrong("show --lbrary elsewhere topcis")] == ["there is no option '--lbrary'"]


# -- completion -------------------------------------------------------------------------


def completed(monkeypatch: pytest.MonkeyPatch, capsys: Output, words: str) -> list[str]:
    """Return what a shell may write next."""
    from generator.cli.arguments import complete

    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - (not words.endswith(" "))))
    assert complete("bash_complete") == 0
    return [line.partition(",")[2] for line in capsys.readouterr().out.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "some"),
    [
        ("leaflets ", ["make", "run", "completion"]),
        ("leaflets ledger ", ["add", "list", "recall"]),
        ("leaflets make ", ["good", "broken", "colostrum"]),
        ("leaflets make go", ["good"]),
        ("leaflets make --language ", ["en", "zh-Hans", "all"]),
        ("leaflets make good --format ", ["a4", "fridge", "all"]),
        ("leaflets make --theme ", ["default", "warm"]),
        ("leaflets press good --clinic h", ["hill"]),
        ("leaflets make --as ", ["pdf", "png"]),
        ("leaflets make --the", ["--theme"]),
        ("leaflets press good --jo", ["--jobs"]),
        ("leaflets show f", ["formats", "fonts"]),
    ],
)
def test_a_shell_completes_commands_options_and_names_of_the_library(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, capsys: Output, words: str, some: list[str]
) -> None:
    ward.put("content/clinics/hill.yaml", "name: Hill Clinic\n")
    found = completed(monkeypatch, capsys, words)
    assert set(some) <= set(found)
    assert words.endswith(" ") or set(found) == set(some)


def test_names_are_those_of_the_library_that_the_line_names(
    ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    ward.put("content/clinics/hill.yaml", "name: Hill Clinic\n")
    monkeypatch.chdir(tmp_path)
    line = f"leaflets make --library {ward.folder} --clinic "
    assert "hill" in completed(monkeypatch, capsys, line)
    assert "hill" not in completed(monkeypatch, capsys, "leaflets make --clinic ")


def test_nothing_is_said_to_somebody_who_types_a_library_that_is_none(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    assert completed(monkeypatch, capsys, "leaflets make --library nowhere --clinic ") == []
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_prints_the_script_of_each_shell(shell: str, capsys: Output) -> None:
    assert main(["completion", shell]) == ExitCode.MADE
    words = capsys.readouterr().out
    assert f"{COMPLETE}={shell}_complete" in words
    if shutil.which(shell):
        done = subprocess.run([shell, "-n"], input=words, text=True, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_a_script_and_the_program_understand_each_other(ward: Ward) -> None:
    if not shutil.which("bash"):
        pytest.skip("no bash here")
    environment = os.environ | {"PYTHONPATH": str(STOCK)}
    command = [sys.executable, "-m", "generator"]
    script = subprocess.run(
        [*command, "completion", "bash"], env=environment, capture_output=True, text=True, check=True
    )
    leaflets = ward.put("bin/leaflets", f'#!/bin/sh\nexec {sys.executable} -m generator "$@"\n')
    leaflets.chmod(0o755)
    ask = 'COMP_WORDS=(leaflets make go); COMP_CWORD=2; _leaflets_completion leaflets; echo "${COMPREPLY[*]}"'
    environment["PATH"] = f"{leaflets.parent}{os.pathsep}{environment['PATH']}"
    words = f"{script.stdout}\n{ask}"
    done = subprocess.run(["bash", "-c", words], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "good"
