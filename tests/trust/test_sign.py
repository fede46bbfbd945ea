"""Signing: four roles, a comma changed, words that return, taking back, expiry, leaving, urgency, disagreement."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from signers import TODAY, WHO, Office

from generator.model.problems import ExitCode
from generator.trust.keys import REVIEW, read_private, sign


@pytest.mark.slow
def test_four_people_release_one_topic_in_one_language_and_nothing_else(office: Office) -> None:
    assert office.stand().state == office.stand("vi").state == "draft"
    office.approve("vi")
    assert (office.stand().state, office.stand("vi").state) == ("approved", "approved")
    code, out, _ = office.ward.run("make", "good", "broken", "--language", "en", "--language", "vi", "--release")
    assert re.findall(r"made +(\S+)", out) == ["output/en/good-a4-release.pdf", "output/vi/good-a4-release.pdf"]
    assert code == ExitCode.FINDINGS
    assert re.search(r"refused +output/en/broken-a4-release.pdf +not signed: clinician, community", out)
    code, _, _ = office.ward.run("make", "good", "--language", "vi", "--release", "--as", "text")
    words = (office.folder / "output/vi/good-a4-release.txt").read_text()
    assert code == ExitCode.MADE and "Bản nháp" not in words
    office.ward.run("make", "good", "--as", "text")
    assert "Draft – not yet checked" in (office.folder / "output/en/good-a4.txt").read_text()


@pytest.mark.slow
def test_one_comma_changed_is_refused_with_its_block_and_difference_and_stands_again_when_it_is_put_back(
    office: Office,
) -> None:
    office.approve("vi")
    office.change("locales/vi/LC_MESSAGES/good.po", "Quá buồn ngủ, không bú", "Quá buồn ngủ không bú")
    code, _, err = office.ward.run("make", "good", "--language", "vi", "--release")
    assert code == ExitCode.FINDINGS
    assert "translator: good/warning changed since Ben signed it" in err and "punctuation of the translation" in err
    assert "it was signed as “Quá buồn ngủ, không bú” and is now “Quá buồn ngủ không bú”" in err
    assert "then sign again: leaflets sign good --language vi --role translator --as NAME --changed" in err
    _, out, _ = office.ward.run("status", "good", "--language", "vi", "--why")
    assert "signed: Quá buồn ngủ, không bú" in out and "now:    Quá buồn ngủ không bú" in out
    drift = office.stand("vi").drifts
    assert {one.new.path for one in drift} == {"good/warning"}, "only what the comma touches"
    assert office.stand().state == "approved", "the English stands"
    office.change("locales/vi/LC_MESSAGES/good.po", "Quá buồn ngủ không bú", "Quá buồn ngủ, không bú")
    assert office.stand("vi").state == "approved"


def test_a_signer_affirms_with_the_difference_in_view_and_never_without(office: Office) -> None:
    office.approve()
    office.change("content/good.yaml", "Feed often.", "Feed very often.")
    code, out, err = office.sign("good", role="clinician")
    assert code == ExitCode.FINDINGS and "--changed" in err and len(office.records()) == 2
    code, out, err = office.sign("good", "--changed", role="clinician")
    assert code == ExitCode.FINDINGS and len(office.records()) == 2
    assert "good/one/1: words of the English" in out
    assert "signed: Feed often." in out and "now:    Feed very often." in out
    seen = re.search(r"--seen (\S+)", err)
    assert seen
    office.change("content/good.yaml", "Feed very often.", "Feed at once.")
    code, _, err = office.sign("good", "--changed", "--seen", seen[1], role="clinician")
    assert code == ExitCode.FINDINGS and len(office.records()) == 2, "the code was of another difference"
    assert f"--seen {seen[1]} is not the code of these differences" in err
    office.change("content/good.yaml", "Feed at once.", "Feed very often.")
    for role in ("clinician", "community"):
        _, _, err = office.sign("good", "--changed", role=role)
        code, out, _ = office.sign("good", "--changed", "--seen", re.search(r"--seen (\S+)", err)[1], role=role)
        assert code == ExitCode.MADE and "1 block of good" in out
    record = office.records()[-1].read_text()
    assert 'change: ["words of the English"]' in record
    assert office.stand().state == "approved"


@pytest.mark.parametrize(
    ("old", "new", "said", "other"),
    [
        ("Feed often.", "Feed often!", "punctuation of the English", "words of"),
        ("Feed often.", "Feed 3 times.", "numbers of the English", ""),
        ("evidence: guideline", "evidence: expert", "evidence, sources or values", "words of"),
    ],
)
def test_the_class_of_a_change_is_told(office: Office, old: str, new: str, said: str, other: str) -> None:
    office.approve()
    office.change("content/good.yaml", old, new)
    found = {name for one in office.stand().drifts for name in one.changes}
    assert said in found and not (other and any(other in one for one in found))


def test_a_newer_edition_of_a_source_is_a_change_of_its_date(office: Office) -> None:
    source = 'bfn: {{organisation: Breastfeeding Network, title: Nappy guidance, year: "{}", seen: yes}}\n'
    office.ward.put("content/sources.yaml", source.format(2020))
    office.approve()
    office.ward.put("content/sources.yaml", source.format(2024))
    assert {one.changes for one in office.stand().drifts} == {("a source's date",)}
    assert office.stand("vi").state == "draft"


def test_a_drawing_and_a_shared_list_void_their_own_pieces_alone(office: Office) -> None:
    office.approve()
    drawing = "content/pictures/drip.svg"
    office.ward.put(drawing, '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7z"/></svg>')
    assert {one.new.path: one.changes for one in office.stand().drifts} == {"pictures/drip": ("the drawing",)}
    (office.folder / drawing).unlink()
    office.ward.stock("content/shared/strip-baby.yaml", "- A fit", "- Fits")
    assert {one.new.path for one in office.stand().drifts} == {"shared/strip-baby"}


def test_what_several_leaflets_share_is_signed_once(office: Office) -> None:
    office.approve()
    for role in ("clinician", "community"):
        office.done(office.sign("broken", role=role))
    assert office.stand(topic="broken").state == "approved"


@pytest.mark.parametrize(
    ("change", "who", "role", "said"),
    [
        ((), "dan@example.org", "clinician", "Dan may not sign as clinician: the policy says community"),
        (
            (),
            "dan@example.org",
            "clinician",
            "somebody else signs, or whoever owns the policy changes what content/policy",
        ),
        (
            ("  anna@", "  ann@"),
            "anna@example.org",
            "clinician",
            "below 'people:': anna@example.org: {name: …, roles: [",
        ),
        (("roles: [checker]", "roles: [checker], languages: [ja]"), "chi@example.org", "checker", "for vi"),
    ],
)
def test_who_may_not_sign_is_told_what_to_do(
    office: Office, change: tuple[str, ...], who: str, role: str, said: str
) -> None:
    if change:
        office.change("content/policy.yaml", *change)
    language = "vi" if role == "checker" else "en"
    code, _, err = office.sign("good", role=role, who=who, language=language)
    assert code == ExitCode.USAGE and "nothing was written: it would not count" in err and said in err, err
    assert not office.records(language=language)


def test_a_key_of_another_person_and_of_another_use_are_told_apart(office: Office) -> None:
    name, key = "anna@example.org", str(office.keys / "fay@example.org")
    command = ("sign", "good", "--role", "clinician", "--as", name, "--key", key)
    assert "(--as fay@example.org), or with the key of anna@example.org" in office.ward.run(*command)[2]
    office.change("content/allowed_signers", f'{name} namespaces="leaflets-review"', f'{name} namespaces="git"')
    assert f"look at the line of {name} in content/allowed_signers" in office.sign("good", role="clinician")[2]


@pytest.mark.slow
def test_what_a_country_lacks_is_signed_by_the_command_that_is_named(office: Office) -> None:
    """The English of one country is signed, another's numbers are not: what is said can be copied, and then stands."""
    office.approve("vi")
    lacking = office.stand(profile="vn").missing
    assert [one.message for one in lacking] == ["clinician: nobody has signed profiles/vn/numbers"]
    command = "leaflets sign good --with-shared --profile vn --role clinician --as NAME"
    assert lacking[0].hint == f"when they have read every word: {command}"
    said = next(one for one in office.stand("vi", profile="vn").missing if "English" in one.message)
    assert "leaflets status good --language en --profile vn --why" in said.hint
    office.done(office.sign(*command.split()[2:6], role="clinician"))
    assert office.stand(profile="vn").state == "approved" == office.stand("vi", profile="vn").state


