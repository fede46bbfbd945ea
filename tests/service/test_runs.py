"""Print runs over HTTP: who may start one, how far it is, the ZIP at the end."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from desks import WORDS, House, token
from processes import until

from generator import Library, Order, make
from generator.service.orders import RefusedError
from generator.service.runs import Wish, read_orders

BEARER = {"authorization": f"Bearer {WORDS}"}


def started(house: House, **wish: Any) -> Any:
    return house.client.post("/v1/runs", json=wish, headers=BEARER)


def ended(house: House, name: str) -> Any:
    def about() -> Any:
        found = house.client.get(f"/v1/runs/{name}", headers=BEARER).json()
        return found if found["state"] != "running" else None

    return until(about, "the run does not end")


@pytest.mark.slow
def test_a_run_from_its_orders_to_its_zip(house: House) -> None:
    answer = started(house, topics=["colostrum", "danger-signs"], languages=["vi", "ja"], clinic="example")
    assert answer.status_code == 202 and answer.json()["total"] == 4
    name = answer.json()["run"]
    assert answer.headers["location"] == f"/v1/runs/{name}"
    stream = house.client.get(f"/v1/runs/{name}/events", headers=BEARER)
    assert stream.headers["content-type"].startswith("text/event-stream")
    last = stream.text.strip().split("\n\n")[-1]
    assert last.startswith("event: done\ndata: ")
    assert json.loads(last.partition("data: ")[2])["done"] == 4
    about = ended(house, name)
    assert (about["state"], about["done"], about["refused"], about["problems"]) == ("done", 4, 0, [])
    packed = zipfile.ZipFile(io.BytesIO(house.client.get(about["zip"], headers=BEARER).content))
    assert packed.testzip() is None
    assert set(packed.namelist()) == {
        "vi/colostrum-a4-example.pdf", "vi/danger-signs-a4-example.pdf", "ja/colostrum-a4-example.pdf",
        "ja/danger-signs-a4-example.pdf", "manifest.jsonl", "lots.jsonl",
    }  # fmt: skip
    assert (
        packed.read("vi/colostrum-a4-example.pdf")
        == make(Order("colostrum", "vi", clinic="example"), Library.open()).pdf
    )


def test_a_run_belongs_to_its_token(house: House) -> None:
    assert house.client.post("/v1/runs", json={}).status_code == 401
    assert house.client.get("/v1/runs/x", headers=BEARER).status_code == 404
    assert house.client.get("/v1/runs/x.zip", headers=BEARER).status_code == 404
    assert house.client.post("/v1/runs", content=b"{}", headers=BEARER).status_code == 415


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"topics": ["nope"]}, "no topic"), ({"languages": ["xx"]}, "no language"), ({"formats": ["bilingual"]}, "two"),
        ({"formats": []}, "0 leaflets"), ({"formats": ["a4"] * 200}, "8,000 leaflets"), ({"clinic": "no"}, "no clinic"),
        ({"x": 1}, "unknown field"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_run_is_said(house: House, wish: dict[str, Any], words: str) -> None:
    answer = started(house, **wish)
    assert answer.status_code == 400 and words in answer.json()["detail"]


def test_a_token_of_one_clinic_makes_no_other_ones(house: House) -> None:
    tied = token("x", "runs", clinic="example")
    with pytest.raises(RefusedError) as refused:
        read_orders(Wish(topics=("colostrum",)), house.desk, tied)
    assert refused.value.status == 403
    assert len(read_orders(Wish("example", topics=("colostrum",)), house.desk, tied)) == 5


def test_too_many_runs_at_a_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.service.runs.MOST_RUNS", 0)
    answer = started(house, topics=["colostrum"])
    assert answer.status_code == 503 and answer.headers["retry-after"]


def test_what_the_description_offers_for_a_run_is_taken(house: House) -> None:
    """A program that makes a wish from the description alone is not refused: names are listed, an event is described."""
    document = house.client.get("/v1/openapi.json").json()
    wish = document["components"]["schemas"]["Wish"]["properties"]
    assert wish["formats"]["minItems"] == 1 and "bilingual" not in wish["formats"]["items"]["enum"]
    names = {key: tuple(wish[key]["items"]["enum"]) for key in ("topics", "languages", "formats")}
    right = token(WORDS, "runs")
    for clinic in wish["clinic"]["enum"]:
        for theme in wish["theme"]["enum"]:
            orders = read_orders(Wish(clinic=clinic, theme=theme, **names), house.desk, right)
            assert len(orders) == len(names["topics"]) * len(names["languages"]) * len(names["formats"])
    stream = document["paths"]["/v1/runs/{run}/events"]["get"]["responses"]["200"]["content"]["text/event-stream"]
    assert stream["schema"]["required"] == ["event", "data"]
