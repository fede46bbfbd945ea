"""Files for office printers: a leaflet → a PDF that prints both sides, unscaled and whole, or several pages on a sheet.

An office printer leaves an edge of about 4 mm white and cuts off what stands there. Words and pictures within 5 mm of
an edge are therefore refused; grounds that run to the edge end there. No marks, no bleed, no inks: red, green and blue
as on the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, Final

from msgspec import Struct

from generator.model.design import Format
from generator.model.edition import GRIDS, MM, MOST_COPIES, OFFICE_SHEETS, SHEETS
from generator.model.leaflet import Leaflet, Placed
from generator.model.problems import Problem, Unusable, not_installed
from generator.model.units import SAFE
from generator.press.impose import Page, Side, impose

LEAST_TEXT: Final = 9.0
"""Points: no words on a handout are smaller."""
FRAMES: Final = frozenset({"box", "row", "rule", "gap"})
"""Tags of what holds words but is none: grounds and frames may end at the white edge."""
SLACK: Final = 0.5
NEARLY: Final = 0.998
"""Pages that fit but for this part are not reduced: paper sizes are rounded to millimetres."""


class Printed(Struct, frozen=True):
    """A file for an office printer: its bytes, its sides, the sheets of paper that one copy takes.

    ``booklet`` says that the sheets are laid into one another, folded and stapled.
    """

    pdf: bytes
    sides: int
    sheets: int
    booklet: bool = False


def print_ready(leaflet: Leaflet, paper: Format, copies: int = 1) -> Printed:
    """Return a leaflet as a file that prints on its own paper, both sides, at its full size. It keeps its tags.

    Raises:
        Missing: when pikepdf is not installed.
        Unusable: when words or pictures stand where printers do not print.
    """
    pikepdf = _pikepdf()
    size = (paper.width, paper.height)
    _refuse_edges(leaflet.placed, size)
    with pikepdf.open(BytesIO(leaflet.pdf)) as document:
        for page in document.pages:
            x0, y0, x1, y1 = (float(value) for value in page.mediabox)
            inside = f"q {x0 + SAFE:.3f} {y0 + SAFE:.3f} {x1 - x0 - 2 * SAFE:.3f} {y1 - y0 - 2 * SAFE:.3f} re W n\n"
            page.contents_add(document.make_stream(inside.encode("ascii")), prepend=True)
            page.contents_add(document.make_stream(b"Q"))
        sides = len(document.pages)
        _hint(document, sides, size, copies)
        return Printed(_save(document), sides, -(-sides // 2))


def handout(
    leaflet: Leaflet, paper: Format, places: int, sheet: str = "", copies: int = 1, leftward: bool = False
) -> Printed:
    """Return a leaflet with two or four pages on each side of a sheet.

    Booklets (pages in multiples of four) lie in the order in which they are folded, two on a side; all others in
    reading order. A leaflet of fewer pages than places stands there as often as there is room.

    Args:
        leaflet: the leaflet as made for a screen.
        paper: its format.
        places: 2 or 4.
        sheet: one of ``OFFICE_SHEETS``; without one A4, or Letter where the pages are in inches.
        copies: 2 to 5 are asked of the printer.
        leftward: whether pages follow one another from right to left.

    Raises:
        Missing: when pikepdf is not installed.
        Unusable: when the words would become smaller than 9 points.
    """
    pikepdf = _pikepdf()
    page = (paper.width, paper.height)
    if page[0] > page[1]:
        hint = "print it whole: --print-ready"
        raise Unusable(Problem(paper.origin, f"the format '{paper.name}' is wider than high: no handout of it", hint))
    booklet = places == 2 and paper.multiple % 4 == 0
    grid = GRIDS["2up" if places == 2 else "4up"]
    scale, size = _fitted(paper, grid, sheet or _usual(paper), _margins(leaflet, page))
    wide, high = page[0] * scale, page[1] * scale
    left, low = (size[0] - grid[0] * wide) / 2, (size[1] - grid[1] * high) / 2
    corners = [
        (left + (place % grid[0]) * wide, low + (grid[1] - 1 - place // grid[0]) * high) for place in range(places)
    ]
    sides = impose(leaflet.pages, "booklet", leftward=leftward) if booklet else _in_order(leaflet.pages, grid, leftward)
    with pikepdf.open(BytesIO(leaflet.pdf)) as source, pikepdf.new() as target:
        forms = list(_forms(pikepdf, source, target, page))
        for side in sides:
            _add_side(pikepdf, target, side, forms, corners, scale, size)
        target.Root.Lang = source.Root.get("/Lang", "en")
        target.trailer.Info = target.copy_foreign(source.trailer.Info)
        _hint(target, len(sides), size, copies)
        return Printed(_save(target), len(sides), len({side.sheet for side in sides}), booklet)


def _pikepdf() -> Any:
    try:
        import pikepdf
    except ImportError:
        raise not_installed("files for office printers need the package 'pikepdf'", "press") from None
    return pikepdf


def _usual(paper: Format) -> str:
    """Return the sheet that lies in the tray where a format is used: pages measured in inches go with Letter."""
    return "letter" if abs(paper.width - SHEETS["letter"][0]) < 1 else "a4"


def _margins(leaflet: Leaflet, page: tuple[float, float]) -> tuple[float, float]:
    """Return how far words and pictures stay from the nearer side, and from the nearer of head and foot."""
    boxes = [one.box for one in leaflet.placed if one.tag not in FRAMES]
    return (
        min((min(x0, page[0] - x1) for x0, _, x1, _ in boxes), default=0.0),
        min((min(y0, page[1] - y1) for _, y0, _, y1 in boxes), default=0.0),
    )


def _fitted(
    paper: Format, grid: tuple[int, int], sheet: str, margins: tuple[float, float]
) -> tuple[float, tuple[float, float]]:
    """Return the scale of the pages, at most 1, and the sheet as it lies. Refuse words that would be too small."""

    def least(name: str, grid: tuple[int, int] = grid) -> float:
        return paper.minimum * _scale(paper, grid, SHEETS[name], margins)[0] + 0.01

    scale, size = _scale(paper, grid, SHEETS[sheet], margins)
    if scale < 1 and least(sheet) < LEAST_TEXT:
        message = (
            f"the smallest words of the format '{paper.name}' would be {paper.minimum * scale:.1f} pt"
            f" with {grid[0] * grid[1]} pages on {sheet.capitalize()}; {LEAST_TEXT:g} pt is the least"
        )
        larger = [name for name in OFFICE_SHEETS if least(name) >= LEAST_TEXT]
        hints = [f"--sheet {' or '.join(larger)}"] if larger else []
        if grid == GRIDS["4up"]:
            two = [name for name in OFFICE_SHEETS if least(name, GRIDS["2up"]) >= LEAST_TEXT]
            if sheet in two:
                hints.append("--handout 2")
            elif two:
                hints.append(f"--handout 2 --sheet {' or '.join(two)}")
        if paper.name != "a5":
            hints.append("--format a5 --handout 2")
        hints.append("--print-ready")
        raise Unusable(Problem(paper.origin, message, f"take {', or '.join(hints)}"))
    return scale, size


def _scale(
    paper: Format, grid: tuple[int, int], sheet: tuple[float, float], margins: tuple[float, float]
) -> tuple[float, tuple[float, float]]:
    """Return how large the pages are on a sheet that lies or stands, whichever is larger; words stay off its edge."""
    block = (grid[0] * paper.width, grid[1] * paper.height)

    def fit(size: tuple[float, float]) -> float:
        whole = min(given / need for given, need in zip(size, block, strict=True))
        words = min(
            (given - 2 * SAFE) / (need - 2 * margin) for given, need, margin in zip(size, block, margins, strict=True)
        )
        return min(1.0, whole if whole < NEARLY else 1.0, words)

    size = max((sheet, sheet[::-1]), key=fit)
    return fit(size), size


def _in_order(pages: int, grid: tuple[int, int], leftward: bool) -> tuple[Side, ...]:
    """Lay pages in reading order, row by row; a short leaflet as often as it finds room."""
    columns, rows = grid
    places = columns * rows
    order: list[Page] = [*range(pages)] * max(1, places // pages)
    order += [None] * (-len(order) % places)
    sides = []
    for at in range(0, len(order), places):
        lines = [order[at + row * columns : at + (row + 1) * columns] for row in range(rows)]
        shown = tuple(page for line in lines for page in (line[::-1] if leftward else line))
        number = at // places
        sides.append(Side(number // 2, bool(number % 2), shown))
    return tuple(sides)


def _forms(pikepdf: Any, source: Any, target: Any, size: tuple[float, float]) -> Iterator[Any]:
    """Yield each page as a form of the target, without its tags, cut at the page's edge."""
    from generator.press.bleed import ready

    for page in source.pages:
        if not page.Resources.is_indirect:
            page.Resources = source.make_indirect(page.Resources)
        form = target.make_stream(ready(page, *size, 0.0))
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        form.BBox = [0, 0, *size]
        form.Resources = target.copy_foreign(page.Resources)
        yield form


