"""A theme as CSS: the same looks, colours and sizes as on paper, for any width of window.

Points become rem (12 points are 1 rem), so that the size a reader has chosen in the browser holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from generator.model.design import Colour, Look, Theme

SMALLEST: Final = 0.8125
"""Rem (13 pixels): print may be smaller than a telephone's screen should be."""
TIGHTEST: Final = 1.2
"""The least line height: words that have one line on paper may need two here."""
RING: Final = 25.0
"""Points from the edge of a number's ring to the words beside it: the ring (1.75 rem) and air."""
GUTTER: Final = 12.0
"""The least air between columns of a list, in points: lines end where the reader's own face lets them."""
WIDE: Final = 120.0
"""Points beyond which a cell gives way on a narrow screen, so that a word beside it has room."""
ALIGN: Final = {"centre": "center", "end": "end", "justify": "justify"}
VALIGN: Final = {"middle": "center", "bottom": "flex-end"}

BASE: Final = """
*{box-sizing:border-box}
html{color-scheme:light;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{max-width:47rem;margin:0 auto;padding:1rem;background:var(--paper);color:var(--ink)}
body{font-family:system-ui,"Noto Sans",sans-serif;overflow-wrap:break-word}
h1,h2,h3,p,ul,ol{margin:0;padding:0}
svg,img{display:block;max-width:100%}
a{color:inherit;text-underline-offset:.15em}
a:focus-visible,.scroll:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
sup{font-size:.68em;line-height:0;vertical-align:.45em;font-weight:400}
.row{display:flex;flex-wrap:wrap}
.cell{flex:none;min-width:0;max-width:100%}
.free{flex:1 1 12rem;min-width:min-content}
.beside>.free{flex-basis:9rem}
.tick{list-style:"\\2610\\2002"}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{text-align:start;vertical-align:top}
.line{border-bottom:1px solid var(--ink);height:2rem;min-width:9rem}
.many{columns:2 14rem}
.many li{break-inside:avoid}
.label{display:inline-block;width:1.75rem;line-height:1.75rem;border-radius:50%;text-align:center;background:var(--accent);color:var(--paper);font-size:1rem}
.notice{margin-block:.5rem 1rem;padding:.25rem .75rem;border:2px solid currentColor;text-align:center}
hr{border:0;border-top:1px solid var(--ink)}
.break{break-after:page}
main,footer,header{display:flow-root}
footer{margin-block-start:1rem}
@page{margin:11mm 14mm}
@media print{
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
html{font-size:96%}
body{max-width:none;padding:0}
.scroll{overflow:visible}
h1,h2,h3{break-after:avoid}
li,tr{break-inside:avoid}
}
""".strip().replace("\n", "")


class Palette(Struct, frozen=True):
    """The colours of a leaflet: the theme's, those of its accent laid over them."""

    colours: Mapping[str, Colour]

    def __call__(self, name: str) -> str:
        """Return ``#rrggbb`` for a colour's name; other words as they stand."""
        colour = self.colours.get(name)
        return "#" + "".join(f"{round(part * 255):02x}" for part in colour) if colour else name

    def __hash__(self) -> int:
        """Return a hash, so that drawings can be kept by it."""
        return hash(frozenset(self.colours.items()))


def palette(theme: Theme, accent: str) -> Palette:
    """Return the colours of a leaflet with this accent."""
    return Palette({**theme.colours, **theme.accents.get(accent, {})})


def name_class(look: str) -> str:
    """Return the class of a look: ``danger.title`` is ``l-danger-title``."""
    return f"l-{look.replace('.', '-')}"


def style_sheet(
    theme: Theme, colours: Palette, leading: str, used: Iterable[tuple[str, str]],
    shares: Mapping[str, Sequence[float]] = MappingProxyType({}),
) -> str:  # fmt: skip
    """Return the style sheet of a leaflet.

    Args:
        theme: where the looks are.
        colours: the leaflet's colours.
        leading: the language's key into the theme's leadings.
        used: looks with what they are put on: ``words``, ``box``, ``row``, ``cell``, ``figure`` or ``table``.
        shares: how wide each column of a table is beside the others, by the table's look.
    """
    ratio = theme.leadings.get(leading, 1.4)
    body = theme.looks.get("body", Look("body"))
    step = body.size * ratio / 24  # half a line, in rem
    roots = ";".join(f"--{name}:{colours(name)}" for name in colours.colours)
    rules = [f":root{{{roots}}}", BASE, f"body{{font-size:{_number(body.size / 12)}rem;line-height:{_number(ratio)}}}"]
    for name, sort in sorted(set(used)):
        look = theme.looks.get(name)
        if look is not None:
            rules += _rules(f".{name_class(name)}", look, sort, ratio, step)
    for name, parts in sorted(shares.items()):
        for number, part in enumerate(parts, 1):
            rules.append(f".{name_class(name)} th:nth-child({number}){{width:{_number(100 * part / sum(parts))}%}}")
    return "".join(rules)


