"""Sub-tables by keyboard alone, and on phones."""

from __future__ import annotations

from playwright.sync_api import Browser, Route, expect

from tests.browser.walker import Walker
from tests.harness.browser import PHONE

TARGETS = (
    "[data-sheet] tbody tr :is(.input, .ts-control, .form-select:not(.ts-wrapper, .tomselected), button, .index),"
    " [data-row-add]"
)
"""What fingers meet in a sub-table."""

TOO_FAR = """all => all.filter(each => {
    const box = each.getBoundingClientRect();
    return box.width > 0 && (box.left < 0 || box.right > innerWidth);
}).map(each => each.outerHTML)"""


def test_a_row_is_filled_in_by_keyboard_alone(walker: Walker) -> None:
    walker.sign_in("zhang")
    walker.open("/opportunity/new")
    page = walker.page
    page.focus("[data-row-add]")
    page.keyboard.press("Enter")
    expect(page.locator(".ts-dropdown:visible .option").first).to_be_visible()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/check*", hold)
    page.keyboard.press("Enter")
    expect(walker.select("lines[0].product").locator(".item")).to_have_count(1)
    page.keyboard.press("Tab")
    quantity = page.locator("[name='lines[0].quantity']")
    expect(quantity).to_be_focused()
    page.wait_for_timeout(400)
    page.keyboard.type("7")
    while held:
        held.pop().continue_()
    page.unroute("**/check*")
    expect(page.locator("[name='lines[0].price']")).not_to_have_value("")
    expect(quantity).to_have_value("7")
    page.keyboard.press("Tab")
    expect(page.locator("[name='lines[0].price']")).to_be_focused()
    expect(quantity).to_have_value("7")


def test_a_phone_shows_rows_as_cards(crm: str, browser: Browser) -> None:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)
    walker = Walker(context.new_page(), crm).sign_in("zhang")
    walker.open("/opportunity/new")
    page = walker.page
    page.tap("[data-row-add]")
    page.locator(".ts-dropdown:visible .option").first.tap()
    expect(page.locator("[name='lines[0].price']")).not_to_have_value("")
    expect(page.locator("[data-sheet] tfoot b").first).to_be_visible()
    wrap = page.locator(".sheet-wrap:has([data-sheet])")
    assert wrap.evaluate("each => each.scrollWidth <= each.clientWidth")
    assert page.locator("[data-sheet] *").evaluate_all(TOO_FAR) == []
    sizes = page.locator(TARGETS).evaluate_all("all => all.map(each => each.getBoundingClientRect().height)")
    assert min(sizes) >= 44
    labels = page.locator("[data-sheet] tbody td[data-field]").evaluate_all(
        """all => all.map(each => getComputedStyle(each, '::before').content.replaceAll('"', ""))"""
    )
    headings = page.locator("[data-sheet] thead th[scope=col]").evaluate_all(
        "all => all.map(each => [...each.childNodes].filter(it => !it.hidden).map(it => it.textContent).join(' '))"
    )
    assert [label.replace("  ", " ") for label in labels] == headings
    context.close()
