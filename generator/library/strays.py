"""Files and folders that nobody reads because of their names: nearly right, and passed over without a word.

Why a note and no refusal: the leaflets that do not need the file come out right, and whoever asks for one that does is
told that there is no such clinic or topic, below this note. What is not nearly right is somebody's own affair.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from generator.library.folders import NAME, PARTS, Folders
from generator.library.own import package
from generator.model.patterns import pattern
from generator.model.problems import Origin, Problem

SUFFIX: Final = {
    "content": ".yaml",
    "content/clinics": ".yaml",
    "content/profiles": ".yaml",
    "content/shared": ".yaml",
    "templates": ".xml",
    "templates/blocks": ".xml",
    "templates/themes": ".yaml",
    "templates/formats": ".yaml",
}
"""What the names of a folder's files end in."""
INSIDE: Final = {
    "": PARTS,
    "content": ("clinics", "pictures", "profiles", "shared", "signed"),
    "templates": ("blocks", "formats", "themes"),
}
"""The folders that are looked for in a folder."""
BESIDE: Final = {"templates": ("faces.yaml", "starter.yaml", "starter-clinic.yaml")}
"""Files with another end."""
MESSAGES: Final = "LC_MESSAGES"
_ENDS: Final = re.compile(r"\.(ya?ml|xml|po)(\.(txt|bak|orig))?$", re.IGNORECASE)
_COPY: Final = pattern(r"[ _-]*(\(\d+\)|- copy|copy)$", re.IGNORECASE)
_ALIKE: Final = 0.75


def strays(folders: Folders, domains: Collection[str]) -> tuple[Problem, ...]:
    """Return a note for each file and folder of a library's own that is not read because of its name.

    Args:
        folders: those of the library; nothing is said of the stock library's when it lies inside the package.
        domains: the names that catalogs can have.
    """
    found: list[Problem] = []
    for root, prefix in folders.roots:
        if not f"{root}/".startswith(package() or "\0"):
            look = _Look(root, prefix)
            found += look.at_folders()
            found += look.at_files()
            found += look.at_languages(folders.languages(), domains)
            found += look.at_signed(folders.languages(), (*domains, *_OF_SEVERAL))
    return tuple(found)


_OF_LANGUAGE = (MESSAGES, "signed", "language.yaml", "meaning.yaml")
"""What is read in the folder of a language."""
_RECORD: Final = pattern(rf"{NAME.pattern}\.yaml(\.sig)?", re.ASCII)
_OF_SEVERAL: Final = ("pictures", "profiles")
"""What is signed once for several leaflets, beside the domains of catalogs."""


class _Look:
    """One root of a library, looked through."""

    def __init__(self, root: Path, prefix: str) -> None:
        self.root, self.prefix = root, prefix

    def at_folders(self) -> Iterator[Problem]:
        for folder, known in INSIDE.items():
            for name in self._names(folder, folders=True):
                if name not in known and (near := _near(name, known)):
                    yield self._note(f"{folder}/{name}/".lstrip("/"), "folder", f"call it {near}/")

    def at_files(self) -> Iterator[Problem]:
        for folder, suffix in SUFFIX.items():
            for name in self._names(folder):
                if name in BESIDE.get(folder, ()) or (end := _ENDS.search(name)) is None:
                    continue
                stem, ends = name[: end.start()], end[0]
                if ends == suffix and NAME.fullmatch(stem):
                    continue
                beside = folder == "templates" and ends.lower().startswith((".yaml", ".yml"))
                hint = f"call it {_right(stem)}{suffix}"
                if beside:
                    hint = "looks belong in templates/themes/, papers in templates/formats/"
                yield self._note(f"{folder}/{name}", "file", hint)

    def at_languages(self, known: Collection[str], domains: Collection[str]) -> Iterator[Problem]:
        for name in self._names("locales", folders=True):
            here = f"locales/{name}"
            inside = (*self._names(here), *self._names(here, folders=True))
            if name not in known:
                if any(_ENDS.search(one) or _near(one, (MESSAGES,)) for one in inside):
                    yield self._note(f"{here}/", "folder", _language_hint(name, known))
                continue
            for one in inside:
                if one.lower().endswith(".po"):
                    yield self._note(f"{here}/{one}", "file", f"put it into {here}/{MESSAGES}/")
                elif one not in _OF_LANGUAGE and (near := _near(one, _OF_LANGUAGE)):
                    yield self._note(f"{here}/{one}", "file" if "." in one else "folder", f"call it {near}")
            for one in self._names(f"{here}/{MESSAGES}"):
                end = _ENDS.search(one)
                if end is None or (end[0] == ".po" and one.removesuffix(".po") in domains):
                    continue
                right = _right(one[: end.start()])
                near = right if right in domains else _near(right, domains)
                names = "a catalog has the name of a topic, or is shared, templates or desk"
                hint = f"call it {near}.po" if near else names
                yield self._note(f"{here}/{MESSAGES}/{one}", "file", hint)

    def at_signed(self, languages: Collection[str], subjects: Collection[str]) -> Iterator[Problem]:
        """Yield what lies among the records of signatures and is none by its name: a withdrawal may be in it."""
        for home in ("content/signed", *(f"locales/{one}/signed" for one in languages)):
            for name in self._names(home):
                yield self._note(f"{home}/{name}", "file", "put it into the folder of what it signs")
            for name in self._names(home, folders=True):
                if name not in subjects:
                    if near := _near(name, subjects):
                        yield self._note(f"{home}/{name}/", "folder", f"call it {near}/")
                    continue
                for one in self._names(f"{home}/{name}"):
                    if not _RECORD.fullmatch(one):
                        stem = _right(one.partition(".")[0])
                        end = ".yaml.sig" if one.endswith(".sig") else ".yaml"
                        yield self._note(f"{home}/{name}/{one}", "file", f"call it {stem}{end}, if it is a record")
                for one in self._names(f"{home}/{name}", folders=True):
                    yield self._note(f"{home}/{name}/{one}/", "folder", f"put its files into {home}/{name}/")

    def _names(self, folder: str, folders: bool = False) -> tuple[str, ...]:
        """Return the names in a folder; none when it cannot be listed: whoever needs it says so."""
        try:
            with os.scandir(self.root / folder) as entries:
                names = [entry.name for entry in entries if entry.is_dir() == folders]
        except OSError:
            return ()
        return tuple(sorted(name for name in names if not name.startswith(".")))

    def _note(self, relative: str, sort: str, hint: str) -> Problem:
        place = Origin(f"{self.prefix}/{relative}" if self.prefix else relative)
        return Problem(place, f"nobody reads this {sort}: it has another name than is looked for", hint)


def _right(stem: str) -> str:
    """Return a name as it is looked for: small letters, digits, dashes; no mark of a copy."""
    return re.sub(r"[^a-z0-9_-]+", "-", _COPY.sub("", stem).lower()).strip("-") or "name"


def _near(name: str, known: Collection[str]) -> str:
    """Return the name that another one is nearly, or nothing."""
    from difflib import get_close_matches  # late: most libraries hold nothing astray

    folded = {one.casefold(): one for one in known}
    near = get_close_matches(name.casefold(), folded, 1, _ALIKE)
    return folded[near[0]] if near else ""


def _language_hint(name: str, known: Collection[str]) -> str:
    """Return what to call the folder of a language that is not known by its name."""
    spelled = {one.lower(): one for one in known}
    plain = name.replace("-", "_").lower()
    right = spelled.get(plain) or spelled.get(plain.split("_")[0])
    return f"call it {right}" if right else "a language has a file language.yaml in its folder"
