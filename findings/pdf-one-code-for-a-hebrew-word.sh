#!/usr/bin/env bash
# One code of a font that means a whole word written from right to left, as a ligature's code means several letters.
#
# Input (valid: ISO 32000-1, 9.10.3, where ToUnicode maps a code to several characters): a line of codes A and C with a
# space between; each is one glyph and means a word. What a reader has to do is to say the letters of each code in the order in
# which ToUnicode gives them.
# Guess before running: every reader says abc for a code that means abc, שלום for one that means שלום, and at most the order of
# two Hebrew words beside each other is in doubt.
# Seen: PDFium (pypdfium2 5.15.2) turns the letters inside a code round, as if each had a place of its own; so does poppler 22.12
# (not pinned here). MuPDF (PyMuPDF 1.28.2) keeps them where the word is alone on its line, and turns them round where two stand
# there. pdfminer.six and pypdf never do, and leave two words as they are seen. So no code of several letters helps a name that
# runs from right to left (docs/decisions/0064-right-to-left.md).
#
# Needs python3 with venv. Ends with 0 while this is still so.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q pymupdf==1.28.2 pypdfium2==5.15.2 pdfminer.six==20260107 pypdf==7.1.1
venv/bin/python - <<'PYTHON' | tee seen.txt
import io

import pdfminer.high_level
import pymupdf
import pypdf
import pypdfium2


def pdf(drawn: str, means: dict[str, str]) -> bytes:
    """One page that shows letters of a font, which mean words."""
    words = f"BT /F 24 Tf 20 40 Td ({drawn}) Tj ET".encode()
    rows = "".join(f"<{ord(a):02X}> <{b.encode('utf-16-be').hex()}>\n" for a, b in means.items())
    table = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /M def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n{len(means)} beginbfchar\n{rows}endbfchar\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(words), words),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar 32/LastChar 68/Widths[%s]/ToUnicode 6 0 R>>"
        % b" ".join([b"600"] * 37),
        b"<</Length %d>>stream\n%s\nendstream" % (len(table), table),
    ]
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    lines = b"".join(b"%010d 00000 n \n" % place for place in places)
    xref = b"xref\n0 7\n0000000000 65535 f \n%s" % lines
    return out + xref + b"trailer<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)


def told(said: str, wanted: str) -> str:
    """Whether a reader's words are what is wanted; marks of direction do not count."""
    plain = "".join(letter for letter in said.strip() if letter not in "\u200e\u200f\u202a\u202b\u202c")
    turned = " ".join(word[::-1] for word in wanted.split(" "))
    ways = {turned: "each word backwards", " ".join(reversed(wanted.split(" "))): "words as seen", wanted: "right"}
    return ways.get(plain, plain)


WORDS = {"A": "אב", "C": "גד", " ": " "}
for about, drawn, means, wanted in (
    ("abc by one code", "A", {"A": "abc"}, "abc"),
    ("a Hebrew word by one code", "A", {"A": "שלום"}, "שלום"),
    ("two Hebrew words by two codes, the second one left", "C A", WORDS, "אב גד"),
):
    data = pdf(drawn, means)
    said = {
        "PDFium": pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range(),
        "MuPDF": pymupdf.open(stream=data)[0].get_text(),
        "pdfminer": pdfminer.high_level.extract_text(io.BytesIO(data)),
        "pypdf": pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text(),
    }
    print(about + ": " + ", ".join(f"{reader} {told(words, wanted)}" for reader, words in said.items()))
PYTHON
diff seen.txt - <<'SEEN'
abc by one code: PDFium right, MuPDF right, pdfminer right, pypdf right
a Hebrew word by one code: PDFium each word backwards, MuPDF right, pdfminer right, pypdf right
two Hebrew words by two codes, the second one left: PDFium each word backwards, MuPDF each word backwards, pdfminer words as seen, pypdf words as seen
SEEN
