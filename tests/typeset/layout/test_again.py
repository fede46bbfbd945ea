"""A list that goes on over a page under its heading, which stands there again: for the eye, not for the ear."""

from __future__ import annotations

import pytest
from probes import h1, leaflet, lines, paper_of, spoken, text

HEADING = '<p look="section.title" role="H2" label="2">You: emergency<sup>3</sup></p>'


def signs(count: int, again: str = "yes", columns: int = 1) -> str:
    items = "".join(f"<item>Sign number {n}</item>" for n in range(count))
    return f'<list look="signs.urgent" kind="number" again="{again}" columns="{columns}">{items}</list>'


def pages_of(pdf: bytes) -> list[list[str]]:
    """The lines of each page, from the top, without their spaces."""
    found: dict[int, list[tuple[float, str]]] = {}
    for line in lines(pdf, tagged=False):
        found.setdefault(line[0].page, []).append((-line[0].y, "".join(text(line).split())))
    return [[words for _, words in sorted(page)] for _, page in sorted(found.items())]


@pytest.mark.parametrize("columns", [1, 2])
def test_the_heading_stands_again_over_what_goes_on(columns: int) -> None:
    pdf = leaflet(h1() + HEADING + signs(90, columns=columns), paper=paper_of(595, 600, 8)).pdf
    first, *further = [page for page in pages_of(pdf) if any("Signnumber" in line for line in page)]
    assert sum("You:emergency" in line for line in first) == 1
    assert further
    for page in further:
        assert "You:emergency…" in "".join(page[:2]), "above all signs of that page, without the mark of a source"
        assert sum("You:emergency" in line for line in page) == 1
    assert [role for role, _, words in spoken(pdf) if "emergency" in words] == ["H2"], "it is heard once"


def test_it_stands_again_over_an_introduction_that_goes_on() -> None:
    words = "<p>" + "If you see even one of these signs, call. " * 60 + "</p>"
    pdf = leaflet(h1() + HEADING + words + signs(4), paper=paper_of(300, 300, 12)).pdf
    pages = [page for page in pages_of(pdf) if any("sign" in line.lower() for line in page)]
    assert len(pages) > 2
    assert all("You:emergency" in "".join(page[:3]) for page in pages)


def test_without_again_it_does_not() -> None:
    pdf = leaflet(h1() + HEADING + signs(90, again="no"), paper=paper_of(595, 600, 8)).pdf
    assert sum("You:emergency" in line for page in pages_of(pdf) for line in page) == 1
