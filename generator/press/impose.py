"""Which page stands where on which side of which sheet. Pages count from 0; places go by rows from the top left.

A back is seen as it is printed: the sheet is turned over like a page of a book, left to right, so its columns are
mirrored against the front's.
"""

from __future__ import annotations

from msgspec import Struct

from generator.model.edition import GRIDS

Page = int | None


class Side(Struct, frozen=True):
    """One side of a sheet: its pages by place (None: empty), the sheet's number from 0, how deep it lies in a fold."""

    sheet: int
    back: bool
    pages: tuple[Page, ...]
    depth: int = 0


def impose(pages: int, imposition: str, quantity: int = 0, leftward: bool = False) -> tuple[Side, ...]:
    """Return the sides to print, in order.

    Args:
        pages: how many pages the leaflet has.
        imposition: ``none``, ``trifold`` (both one page a side), ``2up``, ``4up`` or ``booklet``.
        quantity: copies wanted; fewer than places on a sheet share the places, more give each place a whole copy.
        leftward: whether the booklet opens from the left (right-to-left scripts).
    """
    if imposition in ("none", "trifold"):
        return tuple(Side(page // 2, bool(page % 2), (page,)) for page in range(pages))
    if imposition == "booklet":
        return _booklet(pages, leftward)
    return _cut_and_stack(pages, GRIDS[imposition], quantity)


def sheets_for(pages: int, imposition: str, quantity: int) -> int:
    """Return how often the whole file is printed to give a quantity."""
    columns, rows = (1, 1) if imposition == "booklet" else GRIDS[imposition]
    copies = min(quantity, columns * rows) or 1
    return -(-quantity // copies)


def _booklet(pages: int, leftward: bool) -> tuple[Side, ...]:
    """Nest sheets of four pages: the first outermost. Missing pages are empty ones at the end."""
    count = -(-pages // 4) * 4

    def page(number: int) -> Page:
        return number if number < pages else None

    sides = []
    for sheet in range(count // 4):
        front = (page(count - 1 - 2 * sheet), page(2 * sheet))
        back = (page(2 * sheet + 1), page(count - 2 - 2 * sheet))
        for is_back, pair in ((False, front), (True, back)):
            sides.append(Side(sheet, is_back, pair[::-1] if leftward else pair, sheet))
    return tuple(sides)


def _cut_and_stack(pages: int, grid: tuple[int, int], quantity: int) -> tuple[Side, ...]:
    """Lay leaves so that the piles cut from a stack of sheets, put on one another, are in order.

    Place p of sheet s holds leaf p x sheets + s. With as many copies as places, each pile is whole copies, however
    often the file is printed.
    """
    columns, rows = grid
    places = columns * rows
    leaves = -(-pages // 2)
    copies = min(quantity, places) or places
    run = copies * leaves
    sheets = -(-run // places)
    sides = []
    for sheet in range(sheets):
        found = [place * sheets + sheet for place in range(places)]
        front = tuple(2 * (leaf % leaves) if leaf < run else None for leaf in found)
        behind = tuple(None if page is None or page + 1 >= pages else page + 1 for page in front)
        back = tuple(behind[row * columns + columns - 1 - at] for row in range(rows) for at in range(columns))
        sides.append(Side(sheet, False, front))
        if any(page is not None for page in back) or pages > 1:
            sides.append(Side(sheet, True, back))
    return tuple(sides)
