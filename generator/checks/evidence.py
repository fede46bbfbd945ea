"""What a check may look at: every parameter name that a check may have is a field here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

if TYPE_CHECKING:
    from generator.checks.examined import Examined
    from generator.checks.reading import Reading
    from generator.checks.spots import Spots
    from generator.library.library import Library
    from generator.model.content import Clinic, Kind, Language, Source, Topic
    from generator.model.design import Format, Theme
    from generator.model.findings import Finding
    from generator.model.leaflet import Leaflet
    from generator.model.problems import Origin, Problem
    from generator.model.sheet import Sheet


class Evidence(Struct, frozen=True, kw_only=True):
    """All that is known of one leaflet, or of one file. None is what is not known; ``missing`` says why, by name."""

    spots: Spots | None = None
    """From a file's line to the place on a page."""
    today: date | None = None
    problems: tuple[Problem, ...] | None = None
    """Why the leaflet could not be made or read back."""
    library: Library | None = None
    topic: Topic | None = None
    kinds: Mapping[str, Kind] | None = None
    sources: Mapping[str, Source] | None = None
    language: Language | None = None
    theme: Theme | None = None
    paper: Format | None = None
    clinic: Clinic | None = None
    notes: Sequence[Problem] | None = None
    """What a person should know of the clinic's colours."""
    gate: Sequence[tuple[Finding, Origin]] | None = None
    """What is wrong with the translation, each with the place of the English."""
    policy: Sequence[Finding] | None = None
    """Why the policy does not let it be made; asked by whoever asks the checks (``generator/trust``)."""
    sheet: Sheet | None = None
    """The composed body; of a short edition what it holds."""
    panel: Sheet | None = None
    """The composed areas of the clinic."""
    leaflet: Leaflet | None = None
    pdf: bytes | None = None
    reading: Reading | None = None
    """The PDF read back."""
    printed: Examined | None = None
    """The press file, for the profile ``press`` alone."""
    missing: Mapping[str, str] = field(default_factory=dict)


KNOWN: Final = frozenset(Evidence.__struct_fields__) - {"missing"}
"""What a check may ask for."""
