#!/usr/bin/env bash
# A gradient that takes its stops, and all else that it does not say, from another.
#
# Input (valid: SVG 1.1, 13.2.2 and SVG 2, 14.2.2: attributes that are not specified are those of the referenced gradient):
#     <linearGradient id="a" gradientTransform="rotate(90)">…</linearGradient> <linearGradient id="b" href="#a" x2="9"/>
# Guess before running: b is turned by 90 degrees, as in every browser.
# Seen: svg2pdf-py 1.1.0 (usvg 0.45.1) takes stops, units and points over, and leaves the transform behind: b runs from left
# to right.
#
# Needs python3 with venv. Ends with 0 while this is still so.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q svg2pdf-py==1.1.0
venv/bin/python - <<'PYTHON' | tee seen.txt
import re

import svg2pdf_py

SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><linearGradient id="a" gradientUnits="userSpaceOnUse"
gradientTransform="rotate(90)"><stop stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient>
<linearGradient id="b" href="#a" x2="9"/><rect width="9" height="9" fill="url(#{})"/></svg>"""
for name in "ab":
    options = svg2pdf_py.ConversionOptions(compress=False)
    chunk = svg2pdf_py.svg_to_chunk(SVG.format(name), svg2pdf_py.FontDatabase(), options).decode("latin-1")
    (matrix,) = re.findall(r"/PatternType 2.*?/Matrix \[(\S+) (\S+) (\S+) (\S+)", chunk, re.DOTALL)
    print(name, "turned" if abs(float(matrix[0])) < 0.1 else "not turned")
PYTHON
diff seen.txt - <<'SEEN'
a turned
b not turned
SEEN
