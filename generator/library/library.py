"""Everything on disk, read when first asked for and kept: topics, kinds, templates, looks, words, faces, clinics.

Why one place: nothing below reads the disk or the clock, and every name from outside passes one gate
(``library/folders.py``). Heavy readers are imported when first used, since most commands need few of them.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from msgspec.structs import replace

from generator.library.folders import LANGUAGE, Folders, no_library, read_bytes, read_text, roots
from generator.library.shelf import LISTS, Shelf, Unknown, installed, sure
from generator.model.content import Language
from generator.model.design import Theme
from generator.model.larder import kept
from generator.model.problems import NOWHERE, Origin, Problem, Unusable, refuse_if_any, suggest

if TYPE_CHECKING:
    from generator.library.topics import Known, Shared
    from generator.model.content import Claim, Clinic, Kind, Picture, Profile, Series, Source, Topic
    from generator.model.design import FaceFile, Format
    from generator.model.drawing import Drawing
    from generator.model.leaflet import Order
    from generator.words.catalogs import Catalogs

MOST_PICTURE = 10_000_000
"""The largest file of a picture, in bytes."""


def stock_folder() -> Path:
    """Return the library that comes with the program: beside the package in development, inside it in a wheel."""
    package = Path(__file__).resolve().parent.parent
    stock = package / "stock"
    return stock if stock.is_dir() else package.parent


def _read_drawing(data: bytes, shown: str) -> Drawing:
    from generator.library.drawings import read_seen  # late: most starts find their pictures kept

    return read_seen(data, shown)


class Kinds(Mapping[str, "Kind"]):
    """The block kinds by name, each read when first asked for."""

    def __init__(self, library: Library) -> None:
        """Look kinds up in this library."""
        self._library = library
        self._names = library.folders.names("templates/blocks", ".xml")

    def __getitem__(self, name: str) -> Kind:
        """Return a kind; KeyError if there is none of this name."""
        if name not in self._names:
            raise KeyError(name)
        return self._library.kind(name)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a kind of this name, without reading it."""
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        """Yield the names, sorted."""
        return iter(self._names)

    def __len__(self) -> int:
        """Return how many kinds there are."""
        return len(self._names)


