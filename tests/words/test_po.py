"""PO files mean here what they mean to GNU gettext, or are refused with the line and what to do."""

from __future__ import annotations

import gettext
import io
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.model.problems import Origin, Problem
from generator.words.catalogs import read_po_file
from generator.words.po import SAVE, PoFile, parse_po, write_po

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
"""Four lines: what follows begins in line 5."""

PRINTED: dict[str, tuple[str, dict[str, str]]] = {
    # what is read: the file below its header, and the translations that may be printed
    "plain": ('msgid "A"\nmsgstr "a"\n', {"A": "a"}),
    "fuzzy": ('#, fuzzy\nmsgid "A"\nmsgstr "a"\n', {}),
    "flags without a comma": ('#, fuzzy c-format\nmsgid "A"\nmsgstr "a"\n', {}),
    "flags before fuzzy": ('#, c-format fuzzy\nmsgid "A"\nmsgstr "a"\n', {}),
    "flags parted by tabs": ('#,\tc-format\tfuzzy\nmsgid "A"\nmsgstr "a"\n', {}),
    "flags in two lines": ('#, c-format\n#, fuzzy\nmsgid "A"\nmsgstr "a"\n', {}),
    "fuzzy with no space": ('#,fuzzy\nmsgid "A"\nmsgstr "a"\n', {}),
    "fuzzy behind many commas": ('#, ,,fuzzy,\nmsgid "A"\nmsgstr "a"\n', {}),
    "the other mark of flags": ('#! fuzzy\nmsgid "A"\nmsgstr "a"\n', {}),
    "fuzzy behind white space": ('  \t#, fuzzy\nmsgid "A"\nmsgstr "a"\n', {}),
    "fuzzy above a blank line": ('#, fuzzy\n\n\nmsgid "A"\nmsgstr "a"\n', {}),
    "fuzzy above other comments": ('#, fuzzy\n# ask\n#. note\n#: a:1\nmsgid "A"\nmsgstr "a"\n', {}),
    "fuzzy with a context": ('#, fuzzy\nmsgctxt "c"\nmsgid "A"\nmsgstr "a"\n', {}),
    "fuzzy without words": ('#, fuzzy\nmsgid "A"\nmsgstr ""\n', {}),
    "the word in a comment": ('# , fuzzy\n#. fuzzy\nmsgid "A"\nmsgstr "a"\n', {"A": "a"}),
    "a longer word": ('#, no-fuzzy, fuzzy-format\nmsgid "A"\nmsgstr "a"\n', {"A": "a"}),
    "a range": ('#, range: 0..10\nmsgid "A"\nmsgstr "a"\n', {"A": "a"}),
    "fuzzy of an obsolete one": ('#, fuzzy\n#~ msgid "O"\n#~ msgstr "o"\n\nmsgid "A"\nmsgstr "a"\n', {"A": "a"}),
    "fuzzy behind the obsolete mark": ('#~ #, fuzzy\nmsgid "A"\nmsgstr "a"\n', {}),
    "fuzzy at the end": ('msgid "A"\nmsgstr "a"\n\n#, fuzzy\n', {"A": "a"}),
    "old English": ('#, fuzzy\n#| msgid "B"\nmsgid "A"\nmsgstr "a"\n', {}),
    "old English, corrected": ('#| msgid "B"\nmsgid "A"\nmsgstr "a"\n', {"A": "a"}),
    "old English with context, in two lines": (
        '#| msgctxt "d"\n#| msgid "B "\n#| "C"\nmsgctxt "c"\nmsgid "A"\nmsgstr "a"\n',
        {"c\x04A": "a"},
    ),
    "old English of a plural": ('#| msgid "B"\n#| msgid_plural "Bs"\nmsgid "A"\nmsgstr "a"\n', {"A": "a"}),
    "old English without a space": ('#|msgid "B"\nmsgid "A"\nmsgstr "a"\n', {"A": "a"}),
    "old English, empty": ('#|\nmsgid "A"\nmsgstr "a"\n', {"A": "a"}),
    "obsolete": ('#~ msgid "A"\n#~ msgstr "a"\n', {}),
    "obsolete, no space": ('#~msgid "A"\n#~msgstr "a"\n', {}),
    "obsolete, empty line": ('#~\n#~ msgid "A"\n#~ msgstr "a"\n', {}),
    "obsolete, in two lines": ('#~ msgid ""\n#~ "A"\n#~ msgstr "a"\n#~ "b"\n', {}),
    "obsolete with old English": ('#~| msgid "B"\n#~ msgid "A"\n#~ msgstr "a"\n', {}),
    "contexts": ('msgid "A"\nmsgstr "a"\nmsgctxt "c"\nmsgid "A"\nmsgstr "b"\n', {"A": "a", "c\x04A": "b"}),
    "strings in lines": ('msgid "A "\n"B"\nmsgstr ""\n"a "\n\n"b"\n', {"A B": "a b"}),
    "strings in one line": ('msgid "A" "B"\nmsgstr "a""b"\n', {"AB": "ab"}),
    "no space, tabs": ('\tmsgid"A"\n\tmsgstr\t"a"\t\n', {"A": "a"}),
    "no blank lines": ('msgid "A"\nmsgstr "a"\nmsgid "B"\nmsgstr "b"\n', {"A": "a", "B": "b"}),
    "no line end": ('msgid "A"\nmsgstr "a"', {"A": "a"}),
    "windows": ('#, fuzzy\r\nmsgid "A"\r\nmsgstr "a"\r\n\r\nmsgid "B"\r\nmsgstr "b"\r\n', {"B": "b"}),
    "escapes": (
        'msgid "A"\nmsgstr "\\"a\\" \\\\n \\n."\nmsgid "B\\t"\nmsgstr "b\\t"\n',
        {"A": '"a" \\n \n.', "B\t": "b\t"},
    ),
    "a tab as it is": ('msgid "A\tB"\nmsgstr "a\tb"\n', {"A\tB": "a\tb"}),
    "a place with spaces": ('#: \u2068my files/a.yaml\u2069:3 b.yaml:4\nmsgid "A"\nmsgstr "a"\n', {"A": "a"}),
    "an indented place with spaces": ('\t #: \u2068a b.yaml\u2069:3\nmsgid "A"\nmsgstr "a"\n', {"A": "a"}),
    "a place left open": ('#: \u2068my files/a.yaml:3 b.yaml:4\nmsgid "A"\nmsgstr "a"\n', {"A": "a"}),
    "places of all kinds": ('#:a:1\n#: a b c.c : 5, d.c:6\n#: :\nmsgid "A"\nmsgstr "a"\n', {"A": "a"}),
    "comments of all kinds": ('#\n#.\n#:\n#,\n##\n#-\n#note\n# msgid "B"\nmsgid "A"\nmsgstr "a"\n', {"A": "a"}),
    "a charset in a comment": ('# charset=ISO-8859-1\nmsgid "A"\nmsgstr "á"\n', {"A": "á"}),
    "an empty msgid with a context": ('msgctxt "c"\nmsgid ""\nmsgstr "a"\n', {"c\x04": "a"}),
    "a comment at the end": ('msgid "A"\nmsgstr "a"\n\n# bye\n', {"A": "a"}),
    "nothing": ("", {}),
}

