#!/usr/bin/env bash
# A number with zeros in front in the path of a drawing.
#
# Input (valid: SVG 1.1, 8.3.9, and SVG 2, 9.3.9, both let a number be any sequence of digits):
#     M 007 5 L 10 10
# Guess before running: the same outline as "M 7 5 L 10 10", as every browser draws it.
# Seen: fontTools 4.68.0 reads the three digits as three numbers, without a word: the path begins at 0 0 and draws a line
# to 7 5 that nobody asked for. A figure in a drawing so gets a stroke it has not.
#
# Needs python3 with venv. Ends with 0 while this is still so.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q fonttools==4.68.0
venv/bin/python - <<'PYTHON' | tee seen.txt
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path

for path in ("M 7 5 L 10 10", "M 007 5 L 10 10"):
    pen = RecordingPen()
    parse_path(path, pen)
    print(path, "=", *(f"{name} {points}" for name, points in pen.value))
PYTHON
diff seen.txt - <<'SEEN'
M 7 5 L 10 10 = moveTo ((7.0, 5.0),) lineTo ((10.0, 10.0),) endPath ()
M 007 5 L 10 10 = moveTo ((0.0, 0.0),) lineTo ((7.0, 5.0),) lineTo ((10.0, 10.0),) endPath ()
SEEN
