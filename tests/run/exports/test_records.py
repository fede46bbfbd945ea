"""Folders for health records: the names that OpenEMR looks for, a library with FHIR resources; nothing of others' lost."""

from __future__ import annotations

import hashlib
import json
import warnings
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from ward import BLOCK, STOCK, TOPIC, Ward

from generator.library.library import Library
from generator.run.exports.openemr import choose

ONE = "codes:\n  icd-10: [O92.4, Z39.1]\n  icd-10-cm: [O92.03]\n  loinc: ['63895-7']\n  mesh: [D007774]\n"
TWO = "codes:\n  icd-10-cm: [Z39.1]\n"


@pytest.fixture
def here(ward: Ward) -> Ward:
    ward.put("content/good.yaml", TOPIC.format(title="Good words", blocks=BLOCK) + ONE)
    ward.put("content/broken.yaml", TOPIC.format(title="Other words", blocks=BLOCK) + TWO)
    return ward


ALL = ("--topic", "good", "--topic", "broken", "--language", "en")


def openemr(ward: Ward, *more: str, folder: str = "edu") -> tuple[int, str, str]:
    return ward.run("export", "openemr", folder, *ALL, *more)


def asked_by_openemr(kind: str, code: str, language: str) -> str:
    """Its rule: type, code and language, all in small letters."""
    return f"{kind}_{code}_{language}.pdf".lower()


def test_openemr_finds_each_code(here: Ward) -> None:
    code, out, err = openemr(here)
    assert code == 0, err
    there = {path.name for path in (here.folder / "edu").glob("*.pdf")}
    wanted = [("ICD10", "O92.4"), ("ICD10", "Z39.1"), ("ICD10", "O92.03"), ("LOINC", "63895-7")]
    assert there == {asked_by_openemr(*one, "en") for one in wanted}
    good, other = (here.folder / f"edu/en/{name}-a4.pdf" for name in ("good", "broken"))
    assert (here.folder / "edu/icd10_o92.4_en.pdf").read_bytes() == good.read_bytes()
    assert (here.folder / "edu/icd10_z39.1_en.pdf").read_bytes() == other.read_bytes(), "its list names the code first"
    assert "icd10 z39.1: broken; it is also answered by good" in err
    assert "4 made" in out


def test_what_is_unchanged_stays_and_what_is_no_longer_named_goes(here: Ward) -> None:
    openemr(here)
    code, out, _ = openemr(here)
    assert code == 0 and "0 made  2 unchanged" in out and "0 made  4 unchanged  0 removed" in out
    (here.folder / "edu/icd10_o92.4_en.pdf").write_bytes(b"changed by hand")
    here.put("content/broken.yaml", TOPIC.format(title="Other words", blocks=BLOCK) + TWO.replace("Z39.1", "Z39.0"))
    code, out, _ = openemr(here)
    assert code == 0 and "3 made  2 unchanged  0 removed" in out, "Z39.1 is now the other's, Z39.0 and O92.4 are new"
    here.put("content/good.yaml", TOPIC.format(title="Good words", blocks=BLOCK) + "codes:\n  icd-10: [O92.4]\n")
    code, out, _ = openemr(here)
    names = {path.name for path in (here.folder / "edu").glob("*.pdf")}
    assert "3 removed" in out and names == {"icd10_o92.4_en.pdf", "icd10_z39.0_en.pdf"}


def test_a_file_of_somebody_else_is_not_written_over(here: Ward) -> None:
    own = here.put("edu/icd10_o92.4_en.pdf", b"the hospital's own")
    code, _, err = openemr(here)
    assert code == 3 and "this file is not one that an export wrote" in err and "icd10_o92.4_en.pdf" in err
    assert own.read_bytes() == b"the hospital's own" and not (here.folder / "edu/icd10_z39.1_en.pdf").exists()
    own.unlink()
    kept = here.put("edu/icd10_a00_en.pdf", b"the hospital's own")
    assert openemr(here)[0] == 0 and kept.read_bytes() == b"the hospital's own", "nor taken away"


def test_a_refused_leaflet_leaves_what_is_there(here: Ward) -> None:
    openemr(here)
    before = {path: path.read_bytes() for path in (here.folder / "edu").glob("*.pdf")}
    here.put("content/broken.yaml", TOPIC.format(title="Other words", blocks="      - txet: a\n") + TWO)
    code, _, err = openemr(here)
    assert code == 3 and "there is no block called 'txet'" in err
    assert {path: path.read_bytes() for path in (here.folder / "edu").glob("*.pdf")} == before


def test_topics_without_codes_are_refused(here: Ward) -> None:
    here.put("content/good.yaml", TOPIC.format(title="Good words", blocks=BLOCK))
    code, _, err = here.run("export", "openemr", "edu", "--topic", "good", "--language", "en")
    assert code == 2 and "no topic here names a code that OpenEMR knows" in err