HEADS: dict[str, tuple[str, dict[str, str]]] = {
    # whole files
    "no header": ('msgid "A"\nmsgstr "a"\n', {"A": "a"}),
    "a late header": (f'msgid "A"\nmsgstr "a"\n\n{HEAD}', {"A": "a"}),
    "a fuzzy header": (f'#, fuzzy\n{HEAD}msgid "A"\nmsgstr "á"\n', {"A": "á"}),
    "a header in one string": (
        'msgid ""\nmsgstr "Language: vi\\nContent-Type: text/plain; charset=utf-8\\n"\n\nmsgid "A"\nmsgstr "á"\n',
        {"A": "á"},
    ),
    "a header with blank lines": (
        'msgid ""\n\nmsgstr ""\n\n"Content-Type: text/plain; charset=UTF-8\\n"\nmsgid "A"\nmsgstr "a"\n',
        {"A": "a"},
    ),
}

STRICTER: dict[str, tuple[str, dict[str, str]]] = {
    # gettext prints these; here it is safer not to
    # gettext 0.21 forgets a fuzzy when another line of flags follows
    "fuzzy in the first of two lines": ('#, fuzzy\n#, c-format\nmsgid "A"\nmsgstr "a"\n', {}),
    "fuzzy in capitals": ('#, Fuzzy\nmsgid "A"\nmsgstr "a"\n', {}),
    "fuzzy as a flag of a newer kind": ('#= fuzzy\nmsgid "A"\nmsgstr "a"\n', {}),
}

