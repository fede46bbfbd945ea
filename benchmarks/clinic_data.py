"""Any clinic's own data, expected against got: cases that once went wrong, tables of variants, 200 clinics, names.

    python benchmarks/clinic_data.py [--clinics 200] [--seed 12] [--only TITLE]

Runs the folders of ``tests/cases`` by the very commands that stand in them; asks the readers for every variant in the
tables of the tests; makes invented clinics with wild cells by ``leaflets run`` and reads their links back from PDF and
HTML; makes a leaflet in every language for a clinic named in each of many scripts and reads the name back with five
readers. Writes ``docs/clinic-data.md``. Ends with 1 when anything is not as expected.

Numbers are those kept for drama and examples (Ofcom; 555-01xx), names of places are examples. Logos: ``logos.py``.
"""

from __future__ import annotations

import argparse
import csv
import html
import importlib.util
import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/clinic-data.md"
CASES = ROOT / "tests/cases"
for place in (ROOT, ROOT / "tests", ROOT / "benchmarks", ROOT / "tests/run/orders"):
    sys.path.insert(0, str(place))

import logos  # noqa: E402
import pypdfium2  # noqa: E402
from msgspec import Struct  # noqa: E402
from names import NAMES  # noqa: E402

from generator import Library, Order, Words, make  # noqa: E402
from generator.library.drawings import read_drawing  # noqa: E402
from generator.library.ruins import ruins_in  # noqa: E402
from generator.library.telephones import read_telephones  # noqa: E402
from generator.model.problems import Unusable  # noqa: E402
from generator.run.orders.choices import called  # noqa: E402
from generator.run.orders.columns import column_of  # noqa: E402
from generator.run.orders.number_formats import show, show_words  # noqa: E402
from generator.run.orders.read import read_wish  # noqa: E402

Row = tuple[str, str, str]
"""What was asked, what is expected, what was got."""


def module(path: str, name: str) -> ModuleType:
    """Return a module of the tests: two of them have one name."""
    spec = importlib.util.spec_from_file_location(name, ROOT / path)
    assert spec is not None and spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


PHONES = module("tests/library/test_telephones.py", "phones_of_tests")
RUNS = module("tests/run/test_telephones.py", "runs_of_tests")
RUINS = module("tests/library/test_ruins.py", "ruins_of_tests")
FORMATS = module("tests/run/orders/test_number_formats.py", "formats_of_tests")
HEADS = module("tests/run/orders/test_heads.py", "heads_of_tests")
READERS = module("tests/typeset/text/test_readers.py", "readers_of_tests")


def command(folder: Path, *words: str) -> tuple[int, str, str]:
    """Run ``leaflets`` in a folder; return its exit code and what it said."""
    given = {**os.environ, "PYTHONPATH": str(ROOT)}
    line = [sys.executable, "-m", "generator", *words]
    done = subprocess.run(line, cwd=folder, env=given, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def text_of(path: Path) -> str:
    file = pypdfium2.PdfDocument(path)
    words = "\n".join(page.get_textpage().get_text_range() for page in file)
    file.close()
    return words


# -- the cases ---------------------------------------------------------------------------


def refusals(said: str) -> str:
    """Return which cells of a table were refused, from what a run said."""
    found = re.findall(r"row (\d+), column \w+ '(\w+)'", said)
    return " ".join(dict.fromkeys(f"{row}:{column}" for row, column in found))


def dialled(folder: Path) -> str:
    found = {f"{printed} → {number}" for path in folder.rglob("*.pdf") for printed, number in RUNS.links(path)}
    return "; ".join(sorted(found))


def pictures(case: Path) -> Callable[[Path], str]:
    """Return what tells how many of a case's drawings are as Chromium draws them, by the measure of ``logos.py``."""

    def compare(_: Path) -> str:
        files = sorted(case.glob("content/clinics/*.svg"))
        wanted = logos.drawn_by_chromium([f'<img src="{file.as_uri()}">' for file in files])
        ours = [logos.drawn_by_us(read_drawing(file.read_bytes(), file.name)) for file in files]
        apart = [logos.difference(one, other)[1] for one, other in zip(wanted, ours, strict=True)]
        return f"{sum(one <= logos.MOST_SHARE for one in apart)} of {len(files)} as Chromium draws them"

    return compare


def bitmaps(file: pypdfium2.PdfDocument) -> Iterator[Any]:
    for page in file:
        yield from page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=9)


