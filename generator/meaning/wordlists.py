"""Any of some words, looked for in a text without a regular expression for each list.

A text is cut once into the places where words begin, by their first letters; each list that is then asked looks at
those places alone where one of its words may stand. Hundreds of lists are asked of each text, and most have no word
in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Final

from msgspec import Struct

from generator.meaning.tables import Tongue
from generator.model.patterns import pattern

LETTER: Final = r"[\w\u0300-\u036f\u064b-\u065f\u0900-\u0dff\u0e00-\u0eff]"
"""What a word is made of; Python's ``\\w`` leaves out the vowel signs of Indian scripts."""
_WORD: Final = re.compile(rf"{LETTER}+")
_FIRST: Final = 3
"""Letters of a word by which it is found; texts without spaces go by one sign."""


class Place(Struct, frozen=True):
    """Words that were found in a text: what, and where."""

    words: str
    start: int
    end: int


class _Form(Struct, frozen=True):
    """One of the words of a list: its letters, and whether more of them may follow, or none."""

    core: str
    more: bool
    bound_before: bool
    bound_behind: bool


class WordList:
    """Some words of a language: at each place of a text the longest counts."""

    def __init__(self, words: Iterable[str], spaced: bool) -> None:
        """Take the words; ``*`` at an end of one stands for more letters. ``spaced`` tells where words end."""
        self._words = frozenset(word.lower() for word in words if word)
        self._spaced = spaced
        self._forms: Mapping[str, Sequence[_Form]] = {}
        self._heads: frozenset[str] | None = None
        self._inside: tuple[str, ...] = ()
        self._expression = pattern(lambda: _expression(self._words, spaced))

    def __bool__(self) -> bool:
        """Tell whether there are words at all."""
        return bool(self._words)

    @property
    def pattern(self) -> str:
        """A regular expression for any of them."""
        return self._expression.pattern

    def find(self, words: str) -> Iterator[Place]:
        """Yield where they stand in a text, from its beginning, none over another."""
        return self._found(words) if self._may(words) else iter(())

    def first(self, words: str) -> Place | None:
        """Return the first of them in a text."""
        return next(self._found(words), None) if self._may(words) else None

    def stand_in(self, words: str) -> bool:
        """Tell whether a text has one of them."""
        return self._may(words) and next(self._found(words), None) is not None

    def count(self, words: str) -> int:
        """Return how many of them a text has."""
        return sum(1 for _ in self._found(words)) if self._may(words) else 0

    def without(self, words: str) -> str:
        """Return a text with a space in the place of each of them."""
        if not self._may(words):
            return words
        parts, last = [], 0
        for place in self._found(words):
            parts.append(words[last : place.start])
            last = place.end
        return " ".join([*parts, words[last:]])

    def _may(self, words: str) -> bool:
        """Tell whether one of them may stand in a text: never False where one does."""
        heads = self._sorted() if self._heads is None else self._heads
        if not heads.isdisjoint(_places(words, self._spaced)[0]):
            return True
        for one in self._inside:
            if one in words:
                return True
        return False

    def _found(self, words: str) -> Iterator[Place]:
        for one in self._inside:
            if one in words:  # they may begin anywhere
                for match in self._expression.finditer(words):
                    yield Place(match[0], match.start(), match.end())
                return
        known, places = _places(words, self._spaced)
        forms, last = self._forms, 0
        here = known.intersection(forms)
        for at, head in sorted([(at, one) for one in here for at in places[one]]):
            if at >= last:
                for form in forms[head]:
                    if words.startswith(form.core, at) and (end := self._end(words, at, form)):
                        yield Place(words[at:end], at, end)
                        last = end
                        break

    def _end(self, words: str, at: int, form: _Form) -> int:
        """Return where a form ends whose letters stand in a text; 0 where they are a part of other words."""
        end = at + len(form.core)
        if self._spaced:
            behind = _WORD.match(words, end) if form.more or form.bound_behind else None
            return (behind.end() if form.more else 0) if behind else end
        if form.bound_before and at and "a" <= words[at - 1] <= "z":
            return 0
        if form.more:
            behind = _WORD.match(words, end)
            return behind.end() if behind else end
        return 0 if form.bound_behind and "a" <= words[end : end + 1] <= "z" else end

    def _sorted(self) -> frozenset[str]:
        """Sort the words by how they are found, the longest first; those that may begin inside of others apart."""
        forms: dict[str, list[_Form]] = {}
        inside = []
        for word in _longest_first(self._words):
            left, _, right = _bounds(word, self._spaced)
            core = word.strip("*")
            head = _head(word, self._spaced)
            if head:
                more = right.endswith("*")
                form = _Form(core, more, bool(left), bool(right) and not more)
                forms.setdefault(head, []).append(form)
            else:
                inside.append(core)
        self._forms, self._inside = forms, tuple(inside)
        self._heads = frozenset(forms)
        return self._heads


