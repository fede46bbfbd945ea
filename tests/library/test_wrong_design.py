"""Wrong templates, themes, formats and fonts, through the command: what a designer reads."""

from __future__ import annotations

import re
from itertools import permutations

import pypdfium2
import pytest
from ward import BLOCK, FIRST, TOPIC, Ward

from generator.model.problems import ExitCode

# -- templates ----------------------------------------------------------------------------


def test_a_template_with_a_wrong_sign_names_its_line(ward: Ward) -> None:
    ward.stock("templates/blocks/text.xml", "{% if marks %}", "{% if marks }")
    said = "templates/blocks/text.xml:6: the template has a mistake: unexpected '}'\n  hint: values stand in {{ … }}"
    ward.refused(said, good=False)


def test_a_template_that_asks_for_an_unknown_name_says_which(ward: Ward) -> None:
    ward.stock("templates/blocks/text.xml", "{{ words }}", "{{ wrods }}")
    ward.refused("templates/blocks/text.xml:6: ", "'wrods'", "hint: did you mean 'words'?", good=False)


def test_a_template_that_writes_an_unknown_element_is_refused(ward: Ward) -> None:
    ward.stock("templates/blocks/note.xml")
    path = ward.folder / "templates/blocks/note.xml"
    path.write_text(re.sub(r"(</?)box", r"\1boxx", path.read_text(encoding="utf-8")), encoding="utf-8")
    ward.blocks("- note: A word.")
    said = f"there is no element called <boxx> (drawing content/broken.yaml:{FIRST})\n  hint: did you mean 'box'?"
    ward.refused(f"templates/blocks/note.xml:6: {said}")


def test_a_template_cannot_reach_into_the_program(ward: Ward) -> None:
    ward.stock("templates/blocks/text.xml", "{{ words }}", "{{ words.__class__.__mro__ }}")
    ward.refused("templates/blocks/text.xml:6: ", good=False)


def test_a_template_that_never_ends_is_stopped(ward: Ward) -> None:
    endless = "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}"
    ward.stock("templates/blocks/text.xml", "{{ words }}", endless)
    ward.refused("templates/blocks/text.xml:6", good=False)


def test_a_document_template_that_is_not_there_is_named_in_the_topic(ward: Ward) -> None:
    ward.put(
        "content/broken.yaml",
        TOPIC.format(title="Other", blocks=BLOCK).replace("blocks:", "template: leaflt\nblocks:", 1),
    )
    ward.refused("content/broken.yaml:1: there is no template called 'leaflt'", "did you mean 'leaflet'?")


# -- themes and formats ----------------------------------------------------------------------


def theme(ward: Ward, words: str) -> str:
    ward.put("templates/themes/ours.yaml", f"about: Ours\nextends: default\n{words}\n")
    return "--theme ours"


def test_an_unknown_field_of_a_look_is_refused(ward: Ward) -> None:
    options = theme(ward, "looks:\n  title:\n    colr: ink")
    said = "templates/themes/ours.yaml:5: the look 'title' has nothing called 'colr'\n  hint: did you mean 'colour'?"
    ward.refused(said, options=options, good=False)


def test_an_unknown_look_of_a_template_is_refused(ward: Ward) -> None:
    ward.stock("templates/blocks/text.xml", 'look="text"', 'look="txet"')
    ward.stock("templates/blocks/sources.xml", 'look="sources', 'look="sorces')
    ward.refused(
        "templates/blocks/text.xml:6: the theme 'default' has no look called 'txet'\n  hint: did you mean 'text'?",
        "has no look called 'sorces",
        good=False,
    )


def test_an_unknown_colour_is_refused(ward: Ward) -> None:
    options = theme(ward, "looks:\n  title: {colour: inkk}")
    ward.refused(
        "templates/themes/ours.yaml:4: 'colour' of the look 'title': there is no colour called 'inkk'\n"
        "  hint: did you mean 'ink'?",
        options=options,
        good=False,
    )


def test_a_colour_that_is_none_is_refused(ward: Ward) -> None:
    options = theme(ward, "colours:\n  ink: blackish")
    ward.refused("templates/themes/ours.yaml:4: the colour 'ink'", 'such as "#0b5c61"', options=options, good=False)


def test_an_accent_that_the_theme_has_not_is_refused(ward: Ward) -> None:
    ward.put("content/broken.yaml", TOPIC.format(title="Other", blocks=BLOCK).replace("accent: teal", "accent: teel"))
    ward.refused("content/broken.yaml", "there is no accent called 'teel'", "did you mean 'teal'?")


def test_words_that_nobody_could_read_are_refused(ward: Ward) -> None:
    options = theme(ward, "looks:\n  text: {colour: paper}")
    ward.refused(
        "templates/themes/ours.yaml: 'text': words in paper on paper have a contrast of 1.0: nobody can read them",
        options=options,
        good=False,
    )
    options = theme(ward, "colours: {danger: '#ffffff'}\nlooks:\n  text: {size: 0.2pt}")
    ward.refused("templates/themes/ours.yaml:5: 'size' of the look 'text' cannot be 0.2pt", options=options, good=False)
    options = theme(ward, "colours: {danger: '#ffffff'}")
    ward.refused("words in paper on danger have a contrast of 1.0", options=options, good=False)


