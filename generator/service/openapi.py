"""The description of the interface (OpenAPI 3.1), written from the very tables that requests are read by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from generator.model.edition import Words
from generator.service.answers import PROBLEM
from generator.service.feeds import TYPES
from generator.service.holding import Holding
from generator.service.infobutton import KINDS
from generator.service.orders import FORMS, MOST_PAGES
from generator.service.settings import Settings
from generator.service.withheld import REASONS
from generator.version import __version__

STATES = ("current", "draft", "overdue")


def document(holding: Holding, settings: Settings, base: str) -> dict[str, Any]:
    """Return the document as JSON can hold it."""
    path = {f"/v1/leaflets/{{topic}}.{form}": {"get": _leaflet(form, holding, settings)} for form in FORMS}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Breastfeeding leaflets",
            "version": __version__,
            "summary": "Leaflets as PDF, HTML, words and pictures, in the languages of a library.",
            "license": {"name": "Apache-2.0 AND CC-BY-4.0", "identifier": "Apache-2.0 AND CC-BY-4.0"},
        },
        "servers": [{"url": base or "/"}],
        "paths": {
            "/v1/leaflets": {
                "get": {
                    "operationId": "list",
                    "summary": "All leaflets, languages, formats, themes and clinics",
                    "responses": {"200": _content("the list", "application/json", _schema("List"))},
                }
            },
            "/v1/leaflets/{topic}": {"get": _leaflet("", holding, settings)},
            **path,
            "/infobutton": {"get": _infobutton(), "post": _infobutton(posted=True)},
            **_runs(),
        },
        "components": {
            "schemas": {
                "List": _list(),
                "Leaflet": _about(),
                "Problem": _problem(),
                "Wish": _wish(holding, settings),
                "Run": _run(),
            },
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _infobutton(posted: bool = False) -> dict[str, Any]:
    """Return how a health record asks (HL7 Infobutton); names beside these are taken, and passed over or echoed."""
    fields: dict[str, dict[str, Any]] = {
        "mainSearchCriteria.v.c": {"type": "string"}, "mainSearchCriteria.v.cs": {"type": "string"},
        "mainSearchCriteria.v.csn": {"type": "string"}, "mainSearchCriteria.v.ot": {"type": "string"},
        "informationRecipient.languageCode.c": {"type": "string"}, "performer.languageCode.c": {"type": "string"},
        "knowledgeResponseType": {"type": "string", "description": f"{', '.join(KINDS)}; else as XML"},
        "callback": {"type": "string", "description": "of a script: the plain name of a function"},
    }  # fmt: skip
    media = (one.partition(";")[0] for one in TYPES.values())
    feed = "a feed of leaflets; an empty one where nothing fits"
    answers: dict[str, Any] = {"description": feed, "content": {one: {} for one in media}}
    wrong = {"400": "a script without the plain name of a function", "413": "too many names, or bytes"}
    found: dict[str, Any] = {
        "operationId": "ask_by_form" if posted else "ask",
        "summary": "Leaflets for a code of a health record (HL7 Infobutton)",
        "responses": {
            "200": answers,
            **{code: _content(about, PROBLEM, _schema("Problem")) for code, about in (wrong | _FORMS[posted]).items()},
        },
    }
    if posted:
        form = {"application/x-www-form-urlencoded": {"schema": {"type": "object", "properties": fields}}}
        return found | {"requestBody": {"content": form}}
    names = [{"name": name, "in": "query", "schema": schema} for name, schema in fields.items()]
    return found | {"parameters": names}


_FORMS: Final = {
    False: {"414": "the address is too long"},
    True: {"408": "the body came too slowly", "415": "the body is no form"},
}  # fmt: skip
"""What else is refused, without and with a body."""


def _leaflet(form: str, holding: Holding, settings: Settings) -> dict[str, Any]:
    """Return one way to ask for a leaflet; without a form, the client's ``Accept`` chooses."""
    clinics = list(settings.clinics or holding.clinics)
    tags, papers = list(holding.tags), [paper.name for paper in holding.papers]
    query: dict[str, tuple[dict[str, Any], str]] = {
        "language": ({"type": "string", "enum": tags, "default": "en"}, "the reader's language"),
        "with": ({"type": "string", "enum": tags}, "another language beside it (pdf, png)"),
        "format": ({"type": "string", "enum": papers}, "paper; for two languages one that holds two"),
        "theme": ({"type": "string", "enum": list(holding.themes)}, "colours and looks"),
        "clinic": ({"type": "string", "enum": clinics or [""]}, "whose telephones and hours it shows"),
    }
    if form and isinstance(FORMS[form][1], Words):
        del query["with"]
    if form == "png":
        query["page"] = ({"type": "integer", "minimum": 1, "maximum": MOST_PAGES, "default": 1}, "which page")
    parameters = [
        {
            "name": "topic", "in": "path", "required": True, "description": "which leaflet",
            "schema": {"type": "string", "enum": list(holding.cards)},
        },
        *(
            {"name": name, "in": "query", "required": False, "description": about, "schema": schema}
            for name, (schema, about) in query.items()
        ),
    ]  # fmt: skip
    media = [FORMS[form][0]] if form else [FORMS[one][0] for one in FORMS if one != "sms"]
    bodies = {one.partition(";")[0]: _body(one) for one in media}
    found: dict[str, Any] = {"description": "the leaflet", "content": bodies}
    return {
        "operationId": f"leaflet_{form}" if form else "leaflet",
        "summary": f"A leaflet as {form}" if form else "A leaflet in the form that Accept asks for",
        "description": "Answers HEAD, If-None-Match (304), and Range for one part (206, 416).",
        "parameters": parameters,
        "security": [{}, {"token": []}],
        "responses": {
            "200": {**found, "headers": {"ETag": {"schema": {"type": "string"}, "description": "of what it is made"}}},
            "206": {"description": "the part that was asked for", "content": found["content"]},
            "304": {"description": "you have it already"},
            **{str(status): _content(words, PROBLEM, _schema("Problem")) for status, words in _WRONG.items()},
        },
    }