@lru_cache(maxsize=512)
def listed(tongue: Tongue, name: str) -> WordList:
    """Return a list of a language's words, made once; one that it has not is empty, and found nowhere."""
    return WordList(tongue.list(name), tongue.spaced)


@lru_cache(maxsize=256)
def grouped(tongue: Tongue, group: str) -> Mapping[str, WordList]:
    """Return the lists of a group of a language's words (``certainty``) by name, made once; none is empty."""
    words = getattr(tongue, group).items()
    return {name: found for name, some in words if (found := WordList(some, tongue.spaced))}


def _head(word: str, spaced: bool) -> str:
    """Return by which letters of a text a word is found; none where it may begin inside of another."""
    core = word.strip("*")
    if not spaced:
        return "" if word[:1] == "*" and core.isascii() else core[:1]
    first = _WORD.match(core)
    if word[:1] == "*" or not first or (len(first[0]) < _FIRST and first[0] == core and word[-1:] == "*"):
        return ""
    return first[0][:_FIRST]


@lru_cache(maxsize=256)
def _places(words: str, spaced: bool) -> tuple[frozenset[str], Mapping[str, Sequence[int]]]:
    """Return the places of a text where a word begins, or any sign stands, by the first letters."""
    found: dict[str, list[int]] = {}
    if spaced:
        for match in _WORD.finditer(words):
            found.setdefault(match[0][:_FIRST], []).append(match.start())
    else:
        for at, sign in enumerate(words):
            found.setdefault(sign, []).append(at)
    return frozenset(found), found


def _longest_first(words: Iterable[str]) -> list[str]:
    """Return words as they are tried: the longest first, those that begin with more letters behind all others."""
    return sorted(words, key=lambda word: (word[0] == "*", -len(word), word))


def _expression(words: Iterable[str], spaced: bool) -> str:
    """Return the regular expression for any of some words."""
    ordered = _longest_first(words)
    # The first letters are asked before the words: most places of a text begin none.
    firsts = re.escape("".join(sorted({word[0] for word in ordered if word[0] != "*"})))
    plain = _any([word for word in ordered if word[0] != "*"], spaced)
    open_ = _any([word for word in ordered if word[0] == "*"], spaced)
    found = f"(?=[{firsts}])(?:{plain})" if plain else ""
    return "|".join(part for part in (found, open_) if part)


def _any(words: Iterable[str], spaced: bool) -> str:
    """Return an expression for any of some words, in their order; what may stand beside several is written once."""
    parts = groupby((_bounds(word, spaced) for word in words), key=lambda part: (part[0], part[2]))
    return "|".join(f"{left}(?:{'|'.join(core for _, core, _ in some)}){right}" for (left, right), some in parts)


def _bounds(word: str, spaced: bool) -> tuple[str, str, str]:
    """Return what may stand before a word, the word, what may stand behind it, as expressions."""
    core = re.escape(word.strip("*"))
    head, tail = word.startswith("*"), word.endswith("*")
    if not spaced and not word.strip("*").isascii():
        return "", core, ""
    left = rf"{LETTER}*" if head else rf"(?<!{LETTER})" if spaced else "(?<![a-z])"
    right = rf"{LETTER}*" if tail else rf"(?!{LETTER})" if spaced else "(?![a-z])"
    left = left if head or re.match(LETTER, word) else ""
    return left, core, right if tail or re.match(LETTER, word[-1:]) else ""
