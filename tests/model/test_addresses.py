"""Web addresses in letters of any language, and how links and codes have them."""

from __future__ import annotations

import pytest

from generator.model.addresses import can_be, fault_of, is_web, link_of, uri_of


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


@pytest.mark.parametrize(
    ("written", "leads"),
    [
        ("hill.example", "https://hill.example"),
        ("www.hill.example/milk?x=1#top", "https://www.hill.example/milk?x=1#top"),
        ("HTTPS://Hill.Example/Milk", "https://Hill.Example/Milk"),
        ("Https://hill.example", "https://hill.example"),
        ("https://hill.example:8080/a", "https://hill.example:8080/a"),
        ("hill.example:8080", "https://hill.example:8080"),
        ("https://hill.example?x=1", "https://hill.example?x=1"),
        ("https://our_clinic.hill.example", "https://our_clinic.hill.example"),
        ("bệnhviện.example/sữa", "https://xn--bnhvin-ik8be.example/s%E1%BB%AFa"),
        ("192.0.2.7", "https://192.0.2.7"),
        ("LM-VI/7KQ4M2XD", ""),
        ("hill", ""),
    ],
)
def test_a_code_and_a_link_have_what_an_address_begins_with(written: str, leads: str) -> None:
    assert link_of(written) == leads
    if leads:
        assert fault_of(written) == ""


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("http://hill.example", "write https:// when the page has it"),
        ("HTTP://hill.example", "write https:// when the page has it"),
        ("htps://hill.example", "write https:// instead of htps://"),
        ("https:/hill.example", "write https:// instead of https:/"),
        ("https//hill.example", "write https:// instead of https//"),
        ("https;//hill.example", "write https:// instead of https;//"),
        ("https://https://hill.example", "https:// stands twice in it"),
        ("https://hill.example/our page", "an address holds no blanks: take them out, or write %20 for each"),
        ("hill .example", "an address holds no blanks"),
        ("hill.example; www.hill.example", "give one address"),
        ("<https://hill.example>", "leave out the marks around the address"),
        ("“hill.example”", "leave out the marks around the address"),
        ("hill.example\\milk", "write / instead of"),
        ("mail@hill.example", "it is an e-mail address"),
        ("https://user:pw@hill.example/", "it is an e-mail address, or holds a user's name"),
        ("ftp://hill.example", "it begins with https://, not with ftp:"),
        ("hill", "the host 'hill' has no domain, such as .example"),
        ("https://localhost:8080/", "the host 'localhost:8080' has no domain"),
        ("https://hill_clinic.example", "no domain holds an underscore (_)"),
        ("https://-hill.example", "a part of its host begins or ends with a hyphen"),
        ("https://-ẹ-.example/", "a part of its host begins or ends with a hyphen"),
        ("https://hill.example:99999", "no port is called 99999"),
        ("page 3.5", "an address holds no blanks"),
        ("12.5", "no domain is called '5'"),
    ],
)
def test_what_is_no_address_is_told_as_it_is(written: str, hint: str) -> None:
    assert fault_of(written).startswith(hint)
