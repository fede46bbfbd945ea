"""Nothing is lost on the way to translators' tools and back: words, contexts, notes, states, the old English."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from exchanging import bare, catalogs, without_lines
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from generator import Library
from generator.model.problems import Problem
from generator.run.exchange.files import FORMS, bundles, plan, read_bundle
from generator.words.exchange.units import Bundle, Change, lay, units_of
from generator.words.exchange.xliff1 import write_xliff1
from generator.words.po import PoFile, parse_po, write_po

STOCK = Path(__file__).resolve().parents[3]


def back(form: str, bundle: Bundle) -> Bundle:
    problems: list[Problem] = []
    found = read_bundle(FORMS[form].write(bundle), Path(f"x{FORMS[form].suffix}"), problems)
    assert not problems, list(map(str, problems))
    (one,) = found
    return one


@pytest.mark.slow
@pytest.mark.parametrize("form", list(FORMS))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(po=catalogs())
def test_what_goes_out_comes_back(form: str, po: PoFile) -> None:
    # a spreadsheet knows one kind of line end, as our English does; some words it takes for control characters
    assume(form != "xlsx" or not re.search(r"\\r|_x(00[01].|005F|FFF[EF])_", write_po(po)))
    sent = units_of(po, "vi", "leaking")
    came = back(form, sent)
    assert (came.language, came.domain) == ("vi", "leaking")
    assert without_lines(came) == without_lines(sent)

    problems: list[Problem] = []
    same, changes = lay(po, came, problems)
    assert (write_po(same), changes, problems) == (write_po(po), (), [])

    unmarked = replace(came, units=tuple(replace(one, base="") for one in came.units))
    filled, _ = lay(bare(po), unmarked, problems)
    assert not problems
    want = tuple(replace(one, previous="") for one in without_lines(sent))  # the old English is the catalog's own
    assert without_lines(units_of(filled, "vi", "leaking")) == want


@pytest.mark.parametrize("form", ["xliff", "xliff2"])
def test_it_goes_through_translate_toolkit(form: str) -> None:
    """As Weblate does it: read, one unit translated, written again by translate-toolkit (not one of our extras)."""
    pytest.importorskip("translate")
    from translate.storage.xliff import xlifffile
    from translate.storage.xliff2 import Xliff2File

    po = parse_po(MIXED, "x.po", [])
    assert po
    sent = units_of(po, "vi", "leaking")
    store = (xlifffile if form == "xliff" else Xliff2File).parsestring(FORMS[form].write(sent))
    units = {(unit.source, unit.getid()): unit for unit in store.units}
    assert [unit.source for unit in store.units] == [unit.source for unit in sent.units], "equal words stay apart"
    (rest,) = [unit for (source, _), unit in units.items() if source == "Rest"]
    assert rest.isfuzzy()
    (call,) = [unit for (source, _), unit in units.items() if source.startswith("Call")]
    call.target = "Gọi {phone}. **Ngay**."
    call.markfuzzy(False)
    problems: list[Problem] = []
    (came,) = read_bundle(bytes(store), Path("x.xlf"), problems)
    assert not problems
    want = [
        replace(one, target="Gọi {phone}. **Ngay**.", state="translated") if one.source[0] == "C" else one
        for one in sent.units
    ]
    assert without_lines(came) == without_lines(replace(sent, units=tuple(want)))


@pytest.mark.parametrize(
    ("form", "was", "marked"),
    [
        ("xliff", 'state="translated"', 'state="needs-l10n"'),
        ("xliff2", 'state="translated"', 'state="translated" subState="poedit:fuzzy"'),
    ],
)
def test_what_poedit_marks_as_needing_work_needs_review(form: str, was: str, marked: str) -> None:
    """As Poedit 3.2.2 writes it, all else as it was (XLIFF 2 it opens as version 2.0 alone)."""
    po = parse_po(MIXED, "x.po", [])
    assert po
    sent = units_of(po, "vi", "leaking")
    words = FORMS[form].write(sent).decode()
    assert was in words
    problems: list[Problem] = []
    (came,) = read_bundle(words.replace(was, marked, 1).encode(), Path("x.xlf"), problems)
    first = next(at for at, one in enumerate(sent.units) if one.state == "translated")
    assert not problems and came.units[first].state == "review"
    assert [one.state for one in came.units[first + 1 :]] == [one.state for one in sent.units[first + 1 :]]


FORGETS = [
    # what the package xliff (npm 6.4.0) leaves out of what it writes again
    ("xliff", "1.2", (r' from="developer" annotates="source"', r' state="translated"', r"(?s)<context-group.*?</context-group>\n")),
    ("xliff2", "2.1", (r' category="[^"]*"', r' state="translated"', r' original="[^"]*"')),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("language", ["vi", "zh_Hant", "ja"])
@pytest.mark.parametrize(("form", "version", "gone"), FORGETS, ids=["1.2", "2.1"])
def test_a_tool_that_forgets_what_notes_and_states_were_changes_nothing_of_them(
    form: str, version: str, gone: tuple[str, ...], language: str
) -> None:
    library = Library.open(STOCK)
    for bundle in bundles(library, (language,), ("colostrum", "shared", "templates")):
        words = FORMS[form].write(bundle).decode()
        assert f'version="{version}"' in words
        for one in gone:
            words, times = re.subn(one, "", words)
            assert times, one
        assert not changed(library, words)
        first = next(one for one in bundle.units if not re.search(r"[{*\[]", one.target) and len(one.target) > 12)
        (change,) = changed(library, words.replace(f"{first.target}</target>", f"{first.target}!</target>", 1))
        assert (change.source, change.after, change.remarks) == (first.source, f"{first.target}!", ())


def changed(library: Library, words: str) -> tuple[Change, ...]:
    problems: list[Problem] = []
    came = read_bundle(words.encode(), Path("x.xlf"), problems)
    assert not problems
    return plan(library, came).changes


SCHEMAS = Path("/usr/share/php/Symfony/Component/Translation/Resources/schemas")
"""OASIS's schemas as Debian's package php-symfony-translation brings them."""


@pytest.mark.parametrize(("form", "name"), [("xliff", "xliff-core-1.2-strict.xsd"), ("xliff2", "xliff-core-2.0.xsd")])
@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="php-symfony-translation is not installed")
def test_every_file_is_valid_by_the_schema_of_oasis(form: str, name: str) -> None:
    class Here(etree.Resolver):
        def resolve(self, url: str, _: str, context: object) -> object:
            return self.resolve_filename(str(SCHEMAS / "xml.xsd"), context) if url.endswith("/xml.xsd") else None

    parser = etree.XMLParser()
    parser.resolvers.add(Here())
    schema = etree.XMLSchema(etree.parse(str(SCHEMAS / name), parser))
    for bundle in [*bundles(Library.open(STOCK), ("vi", "ja"), ()), units_of(parse_po(MIXED, "x", []), "vi", "x")]:
        assert schema.validate(etree.fromstring(FORMS[form].write(bundle)).getroottree()), schema.error_log


def test_no_name_stands_twice_in_a_file() -> None:
    """The schema wants each context-group's name once in a file, the guide for PO files one name for all."""
    po = parse_po(MIXED, "x.po", [])
    assert po
    words = write_xliff1(units_of(po, "vi", "mixed")).decode()
    names = re.findall(r'<context-group[^>]* name="([^"]*)"', words)
    assert words.count("<context-group") == 2 and len(names) == len(set(names))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("omegat") is None, reason="OmegaT is not installed")
