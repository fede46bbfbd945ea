"""What is kept on disk between two starts: never trusted when it is another's, damaged or not there; never in the way."""

from __future__ import annotations

import errno
import marshal
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from generator.compose.grammar import NAMELESS
from generator.compose.meter import Meter
from generator.compose.sandbox import run
from generator.compose.templates import compile_template, find_messages
from generator.library import languages, larder, program
from generator.library.larder import DiskLarder, _opened, open_larder
from generator.library.library import Library
from generator.model.larder import kept_with_places
from generator.model.leaflet import Order
from generator.model.memo import forget
from generator.pipeline import make
from generator.stages.panels import clinic_panel
from generator.typeset.layout.ready import Ready

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
STOCK = ("en", "ja", "vi", "zh_Hans", "zh_Hant")


@pytest.fixture(autouse=True)
def anew() -> None:
    larder._opened.cache_clear()
    forget()


def opened(base: Path, program: bytes = b"this program") -> DiskLarder:
    found = open_larder(program, {"LEAFLETS_CACHE": str(base)})
    assert isinstance(found, DiskLarder)
    return found


def closed(base: Path) -> bool:
    larder._opened.cache_clear()
    return open_larder(b"this program", {"LEAFLETS_CACHE": str(base)}) is None


def entries(base: Path) -> list[Path]:
    return sorted((base / "leaflets").iterdir())


# -- where it stands ----------------------------------------------------------


def test_it_stands_in_the_users_cache(tmp_path: Path) -> None:
    for number, given in enumerate(
        ({"XDG_CACHE_HOME": "{}"}, {"HOME": "{}/home"}, {"XDG_CACHE_HOME": "relative", "HOME": "{}/home"})
    ):
        base = tmp_path / str(number)
        found = open_larder(b"x", {name: value.format(base) for name, value in given.items()})
        assert found is not None
        place = base / "leaflets" if number == 0 else base / "home/.cache/leaflets"
        assert place.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "given",
    [
        {"LEAFLETS_CACHE": "off", "HOME": "/root"},
        {},
        {"HOME": ""},
        {"HOME": "x"},
        {"LEAFLETS_CACHE": "x", "HOME": "/root"},
    ],
)
def test_it_can_be_off_and_is_where_there_is_no_place(given: dict[str, str]) -> None:
    assert open_larder(b"x", given) is None


def test_what_was_put_in_comes_out_for_the_same_program_only(tmp_path: Path) -> None:
    one = opened(tmp_path)
    assert one.get("key") is None
    one.put("key", b"data")
    assert one.get("key") == opened(tmp_path).get("key") == b"data"
    assert opened(tmp_path, b"another").get("key") is None
    assert one.get("other key") is None
    (entry,) = entries(tmp_path)
    assert entry.stat().st_mode & 0o777 == 0o600


# -- whom it trusts -----------------------------------------------------------


def test_a_folder_that_others_may_look_into_is_not_used(tmp_path: Path) -> None:
    opened(tmp_path).put("key", b"data")
    for mode in (0o701, 0o710, 0o720, 0o777):
        (tmp_path / "leaflets").chmod(mode)
        assert closed(tmp_path)
    (tmp_path / "leaflets").chmod(0o700)
    assert not closed(tmp_path)


def test_a_link_in_the_place_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "leaflets").symlink_to(tmp_path / "elsewhere")
    assert closed(tmp_path)


