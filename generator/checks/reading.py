"""A finished PDF read back: letters with place, size and font; pictures; the structure tree; what the file says.

Independent of the typesetter: only pikepdf opens the file, and words come through the fonts' ToUnicode maps alone.
Coordinates are points from the bottom left. What this reader does not know it refuses (``Unreadable``): a check that
guesses proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from generator.checks.glyphs import Box, Font, Letter, Raster, around, read_font

__all__ = [
    "Box", "Font", "Leaf", "Letter", "Raster", "Reading", "Unreadable", "around", "open_pdf", "operators", "read_font",
    "read_pdf",
]  # fmt: skip
DEEPEST: Final = 60
"""Levels of a structure tree that are followed; ours has fewer than ten."""
DEEPEST_FORM: Final = 8
"""Forms inside forms that are followed; a press file of ours has one level."""
MOST_LETTERS: Final = 2_000_000
"""Letters of one file that are read; a form may be drawn a thousand times."""
_INLINE: Final = frozenset(("Link", "Span"))
"""Elements inside a line: their words belong to the paragraph around them."""
_PLAIN: Final = (1, 0, 0, 1, 0, 0)
_UNREAD: Final = frozenset(("Tj", "'", '"', "Tm", "TD", "T*", "Tw", "Tz", "TL"))
"""Text operators that the typesetter never writes."""


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
    letters: tuple[tuple[Letter, str | None], ...]
    """Every glyph in drawing order, with the ActualText that stands for it (the others of its mark: "")."""
    leaves: tuple[Leaf, ...]
    fonts: tuple[Font, ...]
    rasters: tuple[Raster, ...]
    figures: tuple[str, ...]
    """The alternatives of all figures; empty where there is none."""
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

    plain = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError)
    return (*plain, pikepdf.PdfError, pikepdf.DataDecodingError)


def _read(file: Any) -> Reading:
    known: dict[str, Font] = {}
    letters: list[tuple[Letter, str | None]] = []
    rasters: list[Raster] = []
    marks: dict[tuple[Any, int], str] = {}
    numbers: dict[Any, int] = {}
    sizes: list[tuple[float, float]] = []
    trims: list[Box] = []
    for number, page in enumerate(file.pages, 1):
        left, low, right, high = (float(side) for side in page.mediabox)
        sizes.append((right - left, high - low))
        trims.append(_sides(page.obj.get("/TrimBox")) or (left, low, right, high))
        numbers[page.obj.objgen] = number
        for letter, actual in page_letters(page, number, known, rasters):
            letters.append((letter, actual))
            if len(letters) > MOST_LETTERS:
                raise Unreadable("it has too many letters")
            key = (page.obj.objgen, letter.mark)
            marks[key] = marks.get(key, "") + (letter.words if actual is None else actual)
        for name, font in dict(page.Resources.get("/Font", {})).items():
            known.setdefault(name, read_font(font))  # declared, though nothing is set in it
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
        title=str(file.docinfo.get("/Title", "")),
        xmp_title=xmp_title,
        shows_title=bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)),
        language=str(root.get("/Lang", "")),
        subject=str(file.docinfo.get("/Subject", "")),
    )


# -- letters -------------------------------------------------------------------


class _State(Struct):
    matrix: tuple[float, ...] = (1, 0, 0, 1, 0, 0)
    font: Font | None = None
    size: float = 0.0
    spacing: float = 0.0
    rise: float = 0.0


class _Marks(Struct):
    """Open marked content: (mark number or -1, ActualText or None)."""

    stack: list[tuple[int, str | None]] = field(default_factory=list)

    def mark(self) -> int:
        return next((mark for mark, actual in reversed(self.stack) if actual is None), -1)


def operators(page: Any) -> Iterator[tuple[Any, str]]:
    """Yield operands and name of every operator of a page."""
    import pikepdf

    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction  # type: ignore[misc]
        yield operands, str(operator)


def page_letters(
    page: Any, number: int, known: dict[str, Font], rasters: list[Raster] | None = None
) -> Iterator[tuple[Letter, str | None]]:
    """Yield letters with the ActualText that stands for them: only with the first letter, "" with the others.

    ``known`` collects the fonts by resource name, ``rasters`` the bitmaps. Forms are followed: a press file's pages are
    forms on its sides.
    """
    yield from _letters(page, page.Resources, _State(), number, known, rasters, 0)


def _letters(
    page: Any,
    inside: Any,
    state: _State,
    number: int,
    known: dict[str, Font],
    rasters: list[Raster] | None,
    depth: int,
) -> Iterator[tuple[Letter, str | None]]:
    """Yield the letters of a page or form; ``inside`` are its resources."""
    if depth > DEEPEST_FORM:
        raise Unreadable("forms lie too deep in one another")
    saved, marks = list[_State](), _Marks()
    x = y = 0.0
    said = False
    resources = inside.get("/Font", {})
    for operands, op in operators(page):
        if op == "q":
            saved.append(replace(state))
        elif op == "Q":
            if not saved:
                raise Unreadable("a page has Q without q")
            state = saved.pop()
        elif op == "cm":
            state.matrix = _times([float(v) for v in operands], state.matrix)
        elif op == "BT":
            x = y = 0.0
        elif op == "Td":
            x, y = x + float(operands[0]), y + float(operands[1])
        elif op == "Tf":
            name = str(operands[0])
            key = f"{name} {resources[name].objgen}" if depth else name  # each form has names of its own
            if key not in known:
                known[key] = read_font(resources[name])
            state.font, state.size = known[key], float(operands[1])
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
            if not marks.stack:
                raise Unreadable("a page closes a mark that is not open")
            marks.stack.pop()
        elif op == "Do":
            found = inside.get("/XObject", {}).get(str(operands[0]), {})
            if str(found.get("/Subtype", "")) == "/Form":
                inner = replace(state, matrix=_times([float(v) for v in found.get("/Matrix", _PLAIN)], state.matrix))
                own = found.get("/Resources", inside)
                yield from _letters(found, own, inner, number, known, rasters, depth + 1)
            elif rasters is not None:
                rasters += _raster(found, number, state.matrix)
        elif op == "TJ":
            font = state.font
            if font is None:
                raise Unreadable("a page shows text without a font")
            for part in operands[0]:
                if isinstance(part, (int, float)) or not hasattr(part, "__bytes__"):
                    x -= float(part) / 1000 * state.size
                    continue
                codes = bytes(part)
                for at in range(0, len(codes) - 1, 2):
                    glyph = codes[at] << 8 | codes[at + 1]
                    wide = font.widths.get(glyph, 1000.0) / 1000 * state.size
                    left, low = _apply(state.matrix, x, y + state.rise)
                    right, _ = _apply(state.matrix, x + wide, y)
                    actual = marks.stack[-1][1] if marks.stack else None
                    if actual is not None:
                        actual, said = ("" if said else actual), True
                    meaning = font.meaning.get(glyph, "\ufffd")
                    yield (
                        Letter(
                            number, left, low, right, state.size, font.name, glyph, meaning, marks.mark(), state.rise
                        ),
                        actual,
                    )
                    x += wide + state.spacing
        elif op in _UNREAD:
            raise Unreadable(f"a page uses the operator {op}, which this program never writes")
    if marks.stack:
        raise Unreadable("a mark stays open at the end of a page")
    if saved:
        raise Unreadable("a page has q without Q")


def _raster(found: Any, number: int, matrix: Sequence[float]) -> Iterator[Raster]:
    if str(found.get("/Subtype", "")) == "/Image":
        corners = [_apply(matrix, *corner) for corner in ((0, 0), (1, 0), (0, 1), (1, 1))]
        across, up = [x for x, _ in corners], [y for _, y in corners]
        yield Raster(number, (min(across), min(up), max(across), max(up)), int(found.Width), int(found.Height))


def _times(a: Sequence[float], b: Sequence[float]) -> tuple[float, ...]:
    return (
        a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4], a[4] * b[1] + a[5] * b[3] + b[5],
    )  # fmt: skip


def _apply(m: Sequence[float], x: float, y: float) -> tuple[float, float]:
    return x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5]


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
            box = _box(element.get("/A"))
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


def _box(attributes: Any) -> Box | None:
    """Return the bounding box of layout attributes (ISO 32000-1, 14.8.5.4), if they have one."""
    return _sides(attributes.get("/BBox") if attributes is not None and hasattr(attributes, "get") else None)


def _sides(found: Any) -> Box | None:
    """Return a rectangle of the file, if it is one."""
    if found is None or len(found) != 4:
        return None
    left, low, right, high = (float(side) for side in found)
    return left, low, right, high
