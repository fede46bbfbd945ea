"""What a check is and how checks are run.

A check is a function that asks for its evidence by parameter name and yields what it has seen. Evidence that is missing
makes a SKIP, which is shown: what was not looked at is no pass. An exception is an ERROR, a fault of the check and not
of the leaflet.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from generator.checks.evidence import KNOWN, Evidence
from generator.library.own import own_hint
from generator.model.findings import LEVELS, Finding, Level, Spot, at_least
from generator.model.problems import suggest

Verdict = Literal["pass", "found", "skip", "error"]
Seen = tuple[str, str, Spot, str] | tuple[str, str, Spot, str, Level]
"""What a check yields: code, message, spot, hint; a level where it is not the check's own. Or a whole ``Finding``."""


class Skip(Exception):  # noqa: N818 - raised to say: skip me
    """A check cannot look, and says why."""


class Check(Struct, frozen=True):
    """A check: its stable id, the level of what it finds, the question it asks, and why it matters."""

    id: str
    level: Level
    question: str
    why: str
    function: Callable[..., Iterable[Any]]
    needs: tuple[str, ...]
    wants: tuple[str, ...]
    """Evidence it takes when there is some (parameters with a default)."""

    def run(self, evidence: Evidence) -> Answer:
        """Look at the evidence."""
        given = {name: value for name in (*self.needs, *self.wants) if (value := getattr(evidence, name)) is not None}
        for name in self.needs:
            if name not in given:
                return Answer(self, "skip", reason=evidence.missing.get(name, f"there is no {name}"))
        try:
            findings = tuple(self._findings(self.function(**given)))
        except Skip as skip:
            return Answer(self, "skip", reason=str(skip))
        except Exception as error:
            return Answer(self, "error", reason=f"{type(error).__name__}: {error}")
        return Answer(self, "found" if findings else "pass", findings)

    def _findings(self, seen: Iterable[Seen | Finding]) -> Iterator[Finding]:
        for one in seen:
            if isinstance(one, Finding):
                yield replace(one, hint=own_hint(one.origin.file, one.hint))
                continue
            code, message, spot, hint, *level = one
            grave, advice = level[0] if level else self.level, own_hint(spot.origin.file, hint)
            yield Finding(self.id, grave, code, message, spot.origin, advice, spot.page, spot.box)


class Answer(Struct, frozen=True):
    """What became of one check on one leaflet. ``reason`` says why it was skipped, or what went wrong in it."""

    check: Check
    outcome: Verdict
    findings: tuple[Finding, ...] = ()
    reason: str = ""


class Report(Struct, frozen=True):
    """All answers of one leaflet. ``subject`` names it; ``pdf`` is empty when there is none.

    ``measured`` is what was measured and is no finding: ``ink up to 246%``.
    """

    subject: str
    results: tuple[Answer, ...]
    pdf: bytes = b""
    pages: tuple[tuple[float, float], ...] = field(default=())
    measured: str = ""

    def findings(self, least: Level = "info") -> tuple[Finding, ...]:
        """Return the findings at or above a level, the gravest first, else in the order of the checks."""
        found = [one for result in self.results for one in result.findings if at_least(one.level, least)]
        return tuple(sorted(found, key=lambda one: -LEVELS.index(one.level)))

    def with_outcome(self, outcome: Verdict) -> tuple[Answer, ...]:
        """Return the answers of one outcome."""
        return tuple(result for result in self.results if result.outcome == outcome)


def check(name: str, level: Level, why: str) -> Callable[[Callable[..., Iterable[Seen | Finding]]], Check]:
    """Make a check of a function; the first line of its docstring is its question.

    Raises:
        TypeError: where the function is defined, when it asks for evidence that there never is.
    """

    def make(function: Callable[..., Iterable[Seen | Finding]]) -> Check:
        parameters = inspect.signature(function).parameters.values()
        for one in parameters:
            if one.name not in KNOWN:
                hint = suggest(one.name, KNOWN)
                raise TypeError(f"the check '{name}' asks for '{one.name}', which is no evidence; {hint}")
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


def run(checks: Sequence[Check], evidence: Evidence) -> tuple[Answer, ...]:
    """Run checks on one leaflet's evidence, in their order."""
    return tuple(one.run(evidence) for one in checks)
