"""This build beside another one, Typst and WeasyPrint in one run: the same leaflets in turn, as ratios.

Usage: python benchmarks/compare.py [--old DIR] [--builds] [--rounds 7] [--clinics 60] [--write docs/benchmarks.md]

``--old`` names a checkout of another build. This build is its wheel, built here and unpacked, as people install it; its
checkout, which comes with nothing laid out, takes part beside it. All are driven only from outside: by their command, and
by ``generator.Library``, ``Order`` and ``make``. Each thing is measured by the clock and by the time of the processors. Sides take turns within each round, forward and back; shown are medians, and
the medians of the rounds' ratios. Typst and WeasyPrint take part where they are installed. What a build may keep on disk
(``LEAFLETS_CACHE``) is a folder of its own: empty where nothing is to be known.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from compileall import compile_dir
from dataclasses import dataclass, field
from importlib.util import find_spec
from io import BytesIO
from itertools import count, pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

HERE = Path(__file__).resolve().parent
LANGUAGES = ("en", "ja", "vi", "zh_Hans")
"""Of print runs."""
FEW = 20
"""Typst sets a print run for one of so many clinics: its rate does not hang on how many there are."""
CAPITALS = 0.714
"""Height of capitals in Noto Sans: both edges of a Typst line are set by it, so that leading means the same."""
OURS, TREE, OLD, TYPST, WEASY = "this build", "its checkout", "old build", "Typst", "WeasyPrint"
PROCESSOR = "– time of the processors"
POLICY = """import sys
from generator import Library, Order
from generator.{room} import make
library = Library.open()
for topic in sys.argv[1:]:
    for language in library.languages():
        make(Order(topic, language), library)
"""
"""A process that makes every leaflet in memory."""
ANEW = """import sys, time
from generator import Library, Order, make
library = Library.open()
for paper in sys.argv[1].split():
    taken = pages = 0
    for topic in sys.argv[2:]:
        for language in library.languages():
            begin = time.process_time()
            leaflet = make(Order(topic, language, format=paper), library)
            taken, pages = taken + time.process_time() - begin, pages + leaflet.pages
    print(paper, taken / pages, pages)
