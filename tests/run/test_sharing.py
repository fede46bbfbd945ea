"""Processes of a run share the bodies they lay out: the same bytes, laid out once."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from msgspec.structs import replace

import generator.typeset.layout.body as laying_out
from generator.library.library import Library
from generator.model.content import Clinic
from generator.model.leaflet import Order
from generator.pipeline import make
from generator.run.files.stores import FolderStore
from generator.run.making import Block, Item, Outcome, Task, do
from generator.run.runner import _in_turn
from generator.run.sharing import Shared, open_folder
from generator.typeset import typesetter

HILL = Clinic("hill", "Hill Clinic", ("020 7946 0123",), ("Monday",), ("1 Sample Street",), "", "", "", "default")
ORDER = Order("colostrum", "vi")


def block(clinic: Clinic = HILL) -> Block:
    return (Task(ORDER, (Item(clinic, "digest", 1),)),)


def made(folder: Path, library: Library, wanted: Block) -> bytes:
    outcomes: list[Outcome] = []
    do(wanted, library, FolderStore(folder), outcomes.extend)
    line = outcomes[0].line
    assert line is not None, outcomes[0].problems
    return (folder / line.file).read_bytes()


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder with the body that a first process has laid out."""
    folder = tmp_path / "shared"
    folder.mkdir()
    first = Library.open()
    made(tmp_path / "first", first, block())
    Shared(folder).offer(ORDER, HILL, first)
    assert len(list(folder.iterdir())) == 1
    return folder


def test_a_body_of_another_process_is_not_laid_out_again(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dale = replace(HILL, name="dale", title="Dale Clinic")
    plain = Library.open()
    plain.adopt({"dale": dale})
    alone = make(replace(ORDER, clinic="dale"), plain).pdf
    monkeypatch.setattr(laying_out, "set_body", lambda *_: pytest.fail("laid out again"))
    second = Library.open()
    Shared(shared).fetch(ORDER, dale, second)
    assert made(tmp_path / "second", second, block(dale)) == alone


def test_what_cannot_be_shared_is_laid_out_here(shared: Path, tmp_path: Path) -> None:
    """A body in another country's words, one in a clinic's own colours, one that is not there."""
    for clinic in (replace(HILL, profile="gb"), replace(HILL, colours=("#0b3d91",))):
        library = Library.open()
        Shared(shared).fetch(ORDER, clinic, library)
        assert not library.bodies
        library.adopt({"hill": clinic})
        alone = make(replace(ORDER, clinic="hill"), library).pdf
        assert made(tmp_path / clinic.profile, library, block(clinic)) == alone


def test_a_folder_that_is_gone_stops_nothing(tmp_path: Path) -> None:
    library = Library.open()
    gone = Shared(tmp_path / "gone")
    gone.fetch(ORDER, HILL, library)
    assert made(tmp_path / "out", library, block())
    gone.offer(ORDER, HILL, library)


def test_what_a_killed_run_left_is_removed_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for name in (f"leaflets-{gone.pid}-abc", f"leaflets-{os.getpid()}-own", "leaflets-of-a-person", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "body").write_bytes(b"x")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with open_folder() as folder:
        assert Path(folder).stat().st_mode & 0o077 == 0
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
            [f"leaflets-{os.getpid()}-own", "leaflets-of-a-person", "other", Path(folder).name]
        )


# -- who does what -------------------------------------------------------------


def test_a_run_is_parted_into_all_its_parts_and_ends_in_small_ones() -> None:
    groups = ["a" * 50, "b" * 50, "c" * 47]
    for jobs in (1, 2, 3):
        parts = list(_in_turn(groups, 8, jobs))
        for group in groups:
            assert sum(len(part) for part in parts if part[0] == group[0]) == len(group)
        assert max(map(len, parts)) == 8
        assert len(parts[-1]) < 8
    assert {part[0] for part in list(_in_turn(groups, 8, 2))[:2]} == {"a", "b"}, "two begin with two languages"
    assert not list(_in_turn(["", []], 8, 2))


def test_processes_share_a_body_as_soon_as_it_is_laid_out(tmp_path: Path) -> None:
    """Else a process that begins a moment later lays it out once more."""
    shared = tmp_path / "shared"
    shared.mkdir()
    dale = replace(HILL, name="dale", title="Dale Clinic")
    many = tuple(Item(replace(HILL, name=f"hill-{number}"), "digest", 1) for number in range(3))
    seen: list[int] = []
    library = Library.open()
    do((Task(ORDER, many),), library, FolderStore(tmp_path / "one"), lambda _: seen.append(len(list(shared.iterdir()))),
       Shared(shared))  # fmt: skip
    assert seen[0] == 1
    second = Library.open()
    outcomes: list[Outcome] = []
    do(block(dale), second, FolderStore(tmp_path / "two"), outcomes.extend, Shared(shared))
    assert outcomes[0].line is not None
    assert typesetter(second).laid_out == 0
