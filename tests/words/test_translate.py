"""Texts go out to translators whole, come back merged, and nothing a translator wrote is lost."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from generator.library.languages import bare
from generator.model.content import Block, Kind, Language, Picture, Profile, Said, Series, Text, Topic, Words
from generator.model.problems import Origin, Problem, Unusable
from generator.words import translate
from generator.words.catalogs import laid, read_catalog, read_po_file
from generator.words.desk import WORDS
from generator.words.po import write_po

DAY = date(2026, 11, 22)


@dataclass
class Found:
    path: Path
    shown: str


@dataclass
class Folders:
    roots: tuple[tuple[Path, str], ...]

    def layers(self, relative: str, /) -> list[Found]:
        return [Found(root / relative, relative) for root, _ in self.roots if (root / relative).is_file()]

    def is_stock(self, relative: str, /) -> bool:
        return not any((root / relative).is_file() for root, _ in self.roots[:-1])


@dataclass
class Shared:
    items: tuple[Words, ...]


@dataclass
class Library:
    """As much of a library as translating needs, with one topic."""

    root: Path
    texts: list[Text]
    stock: Path | None = None
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    shared_texts: tuple[Text, ...] = ()

    @property
    def folders(self) -> Folders:
        return Folders(tuple((root, "") for root in (self.root, self.stock) if root))

    @property
    def series(self) -> Series:
        return Series(*[Said("", "en")] * 3)

    @property
    def pictures(self) -> Mapping[str, Picture]:
        return {"drop": Picture("drop", "x.svg", Text("A drop", Origin("content/pictures.yaml", 2), "shared"))}

    def topics(self) -> tuple[str, ...]:
        return ("leaking",)

    def topic(self, name: str, /) -> Topic:
        title, purpose, *rest = self.texts
        blocks = (Block("list", {"items": tuple(rest)}, Origin("x")),)
        return Topic(name, "LM", "0.1", DAY, DAY, title, purpose, "drop", "teal", "leaflet", blocks, Origin("x"))

    def languages(self) -> tuple[str, ...]:
        return ("en", "vi")

    def language(self, name: str, /) -> Language:
        return bare(name)

    def profiles(self) -> tuple[str, ...]:
        return ("default",)

    def profile(self, name: str, /) -> Profile:
        words = Text("Fever", Origin("content/profiles/default.yaml", 4), "shared", note="said of the baby")
        return Profile(name, "", "", "", {"fever": words})

    def shared_names(self) -> tuple[str, ...]:
        return ("danger",)

    def shared(self, name: str, /) -> Shared:
        return Shared(self.shared_texts)

    def templates(self) -> tuple[str, ...]:
        return ()

    def template(self, name: str, /) -> tuple[str, str]:
        raise AssertionError("not needed")


def text(words: str, line: int, note: str = "", context: str = "") -> Text:
    return Text(words, Origin("content/leaking.yaml", line), "leaking", context, note)


def library(tmp_path: Path, *words: str) -> Library:
    return Library(tmp_path, [text("Leaking", 1), text("Why", 2), *(text(w, 9 + i) for i, w in enumerate(words))])


def po_of(tmp_path: Path, domain: str = "leaking") -> Path:
    return tmp_path / "locales/vi/LC_MESSAGES" / f"{domain}.po"


def fill(path: Path, **words: str) -> None:
    """Do a translator's work: write the translations into the file."""
    content = path.read_text(encoding="utf-8")
    for source, said in words.items():
        source = source.replace("_", " ")
        content = content.replace(f'msgid "{source}"\nmsgstr ""', f'msgid "{source}"\nmsgstr "{said}"')
    path.write_text(content, encoding="utf-8")


def update(given: Library) -> tuple[Path, ...]:
    """Bring the catalogs up to date and write them, as the command does."""
    changed = translate.update(given)
    for relative, words in changed.items():
        (given.root / relative).parent.mkdir(parents=True, exist_ok=True)
        (given.root / relative).write_text(words, encoding="utf-8")
    return tuple(given.root / relative for relative in changed)


