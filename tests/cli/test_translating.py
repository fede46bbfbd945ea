"""``leaflets translate``: a language begun, files out to translators' tools and back, and what is refused on the way."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from ward import STOCK, Ward, made_once

from generator.library.library import Library
from generator.model.problems import ExitCode

OUT = "output/translate/vi/good"
PO = "locales/vi/LC_MESSAGES/good.po"
FILES = {"xliff": f"{OUT}.xlf", "xliff2": f"{OUT}-2.1.xlf", "xlsx": f"{OUT}.xlsx"}
SAID = {"Good words": "Lời hay", "Words for a test.": "Lời để thử.", "Feed often.": "Cho bú nhiều lần."}


@pytest.fixture
def vi(ward: Ward, tmp_path_factory: pytest.TempPathFactory) -> Ward:
    """A ward whose topic ``good`` has a Vietnamese catalog, with one text that is fuzzy."""
    (ward.folder / "content/broken.yaml").unlink()

    def make() -> None:
        assert ward.run("translate", "update")[0] == ExitCode.MADE
        words = read(ward, PO)
        for source, said in SAID.items():
            words = words.replace(f'msgid "{source}"\nmsgstr ""', f'msgid "{source}"\nmsgstr "{said}"')
        ward.put(PO, words.replace('msgid "Feed often."', '#, fuzzy\n#| msgid "Feed."\nmsgid "Feed often."'))

    made_once(ward.folder, "vi", make, tmp_path_factory)
    return ward


def read(ward: Ward, path: str) -> str:
    return (ward.folder / path).read_text(encoding="utf-8")


def sent(ward: Ward, form: str = "xliff") -> str:
    code, out, err = ward.run("translate", "export", "good", "--language", "vi", f"--{form}")
    assert (code, out) == (ExitCode.MADE, f"{FILES[form]}\n"), err
    return FILES[form]


def edit(ward: Ward, path: str, old: str, new: str) -> str:
    words = read(ward, path)
    assert old in words
    ward.put(path, words.replace(old, new, 1))
    return path


def test_catalogs_by_title_and_any_name_of_a_language(vi: Ward) -> None:
    code, out, err = vi.run("translate", "export", "Good words", "--language", "Tiếng Việt", "--xliff")
    assert (code, out) == (ExitCode.MADE, f"{FILES['xliff']}\n"), err
    assert vi.run("translate", "import", FILES["xliff"], "--language", "Vietnamese", "--dry-run")[0] == ExitCode.MADE
    assert "no catalogs of a language 'Vietnames'" in vi.run("translate", "export", "--language", "Vietnames")[2]


@pytest.mark.parametrize("form", list(FILES))
def test_what_was_not_touched_changes_nothing(vi: Ward, form: str) -> None:
    before = read(vi, PO)
    code, out, err = vi.run("translate", "import", sent(vi, form))
    assert (code, out) == (ExitCode.MADE, "")
    assert "0 texts of" in err
    assert read(vi, PO) == before


def test_a_dry_run_shows_which_sentence_changes_and_writes_nothing(vi: Ward) -> None:
    before = read(vi, PO)
    file = edit(vi, sent(vi), ">Lời để thử.<", ">Lời dùng để thử.<")
    line = next(at for at, words in enumerate(read(vi, file).splitlines(), 1) if "Lời dùng" in words)
    code, out, err = vi.run("translate", "import", file, "--dry-run")
    assert code == ExitCode.MADE
    assert (
        out == f"{file}:{line}: translated\n  English: Words for a test.\n  was: Lời để thử.\n  now: Lời dùng để thử.\n"
    )
    assert "1 text of" in err and "would change in 1 catalog" in err
    assert read(vi, PO) == before


def test_words_states_and_remarks_come_back(vi: Ward) -> None:
    file = sent(vi)
    edit(vi, file, ">Lời để thử.<", ">Lời dùng để thử.<")
    edit(vi, file, 'state="needs-review-translation">Cho bú nhiều lần.', 'state="final">Cho bé bú nhiều lần.')
    edit(vi, file, "<source>Good words</source>", '<source>Good words</source><note from="translator">hay hơn?</note>')
    assert vi.run("translate", "import", file)[0] == ExitCode.MADE
    words = read(vi, PO)
    assert 'msgstr "Lời dùng để thử."' in words
    assert '\nmsgid "Feed often."\nmsgstr "Cho bé bú nhiều lần."' in words
    assert "#| msgid" not in words and "fuzzy" not in words
    assert '# hay hơn?\n#: content/good.yaml:1\nmsgid "Good words"' in words


def test_a_workbook_comes_back_with_words_and_a_chosen_state(vi: Ward) -> None:
    path = vi.folder / sent(vi, "xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.active
    for row in sheet.iter_rows(min_row=3):
        if row[2].value == "Feed often.":
            assert (row[4].value, row[7].value) == ("needs review", "Feed.")
            row[4].value = "translated"
        assert row[2].protection.locked and not row[3].protection.locked
    assert sheet.protection.sheet
    book.save(path)
    assert vi.run("translate", "import", FILES["xlsx"])[0] == ExitCode.MADE
    assert "fuzzy" not in read(vi, PO)


def test_words_that_begin_like_a_formula_are_words_in_a_workbook(vi: Ward) -> None:
    vi.put(PO, read(vi, PO).replace("Lời hay", "=1+1"))
    book = openpyxl.load_workbook(vi.folder / sent(vi, "xlsx"))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=1+1" in {cell.value for cell in cells}


def test_what_comes_back_empty_takes_nothing_away(vi: Ward) -> None:
    before = read(vi, PO)
    file = edit(vi, sent(vi), ">Lời hay<", "><")
    code, _, err = vi.run("translate", "import", file)
    assert code == ExitCode.MADE
    assert "1 came back empty, and keep the words they have" in err
    assert read(vi, PO) == before


def test_english_that_a_tool_copied_into_the_target_is_no_translation(vi: Ward) -> None:
    file = sent(vi)
    old = '<source>Too sleepy to feed</source>\n<target state="needs-translation"></target>'
    edit(vi, file, old, old.replace("></target>", ">Too sleepy to feed</target>"))
    assert "0 texts of" in vi.run("translate", "import", file)[2]


BOMB = '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>\n<xliff'
HOSTILE = (
    ("<xliff", BOMB, 2, "the file declares a document type or entities", ExitCode.UNUSABLE),
    ("<xliff", '<!DOCTYPE x SYSTEM "file:///etc/passwd">\n<xliff', 2, "declares a document type", ExitCode.UNUSABLE),
    ("</body>", "", 0, "this is no whole XML file: mismatched tag", ExitCode.UNUSABLE),
    ("<body>", "<body>" + "<group>" * 50 + "</group>" * 50, 5, "nested too deep", ExitCode.UNUSABLE),
    ('target-language="vi"', 'target-language="ja"', 0, "letters of another language", ExitCode.UNUSABLE),
    ('target-language="vi"', 'target-language="xx"', 0, "the library has no language 'xx'", ExitCode.UNUSABLE),
    ('target-language="vi"', "", 3, "does not say its target language", ExitCode.UNUSABLE),
    ('source-language="en"', 'source-language="fr"', 0, "the file translates from 'fr'", ExitCode.UNUSABLE),
    ("good.po", "goof.po", 0, "there is no catalog called 'goof'\n  hint: did you mean 'good'?", ExitCode.UNUSABLE),
    (">Good words<", ">Bad words<", 8, "the English was changed in the file: “Bad words”", ExitCode.UNUSABLE),
    ('id="u', 'id="v', 8, "the English has changed since this file was written", ExitCode.UNUSABLE),
    (">Lời hay<", ">Lời {phone}<", 8, "does not have the same slots: too much {phone}", ExitCode.UNUSABLE),
    (">Lời hay<", ">Lời **hay**<", 8, "the English has 0 strong passages (**…**), the translation 1", ExitCode.UNUSABLE),
    (">Lời hay<", ">Lời\u202e hay<", 8, "no text needs: U+202E", ExitCode.UNUSABLE),
    (">Lời hay<", f">{'a' * 20_001}<", 8, "more than 20,000 characters", ExitCode.UNUSABLE),
    (">Lời hay<", '>Lời <x id="1"/>hay<', 8, "hold a code <x>", ExitCode.UNUSABLE),
    ('state="translated"', 'state="perfect"', 8, "'perfect' is no state of a translation", ExitCode.UNUSABLE),
    ("<target", "<price/><target", 8, "this element is not one of a translation: price", ExitCode.UNUSABLE),
    ('encoding="UTF-8"', 'encoding="klingon"', 1, "", ExitCode.UNUSABLE),
    ("<xliff", "<tmx", 0, "mismatched tag", ExitCode.UNUSABLE),
)  # fmt: skip


@pytest.mark.sweep
@pytest.mark.parametrize(("old", "new", "line", "said", "code"), HOSTILE, ids=[str(n) for n in range(len(HOSTILE))])
def test_what_is_wrong_with_a_file_is_told_and_nothing_is_written(
    vi: Ward, old: str, new: str, line: int, said: str, code: int
) -> None:
    before = read(vi, PO)
    file = edit(vi, sent(vi), old, new)
    found, out, err = vi.run("translate", "import", file)
    assert (found, out) == (code, ""), err
    assert f"{file}:{line}: " in err if line else file in err
    assert said in err
    assert "Traceback" not in err
    assert read(vi, PO) == before


def test_all_that_is_wrong_is_told_at_once_and_one_bad_file_stops_the_good_one(vi: Ward) -> None:
    before = read(vi, PO)
    file = sent(vi)
    good = vi.put("good.xlf", read(vi, file).replace(">Lời hay<", ">Lời tốt<"))
    edit(vi, file, ">Lời hay<", ">Lời {phone}<")
    edit(vi, file, ">Lời để thử.<", ">**Lời**<")
    code, _, err = vi.run("translate", "import", file, str(good))
    assert code == ExitCode.UNUSABLE
    assert "too much {phone}" in err and "strong passages" in err
    assert read(vi, PO) == before


def test_a_unit_that_is_not_there_is_told_unless_the_file_is_a_part(vi: Ward) -> None:
    file = sent(vi)
    words = read(vi, file)
    vi.put(file, re.sub(r"<trans-unit(?:(?!</trans-unit>).)*Good words.*?</trans-unit>\n", "", words, flags=re.DOTALL))
    code, _, err = vi.run("translate", "import", file)
    assert code == ExitCode.UNUSABLE
    assert f"{file}: the file does not hold the text “Good words”\n  hint: was a part of the file deleted?" in err
    assert vi.run("translate", "import", file, "--partial")[0] == ExitCode.MADE


def test_a_text_that_stands_twice_is_told(vi: Ward) -> None:
    file = sent(vi)
    unit = re.search(r"<trans-unit.*?</trans-unit>\n", read(vi, file), re.DOTALL)
    assert unit
    edit(vi, file, unit[0], unit[0] * 2)
    assert "stands in the file a second time; the first is in line 8" in vi.run("translate", "import", file)[2]


@pytest.mark.slow
def test_english_that_changed_since_is_told_with_what_it_says_now(vi: Ward) -> None:
    file = sent(vi)
    edit(vi, "content/good.yaml", "Feed often.", "Feed very often.")
    code, _, err = vi.run("translate", "import", file)
    assert code == ExitCode.UNUSABLE
    assert "the English has changed since this file was written: “Feed often.”" in err
    assert "it now says “Feed very often.”; send the translator a new file" in err


def test_a_language_that_was_not_asked_for_is_refused(vi: Ward) -> None:
    code, _, err = vi.run("translate", "import", sent(vi), "--language", "ja")
    assert code == ExitCode.UNUSABLE
    assert "the file is in 'vi', not 'ja'" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (b"hello", "this is no file of translations that is known here"),
        (b"<!DOCTYPE html><p>1", "a review sheet is for paper"),
        (b"%PDF-1.7", "a review sheet is for paper"),
        (b"<html/>", "this XML file is no XLIFF 1.2 or 2: it begins with <html>"),
        (b"PK\x03\x04 broken", "this is not a whole XLSX workbook"),
        (b"<" + b" " * 5_000_001, "the file is larger than 5 MB"),
        (b'msgid ""\nmsgstr ""\n"Content-Type: text/plain\\n"\n', "the file does not say its language"),
        (b'msgid "x', "this line of the PO file is broken"),
        (b'msgid ""\nmsgstr "Language: vi\\n"\n# \xff', "the file is not UTF-8"),
        (b'<?xml version="1.0"?><xliff xmlns="urn:oasis:names:tc:xliff:document:1.2"/>', "holds no file"),
        (b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0"/>', "does not say its target language"),
    ],
)
def test_what_is_no_file_of_translations_is_refused(vi: Ward, words: bytes, said: str) -> None:
    vi.put("x.xlf", words)
    code, _, err = vi.run("translate", "import", "x.xlf")
    assert code == ExitCode.UNUSABLE
    assert said in err


def test_a_folder_and_a_name_that_is_not_there_are_told(vi: Ward) -> None:
    code, _, err = vi.run("translate", "import", "content", "nothing.xlf")
    assert code == ExitCode.UNUSABLE
    assert "a file is needed here, and this is a folder" in err
    assert "nothing.xlf: the file cannot be read: No such file or directory" in err


def test_a_po_file_that_came_by_mail_is_read_too(vi: Ward) -> None:
    vi.put("mail/good.po", read(vi, PO).replace("Lời hay", "Lời tốt"))
    assert vi.run("translate", "import", "mail/good.po")[0] == ExitCode.MADE
    assert "Lời tốt" in read(vi, PO)


def test_a_po_file_whose_language_a_tool_emptied_is_read_where_it_is_said(vi: Ward) -> None:
    """pot2po writes the empty ``Language:`` of the template into the translation (``findings/pot2po-language.sh``)."""
    vi.put("mail/good.po", read(vi, PO).replace("Lời hay", "Lời tốt").replace("Language: vi", "Language: "))
    code, _, err = vi.run("translate", "import", "mail/good.po")
    assert code == ExitCode.UNUSABLE and "the file does not say its language" in err and "say it: --language vi" in err
    assert vi.run("translate", "import", "mail/good.po", "--language", "ja")[0] == ExitCode.UNUSABLE, "other letters"
    assert vi.run("translate", "import", "mail/good.po", "--language", "Vietnamese")[0] == ExitCode.MADE
    assert "Lời tốt" in read(vi, PO) and "Language: vi" in read(vi, PO)


def change(vi: Ward, cell: str, value: object) -> str:
    path = vi.folder / sent(vi, "xlsx")
    book = openpyxl.load_workbook(path)
    book.active[cell] = value
    book.save(path)
    return vi.run("translate", "import", FILES["xlsx"])[2]


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("D3", '=HYPERLINK("http://x","y")', "column 'Translation': this cell holds a formula"),
        ("E3", "finished", "'finished' is no state of a translation\n  hint: choose one of: translated, needs review"),
        ("A1", "orders", "this is no workbook of texts to translate"),
        ("D2", "Words", "the second line has no column 'Translation'"),
        ("C3", "Bad words", "the English was changed in the file"),
        ("J3", "u1", "the English has changed since"),
    ],
)
def test_what_is_wrong_in_a_workbook_is_told_with_its_row(vi: Ward, cell: str, value: str, said: str) -> None:
    before = read(vi, PO)
    err = change(vi, cell, value)
    assert said in err
    assert f"{FILES['xlsx']}:{cell[1:]}: " in err
    assert read(vi, PO) == before


def test_hidden_rows_and_merged_cells_are_told(vi: Ward) -> None:
    path = vi.folder / sent(vi, "xlsx")
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[4].hidden = True
    book.active.merge_cells("D5:D6")
    book.active.column_dimensions["D"].hidden = True
    book.save(path)
    code, _, err = vi.run("translate", "import", FILES["xlsx"])
    assert code == ExitCode.UNUSABLE
    for said in (":4: this row is hidden", "the cells D5:D6 are merged", "the column 'Translation' is hidden"):
        assert said in err


def test_a_workbook_with_entities_is_refused(vi: Ward) -> None:
    path = vi.folder / sent(vi, "xlsx")
    out = BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name.endswith("sheet1.xml"):
                part = part.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)
            target.writestr(name, part)
    path.write_bytes(out.getvalue())
    assert "declares a document type" in vi.run("translate", "import", FILES["xlsx"])[2]


# -- sentences that a tool cut, XLIFF 2 ----------------------------------------


def test_a_unit_cut_into_sentences_is_joined_and_its_worst_state_counts(vi: Ward) -> None:
    file = sent(vi, "xliff2")
    old = '<segment state="translated"><source>Words for a test.</source><target>Lời để thử.</target></segment>'
    new = (
        '<segment state="final"><source>Words</source><target>Lời</target></segment><ignorable><source> </source></ignorable>'
        '<segment state="initial"><source>for a test.</source><target><mrk id="m1">để dùng thử.</mrk></target></segment>'
    )
    edit(vi, file, old, new)
    code, _, err = vi.run("translate", "import", file)
    assert code == ExitCode.MADE, err
    assert '#, fuzzy\nmsgid "Words for a test."\nmsgstr "Lời để dùng thử."' in read(vi, PO)


# -- start -------------------------------------------------------------------


@pytest.mark.slow
def test_a_language_is_begun_with_every_text_and_complete_heads(ward: Ward) -> None:
    code, out, _ = ward.run("translate", "start", "pt-br")
    assert code == ExitCode.MADE
    assert out.splitlines()[0].endswith("locales/pt_BR/language.yaml")
    language = Library.open(ward.folder).language("pt-BR")
    assert (language.own_name, language.territory, language.leading) == ("Português (Brasil)", "BR", "latin")
    head = read(ward, "locales/pt_BR/LC_MESSAGES/good.po")
    assert head.startswith("# UNREVIEWED DRAFT: not checked by a translator or a clinician.\n")
    assert '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"' in head
    assert re.search(r"^pt-BR +shared +0 +\d+ +no$", ward.run("translate", "status")[1], re.MULTILINE)
    if msgfmt := shutil.which("msgfmt"):
        for file in (ward.folder / "locales/pt_BR/LC_MESSAGES").iterdir():
            done = subprocess.run([msgfmt, "-c", "-o", "/dev/null", str(file)], capture_output=True, text=True)
            assert (done.returncode, done.stderr) == (0, "")


def test_a_language_just_begun_is_told_how_much_is_missing_all_at_once(ward: Ward) -> None:
    """The topic's words, the templates' and the clinic's panel's together, with the places of the first ones."""
    ward.run("translate", "start", "ko")
    code, _, err = ward.run("make", "good", "--language", "ko")
    assert code == ExitCode.UNUSABLE
    places = [line for line in err.splitlines() if ": not translated into Korean" in line and " in all" not in line]
    assert {line.partition(":")[0].rpartition("/")[2] for line in places} >= {"clinic.xml", "good.yaml", "leaflet.xml"}
    assert re.search(r"^content/good.yaml:1, :2, ", err, re.MULTILINE)
    (total,) = re.findall(r"^(\d+) in all: not translated into Korean$", err, re.MULTILINE)
    named = [
        len(re.findall(r":\d+", line)) + int((re.findall(r" and (\d+) more: ", line) or ["0"])[0]) for line in places
    ]
    assert int(total) >= sum(named) > 30


def test_a_country_s_form_of_a_language_says_only_what_differs(ward: Ward) -> None:
    code, out, err = ward.run("translate", "start", "zh-Hant-HK")
    assert (code, out) == (ExitCode.MADE, f"{ward.folder}/locales/zh_Hant_HK/language.yaml\n"), err
    assert "then add catalogs of what differs" in err
    language = Library.open(ward.folder).language("zh_Hant_HK")
    assert (language.extends, language.territory, language.faces[0]) == ("zh_Hant", "HK", "noto-sans-tc")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ar", "is written from right to left, and cannot be set yet"),
        ("vi", "the library has the language 'vi'"),
        ("ZH-hans", "the library has the language 'zh-Hans'"),
        ("xq", "nothing is known of a language 'xq'"),
        ("../x", "'../x' is not the tag of a language"),
        ("bo", "no face draws its script, Tibt"),
    ],
)
def test_a_language_that_cannot_be_begun_is_refused(ward: Ward, name: str, said: str) -> None:
    code, out, err = ward.run("translate", "start", name)
    assert (code, out) == (ExitCode.UNUSABLE, "")
    assert said in err
    assert not (ward.folder / "locales").exists()


# -- what else goes out --------------------------------------------------------


def test_the_glossary_goes_out_as_tbx_and_csv(ward: Ward) -> None:
    import xml.etree.ElementTree as ET

    assert ward.run("translate", "export", "--language", "vi", "--glossary")[0] == ExitCode.MADE
    root = ET.parse(ward.folder / "output/translate/vi/glossary.tbx").getroot()
    assert root.get("type") == "TBX-Basic"
    entry = next(one for one in root.iter("termEntry") if one.get("id") == "t-breastfeeding")
    sets = {one.get("{http://www.w3.org/XML/1998/namespace}lang"): one for one in entry.iter("langSet")}
    assert set(sets) == {"en", "vi"}
    terms = [(one.findtext("term"), one.findtext("termNote")) for one in sets["vi"].iter("tig")]
    assert ("nuôi con bằng sữa mẹ", "preferredTerm-admn-sts") in terms
    assert ("cho con bú", "admittedTerm-admn-sts") in terms
    with (ward.folder / "output/translate/vi/glossary.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert {row["language"] for row in rows} == {"vi"}
    assert {row["status"] for row in rows} >= {"preferred", "admitted"}


@pytest.mark.slow
@pytest.mark.parametrize("language", ["vi", "ja", "zh-Hans", "zh-Hant"])
def test_a_review_sheet_holds_every_text_numbered_in_both_languages(ward: Ward, language: str) -> None:
    import pikepdf
    import pypdfium2

    assert (
        ward.run("translate", "export", "colostrum", "--language", language, "--sheet", "--library", str(STOCK))[0] == 0
    )
    place = ward.folder / f"output/translate/{language}/colostrum-review"
    document = pypdfium2.PdfDocument(place.with_suffix(".pdf"))
    words = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    folder = language.replace("-", "_")
    from generator.words.catalogs import read_po_file

    po = read_po_file(STOCK / f"locales/{folder}/LC_MESSAGES/colostrum.po", "", [])
    assert po
    html = place.with_suffix(".html").read_text(encoding="utf-8")
    for number, entry in enumerate((one for one in po.entries if not one.obsolete), 1):
        for said in (entry.source, entry.words):
            plain = "".join(said.replace("**", "").split())
            assert plain in words.replace("\u00ad", "").replace("\ufffe", ""), said
        assert f">{number}<" in html
    with pikepdf.open(place.with_suffix(".pdf")) as pdf:
        assert pdf.Root.MarkInfo.Marked


@pytest.mark.slow
def test_a_change_of_the_english_is_told_once_with_the_languages_it_touches(ward: Ward) -> None:
    words = (STOCK / "content/colostrum.yaml").read_text()
    ward.put(
        "content/colostrum.yaml", words.replace("Small, thick drops are enough.", "Small and thick drops are enough.")
    )
    ward.run("translate", "update")
    _, _, err = ward.run("translate", "status")
    assert err.count("the English changed") == 1
    assert "now: Small and thick drops are enough.\n  to be translated again: ja, vi, zh-Hans, zh-Hant\n" in err


def test_a_draft_is_made_in_a_language_that_has_just_begun(ward: Ward) -> None:
    """Marks make the danger strip higher than its share of the page, and nobody can shorten its words."""
    assert ward.run("translate", "start", "id")[0] == ExitCode.MADE
    assert ward.run("make", "colostrum", "managing-leakage", "--language", "id", "--draft")[0] == ExitCode.MADE
    assert ward.run("make", "colostrum", "--language", "id")[0] == ExitCode.UNUSABLE


def test_how_far_one_language_is_without_the_others(ward: Ward) -> None:
    code, out, _ = ward.run("translate", "status", "--language", "vi")
    assert code == ExitCode.MADE and {line.split()[0] for line in out.splitlines()[1:]} == {"vi"}
    assert ward.run("translate", "status", "--language", "en")[0] == ExitCode.USAGE


def test_a_review_sheet_shows_what_changed_in_the_english_word_by_word(ward: Ward) -> None:
    """In words and marks, not in colours: on paper, and for those who hear it."""
    words = (STOCK / "content/colostrum.yaml").read_text()
    ward.put(
        "content/colostrum.yaml",
        words.replace("Small, thick drops are enough.", "Small and thick drops are enough now."),
    )
    assert ward.run("translate", "update")[0] == ExitCode.MADE
    assert ward.run("translate", "export", "colostrum", "--language", "vi", "--sheet")[0] == ExitCode.MADE
    place = ward.folder / "output/translate/vi/colostrum-review"
    html = place.with_suffix(".html").read_text(encoding="utf-8")
    assert "<strong>The English changed since it was translated: 1.</strong>" in html
    assert (
        "English before: <strong>[out: Small,]</strong> thick drops are <strong>[out: enough.]</strong>"
        "<br>English now: <strong>[new: Small and]</strong> thick drops are <strong>[new: enough now.]</strong>"
    ) in html
    assert "needs review: the English changed" in html
    assert re.search(r"\.l-review th:nth-child\(4\)\{width:2\d[.\d]*%\}", html), "room to write in"
    assert 'style="' not in html, "the page's own policy would not let it count"


def test_names_that_are_not_there_are_refused(ward: Ward) -> None:
    for words, said in (
        (("export", "colostrun"), "there is no catalog called 'colostrun'\n  hint: did you mean 'colostrum'?"),
        (("export", "--language", "en"), "there are no catalogs of a language 'en'"),
    ):
        code, _, err = ward.run("translate", *words)
        assert code == ExitCode.USAGE
        assert said in err


@pytest.mark.slow
def test_files_that_export_wrote_are_whole_and_the_same_each_time(vi: Ward) -> None:
    for form in FILES:
        first = (vi.folder / sent(vi, form)).read_bytes()
        assert (vi.folder / sent(vi, form)).read_bytes() == first
    assert not list(Path(vi.folder).rglob("*.tmp"))


# -- two people at once ----------------------------------------------------------


@pytest.mark.parametrize("form", list(FILES))
def test_what_the_translator_left_alone_stays_as_it_is_here_now(vi: Ward, form: str) -> None:
    file = sent(vi, form)
    vi.put(PO, read(vi, PO).replace("Lời hay", "Lời tốt"))
    code, out, err = vi.run("translate", "import", file)
    assert (code, out) == (ExitCode.MADE, ""), err
    assert "Lời tốt" in read(vi, PO)


def test_what_both_changed_is_told_and_nothing_is_written(vi: Ward) -> None:
    file = edit(vi, sent(vi), ">Lời hay<", ">Lời đẹp<")
    vi.put(PO, read(vi, PO).replace("Lời hay", "Lời tốt"))
    code, _, err = vi.run("translate", "import", file)
    assert code == ExitCode.UNUSABLE
    assert f"{file}:8: both changed since this file was written: “Good words”" in err
    assert "the catalog now says “Lời tốt”; write into the file what is to stand, or export it again" in err
    edit(vi, file, ">Lời đẹp<", ">Lời tốt<")
    assert vi.run("translate", "import", file)[0] == ExitCode.MADE


def test_a_file_whose_tool_dropped_the_mark_is_taken_as_it_is(vi: Ward) -> None:
    file = sent(vi)
    vi.put(file, re.sub(r' extradata="\w+"', "", read(vi, file)).replace(">Lời hay<", ">Lời đẹp<"))
    vi.put(PO, read(vi, PO).replace("Lời hay", "Lời tốt"))
    assert vi.run("translate", "import", file)[0] == ExitCode.MADE
    assert "Lời đẹp" in read(vi, PO)


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
@pytest.mark.parametrize(
    ("form", "said", "told"),
    [
        ("xliff", "Cho bú 80 lần.", "the numbers are not the same"),
        ("xliff2", "Đừng cho bú nhiều lần.", "the English has no word such as 'not'"),
    ],
)
def test_words_that_do_not_say_the_english_are_refused_before_anything_is_written(
    vi: Ward, form: str, said: str, told: str, more: tuple[str, ...]
) -> None:
    before = read(vi, PO)
    file = edit(vi, sent(vi, form), "Lời để thử.", said)
    code, _, err = vi.run("translate", "import", file, *more)
    assert code == ExitCode.UNUSABLE
    assert f"{file}:" in err and told in err
    assert read(vi, PO) == before


def test_what_is_doubted_is_no_reason_to_refuse(vi: Ward) -> None:
    file = edit(vi, sent(vi), ">Lời để thử.<", ">Lời để thử,, đây.<")
    code, _, err = vi.run("translate", "import", file)
    assert code == ExitCode.MADE and f"{file}:" in err and "a mark stands twice: ,, [punctuation]" in err, err
