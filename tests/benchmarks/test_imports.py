"""Scripts beside the package: what they take from it is there, though no other test runs most of them."""

from __future__ import annotations

import ast
import importlib
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted(file for folder in ("benchmarks", "docs") for file in (ROOT / folder).rglob("*.py"))


def test_there_are_scripts() -> None:
    assert {"clinic_data.py", "pages.py"} <= {file.name for file in SCRIPTS}


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_what_a_script_imports_from_the_program_is_there(file: Path) -> None:
    missing = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "generator":
            for one in node.names:
                with suppress(ImportError):  # a part of a package that is a module
                    importlib.import_module(f"{node.module}.{one.name}")
                if not hasattr(importlib.import_module(str(node.module)), one.name):
                    missing.append(f"line {node.lineno}: {node.module}.{one.name}")
    assert missing == []
