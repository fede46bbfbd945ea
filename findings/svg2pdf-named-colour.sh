#!/usr/bin/env bash
# Colours that every browser knows, in a drawing.
#
# Input (valid: CSS Color 4, 6.1 and 4.2):
#     fill="rebeccapurple" and fill="hsla(120, 100%, 50%, 50%)"
# Guess before running: #663399, and green with half its opacity, as in every browser.
# Seen: svg2pdf-py 1.1.0 (usvg 0.45.1) fills both in opaque black, without a word: a value that it cannot read is taken
# for one that is not there, and black is what a shape has by itself.
#
# Needs python3 with venv. Ends with 0 while this is still so.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q svg2pdf-py==1.1.0
venv/bin/python - <<'PYTHON' | tee seen.txt
import svg2pdf_py

for colour in ("red", "rebeccapurple", "hsla(120, 100%, 50%, 0.5)", "hsla(120, 100%, 50%, 50%)"):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="{colour}"/></svg>'
    chunk = svg2pdf_py.svg_to_chunk(svg, svg2pdf_py.FontDatabase(), svg2pdf_py.ConversionOptions(compress=False))
    (fill,) = [line for line in chunk.decode("latin-1").splitlines() if line.endswith(" scn")]
    print(colour, "=", fill, "half clear" if b"/ca 0.5" in chunk else "opaque")
PYTHON
diff seen.txt - <<'SEEN'
red = 1 0 0 scn opaque
rebeccapurple = 0 0 0 scn opaque
hsla(120, 100%, 50%, 0.5) = 0 1 0 scn half clear
hsla(120, 100%, 50%, 50%) = 0 0 0 scn opaque
SEEN
