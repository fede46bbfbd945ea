"""Sources, pictures, profiles and clinics: good ones are read whole, wrong ones named with their line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ward import CLINIC as OURS
from ward import Ward

from generator.library.library import Library
from generator.library.lists import read_clinic, read_pictures, read_profile, read_series, read_sources
from generator.model.codes import Code
from generator.model.content import Clinic, Profile, Series, Text
from generator.model.problems import NOWHERE, Problem


def file(tmp_path: Path, text: str, name: str = "x.yaml") -> Path:
    """Write a file and return its path."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_sources_keep_years_as_written(tmp_path: Path) -> None:
    text = "who: {organisation: WHO, title: Milk, year: 1.10, seen: yes}\nold: {organisation: A, title: B, year: '09'"
    problems: list[Problem] = []
    found = read_sources(file(tmp_path, text + ", note: c, seen: no}\n"), "content/sources.yaml", problems)
    assert problems == []
    assert (found["who"].year, found["who"].seen) == ("1.10", True)
    assert (found["old"].year, found["old"].note, found["old"].seen) == ("09", "c", False)
    assert found["old"].origin.line == 2


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: {organisation: A, title: B, year: '1'}\n", 1, "the source 'a' lacks 'seen'"),
        ("a: {organisation: A, title: B, year: '1', seen: maybe}\n", 1, "'seen' needs yes or no"),
        ("a:\n  organisaton: A\n  title: B\n  year: '1'\n  seen: no\n", 2, "has nothing called 'organisaton'"),
        ("A b: {organisation: A, title: B, year: '1', seen: no}\n", 1, "'A b' is not a name"),
        ("- a\n", 1, "the sources need names with values, not a list"),
        ("a: words\n", 1, "the source 'a' needs names with values here, not words"),
        ("a: {organisation: [A], title: B, year: '1', seen: no}\n", 1, "'organisation' needs words, not a list"),
        ("a:\n  organisation:\n  title: B\n  year: '1'\n  seen: no\n", 2, "there are no words behind 'organisation:'"),
    ],
)
def test_wrong_sources(tmp_path: Path, text: str, line: int, message: str) -> None:
    problems: list[Problem] = []
    read_sources(file(tmp_path, text), "content/sources.yaml", problems)
    assert str(problems[0].origin) == f"content/sources.yaml:{line}"
    assert message in problems[0].message


def test_pictures_have_translatable_alternatives(tmp_path: Path) -> None:
    text = "drop:\n  file: pictures/drop.svg\n  # Translators: breast milk\n  alt: A drop of milk\n"
    problems: list[Problem] = []
    found = read_pictures(file(tmp_path, text), "content/pictures.yaml", problems)
    assert problems == []
    alt = found["drop"].alt
    assert isinstance(alt, Text)
    assert (alt.words, alt.domain, alt.note, alt.origin.line) == ("A drop of milk", "shared", "breast milk", 4)


@pytest.mark.parametrize("path", ["../secret.svg", "/etc/passwd", "pictures/x.gif", "a\\\\b.svg", "pictures/..svg", ""])
def test_picture_files_stay_inside_the_library(tmp_path: Path, path: str) -> None:
    problems: list[Problem] = []
    found = read_pictures(file(tmp_path, f'drop:\n  file: "{path}"\n  alt: A drop\n'), "pictures.yaml", problems)
    assert not found
    assert str(problems[0].origin) == "pictures.yaml:2"


def profile(tmp_path: Path, text: str, parent: Profile | None = None) -> tuple[Profile | None, list[Problem]]:
    """Read a profile from its text."""
    problems: list[Problem] = []
    path, shown = file(tmp_path, text, "vn.yaml"), "content/profiles/vn.yaml"
    return read_profile(path, shown, lambda *_: parent, problems), problems  # type: ignore[arg-type]


