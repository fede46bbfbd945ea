"""How far leaflets are, in the terminal, as data, as a page, and review dates as a calendar."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest
from signers import Office
from ward import Ward

from generator import Library
from generator.model.problems import ExitCode
from generator.trust.calendar import MOST_OCTETS
from generator.trust.states import states


def test_the_stock_library_is_a_draft_in_every_language(ward: Ward) -> None:
    code, out, _ = ward.run("status")
    library = Library.open(ward.folder)
    assert code == ExitCode.MADE
    head, *rows = out.splitlines()
    assert head.split() == ["topic", "en", "ja", "vi", "zh-Hans", "zh-Hant"]
    assert {row.split()[0]: set(row.split()[1:]) for row in rows} == {name: {"draft"} for name in library.topics()}
    assert all(one.missing for one in states(library))


def test_topics_and_languages_by_any_of_their_names(ward: Ward) -> None:
    plain = ward.run("status", "colostrum", "--language", "vi", "--language", "zh-Hant")
    assert plain[0] == ExitCode.MADE
    assert ward.run("status", "Your first milk", "--language", "Vietnamese", "--language", "繁體中文") == plain
    code, _, err = ward.run("status", "Your first milks", "--language", "Vietnames")
    assert code == ExitCode.USAGE
    assert "did you mean 'colostrum' (Your first milk)?" in err and "did you mean 'vi'" in err


@pytest.mark.slow
def test_a_release_of_the_stock_library_ends_with_1_and_says_of_each_leaflet_what_it_lacks(ward: Ward) -> None:
    code, out, err = ward.run("make", "--language", "en", "--language", "vi", "--release")
    assert code == ExitCode.FINDINGS and "leaflets status --why" in err
    rows = [line for line in out.splitlines() if line.startswith("refused")]
    assert len(rows) == 2 * len(Library.open(ward.folder).topics())
    assert all("not signed: " in row for row in rows)
    assert any("colostrum" in row and "clinician, community; sources-seen (8)" in row for row in rows)
    assert not list((ward.folder / "output").rglob("*.pdf"))


def test_data_and_page_say_the_same(office: Office) -> None:
    office.approve()
    office.change("content/good.yaml", "Feed often.", "Feed < & > often.")
    office.sign("broken", role="clinician", key=False)
    _, out, _ = office.ward.run("status", "good", "broken", "--as", "json")
    found = {(one["topic"], one["language"]): one for one in json.loads(out)}
    good = found["good", "en"]
    assert good["state"] == "draft" and good["changed"][0]["block"] == "good/one/1"
    assert good["changed"][0]["words"] == [{"signed": "Feed often.", "now": "Feed < & > often."}]
    assert "nobody has signed it" in found["broken", "en"]["claims"][0]
    code, _, err = office.ward.run("status", "good", "--as", "html", "--output", "web")
    page = (office.folder / "web/status.html").read_text()
    assert code == ExitCode.MADE and "web/status.html" in err
    assert "<td>Feed often.</td><td>Feed &lt; &amp; &gt; often.</td>" in page and "<script" not in page


def test_review_dates_are_listed_the_nearest_first(ward: Ward) -> None:
    day = date.today() + timedelta(days=30)
    file = ward.folder / "content/good.yaml"
    file.write_text(re.sub(r"(?m)^review_by: .*$", f"review_by: {day}", file.read_text()))
    code, out, _ = ward.run("status", "--due")
    assert code == ExitCode.MADE and out.splitlines()[0].split() == [str(day), "good", "30", "days", "(soon)"]
    past = date.today() - timedelta(days=1)
    words = re.sub(r"(?m)^written: .*$", "written: 2020-01-01", file.read_text())
    file.write_text(words.replace(f"review_by: {day}", f"review_by: {past}"))
    code, out, _ = ward.run("status", "--due", "--as", "json")
    assert code == ExitCode.FINDINGS and json.loads(out)[0] == {"topic": "good", "review_by": str(past), "days": -1}


def test_review_dates_as_a_calendar(ward: Ward) -> None:
    file = ward.folder / "content/good.yaml"
    file.write_text(
        file.read_text().replace("title: Good words", "title: Mẹ, bé; và những lời thật là hay để cho cả nhà cùng đọc")
    )
    code, _, _ = ward.run("status", "good", "--due", "--as", "ics", "--output", "calendar")
    data = (ward.folder / "calendar/due.ics").read_bytes()
    assert code == ExitCode.MADE and data.count(b"\r\n") == data.count(b"\n")
    lines = data.decode().split("\r\n")
    assert all(len(line.encode()) <= MOST_OCTETS for line in lines)
    words = data.decode().replace("\r\n ", "")
    assert "SUMMARY:Review the leaflet TE: Mẹ\\, bé\\; và những lời thật là hay để cho cả nhà cùng đọc" in words
    assert "DTSTART;VALUE=DATE:20271122" in words and "TRIGGER:-P90D" in words
    assert lines[0] == "BEGIN:VCALENDAR" and words.count("BEGIN:VEVENT") == 1


def test_what_does_not_go_together_is_said(ward: Ward) -> None:
    for words, said in (
        (("--as", "ics"), "add --due"),
        (("--due", "--as", "html"), "review dates are no web page"),
        (("nothing",), "there is no topic called 'nothing'"),
    ):
        code, _, err = ward.run("status", *words)
        assert code == ExitCode.USAGE and said in err


@pytest.mark.slow
def test_what_is_not_translated_yet_is_not_shown_as_a_translation(office: Office) -> None:
    office.approve("vi")
    office.change("content/good.yaml", "Feed often.", "Feed your baby often.")
    _, out, _ = office.ward.run("status", "good", "--language", "vi", "--why")
    assert "    signed: Cho bú thường xuyên.\n    now:    (not translated yet)\n" in out
    assert "not wholly translated: good/one/1" in out
