"""What programs have made of a cell is refused by row and column with what happened; whole words are left alone."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from ward import BLOCK, TOPIC, Ward

from generator.library.ruins import doubly_encoded, ruins_in
from generator.model.problems import ExitCode

POWER = "is a number that a spreadsheet has shortened: its digits are lost"
FLOAT = "is a number that a program has worked with: a zero in front is lost"
ERROR = "is an error of a spreadsheet, not words"
DATE = "is a date: a spreadsheet has taken something else for one, such as 9-5"
NOTHING = "is what programs write for nothing"
LOST = "stands where letters were lost when this was saved"
RUINS = [
    ("2.07946E+11", POWER),
    ("2,07946E+11", POWER),
    ("2E10", POWER),
    ("020 7946 0123; 2.07946e+11", POWER),
    ("2079460999.0", FLOAT),
    ("2079460999,00", FLOAT),
    ("########", "is what a column shows that is too narrow"),
    ("###", "is what a column shows that is too narrow"),
    ("#REF!", ERROR),
    ("#VALUE!", ERROR),
    ("#DIV/0!", ERROR),
    ("#N/A", ERROR),
    ("#NAME?", ERROR),
    ("#SPILL!", ERROR),
    ("#BEZUG!", ERROR),
    ("#VALEUR!", ERROR),
    ("Monday #REF!", ERROR),
    ("Err:502", ERROR),
    ("09-May", DATE),
    ("May-09", DATE),
    ("9-Sep-26", DATE),
    ("09. Mai", DATE),
    ("09-mai", DATE),
    ("09-Thg5", DATE),
    ("5月9日", DATE),
    ("2026-05-09 00:00:00", DATE),
    ("1900-01-00", DATE),
    ("2026-05-09T09:00:00Z", DATE),
    ("12/30/99 9:00 AM", DATE),
    ("30.12.1899 09:00:00", DATE),
    ("TRUE", "is a spreadsheet's yes or no, not words"),
    ("Monday; FALSCH", "is a spreadsheet's yes or no, not words"),
    ('["Mon", "Tue"]', "is how a program writes a list, not words"),
    ("['1 Road']", "is how a program writes a list, not words"),
    ("{'town': 'Hill'}", "is how a program writes a list, not words"),
    ("1 Road\\nTown", "is how a program writes a letter, not the letter"),
    ("Hill%20Road", "is how a program writes a letter, not the letter"),
    ("ï»¿Hill", LOST),
    ("9/5/2026", DATE),
    ("09/05/26", DATE),
    ("09.05.2026", DATE),
    ("9-5-2026", DATE),
    ("NaN", NOTHING),
    ("None", NOTHING),
    ("NULL", NOTHING),
    ("N/A", NOTHING),
    ("–", NOTHING),
    ("46348", "is how a spreadsheet counts days and hours, not a time"),
    ("0.395833333333333", "is how a spreadsheet counts days and hours, not a time"),
    ("Smith &amp; Sons", "'&amp;' is how a web page writes '&'"),
    ("Mon&ndash;Fri", "'&ndash;' is how a web page writes '–'"),
    ("Mon&#8211;Fri", "'&#8211;' is how a web page writes '–'"),
    ("1 Road<br>Town", "'<br>' is a mark of a web page, not words"),
    ("1 Road<br/>Town", "'<br/>' is a mark of a web page, not words"),
    ("PhÃ²ng khÃ¡m", "looks like 'Phòng khám' in a wrong encoding"),
    ("Monâ€“Fri", "looks like 'Mon–Fri' in a wrong encoding"),
    ("cÅ“ur", "looks like 'cœur' in a wrong encoding"),
    ("Äá»“ng Há»“", "looks like"),
    ("–ö–ª–∏–Ω–∏–∫–∞", "looks like 'Клиника' in a wrong encoding"),
    ("mÄ“", "looks like 'mē' in a wrong encoding"),
    ("Ph√≤ng kh√°m", "looks like 'Phòng khám' in a wrong encoding"),
    ("åŒ—äº¬å¸‚", "looks like '北京市' in a wrong encoding"),
    ("PhĂ²ng khĂ¡m", "looks like 'Phòng khám' in a wrong encoding"),
    ("NhĂ\xa0 thuốc", "looks like 'Nhà thuốc' in a wrong encoding"),
    ("Ph貌ng kh谩m", "looks like 'Phòng khám' in a wrong encoding"),
    ("Mon鈥揊ri", LOST),
    ("縺薙ｓ縺ｫ縺｡縺ｯ", "looks like 'こんにちは' in a wrong encoding"),
    ("Ph?ng kh?m", LOST),
    ("?????", LOST),
    ("锟斤拷", LOST),
    ("Mon_x000D_Tue", "is how a program writes a letter, not the letter"),
    ("Caf\\u00e9", "is how a program writes a letter, not the letter"),
    ("Caf=C3=A9", "is how a program writes a letter, not the letter"),
]
WHOLE = (
    "Monday to Friday 9:00 to 17:00", "9-5", "Mon–Fri 9:00–17:00", "May to August", "Nan", "Sunday-May closed", "AT&T; Hill",
    "Smith & Sons", "R&D;", "Gruß »Spaß«", "Clínica Ñandú", "Phòng khám Đa khoa Ơ", "さくら助産院", "诊所联通", "陽光婦幼診所",
    "東京都渋谷区1-2-3", "Why? Clinic", "Klinika Dvořák & Kovačević", "Åland", "São José – Köln", "<b>Bold</b>", "5/9",
    "01632 960 123; 01632 960 124", "9. Maistraße 4", "Straße 5 · Łódź", "١٢٣",
    "Clínica “Ñandú”", "«École»", "«\u00a0Café\u00a0»", "„Öko“", "“Étoile” – “Über”", "CAFFÈ”", "PERÒ… “CAFFÈ”", "Lundi –Été", "‘Ölmühle’",
    "«Caffè» — «È»", "“Café”…", "[24h] Monday", "{Hill}", "[Hill] 'Best' [Road]", "True North", "TRUE NORTH", "50%20", "2026-11-22",
    "„SPITAL CASĂ”", "«CASĂ»", "Căminul Ăla", "THĂNG LONG", "K房 卡拉OK", "母乳育児 LLL 日本", "铆钉医院 A座",
)  # fmt: skip


@pytest.mark.parametrize(("words", "said"), RUINS)
def test_a_ruin_is_known_by_its_looks(words: str, said: str) -> None:
    found = list(ruins_in(words, "hours"))
    assert len(found) == 1
    assert said in found[0][0]
    assert found[0][1]


@pytest.mark.parametrize("words", WHOLE)
def test_whole_words_are_left_alone(words: str) -> None:
    assert list(ruins_in(words, "hours")) == []
    assert doubly_encoded(words) == words


def test_every_column_is_looked_at_and_what_is_refused_is_said_once(ward: Ward) -> None:
    columns = ("name", "phones", "hours", "address", "interpreter", "languages", "topics", "formats", "theme", "copies")
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    whole = ("Hill", "020 7946 0123", "Monday", "1 Road", "yes", "en", "good", "a4", "default", "2")
    for at in range(len(columns)):
        writer.writerow([*whole[:at], "#REF!", *whole[at + 1 :]])
    ward.put("t.csv", out.getvalue())
    code, _, err = ward.run("run", "t.csv", "--plan")
    assert code == ExitCode.UNUSABLE
    for row, column in enumerate(columns, 2):
        place = f"column {'ABCDEFGHIJ'[row - 2]} '{column}'"
        assert err.count(f"t.csv, row {row}, {place}: ") == 1
        assert f"t.csv, row {row}, {place}: '#REF!' {ERROR}\n  hint: write what belongs there\n" in err


CASE = """name,phones,hours,address,languages,topics
Sci,"2.07946E+11",Monday,1 Hill Road,en,good
Float,"2079460999.0",Monday,2 Hill Road,en,good
May,"020 7946 0999",09-May,3 Hill Road,en,good
Hash,"020 7946 0998",########,#REF!,en,good
Nan,"020 7946 0997",NaN,None,en,good
Apostrophe,"'02079460995",Monday,5 Hill Road,en,good
Smith &amp; Sons,"020 7946 0994",Mon&ndash;Fri,6 Hill Road<br>Town,en,good
PhÃ²ng khÃ¡m,"020 7946 0993",Monâ€“Fri,7 Hill Road,en,good
"""


def test_a_table_of_ruins_prints_nothing_but_its_whole_row(ward: Ward) -> None:
    """An apostrophe that a spreadsheet puts before digits is taken away; nothing is cut at the ; of an entity."""
    ward.put("t.csv", CASE)
    code, out, err = ward.run("run", "t.csv")
    assert (code, "1 made" in out) == (ExitCode.UNUSABLE, True)
    assert '"phones":["02079460995"]' in (ward.folder / "output/lots.jsonl").read_text(encoding="utf-8")
    for place in (
        "row 2, column B 'phones'", "row 3, column B 'phones'", "row 4, column C 'hours'", "row 5, column C 'hours'",
        "row 5, column D 'address'", "row 6, column C 'hours'", "row 6, column D 'address'", "row 8, column A 'name'",
        "row 8, column C 'hours'", "row 8, column D 'address'", "row 9, column A 'name'", "row 9, column C 'hours'",
    ):  # fmt: skip
        assert f"t.csv, {place}: " in err
    shutil.copy(ward.folder / "output/corrected.csv", ward.folder / "again.csv")
    assert "Mon&ndash;Fri" in Path(ward.folder / "again.csv").read_text(encoding="utf-8-sig")


FILE = """name: NaN
phones: ["020 7946 0123", "2.07946E+11"]
hours:
- Monday to Friday
- "########"
address: ["#REF!", "1 Sample Street<br>Town", "#N/A"]
interpreter: null
web: "https://clinic.example/%C3%A9"
logo: clinics/none.png
"""


def test_a_clinics_file_is_read_as_a_table_is(ward: Ward) -> None:
    """The same reader: what is refused in a cell is refused in the file, once, at its line."""
    ward.put("content/clinics/hill.yaml", FILE)
    err = ward.refused("content/clinics/hill.yaml:1: 'NaN'", options="--clinic hill", good=False)
    said = [line for line in err.splitlines() if line.startswith("content/clinics/hill.yaml:")]
    assert said == [
        f"content/clinics/hill.yaml:1: 'NaN' {NOTHING}",
        f"content/clinics/hill.yaml:2: '2.07946E+11' {POWER}",
        "content/clinics/hill.yaml:5: '########' is what a column shows that is too narrow",
        f"content/clinics/hill.yaml:6: '#REF!' {ERROR}",
        "content/clinics/hill.yaml:6: '<br>' is a mark of a web page, not words",
        f"content/clinics/hill.yaml:6: '#N/A' {ERROR}",
        f"content/clinics/hill.yaml:7: 'null' {NOTHING}",
        "content/clinics/hill.yaml:9: there is no file 'content/clinics/none.png'",
    ]


def test_a_clinic_in_a_run_file_is_read_so_too(ward: Ward) -> None:
    words = """name: "#REF!", phones: ["020 7946 0123"], topics: [good], languages: [en]"""
    ward.put("run.yaml", f"clinics: [{{{words}}}]\n")
    code, _, err = ward.run("run", "run.yaml", "--plan")
    assert (code, f"run.yaml:1: '#REF!' {ERROR}" in err) == (ExitCode.UNUSABLE, True), err


@pytest.mark.parametrize(
    ("file", "words", "place"),
    [
        (
            "content/clinics/hill.yaml",
            f'name: {"a" * 999_000}\nphones: ["020 7946 0123"]\n',
            ":1: these words have 999,000 c",
        ),
        (
            "content/broken.yaml",
            TOPIC.format(title="a" * 999_000, blocks=BLOCK),
            ":1: these words have 999,000 letters",
        ),
    ],
    ids=["clinic", "topic"],
)
def test_words_without_end_are_blamed_and_not_the_template(ward: Ward, file: str, words: str, place: str) -> None:
    ward.put(file, words)
    options = "--clinic hill" if "clinics" in file else ""
    err = ward.refused(f"{file}{place}", options=options, good=not options)
    assert "templates/" not in err


def test_yes_and_no_of_a_spreadsheet_are_an_answer_where_one_is_asked() -> None:
    assert [list(ruins_in("TRUE", column)) for column in ("interpreter", "colostrum")] == [[], []]
