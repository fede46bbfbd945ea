"""Statements of releases, and what is said of files, lots on paper and folders afterwards."""

from __future__ import annotations

import base64
import json
import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from signers import PEOPLE, TODAY, Office
from ward import made_once

from generator import Library, Order, Words
from generator.model.lots import show_lot
from generator.model.problems import ExitCode
from generator.run.engine import How, opened
from generator.run.files import records
from generator.trust import verifying
from generator.trust.keys import public_key, read_private
from generator.trust.statement import encoded, last_statements, read_statement, since

CLINIC = "clinic@example.org"
FILE = "output/en/good-a4-release.txt"


@pytest.fixture
def released(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return an office that has released one leaflet in two languages, signed with the clinic's key."""

    def make() -> None:
        file = office.folder / "content/allowed_signers"
        file.write_text(f'{file.read_text()}{CLINIC} namespaces="leaflets-release" {office.key(CLINIC)}\n')
        office.approve("vi")
        office.done(release(office))

    made_once(office.folder.parent, "released", make, tmp_path_factory)  # the library and, beside it, the keys
    return office


def release(office: Office) -> tuple[int, str, str]:
    key = str(office.keys / CLINIC)
    options = ("--language", "en", "--language", "vi", "--as", "text", "--release", "--key", key)
    return office.ward.run("make", "good", *options)


def verify(office: Office, *words: str) -> tuple[int, str]:
    code, out, err = office.ward.run("verify", *words)
    assert "Traceback" not in err
    return code, out


def statement(office: Office) -> Path:
    return next((office.folder / "output/statements").glob("*.intoto.json"))


def payload(office: Office) -> dict:
    return json.loads(base64.b64decode(json.loads(statement(office).read_text())["payload"]))


def lot(office: Office, language: str = "en") -> str:
    lots = payload(office)["predicate"]["lots"].values()
    return show_lot(next(one["code"] for one in lots if one["language"] == language))


@pytest.mark.slow
def test_a_statement_names_each_file_its_lot_and_who_stands_behind_it(released: Office) -> None:
    said = payload(released)
    assert said["_type"] == "https://in-toto.io/Statement/v1"
    assert {one["name"] for one in said["subject"]} == {"en/good-a4-release.txt", "vi/good-a4-release.txt"}
    vietnamese = next(one for one in said["predicate"]["lots"].values() if one["language"] == "vi")
    assert vietnamese["roles"]["vi translator"] == ["ben@example.org"]
    assert vietnamese["roles"]["en clinician"] == ["anna@example.org"]
    assert "vi good/warning" in vietnamese["blocks"] and "en pictures/drip" in vietnamese["blocks"]


def test_a_file_a_lot_and_a_folder_stand(released: Office) -> None:
    code, out = verify(released, FILE)
    assert code == ExitCode.MADE and f"{FILE}: stands" in out
    assert f"released on {TODAY} by {CLINIC} (SHA256:" in out and "en clinician: anna@example.org" in out
    code, out = verify(released, lot(released, "vi").lower().replace("0", "o"))
    assert code == ExitCode.MADE and ": stands" in out and "vi translator: ben@example.org" in out
    code, out = verify(released, "output")
    assert code == ExitCode.MADE and out.startswith("2 stands; ")


def test_a_lot_is_read_as_people_type_and_paste_it(released: Office) -> None:
    code = lot(released, "vi")
    one, two = code.split("-")
    for words in (
        (one, two),
        (one.lower(), "-", two.lower()),
        (f"TE-vi · 0.1 · {code}",),
        (f"https://l.example/l/{one}{two}",),
    ):
        found, out = verify(released, *words)
        assert found == ExitCode.MADE and out.startswith(f"{code}: stands\n"), out
    (released.folder / code).write_bytes(b"a file of this name")
    assert verify(released, code)[1].startswith(f"{code}: unknown"), "a file that is there is what is meant"


def test_a_lot_that_was_mistyped_names_the_one_it_may_be(released: Office) -> None:
    code = lot(released)
    wrong = f"{code[:-1]}{'2' if code[-1] != '2' else '3'}"
    found, out = verify(released, wrong)
    assert found == ExitCode.FINDINGS and out.startswith(f"{wrong}: unknown\n")
    assert f"mistyped? lot {code}: good in en, version 0.1" in out and "letter by letter" in out
    assert "mistyped" not in verify(released, "7KQ4-M2XD")[1]


def test_a_draft_is_unknown(released: Office) -> None:
    released.ward.run("make", "broken", "--as", "text")
    code, out = verify(released, "output/en/broken-a4.txt")
    assert code == ExitCode.FINDINGS and "no statement names it: it is a draft" in out
    assert verify(released, "7KQ4-M2XD")[0] == ExitCode.FINDINGS
    assert "this is no lot" in verify(released, "7KQ4")[1]


def test_a_file_swapped_after_signing_is_told(released: Office) -> None:
    file = released.folder / FILE
    file.write_text(file.read_text().replace("Feed often", "Feed never"))
    code, out = verify(released, FILE)
    assert code == ExitCode.FINDINGS and f"{FILE}: swapped" in out and "with other bytes" in out


def test_words_that_changed_since_are_drifted_and_stand_again_when_they_return(released: Office) -> None:
    released.change("content/good.yaml", "Feed often.", "Feed very often.")
    code, out = verify(released, FILE)
    assert code == ExitCode.FINDINGS and ": drifted" in out and "en good/one/1" in out
    released.change("content/good.yaml", "Feed very often.", "Feed often.")
    assert verify(released, FILE)[0] == ExitCode.MADE


@pytest.mark.slow
def test_a_newer_release_supersedes(released: Office) -> None:
    old = lot(released)
    released.change("content/good.yaml", "Feed often.", "Feed very often.")
    for role in ("clinician", "community"):
        _, _, err = released.sign("good", "--changed", role=role)
        released.done(released.sign("good", "--changed", "--seen", re.search(r"--seen (\S+)", err)[1], role=role))
    tomorrow = Library.open(released.folder, TODAY + timedelta(days=1))
    with opened(tomorrow, How(released.folder / "output", key=released.keys / CLINIC)) as engine:
        result = engine.make([Order("good", standing="release", edition=Words("text"))], "a test")
    assert result.code == ExitCode.MADE, result.problems
    code, out = verify(released, old)
    assert code == ExitCode.FINDINGS and ": superseded" in out and f"released on {tomorrow.today}" in out


@pytest.mark.slow
def test_a_signature_taken_back_since_is_told(released: Office) -> None:
    released.sign("good", "--withdraw", "it is wrong", role="clinician")
    code, out = verify(released, FILE)
    assert code == ExitCode.FINDINGS and ": withdrawn" in out and "no longer approved" in out


def test_a_recalled_lot_is_told_even_of_paper_nobody_signed(released: Office) -> None:
    released.ward.put(
        "content/recalled.yaml",
        f"{lot(released)}: {{day: 2026-11-29, reason: a wrong number}}\n7KQ4-M2XD: {{day: 2026-11-29, reason: old}}\n",
    )
    assert ": recalled" in verify(released, FILE)[1] and "a wrong number" in verify(released, lot(released))[1]
    assert "7KQ4-M2XD: recalled" in verify(released, "7KQ4-M2XD")[1]


def test_a_statement_that_was_changed_or_signed_by_another_signs_nothing(released: Office) -> None:
    path = statement(released)
    envelope = json.loads(path.read_text())
    said = base64.b64decode(envelope["payload"]).replace(b'"version":"0.1"', b'"version":"9.9"')
    path.write_text(json.dumps(envelope | {"payload": base64.b64encode(said).decode()}))
    code, out = verify(released, FILE)
    assert code == ExitCode.FINDINGS and ": unsigned" in out and "or it was changed" in out
    path.write_text(json.dumps(envelope))
    assert verify(released, FILE)[0] == ExitCode.MADE
    file = released.folder / "content/allowed_signers"
    file.write_text("\n".join(line for line in file.read_text().splitlines() if not line.startswith(CLINIC)) + "\n")
    assert ": unsigned" in verify(released, FILE)[1]


def test_a_key_for_reviews_signs_no_release(released: Office) -> None:
    file = released.folder / "content/allowed_signers"
    file.write_text(file.read_text().replace('"leaflets-release"', '"leaflets-review"'))
    assert "is not for leaflets-release" in verify(released, FILE)[1]


@pytest.mark.parametrize(
    "words",
    ["", "{}", "[1]", '{"payload": "AA", "payloadType": "x", "signatures": []}', '{"payload": 7}', "\udc80"],
)
def test_what_is_no_statement_is_told_and_hurts_nobody(released: Office, words: str) -> None:
    path = statement(released)
    path.write_bytes(words.encode("utf-8", "surrogateescape"))
    assert read_statement(path, {}).reason
    assert verify(released, FILE)[0] == ExitCode.FINDINGS


def test_two_texts_of_one_lot_are_told_apart_by_nobody_but_people(released: Office) -> None:
    path = statement(released)
    one = read_statement(path, {})
    (digest, first), *_ = one.lots.items()
    other = digest[:20] + "0" * 44  # the code is made of the first letters of the hash
    assert other != digest
    twin = replace(
        one, path=path.with_name("twin.intoto.json"), lots={other: replace(first, digest=other, topic="broken")}
    )
    verifier = verifying.Verifier(Library.open(released.folder), [released.folder / "output"])
    verifier.statements[twin.path] = twin
    found = verifier.lot(first.code)
    assert found.state == "ambiguous" and "two texts have this lot" in found.about[0]


def test_a_release_without_a_key_has_no_statement(office: Office) -> None:
    office.approve()
    code, _, _ = office.ward.run("make", "good", "--release")
    assert code == ExitCode.MADE and not (office.folder / "output/statements").exists()
    code, _, err = office.ward.run("make", "good", "--key", str(office.keys / next(iter(PEOPLE))))
    assert code == ExitCode.USAGE and "add --release" in err
    assert "--draft or --release" in office.ward.run("make", "good", "--draft", "--release")[2]


@pytest.mark.slow
def test_a_run_and_press_files_release_too(released: Office) -> None:
    released.ward.put("clinics.csv", "name,phones,languages,topics\nHill Clinic,020 7946 0123,vi,good\n")
    key = str(released.keys / CLINIC)
    code, _, err = released.ward.run("run", "clinics.csv", "--release", "--key", key, "--output", "spring")
    assert code == ExitCode.MADE, err
    assert verify(released, "spring")[0] == ExitCode.MADE
    code, _, _ = released.ward.run("run", "clinics.csv", "--output", "plain", "--plan", "--release")
    assert code == ExitCode.MADE
    code, _, err = released.ward.run("press", "good", "--language", "vi", "--release", "--key", key)
    assert code == ExitCode.MADE, err


def test_a_folder_of_many_files_names_what_does_not_stand(released: Office) -> None:
    home = released.folder / "output/en"
    for number in range(60):
        (home / f"good-{number}.txt").write_text(str(number))
    code, out = verify(released, "output")
    assert code == ExitCode.FINDINGS and "60 unknown, 2 stands" in out
    assert out.count("no statement names it") == 1, "what is the same of many is said once"
    assert "good-0.txt: unknown" in out and "  the same of output/en/good-1.txt, " in out
    assert "and 47 more (--json names all)" in out
    _, out = verify(released, "output", "--json")
    assert sum(json.loads(line)["state"] == "unknown" for line in out.splitlines()) == 60


def test_keys_are_read_as_ssh_writes_them(office: Office) -> None:
    line = office.key("x")
    assert len(public_key(line) or b"") == 32
    assert public_key("ssh-ed25519 AAAA") is None and public_key("ssh-rsa AAAA") is None and public_key("") is None


def test_what_is_signed_is_encoded_as_the_specification_prints_it() -> None:
    said = encoded(b"hello world", b"http://example.com/HelloWorld")
    assert said == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


@pytest.mark.slow
def test_what_is_no_leaflet_is_passed_over_and_counted(released: Office) -> None:
    for name in ("README.md", "check.html", "en/sheet.txt"):
        (released.folder / "output" / name).write_text("no leaflet")
    code, out, err = released.ward.run("verify", "output")
    assert code == ExitCode.MADE and "unknown" not in out and "3 other files passed over" in err
    (released.folder / "output/stray.pdf").write_bytes(b"%PDF-1.7")
    code, out, _ = released.ward.run("verify", "output")
    assert code == ExitCode.FINDINGS and "stray.pdf: unknown" in out


@pytest.mark.slow
def test_the_last_record_is_missed_by_a_release_and_by_who_verifies(released: Office) -> None:
    """Somebody takes back what they signed, and somebody else takes that away: the statement names what was there."""
    released.sign("good", "--withdraw", "it is wrong", role="clinician")
    released.sign("good", "--note", "read again", role="clinician", who="fay@example.org")
    fay = released.records()[-1]
    released.done(release(released))
    taken = released.records()[-2]
    assert 'act: "withdraw"' in taken.read_text()
    for one in (taken, fay):
        one.unlink()
        Path(f"{one}.sig").unlink()
    assert released.stand().state == "approved", "nothing in the library names them"
    code, _, err = released.ward.run("make", "good", "--as", "text", "--release")
    assert code == ExitCode.FINDINGS, err
    assert f"{fay.name} is missing or changed: a statement of a release names it" in err
    code, out = verify(released, "output/vi/good-a4-release.txt")
    assert code == ExitCode.FINDINGS and "withdrawn" in out and f"{fay.name} is missing or changed: 2" in out


def test_a_statement_that_was_taken_away_is_missed(released: Office) -> None:
    first = statement(released)
    released.done(release(released))
    code, out = verify(released, "output")
    assert code == ExitCode.MADE, out
    archive = released.folder / "archive"
    archive.mkdir()
    first.rename(archive / first.name)
    code, out, err = released.ward.run("verify", FILE)
    run = first.name.partition(".")[0]
    assert code == ExitCode.FINDINGS and "stands" in out and f"later ones name are not here: {run}" in err
    code, out, err = released.ward.run("verify", FILE, "--statements", str(archive))
    assert code == ExitCode.MADE, out + err


@pytest.mark.slow
def test_a_policy_that_was_changed_without_counting_up_refuses_the_next_release(released: Office) -> None:
    file = released.folder / "content/policy.yaml"
    was = file.read_text()
    for more, said in (
        (
            "rules: {glossary: {release: draft}}\n",
            "the policy is still number 2, and says otherwise than at the release of",
        ),
        ("# a word to those who read it\n", ""),
        ("serial: 3\nrules: {glossary: {release: draft}}\n", ""),
    ):
        file.write_text(more + was)
        code, _, err = released.ward.run("make", "good", "--as", "text", "--language", "en", "--release")
        assert code == (ExitCode.FINDINGS if said else ExitCode.MADE) and said in err, err
        assert not said or "content/policy.yaml" in err
    released.done(release(released))
    file.write_text(was)
    code, _, err = released.ward.run("make", "good", "--as", "text", "--language", "en", "--release")
    assert code == ExitCode.FINDINGS and "the policy is number 2, and number 3 was in force on" in err


@pytest.mark.slow
@pytest.mark.parametrize("names", ["ZA", "AZ"])
def test_two_releases_of_a_day_are_told_apart_whatever_their_runs_are_called(
    released: Office, monkeypatch: pytest.MonkeyPatch, names: str
) -> None:
    """The English is changed and changed back: the last release has the words of the first."""
    runs = (f"{TODAY:%Y%m%d}-{letter}{letter}AAAA" for letter in names)
    monkeypatch.setattr(records, "new_run", lambda _: next(runs))
    for old, new in (("Feed often.", "Feed very often."), ("Feed very often.", "Feed often.")):
        released.change("content/good.yaml", old, new)
        released.change("locales/vi/LC_MESSAGES/good.po", f'msgid "{old}"', f'msgid "{new}"')
        for role, language in (
            ("clinician", "en"),
            ("community", "en"),
            ("translator", "vi"),
            ("checker", "vi"),
            ("community", "vi"),
        ):
            _, _, err = released.sign("good", "--changed", role=role, language=language)
            if seen := re.search(r"--seen (\S+)", err):
                released.done(released.sign("good", "--changed", "--seen", seen[1], role=role, language=language))
        released.done(release(released))
    code, out = verify(released, "output")
    assert code == ExitCode.MADE and out.startswith("2 stands; "), out


def test_words_of_a_statement_that_nobody_signed_cannot_look_like_an_answer(released: Office) -> None:
    path = statement(released)
    envelope, said = json.loads(path.read_text()), payload(released)
    _, one = next(iter(said["predicate"]["lots"].items()))
    one["version"] = "0.1\x1b[2J\noutput/en/x.txt: stands"
    envelope["payload"] = base64.b64encode(json.dumps(said).encode()).decode()
    path.write_text(json.dumps(envelope))
    code, out = verify(released, one["code"])
    assert code == ExitCode.FINDINGS and out.startswith(f"{show_lot(one['code'])}: unsigned\n")
    assert all(line.startswith("  ") for line in out.splitlines()[1:]) and "\x1b" not in out


def test_a_statement_with_two_files_of_one_name_is_none(released: Office) -> None:
    said = payload(released)
    said["subject"].append(said["subject"][0] | {"digest": {"sha256": "0" * 64}})
    data = json.dumps(said).encode()
    signed = read_private(released.keys / CLINIC).sign(encoded(data))
    envelope = json.loads(statement(released).read_text())
    envelope |= {"payload": base64.b64encode(data).decode()}
    envelope["signatures"] = [{"keyid": "", "sig": base64.b64encode(signed).decode()}]
    statement(released).write_text(json.dumps(envelope))
    code, out = verify(released, FILE)
    assert code == ExitCode.FINDINGS and f"{FILE}: unknown" in out


def test_a_payload_of_another_type_is_no_statement(released: Office) -> None:
    envelope = json.loads(statement(released).read_text())
    for kind in ("application/vnd.in-toto+json; charset=utf-8", "text/plain", ""):
        statement(released).write_text(json.dumps(envelope | {"payloadType": kind}))
        assert verify(released, FILE)[0] == ExitCode.FINDINGS


def test_a_pipe_with_the_name_of_a_leaflet_is_not_waited_for(released: Office) -> None:
    os.mkfifo(released.folder / "output/en/good-a5.pdf")
    code, out = verify(released, "output")
    assert code == ExitCode.FINDINGS and "good-a5.pdf: unknown" in out and "not an ordinary file" in out


def test_a_clock_that_was_put_back_releases_nothing(released: Office) -> None:
    """What has run out would count again."""
    library = Library.open(released.folder, TODAY - timedelta(days=1))
    found = list(since(Order("good", "en"), library, last_statements(released.folder / "output/statements", library)))
    assert any(f"there was a release on {TODAY}" in str(one) for one in found)


def test_a_statement_of_another_clinic_is_not_ours(released: Office) -> None:
    file = released.folder / "content/allowed_signers"
    file.write_text(re.sub(rf"(?m)^{CLINIC} .*\n", "", file.read_text()))
    code, out = verify(released, FILE)
    assert code == ExitCode.FINDINGS and f"{FILE}: unsigned" in out and "no key of content/allowed_signers" in out
