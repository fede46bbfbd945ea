"""Words to escaped sheet XML: strong words, links, slots filled, gaps marked; what filters make of words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

from generator.compose.values import Surroundings
from generator.model.content import Said, Topic, Words
from generator.model.markup import GAP, KNOWN_SLOTS, parse_markup
from generator.model.problems import Problem

_SLOT = re.compile(r"\{([a-z]+)\}")


class WordsXml:
    """Writes words as sheet XML. ``problems`` receives slots with nothing to put in."""

    def __init__(self, setting: Surroundings, topic: Topic | None, problems: list[Problem]) -> None:
        """Take what slots stand for from the setting and the topic."""
        self.setting, self.problems = setting, problems
        self.slots = _slot_values(setting, topic)
        self.dialled = self.slots | _dialled(setting)

    def xml_of(self, words: Words) -> Markup:
        """Return any words as sheet XML, said first where they are not yet."""
        if not isinstance(words, Said):
            words = self.setting.say(words)
        return self.xml(words, {})

    def xml(self, said: Said, given: Mapping[str, Markup]) -> Markup:
        """Return words as escaped sheet XML: ``<b>``, ``<a href>``, slots filled, a gap marked."""
        words = said.words
        if "*" not in words and "[" not in words and "{" not in words:
            xml = escape(words)
        else:
            parts: list[str] = []
            for span in parse_markup(words):
                inner = self._fill(span.words, said, given)
                if span.link:
                    inner = f'<a href="{self._fill(span.link, said, given, self.dialled)}">{inner}</a>'
                parts.append(f"<b>{inner}</b>" if span.strong else inner)
            xml = Markup("".join(parts))
        return Markup(f"{GAP[0]}{xml}{GAP[1]}") if said.gap else xml

    def _fill(
        self, words: str, said: Said, given: Mapping[str, Markup], slots: Mapping[str, Markup] | None = None
    ) -> str:
        if "{" not in words:
            return str(escape(words))
        parts: list[str] = []
        end = 0
        for match in _SLOT.finditer(words):
            name = match[1]
            value = given.get(name, (slots or self.slots).get(name))
            parts.append(str(escape(words[end : match.start()])))
            end = match.end()
            if value is not None:
                parts.append(value)
            elif name in KNOWN_SLOTS:
                self.problems.append(self._empty_slot(name, said))
            else:
                parts.append(str(escape(match[0])))
        return "".join([*parts, str(escape(words[end:]))])

    def _empty_slot(self, name: str, said: Said) -> Problem:
        """Return the problem of a slot with nothing to put in: "Call ." must never be printed."""
        message = f"there is nothing to put in the place of {{{name}}}"
        hints = {
            "emergency": f"the profile '{self.setting.profile.name}' has no emergency number; choose a clinic whose"
            " profile has one, or take the sentence from the profile",
            "phone": "choose a clinic with --clinic, or write the sentence without a number",
            "clinic": "choose a clinic with --clinic, or write the sentence without its name",
        }
        hint = hints.get(name, f'write say("… {{{name}}} …", {name}=value) in the template')
        return Problem(said.origin, message, hint)


def _slot_values(setting: Surroundings, topic: Topic | None) -> dict[str, Markup]:
    values = {"emergency": str(setting.profile.emergency or ""), "language": setting.language.own_name}
    if setting.clinic:
        values |= {"clinic": setting.clinic.title, "phone": str(next(iter(setting.clinic.phones), ""))}
    if topic:
        values |= {"version": topic.version, "code": topic.code}
    filled = {name: escape(value) for name, value in values.items() if value}
    return filled | {"page": Markup("<page/>"), "pages": Markup("<pages/>")}


def _dialled(setting: Surroundings) -> dict[str, Markup]:
    """Return what stands for telephones in the address of a link."""
    phones = setting.clinic.phones if setting.clinic else ()
    lines = {"emergency": setting.profile.emergency, "phone": next(iter(phones), None)}
    return {name: escape(line.dialled) for name, line in lines.items() if line}


def plain(words: str) -> str:
    """Filter ``plain``: words without elements, for attributes."""
    return Markup(re.sub("<[^<>]*>", "", words)) if isinstance(words, Markup) else str(words)
