"""Deliveries against servers that fail, stall, repeat, answer late, take a mail and die."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import re
import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from lowcode.runtime import values
from lowcode.runtime.process import sending
from lowcode.runtime.process.circuits import OPENS_AFTER
from lowcode.runtime.process.deliveries import Letter, tell
from lowcode.runtime.process.sending import LEASE, send_next
from lowcode.runtime.process_definitions import Secret
from tests.apps.sending import NOW, Desk
from tests.apps.trading import SPEC, Office
from tests.harness.servers import Answer, MailServer, WebServer, mail_server, web_server

DAY = datetime.timedelta(days=1)
TOKEN = "s3cret-token"


@pytest.fixture
def office(boot: Callable[..., object], compile_spec: Callable[[str], object]) -> Office:
    app = boot(compile_spec(SPEC))
    found = Office(app, app.database())
    found.employ("li", "seller")
    return found


@pytest.fixture
def web() -> Iterator[WebServer]:
    with web_server() as server:
        yield server


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


# --- calls ---


def test_a_call_carries_its_key_and_exact_values(office: Office, web: WebServer) -> None:
    desk = Desk(office, base=f"{web.address}/api/", headers={"X-App": "crm"})
    body = {"no": "HT-1", "total": Decimal("120000.10"), "on": datetime.date(2026, 3, 1), "lines": [{"p": "A"}]}
    key = desk.ask(body)
    assert desk.send() == 1
    (received,) = web.received
    assert (received.method, received.path) == ("POST", "/api/orders")
    assert received.headers["idempotency-key"] == key
    assert received.headers["x-app"] == "crm"
    assert received.body == b'{"no":"HT-1","total":120000.10,"on":"2026-03-01","lines":[{"p":"A"}]}'
    (row,) = desk.rows()
    assert (row["status"], row["attempts"], row["response"], row["sent_at"]) == ("sent", 1, '200 {"ok":true}', NOW)
    assert desk.send() == 0


def test_xml_and_questions(office: Office, web: WebServer) -> None:
    desk = Desk(office, base=web.address, format="xml")
    desk.ask({"订单": {"no": "<1>", "line": [{"p": "A&B"}, {"p": "C"}], "none": None, "paid": True}})
    desk.ask({"q": "华 星", "n": 2}, method="get", path="/find")
    assert desk.send() == 2
    first, second = web.received
    assert first.body.decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>'
        "<订单><no>&lt;1&gt;</no><line><p>A&amp;B</p></line><line><p>C</p></line><paid>true</paid></订单>"
    )
    assert second.path == "/find?q=%E5%8D%8E+%E6%98%9F&n=2"


@pytest.mark.parametrize(
    ("kind", "variables", "header", "expected"),
    [
        ("bearer", ("T",), "authorization", f"Bearer {TOKEN}"),
        ("basic", ("U", "T"), "authorization", "Basic " + base64.b64encode(f"me:{TOKEN}".encode()).decode()),
        ("header", ("T",), "x-key", TOKEN),
    ],
)
def test_secrets_come_from_the_environment_and_stay_nowhere(
    office: Office, web: WebServer, kind: str, variables: tuple[str, ...], header: str, expected: str
) -> None:
    web.answers = [Answer(400, f"bad token {TOKEN}")]
    credentials = tuple(Secret(name) for name in variables)
    environment = {"T": TOKEN, "U": "me"}
    desk = Desk(office, environment, base=web.address, authentication=kind, credentials=credentials, header="X-Key")
    desk.ask({"a": 1})
    desk.send()
    assert web.received[0].headers[header] == expected
    assert TOKEN not in str(desk.rows())
    assert desk.rows()[0]["last_error"] == "400 bad token ***"


def test_signed_bodies(office: Office, web: WebServer) -> None:
    desk = Desk(
        office,
        {"K": "key"},
        base=web.address,
        authentication="signature",
        credentials=(Secret("K"),),
        header="X-Signature",
    )
    desk.ask({"a": 1})
    desk.send()
    moment, told = re.fullmatch(r"t=(\d+),v1=(\w+)", web.received[0].headers["x-signature"]).groups()  # type: ignore[union-attr] # it matches
    assert told == hmac.new(b"key", f"{moment}.".encode() + web.received[0].body, hashlib.sha256).hexdigest()


def test_a_secret_that_is_not_set_waits_for_it(office: Office, web: WebServer) -> None:
    desk = Desk(office, base=web.address, authentication="bearer", credentials=(Secret("ERP_TOKEN"),))
    desk.ask()
    desk.send()
    (row,) = desk.rows()
    assert (row["status"], row["last_error"]) == ("waiting", "the environment variable ERP_TOKEN is not set")
    assert web.received == []


def test_a_server_that_fails_is_asked_again_ever_more_rarely_with_the_same_key(office: Office, web: WebServer) -> None:
    web.answers = [Answer(500), Answer(502), Answer(dies=True), Answer(200)]
    desk = Desk(office, base=web.address)
    key = desk.ask({"a": 1})
    pauses, moment = [], NOW
    while desk.rows()[0]["status"] == "waiting":
        desk.send(moment)
        row = desk.rows()[0]
        if row["status"] == "waiting":
            pauses.append((row["next_attempt_at"] - moment).total_seconds())
            assert desk.send(moment) == 0
            moment = row["next_attempt_at"]
    assert [request.headers["idempotency-key"] for request in web.received] == [key] * 4
    assert 7 <= pauses[0] <= 15 <= pauses[1] <= 30 <= pauses[2] <= 60
    assert row["attempts"] == 4


def test_what_never_works_is_dead_at_last(office: Office, web: WebServer) -> None:
    web.answers = [Answer(404, "no such order")]
    desk = Desk(office, base=web.address, attempts=3)
    desk.ask()
    assert desk.send() == 1
    assert (desk.rows()[0]["status"], desk.rows()[0]["last_error"]) == ("dead", "404 no such order")

    web.answers = [Answer(503)]
    desk.ask()
    for day in range(1, 9):
        desk.send(NOW + day * DAY)
    assert (desk.rows()[1]["status"], desk.rows()[1]["attempts"]) == ("dead", 3)


def test_retry_after_is_honoured(office: Office, web: WebServer) -> None:
    web.answers = [Answer(429, headers={"Retry-After": "7200"}), Answer(200)]
    desk = Desk(office, base=web.address)
    desk.ask()
    desk.send()
    assert desk.rows()[0]["next_attempt_at"] == NOW + datetime.timedelta(hours=2)


@pytest.mark.parametrize("answer", [Answer(after=2.5), Answer(body="x" * 200, drips=True)])
def test_who_answers_late_has_not_answered(office: Office, web: WebServer, answer: Answer) -> None:
    web.answers = [answer]
    desk = Desk(office, base=web.address)
    desk.ask()
    desk.send()
    (row,) = desk.rows()
    assert (row["status"], row["last_error"]) == ("waiting", "no answer within 1 s")


def test_long_answers_are_cut(office: Office, web: WebServer) -> None:
    web.answers = [Answer(200, "x" * 5_000_000)]
    desk = Desk(office, base=web.address)
    desk.ask()
    desk.send()
    assert len(desk.rows()[0]["response"]) == 2_000


def test_redirects_are_not_followed(office: Office, web: WebServer) -> None:
    web.answers = [Answer(302, headers={"Location": "http://169.254.169.254/latest"})]
    desk = Desk(office, base=web.address)
    desk.ask()
    desk.send()
    assert len(web.received) == 1
    assert desk.rows()[0]["status"] == "dead"


@pytest.mark.parametrize(
    "base", ["http://127.0.0.1:{port}", "http://localhost:{port}", "http://[::ffff:127.0.0.1]:{port}"]
)
def test_nothing_inside_is_reached_unless_the_connection_says_so(office: Office, web: WebServer, base: str) -> None:
    port = web.address.rpartition(":")[2]
    desk = Desk(office, base=base.format(port=port), allows_private=False)
    desk.ask()
    desk.send()
    assert web.received == []
    (row,) = desk.rows()
    assert row["status"] == "dead"
    assert "network private" in row["last_error"]


@pytest.mark.parametrize("path", ["/../admin", "/a/./b", "//evil.example/x", "/a b?c=华\r\nX: y"])
def test_a_path_stays_below_its_base(office: Office, web: WebServer, path: str) -> None:
    desk = Desk(office, base=f"{web.address}/api")
    desk.ask(path=path)
    desk.send()
    assert all(each.path.startswith("/api/") and "x" not in each.headers for each in web.received)


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("A/1?x=1#y", "/api/orders/A%2F1%3Fx%3D1%23y/lines"),
        ("华 %2F&", "/api/orders/%E5%8D%8E%20%252F%26/lines"),
        ("A\\1", "/api/orders/A%5C1/lines"),
        ("..", None),
        ("../..", None),
    ],
)
def test_a_value_cannot_lead_elsewhere(office: Office, web: WebServer, code: str, path: str | None) -> None:
    desk = Desk(office, base=f"{web.address}/api")
    desk.ask(path=values.joined("/orders/", values.path_part(code), "/lines") or "")
    desk.send()
    assert [each.path for each in web.received] == ([] if path is None else [path])


def test_calls_about_one_record_keep_their_order(office: Office, web: WebServer) -> None:
    web.answers = [Answer(500), Answer(200)]
    desk = Desk(office, base=web.address)
    for number, record in ((1, 7), (2, 7), (3, 8)):
        desk.ask({"n": number}, record=record)
    desk.send()
    desk.send(NOW + DAY)
    assert [msgspec.json.decode(each.body)["n"] for each in web.received] == [1, 3, 1, 2]


def test_a_connection_that_does_not_work_is_left_alone_then_tried_with_one(office: Office, web: WebServer) -> None:
    web.answers = [Answer(500)]
    desk = Desk(office, base=web.address)
    for _ in range(OPENS_AFTER + 3):
        desk.ask()
    assert desk.send() == OPENS_AFTER
    assert desk.send(NOW + datetime.timedelta(seconds=10)) == 0
    (circuit,) = office.rows("system_circuit")
    assert circuit["failures"] == OPENS_AFTER
    assert desk.send(circuit["open_until"]) == 1

    web.answers = [Answer(200)]
    (circuit,) = office.rows("system_circuit")
    sent = desk.send(circuit["open_until"]) + desk.send(NOW + DAY)
    assert sent == OPENS_AFTER + 3
    assert {row["status"] for row in desk.rows()} == {"sent"}
    assert office.rows("system_circuit")[0]["failures"] == 0


def test_another_channel_goes_on_while_one_does_not_work(office: Office, web: WebServer, post: MailServer) -> None:
    web.answers = [Answer(500)]
    desk = Desk(office, mail_settings(post), base=web.address)
    for _ in range(OPENS_AFTER + 1):
        desk.ask()
    desk.write(lambda context: tell(context, "email", "a@example.com", Letter("hello")))
    desk.send()
    assert len(post.mails) == 1


def test_a_row_whose_sender_died_is_sent_again_after_its_lease(office: Office, web: WebServer) -> None:
    desk = Desk(office, base=web.address)
    key = desk.ask()
    with office.database.writing() as connection:
        assert sending._take(connection, NOW) is not None
    assert desk.send(NOW + LEASE / 2) == 0
    assert desk.send(NOW + LEASE) == 1
    assert web.received[0].headers["idempotency-key"] == key
    assert desk.rows()[0]["attempts"] == 2


def test_a_mistake_of_ours_does_not_stop_the_others(office: Office, web: WebServer) -> None:
    desk = Desk(office, base=web.address)
    bad = desk.ask({"a": 1})
    with office.database.writing() as connection:
        table = sending._table
        connection.execute(table.update().where(table.c.key == bad).values(payload='{"no":"method"}'))
    desk.ask({"a": 2})
    assert send_next(office.database, desk.senders, NOW) is False
    assert send_next(office.database, desk.senders, NOW) is True
    assert "KeyError" in desk.rows()[0]["last_error"]


# --- mails ---


def mail_settings(post: MailServer) -> dict[str, str]:
    return {
        "LOWCODE_SMTP": f"smtp://127.0.0.1:{post.port}",
        "LOWCODE_MAIL_FROM": "客户平台 <crm@example.com>",
        "LOWCODE_ADDRESS": "https://crm.example.com/",
    }


def write_mail(desk: Desk, text: str = "**您好** <b>，见[报价](https://example.com/q?a=1&b=2)", **more: Any) -> None:
    letter = Letter(text, "报价\r\nBcc: x@example.com")
    desk.write(lambda context: tell(context, "email", "he@example.com", letter, ("firm", 7), **more))


def test_a_mail_has_text_and_html(office: Office, post: MailServer) -> None:
    desk = Desk(office, mail_settings(post))
    write_mail(desk)
    assert desk.send() == 1
    (mail,) = post.mails
    assert mail["Subject"] == "报价 Bcc: x@example.com"
    assert mail["Bcc"] is None
    assert mail["From"] == "客户平台 <crm@example.com>"
    assert mail["To"] == "he@example.com"
    assert mail["Message-ID"] == f"<{desk.rows()[0]['key']}@example.com>"
    text, page = (part.get_content() for part in mail.iter_parts())  # type: ignore[attr-defined] # parts of a mail
    assert text.startswith("**您好** <b>，见")
    assert "<strong>您好</strong> &lt;b&gt;" in page
    assert "https://example.com/q?a=1&amp;b=2" in page
    assert 'href="https://crm.example.com/firm/7"' in page
    assert "<img" not in page


def test_readers_of_messages_are_noticed_once(
    office: Office, post: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = mail_settings(post)
    monkeypatch.setenv("LOWCODE_ADDRESS", settings["LOWCODE_ADDRESS"])
    desk = Desk(office, settings)
    write_mail(desk, message="quote")
    desk.send()
    page = [part.get_content() for part in post.mails[0].iter_parts()][1]  # type: ignore[attr-defined] # parts of a mail
    key = desk.rows()[0]["key"]
    assert re.findall(r'(?:href|src)="https://crm.example.com/-/mail/(\w+/\w+)"', page) == [
        f"{key}/1",
        f"{key}/2",
        f"{key}/open",
    ]

    visitor = office.app.visitor(clock=lambda: NOW + DAY)
    assert visitor.get(f"/-/mail/{key}/open").headers["content-type"] == "image/gif"
    assert desk.rows()[0]["opened_at"] == NOW + DAY
    visitor = office.app.visitor(clock=lambda: NOW + 2 * DAY)
    answer = visitor.get(f"/-/mail/{key}/1")
    assert (answer.status_code, answer.headers["location"]) == (303, "https://example.com/q?a=1&b=2")
    assert (desk.rows()[0]["opened_at"], desk.rows()[0]["clicked_at"]) == (NOW + DAY, NOW + 2 * DAY)
    assert visitor.get(f"/-/mail/{key}/2").headers["location"] == "https://crm.example.com/firm/7"
    assert visitor.get(f"/-/mail/{key}/3").status_code == 404
    assert visitor.get("/-/mail/0000/1").status_code == 404
    assert visitor.get("/-/mail/0000/open").status_code == 200


@pytest.mark.parametrize(
    ("behaviour", "status", "taken"),
    [
        (["refuse"], "dead", 0),
        (["later", "ok"], "sent", 1),
        (["die_before", "ok"], "sent", 1),
        (["die_unsaid", "ok"], "sent", 2),
        (["die_after"], "sent", 1),
    ],
)
def test_mail_servers_die_at_every_moment(
    office: Office, post: MailServer, behaviour: list[str], status: str, taken: int
) -> None:
    post.behaviour = list(behaviour)
    desk = Desk(office, mail_settings(post))
    write_mail(desk)
    desk.send()
    first = desk.rows()[0]["last_error"]
    desk.send(NOW + DAY)
    assert desk.rows()[0]["status"] == status
    assert len(post.mails) == taken, first
    assert len({mail["Message-ID"] for mail in post.mails}) <= 1


def test_a_channel_that_is_not_set_up_says_so(office: Office) -> None:
    desk = Desk(office)
    for channel in ("email", "sms", "wecom", "dingtalk", "feishu", "pigeon"):
        desk.write(lambda context, channel=channel: tell(context, channel, "x@example.com", Letter("hi")))
    desk.send()
    assert [row["status"] for row in desk.rows()] == ["dead"] * 6
    assert "LOWCODE_SMTP" in desk.rows()[0]["last_error"]


def test_outages_that_are_noted_at_the_same_time_are_all_counted(office: Office, web: WebServer) -> None:
    web.answers = [Answer(500, after=0.2)]
    desk = Desk(office, base=web.address)
    for _ in range(3):
        desk.ask()
    threads = [threading.Thread(target=send_next, args=(office.database, desk.senders, NOW)) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [row["last_error"] for row in desk.rows()] == ['500 {"ok":true}'] * 3
    assert office.rows("system_circuit")[0]["failures"] == 3
