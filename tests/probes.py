"""What the tests see in a finished PDF: letters with place, size and font; the words by structure; the words by readers.

Independent of the typesetter: only pikepdf (through the reader of ``leaflets check``), pypdfium2 and pdftotext look at
the file.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pikepdf
from msgspec.structs import replace

from generator.checks.expected import expected
from generator.checks.reading import Font, Glyph, Reading, open_pdf, read_font, read_pdf
from generator.checks.spoken import Spoken, fold
from generator.checks.spoken import spoken as heard
from generator.compose.sheets import read_sheet
from generator.library.library import Library
from generator.model.content import Language
from generator.model.design import Format, Theme
from generator.model.leaflet import Leaflet
from generator.model.sheet import Sheet
from generator.typeset import typeset
from generator.typeset.text.measured import Line
from generator.typeset.text.paragraph import Setter
from generator.typeset.text.setters import Setters
from generator.typeset.text.style import Style, Styles

__all__ = ["Font", "Glyph", "Spoken", "fold", "open_pdf", "operators"]
ROOT = Path(__file__).resolve().parent.parent
PLACE = "content/sample.yaml:12"
PANEL = """<area name="clinic"><row look="clinic.panel"><cell share="1"><p look="clinic.name" role="H2">Example Clinic</p>
<p look="clinic.words">1 Sample Street</p></cell><cell share="1"><p look="clinic.phone"><a href="tel:+442079460123">020 7946 0123</a></p>
</cell></row></area><area name="phone"><p look="strip.phone-words"><a href="tel:+442079460123">020 7946 0123</a></p></area>"""
OTHER_PANEL = (
    PANEL.replace("Example Clinic", "Zebra Quay").replace("7946 0123", "7946 0999").replace("79460123", "79460999")
)
FRAME = """<area name="main">{}</area><area name="clinic"><hold name="clinic" look="clinic"/></area>"""
DANGER = """<box look="strip.today-box" role="Aside" first-page="yes"><row look="strip.head"><cell share="1">
<p look="strip.title" role="H2">Call us today</p></cell><cell look="strip.phone"><hold name="phone" look="strip.phone"/></cell></row>
<p look="strip.legend">Your baby</p><list look="strip.today" kind="number" columns="1">
<item>feeds fewer than 8 times</item><item>is yellow</item></list></box>"""


# -- making ------------------------------------------------------------------


@lru_cache(maxsize=1)
def library() -> Library:
    """The stock library on a fixed day."""
    return Library.over(ROOT, date(2026, 11, 22))


def sheet(inner: str, language: str = "en", title: str = "A title", accent: str = "teal", frame: str = FRAME) -> Sheet:
    """A sheet around block-level XML; every element knows ``PLACE``."""
    body = frame.format(f'<block kind="text" origin="{PLACE}">{inner}</block>')
    return read_sheet(
        f'<sheet title="{title}" language="{language}" accent="{accent}" code="XX">{body}</sheet>',
        "templates/sample.xml",
    )


def panel(inner: str = PANEL) -> Sheet:
    return read_sheet(f"<sheet>{inner}</sheet>", "templates/clinic.xml")


def h1(words: str = "A title") -> str:
    return f'<p look="title" role="H1">{words}</p>'


def leaflet(
    made: Sheet | str,
    language: str = "en",
    paper: Format | None = None,
    theme: Theme | None = None,
    clinic: Sheet | None = None,
) -> Leaflet:
    """Typeset a sheet (or the XML inside one) with the stock theme, format and faces."""
    shelf = library()
    whole = made if isinstance(made, Sheet) else sheet(made, language)
    look, format_ = theme or shelf.theme("default"), paper or shelf.format("a4")
    return typeset(whole, clinic or panel(), look, format_, shelf.language(language), shelf)


def paper_of(width: float, height: float, pages: int = 4) -> Format:
    """The stock format with a text area of this size (points), the last page's as high as the others."""
    a4 = library().format("a4")
    main = replace(a4.areas["main"], width=width, height=height, last_height=0.0)
    return replace(a4, areas={**a4.areas, "main": main}, most_pages=pages)


def with_running(paper: Format) -> Format:
    """A format with a running head as high as its foot."""
    return replace(
        paper, areas={**paper.areas, "running": replace(paper.areas["foot"], name="running", y=4.0, takes=("running",))}
    )


