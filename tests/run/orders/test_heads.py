"""Tables as offices have them: what columns are called, what stands above and below, in which file; in five languages."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from books import HEAD, HILL, book, repacked, with_part
from ward import Ward

from generator.library.library import Library
from generator.model.problems import ExitCode, Problem
from generator.run.orders.choices import answer, called, country, split
from generator.run.orders.columns import about_orders, column_of, near_column
from generator.run.orders.heads import find_head, rows_called
from generator.run.orders.read import read_wish
from generator.run.orders.table import Table
from generator.run.orders.tables import read_table

CALLED = {
    "name": "name|Clinic name|CLINIC|Name (as printed)|Practice|Tên phòng khám|Ten phong kham|诊所名称|醫院名稱|クリニック名|施設名",
    "phones": "phones|Phone number|Phone Number *|Phone no.|Tel.|TEL|Telephone:|Phone 2|Số điện thoại|so dien thoai|SĐT|"
    "联系电话|电话号码|聯絡電話|電話番号|電話",
    "hours": "hours|Opening hours|Opening-hours|Opening times|Giờ mở cửa|Gio lam viec|营业时间|門診時間|診療時間|受付時間",
    "address": "address|Street address|Address line 2|Town/City|Postcode|Địa chỉ|地址|住所|所在地",
    "interpreter": "interpreter|Interpreter?|Phiên dịch|口译|通訳",
    "web": "web|Website|Web address|URL|Trang web|网站|網址|ホームページ",
    "lots": "lots|Sheet check address|Lot check|Desk address|Địa chỉ kiểm tra|dia chi kiem tra|核对网址|查詢網址|確認用アドレス",
    "languages": "languages|Language(s)|Languages needed|Ngôn ngữ|语言|語言|言語",
    "topics": "topics|Leaflets|Leaflet title|Chủ đề|主题|主題|テーマ",
    "formats": "formats|Paper size|Khổ giấy|纸张|用紙サイズ",
    "copies": "copies|No. of copies|Number of copies|Qty|Số lượng|份数|數量|部数",
    "profile": "profile|Country|Quốc gia|国家|國家|国",
    "colours": "colours|Brand colors|Màu|颜色|顏色",
    "theme": "theme|Style",
    "edition": "edition",
    "": "E-mail|Email|Notes|Fax|Contact person|Region|備考|ghi chú|E-Mail|Bemerkung|Courriel|Correo electrónico|Nummer",
}
EUROPEAN = {
    "name": "Name der Klinik|Praxis|Nom de la clinique|Établissement|Nombre de la clínica|Clinica|Nom",
    "phones": "Telefon|Telefonnummer 2|Tel.-Nr.|Rufnummer|Téléphone|N° de téléphone|Tél.|Teléfono|N.º de teléfono|Telefono",
    "hours": "Öffnungszeiten|Oeffnungszeiten|OFFNUNGSZEITEN|Sprechzeiten|Heures d’ouverture|Horaires|Horario de atención",
    "address": "Adresse|Anschrift|Straße|Strasse/Nr.|PLZ, Ort|Code postal|Ville|Dirección|Código postal",
    "interpreter": "Dolmetscher|Interprète|Intérprete",
    "web": "Webseite|Internetadresse|Site web|Sitio web|Página web",
    "lots": "Prüfadresse|Adresse de vérification|Lien de vérification|Dirección de verificación",
    "languages": "Sprache(n)|Gewünschte Sprachen|Langues souhaitées|Idiomas",
    "topics": "Merkblätter|Themen|Dépliants|Thème|Folletos",
    "copies": "Exemplare|Anzahl Exemplare|Stückzahl|Nombre d'exemplaires|Quantité|Nº de copias|Cantidad",
    "formats": "Papierformat|Taille du papier|Tamaño de papel",
    "profile": "Land|Pays|País",
    "name_language": "Sprache des Namens|Langue du nom|Idioma del nombre",
}


@pytest.mark.parametrize(
    ("words", "column"),
    [(one, name) for table in (CALLED, EUROPEAN) for name, all_ in table.items() for one in all_.split("|")],
)
def test_a_column_answers_to_what_people_call_it(words: str, column: str) -> None:
    assert column_of(words) == column


GERMAN = """Stillmerkblätter 2026;;;;;;;
Praxis;Telefon;Öffnungszeiten;Straße;PLZ/Ort;E-Mail;Gewünschte Sprachen;Exemplare
Praxis Beispiel;+44 20 7946 0123;Mo–Fr 9–17 Uhr;Musterweg 1;00000 Musterstadt;info@praxis.example;Englisch;40
Geburtshaus Muster;020 7946 0124;;;;;Alle Sprachen;1
Summe;;;;;;;41
"""


@pytest.mark.slow
def test_a_german_table_is_read_as_it_stands(ward: Ward) -> None:
    ward.put("t.csv", GERMAN)
    wish = read_wish(ward.folder / "t.csv", Library.open(ward.folder))
    assert (wish.refused, wish.problems) == ((), ())
    first, second = wish.wanted
    assert (first.clinic.title, first.clinic.hours) == ("Praxis Beispiel", ("Mo–Fr 9–17 Uhr",))
    assert first.clinic.address == ("Musterweg 1", "00000 Musterstadt")
    assert (first.choice.languages, first.copies) == (("en",), 40)
    assert len(second.choice.languages) == len(Library.open(ward.folder).languages())
    assert [one for one in wish.notes if "'E-Mail'" in one]
    ward.put("t.csv", GERMAN.replace("Exemplare", "Anzahl Merkblätter"))  # says what is ordered: never passed over
    assert "there is no column called 'Anzahl Merkblätter'" in ward.run("run", "t.csv", "--plan")[2]


@pytest.mark.parametrize("name", ["nummer", "stand", "kontakt", "responsable", "provincia", "remarques", "bemerkung"])
def test_what_is_near_to_none_of_ours_is_passed_over(name: str) -> None:
    assert near_column(name) == about_orders(name) == ""


LANGUAGES = {
    "vi": "Vietnamesisch|vietnamien|vietnamita|vi|VI|vi-VN|Vietnamese|vietnamese|Tiếng Việt|tieng viet|Việt|越南语|越南文|ベトナム語",
    "ja": "ja|Japanese|日本語|日语|日文|Tiếng Nhật|ja-JP",
    "en": "en|en-GB|English|英語|英文|Tiếng Anh",
    "zh_Hans": "zh-Hans|zh_hans|zh-CN|Simplified Chinese|Chinese (Simplified)|简体中文|中文 (简体)|簡体中国語",
    "zh_Hant": "Chinesisch (traditionell)|chinois traditionnel|chino tradicional|zh-Hant|zh-TW|zh-HK|Traditional Chinese|繁體中文|繁体中文|中文 (繁體)",
    "": "Chinese|中文|klingon|jp|xx",
}


@pytest.mark.parametrize(
    ("words", "name"), [(one, name) for name, all_ in LANGUAGES.items() for one in all_.split("|")]
)
def test_a_language_answers_to_its_names(words: str, name: str) -> None:
    assert called(words, "languages", Library.open()) == name


@pytest.mark.parametrize(
    ("words", "name", "parts"),
    [
        ("Tiếng Việt; English", "languages", ("Tiếng Việt", "English")),
        ("Vietnamese English", "languages", ("Vietnamese", "English")),
        ("Simplified Chinese, 日本語", "languages", ("Simplified Chinese", "日本語")),
        ("English/Vietnamese and Japanese", "languages", ("English", "Vietnamese", "Japanese")),
        ("Vietnamesisch und Japanisch", "languages", ("Vietnamesisch", "Japanisch")),
        ("inglés y chino simplificado", "languages", ("inglés", "chino simplificado")),
        ("Alle Sprachen", "languages", ("all",)),
        ("All languages", "languages", ("all",)),
        ("すべて", "languages", ("all",)),
        ("Leaking milk; colostrum", "topics", ("Leaking milk", "colostrum")),
        ("colostrum danger-signs", "topics", ("colostrum", "danger-signs")),
        ("no such leaflet", "topics", ("no such leaflet",)),
    ],
)
def test_names_in_a_cell_are_parted_as_people_part_them(words: str, name: str, parts: tuple[str, ...]) -> None:
    assert split(words, name, Library.open()) == parts


def test_topics_papers_and_looks_answer_to_titles_and_capitals() -> None:
    library = Library.open()
    assert called("Leaking milk", "topics", library) == "managing-leakage"
    assert called("Managing leakage", "topics", library) == "managing-leakage"
    assert called("A4", "formats", library) == "a4"
    assert called("High Contrast", "theme", library) == "high-contrast"
    assert called("Both", "edition", library) == "both"
    assert [answer(one) for one in ("TRUE", "Có", "はい", "x", "Ja", "oui")] == ["yes"] * 6
    assert [answer(one) for one in ("No", "無", "Nein", "Ask us.")] == ["", "", "", "Ask us."]


@pytest.mark.parametrize(
    ("words", "profile"),
    [
        ("gb", "gb"), ("GB", "gb"), ("UK", "gb"), ("U.K.", "gb"), ("United Kingdom", "gb"), ("England", "gb"),
        ("Vietnam", "vn"), ("Việt Nam", "vn"), ("viet nam", "vn"), ("越南", "vn"), ("ベトナム", "vn"), ("日本", "jp"),
        ("Nhật Bản", "jp"), ("Vereinigtes Königreich", "gb"), ("Royaume-Uni", "gb"), ("Großbritannien", "gb"), ("Japón", "jp"),
        ("Taiwan", "tw"), ("台灣", "tw"), ("Hong Kong", "hk"), ("USA", "us"), ("中国", "cn"),
        ("default", "default"), ("France", "France"), ("nowhere", "nowhere"),
    ],
)  # fmt: skip
def test_a_country_answers_to_its_names(words: str, profile: str) -> None:
    assert country(words, Library.open()) == profile


def read(tmp_path: Path, data: bytes | str, name: str = "t.csv") -> tuple[Table | None, str]:
    (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    problems: list[Any] = []
    table = read_table(tmp_path / name, name, ("name", "phones"), problems, ("phones",))
    return table, "\n".join(map(str, problems))


def test_columns_that_are_none_of_ours_are_named_and_passed_over(tmp_path: Path) -> None:
    table, _ = read(tmp_path, "Clinic name,E-mail,Phone number,,Notes\nHill,a@x.example,020 7946 0123,?,new\n")
    assert table is not None
    assert (table.columns, dict(table.rows[0].cells)) == (
        ("name", "phones"),
        {"name": "Hill", "phones": "020 7946 0123"},
    )
    assert table.notes == (
        "t.csv: columns that are not read: 'E-mail', 'Notes'",
        "t.csv: columns without a name are not read: D",
    )


def test_a_column_whose_name_is_only_misspelt_is_no_column_to_pass_over(tmp_path: Path) -> None:
    table, problems = read(tmp_path, "name,phones,Adress,Copys\nHill,020 7946 0123,1 Road,2\n")
    assert table is None
    assert "there is no column called 'Adress' (C)\n  hint: did you mean 'Address'?" in problems
    assert "there is no column called 'Copys' (D)\n  hint: did you mean 'No. of copies'?" in problems


def test_several_columns_of_one_sort_are_one_list(tmp_path: Path) -> None:
    table, _ = read(
        tmp_path, "name,Phone 1,Phone 2,Street,Town,Postcode\nHill,020 7946 0123,,1 Road,Riverside,RV1\nDale,1,2,a,,c\n"
    )
    assert table is not None
    assert dict(table.rows[0].cells) == {"name": "Hill", "phones": "020 7946 0123", "address": "1 Road; Riverside; RV1"}
    assert table.rows[1].cells["phones"] == "1; 2"
    assert table.columns == ("name", "phones", "address")


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_title_above_and_remarks_below_are_named(tmp_path: Path, sign: str) -> None:
    rows = (
        "Leaflets, spring 2026",
        "",
        "Clinic name|Phone number|No. of copies",
        "Hill|020 7946 0123|100",
        "Clinic name|Phone number|No. of copies",
        "Dale|020 7946 0124|50",
        "Total||150",
        "",
        "Numbers checked in May.",
        "Questions: ask the office.",
    )
    table, problems = read(tmp_path, "\n".join(f'"{row}"' if "," in row else row.replace("|", sign) for row in rows))
    assert table is not None, problems
    assert [row.cells["name"] for row in table.rows] == ["Hill", "Dale"]
    assert table.notes == (
        "t.csv: above the names of the columns, row 1, not read: 'Leaflets, spring 2026'",
        "t.csv: sums and repeated names of columns are not read: rows 5, 7",
        "t.csv: below the table, rows 9, 10, not read: 'Numbers checked in May.', 'Questions: ask the office.'",
    )


def test_a_clinic_without_a_number_at_the_end_is_no_remark(tmp_path: Path) -> None:
    """It stands right below the others; and what a gap parts from them is a clinic when it has a number."""
    table, _ = read(tmp_path, "name,phones\nHill,020 7946 0123\nDale,\n")
    assert table is not None
    assert [row.number for row in table.rows] == [2, 3]
    table, _ = read(tmp_path, "name,phones\nHill,020 7946 0123\n\nDale,020 7946 0124\n\nVale,020 7946 0125\n")
    assert table is not None
    assert ([row.number for row in table.rows], table.notes) == ([2, 4, 6], ())


def test_where_gaps_part_clinics_only_a_sentence_is_a_remark(tmp_path: Path) -> None:
    rows = "name,phones\nHill,020 7946 0123\n\nDale,020 7946 0124\n\nVale,\n"
    table, _ = read(tmp_path, rows)
    assert table is not None
    assert ([row.number for row in table.rows], table.notes) == ([2, 4, 6], ())
    table, _ = read(tmp_path, f"{rows}\n* as told in March\n")
    assert table is not None
    assert [row.number for row in table.rows] == [2, 4, 6]
    assert table.notes == ("t.csv: below the table, row 8, not read: '* as told in March'",)


def test_a_gap_that_hidden_rows_leave_is_no_empty_row(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True

    table, _ = read(tmp_path, book(HILL, HILL, ("Vale",), change=change), "t.xlsx")
    assert table is not None
    assert [row.number for row in table.rows] == [2, 4]


def test_names_of_columns_in_two_rows_are_read_together(tmp_path: Path) -> None:
    """Some are merged down over both rows, some stand below a heading that is merged across."""

    def change(sheet: Any) -> None:
        for cells in ("A1:D1", "A2:A3", "B2:C2", "D2:D3"):
            sheet.merge_cells(cells)

    rows = (
        ("Clinics of the spring", None, None, None),
        ("Clinic name", "Contact", None, "No. of copies"),
        (None, "Phone number", "Opening hours", None),
        ("Hill", "020 7946 0123", "Monday", "20"),
    )
    table, problems = read(tmp_path, book(*rows[1:], head=rows[0], change=change), "t.xlsx")
    assert table is not None, problems
    assert table.refused == ()
    assert dict(table.rows[0].cells) == {"name": "Hill", "phones": "020 7946 0123", "hours": "Monday", "copies": "20"}


CLINIC_HEADS = ("Clinic name", "Phone", "Opening hours", "Address")
ORDER_HEADS = ("Languages", "Leaflets", "Copies")
ROW = ("Hill", "020 7946 0123", "Monday", "1 Road", "English", "Leaking milk", "20")
WHOLE = {
    "name": "Hill", "phones": "020 7946 0123", "hours": "Monday", "address": "1 Road", "languages": "English",
    "topics": "Leaking milk", "copies": "20",
}  # fmt: skip
DOWN = ("A1:A2", "B1:B2", "C1:C2", "D1:D2")


@pytest.mark.parametrize(
    ("first", "second", "merges"),
    [
        (CLINIC_HEADS, (None,) * 4 + ORDER_HEADS, DOWN),
        ((*CLINIC_HEADS, "Order"), (None,) * 4 + ORDER_HEADS, (*DOWN, "E1:G1")),
        ((*CLINIC_HEADS, "Materials"), (None,) * 4 + ORDER_HEADS, DOWN),
        ((*CLINIC_HEADS, "Leaflets"), (None,) * 4 + ("Language", "Title", "Copies"), (*DOWN, "E1:G1")),
        ((*CLINIC_HEADS, "Leaflets"), (None,) * 4 + ("Language", "Title", "Copies"), DOWN[:2]),
        ((*CLINIC_HEADS, *ORDER_HEADS[:2], None), (None,) * 6 + ("Copies",), (*DOWN, "E1:E2", "F1:F2")),
        (("Clinic name", "Contact", None, None, *ORDER_HEADS), (None, *CLINIC_HEADS[1:]), ("A1:A2", "B1:D1", "E1:E2")),
        (("Clinic", None, None, None, "Wishes"), (*CLINIC_HEADS, *ORDER_HEADS), ("A1:D1", "E1:G1")),
        ((*CLINIC_HEADS[:3], None, *ORDER_HEADS), (None,) * 3 + ("Address",), DOWN[:1]),
        ((*CLINIC_HEADS[:3], "Address", *ORDER_HEADS), (None,) * 7, ("A1:A2", "G1:G2")),
    ],
)
def test_names_of_columns_may_stand_in_two_rows_some_merged_down_or_across(
    tmp_path: Path, first: tuple[str | None, ...], second: tuple[str | None, ...], merges: tuple[str, ...]
) -> None:
    def change(sheet: Any) -> None:
        for cells in merges:
            sheet.merge_cells(cells)

    table, problems = read(tmp_path, book(second, ROW, head=first, change=change), "t.xlsx")  # type: ignore[arg-type]
    assert table is not None, problems
    assert table.refused == ()
    assert [dict(row.cells) for row in table.rows] == [WHOLE]
    rows = [[one or "" for one in row] for row in (first, second, ROW)]
    table, problems = read(tmp_path, "\n".join(";".join(row) for row in rows))
    assert table is not None, problems
    assert [dict(row.cells) for row in table.rows] == [WHOLE], "as CSV, which knows no merged cells"


def test_a_clinic_is_no_second_row_of_names(tmp_path: Path) -> None:
    """It has a name or a number; a name that is merged down over it does not make it one."""

    def change(sheet: Any) -> None:
        sheet.merge_cells("A1:A2")

    table, _ = read(tmp_path, book((None, "020 7946 0123", "Monday", "1 Road"), change=change), "t.xlsx")
    assert table is not None
    assert [row.number for row in table.rows] == [2]
    table, _ = read(tmp_path, "name,phones,topics\nHill,,Leaflets\n,020 7946 0123,colostrum\n")
    assert table is not None
    assert [row.number for row in table.rows] == [2, 3]


def test_columns_of_a_group_of_telephones_are_a_list_and_names_of_persons_are_not_the_clinic_s(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        for cells in ("A1:A2", "B1:C1", "D1:E1"):
            sheet.merge_cells(cells)

    rows = ((None, "Day", "Night", "Name", "E-mail"), ("Hill", "020 7946 0123", "020 7946 0124", "Mai", "a@b.example"))
    table, problems = read(
        tmp_path, book(*rows, head=("Clinic", "Phone", "", "Contact person", ""), change=change), "t.xlsx"
    )
    assert table is not None, problems
    assert [dict(row.cells) for row in table.rows] == [
        {"name": "Hill", "phones": "Day 020 7946 0123; Night 020 7946 0124"}
    ]
    assert table.notes == ("t.xlsx: columns that are not read: 'Contact person Name', 'Contact person E-mail'",)


def test_names_merged_down_over_both_rows_of_names_are_read_whatever_they_are(tmp_path: Path) -> None:
    """None of them is ours; one speaks of what is ordered, and must not be taken for a column without a name."""

    def change(sheet: Any) -> None:
        for cells in ("A1:A2", "B1:C1", "D1:D2"):
            sheet.merge_cells(cells)

    def head(last: str) -> Any:
        rows = ((None, "Clinic name", "Phone", None), ("1", "Hill", "020 7946 0123", "by invoice"))
        return read(tmp_path, book(*rows, head=("No.", "Clinic", "", last), change=change), "t.xlsx")

    table, problems = head("Remarks")
    assert table is not None, problems
    assert table.notes == ("t.xlsx: columns that are not read: 'No.', 'Remarks'",)
    _, problems = head("Wishes for languages")
    assert problems.startswith("t.xlsx:2: there is no column called 'Wishes for languages' (D)")


def test_words_beyond_the_last_name_of_a_column_are_told(tmp_path: Path) -> None:
    table, _ = read(tmp_path, book((*HILL, "the second one on the left")), "t.xlsx")
    assert table is not None
    assert table.notes == (f"t.xlsx: columns without a name are not read: {'ABCDEFG'[len(HILL)]}",)


@pytest.mark.parametrize(
    ("first", "second", "cells", "hours"),
    [
        (("Opening hours", ""), ("Mon–Fri", "Sat"), ("9–17", "closed"), "Mon–Fri 9–17; Sat closed"),
        (("Opening hours", ""), ("Mon–Fri", "Sat"), ("Mon-Fri 9-17", ""), "Mon-Fri 9-17"),
        (("Opening hours", ""), ("1", "2."), ("Monday 9–17", "Friday"), "Monday 9–17; Friday"),
        (("", ""), ("Opening hours (required)", "Remarks"), ("Monday 9–17", ""), "Monday 9–17"),
    ],
)
def test_what_only_the_name_of_a_column_says_of_the_hours_is_printed(
    tmp_path: Path, first: tuple[str, str], second: tuple[str, str], cells: tuple[str, str], hours: str
) -> None:
    """'9–17' and 'closed' were printed below one another, and nobody knew when."""

    def change(sheet: Any) -> None:
        for merge in ("A1:A2", "B1:B2", *(["C1:D1"] if first[0] else [])):
            sheet.merge_cells(merge)

    rows = ((None, None, *second), ("Hill", "020 7946 0123", *cells))
    data = book(*rows, head=("Clinic name", "Phone", *first), change=change)
    table, problems = read(tmp_path, data, "t.xlsx")
    assert table is not None, problems
    assert table.rows[0].cells["hours"] == hours


def test_a_hidden_column_is_told_by_the_upper_row_of_names_too(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.merge_cells("C1:C2")
        sheet.column_dimensions["C"].hidden = True

    rows = ((None, "Phone", None), ("Hill", "020 7946 0123", "English"))
    _, problems = read(tmp_path, book(*rows, head=("Clinic name", "Contact", "Languages"), change=change), "t.xlsx")
    assert "the column C 'Languages' is hidden: without it each clinic would get all leaflets" in problems


def test_a_group_about_orders_is_not_passed_over(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.merge_cells("C1:D1")

    rows = ((None, None, "Spring", "Autumn"), ("Hill", "020 7946 0123", "colostrum", "all"))
    head = ("Clinic name", "Phone", "Leaflets", "")

    def change_all(sheet: Any) -> None:
        change(sheet)
        sheet.merge_cells("A1:A2")

    _, problems = read(tmp_path, book(*rows, head=head, change=change_all), "t.xlsx")
    assert "there is no column called 'Leaflets Spring' (C)\n  hint: it speaks of 'leaflets'" in problems


def test_a_name_merged_across_columns_names_all_of_them(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.merge_cells("B1:C1")

    data = book(("Hill", "020 7946 0123", "020 7946 0124"), head=("name", "Phones", None), change=change)
    table, problems = read(tmp_path, data, "t.xlsx")
    assert table is not None, problems
    assert table.rows[0].cells["phones"] == "020 7946 0123; 020 7946 0124"


def test_copies_may_have_a_mark_between_thousands_in_a_workbook(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        for row, code in ((2, "#,##0"), (3, "#,##0,"), (4, "0.00")):
            sheet.cell(row, 5).number_format = code

    rows = ((*HILL, 1500), (*HILL, 250_000), (*HILL, 12.5))
    table, _ = read(tmp_path, book(*rows, head=(*HEAD, "copies"), change=change), "t.xlsx")
    assert table is not None
    assert [row.cells["copies"] for row in table.rows[:2]] == ["1500", "250"]
    assert [(one.row, one.column) for one in table.refused] == [(4, "copies")]


def numbered(code: str | int, value: float = 46348) -> bytes:
    """A workbook with a number in the hours in a format, or in the built-in one of that number."""

    def change(sheet: Any) -> None:
        sheet["C2"].number_format = code if isinstance(code, str) else "yyyy-mm-dd"

    def own(parts: dict[str, bytes]) -> None:
        styles = parts["xl/styles.xml"].decode()
        assert 'numFmtId="164"' in styles
        parts["xl/styles.xml"] = styles.replace('xf numFmtId="164"', f'xf numFmtId="{code}"').encode()

    data = book(("Hill", "020 7946 0123", value, "x"), change=change)
    return data if isinstance(code, str) else repacked(data, own)


@pytest.mark.parametrize("code", [5, 14, 22, 27, 30, 31, 36, 37, 41, 44, 50, 58, 59, 71, 81])
def test_built_in_formats_that_each_country_shows_its_own_way_are_refused(tmp_path: Path, code: int) -> None:
    """openpyxl calls those without a code of their own 'General'."""
    table, _ = read(tmp_path, numbered(code), "t.xlsx")
    assert table is not None
    assert [(one.column, one.hint) for one in table.refused] == [
        ("hours", "format the column as text, then type it again")
    ]


def test_numbers_of_the_cases_are_shown_as_the_spreadsheet_shows_them(tmp_path: Path) -> None:
    for code, value, seen in (
        ("h:mm am/pm", 0.395833333333333, "9:30 AM"),
        ("h:mm a/p", 0.729166666666667, "5:30 p"),
        ('h":"mm" "am/pm', 0.729166666666667, "5:30 PM"),
        (20, 0.395833333333333, "9:30"),
    ):
        table, _ = read(tmp_path, numbered(code, value), "t.xlsx")
        assert table is not None
        assert (table.refused, table.rows[0].cells["hours"]) == ((), seen)


def test_a_french_telephone_number_is_taken_as_it_is_seen(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet["B2"].number_format = '0#" "##" "##" "##" "##'

    table, _ = read(tmp_path, book(("Hill", 145678901, "x", "y"), change=change), "t.xlsx")
    assert table is not None
    assert (table.refused, table.rows[0].cells["phones"]) == ((), "01 45 67 89 01")


COVER = (("How to fill this in",), ("One row for each clinic.",))


def sheets(*named: tuple[str, tuple[tuple[str, ...], ...]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in named:
        sheet: Any = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_behind_a_cover_sheet_the_sheet_with_the_table_is_found(tmp_path: Path) -> None:
    table, problems = read(tmp_path, sheets(("READ ME", COVER), ("Lists", ()), ("Clinics", (HEAD, HILL))), "t.xlsx")
    assert table is not None, problems
    assert [row.cells["name"] for row in table.rows] == ["Hill Clinic"]
    assert table.notes == ("t.xlsx: read is the sheet 'Clinics'; not read: 'READ ME', 'Lists'",)


def test_of_two_sheets_with_tables_the_first_is_read_and_the_other_told(tmp_path: Path) -> None:
    table, _ = read(tmp_path, sheets(("READ ME", COVER), ("North", (HEAD, HILL)), ("South", (HEAD, HILL))), "t.xlsx")
    assert table is not None
    assert table.notes == (
        "t.xlsx: read is the sheet 'North'; not read: 'South', which has a table of clinics too, 'READ ME'",
    )
    table, _ = read(tmp_path, sheets(("North", (HEAD, HILL)), ("Orders", (HEAD, HILL, HILL))), "t.xlsx")
    assert table is not None
    assert len(table.rows) == 2, "a sheet called orders goes before all others"


def test_where_no_sheet_has_a_table_the_message_says_which_was_read_and_which_there_are(tmp_path: Path) -> None:
    table, problems = read(tmp_path, sheets(("READ ME", COVER), ("Clinics", (("name", "hours"),))), "t.xlsx")
    assert table is None
    assert (
        "t.xlsx: read is the sheet 'READ ME'; no other has a table of clinics: 'Clinics'\n"
        "  hint: call the sheet with the table 'orders', or name its columns" in problems
    )


def test_messages_call_columns_as_people_see_them(tmp_path: Path) -> None:
    rows = "Clinic name;;Phone 1;Phone 2;Opening hours\nHill;;020 7946 0123;#REF!;#REF!\n"
    table, _ = read(tmp_path, rows)
    assert table is not None
    assert [one.words(table).splitlines()[0] for one in table.refused] == [
        "t.csv, row 2, columns C 'Phone 1', D 'Phone 2': '#REF!' is an error of a spreadsheet, not words",
        "t.csv, row 2, column E 'Opening hours': '#REF!' is an error of a spreadsheet, not words",
    ]
    assert [table.heading(name) for name in table.columns] == ["Clinic name", "Phone number", "Opening hours"]
    _, problems = read(tmp_path, "Clinic name,Tel,Organisation\n")
    assert "the column 'name' stands twice: columns A 'Clinic name', C 'Organisation'" in problems


def test_a_clinic_s_own_language_is_a_column(ward: Ward) -> None:
    ward.put(
        "t.csv",
        "Clinic name,Phone number,Language of the name,Leaflets,Language\n"
        "Sakura,020 7946 0123,Japanese,Good words,English\nHill,020 7946 0124,jp,Good words,English\n",
    )
    code, _, err = ward.run("run", "t.csv")
    assert code == ExitCode.UNUSABLE
    assert err.splitlines()[:2] == [
        "t.csv, row 3, column C 'Language of the name': 'jp' is no language that is known",
        "  hint: did you mean 'ja' (Japanese)? (it is the language of the clinic's own name and address)",
    ]
    wish = read_wish(ward.folder / "t.csv", Library.open(ward.folder))
    assert [one.clinic.language for one in wish.wanted] == ["ja"]


# -- which file it is --------------------------------------------------------


def strict(parts: dict[str, bytes]) -> None:
    """Make a workbook one of ISO's strict kind, with a day written as one."""
    for name, part in parts.items():
        for loose, tight in (
            (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships", b"officeDocument/relationships"),
            (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"spreadsheetml/main"),
            (b"http://schemas.openxmlformats.org/drawingml/2006/main", b"drawingml/main"),
        ):
            part = part.replace(loose, b"http://purl.oclc.org/ooxml/" + tight)
        parts[name] = part.replace(b'<c r="C2" s="1" t="n"><v>46348</v>', b'<c r="C2" s="1" t="d"><v>2026-11-22</v>')


def test_a_strict_workbook_is_read_as_any_other(tmp_path: Path) -> None:
    data = repacked(numbered("yyyy-mm-dd"), strict)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert b't="d"' in packed.read("xl/worksheets/sheet1.xml")
    table, problems = read(tmp_path, data, "t.xlsx")
    assert table is not None, problems
    assert (table.refused, table.rows[0].cells["hours"]) == ((), "2026-11-22")


@pytest.mark.parametrize(
    "kind",
    [
        "vnd.ms-excel.sheet.macroEnabled.main+xml",
        "vnd.ms-excel.template.macroEnabled.main+xml",
        "vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    ],
)
def test_workbooks_with_macros_and_templates_are_read(tmp_path: Path, kind: str) -> None:
    def change(parts: dict[str, bytes]) -> None:
        name = "[Content_Types].xml"
        usual = b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        assert usual in parts[name]
        parts[name] = parts[name].replace(usual, kind.encode())

    table, problems = read(tmp_path, repacked(book(HILL), change), "t.xlsm")
    assert table is not None, problems
    assert table.rows[0].cells["name"] == "Hill Clinic"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (with_part("xl/workbook.bin", b"x"), "this is a binary workbook (.xlsb), not an XLSX one"),
        (with_part("mimetype", b"x"), "this is a spreadsheet of LibreOffice or OpenOffice (.ods), not an XLSX one"),
        (with_part("Index/Document.iwa", b"x"), "this is a spreadsheet of Apple's Numbers, not an XLSX one"),
        (with_part("word/document.xml", b"<a/>"), "this is a text document (.docx), not an XLSX one"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "this is an old or a protected spreadsheet"),
        (b"%PDF-1.7", "this is a PDF file, not a table"),
        (b"{\\rtf1", "this is a text document (.rtf), not a table"),
        (b"ID;PWXL", "this is a spreadsheet of the SYLK kind (.slk), not a table"),
        (b"TABLE\r\n0,1\r\n", "this is a spreadsheet of the DIF kind (.dif), not a table"),
        (b"\xef\xbb\xbf\r\n<HTML><table>", "this is a web page, whatever its name says, not a table"),
        (b'<?xml version="1.0"?><Workbook>', "this is an XML file, as Excel 2003 and LibreOffice (.fods) write them, not a table"),
        (b'{"url": "x"}', "this is a link to a sheet of Google's (.gsheet), not a table"),
    ],
)  # fmt: skip
def test_any_other_file_is_named_with_what_to_save_it_as(tmp_path: Path, data: bytes, said: str) -> None:
    table, problems = read(tmp_path, data, "t.xls")
    assert table is None
    assert problems.startswith(f"t.xls: {said}")
    assert "XLSX" in problems or ".xlsx" in problems


