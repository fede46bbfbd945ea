"""A clinic's own colours: used where they can be read, made darker or lighter where not, and the clinic is told."""

from __future__ import annotations

import math
from itertools import product
from pathlib import Path

import pytest
from probes import ROOT, open_pdf, operators
from ward import CLINIC, Ward

from generator import Library, Order, make
from generator.library.lists import read_clinic
from generator.library.looks import read_theme
from generator.model.design import Colour, Theme
from generator.model.problems import ExitCode, Problem
from generator.model.units import contrast, grey, read_colour
from generator.stages.themes import theme_of
from generator.typeset.branding import _to_lch as lch
from generator.typeset.branding import brand, say_fit

LIBRARY = Library.over(ROOT)
SHADES = ("00", "66", "b0", "ff")
GAMUT = tuple("#" + "".join(parts) for parts in product(SHADES, repeat=3))
BRANDED = tuple(name for name in LIBRARY.themes() if LIBRARY.theme(name).brand)


def lowest(one: Colour, *others: Colour) -> float:
    """The lowest contrast of a colour with others, on a screen and copied."""
    pairs = [(one, other) for other in others] + [((grey(one),) * 3, (grey(other),) * 3) for other in others]
    return min(contrast(*pair) for pair in pairs)


def grounds(theme: Theme) -> list[Colour]:
    return [colour for name, colour in theme.colours.items() if name == "paper" or name.endswith("-tint")]


def rgb(colour: Colour) -> str:
    return "{:.4g} {:.4g} {:.4g}".format(*colour)


def clinic(ward: Ward, colours: str, name: str = "hill") -> None:
    ward.put(f"content/clinics/{name}.yaml", f"{CLINIC}colours: {colours}\n")


def painted(pdf: bytes) -> set[str]:
    """Every colour that a file fills with, as it is written."""
    with open_pdf(pdf) as document:
        found = set()
        for page in document.pages:
            for operands, operator in operators(page):
                if str(operator) == "rg":
                    found.add(rgb(tuple(map(float, operands))))  # type: ignore[arg-type]
        return found


# -- contrast ---------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", BRANDED)
def test_any_colour_can_be_read_on_all_that_it_meets(name: str) -> None:
    theme = LIBRARY.theme(name)
    for given in GAMUT:
        made = brand(theme, (given,)).theme
        assert lowest(made.colours["accent"], *grounds(made)) >= 7, given
        assert lowest(made.colours["accent-tint"], made.colours["ink"], made.colours["quiet"]) >= 7, given


@pytest.mark.parametrize("name", BRANDED)
def test_any_second_colour_can_be_read_too(name: str) -> None:
    theme = LIBRARY.theme(name)
    for given in GAMUT:
        made = brand(theme, ("#0b3d91", given)).theme
        inks = [made.colours[role] for role in ("ink", "quiet", "accent")]
        assert lowest(made.colours["accent-tint"], *inks) >= 7, given
        if "second" in made.colours:
            assert lowest(made.colours["second"], *grounds(made)) >= 7, given


@pytest.mark.slow
def test_a_changed_colour_keeps_its_hue() -> None:
    for given in GAMUT:
        _, chroma, hue = lch(read_colour(given))
        fit = brand(LIBRARY.theme("default"), (given,)).fits[0]
        _, after, turned = lch(read_colour(fit.used))
        if min(chroma, after) > 0.03:  # nearly grey has no hue to keep
            assert math.cos(hue - turned) > math.cos(math.radians(8)), (given, fit.used)


def test_a_colour_that_can_be_read_is_used_as_it_is() -> None:
    made = brand(LIBRARY.theme("default"), ("#001f5b",))
    assert made.theme.colours["accent"] == read_colour("#001f5b")
    assert all(roles["accent"] == read_colour("#001f5b") for roles in made.theme.accents.values())
    assert [say_fit(fit) for fit in made.fits] == [None]


def test_a_colour_nearly_that_of_danger_is_said() -> None:
    theme = LIBRARY.theme("default")
    used = brand(theme, ("#8e1512",)).fits[0]
    assert not used.changed
    assert "nearly the red of the danger box" in str(say_fit(used))


