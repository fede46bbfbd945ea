"""Every mistake in every file of an order is told at once, whoever stops first; each at its line, each once."""

from __future__ import annotations

from ward import TOPIC, Ward

from generator.model.problems import ExitCode, suggest

WRONG = {
    "content/broken.yaml": ("accent: teel", 8, "there is no accent called 'teel'"),
    "content/shared/tips.yaml": ("items: [{profile: fevr}]", 4, "there is no profile sentence called 'fevr'"),
    "content/series.yaml": ("caerr: Nurse", 1, "nothing called 'caerr'"),
    "content/clinics/hill.yaml": ("phone: x", 3, "nothing called 'phone'"),
    "templates/themes/ours.yaml": ("looks: {title: {sizee: 3pt}}", 3, "nothing called 'sizee'"),
    "templates/formats/small.yaml": ("most-pages: 0", 4, "'most-pages' cannot be 0"),
    "content/policy.yaml": ("ruels: {}", 1, "nothing called 'ruels'"),
    "locales/vi/LC_MESSAGES/broken.po": ('msgid "x', 3, "this line of the PO file is broken"),
}


def put(ward: Ward, *left: str) -> None:
    """Write the files of an order, each with one mistake, but for some."""
    topic = TOPIC.format(title="Other", blocks="      - list: [{include: tips}]\n")
    files = {
        "content/broken.yaml": topic.replace("accent: teal", "accent: teel"),
        "content/shared/tips.yaml": "about: Tips.\nevidence: expert\nsources: [bfn]\nitems: [{profile: fevr}]\n",
        "content/series.yaml": "caerr: Nurse\n",
        "content/clinics/hill.yaml": 'name: Hill Clinic\nphones: ["020 7946 0123"]\nphone: x\nlogo: clinics/no.png\nprofile: vm\n',
        "templates/themes/ours.yaml": "about: Ours\nextends: default\nlooks: {title: {sizee: 3pt}}\n",
        "templates/formats/small.yaml": "about: Small\nextends: a4\nminimum: 9pt\nmost-pages: 0\n",
        "content/policy.yaml": "ruels: {}\n",
        "locales/vi/LC_MESSAGES/broken.po": 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\nmsgid "x\n',
    }
    for name, words in files.items():
        if name not in left:
            ward.put(name, words)


ORDER = ("make", "broken", "--language", "vi", "--format", "small", "--theme", "ours", "--clinic", "hill")


def test_mistakes_in_all_files_of_an_order_are_told_at_once(ward: Ward) -> None:
    put(ward)
    code, _, err = ward.run(*ORDER)
    assert code == ExitCode.UNUSABLE and "Traceback" not in err
    for file, (_, line, message) in WRONG.items():
        assert err.count(f"{file}:{line}: ") == 1 and message in err, (file, err)
    assert "content/clinics/hill.yaml:4: there is no file 'content/clinics/no.png'" in err
    assert "content/clinics/hill.yaml:5: there is no profile called 'vm'" in err


def test_whoever_stops_first_the_others_are_told(ward: Ward) -> None:
    first = ("content/policy.yaml", "content/clinics/hill.yaml", "templates/formats/small.yaml")
    put(ward, *first)
    ward.put("content/clinics/hill.yaml", 'name: Hill Clinic\nphones: ["020 7946 0123"]\n')
    ward.put("templates/formats/small.yaml", "about: Small\nextends: a4\n")
    code, _, err = ward.run(*ORDER)
    assert code == ExitCode.UNUSABLE
    for file, (_, line, message) in WRONG.items():
        assert (f"{file}:{line}: " in err and message in err) == (file not in first), (file, err)


def test_a_hint_of_very_many_names_has_those_most_alike() -> None:
    many = [f"look-{at}" for at in range(90)]
    assert suggest("lxxx7", many).startswith("known are 90, such as look-7")
    assert len(suggest("lxxx7", many)) < 200 and suggest("zzz", many[:3]) == "known: look-0, look-1, look-2"
