"""The policy asked of a body: what refuses it, what keeps it a draft, what a person should know.

Asked once for a topic, language, profile and paper, whatever the clinics; what the gate of translations finds is kept
on disk by the files it was found in, as bodies are, with the topic's two dates: neither words nor topic need be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from generator.library.digest import MOST
from generator.library.folders import read_bytes
from generator.library.languages import GLOSSARY, OWN_WORDS
from generator.library.library import Library
from generator.model.edition import STAFF, Words
from generator.model.findings import Finding
from generator.model.larder import kept_with_places
from generator.model.leaflet import DRAFT, Order
from generator.model.lots import code_of, show_lot
from generator.model.memo import remembered
from generator.model.problems import NOWHERE, Origin, Problem, Unusable, many
from generator.stages.lot_codes import lot_digest
from generator.stages.surroundings import for_anyone
from generator.trust.policy import Action, Policy, policy_of, recalled

if TYPE_CHECKING:
    from generator.checks.spots import Spots

OVERDUE_HINT: Final = "review it and write the next date; or print your reason on it: leaflets make --overdue REASON"


class Verdict(Struct, frozen=True):
    """What the policy says of an order: why it is refused, why it is no release, what a person should know of it."""

    problems: tuple[Problem, ...] = ()
    missing: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()

    def __add__(self, other: Verdict) -> Verdict:
        """Return both, each thing once."""
        pairs = ((getattr(self, name), getattr(other, name)) for name in self.__struct_fields__)
        return Verdict(*(tuple(dict.fromkeys((*one, *two))) for one, two in pairs))


class _Found(Struct, frozen=True):
    """What rules look at, as it is kept on disk: a topic's two dates, and what the gate found in its words."""

    written: date
    review_by: date
    findings: tuple[Finding, ...]

    def renamed(self, rename: Callable[[str], str]) -> _Found:
        """Return it with other names of the files."""
        return replace(self, findings=tuple([_renamed(one, rename) for one in self.findings]))


def _renamed(one: Finding, rename: Callable[[str], str]) -> Finding:
    file = one.origin.file
    name = rename(file)
    return replace(one, origin=replace(one.origin, file=name), hint=one.hint.replace(file, name) if file else one.hint)


def ruled(order: Order, library: Library) -> Verdict:
    """Return what the rules say of an order, whoever signed it.

    Raises:
        Unusable: for a policy that cannot be read, and for files that the leaflet cannot be made from either.
    """
    clinic = library.clinic(order.clinic)
    verdict = _of_clinic(order, library) if clinic and clinic.example else Verdict()
    for language in filter(None, (order.language, order.second)):
        body = replace(for_anyone(order, library), language=library.language(language).name, second="")
        found = _of_body(library, _plain(body), order.edition == STAFF)
        verdict = found if verdict == Verdict() else verdict + found
    return verdict


def _plain(body: Order) -> Order:
    """Return a body without what no rule looks at, so that more orders ask the same."""
    return replace(body, theme="default", edition=Words() if not body.is_paged else Order("").edition)


@remembered("what the policy says of a body")
def _of_body(library: Library, order: Order, staff: bool) -> Verdict:
    policy, draft, found = policy_of(library), order.standing == DRAFT, _found(order, library)
    asked: Mapping[str, Callable[[], Iterator[Finding]]] = {
        "review-date": lambda: _review_date(order, library, staff, found),
        "review-soon": lambda: _review_soon(order, library, policy, found),
        "review-span": lambda: _review_span(order, library, policy, found),
        "sources-seen": lambda: _sources_seen(order.topic, library),
        "danger-signs": lambda: _danger_signs(order, library),
        "recalled": lambda: _recalled(order, library),
    }
    verdict = Verdict()
    for name, look in asked.items():
        action = _action(policy, name, draft)
        if draft and action == "draft":
            continue  # it is one already
        for one in look():
            verdict += _sorted(action, draft, one)
    for one in found.findings:
        doubt = one.level != "fail"
        if one.level != "info" and one.code != "translated":  # making it says so, or was asked for gaps
            verdict += _sorted(_action(policy, one.code, draft, doubt), draft, one)
    return verdict


def _action(policy: Policy, name: str, draft: bool, doubt: bool = False) -> Action:
    rule = policy.rule(name, doubt)
    return rule.draft if draft else rule.release


def _sorted(action: Action, draft: bool, one: Finding) -> Verdict:
    """Return what the policy says of a finding: what keeps a leaflet a draft is nothing to a draft."""
    problem = (_problem(one),)
    if action == "refuse":
        return Verdict(problems=problem)
    if action == "warn":
        return Verdict(notes=problem)
    return Verdict() if draft else Verdict(missing=problem)


