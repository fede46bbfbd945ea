"""Regular expressions that are compiled when first used: most starts need few of them.

Why: to compile all that the modules of a start hold takes more than 20 ms of it, those with many ranges of characters
the most. Where a pattern is used at every start, ``re.compile`` says so.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Late:
    """A pattern's words; from the first use on it has the methods of what was compiled."""

    def __init__(self, words: str, flags: int) -> None:
        self.pattern, self._flags = words, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self._flags)
        vars(self).update({known: getattr(compiled, known) for known in dir(compiled) if not known.startswith("_")})
        return getattr(compiled, name)


def pattern(words: str, flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression that is compiled when something is first asked of it.

    Raises:
        re.error: at its first use, for words that are none.
    """
    return cast("re.Pattern[str]", _Late(words, flags))
