"""The editors' view: each leaflet as its files are saved, problems at their lines, the last good pages kept."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import processes
import pytest
from desks import DAY
from processes import PATIENCE, free_port, until
from starlette.testclient import TestClient
from ward import BLOCK, STOCK, TOPIC, Ward

from generator.cli import main
from generator.service.app import make_app
from generator.service.editing import meant
from generator.service.events import Event, News
from generator.service.settings import Limits, Settings
from generator.service.work import Names

pytest.importorskip("watchfiles")
if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
GOOD = TOPIC.format(title="Good words", blocks=BLOCK)
NAMES = Names({"good": "Good words", "hill": "Hill"}, {"en": ("en", "English"), "zh-Hant": ("zh_Hant", "繁體中文")},
              ("a4", "fridge"), ("default", "warm"), ("hill-clinic",))  # fmt: skip


def library(folder: Path) -> Path:
    """Return a small library of one's own: two topics of its own, one of the stock's in Vietnamese."""
    for name, words in (("good", GOOD), ("other", TOPIC.format(title="Other words", blocks=BLOCK))):
        (folder / "content").mkdir(parents=True, exist_ok=True)
        (folder / f"content/{name}.yaml").write_text(words)
    catalogs = folder / "locales/vi/LC_MESSAGES"
    catalogs.mkdir(parents=True)
    shutil.copy(STOCK / "locales/vi/LC_MESSAGES/colostrum.po", catalogs)
    return folder


# -- what the pages say -------------------------------------------------------------------


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("editing")
    settings = Settings(library=library(folder / "library"), receipts=folder / "receipts", edit=True,
                        limits=Limits(workers=1))  # fmt: skip
    with TestClient(make_app(settings, DAY, lambda _: None), base_url="http://localhost") as found:
        yield found


def save(client: TestClient, path: str, words: str) -> None:
    """Save a file and wait until the editor has seen it."""
    editor = client.app.state.editor  # type: ignore[attr-defined]
    turn = editor.turn
    settings: Settings = client.app.state.desk.settings  # type: ignore[attr-defined]
    assert settings.library
    (settings.library / path).write_text(words)
    until(lambda: editor.turn > turn)


def surveyed(client: TestClient, truth: Callable[[Any], Any]) -> Any:
    editor = client.app.state.editor  # type: ignore[attr-defined]
    return until(lambda: truth(editor.surveyed))


@pytest.mark.slow
def test_a_mistake_is_said_at_its_line_and_the_last_good_pages_stay(client: TestClient) -> None:
    picture = client.get("/edit/page.png?topic=good").content
    assert picture.startswith(b"\x89PNG")
    save(client, "content/good.yaml", GOOD.replace("code:", "cod:"))
    broken = client.get("/edit?topic=good").text
    assert "<code>content/good.yaml:3</code> a topic has nothing called &#x27;cod&#x27;" in broken
    assert "did you mean &#x27;code&#x27;?" in broken and "You see it as it was before." in broken
    assert 'class="pages old"' in broken and "Saved last: <code>content/good.yaml</code>" in broken
    assert client.get("/edit/page.png?topic=good").content == picture
    surveyed(client, lambda found: not found.counted)
    other = client.get("/edit?topic=other").text
    assert "<h3>In other files</h3>" in other and "content/good.yaml:3" in other
    assert "the numbers in the table are those of before" in other
    assert '<th scope="row">Good words' in other, "what cannot be read keeps its title"
    save(client, "content/good.yaml", GOOD.replace("Good words", "Better words"))
    mended = client.get("/edit?topic=good").text
    assert "You see it as it was before." not in mended
    assert client.get("/edit/page.png?topic=good").content != picture
    surveyed(client, lambda found: found.counted and found.names.topics["good"] == "Better words")
    save(client, "content/good.yaml", GOOD)


@pytest.mark.slow
def test_what_is_missing_is_listed_and_the_page_is_seen_with_its_gaps(client: TestClient) -> None:
    seen = client.get("/edit?topic=good&language=vi").text
    assert "<code>locales/vi/LC_MESSAGES/good.po</code> there is no Vietnamese translation" in seen
    assert 'class="pages"' in seen and "You see it as it was before." not in seen
    cell = surveyed(
        client, lambda found: next((c for c in found.cells if (c.topic, c.language) == ("good", "vi")), None)
    )
    assert cell.missing > 0 and cell.state == "draft"
    assert f"not translated: {cell.missing}" in seen


@pytest.mark.slow
def test_a_fuzzy_translation_is_counted_once_it_is_saved(client: TestClient) -> None:
    path = "locales/vi/LC_MESSAGES/colostrum.po"
    words = (STOCK / path).read_text()
    at = words.index("\n#.", 2000)
    save(client, path, f"{words[:at]}\n#, fuzzy{words[at:]}")
    surveyed(client, lambda found: [c for c in found.cells if (c.topic, c.language) == ("colostrum", "vi") and c.fuzzy])
    page = client.get("/edit?topic=colostrum&language=vi").text
    assert "to be checked: 1" in page and "marked fuzzy" in page
    save(client, path, words)


@pytest.mark.slow
def test_review_dates_stand_in_the_table(client: TestClient) -> None:
    save(client, "content/good.yaml", GOOD.replace("2027-11-22", "2026-11-30"))
    surveyed(client, lambda found: [one for one in found.reviews if one.due == "past"])
    assert "Review overdue 30 November 2026" in client.get("/edit?topic=other").text
    save(client, "content/good.yaml", GOOD)


def test_it_is_for_its_own_pages_alone(client: TestClient) -> None:
    for headers in (
        {"host": "evil.example"}, {"host": "evil.example:8421"}, {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"}, {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"},
    ):  # fmt: skip
        for path in ("/edit", "/edit/page.png", "/edit/events"):
            assert client.get(path, headers=headers).status_code == 403, headers
    opened = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    for headers in ({"host": "127.0.0.1:8421"}, {"host": "[::1]:8421"}, {"sec-fetch-site": "same-origin"}, opened):
        assert client.get("/edit", headers=headers).status_code == 200


@pytest.mark.slow
def test_wrong_names_are_refused(client: TestClient) -> None:
    for query in ("topic=goood", "topic=good&language=xx", "topic=good&format=bilingual", "topic=good&clinic=nobody"):
        answer = client.get(f"/edit?{query}")
        assert answer.status_code == 404 and answer.json()["errors"], query
    for number in ("0", "99", "x", "²"):
        assert client.get(f"/edit/page.png?topic=good&number={number}").status_code == 404
    assert client.post("/edit").status_code == 405


def test_the_desk_leads_to_it(client: TestClient) -> None:
    assert '<a href="edit?page=en">For editors</a>' in client.get("/").text


def test_it_is_not_there_unasked(house: Any) -> None:
    for path in ("/edit", "/edit/page.png", "/edit/events"):
        assert house.client.get(path).status_code == 404
    assert "For editors" not in house.client.get("/").text


@pytest.mark.parametrize(
    ("file", "about"),
    [
        ("content/good.yaml", {"topic": "good"}), ("content/sources.yaml", {}), ("content/clinics/hill-clinic.yaml", {"clinic": "hill-clinic"}),
        ("templates/formats/fridge.yaml", {"format": "fridge"}), ("templates/formats/bilingual.yaml", {}),
        ("templates/themes/warm.yaml", {"theme": "warm"}), ("templates/blocks/text.xml", {}),
        ("locales/zh_Hant/LC_MESSAGES/hill.po", {"language": "zh-Hant", "topic": "hill"}),
        ("locales/zh_Hant/LC_MESSAGES/shared.po", {"language": "zh-Hant"}), ("locales/zh_Hant/language.yaml", {"language": "zh-Hant"}),
        ("locales/xx/LC_MESSAGES/good.po", {"topic": "good"}),
    ],
)  # fmt: skip
def test_a_file_is_some_part_of_a_leaflet(file: str, about: dict[str, str]) -> None:
    assert meant(file, NAMES) == about


def test_news_end_when_the_service_does() -> None:
    async def told() -> list[bytes]:
        news, turns, found = News(), [0], []
        answer = news.stream(lambda: Event("changed", {"turn": turns[0]}))

        async def follow() -> None:
            async for part in answer.body_iterator:
                found.append(bytes(part))  # type: ignore[arg-type]

        following = asyncio.create_task(follow())
        await asyncio.sleep(0.02)
        turns[0] = 1
        await news.tell()
        await news.tell()
        await asyncio.sleep(0.02)
        await news.end()
        await asyncio.wait_for(following, 5)
        return found

    assert asyncio.run(told()) == [
        b'event: changed\ndata: {"turn":0}\n\n', b'event: changed\ndata: {"turn":1}\n\n'
    ]  # fmt: skip


# -- the command --------------------------------------------------------------------------


def test_a_file_of_settings_does_not_open_it_to_others(ward: Ward) -> None:
    ward.put("serve.yaml", "host: 0.0.0.0\n")
    code, _, err = ward.run("serve", "--edit", "--config", "serve.yaml")
    assert code == 3 and "serve.yaml: the editors' view is not opened at 0.0.0.0" in err and "--host 0.0.0.0" in err


def test_without_watchfiles(ward: Ward, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("generator.run.watching.find_spec", lambda _: None)
    assert main(["serve", "--edit"]) == 4
    assert "pip install 'breastfeeding-leaflets[watch]'" in capsys.readouterr().err


def answer(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=60) as found:
            return found.status, found.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.slow
def test_on_a_broken_library_it_opens_says_what_is_wrong_and_comes_to_life_when_it_is_mended(tmp_path: Path) -> None:
    broken = ("content/clinics/harbour.yaml", "content/policy.yaml", "locales/en/language.yaml", "content/good.yaml")
    folder = library(tmp_path / "library")
    for name in broken:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("title: [\n")
    words = [sys.executable, "-m", "generator", "serve", "--edit", "--port", str(free_port()), "--library", str(folder)]
    log = tmp_path / "log"  # a pipe that nobody reads would be full of answers to our asking, and hold the desk up
    with log.open("w") as file, subprocess.Popen(
        words, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(STOCK)}, stdout=subprocess.PIPE, text=True,
        stderr=file,
    ) as desk:  # fmt: skip
        try:
            assert desk.stdout
            address = desk.stdout.readline().strip()
            status, page = answer(f"{address}edit")
            for name in broken:
                assert status == 200 and f"<code>{name}:1</code>" in page, name
            status, page = answer(address)
            assert status == 503 and "The library cannot be read" in page, "nothing is handed out from half a library"
            assert answer(f"{address}readyz")[0] == 503
            for name in broken:
                (folder / name).unlink()
            (folder / "content/good.yaml").write_text(GOOD)
            until(lambda: answer(f"{address}readyz")[0] == 200)
            status, page = answer(address)
            assert status == 200 and "Good words" in page
            until(lambda: "harbour" not in answer(f"{address}edit")[1])
        finally:
            desk.terminate()
            desk.communicate(timeout=PATIENCE)
    said = log.read_text()
    assert f"{folder}/content/clinics/harbour.yaml:1: " in said and "opens at this address when that is mended" in said
    assert '"trace"' not in said and "Traceback" not in said and desk.returncode == 0


# -- in a browser -------------------------------------------------------------------------


class Served:
    """A running ``leaflets serve --edit``."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.folder = library(folder / "library")
        words = [
            sys.executable,
            "-m",
            "generator",
            "serve",
            "--edit",
            "--port",
            str(port),
            "--library",
            str(self.folder),
        ]
        self.process = processes.start(
            words, cwd=folder, env={**os.environ, "PYTHONPATH": str(STOCK)}, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self.process.stdout
        self.address = self.process.stdout.readline().decode().strip()
        until(self._answers)

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.address}healthz", timeout=PATIENCE).close()
        except OSError:
            return False
        return True


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    found = Served(tmp_path)
    yield found


