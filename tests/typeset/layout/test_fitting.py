"""Copy-fitting: the best fitting that fits is found, whatever was set before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from probes import h1, leaflet, library, paper_of

from generator.library.library import Library
from generator.model import memo
from generator.model.leaflet import Order
from generator.model.problems import Origin
from generator.model.sheet import Run
from generator.pipeline import make
from generator.typeset.layout.column import TOLERANCE, Column, Rows, fill
from generator.typeset.layout.fitting import LARGER, Fit, NoRoom, Setting
from generator.typeset.layout.flow import Slab
from generator.typeset.layout.pages import _divide, fit_pages
from generator.typeset.text.setters import Setters, setters_of, styles_of
from generator.typeset.text.style import Style, Styles

ROOT = Path(__file__).resolve().parents[3]
FITTED = [
    ("managing-leakage", "en", "a4"),
    ("managing-leakage", "vi", "a4"),
    ("expressing-milk", "ja", "a4"),
    ("colostrum", "vi", "letter"),
    ("expressing-milk", "zh_Hans", "letter"),
    ("colostrum", "ja", "a5"),
]


@pytest.fixture(scope="module")
def own() -> Library:
    return Library.open(ROOT)


def setters(own: Library) -> Setters:
    memo.forget()
    return setters_of(own)


def fitted(own: Library, order: Order, monkeypatch: pytest.MonkeyPatch) -> list[Setting]:
    """Return the settings of a leaflet's chains, each as it was before it was fitted."""
    found: list[Setting] = []
    whole = Setting.fit

    def fit(self: Setting) -> Fit:
        found.append(self)
        return whole(self)

    monkeypatch.setattr(Setting, "fit", fit)
    setters(own)
    make(order, own)
    monkeypatch.setattr(Setting, "fit", whole)
    for setting in found:
        setting.tried = {}
    return found


