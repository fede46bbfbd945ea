"""Every stock theme can be read by weak eyes and after a copier, fits every topic, and its guide says what is so."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from probes import DANGER, ROOT, h1, leaflet, letters, library, open_pdf, operators, paper_of, sheet

from generator import Leaflet, Order, make
from generator.library.looks import PATTERNS, read_theme
from generator.library.telephones import telephone
from generator.model.content import Clinic
from generator.model.design import Colour, Theme
from generator.model.problems import Problem
from generator.model.sheet import Element
from generator.model.units import contrast, grey
from generator.stages.bodies import body
from generator.stages.panels import clinic_panel

THEMES = library().themes()
WORDS, MEANING, RULES = 7.0, 4.5, 3.0
"""Contrast of words; of pictures, bullets and frames; and of the thin rules, which only part what stands apart."""
RULE_COLOURS = frozenset({"line"})
LANGUAGES = ("en", "ja")
ABROAD = Clinic("abroad", "Abroad", (telephone("212 555 0123", "US"),), ("daily",), ("Here",), "", "", "", "us")
"""A clinic of a country whose emergency number and crisis line are known."""

UNDRAWN = dict.fromkeys(("strip.crisis-words", "strip.legend2-small"), "danger")
"""Looks of words that none of these leaflets draws, and the ground on which their template puts them."""


class Mark(NamedTuple):
    """Something drawn: the look that asks for it, its colour and the ground's, and the contrast it needs."""

    look: str
    colour: str
    ground: str
    least: float


