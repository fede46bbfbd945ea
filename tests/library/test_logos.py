"""Logos in the manner of real ones, pixel by pixel beside Chromium (``docs/logos.md``, ``benchmarks/logos.py``)."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import page
import pytest
from PIL import Image
from ward import CLINIC, Ward

from generator import Library, Order, make
from generator.library.drawings import read_drawing
from generator.model.edition import Words

ROOT = Path(__file__).resolve().parents[2]
LOGOS = sorted((ROOT / "tests/logos").glob("*.svg"))
sys.path.insert(0, str(ROOT / "benchmarks"))
import logos  # noqa: E402


@pytest.mark.sweep
@pytest.mark.parametrize("file", LOGOS, ids=lambda file: file.stem)
def test_a_logo_on_paper_is_what_a_browser_draws(file: Path) -> None:
    with Image.open(file.with_suffix(".png")) as wanted:
        peak, apart, _ = logos.difference(wanted, logos.drawn_by_us(read_drawing(file.read_bytes(), file.name)))
    assert apart <= logos.MOST_SHARE, f"{apart:.2%} of its pixels are not the same, at most by {peak}"


RICH = ("figma-mask-alpha", "groups-in-groups", "illustrator-opacity-mask", "stop-opacity", "stroked-gradient")


def with_logo(ward: Ward, name: str) -> Library:
    """A library with a clinic whose logo it is."""
    ward.put("content/clinics/hill.yaml", CLINIC + f"logo: clinics/{name}.svg\n")
    ward.put(f"content/clinics/{name}.svg", (ROOT / f"tests/logos/{name}.svg").read_text(encoding="utf-8"))
    return Library.open()


@pytest.mark.sweep
@pytest.mark.parametrize("name", RICH)
def test_a_leaflet_with_a_logo_that_shines_through_is_pdf_ua_and_pdf_a(ward: Ward, name: str) -> None:
    pdf = make(Order("good", clinic="hill"), with_logo(ward, name)).pdf
    for profile in ("ua1", "2a"):
        assert not list(page.validate_pdf_bytes(pdf, profile=profile).failures), profile
    assert pdf == make(Order("good", clinic="hill"), with_logo(ward, name)).pdf


@pytest.mark.parametrize("name", RICH)
def test_a_logo_on_a_web_page_refers_to_nothing_but_itself(ward: Ward, name: str) -> None:
    html = make(Order("good", clinic="hill", edition=Words()), with_logo(ward, name)).pdf.decode()
    own = re.findall(r' id="(drawing-\d+)"', html)
    assert own and len(own) == len(set(own))
    assert set(re.findall(r"url\(#([^)]*)\)", html)) == set(own)
    body = html.split("</head>")[1]
    assert "<style" not in body and " style=" not in body


def test_there_are_forty_logos_and_each_has_its_row() -> None:
    table = logos.TABLE.read_text(encoding="utf-8")
    assert len(LOGOS) >= 40
    assert all(f"| {file.stem} |" in table for file in LOGOS)
    assert "{" not in table


@pytest.mark.slow
@pytest.mark.parametrize(
    ("written", "on_disk"),
    [
        ("Our Logo (new) & co.svg", "Our Logo (new) & co.svg"),
        ("Läkarhuset.svg", "La\u0308karhuset.svg"),  # as macOS writes its names
        ("phòng khám 标志.svg", "phòng khám 标志.svg"),
    ],
)
def test_a_logo_of_any_name_is_drawn_in_every_form(ward: Ward, written: str, on_disk: str) -> None:
    ward.put("content/clinics/hill.yaml", CLINIC + f'logo: "clinics/{written}"\n')
    ward.put(f"content/clinics/{on_disk}", (ROOT / "tests/logos/dots.svg").read_text(encoding="utf-8"))
    code, _, err = ward.run("make", "good", "--clinic", "hill", "--as", "pdf", "--as", "html", "--as", "png")
    assert (code, err) == (0, "")
    assert ward.run("press", "good", "--clinic", "hill", "--language", "en")[0] == 0


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("clinics/LOGO.svg", "did you mean 'clinics/logo.svg'? small letters and capitals are not the same"),
        ("content/clinics/logo.svg", "did you mean 'clinics/logo.svg'?"),
        ("clinics/other.svg", "put the logo there, or correct the line 'logo:'"),
        ("logo.svg", "did you mean 'clinics/logo.svg'? the path begins in the folder 'content'"),
    ],
)
def test_a_logo_that_is_not_there_is_told_with_the_one_that_is(ward: Ward, written: str, hint: str) -> None:
    ward.put("content/clinics/hill.yaml", CLINIC + f'logo: "{written}"\n')
    ward.put("content/clinics/logo.svg", (ROOT / "tests/logos/dots.svg").read_text(encoding="utf-8"))
    code, _, err = ward.run("make", "good", "--clinic", "hill")
    assert code == 3
    line = CLINIC.count("\n") + 1
    assert f"content/clinics/hill.yaml:{line}: there is no file 'content/{written}'\n  hint: {hint}" in err


def test_a_logo_that_is_not_there_is_told_with_the_profile_that_is_not(ward: Ward) -> None:
    ward.put("content/clinics/hill.yaml", CLINIC + "logo: clinics/hill.svg\nprofile: atlantis\n")
    code, _, err = ward.run("make", "good", "--clinic", "hill")
    line = CLINIC.count("\n") + 1
    assert code == 3
    assert f"content/clinics/hill.yaml:{line}: there is no file 'content/clinics/hill.svg'" in err
    assert f"content/clinics/hill.yaml:{line + 1}: there is no profile called 'atlantis'" in err


def test_a_clinic_s_logo_that_draws_nothing_is_refused(ward: Ward) -> None:
    with_logo(ward, RICH[0])
    ward.put(f"content/clinics/{RICH[0]}.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    code, _, err = ward.run("make", "good", "--clinic", "hill")
    assert (code, f"content/clinics/{RICH[0]}.svg: the picture draws nothing" in err) == (3, True)
