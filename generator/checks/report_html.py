"""The report as one HTML file: pictures of the pages with the places marked, and the findings beside them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from generator.checks.reports import totals
from generator.checks.runner import Report
from generator.model.findings import Finding
from generator.model.problems import Missing

STYLE: Final = """
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1b2830;background:#fff}
h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:3rem;border-top:2px solid #b9c7c9;padding-top:1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;
border-bottom:1px solid #b9c7c9}code{font-size:.9em}.hint{color:#45525b}.pages{display:flex;flex-wrap:wrap;gap:1rem}
figure{margin:1rem 0;max-width:34rem;flex:1 1 20rem}figcaption{color:#45525b}
.page{position:relative;border:1px solid #b9c7c9}.page img{display:block;width:100%}
.mark{position:absolute;border:3px solid;box-sizing:border-box;border-radius:3px}
.mark b{position:absolute;left:-3px;top:-1.5em;font:700 12px/1.5 system-ui;color:#fff;padding:0 .4em}
.fail{color:#9c1c18}.warn{color:#7a4300}.info{color:#0b5c61}.level{font-weight:700}
.fail.mark b{background:#9c1c18}.warn.mark b{background:#7a4300}.info.mark b{background:#0b5c61}
@media print{h2{break-before:page}}
"""


def write_html(reports: Sequence[Report], version: str) -> str:
    """Return the report. Without pypdfium2 it has no pictures and says so."""
    note = ""
    parts: list[str] = []
    for number, report in enumerate(reports, 1):
        pictures, lack = _pictures(report)
        note = note or lack
        parts += _leaflet(report, pictures, number)
    head = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Preflight of leaflets</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>\n'
        f"<h1>Preflight of leaflets</h1>\n<p>{escape(totals(reports))}. Made by leaflets {escape(version)}.</p>\n"
    )
    lacking = f"<p><strong>No pictures of pages:</strong> {escape(note)}</p>\n" if note else ""
    return f"{head}{lacking}{''.join(parts)}</body></html>\n"


def _pictures(report: Report) -> tuple[tuple[bytes, ...], str]:
    """Return a picture of each page, or why there is none."""
    if not report.pdf or not report.pages:
        return (), ""
    from generator.outputs.png import write_png

    try:
        return write_png(report.pdf, {}), ""
    except Missing as error:
        return (), "; ".join(f"{one.message} ({one.hint})" for one in error.problems)


def _leaflet(report: Report, pictures: Sequence[bytes], number: int) -> Iterator[str]:
    findings = report.findings()
    yield f'<section id="leaflet-{number}">\n<h2>{escape(report.subject)}</h2>\n'
    if report.measured:
        yield f"<p>{escape(report.measured)}</p>\n"
    if findings:
        heads = "".join(f"<th>{words}</th>" for words in ("No.", "Level", "Check", "Place", "What"))
        yield f"<table><thead><tr>{heads}</tr></thead><tbody>\n"
        for count, one in enumerate(findings, 1):
            yield _row(one, f"{number}-{count}", count)
        yield "</tbody></table>\n"
    else:
        yield "<p>Nothing was found.</p>\n"
    for result in report.with_outcome("error"):
        yield f"<p><strong>ERROR</strong> in {escape(result.check.id)} itself: {escape(result.reason)}</p>\n"
    skipped = report.with_outcome("skip")
    if skipped:
        words = "; ".join(f"{escape(one.check.id)}: {escape(one.reason)}" for one in skipped)
        yield f'<p class="hint">Not looked at: {words}.</p>\n'
    if pictures:
        yield '<div class="pages">\n'
        for page, picture in enumerate(pictures, 1):
            yield from _page(report, picture, page, number)
        yield "</div>\n"
    yield "</section>\n"


def _row(one: Finding, anchor: str, count: int) -> str:
    page = f'<br><a href="#mark-{anchor}">page {one.page}</a>' if one.page else ""
    hint = f'<br><span class="hint">{escape(one.hint)}</span>' if one.hint else ""
    both = f'<br>{escape(one.source)}<br><span lang="und">{escape(one.target)}</span>' if one.source else ""
    typed = f'<br><span class="hint">{escape(one.mqm)}, {escape(one.severity)}</span>' if one.mqm else ""
    return (
        f'<tr id="finding-{anchor}"><td>{count}</td><td class="level {one.level}">{one.level}</td>'
        f"<td><code>{escape(one.check)}</code>{typed}</td><td><code>{escape(str(one.origin))}</code>{page}</td>"
        f"<td>{escape(one.message)}{hint}{both}</td></tr>\n"
    )


def _page(report: Report, picture: bytes, page: int, number: int) -> Iterator[str]:
    wide, high = report.pages[page - 1]
    data = b64encode(picture).decode("ascii")
    alt = f"Page {page} of {escape(report.subject)}"
    yield f'<figure><div class="page"><img alt="{alt}" src="data:image/png;base64,{data}">'
    for count, one in enumerate(report.findings(), 1):
        if one.page != page:
            continue
        anchor = f"{number}-{count}"
        box = one.box or (0.0, 0.0, wide, high)
        sides = (
            f"left:{box[0] / wide:.2%};top:{1 - box[3] / high:.2%};"
            f"width:{max(0.0, box[2] - box[0]) / wide:.2%};height:{max(0.0, box[3] - box[1]) / high:.2%}"
        )
        yield (
            f'<a class="mark {one.level}" id="mark-{anchor}" href="#finding-{anchor}" style="{sides}" '
            f'title="{escape(one.message)}"><b>{count}</b></a>'
        )
    yield f"</div><figcaption>Page {page}</figcaption></figure>\n"
