"""A dashboard inside of another site's page: made by its manager, seen by somebody who is not signed in."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import watched
from tests.browser.test_accessibility import violations
from tests.browser.walker import Walker


@pytest.fixture
def link(walker: Walker) -> str:
    walker.sign_in("wang")
    walker.open("/dashboards/sales_cockpit?period=this_year")
    walker.page.click(".page-head .menu:has([data-print]) > summary")
    walker.page.click(".page-head a:has-text('嵌入链接')")
    assert violations(walker.page) == []
    walker.page.click("button:has-text('生成链接')")
    found = walker.page.locator("#embed-url").inner_text()
    assert violations(walker.page) == []
    return found


@pytest.fixture
def other_site(link: str) -> Iterator[str]:
    """A page elsewhere that has the link in a frame."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = (
                f'<!doctype html><title>x</title><iframe src="{link}" width="1200" height="900"></iframe>'.encode()
            )
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_whoever_has_the_link_sees_the_charts(browser: Browser, link: str) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    problems = watched(page)
    page.goto(link)
    expect(page.locator(".tile .chart-place canvas").first).to_be_visible()
    expect(page.locator("h1")).to_have_text("销售驾驶舱")
    expect(page.locator("nav, a, form")).to_have_count(0)
    assert violations(page) == []
    assert problems == []
    context.close()


def test_other_sites_show_it_only_if_they_are_named(browser: Browser, link: str, other_site: str) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(other_site)
    context.close()