def seen(page: Page, truth: str) -> None:
    end = time.monotonic() + PATIENCE
    while not page.evaluate(truth):
        assert time.monotonic() < end, truth
        page.wait_for_timeout(50)


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine")
def test_an_editor_sees_what_is_saved(served: Served) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    with playwright.sync_playwright() as pw:
        browser = pw.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)

        def judged() -> list[str]:
            return [one["id"] for one in axe.Axe().run(page).response["violations"]]

        page.goto(f"{served.address}edit?topic=other")
        assert judged() == []
        page.focus("#cell-good-vi")
        file = served.folder / "content/good.yaml"
        file.write_text(GOOD.replace("code:", "cod:"))
        seen(page, "document.getElementById('seen').textContent.startsWith('Good words')")  # it follows
        assert "content/good.yaml:3" in page.inner_text("#problems")
        assert page.evaluate("document.activeElement.id") == "cell-good-vi"
        assert "topic=good" in page.url and page.locator("[name=topic]").input_value() == "good"
        assert judged() == []
        file.write_text(GOOD)
        seen(page, "document.querySelectorAll('#pages:not(.old) img').length > 0")
        old = page.get_attribute("#pages img", "src")
        file.write_text(GOOD.replace("code:", "cod:"))
        seen(page, "document.getElementById('before') !== null")
        assert page.evaluate("document.querySelector('#pages img').naturalWidth > 0"), "the last good page is there"
        assert page.get_attribute("#pages img", "src") != old
        page.uncheck("#follow")
        (served.folder / "content/other.yaml").write_text(TOPIC.format(title="Other words now", blocks=BLOCK))
        seen(page, "document.getElementById('saved').textContent.includes('other.yaml')")
        assert page.inner_text("#seen").startswith("Good words"), "it stays where it was told to stay"
        page.set_viewport_size({"width": 320, "height": 700})  # 1280 at 400 %
        for tag in ("en", "ja", "vi", "zh-Hans", "zh-Hant"):
            page.goto(f"{served.address}edit?topic=colostrum&language=vi&page={tag}")
            seen(page, "document.getElementById('show').hidden")
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
            assert judged() == []
        assert not wrong
        served.process.send_signal(signal.SIGTERM)  # while the page listens
        assert served.process.wait(PATIENCE) is not None
        browser.close()
