"""What programs have made of a leaflet's English: refused where it stands, and what people write is left alone."""

from __future__ import annotations

import pytest
from ward import BLOCK, Ward

from generator.library.ruins import ruin_of_text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("<b>Feed</b> often.", "'<b>' is a mark of a web page, not words"),
        ("Feed often.<br/>Day and night.", "'<br/>' is a mark of a web page, not words"),
        ("Feed &amp; rest.", "'&amp;' is how a web page writes '&'"),
        ("8 &#8211; 12 feeds", "'&#8211;' is how a web page writes '–'"),
        ("8 â€“ 12 feeds", "looks like '8 – 12 feeds' in a wrong encoding"),
        ("Ask us about cafÃ© hours", "looks like 'Ask us about café hours' in a wrong encoding"),
        ("Why?Because milk leaks.", "'y?B' has no blank behind its question mark"),
        ("Ask at the caf?teria.", "as UTF-8; if it is a question, put a blank behind it (Chinese, Japanese: write ？)"),
        ("8 ??? 12 feeds", "'???' stands where letters were lost when this was saved"),
        ("Feed\\u2019s end", "'\\u2019' is how a program writes a letter, not the letter"),
    ],
)
def test_what_programs_made_of_a_leaflets_words_is_refused_at_its_line(ward: Ward, words: str, said: str) -> None:
    ward.put(
        "content/broken.yaml",
        (ward.folder / "content/broken.yaml").read_text().replace(BLOCK, f"      - text: '{words}'\n"),
    )
    err = ward.refused("content/broken.yaml:14: ", said)
    assert "hint: " in err


@pytest.mark.parametrize(
    "words",
    ["1 < 2 and b > 3", "R&D; tea", "What? No.", "Ask: and/or?", "[Ask us](https://a.org/?id=3&more=%20%20x)",
     "See https://a.org/x?id=3%20%20", "“É” – 38 °C ½", "“Ñandú” — ’tis", "–", "none", "2026-11-22"],
)  # fmt: skip
def test_what_people_write_in_a_leaflet_is_left_alone(words: str) -> None:
    assert ruin_of_text(words) is None