def test_a_profile_lies_over_what_it_extends(tmp_path: Path) -> None:
    default, problems = profile(tmp_path, 'about: All\nemergency: ""\nsentences:\n  fever: 38 or more\n  d: Drops\n')
    assert problems == []
    text = 'about: Viet Nam\nextends: default\nterritory: VN\nemergency: "115"\nsentences:\n  d: Ask about drops\n'
    found, problems = profile(tmp_path, text, default)
    assert problems == []
    assert found is not None
    assert (found.name, found.territory, str(found.emergency)) == ("vn", "VN", "115")
    words = {key: text.words for key, text in found.sentences.items() if isinstance(text, Text)}
    assert words == {"fever": "38 or more", "d": "Ask about drops"}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("about: x\n", 1, "a profile lacks 'emergency'"),
        ("about: x\nemergency: ask us\n", 2, "is not a telephone number"),
        ("about: x\nemergency: ''\nterritory: Vietnam\n", 3, "'Vietnam' is not two capital letters"),
        ("about: x\nextends: all\nemergency: ''\nsentences:\n  fevr: a\n", 5, "has no sentence 'fevr'"),
        ("about: x\nemergency: ''\nsentences:\n  fever: '{fone}'\n", 4, "no slot called '{fone}'"),
        ("about: x\nemergency: ''\nsentences:\n  fever: {profile: d}\n", 4, "may not name another one"),
        ("about: x\nemergency: ''\nsentences: [a]\n", 3, "'sentences' needs names with words"),
        ("about: x\nemergency: ''\nsentence: {}\n", 3, "a profile has nothing called 'sentence'"),
        ("about: x\nemergency: ''\nextends: ../x\n", 3, "'../x' is not a name"),
    ],
)
def test_wrong_profiles(tmp_path: Path, text: str, line: int, message: str) -> None:
    parent, _ = profile(tmp_path, "about: All\nemergency: ''\nsentences:\n  fever: 38 or more\n")
    found, problems = profile(tmp_path, text, parent)
    assert found is None
    assert str(problems[0].origin) == f"content/profiles/vn.yaml:{line}"
    assert message in problems[0].message


CLINIC = """name: "Clinic #1 & **Sons**"
phones: ["020 7946 0123"]
hours: ["8:30 to 17:00"]
address: ["1 Sample Street", "Exampletown"]
"""


def clinic(tmp_path: Path, text: str) -> tuple[Clinic | None, list[Problem]]:
    """Read a clinic from its text."""
    problems: list[Problem] = []
    country = lambda _: Profile("vn", "", "GB", None)  # noqa: E731
    found = read_clinic(file(tmp_path, text, "north.yaml"), "content/clinics/north.yaml", problems, country)
    return found, problems


def test_a_clinic_is_read_literally(tmp_path: Path) -> None:
    more = 'interpreter: Free.\nweb: "https://clinic.example/"\nlogo: clinics/n.svg\nprofile: vn\nexample: yes\n'
    found, problems = clinic(tmp_path, CLINIC + more)
    assert problems == []
    assert found is not None
    assert (found.name, found.title) == ("north", "Clinic #1 & **Sons**")
    assert (found.address, found.example) == (("1 Sample Street", "Exampletown"), True)
    assert (found.logo, found.profile, found.web) == ("clinics/n.svg", "vn", "https://clinic.example/")


@pytest.mark.parametrize(
    "web", ["https://bệnhviện.example/sữa-mẹ?ngày=1", "bệnhviện.example", "https://例え.example/母乳"]
)
def test_a_web_address_may_hold_any_letters(web: str, tmp_path: Path) -> None:
    found, problems = clinic(tmp_path, CLINIC + f'web: "{web}"\n')
    assert problems == []
    assert found is not None
    assert found.web == web  # as it is written: links and codes have it in ASCII


