"""A press file examined: what the rules of the press find in it, and where that stands on a page."""

from __future__ import annotations

from msgspec import Struct

from generator.checks.reading import Reading
from generator.checks.spots import Spots
from generator.model.findings import Finding, Spot

Point = tuple[float, float]


class Examined(Struct, frozen=True):
    """A press file examined: its bytes, what our rules find, the most ink on a spot (1: one ink in full), its sides.

    ``corners`` is where the cut side's lower left corner stands on the page that reports show, in points.
    """

    pdf: bytes
    findings: tuple[Finding, ...]
    ink: float
    sides: int
    corners: tuple[Point, ...]
    reading: Reading | None
    """The press file read back; None where it cannot be."""

    def place(self, spots: Spots, finding: Finding) -> Spot:
        """Return where a finding stands on the page shown, with the line of the block that is there."""
        if not finding.page or finding.box is None or finding.page > len(self.corners):
            return Spot(page=finding.page)
        across, up = self.corners[finding.page - 1]
        x0, y0, x1, y1 = finding.box
        return spots.at(finding.page, (x0 + across, y0 + up, x1 + across, y1 + up))
