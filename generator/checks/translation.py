"""The gate a translation passes, message by message, before a patient may read it.

It refuses what is surely wrong and points out what a person should look at. It cannot tell that a
translation is good: only a translator and a checker can.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generator.checks.meaning import check_meaning, fold
from generator.checks.scripts import check_script, tone_styles
from generator.library.languages import Term
from generator.model.content import Language, Text
from generator.model.findings import Finding, Level
from generator.model.problems import Origin
from generator.words.catalogs import Catalog, Message, check_message

ALLOWED = frozenset(("ibclc", "pdf", "kcal", "mmhg", "unicef", "lactmed", "ibuprofen", "paracetamol"))
"""Latin words that may stand in any language, in lower case; the glossary's own words come on top."""

USUAL_LENGTH = {"vi": 1.1, "zh": 0.33, "ja": 0.5}
"""How many characters a translation usually has for each of the English; house figures, for pointing only."""

LONGEST, SHORTEST = 2.2, 0.35
"""A translation this much longer or shorter than usual is pointed out."""

_LETTERS = re.compile(r"[^\W\d_]")
_ENGLISH_WORD = re.compile(r"[A-Za-z]{4,}")
_ADDRESS = re.compile(r"\]\([^)]*\)|\{[a-z]+\}|https?://\S+")


def finding(rule: str, level: Level, origin: Origin, message: str, hint: str = "") -> Finding:
    """Return what a rule of the gate finds in a message."""
    return Finding(f"translation/{rule}", level, rule, message, origin, hint)


def check_catalog(
    catalog: Catalog, sources: Iterable[Text], language: Language, glossary: Iterable[Term]
) -> list[Finding]:
    """Check one catalog against the English texts it has to translate, in their order; each text once.

    Findings stand at the message's line in the PO file, or at the text's own place when it has no translation.
    """
    words = _Glossary(glossary, language)
    findings: list[Finding] = []
    styles: dict[str, Origin] = {}
    for text in {(text.words, text.context): text for text in sources}.values():
        message = catalog.find(text.words, text.context)
        if message is None:
            hint = f"translate it in {catalog.origin.file}" if catalog.origin.file else ""
            findings.append(finding("translated", "fail", text.origin, f"not translated: “{text.words}”", hint))
        elif message.fuzzy:
            hint = "compare it with the English, correct it, then remove the word fuzzy"
            findings.append(finding("translated", "fail", message.origin, "the translation is marked fuzzy", hint))
        else:
            findings += _check(text, message, language, words)
            if language.name.split("_")[0] == "vi":
                for style in tone_styles(message.words):
                    styles.setdefault(style, message.origin)
    if len(styles) > 1:
        hint = f"the other way stands at {min(styles.values())}"
        findings.append(
            finding("script", "warn", max(styles.values()), "tone marks are placed in two ways (hoà, hòa)", hint)
        )
    return findings


def check_sources(sources: Iterable[Text], glossary: Iterable[Term]) -> list[Finding]:
    """Check the English itself: words that are forbidden, telephone numbers, a per cent sign tools stumble over."""
    terms = [term for term in glossary if term.language == "en" and term.forbid]
    findings: list[Finding] = []
    for text in sources:
        lower = text.words.lower()
        for term in terms:
            for word in term.forbid:
                if re.search(rf"\b{re.escape(word.lower())}\b", lower):
                    hint = f"write '{term.use}'" if term.use else term.note
                    findings.append(finding("glossary", "warn", text.origin, f"'{word}' is not used here", hint))
        for rule, level, message, hint in check_meaning(text.words, text.words, "en"):
            if rule == "telephone" and message.startswith("the English"):
                findings.append(finding(rule, level, text.origin, message, hint))
        if "%" in text.words:
            hint = "write 1 in 10"
            findings.append(
                finding("percent", "warn", text.origin, "a per cent sign misleads translators' tools", hint)
            )
    return findings


def _check(text: Text, message: Message, language: Language, words: _Glossary) -> Iterator[Finding]:
    """Yield the findings of one translated message."""
    origin, source, said = message.origin, text.words, message.words
    for problem in check_message(source, message):
        yield finding("marks", "fail", origin, problem.message, problem.hint)
    for rule, level, found, hint in check_meaning(source, said, language.name):
        yield finding(rule, level, origin, found, hint)
    yield from _untranslated(source, said, origin, words)
    bare = _ADDRESS.sub(" ] ", said).replace(" ] ", "]") if "](" in said else _ADDRESS.sub("", said)
    for rule, level, found, hint in check_script(bare, language.name, language.script, words.allowed):
        yield finding(rule, level, origin, found, hint)
    for found, hint in words.check(source, said):
        yield finding("glossary", "warn", origin, found, hint)
    yield from _length(source, said, language.name, origin)


