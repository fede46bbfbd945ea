"""What is said: the frozen types of content, and nothing that reads a file.

``Text`` is words as written in the source language; ``Said`` is the same words
in the reader's language. The type of a stage changes when its meaning does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from msgspec import Struct, field
from msgspec.structs import replace

from generator.model.codes import Code
from generator.model.problems import NOWHERE, Origin, Problem, Unusable

EVIDENCE = ("guideline", "expert", "tradition")
"""Evidence labels: guideline, expert opinion, traditional belief."""
VERDICTS = ("supported", "qualified", "unsupported", "contradicted", "gap")
"""What was found of a claim; a gap is what no article says and a leaflet must."""
MUST_BE_SAID = ("supported", "qualified", "gap")
"""Verdicts whose rows stand on a leaflet, or say why not."""
CLAIM_LABELS = ("guideline", "expert opinion", "traditional belief", "unsupported")
"""On what a row of ``content/claims.csv`` rests."""


class Text(Struct, frozen=True):
    """Words as written in the source language, with ``**strong**``, links and ``{slots}``.

    ``words`` is the msgid. ``domain`` names the catalog: a topic, ``shared`` or ``templates``.
    """

    words: str
    origin: Origin
    domain: str
    context: str = ""
    note: str = ""


class Said(Struct, frozen=True):
    """Words in the reader's language, same notation as ``Text.words``.

    ``gap`` marks a text that has no translation; ``words`` are then the source words,
    and only a draft may show them, marked.
    """

    words: str
    language: str
    origin: Origin = NOWHERE
    gap: bool = False


class FromProfile(Struct, frozen=True):
    """A sentence that the country profile provides, by key."""

    key: str
    origin: Origin


Words = Text | Said | FromProfile
Value = (
    Words | str | int | bool | tuple[Words, ...] | tuple[tuple[Words, ...], ...] | tuple[str, ...] | tuple["Block", ...]
)

FIELD_TYPES = ("text", "texts", "rows", "word", "words", "number", "flag", "picture", "pictures", "blocks")
"""text: translatable words; texts: a list of them; rows: a list of lists of them;
word(s): identifiers, never translated; picture(s): names from content/pictures.yaml; blocks: nested blocks."""


class Field(Struct, frozen=True):
    """One declared field of a block kind. ``choices`` limits a word to a closed list."""

    name: str
    type: str
    optional: bool = False
    choices: tuple[str, ...] = ()


class Kind(Struct, frozen=True):
    """A block kind: ``templates/blocks/<name>.xml``. ``fields`` in declared order; the first is the main one.

    ``template`` is the file's text with the front matter blanked, its lines kept.
    ``clinical`` says that a block of this kind must carry evidence and sources;
    ``numbered`` that blocks of this kind are counted, the same in every language.
    ``exactly`` maps a field to the number of items it must have.
    """

    name: str
    about: str
    fields: Mapping[str, Field]
    template: str
    origin: Origin
    clinical: bool = False
    numbered: bool = False
    exactly: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def main(self) -> str | None:
        """The field that may stand directly behind the kind's name."""
        return next(iter(self.fields), None)

    @property
    def must(self) -> bool:
        """Whether its template says that no paper may leave it out: the danger box."""
        return 'first-page="yes"' in self.template


MIDDLE = 5
"""The priority of a block that says none."""


class Block(Struct, frozen=True):
    """One block of a topic. ``fields`` holds only what was given.

    ``evidence`` and ``sources`` are the block's own; a section's hold for all blocks in it.
    ``claims`` names the rows of ``content/claims.csv`` that it rests on (``from:`` in the file).
    """

    kind: str
    fields: Mapping[str, Value]
    origin: Origin
    evidence: str = ""
    sources: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    short: str = ""
    """``yes``: stays in short editions (a tri-fold); ``no``: left to the longer ones; else as there is room."""
    priority: int = MIDDLE
    """Which of the blocks with room to choose goes first from a short edition: 9 before 1, later before earlier."""

    def nested(self) -> tuple[Block, ...]:
        """Return the blocks directly inside this one, in order."""
        found: list[Block] = []
        for value in self.fields.values():
            if isinstance(value, tuple):
                found += [item for item in value if isinstance(item, Block)]
        return tuple(found)

    def walk(self) -> Iterator[Block]:
        """Yield this block, then all blocks inside it, in reading order."""
        yield self
        for block in self.nested():
            yield from block.walk()

    def words(self) -> Iterator[Words]:
        """Yield every text of this block alone, in declared order."""
        for value in self.fields.values():
            yield from words_of(value)


def words_of(value: Value) -> Iterator[Words]:
    """Yield every text of a field value (not of nested blocks), in order."""
    if isinstance(value, Text | Said | FromProfile):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            if not isinstance(item, Block):
                yield from words_of(item)


