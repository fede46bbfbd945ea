"""A clinic from its name and telephone numbers alone, as the command line gives them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from generator.library.library import Library
from generator.library.lists import clinic_of
from generator.library.node import Node
from generator.library.ruins import ruins_in
from generator.library.shelf import Unknown
from generator.library.texts import check_words
from generator.model.content import Clinic
from generator.model.problems import NOWHERE, Problem
from generator.run.orders.rows import folder_name, in_cell

EDITION_WORDS = frozenset("draft handout press print staff".split())
"""What stands in a file's name for its edition: a clinic called so must not replace that file."""


def clinic_called(title: str, phones: Sequence[str], library: Library) -> Clinic:
    """Return a clinic with this name and these telephone numbers, named as its folder would be.

    Raises:
        Unknown: with everything that is wrong with these words.
    """
    problems: list[Problem] = []
    words = [check_words(one, NOWHERE, problems).strip() for one in (title, *phones)]
    found = [(one, "name" if at == 0 else "phones") for at, one in enumerate(words)]
    problems += [Problem(NOWHERE, *why) for one, column in found for why in ruins_in(one, column)]
    numbers = tuple(Node(NOWHERE, "words", one) for one in words[1:])
    entries = (("name", Node(NOWHERE, "words", words[0])), ("phones", Node(NOWHERE, "list", items=numbers)))
    root = Node(NOWHERE, "map", entries=tuple((Node(NOWHERE, "words", name), node) for name, node in entries))
    wrong: list[Problem] = []
    clinic = clinic_of(root, "", NOWHERE, wrong, library.country)
    problems += [replace(one, hint=in_cell(one)[1]) for one in wrong]
    if problems or clinic is None:
        raise Unknown(*problems)
    name = folder_name(clinic.title)
    return replace(clinic, name=f"{name}-clinic" if name in EDITION_WORDS else name)
