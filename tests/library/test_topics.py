"""Topics, shared texts and block kinds: what a nurse wrote arrives whole; each mistake is named, all in one pass."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.library import texts, yaml_nodes
from generator.library.kinds import read_kind
from generator.library.ruins import ruin_of_text
from generator.library.topics import Known, read_shared, read_topic
from generator.library.yaml_parser import pure_loader
from generator.model.codes import Code
from generator.model.content import Field, FromProfile, Kind, Text, Topic, Words
from generator.model.markup import check_markup
from generator.model.problems import Origin, Problem, Unusable
from generator.model.writing import composed

SHOWN = "content/leaking.yaml"


def kind(name: str, fields: str, clinical: bool = False, exactly: Mapping[str, int] | None = None) -> Kind:
    """Return a block kind from a short notation of its fields."""
    found = {}
    for part in fields.split():
        field, _, of = part.partition(":")
        choices = tuple(of.rstrip("?").partition("(")[2].rstrip(")").split("|")) if "(" in of else ()
        found[field] = Field(field, of.rstrip("?").partition("(")[0], of.endswith("?"), choices)
    return Kind(name, "", found, "", Origin(name), clinical, exactly=exactly or {})


KINDS = {
    made.name: made
    for made in (
        kind("section", "title:text blocks:blocks picture:picture?"),
        kind("text", "words:text", clinical=True),
        kind("list", "items:texts intro:text? columns:number?", clinical=True),
        kind("key-points", "items:texts pictures:pictures?", exactly={"items": 3}),
        kind("warning", "baby_today:texts? first:word(baby|mother)?", clinical=True),
        kind("belief", "say:text known:text", clinical=True),
        kind("log-table", "rows:texts columns:texts? days:flag? targets:texts?"),
        kind("table", "columns:texts rows:rows"),
        kind("quiz", "items:texts answers:texts"),
        kind("picture", "name:picture caption:text?"),
        kind("sources", "title:text?"),
        kind("empty", ""),
    )
}
HEAD = """title: Leaking milk
purpose: Why milk leaks.
code: LM
version: "0.1"
written: 2026-11-22
review_by: 2027-11-22
picture: drip
accent: teal
"""
BLOCKS = HEAD + "blocks:\n"
"""Nine lines: the first block stands in line 10."""

SIGN = Text("A fit", Origin("content/shared/signs.yaml", 5), "shared")


def included(name: str) -> tuple[Words, ...] | None:
    """Return the texts of the only shared file."""
    return (SIGN, FromProfile("fever", NOWHERE_IN_SIGNS)) if name == "signs" else None


NOWHERE_IN_SIGNS = Origin("content/shared/signs.yaml", 6)


def read(tmp_path: Path, text: str, name: str = "leaking") -> tuple[Topic | None, list[Problem]]:
    """Read a topic from its text."""
    path = tmp_path / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    return read_topic(path, SHOWN, KINDS, included, problems, Known(shared=("signs",))), problems


def good(tmp_path: Path, blocks: str) -> Topic:
    """Return the topic with these blocks, which has no problem."""
    topic, problems = read(tmp_path, BLOCKS + blocks)
    assert [str(problem) for problem in problems] == []
    assert topic is not None
    return topic


def words(topic: Topic) -> list[str]:
    """Return the words of a topic's blocks."""
    return [text.words for block in topic.walk() for text in block.words() if isinstance(text, Text)]


def test_head(tmp_path: Path) -> None:
    topic = good(tmp_path, "  - sources:\n")
    assert (topic.name, topic.code, topic.version, topic.accent) == ("leaking", "LM", "0.1", "teal")
    assert (topic.written, topic.review_by) == (date(2026, 11, 22), date(2027, 11, 22))
    assert (topic.picture, topic.template, topic.language) == ("drip", "leaflet", "en")
    assert topic.title == Text("Leaking milk", Origin(SHOWN, 1, 8), "leaking")


def test_the_three_ways_to_write_a_block(tmp_path: Path) -> None:
    topic = good(
        tmp_path,
        "  - log-table: [one, two]\n"
        "  - log-table:\n      rows: [one]\n      days: yes\n"
        "  - log-table: [one]\n    columns: [a, b]\n"
        "  - sources:\n"
        "  - empty:\n",
    )
    assert [sorted(block.fields) for block in topic.blocks] == [["rows"], ["days", "rows"], ["columns", "rows"], [], []]
    assert topic.blocks[1].fields["days"] is True
    assert topic.blocks[2].origin == Origin(SHOWN, 14, 5)


