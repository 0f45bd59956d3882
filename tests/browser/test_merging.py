"""The same person twice, at a real browser: told while typing, found, compared, merged; on a telephone as well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.apps.merging import SPEC
from tests.apps.trading import Office
from tests.browser.conftest import watched
from tests.harness.apps import PASSWORD, AppUnderTest, GeneratedApp

TELEPHONE = {"width": 390, "height": 844}


@pytest.fixture
def contacts(
    boot: Callable[..., AppUnderTest], compile_spec: Callable[[str], GeneratedApp], browser_context: BrowserContext
) -> Iterator[tuple[Page, str]]:
    app = boot(compile_spec(SPEC))
    office = Office(app, app.database())
    office.employ("wang", "chief")
    values = {"phone": "13800138000", "level": "tin", "mail": "w@example.com"}
    office.saved("wang", "person", {"name": "王一", **values})
    office.saved("wang", "person", {"name": "王小一", "phone": "13800138000", "level": "gold"})
    page = browser_context.new_page()
    problems = watched(page)
    with app.served() as address:
        page.goto(f"{address}/-/login")
        page.fill("#login", "wang@example.com")
        page.fill("#password", PASSWORD)
        page.click("button.btn-primary")
        page.wait_for_url(f"{address}/person")
        yield page, address
    assert problems == []


def fits(page: Page) -> bool:
    """Whether nothing stands over the edge of the screen."""
    found: Any = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    return bool(found)


def test_a_form_tells_of_a_known_key_as_soon_as_it_is_typed(contacts: tuple[Page, str]) -> None:
    page, address = contacts
    page.goto(f"{address}/person/new")
    page.fill("[name=phone]", "+86 138 0013 8000")
    page.keyboard.press("Tab")
    known = page.locator(".known")
    expect(known).to_contain_text("已有相同电话的记录：")
    expect(known.locator("a")).to_have_count(2)
    page.fill("[name=phone]", "13900139000")
    page.keyboard.press("Tab")
    expect(known).to_have_count(0)


@pytest.mark.parametrize("size", [None, TELEPHONE], ids=["desktop", "telephone"])
def test_two_become_one(contacts: tuple[Page, str], size: Any) -> None:
    page, address = contacts
    if size is not None:
        page.set_viewport_size(size)
    page.goto(f"{address}/person")
    page.get_by_role("link", name="查重").click()
    expect(page.locator(".duplicates h2")).to_have_text("13800138000：2 条")
    assert fits(page)
    page.get_by_role("link", name="合并").click()
    expect(page.locator("h1")).to_have_text("合并客户")
    assert fits(page)
    page.get_by_role("radiogroup", name="姓名").get_by_label("王一", exact=True).check()
    page.get_by_role("radiogroup", name="等级").get_by_label("金").check()
    page.get_by_role("button", name="合并 2 条记录").click()
    expect(page.locator("h1")).to_have_text("王一")
    expect(page.locator(".facts")).to_contain_text(["金"])
    page.goto(f"{address}/person/2")
    expect(page).to_have_url(f"{address}/person/1")
    expect(page.locator(".timeline")).to_contain_text("合并了“王小一”")
