"""Pictures of a PDF's pages, for web shops and order forms. The only room that knows pypdfium2.

The PNG is written here, with the digest of the words in it: a few lines, and no second picture library.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from typing import Any, Final

from generator.model.problems import not_installed
from generator.typeset.deflating import deflated

DPI: Final = 150
"""Dots in an inch: A4 becomes 1240 × 1754 pixels, sharp on any screen."""


def write_png(pdf: bytes, said: Mapping[str, str]) -> tuple[bytes, ...]:
    """Return one PNG for each page; ``said`` is what each file says about itself, by keyword.

    Raises:
        Missing: when pypdfium2 is not installed.
    """
    try:
        import pypdfium2
    except ImportError:
        raise not_installed("pictures of pages need the package 'pypdfium2'", "preview") from None
    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(_page(page, said) for page in document)
    finally:
        document.close()


def _page(page: Any, said: Mapping[str, str]) -> bytes:
    """Return a page as PNG: red, green, blue, one byte each."""
    bitmap = page.render(scale=DPI / 72, rev_byteorder=True)
    try:
        size, data, wide = bitmap.n_channels, bytes(bitmap.buffer), bitmap.stride
        rows = (data[row * wide : row * wide + bitmap.width * size] for row in range(bitmap.height))
        if size != 3:
            rows = (b"".join(row[at : at + 3] for at in range(0, len(row), size)) for row in rows)
        return encode_png(bitmap.width, bitmap.height, b"".join(b"\0" + row for row in rows), said)
    finally:
        bitmap.close()
        page.close()


def encode_png(width: int, height: int, rows: bytes, said: Mapping[str, str]) -> bytes:
    """Return a PNG (ISO/IEC 15948) of filtered rows of RGB bytes, with its resolution and international texts."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    metre = round(DPI / 0.0254)
    texts = [chunk(b"iTXt", f"{key}\0\0\0\0\0{words}".encode()) for key, words in said.items()]
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            chunk(b"sRGB", b"\0"),
            chunk(b"pHYs", struct.pack(">IIB", metre, metre, 1)),
            *texts,
            chunk(b"IDAT", deflated(rows)),
            chunk(b"IEND", b""),
        ]
    )
