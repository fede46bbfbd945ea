"""Draw ``pages.png``: the first page of one leaflet in every language, side by side, from real output.

Run it from the project's folder, with the packages of the tests: ``python docs/pictures/make.py``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2
from PIL import Image

from generator import Library, Order, Unusable, make

TOPIC = "managing-leakage"
LANGUAGES = ("en", "vi", "zh_Hans", "zh_Hant", "ja")
WIDTH = 1800
MARGIN = 24
GREY = (228, 232, 234)


def draw_page(library: Library, language: str) -> Image.Image:
    """Return the first page in a language; what is not translated yet shows as ⟦ ⟧."""
    try:
        leaflet = make(Order(TOPIC, language), library)
    except Unusable as error:
        print(f"{language}: {len(error.problems)} problems, drawn as a draft", file=sys.stderr)
        leaflet = make(Order(TOPIC, language, draft=True), library)
    width = (WIDTH - MARGIN) // len(LANGUAGES) - MARGIN
    with pypdfium2.PdfDocument(leaflet.pdf) as document:
        page = document[0]
        large: Image.Image = page.render(scale=2 * width / page.get_width()).to_pil().convert("RGB")
    return large.resize((width, round(large.height * width / large.width)), Image.Resampling.LANCZOS)


def main() -> None:
    """Write ``pages.png`` beside this file."""
    library = Library.open()
    pages = [draw_page(library, language) for language in LANGUAGES]
    picture = Image.new("RGB", (WIDTH, max(page.height for page in pages) + 2 * MARGIN), GREY)
    for number, page in enumerate(pages):
        picture.paste(page, (MARGIN + number * (page.width + MARGIN), MARGIN))
    path = Path(__file__).with_name("pages.png")
    picture.quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)
    print(path)


if __name__ == "__main__":
    main()
