"""Dashboards as a sales manager uses them: filter, click, open, go back, tables, on a phone; charts of a list."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.conftest import watched
from tests.browser.walker import Walker

COCKPIT = "/dashboards/sales_cockpit"


@pytest.fixture
def manager(walker: Walker) -> Walker:
    walker.sign_in("wang")
    walker.open(COCKPIT)
    settled(walker)
    return walker


def settled(walker: Walker) -> None:
    """All tiles have come."""
    expect(walker.page.locator(".tile-body[aria-busy], .tile.busy")).to_have_count(0)


def tile(walker: Walker, title: str) -> Locator:
    return walker.page.locator(".tile", has=walker.page.locator("h3", has_text=re.compile(f"^{title}$")))


def figure(walker: Walker, title: str) -> str:
    return tile(walker, title).locator(".figure-number").first.inner_text()


def test_the_first_page_of_a_manager_is_his_cockpit(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/")
    expect(walker.page).to_have_url(re.compile(COCKPIT))
    settled(walker)
    expect(walker.page.locator(".tile .chart-place svg, .tile .chart-place canvas").first).to_be_visible()


def test_a_filter_changes_the_tiles_in_place_and_stays_in_the_address(manager: Walker) -> None:
    page = manager.page
    before = figure(manager, "新增商机")
    page.evaluate("document.querySelector('h1').dataset.kept = '1'")
    page.click(".filter-bar summary:has-text('时间')")
    page.click("[data-filter=period] a:has-text('最近 30 天')")
    expect(page).to_have_url(re.compile(r"period=last_30_days"))
    settled(manager)
    assert figure(manager, "新增商机") != before
    expect(page.locator(".filter-bar summary").first).to_contain_text("最近 30 天")
    expect(page.locator("h1[data-kept]")).to_have_count(1)
    page.reload()
    settled(manager)
    expect(page.locator(".filter-bar summary").first).to_contain_text("最近 30 天")


def test_teams_are_ticked_in_their_tree(manager: Walker) -> None:
    page = manager.page
    before = figure(manager, "签约额")
    page.click(".filter-bar summary:has-text('团队')")
    page.check("[data-filter=team] label:has-text('华东区') input")
    page.click("[data-filter=team] button:has-text('应用')")
    expect(page).to_have_url(re.compile(r"team=\d+"))
    settled(manager)
    assert figure(manager, "签约额") != before
    expect(page.locator(".filter-bar summary:has-text('团队')")).to_contain_text("华东区")


def test_of_many_options_some_are_found_by_typing(walker: Walker) -> None:
    page = walker.page
    walker.sign_in("wang")
    walker.open("/dashboards/customer_portrait")
    page.click(".filter-bar summary:has-text('行业')")
    page.fill("[data-filter=industry] [data-narrow-options]", "半导")
    expect(page.locator("[data-filter=industry] .check:visible")).to_have_text(["半导体"])
    page.check("[data-filter=industry] .check:visible input")
    page.click("[data-filter=industry] button:has-text('应用')")
    expect(page).to_have_url(re.compile("industry=semiconductors?"))
    expect(page.locator(".filter-bar summary:has-text('行业')")).to_contain_text("半导体")


def test_a_click_filters_the_others_and_goes_again_with_back_or_its_chip(manager: Walker) -> None:
    page = manager.page
    before = figure(manager, "签约额")
    first = tile(manager, "销售业绩龙虎榜").locator("[data-keys]").first
    name = first.inner_text()
    first.click()
    expect(page).to_have_url(re.compile(r"pick\.ranking="))
    settled(manager)
    chip = page.locator("#dashboard-tools .chip")
    expect(chip).to_contain_text(name)
    assert figure(manager, "签约额") != before
    expect(tile(manager, "销售业绩龙虎榜")).to_have_class(re.compile("is-picked"))
    page.go_back()
    expect(chip).to_have_count(0)
    settled(manager)
    assert figure(manager, "签约额") == before
    tile(manager, "销售业绩龙虎榜").locator("[data-keys]").first.click()
    expect(chip).to_have_count(1)
    chip.locator("a").click()
    expect(chip).to_have_count(0)
    expect(page).not_to_have_url(re.compile("pick"))


RESTS = """place => {
  const before = window.pictureBefore;
  window.pictureBefore = place.querySelector("canvas")?.toDataURL() ?? place.innerHTML;
  return window.pictureBefore === before;
}"""
"""Whether a chart looks as it did when this was asked before: it moves no more."""


def test_a_click_on_a_drawn_chart_counts_as_well(manager: Walker) -> None:
    place = tile(manager, "销售漏斗").locator(".chart-place")
    place.scroll_into_view_if_needed()
    expect(place.locator("svg, canvas").first).to_be_visible()
    box = place.bounding_box()
    assert box is not None
    expect(place).to_have_attribute("_echarts_instance_", re.compile("."))
    manager.page.wait_for_function(RESTS, arg=place.element_handle(), polling=300)
    manager.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.12)
    expect(manager.page).to_have_url(re.compile(r"pick\.stage_funnel="))
    expect(manager.page.locator("#dashboard-tools .chip")).to_contain_text("销售阶段")


def test_a_group_is_opened_step_by_step_down_to_its_records(manager: Walker) -> None:
    page = manager.page
    regions = tile(manager, "各地签约")
    regions.scroll_into_view_if_needed()
    regions.locator(".tile-menu summary").click()
    regions.locator("[data-switch-table]").click()
    first = regions.locator("tbody th a").first
    name = first.inner_text()
    first.click()
    expect(regions.locator(".picked b")).to_have_text(name)
    regions.locator(".picked a", has_text="展开").click()
    expect(regions.locator(".drill b")).to_have_text(name)
    expect(page).to_have_url(re.compile(r"drill\.signed_by_region="))
    settled(manager)
    number = regions.locator("tbody td.n a").nth(1)
    count = int(number.inner_text())
    with page.expect_navigation():
        number.click()
    expect(page.locator("h1 + .count")).to_have_text(str(count))
    expect(page.locator(".chip", has_text=name)).to_have_count(1)
    page.go_back()
    expect(regions.locator(".drill b")).to_have_text(name)


def test_a_tile_shows_its_table_and_its_chart_again(manager: Walker) -> None:
    stages = tile(manager, "阶段转化率")
    stages.scroll_into_view_if_needed()
    for shown, hidden in ((".answer-table", ".chart-place"), (".chart-place", ".answer-table")):
        stages.hover()
        stages.locator(".tile-menu summary").click()
        stages.locator("[data-switch-table]").click()
        expect(stages.locator(shown)).to_be_visible()
        expect(stages.locator(hidden)).to_be_hidden()


def test_a_tile_that_fails_says_so_and_the_others_stand(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.page.route(re.compile("/reports/ranking/tile"), lambda route: route.fulfill(status=404, body="no"))
    walker.open(COCKPIT)
    settled(walker)
    expect(tile(walker, "销售业绩龙虎榜")).to_contain_text("这张图表没有取到")
    expect(tile(walker, "签约额").locator(".figure-number")).to_be_visible()
    walker.page.unroute(re.compile("/reports/ranking/tile"))
    tile(walker, "销售业绩龙虎榜").locator("button:has-text('重试')").click()
    expect(tile(walker, "销售业绩龙虎榜").locator(".leaderboard")).to_be_visible()


def test_the_whole_screen_for_the_wall(manager: Walker) -> None:
    manager.page.click("[data-full-screen]")
    expect(manager.page.locator(".side")).to_be_hidden()
    manager.page.click("[data-full-screen]")
    expect(manager.page.locator(".side")).to_be_visible()


def test_a_chart_of_a_list_is_put_together_and_kept(walker: Walker) -> None:
    page = walker.page
    walker.sign_in("wang")
    walker.open("/customer?level=key")
    page.click("summary:has-text('图表分析')")
    with page.expect_navigation():
        page.click(".menu-list a:has-text('用当前列表作图')")
    with page.expect_navigation():
        page.select_option("[name='~by']", "source")
    with page.expect_navigation():
        page.select_option("[name='~kind']", "donut")
    expect(page.locator(".chart-place svg, .chart-place canvas").first).to_be_visible()
    page.click("summary:has-text('保存')")
    page.fill("#chart-title", "重点客户来源")
    with page.expect_navigation():
        page.click(".explore form[method=post] button:has-text('保存')")
    expect(page.locator(".note")).to_contain_text("图表已保存")
    walker.open("/customer")
    page.click("summary:has-text('图表分析')")
    with page.expect_navigation():
        page.click(".menu-list a:has-text('重点客户来源')")
    expect(page.locator("[name='~kind']")).to_have_value("donut")
    expect(page).to_have_url(re.compile("level=key"))


def test_on_a_phone_tiles_stand_below_each_other(crm: str, browser: Browser) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True, is_mobile=True
    )
    page = context.new_page()
    problems = watched(page)
    walker = Walker(page, crm).sign_in("wang")
    walker.open(COCKPIT)
    settled(walker)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.tap(".filter-bar summary:has-text('时间')")
    page.tap("[data-filter=period] a:has-text('本月')")
    expect(page).to_have_url(re.compile("period=this_month"))
    settled(walker)
    page.locator(".tile [data-keys]").first.scroll_into_view_if_needed()
    boxes = [tile(walker, name).bounding_box() for name in ("线索到签约", "销售漏斗")]
    assert all(box is not None and box["width"] > 340 for box in boxes)
    context.close()
    assert problems == []
