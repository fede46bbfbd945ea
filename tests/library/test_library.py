"""A library folder over the stock library: what is found, what is refused, and what it says."""

from __future__ import annotations

import struct
import zlib
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from generator.library import shelf
from generator.library.digest import MOST
from generator.library.library import Library
from generator.model.edition import Job, Office, Press, Words
from generator.model.leaflet import Order
from generator.model.problems import ExitCode, Missing, Unusable

STOCK = Path(__file__).resolve().parents[2]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/>{}</svg>'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty library folder that the program stands in."""
    home = tmp_path / "ward"
    (home / "content" / "clinics").mkdir(parents=True)
    monkeypatch.chdir(home)
    return home


def write(folder: Path, relative: str, words: str | bytes) -> None:
    path = folder / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(words.encode() if isinstance(words, str) else words)


def refused(library: Library, sort: str, name: str) -> Unusable:
    with pytest.raises(Unusable) as caught:
        getattr(library, sort)(name)
    return caught.value


# -- folders -----------------------------------------------------------------


def test_a_clinic_adds_one_file_and_has_all_the_rest_from_stock(folder: Path) -> None:
    clinic = 'name: Ward 3\nphones: ["020 7946 0000"]\nhours: [always]\naddress: [here]\n'
    write(folder, "content/clinics/ward.yaml", clinic)
    library = Library.open()
    ward = library.clinic("ward")
    assert ward is not None
    assert ward.title == "Ward 3"
    assert str(ward.origin) == "content/clinics/ward.yaml"
    assert set(library.clinics()) > {"ward"}
    assert library.topics() == Library.open(STOCK).topics()


def test_a_file_of_ones_own_is_taken_before_the_stock_file(folder: Path) -> None:
    stock = Library.open(STOCK).theme("default")
    write(folder, "templates/themes/default.yaml", (STOCK / "templates/themes/default.yaml").read_text("utf-8"))
    own = Library.open().theme("default")
    assert str(own.origin) == "templates/themes/default.yaml"
    assert own.looks == stock.looks


def test_a_folder_given_by_name_is_shown_by_that_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, "content/clinics/bad.yaml", "nam: x\n")
    monkeypatch.chdir(folder.parent)
    error = refused(Library.open(Path("ward")), "clinic", "bad")
    assert error.problems[0].origin.file == "ward/content/clinics/bad.yaml"


def test_a_folder_that_is_no_library_is_a_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="has no content/, templates/ or locales/") as caught:
        Library.open(tmp_path)
    assert caught.value.exit_code == ExitCode.USAGE
    with pytest.raises(Unusable, match="does not exist"):
        Library.open(tmp_path / "gone")


def test_without_a_library_around_there_is_the_stock_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "managing-leakage" in Library.open().topics()


def test_today_can_be_set_for_those_who_check_dates() -> None:
    assert Library.open(STOCK, date(2030, 1, 2)).today == date(2030, 1, 2)


# -- names -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sort", "name", "message", "hint"),
    [
        ("topic", "managing-leakge", "there is no topic called 'managing-leakge'", "did you mean 'managing-leakage'?"),
        ("format", "a44", "there is no format called 'a44'", "did you mean 'a4'?"),
        ("theme", "defalt", "there is no theme called 'defalt'", "did you mean 'default'?"),
        ("clinic", "exampel", "there is no clinic called 'exampel'", "did you mean 'example'?"),
        ("profile", "defaut", "there is no profile called 'defaut'", "did you mean 'default'?"),
        ("language", "zh_Hanss", "there is no language called 'zh-Hanss'", "did you mean 'zh-Hans'?"),
        ("kind", "waring", "there is no block called 'waring'", "did you mean 'warning'?"),
        ("template", "leflet", "there is no template called 'leflet'", "did you mean 'leaflet'?"),
    ],
)
def test_an_unknown_name_is_a_wrong_use_with_a_suggestion(sort: str, name: str, message: str, hint: str) -> None:
    error = refused(Library.open(STOCK), sort, name)
    assert (error.problems[0].message, error.problems[0].hint) == (message, hint)
    assert error.exit_code == ExitCode.USAGE


