"""`send Dashboard to …`: a mail per reader with what that person may see; nothing of it in the transaction."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from PIL import Image

from lowcode.runtime.charts import drawing_engine
from lowcode.runtime.jobs.pass_of_time import let_time_pass
from lowcode.runtime.process.channels import Channels
from lowcode.runtime.process.deliveries import decode_payload
from lowcode.runtime.process.schedules import begin_schedules
from lowcode.runtime.process.sending import send_due
from tests.apps.dealing import Desk
from tests.harness.servers import MailServer, mail_server

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
report Course "走势" / "Course" from Deal { chart bar by name show sum(amount) "金额" / "Amount" }
report Floor "底价" / "Floor" from Deal for chief { chart number show sum(floor) "底价" / "Floor" }
dashboard Desk "看板" / "Desk" {
  row "本月" / "This month" Ranking
  row Floor, Course
}
dashboard Board "老板看板" / "Board" for chief { row Ranking }
rule Tell "告知" / "Tell" for Deal on change of name { send Desk to owner cc role chief }
rule Weekly "周报" / "Weekly" every monday at 08:00 { send Desk to role sales cc role chief }
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
    assert "## 走势" in mine
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


# --- pictures ---


@pytest.fixture
def settings() -> Iterator[tuple[MailServer, dict[str, str]]]:
    with mail_server() as post:
        yield (
            post,
            {
                "LOWCODE_SMTP": f"smtp://127.0.0.1:{post.port}",
                "LOWCODE_MAIL_FROM": "邮件 <crm@example.com>",
            },
        )


def sent(desk: Desk, settings: tuple[MailServer, dict[str, str]]) -> dict[str, EmailMessage]:
    """By address: what reached the mail server."""
    post, environment = settings
    definition = desk.app.definition
    send_due(desk.database, Channels(definition, environment), desk.now)
    return {str(mail["To"]): mail for mail in post.mails}


def test_charts_are_pictures_in_the_mail(desk: Desk, settings: tuple[MailServer, dict[str, str]]) -> None:
    desk.saved("li", "deal", {"name": "钢结构"}, 1)
    desk.wait(seconds=1)
    mail = next(mail for to, mail in sent(desk, settings).items() if to.startswith("li@"))
    text, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert page is not None
    assert "| 钢结构 | " in text.get_content(), "the numbers stand in the text, too"
    (cid,) = re.findall(r'<img src="cid:([^"]+)"', page.get_content())
    before = page.get_content().split("<img")[0]
    assert "走势" in before
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert picture["Content-ID"] == f"<{cid}>"
    image = Image.open(io.BytesIO(picture.get_content()))
    assert image.size[0] == 1200
    assert len(image.convert("RGB").getcolors(1_000_000) or ()) > 10


def test_without_the_extra_there_are_tables_only(
    desk: Desk, settings: tuple[MailServer, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing_engine, "PAINTER", "no_such_module")
    desk.saved("li", "deal", {"name": "钢结构"}, 1)
    desk.wait(seconds=1)
    mail = next(mail for to, mail in sent(desk, settings).items() if to.startswith("li@"))
    page = mail.get_body(("html",))
    assert page is not None
    assert "<img" not in page.get_content()
    assert "<td>钢结构</td>" in page.get_content()


def test_what_cannot_be_drawn_is_left_out(
    desk: Desk, settings: tuple[MailServer, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing_engine, "_MOST_TEXT", 10)
    desk.saved("li", "deal", {"name": "钢结构"}, 1)
    desk.wait(seconds=1)
    mail = next(mail for to, mail in sent(desk, settings).items() if to.startswith("li@"))
    assert [part for part in mail.walk() if part.get_content_type() == "image/png"] == []


def test_a_mail_that_could_not_be_sent_is_sent_again(desk: Desk, settings: tuple[MailServer, dict[str, str]]) -> None:
    post, _ = settings
    post.behaviour = ["later", "ok"]
    desk.saved("he", "deal", {"name": "C2"}, 3)
    desk.wait(seconds=1)
    sent(desk, settings)
    desk.wait(minutes=10)
    found = sent(desk, settings)
    assert {to.split("@")[0] for to in found} == {"he", "wang"}
    assert len(post.mails) == 2


def test_every_week_by_itself(desk: Desk) -> None:
    begun, definition = desk.now, desk.app.definition
    begin_schedules(desk.database, definition, begun)
    week = datetime.timedelta(days=7)
    let_time_pass(desk.database, definition, begun, begun + week)
    first = mails(desk)
    assert set(first) == {"li", "he", "wang"}
    assert first["li"]["subject"] == "看板"
    assert "157.50" not in first["li"]["text"], "with the rights of each reader"
    assert "157.50" in first["wang"]["text"]
    let_time_pass(desk.database, definition, begun + week, begun + 2 * week)
    assert len([row for row in desk.rows("system_delivery") if row["channel"] == "email"]) == 6
