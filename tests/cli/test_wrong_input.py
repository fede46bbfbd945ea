"""Wrong and hostile files, one at a time, through the command: what a nurse reads, and what stays unharmed.

Every case starts from a library that is good and breaks one thing. Whatever is wrong, the rest of the run is made,
a leaflet made before stays as it was, nothing half written is left, and nobody sees a traceback.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
from ward import CLINIC, FIRST, STOCK, SVG, Ward, png

from generator.model.problems import ExitCode


def test_the_ward_itself_is_good(ward: Ward) -> None:
    code, out, err = ward.run("make", "broken", "good")
    assert (code, err) == (ExitCode.MADE, "")
    assert "2 made, 0 unchanged, 0 refused" in out


# -- a topic with one mistake --------------------------------------------------

MISTAKES = {
    "an unknown block": ("- waring: Call us.", 0, "there is no block called 'waring'", "did you mean 'warning'?"),
    "an unknown field": (
        "- list:\n    intr: When\n    items: [a, b]",
        1,
        "the block 'list' has nothing called 'intr'",
        "did you mean 'intro'?",
    ),
    "a missing field": (
        "- table:\n    columns: [a, b]",
        0,
        "the block 'table' lacks 'rows'",
        "add a line 'rows: …'",
    ),
    "a wrong indentation": (
        "- list:\n    intro: When\n   items: [a, b]",
        2,
        "the indentation does not fit the lines above",
        "two spaces for each step",
    ),
    "a tab": (
        "- list:\n\titems: [a, b]",
        1,
        "the line is indented with a tab or a special space",
        "use ordinary spaces, two for each step",
    ),
    "strong words without an end": (
        "- text: Feed **often.",
        0,
        "strong words start with ** and never end",
        "put ** before and behind the strong words",
    ),
    "an unknown slot": (
        "- text: Call {phnoe} now.",
        0,
        "there is no slot called '{phnoe}'",
        "did you mean 'phone'?",
    ),
    "a colon without quotes": (
        "- text: Remember: feed often.",
        0,
        "there is a second colon in this line, so YAML cannot tell name from words",
        'put the words in double quotes: text: "Remember: feed often."',
    ),
    "words eaten by a number sign": (
        "- text: Take pill #2 at noon.",
        0,
        "everything behind ' #' would be lost",
        "put the words in double quotes",
    ),
    "a name that stands twice": (
        "- list:\n    items: [a]\n    items: [b]",
        2,
        f"'items' stands here twice, first in line {FIRST + 1}",
        "keep one of the two",
    ),
    "a control character": (
        "- text: Feed\x07 often.",
        0,
        "there is a control character (U+0007) in this line",
        "delete it and type the words around it again",
    ),
    "words that are reordered": (
        "- text: Feed \u202eneftO.",
        0,
        "there is a character that hides or reorders words (U+202E) in this line",
        "delete it and type the words around it again",
    ),
    "a source that is not there": (
        "- text: Feed often.\n  sources: [bnf]",
        1,
        "there is no source called 'bnf'",
        "did you mean 'bfn'?",
    ),
    "a picture that is not there": (
        "- picture:\n    name: dripp",
        1,
        "there is no picture called 'dripp'",
        "did you mean 'drip'?",
    ),
    "a link that is a program": (
        "- text: See [this](javascript:alert).",
        0,
        "the link 'javascript:alert' is not one that works",
        "a link starts with https://, tel: or mailto:",
    ),
    "a text that is no text": (
        "- text: [a, b]",
        0,
        "'words' needs words, not a list",
        "write a single one, without '- '",
    ),
    "tradition outside a belief": (
        "- text: Soup helps.\n  evidence: tradition",
        1,
        "a tradition stands only in a belief block",
        "make this a 'belief' block",
    ),
}


@pytest.mark.sweep
@pytest.mark.parametrize("mistake", MISTAKES)
def test_one_mistake_in_a_topic_is_named_with_its_line(ward: Ward, mistake: str) -> None:
    words, line, message, hint = MISTAKES[mistake]
    ward.blocks(words)
    err = ward.refused(
        f"content/broken.yaml:{FIRST + line}: {message}",
        f"\n  hint: {hint}" if mistake != "a wrong indentation" else hint,
    )
    assert err.count("broken.yaml") == 1, "one mistake is one message"


def test_three_mistakes_are_three_messages_at_once(ward: Ward) -> None:
    ward.blocks("- waring: Call us.\n- text: Feed **often.\n- list:\n    itmes: [a]\n- text: Call {phnoe}.")
    err = ward.refused()
    lines = re.findall(r"broken\.yaml:(\d+): (.*)", err)
    assert [int(line) for line, _ in lines] == [FIRST, FIRST + 1, FIRST + 2, FIRST + 3, FIRST + 4]
    assert len({words for _, words in lines}) == 5, "each is another message, from the top of the file to its end"


def test_an_empty_and_a_folder_like_file_are_no_topics(ward: Ward) -> None:
    ward.put("content/broken.yaml", "")
    ward.refused("content/broken.yaml: the file is empty")


# -- files that attack ----------------------------------------------------------


def test_a_bomb_of_aliases_does_not_go_off(ward: Ward) -> None:
    rows = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))]
    ward.put("content/broken.yaml", "\n".join(rows))
    ward.refused(": '&a0', '&a1',", "names a place (an anchor); that is not used here")


def test_a_hundred_levels_are_too_many(ward: Ward) -> None:
    ward.blocks(f"- text: {'[' * 100}{']' * 100}")
    ward.refused(f"content/broken.yaml:{FIRST}: too many levels inside each other", "hint: at most 20 are read")


def test_a_file_of_50_mb_is_not_read(ward: Ward) -> None:
    os.truncate(ward.put("content/broken.yaml", b"title: x"), 50_000_000)
    ward.refused("content/broken.yaml: the file is too large (50.0 MB)", "hint: at most 1 MB is read; split it")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"title: Caf\xe9\n", "content/broken.yaml:1: byte 0xE9 is not UTF-8"),
        ("title: Café\n".encode("utf-16"), "content/broken.yaml:1: the file is UTF-16, not UTF-8"),
    ],
)
def test_a_file_that_is_not_utf8_says_how_to_save_it(ward: Ward, data: bytes, said: str) -> None:
    ward.put("content/broken.yaml", data)
    ward.refused(f"{said}\n  hint: save the file as UTF-8 (in the editor: Save as)")


@pytest.mark.skipif(sys.platform == "win32", reason="no such pipes there")
def test_a_pipe_is_not_waited_for(ward: Ward) -> None:
    (ward.folder / "content/broken.yaml").unlink()
    os.mkfifo(ward.folder / "content/broken.yaml")
    ward.refused("content/broken.yaml: a file is needed here, and this is not an ordinary file")


# -- pictures --------------------------------------------------------------------


def picture(ward: Ward, svg: str) -> None:
    """Put an SVG in the place of a stock picture that the broken topic uses."""
    ward.put("content/pictures/herbs.svg", svg)
    ward.blocks("- picture: herbs")


def test_a_logo_of_200_megapixels_is_refused_by_its_head(ward: Ward) -> None:
    ward.put("content/logo.png", png(20_000, 10_000))
    ward.put("content/clinics/hill.yaml", CLINIC + "logo: logo.png\n")
    hint = "at most 40 million pixels; a logo needs far less"
    ward.refused(
        f"content/logo.png: the picture is too large: 20000 × 10000 pixels\n  hint: {hint}",
        options="--clinic hill",
        good=False,
    )


def test_a_logo_that_is_cut_off_is_refused(ward: Ward) -> None:
    ward.put("content/logo.png", png(40, 40))
    ward.put("content/clinics/hill.yaml", CLINIC + "logo: logo.png\n")
    ward.refused("content/logo.png", options="--clinic hill", good=False)


@pytest.mark.parametrize(
    ("svg", "said"),
    [
        (
            '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n' + SVG.format("<text>&b;</text>"),
            "content/pictures/herbs.svg:1: the entity 'b' is not a short word\n"
            "  hint: export it as a plain SVG of paths",
        ),
        (
            SVG.format('\n<image href="https://tracker.example/x.png"/>'),
            "content/pictures/herbs.svg:2: a picture may not hold <image>\n"
            "  hint: draw it with paths, or save the whole as PNG",
        ),
        (
            SVG.format('\n<path fill="url(https://tracker.example/x)" d="M0 0h8v8z"/>'),
            "content/pictures/herbs.svg:2: 'fill' refers to something outside",
        ),
        (
            SVG.format("\n<script>alert(1)</script>"),
            "content/pictures/herbs.svg:2: a picture may not hold <script>",
        ),
        (SVG.format("<path>"), "content/pictures/herbs.svg:1: the picture is broken XML"),
        (
            SVG.format('<path d="M0 0 rubbish"/>'),
            "content/pictures/herbs.svg:1: a number of <path> cannot be read",
        ),
    ],
    ids=["entities", "an outside picture", "an outside paint", "a script", "broken XML", "a broken path"],
)
def test_an_svg_that_is_more_than_a_picture_is_refused(ward: Ward, svg: str, said: str) -> None:
    picture(ward, svg)
    ward.refused(said)


# -- paths that lead out ------------------------------------------------------------


@pytest.mark.parametrize("path", ["../secret.svg", "pictures/../../secret.svg", "/etc/passwd.svg", "C:\\secret.svg"])
def test_a_picture_outside_the_library_is_refused(ward: Ward, path: str) -> None:
    ward.put("secret.svg", SVG.format(""))
    words = (STOCK / "content/pictures.yaml").read_text(encoding="utf-8")
    old = "file: pictures/herbs.svg"
    line = words[: words.index(old)].count("\n") + 1
    ward.stock("content/pictures.yaml", old, f"file: '{path}'")
    ward.blocks("- picture: herbs")
    ward.refused(
        f"content/pictures.yaml:{line}: '{path}' is not a picture file of the library",
        "hint: write a path inside 'content', with / between folders",
        good=False,
    )


@pytest.mark.parametrize("logo", ["../secret.png", "/etc/logo.png"])
def test_a_logo_outside_the_library_is_refused(ward: Ward, logo: str) -> None:
    ward.put("secret.png", png(4, 4))
    ward.put("content/clinics/hill.yaml", CLINIC + f"logo: {logo}\n")
    said = f"content/clinics/hill.yaml:5: '{logo}' is not a picture file of the library"
    ward.refused(said, options="--clinic hill", good=False)


def test_a_link_that_leads_out_of_the_library_is_refused(ward: Ward, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("password: 1\n", encoding="utf-8")
    (ward.folder / "content/broken.yaml").unlink()
    (ward.folder / "content/broken.yaml").symlink_to(tmp_path / "secret.yaml")
    err = ward.refused(
        "content/broken.yaml: this file leads outside the library\n  hint: copy the file into the library"
    )
    assert "password" not in err


@pytest.mark.parametrize("name", ["../content/good", "/etc/passwd", "good.yaml", "..", "."])
def test_a_topic_is_a_name_and_never_a_path(ward: Ward, name: str) -> None:
    ward.refused(f"there is no topic called '{name}'", code=ExitCode.USAGE, topic=name)


# -- translations ----------------------------------------------------------------------

CATALOG = """# UNREVIEWED DRAFT: not checked by a translator or a clinician.
msgid ""
msgstr ""
"Language: vi\\n"
"Content-Type: text/plain; charset={charset}\\n"