class Library(Shelf):
    """A library folder laid over the stock library. Open it with ``Library.open``."""

    def __init__(self, folders: Folders, today: date) -> None:
        """Take the folders and the day that counts as today."""
        super().__init__(folders)
        self.today = today
        self.folder: Path | None = None
        """The folder that was named when it was opened: other processes open the same."""

    def __repr__(self) -> str:
        """Return one line: the folder it was opened over."""
        return f"<Library over {self.folders.roots[0][0]}>"

    @classmethod
    def open(cls, folder: str | Path | None = None, today: date | None = None) -> Library:
        """Open a library.

        Args:
            folder: a folder with ``content/``, ``templates/`` or ``locales/``; without one, the folder the
                program stands in, if it is a library.
            today: the day to check dates against; the clock's without it.

        Raises:
            Unknown: when the folder given is not a library.
            Unusable: when the folder the program stands in cannot be looked into.
        """
        if folder is None:
            return cls.over(Path(), today)
        if problem := no_library(folder):
            raise Unknown(problem)
        return cls.over(Path(folder), today)

    @classmethod
    def over(cls, folder: Path, today: date | None = None) -> Library:
        """Lay any folder, library or not yet, over the stock library."""
        library = cls(Folders(*roots(folder, stock_folder())), today or date.today())
        library.folder = folder if folder.parts else None
        return library

    # -- names ---------------------------------------------------------------

    def topics(self) -> tuple[str, ...]:
        """Return the names of all topics."""
        return tuple(name for name in self.folders.names("content", ".yaml") if name not in LISTS)

    def languages(self) -> tuple[str, ...]:
        """Return the folder names of all languages."""
        return self.folders.languages()

    def formats(self) -> tuple[str, ...]:
        """Return the names of all formats."""
        return self.folders.names("templates/formats", ".yaml")

    def themes(self) -> tuple[str, ...]:
        """Return the names of all themes."""
        return self.folders.names("templates/themes", ".yaml")

    def clinics(self) -> tuple[str, ...]:
        """Return the names of all clinics."""
        return self.folders.names("content/clinics", ".yaml")

    def profiles(self) -> tuple[str, ...]:
        """Return the names of all country profiles."""
        return self.folders.names("content/profiles", ".yaml")

    def templates(self) -> tuple[str, ...]:
        """Return the names of all document templates."""
        return self.folders.names("templates", ".xml")

    def shared_names(self) -> tuple[str, ...]:
        """Return the names of all lists of shared texts."""
        return self.folders.names("content/shared", ".yaml")

    # -- what is said --------------------------------------------------------

    def topic(self, name: str) -> Topic:
        """Return a topic whose references (sources, pictures, profile sentences) all exist."""
        return self._keep("topic", name, self._read_topic)

    def _read_topic(self, name: str) -> Topic:
        from generator.library.topics import read_topic

        found = self._file(name, f"content/{name}.yaml", "topic", self.topics)

        def read(problems: list[Problem]) -> Topic | None:
            known = self._known(problems)
            return read_topic(found.path, found.shown, self.kinds, self._shared_words, problems, known)

        return sure(read)

    def _known(self, problems: list[Problem]) -> Known:
        """Return the names that a topic may use; a list that cannot be read leaves its own unchecked, with problems."""
        from generator.library.topics import Known

        def names(of: Callable[[], Collection[str] | None]) -> Collection[str] | None:
            try:
                return of()
            except Unusable as error:
                problems.extend(error.problems)
                return None

        return Known(
            names(lambda: self.sources),
            names(lambda: self.pictures),
            names(lambda: self.profile("default").sentences),
            names(lambda: self.claims),
            self._accents,
            self.shared_names(),
        )

    def _accents(self) -> Iterator[str]:
        """Yield the accents of all themes that can be read, each theme when it is asked for: the usual one first."""
        for name in sorted(self.themes(), key=lambda name: name != "default"):
            with suppress(Unusable):
                yield from self.theme(name).accents

    def _shared_words(self, name: str) -> tuple[Any, ...] | None:
        return self.shared(name).items if name in self.shared_names() else None

    def shared(self, name: str) -> Shared:
        """Return a list of texts that several topics include."""
        return self._keep("shared", name, self._read_shared)

    def _read_shared(self, name: str) -> Shared:
        from generator.library.topics import read_shared

        found = self._file(name, f"content/shared/{name}.yaml", "shared text", self.shared_names)
        return sure(lambda problems: read_shared(found.path, found.shown, problems, self._known(problems)))

    @property
    def sources(self) -> Mapping[str, Source]:
        """What statements rest on, by key: the library's own sources before the stock's."""

        def read(_: str) -> Mapping[str, Source]:
            from generator.library.lists import read_sources

            return self._laid("content/sources.yaml", read_sources)

        return self._keep("sources", "", read)

    @property
    def claims(self) -> Mapping[str, Claim] | None:
        """What the leaflets may say, row by row, by id; None when the library has no ``content/claims.csv``."""

        def read(_: str) -> Mapping[str, Claim] | None:
            from generator.library.claims import read_claims

            found = self.folders.find("content/claims.csv")
            return sure(lambda problems: read_claims(found.path, found.shown, problems)) if found else None

        return self._keep("claims", "", read)

    @property
    def pictures(self) -> Mapping[str, Picture]:
        """The pictures by name, the library's own before the stock's."""

        def read(_: str) -> Mapping[str, Picture]:
            from generator.library.lists import read_pictures

            return self._laid("content/pictures.yaml", read_pictures)

        return self._keep("pictures", "", read)

    @property
    def series(self) -> Series:
        """What the leaflets are called together, and whom their danger signs are about."""

        def read(_: str) -> Series:
            from generator.library.lists import read_series

            series: Series | None = None
            for found in reversed(self._need("content/series.yaml")):
                under = series
                series = sure(lambda problems: read_series(found.path, found.shown, under, problems))  # noqa: B023
            assert series is not None
            return series

        return self._keep("series", "", read)

    def profile(self, name: str, origin: Origin = NOWHERE) -> Profile:
        """Return a country profile, what it extends laid under it. ``origin`` is the place that names it."""
        return self._keep("profile", name or "default", lambda wanted: self._read_profile(wanted, origin))

    def _read_profile(self, name: str, origin: Origin) -> Profile:
        from generator.library.lists import read_profile

        found = self._file(name, f"content/profiles/{name}.yaml", "profile", self.profiles, origin)
        above, larder = self._above(found, self.profile), self.larder
        profile: Profile | None = None
        for layer in reversed(tuple(self.folders.layers(f"content/profiles/{name}.yaml"))):
            under = profile
            profile = sure(lambda problems: read_profile(layer.path, layer.shown, above, problems, under, larder))  # noqa: B023
        assert profile is not None
        return profile

    def clinic(self, clinic: str | Clinic) -> Clinic | None:
        """Return the clinic of a name, or None for no name: the leaflet then has a space for a stamp.

        A clinic that is given as a value is returned as it is.
        """
        if isinstance(clinic, str):
            return self._keep("clinic", clinic, self._read_clinic) if clinic else None
        return clinic

    def _read_clinic(self, name: str) -> Clinic:
        from generator.library.lists import files_named, read_clinic

        found = self._file(name, f"content/clinics/{name}.yaml", "clinic", self.clinics)
        problems: list[Problem] = []
        read = read_clinic(found.path, found.shown, problems, self.country, self.larder)
        try:
            clinic = self.with_logo(read or files_named(found.path, found.shown, self.country))
        except Unusable as error:
            problems += error.problems
        if problems:
            named = files_named(found.path, found.shown, self.country)
            try:  # whoever fills in the file sees at once what it names that is not there
                self.profile(named.profile, named.profile_at)
            except Unusable as error:
                problems += error.problems
        refuse_if_any(problems)
        return clinic

    def country(self, name: str) -> Profile | None:
        """Return a country profile; None for a name that the library has not."""
        try:
            return self.profile(name)
        except Unusable:
            return None

    def with_logo(self, clinic: Clinic) -> Clinic:
        """Return a clinic whose logo is a file of the library, as a path from the library on.

        Raises:
            Unusable: when there is no such file.
        """
        if not clinic.logo:
            return clinic
        logo = f"content/{clinic.logo}"  # written as other pictures are: from content/ on
        if self.folders.find(logo) is None:
            logo = self._alike(logo, clinic.origin if clinic.logo_at == NOWHERE else clinic.logo_at)
        return replace(clinic, logo=logo)

    def _alike(self, logo: str, origin: Origin) -> str:
        """Return a file whose name is written with the same letters: ``ü`` may be one sign in a name, or two (macOS).

        Raises:
            Unusable: when there is none, with the file that was probably meant.
        """
        files = self.folders.files(logo.rpartition("/")[0])
        for one in files:
            if normalize("NFC", one) == normalize("NFC", logo):
                return one
        hint = "put the logo there, or correct the line 'logo:'"
        if (beside := f"content/clinics/{logo.rpartition('/')[2]}") in self.folders.files("content/clinics"):
            hint = f"did you mean '{beside.removeprefix('content/')}'? the path begins in the folder 'content'"
        near = [one for one in files if normalize("NFC", one).casefold() == normalize("NFC", logo).casefold()]
        if near or logo.startswith("content/content/"):
            meant = (near[0] if near else logo.removeprefix("content/")).removeprefix("content/")
            hint = f"did you mean '{meant}'? small letters and capitals are not the same; 'content/' is left out"
        raise Unusable(Problem(origin, f"there is no file '{logo}'", hint))

    # -- in which words ------------------------------------------------------

    def language(self, name: str) -> Language:
        """Return a language by its folder name or BCP 47 tag."""
        known: Language | None = self._kept.get(("language", name))  # no look at the folders for every leaflet
        return known or self._keep("language", self.language_name(name), self._read_language)

    def _read_language(self, name: str) -> Language:
        if not LANGUAGE.fullmatch(name) or (found := self.folders.find(f"locales/{name}/language.yaml")) is None:
            tag = name.replace("_", "-")
            hint = suggest(tag, [known.replace("_", "-") for known in self.languages()])
            raise Unknown(Problem(NOWHERE, f"there is no language called '{tag[:80]}'", hint))

        def read(problems: list[Problem]) -> Language | None:
            from generator.library.languages import read_language

            return read_language(found.path, found.shown, problems, self.language)

        return self._settled(Language, found, read)

    def spoken(self, name: str) -> Language:
        """Return the language of some words: the library's by that name, else what can be known of it."""

        def find(wanted: str) -> Language:
            from generator.library.languages import bare

            folder = wanted.replace("-", "_")
            return self.language(folder) if folder in self.languages() else bare(folder)

        return self._keep("spoken", name, find)

    def catalogs(self, language: str) -> Catalogs:
        """Return the lookup of a language's catalogs by domain; None for a domain it has no file for."""
        return lambda domain: self.catalog(language, domain)

    def catalog(self, language: str, domain: str) -> Any:
        """Return one catalog, or None when there is no such file.

        What a library's own translates is laid over what the stock's does, so that it need hold nothing else; and a
        language's own over that of the language it extends.
        """

        def read(_: str) -> Any:
            from generator.words.catalogs import catalog_files, laid, read_catalog

            problems: list[Problem] = []
            layers = [
                read_catalog(found.path, found.shown, language, domain, problems)
                for relative in catalog_files(self, language, domain)
                for found in self.folders.layers(relative)
            ]
            refuse_if_any(problems)
            return laid(layers) if layers else None

        return self._keep("catalog", f"{language}/{domain}", read)

    # -- where it goes, how it looks -----------------------------------------

    @property
    def kinds(self) -> Kinds:
        """The block kinds by name."""
        return self._keep("kinds", "", lambda _: Kinds(self))

    def kind(self, name: str) -> Kind:
        """Return a block kind."""
        return self._keep("kind", name, self._read_kind)

    def _read_kind(self, name: str) -> Kind:
        from generator.library.kinds import read_kind

        known = lambda: self.folders.names("templates/blocks", ".xml")  # noqa: E731
        found = self._file(name, f"templates/blocks/{name}.xml", "block", known)
        read = sure(lambda problems: read_kind(found.path, found.shown, problems))
        under = (one for one in self.folders.layers(f"templates/blocks/{name}.xml") if one.path != found.path)
        if not read.must and any(sure(lambda problems: read_kind(one.path, one.shown, problems)).must for one in under):  # noqa: B023
            message = f"the block '{name}' must stand on every leaflet, and this template does not say so"
            raise Unusable(Problem(read.origin, message, 'write first-page="yes" at its box, as in the stock one'))
        return read

    def template(self, name: str, origin: Origin = NOWHERE) -> tuple[str, str]:
        """Return a document template's text, and its file as people know it."""

        def read(wanted: str) -> tuple[str, str]:
            found = self._file(wanted, f"templates/{wanted}.xml", "template", self.templates, origin)
            return read_text(found), found.shown

        return self._keep("template", name, read)

    def theme(self, name: str, origin: Origin = NOWHERE) -> Theme:
        """Return a theme, what it extends laid under it."""
        return self._keep("theme", name, lambda wanted: self._read_theme(wanted, origin))

    def _read_theme(self, name: str, origin: Origin) -> Theme:
        found = self._file(name, f"templates/themes/{name}.yaml", "theme", self.themes, origin)

        def read(problems: list[Problem]) -> Theme | None:
            from generator.library.looks import read_theme

            return read_theme(found.path, found.shown, self._above(found, self.theme), problems)

        return self._settled(Theme, found, read)

    def format(self, name: str, origin: Origin = NOWHERE) -> Format:
        """Return a format, what it extends laid under it."""
        return self._keep("format", name, lambda wanted: self._read_format(wanted, origin))

    def _read_format(self, name: str, origin: Origin) -> Format:
        from generator.library.looks import read_format

        found = self._file(name, f"templates/formats/{name}.yaml", "format", self.formats, origin)
        above = self._above(found, self.format)
        return sure(lambda problems: read_format(found.path, found.shown, above, problems))

    @property
    def faces(self) -> Mapping[str, FaceFile]:
        """The font faces by key, the library's own before the stock's; their paths are inside their packages."""

        def read(_: str) -> Mapping[str, FaceFile]:
            from generator.library.looks import read_faces

            return self._laid("templates/faces.yaml", read_faces)

        return self._keep("faces", "", read)

    def face(self, key: str, origin: Origin = NOWHERE) -> FaceFile:
        """Return a face whose path is the file on this machine.

        Raises:
            Missing: when the font pack is not installed.
        """
        return self._keep("face", key, lambda wanted: self._find_face(wanted, origin))

    def _find_face(self, key: str, origin: Origin) -> FaceFile:
        face = self.faces.get(key)
        if face is None:
            raise Unusable(Problem(origin, f"there is no font face called '{key}'", suggest(key, self.faces)))
        return installed(face)

    # -- bytes ---------------------------------------------------------------

    def drawing(self, name: str) -> Drawing:
        """Return a drawing by its picture's name, or by the path of its SVG file inside the library; logos not kept."""
        from generator.model.drawing import Drawing

        def read(wanted: str) -> Drawing:
            picture = self.pictures.get(wanted)
            if picture is None:
                message = f"there is no picture called '{wanted[:80]}'"
                raise Unusable(Problem(Origin("content/pictures.yaml"), message, suggest(wanted, self.pictures)))
            data, shown = self._image(f"content/{picture.file}", picture.origin)
            key = f"drawing {hashlib.sha256(data).hexdigest()}"
            drawing = kept(self.larder, key, Drawing, lambda: _read_drawing(data, shown))
            assert drawing is not None
            return drawing

        return _read_drawing(*self._image(name, NOWHERE)) if "." in name else self._keep("drawing", name, read)

    def picture_sha256(self, name: str) -> str:
        """Return the SHA-256, in hex, of a picture's file, by the picture's name or the file's path in the library."""

        def read(wanted: str) -> str:
            picture = self.pictures.get(wanted)
            place = (f"content/{picture.file}", picture.origin) if picture else (wanted, NOWHERE)
            return hashlib.sha256(self._image(*place)[0]).hexdigest()

        return self._keep("picture's hash", name, read)

    def file_bytes(self, path: str) -> bytes:
        """Return the checked bytes of a logo by its path inside the library; not kept: there may be thousands."""
        return self._checked(path, NOWHERE)

    def logo_bytes(self, clinic: Clinic) -> bytes:
        """Return the checked bytes of a clinic's logo, read afresh: a run of many clinics must not keep them all."""
        return self._checked(clinic.logo, clinic.origin)

    def _checked(self, relative: str, origin: Origin) -> bytes:
        data, shown = self._image(relative, origin)
        suffix = shown.rpartition(".")[2].lower()
        if suffix == "svg":
            _read_drawing(data, shown)
        elif suffix in ("png", "jpg", "jpeg"):
            from generator.typeset.draw.images import open_bitmap

            open_bitmap(data, shown)
        else:
            message = f"a picture cannot be a .{suffix} file"
            raise Unusable(Problem(Origin(shown), message, "use SVG, PNG or JPEG"))
        return data

    def _image(self, relative: str, origin: Origin) -> tuple[bytes, str]:
        """Return the bytes of a picture's file, and its name in messages."""
        if os.path.isabs(relative) or "\\" in relative or "\0" in relative:
            raise Unusable(Problem(origin, f"'{relative}' must be a path inside the library"))
        found = self.folders.find(relative)
        if found is None:
            place = origin if origin.file else Origin(relative)
            raise Unusable(Problem(place, f"there is no file '{relative}'", "check the spelling of its name"))
        return read_bytes(found, MOST_PICTURE), found.shown

    def digest(self, order: Order) -> str:
        """Return a digest of everything that decides an order's bytes: see ``library/digest.py``."""
        from generator.library.digest import digest

        return digest(order, self)
