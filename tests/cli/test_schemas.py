"""JSON Schemas of our YAML: every good file passes, however its values are read; planted mistakes do not."""

from __future__ import annotations

import datetime
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from ward import STOCK, Ward

from generator.cli import main
from generator.cli.schemas import ALL, schema
from generator.library.library import Library
from generator.library.node import Node
from generator.library.shelf import LISTS
from generator.library.yaml_nodes import parse_yaml

jsonschema = pytest.importorskip("jsonschema")
LIBRARY = Library.over(STOCK)
LIBRARY_FILES = {sort: glob for sort, glob in ALL.items() if sort not in ("run", "settings")}


@cache
def stock_schema(sort: str) -> dict[str, Any]:
    return schema(sort, LIBRARY)


def files(root: Path, sort: str) -> list[Path]:
    found = sorted(root.glob(LIBRARY_FILES[sort]))
    return [path for path in found if sort != "topic" or path.stem not in LISTS]


STOCK_FILES = [(sort, path) for sort in LIBRARY_FILES for path in files(STOCK, sort)]
OTHERS = [(sort, path) for sort in LIBRARY_FILES for path in files(STOCK / "examples/vaccination", sort)]


def as_words(node: Node) -> Any:
    """Return nodes with every value as words: as an editor without types would have them."""
    match node.shape:
        case "map":
            return {key.words: as_words(value) for key, value in node.entries}
        case "list":
            return [as_words(item) for item in node.items]
        case "nothing":
            return None
    return node.words


