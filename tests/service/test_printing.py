"""Printing from the server: by names of the settings alone, with a receipt that is taken back when nothing is printed."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desks import DAY, House
from starlette.testclient import TestClient
from ward import Ward

from generator import Library, Order, make
from generator.ledger.recall import Query, find
from generator.ledger.store import open_ledger
from generator.model.problems import Unusable
from generator.service.app import make_app
from generator.service.settings import Limits, Settings, read_settings

pytestmark = pytest.mark.skipif(os.name != "posix", reason="CUPS is not here")
JSON = {"content-type": "application/json"}
LP = """#!/bin/sh
printf '%s\\n' "$@" > "{folder}/words"
env > "{folder}/environment"
cat > "{folder}/paper"
{then}
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("printing")
    settings = Settings(receipts=folder / "receipts", ledger=folder / "ledger.sqlite", limits=Limits(workers=1),
                        printers=("ward-3", "office"))  # fmt: skip
    log: list[dict[str, Any]] = []
    with TestClient(make_app(settings, DAY, log.append)) as client:
        yield House(client, settings, log)


@pytest.fixture
def printer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program ``lp`` that keeps what it is given."""
    return lp(tmp_path, monkeypatch, "exit 0")


def lp(folder: Path, monkeypatch: pytest.MonkeyPatch, then: str) -> Path:
    program = folder / "lp"
    program.write_text(LP.format(folder=folder, then=then))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder


def printed(desk: House, **more: Any) -> Any:
    wish = {"topic": "danger-signs", "language": "vi", "clinic": "example", "printer": "ward-3", **more}
    return desk.client.post("/desk/print", content=json.dumps(wish), headers=JSON)


def copies(desk: House, lot: str) -> list[int]:
    assert desk.settings.ledger
    with open_ledger(desk.settings.ledger) as ledger:
        return [one.copies for one in find(ledger, Query(lot=lot))]


@pytest.mark.slow
def test_the_printer_gets_the_very_bytes_and_a_receipt_is_left(
    desk: House, printer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_THE_SERVICE", "x")
    answer = printed(desk)
    assert answer.status_code == 201
    leaflet = make(Order("danger-signs", "vi", clinic="example"), Library.open())
    assert (printer / "paper").read_bytes() == leaflet.pdf
    words = (printer / "words").read_text().splitlines()
    assert words == ["-d", "ward-3", "-t", f"danger-signs vi {answer.json()['lot']}", "-"]
    assert "SECRET" not in (printer / "environment").read_text()
    assert copies(desk, answer.json()["lot"]) == [1]
    assert desk.client.delete(f"/desk/receipts/{answer.json()['receipt']}").status_code == 204


@pytest.mark.slow
def test_a_note_is_on_the_paper_and_nowhere_else(desk: House, printer: Path) -> None:
    answer = printed(desk, topic="colostrum", note="Thursday at ten")
    assert answer.status_code == 201
    assert (printer / "paper").read_bytes() == make(
        Order("colostrum", "vi", clinic="example", note="Thursday at ten"), Library.open()
    ).pdf
    kept = "".join(path.read_text() for path in desk.settings.receipts.rglob("*.jsonl"))
    assert "Thursday" not in kept + str(desk.log)


@pytest.mark.parametrize("then", ["echo 'lp: no such printer /etc/cups' >&2; exit 1", "kill -9 $$"])
def test_what_no_printer_took_leaves_no_copy(
    desk: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    lp(tmp_path, monkeypatch, then)
    answer = printed(desk, topic="expressing-milk", language="en")
    assert answer.status_code == 502 and answer.json()["title"] == "The printer did not take it"
    assert "/etc/cups" not in answer.text
    lot = desk.client.get("/v1/leaflets/expressing-milk.json?language=en").json()["lot"]
    assert copies(desk, lot) == []
    assert any("printer ward-3: lp did not take it" in str(line.get("problems")) for line in desk.log)


@pytest.mark.slow
def test_a_program_that_never_ends_is_ended(desk: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lp(tmp_path, monkeypatch, "exec sleep 60")
    monkeypatch.setattr("generator.service.printing.PATIENCE", 0.5)
    assert printed(desk).status_code == 502


@pytest.mark.parametrize("name", ["", "cellar", "-o", "ward-3 -o x", "ward-3;rm", "../ward-3"])
def test_only_printers_of_the_settings(desk: House, printer: Path, name: str) -> None:
    assert printed(desk, printer=name).status_code == 404
    assert not (printer / "words").exists()


def test_what_is_not_printed(desk: House, printer: Path, house: House) -> None:
    assert printed(desk, need="plain").status_code == 400
    assert printed(desk, topic="nothing").status_code == 404
    plain = desk.client.post("/desk/print", content="{}", headers={"content-type": "text/plain"})
    assert plain.status_code == 415
    assert printed(house).status_code == 404, "without printers in the settings there is none"
    assert not (printer / "words").exists()


def test_the_page_offers_them(desk: House, house: House) -> None:
    page = desk.client.get("/").text
    assert '<option value="">By this browser</option><option>ward-3</option><option>office</option>' in page
    assert 'name="printer"' not in house.client.get("/").text


def test_names_in_a_file_of_settings(tmp_path: Path) -> None:
    path = tmp_path / "serve.yaml"
    path.write_text("printers: [ward-3, office_2.a]\n")
    assert read_settings(path, Settings()).printers == ("ward-3", "office_2.a")
    path.write_text('printers:\n  - ward-3\n  - "-o raw"\n  - a/b\n')
    with pytest.raises(Unusable) as found:
        read_settings(path, Settings())
    assert [one.origin.line for one in found.value.problems] == [3, 4]
    assert "'-o raw' is no name of a printer" in str(found.value)


def test_without_the_program(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.service.printing.shutil.which", lambda _: None)
    ward.put("serve.yaml", "printers: [ward-3]\n")
    code, _, err = ward.run("serve", "--config", "serve.yaml")
    assert code == 4 and "needs the program lp" in err and "cups-client" in err
