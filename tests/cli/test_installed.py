"""Installed from a wheel, the stock library lies inside the package: no hint sends anybody there to mend it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ward import BLOCK, STOCK, TOPIC

from generator.library import own

IGNORED = shutil.ignore_patterns("__pycache__", "stock")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package as a wheel installs it."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(STOCK / "generator", folder / "generator", ignore=IGNORED)
    for part in ("content", "templates", "locales"):
        shutil.copytree(STOCK / part, folder / "generator/stock" / part)
    return folder


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A library of one's own with one topic."""
    words = TOPIC.format(title="Our words", blocks=BLOCK)
    write(tmp_path, "content/ours.yaml", words)
    return tmp_path


def write(folder: Path, relative: str, words: str) -> None:
    file = folder / relative
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(words, encoding="utf-8")


def run(site: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    surroundings = os.environ | {"PYTHONPATH": str(site), "LEAFLETS_CACHE": "off"}
    command = [sys.executable, "-P", "-m", "generator", *words]
    return subprocess.run(
        command, cwd=folder, env=surroundings, capture_output=True, text=True, encoding="utf-8", check=False
    )


def hints(err: str) -> list[str]:
    return [line.strip() for line in err.splitlines() if line.strip().startswith("hint:")]


def broken(site: Path, relative: str, old: str, new: str) -> str:
    """Break a file of the package; return its words of before."""
    file = site / "generator/stock" / relative
    words = file.read_text(encoding="utf-8")
    assert old in words
    file.write_text(words.replace(old, new, 1), encoding="utf-8")
    return words


@pytest.mark.slow
@pytest.mark.parametrize(
    ("relative", "old", "new", "options", "advice"),
    [
        ("content/sources.yaml", "organisation: ", "organization: ", (), "write an entry of your own in content/sources.yaml"),
        ("content/series.yaml", "name: ", "nam: ", (), "write an entry of your own in content/series.yaml"),
        ("content/profiles/default.yaml", "about: ", "abuot: ", (), "write an entry of your own in content/profiles/default.yaml"),
        ("content/shared/strip-baby.yaml", "about: ", "abuot: ", (), "make a file of your own: content/shared/strip-baby.yaml"),
        ("templates/themes/default.yaml", "looks:", "lookz:", (), "make a file of your own: templates/themes/default.yaml"),
        ("templates/leaflet.xml", "{{ topic.title }}", "{{ topik.title }}", (), "make a file of your own: templates/leaflet.xml"),
        ("locales/vi/LC_MESSAGES/shared.po", 'msgid "You"', '#, fuzzy\nmsgid "You"', ("--language", "vi", "--draft"), ""),
    ],
)  # fmt: skip
def test_a_problem_in_a_file_of_the_package_says_which_file_of_ones_own(
    site: Path, shop: Path, relative: str, old: str, new: str, options: tuple[str, ...], advice: str
) -> None:
    before = broken(site, relative, old, new)
    try:
        done = run(site, shop, "make", "ours", *(options or ("--language", "en")))
    finally:
        (site / "generator/stock" / relative).write_text(before, encoding="utf-8")
    assert "Traceback" not in done.stderr
    assert not [hint for hint in hints(done.stderr) if str(site) in hint], done.stderr
    assert advice in done.stderr
    assert not advice or "in your own folder, which goes before it" in done.stderr


@pytest.mark.slow
def test_a_translation_that_is_missing_is_written_into_an_own_file(site: Path, shop: Path) -> None:
    """The English stands in the package, and so does the catalog that lacks it."""
    relative = "locales/vi/LC_MESSAGES/shared.po"
    before = broken(site, relative, 'msgid "Not breathing', 'msgid "Never breathing')
    try:
        write(shop, "locales/vi/LC_MESSAGES/ours.po", 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n')
        done = run(site, shop, "make", "ours", "--language", "vi")
    finally:
        (site / "generator/stock" / relative).write_text(before, encoding="utf-8")
    said = [hint for hint in hints(done.stderr) if "“Not breathing" in hint]
    assert said
    assert said[0].startswith("hint: translate “Not breathing")
    assert "in locales/vi/LC_MESSAGES/shared.po" in said[0]
    assert "in your own folder" in said[0]
    assert not [hint for hint in hints(done.stderr) if str(site) in hint], done.stderr


@pytest.mark.slow
def test_findings_say_it_too(site: Path, shop: Path) -> None:
    (shop / "content/ours.yaml").write_text(
        (shop / "content/ours.yaml").read_text(encoding="utf-8").replace("[bfn]", "[to-confirm]"), encoding="utf-8"
    )
    done = run(site, shop, "check", "ours", "--language", "en", "--as", "json")
    results = [result for one in json.loads(done.stdout)["leaflets"] for result in one["results"]]
    found = [finding for result in results for finding in result.get("findings", ())]
    assert found
    assert not [finding for finding in found if str(site) in finding.get("hint", "")]
    in_package = [finding for finding in found if str(site) in finding.get("file", "")]
    assert all("in your own folder, which goes before it" in finding.get("hint", "") for finding in in_package)


def test_a_file_of_ones_own_has_the_hint_it_had() -> None:
    assert own.own_hint("content/ours.yaml", "mend it") == "mend it"


def test_who_is_to_translate_is_sent_to_the_catalog_and_to_no_other_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "package", lambda: "/site/stock/")
    hint = "translate “Our clinic” in locales/id/LC_MESSAGES/templates.po"
    assert own.own_hint("/site/stock/templates/clinic.xml", hint) == f"{hint} (in your own folder)"
    assert "make a file of your own: templates/clinic.xml" in own.own_hint(
        "/site/stock/templates/clinic.xml", "mend it"
    )


def test_the_repository_is_nobodys_package() -> None:
    assert own.package() == ""
