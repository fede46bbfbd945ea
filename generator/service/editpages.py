"""The page of the editors' view: what is wrong, the leaflet, how far everything is. It works without scripts, too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Final
from urllib.parse import urlencode

from msgspec.structs import asdict

from generator.model.content import Language
from generator.model.problems import Problem
from generator.service.editing import Choice, Saved, Sight
from generator.service.holding import Holding
from generator.service.pages import Say, View, speaker, whole_page
from generator.service.work import Cell, Names, Review, Surveyed
from generator.words.localize import say_date

MOST_SHOWN: Final = 100
"""Problems of one list that are shown; the number over it counts all."""
MOST_NAMED: Final = 3
"""Saved files that are named."""
_COUNTS: Final = ("missing", "fuzzy", "stale", "drifts")


def edit_page(view: View, holding: Holding, choice: Choice, sight: Sight, saved: Saved, surveyed: Surveyed) -> str:
    """Return the page for one leaflet."""
    library, say = holding.library, speaker(holding.library, view.tag)
    languages = [library.language(library.language_name(tag)) for tag in holding.tags]
    language = next(one for one in languages if one.tag == view.tag)
    names = surveyed.names
    own = set(sight.problems)
    others = [one for one in surveyed.problems if one not in own]
    title = f"{escape(names.topics[choice.topic])} ({escape(names.languages[choice.language][1])})"
    body = f"""<main>
