"""Every check, in the order in which they are shown, and the profiles: what matters on a screen, what on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from generator.checks import file, layout, looks, words
from generator.checks.runner import Check

CHECKS: Final[tuple[Check, ...]] = (
    file.made,
    file.ua1,
    file.a2a,
    file.title,
    file.language_of_file,
    file.tags_match,
    file.words_lost,
    file.embedded,
    file.minimum_size,
    layout.danger_first,
    layout.heading_last,
    layout.widow,
    layout.overflow,
    layout.split_box,
    looks.contrast_of_colours,
    looks.contrast_in_grey,
    looks.alternatives,
    looks.resolution,
    words.evidence,
    words.sources_seen,
    words.review_date,
    words.key_points,
    words.reading_level,
    *words.GATE,
    words.example,
    words.unsigned,
)

PROFILES: Final[Mapping[str, frozenset[str]]] = {
    "screen": frozenset(("design/contrast-grey", "picture/resolution")),
    "office": frozenset(("pdf/ua1", "pdf/a2a", "pdf/title", "pdf/language", "pdf/tags-match-sheet", "picture/alt")),
}
"""What each profile leaves out; without a profile nothing is left out."""


def chosen(profile: str = "") -> tuple[Check, ...]:
    """Return the checks of a profile; all of them for none."""
    left_out = PROFILES[profile] if profile else frozenset()
    return tuple(one for one in CHECKS if one.id not in left_out)
