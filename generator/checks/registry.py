"""Every check, in the order in which they are shown, and the profiles: what matters on a screen, what on paper."""

from __future__ import annotations

import copyreg
from collections.abc import Mapping
from typing import Final

from generator.checks import edges, file, layout, looks, press, room, who_code, wording, words
from generator.checks.runner import Check

CHECKS: Final[tuple[Check, ...]] = (
    file.made,
    words.allowed,
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
    *room.CHECKS,
    edges.safe_area,
    edges.fold,
    looks.contrast_of_colours,
    looks.contrast_in_grey,
    looks.alternatives,
    looks.resolution,
    words.evidence,
    words.sources_seen,
    words.review_date,
    words.code,
    words.key_points,
    words.reading_level,
    *wording.CHECKS,
    *who_code.CHECKS,
    *words.GATE,
    words.example,
    words.colours,
    words.unsigned,
    *press.CHECKS,
)

_PRESS: Final = frozenset(one.id for one in press.CHECKS)

PROFILES: Final[Mapping[str, frozenset[str]]] = {
    "": _PRESS,
    "screen": _PRESS | {"design/contrast-grey", "layout/fold", "layout/safe-area", "picture/resolution"},
    "office": _PRESS | {"pdf/ua1", "pdf/a2a", "pdf/title", "pdf/language", "pdf/tags-match-sheet", "picture/alt"},
    "press": frozenset(
        (
            *("pdf/ua1", "pdf/a2a", "pdf/title", "pdf/language", "pdf/tags-match-sheet", "picture/alt"),
            *("fonts/embedded", "picture/resolution"),  # the press has stricter rules of its own
        )
    ),
}
"""What each profile leaves out; the empty name is that of no profile."""


def chosen(profile: str = "") -> tuple[Check, ...]:
    """Return the checks of a profile; for none all but those of press files."""
    left_out = PROFILES[profile]
    return tuple(one for one in CHECKS if one.id not in left_out)


def find_check(name: str) -> Check:
    """Return a check by its id.

    Raises:
        LookupError: when there is none.
    """
    return next(one for one in CHECKS if one.id == name)


# a check is a function that was given to a decorator: it crosses to other processes by its id
copyreg.pickle(Check, lambda one: (find_check, (one.id,)))
