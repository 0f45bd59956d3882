"""WCAG 2.2 AA, as far as a machine can tell, in both colour schemes; what a person must judge is in the other tests."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.walker import Walker
from tests.harness.specs import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
    const found = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]});
    return found.violations.flatMap(each => each.nodes.map(node => `${each.id}: ${node.html.slice(0, 120)}`));
}"""
PATHS = (
    "/customer",
    "/customer?q=zzzz",
    "/opportunity/new",
    "/-/account",
    "/-/account/tokens",
    "/-/recycle-bin",
    "/-/search?q=a",
    "/dashboards/sales_cockpit",
    "/dashboards/customer_portrait?show=tables",
    "/reports/ranking",
    "/reports/stage_funnel?is.stage=won",
    "/customer/chart?~by=level&~then=source",
)


def violations(page: Page) -> list[str]:
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(RUN)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_can_be_used_by_everyone(crm: str, browser: Browser, scheme: str) -> None:
    context = browser.new_context(locale="zh-CN", color_scheme="dark" if scheme == "dark" else "light")
    walker = Walker(context.new_page(), crm)
    walker.open("/-/login")
    assert violations(walker.page) == []
    walker.sign_in("wang")
    for path in PATHS:
        walker.open(path)
        assert violations(walker.page) == [], path
    walker.open("/customer")
    walker.page.click("summary:has-text('筛选')")
    expect(walker.page.locator(".filters")).to_be_visible()
    assert violations(walker.page) == []
    walker.page.keyboard.press("Escape")
    walker.go("#list tbody .m a")
    assert violations(walker.page) == []
    walker.open("/customer/new")
    walker.save()
    assert violations(walker.page) == []
    context.close()
