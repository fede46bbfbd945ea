"""Regular expressions that are compiled when first used: most starts need few of them.

Why: to compile all that the modules of a start hold takes more than 20 ms of it, those with many ranges of characters
the most. Where a pattern is used at every start, ``re.compile`` says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast


class _Late:
    """A pattern's words, or what makes them; from the first use on it has the methods of what was compiled."""

    def __init__(self, words: str | Callable[[], str], flags: int) -> None:
        self._words, self._flags = words, flags

    def __getattr__(self, name: str) -> Any:
        if name == "pattern":
            self.pattern = self._words if isinstance(self._words, str) else self._words()
            return self.pattern
        compiled = re.compile(self.pattern, self._flags)
        vars(self).update({known: getattr(compiled, known) for known in dir(compiled) if not known.startswith("_")})
        return getattr(compiled, name)


def pattern(words: str | Callable[[], str], flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression that is compiled, and its words made, when something is first asked of it.

    Raises:
        re.error: at its first use, for words that are none.
    """
    return cast("re.Pattern[str]", _Late(words, flags))
