"""Build every stock leaflet in every language through the command, and judge each file.

Not a test module: continuous integration runs it after the tests, ``python tests/build_all.py [DIR]``. It ends with 0
only when every leaflet was made and every judge is content. Judges, each blind to what the others see: PDF/UA-1 by
page-validation, the words by pypdfium2 as a viewer extracts them, fonts and catalog by pikepdf.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import page as validation
import pikepdf
import pypdfium2

from generator import Library, Order
from generator.make import body, clinic_panel
from generator.sheet import Sheet

RULES = 104
ARCHIVE_RULES = 154
"""Rules of PDF/UA-1 in page-validation 0.11.0: a smaller set must not pass for a better file."""
MOST_PAGES = 2
SKIPPED = "\xad\ufffe\u200b\u2060"
"""Invisible characters; U+FFFE is how pdfium shows a hyphen at a line's end."""
MARKS = re.compile(r"[•☐\d.]+")
"""What lists put before their items."""


def main(folder: Path) -> int:
    """Make all leaflets into a folder, print what is wrong with each, return an exit code."""
    begin = time.perf_counter()
    command = [sys.executable, "-m", "generator", "make", "--language", "all", "--output", str(folder)]
    made = subprocess.run([*command, "--jobs", str(min(4, os.cpu_count() or 1))], check=False)
    library = Library.open()
    faults: list[str] = []
    count = 0
    for language in library.languages():
        for topic in library.topics():
            relative = f"{language.replace('_', '-')}/{topic}-a4.pdf"
            if not (folder / relative).is_file():
                faults.append(f"{relative}: not made")
                continue
            count += 1
            order = Order(topic, language)
            faults += [f"{relative}: {fault}" for fault in judge((folder / relative).read_bytes(), order, library)]
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{count} leaflets judged, {len(faults)} faults, {time.perf_counter() - begin:.1f} s")
    return 1 if faults or made.returncode or not count else 0


def judge(pdf: bytes, order: Order, library: Library) -> Iterator[str]:
    """Yield what is wrong with a leaflet: does it conform, and does it say what was ordered?"""
    for profile, rules, name in (("ua1", RULES, "PDF/UA-1"), ("2a", ARCHIVE_RULES, "PDF/A-2a")):
        report = validation.validate_pdf_bytes(pdf, profile=profile)
        if report.rules.total != rules:
            yield f"{name} was judged by {report.rules.total} rules, not {rules}"
        for failure in report.failures:
            yield f"{name}: {failure.rule_id} {failure.message}"
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    if not 1 <= len(pages) <= MOST_PAGES:
        yield f"{len(pages)} pages"
    yield from misread(pages, body(order, library), clinic_panel(order, library))
    with pikepdf.open(BytesIO(pdf)) as file:
        tag = library.language(order.language).tag
        if str(file.Root.get("/Lang", "")) != tag:
            yield f"the language of the file is {file.Root.get('/Lang')!s}, not {tag}"
        yield from unembedded(file)


def misread(pages: list[str], sheet: Sheet, panel: Sheet) -> Iterator[str]:
    """Yield the first words of a sheet that a viewer does not find in their place, and words it finds beside them."""
    text = ""
    for number, page in enumerate(pages, 1):
        rest = fold(page)
        for words in elements(sheet, ("running", "foot"), {"page": str(number), "pages": str(len(pages))}):
            if words not in rest:
                yield f"page {number} does not say: {words}"
            rest = rest.replace(words, "", 1)
        text += rest
    beside = ""
    for words in elements(sheet, ("main",), {}):
        before, found, after = text.partition(words)
        if not found:
            yield f"words are lost or out of order at: {words}"
            return
        beside += before
        text = after
    beside += text
    for words in elements(panel, ("clinic", "phone"), {}):
        beside = beside.replace(words, "")
    if odd := MARKS.sub("", beside):
        yield f"words that nobody wrote: {odd}"


def elements(sheet: Sheet, names: tuple[str, ...], marks: dict[str, str]) -> Iterator[str]:
    """Yield the folded words of each paragraph, item and cell of some areas, in order."""
    for area in sheet.areas:
        if area.get("name") in names:
            for element in area.walk():
                words = "".join(marks.get(run.mark, run.words) if run.mark else run.words for run in element.runs)
                if fold(words):
                    yield fold(words)


def fold(words: str) -> str:
    """Return words without white space and soft hyphens, in one normal form."""
    return "".join(char for char in unicodedata.normalize("NFKC", words) if not char.isspace() and char not in SKIPPED)


def unembedded(document: pikepdf.Pdf) -> Iterator[str]:
    """Yield each declared font that has no font program in the file."""
    for entry in document.objects:
        if not isinstance(entry, pikepdf.Dictionary) or entry.get("/Type") != "/Font":
            continue
        if entry.get("/Subtype") == "/Type0":
            continue
        descriptor = entry.get("/FontDescriptor", {})
        if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"the font {entry.get('/BaseFont')!s} is not embedded"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(main(Path(sys.argv[1])))
    with tempfile.TemporaryDirectory() as temporary:
        sys.exit(main(Path(temporary)))
