"""What the tests see in a finished PDF: letters with place, size and font; the words by structure; the words by readers.

Independent of the typesetter: only pikepdf, pypdfium2 and pdftotext look at the file.
"""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

import pikepdf

from generator.content import Language
from generator.design import Format, Theme
from generator.leaflet import Leaflet
from generator.library import Library
from generator.readers.sheets import read_sheet
from generator.sheet import Element, Run, Sheet
from generator.typeset import Typesetter
from generator.typeset.build import Setters
from generator.typeset.paragraph import Line, Setter
from generator.typeset.style import Style, Styles

ROOT = Path(__file__).resolve().parent.parent
PLACE = "content/sample.yaml:12"
PANEL = """<area name="clinic"><row look="clinic.panel"><cell share="1"><p look="clinic.name" role="H2">Example Clinic</p>
<p look="clinic.words">1 Sample Street</p></cell><cell share="1"><p look="clinic.phone"><a href="tel:+442079460123">020 7946 0123</a></p>
</cell></row></area><area name="phone"><p look="danger.phone-words"><a href="tel:+442079460123">020 7946 0123</a></p></area>"""
OTHER_PANEL = PANEL.replace("Example Clinic", "Zebra Quay").replace("7946 0123", "7946 0999").replace("79460123", "79460999")
FRAME = """<area name="main">{}</area><area name="clinic"><hold name="clinic" look="clinic"/></area>"""
DANGER = """<box look="danger" role="Aside" first-page="yes"><row look="danger.bar2"><cell share="1">
<p look="danger.title2" role="H2">Call us today</p></cell><cell look="danger.phone"><hold name="phone" look="danger.phone"/></cell></row>
<row look="danger.row"><cell share="1"><p look="danger.who" role="H3">Your baby</p><list look="danger.list" kind="bullet" columns="1">
<item>feeds fewer than 8 times</item><item>is yellow</item></list></cell></row></box>"""


# -- making ------------------------------------------------------------------


@lru_cache(maxsize=1)
def library() -> Library:
    """The stock library on a fixed day."""
    return Library.over(ROOT, date(2026, 11, 22))


@lru_cache(maxsize=1)
def typesetter() -> Typesetter:
    return Typesetter(library())


def sheet(inner: str, language: str = "en", title: str = "A title", accent: str = "teal", frame: str = FRAME) -> Sheet:
    """A sheet around block-level XML; every element knows ``PLACE``."""
    body = frame.format(f'<block kind="text" origin="{PLACE}">{inner}</block>')
    return read_sheet(
        f'<sheet title="{title}" language="{language}" accent="{accent}" code="XX">{body}</sheet>', "templates/sample.xml"
    )


def panel(inner: str = PANEL) -> Sheet:
    return read_sheet(f"<sheet>{inner}</sheet>", "templates/clinic.xml")


def h1(words: str = "A title") -> str:
    return f'<p look="title" role="H1">{words}</p>'


def leaflet(
    made: Sheet | str, language: str = "en", paper: Format | None = None, theme: Theme | None = None, clinic: Sheet | None = None
) -> Leaflet:
    """Typeset a sheet (or the XML inside one) with the stock theme, format and faces."""
    shelf = library()
    whole = made if isinstance(made, Sheet) else sheet(made, language)
    return typesetter().typeset(
        whole, clinic or panel(), theme or shelf.theme("default"), paper or shelf.format("a4"), shelf.language(language)
    )


def paper_of(width: float, height: float, pages: int = 4) -> Format:
    """The stock format with a text area of this size (points), the last page's as high as the others."""
    a4 = library().format("a4")
    main = replace(a4.areas["main"], width=width, height=height, last_height=0.0)
    return replace(a4, areas={**a4.areas, "main": main}, most_pages=pages)


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


@dataclass(frozen=True, slots=True)
class Letter:
    """A glyph on a page: place in points from the bottom left, its meaning, and the mark it is in (-1: artifact)."""

    page: int
    x: float
    y: float
    right: float
    size: float
    font: str
    glyph: int
    words: str
    mark: int
    rise: float


@dataclass(slots=True)
class Font:
    """An embedded font as the file describes it."""

    name: str
    widths: dict[int, float]
    meaning: dict[int, str]
    program: bytes


@dataclass(slots=True)
class _State:
    matrix: tuple[float, ...] = (1, 0, 0, 1, 0, 0)
    font: Font | None = None
    size: float = 0.0
    spacing: float = 0.0
    rise: float = 0.0


@dataclass(slots=True)
class _Marks:
    """Open marked content: (mark number or -1, ActualText or None)."""

    stack: list[tuple[int, str | None]] = field(default_factory=list)

    def mark(self) -> int:
        return next((mark for mark, actual in reversed(self.stack) if actual is None), -1)


def open_pdf(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdf))


