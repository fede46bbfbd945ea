"""The desk in a browser: its page, a leaflet with a note, receipts, the code for a phone, the sheet in the hand."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from contextlib import suppress
from functools import cache
from importlib.resources import files
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from generator.model.leaflet import Order
from generator.model.lots import read_lot, show_lot
from generator.model.problems import Unusable
from generator.run.files.manifest import Receipt
from generator.service.answers import json, unchanged
from generator.service.api import path_of
from generator.service.desk import Desk, LostError
from generator.service.orders import Asked, Fault, RefusedError, may_ask, read_query
from generator.service.pages import MOST_NOTE, NEEDS, View, desk_page, lot_page
from generator.service.printing import send
from generator.service.receipts import TooManyError, disk_is_full

if TYPE_CHECKING:
    from generator.service.work import Made

_CSS: Final = "text/css; charset=utf-8"
_SCRIPT: Final = "text/javascript; charset=utf-8"
ASSETS: Final = {
    "desk.css": _CSS, "desk.js": _SCRIPT, "edit.css": _CSS, "edit.js": _SCRIPT, "icon.svg": "image/svg+xml",
}  # fmt: skip
HTML: Final = "text/html; charset=utf-8"
_TAG: Final = re.compile(r"\*|[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_TRADITIONAL: Final = ("zh-tw", "zh-hk", "zh-mo", "zh-hant")
QUIET: Final = 4
"""Light modules around a QR code (ISO/IEC 18004, 6.3.8)."""


class Wanted(Struct, frozen=True, forbid_unknown_fields=True):
    """What the page sends: what is chosen, and for one sheet a note."""

    topic: str
    language: str = "en"
    second: str = msgspec.field(name="with", default="")
    format: str = ""
    theme: str = ""
    clinic: str = ""
    need: str = ""
    note: str = ""
    form: str = "pdf"
    page: int = 1
    printer: str = ""


async def page(request: Request) -> Response:
    """Return the desk."""
    desk: Desk = request.app.state.desk
    view = view_of(request, desk)
    data = desk_page(view, desk.holding, await desk.holding.terms(), desk.today).encode()
    return Response(data, 200, {"cache-control": "no-cache", "vary": "Accept-Language"}, HTML)


def view_of(request: Request, desk: Desk, path: str = "") -> View:
    """Return what a page is made for."""
    settings, holding = desk.settings, desk.holding
    names = [name for name in settings.clinics or holding.clinics if may_ask(name, settings, None)]
    if settings.clinic:
        names = [settings.clinic]
    titles = {name: clinic.title for name in names if (clinic := holding.library.clinic(name))}
    return View(
        spoken(request, holding.tags), titles, settings.clinic, phones=bool(phone_address(desk)),
        editors=settings.edit, printers=settings.printers, pages=lambda tag: f"{path}?page={tag}",
    )  # fmt: skip


def spoken(request: Request, tags: tuple[str, ...]) -> str:
    """Return the language of a page: the one asked for, else the one the browser likes best, else the first."""
    asked = request.query_params.get("page", "")
    if asked in tags:
        return asked
    by_name = {tag.lower(): tag for tag in tags}
    liked: list[tuple[float, int, str]] = []
    for at, part in enumerate(request.headers.get("accept-language", "")[:400].split(",")):
        tag, _, weight = part.strip().partition(";q=")
        if _TAG.fullmatch(tag):
            try:
                liked.append((-float(weight or 1), at, tag.lower()))
            except ValueError:
                continue
    for _, _, tag in sorted(liked):
        if tag.startswith("zh"):
            tag = "zh-hant" if tag.startswith(_TRADITIONAL) else "zh-hans"
        while tag:
            if tag in by_name:
                return by_name[tag]
            tag = tag.rpartition("-")[0]
    return tags[0]


@cache
def _asset(name: str) -> bytes:
    return (files("generator.service") / "page" / name).read_bytes()


async def asset(request: Request) -> Response:
    """Return the style, the script, the icon, or a topic's drawing."""
    desk: Desk = request.app.state.desk
    name = request.path_params["name"]
    if name in ASSETS:
        data, media = _asset(name), ASSETS[name]
    elif name.endswith(".svg") and name[:-4] in desk.holding.cards:
        data, media = desk.drawing(name[:-4]), "image/svg+xml"
    else:
        raise RefusedError(404, "There is nothing here")
    etag = f'"{_hash(data)}"'
    headers = {"cache-control": "no-cache", "etag": etag}
    if unchanged(request, etag):
        return Response(status_code=304, headers=headers)
    return Response(data, 200, headers, media)


