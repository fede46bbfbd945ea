"""Topics shorter than ours, and with other danger signs: on one page nothing covers them, and their letters are told truly."""

from __future__ import annotations

import pytest
from probes import find, text
from probes import lines as lines_of
from ward import CLINIC, TOPIC, WARNING, Ward

SECTION = "      - text: Feed often.\n"


def made(ward: Ward, warning: str, *options: str, clinic: str = CLINIC) -> bytes:
    """A topic of one sentence with this danger box, for a clinic; its file."""
    ward.put("content/clinics/hill.yaml", clinic)
    ward.put(
        "content/short.yaml",
        TOPIC.format(title="Short", blocks=SECTION).replace("  - sources:", warning + "  - sources:"),
    )
    code, _, err = ward.run("make", "short", "--clinic", "hill", *options)
    assert code == 0, err
    (file,) = (ward.folder / "output").rglob("short-*.pdf")
    return file.read_bytes()


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("hours", [1, 6])  # six lines make the panel higher than the strip
def test_on_the_only_page_the_danger_strip_stands_above_the_panel(ward: Ward, paper: str, hours: int) -> None:
    clinic = CLINIC.replace('["Monday to Friday"]', str(["Monday to Friday, by appointment only"] * hours))
    pdf = made(ward, WARNING, "--format", paper, clinic=clinic)
    (last,) = {letter.page for letter in find(pdf, "Heavy bleeding")}
    strip = min(letter.y for letter in find(pdf, "Very bad headache"))
    panel = max(letter.y for letter in find(pdf, "Hill Clinic"))
    assert last == max(letter.page for line in lines_of(pdf) for letter in line), "one page"
    assert strip > panel


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
    words = " ".join(text(line) for line in lines_of(pdf))
    assert legend in words
    assert bool(legend) == ("You B" in words or "You D" in words)


def test_a_danger_box_without_signs_for_today_is_made(ward: Ward) -> None:
    today = "      baby_today: [Feeds badly]\n      mother_today: [Hot and red]\n"
    assert find(made(ward, WARNING.replace(today, "")), "Call us today")


def test_a_log_without_columns_has_the_days(ward: Ward) -> None:
    ward.blocks("- log-table: [Feeds]\n  intro: Make a mark.")
    assert ward.run("make", "broken")[0] == 0
    assert find((ward.folder / "output/en/broken-a4.pdf").read_bytes(), "Sun")
