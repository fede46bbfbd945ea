"""A small topic, its kinds of blocks and a setting: what tests compose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest

from generator.compose.composer import Surroundings, compose
from generator.library.telephones import telephone
from generator.model.content import (
    Block,
    Clinic,
    Field,
    Kind,
    Language,
    Picture,
    Profile,
    Said,
    Series,
    Source,
    Text,
    Topic,
    Words,
)
from generator.model.problems import NOWHERE, Origin, Problem, Unusable
from generator.model.sheet import Element, Sheet

VI = Language(
    "vi", "vi", "Tiếng Việt", "Vietnamese", "Latn", "VN", ("a",), "vi", "words", True, False, "x", ("", "", "", "")
)
CLINIC = Clinic(
    "ward", "Ward <3>", (telephone("+44 20 7946 0123 ext. 5"),), ("always",), ("here",), "", "", "", "", origin=NOWHERE
)
LEAFLET = '<sheet><area name="main">{{ draw(topic.blocks) }}</area></sheet>'
KINDS: dict[str, tuple[dict[str, str], str]] = {
    "text": ({"words": "text"}, '<p look="text">{{ words }}{% if marks %}<sup>{{ marks }}</sup>{% endif %}</p>'),
    "list": (
        {"items": "texts", "intro": "text?"},
        "<list>{% for item in items %}<item>{{ item }}</item>{% endfor %}</list>",
    ),
    "section": (
        {"title": "text", "blocks": "blocks"},
        '<p label="{{ number }}">{{ title }}</p>{{ draw(blocks) }}',
    ),
}


def kind(name: str, fields: Mapping[str, str], template: str) -> Kind:
    declared = {label: Field(label, type_.rstrip("?"), type_.endswith("?")) for label, type_ in fields.items()}
    origin = Origin(f"templates/blocks/{name}.xml")
    return Kind(name, "", MappingProxyType(declared), template, origin, numbered=name == "section")


def said(words: str, gap: bool = False) -> Said:
    return Said(words, "vi", Origin("content/a.yaml", 5), gap)


def block(name: str, sources: tuple[str, ...] = (), evidence: str = "", line: int = 1, **fields: Any) -> Block:
    return Block(name, MappingProxyType(fields), Origin("content/a.yaml", line), evidence, sources)


def topic(*blocks: Block, title: str = "Sữa **chảy**") -> Topic:
    day = date(2026, 11, 22)
    return Topic(
        "a",
        "LM",
        "0.1",
        day,
        day,
        said(title),
        said("Để biết"),
        "drop",
        "teal",
        "leaflet",
        blocks,
        Origin("content/a.yaml"),
    )


def setting(**changes: Any) -> Surroundings:
    kinds = {name: kind(name, fields, template) for name, (fields, template) in KINDS.items()}

    def say(words: Words) -> Said:
        return words if isinstance(words, Said) else said(f"vi:{words.words}")  # type: ignore[union-attr]

    values: dict[str, Any] = {
        "language": VI,
        "profile": Profile("vn", "", "VN", telephone("115", "VN")),
        "series": Series(*(Text(words, NOWHERE, "shared") for words in ("Milk leaflets", "Baby", "You"))),
        "clinic": None,
        "kinds": kinds,
        "sources": {key: Source(key, key.upper(), "T", "2020", "", True) for key in ("s1", "s2", "s3")},
        "pictures": {"drop": Picture("drop", "x.svg", Text("A drop", NOWHERE, "shared"))},
        "say": say,
        "say_date": lambda day: f"{day:%d.%m.%Y}",
        "say_month": lambda day: f"{day:%m/%Y}",
        "week_days": lambda: ("T2", "T3"),
        "english_title": "Leaking milk",
    }
    return Surroundings(**values | changes)


def with_kinds(**templates: str) -> Surroundings:
    """Return a setting whose named kinds have other templates."""
    kinds = {name: kind(name, KINDS[name][0], templates.get(name, KINDS[name][1])) for name in KINDS}
    return setting(kinds=kinds)


def draw(template: str, *blocks: Block, within: Surroundings | None = None) -> Sheet:
    xml = f'<sheet><area name="main">{template}</area></sheet>'
    return compose(topic(*blocks), (xml, "templates/leaflet.xml"), within or setting())


def main_area(sheet: Sheet) -> tuple[Element, ...]:
    return sheet.areas[0].children


def words(sheet: Sheet) -> str:
    return "|".join(sheet.words())


def problems(template: str, *blocks: Block, within: Surroundings | None = None) -> tuple[Problem, ...]:
    with pytest.raises(Unusable) as caught:
        draw(template, *blocks, within=within)
    return caught.value.problems