@pytest.mark.parametrize("name", ["../secret", "a/b", "A4", "a.b", "", "x" * 200, "a\x00b", "~root", "a\nb"])
@pytest.mark.parametrize("sort", ["topic", "format", "theme", "profile", "kind", "template", "shared"])
def test_a_name_is_never_a_path(folder: Path, sort: str, name: str) -> None:
    write(folder.parent, "secret.yaml", "about: x\n")
    if (sort, name) == ("profile", ""):
        return  # no name is the default profile
    assert "called" in str(refused(Library.open(), sort, name))


@pytest.mark.parametrize("name", ["sources", "pictures"])
def test_lists_are_no_topics(name: str) -> None:
    library = Library.open(STOCK)
    assert name not in library.topics()
    assert "there is no topic" in str(refused(library, "topic", name))


@pytest.mark.parametrize("name", ["zh-Hans", "zh_Hans", "ZH-hans", "zh_hans"])
def test_languages_are_found_by_tag_and_by_folder(name: str) -> None:
    assert Library.open(STOCK).language(name).name == "zh_Hans"


@pytest.mark.parametrize("name", ["../vi", "v/i", "", "vi\n"])
def test_a_language_is_never_a_path(name: str) -> None:
    assert "there is no language called" in str(refused(Library.open(STOCK), "language", name))


def test_a_link_out_of_the_library_is_refused(folder: Path) -> None:
    write(folder.parent, "secret.yaml", "name: secret\n")
    (folder / "content/clinics/leak.yaml").symlink_to(folder.parent / "secret.yaml")
    assert "content/clinics/leak.yaml: this file leads outside the library" in str(
        refused(Library.open(), "clinic", "leak")
    )


def test_a_folder_that_is_a_link_out_of_the_library_is_refused(folder: Path) -> None:
    write(folder.parent, "elsewhere/leak.yaml", "name: secret\n")
    (folder / "content/clinics").rename(folder / "content/of-before")
    (folder / "content/clinics").symlink_to(folder.parent / "elsewhere")
    assert "content/clinics/leak.yaml: this file leads outside the library" in str(
        refused(Library.open(), "clinic", "leak")
    )


def test_a_link_inside_the_library_is_followed(folder: Path) -> None:
    write(folder, "content/clinics/a.yaml", 'name: A\nphones: ["020 7946 0123"]\nhours: [x]\naddress: [x]\n')
    (folder / "content/clinics/b.yaml").symlink_to(folder / "content/clinics/a.yaml")
    clinic = Library.open().clinic("b")
    assert clinic is not None
    assert clinic.title == "A"


# -- what extends ------------------------------------------------------------


def test_a_theme_over_the_stock_theme_changes_one_colour(folder: Path) -> None:
    write(folder, "templates/themes/ours.yaml", 'extends: default\ncolours: {ink: "#000000"}\n')
    library = Library.open()
    ours, stock = library.theme("ours"), library.theme("default")
    assert ours.colours["ink"] == (0, 0, 0)
    assert ours.looks == stock.looks


@pytest.mark.parametrize(("sort", "where"), [("theme", "templates/themes"), ("format", "templates/formats")])
def test_what_extends_itself_is_refused(folder: Path, sort: str, where: str) -> None:
    write(folder, f"{where}/one.yaml", "about: x\nextends: two\n")
    write(folder, f"{where}/two.yaml", "extends: one\n")
    assert f"{where}/one.yaml:2: this file extends itself: one → two → one" in str(refused(Library.open(), sort, "one"))


@pytest.mark.parametrize(
    ("sort", "where", "stock"),
    [
        ("theme", "templates/themes", "default"),
        ("format", "templates/formats", "a4"),
        ("profile", "content/profiles", "gb"),
    ],
)
def test_a_long_chain_of_what_extends_another_is_refused(folder: Path, sort: str, where: str, stock: str) -> None:
    """Two hundred files ended in a RecursionError."""
    for at in range(400):
        said = 'emergency: "999"\n' if sort == "profile" else ""
        write(folder, f"{where}/x{at}.yaml", f"about: x\nextends: {f'x{at + 1}' if at < 399 else stock}\n{said}")
    library = Library.open()
    said = str(refused(library, sort, "x0"))
    assert f"{where}/x0.yaml:2: this file extends another, that one another, and so on, more than 20 times" in said
    assert "let it extend 'x21'" in said
    assert getattr(library, sort)("x390")


