"""QR codes are segno's, module for module, whoever makes them; and they are drawn where they belong."""

from __future__ import annotations

import random
import re
import subprocess
import sys

import pytest
import segno
from probes import h1, leaflet, open_pdf, panel, spoken
from ward import CLINIC, Ward

from generator.typeset.draw.codes import draw_qr, qr_modules

LENGTHS = (1, 2, 13, 14, 15, 26, 27, 42, 43, 62, 63, 84, 85, 106, 107, 122, 123, 152, 153, 180, 181, 213)
SIGNS = {
    "bytes": "abcdefghijklmnopqrstuvwxyz0123456789-/._~:?#%ABC",
    "capitals": "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 $%*+-./:",
    "digits": "0123456789",
    "other letters": "äöüéß-/._~:?#%ABC",
    "kanji": "点茗東京電話",
    "Vietnamese": "Bệnhviện",
}


def by_segno(data: str) -> tuple[int, str]:
    matrix = segno.make(data, error="m", micro=False, boost_error=False).matrix
    rows = ["".join(map(str, row)) for row in matrix]
    found = (
        f"{match.start()} {y} {match.end() - match.start()} 1 re"
        for y, row in enumerate(rows)
        for match in re.finditer("1+", row)
    )
    return len(rows), "\n".join(found)


def matrix_of(operators: str, side: int) -> list[list[int]]:
    rows = [[0] * side for _ in range(side)]
    for x, y, wide, high in re.findall(r"^(\d+) (\d+) (\d+) (\d+) re$", operators, re.MULTILINE):
        for column in range(int(x), int(x) + int(wide)):
            for row in range(int(y), int(y) + int(high)):
                rows[row][column] = 1
    return rows


@pytest.mark.sweep
@pytest.mark.parametrize("kind", SIGNS)
def test_codes_are_those_of_segno_module_by_module(kind: str) -> None:
    chance = random.Random(18004)
    for length in (*LENGTHS, *(chance.randrange(20, 60) for _ in range(20))):
        data = SIGNS[kind][0] + "".join(chance.choice(SIGNS[kind]) for _ in range(length - 1))
        assert qr_modules.__wrapped__(data) == by_segno(data), data


@pytest.mark.parametrize(
    "data", ["https://clinic.example/", "https://clinic.example/" + "a" * 200, "tel:+81312345678", "電話"]
)
def test_a_code_is_drawn_module_for_module(data: str) -> None:
    side, operators = qr_modules(data)
    wanted = [list(row) for row in segno.make(data, error="m", micro=False, boost_error=False).matrix]
    assert matrix_of(operators, side) == wanted


def test_a_code_does_not_bring_in_the_network() -> None:
    """Segno as a whole does, to write files."""
    program = (
        "import sys; from generator.typeset.draw.codes import qr_modules; side, _ = qr_modules('a');"
        "print(side, [name for name in ('ssl', 'http', 'urllib.request', 'segno') if name in sys.modules]);"
        "import segno; print(segno.make('b').mode)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "21 []\nbyte\n"


def test_a_code_is_square_and_fills_its_box() -> None:
    side, _ = qr_modules("https://clinic.example/")
    first = draw_qr("https://clinic.example/", (10, 20, 110, 120), "0 g").splitlines()[0]
    assert first == f"q 0 g {100 / side:.4f} 0 0 {-100 / side:.4f} 10 120 cm"


def test_a_code_in_a_leaflet_has_words_and_is_black() -> None:
    inner = '<area name="clinic"><qr data="https://clinic.example/" look="clinic.code" alt="QR code: web page"/></area>'
    pdf = leaflet(h1(), clinic=panel(inner)).pdf
    assert ("Figure", "en", "QRcode:webpage") in spoken(pdf)
    import pypdfium2  # type: ignore[import-untyped]

    file = pypdfium2.PdfDocument(pdf)
    image = file[len(file) - 1].render(scale=4).to_pil().convert("L")
    file.close()
    with open_pdf(pdf) as opened:
        code = opened.pages[-1].Contents
        raw = b"\n".join(part.read_bytes() for part in code).decode("latin-1")
    place = re.search(r"1 0 0 1 ([\d.]+) ([\d.]+) cm\n.*?([\d.]+) 0 0 -\3 ([\d.]+) ([\d.]+) cm", raw, re.DOTALL)
    assert place is not None
    left, low, unit, x, y = (float(place[at]) for at in range(1, 6))
    wanted = [
        list(row) for row in segno.make("https://clinic.example/", error="m", micro=False, boost_error=False).matrix
    ]
    for row, modules in enumerate(wanted):
        for column, dark in enumerate(modules):
            at = (left + x + (column + 0.5) * unit) * 4, image.height - (low + y - (row + 0.5) * unit) * 4
            assert (image.getpixel((int(at[0]), int(at[1]))) < 128) == bool(dark), (row, column)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("written", "leads"),
    [("hill.example", "https://hill.example"), ("HTTPS://Hill.example/a", "https://Hill.example/a")],
)
def test_a_code_of_an_address_leads_to_a_page_however_it_is_written(ward: Ward, written: str, leads: str) -> None:
    ward.put("content/clinics/hill.yaml", f"{CLINIC}web: {written}\n")
    assert ward.run("make", "good", "--clinic", "hill", "--as", "pdf", "--as", "html")[0] == 0
    html = next((ward.folder / "output/en").glob("*.html")).read_text("utf-8")
    assert f'<a href="{leads}">{written}</a>' in html
    import pypdfium2  # type: ignore[import-untyped]
    import zxingcpp

    file = pypdfium2.PdfDocument(ward.folder / "output/en/good-a4-hill.pdf")
    pages = [page.render(scale=4).to_pil() for page in file]
    file.close()
    assert leads in [code.text for page in pages for code in zxingcpp.read_barcodes(page)]