def greys(folder: Path) -> str:
    """Return whether the three logos have the same steps of grey on their pages."""
    seen = []
    for path in sorted(folder.rglob("*.pdf")):
        file = pypdfium2.PdfDocument(path)
        shades = [one.get_bitmap().to_pil().convert("L").histogram() for one in bitmaps(file)]
        seen.append(shades[0] if shades else [])
        file.close()
    steps = [tuple(value for value, many in enumerate(one) if many) for one in seen]
    return "the same grey steps" if len(seen) == 3 and len(set(steps)) == 1 and len(steps[0]) > 2 else f"{steps}"


def holds(*words: str) -> Callable[[Path], str]:
    """Return what tells which of some words stand on the leaflets of a folder."""

    def find(folder: Path) -> str:
        whole = RUNS.squeeze("".join(map(text_of, sorted(folder.rglob("*.pdf")))))
        return "printed: " + "; ".join(one for one in words if RUNS.squeeze(one) in whole)

    return find


def has_picture(folder: Path) -> str:
    (path,) = folder.rglob("*.pdf")
    file = pypdfium2.PdfDocument(path)
    found = len(list(bitmaps(file)))
    file.close()
    return "made, with its picture" if found else "made without it"


MAKE = ("make", "managing-leakage", "--language", "en", "--library", ".")


class Case(Struct, frozen=True):
    """A folder of ``tests/cases``, the words of the command in it, what is expected, and what tells what was got."""

    folder: str
    words: tuple[str, ...]
    expected: str
    got: Callable[[Path], str] = lambda _: ""


def clinics(*names: str) -> tuple[str, ...]:
    return (*MAKE, *(word for name in names for word in ("--clinic", name)))


def drawings(case: str) -> Case:
    """Return a case of logos: each is drawn as Chromium draws it."""
    own = sorted(path.stem for path in (CASES / case).glob("content/clinics/*.svg"))
    return Case(case, clinics(*own), f"{len(own)} of {len(own)} as Chromium draws them", pictures(CASES / case))


def of_format(name: str, expected: str) -> Case:
    shown = expected.removeprefix("printed: ")
    return Case(
        "xlsx-number-formats", ("run", f"{name}.xlsx"), expected, (lambda _: "") if shown == expected else holds(shown)
    )


NAMED = ("山丘診所 Hill Clinic", "丘の上助産院", "香港灣仔軒尼詩道 3 號")
PLAIN = "02079460999 → 02079460999"
ALL_CASES = (
    Case("cjk-name-on-english-leaflet", clinics("cjkname", "jpname"), f"printed: {'; '.join(NAMED)}", holds(*NAMED)),
    Case(
        "csv-damaged-values", ("run", "clinics.csv"),
        "refused 2:phones 3:phones 4:hours 5:hours 5:address 6:hours 6:address 8:name 8:hours 8:address 9:name 9:hours",
    ),
    Case("logo-uppercase-name", clinics("up"), "made, with its picture", has_picture),
    Case(
        "phone-begins-with-a-word", ("run", "clinics.csv"),
        f"refused 6:phones 7:phones; 02079460997 → 02079460997; {PLAIN}; Büro030123456 → 030123456; "
        "Tel.02079460996 → 02079460996; Tel.02079460998 → 02079460998", dialled,
    ),
    Case("phone-begins-with-a-word", clinics("tel"), "Tel.02079460999 → 02079460999", dialled),
    Case(
        "phone-link-wrong-number", ("run", "clinics.csv"),
        "refused 3:phones; +44(0)2079460999 → +442079460999; 02079460999(24h) → 02079460999", dialled,
    ),
    Case("png-gray16", clinics("gray16", "gray16trns", "graya16"), "the same grey steps", greys),
    *map(drawings, ("svg-dropped-attributes", "svg-inkscape-default", "svg-outside-viewbox", "svg-style-beats-attribute")),
    Case("xlsx-french-phone", ("run", "fr_phone.xlsx"), "0145678901 → 0145678901", dialled),
    Case("xlsx-hidden-cells", ("run", "hiddencol.xlsx"), "not read: D ('address')", holds("4471")),
    Case("xlsx-hidden-cells", ("run", "v_hidphone.xlsx"), "the column B 'phones' is hidden in the spreadsheet"),
    *(of_format(name, f"printed: {hours}") for name, hours in {"ampm_low": "9:30 AM", "v_a_p": "5:30 p", "v_gs_time": "5:30 PM"}.items()),
    *(of_format(f"builtin{number}", "refused 2:hours") for number in (27, 30, 31)),
    Case("xlsx-number-formats", ("run", "scale.xlsx", "--plan"), "250 copies"),
)  # fmt: skip