def _add_side(
    pikepdf: Any,
    target: Any,
    side: Side,
    forms: list[Any],
    corners: list[tuple[float, float]],
    scale: float,
    size: tuple[float, float],
) -> None:
    """Add one side of a sheet with its pages, cut where the printer ends."""
    code = [f"q {SAFE:.3f} {SAFE:.3f} {size[0] - 2 * SAFE:.3f} {size[1] - 2 * SAFE:.3f} re W n"]
    used: dict[str, Any] = {}
    for (x, y), number in zip(corners, side.pages, strict=True):
        if number is not None:
            used[f"/P{number + 1}"] = forms[number]
            code.append(f"q {scale:.5f} 0 0 {scale:.5f} {x:.3f} {y:.3f} cm /P{number + 1} Do Q")
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[0, 0, *(round(side, 3) for side in size)],
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(used)),
        Contents=target.make_stream("\n".join([*code, "Q"]).encode("ascii")),
    )
    target.pages.append(pikepdf.Page(target.make_indirect(page)))


def _hint(document: Any, sides: int, size: tuple[float, float], copies: int) -> None:
    """Tell the print dialogue: both sides, how to turn, no scaling, the tray by the page's size (ISO 32000-1, 12.2)."""
    pikepdf = _pikepdf()
    wanted = pikepdf.Dictionary(
        DisplayDocTitle=True,
        PrintScaling=pikepdf.Name("/None"),
        Duplex=pikepdf.Name(f"/{duplex(sides, size)}"),
        PickTrayByPDFSize=True,
    )
    if 2 <= copies <= MOST_COPIES:
        wanted.NumCopies = copies
    document.Root.ViewerPreferences = wanted


