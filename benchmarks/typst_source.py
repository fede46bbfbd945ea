"""The same leaflet for Typst: a composed sheet as Typst source, same words, faces, sizes, colours and page.

Why from the sheet: both sides then set what the templates made of one topic. Sizes and spacing are those that our
copy-fitting chose, so Typst is spared that search. What differs stands in docs/benchmarks.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from generator.library.library import Library
from generator.model.content import Language
from generator.model.design import Area, Format, Theme
from generator.model.sheet import Element, Run, Sheet
from generator.typeset.draw.codes import qr_modules
from generator.typeset.text.style import Style, Styles

CAPITALS = 0.714
"""Height of capitals in Noto Sans: both edges of a Typst line are set by it, so that leading means the same."""
_LANGUAGES = {"zh_Hans": ("zh", "CN"), "zh_Hant": ("zh", "TW")}


def quoted(words: str) -> str:
    """Return words as a Typst string; strings are literal text, no marks are read in them."""
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


class TypstWriter:
    """Writes the source of one leaflet; pictures are put into a folder, recoloured, under their names."""

    def __init__(
        self,
        library: Library,
        theme: Theme,
        paper: Format,
        language: Language,
        families: Sequence[str],
        folder: Path,
        scale: float = 1.0,
        spacing: float = 1.0,
        tightness: float = 1.0,
    ) -> None:
        """``families`` are Typst's names of the language's faces; the last three are what our copy-fitting chose."""
        self.library, self.paper, self.language = library, paper, language
        self.theme, self.families, self.folder = theme, families, folder
        self.scale, self.spacing, self.tightness = scale, spacing, tightness
        self.panel: Mapping[str, tuple[Element, ...]] = {}
        self.styles = Styles(theme, paper, language, "", scale, tightness)

    def source(self, sheet: Sheet, panel: Sheet) -> str:
        """Return the Typst source of a body with a clinic's panel in its places."""
        self.styles = Styles(self.theme, self.paper, self.language, sheet.accent, self.scale, self.tightness)
        self.panel = {area.get("name"): area.children for area in panel.areas}
        areas = {area.get("name"): area.children for area in sheet.areas}
        main = next(area for area in self.paper.areas.values() if area.flow)
        head = next(area for area in self.paper.areas.values() if "running" in area.takes)
        foot = next(area for area in self.paper.areas.values() if "foot" in area.takes)
        hold = next((area for area in self.paper.areas.values() if "clinic" in area.takes), None)
        language, region = _LANGUAGES.get(self.language.name, (self.language.tag, self.language.territory))
        flowing = [child for name in main.takes for child in areas.get(name, ())]
        return "\n".join(
            [
                "#let W(w, t) = text(weight: w, t)",
                "#let S(t) = text(size: 0.62em, weight: 400, baseline: -0.36em, t)",
                f"#set document(title: {quoted(sheet.title)})",
                self._page(main, head, foot, areas),
                f"#set text(font: ({', '.join(map(quoted, self.families))},), lang: {quoted(language)},"
                f" region: {quoted(region)}, hyphenate: false, top-edge: {CAPITALS}em, bottom-edge: 0em)",
                f'#set par(linebreaks: "simple", justify: {"true" if self.language.justify else "false"})',
                "#show heading: it => it.body",
                "#{",
                *map(self._element, flowing),
                *self._clinic(main, hold),
                "}",
            ]
        )

    def _page(self, main: Area, head: Area, foot: Area, areas: Mapping[str, tuple[Element, ...]]) -> str:
        paper = self.paper
        low = paper.height - main.y - main.height
        header = "\n".join(map(self._element, areas.get("running", ())))
        footer = "\n".join(map(self._element, areas.get("foot", ())))
        return (
            f"#set page(width: {paper.width:.2f}pt, height: {paper.height:.2f}pt,"
            f" margin: (left: {main.x:.2f}pt, right: {paper.width - main.x - main.width:.2f}pt,"
            f" top: {main.y:.2f}pt, bottom: {low:.2f}pt),"
            f" header-ascent: {max(0.0, main.y - head.y - head.height):.2f}pt,"
            f" footer-descent: {max(0.0, foot.y - main.y - main.height):.2f}pt,"
            f" header: {{ {header} }}, footer: context {{ {footer} }})"
        )

    def _clinic(self, main: Area, hold: Area | None) -> list[str]:
        """Return the clinic's panel at the foot of the last page."""
        if hold is None or not main.last_height:
            return []
        inner = "\n".join(map(self._element, self.panel.get("clinic", ())))
        return [
            "v(1fr)",
            f"block(width: 100%, height: {main.height - main.last_height:.2f}pt, align(bottom,"
            f" block(width: 100%, height: {hold.height:.2f}pt, {{ {inner} }})))",
        ]

    # -- one method for each element ------------------------------------------

    def _element(self, element: Element) -> str:
        return {
            "block": self._inside,
            "p": self._paragraph,
            "list": self._list,
            "box": self._box,
            "row": self._row,
            "table": self._table,
            "image": self._image,
            "qr": self._image,
            "rule": self._rule,
            "gap": self._gap,
            "lines": self._lines,
            "hold": self._hold,
            "break": self._break,
        }[element.tag](element)

    def _break(self, element: Element) -> str:
        return "pagebreak()"

    def _inside(self, element: Element) -> str:
        return "\n".join(map(self._element, element.children))

    def _words(self, runs: Iterable[Run], style: Style) -> str:
        """Return inline runs as a code block that joins to content."""
        out = []
        for run in runs:
            if run.mark:
                counter = "counter(page).get()" if run.mark == "page" else "counter(page).final()"
                out.append(f"str({counter}.first())")
                continue
            for number, words in enumerate(run.words.split("\n")):
                if number:
                    out.append("linebreak()")
                shown = quoted(words)
                if run.raised:
                    shown = f"S({shown})"
                elif run.strong:
                    shown = f"W({style.look.strong}, {shown})"
                out.append(f"link({quoted(run.link)}, {shown})" if run.link else shown)
        return "{ " + "; ".join(out) + " }"

    def _set(self, style: Style, words: str) -> str:
        """Return content with a look's type settings around it."""
        align = {"centre": "center", "end": "right"}.get(style.look.align, "")
        return (
            f"{{ set text(size: {style.size:.3f}pt, weight: {style.look.weight}, fill: {self._colour(style.look.colour)});"
            f" set par(leading: {style.leading - CAPITALS * style.size:.3f}pt);"
            + (f" set align({align});" if align else "")
            + f" {words} }}"
        )

    def _paragraph(self, element: Element) -> str:
        style = self.styles[element.get("look") or "body"]
        inner = self._set(style, self._words(element.runs, style))
        role = element.get("role")
        # the settings stand inside, since a heading would make the size around it larger
        inner = f"heading(level: {role[1:]}, {inner})" if role.startswith("H") else f"par({inner})"
        if style.look.bullet and element.get("label"):
            disc = self._label(style, quoted(element.get("label")))
            inner = f"grid(columns: ({style.hang:.2f}pt, 1fr), align: horizon, {disc}, {inner})"
        elif style.look.indent:
            inner = f"pad(left: {style.look.indent:.2f}pt, {inner})"
        sticky = ", sticky: true" if style.look.keep_next else ""
        return f"block(width: 100%, {self._spaces(style)}{sticky}, {inner})"

    def _spaces(self, style: Style) -> str:
        between = style.leading - CAPITALS * style.size if style.leading else 0.0
        above, below = style.before * self.spacing + between, style.after * self.spacing + between
        return f"above: {above:.2f}pt, below: {below:.2f}pt"

    def _label(self, style: Style, words: str) -> str:
        colour = self._colour(style.look.bullet_colour or style.look.colour)
        size = style.size * 0.82
        disc = style.look.bullet == "disc"
        ground, ink = (f"fill: {colour}", self._colour("paper")) if disc else (f"stroke: 0.9pt + {colour}", colour)
        return (
            f"box(circle(radius: {style.size * 0.72:.2f}pt, {ground}, inset: 0pt, align(center + horizon,"
            f" text(size: {size:.2f}pt, weight: 700, fill: {ink}, {words}))))"
        )

    def _list(self, element: Element) -> str:
        look = element.get("look") or "list"
        style = self.styles[look]
        inner = self.styles[look + ".item"] if look + ".item" in self.theme.looks else style
        items = [self._set(inner, self._words(item.runs, inner)) for item in element.children]
        between = inner.leading - CAPITALS * inner.size + max(inner.before, inner.after) * self.spacing
        kind = element.get("kind") or "bullet"
        colour = self._colour(style.look.bullet_colour or style.look.colour)
        if kind == "number":
            call = f"enum(numbering: n => {self._label(style, 'str(n)')}"
        elif kind == "tick":
            call = f"list(marker: box(rect(width: {style.size * 0.86:.2f}pt, height: {style.size * 0.86:.2f}pt, stroke: 1pt + {colour}))"
        else:
            call = f'list(marker: text(size: {style.size * 1.15:.2f}pt, fill: {colour}, "•")'
        call += f", tight: false, spacing: {between:.2f}pt, body-indent: {style.hang * 0.5:.2f}pt, "
        columns = int(element.get("columns") or 0) or self._columns(element, style)
        if columns == 1:
            made = call + ", ".join(items) + ")"
        else:
            each = -(-len(items) // columns)
            parts = [call + ", ".join(items[at : at + each]) + ")" for at in range(0, len(items), each)]
            shares = ", ".join(["1fr"] * len(parts))
            made = f"grid(columns: ({shares}), column-gutter: {style.look.gutter:.2f}pt, {', '.join(parts)})"
        return f"block(width: 100%, {self._spaces(style)}, {made})"

    def _columns(self, element: Element, style: Style) -> int:
        """Return 2 for four or more short items, as our builder does by measuring."""
        short = 17 if self.language.justify else 34
        items = element.children
        fits = all(sum(len(run.words) for run in item.runs) <= short for item in items)
        return 2 if len(items) >= 4 and style.look.gutter and fits else 1

    def _frame(self, style: Style) -> str:
        """Return a look's ground, border and padding as arguments of a block."""
        look = style.look
        out = []
        if look.fill:
            out.append(f"fill: {self._colour(look.fill)}")
        if look.border and look.border_width:
            stroke = f"{look.border_width}pt + {self._colour(look.border)}"
            if look.radius:
                out.append(f"stroke: {stroke}")
            else:
                sides = [name for name, pad in (("top", look.padding[0]), ("bottom", look.padding[2])) if pad]
                out.append(f"stroke: ({', '.join(f'{side}: {stroke}' for side in sides)})" if sides else "stroke: none")
        if look.radius:
            out.append(f"radius: {look.radius:.2f}pt")
        if any(look.padding):
            names = ("top", "right", "bottom", "left")
            out.append(
                f"inset: ({', '.join(f'{name}: {pad:.2f}pt' for name, pad in zip(names, look.padding, strict=True))})"
            )
        if look.height:
            out.append(f"height: {look.height:.2f}pt")
        return "".join(f", {part}" for part in out)

    def _box(self, element: Element) -> str:
        style = self.styles[element.get("look")]
        frame = self._frame(style)
        inner = f"{{ {self._inside(element)} }}"
        if style.look.indent:
            inner = f"pad(left: {style.look.indent:.2f}pt, {inner})"
        breakable = "false" if frame and not element.get("first-page") else "true"
        return f"block(width: 100%, breakable: {breakable}, {self._spaces(style)}{frame}, {inner})"

    def _row(self, element: Element) -> str:
        style = self.styles[element.get("look")]
        widths, cells = [], []
        for cell in element.children:
            look = self.styles[cell.get("look")] if cell.get("look") else None
            inner = f"{{ {self._inside(cell)} }}"
            if look is not None and (frame := self._frame(look)):
                inner = (
                    f"block(width: 100%{frame}, align({'horizon' if look.look.valign == 'middle' else 'top'}, {inner}))"
                )
            wide = look.look.width if look is not None else 0.0
            widths.append(f"{wide:.2f}pt" if wide else f"{float(cell.get('share') or 1):g}fr")
            cells.append(inner)
        align = {"middle": "horizon", "bottom": "bottom"}.get(style.look.valign, "top")
        grid = f"grid(columns: ({', '.join(widths)},), column-gutter: {style.look.gutter:.2f}pt, align: {align}, {', '.join(cells)})"
        if style.look.indent:
            grid = f"pad(left: {style.look.indent:.2f}pt, {grid})"
        return f"block(width: 100%, breakable: false, {self._spaces(style)}{self._frame(style)}, {grid})"

    def _table(self, element: Element) -> str:
        name = element.get("look") or "table"
        style = self.styles[name]
        look = style.look
        rows: dict[bool, list[str]] = {True: [], False: []}
        for row in element.children:
            head = row.get("head") == "yes"
            for cell in row.children:
                own = self.styles[cell.get("look") or f"{name}.{'head' if head else 'cell'}"]
                rows[head].append(self._set(own, self._words(cell.runs, own)))
        shares = ", ".join(f"{float(cell.get('share') or 1):g}fr" for cell in element.children[0].children)
        stroke = f"{look.border_width}pt + {self._colour(look.border)}" if look.border else "none"
        inset = max(2.0, look.padding[3])
        head_cells = f"table.header({', '.join(rows[True])}), " if rows[True] else ""
        fill = f"fill: (_, y) => if y == 0 {{ {self._colour(look.fill)} }}, " if look.fill and rows[True] else ""
        table = f"table(columns: ({shares},), stroke: {stroke}, inset: {inset}pt, {fill}{head_cells}{', '.join(rows[False])})"
        return f"block(width: 100%, {self._spaces(style)}, {table})"

    def _image(self, element: Element) -> str:
        look = self.styles[element.get("look")].look
        name = self._qr_file(element.get("data")) if element.tag == "qr" else self._picture_file(element, look.colour)
        size = "".join(
            f", {side}: {value:.2f}pt" for side, value in (("width", look.width), ("height", look.height)) if value
        )
        alt = element.get("alt")
        image = f'image({quoted(name)}{size}, fit: "contain"{f", alt: {quoted(alt)}" if alt else ""})'
        return image if alt else f"pdf.artifact({image})"

    def _picture_file(self, element: Element, colour: str) -> str:
        picture = element.get("picture")
        name = f"{picture}-{self._hex(colour)[1:]}.svg"
        path = self.folder / name
        if not path.exists():
            data = self.library.file_bytes(f"content/{self.library.pictures[picture].file}").decode("utf-8")
            path.write_text(self._recoloured(data, colour), encoding="utf-8")
        return name

    def _recoloured(self, svg: str, colour: str) -> str:
        """Put the theme's colours where our pictures name them."""
        svg = re.sub(r"<svg ", f'<svg fill="{self._hex(colour)}" ', svg, count=1)
        svg = svg.replace("currentColor", self._hex(colour))
        for name in self.styles.colours:
            svg = re.sub(rf'(fill|stroke)="{name}"', rf'\1="{self._hex(name)}"', svg)
        return svg

    def _qr_file(self, data: str) -> str:
        side, path = qr_modules(data)
        name = f"qr-{hashlib.sha256(data.encode()).hexdigest()[:12]}.svg"
        runs = (line.split() for line in path.splitlines())
        shape = "".join(f"M{x} {y}h{wide}v1h-{wide}z" for x, y, wide, *_ in runs)
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{shape}"/></svg>'
        (self.folder / name).write_text(svg, encoding="utf-8")
        return name

    def _rule(self, element: Element) -> str:
        style = self.styles[element.get("look")]
        return f"line(length: 100%, stroke: {max(0.5, style.look.border_width)}pt + {self._colour(style.look.border or 'line')})"

    def _gap(self, element: Element) -> str:
        return f"v({self.styles[element.get('look')].look.height:.2f}pt)"

    def _lines(self, element: Element) -> str:
        style = self.styles[element.get("look") or "lines"]
        one = f"v({style.look.height:.2f}pt); line(length: 100%, stroke: 0.7pt + {self._colour(style.look.border or 'line')})"
        return "\n".join([one] * int(element.get("count") or 1))

    def _hold(self, element: Element) -> str:
        inner = "\n".join(map(self._element, self.panel.get(element.get("name"), ())))
        return f"block(width: 100%{self._frame(self.styles[element.get('look')])}, {{ {inner} }})"

    def _hex(self, name: str) -> str:
        return "#" + "".join(f"{round(part * 255):02x}" for part in self.styles.colours[name])

    def _colour(self, name: str) -> str:
        return f'rgb("{self._hex(name)}")'
