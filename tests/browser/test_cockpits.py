"""Every dashboard of the project's specifications, drawn with the records of a newcomer, on a desk and on a phone.

With SCREENSHOTS=folder the pictures are kept: what people see first is looked at before it is given away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from lowcode.runtime.report_definitions import DashboardDefinition, analysis_of
from tests.browser.conftest import watched
from tests.browser.walker import Walker
from tests.harness.apps import AppUnderTest
from tests.harness.browser import DESKTOP, PHONE
from tests.harness.specs import committed

READERS = {
    "accounts": "lv",
    "channels": "jiang",
    "consulting": "guo",
    "crm": "wang",
    "growth": "gao",
    "machinery": "zheng",
}
"""Who may open all dashboards but those of single roles."""
TILES_CAME = ".tile-body[aria-busy], .tile.busy"
SEE_ALL = """async () => {
    for (const tile of document.querySelectorAll(".tile")) {
        tile.scrollIntoView();
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }
    scrollTo(0, 0);
}"""
PATIENCE = 30_000
"""Milliseconds: a dozen tiles ask at once, on machines that do other things as well."""


@pytest.fixture(params=sorted(READERS))
def cockpit(request: pytest.FixtureRequest, boot: Callable[..., AppUnderTest]) -> Iterator[tuple[AppUnderTest, str]]:
    """One of the specifications with its made-up records, and the address that it is served at."""
    project = committed(request.param)
    app = boot(project, lambda url: project.run(url, "sample"), key="sample")
    with app.served() as address:
        yield app, address


@pytest.mark.slow
@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_every_dashboard_is_drawn(
    cockpit: tuple[AppUnderTest, str],
    browser: Browser,
    screenshot: Callable[[Page, str], Path],
    size: ViewportSize,
    scheme: Literal["light", "dark"],
) -> None:
    app, address = cockpit
    context = browser.new_context(viewport=size, color_scheme=scheme, locale="zh-CN", reduced_motion="reduce")
    page = context.new_page()
    problems = watched(page)
    walker = Walker(page, address).sign_in(READERS[app.app.package])
    for dashboard in analysis_of(app.definition).dashboards:
        if page.request.get(f"{address}/dashboards/{dashboard.name}").status == 200:
            _look_at(walker, dashboard)
            screenshot(page, f"{app.app.package}-{dashboard.name}-{size['width']}-{scheme}")
    context.close()
    assert problems == []


def _look_at(walker: Walker, dashboard: DashboardDefinition) -> None:
    page = walker.page
    walker.open(f"/dashboards/{dashboard.name}")
    page.evaluate(SEE_ALL)
    expect(page.locator(TILES_CAME)).to_have_count(0, timeout=PATIENCE)
    page.evaluate(SEE_ALL)
    expect(page.locator("[data-chart]:not(:has(canvas))")).to_have_count(0, timeout=PATIENCE)
    assert page.locator(".tile").count() == sum(len(row.tiles) for row in dashboard.rows)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), dashboard.name