def as_types(value: Any) -> Any:
    """Return what YAML 1.1 makes of values, its days as JSON has them: numbers, truth values, words."""
    if isinstance(value, dict):
        return {str(key): as_types(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_types(one) for one in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def wrong(sort: str, text: str, found: dict[str, Any] | None = None) -> list[str]:
    """Return what the schema says of a file's text, read in both ways."""
    node = parse_yaml(text, "x", [])
    assert node is not None
    validator = jsonschema.Draft202012Validator(found or stock_schema(sort))
    return [
        f"{'/'.join(map(str, error.path))}: {error.message[:300]}"
        for read in (as_words(node), as_types(yaml.safe_load(text)))
        for error in validator.iter_errors(read)
    ]


@pytest.mark.slow
def test_schemas_are_schemas() -> None:
    for found in map(stock_schema, ALL):
        jsonschema.Draft202012Validator.check_schema(found)
        assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.sweep
@pytest.mark.parametrize(("sort", "path"), STOCK_FILES, ids=[str(path.relative_to(STOCK)) for _, path in STOCK_FILES])
def test_every_stock_file_passes(sort: str, path: Path) -> None:
    assert wrong(sort, path.read_text(encoding="utf-8")) == []


def test_a_library_of_another_field_passes_by_its_own_schema() -> None:
    own = Library.over(STOCK / "examples/vaccination")
    assert len(OTHERS) > 3
    for sort, path in OTHERS:
        assert wrong(sort, path.read_text(encoding="utf-8"), schema(sort, own)) == [], path


def test_every_yaml_file_of_the_library_has_a_schema() -> None:
    known = {path for _, path in STOCK_FILES}
    folders = [STOCK / name for name in ("content", "templates", "locales")]
    starters = set((STOCK / "templates").glob("starter*.yaml"))  # with holes that 'leaflets new' fills
    assert {path for folder in folders for path in folder.rglob("*.yaml")} - starters == known


TOPIC = (STOCK / "content/colostrum.yaml").read_text(encoding="utf-8")
CLINIC = 'name: Hill\nphones: ["020 7946 0123"]\n'
THEME = (STOCK / "templates/themes/default.yaml").read_text(encoding="utf-8")
PLANTED = [
    ("topic", TOPIC.replace("title: Your", "titel: Your")),
    ("topic", TOPIC.replace("code: CO", "code: co")),
    ("topic", TOPIC.replace("written: 2026-11-29", "written: last week")),
    ("topic", TOPIC.replace("written: 2026-11-29\n", "")),
    ("topic", TOPIC.replace("picture: title-colostrum", "picture: title-colostrm")),
    ("topic", TOPIC.replace("- key-points:", "- keypoints:")),
    ("topic", TOPIC.replace("evidence: expert", "evidence: sure", 1)),
    ("topic", TOPIC.replace("sources: [hkfhs", "sources: [hkfsh", 1)),
    ("topic", TOPIC.replace("{include: strip-baby}", "{include: strip-bay}")),
    ("topic", TOPIC.replace("      baby_today:", "      baby_tody:")),
    ("topic", TOPIC.replace("- Small, thick drops are enough.", "- {profil: a}")),
    ("topic", TOPIC.replace("icd-10: [P92.2", "icd-10: [P922")),
    ("topic", TOPIC.replace("icd-10-cm:", "icd-11:")),
    ("topic", TOPIC.replace("        - It takes practice, so ask us early.\n", "")),
    ("topic", "blocks: []\n"),
    ("shared", "about: a\nevidence: rumour\nsources: [a]\nitems: [b]\n"),
    ("shared", "about: a\nevidence: expert\nsources: [a]\nitems: []\n"),
    ("sources", "who: {organisation: WHO, title: Milk, year: 2020, seen: perhaps}\n"),
    ("sources", "who: {organisation: WHO, title: Milk, seen: yes}\n"),
    ("pictures", "a: {file: a.svg}\n"),
    ("series", "name: A\nwho: {baby: B, mothr: C}\n"),
    ("series", "signs: ds\n"),
    ("series", "refer:\n  - codes: {icd-10: [F53.1]}\n"),
    ("profile", "about: a\nemergency: '1'\nterritory: England\n"),
    ("profile", "about: a\nemergncy: '1'\n"),
    ("clinic", CLINIC.replace("phones", "phone")),
    ("clinic", CLINIC.replace('["020 7946 0123"]', "[]")),
    ("clinic", CLINIC.replace('["020 7946 0123"]', "020 7946 0123")),
    ("clinic", CLINIC + "example: perhaps\n"),
    ("theme", THEME.replace("colours:", "colors:", 1)),
    ("theme", "extends: default\nlooks:\n  title: {size: large}\n"),
    ("theme", "extends: default\nlooks:\n  title: {weight: bold}\n"),
    ("theme", "extends: default\nlooks:\n  title: {align: left}\n"),
    ("theme", "extends: default\ncolours: {ink: black}\n"),
    ("format", "extends: a4\nmost-pages: many\n"),
    ("format", "extends: a4\nmost-pages: 65\n"),
    ("format", "extends: a4\npage: {width: wide}\n"),
    ("format", "extends: a4\nareas: {text: {flow: perhaps}}\n"),
    ("faces", "a: {package: A, path: a, sha256: b, postscript: c}\n"),
    ("language", "tag: Vietnamese\n"),
    ("policy", "rules: {review-date: {draft: stop}}\n"),
    ("policy", "owner: ssh-rsa AAAA\n"),
    ("policy", "people: {ann: {name: Ann}}\n"),
    ("recalled", "7KQ4-M2XD: {day: yesterday, reason: a}\n"),
    ("run", "order: clinics.csv\n"),
    ("run", "clinics: [a]\ngroup: box\n"),
    ("run", "clinics: [a]\npress: {colour: red}\n"),
    ("settings", "prot: 8000\n"),
    ("settings", "port: many\n"),
    ("settings", "tokens: [{name: a, may: [runs]}]\n"),
]  # fmt: skip


@pytest.mark.sweep
@pytest.mark.parametrize(("sort", "text"), PLANTED, ids=[f"{sort} {at}" for at, (sort, _) in enumerate(PLANTED)])
def test_planted_mistakes_are_seen(sort: str, text: str) -> None:
    assert wrong(sort, text)


FINE = [
    ("clinic", CLINIC + "hours:\naddress: []\nweb:\ncolours: []\nlogo: pictures/a.svg\n"),
    ("series", 'name: A\nwho: {baby: B, mother: C}\nsigns: ""\n'),
    ("profile", 'about: a\nemergency: ""\nshort-codes: []\nsentences:\n'),
    ("theme", "extends: default\nlooks:\n  title: {size: 14pt, padding: [1mm, 2mm], pattern: }\n  aside:\n"),
    ("format", "extends: a4\nfolds: []\nlooks:\n  title: {like: heading}\n"),
    ("run", "clinics: example\ntopics: all\nlanguages: [vi, en]\npress: {bleed: 3mm, marks: none}\n"),
    ("run", "clinics:\n  - name: Hill\n    phones: [1]\n"),
    ("settings", "port: 8000\norigins: [https://records.example]\n"),
]  # fmt: skip


@pytest.mark.parametrize(("sort", "text"), FINE, ids=[f"{sort} {at}" for at, (sort, _) in enumerate(FINE)])
def test_what_readers_take_passes(sort: str, text: str) -> None:
    assert wrong(sort, text) == []


# -- the command ---------------------------------------------------------------------


@pytest.mark.slow
def test_the_command(ward: Ward) -> None:
    code, out, _ = ward.run("show", "schema")
    assert code == 0 and [line.split()[0] for line in out.splitlines()] == list(ALL)
    code, out, _ = ward.run("show", "schema", "clinic")
    assert code == 0 and json.loads(out) == stock_schema("clinic")
    code, out, _ = ward.run("show", "schema", "--output", "schemas")
    assert code == 0 and {path.stem for path in (ward.folder / "schemas").glob("*.json")} == set(ALL)
    names = json.loads((ward.folder / "schemas/topic.json").read_text(encoding="utf-8"))["$defs"]["picture"]["enum"]
    assert "title-colostrum" in names


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "schema", "topics"], "no file is of the sort 'topics'\n  hint: did you mean 'topic'?"),
        (["show", "topics", "clinic"], "'clinic' is too much here"),
        (["show", "topics", "--output", "a"], "--output is too much here"),
    ],
)
def test_wrong_words(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert said in capsys.readouterr().err


def test_the_settings_of_the_how_to_name_every_schema() -> None:
    page = (STOCK / "docs/how-to/editor.md").read_text(encoding="utf-8")
    block = page[page.index("```json") + 7 :]
    found = json.loads(block[: block.index("```")])["yaml.schemas"]
    places = {Path(name).stem: place for name, place in found.items()}
    for sort, glob in LIBRARY_FILES.items():
        place = places.pop(sort)
        assert (place[0] if isinstance(place, list) else place) == glob
    assert not places
    assert {one for one in found["./schemas/topic.json"] if one[0] == "!"} == {
        f"!content/{name}.yaml" for name in LISTS
    }
