"""A table made to do harm, as CSV and as XLSX: every row is refused with its place, or printed as it stands."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from ward import SVG, Ward, png

from generator.model.problems import ExitCode
from generator.run.orders.table import defuse

COLUMNS = ("name", "phones", "hours", "address", "web", "logo", "profile", "languages", "theme", "copies")
PLAIN = {"phones": "020 7946 0123", "hours": "Monday", "address": "1 Street", "languages": "en"}


@dataclass(frozen=True)
class Case:
    """One row: what it holds, and what becomes of it. ``column`` and ``said`` are empty for what is printed."""

    cells: dict[str, str]
    column: str = ""
    said: str = ""


def bad(column: str, words: str, said: str, place: str | None = None) -> Case:
    cells = {"name": "Refused Clinic", column: words}
    return Case(cells, column if place is None else place, said)


def column_called(name: str) -> str:
    return f", column {'ABCDEFGHIJKLMN'[COLUMNS.index(name)]} '{name}'" if name else ""


def good(words: str) -> Case:
    return Case({"name": words})


LITERAL = (
    "<b>Bold</b> & <script>alert(1)</script>",
    "{ 7 * 7 } {# note",
    "%s %n $(id) `id`",
    "**strong** [a](https://x.example) __x__",
    "Robert'); DROP TABLE clinics;--",
    "../../etc/passwd",
    "/etc/passwd",
    r"C:\Windows\System32",
    r"\\server\share",
    "CON",
    "aux.txt",
    "LPT1",
    "...",
    "hill",
    "HILL",
    "HiLL",
    "-1",
    "+1",
    "%PDF-1.7",
    "(unbalanced \\ parenthesis) >> endobj",
    '"quoted" \u201cwords\u201d',
)

CASES = (
    *map(good, LITERAL),
    bad("name", "{% raw %} Clinic", "'{% raw %}' stands where something is still to be filled in"),
    bad("name", "${jndi:ldap://x} Clinic", "'${jndi:ldap://x}' stands where something is still to be filled in"),
    bad("name", "{{ 7 * 7 }} Clinic", "'{{ 7 * 7 }}' stands where something is still to be filled in"),
    bad("name", "&lt;i&gt; &#x41; &amp;amp;", "'&lt;' is how a web page writes '<'"),
    bad("name", "Zero\x00Byte", "a NUL character (U+0000)"),
    bad("name", "Bell\x07", "a control character (U+0007)"),
    bad("name", "Escape \x1b[2J", "a control character (U+001B)"),
    bad("name", "Right\u202eto left", "reorders words (U+202E)"),
    bad("hours", "Mon\u2066day", "reorders words (U+2066)"),
    bad("address", "Hidden\u200bspace", "an invisible character (U+200B)"),
    bad("name", "Tag \U000e0041", "U+E0041"),
    bad("name", "N" * 10_000, "the cell has 10,000 characters"),
    bad("name", "Word " * 190, "in en: ", ""),
    bad("name", "W" * 900, "in en: ", ""),
    bad("name", "Baby \U0001f476 clinic", "no font has a shape for"),
    bad("name", "\u05de\u05e8\u05e4\u05d0\u05d4 (12)", "is Hebrew, which is written from right to left"),
    bad("phones", "020 7946 0123 (\u05de\u05e8\u05e4\u05d0\u05d4)", "is Hebrew, which is written from right to left"),
    bad("address", "1 \u0634\u0627\u0631\u0639 2", "is Arabic, which is written from right to left"),
    bad("name", "=cmd|' /C calc'!A0", "is a formula, not words"),
    bad("hours", "@SUM(1+1)*cmd|' /C calc'!A0", "is a formula, not words"),
    bad("phones", "+cmd|' /C calc'!A0", "is a formula, not words"),
    bad("address", "-HYPERLINK(1)", "is a formula, not words"),
    bad("name", "\uff1dcmd|x", "is a formula, not words"),
    bad("phones", "call us", "has no digit"),
    bad("web", "javascript:alert(1)", "is not a web address"),
    bad("web", "https://user:pw@x.example/", "is not a web address"),
    bad("logo", "../../etc/passwd", "is not a picture file"),
    bad("logo", "../../etc/passwd.png", "is not a picture file"),
    bad("logo", "/etc/passwd.png", "is not a picture file"),
    bad("logo", r"\\server\share\logo.png", "is not a picture file"),
    bad("logo", r"C:\logo.png", "is not a picture file"),
    bad("logo", "clinics/CON.png", "there is no file"),
    bad("logo", "clinics/huge.png", "pixels"),
    bad("logo", "clinics/words.png", "neither a PNG nor a JPEG"),
    bad("logo", "clinics/script.svg", "script"),
    bad("logo", "clinics/outside.svg", "the entity 'x' is not a short word"),
    bad("logo", "clinics/link.svg", "refers to something outside"),
    bad("logo", "clinics/deep.svg", "nested"),
    bad("logo", "clinics/laughs.svg", "the entity 'a1' is not a short word"),
    bad("profile", "atlantis", "there is no profile called 'atlantis'"),
    bad("profile", "../profiles/gb", "is not a name"),
    bad("languages", "klingon", "there is no language called 'klingon'"),
    bad("languages", "../en", "there is no language called '../en'"),
    bad("theme", "theme.yaml", "there is no theme called 'theme.yaml'"),
    *(bad("copies", words, f"'{words}' is not a number of copies") for words in ("-1", "0", "一二", "12,5", "9" * 30)),
    bad("copies", "1e9", "'1e9' is a number that a spreadsheet has shortened"),
)  # fmt: skip


def pictures(ward: Ward) -> None:
    """The logos that the table names."""
    entity = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    ward.put("content/clinics/huge.png", png(20_000, 15_000))
    ward.put("content/clinics/words.png", "not a picture")
    ward.put("content/clinics/script.svg", SVG.format("<script>fetch('http://x')</script>"))
    ward.put("content/clinics/outside.svg", entity + SVG.format("<text>&x;</text>"))
    ward.put("content/clinics/link.svg", SVG.format('<use href="file:///etc/passwd" width="8" height="8"/>'))
    ward.put("content/clinics/deep.svg", SVG.format("<g>" * 20_000 + "</g>" * 20_000))
    ward.put("content/clinics/laughs.svg", f"<!DOCTYPE svg [{laughs}]>" + SVG.format("<text>&a11;</text>"))


def rows(cases: tuple[Case, ...]) -> list[list[str]]:
    return [[(PLAIN | case.cells).get(name, "") for name in COLUMNS] for case in cases]


def as_csv(cases: tuple[Case, ...]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows(cases))
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(cases: tuple[Case, ...]) -> bytes:
    """All cells as text; signs that XML cannot hold are written as spreadsheets write them."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate([list(COLUMNS), *rows(cases)], 1):
        for column, words in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value = re.sub("[\x00-\x08\x0b-\x1f]", lambda match: f"_x{ord(match[0]):04X}_", words) or None
            if words:
                cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def words_of(path: Path) -> str:
    """A PDF's words without blanks: lines may break anywhere."""
    document = pypdfium2.PdfDocument(path.read_bytes())
    return "".join("".join(page.get_textpage().get_text_bounded() for page in document).split())