@pytest.mark.parametrize(
    ("written", "kept"), [("ja", "ja"), ("zh-Hant", "zh_Hant"), ("zh-Hant-HK", "zh_Hant_HK"), ('""', "")]
)
def test_a_clinic_names_the_language_of_its_name(written: str, kept: str, tmp_path: Path) -> None:
    found, problems = clinic(tmp_path, CLINIC + f"language: {written}\n")
    assert problems == []
    assert found is not None
    assert found.language == kept


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("phones: ['020 7946 0123']\nhours: [a]\naddress: [b]\n", 1, "a clinic lacks 'name'"),
        (CLINIC + "phone: x\n", 5, "a clinic has nothing called 'phone'"),
        (CLINIC.replace('["020 7946 0123"]', "020 7946 0123"), 2, "'phones' needs a list, not words"),
        (CLINIC.replace("020 7946 0123", "ask"), 2, "the telephone number 'ask' has no digit"),
        (CLINIC.replace('["020 7946 0123"]', "[]"), 2, "the list 'phones' is empty"),
        ("name: Hill\nhours: [a]\n", 1, "a clinic lacks 'phones'"),
        (CLINIC + "web: javascript:alert\n", 5, "is not a web address"),
        (CLINIC + "web: https://-ẹ-.example/\n", 5, "is not a web address"),
        (CLINIC + "language: xx\n", 5, "'xx' is no language that is known"),
        (CLINIC + "logo: ../../x.svg\n", 5, "is not a picture file of the library"),
        (CLINIC + "example: perhaps\n", 5, "'example' needs yes or no"),
        (CLINIC + "interpreter: |\n  one\n  two\n", 5, "must be one paragraph"),
    ],
)
def test_wrong_clinics(tmp_path: Path, text: str, line: int, message: str) -> None:
    found, problems = clinic(tmp_path, text)
    assert found is None
    assert str(problems[0].origin) == f"content/clinics/north.yaml:{line}"
    assert message in problems[0].message


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        ("ja", "ja"), ("JA", "ja"), ("ja-JP", "ja_JP"), ("zh-Hant", "zh_Hant"), ("zh_hant_HK", "zh_Hant_HK"), ("ko", "ko"),
        ("iw", "he"), ("fil", "fil"), ("Japanese", "ja"), ("日本語", "ja"), ("Tiếng Việt", "vi"), ("한국어", "ko"),
        ("polski", "pl"), ("हिन्दी", "hi"), ("繁體中文", "zh_Hant"), ("Traditional Chinese", "zh_Hant"), ("sr-Latn", "sr_Latn"),
    ],
)  # fmt: skip
def test_the_language_of_a_clinic_is_called_by_its_tag_or_its_name(tmp_path: Path, words: str, tag: str) -> None:
    found, problems = clinic(tmp_path, f"{CLINIC}language: {words}\n")
    assert (found and found.language, problems) == (tag, [])


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("jp", "did you mean 'ja' (Japanese)?"),
        ("cn", "did you mean 'zh-Hans' (Simplified Chinese)?"),
        ("vn", "did you mean 'vi' (Vietnamese)?"),
        ("hk", "did you mean 'zh-Hant' (Traditional Chinese)?"),
        ("Japan", "did you mean 'ja' (Japanese)?"),
        ("台湾", "did you mean 'zh-Hant' (Traditional Chinese)?"),
        ("Vietnamnese", "did you mean 'vi' (Vietnamese)?"),
        ("zh-Trad", "did you mean 'zh' (Chinese)?"),
        ("ja-ZZZ", "did you mean 'ja' (Japanese)?"),
        ("xx", "write its tag or its name: ja, zh-Hant, Korean"),
        ("our own", "write its tag or its name: ja, zh-Hant, Korean"),
    ],
)
def test_a_language_that_is_none_is_refused_with_what_was_meant(tmp_path: Path, words: str, hint: str) -> None:
    """What is only of the form of a tag stands in the PDF as its language, and tells screen readers nothing."""
    found, problems = clinic(tmp_path, f"{CLINIC}language: {words}\n")
    assert found is None
    assert (problems[0].message, problems[0].hint.startswith(hint)) == (f"'{words}' is no language that is known", True)


def test_a_language_that_is_not_written_in_such_letters_is_refused(tmp_path: Path) -> None:
    """kr is Kanuri, of the Chad basin; a clinic in Korea means ko."""
    text = re.sub("name: .*", "name: 서울 의원", CLINIC)
    found, problems = clinic(tmp_path, f"{text}language: kr\n")
    assert found is None
    assert problems[0].message == "the clinic's own words are not in the letters of 'kr'"
    assert problems[0].hint == "did you mean 'ko' (Korean)?"
    assert clinic(tmp_path, f"{text}language: ko\n")[0]
    assert clinic(tmp_path, f"{CLINIC}language: ja\n")[0], "a name may be in Latin letters in any language"


LOGOS = (
    "Our Logo.png", "logo (final) v2.svg", "Smith & Sons.png", "Läkarhuset.JPG", "logo #2.png", "phòng khám.svg", "标志.png",
    "ロゴ　新.jpeg", "l'eau + lait, 50%.png", "2026/spring/logo.v2.png", "_logo.PNG",
)  # fmt: skip


@pytest.mark.parametrize("name", LOGOS)
def test_a_logo_may_be_called_as_files_are(tmp_path: Path, name: str) -> None:
    found, problems = clinic(tmp_path, f'{CLINIC}logo: "clinics/{name}"\n')
    assert (found and found.logo, problems) == (f"clinics/{name}", [])


@pytest.mark.parametrize(
    ("logo", "hint"),
    [
        ("../x.svg", "write a path inside 'content', with / between folders"),
        ("/home/us/logo.png", "write a path inside 'content'"),
        ("C:/logo.png", "write a path inside 'content'"),
        ("clinics\\\\logo.png", "write a path inside 'content'"),
        ("https://hill.example/logo.png", "save the picture into the folder 'content/clinics'"),
        ("clinics/logo.gif", "a .gif file cannot be drawn: save it as SVG, PNG or JPEG"),
        ("clinics/logo.pdf", "a .pdf file cannot be drawn"),
        ("clinics/logo", "its name must end in its kind"),
        ("clinics/what?.png", "give the file a name without : * ?"),
        ("clinics/ logo.png", "give the file a name without : * ?"),
        ("clinics/.png", "give the file a name without"),
    ],
)
def test_a_logo_that_cannot_be_says_truly_why(tmp_path: Path, logo: str, hint: str) -> None:
    found, problems = clinic(tmp_path, f'{CLINIC}logo: "{logo}"\n')
    assert found is None
    assert (len(problems), problems[0].hint.startswith(hint)) == (1, True), problems[0].hint


