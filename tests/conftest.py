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

SETTING, SESSION, RAN = "LEAFLETS_CACHE", "LEAFLETS_TESTS_LARDER", "LEAFLETS_TESTS_RAN"
FAST_OF_SWEEP = 5
"""One test of so many of a sweep is fast."""
WARM = {
    "content", "ledger", "stages", "cli", "trust", "checks", "compose", "press", "examples", "outputs", "words", "meaning",
}  # fmt: skip
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


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """End the processes that a test has left when it failed: the next one begins without them."""
    from processes import end_all

    end_all()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark the tests of a sweep slow, but for each fifth: along a diagonal, so that values of both of two lists have
    their turn."""
    if item.get_closest_marker("sweep"):
        number = max(item.callspec.indices.values())  # type: ignore[attr-defined]  # of all tests of this function
        if (number + number // FAST_OF_SWEEP) % FAST_OF_SWEEP:
            item.add_marker(pytest.mark.slow)


def pytest_runtest_logfinish(nodeid: str) -> None:
    """Note what was run, for the gate: the process that reports to the person, not those that work for it."""
    if RAN in os.environ and "PYTEST_XDIST_WORKER" not in os.environ:
        with Path(os.environ[RAN]).open("a", encoding="utf-8") as file:
            file.write(f"{nodeid}\n")


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
