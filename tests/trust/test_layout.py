"""Who signs the layout signs pages: what decides how they look, beside the words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from signers import PEOPLE, STOCK, TODAY, WHO, Office

from generator.model.problems import ExitCode

GIL = "gil@example.org"


@pytest.fixture
def set_out(office: Office) -> Office:
    """Return an office whose policy asks for the layout too, and that has all signatures on A4."""
    PEOPLE[GIL], WHO["layout"] = ("layout", ""), GIL
    file = office.folder / "content/allowed_signers"
    file.write_text(f'{file.read_text()}{GIL} namespaces="leaflets-review" {office.key(GIL)}\n')
    office.policy(
        "roles: {english: [clinician, community, layout], translation: [translator, checker, community, layout]}\n"
    )
    del PEOPLE[GIL]
    office.approve("vi")
    assert "layout: nobody has signed" in office.missing(), "words alone"
    for language in ("en", "vi"):
        office.done(office.sign("good", role="layout", language=language))
    return office


def state(office: Office, language: str = "en", look: tuple[str, str] = ("a4", "default")) -> str:
    return office.stand(language, look=look).state


def own(office: Office, relative: str) -> Path:
    """Give the library a file of its own that is the stock's."""
    to = office.folder / relative
    if not to.exists():
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(STOCK / relative, to)
    return to


@pytest.mark.slow
def test_a_layout_is_signed_and_released(set_out: Office) -> None:
    assert state(set_out) == state(set_out, "vi") == "approved"
    record = set_out.records()[-1].read_text()
    assert 'path: "good/page/a4/default"' in record and "template leaflet " in record and "picture drip " in record
    code, out, err = set_out.ward.run("make", "good", "--release", "--language", "en")
    assert code == ExitCode.MADE, out + err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("relative", "old", "new", "called"),
    [
        ("content/pictures/drip.svg", "</svg>", "<!-- moved --></svg>", "the drawing"),
        ("content/pictures.yaml", "alt: ", "alt: Now ", "an alternative text"),
        ("templates/leaflet.xml", "<", "{# moved #}<", "a template"),
        ("templates/blocks/warning.xml", "<", "{# moved #}<", "a template"),
        ("templates/clinic.xml", "<", "{# moved #}<", "a template"),
        ("templates/formats/a4.yaml", "\n", "\n# moved\n", "the look"),
        ("templates/themes/default.yaml", "\n", "\n# moved\n", "the look"),
        ("templates/faces.yaml", "\n", "\n# moved\n", "the look"),
        ("locales/en/language.yaml", "\n", "\n# moved\n", "the look"),
    ],
)
def test_what_pages_are_made_of_outdates_the_layout(
    set_out: Office, relative: str, old: str, new: str, called: str
) -> None:
    file = own(set_out, relative)
    was = file.read_text()
    if relative == "content/pictures.yaml":
        head, _, rest = was.partition("drip:")
        file.write_text(f"{head}drip:{rest.replace(old, new, 1)}")
    else:
        file.write_text(was.replace(old, new, 1))
    assert state(set_out) != "approved"
    assert (
        f"layout: good/page/a4/default changed since Gil signed it on {TODAY}: {called}\n" in set_out.missing_of_page()
    )
    _, out, _ = set_out.ward.run("status", "good", "--language", "en", "--why")
    assert f"good/page/a4/default: {called} since Gil (layout)" in out
    file.write_text(was)
    assert state(set_out) == "approved", "what comes back revives it"


@pytest.mark.slow
def test_another_order_of_blocks_outdates_the_layout(set_out: Office) -> None:
    file = set_out.folder / "content/good.yaml"
    words = file.read_text()
    assert words.endswith("  - sources:\n") and "  - warning:" in words
    file.write_text(words.removesuffix("  - sources:\n").replace("  - warning:", "  - sources:\n  - warning:"))
    assert f"layout: good/title and 1 more changed since Gil signed it on {TODAY}: " in set_out.missing_of_page()
    _, out, _ = set_out.ward.run("status", "good", "--language", "en", "--why")
    assert "good/page/a4/default: the order of blocks since Gil (layout)" in out


@pytest.mark.slow
@pytest.mark.parametrize("said", ["short: no", "priority: 9"])
def test_what_may_be_left_where_room_is_short_outdates_the_layout(set_out: Office, said: str) -> None:
    """It decides what a folded sheet says, with no word changed."""
    file = set_out.folder / "content/good.yaml"
    words = file.read_text()
    file.write_text(words.replace("Feed often.\n", f"Feed often.\n        {said}\n"))
    assert f"good/page/a4/default changed since Gil signed it on {TODAY}: " in set_out.missing_of_page()
    _, out, _ = set_out.ward.run("status", "good", "--language", "en", "--why")
    assert "good/page/a4/default: what may be left where room is short since Gil (layout)" in out
    file.write_text(words)
    assert state(set_out) == "approved"


@pytest.mark.slow
def test_a_layout_is_that_of_a_paper_and_a_theme(set_out: Office) -> None:
    for look in (("a5", "default"), ("a4", "warm")):
        assert state(set_out, look=look) != "approved"
    code, _, err = set_out.ward.run("make", "good", "--release", "--language", "en", "--format", "a5")
    assert code == ExitCode.FINDINGS and "layout: nobody has signed good/page/a5/default" in err
    set_out.done(set_out.sign("good", "--format", "a5", "--format", "letter", "--theme", "warm", role="layout"))
    assert state(set_out, look=("a5", "warm")) == state(set_out, look=("letter", "warm")) == "approved"
    assert state(set_out, look=("a5", "default")) != "approved"
    code, out, err = set_out.ward.run("make", "good", "--release", "--language", "en", "--as", "text")
    assert code == ExitCode.MADE, f"what has no pages needs no layout: {out}{err}"
    code, _, err = set_out.sign("good", "--format", "a5", role="clinician")
    assert code == ExitCode.USAGE and "--format and --theme are for --role layout" in err
