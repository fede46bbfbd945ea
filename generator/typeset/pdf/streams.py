"""Stream objects of a PDF file (ISO 32000-1, 7.3.8)."""

from __future__ import annotations

from generator.typeset.deflating import deflated


def stream(data: bytes, more: str = "") -> bytes:
    """Return the stream object of data deflated here; ``more`` is further dictionary text."""
    return packed(deflated(data), more)


def packed(data: bytes, more: str = "") -> bytes:
    """Return the stream object of data that is deflated already."""
    return stored(data, more + "/Filter/FlateDecode")


def stored(data: bytes, more: str = "") -> bytes:
    """Return the stream object of data as it is.

    Why two line ends: after data that ends with a carriage return, a line feed alone would join with it, and strict
    readers would count one byte less than ``Length`` says (ISO 19005-2, 6.1.7.1).
    """
    end = b"\r\n" if data.endswith(b"\r") else b"\n"
    return b"<<%s/Length %d>>\nstream\n%s%sendstream" % (more.encode("ascii"), len(data), data, end)
