"""Many press files as one for a print shop, a separator sheet before each: written part by part, never held whole.

Members are our own press files of one paper and one imposition. What several of them share (fonts, pictures, the
body of a leaflet, the output intent) is written once. Separators and members begin on a front: the file can be
printed on both sides as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import IO, Any, Final

import pikepdf
from msgspec import Struct

from generator.model.edition import MM
from generator.press.file import PRODUCER, packet
from generator.typeset.deflating import deflated

MARGIN: Final = 12 * MM
"""From the edge of a separator's trim to its words."""
SIZES: Final = (11.0, 26.0, 14.0)
"""Sizes of a separator's first line, its second, and those below, in points."""
LEAD: Final = 1.7
BAND: Final = 6 * MM
"""A black band at the top of a separator: it is found in a pile."""
DRAWN: Final = 100.0
"""The size at which lines are drawn before they are made as large as needed."""
PAGE_KEYS: Final = ("/MediaBox", "/BleedBox", "/TrimBox", "/Resources", "/Contents")

Outline = Callable[[str, float, float, float], tuple[str, float]]


class Member(Struct, frozen=True):
    """A press file, read when it is its turn, and the lines of the separator before it: the second is the largest."""

    read: Callable[[], bytes]
    lines: tuple[str, ...]


def sides_of(pages: int) -> int:
    """Return how many sides a member takes with its separator: both begin on a front."""
    return 2 + pages + pages % 2


def merge(members: Iterable[Member], title: str, written: date, out: IO[bytes], outline: Outline) -> int:
    """Write the merged file; return its sides.

    Args:
        members: in the order to be printed.
        title: what the file says it is.
        written: the latest day a member's words were written: the file's date, so that it does not hang on the clock.
        out: an empty file, opened to be written.
        outline: words, x, y, size to a path and its width.
    """
    writer = _Merger(out)
    pages: list[int] = []
    tree = writer.reserve()
    separators = _Separators(writer, tree, outline)
    intents = b""
    for member in members:
        with pikepdf.open(BytesIO(member.read())) as source:
            copy = _Copy(writer)
            boxes = {key: copy.value(source.pages[0].obj[key]) for key in PAGE_KEYS[:3]}
            trim = [float(value) for value in source.pages[0].obj["/TrimBox"]]
            pages += (separators.add(member.lines, boxes, trim), separators.page(boxes, ""))
            for page in source.pages:
                parts = {key: copy.value(page.obj[key]) for key in PAGE_KEYS if key in page.obj}
                pages.append(writer.add(_page(parts, tree)))
            if len(source.pages) % 2:
                pages.append(separators.page(boxes, ""))
            intents = intents or copy.value(source.Root.OutputIntents)
    kids = b" ".join(b"%d 0 R" % number for number in pages)
    writer.put(tree, b"<</Type /Pages /Count %d /Kids [%s]>>" % (len(pages), kids))
    writer.end(tree, intents, title, written)
    return len(pages)


class _Separators:
    """Draws separator sheets; a line that stands on several of them is written once."""

    def __init__(self, writer: _Merger, tree: int, outline: Outline) -> None:
        self._writer, self._tree, self._outline = writer, tree, outline
        self._lines: dict[str, tuple[int, float]] = {}

    def add(self, lines: tuple[str, ...], boxes: dict[str, bytes], trim: list[float]) -> int:
        """Add a black band and the lines, each as large as there is room; return the page's number."""
        left, right, top = trim[0] + MARGIN, trim[2] - MARGIN, trim[3] - MARGIN
        code = [f"0 0 0 1 k {left:.3f} {top - BAND:.3f} {right - left:.3f} {BAND:.3f} re f"]
        used: dict[str, int] = {}
        y = top - BAND
        for at, words in enumerate(lines):
            number, wide = self._line(words)
            size = SIZES[min(at, len(SIZES) - 1)]
            size = min(size, (right - left) / wide) if wide else size
            y -= size * LEAD
            used[f"/L{at}"] = number
            code.append(f"q {size:.4f} 0 0 {size:.4f} {left:.3f} {y:.3f} cm /L{at} Do Q")
        forms = b" ".join(f"{name} {number} 0 R".encode() for name, number in used.items())
        return self.page(boxes, "\n".join(code), b"<</XObject <<%s>>>>" % forms)

    def page(self, boxes: dict[str, bytes], code: str, resources: bytes = b"<<>>") -> int:
        """Add a page with nothing but these operators; return its number."""
        contents = self._writer.keep(_stream(b"", code.encode("ascii")))
        parts = boxes | {"/Resources": resources, "/Contents": b"%d 0 R" % contents}
        return self._writer.add(_page(parts, self._tree))

    def _line(self, words: str) -> tuple[int, float]:
        """Return the form of a line, one point high, and its width."""
        if words not in self._lines:
            path, wide = self._outline(words, 0.0, 0.0, DRAWN)
            code = deflated(f"0 0 0 1 k {path} f".encode("ascii"))
            keys = (
                f"/Type /XObject /Subtype /Form /BBox [{-DRAWN:g} {-DRAWN:g} {wide + DRAWN:.3f} {2 * DRAWN:g}] "
                f"/Matrix [{1 / DRAWN:g} 0 0 {1 / DRAWN:g} 0 0] /Filter /FlateDecode "
            )
            self._lines[words] = self._writer.keep(_stream(keys.encode(), code)), wide / DRAWN
        return self._lines[words]