def run_cases(folder: Path) -> Iterator[Row]:
    """Run each case; yield what its command was, what is expected and what was got."""
    for number, case in enumerate(ALL_CASES):
        out = folder / f"case-{number}"
        code, said, told = command(
            CASES / case.folder, *case.words, *([] if "--plan" in case.words else ["--output", str(out)])
        )
        whole = said + told
        assert "Traceback" not in whole, whole
        cells = refusals(told)
        parts = [f"refused {cells}" if cells else "", case.got(out) if list(out.rglob("*.pdf")) else ""]
        got = "; ".join(part for part in parts if part and part != "printed: ") or next(
            (one for one in (case.expected,) if one in whole), whole.strip()[:80]
        )
        yield (
            f"{case.folder}: leaflets {' '.join(case.words)}",
            case.expected,
            got if code in (0, 4, 3, 1) else f"exit {code}",
        )


# -- tables of variants --------------------------------------------------------------------


def read_aloud(words: str, territory: str) -> str:
    """Return what is read of a telephone cell: each telephone beside what it dials, faxes, or why it is refused."""
    read = read_telephones(words, territory)
    if not read.phones:
        return f"refused: {read.message}"
    doubts = {True: ""} | {False: ", told"}
    found = [f"{one.words} → {one.dialled}{doubts[one.valid]}" for one in read.phones]
    return "; ".join([*found, *(f"fax, not printed: {one}" for one in read.faxes)])


def telephones() -> Iterator[Row]:
    """Yield each telephone of the tests: the cell with its country, what is expected, what was got."""
    for where, words, number in PHONES.ONE:
        yield f"{where} {words}", f"{words} → {number}", read_aloud(words, where)
    for where, words, number, _ in PHONES.DOUBTFUL:
        yield f"{where} {words}", f"{words} → {number}, told", read_aloud(words, where)
    for where, words, wanted in PHONES.SEVERAL_IN_ONE:
        yield (
            f"{where} {words}",
            "; ".join(wanted),
            "; ".join(one.words for one in read_telephones(words, where).phones),
        )
    for where, words, phones, faxes in PHONES.WITH_FAX:
        read = read_telephones(words, where)
        got = [*(one.words for one in read.phones), *(f"fax {one}" for one in read.faxes)]
        yield f"{where} {words}", "; ".join([*phones, *(f"fax {one}" for one in faxes)]), "; ".join(got)
    for where, words, message in PHONES.REFUSED:
        got = read_aloud(words, where)
        yield f"{where} {words}", f"refused: {message}", f"refused: {message}" if message in got else got


def cells() -> Iterator[Row]:
    """Yield each cell of the tests: ruins, whole words, numbers and words in formats."""
    for words, said in RUINS.RUINS:
        found = "; ".join(message for message, _ in ruins_in(words, "hours"))
        yield words, f"refused: {said}", f"refused: {said}" if said in found else found or "taken"
    for words in RUINS.WHOLE:
        yield words, "taken", "; ".join(message for message, _ in ruins_in(words, "hours")) or "taken"
    for reader, asked in ((show, FORMATS.SEEN), (show_words, FORMATS.WORDS)):
        for raw, code, seen in asked:
            got = reader(raw, code)
            yield f"{raw} as {code}", *("refused" if one is None else f"shown: {one}" for one in (seen, got))  # type: ignore[misc]


def headings() -> Iterator[Row]:
    """Yield each name of a column and of a language in the tests."""
    for table in (HEADS.CALLED, HEADS.EUROPEAN):
        for column, words in table.items():
            for one in words.split("|"):
                yield one, column or "not read", column_of(one) or "not read"
    library = Library.open(ROOT)
    for language, words in HEADS.LANGUAGES.items():
        for one in words.split("|"):
            yield one, language or "refused", called(one, "languages", library) or "refused"


# -- clinics with wild cells -------------------------------------------------------------------

