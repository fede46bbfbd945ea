#!/usr/bin/env bash
# A drawing seen through two shapes that lie over each other, one of them mirrored.
#
# Input (valid: SVG 1.1, 14.3.5; CSS Masking 1, 9.1): a clipPath with a rectangle and a circle with transform="scale(-1 1)".
# Guess before running: what either of them covers is seen; where both are, all the more ("the silhouettes of the child
# elements are logically OR'd together").
# Seen: svg2pdf-py 1.1.0 (svg2pdf 0.13.0) makes one outline of both and clips by its winding. The mirrored circle winds the
# other way, so that a hole is left where both are.
#
# Needs python3 with venv. Ends with 0 while this is still so.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q svg2pdf-py==1.1.0 pypdfium2==5.15.2 pillow==13.0.0
venv/bin/python - <<'PYTHON' | tee seen.txt
import pypdfium2
import svg2pdf_py

SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><clipPath id="c">
<rect x="10" y="10" width="50" height="50"/><circle cx="{}60" cy="60" r="30" {}/></clipPath>
<rect width="100" height="100" fill="red" clip-path="url(#c)"/></svg>"""
for name, *parts in (("plain", "", ""), ("mirrored", "-", 'transform="scale(-1 1)"')):
    pdf = svg2pdf_py.svg_to_pdf(SVG.format(*parts), svg2pdf_py.FontDatabase())
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=100 / 75).to_pil().convert("RGB")
    at = {"rectangle": (20, 20), "both": (50, 50), "circle": (80, 60)}
    wide = page.width / 100
    seen = {place: page.getpixel((int(x * wide), int(y * wide))) == (255, 0, 0) for place, (x, y) in at.items()}
    print(name, *(f"{place}: {'seen' if is_red else 'hidden'}" for place, is_red in seen.items()))
PYTHON
diff seen.txt - <<'SEEN'
plain rectangle: seen both: seen circle: seen
mirrored rectangle: seen both: hidden circle: seen
SEEN