<form class="desk edit" action="edit" method="get" data-say-lost="{say("lost")}">
<div class="choices">
<section aria-labelledby="seen">
<h2 id="seen">{title}</h2>
{_saved(saved, say)}
<div id="problems">{_problems(sight.problems, say, "fine")}</div>
<div id="others">{_others(others, say)}</div>
</section>
<div class="pair">{_fields(choice, names, say)}</div>
<label class="option follow" data-script hidden><input type="checkbox" id="follow" checked>
<span>{say("follow")}</span></label>
<input type="hidden" name="page" value="{view.tag}">
<button id="show">{say("show")}</button>
</div>
<section class="sheet" aria-labelledby="preview" tabindex="0">
<h2 id="preview">{say("preview")}</h2>
<p class="said" role="status" id="said"></p>
<div id="leaflet">{_pages(choice, sight, say)}</div>
</section>
<div class="choices far">
<div id="matrix">{_matrix(choice, view, surveyed, language, say)}</div>
<p><a href="./?page={view.tag}">{say("desk")}</a></p>
</div>
</form>
</main>"""
    return whole_page(
        say("editing"), body, view, languages, language, say, library,
        scripts=("edit.js",), styles=("desk.css", "edit.css"),
    )  # fmt: skip


def query_of(choice: Choice, **others: object) -> str:
    """Return a choice as the query of an address."""
    return urlencode({name: value for name, value in (asdict(choice) | others).items() if value not in ("", None)})


def _saved(saved: Saved, say: Say) -> str:
    names = ", ".join(f"<code>{escape(name)}</code>" for name in saved.files[:MOST_NAMED])
    more = f" + {len(saved.files) - MOST_NAMED}" if len(saved.files) > MOST_NAMED else ""
    words = f"{say('saved')} {names}{more}" if names else ""
    return f'<p id="saved">{words}</p>'


def _problems(problems: Sequence[Problem], say: Say, nothing: str) -> str:
    said = f"{say('problems')} {len(problems)}" if problems else say(nothing)
    return f'<p role="status" class="label" id="count">{said}</p>{_list(problems)}'


def _others(problems: Sequence[Problem], say: Say) -> str:
    return f"<h3>{say('elsewhere')}</h3>{_list(problems)}" if problems else ""


def _list(problems: Iterable[Problem]) -> str:
    """Return problems as they are said at the command line: in English, place first."""
    items = "".join(
        "<li>"
        + (f"<code>{escape(str(one.origin))}</code> " if one.origin.file else "")
        + escape(one.message)
        + (f'<span class="hint">{escape(one.hint)}</span>' if one.hint else "")
        + "</li>"
        for one in list(problems)[:MOST_SHOWN]
    )
    return f'<ul class="problems" lang="en">{items}</ul>' if items else ""


def _fields(choice: Choice, names: Names, say: Say) -> str:
    languages = {tag: own for tag, (_, own) in names.languages.items()}
    return "".join(
        (
            _field("topic", say("leaflet"), names.topics, choice.topic),
            _field("language", say("language"), languages, choice.language),
            _field("format", say("paper"), {name: name for name in names.formats}, choice.format),
            _field("theme", say("look"), {name: name for name in names.themes}, choice.theme),
            _field("clinic", say("clinic"), {"": "–"} | {name: name for name in names.clinics}, choice.clinic),
        )
    )


def _field(name: str, label: str, values: Mapping[str, str], chosen: str) -> str:
    options = "".join(
        f'<option value="{escape(one)}"{" selected" if one == chosen else ""}'
        f"{f' lang={escape(one)}' if name == 'language' else ''}>{escape(said)}</option>"
        for one, said in values.items()
    )
    return f'<label><span class="label">{label}</span><select name="{name}">{options}</select></label>'


def _pages(choice: Choice, sight: Sight, say: Say) -> str:
    words = "" if sight.fresh else f'<p class="warning" id="before">{say("before" if sight.pages else "never")}</p>'
    pages = "".join(
        f'<img src="edit/page.png?{escape(query_of(choice, number=number, turn=sight.turn))}"'
        f' alt="{say("page")} {number}" lang="{escape(choice.language)}" width="1240" height="1754">'
        for number in range(1, len(sight.pages) + 1)
    )
    return f'{words}<div class="pages{"" if sight.fresh else " old"}" id="pages">{pages}</div>'


def _matrix(choice: Choice, view: View, surveyed: Surveyed, language: Language, say: Say) -> str:
    names = surveyed.names
    by = {(one.topic, one.language): one for one in surveyed.cells}
    reviews = {one.topic: one for one in surveyed.reviews}
    head = "".join(
        f'<th scope="col" lang="{escape(tag)}">{escape(own)}</th>' for tag, (_, own) in names.languages.items()
    )
    rows = []
    for topic, title in names.topics.items():
        cells = "".join(
            f"<td>{_cell(cell, Choice(topic, tag, choice.format, choice.theme, choice.clinic), choice, view, say)}</td>"
            if (cell := by.get((topic, name)))
            else "<td></td>"
            for tag, (name, _) in names.languages.items()
        )
        review = _review(reviews.get(topic), language, say)
        rows.append(f'<tr><th scope="row">{escape(title)}{review}</th>{cells}</tr>')
    before = "" if surveyed.counted else f'<p class="warning">{say("matrix_before")}</p>'
    return f"""<h2 id="far">{say("matrix")}</h2>
{before}<div class="table" role="region" aria-labelledby="far" tabindex="0">
<table><thead><tr><th scope="col">{say("leaflet")}</th>{head}</tr></thead>
<tbody>{"".join(rows)}</tbody></table></div>"""


def _review(review: Review | None, language: Language, say: Say) -> str:
    if review is None:
        return ""
    words = say({"past": "overdue", "soon": "due"}.get(review.due, "review"))
    return f'<span class="hint {review.due}">{words} {escape(say_date(review.day, language))}</span>'


def _cell(cell: Cell, here: Choice, choice: Choice, view: View, say: Say) -> str:
    counts = "".join(
        f'<span class="count">{say(f"count_{name}")} {count}</span>'
        for name in _COUNTS
        if (count := getattr(cell, name))
    )
    urgent = f" ({say('urgent')})" if cell.urgent else ""
    name = f"{here.topic}-{here.language}"
    current = ' aria-current="true"' if (here.topic, here.language) == (choice.topic, choice.language) else ""
    link = f"edit?{escape(query_of(here, page=view.tag))}"
    said = say(f"state_{cell.state}") + urgent
    return f'<a href="{link}" id="cell-{escape(name)}"{current}>{said}</a>{counts}'
