"""The documentation says what is so: blocks, sheet, exit codes, commands, links."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import generator
from generator.cli.arguments import read_arguments
from generator.compose.vocabulary import ATTRIBUTES, REQUIRED
from generator.library.library import Library
from generator.library.yaml_nodes import parse_yaml
from generator.model.design import Look
from generator.model.memo import BOUNDS
from generator.model.problems import ExitCode, Problem

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("output/*.md")])
LIBRARY = Library.over(ROOT)


def rows(page: str) -> dict[str, list[str]]:
    """Return the table rows of a page by their first cell, back quotes taken away."""
    found = {}
    for line in (ROOT / page).read_text(encoding="utf-8").splitlines():
        if line.startswith("| ") and not line.startswith("|---"):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            found.setdefault(cells[0].replace("`", ""), cells[1:])
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        if "://" not in target and "…" not in target:
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("kind", list(LIBRARY.kinds))
def test_every_block_and_field_is_in_its_reference(kind: str) -> None:
    about, fields = rows("docs/reference/blocks.md")[kind]
    known = LIBRARY.kind(kind)
    wanted = []
    for field in known.fields.values():
        choices = "(" + r"\|".join(field.choices) + ")" if field.choices else ""
        wanted.append(f"`{field.name}: {field.type}{choices}{'?' if field.optional else ''}`")
    assert about == known.about
    assert fields == ", ".join(wanted)


def test_the_reference_names_no_block_that_is_gone() -> None:
    words = (ROOT / "docs/reference/blocks.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z-]+)` \| [A-Z]", words, re.MULTILINE)) == set(LIBRARY.kinds)


@pytest.mark.parametrize("tag", [tag for tag in ATTRIBUTES if tag not in ("page", "pages")])
def test_every_element_and_attribute_is_in_its_reference(tag: str) -> None:
    named = set(re.findall(r"`([a-z-]+)`", rows("docs/reference/sheet.md")[tag][0]))
    needed = set(re.findall(r"\*\*`([a-z-]+)`\*\*", rows("docs/reference/sheet.md")[tag][0]))
    assert named == set(ATTRIBUTES[tag])
    assert needed == set(REQUIRED.get(tag, ()))


def test_every_exit_code_is_in_its_reference() -> None:
    listed = {number: cells[0] for number, cells in rows("docs/reference/exit-codes.md").items() if number.isdigit()}
    assert listed == {str(code.value): code.name for code in ExitCode}


def test_every_field_of_a_look_is_in_its_how_to() -> None:
    words = (ROOT / "docs/how-to/theme.md").read_text(encoding="utf-8")
    for name in Look.__struct_fields__:
        assert name == "name" or f"`{name.replace('_', '-')}`" in words, name


def commands() -> list[str]:
    """Return every ``leaflets`` line in a shell block of the documentation."""
    found = []
    for page in PAGES:
        for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            found += [line for line in block.splitlines() if line.startswith("leaflets ")]
    return sorted(set(found))


@pytest.mark.parametrize("line", commands())
def test_every_command_shown_is_understood(line: str) -> None:
    read_arguments(shlex.split(line, comments=True)[1:])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_yaml_example_can_be_read(page: Path) -> None:
    for block in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        problems: list[Problem] = []
        parse_yaml(block, page.name, problems)
        assert not problems


def test_the_readme_has_both_commands_on_one_line_each() -> None:
    words = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\npython3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/leaflets make\n" in words
    assert re.search(
        r"^python3 -m venv \.venv && .* -m pytest -q -n auto --dist worksteal -m 'not slow'$", words, re.MULTILINE
    )


def test_every_decision_is_listed() -> None:
    listed = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    for path in ROOT.glob("docs/decisions/0*.md"):
        heading = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ").split(". ", 1)[1]
        assert f"[{heading}]({path.name})" in listed


# -- from Python -----------------------------------------------------------------

API = (ROOT / "docs/api.md").read_text(encoding="utf-8")
SCRIPTS = re.findall(r"```python\n(.*?)```", API, re.DOTALL)


def test_every_public_name_is_in_its_reference_and_can_be_imported() -> None:
    listed = [name for name in rows("docs/api.md") if name in generator.__all__]
    assert sorted(listed) == sorted(generator.__all__)
    for name in generator.__all__:
        assert getattr(generator, name) is not None
    assert sorted(generator.__all__) == dir(generator)


@pytest.mark.slow
@pytest.mark.parametrize("at", range(len(SCRIPTS)))
def test_every_example_in_python_runs_as_it_stands(at: int, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPTS[at], encoding="utf-8")
    around = {**os.environ, "PYTHONPATH": str(ROOT), "LEAFLETS_CACHE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        cwd=tmp_path,
        env=around,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert done.stdout
    if "jobs=2" in SCRIPTS[at]:
        count = 2 * len(LIBRARY.topics())
        assert done.stdout == f"{count} made, 0 unchanged\n"
        assert len(list(tmp_path.glob("output/*/*.pdf"))) == count
        assert (tmp_path / "output/manifest.jsonl").read_text(encoding="utf-8").count("\n") == count


# -- what is installed -----------------------------------------------------------


def pinned(words: str) -> dict[str, str]:
    """Return versions by package, its name as registries compare it, of each ``name==version``."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", words, re.MULTILINE)
    return {re.sub(r"[._-]+", "-", name).lower(): version for name, version in found}


def test_the_lock_holds_what_the_project_pins_each_with_the_hashes_of_its_files() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = pinned("\n".join([*project["dependencies"], *project["optional-dependencies"]["test"]]))
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert wanted.items() <= pinned(lock).items()
    for entry in re.split(r"\n(?=[A-Za-z0-9])", lock[lock.index("\n") :])[1:]:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:60]
    assert "://" not in lock


# -- the house -------------------------------------------------------------------


def test_every_memo_and_its_bound_is_listed() -> None:
    listed = rows("docs/architecture.md")
    assert {stage: int(listed[stage][0]) for stage in BOUNDS} == BOUNDS


def test_every_room_is_drawn() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    floors = next(one["layers"] for one in project["tool"]["importlinter"]["contracts"] if one["type"] == "layers")
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    drawn = [line.split("  ")[0] for line in re.search(r"```floors\n(.*?)```", page, re.DOTALL)[1].splitlines()]
    assert drawn == [floor for floor in floors if floor != "__main__"]


BASES = ("", "generator", "generator/run", "generator/typeset")
ABOUT_CODE = ("docs/architecture.md", "docs/a-day-in-the-code.md", "docs/testing.md", "docs/api.md", "CONTRIBUTING.md")


@pytest.mark.parametrize("page", ABOUT_CODE)
def test_every_file_named_is_there(page: str) -> None:
    words = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[a-z_]+/)+[A-Za-z_.]*(?:\.py)?)`", words)) - {"output/", "generator/stock/"}
    assert named or page == "docs/api.md"
    for name in named:
        assert any((ROOT / base / name).exists() for base in BASES), name