msgid "{words}"
msgstr "{said}"
"""


def translated(ward: Ward, words: str, said: str, charset: str = "UTF-8") -> str:
    """Make the broken topic in Vietnamese with one translated message in line 7; return standard error."""
    ward.blocks(f'- text: "{words}"')
    data = CATALOG.format(words=words, said=said, charset=charset)
    ward.put("locales/vi/LC_MESSAGES/broken.po", data.encode("latin-1" if charset != "UTF-8" else "utf-8"))
    (ward.folder / "content/good.yaml").unlink()
    code, _, err = ward.run("make", "broken", "--language", "vi", "--draft")
    assert code == ExitCode.UNUSABLE
    assert not list(ward.folder.rglob("*.pdf"))
    assert "Traceback" not in err
    return err


def test_a_translation_that_loses_a_slot_is_refused(ward: Ward) -> None:
    err = translated(ward, "Call {phone} now.", "Gọi ngay.")
    assert (
        "locales/vi/LC_MESSAGES/broken.po:7: the translation does not have the same slots: missing {phone}\n"
        "  hint: slots are copied, never translated" in err
    )


def test_a_translation_that_loses_strong_words_is_refused(ward: Ward) -> None:
    err = translated(ward, "Do **not** wait.", "Không chờ.")
    assert (
        "locales/vi/LC_MESSAGES/broken.po:7: the English has 1 strong passages (**…**), the translation 0\n"
        "  hint: put ** on both sides of the words that mean the same" in err
    )


def test_a_translation_in_another_charset_is_refused(ward: Ward) -> None:
    err = translated(ward, "Feed often.", "caf\xe9", "ISO-8859-1")
    assert (
        "locales/vi/LC_MESSAGES/broken.po:5: the file says that its charset is ISO-8859-1, not UTF-8\n"
        "  hint: save the file as UTF-8 (in Poedit: Translation > Properties > Charset)" in err
    )


def test_every_broken_message_of_a_catalog_is_named(ward: Ward) -> None:
    ward.blocks('- text: "Call {phone}."\n- text: "Do **not** wait."\n- text: "See [us](https://a.example/)."')
    head = CATALOG.partition('msgid "{words}"')[0].format(charset="UTF-8")
    rows = {"Call {phone}.": "Gọi.", "Do **not** wait.": "Không.", "See [us](https://a.example/).": "Xem."}
    words = head + "\n".join(f'msgid "{english}"\nmsgstr "{said}"\n' for english, said in rows.items())
    ward.put("locales/vi/LC_MESSAGES/broken.po", words)
    _, _, err = ward.run("make", "broken", "--language", "vi", "--draft")
    assert [int(line) for line in re.findall(r"broken\.po:(\d+):", err)] == [7, 10, 13]


def test_untranslated_words_are_refused_and_each_is_named(ward: Ward) -> None:
    code, _, err = ward.run("make", "broken", "--language", "vi")
    assert code == ExitCode.UNUSABLE
    assert (
        "there is no Vietnamese translation of 'broken'\n  hint: make the file with: leaflets translate update" in err
    )
    ward.put("locales/vi/LC_MESSAGES/broken.po", CATALOG.format(words="Other words", said="", charset="UTF-8"))
    code, _, err = ward.run("make", "broken", "--language", "vi")
    assert code == ExitCode.UNUSABLE
    signs = FIRST + 5  # the first line of the signs for today
    assert err == (
        f"content/broken.yaml:1, :2, :10, :{FIRST}, :{signs}, :{signs + 1}: not translated into Vietnamese (7 times)\n"
        "  hint: translate “Other words”, “Words for a test.”, “One”, “Feed often.”, “Feeds badly”, “Too sleepy to feed”,"
        " “Hot and red” in locales/vi/LC_MESSAGES/broken.po\n"
    )
