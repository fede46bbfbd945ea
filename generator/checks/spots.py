"""From a file's line to the place on a page and back: what turns a finding into something one can go to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.library.folders import read_text
from generator.library.nodes import read_yaml
from generator.model.findings import Spot
from generator.model.leaflet import Placed
from generator.model.problems import NOWHERE, Origin
from generator.model.units import Box

if TYPE_CHECKING:
    from generator.library.library import Library


class Spots(Struct, frozen=True):
    """The record of where things fell, and the library's files. Both may be empty: places are then simply unknown."""

    placed: tuple[Placed, ...] = ()
    library: Library | None = None

    def of(self, origin: Origin) -> Spot:
        """Return the place of a block, or of a line inside one: the box around it on the first page it stands on."""
        lines = {one.origin.line for one in self.placed if origin.file and one.origin.file == origin.file}
        line = max((line for line in lines if line <= origin.line), default=0)
        if not line:
            return Spot(origin)
        here = [one for one in self.placed if (one.origin.file, one.origin.line) == (origin.file, line)]
        page = min(one.page for one in here)
        return Spot(origin, page, union(one.box for one in here if one.page == page))

    def first_of(self, origins: Iterable[Origin], origin: Origin) -> Spot:
        """Return where the first of some blocks that is on a page stands, with the place of the file to mend."""
        for one in origins:
            spot = self.of(one)
            if spot.page:
                return Spot(origin, spot.page, spot.box)
        return Spot(origin)

    def at(self, page: int, box: Box | None) -> Spot:
        """Return what the smallest block around the middle of a box was written as."""
        found = self._around(page, box, named=True)
        return Spot(found.origin if found else NOWHERE, page, box)

    def area(self, page: int, box: Box | None) -> str:
        """Return the name of the area that the middle of a box is in; empty where nothing is known."""
        found = self._around(page, box, named=False)
        return found.area if found else ""

    def line(self, relative: str, pattern: str) -> Origin:
        """Return the first line of a library file that a pattern matches; the file alone when none does."""
        found = self.library.folders.find(relative) if self.library else None
        if found is None:
            return Origin(relative)
        lines = read_text(found).splitlines()
        number = next((number for number, line in enumerate(lines, 1) if re.search(pattern, line)), 0)
        return Origin(found.shown, number)

    def look(self, theme: str, look: str) -> Origin:
        """Return the line of a look in a theme or in what it extends."""
        seen: set[str] = set()
        name = theme
        while name and name not in seen:
            seen.add(name)
            relative = f"templates/themes/{name}.yaml"
            found = self.library.folders.find(relative) if self.library else None
            if found is None:
                break
            root = read_yaml(found.path, found.shown, [])
            looks, parent = (root.get("looks"), root.get("extends")) if root else (None, None)
            for key, _ in looks.entries if looks else ():
                if key.words == look:
                    return key.origin
            name = parent.words if parent else ""
        return Origin(f"templates/themes/{theme}.yaml")

    def _around(self, page: int, box: Box | None, named: bool) -> Placed | None:
        if box is None:
            return None
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        here = [
            one
            for one in self.placed
            if one.page == page
            and one.box[0] - 1 <= x <= one.box[2] + 1
            and one.box[1] - 1 <= y <= one.box[3] + 1
            and (one.origin.file or not named)
        ]
        return min(here, key=lambda one: (one.box[2] - one.box[0]) * (one.box[3] - one.box[1]), default=None)


def union(boxes: Iterable[Box]) -> Box | None:
    """Return the box around boxes, or None for none."""
    found = tuple(boxes)
    if not found:
        return None
    return (
        min(box[0] for box in found),
        min(box[1] for box in found),
        max(box[2] for box in found),
        max(box[3] for box in found),
    )
