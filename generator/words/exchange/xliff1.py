"""XLIFF 1.2, as OASIS's guide for PO files has it, and back: what most translators' tools read best.

States: missing is ``needs-translation``, review (fuzzy) ``needs-review-translation`` with ``approved="no"``, translated
``translated`` with ``approved="yes"`` (``final`` in a catalog that is no draft). Any state that the specification names
is read back as one of these three: a tool's ``final`` is no signature.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from generator.model.problems import Origin, Problem
from generator.version import __version__
from generator.words.exchange.trees import Node, element
from generator.words.exchange.units import Bundle, State, Unit, lines_of, read_unit, state_words

SPACE: Final = "urn:oasis:names:tc:xliff:document:1.2"
STATES: Final[dict[str, State]] = {
    "": "review", "new": "missing", "needs-translation": "missing", "needs-adaptation": "review",
    "needs-l10n": "review", "needs-review-adaptation": "review", "needs-review-l10n": "review",
    "needs-review-translation": "review", "translated": "translated", "final": "translated", "signed-off": "translated",
}  # fmt: skip
"""What the specification calls the states of a target (XLIFF 1.2, 3.2.1)."""
_MARK: Final = re.compile("[0-9a-f]{12}")
"""What our files have for ``extradata``; another tool's own is its own."""
_PREVIOUS: Final = "previous-version"
_CONTEXT: Final = "x-po-msgctxt"
_PASSED_OVER: Final = frozenset("count-group prop-group bin-unit".split())


def write_xliff1(bundle: Bundle) -> bytes:
    """Return a bundle as an XLIFF 1.2 file, UTF-8; the same bundle gives the same bytes."""
    head = element("tool", tool_id="leaflets", tool_name="leaflets", tool_version=__version__)
    original = f"locales/{bundle.language}/LC_MESSAGES/{bundle.domain}.po"
    opening = element(
        "file", original=original, source_language="en", target_language=bundle.language.replace("_", "-"),
        datatype="po", tool_id="leaflets",
    )  # fmt: skip
    units = (line for unit in bundle.units for line in _unit(unit, bundle.checked))
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>', f'<xliff version="1.2" xmlns="{SPACE}">',
        opening.replace("/>", ">"), f"<header>{head}</header>", "<body>", *units, "</body>", "</file>", "</xliff>", "",
    )  # fmt: skip
    return "\n".join(lines).encode()


def _unit(unit: Unit, checked: bool) -> Iterator[str]:
    approved = "yes" if unit.state == "translated" else "no"
    more = {"extradata": unit.base} if unit.base else {}
    yield element("trans-unit", id=unit.id, xml_space="preserve", approved=approved, **more).replace("/>", ">")
    yield element("source", unit.source)
    states = {"missing": "needs-translation", "review": "needs-review-translation", "translated": "translated"}
    state = "final" if checked and unit.state == "translated" else states[unit.state]
    yield element("target", unit.target, state=state)
    if unit.context or unit.places:
        # without a name: OASIS's guide for PO calls every group po-entry, its schema wants each name once in a file
        yield '<context-group purpose="information">'
        if unit.context:
            yield element("context", unit.context, context_type=_CONTEXT)
        if unit.places:
            yield element("context", unit.places, context_type="sourcefile")
        yield "</context-group>"
    if unit.notes:
        yield element("note", "\n".join(unit.notes), **{"from": "developer"}, annotates="source")
    if unit.remarks:
        yield element("note", "\n".join(unit.remarks), **{"from": "translator"}, annotates="target")
    if unit.previous:
        old = element("source", unit.previous) + element("target", unit.target)
        yield element("alt-trans", alttranstype=_PREVIOUS).replace("/>", f">{old}</alt-trans>")
    yield "</trans-unit>"


def read_xliff1(root: Node, shown: str, problems: list[Problem]) -> list[Bundle]:
    """Return the files of an XLIFF 1.2 document, each a domain in a language; what cannot be read is a problem."""
    found = []
    for file in root.elements("file"):
        original = file.attributes.get("original", "")
        domain = original.replace("\\", "/").rpartition("/")[2].removesuffix(".po")
        bodies = [part for body in file.elements("body") for part in _inside(body)]
        units = tuple(_read(one, shown, problems) for one in bodies)
        language = file.attributes.get("target-language", "").replace("-", "_")
        if not language:
            problems.append(Problem(Origin(shown, file.line), "the file does not say its target language"))
        source = file.attributes.get("source-language", "")
        found.append(Bundle(language, domain, units, shown=shown, source_language=source))
    if not found:
        problems.append(Problem(Origin(shown, root.line), "this XLIFF document holds no file"))
    return found


def _inside(body: Node) -> Iterator[Node]:
    """Yield the units of a body and of its groups."""
    for part in body.elements():
        if part.name == "group":
            yield from _inside(part)
        elif part.name == "trans-unit":
            yield part


def _read(node: Node, shown: str, problems: list[Problem]) -> Unit:
    parts: dict[str, Node] = {}
    notes, remarks, previous, context, places = list[str](), list[str](), "", "", ""
    for part in node.elements():
        match part.name:
            case "source" | "target":
                parts[part.name] = part
            case "note":
                mine = part.attributes.get("from", "translator") == "developer"
                (notes if mine else remarks).append(part.words())
            case "context-group":
                for one in part.elements("context"):
                    match one.attributes.get("context-type"):
                        case "x-po-msgctxt":
                            context = one.words()
                        case "sourcefile":
                            places = one.words()
            case "alt-trans":
                if part.attributes.get("alttranstype") == _PREVIOUS:
                    previous = "".join(one.words() for one in part.elements("source"))
            case "seg-source":
                pass  # the source once more, cut into sentences
            case name if name not in _PASSED_OVER:
                message = f"this element is not one of a translation: {name[:40]}"
                problems.append(Problem(Origin(shown, part.line), message, "export the file again from the tool"))
    source, target = parts.get("source"), parts.get("target")
    if source is None:
        problems.append(Problem(Origin(shown, node.line), "this unit has no source"))
    said = plain_words(target, shown, problems) if target is not None else ""
    given = target.attributes.get("state", "") if target is not None else ""
    line = (target or source or node).line
    state = state_words(given, STATES, Origin(shown, line), problems)
    if not given:  # as the guide for PO files has it: approved or not
        state = "translated" if node.attributes.get("approved") == "yes" else "review"
    unit = Unit(
        id=node.attributes.get("id", ""),
        source=plain_words(source, shown, problems) if source is not None else "",
        target=said,
        state=state,
        context=context,
        notes=lines_of(notes),
        remarks=lines_of(remarks),
        places=places,
        previous=previous,
        line=line,
        base=node.attributes.get("extradata", "") if _MARK.fullmatch(node.attributes.get("extradata", "")) else "",
        stated=bool(not said or given or node.attributes.get("approved")),
    )
    return read_unit(unit)


def plain_words(node: Node, shown: str, problems: list[Problem]) -> str:
    """Return the words of a source or target; marks around words are passed over, codes are problems.

    Why: the files hand out plain words, so a code in what comes back stands for words that are not there.
    """
    for part in node.parts:
        if isinstance(part, Node):
            if part.name not in ("mrk", "sm", "em"):
                message = f"these words hold a code <{part.name[:20]}> that the file did not have"
                problems.append(Problem(Origin(shown, part.line), message, "write the words themselves in its place"))
            plain_words(part, shown, problems)
    return node.words()
