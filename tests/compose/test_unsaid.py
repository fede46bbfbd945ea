"""Words that a template prints without ``say()``: no translator sees them, so who signs must."""

from __future__ import annotations

import pytest

from generator.compose.templates import find_unsaid


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Stop feeding.</p>", ("Stop feeding.",)),
        ("<p>别喂奶</p>", ("别喂奶",)),
        ('<p>{{ "Stop" }} 2</p>', ("Stop",)),
        ('<p>{{ "stop it" if words else "Go on" }}</p>', ("stop it", "Go on")),
        ('{% set one = "Stop" %}<p>{{ one }}</p>', ("Stop",)),
        ('<p>{{ "Stop" ~ words }}</p>', ("Stop",)),
        ('<qr data="https://example.org" alt="A code"/>', ("A code",)),
        ('<image alt="A {{ words }} drawing"/>', ("A", "drawing")),
        ("{% if words %}<p>Stop\n  it</p>{% endif %}", ("Stop it",)),
        ("<p>Stop {{ words }} now, {{ words }}</p>", ("Stop", "now,")),
        ('<p look="{{ look }}"{% if keep %} keep="yes"{% endif %}>{{ say("Call today", code="DS") }}</p>', ()),
        ('{# Stop #}<p look="body">{{ words }} · 1.5 – {{ picture("icon-phone").alt }} {{ "·" }}</p>', ()),
    ],
)
def test_words_between_tags_read_aloud_or_in_quotes_are_found(template: str, words: tuple[str, ...]) -> None:
    assert find_unsaid(template, "x.xml") == words
