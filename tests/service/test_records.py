"""``/infobutton`` over HTTP: both methods, three forms, what is refused, what the log keeps to itself."""

from __future__ import annotations

import json
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from desks import House

ATOM = "{http://www.w3.org/2005/Atom}"
ASKED = {
    "mainSearchCriteria.v.c": "O92.4",
    "mainSearchCriteria.v.cs": "2.16.840.1.113883.6.90",
    "informationRecipient.languageCode.c": "vi",
}
SECRET = {"holder.assignedEntity.n": "hospital", "holder.assignedEntity.certificateText": "swordfish"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


def test_get_and_post_are_answered_alike(house: House) -> None:
    got = house.client.get("/infobutton", params=ASKED)
    posted = house.client.post("/infobutton", content=urlencode(ASKED), headers=FORM)
    both = house.client.post(f"/infobutton?{urlencode(ASKED)}")
    assert got.status_code == posted.status_code == both.status_code == 200
    assert got.content == posted.content == both.content
    assert got.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert got.headers["content-language"] == "vi"


def test_the_first_link_is_a_leaflet_that_can_be_fetched(house: House) -> None:
    root = ET.fromstring(house.client.get("/infobutton", params=ASKED).content)
    links = [link.get("href") or "" for link in root.iter(f"{ATOM}link")]
    assert links[0] == "http://testserver/v1/leaflets/increasing-supply.html?language=vi"
    for link, start in zip(links[:2], (b'<!DOCTYPE html>\n<html lang="vi"', b"%PDF-"), strict=True):
        assert house.client.get(link).content.startswith(start)


def test_json_and_script(house: House) -> None:
    said = house.client.get("/infobutton", params=ASKED | {"knowledgeResponseType": "text/json"})
    assert said.headers["content-type"].startswith("application/json")
    assert said.json()["feed"]["entry"][0]["title"]["_value"] == "Để có thêm sữa"
    script = {"knowledgeResponseType": "application/javascript", "callback": "show"}
    called = house.client.get("/infobutton", params=ASKED | script)
    assert called.headers["content-type"].startswith("application/javascript")
    assert called.headers["x-content-type-options"] == "nosniff"
    assert called.headers["cross-origin-resource-policy"] == "cross-origin"
    assert said.headers["cross-origin-resource-policy"] == "same-origin"
    assert json.loads(called.text.removeprefix("/**/show(").removesuffix(");")) == said.json()


def test_an_unknown_code_is_an_empty_feed(house: House) -> None:
    found = house.client.get("/infobutton", params=ASKED | {"mainSearchCriteria.v.c": "J18.9"})
    assert found.status_code == 200 and ET.fromstring(found.content).find(f"{ATOM}entry") is None
    assert house.client.get("/infobutton").status_code == 200


def test_a_callback_that_is_code_is_refused(house: House) -> None:
    wrong = {"knowledgeResponseType": "application/javascript", "callback": "alert(1)//"}
    refused = house.client.get("/infobutton", params=ASKED | wrong)
    assert refused.status_code == 400 and refused.json()["errors"][0]["parameter"] == "callback"
    assert b"alert" not in refused.content


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"<xml/>", {"content-type": "text/xml"}, 415),
        (b"{}", {"content-type": "application/json"}, 415),
        (b"a=b&" * 201, FORM, 413),
        (b"a=" + b"b" * 70_000, FORM, 413),
        (b"\xff\xfe=%ff&mainSearchCriteria.v.c=%00", FORM, 200),
        (b"", {}, 200),
    ],
)
def test_bodies(house: House, content: bytes, headers: dict[str, str], status: int) -> None:
    assert house.client.post("/infobutton", content=content, headers=headers).status_code == status


def test_who_asks_stands_in_no_log_and_no_answer(house: House) -> None:
    before = len(house.log)
    answers = [
        house.client.get("/infobutton", params=ASKED | SECRET | {"patientPerson.id": "4711"}),
        house.client.post("/infobutton", content=urlencode(ASKED | SECRET), headers=FORM),
        house.client.post("/infobutton", content=urlencode(SECRET), headers={"content-type": "text/plain"}),
    ]
    said = json.dumps(house.log[before:]) + "".join(one.text for one in answers)
    assert len(house.log) == before + 3
    assert "swordfish" not in said and "hospital" not in said and "4711" not in said


def test_pages_of_records_may_read_it_and_no_others(house: House) -> None:
    ours = house.client.get("/infobutton", params=ASKED, headers={"origin": "https://records.example"})
    assert ours.headers["access-control-allow-origin"] == "https://records.example"
    others = house.client.get("/infobutton", params=ASKED, headers={"origin": "https://elsewhere.example"})
    assert "access-control-allow-origin" not in others.headers and "Origin" in others.headers["vary"]


def test_the_description_tells_of_it(house: House) -> None:
    found = house.client.get("/v1/openapi.json").json()["paths"]["/infobutton"]
    assert {one["name"] for one in found["get"]["parameters"]} > set(ASKED)
    assert set(found["get"]["responses"]["200"]["content"]) == {
        "application/atom+xml", "application/json", "application/javascript"
    }  # fmt: skip
    assert set(found["post"]["requestBody"]["content"]) == {FORM["content-type"]}