def test_it_goes_through_omegat(tmp_path: Path) -> None:
    """Its console mode writes target files from source files; PO is the form that it translates in two languages."""
    for folder in ("source", "target", "tm", "glossary", "dictionary", "omegat"):
        (tmp_path / "project" / folder).mkdir(parents=True)
    project = tmp_path / "project"
    (project / "omegat.project").write_text(PROJECT, encoding="utf-8")
    (project / "omegat/project_save.tmx").write_text(MEMORY, encoding="utf-8")
    po = parse_po(MIXED, "x.po", [])
    assert po
    sent = units_of(po, "vi", "mixed")
    (project / "source/mixed.xlf").write_bytes(write_xliff1(sent))
    (project / "source/mixed.po").write_text(MIXED, encoding="utf-8")
    subprocess.run(
        ["omegat", str(project), "--mode=console-translate", f"--config-dir={tmp_path / 'settings'}"],
        check=True, capture_output=True, timeout=240, env={**os.environ, "HOME": str(tmp_path)},
    )  # fmt: skip
    problems: list[Problem] = []
    (came,) = read_bundle((project / "target/mixed.xlf").read_bytes(), Path("x.xlf"), problems)
    assert not problems
    assert without_lines(came) == without_lines(sent), "XLIFF passes whole"
    (came,) = read_bundle((project / "target/mixed.po").read_bytes(), Path("mixed.po"), problems)
    assert not problems
    laid, changes = lay(po, came, problems)
    assert not problems
    assert [(one.source, one.after, one.state_after) for one in changes] == [("Sleep now", "Ngủ đi", "translated")]
    rest = next(one for one in laid.entries if one.source == "Rest")
    assert (rest.words, rest.fuzzy) == ("Nghỉ", True), "OmegaT empties what is fuzzy; the catalog keeps it"


