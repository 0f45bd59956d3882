"""`send Dashboard to …`: a mail per reader with what that person may see; nothing of it in the transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lowcode.runtime.process.deliveries import decode_payload
from tests.apps.dealing import Desk

SPEC = """
app mailing "邮件" / "Mailing" { locale zh-CN, en; timezone "Asia/Shanghai"; currency CNY }
role sales "销售" / "Sales"
role chief "主管" / "Chief" includes sales
entity Deal "商机" / "Deal" {
  name   "名称" / "Name": text(60) required
  amount "金额" / "Amount": money
  floor  "底价" / "Floor price": money
  owner  "负责人" / "Owner": User
}
access Deal {
  sales create; sales read, update where owner == me; chief all
  field floor { read chief; update chief }
}
report Ranking "排行 | 按人" / "Ranking" from Deal {
  chart table by owner show sum(amount) "金额" / "Amount", count() "单数" / "Deals"
}
report Floor "底价" / "Floor" from Deal for chief { chart number show sum(floor) "底价" / "Floor" }
dashboard Desk "看板" / "Desk" {
  row "本月" / "This month" Ranking
  row Floor
}
dashboard Board "老板看板" / "Board" for chief { row Ranking }
rule Tell "告知" / "Tell" for Deal on change of name { send Desk to owner cc role chief }
rule Large "大额" / "Large" for Deal on change of amount { send Board to sales, chief }
"""


@pytest.fixture
def desk(boot: Callable[..., Any], compile_spec: Callable[[str], object]) -> Desk:
    app = boot(compile_spec(SPEC))
    found = Desk(app, app.database())
    found.employ("li", "sales")
    found.employ("he", "sales")
    found.employ("wang", "chief")
    for who, name, amount in (("li", "A", "100"), ("li", "B", "50.50"), ("he", "C", "7")):
        found.saved(who, "deal", {"name": name, "amount": amount, "owner": str(found.people[who].user_id)})
    return found


def mails(desk: Desk) -> dict[str, dict[str, Any]]:
    """By reader: what is on its way."""
    names = {each.user_id: name for name, each in desk.people.items()}
    rows = [row for row in desk.rows("system_delivery") if row["channel"] == "email"]
    return {names[row["user_id"]]: decode_payload(row["payload"]) for row in rows}


def test_everybody_gets_what_he_may_see(desk: Desk) -> None:
    desk.saved("li", "deal", {"name": "A2"}, 1)
    assert mails(desk) == {}, "nothing is counted in the transaction of the change"
    desk.wait(seconds=1)
    sent = mails(desk)
    assert set(sent) == {"li", "wang"}
    assert sent["li"]["subject"] == sent["wang"]["subject"] == "看板"
    mine, theirs = sent["li"]["text"], sent["wang"]["text"]
    assert "# 本月" in mine
    assert "## 排行 \\| 按人" in mine
    assert "| 负责人 | 金额 | 单数 |\n| --- | --: | --: |" in mine
    assert "150.50" in mine
    assert "he" not in mine.split("##")[1].split("|"), "deals of others are not counted"
    assert "底价" not in mine, "a report of the chief's"
    assert "157.50" in theirs
    assert "## 底价" in theirs


def test_who_may_open_nothing_of_it_gets_no_mail(desk: Desk) -> None:
    desk.saved("li", "deal", {"amount": "500"}, 1)
    desk.wait(seconds=1)
    assert set(mails(desk)) == {"wang"}


def test_who_has_left_gets_none(desk: Desk) -> None:
    desk.saved("li", "deal", {"name": "A2"}, 1)
    with desk.database.writing() as connection:
        connection.exec_driver_sql('UPDATE "user" SET active = false')
    desk.wait(seconds=1)
    assert mails(desk) == {}


def test_the_way_to_the_page_is_in_the_mail(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOWCODE_ADDRESS", "https://crm.example.com/")
    desk.saved("li", "deal", {"name": "A2"}, 1)
    desk.wait(seconds=1)
    assert mails(desk)["li"]["text"].endswith("[打开仪表盘](https://crm.example.com/dashboards/desk)")
