"""Wrong and hostile files, one at a time, through the command: what a nurse reads, and what stays unharmed.

Every case starts from a library that is good and breaks one thing. Whatever is wrong, the rest of the run is made,
a leaflet made before stays as it was, nothing half written is left, and nobody sees a traceback.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from generator.cli import main
from generator.cli.speech import MOST_PROBLEMS
from generator.problems import ExitCode
from generator.readers.folders import PARTS

STOCK = Path(__file__).parent.parent
TOPIC = """title: {title}
purpose: Words for a test.
code: TE
version: "0.1"
written: 2026-11-22
review_by: 2027-11-22
picture: droplet
accent: teal
blocks:
  - section: One
    evidence: guideline
    sources: [bfn]
    blocks:
{blocks}
  - sources:
"""
FIRST = 14
"""The line of a topic's first block inside its section."""
BLOCK = "      - text: Feed often.\n"
CLINIC = """name: Hill Clinic
phones: ["020 7946 0123"]
hours: ["Monday to Friday"]
address: ["1 Sample Street"]
"""
OLD = b"%PDF-1.7 the leaflet of last year"


class Ward:
    """A library of one's own over the stock library, and the command in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys
        self.put("content/good.yaml", TOPIC.format(title="Good words", blocks=BLOCK))
        self.put("content/broken.yaml", TOPIC.format(title="Other words", blocks=BLOCK))

    def put(self, path: str, words: str | bytes) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(words if isinstance(words, bytes) else words.encode())
        return file

    def stock(self, path: str, old: str = "", new: str = "") -> str:
        """Take a stock file into the ward with one thing changed; return its words."""
        words = (STOCK / path).read_text(encoding="utf-8")
        assert old in words
        words = words.replace(old, new, 1) if old else words
        self.put(path, words)
        return words

    def blocks(self, words: str) -> None:
        """Write the broken topic with these lines inside its section."""
        indented = "".join(f"      {line}\n" for line in words.splitlines())
        self.put("content/broken.yaml", TOPIC.format(title="Other words", blocks=indented))

    def run(self, *words: str) -> tuple[int, str, str]:
        self.capsys.readouterr()
        code = main(words)
        said = self.capsys.readouterr()
        return code, said.out, said.err

    def refused(
        self, *said: str, code: int = ExitCode.UNUSABLE, options: str = "", good: bool = True, topic: str = "broken"
    ) -> str:
        """Make the broken leaflet and the good one; return what standard error said, after checking everything."""
        suffix = re.sub(r".*--clinic (\S+).*|.*", lambda m: f"-{m[1]}" if m[1] else "", options)
        language = re.sub(r".*--language (\S+).*|.*", lambda m: m[1] or "en", options)
        old = self.put(f"output/{language}/broken-a4{suffix}.pdf", OLD)
        known = old.with_name(f"good-a4{suffix}.pdf")
        found, out, err = self.run("make", topic, "good", *options.split())
        assert "Traceback" not in out + err
        assert (found, [part for part in said if part not in err]) == (code, []), err
        assert old.read_bytes() == OLD, "a leaflet of before was harmed"
        assert not list(self.folder.rglob("*.tmp"))
        if code != ExitCode.USAGE:
            assert known.is_file() == good
            assert f"{1 if good else 0} made, 0 unchanged, {1 if good else 2} refused" in out
        return err


@pytest.fixture
def ward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ward:
    folder = tmp_path / "ward"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Ward(folder, capsys)


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
        0,
        "there is no source called 'bnf'",
        "did you mean 'bfn'?",
    ),
    "a picture that is not there": (
        "- picture:\n    name: dropplet",
        0,
        "there is no picture called 'dropplet'",
        "did you mean 'droplet'?",
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
    ward.refused("content/broken.yaml:1: '&a0' names a place (an anchor); that is not used here")


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
    err = ward.refused("there is no topic called 'broken'", code=ExitCode.USAGE)
    assert "did you mean 'broken'" not in err


# -- pictures --------------------------------------------------------------------


def png(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def picture(ward: Ward, svg: str) -> None:
    """Put an SVG in the place of a stock picture that the broken topic uses."""
    ward.put("content/pictures/bone.svg", svg)
    ward.blocks("- picture: bone")


def test_a_logo_of_200_megapixels_is_refused_by_its_head(ward: Ward) -> None:
    ward.put("content/logo.png", png(20_000, 10_000))
    ward.put("content/clinics/hill.yaml", CLINIC + "logo: logo.png\n")
    hint = "at most 40 million pixels; a logo needs far less"
    ward.refused(
        f"content/logo.png: the picture is 20000 × 10000 pixels\n  hint: {hint}",
        options="--clinic hill",
        good=False,
    )


def test_a_logo_that_is_cut_off_is_refused(ward: Ward) -> None:
    ward.put("content/logo.png", png(40, 40))
    ward.put("content/clinics/hill.yaml", CLINIC + "logo: logo.png\n")
    ward.refused("content/logo.png", options="--clinic hill", good=False)


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">{}</svg>'


@pytest.mark.parametrize(
    ("svg", "said"),
    [
        (
            '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n' + SVG.format("<text>&b;</text>"),
            "content/pictures/bone.svg:1: a document type (<!DOCTYPE …>) is not allowed in a picture\n"
            "  hint: delete that line",
        ),
        (
            SVG.format('\n<image href="https://tracker.example/x.png"/>'),
            "content/pictures/bone.svg:2: the picture refers to something outside: https://tracker.example/x.png\n"
            "  hint: put everything into the one file",
        ),
        (
            SVG.format('\n<path fill="url(https://tracker.example/x)" d="M0 0h8v8z"/>'),
            "content/pictures/bone.svg:2: 'fill' refers to something outside",
        ),
        (
            SVG.format("\n<script>alert(1)</script>"),
            "content/pictures/bone.svg:2: <script> is not allowed in a picture",
        ),
        (SVG.format("<path>"), "content/pictures/bone.svg:1: the picture is broken XML"),
        (
            SVG.format('<path d="M0 0 rubbish"/>'),
            "content/pictures/bone.svg",
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
    old = "file: pictures/bone.svg"
    line = words[: words.index(old)].count("\n") + 1
    ward.stock("content/pictures.yaml", old, f"file: '{path}'")
    ward.blocks("- picture: bone")
    ward.refused(
        f"content/pictures.yaml:{line}: '{path}' is not a picture file of the library",
        "hint: write a path inside this folder that ends in .svg, .png or .jpg",
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
    for words, line in (("Other words", 1), ("Words for a test.", 2), ("One", 10), ("Feed often.", FIRST)):
        assert re.search(rf"content/broken\.yaml:{line}: .*{re.escape(words)}", err)


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
    said = "templates/themes/ours.yaml:5: the look 'title' has no key called 'colr'\n  hint: did you mean 'colour'?"
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
    ward.refused("content/broken.yaml", "the theme 'default' has no accent called 'teel'", "did you mean 'teal'?")


def paper(ward: Ward, words: str) -> tuple[int, str]:
    """Make on a paper of our own; return the code and standard error."""
    ward.put("templates/formats/ours.yaml", f"about: Ours\nextends: a4\n{words}\n")
    code, _, err = ward.run("make", "good", "--format", "ours")
    assert not list(ward.folder.rglob("*.pdf"))
    assert "Traceback" not in err
    return code, err


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


# -- what the machine lacks ---------------------------------------------------------------------


def test_a_font_pack_that_is_not_installed_is_named_with_its_command(ward: Ward) -> None:
    ward.stock("templates/faces.yaml", "package: justmytype_western_core", "package: no_such_pack")
    ward.refused(
        "templates/faces.yaml:2: the font pack 'no-such-pack' is not installed on this machine; "
        "the face 'noto-sans' needs it\n  hint: install it with: pip install no-such-pack",
        code=ExitCode.MISSING,
        good=False,
    )


def test_a_font_that_is_none_is_refused(ward: Ward) -> None:
    path = "fonts/ofl/notosans/NotoSans[wdth,wght].ttf"
    ward.stock(
        "templates/faces.yaml",
        f"package: justmytype_western_core\n  path: {path}",
        "package: generator\n  path: make.py",
    )
    ward.refused("generator/make.py: this file is no font; the face 'noto-sans' needs one", "hint: ", good=False)


def python(*words: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "generator", *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(STOCK), "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_an_output_folder_that_one_may_not_write_to_is_said_so(ward: Ward) -> None:
    folder = ward.put("output/en/broken-a4.pdf", OLD).parent
    folder.chmod(0o555)
    try:
        ward.refused("the file cannot be written: permission denied\n  hint: you may not write there", good=False)
    finally:
        folder.chmod(0o755)


def own_disk(folder: Path, size: str, commands: str) -> subprocess.CompletedProcess[str]:
    """Run a script with a disk of its own at ``disk``, in a namespace of its own; skip where none is permitted."""
    (folder / "disk").mkdir()
    if not shutil.which("unshare"):
        pytest.skip("no namespaces here")
    mount = f"mount -t tmpfs -o size={size} none disk 2>/dev/null || exit 99\n"
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", mount + commands],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(STOCK)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode in (1, 99):
        pytest.skip("no disk may be mounted here")
    assert "Traceback" not in done.stderr
    return done


MAKE = f"{sys.executable} -m generator make colostrum --output disk; code=$?\nfind disk -type f; exit $code"


def test_a_disk_that_can_only_be_read_is_said_so(tmp_path: Path) -> None:
    done = own_disk(
        tmp_path,
        "1m",
        f"mkdir disk/en; echo old > disk/en/colostrum-a4.pdf; mount -o remount,ro disk || exit 99\n{MAKE}",
    )
    assert done.returncode == ExitCode.UNUSABLE, done.stderr
    assert (
        "disk/en/colostrum-a4.pdf: the file cannot be written: read-only file system\n"
        "  hint: this disk can only be read: choose another place with --output" in done.stderr
    )
    assert done.stdout.splitlines()[1:] == ["disk/en/colostrum-a4.pdf"]


def test_a_disk_that_is_full_is_said_so_and_holds_nothing_half_written(tmp_path: Path) -> None:
    done = own_disk(tmp_path, "32k", MAKE)
    assert done.returncode == ExitCode.UNUSABLE, done.stderr
    assert "the disk is full: free some space, or choose another place with --output" in done.stderr
    assert not done.stdout.splitlines()[1:]


def test_a_file_where_the_output_folder_belongs_is_said_so(ward: Ward) -> None:
    ward.put("elsewhere", "a file")
    code, _, err = ward.run("make", "good", "--output", "elsewhere")
    assert code == ExitCode.UNUSABLE
    assert "hint: a file stands where a folder is needed: rename it, or choose another place with --output" in err


def test_a_full_disk_is_said_so_and_leaves_nothing_half_written(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    ward.refused(
        "output/en/broken-a4.pdf: the file cannot be written: no space left on device\n"
        "  hint: the disk is full: free some space, or choose another place with --output",
        "output/en/good-a4.pdf: ",
        good=False,
    )


# -- wrong use ---------------------------------------------------------------------------------


def test_an_unknown_language_is_a_wrong_use_with_a_suggestion(ward: Ward) -> None:
    ward.refused(
        "there is no language called 'zh-Hanss'\n  hint: did you mean 'zh-Hans'?",
        code=ExitCode.USAGE,
        options="--language zh-Hanss",
    )


def test_an_unknown_topic_is_a_wrong_use_with_a_suggestion(ward: Ward) -> None:
    ward.refused(
        "there is no topic called 'colostrm'\n  hint: did you mean 'colostrum'?", code=ExitCode.USAGE, topic="colostrm"
    )


def test_many_problems_are_cut_to_what_one_can_read(ward: Ward) -> None:
    ward.blocks("\n".join(f"- waring: {number}" for number in range(100)))
    err = ward.refused()
    assert err.count("there is no block called") == MOST_PROBLEMS
    assert err.rstrip().endswith(f"and {100 - MOST_PROBLEMS} more problems; mend these first")


def test_everything_wrong_at_once_in_another_process(ward: Ward) -> None:
    ward.blocks("- waring: Call us.")
    ward.put("output/en/broken-a4.pdf", OLD)
    done = python("make", "broken", "good", "--jobs", "2", folder=ward.folder, LANG="C", LC_ALL="C", PYTHONUTF8="0")
    assert done.returncode == ExitCode.UNUSABLE
    assert f"content/broken.yaml:{FIRST}: there is no block called 'waring'" in done.stderr
    assert "Traceback" not in done.stderr
    assert "1 made, 0 unchanged, 1 refused" in done.stdout
    assert (
        hashlib.sha256((ward.folder / "output/en/broken-a4.pdf").read_bytes()).digest() == hashlib.sha256(OLD).digest()
    )


# -- clinics that attack --------------------------------------------------------------------------


def clinic(ward: Ward, old: str, new: str) -> str:
    assert old in CLINIC
    ward.put("content/clinics/hill.yaml", CLINIC.replace(old, new))
    return "--clinic hill"


def words_of(file: Path) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(file) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.mark.parametrize(
    "name",
    ["<b>Hill</b> & Sons", "{{ 7*7 }} Clinic", "{phone} **Hill**", "[Hill](https://evil.example/)", "%s %(x)s \\n"],
)
def test_signs_in_a_clinics_name_are_printed_as_they_stand(ward: Ward, name: str) -> None:
    options = clinic(ward, "Hill Clinic", f"'{name}'")
    code, _, err = ward.run("make", "good", *options.split())
    assert (code, err) == (ExitCode.MADE, "")
    assert name in words_of(ward.folder / "output/en/good-a4-hill.pdf")


@pytest.mark.parametrize("web", ["javascript:alert(1)", "http://x.example/", "file:///etc/passwd", "https://a b"])
def test_a_web_address_that_is_none_is_refused(ward: Ward, web: str) -> None:
    ward.put("content/clinics/hill.yaml", f'{CLINIC}web: "{web}"\n')
    said = f"content/clinics/hill.yaml:5: '{web}' is not a web address that can be printed"
    ward.refused(said, "hint: it starts with https://", options="--clinic hill", good=False)


def test_a_name_that_turns_words_round_is_refused(ward: Ward) -> None:
    options = clinic(ward, "Hill Clinic", "Hill \u202ecinilC")
    said = "content/clinics/hill.yaml:1: there is a character that hides or reorders words (U+202E) in this line"
    assert "\u202e" not in ward.refused(said, options=options, good=False)


@pytest.mark.parametrize("name", ["A" * 10_000, "Hill " * 2_000], ids=["one word", "many words"])
def test_a_name_of_10000_letters_is_refused_with_what_to_do(ward: Ward, name: str) -> None:
    options = clinic(ward, "Hill Clinic", name.strip())
    said = "content/clinics/hill.yaml: the clinic's words do not fit the clinic panel\n  hint: shorten"
    err = ward.refused(said, options=options, good=False)
    assert len(err) < 2_000, "a message is not as long as the words it is about"


def test_a_sign_that_no_font_has_is_named(ward: Ward) -> None:
    options = clinic(ward, "Hill Clinic", "Hill 🍼 Clinic")
    said = "content/clinics/hill.yaml: no font has a shape for '🍼' (U+1F37C)\n  hint: use another character"
    ward.refused(said, options=options, good=False)


def test_a_clinic_with_many_mistakes_names_them_all(ward: Ward) -> None:
    ward.put("content/clinics/hill.yaml", 'nmae: Hill\nphones: ["none"]\nhours: []\naddress: x\nweb: "javascript:x"\n')
    err = ward.refused(options="--clinic hill", good=False)
    assert [int(line) for line in re.findall(r"hill\.yaml:(\d+):", err)].__len__() >= 5


@pytest.mark.parametrize("part", PARTS)
def test_a_file_where_a_folder_belongs_is_no_fault_of_the_program(ward: Ward, part: str) -> None:
    if part == "content":
        shutil.rmtree(ward.folder / "content")
    ward.put(part, "not a folder")
    code, _, err = ward.run("make", "colostrum")
    assert code in (ExitCode.MADE, ExitCode.UNUSABLE, ExitCode.USAGE)
    assert "Traceback" not in err