def test_a_dark_second_colour_draws_discs_and_frames_a_light_one_is_a_ground() -> None:
    theme = LIBRARY.theme("default")
    dark = brand(theme, ("#0b575c", "#8a2c0d")).theme
    assert dark.colours["second"] == read_colour("#8a2c0d")
    assert dark.looks["section.title"].bullet_colour == dark.looks["clinic.panel"].border == "second"
    assert dark.looks["section.title"].colour == "accent"
    light = brand(theme, ("#001f5b", "#ffe680")).theme
    assert light.colours["accent-tint"] != theme.colours["accent-tint"]
    assert abs(lch(light.colours["accent-tint"])[2] - lch(read_colour("#ffe680"))[2]) < 0.15
    assert "second" not in light.colours


# -- what comes out ---------------------------------------------------------------------


def test_a_clinic_is_told_which_colour_is_printed_instead(ward: Ward) -> None:
    clinic(ward, '["#ffd400"]')
    code, out, err = ward.run("make", "good", "--clinic", "hill")
    used = brand(LIBRARY.theme("default"), ("#ffd400",)).fits[0]
    assert code == ExitCode.MADE
    assert "made" in out
    assert f"content/clinics/hill.yaml:5: the colour #ffd400 has a contrast of {used.worst:.1f}" in err
    assert f"{used.used} is printed instead ({used.better:.1f})" in err
    assert "hint: " in err and "Traceback" not in err
    assert rgb(read_colour(used.used)) in painted((ward.folder / "output/en/good-a4-hill.pdf").read_bytes())


def test_each_colour_is_named_at_its_own_line(ward: Ward) -> None:
    clinic(ward, '\n  - "#ffd400"\n  - "#00ff00"')
    err = ward.run("make", "good", "--clinic", "hill")[2]
    assert "hill.yaml:6: the colour #ffd400" in err
    assert "hill.yaml:7: the colour #00ff00" in err


def test_a_run_tells_each_row_its_colours(ward: Ward) -> None:
    head = "name,phones,hours,address,colours"
    rows = ("Hill,020 7946 0123,Monday,1 Sample Street,#ffd400", "Dale,020 7946 0124,Monday,2 Sample Street,")
    ward.put("t.csv", "".join(f"{row}\n" for row in (head, *rows)))
    ward.put("run.yaml", "orders: t.csv\ntopics: [good]\nlanguages: [en]\n")
    code, _, err = ward.run("run", "run.yaml")
    assert code == ExitCode.MADE
    assert "t.csv, row 2, column E 'colours': the colour #ffd400 has a contrast of" in err
    assert err.count("the colour") == 1
    clinic(ward, '["#ffd400"]')
    ward.put("content/clinics/hill.yaml", (ward.folder / "content/clinics/hill.yaml").read_text().replace(
        "Hill Clinic", "Hill").replace("Monday to Friday", "Monday"))  # fmt: skip
    ward.run("make", "good", "--clinic", "hill")
    mine, row = (ward.folder / f"output/{name}" for name in ("en/good-a4-hill.pdf", "hill/en/good-a4.pdf"))
    assert mine.read_bytes() == row.read_bytes()


def test_a_row_with_a_wrong_colour_is_refused(ward: Ward) -> None:
    head = "name,phones,hours,address,colours"
    ward.put("t.csv", f"{head}\nHill,020 7946 0123,Monday,1 Sample Street,yellow\n")
    ward.put("run.yaml", "orders: t.csv\ntopics: [good]\nlanguages: [en]\n")
    code, _, err = ward.run("run", "run.yaml")
    assert code == ExitCode.UNUSABLE
    assert "t.csv, row 2, column E 'colours': 'yellow' is not a colour" in err


@pytest.mark.slow
def test_a_check_finds_changed_colours(ward: Ward) -> None:
    clinic(ward, '["#ffd400"]')
    _, out, _ = ward.run("check", "good", "--clinic", "hill", "--language", "en")
    assert "clinic/colours" in out and "content/clinics/hill.yaml:5" in out
    assert "design/contrast" not in out