def duplex(sides: int, size: tuple[float, float]) -> str:
    """Return how a printer turns the paper: not at all, at the long edge like a book, at the short edge if it lies."""
    if sides < 2:
        return "Simplex"
    return "DuplexFlipShortEdge" if size[0] > size[1] else "DuplexFlipLongEdge"


def _save(document: Any) -> bytes:
    pikepdf = _pikepdf()
    out = BytesIO()
    for item in document.objects:
        # the writer ends a stream with a line feed, which strict readers join with a carriage return (pdf/streams.py)
        if isinstance(item, pikepdf.Stream) and (data := item.read_raw_bytes()).endswith(b"\r"):
            item.write(data + b"\n", filter=item.get("/Filter"), decode_parms=item.get("/DecodeParms"))
    mode = pikepdf.ObjectStreamMode.preserve
    document.save(out, deterministic_id=True, object_stream_mode=mode, compress_streams=True)
    return out.getvalue()


def _refuse_edges(placed: Iterable[Placed], page: tuple[float, float]) -> None:
    """Refuse words and pictures that stand where printers do not print: the nearest of each page."""
    nearest: dict[int, tuple[float, Placed]] = {}
    for one in placed:
        x0, y0, x1, y1 = one.box
        edge = min(x0, y0, page[0] - x1, page[1] - y1)
        if one.tag not in FRAMES and edge < nearest.get(one.page, (SAFE - SLACK, one))[0]:
            nearest[one.page] = (edge, one)
    hint = f"printers need {SAFE / MM:.0f} mm: give the format wider margins, or have it printed: leaflets press"
    problems = [
        Problem(one.origin, f"on page {number} this stands {edge / MM:.1f} mm from the edge of the paper", hint)
        for number, (edge, one) in sorted(nearest.items())
    ]
    if problems:
        raise Unusable(*problems)
