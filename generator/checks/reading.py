"""A finished PDF read back: letters with place, size and font; pictures; the structure tree; what the file says.

Independent of the typesetter: only pikepdf opens the file, and words come through the fonts' ToUnicode maps alone.
Coordinates are points from the bottom left. What this reader does not know it refuses (``Unreadable``): a check that
guesses proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from struct import unpack
from typing import Any, Final

from msgspec import Struct, field

from generator.checks.glyphs import Bitmap, Font, Glyph, around, read_font
from generator.model.units import Box

__all__ = ["Bitmap", "Font", "Glyph", "Leaf", "Reading", "Unreadable", "around", "open_pdf", "read_font", "read_pdf"]
DEEPEST: Final = 60
"""Levels of a structure tree that are followed; ours has fewer than ten."""
MOST_LETTERS: Final = 2_000_000
"""Letters of one file that are read; a form may be drawn a thousand times."""
_INLINE: Final = frozenset(("Link", "Span"))
"""Elements inside a line: their words belong to the paragraph around them."""
_UNREAD: Final = frozenset(("Tj", "'", '"', "Tm", "TD", "T*", "Tw", "Tz", "TL"))
"""Text operators that the typesetter never writes."""
_FILLED_WITH: Final = {"rg": 1.0, "g": 1.0, "k": 0.0}
"""Operators that choose what is filled, and the operand that makes it white."""


Shape = tuple[int, Box]
"""The page of what is filled or stroked, and the box around it; what is filled in white is no ink."""
Shown = tuple[Glyph, str | None]
"""A glyph with the ActualText that stands for it; "" with all but the first of its mark."""


class Unreadable(ValueError):  # noqa: N818 - reads as what it says
    """A file that this reader does not understand, with the reason in plain words."""


class Leaf(Struct, frozen=True):
    """The words of one mark (or of one alternative) in structure order.

    ``element`` is the number of its paragraph in that order; a link has that of the paragraph around it.
    """

    element: int
    role: str
    language: str
    words: str
    page: int = 0
    mark: int = -1
    alternative: bool = False
    box: Box | None = None
    """Where a figure says that it stands; other leaves are where their letters are."""


class Reading(Struct, frozen=True):
    """All that the checks want to know of a file."""

    pages: tuple[tuple[float, float], ...]
    """Width and height of each page."""
    trims: tuple[Box, ...]
    """What is left of each page when it is cut (TrimBox; the whole page where there is none)."""
    letters: tuple[Shown, ...]
    """Every glyph in drawing order."""
    leaves: tuple[Leaf, ...]
    fonts: tuple[Font, ...]
    rasters: tuple[Bitmap, ...]
    figures: tuple[str, ...]
    """The alternatives of all figures; empty where there is none."""
    shapes: tuple[Shape, ...]
    """Grounds, frames, rules and the lines of drawings, in drawing order."""
    title: str
    xmp_title: str
    shows_title: bool
    language: str
    subject: str

    def box(self, leaf: Leaf) -> Box | None:
        """Return the box of a leaf: its letters', or what a figure says."""
        page, mark = leaf.page, leaf.mark
        return leaf.box or around(letter for letter, _ in self.letters if (letter.page, letter.mark) == (page, mark))

    def words(self, page: int, artifacts: bool) -> str:
        """Return the words of a page in drawing order: the tagged ones or the artifacts."""
        return "".join(
            letter.words if actual is None else actual
            for letter, actual in self.letters
            if letter.page == page and (letter.mark < 0) == artifacts
        )


def open_pdf(pdf: bytes) -> Any:
    """Open a file with pikepdf. Raises ImportError without pikepdf, Unreadable for a broken file."""
    import pikepdf

    try:
        return pikepdf.open(BytesIO(pdf))
    except (pikepdf.PdfError, ValueError) as error:
        raise Unreadable(f"it is no PDF that can be opened ({_plain(error)})") from error


def _plain(error: Exception) -> str:
    """Return what a library says is wrong, without the address of its own stream."""
    return re.sub(r"^stream <[^>]*>: ", "", str(error))


def read_pdf(pdf: bytes) -> Reading:
    """Read a file. Raises ImportError without pikepdf, Unreadable for a file that is not one of ours."""
    with open_pdf(pdf) as file:
        try:
            return _read(file)
        except Unreadable:
            raise
        except _not_ours() as error:
            raise Unreadable(f"it is not built as this program builds a leaflet ({error})") from error


def _not_ours() -> tuple[type[Exception], ...]:
    """Return what is raised where a file has not what it must have, or has it packed in a strange way."""
    import pikepdf

    return (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError, pikepdf.PdfError)


def _read(file: Any) -> Reading:
    from generator.press.walk import rectangle  # late: it needs pikepdf

    known: dict[str, Font] = {}
    letters: list[Shown] = []
    rasters: list[Bitmap] = []
    shapes: list[Shape] = []
    marks: dict[tuple[Any, int], str] = {}
    numbers: dict[Any, int] = {}
    sizes: list[tuple[float, float]] = []
    trims: list[Box] = []
    for number, page in enumerate(file.pages, 1):
        left, low, right, high = (float(side) for side in page.mediabox)
        sizes.append((right - left, high - low))
        trims.append(rectangle(page.obj.get("/TrimBox")) or (left, low, right, high))
        numbers[page.obj.objgen] = number
        for letter, actual in _letters(page, number, known, rasters, shapes):
            letters.append((letter, actual))
            if len(letters) > MOST_LETTERS:
                raise Unreadable("it has too many letters")
            key = (page.obj.objgen, letter.mark)
            marks[key] = marks.get(key, "") + (letter.words if actual is None else actual)
        for name, font in dict(page.Resources.get("/Font", {})).items():
            _font(name, font, known)  # declared, though nothing may be set in it
    tree = _Tree(marks, numbers)
    root = file.Root
    if "/StructTreeRoot" in root:
        tree.walk(root.StructTreeRoot, str(root.get("/Lang", "")), None, 0)
    with file.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as data:
        xmp_title = str(data.get("dc:title", ""))
    return Reading(
        pages=tuple(sizes),
        trims=tuple(trims),
        letters=tuple(letters),
        leaves=tuple(tree.leaves),
        fonts=tuple(known.values()),
        rasters=tuple(rasters),
        figures=tuple(tree.figures),
        shapes=tuple(shapes),
        title=str(file.docinfo.get("/Title", "")),
        xmp_title=xmp_title,
        shows_title=bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)),
        language=str(root.get("/Lang", "")),
        subject=str(file.docinfo.get("/Subject", "")),
    )


