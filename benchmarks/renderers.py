"""The same page in five renderers: ink that one of them draws and another does not draw there.

What a phone, a browser, a desktop viewer and a printer show must be the same words and lines. Each page is drawn at
150 dpi by every renderer on this machine; ink of one with no ink of the other within 2 pixels is counted, both ways.
It must be 0. Renderers that are missing are named and left out.

    python benchmarks/renderers.py                       the pages of the table below
    python benchmarks/renderers.py some.pdf other.pdf    files of your own
    python benchmarks/renderers.py --write               write docs/renderers.md too

pdf.js wants Node and a folder, outside this project, in which this was said once:
``npm install pdfjs-dist @napi-rs/canvas``; name it with ``--pdfjs DIR``.

Exit code: 0 no differences, 1 differences, 4 no differences among those present but a renderer is missing.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from itertools import permutations
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PAGE = ROOT / "docs/renderers.md"
DPI = 150
NEAR = 2
"""Pixels: renderers round to pixels and smooth edges each in their own way."""
INK = 160
"""Of 255: what is darker is ink. Tints are lighter, letters and lines darker."""
TRACE = (INK + 255) // 2
"""What is darker than this is a trace of ink: smoothing spreads a line of less than two pixels over its neighbours, and
how much each gets is the renderer's choice. Lighter than this are paper and all tints."""
OPEN = 120
"""Lighter than ``TRACE`` is no ink. Where one leaves that, as in white letters on a bar, the other must leave this."""
PATIENCE = 300
"""Seconds that a renderer may take for a file."""
PROGRAMS = {
    "poppler": ("poppler-utils", ("pdftoppm", "-v"), "pdftoppm -r {dpi} -png {file} {out}/p"),
    "mupdf": ("mupdf-tools", ("mutool", "-v"), "mutool draw -q -r {dpi} -o {out}/p%03d.png {file}"),
    "ghostscript": (
        "ghostscript",
        ("gs", "--version"),
        "gs -q -dSAFER -dNOPAUSE -dBATCH -sDEVICE=png16m -dTextAlphaBits=4 -dGraphicsAlphaBits=4 -r{dpi} "
        "-sOutputFile={out}/p%03d.png {file}",
    ),
}
"""Debian's package, what says the version, what draws."""
SCRIPT = """
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { readFileSync, writeFileSync } from 'node:fs';
const [folder, file, out, dpi] = process.argv.slice(2);
const home = folder + '/node_modules/pdfjs-dist/';
const { createCanvas } = createRequire(home)('@napi-rs/canvas');  // the very one that pdf.js takes its paths from
const pdfjs = await import(pathToFileURL(home + 'legacy/build/pdf.mjs'));
const data = new Uint8Array(readFileSync(file));
const options = { data, verbosity: 0, cMapUrl: home + 'cmaps/', standardFontDataUrl: home + 'standard_fonts/',
                  iccUrl: home + 'iccs/', wasmUrl: home + 'wasm/' };
const document = await pdfjs.getDocument(options).promise;
for (let number = 1; number <= document.numPages; number++) {
  const page = await document.getPage(number);
  const viewport = page.getViewport({ scale: Number(dpi) / 72 });
  const canvas = createCanvas(Math.round(viewport.width), Math.round(viewport.height));
  await page.render({ canvasContext: canvas.getContext('2d'), canvas, viewport }).promise;
  writeFileSync(`${out}/${String(number).padStart(3, '0')}.png`, canvas.toBuffer('image/png'));
}
process.exit(0);
"""


@dataclass(frozen=True)
class Renderer:
    """A program that draws pages: its version, or why it cannot be used; ``draw`` writes PNG files in page order."""

    name: str
    version: str = ""
    lack: str = ""
    draw: Callable[[Path, Path], None] = field(default=lambda file, folder: None, repr=False)


# -- comparing -----------------------------------------------------------------


def ink(picture: Image.Image, least: int = INK) -> Image.Image:
    """Return a mask, 255 where there is ink."""
    return picture.convert("L").point(lambda value: 255 if value < least else 0)


def blank(picture: Image.Image, most: int = TRACE) -> Image.Image:
    """Return a mask, 255 where there is no ink."""
    return picture.convert("L").point(lambda value: 255 if value > most else 0)


def stray(one: Image.Image, other: Image.Image) -> Image.Image:
    """Return a mask of the ink of one picture that has no trace of ink of the other within ``NEAR`` pixels.

    Also of what one leaves open inside ink, as white letters on a bar, and the other fills. Pictures of one page may
    differ by a pixel in size; what only one of them has is compared with white paper.
    """
    size = (max(one.width, other.width), max(one.height, other.height))
    here, there = _padded(one, size), _padded(other, size)
    near = ImageFilter.MaxFilter(2 * NEAR + 1)
    missing = ImageChops.subtract(ink(here), ink(there, TRACE).filter(near))
    filled = ImageChops.subtract(blank(here), blank(there, OPEN).filter(near))
    return ImageChops.lighter(missing, filled)