def test_each_domain_is_one_template_in_reading_order(tmp_path: Path) -> None:
    pots = translate.extract(library(tmp_path, "Zebra", "Apple"))
    assert list(pots) == ["leaking", "shared", "desk"]
    assert pots["leaking"].index("Zebra") < pots["leaking"].index("Apple")
    assert 'msgid "Fever"' in pots["shared"]
    assert 'msgid "A drop"' in pots["shared"]


def test_notes_places_and_slot_flags_are_there_and_python_format_never(tmp_path: Path) -> None:
    given = library(tmp_path, "About 10% lose weight", "Call {phone}")
    given.texts.append(text("Lets down", 20, note="the reflex,\nsee glossary", context="verb"))
    pot = translate.extract(given)["leaking"]
    assert '#. the reflex,\n#. see glossary\n#: content/leaking.yaml:20\nmsgctxt "verb"\nmsgid "Lets down"' in pot
    assert '#, python-brace-format\nmsgid "Call {phone}"' in pot
    assert "python-format" not in pot
    assert "fuzzy" not in pot


def test_long_texts_are_not_wrapped_and_the_words_are_the_same_every_time(tmp_path: Path) -> None:
    long = "Milk may leak when you hear a baby cry or when a feed is late. " * 5
    given = library(tmp_path, long.strip())
    assert f'msgid "{long.strip()}"\n' in translate.extract(given)["leaking"]
    assert translate.extract(given) == translate.extract(given)
    assert "POT-Creation-Date: 2026-01-01" in translate.extract(given)["leaking"]


def test_equal_texts_are_one_message_with_both_places(tmp_path: Path) -> None:
    pot = translate.extract(library(tmp_path, "Milk", "Milk"))["leaking"]
    assert '#: content/leaking.yaml:9 content/leaking.yaml:10\nmsgid "Milk"' in pot
    assert pot.count('msgid "Milk"') == 1


def test_a_place_does_not_tell_where_the_library_stands(tmp_path: Path) -> None:
    given = library(tmp_path)
    given.texts.append(Text("Milk", Origin("/srv/my library/content/leaking.yaml", 7), "leaking"))
    assert '#: content/leaking.yaml:7\nmsgid "Milk"' in translate.extract(given)["leaking"]


def test_a_new_catalog_says_that_nobody_has_checked_it(tmp_path: Path) -> None:
    changed = update(library(tmp_path))
    assert changed == (po_of(tmp_path), po_of(tmp_path, "shared"), po_of(tmp_path, "desk"))
    content = po_of(tmp_path).read_text(encoding="utf-8")
    assert content.startswith("# UNREVIEWED DRAFT: not checked by a translator or a clinician.\n")
    assert '"X-Review-Status: unreviewed draft\\n"' in content
    assert '"Plural-Forms: nplurals=1; plural=0;\\n"' in content
    assert "fuzzy" not in content


def test_a_second_update_changes_nothing(tmp_path: Path) -> None:
    update(library(tmp_path, "Milk"))
    fill(po_of(tmp_path), Milk="Sữa")
    before = po_of(tmp_path).read_bytes()
    assert update(library(tmp_path, "Milk")) == ()
    assert po_of(tmp_path).read_bytes() == before


def test_changed_english_becomes_fuzzy_with_the_old_english_beside_it(tmp_path: Path) -> None:
    update(library(tmp_path, "Do press the lump"))
    fill(po_of(tmp_path), Do_press_the_lump="Ấn vào cục")
    changed = library(tmp_path, "Do not press the lump")
    update(changed)
    content = po_of(tmp_path).read_text(encoding="utf-8")
    assert '#, fuzzy\n#| msgid "Do press the lump"\nmsgid "Do not press the lump"\nmsgstr "Ấn vào cục"' in content
    # It stays so however often the update runs, and through the reader.
    assert update(changed) == ()
    problems: list[Problem] = []
    message = read_catalog(po_of(tmp_path), "x.po", "vi", "leaking", problems).find("Do not press the lump")
    assert not problems
    assert message and message.fuzzy


