"""What is shown of topics where leaflets are chosen: how far each was checked, without reading anything twice."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from ward import STOCK

from generator import Library
from generator.stages.cards import cards
from generator.words import catalogs
from generator.words.translate import drafts, status

PO = "locales/vi/LC_MESSAGES/colostrum.po"


@pytest.fixture
def checked(tmp_path: Path) -> Library:
    """A library of its own whose one catalog says that it was checked."""
    (tmp_path / PO).parent.mkdir(parents=True)
    words, count = re.subn("(?i)unreviewed draft", "checked", (STOCK / PO).read_text("utf-8"))
    assert count
    (tmp_path / PO).write_text(words, "utf-8")
    shutil.copy(STOCK / "locales/vi/language.yaml", tmp_path / "locales/vi")
    return Library.open(tmp_path)


@pytest.mark.slow
def test_a_catalog_is_a_draft_where_its_status_says_so(checked: Library) -> None:
    for library in (checked, Library.open(STOCK)):
        assert set(drafts(library)) == {(row.language, row.domain) for row in status(library) if row.draft}
    assert ("vi", "colostrum") not in drafts(checked), "its own catalog says so"
    assert ("ja", "colostrum") in drafts(checked), "what the library has not itself, nobody there has checked"


def test_no_catalog_is_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a desk opens a quarter later."""
    library, seen, read = Library.open(STOCK), Counter[str](), catalogs.read_po_file

    def count(path: Path, shown: str, problems: Any) -> Any:
        seen[shown] += 1
        return read(path, shown, problems)

    monkeypatch.setattr(catalogs, "read_po_file", count)
    monkeypatch.setattr("generator.words.translate.read_po_file", count)
    assert len(list(cards(library))) == len(library.topics())
    assert set(seen.values()) == {1}
