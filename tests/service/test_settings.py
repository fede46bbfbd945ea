"""What the service is told: a file of settings, tokens, and the command that opens it."""

from __future__ import annotations

import hashlib
import socket
from pathlib import Path

import pytest
from desks import token
from processes import free_port
from ward import Ward

from generator.library.library import Library
from generator.model.problems import Unusable
from generator.service.holding import copy_library
from generator.service.settings import Limits, Settings, Token, read_settings, unknown_clinics

WHOLE = """
host: 0.0.0.0
port: 9000
prefix: /leaflets
address: https://clinic.example/leaflets/
clinic: example
clinics: [example, hill]
origins: ["https://records.example"]
ledger: books/ledger.sqlite
receipts: /srv/receipts
workers: 4
queue: 10
seconds: 5
memory: 500
cache: 8
tokens:
  - name: records
    sha256: 5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8
    clinic: hill
    may: [runs, metrics]
"""


def test_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "serve.yaml"
    path.write_text(WHOLE)
    found = read_settings(path, Settings(library=tmp_path))
    assert found == Settings(
        library=tmp_path, host="0.0.0.0", port=9000, prefix="/leaflets", address="https://clinic.example/leaflets",
        clinic="example", clinics=("example", "hill"), origins=("https://records.example",),
        ledger=tmp_path / "books/ledger.sqlite", receipts=Path("/srv/receipts"),
        limits=Limits(workers=4, queue=10, seconds=5.0, memory=500_000_000, cache=8_000_000),
        tokens=(Token("records", hashlib.sha256(b"password").hexdigest(), "hill", ("runs", "metrics")),),
    )  # fmt: skip
    assert found.token("password") == found.tokens[0] and found.token("Password") is None and found.token("") is None
    assert [one.message for one in unknown_clinics(found, ("example",))] == ["the library has no clinic called 'hill'"]


def test_what_a_file_does_not_say_stays(tmp_path: Path) -> None:
    path = tmp_path / "serve.yaml"
    path.write_text("port: 9000\n")
    assert read_settings(path, Settings(clinic="hill")) == Settings(port=9000, clinic="hill")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("prot: 80", "nothing called 'prot'"), ("port: 70000", "cannot be 70000"), ("host: a b", "'host' cannot be"),
        ("prefix: leaflets/", "'prefix' cannot be"), ("prefix: /../etc", "'prefix' cannot be"),
        ("address: clinic", "no address of the web"), ("address: https://x.example/?a", "no address of the web"),
        ("origins: ['*']", "is no origin"), ("origins: [https://x.example/page]", "is no origin"),
        ("memory: 10", "cannot be 10"), ("tokens: []", "empty"), ("tokens: [{name: x}]", "lacks 'sha256'"),
        ("tokens: [{name: x, sha256: abc, may: [runs]}]", "no SHA-256"),
        (f"tokens: [{{name: x, sha256: {'a' * 64}, may: [all]}}]", "'may' cannot be 'all'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "serve.yaml"
    path.write_text(f"# settings\n{line}\n")
    with pytest.raises(Unusable) as refused:
        read_settings(path, Settings())
    assert words in str(refused.value) and "serve.yaml:2" in str(refused.value)


def test_a_token_is_compared_whole() -> None:
    settings = Settings(tokens=(token("one", "runs"), token("two", "metrics")))
    found = settings.token("two")
    assert found and found.may == ("metrics",)
    assert settings.token("two ") is None and settings.token("\ud800") is None


def test_the_command_makes_a_token(ward: Ward) -> None:
    code, out, _ = ward.run("serve", "--new-token")
    words, sha256 = out.split("\nsha256: ")
    assert code == 0 and len(words) >= 43 and hashlib.sha256(words.strip().encode()).hexdigest() == sha256.strip()


def test_the_command_says_what_is_wrong(ward: Ward) -> None:
    code, _, err = ward.run("serve", "--clinic", "nobody")
    assert code == 3 and "no clinic called 'nobody'" in err
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, _, err = ward.run("serve", "--port", str(taken.getsockname()[1]))
    assert code == 3 and "in use" in err and "--port" in err


def test_without_its_packages_the_command_says_what_to_install(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.cli.serving.find_spec", lambda _: None)
    code, _, err = ward.run("serve")
    assert code == 4 and "breastfeeding-leaflets[serve]" in err


@pytest.mark.parametrize("folder", ["content", "templates", "locales/vi/LC_MESSAGES"])
def test_a_library_of_empty_folders_is_served_as_it_is_made(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir(parents=True)
    copied = copy_library(tmp_path)
    assert copied is not None
    with copied:
        assert Library.open(copied.name).topics() == Library.open(tmp_path).topics()


def test_a_desk_that_cannot_read_its_library_never_says_that_it_is_open(ward: Ward) -> None:
    ward.put("content/clinics/harbour.yaml", "title: [\n")
    port = free_port()
    code, out, err = ward.run("serve", "--port", str(port))
    assert code == 3 and err.startswith("content/clinics/harbour.yaml:"), "the file itself, not the copy of it"
    assert "http" not in out + err and "is open" not in err and "Traceback" not in err and "Exiting" not in err