def test_where_records_are_gone_nobody_is_asked_to_sign_anew(office: Office) -> None:
    office.approve()
    office.records()[0].unlink()
    assert "is missing" in office.missing() and "nobody has signed" not in office.missing()


@pytest.mark.slow
def test_a_translation_of_changed_english_falls_and_the_other_language_does_not(office: Office) -> None:
    office.approve("vi")
    office.change("content/good.yaml", "Feed often.", "Feed very often.")
    office.change("locales/vi/LC_MESSAGES/good.po", "Feed often.", "Feed very often.")
    assert "words of the English" in office.missing("vi") and office.stand("vi").state == "draft"


def test_translator_and_checker_are_two_people(office: Office) -> None:
    office.policy(people="  ben@example.org: {name: Ben, roles: [translator, checker], qualification: translator}\n")
    for role in ("translator", "checker"):
        office.done(office.sign("good", "--with-shared", role=role, language="vi", who="ben@example.org"))
    assert "translator and checker are not 2 people: ben@example.org" in office.missing("vi")
    assert office.stand("vi").state == "translated"


def test_what_is_signed_is_named_by_its_title_and_any_name_of_a_language(office: Office) -> None:
    code, out, err = office.sign("Good words", role="clinician", language="English")
    assert (code, "of good, signed as clinician" in out) == (ExitCode.MADE, True), err
    code, out, err = office.sign("Good words", role="translator", language="Tiếng Việt")
    assert (code, "of good, signed as translator" in out) == (ExitCode.MADE, True), err