def test_evidence_and_sources_of_a_section_hold_inside(tmp_path: Path) -> None:
    topic = good(
        tmp_path,
        "  - section: Why\n    evidence: guideline\n    sources: [who]\n    from: ['59', n3]\n    blocks:\n"
        "      - text: Milk leaks.\n"
        "      - section: Inside\n        blocks:\n          - list: [one]\n",
    )
    section = topic.blocks[0]
    assert (section.evidence, section.sources, section.claims) == ("guideline", ("who",), ("59", "n3"))
    assert [block.kind for block in topic.walk()] == ["section", "text", "section", "list"]
    assert words(topic) == ["Why", "Milk leaks.", "Inside", "one"]


def test_includes_and_profile_sentences_need_no_evidence_of_their_own(tmp_path: Path) -> None:
    topic = good(tmp_path, "  - warning:\n      baby_today: [{include: signs}, {profile: wet}]\n      first: mother\n")
    texts = tuple(topic.blocks[0].words())
    assert texts[:2] == included("signs")
    assert texts[2] == FromProfile("wet", Origin(SHOWN, 11, 38))
    assert topic.blocks[0].fields["first"] == "mother"


def test_notes_and_contexts_reach_the_texts(tmp_path: Path) -> None:
    topic = good(
        tmp_path,
        "  # Translators: the let-down reflex\n  - section: Let down\n    context: heading\n    blocks:\n"
        "      - quiz:\n          # Translators: a question\n          items: [Why?]\n          answers:\n"
        "            # Translators: an answer\n            - So.\n",
    )
    texts = [text for block in topic.walk() for text in block.words() if isinstance(text, Text)]
    assert [(text.context, text.note) for text in texts] == [
        ("heading", "the let-down reflex"),
        ("", ""),
        ("", "an answer"),
    ]


def test_tables(tmp_path: Path) -> None:
    topic = good(tmp_path, "  - table:\n      columns: [Day, Nappies]\n      rows:\n        - [1, 1 or 2]\n")
    assert words(topic) == ["Day", "Nappies", "1", "1 or 2"]


