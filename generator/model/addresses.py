"""Web addresses as people write them and as links need them."""

from __future__ import annotations

from typing import Final

from generator.model.patterns import pattern

_WEB: Final = pattern(
    r"((?:https?://)?)((?:[A-Za-z0-9-]|[^\x00-\x7f\s])+(?:\.(?:[A-Za-z0-9-]|[^\x00-\x7f\s])+)+)((?:[:/?#]\S*)?)"
)
_SEVEN_BIT: Final = "".join(map(chr, range(33, 127)))
"""What an address may hold (RFC 3986; ISO 32000-1, 12.6.4.7)."""


def uri_of(address: str) -> str:
    """Return an address in ASCII, as links and codes have it (RFC 3987, 3.1): ``https://bệnhviện.example/sữa``.

    Letters of the host are written as IDNA does (UTS #46), others as the bytes of their UTF-8. What is ASCII already
    stays as it is.

    Raises:
        ValueError: for a host that no computer can have.
    """
    if address.isascii():
        return address
    from urllib.parse import quote

    found = _WEB.fullmatch(address)
    if not found or found[2].isascii():
        return quote(address, safe=_SEVEN_BIT)
    import idna  # late: seldom needed

    return found[1] + idna.encode(found[2], uts46=True).decode("ascii") + quote(found[3], safe=_SEVEN_BIT)


def is_web(address: str) -> bool:
    """Tell whether words are a web address, with or without what it begins with, that leads somewhere."""
    return bool(_WEB.fullmatch(address)) and can_be(address)


def can_be(address: str) -> bool:
    """Tell whether an address can be written in ASCII: no host begins or ends with a hyphen, or is one of emoji."""
    try:
        return bool(uri_of(address))
    except ValueError:
        return False
