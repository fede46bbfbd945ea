"""``content/policy.yaml``: what stops a leaflet, whose signatures it needs, who may sign; and lots that were recalled.

A library's own file is laid over the stock's entry by entry, so that it holds only what it says differently.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from msgspec import Struct, field, json
from msgspec.structs import replace

from generator.library import values
from generator.library.library import Library
from generator.library.node import Node
from generator.library.nodes import read_yaml
from generator.model.lots import read_lot
from generator.model.memo import remembered
from generator.model.problems import NOWHERE, Origin, Problem, refuse_if_any

FILE: Final = "content/policy.yaml"
RECALLED: Final = "content/recalled.yaml"
Action = Literal["refuse", "draft", "warn"]
ACTIONS: Final[tuple[Action, ...]] = ("refuse", "draft", "warn")
RULES: Final = (
    "review-date", "review-soon", "review-span", "sources-seen", "danger-signs", "numbers", "units", "comparators",
    "negation", "telephone", "untranslated", "script", "glossary", "length", "percent", "other", "doubts",
    "sense-doubts", "example-clinic", "recalled",
)  # fmt: skip
"""Rules with an entry of their own; what the gate of translations finds beside them is ``other``."""
SENSE: Final = frozenset(("numbers", "units", "comparators", "time", "negation", "opposite", "certainty"))
"""Rules whose doubts are about what a leaflet tells a patient to do: they are said, and not kept for the checks."""
Role = Literal["clinician", "translator", "post-editor", "checker", "community", "layout"]
ROLES: Final[tuple[Role, ...]] = ("clinician", "translator", "post-editor", "checker", "community", "layout")
MACHINE: Final = ("post-editor", "never")
PRINCIPAL: Final = r"[A-Za-z0-9][A-Za-z0-9.@_+-]{0,79}"
"""A signer's name as ``allowed_signers`` has it: no space, no pattern of several."""
_KEYS: Final = ("serial", "owner", "review", "rules", "roles", "machine", "signatures", "people")
_SPANS: Final = {"review": {"ahead": 1000, "years": 10}, "signatures": {"days": 10_000, "urgent": 31}}
"""How long something may be, by its entry: the most of each in days, of ``years`` in years."""
_OWNER: Final = r"(ssh-ed25519 [A-Za-z0-9+/=]{40,200}( \S{1,80})?)?"


class Rule(Struct, frozen=True):
    """What a rule does to a draft and to a release."""

    draft: Action
    release: Action


class Person(Struct, frozen=True):
    """Who may sign: in which roles and languages (none named: all), until when."""

    principal: str
    name: str
    roles: tuple[str, ...]
    qualification: str = ""
    languages: tuple[str, ...] = ()
    left: date | None = None
    origin: Origin = NOWHERE


class Policy(Struct, frozen=True, eq=False):
    """The whole policy. ``ahead`` and ``days`` count days, ``years`` years; ``urgent`` is days of such a correction."""

    serial: int
    owner: str
    ahead: int
    years: int
    rules: Mapping[str, Rule]
    english: tuple[str, ...]
    translation: tuple[str, ...]
    whole: tuple[str, ...]
    machine: str
    days: int
    urgent: int
    people: Mapping[str, Person] = field(default_factory=lambda: MappingProxyType({}))
    origin: Origin = NOWHERE

    def rule(self, name: str, doubt: bool = False) -> Rule:
        """Return what a rule does; ``doubt`` where the check itself is not sure."""
        if doubt:
            return self.rules["sense-doubts" if name in SENSE else "doubts"]
        return self.rules[name if name in self.rules else "other"]

    @property
    def digest(self) -> str:
        """The SHA-256, in hex, of all that it says but its number: no comments, no places, no order of entries."""
        people = [replace(self.people[name], origin=NOWHERE) for name in sorted(self.people)]
        rules = [(name, self.rules[name]) for name in sorted(self.rules)]
        said = [getattr(self, name) for name in self.__struct_fields__[1:-1] if name not in ("rules", "people")]
        return hashlib.sha256(json.encode([said, rules, people])).hexdigest()

    def needed(self, english: bool) -> tuple[str, ...]:
        """Return the roles that must sign."""
        return self.english if english else self.translation


class Recall(Struct, frozen=True):
    """A lot that must not be handed out any more, since when and why."""

    lot: str
    day: date
    reason: str
    origin: Origin = NOWHERE


@remembered("policy")
def policy_of(library: Library) -> Policy:
    """Return a library's policy.

    Raises:
        Unusable: with everything that is wrong with its files.
    """
    problems: list[Problem] = []
    whole: dict[str, Any] = {"people": {}, "rules": {}}
    origin = Origin(FILE)
    for layer in reversed(tuple(library.folders.layers(FILE))):
        origin = Origin(layer.shown)
        read_policy(layer.path, layer.shown, problems, whole)
    for name in RULES:
        if name not in whole["rules"]:
            problems.append(Problem(origin, f"the policy has no rule '{name}'", "the program comes with one"))
    lacking = [name for name in Policy.__struct_fields__ if name not in (*whole, "origin")]
    problems += [Problem(origin, f"the policy lacks '{name}'", "the program comes with one") for name in lacking]
    refuse_if_any(problems)
    whole["rules"], whole["people"] = MappingProxyType(whole["rules"]), MappingProxyType(whole["people"])
    return Policy(**whole, origin=origin)


def read_policy(path: Path, shown: str, problems: list[Problem], whole: dict[str, Any] | None = None) -> None:
    """Read one file of a policy, and lay what it says over what is known (``whole``)."""
    root = read_yaml(path, shown, problems)
    if root is not None:
        _lay(root, {"people": {}, "rules": {}} if whole is None else whole, problems)