def test_every_stock_code_has_a_leaflet() -> None:
    library = Library.over(STOCK)
    chosen = choose(library.topics(), library)
    assert chosen["icd10_z39.1"][0] == "how-milk-is-made" and len(chosen["icd10_z39.1"]) == 5
    assert {stem: topics[0] for stem, topics in chosen.items() if stem.startswith("icd10_o92")} == {
        "icd10_o92.0": "expressing-milk", "icd10_o92.03": "expressing-milk", "icd10_o92.1": "expressing-milk",
        "icd10_o92.13": "expressing-milk", "icd10_o92.3": "increasing-supply", "icd10_o92.4": "increasing-supply",
        "icd10_o92.6": "managing-leakage",
    }  # fmt: skip


# -- a library with FHIR resources ----------------------------------------------------


def shelf(ward: Ward, *more: str) -> dict[str, Any]:
    code, _, err = ward.run("export", "library", "shelf", *ALL, *more)
    assert code == 0, err
    found: dict[str, Any] = json.loads((ward.folder / "shelf/library.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.slow
def test_the_list_says_what_each_file_is(here: Ward) -> None:
    listed = shelf(here, "--format", "a4", "--format", "letter")["leaflets"]
    assert [one["file"] for one in listed] == [
        "en/broken-a4.pdf", "en/broken-letter.pdf", "en/good-a4.pdf", "en/good-letter.pdf"
    ]  # fmt: skip
    one = listed[2]
    data = (here.folder / "shelf" / one["file"]).read_bytes()
    assert (one["sha256"], one["bytes"]) == (hashlib.sha256(data).hexdigest(), len(data))
    assert (one["title"], one["language"], one["version"], one["draft"]) == ("Good words", "en", "0.1", True)
    assert {"system": "http://hl7.org/fhir/sid/icd-10", "oid": "2.16.840.1.113883.6.3", "code": "O92.4"} in one["codes"]
    receipts = [json.loads(line) for line in (here.folder / "shelf/manifest.jsonl").read_text().splitlines()]
    lot = next(each["lot"] for each in receipts if each["file"] == one["file"])
    assert one["lot"].replace("-", "") == lot


@pytest.mark.slow
def test_resources_are_fhir(here: Ward) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        documents = pytest.importorskip("fhir.resources.R4B.documentreference")
        provenances = pytest.importorskip("fhir.resources.R4B.provenance")
    for one in shelf(here)["leaflets"]:
        data = (here.folder / "shelf" / one["file"]).read_bytes()
        written = (here.folder / "shelf" / one["document"]).read_bytes()
        document = documents.DocumentReference.model_validate_json(written)
        attachment = document.content[0].attachment
        assert (attachment.contentType, attachment.language, attachment.size) == ("application/pdf", "en", len(data))
        assert attachment.url == Path(one["file"]).name and Path(one["document"]).parent == Path(one["file"]).parent
        assert b64decode(json.loads(written)["content"][0]["attachment"]["hash"]) == hashlib.sha1(data).digest()
        assert (document.status, document.docStatus) == ("current", "preliminary")
        codes = [(code.coding[0].system, code.coding[0].code) for code in document.context.event]
        assert codes == [(code["system"], code["code"]) for code in one["codes"]]
        origin = provenances.Provenance.model_validate_json((here.folder / "shelf" / one["provenance"]).read_bytes())
        assert origin.target[0].reference == f"DocumentReference/{document.id}"
        assert one["lot"] in origin.entity[0].what.display


@pytest.mark.slow
def test_the_same_leaflets_give_the_same_resources(here: Ward) -> None:
    shelf(here)
    before = {path: path.read_bytes() for path in (here.folder / "shelf").rglob("*.json")}
    code, out, _ = here.run("export", "library", "shelf", *ALL)
    assert code == 0 and "0 made  5 unchanged  0 removed" in out
    assert {path: path.read_bytes() for path in (here.folder / "shelf").rglob("*.json")} == before


def test_the_ledger_takes_an_export_in(here: Ward) -> None:
    openemr(here)
    code, out, err = here.run("ledger", "add", "edu", "--ledger", "ledger.sqlite")
    assert (code, err) == (0, "") and "2" in out
    assert "leaflets export openemr" in (here.folder / "edu/lots.jsonl").read_text()


@pytest.mark.slow
def test_other_options(here: Ward) -> None:
    code, _, err = here.run("export", "library", "shelf", "--topic", "goood")
    assert code == 2 and "did you mean 'good'?" in err
    here.put("content/clinics/hill.yaml", 'name: Hill Clinic\nphones: ["020 7946 0123"]\n')
    listed = shelf(here, "--clinic", "hill")["leaflets"]
    assert [one["file"] for one in listed] == ["en/broken-a4-hill.pdf", "en/good-a4-hill.pdf"]
    assert {one["clinic"] for one in listed} == {"hill"}
