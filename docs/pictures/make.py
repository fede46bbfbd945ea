"""Draw what the program makes, from real output: ``pages.png`` and the contact sheets in ``sheets/``.

Run it from the project's folder, with the packages of the tests: ``python docs/pictures/make.py [FORMAT …]``.
A contact sheet holds every page of all topics in one format and one language, a row for each topic.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2
from msgspec.structs import replace
from PIL import Image

from generator import Leaflet, Library, Order, Unusable, make

HERE = Path(__file__).parent
TOPIC = "managing-leakage"
CLINIC = "example"
SECOND = "en"
"""What stands beside a language where a paper holds two."""
WIDTH = 1800
"""Pixels of ``pages.png`` across."""
THUMB = 160
"""Pixels of a page on a contact sheet, its longer side; twice as many where a leaflet is one sheet."""
ACROSS = 4
"""Pages side by side where each topic has one."""
MARGIN = 24
GAP = 6
GREY = (228, 232, 234)


def make_one(library: Library, order: Order) -> Leaflet | None:
    """Return a leaflet, as a draft where words are not translated yet; None, and why, where it cannot be made."""
    for draft in (False, True):
        try:
            return make(replace(order, clinic=CLINIC, draft=draft), library)
        except Unusable as error:
            problems = error.problems
    print(f"{order.topic}, {order.language}, {order.format}: {problems[0]}", file=sys.stderr)
    return None


def draw_pages(leaflet: Leaflet, longer: int) -> list[Image.Image]:
    """Return the pages of a leaflet as pictures, the longer side so many pixels."""
    found = []
    with pypdfium2.PdfDocument(leaflet.pdf) as document:
        for page in document:
            scale = 2 * longer / max(page.get_size())
            large: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
            found.append(large.resize((large.width // 2, large.height // 2), Image.Resampling.LANCZOS))
    return found


def write_pages(library: Library) -> None:
    """Write ``pages.png``: the first page of one leaflet in every language, side by side."""
    languages = sorted(library.languages())
    wide = (WIDTH - MARGIN) // len(languages) - MARGIN
    made = [make_one(library, Order(TOPIC, language)) for language in languages]
    pages = [draw_pages(leaflet, round(wide * 297 / 210))[0] for leaflet in made if leaflet]
    _write(HERE / "pages.png", [pages], MARGIN, 64)


def write_sheet(library: Library, paper: str, language: str) -> None:
    """Write the contact sheet of a format and a language."""
    second = SECOND if library.format(paper).languages == 2 else ""
    few = library.format(paper).most_pages <= 2
    rows = []
    for topic in library.topics():
        leaflet = make_one(library, Order(topic, language, paper, second=second))
        if leaflet:
            rows.append(draw_pages(leaflet, THUMB * 2 if few else THUMB))
    if all(len(row) == 1 for row in rows):
        pages = [page for row in rows for page in row]
        rows = [pages[at : at + ACROSS] for at in range(0, len(pages), ACROSS)]
    if rows:
        (HERE / "sheets").mkdir(exist_ok=True)
        _write(HERE / "sheets" / f"{paper}-{language.replace('_', '-')}.png", rows, GAP, 32)


def _write(path: Path, rows: list[list[Image.Image]], gap: int, colours: int) -> None:
    """Write rows of pictures as one, with a ground between them."""
    wide = max(sum(one.width + gap for one in row) for row in rows) + gap
    high = sum(max(one.height for one in row) + gap for row in rows) + gap
    whole = Image.new("RGB", (wide, high), GREY)
    down = gap
    for row in rows:
        across = gap
        for one in row:
            whole.paste(one, (across, down))
            across += one.width + gap
        down += max(one.height for one in row) + gap
    whole.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
    print(path.name)


def main(papers: list[str]) -> None:
    """Write all pictures, or the contact sheets of some formats."""
    library = Library.open()
    if not papers:
        write_pages(library)
    for paper in papers or library.formats():
        for language in library.languages():
            if library.format(paper).languages == 1 or language != SECOND:
                write_sheet(library, paper, language)


if __name__ == "__main__":
    main(sys.argv[1:])
