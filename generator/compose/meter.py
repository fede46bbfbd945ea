"""What a template may use up: steps, letters, and no list inside a list. Counted while it runs, the same everywhere.

Why counted and not timed: a good leaflet must not be refused on a slow machine, nor a bad one pass on a quick one. The
rewritten template (``compose/grammar.py``) counts its loops, macros, joined words and comparisons here; the sandbox
counts what is printed and what filters go through.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sized
from datetime import date
from typing import Any, Final

from markupsafe import Markup

from generator.compose.values import PictureSaid, TemplateError
from generator.model.content import Telephone

MOST_STEPS: Final = 500_000
"""Steps of all templates of a sheet, one for each part of a template that is gone through: about half a second.

The leaflets that come with the program take seven thousand."""
MOST_LETTERS: Final = 2_000_000
"""Letters that all templates of a sheet write, join and hand on together; those leaflets have fifty thousand."""
MOST_COUNTED: Final = 1_000
"""How far ``range()`` counts."""
LETTERS_A_STEP: Final = 100
"""So many letters compared or looked through count as a step."""
SMALLER: Final = "a leaflet needs a fiftieth of that: look for a loop in a loop, or words joined to themselves"

_PLAIN: Final = (str, int, float, date, PictureSaid, Telephone)
_OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "eq": lambda left, right: left == right,
    "ne": lambda left, right: left != right,
    "lt": lambda left, right: left < right,
    "lteq": lambda left, right: left <= right,
    "gt": lambda left, right: left > right,
    "gteq": lambda left, right: left >= right,
    "in": lambda left, right: left in right,
    "notin": lambda left, right: left not in right,
}


class Meter:
    """Counts for the templates of one sheet."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.steps = self.letters = 0

    def step(self, count: int) -> None:
        """Count steps; raises TemplateError when there are too many."""
        self.steps += count
        if self.steps > MOST_STEPS:
            raise TemplateError(f"it takes more than {MOST_STEPS:,} steps", SMALLER)

    def write(self, count: int) -> None:
        """Count letters written; raises TemplateError when there are too many."""
        self.letters += count
        if self.letters > MOST_LETTERS:
            raise TemplateError(f"it writes more than {MOST_LETTERS:,} letters", SMALLER)

    def look_through(self, value: object) -> None:
        """Count the length of words or of a list as steps."""
        if isinstance(value, str):
            self.step(1 + len(value) // LETTERS_A_STEP)
        elif isinstance(value, Sized):
            self.step(1 + len(value))

    # -- what rewritten templates call ---------------------------------------

    def enter(self, weight: int, letters: int) -> None:
        """Count a macro that is called: the steps it takes without loops, the letters that stand in it."""
        self.step(weight)
        self.write(letters)

    def each(self, items: Any, weight: int, letters: int) -> Any:
        """Return what a loop goes through; its steps and the letters that stand in it are counted before."""
        if isinstance(items, Sized):  # what is not cannot be gone through; Python says so
            self.enter(len(items) * weight, len(items) * letters)
        return items

    def join(self, *parts: object) -> str:
        """Return words joined, as the sign ``~`` and the filter ``join`` do; words become markup beside markup."""
        for part in parts:
            printed(part)
        words = [part if isinstance(part, str) else str(part) for part in parts]
        self.write(sum(map(len, words)))
        return Markup("").join(words) if any(isinstance(part, Markup) for part in words) else "".join(words)

    def gather(self, *items: object) -> tuple[object, ...]:
        """Return a list written in a template; lists of lists could grow without a step."""
        if any(isinstance(item, tuple | list | Mapping) for item in items):
            raise TemplateError("a list may not hold a list", "name them one beside the other")
        return items

    def compare(self, operator: str, left: object, right: object) -> bool:
        """Return what a comparison gives; words with words, numbers with numbers, either in a list."""
        if not _is_plain(left) or not (_is_plain(right) or operator in ("in", "notin")):
            raise TemplateError("lists cannot be compared", "compare words, numbers or dates")
        self.look_through(left)
        self.look_through(right)
        return _OPERATORS[operator](left, right)

    def range(self, *bounds: int) -> range:
        """``range(…)`` as in Python, but short."""
        numbers = range(*bounds)
        if len(numbers) > MOST_COUNTED:
            raise TemplateError(f"range() counts to more than {MOST_COUNTED:,}", "no leaflet repeats a thing so often")
        return numbers


def printed(value: Any) -> Any:
    """Return a value that can be printed: words, a number, a date, a picture's name.

    Raises:
        TemplateError: for a list, or anything else that would show how the program is made inside.
    """
    if _is_plain(value):
        return value
    if isinstance(value, tuple | list | Mapping | range):
        hint = "go through it with {% for … %}, or join its words: {{ items|join(', ') }}"
        raise TemplateError("a list cannot be printed", hint)
    raise TemplateError(f"a {type(value).__name__} cannot be printed", "print what is in it, as in {{ topic.title }}")


def _is_plain(value: object) -> bool:
    """Tell whether a value is one thing: words, number, date, picture, nothing, or what Jinja2 has for nothing."""
    return value is None or isinstance(value, _PLAIN) or type(value).__module__ == "jinja2.runtime"