NUMBERS = {
    "gb": [("020 7946 0{}", "+442079460{}"), ("(020) 7946-0{}", "+442079460{}"), ("+44 (0)20 7946 0{}", "+442079460{}"),
           ("０２０ ７９４６ ０{}", "+442079460{}"), ("0114 496 0{}", "+441144960{}"), ("999 (24 h)", "999"), ("NHS 111", "111")],
    "us": [("(212) 555-0{}", "+12125550{}"), ("212.555.0{}", "+12125550{}"), ("1-800-555-0{}", "+18005550{}"), ("911", "911")],
    "jp": [("+44 20 7946 0{}", "+442079460{}"), ("119", "119")],
    "vn": [("+44 (20) 7946.0{}", "+442079460{}"), ("115 (24/24)", "115")],
    "": [("020 7946 0{}", "02079460{}"), ("+44 20 7946 0{}", "+442079460{}")],
}  # fmt: skip
"""How numbers of a profile's country are printed and dialled; three digits are a clinic's own, 100 to 199: none is given
to anybody (Ofcom, numbers for drama; the North American numbering plan, 555-0100 to 0199). Japan and Vietnam have none."""
TAILS = (" – Mai", ", ask for Ana", " (24h)", " 24/7", "")
BETWEEN = (" / ", "; ", " or ", "\n", "、")
STRONG = ("; ", "\n")
HOURS = (
    "Mon–Fri 9:00–17:00",
    "9-5",
    "月～金 9:00～17:00",
    "Thứ 2 – Thứ 6; 7:30–16:30",
    "",
    "Mo, Mi, Fr 8–12 Uhr",
    "24/7",
)
STREETS = (
    "3 Example Road; Sampletown",
    "12/3 Hẻm Mẫu, Q. 1",
    "東京都見本区1-2-3",
    "香港樣本道 3 號",
    "",
    "Musterweg 1 · 00000 Muster",
)
WEBS = (
    ("https://clinic.example/a?b=1&c=2", "https://clinic.example/a?b=1&c=2"), ("clinic.example", "https://clinic.example"),
    ("https://clinic.example/phòng-khám", "https://clinic.example/ph%C3%B2ng-kh%C3%A1m"), ("", ""),
)  # fmt: skip
LANGUAGES = (
    "en",
    "Vietnamese; English",
    "Tiếng Việt",
    "日本語",
    "Chinesisch (vereinfacht)",
    "chinois traditionnel",
    "zh-Hant, ja",
)
COPIES = ("1", "", "２５", "250")
WRONG = {
    "name": ("Hill &amp; Dale {}", "PhÃ²ng khÃ¡m {}", "#REF!", "عيادة الأم {} (٢)", "מרפאה {} (12)"),
    "phones": ("{}/0998", "call us", "########", "2.07946E+11", "Mar-44", "{} & 0998", "Fax {}", "Mon-Fri 9-5"),
    "hours": ("09-May", "46348", "NaN", "Mon&ndash;Fri"),
    "address": ("1 Road<br>Town", "Ph?ng", "None"),
    "web": ("see our page", "http://clinic.example", "mailto:a@clinic.example"),
    "languages": ("Klingon", "Chinese", "xx"),
    "topics": ("Leaking", "no such leaflet"),
    "copies": ("twelve", "1,000.5", "-3"),
    "profile": ("gbb", "Atlantis"),
}
COLUMNS = ("name", "phones", "hours", "address", "web", "languages", "topics", "copies", "profile")
TOPICS = ("managing-leakage", "Leaking milk", "LM", "漏奶", "Colostrum; LM")


class Wild(Struct, frozen=True):
    """A clinic of the table: its row, the column that is wrong, telephones as printed and dialled, its web address."""

    cells: dict[str, str]
    wrong: str
    phones: list[tuple[str, str]]
    web: str


def wild(row: int, dice: random.Random) -> Wild:
    profile, between = dice.choice(list(NUMBERS)), dice.choice(BETWEEN)
    own = iter(f"{number:03}" for number in dice.sample(range(100, 200), 3))
    phones = []
    for at in range(dice.randint(1, 3)):
        printed, number = dice.choice(NUMBERS[profile])
        digits = next(own)
        tails = TAILS if between in STRONG else TAILS[2:]  # a comma parts a cell before 'or' and '、' do
        tail = dice.choice(tails) if at and len(number) > 3 else ""  # the first stands in the narrow strip
        phones.append((printed.format(digits) + tail, number.format(digits)))
    name = f"{dice.choice(NAMES)[0]} {row}"
    web, link = dice.choice(WEBS)
    cells = dict(
        zip(
            COLUMNS,
            (
                name, between.join(printed for printed, _ in phones), dice.choice(HOURS), dice.choice(STREETS), web,
                dice.choice(LANGUAGES), dice.choice(TOPICS), dice.choice(COPIES), profile,
            ),
            strict=True,
        )
    )  # fmt: skip
    wrong = dice.choice(list(WRONG)) if dice.random() < 0.3 else ""
    if wrong:
        cells[wrong] = dice.choice(WRONG[wrong]).replace("{}", "020 7946 0100" if wrong == "phones" else str(row))
    return Wild(cells, wrong, phones, link)


