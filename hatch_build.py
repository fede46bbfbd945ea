"""What a wheel holds beside the program and its library: the stock leaflets laid out, templates compiled, YAML read.

The program keeps such things in the user's cache (docs/decisions/0025-cache-on-disk.md); what the stock library needs
is the same for everyone, so it can come with the program (0036-laid-out-in-the-wheel.md). It is made by the program
itself, as it will stand in the wheel, and found only by this program with packages of these versions.

Building stays possible where the program's packages are not installed (``pip install .`` builds in an environment of
its own): the wheel then holds none of this and says so; everything works, the first start is slower.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packaging.requirements import Requirement

PARTS = ("content", "templates", "locales")
PAPERS = ("a4", "letter")
"""The papers that most people print on."""
TOPICS: tuple[str, ...] = ()
"""All of them when none is named."""
PREPARE = """import sys
from generator import Library, Order
from generator.stages.pages import prepare
from generator.stages.panels import prepare_panels
library = Library.open()
for paper in sys.argv[1].split():
    for topic in sys.argv[2].split() or library.topics():
        for language in library.languages():
            prepare(Order(topic, language, format=paper), library)
for language in library.languages():
    prepare_panels(language, library)
"""
"""Bodies for clinics with few words and with many; panels for clinics of the usual shapes."""


def lacking(requirements: Iterable[str]) -> Iterator[str]:
    """Yield what is not installed here in a version that the program asks for."""
    for requirement in map(Requirement, requirements):
        try:
            if version(requirement.name) in requirement.specifier:
                continue
        except PackageNotFoundError:
            pass
        yield str(requirement)


def keep(root: Path, work: Path) -> Path:
    """Return a folder with what the program keeps while it makes the stock leaflets.

    Args:
        root: the project.
        work: an empty folder.

    Raises:
        RuntimeError: when a leaflet cannot be made, with what the program says.
    """
    site, desk = work / "site", work / "desk"
    desk.mkdir()
    shutil.copytree(
        root / "generator", site / "generator", ignore=shutil.ignore_patterns("__pycache__", "stock"), symlinks=True
    )
    for part in PARTS:
        shutil.copytree(root / part, site / "generator/stock" / part)
    surroundings = os.environ | {
        "PYTHONPATH": str(site),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",  # sets are marshalled in the order of their hashes
        "LEAFLETS_CACHE": f"wheel:{work}",
    }
    papers = [word for paper in PAPERS for word in ("--format", paper)]
    for words in (
        ("-m", "generator", "make", *TOPICS, *papers, "--output", str(work / "made")),
        ("-c", PREPARE, " ".join(PAPERS), " ".join(TOPICS)),
    ):
        done = subprocess.run([sys.executable, *words], cwd=desk, env=surroundings, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"the stock leaflets cannot be made:\n{done.stdout}{done.stderr}")
    return work / "leaflets"


class KeepStock(BuildHookInterface[Any]):
    """Puts it into the wheel, as ``generator/stock/kept``."""

    PLUGIN_NAME = "custom"
    _work: Path | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make it before a wheel is built; not for an editable install, where the program still changes."""
        if version != "standard":
            return
        lacks = tuple(lacking(self.metadata.core.dependencies))
        if lacks:
            self.app.display_warning(
                f"The stock leaflets are not laid out beforehand, since this environment lacks {', '.join(lacks)}."
                " Leaflets come out the same; the first start is slower."
            )
            return
        self._work = Path(mkdtemp())
        build_data["force_include"][str(keep(Path(self.root), self._work))] = "generator/stock/kept"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing behind."""
        if self._work is not None:
            shutil.rmtree(self._work, ignore_errors=True)
