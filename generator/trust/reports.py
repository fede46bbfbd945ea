"""How far leaflets are, as data and as a web page that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, Final

from generator.trust.states import Stand
from generator.trust.units import sides

_STYLE: Final = (
    "body{font:16px/1.5 sans-serif;margin:2rem;max-width:70rem}table{border-collapse:collapse}"
    "th,td{border:1px solid #666;padding:.3rem .6rem;text-align:left;vertical-align:top}"
    ".approved{background:#dff0df}.checked,.translated{background:#fdf3d8}"
)


def as_json(found: Sequence[Stand]) -> list[dict[str, Any]]:
    """Return what is known of each leaflet, as JSON can hold it."""
    return [
        {
            "topic": one.topic, "language": one.language.replace("_", "-"), "state": one.state, "urgent": one.urgent,
            "signed": {role: list(people) for role, people in one.signed.items()},
            "missing": [
                {"place": str(each.origin), "message": each.message, "hint": each.hint} for each in one.missing
            ],
            "claims": list(one.claims),
            "changed": [
                {
                    "block": drift.new.path, "classes": list(drift.changes), "signed_by": drift.record.name,
                    "role": drift.record.role, "day": str(drift.record.day),
                    "words": [{"signed": old, "now": new} for old, new in sides(drift.old, drift.new)],
                }
                for drift in one.drifts
            ],
        }
        for one in found
    ]  # fmt: skip


def write_page(found: Sequence[Stand]) -> str:
    """Return the matrix and what is missing as one HTML file."""
    topics, languages = (tuple(dict.fromkeys(getattr(one, name) for one in found)) for name in ("topic", "language"))
    by = {(one.topic, one.language): one for one in found}
    head = "".join(f'<th scope="col">{escape(one.replace("_", "-"))}</th>' for one in languages)
    rows = []
    for topic in topics:
        cells = "".join(
            f'<td class="{one.state}">{one.state}{" (urgent)" if one.urgent else ""}</td>'
            for language in languages
            if (one := by.get((topic, language)))
        )
        rows.append(f'<tr><th scope="row">{escape(topic)}</th>{cells}</tr>')
    parts = [_details(one) for one in found if one.missing or one.drifts or one.claims or one.signed]
    body, details = "\n".join(rows), "\n".join(parts)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>How far the leaflets are</title>'
        f"<style>{_STYLE}</style></head><body><h1>How far the leaflets are</h1>\n"
        f'<table><thead><tr><th scope="col">topic</th>{head}</tr></thead><tbody>\n{body}\n</tbody></table>\n'
        f"{details}\n</body></html>\n"
    )


def _details(one: Stand) -> str:
    lines = [f"<h2>{escape(one.topic)}, {escape(one.language.replace('_', '-'))}: {one.state}</h2><ul>"]
    lines += [f"<li>{escape(role)}: {escape(', '.join(people))}</li>" for role, people in one.signed.items()]
    lines += [f"<li>{escape(each.message)}. {escape(each.hint)}</li>" for each in one.missing]
    lines += [f"<li>does not count: {escape(claim)}</li>" for claim in one.claims]
    lines.append("</ul>")
    for drift in one.drifts:
        record = drift.record
        told = f"{drift.new.path}: {', '.join(drift.changes)} since {record.name} ({record.role}) on {record.day}"
        cells = "".join(
            f"<tr><td>{escape(old)}</td><td>{escape(new)}</td></tr>" for old, new in sides(drift.old, drift.new)
        )
        head = '<tr><th scope="col">signed</th><th scope="col">now</th></tr>'
        lines.append(f"<h3>{escape(told)}</h3><table>{head}{cells}</table>")
    return "\n".join(lines)
