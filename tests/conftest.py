"""Lets every test import the probes by name, however pytest is started; a library to break things in."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ward import Ward

SETTING, SESSION = "LEAFLETS_CACHE", "LEAFLETS_TESTS_LARDER"
WARM = {"content", "ledger", "stages"}
"""Rooms that ask what leaflets are and what is done with them, not how a start comes by them: what one test has prepared
no other prepares again. Their larder is new and empty when the session starts, gone when it ends, shared by its
processes; what is in it is found only by all that it was made from. Every other test starts from nothing."""
OWNER = SETTING not in os.environ
if OWNER:  # else it is as the user says, or as the first process of the session has said
    os.environ[SETTING] = "off"  # the user's folders are left alone
    os.environ[SESSION] = tempfile.mkdtemp(prefix="leaflets-tests-")
os.environ.setdefault("LEAFLETS_STATE", "off")
HERE = str(Path(__file__).resolve().parent)
for folder in (str(Path(HERE).parent), HERE):
    if folder not in sys.path:
        sys.path.insert(0, folder)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let a test use the session's larder, or none: before its fixtures of any scope."""
    if SESSION in os.environ:
        warm = item.path.relative_to(HERE).parts[0] in WARM
        os.environ[SETTING] = os.environ[SESSION] if warm else "off"


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    if OWNER:
        shutil.rmtree(os.environ[SESSION], ignore_errors=True)


@pytest.fixture
def ward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ward:
    """Stand in a library of one's own, with the stock library behind it."""
    from ward import Ward

    folder = tmp_path / "ward"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Ward(folder, capsys)
