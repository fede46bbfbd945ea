"""Logos beside Chromium: how far our pages and web pages are from what a browser draws.

    python benchmarks/logos.py [--sheet FILE.png]

Draws each SVG file of ``tests/logos`` with Chromium (``chromium`` or ``$CHROMIUM``), with our PDF (through pdfium) and
with our HTML (through Chromium), and writes Chromium's pictures beside the files, for the tests, and the table
``docs/logos.md``. All are drawn larger and made smaller, so that the ways to smooth an edge, which differ from one
program to the next, do not count: pdfium moves the edges of rectangles to whole pixels.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
from itertools import count
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops

from generator.library.drawings import read_drawing
from generator.model.drawing import Drawing
from generator.outputs.svg import draw
from generator.typeset.draw.pictures import draw_picture
from generator.typeset.pdf.shown import Shown, parts_of

ROOT = Path(__file__).resolve().parents[1]
LOGOS = ROOT / "tests" / "logos"
TABLE = ROOT / "docs" / "logos.md"
SIDE = 120
"""Pixels of a picture, wide and high; a logo is centred in it."""
FINE = 4
"""How much larger it is drawn by Chromium; by pdfium four times as much again."""
MOST = 24
"""By how much (of 255) a pixel may differ in red, green or blue and still be the same."""
MOST_SHARE = 0.002
"""The part of all pixels that may differ more: corners where two edges meet."""
COLUMNS = 10
LOOK = {"ink": (0.0, 0.0, 0.0), "accent": (0.0, 0.5, 0.5)}


def page_of(drawing: Drawing, side: float = SIDE) -> bytes:
    """Return a PDF file of one square page with a drawing, as leaflets hold it."""
    shown: dict[Shown, str] = {}

    def show(picture: Shown) -> str:
        return shown.setdefault(picture, f"x{len(shown)}")

    content = draw_picture(drawing, (0, 0, side, side), "ink", LOOK, "rgb", show).encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"",
        b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
    ]
    names = b""
    for picture, name in shown.items():
        first = len(objects) + 1
        names += b"/%b %d 0 R" % (name.encode(), first)
        objects += [part.text % part.refs + part.data for part in parts_of(picture, first)]
    objects[2] = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 4 0 R/Resources<</XObject<<%b>>>>>>" % (
        side, side, names,
    )  # fmt: skip
    file, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return file + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, len(file),
    )  # fmt: skip


def drawn_by_us(drawing: Drawing) -> Image.Image:
    """Return a drawing as our PDF shows it."""
    document = pypdfium2.PdfDocument(page_of(drawing))
    picture = document[0].render(scale=4 * FINE).to_pil().convert("RGB")
    document.close()
    return picture.resize((SIDE, SIDE), Image.Resampling.BOX)


def difference(one: Image.Image, other: Image.Image) -> tuple[int, float, float]:
    """Return by how much the most different pixel differs, the part of pixels over ``MOST``, and the mean."""
    apart = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    red, green, blue = apart.split()
    worst = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    counts = worst.histogram()
    total = SIDE * SIDE
    peak = max(value for value, many in enumerate(counts) if many)
    return peak, sum(counts[MOST + 1 :]) / total, sum(value * many for value, many in enumerate(counts)) / total


def drawn_by_chromium(elements: list[str]) -> list[Image.Image]:
    """Return elements of a web page as Chromium draws them, each in a square."""
    rows = -(-len(elements) // COLUMNS)
    box = f"width:{SIDE}px;height:{SIDE}px"
    cells = "".join(
        f'<div style="position:absolute;left:{at % COLUMNS * SIDE}px;top:{at // COLUMNS * SIDE}px;{box}">{one}</div>'
        for at, one in enumerate(elements)
    )
    page = (
        "<!DOCTYPE html><meta charset=utf-8><style>html,body{margin:0;background:#fff}"
        f"div{{overflow:hidden}}div>svg,img{{display:block;object-fit:contain;{box}}}</style>{cells}"
    )
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "page.html").write_text(page, encoding="utf-8")
        shot = Path(folder) / "page.png"
        command = [
            os.environ.get("CHROMIUM", "chromium"), "--headless=new", "--no-sandbox", "--disable-gpu",
            "--hide-scrollbars", f"--user-data-dir={folder}/user", f"--force-device-scale-factor={FINE}",
            "--force-color-profile=srgb", f"--window-size={COLUMNS * SIDE},{max(rows * SIDE, 600)}",
            f"--screenshot={shot}", (Path(folder) / "page.html").as_uri(),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        with Image.open(shot) as whole:
            whole = whole.convert("RGB")
    fine = SIDE * FINE
    boxes = [(at % COLUMNS * fine, at // COLUMNS * fine) for at in range(len(elements))]
    cut = [whole.crop((x, y, x + fine, y + fine)) for x, y in boxes]
    return [one.resize((SIDE, SIDE), Image.Resampling.BOX) for one in cut]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sheet", type=Path, help="where to write all pictures beside each other")
    sheet: Path | None = parser.parse_args().sheet
    files = sorted(LOGOS.glob("*.svg"))
    drawings = [read_drawing(file.read_bytes(), file.name) for file in files]
    wanted = drawn_by_chromium([f'<img src="{file.as_uri()}">' for file in files])
    ids = count(1)
    pages = drawn_by_chromium([draw(one, lambda name: name, "", ids) for one in drawings])
    ours = [drawn_by_us(one) for one in drawings]
    version = subprocess.run(
        [os.environ.get("CHROMIUM", "chromium"), "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[1]
    rows = []
    for file, want, pdf, page in zip(files, wanted, ours, pages, strict=True):
        want.save(file.with_suffix(".png"), optimize=True)
        figures = [*difference(want, pdf), *difference(want, page)]
        rows.append("| {} | {} | {:.2%} | {:.2f} | {} | {:.2%} | {:.2f} |".format(file.stem, *figures))
    TABLE.write_text(TEXT.format(version=version, rows="\n".join(rows), most=MOST, share=MOST_SHARE, side=SIDE))
    print("\n".join(rows))
    if sheet is not None:
        _sheet(list(zip(wanted, ours, pages, strict=True)), [file.stem for file in files]).save(sheet)


def _sheet(pictures: list[tuple[Image.Image, ...]], names: list[str]) -> Image.Image:
    """Return all pictures: three in a cell, Chromium's, our PDF's, our HTML's."""
    from PIL import ImageDraw

    across = 4
    wide, high = 3 * SIDE + 20, SIDE + 18
    whole = Image.new("RGB", (across * wide, -(-len(pictures) // across) * high), "#dddddd")
    pen = ImageDraw.Draw(whole)
    for at, (three, name) in enumerate(zip(pictures, names, strict=True)):
        x, y = at % across * wide, at // across * high
        pen.text((x + 2, y + 2), f"{name}: Chromium, PDF, HTML", fill="black")
        for place, one in enumerate(three):
            whole.paste(one, (x + place * (SIDE + 4), y + 15))
    return whole


TEXT = """\
# Logos beside a browser

Made by `python benchmarks/logos.py` with Chromium {version}. The files of `tests/logos` are in the manner of Inkscape,
Illustrator, Figma and of people who write SVG by hand; none is anybody's mark. Each is drawn by Chromium from the file,
by our PDF (pdfium) and by our HTML (Chromium), larger than {side} pixels, and made smaller. A pixel is the same
where red, green and blue are no more than {most} of 255 apart; a picture is the same where no more than {share:.1%} of its
pixels are not. `tests/library/test_logos.py` holds the PDF to this with the pictures that Chromium made.

| logo | PDF: most apart | not the same | mean | HTML: most apart | not the same | mean |
|---|--:|--:|--:|--:|--:|--:|
{rows}
"""

if __name__ == "__main__":
    main()
