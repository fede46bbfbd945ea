"""The desk without a server: every file that its page can ask for is there, nothing comes from outside, no file is read."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from generator.cli import main
from generator.library.library import Library
from generator.run.files.places import place
from generator.service.holding import unserved
from generator.service.site import LAYOUT, OURS, site, site_orders

TOPICS = ("colostrum", "managing-leakage")
LANGUAGES = ("en", "vi", "zh_Hant")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Export a site of two topics in three languages, in the folder of a clinic."""
    target = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(target)
        patch.setattr(Library, "topics", lambda _: TOPICS)
        patch.setattr(Library, "languages", lambda _: LANGUAGES)
        assert main(["export", "site", "out", "--clinic", "example"]) == 0
    yield target / "out"


def data_of(page: str) -> dict[str, str]:
    form = re.search(r'<form class="desk"[^>]*>', page)
    assert form is not None
    return dict(re.findall(r'data-([a-z]+)="([^"]*)"', form[0]))


def asked(page: str) -> Iterator[str]:
    """Yield every file that the page's script may ask for: its rule, restated."""
    about = data_of(page)
    topics = re.findall(r'data-topic="([^"]+)"', page)
    languages = re.findall(r'name="language" value="([^"]+)"', page)
    papers = ["", *re.findall(r'name="need"[^>]* data-format="([^"]+)"', page)]

    def file(topic: str, language: str, paper: str, form: str, second: str = "") -> str:
        holes = {
            "topic": topic, "language": language, "form": form, "with": second and f"-with-{second}",
            "format": "bilingual" if second else paper or about["paper"],
        }  # fmt: skip
        return re.sub(r"\{(\w+)\}", lambda hole: holes[hole[1]], about["path"])

    for topic in topics:
        for language in languages:
            yield from (file(topic, language, paper, "pdf") for paper in papers)
            yield from (file(topic, language, "", form) for form in ("html", "txt"))
            if language != "en":
                yield file(topic, language, "", "pdf", "en")


@pytest.mark.slow
def test_every_file_that_the_page_can_ask_for_is_there(folder: Path) -> None:
    page = (folder / "index.html").read_text(encoding="utf-8")
    wanted = list(asked(page))
    assert len(wanted) == 2 * (5 + 6 + 6)
    assert [file for file in wanted if not (folder / file).is_file()] == []
    assert (folder / "example/vi/colostrum-bilingual-with-en.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.slow
def test_the_stock_site_by_other_names(tmp_path: Path) -> None:
    library = Library.over(Path(__file__).resolve().parents[2])
    made = {place(order, LAYOUT) for order in site_orders(unserved(library), "letter", "warm", "")}
    pages = {
        one.file: one.data.decode() for one in site(unserved(library), "letter", "warm", "") if one.file[-4:] == "html"
    }
    assert set(pages) == {"index.html", "vi.html", "ja.html", "zh-Hans.html", "zh-Hant.html"}
    for page in pages.values():
        assert set(asked(page)) == made
    assert all(re.fullmatch(OURS, one.file) for one in site(unserved(library), "a4", "default", ""))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["index.html", "vi.html", "zh-Hant.html"])
def test_pages_need_nothing_from_outside(folder: Path, name: str) -> None:
    page = (folder / name).read_text(encoding="utf-8")
    for link in re.findall(r'(?:src|href|action)="([^"]*)"', page):
        assert not re.match(r"[a-z]+:|/", link), link
        if not link.startswith("desk/leaflet"):
            assert (folder / link).is_file(), link
    assert f'<html lang="{"en" if name == "index.html" else name.removesuffix(".html")}"' in page
    for file in (folder / "desk").iterdir():
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"https?://(?!www\.w3\.org/)", text), file
        if file.suffix == ".svg":
            ET.fromstring(text)


@pytest.mark.slow
def test_without_scripts_there_are_links(folder: Path) -> None:
    page = (folder / "vi.html").read_text(encoding="utf-8")
    plain = page[page.index("<noscript>") : page.index("</noscript>")]
    links = re.findall(r'href="([^"]+)"', plain)
    assert len(links) == 6 and all((folder / link).is_file() for link in links)


