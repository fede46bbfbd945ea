"""A sheet in the hand: current, superseded, recalled, unknown, in the language of the sheet."""

from __future__ import annotations

from pathlib import Path

import pytest
from desks import House

from generator import Library, Order, make
from generator.ledger.add import add
from generator.ledger.recall import Query, find, look_up
from generator.ledger.store import open_ledger
from generator.model.lots import address_of, read_lot, show_lot
from generator.model.problems import Unusable
from generator.run.engine import make_all
from generator.service.current import current_lots
from generator.service.lots import standing


@pytest.fixture(scope="module")
def current() -> dict[str, tuple[str, str]]:
    return dict(current_lots(Library.open()))


def ledger_of(folder: Path, *orders: Order) -> Path:
    make_all(orders, Library.open(), folder / "output")
    with open_ledger(folder / "ledger.sqlite", new=True) as ledger:
        add(ledger, folder / "output")
    return folder / "ledger.sqlite"


@pytest.mark.slow
@pytest.mark.parametrize("clinic", ["", "example"])
@pytest.mark.parametrize(("language", "second"), [("vi", ""), ("ja", "en"), ("zh_Hant", "vi")])
def test_what_is_printed_now_is_current(
    current: dict[str, tuple[str, str]], language: str, second: str, clinic: str
) -> None:
    paper = "bilingual" if second else "a4"
    leaflet = make(Order("colostrum", language, paper, clinic=clinic, second=second), Library.open())
    found = standing(show_lot(leaflet.lot).lower(), current, (), None)
    assert (found.state, found.topic, found.tag) == ("current", "colostrum", language.replace("_", "-"))


def test_what_was_printed_before_is_superseded(tmp_path: Path) -> None:
    path = ledger_of(tmp_path, Order("colostrum", "vi"))
    with open_ledger(path) as ledger:
        (entry,) = find(ledger, Query())
    found = standing(entry.lot, {}, (), path)
    assert (found.state, found.topic, found.tag) == ("superseded", "colostrum", "vi")


@pytest.mark.slow
def test_a_recall_comes_before_all_else(tmp_path: Path, current: dict[str, tuple[str, str]]) -> None:
    path = ledger_of(tmp_path, Order("colostrum", "vi"), Order("colostrum", "ja"))
    with open_ledger(path) as ledger:
        (entry,), (other,) = find(ledger, Query(language="vi")), find(ledger, Query(language="ja"))
        assert look_up(ledger, "00000000") is None
    for known, ledger_path in ((current, path), ({}, path), (current, None)):
        found = standing(entry.lot, known, {entry.lot}, ledger_path)
        assert (found.state, found.topic, found.tag) == ("recalled", "colostrum", "vi")
    assert standing(entry.lot, {}, {entry.lot}, None).state == "recalled"
    assert standing(other.lot, current, {entry.lot}, path).state == "current"


@pytest.mark.slow
@pytest.mark.parametrize("words", ["7KQ4-M2XD", "", "nonsense", "../../etc/passwd", "💧" * 8])
def test_what_nobody_knows_is_unknown(words: str, current: dict[str, tuple[str, str]], tmp_path: Path) -> None:
    assert standing(words, current, (), tmp_path / "none.sqlite").state == "unknown"


def test_a_ledger_that_cannot_be_read_calls_no_sheet_good(current: dict[str, tuple[str, str]], tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"no ledger" * 100)
    code = next(iter(current))
    with pytest.raises(Unusable):
        standing(code, current, (), tmp_path / "ledger.sqlite")


@pytest.mark.slow
def test_the_page_answers_in_the_language_of_the_sheet(house: House) -> None:
    lot = house.client.head("/v1/leaflets/colostrum.pdf?language=ja").headers["leaflet-lot"]
    page = house.client.get(f"/l/{lot}", headers={"accept-language": "en"})
    assert page.status_code == 200 and '<html lang="ja"' in page.text and "最初の母乳" in page.text
    assert 'class="answer current"' in page.text
    mark = house.client.get(f"/l/{lot.replace('-', '')}?page=vi")
    assert '<html lang="vi"' in mark.text and 'class="answer current"' in mark.text


@pytest.mark.slow
def test_the_page_asks_for_a_number(house: House) -> None:
    assert house.client.get("/l/").status_code == 200
    led = house.client.get("/l/?lot=7kq4 m2xd&page=vi", follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, "7KQ4M2XD?page=vi")
    unknown = house.client.get("/l/7KQ4M2XD?page=en")
    assert unknown.status_code == 404 and 'class="answer unknown"' in unknown.text
    bad = house.client.get('/l/"><script>alert(1)</script>?page=en')
    assert "<script>alert" not in bad.text and bad.status_code == 404


def test_the_address_on_a_sheet_is_answered(house: House) -> None:
    """What the code at the foot says (``address_of``) is a path of the desk, answered in the sheet's language."""
    lot = read_lot(house.client.get("/v1/leaflets/colostrum.pdf?language=ja").headers["leaflet-lot"])
    base = "http://testserver"
    answer = house.client.get(address_of(base, lot), headers={"accept-language": "en"})
    assert answer.status_code == 200 and '<html lang="ja"' in answer.text and 'class="answer current"' in answer.text
