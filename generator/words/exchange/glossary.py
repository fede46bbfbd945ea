"""The glossary as TBX-Basic (ISO 30042:2008, the dialect that CAT tools read) and as CSV rows for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from generator.model.glossary import Term
from generator.words.exchange.trees import element

HEADS: Final = ("id", "en", "translation", "language", "status", "region", "explanation", "note")
_BASIC: Final = "TBXBasiccoreStructV02.dtd"


def forms(term: Term) -> Iterator[tuple[str, str]]:
    """Yield each form of a term with its status: preferred, admitted, deprecated (TBX-Basic's values)."""
    if term.use:
        yield term.use, "preferredTerm-admn-sts"
    yield from ((one, "admittedTerm-admn-sts") for one in term.allow)
    yield from ((one, "deprecatedTerm-admn-sts") for one in term.forbid)


def glossary_rows(terms: Iterable[Term], languages: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each form in some languages (folders' names), the English word beside it; for CSV."""
    every = tuple(terms)
    english = {one.term: one.use for one in every if one.language == "en"}
    for term in every:
        if term.language in languages:
            for form, status in forms(term):
                name, tag = english.get(term.term, ""), term.language.replace("_", "-")
                yield term.term, name, form, tag, status.partition("Term")[0], term.region, term.gloss, term.note


def write_tbx(terms: Iterable[Term], languages: Sequence[str]) -> bytes:
    """Return the terms of English and of some languages (folders' names) as a TBX-Basic file, UTF-8."""
    concepts: dict[str, dict[str, list[Term]]] = {}
    for term in terms:
        if term.language in ("en", *languages):
            concepts.setdefault(term.term, {}).setdefault(term.language, []).append(term)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<martif type="TBX-Basic" xml:lang="en">',
        "<martifHeader>",
        "<fileDesc><sourceDesc><p>Terms of the leaflets: drafts, no sign-off.</p></sourceDesc></fileDesc>",
        f'<encodingDesc><p type="XCSURI">{_BASIC.replace("coreStructV02.dtd", "XCSV02.xcs")}</p></encodingDesc>',
        "</martifHeader>",
        "<text><body>",
    ]
    for name, by_language in concepts.items():
        lines.append(element("termEntry", id=f"t-{name}").replace("/>", ">"))
        gloss = next((one.gloss for rows in by_language.values() for one in rows if one.gloss), "")
        if gloss:
            lines.append(element("descrip", gloss, type="definition"))
        for language, rows in by_language.items():
            lines.append(element("langSet", xml_lang=language.replace("_", "-")).replace("/>", ">"))
            for row in rows:
                lines += _tigs(row)
            lines.append("</langSet>")
        lines.append("</termEntry>")
    lines += ["</body></text>", "</martif>", ""]
    return "\n".join(lines).encode()


def _tigs(row: Term) -> Iterator[str]:
    for form, status in forms(row):
        yield "<tig>"
        yield element("term", form)
        yield element("termNote", status, type="administrativeStatus")
        if row.region:
            yield element("termNote", row.region, type="geographicalUsage")
        if row.note:
            yield element("note", row.note)
        yield "</tig>"
