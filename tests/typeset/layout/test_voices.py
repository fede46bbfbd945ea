"""A belief and its answer that are higher than a page: the answer begins where the belief ends, in whole frames."""

from __future__ import annotations

import pytest
from probes import find, h1, leaflet, paper_of, spoken

WORD = "warm milk flows "


def belief(people: int, known: int, ask: int) -> str:
    parts = [
        ('<box look="belief.people"><p look="belief.label">Families</p>', people, "</box>"),
        ('<gap look="belief.air"/><box look="belief.known"><p look="belief.label2">Known</p>', known, ""),
        ("", ask, "</box>"),
    ]
    words = "".join(f'{begin}<p look="belief.words">First {WORD * count}last.</p>{end}' for begin, count, end in parts)
    return f'{h1()}<box look="belief" role="Aside">{words}</box>'


@pytest.mark.parametrize(
    ("people", "known", "ask", "ends"),
    [
        (4, 8, 4, [1, 1, 2]),  # parted between two paragraphs
        (4, 30, 3, [1, 2, 2]),  # between two lines: no paragraph ends in reach
        (32, 4, 1, [2, 2, 2]),  # a long belief goes on above its answer
    ],
)
def test_the_answer_begins_on_the_page_where_the_belief_ends(
    people: int, known: int, ask: int, ends: list[int]
) -> None:
    made = leaflet(belief(people, known, ask), paper=paper_of(250, 240, 12))
    first = find(made.pdf, "Families")[0].page
    found = [word[0].page - first + 1 for word in (find(made.pdf, "last.", nth) for nth in range(3))]
    assert found == ends
    assert find(made.pdf, "Known")[0].page == found[0] + first - 1
    frames = [one for one in made.placed if one.tag == "box" and one.page >= first]
    assert max(one.box[3] - one.box[1] for one in frames) <= 240
    heard = "".join(words for _, _, words in spoken(made.pdf))
    assert heard.count(WORD.strip().split()[0]) == people + known + ask, "every word once"
