"""Charts in a real browser, under the policy of an app: every kind, both schemes, whatever the numbers are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import watched
from tests.browser.test_accessibility import violations
from tests.harness.charts import EXAMPLES, gallery, served_gallery
from tests.harness.odd_charts import CASES, odd_answers

BLANK = """() => [...document.querySelectorAll("[data-chart]")].filter((place) => {
    const canvas = place.querySelector("canvas");
    if (!canvas) return true;
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    const colors = new Set();
    for (let at = 0; at < pixels.length; at += 4 * 7) colors.add(pixels.slice(at, at + 4).join());
    return colors.size < 3;
}).map((place) => place.closest("section").id)"""
DRAW_ALL = """async () => {
    const places = [...document.querySelectorAll("[data-chart]")];
    for (const place of places) {
        if (place.querySelector("canvas")) continue;
        await new Promise((done) => {
            place.addEventListener("chart:drawn", done, { once: true });
            place.scrollIntoView();
        });
    }
    scrollTo(0, 0);
}"""
LISTEN = "addEventListener('chart:select', (event) => { window.selected = event.detail; })"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    pages = {f"/{theme}": gallery({name: make() for name, make in EXAMPLES.items()}, theme=theme) for theme in THEMES}
    odd = dict(odd_answers())
    for case in CASES:
        pages[f"/{case}"] = gallery({name: each for name, each in odd.items() if name.endswith(f"-{case}")})
    with served_gallery(pages) as url:
        yield url


THEMES = ("light", "dark")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", reduced_motion="reduce")
    opened = context.new_page()
    opened.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    problems = watched(opened)
    yield opened
    context.close()
    assert problems == []


@pytest.mark.parametrize("theme", THEMES)
def test_every_kind_is_drawn(page: Page, address: str, theme: str) -> None:
    page.goto(f"{address}/{theme}")
    page.evaluate(DRAW_ALL)
    assert page.evaluate(BLANK) == []
    assert violations(page) == []


@pytest.mark.parametrize("case", CASES)
def test_no_numbers_break_a_chart(page: Page, address: str, case: str) -> None:
    page.goto(f"{address}/{case}")
    page.evaluate(DRAW_ALL)
    assert page.evaluate("window.injected") is None


def test_a_phone_shows_all_of_it(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/light")
    page.evaluate(DRAW_ALL)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(BLANK) == []


def test_a_click_tells_its_group(page: Page, address: str) -> None:
    page.goto(f"{address}/light")
    page.evaluate(DRAW_ALL)
    page.evaluate(LISTEN)
    click(page, "#bar_target .chart-place", 0.5, 0.85)
    assert page.evaluate("selected.keys.length") == 1
    assert page.evaluate("selected.keys[0]") in ("刘洋", "陈静")
    click(page, "#stacked_bar .chart-place", 0.6, 0.8)
    assert page.evaluate("selected.keys.length") == 2
    click(page, "#funnel .chart-place", 0.5, 0.1)
    assert page.evaluate("selected") == {"keys": [], "measure": 0}


def click(page: Page, selector: str, across: float, down: float) -> None:
    box = page.locator(selector).bounding_box()
    assert box is not None
    page.evaluate("selector => document.querySelector(selector).scrollIntoView({block: 'center'})", selector)
    box = page.locator(selector).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)


def test_hovering_tells_the_numbers(page: Page, address: str) -> None:
    page.goto(f"{address}/light")
    page.evaluate(DRAW_ALL)
    place = page.locator("#line .chart-place")
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tip = page.locator("#line .chart-tip-box")
    tip.wait_for()
    assert [text.split("·")[0].strip() for text in tip.locator(".chart-tip-label").all_inner_texts()] == [
        "签约金额",
        "上月同期",
    ]
    assert all(text.startswith("¥") for text in tip.locator(".chart-tip-value").all_inner_texts())


def test_the_picture_can_be_saved_and_follows_the_scheme(page: Page, address: str) -> None:
    page.goto(f"{address}/light")
    page.evaluate(DRAW_ALL)
    picture = "document.querySelector('#pie .chart-place').chartPicture()"
    light = page.evaluate(picture)
    assert light.startswith("data:image/png;base64,")
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    page.wait_for_function(f"old => {picture} !== old", arg=light)
