"""Files, stars, texts with headings and places, as people meet them on the pages."""

from __future__ import annotations

import io
import re

from PIL import Image
from playwright.sync_api import FilePayload, expect

from tests.browser.walker import Walker

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def pdf(name: str) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF}


def picture(name: str) -> FilePayload:
    content = io.BytesIO()
    Image.new("RGB", (900, 600), "#1677ff").save(content, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": content.getvalue()}


def test_files_are_sent_while_the_form_is_filled_in(walker: Walker) -> None:
    page = walker.page
    walker.sign_in("zhang")
    walker.open("/follow_up/new?customer=1")
    page.set_input_files("[data-field=minutes] input[type=file]", [pdf("第一次会议.pdf"), pdf("第二次会议.pdf")])
    listed = page.locator("[data-field=minutes] .files li")
    expect(listed).to_have_count(2)
    expect(listed.first).to_contain_text("第一次会议.pdf")
    page.set_input_files(
        "[data-field=minutes] input[type=file]", {"name": "x.pdf", "mimeType": "", "buffer": b"MZ" * 200}
    )
    expect(walker.error("minutes")).to_contain_text("“x.pdf”不是允许的文件类型")
    large: FilePayload = {"name": "large.pdf", "mimeType": "", "buffer": bytes(20_000_001)}
    page.set_input_files("[data-field=minutes] input[type=file]", large)
    expect(walker.error("minutes")).to_have_text("“large.pdf”有 20.0 MB，最大允许 20.0 MB")
    expect(listed).to_have_count(2)
    listed.nth(1).get_by_role("checkbox").uncheck()
    walker.save()
    expect(page.locator("#problems")).to_contain_text("跟进内容")
    expect(listed).to_have_count(1)
    page.fill("[name=summary]", "带回了会议纪要")
    walker.save()
    expect(page.locator("h1")).to_contain_text("华星")
    expect(page.locator(".facts .files a")).to_have_text("第一次会议.pdf")
    with page.expect_download() as download:
        page.locator(".facts .files a").click()
    assert download.value.suggested_filename == "第一次会议.pdf"
    assert download.value.path().read_bytes() == PDF


def test_files_survive_in_a_draft(walker: Walker) -> None:
    page = walker.page
    walker.sign_in("zhang")
    walker.open("/follow_up/new?customer=1")
    page.set_input_files("[data-field=minutes] input[type=file]", pdf("纪要.pdf"))
    expect(page.locator("[data-field=minutes] .files li")).to_have_count(1)
    walker.wait_for_draft("纪要.pdf")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.click("[data-draft-restore]")
    expect(page.locator("[data-field=minutes] .files li")).to_contain_text("纪要.pdf")


def test_pictures_are_shown_small_and_open_whole(walker: Walker) -> None:
    page = walker.page
    walker.sign_in("wang")
    walker.open("/product/1/edit")
    page.set_input_files("[data-field=photo] input[type=file]", picture("网关.png"))
    expect(page.locator("[data-field=photo] li img")).to_be_visible()
    walker.save()
    image = page.locator(".facts .picture img")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") == 320
    answer = page.request.get(walker.address + str(page.locator(".facts .picture a").get_attribute("href")))
    assert answer.headers["content-type"] == "image/png"
    walker.open("/product")
    expect(page.locator("td img.mini").first).to_be_visible()


def test_stars_are_given_with_the_keyboard(walker: Walker) -> None:
    page = walker.page
    walker.sign_in("sun")
    walker.open("/survey/new")
    stars = page.locator("[data-field=product_score] [type=radio]")
    stars.first.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(stars.nth(4)).to_be_checked()
    page.locator("[data-field=service_score] label").nth(2).click()
    expect(page.locator("[data-field=opinion] .must")).to_be_visible()
    page.locator("[data-field=service_score] label").nth(5).click()
    expect(page.locator("[data-field=opinion] .must")).to_be_hidden()
    expect(page.locator("[data-field=average] output")).to_have_text(re.compile(r"^4\.50"))


def test_a_text_with_headings_is_previewed(walker: Walker) -> None:
    page = walker.page
    walker.sign_in("zhang")
    walker.open("/customer/1/edit")
    page.fill("[name=remark]", "# 计划\n\n- **第一步**\n\n<img src=x onerror=alert(1)>")
    page.click("[data-preview=remark]")
    expect(page.locator(".preview h3")).to_have_text("计划")
    expect(page.locator(".preview img")).to_have_count(0)
    page.fill("[name=location]", "31.2304,121.4737 上海市黄浦区人民广场")
    walker.save()
    expect(page.locator(".prose strong")).to_have_text("第一步")
    expect(page.locator("a.geo")).to_have_attribute("href", "geo:31.2304,121.4737")