def _padded(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    whole = Image.new("L", size, 255)
    whole.paste(picture.convert("L"), (0, 0))
    return whole


def count(mask: Image.Image) -> int:
    """Return how many pixels of a mask are set."""
    return sum(mask.histogram()[1:])


def compare(pictures: Mapping[str, Sequence[Image.Image]]) -> dict[tuple[str, str], int]:
    """Return for each pair of renderers the pixels of the first one's ink that the second has not, on all pages.

    Raises:
        ValueError: when the renderers do not agree how many pages there are.
    """
    pages = {name: len(found) for name, found in pictures.items()}
    if len(set(pages.values())) > 1:
        raise ValueError(f"the renderers find different numbers of pages: {pages}")
    return {
        (one, other): sum(count(stray(a, b)) for a, b in zip(pictures[one], pictures[other], strict=True))
        for one, other in permutations(pictures, 2)
    }


# -- renderers -------------------------------------------------------------------


def find_renderers(pdfjs: Path | None = None) -> list[Renderer]:
    """Return the five renderers, each with its version or the reason why it is missing."""
    return [_pdfium(), *(_program(name, *given) for name, given in PROGRAMS.items()), _pdfjs(pdfjs)]


def render(renderer: Renderer, file: Path) -> list[Image.Image]:
    """Return the pages of a file as pictures.

    Raises:
        subprocess.SubprocessError: when the program fails or takes too long.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        renderer.draw(file.resolve(), folder)
        pictures = []
        for path in sorted(folder.glob("*.png"), key=lambda path: int("".join(filter(str.isdigit, path.stem)))):
            with Image.open(path) as picture:
                pictures.append(picture.convert("L"))
        return pictures


def _run(*words: str | Path) -> None:
    subprocess.run(list(map(str, words)), check=True, capture_output=True, timeout=PATIENCE)


def _pdfium() -> Renderer:
    try:
        import pypdfium2
    except ImportError:
        return Renderer("pdfium", lack="pip install pypdfium2")

    def draw(file: Path, folder: Path) -> None:
        document = pypdfium2.PdfDocument(file)
        for number, page in enumerate(document, 1):
            page.render(scale=DPI / 72).to_pil().save(folder / f"{number:03d}.png")
        document.close()

    return Renderer("pdfium", f"{version('pypdfium2')} (pypdfium2)", draw=draw)


def _program(name: str, package: str, ask: Sequence[str], command: str) -> Renderer:
    if not shutil.which(ask[0]):
        return Renderer(name, lack=f"apt install {package}")
    done = subprocess.run(ask, capture_output=True, text=True, timeout=PATIENCE, check=False)

    def draw(file: Path, folder: Path) -> None:
        _run(*(word.format(dpi=DPI, file=file, out=folder) for word in command.split()))

    return Renderer(name, (done.stdout or done.stderr).splitlines()[0].split()[-1], draw=draw)


def _pdfjs(folder: Path | None) -> Renderer:
    lack = "npm install pdfjs-dist @napi-rs/canvas in a folder of its own, then --pdfjs DIR"
    if not shutil.which("node"):
        return Renderer("pdf.js", lack=f"install Node; {lack}")
    if folder is None or not (folder / "node_modules/pdfjs-dist/package.json").is_file():
        return Renderer("pdf.js", lack=lack)
    home = folder.resolve()
    found = json.loads((home / "node_modules/pdfjs-dist/package.json").read_bytes())["version"]

    def draw(file: Path, out: Path) -> None:
        script = out / "draw.mjs"
        script.write_text(SCRIPT, encoding="utf-8")
        _run("node", script, home, file, out, str(DPI))

    return Renderer("pdf.js", found, draw=draw)


# -- what is compared --------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A file to compare by the name it has in the table."""

    name: str
    file: Path


def make_cases(folder: Path) -> Iterator[Case]:
    """Yield leaflets that together use everything we draw, written into a folder."""
    from generator import Library, Order, make
    from generator.model.edition import Press

    topic, library = "managing-leakage", Library.over(ROOT)
    orders = {
        f"{topic}, {name}": Order(topic, name, clinic="example") for name in ("en", "vi", "zh_Hans", "zh_Hant", "ja")
    }
    for theme in ("photocopy", "high-contrast"):
        orders[f"{topic}, en, {theme}"] = Order(topic, theme=theme, clinic="example")
    orders["colostrum, vi, a5, no clinic"] = Order("colostrum", "vi", format="a5")
    for paper in ("trifold-a4", "poster"):
        orders[f"colostrum, ja, {paper}"] = Order("colostrum", "ja", format=paper, clinic="example")
    made = {name: make(order, library).pdf for name, order in orders.items()}
    for order in (
        Order(topic, clinic="example", edition=Press()),
        Order("colostrum", "ja", clinic="example", edition=Press()),
    ):
        made[f"{order.topic}, {order.language}, press"] = make(order, library).pdf
    for name, pdf in made.items():
        file = folder / f"{name.replace(' ', '-').replace(',', '')}.pdf"
        file.write_bytes(pdf)
        yield Case(name, file)


@dataclass(frozen=True)
class Row:
    """One file's comparison: stray pixels of each pair, and how many pages and pixels of ink it has."""

    case: str
    pages: int
    inked: int
    pairs: Mapping[tuple[str, str], int]

    @property
    def worst(self) -> int:
        """The most stray pixels of any pair."""
        return max(self.pairs.values(), default=0)


def measure(cases: Sequence[Case], renderers: Sequence[Renderer], keep: Path | None = None) -> list[Row]:
    """Return the comparison of every file; pictures of what is stray go into ``keep``, if that is given."""
    rows = []
    for case in cases:
        pictures = {one.name: render(one, case.file) for one in renderers}
        pairs = compare(pictures)
        first = next(iter(pictures.values()))
        rows.append(Row(case.name, len(first), sum(count(ink(page)) for page in first), pairs))
        for (one, other), pixels in pairs.items():
            if keep and pixels:
                _keep(keep, case, one, other, pictures)
    return rows


def _keep(folder: Path, case: Case, one: str, other: str, pictures: Mapping[str, Sequence[Image.Image]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, (a, b) in enumerate(zip(pictures[one], pictures[other], strict=True), 1):
        mask = stray(a, b)
        if not count(mask):
            continue
        shown = Image.composite(Image.new("RGB", mask.size, (230, 0, 0)), a.convert("RGB").resize(mask.size), mask)
        shown.save(folder / f"{case.file.stem}-{number}-{one}-not-{other}.png")
        print(f"  {case.name} page {number}: {one} not {other}: {count(mask)} px around {mask.getbbox()}")


# -- words -------------------------------------------------------------------------


def table(rows: Sequence[Row], names: Sequence[str]) -> list[str]:
    """Return a Markdown table: a row for each file, a column for each pair (both ways added)."""
    pairs = [(one, other) for at, one in enumerate(names) for other in names[at + 1 :]]
    lines = [
        f"| file | pages | ink, px | {' | '.join(f'{one} / {other}' for one, other in pairs)} |",
        f"|---|---|---|{'---|' * len(pairs)}",
    ]
    for row in rows:
        found = [row.pairs[pair] + row.pairs[pair[::-1]] for pair in pairs]
        lines.append(f"| {row.case} | {row.pages} | {row.inked:,} | {' | '.join(map(str, found))} |")
    return lines


def page(rows: Sequence[Row], renderers: Sequence[Renderer], missing: Sequence[Renderer]) -> str:
    """Return docs/renderers.md."""
    return f"""# The same page in five renderers

A mother reads a leaflet in the viewer of her telephone, her browser or on paper. Each of them is another program that
turns the PDF into dots. Here every page is drawn by each at {DPI} dpi. Counted are pixels of ink (darker than {INK} of
255) of one renderer where the other has nothing within {NEAR} pixels, not even a trace (darker than {TRACE}: smoothing
spreads thin lines over their neighbours); and paper that one leaves open inside ink, such as white words on a bar, and the
other fills. Both ways are added; 0 must stand everywhere.

Measured on {date.today()}: {platform.system()}, {", ".join(f"{one.name} {one.version}" for one in renderers)}.
{"".join(f"{chr(10)}Not measured: {one.name} was not installed.{chr(10)}" for one in missing)}
{chr(10).join(table(rows, [one.name for one in renderers]))}

To repeat (renderers that are not installed are named and left out):

```
apt install poppler-utils mupdf-tools ghostscript nodejs npm
mkdir pdfjs && cd pdfjs && npm install pdfjs-dist @napi-rs/canvas
python benchmarks/renderers.py --pdfjs pdfjs --write
```

`--keep DIR` writes pictures with the stray ink in red.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare the same pages in five renderers.")
    parser.add_argument("files", nargs="*", type=Path, help="PDF files (default: leaflets that use everything we draw)")
    parser.add_argument("--pdfjs", type=Path, metavar="DIR", help="folder with node_modules/pdfjs-dist")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="write pictures of stray ink")
    parser.add_argument("--write", action="store_true", help="write docs/renderers.md")
    arguments = parser.parse_args()
    every = find_renderers(arguments.pdfjs)
    present, missing = [one for one in every if not one.lack], [one for one in every if one.lack]
    for one in missing:
        print(f"{one.name} is missing: {one.lack}")
    if len(present) < 2:
        print("there are no two renderers to compare")
        return 4
    with tempfile.TemporaryDirectory() as name:
        cases = [Case(file.name, file) for file in arguments.files] or list(make_cases(Path(name)))
        rows = measure(cases, present, arguments.keep)
    print("\n".join(table(rows, [one.name for one in present])))
    if arguments.write:
        PAGE.write_text(page(rows, present, missing), encoding="utf-8")
        print(f"written: {PAGE.relative_to(ROOT)}")
    if any(row.worst for row in rows):
        return 1
    return 4 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