@cache
def _hash(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()[:32]


async def plain_form(request: Request) -> Response:
    """Lead a browser without scripts to the leaflet that its form asks for."""
    desk: Desk = request.app.state.desk
    given = {name: value for name, value in request.query_params.multi_items() if value}
    need = given.pop("need", "standard")
    given.pop("note", None)
    if need not in NEEDS:
        raise RefusedError(400, "The query cannot be read", Fault("need", f"there is no need '{need[:40]}'"))
    paper, form = NEEDS[need]
    if paper:
        given["format"] = paper
    if given.get("with") == given.get("language") or form or paper:
        given.pop("with", None)
    if "with" in given:
        given.pop("format", None)
    topic = given.pop("topic", "")
    asked = read_query(topic, form or "pdf", given.items(), desk.holding, desk.settings, None)
    return RedirectResponse(f"..{path_of(asked)}", 303)


async def noted_leaflet(request: Request) -> Response:
    """Return a leaflet with words for one sheet. They come in the body, and are kept nowhere."""
    desk: Desk = request.app.state.desk
    wanted = await _wanted(request)
    asked = _asked(wanted, desk)
    note = read_note(wanted.note)
    try:
        made = await desk.make(replace(asked.order, note=note))
    except LostError as error:
        if not error.made.problems:
            raise
        await desk.make(asked.order, desk.holding.library.digest(asked.order))  # else it is not the note's fault
        faults = [Fault("note", one.message, one.hint) for one in error.made.problems]
        raise RefusedError(400, "The note cannot be printed", *faults) from None
    if not 1 <= asked.page <= len(made.files):
        raise RefusedError(404, "There is no such page", Fault("page", f"the leaflet has no page {asked.page}"))
    headers = {"cache-control": "no-store", "leaflet-pages": str(len(made.files))}
    return Response(made.files[asked.page - 1], 200, headers, asked.media)


async def receipt(request: Request) -> Response:
    """Note that a sheet was printed."""
    name, line, _ = await _noted(request.app.state.desk, await _wanted(request))
    about = {"lot": show_lot(line.lot), "made": line.made, "copies": line.order.copies, "receipt": name}
    return json(about, {"cache-control": "no-store"}, 201)


async def print_here(request: Request) -> Response:
    """Print a sheet on a printer of the settings. Its receipt comes first, and is taken back if nothing is printed."""
    desk: Desk = request.app.state.desk
    wanted = await _wanted(request)
    if wanted.printer not in desk.settings.printers:
        raise RefusedError(404, "There is no such printer", Fault("printer", "no printer of this desk has this name"))
    asked = _asked(wanted, desk)
    if asked.form != "pdf":
        raise RefusedError(400, "This is not printed", Fault("need", "plain text is for a reader, not for paper"))
    own = await desk.make(replace(asked.order, note=read_note(wanted.note))) if wanted.note else None
    name, line, made = await _noted(desk, wanted)
    title = f"{asked.order.topic} {asked.order.language} {show_lot(line.lot)}"
    try:
        await send((own or made).files[0], wanted.printer, title)
    except Unusable as error:
        with suppress(Unusable):
            await asyncio.to_thread(desk.receipts.take_back, name)
        raise LostError(_said(error), 502) from None
    return json({"lot": show_lot(line.lot), "receipt": name}, {"cache-control": "no-store"}, 201)


async def _noted(desk: Desk, wanted: Wanted) -> tuple[str, Receipt, Made]:
    """Leave a receipt; return a name to take it back by, the receipt, and the leaflet without a note."""
    if wanted.need not in ("", *NEEDS):
        raise RefusedError(400, "The request cannot be read", Fault("need", f"there is no need '{wanted.need[:40]}'"))
    asked = _asked(wanted, desk)
    clinic = desk.holding.library.clinic(asked.order.clinic) or ""
    order: Order = replace(asked.order, clinic=clinic)
    made = await desk.make(asked.order, record=True)
    digest = desk.holding.library.digest(asked.order)
    need = "" if wanted.need == "standard" else wanted.need
    try:
        name, line = await asyncio.to_thread(desk.receipts.note, order, digest, made, need, desk.today)
    except TooManyError:
        raise RefusedError(429, "Too many receipts", Fault("", "more than people can print in a minute")) from None
    except Unusable as error:
        raise LostError(_said(error), _status(error)) from None
    desk.counts["receipts"] += 1
    return name, line, made


async def take_back(request: Request) -> Response:
    """Take a receipt back: nothing was printed. Only whoever left it knows its name, and only for a while."""
    desk: Desk = request.app.state.desk
    try:
        known = await asyncio.to_thread(desk.receipts.take_back, request.path_params["receipt"])
    except Unusable as error:
        raise LostError(_said(error), _status(error)) from None
    if not known:
        raise RefusedError(404, "There is no such receipt", Fault("receipt", "it was taken back, or is too old"))
    desk.counts["taken_back"] += 1
    return Response(status_code=204, headers={"cache-control": "no-store"})


def _status(error: Unusable) -> int:
    """Return 507 where the disk is full (RFC 4918, 11.5), else 500."""
    return 507 if disk_is_full(error) else 500


def _said(error: Unusable) -> Made:
    from generator.service.work import Made

    return Made(problems=error.problems, code=int(error.exit_code))


async def _wanted(request: Request) -> Wanted:
    """Read what the page sends. Only JSON: a page of somebody else's cannot send that without being asked first.

    Raises:
        RefusedError: 415 for another type, 400 for what cannot be read.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise RefusedError(415, "JSON is needed", Fault("Content-Type", "send application/json"))
    try:
        return msgspec.json.decode(await request.body(), type=Wanted)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise RefusedError(400, "The request cannot be read", Fault("", str(error)[:200])) from None


def _asked(wanted: Wanted, desk: Desk) -> Asked:
    query = {
        "language": wanted.language, "with": wanted.second, "format": wanted.format, "theme": wanted.theme,
        "clinic": wanted.clinic, "page": str(wanted.page) if wanted.form == "png" else "",
    }  # fmt: skip
    paper, form = NEEDS.get(wanted.need, ("", ""))
    if paper:
        query["format"] = paper
    given = [(name, value) for name, value in query.items() if value]
    return read_query(wanted.topic, form or wanted.form, given, desk.holding, desk.settings, None)


def read_note(words: str) -> str:
    """Return a note as it is printed: one paragraph of what can be seen.

    Raises:
        RefusedError: 400 when it is empty, too long, or holds characters that hide or reorder words.
    """
    note = " ".join(unicodedata.normalize("NFC", words).split())
    fault = ""
    if not note:
        fault = "the note is empty"
    elif len(note) > MOST_NOTE:
        fault = f"the note is longer than {MOST_NOTE} letters"
    elif any(unicodedata.category(letter).startswith("C") for letter in note):
        fault = "the note holds a character that cannot be seen"
    if fault:
        raise RefusedError(400, "The note cannot be printed", Fault("note", fault, "write a few plain words"))
    return note


# -- the mother's phone ---------------------------------------------------------------


def phone_address(desk: Desk) -> str:
    """Return what a phone reaches this service at; empty when nothing tells."""
    settings = desk.settings
    if settings.address:
        return settings.address
    try:
        near = ip_address(settings.host).is_loopback or ip_address(settings.host).is_unspecified
    except ValueError:
        near = settings.host == "localhost"
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return "" if near else f"http://{host}:{settings.port}{settings.prefix}"


async def code(request: Request) -> Response:
    """Return the QR code of a leaflet's web page, as SVG."""
    desk: Desk = request.app.state.desk
    address = phone_address(desk)
    if not address:
        raise RefusedError(404, "No address", Fault("", "this service does not know how a phone reaches it"))
    given = {name: value for name, value in request.query_params.multi_items() if value}
    topic = given.pop("topic", "")
    asked = read_query(topic, "html", given.items(), desk.holding, desk.settings, None)
    order = asked.order
    query = {"language": order.language.replace("_", "-")} | ({"clinic": order.clinic_name} if order.clinic else {})
    data = svg_code(f"{address}/v1/leaflets/{order.topic}.html?{urlencode(query)}")
    return Response(data, 200, {"cache-control": "no-cache"}, "image/svg+xml")


def svg_code(words: str) -> bytes:
    """Return a QR code as an SVG file."""
    from generator.typeset.draw.codes import qr_modules  # late: it brings in what sets leaflets, which others do

    side, runs = qr_modules(words)
    path = "".join(
        f"M{x} {y}h{width}v1h-{width}z" for x, y, width in (line.split()[:3] for line in runs.split("\n") if line)
    )
    size = side + 2 * QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-QUIET} {-QUIET} {size} {size}">'
        f'<path fill="#fff" d="M{-QUIET} {-QUIET}h{size}v{size}h-{size}z"/><path d="{path}"/></svg>'
    ).encode()