G = "    evidence: guideline\n    sources: [who]\n"
WRONG = [
    ("  - waring: [a]\n", 10, "there is no block called 'waring'", "did you mean 'warning'?"),
    ("  - text\n", 10, "a block is needed here, not words", "put a colon behind it: '- text:'"),
    ("  - just words\n", 10, "a block is needed here", "for example '- text:"),
    ("  - [a]\n", 10, "a block is needed here, not a list", "- kind:"),
    ("  - key-points: [a, b]\n", 10, "'items' needs exactly 3, and there are 2", ""),
    ("  - table:\n      colums: [a]\n      rows: [[b]]\n", 11, "has nothing called 'colums'", "'columns'?"),
    ("  - text: a\n    evidnce: expert\n", 11, "has nothing called 'evidnce'", "did you mean 'evidence'?"),
    ("  - belief:\n      say: a\n" + G, 10, "the block 'belief' lacks 'known'", "known: \u2026"),
    ("  - list: words\n" + G, 10, "'items' needs a list, not words", "with '- '"),
    ("  - list: []\n" + G, 10, "the list 'items' is empty", ""),
    ("  - list:\n      items:\n        - \n" + G, 12, "there are no words behind 'items:'", ""),
    ("  - text: [a]\n" + G, 10, "'words' needs words, not a list", "without '- '"),
    ("  - text:\n      Do this: now\n" + G, 11, "the colon makes these a name", '"Do this: now"'),
    ("  - list:\n      - Yes: do this\n" + G, 11, "the colon makes these a name", 'quotes: "Yes: do this"'),
    ("  - list:\n      - {phone}\n" + G, 11, "words that start with {phone} need quotes", '"{phone}'),
    ('  - text: ""\n' + G, 10, "there are no words in 'words'", "write them"),
    ("  - text: |\n      one\n      two\n" + G, 10, "must be one paragraph", "write > instead of |"),
    ("  - text: a **b\n" + G, 10, "strong words start with ** and never end", "before and behind"),
    ("  - text: Call {fone}\n" + G, 10, "no slot called '{fone}'", "'phone'"),
    ("  - list: [a]\n    columns: two\n" + G, 11, "'columns' needs a whole number", ""),
    ("  - log-table: [a]\n    days: maybe\n", 11, "'days' needs yes or no", ""),
    ("  - warning:\n      first: father\n", 11, "'first' cannot be 'father'", "baby, mother"),
    ("  - picture: ../../etc\n", 10, "'../../etc' is not a name", "letters, digits and dashes"),
    ("  - list: [{include: sings}]\n", 10, "there is no shared file called 'sings'", "did you mean 'signs'?"),
    ("  - text: {include: signs}\n", 10, "'include' can stand only in a list", ""),
    ("  - list:\n      items: [a]\n      evidence: expert\n", 12, "'evidence' stands one level too deep", "same"),
    ("  - list: [a]\n    items: [b]\n" + G, 11, "'items' is given twice", "keep one"),
    ("  - empty: words\n", 10, "the block 'empty' holds nothing", "- empty:"),
    ("  - text: a\n    evidence: expert\n", 10, "the block 'text' names no source", "sources: ["),
    ("  - text: a\n    sources: [who]\n", 10, "does not say on what evidence it stands", "evidence: \u2026"),
    ("  - list: [{include: signs}, a]\n", 10, "does not say on what evidence it stands", "guideline, expert"),
    ("  - text: a\n    evidence: gideline\n    sources: [who]\n", 11, "'gideline' is no word for", "'guideline'?"),
    ("  - text: a\n    evidence: tradition\n    sources: [who]\n", 11, "only in a belief block", "'belief'"),
    ("  - section: a\n    evidence: tradition\n    blocks:\n      - sources:\n", 11, "only in a belief block", ""),
    ("  - text: a\n    evidence: expert\n    sources: [who, who]\n", 12, "'who' stands twice in 'sources'", "keep one"),
    (
        "  - quiz:\n      items: [a, b]\n      answers: [c]\n",
        12,
        "not equally long: 1 and 2",
        "one for each",
    ),
    (
        "  - table:\n      columns: [a, b]\n      rows:\n        - [c, d]\n        - [e]\n",
        14,
        "not as long as the table is wide: 1 and 2",
        "",
    ),
    ("  - section: a\n    blocks:\n      - txt: b\n", 12, "there is no block called 'txt'", "'text'?"),
    ("  - sektion: a\n    blocks:\n      - txt: b\n", 10, "there is no block called 'sektion'", "'section'?"),
    (
        "  - log-table:\n      rows: [a, b]\n      targets: [d]\n",
        12,
        "'targets' and 'rows' are not equally long: 1 and 2",
        "one for each",
    ),
]


@pytest.mark.parametrize(("blocks", "line", "message", "hint"), WRONG)
def test_each_mistake_in_a_block(tmp_path: Path, blocks: str, line: int, message: str, hint: str) -> None:
    topic, problems = read(tmp_path, BLOCKS + blocks)
    assert topic is None
    assert str(problems[0].origin) == f"{SHOWN}:{line}"
    assert message in problems[0].message
    assert hint in problems[0].hint


HEADS = [
    ("titel: a\n", 10, "a topic has nothing called 'titel'", "did you mean 'title'?"),
    (("title: Leaking milk\n", ""), 1, "a topic lacks 'title'", "title: \u2026"),
    (("code: LM", "code: lm"), 3, "'code' is 'lm'", "two or three capital letters"),
    (("code: LM", "code: LMNO"), 3, "'code' is 'LMNO'", "two or three capital letters"),
    (("2026-11-22", "22 November 2026"), 5, "'22 November 2026' is not a day", "2026-11-22"),
    (("2026-11-22", "2026-02-30"), 5, "'2026-02-30' is not a day", "year-month-day"),
    (("2027-11-22", "2026-11-22"), 6, "'review_by' is not after 'written'", "later"),
    (('"0.1"', "first"), 4, "'version' is 'first'", "two numbers"),
    (("picture: drip", "picture: a/b"), 7, "'a/b' is not a name", "letters"),
    (("purpose: Why milk leaks.", "purpose: [a]"), 2, "'purpose' needs words, not a list", ""),
    ("template: ../x\n", 10, "'../x' is not a name", "letters"),
]


