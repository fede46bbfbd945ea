#!/usr/bin/env bash
# A path that is filled with a colour and stroked with a gradient by one operator (B).
#
# Input (valid: ISO 32000-1, table 60: "Fill and then stroke the path"): 0 1 0 rg /Pattern CS /P0 SCN 20 w … B
# Guess before running: the stroke lies over the edge of the fill, as poppler and Ghostscript draw it.
# Seen: pdfium (pypdfium2 5.15.2; it is what Chromium shows PDF files with) paints what has a pattern first, here the
# stroke, and then the fill over its inner half. By f and then S the stroke is whole.
#
# Needs python3 with venv. Ends with 0 while this is still so.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q pypdfium2==5.15.2 pillow==13.0.0
venv/bin/python - <<'PYTHON' | tee seen.txt
import pypdfium2

PATTERN = (
    b"/PatternType 2/Shading<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 100 0]/Extend[true true]"
    b"/Function<</FunctionType 2/Domain[0 1]/C0[1 0 0]/C1[0 0 1]/N 1>>>>"
)
PATH = b"30 30 m 70 30 l 70 70 l 30 70 l h"
for name, content in (("B", PATH + b" B"), ("f, S", PATH + b" f " + PATH + b" S")):
    content = b"0 1 0 rg /Pattern CS /P0 SCN 20 w " + content
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R/Resources<</Pattern<</P0<<" + PATTERN
        + b">>>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
    ]
    file, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    file += b"xref\n0 5\n0000000000 65535 f \n%btrailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (table, len(file))
    page = pypdfium2.PdfDocument(file)[0].render(scale=1).to_pil().convert("RGB")
    kind = {place: "fill" if page.getpixel((x, 50))[1] > 200 else "stroke" for place, x in (("outside", 25), ("inside", 35))}
    print(name, kind)
PYTHON
diff seen.txt - <<'SEEN'
B {'outside': 'stroke', 'inside': 'fill'}
f, S {'outside': 'stroke', 'inside': 'stroke'}
SEEN
