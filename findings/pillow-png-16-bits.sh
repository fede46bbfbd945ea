#!/usr/bin/env bash
# PNG files with 16 bits for each part of a colour.
#
# Input (valid: PNG, 3rd edition, 11.2.1 and 11.3.1.1): grey with 16 bits; red, green and blue with 16 bits and one colour
# that is clear (tRNS).
# Guess before running: convert("RGBA") gives the same greys in 8 bits, and makes the clear colour clear.
# Seen: Pillow 13.0.0 cuts greys off at 255 instead of scaling them: nearly all are white. It keeps 8 bits of each pixel
# but all 16 of the clear colour, so that none is clear.
#
# Needs python3 with venv. Ends with 0 while this is still so.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q pillow==13.0.0
venv/bin/python - <<'PYTHON' | tee seen.txt
import struct
import zlib
from io import BytesIO

from PIL import Image


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(kind, row, wide, *more):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, 1, 16, kind, 0, 0, 0))
    whole = head + b"".join(more) + chunk(b"IDAT", zlib.compress(b"\0" + row)) + chunk(b"IEND", b"")
    return Image.open(BytesIO(b"\x89PNG\r\n\x1a\n" + whole)).convert("RGBA")


greys = (0, 100, 8000, 32768, 65535)
picture = png(0, struct.pack(">5H", *greys), 5)
print("greys", [value // 257 for value in greys], "become", [picture.getpixel((x, 0))[0] for x in range(5)])
colour = struct.pack(">3H", 32768, 32767, 30000)
print("alpha of the clear colour", png(2, colour, 1, chunk(b"tRNS", colour)).getpixel((0, 0))[3])
PYTHON
diff seen.txt - <<'SEEN'
greys [0, 0, 31, 127, 255] become [0, 100, 255, 255, 255]
alpha of the clear colour 255
SEEN