# -- the sheet in the hand --------------------------------------------------------------


async def lot(request: Request) -> Response:
    """Answer for a sheet: by its number in the path, as its code has it, or as somebody typed it."""
    desk: Desk = request.app.state.desk
    typed = request.query_params.get("lot", "")
    if typed and "lot" not in request.path_params:
        tag = spoken(request, desk.holding.tags)
        return RedirectResponse(f"{_safe(typed)}?{urlencode({'page': tag})}", 303)
    words = request.path_params.get("lot", "")
    known = None
    if words:
        try:
            known = await desk.standing(words)
        except Unusable as error:
            raise LostError(_said(error), 500) from None
    shown = show_lot(read_lot(words)) or words[:40]
    view = view_of(request, desk, path=_safe(words))
    if known and known.tag in desk.holding.tags and "page" not in request.query_params:
        view = replace(view, tag=known.tag)  # whoever holds the sheet reads its language
    status = 404 if known and known.state == "unknown" else 200
    data = lot_page(view, desk.holding, shown, known).encode()
    return Response(data, status, {"cache-control": "no-store", "vary": "Accept-Language"}, HTML)


def _safe(words: str) -> str:
    """Return a number as a part of an address."""
    return read_lot(words) or re.sub(r"[^A-Za-z0-9-]", "-", words)[:40] or "-"