REFUSED: dict[str, tuple[str, int, str]] = {
    # the file below its header, the line, and words of the message or hint
    "plural": ('msgid "A"\nmsgid_plural "As"\nmsgstr[0] "a"\n', 6, "no plural forms"),
    "plural translation": ('msgid "A"\nmsgstr[0] "a"\n', 6, "no plural forms"),
    "obsolete plural": ('#~ msgid "A"\n#~ msgid_plural "As"\n#~ msgstr[0] "a"\n', 6, "no plural forms"),
    "domain": ('domain "x"\nmsgid "A"\nmsgstr "a"\n', 5, "delete the line"),
    "a bell": ('msgid "A"\nmsgstr "\\a"\n', 6, "after a backslash"),
    "a form feed": ('msgid "A"\nmsgstr "\\f\\b\\v"\n', 6, "after a backslash"),
    "octal": ('msgid "A"\nmsgstr "\\303\\241"\n', 6, "after a backslash"),
    "hexadecimal": ('msgid "A"\nmsgstr "\\xc3\\xa1"\n', 6, "after a backslash"),
    "no such escape": ('msgid "A"\nmsgstr "\\q"\n', 6, "after a backslash"),
    "an escaped line end": ('msgid "A"\nmsgstr "a\\\nb"\n', 6, "straight double quotes"),
    "no closing quote": ('msgid "A"\nmsgstr "a\n', 6, "straight double quotes"),
    "a quote inside": ('msgid "A"\nmsgstr "say "a""\n', 6, "straight double quotes"),
    "curly quotes": ('msgid "A"\nmsgstr “a”\n', 6, "straight double quotes"),
    "a string without its end": ('msgid "A"\nmsgstr "a"\n"b\n', 7, "straight double quotes"),
    "words behind a string": ('msgid "A"\nmsgstr "a" # ask\n', 6, "straight double quotes"),
    "a keyword alone": ('msgid\n"A"\nmsgstr "a"\n', 5, 'behind msgid, or ""'),
    "two parts in a line": ('msgid "A" msgstr "a"\n', 5, "straight double quotes"),
    "no keyword": ('hello\nmsgid "A"\nmsgstr "a"\n', 5, "a line begins with"),
    "capitals": ('MSGID "A"\n', 5, "a line begins with"),
    "a space that is none": ('msgid\u00a0"A"\nmsgstr "a"\n', 5, "straight double quotes"),
    "a space at the end that is none": ('msgid "A"\u00a0\nmsgstr "a"\n', 5, "straight double quotes"),
    "a space behind the mark that is none": ('#~\u00a0msgid "A"\n#~ msgstr "a"\n', 5, "straight double quotes"),
    "old plural alone": ('#| msgid_plural "B"\nmsgid "A"\nmsgstr "a"\n', 5, "msgid_plural stands alone"),
    "duplicate": ('msgid "A"\nmsgstr "a"\n\nmsgid "A"\nmsgstr "a"\n', 8, "the first is in line 5"),
    "fuzzy duplicate": ('msgid "A"\nmsgstr "a"\n#, fuzzy\nmsgid "A"\nmsgstr "b"\n', 8, "second time"),
    "obsolete duplicate": ('msgid "A"\nmsgstr "a"\n#~ msgid "A"\n#~ msgstr "b"\n', 7, "second time"),
    "two headers": (HEAD, 5, "second time"),
    "no context": ('msgctxt ""\nmsgid "A"\nmsgstr "a"\n', 6, "msgctxt of this entry is empty"),
    "no msgstr": ('msgid "A"\n\nmsgid "B"\nmsgstr "b"\n', 7, "no msgstr"),
    "no msgstr at the end": ('msgid "A"\n', 6, "no msgstr"),
    "no msgid": ('msgctxt "c"\nmsgstr "a"\n', 6, "no msgstr"),
    "a stray msgstr": ('# a\nmsgstr "a"\n', 6, "stands alone"),
    "a second msgstr": ('msgid "A"\nmsgstr "a"\nmsgstr "b"\n', 7, "stands alone"),
    "a stray string": ('# a\n"a"\n', 6, "belong to no msgid"),
    "a late context": ('msgid "A"\nmsgctxt "c"\nmsgstr "a"\n', 6, "no msgstr"),
    "a comment inside": ('msgid "A"\n# ask\nmsgstr "a"\n', 6, "no msgstr"),
    "fuzzy inside": ('msgid "A"\n#, fuzzy\nmsgstr "a"\n', 6, "no msgstr"),
    "a comment between strings": ('msgid "A"\nmsgstr "a"\n# ask\n"b"\n', 8, "belong to no msgid"),
    "fuzzy below the old English": ('#| msgid "B"\n#, fuzzy\nmsgid "A"\nmsgstr "a"\n', 6, "belongs to no msgid"),
    "old English twice": ('#| msgid "B"\n#| msgid "C"\nmsgid "A"\nmsgstr "a"\n', 6, "belongs to no msgid"),
    "old context alone": ('#| msgctxt "B"\nmsgid "A"\nmsgstr "a"\n', 6, "belongs to no msgid"),
    "old English without quotes": ('#| msgid B\nmsgid "A"\nmsgstr "a"\n', 5, "straight double quotes"),
    "old English at the end": ('msgid "A"\nmsgstr "a"\n#| msgid "B"\n', 8, "belongs to no msgid"),
    "old English inside": ('msgid "A"\n#| "B"\nmsgstr "a"\n', 6, "belong to no msgid"),
    "obsolete in part": ('#~ msgid "A"\nmsgstr "a"\n', 6, "#~ before each line"),
    "obsolete in another part": ('msgid "A"\n#~ msgstr "a"\n', 6, "#~ before each line"),
    "obsolete but for a string": ('#~ msgid "A"\n#~ msgstr "a"\n"b"\n', 7, "#~ before each line"),
    "a flag behind the obsolete mark": ('#~, fuzzy\n#~ msgid "A"\n#~ msgstr "a"\n', 5, "a line begins with"),
    "a lone carriage return": ('# ask\rmsgid "A"\nmsgstr "a"\n', 5, "U+000D"),
    "a line separator": ('msgid "A"\nmsgstr "a\u2028b"\n', 6, "U+2028"),
    "a vertical tab": ('msgid\v"A"\nmsgstr "a"\n', 5, "U+000B"),
    "an isolate in the words": ('msgid "A"\nmsgstr "\u2068a\u2069"\n', 6, "U+2068"),
}