# -- letters -------------------------------------------------------------------


def _letters(
    page: Any, number: int, known: dict[str, Font], rasters: list[Bitmap], shapes: list[Shape]
) -> Iterator[Shown]:
    """Yield the letters of a page. ``known`` collects the fonts, ``rasters`` the bitmaps, ``shapes`` what is painted.

    Forms are followed: a press file's pages are forms on its sides.
    """
    from generator.press.walk import FILLS, STROKES, Fault, Walker, bounds, corners, moved

    x = y = 0.0
    said = white = False
    for step in Walker().follow(page, page.Resources):
        if isinstance(step, Fault):
            raise Unreadable(step.message)
        name, state = step.name, step.state
        if name in ("BT", "Td"):
            x, y = step.line
        elif name in ("BDC", "BMC"):
            said = False
        elif name in _FILLED_WITH:
            white = all(abs(float(part) - _FILLED_WITH[name]) < 0.005 for part in step.operands)
        elif name == "Q":
            white = False  # what holds again is not known: rather ink than none
        elif name in FILLS | STROKES and step.path and (name in STROKES or not white):
            shapes.append((number, bounds([point for part in step.path for point in part])))
        elif name == "Do" and step.target is not None and str(step.target.get("/Subtype", "")) == "/Image":
            box = bounds(moved(corners(0, 0, 1, 1), state.matrix))
            rasters.append(Bitmap(number, box, int(step.target.Width), int(step.target.Height)))
        elif name == "TJ":
            font = _font(*state.font, known)
            mark = next((mark.number for mark in reversed(step.marks) if mark.actual is None), -1)
            for part in step.operands[0]:
                if not hasattr(part, "__bytes__"):
                    x -= float(part) / 1000 * state.size
                    continue
                pairs = len(bytes(part)) // 2
                for glyph in unpack(f">{pairs}H", bytes(part)[: 2 * pairs]):
                    wide = font.widths.get(glyph, 1000.0) / 1000 * state.size
                    (left, low), (right, _) = moved((x, y + state.rise, x + wide, y), state.matrix)
                    actual = step.marks[-1].actual if step.marks else None
                    if actual is not None:
                        actual, said = ("" if said else actual), True
                    meaning = font.meaning.get(glyph, "\ufffd")
                    yield (
                        Glyph(number, left, low, right, state.size, font.name, glyph, meaning, mark, state.rise),
                        actual,
                    )
                    x += wide + state.spacing
        elif name in _UNREAD:
            raise Unreadable(f"a page uses the operator {name}, which this program never writes")


def _font(name: str, font: Any, known: dict[str, Font]) -> Font:
    """Return a font of a page or form; names are its own, so the object counts too."""
    if font is None:
        raise Unreadable("a page shows text without a font")
    key = f"{name} {font.objgen}"
    if key not in known:
        known[key] = read_font(font)
    return known[key]


# -- structure -----------------------------------------------------------------


class _Tree(Struct):
    """Collects leaves in structure order. An element is walked once: a file may be made to go round in circles."""

    marks: dict[tuple[Any, int], str]
    numbers: dict[Any, int]
    leaves: list[Leaf] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    count: int = 0

    def walk(self, element: Any, language: str, page: Any, depth: int, parent: int = 0) -> None:
        import pikepdf

        from generator.press.walk import rectangle

        if depth > DEEPEST:
            raise Unreadable("the structure tree is too deep")
        language = str(element.get("/Lang", language))
        role = str(element.get("/S", "/"))[1:]
        page = element.get("/Pg", page)
        self.count += 1
        number = parent if role in _INLINE else self.count
        if role == "Figure":
            self.figures.append(str(element.get("/Alt", "")))
        if "/Alt" in element:
            kids = element.get("/K", [])
            first = kids[0] if isinstance(kids, pikepdf.Array) and len(kids) else kids
            mark = first if isinstance(first, int) else -1
            at = self.numbers.get(page.objgen, 0) if page is not None else 0
            attributes = element.get("/A")  # its bounding box is among them (ISO 32000-1, 14.8.5.4)
            box = rectangle(attributes.get("/BBox")) if isinstance(attributes, pikepdf.Dictionary) else None
            self.leaves.append(Leaf(number, role, language, str(element.Alt), at, mark, alternative=True, box=box))
            return
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                self._leaf(number, role, language, page, kid)
            elif "/MCID" in kid:
                self._leaf(number, role, language, kid.get("/Pg", page), int(kid.MCID))
            elif "/S" in kid and kid.get("/Type") != "/OBJR":
                self.walk(kid, language, page, depth + 1, number)

    def _leaf(self, element: int, role: str, language: str, page: Any, mark: int) -> None:
        words = self.marks.get((page.objgen, mark), "")
        self.leaves.append(Leaf(element, role, language, words, self.numbers.get(page.objgen, 0), mark))
