"""People with keys, in a library of one's own: for tests alone. Their keys are made anew for each process of tests."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from ward import Ward

from generator import Library
from generator.trust.states import Stand, states

STOCK = Path(__file__).parent.parent.parent
TODAY = date.today()
PEOPLE = {
    "anna@example.org": ("clinician", "midwife"),
    "ben@example.org": ("translator", "translator"),
    "chi@example.org": ("checker", "nurse"),
    "dan@example.org": ("community", ""),
    "eve@example.org": ("post-editor", "certified translator"),
    "fay@example.org": ("clinician", "doctor"),
}
WHO = {role: name for name, (role, _) in reversed(PEOPLE.items())}


class Office:
    """A library whose people sign: a ward, their keys, the command."""

    def __init__(self, ward: Ward) -> None:
        self.ward, self.folder = ward, ward.folder
        self.keys = ward.folder.parent / "keys"
        self.keys.mkdir()
        lines = []
        for name in PEOPLE:
            lines.append(f'{name} namespaces="leaflets-review" {self.key(name)}')
        ward.put("content/allowed_signers", "\n".join(lines) + "\n")
        self.policy()
        for relative in ("content/good.yaml", "content/broken.yaml"):
            file = self.folder / relative
            words = re.sub(r"(?m)^written: .*$", f"written: {TODAY}", file.read_text())
            file.write_text(re.sub(r"(?m)^review_by: .*$", f"review_by: {TODAY + timedelta(days=700)}", words))
        ward.put("locales/vi/LC_MESSAGES/good.po", po())

    def key(self, name: str) -> str:
        """Make a person's key anew; return the line of its public half."""
        key = Ed25519PrivateKey.generate()
        data = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
        path = self.keys / name
        path.unlink(missing_ok=True)
        path.write_bytes(data)
        path.chmod(0o600)
        return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()

    def policy(self, more: str = "", people: str = "") -> None:
        rows = "".join(
            f'  {name}: {{name: {name.split("@")[0].title()}, roles: [{role}], qualification: "{what}"}}\n'
            if what
            else f"  {name}: {{name: {name.split('@')[0].title()}, roles: [{role}]}}\n"
            for name, (role, what) in PEOPLE.items()
        )
        self.ward.put("content/policy.yaml", f"{more}people:\n{people or rows}")

    def sign(
        self, *words: str, role: str, language: str = "en", who: str = "", key: bool = True
    ) -> tuple[int, str, str]:
        name = who or WHO[role]
        options = ["--key", str(self.keys / name)] if key else []
        return self.ward.run("sign", *words, "--language", language, "--role", role, "--as", name, *options)

    def approve(self, *languages: str, topic: str = "good") -> None:
        """Let everybody sign a topic and what it shares: the English first."""
        for role in ("clinician", "community"):
            self.done(self.sign(topic, "--with-shared", role=role))
        for language in languages:
            for role in ("translator", "checker", "community"):
                self.done(self.sign(topic, "--with-shared", role=role, language=language))

    def done(self, result: tuple[int, str, str]) -> None:
        code, out, err = result
        assert code == 0, out + err

    def stand(self, language: str = "en", topic: str = "good", **more: str) -> Stand:
        return states(Library.open(self.folder), (topic,), (language,), **more)[0]

    def missing(self, language: str = "en", topic: str = "good") -> str:
        return "\n".join(map(str, self.stand(language, topic).missing))

    def missing_of_page(self) -> str:
        """Return what is missing where pages count too."""
        return "\n".join(map(str, self.stand(look=("a4", "default")).missing))

    def change(self, relative: str, old: str, new: str) -> None:
        file = self.folder / relative
        words = file.read_text()
        assert old in words, words
        file.write_text(words.replace(old, new))

    def records(self, subject: str = "good", language: str = "en") -> list[Path]:
        home = "content" if language == "en" else f"locales/{language}"
        return sorted((self.folder / home / "signed" / subject).glob("*.yaml"))

    def copy(self, file: Path, to: Path) -> Path:
        """Copy a record with its signature."""
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, to)
        shutil.copy(f"{file}.sig", f"{to}.sig")
        return to


def po() -> str:
    words = {
        "Good words": "Lời hay",
        "Words for a test.": "Lời để thử.",
        "One": "Phần đầu",
        "Feed often.": "Cho bú thường xuyên.",
        "Feeds badly": "Bú kém",
        "Too sleepy to feed": "Quá buồn ngủ, không bú",
        "Hot and red": "Nóng và đỏ",
    }
    head = 'msgid ""\nmsgstr ""\n"Language: vi\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    return head + "".join(f'\nmsgid "{one}"\nmsgstr "{two}"\n' for one, two in words.items())