class Marks:
    """Walks a sheet as the typesetter does, and notes what is drawn on what."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.found: set[Mark] = set()
        self.grounds: dict[str, str] = {}

    def walk(self, element: Element, ground: str = "paper", table: str = "") -> None:
        name = element.get("look") or {"p": "body", "list": "list", "table": "table", "lines": "lines"}.get(
            element.tag, ""
        )
        if element.tag == "td" and not name:
            name = f"{table}.cell"
        look = self.theme.looks.get(name)
        if look is not None:
            self.grounds[name] = ground
            if look.border and element.tag != "table":
                self.frame(name, ground)
            if element.tag in ("image", "qr"):
                self.found.add(Mark(name, look.colour, ground, MEANING))
            elif element.tag in ("p", "td"):
                self.words(name, ground, element)
            if element.tag in ("box", "row", "cell"):
                ground = look.fill or ("paper" if look.border and look.radius else ground)
        for child in element.children:
            if element.tag == "list":
                self.item(name, child, ground)
            elif element.tag == "table":
                self.row(name, child, ground)
            else:
                self.walk(child, ground)

    def frame(self, name: str, ground: str) -> None:
        border = self.theme.looks[name].border
        self.found.add(Mark(name, border, ground, RULES if border in RULE_COLOURS else MEANING))

    def words(self, name: str, ground: str, element: Element | None = None) -> None:
        look = self.theme.looks[name]
        self.grounds[name] = ground
        self.found.add(Mark(name, look.colour, ground, WORDS))
        runs = element.runs if element else ()
        if any(run.raised for run in runs):
            self.found.add(Mark(name, "quiet", ground, WORDS))
        if any(run.link for run in runs) and look.colour == "ink":
            self.found.add(Mark(name, "accent", ground, WORDS))
        self.bullet(name, ground)

    def bullet(self, name: str, ground: str) -> None:
        look = self.theme.looks[name]
        colour = look.bullet_colour or look.colour
        if look.bullet == "disc":
            self.found.add(Mark(name, "paper", colour, WORDS))
        elif look.bullet:
            self.found.add(Mark(name, colour, ground, WORDS if look.bullet == "ring" else MEANING))

    def item(self, name: str, element: Element, ground: str) -> None:
        self.grounds[name] = ground
        self.bullet(name, ground)
        self.words(f"{name}.item" if f"{name}.item" in self.theme.looks else name, ground, element)

    def row(self, name: str, element: Element, ground: str) -> None:
        head = element.get("head") == "yes"
        own = (self.theme.looks[name].fill or ground) if head else ground
        self.frame(name, ground)
        for cell in element.children:
            self.words(cell.get("look") or f"{name}.{'head' if head else 'cell'}", own, cell)


@lru_cache(maxsize=1)
def looks_of_words() -> frozenset[str]:
    """The looks that templates give to words."""
    shelf = library()
    texts = [shelf.kind(kind).template for kind in shelf.kinds] + [
        shelf.template(name)[0] for name in shelf.templates()
    ]
    named = {look for text in texts for look in re.findall(r'<(?:p|td|list|item)\b[^>]*?look="([a-z0-9.-]+)"', text)}
    return frozenset(named | {f"{look}.item" for look in named} | {"table.head", "table.cell"})


@lru_cache(maxsize=8)
def marks(name: str) -> frozenset[Mark]:
    """What a theme draws: in all topics, and for looks that no topic uses on the ground their name says."""
    shelf = library()
    theme = shelf.theme(name)
    found = Marks(theme)
    for topic in shelf.topics():
        for order in (
            Order(topic, theme=name),
            Order(topic, clinic="example", theme=name),
            Order(topic, clinic=ABROAD, theme=name),
        ):
            for made in (body(order, shelf), clinic_panel(order, shelf)):
                for area in made.areas:
                    for child in area.children:
                        found.walk(child)
    for paper in shelf.formats():
        second = "vi" if shelf.format(paper).languages == 2 else ""
        for topic in ("managing-leakage", "emotional-wellbeing", "eating-and-drinking"):
            for area in body(Order(topic, "en", paper, name, second=second), shelf).areas:
                for child in area.children:
                    found.walk(child)
    for name, ground in UNDRAWN.items():
        found.words(name, ground)
    for name in sorted(looks_of_words() & set(theme.looks) - set(found.grounds)):
        box = theme.looks.get(name.split(".")[0])
        found.words(name, box.fill if box and box.fill and box.name != name else "paper")
    return frozenset(found.found)


def colours(theme: Theme, accent: str) -> dict[str, Colour]:
    return {**theme.colours, **theme.accents[accent]}


def copied(colour: Colour) -> Colour:
    return (grey(colour),) * 3


def too_faint(theme: Theme, accent: str) -> Iterator[str]:
    roles = colours(theme, accent)
    for mark in sorted(marks(theme.name)):
        one, other = roles[mark.colour], roles[mark.ground]
        least = mark.least
        for how, ratio in (("", contrast(one, other)), (" in grey", contrast(copied(one), copied(other)))):
            if ratio < least:
                yield f"{mark.look}: {mark.colour} on {mark.ground}{how} has {ratio:.2f}, needs {least}"


# -- contrast ----------------------------------------------------------------


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast((1, 1, 1), (1, 1, 1)) == 1
    assert contrast((0x76 / 255,) * 3, (1, 1, 1)) == pytest.approx(4.54, abs=0.005)
    assert contrast((1, 0, 0), (1, 1, 1)) == contrast((1, 1, 1), (1, 0, 0)) == pytest.approx(4.0, abs=0.005)


@pytest.mark.parametrize("accent", library().theme("default").accents)
@pytest.mark.parametrize("name", THEMES)
def test_all_words_and_signs_stand_out_in_colour_and_in_grey(name: str, accent: str) -> None:
    assert list(too_faint(library().theme(name), accent)) == []


@pytest.mark.parametrize("name", THEMES)
def test_every_theme_has_every_accent(name: str) -> None:
    assert set(library().theme(name).accents) >= set(library().theme("default").accents)


def test_the_walk_sees_what_would_be_faint() -> None:
    """A planted fault in each place: words, a bullet, a number in a disc, a frame, words on a bar."""
    found = marks("default")
    for wanted in (
        Mark("text", "ink", "paper", WORDS),
        Mark("list", "accent", "paper", MEANING),
        Mark("section.title", "paper", "accent", WORDS),
        Mark("steps", "accent", "paper", WORDS),
        Mark("strip", "danger", "paper", MEANING),
        Mark("strip.title2", "paper", "danger", WORDS),
        Mark("strip.now", "paper", "danger", WORDS),
        Mark("strip.picture2", "paper", "danger", MEANING),
        Mark("strip.phone-words", "danger", "paper", WORDS),
        Mark("title", "accent", "field", WORDS),
        Mark("purpose", "ink", "field", WORDS),
        Mark("short.words", "ink", "paper", WORDS),
        Mark("log.head", "accent", "paper", WORDS),
        Mark("belief.label", "ink", "neutral", WORDS),
        Mark("belief.label2", "accent", "paper", WORDS),
        Mark("table.head", "accent", "paper", WORDS),
        Mark("note.words", "ink", "field", WORDS),
        Mark("log.wide", "line", "paper", RULES),
    ):
        assert wanted in found


def test_high_contrast_has_nothing_lighter_than_seven_to_one() -> None:
    theme = library().theme("high-contrast")
    for accent in theme.accents:
        for name, colour in colours(theme, accent).items():
            assert contrast(colour, (1, 1, 1)) >= 7 or colour == (1, 1, 1), name


# -- leaflets ----------------------------------------------------------------


@lru_cache(maxsize=64)
def made(topic: str, language: str, theme: str) -> Leaflet:
    return make(Order(topic, language, clinic="example", theme=theme), library())


@pytest.mark.sweep
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", THEMES)
def test_no_theme_needs_another_page(name: str, language: str) -> None:
    """What borders take is given back: every topic has as many pages as in the default theme, two to four."""
    pages = {topic: made(topic, language, name).pages for topic in library().topics()}
    assert pages == {topic: made(topic, language, "default").pages for topic in library().topics()}
    assert set(pages.values()) <= {2, 3, 4}


@pytest.mark.parametrize("name", [name for name in THEMES if name != "default"])
def test_a_theme_changes_looks_and_no_words(name: str) -> None:
    def words(theme: str) -> str:
        with pypdfium2.PdfDocument(made("colostrum", "en", theme).pdf) as document:
            return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)

    assert sorted(words(name)) == sorted(words("default"))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_copier_theme_writes_black_and_white_and_nothing_else(language: str) -> None:
    for topic in library().topics():
        with open_pdf(made(topic, language, "photocopy").pdf) as file:
            for page in file.pages:
                inks = {name: set[float]() for name in ("g", "G")}
                for operands, operator in operators(page):
                    assert operator not in ("rg", "RG", "k", "K", "cs", "CS", "sc", "SC", "scn", "SCN", "sh"), topic
                    if operator in inks:
                        inks[operator].add(float(operands[0]))
                assert inks["g"] | inks["G"] <= {0.0, 1.0}


def test_the_copier_theme_keeps_every_box_apart() -> None:
    """No two kinds of box have the same frame and pattern: who cannot read can still find a box that was described."""
    looks = library().theme("photocopy").looks
    boxes = ("strip", "head", "belief.people-cell", "belief.known-cell", "note", "clinic.panel")
    frames = {name: (looks[name].border_width, looks[name].pattern) for name in boxes}
    assert len(set(frames.values())) == len(frames)
    assert all(width > 0 for width, _ in frames.values())
    assert frames["strip"][0] > max(width for name, (width, _) in frames.items() if name != "strip")
    assert {pattern for _, pattern in frames.values()} == {"", *PATTERNS}


def test_a_logo_in_the_copier_theme_is_grey() -> None:
    from generator.library.drawings import read_drawing
    from generator.typeset.draw.pictures import draw_picture

    drawing = read_drawing(
        b'<svg viewBox="0 0 9 9"><path d="M0 0h9v9z" fill="#ff0000" stroke="currentColor"/></svg>', "a.svg"
    )
    drawn = draw_picture(drawing, (0, 0, 9, 9), "ink", dict(library().theme("photocopy").colours))
    assert "0.3 g 0 G" in drawn
    assert "rg" not in drawn.lower()


# -- patterns ----------------------------------------------------------------

BOX = '<box look="{}"><p look="text">Words in a box that go on until there is a second line of them, and on.</p></box>'


def band_pixels(pdf: bytes, box: tuple[float, float, float, float], left: float, right: float) -> list[int]:
    """Return how dark the part of a box between two distances from its left edge is, pixel by pixel."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        drawn: Image.Image = page.render(scale=4).to_pil().convert("L")
        high = page.get_height()
    x0, y0, _, y1 = box
    part = drawn.crop(tuple(round(4 * at) for at in (x0 + left, high - y1 + 8, x0 + right, high - y0 - 8)))  # type: ignore[arg-type]
    return list(part.tobytes())


