"""Tables as real clinics would have them: what is read of each, what is told, what is refused and why."""

from __future__ import annotations

from typing import Any

import pytest
from books import book
from ward import Ward

from generator.library.library import Library
from generator.model.problems import Unusable
from generator.run.orders.read import read_wish
from generator.run.orders.wish import Wish

HEAD = ("Clinic name", "Phone number", "Languages", "Leaflets")
HILL = ("Hill", "020 7946 0101", "English", "Leaking milk")
DALE = ("Dale", "020 7946 0102", "English", "Leaking milk")
Rows = tuple[tuple[object, ...], ...]


def wish(ward: Ward, rows: Rows, merges: tuple[str, ...] = ()) -> Wish:
    def change(sheet: Any) -> None:
        for cells in merges:
            sheet.merge_cells(cells)

    ward.put("t.xlsx", book(*rows[1:], head=rows[0], change=change))  # type: ignore[arg-type]
    return read_wish(ward.folder / "t.xlsx", Library.open(ward.folder))


READ: tuple[tuple[str, Rows, tuple[str, ...], dict[str, str], str], ...] = (
    # what it is, rows, merged cells, first telephone by name, a part of the notes
    (
        "headings of regions between the clinics",
        (HEAD, ("North region",), HILL, ("South region",), DALE),
        ("A2:D2", "A4:D4"),
        {"Hill": "020 7946 0101", "Dale": "020 7946 0102"},
        "headings between clinics, rows 2, 4, not read: 'North region', 'South region'",
    ),
    (
        "a column of regions, merged down",
        (("Region", *HEAD), ("North", *HILL), (None, *DALE)),
        ("A2:A3",),
        {"Hill": "020 7946 0101", "Dale": "020 7946 0102"},
        "columns that are not read: 'Region'",
    ),
    ("numbered rows", (("No.", *HEAD), (1, *HILL)), (), {"Hill": "020 7946 0101"}, "not read: 'No.'"),
    (
        "numbered languages",
        (("Clinic name", "Phone", "Language 1", "Language 2", "Leaflets"), ("Hill", "020 7946 0101", "English", "Vietnamese", "LM")),
        (),
        {"Hill": "020 7946 0101"},
        "",
    ),
    (
        "telephone and fax in one column",
        (("Clinic", "Tel/Fax", "Languages", "Leaflets"), ("Hill", "Fax 020 7946 0102 / Tel 020 7946 0101", "English", "LM")),
        (),
        {"Hill": "Tel 020 7946 0101"},
        "",
    ),
    (
        "Vietnamese",
        (
            ("STT", "Tên cơ sở y tế", "Số điện thoại", "Giờ làm việc", "Ngôn ngữ", "Tờ rơi", "Số lượng", "Ghi chú"),
            (1, "Trạm Y tế phường 5", "028 3822 1234", "T2–T6: 7g30–17g", "Tiếng Việt", "Rỉ sữa", "50", ""),
        ),
        (),
        {"Trạm Y tế phường 5": "028 3822 1234"},
        "not read: 'STT', 'Ghi chú'",
    ),
    (
        "Japanese, with wide digits",
        (
            ("番号", "施設名", "電話番号", "ＦＡＸ", "診療時間", "言語", "リーフレット", "部数"),
            (1, "さくら助産院", "03-1234-5678（代表）", "03-1234-5679", "月〜金 9:00〜17:00", "日本語・英語", "母乳がもれるとき", "３０"),
        ),
        (),
        {"さくら助産院": "03-1234-5678（代表）"},
        "not read: '番号', 'ＦＡＸ'",
    ),
    (
        "Chinese, an extension behind its sign",
        (
            ("序号", "医院名称", "联系电话", "门诊时间", "语种", "主题", "数量"),
            (1, "仁爱医院", "010-12345678转8001", "周一至周五 8:00—17:00", "中文简体", "漏奶", 50),
        ),
        (),
        {"仁爱医院": "010-12345678转8001"},
        "",
    ),
    (
        "questions of a form",
        (
            ("Timestamp", "What is the name of your clinic?", "What is your telephone number, with area code?",
             "Which languages do you need? (tick all that apply)", "Which leaflets would you like?", "How many of each?", "Anything else?"),
            ("2026/11/20 9:13", "Hill", "020 7946 0101", "English, Vietnamese", "Leaking milk, Your first milk", "25", "Thank you!"),
        ),
        (),
        {"Hill": "020 7946 0101"},
        "not read: 'Timestamp', 'Anything else?'",
    ),
    (
        "marks and remarks in the names of columns",
        (("Clinic name\n(as it should appear)*", "Phone number\n(incl. area code)*", "Language(s)\nrequired", "Which leaflet(s)?"), HILL),
        (),
        {"Hill": "020 7946 0101"},
        "",
    ),
    (
        "a title, a day, an empty first column",
        ((None, "Leaflet orders"), (None, "as of 1 May 2026"), (None,), (None, *HEAD), (None, *HILL)),
        (),
        {"Hill": "020 7946 0101"},
        "above the names of the columns, rows 1, 2, not read: 'Leaflet orders', 'as of 1 May 2026'",
    ),
    ("gaps between all rows", (HEAD, HILL, (), DALE), (), {"Hill": "020 7946 0101", "Dale": "020 7946 0102"}, ""),
    (
        "one name in two towns",
        (HEAD, HILL, ("Hill", *DALE[1:])),
        (),
        {"Hill": "020 7946 0102"},
        "",
    ),
)  # fmt: skip


