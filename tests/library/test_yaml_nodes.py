"""YAML stays the words that were written, and everything that could be lost or hidden is refused in plain words."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.library import texts, yaml_nodes
from generator.library.node import Node
from generator.library.nodes import read_yaml
from generator.library.texts import read_text
from generator.library.yaml_nodes import parse_yaml
from generator.library.yaml_parser import pure_loader
from generator.model.problems import Problem


@pytest.fixture(params=["as installed", "without C"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Both YAML loaders must do the same."""
    if request.param == "without C":
        monkeypatch.setattr(yaml_nodes, "_LOADER", pure_loader())
    yield


def read(text: str) -> tuple[Node | None, list[Problem]]:
    """Return the node and problems of a text."""
    problems: list[Problem] = []
    return parse_yaml(text, "content/x.yaml", problems), problems


def good(text: str) -> Node:
    """Return the node of a text that has no problem."""
    node, problems = read(text)
    assert problems == []
    assert node is not None
    return node


def read_bytes(tmp_path: Path, data: bytes) -> tuple[Node | None, list[Problem]]:
    """Return the node and problems of a file with these bytes."""
    path = tmp_path / "x.yaml"
    path.write_bytes(data)
    problems: list[Problem] = []
    return read_yaml(path, "content/x.yaml", problems), problems


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("words", ["1.10", "010", "12:30:00", "no", "Yes", "2026-11-22", "0x1F", "1_000", "null", "~"])
def test_words_stay_as_written(words: str) -> None:
    node = good(f"dose: {words}\n").get("dose")
    assert node is not None
    assert (node.shape, node.words) == ("words", words)


@pytest.mark.usefixtures("loader")
def test_shapes_and_places() -> None:
    node = good("title: Leaking milk\nempty:\nitems:\n  - one\n  - {include: two}\nfields: {a: text?, b: text?}\n")
    assert node.keys() == ("title", "empty", "items", "fields")
    title, empty, items = (node.get(key) for key in ("title", "empty", "items"))
    assert title and empty and items
    assert (title.origin.line, title.origin.column) == (1, 8)
    assert empty.shape == "nothing"
    assert [item.shape for item in items.items] == ["words", "map"]
    assert items.items[1].origin.line == 5
    assert node.get("missing") is None


def test_folded_words_are_stripped_and_literal_ones_keep_their_lines() -> None:
    node = good("a: >\n  Call us\n  today.\n\nb: |\n  one\n  two\n")
    assert [value.words for _, value in node.entries] == ["Call us today.", "one\ntwo"]


def test_windows_line_ends_and_byte_order_mark_are_fine(tmp_path: Path) -> None:
    node, problems = read_bytes(tmp_path, b"\xef\xbb\xbfa: one\r\nb: two\r\n")
    assert problems == []
    assert node is not None
    assert node.keys() == ("a", "b")


def test_words_become_nfc() -> None:
    decomposed = unicodedata.normalize("NFD", "bế ộ ữ")
    node = good(f'a: {decomposed}\nb: "e\\u0301"\n')
    assert [value.words for _, value in node.entries] == ["bế ộ ữ", "é"]


def test_translators_notes_reach_the_value_below() -> None:
    node = good(
        "# A comment.\n"
        "# Translators: the baby's skin,\n"
        "# not the mother's.\n"
        "skin: Blue skin\n"
        "other: no note\n"
        "items:\n"
        "  # Source: x\n"
        "  # Translators: one\n"
        "  - first\n"
        "  - second\n"
        "  # Translators: far away\n"
        "\n"
        "  - third\n"
        "folded: >\n"
        "  # Translators: this is part of the words\n"
        "last: words\n"
        "# Translators: deep\n"
        "belief:\n"
        "  say: x\n"
    )
    values = {key.words: value for key, value in node.entries}
    assert values["skin"].note == "the baby's skin, not the mother's."
    assert values["other"].note == ""
    assert [item.note for item in values["items"].items] == ["one", "", ""]
    assert values["folded"].words.startswith("# Translators")
    assert values["last"].note == ""
    assert values["belief"].note == "deep"
    assert values["belief"].entries[0][1].note == ""


