"""What somebody might do to records, keys and policy, and what is said of it. Each forged thing is refused."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from signers import TODAY, WHO, Office

from generator.model.problems import ExitCode
from generator.trust.keys import POLICY, REVIEW, NotSigned, read_private, sign, signed_by

ANNA = WHO["clinician"]
KEYGEN = shutil.which("ssh-keygen")
needs_ssh = pytest.mark.skipif(KEYGEN is None, reason="ssh-keygen is not installed")


def claims(office: Office, topic: str = "good") -> str:
    return "\n".join(office.stand(topic=topic).claims)


def refused(office: Office, said: str, topic: str = "good") -> None:
    """Nothing is released, and the reason stands in the status and, where it is about a file, with its name."""
    stand = office.stand(topic=topic)
    assert stand.state != "approved"
    assert said in "\n".join((*stand.claims, *map(str, stand.missing))), stand
    code, out, _ = office.ward.run("make", topic, "--release")
    assert code == ExitCode.FINDINGS and "made " not in out


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name: "Anna"', 'name: "Professor Anna"'),
        (f'as: "{ANNA}"', 'as: "fay@example.org"'),
        ('role: "clinician"', 'role: "community"'),
        ('act: "sign"', 'act: "urgent"'),
        ("policy: 2", "policy: 9"),
        (f"day: {TODAY}", f"day: {TODAY - timedelta(days=1)}"),
        ("# Who stands", "# Who stood"),
    ],
)
def test_a_record_that_was_edited_does_not_hold(office: Office, old: str, new: str) -> None:
    office.approve()
    office.change(str(office.records()[0].relative_to(office.folder)), old, new)
    refused(office, "the signature does not hold: it is not of this file")


def test_words_changed_in_a_record_are_not_those_of_its_digest(office: Office) -> None:
    office.approve()
    record = office.records()[0]
    office.change(str(record.relative_to(office.folder)), "Feed often.", "Feed never.")
    refused(office, "the words of good/one/1 are not those of its digest")


@pytest.mark.slow
def test_a_record_copied_to_another_topic_is_refused(office: Office) -> None:
    office.approve()
    home = office.folder / "content/signed/broken"
    for record in office.records():
        office.copy(record, home / record.name)
    refused(office, "it is a record of good in en, and lies elsewhere", topic="broken")


def test_a_record_copied_to_another_language_is_refused(office: Office) -> None:
    office.approve()
    for record in office.records():
        office.copy(record, office.folder / "locales/vi/signed/good" / record.name)
    assert "it is a record of good in en" in "\n".join(office.stand("vi").claims)


def test_an_old_record_does_not_sign_new_words(office: Office) -> None:
    office.approve()
    kept = office.copy(office.records()[0], office.folder.parent / "old.yaml")
    office.change("content/good.yaml", "Feed often.", "Feed very often.")
    office.copy(kept, office.folder / "content/signed/good/9999-clinician-replayed.yaml")
    refused(office, "changed since Anna signed it")
    assert "it is a copy of" in claims(office)


def test_a_record_that_was_taken_back_does_not_come_back_as_a_copy(office: Office) -> None:
    office.approve()
    office.sign("good", "--withdraw", "it is wrong", role="clinician")
    office.copy(office.records()[0], office.folder / "content/signed/good/9999-clinician-again.yaml")
    refused(office, "clinician: Anna took back on")


def test_a_withdrawal_that_was_taken_away_is_missed(office: Office) -> None:
    office.approve()
    office.sign("good", "--withdraw", "it is wrong", role="clinician")
    office.sign("broken", role="clinician")
    office.sign("good", "--note", "I read it", role="clinician", who="fay@example.org")
    taken = office.records()[2]
    assert 'act: "withdraw"' in taken.read_text()
    taken.unlink()
    refused(office, f"content/signed/good/{taken.name} is missing or changed: content/signed/broken/0001-clinician")


def withdrawn(office: Office) -> Path:
    """Return the record by which Anna took back what she signed: the last that there is."""
    office.approve()
    office.sign("good", "--withdraw", "it is wrong", role="clinician")
    taken = office.records()[-1]
    assert 'act: "withdraw"' in taken.read_text()
    return taken


@pytest.mark.slow
def test_the_last_record_of_a_topic_is_missed_by_what_was_signed_later_elsewhere(office: Office) -> None:
    taken = withdrawn(office)
    office.done(office.sign("broken", role="community"))
    both = [taken, Path(f"{taken}.sig")]
    words = [one.read_bytes() for one in both]
    for one in both:
        one.unlink()
    refused(office, f"content/signed/good/{taken.name} is missing or changed: content/signed/broken/0001-community")
    assert office.stand(topic="broken").signed, "what is signed of other leaflets still counts"
    for one, data in zip(both, words, strict=True):
        one.write_bytes(data)
    assert "is missing" not in office.missing()


def test_a_whole_folder_of_records_is_missed(office: Office) -> None:
    withdrawn(office)
    office.done(office.sign("broken", role="community"))
    shutil.rmtree(office.folder / "content/signed/good")
    refused(office, "nothing signed of good counts: content/signed/good/")


def test_a_signature_without_its_record_is_noticed(office: Office) -> None:
    withdrawn(office).unlink()
    refused(office, "its signature is still there")


@pytest.mark.slow
def test_two_who_sign_at_a_time_are_both_named_by_the_next(office: Office) -> None:
    """In two copies of a library, as version control has them, then brought together."""
    office.approve()
    home, other = office.folder / "content/signed/good", office.folder.parent / "other"
    shutil.copytree(home, other)
    office.done(office.sign("good", "--note", "read again", role="clinician", who="fay@example.org"))
    shutil.move(home, office.folder.parent / "mine")
    shutil.copytree(other, home)
    office.sign("good", "--withdraw", "it is wrong", role="community")
    for file in (office.folder.parent / "mine").iterdir():
        shutil.copy(file, home)
    two = [one.name for one in office.records() if one.name.startswith("0003-")]
    assert len(two) == 2
    office.done(office.sign("broken", role="community"))
    words = office.records("broken")[0].read_text()
    assert all(f"  content/signed/good/{name}" in words for name in two)
    for name in two:
        kept = [(home / name).read_bytes(), (home / f"{name}.sig").read_bytes()]
        (home / name).unlink()
        (home / f"{name}.sig").unlink()
        refused(office, f"content/signed/good/{name} is missing or changed")
        (home / name).write_bytes(kept[0])
        (home / f"{name}.sig").write_bytes(kept[1])


def test_who_kept_the_hash_of_the_last_record_misses_it(office: Office) -> None:
    office.approve()
    _, _, err = office.sign("good", "--withdraw", "it is wrong", role="clinician")
    kept = re.search(r"leaflets status --after ([0-9a-f]{16}) ", err, re.M)[1]
    taken = office.records()[-1]
    code, out, _ = office.ward.run("status", "--after", kept)
    assert code == ExitCode.MADE and f"{kept} is there, and all that was signed before it" in out
    for one in (taken, Path(f"{taken}.sig")):
        one.unlink()
    assert office.stand().state == "approved", "nothing in the library names what was signed last"
    code, out, _ = office.ward.run("status", "--after", kept)
    assert code == ExitCode.FINDINGS and f"no record here has a hash that begins with {kept}" in out
    code, _, err = office.ward.run("status", "--after", "soon")
    assert code == ExitCode.USAGE and "'soon' is not what leaflets sign said" in err


@pytest.mark.slow
def test_the_last_record_of_all_is_missed_by_a_machine_that_has_seen_it(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LEAFLETS_STATE", str(tmp_path / "state"))
    taken = withdrawn(office)
    (file,) = (tmp_path / "state/leaflets").glob("signed-*.txt")
    assert f"  content/signed/good/{taken.name}" in file.read_text() and not list(file.parent.glob("*.new"))
    words = [(one, one.read_bytes()) for one in (taken, Path(f"{taken}.sig"))]
    for one, _ in words:
        one.unlink()
    said = f"content/signed/good/{taken.name} is missing or changed: this machine has seen it"
    refused(office, said)
    refused(office, said)  # it is not forgotten by looking
    assert str(file) in office.missing()
    for one, data in words:
        one.write_bytes(data)
    assert "is missing" not in office.missing()
    for one, _ in words:
        one.unlink()
    file.write_text(
        "".join(line for line in file.read_text().splitlines(True) if taken.name not in line) + "nonsense\n"
    )
    assert office.stand().state == "approved", "on purpose: its line was taken out"
    monkeypatch.setenv("LEAFLETS_STATE", str(taken.parent / "policy.yaml"))
    assert office.stand().state == "approved", "where nothing can be kept, nothing is said"


@pytest.mark.slow
def test_a_record_of_another_version_says_so(office: Office) -> None:
    office.approve()
    office.change(str(office.records()[0].relative_to(office.folder)), "record: 2", "record: 3")
    refused(office, "another version of leaflets wrote it")
    office.change(str(office.records()[0].relative_to(office.folder)), "record: 3", "record: 2")
    office.change(str(office.records()[1].relative_to(office.folder)), "  content/signed", "  ../signed")
    refused(office, "is no record's name")


def test_a_role_that_a_person_does_not_have_is_refused(office: Office) -> None:
    office.approve()
    code, _, err = office.sign("broken", role="clinician", who="dan@example.org")
    assert code == ExitCode.USAGE and "Dan may not sign as clinician: the policy says community" in err
    assert not office.records("broken"), "a record that cannot count is not written"


def test_a_language_that_a_person_does_not_have_is_refused(office: Office) -> None:
    office.policy(people="  ben@example.org: {name: Ben, roles: [translator], languages: [ja]}\n")
    code, _, err = office.sign("good", role="translator", language="vi")
    assert code == ExitCode.USAGE and "Ben may not sign for vi" in err and not office.records(language="vi")


def test_somebody_elses_key_does_not_sign_for_a_person(office: Office) -> None:
    shutil.copy(office.keys / "dan@example.org", office.keys / ANNA)
    code, _, err = office.sign("good", role="clinician")
    assert code == ExitCode.USAGE and f"it says {ANNA}, and was signed with the key of dan@example.org" in err
    assert not office.records()


@pytest.mark.slow
def test_a_policy_that_was_put_back_to_an_older_one_is_noticed(office: Office) -> None:
    office.policy("serial: 12\n")
    office.approve()
    office.policy("serial: 11\nroles: {english: [clinician]}\n")
    refused(office, "the policy is number 11, and content/signed/")
    office.policy("serial: 13\n")
    assert office.stand().state == "approved"


def test_a_key_that_was_put_in_place_of_another_signs_nothing(office: Office) -> None:
    office.approve()
    file = office.folder / "content/allowed_signers"
    other = office.key("mallory")
    file.write_text(re.sub(rf"(?m)^({ANNA} \S+) .*$", rf"\1 {other}", file.read_text()))
    refused(office, "it is signed with a key that content/allowed_signers does not name")


def test_a_list_of_signers_that_its_owner_did_not_sign_counts_for_nothing(office: Office) -> None:
    owned(office)
    office.approve()
    assert office.stand().state == "approved"
    file = office.folder / "content/allowed_signers"
    was = file.read_text()
    file.write_text(was + f"mallory@example.org {office.key('mallory')}\n")
    refused(office, "nothing signed counts: it is not of this file")
    file.write_text(was)
    assert office.stand().state == "approved"
    office.change("content/policy.yaml", "roles: [community]", "roles: [community, clinician]")
    refused(office, "nothing signed counts: it is not of this file")


@pytest.mark.slow
def test_a_list_of_signers_signed_by_another_is_refused(office: Office) -> None:
    owned(office)
    office.approve()
    data = (office.folder / "content/allowed_signers").read_bytes()
    office.ward.put("content/allowed_signers.sig", sign(data, POLICY, read_private(office.keys / ANNA)))
    refused(office, "it is signed with another key than its owner's")
    office.ward.put("content/allowed_signers.sig", sign(data, REVIEW, read_private(office.keys / "owner")))
    refused(office, "it was signed as 'leaflets-review', not as 'leaflets-policy'")
    (office.folder / "content/allowed_signers.sig").unlink()
    refused(office, "its owner has not signed it")


def owned(office: Office) -> None:
    office.policy(f'owner: "{office.key("owner")}"\n')
    for relative in ("content/policy.yaml", "content/allowed_signers"):
        data = (office.folder / relative).read_bytes()
        office.ward.put(f"{relative}.sig", sign(data, POLICY, read_private(office.keys / "owner")))


@pytest.mark.slow
def test_a_key_counts_only_in_its_time(office: Office) -> None:
    office.approve()
    file = office.folder / "content/allowed_signers"
    was = file.read_text()
    for option, said in (
        (f'valid-before="{TODAY:%Y%m%d}"', "counts until"),
        (f'valid-after="{TODAY + timedelta(days=1):%Y%m%d}"', "counts from"),
        ('namespaces="git"', "is not for leaflets-review"),
    ):
        file.write_text(re.sub(rf"(?m)^{ANNA} \S+ ", f"{ANNA} {option} ", was))
        refused(office, said)


def test_a_record_of_a_day_to_come_is_refused(office: Office) -> None:
    office.approve()
    record = office.records()[0]
    words = record.read_text().replace(f"day: {TODAY}", f"day: {TODAY + timedelta(days=1)}")
    record.write_text(words)
    Path(f"{record}.sig").write_text(sign(words.encode(), REVIEW, read_private(office.keys / ANNA)))
    refused(office, "is still to come")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("*@example.org ssh-ed25519 AAAA", "is not one person's name"),
        ("anna@example.org cert-authority ssh-ed25519 AAAA", "is no option that is read here"),
        ("anna@example.org ssh-ed25519 AAAA", "the key is not whole"),
        ("anna@example.org ssh-rsa AAAAB3", "has no Ed25519 key"),
        ('anna@example.org valid-before="soon" ssh-ed25519 {key}', "'soon' is no day"),
        ("x@example.org ssh-ed25519 {key}\ny@example.org ssh-ed25519 {key}", "stands here again"),
        ('x@example.org namespaces="" ssh-ed25519 {key}', "the key of this line is for nothing"),
        ('x@example.org namespaces="leaflets-*" ssh-ed25519 {key}', "'leaflets-*' is no name of what is signed"),
        ('x@example.org namespaces="git, leaflets-review" ssh-ed25519 {key}', "is no name of what is signed"),
        ("\u0430nna@example.org ssh-ed25519 {key}", "is not one person's name"),
        ("# a comment\u2028x@example.org ssh-ed25519 {key}", "nobody sees stands in this line (U+2028)"),
        ("# a comment\x85x@example.org ssh-ed25519 {key}", "nobody sees stands in this line (U+0085)"),
        ("# a comment\x0bx@example.org ssh-ed25519 {key}", "nobody sees stands in this line (U+000B)"),
        ("# a comment\rx@example.org ssh-ed25519 {key}", "nobody sees stands in this line (U+000D)"),
        ("\ufeffx@example.org ssh-ed25519 {key}", "nobody sees stands in this line (U+FEFF)"),
        ("x@example.org \u202essh-ed25519 {key}", "nobody sees stands in this line (U+202E)"),
    ],
)
def test_a_list_of_signers_that_lets_in_too_many_is_refused(office: Office, line: str, said: str) -> None:
    key = office.key("x").removeprefix("ssh-ed25519 ")
    office.ward.put("content/allowed_signers", line.replace("{key}", key) + "\n")
    code, _, err = office.ward.run("status")
    assert code == ExitCode.UNUSABLE and said in err and "content/allowed_signers:" in err


@pytest.mark.parametrize(
    "spoil",
    [
        lambda words: "",
        lambda words: "no signature",
        lambda words: words[: len(words) // 2],
        lambda words: words.replace("U1NIU0lH", "U1NIU0lI"),
        lambda words: words.replace("\n-----END", "AAAA\n-----END"),
    ],
)
def test_a_spoilt_signature_is_none(office: Office, spoil) -> None:
    key = read_private(office.keys / ANNA)
    words = sign(b"words", REVIEW, key)
    assert signed_by(b"words", words.encode(), REVIEW) == key.public_key().public_bytes_raw()
    with pytest.raises(NotSigned):
        signed_by(b"words", spoil(words).encode(), REVIEW)
    with pytest.raises(NotSigned, match="not of this file"):
        signed_by(b"Words", words.encode(), REVIEW)
    with pytest.raises(NotSigned, match="not as 'git'"):
        signed_by(b"words", words.encode(), "git")


# -- with the real ssh-keygen --------------------------------------------------


@needs_ssh
def test_ssh_keygen_checks_what_was_signed_here(office: Office) -> None:
    office.approve()
    record = office.records()[0]
    signers = office.folder / "content/allowed_signers"
    words = ["ssh-keygen", "-Y", "verify", "-f", signers, "-I", ANNA, "-n", REVIEW, "-s", f"{record}.sig"]
    good = subprocess.run(words, input=record.read_bytes(), capture_output=True)
    assert good.returncode == 0 and b"Good" in good.stdout, good.stderr
    bad = subprocess.run(words, input=record.read_bytes().replace(b"often", b"never"), capture_output=True)
    assert bad.returncode != 0


@needs_ssh
def test_what_ssh_keygen_signed_counts_here(office: Office) -> None:
    office.approve()
    office.done(office.sign("broken", role="clinician", key=False))
    office.done(office.sign("broken", role="community"))
    record = office.records("broken")[0]
    assert office.stand(topic="broken").state == "draft"
    words = ["ssh-keygen", "-Y", "sign", "-f", office.keys / ANNA, "-n", REVIEW, record]
    subprocess.run(words, check=True, capture_output=True)
    assert office.stand(topic="broken").state == "approved"


@needs_ssh
def test_a_key_of_ssh_keygen_signs_here_and_one_with_a_passphrase_says_how(office: Office) -> None:
    for phrase, code in (("", ExitCode.MADE), ("a phrase", ExitCode.UNUSABLE)):
        path = office.keys / f"made{len(phrase)}"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", phrase, "-f", path], check=True)
        file = office.folder / "content/allowed_signers"
        kind, key, *_ = Path(f"{path}.pub").read_text().split()
        file.write_text(re.sub(rf"(?m)^({ANNA} \S+) .*$", rf"\1 {kind} {key}", file.read_text()))
        shutil.copy(path, office.keys / ANNA)
        found, _, err = office.sign("good", role="clinician")
        assert found == code, err
    assert "the key has a passphrase" in err and "ssh-keygen -Y sign" in err


# -- what else somebody with the files in hand may try -------------------------


def test_blanks_and_tabs_part_a_line_as_for_openssh(office: Office) -> None:
    office.approve()
    file = office.folder / "content/allowed_signers"
    file.write_bytes(file.read_text().replace(" ", "\t").replace("\n", "\r\n").encode())
    assert office.stand().state == "approved"


def forged(office: Office, words: str, who: str, name: str = "0009-forged.yaml", subject: str = "good") -> Path:
    """Write a record of one's own making, and sign it with a person's true key."""
    file = office.folder / "content/signed" / subject / name
    file.write_text(words)
    Path(f"{file}.sig").write_text(sign(file.read_bytes(), REVIEW, read_private(office.keys / who)))
    return file


def test_who_signed_is_called_what_the_policy_calls_them(office: Office) -> None:
    """A true key, and somebody else's name in the record: the name that is shown is not the signer's to choose."""
    office.approve()
    words = office.records()[1].read_text().replace('name: "Dan"', 'name: "Anna, consultant"')
    words = (
        words.replace('act: "sign"', 'act: "object"')
        .replace('note: ""', 'note: "no"')
        .replace("number: 2", "number: 3")
    )
    forged(office, words, WHO["community"])
    refused(office, "Dan (community) says no")
    assert "consultant" not in office.missing()


@pytest.mark.slow
def test_who_signed_before_may_object(office: Office) -> None:
    """What they signed of other things, or before, does not take their objection back."""
    office.approve()
    office.done(office.sign("good", "--object", "not so", "--block", "good/one/1", role="community"))
    refused(office, "Dan (community) says no since")
    assert "not so (good/one/1)" in office.missing()
    office.done(office.sign("shared", "templates", role="community"))
    office.done(office.sign("good", "--block", "good/warning", role="community"))
    refused(office, "Dan (community) says no since")
    code, out, _ = office.sign("good", role="community")
    assert code == ExitCode.MADE and "1 block of good, signed as community" in out
    assert office.stand().state == "approved"


def test_an_objection_to_a_block_that_is_gone_is_over(office: Office) -> None:
    office.change(
        "content/good.yaml", "      - text: Feed often.\n", "      - text: Feed often.\n      - text: Feed on.\n"
    )
    office.approve()
    office.done(office.sign("good", "--object", "not so", "--block", "good/one/2", role="community"))
    assert "says no" in office.missing()
    office.change("content/good.yaml", "      - text: Feed on.\n", "")
    assert "says no" not in office.missing()


def test_records_whose_line_ends_git_changed_still_hold(office: Office) -> None:
    """A checkout on Windows: ``core.autocrlf`` writes every line of every text file otherwise."""
    owned(office)
    office.approve()
    for file in (*(office.folder / "content/signed").rglob("*"), office.folder / "content/policy.yaml",
                 *(office.folder / "content").glob("*signers*"), office.folder / "content/policy.yaml.sig"):  # fmt: skip
        if file.is_file():
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert office.stand().state == "approved", office.stand()
    office.change(str(office.records()[0].relative_to(office.folder)), 'name: "Anna"', 'name: "Ann"')
    assert office.stand().state == "draft"


@pytest.mark.parametrize(
    ("place", "hint"),
    [
        ("good/sub/0009-clinician.yaml", "put its files into content/signed/good/"),
        ("good/0009-Withdrawal.yaml", "call it 0009-withdrawal.yaml, if it is a record"),
        ("good/0009 copy.yaml", "call it 0009.yaml, if it is a record"),
        ("good/0009-clinician.yml", "call it 0009-clinician.yaml, if it is a record"),
        ("Good/0009-clinician.yaml", "call it good/"),
        ("0009-clinician.yaml", "put it into the folder of what it signs"),
    ],
)
def test_a_record_that_is_not_read_because_of_its_place_is_named(office: Office, place: str, hint: str) -> None:
    office.done(office.sign("good", role="clinician"))
    file = office.folder / "content/signed" / place
    file.parent.mkdir(exist_ok=True)
    file.write_text("record: 2\n")
    _, _, err = office.ward.run("status", "good")
    assert "nobody reads this" in err and hint in err


def test_a_record_is_no_link_out_of_the_library(office: Office) -> None:
    office.approve()
    outside = office.copy(office.records()[0], office.folder.parent / "outside.yaml")
    (office.folder / "content/signed/good/0010-link.yaml").symlink_to(outside)
    code, _, err = office.ward.run("make", "good", "--release")
    assert code == ExitCode.UNUSABLE and "0010-link.yaml: this file leads outside the library" in err


def test_a_link_to_another_record_signs_nothing_more(office: Office) -> None:
    office.approve()
    first = office.records()[0]
    (first.parent / "0010-link.yaml").symlink_to(first)
    Path(f"{first.parent}/0010-link.yaml.sig").symlink_to(f"{first}.sig")
    assert "0010-link.yaml: it is a copy of" in claims(office) and office.stand().state == "approved"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("people: {}\n", "'people' stands here twice"),
        ("  anna@example.org: {name: A, roles: [checker]}\n", "'anna@example.org' stands here twice"),
        ("  \u0430nna@example.org: {name: A, roles: [checker]}\n", "is not a signer's name"),
        ("trust: all\n", "a policy has nothing called 'trust'"),
        ("roles: {english: []}\n", "'english' names no role: all would be released, signed by nobody"),
        ("roles: {translation: []}\n", "'translation' names no role"),
    ],
)
def test_a_policy_that_lets_in_too_much_is_refused(office: Office, words: str, said: str) -> None:
    office.approve()
    file = office.folder / "content/policy.yaml"
    file.write_text(file.read_text() + words)
    code, _, err = office.ward.run("make", "good", "--release")
    assert code == ExitCode.UNUSABLE and said in err, err


def test_a_record_of_another_clinic_counts_only_where_its_signer_does(office: Office) -> None:
    """The same words, a true signature, another house: its own list of signers and policy decide."""
    office.approve()
    file = office.folder / "content/allowed_signers"
    words = re.sub(rf"(?m)^{ANNA} .*\n", "", file.read_text())
    file.write_text(words)
    refused(office, "it is signed with a key that content/allowed_signers does not name")


def test_a_record_that_nobody_signed_does_not_number_the_next(office: Office) -> None:
    """A claim with the highest number there is: what is signed after it would have a number that no record can have."""
    office.done(office.sign("good", role="clinician"))
    claim = office.folder / f"content/signed/good/0002-community-{TODAY}.yaml"
    claim.write_text(office.records()[0].read_text().replace("number: 1\n", "number: 999999\n"))
    office.done(office.sign("good", role="community"))
    assert "number: 999999\n" in claim.read_text(), "what lies there is not written over"
    written = office.records()[-1]
    assert written.name == f"0003-community-{TODAY}.yaml" and "number: 2\n" in written.read_text()
    assert "community: nobody has signed good" not in office.missing()


def test_a_claim_that_waits_for_its_author_keeps_its_file(office: Office) -> None:
    office.done(office.sign("good", role="clinician", key=False))
    office.done(office.sign("good", role="clinician"))
    numbers = [re.search(r"number: (\d+)", file.read_text())[1] for file in office.records()]
    assert numbers == ["1", "2"]
