"""Problems are values: where, what, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from msgspec import Struct


class ExitCode(IntEnum):
    """What a command returns to the shell (documented in docs/reference/exit-codes.md)."""

    MADE = 0
    FINDINGS = 1
    USAGE = 2
    UNUSABLE = 3
    MISSING = 4
    BUG = 70
    INTERRUPTED = 130


class Origin(Struct, frozen=True, order=True, gc=False):
    """A place in a file: line and column count from 1; 0 means "the whole file"."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return ``file:line``, as editors and terminals link it."""
        return f"{self.file}:{self.line}" if self.line else self.file


NOWHERE = Origin("")
MOST_NAMED, NAMED_OF_MANY = 80, 12
"""Names that a hint lists one and all; of more, a wall of words (a theme has 350 looks), those most like the wrong."""


class Problem(Struct, frozen=True):
    """One thing that is wrong, at its place, with a hint for the person who mends it."""

    origin: Origin
    message: str
    hint: str = ""
    rule: str = ""
    """The rule of the policy that found it; empty for what no rule found."""
    sentence: str = ""
    """The words concerned, where they are known and may be told to people who cannot open the file."""

    def __str__(self) -> str:
        """Return the lines a person reads: place and message, then the hint."""
        place = f"{self.origin}: " if self.origin.file else ""
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{place}{self.message}{hint}"


class Unusable(Exception):  # noqa: N818 - reads as what it says: these files are unusable
    """Files cannot be used. Carries every problem found, in the order of their places."""

    exit_code = ExitCode.UNUSABLE

    def __init__(self, *problems: Problem) -> None:
        """Keep the problems, each once: file by file as they came, from the top of each to its end."""
        each = dict.fromkeys(problems)
        files = {name: at for at, name in reversed(tuple(enumerate(problem.origin.file for problem in each)))}
        self.problems: tuple[Problem, ...] = tuple(
            sorted(each, key=lambda problem: (files[problem.origin.file], problem.origin))
        )
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[Unusable], tuple[Problem, ...]]:
        """Let the exception cross process borders whole."""
        return (type(self), self.problems)


class Missing(Unusable):
    """Something this machine lacks: a font pack, a tool. Exit code 4."""

    exit_code = ExitCode.MISSING


def not_installed(message: str, extra: str) -> Missing:
    """Return what is raised where a package is not installed, with how to install it: an extra of pyproject.toml."""
    return Missing(Problem(NOWHERE, message, f"install it with: pip install 'breastfeeding-leaflets[{extra}]'"))


def refuse_if_any(problems: Iterable[Problem]) -> None:
    """Raise Unusable with all the problems, if there are any."""
    found = tuple(problems)
    if found:
        raise Unusable(*found)


def reason_of(error: OSError) -> str:
    """Return what the system says is wrong, as a part of a sentence."""
    return (error.strerror or str(error)).lower()


def many(number: int, thing: str, things: str = "") -> str:
    """Return a count in words: ``1 leaflet``, ``1,200 leaflets``; ``things`` is the plural where it has no plain s."""
    return f"{number:,} {thing if number == 1 else things or f'{thing}s'}"


def suggest(word: str, known: Iterable[str]) -> str:
    """Return a hint for a mistyped word: the nearest known one, else the list of all, or of those most alike."""
    import difflib  # late: seldom needed

    names = sorted(known)
    begun = [name for name in names if name.casefold() == word.casefold()]
    begun += [name for name in names if len(word) > 2 and name.startswith(word)]
    near = begun[:1] or difflib.get_close_matches(word, names, 1, 0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    if len(names) > MOST_NAMED:
        alike = difflib.get_close_matches(word, names, NAMED_OF_MANY, 0.0)
        return f"known are {len(names)}, such as {', '.join(alike)}"
    return f"known: {', '.join(names)}" if names else ""