@pytest.mark.slow
def test_states_go_step_by_step(office: Office) -> None:
    office.sign("good", "--with-shared", role="translator", language="vi")
    assert office.stand("vi").state == "translated"
    office.sign("good", "--with-shared", role="checker", language="vi")
    assert office.stand("vi").state == "checked" and "community: nobody has signed" in office.missing("vi")
    office.sign("good", "--with-shared", role="community", language="vi")
    assert office.missing("vi") == (
        "locales/vi/LC_MESSAGES/good.po: the English is not approved: it is draft\n  hint: its words are signed first; "
        "why they are not: leaflets status good --language en --why"
    )
    office.sign("good", "--with-shared", role="clinician")
    assert office.stand().state == "checked"
    office.sign("good", "--with-shared", role="community")
    assert office.stand("vi").state == "approved"


@pytest.mark.slow
def test_a_machine_translation_needs_a_qualified_person(office: Office) -> None:
    for role in ("clinician", "community"):
        office.sign("good", "--with-shared", role=role)
    office.sign("good", "--with-shared", "--origin", "machine", role="translator", language="vi")
    for role in ("checker", "community"):
        office.sign("good", "--with-shared", role=role, language="vi")
    assert "a machine translated good/title and" in office.missing("vi") and "--role post-editor" in office.missing(
        "vi"
    )
    office.sign("good", "--with-shared", role="post-editor", language="vi")
    assert office.stand("vi").state == "approved"
    office.policy("machine: never\n")
    assert "a machine translated" in office.missing("vi")


def test_an_unsigned_record_is_a_claim_and_shown_as_such(office: Office) -> None:
    code, _, err = office.sign("good", "--with-shared", role="clinician", key=False)
    assert code == ExitCode.MADE and "this is a claim until you sign it: ssh-keygen -Y sign" in err
    stand = office.stand()
    assert stand.state == "draft" and any("nobody has signed it" in one for one in stand.claims)
    assert "nobody has signed it" in office.ward.run("status", "good", "--why")[1]


def test_who_takes_back_and_signs_again(office: Office) -> None:
    office.approve()
    code, out, _ = office.sign("good", "--withdraw", "the second line is wrong", role="clinician")
    assert code == ExitCode.MADE and "taken back as clinician" in out
    why = f"clinician: Anna took back on {TODAY} what they had signed: the second line is wrong"
    assert office.stand().state == "draft" and why in office.missing()
    code, out, _ = office.ward.run("make", "good", "--release")
    assert code == ExitCode.FINDINGS
    office.done(office.sign("good", role="clinician"))
    assert office.stand().state == "approved"


@pytest.mark.slow
def test_two_who_disagree_stop_a_release_until_one_gives_way(office: Office) -> None:
    office.approve()
    office.sign("good", "--object", "feeding often is not enough", role="clinician", who="fay@example.org")
    assert "Fay (clinician) says no" in office.missing() and "feeding often is not enough" in office.missing()
    assert office.stand().state == "checked"
    code, _, _ = office.ward.run("make", "good", "--release")
    assert code == ExitCode.FINDINGS
    office.sign("good", "--withdraw", "we talked", role="clinician", who="fay@example.org")
    assert office.stand().state == "approved"