def test_a_file_in_the_place_of_the_folder_is_no_larder(tmp_path: Path) -> None:
    (tmp_path / "leaflets").write_bytes(b"")
    assert closed(tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_belongs_to_another_user_is_not_used(tmp_path: Path) -> None:
    one = opened(tmp_path)
    one.put("key", b"data")
    os.chown(entries(tmp_path)[0], NOBODY, NOBODY)
    assert one.get("key") is None
    os.chown(tmp_path / "leaflets", NOBODY, NOBODY)
    assert closed(tmp_path), "as root too"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_none_is_made_in_another_users_folder(tmp_path: Path) -> None:
    os.chown(tmp_path, NOBODY, NOBODY)
    assert closed(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_entry_that_others_could_have_written_is_ignored(tmp_path: Path) -> None:
    one = opened(tmp_path)
    one.put("key", b"data")
    entries(tmp_path)[0].chmod(0o622)
    assert one.get("key") is None


def test_an_entry_that_is_a_link_a_folder_or_a_pipe_is_ignored(tmp_path: Path) -> None:
    one = opened(tmp_path)
    one.put("key", b"data")
    (entry,) = entries(tmp_path)
    entry.rename(tmp_path / "data")
    entry.symlink_to(tmp_path / "data")
    assert one.get("key") is None
    entry.unlink()
    entry.mkdir()
    assert one.get("key") is None
    entry.rmdir()
    os.mkfifo(entry, 0o600)
    assert one.get("key") is None


def test_a_folder_put_in_the_place_of_ours_is_not_looked_into(tmp_path: Path) -> None:
    """The folder was opened once; no path is gone along again."""
    one = opened(tmp_path)
    one.put("key", b"data")
    (tmp_path / "leaflets").rename(tmp_path / "ours")
    (tmp_path / "leaflets").mkdir(mode=0o700)
    one.put("new", b"more")
    assert one.get("key") == b"data"
    assert entries(tmp_path) == []


@pytest.mark.parametrize("damage", ["cut", "empty", "turned", "moved", "long"])
def test_a_damaged_entry_is_as_one_that_is_not_there(damage: str, tmp_path: Path) -> None:
    one = opened(tmp_path)
    one.put("key", b"data")
    (entry,) = entries(tmp_path)
    data = entry.read_bytes()
    if damage == "moved":  # whole, but another key's
        one.put("other", b"other data")
        (other,) = set(entries(tmp_path)) - {entry}
        data = other.read_bytes()
    turned = bytes([data[-1] ^ 1])
    entry.write_bytes(
        {"cut": data[:-1], "empty": b"", "turned": data[:-1] + turned, "moved": data, "long": data + b"x"}[damage]
    )
    assert one.get("key") is None
    one.put("key", b"data")
    assert one.get("key") == b"data"


# -- when there is no room -----------------------------------------------------


def test_a_full_disk_is_said_to_nobody_and_leaves_nothing_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = opened(tmp_path)

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", full)
        one.put("key", b"data")
    assert entries(tmp_path) == []
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", full)
        one.put("key", b"data")
        assert one.get("key") is None
    one.put("key", b"data")
    assert one.get("key") == b"data"


def test_a_folder_that_is_gone_or_closed_is_said_to_nobody(tmp_path: Path) -> None:
    one = opened(tmp_path)
    (tmp_path / "leaflets").rmdir()
    one.put("key", b"data")
    assert one.get("key") is None


def test_it_stays_within_its_bound_and_the_longest_unused_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(larder, "MOST_BYTES", 10_000)
    one = opened(tmp_path)
    for number in range(9):
        one.put(str(number), b"x" * 968)
        os.utime(tmp_path / "leaflets" / larder._name_of(one._maker, str(number)), (number, number))
    assert one.get("1")  # used now, so it is no longer the oldest
    for number in range(9, 14):
        one.put(str(number), b"x" * 968)
    kept = {number for number in range(14) if one.get(str(number))}
    assert sum(path.stat().st_size for path in entries(tmp_path)) <= 10_000
    assert {1, 9, 10, 11, 12, 13} <= kept
    assert not {0, 2} & kept


def test_what_another_process_put_in_counts_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(larder, "MOST_BYTES", 10_000)
    other = opened(tmp_path)
    for number in range(9):
        other.put(str(number), b"x" * 968)
    opened(tmp_path, b"another program").put("key", b"x" * 1_900)
    assert sum(path.stat().st_size for path in entries(tmp_path)) <= 10_000


def test_several_that_fill_it_at_once_stay_near_its_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(larder, "MOST_BYTES", 160_000)
    those = [opened(tmp_path, program) for program in (b"one", b"two", b"three", b"four")]
    for number in range(400):
        those[number % 4].put(str(number), b"x" * 968)
        assert sum(path.stat().st_size for path in entries(tmp_path)) <= 160_000 + 4 * 10_000


def test_what_is_too_large_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(larder, "MOST_ENTRY", 100)
    one = opened(tmp_path)
    one.put("key", b"x" * 101)
    assert entries(tmp_path) == []


# -- many at once ----------------------------------------------------------------

TOGETHER = """
import sys
from generator.library.larder import open_larder
one = open_larder(b"this program", {"LEAFLETS_CACHE": sys.argv[1]})
for turn in range(200):
    key = str(turn % 10)
    found = one.get(key)
    assert found is None or found == key.encode() * 5000, found
    one.put(key, key.encode() * 5000)
"""


def test_two_processes_at_once_see_whole_entries_only(tmp_path: Path) -> None:
    commands = [[sys.executable, "-c", TOGETHER, str(tmp_path)]] * 2
    with ThreadPoolExecutor() as pool:
        ended = list(
            pool.map(lambda command: subprocess.run(command, cwd=ROOT, capture_output=True, text=True), commands)
        )
    assert [one.stderr for one in ended] == ["", ""]
    assert len(entries(tmp_path)) == 10


# -- what it is for ------------------------------------------------------------


def test_a_kept_template_needs_no_compiler_and_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, names = (
        "{# Translators: a note #}\n<p>{{ say('Call us', context='x') }}{{ clinic.title }}</p>",
        frozenset({"say", "clinic"}),
    )
    first = compile_template(text, "t.xml", names, opened(tmp_path)), find_messages(text, "t.xml", opened(tmp_path))
    forget()
    monkeypatch.setitem(sys.modules, "generator.compose.grammar", None)
    again = compile_template(text, "t.xml", names, opened(tmp_path)), find_messages(text, "t.xml", opened(tmp_path))
    assert again[1] == first[1]
    assert marshal.dumps(again[0].code) == marshal.dumps(first[0].code)
    assert (again[0].asks, again[0].weight, again[0].form) == (first[0].asks, first[0].weight, first[0].form)
    assert first[0].form


@pytest.mark.parametrize("change", ["text", "names", "jinja"])
def test_a_changed_template_is_compiled_anew(change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {"text": "<p/>", "shown": "t.xml", "names": frozenset({"a"})}
    compile_template(**given, larder=opened(tmp_path))
    forget()
    if change == "jinja":
        monkeypatch.setattr("generator.library.larder.release", lambda package: f"another {package}")
        _opened.cache_clear()
    else:
        given[change] = {"text": "<p></p>", "names": frozenset({"b"})}[change]
    kept = len(entries(tmp_path))
    assert kept == 2, "its code and its words"
    compile_template(**given, larder=opened(tmp_path))
    assert len(entries(tmp_path)) == {"names": 3}.get(change, 4)


def test_a_kept_template_is_of_the_file_that_is_read_now(tmp_path: Path) -> None:
    text = "<p>{% for one in list(3) %}\n{{ one + 'x' }}{% endfor %}</p>"
    for shown in ("t.xml", "u.xml"):
        forget()
        compiled = compile_template(text, shown, frozenset({"list"}), opened(tmp_path))
        with pytest.raises(Exception, match="whole numbers") as caught:
            list(run(compiled, {"list": range}, Meter()))
        files = {frame.frame.code.raw.co_filename for frame in caught.traceback}
        assert shown in files
        assert not files & ({"t.xml", "u.xml", NAMELESS} - {shown})
    assert len(entries(tmp_path)) == 2, "once for both files: its code and its words"


@pytest.mark.slow
@pytest.mark.parametrize("own", [True, False])
def test_a_kept_body_knows_its_files_by_their_names_of_now(
    own: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library is called one way from here and another from there, and a copy goes before the stock's own file."""
    monkeypatch.setenv("LEAFLETS_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine/content").mkdir(parents=True)
    libraries = [Library.open(ROOT), Library.open("mine"), Library.open(tmp_path / "mine")]
    if own:
        (tmp_path / "mine/content/colostrum.yaml").write_bytes((ROOT / "content/colostrum.yaml").read_bytes())
    for library in libraries:
        forget()
        leaflet = make(Order("colostrum", "vi"), library)
        named = {one.origin.file for one in leaflet.placed} - {""}
        assert named == {library.topic("colostrum").origin.file}
        monkeypatch.setattr("generator.stages.pages._lay_out", None)  # all others come from the larder


@pytest.mark.slow
@pytest.mark.parametrize("clinic", ["", "example"])
def test_the_same_leaflet_comes_with_and_without_it(clinic: str, tmp_path: Path) -> None:
    made = []
    for number, cache in enumerate(("off", str(tmp_path / "cache"), str(tmp_path / "cache"))):
        output = tmp_path / str(number)
        command = [sys.executable, "-m", "generator", "make", "colostrum", "--language", "vi", "--output", str(output)]
        command += ["--clinic", clinic] if clinic else []
        subprocess.run(command, cwd=ROOT, env={**os.environ, "LEAFLETS_CACHE": cache}, check=True, capture_output=True)
        made.append((output / f"vi/colostrum-a4{clinic and f'-{clinic}'}.pdf").read_bytes())
    assert made[0] == made[1] == made[2]
    assert len(entries(tmp_path / "cache")) > 10


@pytest.mark.parametrize("clinic", ["", "example"])
def test_a_kept_panel_is_of_the_same_template_and_words(
    clinic: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEAFLETS_CACHE", str(tmp_path / "cache"))
    order, panels = Order("colostrum", "vi", clinic=clinic), []
    for folder, old, new in (
        ("templates", "x", "x"),
        ("templates", 'look="clinic.', 'look="other.'),
        ("locales/vi/LC_MESSAGES", r'msgstr "(?=\w)', 'msgstr "Oh '),
    ):
        name = "clinic.xml" if folder == "templates" else "templates.po"
        mine = tmp_path / "library" / folder / name
        mine.parent.mkdir(parents=True, exist_ok=True)
        mine.write_text(re.sub(old, new, (ROOT / folder / name).read_text("utf-8")), "utf-8")
        forget()
        library = Library.open(tmp_path / "library")
        panels.append([clinic_panel(order, library)])
        forget()
        monkeypatch.setattr("generator.stages.panels._panel", None)  # all comes from the larder
        panels[-1].append(clinic_panel(order, Library.open(tmp_path / "library")))
        monkeypatch.undo()
        monkeypatch.setenv("LEAFLETS_CACHE", str(tmp_path / "cache"))
    assert [one.areas == other.areas for one, other in panels] == [True, True, True]
    assert panels[0][0].areas != panels[1][0].areas
    assert panels[1][0].areas != panels[2][0].areas


def test_a_kept_theme_or_language_is_as_it_is_read_and_that_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEAFLETS_CACHE", "off")
    plain, mine = Library.open(ROOT), tmp_path / "mine"
    fresh = {name: plain.theme(name) for name in plain.themes()}, {name: plain.language(name) for name in STOCK}
    monkeypatch.setenv("LEAFLETS_CACHE", str(tmp_path / "cache"))
    for _ in range(2):
        library = Library.open(ROOT)
        for name, theme in fresh[0].items():
            assert typed(library.theme(name)) == typed(theme)
        for name, language in fresh[1].items():
            assert typed(library.language(name)) == typed(language)
    with monkeypatch.context() as unread:
        unread.setattr("generator.library.looks.read_theme", None)
        unread.setattr("generator.library.languages.read_language", None)
        monkeypatch.chdir(tmp_path)
        assert Library.open(ROOT).theme("default").origin.file == f"{ROOT}/templates/themes/default.yaml"
        assert Library.open(ROOT).language("ja").origin.file == f"{ROOT}/locales/ja/language.yaml"
    (mine / "templates/themes").mkdir(parents=True)
    words = (ROOT / "templates/themes/default.yaml").read_text("utf-8")
    for size in ("31.5pt", "32.5pt"):
        (mine / "templates/themes/default.yaml").write_text(
            re.sub("size: [0-9.]+pt", f"size: {size}", words, count=1), "utf-8"
        )
        for _ in range(2):
            library = Library.open(mine)
            sizes = {look.size for look in library.theme("default").looks.values()}
            assert float(size[:-2]) in sizes, "its own file's, not one of before"
            above = {look.size for look in library.theme("high-contrast").looks.values()}
            assert float(size[:-2]) in above, "nor one of what another extends"


def typed(value: Any) -> Any:
    """Return a noun as plain values with their types, which decide how a number is written."""
    if isinstance(value, Mapping):
        return [(name, typed(one)) for name, one in value.items()]
    if isinstance(value, Struct):
        return type(value), [typed(getattr(value, name)) for name in value.__struct_fields__]
    return (tuple, [typed(one) for one in value]) if isinstance(value, tuple) else (type(value), value)


def test_what_changed_while_it_was_read_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAFLETS_CACHE", str(tmp_path / "cache"))
    file = tmp_path / "mine/locales/vi/language.yaml"
    file.parent.mkdir(parents=True)
    before = (ROOT / "locales/vi/language.yaml").read_text("utf-8")
    after = before.replace("english-name: Vietnamese", "english-name: Changed")
    assert after != before
    file.write_text(before, "utf-8")
    read = languages.read_language

    def late(*given: Any) -> Any:
        file.write_text(after, "utf-8")
        return read(*given)

    monkeypatch.setattr(languages, "read_language", late)
    assert Library.open(tmp_path / "mine").language("vi").english_name == "Changed"
    monkeypatch.setattr(languages, "read_language", read)
    file.write_text(before, "utf-8")
    assert Library.open(tmp_path / "mine").language("vi").english_name == "Vietnamese"


def test_what_came_with_the_program_is_kept_until_a_file_of_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Digests of a library over a stock library inside the package, as a wheel has it."""
    monkeypatch.setenv("LEAFLETS_CACHE", str(tmp_path / "cache"))
    stock, mine = tmp_path / "generator/stock", tmp_path / "mine"
    for part in ("content", "templates", "locales"):
        shutil.copytree(ROOT / part, stock / part)
    (mine / "templates/blocks").mkdir(parents=True)
    monkeypatch.setattr(program, "PACKAGE", str(tmp_path / "generator"))
    monkeypatch.setattr("generator.library.library.stock_folder", lambda: stock)
    monkeypatch.setattr(program, "program", lambda: b"this program")
    monkeypatch.setattr(program, "SURE", -1.0)

    def digest() -> str:
        forget()
        program.stock.cache_clear()
        return Library.open(mine).digest(Order("colostrum", "vi"))

    read, asked = Path.read_bytes, list[Path]()
    monkeypatch.setattr(Path, "read_bytes", lambda path: asked.append(path) or read(path))
    first = digest()
    assert {path.name for path in asked} >= {"leaflet.xml", "default.yaml"}
    asked.clear()
    assert digest() == first and not asked, "kept"
    block, copy = stock / "templates/blocks/steps.xml", mine / "templates/blocks/steps.xml"
    copy.write_bytes(block.read_bytes())
    assert digest() == first, "a copy says nothing new"
    copy.write_text(block.read_text("utf-8") + "\n", "utf-8")
    assert digest() != first
    copy.unlink()
    about, words = block.stat(), block.read_text("utf-8")
    block.write_text(words.replace("e", "a"), "utf-8")
    os.utime(block, ns=(about.st_atime_ns, about.st_mtime_ns))
    second = digest()
    assert second != first, "what was set back is told all the same"
    block.write_text(words, "utf-8")
    assert digest() == first
    block.unlink()
    block.symlink_to(ROOT / "templates/blocks/steps.xml")
    assert digest() not in (first, second), "a link is looked at as ever: this one leads outside"
    block.unlink()
    block.write_text(words, "utf-8")
    monkeypatch.setattr(program, "SURE", 60.0)
    monkeypatch.setattr(program, "open_larder", None)
    assert digest() == first, "changed a moment ago: not asked"


def test_the_programs_digest_is_kept_until_a_file_of_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEAFLETS_CACHE", str(tmp_path / "cache"))
    package = tmp_path / "generator"
    for name in ("one.py", "library/program.py"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text("first")
    monkeypatch.setattr(program, "PACKAGE", str(package))
    monkeypatch.setattr(program, "SURE", -1.0)

    def digest() -> bytes:
        program.program.cache_clear()
        return program.program()

    try:
        first = digest()
        with monkeypatch.context() as unread:
            unread.setattr(Path, "read_bytes", None)
            assert digest() == first
        about = (package / "one.py").stat()
        (package / "one.py").write_text("other")
        os.utime(
            package / "one.py", ns=(about.st_atime_ns, about.st_mtime_ns)
        )  # what was set back is told all the same
        second = digest()
        assert second != first
        monkeypatch.setattr(program, "SURE", 60.0)
        with monkeypatch.context() as unread:
            unread.setattr(program, "open_larder", None)  # changed a moment ago: not asked
            assert digest() == second
    finally:
        monkeypatch.undo()
        program.program.cache_clear()


def test_where_nothing_is_kept_places_are_not_named_anew() -> None:
    made = Ready(None, (), "", 1.0, 1.0, "", "")  # type: ignore[arg-type]
    assert kept_with_places(None, "body", Ready, lambda: made, None) is made  # type: ignore[arg-type]
