"""Forms as a salesman fills them in: errors, conditions, references, sub-tables, drafts, conflicts."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.walker import Walker

PASTE = """text => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
    document.activeElement.dispatchEvent(event);
}"""


def test_errors_stand_beside_the_field_and_everything_typed_stays(walker: Walker) -> None:
    walker.sign_in("zhang")
    walker.open("/customer/new")
    walker.page.fill("[name=address]", "上海市浦东新区张江路 88 号")
    walker.page.fill("[name=credit_code]", "123")
    walker.save()
    expect(walker.page.locator("#problems")).to_contain_text("请填写企业名称")
    expect(walker.error("name")).to_have_text("请填写企业名称")
    expect(walker.error("credit_code")).to_contain_text("统一社会信用代码应为 18 位")
    expect(walker.page.locator("[name=name]")).to_be_focused()
    expect(walker.page.locator("[name=name]")).to_have_attribute("aria-invalid", "true")
    expect(walker.page.locator("[name=address]")).to_have_value("上海市浦东新区张江路 88 号")
    walker.page.fill("[name=name]", "浦江精密仪器有限公司")
    walker.page.fill("[name=credit_code]", "91310000MA1FL0000X")
    walker.page.select_option("[name=source]", "website")
    walker.save()
    expect(walker.page.locator("h1")).to_have_text("浦江精密仪器有限公司")
    expect(walker.page.locator(".note")).to_contain_text("已创建")


def test_a_field_is_checked_when_it_is_left(walker: Walker) -> None:
    walker.sign_in("zhang")
    walker.open("/contact/new")
    walker.page.fill("[name=mobile]", "1380013")
    expect(walker.error("mobile")).to_be_empty()
    walker.page.keyboard.press("Tab")
    expect(walker.error("mobile")).to_contain_text("11 位")
    walker.page.fill("[name=mobile]", "13900139000")
    walker.page.keyboard.press("Tab")
    expect(walker.error("mobile")).to_be_empty()


def test_only_what_applies_is_shown(walker: Walker) -> None:
    walker.sign_in("zhang")
    walker.open("/lead/new")
    campaign = walker.page.locator("[data-field=campaign]")
    expect(campaign).to_be_hidden()
    walker.page.select_option("[name=source]", "campaign")
    expect(campaign).to_be_visible()
    expect(campaign.locator(".must")).to_be_visible()
    walker.page.select_option("[name=source]", index=1)
    expect(campaign).to_be_hidden()


def test_the_state_is_no_input_but_conditions_read_it(walker: Walker) -> None:
    walker.sign_in("zhang")
    walker.open("/opportunity/new")
    expect(walker.page.locator("[name=stage]")).to_have_count(0)
    expect(walker.page.locator("[data-field=stage]")).to_be_hidden()
    expect(walker.page.locator("[data-field=lost_reason]")).to_be_hidden()


def test_a_sub_table_is_edited_like_a_sheet(walker: Walker) -> None:
    walker.sign_in("zhang")
    walker.open("/opportunity/new")
    page = walker.page
    page.click("[data-row-add]")
    walker.choose("lines[0].product", "", page.locator(".ts-dropdown:visible .option").first.inner_text())
    price = page.locator("[name='lines[0].price']")
    expect(price).not_to_have_value("")
    price.fill("1000")
    page.fill("[name='lines[0].quantity']", "3")
    page.keyboard.press("Tab")
    expect(page.locator("#f-lines-0-amount")).to_have_text("¥3,000.00")
    expect(page.locator("[data-total=amount]")).to_have_text("¥3,000.00")
    expect(page.locator("#f-amount")).to_have_text("¥3,000.00")
    page.fill("[name=discount]", "10")
    page.keyboard.press("Tab")
    expect(page.locator("#f-payable")).to_have_text("¥2,700.00")
    page.locator("[name='lines[0].quantity']").press("Enter")
    expect(page.locator("[data-sheet] tbody tr")).to_have_count(2)
    page.locator("[data-sheet] tbody tr").nth(1).locator("[data-row-remove]").click()
    expect(page.locator("[data-sheet] tbody tr")).to_have_count(1)


def test_a_click_into_a_sub_table_is_where_typing_goes(walker: Walker) -> None:
    walker.sign_in("zhang")
    walker.open("/opportunity/new")
    page = walker.page
    page.click("[data-row-add]")
    walker.choose("lines[0].product", "", page.locator(".ts-dropdown:visible .option").first.inner_text())
    page.locator("[name='lines[0].quantity']").dblclick()
    page.keyboard.type("7")
    expect(page.locator("[name='lines[0].quantity']")).to_have_value("7")
    expect(page.locator("#navigation")).not_to_have_class(re.compile("is-open"))


def test_the_summary_follows_the_form(walker: Walker) -> None:
    walker.sign_in("zhang")
    walker.open("/customer/new")
    walker.page.fill("[name=website]", "javascript:alert(1)")
    walker.page.fill("[name=credit_code]", "123")
    walker.save()
    targets = walker.page.locator("#problems li a").evaluate_all("all => all.map(each => each.hash)")
    assert targets == ["#f-name", "#f-credit_code", "#f-website", "#f-source"]


def test_tables_are_pasted_into_a_sub_table(walker: Walker) -> None:
    walker.sign_in("zhang")
    walker.open("/opportunity/new")
    page = walker.page
    page.click("[data-row-add]")
    page.focus("[name='lines[0].quantity']")
    page.evaluate(PASTE, "2\t¥1,250.50\n4\t300\n")
    expect(page.locator("[data-sheet] tbody tr")).to_have_count(2)
    expect(page.locator("[name='lines[0].price']")).to_have_value("1250.50")
    expect(page.locator("[name='lines[1].quantity']")).to_have_value("4")
    expect(page.locator("#f-lines-1-amount")).to_have_text("¥1,200.00")


def test_dependent_options_follow_the_other_field(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/contact")
    customer = walker.rows().first.locator("td:nth-child(3)").inner_text()
    person = walker.rows().first.locator(".m").inner_text()
    walker.open("/opportunity/new")
    walker.choose("customer", customer, customer)
    select = walker.select("contact")
    select.locator(".ts-control").click()
    options = walker.page.locator(".ts-dropdown:visible .option")
    expect(options.filter(has_text=person).first).to_be_visible()
    for text in options.all_inner_texts():
        assert customer in text


def test_a_record_is_created_in_place(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/contact/new")
    select = walker.select("customer")
    select.locator(".ts-control").click()
    select.locator("input").fill("临港新片区测试公司")
    walker.page.click(".ts-dropdown:visible .create")
    dialog = walker.page.locator("dialog[open]")
    expect(dialog.locator("[name=name]")).to_have_value("临港新片区测试公司")
    dialog.locator("[data-save]").click()
    expect(dialog.locator("#problems")).to_contain_text("请填写客户来源")
    dialog.locator("[name=source]").select_option("website")
    dialog.locator("[data-save]").click()
    expect(dialog).to_have_count(0)
    expect(select.locator(".item")).to_have_text("临港新片区测试公司")


def test_saving_over_somebody_elses_save_shows_both_values(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/product")
    walker.go("#list tbody .m a")
    edit = walker.page.url + "/edit"
    walker.page.goto(edit)
    other = walker.page.context.new_page()
    other.goto(edit)
    other.fill("[name=unit]", "箱")
    with other.expect_navigation():
        other.click("[data-save]")
    other.close()
    walker.page.fill("[name=unit]", "盒")
    walker.save()
    expect(walker.page.locator("h1")).to_have_text("其他人刚刚修改过这条记录")
    expect(walker.page.locator(".conflict tbody tr")).to_contain_text(["箱"])
    expect(walker.page.locator(".conflict .differs")).to_have_text("盒")
    walker.go("text=保存我的内容")
    expect(walker.page.locator(".facts")).to_contain_text("盒")


def test_what_was_typed_survives_leaving(walker: Walker) -> None:
    walker.sign_in("zhang")
    walker.open("/customer/new")
    walker.page.fill("[name=name]", "没有保存的公司")
    walker.wait_for_draft("没有保存的公司")
    asked: list[str] = []
    walker.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    walker.open("/customer")
    assert asked == ["beforeunload"]
    walker.open("/customer/new")
    walker.page.click("[data-draft-restore]")
    expect(walker.page.locator("[name=name]")).to_have_value("没有保存的公司")


def test_control_s_saves(walker: Walker) -> None:
    walker.sign_in("wang")
    walker.open("/tag/new")
    walker.page.fill("[name=name]", "键盘保存")
    with walker.page.expect_navigation():
        walker.page.keyboard.press("Control+s")
    expect(walker.page).to_have_url(re.compile(r"/tag/\d+$"))
