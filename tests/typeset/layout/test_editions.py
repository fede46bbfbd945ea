"""Editions of one sheet, of which one is drawn: what their boxes and rows hold is set once for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from probes import sheet

from generator.library.library import Library
from generator.model.design import Format
from generator.model.leaflet import Order
from generator.model.memo import forget
from generator.model.sheet import Element
from generator.pipeline import make
from generator.typeset.layout.build import Builder
from generator.typeset.layout.chains import Chain, Shorter
from generator.typeset.layout.dealing import deal
from generator.typeset.layout.fitting import Fittable
from generator.typeset.layout.flow import Slab, TextLine
from generator.typeset.layout.known import Columns, Known
from generator.typeset.pdf.tags import StructNode
from generator.typeset.text.setters import setters_of
from generator.typeset.text.style import Style

LIBRARY = Library.open()
ORDERS = [
    Order("managing-leakage", "en"),  # with the drawings that find room, and without
    Order("how-milk-is-made", "vi", "trifold-letter"),  # with fewer and fewer blocks
    Order("increasing-supply", "ja", "bilingual", second="en"),
]


@pytest.mark.parametrize("order", ORDERS, ids=[order.format for order in ORDERS])
def test_a_row_is_set_once_at_a_size_for_all_editions(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAFLETS_CACHE", "off")
    papers: set[Format] = set()
    rows: Counter[tuple[object, ...]] = Counter()
    seen: list[Element] = []
    cells = Builder._cells

    def counted(builder: Builder, element: Element, style: Style, width: float, own: StructNode | None) -> Columns:
        seen.append(element)  # so that its id stays its own
        rows[id(element), width, builder.styles.scale, builder.styles.tightness, builder.language.name] += (
            own is not None
        )
        return cells(builder, element, style, width, own)

    def built(source: Fittable, *given: float) -> Builder:
        papers.add(source.paper)
        return build(source, *given)

    build = Fittable.builder
    monkeypatch.setattr(Builder, "_cells", counted)
    monkeypatch.setattr(Fittable, "builder", built)
    forget()
    make(order, LIBRARY)
    again = sum(count > 1 for count in rows.values())
    assert len(papers) > 1 or order.format != "a4", "as a sheet with extras and as one without"
    assert len(rows) > 4 and again <= 1, "but for one that holds the clinic's place, or stands behind another heading"


@pytest.mark.slow
@pytest.mark.parametrize("order", ORDERS, ids=[order.format for order in ORDERS])
def test_bytes_are_those_of_editions_set_each_by_itself(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAFLETS_CACHE", "off")
    made = []
    for once in (True, False):
        with monkeypatch.context() as each:
            if not once:
                each.setattr(Known, "inside", property(lambda _: {}))
                each.setattr(Known, "blocks", property(lambda _: {}))
            forget()
            made.append(make(order, LIBRARY))
    assert made[0].pdf == made[1].pdf and made[0].placed == made[1].placed


@pytest.mark.parametrize("order", ORDERS, ids=[order.format for order in ORDERS])
def test_a_block_is_set_once_at_a_size_for_all_editions(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAFLETS_CACHE", "off")
    made: Counter[tuple[object, ...]] = Counter()
    seen: list[Sequence[Element]] = []
    add = Builder._add

    def counted(
        builder: Builder,
        elements: Sequence[Element],
        width: float,
        node: StructNode | None,
        x: float,
        slabs: list[Slab],
    ) -> None:
        seen.append(elements)  # so that its id stays its own
        where = (slabs[-1].tag, isinstance(slabs[-1], TextLine)) if slabs else ()
        if node is not None:
            made[id(elements), width, x, builder.styles.scale, builder.language.name, where] += 1
        add(builder, elements, width, node, x, slabs)

    monkeypatch.setattr(Builder, "_add", counted)
    forget()
    make(order, LIBRARY)
    again = sum(count > 1 for count in made.values())
    assert len(made) > 50 and again < 15, "but for those that hold the clinic's place; without it they are 20 to 38"


def test_a_block_that_is_used_again_knows_nothing_of_what_stood_around_it_before() -> None:
    block = sheet('<block kind="text" origin="content/sample.yaml:7"><p>One.</p><p>Two.</p></block>').areas[0].children
    source = Fittable(
        sheet(""), LIBRARY.theme("default"), LIBRARY.format("a4"), LIBRARY.language("en"), setters_of(LIBRARY), LIBRARY
    )
    first, second = (source.builder(1.0).flow(block, 400.0, StructNode("Document")) for _ in range(2))
    first.slabs[0].glued = first.slabs[1].forced = True
    third = source.builder(1.0).flow(block, 400.0, StructNode("Document"))
    for flow in (second, third):
        assert [slab.__dict__ for slab in flow.slabs] != [slab.__dict__ for slab in first.slabs]
        assert not (flow.slabs[0].glued or flow.slabs[1].forced)
        assert flow.height(1.0) == first.height(1.0)


def test_words_of_sections_are_set_once_to_deal_them_to_panels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAFLETS_CACHE", "off")
    texts: Counter[int] = Counter()
    seen: list[Element] = []
    block = Builder._block

    def counted(
        builder: Builder, element: Element, width: float, node: StructNode | None, x: float, slabs: list[Slab]
    ) -> None:
        if element.get("kind") == "text":
            seen.append(element)  # so that its id stays its own
            texts[id(element)] += 1
        block(builder, element, width, node, x, slabs)

    def dealt(shorter: Shorter, source: Fittable, chain: Chain, always: Sequence[str]) -> Iterator[tuple[str, ...]]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(Builder._MAKERS, "block", counted)
            ways = [*deal(shorter, source, chain, always)]
        return iter(ways)

    monkeypatch.setattr("generator.typeset.layout.body.deal", dealt)
    forget()
    make(Order("how-milk-is-made", "vi", "trifold-letter"), LIBRARY)
    assert len(texts) > 8 and set(texts.values()) == {1}, "in its section and by itself it would be set twice"


def test_a_block_of_paragraphs_is_set_once_whatever_stands_above_it(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = ('<p look="section.title" role="H2">Head</p>', "<p>Above.</p>", "<p>Words.</p>")
    head, above, block = (sheet(one).areas[0].children[0] for one in inner)
    source = Fittable(
        sheet(""), LIBRARY.theme("default"), LIBRARY.format("a4"), LIBRARY.language("en"), setters_of(LIBRARY), LIBRARY
    )
    made: list[Element] = []
    paragraph = Builder._paragraph

    def counted(builder: Builder, element: Element, *around: Any) -> None:
        made.append(element)
        paragraph(builder, element, *around)

    monkeypatch.setitem(Builder._MAKERS, "p", counted)

    def flow(*elements: Element) -> Sequence[Slab]:
        return source.builder(1.0).flow(elements, 400.0, StructNode("Document")).slabs

    alone, headed, below = flow(block), flow(head, block), flow(above, block)
    assert sum(one is block.children[0] for one in made) == 1
    assert (alone[0].glued, headed[1].glued, below[1].glued) == (False, True, False), "only under its heading"