def paper(ward: Ward, words: str) -> tuple[int, str]:
    """Make on a paper of our own; return the code and standard error."""
    ward.put("templates/formats/ours.yaml", f"about: Ours\nextends: a4\n{words}\n")
    code, _, err = ward.run("make", "good", "--format", "ours")
    assert not list(ward.folder.rglob("*.pdf"))
    assert "Traceback" not in err
    return code, err


def test_a_paper_sets_nothing_smaller_than_can_be_read(ward: Ward) -> None:
    _, err = paper(ward, "minimum: 2pt")
    assert "'minimum' cannot be 2pt" in err and "between 9 and 5000 points" in err


def test_areas_that_overlap_are_refused(ward: Ward) -> None:
    code, err = paper(ward, "areas:\n  foot: {y: 200mm}")
    assert code == ExitCode.UNUSABLE
    assert re.search(r"templates/formats/ours\.yaml:\d+: .*'foot'.*", err)
    assert "overlap" in err


def test_an_area_that_leaves_the_page_is_refused(ward: Ward) -> None:
    code, err = paper(ward, "areas:\n  foot: {x: 100mm}")
    assert code == ExitCode.UNUSABLE
    assert re.search(r"templates/formats/ours\.yaml:4: .*'foot'.*page", err)


def test_two_files_that_extend_each_other_are_refused(ward: Ward) -> None:
    ward.put("templates/themes/a.yaml", "about: A\nextends: b\n")
    ward.put("templates/themes/b.yaml", "about: B\nextends: a\n")
    ward.refused(
        "templates/themes/a.yaml:2: this file extends itself: a → b → a\n  hint: take the line 'extends:' out",
        options="--theme a",
        good=False,
    )


# -- fonts -----------------------------------------------------------------------------------


def test_a_font_pack_that_is_not_installed_is_named_with_its_command(ward: Ward) -> None:
    ward.stock("templates/faces.yaml", "package: justmytype_western_core", "package: no_such_pack")
    ward.refused(
        "templates/faces.yaml:4: the font pack 'no-such-pack' is not installed on this machine; "
        "the face 'noto-sans' needs it\n  hint: install it with: pip install no-such-pack",
        code=ExitCode.MISSING,
        good=False,
    )


def test_a_font_that_is_none_is_refused(ward: Ward) -> None:
    path = "fonts/ofl/notosans/NotoSans[wdth,wght].ttf"
    ward.stock(
        "templates/faces.yaml",
        f"package: justmytype_western_core\n  path: {path}",
        "package: generator\n  path: pipeline.py",
    )
    ward.refused("generator/pipeline.py: this file is no font; the face 'noto-sans' needs one", "hint: ", good=False)


def test_an_area_within_text_is_of_the_first_page_or_the_last(ward: Ward) -> None:
    code, err = paper(ward, "areas:\n  strip: {pages: every}")
    assert code == ExitCode.UNUSABLE
    assert (
        "templates/formats/ours.yaml:4: the area 'strip' is within 'main' and on every page\n"
        "  hint: say 'pages: first' or 'pages: last'" in err
    )


OWN = """about: Ours
page: {width: 210mm, height: 297mm}
most-pages: 4
areas:
AREAS
  foot: {pages: every, x: 16mm, y: 282mm, width: 178mm, height: 10mm}
  clinic: {pages: last, x: 16mm, y: 243mm, width: 178mm, height: 37mm}
"""
HEAD = "  head: {pages: first, x: 16mm, y: 8mm, width: 178mm, height: 90mm, flow: yes, within: main}"
STRIP = "  strip: {pages: last, x: 13mm, y: 130mm, width: 184mm, height: 90mm, flow: yes, within: main}"
MAIN = "  main: {pages: every, x: 16mm, y: 13mm, width: 178mm, height: 267mm, last-height: 226mm, flow: yes}"


@pytest.mark.parametrize(
    "words",
    [
        "about: Ours\nextends: a4\nareas:\n  strip: {pages: last, y: 130mm, height: 90mm, share: 1}\n",
        *(OWN.replace("AREAS", "\n".join(order)) for order in permutations((HEAD, STRIP, MAIN))),
    ],
)
def test_areas_within_text_may_stand_in_any_order_in_the_file(ward: Ward, words: str) -> None:
    """The head is read before the text and what stands on the last page after it, wherever the file names them."""
    ward.put("templates/formats/ours.yaml", words)
    ward.put("content/good.yaml", TOPIC.format(title="Good words", blocks=BLOCK * 70))
    code, _, err = ward.run("make", "good", "--format", "ours")
    assert (code, err) == (ExitCode.MADE, "")
    with pypdfium2.PdfDocument(ward.folder / "output/en/good-ours.pdf") as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    assert len(pages) > 1
    assert "Good words" in pages[0]
    assert [number for number, page in enumerate(pages, 1) if "Feeds badly" in page] == [len(pages)]
    read = "".join(pages)
    assert read.index("Good words") < read.index("Feed often.") < read.rindex("Feed often.") < read.index("Feeds badly")