# -- what is said ------------------------------------------------------------


def test_rows_are_called_by_their_numbers() -> None:
    assert rows_called([7]) == "row 7"
    assert rows_called([7, 8]) == "rows 7, 8"
    assert rows_called([2, 3, 4, 9, 11, 12]) == "rows 2 to 4, 9, 11, 12"
    assert rows_called(range(2, 60, 2)) == "rows 2, 4, 6, 8, 10, 12, 14, 16 and 21 more"


def test_a_hundred_and_seventy_five_rows_of_one_kind_are_one_line(ward: Ward) -> None:
    rows = [(f"Clinic {number}", 1632960000 + number, "Monday", "1 Road") for number in range(175)]
    ward.put("t.xlsx", book(*rows))
    code, _, err = ward.run("run", "t.xlsx", "--plan")
    assert code == ExitCode.UNUSABLE
    assert err.splitlines() == [
        "t.xlsx, rows 2 to 176, column B 'phones': '1632960000', '1632960001', '1632960002', '1632960003', '1632960004', "
        "'1632960005', '1632960006', '1632960007' and 167 more is a number in this cell: a zero or a plus in front is lost",
        "  hint: format the column as text, then type it again",
    ]  # fmt: skip


def test_only_a_name_and_a_telephone_are_needed(ward: Ward) -> None:
    ward.put("t.csv", "Clinic name,Phone number,Leaflets,Language\nHill,020 7946 0123,Good words,English\n")
    code, out, err = ward.run("run", "t.csv")
    assert (code, err, "1 made" in out) == (ExitCode.MADE, "", True)


