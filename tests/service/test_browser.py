"""The desk in a real browser: Chromium, driven by keys alone; judged by axe-core."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from processes import PATIENCE, free_port
from processes import until as wait_until

from generator import Library, Order, make

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
TAGS = ("en", "ja", "vi", "zh-Hans", "zh-Hant")
COUNT = "window.printed = 0; if (window.top !== window) window.print = () => { window.top.printed += 1; };"
"""Nobody stands at the printer of a test."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"),
]


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(f"{address}healthz", timeout=PATIENCE).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    folder = tmp_path_factory.mktemp("desk")
    root = Path(__file__).resolve().parents[2]
    words = [sys.executable, "-m", "generator", "serve", "--port", str(port), "--library", str(root)]
    words += ["--ledger", str(folder / "ledger.sqlite")]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen(
        words, cwd=folder, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.PIPE
    ) as desk:
        try:
            assert desk.stdout
            found = desk.stdout.readline().decode().strip()
            wait_until(lambda: answers(found), "the desk")
            yield found
        finally:
            desk.terminate()
            desk.wait(PATIENCE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as pw:
        opened = pw.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(COUNT)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert not [one for one in wrong if "400" not in one]  # the browser itself tells of an answer that was refused


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def focused(page: Page, what: str) -> Any:
    return page.evaluate(f"document.activeElement.{what}")


def tab_to(page: Page, name: str, value: str = "") -> None:
    """Press Tab until a field of this name, or an element of this id, has the focus; then an arrow to its value."""
    for _ in range(60):
        press(page, "Tab")
        if name in (focused(page, "name"), focused(page, "id")):
            break
    else:
        raise AssertionError(f"no Tab leads to {name}")
    for _ in range(12):
        if not value or (focused(page, "value") == value and focused(page, "checked") is not False):
            return
        press(page, "ArrowDown")
    raise AssertionError(f"no arrow leads to {value}")


def until(page: Page, what: str, seconds: float = 30) -> None:
    """Wait for a truth. (Playwright's own way evaluates words inside the page, which the page's policy forbids.)"""
    end = time.monotonic() + seconds
    while not page.evaluate(what):
        assert time.monotonic() < end, what
        page.wait_for_timeout(50)


def shown(page: Page) -> None:
    until(page, "document.querySelectorAll('#pages img, #pages pre').length > 0")
    until(page, "!document.getElementById('pages').hasAttribute('aria-busy')")


@pytest.mark.parametrize("tag", TAGS)
def test_by_keys_alone_to_the_very_bytes_of_the_interface(page: Page, address: str, tag: str) -> None:
    got: list[bytes] = []

    def keep(route: Any) -> None:
        answer = route.fetch()
        got.append(answer.body())
        route.fulfill(response=answer)

    page.route("**/v1/leaflets/*.pdf*", keep)
    page.goto(f"{address}?page={tag}")
    tab_to(page, "language", "vi" if tag != "vi" else "ja")
    tab_to(page, "topic")
    if not focused(page, "checked"):
        press(page, "Space")
    for _ in range(8):
        if focused(page, "value") == "managing-leakage":
            break
        press(page, "ArrowDown")
    tab_to(page, "need", "large")
    shown(page)
    press(page, "Control+p")
    until(page, "window.printed === 1")
    language = "vi" if tag != "vi" else "ja"
    assert got == [make(Order("managing-leakage", language, "large-print"), Library.open()).pdf]
    until(page, "document.getElementById('said').textContent.length > 0")
    assert focused(page, "value") == "large", "printing does not move the focus"


def test_two_clicks_and_the_button(page: Page, address: str) -> None:
    page.goto(address)
    page.click("text=Vietnamese")
    page.click("label[for=topic-colostrum]")
    shown(page)
    assert page.locator("#pages img").count() == 4
    with page.expect_request("**/v1/leaflets/*.pdf*") as asked:
        page.click("#print")
    until(page, "window.printed === 1")
    assert asked.value.url == f"{address}v1/leaflets/colostrum.pdf?language=vi&format=a4&theme=default"
    assert "Dòng sữa đầu tiên" in page.inner_text("#recent")
    page.reload()
    assert page.locator("[name=language]:checked").get_attribute("value") == "vi", "the browser remembers"
    page.click("#recent button")
    shown(page)


@pytest.mark.parametrize(
    ("words", "topics"),
    [
        ("sua non", {"colostrum", "how-milk-is-made"}), ("DÒNG SỮA ĐẦU", {"colostrum"}), ("漏奶", {"managing-leakage"}),
        ("モレ", {"managing-leakage"}), ("o92.4", {"increasing-supply"}), ("O9203", {"expressing-milk"}),
        ("F53", {"emotional-wellbeing"}), ("qwertz", set()),
    ],
)  # fmt: skip
def test_found_in_every_language_and_by_code(page: Page, address: str, words: str, topics: set[str]) -> None:
    page.goto(address)
    page.fill("#q", words)
    found = page.eval_on_selector_all(".card:not([hidden])", "cards => cards.map(card => card.dataset.topic)")
    assert set(found) == topics
    if topics:
        press(page, "Enter")
        assert focused(page, "value") in topics


def test_what_was_not_printed_is_taken_back(page: Page, address: str) -> None:
    page.goto(address)
    page.click("label[for=topic-colostrum]")
    shown(page)
    assert page.locator("#untake").is_hidden()
    with page.expect_response("**/desk/receipts") as noted:
        page.click("#print")
    until(page, "window.printed === 1")
    assert page.inner_text("#said") == "The print is noted." and noted.value.status == 201
    with page.expect_response("**/desk/receipts/*") as taken:
        page.click("#untake")
    assert taken.value.status == 204 and taken.value.url.endswith(noted.value.json()["receipt"])
    until(page, "document.getElementById('said').textContent === 'The note of the print is taken back.'")
    assert page.locator("#untake").is_hidden() and focused(page, "id") == "print"


@pytest.mark.parametrize("what", ["busy", "half"])
def test_a_file_that_never_came_whole_leaves_no_receipt(browser: Browser, address: str, what: str) -> None:
    context = browser.new_context()
    context.add_init_script(COUNT)
    page = context.new_page()
    left: list[str] = []
    page.on("request", lambda request: left.append(request.url) if "/desk/receipts" in request.url else None)
    page.goto(address)
    page.click("label[for=topic-colostrum]")
    shown(page)

    def spoil(route: Any) -> None:
        if what == "half":
            route.abort("connectionreset")
        else:
            route.fulfill(status=500, content_type="application/problem+json", body="{}")

    page.route("**/v1/leaflets/*.pdf*", spoil)
    page.click("#print")
    until(page, "document.getElementById('said').textContent.startsWith('This leaflet cannot be made')")
    assert page.evaluate("window.printed") == 0 and left == []
    context.close()


def test_favourites_are_kept_in_the_browser(page: Page, address: str) -> None:
    page.goto(address)
    page.click(".card[data-topic=eating-and-drinking] .star")
    page.reload()
    page.click("#favourites button")
    assert page.locator("[name=topic]:checked").get_attribute("value") == "eating-and-drinking"
    page.click(".card[data-topic=eating-and-drinking] .star")
    assert page.locator("#shortcuts").is_hidden()


def test_a_note_is_seen_before_it_is_printed(page: Page, address: str) -> None:
    page.goto(address)
    page.click("label[for=topic-colostrum]")
    shown(page)
    before = page.locator("#pages img").last.get_attribute("src")
    page.click("summary")
    page.fill("#note", "Thursday <b>10:00</b>")
    until(page, f"[...document.querySelectorAll('#pages img')].at(-1)?.src !== '{before}'")
    shown(page)
    page.click("#print")
    until(page, "window.printed === 1")
    assert (page.locator("iframe.paper").get_attribute("src") or "").startswith("blob:")
    assert "Thursday" not in page.evaluate("JSON.stringify(localStorage)")


def test_what_does_not_fit_is_said(page: Page, address: str) -> None:
    page.goto(address)
    page.click("label[for=topic-colostrum]")
    page.click("summary")
    page.select_option("[name=format]", "fridge")
    shown(page)
    with page.expect_response("**/desk/leaflet") as answer:
        page.fill("#note", "x")
    assert answer.value.status == 400


def judged(page: Page) -> list[str]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_on_any_view(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for tag in TAGS if width == 1280 else ("vi",):
        page.goto(f"{address}?page={tag}")
        assert judged(page) == []
        page.click("label[for=topic-danger-signs]")
        page.click("summary")
        shown(page)
        assert judged(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, "nothing is wider than the window"
    for button in ("phone", "message"):
        page.click(f"#{button}")
        assert judged(page) == []
        press(page, "Escape")
    lot = page.request.get(f"{address}v1/leaflets/colostrum.pdf").headers["leaflet-lot"]
    for path in ("l/", "l/7KQ4-M2XD", f"l/{lot}", "v1/leaflets/colostrum.html?language=ja"):
        page.goto(f"{address}{path}")
        assert judged(page) == []
    context.close()


@pytest.mark.parametrize(("words", "first"), [("ri sua", "managing-leakage"), ("colostrum", "colostrum")])
def test_titles_that_match_come_first(page: Page, address: str, words: str, first: str) -> None:
    page.goto(f"{address}?page=vi")
    read = "cards => cards.map(card => card.dataset.topic)"
    before = page.eval_on_selector_all(".card", read)
    page.fill("#q", words)
    assert page.eval_on_selector_all(".card:not([hidden])", read)[0] == first
    press(page, "Enter")
    assert focused(page, "value") == first
    page.fill("#q", "")
    assert page.eval_on_selector_all(".card", read) == before


@pytest.mark.parametrize(("note", "reason"), [("Well done \U0001f37c", "\U0001f37c"), ("مرحبا", "right to left")])
def test_a_note_that_cannot_be_drawn_says_why(page: Page, address: str, note: str, reason: str) -> None:
    page.goto(f"{address}?page=vi")
    page.click("label[for=topic-colostrum]")
    shown(page)
    page.click("summary")
    with page.expect_response("**/desk/leaflet") as answer:
        page.fill("#note", note)
    until(page, "document.querySelector('#said [lang=en]') !== null")
    said = page.inner_text("#said")
    assert said == answer.value.json()["detail"] and reason in said


def test_who_does_not_see_the_pages_hears_that_they_are_there(page: Page, address: str) -> None:
    page.goto(f"{address}?page=vi")
    page.evaluate(
        "() => { window.heard = []; new MutationObserver(() => heard.push(document.getElementById('said').textContent))"
        ".observe(document.getElementById('said'), { childList: true }); }"
    )
    page.check("[name=language][value=ja]", force=True)
    page.check("[name=topic][value=danger-signs]", force=True)
    until(page, "document.querySelectorAll('#pages img').length > 0")
    until(page, "heard.length > 1")
    assert page.evaluate("heard")[-2:] == ["Đang làm tờ thông tin.", "Tờ thông tin đã sẵn sàng."]


def test_the_keys_say_why_there_is_nothing_to_print(page: Page, address: str) -> None:
    page.goto(f"{address}?page=en")
    until(page, "document.getElementById('said').textContent !== ''")
    page.evaluate(
        "() => { window.heard = []; new MutationObserver(() => heard.push(document.getElementById('said').textContent))"
        ".observe(document.getElementById('said'), { childList: true }); }"
    )
    page.keyboard.press("Control+p")
    until(page, "heard.includes('') && heard.at(-1) !== ''")
    assert page.evaluate("heard")[-2:] == ["", "Choose a leaflet to see it here."]


def test_a_key_pressed_twice_or_held_is_one_print_and_one_receipt(page: Page, address: str) -> None:
    notes: list[str] = []
    page.on("request", lambda request: notes.append(request.method) if "/desk/receipts" in request.url else None)
    page.goto(f"{address}?page=en")
    page.click("label[for=topic-colostrum]")
    shown(page)
    # pressed, held and pressed again before anything is printed, however slow the machine between two keys of ours is
    page.evaluate(
        "() => { for (const repeat of [false, true, false]) document.dispatchEvent("
        "new KeyboardEvent('keydown', { key: 'p', code: 'KeyP', ctrlKey: true, repeat, bubbles: true })); }"
    )
    until(page, "window.printed > 0")
    page.wait_for_timeout(1000)
    assert page.evaluate("window.printed") == 1 and notes == ["POST"]
    press(page, "Control+p")  # when it is printed, the same again is a second print
    until(page, "window.printed === 2")
    assert notes == ["POST", "POST"]


@pytest.mark.parametrize(("key", "ours"), [("π", True), ("з", True), ("せ", True), ("P", True), ("l", False)])
def test_the_key_is_known_on_keyboards_of_other_scripts(page: Page, address: str, key: str, ours: bool) -> None:
    """``l``: Dvorak has it in the place of P, and P in another; by its place it is not ours."""
    page.goto(f"{address}?page=en")
    page.click("label[for=topic-colostrum]")
    shown(page)
    left = page.evaluate(
        "key => document.body.dispatchEvent(new KeyboardEvent('keydown', "
        "{ key, code: 'KeyP', ctrlKey: true, bubbles: true, cancelable: true }))",
        key,
    )
    assert left is not ours, "what is ours, the browser is not left to do"
    if ours:
        until(page, "window.printed === 1")


def test_no_day_is_broken_over_two_lines(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    for tag in ("en", "ja", "vi", "zh-Hans", "zh-Hant"):
        page.goto(f"{address}?page={tag}")
        days = page.evaluate("[...document.querySelectorAll('.state .day')].map((one) => one.getClientRects().length)")
        assert days and set(days) == {1}, tag
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