def refused_cells(folder: Path, suffix: str) -> list[list[Any]]:
    if suffix == "csv":
        text = (folder / "corrected.csv").read_text(encoding="utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline="")))
    sheet = openpyxl.load_workbook(folder / "corrected.xlsx").active
    assert sheet is not None
    for row in sheet.iter_rows():
        assert {cell.data_type for cell in row if cell.value is not None} <= {"s"}, "a cell acts as a formula"
    return [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_every_hostile_row_is_refused_with_its_place_or_printed_as_it_stands(ward: Ward, suffix: str) -> None:
    pictures(ward)
    ward.put(f"t.{suffix}", as_csv(CASES) if suffix == "csv" else as_xlsx(CASES))
    ward.put("run.yaml", f"orders: t.{suffix}\ntopics: [good]\n")
    before = {path for path in ward.folder.rglob("*")}
    code, out, err = ward.run("run", "run.yaml")

    assert code == ExitCode.UNUSABLE
    assert "Traceback" not in out + err
    assert "fault in the program" not in out + err
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\u200b]", out + err), (
        "a message does what it tells of"
    )

    # every refused row: row, column, reason and what to do
    lines = err.splitlines()
    wrong: list[tuple[str, str, list[str]]] = []
    refused = {number for number, case in enumerate(CASES, 2) if case.said}
    for number, case in enumerate(CASES, 2):
        about = [at for at, line in enumerate(lines) if re.match(rf"t\.{suffix}, row {number}[:,]", line)]
        if not case.said:
            assert not about, lines[about[0]]
            continue
        place = f"t.{suffix}, row {number}{column_called(case.column)}: "
        found = [at for at in about if lines[at].startswith(place) and case.said in lines[at]]
        if not found:
            wrong.append((place, case.said, [lines[at] for at in about]))
        elif not lines[found[0] + 1].startswith("  hint: "):
            wrong.append((place, "no hint", [lines[found[0]]]))
    assert not wrong, "\n".join(map(str, wrong))

    # every other row: the very words on paper, in a folder of its own, inside the output folder
    made = sorted((ward.folder / "output").rglob("*.pdf"))
    assert len(made) == len(CASES) - len(refused)
    texts = [words_of(path) for path in made]
    for case in CASES:
        if not case.said:
            words = "".join(case.cells["name"].split())
            assert any(words in text for text in texts), case
    folders = [path.relative_to(ward.folder / "output").parts[0] for path in made]
    assert len({name.casefold() for name in folders}) == len(made)
    for name in folders:
        assert re.fullmatch("[a-z0-9][a-z0-9-]{0,70}", name), name
        assert not re.fullmatch(r"con|prn|aux|nul|com\d|lpt\d", name), name
    new = {path for path in ward.folder.rglob("*")} - before
    assert {path.relative_to(ward.folder).parts[0] for path in new} == {"output"}

    # the refused rows come back, and no cell of them acts
    cells = refused_cells(ward.folder / "output", suffix)
    assert cells[0] == [*COLUMNS, "reason"]
    assert [int(re.match(r"row (\d+): ", str(row[-1]))[1]) for row in cells[1:]] == sorted(refused)  # type: ignore[index]
    if suffix == "csv":
        for row in cells:
            for cell in row:
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝")), cell


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_same_table_is_planned_with_the_same_refusals(ward: Ward, suffix: str) -> None:
    pictures(ward)
    ward.put(f"t.{suffix}", as_csv(CASES) if suffix == "csv" else as_xlsx(CASES))
    ward.put("run.yaml", f"orders: t.{suffix}\ntopics: [good]\n")
    code, _, planned = ward.run("run", "run.yaml", "--plan")
    _, _, made = ward.run("run", "run.yaml")
    assert code == ExitCode.UNUSABLE
    assert sorted(planned.splitlines()) == sorted(
        line for line in made.splitlines() if "the refused rows are in" not in line
    )


