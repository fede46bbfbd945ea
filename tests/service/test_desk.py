"""The desk without a browser: its page in each language, a note for one sheet, receipts, codes, a form without scripts."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import zxingcpp
from desks import DAY, House
from PIL import Image, ImageDraw
from starlette.testclient import TestClient

from generator import Library, Order, make
from generator.ledger.recall import Query, find, needs
from generator.ledger.store import open_ledger
from generator.library.library import stock_folder
from generator.model.problems import Origin, Problem
from generator.service.app import make_app
from generator.service.counter import read_note, spoken, svg_code
from generator.service.holding import unserved
from generator.service.orders import RefusedError
from generator.service.pages import MOST_NOTE, View, desk_page, speaker
from generator.service.receipts import Receipts
from generator.service.settings import Limits, Settings
from generator.service.withheld import REASONS, withheld
from generator.service.work import Made
from generator.stages.cards import find_terms
from generator.trust.rules import OVERDUE_HINT
from generator.words.desk import WORDS

TAGS = ("en", "ja", "vi", "zh-Hans", "zh-Hant")
JSON = {"content-type": "application/json"}


@pytest.mark.parametrize("tag", TAGS)
def test_the_page_is_in_each_language(house: House, tag: str) -> None:
    page = house.client.get(f"/?page={tag}")
    assert page.status_code == 200 and f'<html lang="{tag}"' in page.text
    words = unescape(re.sub(r"<[^>]+>", " ", page.text))
    for card in house.desk.holding.cards.values():
        assert card.titles[tag] in words
    if tag != "en":
        catalog = house.desk.holding.library.catalog(tag.replace("-", "_"), "desk")
        for name in ("title", "search", "language", "need", "print", "draft", "warning", "note_hint"):
            said = catalog.find(WORDS[name].words).words
            assert said in words and WORDS[name].words not in words, name


def test_nothing_on_the_page_needs_what_its_policy_forbids(house: House) -> None:
    page = house.client.get("/")
    assert "'unsafe" not in page.headers["content-security-policy"]
    assert not re.search(r"<style|style=|<script(?! src=)| on[a-z]+=|javascript:|//(?!www\.w3\.org)", page.text)
    for name, media in (("desk.css", "text/css"), ("desk.js", "text/javascript"), ("icon.svg", "image/svg+xml")):
        found = house.client.get(f"/desk/{name}")
        assert found.status_code == 200 and found.headers["content-type"].startswith(media)
        assert "//" not in re.sub(r"/\*.*?\*/|^\s*//.*$|http://www\.w3\.org", "", found.text, flags=re.S | re.M)
        again = house.client.get(f"/desk/{name}", headers={"if-none-match": found.headers["etag"]})
        assert again.status_code == 304
    assert house.client.get("/desk/pages.py").status_code == 404


def test_every_card_has_its_drawing(house: House) -> None:
    for name in Library.open().topics():
        found = house.client.get(f"/desk/{name}.svg")
        assert ElementTree.fromstring(found.content).tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("vi", "vi"), ("fr, vi;q=0.5, ja;q=0.8", "ja"), ("zh-TW", "zh-Hant"), ("zh-HK,en", "zh-Hant"), ("zh", "zh-Hans"),
        ("zh-CN;q=0.9", "zh-Hans"), ("en-GB", "en"), ("de", "en"), ("", "en"), ("*", "en"), ("vi;q=x, ja", "ja"),
    ],
)  # fmt: skip
def test_the_page_speaks_what_the_browser_likes(house: House, header: str, tag: str) -> None:
    page = house.client.get("/", headers={"accept-language": header})
    assert f'<html lang="{tag}"' in page.text and "Accept-Language" in page.headers["vary"]


def test_a_language_that_was_asked_for_wins() -> None:
    from starlette.requests import Request

    scope = {"type": "http", "query_string": b"page=ja", "headers": [(b"accept-language", b"vi")]}
    assert spoken(Request(scope), TAGS) == "ja"


def test_topics_are_found_by_terms_of_each_language() -> None:
    terms = find_terms(Library.open())
    assert {"sữa non", "初乳"} <= set(terms["colostrum"])
    assert "tắc tia sữa" not in terms["emotional-wellbeing"]


# -- a note ---------------------------------------------------------------------------


def asked(house: House, **more: Any) -> Any:
    return house.client.post("/desk/leaflet", content=json.dumps({"topic": "colostrum", **more}), headers=JSON)


def test_a_note_is_on_the_sheet_and_nowhere_else(house: House) -> None:
    note = "Come on Thursday & bring <the log>"
    before = len(house.desk.cache), len(house.log)
    answer = asked(house, language="vi", note=note, clinic="example")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert answer.content == make(Order("colostrum", "vi", clinic="example", note=note), Library.open()).pdf
    words = asked(house, language="vi", note=note, form="txt", format="").text
    assert note in words and "chưa dịch, chưa được kiểm tra" in words
    assert len(house.desk.cache) == before[0]
    assert "Thursday" not in json.dumps(house.log[before[1] :])
    picture = asked(house, language="vi", note=note, form="png", page=4)
    assert picture.content.startswith(b"\x89PNG") and picture.headers["leaflet-pages"] == "4"
    assert asked(house, note=note, form="png", page=40).status_code == 404


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("", "empty"), ("  \n ", "empty"), ("x" * (MOST_NOTE + 1), "longer"), ("a\u202eb", "cannot be seen"),
        ("a\x00b", "cannot be seen"), ("a\ud800", "cannot be seen"),
    ],
)  # fmt: skip
def test_a_note_that_cannot_be_printed(note: str, words: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_note(note)
    assert words in refused.value.faults[0].message
    assert read_note(" two\nlines ") == "two lines"


def test_a_paper_without_room_for_a_note_says_so(house: House) -> None:
    answer = asked(house, note="x", format="fridge")
    assert answer.status_code == 400 and "no room for a note" in answer.json()["detail"]
    arabic = asked(house, note="مرحبا")
    assert arabic.status_code == 400 and answer.headers["content-type"] == "application/problem+json"


def test_only_json_of_our_own_page_is_read(house: House) -> None:
    for content, headers, status in (
        (b"topic=colostrum", {"content-type": "application/x-www-form-urlencoded"}, 415), (b"{}", {}, 415),
        (b"{}", JSON, 400), (b"[", JSON, 400), (b'{"topic":"colostrum","x":1}', JSON, 400),
        (b'{"topic":7}', JSON, 400), (b"\xff", JSON, 400), (b"[" * 9_000, JSON, 400),
    ):  # fmt: skip
        for path in ("/desk/leaflet", "/desk/receipts"):
            answer = house.client.post(path, content=content, headers=headers)
            assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert house.client.get("/desk/receipts").status_code == 404


# -- receipts -------------------------------------------------------------------------


def noted(house: House, **more: Any) -> Any:
    return house.client.post("/desk/receipts", content=json.dumps({"topic": "danger-signs", **more}), headers=JSON)


def test_a_print_leaves_a_receipt_that_a_recall_finds(house: House) -> None:
    first = noted(house, language="vi", clinic="example", need="standard")
    assert first.status_code == 201 and first.json()["copies"] == 1
    again = noted(house, language="vi", clinic="example", need="standard").json()
    assert again | {"receipt": ""} == first.json() | {"copies": 2, "receipt": ""}
    assert noted(house, language="vi", clinic="example", need="large").status_code == 201
    assert noted(house, language="ja", need="plain").status_code == 201
    assert house.settings.ledger
    with open_ledger(house.settings.ledger) as ledger:
        found = find(ledger, Query(lot=first.json()["lot"], clinic="example"))
        assert {(one.format, one.copies, one.made) for one in found} == {
            ("a4", 2, DAY.isoformat()), ("large-print", 1, DAY.isoformat()),
        }  # fmt: skip
        assert {(one.need, one.language, one.copies) for one in needs(ledger)} == {
            ("large", "vi", 1),
            ("plain", "ja", 1),
        }
        assert needs(ledger, since="2027-01-01") == ()
    whole = " ".join(path.read_text() for path in (house.settings.receipts / DAY.isoformat()).glob("*.jsonl"))
    assert "leaflets serve" in whole


def test_what_was_not_printed_is_taken_back_once(house: House) -> None:
    def copies() -> list[int]:
        assert house.settings.ledger
        with open_ledger(house.settings.ledger) as ledger:
            return [one.copies for one in find(ledger, Query(lot=first["lot"], clinic="example"))]

    wish = {"topic": "eating-and-drinking", "language": "ja", "clinic": "example"}
    first, second = noted(house, **wish).json(), noted(house, **wish).json()
    assert (first["copies"], second["copies"], copies()) == (1, 2, [2])
    assert first["receipt"] != second["receipt"] and len(first["receipt"]) >= 20
    assert house.client.delete(f"/desk/receipts/{second['receipt']}").status_code == 204
    assert copies() == [1]
    assert house.client.delete(f"/desk/receipts/{second['receipt']}").status_code == 404, "only once"
    assert house.client.delete(f"/desk/receipts/{first['receipt']}").status_code == 204
    assert copies() == [], "a recall looks for no sheet that was never printed"
    assert noted(house, **wish).json()["copies"] == 1 and copies() == [1]
    assert house.client.delete("/desk/receipts/never").status_code == 404
    assert house.client.get(f"/desk/receipts/{first['receipt']}").status_code == 405


def test_it_can_be_taken_back_for_some_minutes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    name = noted(house, language="zh-Hans").json()["receipt"]
    monkeypatch.setattr("generator.service.receipts.KEPT", 0.0)
    assert house.client.delete(f"/desk/receipts/{name}").status_code == 404


def test_words_that_come_back_are_counted_on(house: House, tmp_path: Path) -> None:
    """The words of a leaflet change and change back on one day: its copies of before still count."""
    receipts, order = Receipts(tmp_path, None), Order("colostrum", "en", clinic="")
    seen = [
        receipts.note(order, "0" * 64, Made((data,), 1, lot="7KQ4M2XD"), "", DAY)[1].order.copies
        for data in (b"one", b"one", b"two", b"one")
    ]
    assert seen == [1, 2, 1, 3]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no such limit here")
@pytest.mark.parametrize("room", [0, 60])
def test_a_full_disk_is_said_and_no_receipt_is_lost_or_torn(tmp_path: Path, room: int) -> None:
    import resource

    settings = Settings(receipts=tmp_path / "receipts", ledger=tmp_path / "ledger.sqlite", limits=Limits(workers=1))
    log: list[dict[str, Any]] = []
    with TestClient(make_app(settings, DAY, log.append)) as client:
        house = House(client, settings, log)
        assert noted(house, language="vi").status_code == 201
        manifest = settings.receipts / DAY.isoformat() / "manifest.jsonl"
        before = manifest.read_bytes()
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + room, hard))  # no file may be longer
        try:
            answer = noted(house, language="vi")
            assert client.get("/v1/leaflets/colostrum.pdf").status_code == 200, "leaflets are made all the same"
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert answer.status_code == 507 and answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["title"] == "The disk is full" and str(tmp_path) not in answer.text
        assert any("cannot be written" in str(line.get("problems")) for line in log), "the log says where"
        assert manifest.read_bytes() == before, "no half line"
        again = noted(house, language="vi")
        assert (again.status_code, again.json()["copies"]) == (201, 2)
        with open_ledger(tmp_path / "ledger.sqlite") as ledger:
            assert [one.copies for one in find(ledger, Query(lot=again.json()["lot"]))] == [2]


def test_a_need_that_nobody_knows(house: House) -> None:
    assert noted(house, need="braille").json()["errors"][0]["parameter"] == "need"


def test_no_more_receipts_than_people_print(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.service.receipts.MOST_A_MINUTE", 0)
    assert noted(house, language="en").status_code == 429


def test_a_ledger_that_cannot_be_written_is_said(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("disk")

    before = noted(house, language="en").json()["copies"]
    with monkeypatch.context() as patch:
        patch.setattr("generator.service.receipts.add", full)
        answer = noted(house, language="en")
    assert answer.status_code == 500 and "disk" not in answer.text
    assert noted(house, language="en").json()["copies"] == before + 1, "what was told to be written down is not counted"


# -- without scripts, and for a phone ---------------------------------------------------


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("topic=colostrum&language=vi&need=standard&format=a4&theme=default&clinic=", "pdf?language=vi&format=a4&theme=default"),
        ("topic=colostrum&language=vi&with=en&format=a4", "pdf?language=vi&with=en&format=bilingual&theme=default"),
        ("topic=colostrum&language=en&with=en", "pdf?language=en&format=a4&theme=default"),
        ("topic=colostrum&need=large&with=en&language=vi", "pdf?language=vi&format=large-print&theme=default"),
        ("topic=colostrum&need=plain&note=x", "txt?language=en&format=a4&theme=default"),
    ],
)  # fmt: skip
def test_the_form_works_without_scripts(house: House, query: str, path: str) -> None:
    answer = house.client.get(f"/desk/leaflet?{query}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"../v1/leaflets/colostrum.{path}")
    assert house.client.get(f"/desk/leaflet?{query}").status_code == 200


def test_a_form_without_a_leaflet(house: House) -> None:
    assert house.client.get("/desk/leaflet?language=vi").status_code == 404
    assert house.client.get("/desk/leaflet?topic=colostrum&need=x").status_code == 400


def test_the_code_for_a_phone_is_read_by_another_program() -> None:
    words = "https://leaflets.example/v1/leaflets/colostrum.html?language=zh-Hant&clinic=example"
    svg = ElementTree.fromstring(svg_code(words))
    x, _, size, _ = map(int, svg.attrib["viewBox"].split())
    image = Image.new("L", (size * 8, size * 8), 255)
    pen = ImageDraw.Draw(image)
    for left, top, wide in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg[1].attrib["d"]):
        at = (int(left) - x) * 8, (int(top) - x) * 8
        pen.rectangle((*at, at[0] + int(wide) * 8 - 1, at[1] + 7), 0)
    assert zxingcpp.read_barcodes(image)[0].text == words


def test_a_desk_that_no_phone_can_reach(house: House) -> None:
    assert house.client.get("/desk/code.svg?topic=colostrum").status_code == 404
    assert WORDS["phone_near"].words in house.client.get("/").text


@pytest.mark.parametrize("tag", TAGS)
def test_papers_and_looks_are_named_in_the_language_of_the_page(house: House, tag: str) -> None:
    page, holding = house.client.get(f"/?page={tag}").text, house.desk.holding
    say = speaker(holding.library, tag)
    papers = [f"paper_{paper.name}" for paper in holding.papers if paper.languages == 1]
    for key in (*papers, *(f"look_{name}" for name in holding.library.themes())):
        assert f'<option value="{key.partition("_")[2]}">{say(key)}</option>' in page
        assert tag == "en" or say(key) != WORDS[key].words


def test_a_look_of_a_librarys_own_is_called_what_its_file_says(tmp_path: Path) -> None:
    (tmp_path / "templates/themes").mkdir(parents=True)
    stock = (stock_folder() / "templates/themes/warm.yaml").read_text()
    for name, about in (("warm", "Sand & sea; ours."), ("ward", "The ward's own.")):
        (tmp_path / f"templates/themes/{name}.yaml").write_text(re.sub("(?m)^about: .*$", f"about: {about}", stock))
    page = desk_page(View("vi", {}), unserved(Library.open(tmp_path)), {}, DAY)
    assert '<option lang="en" value="warm">Sand &amp; sea</option>' in page
    assert '<option lang="en" value="ward">The ward&#x27;s own</option>' in page


def test_a_wrong_translation_is_refused_with_its_true_reason(tmp_path: Path) -> None:
    """The answer names what was asked and the sentence; file and line stand in the log, as the library names them."""
    folder = tmp_path / "locales/vi/LC_MESSAGES"
    folder.mkdir(parents=True)
    words = (stock_folder() / "locales/vi/LC_MESSAGES/colostrum.po").read_text()
    assert "24 giờ" in words
    (folder / "colostrum.po").write_text(words.replace("24 giờ", "64 giờ", 1))
    lines: list[dict[str, Any]] = []
    settings = Settings(library=tmp_path, limits=Limits(workers=1))
    with TestClient(make_app(settings, DAY, lines.append)) as client:
        answer = client.get("/v1/leaflets/colostrum.pdf?language=vi")
        second = client.get("/v1/leaflets/colostrum.pdf?language=en&with=vi")
    about = answer.json()
    (error,) = about["errors"]
    assert answer.status_code == 409 and about["reason"] == "words" and error["parameter"] == "language"
    assert "64 giờ" in error["sentence"] and "64 hours" in error["detail"]
    assert second.json()["errors"][0]["parameter"] == "with"
    (logged,) = lines[0]["problems"]
    assert re.match(r"locales/vi/LC_MESSAGES/colostrum\.po:\d+: the numbers are not the same", logged)
    assert "--" not in answer.text and ".po" not in answer.text and str(tmp_path) not in logged


def test_a_leaflet_that_is_not_translated_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    words = (stock_folder() / "content/colostrum.yaml").read_text().replace("code: CO\n", "code: FT\n")
    (tmp_path / "content/first-drops.yaml").write_text(words.replace("title: ", "title: More on ", 1))
    lines: list[dict[str, Any]] = []
    with TestClient(make_app(Settings(library=tmp_path, limits=Limits(workers=1)), DAY, lines.append)) as client:
        answer, both = (client.get(f"/v1/leaflets/first-drops.pdf?{one}") for one in ("language=vi", "with=vi"))
        assert client.get("/v1/leaflets/first-drops.pdf").status_code == 200
    assert (answer.status_code, both.status_code) == (404, 404)
    assert answer.json()["errors"][0]["detail"] == "this leaflet is not translated into Vietnamese"
    assert both.json()["errors"][0]["parameter"] == "with"


def test_an_overdue_leaflet_and_one_taken_back_say_so() -> None:
    folders, order = Library.open().folders, Order("colostrum")
    overdue = Problem(Origin("content/colostrum.yaml", 8), "it had to be read again", OVERDUE_HINT, "review-date")
    back = Problem(Origin("content/recalled.yaml", 2), "it was recalled", "", "recalled")
    clinic = Problem(Origin("content/clinics/example.yaml"), "an invented clinic", "", "example-clinic")
    for problems, reason, parameters in (
        ((overdue,), "overdue", ["topic"]), ((overdue, back), "recalled", ["topic", "topic"]),
        ((clinic,), "policy", ["clinic"]), ((Problem(Origin("content/policy.yaml"), "no policy"),), "policy", [""]),
    ):  # fmt: skip
        error = withheld(order, problems, folders)
        assert (error.status, error.reason) == (409, reason)
        assert [fault.parameter for fault in error.faults] == parameters
        assert not any("--" in fault.hint for fault in error.faults)
    assert {f"withheld_{reason}" for reason in REASONS} <= set(WORDS)
