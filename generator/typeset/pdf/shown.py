"""Pictures that pages show by name, as objects of a file: bitmaps and forms, with their masks and inner forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from generator.typeset.draw.images import Raster
from generator.typeset.draw.pictures import Form
from generator.typeset.pdf.streams import stream

Shown = Raster | Form


class Part(NamedTuple):
    """An object, between ``obj`` and ``endobj``: text with a ``%d`` for each of ``refs``, then data as it is.

    ``refs`` are numbers of parts, counted as the caller counts. ``raw`` are a form's operators, deflated in ``data``.
    """

    text: bytes
    refs: tuple[int, ...] = ()
    data: bytes = b""
    raw: bytes = b""

    def recoloured(self, changes: Sequence[tuple[bytes, bytes]]) -> Part:
        """Return the part with colours changed: operators, and parts of gradients."""
        raw, text = self.raw, self.text
        if not raw:
            return self
        for before, after in changes:
            raw = raw.replace(before, after)
            text = text.replace(b"[%b]" % before.rpartition(b" ")[0], b"[%b]" % after.rpartition(b" ")[0])
        return self if (raw, text) == (self.raw, self.text) else _form(text, self.refs, raw)


def parts_of(shown: Shown, first: int) -> list[Part]:
    """Return the objects of a picture, itself before those it refers to; ``first`` is its own number."""
    if isinstance(shown, Raster):
        if not shown.mask:
            return [Part(b"", data=shown.object(0))]
        before, after = shown.object(1).split(b"/SMask 1 0 R", 1)
        return [Part(before + b"/SMask %d 0 R", (first + 1,), after), Part(b"", data=shown.mask_object())]
    inner: list[Part] = []
    refs = []
    for form in shown.forms:
        refs.append(first + 1 + len(inner))
        inner += parts_of(form, refs[-1])
    return [_form(b"<<" + shown.entries().encode("ascii"), tuple(refs), shown.content.encode("ascii")), *inner]


def _form(text: bytes, refs: tuple[int, ...], raw: bytes) -> Part:
    return Part(text, refs, stream(raw).removeprefix(b"<<"), raw)
