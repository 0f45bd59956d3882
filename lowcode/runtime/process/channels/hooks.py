"""What chat robots and text message services have in common: JSON to an address that the installation names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from lowcode.runtime.process.calls.answers import accepted
from lowcode.runtime.process.calls.http import HttpRequest, fetch
from lowcode.runtime.process.calls.network import PRIVATE
from lowcode.runtime.process.deliveries import PHONES_APART
from lowcode.runtime.process.outgoing import DeliveryError, Outgoing

SECONDS = 15.0
_COUNTRY = "+86"
_MOST_MENTIONS = 100


def setting(environment: Mapping[str, str], name: str) -> str:
    """An environment variable that the channel cannot do without."""
    value = environment.get(name, "").strip()
    if not value:
        raise DeliveryError(f"this channel is not set up: {name} is not set", is_final=True)
    return value


def post_json(url: str, body: Any, headers: Mapping[str, str] | None = None) -> str:
    """Posts JSON; the text of a good answer. The address is the installation's own choice, so it may be inside."""
    content = msgspec.json.encode(body)
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "lowcode", **(headers or {})}
    return accepted(fetch(HttpRequest(method="POST", url=url, headers=headers, body=content), PRIVATE, SECONDS))


def decoded(told: str) -> dict[str, Any]:
    """The JSON of an answer as `accepted` tells it, behind the status."""
    try:
        value = msgspec.json.decode(told.partition(" ")[2])
    except msgspec.DecodeError:
        value = None
    if not isinstance(value, dict):
        raise DeliveryError(f"not understood: {told[:200]}")
    return value


def mobile_numbers(outgoing: Outgoing) -> list[str]:
    """The phone numbers of those whom a post is for, as Chinese services write them."""
    phones = outgoing.address.split(PHONES_APART) if outgoing.address else []
    return [phone.removeprefix(_COUNTRY) for phone in phones[:_MOST_MENTIONS]]


def text_of(outgoing: Outgoing) -> tuple[str | None, str]:
    """Subject and text of a delivery."""
    subject = outgoing.payload.get("subject")
    return (str(subject) if subject else None), str(outgoing.payload.get("text", ""))


def shortened_to(text: str, most_bytes: int) -> str:
    """The text in at most so many bytes, cut between characters."""
    encoded = text.encode()
    if len(encoded) <= most_bytes:
        return text
    return encoded[: most_bytes - 3].decode(errors="ignore") + "…"
