"""What a designer sees: themes and formats that build on others, and mistakes with their line."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest

from generator.library.looks import read_faces, read_format, read_theme
from generator.model.design import Format, Theme
from generator.model.problems import Origin, Problem, Unusable
from generator.typeset.layout.boxes import is_frame

T = TypeVar("T")
THEME = """\
about: Calm.
colours: {ink: "#000000", paper: "#ffffff", accent: "#0b5c61", accent-tint: "#e5f0f0"}
accents:
  teal: {accent: "#0b5c61", accent-tint: "#e5f0f0"}
leadings: {latin: 1.4}
looks:
  body: {size: 12.5pt, colour: ink, after: 1}
  note: {like: body, fill: accent-tint, padding: [2mm, 10], phrases: yes}
"""
FORMAT = """\
about: A sheet.
page: {width: 210mm, height: 297mm}
most-pages: 2
body-minimum: 12pt
minimum: 9pt
scale: 1
areas:
  main: {pages: every, x: 16mm, y: 20mm, width: 178mm, height: 260mm, last-height: 220mm, flow: yes}
  clinic: {pages: last, x: 16mm, y: 245mm, width: 178mm, height: 35mm}
"""


def known(parent: T | None, name: str, at: Origin) -> T:
    """Return what a file extends, as the library does; None is a file that is not there."""
    if parent is None:
        raise Unusable(Problem(at, f"there is nothing called '{name}'"))
    return parent


class Files:
    """Reads themes and formats from words."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def theme(self, words: str, parent: Theme | None = None) -> Theme | None:
        path, shown = self._file("calm", words), "templates/themes/calm.yaml"
        return read_theme(path, shown, lambda name, at: known(parent, name, at), self.problems)

    def format(self, words: str, parent: Format | None = None) -> Format | None:
        path, shown = self._file("a4", words), "templates/formats/a4.yaml"
        return read_format(path, shown, lambda name, at: known(parent, name, at), self.problems)

    def said(self) -> list[str]:
        return [str(problem) for problem in self.problems]

    def _file(self, name: str, words: str) -> Path:
        path = self.folder / f"{name}.yaml"
        path.write_text(words, encoding="utf-8")
        return path


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


# -- themes ------------------------------------------------------------------


def test_a_look_has_its_lengths_in_points(files: Files) -> None:
    theme = files.theme(THEME)
    assert theme is not None
    note = theme.looks["note"]
    assert note.padding == pytest.approx((5.669, 10, 5.669, 10), abs=0.001)
    assert note.phrases is True
    assert theme.colours["paper"] == (1, 1, 1)
    assert theme.accents["teal"]["accent"] == theme.colours["accent"]
    assert not files.problems


def test_like_takes_everything_that_is_not_said_again(files: Files) -> None:
    theme = files.theme(THEME)
    assert theme is not None
    assert (theme.looks["note"].size, theme.looks["note"].after, theme.looks["note"].fill) == (12.5, 1, "accent-tint")
    assert theme.looks["note"].name == "note"
    assert theme.looks["body"].fill == ""


def test_like_may_stand_before_the_look_it_names(files: Files) -> None:
    theme = files.theme(THEME + "  early: {like: late}\n  late: {size: 9pt}\n")
    assert theme is not None
    assert theme.looks["early"].size == 9


def test_a_theme_that_extends_changes_only_what_it_names(files: Files) -> None:
    calm = files.theme(THEME)
    child = files.theme('extends: calm\ncolours: {ink: "#111111"}\nlooks:\n  body: {size: 14pt}\n', calm)
    assert calm is not None
    assert child is not None
    assert child.colours["paper"] == calm.colours["paper"]
    assert child.colours["ink"] != calm.colours["ink"]
    assert (child.looks["body"].size, child.looks["body"].after) == (14, 1)
    assert child.about == "Calm."


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("  x: {sise: 12pt}", "'sise'\n  hint: did you mean 'size'?"),
        ("  x: {colour: inc}", "there is no colour called 'inc'\n  hint: did you mean 'ink'?"),
        ("  x: {fill: accent-tnt}", "there is no colour called 'accent-tnt'\n  hint: did you mean 'accent-tint'?"),
        ("  x: {size: 12px}", "unit that is not known"),
        ("  x: {size: -1pt}", "'size' of the look 'x' cannot be -1pt"),
        ("  x: {size: big}", "'big' is not a length"),
        ("  x: {padding: [1, 2, 3]}", "must be 1, 2 or 4 lengths, not 3"),
        ("  x: {padding: [1, -2, 3, 0]}", "the words of the look 'x' go out farther than its ground"),
        ("  x: {padding: [-1, 0, 3, 0], out: 2}", "'padding' of the look 'x' cannot be -1"),
        ("  x: {padding: [1, -2], out: 2}", "'padding' of the look 'x' cannot be -2"),
        ("  x: {keep: maybe}", "'keep' of the look 'x' needs yes or no"),
        ("  x: {align: left}", "cannot be 'left'"),
        ("  x: {valign: centre}", "cannot be 'centre'"),
        ("  x: {weight: bold}", "needs a whole number, not 'bold'"),
        ("  x: {leading: 9}", "cannot be 9\n  hint: between 0.5 and 3"),
        ("  x: {like: bdy}", "there is no look called 'bdy'\n  hint: did you mean 'body'?"),
        ("  x: [1]", "the look 'x' needs names with values here, not a list"),
    ],
)
def test_a_mistake_in_a_look_has_its_line(files: Files, line: str, said: str) -> None:
    assert files.theme(THEME + line + "\n") is None
    (found,) = files.said()
    assert found.startswith("templates/themes/calm.yaml:9: ")
    assert said in found


