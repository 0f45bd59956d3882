"""The harness itself: a spec becomes an app that one can sign in to, in process and in a browser."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.conftest import Boot
from tests.harness.apps import PASSWORD, csrf_token
from tests.harness.specs import SpecCompiler

SPEC = """
app notes "笔记" / "Notes" {
  locale zh-CN, en
  timezone "Asia/Shanghai"
  currency CNY
}
role writer "作者" / "Writer"
entity Note "笔记" / "Note" {
  name "标题" / "Title": text(80) required search
  body "正文" / "Body": longtext
}
view Note { list name }
access Note { writer all }
"""


def test_a_spec_becomes_an_app_that_one_can_use(compile_spec: SpecCompiler, boot: Boot) -> None:
    notes = boot(compile_spec(SPEC))
    notes.add_user("anna", ["writer"])
    notes.add_user("ben")
    anna = notes.client("anna")
    page = anna.get("/note/new")
    assert page.status_code == 200
    answer = anna.post("/note/new", data={"csrf_token": csrf_token(page.text), "name": "第一条", "body": "内容"})
    assert answer.status_code == 303, answer.text
    assert "第一条" in anna.get("/note").text
    assert notes.client("ben").get("/note").status_code == 404


def test_nobody_gets_in_without_signing_in(compile_spec: SpecCompiler, boot: Boot) -> None:
    visitor = boot(compile_spec(SPEC)).visitor()
    answer = visitor.get("/note")
    assert answer.status_code == 303
    assert "/-/login" in answer.headers["location"]


def test_the_browser_reaches_the_app(compile_spec: SpecCompiler, boot: Boot, page: Page) -> None:
    notes = boot(compile_spec(SPEC))
    notes.add_user("anna", ["writer"])
    with notes.served() as address:
        page.goto(address)
        page.get_by_role("textbox").first.fill("anna@example.com")
        page.locator("input[type=password]").fill(PASSWORD)
        page.locator("form[action='/-/login'] button").click()
        page.goto(f"{address}/note/new")
        page.locator("[name=name]").fill("来自浏览器")
        page.keyboard.press("Control+s")
        page.wait_for_url("**/note/1")
        assert page.locator("h1").inner_text() == "来自浏览器"
