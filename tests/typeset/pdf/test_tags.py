"""What a screen reader gets: PDF/UA-1 by a validator, what that is silent on by our own tests, and planted faults."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest
from probes import (
    DANGER,
    OTHER_PANEL,
    PANEL,
    h1,
    leaflet,
    open_pdf,
    operators,
    panel,
    paper_of,
    said,
    sheet,
    spoken,
    with_running,
)

from generator.model.sheet import Sheet
from generator.typeset.pdf.tags import CLINIC_MARKS

RICH = (
    h1()
    + '<p look="purpose">What it is.</p><p look="section.title" role="H2" label="1">First</p>'
    + '<p>Words, <b>bold</b> and <a href="tel:+44123">a link</a><sup>1</sup> ✓ ≥</p>'
    + DANGER
    + '<list look="list" kind="bullet"><item>One</item><item>Two <a href="https://example.org">there</a></item></list>'
    + '<list look="steps" kind="number"><item>Wash</item><item>Rinse</item></list>'
    + '<list look="signs" kind="letter" start="3"><item>Fever</item><item>Fits</item></list>'
    + '<list look="check" kind="tick" columns="2"><item>Cup</item><item>Bag</item><item>Soap</item></list>'
    + '<p look="section.title" role="H2" label="2">Second</p><p look="text" lang="vi">Sữa mẹ</p>'
    + '<table look="log"><tr head="yes"><td share="2"></td><td share="1">Mon</td><td share="1">Tue</td></tr>'
    + '<tr><td head="row">Feeds</td><td></td><td></td></tr><tr><td head="row" picture="nappy-wet" alt="A wet nappy">Nappies</td><td></td><td>3</td></tr></table>'
    + '<image picture="drip" look="picture" alt="A drop"/><image picture="herbs" look="picture"/>'
    + '<lines count="3" look="lines"/>'
    + '<box look="note"><p look="note.words">Aside.</p></box>'
)
LONG = "<p>" + "Feed whenever your baby asks for it, by day and by night. " * 12 + "</p>"
TITLES = {"en": "A title", "vi": "Sữa mẹ", "ja": "母乳", "zh_Hans": "母乳喂养", "zh_Hant": "母乳哺育"}


def rich(language: str = "en", pages: int = 1) -> Sheet:
    words = TITLES[language]
    return sheet(RICH.replace("A title", words) + LONG * (8 * (pages - 1)), language, title=words)


def verdict(pdf: bytes) -> Any:
    found = page.validate_pdf_bytes(pdf, profile="ua1")
    assert found.rules.total == 104, "the validator's rules have changed"
    return found


@pytest.mark.parametrize("language", TITLES)
@pytest.mark.parametrize("pages", [1, 2])
def test_pdf_ua_1(language: str, pages: int) -> None:
    pdf = leaflet(rich(language, pages), language, paper_of(510, 740)).pdf
    found = verdict(pdf)
    assert found.is_compliant, [(one.rule_id, one.message, one.object_id) for one in found.failures]


def test_pdf_ua_1_without_a_clinic_and_without_a_place_for_one() -> None:
    stamp = '<area name="clinic"><box look="clinic.stamp"><p look="clinic.hint">Space for a stamp</p></box></area>'
    bare = sheet(RICH.replace(DANGER, ""), frame='<area name="main">{}</area>')
    for pdf in (
        leaflet(rich(), clinic=panel(stamp)).pdf,
        leaflet(bare).pdf,
        leaflet(rich(), clinic=panel("<area name='phone'/>")).pdf,
    ):
        found = verdict(pdf)
        assert found.is_compliant, [(one.rule_id, one.message) for one in found.failures]


@pytest.mark.parametrize("language", TITLES)
def test_spoken_words_are_those_of_the_sheet(language: str) -> None:
    made, filled = rich(language, 2), panel()
    assert spoken(leaflet(made, language, paper_of(510, 740), clinic=filled).pdf) == said(made, filled)


# -- on what the validator is silent -------------------------------------------------


def marks_of(one: pikepdf.Page) -> set[int]:
    return {
        int(operands[1]["/MCID"])
        for operands, operator in operators(one)
        if operator == "BDC" and "/MCID" in operands[1]
    }


def owners(file: pikepdf.Pdf) -> dict[tuple[Any, int], Any]:
    """Who owns each mark by the structure tree: (page, mark) to element; annotations by their number."""
    found: dict[tuple[Any, int], Any] = {}

    def walk(element: Any, where: Any) -> None:
        where = element.get("/Pg", where)
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                found[where.objgen, kid] = element.objgen
            elif kid.get("/Type") == "/OBJR":
                found[kid.Obj.objgen, -1] = element.objgen
            elif "/MCID" in kid:
                found[kid.get("/Pg", where).objgen, int(kid.MCID)] = element.objgen
            else:
                assert kid.P.objgen == element.objgen, "an element names another parent"
                walk(kid, where)

    walk(file.Root.StructTreeRoot, None)
    return found


def numbers(file: pikepdf.Pdf) -> dict[int, Any]:
    nums = list(file.Root.StructTreeRoot.ParentTree.Nums)
    keys = [int(key) for key in nums[::2]]
    assert keys == sorted(set(keys)), "the keys of a number tree go up (ISO 32000-1, 7.9.7)"
    return dict(zip(keys, nums[1::2], strict=True))


def test_the_parent_tree_leads_back_to_the_right_elements() -> None:
    phones = "".join(f'<p look="clinic.words"><a href="tel:{n}">{n}</a></p>' for n in (115, 119, 999))
    many = panel(PANEL.replace('<p look="clinic.words">1 Sample Street</p>', phones))
    with open_pdf(leaflet(rich("en", 2), "en", paper_of(510, 740), clinic=many).pdf) as file:
        tree, owned = numbers(file), owners(file)
        assert len(file.pages) >= 2
        count = 0
        for one in file.pages:
            entries = tree[int(one.StructParents)]
            for mark in marks_of(one):
                assert entries[mark].objgen == owned[one.obj.objgen, mark]
                count += 1
            for link in one.get("/Annots", []):
                assert tree[int(link.StructParent)].objgen == owned[link.objgen, -1]
                assert tree[int(link.StructParent)].S == "/Link"
                count += 1
        assert count == len(owned) > 30
        assert len({int(one.StructParents) for one in file.pages}) == len(file.pages)
        assert int(file.Root.StructTreeRoot.ParentTreeNextKey) > max(tree)


def test_every_stroke_of_ink_is_tagged_or_an_artifact() -> None:
    painting = {"TJ", "f", "f*", "S", "B", "B*", "Do", "sh", "b", "s"}
    with open_pdf(leaflet(rich("en", 2), "en", paper_of(510, 740)).pdf) as file:
        for one in file.pages:
            depth, tagged = 0, False
            for operands, op in operators(one):
                if op == "BDC":
                    nested = "/ActualText" in operands[1]
                    assert nested or depth == 0, "marks within marks"
                    depth += 1
                    tagged = True
                elif op == "EMC":
                    depth -= 1
                    tagged = depth > 0
                assert op not in painting or tagged, f"{op} outside any mark"
            assert depth == 0


def test_the_file_speaks_for_itself() -> None:
    title = "Leaking milk & “more” <now> – 母乳 (1)"
    xml = title.replace("&", "&amp;").replace("<", "&lt;")
    with open_pdf(leaflet(sheet(h1("母乳"), "ja", title=xml), "ja").pdf) as file:
        assert file.Root.Lang == "ja"
        assert bool(file.Root.MarkInfo.Marked)
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
        assert str(file.docinfo.Title) == title
        with file.open_metadata() as metadata:
            assert metadata["dc:title"] == title
            assert metadata["dc:language"] == ["ja"] or metadata["dc:language"] == {"ja"}
            assert metadata["pdfuaid:part"] == "1"
        assert b'xml:lang="x-default"' in file.Root.Metadata.read_bytes()
        assert "/CreationDate" not in file.docinfo, "no clock in the file"
        for one in file.pages:
            assert "/Trans" not in one
            assert one.Tabs == "/S"
            assert "/StructParents" in one


@pytest.mark.parametrize(("name", "tag"), [("zh_Hans", "zh-Hans"), ("zh_Hant", "zh-Hant"), ("vi", "vi")])
def test_the_language_is_a_tag_a_reader_knows(name: str, tag: str) -> None:
    with open_pdf(leaflet(h1(TITLES[name]), name).pdf) as file:
        assert file.Root.Lang == tag


def test_nothing_in_a_title_can_become_a_part_of_the_file() -> None:
    evil = ") /OpenAction &lt;&lt;/S/JavaScript/JS(app.alert(1))&gt;&gt; ("
    with open_pdf(leaflet(sheet(h1(evil), title=evil)).pdf) as file:
        assert "/OpenAction" not in file.Root
        assert str(file.docinfo.Title).startswith(") /OpenAction <<")
        assert str(file.Root.Outlines.First.Title).startswith(") /OpenAction <<")


def test_bookmarks_follow_the_headings() -> None:
    with open_pdf(leaflet(rich("ja", 2), "ja", paper_of(510, 740)).pdf) as file, file.open_outline() as outline:
        (top,) = outline.root
        assert top.title == "母乳"
        assert [item.title for item in top.children] == ["Call us today", "First", "Second"] or [
            item.title for item in top.children
        ] == ["First", "Call us today", "Second"]


def test_a_heading_of_two_lines_is_one_bookmark() -> None:
    title = "A very long title that cannot stand on a single line of this narrow page"
    with open_pdf(leaflet(sheet(h1(title)), "en", paper_of(220, 700)).pdf) as file, file.open_outline() as outline:
        assert [item.title for item in outline.root] == [title]


def test_the_same_heading_twice_is_two_bookmarks() -> None:
    made = sheet(h1() + '<p role="H2">Same</p><p>a</p><p role="H2">Same</p><p>b</p>')
    with open_pdf(leaflet(made).pdf) as file, file.open_outline() as outline:
        assert [item.title for item in outline.root[0].children] == ["Same", "Same"]


def test_headings_that_skip_a_level_stand_side_by_side() -> None:
    made = sheet(h1() + '<p role="H3">Deep</p><p role="H3">Too</p><p role="H2">On</p><p role="H3">In</p><p>b</p>')
    with open_pdf(leaflet(made).pdf) as file:
        with file.open_outline() as outline:
            (top,) = outline.root
            assert [item.title for item in top.children] == ["Deep", "Too", "On"]
            assert [item.title for item in top.children[2].children] == ["In"]
        assert file.Root.Outlines.Count == 5
        last = file.Root.Outlines.First.Last
        assert (str(last.Title), str(last.Prev.Title), "/Next" in last) == ("On", "Too", False)
        page, kind, left, height, zoom = last.Dest
        assert (page.objgen, str(kind), left, zoom) == (file.pages[0].objgen, "/XYZ", 0, 0)
        assert 0 < height < file.pages[0].MediaBox[3]


def test_a_sheet_without_headings_has_no_bookmarks() -> None:
    with open_pdf(leaflet("<p>Words alone</p>").pdf) as file:
        assert "/Outlines" not in file.Root


def test_lists_tell_how_they_are_numbered_and_cells_what_they_head() -> None:
    with open_pdf(leaflet(rich()).pdf) as file:
        elements = [
            thing
            for thing in file.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/StructElem"
        ]
        lists = [str(one.A.ListNumbering) for one in elements if one.S == "/L"]
        scopes = [str(one.A.Scope) for one in elements if one.S == "/TH"]
        rows = [[str(cell.S) for cell in one.K] for one in elements if one.S == "/TR"]
    assert sorted(lists) == ["/Decimal", "/Decimal", "/Disc", "/None", "/UpperAlpha"]
    assert scopes.count("/Column") == 3
    assert scopes.count("/Row") == 2
    assert rows == [["/TH"] * 3, ["/TH", "/TD", "/TD"], ["/TH", "/TD", "/TD"]]


def test_running_heads_and_feet_are_not_read_aloud() -> None:
    frame = (
        '<area name="running"><p look="running.title">Running head</p></area><area name="main">{}</area>'
        '<area name="foot"><p look="foot.page">Page <page/> of <pages/></p></area>'
    )
    made = leaflet(sheet(h1() + LONG * 9, frame=frame), "en", with_running(paper_of(510, 700)))
    assert made.pages >= 2
    assert not [part for part in spoken(made.pdf) if "Running" in part[2] or "Page" in part[2]]
    with open_pdf(made.pdf) as file:
        data = b"".join(part.read_bytes() for one in file.pages for part in one.Contents)
    assert data.count(b"/Subtype/Header") == data.count(b"/Subtype/Footer") == made.pages


def test_what_of_a_foot_shall_be_heard_is_heard_on_each_page() -> None:
    """Before all else on the first: who hears a leaflet hears first that it is a draft."""
    frame = (
        '<area name="main">{}</area><area name="foot"><p look="foot.draft" heard="yes">Not yet checked</p>'
        '<p look="foot.page">Page <page/> of <pages/></p></area>'
    )
    words = sheet(h1() + LONG * 9, frame=frame)
    made = leaflet(words, "en", paper_of(510, 700))
    assert made.pages >= 2
    heard = [part[2] for part in spoken(made.pdf)]
    assert heard[0] == "Notyetchecked"
    assert "".join(heard).count("Notyetchecked") == made.pages
    assert "Page" not in "".join(heard)
    assert spoken(made.pdf) == said(words, panel(), pages=made.pages)
    with open_pdf(made.pdf) as file:
        tree, owned = numbers(file), owners(file)
        for one in file.pages:
            paragraphs = [
                mark
                for mark in marks_of(one)
                if owned[one.obj.objgen, mark] == tree[int(one.StructParents)][mark].objgen
            ]
            assert set(paragraphs) == marks_of(one)
    assert verdict(made.pdf).is_compliant


def test_a_paragraph_over_two_pages_is_one_element() -> None:
    made = sheet(h1() + LONG * 4)
    done = leaflet(made, "en", paper_of(300, 300, 9))
    assert done.pages > 2
    with open_pdf(done.pdf) as file:
        roles = [one for one in file.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/P"]
        spread = [
            one for one in roles if isinstance(one.K, pikepdf.Array) and any(not isinstance(kid, int) for kid in one.K)
        ]
    assert spread
    assert spoken(done.pdf)[:2] == said(made)[:2]


# -- planted faults: what no validator sees, the words by structure do ----------------


def changed(pdf: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    out = BytesIO()
    with open_pdf(pdf) as file:
        change(file)
        file.save(out)
    return out.getvalue()


def document(file: pikepdf.Pdf) -> Any:
    return file.Root.StructTreeRoot.K[0]


def swap(file: pikepdf.Pdf) -> None:
    kids = document(file).K
    kids[1], kids[2] = kids[2], kids[1]


def unsay(file: pikepdf.Pdf) -> None:
    one = file.pages[0]
    kept: list[Any] = []
    for operands, name in operators(one):
        if name == "BDC" and operands[1].get("/MCID") == 25:
            operands = [pikepdf.Name.Artifact, pikepdf.Dictionary(Type=pikepdf.Name.Layout)]
        kept.append((operands, pikepdf.Operator(name)))
    one.Contents = file.make_stream(pikepdf.unparse_content_stream(kept))
    del document(file).K[1]


def mislabel(file: pikepdf.Pdf) -> None:
    document(file).K[1].Lang = pikepdf.String("ja")


def remap(file: pikepdf.Pdf) -> None:
    for font in file.pages[0].Resources.Font.values():
        data = font.ToUnicode.read_bytes().replace(b"<0061>", b"<0062>")
        font.ToUnicode = file.make_stream(data)


def misname(file: pikepdf.Pdf) -> None:
    next(kid for kid in document(file).K if kid.S == "/Figure").Alt = pikepdf.String("drip.svg")


@pytest.mark.parametrize("fault", [swap, unsay, mislabel, remap, misname])
def test_a_fault_that_no_validator_sees_is_seen(fault: Callable[[pikepdf.Pdf], None]) -> None:
    made = sheet(
        h1("Sữa mẹ") + '<p look="purpose">A plan.</p><p>Words.</p><image picture="drip" look="picture" alt="A drop"/>'
    )
    pdf = leaflet(made).pdf
    planted = changed(pdf, fault)
    assert spoken(changed(pdf, lambda _: None)) == said(made, panel())
    assert spoken(planted) != said(made, panel())
    if fault is not mislabel:
        assert verdict(planted).is_compliant


def break_parent_tree(file: pikepdf.Pdf) -> None:
    entries = file.Root.StructTreeRoot.ParentTree.Nums[1]
    first = CLINIC_MARKS
    entries[first], entries[first + 1] = entries[first + 1], entries[first]


def test_swapped_parents_are_seen() -> None:
    planted = changed(leaflet(rich()).pdf, break_parent_tree)
    with open_pdf(planted) as file:
        tree, owned = numbers(file), owners(file)
        one = file.pages[0]
        assert any(tree[0][mark].objgen != owned[one.obj.objgen, mark] for mark in marks_of(one))


def test_the_probe_hears_another_clinic() -> None:
    made = rich()
    assert spoken(leaflet(made, clinic=panel(OTHER_PANEL)).pdf) == said(made, panel(OTHER_PANEL)) != said(made, panel())


def test_a_second_reader_finds_no_fault_in_the_syntax(tmp_path: Path) -> None:
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf is not installed")
    path = tmp_path / "leaflet.pdf"
    path.write_bytes(leaflet(rich()).pdf)
    done = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert b"WARNING" not in done.stdout + done.stderr