@pytest.mark.slow
def test_a_better_fitting_is_not_missed_for_the_one_before(own: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was set last is only where the search begins: of all fittings that fit, the first one is taken."""
    for topic, language, paper in FITTED:
        for setting in fitted(own, Order(topic, language, format=paper), monkeypatch):
            if setting.paper.most_pages > 2:
                continue
            first = next((rung for rung in setting.ladder if setting._set(2, *rung) is not None), None)
            setting.tried = {}
            if first is None:  # with all that it might hold; a shorter edition is set next
                with pytest.raises(NoRoom):
                    setting.fit()
            else:
                assert setting.fit().scale >= first[0]


@pytest.mark.parametrize(("topic", "language"), [("increasing-supply", "en"), ("colostrum", "ja")])
def test_sizes_at_which_no_booklet_could_hold_the_text_are_not_set(
    topic: str, language: str, own: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each costs as much as the text itself; what is passed over would not have fitted."""
    words = fitted(own, Order(topic, language, format="a5"), monkeypatch)[1]
    passed = [scale for scale in LARGER if (scale, 1.0) not in words.built]
    assert passed[0] == LARGER[0]
    assert len(passed) >= 3
    assert all(words._set(8, scale, 0.85, 1.0) is None for scale in passed)


@pytest.mark.parametrize("theme", ["default", "photocopy"])
def test_an_accent_changes_colours_alone(theme: str) -> None:
    """So looks are worked out once for all topics; with an accent they come out as if worked out for it."""
    own = library()
    given = own.theme(theme), own.format("trifold-a4"), own.language("ja")
    coloured = 0
    for accent in given[0].accents:
        ready, anew = styles_of(*given, accent, 1.0), Styles(*given, accent, 1.0)
        for name in given[0].looks:
            one, other = ready[name], anew[name]
            assert [getattr(one, part) for part in one.__struct_fields__] == [
                getattr(other, part) for part in one.__struct_fields__
            ]
            coloured += one.colour != styles_of(*given, "", 1.0)[name].colour
    assert coloured or theme == "photocopy"


def styles(own: Library, language: str) -> Styles:
    return Styles(own.theme("default"), own.format("a4"), own.language(language), "leaf", 1.0)


_WORDS = {
    "en": "milk feed your baby often and press the pad gently until it stops".split(),
    "vi": "sữa mẹ cho bé bú thường xuyên và ấn nhẹ miếng lót đến khi ngừng".split(),
    "ja": list("母乳がもれるのはよくあることです。パッドをかえましょう、１２時間"),
    "zh_Hans": list("漏奶很常见，轻轻按压防溢乳垫，直到停止。每24小时8到12次"),
}


@settings(max_examples=200, deadline=None)
@given(
    language=st.sampled_from(sorted(_WORDS)),
    picks=st.lists(st.integers(0, 200), min_size=0, max_size=60),
    strong=st.booleans(),
    size=st.floats(9, 30),
    width=st.floats(30, 500),
    phrases=st.booleans(),
)
def test_lines_are_counted_as_they_are_set(
    language: str, picks: Sequence[int], strong: bool, size: float, width: float, phrases: bool
) -> None:
    words = _WORDS[language]
    between = " " if language in ("en", "vi") else ""
    text = between.join(words[pick % len(words)] for pick in picks)
    own = library()
    style = styles(own, language)["title" if phrases else "body"]
    style = Style(style.look, size, size * 1.4, 0, 0, 0, style.colour, style.raised)
    setter = setters_of(own).setter(own.language(language))
    runs = [Run(text, strong), Run("1", raised=True)] if text else [Run("")]
    set_lines = setter.set_lines(runs, style, width, Origin("x"))
    assert setter.count_lines(runs, style, width, Origin("x")) == len(set_lines)


class Block(Slab):
    """A slab of a given height."""

    def __init__(self, high: float, more: float, glued: bool, forced: bool, first: bool) -> None:
        self.high, self.more = high, more
        self.glued, self.forced, self.first_page = glued, forced, first
        self.before, self.after = 4.0, 6.0

    def height(self, spacing: float) -> float:
        return self.high + self.more * spacing

    def draw(self, pen: object, x: float, top: float, spacing: float, extra: float) -> None:
        """Nothing to draw."""


def _blocks() -> st.SearchStrategy[list[Block]]:
    one = st.builds(
        Block,
        st.floats(5, 60),
        st.floats(0, 10),
        st.sampled_from([False, False, True]),
        st.sampled_from([False] * 9 + [True]),
        st.sampled_from([False] * 9 + [True]),
    )
    return st.lists(one, min_size=1, max_size=30)


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(slabs=_blocks(), heights=st.lists(st.floats(60, 300), min_size=1, max_size=4), head=st.floats(0, 40))
def test_the_quick_answer_is_that_of_the_division(slabs: list[Block], heights: list[float], head: float) -> None:
    """Filling each frame as far as it goes says whether anything fits, as looking at every division does."""
    slabs[0].glued = slabs[0].forced = False
    if len(slabs) > 4:  # rows of a table under a head that is repeated
        header = Block(head, 0.0, False, False, False)
        slabs.insert(2, header)
        for row in slabs[3:5]:
            row.header = header
    column = Column(slabs)
    for spacing in (0.3, 1.0):
        empty = fill(column.at(spacing), heights, 1)
        if empty is None or empty == 0:
            assert (empty is not None) == (_divide(column, heights, spacing, 1) is not None)
    found = fit_pages(slabs, heights, 0.3)
    assert (found is not None) == (_divide(column, heights, 0.3, 1) is not None)


def _reach(rows: Rows, start: int, room: float, first: bool) -> int:
    """How far a frame goes, strip by strip."""
    end = start
    while end < rows.rules.count and not (end > start and rows.rules.forced[end] == end):
        used = rows.sums[end + 1] - rows.sums[start] - rows.gaps[start]
        if used > room + TOLERANCE or (not first and rows.rules.first_page[end] == end):
            break
        end += 1
    return end


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(
    slabs=_blocks(), heights=st.lists(st.floats(60, 300), min_size=1, max_size=4), page=st.sampled_from([0.0, 200.0])
)
def test_what_is_not_looked_at_is_no_better_division(slabs: list[Block], heights: list[float], page: float) -> None:
    """Frames are filled by halves, and divisions that leave too much for the rest are not tried: nothing is lost."""
    column = Column(slabs)
    rows = column.at(0.8)
    for start in range(len(slabs)):
        for room in (*heights, rows.sums[-1] - rows.sums[start] - rows.gaps[start]):
            assert rows.reach(start, room, False) == _reach(rows, start, room, False)
            assert rows.reach(start, room, True) == _reach(rows, start, room, True)
    quick = _divide(column, heights, 0.8, 1, page=page)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rows, "latest", lambda rows, heights: [0] * len(heights))
        assert quick == _divide(column, heights, 0.8, 1, page=page)


@pytest.mark.parametrize(("words", "height", "pages"), [(5, 120, [2, 2, 2, 3, 3, 3]), (0, 140, [1, 1, 1, 2, 2, 2])])
def test_a_table_that_no_page_holds_has_two_rows_on_each(words: int, height: int, pages: list[int]) -> None:
    """Nor does one that would fill the page alone, behind a title that may not stand without it."""
    rows = "".join(f"<tr><td>Row {number}</td><td>Words of it</td></tr>" for number in range(4))
    table = f'<table look="table"><tr head="yes"><td>One</td><td>Two</td></tr>{rows}</table>'
    made = leaflet(h1() + "<p>Words.</p>" * words + table, paper=paper_of(250, height, 12))
    assert [one.page for one in made.placed if one.tag == "tr"] == pages
