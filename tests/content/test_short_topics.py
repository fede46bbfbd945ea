"""Topics with other danger signs than ours: the letters of their legend are told truly, and none are needed."""

from __future__ import annotations

import pytest
from probes import find, text
from probes import lines as lines_of
from ward import CLINIC, TOPIC, WARNING, Ward

TODAY = "      baby_today: [Feeds badly, Too sleepy to feed]\n      mother_today: [Hot and red]\n"

SECTION = "      - text: Feed often.\n"


def made(ward: Ward, warning: str, *options: str, clinic: str = CLINIC) -> bytes:
    """A topic of one sentence with this danger box, for a clinic; its file."""
    ward.put("content/clinics/hill.yaml", clinic)
    topic = TOPIC.format(title="Short", blocks=SECTION)
    assert WARNING in topic
    ward.put("content/short.yaml", topic.replace(WARNING, warning))
    code, _, err = ward.run("make", "short", "--clinic", "hill", *options)
    assert code == 0, err
    (file,) = (ward.folder / "output").rglob("short-*.pdf")
    return file.read_bytes()


@pytest.mark.parametrize("paper", ["a4", "trifold-a4", "giant-print"])
@pytest.mark.parametrize(
    ("now", "legend"),
    [
        (
            "baby_emergency: [A fit, Floppy, Blue]\n      mother_emergency: [Chest pain, Heavy bleeding]",
            "A–C · You D–E",
        ),
        ("baby_emergency: [A fit]\n      mother_emergency: [Heavy bleeding]", "A · You B"),
        ("baby_emergency: [A fit]", ""),
        ("", ""),
    ],
)
def test_the_legend_says_the_letters_that_stand_there(ward: Ward, paper: str, now: str, legend: str) -> None:
    both = "baby_emergency: [{include: strip-baby}]\n      mother_emergency: [{include: strip-mother}]"
    pdf = made(
        ward, WARNING.replace(both, now) if now else WARNING.replace("      " + both + "\n", ""), "--format", paper
    )
    words = " ".join(text(line).strip() for line in lines_of(pdf))
    assert legend in words
    assert bool(legend) == ("You B" in words or "You D" in words)


@pytest.mark.parametrize(("now", "both"), [("", True), ("baby_emergency: [A fit]", False)])
def test_signs_of_one_person_alone_have_no_legend_in_japanese_either(ward: Ward, now: str, both: bool) -> None:
    ours = "baby_emergency: [{include: strip-baby}]\n      mother_emergency: [{include: strip-mother}]"
    two = "baby_emergency: [A fit]\n      mother_emergency: [Heavy bleeding]"
    pdf = made(ward, WARNING.replace(ours, now or two), "--language", "ja", "--draft")
    over = [text(line).strip() for line in lines_of(pdf)]  # whom a column is about stands over it
    assert [over.count(who) for who in ("赤ちゃん", "お母さん")] == [both] * 2


def test_a_danger_box_without_signs_for_today_is_made(ward: Ward) -> None:
    assert find(made(ward, WARNING.replace(TODAY, "")), "Call us today")


def test_a_log_without_columns_has_the_days(ward: Ward) -> None:
    ward.blocks("- log-table: [Feeds]\n  intro: Make a mark.")
    assert ward.run("make", "broken")[0] == 0
    assert find((ward.folder / "output/en/broken-a4.pdf").read_bytes(), "Sun")


@pytest.mark.parametrize("paper", ["a4", "letter", "trifold-a4"])
def test_a_telephone_number_in_the_strip_never_breaks(ward: Ward, paper: str) -> None:
    clinic = CLINIC.replace("020 7946 0123", "01632 960 123 ext. 456")
    pdf = made(ward, WARNING, "--format", paper, clinic=clinic)
    assert len({(letter.page, round(letter.y, 1)) for letter in find(pdf, "01632 960 123 ext. 456")}) == 1


@pytest.mark.parametrize("paper", ["poster", "fridge"])
def test_a_topic_without_words_for_a_poster_shows_its_title_and_points(ward: Ward, paper: str) -> None:
    points = "  - key-points: [Feed often., Rest well., Ask us.]\n    evidence: guideline\n    sources: [bfn]\n"
    pdf = made(ward, points + WARNING, "--format", paper)
    assert find(pdf, "Short")
    assert all(find(pdf, point) for point in ("Feed often.", "Rest well.", "Ask us."))


def test_signs_that_are_too_many_say_what_their_area_needs(ward: Ward) -> None:
    many = ", ".join(f"Sign number {number}" for number in range(12))
    topic = TOPIC.format(title="Short", blocks=SECTION).replace("[{include: strip-baby}]", f"[{many}]")
    ward.put("content/short.yaml", topic)
    code, _, err = ward.run("make", "short")
    assert code == 3
    line = topic[: topic.index("  - warning:")].count("\n") + 1
    assert f"content/short.yaml:{line}: the area 'strip' needs " in err
    assert "mm, the format 'a4' gives it " in err
    assert "they are never set smaller; or give the area more height and share in the format" in err


def test_a_title_that_has_no_room_is_named_where_its_area_is(ward: Ward) -> None:
    title = "A title of a great many words that no poster has the room for, however it is set on its lines"
    ward.put("content/short.yaml", TOPIC.format(title=title, blocks=SECTION))
    code, _, err = ward.run("make", "short", "--format", "poster")
    assert code == 3
    assert f"poster.yaml:19: the area 'title' (“{title[:60]}…”) needs " in err