def test_a_signature_expires(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.approve()
    office.policy("signatures: {days: 10}\n")
    assert later(office, 10).state == "approved"
    assert later(office, 11).state == "draft"
    assert any("it counted until" in one for one in later(office, 11).claims)
    said = f"clinician: Anna signed on {TODAY}, and it counted until {TODAY + timedelta(days=10)}"
    assert said in "\n".join(map(str, later(office, 11).missing))


def test_who_left_keeps_what_they_signed_and_signs_no_more(office: Office) -> None:
    office.approve()
    file = office.folder / "content/policy.yaml"
    words = file.read_text()
    file.write_text(words.replace("name: Anna,", f"name: Anna, left: {TODAY},"))
    assert office.stand().state == "approved"
    file.write_text(words.replace("name: Anna,", f"name: Anna, left: {TODAY - timedelta(days=1)},"))
    assert office.stand().state == "draft" and any("Anna left on" in one for one in office.stand().claims)
    assert f"clinician: Anna signed on {TODAY}, and Anna left on {TODAY - timedelta(days=1)}" in office.missing()
    code, _, err = office.sign("good", "--object", "x", role="clinician")
    assert code == ExitCode.USAGE and "it would not count: Anna left on" in err
    assert "somebody else signs; came back? Whoever owns the policy takes 'left:' out of content/policy.yaml" in err


@pytest.mark.slow
def test_an_urgent_correction_by_one_clinician_is_printed_as_such_for_seven_days(office: Office) -> None:
    office.approve()
    office.change("content/good.yaml", "Feed often.", "Feed very often.")
    office.done(urgent(office, "good", "a wrong word", who="fay@example.org"))
    assert len(re.findall("path:", office.records()[-1].read_text())) == 1, "it is of what was changed, and no more"
    stand = office.stand()
    assert (stand.state, stand.urgent) == ("approved", True), stand.missing
    code, _, _ = office.ward.run("make", "good", "--release", "--as", "text")
    assert code == ExitCode.MADE
    words = (office.folder / "output/en/good-a4-release.txt").read_text()
    assert "Urgent correction – checked by one clinician" in words
    assert '"standing":"urgent"' in (office.folder / "output/manifest.jsonl").read_text()
    assert later(office, 7).state == "approved" and later(office, 8).state == "draft"


def urgent(office: Office, topic: str, why: str, who: str = "", language: str = "en") -> tuple[int, str, str]:
    """Correct in a hurry: the difference is shown, whoever signed it before, and then signed."""
    code, out, err = office.sign(topic, "--urgent", why, role="clinician", who=who, language=language)
    assert code == ExitCode.FINDINGS and "  signed: " in out and "  now:    " in out, out + err
    seen = re.search(r"--seen (\S+)", err)
    assert seen, err
    return office.sign(
        topic, "--urgent", why, "--seen", seen[1], role="clinician", who=who, language=language
    )  # fmt: skip


@pytest.mark.slow
def test_who_signed_the_words_corrects_them_in_a_hurry_too(office: Office) -> None:
    """Most clinics have one clinician: the one who signed the wrong words."""
    office.approve("vi")
    office.change("content/good.yaml", "Feed often.", "Feed very often.")
    office.change("locales/vi/LC_MESSAGES/good.po", "Feed often.", "Feed very often.")
    office.change("locales/vi/LC_MESSAGES/good.po", "Cho bú thường xuyên.", "Cho bú rất thường xuyên.")
    office.done(urgent(office, "good", "a wrong word"))
    office.done(urgent(office, "good", "a wrong word", language="vi"))
    for language in ("en", "vi"):
        assert (office.stand(language).state, office.stand(language).urgent) == ("approved", True)
        assert later(office, 8, language).state == "draft"


def test_the_days_of_an_urgent_correction_begin_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else one clinician alone could stand for all others for ever, seven days at a time."""
    office.approve()
    office.change("content/good.yaml", "Feed often.", "Feed very often.")
    office.done(urgent(office, "good", "a wrong word"))
    for who in ("anna@example.org", "fay@example.org"):
        code, _, err = office.sign("good", "--urgent", "again", role="clinician", who=who)
        assert (
            code == ExitCode.USAGE
            and f"good/one/1 was corrected in a hurry on {TODAY}, by Anna: that is done once" in err
        )
    first = office.records()[-1]
    again = office.folder / "content/signed/good/0009-clinician-later.yaml"
    words = (
        first.read_text()
        .replace(f"day: {TODAY}", f"day: {TODAY + timedelta(days=8)}")
        .replace("number: 3", "number: 9")
    )
    again.write_text(words)  # as another program would write it
    data = again.read_bytes()
    key = read_private(office.keys / "anna@example.org")
    Path(f"{again}.sig").write_text(sign(data, REVIEW, key))
    stand = later(office, 8)
    assert stand.state == "draft" and not stand.urgent


def test_an_urgent_correction_is_of_words_that_were_signed_before(office: Office) -> None:
    code, out, _ = office.sign("good", "--urgent", "in a hurry", role="clinician")
    assert "nothing to sign" in out and office.stand().state == "draft"
    code, _, err = office.sign("good", "--urgent", "x", role="checker")
    assert code == ExitCode.USAGE and "only a clinician" in err


@pytest.mark.parametrize(
    ("words", "role", "language", "said"),
    [
        (("nothing",), "clinician", "en", "there is no topic called 'nothing'"),
        (("good",), "translator", "en", "a translator signs a translation"),
        (("good", "--block", "good/two"), "clinician", "en", "there is no block 'good/two'"),
        (("good",), "clinician", "vi", "a clinician signs the English, not a translation"),
        (("good", "--origin", "machine"), "checker", "vi", "--origin is for translations"),
        (("good", "--object", "a", "--withdraw", "b"), "clinician", "en", "one thing at a time"),
    ],
)
def test_what_cannot_be_signed_is_refused(
    office: Office, words: tuple[str, ...], role: str, language: str, said: str
) -> None:
    code, _, err = office.sign(*words, role=role, language=language)
    assert code == ExitCode.USAGE and said in err and not office.records()


@pytest.mark.slow
def test_words_that_are_not_translated_cannot_be_signed(office: Office) -> None:
    office.change("locales/vi/LC_MESSAGES/good.po", "Nóng và đỏ", "")
    code, _, err = office.sign("good", role="translator", language="vi")
    assert code == ExitCode.UNUSABLE and "good/warning is not wholly translated" in err


def test_a_key_that_is_none_or_has_a_passphrase_says_what_to_do(office: Office) -> None:
    (office.keys / WHO["clinician"]).write_text("no key")
    code, _, err = office.sign("good", role="clinician")
    assert code == ExitCode.UNUSABLE and "this is no private key of SSH" in err
    (office.keys / WHO["clinician"]).unlink()
    assert "the key cannot be read" in office.sign("good", role="clinician")[2]


def later(office: Office, days: int, language: str = "en"):
    from generator import Library
    from generator.trust.states import states

    return states(Library.open(office.folder, TODAY + timedelta(days=days)), ("good",), (language,))[0]


def test_a_key_that_is_not_listed_is_told_though_nothing_is_left_to_sign(office: Office) -> None:
    office.approve()
    office.key(WHO["clinician"])
    code, out, err = office.sign("good", "--with-shared", role="clinician")
    assert code == ExitCode.USAGE and "is not listed in content/allowed_signers" in err and "nothing to sign" not in out


def test_a_claim_of_a_role_that_a_person_does_not_have_is_not_written(office: Office) -> None:
    code, _, err = office.sign("good", role="clinician", who=WHO["community"], key=False)
    assert code == ExitCode.USAGE and "may not sign as clinician" in err and not office.records()


def test_paths_and_hints_can_be_copied(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = "\n".join(map(str, office.stand("vi").missing))
    assert "leaflets sign good --with-shared --language vi --role translator --as NAME" in missing
    assert "leaflets sign good --with-shared --role clinician --as NAME" in office.missing()
    monkeypatch.chdir(office.folder.parent)
    name = WHO["clinician"]
    words = ("sign", "good", "--role", "clinician", "--as", name, "--key", str(office.keys / name))
    code, out, _ = office.ward.run(*words, "--library", office.folder.name)
    file = out.partition(":")[0]
    assert code == 0 and file.startswith(f"{office.folder.name}/content/signed/good/") and Path(file).is_file()


def test_a_claim_of_a_name_that_the_policy_has_not_is_not_written(office: Office) -> None:
    code, out, err = office.ward.run("sign", "good", "--role", "clinician", "--as", "ana@example.org")
    assert code == ExitCode.USAGE and not out and not office.records()
    assert "nothing was written: it would not count: the policy names no ana@example.org among its people" in err
    assert "did you mean 'anna@example.org'? If not, whoever owns the policy writes into content/policy.yaml" in err


def test_what_lacks_for_a_clinics_country_is_told_with_that_country(office: Office) -> None:
    office.approve()
    for name, phone in (("hill", "020 7946 0123"), ("oak", "020 7946 0124")):
        office.ward.put(f"content/clinics/{name}.yaml", f'name: {name}\nphones: ["{phone}"]\nprofile: gb\n')
    order = ("make", "good", "--release", "--language", "en")
    _, _, err = office.ward.run(*order, "--clinic", "hill", "--clinic", "oak")
    assert "leaflets status --why --profile gb says what is missing" in err
