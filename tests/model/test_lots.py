"""A lot's code is the first 40 bits of a hash in Crockford's base 32, held against Python's own base 32."""

from __future__ import annotations

import base64
import hashlib

import pytest

from generator.model.lots import LETTERS, code_of, join_digests, mark_of, show_lot

RFC_4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@pytest.mark.parametrize("words", ["", "a", "leaking milk", "漏奶"])
def test_a_code_is_the_beginning_of_its_hash(words: str) -> None:
    digest = hashlib.sha256(words.encode())
    plain = base64.b32encode(digest.digest()[:5]).decode()
    assert code_of(digest.hexdigest()) == plain.translate(str.maketrans(RFC_4648, LETTERS))


def test_a_code_keeps_its_zeros() -> None:
    assert (code_of("0" * 64), code_of("f" * 64)) == ("00000000", "ZZZZZZZZ")


def test_two_languages_have_a_hash_of_both_in_their_order() -> None:
    one, two = "0" * 64, "f" * 64
    assert join_digests(one, two) == hashlib.sha256(f"{one} {two}".encode()).hexdigest() != join_digests(two, one)


def test_a_mark_says_leaflet_language_and_lot() -> None:
    assert mark_of("LM", "zh-Hans", "7KQ4M2XD") == "LM-ZH-HANS/7KQ4M2XD"
    assert (mark_of("LM", "vi", ""), show_lot(""), show_lot("7KQ4M2XD")) == ("", "", "7KQ4-M2XD")