@lru_cache(maxsize=16)
def setter(language: str) -> Setter:
    return _setters().setter(library().language(language))


@lru_cache(maxsize=1)
def _setters() -> Setters:
    return Setters(library())


def style(look: str = "body", language: str = "en", scale: float = 1.0) -> Style:
    shelf = library()
    return Styles(shelf.theme("default"), shelf.format("a4"), shelf.language(language), "teal", scale)[look]


def words_of(line: Line) -> str:
    return "".join(atom.piece.words for atom in line.atoms)


# -- letters on pages ----------------------------------------------------------


def fonts(pdf: bytes) -> dict[str, Font]:
    """Every font resource of every page, by its resource name."""
    with open_pdf(pdf) as file:
        return {
            name[1:]: read_font(font)
            for page in file.pages
            for name, font in dict(page.Resources.get("/Font", {})).items()
        }


def operators(page: Any) -> Iterator[tuple[Any, str]]:
    """Operands and name of every operator of a page."""
    for instruction in pikepdf.parse_content_stream(page):
        yield instruction.operands, str(instruction.operator)


@lru_cache(maxsize=64)
def reading(pdf: bytes) -> Reading:
    """What the reader of ``leaflets check`` finds in a file, read once for all that is asked of it."""
    return read_pdf(pdf)


def letters(pdf: bytes) -> list[Glyph]:
    """Every glyph of every page in drawing order."""
    return [letter for letter, _ in reading(pdf).letters]


@lru_cache(maxsize=64)
def _shown(pdf: bytes) -> tuple[str, tuple[Glyph, ...]]:
    """The words of a file without white space, and for each of their characters the letter that shows it."""
    shown = [letter for letter in letters(pdf) if letter.words.strip()]
    owners = tuple(letter for letter in shown for _ in letter.words)
    return "".join(letter.words for letter in shown), owners


def find(pdf: bytes, words: str, nth: int = 0) -> list[Glyph]:
    """The letters of the nth occurrence of words (white space does not count), in drawing order."""
    wanted = "".join(words.split())
    text, owners = _shown(pdf)
    at = -1
    for _ in range(nth + 1):
        at = text.find(wanted, at + 1)
        assert at >= 0, f"{words!r} is not on the page: {text[:500]!r}"
    return list(dict.fromkeys(owners[at : at + len(wanted)]))


def lines(pdf: bytes, tagged: bool = True) -> list[list[Glyph]]:
    """The letters by page and baseline, from left to right within the order of drawing."""
    shown = [letter for letter in letters(pdf) if not tagged or letter.mark >= 0]
    return [list(group) for _, group in groupby(shown, lambda letter: (letter.page, round(letter.y - letter.rise, 1)))]


def text(found: Iterable[Glyph]) -> str:
    return "".join(letter.words for letter in found)


# -- by structure --------------------------------------------------------------


def spoken(pdf: bytes) -> list[Spoken]:
    """What a screen reader says: role, language and words by structure order; only ToUnicode, ActualText and Alt."""
    return heard(reading(pdf))


def said(made: Sheet, filled: Sheet | None = None, theme: Theme | None = None, pages: int = 1) -> list[Spoken]:
    """The same list made from a sheet and its panel: what ``spoken`` must equal."""
    shelf = library()
    look = theme or shelf.theme("default")
    return [part.spoken for part in expected(made, filled, look, shelf.format("a4"), shelf.language, pages)]


# -- by readers ------------------------------------------------------------------


def pdfium_text(pdf: bytes) -> str:
    """The words as Chromium's viewer sees them."""
    import pypdfium2  # type: ignore[import-untyped]

    file = pypdfium2.PdfDocument(pdf)
    try:
        out = []
        for page in file:
            part = page.get_textpage()
            out.append(part.get_text_bounded().replace("\x02", "-"))  # how pdfium marks a hyphen at a line's end
            part.close()
            page.close()
        return "".join(out)
    finally:
        file.close()


def poppler_text(pdf: bytes) -> str:
    """The words by ``pdftotext -raw``, in drawing order."""
    done = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True)
    assert not done.stderr, done.stderr.decode()
    return done.stdout.decode()


def language_of(name: str) -> Language:
    return library().language(name)