def test_a_text_changed_twice_keeps_the_english_it_was_translated_from(tmp_path: Path) -> None:
    update(library(tmp_path, "Feed your baby for 20 minutes"))
    fill(po_of(tmp_path), Feed_your_baby_for_20_minutes="Cho bé bú 20 phút")
    update(library(tmp_path, "Feed your baby for 30 minutes"))
    update(library(tmp_path, "Feed your baby for 40 minutes"))
    content = po_of(tmp_path).read_text(encoding="utf-8")
    assert '#| msgid "Feed your baby for 20 minutes"\nmsgid "Feed your baby for 40 minutes"' in content


def test_english_that_goes_stays_as_memory_and_comes_back(tmp_path: Path) -> None:
    update(library(tmp_path, "Wear cotton pads"))
    fill(po_of(tmp_path), Wear_cotton_pads="Dùng miếng lót")
    update(library(tmp_path))
    assert '#~ msgid "Wear cotton pads"\n#~ msgstr "Dùng miếng lót"' in po_of(tmp_path).read_text(encoding="utf-8")
    update(library(tmp_path, "Wear cotton pads"))
    content = po_of(tmp_path).read_text(encoding="utf-8")
    assert 'msgid "Wear cotton pads"\nmsgstr "Dùng miếng lót"' in content
    assert "#~" not in content
    assert "fuzzy" not in content


def test_a_translators_header_and_comments_stay(tmp_path: Path) -> None:
    update(library(tmp_path, "Milk"))
    content = po_of(tmp_path).read_text(encoding="utf-8")
    content = content.replace('"Language: vi\\n"', '"Language: vi\\n"\n"X-Generator: Poedit 3\\n"')
    content = content.replace('msgid "Milk"', 'msgid "Milk"').replace(
        "#: content/leaking.yaml:9", "# ask the nurse\n#: x:1"
    )
    po_of(tmp_path).write_text(content, encoding="utf-8")
    update(library(tmp_path, "Milk"))
    after = po_of(tmp_path).read_text(encoding="utf-8")
    assert '"X-Generator: Poedit 3\\n"' in after
    assert '# ask the nurse\n#: content/leaking.yaml:9\nmsgid "Milk"' in after


def test_what_a_translator_wrote_stays_as_it_was_written(tmp_path: Path) -> None:
    update(library(tmp_path, "Milk is food", "Rest"))
    po = po_of(tmp_path)
    mine = '#  ask the nurse\n#: content/leaking.yaml:9\n#, no-wrap\nmsgid ""\n"Milk "\n"is food"\nmsgstr ""\n"Sữa "\n"là\\"!"\n'
    said = po.read_text(encoding="utf-8").replace('#: content/leaking.yaml:9\nmsgid "Milk is food"\nmsgstr ""\n', mine)
    gone = '# an old one\n#, fuzzy\n#~| msgid "Older"\n#~ msgid "Old"\n#~ msgstr ""\n#~ "Cũ"\n\n# the end\n'
    po.write_text(f"{said}\n{gone}", encoding="utf-8")
    before = po.read_bytes()
    assert update(library(tmp_path, "Milk is food", "Rest")) == ()
    assert po.read_bytes() == before
    update(library(tmp_path, "New", "Milk is food"))
    after = po.read_text(encoding="utf-8")
    assert mine.replace(":9", ":10") in after
    assert gone in after  # and "Rest", which nobody translated, is no memory: it is gone