def test_note_above_a_name_whose_words_start_on_the_next_line() -> None:
    value = good("# Translators: said to the mother\ntext:\n  Call us.\n").get("text")
    assert value is not None
    assert value.note == "said to the mother"


PLAIN = [
    ("a: x\ndose: Take pill #2 daily\n", 2, "everything behind ' #' would be lost", "double quotes"),
    ("items:\n  - #2 is red\n", 2, "everything behind ' #' would be lost", "double quotes"),
    ("a: Take pill\n  #2 daily\nb: c\n", 1, "the next line starts with '#'", "double quotes"),
    ("a: [1,000 mg, b]\n", 1, "the comma behind '1' would end the words", "double quotes"),
    ("a: one\n   - two\n", 1, "would be joined to these words", "same column"),
    ("title: Milk: why\n", 1, "second colon", 'in double quotes: title: "Milk: why"'),
    ("a:\n  - Yes: do: this\n", 2, "second colon", 'in double quotes: "Yes: do: this"'),
    ("a: 1\nb: 2\na: 3\n", 3, "'a' stands here twice, first in line 1", "keep one"),
    ("a: &x one\nb: *x\n", 1, "'&x' names a place", "double quotes"),
    ("a: one\nb: *x\n", 2, "'*x' refers to another place", "double quotes"),
    ("a: !!python/object:os.system x\n", 1, "is a YAML tag", "double quotes"),
    ("a: one\n---\nb: two\n", 2, "a second document", "one document"),
    ("a: one\n...\nb: two\n", 3, "a second document starts here: '...' in line 2 ends the first", "one document"),
    ("a: one\n...\n\n- two\n", 4, "a second document starts here: '...' in line 2 ends the first", "one document"),
    (
        "a: 'one\n...\ntwo'\n",
        2,
        "'...' at the start of a line ends the document, within these words",
        "move '...' away",
    ),
    ('a: "one\n--- two"\n', 2, "'---' at the start of a line ends the document, within these words", "move '---' away"),
    ("a:\n\t- b\n", 2, "indented with a tab", "ordinary spaces"),
    ("a:\n\u00a0 b: c\n", 2, "indented with a tab or a special space", "ordinary spaces"),
    ("a:\n  - b\n c: d\n", 3, "indentation does not fit", "same column"),
    ("a:\n  b: c\n   d: e\n", 3, "indentation does not fit", "same column"),
    ("a: x\n\nb: [c, d\n", 3, "the bracket [ that opens here is never closed", "close it"),
    ('a: x\nb: "never ends\n', 2, 'the quote " that opens here is never closed', "close it"),
    ('a: "Call" us\n', 1, "words behind a closing quote", "double quotes"),
    ("a:\n  - **Call** us\n", 2, "words may not start with *", "double quotes"),
    ("a: @home\n", 1, "words may not start with @", "double quotes"),
    ("a: %\n", 1, "words may not start with %", "double quotes"),
    ("a:one\nb: two\n", 1, "no space behind the colon", "name: words"),
    ("a: - b\n", 1, "a list cannot start behind other words", "next line"),
    ("a: one\ntwo\n", 2, "this line has no name with a colon", "indented"),
    ('a: "\\q"\n', 1, "backslash", "\\\\"),
    ('a: x\nlogo: "C:\\Users\\hill.png"\n', 2, "backslash", "\\\\"),
    ("[a]: b\n", 1, "must be plain words", "double quotes"),
    ('a: "x\\u202ey"\n', 1, "hides or reorders words (U+202E)", "delete it"),
    ('a: "x\\0y"\n', 1, "a NUL character (U+0000)", "delete it"),
    ('a: "x\\ty"\n', 1, "a tab", "delete it"),
    ("", 0, "the file is empty", "or delete it"),
    ("# nothing yet\n", 0, "the file is empty", "or delete it"),
    ("a: " + "[" * 30 + "\n", 1, "too many levels", "at most 20"),
]


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(("text", "line", "message", "hint"), PLAIN)
def test_each_problem_has_its_line_and_a_hint(text: str, line: int, message: str, hint: str) -> None:
    _, problems = read(text)
    assert problems, "nothing was found"
    assert problems[0].origin.file == "content/x.yaml"
    assert problems[0].origin.line == line
    assert message in problems[0].message
    assert hint in problems[0].hint


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x85", "\u200b", "\u202a", "\u202e", "\u2066", "\u2069", "\ufeff", "\ufffd", "\x7f"]
)
def test_hidden_characters_are_refused_with_their_line(tmp_path: Path, character: str) -> None:
    _, problems = read_bytes(tmp_path, f"a: one\nb: t{character}wo\n".encode())
    assert [problem.origin.line for problem in problems] == [2]
    assert f"U+{ord(character):04X}" in problems[0].message


