"""What people type ends up in mails and calls: it must never become a header, a receiver, a picture or another path."""

from __future__ import annotations

import smtplib
from types import SimpleNamespace
from typing import Any

import pytest

from lowcode.runtime.process.calls import http as calls_http
from lowcode.runtime.process.calls.network import PRIVATE
from lowcode.runtime.process.channels.composing import compose
from lowcode.runtime.process.channels.mail import Mail
from lowcode.runtime.process.channels.markdown import html_of, links_of
from lowcode.runtime.process.outgoing import DeliveryError, Outgoing

pytestmark = pytest.mark.one_database

ENVIRONMENT = {"LOWCODE_MAIL_FROM": "crm@example.com", "LOWCODE_SMTP": "smtp+plain://127.0.0.1:1"}
APPLICATION: Any = SimpleNamespace(label=SimpleNamespace(texts=("客户平台",)), locales=("zh-CN",))


def outgoing(address: str = "he@example.com", subject: str = "报价") -> Outgoing:
    return Outgoing(
        id=1,
        key="a" * 40,
        channel="email",
        address=address,
        user_id=None,
        entity=None,
        record_id=None,
        message=None,
        payload={"subject": subject, "text": "您好"},
        attempts=1,
    )


@pytest.mark.parametrize(
    "subject",
    [
        "=?utf-8?q?=0d=0aBcc:_z=40example.com?=",
        "=?utf-8?q?a=0aBcc:_z=40example.com?= =?utf-8?q?b=0d=0aX-Evil:_1?=",
        "a =?utf-8?b?DQpCY2M6IHpAZXhhbXBsZS5jb20=?= b",
        "=\u200b?utf-8?q?=0d=0aBcc:_z=40example.com?=",
        "==??utf-8?q?=0d=0aBcc:_z=40example.com?=",
        "a\x00b\x01\x7fc",
    ],
)
def test_a_subject_never_becomes_another_header(subject: str) -> None:
    head = compose(APPLICATION, ENVIRONMENT, outgoing(subject=subject)).as_bytes().split(b"\n\n", 1)[0]
    names = [line.partition(b":")[0].lower() for line in head.split(b"\n") if line[:1] not in b" \t"]
    assert sorted(names) == sorted(
        [b"subject", b"from", b"to", b"date", b"message-id", b"auto-submitted", b"mime-version", b"content-type"]
    )
    assert not any(byte < 32 and byte not in (9, 10) for byte in head)
    assert b"\x7f" not in head


@pytest.mark.parametrize(
    "address",
    [
        "a@example.com, b@example.com",
        "a@example.com;b@example.com",
        "all: a@example.com, b@example.com;",
        "A <a@example.com>",
        "a@",
        "@example.com",
        "a@b..com",
        "a@b@c",
        "a@example.com\x00",
        "a@example.com\r\nBcc: b@example.com",
        "=?utf-8?q?a=0d=0aBcc:b@c?=@example.com",
        "ü@example.com",
        "\ud800@example.com",
        '"@example.com',
        f"{'a' * 300}@example.com",
        "a@[127.0.0.1]",
    ],
)
def test_an_address_is_one_receiver_or_none(address: str) -> None:
    """What is no address is the row's own failure: it is not tried again, and shuts the channel for nobody else."""
    with pytest.raises(DeliveryError) as raised:
        Mail(APPLICATION, ENVIRONMENT).send(outgoing(address=address))
    assert raised.value.is_final
    assert not raised.value.is_outage


@pytest.mark.parametrize("address", ["a.b+c@mail.example.com", "o'neil@example.com", "a@例子.中国"])
def test_good_addresses_stay_good(address: str) -> None:
    mail = compose(APPLICATION, ENVIRONMENT, outgoing(address=address))
    assert mail["To"].addresses[0].username == address.partition("@")[0]
    assert str(mail["To"]).isascii()


def test_a_server_that_wants_ascii_only_is_no_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    class Client:
        def send_message(self, _mail: object) -> None:
            raise smtplib.SMTPNotSupportedError("SMTPUTF8 is not supported")

    class Connected:
        def __enter__(self) -> Client:
            return Client()

        def __exit__(self, *_: object) -> None:
            return

    monkeypatch.setattr(Mail, "_connected", lambda *_: Connected())
    with pytest.raises(DeliveryError) as raised:
        Mail(APPLICATION, ENVIRONMENT).send(outgoing())
    assert raised.value.is_final
    assert not raised.value.is_outage


@pytest.mark.parametrize("text", ["![](https://evil.example/p.gif)", "![a][b]\n\n[b]: https://evil.example/p.gif"])
def test_a_mail_fetches_no_pictures_from_elsewhere(text: str) -> None:
    assert "<img" not in html_of(text)


@pytest.mark.parametrize(
    "target", ["//evil.example", "/-/sign-out", "ftp://evil.example", "cid:1", "\\\\evil", "intent:x", "JavaScript:x"]
)
def test_links_of_mails_lead_to_the_web_and_to_mailboxes_only(target: str) -> None:
    assert "href" not in html_of(f"[a]({target})")


def test_every_web_link_is_counted_whatever_its_case() -> None:
    assert links_of("[a](HTTPS://example.com)") == ["HTTPS://example.com"]


@pytest.mark.parametrize(
    "path", ["/a/%2e%2e/admin", "/a/.%2E/admin", "/a/%2e/b", "/%2E%2e", "/a/..%2fadmin", "/a/..;/b", "/a/..\\b"]
)
def test_a_path_never_leads_upwards_however_it_is_written(path: str) -> None:
    with pytest.raises(DeliveryError) as raised:
        calls_http._target(f"https://erp.example.com/api{path}")
    assert raised.value.is_final


@pytest.mark.parametrize("host", ["169.254.169.254", "100.100.100.200", "::ffff:100.100.100.200", "fd00:ec2::254"])
def test_secrets_of_clouds_are_out_of_reach_even_in_the_own_network(host: str) -> None:
    with pytest.raises(DeliveryError):
        PRIVATE.addresses(host, 80)
