"""Build every stock leaflet in every language on every paper through the command, and judge each file.

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
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import product
from pathlib import Path

import page as validation
import pikepdf
import pypdfium2

from generator import Library, Order
from generator.model.sheet import Sheet
from generator.pipeline import make
from generator.stages.bodies import body
from generator.stages.panels import clinic_panel
from generator.typeset.layout.chains import chains, without

RULES = 104
ARCHIVE_RULES = 154
"""Rules of PDF/UA-1 in page-validation 0.11.0: a smaller set must not pass for a better file."""
SKIPPED = "\xad\ufffe\u200b\u2060\x02-"
"""Invisible characters, and hyphens: at a line's end pdfium shows them as U+FFFE or U+0002."""
MARKS = re.compile(r"[•☐\d.]+")
"""What lists put before their items."""


def main(folder: Path) -> int:
    """Make all leaflets into a folder, print what is wrong with each, return an exit code."""
    begin = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "generator",
        "make",
        "--language",
        "all",
        "--format",
        "all",
        "--output",
        str(folder),
    ]
    made = subprocess.run([*command, "--jobs", str(min(4, os.cpu_count() or 1))], check=False)
    library = Library.open()
    faults: list[str] = []
    count = 0
    papers = [name for name in library.formats() if library.format(name).languages == 1]
    for language, topic, paper in product(library.languages(), library.topics(), papers):
        relative = f"{language.replace('_', '-')}/{topic}-{paper}.pdf"
        if not (folder / relative).is_file():
            faults.append(f"{relative}: not made")
            continue
        count += 1
        order = Order(topic, language, paper)
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
    paper = library.format(order.format)
    if not 1 <= len(pages) <= paper.most_pages:
        yield f"{len(pages)} pages, at most {paper.most_pages} were expected"
    sheet = without(body(order, library), make(order, library).left)
    flows = sorted(chains(sheet, paper), key=lambda chain: chain.frames(len(pages))[0].page)
    names = [name for chain in flows for name in chain.takes]
    panel = clinic_panel(order, library)
    yield from misread(pages, sheet, panel, names)
    with pikepdf.open(BytesIO(pdf)) as file:
        tag = library.language(order.language).tag
        if str(file.Root.get("/Lang", "")) != tag:
            yield f"the language of the file is {file.Root.get('/Lang')!s}, not {tag}"
        yield from unembedded(file)


def misread(pages: list[str], sheet: Sheet, panel: Sheet, names: Sequence[str]) -> Iterator[str]:
    """Yield the first words of a sheet that a viewer does not find in their place, and words it finds beside them.

    ``names`` are the areas that text flows through, in the order of the pages.
    """
    text = ""
    for number, page in enumerate(pages, 1):
        rest = fold(page)
        for words in elements(
            sheet,
            [name for name in ("running", "foot") if name not in names],
            {"page": str(number), "pages": str(len(pages))},
        ):
            if words not in rest:
                yield f"page {number} does not say: {words}"
            rest = rest.replace(words, "", 1)
        text += rest
    if any(one.get("again") == "yes" for area in sheet.areas for one in area.walk()):
        heads = (one for area in sheet.areas for one in area.walk() if one.get("role", "").startswith("H"))
        again = {(head.get("label"), fold("".join(run.words for run in head.runs) + "…")) for head in heads}
        for label, words in sorted(again, key=lambda one: -len(one[1])):
            # repeated, with an ellipsis, where a list of danger signs goes on over a page; a long one may hold a short one
            text = text.replace(label + words, "").replace(words, "")
    beside = ""
    for words in elements(sheet, names, {}):
        before, found, after = text.partition(words)
        if not found:
            yield f"words are lost or out of order at: {words}"
            return
        beside += before
        text = after
    beside += text
    for words in elements(panel, ("clinic", "card", "phone"), {}):
        beside = beside.replace(words, "")
    for row in (one for area in sheet.areas for one in area.walk() if one.tag == "tr" and one.get("head") == "yes"):
        # repeated where its table goes on over a page
        beside = beside.replace(fold("".join(run.words for cell in row.children for run in cell.runs)), "")
    for found in (
        one for area in sheet.areas for one in area.walk() if one.tag == "list" and one.get("kind") == "letter"
    ):
        for at in range(len(found.children)):
            beside = beside.replace(chr(ord("A") + int(found.get("start") or 1) - 1 + at), "", 1)
    if odd := MARKS.sub("", beside):
        yield f"words that nobody wrote: {odd}"


def elements(sheet: Sheet, names: Sequence[str], marks: dict[str, str]) -> Iterator[str]:
    """Yield the folded words of each paragraph, item and cell of some areas, in order."""
    for name in names:
        for area in (each for each in sheet.areas if each.get("name") == name):
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