def test_what_extends_nothing_known_is_that_files_problem(folder: Path) -> None:
    write(folder, "templates/themes/ours.yaml", "about: x\nextends: defalt\n")
    error = refused(Library.open(), "theme", "ours")
    assert str(error) == (
        "templates/themes/ours.yaml:2: there is no theme called 'defalt'\n  hint: did you mean 'default'?"
    )
    assert error.exit_code == ExitCode.UNUSABLE


# -- topics ------------------------------------------------------------------


def test_a_topic_that_names_an_unknown_source_is_refused(folder: Path) -> None:
    words = (STOCK / "content/managing-leakage.yaml").read_text("utf-8").replace("unicef-leaking", "unicef-leeking")
    write(folder, "content/managing-leakage.yaml", words)
    error = refused(Library.open(), "topic", "managing-leakage")
    assert all("there is no source called 'unicef-leeking'" in problem.message for problem in error.problems)
    assert all(problem.origin.line for problem in error.problems)
    assert "did you mean 'unicef-leaking'?" in error.problems[0].hint


def test_every_stock_topic_is_usable() -> None:
    library = Library.open(STOCK)
    assert all(library.topic(name).blocks for name in library.topics())


# -- pictures ----------------------------------------------------------------


def picture(folder: Path, data: str | bytes, file: str = "pictures/x.svg") -> Library:
    write(folder, "content/pictures.yaml", f"x: {{file: {file}, alt: An x}}\n")
    write(folder, f"content/{file}", data)
    return Library.open()


def test_a_picture_is_read_once_and_its_faults_are_told_at_its_own_name(folder: Path) -> None:
    library = picture(folder, SVG.format('<path d="M0 0h9"/>'), "pictures/y.svg")
    assert library.drawing("x") is library.drawing("x")
    assert library.drawing("content/pictures/y.svg").width == 900
    write(folder, "content/pictures/y.svg", SVG.format("\n<script/>"))
    for sort, name in (
        ("drawing", "x"),
        ("drawing", "content/pictures/y.svg"),
        ("file_bytes", "content/pictures/y.svg"),
    ):
        error = refused(Library.open(), sort, name)
        assert str(error).startswith("content/pictures/y.svg:2: a picture may not hold <script>")


def test_an_unknown_picture_has_a_suggestion(folder: Path) -> None:
    assert "there is no picture called 'dirp'\n  hint: did you mean 'drip'?" in str(
        refused(Library.open(), "drawing", "dirp")
    )


def test_a_picture_whose_file_is_gone_names_the_line(folder: Path) -> None:
    write(folder, "content/pictures.yaml", "# ours\nx: {file: pictures/gone.svg, alt: An x}\n")
    assert "content/pictures.yaml:2: there is no file 'content/pictures/gone.svg'" in str(
        refused(Library.open(), "drawing", "x")
    )


