"""What was found in a text beside its translation is kept by what both say: who changes a sentence waits for one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec import msgpack
from msgspec.structs import replace

from generator.library.languages import read_language
from generator.library.larder import open_larder
from generator.meaning import check_catalog, compare, verdicts
from generator.model.content import Language, Text
from generator.model.findings import Finding
from generator.model.glossary import Term
from generator.model.larder import Larder
from generator.model.memo import forget
from generator.model.problems import Origin
from generator.words.catalogs import Catalog, Message

ROOT = Path(__file__).parents[2]
WORDS = {
    "Rest for 3 days, then call": "Nghỉ 30 ngày, rồi gọi",
    "Feed 8 times a day": "Cho bú 8 lần mỗi ngày",
    "Do not wait": "Chờ",
}
PO = Origin("locales/vi/LC_MESSAGES/leaking.po", 44)


class Shelf:
    """A larder in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self.kept.get(key)

    def put(self, key: str, data: bytes) -> None:
        self.kept[key] = data


@cache
def vietnamese() -> Language:
    language = read_language(ROOT / "locales/vi/language.yaml", "locales/vi/language.yaml", [])
    assert language
    return language


def check(
    words: dict[str, str], larder: Larder | None, terms: tuple[Term, ...] = (), own: Any = (), new: bool = True
) -> list[Finding]:
    """Check texts, as a new process would."""
    if new:
        forget()
    entries = {(source, ""): Message(said, False, PO) for source, said in words.items()}
    texts = [Text(source, Origin("content/leaking.yaml", 7), "leaking") for source in words]
    return check_catalog(Catalog("vi", "leaking", entries), texts, vietnamese(), terms, own, larder)


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the English of each text that is compared from now on."""
    seen: list[str] = []

    def seen_by(source: str, target: str, *rest: Any, **more: Any) -> Any:
        seen.append(source)
        return compare(source, target, *rest, **more)

    monkeypatch.setattr("generator.meaning.catalogs.compare", seen_by)
    return seen


def test_a_changed_sentence_is_the_only_one_that_is_compared_again(compared: list[str]) -> None:
    shelf = Shelf()
    first = check(WORDS, shelf)
    assert compared == list(WORDS)
    assert {one.code for one in first} >= {"numbers", "negation"}
    for changed in ({}, {"Do not wait": "Đừng chờ"}, {"Do not wait": "Đừng đợi"}):
        compared.clear()
        found = check(WORDS | changed, shelf)
        assert compared == list(changed)
        assert [one.code for one in found] == [one.code for one in first if not changed or one.code != "negation"]
    compared.clear()  # what came later was kept too, beside what was there first
    check(WORDS | {"Do not wait": "Đừng chờ"}, shelf)
    assert not compared
    assert len(shelf.kept) == 2


def test_a_text_that_several_leaflets_print_is_compared_once_in_a_process(compared: list[str]) -> None:
    first = check(WORDS, None)
    assert check(WORDS, None, new=False) == first
    assert compared == list(WORDS)
    check(WORDS, None)
    assert compared == [*WORDS, *WORDS]


def test_another_glossary_and_other_tables_ask_anew(compared: list[str], tmp_path: Path) -> None:
    shelf = Shelf()
    check(WORDS, shelf)
    term = Term("call", "vi", "gọi điện")
    own = tmp_path / "meaning.yaml"
    own.write_text("fine: [xyz]\n", "utf-8")
    tables = ((str(own), "locales/vi/meaning.yaml"),)
    elsewhere = replace(term, origin=Origin("/another/folder/glossary.csv", 9))
    for glossary in ((term,), (elsewhere,)):  # the glossary that came with a wheel lies wherever it was installed
        compared.clear()
        check(WORDS, shelf, glossary)
    assert not compared
    for terms, files in (((term,), tables), ((replace(term, use="liên hệ"),), ()), ((), tables)):
        for expected in (list(WORDS), []):
            compared.clear()
            check(WORDS, shelf, terms, files)
            assert compared == expected


@pytest.mark.parametrize("data", [b"", b"\xc1", msgpack.encode({b"x": 1}), msgpack.encode([1])])
def test_what_is_kept_in_another_form_is_as_if_it_were_not_there(data: bytes, compared: list[str]) -> None:
    shelf = Shelf()
    first = check(WORDS, shelf)
    shelf.kept = dict.fromkeys(shelf.kept, data)
    compared.clear()
    assert check(WORDS, shelf) == first
    assert compared == list(WORDS)


def test_what_another_program_kept_is_never_met(compared: list[str], tmp_path: Path) -> None:
    surroundings = {"LEAFLETS_CACHE": str(tmp_path)}
    one, other = (open_larder(program, surroundings) for program in (b"one", b"other"))
    check(WORDS, one)
    compared.clear()
    check(WORDS, other)
    assert compared == list(WORDS)
    compared.clear()
    check(WORDS, one)
    assert not compared


def test_verdicts_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdicts, "MOST", 3)
    judged: list[str] = []

    def judge(source: str, target: str) -> tuple[()]:
        judged.append(source)
        return ()

    def ask(some: Iterable[int]) -> None:
        for one in some:
            known.of(str(one), "", judge)

    known = verdicts.Verdicts(None, "")
    ask((1, 2, 3, 1, 4, 1))
    assert judged == ["1", "2", "3", "4"]
    ask((2,))  # the longest unused went
    assert judged == ["1", "2", "3", "4", "2"]


def test_no_two_pairs_are_taken_for_one_another() -> None:
    known = verdicts.Verdicts(None, "")
    pairs = [("ab", "c"), ("a", "bc"), ("", "abc"), ("1 a", "")]
    judged: list[tuple[str, str]] = []

    def judge(source: str, target: str) -> tuple[()]:
        judged.append((source, target))
        return ()

    for source, target in pairs:
        known.of(source, target, judge)
    assert judged == pairs
