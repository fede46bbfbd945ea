"""Topics and shared texts: ``content/<topic>.yaml``, ``content/shared/<name>.yaml``.

What a block may hold is declared by its kind. Evidence rules (EV-1, EV-2 of the leaflet rules): a clinical
block says on what evidence it stands and where that comes from; tradition stands only inside a belief block.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from generator.library import values
from generator.library.kinds import COMMON, PRIORITIES, SHORT
from generator.library.node import SHAPES, Node
from generator.library.nodes import read_yaml
from generator.library.shelf import CATALOGS
from generator.model.content import EVIDENCE, MIDDLE, Block, Field, FromProfile, Kind, Text, Topic, Value, Words
from generator.model.problems import Origin, Problem, Unusable, suggest

BELIEF = "belief"
"""The one kind that may hold tradition (EV-2)."""
PAIRED = ("answers", "pictures")
"""Fields with one item for each of ``items``."""

ROWED = ("targets", "pictures")
"""Fields with one item for each of ``rows``."""

_NEEDED = ("title", "purpose", "code", "version", "written", "review_by", "picture", "accent", "blocks")
_KEYS = (*_NEEDED, "template", "codes")
_DATE = r"[2-9][0-9]{3}-[0-9]{2}-[0-9]{2}"
_VERSION = r"[0-9]{1,3}(\.[0-9]{1,3}){1,2}"

Include = Callable[[str], tuple[Words, ...] | None]


class Known(Struct, frozen=True):
    """Names that a topic may use, as far as they are known; None of those that are not to be looked at."""

    sources: Collection[str] | None = None
    pictures: Collection[str] | None = None
    sentences: Collection[str] | None = None
    """Keys of the profile that all others extend."""
    claims: Collection[str] | None = None
    accents: Callable[[], Iterable[str]] | None = None
    """Those of all themes, read as they are asked for: whether an order's theme has it is seen where both meet."""
    shared: Collection[str] = ()

    def check(self, node: Node, word: str, sort: str, problems: list[Problem]) -> None:
        """Report a source, picture, profile sentence or accent that there is not, at its place."""
        names: Mapping[str, Iterable[str] | None] = {
            "source": self.sources, "picture": self.pictures, "profile sentence": self.sentences,
            "accent": self.accents and self.accents(),
        }  # fmt: skip
        if word and (these := names[sort]) is not None and word not in these:
            hint = suggest(word, self.accents() if self.accents and sort == "accent" else these)
            problems.append(Problem(node.origin, f"there is no {sort} called '{word}'", hint))


class Shared(Struct, frozen=True):
    """Texts that several leaflets hold, word for word, with the evidence they stand on."""

    name: str
    items: tuple[Words, ...]
    evidence: str
    sources: tuple[str, ...]
    claims: tuple[str, ...]
    origin: Origin


def read_topic(
    path: Path,
    shown: str,
    kinds: Mapping[str, Kind],
    shared: Include,
    problems: list[Problem],
    known: Known = Known(),  # noqa: B008 - frozen
) -> Topic | None:
    """Read a topic, or return None with all its problems.

    ``shared`` gives the texts of an ``{include: name}``, None when there are none. What the topic names and ``known``
    has not is a problem at the line that names it. What is wrong with a shared file or a kind that it uses comes with
    its own problems.
    """
    before = len(problems)
    root = read_yaml(path, shown, problems)
    if root is None:
        return None
    name = path.stem
    if name in CATALOGS:
        problems.append(Problem(Origin(shown), f"a topic may not be called '{name}'", "rename the file"))
    given = values.entries_of(root, "a topic", _KEYS, _NEEDED, problems)
    if not given:
        return None
    reader = _TopicReader(name, kinds, shared, problems, known)
    texts = [reader.text(given[key], key, "") if key in given else None for key in ("title", "purpose")]
    picture, accent, template = (
        values.name_in(given[key], key, problems) if key in given else "" for key in ("picture", "accent", "template")
    )
    for key, word in (("picture", picture), ("accent", accent)):
        if key in given:
            known.check(given[key], word, key, problems)
    code = _pattern(given.get("code"), "code", r"[A-Z]{2,3}", "two or three capital letters, such as LM", problems)
    version = _pattern(given.get("version"), "version", _VERSION, 'two numbers and a dot, such as "0.1"', problems)
    written, review_by = (_day(given.get(key), key, problems) for key in ("written", "review_by"))
    if written and review_by and review_by <= written:
        message = "'review_by' is not after 'written'"
        problems.append(Problem(given["review_by"].origin, message, "write a later day"))
    blocks = reader.blocks(given["blocks"], "", ()) if "blocks" in given else ()
    codes = values.codes_in(given["codes"], problems) if "codes" in given else ()
    title, purpose = texts
    if len(problems) > before or not (title and purpose and written and review_by and blocks):
        return None
    template = template or "leaflet"
    head = (name, code, version, written, review_by, title, purpose, picture, accent, template)
    return Topic(*head, blocks, root.origin, codes=codes)


