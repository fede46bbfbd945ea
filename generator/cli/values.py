"""Words of the command line to values, and to what a shell may complete them with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

MOST_JOBS: Final = 64


class Value(click.ParamType[Any]):
    """A value read by a function. What it cannot read it says as ``ValueError(message, hint)``, the hint optional."""

    name = "value"
    hint = ""

    def __init__(self, read: Callable[[str], Any] = str) -> None:
        """Take what reads the words."""
        self.read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the value; a default is one already, unless it is words with a meaning of their own."""
        given = ctx and param and ctx.get_parameter_source(param.name) is not ParameterSource.DEFAULT
        if not isinstance(value, str) or not (given or value):
            return value
        try:
            return self.read(value)
        except ValueError as error:
            self.fail("\n".join(map(str, error.args)), param, ctx)


class OneOf(Value):
    """One of some names; ``read`` makes the value of it."""

    def __init__(self, names: Iterable[Any], read: Callable[[str], Any] = str) -> None:
        """Take the names."""
        super().__init__(self._read)
        self._names, self._make = tuple(map(str, names)), read
        self.hint = f"known: {', '.join(self._names)}"

    def _read(self, words: str) -> Any:
        if words not in self._names:
            from generator.model.problems import suggest

            raise ValueError(f"there is no '{words[:80]}' here", suggest(words, self._names))
        return self._make(words)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the names that begin so."""
        return begun(self._names, incomplete)


class Named(Value):
    """A name of the library in use; ``sort`` is the library's method that lists them.

    A wrong one is refused by the command, which knows the library; here it is only completed.
    """

    def __init__(self, sort: str, *more: str) -> None:
        """Take the sort (``topics``) and what else may be written (``all``)."""
        super().__init__()
        self._sort, self._more = sort, more

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the names that begin so; files too where a path may stand."""
        from generator.library.library import Library
        from generator.model.problems import Unusable

        try:
            names = getattr(Library.open(ctx.params.get("library")), self._sort)()
        except (Unusable, OSError):
            return []
        found = [name.replace("_", "-") if self._sort == "languages" else name for name in names]
        files = [CompletionItem(incomplete, type="file")] if "FILE" in self._more else []
        return files + begun([*found, *(name for name in self._more if name != "FILE")], incomplete)


class Place(Value):
    """A folder or a file (``type``: ``dir`` or ``file``) as a path; ``read`` makes something else of it."""

    def __init__(self, type: str = "dir", read: Callable[[str], Any] = Path) -> None:
        """Take what a shell completes it with."""
        super().__init__(read)
        self._type = type

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Let the shell list its own folders or files."""
        return [CompletionItem(incomplete, type=self._type)]


def begun(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    """Return the names that begin so, for a shell."""
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def number_up_to(most: int, hint: str = "") -> Value:
    """Return what reads a whole number from 1 to ``most``."""

    def read(words: str) -> int:
        if not words.isdecimal() or len(words) > 9 or not 1 <= int(words) <= most:
            raise ValueError(f"'{words[:40]}' is not a number from 1 to {most:,}", *filter(None, [hint]))
        return int(words)

    return Value(read)


def length_up_to(most: float) -> Value:
    """Return what reads a length in points, from 0 to ``most`` points, written with its unit."""
    from generator.model.units import POINTS, read_length

    def read(words: str) -> float:
        if words.strip("0.") and words.replace(".", "", 1).isdecimal():  # points, which nobody here means
            raise ValueError(f"'{words[:40]}' has no unit; write {words[:40]}mm")
        points = read_length(words)
        if not 0 <= points <= most:
            raise ValueError(f"'{words[:40]}' is not a length from 0mm to {most / POINTS['mm']:.0f}mm")
        return points

    return Value(read)


def read_place(words: str) -> Any:
    """Return where a run writes: a folder or an address."""
    from generator.run.files.stores import read_target  # late: only a run needs it

    return read_target(words)


def read_executor(words: str) -> str:
    """Return ``HOST:PORT`` of a Dask scheduler, or nothing for the processes of this machine."""
    import re

    if words == "local":
        return ""
    match = re.fullmatch(r"dask://([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]):([0-9]{1,5})", words, re.ASCII)
    if match is None or not 0 < int(match[2]) < 65_536:
        raise ValueError(f"'{words[:80]}' is no executor; write local or dask://HOST:PORT")
    return f"{match[1]}:{int(match[2])}"


def read_marks(words: str) -> tuple[str, ...]:
    """Return the marks of a press file by name; none for ``none``."""
    from generator.model.edition import MARKS
    from generator.model.problems import suggest

    if words == "none":
        return ()
    wanted = words.split(",")
    for name in wanted:
        if name not in MARKS:
            raise ValueError(f"there is no mark called '{name[:40]}'", suggest(name, ("none", *MARKS)))
    return tuple(name for name in MARKS if name in wanted)


def read_day(words: str) -> str:
    """Return a day as ``2026-11-22``."""
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError:
        raise ValueError(f"'{words[:40]}' is not a day; write year-month-day: 2026-11-22") from None


def read_date(words: str) -> date:
    """Return a day from ``2026-11-22``."""
    return date.fromisoformat(read_day(words))


def read_principal(words: str) -> str:
    """Return who signs, as ``allowed_signers`` has it."""
    import re

    from generator.trust.policy import PRINCIPAL

    if not re.fullmatch(PRINCIPAL, words):
        raise ValueError(f"'{words[:40]}' is not a signer's name", "letters, digits, dots and @: anna@example.org")
    return words


def read_kept(words: str) -> str:
    """Return the beginning of a record's hash, as ``leaflets sign`` told it."""
    import re

    kept = words.lower()
    if not re.fullmatch("[0-9a-f]{16,64}", kept):
        raise ValueError(f"'{words[:40]}' is not what leaflets sign said", "16 letters of 0-9 and a-f, or more")
    return kept


def read_why(words: str) -> str:
    """Return why lots are recalled: one line of words, as the list of them keeps it."""
    return _reason(words, 200)


def read_reason(words: str) -> str:
    """Return why a leaflet is printed past its review date: one line of words, as it is printed."""
    from generator.model.leaflet import MOST_REASON

    return _reason(words, MOST_REASON)


def _reason(words: str, most: int) -> str:
    from generator.library.texts import check_words
    from generator.model.problems import NOWHERE, Problem

    problems: list[Problem] = []
    reason = " ".join(check_words(words, NOWHERE, problems).split())
    if problems:
        raise ValueError(problems[0].message, problems[0].hint)
    if not 3 <= len(reason) <= most:
        raise ValueError(f"the reason must have 3 to {most} letters; it has {len(reason)}")
    return reason


def read_clinic_name(words: str) -> str:
    """Return a clinic's name from the command line: words that can be seen."""
    from generator.library.texts import check_words
    from generator.model.problems import NOWHERE, Problem

    problems: list[Problem] = []
    check_words(words, NOWHERE, problems)
    if problems:
        raise ValueError(problems[0].message, "type the name again, without this character")
    if not words.strip():
        raise ValueError("the name is empty", "write it as it is printed: --name 'Hill Clinic'")
    return words