class Topic(Struct, frozen=True):
    """One leaflet's content. ``code`` is two or three capitals; dates are days, never times."""

    name: str
    code: str
    version: str
    written: date
    review_by: date
    title: Words
    purpose: Words
    picture: str
    accent: str
    template: str
    blocks: tuple[Block, ...]
    origin: Origin
    language: str = "en"
    codes: tuple[Code, ...] = ()
    """The codes of health records that it answers; never printed."""

    def walk(self) -> Iterator[Block]:
        """Yield all blocks in reading order, nested ones after their parent."""
        for block in self.blocks:
            yield from block.walk()

    def words(self) -> Iterator[Words]:
        """Yield every text in reading order: title, purpose, then the blocks'."""
        yield self.title
        yield self.purpose
        for block in self.walk():
            yield from block.words()


class Source(Struct, frozen=True):
    """Where a statement comes from. ``seen`` is false while a person must still read the original."""

    key: str
    organisation: str
    title: str
    year: str
    note: str
    seen: bool
    origin: Origin = NOWHERE


class Claim(Struct, frozen=True):
    """A row of ``content/claims.csv``: what is claimed, what was found of it, and what may be printed.

    ``seed`` is the number of the article that claims it; ``verdict`` is one of ``VERDICTS``, ``label`` of
    ``CLAIM_LABELS``; ``left_out`` says why no leaflet prints it, or is empty.
    """

    id: str
    seed: str
    claim: str
    verdict: str
    label: str
    wording: str
    citation: str
    left_out: str
    origin: Origin = NOWHERE


class Picture(Struct, frozen=True):
    """A picture by name: an SVG file beside ``content/pictures.yaml`` and its text alternative."""

    name: str
    file: str
    alt: Words
    origin: Origin = NOWHERE


class Referral(Struct, frozen=True):
    """Codes of health records that no leaflet answers, and what is said to whoever asks by one."""

    codes: tuple[Code, ...]
    say: Words


class Series(Struct, frozen=True):
    """``content/series.yaml``: what a library's leaflets are called together, and whom its danger signs are about.

    ``baby`` and ``mother`` head the columns of a warning's ``baby_…`` and ``mother_…`` fields; a library about
    something else gives them words of its own ("Your child").
    """

    name: Words
    baby: Words
    mother: Words
    signs: str = ""
    """The code of the leaflet that lists all danger signs; empty when there is none."""
    carer: Words | None = None
    """Who cares for the reader: stands beside a line to write that one's telephone number on; None for no such line."""
    origin: Origin = NOWHERE
    refer: tuple[Referral, ...] = ()
    """Codes that need a clinician, not a leaflet."""
    lots: str = ""
    """Where sheets are asked about: the QR code at a sheet's foot leads there (``model/lots.py``). Empty: nowhere."""

    def words(self) -> tuple[Words, ...]:
        """Return its name, its headings, who cares for the reader, then what is said instead of a leaflet."""
        carer = (self.carer,) if self.carer is not None else ()
        return self.name, self.baby, self.mother, *carer, *(one.say for one in self.refer)


class Telephone(Struct, frozen=True):
    """A telephone: what is printed, and what is dialled (read by ``library/telephones.py``, and nowhere else).

    ``words`` are the clinic's own, printed as they stand: ``Tel. (020) 7946 0123 (24 h)``. ``number`` is that part of
    them which is dialled, ``dialled`` its digits as a ``tel:`` link has them (RFC 3966): ``+442079460123``, a short
    number (``111``), with ``;ext=`` an extension. Without a country they are those that are printed. ``valid`` is
    false when a number is possible in its country's plan, and not known to be in use or not as people dial it there;
    ``doubt`` says why. ``beside`` are the words of fax numbers that stood there too, and are not printed.
    """

    words: str
    number: str
    dialled: str
    valid: bool = True
    doubt: str = ""
    beside: str = ""

    def __str__(self) -> str:
        """Return what is printed."""
        return self.words

    def shorter(self) -> Iterator[tuple[str, str]]:
        """Yield what is printed where there is little room, and what it dials: the number, the house's, its digits."""
        if self.number != self.words:
            yield self.number, self.dialled
        main, extended, _ = self.dialled.partition(";ext=")
        if extended:  # the house answers, and puts a call through
            house = re.sub(r"\W*[^\W\d_]*\W*\d+\D*$", "", self.number)
            if house != self.number and sum(map(str.isdecimal, house)) >= sum(map(str.isdecimal, main)) - 3:
                yield house, main
        if len(main) < len(self.number) and main.startswith("+"):
            yield main, main


class Profile(Struct, frozen=True):
    """A country's figures and words. ``emergency`` is None when no number is known.

    ``editions`` is the address of the longer editions, with ``{code}`` and ``{language}``; empty when there is none.
    """

    name: str
    about: str
    territory: str
    emergency: Telephone | None
    sentences: Mapping[str, Words] = field(default_factory=lambda: MappingProxyType({}))
    origin: Origin = NOWHERE
    editions: str = ""
    crisis: Telephone | None = None
    """The telephone of a crisis line, day and night; None where none is known. Never guessed, never inherited."""
    short_codes: tuple[Telephone, ...] = ()
    """Short numbers that can be dialled there, beside those that libphonenumber knows. Never inherited."""


