"""The interface for programs: what it lists, in which forms it gives a leaflet, what it refuses and in which words."""

from __future__ import annotations

import asyncio
import json

import pytest
from desks import WORDS, House
from starlette.types import Message

from generator import Library, Order, Words, make
from generator.service import api, guard
from generator.service.api import preferred
from generator.service.holding import MOST_KNOWN, unserved
from generator.service.orders import Asked, RefusedError
from generator.service.settings import Settings

PDF = "/v1/leaflets/colostrum.pdf?language=vi&clinic=example"


@pytest.mark.slow
def test_the_list_says_what_there_is(house: House) -> None:
    found = house.client.get("/v1/leaflets").json()
    assert found["languages"][0]["tag"] == "en"
    assert {one["tag"] for one in found["languages"]} == {"en", "ja", "vi", "zh-Hans", "zh-Hant"}
    assert {one["topic"] for one in found["leaflets"]} == set(Library.open().topics())
    colostrum = next(one for one in found["leaflets"] if one["topic"] == "colostrum")
    assert colostrum["titles"]["ja"] == "最初の母乳"
    assert "P92.5" in colostrum["icd10"]
    assert set(colostrum["states"].values()) == {"draft"}


@pytest.mark.slow
def test_a_pdf_is_that_of_the_command(house: House) -> None:
    answer = house.client.get(PDF)
    assert answer.status_code == 200
    assert answer.content == make(Order("colostrum", "vi", clinic="example"), Library.open()).pdf
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'inline; filename="vi-colostrum-a4-example.pdf"'
    assert answer.headers["content-language"] == "vi"
    assert len(answer.headers["leaflet-lot"]) == len("7KQ4-M2XD")


@pytest.mark.parametrize(("form", "edition"), [("html", "html"), ("txt", "text"), ("sms", "sms"), ("md", "markdown")])
def test_words_are_those_of_the_command(house: House, form: str, edition: str) -> None:
    answer = house.client.get(f"/v1/leaflets/colostrum.{form}?language=ja")
    assert answer.content == make(Order("colostrum", "ja", edition=Words(edition)), Library.open()).pdf
    assert answer.headers["content-type"].endswith("charset=utf-8")


def test_pictures_come_page_by_page(house: House) -> None:
    one = house.client.get("/v1/leaflets/danger-signs.png?page=1")
    assert one.content.startswith(b"\x89PNG") and one.headers["content-type"] == "image/png"
    pages = int(one.headers["leaflet-pages"])
    assert house.client.get(f"/v1/leaflets/danger-signs.png?page={pages}").content != one.content or pages == 1
    beyond = house.client.get(f"/v1/leaflets/danger-signs.png?page={pages + 1}")
    assert beyond.status_code == 404 and beyond.json()["errors"][0]["hint"] == f"it has {pages}"


def test_two_languages_take_a_paper_that_holds_two(house: House) -> None:
    about = house.client.get("/v1/leaflets/colostrum.json?language=vi&with=en").json()
    assert about["links"]["pdf"].endswith("language=vi&with=en&format=bilingual&theme=default")
    assert set(about["links"]) == {"pdf", "png"}
    assert about["state"] == "draft" and about["lot"]


def test_what_the_client_has_is_not_sent_again(house: House) -> None:
    tag = house.client.get(PDF).headers["etag"]
    for given in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = house.client.get(PDF, headers={"if-none-match": given})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert house.client.get(PDF, headers={"if-none-match": '"other"'}).status_code == 200
    others = {house.client.head(f"/v1/leaflets/colostrum.{end}").headers["etag"] for end in ("pdf", "html", "json")}
    assert len(others | {tag}) == 4


