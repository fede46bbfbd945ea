"""Copy-fitting: the best fitting that fits is found, whatever was set before, and what is passed over truly fails."""

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
from generator.typeset.layout.fitting import SEATED, Fit, NoRoom, Rung, Setting
from generator.typeset.layout.flow import Slab
from generator.typeset.layout.pages import _divide, fit_pages
from generator.typeset.text.setters import Setters, setters_of
from generator.typeset.text.style import Resized, Style, Styles

ROOT = Path(__file__).resolve().parents[3]
FITTED = [
    ("managing-leakage", "en", "a4"),
    ("managing-leakage", "vi", "a4"),
    ("expressing-milk", "ja", "a4"),
    ("colostrum", "vi", "letter"),
    ("expressing-milk", "zh_Hans", "letter"),
    ("colostrum", "ja", "a5"),
    ("colostrum", "ja", "trifold-a4"),
    ("managing-leakage", "zh_Hant", "fridge"),
    ("increasing-supply", "en", "large-print"),
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
        setting.tried, setting.builder, setting.slabs = {}, None, ()
    return found


@pytest.mark.sweep
@pytest.mark.parametrize(("topic", "language", "paper"), FITTED)
def test_what_is_passed_over_does_not_fit(
    topic: str, language: str, paper: str, own: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From each fitting that was set, every other one that is said to fail is set, and fails."""
    passed = failing = 0
    for setting in fitted(own, Order(topic, language, format=paper), monkeypatch):
        ladder = [*setting.ladder, (0.9, 0.45, 1.0), (0.8, 0.3, 1.0), (1.08, 0.95, 1.0)]  # further than it is set
        pages = setting.paper.most_pages
        truth = {rung: _set(setting, pages, rung) for rung in ladder}
        failing += sum(found is None for found in truth.values())
        for known in setting.ladder:
            setting.builder, setting.slabs = None, ()
            setting._set(pages, *known)
            for rung in ladder:
                if setting._hopeless(pages, rung):
                    passed += 1
                    assert truth[rung] is None, f"{rung} fits, but was passed over from {known}"
    assert passed or not failing, "nothing was passed over: the test saw nothing"


def _set(setting: Setting, pages: int, rung: Rung) -> Fit | None:
    setting.builder, setting.slabs = None, ()
    return setting._set(pages, *rung)


@pytest.mark.parametrize(("topic", "language"), [("danger-signs", "en"), ("danger-signs", "ja")])
def test_a_short_edition_that_is_not_set_is_too_long(
    topic: str, language: str, own: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is known of blocks set by themselves says only of editions that do not fit that they do not."""
    passed = 0
    for setting in fitted(own, Order(topic, language, format="trifold-a4"), monkeypatch):
        pages = setting.paper.most_pages
        if setting._too_long(pages):
            passed += 1
            assert all(_set(setting, pages, rung) is None for rung in setting.ladder)
    assert passed, "nothing was passed over: the test saw nothing"


@pytest.mark.slow
def test_a_better_fitting_is_not_missed_for_the_one_before(own: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was set last is only where the search begins: of all fittings that fit, the first one is taken."""
    for topic, language, paper in FITTED[:6]:
        for setting in fitted(own, Order(topic, language, format=paper), monkeypatch):
            if setting.paper.most_pages > 2:
                continue
            first = next((rung for rung in setting.ladder if _set(setting, 2, rung) is not None), None)
            setting.builder, setting.slabs, setting.tried = None, (), {}
            if first is None:  # with all that it might hold; a shorter edition is set next
                with pytest.raises(NoRoom):
                    setting.fit()
            else:
                assert setting.fit().scale >= first[0]


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


def test_a_paragraph_that_grows_is_counted(own: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """The least height of a chain at another size is its height when set at that size, for one without write-on rows.

    The strip is never asked at another: its columns share their width as their words need it at the size that they have.
    """
    seen = 0
    all_settings = fitted(own, Order("how-milk-is-made", "vi"), monkeypatch)
    sized = [setting for setting in all_settings if setting.ladder is not SEATED]
    assert 2 <= len(sized) == len(all_settings) - 2, "head and strip are seated, words are not"
    for setting in sized:
        builder, _, column = setting._build(1.0, 1.0)
        for scale, tightness in ((0.96, 0.98), (0.88, 0.94), (1.08, 1.0)):
            resized = Resized(builder.styles, scale, tightness)
            _, _, other = setting._build(scale, tightness)
            mine = sum(slab.least(0.5, resized) for slab in column.slabs)
            assert mine == pytest.approx(sum(slab.height(0.5) for slab in other.slabs), abs=0.01)
            seen += 1
    assert seen == 3 * len(sized)


@pytest.mark.parametrize(("words", "height", "pages"), [(5, 120, [2, 2, 2, 3, 3, 3]), (0, 140, [1, 1, 1, 2, 2, 2])])
def test_a_table_that_no_page_holds_has_two_rows_on_each(words: int, height: int, pages: list[int]) -> None:
    """Nor does one that would fill the page alone, behind a title that may not stand without it."""
    rows = "".join(f"<tr><td>Row {number}</td><td>Words of it</td></tr>" for number in range(4))
    table = f'<table look="table"><tr head="yes"><td>One</td><td>Two</td></tr>{rows}</table>'
    made = leaflet(h1() + "<p>Words.</p>" * words + table, paper=paper_of(250, height, 12))
    assert [one.page for one in made.placed if one.tag == "tr"] == pages
