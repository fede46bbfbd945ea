"""The glossary as one language needs it: which words a translation must have, and must not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generator.meaning.differences import Difference
from generator.meaning.folding import fold
from generator.meaning.leftover import ALLOWED
from generator.model.glossary import Term


class Glossary:
    """The terms of English and of one language, sorted."""

    def __init__(self, terms: Iterable[Term], name: str, spaced: bool, territory: str) -> None:
        """Sort the terms; ``name`` is the language's folder, ``territory`` tells whose regional words are its own."""
        every = tuple(terms)
        base = "_".join(part for part in name.split("_") if not re.fullmatch("[A-Z]{2}", part))
        own = [term for term in every if term.language in (name, base)]
        near = [term for term in own if term.region in ("", territory)]
        self.forms: dict[str, list[str]] = {}
        self.first: dict[str, str] = {}
        self.forbidden: list[tuple[Term, str, re.Pattern[str]]] = []
        for term in near:
            if term.use:
                self.forms.setdefault(term.term, []).extend(map(fold, (term.use, *term.allow)))
                self.first.setdefault(term.term, term.use)
            for word in term.forbid:
                # A Vietnamese syllable is a word; a Chinese or Japanese word stands without spaces.
                bound = r"\b" if spaced else ""
                self.forbidden.append((term, word, re.compile(f"{bound}{re.escape(fold(word))}{bound}")))
        # A form that is good here hides a shorter forbidden one inside it: 人参 in 高麗人参.
        mine = {form for term in near for form in (term.use, *term.allow) if form}
        self.good = re.compile("|".join(map(re.escape, sorted(set(map(fold, mine)), key=len, reverse=True))) or "(?!)")
        far = {form for term in own if term not in near for form in (term.use, *term.allow) if form}
        self.regional = sorted(fold(form) for form in far if not any(form in good for good in mine))
        self.allowed = ALLOWED | {
            word.lower() for term in own for form in (term.use, *term.allow) for word in re.findall(r"[^\W\d_]+", form)
        }
        english = [term for term in every if term.language == "en" and term.use]
        forms = [(form.lower(), term.term) for term in english for form in (term.use, *term.allow)]
        self.english = [
            (form, re.compile(rf"\b{re.escape(form)}(?:s|es)?\b"), term)
            for form, term in sorted(forms, key=lambda pair: -len(pair[0]))
        ]

    def asked(self, source: str) -> dict[str, list[str]]:
        """Return the terms of a folded English text, each with its forms in the language; none where it has none."""
        found: dict[str, list[str]] = {}
        for form, shape, term in self.english:  # the longest first; what it took no shorter term takes again
            if form in source and shape.search(source):
                source = shape.sub(" ", source)
                found.setdefault(term, self.forms.get(term, []))
        return found

    def check(self, source: str, target: str) -> Iterator[Difference]:
        """Yield what is wrong with the words of a message, both texts folded, and what to write."""
        asked = self.asked(source)
        for term, forms in asked.items():
            if forms and not any(form in target for form in forms):
                text = f"the glossary's word for '{term.replace('_', ' ')}' is not there"
                yield Difference("glossary", "minor", text, f"use {self.first[term]}")
        rest = self.good.sub(" ", target)
        for row, word, found in self.forbidden:
            if (not row.use or row.term in asked) and found.search(rest):
                hint = f"use {row.use}" if row.use else row.note
                yield Difference("glossary", "major", f"'{word}' is a word to avoid here", hint)
        for form in self.regional:
            if form in target:
                yield Difference(
                    "glossary", "minor", f"'{form}' is a word of another region", "one leaflet, one region"
                )
