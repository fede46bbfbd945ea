"""The documentation says what is so: blocks, sheet, exit codes, commands, links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.cli.arguments import read_arguments
from generator.compose.vocabulary import ATTRIBUTES, REQUIRED
from generator.library.library import Library
from generator.library.yaml_nodes import parse_yaml
from generator.model.design import Look
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
    read_arguments(line.split("#")[0].split()[1:])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_yaml_example_can_be_read(page: Path) -> None:
    for block in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        problems: list[Problem] = []
        parse_yaml(block, page.name, problems)
        assert not problems


def test_the_readme_has_both_commands_on_one_line_each() -> None:
    words = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\npython3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/leaflets make\n" in words
    assert re.search(r"^python3 -m venv \.venv && .* -m pytest -q -n auto --dist worksteal$", words, re.MULTILINE)


def test_every_decision_is_listed() -> None:
    listed = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    for path in ROOT.glob("docs/decisions/0*.md"):
        heading = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ").split(". ", 1)[1]
        assert f"[{heading}]({path.name})" in listed
