"""Catalogs in random order and with hard words, for the tests of what goes to translators' tools and back."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from generator.model.writing import composed
from generator.words.catalogs import WRONG
from generator.words.exchange.units import Bundle, Unit
from generator.words.po import PoEntry, PoFile, parse_po, write_po

HARD = st.sampled_from(
    (
        "=1+1", "+44", "-5", "@x", "'- quoted", "_x0041_", "<b>", "&amp;", "]]>", "<!-- x -->", "&#13;",
        '"', "\\n", " ", "  ", "ế", "\u00a0", "か\u3099", "神", "\U0001f37c", "人参", "1e5", "007", "TRUE", "1/2", "%s",
        "#| msgid", "msgid", "{phone}", "**strong**", "[words](https://a.example/?a=1&b=2)",
    )
)  # fmt: skip
PLAIN = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co"), exclude_characters="*[]{}"), max_size=12)


def _words(parts: list[str]) -> str:
    return composed(WRONG.sub("", "".join(parts)))


WORDS = st.lists(st.one_of(PLAIN, HARD.filter(lambda one: not set(one) & set("*[]{}"))), min_size=1, max_size=5).map(
    _words
)
MARKS = st.sampled_from(
    ("", "", "", " {phone}", " **strong**", "\n", "\r\n", "\t", " [words](https://a.example/?a=1&b=2)")
)
NOTE = st.lists(st.one_of(PLAIN, HARD), min_size=1, max_size=4).map(lambda parts: " ".join(_words(parts).split()))


@st.composite
def entries(draw: st.DrawFn) -> PoEntry:
    marks = draw(MARKS)
    source = draw(WORDS.filter(str.strip)) + marks
    state = draw(st.sampled_from(("missing", "review", "translated")))
    target = "" if state == "missing" else draw(WORDS.filter(str.strip)) + marks
    notes = draw(st.lists(NOTE.filter(bool), max_size=2))
    remarks = draw(
        st.lists(NOTE.filter(lambda one: one and one[0] not in ".:,|~!=" and one.strip() == one), max_size=2)
    )
    previous = draw(WORDS.filter(str.strip)) if state == "review" and draw(st.booleans()) else ""
    return PoEntry(
        msgid=(source,),
        msgstr=(target,),
        context=draw(st.one_of(st.none(), WORDS.filter(str.strip))),
        comments=(*(f"# {one}" for one in remarks), *(f"#. {one}" for one in notes), "#: content/a b.yaml:3"),
        fuzzy=state == "review",
        previous=(("msgid", (previous,)),) if previous and previous != source else (),
    )


@st.composite
def catalogs(draw: st.DrawFn) -> PoFile:
    """A catalog that was read from a file, an obsolete entry at its end."""
    some = draw(st.lists(entries(), min_size=1, max_size=6, unique_by=lambda entry: entry.key))
    gone = PoEntry(("gone",), ("đi rồi",), obsolete=True)
    words = write_po(PoFile(PoEntry(("",), ("Language: vi\n",)), (*(one for one in some if one.key != gone.key), gone)))
    problems: list[object] = []
    po = parse_po(words, "x.po", problems)  # type: ignore[arg-type]
    assert po is not None and not problems, (words, problems)
    return po


def bare(po: PoFile) -> PoFile:
    """A catalog without what translators wrote into it."""
    return replace(po, entries=tuple(_bare(one) for one in po.entries))


def _bare(entry: PoEntry) -> PoEntry:
    if entry.obsolete:
        return entry
    comments = tuple(one for one in entry.comments if one.startswith(("#.", "#:")))
    return replace(entry, msgstr=("",), fuzzy=False, previous=(), comments=comments)


def without_lines(bundle: Bundle) -> tuple[Unit, ...]:
    return tuple(replace(one, line=0) for one in bundle.units)
