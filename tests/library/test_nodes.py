"""Nodes are kept from one start to the next: the same as those that were read, and never those of another file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from ward import BLOCK, STOCK, TOPIC, Ward

from generator.library import nodes, yaml_nodes
from generator.library.larder import _opened
from generator.library.node import Node
from generator.library.nodes import parse, read_yaml
from generator.model.problems import Problem

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing is kept there")
WORDS = (
    'title: Milk\nitems: [one, "two: three"]\n# Translators: a note\nempty:\nmap: {a: "\\"file\\":\\"\\"", b: x.yaml}\n'
)


@pytest.fixture(autouse=True)
def larder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for what is kept, of this test alone."""
    base = tmp_path / "cache"
    base.mkdir(mode=0o700)
    monkeypatch.setenv("LEAFLETS_CACHE", str(base))
    return base


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files that PyYAML has read."""
    found: list[str] = []
    real = yaml_nodes.parse_yaml

    def count(text: str, shown: str, problems: list[Problem]) -> Node | None:
        found.append(shown)
        return real(text, shown, problems)

    monkeypatch.setattr(yaml_nodes, "parse_yaml", count)
    return found


def good(text: str, shown: str = "x.yaml") -> Node:
    problems: list[Problem] = []
    node = parse(text, shown, problems)
    assert node is not None
    assert not problems
    return node


def test_what_is_kept_is_what_was_read(times: list[str]) -> None:
    first = good(WORDS)
    assert first == good(WORDS) == yaml_nodes.parse_yaml(WORDS, "x.yaml", [])
    assert len(times) == 2, "once for the first, once here"


def test_a_file_of_another_name_has_places_of_its_own(times: list[str]) -> None:
    here, there = good(WORDS, 'a "b"\\.yaml'), good(WORDS, "/Bệnh viện/x.yaml")
    assert times == ['a "b"\\.yaml']
    assert (here.origin.file, there.origin.file) == ('a "b"\\.yaml', "/Bệnh viện/x.yaml")
    assert there == yaml_nodes.parse_yaml(WORDS, "/Bệnh viện/x.yaml", [])


@pytest.mark.parametrize("text", [f"{WORDS} ", WORDS.replace("Milk", "milk"), WORDS[:-1]])
def test_a_file_that_differs_in_one_character_is_read(times: list[str], text: str) -> None:
    good(WORDS)
    good(text)
    assert len(times) == 2


def test_another_program_and_another_pyyaml_read_for_themselves(
    times: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    good(WORDS)
    with monkeypatch.context() as later:
        later.setattr("generator.library.larder.release", lambda package: f"a later {package}")
        _opened.cache_clear()
        good(WORDS)
    monkeypatch.setattr(nodes, "program", lambda: b"a later one")
    good(WORDS)
    good(WORDS)
    assert len(times) == 3


@pytest.mark.parametrize("text", ["a: b #2\n", "a: &x b\n", "a: [\n", ""])
def test_mistakes_are_said_every_time(text: str) -> None:
    said = []
    for _ in range(2):
        problems: list[Problem] = []
        parse(text, "x.yaml", problems)
        said.append(problems)
    assert said[0] == said[1] != []


def test_a_folder_whose_name_is_no_text_is_read_without_keeping(times: list[str]) -> None:
    assert good(WORDS, "\udcff/x.yaml") == good(WORDS, "\udcff/x.yaml")
    assert len(times) == 2


def test_nothing_is_kept_when_nothing_may_be(times: list[str], monkeypatch: pytest.MonkeyPatch, larder: Path) -> None:
    monkeypatch.setenv("LEAFLETS_CACHE", "off")
    assert good(WORDS) == good(WORDS)
    assert len(times) == 2
    assert not list(larder.iterdir())


def test_every_file_of_the_stock_library_comes_out_as_it_went_in(times: list[str]) -> None:
    files = [*STOCK.glob("content/**/*.yaml"), *STOCK.glob("templates/*/*.yaml"), *STOCK.glob("locales/*/*.yaml")]
    first = [read_yaml(file, str(file), []) for file in files]
    count = len(times)
    assert [read_yaml(file, str(file), []) for file in files] == first
    assert len(times) == count == len({file.read_text(encoding="utf-8") for file in files}) > 40


@pytest.mark.slow
def test_a_leaflet_of_kept_files_is_made_without_pyyaml_and_is_the_same(ward: Ward) -> None:
    sheets = []
    for _ in range(2):
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys; from generator.cli import main; code = main(sys.argv[1:]); print('yaml' in sys.modules); "
                "sys.exit(code)",
                *("make", "good", "--language", "en"),
            ],
            cwd=ward.folder,
            env={**os.environ, "PYTHONPATH": str(STOCK)},
            capture_output=True,
            text=True,
            check=True,
        )
        file = ward.folder / "output/en/good-a4.pdf"
        sheets.append((file.read_bytes(), done.stdout.splitlines()[-1]))
        file.unlink()
    assert [said for _, said in sheets] == ["True", "False"]
    assert sheets[0][0] == sheets[1][0]
    ward.put("content/good.yaml", TOPIC.format(title="Other words", blocks=BLOCK.replace("often", "more")))
    assert ward.run("make", "good")[0] == 0
    assert (ward.folder / "output/en/good-a4.pdf").read_bytes() != sheets[0][0]
