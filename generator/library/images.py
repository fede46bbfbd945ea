"""Pictures and logos, checked before anything draws them.

SVG is a program in disguise: scripts, links to other files and entities are refused. Of a bitmap only the
header is read, so that a small file cannot claim a picture that fills the memory.
"""

from __future__ import annotations

import re
import struct
from typing import Final
from xml.parsers import expat

from generator.model.problems import Origin, Problem

MOST_SVG: Final = 200_000
MOST_BITMAP: Final = 10_000_000
MOST_PIXELS: Final = 40_000_000
MOST_DEPTH: Final = 40

_FORBIDDEN: Final = frozenset(
    {"script", "foreignobject", "image", "iframe", "object", "embed", "audio", "video", "animate", "set", "style",
     "animatemotion", "animatetransform", "handler", "a"}
)  # fmt: skip
_URL = re.compile(r"url\s*\(\s*['\"]?\s*(?!#)", re.IGNORECASE)


def check_image(data: bytes, shown: str) -> list[Problem]:
    """Return what is wrong with a picture's bytes; the suffix of its name says what it is."""
    suffix = shown.rpartition(".")[2].lower()
    if suffix == "svg":
        return check_svg(data, shown)
    if suffix in ("png", "jpg", "jpeg"):
        return _check_bitmap(data, shown)
    return [Problem(Origin(shown), f"a picture cannot be a .{suffix} file", "use SVG, PNG or JPEG")]


def check_svg(data: bytes, shown: str) -> list[Problem]:
    """Return what is wrong with an SVG, with the lines: size, DOCTYPE, scripts, outside links, broken XML."""
    if len(data) > MOST_SVG:
        return [Problem(Origin(shown), f"the picture is larger than {MOST_SVG // 1000} kB", "simplify its paths")]
    problems: list[Problem] = []
    depth = 0
    parser = expat.ParserCreate()

    def bad(message: str, hint: str = "") -> None:
        problems.append(Problem(Origin(shown, parser.CurrentLineNumber), message, hint))

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        local = tag.rpartition(":")[2].lower()
        if depth == 1 and local != "svg":
            bad(f"this is no SVG: it begins with <{tag[:40]}>")
        if depth == MOST_DEPTH + 1:
            bad(f"elements are nested more than {MOST_DEPTH} deep", "ungroup what needs no group")
        if local in _FORBIDDEN:
            bad(f"<{tag[:40]}> is not allowed in a picture", "export it as a plain SVG of paths")
        for name, value in attributes.items():
            attribute = name.rpartition(":")[2].lower()
            if attribute.startswith("on"):
                bad(f"the attribute '{name[:40]}' would run a script", "export it as a plain SVG of paths")
            elif attribute in ("href", "src") and not value.startswith("#"):
                bad(f"the picture refers to something outside: {value[:60]}", "put everything into the one file")
            elif _URL.search(value):
                bad(f"'{name[:40]}' refers to something outside: {value[:60]}", "put everything into the one file")

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_: object) -> None:
        bad("a document type (<!DOCTYPE …>) is not allowed in a picture", "delete that line")

    def instruction(target: str, _: str) -> None:
        bad(f"<?{target[:40]} …?> is not allowed in a picture", "delete that line")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    parser.ProcessingInstructionHandler = instruction
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        # an entity of a refused document type breaks the parse as well: say the cause alone
        if not problems:
            reason = expat.errors.messages.get(error.code, "unknown error")
            problems.append(Problem(Origin(shown, error.lineno), f"the picture is broken XML: {reason}"))
    return problems


def _check_bitmap(data: bytes, shown: str) -> list[Problem]:
    origin = Origin(shown)
    if len(data) > MOST_BITMAP:
        return [Problem(origin, f"the picture is larger than {MOST_BITMAP // 1_000_000} MB", "make it smaller")]
    size = _png_size(data) if data.startswith(b"\x89PNG\r\n\x1a\n") else _jpeg_size(data)
    if size is None:
        return [Problem(origin, "this is neither a PNG nor a JPEG file", "export the picture again")]
    width, height = size
    if not 0 < width * height <= MOST_PIXELS:
        message = f"the picture is {width} × {height} pixels"
        return [Problem(origin, message, f"at most {MOST_PIXELS // 1_000_000} million pixels; a logo needs far less")]
    return []


def _png_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height from the IHDR chunk (PNG specification, 11.2.2)."""
    if len(data) < 24 or data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height from the frame header (ITU-T T.81, B.2.2)."""
    if not data.startswith(b"\xff\xd8"):
        return None
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        if marker == 0xFF:  # a fill byte
            place += 1
            continue
        place += 2 + int(struct.unpack(">H", data[place + 2 : place + 4])[0])
    return None
