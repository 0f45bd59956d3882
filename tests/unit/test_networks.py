"""Which addresses connections reach."""

from __future__ import annotations

import ipaddress

import pytest

from lowcode.runtime.process.calls import network as networks
from lowcode.runtime.process.calls.answers import retry_after
from lowcode.runtime.process.calls.bodies import xml_of
from lowcode.runtime.process.calls.network import PRIVATE, PUBLIC
from lowcode.runtime.process.outgoing import DeliveryError


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_the_internet_is_reached(address: str) -> None:
    assert PUBLIC.allows(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "100.64.0.1", "::1", "fd00::1", "::ffff:10.0.0.1"],
)
def test_the_own_network_is_reached_by_permission(address: str) -> None:
    assert not PUBLIC.allows(ipaddress.ip_address(address))
    assert PRIVATE.allows(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "fe80::1",
        "::",
        "ff02::1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
    ],
)
def test_some_addresses_are_never_reached(address: str) -> None:
    assert not PUBLIC.allows(ipaddress.ip_address(address))
    assert not PRIVATE.allows(ipaddress.ip_address(address))


def test_a_name_with_one_forbidden_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Or it would be a matter of luck which of them is connected to."""
    found = [(0, 0, 0, "", (number, 443)) for number in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(networks.socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(DeliveryError, match=r"10\.0\.0\.1"):
        PUBLIC.addresses("example.com", 443)


@pytest.mark.parametrize(
    ("text", "seconds"), [("120", 120), ("", None), ("soon", None), ("99999999", 86_400), ("-1", None)]
)
def test_when_to_come_back(text: str, seconds: int | None) -> None:
    found = retry_after(text)
    assert (None if found is None else found.total_seconds()) == seconds


def test_a_date_to_come_back_at_lies_in_the_future_or_is_now() -> None:
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == retry_after("0")


def test_what_cannot_be_an_element_is_refused() -> None:
    with pytest.raises(DeliveryError):
        xml_of({"a b": 1})
    assert xml_of({"a": "\x00ok\ud800"}).endswith("<a>ok</a>")