def test_a_topic_that_cannot_be_read_does_not_keep_others_from_being_found_by_title(ward: Ward) -> None:
    ward.put("content/bad.yaml", "nothing: at all\n")
    assert called("Good words", "topics", Library.open(ward.folder)) == "good"


@pytest.mark.parametrize(
    ("head", "column"),
    [
        ("Languages required", "languages"),
        ("Which leaflets", "topics"),
        ("Leaflets needed please", "topics"),
        ("No. of copies to print", "copies"),
    ],
)
def test_words_around_the_name_of_a_column_say_nothing(head: str, column: str) -> None:
    assert column_of(head) == column


@pytest.mark.parametrize(
    ("head", "hint"),
    [
        (
            "Leaflets sent last year",
            "it speaks of 'leaflets': call it one of Languages, Leaflets, Paper, No. of copies, or",
        ),
        ("Staff languages", "it speaks of 'languages'"),
        ("Vietnamese", "write the languages of each clinic into one column, 'Languages'"),
        ("Tiếng Việt", "write the languages of each clinic into one column, 'Languages'"),
        ("Polish", "write the languages of each clinic into one column, 'Languages'"),
        ("ポルトガル語", "write the languages of each clinic into one column, 'Languages'"),
    ],
)
def test_a_column_that_may_say_what_is_ordered_is_not_passed_over(head: str, hint: str) -> None:
    """Else each clinic would get every leaflet in every language."""
    problems: list[Problem] = []
    rows = [(1, ["name", "phones", head]), (2, ["Hill", "020 7946 0123", "x"])]
    assert find_head(rows, "t.csv", ("name", "phones"), (), problems) is None
    assert [one.message for one in problems] == [f"there is no column called '{head}' (C)"]
    assert hint in problems[0].hint


def test_a_title_with_and_in_it_is_one_topic() -> None:
    stock = Library.open()
    assert split("Eating and drinking; Leaking milk", "topics", stock) == ("Eating and drinking", "Leaking milk")
    assert split("Leaking milk and Eating and drinking", "topics", stock)[0] == "Leaking milk"
    assert split("Vietnamese and 日本語", "languages", stock) == ("Vietnamese", "日本語")
