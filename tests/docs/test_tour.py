"""The README's tour: every line works on a fresh copy, in its order, and leaves the tree as it was."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
EXTRAS = (
    "openpyxl", "pikepdf", "page", "pypdfium2", "textstat", "distributed", "dask", "fsspec", "s3fs", "zxingcpp", "outloud",
)  # fmt: skip
WHOLE = "import sys; from generator.cli import main; sys.exit(main())"
PLAIN = f'import sys; sys.modules.update(dict.fromkeys("{" ".join(EXTRAS)}".split())); {WHOLE}'
ENDS = {"leaflets recall": 1, "leaflets press": (0, 1), "leaflets check": (0, 1)}
"""Commands that end with 1 when they find somebody or something, as they should."""
KEPT = ("README.md", "content", "templates", "locales", "generator", "examples", "docs", "pyproject.toml", "output")


def blocks() -> list[list[str]]:
    """The lines of the tour: those for a plain install, and those for extras."""
    words = (ROOT / "README.md").read_text(encoding="utf-8")
    tour = words[words.index("## A short tour") : words.index("## Where things are")]
    found = re.findall(r"```sh\n(.*?)```", tour, re.DOTALL)
    return [[line.split("  #")[0].split(" #")[0].strip() for line in one.splitlines()] for one in found]


def state(folder: Path) -> dict[str, bytes]:
    """Every file of a tree by its bytes, but for what is made into output/ and what Python keeps."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and path.relative_to(folder).parts[0] != "output"
    }


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tour") / "tree"
    folder.mkdir()
    for name in KEPT:
        source = ROOT / name
        if name == "output":
            (folder / name).mkdir()
        elif source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "pictures/sheets"))
        else:
            shutil.copy(source, folder / name)
    return folder


def walk(tree: Path, lines: list[str], start: str) -> None:
    before = state(tree)
    wrong = []
    for line in lines:
        command = f'leaflets() {{ "{sys.executable}" -P -c \'{start}\' "$@"; }}\n{line}'
        surroundings = os.environ | {"PYTHONPATH": str(tree), "LEAFLETS_CACHE": "off"}
        done = subprocess.run(
            ["bash", "-c", command], cwd=tree, env=surroundings, capture_output=True, text=True, check=False
        )
        expected = next((code for name, code in ENDS.items() if line.startswith(name)), 0)
        if done.returncode not in (expected if isinstance(expected, tuple) else (expected,)):
            wrong.append((line, done.returncode, done.stderr[-400:]))
    assert not wrong
    assert state(tree) == before


@pytest.mark.slow
def test_every_line_works_on_a_plain_install_and_leaves_the_tree_as_it_was(tree: Path) -> None:
    lines = blocks()[0]
    assert len(lines) > 20
    walk(tree, lines, PLAIN)
    walk(tree, ["leaflets make colostrum --language en", "leaflets show topics"], PLAIN)


@pytest.mark.slow
def test_every_line_for_extras_works_with_them(tree: Path) -> None:
    walk(tree, blocks()[1], WHOLE)
