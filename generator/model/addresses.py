"""Web addresses as people write them and as links and codes need them."""

from __future__ import annotations

import re
from typing import Final

from generator.model.patterns import pattern

_LABEL: Final = r"(?:[A-Za-z0-9_-]|[^\x00-\x9f\s])+"
_WEB: Final = pattern(
    rf"((?i:https?://)?)({_LABEL}(?:\.{_LABEL})+)(\.?(?::[0-9]{{1,5}})?)((?:[/?#](?:[!-~]|[^\x00-\x9f\s])*)?)"
)
_SCHEME: Final = pattern(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")
_SLIP: Final = pattern(r"(?i:h?t{1,3}ps?)[:;.]?/{1,3}")
_SEVEN_BIT: Final = "".join(map(chr, range(33, 127)))
"""What an address may hold (RFC 3986; ISO 32000-1, 12.6.4.7)."""
HTTPS: Final = "https://"


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

    host = idna.encode(found[2], uts46=True).decode("ascii")
    return found[1] + host + found[3] + quote(found[4], safe=_SEVEN_BIT)


def link_of(address: str) -> str:
    """Return where a web address leads, in ASCII and with its ``https://``; nothing for other words.

    ``hill.example`` in a QR code is words to search for on many telephones, and no page to open.
    """
    if not is_web(address):
        return ""
    sent = uri_of(address)
    scheme, mark, rest = sent.partition("://")
    return f"{scheme.lower()}://{rest}" if mark and _SCHEME.match(sent) else f"{HTTPS}{sent}"


def is_web(address: str) -> bool:
    """Tell whether words are a web address, with or without what it begins with, that leads somewhere."""
    found = _WEB.fullmatch(address)
    return bool(found) and can_be(address)


def can_be(address: str) -> bool:
    """Tell whether an address can be written in ASCII: no host begins or ends with a hyphen, or is one of emoji."""
    try:
        return bool(uri_of(address))
    except ValueError:
        return False


def fault_of(address: str) -> str:
    """Return what to do about a web address that leads nowhere or is not safe; nothing for one that is well.

    Rules of hosts: RFC 1123, 2.1 (letters, digits, hyphens); an underscore may stand before the domain, where servers
    and browsers take it (RFC 2181, 11).
    """
    found = _WEB.fullmatch(address)
    scheme = _SCHEME.match(address)
    if found and found[1].lower() == "http://":
        return "write https:// when the page has it; a page without cannot be printed"
    if re.search(r"\s", address):
        several = re.split(r"[\s;,|]+", address.strip())
        more = len(several) > 1 and all(map(is_web, several))
        return "give one address" if more else "an address holds no blanks: take them out, or write %20 for each"
    if any(mark in address for mark in '<>"“”«»「」') or address.endswith((",", ";")):
        return "leave out the marks around the address"
    if "\\" in address:
        return "write / instead of \\"
    if found is None and (slip := _SLIP.match(address)) and not re.fullmatch("(?i:https?://)", slip[0]):
        return f"write https:// instead of {slip[0]}"
    rest = re.sub("^(?i:https?://)", "", address)
    if re.match("(?i:https?:)", rest):
        return "https:// stands twice in it"
    host = re.split("[/?#]", rest)[0]
    if "@" in host:
        return "it is an e-mail address, or holds a user's name: write the address of the page alone"
    if scheme and scheme[0].lower() not in ("http", "https") and not re.fullmatch(r".*:[0-9]{1,5}", host):
        return f"it begins with https://, not with {scheme[0][:20]}:"
    if found is None:
        if "." not in host.strip("."):
            return f"the host '{host[:40]}' has no domain, such as .example"
        return "write it as a browser shows it: https://, the host, and what follows behind /"
    labels = found[2].split(".")
    if "_" in "".join(labels[-2:]):
        return "no domain holds an underscore (_): look the address up in a browser"
    if any(one.startswith("-") or one.endswith("-") or len(one) > 63 for one in labels) or not can_be(address):
        return "a part of its host begins or ends with a hyphen, is too long, or holds a sign that no host may hold"
    if labels[-1].isdecimal() and (len(labels) != 4 or any(not one.isdecimal() or int(one) > 255 for one in labels)):
        return f"no domain is called '{labels[-1][:40]}'"
    port = found[3].lstrip(".:")
    return f"no port is called {port}" if port and int(port) > 65_535 else ""
