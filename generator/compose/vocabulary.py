"""The closed vocabulary of a sheet: elements, what may stand in them, their attributes and how each is checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from generator.model.addresses import can_be

_LEVEL = frozenset("block box row list p table image qr rule gap lines hold break".split())
INLINE = frozenset("b a span br sup page pages".split())
WORDS = frozenset({"p", "item", "td"})
"""Elements that hold words and inline elements instead of other elements."""

CHILDREN: Final[Mapping[str, frozenset[str]]] = {
    "": frozenset({"sheet"}),
    "sheet": frozenset({"area"}),
    "area": _LEVEL,
    "block": _LEVEL,
    "box": _LEVEL,
    "row": frozenset({"cell"}),
    "cell": _LEVEL,
    "list": frozenset({"item"}),
    "table": frozenset({"tr"}),
    "tr": frozenset({"td"}),
    **dict.fromkeys(WORDS, INLINE),
    "b": INLINE - {"b"},
    "a": INLINE - {"a"},
    "span": INLINE - {"span"},
    "sup": INLINE - {"sup", "br"},
    **dict.fromkeys(("image", "qr", "rule", "gap", "lines", "hold", "break", "br", "page", "pages"), frozenset()),
}
"""Which elements may stand directly inside which."""

KNOWN: Final = frozenset(CHILDREN) - {""}

_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,79}").fullmatch
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}([_-][A-Za-z0-9]{1,8}){0,4}").fullmatch
_FILE = re.compile(r"[a-z0-9][a-zA-Z0-9_-]*(/(?![. ])[^\x00-\x1f\x7f-\x9f/\\:*?\"<>|]+)*").fullmatch
_NUMBER = re.compile(r"(?=.*[1-9])[0-9]{1,4}(\.[0-9]{1,4})?").fullmatch
_COUNT = re.compile(r"[1-9][0-9]{0,2}").fullmatch
_LINK = re.compile(r"(https://|tel:|mailto:)[^\s\x00-\x20]+").fullmatch
_ROLES: Final = ("Aside", "BlockQuote", "Caption", "Div", "H1", "H2", "H3", "Note", "P", "Sect")
"""Structure types a template may give (ISO 32000-1, 14.8.4; Aside is mapped to Sect)."""

Check = tuple[Callable[[str], object], str]
_A_NAME: Check = (_NAME, "a name in small letters, digits, dots and hyphens")
_NAMES: Check = (lambda words: all(map(_NAME, words.split())), "names in small letters, digits, dots and hyphens")
_A_FILE: Check = (_FILE, "the name of a picture, or a path inside the library")
_A_NUMBER: Check = (_NUMBER, "a number above 0")
_A_COUNT: Check = (_COUNT, "a whole number from 1 to 999")
_A_LANGUAGE: Check = (_LANGUAGE, "a language, for example 'vi'")
_A_ROLE: Check = (frozenset(_ROLES).__contains__, f"one of {', '.join(_ROLES)}")
_ANY: Check = (lambda _: True, "")


def _is_link(address: str) -> bool:
    return bool(_LINK(address)) and can_be(address)


def _one_of(*choices: str) -> Check:
    return (frozenset(choices).__contains__, " or ".join(f"'{choice}'" for choice in choices))


_YES = _one_of("yes", "no")
_LEAVE = _one_of(*"0123456789")

ATTRIBUTES: Final[Mapping[str, Mapping[str, Check]]] = {
    "sheet": {"title": _ANY, "language": _A_LANGUAGE, "accent": _A_NAME, "code": _ANY},
    "area": {"name": _A_NAME},
    "block": {"kind": _A_NAME, "origin": _ANY, "name": _A_NAME, "leave": _LEAVE},
    "box": {
        "look": _A_NAME,
        "role": _A_ROLE,
        "first-page": _YES,
        "once": _YES,
        "left": _NAMES,
        "name": _A_NAME,
        "leave": _LEAVE,
        "side": _YES,
    },
    "row": {"look": _A_NAME, "balance": _YES, "role": _A_ROLE, "first-page": _YES, "left": _NAMES},
    "cell": {"look": _A_NAME, "share": _A_NUMBER, "fit": _YES, "left": _NAMES, "name": _A_NAME, "leave": _LEAVE},
    "list": {
        "look": _A_NAME,
        "kind": _one_of("bullet", "number", "letter", "tick"),
        "columns": _A_COUNT,
        "start": _A_COUNT,
        "again": _YES,
    },
    "item": {},
    "p": {
        "look": _A_NAME,
        "role": _A_ROLE,
        "lang": _A_LANGUAGE,
        "label": _ANY,
        "brief": _one_of("must", "may"),
        "left": _NAMES,
        "left-as": _one_of("whole", "part"),
        "heard": _one_of("yes", "last", "no"),
        "yields": _A_NAME,
    },
    "table": {"look": _A_NAME, "balance": _YES},
    "tr": {"head": _YES},
    "td": {"look": _A_NAME, "head": _one_of("row", "no"), "share": _A_NUMBER, "picture": _A_NAME, "alt": _ANY},
    "image": {
        "picture": _A_FILE,
        "look": _A_NAME,
        "name": _A_NAME,
        "leave": _LEAVE,
        "alt": _ANY,
        "spared": _one_of("yes", "no"),
    },
    "qr": {"data": _ANY, "look": _A_NAME, "alt": _ANY},
    "rule": {"look": _A_NAME},
    "gap": {"look": _A_NAME},
    "lines": {"look": _A_NAME, "count": _A_COUNT},
    "hold": {"name": _A_NAME, "look": _A_NAME},
    "break": {},
    "b": {},
    "a": {"href": (_is_link, "an address that begins with https://, tel: or mailto:")},
    "span": {"lang": _A_LANGUAGE},
    "br": {},
    "sup": {},
    "page": {},
    "pages": {},
}
"""Every attribute of every element, with its check. An empty value counts as absent."""

REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "area": ("name",),
    "box": ("look",),
    "row": ("look",),
    "image": ("picture", "look"),
    "qr": ("data", "look"),
    "rule": ("look",),
    "gap": ("look",),
    "hold": ("name", "look"),
    "a": ("href",),
    "span": ("lang",),
}