def test_words_that_are_coded_in_another_way_are_the_same_words(tmp_path: Path) -> None:
    update(library(tmp_path, "Caf\u00e9"))
    po = po_of(tmp_path)
    words = po.read_text(encoding="utf-8").replace('Caf\u00e9"\nmsgstr ""', 'Cafe\u0301"\nmsgstr "Tie\u0323\u0302m"')
    po.write_text(words, encoding="utf-8")
    update(library(tmp_path, "Caf\u00e9"))
    after = po.read_text(encoding="utf-8")
    assert 'msgid "Caf\u00e9"\nmsgstr "Ti\u1ec7m"' in after
    assert "#~" not in after


def test_the_context_of_the_old_english_is_kept_with_it(tmp_path: Path) -> None:
    given = library(tmp_path)
    given.texts.append(text("Lets it all down", 20, context="verb"))
    update(given)
    fill(po_of(tmp_path), Lets_it_all_down="Xuống")
    given.texts[-1] = text("Lets it all up", 20, context="other verb")
    update(given)
    old = '#, fuzzy\n#| msgctxt "verb"\n#| msgid "Lets it all down"\nmsgctxt "other verb"\nmsgid "Lets it all up"\n'
    assert old + 'msgstr "Xuống"' in po_of(tmp_path).read_text(encoding="utf-8")


def test_english_changed_and_changed_back_is_looked_at_again(tmp_path: Path) -> None:
    update(library(tmp_path, "Do press the lump"))
    fill(po_of(tmp_path), Do_press_the_lump="Ấn vào cục")
    update(library(tmp_path, "Do not press the lump"))
    update(library(tmp_path, "Do press the lump"))
    content = po_of(tmp_path).read_text(encoding="utf-8")
    assert '#, fuzzy\nmsgid "Do press the lump"\nmsgstr "Ấn vào cục"' in content
    assert "#|" not in content


def test_an_update_of_our_own_catalogs_writes_their_very_bytes() -> None:
    root = Path(__file__).resolve().parents[2]
    paths = sorted((root / "locales").glob("*/LC_MESSAGES/*.po"))
    assert len(paths) > 30
    for path in paths:
        po = read_po_file(path, path.name, [])
        assert po
        assert write_po(po).encode() == path.read_bytes()


def test_a_language_that_babel_does_not_know_has_the_commonest_plural_forms(tmp_path: Path) -> None:
    given = library(tmp_path)
    given.languages = lambda: ("qaa",)  # type: ignore[method-assign]
    update(given)
    content = (tmp_path / "locales/qaa/LC_MESSAGES/leaking.po").read_text(encoding="utf-8")
    assert '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"' in content


def test_a_librarys_own_catalog_holds_only_what_the_stock_one_does_not(tmp_path: Path) -> None:
    stock, own = tmp_path / "stock", tmp_path / "own"
    update(library(stock, "Milk"))
    fill(po_of(stock), Milk="Sữa")
    before = po_of(stock).read_bytes()
    mine = library(own, "Milk", "Tea", "Milk!")
    mine.stock = stock
    update(mine)
    held = po_of(own).read_text(encoding="utf-8")
    assert '\nmsgid "Milk"\n' not in held
    assert 'msgid "Tea"\nmsgstr ""\n' in held
    # changed English begins with its old words
    assert '#, fuzzy\n#| msgid "Milk"\nmsgid "Milk!"\nmsgstr "Sữa"\n' in held
    assert po_of(stock).read_bytes() == before
    assert update(mine) == ()
    fill(po_of(own), Tea="Trà")
    row = next(row for row in translate.status(mine) if row.domain == "leaking")
    assert (row.translated, row.fuzzy, row.missing, row.obsolete) == (2, 1, 2, 0)


def test_an_own_translation_of_stock_words_stays(tmp_path: Path) -> None:
    stock, own = tmp_path / "stock", tmp_path / "own"
    update(library(stock, "Milk"))
    fill(po_of(stock), Milk="Sữa")
    update(library(own, "Milk"))
    fill(po_of(own), Milk="Sữa mẹ")
    beside = library(own, "Milk")
    beside.stock = stock
    assert update(beside) == ()
    assert 'msgid "Milk"\nmsgstr "Sữa mẹ"' in po_of(own).read_text(encoding="utf-8")