def of_page(page: str) -> list[tuple[str, str]]:
    """Return the telephone links of a web page: what is printed in each, and what it dials."""
    found = re.findall(r'<a href="tel:([^"]*)">(.*?)</a>', page, re.DOTALL)
    return [(html.unescape(re.sub("<[^>]*>", "", words)), html.unescape(number)) for number, words in found]


def of_web(path: Path) -> set[str]:
    """Return the addresses in the codes of a leaflet that a telephone's camera reads."""
    import zxingcpp

    file = pypdfium2.PdfDocument(path)
    found = [one.text for page in file for one in zxingcpp.read_barcodes(page.render(scale=3, grayscale=True).to_pil())]
    file.close()
    return {text for text in found if "clinic.example" in text}


def run_wild(folder: Path, count: int, seed: int) -> tuple[list[str], list[str]]:
    """Make the run and read it back; return what the page says of it, and everything that is wrong."""
    dice = random.Random(seed)
    rows = {row: wild(row, dice) for row in range(2, count + 2)}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([one.cells[name] for name in COLUMNS] for one in rows.values())
    (folder / "clinics.csv").write_text(out.getvalue(), "utf-8")
    code, said, told = command(folder, "run", "clinics.csv", "--output", "out", "--json")
    assert "Traceback" not in told, told
    named: dict[int, set[str]] = {}
    for event in map(json.loads, said.splitlines()):
        if event["event"] == "row":
            named.setdefault(event["row"], set()).add(event["column"])
    refused = set()
    for line in told.splitlines():  # what the typesetter refuses is named by row and column, too
        if match := re.search(r"row (\d+), column \w+ '(\w+)'", line):
            refused.add((int(match[1]), match[2]))
    faults = []
    for row, one in rows.items():
        seen = named.get(row, set()) | {column for where, column in refused if where == row}
        if one.wrong and one.wrong not in seen:
            faults.append(f"row {row}: '{one.cells[one.wrong]}' in {one.wrong} was not named ({sorted(seen)})")
        if not one.wrong and row in named:
            faults.append(f"row {row} was refused for {sorted(named[row])}: {one.cells}")
    library = Library.open(ROOT)
    read = {one.row: one for one in read_wish(folder / "clinics.csv", library).wanted}
    links, pages, files, codes = 0, 0, 0, 0
    for row, wish in read.items():
        one = rows[row]
        if one.wrong:
            continue
        wanted = RUNS.joined([one.phones[0], *one.phones])  # the first stands in the strip too
        for order in wish.orders():
            path = folder / "out" / place_of(order)
            if not path.exists():
                faults.append(f"row {row}: {path.name} is missing")
                continue
            got = RUNS.joined(RUNS.links(path))
            files, links = files + 1, links + len(got)
            if got != wanted:
                faults.append(f"row {row}: PDF has {got}, wanted {wanted}")
        order = next(iter(wish.orders()))
        codes += 1
        if (seen := of_web(folder / "out" / place_of(order))) != ({one.web} if one.web else set()):
            faults.append(f"row {row}: the code says {seen}, wanted {one.web}")
        page = make(Order(order.topic, order.language, clinic=wish.clinic, edition=Words("html")), library).text
        got, pages = RUNS.joined(of_page(page)), pages + 1
        if got != wanted:
            faults.append(f"row {row}: HTML has {got}, wanted {wanted}")
    wrong = Counter(one.wrong for one in rows.values() if one.wrong)
    lines = [
        f"- {count} clinics (seed {seed}), exit code {code}: {count - sum(wrong.values())} rows are right, "
        f"{sum(wrong.values())} have one wrong cell.",
        f"- Read back: {files:,} PDF files with {links:,} telephone links, {pages:,} web pages, and the "
        f"web address in the QR code of one file of each of {codes:,} clinics (zxing).",
        f"- Wrong links, rows not named by row and column, or refused without a reason: **{len(faults)}**.",
        f"- Wrong cells, all named: {', '.join(f'{many} {name}' for name, many in sorted(wrong.items()))}.",
    ]
    return lines, faults


def place_of(order: Order) -> str:
    from generator.run.files.places import FOLDER, place

    return place(order, FOLDER)


# -- names in many scripts ------------------------------------------------------------------------

