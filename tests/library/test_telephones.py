"""Telephones: what is printed, what is dialled, what is refused, in the countries that there are profiles of and others.

All numbers are kept for fiction (Ofcom's drama numbers, 555-01xx, ACMA's), invented, or short numbers of a country.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import phonenumbers
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ward import CLINIC, Ward

from generator import Order, make, telephone
from generator.library.library import Library
from generator.library.telephones import MOST_LETTERS, SEVERAL, read_telephones, short_code
from generator.model.content import Clinic, Telephone
from generator.model.problems import ExitCode, Unusable

UNCLEAR = "it is not clear where the number begins and ends"
TWO = "two telephone numbers stand in"
STRAY = "is no telephone number by itself, and part of none"
NONE = "there is no number that can be dialled"

ONE = (
    ("", "1 (212) 555-0123", "12125550123"),  # as people in North America dial it
    # country, printed, dialled
    ("GB", "020 7946 0999", "+442079460999"),
    ("GB", "(020) 7946-0999", "+442079460999"),
    ("GB", "020.7946.0999", "+442079460999"),
    ("GB", "0 20 7946 0999", "+442079460999"),
    ("GB", "020\u20117946\u20110999", "+442079460999"),
    ("GB", "020\xa07946\xa00999", "+442079460999"),
    ("GB", "+44 (0)20 7946 0999", "+442079460999"),
    ("GB", "(+44) 20 7946 0999", "+442079460999"),
    ("GB", "0044 20 7946 0999", "+442079460999"),
    ("GB", "tel:+442079460999", "+442079460999"),
    ("GB", "０２０ ７９４６ ０９９９", "+442079460999"),
    ("GB", "＋４４　２０　７９４６　０９９９", "+442079460999"),
    ("GB", "٠٢٠ ٧٩٤٦ ٠٩٩٩", "+442079460999"),
    ("GB", "Tel. 020 7946 0999", "+442079460999"),
    ("GB", "Room 12, 020 7946 0999", "+442079460999"),
    ("GB", "020 7946 0999 (24h)", "+442079460999"),
    ("GB", "020 7946 0999 24 h", "+442079460999"),
    ("GB", "020 7946 0999 24/7", "+442079460999"),
    ("GB", "8:30–17:00 020 7946 0999", "+442079460999"),
    ("GB", "020 7946 0999 (Mon-Fri 9-5)", "+442079460999"),
    ("GB", "020 7946 0999 (2 lines)", "+442079460999"),
    ("GB", "020 7946 0999 ext. 12", "+442079460999;ext=12"),
    ("GB", "020 7946 0999x12", "+442079460999;ext=12"),
    ("GB", "020 7946 0999 #12", "+442079460999;ext=12"),
    ("GB", "020 7946 0999; ext=12", "+442079460999;ext=12"),
    ("GB", "+44 20 7946 0999 extension 1234", "+442079460999;ext=1234"),
    ("GB", "0808 157 0123", "+448081570123"),
    ("GB", "999 (24 h)", "999"),
    ("GB", "NHS 111", "111"),
    ("GB", "111, option 2", "111"),
    ("GB", "116 123", "116123"),
    ("GB", "+1 212 555 0123", "+12125550123"),
    ("US", "(212) 555-0123", "+12125550123"),
    ("US", "212.555.0123 x4", "+12125550123;ext=4"),
    ("US", "1-212-555-0123", "+12125550123"),
    ("US", "011 44 20 7946 0999", "+442079460999"),
    ("US", "911", "911"),
    ("US", "988", "988"),
    ("AU", "(02) 5550 1234", "+61255501234"),
    ("AU", "000", "000"),
    ("AU", "13 00 00", "130000"),  # cannot be called from another country
    ("AU", "+61 13 00 00", "+61130000"),  # printed so
    ("CN", "电话：010-1234 5678 转 12", "+861012345678;ext=12"),
    ("CN", "010-12345678分机12", "+861012345678;ext=12"),
    ("CN", "400-810-0000", "4008100000"),
    ("CN", "120", "120"),
    ("TW", "(02)2345-6789分機12", "+886223456789;ext=12"),
    ("TW", "02-2345-6789 轉 123", "+886223456789;ext=123"),
    ("HK", "2345 6789", "+85223456789"),
    ("HK", "（852）2345 6789", "+85223456789"),
    ("JP", "０３－１２３４－５６７８", "+81312345678"),
    ("JP", "TEL：03（1234）5678", "+81312345678"),
    ("JP", "☎03-1234-5678（代）", "+81312345678"),
    ("JP", "03-1234-5678（24時間）", "+81312345678"),
    ("JP", "03-1234-5678（内線12）", "+81312345678;ext=12"),
    ("JP", "119", "119"),
    ("VN", "ĐT: 028 3822 1234", "+842838221234"),
    ("VN", "(028) 3822.1234", "+842838221234"),
    ("VN", "028 3822 1234 máy lẻ 12", "+842838221234;ext=12"),
    ("VN", "0912 345 678 (24h/24)", "+84912345678"),
    ("VN", "115 (24/24)", "115"),
    ("DE", "Büro 030 123456", "+4930123456"),
    ("DE", "030/123456", "+4930123456"),
    ("DE", "030 123456-0", "+49301234560"),
    ("DE", "030 123456 24 h", "+4930123456"),  # libphonenumber's matcher takes the 24 for digits
    ("DE", "030 123456 (2. Stock)", "+4930123456"),
    ("DE", "+49 (30) 123456", "+4930123456"),
    ("DE", "116 117", "116117"),
    ("FR", "15", "15"),
    ("FR", "01 99 00 12 34", "+33199001234"),
    ("IT", "+39 (0)6 123 4567", "+39061234567"),  # the zero belongs to it there
    ("", "+44 (0)20 7946 0999", "+442079460999"),
    # no country is known: as it stands
    ("", "020 7946 0999", "02079460999"),
    ("", "(020) 7946 0999 (24h)", "02079460999"),
    ("", "Büro 030 123456", "030123456"),
    ("", "0044 20 7946 0999", "00442079460999"),
    ("", "020 7946 0999 ext 12", "02079460999;ext=12"),
    ("", "０３（１２３４）５６７８", "0312345678"),
)

SEVERAL_IN_ONE = (
    # country, printed, telephones
    ("GB", "020 7946 0999/020 7946 0998", ["020 7946 0999", "020 7946 0998"]),
    ("GB", "020 7946 0999; Tel. 020 7946 0998", ["020 7946 0999", "Tel. 020 7946 0998"]),
    ("GB", "Day 020 7946 0999, night 020 7946 0998", ["Day 020 7946 0999", "night 020 7946 0998"]),
    ("GB", "020 7946 0999 or 020 7946 0998", ["020 7946 0999", "020 7946 0998"]),
    ("GB", "020 7946 0999\n020 7946 0998", ["020 7946 0999", "020 7946 0998"]),
    ("GB", "020 7946 0999 / 111", ["020 7946 0999", "111"]),
    ("GB", "111 / 020 7946 0999 / 0114 496 0190", ["111", "020 7946 0999", "0114 496 0190"]),
    ("GB", "NHS 111 / 020 7946 0999 / 020 7946 0998", ["NHS 111", "020 7946 0999", "020 7946 0998"]),
    ("GB", "999 or 112", ["999", "112"]),
    ("VN", "115 (24/24), 028 3822 1234", ["115 (24/24)", "028 3822 1234"]),
    ("GB", "020 7946 0999 (Mon, Tue), 020 7946 0998", ["020 7946 0999 (Mon, Tue)", "020 7946 0998"]),
    ("GB", "020 7946 0999 / NHS 111", ["020 7946 0999", "NHS 111"]),
    ("VN", "028 3822 1234 hoặc 0912 345 678", ["028 3822 1234", "0912 345 678"]),
    ("JP", "03-1234-5678または03-1234-5679", ["03-1234-5678", "03-1234-5679"]),
    ("JP", "英語 03-1234-5678、日本語 03-1234-5679", ["英語 03-1234-5678", "日本語 03-1234-5679"]),
    ("CN", "010-12345678或010-12345679", ["010-12345678", "010-12345679"]),
    ("HK", "2345 6789／2345 6780", ["2345 6789", "2345 6780"]),
    ("TW", "02-2345-6789；02-2345-6780", ["02-2345-6789", "02-2345-6780"]),
    ("US", "212 555 0123 ext. 5 or 212 555 0124", ["212 555 0123 ext. 5", "212 555 0124"]),
    ("", "020 7946 0999 / +44 20 7946 0998", ["020 7946 0999", "+44 20 7946 0998"]),
)

REFUSED = (
    # country, printed, message
    ("GB", "call us", "the telephone number 'call us' has no digit"),
    ("GB", "020 7946 0999/0998", f"'0998' {STRAY}, in '020 7946 0999/0998'"),
    ("GB", "020 7946 0999 & 0998", STRAY),
    ("GB", "020 7946 0999, 98", STRAY),
    ("GB", "020 7946 0999, 9-5", STRAY),
    ("GB", "020 7946 0999 (0998)", STRAY),
    ("GB", "Room 111, 020 7946 0999", f"'111' {STRAY}"),
    ("GB", "999 24", f"'24' {STRAY}"),
    ("GB", "020 7946 0999 020 7946 0998", TWO),
    ("GB", "020 7946 0999 (Mon) 020 7946 0998 (Tue)", TWO),
    ("GB", "020 7946 0999, Mon, Tue, night 020 7946 0998", TWO),
    ("GB", "(020 7946 0999 / 020 7946 0998)", "stand in one pair of brackets"),
    ("GB", "020 7946 0999 98", "has 13 digits; a number in GB has at most 11"),
    ("GB", "020 7946 0999A", "a letter is joined to the digits of"),
    ("GB", "+1 020 7946 0999", "has 11 digits; a number behind +1 has at most 10"),
    ("GB", "Mar 44", NONE),
    ("GB", "09-May", NONE),
    ("US", "1-800-FLOWERS", "letters or signs stand in place of digits"),
    ("FR", "Mar-15", NONE),  # a date of a spreadsheet, though 15 is a short number there
    ("GB", "7946 0999", "the telephone number '7946 0999' lacks its area code"),
    ("US", "555-0123", "the telephone number '555-0123' lacks its area code"),
    ("GB", "(0)x12x12x12", "a letter is joined to the digits of"),  # libphonenumber takes x for the 9 of its key
    (
        "US",
        "900123",
        "has 6 digits; a number in US has at least 10",
    ),  # nobody calls five or six digits there: they are for short messages
    ("JP", "#8000", "is no short number that is known in JP"),
    ("JP", "03-1234-5678～9", TWO),  # the last of a row of numbers; libphonenumber reads an extension
    ("VN", "028 3822 1234 - 028 3822 1235", TWO),
    ("VN", "028.3822.1234/5", STRAY),
    ("DE", "030 123456-12/13", TWO),  # libphonenumber reads one number of thirteen digits
    ("DE", "030 123456 2. Stock", UNCLEAR),
    ("DE", "Haus 3 030 123456", UNCLEAR),
    ("DE", "Mo-Fr 8-12 030 123456", UNCLEAR),
    ("DE", "8-12 030 123456", UNCLEAR),
    ("GB", "1" * 18, "has more digits than a telephone number"),
    ("GB", "0" * (MOST_LETTERS + 1), f"the telephone number has {MOST_LETTERS + 1} letters"),
    ("GB", "24/7", "there are hours and no telephone number in '24/7'"),
    ("", "NHS 111", "'NHS 111' can only be dialled where its country is known"),
    ("", "Mar 44", NONE),
    ("", "030/123456", "can only be dialled where its country is known"),
    ("", "+44 7946", "has 4 digits behind +44; a number there has at least 7"),
    ("", "020 7946 0999 (2)", STRAY),
    ("", "030 123456 2. Stock", UNCLEAR),
    ("", "8-12 030 123456", UNCLEAR),
    ("", "99 020 7946 0999", UNCLEAR),
    ("", "555 0123 555 0124", "has more digits than a telephone number"),
    (
        "CN",
        "12593-1234-5678",
        "has 13 digits; a number in CN has at most 12",
    ),  # libphonenumber takes the first five for a company's code, and leaves them out
    ("", "020 7946 0999 020 7946 0998", "has more digits than a telephone number"),
    # the true reason, not that an area code is lacking
    ("GB", "0208 946 01234", "has 12 digits; a number in GB has at most 11"),
    ("GB", "020 7946 01234", "has 12 digits; a number in GB has at most 11"),
    ("GB", "01632 960 1234 5", "has 13 digits; a number in GB has at most 11"),
    ("GB", "020 7946 0999 24", "has 13 digits; a number in GB has at most 11"),
    ("GB", "+44 20 7946 09999", "has 11 digits; a number behind +44 has at most 10"),
    ("GB", "+44 7946", "has 4 digits behind +44; a number there has at least 7"),
    ("GB", "+84 28 3822", "has 6 digits behind +84; a number there has at least 7"),
    ("GB", "+999 123456", "begins with + and the code of no country"),
    ("GB", "99999", "is no short number that is known in GB"),
    ("VN", "9999", "is no short number that is known in VN"),
    ("DE", "123", "is no short number that is known in DE"),
    ("GB", "112233", "the telephone number '112233' lacks its area code"),
    ("GB", "Ext 1234", "there is an extension and no telephone number"),
    ("JP", "内線12", "there is an extension and no telephone number"),
    ("GB", "O20 7946 0999", "the letter 'O' stands among the digits of"),
    ("GB", "020 7946 O999", "the letter 'O' stands among the digits of"),
    ("GB", "020 7946 l23", "the letter 'l' stands among the digits of"),
    ("GB", "020-7946-XXXX", "letters or signs stand in place of digits"),
    ("GB", "020 7946 ____", "letters or signs stand in place of digits"),
    ("GB", "020 7946 ????", "letters or signs stand in place of digits"),
    ("GB", "12/05/2026", "is a date, and no telephone number"),
    ("GB", "2026-05-12", "is a date, and no telephone number"),
    ("GB", "00000000000", "is a place for a number: all its digits are 0"),
    ("", "0000000", "is a place for a number: all its digits are 0"),
    ("US", "212 555 012", "has 9 digits; a number in US has at least 10"),
    ("US", "212 555 01234", "has 11 digits; a number in US has at most 10"),
    ("US", "0212 555 0123", "begins with 0, as none does in US"),
    ("US", "12125550", "has 8 digits"),
    ("FR", "0123456", "has 7 digits; a number in FR has at least 10"),
    ("GB", "Fax 020 7946 0999", "is a fax number"),
    ("GB", "020 7946 0999 (fax)", "is a fax number"),
    ("CN", "传真：010-12345678", "is a fax number"),
    ("JP", "ＦＡＸ 03-1234-5678", "is a fax number"),
)

DOUBTFUL = (
    # country, printed, dialled, why it may be wrong: possible, and not in use
    ("GB", "01632 960123", "+441632960123", "no such numbers are known to be in use"),
    ("GB", "Ward: 07700 900123 (24 h)", "+447700900123", "no such numbers are known to be in use"),
    ("GB", "020 7946 099", "+44207946099", "a digit may be missing"),
    (
        "GB",
        "2079460999",
        "+442079460999",
        "a 0 in front is missing",
    ),  # a spreadsheet took the 0 away: nobody can dial what is printed
    ("GB", "020 7946 012", "+44207946012", "a digit may be missing"),
    ("VN", "0912 345 6789", "+849123456789", "it may have a digit too many"),
    ("CN", "138123456789", "+86138123456789", "it may have a digit too many"),
    ("JP", "1234-5678", "+8112345678", "its area code, a digit or the 0 in front may be missing"),
    ("FR", "1 23 45 67 89", "+33123456789", "a 0 in front is missing"),
    # a spreadsheet has taken the + away
    ("VN", "84912345678", "+84912345678", "a + in front is missing"),
    ("GB", "Ward 44 20 7946 0999 ext. 12", "+442079460999;ext=12", "a + in front is missing"),
    ("HK", "852 2345 6789", "+85223456789", "a + in front is missing"),
    ("RU", "74951234567", "+74951234567", "a + in front is missing"),
    ("", "84912345678", "84912345678", "a + in front may be missing"),
    (
        "DE",
        "8123456",
        "+498123456",
        "a 0 in front is missing",
    ),  # without its area code it would be a number of another town
    ("US", "(555) 555-0123", "+15555550123", "no such numbers are known to be in use"),
    ("US", "+44 7700 900123", "+447700900123", "no such numbers are known to be in use"),
    ("", "+44 (0) 1632 960 123 extension 4567", "+441632960123;ext=4567", "no such numbers are known to be in use"),
)


@pytest.mark.parametrize(("territory", "printed", "dialled"), ONE)
def test_what_is_printed_is_what_is_dialled(territory: str, printed: str, dialled: str) -> None:
    read = read_telephones(printed, territory)
    assert (read.message, [(one.words, one.dialled, one.valid) for one in read.phones]) == (
        "",
        [(printed, dialled, True)],
    )
    (one,) = read.phones
    assert one.number in printed, "the part that is dialled is part of what is printed"
    assert str(one) == printed


@pytest.mark.parametrize(("territory", "printed", "wanted"), SEVERAL_IN_ONE)
def test_several_numbers_are_several_telephones(territory: str, printed: str, wanted: list[str]) -> None:
    found = read_telephones(printed, territory).phones
    assert [one.words for one in found] == wanted
    assert list(found) == [read_telephones(words, territory).phones[0] for words in wanted], "as each is read alone"


@pytest.mark.parametrize(("territory", "printed", "message"), REFUSED)
def test_what_cannot_be_dialled_is_refused_with_a_hint(territory: str, printed: str, message: str) -> None:
    read = read_telephones(printed, territory)
    assert read.phones == ()
    assert message in read.message
    assert read.hint
    with pytest.raises(Unusable, match=re.escape(read.message)):
        telephone(printed, territory)


@pytest.mark.parametrize(("territory", "printed", "dialled", "doubt"), DOUBTFUL)
def test_a_possible_number_that_is_not_in_use_is_dialled_and_doubted(
    territory: str, printed: str, dialled: str, doubt: str
) -> None:
    (one,) = read_telephones(printed, territory).phones
    assert (one.words, one.dialled, one.valid, one.doubt) == (printed, dialled, False, doubt)


WITH_FAX = (
    # country, printed, telephones, faxes
    ("GB", "Tel 020 7946 0999 / Fax 020 7946 0998", ["Tel 020 7946 0999"], ["Fax 020 7946 0998"]),
    ("GB", "Fax: 020 7946 0998, Tel: 020 7946 0999", ["Tel: 020 7946 0999"], ["Fax: 020 7946 0998"]),
    ("GB", "Tel 020 7946 0999 Fax 020 7946 0998", ["Tel 020 7946 0999"], ["Fax 020 7946 0998"]),
    ("GB", "T: 020 7946 0999 F: 020 7946 0998", ["T: 020 7946 0999"], ["F: 020 7946 0998"]),
    ("GB", "020 7946 0999, 020 7946 0998 (fax)", ["020 7946 0999"], ["020 7946 0998 (fax)"]),
    ("DE", "Tel. 030 123456, Telefax 030 123457", ["Tel. 030 123456"], ["Telefax 030 123457"]),
    ("VN", "ĐT: 028 3822 1234 - Fax: 028 3822 1235", ["ĐT: 028 3822 1234"], ["Fax: 028 3822 1235"]),
    ("JP", "TEL：03-1234-5678　FAX：03-1234-5679", ["TEL：03-1234-5678"], ["FAX：03-1234-5679"]),
    ("CN", "电话：010-12345678；传真：010-12345679", ["电话：010-12345678"], ["传真：010-12345679"]),
    ("GB", "Tel/Fax 020 7946 0999", ["Tel/Fax 020 7946 0999"], []),
    ("JP", "電話・FAX 03-1234-5678", ["電話・FAX 03-1234-5678"], []),
    ("GB", "Halifax 020 7946 0999", ["Halifax 020 7946 0999"], []),
)


@pytest.mark.parametrize(("territory", "printed", "phones", "faxes"), WITH_FAX)
def test_a_fax_is_no_number_to_call(territory: str, printed: str, phones: list[str], faxes: list[str]) -> None:
    read = read_telephones(printed, territory)
    assert ([one.words for one in read.phones], list(read.faxes)) == (phones, faxes)


def test_there_are_many_telephones_in_many_countries() -> None:
    assert len(ONE) + len(SEVERAL_IN_ONE) + len(REFUSED) + len(DOUBTFUL) > 100
    assert len({territory for territory, *_ in ONE}) > 10


def test_hints_say_what_to_do() -> None:
    hint = {message: read_telephones(words, where).hint for where, words, message in reversed(REFUSED)}
    assert hint[TWO] == SEVERAL
    assert hint[f"'24' {STRAY}"] == f"{SEVERAL}; opening hours belong into 'hours'"
    assert hint[UNCLEAR] == "put the words in brackets behind the number"
    assert hint["the telephone number 'call us' has no digit"] == "write it as people dial it"
    assert "another town" in hint["the telephone number '555-0123' lacks its area code"]
    assert read_telephones("Mar 44", "GB").hint == (
        "write the whole number as people dial it in GB, or with + and the country's code"
    )
    assert "name the clinic's country: 'profile', such as gb" in read_telephones("111", "").hint


# -- short numbers -----------------------------------------------------------------


def test_a_country_s_profile_names_short_numbers_of_its_own() -> None:
    (one,) = read_telephones("こども医療でんわ #8000", "JP", ("%238000",)).phones
    assert (one.number, one.dialled) == ("#8000", "%238000"), "a # in an address would end it"
    assert read_telephones("117", "GB", ("117",)).phones[0].dialled == "117"
    assert read_telephones("117", "", ("117",)).phones[0].dialled == "117"


@pytest.mark.parametrize(
    ("words", "dialled"),
    [("999", "999"), ("116 123", "116123"), ("#8000", "%238000"), ("*21", "*21"), ("１１９", "119")],
)
def test_a_short_number(words: str, dialled: str) -> None:
    assert short_code(words) == Telephone(words, words, dialled)


@pytest.mark.parametrize("words", ["", "call 999", "1234567", "#", "12#", "999 (24 h)", "+44"])
def test_no_short_number(words: str) -> None:
    assert short_code(words) is None


PROFILE = "about: Testland\nextends: default\nterritory: JP\n"


def test_a_profile_s_lines_are_telephones(ward: Ward) -> None:
    lines = 'emergency: "119"\ncrisis: "03-1234-5678"\nshort-codes: ["#8000", "#7119"]\n'
    ward.put("content/profiles/test.yaml", PROFILE + lines)
    ward.put("content/clinics/hill.yaml", CLINIC.replace("020 7946 0123", "#8000 (24時間)") + "profile: test\n")
    library = Library.open(ward.folder)
    profile, clinic = library.profile("test"), library.clinic("hill")
    assert profile.emergency == Telephone("119", "119", "119")
    assert profile.crisis == Telephone("03-1234-5678", "03-1234-5678", "+81312345678")
    assert clinic is not None
    assert clinic.phones == (Telephone("#8000 (24時間)", "#8000", "%238000"),)
    ward.put("content/profiles/next.yaml", PROFILE.replace("default", "test") + 'emergency: ""\n')
    assert Library.open(ward.folder).profile("next").short_codes == (), "who extends a country is another one"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("emergency: ask us", "the emergency number 'ask us' is not a telephone number"),
        ("emergency: '119 (24 h)'", "the emergency number '119 (24 h)' is not a telephone number"),
        ("emergency: ''\ncrisis: 03-1234", "the crisis number '03-1234' is not a telephone number"),
        ("emergency: ''\nshort-codes: ['12345678']", "'12345678' is no short telephone number"),
        ("emergency: ''\nshort-codes: '#8000'", "'short-codes' needs a list, not words"),
    ],
)
def test_a_profile_s_line_that_cannot_be_dialled_is_refused_at_its_line(ward: Ward, line: str, message: str) -> None:
    ward.put("content/profiles/test.yaml", f"{PROFILE}{line}\n")
    with pytest.raises(Unusable) as caught:
        Library.open(ward.folder).profile("test")
    (problem,) = caught.value.problems
    assert (str(problem.origin), problem.message) == (
        f"content/profiles/test.yaml:{3 + line.count(chr(10)) + 1}",
        message,
    )
    assert problem.hint


# -- a clinic's file -----------------------------------------------------------------


def refusals(ward: Ward, phones: str, more: str = "profile: gb\n") -> tuple[int, str]:
    ward.put("content/clinics/hill.yaml", CLINIC.replace('["020 7946 0123"]', phones) + more)
    code, _, err = ward.run("make", "good", "--clinic", "hill")
    return code, err


def test_a_clinic_s_telephone_is_refused_at_its_line(ward: Ward) -> None:
    code, err = refusals(ward, '\n- "020 7946 0123"\n- "Mar 44"\n- "020 7946 0999/0998"')
    assert code == ExitCode.UNUSABLE
    assert "content/clinics/hill.yaml:4: there is no number that can be dialled in 'Mar 44'\n  hint: write" in err
    assert "content/clinics/hill.yaml:5: '0998' is no telephone number by itself" in err
    assert "clinic.xml" not in err


def test_a_doubtful_telephone_is_told_at_its_line_and_printed(ward: Ward) -> None:
    code, err = refusals(ward, '["020 7946 0123", "01632 960123"]')
    assert code == ExitCode.MADE
    assert err.startswith(
        "content/clinics/hill.yaml:2: the telephone '01632 960123' is dialled as +441632960123, and may be wrong\n"
        "  hint: call it, to be sure"
    )


def test_show_clinics_says_what_is_dialled(ward: Ward) -> None:
    ward.put(
        "content/clinics/hill.yaml", CLINIC.replace("020 7946 0123", "Tel. (020) 7946 0123 / 111") + "profile: gb\n"
    )
    out = ward.run("show", "clinics")[1]
    assert "Tel. (020) 7946 0123 dials +442079460123; 111 dials 111" in out


LONG = (
    # country, printed, the ways to print less of it
    ("GB", "020 7946 0999", []),
    ("GB", "Ask at the desk: 020 7946 0999", [("020 7946 0999", "+442079460999")]),
    (
        "GB",
        "Desk: +44 20 7946 0999 ext. 12",
        [
            ("+44 20 7946 0999 ext. 12", "+442079460999;ext=12"),
            ("+44 20 7946 0999", "+442079460999"),
            ("+442079460999", "+442079460999"),
        ],
    ),
    ("JP", "03-1234-5678（内線 12）", [("03-1234-5678", "+81312345678"), ("+81312345678", "+81312345678")]),
    ("GB", "NHS 111", [("111", "111")]),
)


@pytest.mark.parametrize(("territory", "printed", "ways"), LONG)
def test_where_there_is_little_room_less_is_printed_and_dialled(
    territory: str, printed: str, ways: list[tuple[str, str]]
) -> None:
    (one,) = read_telephones(printed, territory).phones
    assert list(one.shorter()) == ways


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_telephone_of_many_words_is_made_on_every_paper(ward: Ward, language: str) -> None:
    words = "Ask for the midwife on duty: +44 (0) 1632 960 123 extension 4567"
    ward.put("content/clinics/hill.yaml", CLINIC.replace("020 7946 0123", words))
    library = Library.open(ward.folder)
    for paper in library.formats():
        second = "" if library.format(paper).languages == 1 else "vi"
        pdf = make(Order("colostrum", language, paper, clinic="hill", second=second), library).files[0]
        with pikepdf.open(io.BytesIO(pdf)) as file:
            found = {str(one.A.URI) for page in file.pages for one in page.get("/Annots", ()) if "/A" in one}
        assert {one for one in found if "1632" in one} <= {"tel:+441632960123", "tel:+441632960123;ext=4567"}
        assert any("1632" in one for one in found), paper


def test_a_telephone_that_has_no_room_at_all_is_told_at_its_line(ward: Ward) -> None:
    ward.stock("templates/themes/default.yaml", "strip.phone: {width: 40mm", "strip.phone: {width: 12mm")
    ward.put("content/clinics/hill.yaml", CLINIC)
    code, _, err = ward.run("make", "good", "--clinic", "hill")
    assert code == ExitCode.UNUSABLE
    assert "content/clinics/hill.yaml:2: the clinic's first telephone number does not fit" in err


# -- values ----------------------------------------------------------------------------


def test_a_clinic_from_values_has_telephones_that_were_read() -> None:
    fields = ("hill", "Hill", ("020 7946 0123",), ("Monday",), ("1 Street",), "", "", "", "gb")
    with pytest.raises(Unusable) as caught:
        Clinic(*fields)  # type: ignore[arg-type]
    (problem,) = caught.value.problems
    assert problem.message == "the telephone '020 7946 0123' of a clinic is not read"
    assert 'telephone("020 7946 0123", "GB")' in problem.hint
    assert Clinic(*fields[:2], (telephone("020 7946 0123", "GB"),), *fields[3:])  # type: ignore[arg-type]
    with pytest.raises(Unusable, match="there are 2 telephone numbers in '999 or 112'"):
        telephone("999 or 112", "GB")


def test_a_number_of_no_country_is_read_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes 80 ms to bring in; clinics that name no country need none of it."""
    monkeypatch.setitem(sys.modules, "phonenumbers", None)
    assert telephone("020 7946 0123").dialled == "02079460123"