def operators(page: Any) -> Iterator[tuple[Any, str]]:
    """Operands and name of every operator of a page."""
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction  # type: ignore[misc]
        yield operands, str(operator)


def to_unicode(data: bytes) -> dict[int, str]:
    """A ToUnicode map read with bfchar only."""
    found: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", data, re.DOTALL):
        for code, words in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
            found[int(code, 16)] = bytes.fromhex(words.decode()).decode("utf-16-be")
    return found


def read_font(font: Any) -> Font:
    descendant = font.DescendantFonts[0]
    widths: dict[int, float] = {}
    entries = list(descendant.get("/W", []))
    for start, run in zip(entries[::2], entries[1::2], strict=True):
        for at, width in enumerate(run):
            widths[int(start) + at] = float(width)
    program = descendant.FontDescriptor.FontFile2.read_bytes()
    return Font(str(font.BaseFont)[1:], widths, to_unicode(font.ToUnicode.read_bytes()), program)


def fonts(pdf: bytes) -> dict[str, Font]:
    """Every font resource of every page, by its resource name."""
    with open_pdf(pdf) as file:
        return {
            name[1:]: read_font(font) for page in file.pages for name, font in dict(page.Resources.get("/Font", {})).items()
        }


def letters(pdf: bytes) -> list[Letter]:
    """Every glyph of every page in drawing order."""
    with open_pdf(pdf) as file:
        known: dict[str, Font] = {}
        out: list[Letter] = []
        for number, page in enumerate(file.pages, 1):
            out += [letter for letter, _ in _page_letters(page, number, known)]
        return out


def _page_letters(page: Any, number: int, known: dict[str, Font]) -> Iterator[tuple[Letter, str | None]]:
    """Yield letters with the ActualText that stands for them: only with the first letter, "" with the others."""
    state, saved, marks = _State(), [], _Marks()
    x = y = 0.0
    said = False
    resources = page.Resources.get("/Font", {})
    for operands, operator in operators(page):
        op = operator
        if op == "q":
            saved.append(replace(state))
        elif op == "Q":
            state = saved.pop()
        elif op == "cm":
            state.matrix = _times([float(v) for v in operands], state.matrix)
        elif op == "BT":
            x = y = 0.0
        elif op == "Td":
            x, y = x + float(operands[0]), y + float(operands[1])
        elif op == "Tf":
            name = str(operands[0])
            if name not in known:
                known[name] = read_font(resources[name])
            state.font, state.size = known[name], float(operands[1])
        elif op == "Tc":
            state.spacing = float(operands[0])
        elif op == "Ts":
            state.rise = float(operands[0])
        elif op in ("BDC", "BMC"):
            properties = operands[1] if len(operands) > 1 else {}
            actual = properties.get("/ActualText")
            marks.stack.append((int(properties.get("/MCID", -1)), None if actual is None else str(actual)))
            said = False
        elif op == "EMC":
            marks.stack.pop()
        elif op == "TJ":
            assert state.font is not None
            font = state.font
            for part in operands[0]:
                if not isinstance(part, pikepdf.String):
                    x -= float(part) / 1000 * state.size
                    continue
                codes = bytes(part)
                for at in range(0, len(codes), 2):
                    glyph = codes[at] << 8 | codes[at + 1]
                    wide = font.widths[glyph] / 1000 * state.size
                    left, low = _apply(state.matrix, x, y + state.rise)
                    right, _ = _apply(state.matrix, x + wide, y)
                    actual = marks.stack[-1][1] if marks.stack else None
                    if actual is not None:
                        actual, said = ("" if said else actual), True
                    meaning = font.meaning.get(glyph, "\ufffd")
                    yield (
                        Letter(number, left, low, right, state.size, font.name, glyph, meaning, marks.mark(), state.rise),
                        actual,
                    )
                    x += wide + state.spacing
        else:
            assert op not in ("Tj", "'", '"', "Tm", "TD", "T*", "Tw", "Tz", "TL"), f"{op} is not read by this probe"
    assert not marks.stack, "a mark stays open at the end of the page"
    assert not saved, "q without Q"


def _times(a: Sequence[float], b: Sequence[float]) -> tuple[float, ...]:
    return (
        a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4], a[4] * b[1] + a[5] * b[3] + b[5],
    )  # fmt: skip


def _apply(m: Sequence[float], x: float, y: float) -> tuple[float, float]:
    return x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5]


def find(pdf: bytes, words: str, nth: int = 0) -> list[Letter]:
    """The letters of the nth occurrence of words (white space does not count), in drawing order."""
    shown = [letter for letter in letters(pdf) if letter.words.strip()]
    wanted = "".join(words.split())
    text, owners = "", []
    for letter in shown:
        text += letter.words
        owners += [letter] * len(letter.words)
    at = -1
    for _ in range(nth + 1):
        at = text.find(wanted, at + 1)
        assert at >= 0, f"{words!r} is not on the page: {text[:500]!r}"
    return list(dict.fromkeys(owners[at : at + len(wanted)]))


