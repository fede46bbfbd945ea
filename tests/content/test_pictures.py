"""Drawings of the leaflets: our own, each heard by who cannot see it, drawn in every language, and no bottle in any."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pytest
from probes import ROOT, library, open_pdf

from generator import Order, make
from generator.checks.reading import read_pdf
from generator.library.topics import read_topic
from generator.model.content import Block
from generator.model.edition import Words
from generator.model.leaflet import Leaflet
from generator.model.problems import Problem
from generator.typeset.draw.pictures import write_path

TOPICS = library().topics()
LANGUAGES = library().languages()
ELSEWHERE = ("one-thing", "poster")
"""Blocks that other papers print, not A4."""


def drawings_of(blocks: tuple[Block, ...]) -> list[str]:
    """The drawings that blocks name, in reading order."""
    found: list[str] = []
    for block in blocks:
        if block.kind not in ELSEWHERE:
            named = block.fields.get("pictures", ())
            assert isinstance(named, tuple)
            found += [str(one) for one in (block.fields.get("picture"), *named) if one]
            found += drawings_of(block.nested())
    return found


@lru_cache(maxsize=8)
def named(topic: str) -> tuple[str, ...]:
    """The drawings of a topic on A4, that of its title first."""
    found = library().topic(topic)
    return (found.picture, *drawings_of(found.blocks))


@lru_cache(maxsize=256)
def outline(picture: str) -> str:
    """The operators of a picture's first shape."""
    return write_path(next(library().drawing(picture).shapes()).path)


def operators(one: Leaflet) -> str:
    with open_pdf(one.pdf) as document:
        streams = [part for page in document.pages for part in page.obj.Contents]
        return "\n".join(part.read_bytes().decode("latin-1") for part in streams)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_leaflet_has_a_title_drawing_and_others_of_the_library(topic: str) -> None:
    title, *others = named(topic)
    assert title.startswith("title-")
    assert not any(name.startswith("title-") for name in others), "the title's drawing stands once"
    assert others
    assert {*others, title} <= set(library().pictures)


@pytest.mark.parametrize("topic", TOPICS)
def test_steps_and_figures_have_a_drawing_for_each_item_or_none(topic: str) -> None:
    for block in library().topic(topic).walk():
        if block.kind in ("steps", "figures") and block.fields.get("pictures"):
            assert len(block.fields["pictures"]) == len(block.fields["items"]), block.origin  # type: ignore[arg-type]


def test_every_drawing_is_our_own() -> None:
    for path in (ROOT / "content/pictures").glob("*.svg"):
        words = path.read_text(encoding="utf-8")
        assert re.search(r"<!--[^>]*\bown\b", words, re.IGNORECASE), path.name
        assert "Awesome" not in words and "<text" not in words, path.name
    assert "Awesome" not in (ROOT / "NOTICE.md").read_text(encoding="utf-8")


def test_every_file_is_a_picture_of_the_list_and_every_picture_has_its_file() -> None:
    files = {path.name for path in (ROOT / "content/pictures").glob("*.svg")}
    assert {Path(picture.file).name for picture in library().pictures.values()} == files


def test_no_picture_shows_a_bottle_a_teat_or_formula() -> None:
    for picture in library().pictures.values():
        said = f"{picture.name} {getattr(picture.alt, 'words', '')}".lower()
        assert not any(word in said for word in ("bottle", "teat", "formula", "dummy", "pacifier")), picture.name


@pytest.mark.parametrize("topic", TOPICS)
def test_each_drawing_is_heard(topic: str) -> None:
    heard = [leaf.words for leaf in read_pdf(make(Order(topic), library()).pdf).leaves if leaf.role == "Figure"]
    for name in named(topic):
        alt = library().pictures[name].alt
        assert getattr(alt, "words", "") in heard, name


def test_a_web_page_has_it_with_its_words() -> None:
    page = make(Order("managing-leakage", edition=Words()), library()).pdf.decode()
    for name in ("title-leaking", "drip", "press-1"):
        assert str(getattr(library().pictures[name].alt, "words", "?")) in page, name
    assert page.count("<svg") >= 3


def test_a_name_that_is_no_picture_is_an_error_at_its_line(tmp_path: Path) -> None:
    text = (ROOT / "content/managing-leakage.yaml").read_text(encoding="utf-8")
    path = tmp_path / "wrong.yaml"
    assert "    picture: drip\n" in text
    path.write_text(text.replace("    picture: drip\n", "    picture: drib\n"), encoding="utf-8")
    line = next(at for at, words in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if "drib" in words)
    problems: list[Problem] = []
    ours = library()
    assert read_topic(path, "content/wrong.yaml", ours.kinds, ours._shared_words, problems, ours._known([])) is None
    (found,) = problems
    assert found.origin.line == line and "drib" in found.message and "drip" in found.hint


@pytest.mark.sweep
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_leaflet_has_its_drawings_in_every_language(language: str) -> None:
    for topic in TOPICS:
        code = operators(make(Order(topic, language), library()))
        for name in named(topic):
            assert outline(name) in code, (topic, name)
