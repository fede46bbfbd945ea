"""The leaflets themselves: is everything in them that must be, nothing that must not, and the same in every language?

These are rules that a program can judge. Whether the words are true, only clinicians can say.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from generator.library.languages import read_glossary
from generator.library.library import Library
from generator.meaning import check_catalog, check_sources
from generator.meaning.folding import fold
from generator.meaning.quantities import quantities
from generator.meaning.tables import tongue_of
from generator.model.content import Block, FromProfile, Said, Text, Topic, Words
from generator.model.leaflet import Order
from generator.model.problems import NOWHERE, Problem
from generator.stages.bodies import body
from generator.words.catalogs import Catalog, read_catalog
from generator.words.heads import UNREVIEWED
from generator.words.localize import localize
from generator.words.translate import collect, status

ROOT = Path(__file__).resolve().parents[2]
TOPICS = (
    "colostrum",
    "danger-signs",
    "eating-and-drinking",
    "emotional-wellbeing",
    "expressing-milk",
    "how-milk-is-made",
    "increasing-supply",
    "managing-leakage",
)
EXPECTED = ("vi", "zh_Hans", "zh_Hant", "ja")
"""Languages in which every leaflet is whole."""
"""The articles that the leaflets answer to."""
TOOLS = {"log-table", "checklist", "question", "quiz"}
BELIEFS = {"colostrum", "eating-and-drinking", "increasing-supply", "managing-leakage"}
"""Topics about which families hold beliefs that a leaflet must answer with respect."""
WHOLE = "danger-signs"
"""The topic that holds every danger sign; the others have the strip and the signs of their own."""
TODAY = range(3, 7)
"""How many signs for a call today a leaflet has."""
MOST_GRADE = 6.0
MOST_WORDS = 25

FORBIDDEN = (
    # praise and blame
    "liquid gold", "miracle", "magic", "dedicat", "profound", "perfect food", "success", "guilt", "should have", "lazy",
    "too much focus", "mindful", "best for", "natural choice", "breast is best",
    # wrong, or no longer held
    "sinus", "clog", "frozen clot", "foremilk", "hindmilk", "regurgitat", "loose muscle", "hold milk", "power pump",
    "pure milk", "empty stomach", "quick energy", "boost", "immunity", "detox", "lactoferrin", "carotene",
    "made from blood", "reshape", "nipple shield", "raises prolactin", "30 minutes", "9 to 12 kg", "9–12 kg", "per kg",
    "2.5 litres", "3 litres", "milk-making food", "always empty", "empty the breast",
    # the International Code: nothing that sells a substitute
    "formula", "bottle", "teat", "dummy", "pacifier", "substitute", "top up", "top-up", "brand", "free sample",
    "medela", "avent", "philips", "nestl", "danone", "abbott", "similac", "enfamil", "aptamil", "lansinoh", "friso",
    "anmum", "dumex", "wyeth", "pigeon",
)  # fmt: skip
ALLOWED = ("do not empty",)
SUBSTITUTES = {
    "vi": ("bình sữa", "bình bú", "núm vú giả", "sữa công thức", "sữa bột"),
    "zh_Hans": ("奶瓶", "奶嘴", "配方奶", "奶粉"),
    "zh_Hant": ("奶瓶", "奶嘴", "配方奶", "奶粉"),
    "ja": ("哺乳瓶", "人工乳", "粉ミルク", "おしゃぶり"),
}
_PHONE = re.compile(r"\d{5,}|\d{2,4}[-. ]\d{3,4}[-. ]\d{3,4}|(?<![\d,])(?:911|999|112|115|119|000)(?!\d)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@lru_cache(maxsize=1)
def library() -> Library:
    return Library.over(ROOT)


def topic(name: str) -> Topic:
    return library().topic(name)


def blocks(name: str, kind: str) -> list[Block]:
    return [block for block in topic(name).walk() if block.kind == kind]


def grounds(
    found: Iterable[Block], above: tuple[str, tuple[str, ...], tuple[str, ...]]
) -> Iterator[tuple[Block, str, tuple[str, ...], tuple[str, ...]]]:
    """Yield each block with the evidence, sources and rows of the claims that hold for it: its own, or those around it."""
    for block in found:
        holds = (block.evidence or above[0], block.sources or above[1], block.claims or above[2])
        yield (block, *holds)
        yield from grounds(block.nested(), holds)


def english(words: Words, profile: str = "default") -> Text:
    found = library().profile(profile).sentences[words.key] if isinstance(words, FromProfile) else words
    assert isinstance(found, Text)
    return found


def plain(words: str) -> str:
    return _LINK.sub(r"\1", words).replace("**", "")


def sentences(texts: Iterable[Text]) -> list[str]:
    """The sentences of some texts; a list item or a heading is one."""
    found: list[str] = []
    for text in texts:
        words = plain(text.words)
        found += re.split(r"(?<=[.!?])”?\s+", words if words.endswith((".", "?", "!")) else f"{words.rstrip(':')}.")
    return found


@lru_cache(maxsize=1)
def all_texts() -> tuple[Text, ...]:
    """Every English text that a translator gets, and so everything that is ever printed."""
    return tuple(text for texts in collect(library()).values() for text in texts)


# -- what every leaflet has --------------------------------------------------------------


def test_the_topics_are_these_eight() -> None:
    assert library().topics() == TOPICS
    for part in ("code", "accent", "picture"):
        assert len({getattr(topic(name), part) for name in TOPICS}) == len(TOPICS), (
            f"each topic has a {part} of its own"
        )


@pytest.mark.parametrize("name", TOPICS)
def test_a_leaflet_has_all_its_parts(name: str) -> None:
    found = topic(name)
    assert english(found.title).words
    assert english(found.purpose).words.endswith(".")
    (short,) = blocks(name, "key-points")
    assert found.blocks[0] is short, "in short comes first"
    items = short.fields["items"]
    assert isinstance(items, tuple)
    assert len(items) == 3
    numbered = [block for block in found.walk() if library().kinds[block.kind].numbered]
    assert 4 <= len(numbered) <= 8, [block.origin.line for block in numbered]
    assert TOOLS & {block.kind for block in found.walk()}, "something to write on"
    assert found.blocks[-1].kind == "sources"


@pytest.mark.parametrize("name", TOPICS)
def test_a_leaflet_says_what_to_do(name: str) -> None:
    assert any(blocks(name, kind) for kind in ("checklist", "log-table", "question"))
    if name not in ("eating-and-drinking", "emotional-wellbeing", "how-milk-is-made"):
        assert blocks(name, "steps")


@pytest.mark.parametrize("name", TOPICS)
def test_dates_and_version_are_those_of_a_draft(name: str) -> None:
    found = topic(name)
    assert found.version.startswith("0."), "1.0 is for a clinician to give"
    assert (found.review_by - found.written).days <= 3 * 366
    assert not hasattr(found, "reviewed")


@pytest.mark.parametrize("name", TOPICS)
def test_every_clinical_block_stands_on_something(name: str) -> None:
    for block, evidence, sources, claims in grounds(topic(name).blocks, ("", (), ())):
        if not library().kinds[block.kind].clinical:
            continue
        assert evidence in ("guideline", "expert", "tradition"), f"{block.origin}: no evidence"
        assert sources, f"{block.origin}: no source"
        assert set(sources) <= set(library().sources), f"{block.origin}: a source that is not there"
        if block.kind != "warning":  # danger signs come from guidelines, not from the articles
            assert claims, f"{block.origin}: on which rows of content/claims.csv does it rest?"


def test_shared_danger_signs_stand_on_guidelines() -> None:
    for name in library().shared_names():
        shared = library().shared(name)
        assert shared.evidence == "guideline"
        assert set(shared.sources) <= set(library().sources)


@pytest.mark.parametrize("name", TOPICS)
def test_tradition_stands_only_in_a_belief_box_that_says_what_is_known(name: str) -> None:
    for block, evidence, _, _ in grounds(topic(name).blocks, ("", (), ())):
        assert (evidence == "tradition") == (block.kind == "belief"), block.origin
    if name in BELIEFS:
        assert len(blocks(name, "belief")) == 1
    for block in blocks(name, "belief"):
        people, known, ask = (english(block.fields[part]).words for part in ("people", "known", "ask"))  # type: ignore[arg-type]
        assert people and known
        assert re.search(r"\b(?:call|ask) us\b", ask, re.IGNORECASE), "the box ends with a way to ask"


# -- danger signs --------------------------------------------------------------------------


def signs(name: str, part: str) -> list[str]:
    (warning,) = blocks(name, "warning")
    found = warning.fields.get(part, ())
    assert isinstance(found, tuple)
    return [english(item).words for item in found]  # type: ignore[arg-type]


def shared(*names: str) -> set[str]:
    return {english(item).words for name in names for item in library().shared(name).items}


@pytest.mark.parametrize("name", TOPICS)
def test_every_leaflet_has_the_same_emergency_strip(name: str) -> None:
    """Ten fixed signs: the same lists, in the same order, and no sign of its own."""
    for who in ("baby", "mother"):
        found = signs(name, f"{who}_emergency")
        assert found == [english(item).words for item in library().shared(f"strip-{who}").items]
        assert len(found) == 5


@pytest.mark.parametrize("name", TOPICS)
def test_every_leaflet_has_its_signs_for_a_call_today(name: str) -> None:
    found = [*signs(name, "baby_today"), *signs(name, "mother_today")]
    assert len(found) in TODAY
    assert len(set(found)) == len(found)
    assert not set(found) & shared("strip-baby", "strip-mother"), "a sign is for today or for now"


def test_the_leaflet_of_danger_signs_has_every_one_numbered_through() -> None:
    lists = blocks(WHOLE, "signs")
    names = ("baby-emergency", "mother-emergency", "baby-today", "mother-today")
    start = 11  # the strip's own signs are 1 to 6: nobody shall call about "sign 1" and mean another
    for block, name in zip(lists, names, strict=True):
        items = block.fields["items"]
        assert isinstance(items, tuple)
        assert [english(item).words for item in items] == [english(item).words for item in library().shared(name).items]  # type: ignore[arg-type]
        assert int(str(block.fields.get("start", 1))) == start
        assert bool(block.fields.get("urgent")) == name.endswith("emergency")
        start += len(items)
    assert topic(WHOLE).code == library().series.signs


def test_feelings_begin_with_the_mother() -> None:
    (warning,) = blocks("emotional-wellbeing", "warning")
    assert warning.fields["first"] == "mother"
    assert topic("emotional-wellbeing").blocks[1] is warning


GRAVEST = {
    "baby": ("breathing", "blue", "floppy", "fit", "fever"),
    "mother": ("harming", "chest pain", "bleeding", "headache", "fever"),
}
"""What the strip says on every leaflet."""
ALL = {
    "baby": (*GRAVEST["baby"], "green vomit", "yellow", "rash"),
    "mother": (*GRAVEST["mother"], "hearing or seeing", "confus", "leg", "belly"),
}
"""What the whole lists say too."""


@pytest.mark.parametrize(("names", "wanted"), [(("strip-{}",), GRAVEST), (("{}-emergency",), ALL)])
def test_the_gravest_signs_are_there(names: tuple[str, ...], wanted: dict[str, tuple[str, ...]]) -> None:
    for who, signs in wanted.items():
        said = " ".join(shared(*(name.format(who) for name in names))).lower()
        assert [sign for sign in signs if sign not in said] == []


# -- words ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TOPICS)
def test_a_leaflet_can_be_read_after_six_years_of_school(name: str) -> None:
    """Flesch-Kincaid over the whole leaflet, and over its full sentences alone, by textstat."""
    import textstat

    texts = [english(words) for words in topic(name).words()]
    whole = sentences(texts)
    prose = sentences(text for text in texts if text.words.endswith((".", "!", "?")))
    assert len(whole) > 40
    assert textstat.textstat.flesch_kincaid_grade(" ".join(whole)) <= MOST_GRADE
    assert textstat.textstat.flesch_kincaid_grade(" ".join(prose)) <= MOST_GRADE
    assert sum(len(one.split()) for one in prose) / len(prose) <= 15


def test_the_measure_itself_knows_hard_words() -> None:
    import textstat

    hard = "Immunoglobulins and oligosaccharides considerably facilitate gastrointestinal colonisation."
    assert textstat.textstat.flesch_kincaid_grade(hard) > 15


def test_no_sentence_is_long() -> None:
    long = [
        f"{text.origin}: {one}" for text in all_texts() for one in sentences([text]) if len(one.split()) > MOST_WORDS
    ]
    assert not long


def test_no_word_that_the_evidence_forbids() -> None:
    found = []
    for text in all_texts():
        words = text.words.lower()
        for good in ALLOWED:
            words = words.replace(good, "")
        found += [f"{text.origin}: {word}" for word in FORBIDDEN if re.search(rf"\b{re.escape(word)}", words)]
    assert not found


@pytest.mark.parametrize("sign", ["%", ";", "(s)", "/", "&", "e.g.", "i.e.", "etc"])
def test_no_sign_that_readers_stumble_over(sign: str) -> None:
    assert not [str(text.origin) for text in all_texts() if sign in _LINK.sub(r"\1", text.words)]


def test_no_telephone_number_stands_in_words_that_are_translated() -> None:
    found = [f"{text.origin}: {text.words}" for text in all_texts() if _PHONE.search(text.words)]
    assert not found


def test_the_checks_of_the_program_agree() -> None:
    assert not [str(finding) for finding in check_sources(all_texts(), glossary()) if finding.level == "fail"]


def test_pictures_show_no_bottle() -> None:
    for picture in library().pictures.values():
        assert not re.search(r"bottle|teat|formula|pacifier|dummy", picture.name + english(picture.alt).words.lower())  # type: ignore[arg-type]


def test_no_country_speaks_of_what_another_one_does_not() -> None:
    """Every profile has every sentence, its emergency number if it names a country, and the same slots."""
    keys = set(library().profile("default").sentences)
    for name in library().profiles():
        profile = library().profile(name)
        assert set(profile.sentences) == keys
        assert bool(profile.emergency) == bool(profile.territory)


# -- the same in every language ------------------------------------------------------------


@lru_cache(maxsize=1)
def glossary():  # type: ignore[no-untyped-def]
    problems: list[Problem] = []
    found = read_glossary(ROOT / "locales/glossary.csv", "locales/glossary.csv", problems)
    assert not problems
    return found


def catalog(language: str, domain: str) -> Catalog:
    found = library().catalog(language, domain)
    assert isinstance(found, Catalog)
    return found


def test_the_languages_are_these() -> None:
    assert set(library().languages()) == {"en", *EXPECTED}


@pytest.mark.parametrize("language", EXPECTED)
def test_every_word_is_translated_and_none_is_stale(language: str) -> None:
    rows = [row for row in status(library()) if row.language == language]
    assert {row.domain for row in rows} == {*TOPICS, "shared", "templates", "desk"}
    assert [(row.domain, row.fuzzy, row.missing) for row in rows] == [(row.domain, 0, 0) for row in rows]
    assert all(row.draft for row in rows), "no machine may say that a person has checked it"


@pytest.mark.parametrize("name", [name for name in TOPICS if blocks(name, "belief")])
@pytest.mark.parametrize("language", ["en", *EXPECTED])
def test_a_belief_begins_with_what_is_said(name: str, language: str) -> None:
    """“Some families say” stands above it; the quotes tell that it is their voice, wherever the words are read."""
    opening = {"en": "“", "vi": "“", "zh_Hans": "“", "zh_Hant": "「", "ja": "「"}[language]
    for block in blocks(name, "belief"):
        words = english(block.fields["people"]).words  # type: ignore[arg-type]
        said = words if language == "en" else catalog(language, name).entries[words, ""].words
        assert said.startswith(opening)


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant", "ja"])
def test_what_a_log_counts_has_a_counter(language: str) -> None:
    for name in TOPICS:
        for block in topic(name).walk():
            for target in block.fields.get("targets", ()):  # type: ignore[union-attr]
                if isinstance(target, Text):
                    words = catalog(language, name).entries[target.words, ""].words
                    assert words.endswith(("次", "回", "次或以上", "回以上")), words


@pytest.mark.parametrize("language", EXPECTED)
def test_every_catalog_says_that_nobody_has_checked_it(language: str) -> None:
    files = sorted((ROOT / "locales" / language / "LC_MESSAGES").glob("*.po"))
    assert len(files) == len(TOPICS) + 3
    for path in files:
        head = path.read_text(encoding="utf-8").partition("\n\n")[0]
        assert head.startswith(f"# {UNREVIEWED}\n"), path
        assert '"X-Review-Status: unreviewed draft\\n"' in head, path
        assert '"Content-Type: text/plain; charset=UTF-8\\n"' in head, path
        problems: list[Problem] = []
        read_catalog(path, path.name, language, path.stem, problems)
        assert not problems


@pytest.mark.slow
@pytest.mark.parametrize("language", EXPECTED)
def test_no_translation_is_refused(language: str) -> None:
    findings = [
        str(finding)
        for domain, texts in collect(library()).items()
        for finding in check_catalog(catalog(language, domain), texts, library().language(language), glossary())
        if finding.level == "fail"
    ]
    assert not findings, "\n".join(findings)


@pytest.mark.parametrize("language", EXPECTED)
def test_no_translation_speaks_of_bottles_or_of_formula(language: str) -> None:
    found = [
        f"{message.origin}: {word}"
        for domain in collect(library())
        for message in catalog(language, domain).entries.values()
        for word in SUBSTITUTES[language]
        if word in message.words.lower()
    ]
    assert not found


@pytest.mark.sweep
@pytest.mark.parametrize("language", EXPECTED)
@pytest.mark.parametrize("name", TOPICS)
def test_danger_signs_are_the_same_in_the_same_order(name: str, language: str) -> None:
    """Sign by sign in the words of the catalog, then item by item in the composed sheet."""
    said = localize(
        topic(name), library().language(language), library().catalogs(language), library().profile("default")
    )
    mine, theirs = ([block for block in found.walk() if block.kind == "warning"] for found in (topic(name), said))
    for written, spoken in zip(mine, theirs, strict=True):
        assert list(written.fields) == list(spoken.fields)
        for part, value in written.fields.items():
            if isinstance(value, tuple):
                wanted = [text if isinstance(text, Text) else english(text) for text in value]  # type: ignore[arg-type]
                found = spoken.fields[part]
                assert isinstance(found, tuple)
                assert len(found) == len(wanted)
                for text, item in zip(wanted, found, strict=True):
                    message = catalog(language, text.domain).find(text.words, text.context)
                    assert message is not None and isinstance(item, Said)
                    assert item.words == message.words
                    assert item.words.strip() and item.words != text.words
                assert len({item.words for item in found if isinstance(item, Said)}) == len(found), (
                    "no sign stands twice"
                )
    english_sheet, other = (items_of_danger(name, one) for one in ("en", language))
    assert [len(items) for items in other] == [len(items) for items in english_sheet]
    assert [item for items in other for item in items] == [
        plain(item.words)
        for block in theirs
        for part in parts_in_order(block)
        for item in block.fields.get(part, ())  # type: ignore[union-attr]
        if isinstance(item, Said)
    ]


def parts_in_order(block: Block) -> tuple[str, ...]:
    who = ("mother", "baby") if block.fields.get("first") == "mother" else ("baby", "mother")
    return tuple(f"{one}_{when}" for when in ("today", "emergency") for one in who)


def items_of_danger(name: str, language: str) -> list[list[str]]:
    """The lists of the danger box of a composed sheet; one whose numbers go on is part of the one before."""
    found: list[list[str]] = []
    for area in body(Order(name, language), library()).areas:
        for element in area.walk():
            if element.tag == "block" and element.get("kind") == "warning":
                for one in (inner for inner in element.walk() if inner.tag == "list"):
                    items = ["".join(run.words for run in item.runs) for item in one.children]
                    if one.get("kind") == "number" and found and one.get("start") == str(len(found[-1]) + 1):
                        found[-1] += items
                    else:
                        found.append(items)
    return found


def test_every_figure_of_a_country_stands_in_a_whole_sentence_with_its_source() -> None:
    """A figure without a source is left out, never guessed; a sentence is no bare number in a slot."""
    sources = set(library().sources)
    for name in library().profiles():
        lines = (ROOT / f"content/profiles/{name}.yaml").read_text(encoding="utf-8").splitlines()
        for at, line in enumerate(lines):
            found = re.fullmatch(r'  [a-z0-9-]+: "?(.+?)"?', line)
            if found is None or not re.search(r"\d", found[1]):
                continue
            above = [one for one in itertools.takewhile(lambda one: one.startswith("  # "), reversed(lines[:at]))]
            cited = next((one.partition("Source: ")[2] for one in above if "# Source: " in one), "")
            assert cited and set(cited.split(", ")) <= sources, f"{name}.yaml:{at + 1}: {found[1]}"
            assert len(found[1].split()) >= 2 or name == "default", found[1]


@pytest.mark.parametrize("profile", sorted(library().profiles()))
def test_a_fever_begins_at_its_figure_and_does_not_end_there(profile: str) -> None:
    """38.4 °C is a fever of 38 °C, too: strip and list say "or more" or "from" of every temperature, in every country."""
    fevers = [name for name in library().profile(profile).sentences if name.endswith("fever")]
    assert len(fevers) == 4
    for name in fevers:
        words = english(FromProfile(name, NOWHERE), profile).words
        heat = [one for one in quantities(fold(words), tongue_of("en")) if one.unit.startswith("°")]
        assert heat and (any(one.says == {"at least"} for one in heat) or re.search(r"\bfrom \d", words)), words


def test_no_text_leaves_open_whether_day_5_counts() -> None:
    """The table of wet nappies, the sign and the logs begin with the same day (sources: from day 5, itself included)."""
    told = [text.words for text in all_texts() if re.search(r"\bday 5\b", text.words)]
    assert len(told) >= 4
    assert not [words for words in told if "from day 5" not in words.lower()]


@pytest.mark.parametrize("name", sorted(name for name in TOPICS if blocks(name, "log-table")))
def test_a_log_that_counts_nappies_says_what_to_do_if_there_are_fewer(name: str) -> None:
    for block in blocks(name, "log-table"):
        assert any("nappies" in row.words for row in block.fields["rows"])  # type: ignore[union-attr]
        intro = english(block.fields["intro"]).words  # type: ignore[arg-type]
        notes = [english(one.fields["note"]).words for one in blocks(name, "table") if one.fields.get("note")]  # type: ignore[arg-type]
        sign = any("wet-nappies'" in repr(one.fields.get("baby_today")) for one in blocks(name, "warning"))
        assert any("fewer" in words and "call us today" in words for words in (intro, *notes)) or sign, intro


@pytest.mark.parametrize("name", TOPICS)
def test_only_words_that_stand_with_a_table_or_list_say_this_page(name: str) -> None:
    """An introduction is on the page of what it introduces; a paragraph before it may be on the one before."""
    told = [repr(block.fields) for kind in ("text", "note") for block in blocks(name, kind)]
    assert told
    assert not [words for words in told if "this page" in words]