@pytest.mark.parametrize(("change", "line", "message", "hint"), HEADS)
def test_each_mistake_in_the_head(
    tmp_path: Path, change: str | tuple[str, str], line: int, message: str, hint: str
) -> None:
    text = HEAD + "blocks: [{sources: }]\n"
    text = text + change if isinstance(change, str) else text.replace(change[0], change[1], 1)
    topic, problems = read(tmp_path, text)
    assert topic is None
    assert str(problems[0].origin) == f"{SHOWN}:{line}"
    assert message in problems[0].message
    assert hint in problems[0].hint


def test_all_mistakes_come_in_one_pass(tmp_path: Path) -> None:
    text = BLOCKS.replace("code: LM", "code: lm").replace("2027-11-22", "soon") + "".join(
        blocks for blocks, *_ in (WRONG[0], WRONG[4], WRONG[17], WRONG[32], WRONG[38])
    )
    _, problems = read(tmp_path, text + "  - text: pill #2\n")
    found = [problem.message for problem in problems]
    assert len(found) == 11
    assert "everything behind ' #' would be lost" in found[0]
    assert any("txt" in message for message in found), "blocks inside an unknown block are read too"


def test_a_topic_cannot_take_the_name_of_a_catalog(tmp_path: Path) -> None:
    _, problems = read(tmp_path, BLOCKS + "  - sources:\n", "shared")
    assert "a topic may not be called 'shared'" in problems[0].message


def test_files_that_are_no_topic(tmp_path: Path) -> None:
    for text in ("- a\n", "words\n", "{}\n", "", "a: [\n"):
        topic, problems = read(tmp_path, text)
        assert topic is None
        assert problems


def test_references_are_checked_against_the_library_each_at_its_own_line(tmp_path: Path) -> None:
    blocks = (
        "  - text: a\n    evidence: expert\n    sources:\n      - who\n      - whoo\n  - picture: dirp\n"
        "  - key-points:\n      items: [a, b, {profile: fevr}]\n      pictures:\n        - cow\n        - drip\n        - cwo\n"
        "  - txt: a\n"
    )
    path = tmp_path / "leaking.yaml"
    path.write_text(BLOCKS.replace("drip", "drop").replace("teal", "teel") + blocks, encoding="utf-8")

    def found(known: Known) -> list[tuple[int, str, str]]:
        problems: list[Problem] = []
        assert read_topic(path, SHOWN, KINDS, included, problems, known) is None
        return [(one.origin.line, one.message, one.hint) for one in Unusable(*problems).problems]

    known = Known(["who"], ["drip", "cow"], ["fever"], None, lambda: iter(["plum", "teal"]))
    assert found(known) == [
        (7, "there is no picture called 'drop'", "did you mean 'drip'?"),
        (8, "there is no accent called 'teel'", "did you mean 'teal'?"),
        (14, "there is no source called 'whoo'", "did you mean 'who'?"),
        (15, "there is no picture called 'dirp'", "did you mean 'drip'?"),
        (17, "there is no profile sentence called 'fevr'", "did you mean 'fever'?"),
        (21, "there is no picture called 'cwo'", "did you mean 'cow'?"),
        (22, "there is no block called 'txt'", "did you mean 'text'?"),
    ]
    assert found(Known()) == [(22, "there is no block called 'txt'", "did you mean 'text'?")]


def shared(tmp_path: Path, text: str) -> list[Problem]:
    """Return the problems of a shared file."""
    path = tmp_path / "signs.yaml"
    path.write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    assert (read_shared(path, "content/shared/signs.yaml", problems) is None) == bool(problems)
    return problems