def test_words_may_go_out_on_their_ground(files: Files) -> None:
    theme = files.theme(THEME + "  x: {out: 3, border: ink, border-width: 1, padding: [0, -3, 1, 0]}\n")
    assert theme is not None
    assert theme.looks["x"].padding == (0, -3, 1, 0)
    assert not is_frame(theme.looks["x"]), "a rule below, and none around"


def test_looks_like_each_other_in_a_circle(files: Files) -> None:
    assert files.theme(THEME + "  a: {like: b}\n  b: {like: a}\n") is None
    assert "in a circle: a → b → a" in files.said()[0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"#000000"', '"#00"', "templates/themes/calm.yaml:2: the colour 'ink': '#00' is not a colour"),
        ('teal: {accent: "#0b5c61"', 'teal: {acent: "#0b5c61"', "there is no colour called 'acent' to replace"),
        ("latin: 1.4", "latin: tall", "the leading 'latin' needs a number, not 'tall'"),
        ("about", "abuot", "a theme has nothing called 'abuot'\n  hint: did you mean 'about'?"),
        ("about: Calm.\n", "", "a theme needs 'about'"),
        ("about: Calm.\n", "about: Calm.\nextends: gone\n", "calm.yaml:2: there is nothing called 'gone'"),
    ],
)
def test_a_mistake_in_a_theme_says_what_to_do(files: Files, old: str, new: str, said: str) -> None:
    assert files.theme(THEME.replace(old, new, 1)) is None
    assert any(said in one for one in files.said())


def test_all_mistakes_of_a_theme_come_at_once(files: Files) -> None:
    files.theme(THEME + "  a: {sise: 1}\n  b: {keep: 3}\n  c: {colour: pink}\n")
    assert [problem.origin.line for problem in files.problems] == [9, 10, 11]


# -- formats -----------------------------------------------------------------


def test_a_format_has_its_areas_in_points(files: Files) -> None:
    paper = files.format(FORMAT)
    assert paper is not None
    assert paper.width == pytest.approx(595.28, abs=0.01)
    assert paper.areas["main"].last_height == pytest.approx(623.62, abs=0.01)
    assert paper.areas["clinic"].takes == ("clinic",)
    assert (paper.areas["main"].flow, paper.areas["clinic"].flow) == (True, False)
    assert not files.problems


def test_a_format_that_extends_changes_areas_field_by_field(files: Files) -> None:
    parent = files.format(FORMAT)
    child = files.format("extends: a4\nscale: 1.3\nareas:\n  clinic: {height: 30mm}\n", parent)
    assert parent is not None
    assert child is not None
    assert child.scale == 1.3
    assert child.areas["clinic"].x == parent.areas["clinic"].x
    assert child.areas["clinic"].height < parent.areas["clinic"].height


def test_areas_that_overlap_on_a_page_are_refused(files: Files) -> None:
    assert files.format(FORMAT.replace(", last-height: 220mm", "")) is None
    (found,) = files.said()
    assert found.startswith("templates/formats/a4.yaml:9: the areas 'main' and 'clinic' overlap by 178 mm × 35 mm")
    assert "on the last page" in found
    assert "use last-height" in found


def test_areas_of_different_pages_may_share_a_place(files: Files) -> None:
    area = "  {}: {{pages: {}, x: 16mm, y: 2mm, width: 50mm, height: 10mm}}\n"
    assert files.format(FORMAT + area.format("one", "first") + area.format("two", "last")) is not None


