"""Lets every test import the probes by name, however pytest is started; a library to break things in."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ward import Ward

os.environ.setdefault("LEAFLETS_CACHE", "off")  # each test starts from nothing, and leaves the user's folders alone
os.environ.setdefault("LEAFLETS_STATE", "off")
HERE = str(Path(__file__).resolve().parent)
for folder in (str(Path(HERE).parent), HERE):
    if folder not in sys.path:
        sys.path.insert(0, folder)


@pytest.fixture
def ward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ward:
    """Stand in a library of one's own, with the stock library behind it."""
    from ward import Ward

    folder = tmp_path / "ward"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Ward(folder, capsys)