@pytest.mark.parametrize(
    ("look", "share"), [("head", (0.1, 0.6)), ("belief.people", (0.15, 0.6)), ("note", (0.1, 0.6))]
)
def test_a_pattern_is_seen_and_no_word_stands_on_it(look: str, share: tuple[float, float]) -> None:
    theme = library().theme("photocopy")
    done = leaflet(sheet(h1() + BOX.format(look)), theme=theme)
    (placed,) = [one for one in done.placed if one.tag == "box" and one.page == 1 and one.area == "main"]
    padding, border, out = theme.looks[look].padding[3], theme.looks[look].border_width, theme.looks[look].out
    band = band_pixels(done.pdf, placed.box, border + 0.5 - out, border / 2 + padding - 7.5)
    assert share[0] < sum(value < 128 for value in band) / len(band) < share[1]
    clear = band_pixels(done.pdf, placed.box, border / 2 + padding - 5.5, border / 2 + padding - 0.5)
    assert min(clear) > 250
    first = min(
        letter.x for letter in letters(done.pdf) if placed.box[1] < letter.y < placed.box[3] and letter.page == 1
    )
    assert first >= placed.box[0] + padding


def test_patterns_are_artifacts() -> None:
    done = leaflet(sheet(h1() + BOX.format("head") + DANGER), theme=library().theme("photocopy"))
    with open_pdf(done.pdf) as file:
        stream = pikepdf.unparse_content_stream(pikepdf.parse_content_stream(file.pages[0])).decode("latin-1")
    before = stream[: stream.index("1 J")]
    assert before.rindex("/Artifact") > before.rindex("EMC")


