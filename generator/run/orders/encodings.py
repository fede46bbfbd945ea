"""Which encoding a table was saved in, when it is not UTF-8: only to say so, never to read it.

Why not read it: a wrong guess prints a wrong name. The person who saved the file sees whether it is right.
"""

from __future__ import annotations

import re
from typing import Final

SAVE: Final = (
    "save it again as UTF-8: in Excel 'Save as' > 'CSV UTF-8', in LibreOffice 'Save as' > 'Edit filter settings' > "
    "'Unicode (UTF-8)'"
)
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_ALONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_MOST_LOOKED_AT = 200_000
LIKELY = 0.6
"""The share of letters that must be everyday ones for an encoding to be named."""


def decode(data: bytes) -> tuple[str, int, str]:
    """Return a file's text, or the line that is wrong and what is wrong with it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or (len(data) > 3 and b"\0\0" in (data[:4:2], data[1:4:2])):
        return "", 1, "the table is saved as UTF-16, not as UTF-8"  # its mark may be missing: every other byte is 0
    try:
        return data.decode("utf-8").lstrip("\ufeff"), 0, ""  # some programs put a mark before the one that is there
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        wrong = data[error.start]
    text = data.decode("utf-8-sig", "replace")
    lost = text.count("\ufffd")
    if sum(character > "\x7f" for character in text) - lost > 3 * lost:
        return "", line, f"byte 0x{wrong:02X} is not UTF-8, though most of the table is"
    name = guess(data)
    return "", line, f"the table is not UTF-8: it looks like {name}" if name else f"byte 0x{wrong:02X} is not UTF-8"


def guess(data: bytes) -> str:
    """Return the name of the encoding that bytes look like, or nothing.

    The three of East Asia keep everyday characters in one part of their table (Big5: lead A4 to C6; GB 2312: lead
    B0 to D7, trail from A1; JIS X 0208: kana 82 to 83, then 88 to 97). Western letters stand alone among ASCII.
    """
    data = data[:_MOST_LOOKED_AT]
    high = sum(byte > 0x7F for byte in data)
    if not high:
        return ""
    if len(_ALONE.findall(data)) > high * LIKELY:
        return "Windows-1252 (Western European)"
    pairs = _PAIR.findall(data)
    marks = {
        "Shift-JIS (Japanese)": sum(p[0] in (0x82, 0x83) or 0x88 <= p[0] <= 0x97 for p in pairs),
        "Big5 (traditional Chinese)": sum(0xA4 <= p[0] <= 0xC6 and (p[1] < 0x7F or p[1] > 0xA0) for p in pairs),
        "GBK (simplified Chinese)": sum(0xB0 <= p[0] <= 0xD7 and p[1] > 0xA0 for p in pairs),
    }
    codecs = {"Shift-JIS (Japanese)": "cp932", "Big5 (traditional Chinese)": "cp950", "GBK (simplified Chinese)": "gbk"}
    best, most = "", len(pairs) * LIKELY
    for name, count in marks.items():
        if count > most and _decodes(data, codecs[name]):
            best, most = name, count
    return best


def _decodes(data: bytes, codec: str) -> bool:
    """Tell whether bytes are of this encoding; the last line may be cut off."""
    try:
        data[: data.rfind(b"\n") + 1 or len(data)].decode(codec)
    except UnicodeDecodeError:
        return False
    return True
