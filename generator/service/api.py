"""The interface for programs: the list of leaflets, and each leaflet in each form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from generator.model.edition import Pictures
from generator.model.lots import show_lot
from generator.model.problems import Unusable
from generator.service.answers import file, json, unchanged
from generator.service.desk import Desk
from generator.service.holding import Holding
from generator.service.openapi import document
from generator.service.orders import FORMS, Asked, Fault, Known, RefusedError, read_query
from generator.trust.asking import key_of
from generator.version import __version__

STORE: Final = "no-cache"
"""Kept by who asked, and asked again with its tag: a recall must not wait for a date."""
NEGOTIATED: Final = ("pdf", "html", "txt", "md", "png", "json")
"""Forms in the order of preference where a client takes several."""
_WEIGHT: Final = re.compile(r"(0(\.[0-9]{0,3})?|1(\.0{0,3})?)", re.ASCII)


async def leaflets(request: Request) -> Response:
    """List the leaflets: topics, titles, states, codes; languages, formats, themes, clinics."""
    desk: Desk = request.app.state.desk
    return json(listing(desk, base(request)), {"cache-control": STORE})


def listing(desk: Desk, base: str) -> dict[str, Any]:
    """Return what there is, as the list of leaflets has it."""
    holding = desk.holding
    languages = [holding.library.language(holding.library.language_name(tag)) for tag in holding.tags]
    open_to_all = desk.settings.clinics or holding.clinics
    return {
        "version": __version__,
        "languages": [
            {"tag": one.tag, "name": one.own_name, "english_name": one.english_name, "rtl": one.leftward}
            for one in languages
        ],
        "formats": [
            {"name": one.name, "about": one.about, "languages": one.languages} for one in holding.papers
        ],
        "themes": list(holding.themes),
        "clinics": list(open_to_all),
        "forms": {name: media for name, (media, _) in FORMS.items()},
        "leaflets": [
            {
                "topic": card.name, "code": card.code, "version": card.version, "written": card.written,
                "review_by": card.review_by, "icd10": card.icd10, "titles": card.titles, "purposes": card.purposes,
                "states": {tag: card.state(tag, desk.today) for tag in holding.tags},
                "address": f"{base}/v1/leaflets/{card.name}",
            }
            for card in holding.cards.values()
        ],
    }  # fmt: skip


async def leaflet(request: Request) -> Response:
    """Return one leaflet in the form that its address ends with, or that the client likes best."""
    desk: Desk = request.app.state.desk
    holding = desk.holding
    topic, dot, form = request.path_params["name"].partition(".")
    # what anybody asked for before is not read again: the same words mean the same for as long as this library is held
    key = (request.path_params["name"], request.scope["query_string"])
    open_to_all = bool(dot) and "authorization" not in request.headers
    known = holding.known.get(key) if open_to_all else None
    if known is None:
        more: dict[str, str] = {"cache-control": STORE}
        if not dot and topic in holding.cards:
            form = preferred(request.headers.get("accept", "*/*"))
        asked = read_query(
            topic, form or "pdf", request.query_params.multi_items(), holding, desk.settings, desk.token(request)
        )
        if not dot:
            more |= {"vary": "Accept", "content-location": f"{base(request)}{path_of(asked)}"}
        known = know(asked, more, holding)
        if open_to_all:
            holding.know(key, known)
    return await answer(request, desk, known)


def know(asked: Asked, kept: Mapping[str, str], holding: Holding) -> Known:
    """Return what is known of a leaflet before it is made; ``kept`` are headers of an answer without a body, too.

    Raises:
        RefusedError: 500 when what it is made from cannot be read.
    """
    try:
        digest = key_of(asked.order, holding.library)
    except Unusable as error:
        raise RefusedError(500, "This leaflet cannot be made") from error
    etag = f'"{digest[:32]}-{asked.form}{asked.page if asked.form == "png" else ""}"'
    kept = {**kept, "etag": etag}
    more = {"content-disposition": f'inline; filename="{file_name(asked)}"'}
    more |= {"content-language": language_tags(asked)} if asked.form != "json" else {}
    return Known(asked, digest, etag, kept, {**kept, **more})


async def answer(request: Request, desk: Desk, known: Known) -> Response:
    """Return a leaflet: from the tag alone where the client has it, from the cache, or made now.

    Raises:
        BusyError, LostError: as ``Desk.make``.
        RefusedError: 404 for a page that the leaflet does not have.
    """
    asked, etag = known.asked, known.etag
    if unchanged(request, etag):
        return Response(status_code=304, headers=known.kept)
    made = await desk.make(asked.order, known.digest)
    more = {**known.headers, "leaflet-lot": show_lot(made.lot)} if made.lot else {**known.headers}
    if asked.form == "json":
        return json(about(desk, asked, made.lot, made.pages, base(request)), more)
    if not 1 <= asked.page <= len(made.files):
        fault = Fault("page", f"the leaflet has no page {asked.page}", f"it has {len(made.files)}")
        raise RefusedError(404, "There is no such page", fault)
    data = made.files[asked.page - 1]
    more |= {"leaflet-pages": str(len(made.files))} if isinstance(asked.order.edition, Pictures) else {}
    return file(request, data, asked.media, etag, more)


def language_tags(asked: Asked) -> str:
    """Return the tags of the languages that a leaflet is in."""
    order = asked.order
    return ", ".join(one.replace("_", "-") for one in (order.language, order.second) if one)


def file_name(asked: Asked) -> str:
    """Return the name under which a leaflet is saved: only names of the library, so nothing to escape."""
    from generator.run.files.places import place

    return place(asked.order, page=asked.page).replace("/", "-")


def about(desk: Desk, asked: Asked, lot: str, pages: int, base: str) -> dict[str, Any]:
    """Return what is known of a leaflet, and where its other forms are."""
    order, card = asked.order, desk.holding.cards[asked.order.topic]
    tag = order.language.replace("_", "-")
    paged = {"pdf", "png"} if order.second else set(FORMS) - {"json"}
    return {
        "topic": card.name, "code": card.code, "title": card.titles[tag], "purpose": card.purposes[tag],
        "language": tag, "with": order.second.replace("_", "-"), "version": card.version, "written": card.written,
        "review_by": card.review_by, "state": card.state(tag, desk.today), "icd10": card.icd10,
        "lot": show_lot(lot), "pages": pages,
        "links": {form: f"{base}{path_of(asked, form)}" for form in FORMS if form in paged},
    }  # fmt: skip


def preferred(accept: str) -> str:
    """Return the form that a client likes best (RFC 9110, 12.5.1).

    Raises:
        RefusedError: 406 when it takes none of them.
    """
    ranges: dict[str, float] = {}
    for part in accept.split(",")[:40]:
        media, *parameters = (one.strip().lower() for one in part.split(";"))
        weight = next((one[2:] for one in parameters if one.startswith("q=")), "1")
        if _WEIGHT.fullmatch(weight):
            ranges[media] = float(weight)
    best, form = 0.0, ""
    for name in NEGOTIATED:
        media = FORMS[name][0].partition(";")[0]
        wild = (media, f"{media.partition('/')[0]}/*", "*/*")  # the nearest counts
        liked = next((ranges[one] for one in wild if one in ranges), 0.0)
        if liked > best:
            best, form = liked, name
    if not form:
        known = ", ".join(FORMS[name][0].partition(";")[0] for name in NEGOTIATED)
        raise RefusedError(406, "No such form", Fault("Accept", "none of these is made", f"known: {known}"))
    return form


async def openapi(request: Request) -> Response:
    """Return the description of all this (OpenAPI 3.1)."""
    desk: Desk = request.app.state.desk
    return json(document(desk.holding, desk.settings, base(request)), {"cache-control": STORE})


def base(request: Request) -> str:
    """Return what stands before all paths: the address of the settings, or the prefix."""
    settings = request.app.state.desk.settings
    return str(settings.address or settings.prefix)


def path_of(asked: Asked, form: str = "") -> str:
    """Return the path of a leaflet, in this form or another, with all that is asked of it."""
    order, form = asked.order, form or asked.form
    query = {
        "language": order.language.replace("_", "-"), "with": order.second.replace("_", "-"), "format": order.format,
        "theme": order.theme, "clinic": order.clinic_name, "page": str(asked.page) if form == "png" else "",
    }  # fmt: skip
    return f"/v1/leaflets/{order.topic}.{form}?{urlencode({name: value for name, value in query.items() if value})}"