def _lay(root: Node, whole: dict[str, Any], problems: list[Problem]) -> None:
    """Lay one file over what is known."""
    given = values.entries_of(root, "a policy", _KEYS, (), problems)
    if node := given.get("serial"):
        whole["serial"] = values.whole_in(node, "serial", problems, 1, 999_999)
    if node := given.get("owner"):
        message, hint = "the owner is no Ed25519 key", "write the whole line of its .pub file: ssh-ed25519 AAAA…"
        whole["owner"] = values.form_in(node, "owner", problems, _OWNER, message, hint, empty=True)
    for part, bounds in _SPANS.items():
        inner = values.entries_of(given[part], f"'{part}'", tuple(bounds), (), problems) if part in given else {}
        whole |= {key: values.whole_in(one, key, problems, 1, bounds[key]) for key, one in inner.items()}
    if node := given.get("rules"):
        for name, value in values.entries_of(node, "'rules'", RULES, (), problems).items():
            under: Rule | None = whole["rules"].get(name)
            found = values.entries_of(value, f"the rule '{name}'", ("draft", "release"), (), problems)
            said = {key: values.choice_in(one, key, problems, ACTIONS) for key, one in found.items()}
            actions = ({"draft": under.draft, "release": under.release} if under else {}) | said
            if len(actions) == 2:
                whole["rules"][name] = Rule(**actions)  # type: ignore[arg-type]
    if node := given.get("roles"):
        for key, value in values.entries_of(node, "'roles'", ("english", "translation", "whole"), (), problems).items():
            whole[key] = _roles(value, key, problems)
            if not whole[key] and key != "whole":
                message, hint = f"'{key}' names no role: all would be released, signed by nobody", "name one at least"
                problems.append(Problem(value.origin, message, hint))
    if node := given.get("machine"):
        whole["machine"] = values.choice_in(node, "machine", problems, MACHINE)
    if node := given.get("people"):
        for key_node, value in values.pairs_in(node, "people", problems):
            if person := _person(key_node, value, problems):
                whole["people"][person.principal] = person


def _roles(node: Node, what: str, problems: list[Problem]) -> tuple[str, ...]:
    items = values.list_in(node, what, problems, empty=True) or ()
    return tuple(values.choice_in(item, what, problems, ROLES) for item in items)


def _person(key: Node, node: Node, problems: list[Problem]) -> Person | None:
    """Return a person who may sign, or None with problems."""
    before = len(problems)
    if not re.fullmatch(PRINCIPAL, key.words):
        hint = "use letters, digits, dots and @, as in content/allowed_signers"
        problems.append(Problem(key.origin, f"'{values.short(key.words)}' is not a signer's name", hint))
    known = ("name", "roles", "qualification", "languages", "left")
    given = values.entries_of(node, f"the person '{values.short(key.words)}'", known, ("name", "roles"), problems)
    said: dict[str, Any] = {}
    for name in ("name", "qualification"):
        if name in given:
            said[name] = values.words_in(given[name], name, problems) or ""
    if "roles" in given:
        said["roles"] = _roles(given["roles"], "roles", problems)
    if "languages" in given:
        languages = values.names_in(given["languages"], "languages", problems)
        said["languages"] = tuple(one.replace("-", "_") for one in languages)
    if "left" in given:
        said["left"] = day_in(given["left"], "left", problems)
    return Person(key.words, **said, origin=key.origin) if len(problems) == before else None


def day_in(node: Node, what: str, problems: list[Problem]) -> date | None:
    """Return a day written as 2026-11-22, or None with a problem."""
    message, before = f"{values.called(what)} needs a day, not '{{}}'", len(problems)
    hint = "write year-month-day: 2026-11-22"
    words = values.form_in(node, what, problems, "[0-9]{4}-[0-9]{2}-[0-9]{2}", message, hint)
    try:
        return date.fromisoformat(words) if len(problems) == before else None
    except ValueError:
        problems.append(Problem(node.origin, message.replace("{}", words), hint))
        return None


@remembered("recalled lots")
def recalled(library: Library) -> Mapping[str, Recall]:
    """Return the lots of ``content/recalled.yaml`` by code; no file, none recalled.

    Raises:
        Unusable: with everything that is wrong with the file.
    """
    found: dict[str, Recall] = {}
    problems: list[Problem] = []
    for layer in library.folders.layers(RECALLED):
        found = read_recalled(layer.path, layer.shown, problems) | found
    refuse_if_any(problems)
    return MappingProxyType(found)


def read_recalled(path: Path, shown: str, problems: list[Problem]) -> dict[str, Recall]:
    """Read one file of recalled lots, by their codes. Wrong entries are left out, with problems."""
    found: dict[str, Recall] = {}
    root = read_yaml(path, shown, problems)
    for key, node in values.pairs_in(root, "recalled lots", problems) if root else ():
        code = read_lot(key.words)
        parts = ("day", "reason")
        given = values.entries_of(node, f"the lot '{values.short(key.words)}'", parts, parts, problems)
        day = day_in(given["day"], "day", problems) if "day" in given else None
        reason = values.words_in(given["reason"], "reason", problems) if "reason" in given else None
        if not code:
            hint = "write it as it is printed: 7KQ4-M2XD"
            problems.append(Problem(key.origin, f"'{values.short(key.words)}' is no lot", hint))
        elif day and reason:
            found.setdefault(code, Recall(code, day, reason, key.origin))
    return found