LEFTWARD = ("عيادة الأم والطفل (٢٤/٧)", "מרפאת האם (12)", "ماں اور بچہ کلینک (24)", "کلینیک مادر ۱۲")
"""Arabic, Hebrew, Urdu and Persian names beside digits and brackets: refused with the true reason."""


def names() -> Iterator[Row]:
    """Yield each name: in which languages' leaflets it is made, and how many of five readers give it back in all."""
    library = Library.open(ROOT)
    languages = library.languages()
    from generator.library.telephones import telephone
    from generator.model.content import Clinic

    phone = telephone("020 7946 0100", "GB")
    for title in [name for name, *_ in NAMES] + list(LEFTWARD):
        script = next((unicodedata.name(letter).split()[0].title() for letter in title if ord(letter) > 127), "Latin")
        clinic = Clinic("wild", title, (phone,), (), (), "", "", "", "gb")
        made, read, reasons = 0, [0] * len(READERS.READERS), set()
        for language in languages:
            try:
                pdf = make(Order("managing-leakage", language, clinic=clinic), library).pdf
            except Unusable as error:
                reasons |= {f"refused: {problem.message}" for problem in error.problems}
                continue
            made += 1
            for at, reader in enumerate(READERS.READERS):
                read[at] += title in reader(pdf)
        whole = f"made in {len(languages)}, read back by 5"
        wanted = "refused: written from right to left" if title in LEFTWARD else whole
        got = f"made in {made}, read back by {sum(one == made for one in read)}" if made else ""
        told = "; ".join(sorted(reasons))
        if title in LEFTWARD and not made and all("which is written from right to left" in one for one in reasons):
            told = wanted
        yield f"{title} ({script})", wanted, "; ".join(filter(None, (got, told)))


# -- the page --------------------------------------------------------------------------------------


def cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", "⏎").replace("<", "&lt;") or "–"


def table(rows: Sequence[Row], asked: str) -> str:
    lines = [f"| {asked} | expected | got |", "|---|---|---|"]
    lines += [
        f"| {cell(one)} | {cell(wanted)} | {'the same' if wanted == got else f'**{cell(got)}**'} |"
        for one, wanted, got in rows
    ]
    return "\n".join(lines)


def counted(rows: Sequence[Row], what: str) -> str:
    return f"{len(rows)} {what}, {sum(wanted == got for _, wanted, got in rows)} as expected."


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clinics", type=int, default=200)
    parser.add_argument("--seed", type=int, default=12)
    parser.add_argument("--only", action="append", metavar="TITLE", help="make this section anew; the others stay")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        os.environ.setdefault("LEAFLETS_CACHE", str(folder / "cache"))
        makers: dict[str, tuple[str, str, Callable[[], Iterable[Row]]]] = {
            "Cases that once went wrong": ("runs", "command", lambda: run_cases(folder)),
            "Names in many scripts": ("names", "name", names),
            "Telephones": ("cells", "country and cell", telephones),
            "Table cells": ("cells", "cell", cells),
            "Names of columns and languages": ("names", "name", headings),
        }
        before = (
            dict(re.findall(r"^## (.*)\n\n((?:.|\n)*?)\n*(?=^## |\Z)", PAGE.read_text("utf-8"), re.M))
            if PAGE.exists()
            else {}
        )
        whole, wrong = {}, False
        for title in (WILD, *makers):
            if given.only and title not in given.only and title in before:
                whole[title] = before[title]
                continue
            if title == WILD:
                (folder / "wild").mkdir()
                lines, faults = run_wild(folder / "wild", given.clinics, given.seed)
                whole[title], wrong = "\n".join([*lines, *(f"  - {one}" for one in faults)]), wrong or bool(faults)
                print("\n".join([*lines, *faults]))
                continue
            what, asked, maker = makers[title]
            rows = list(maker())
            whole[title] = f"{counted(rows, what)}\n\n{table(rows, asked)}"
            wrong |= any(wanted != got for _, wanted, got in rows)
            print(f"{title}: {counted(rows, what)}", flush=True)
    PAGE.write_text(
        TEXT.format(sections="\n\n".join(f"## {title}\n\n{words}" for title, words in whole.items())), "utf-8"
    )
    return int(wrong)


WILD = "Clinics with wild cells"
TEXT = """\
# Any clinic's own data

Made by `python benchmarks/clinic_data.py`; nothing in it is written by hand. Numbers are those kept for drama and
examples, or stand in a table only to be read and never in a leaflet; clinics are invented. Logos have [a page of their
own](logos.md).

{sections}
"""

if __name__ == "__main__":
    sys.exit(main())