BROKEN = "this line of the PO file is broken"
SAID: dict[str, tuple[str, str]] = {
    # the message and hint of one of each sort of the above
    "plural": (BROKEN, "leaflets have no plural forms; write one msgid and one msgstr"),
    "domain": (BROKEN, "each catalog is a file of its own: delete the line"),
    "a bell": (BROKEN, 'after a backslash only \\ " n t r may follow; write other letters as they are'),
    "no closing quote": (
        BROKEN,
        'words stand in straight double quotes; inside them write \\" for a quote and \\\\ for a backslash',
    ),
    "a keyword alone": (BROKEN, 'write words in double quotes behind msgid, or ""'),
    "a string without its end": (
        BROKEN,
        'words stand in straight double quotes; inside them write \\" for a quote and \\\\ for a backslash',
    ),
    "no keyword": (BROKEN, "a line begins with msgctxt, msgid, msgstr, # or a double quote"),
    "duplicate": (
        "these source words stand here a second time; the first is in line 5",
        "delete one of the two entries",
    ),
    "no context": ("the msgctxt of this entry is empty", "delete the line of the msgctxt"),
    "no msgstr": ("the entry before this line has no msgstr", 'write msgstr "" below its msgid'),
    "a stray msgstr": ("msgstr stands alone: no msgid belongs to it", ""),
    "old plural alone": ("msgid_plural stands alone: no msgid belongs to it", ""),
    "a stray string": ("these words belong to no msgid or msgstr", ""),
    "fuzzy below the old English": (
        "the old English before this line belongs to no msgid",
        "comments and flags stand above the lines with #|, and msgid right below them",
    ),
    "obsolete in part": (
        "one entry has lines with #~ and lines without",
        "put #~ before each line of an entry that is no longer used, or before none",
    ),
}