def test_head_says_the_same_without_the_body(house: House) -> None:
    whole, head = house.client.get(PDF), house.client.head(PDF)
    assert head.content == b"" and head.headers == whole.headers


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 10), ("bytes=100-", 100, None), ("bytes=-20", -20, None), ("bytes=5-99999999999", 5, None)],
)
def test_parts(house: House, asked: str, first: int, last: int | None) -> None:
    whole = house.client.get(PDF).content
    part = house.client.get(PDF, headers={"range": asked})
    assert part.status_code == 206 and part.content == whole[first:last]
    start = first if first >= 0 else len(whole) + first
    assert part.headers["content-range"] == f"bytes {start}-{start + len(part.content) - 1}/{len(whole)}"


def test_parts_that_do_not_exist(house: House) -> None:
    whole = house.client.get(PDF)
    size = len(whole.content)
    for asked in (f"bytes={size}-", "bytes=-0", "bytes=9-3"):
        answer = house.client.get(PDF, headers={"range": asked})
        assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{size}")
    for asked in ("bytes=0-1,5-6", "lines=1-2", "bytes=-", "bytes=a-b"):  # a server may leave these unheeded
        assert house.client.get(PDF, headers={"range": asked}).content == whole.content
    stale = house.client.get(PDF, headers={"range": "bytes=0-9", "if-range": '"of another"'})
    assert stale.status_code == 200 and stale.content == whole.content


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("*/*", "pdf"), ("text/html,application/xhtml+xml,*/*;q=0.8", "html"), ("application/*", "pdf"),
        ("text/*;q=0.5, application/json", "json"), ("image/png, */*;q=0", "png"), ("text/plain;q=0.1", "txt"),
        ("application/pdf;q=0, */*", "html"), ("nonsense, */*;q=2, text/markdown", "md"),
    ],
)  # fmt: skip
def test_the_form_that_the_client_likes_best(accept: str, form: str) -> None:
    assert preferred(accept) == form


def test_a_client_that_takes_none_of_them(house: House) -> None:
    with pytest.raises(RefusedError):
        preferred("video/mp4")
    answer = house.client.get("/v1/leaflets/colostrum", headers={"accept": "video/mp4"})
    assert answer.status_code == 406 and "application/pdf" in answer.json()["errors"][0]["hint"]
    html = house.client.get("/v1/leaflets/colostrum?language=zh-hant", headers={"accept": "text/html"})
    assert html.headers["content-location"] == "/v1/leaflets/colostrum.html?language=zh-Hant&format=a4&theme=default"
    assert "Accept" in html.headers["vary"]


@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ("language=xx", "language", "there is no language 'xx'"), ("language=", "language", "'language' is empty"),
        ("langauge=vi", "langauge", "there is no parameter 'langauge'"), ("format=a3", "format", "no format 'a3'"),
        ("theme=../../etc", "theme", "no theme"), ("clinic=..%2Fsources", "clinic", "no clinic"),
        ("clinic=nobody", "clinic", "no clinic 'nobody' for you"),
        ("language=vi&language=ja", "language", "given twice"), ("page=2", "page", "only pictures"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_query_is_said_by_parameter(house: House, query: str, parameter: str, words: str) -> None:
    answer = house.client.get(f"/v1/leaflets/colostrum.pdf?{query}")
    assert answer.status_code == 400 and answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    assert found["status"] == 400 and found["type"] == "about:blank"
    assert [one["parameter"] for one in found["errors"]] == [parameter]
    assert words in found["errors"][0]["detail"] and found["errors"][0]["hint"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("with=en", "cannot stand beside itself"), ("format=bilingual", "is for two languages"),
        ("with=vi&format=a4", "is for one language"),
    ],
)  # fmt: skip
def test_choices_that_do_not_go_together_are_no_leaflet(house: House, query: str, words: str) -> None:
    answer = house.client.get(f"/v1/leaflets/colostrum.pdf?{query}")
    assert answer.status_code == 404 and words in answer.json()["detail"]


def test_all_that_is_wrong_is_said_at_once(house: House) -> None:
    answer = house.client.get("/v1/leaflets/colostrum.png?language=xx&theme=yy&page=x&foo=1")
    assert {one["parameter"] for one in answer.json()["errors"]} == {"language", "theme", "page", "foo"}


