"""A language that holds only what differs from another: the example of Hong Kong, and what can go wrong with one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from ward import STOCK, Ward

from generator.checks.gate import gate
from generator.library.library import Library
from generator.model.leaflet import Order
from generator.model.problems import ExitCode
from generator.words.catalogs import read_po_file
from generator.words.heads import UNREVIEWED
from generator.words.translate import status

HERE = STOCK / "examples/hong-kong"
ABOUT = "extends: zh_Hant\ntag: zh-Hant-HK\nown-name: 香港\nenglish-name: Hong Kong\nterritory: HK\n"
LANGUAGE = "locales/zh_Hant_HK/language.yaml"
PO = "locales/zh_Hant_HK/LC_MESSAGES/shared.po"


@cache
def library() -> Library:
    return Library.open(HERE)


def test_it_has_settings_and_words_of_taiwan_and_its_own_over_them() -> None:
    own, base = library().language("zh-Hant-HK"), library().language("zh-Hant")
    assert (own.tag, own.territory, own.faces, own.keep) == ("zh-Hant-HK", "HK", base.faces, base.keep)
    catalog, below = library().catalog("zh_Hant_HK", "shared"), library().catalog("zh_Hant", "shared")
    assert (catalog.find("A nappy").words, below.find("A nappy").words) == ("尿片", "尿布")
    assert catalog.find("A fit") == below.find("A fit")
    assert set(catalog.entries) == set(below.entries)


def test_every_catalog_is_a_whole_draft_and_differs_from_taiwan_s() -> None:
    rows = [row for row in status(library()) if row.language == "zh_Hant_HK"]
    assert {(row.missing, row.fuzzy, row.obsolete, row.draft) for row in rows} == {(0, 0, 0, True)}
    for file in sorted((HERE / "locales/zh_Hant_HK/LC_MESSAGES").glob("*.po")):
        assert file.read_text(encoding="utf-8").startswith(f"# {UNREVIEWED}\n")
        po = read_po_file(file, file.name, [])
        assert po
        below = library().catalog("zh_Hant", file.stem)
        assert [one.source for one in po.entries if one.words == below.find(one.source, one.context or "").words] == []


@pytest.mark.parametrize("topic", ["colostrum", "expressing-milk", "increasing-supply", "managing-leakage"])
def test_no_word_of_another_region_and_nothing_that_fails_is_left(topic: str) -> None:
    found = [one for one, _ in gate(Order(topic, "zh_Hant_HK", "a4"), library())]
    assert [str(one) for one in found if one.level == "fail" or "another region" in one.message] == []


@pytest.fixture
def hk(ward: Ward) -> Ward:
    ward.put(LANGUAGE, ABOUT)
    return ward


def test_a_leaflet_is_made_again_when_the_language_below_changes(hk: Ward) -> None:
    hk.put("locales/zh_Hant/LC_MESSAGES/shared.po", 'msgid "A fit"\nmsgstr "抽搐了"\n')
    order = Order("colostrum", "zh_Hant_HK", "a4")
    first = Library.open(hk.folder).digest(order)
    assert Library.open(hk.folder).digest(order) == first
    hk.put("locales/zh_Hant/LC_MESSAGES/shared.po", 'msgid "A fit"\nmsgstr "抽筋"\n')
    assert Library.open(hk.folder).digest(order) != first
    assert Library.open(hk.folder).catalog("zh_Hant_HK", "shared").find("A fit").words == "抽筋"


def test_a_fuzzy_entry_of_its_own_is_a_gap_though_the_language_below_has_words(hk: Ward) -> None:
    hk.put(PO, '#, fuzzy\nmsgid "A fit"\nmsgstr "抽筋"\n')
    code, _, err = hk.run("make", "colostrum", "--language", "zh-Hant-HK")
    assert code == ExitCode.UNUSABLE
    assert "words are marked fuzzy" in err


def test_an_update_writes_no_copy_of_the_language_below_and_keeps_its_own(hk: Ward) -> None:
    for name in ("good", "broken"):
        (hk.folder / f"content/{name}.yaml").unlink()
    assert hk.run("translate", "update")[0] == ExitCode.MADE
    assert not (hk.folder / "locales/zh_Hant_HK/LC_MESSAGES").exists()
    hk.put(PO, 'msgid "A fit"\nmsgstr "抽筋"\n')
    assert hk.run("translate", "update")[0] == ExitCode.MADE
    words = (hk.folder / PO).read_text(encoding="utf-8")
    assert words.count("msgid") == 2 and 'msgstr "抽筋"' in words


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("extends: zh_Hant", "extends: ja", "'zh_Hant_HK' cannot extend 'ja'"),
        ("extends: zh_Hant", "extends: zh_Hant_HK", "'zh_Hant_HK' cannot extend 'zh_Hant_HK'"),
        ("extends: zh_Hant", "extends: zh", "there is no language called 'zh'"),
        ("territory: HK\n", "", "a language lacks 'territory'"),
        ("extends: zh_Hant\n", "", "a language lacks 'script', 'breaks'"),
    ],
)
def test_what_cannot_be_extended_is_refused_at_its_line(hk: Ward, old: str, new: str, said: str) -> None:
    hk.put(LANGUAGE, ABOUT.replace(old, new))
    code, _, err = hk.run("make", "colostrum", "--language", "zh-Hant-HK")
    assert code == ExitCode.UNUSABLE
    assert f"{LANGUAGE}:1" in err or LANGUAGE in err
    assert said in err, err


def test_the_example_says_that_nobody_has_checked_it() -> None:
    assert "nobody who reads or nurses in Hong Kong has checked a word" in (Path(HERE) / "README.md").read_text(
        encoding="utf-8"
    )
