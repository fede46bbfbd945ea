"""Words that a template prints without ``say()``: no translator sees them, so who signs must."""

from __future__ import annotations

import pytest

from generator.compose.templates import find_unsaid


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Stop feeding.</p>", ("Stop feeding.",)),
        ("<p>别喂奶</p>", ("别喂奶",)),
        ('<p>{{ "Stop" }} 2</p>', ("2", "Stop")),
        ('<p>{{ "stop" }}</p>', ("stop",)),
        ("<p>{{ words }}0 {{ 5 }}</p>", ("0", "5")),
        ("<p>✗ {{ words }} ½ ≥</p>", ("✗", "½ ≥")),
        ('{% set one = "stop" %}<p>{{ one }}</p>', ("stop",)),
        ('{% set one = "stop" %}{% set two = "a" if words else one %}<p>{{ two ~ words }}</p>', ("stop", "a")),
        ('{% for one in ["stop", "go"] %}<p>{{ one }}</p>{% endfor %}', ("stop", "go")),
        (
            '{% macro put(look, what="go") %}<p look="{{ look }}">{{ what }}</p>{% endmacro %}{{ put("list", "stop") }}',
            ("go", "stop"),
        ),
        (
            '{% macro put(look, what) %}<p look="{{ look }}">{{ what }}</p>{% endmacro %}{{ put("list", what="stop") }}',
            ("stop",),
        ),
        ('<p>{{ words or "stop" }}{{ words|default("go") }}{{ items|join("not") }}</p>', ("stop", "go", "not")),
        ('{% set state = namespace(word="stop") %}{% set state.word = "go" %}<p>{{ state.word }}</p>', ("stop", "go")),
        ('<image alt="{{ "stop" if words else "" }}"/>', ("stop",)),
        (
            '{% set look = "list" %}<p look="{{ look }}">{{ words if part == "poster" else draw(items, part="side") }}</p>',
            (),
        ),
        ("<p>{{ loop.index + 1 }}</p>", ()),
        ('<p>{{ "stop it" if words else "Go on" }}</p>', ("stop it", "Go on")),
        ('{% set one = "Stop" %}<p>{{ one }}</p>', ("Stop",)),
        ('<p>{{ "Stop" ~ words }}</p>', ("Stop",)),
        ('<qr data="https://example.org" alt="A code"/>', ("https://example.org", "A code")),
        ('<image alt="A {{ words }} drawing"/>', ("A", "drawing")),
        ("{% if words %}<p>Stop\n  it</p>{% endif %}", ("Stop it",)),
        ("<p>Stop {{ words }} now, {{ words }}</p>", ("Stop", "now,")),
        ('<p look="{{ look }}"{% if keep %} keep="yes"{% endif %}>{{ say("Call today", context="verb") }}</p>', ()),
        ('<p>{{ say("Leaflet {code}", code="0 stop") }}{{ say("{phone}", phone=clinic.phone) }}</p>', ("0 stop",)),
        ('{% set one = "0" %}<p>{{ say("Leaflet {code}", code=one) }}</p>', ("0",)),
        ('<p><a href="tel:{{ phone|dial }}">{{ phone }}</a><qr data="{{ clinic.web }}" alt=""/></p>', ()),
        ('<p><a href="https://x.example/a">{{ words }}</a></p>', ("https://x.example/a",)),
        ('<qr data="{{ "https://x.example" if words else clinic.web }}" alt=""/>', ("https://x.example",)),
        ('<p><a href="tel:{{ "+44999" }}">{{ phone }}</a></p>', ("+44999",)),
        ('<p><a href="{{ link }}">{{ words }}</a></p>{% set link = "https://x.example" %}', ("https://x.example",)),
        ('{# Stop #}<p look="body">{{ words }} · – {{ picture("icon-phone").alt }} {{ "·" }}</p>', ()),
    ],
)
def test_words_between_tags_read_aloud_or_in_quotes_are_found(template: str, words: tuple[str, ...]) -> None:
    assert find_unsaid(template, "x.xml") == words
