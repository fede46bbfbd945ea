"""What script a character is of, which language words are in, and that names keep their Han."""

from __future__ import annotations

import unicodedata

import pytest
from fontTools.unicodedata import script
from hypothesis import given
from hypothesis import strategies as st

from generator.model.writing import composed, folded, leftward, script_for, script_name, script_of, spoken_parts


def test_a_characters_script_is_unicodes_but_for_wide_letters() -> None:
    """Wide Latin letters are typed on Han keyboards: they go with the Han around them."""
    differing = [
        char
        for char in map(chr, range(0x30000))
        if not "\ud800" <= char <= "\udfff" and script_of.__wrapped__(char) != script(char)
    ]
    assert "".join(differing) == "".join(map(chr, [*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]))


@given(st.text())
def test_composing_is_nfc_but_for_compatibility_ideographs(words: str) -> None:
    apart = "".join(
        char for char in words if not "\uf900" <= char <= "\ufaff" and not "\U0002f800" <= char <= "\U0002fa1f"
    )
    assert composed(apart) == unicodedata.normalize("NFC", apart)
    assert composed(composed(words)) == composed(words)
    assert [char for char in composed(words) if "\uf900" <= char <= "\ufaff"] == [
        char for char in words if "\uf900" <= char <= "\ufaff"
    ]


def test_han_of_a_name_is_never_turned_into_other_han() -> None:
    assert composed("\ufa19\ufa11 Sữa me\u0323\u0302") == "\ufa19\ufa11 Sữa mệ"
    assert folded("\ufa19１２㌔") == "\ufa1912キロ"


@pytest.mark.parametrize(
    ("words", "home", "told", "parts"),
    [
        ("Hill Clinic", "en", {}, [("Hill Clinic", "")]),
        ("山丘診所 Hill Clinic", "en", {}, [("山丘診所", "zh_Hant"), (" Hill Clinic", "")]),
        ("丘の上助産院（東京）", "en", {}, [("丘の上助産院（東京）", "ja")]),
        ("東京都 1-2", "vi", {"territory": "JP"}, [("東京都", "ja"), (" 1-2", "")]),
        ("香港灣仔 3 號", "en", {}, [("香港灣仔 3 號", "zh_Hant")]),
        ("３Ｆ診療所", "en", {"territory": "JP"}, [("３Ｆ診療所", "ja")]),
        ("東京都", "en", {"own": "丘の上\n東京都"}, [("東京都", "ja")]),
        ("東京都", "en", {"named": "zh-Hant"}, [("東京都", "zh_Hant")]),
        ("Hill 東京 Clinic", "en", {"named": "ja"}, [("Hill ", ""), ("東京", "ja"), (" Clinic", "")]),
        ("Phòng khám 東京", "ja", {"named": "vi"}, [("Phòng khám", "vi"), (" 東京", "")]),
        ("서울 의원 3", "en", {}, [("서울 의원", "ko"), (" 3", "")]),
        ("漢方 서울", "en", {}, [("漢方 서울", "ko")]),
        ("คลินิก", "en", {}, [("คลินิก", "th")]),
        ("Клиника", "en", {}, [("Клиника", "")]),
        ("Клиника", "en", {"named": "ru"}, [("Клиника", "ru")]),
        ("हिन्दी", "en", {"named": "hi"}, [("हिन्दी", "hi")]),
        ("山田", "zh_Hans", {"own": "山田"}, [("山田", "")]),
        ("山丘診所", "zh_Hans", {"own": "山丘診所"}, [("山丘診所", "zh_Hant")]),
        ("丘の上助産院", "zh_Hant", {"own": "丘の上助産院"}, [("丘の上助産院", "ja")]),
        ("丘の上助産院", "zh_Hant", {}, [("丘の上助産院", "")]),  # a translation's own words are its own business
        ("Fe\u0323\u0301mi", "ja", {"named": "yo"}, [("Fe\u0323\u0301mi", "yo")]),
        ("12–3", "en", {"named": "ja"}, [("12–3", "")]),
    ],
)
def test_words_are_parted_by_their_language(
    words: str, home: str, told: dict[str, str], parts: list[tuple[str, str]]
) -> None:
    home_script = {"en": "Latn", "vi": "Latn", "ja": "Jpan", "zh_Hans": "Hans", "zh_Hant": "Hant"}[home]
    assert list(spoken_parts(words, home, home_script, **told)) == parts


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.sampled_from(["", "ja", "vi", "th", "zh-Hant"]))
def test_no_letter_is_lost_or_moved(words: str, named: str) -> None:
    assert "".join(part for part, _ in spoken_parts(words, "en", "Latn", named)) == words


@pytest.mark.parametrize(
    ("language", "named"),
    [("ja", "Jpan"), ("zh_Hant_HK", "Hant"), ("zh-TW", "Hant"), ("zh", "Hans"), ("sr-Latn", "Latn"), ("uk", "Cyrl"),
     ("ko", "Kore"), ("hi", "Deva"), ("yo", "Latn"), ("xx", "Latn")],
)  # fmt: skip
def test_a_language_without_a_folder_has_its_script(language: str, named: str) -> None:
    assert script_for(language) == named


def test_scripts_have_names_and_directions() -> None:
    assert (script_name("Arab"), leftward("Arab")) == ("Arabic", True)
    assert (script_name("Mymr"), leftward("Mymr")) == ("Myanmar", False)