@pytest.mark.slow
def test_it_is_not_made_twice(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Library, "topics", lambda _: TOPICS)
    monkeypatch.setattr(Library, "languages", lambda _: LANGUAGES)
    monkeypatch.chdir(folder.parent)
    assert main(["export", "site", "out", "--clinic", "example"]) == 0
    said = capsys.readouterr()
    assert re.search(r"leaflets +0 made +34 unchanged +0 refused", said.out)
    assert re.search(r"files beside them +0 made +8 unchanged +0 removed", said.out)
    assert "open out/index.html in a browser" in said.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "bilingual"], "the format 'bilingual' is for two languages"),
        (["--clinic", "nobody"], "there is no clinic called 'nobody'"),
        (["--theme", "loud"], "there is no theme called 'loud'"),
        (["--topic", "colostrums"], "there is no topic called 'colostrums'\n  hint: did you mean 'colostrum'?"),
        (["--language", "Vietnames"], "there is no language called 'Vietnames'\n  hint: did you mean 'vi'"),
    ],
)
def test_wrong_words(words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "site", str(tmp_path / "out"), *words]) == 2
    assert said in capsys.readouterr().err and not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_site_of_some_topics_and_languages(tmp_path: Path) -> None:
    """Titles and names of languages are read as everywhere; a page in each language, the first one by itself."""
    words = ["--topic", "Your first milk", "--topic", "LM", "--language", "Vietnamese", "--language", "日本語"]
    assert main(["export", "site", str(tmp_path / "out"), *words]) == 0
    assert {one.name for one in (tmp_path / "out").glob("*.html")} == {"index.html", "ja.html"}
    for name in ("index.html", "ja.html"):
        page = (tmp_path / "out" / name).read_text(encoding="utf-8")
        assert set(re.findall(r'data-topic="([^"]+)"', page)) == set(TOPICS)
        wanted = [one for one in asked(page) if "-with-en" not in one]
        assert {one.split("/")[0] for one in wanted} == {"vi", "ja"}
        assert [one for one in wanted if not (tmp_path / "out" / one).is_file()] == []
        assert "bilingual" not in page


# -- in a browser --------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium on this machine")
    with api.sync_playwright() as play:
        found = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.mark.slow
def test_from_a_disk_by_keyboard_alone(folder: Path, browser: Any) -> None:
    page = browser.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto((folder / "zh-Hant.html").as_uri())
    page.focus("#q")
    for words, topic in (("rỉ sữa", TOPICS[1]), ("RI SUA", TOPICS[1]), ("奶水", TOPICS[0]), ("o92.6", TOPICS[1])):
        page.fill("#q", "")
        page.keyboard.type(words)
        assert topic in [one.get_attribute("data-topic") for one in page.locator(".card:visible").all()], words
    page.keyboard.press("Enter")
    page.wait_for_selector("#pages iframe")
    assert page.locator("#pages iframe").get_attribute("src") == "example/zh-Hant/managing-leakage-a4.html"
    with page.context.expect_page() as opened:
        page.keyboard.press("Control+p")
    assert opened.value.url.endswith("/example/zh-Hant/managing-leakage-a4.pdf")
    assert wrong == []


@pytest.mark.slow
def test_from_a_web_host_the_leaflet_is_printed_in_place(folder: Path, browser: Any) -> None:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/vi.html")
        page.check("input[name=topic][value=colostrum]")
        page.wait_for_selector("#pages iframe")
        with page.expect_response(lambda one: one.url.endswith(".pdf")) as answer:
            page.click("#print")
        assert answer.value.url.endswith("/example/vi/colostrum-a4.pdf")
        assert len(page.context.pages) == 1
        page.wait_for_function("JSON.parse(localStorage.leaflets).recent")
        assert page.evaluate("JSON.parse(localStorage.leaflets).recent") == ["colostrum|vi||standard"]
    finally:
        server.shutdown()
        server.server_close()