class Clinic(Struct, frozen=True):
    """What the clinic panel prints. Every string is the clinic's own and printed literally.

    ``logo`` is a path inside the library, empty when there is none. ``example`` marks an invented clinic.
    ``colours`` are its brand's, written ``#rrggbb``: none, one or two (typeset/branding.py).
    """

    name: str
    title: str
    phones: tuple[Telephone, ...]
    hours: tuple[str, ...]
    address: tuple[str, ...]
    interpreter: str
    web: str
    logo: str
    profile: str
    example: bool = False
    origin: Origin = NOWHERE
    colours: tuple[str, ...] = ()
    colours_at: tuple[Origin, ...] = ()
    """Where each colour is written; no part of what the clinic is, since a row or a line may move."""
    phones_at: tuple[Origin, ...] = ()
    """Where each telephone is written; no part of what the clinic is."""
    language: str = ""
    """The language of its own words (``ja``, ``zh-Hant``, ``ko``), where they do not tell it themselves; BCP 47."""
    lots: str = ""
    """Where its sheets are asked about; empty: where the series says."""
    logo_at: Origin = NOWHERE
    profile_at: Origin = NOWHERE
    """Where logo and profile are written, in a file of its own; no part of what the clinic is."""

    def __post_init__(self) -> None:
        """Refuse telephones that nobody has read.

        Raises:
            Unusable: when one is words.
        """
        for phone in self.phones:
            if type(phone) is not Telephone:
                hint = 'write telephone("020 7946 0123", "GB"), from generator import telephone'
                raise Unusable(Problem(self.origin, f"the telephone {str(phone)[:40]!r} of a clinic is not read", hint))


def unplaced(clinic: Clinic) -> Clinic:
    """Return a clinic without the places it was read from: a row may move."""
    return replace(clinic, origin=NOWHERE, colours_at=(), phones_at=(), logo_at=NOWHERE, profile_at=NOWHERE)


LEFTWARD = frozenset({"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm"})
"""Scripts written from right to left (ISO 15924)."""


class Language(Struct, frozen=True, eq=False):
    """``locales/<name>/language.yaml``: what a language needs beside its words.

    ``name`` is the folder (``zh_Hans``), ``tag`` the BCP 47 form (``zh-Hans``), ``breaks`` the ICU
    locale of line breaking (``ja@lb=strict``), ``phrases`` how headings are cut (words, budoux, icu),
    ``spaced`` whether words are parted by spaces, ``leading`` the key into the theme's leadings.
    ``keep`` lists terms that no heading may break, and no line of a language without blanks. What follows
    ``clings_back`` says where lines end; words that no language names are parted as Unicode has it.
    """

    name: str
    tag: str
    own_name: str
    english_name: str
    script: str
    territory: str
    faces: tuple[str, ...]
    breaks: str
    phrases: str
    spaced: bool
    justify: bool
    leading: str
    quotes: tuple[str, str, str, str]
    list_joint: str = ", "
    span: str = " – "
    """Between the first and the last day of opening hours, and between their times."""
    keep: tuple[str, ...] = ()
    compounds: tuple[str, ...] = ()
    """Words that are written apart, or that dictionaries lack: lines end inside them no more than inside terms."""
    extends: str = ""
    """The language whose words and settings count where this one has none of its own: ``zh_Hant`` of ``zh_Hant_HK``."""
    clings_back: str = ""
    """Letters that no heading parts from the word before them (的, 了)."""
    clings_forward: str = ""
    """Letters that no heading parts from the word after them (用, 和)."""
    units: tuple[str, ...] = ()
    """Units and counters that stand with the number before them: no line ends inside one (時間, 小时)."""
    before_numbers: tuple[str, ...] = ()
    """Words that stay with the number after them (day 2, 第2)."""
    between_numbers: tuple[str, ...] = ()
    """Words between two numbers that no line parts from either (8 to 12, 8至12)."""
    after_numbers: tuple[str, ...] = ()
    """Words that say what a number and its unit mean: no line ends before one (3か月未満)."""
    nots: str = ""
    """Letters that no line parts from the word after them: without one it says the opposite (不)."""
    nots_after: tuple[str, ...] = ()
    """Words that no line parts from the word before them, but where a longer term begins (不了, but not 不了解)."""
    particles: str = ""
    """Letters before which a phrase is parted rather than inside a word, where they follow Han or katakana (を, は)."""
    joints: tuple[str, ...] = ()
    """Where a phrase is parted rather than inside a word, at the bar: ``て|ください``."""
    origin: Origin = NOWHERE

    @property
    def leftward(self) -> bool:
        """Whether it is written from right to left: its books and folded sheets open from the other side."""
        return self.script in LEFTWARD
