"""A feed of leaflets, written as Atom (RFC 4287), as JSON in the form of MedlinePlus Connect, or as a call of a script.

The order of elements is the one that the knowledge response's schema asks for; Atom itself allows any.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any, Final
from xml.etree import ElementTree as ET

from msgspec import Struct

ATOM: Final = "http://www.w3.org/2005/Atom"
TYPES: Final = {
    "xml": "application/atom+xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "script": "application/javascript; charset=utf-8",
}
"""Media types of the three forms."""
_IN_SCRIPTS: Final = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Categories = tuple[tuple[str, str], ...]
"""Names of parameters with their values."""


class Link(Struct, frozen=True):
    """Where an edition of a leaflet is, in one language (a BCP 47 tag)."""

    href: str
    type: str
    title: str
    language: str


class Entry(Struct, frozen=True):
    """One leaflet. ``id`` is the same for all its versions; the first link is in the language that was asked for."""

    id: str
    title: str
    summary: str
    updated: date
    language: str
    links: tuple[Link, ...]
    categories: Categories = ()


class Feed(Struct, frozen=True):
    """What is answered: the leaflets, and the question that they answer."""

    id: str
    title: str
    subtitle: str
    author: str
    updated: date
    language: str
    base: str
    categories: Categories = ()
    entries: tuple[Entry, ...] = ()


def write_atom(feed: Feed) -> bytes:
    """Return a feed as Atom, in UTF-8."""
    root = ET.Element("feed", {"xmlns": ATOM, "xml:base": feed.base, "xml:lang": feed.language})
    _text(root, "title", feed.title, type="text")
    _text(root, "subtitle", feed.subtitle, type="text")
    _text(ET.SubElement(root, "author"), "name", feed.author)
    _text(root, "updated", _moment(feed.updated))
    _categories(root, feed.categories)
    _text(root, "id", feed.id)
    for one in feed.entries:
        entry = ET.SubElement(root, "entry", {"xml:lang": one.language})
        _text(entry, "title", one.title, type="text")
        for link in one.links:
            ET.SubElement(entry, "link", _link(link))
        _text(entry, "id", one.id)
        _text(entry, "updated", _moment(one.updated))
        _text(entry, "summary", one.summary, type="text")
        _categories(entry, one.categories)
    data: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return data


def write_json(feed: Feed) -> bytes:
    """Return a feed as JSON, in UTF-8: text stands in ``_value``; what may repeat is always a list."""
    return json.dumps({"feed": _as_json(feed)}, ensure_ascii=False).encode()


def write_script(feed: Feed, callback: str) -> bytes:
    """Return a feed as a call of a function of the page that asked; ``callback`` is a plain identifier.

    Why the comment before it: the first bytes of the answer are then not the asker's.
    """
    said = json.dumps({"feed": _as_json(feed)}, ensure_ascii=False).translate(_IN_SCRIPTS)
    return f"/**/{callback}({said});".encode()


def in_xml(words: str) -> str:
    """Return words without the characters that XML 1.0 cannot hold (section 2.2), which no escape makes legal."""
    return _NOT_XML.sub("\ufffd", words)


def _as_json(feed: Feed) -> dict[str, Any]:
    return {
        "base": feed.base,
        "lang": feed.language,
        "title": _typed(feed.title),
        "subtitle": _typed(feed.subtitle),
        "author": {"name": {"_value": feed.author}},
        "updated": {"_value": _moment(feed.updated)},
        "category": _named(feed.categories),
        "id": {"_value": feed.id},
        "entry": [
            {
                "lang": one.language,
                "title": _typed(one.title),
                "link": [_link(link) for link in one.links],
                "id": {"_value": one.id},
                "updated": {"_value": _moment(one.updated)},
                "summary": _typed(one.summary),
                "category": _named(one.categories),
            }
            for one in feed.entries
        ],
    }


def _typed(words: str) -> dict[str, str]:
    return {"type": "text", "_value": words}


def _named(categories: Categories) -> list[dict[str, str]]:
    return [{"scheme": scheme, "term": term} for scheme, term in categories]


def _link(link: Link) -> dict[str, str]:
    return {
        "href": link.href, "rel": "alternate", "type": link.type, "title": link.title, "hreflang": link.language,
    }  # fmt: skip


def _text(parent: ET.Element, name: str, words: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = in_xml(words)


def _categories(parent: ET.Element, categories: Categories) -> None:
    for scheme, term in categories:
        ET.SubElement(parent, "category", {"scheme": scheme, "term": in_xml(term)})


def _moment(day: date) -> str:
    """Return a day as the moment it begins: content has days, feeds have moments."""
    return f"{day.isoformat()}T00:00:00Z"