needs_gettext = pytest.mark.skipif(shutil.which("msgfmt") is None, reason="GNU gettext is not installed")


def read(tmp_path: Path, words: str) -> tuple[PoFile | None, list[Problem]]:
    path = tmp_path / "a.po"
    path.write_bytes(words.encode())
    problems: list[Problem] = []
    return read_po_file(path, "a.po", problems), problems


def printed(po: PoFile) -> dict[str, str]:
    """Return what may be printed, by what gettext keeps it by."""
    return {
        (f"{entry.context}\x04" if entry.context is not None else "") + entry.source: entry.words
        for entry in po.entries
        if entry.words and not entry.fuzzy and not entry.obsolete
    }


def by_gettext(words: str) -> dict[str, str] | None:
    """Return what gettext would print; None when it refuses the file."""
    run = subprocess.run(["msgfmt", "-o", "-", "-"], input=words.encode(), capture_output=True, check=False)
    if run.returncode:
        return None
    if len(run.stdout) < 20:  # no message at all
        return {}
    kept: dict[str, str] = vars(gettext.GNUTranslations(io.BytesIO(run.stdout)))["_catalog"]
    return {key: said for key, said in kept.items() if key != ""}


WHOLE = {name: (HEAD + body, said) for name, (body, said) in (PRINTED | STRICTER).items()} | HEADS


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_read_may_be_printed_or_not(tmp_path: Path, name: str) -> None:
    words, said = WHOLE[name]
    po, problems = read(tmp_path, words)
    assert not problems
    assert po
    assert printed(po) == said


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_has_its_line_and_what_to_do(tmp_path: Path, name: str) -> None:
    body, line, words = REFUSED[name]
    po, problems = read(tmp_path, HEAD + body)
    assert po is None
    assert problems[0].origin.line == line, problems
    assert words in f"{problems[0].message} {problems[0].hint}"


@pytest.mark.parametrize("name", SAID)
def test_each_sort_of_fault_is_said_in_these_words(tmp_path: Path, name: str) -> None:
    body, line, _ = REFUSED[name]
    _, problems = read(tmp_path, HEAD + body)
    assert problems[0] == Problem(Origin("a.po", line), *SAID[name])


@pytest.mark.parametrize(
    ("field", "line", "name"),
    [
        ('"Content-Type: text/plain; charset=utf8\\n"', 0, ""),
        ('"Content-Type: text/plain; char"\n"set=Big5\\n"', 1, "Big5"),
        ('"X: y\\n"\n"Content-Type: text/plain; charset=%s\\n"' % ("x" * 50), 4, "x" * 40),
    ],
)
def test_only_utf8_is_read_however_a_header_says_it(tmp_path: Path, field: str, line: int, name: str) -> None:
    _, problems = read(tmp_path, f'msgid ""\nmsgstr ""\n{field}\n\nmsgid "A"\nmsgstr "a"\n')
    message = f"the file says that its charset is {name}, not UTF-8"
    assert problems == ([Problem(Origin("a.po", line), message, SAVE)] if name else [])


def test_one_broken_line_is_one_problem_where_the_next_line_is_not_to_blame(tmp_path: Path) -> None:
    body = 'msgid "A\nmsgstr "a"\n\n#| msgid B"\n#| "b"\nmsgid "B"\nmsgstr b"\n"c"\n\n"d"x\nmsgid "C"\nmsgstr "c"\n'
    _, problems = read(tmp_path, HEAD + body)
    assert [problem.origin.line for problem in problems] == [5, 8, 11, 14]


@needs_gettext
@pytest.mark.parametrize("name", [*PRINTED, *HEADS])
def test_gettext_reads_the_same(name: str) -> None:
    words, said = WHOLE[name]
    assert by_gettext(words) == said


