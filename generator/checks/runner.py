"""What a check is, what it finds, and how checks are run. Knows nothing of leaflets.

A check is a function that asks for its evidence by parameter name and yields findings. Evidence that is missing makes
a SKIP, which is shown: what was not looked at is no pass. An exception is an ERROR, a fault of the check and not of
the leaflet.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal

from msgspec import Struct, field

from generator.model.problems import NOWHERE, Origin

Level = Literal["info", "warn", "fail"]
Outcome = Literal["pass", "found", "skip", "error"]
LEVELS: Final[tuple[Level, ...]] = ("info", "warn", "fail")
Box = tuple[float, float, float, float]


class Finding(Struct, frozen=True):
    """One thing found: what, where in which file, and where on which page.

    ``code`` tells the findings of one check apart; ``page`` counts from 1 (0: nowhere on a page); ``box`` is x0, y0,
    x1, y1 in points from the bottom left of the page.
    """

    check: str
    level: Level
    code: str
    message: str
    origin: Origin = NOWHERE
    hint: str = ""
    page: int = 0
    box: Box | None = None


class Place(Struct, frozen=True):
    """Where a finding stands: the file's line, the page, the box."""

    origin: Origin = NOWHERE
    page: int = 0
    box: Box | None = None


Found = tuple[str, str, Place, str] | tuple[str, str, Place, str, Level]
"""What a check yields: code, message, place, hint; a level where it is not the check's own."""


class Skip(Exception):  # noqa: N818 - raised to say: skip me
    """A check cannot look, and says why."""


class Check(Struct, frozen=True):
    """A check: its stable id, the level of what it finds, the question it asks, and why it matters."""

    id: str
    level: Level
    question: str
    why: str
    function: Callable[..., Iterable[Found]]
    needs: tuple[str, ...]
    wants: tuple[str, ...]
    """Evidence it takes when there is some (parameters with a default)."""

    def run(self, evidence: Mapping[str, Any], missing: Mapping[str, str]) -> Result:
        """Look at the evidence. ``missing`` says why evidence of a name is not there."""
        for name in self.needs:
            if evidence.get(name) is None:
                return Result(self, "skip", reason=missing.get(name, f"there is no {name}"))
        given = {name: evidence[name] for name in (*self.needs, *self.wants) if evidence.get(name) is not None}
        try:
            findings = tuple(self._findings(self.function(**given)))
        except Skip as skip:
            return Result(self, "skip", reason=str(skip))
        except Exception as error:
            return Result(self, "error", reason=f"{type(error).__name__}: {error}")
        return Result(self, "found" if findings else "pass", findings)

    def _findings(self, found: Iterable[Found]) -> Iterator[Finding]:
        for code, message, place, hint, *level in found:
            yield Finding(
                self.id, level[0] if level else self.level, code, message, place.origin, hint, place.page, place.box
            )


class Result(Struct, frozen=True):
    """What became of one check on one leaflet. ``reason`` says why it was skipped, or what went wrong in it."""

    check: Check
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    reason: str = ""


class Report(Struct, frozen=True):
    """All results of one leaflet. ``subject`` names it; ``pdf`` is empty when there is none.

    ``measured`` is what was measured and is no finding: ``ink up to 246%``.
    """

    subject: str
    results: tuple[Result, ...]
    pdf: bytes = b""
    pages: tuple[tuple[float, float], ...] = field(default=())
    measured: str = ""

    def findings(self, least: Level = "info") -> tuple[Finding, ...]:
        """Return the findings at or above a level, the gravest first, else in the order of the checks."""
        found = [one for result in self.results for one in result.findings if at_least(one.level, least)]
        return tuple(sorted(found, key=lambda one: -LEVELS.index(one.level)))

    def with_outcome(self, outcome: Outcome) -> tuple[Result, ...]:
        """Return the results of one outcome."""
        return tuple(result for result in self.results if result.outcome == outcome)


def at_least(level: Level, least: Level) -> bool:
    """Tell whether a level is as grave as another, or graver."""
    return LEVELS.index(level) >= LEVELS.index(least)


def check(name: str, level: Level, why: str) -> Callable[[Callable[..., Iterable[Found]]], Check]:
    """Make a check of a function; the first line of its docstring is its question."""

    def make(function: Callable[..., Iterable[Found]]) -> Check:
        parameters = inspect.signature(function).parameters.values()
        return Check(
            name,
            level,
            (function.__doc__ or "").strip().splitlines()[0],
            why,
            function,
            tuple(one.name for one in parameters if one.default is one.empty),
            tuple(one.name for one in parameters if one.default is not one.empty),
        )

    return make


def run(checks: Sequence[Check], evidence: Mapping[str, Any], missing: Mapping[str, str]) -> tuple[Result, ...]:
    """Run checks on one leaflet's evidence, in their order."""
    return tuple(one.run(evidence, missing) for one in checks)
