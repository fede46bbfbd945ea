"""A library of clinics that do not exist, for whole print runs: every one is told from every other by what it says."""

from __future__ import annotations

import csv
import hashlib
import re
import struct
import unicodedata
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TOWNS = ("Riverside", "Northfield", "Ashby", "Kirkham", "Lakeside", "Wexley", "Dunmore", "Fairview", "Hoa Sen")
STREETS = ("Harbour", "Mill", "Church", "Station", "Garden", "Victoria", "Orchard", "Quay")
KINDS = ("Example {} Maternity Clinic {}", "Example {} Family Practice {}", "Example {} Hospital {}",
         "Phòng khám Mẫu {} {}", "Example & Sample Midwives, {} {}")  # fmt: skip
UK = ("01632 960{:03}", "020 7946 0{:03}", "0113 496 0{:03}", "0114 496 0{:03}", "0115 496 0{:03}",
      "0116 496 0{:03}", "0117 496 0{:03}", "0118 496 0{:03}", "0121 496 0{:03}", "0131 496 0{:03}",
      "0141 496 0{:03}", "0151 496 0{:03}", "0161 496 0{:03}", "07700 900{:03}", "0808 157 0{:03}")  # fmt: skip
"""A thousand numbers each that nobody has (Ofcom, telephone numbers for use in TV and radio drama programmes)."""
US = "({}) 555-01{:02}"
"""A hundred in each area that nobody has (555-0100 to 555-0199)."""
AREAS = (201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228)
MOST = 7_500
"""Clinics for which there are such numbers."""
PROFILES = ("", "gb", "", "us", "gb")
INTERPRETERS = ("yes", "", "Need an interpreter? Ask at the desk. It is free.", "yes")
COLUMNS = ("name", "phones", "hours", "address", "interpreter", "web", "logo", "profile", "copies")
NOISE = re.compile(r"[\s().\-\u2010-\u2015\xad\ufffe\x02]+")
"""What may stand between the digits of a telephone number, and what pdfium puts at the end of a line."""


@dataclass(frozen=True, slots=True)
class Invented:
    """A clinic that does not exist, as its row of the table has it."""

    name: str
    phones: tuple[str, ...]
    hours: tuple[str, ...]
    address: tuple[str, ...]
    interpreter: str
    web: str
    logo: str
    profile: str
    copies: int

    def row(self) -> tuple[str, ...]:
        lists = (";".join(words) for words in (self.phones, self.hours, self.address))
        return (self.name, *lists, self.interpreter, self.web, self.logo, self.profile, str(self.copies))

    def marks(self) -> tuple[str, ...]:
        """Return what is only this clinic's, as it is looked for."""
        return (squeeze(self.name), *map(squeeze, self.phones), *((squeeze(self.web),) if self.web else ()))


def invent(number: int) -> Invented:
    """Return the clinic of a number: no two share a name, a telephone number or a web address."""
    town, code, profile = TOWNS[number % len(TOWNS)], f"{number:05}", PROFILES[number % len(PROFILES)]
    if profile == "us":
        area, line = divmod(number // len(PROFILES), 100)
        phones: tuple[str, ...] = (US.format(AREAS[area], line),)
    else:
        count = 2 if number % 3 else 1
        phones = tuple(UK[(2 * number + one) % len(UK)].format((2 * number + one) // len(UK)) for one in range(count))
    opening = 7 + number % 4
    hours = (f"Monday to Friday {opening}:{number % 6}0 to {opening + 9}:00", "Saturday 9:00 to 12:00")
    return Invented(
        KINDS[number // 2 % len(KINDS)].format(town, code), phones, hours[: 1 + number % 2],
        (f"{number + 1} {STREETS[number % len(STREETS)]} Street", f"{town}, Sample County"),
        INTERPRETERS[number % len(INTERPRETERS)],
        f"https://leaflets.example/c/{code}" if number % 4 else "",
        ("", f"clinics/logo-{code}.svg", "", f"clinics/logo-{code}.png", "", "")[number % 6],
        profile, 1 + number * 37 % 500,
    )  # fmt: skip


def draw_logo(number: int, suffix: str) -> bytes:
    """Return a logo of the number's own colours: three bars as SVG, a small square as PNG."""
    colour = hashlib.sha256(str(number).encode()).digest()
    if suffix == ".svg":
        bars = "".join(
            f'<rect x="{8 * at}" y="{colour[at] % 8}" width="6" height="{24 - colour[at] % 8}" '
            f'fill="#{colour[3 * at : 3 * at + 3].hex()}"/>' for at in range(3)
        )  # fmt: skip
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{bars}</svg>'.encode()
    side = 48
    rows = b"".join(b"\0" + colour[:3] * (row % side) + colour[3:6] * (side - row) for row in range(side))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def write_library(folder: Path, clinics: int, topics: Sequence[str], languages: Sequence[str]) -> tuple[Invented, ...]:
    """Write a library with the clinics' logos, their table and a run file; return the clinics."""
    if clinics > MOST:
        raise SystemExit(f"there are numbers that nobody has for {MOST:,} clinics: take fewer clinics")
    made = tuple(map(invent, range(clinics)))
    marks = Counter(mark for one in made for mark in one.marks())
    if twice := [mark for mark, times in marks.items() if times > 1]:
        raise SystemExit(f"two clinics share {twice[0]}")
    (folder / "content/clinics").mkdir(parents=True)
    for number, one in enumerate(made):
        if one.logo:
            (folder / "content" / one.logo).write_bytes(draw_logo(number, Path(one.logo).suffix))
    with (folder / "clinics.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        rows.writerows(one.row() for one in made)
    names = f"topics: [{', '.join(topics)}]\nlanguages: [{', '.join(languages)}]\n"
    (folder / "run.yaml").write_text(f"orders: clinics.csv\n{names}", "utf-8")
    return made


def squeeze(words: str) -> str:
    """Return words in one normal form without blanks, brackets, dots and hyphens."""
    return NOISE.sub("", unicodedata.normalize("NFKC", words))