@needs_gettext
@pytest.mark.parametrize("name", WHOLE)
def test_what_is_written_again_means_the_same_to_both(tmp_path: Path, name: str) -> None:
    words, said = WHOLE[name]
    po, _ = read(tmp_path, words)
    assert po
    again = write_po(po)
    assert by_gettext(again) == said
    second, problems = read(tmp_path, again)
    assert not problems
    assert second
    assert write_po(second) == again
    assert [(entry.key, entry.msgstr, entry.fuzzy, entry.flags, entry.comments) for entry in second.entries] == [
        (entry.key, entry.msgstr, entry.fuzzy, entry.flags, entry.comments)
        for entry in sorted(po.entries, key=lambda entry: entry.obsolete)
    ]


PIECES = """msgid "A"|msgid "B"|msgstr "a"|msgstr "b"|msgctxt "c"|"d"|msgstr ""|#, fuzzy|#, c-format fuzzy|# note|
#~ msgid "A"|#~ msgstr "o"|#~ "p"|#| msgid "C"|#| msgctxt "e"|#| "f"|#~| msgid "D"||#|#|#~|#~ # note|#. fuzzy|#:fuzzy
msgid "A" "B"|\tmsgstr"a" |msgid ""|#! fuzzy|msgstr "x\\n."|msgid "\\"" |#, fuzzyy,fuzzy|msgid_plural "As"|msgstr[0] "a"
msgid"""
LINES = [line for row in PIECES.split("\n") for line in row.split("|")] + ['#| msgid "C"', '#| "f"', '#~| msgid "D"']


@needs_gettext
@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=9))
def test_lines_in_any_order_print_what_gettext_prints_or_nothing(lines: list[str]) -> None:
    words = HEAD + '# first\nmsgid "Z"\nmsgstr "z"\n# rest\n' + "\n".join(lines) + "\n"
    problems: list[Problem] = []
    po = parse_po(words, "a.po", problems)
    assert (po is None) == bool(problems)
    if po:
        other = by_gettext(words)
        assert other is not None
        assert printed(po).items() <= other.items()
        if sum(line.startswith(("#,", "#!")) for line in lines) < 2:  # of several lines, gettext heeds the last
            assert printed(po) == other


def test_a_byte_order_mark_is_no_part_of_the_words(tmp_path: Path) -> None:
    po, problems = read(tmp_path, "\ufeff" + HEAD + 'msgid "A"\nmsgstr "a"\n')
    assert not problems
    assert po
    assert printed(po) == {"A": "a"}


def test_the_old_english_keeps_its_parts_apart(tmp_path: Path) -> None:
    old = '#, fuzzy\n#| msgctxt "old "\n#| "context"\n#| msgid "old "\n#| "words"\n#| msgid_plural "many"\n'
    words = HEAD + old + 'msgid "A"\nmsgstr "a"\n'
    po, _ = read(tmp_path, words)
    assert po
    (entry,) = po.entries
    assert entry.old == "old words"
    assert dict(entry.previous) == {
        "msgctxt": ("old ", "context"),
        "msgid": ("old ", "words"),
        "msgid_plural": ("many",),
    }
    assert write_po(po) == words


def test_what_a_translator_wrote_is_written_again_byte_for_byte(tmp_path: Path) -> None:
    words = (
        "#  UNREVIEWED\n#\n# two  spaces\n#, fuzzy\n"
        + HEAD
        + '#  ask the nurse\n#. note\n#: a.yaml:3 b.yaml:4\n#, fuzzy, c-format, range: 0..5\n#| msgid "Old"\n'
        + 'msgctxt "c"\nmsgid ""\n"one "\n"two"\nmsgstr ""\n"một "\n"\\"hai\\"\\n\\t\\\\\\r"\n\n'
        + '# gone\n#, fuzzy\n#~| msgid "older"\n#~ msgid "old"\n#~ msgstr ""\n#~ "cũ"\n\n# the end\n'
    )
    po, problems = read(tmp_path, words)
    assert not problems
    assert po
    assert write_po(po) == words


def test_many_lines_of_one_entry_are_read_in_a_time_that_grows_with_them() -> None:
    words = HEAD + "#, fuzzy\n" * 60_000 + 'msgid "A"\n' + '"b"\n' * 60_000 + 'msgstr "a"\n'
    po = parse_po(words, "a.po", [])
    assert po
    assert po.entries[0].fuzzy
    assert po.entries[0].flags == ()
