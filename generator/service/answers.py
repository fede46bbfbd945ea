"""Answers: problems as RFC 9457 says, files with their tags, parts of them (RFC 9110)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from generator.service.orders import Fault, RefusedError

PROBLEM: Final = "application/problem+json"
_RANGE: Final = re.compile(r"bytes=(\d{0,12})-(\d{0,12})", re.ASCII)


def json(value: Any, headers: Mapping[str, str], status: int = 200, media: str = "application/json") -> Response:
    """Return a value as JSON."""
    data = msgspec.json.format(msgspec.json.encode(value), indent=2)
    return Response(data, status, headers, media)


def problem(
    status: int, title: str, *faults: Fault, detail: str = "", reason: str = "",
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Response:  # fmt: skip
    """Return what is wrong with a request (RFC 9457), every fault with its parameter, a hint and a sentence if any."""
    about: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    if detail or faults:
        about["detail"] = detail or "; ".join(fault.message for fault in faults)
    if reason:
        about["reason"] = reason
    if faults:
        about["errors"] = [
            {"parameter": one.parameter, "detail": one.message}
            | {name: said for name, said in (("hint", one.hint), ("sentence", one.sentence)) if said}
            for one in faults
        ]
    return json(about, {**headers, "cache-control": "no-store"}, status, PROBLEM)


def refused(error: RefusedError) -> Response:
    """Return the answer to a request that was refused."""
    more = {"www-authenticate": "Bearer"} if error.status == 401 else {}
    return problem(error.status, error.title, *error.faults, reason=error.reason, headers=more)


def unchanged(request: Request, etag: str) -> bool:
    """Tell whether the client has this already (If-None-Match, compared weakly)."""
    given = request.headers.get("if-none-match", "")
    return given.strip() == "*" or etag in (one.strip().removeprefix("W/") for one in given.split(","))


def file(request: Request, data: bytes, media: str, etag: str, headers: dict[str, str]) -> Response:
    """Return a file, or the one range of it that was asked for."""
    headers = {**headers, "etag": etag, "accept-ranges": "bytes"}
    wanted = request.headers.get("range", "") if request.method == "GET" else ""
    fresh = request.headers.get("if-range", etag) == etag
    found = _RANGE.fullmatch(wanted) if wanted and fresh else None
    if not found or not (found[1] or found[2]):  # several ranges, or something else: the whole, as one may
        return Response(data, 200, headers, media)
    size = len(data)
    first = int(found[1]) if found[1] else max(0, size - int(found[2]))
    last = min(size - 1, int(found[2])) if found[1] and found[2] else size - 1
    if first > last or (not found[1] and found[2] == "0"):
        headers = {"content-range": f"bytes */{size}"}
        return problem(416, "This part does not exist", detail=f"the file has {size} bytes", headers=headers)
    headers["content-range"] = f"bytes {first}-{last}/{size}"
    return Response(data[first : last + 1], 206, headers, media)