@pytest.mark.parametrize("theme", [name for name in LIBRARY.themes() if name not in BRANDED])
def test_looks_without_colours_leave_a_clinics_out(ward: Ward, theme: str) -> None:
    clinic(ward, '["#ffd400", "#ff0000"]')
    ward.put("content/clinics/dale.yaml", CLINIC)
    code, _, err = ward.run("make", "good", "--clinic", "all", "--theme", theme)
    assert (code, err) == (ExitCode.MADE, "")
    hill, dale = ((ward.folder / f"output/en/good-a4-{name}-{theme}.pdf").read_bytes() for name in ("hill", "dale"))
    assert hill == dale


def test_no_look_of_colours_is_left_out() -> None:
    assert set(BRANDED) == {"default", "warm"}


def test_the_same_colours_are_set_once_and_give_the_same_bytes(ward: Ward) -> None:
    for name, colours in (("hill", '["#0B3D91"]'), ("dale", '["#0b3d91"]'), ("vale", "[]")):
        clinic(ward, colours, name)
    library = Library.over(ward.folder)
    hill, dale, vale = (Order("good", clinic=name) for name in ("hill", "dale", "vale"))
    assert theme_of(hill, library) is theme_of(dale, library)
    assert theme_of(vale, library) is library.theme("default")
    assert make(hill, library).pdf == make(dale, library).pdf == make(hill, Library.over(ward.folder)).pdf
    assert make(hill, library).pdf != make(vale, library).pdf


def test_a_web_page_has_the_colours_too(ward: Ward) -> None:
    clinic(ward, '["#0b3d91"]')
    ward.run("make", "good", "--clinic", "hill", "--as", "html")
    assert "--accent:#0b3d91" in (ward.folder / "output/en/good-a4-hill.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_another_colour_makes_a_leaflet_anew(ward: Ward) -> None:
    clinic(ward, '["#0b3d91"]')
    assert "1 made" not in ward.run("make", "good", "--clinic", "hill")[2]
    assert "unchanged" in ward.run("make", "good", "--clinic", "hill")[1]
    clinic(ward, '["#5b1f00"]')
    assert "unchanged" not in ward.run("make", "good", "--clinic", "hill")[1]


def test_a_press_edition_tells_of_them_and_finds_nothing(ward: Ward) -> None:
    clinic(ward, '["#ff0000", "#ffd400"]')
    code, out, err = ward.run("press", "good", "--language", "en", "--clinic", "hill", "--colour", "k")
    assert code == ExitCode.MADE and "no findings" in out
    assert "hill.yaml:5: the colour #ff0000" in err


# -- wrong ones -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("colours", "message", "hint"),
    [
        ('["yellow"]', "'yellow' is not a colour", "and six digits"),
        ('["#ffd40"]', "'#ffd40' is not a colour", "and six digits"),
        ('["#000000", "#111111", "#222222"]', "at most 2 colours, not 3", "keep the two"),
        ('"#000000"', "'colours' needs a list, not words", "start each item"),
        ('["#000000", [x]]', "'colours' needs words, not a list", "write a single one"),
    ],
)
def test_a_wrong_colour_is_refused_at_its_line(tmp_path: Path, colours: str, message: str, hint: str) -> None:
    file = tmp_path / "hill.yaml"
    file.write_text(f"{CLINIC}colours: {colours}\n", encoding="utf-8")
    problems: list[Problem] = []
    assert read_clinic(file, "content/clinics/hill.yaml", problems, lambda _: None) is None
    assert str(problems[0].origin) == "content/clinics/hill.yaml:5"
    assert message in problems[0].message and hint in problems[0].hint


def test_a_colour_without_quotes_is_a_comment_and_said_so(ward: Ward) -> None:
    ward.put("content/clinics/hill.yaml", f"{CLINIC}colours:\n  - #ffd400\n")
    code, _, err = ward.run("make", "good", "--clinic", "hill")
    assert code == ExitCode.UNUSABLE
    assert "hill.yaml:6: there are no words behind 'colours:'" in err


def test_a_theme_names_known_looks_for_the_second_colour(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("extends: default\nbrand: maybe\nbrand-second: [clinic.pannel]\n", encoding="utf-8")
    problems: list[Problem] = []
    read_theme(file, "templates/themes/mine.yaml", lambda *_: LIBRARY.theme("default"), problems)
    assert [str(one.origin) for one in problems] == ["templates/themes/mine.yaml:2", "templates/themes/mine.yaml:3"]
    assert "'clinic.panel'" in problems[1].hint
