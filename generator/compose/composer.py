"""Topic in the reader's language and templates in, sheet out.

A document template draws the topic's blocks; each block's kind has a template of its own. What they write is
read back by ``compose/sheets.py``, so a template can only say what the typesetter can draw.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from types import TracebackType
from typing import Any, Final

from markupsafe import Markup, escape
from msgspec.structs import replace

from generator.compose import numbers as compose_numbers
from generator.compose import words as compose_words
from generator.compose.meter import Meter, printed
from generator.compose.numbers import Numbers, pick
from generator.compose.sheets import read_sheet
from generator.compose.spoken import by_language
from generator.compose.templates import compile_template, find_line, locate
from generator.compose.values import (
    DOMAIN,
    Compiled,
    Listed,
    PictureSaid,
    SeriesSaid,
    Surroundings,
    TemplateError,
    TopicSaid,
)
from generator.compose.words import WordsXml
from generator.model.content import Block, Kind, Said, Source, Text, Topic, words_of
from generator.model.larder import Larder
from generator.model.lots import address_of, mark_of, show_lot
from generator.model.markup import GAP, KNOWN_SLOTS, parse_markup
from generator.model.memo import remembered
from generator.model.problems import NOWHERE, Origin, Problem, Unusable, refuse_if_any, suggest
from generator.model.sheet import Sheet

__all__ = ["Surroundings", "compose", "compose_panel", "prints_words"]

MOST_DEPTH: Final = 12
MOST_INSIDE: Final = 10_000
"""Blocks that ``pick`` keeps in a block, if the template does not say how many."""
CALL_STEPS: Final = 100
"""Steps that a block counts when it is drawn or listed, beside those of its template."""
_OURS = frozenset({__file__, compose_numbers.__file__, compose_words.__file__})
"""Files whose errors are the program's own fault, though a template called them."""
_COMMON = frozenset(
    "number marks staff sources evidence evidence_summary topic series english_title language profile clinic draft"
    " standing overdue say say_date say_month week_days draw outline editions part pick picture lot lot_mark"
    " lot_link".split()
)
_PANEL = frozenset("clinic language profile series draft say say_date say_month picture letter paper note".split())


def compose(topic: Topic, template: tuple[str, str], setting: Surroundings) -> Sheet:
    """Compose the body of a leaflet.

    Args:
        topic: every text already said (see ``localize``).
        template: the document template's text and its file.
        setting: see ``Surroundings``.

    Raises:
        Unusable: for a mistake in a template (its file and true line), or words that cannot be filled.
    """
    composer = _Composer(setting, topic)
    try:
        return _spoken(composer.sheet(template), setting)
    finally:
        composer.common.clear()  # what templates call is the composer's own: a circle that nothing else would open


def asks_for_clinic(
    template: tuple[str, str], topic: Topic, kinds: Mapping[str, Kind], larder: Larder | None = None
) -> bool:
    """Tell whether a body depends on the clinic: a template or a text of it names the clinic.

    Why: other bodies are composed and set once for all clinics.
    """
    runs = [(template, _COMMON)]
    for name in {block.kind for block in topic.walk()} & kinds.keys():
        runs.append(((kinds[name].template, kinds[name].origin.file), _COMMON.union(kinds[name].fields)))
    said = [words.words for words in topic.words() if isinstance(words, Said | Text)]
    return any("clinic" in compile_template(text, shown, names, larder).asks for (text, shown), names in runs) or any(
        slot in words for words in (*said, *(text for (text, _), _ in runs)) for slot in ("{phone}", "{clinic}")
    )


def compose_panel(template: tuple[str, str], setting: Surroundings) -> Sheet:
    """Compose the clinic's areas; they know nothing of the topic. Arguments and errors as ``compose``."""
    composer = _Composer(setting, None)
    try:
        return _spoken(composer.sheet(template), setting)
    finally:
        composer.common.clear()


