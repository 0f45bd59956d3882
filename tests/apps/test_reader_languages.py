"""What the app writes by itself is in the language of who reads it, on both databases."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from lowcode.runtime.http.preferences import Appearance, write_appearance
from lowcode.runtime.jobs.pass_of_time import let_time_pass
from lowcode.runtime.process.channels.composing import with_record_link
from lowcode.runtime.process.deliveries import LANGUAGE, decode_payload
from lowcode.runtime.process.outgoing import Outgoing
from lowcode.runtime.process.preferences import MessagePreferences, write_message_preferences
from tests.apps.dealing import Desk

SPEC = """
app speaking "说" / "Speaking" { locale zh-CN, en; timezone "Asia/Shanghai"; currency CNY }
role seller "销售" / "Seller"
role chief "主管" / "Chief" includes seller
entity Deal "商机" / "Deal" {
  name   "名称" / "Name": text(60) required
  stage  "阶段" / "Stage": Steps
  amount "金额" / "Amount": money max 100
  owner  "负责人" / "Owner": User default me
}
flow Steps "流程" / "Steps" for Deal {
  open "进行" / "Open" start
  won  "赢单" / "Won" end
  open -> won "签约" / "Sign" by owner needs Big
  on enter won { set amount = 500 }
}
approval Big "大额审批" / "Big deals" for Deal { step boss "主管" / "Boss": any of chief }
rule Begin "开始" / "Begin" for Deal on create {
  task role chief "看看 {name}" due 1h
  notify role chief by email "新商机 {name}"
}
rule Board "看板" / "Board" for Deal on change of name { send Desk to role chief }
report Amounts "金额" / "Amounts" from Deal { chart number show sum(amount) "合计" / "Sum" }
dashboard Desk "我的看板" / "My desk" { row "本月" / "This month" Amounts }
access Deal { seller all }
"""


@pytest.fixture
def desk(boot: Callable[..., Any], compile_spec: Callable[[str], object]) -> Desk:
    """Li and Mary sell, Wang and Ann are their chiefs; Mary and Ann read English."""
    app = boot(compile_spec(SPEC))
    found = Desk(app, app.database())
    for name, role in (("li", "seller"), ("mary", "seller"), ("wang", "chief"), ("ann", "chief")):
        found.employ(name, role)
    with found.database.writing() as connection:
        for name in ("mary", "ann"):
            user_id = found.people[name].user_id
            assert user_id is not None
            write_appearance(connection, user_id, Appearance(locale="en"))
    return found


def pass_time(desk: Desk, **span: float) -> None:
    before, desk.now = desk.now, desk.now + datetime.timedelta(**span)
    let_time_pass(desk.database, desk.app.definition, before, desk.now)


def mails(desk: Desk, name: str) -> list[dict[str, Any]]:
    """What is on its way to somebody, or was."""
    rows = [each for each in desk.rows("system_delivery") if each["user_id"] == desk.people[name].user_id]
    return [decode_payload(each["payload"]) for each in sorted(rows, key=lambda each: each["id"])]


def test_messages_of_approvals_and_tasks(desk: Desk) -> None:
    desk.saved("mary", "deal", {"name": "A"})
    desk.move("mary", "deal", 1, "open_to_won")
    assert any("大额审批" in each for each in desk.notes("wang"))
    assert not any("Big deals" in each for each in desk.notes("wang"))
    assert any("Big deals" in each for each in desk.notes("ann"))
    assert not any("大额审批" in each for each in desk.notes("ann"))
    pass_time(desk, hours=2)
    assert "任务已到期：看看 A" in desk.notes("wang")
    assert "Due now: 看看 A" in desk.notes("ann")


def test_mails_and_collections_of_them(desk: Desk) -> None:
    daily = MessagePreferences(digest_at=datetime.time(18))
    with desk.database.writing() as connection:
        for name in ("wang", "ann"):
            user_id = desk.people[name].user_id
            assert user_id is not None
            write_message_preferences(connection, user_id, daily)
    desk.saved("li", "deal", {"name": "A"})
    assert [each[LANGUAGE] for name in ("wang", "ann") for each in mails(desk, name)] == ["zh-CN", "en"]
    pass_time(desk, hours=25)
    assert mails(desk, "wang")[-1]["subject"].startswith("说")
    assert mails(desk, "ann")[-1]["subject"].startswith("Speaking")


def test_dashboards_by_mail(desk: Desk) -> None:
    desk.saved("li", "deal", {"name": "A"})
    desk.saved("li", "deal", {"name": "B"}, 1)
    pass_time(desk, minutes=1)
    chinese, english = mails(desk, "wang")[-1], mails(desk, "ann")[-1]
    assert chinese["subject"] == "我的看板"
    assert "# 本月" in chinese["text"]
    assert english["subject"] == "My desk"
    assert "# This month" in english["text"]
    assert "金额" not in english["text"]


@pytest.mark.parametrize(("payload", "word"), [({}, "查看记录"), ({LANGUAGE: "en"}, "Open the record")])
def test_the_link_of_a_mail(desk: Desk, payload: dict[str, Any], word: str) -> None:
    outgoing = Outgoing(
        id=1,
        key="k",
        channel="email",
        address="a@example.com",
        user_id=1,
        entity="deal",
        record_id=7,
        message=None,
        payload=payload,
        attempts=1,
    )
    text = with_record_link(desk.app.definition, "Hello", "https://x", outgoing)
    assert text == f"Hello\n\n[{word}](https://x/deal/7)"
