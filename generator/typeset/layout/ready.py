"""A laid-out body with the record of where its words fell: all that stamping a clinic's panel needs to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from generator.model.leaflet import Placed
from generator.model.problems import Origin


class HoldPlace(Struct, frozen=True):
    """Where a hold fell: page from 0, box in points from the bottom left."""

    page: int
    box: tuple[float, float, float, float]


class Body(Struct, frozen=True, eq=False):
    """A leaflet without its clinic: bytes of the objects no clinic changes, and what stamping needs to know.

    ``offsets[n]`` is the place of object n in ``blob`` (-1: the stamp writes it); ``numbers`` names objects;
    ``fonts`` and ``shown`` are the resources of its pages;
    ``parents[p]`` is the parent-tree entry of page p after the clinic's marks; ``holds`` are the places to fill.
    """

    blob: bytes
    offsets: tuple[int, ...]
    numbers: Mapping[str, int]
    fonts: str
    shown: str
    parents: tuple[str, ...]
    parent_keys: str
    page_links: tuple[str, ...]
    holds: Mapping[str, HoldPlace]
    pages: int


class Ready(Struct, frozen=True, eq=False):
    """A body that any clinic's panel can be stamped into. ``spacing`` and ``scale`` are what copy-fitting chose.

    ``accent`` and ``lot`` are those of its sheet.
    """

    body: Body
    placed: tuple[Placed, ...]
    words: str
    spacing: float
    scale: float
    accent: str
    lot: str
    left: tuple[str, ...] = ()
    """Names of the blocks left to the longer editions."""

    def renamed(self, rename: Callable[[str], str]) -> Ready:
        """Return it with other names of the files that its words come from."""
        names: dict[str, str] = {}
        places: dict[Origin, Origin] = {}
        for _, _, _, _, origin in self.placed:  # most fell from one block with others
            if origin not in places:
                file = names[origin.file] = names.get(origin.file) or rename(origin.file)
                places[origin] = origin if file == origin.file else replace(origin, file=file)
        placed = [Placed(page, area, tag, box, places[origin]) for page, area, tag, box, origin in self.placed]
        return replace(self, placed=tuple(placed))