def _untranslated(source: str, said: str, origin: Origin, words: _Glossary) -> Iterator[Finding]:
    """Yield findings of English that was left: the whole text, or words of four letters or more."""
    left = {word.lower() for word in _ENGLISH_WORD.findall(_ADDRESS.sub(" ", source))} - words.allowed
    if said == source:
        if left or (_LETTERS.search(_ADDRESS.sub("", source)) and not source.isupper()):
            yield finding("untranslated", "fail", origin, f"the translation is the English: “{source}”", "translate it")
        return
    found = [word for word in _ENGLISH_WORD.findall(_ADDRESS.sub(" ", said)) if not word.isupper()]
    # In a language of Latin letters only a word of this very text can be told to be English.
    english = [word for word in found if word.lower() not in words.allowed and (words.han or word.lower() in left)]
    if english:
        text = f"English words are left: {', '.join(dict.fromkeys(english))}"
        yield finding("untranslated", "fail", origin, text, "translate them; names belong into the glossary")


def _length(source: str, said: str, language: str, origin: Origin) -> Iterator[Finding]:
    """Yield a remark when a longer text's translation is far longer or shorter than usual."""
    usual = USUAL_LENGTH.get(language.split("_")[0])
    if usual is None or len(source) < 20:
        return
    ratio = len(said) / len(source) / usual
    if ratio > LONGEST or ratio < SHORTEST:
        size = "longer" if ratio > 1 else "shorter"
        text = f"the translation is much {size} than usual ({ratio:.1f} times)"
        yield finding("length", "warn", origin, text, "is something missing, or said twice?")


class _Glossary:
    """The glossary as one language needs it: which words a message must have, and must not."""

    def __init__(self, terms: Iterable[Term], language: Language) -> None:
        """Sort the terms of English and of the language."""
        every = tuple(terms)
        name = language.name
        base = "_".join(part for part in name.split("_") if not re.fullmatch("[A-Z]{2}", part))
        own = [term for term in every if term.language in (name, base)]
        near = [term for term in own if term.region in ("", language.territory)]
        self.han = language.script not in ("Latn",)
        self.forms: dict[str, list[str]] = {}
        self.first: dict[str, str] = {}
        self.forbidden: list[Term] = []
        for term in near:
            if term.use:
                self.forms.setdefault(term.term, []).extend([term.use, *term.allow])
                self.first.setdefault(term.term, term.use)
            if term.forbid:
                self.forbidden.append(term)
        # A form that is good here hides a shorter forbidden one inside it: 人参 in 高麗人参.
        mine = {form for term in near for form in (term.use, *term.allow) if form}
        self.good = sorted(mine, key=len, reverse=True)
        far = {form for term in own if term not in near for form in (term.use, *term.allow) if form}
        self.regional = sorted(form for form in far if not any(form in good for good in mine))
        self.allowed = ALLOWED | {
            word.lower()
            for term in own
            for form in (term.use, *term.allow, term.gloss)
            for word in re.findall(r"[^\W\d_]+", form)
        }
        english = [term for term in every if term.language == "en" and term.use]
        self.english = sorted(
            ((form.lower(), term.term) for term in english for form in (term.use, *term.allow)),
            key=lambda pair: -len(pair[0]),
        )

    def check(self, source: str, said: str) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with the words of a message and what to write."""
        lower, there = fold(source, "en"), fold(said, "")
        asked: list[str] = []
        for form, term in self.english:  # the longest first; what it took no shorter term takes again
            pattern = rf"\b{re.escape(form)}(?:s|es)?\b"
            if re.search(pattern, lower):
                lower = re.sub(pattern, " ", lower)
                asked.append(term)
        for term in dict.fromkeys(asked):
            forms = self.forms.get(term)
            if forms and not any(form.lower() in there for form in forms):
                yield f"the glossary's word for '{term.replace('_', ' ')}' is not there", f"use {self.first[term]}"
        rest = there
        for form in self.good:
            rest = rest.replace(form.lower(), " ")
        for term_row in self.forbidden:
            if term_row.use and term_row.term not in asked:
                continue
            for word in term_row.forbid:
                # A Vietnamese syllable is a word; a Chinese or Japanese word stands without spaces.
                pattern = re.escape(word.lower()) if self.han else rf"\b{re.escape(word.lower())}\b"
                if re.search(pattern, rest):
                    hint = f"use {term_row.use}" if term_row.use else term_row.note
                    yield f"'{word}' is a word to avoid here", hint
        for form in self.regional:
            if form.lower() in there:
                yield f"'{form}' is a word of another region", "one leaflet, one region"
