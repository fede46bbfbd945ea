"""The other outputs say what the sheet says, in order, to everyone: on a screen, in a mail, in a short message."""

from __future__ import annotations

import builtins
import re
import struct
import zlib
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from generator.cli import main
from generator.compose.sheets import read_sheet
from generator.library.drawings import read_drawing
from generator.library.library import Library
from generator.model.content import Clinic
from generator.model.drawing import Drawing
from generator.model.edition import OUTPUTS, edition_of
from generator.model.leaflet import Order
from generator.model.problems import ExitCode, Missing, Unusable
from generator.model.sheet import Element
from generator.outputs.markdown import write_markdown
from generator.outputs.png import write_png
from generator.outputs.source import Copy, content_digest, copy
from generator.outputs.svg import draw
from generator.outputs.text import MOST_MESSAGE, WIDTH, columns, write_message, write_text
from generator.outputs.write import write
from generator.pipeline import make
from generator.run.engine import make_all
from generator.run.files.places import place
from generator.stages.bodies import body
from generator.stages.panels import clinic_panel

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = Library.over(ROOT)
ALL = [(topic, language) for language in LIBRARY.languages() for topic in LIBRARY.topics()]
HOSTILE = "<script>alert(1)</script> \"&' *_[x](javascript:y)_* ]]>"
VOID = frozenset("meta br hr img".split())
each = pytest.mark.parametrize(("topic", "language"), ALL)


def source(topic: str = "managing-leakage", language: str = "en", clinic: str = "example") -> Copy:
    order = Order(topic, language, clinic=clinic)
    sheet, panel = body(order, LIBRARY), clinic_panel(order, LIBRARY)
    return copy(sheet, panel, LIBRARY.language(language), LIBRARY.topic(topic).version)


def made(output: str, topic: str = "managing-leakage", language: str = "en", clinic: str = "example") -> str:
    leaflet = make(Order(topic, language, clinic=clinic, edition=edition_of(output)), LIBRARY)
    assert leaflet.pages == 0
    return leaflet.text


def sheet(xml: str, **more: str) -> Copy:
    found = replace(read_sheet(xml, "test.xml"), **more)
    return Copy(found, LIBRARY.language("en"), "0" * 64)


def small(xml: str) -> Copy:
    return sheet(f'<sheet accent="teal" title="T"><area name="main">{xml}</area></sheet>')


