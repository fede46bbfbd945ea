"""What changes on paper though every word stays: a sign under another head, a cell in another row, a drawing around."""

from __future__ import annotations

import pytest
from signers import Office
from ward import BLOCK, SVG

TODAY = "baby_today: [Feeds badly, Too sleepy to feed]\n      mother_today: [Hot and red]"
MOVED = "baby_today: [Feeds badly]\n      mother_today: [Too sleepy to feed, Hot and red]"


@pytest.mark.slow
def test_a_sign_that_moves_from_the_baby_to_the_mother_is_not_released(office: Office) -> None:
    office.approve("vi")
    office.change("content/good.yaml", TODAY, MOVED)
    said = office.missing()
    assert "clinician: good/warning changed since Anna signed it" in said and "where words stand" in said
    assert "signed as “words of baby_today: 2” and is now “words of baby_today: 1”" in said
    assert "translator: good/warning changed since Ben signed it" in office.missing("vi"), "it is said of another"
    code, _, _ = office.ward.run("make", "good", "--language", "en", "--language", "vi", "--release")
    assert code == 1 and not list(office.folder.rglob("*-release.pdf"))
    office.change("content/good.yaml", MOVED, TODAY)
    assert (office.stand().state, office.stand("vi").state) == ("approved", "approved")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'table:\n          columns: [Day, Feeds]\n          rows: [["1", "3"], ["2", "8"]]',
            'table:\n          columns: [Day, Feeds, "1"]\n          rows: [["3", "2", "8"]]',
        ),
        (
            "steps:\n          items: [Wash hands, Press]\n          note: Twice a day.",
            "steps:\n          items: [Wash hands, Press]\n          intro: Twice a day.",
        ),
        (
            "checklist:\n          items: [A quiet place, Water]",
            "checklist:\n          items: [Water, A quiet place]",
        ),
    ],
)
def test_words_in_another_field_or_row_or_order_are_signed_anew_and_shown(
    office: Office, before: str, after: str
) -> None:
    grounds = "\n        evidence: guideline\n        sources: [bfn]\n"
    office.change("content/good.yaml", BLOCK, f"      - {before}{grounds}")
    office.done(office.sign("good", "--with-shared", role="clinician"))
    office.change("content/good.yaml", before, after)
    said = office.missing()
    assert "clinician: good/one/1 changed since Anna signed it" in said
    assert "it was signed as nothing and is now nothing" not in said


def test_a_drawing_that_the_template_around_the_words_names_is_signed(office: Office) -> None:
    office.ward.put("content/pictures/seal.svg", SVG.format('<path d="M0 0h8v8z" fill="#000"/>'))
    office.ward.stock("content/pictures.yaml", "press-1:", "seal:\n  file: pictures/seal.svg\n  alt: A seal\npress-1:")
    drawn = '<image picture="{{ topic.picture }}" look="head.picture" alt="{{ topic.picture.alt }}"/>'
    sealed = '<image picture="seal" look="head.picture" alt="{{ picture("seal").alt }}"/>'
    office.ward.stock("templates/leaflet.xml", drawn, sealed)
    office.approve()
    assert office.stand().state == "approved"
    office.change("content/pictures.yaml", "alt: A seal", "alt: Give water")
    assert "clinician: pictures/seal changed since Anna signed it" in office.missing()
    office.change("content/pictures.yaml", "alt: Give water", "alt: A seal")
    office.change("content/pictures/seal.svg", "h8v8z", "h8v4z")
    assert "the drawing" in office.missing()


@pytest.mark.parametrize(
    ("file", "old", "new", "language", "said"),
    [
        ("locales/vi/language.yaml", "english-name: Vietnamese", "english-name: Stop", "vi", "translator: templates/series"),
        ("locales/vi/language.yaml", "own-name: Tiếng Việt", "own-name: Stop", "vi", "translator: templates/series"),
        ("templates/blocks/text.xml", "{{ words }}", "{{ words }}0", "en", "nobody has signed templates/text"),
        ("templates/blocks/text.xml", "{{ words }}", '{{ "not" }} {{ words }}', "en", "nobody has signed templates/text"),
        (
            "templates/blocks/text.xml", "{{ words }}", '<a href="https://x.example">{{ words }}</a>', "en",
            "nobody has signed templates/text",
        ),
        (
            "templates/blocks/text.xml", "</p>", '</p>{% set one = "press-1" %}<image picture="{{ one }}" look="picture" alt=""/>',
            "en", "nobody has signed pictures/press-1",
        ),
    ],
)  # fmt: skip
def test_what_else_files_print_is_signed(
    office: Office, file: str, old: str, new: str, language: str, said: str
) -> None:
    office.ward.stock(file, "", "")
    office.approve("vi")
    assert office.stand(language).state == "approved"
    office.change(file, old, new)
    assert said in " ".join(one.message for one in office.stand(language).missing)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("templates/blocks/text.xml", "clinician: nobody has signed templates/text"),
        ("templates/clinic.xml", "words that a template prints itself"),
    ],
)
def test_words_that_a_template_prints_itself_are_signed(office: Office, file: str, said: str) -> None:
    """Nobody translates them, and they were in nobody's hands."""
    office.ward.stock(file, "", "")
    own = office.folder / file
    plain = own.read_text()
    office.approve("vi")
    own.write_text(f"{plain}<p>Stop feeding.</p>\n")
    assert said in office.missing()
    code, _, _ = office.ward.run("make", "good", "--language", "en", "--language", "vi", "--release")
    assert code == 1 and not list(office.folder.rglob("*-release.pdf"))
    own.write_text(
        plain.replace("\n", "\n{# Moved. #}\n", 1) if file.endswith("clinic.xml") else f'{plain}<gap look="body"/>\n'
    )
    assert (office.stand().state, office.stand("vi").state) == ("approved", "approved"), "a look is no word"