def test_what_was_read_is_kept_from_one_start_to_the_next(
    ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEAFLETS_CACHE", str(tmp_path / "cache"))
    ward.put("content/clinics/hill.yaml", CLINIC + "profile: gb\n")
    first = Library.open(ward.folder).clinic("hill")
    monkeypatch.setitem(sys.modules, "phonenumbers", None)
    assert Library.open(ward.folder).clinic("hill") == first


# -- any ---------------------------------------------------------------------------------

GROUPED = st.sampled_from(["{}{}{}", "{} {} {}", "({}) {} {}", "{}-{}-{}", "{}.{}.{}", "{} {}-{}"])
AROUND = st.sampled_from(["", "Tel. ", "電話 ", "Büro: ", "Mon–Fri, ", "☎ "])
BEHIND = st.sampled_from(["", " (24 h)", " (Desk)", ", ask for Mai", "（代）", " 24/7", " – desk"])


@pytest.mark.slow
@given(
    number=st.integers(0, 999), grouped=GROUPED, before=AROUND, behind=BEHIND, wide=st.booleans(), code=st.booleans()
)
@settings(max_examples=300, deadline=None)
def test_whatever_stands_around_a_number_it_is_dialled(
    number: int, grouped: str, before: str, behind: str, wide: bool, code: bool
) -> None:
    digits = f"0{number:03}"
    printed = f"+44 {'20'} 7946 {digits}" if code else grouped.format("020", "7946", digits)
    if wide:
        printed = printed.translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    words = f"{before}{printed}{behind}"
    for territory in ("GB", ""):
        (one,) = read_telephones(words, territory).phones
        assert one.words == words
        assert one.dialled == f"+4420{7946}{digits}" if code or territory else one.dialled == f"0207946{digits}"


PIECES = st.sampled_from(
    ["020 7946 0999", "+44 20 7946 0998", "030 123456", "03-1234-5678", "(0)", "+44 ", "0998", "98", "9", "24 h", "(24 h)", "999",
     "111", " ", " ", " ", "-", "/", "; ", ", ", " or ", "、", "～", "(", ")", ".", "#", "*", "ext. 12", "x12", "内線", "Tel. ", "2. Stock",
     "Mon", "A", "０２０", "８:30", "\n"]
)  # fmt: skip


@pytest.mark.slow
@given(pieces=st.lists(PIECES, min_size=1, max_size=7), territory=st.sampled_from(["GB", "DE", "JP", "US", "VN", ""]))
@settings(max_examples=1_000, deadline=None)
def test_no_digit_is_lost_or_made_up(pieces: list[str], territory: str) -> None:
    """Whatever people type: every telephone dials the digits of the part it names, and no other."""
    words = "".join(pieces)
    read = read_telephones(words, territory)
    assert bool(read.phones) != bool(read.message)
    for one in read.phones:
        assert one.number in one.words
        assert one.words in words
        main, _, extension = one.dialled.partition(";ext=")
        printed = "".join(str(int(char)) for char in one.number if char.isdecimal())
        assert printed.endswith(extension)
        own = printed.removesuffix(extension)
        assert re.fullmatch(r"\+?\d+|[*#]?\d+|%23\d+", main)
        if not main.startswith("+"):
            assert main.lstrip("*").removeprefix("%23") == own
        else:  # of those printed only what leads out of the town or the country is left out
            nation = phonenumbers.national_significant_number(phonenumbers.parse(main))
            assert own.endswith(nation)
            assert len(own) - len(nation) <= 7


@pytest.mark.parametrize(
    ("printed", "dialled"), [("0044 (0) 20 7946 0999", "+442079460999"), ("020_7946_0999", "+442079460999")]
)
def test_more_ways_to_write_one_number(printed: str, dialled: str) -> None:
    (one,) = read_telephones(printed, "GB").phones
    assert (one.words, one.dialled, one.valid) == (printed, dialled, True)


def test_a_clinic_s_fax_is_told_and_not_printed_and_alone_it_is_refused(ward: Ward) -> None:
    code, err = refusals(ward, '["Fax 020 7946 0124", "020 7946 0123"]')
    assert code == ExitCode.MADE
    assert "hill.yaml:2: 'Fax 020 7946 0124' is a fax number, and is not printed" in err
    clinic = Library.open(ward.folder).clinic("hill")
    assert clinic is not None
    assert [str(one) for one in clinic.phones] == ["020 7946 0123"]
    code, err = refusals(ward, '["Fax 020 7946 0124"]')
    assert code == ExitCode.UNUSABLE
    assert "hill.yaml:2: 'Fax 020 7946 0124' is a fax number\n  hint: a fax machine answers it" in err


@pytest.mark.parametrize("words", ["020 7946 l23", "020 7946 0123 - 4", "020 7946 0123-12"])
def test_what_could_be_more_of_a_number_is_refused_where_no_country_is_known(words: str) -> None:
    assert read_telephones(words, "").message


def test_groups_of_two_digits_are_a_number() -> None:
    (found,) = read_telephones("01-23-45-67-89", "").phones
    assert found.dialled == "0123456789"