_WRONG: Final = {
    400: "the query cannot be read",
    401: "the token is not known",
    403: "the token may not do this",
    404: "there is no such leaflet or page, or choices do not go together",
    406: "none of these forms is made",
    409: "it may not be made: 'reason' says whether its words differ from the English, it is overdue, or was recalled",
    416: "there is no such part",
    500: "the leaflet cannot be made",
    503: "all are busy: ask again after Retry-After",
    504: "it took too long",
}


def _runs() -> dict[str, Any]:
    """Return how runs are started and followed."""
    wrong = {400, 401, 403, 404, 503}
    answers = {str(status): _content(words, PROBLEM, _schema("Problem")) for status, words in _WRONG.items()
               if status in wrong}  # fmt: skip
    named = {"name": "run", "in": "path", "required": True, "description": "which run", "schema": {"type": "string"}}

    def get(name: str, summary: str, media: str, schema: dict[str, Any]) -> dict[str, Any]:
        found = {"200": _content(summary, media, schema), **answers}
        about = {"operationId": name, "summary": summary, "parameters": [named], "security": [{"token": []}]}
        return {"get": about | {"responses": found}}

    wish = {"required": True, "content": {"application/json": {"schema": _schema("Wish")}}}
    begun = _content("the run has begun", "application/json", _schema("Run"))
    start = {
        "operationId": "run_start", "summary": "Start a print run", "security": [{"token": []}], "requestBody": wish,
        "responses": {"202": begun, **answers, "415": _content("JSON is needed", PROBLEM, _schema("Problem"))},
    }  # fmt: skip
    return {
        "/v1/runs": {"post": start},
        "/v1/runs/{run}": get("run", "How far a run is", "application/json", _schema("Run")),
        "/v1/runs/{run}/events": get("run_events", "The same as it comes", "text/event-stream", _event()),
        "/v1/runs/{run}.zip": get("run_zip", "Its leaflets and their receipts", "application/zip", {}),
    }


def _body(media: str) -> dict[str, Any]:
    if media == "application/json":
        return {"schema": _schema("Leaflet")}
    return {"schema": {"type": "string"}} if media.startswith("text/") else {}


def _content(words: str, media: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": words, "content": {media: {"schema": schema}}}


def _schema(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


_WORDS = {"type": "string"}
_DAY = {"type": "string", "format": "date"}
_NAMES = {"type": "array", "items": _WORDS}
_BY_NAME = {"type": "object", "additionalProperties": _WORDS}
_STATE = {"type": "string", "enum": list(STATES)}


def _list() -> dict[str, Any]:
    language = _object(tag=_WORDS, name=_WORDS, english_name=_WORDS, rtl={"type": "boolean"})
    paper = _object(name=_WORDS, about=_WORDS, languages={"type": "integer"})
    leaflet = _object(
        topic=_WORDS, code=_WORDS, version=_WORDS, written=_DAY, review_by=_DAY, icd10=_NAMES, titles=_BY_NAME,
        purposes=_BY_NAME, states={"type": "object", "additionalProperties": _STATE}, address=_WORDS,
    )  # fmt: skip
    return _object(
        version=_WORDS, languages={"type": "array", "items": language}, formats={"type": "array", "items": paper},
        themes=_NAMES, clinics=_NAMES, forms=_BY_NAME, leaflets={"type": "array", "items": leaflet},
    )  # fmt: skip


def _about() -> dict[str, Any]:
    return _object(
        topic=_WORDS, code=_WORDS, title=_WORDS, purpose=_WORDS, language=_WORDS, version=_WORDS, written=_DAY,
        review_by=_DAY, state=_STATE, icd10=_NAMES, lot=_WORDS, pages={"type": "integer"}, links=_BY_NAME,
    ) | {"title": "what is known of a leaflet"}  # fmt: skip


def _wish(holding: Holding, settings: Settings) -> dict[str, Any]:
    """Return what a run is to make; empty lists of topics or languages stand for all."""
    papers = _some(paper.name for paper in holding.papers if paper.languages == 1)
    properties = {
        "clinic": {"type": "string", "enum": ["", *(settings.clinics or holding.clinics)], "default": ""},
        "topics": _some(holding.cards),
        "languages": _some(holding.tags),
        "formats": papers | {"minItems": 1, "default": ["a4"]},
        "theme": {"type": "string", "enum": list(holding.themes), "default": "default"},
    }
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _some(names: Iterable[str]) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", "enum": list(names)}}


def _event() -> dict[str, Any]:
    """Return what one event of a stream is: its kind, and a run as JSON."""
    kind = {"type": "string", "enum": ["progress", "done", "failed"]}
    return _object(event=kind, data={"type": "string", "contentMediaType": "application/json"})


def _run() -> dict[str, Any]:
    whole = {"type": "integer"}
    state = {"type": "string", "enum": ["running", "done", "failed"]}
    return _object(run=_WORDS, state=state, total=whole, done=whole, refused=whole, problems=_NAMES, events=_WORDS)


def _problem() -> dict[str, Any]:
    names = ("parameter", "detail", "hint", "sentence")
    fault = {"type": "object", "properties": {name: _WORDS for name in names}}
    return {
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {
            "type": _WORDS, "title": _WORDS, "status": {"type": "integer"}, "detail": _WORDS,
            "reason": {"type": "string", "enum": [*REASONS]},
            "errors": {"type": "array", "items": fault},
        },
    }  # fmt: skip