def png(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = (head, b"IDAT" + zlib.compress(b""), b"IEND")
    parts = (struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def jpeg(width: int, height: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 16)).save(out, "JPEG")
    return out.getvalue().replace(struct.pack(">HH", 16, 8), struct.pack(">HH", height, width), 1)


@pytest.mark.parametrize(("name", "make"), [("logo.png", png), ("logo.jpg", jpeg)])
def test_a_logo_is_judged_by_its_header(folder: Path, name: str, make: object) -> None:
    write(folder, f"content/{name}", make(600, 400))  # type: ignore[operator]
    write(folder, f"content/big-{name}", make(30_000, 30_000))  # type: ignore[operator]
    library = Library.open()
    assert library.file_bytes(f"content/{name}")
    assert "the picture is too large: 30000 × 30000 pixels" in str(
        refused(library, "file_bytes", f"content/big-{name}")
    )


def test_a_logo_that_is_something_else_is_refused(folder: Path) -> None:
    write(folder, "content/logo.png", b"MZ\x90\0" * 10)
    assert "this is neither a PNG nor a JPEG file" in str(refused(Library.open(), "file_bytes", "content/logo.png"))
    write(folder, "content/logo.gif", b"GIF89a")
    assert "a picture cannot be a .gif file" in str(refused(Library.open(), "file_bytes", "content/logo.gif"))


@pytest.mark.parametrize("path", ["/etc/passwd", "../secret.png", "content/../../secret.png", "content\\x.png"])
def test_a_logo_is_inside_the_library(folder: Path, path: str) -> None:
    write(folder.parent, "secret.png", png(1, 1))
    refused(Library.open(), "file_bytes", path)


# -- faces -------------------------------------------------------------------


def test_a_face_is_found_without_importing_its_package() -> None:
    import sys

    library = Library.open(STOCK)
    face = library.face(next(iter(library.faces)))
    assert Path(face.path).is_file()
    assert face.package not in sys.modules


def test_an_absent_font_pack_is_named_with_what_to_type(folder: Path) -> None:
    words = f"noto:\n  package: no_such_pack\n  path: a.ttf\n  sha256: {'a' * 64}\n  postscript: A\n"
    write(folder, "templates/faces.yaml", words)
    with pytest.raises(Missing) as caught:
        Library.open().face("noto")
    assert caught.value.exit_code == ExitCode.MISSING
    assert str(caught.value) == (
        "templates/faces.yaml:1: the font pack 'no-such-pack' is not installed on this machine; the face 'noto' needs"
        " it\n  hint: install it with: pip install no-such-pack"
    )


def test_a_font_pack_without_the_file_says_so(folder: Path) -> None:
    words = f"noto:\n  package: generator\n  path: a.ttf\n  sha256: {'a' * 64}\n  postscript: A\n"
    write(folder, "templates/faces.yaml", words)
    with pytest.raises(Missing, match=r"has no file 'a\.ttf'"):
        Library.open().face("noto")


def test_an_unknown_face_has_a_suggestion() -> None:
    with pytest.raises(Unusable, match="did you mean 'noto-sans'"):
        Library.open(STOCK).face("noto-sens")


# -- what a leaflet is made from ---------------------------------------------

ORDER = Order("managing-leakage", "vi", clinic="ours")


@pytest.fixture
def own(folder: Path) -> Path:
    write(
        folder,
        "content/clinics/ours.yaml",
        'name: A\nphones: ["020 7946 0123"]\nhours: [x]\naddress: [x]\nlogo: logo.svg\n',
    )
    write(folder, "content/logo.svg", SVG.format(""))
    return folder


def test_the_same_files_have_the_same_digest(own: Path) -> None:
    assert Library.open().digest(ORDER) == Library.open().digest(ORDER)


@pytest.mark.parametrize(
    "relative",
    [
        "content/managing-leakage.yaml",
        "content/sources.yaml",
        "content/pictures.yaml",
        "content/shared/baby-emergency.yaml",
        "content/profiles/default.yaml",
        "locales/vi/language.yaml",
        "locales/vi/LC_MESSAGES/managing-leakage.po",
        "locales/vi/LC_MESSAGES/shared.po",
        "templates/leaflet.xml",
        "templates/clinic.xml",
        "templates/faces.yaml",
        "templates/blocks/text.xml",
        "templates/themes/default.yaml",
        "templates/formats/a4.yaml",
    ],
)
def test_a_change_of_any_file_changes_the_digest(own: Path, relative: str) -> None:
    before = Library.open().digest(ORDER)
    path = own / relative
    write(own, relative, (path.read_bytes() if path.exists() else b"") + b"\n# changed\n")
    assert Library.open().digest(ORDER) != before


def changes(own: Path, order: Order, relative: str, words: str = "# changed\n") -> bool:
    """Tell whether the digest of an order is another one when these words are added to a file."""
    before = Library.open().digest(order)
    path = own / relative
    write(own, relative, (path if path.exists() else STOCK / relative).read_bytes())
    assert Library.open().digest(order) == before, "a copy of a stock file is the same file"
    write(own, relative, path.read_bytes() + words.encode())
    return Library.open().digest(order) != before


@pytest.mark.parametrize(
    ("order", "relative"),
    [
        (ORDER, "content/pictures/drip.svg"),
        (ORDER, "content/profiles/gb.yaml"),
        (ORDER, "content/logo.svg"),
        (ORDER, "locales/vi/LC_MESSAGES/templates.po"),
        (replace(ORDER, second="ja"), "locales/ja/language.yaml"),
        (replace(ORDER, second="ja"), "locales/ja/LC_MESSAGES/managing-leakage.po"),
        (replace(ORDER, second="ja"), "locales/ja/LC_MESSAGES/shared.po"),
        (replace(ORDER, second="zh-Hans"), "locales/zh_Hans/language.yaml"),
        (replace(ORDER, theme="warm"), "templates/themes/warm.yaml"),
        (replace(ORDER, theme="warm"), "templates/themes/default.yaml"),
        (replace(ORDER, format="trifold-letter"), "templates/formats/trifold-letter.yaml"),
        (replace(ORDER, format="trifold-letter"), "templates/formats/trifold-a4.yaml"),
        (replace(ORDER, format="poster"), "templates/poster.xml"),
    ],
)
def test_a_change_of_what_an_order_names_changes_the_digest(own: Path, order: Order, relative: str) -> None:
    assert changes(own, order, relative)


def test_a_change_of_what_a_clinic_says_changes_the_digest(own: Path) -> None:
    assert changes(own, ORDER, "content/clinics/ours.yaml", "web: https://ours.example\n")
    assert not changes(own, ORDER, "content/clinics/ours.yaml", "# a comment\n"), "it says the same"


@pytest.mark.parametrize("file", ["drawings/drop.svg", "pictures/new/drop.svg", "drop.svg"])
def test_a_change_of_a_picture_changes_the_digest_wherever_it_is(own: Path, file: str) -> None:
    write(own, f"content/{file}", SVG.format(""))
    write(own, "content/pictures.yaml", f"drip: {{file: {file}, alt: A drop}}\n")
    assert changes(own, ORDER, f"content/{file}")


SPELLED = ["{}: {}", '"{}": {}', "'{}': '{}'", "{}:\n  {}", "{} : {}", "? {}\n: {}", '"{}":\n\n    "{}"', "{}: >\n  {}"]
ESCAPED = {"logo": '"l\\x6fgo": logo.svg', "extends": '"\\u0065xtends": default'}


@pytest.mark.sweep
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
@pytest.mark.parametrize("spelled", [*SPELLED, ESCAPED["logo"]])
def test_the_logo_is_found_however_yaml_spells_it(own: Path, spelled: str, ends: str) -> None:
    words = f'name: A\nphones: ["020 7946 0123"]\nhours: [x]\naddress: [x]\n{spelled.format("logo", "logo.svg")}\n'
    write(own, "content/clinics/ours.yaml", words.replace("\n", ends))
    clinic = Library.open().clinic("ours")
    assert clinic is not None
    assert clinic.logo == "content/logo.svg"
    assert changes(own, ORDER, "content/logo.svg")


def test_the_logo_of_a_file_on_one_line_is_found(own: Path) -> None:
    write(
        own,
        "content/clinics/ours.yaml",
        '{name: A, phones: ["020 7946 0123"], hours: [x], address: [x], logo: logo.svg}\n',
    )
    assert changes(own, ORDER, "content/logo.svg")


@pytest.mark.parametrize("spelled", [*SPELLED, ESCAPED["extends"], "{{{}: {}}}"])
def test_what_a_theme_extends_is_found_however_yaml_spells_it(own: Path, spelled: str) -> None:
    write(own, "templates/themes/ours.yaml", spelled.format("extends", "default") + "\n")
    library = Library.open()
    assert library.theme("ours").looks == library.theme("default").looks
    assert changes(own, Order("managing-leakage", theme="ours"), "templates/themes/default.yaml")


@pytest.mark.parametrize("spelled", [*SPELLED, ESCAPED["extends"]])
def test_what_a_format_or_profile_extends_is_found_however_yaml_spells_it(own: Path, spelled: str) -> None:
    write(own, "templates/formats/ours.yaml", spelled.format("extends", "a4").replace(": default", ": a4") + "\n")
    write(own, "content/profiles/ours.yaml", f"about: x\nemergency: ''\n{spelled.format('extends', 'default')}\n")
    library = Library.open()
    assert library.format("ours").areas == library.format("a4").areas
    assert library.profile("ours").sentences.keys() == library.profile("default").sentences.keys()
    assert changes(own, Order("managing-leakage", format="ours"), "templates/formats/a4.yaml")


def test_a_comment_that_names_what_a_file_might_extend_is_none(own: Path) -> None:
    write(own, "templates/themes/ours.yaml", "about: x\n# extends: default\nlooks: {}\n")
    assert not changes(own, Order("managing-leakage", theme="ours"), "templates/themes/default.yaml")


def test_themes_that_extend_each_other_have_a_digest(own: Path) -> None:
    write(own, "templates/themes/a.yaml", "extends: b\n")
    write(own, "templates/themes/b.yaml", "extends: a\n")
    assert changes(own, Order("managing-leakage", theme="a"), "templates/themes/b.yaml")


@pytest.mark.parametrize(
    "relative",
    ["content/clinics/ours.yaml", "content/logo.svg", "content/pictures.yaml", "templates/themes/default.yaml"],
)
@pytest.mark.parametrize("state", ["no yaml", "outside", "folder", "too large"])
def test_a_file_that_cannot_be_read_has_a_digest(own: Path, relative: str, state: str) -> None:
    before = Library.open().digest(ORDER)
    path = own / relative
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    if state == "no yaml":
        path.write_text("[: - {")
    elif state == "outside":
        path.symlink_to("/etc/hostname")
    elif state == "folder":
        path.mkdir()
    else:
        with path.open("wb") as file:
            file.truncate(MOST + 1)
    library = Library.open()
    assert library.digest(ORDER) == Library.open().digest(ORDER)
    assert state == "folder" or library.digest(ORDER) != before, (
        "a folder of a file's name is no file: the stock file is"
    )


def test_ten_thousand_leaflets_in_which_nothing_changed_are_told_at_once(own: Path) -> None:
    """Nothing is read twice: neither files nor folders, whatever the orders name."""
    library = Library.open()
    orders = [Order("managing-leakage", "vi", theme=theme, clinic="ours") for theme in library.themes()]
    first = [library.digest(order) for order in orders]
    library.folders.roots = ()
    assert [library.digest(order) for order in orders] == first


def test_what_another_leaflet_is_made_from_does_not_matter(own: Path) -> None:
    before = Library.open().digest(ORDER)
    write(own, "content/other-topic.yaml", "title: x\n")
    write(own, "locales/ja/LC_MESSAGES/managing-leakage.po", "")
    write(own, "templates/themes/other.yaml", "extends: default\n")
    write(own, "content/clinics/other.yaml", "name: x\n")
    assert Library.open().digest(ORDER) == before


def test_every_part_of_an_order_matters() -> None:
    library = Library.open(STOCK)
    orders = [
        Order("a"),
        Order("b"),
        Order("a", "vi"),
        Order("a", theme="x"),
        Order("a", format="x"),
        Order("a", draft=True),
        Order("a", second="vi"),
        Order("a", clinic="x"),
        Order("a", edition=Press()),
        Order("a", edition=Press(Job("sra3"))),
        Order("a", edition=Press(Job(quantity=5))),
        Order("a", edition=Office(2)),
        Order("a", edition=Words("text")),
    ]
    assert len({library.digest(order) for order in orders}) == len(orders)
    assert library.digest(Order("a", copies=9)) == library.digest(Order("a")), "how many are printed changes no byte"


def test_an_older_program_made_another_leaflet(monkeypatch: pytest.MonkeyPatch) -> None:
    from generator.library import digest

    before = Library.open(STOCK).digest(ORDER)
    monkeypatch.setattr(digest, "program", lambda: b"older")
    assert Library.open(STOCK).digest(ORDER) != before


def test_nothing_is_read_twice(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library.open()
    first = library.clinic("ours")
    monkeypatch.setattr(shelf, "sure", None)
    (own / "content/clinics/ours.yaml").unlink()
    assert library.clinic("ours") is first