def read_shared(
    path: Path,
    shown: str,
    problems: list[Problem],
    known: Known = Known(),  # noqa: B008 - frozen
) -> Shared | None:
    """Read texts that several leaflets hold, or return None with problems; ``known`` as in ``read_topic``."""
    before = len(problems)
    root = read_yaml(path, shown, problems)
    if root is None:
        return None
    keys = ("about", "evidence", "sources", "from", "items")
    given = values.entries_of(root, "a shared file", keys, ("about", "evidence", "sources", "items"), problems)
    if "about" in given:
        values.words_in(given["about"], "about", problems)
    evidence, sources, rests_on = _grounds(given, "a shared file", problems, known)
    items: list[Words] = []
    for node in values.list_in(given["items"], "items", problems) or () if "items" in given else ():
        if node.shape == "map" and node.keys() == ("include",):
            message = "a shared file may not include another one"
            problems.append(Problem(node.origin, message, "write the words here"))
        elif (text := _text(node, "items", "shared", "", problems, known)) is not None:
            items.append(text)
    if len(problems) > before:
        return None
    return Shared(path.stem, tuple(items), evidence, sources, rests_on, Origin(shown))


def _text(node: Node, what: str, domain: str, context: str, problems: list[Problem], known: Known) -> Words | None:
    """Return words to be translated, or a profile's sentence that there is; None with a problem."""
    text = values.text_in(node, what, domain, context, problems)
    if isinstance(text, FromProfile):
        known.check(node, text.key, "profile sentence", problems)
    return text


def _pattern(node: Node | None, what: str, pattern: str, meant: str, problems: list[Problem]) -> str:
    """Return words that have a fixed form."""
    return values.form_in(node, what, problems, pattern, f"'{what}' is '{{}}'", f"write {meant}") if node else ""


def _day(node: Node | None, what: str, problems: list[Problem]) -> date | None:
    """Return a day written as 2026-11-22."""
    message, hint, before = "'{}' is not a day", "write year-month-day: 2026-11-22", len(problems)
    words = values.form_in(node, what, problems, _DATE, message, hint) if node else ""
    if node is None or len(problems) > before:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        problems.append(Problem(node.origin, message.replace("{}", words), hint))
        return None


