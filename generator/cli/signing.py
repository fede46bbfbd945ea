"""``leaflets sign``: a person puts their name to words; the difference is shown before anything is signed again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from generator.cli.opening import open_library, own_root
from generator.cli.options import Options
from generator.cli.speech import say, tell
from generator.library.library import Library
from generator.library.shelf import Unknown
from generator.model.problems import NOWHERE, ExitCode, Problem, many
from generator.run.orders.choices import named
from generator.trust.chain import KEPT
from generator.trust.keys import REVIEW, SIGNERS, Signer, read_private
from generator.trust.policy import FILE, Policy, policy_of
from generator.trust.records import Record, read_signers_of, signatures, unfit_person, unfit_signer, unnamed
from generator.trust.signing import Draft, Wanted, draft, files_of, linked
from generator.trust.states import LAYOUT, TRANSLATORS
from generator.trust.units import PLAIN, SHARED, changes, sides
from generator.words.localize import SOURCE

_DONE: Final = {"sign": "signed", "urgent": "corrected", "object": "objected to", "withdraw": "taken back"}
"""What was done, by the act of a record."""


def sign(options: Options) -> int:
    """Write a record for each subject; 1 when differences are shown first, or a record does not count."""
    from generator.run.files import outbox

    library = open_library(options.library)
    root, shown = own_root(library)
    policy = policy_of(library)
    key = read_private(options.key) if options.key else None
    signers = read_signers_of(library) if key else {}
    public = key.public_key().public_bytes_raw() if key else b""
    if key and public not in signers:
        message = f"the key {options.key} is not listed in {SIGNERS}: nothing signed with it counts"
        hint = f"add a line to it: {options.principal} and the words of {options.key}.pub"
        raise Unknown(Problem(NOWHERE, message, hint))
    drafts = [one for wanted in _wanted(options, library) if (one := draft(library, wanted))]
    if not drafts:
        say("there is nothing to sign: all of it is signed so already")
        return int(ExitCode.MADE)
    changed = [one for one in drafts if one.changed and one.record.act in ("sign", "urgent")]
    if changed and options.seen != _code(changed):
        return _show(changed, options)
    unfit = [problem for one in drafts if (problem := _unfit(one.record, public, policy, signers))]
    if unfit:  # a record is never taken out of its chain again: what cannot count is not written
        raise Unknown(*dict.fromkeys(unfit))
    drafts = linked(drafts)
    for one in drafts:
        for relative, data in files_of(one, key).items():
            outbox.write(root, relative, data)
        record = one.record
        place = f"{shown}/{one.relative}" if shown else one.relative
        say(f"{place}: {many(len(one.changes), 'block')} of {record.subject}, {_DONE[record.act]} as {record.role}")
        if key is None:
            file = shlex.quote(str(root / one.relative))
            tell(f"this is a claim until you sign it: ssh-keygen -Y sign -f YOUR_KEY -n {REVIEW} {file}")
    if key is None:
        return int(ExitCode.MADE)
    kept = drafts[-1].record.sha256[:KEPT]
    tell(f"note elsewhere that you signed: leaflets status --after {kept} tells later whether it is still there")
    return _judged(Library.open(options.library), drafts)


def _unfit(record: Record, key: bytes, policy: Policy, signers: Mapping[bytes, Signer]) -> Problem | None:
    """Return why a record would not count, and what to do; nothing where it would. ``key`` is empty of a claim."""
    claim = unnamed(record, policy) or unfit_person(record, policy)
    reason = unfit_signer(record, key, policy, signers) if key else claim
    if not reason:
        return None
    principal, person = record.principal, policy.people.get(record.principal)
    line = f"{principal}: {{name: …, roles: [{record.role}], qualification: …}}"
    if key and (owner := signers[key].principal) != principal:
        hint = f"whose key is it? Sign as its owner (--as {owner}), or with the key of {principal}"
    elif person is None:
        hint = f"whoever owns the policy writes into {FILE}, below 'people:': {line}, and counts 'serial:' up"
        if near := get_close_matches(principal, policy.people, 1):
            hint = f"did you mean '{near[0]}'? If not, {hint}"
    elif person.left and record.day > person.left:
        hint = f"somebody else signs; came back? Whoever owns the policy takes 'left:' out of {FILE}"
    elif reason == unfit_person(record, policy):
        hint = f"somebody else signs, or whoever owns the policy changes what {FILE} says of {principal}"
    else:
        hint = f"look at the line of {principal} in {SIGNERS}"
    return Problem(NOWHERE, f"nothing was written: it would not count: {reason}", hint)


def _wanted(options: Options, library: Library) -> Iterator[Wanted]:
    """Yield what is to be signed: each subject, and with ``--with-shared`` what the topic shares with others."""
    (language,) = named([options.language], "languages", library)
    acts = [name for name in ("urgent", "object", "withdraw") if getattr(options, name)]
    if len(acts) > 1 or (acts and acts != ["urgent"] and options.changed):
        raise Unknown(Problem(NOWHERE, "one thing at a time", f"leave out --{acts[-1]} or the other"))
    act = acts[0] if acts else "sign"
    note = getattr(options, act) if acts else options.note
    origin = options.origin
    if options.role in TRANSLATORS:
        origin = origin or ("machine-edited" if options.role == "post-editor" else "person")
    elif origin:
        raise Unknown(Problem(NOWHERE, "--origin is for translations", "with --role translator or post-editor"))
    if (options.format or options.theme) and options.role != LAYOUT:
        hint = "words are signed once for all papers"
        raise Unknown(Problem(NOWHERE, "--format and --theme are for --role layout", hint))
    looks = tuple((paper, options.theme or PLAIN[1]) for paper in options.format or PLAIN[:1])
    for topic in named(options.topics, "topics", library):
        subjects = (topic, *(SHARED if options.with_shared and topic not in SHARED else ()))
        for subject in subjects:
            if language != SOURCE and subject == "profiles" and options.role == "layout":
                continue
            yield Wanted(
                subject, language, options.role, options.principal, act, note or "", origin, options.until,
                options.profile, tuple(options.block), topic if subject != topic else "", looks,
            )  # fmt: skip


def _code(drafts: list[Draft]) -> str:
    """Return the code of having seen all that changed."""
    return "-".join(one.code for one in drafts)


def _show(drafts: list[Draft], options: Options) -> int:
    """Show what differs from what was signed; nothing is written."""
    for one in drafts:
        for change in one.changed:
            assert change.old is not None
            say(f"{change.new.path}: {', '.join(changes(change.old, change.new))}")
            for was, now in sides(change.old, change.new):
                say(f"  signed: {was or '–'}")
                say(f"  now:    {now or '–'}")
        new = [change.new.path for change in one.changes if change.old is None]
        for path in new:
            say(f"{path}: new, not signed by {one.record.name} before")
    if options.seen:
        seen = options.seen[:80]
        tell(f"--seen {seen} is not the code of these differences: something changed since, or it is mistyped")
    if options.changed or options.urgent:
        tell(f"nothing is signed yet; when you have read this, add: --seen {_code(drafts)}")
    else:
        tell("some of it was signed before, and has changed since; to sign it again, look at it: --changed")
    return int(ExitCode.FINDINGS)


def _judged(library: Library, drafts: list[Draft]) -> int:
    """Say of each record that was written why it does not count, if it does not."""
    code = ExitCode.MADE
    signed = signatures(library)
    for problem in signed.blocked:
        tell(str(problem))
        code = ExitCode.FINDINGS
    written = {one.relative for one in drafts}
    for one in signed.refused:
        if any(one.place.file.endswith(relative) for relative in written):
            tell(str(Problem(one.place, f"it does not count: {one.reason}", "see docs/how-to/sign.md")))
            code = ExitCode.FINDINGS
    return int(code)