def lines(pdf: bytes, tagged: bool = True) -> list[list[Letter]]:
    """The letters by page and baseline, from left to right within the order of drawing."""
    shown = [letter for letter in letters(pdf) if not tagged or letter.mark >= 0]
    return [list(group) for _, group in groupby(shown, lambda letter: (letter.page, round(letter.y - letter.rise, 1)))]


def text(found: Iterable[Letter]) -> str:
    return "".join(letter.words for letter in found)


# -- by structure --------------------------------------------------------------

Spoken = tuple[str, str, str]
"""Role, language, words."""


def spoken(pdf: bytes) -> list[Spoken]:
    """What a screen reader says: role, language and words by structure order; only ToUnicode, ActualText and Alt."""
    with open_pdf(pdf) as file:
        known: dict[str, Font] = {}
        marks: dict[tuple[Any, int], str] = {}
        for number, page in enumerate(file.pages, 1):
            for letter, actual in _page_letters(page, number, known):
                key = (page.obj.objgen, letter.mark)
                marks[key] = marks.get(key, "") + (letter.words if actual is None else actual)
        out: list[Spoken] = []
        _walk(file.Root.StructTreeRoot, str(file.Root.get("/Lang", "")), marks, out, None)
        return merge(out)


def _walk(element: Any, language: str, marks: dict[tuple[Any, int], str], out: list[Spoken], page: Any) -> None:
    language = str(element.get("/Lang", language))
    role = str(element.get("/S", "/"))[1:]
    page = element.get("/Pg", page)
    if "/Alt" in element:
        out.append((role, language, str(element.Alt)))
        return
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            out.append((role, language, marks[page.objgen, kid]))
        elif "/MCID" in kid:
            out.append((role, language, marks[kid.get("/Pg", page).objgen, int(kid.MCID)]))
        elif "/S" in kid and kid.get("/Type") != "/OBJR":
            _walk(kid, language, marks, out, page)
        out.append(("", "", ""))


def merge(parts: Iterable[Spoken]) -> list[Spoken]:
    """Fold white space away and join neighbours of one role and language (a paragraph on two pages is one)."""
    out: list[Spoken] = []
    for role, language, words in parts:
        shown = fold(words)
        if not shown:
            continue
        if out and out[-1][:2] == (role, language):
            out[-1] = (role, language, out[-1][2] + shown)
        else:
            out.append((role, language, shown))
    return out


def said(made: Sheet, filled: Sheet | None = None, theme: Theme | None = None) -> list[Spoken]:
    """The same list made from a sheet and its panel: what ``spoken`` must equal."""
    shelf = library()
    looks = (theme or shelf.theme("default")).looks
    tag = shelf.language(made.language).tag
    panels = {area.get("name"): area.children for area in filled.areas} if filled else {}
    flowing = {name for area in shelf.format("a4").areas.values() if area.flow for name in area.takes}
    out: list[Spoken] = []

    def runs(role: str, language: str, given: Sequence[Run]) -> None:
        out.extend(("Link" if run.link else role, language, run.words) for run in given)

    def element(one: Element) -> None:
        if one.tag == "p":
            language = shelf.language(one.get("lang")).tag if one.get("lang") else tag
            role = one.get("role") or "P"
            out.append((role, language, one.get("label")))
            runs(role, language, one.runs)
        elif one.tag == "list":
            shape = looks[one.get("look") or "list"].bullet
            for number, item in enumerate(one.children, int(one.get("start") or 1)):
                label = {"dot": "•", "ring": str(number), "disc": str(number)}.get(shape, "")
                out.append(("Lbl", tag, label))
                runs("LBody", tag, item.runs)
        elif one.tag == "tr":
            for cell in one.children:
                runs("TH" if "yes" in one.get("head") or cell.get("head") == "row" else "TD", tag, cell.runs)
        elif one.tag in ("image", "qr"):
            out.append(("Figure", tag, one.get("alt")))
        elif one.tag == "hold":
            for child in panels.get(one.get("name"), ()):
                element(child)
        for child in one.children if one.tag not in ("list", "tr") else ():
            element(child)

    for area in made.areas:
        if area.get("name") in flowing or any(child.tag == "hold" for child in area.walk()):
            for child in area.children:
                element(child)
    return merge(out)


# -- by readers ------------------------------------------------------------------


def fold(words: str) -> str:
    """NFKC without white space and invisible signs: how extracted words are compared."""
    plain = unicodedata.normalize("NFKC", words)
    return "".join(c for c in plain if not c.isspace() and c not in "\u00ad\u200b\u2060\ufeff")


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
