"""What was still to be filled in is refused at its line; real words of five languages and more are not."""

from __future__ import annotations

import pytest
from ward import BLOCK, CLINIC, FIRST, TOPIC, Ward

from generator.library.placeholders import unfilled, unfilled_text
from generator.model.problems import ExitCode

LEFT = [
    "{{address}}", "«Name»", "<<tel>>", "<Name>", "${tel}", "{name}", "{0}", "%PHONE%", "#NAME#", "__NAME__", "«AddressBlock»",
    "<<Address_Line_1>>", "«ClinicName»", "[地址]", "[Address]", "tbd", "XXX", "xxxx", "TODO", "待定", "未定", "TBD.",
    "«địa chỉ»", "[Your clinic name]", "[Insert address here]", "Dr [Name], MD", "Insert name here", "Your name here",
    "Tel: TBD", "Address: to be confirmed", "Room TBD", "{% if clinic %}", "lorem ipsum dolor", "Cập nhật sau", "電話：要記入",
]  # fmt: skip
WORDS = [
    "«Les Lilas»", "Maison « La Rue »", "<<Les Lilas>>", "Klinik «Stadt»", "Via XXX Aprile 3", "ABIERTO TODO EL DÍA",
    "0912 345 678 [Mobile]", "020 7946 0123 [Fax: none]", "[24 hours]", "Hospital Street", "Name Street 3", "TBC", "TBA",
    "100% Mama", "Trạm y tế phường 5", "母乳外来（電話）", "【電話】予約制", "【住所】東京都", "Todo sobre lactancia", "XX Clinic", "X",
    "地址路12號", "#12-34 Hill Tower", "#3 Name#4", "Rue XXXI", "To Do-Yeon Clinic", "Your Family Clinic", "Enter by the back door",
    "《名称》诊所", "Placeholder Road", "Bệnh viện «Từ Dũ»", "{Hill}",
]  # fmt: skip


@pytest.mark.parametrize("words", LEFT)
def test_what_was_to_be_filled_in_is_known(words: str) -> None:
    found = unfilled(words, "name" if words != "待定" else "hours")
    assert found is not None, words
    assert found[1] == "write what belongs there; where there is nothing, leave it empty"


@pytest.mark.parametrize("words", WORDS)
def test_words_that_look_like_it_are_words(words: str) -> None:
    assert unfilled(words, "name") is None


def test_a_short_word_for_later_is_one_where_no_name_stands() -> None:
    assert unfilled("TBC", "hours") and unfilled("tba", "phones")


def test_an_address_on_the_web_is_what_it_is() -> None:
    assert unfilled("https://clinic.example/%NAME%/{id}", "web") is None


def test_a_clinic_with_places_left_is_refused_each_at_its_line(ward: Ward) -> None:
    ward.put(
        "content/clinics/hill.yaml",
        'name: "«Name»"\nphones: ["<<tel>>"]\nhours:\n  - TODO\naddress:\n  - "{{address}}"\n  - 1 Sample Street\n',
    )
    err = ward.refused(options="--clinic hill", good=False)
    for line, words in ((1, "«Name»"), (2, "<<tel>>"), (4, "TODO"), (6, "{{address}}")):
        assert f"content/clinics/hill.yaml:{line}: '{words}' stands where something is still to be filled in" in err
    assert err.count(" stands where ") == 4


def test_a_row_of_a_table_too(ward: Ward) -> None:
    ward.put("clinics.csv", "name,phones,address,topics,languages\nHill Clinic,020 7946 0123,{{address}},good,en\n")
    code, _, err = ward.run("run", "clinics.csv", "--output", "out")
    assert code == ExitCode.UNUSABLE
    assert "clinics.csv, row 2, column C 'address': '{{address}}' stands where" in err, err


def test_a_name_on_the_command_line_too(ward: Ward) -> None:
    code, _, err = ward.run("make", "good", "--name", "[Your clinic name]", "--phone", "020 7946 0123")
    assert code == ExitCode.USAGE and "still to be filled in" in err


def test_a_text_that_is_still_to_be_written_is_refused_at_its_line(ward: Ward) -> None:
    ward.blocks("- text: TODO\n- text: Write TODO lists. XXX\n- text: tbd")
    err = ward.refused(f"content/broken.yaml:{FIRST}: 'TODO' stands where words are still to be written")
    assert f"broken.yaml:{FIRST + 2}: 'tbd'" in err and f"broken.yaml:{FIRST + 1}:" not in err
    assert not any(map(unfilled_text, ("Todo lists", "To do", "Todo", "To follow", "TBC", "Fill in", "XX")))


def test_a_translation_that_is_still_to_be_written_is_refused(ward: Ward) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    ward.put("locales/vi/LC_MESSAGES/good.po", f'{head}msgid "Feed often."\nmsgstr "TODO"\n')
    code, _, err = ward.run("make", "good", "--language", "vi", "--draft")
    assert code == ExitCode.UNUSABLE
    assert "locales/vi/LC_MESSAGES/good.po:4: 'TODO' stands where words are still to be written [damage]" in err


def test_a_blank_is_no_translation(ward: Ward) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    ward.put("locales/vi/LC_MESSAGES/good.po", f'{head}msgid "Feed often."\nmsgstr " "\n')
    code, _, err = ward.run("make", "good", "--language", "vi")
    assert code == ExitCode.UNUSABLE and "fault in the program" not in err
    assert "“Feed often.”, “Feeds badly”" in err and "in locales/vi/LC_MESSAGES/good.po" in err


def test_the_clinic_and_the_topic_of_the_tests_are_whole(ward: Ward) -> None:
    ward.put("content/clinics/hill.yaml", CLINIC)
    ward.put("content/broken.yaml", TOPIC.format(title="Other", blocks=BLOCK))
    assert ward.run("make", "broken", "--clinic", "hill")[0] == ExitCode.MADE
