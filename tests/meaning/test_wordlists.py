"""A list of words finds what the regular expression for the same words finds, in real texts and in odd ones."""

from __future__ import annotations

import random
import re
from itertools import product
from pathlib import Path

import pytest
from msgspec.structs import asdict

from generator.meaning.folding import fold
from generator.meaning.tables import tongue_of
from generator.meaning.wordlists import WordList
from generator.words.catalogs import read_po_file

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "vi", "zh_Hans", "ja")


def texts(language: str) -> list[str]:
    """Return folded texts of the stock in a language."""
    found: dict[str, None] = {}
    for path in sorted((ROOT / f"locales/{'vi' if language == 'en' else language}/LC_MESSAGES").glob("*.po"))[:3]:
        po = read_po_file(path, path.name, [])
        assert po
        found |= dict.fromkeys(fold(one.source if language == "en" else one.words) for one in po.entries)
    return list(found)


def lists(language: str) -> dict[str, tuple[str, ...]]:
    """Return every list of words in a language's tables, by its name."""
    tongue = tongue_of(language)
    found = dict(tongue.lists)
    for name in ("negation", "renders", "choice", "concepts", "sure", "periods", "certainty"):
        found |= {f"{name} {key}": words for key, words in asdict(tongue)[name].items()}
    return found | {"numbers": tuple(tongue.numbers), "loose": tuple(tongue.loose), "units": tuple(tongue.units)}


def same(found: WordList, words: str) -> bool:
    """Tell whether a list and its expression find the same words at the same places."""
    shape = re.compile(found.pattern)
    places = [(one.words, one.start, one.end) for one in found.find(words)]
    first = found.first(words)
    assert places == [(one[0], one.start(), one.end()) for one in shape.finditer(words)], (found.pattern, words)
    assert found.without(words) == shape.sub(" ", words)
    assert found.count(words) == len(places)
    assert found.stand_in(words) == bool(places) == (first is not None)
    return bool(places)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_list_of_a_language_finds_what_its_expression_finds(language: str) -> None:
    spaced, chance = tongue_of(language).spaced, random.Random(20261130)
    every, met = texts(language), 0
    for words in lists(language).values():
        if found := WordList(words, spaced):
            met += sum(same(found, text) for text in chance.sample(every, 8))
            met += same(found, " ".join(words).lower())
    assert met > 200


@pytest.mark.slow
@pytest.mark.parametrize("spaced", [True, False])
def test_odd_words_and_odd_texts(spaced: bool) -> None:
    words = ["a", "ab", "abc*", "*bc", "*b*", "a b", "ab c*", "-a", "b-", "不", "不要", "*要", "要*", "é", "1a", "a’s"]
    pieces = ["a", "b", "c", " ", "-", "不", "要", "é", "1", "’s", "_"]
    chance = random.Random(7)
    for one in ("".join(parts) for parts in product(pieces, repeat=3)):
        same(WordList(chance.sample(words, 4), spaced), one)
    for _ in range(2000):
        text = "".join(chance.choices(pieces, k=12))
        same(WordList(chance.sample(words, chance.randrange(1, 6)), spaced), text)


def test_no_words_are_no_list() -> None:
    assert not WordList(("", ""), True)
    assert [one.words for one in WordList(["Not", "no"], True).find("do not say no")] == ["not", "no"]
