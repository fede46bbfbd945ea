"""How many problems are said: few one by one, many of one kind as one line; and a bar only where one is seen."""

from __future__ import annotations

import io
import sys

import pytest

from generator.cli.progress import progress
from generator.cli.speech import MOST_ALIKE, MOST_PROBLEMS, complain_all
from generator.model.problems import Origin, Problem

Output = pytest.CaptureFixture[str]
PO = "locales/vi/LC_MESSAGES/colostrum.po"


def untranslated(number: int) -> list[Problem]:
    hint = f"translate it in {PO}"
    return [
        Problem(
            Origin(PO, 17 + 6 * at),
            f"not translated into Vietnamese: “Sentence {at}, about leaking milk at night”",
            hint,
        )
        for at in range(number)
    ]


def test_few_problems_are_said_one_by_one(capsys: Output) -> None:
    problems = untranslated(MOST_ALIKE)
    complain_all(problems)
    assert capsys.readouterr().err == "".join(f"{problem}\n" for problem in problems)


def test_an_unfinished_language_is_one_line_with_the_first_places_and_how_many_more(capsys: Output) -> None:
    complain_all(untranslated(138))
    assert capsys.readouterr().err == (
        f"{PO}:17, :23, :29, :35, :41, :47, :53, :59 and 130 more: not translated into Vietnamese: "
        "“Sentence 0, about leaking milk at night”, “Sentence 1, about leaking milk at night” and 136 more\n"
        f"  hint: translate it in {PO}\n"
    )


def test_an_unfinished_language_is_counted_over_all_files(capsys: Output) -> None:
    """One line for each file, and how many there are in all."""
    files = [f"content/{name}.yaml" for name in "abcdefgh"]
    hint = f"translate it in {PO}"
    complain_all(
        Problem(Origin(file, line), "not translated into Korean", hint) for file in files for line in range(1, 7)
    )
    lines = [line for line in capsys.readouterr().err.splitlines() if not line.startswith("  hint")]
    assert lines == [
        *(f"{file}:1, :2, :3, :4, :5, :6: not translated into Korean" for file in files),
        "48 in all: not translated into Korean",
    ]


def test_each_file_and_each_kind_has_a_line_of_its_own_in_the_order_of_the_first(capsys: Output) -> None:
    other = Problem(Origin("content/a.yaml", 3), "a topic lacks 'title'", "add a line 'title: …'")
    elsewhere = [Problem(Origin("b.po", one.origin.line), one.message, one.hint) for one in untranslated(9)]
    complain_all([*untranslated(9), other, *elsewhere])
    lines = [line for line in capsys.readouterr().err.splitlines() if not line.startswith("  hint")]
    assert [line.partition(":")[0] for line in lines] == [PO, "content/a.yaml", "b.po"]


def test_short_names_are_all_told_with_what_to_do_about_each(capsys: Output) -> None:
    names = "title purpose code version written review_by picture blocks".split()
    complain_all([Problem(Origin("content/a.yaml", 1), f"a topic lacks '{name}'", f"add '{name}'") for name in names])
    listed = ", ".join(f"'{name}'" for name in names)
    assert capsys.readouterr().err == f"content/a.yaml:1: a topic lacks {listed}\n  hint: add {listed}\n"


def test_a_mistake_made_again_and_again_in_one_line_is_counted(capsys: Output) -> None:
    complain_all([Problem(Origin("a.yaml", 4, at), "'*a' refers to another place", "") for at in range(99)])
    assert capsys.readouterr().err == "a.yaml:4: '*a' refers to another place (99 times)\n"


def test_problems_without_a_place_are_counted_too(capsys: Output) -> None:
    complain_all([Problem(Origin(""), f"there is no topic called 'topic-number-{at}'", "") for at in range(300)])
    said = capsys.readouterr().err
    assert said.startswith("there is no topic called 'topic-number-0', 'topic-number-1',")
    assert said.endswith(" more\n") and len(said.splitlines()) == 1


def test_very_many_of_many_kinds_are_cut_and_all_are_counted(capsys: Output) -> None:
    kinds = ["".join(chr(97 + int(digit)) for digit in str(number)) for number in range(100)]
    complain_all([*(Problem(Origin("a.yaml", 1), f"{kind} is wrong") for kind in kinds), *untranslated(20)])
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == MOST_PROBLEMS + 1
    assert lines[-1] == f"and {100 + 20 - MOST_PROBLEMS} more problems; mend these first"


def test_without_a_terminal_no_bar_is_drawn_and_rich_is_not_brought_in(
    monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setitem(sys.modules, "rich.progress", None)
    with progress(50, "making") as step:
        step()
        step(refused=True)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("total", "shown"), [(2, False), (50, True), (None, True)])
def test_on_a_terminal_a_bar_tells_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, total: int | None, shown: bool
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with progress(total, "making", rate=True) as step:
        step()
        step(refused=True)
    assert ("making" in screen.getvalue()) == shown
    assert ("1 refused" in screen.getvalue()) == shown
