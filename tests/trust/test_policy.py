"""The policy, asked of every way of making: what refuses, with file and line, and what a reason overrides."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from ward import Ward

from generator import Library, Order, Unusable, make
from generator.model.memo import forget
from generator.model.problems import ExitCode
from generator.service.work import Ask, answer
from generator.trust.asking import key_of
from generator.trust.policy import RULES, policy_of, recalled

STOCK = Path(__file__).parent.parent.parent
LEAKING = "content/managing-leakage.yaml"
VI = "locales/vi/LC_MESSAGES/managing-leakage.po"
PAST = date.today() - timedelta(days=1)


def dated(ward: Ward, day: date, name: str = "good") -> None:
    file = ward.folder / f"content/{name}.yaml"
    words = re.sub(r"(?m)^review_by: .*$", f"review_by: {day}", file.read_text())
    file.write_text(re.sub(r"(?m)^written: .*$", f"written: {day - timedelta(days=200)}", words))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("24 giờ", "2 giờ", "the numbers are not the same"),
        ("24 giờ", "24 phút", "has another unit"),
        ("8 lần", "80 lần", "the numbers are not the same"),
    ],
)
def test_a_number_or_unit_changed_in_a_translation_refuses_its_leaflet(
    ward: Ward, old: str, new: str, said: str
) -> None:
    words = (STOCK / "locales/vi/LC_MESSAGES/increasing-supply.po").read_text()
    line = next(
        number for number, line in enumerate(words.splitlines(), 1) if line.startswith("msgstr") and old in line
    )
    lines = words.splitlines(keepends=True)
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    ward.put("locales/vi/LC_MESSAGES/increasing-supply.po", "".join(lines))
    code, out, err = ward.run("make", "increasing-supply", "--language", "vi", "--language", "en")
    assert code == ExitCode.UNUSABLE
    assert said in err
    assert f"locales/vi/LC_MESSAGES/increasing-supply.po:{line - 1}: " in err  # the line of its msgid
    assert "refused  output/vi/" in out and "made     output/en/" in out, "only the language that is wrong"


NUMBERED = {2: "c22d486045344982ce17d83a7b4415a28ecba6a6904ef06dbc0742668f9d106a"}
"""What the stock policy said under each number. A change of it needs a line here, and its number one more."""


def test_the_stock_policy_counts_up_at_each_change() -> None:
    policy = policy_of(Library.open(STOCK))
    assert policy.serial == max(NUMBERED) and policy.digest == NUMBERED[policy.serial], (policy.serial, policy.digest)
    assert len(set(NUMBERED.values())) == len(NUMBERED)


def test_the_digest_of_a_policy_is_of_what_it_says(ward: Ward) -> None:
    def digest(words: str) -> str:
        ward.put("content/policy.yaml", words)
        return policy_of(Library.open(ward.folder)).digest

    stock = digest("serial: 9")
    assert stock == digest("# more\n\nserial: 8\nreview: {years: 3, ahead: 90}\n"), "no comments, no order, no number"
    others = ["review: {ahead: 91}", "rules: {percent: {draft: warn}}", "machine: never", "signatures: {days: 9}"]
    others += ["roles: {english: [clinician]}", "people: {a@example.org: {name: A, roles: [layout]}}"]
    assert len({stock, *map(digest, others)}) == len(others) + 1


@pytest.mark.slow
def test_a_check_says_what_the_policy_refuses_at_its_line(ward: Ward) -> None:
    """With one process and with two; for a release also what is not signed, and what else keeps it a draft."""
    ward.stock(VI, "24 giờ", "2 giờ")
    for more in ((), ("--language", "en", "--jobs", "2")):
        code, out, _ = ward.run("check", "managing-leakage", "--language", "vi", "--as", "json", *more)
        found = [
            (one["level"], one["file"], one["line"], one["code"])
            for report in json.loads(out)["leaflets"] for result in report["results"]
            for one in result.get("findings", ()) if result["check"] == "policy/allowed"
        ]  # fmt: skip
        assert code == ExitCode.FINDINGS and found == [("fail", VI, line_of(ward, VI, "2 giờ"), "numbers")]


@pytest.mark.slow
def test_a_check_of_a_release_says_what_is_missing(ward: Ward) -> None:
    code, out, _ = ward.run("check", "good", "--release")
    assert code == ExitCode.FINDINGS and "good (en, a4, release)" in out
    assert re.search(r"fail +policy/allowed +content/good.yaml +clinician: nobody has signed", out)
    assert "policy/allowed" not in ward.run("check", "good", "--language", "en")[1]
    ward.put("content/policy.yaml", "rules: {numbers: {draft: never}}\n")
    code, out, err = ward.run("check", "good")
    assert code == ExitCode.FINDINGS and "content/policy.yaml:1" in out, err


def line_of(ward: Ward, relative: str, words: str) -> int:
    """Return the line of the msgid whose translation holds words."""
    lines = (ward.folder / relative).read_text().splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("msgstr") and words in line)
    return at


def test_the_same_is_refused_in_a_run_for_a_press_and_in_a_plan(ward: Ward) -> None:
    ward.stock(VI, "24 giờ", "2 giờ")
    ward.put("clinics.csv", "name,phones,languages,topics\nHill Clinic,020 7946 0123,vi,managing-leakage\n")
    for words in (
        ("run", "clinics.csv"),
        ("run", "clinics.csv", "--plan"),
        ("press", "managing-leakage", "--language", "vi"),
        ("make", "managing-leakage", "--language", "vi", "--print-ready"),
        ("make", "managing-leakage", "--language", "vi", "--as", "sms"),
    ):
        code, _, err = ward.run(*words)
        assert (code, "the numbers are not the same" in err) == (ExitCode.UNUSABLE, True), (words, err)
    assert not list((ward.folder / "output").rglob("*.pdf"))
    library = Library.open(ward.folder)
    with pytest.raises(Unusable, match="the numbers are not the same"):
        make(Order("managing-leakage", "vi"), library)
    made = answer(Ask(Order("managing-leakage", "vi")), library)
    assert not made.files and "the numbers are not the same" in str(made.problems[0]), "nor over HTTP"


@pytest.mark.slow
def test_what_the_library_says_of_a_rule_counts_and_the_rest_stays_the_stocks(ward: Ward) -> None:
    ward.stock(VI, "24 giờ", "2 giờ")
    ward.put("content/policy.yaml", "rules:\n  numbers: {draft: warn}\n  units: {draft: draft}\n")
    code, _, err = ward.run("make", "managing-leakage", "--language", "vi")
    assert code == ExitCode.MADE and "the numbers are not the same" in err
    policy = policy_of(Library.open(ward.folder))
    assert (policy.rules["numbers"].draft, policy.rules["numbers"].release) == ("warn", "refuse")
    assert set(policy.rules) == set(RULES) and policy.machine == "post-editor"


@pytest.mark.slow
def test_a_doubt_about_what_a_leaflet_tells_is_said_whenever_it_is_made(ward: Ward) -> None:
    words = (STOCK / VI).read_text()
    ward.put(VI, words.replace("mẹ hãy nhờ", "mẹ không, không, không, không, không phải nhờ", 1))
    ward.put("clinics.csv", "name,phones,languages,topics\nHill Clinic,020 7946 0123,vi,managing-leakage\n")
    for asked in (
        ("make", "managing-leakage", "--language", "vi"),
        ("run", "clinics.csv"),
        ("press", "managing-leakage", "--language", "vi"),
    ):
        code, _, err = ward.run(*asked)
        assert f"{VI}:" in err and "words such as 'not', the translation" in err, (asked, err)
        assert code == ExitCode.MADE, (asked, err)
    ward.put("content/policy.yaml", "rules:\n  sense-doubts: {draft: refuse}\n")
    assert ward.run("make", "managing-leakage", "--language", "vi")[0] == ExitCode.UNUSABLE


def test_past_the_review_date_nothing_is_made_without_a_reason(ward: Ward) -> None:
    dated(ward, PAST)
    code, out, err = ward.run("make", "good", "broken")
    assert code == ExitCode.UNUSABLE and "made     output/en/broken" in out
    assert f"content/good.yaml:6: the leaflet had to be read again by {PAST}" in err and "--overdue" in err
    assert ward.run("make", "good", "--as", "staff")[0] == ExitCode.MADE, "staff who review it may have it"


def test_a_reason_is_printed_and_recorded_and_only_where_the_day_has_passed(ward: Ward) -> None:
    dated(ward, PAST)
    reason = "No other sheet; told the parents"
    code, out, _ = ward.run("make", "good", "broken", "--overdue", reason, "--as", "text")
    assert code == ExitCode.MADE
    assert f"Review date passed: {reason}" in (ward.folder / "output/en/good-a4-overdue.txt").read_text()
    assert "Review date passed" not in (ward.folder / "output/en/broken-a4.txt").read_text()
    receipts = [json.loads(line)["order"] for line in (ward.folder / "output/manifest.jsonl").read_text().splitlines()]
    assert {one["topic"]: one.get("overdue") for one in receipts} == {"good": reason, "broken": None}
    ward.run("make", "good", "--overdue", reason)
    ward.run("ledger", "add", "output")
    _, out, _ = ward.run("ledger", "list", "--topic", "good", "--json")
    assert {json.loads(line)["overdue"] for line in out.splitlines()} == {reason}


@pytest.mark.parametrize(("reason", "said"), [("x", "3 to 60"), ("a" * 61, "3 to 60"), ("a\u202eb c", "U+202E")])
def test_a_reason_that_cannot_be_printed_is_refused(ward: Ward, reason: str, said: str) -> None:
    code, _, err = ward.run("make", "good", "--overdue", reason)
    assert code == ExitCode.USAGE and said in err


def test_ninety_days_before_it_is_said_once(ward: Ward) -> None:
    dated(ward, date.today() + timedelta(days=90))
    _, _, err = ward.run("make", "good", "--format", "a4", "--format", "a5")
    assert err.count("90 days from now") == 1 and "content/good.yaml:6" in err
    dated(ward, date.today() + timedelta(days=91))
    assert "days from now" not in ward.run("make", "good")[2]


def test_dates_too_far_apart_keep_a_leaflet_a_draft(ward: Ward) -> None:
    file = ward.folder / "content/good.yaml"
    file.write_text(file.read_text().replace("written: 2026-11-22", "written: 2020-11-22"))
    assert ward.run("make", "good")[0] == ExitCode.MADE
    code, _, err = ward.run("make", "good", "--release")
    assert code == ExitCode.FINDINGS and "more than 3 years after 2020-11-22" in err


def test_a_source_that_nobody_has_read_keeps_a_leaflet_a_draft(ward: Ward) -> None:
    ward.put("content/sources.yaml", 'bfn: {organisation: A, title: B, year: "2020", seen: no}\n')
    assert ward.run("make", "good")[0] == ExitCode.MADE
    code, _, err = ward.run("make", "good", "--release")
    assert code == ExitCode.FINDINGS and "content/sources.yaml:1: nobody has read the original of 'bfn'" in err


def test_an_invented_clinic_gets_drafts_alone(ward: Ward) -> None:
    assert ward.run("make", "good", "--clinic", "example")[0] == ExitCode.MADE
    code, _, err = ward.run("make", "good", "--clinic", "example", "--release")
    assert code == ExitCode.UNUSABLE and "is an invented clinic" in err


def test_a_recalled_lot_is_not_made_again(ward: Ward) -> None:
    ward.run("make", "good")
    lot = json.loads((ward.folder / "output/manifest.jsonl").read_text().splitlines()[0])["lot"]
    ward.put("content/recalled.yaml", f"{lot[:4]}-{lot[4:]}: {{day: 2026-11-29, reason: a wrong number}}\n")
    code, _, err = ward.run("make", "good")
    assert code == ExitCode.UNUSABLE
    assert f"content/recalled.yaml:1: the lot {lot[:4]}-{lot[4:]} was recalled on 2026-11-29: a wrong number" in err
    assert recalled(Library.open(ward.folder))[lot].reason == "a wrong number"


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ('- text: Words.\n  evidence: unsupported', "'unsupported' is no word for evidence"),
        ("- text: Words.\n  evidence: tradition", "a tradition stands only in a belief block"),
        ("- belief: {people: A belief., known: What is known.}\n  evidence: tradition\n  sources: [bfn]", "lacks 'ask'"),
    ],
)  # fmt: skip
def test_evidence_refuses_whatever_the_policy_says(ward: Ward, blocks: str, said: str) -> None:
    rules = "".join(f"  {name}: {{draft: warn, release: warn}}\n" for name in RULES)
    ward.put("content/policy.yaml", f"rules:\n{rules}")
    ward.blocks(blocks)
    ward.refused(said)


def test_a_block_without_evidence_or_source_is_not_made(ward: Ward) -> None:
    words = (ward.folder / "content/broken.yaml").read_text()
    ward.put(
        "content/broken.yaml", words.replace("    evidence: guideline\n    sources: [bfn]\n    blocks", "    blocks")
    )
    ward.refused("does not say on what evidence it stands", "names no source")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("rules: {numbrs: {draft: warn}}", "did you mean 'numbers'?"),
        ("rules: {numbers: {draft: allow}}", "'draft' cannot be 'allow'"),
        ("serial: 0", "'serial' cannot be 0"),
        ("owner: ssh-rsa AAAA", "the owner is no Ed25519 key"),
        ("machine: maybe", "'machine' cannot be 'maybe'"),
        ("roles: {english: [doctor]}", "'english' cannot be 'doctor'"),
        ('people: {"a b": {name: A, roles: [checker]}}', "'a b' is not a signer's name"),
        ("people: {a: {name: A, roles: [checker], left: soon}}", "'left' needs a day, not 'soon'"),
        ("review: {ahead: 5000}", "'ahead' cannot be 5000"),
    ],
)
def test_what_is_wrong_with_a_policy_is_said_and_nothing_is_made(ward: Ward, words: str, said: str) -> None:
    ward.put("content/policy.yaml", f"{words}\n")
    code, out, err = ward.run("make", "good")
    assert code == ExitCode.UNUSABLE and said in err and "content/policy.yaml:1" in err
    assert "made " not in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("ABC: {day: 2026-11-29, reason: x}", "'ABC' is no lot"),
        ("7KQ4-M2XD: {day: 2026-13-29, reason: x}", "'day' needs a day"),
        ("7KQ4-M2XD: {reason: x}", "lacks 'day'"),
    ],
)
def test_what_is_wrong_with_the_recalled_lots_is_said(ward: Ward, words: str, said: str) -> None:
    ward.put("content/recalled.yaml", f"{words}\n")
    code, _, err = ward.run("make", "good")
    assert code == ExitCode.UNUSABLE and said in err


def test_what_the_gate_found_is_kept_by_the_names_of_now(
    ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ward.stock(VI, "24 giờ", "2 giờ")
    cache = tmp_path / "cache"
    cache.mkdir(mode=0o700)
    monkeypatch.setenv("LEAFLETS_CACHE", str(cache))
    first = ward.run("make", "managing-leakage", "--language", "vi")[2]
    monkeypatch.chdir(tmp_path)
    forget()
    again = ward.run("make", "managing-leakage", "--language", "vi", "--library", "ward")[2]
    assert f"ward/{VI}:" in again and again.replace(f"ward/{VI}", VI) == first


def test_what_is_kept_finished_goes_by_the_policy_and_the_day_too(ward: Ward) -> None:
    order, keys = Order("good"), []
    for file, words in (
        ("policy", ""),
        ("policy", "serial: 2\n"),
        ("recalled", "7KQ4-M2XD: {day: 2026-11-29, reason: x}\n"),
    ):
        ward.put(f"content/{file}.yaml", words or "serial: 1\n")
        keys.append(key_of(order, Library.open(ward.folder)))
    keys.append(key_of(order, Library.open(ward.folder, date.today() + timedelta(days=1))))
    assert len(set(keys)) == 4
    assert len({Library.open(ward.folder).digest(order)}) == 1


def test_the_reference_says_what_the_stock_policy_says() -> None:
    page = (STOCK / "docs/reference/policy.md").read_text()
    rows = re.findall(r"(?m)^\| `([a-z-]+)` \| .* \| (refuse|draft|warn) \| (refuse|draft|warn) \|$", page)
    policy = policy_of(Library.over(STOCK))
    assert {name: (draft, release) for name, draft, release in rows} == {
        name: (rule.draft, rule.release) for name, rule in policy.rules.items()
    }
    assert not policy.people and not policy.owner, "nobody signs in the stock library"
    assert not list(STOCK.glob("content/signed/**/*")) and not list(STOCK.glob("locales/*/signed/**/*"))
