"""Web addresses in letters of any language, and how links and codes have them."""

from __future__ import annotations

import pytest

from generator.model.addresses import can_be, is_web, uri_of


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("https://clinic.example/a?b=%20", "https://clinic.example/a?b=%20"),
        ("https://bệnhviện.example/sữa?x=mẹ#1", "https://xn--bnhvin-ik8be.example/s%E1%BB%AFa?x=m%E1%BA%B9#1"),
        ("bệnhviện.example", "xn--bnhvin-ik8be.example"),
        ("https://clinic.example/母乳/a%20b", "https://clinic.example/%E6%AF%8D%E4%B9%B3/a%20b"),
        ("https://straße.example", "https://xn--strae-oqa.example"),  # IDNA 2003 would lead to strasse.example
        ("https://例え.example:8080/", "https://xn--r8jz45g.example:8080/"),
        ("mailto:mẹ@clinic.example", "mailto:m%E1%BA%B9@clinic.example"),
    ],
)
def test_an_address_is_sent_in_ascii(written: str, sent: str) -> None:
    assert uri_of(written) == sent


def test_a_host_that_cannot_be_leads_nowhere() -> None:
    assert not can_be("https://-ẹ-.example/")
    assert not is_web("https://-ẹ-.example/")
    assert is_web("bệnhviện.example/sữa")
    assert not is_web("tel:115")
    assert not is_web("a b.example")