MIXED = """msgid ""
msgstr ""
"Language: vi\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

# hỏi lại
#. breast milk
#: content/a.yaml:1
msgid "Milk"
msgstr "Sữa"

msgctxt "verb"
msgid "Milk"
msgstr "Chảy sữa"

#. call by telephone
msgid "Call {phone}. **Now**."
msgstr ""

#, fuzzy
#| msgid "Rests"
msgid "Rest"
msgstr "Nghỉ"

msgid "Sleep now"
msgstr ""
"""
PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0"><source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir><source_lang>EN-GB</source_lang><target_lang>VI</target_lang>
<source_tok>org.omegat.tokenizer.LuceneEnglishTokenizer</source_tok>
<target_tok>org.omegat.tokenizer.DefaultTokenizer</target_tok><sentence_seg>false</sentence_seg>
<support_default_translations>true</support_default_translations><remove_tags>false</remove_tags></project></omegat>
"""
MEMORY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx11.dtd">
<tmx version="1.1"><header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext"
creationtoolversion="3.6" segtype="paragraph" srclang="EN-GB"/><body><tu><tuv lang="EN-GB"><seg>Sleep now</seg></tuv>
<tuv lang="VI"><seg>Ngủ đi</seg></tuv></tu></body></tmx>
"""


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_it_goes_through_libreoffice(tmp_path: Path) -> None:
    po = parse_po(MIXED, "x.po", [])
    assert po
    sent = units_of(po, "vi", "leaking")
    (tmp_path / "x.xlsx").write_bytes(FORMS["xlsx"].write(sent))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path / 'settings'}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(tmp_path / "back"), str(tmp_path / "x.xlsx")],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    problems: list[Problem] = []
    (came,) = read_bundle((tmp_path / "back/x.xlsx").read_bytes(), Path("x.xlsx"), problems)
    assert not problems
    assert without_lines(came) == without_lines(sent)


@pytest.mark.slow
@pytest.mark.parametrize("form", list(FORMS))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_damaged_file_is_told_or_read_and_never_a_fault(form: str, data: st.DataObject) -> None:
    po = parse_po(MIXED, "x.po", [])
    assert po
    whole = FORMS[form].write(units_of(po, "vi", "leaking"))
    at = data.draw(st.integers(0, len(whole)))
    until = data.draw(st.integers(at, min(len(whole), at + 40)))
    damaged = whole[:at] + data.draw(st.binary(max_size=12)) + whole[until:]
    problems: list[Problem] = []
    for came in read_bundle(damaged, Path("x"), problems):
        lay(po, came, problems)
    assert all(one.message and one.origin.file for one in problems)