def test_on_a_single_page_first_and_last_are_the_same(files: Files) -> None:
    area = "  {}: {{pages: {}, x: 16mm, y: 2mm, width: 50mm, height: 10mm}}\n"
    words = (FORMAT + area.format("one", "first") + area.format("two", "last")).replace(
        "most-pages: 2", "most-pages: 1"
    )
    assert files.format(words) is None
    assert "'one' and 'two' overlap" in files.said()[0]


def test_what_a_paper_has_from_another_is_told_in_its_own_file(files: Files) -> None:
    """The other may be the stock's, which nobody is to change."""
    parent = files.format(FORMAT)
    own = files.folder / "a6.yaml"
    for words, said in (
        ("extends: a4\npage: {width: 105mm, height: 148mm}\n", "the area 'clinic' leaves the page by"),
        ("extends: a4\nareas:\n  main: {y: 100mm, height: 150mm}\n", "the areas 'main' and 'clinic' overlap"),
    ):
        own.write_text(words, encoding="utf-8")
        problems: list[Problem] = []
        assert read_format(own, "templates/formats/a6.yaml", lambda name, at: known(parent, name, at), problems) is None
        told = [one for one in problems if one.message.startswith(said)]
        assert told
        assert {one.origin.file for one in problems} == {"templates/formats/a6.yaml"}


def test_an_area_that_leaves_the_page_is_refused(files: Files) -> None:
    assert files.format(FORMAT.replace("y: 245mm", "y: 280mm").replace("height: 35mm", "height: 20mm")) is None
    assert files.said()[0].startswith("templates/formats/a4.yaml:9: the area 'clinic' leaves the page by 3 mm")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("pages: last", "pages: lst", "cannot be 'lst'\n  hint: did you mean 'last'?"),
        ("most-pages: 2", "most-pages: many", "'most-pages' needs a whole number, not 'many'"),
        ("most-pages", "max-pages", "a format has nothing called 'max-pages'"),
        ("height: 35mm}", "hieght: 35mm}", "has nothing called 'hieght'"),
        ("height: 35mm}", "height: 35mm, takes: clinic}", "takes of the area 'clinic' needs a list, not words"),
        ("page: {width: 210mm, height: 297mm}", "page: {width: 210mm}", "the page needs a height"),
        ("scale: 1", "scale: 90", "'scale' cannot be 90"),
    ],
)
def test_a_mistake_in_a_format_says_what_to_do(files: Files, old: str, new: str, said: str) -> None:
    assert files.format(FORMAT.replace(old, new, 1)) is None
    assert any(said in one and one.startswith("templates/formats/a4.yaml:") for one in files.said())


# -- faces -------------------------------------------------------------------

FACE = """\
noto:
  package: justmytype_western_core
  path: fonts/NotoSans[wdth,wght].ttf
  sha256: {sha}
  axes: {{wght: yes}}
  postscript: NotoSans
"""


def faces(folder: Path, words: str) -> tuple[object, list[str]]:
    path = folder / "faces.yaml"
    path.write_text(words, encoding="utf-8")
    problems: list[Problem] = []
    return read_faces(path, "templates/faces.yaml", problems), [str(problem) for problem in problems]


def test_a_face_says_where_it_is_and_what_it_must_be(tmp_path: Path) -> None:
    found, said = faces(tmp_path, FACE.format(sha="a" * 64))
    assert not said
    assert found["noto"].path == "fonts/NotoSans[wdth,wght].ttf"  # type: ignore[index]
    assert set(found["noto"].axes) == {"wght"}  # type: ignore[index]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("a" * 64, "abc", "templates/faces.yaml:4: sha256 of the face 'noto' cannot be 'abc'"),
        ("fonts/Noto", "../../Noto", "path of the face 'noto' cannot be"),
        ("justmytype_western_core", "os; rm", "package of the face 'noto' cannot be"),
        ("postscript: NotoSans", "", "the face 'noto' needs postscript"),
        ("axes:", "scripts: [Latin]\n  axes:", "templates/faces.yaml:5: 'Latin' is no script"),
        ("package", "pakage", "has nothing called 'pakage'\n  hint: did you mean 'package'?"),
    ],
)
def test_a_mistake_in_a_face_has_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    _, found = faces(tmp_path, FACE.format(sha="a" * 64).replace(old, new, 1))
    assert any(said in one for one in found)


def test_the_stock_theme_formats_and_faces_are_usable() -> None:
    from generator.library.library import Library

    library = Library.open(Path(__file__).resolve().parents[2])
    assert all(library.theme(name).looks for name in library.themes())
    assert all(library.format(name).areas for name in library.formats())
    assert library.faces["noto-sans-jp"].scripts == ("Jpan",)
    assert {"Latn", "Cyrl", "Grek", "Deva"} <= set(library.faces["noto-sans"].scripts)
