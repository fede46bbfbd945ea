"""Reports as words: lines for a terminal, JSON for programs, SARIF 2.1.0 for code hosts and editors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote

from generator.checks.runner import Answer, Check, Report
from generator.model.findings import Finding, Level
from generator.model.problems import many

TOOL: Final = "leaflets check"
SARIF: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
SARIF_LEVEL: Final[dict[Level, str]] = {"info": "note", "warn": "warning", "fail": "error"}
SAME: Final = 3
"""Findings of one check on one leaflet that a terminal shows; the other forms have all."""


def totals(reports: Sequence[Report]) -> str:
    """Return the closing line: how many of each level, what was skipped, what broke."""
    found = [one.level for report in reports for one in report.findings()]
    counts = [
        many(len(reports), "leaflet"),
        *(f"{found.count(level)} {level}" for level in ("fail", "warn", "info")),
    ]
    counts.append(f"{sum(len(report.with_outcome('skip')) for report in reports)} skipped")
    broken = sum(len(report.with_outcome("error")) for report in reports)
    if broken:
        counts.append(f"{broken} broken checks")
    return ", ".join(counts)


def lines(report: Report) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the rows of one leaflet for a terminal, each with its hint: level, check, page, file and line, message."""
    shown: dict[str, int] = {}
    for one in report.findings():
        shown[one.check] = shown.get(one.check, 0) + 1
        if shown[one.check] <= SAME:
            page = f"page {one.page}" if one.page else ""
            yield (one.level, one.check, page, str(one.origin), one.message), one.hint
    for name, number in shown.items():
        if number > SAME:
            yield ("", name, "", "", f"and {number - SAME} more like these"), "--as json and --as html show all"
    for result in report.with_outcome("error"):
        yield ("ERROR", result.check.id, "", "", f"the check itself broke: {result.reason}"), "please report it"
    reasons: dict[str, list[str]] = {}
    for result in report.with_outcome("skip"):
        reasons.setdefault(result.reason, []).append(result.check.id)
    for reason, names in reasons.items():
        yield ("skip", names[0] if len(names) == 1 else f"{len(names)} checks", "", "", reason), ""


# -- JSON --------------------------------------------------------------------


def write_json(reports: Sequence[Report], version: str) -> str:
    """Return every result as JSON; boxes are x0, y0, x1, y1 in points from the bottom left of the page."""
    data = {
        "tool": TOOL,
        "version": version,
        "leaflets": [
            {"leaflet": report.subject}
            | ({"measured": report.measured} if report.measured else {})
            | {"results": [_result(result) for result in report.results]}
            for report in reports
        ],
        "totals": totals(reports),
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _result(result: Answer) -> dict[str, Any]:
    data: dict[str, Any] = {"check": result.check.id, "outcome": result.outcome}
    if result.reason:
        data["reason"] = result.reason
    if result.findings:
        data["findings"] = [_finding(one) for one in result.findings]
    return data


def _finding(one: Finding) -> dict[str, Any]:
    data: dict[str, Any] = {"level": one.level, "code": one.code, "message": one.message}
    if one.hint:
        data["hint"] = one.hint
    if one.origin.file:
        data["file"] = one.origin.file
    if one.origin.line:
        data["line"] = one.origin.line
    if one.page:
        data["page"] = one.page
    if one.box:
        data["box"] = [round(side, 1) for side in one.box]
    return data | _of_translation(one)


def _of_translation(one: Finding) -> dict[str, str]:
    """Return what only findings of a translation have: MQM type and severity, both texts, why it was waived."""
    given = {name: getattr(one, name) for name in ("mqm", "severity", "source", "target", "waived")}
    return {name: words for name, words in given.items() if words}


# -- SARIF -------------------------------------------------------------------


def write_sarif(reports: Sequence[Report], checks: Sequence[Check], version: str) -> str:
    """Return the findings as SARIF 2.1.0: one run, a rule for each check, places by file and line."""
    rules = [one.id for one in checks]
    results = [
        _sarif_result(one, report, rules) for report in reports for one in report.findings() if one.check in rules
    ]
    broken = [(report, result) for report in reports for result in report.with_outcome("error")]
    skipped = [(report, result) for report in reports for result in report.with_outcome("skip")]
    run = {
        "tool": {
            "driver": {"name": TOOL, "semanticVersion": version, "rules": [_rule(one) for one in checks]},
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not broken,
                "toolExecutionNotifications": [
                    *(_notice(report, result, "error") for report, result in broken),
                    *(_notice(report, result, "note") for report, result in skipped),
                ],
            }
        ],
        "results": results,
    }
    return json.dumps({"$schema": SARIF, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _rule(one: Check) -> dict[str, Any]:
    return {
        "id": one.id,
        "shortDescription": {"text": one.question},
        "fullDescription": {"text": one.why},
        "defaultConfiguration": {"level": SARIF_LEVEL[one.level]},
    }


def _sarif_result(one: Finding, report: Report, rules: Sequence[str]) -> dict[str, Any]:
    where = f" (page {one.page})" if one.page else ""
    properties: dict[str, Any] = {"leaflet": report.subject, "code": one.code}
    if one.page:
        properties["page"] = one.page
    if one.box:
        properties["box"] = [round(side, 1) for side in one.box]
    properties |= _of_translation(one)
    data: dict[str, Any] = {
        "ruleId": one.check,
        "ruleIndex": rules.index(one.check),
        "level": SARIF_LEVEL[one.level],
        "message": {"text": f"{report.subject}: {one.message}{where}" + (f". Hint: {one.hint}" if one.hint else "")},
        "properties": properties,
    }
    if one.waived:
        data["suppressions"] = [{"kind": "inSource", "justification": one.waived}]
    if one.origin.file:
        place: dict[str, Any] = {"artifactLocation": {"uri": uri(one.origin.file)}}
        if one.origin.line:
            place["region"] = {"startLine": one.origin.line}
        data["locations"] = [{"physicalLocation": place}]
    return data


def _notice(report: Report, result: Answer, level: str) -> dict[str, Any]:
    return {
        "level": level,
        "message": {"text": f"{report.subject}: {result.check.id} {result.outcome}: {result.reason}"},
        "associatedRule": {"id": result.check.id},
    }


def uri(file: str) -> str:
    """Return a file's name as the reference that SARIF wants (RFC 3986)."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
