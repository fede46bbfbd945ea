"""A library of one's own lies over the stock's: lists entry by entry, so that nothing of the stock's is copied."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from ward import BLOCK, TOPIC

from generator import Library, Order
from generator.model.content import Text
from generator.model.problems import Unusable
from generator.stages.bodies import body
from generator.stages.lots import lot
from generator.words.translate import collect, update

TEMPLATE = """<sheet accent="{{ topic.accent }}"><area name="main"><p look="title" role="H1">{{ topic.title }}</p>
<p>{{ series.name }}</p><p>{{ series.baby }}</p><p>{{ series.mother }}</p><p>{{ series.signs }}.</p>
<p>{% for number, source in sources %}{{ source.organisation }}, {{ source.title }}{% endfor %}</p>
{{ draw(topic.blocks) }}</area></sheet>
"""
STOCK = Library.over(Path("/nowhere"), date(2026, 11, 22))


def write(folder: Path, relative: str, words: str) -> None:
    file = folder / relative
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(words, encoding="utf-8")


def po(**words: str) -> str:
    entries = "".join(f'\nmsgid "{source.replace("_", " ")}"\nmsgstr "{said}"\n' for source, said in words.items())
    return f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n{entries}'


def printed(library: Library, topic: str = "ours", language: str = "en") -> str:
    """All the words of a body in draft."""
    return "\n".join(body(Order(topic, language, draft=True), library).words())


@pytest.fixture
def own(tmp_path: Path) -> Path:
    words = TOPIC.format(title="Our words", blocks=BLOCK)
    write(tmp_path, "content/ours.yaml", words.replace("accent: teal\n", "accent: teal\ntemplate: plain\n"))
    write(tmp_path, "templates/plain.xml", TEMPLATE)
    return tmp_path


def test_own_sources_lie_over_the_stocks(own: Path) -> None:
    write(
        own,
        "content/sources.yaml",
        "ours: {organisation: Us, title: Ours, year: '2026', seen: no}\n"
        "bfn: {organisation: They, title: Theirs, year: '2026', seen: no}\n",
    )
    sources = Library.open(own).sources
    assert next(iter(sources)) == "ours"
    assert sources.keys() == {"ours", *STOCK.sources}
    assert (sources["bfn"].organisation, sources["hse"].organisation) == ("They", STOCK.sources["hse"].organisation)
    assert "They, Theirs" in printed(Library.open(own))


def test_a_stock_topic_is_read_beside_own_sources_and_pictures(own: Path) -> None:
    """One source or picture of one's own made every stock topic refuse."""
    write(own, "content/sources.yaml", "ours: {organisation: Us, title: Ours, year: '2026', seen: no}\n")
    write(own, "content/pictures/pin.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"/>')
    write(own, "content/pictures.yaml", "pin: {file: pictures/pin.svg, alt: A pin}\n")
    library = Library.open(own)
    assert library.pictures.keys() == {"pin", *STOCK.pictures}
    assert library.drawing("drip") == STOCK.drawing("drip")
    assert library.topic("ours").title


def test_an_own_face_lies_over_the_stocks(own: Path) -> None:
    face = "  package: p\n  path: a.ttf\n  sha256: " + "a" * 64 + "\n  axes: {}\n  postscript: A\n"
    write(own, "templates/faces.yaml", f"ours:\n{face}symbols2:\n{face}")
    faces = Library.open(own).faces
    assert faces.keys() == {"ours", *STOCK.faces}
    assert faces["symbols2"].package == "p"
    assert faces["noto-sans"] == STOCK.faces["noto-sans"]


def test_mistakes_in_an_own_list_are_told_at_their_place(own: Path) -> None:
    write(own, "content/sources.yaml", "ours: {organisation: Us}\n")
    with pytest.raises(Unusable) as caught:
        _ = Library.open(own).sources
    assert {str(one.origin) for one in caught.value.problems} == {f"{own}/content/sources.yaml:1"}


def test_an_own_profile_says_only_what_it_says_differently(own: Path) -> None:
    write(own, "content/profiles/default.yaml", "sentences:\n  our-own: Ask us.\n  fluids: Drink water.\n")
    write(own, "content/profiles/vn.yaml", 'emergency: "112"\n')
    library = Library.open(own)
    default, vn, stock = library.profile("default"), library.profile("vn"), STOCK.profile("vn")
    assert (str(vn.emergency), vn.territory, vn.about) == ("112", "VN", stock.about)
    assert default.sentences.keys() == {"our-own", *STOCK.profile("default").sentences}
    own_words, fluids = vn.sentences["our-own"], default.sentences["fluids"]
    assert isinstance(own_words, Text)
    assert isinstance(fluids, Text)
    assert (own_words.words, fluids.words) == ("Ask us.", "Drink water.")


def test_a_country_may_still_not_say_what_no_topic_can_ask_for(own: Path) -> None:
    write(own, "content/profiles/vn.yaml", "sentences:\n  fluidz: Drink.\n")
    with pytest.raises(Unusable, match="has no sentence 'fluidz'"):
        Library.open(own).profile("vn")


def test_the_stock_series_names_all(own: Path) -> None:
    assert "Baby" in printed(Library.open(own))
    assert "DS." in printed(Library.open(own))
    words = [one.words for one in STOCK.series.words() if isinstance(one, Text)]
    assert words[:3] == ["Breastfeeding leaflets", "Baby", "You"]


@pytest.mark.parametrize("name", ["letter", "fridge", "trifold", "poster", "booklet", "leaflet"])
def test_no_stock_template_says_what_its_leaflets_are_about(name: str) -> None:
    text, _ = STOCK.template(name)
    assert "reastfeeding leaflets" not in text


def test_an_own_series_is_printed_and_said_in_each_language(own: Path) -> None:
    write(own, "content/series.yaml", "name: Vaccination leaflets\nwho: {baby: Your child}\nsigns: ''\n")
    write(own, "locales/vi/LC_MESSAGES/shared.po", po(Your_child="Con bạn"))
    library = Library.open(own)
    english, vietnamese = printed(library), printed(library, language="vi")
    assert "Vaccination leaflets" in english
    assert "Your child" in english
    assert "Baby" not in english
    assert "Breastfeeding leaflets" not in english
    assert "DS." not in english
    assert "You\n" in english, "what an own series leaves out is the stock's"
    assert "Con bạn" in vietnamese
    assert "Gọi chúng tôi hôm nay" in vietnamese, "an own catalog hides no stock words"


def test_the_words_of_a_series_go_to_translators(own: Path) -> None:
    write(own, "content/series.yaml", "# Translators: the whole series.\nname: Vaccination leaflets\n")
    library = Library.open(own)
    (found,) = [text for text in collect_one(library, "shared") if text.words == "Vaccination leaflets"]
    assert found.note == "the whole series."


def collect_one(library: Library, domain: str) -> tuple[Text, ...]:
    """The texts of a domain of a library whose topics are its own alone."""
    only = OnlyOwn(library)
    return collect(only)[domain]  # type: ignore[arg-type]


class OnlyOwn:
    """A library without the stock topics, whatever state those are in."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def __getattr__(self, name: str) -> object:
        return getattr(self._library, name)

    def topics(self) -> tuple[str, ...]:
        return ("ours",)


def test_an_own_catalog_is_begun_with_own_words_alone(own: Path) -> None:
    write(own, "content/series.yaml", "name: Vaccination leaflets\n")
    library = OnlyOwn(Library.open(own))
    files = {name: words for name, words in update(library).items() if "/vi/" in name}  # type: ignore[arg-type]
    assert files.keys() == {f"locales/vi/LC_MESSAGES/{domain}.po" for domain in ("ours", "shared")}
    shared = files["locales/vi/LC_MESSAGES/shared.po"]
    assert 'msgid "Vaccination leaflets"\nmsgstr ""\n' in shared
    assert not any(f'msgid "{words}"' in shared for words in ("Baby", "You", "Phone"))


def test_a_lot_counts_whom_the_signs_are_about(own: Path) -> None:
    order = Order("ours", "en", draft=True)
    before = lot(order, Library.open(own))
    write(own, "content/series.yaml", "name: Other leaflets\n")
    assert lot(order, Library.open(own)).code == before.code, "the name of the series is no words of the leaflet"
    write(own, "content/series.yaml", "who: {baby: Your child}\n")
    after = lot(order, Library.open(own))
    assert after.code != before.code
    said = {piece.block: piece.said for piece in after.pieces}
    assert "Your child" in said["templates/warning"]


@pytest.mark.parametrize(
    ("words", "line", "message"),
    [
        ("name: [a]\n", 1, "'name' needs words, not a list"),
        ("who: {child: Your child}\n", 1, "'who' has nothing called 'child'"),
        ("signs: danger\n", 1, "the code 'danger' is not two or three capital letters"),
        ("title: x\n", 1, "a series has nothing called 'title'"),
        ("name: x\nwho: you\n", 2, "'who' needs names with values here, not words"),
    ],
)
def test_wrong_series(own: Path, words: str, line: int, message: str) -> None:
    write(own, "content/series.yaml", words)
    with pytest.raises(Unusable) as caught:
        _ = Library.open(own).series
    assert str(caught.value.problems[0].origin) == f"{own}/content/series.yaml:{line}"
    assert message in caught.value.problems[0].message


def test_a_series_is_no_topic(own: Path) -> None:
    assert "series" not in Library.open(own).topics()


def test_a_change_of_what_lies_under_changes_the_digest(own: Path) -> None:
    """A stock catalog under an own one still says what is printed."""
    order = Order("ours", "vi")
    write(own, "locales/vi/LC_MESSAGES/shared.po", po(You="Bạn"))
    before = Library.open(own).digest(order)
    write(own, "locales/vi/LC_MESSAGES/shared.po", po(You="Mẹ ơi"))
    assert Library.open(own).digest(order) != before