def test_shared_texts(tmp_path: Path) -> None:
    text = "about: x\nevidence: guideline\nsources: [nhs]\nfrom: ['001']\nitems:\n  - A **fit**\n  - {profile: fever}\n"
    assert shared(tmp_path, text) == []
    found = read_shared(tmp_path / "signs.yaml", "content/shared/signs.yaml", [])
    assert found is not None
    assert (found.name, found.evidence, found.sources, found.claims) == ("signs", "guideline", ("nhs",), ("001",))
    first, second = found.items
    assert isinstance(first, Text)
    assert (first.words, first.domain, first.origin.line) == ("A **fit**", "shared", 6)
    assert isinstance(second, FromProfile)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("about: x\nevidence: guideline\nitems: [a]\n", 1, "a shared file lacks 'sources'"),
        ("about: x\nevidence: tradition\nsources: [n]\nitems: [a]\n", 2, "only in a belief block"),
        ("about: x\nevidence: expert\nsources: [n]\nitems: [{include: y}]\n", 4, "may not include another"),
        ("about: x\nevidence: expert\nsources: [n]\nitem: [a]\n", 4, "has nothing called 'item'"),
        ("about: x\nevidence: expert\nsources: [n]\nitems: [a **b]\n", 4, "never end"),
    ],
)
def test_wrong_shared_files(tmp_path: Path, text: str, line: int, message: str) -> None:
    problems = shared(tmp_path, text)
    assert problems[0].origin.line == line
    assert message in problems[0].message


def block_kind(tmp_path: Path, text: str) -> tuple[Kind | None, list[Problem]]:
    """Read a block kind from its text."""
    path = tmp_path / "warning.xml"
    path.write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    return read_kind(path, "templates/blocks/warning.xml", problems), problems


@pytest.mark.parametrize("without_c", [False, True])
def test_kinds_keep_their_lines(tmp_path: Path, without_c: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if without_c:
        monkeypatch.setattr(yaml_nodes, "_LOADER", pure_loader())
    front = "about: Danger signs.\nfields: {title: text?, items: texts, first: word(baby|mother)?}\nclinical: yes\n"
    found, problems = block_kind(tmp_path, f"---\n{front}exactly: {{items: 3}}\n---\n<box/>\n")
    assert problems == []
    assert found is not None
    assert (found.name, found.about, found.main) == ("warning", "Danger signs.", "title")
    assert found.fields["title"] == Field("title", "text", optional=True)
    assert found.fields["first"] == Field("first", "word", optional=True, choices=("baby", "mother"))
    assert (found.clinical, found.numbered, dict(found.exactly)) == (True, False, {"items": 3})
    assert found.template == "\n\n\n\n\n\n<box/>\n"


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ("<box/>\n", 1, "a block kind starts with its front matter", "first line is ---"),
        ("---\nabout: a\n<box/>\n", 1, "a block kind starts with its front matter", "---"),
        ("---\nfields: {a: text}\n---\n", 2, "the front matter lacks 'about'", "about:"),
        ("---\nabout: a\nfields: {a: txt}\n---\n", 3, "a type that is not known: 'txt'", "did you mean 'text'?"),
        ("---\nabout: a\nfields: {sources: words}\n---\n", 3, "a field may not be called 'sources'", "every block"),
        ("---\nabout: a\nfields: {A-b: words}\n---\n", 3, "a field may not be called 'A-b'", "small letters"),
        ("---\nabout: a\nfields: {a: text(b|c)}\n---\n", 3, "choices of the field 'a'", "word(baby|mother)"),
        ("---\nabout: a\nfields: {a: text}\nclinicl: yes\n---\n", 4, "nothing called 'clinicl'", "'clinical'?"),
        ("---\nabout: a\nfields: {a: text}\nexactly: {a: 3}\n---\n", 4, "nothing called 'a'", ""),
        ("---\nabout: a\nfields: [a]\n---\n", 3, "'fields' needs names with types", "fields:"),
    ],
)
def test_wrong_kinds(tmp_path: Path, text: str, line: int, message: str, hint: str) -> None:
    found, problems = block_kind(tmp_path, text)
    assert found is None
    assert str(problems[0].origin) == f"templates/blocks/warning.xml:{line}"
    assert message in problems[0].message
    assert hint in problems[0].hint


def test_a_long_topic_is_read_at_once(tmp_path: Path) -> None:
    block = (
        "  - list:\n      intro: It can start when\n      items:\n        - you **hear** a baby cry\n        - b\n" + G
    )
    path = tmp_path / "long.yaml"
    path.write_text(BLOCKS + block * 42, encoding="utf-8")
    fastest = 1.0
    for _ in range(5):
        start = time.perf_counter()
        assert read_topic(path, SHOWN, KINDS, included, []) is not None
        fastest = min(fastest, time.perf_counter() - start)
    assert fastest < 0.04, "300 lines take about 3 ms; this leaves room for a slow machine"