def _rules(selector: str, look: Look, sort: str, ratio: float, step: float) -> Iterator[str]:
    kinds = {"words": _words, "box": _frame, "row": _row, "cell": _cell, "figure": _figure, "table": _table}
    found = [*_around(look, step), *kinds[sort](look, ratio)]
    if found:
        yield f"{selector}{{{';'.join(found)}}}"
    if sort == "words":
        yield f"{selector} strong{{font-weight:{look.strong}}}"
        if look.bullet_colour:
            yield f"{selector} ::marker{{color:var(--{look.bullet_colour});font-weight:700}}"
        if look.bullet and look.hang:
            hang = _rem(_hang(look))
            yield f"{selector}>.label{{margin-inline:-{hang} calc({hang} - 1.75rem - .25em)}}"
    if sort == "table":
        edge = f"{_rem(look.border_width or 0.7)} solid var(--{look.border or 'line'})"
        yield f"{selector} :is(th,td){{border:{edge};padding:{_sides(look)}}}"
        if look.fill:
            yield f"{selector} thead{{background:var(--{look.fill})}}"


def _around(look: Look, step: float) -> Iterator[str]:
    if look.before:
        yield f"margin-block-start:{_number(look.before * step)}rem"
    if look.after:
        yield f"margin-block-end:{_number(look.after * step)}rem"
    if look.keep:
        yield "break-inside:avoid"
    if look.keep_next:
        yield "break-after:avoid"


def _words(look: Look, ratio: float) -> Iterator[str]:
    yield f"font-size:{_number(max(look.size / 12, SMALLEST))}rem"
    yield f"font-weight:{look.weight}"
    yield f"line-height:{_number(max(look.leading * ratio, TIGHTEST))}"
    yield f"color:var(--{look.colour})"
    if look.align in ALIGN:
        yield f"text-align:{ALIGN[look.align]}"
    if look.phrases:
        yield "text-wrap:balance;word-break:auto-phrase"
    if look.hang:
        yield f"padding-inline-start:{_rem(_hang(look))}"
    if look.gutter:
        yield f"column-gap:{_rem(max(look.gutter, GUTTER))}"


def _hang(look: Look) -> float:
    """Return where words beside a number begin, in points: a number's ring on a screen is larger than on paper."""
    return max(look.hang, RING) if look.bullet in ("ring", "disc") else look.hang


def _box(look: Look, _: float) -> Iterator[str]:
    if look.fill:
        yield f"background:var(--{look.fill})"
    if look.border and look.border_width:
        edge = f"{_rem(look.border_width)} solid var(--{look.border})"
        if look.radius:
            yield f"border:{edge}"
        else:  # a bar: a rule on the side that has padding, as on paper
            if look.padding[0] or look.fill:
                yield f"border-block-start:{edge}"
            if look.padding[2] and not (look.fill and look.padding[0]):
                yield f"border-block-end:{edge}"
    elif look.fill:
        yield "outline:1px solid transparent"  # seen only where the reader's own colours replace ours
    if look.radius:
        yield f"border-radius:{_rem(look.radius)}"
    if any(look.padding):
        yield f"padding:{_sides(look)}"
    if look.indent:
        yield f"padding-inline-start:min({_rem(look.indent)},5vw)"
    elif look.fill and look.out and not (look.padding[1] or look.padding[3]):
        yield f"padding-inline:min({_rem(look.out)},4vw)"  # on paper the field reaches into the margins instead


def _frame(look: Look, ratio: float) -> Iterator[str]:
    yield from _box(look, ratio)
    if look.radius and not any(look.padding):
        yield "overflow:hidden"  # the bars inside reach its round corners
        if not look.before:
            yield "margin-block:.75rem"  # on paper it has an area of its own


def _row(look: Look, ratio: float) -> Iterator[str]:
    yield from _box(look, ratio)
    if look.gutter:
        yield f"gap:.25rem {_rem(look.gutter)}"
    if look.valign in VALIGN:
        yield f"align-items:{VALIGN[look.valign]}"


def _cell(look: Look, ratio: float) -> Iterator[str]:
    yield from _box(look, ratio)
    if look.width:
        narrow = f"min({_rem(look.width)},40%)" if look.width > WIDE else _rem(look.width)
        yield f"width:{narrow}"
    if look.height:
        yield f"min-height:{_rem(look.height)}"
        yield "display:grid;align-content:center;justify-items:center"


def _figure(look: Look, _: float) -> Iterator[str]:
    yield f"color:var(--{look.colour})"
    if look.width:
        yield f"width:{_rem(look.width)}"
    if look.height:
        yield f"height:{_rem(look.height)}"


def _table(look: Look, _: float) -> Iterator[str]:
    return iter(())


def _sides(look: Look) -> str:
    return " ".join(_rem(max(0.0, one)) for one in look.padding)  # on a screen no words go out on their ground


def _rem(points: float) -> str:
    return f"{_number(points / 12)}rem" if points else "0"


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
