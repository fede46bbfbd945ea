"""What stands before every request: limits, headers that browsers obey, one line of log, a plain word when it fails.

Nothing of a query, a body or a header is logged: addresses of records carry names and passwords.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from generator.service.answers import problem, refused
from generator.service.desk import RETRY, BusyError, LostError, ShutError
from generator.service.orders import RefusedError
from generator.service.settings import Limits, Settings

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "frame-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
SECURE: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "x-frame-options": "SAMEORIGIN",
}
"""Headers of every answer that has none of its own of that name."""
_SECURE: Final = [(name.encode(), value.encode()) for name, value in SECURE.items()]
_HIDDEN: Final = re.compile(r"[^A-Za-z0-9._~/-]")
MOST_DRAINED: Final = 64_000_000
"""Bytes of a body that is too large which are read before the answer."""
Log = Callable[[dict[str, Any]], None]


def write_log(line: dict[str, Any]) -> None:
    """Write a line of the log to standard error, as JSON."""
    sys.stderr.write(json.dumps(line, ensure_ascii=True) + "\n")


class GoneError(Exception):
    """The client took too long, or went."""


class Guard:
    """The outermost layer."""

    def __init__(self, app: ASGIApp, settings: Settings, log: Log = write_log) -> None:
        """Take what is guarded."""
        self.app, self.settings, self.log = app, settings, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begin, said = time.perf_counter(), _Said(scope, send, self.settings)
        limits, error = self.settings.limits, None
        try:
            early = _too_much(scope, limits)
            if early is not None:
                if early.status_code == 413:  # a client that still sends would see a broken pipe, and no answer
                    await _drain(receive, limits)
                await early(scope, receive, said.send)
                return
            prefix = self.settings.prefix
            if prefix and not scope.get("root_path"):
                if not scope["path"].startswith(f"{prefix}/"):
                    await problem(404, "There is nothing here")(scope, receive, said.send)
                    return
                scope = {**scope, "root_path": prefix}
            await self.app(scope, _limited(receive, limits), said.send)
        except Exception as problem_:
            error = problem_
            answer = _answer(problem_)
            if said.status or answer is None:  # half of it is out: the server ends the connection
                said.broken = True
                return
            await answer(scope, receive, said.send)
        finally:
            self._note(scope, said, begin, error)

    def _note(self, scope: Scope, said: _Said, begin: float, error: Exception | None) -> None:
        route = scope.get("route_path") or _HIDDEN.sub("?", scope["path"][:200])
        line: dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "method": scope["method"], "path": route,
            "status": said.status, "bytes": said.size, "ms": round((time.perf_counter() - begin) * 1000, 1),
        }  # fmt: skip
        if said.broken:
            line["cut"] = True
        if isinstance(error, LostError):
            line["problems"] = [str(one) for one in error.made.problems][:20]
        elif isinstance(error, RefusedError) and error.places:
            line["problems"] = error.places[:20]
        elif error is not None and not isinstance(error, RefusedError | BusyError | ShutError | GoneError):
            line["trace"] = "".join(traceback.format_exception(error))[-4000:]
        self.log(line)


def _answer(error: Exception) -> Response | None:
    """Return what a client is told of an error: nothing about our files, versions or places in the program."""
    match error:
        case RefusedError():
            return refused(error)
        case ShutError():
            detail = "a file of it is broken: the people who run this service see which in the editors' view"
            return problem(503, "The library cannot be read", detail=detail, headers={"retry-after": RETRY})
        case BusyError():
            return problem(503, "All are busy", detail="ask again in a moment", headers={"retry-after": RETRY})
        case LostError():
            titles = {502: "The printer did not take it", 504: "It took too long", 507: "The disk is full"}
            detail = "this cannot be done now; the people who run this service find the reason in its log"
            return problem(error.status, titles.get(error.status, "It could not be made"), detail=detail)
        case GoneError():
            return None
        case _:
            return problem(500, "Something went wrong here", detail="it is in the log of this service")


def _too_much(scope: Scope, limits: Limits) -> Response | None:
    """Return the answer to a request that is too long in some part, or None."""
    headers = Headers(scope=scope)
    if len(scope.get("raw_path") or scope["path"].encode()) > limits.path or len(scope["query_string"]) > limits.query:
        return problem(414, "The address is too long")
    size = headers.get("content-length", "0")
    if not size.isdigit() or int(size[:12]) > limits.body or len(size) > 12:
        detail = f"at most {limits.body:,} bytes"
        return problem(413, "The request is too large", detail=detail, headers={"connection": "close"})
    return None


async def _drain(receive: Receive, limits: Limits) -> None:
    """Read what a client sends and throw it away: until its end, or as long and as much as one may."""
    left = MOST_DRAINED
    with suppress(TimeoutError):
        async with asyncio.timeout(limits.reading):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return


def _limited(receive: Receive, limits: Limits) -> Receive:
    """Return what reads a body, within its bytes and seconds."""
    left, until = limits.body, time.monotonic() + limits.reading
    done = False

    async def limited() -> Message:
        nonlocal left, done
        if done:
            return await receive()  # waits for the client to go
        try:
            async with asyncio.timeout(max(0.01, until - time.monotonic())):
                message = await receive()
        except TimeoutError:
            raise RefusedError(408, "The request came too slowly") from None
        left -= len(message.get("body", b""))
        if left < 0:
            raise RefusedError(413, "The request is too large")
        done = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    return limited


class _Said:
    """What goes out: its status and bytes are counted, its headers completed, its client waited for only so long."""

    def __init__(self, scope: Scope, send: Send, settings: Settings) -> None:
        self._scope, self._send, self._settings = scope, send, settings
        self.status = self.size = 0
        self.broken = False
        self._head: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = message["headers"]
            names = {name for name, _ in given}
            given += [pair for pair in _SECURE if pair[0] not in names]
            if self._settings.address.startswith("https:"):
                MutableHeaders(raw=given).setdefault("strict-transport-security", "max-age=31536000")
            if self._settings.origins:
                self._share(MutableHeaders(raw=given))
            if b"content-length" in names:  # the whole is there: head and body go out together
                self._head = message
                return
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
        head, self._head = self._head, None
        try:
            async with asyncio.timeout(self._settings.limits.writing):  # wait_for begins a task for each part
                if head is not None:
                    await self._send(head)
                await self._send(message)
        except (TimeoutError, OSError):
            self.broken = True
            raise GoneError from None

    def _share(self, headers: MutableHeaders) -> None:
        """Let the pages of configured origins read the answer (CORS); nobody's credentials go with it."""
        headers.add_vary_header("Origin")
        origin = Headers(scope=self._scope).get("origin", "")
        if origin in self._settings.origins:
            headers["access-control-allow-origin"] = origin
            headers["access-control-expose-headers"] = "ETag, Leaflet-Lot, Leaflet-Pages, Content-Disposition"
            headers["cross-origin-resource-policy"] = "cross-origin"


async def nothing(request: Request, error: Exception) -> Response:
    """Return the answer to what is not there, or not done this way."""
    status = getattr(error, "status_code", 404)
    titles = {404: "There is nothing here", 405: "This cannot be done here"}
    headers = getattr(error, "headers", None) or {}
    return problem(status, titles.get(status, "This request cannot be answered"), headers=headers)
