"""Record pages, deletion and restoring, languages, colours, small windows, browsers without scripts."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.browser.walker import Walker
from tests.harness.browser import PHONE


def test_related_lists_add_to_the_record(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/customer")
    walker.go("#list tbody .m a")
    name = walker.page.locator("h1").inner_text()
    here = walker.page.url
    walker.go("section[aria-labelledby=related-contacts] a:has-text('添加')")
    expect(walker.select("customer").locator(".item")).to_have_text(name)
    walker.page.fill("[name=name]", "新来的联系人")
    walker.page.fill("[name=mobile]", "13711112222")
    walker.save()
    expect(walker.page).to_have_url(here)
    expect(walker.page.locator("section[aria-labelledby=related-contacts]")).to_contain_text("新来的联系人")


def test_the_history_tells_what_changed(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/product")
    walker.go("#list tbody .m a")
    walker.go("a[data-key=e]")
    walker.page.fill("[name=price]", "12345.60")
    walker.save()
    entry = walker.page.locator(".timeline li").first
    expect(entry).to_contain_text("王敏")
    expect(entry).to_contain_text("标准单价")
    expect(entry.locator("ins")).to_have_text("¥12,345.60")


def test_deleting_names_the_consequences_and_can_be_undone(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/tag")
    name = walker.rows().first.locator(".m").inner_text()
    walker.go("#list tbody .m a")
    walker.page.click("summary[aria-label=更多操作]")
    walker.go(".menu-list a.danger")
    expect(walker.page.locator("h1")).to_contain_text(name)
    walker.go("button.btn-danger")
    note = walker.page.locator(".note")
    expect(note).to_contain_text("已移入回收站")
    walker.go(".note .btn-text")
    expect(walker.page.locator("h1")).to_have_text(name)


def test_what_is_referred_to_cannot_be_deleted(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/opportunity")
    walker.go("#list tbody td:nth-child(3) a")
    walker.open(re.sub(r".*(/customer/\d+)$", r"\1", walker.page.url) + "/delete")
    expect(walker.page.locator("h1")).to_contain_text("暂时不能删除")
    expect(walker.page.locator("main")).to_contain_text("商机")
    expect(walker.page.locator("button.btn-danger")).to_have_count(0)


def test_the_recycle_bin_restores(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/tag/new")
    walker.page.fill("[name=name]", "马上删除")
    walker.save()
    walker.open(re.sub(r".*(/tag/\d+)$", r"\1", walker.page.url) + "/delete")
    walker.go("button.btn-danger")
    walker.open("/-/recycle-bin")
    row = walker.page.locator(".bin tr", has_text="马上删除")
    expect(row).to_contain_text("标签")
    with walker.page.expect_navigation():
        row.locator("button").click()
    expect(walker.page.locator("h1")).to_have_text("马上删除")


def test_the_language_is_switched_per_user(walker: Walker) -> None:
    walker.sign_in("zhang")
    walker.page.click("summary.who")
    walker.go("button[name=locale][value=en]")
    expect(walker.page.locator("html")).to_have_attribute("lang", "en")
    expect(walker.page.locator("h1")).to_have_text("My sales")
    expect(walker.page.locator(".side")).to_contain_text("Recycle bin")
    walker.open("/customer/new")
    walker.save()
    expect(walker.error("name")).to_have_text("Company name is required")


def test_the_colours_are_switched(walker: Walker) -> None:
    walker.sign_in("zhang")
    light = walker.page.evaluate("getComputedStyle(document.body).backgroundColor")
    walker.page.click("summary.who")
    walker.go("button[name=theme][value=dark]")
    expect(walker.page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert walker.page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_the_navigation_remembers_that_it_is_folded(walker: Walker) -> None:
    walker.sign_in("zhang")
    walker.page.click("[data-fold]")
    walker.page.reload()
    expect(walker.page.locator(".side li a span").first).to_be_hidden()


def test_a_phone_shows_cards_a_bar_and_a_sheet(crm: str, browser: Browser) -> None:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)
    walker = Walker(context.new_page(), crm).sign_in("wang")
    walker.open("/customer")
    assert walker.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(walker.page.locator(".phone-bar a")).to_have_count(4)
    heights = walker.page.eval_on_selector_all(
        ".phone-bar a, .page-head .btn, .tools .btn, .top .btn", "all => all.map(each => each.offsetHeight)"
    )
    assert min(heights) >= 44
    walker.page.click("[data-navigation-toggle]")
    expect(walker.page.locator("#navigation a[href='/contact']")).to_be_in_viewport()
    walker.page.click(".scrim", position={"x": 20, "y": 40})
    walker.go("#list tbody .m a")
    assert walker.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    walker.open("/opportunity/new")
    assert walker.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()


def test_forms_and_lists_work_without_scripts(crm: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    walker = Walker(context.new_page(), crm).sign_in("wang")
    walker.open("/tag/new")
    walker.save()
    expect(walker.error("name")).to_have_text("请填写标签名称")
    walker.page.fill("[name=name]", "没有脚本")
    walker.save()
    expect(walker.page.locator("h1")).to_have_text("没有脚本")
    walker.open("/tag")
    walker.page.fill("[data-find]", "没有脚本")
    with walker.page.expect_navigation():
        walker.page.press("[data-find]", "Enter")
    expect(walker.rows()).to_have_count(1)
    context.close()