def test_what_an_own_catalog_translates_goes_before_the_stocks(tmp_path: Path) -> None:
    stock, own = tmp_path / "stock", tmp_path / "own"
    for root in (stock, own):
        update(library(root, "Milk", "Tea"))
    fill(po_of(stock), Milk="Sữa", Tea="Trà")
    fill(po_of(own), Milk="Sữa mẹ")
    problems: list[Problem] = []
    layers = [read_catalog(po_of(root), str(root), "vi", "leaking", problems) for root in (own, stock)]
    both = laid(layers)
    assert problems == []
    assert [found.words for words in ("Milk", "Tea") if (found := both.find(words))] == ["Sữa mẹ", "Trà"]
    assert both.origin == layers[0].origin


def test_a_stock_catalog_that_nothing_changes_is_not_copied(tmp_path: Path) -> None:
    stock, own = tmp_path / "stock", tmp_path / "own"
    assert update(library(stock, "Feed often."))
    beside = library(own, "Feed often.")
    beside.stock = stock
    assert update(beside) == ()
    assert not (own / "locales").exists()


def test_a_broken_catalog_stops_the_update_before_anything_is_written(tmp_path: Path) -> None:
    update(library(tmp_path, "Milk"))
    broken = po_of(tmp_path, "shared")
    broken.write_text(broken.read_text(encoding="utf-8") + 'msgid "X\n', encoding="utf-8")
    before = po_of(tmp_path).read_bytes()
    with pytest.raises(Unusable) as caught:
        update(library(tmp_path, "Milk", "Tea"))
    assert caught.value.problems[0].origin.file == "locales/vi/LC_MESSAGES/shared.po"
    assert po_of(tmp_path).read_bytes() == before


def test_status_counts_against_the_english_of_today(tmp_path: Path) -> None:
    update(library(tmp_path, "Milk", "Do press the lump", "Old words nobody says"))
    fill(po_of(tmp_path), Milk="Sữa", Do_press_the_lump="Ấn vào cục", Old_words_nobody_says="Cũ")
    row = next(
        row for row in translate.status(library(tmp_path, "Milk", "Do not press the lump")) if row.domain == "leaking"
    )
    assert (row.language, row.translated, row.fuzzy, row.missing, row.obsolete) == ("vi", 1, 1, 2, 1)
    (stale,) = row.stale
    assert (stale.old, stale.new) == ("Do press the lump", "Do not press the lump")
    assert stale.translation == "Ấn vào cục"
    assert stale.origin == Origin("content/leaking.yaml", 10)
    assert row.draft


def test_status_without_a_catalog_is_all_missing(tmp_path: Path) -> None:
    rows = translate.status(library(tmp_path, "Milk"))
    found = {(row.domain, row.missing, row.translated) for row in rows}
    assert found == {("leaking", 3, 0), ("shared", 2, 0), ("desk", len(WORDS), 0)}


def test_a_borrowed_translation_is_fuzzy_but_not_stale(tmp_path: Path) -> None:
    update(library(tmp_path, "Your baby has a fever"))
    fill(po_of(tmp_path), Your_baby_has_a_fever="Bé bị sốt")
    row = translate.status(library(tmp_path, "Your baby has a fever", "Your baby has no fever"))[0]
    assert (row.translated, row.fuzzy, row.stale) == (1, 1, ())


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="GNU gettext is not installed")
def test_gettext_accepts_what_is_written(tmp_path: Path) -> None:
    update(library(tmp_path, "Call {phone}", 'Say "yes" \\ no', "10% lose weight"))
    fill(po_of(tmp_path), Leaking="Rỉ")
    run = subprocess.run(["msgfmt", "-c", "-o", "/dev/null", str(po_of(tmp_path))], capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