def _page(parts: dict[str, bytes], tree: int) -> bytes:
    inside = b" ".join(key.encode() + b" " + value for key, value in parts.items())
    return b"<</Type /Page /Parent %d 0 R %s>>" % (tree, inside)


def _stream(keys: bytes, data: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (keys, len(data), data)


class _Merger:
    """Writes objects as they come, and remembers only where each begins and what its words hash to."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self._at, self._hash = out, 0, hashlib.sha256()
        self._starts: list[int] = []
        self._kept: dict[bytes, int] = {}
        self._write(b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n")

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._hash.update(data)
        self._at += len(data)

    def reserve(self) -> int:
        """Return a number for an object that is written later."""
        self._starts.append(0)
        return len(self._starts)

    def put(self, number: int, body: bytes) -> None:
        """Write an object under its number."""
        self._starts[number - 1] = self._at
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def add(self, body: bytes) -> int:
        """Write an object; return its number."""
        number = self.reserve()
        self.put(number, body)
        return number

    def keep(self, body: bytes) -> int:
        """Write an object unless the same was written before; return its number."""
        digest = hashlib.sha256(body).digest()
        if digest not in self._kept:
            self._kept[digest] = self.add(body)
        return self._kept[digest]

    def end(self, tree: int, intents: bytes, title: str, written: date) -> None:
        """Write the catalog, metadata, document information, table of objects and trailer."""
        mark = self._hash.hexdigest()[:32]
        metadata = self.add(_stream(b"/Type /Metadata /Subtype /XML ", packet(title, written, mark)))
        root = b"<</Type /Catalog /Pages %d 0 R /Metadata %d 0 R /OutputIntents %s>>" % (tree, metadata, intents)
        catalog = self.add(root)
        words = {"Title": title, "Creator": PRODUCER, "Producer": PRODUCER}
        dates = dict.fromkeys(("CreationDate", "ModDate"), f"D:{written:%Y%m%d}000000Z")
        info = b" ".join(f"/{key} ".encode() + pikepdf.String(said).unparse() for key, said in (words | dates).items())
        about = self.add(b"<<%s /Trapped /False>>" % info)
        table = self._at
        rows = b"".join(b"%010d 00000 n \n" % start for start in self._starts)
        size = len(self._starts) + 1
        ends = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
        name = mark.encode()
        trailer = b"<</Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>]>>" % (size, catalog, about, name, name)
        self._write(b"%strailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (ends, trailer, table))


class _Copy:
    """Copies values of one file into the writer; objects of their own become the writer's."""

    def __init__(self, writer: _Merger) -> None:
        self._writer = writer
        self._numbers: dict[tuple[int, int], int] = {}

    def value(self, value: Any) -> bytes:
        """Return a value as it is written; what it refers to is written before it."""
        if isinstance(value, pikepdf.Object) and value.is_indirect:
            number = self._numbers.get(value.objgen)
            if number is None:
                number = self._numbers[value.objgen] = self._writer.keep(self._direct(value))
            return b"%d 0 R" % number
        return self._direct(value)

    def _direct(self, value: Any) -> bytes:
        if isinstance(value, pikepdf.Stream):
            keys = b"".join(
                pikepdf.Name(key).unparse() + b" " + self.value(item) + b" "
                for key, item in sorted(value.items())
                if key != "/Length"
            )
            return _stream(keys, value.read_raw_bytes())
        if isinstance(value, pikepdf.Dictionary):
            items = (pikepdf.Name(key).unparse() + b" " + self.value(item) for key, item in sorted(value.items()))
            return b"<<%s>>" % b" ".join(items)
        if isinstance(value, pikepdf.Array):
            return b"[%s]" % b" ".join(map(self.value, value))
        if isinstance(value, pikepdf.Object):
            return value.unparse()
        if isinstance(value, bool):
            return b"true" if value else b"false"
        if isinstance(value, Decimal):
            return format(value, "f").encode()
        return b"null" if value is None else str(value).encode()