def _spoken(sheet: Sheet, setting: Surroundings) -> Sheet:
    """Return a sheet whose words name their language where it is not the sheet's."""
    areas = by_language(sheet.areas, setting.language, setting.clinic, setting.profile.territory)
    return sheet if areas is sheet.areas else replace(sheet, areas=areas)


def prints_words(template: tuple[str, str], larder: Larder | None = None) -> bool:
    """Tell whether a panel's template prints a clinic's words as they are, and does nothing else with them."""
    return compile_template(*template, _PANEL, larder).form


@remembered("names in a template")
def _names_in(template: str) -> frozenset[str]:
    """Return whatever stands in a template that may be the name of a field."""
    return frozenset(re.findall(r"\w+", template))


def _written(value: Any) -> Iterator[str]:
    """Yield the words of a field, as templates are given them."""
    if isinstance(value, Markup):
        yield str(value)
    elif isinstance(value, tuple):
        for one in value:
            yield from _written(one)


class _Composer:
    """One run: numbers what is to be numbered, then lets the templates draw."""

    def __init__(self, setting: Surroundings, topic: Topic | None) -> None:
        self.setting = setting
        self.topic = topic
        self.problems: list[Problem] = []
        self.compiled: dict[str, Compiled] = {}
        self.texts: dict[str, str] = {}
        self.shown: list[tuple[str, str]] = []
        self.depth = 0
        self.meter = Meter()
        self.drawn: set[str] = set()
        self.lost: dict[str, set[str]] = {}
        """By block, the fields whose words were not printed whole, however it was drawn."""
        self.cite = setting.staff
        self.part = ""
        self.words = WordsXml(setting, topic, self.problems)
        self.common: dict[str, Any] = {
            "language": setting.language,
            "profile": setting.profile,
            "clinic": setting.clinic,
            "draft": setting.draft,
            "letter": setting.letter,
            "note": setting.note,
            "paper": setting.paper,
            "say": self._say,
            "say_date": setting.say_date,
            "say_month": setting.say_month,
            "picture": self._picture,
        }
        if topic:
            self.numbers = Numbers(topic, setting.kinds)
            self.common |= {
                "topic": self._topic(topic),
                "english_title": setting.english_title,
                "sources": [(number, self._source(key)) for key, number in self.numbers.cited.items()],
                "evidence_summary": self.numbers.summary(topic),
                "week_days": setting.week_days,
                "draw": self._draw,
                "lot": show_lot(setting.lot),
                "lot_mark": mark_of(topic.code, setting.language.tag, setting.lot),
                "lot_link": address_of(setting.lots, setting.lot),
                "outline": self._outline,
                "editions": setting.profile.editions.replace("{code}", topic.code).replace(
                    "{language}", setting.language.tag
                ),
                "pick": self._pick,
                "part": "",
                "staff": setting.staff,
                "standing": setting.standing,
                "overdue": setting.overdue,
                "number": None,
                "marks": "",
                "evidence": "",
            }

    # -- what is prepared ----------------------------------------------------

    def _source(self, key: str) -> Source:
        source = self.setting.sources.get(key)
        if source is None:
            raise Unusable(Problem(NOWHERE, f"there is no source called '{key}'", suggest(key, self.setting.sources)))
        return source

    def _series(self) -> SeriesSaid:
        series, said = self.setting.series, self.words.xml_of
        carer = said(series.carer) if series.carer is not None else ""
        return SeriesSaid(said(series.name), said(series.baby), said(series.mother), series.signs, carer)

    def _topic(self, topic: Topic) -> TopicSaid:
        return TopicSaid(
            name=topic.name,
            code=topic.code,
            version=topic.version,
            written=topic.written,
            review_by=topic.review_by,
            title=self.words.xml_of(topic.title),
            purpose=self.words.xml_of(topic.purpose),
            picture=self._picture(topic.picture),
            accent=topic.accent,
            blocks=topic.blocks,
        )

    # -- what templates call -------------------------------------------------

    def _say(self, words: str, context: str = "", **slots: object) -> Markup:
        """``say("…")``: words of the template itself; named slots may be given values."""
        text, shown = self.shown[-1]
        unknown = sorted(set(slots) - set(KNOWN_SLOTS))
        if unknown:
            raise TemplateError(f"there is no slot called '{unknown[0]}'; {suggest(unknown[0], KNOWN_SLOTS)}")
        said = self.setting.say(Text(words, Origin(shown, find_line(text, words)), DOMAIN, context))
        return self._write(self.words.xml(said, {name: escape(printed(value)) for name, value in slots.items()}))

    def _write(self, words: Markup) -> Markup:
        """Count what is handed to a template."""
        self.meter.write(len(words))
        return words

    def _picture(self, name: object) -> PictureSaid:
        if isinstance(name, PictureSaid):
            return name
        picture = self.setting.pictures.get(name) if isinstance(name, str) else None
        if picture is None:
            named = str(printed(name))[:80]
            message = f"there is no picture called '{named}'; {suggest(named, self.setting.pictures)}"
            raise TemplateError(message)
        said = self.setting.say(picture.alt)
        alt = "".join(span.words for span in parse_markup(said.words))
        return PictureSaid(picture.name, f"{GAP[0]}{alt}{GAP[1]}" if said.gap else alt)

    def _pick(self, blocks: object, *kinds: str, inside: int = MOST_INSIDE) -> tuple[Block, ...]:
        """``pick(blocks, "warning", …)``: the blocks of these kinds; see ``compose_sandbox.pick``.

        They keep the numbers that they have in the whole topic: staff point at the same line on every paper.
        """
        if not isinstance(blocks, tuple) or not all(isinstance(block, Block) for block in blocks):
            raise TemplateError('pick() takes blocks, for example pick(topic.blocks, "text")')
        for kind in kinds:
            if kind not in self.setting.kinds:
                named = str(printed(kind))[:80]
                raise TemplateError(f"there is no block called '{named}'; {suggest(named, self.setting.kinds)}")
        if not kinds or not isinstance(inside, int) or inside < 0:
            raise TemplateError('pick() takes kinds in quotes and a count, as in pick(blocks, "text", inside=1)')

        def copy(block: Block, fields: Mapping[str, Any]) -> Block:
            return self.numbers.hand_on(block, replace(block, fields=fields))

        self.meter.step(len(self.numbers.evidence))  # as many blocks may be looked at
        return pick(blocks, frozenset(kinds), inside, copy)

    def _draw(self, blocks: object, cite: bool = True, part: str = "", short: bool = False, name: str = "") -> Markup:
        """``draw(blocks)``: each block through its kind's template, wrapped in its place in the content.

        ``cite=false`` leaves the raised numbers of sources out, where the sheet has no list of sources. ``part`` is
        handed to the kinds' templates, which may draw a part of theirs. ``short=true`` says of each block whether
        it may be left to the longer editions (see ``Block.short``); those of one ``name`` are left out together.
        """
        if not isinstance(part, str) or not isinstance(name, str):
            raise TemplateError('part and name of draw() are words, as in draw(blocks, part="large")')
        before = self.cite, self.part
        self.cite, self.part = before[0] and cite, part or before[1]
        drawn = self._draw_all(blocks, short, name)
        self.cite, self.part = before
        return drawn

    def _outline(self, blocks: object) -> tuple[Listed, ...]:
        """``outline(blocks)``: name, number and title of each block: a short edition may leave it, or a part of it."""
        if not isinstance(blocks, tuple | list) or not all(isinstance(block, Block) for block in blocks):
            raise TemplateError("outline() takes blocks, for example outline(topic.blocks)")
        listed = []
        self.meter.step(CALL_STEPS * len(blocks))
        for block in blocks:
            kind = self.setting.kinds[block.kind]
            fields = [name for name in ("title", "intro", kind.main) if name and block.fields.get(name)]
            words = next((text for name in fields for text in words_of(block.fields[name])), None)
            if words is not None:
                number = self.numbers.of.get(id(block))
                listed.append(Listed(self._name(block), str(number or ""), self.words.xml_of(words)))
        return tuple(listed)

    def _name(self, block: Block) -> str:
        """Return a block's name on the sheet: the line it begins on."""
        return f"line-{block.origin.line}"

    def _draw_all(self, blocks: object, short: bool, name: str) -> Markup:
        if not isinstance(blocks, tuple | list) or not all(isinstance(block, Block) for block in blocks):
            raise TemplateError("draw() takes blocks, for example draw(topic.blocks)")
        if self.depth >= MOST_DEPTH:
            raise TemplateError(f"blocks are nested more than {MOST_DEPTH} deep")
        self.meter.step(CALL_STEPS * len(blocks))
        self.depth += 1
        drawn = Markup("").join(self._draw_block(block, short, name) for block in blocks)
        self.depth -= 1
        return drawn

    def _draw_block(self, block: Block, short: bool, together: str) -> Markup:
        kind = self.setting.kinds.get(block.kind)
        if kind is None:
            hint = suggest(block.kind, self.setting.kinds)
            raise Unusable(Problem(block.origin, f"there is no block called '{block.kind}'", hint))
        fields = {
            name: self._value(block.fields[name], field.type) if name in block.fields else None
            for name, field in kind.fields.items()
        }
        marks = sorted(self.numbers.cited[key] for key in block.sources) if self.cite else ()
        self.drawn.add(str(block.origin))
        own = {
            "number": self.numbers.of.get(id(block)),
            "marks": ",".join(map(str, marks)),
            "evidence": self.numbers.evidence[id(block)],
            "part": self.part,
        }
        leave = ""
        if short and block.short != "yes":
            leave = str(block.priority) if block.short != "no" else "0"
        inner = self._run((kind.template, kind.origin.file), self.common | own | fields, _COMMON.union(kind.fields))
        lost = {field for field, value in fields.items() if any(words not in inner for words in _written(value))}
        if short:  # it may leave some
            lost = set()
        self.lost[str(block.origin)] = self.lost.get(str(block.origin), lost) & lost
        name = (together or self._name(block)) if short else ""
        place = escape(str(block.origin))
        head = f'<block kind="{escape(kind.name)}" origin="{place}" name="{escape(name)}" leave="{escape(leave)}">'
        return Markup(f"{head}{inner}</block>\n")

    def _value(self, value: Any, kind: str) -> Any:
        """Return a field's value as templates see it: words as sheet XML, pictures with their alternatives."""
        if kind == "picture":
            return self._picture(value)
        if kind == "pictures":
            return tuple(self._picture(name) for name in value)
        if isinstance(value, Said | Text):
            return self._write(self.words.xml_of(value))
        if isinstance(value, tuple) and kind in ("texts", "rows"):
            return tuple(self._value(item, kind) for item in value)
        return value

    # -- running templates ---------------------------------------------------

    def sheet(self, template: tuple[str, str]) -> Sheet:
        """Run the document template and read back what it wrote."""
        xml = self._run(template, self.common, _COMMON if self.topic else _PANEL)
        refuse_if_any(self.problems)
        try:
            sheet = read_sheet(xml, template[1])
        except Unusable as error:
            raise Unusable(*(locate(problem, self.texts) for problem in error.problems)) from None
        topic = self.topic
        if topic is None:
            return replace(sheet, language=self.setting.language.name)
        whole = topic.template == PurePath(template[1]).stem
        refuse_if_any((*self._left_out(topic, template), *(self._unprinted(topic) if whole else ())))
        said = self.setting.say(topic.title)
        title = "".join(span.words for span in parse_markup(said.words))
        return replace(
            sheet,
            title=sheet.title or title,
            language=self.setting.language.name,
            accent=sheet.accent or topic.accent,
            code=sheet.code or topic.code,
            lot=self.setting.lot,
        )

    def _left_out(self, topic: Topic, template: tuple[str, str]) -> Iterator[Problem]:
        """Yield a problem for each block that every paper must hold, by its kind's template, and this one does not.

        A topic without any such block has no danger signs: its mothers would not know when to call.
        """
        must = [name for name, kind in self.setting.kinds.items() if kind.must]
        if must and not any(block.kind in must for block in topic.walk()):
            message = f"the topic '{topic.name}' has no danger signs: they must stand on every leaflet"
            yield Problem(
                topic.origin, message, f"add a block '{must[0]}' to it; 'leaflets show blocks' says what it takes"
            )
        for block in topic.walk():
            kind = self.setting.kinds.get(block.kind)
            if kind is None or not kind.must:
                continue
            if str(block.origin) not in self.drawn:
                message = f"the template leaves out what must stand on every leaflet: '{block.kind}' ({block.origin})"
                hint = f'draw it, for example with {{{{ draw(pick(topic.blocks, "{block.kind}")) }}}}'
                yield Problem(Origin(template[1], find_line(template[0], '<area name="main">')), message, hint)
            elif lost := [name for name, held in block.fields.items() if held and name not in _names_in(kind.template)]:
                named = ", ".join(f"'{name}'" for name in lost)
                message = f"the template of '{block.kind}' never prints {named} ({block.origin})"
                yield Problem(kind.origin, message, "what stands in this block must stand on every leaflet: draw it")

    def _unprinted(self, topic: Topic) -> Iterator[Problem]:
        """Yield a problem for each field of a drawn block whose words no template prints whole, wherever it is drawn.

        Asked of whole leaflets: a sheet for the fridge holds some. A kind that asks for ``part`` may be for one
        alone, and print nothing here.
        """
        for block in topic.walk():
            kind, lost = self.setting.kinds.get(block.kind), self.lost.get(str(block.origin), set())
            worded = {name for name, held in block.fields.items() if any(words_of(held))}
            if kind is None or (lost == worded and "part" in _names_in(kind.template)):
                continue
            for name in sorted(lost):
                message = f"the template of '{kind.name}' does not print all words of '{name}' ({block.origin})"
                yield Problem(kind.origin, message, "print them: without them a leaflet says something else")

    def _run(self, template: tuple[str, str], values: dict[str, Any], names: frozenset[str]) -> str:
        """Return what a template writes.

        Raises:
            Unusable: for a mistake in the template, at its true line.
        """
        from generator.compose.sandbox import run  # late: it brings in Jinja2

        text, shown = template
        compiled = compile_template(text, shown, names, self.setting.larder)
        self.compiled[shown], self.texts[shown] = compiled, text
        if "series" in compiled.asks and "series" not in values:  # no paper lacks words that it does not print
            values = values | {"series": self._series()}
        self.shown.append(template)
        try:
            written = "".join(run(compiled, values, self.meter))
        except Unusable:
            raise
        except Exception as error:
            problem = self._explain(error)
            if problem is None:
                raise
            raise Unusable(problem) from None
        self.shown.pop()
        return written

    def _explain(self, error: Exception) -> Problem | None:
        """Return the problem behind an error that a template caused; None when the program itself is at fault."""
        from generator.compose.sandbox import explain, line_of

        place: Origin | None = None
        ours = False
        trace: TracebackType | None = error.__traceback__
        while trace is not None:
            file = trace.tb_frame.f_code.co_filename
            if file in self.compiled:
                place = Origin(file, line_of(self.compiled[file], trace.tb_lineno))
                ours = False
            else:
                ours = file in _OURS
            trace = trace.tb_next
        said = explain(error)
        if place is None or (ours and said is None):
            return None
        return Problem(place, *(said or (f"the template cannot do this: {error}", "")))
