"""What a person does with the app: sign in, fill in, choose, save."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

PASSWORD = "demo-2026"


class Walker:
    """Somebody at a browser."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    def sign_in(self, name: str) -> Walker:
        """Through the sign-in page."""
        self.open("/-/login")
        self.page.fill("#login", f"{name}@example.com")
        self.page.fill("#password", PASSWORD)
        self.page.click("button.btn-primary")
        self.page.wait_for_url(re.compile(r"/(?!-/login)"))
        return self

    def open(self, path: str) -> None:
        """Types an address."""
        self.page.goto(self.address + path)

    def go(self, action: str) -> None:
        """Clicks what leads to another page, and waits for it."""
        with self.page.expect_navigation():
            self.page.click(action)

    def save(self) -> None:
        """Presses Save."""
        self.go("[data-save]")

    def select(self, name: str) -> Locator:
        """The searching select of a field."""
        return self.page.locator(f'select[name="{name}"] + .ts-wrapper')

    def choose(self, name: str, text: str, option: str) -> None:
        """Types into a reference and takes an option."""
        select = self.select(name)
        select.locator(".ts-control").click()
        select.locator("input").fill(text)
        found = self.page.locator(".ts-dropdown:visible .option", has_text=option).first
        found.click()
        expect(select.locator(".item")).to_contain_text(option)

    def wait_for_draft(self, text: str) -> None:
        """Until this browser has a copy of what was typed, with this text in it."""
        is_kept = "([key, value]) => key.startsWith('draft:') && value.includes(text)"
        self.page.wait_for_function(f"text => Object.entries(localStorage).some({is_kept})", arg=text)

    def error(self, name: str) -> Locator:
        """What is said beside an input."""
        identity = name.replace("[", "-").replace("].", "-")
        return self.page.locator(f"#f-{identity}-error")

    def rows(self) -> Locator:
        """The rows of the list."""
        return self.page.locator("#list tbody tr")
