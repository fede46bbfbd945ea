"""Preflight: one function a check, the evidence they ask for, and reports; also the gate of translations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.checks.runner import Report
    from generator.library.library import Library
    from generator.model.findings import Finding
    from generator.model.leaflet import Order

__all__ = ["check"]


def check(
    subject: Order | Path | str, library: Library, profile: str = "", policy: Sequence[Finding] | None = None
) -> Report:
    """Return what the checks of a profile (``screen``, ``office``, ``press`` or none) find in a leaflet or a PDF.

    Args:
        subject: an order, whose leaflet is made and held against its files; or the path of a PDF, judged by itself.
        library: where the order's files are, and the day it is.
        policy: why the policy refuses it, where it was asked: ``generator.check`` asks it.
        profile: what the leaflet is for. For ``press`` an order is put on sheets, and a PDF must be a press file.

    Raises:
        Unusable: when the file cannot be read at all; what is wrong with an order's files is a finding.
        Missing: when the machine lacks what makes the leaflet.
    """
    from generator.checks.gather import check_file, check_order  # late: it brings in what composes and reads

    if isinstance(subject, str | Path):
        return check_file(Path(subject), library, profile)
    return check_order(subject, library, profile, policy)