def test_a_box_over_several_pages_keeps_its_pattern() -> None:
    lines = "".join(f'<p look="text">Line {number}</p>' for number in range(40))
    paper = paper_of(400, 330, 6)
    done = leaflet(
        sheet(h1() + f'<box look="belief.people">{lines}</box>'), paper=paper, theme=library().theme("photocopy")
    )
    with open_pdf(done.pdf) as file:
        pages = [
            pikepdf.unparse_content_stream(pikepdf.parse_content_stream(page)).decode("latin-1") for page in file.pages
        ]
    assert len(pages) > 2
    assert all("1.1 w" in page for page in pages)


def test_the_same_theme_draws_the_same_bytes() -> None:
    one, other = (
        leaflet(sheet(h1() + BOX.format("belief.people")), theme=library().theme("photocopy")).pdf for _ in range(2)
    )
    assert one == other


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("  note: {pattern: dits}", "'pattern' of the look 'note' cannot be 'dits'\n  hint: did you mean 'dots'?"),
        (
            "  short: {pattern: dots, padding: 6pt, out: 5pt}",
            "the look 'short' has no room for its pattern beside the words\n"
            "  hint: give it a padding of 12pt or more on the left",
        ),
    ],
)
def test_a_mistake_in_a_pattern_has_its_line(line: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(f"extends: default\nlooks:\n{line}\n", encoding="utf-8")
    problems: list[Problem] = []
    assert read_theme(path, "templates/themes/mine.yaml", lambda *_: library().theme("default"), problems) is None
    (found,) = [str(problem) for problem in problems]
    assert found.startswith("templates/themes/mine.yaml:3: ")
    assert said in found


def test_a_theme_may_take_a_pattern_away(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("extends: photocopy\nlooks:\n  note: {pattern: }\n", encoding="utf-8")
    problems: list[Problem] = []
    theme = read_theme(path, "mine.yaml", lambda *_: library().theme("photocopy"), problems)
    assert theme is not None
    assert theme.looks["note"].pattern == ""


def test_a_ground_that_reaches_out_has_room_for_a_pattern(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("extends: default\nlooks:\n  short: {pattern: dots, out: 12pt}\n", encoding="utf-8")
    problems: list[Problem] = []
    theme = read_theme(path, "mine.yaml", lambda *_: library().theme("default"), problems)
    assert theme is not None and not problems


# -- the guide ---------------------------------------------------------------


@lru_cache(maxsize=1)
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("themes_make", ROOT / "docs/themes/make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["themes_make"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", THEMES)
def test_the_guide_names_every_look_and_colour(name: str) -> None:
    words = (ROOT / f"docs/themes/{name}.md").read_text(encoding="utf-8")
    theme = library().theme(name)
    for look in theme.looks:
        assert f"\n| `{look}` |" in words
    for colour, value in theme.colours.items():
        assert f"\n| `{colour}` | `#{''.join(f'{round(part * 255):02x}' for part in value)}` |" in words
    for accent in theme.accents:
        assert f"\n| `{accent}` | `#" in words
    assert words == maker().guide(library(), name), "write it again: python docs/themes/make.py"


@pytest.mark.parametrize("name", THEMES)
def test_the_guide_has_a_small_picture(name: str) -> None:
    path = ROOT / f"docs/themes/{name}.png"
    assert path.stat().st_size < 150_000
    with Image.open(path) as picture:
        assert picture.width > 900


def test_the_guide_lists_every_theme() -> None:
    assert (ROOT / "docs/themes/README.md").read_text(encoding="utf-8") == maker().index(library())


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("look", ["strip.today", "strip.now"])
def test_a_sign_does_not_touch_its_ring(name: str, look: str) -> None:
    ring = 2 * 0.76 * 9  # as flow.py draws it around a number of 9 pt
    assert library().theme(name).looks[look].hang >= ring + 0.9