@pytest.mark.sweep
@pytest.mark.parametrize(("rows", "merges", "phones", "note"), [one[1:] for one in READ], ids=[one[0] for one in READ])
def test_an_office_s_table_is_read(
    ward: Ward, rows: Rows, merges: tuple[str, ...], phones: dict[str, str], note: str
) -> None:
    found = wish(ward, rows, merges)
    assert [one.words(found.table) for one in found.refused] == []
    assert {one.clinic.title: str(one.clinic.phones[0]) for one in found.wanted} == phones
    assert note in "\n".join(found.notes)
    assert all(len(one.choice.topics) < 3 and len(one.choice.languages) < 3 for one in found.wanted), "as ordered"


REFUSED: tuple[tuple[str, Rows, str], ...] = (
    # what it is, rows, what is said
    (
        "ticks below languages",
        (("Clinic name", "Phone", "English", "Vietnamese"), ("Hill", "020 7946 0101", "x", "")),
        "called 'Vietnamese' (D)\n  hint: write the languages of each clinic into one column, 'Languages'",
    ),
    (
        "ticks below titles of leaflets",
        (("Clinic name", "Phone", "Leaking milk", "Sữa đầu"), ("Hill", "020 7946 0101", "x", "")),
        "called 'Leaking milk' (C)\n  hint: write the topics of each clinic into one column, 'Leaflets'",
    ),
    (
        "ticks below papers",
        (("Clinic name", "Phone", "A4", "A5"), ("Hill", "020 7946 0101", "x", "")),
        "called 'A5' (D)\n  hint: write the formats of each clinic into one column, 'Paper'",
    ),
    (
        "copies of each language",
        (("Clinic name", "Phone", "Copies EN", "Copies VI"), ("Hill", "020 7946 0101", 10, 20)),
        "called 'Copies EN' (C)\n  hint: it speaks of 'copies': call it one of Languages, Leaflets, Paper, No. of copies",
    ),
    (
        "area codes in a column of their own",
        (("Clinic name", "Area code", "Phone number"), ("Hill", "020", "7946 0101")),
        "called 'Area code' (B)\n  hint: write it before the number, in one column, 'Phone number'",
    ),
    (
        "names of columns below one another",
        (("Clinic name", "Hill", "Dale"), ("Phone number", "020 7946 0101", "020 7946 0102")),
        "hint: the names stand below one another: turn the table",
    ),
    (
        "two columns of languages that say different things",
        (("Clinic name", "Phone", "Language", "Languages needed"), ("Hill", "020 7946 0101", "English", "English")),
        "the column 'languages' stands twice: columns C 'Language', D 'Languages needed'",
    ),
)


@pytest.mark.parametrize(("rows", "said"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
def test_an_office_s_table_is_refused_with_the_reason(ward: Ward, rows: Rows, said: str) -> None:
    with pytest.raises(Unusable) as caught:
        wish(ward, rows)
    assert said in "\n".join(map(str, caught.value.problems))


def test_a_row_of_one_merged_cell_that_is_more_than_a_heading_is_refused(ward: Ward) -> None:
    found = wish(ward, (HEAD, ("Hill", None, None, "Leaking milk"), DALE), ("A2:B2",))
    assert {one.row for one in found.refused} == {2}
    assert "the cells A2:B2 are merged" in [one.message for one in found.refused]


@pytest.mark.parametrize(
    ("leaflet", "hint"),
    [
        ("Leaking mlik", "did you mean 'managing-leakage' (Leaking milk)?"),
        ("Leeking milk", "did you mean 'managing-leakage' (Leaking milk)?"),
        ("Rỉ sửa", "did you mean 'managing-leakage' (Leaking milk)?"),
        ("managing-leakages", "did you mean 'managing-leakage'?"),
        ("vaccines for all", "known: broken (Other words), colostrum (Your first milk)"),
    ],
)
def test_a_title_that_is_misspelt_is_told_with_the_one_that_was_meant(ward: Ward, leaflet: str, hint: str) -> None:
    found = wish(ward, (HEAD, (*HILL[:3], leaflet)))
    assert [one.message for one in found.refused] == [f"there is no topic called '{leaflet}'"]
    assert found.refused[0].hint.startswith(hint)
