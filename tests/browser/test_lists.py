"""Lists as a salesman uses them: find, narrow, sort, choose columns, walk with the keyboard, change many."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.walker import Walker


def test_wrong_password_keeps_the_name(walker: Walker) -> None:
    walker.open("/-/login")
    walker.page.fill("#login", "zhang@example.com")
    walker.page.fill("#password", "falsch")
    walker.page.click("button.btn-primary")
    expect(walker.page.locator("#login-problem")).to_contain_text("不正确")
    expect(walker.page.locator("#login")).to_have_value("zhang@example.com")


def test_search_narrows_the_list_and_stays_in_the_address(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/customer")
    name = walker.rows().first.locator(".m").inner_text()
    walker.page.fill("[data-find]", name[:4])
    expect(walker.page).to_have_url(re.compile(r"\?q="))
    expect(walker.rows().first.locator(".m")).to_contain_text(name[:4])
    walker.page.reload()
    expect(walker.page.locator("[data-find]")).to_have_value(name[:4])
    walker.page.fill("[data-find]", "没有这样的客户名称")
    expect(walker.page.locator(".empty h2")).to_have_text("没有符合条件的客户")


def test_filters_become_chips_and_go_again(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/customer")
    walker.page.click("summary:has-text('筛选')")
    walker.page.check("input[name=level][value=key]")
    walker.page.click(".filters button.btn-primary")
    chip = walker.page.locator(".chip")
    expect(chip).to_contain_text("客户等级：重点")
    expect(walker.page).to_have_url(re.compile("level=key"))
    levels = walker.rows().locator("td:nth-child(5)")
    assert set(levels.all_inner_texts()) == {"重点"}
    chip.locator("a").click()
    expect(chip).to_have_count(0)


def test_headers_sort(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/product")
    walker.page.click("th a:has-text('产品名称')")
    expect(walker.page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    walker.page.click("th a:has-text('产品名称')")
    expect(walker.page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "ascending")


def test_columns_are_remembered(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/customer")
    walker.page.click("summary:has-text('列设置')")
    walker.page.check("input[name=column][value=credit_code]")
    walker.page.uncheck("input[name=column][value=industry]")
    walker.go(".columns button.btn-primary")
    heads = walker.page.locator("thead th")
    expect(heads.filter(has_text="统一社会信用代码")).to_have_count(1)
    expect(heads.filter(has_text="所属行业")).to_have_count(0)


def test_pages(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/customer")
    first = walker.rows().first.inner_text()
    walker.page.click("a[rel=next]")
    expect(walker.page).to_have_url(re.compile("page=2"))
    assert walker.rows().first.inner_text() != first
    walker.page.go_back()
    expect(walker.page).not_to_have_url(re.compile("page=2"))
    expect(walker.rows().first).to_contain_text(first.split("\t")[0].strip())


def test_the_keyboard_walks_selects_and_opens(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/customer")
    walker.page.keyboard.press("j")
    walker.page.keyboard.press("j")
    expect(walker.rows().nth(1)).to_have_class(re.compile("at"))
    walker.page.keyboard.press("x")
    expect(walker.page.locator("[data-bulk]")).to_contain_text("已选 1 条")
    title = walker.rows().nth(1).locator(".m").inner_text()
    with walker.page.expect_navigation():
        walker.page.keyboard.press("Enter")
    expect(walker.page.locator("h1")).to_have_text(title)
    with walker.page.expect_navigation():
        walker.page.keyboard.press("e")
    expect(walker.page.locator("h1")).to_have_text("编辑客户")


def test_one_field_of_many_records(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/customer")
    for index in range(3):
        walker.rows().nth(index).locator("input[name=id]").check()
    walker.go("[data-bulk] button[value=edit]")
    with walker.page.expect_navigation():
        walker.page.select_option("#bulk-field", "level")
    walker.page.select_option("[name=level]", "strategic")
    walker.go("button[value=change]")
    expect(walker.page.locator(".note")).to_contain_text("已修改 3 条记录")


def test_the_search_at_the_top_proposes_records(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/customer")
    name = walker.rows().first.locator(".m").inner_text()
    walker.page.keyboard.press("/")
    walker.page.keyboard.type(name)
    hit = walker.page.locator("#suggestions a", has_text=name).first
    expect(hit).to_be_visible()
    walker.page.keyboard.press("ArrowDown")
    with walker.page.expect_navigation():
        walker.page.keyboard.press("Enter")
    expect(walker.page.locator("h1")).to_have_text(name)