def test_missing_files_are_problems(tmp_path: Path) -> None:
    problems: list[Problem] = []
    assert not read_sources(tmp_path / "no", "a", problems)
    assert not read_pictures(tmp_path / "no", "b", problems)
    assert read_profile(tmp_path / "no", "c", lambda *_: None, problems) is None  # type: ignore[arg-type]
    assert read_clinic(tmp_path / "no", "d", problems, lambda _: None) is None
    assert [problem.origin.file for problem in problems] == ["a", "b", "c", "d"]


def test_codes_that_no_leaflet_answers(tmp_path: Path) -> None:
    text = "name: A\nwho: {baby: B, mother: C}\nrefer:\n  - codes: {icd-10: [F53.1]}\n    say: Get help.\n"
    path = tmp_path / "series.yaml"
    path.write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    series = read_series(path, "content/series.yaml", None, problems)
    assert series is not None and problems == []
    [referral] = series.refer
    assert referral.codes == (Code("icd-10", "F53.1"),)
    assert [getattr(one, "words", "") for one in series.words()] == ["A", "B", "C", "Get help."]
    path.write_text("refer: []\n", encoding="utf-8")  # a library's own, laid over it, takes them away
    own = read_series(path, "content/series.yaml", series, problems)
    assert own is not None and (own.refer, own.name) == ((), series.name)


@pytest.mark.parametrize(
    ("entry", "line", "message"),
    [
        ("- say: Get help.", 2, "'refer' lacks 'codes'"),
        ("- {codes: {icd-10: [F53.1]}}", 2, "'refer' lacks 'say'"),
        ("- {codes: {icd-10: [F531]}, say: a}", 2, "'F531' is no code of ICD-10"),
        ("- F53.1", 2, "'refer' needs names with values here, not words"),
    ],
)
def test_wrong_codes_that_no_leaflet_answers(tmp_path: Path, entry: str, line: int, message: str) -> None:
    path = tmp_path / "series.yaml"
    path.write_text(f"refer:\n  {entry}\n", encoding="utf-8")
    problems: list[Problem] = []
    under = Series(Text("A", NOWHERE, "shared"), Text("B", NOWHERE, "shared"), Text("C", NOWHERE, "shared"))
    assert read_series(path, "content/series.yaml", under, problems) is None
    assert (problems[0].origin.line, problems[0].message) == (line, message)


@pytest.mark.parametrize(
    ("words", "profile"),
    [
        ("gb", "gb"),
        ("GB", "gb"),
        ("uk", "gb"),
        ("Japan", "jp"),
        ("Vietnam", "vn"),
        ("France", "France"),
        ("nowhere", "nowhere"),
    ],
)
def test_a_clinic_s_country_is_called_as_in_tables(ward: Ward, words: str, profile: str) -> None:
    ward.put("content/clinics/hill.yaml", f"{OURS}profile: {words}\n")
    found = Library.open(ward.folder).clinic("hill")
    assert found is not None
    assert found.profile == profile


@pytest.mark.parametrize(
    ("called", "name"),
    [("gb", "gb"), ("GB", "gb"), ("United Kingdom", "gb"), ("Việt Nam", "vn"), ("日本", "jp"), ("Hong Kong", "hk")],
)
def test_a_clinic_s_country_may_be_called_by_any_of_its_names(ward: Ward, called: str, name: str) -> None:
    ward.put("content/clinics/hill.yaml", f'name: Hill\nphones: ["+44 20 7946 0123"]\nprofile: {called}\n')
    assert Library.open().clinic("hill").profile == name


def test_a_country_without_a_profile_and_a_path_are_told(ward: Ward) -> None:
    for called, said in (("Đức", "there is no profile called 'de'"), ("../gb", "'../gb' is not a name")):
        ward.put("content/clinics/hill.yaml", f'name: Hill\nphones: ["+44 20 7946 0123"]\nprofile: {called}\n')
        code, _, err = ward.run("make", "good", "--clinic", "hill")
        assert code and f"content/clinics/hill.yaml:3: {said}" in err


@pytest.mark.parametrize(
    ("written", "read"), [("yes", "yes"), ("Yes", "yes"), ("no", ""), ("false", ""), ("Ask", "Ask")]
)
def test_yes_and_no_are_answers_to_whether_there_is_an_interpreter(ward: Ward, written: str, read: str) -> None:
    ward.put("content/clinics/hill.yaml", f'name: Hill\nphones: ["+44 20 7946 0123"]\ninterpreter: {written}\n')
    assert Library.open().clinic("hill").interpreter == read
