"""Pictograms in headings: on most sections, passed over by screen readers, and never the reason for another line."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from msgspec.structs import replace
from probes import ROOT, leaflet, library, open_pdf, paper_of

from generator import Order, make
from generator.checks.reading import read_pdf
from generator.library.topics import check_references, read_topic
from generator.model.content import Block
from generator.model.edition import Words
from generator.model.leaflet import Leaflet
from generator.model.problems import Problem
from generator.typeset.draw.pictures import write_path

TOPICS = library().topics()
LANGUAGES = library().languages()
PAPERS = ("a4", "letter", "a5", "large-print", "giant-print")
HEADING = '<p look="section.title" role="H2" label="1"{}>{}</p>'
WITH = ' picture="drip"'


@lru_cache(maxsize=8)
def sections(topic: str) -> tuple[Block, ...]:
    return tuple(block for block in library().topic(topic).walk() if block.kind == "section")


@lru_cache(maxsize=256)
def outline(picture: str) -> str:
    """The operators of a picture's first shape."""
    return write_path(next(library().drawing(picture).root.shapes()).path)


def operators(one: Leaflet) -> str:
    with open_pdf(one.pdf) as document:
        streams = [part for page in document.pages for part in page.obj.Contents]
        return "\n".join(part.read_bytes().decode("latin-1") for part in streams)


def drawn(one: Leaflet) -> int:
    """How often the drip is drawn."""
    return operators(one).count(outline("drip"))


@pytest.mark.parametrize("topic", TOPICS)
def test_most_sections_have_a_pictogram_of_the_library(topic: str) -> None:
    named = [section.fields.get("picture") for section in sections(topic)]
    assert sum(map(bool, named)) * 2 > len(named)
    assert all(name in library().pictures for name in named if name)
    shown = [name for name in named if name]
    assert len(set(shown)) == len(shown), "two sections of a leaflet have the same pictogram"


def test_no_picture_shows_a_bottle_a_teat_or_formula() -> None:
    for picture in library().pictures.values():
        said = f"{picture.name} {getattr(picture.alt, 'words', '')}".lower()
        assert not any(word in said for word in ("bottle", "teat", "formula", "dummy", "pacifier")), picture.name


def test_a_pictogram_is_drawn_at_the_end_of_the_heading() -> None:
    one, plain = (leaflet(HEADING.format(picture, "Why milk leaks")) for picture in (WITH, ""))
    assert (drawn(one), drawn(plain)) == (1, 0)


def test_screen_readers_pass_a_pictogram_over() -> None:
    one, plain = (leaflet(HEADING.format(picture, "Why milk leaks")) for picture in (WITH, ""))
    heard = [[(leaf.role, leaf.words) for leaf in read_pdf(made.pdf).leaves] for made in (one, plain)]
    assert heard[0] == heard[1]
    assert not any(role == "Figure" and not words for role, words in heard[0])


@pytest.mark.parametrize("width", range(160, 400, 12))
def test_a_pictogram_never_costs_a_line(width: int) -> None:
    words = "Does my baby get enough milk when it leaks?"
    inner = HEADING + "<p>After it.</p>"
    boxes = []
    for picture in (WITH, ""):
        made = leaflet(inner.format(picture, words), paper=paper_of(float(width), 600.0))
        boxes.append([one.box for one in made.placed if one.tag == "p"])
    assert len(boxes[0]) == len(boxes[1])
    assert [box[1] for box in boxes[0]] == pytest.approx([box[1] for box in boxes[1]])
    heads = boxes[0][:-1]
    if drawn(leaflet(inner.format(WITH, words), paper=paper_of(float(width), 600.0))):
        right = boxes[1][-1][0] + width
        assert heads[0][2] <= right - 24, "the words run into the pictogram"


def test_a_narrow_heading_goes_without() -> None:
    made = leaflet(HEADING.format(WITH, "Stillen"), paper=paper_of(110.0, 600.0))
    assert drawn(made) == 0


def test_a_theme_without_the_look_draws_none() -> None:
    theme = library().theme("default")
    looks = {name: look for name, look in theme.looks.items() if name != "section.title.picture"}
    assert drawn(leaflet(HEADING.format(WITH, "Why milk leaks"), theme=replace(theme, looks=looks))) == 0


def test_a_web_page_shows_it_hidden_from_screen_readers() -> None:
    page = make(Order("managing-leakage", edition=Words()), library()).pdf
    heading = next(part for part in page.decode().split("<h2")[1:] if "Why milk leaks" in part.split("</h2>")[0])
    assert "<svg" in heading and 'aria-hidden="true"' in heading.split("</h2>")[0]


def test_a_name_that_is_no_picture_is_an_error_at_its_line(tmp_path: Path) -> None:
    text = (ROOT / "content/colostrum.yaml").read_text(encoding="utf-8")
    path = tmp_path / "wrong.yaml"
    path.write_text(text.replace("    picture: drip\n", "    picture: dropled\n"), encoding="utf-8")
    line = next(at for at, words in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if "dropled" in words)
    problems: list[Problem] = []
    known = library()
    topic = read_topic(path, "content/wrong.yaml", known.kinds, known._shared_words, problems, known.shared_names())
    assert topic is not None
    problems += check_references(topic, known.sources, known.pictures, known.kinds, known.profile("default").sentences)
    found = [one for one in problems if "dropled" in one.message]
    assert found and abs(found[0].origin.line - line) <= 1 and "drip" in found[0].hint


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_on_a4_have_their_pictograms_in_every_language(language: str) -> None:
    for topic in TOPICS:
        made = make(Order(topic, language), library())
        named = [str(section.fields["picture"]) for section in sections(topic) if "picture" in section.fields]
        code = operators(made)
        for name in named:
            assert outline(name) in code, (topic, name)
