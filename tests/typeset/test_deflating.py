"""Streams are made small, whole again when inflated, and the same whatever Python was built with."""

from __future__ import annotations

import hashlib
import zlib

from hypothesis import given
from hypothesis import strategies as st
from probes import h1, leaflet, open_pdf

from generator.typeset.deflating import deflated


@given(st.binary(max_size=5_000))
def test_what_was_deflated_comes_back(data: bytes) -> None:
    assert zlib.decompress(deflated(data)) == data


def test_the_bytes_are_those_of_the_pinned_library() -> None:
    """A new version of it may pack otherwise: then every leaflet's bytes change, and a run makes all anew."""
    data = b"".join(b"%d 0 obj <</Type/StructElem/S/P/P %d 0 R>> endobj " % (n, n * n % 97) for n in range(2_000))
    packed = deflated(data)
    assert hashlib.sha256(packed).hexdigest() == "fedb0a5f825263f76cdf9e1a0cf150ceddc7761560a1731ac3fd66a79efb0189"
    assert len(packed) <= len(zlib.compress(data, 6))


def test_the_pages_of_a_leaflet_are_deflated() -> None:
    words = "<p>Milk may leak for many weeks, and that is normal.</p>" * 12
    with open_pdf(leaflet(h1("A") + words).pdf) as document:
        streams = [part for page in document.pages for part in page.Contents if part.get("/Filter") is not None]
        large = [part for part in streams if len(part.read_bytes()) > 1_000]
        assert large
        assert all(len(part.read_raw_bytes()) < len(part.read_bytes()) / 1.5 for part in large)
