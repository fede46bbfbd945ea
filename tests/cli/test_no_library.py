"""What is written into a library is never written into the program's own by somebody who stands elsewhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from ward import STOCK

from generator.cli import main
from generator.library import library
from generator.library.folders import PARTS
from generator.model.problems import ExitCode


@pytest.fixture
def stock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the program's library, which commands in an empty folder take for it."""
    copy = tmp_path / "stock"
    for part in PARTS:
        shutil.copytree(STOCK / part, copy / part)
    monkeypatch.setattr(library, "stock_folder", lambda: copy)
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    return copy


def files(folder: Path) -> set[tuple[Path, bytes]]:
    return {(path, path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "words",
    [
        ("sign", "colostrum", "--role", "clinician", "--as", "anna@example.org"),
        ("translate", "start", "id"),
    ],
)
def test_nothing_is_written_beside_the_programs_own_words(
    stock: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(stock)
    assert main(words) == ExitCode.USAGE
    err = capsys.readouterr().err
    assert "this belongs into a library of your own, and this folder is none" in err and "--library DIR" in err
    assert files(stock) == before and not list(Path().iterdir())


def test_whoever_stands_in_it_or_names_it_may(stock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(("translate", "start", "id", "--library", str(stock))) == ExitCode.MADE
    shutil.rmtree(stock / "locales/id")
    monkeypatch.chdir(stock)
    assert main(("translate", "start", "id")) == ExitCode.MADE
    assert (stock / "locales/id/language.yaml").is_file()


def test_a_folder_with_content_is_a_library(stock: Path) -> None:
    Path("content").mkdir()
    assert main(("translate", "start", "id")) == ExitCode.MADE
    assert Path("locales/id/language.yaml").is_file() and not (stock / "locales/id").exists()
