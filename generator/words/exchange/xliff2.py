"""XLIFF 2.1, core only, and back. States: ``initial`` is missing, or with words and a subState of ours review."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.model.problems import Origin, Problem
from generator.words.exchange.trees import Node, element
from generator.words.exchange.units import Bundle, State, Unit, lines_of, read_unit, state_words
from generator.words.exchange.xliff1 import plain_words

SPACE: Final = "urn:oasis:names:tc:xliff:document:2.0"
"""The namespace of 2.1 is that of 2.0."""
STATES: Final[dict[str, State]] = {
    "": "review", "initial": "review", "translated": "translated", "reviewed": "translated", "final": "translated"
}  # fmt: skip
REVIEW: Final = "leaflets:needs-review"
POEDIT: Final = "poedit:fuzzy"
"""How Poedit (3.2.2) writes "needs work": the state stays what it was (``findings/poedit-needs-work.sh``)."""
CONTEXT, PLACES, NOTE, REMARK, PREVIOUS = "context", "location", "developer", "translator", "previous-source"
BASE: Final = "exported-as"
"""Categories of notes."""


def write_xliff2(bundle: Bundle) -> bytes:
    """Return a bundle as an XLIFF 2.1 file, UTF-8; the same bundle gives the same bytes."""
    tag, original = bundle.language.replace("_", "-"), f"locales/{bundle.language}/LC_MESSAGES/{bundle.domain}.po"
    units = (line for unit in bundle.units for line in _unit(unit, bundle.checked))
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>', f'<xliff version="2.1" xmlns="{SPACE}" srcLang="en" trgLang="{tag}">',
        element("file", id="f1", original=original).replace("/>", ">"), *units, "</file>", "</xliff>", "",
    )  # fmt: skip
    return "\n".join(lines).encode()


def _unit(unit: Unit, checked: bool) -> Iterator[str]:
    yield element("unit", id=unit.id, xml_space="preserve").replace("/>", ">")
    notes = (
        (CONTEXT, unit.context), (PLACES, unit.places), (NOTE, "\n".join(unit.notes)),
        (REMARK, "\n".join(unit.remarks)), (PREVIOUS, unit.previous),
        (BASE, unit.base),
    )  # fmt: skip
    if any(words for _, words in notes):
        yield "<notes>"
        yield from (element("note", words, category=category) for category, words in notes if words)
        yield "</notes>"
    state = "initial" if unit.state != "translated" else "final" if checked else "translated"
    more = {"subState": REVIEW} if unit.state == "review" else {}
    target = element("target", unit.target) if unit.target else ""
    yield element("segment", state=state, **more).replace("/>", f">{element('source', unit.source)}{target}</segment>")
    yield "</unit>"


def read_xliff2(root: Node, shown: str, problems: list[Problem]) -> list[Bundle]:
    """Return the files of an XLIFF 2 document, each a domain in a language; what cannot be read is a problem."""
    language, source = root.attributes.get("trgLang", "").replace("-", "_"), root.attributes.get("srcLang", "")
    if not language:
        problems.append(Problem(Origin(shown, root.line), "the file does not say its target language"))
    found = []
    for file in root.elements("file"):
        domain = file.attributes.get("original", "").replace("\\", "/").rpartition("/")[2].removesuffix(".po")
        units = tuple(_read(one, shown, problems) for one in _inside(file))
        found.append(Bundle(language, domain, units, shown=shown, source_language=source))
    if not found:
        problems.append(Problem(Origin(shown, root.line), "this XLIFF document holds no file"))
    return found


def _inside(file: Node) -> Iterator[Node]:
    for part in file.elements("group", "unit"):
        if part.name == "group":
            yield from _inside(part)
        else:
            yield part


def _read(node: Node, shown: str, problems: list[Problem]) -> Unit:
    notes: dict[str, list[str]] = {}
    for one in (note for group in node.elements("notes") for note in group.elements("note")):
        notes.setdefault(one.attributes.get("category", REMARK), []).append(one.words())
    sources, targets, states = list[str](), list[str](), list[State]()
    line = node.line
    for segment in node.elements("segment", "ignorable"):  # a tool may have cut the unit into sentences
        origin = Origin(shown, segment.line)
        said = [plain_words(one, shown, problems) for one in segment.elements("target")]
        words = "".join(plain_words(one, shown, problems) for one in segment.elements("source"))
        sources.append(words)
        line = next((one.line for one in segment.elements("target")), line)
        if any("order" in one.attributes for one in segment.elements("target")):
            problems.append(Problem(origin, "the sentences of this unit were put into another order", "join them"))
        if segment.name == "segment":
            targets += said or [""]
            state = state_words(segment.attributes.get("state", ""), STATES, origin, problems)
            sub = segment.attributes.get("subState", "")
            doubted = sub == POEDIT or (sub == REVIEW and state != "translated")
            states.append("review" if doubted else state)
            if not "".join(said):  # a sentence of a unit that is not translated yet
                states.append("missing")
        else:
            targets += said or [words]
    if not sources:
        problems.append(Problem(Origin(shown, node.line), "this unit has no source"))
    worst: State = "translated" if set(states) == {"translated"} else "review"
    unit = Unit(
        id=node.attributes.get("id", ""),
        source="".join(sources),
        target="".join(targets) if any(targets) else "",
        state=worst,
        context="".join(notes.get(CONTEXT, ())),
        notes=lines_of(notes.get(NOTE, ())),
        remarks=lines_of(notes.get(REMARK, ())),
        places=" ".join(notes.get(PLACES, ())),
        previous="".join(notes.get(PREVIOUS, ())),
        line=line,
        base="".join(notes.get(BASE, ())),
        stated=not any(targets) or any("state" in one.attributes for one in node.elements("segment")),
    )
    return read_unit(unit)
