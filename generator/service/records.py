"""The path ``/infobutton``: what a health record asks over HTTP, answered from the library as it stands."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response

from generator.service.api import STORE, base
from generator.service.desk import Desk
from generator.service.feeds import TYPES, write_atom, write_json, write_script
from generator.service.infobutton import Shelf, Shown, answer, read_question
from generator.service.orders import Fault, RefusedError, may_ask
from generator.stages.surroundings import sayer

FORM: Final = "application/x-www-form-urlencoded"
MOST_FIELDS: Final = 200
"""Names of a query or a form; the guides have forty."""


async def infobutton(request: Request) -> Response:
    """Answer a question with a feed of leaflets; one that fits nothing with an empty feed, never with 404.

    Raises:
        RefusedError: 415 for a body that is no form, 413 for one of too many names, 400 for a callback that is no name.
    """
    desk: Desk = request.app.state.desk
    pairs = _fields(request.url.query)
    if request.method == "POST":
        body = await request.body()
        if body and request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
            raise RefusedError(415, "This is no form", Fault("Content-Type", f"send {FORM}"))
        pairs += _fields(body.decode("utf-8", "replace"))
    question = read_question(pairs, request.headers.get("accept", ""))
    if question.wrong:
        raise RefusedError(400, "The query cannot be read", Fault("callback", question.wrong))
    feed = answer(question, shelf(desk, base(request) or str(request.base_url).rstrip("/")))
    match question.kind:
        case "script":
            data = write_script(feed, question.callback)
        case "json":
            data = write_json(feed)
        case _:
            data = write_atom(feed)
    headers = {"cache-control": STORE, "vary": "Accept", "content-language": feed.language}
    if question.kind == "script":  # a page of a record loads it without saying its origin; it holds nobody's data
        headers["cross-origin-resource-policy"] = "cross-origin"
    return Response(data, 200, headers, TYPES[question.kind])


def _fields(words: str) -> list[tuple[str, str]]:
    """Return the names and values of a query or form, decoded."""
    try:
        return parse_qsl(words, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise RefusedError(413, "The request has too many names", Fault("", f"at most {MOST_FIELDS}")) from None


def shelf(desk: Desk, address: str) -> Shelf:
    """Return what records are answered from: the library as it stands, its leaflets for the desk's own clinic."""
    holding, settings = desk.holding, desk.settings
    library = holding.library
    clinic = settings.clinic if settings.clinic and may_ask(settings.clinic, settings, None) else ""
    profile = library.profile("default")

    def href(name: str, form: str, tag: str) -> str:
        query = {"language": tag} | ({"clinic": clinic} if clinic else {})
        return f"{address}/v1/leaflets/{name}.{form}?{urlencode(query)}"

    return Shelf(
        library.series.name,
        tuple(
            Shown(card.name, card.written, card.codes, card.titles, card.purposes) for card in holding.cards.values()
        ),
        tuple(library.language(library.language_name(tag)) for tag in holding.tags),
        library.series.refer,
        lambda words, language: sayer(language, profile, library)(words),
        f"{address}/",
        href,
    )
