"""Files that nobody reads because their names are nearly right are named, once, and stop nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from ward import BLOCK, CLINIC, STOCK, TOPIC, Ward

from generator import Library
from generator.library.shelf import CATALOGS
from generator.library.strays import strays
from generator.model.problems import ExitCode


def found(folder: Path) -> list[tuple[str, str]]:
    """What is said of a library: place in it and hint."""
    library = Library.open(folder)
    notes = strays(library.folders, {*library.topics(), *CATALOGS})
    return [(one.origin.file.removeprefix(f"{folder}/"), one.hint) for one in notes]


@pytest.mark.parametrize(
    ("path", "shown", "hint"),
    [
        ("content/clinics/hs4.yml", "", "call it hs4.yaml"),
        ("content/Topic.YAML", "", "call it topic.yaml"),
        ("content/Night feeds.yaml", "", "call it night-feeds.yaml"),
        ("content/sources.yml", "", "call it sources.yaml"),
        ("content/series (1).yaml", "", "call it series.yaml"),
        ("content/shared/tips.yaml.txt", "", "call it tips.yaml"),
        ("content/profiles/VN.yaml", "", "call it vn.yaml"),
        ("content/clinic/hill.yaml", "content/clinic/", "call it clinics/"),
        ("content/Profiles/vn.yaml", "content/Profiles/", "call it profiles/"),
        ("Content/ours.yaml", "Content/", "call it content/"),
        ("templates/theme/ours.yaml", "templates/theme/", "call it themes/"),
        ("templates/themes/Ours.yaml", "", "call it ours.yaml"),
        ("templates/ours.yaml", "", "looks belong in templates/themes/, papers in templates/formats/"),
        ("templates/Leaflet.XML", "", "call it leaflet.xml"),
        ("locales/vi_VN/LC_MESSAGES/ours.po", "locales/vi_VN/", "call it vi"),
        ("locales/zh-hans/LC_MESSAGES/ours.po", "locales/zh-hans/", "call it zh_Hans"),
        ("locales/id/LC_MESSAGES/ours.po", "locales/id/", "a language has a file language.yaml in its folder"),
        ("locales/vi/ours.po", "", "put it into locales/vi/LC_MESSAGES/"),
        ("locales/vi/LC_MESSAGE/ours.po", "locales/vi/LC_MESSAGE", "call it LC_MESSAGES"),
        ("locales/vi/LC_MESSAGES/shared (1).po", "", "call it shared.po"),
        ("locales/vi/LC_MESSAGES/Ours.PO", "", "call it ours.po"),
        ("locales/vi/LC_MESSAGES/our.po", "", "call it ours.po"),
        ("locales/vi/LC_MESSAGES/nothing.po", "", "a catalog has the name of a topic, or is shared, templates or desk"),
    ],
)
def test_a_name_that_is_nearly_right_is_told_with_the_right_one(
    tmp_path: Path, path: str, shown: str, hint: str
) -> None:
    for name in ("content/ours.yaml", path):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TOPIC.format(title="Ours", blocks=BLOCK), encoding="utf-8")
    assert found(tmp_path) == [(shown or path, hint)]


@pytest.mark.parametrize(
    "path",
    [
        "content/ours.yaml", "content/notes.txt", "content/README.md", "content/.ours.yaml.swp", "content/drawings/a.svg",
        "content/pictures/a.SVG", "content/clinics/list.xlsx", "locales/vi/LC_MESSAGES/ours.po", "output/ours.pdf",
        "locales/vi/LC_MESSAGES/shared.po", "locales/vi/LC_MESSAGES/ours.mo", "locales/vi/LC_MESSAGES/managing-leakage.po",
        "locales/notes/read.txt", "templates/faces.yaml", "templates/starter.yaml", "templates/themes/ours.yaml",
    ],
)  # fmt: skip
def test_nothing_is_said_of_other_files(tmp_path: Path, path: str) -> None:
    for name in ("content/ours.yaml", path):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert found(tmp_path) == []


def test_nothing_in_the_stock_library_is_unread() -> None:
    assert found(STOCK) == []


def test_it_is_said_once_and_stops_no_leaflet(ward: Ward) -> None:
    ward.put("content/clinics/hs4.yml", CLINIC)
    ward.put("content/clinics/hill.yaml", CLINIC)
    code, out, err = ward.run("make", "good", "broken", "--clinic", "hill")
    assert code == ExitCode.MADE, err
    assert "2 made" in out
    note = "content/clinics/hs4.yml: nobody reads this file: it has another name than is looked for\n  hint: call it hs4.yaml"
    assert err.count(note) == 1
    code, out, err = ward.run("make", "good", "--clinic", "hs4")
    assert code == ExitCode.USAGE
    assert err.index(note) < err.index("there is no clinic called 'hs4'")


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", [("check", "good", "--language", "en"), ("show", "clinics"), ("press", "good", "--language", "en")]
)
def test_other_commands_say_it_too(ward: Ward, words: tuple[str, ...]) -> None:
    ward.put("content/clinics/hs4.yml", CLINIC)
    _, _, err = ward.run(*words)
    assert err.count("nobody reads this file") == 1
