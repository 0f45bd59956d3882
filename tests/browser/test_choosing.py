"""Answers of lookups come when they come: they never disturb whoever has gone on."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.walker import Walker


class Held:
    """Questions for options of one text, kept from the server until they are let go."""

    def __init__(self, page: Page, text: str) -> None:
        self.page = page
        self.text = text
        self.routes: list[Route] = []
        page.route(self._asks, self._hold)

    def _asks(self, url: str) -> bool:
        return parse_qs(urlsplit(url).query).get("q") == [self.text]

    def _hold(self, route: Route) -> None:
        self.routes.append(route)

    def wait(self) -> None:
        """Until the question is on its way."""
        for _ in range(100):
            if self.routes:
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"nobody asked for {self.text}")

    def let_go(self) -> None:
        """The server answers, and the page has had its time with the answer."""
        with self.page.expect_response(lambda response: self._asks(response.url)):
            self.routes[0].continue_()
        self.page.wait_for_timeout(200)


def test_an_answer_after_the_choice_leaves_the_list_closed(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/contact/new")
    select = walker.select("customer")
    options = walker.page.locator(".ts-dropdown:visible .option")
    select.locator(".ts-control").click()
    name = options.first.inner_text()
    held = Held(walker.page, name[:2])
    select.locator("input").fill(name[:2])
    held.wait()
    options.first.click()
    expect(select.locator(".item")).to_have_text(name)
    held.let_go()
    expect(walker.page.locator(".ts-dropdown:visible")).to_have_count(0)
    expect(select.locator(".item")).to_have_text(name)


def test_what_was_typed_just_before_the_choice_is_no_question(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/contact/new")
    select = walker.select("customer")
    options = walker.page.locator(".ts-dropdown:visible .option")
    select.locator(".ts-control").click()
    name = options.first.inner_text()
    select.locator("input").fill(name[:2])
    options.first.click()
    expect(select.locator(".item")).to_have_text(name)
    walker.page.wait_for_timeout(900)
    expect(walker.page.locator(".ts-dropdown:visible")).to_have_count(0)


def test_the_list_answers_what_is_typed_now(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/contact/new")
    select = walker.select("customer")
    options = walker.page.locator(".ts-dropdown:visible .option")
    select.locator(".ts-control").click()
    expect(options.nth(1)).to_be_visible()
    all_names = options.all_inner_texts()
    held = Held(walker.page, all_names[0])
    select.locator("input").fill(all_names[0])
    held.wait()
    select.locator("input").fill(all_names[1])
    expect(options).to_have_text([re.compile(re.escape(all_names[1]))])
    held.let_go()
    expect(options).to_have_text([re.compile(re.escape(all_names[1]))])
    select.locator("input").fill("")
    expect(options).to_have_text(all_names)


def test_a_reference_that_is_missing_has_the_focus_and_its_error_in_sight(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/contract/new")
    walker.save()
    expect(walker.error("customer")).to_be_visible()
    expect(walker.select("customer").locator("input")).to_be_focused()
    expect(walker.page.locator(".ts-dropdown:visible")).to_have_count(0)
    walker.select("customer").locator(".ts-control").click()
    expect(walker.page.locator(".ts-dropdown:visible .option").first).to_be_visible()
