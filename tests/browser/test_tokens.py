"""Making a token: it is shown once, copied with a button, and opens the API."""

from __future__ import annotations

import urllib.request

from playwright.sync_api import expect

from tests.browser.test_accessibility import violations
from tests.browser.walker import Walker


def test_a_token_is_made_and_copied(walker: Walker, crm: str) -> None:
    page = walker.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=crm)
    walker.sign_in("wang")
    walker.open("/-/account/tokens")
    page.fill("[name=name]", "金蝶 ERP")
    page.click("button:has-text('新建') >> nth=-1")
    expect(page.locator(".secret")).to_be_visible()
    assert violations(page) == []
    page.click("[data-copy]")
    expect(page.locator("#toast")).to_contain_text("已复制")
    token = page.evaluate("navigator.clipboard.readText()")
    request = urllib.request.Request(f"{crm}/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request) as answer:
        assert "王敏" in answer.read().decode()
    walker.open("/-/account/tokens")
    expect(page.locator(".secret")).to_have_count(0)
    page.click("button:has-text('撤销')")
    expect(page.locator(".rows-list")).to_have_count(0)