def test_formula_cells_of_a_workbook_are_refused_each_with_its_place(ward: Ward) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(COLUMNS)
    for formula in ("=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")', "=SUM(1,2)", '=WEBSERVICE("http://x")'):
        sheet.append([formula, *list(PLAIN.values())[:3]])
    out = io.BytesIO()
    book.save(out)
    ward.put("t.xlsx", out.getvalue())
    code, _, err = ward.run("run", "t.xlsx")
    assert code == ExitCode.UNUSABLE
    for row in range(2, 6):
        assert (
            f"t.xlsx, row {row}, column A 'name': this cell holds a formula\n  hint: copy it and paste it as a value"
            in err
        )
    assert "calc" not in str(refused_cells(ward.folder / "output", "xlsx"))


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1"])
def test_no_cell_of_a_written_table_begins_as_a_formula(words: str) -> None:
    assert defuse(words) == f"'{words}"


def test_duplicated_rows_are_refused_and_the_same_name_of_another_clinic_is_not(ward: Ward) -> None:
    cells = [PLAIN | {"name": "Hill"}, PLAIN | {"name": "Hill"}, PLAIN | {"name": "Hill", "phones": "020 7946 0999"}]
    ward.put("t.csv", as_csv(tuple(Case(one) for one in cells)))
    ward.put("run.yaml", "orders: t.csv\ntopics: [good]\n")
    code, out, err = ward.run("run", "run.yaml")
    assert (code, "2 made" in out) == (ExitCode.UNUSABLE, True)
    assert "t.csv, row 3: row 2 wants the same leaflets for this clinic\n  hint: leave one of them out" in err
    assert {path.name for path in (ward.folder / "output").iterdir() if path.is_dir()} == {"hill", "hill-2"}