def test_joiners_stay(tmp_path: Path) -> None:
    node, problems = read_bytes(tmp_path, "a: می\u200cخواهم\n".encode())
    assert problems == []
    assert node is not None
    assert node.entries[0][1].words == "می\u200cخواهم"


def test_all_problems_of_a_file_are_found_at_once() -> None:
    _, problems = read("a: x #1\nb: y #2\nb: z\nc: !t w\n")
    assert [problem.origin.line for problem in problems] == [1, 2, 3, 4]


def test_not_utf8_names_the_line(tmp_path: Path) -> None:
    _, problems = read_bytes(tmp_path, b"a: one\nb: caf\xe9\n")
    assert str(problems[0]).startswith("content/x.yaml:2: byte 0xE9 is not UTF-8\n  hint: save the file as UTF-8")
    _, problems = read_bytes(tmp_path, "a: one".encode("utf-16"))
    assert "UTF-16" in problems[0].message


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    problems: list[Problem] = []
    assert read_yaml(path, "x.yaml", problems) is None
    assert str(problems[0]) == "x.yaml: the file is too large (50.0 MB)\n  hint: at most 1 MB is read; split it"


def test_missing_folder_pipe_and_unreadable_are_problems(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    expected = {"none.yaml": "no such file", "": "a folder", "pipe": "not an ordinary file", "a\0b": "cannot be used"}
    for name, message in expected.items():
        problems: list[Problem] = []
        assert read_text(Path(f"{tmp_path}/{name}"), "x.yaml", problems) is None
        assert message in problems[0].message


def test_an_unreadable_file_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: b")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    problems: list[Problem] = []
    assert read_text(path, "x.yaml", problems) is None
    assert problems[0].message == "the file cannot be read: Permission denied"


def test_a_bomb_of_references_is_refused() -> None:
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    _, problems = read("\n".join(lines))
    assert len(problems) == 12 + 11 * 9


_PRINTABLE = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp"]).filter(
        lambda character: not texts._WRONG.match(character)
    ),
    min_size=1,
    max_size=80,
)


@example("\U0002f800 nên")
@given(_PRINTABLE)
def test_any_printable_words_survive(words: str) -> None:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    value = good(f'words: "{escaped}"\n').entries[0][1]
    kept = re.split("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)", words)  # shapes that NFC would turn into others
    parts = [part if at % 2 else unicodedata.normalize("NFC", part) for at, part in enumerate(kept)]
    assert value.words == "".join(parts)


@pytest.mark.slow
@given(st.text(max_size=200))
def test_no_text_is_a_crash(text: str) -> None:
    node, problems = read(texts._without_wrong_characters(text, "x", []))
    assert node is not None or problems


@given(st.binary(max_size=200))
def test_no_bytes_are_a_crash(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    node, problems = read_bytes(tmp_path_factory.getbasetemp(), data)
    assert node is not None or problems


@given(st.text(st.sampled_from("ab:- \n\"'[]{}#&*!|>%@`?,\t\\"), max_size=40))
def test_no_yaml_signs_are_a_crash(text: str) -> None:
    node, problems = read(text)
    assert node is not None or problems
    assert all(problem.message and "None" not in problem.message for problem in problems)
