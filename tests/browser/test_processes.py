"""Processes in the browser: submitting, signing on a phone, boards by pointer and keyboard, news that come alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.apps.deciding import SPEC
from tests.browser.conftest import watched
from tests.browser.test_accessibility import violations
from tests.conftest import Boot
from tests.harness.apps import PASSWORD, AppUnderTest
from tests.harness.browser import DESKTOP, PHONE
from tests.harness.specs import SpecCompiler


@dataclass
class Office:
    """Several people, each at a browser of his own."""

    app: AppUnderTest
    address: str
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    problems: list[list[str]] = field(default_factory=list)

    def sign_in(self, name: str, *, phone: bool = False, scripts: bool = True, scheme: str = "light") -> Page:
        """Somebody at his desk, or on the way."""
        context = self.browser.new_context(
            locale="zh-CN",
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            java_script_enabled=scripts,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        self.contexts.append(context)
        page = context.new_page()
        self.problems.append(watched(page))
        page.goto(f"{self.address}/-/login")
        page.fill("#login", f"{name}@example.com")
        page.fill("#password", PASSWORD)
        page.click("button.btn-primary")
        page.wait_for_url(re.compile(r"/(?!-/login)"))
        return page

    def open(self, page: Page, path: str) -> None:
        """Types an address."""
        page.goto(self.address + path)


@pytest.fixture
def office(compile_spec: SpecCompiler, boot: Boot, browser: Browser) -> Iterator[Office]:
    app = boot(compile_spec(SPEC))
    for name, *roles in (("li", "seller"), ("he", "chief"), ("zhao", "legal")):
        app.add_user(name, roles)
    with app.served(jobs=False) as address:
        found = Office(app, address, browser)
        yield found
        for context in found.contexts:
            context.close()
        assert [each for noted in found.problems for each in noted] == []


def create_deal(office: Office, page: Page, name: str, amount: str) -> str:
    office.open(page, "/deal/new")
    page.fill("[name=name]", name)
    page.fill("[name=amount]", amount)
    page.click("[data-save]")
    page.wait_for_url(re.compile(r"/deal/\d+$"))
    return page.url.removeprefix(office.address)


def make_offer(page: Page) -> None:
    page.click("a.btn:has-text('提交报价')")
    page.fill("dialog [name=closes]", "2030-01-01")
    page.click("dialog [data-save]")
    expect(page.locator(".flow-step.now")).to_contain_text("报价")


def test_from_the_desk_of_the_seller_to_the_phone_of_the_boss(office: Office) -> None:
    li = office.sign_in("li")
    url = create_deal(office, li, "扩容", "5000")
    make_offer(li)
    li.click("a.btn:has-text('签约')")
    expect(li.locator("dialog .planned")).to_contain_text("he")
    li.click("dialog [data-save]")
    expect(li.locator("#approval")).to_contain_text("审批中")
    he = office.sign_in("he", phone=True, scheme="dark")
    office.open(he, "/-/todo")
    he.click(".requests a")
    expect(he.locator("button[value=approve]")).to_be_in_viewport()
    expect(he.locator(".differences")).to_contain_text("没有修改")
    assert violations(he) == []
    he.click("button[value=approve]")
    expect(he.locator(".note")).to_contain_text("已同意")
    zhao = office.sign_in("zhao")
    office.open(zhao, url)
    zhao.click("a:has-text('去审批')")
    zhao.fill("textarea[name=opinion]", "同意")
    zhao.click("button[value=approve]")
    expect(zhao.locator(".flow-step.now")).to_contain_text("赢单")
    office.open(li, url)
    expect(li.locator(".timeline")).to_contain_text("由审批“大额审批”自动处理")


def test_a_dialog_keeps_what_was_typed(office: Office) -> None:
    li = office.sign_in("li")
    create_deal(office, li, "扩容", "500")
    li.click("a.btn:has-text('提交报价')")
    li.click("dialog [data-save]")
    expect(li.locator("dialog .error", has_text="请填写成交日期")).to_be_visible()
    li.fill("dialog [name=closes]", "2030-01-01")
    li.keyboard.press("Control+s")
    expect(li.locator(".flow-step.now")).to_contain_text("报价")


def test_everything_works_without_scripts(office: Office) -> None:
    li = office.sign_in("li", scripts=False)
    office.open(li, "/deal/new")
    li.fill("[name=name]", "扩容")
    li.fill("[name=amount]", "500")
    li.click("[data-save]")
    li.click("a.btn:has-text('提交报价')")
    li.fill("[name=closes]", "2030-01-01")
    li.click("[data-save]")
    expect(li.locator(".flow-step.now")).to_contain_text("报价")
    li.click(".actions button:has-text('签约')")
    expect(li.locator(".flow-step.now")).to_contain_text("赢单")


def test_a_card_is_dragged_or_goes_back_with_the_reason(office: Office) -> None:
    li = office.sign_in("li")
    create_deal(office, li, "没有金额", "0")
    create_deal(office, li, "有金额", "500")
    office.open(li, "/deal")
    li.click(".views a:has-text('看板')")
    assert violations(li) == []
    contact, offer = li.locator("[data-lane=contact]"), li.locator("[data-lane=offer]")
    contact.locator(".card-item", has_text="没有金额").drag_to(offer.locator("ul"))
    expect(li.locator("#toast")).to_contain_text("请先填写金额")
    expect(contact.locator(".card-item")).to_have_count(2)
    contact.locator(".card-item", has_text="有金额").filter(has_not_text="没有").drag_to(offer.locator("ul"))
    li.fill("dialog [name=closes]", "2030-01-01")
    li.click("dialog [data-save]")
    expect(offer.locator(".card-item")).to_contain_text("有金额")
    offer.locator(".card-item").drag_to(li.locator("[data-lane=won] ul"))
    expect(li.locator("[data-lane=won] .card-item")).to_contain_text("有金额")


def test_a_card_moves_by_keyboard_alone(office: Office) -> None:
    li = office.sign_in("li")
    create_deal(office, li, "扩容", "500")
    office.open(li, "/deal/board")
    li.locator(".card-item summary").focus()
    li.keyboard.press("Enter")
    link = li.locator(".menu-reasons a", has_text="提交报价")
    expect(link).to_be_visible()
    link.focus()
    li.keyboard.press("Enter")
    li.locator("dialog [name=closes]").fill("2030-01-01")
    li.keyboard.press("Enter")
    expect(li.locator("[data-lane=offer] .card-item")).to_contain_text("扩容")


def test_news_come_by_themselves(office: Office) -> None:
    he, li = office.sign_in("he"), office.sign_in("li")
    office.open(he, "/-/account")
    badge = he.locator(".top [data-badge=unread]")
    expect(badge).to_be_hidden()
    he.wait_for_timeout(1500)
    create_deal(office, li, "扩容", "5000")
    make_offer(li)
    li.click("a.btn:has-text('签约')")
    li.click("dialog [data-save]")
    expect(badge).to_have_text("1")
    he.click("summary:has(.icon):has-text('消息')")
    he.click(".menu-messages .message button")
    expect(he.locator("h1")).to_contain_text("扩容")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_processes_can_be_used_by_everyone(office: Office, scheme: str) -> None:
    li = office.sign_in("li", scheme=scheme)
    url = create_deal(office, li, "扩容", "5000")
    make_offer(li)
    for path in (url, f"{url}/do/any_to_lost", f"{url}/do/offer_to_won", "/-/todo?tab=tasks", "/-/account/absence"):
        office.open(li, path)
        assert violations(li) == [], path