"""
"""A warm process that lays out every leaflet anew, paper by paper."""
PAPERS = ("giant-print", "a4", "letter", "a5", "large-print", "trifold-a4", "trifold-letter")
"""The first has all words, so that on the others no build meets a word for the first time: their posters differ in that."""
ASKED = {"the policy asked": "trust.asking", "the policy not asked": "pipeline"}
"""Where that process has ``make`` from."""
Taken = tuple[float, float]
"""Seconds by the clock, and of all processors together."""
OTHERS = """\
- Typst ([typst.app](https://typst.app), in Rust) sets the same words from the composed sheet, written down as its source
  beforehand: the same headings, lists, boxes, tables, pictures and codes, font files, sizes, leading and colours, tagged, with
  `ua-1`. It is given the scale and spacing that our copy-fitting searches for, and tighter spaces where it would take more
  pages. We also read translations and templates, break Japanese and Chinese headings between phrases, and prove that no word
  was lost. It keeps one warm compiler and sets one clinic of {}, in memory only. [WeasyPrint](https://weasyprint.org) sets
  our HTML of the leaflet in the same fonts.
"""
COLD = {
    TYPST: """import sys, typst
compiler = typst.Compiler(root=".", font_paths=["fonts"], ignore_system_fonts=True)
for name in sys.argv[2:]:
    compiler.compile(input=f"{name}.typ", output=f"{sys.argv[1]}/{name}.pdf", pdf_standards="ua-1")
""",
    WEASY: """import sys, weasyprint
html = weasyprint.HTML(f"{sys.argv[2]}.html")
html.write_pdf(f"{sys.argv[1]}/{sys.argv[2]}.pdf", stylesheets=["fonts.css"], pdf_variant="pdf/ua-1")
""",
}
"""What a whole process of theirs does: a folder to write to, and names of sources."""


# -- print runs in memory, in processes of their own: nothing of this build may be imported above ----


def serve(side: str, folder: Path, processor: int) -> None:
    """Make what each line of input asks for, names of files or orders; answer with seconds, and those of the processor."""
    if processor >= 0:
        os.sched_setaffinity(0, {processor})
    if side == TYPST:
        import typst

        compiler = typst.Compiler(root=folder, font_paths=[folder / "fonts"], ignore_system_fonts=True)

        def prepare(name: Any) -> Callable[[], bytes]:
            source = (folder / f"{name}.typ").read_bytes()
            return lambda: compiler.compile(input=source, root=folder, pdf_standards="ua-1")
    else:
        from generator import Library, Order, make

        gc.set_threshold(50_000, 20, 50)  # about as the command holds it back
        library = Library.open(folder / "library")

        def prepare(name: Any) -> Callable[[], bytes]:
            order = Order(name[0], name[1], clinic=name[2])
            library.clinic(order.clinic)  # read beforehand: in a run clinics come from a table
            return lambda: make(order, library).pdf

    for line in sys.stdin:
        works = [prepare(name) for name in json.loads(line)]
        gc.collect()
        begin, used = time.perf_counter(), time.process_time()
        for work in works:
            work()
        print(time.perf_counter() - begin, time.process_time() - used, flush=True)


# -- the same leaflet for Typst ------------------------------------------------------------------


def quoted(words: str) -> str:
    """Return words as a Typst string; strings are literal text, no marks are read in them."""
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


class TypstWriter:
    """Writes composed sheets as Typst source; pictures are put into a folder, recoloured.

    ``families`` are Typst's names of the font files; ``fitted`` are scale, spacing and tightness of leading.
    """

    def __init__(self, library: Any, order: Any, folder: Path, families: Mapping[str, str], *fitted: float) -> None:
        self.library, self.folder, self.theme = library, folder, library.theme(order.theme)
        self.scale, self.spacing, self.tightness = fitted
        self.language, self.paper = library.language(order.language), library.format(order.format)
        self.families = [families[Path(library.face(key).path).name] for key in self.language.faces]

    def source(self, order: Any) -> str:
        """Return the source of a body with a clinic's panel in its places."""
        from generator.stages.bodies import body
        from generator.stages.panels import clinic_panel
        from generator.typeset.text.style import Styles

        sheet, paper = body(order, self.library), self.paper
        self.panel = {area.get("name"): area.children for area in clinic_panel(order, self.library).areas}
        self.styles = Styles(self.theme, paper, self.language, sheet.accent, self.scale, self.tightness)
        areas = {area.get("name"): area.children for area in sheet.areas}
        places = {name: area for area in paper.areas.values() for name in area.takes}
        main, foot, hold = (places[name] for name in ("main", "foot", "clinic"))
        language, _, region = self.language.tag.replace("Hans", "CN").replace("Hant", "TW").partition("-")
        fonts = ", ".join(map(quoted, self.families))
        return f"""#let W(w, t) = text(weight: w, t)
#let S(t) = text(size: 0.62em, weight: 400, baseline: -0.36em, t)
#set document(title: {quoted(sheet.title)})
#set page(width: {paper.width}pt, height: {paper.height}pt, margin: (left: {main.x}pt, top: {main.y}pt,
  right: {paper.width - main.x - main.width}pt, bottom: {paper.height - main.y - main.height}pt),
  footer-descent: {max(0, foot.y - main.y - main.height)}pt, footer: context {{ {self._all(areas["foot"])} }})
#set text(font: ({fonts},), lang: {quoted(language)}, region: {quoted(region or self.language.territory)},
  hyphenate: false, top-edge: {CAPITALS}em, bottom-edge: 0em)
#set par(linebreaks: "simple", justify: {str(self.language.justify).lower()})
#show heading: it => it.body
#{{ {self._all(areas["head"])}
place(bottom, float: true, {{ {self._all(areas["strip"])} }})
{self._all(child for name in main.takes for child in areas.get(name, ()))}
v(1fr)
block(width: 100%, height: {main.height - main.last_height}pt, align(bottom,
  block(width: 100%, height: {hold.height}pt, {{ {self._all(self.panel["clinic"])} }}))) }}"""

    def _all(self, elements: Iterable[Any]) -> str:
        return "\n".join(getattr(self, f"_{element.tag}")(element) for element in elements)

    def _words(self, runs: Iterable[Any], style: Any) -> str:
        """Return inline runs in a look's type."""
        out = []
        for run in runs:
            if run.mark:
                out.append(f"str(counter(page).{'get' if run.mark == 'page' else 'final'}().first())")
            for words in re.split("(\n)", run.words):
                shown = quoted(words)
                shown = f"S({shown})" if run.raised else f"W({style.look.strong}, {shown})" if run.strong else shown
                shown = f"link({quoted(run.link)}, {shown})" if run.link else shown
                out.append("linebreak()" if words == "\n" else shown)
        align = {"centre": "set align(center);", "end": "set align(right);"}.get(style.look.align, "")
        return (
            f"{{ set text(size: {style.size:.3f}pt, weight: {style.look.weight}, fill: {self._colour(style.look.colour)});"
            f" set par(leading: {style.leading - CAPITALS * style.size:.3f}pt); {align} {'; '.join(out)} }}"
        )

    def _p(self, element: Any) -> str:
        style, role = self.styles[element.get("look") or "body"], element.get("role")
        inner = self._words(element.runs, style)
        # the settings stand inside, since a heading would make the size around it larger
        inner = f"heading(level: {role[1:]}, {inner})" if role.startswith("H") else f"par({inner})"
        if style.look.bullet and element.get("label"):
            label = self._label(style, quoted(element.get("label")))
            inner = f"grid(columns: ({style.hang}pt, 1fr), align: horizon, {label}, {inner})"
        return self._block_of(style, inner, ", sticky: true" if style.look.keep_next else "")

    def _label(self, style: Any, words: str) -> str:
        colour, disc = self._colour(style.look.bullet_colour or style.look.colour), style.look.bullet == "disc"
        ground, ink = (f"fill: {colour}", self._colour("paper")) if disc else (f"stroke: 0.9pt + {colour}", colour)
        words = f"text(size: {style.size * 0.82}pt, weight: 700, fill: {ink}, {words})"
        return f"box(circle(radius: {style.size * 0.72}pt, {ground}, inset: 0pt, align(center + horizon, {words})))"

    def _list(self, element: Any) -> str:
        look, items = element.get("look") or "list", element.children
        style = self.styles[look]
        inner = self.styles[look + ".item"] if look + ".item" in self.theme.looks else style
        between = inner.leading - CAPITALS * inner.size + max(inner.before, inner.after) * self.spacing
        colour, side = self._colour(style.look.bullet_colour or style.look.colour), f"{style.size * 0.86}pt"
        call = {
            "number": f"enum(numbering: n => {self._label(style, 'str(n)')}",
            "letter": f"enum(numbering: n => {self._label(style, 'numbering(quote_A, n)')}".replace("quote_A", '"A"'),
            "tick": f"list(marker: box(rect(width: {side}, height: {side}, stroke: 1pt + {colour}))",
        }.get(element.get("kind"), f'list(marker: text(size: {style.size * 1.15}pt, fill: {colour}, "•")')
        call += f", tight: false, spacing: {between}pt, body-indent: {style.hang * 0.5}pt, "
        short = 17 if self.language.justify else 34  # two columns for short items, as our builder does by measuring
        fits = all(sum(len(run.words) for run in item.runs) <= short for item in items)
        columns = int(element.get("columns") or 0) or 1 + (len(items) >= 4 and style.look.gutter > 0 and fits)
        each = -(-len(items) // columns)
        parts = [
            call + ", ".join(self._words(item.runs, inner) for item in items[at : at + each]) + ")"
            for at in range(0, len(items), each)
        ]
        shares = "1fr, " * len(parts)
        return self._block_of(
            style, f"grid(columns: ({shares}), column-gutter: {style.look.gutter}pt, {', '.join(parts)})"
        )

    def _block_of(self, style: Any, inner: str, more: str = "") -> str:
        """Return content as a block with a look's indent and the spaces around it."""
        if style.look.indent:
            inner = f"pad(left: {style.look.indent}pt, {inner})"
        between = style.leading - CAPITALS * style.size if style.leading else 0.0
        above, below = (space * self.spacing + between for space in (style.before, style.after))
        return f"block(width: 100%, above: {above:.2f}pt, below: {below:.2f}pt{more}, {inner})"

    def _frame(self, look: Any) -> str:
        """Return a look's ground, border and padding as arguments of a block."""
        out = [f"fill: {self._colour(look.fill)}"] if look.fill else []
        if look.border and look.border_width:
            stroke = f"{look.border_width}pt + {self._colour(look.border)}"
            sides = [name for name, pad in (("top", look.padding[0]), ("bottom", look.padding[2])) if pad]
            lines = ", ".join(f"{side}: {stroke}" for side in sides)
            out.append(f"stroke: {stroke}" if look.radius else f"stroke: ({lines or 'top: none'})")
        out += [f"{name}: {value}pt" for name in ("radius", "height") if (value := getattr(look, name))]
        pads = zip(("top", "right", "bottom", "left"), look.padding, strict=True)
        out.append(f"inset: ({', '.join(f'{name}: {pad}pt' for name, pad in pads)})")
        return "".join(f", {part}" for part in out)

    def _box(self, element: Any) -> str:
        style = self.styles[element.get("look")]
        whole = (style.look.fill or style.look.border) and not element.get("first-page")
        more = f", breakable: {'false' if whole else 'true'}{self._frame(style.look)}"
        if element.get("side") == "yes":  # beside what follows, without a height of its own
            return f"place(left, block(width: {style.look.width}pt, {{ {self._all(element.children)} }}))"
        return self._block_of(style, f"{{ {self._all(element.children)} }}", more)

    def _row(self, element: Any) -> str:
        style, widths, cells = self.styles[element.get("look")], "", ""
        for cell in element.children:
            look = self.styles[cell.get("look")].look if cell.get("look") else None
            inner = f"{{ {self._all(cell.children)} }}"
            if look:
                align = "horizon" if look.valign == "middle" else "top"
                inner = f"block(width: 100%{self._frame(look)}, align({align}, {inner}))"
            widths += f"{look.width}pt, " if look and look.width else f"{float(cell.get('share') or 1):g}fr, "
            cells += f", {inner}"
        align = {"middle": "horizon", "bottom": "bottom"}.get(style.look.valign, "top")
        grid = f"grid(columns: ({widths}), column-gutter: {style.look.gutter}pt, align: {align}{cells})"
        return self._block_of(style, grid, f", breakable: false{self._frame(style.look)}")

    def _table(self, element: Any) -> str:
        name = element.get("look") or "table"
        style, look, cells = self.styles[name], self.styles[name].look, ""
        for row in element.children:
            head = row.get("head") == "yes"
            looks = (self.styles[cell.get("look") or f"{name}.{'head' if head else 'cell'}"] for cell in row.children)
            words = ", ".join(self._words(cell.runs, own) for cell, own in zip(row.children, looks, strict=True))
            cells += f", table.header({words})" if head else f", {words}"
        shares = "".join(f"{float(cell.get('share') or 1):g}fr, " for cell in element.children[0].children)
        stroke = f"{look.border_width}pt + {self._colour(look.border)}" if look.border else "none"
        fill = f"fill: (_, y) => if y == 0 {{ {self._colour(look.fill)} }}, " if look.fill else ""
        inset = max(2.0, look.padding[3])
        return self._block_of(style, f"table(columns: ({shares}), {fill}stroke: {stroke}, inset: {inset}pt{cells})")

    def _image(self, element: Any) -> str:
        """Return a picture from a file: ours with the theme's colours put in, QR codes by segno."""
        look, picture = self.styles[element.get("look")].look, element.get("picture")
        if picture:
            ink = self._hex(look.colour)
            svg = (HERE.parent / "content" / self.library.pictures[picture].file).read_text("utf-8")
            svg = svg.replace("currentColor", ink)
            for name in self.styles.colours:
                svg = re.sub(rf'(fill|stroke)="{name}"', rf'\1="{self._hex(name)}"', svg)
            svg = svg.replace("<svg ", f'<svg fill="{ink}" ', 1)
        else:
            import segno

            out = BytesIO()
            segno.make(element.get("data"), error="m", micro=False, boost_error=False).save(out, kind="svg", border=0)
            svg = out.getvalue().decode()
        name = f"picture-{zlib.crc32(svg.encode()):08x}.svg"
        (self.folder / name).write_text(svg, "utf-8")
        size = "".join(f", {side}: {value}pt" for side in ("width", "height") if (value := getattr(look, side)))
        alt = f", alt: {quoted(element.get('alt'))}" if element.get("alt") else ""
        image = f'image({quoted(name)}{size}, fit: "contain"{alt})'
        return image if alt else f"pdf.artifact({image})"

    _qr = _image

    def _block(self, element: Any) -> str:
        return self._all(element.children)

    def _hold(self, element: Any) -> str:
        frame = self._frame(self.styles[element.get("look")].look)
        return f"block(width: 100%{frame}, {{ {self._all(self.panel.get(element.get('name'), ()))} }})"

    def _lines(self, element: Any) -> str:
        look = self.styles[element.get("look") or "lines"].look
        one = f"v({look.height}pt); line(length: 100%, stroke: 0.7pt + {self._colour(look.border or 'line')})\n"
        return one * int(element.get("count") or 1)

    def _gap(self, element: Any) -> str:
        return f"v({self.styles[element.get('look')].look.height * self.spacing:.2f}pt, weak: false)"

    def _hex(self, name: str) -> str:
        return "#" + "".join(f"{round(part * 255):02x}" for part in self.styles.colours[name])

    def _colour(self, name: str) -> str:
        return f'rgb("{self._hex(name)}")'


# -- the bench -----------------------------------------------------------------------------------


@dataclass
class Case:
    """One thing measured: what each side took in every round, in seconds (or bytes) for each of ``of``."""

    name: str
    unit: str
    of: int = 1
    taken: dict[str, list[float]] = field(default_factory=dict)

    def row(self, sides: Iterable[str]) -> list[str]:
        """Return the case as a row: each side's median, and after each but ours how many times as much it takes."""
        cells = [self.name]
        for side in sides:
            taken = self.taken.get(side, [])
            one = statistics.median(taken) if taken else 0.0
            value = {"ms": one * 1000, "/s": 1 / (one or 1), "MB": one / 1e6}[self.unit]
            cells.append(f"{value:,.0f} {self.unit}".replace(" /", "/") if taken else "")
            if side != OURS:
                ratios = [b / a for a, b in zip(self.taken[OURS], taken, strict=False)]
                cells.append(f"**{statistics.median(ratios):.2f}**" if ratios else "")
        return cells


class Bench:
    """A folder with a library of clinics, the sources of the others, and everything that is made."""

    def __init__(
        self, folder: Path, old: Path | None, topic: str, clinics: int, rounds: int, builds: bool = False
    ) -> None:
        from full_run import invent

        from generator import Library

        self.folder, self.rounds, self.topic, self.clinics = folder, rounds, topic, clinics
        self.roots = {OURS: unpacked_wheel(folder / "wheel"), TREE: HERE.parent} | ({OLD: old} if old else {})
        self.sides = [*self.roots, *(side for side in (TYPST, WEASY) if find_spec(side.lower()) and not builds)]
        self.numbers, self.cases, self.checks = count(), list[Case](), list[str]()
        self.anew: list[list[str]] = []
        """Rows of new leaflets in a warm process: paper, of this build's checkout and of the old build what a page takes."""
        self.names = [f"bench-{number}" for number in range(clinics * (rounds + 1))]
        for number, name in enumerate(self.names):
            invent(number).plain().write(folder / "library", name)
        self.library = Library.open(folder / "library")
        self.topics, self.languages = self.library.topics(), self.library.languages()
        if old:  # what both builds have
            self.topics = tuple(topic for topic in self.topics if (old / "content" / f"{topic}.yaml").exists())
        self.leaflets = [(topic, language) for topic in self.topics for language in self.languages]
        (folder / "fonts").mkdir()
        keys = {key for language in self.languages for key in self.library.language(language).faces}
        files = sorted(Path(self.library.face(key).path) for key in keys)
        for path in files:
            (folder / "fonts" / path.name).symlink_to(path)
        css = "".join(
            f'@font-face{{font-family:"f{at}";src:url("fonts/{path.name}")}}' for at, path in enumerate(files)
        )
        every = ",".join(f'"f{at}"' for at in range(len(files)))
        (folder / "fonts.css").write_text(f"{css}body{{font-family:{every}!important}}", "utf-8")
        self.writers = dict(self.fitted()) if TYPST in self.sides else {}

    def fitted(self) -> Iterable[tuple[tuple[str, str], TypstWriter]]:
        """Yield writers that set each leaflet so tight that Typst takes no more pages than we do."""
        import pypdfium2
        import typst

        from generator import Order, make

        place: dict[str, Any] = {"include_system_fonts": False, "include_embedded_fonts": False}
        found = typst.Fonts(font_paths=[self.folder / "fonts"], **place).fonts()
        families = {Path(one.path).name: one.family for one in found if one.path}
        compiler = typst.Compiler(root=self.folder, font_paths=[self.folder / "fonts"], ignore_system_fonts=True)
        steps = [(1 - step / 5, 1.0) for step in range(6)] + [(0, 1 - step / 20) for step in range(1, 8)]
        for topic, language in self.leaflets:
            order = Order(topic, language)
            ours = make(order, self.library)
            for part, tightness in steps:
                given = ours.scale, ours.spacing * part, tightness
                writer = TypstWriter(self.library, order, self.folder, families, *given)
                pdf = compiler.compile(input=writer.source(order).encode(), root=self.folder, pdf_standards="ua-1")
                if len(pypdfium2.PdfDocument(pdf)) <= ours.pages:
                    break
            if topic == self.topic:
                words = [
                    sum(
                        len("".join(page.get_textpage().get_text_bounded().split()))
                        for page in pypdfium2.PdfDocument(one)
                    )
                    for one in (ours.pdf, pdf)
                ]
                self.checks.append(
                    f"{language}: pages {ours.pages} / {len(pypdfium2.PdfDocument(pdf))}; letters {words[0]:,} /"
                    f" {words[1]:,}; bytes {len(ours.pdf):,} / {len(pdf):,}"
                )
            yield (topic, language), writer

    def source(self, topic: str, language: str, clinic: str = "") -> str:
        """Write Typst's source of a leaflet; return its name."""
        from generator import Order

        name = f"{topic}-{language}-{clinic}"
        words = self.writers[topic, language].source(Order(topic, language, clinic=clinic))
        (self.folder / f"{name}.typ").write_text(words, "utf-8")
        return name

    def fresh(self, name: str) -> Path:
        """Return an empty folder. Nothing is ever deleted: that makes new files slow for a minute (ext4)."""
        made = self.folder / f"{name}-{next(self.numbers)}"
        made.mkdir()
        return made

    def turns(self, case: Case, work: Callable[[str, int], Taken], sides: Iterable[str], rounds: int) -> None:
        """Let sides take turns, forward and back; round 0 warms them and does not count."""
        both = (case, Case(PROCESSOR, case.unit, case.of))
        order = [side for side in sides if side in self.sides]
        for turn in range(rounds + 1):
            for side in order[:: 1 if turn % 2 else -1]:
                for one, taken in zip(both, work(side, turn), strict=True):
                    if turn:
                        one.taken.setdefault(side, []).append(taken / case.of)
        self.cases += both
        for one in both:
            print(" | ".join(one.row(order)), flush=True)

    def command(self, side: str, cache: Path, *words: str) -> Taken:
        """Return the seconds that a build's command takes in the library of clinics."""
        from full_run import environment

        given = [sys.executable, "-m", "generator", *words]
        return timed(given, self.folder / "library", environment(self.roots[side], cache))

    def cold(self, side: str, language: str, clinic: str, cache: Path | None) -> Taken:
        """Return the seconds of a whole process that makes one leaflet; without a cache nothing is known."""
        words = ["make", self.topic, "--language", language, *(["--clinic", clinic] if clinic else []), "--output"]
        if side in self.roots:
            return self.command(side, cache or self.fresh("cache"), *words, str(self.fresh("out")))
        if side == TYPST:
            name = self.source(self.topic, language, clinic)
        else:
            name, html = f"{self.topic}-{language}-{clinic}", self.fresh("html")
            self.command(OURS, self.fresh("cache"), *words, str(html), "--as", "html")
            next(html.rglob("*.html")).rename(self.folder / f"{name}.html")
        return timed([sys.executable, "-c", COLD[side], str(self.fresh("out")), name], self.folder, None)

    def library_whole(self, side: str, turn: int) -> Taken:
        """Return the seconds of a whole process that makes every leaflet that both builds have."""
        if side in self.roots:
            return self.command(side, self.fresh("cache"), "make", *self.topics, "--output", str(self.fresh("out")))
        names = [self.source(*leaflet) for leaflet in self.leaflets]
        return timed([sys.executable, "-c", COLD[side], str(self.fresh("out")), *names], self.folder, None)

    def measure(self) -> None:
        """Measure every case."""
        for language in ("en", "ja"):
            case = Case(f"a fresh process, one leaflet, nothing known ({language})", "ms")
            self.turns(case, lambda side, _, own=language: self.cold(side, own, "", None), self.sides, self.rounds)
        for language in ("en", "ja"):
            known = {side: self.fresh("known") for side in self.roots}

            def another(side: str, turn: int, own: str = language, known: Mapping[str, Path] = known) -> Taken:
                return self.cold(side, own, self.names[turn], known.get(side))

            case = Case(f"the same for another clinic, the body known ({language})", "ms")
            self.turns(case, another, (*self.roots, TYPST), self.rounds)
        case = Case(f"the whole library by one process, {len(self.leaflets)} leaflets", "ms")
        self.turns(case, self.library_whole, (*self.roots, TYPST), min(self.rounds, 3))
        self.policy()
        for jobs, words in ((1, "one process"), (2, "two processes")):
            self.in_memory(jobs, words)
        for jobs, words in ((1, "one process"), (2, "two processes")):
            self.on_disk(jobs, words)
        if OLD in self.roots:
            self.laid_out_anew(min(self.rounds, 3))

    def laid_out_anew(self, rounds: int) -> None:
        """What a page of a new leaflet takes of the processor in a warm process, by paper; nothing is known from before."""
        from full_run import environment

        found: dict[tuple[str, str], list[tuple[float, int]]] = {}
        for turn in range(rounds):
            for side in (TREE, OLD)[:: 1 if turn % 2 else -1]:
                given = [sys.executable, "-c", ANEW, " ".join(PAPERS), *self.topics]
                said = subprocess.run(
                    given,
                    cwd=self.folder / "library",
                    env=environment(self.roots[side]),
                    capture_output=True,
                    text=True,
                )
                if said.returncode:
                    raise SystemExit(f"leaflets cannot be laid out anew by {side}:\n{said.stderr}")
                for paper, taken, pages in map(str.split, said.stdout.splitlines()):
                    found.setdefault((paper, side), []).append((float(taken), int(pages)))
        for paper in PAPERS:
            ours, old = (found[paper, side] for side in (TREE, OLD))
            cells = [
                f"{statistics.median(one for one, _ in some) * 1000:.1f} ms × {some[0][1]}" for some in (ours, old)
            ]
            ratio = statistics.median(before / now for (now, _), (before, _) in zip(ours, old, strict=True))
            self.anew.append([paper, *cells, f"**{ratio:.2f}**"])
            print(" | ".join(self.anew[-1]), flush=True)

    def policy(self) -> None:
        """Every leaflet in memory by a process that knows nothing, with the policy asked and without."""
        from full_run import environment

        for words, room in ASKED.items():

            def work(side: str, turn: int, room: str = room) -> Taken:
                given = [sys.executable, "-c", POLICY.format(room=room), *self.topics]
                return timed(given, self.folder / "library", environment(self.roots[side], self.fresh("cache")))

            case = Case(f"every leaflet in memory, nothing known, {words}", "ms")
            self.turns(case, work, (OURS, TREE), min(self.rounds, 3))

    def asked(self) -> str:
        """Say how many times as fast leaflets are made with the policy asked as without, by the processor."""
        measured = [
            [one for before, one in pairwise(self.cases) if before.name.endswith(words) and one.name == PROCESSOR]
            for words in ASKED
        ]
        if not all(measured):
            return ""
        (with_it,), (without,) = measured
        ours, tree = (
            statistics.median(without.taken[side]) / statistics.median(with_it.taken[side]) for side in (OURS, TREE)
        )
        return f"""- With the policy asked, leaflets are made {ours:.2f} times as fast as without by this build, {tree:.2f}
  times by its checkout, where nothing is known from before.
"""

    def in_memory(self, jobs: int, words: str) -> None:
        """A print run without its files, by processes that go on from round to round, each on its processor."""
        from full_run import environment

        free = processors()
        servers = {
            side: [
                subprocess.Popen(
                    [sys.executable, __file__, "--serve", side, self.folder, str(free[at % len(free)] if free else -1)],
                    env=environment(self.roots.get(side, HERE.parent)), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                ) for at in range(jobs)
            ] for side in (*self.roots, TYPST) if side in self.sides
        }  # fmt: skip

        def work(side: str, turn: int) -> Taken:
            names = self.names[turn * self.clinics : (turn + 1) * self.clinics]
            names = names[: -(-len(names) // FEW)] if side == TYPST else names
            # clinic by clinic, as a run makes them: the topics of a clinic share its panel
            wanted = [(topic, own, name) for own in LANGUAGES for name in names for topic in self.topics]
            todo = [self.source(*one) for one in wanted] if side == TYPST else wanted
            for at, server in enumerate(servers[side]):
                server.stdin.write(
                    json.dumps(todo[at * len(todo) // jobs : (at + 1) * len(todo) // jobs]).encode() + b"\n"
                )
                server.stdin.flush()
            said = [tuple(map(float, server.stdout.readline().split())) for server in servers[side]]
            return max(clock for clock, _ in said) / len(todo), sum(used for _, used in said) / len(todo)

        self.turns(Case(f"print run in memory, {words}", "/s"), work, servers, min(self.rounds, 5))
        for server in (one for each in servers.values() for one in each):
            server.communicate()

    def on_disk(self, jobs: int, words: str) -> None:
        """``leaflets run`` from its start to its end, and its largest process."""
        from full_run import environment, watch, write_library

        place, free, largest = self.folder / f"run-{jobs}", processors(), Case(f"largest process of it, {words}", "MB")
        write_library(place, self.clinics, self.topics, LANGUAGES, plain=True)

        def work(side: str, turn: int) -> Taken:
            given = ["run", "run.yaml", "--quiet", "--jobs", str(jobs), "--output", str(self.fresh("out"))]
            bind(free[:jobs])
            used = watch(
                [sys.executable, "-m", "generator", *given], place, environment(self.roots[side], self.fresh("cache"))
            )
            bind(free)
            if turn:
                largest.taken.setdefault(side, []).append(max(peak for _, peak in used.peaks))
            return used.seconds, used.processor

        count = self.clinics * len(self.topics) * len(LANGUAGES)
        self.turns(Case(f"print run on disk, {words}", "/s", count), work, self.roots, min(self.rounds, 3))
        self.cases.append(largest)


def processors() -> list[int]:
    """Return the processors this process may use, where the system tells."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def bind(numbers: Sequence[int]) -> None:
    """Let what is started from here use these processors only."""
    if numbers:
        os.sched_setaffinity(0, numbers)


def timed(command: Sequence[str], folder: Path, given: Mapping[str, str] | None) -> Taken:
    """Return the seconds of a command from its start to its end; stop with what it says when it fails."""
    begin, before = time.perf_counter(), os.times()
    done = subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True)
    taken, after = time.perf_counter() - begin, os.times()
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return taken, used


def unpacked_wheel(folder: Path) -> Path:
    """Return a folder with the wheel of this build, as it is installed: modules compiled, the stock leaflets laid out."""
    from hatchling.builders.wheel import WheelBuilder

    (wheel,) = WheelBuilder(str(HERE.parent)).build(directory=str(folder / "built"), versions=["standard"])
    with ZipFile(wheel) as file:
        file.extractall(folder / "site")
    compile_dir(folder / "site/generator", quiet=2)
    return folder / "site"


def build(root: Path) -> str:
    """Return the name of a checkout's commit; refuse a folder whose package is not the one that would be run."""
    from full_run import environment

    words = "import generator; print(generator.__file__)"
    found = subprocess.run(
        [sys.executable, "-c", words], env=environment(root), capture_output=True, text=True, cwd=root
    )
    if Path(found.stdout.strip()) != root / "generator/__init__.py":
        raise SystemExit(f"there is no build to run in {root}: {found.stderr.strip()}")
    done = subprocess.run(["git", "log", "-1", "--format=%h of %cs"], cwd=root, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def page(bench: Bench) -> str:
    """Return the part of docs/benchmarks.md."""
    from full_run import machine, table

    packages = [side.lower() for side in bench.sides if side not in bench.roots]
    checkouts = {side: HERE.parent if side == OURS else root for side, root in bench.roots.items() if side != TREE}
    commits = "; ".join(f"{side}: {build(root)}" for side, root in checkouts.items())
    head = f"| | {' | '.join(side if side == OURS else f'{side} | times ours' for side in bench.sides)} |"
    title, others, checks = "Builds beside each other", "", ""
    if TYPST in bench.sides:
        title, others = "Beside the build before, Typst and WeasyPrint", OTHERS.format(FEW)
        checks = f"`{bench.topic}`, ours / Typst:\n\n" + "\n".join(f"- {words}" for words in bench.checks) + "\n\n"
    anew = (
        f"""New leaflets in a warm process, all topics that both builds have in all their languages, laid out with nothing known
from before: processor time for a page, and how many pages. The first paper also takes the reading of all files and the first meeting with every
word; on the others words are known.

{table(f"| paper | {TREE} | {OLD} | times ours |", bench.anew)}

"""
        if bench.anew
        else ""
    )
    return f"""## {title}

Timings vary from machine to machine and from minute to minute; **ratios matter**: how many times as long as ours, or how
many times as much memory, the other takes; above 1 ours is the better. All sides took turns within one run.
{machine("reportlab", "uharfbuzz", *packages)};
load of the machine at the end: {os.getloadavg()[0]:.1f}. {commits[0].upper() + commits[1:]}.

{table(head, (case.row(bench.sides) for case in bench.cases))}

- *This build* is its wheel, as people install it, with the stock leaflets [laid
  out](decisions/0036-laid-out-in-the-wheel.md); *its checkout* comes with nothing laid out, as does `pip install .`. The
  first line of each thing is the clock, the second what all processes of it took of the processors: on a shared machine
  the second is the surer.
- One leaflet is `{bench.topic}` by `leaflets make`, from the start of the process to its end; *nothing known*: what the build
  keeps on disk is an empty folder; *the body known*: the same leaflet was made before for another clinic.
{bench.asked()}- A print run is every topic in {len(LANGUAGES)} languages for {bench.clinics} clinics never met before, each with its codes. In memory:
  `generator.make`, warm, a process to a processor, clinics read; on disk: `leaflets run` from its start, each file synced,
  nothing known.
{others}
{anew}{checks}To repeat: `python benchmarks/compare.py --old DIR{"" if others else " --builds"} --write docs/benchmarks.md`"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure this build beside another one, Typst and WeasyPrint.")
    parser.add_argument("--old", type=Path, metavar="DIR", help="a checkout of another build")
    parser.add_argument("--builds", action="store_true", help="builds alone, without Typst and WeasyPrint")
    parser.add_argument("--topic", default="managing-leakage", help="the topic of the single leaflets")
    parser.add_argument("--clinics", type=int, default=60, help="clinics of a print run")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--folder", type=Path, help="where to work, on the disk to be measured (default: temporary)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table into this page")
    given = parser.parse_args()
    from full_run import put_part

    old = given.old.resolve() if given.old else None
    for root in (HERE.parent, *([old] if old else [])):
        build(root)
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        bench = Bench(Path(name), old, given.topic, given.clinics, given.rounds, given.builds)
        print("ours / Typst:", *bench.checks, sep="\n")
        bench.measure()
        words = page(bench)
    print("\n" + words)
    if given.write:
        put_part(given.write, "builds" if given.builds else "compare", words)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        sys.path[:] = [path for path in sys.path if Path(path).resolve() != HERE]
        serve(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    else:
        main()