class Page(HTMLParser):
    """Reads a page: its words, its elements, and whether every element is closed in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs)), (tag, attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "title"} & set(self.open):
            self.words += data

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


def in_order(wanted: list[str], words: str) -> None:
    """Check that all words stand in a text one after the other, however lines and spaces fell."""
    bare = re.sub(r"[\s>]+", "", words)
    at = 0
    for piece in wanted:
        found = bare.find(re.sub(r"[\s>]+", "", piece), at)
        assert found >= 0, piece
        at = found + len(re.sub(r"\s+", "", piece))


def words_of(copy: Copy) -> list[str]:
    """Return the words of every paragraph, item and cell, but not those that count pages.

    What stands beside a heading on paper is read behind it.
    """
    found: list[str] = []

    def walk(element: Element) -> None:
        if not any(run.mark for run in element.runs):
            found.extend(run.words for run in element.runs if run.words.strip())
        children = list(element.children)
        for at, (one, other) in enumerate(pairwise(element.children)):
            if one.get("side") == "yes" and other.get("role") == "H2":
                children[at : at + 2] = other, one
        for child in children:
            walk(child)

    for area in copy.sheet.areas:
        walk(area)
    assert len(found) > 50
    return found


# -- every output says it all -------------------------------------------------


@pytest.mark.sweep
@each
def test_every_word_of_the_sheet_is_in_every_output_in_order(topic: str, language: str) -> None:
    copy = source(topic, language)
    wanted = words_of(copy)
    in_order(wanted, Page(made("html", topic, language)).words)
    in_order(wanted, made("text", topic, language))
    in_order(wanted, re.sub(r"\\(?=[^\w\s])|\*\*|</?(?:sup|strong|br)>", "", made("markdown", topic, language)))


@pytest.mark.sweep
@each
def test_one_digest_ties_the_outputs_together(topic: str, language: str) -> None:
    digest = source(topic, language).digest
    assert re.fullmatch("[0-9a-f]{64}", digest)
    assert f'<meta name="leaflet-sha256" content="{digest}">' in made("html", topic, language)
    assert made("text", topic, language).endswith(f"\nsha256 {digest}\n")
    assert f'\nsha256: "{digest}"\n---\n' in made("markdown", topic, language)


def test_the_digest_is_that_of_the_words_language_and_version() -> None:
    copy = source()
    digest = content_digest(copy.sheet, "en", "0.2")
    assert digest == copy.digest
    others = {
        content_digest(copy.sheet, "en-US", "0.2"),
        content_digest(copy.sheet, "en", "0.3"),
        source(clinic="").digest,
        source("colostrum").digest,
    }
    assert len(others | {digest}) == 5
    one, other = small("<p>ab</p><p>c</p>"), small("<p>a</p><p>bc</p>")
    assert content_digest(one.sheet, "en", "1") != content_digest(other.sheet, "en", "1")


@pytest.mark.sweep
@each
def test_the_draft_notice_comes_first_and_is_in_the_message(topic: str, language: str) -> None:
    areas = {area.get("name"): area for area in source(topic, language).sheet.areas}
    notice = next(p.runs[0].words for p in areas["foot"].walk() if p.get("look") == "foot.draft")
    title = source(topic, language).sheet.title
    assert made("text", topic, language).startswith(f"{notice}\n")
    assert notice in made("sms", topic, language).split("\n")
    words = Page(made("html", topic, language)).words
    assert words.index(notice) < words.index(title, words.index(notice)) < words.rindex(notice)
    plain = made("markdown", topic, language).replace("\\", "").split("---\n", 2)[2]
    assert plain.strip().startswith(notice)


# -- the short message ---------------------------------------------------------


@each
@pytest.mark.parametrize("clinic", ["", "example"])
def test_a_message_fits_and_says_the_main_things(topic: str, language: str, clinic: str) -> None:
    copy = source(topic, language, clinic)
    message = made("sms", topic, language, clinic)
    assert len(message.encode("utf-16-le")) // 2 <= MOST_MESSAGE
    lines = message.rstrip("\n").split("\n")
    looks = ("title", "short.words", "short.words", "short.words", "strip.title", "strip.title2", "foot.draft")
    marked = [p for area in copy.sheet.areas for p in area.walk() if p.get("look").removesuffix("-tight") in looks]
    assert [p.get("look").removesuffix("-tight") for p in marked] == list(looks)
    for line, p in zip(lines, marked, strict=False):
        words = "".join(run.words for run in p.runs if not run.raised)
        assert line == words or (p.get("look") == "strip.title" and line.startswith(words))
    assert lines[4].endswith("020 7946 0123") == bool(clinic)
    assert (lines[-1] == "https://clinic.example/") == bool(clinic)


def test_lines_that_may_go_give_way_whole_and_the_last_first() -> None:
    long = "x" * 200
    copy = small(
        f'<p brief="must">Call us</p><p brief="may">a {long}</p><p brief="may">b {long}</p><p brief="may">c {long}</p>'
    )
    assert write_message(copy) == f"Call us\na {long}\nb {long}\n"


def test_a_message_that_cannot_fit_is_refused_not_cut() -> None:
    copy = small(f'<p brief="must">{"Call us now " * 50}</p>')
    with pytest.raises(Unusable, match=r"T: the short message would have 600 characters; 480 are the most"):
        write_message(copy)


def test_a_message_is_not_silent_about_danger() -> None:
    copy = small(
        '<p brief="must">Title</p><block kind="warning" origin="content/x.yaml:7">'
        '<box look="danger" first-page="yes"><p>Call</p></box></block>'
    )
    with pytest.raises(Unusable, match=r"^content/x\.yaml:7: a short message would say nothing of this box\n  hint: "):
        write_message(copy)


def test_templates_that_mark_nothing_make_no_message() -> None:
    with pytest.raises(Unusable, match="T: the templates mark nothing for a short message"):
        write_message(small("<p>Words</p>"))


# -- HTML ----------------------------------------------------------------------


@pytest.mark.sweep
@each
def test_a_page_is_accessible(topic: str, language: str) -> None:
    html = made("html", topic, language)
    page = Page(html)
    assert html.startswith("<!DOCTYPE html>\n")
    assert page.all("html") == [{"lang": language.replace("_", "-"), "dir": "ltr"}]
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.all("svg")
    spoken = [svg for svg in page.all("svg") if svg.get("aria-hidden") != "true"]
    assert spoken and all(svg.get("aria-label") and svg.get("role") == "img" for svg in spoken)
    hidden = [svg.get("class", "") for svg in page.all("svg") if svg not in spoken]
    assert all("ornament" in name for name in hidden), "only what stands beside words that say it is hidden"
    names = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(names) == len(set(names))
    pointed = [attributes["aria-labelledby"] for _, attributes in page.tags if "aria-labelledby" in attributes]
    assert pointed
    assert set(pointed) <= set(names)
    assert [tag for tag, _ in page.tags if tag in ("header", "main", "footer")] == ["header", "main", "footer"]
    danger = [attributes for tag, attributes in page.tags if "l-strip" in str(attributes.get("class")).split()]
    assert len(danger) == 1
    assert danger[0]["aria-labelledby"] in names
    assert ("section", danger[0]) in page.tags
    assert all(cell.get("scope") in ("col", "row") for cell in page.all("th"))
    assert all(table.get("aria-labelledby") for table in page.all("table"))
    if page.all("table"):
        assert {cell["scope"] for cell in page.all("th")} == {"col", "row"}
    if language != "en":
        assert [attributes for attributes in page.all("p") if attributes.get("lang") == "en"]


@pytest.mark.sweep
@each
def test_a_page_needs_nothing_from_outside_and_runs_nothing(topic: str, language: str) -> None:
    html = made("html", topic, language)
    page = Page(html)
    assert not {tag for tag, _ in page.tags} & set("script link iframe object embed form style[src] base".split())
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "srcset")]
        assert not str(attributes.get("src") or "").startswith(("http", "//"))
        assert str(attributes.get("href") or "tel:").startswith(("https://", "tel:", "mailto:"))
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style
    assert "url(" not in style[1]
    assert "@import" not in style[1]
    allowed = b64encode(sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; img-src data:; style-src 'sha256-{allowed}'" in html


def test_colours_and_sizes_are_those_of_the_theme() -> None:
    html = made("html")
    theme = LIBRARY.theme("default")
    accents = {
        name: "".join(f"{round(part * 255):02x}" for part in colours["accent"])
        for name, colours in theme.accents.items()
    }
    accent = accents[LIBRARY.topic("managing-leakage").accent]
    assert f"--accent:#{accent};" in html
    size = re.search(r"\.l-title\{[^}]*font-size:([\d.]+)rem", html)
    assert size
    assert float(size[1]) * 12 == pytest.approx(theme.looks["title"].size, abs=0.01)
    assert "@media print{" in html
    assert f"--accent:#{accent};" not in made("html", "colostrum")


def test_hostile_clinic_names_are_only_words(monkeypatch: pytest.MonkeyPatch) -> None:
    clinic = LIBRARY.clinic("example")
    assert clinic
    library = Library.over(ROOT)
    hostile: Clinic = replace(clinic, title=HOSTILE, address=(HOSTILE,), phones=(clinic.phones[0],))
    monkeypatch.setattr(Library, "clinic", lambda self, name: hostile)
    order = Order("managing-leakage", clinic="example")
    html, text, markdown = (
        make(replace(order, edition=edition_of(output)), library).text for output in ("html", "text", "markdown")
    )
    page = Page(html)
    assert HOSTILE in page.words
    assert not page.all("script", "a[href^=javascript]")
    assert all("javascript" not in str(a.get("href")) for a in page.all("a"))
    assert HOSTILE in text
    assert "<script" not in markdown.replace("\\<script", "")
    assert "\\[x\\](javascript:y)" in markdown


def test_foreign_words_marks_and_parts_of_a_page_in_html() -> None:
    copy = small(
        '<p role="H1">A</p><p lang="zh_Hans">你好</p><p>1<sup>2</sup><b>3</b><br/><a href="https://a.example/?x=1&amp;y=2">4</a></p>'
        '<list kind="number" start="3"><item>five</item></list><rule look="foot"/><lines count="2"/><break/>'
        '<table look="table"><tr head="yes"><td/><td>b</td></tr><tr><td head="row">c</td><td>d</td></tr></table>'
        '<qr data="https://q.example/" look="clinic.code" alt="code"/><image picture="drip" look="picture"/>'
        "<p>Page <page/></p>"
    )
    html = write("html", copy, LIBRARY.theme("default"), LIBRARY).decode()
    page = Page(html)
    assert {"class": "l-body", "lang": "zh-Hans"} in page.all("p")
    assert "1<sup>\xa02</sup><strong>3</strong><br>" in html
    assert '<a href="https://a.example/?x=1&amp;y=2">4</a>' in html
    assert '<ol class="l-list" start="3">' in html
    assert '<td class="l-table-head"></td><th class="l-table-head" scope="col">b</th>' in html
    assert '<th class="l-table-cell" scope="row">c</th><td class="l-table-cell">d</td>' in html
    assert '<a href="https://q.example/">https://q.example/</a>' in html
    assert [svg.get("aria-hidden") for svg in page.all("svg")] == ["true"]
    assert "Page" not in page.words


def drawn(inner: str) -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 850" stroke-width="2" id="a">{inner}</svg>'
    colours = {"accent": "#123456"}
    return draw(read_drawing(svg.encode(), "x.svg"), lambda name: colours.get(name, name), ' role="img"', count(1))


def test_a_drawing_is_written_anew_from_what_is_read() -> None:
    assert drawn(
        '<title>no</title><g class="b"><path d="M13 13v9" fill="accent" data-c="d" style="stroke: #abc; stroke-linecap: round"/>'
        '<path d="M9 9h9v9.12345z" fill="accent" fill-opacity=".5" fill-rule="evenodd"/></g>'
    ) == (
        '<svg viewBox="0 0 800 850" role="img">'
        '<path d="M13 13L13 22" fill="none" stroke="#aabbcc" stroke-width="2" stroke-linecap="round"/>'
        '<path d="M9 9L18 9L18 18.123Z" fill="#123456" fill-rule="evenodd" fill-opacity="0.5"/></svg>'
    )
    assert drawn('<path d="M9 9h9" stroke="red" stroke-dasharray="2 1" stroke-linejoin="bevel"/>') == (
        '<svg viewBox="0 0 800 850" role="img"><path d="M9 9L18 9" fill="none" stroke="#ff0000" stroke-width="2" '
        'stroke-linejoin="bevel" stroke-dasharray="2 1" stroke-dashoffset="0"/></svg>'
    )


def test_what_a_drawing_refers_to_has_names_of_its_own() -> None:
    page = drawn(
        '<linearGradient id="x"><stop stop-color="accent"/><stop offset="1" stop-color="#fff"/></linearGradient>'
        '<mask id="m" mask-type="alpha"><circle r="9"/></mask><clipPath id="c"><circle r="9" clip-rule="evenodd"/></clipPath>'
        '<g opacity=".5" mask="url(#m)" clip-path="url(#c)"><rect x="-9" width="20" height="9" fill="url(#x)"/><circle r="2"/></g>'
    )
    named = re.findall(r'<(\w+) id="drawing-(\d)"', page)
    assert {tag for tag, _ in named} == {"mask", "linearGradient", "clipPath"}
    assert sorted({name for _, name in named}) == sorted(set(re.findall(r"url\(#drawing-(\d)\)", page)))
    assert len(named) == len({name for _, name in named})
    assert '<stop offset="0" stop-color="#123456"/>' in page and 'mask-type="alpha"' in page
    assert '<path d="M0 0H800V850H0Z"/></clipPath></defs><g clip-path="url(#' in page


def test_a_logo_is_inside_the_page() -> None:
    class Logo:
        def file_bytes(self, path: str) -> bytes:
            return b"\x89PNG logo of " + path.encode()

        def drawing(self, name: str) -> Drawing:
            raise AssertionError("a bitmap is no drawing")

    copy = small('<image picture="content/clinics/a.png" look="clinic.logo" alt="Ward &quot;A&quot;"/>')
    html = write("html", copy, LIBRARY.theme("default"), Logo()).decode()
    data = b64encode(b"\x89PNG logo of content/clinics/a.png").decode()
    assert f'<img class="l-clinic-logo" alt="Ward &quot;A&quot;" src="data:image/png;base64,{data}">' in html


# -- text and Markdown ---------------------------------------------------------


@each
def test_lines_of_a_mail_are_72_columns_where_words_have_spaces(topic: str, language: str) -> None:
    if LIBRARY.language(language).spaced:
        assert max(map(columns, made("text", topic, language).split("\n"))) <= WIDTH


LIST = (
    '<p role="H2" label="2">Steps<sup>1</sup></p><list kind="number"><item>one</item><item><b>two</b></item></list>'
    '<list kind="tick"><item>tick</item></list><list><item>dot</item></list>'
    '<table><tr head="yes"><td/><td>Mon</td></tr><tr><td head="row">Feeds</td><td/></tr></table>'
    '<image picture="hand-1" look="picture" alt="A hand"/><row look="r"><cell><image picture="hand-1" look="x" alt="no"/>'
    "</cell><cell><p>beside</p></cell></row>"
    '<box look="danger" first-page="yes"><p>Danger</p></box><p label="3">step</p><p><a href="https://a.example/">more</a></p><p>1. * #</p>'
)


def test_text_has_headings_lists_steps_and_tables() -> None:
    assert write_text(small(LIST)) == (
        "2. Steps [1]\n------------\n\n1. one\n2. two\n\n[ ] tick\n\n- dot\n\n      | Mon\nFeeds | ____\n\n[A hand]\n\n"
        f"[no]\n\nbeside\n\n{'*' * 72}\n\nDanger\n\n{'*' * 72}\n\n3. step\n\nmore (https://a.example/)\n\n1. * #\n\nsha256 {'0' * 64}\n"
    )


def test_markdown_has_headings_lists_steps_and_tables() -> None:
    assert write_markdown(small(LIST)).split("---\n", 2)[2] == (
        "\n## 2\\. Steps<sup>\xa01</sup>\n\n1. one\n2. **two**\n\n- [ ] tick\n\n- dot\n\n|  | Mon |\n| --- | --- |\n"
        "| Feeds |  |\n\n\\[A hand\\]\n\n\\[no\\]\n\nbeside\n\n> Danger\n\n3\\. step\n\n[more](https://a.example/)\n\n1\\. \\* \\#\n"
    )


def test_a_wide_table_goes_cell_by_cell() -> None:
    wide = "w" * 50
    copy = small(f"<table><tr><td>{wide}</td><td>{wide}</td></tr></table>")
    assert write_text(copy).startswith(f"- {wide} |\n  {wide}\n")


# -- pictures of pages ---------------------------------------------------------


def test_pictures_show_every_page_and_carry_the_digest() -> None:
    pytest.importorskip("pypdfium2")
    order = Order("managing-leakage", "zh_Hant", edition=edition_of("png"))
    leaflet = make(order, LIBRARY)
    files, pages = leaflet.files, leaflet.pages
    assert pages == len(files) >= 2
    for data in files:
        assert struct.unpack(">II", data[16:24]) == (1241, 1754)  # 150 dots an inch; what is begun counts
        assert source("managing-leakage", "zh_Hant", "").digest.encode() in data
        assert zlib.crc32(data[12:29]) == struct.unpack(">I", data[29:33])[0]
    assert make(order, Library.over(ROOT)).files == files


def test_without_pypdfium2_the_machine_lacks_something(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def importing(name: str, *rest: Any, **more: Any) -> Any:
        if name == "pypdfium2":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", importing)
    with pytest.raises(
        Missing,
        match=r"need the package 'pypdfium2'\n  hint: install it with: pip install 'breastfeeding-leaflets\[preview\]'",
    ):
        write_png(b"", {})


# -- files and the command -----------------------------------------------------


@pytest.mark.parametrize(
    ("output", "file"),
    [
        ("html", "zh-Hans/leaking-a4-ward.html"),
        ("text", "zh-Hans/leaking-a4-ward.txt"),
        ("sms", "zh-Hans/leaking-a4-ward.sms.txt"),
        ("markdown", "zh-Hans/leaking-a4-ward.md"),
        ("png", "zh-Hans/leaking-a4-ward-2.png"),
    ],
)
def test_every_output_has_its_place_beside_the_pdf(output: str, file: str) -> None:
    assert place(Order("leaking", "zh_Hans", clinic="ward", edition=edition_of(output)), page=2) == file


@pytest.mark.slow
def test_a_second_run_makes_no_output_again(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    orders = [Order("colostrum", edition=edition) for edition in OUTPUTS.values()]

    def outcomes() -> list[str]:
        told: dict[Order, str] = {}
        make_all(orders, Library.over(ROOT), tmp_path, tell=lambda one: told.update({one.order: one.state}))
        return [told[order] for order in orders]

    extra = tmp_path / f"en/colostrum-a4-{make(orders[0], LIBRARY).pages + 1}.png"
    extra.parent.mkdir()
    extra.write_bytes(b"a page of an older, longer leaflet")
    assert outcomes() == ["made"] * len(OUTPUTS)
    assert sorted(path.name for path in (tmp_path / "en").iterdir()) == [
        *(f"colostrum-a4-{page}.png" for page in range(1, make(orders[0], LIBRARY).pages + 1)), "colostrum-a4-staff.pdf",
        "colostrum-a4.html", "colostrum-a4.md", "colostrum-a4.pdf", "colostrum-a4.sms.txt", "colostrum-a4.txt",
    ]  # fmt: skip
    assert outcomes() == ["unchanged"] * len(OUTPUTS)
    (tmp_path / "en/colostrum-a4-2.png").unlink()
    (tmp_path / "en/colostrum-a4.md").write_text("other")
    assert outcomes() == ["made" if name in ("png", "markdown") else "unchanged" for name in OUTPUTS]


def test_the_command_makes_several_outputs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = f"make colostrum --language vi --as html --as sms --as html --output {tmp_path}"
    assert main(line.split()) == ExitCode.MADE
    assert "2 made, 0 unchanged, 0 refused" in capsys.readouterr().out
    assert sorted(path.name for path in (tmp_path / "vi").iterdir()) == ["colostrum-a4.html", "colostrum-a4.sms.txt"]


def test_a_mistyped_output_is_a_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["make", "--as", "htlm"]) == ExitCode.USAGE
    assert "--as: there is no 'htlm' here\n  hint: did you mean 'html'?" in capsys.readouterr().err


@pytest.mark.slow
def test_html_needs_nothing_that_sets_type() -> None:
    """Typesetting is not imported for it, nor is an output for a PDF."""
    import subprocess
    import sys

    program = (
        "import sys\nfrom generator.library.library import Library\nfrom generator.model.leaflet import Order\n"
        "from generator.model.edition import edition_of\nfrom generator.pipeline import make\nmake(Order('colostrum', edition=edition_of(sys.argv[1])), Library.open())\n"
        "print(*(name for name in sys.modules if name in sys.argv[2:]))"
    )
    for output, modules in (("html", ["generator.typeset", "pypdfium2"]), ("pdf", ["generator.outputs.html"])):
        words = [sys.executable, "-c", program, output, *modules]
        assert subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip() == ""


def test_drawn_steps_keep_their_numbers_and_the_words_of_their_drawings() -> None:
    steps = (
        '<p role="H2" label="2">Steps</p><box look="section.side" side="yes"><p>beside</p></box><row look="figures">'
        '<cell><image picture="hand-1" look="figure" alt="A hand"/><p look="step" label="1">press</p></cell></row>'
        '<table><tr><td picture="hand-1" alt="A hand">Feeds</td><td>8</td></tr></table>'
    )
    assert "2. Steps\n--------\n\nbeside\n\n[A hand]\n\n1. press\n\n[A hand] Feeds | 8\n" in write_text(small(steps))
    page = made("html")
    assert page.index('id="t1"') < page.index('"l-section-title"') < page.index('class="l-section-side"')
