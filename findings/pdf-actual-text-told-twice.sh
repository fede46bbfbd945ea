#!/usr/bin/env bash
# Text whose glyphs stand in another order than they are read, with ActualText that says how: as every word in Hindi has it.
#
# Input (valid: ISO 32000-1, 14.9.4): letters drawn second, first, third, in a marked Span whose ActualText has them in order.
# Guess before running: a reader that knows ActualText gives it, one that does not gives the letters as they are drawn.
# Seen: MuPDF (PyMuPDF 1.28.2) gives ABC for Latin letters of ASCII, and for all others says the end twice: αβγ becomes
# αβγ γ, हिन्दी became हिन्दी न्दी. It is the part at the end that is drawn in order; drawn backwards nothing is doubled. PDFium
# (pypdfium2 5.15.2) gives all as they are meant. So this project writes no ActualText: a cluster of several glyphs is one
# glyph of the file's font, with one meaning, and five readers give it back.
#
# Needs python3 with venv. Ends with 0 while this is still so.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q pymupdf==1.28.2 pypdfium2==5.15.2
venv/bin/python - <<'PYTHON' | tee seen.txt
import pymupdf
import pypdfium2


def pdf(drawn: str, letters: str) -> bytes:
    """One page that shows A, B, C … of a font, which mean letters, in some order, and says the letters in theirs."""
    said = letters.encode("utf-16-be").hex()
    words = f"BT /F 24 Tf 20 40 Td /Span <</ActualText <FEFF{said}>>> BDC ({drawn}) Tj EMC ET".encode()
    rows = "".join(f"<{ord(a):02X}> <{b.encode('utf-16-be').hex()}>\n" for a, b in zip("ABCD", letters))
    means = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /M def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n{len(letters)} beginbfchar\n{rows}endbfchar\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(words), words),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(means), means),
    ]
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 7\n0000000000 65535 f \n%s" % rows
    return out + table + b"trailer<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)


for letters in ("ABC", "αβγ", "αβγδ", "一二三"):
    for drawn in ("BACD"[: len(letters)], "DCBA"[-len(letters) :]):
        data = pdf(drawn, letters)
        mupdf = pymupdf.open(stream=data)[0].get_text().strip()
        pdfium = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range().strip()
        print(f"{letters} drawn as {drawn}: MuPDF {mupdf}, PDFium {pdfium}")
PYTHON
diff seen.txt - <<'SEEN'
ABC drawn as BAC: MuPDF ABC, PDFium ABC
ABC drawn as CBA: MuPDF ABC, PDFium ABC
αβγ drawn as BAC: MuPDF αβγ γ, PDFium αβγ
αβγ drawn as CBA: MuPDF αβγ, PDFium αβγ
αβγδ drawn as BACD: MuPDF αβγδ γδ, PDFium αβγδ
αβγδ drawn as DCBA: MuPDF αβγδ, PDFium αβγδ
一二三 drawn as BAC: MuPDF 一二三三, PDFium 一二三
一二三 drawn as CBA: MuPDF 一二三, PDFium 一二三
SEEN