PRINTABLE = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp"]).filter(
        lambda character: not texts._WRONG.match(character)
    ),
    min_size=1,
    max_size=60,
)


@given(
    PRINTABLE.filter(lambda found: found.strip() and not check_markup(found, Origin("")) and not ruin_of_text(found))
)
def test_any_printable_words_reach_the_topic(tmp_path_factory: pytest.TempPathFactory, found: str) -> None:
    escaped = found.replace("\\", "\\\\").replace('"', '\\"')
    text = BLOCKS.replace("title: Leaking milk", f'title: "{escaped}"') + "  - sources:\n"
    topic, problems = read(tmp_path_factory.getbasetemp(), text)
    assert problems == []
    assert topic is not None
    assert isinstance(topic.title, Text)
    assert topic.title.words == composed(found)


def test_a_row_of_the_claims_that_is_not_there_is_told_at_its_line(tmp_path: Path) -> None:
    blocks = "  - text: Milk leaks.\n    evidence: expert\n    sources: [who]\n    from:\n      - '59'\n      - '95'\n"
    path = tmp_path / "leaking.yaml"
    path.write_text(BLOCKS + blocks, encoding="utf-8")

    def problems(claims: Mapping[str, int] | None) -> list[Problem]:
        found: list[Problem] = []
        read_topic(path, SHOWN, KINDS, included, found, Known(claims=claims))
        return found

    (problem,) = problems({"59": 1})
    assert problem.origin == Origin(SHOWN, 15, 9)
    assert problem.message == "there is no row '95' in content/claims.csv"
    assert problem.hint == "name the ids of its first column; 'leaflets evidence' lists them"
    assert problems({"59": 1, "95": 2}) == problems(None) == []
    assert [one.message for one in problems({})] == [
        "there is no row '59' in content/claims.csv",
        "there is no row '95' in content/claims.csv",
    ]


def test_a_shared_file_names_rows_too(tmp_path: Path) -> None:
    path = tmp_path / "signs.yaml"
    path.write_text("about: x\nevidence: guideline\nsources: [nhs]\nfrom: [n1]\nitems: [a]\n", encoding="utf-8")
    problems: list[Problem] = []
    assert read_shared(path, "content/shared/signs.yaml", problems, Known(claims={"n2": 1})) is None
    assert [str(one).splitlines()[0] for one in problems] == [
        "content/shared/signs.yaml:4: there is no row 'n1' in content/claims.csv"
    ]


def test_codes_of_records(tmp_path: Path) -> None:
    topic = good(tmp_path, '  - sources:\ncodes:\n  icd-10: [O92.4, Z39.1]\n  snomed-ct: ["243094003"]\n')
    assert topic.codes == (Code("icd-10", "O92.4"), Code("icd-10", "Z39.1"), Code("snomed-ct", "243094003"))
    assert good(tmp_path, "  - sources:\n").codes == ()


@pytest.mark.parametrize(
    ("codes", "line", "message", "hint"),
    [
        ("\n  icd-10: [o92.4]", 12, "'o92.4' is no code of ICD-10", "such as O92.4"),
        ("\n  icd-10: [O92.4, O924]", 12, "'O924' is no code of ICD-10", "such as O92.4"),
        ("\n  loinc: ['63895']", 12, "'63895' is no code of LOINC", "such as 63895-7"),
        ("\n  icd-10: [O92.4, O92.4]", 12, "'O92.4' stands twice in 'icd-10'", "keep one"),
        ("\n  icd-11: [JA00]", 12, "'codes' has nothing called 'icd-11'", "did you mean 'icd-10'?"),
        ("\n  icd-10: []", 12, "the list 'icd-10' is empty", "leave it out"),
        (" [O92.4]", 11, "'codes' needs names with values here, not a list", "icd-10-cm"),
    ],
)
def test_wrong_codes_are_named_with_their_line(tmp_path: Path, codes: str, line: int, message: str, hint: str) -> None:
    topic, problems = read(tmp_path, f"{BLOCKS}  - sources:\ncodes:{codes}\n")
    assert topic is None
    [problem] = problems
    assert (problem.origin.line, problem.message) == (line, message)
    assert hint in problem.hint