def _found(order: Order, library: Library) -> _Found:
    """Return a topic's dates and what the gate of translations finds, from the larder or looked for."""

    def look() -> _Found:
        from generator.checks.gate import gate  # late: mostly what it found is kept

        topic = library.topic(order.topic)
        return _Found(topic.written, topic.review_by, tuple([one for one, _ in gate(order, library)]))

    same = replace(order, standing=DRAFT, overdue="")
    key = f"gate {library.digest(same)} {_judged_by(library, order.language)}"
    found = kept_with_places(library.larder, key, _Found, look, library.folders)
    assert found is not None, "whatever is not kept is looked for"
    return found


@remembered("what the gate goes by beside a leaflet's files")
def _judged_by(library: Library, language: str) -> str:
    """Return a digest of what is no part of what a leaflet is made from: the glossary, a library's words to compare."""
    files = [library.folders.find(name) for name in (GLOSSARY, OWN_WORDS.format(language=language))]
    return " ".join(sha256(read_bytes(file, MOST)).hexdigest() if file else "-" for file in files)


def _finding(code: str, origin: Origin, message: str, hint: str = "") -> Finding:
    return Finding(f"policy/{code}", "fail", code, message, origin, hint)


def _review_date(order: Order, library: Library, staff: bool, found: _Found) -> Iterator[Finding]:
    """Yield that the review date has passed. Staff who review the leaflet may have it."""
    if order.overdue or staff or found.review_by >= library.today:
        return
    from generator.checks.words import review_date  # late: it brings in what compares words, for a day that is past

    for _, message, spot, _, *_ in review_date.function(library.topic(order.topic), library.today, _spots(library)):
        yield _finding("review-date", spot.origin, message, OVERDUE_HINT)


def _review_soon(order: Order, library: Library, policy: Policy, found: _Found) -> Iterator[Finding]:
    left = (found.review_by - library.today).days
    if 0 <= left <= policy.ahead:
        message = f"the leaflet must be read again by {found.review_by}: {many(left, 'day')} from now"
        yield _finding("review-soon", _dated(order, library), message, "see leaflets status --due")


def _review_span(order: Order, library: Library, policy: Policy, found: _Found) -> Iterator[Finding]:
    if found.review_by > found.written + timedelta(days=round(365.25 * policy.years)):
        message = f"the review date {found.review_by} is more than {policy.years} years after {found.written}"
        yield _finding("review-span", _dated(order, library), message, "write an earlier one")


def _dated(order: Order, library: Library) -> Origin:
    """Return the line of a topic's review date."""
    topic = library.topic(order.topic)
    origin = _spots(library).line(f"content/{topic.name}.yaml", r"^review_by:")
    return origin if origin.line else topic.origin


def _spots(library: Library) -> Spots:
    """Return places in the files of a library, looked for when a rule has something to say."""
    from generator.checks.spots import Spots

    return Spots((), library)


def unread(library: Library, topic: str) -> tuple[Problem, ...]:
    """Return the sources of a topic that nobody has read, where the policy keeps it a draft for that."""
    if policy_of(library).rule("sources-seen").release == "warn":
        return ()
    return tuple(map(_problem, _sources_seen(topic, library)))


def _problem(one: Finding) -> Problem:
    return Problem(one.origin, f"{one.message} [{one.code}]", one.hint, one.code, one.target or one.source)


def _sources_seen(name: str, library: Library) -> Iterator[Finding]:
    from generator.checks.words import sources_seen  # late: drafts do not ask it

    topic = library.topic(name)
    for _, message, spot, *_ in sources_seen.function(topic, library.sources, _spots(library)):
        yield _finding("sources-seen", spot.origin, message, "somebody reads it, then writes 'seen: yes'")


def _danger_signs(order: Order, library: Library) -> Iterator[Finding]:
    from generator.checks.runner import Skip
    from generator.checks.wording import danger_signs  # late: it brings in what reads pages; drafts do not ask it

    topic = library.topic(order.topic)
    try:
        for _, message, spot, hint, *_ in danger_signs.function(topic, _spots(library), library):
            yield _finding("danger-signs", spot.origin, message, hint)
    except Skip as skip:
        hint = "add a block 'warning'"
        yield _finding("danger-signs", topic.origin, str(skip), hint)


def _recalled(order: Order, library: Library) -> Iterator[Finding]:
    if not (lots := recalled(library)):
        return
    try:
        code = code_of(lot_digest(order, library))
    except Unusable:
        return  # making it says why
    if recall := lots.get(code):
        message = f"the lot {show_lot(code)} was recalled on {recall.day}: {recall.reason}"
        yield _finding("recalled", recall.origin, message, "change the words; what is printed again gets another lot")


def _of_clinic(order: Order, library: Library) -> Verdict:
    """Return what the policy says of an invented clinic."""
    clinic = library.clinic(order.clinic)
    assert clinic is not None
    draft = order.standing == DRAFT
    message = f"'{clinic.title}' is an invented clinic: nobody answers its telephone"
    one = _finding("example-clinic", clinic.origin if clinic.origin.file else NOWHERE, message, "use your clinic")
    return _sorted(_action(policy_of(library), "example-clinic", draft), draft, one)