@pytest.mark.parametrize(
    "path", ["nope.pdf", "colostrum.exe", "..%2Fsources.pdf", "sources.pdf", "colostrum.pdf.pdf", "%00"]
)
def test_names_that_are_not_there(house: House, path: str) -> None:
    answer = house.client.get(f"/v1/leaflets/{path}")
    assert answer.status_code == 404 and answer.json()["title"]


def test_words_only_hold_one_language(house: House) -> None:
    answer = house.client.get("/v1/leaflets/colostrum.html?language=vi&with=en")
    assert "pdf or png only" in answer.json()["errors"][0]["detail"]


def test_the_description_lists_every_form_and_name(house: House) -> None:
    found = house.client.get("/v1/openapi.json").json()
    assert found["openapi"] == "3.1.0"
    assert {f"/v1/leaflets/{{topic}}.{form}" for form in ("pdf", "html", "txt", "md", "png", "json", "sms")} <= set(
        found["paths"]
    )
    parameters = {one["name"]: one for one in found["paths"]["/v1/leaflets/{topic}.png"]["get"]["parameters"]}
    assert parameters["topic"]["schema"]["enum"] == sorted(Library.open().topics())
    assert set(parameters) == {"topic", "language", "with", "format", "theme", "clinic", "page"}
    assert {"/v1/runs", "/v1/runs/{run}", "/v1/runs/{run}/events", "/v1/runs/{run}.zip"} <= set(found["paths"])
    json.dumps(found)


def test_figures_need_a_token_that_may(house: House) -> None:
    assert house.client.get("/metrics").status_code == 401
    wrong = house.client.get("/metrics", headers={"authorization": "Bearer wrong"})
    assert wrong.status_code == 401 and wrong.headers["www-authenticate"] == "Bearer"
    right = house.client.get("/metrics", headers={"authorization": f"Bearer {WORDS}"})
    assert right.status_code == 200 and 'leaflets_orders_total{result="made"}' in right.text


def test_a_question_asked_again_is_not_read_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cached leaflets are what a desk hands out most: reading the query and its digest took 100 of 240 µs."""
    path = "/v1/leaflets/danger-signs.pdf?language=vi"
    first = house.client.get(path)

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(api, "read_query", never)
    again = house.client.get(path)
    assert (again.content, dict(again.headers)) == (first.content, dict(first.headers))
    assert house.client.get(path, headers={"if-none-match": first.headers["etag"]}).status_code == 304
    asked = house.client.get(path, headers={"authorization": f"Bearer {WORDS}"})
    assert asked.status_code == 500, "who asks may make it another question: it is read"


def test_what_questions_mean_is_kept_for_some_of_them() -> None:
    holding = unserved(Library.open())
    known = api.know(Asked(Order("danger-signs", "vi"), "pdf"), {}, holding)
    for number in range(MOST_KNOWN + 1):
        holding.know(("danger-signs.pdf", str(number).encode()), known)
    assert len(holding.known) == 1


def test_the_head_of_a_whole_answer_goes_out_with_its_body() -> None:
    """One wait for the client instead of two, and what streams is not held back."""
    sent: list[str] = []

    async def send(message: Message) -> None:
        sent.append(message["type"])

    async def said(*headers: tuple[bytes, bytes]) -> int:
        sent.clear()
        out = guard._Said({"type": "http", "headers": []}, send, Settings())
        await out.send({"type": "http.response.start", "status": 200, "headers": list(headers)})
        early = len(sent)
        await out.send({"type": "http.response.body", "body": b"ok"})
        assert sent == ["http.response.start", "http.response.body"]
        return early

    assert asyncio.run(said((b"content-length", b"2"))) == 0
    assert asyncio.run(said((b"content-type", b"text/event-stream"))) == 1
