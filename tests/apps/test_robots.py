"""Chat robots and services for text messages: what they are posted, whom it mentions, how they say no."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from lowcode.runtime.context import Context
from lowcode.runtime.process.deliveries import Letter, decode_payload, tell, tell_group
from lowcode.runtime.process.preferences import MessagePreferences, write_message_preferences
from tests.apps.sending import Desk
from tests.apps.trading import SPEC, Office
from tests.harness.apps import AppUnderTest
from tests.harness.servers import Answer, WebServer, web_server

pytestmark = pytest.mark.one_database

TOKEN = "s3cret-token"


@pytest.fixture
def office(boot: Callable[..., AppUnderTest], compile_spec: Callable[[str], object]) -> Office:
    app = boot(compile_spec(SPEC))
    found = Office(app, app.database())
    found.employ("li", "seller")
    return found


@pytest.fixture
def web() -> Iterator[WebServer]:
    with web_server() as server:
        yield server


def test_robots_get_their_own_json(office: Office, web: WebServer) -> None:
    web.answers = [Answer(200, '{"errcode":0,"code":0}')]
    settings = {
        "LOWCODE_WECOM_ROBOT": f"{web.address}/wecom?key=k",
        "LOWCODE_DINGTALK_ROBOT": f"{web.address}/dingtalk?access_token=t",
        "LOWCODE_DINGTALK_SECRET": "SEC1",
        "LOWCODE_FEISHU_ROBOT": f"{web.address}/feishu",
        "LOWCODE_FEISHU_SECRET": "SEC2",
        "LOWCODE_SMS_URL": f"{web.address}/sms",
        "LOWCODE_SMS_TOKEN": TOKEN,
        "LOWCODE_SMS_BODY": '{"mobiles":["{phone}"],"content":"【{text}】"}',
    }
    desk = Desk(office, settings)
    for channel in ("wecom", "dingtalk", "feishu", "sms"):
        letter = Letter("{phone} 新线索", "提醒")
        desk.write(lambda context, c=channel, letter=letter: tell(context, c, "+8613800001111", letter))
    assert desk.send() == 4
    wecom, dingtalk, feishu, sms = web.received
    assert msgspec.json.decode(wecom.body) == {
        "msgtype": "text",
        "text": {"content": "提醒\n{phone} 新线索", "mentioned_mobile_list": ["13800001111"]},
    }
    assert re.fullmatch(r"/dingtalk\?access_token=t&timestamp=\d{13}&sign=[\w%]+", dingtalk.path)
    assert msgspec.json.decode(dingtalk.body) == {
        "msgtype": "markdown",
        "markdown": {"title": "提醒", "text": "### 提醒\n\n{phone} 新线索\n\n@13800001111"},
        "at": {"atMobiles": ["13800001111"], "isAtAll": False},
    }
    card = msgspec.json.decode(feishu.body)
    told = hmac.new(f"{card['timestamp']}\nSEC2".encode(), b"", hashlib.sha256).digest()
    assert card["sign"] == base64.b64encode(told).decode()
    assert card["card"]["elements"] == [{"tag": "markdown", "content": "{phone} 新线索"}]
    assert sms.headers["authorization"] == f"Bearer {TOKEN}"
    assert msgspec.json.decode(sms.body) == {"mobiles": ["+8613800001111"], "content": "【{phone} 新线索】"}
    assert {row["status"] for row in desk.rows()} == {"sent"}


def test_a_post_mentions_all_whom_it_is_for(office: Office, web: WebServer) -> None:
    web.answers = [Answer(200, '{"errcode":0,"code":0}')]
    desk = Desk(office, {f"LOWCODE_{name}_ROBOT": web.address for name in ("WECOM", "DINGTALK", "FEISHU")})
    phones = ("+8613800001111", "13900002222", "+8613800001111")
    letter = Letter("看 " + "长" * 9_000)
    for channel in ("wecom", "dingtalk", "feishu"):
        desk.write(lambda context, channel=channel: tell_group(context, channel, phones, letter))
    assert desk.send() == 3
    wecom, dingtalk, _ = (msgspec.json.decode(each.body) for each in web.received)
    mobiles = ["13800001111", "13900002222"]
    assert wecom["text"]["mentioned_mobile_list"] == mobiles
    assert dingtalk["at"]["atMobiles"] == mobiles
    assert dingtalk["markdown"]["text"].endswith("…\n\n@13800001111 @13900002222")
    assert len(dingtalk["markdown"]["text"].encode()) <= 18_000


def test_a_post_waits_for_the_first_whose_quiet_is_over(office: Office) -> None:
    desk = Desk(office)
    quiet = MessagePreferences(quiet_from=datetime.time(0), quiet_until=datetime.time(23, 59))
    office.employ("wang", "seller")
    people: list[Any] = []

    def prepare(context: Context) -> None:
        model = context.application.entity_by_name["user"].model
        people.extend(context.session.get(model, office.people[name].user_id) for name in ("li", "wang"))
        write_message_preferences(context.connection, people[0].id, quiet)
        tell_group(context, "wecom", people, Letter("both"))
        tell_group(context, "wecom", people[:1], Letter("quiet"))

    desk.write(prepare)
    both, alone = desk.rows()
    assert decode_payload(both["payload"])["people"] == [people[1].id]
    assert decode_payload(alone["payload"])["people"] == [people[0].id]
    assert both["next_attempt_at"] < alone["next_attempt_at"]


@pytest.mark.parametrize(
    ("channel", "answer", "status"),
    [
        ("wecom", '{"errcode":45009,"errmsg":"limit"}', "waiting"),
        ("wecom", '{"errcode":93000,"errmsg":"invalid webhook"}', "dead"),
        ("dingtalk", '{"errcode":130101,"errmsg":"too fast"}', "waiting"),
        ("dingtalk", '{"errcode":310000,"errmsg":"sign not match"}', "dead"),
        ("feishu", '{"code":11232,"msg":"limited"}', "waiting"),
        ("feishu", '{"code":19021,"msg":"sign match fail"}', "dead"),
        ("feishu", "<html>", "waiting"),
    ],
)
def test_robots_say_no_with_status_200(office: Office, web: WebServer, channel: str, answer: str, status: str) -> None:
    web.answers = [Answer(200, answer)]
    desk = Desk(office, {f"LOWCODE_{channel.upper()}_ROBOT": web.address})
    desk.write(lambda context: tell(context, channel, None, Letter("hi")))
    desk.send()
    assert desk.rows()[0]["status"] == status