def _grounds(
    given: Mapping[str, Node], kind: str, problems: list[Problem], known: Known
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return evidence, sources and claims as they stand beside a block of some kind."""
    evidence = ""
    if node := given.get("evidence"):
        evidence = values.choice_in(node, "evidence", problems, EVIDENCE, "'{}' is no word for evidence")
        if evidence and evidence not in EVIDENCE:
            evidence = EVIDENCE[0]  # so that it does not count as missing as well
        elif evidence == "tradition" and kind != BELIEF:
            message = "a tradition stands only in a belief block"
            hint = f"make this a '{BELIEF}' block, or say on what guideline or expert it stands"
            problems.append(Problem(node.origin, message, hint))
    sources = values.names_in(given["sources"], "sources", problems) if "sources" in given else ()
    for node in given["sources"].items if sources else ():
        known.check(node, node.words if node.words in sources else "", "source", problems)
    claims = values.names_in(given["from"], "from", problems) if "from" in given else ()
    for node in given["from"].items if claims else ():
        if known.claims is not None and node.words in claims and node.words not in known.claims:
            message = f"there is no row '{node.words}' in content/claims.csv"
            hint = "name the ids of its first column; 'leaflets evidence' lists them"
            problems.append(Problem(node.origin, message, hint))
    return evidence, sources, claims


class _TopicReader:
    """Reads the blocks of one topic."""

    def __init__(
        self,
        domain: str,
        kinds: Mapping[str, Kind],
        shared: Include,
        problems: list[Problem],
        known: Known,
    ) -> None:
        self.domain = domain
        self.kinds = kinds
        self.shared = shared
        self.problems = problems
        self.known = known

    def report(self, origin: Origin, message: str, hint: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(origin, message, hint))

    def blocks(self, node: Node, evidence: str, sources: tuple[str, ...]) -> tuple[Block, ...]:
        """Return a list of blocks; evidence and sources are those of the blocks around it."""
        nodes = values.list_in(node, "blocks", self.problems) or ()
        found = (self.block(item, evidence, sources) for item in nodes)
        return tuple(block for block in found if block is not None)

    def block(self, node: Node, evidence: str, sources: tuple[str, ...]) -> Block | None:
        """Return one block, or None with problems."""
        if node.shape != "map" or not node.entries:
            hint = "write '- kind: \u2026', for example '- text: \u2026'"
            if node.shape == "words" and node.words in self.kinds:
                hint = f"put a colon behind it: '- {node.words}:'"
            self.report(node.origin, f"a block is needed here, not {SHAPES[node.shape]}", hint)
            return None
        (key, main), *beside = node.entries
        try:
            kind = self.kinds.get(key.words)
        except Unusable as error:  # its file is wrong: told with what is wrong here
            self.problems += error.problems
            return None
        if kind is None:
            self.report(
                key.origin,
                f"there is no block called '{values.short(key.words)}'",
                suggest(key.words[:80], self.kinds),
            )
            self.look_inside(node, evidence, sources)
            return None
        given: dict[str, Node] = {}
        common: dict[str, Node] = {}
        self.main(kind, main, given)
        for label, node_beside in beside:
            if label.words in COMMON:
                common[label.words] = node_beside
            else:
                self.add(kind, label, node_beside, given)
        own_evidence, own_sources, claims = _grounds(common, kind.name, self.problems, self.known)
        context = values.words_in(common["context"], "context", self.problems) or "" if "context" in common else ""
        evidence, sources = own_evidence or evidence, own_sources or sources
        fields: dict[str, Value] = {}
        for name, field in kind.fields.items():
            if name in given:
                value = self.value(field, given[name], context, evidence, sources)
                if value is not None:
                    fields[name] = value
            elif not field.optional:
                self.report(key.origin, f"the block '{kind.name}' lacks '{name}'", f"add a line '{name}: \u2026'")
        short, priority = self.shortness(common)
        block = Block(
            kind.name, MappingProxyType(fields), key.origin, own_evidence, own_sources, claims, short, priority
        )
        self.check_counts(kind, block, given)
        if kind.clinical and any(isinstance(text, Text) and text.domain == self.domain for text in block.words()):
            self.check_grounds(block, evidence, sources)
        return block

    def shortness(self, common: Mapping[str, Node]) -> tuple[str, int]:
        """Return whether a block stays in short editions (``yes``, ``no`` or nothing), and its priority."""
        short, priority = "", MIDDLE
        if node := common.get("short"):
            message, hint = "short is yes or no, not '{}'", "leave it out: as there is room"
            short = values.choice_in(node, "short", self.problems, SHORT, message, hint)
        if node := common.get("priority"):
            message, hint = "priority is a number from 1 to 9, not '{}'", "9 goes first"
            words = values.choice_in(node, "priority", self.problems, PRIORITIES, message, hint)
            priority = int(words) if words in PRIORITIES else priority
        return short, priority

    def look_inside(self, node: Node, evidence: str, sources: tuple[str, ...]) -> None:
        """Find the problems of the blocks inside a block of unknown kind."""
        for holder in (node, node.entries[0][1]):
            inside = holder.get("blocks")
            if inside is not None and inside.shape == "list":
                # Whatever evidence they inherit is not known either: none is asked of them.
                self.blocks(inside, evidence or EVIDENCE[0], sources or ("",))

    def main(self, kind: Kind, node: Node, given: dict[str, Node]) -> None:
        """Sort what stands behind the kind's name: nothing, its fields, or its main field."""
        if node.shape == "nothing":
            return
        keys = node.keys()
        special = keys in (("profile",), ("include",)) and keys[0] not in kind.fields
        if node.shape == "map" and not special and (keys or not node.entries):
            # A single pair of words that resembles no field is a sentence with a colon in it.
            if len(keys) == 1 and keys[0] not in kind.fields and " " in keys[0] and kind.main:
                given[kind.main] = node
                return
            for name, value in node.entries:
                if name.words in COMMON:
                    hint = "give it the same indentation as the block's name"
                    self.report(name.origin, f"'{name.words}' stands one level too deep", hint)
                else:
                    self.add(kind, name, value, given)
        elif kind.main is None:
            self.report(node.origin, f"the block '{kind.name}' holds nothing", f"write '- {kind.name}:' alone")
        else:
            given[kind.main] = node

    def add(self, kind: Kind, name: Node, value: Node, given: dict[str, Node]) -> None:
        """Take one field by name."""
        if name.words not in kind.fields:
            message = f"the block '{kind.name}' has nothing called '{values.short(name.words)}'"
            self.report(name.origin, message, suggest(name.words[:80], (*kind.fields, *COMMON)))
        elif name.words in given:
            self.report(name.origin, f"'{name.words}' is given twice for this block", "keep one of the two")
        else:
            given[name.words] = value

    def value(self, field: Field, node: Node, context: str, evidence: str, sources: tuple[str, ...]) -> Value | None:
        """Return the value of a field as its type says, or None with problems."""
        what = field.name
        match field.type:
            case "text":
                return self.text(node, what, context)
            case "texts":
                return self.texts(node, what, context)
            case "rows":
                rows = [self.texts(row, what, context) for row in values.list_in(node, what, self.problems) or ()]
                full = tuple(row for row in rows if row is not None)
                return full if full and len(full) == len(rows) else None
            case "word" | "picture":
                word = values.name_in(node, what, self.problems)
                if word and field.choices and word not in field.choices:
                    message = f"'{what}' cannot be '{word}'"
                    self.report(node.origin, message, f"write one of: {', '.join(field.choices)}")
                if field.type == "picture":
                    self.known.check(node, word, "picture", self.problems)
                return word or None
            case "words" | "pictures":
                names = self.pick(node, what)
                for item, name in zip(node.items, names or (), strict=False):
                    if field.type == "pictures":
                        self.known.check(item, name, "picture", self.problems)
                return names
            case "number":
                return values.whole_in(node, what, self.problems)
            case "flag":
                return values.flag_in(node, what, self.problems)
            case _:
                return self.blocks(node, evidence, sources) or None

    def pick(self, node: Node, what: str) -> tuple[str, ...] | None:
        """Return names in order; one may stand twice, as a picture may."""
        nodes = values.list_in(node, what, self.problems) or ()
        names = tuple(values.name_in(item, what, self.problems) for item in nodes)
        return names if names and all(names) else None

    def text(self, node: Node, what: str, context: str) -> Words | None:
        """Return one text."""
        if node.shape == "map" and node.keys() == ("include",):
            self.report(node.origin, f"'include' can stand only in a list, and '{what}' is one text")
            return None
        return _text(node, what, self.domain, context, self.problems, self.known)

    def texts(self, node: Node, what: str, context: str) -> tuple[Words, ...] | None:
        """Return a list of texts with those of included files in their place."""
        nodes = values.list_in(node, what, self.problems)
        if nodes is None:
            return None
        found: list[Words] = []
        whole = True
        for item in nodes:
            if item.shape == "map" and item.keys() == ("include",):
                part = self.include(item.entries[0][1])
            else:
                text = self.text(item, what, context)
                part = (text,) if text is not None else None
            whole = whole and part is not None
            found += part or ()
        return tuple(found) if whole else None

    def include(self, node: Node) -> tuple[Words, ...] | None:
        """Return the texts of a shared file."""
        name = values.name_in(node, "include", self.problems)
        try:
            texts = self.shared(name) if name else None
        except Unusable as error:  # its file is wrong: told with what is wrong here
            self.problems += error.problems
            return None
        if name and texts is None:
            self.report(node.origin, f"there is no shared file called '{name}'", suggest(name, self.known.shared))
        return texts

    def check_counts(self, kind: Kind, block: Block, given: Mapping[str, Node]) -> None:
        """Report lists that must be as long as another one, or of a fixed length."""
        lengths = {name: len(value) for name, value in block.fields.items() if isinstance(value, tuple)}
        for name, count in kind.exactly.items():
            if lengths.get(name, count) != count:
                message = f"'{name}' needs exactly {count}, and there are {lengths[name]}"
                self.report(given[name].origin, message)
        pairs = [(name, "items") for name in PAIRED] + [(name, "rows") for name in ROWED]
        for name, other in pairs:
            if other in lengths and name in lengths and lengths[name] != lengths[other]:
                message = f"'{name}' and '{other}' are not equally long: {lengths[name]} and {lengths[other]}"
                self.report(given[name].origin, message, "write one for each, in the same order")
        rows = block.fields.get("rows")
        if "columns" in lengths and isinstance(rows, tuple) and kind.fields["rows"].type == "rows":
            for node, row in zip(given["rows"].items, rows, strict=True):
                if isinstance(row, tuple) and len(row) != lengths["columns"]:
                    message = f"this row is not as long as the table is wide: {len(row)} and {lengths['columns']}"
                    self.report(node.origin, message, "write one cell for each column")

    def check_grounds(self, block: Block, evidence: str, sources: tuple[str, ...]) -> None:
        """Report a clinical block that stands on nothing (EV-1)."""
        if not evidence:
            hint = f"add a line 'evidence: \u2026' beside '{block.kind}:' ({', '.join(EVIDENCE)})"
            self.report(block.origin, f"the block '{block.kind}' does not say on what evidence it stands", hint)
        if not sources:
            hint = f"add a line 'sources: [\u2026]' beside '{block.kind}:', with names from content/sources.yaml"
            self.report(block.origin, f"the block '{block.kind}' names no source", hint)
