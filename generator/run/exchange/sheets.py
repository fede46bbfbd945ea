"""A bundle as a bilingual review sheet: numbered texts, English beside the translation, room for marks on paper."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from generator.library.library import Library
from generator.model.markup import Span, parse_markup
from generator.model.papers import Piece, ReviewRow, ReviewSheet
from generator.words.exchange.units import Bundle, Unit

TEMPLATE: Final = "review"
_WORD: Final = re.compile(r"\S+\s*")
_STATES: Final = {"missing": "not translated yet", "review": "needs review", "translated": ""}


def review_sheets(bundle: Bundle, library: Library) -> Iterator[tuple[str, bytes]]:
    """Yield a review sheet as PDF and as HTML, by name. Raises Unusable."""
    from generator.stages.papers import write_paper  # late: it brings in what shapes and writes

    pdf, html = write_paper(_sheet(bundle, library), TEMPLATE, library)
    place = f"{bundle.language.replace('_', '-')}/{bundle.domain}-review"
    yield f"{place}.pdf", pdf
    yield f"{place}.html", html


def _sheet(bundle: Bundle, library: Library) -> ReviewSheet:
    language = library.language(bundle.language)
    names = {"shared": "Words that several leaflets share", "templates": "Words of templates"}
    title = names.get(bundle.domain, bundle.domain)
    if bundle.domain in library.topics():
        title = getattr(library.topic(bundle.domain).title, "words", title)
    said = [[one.context, one.source, one.target, one.state] for one in bundle.units]
    digest = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:12]
    rows = tuple(_row(number, unit) for number, unit in enumerate(bundle.units, 1))
    names_of = language.tag, language.own_name, language.english_name
    changed = tuple(row.number for row in rows if row.before)
    missing = tuple(row.number for row in rows if not row.said)
    return ReviewSheet(title, bundle.domain, library.today, rows, digest, *names_of, changed, missing)


def _row(number: int, unit: Unit) -> ReviewRow:
    before, now = difference(unit.previous, unit.source) if unit.previous else ((), ())
    state = "needs review: the English changed" if before and unit.state == "review" else _STATES[unit.state]
    said = _spans(unit.source), _spans(unit.target)
    return ReviewRow(number, *said, state, unit.context, unit.notes, unit.remarks, before, now)


def difference(before: str, now: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return two texts as pieces, word by word: what was taken out of the one, what is new in the other."""
    one, two = (_WORD.findall(words.replace("**", "")) for words in (before, now))
    out: list[Piece] = []
    new: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        fates = ("", "") if what == "equal" else ("out", "new")
        for pieces, words, fate in ((out, one[a:b], fates[0]), (new, two[c:d], fates[1])):
            if words:
                pieces.append(Piece("".join(words).strip(), fate))
    return tuple(out), tuple(new)


def _spans(words: str) -> tuple[Span, ...]:
    """Return the words as they are set; a link's address stands behind it, slots as they are written."""
    spans = parse_markup(words)
    return tuple(Span(f"{one.words} ({one.link})" if one.link else one.words, one.strong) for one in spans)
