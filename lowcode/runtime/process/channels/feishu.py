"""飞书 group robots. `LOWCODE_FEISHU_ROBOT` is the webhook address, `LOWCODE_FEISHU_SECRET` the key of signed ones."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Any

from lowcode.runtime.process.channels.hooks import decoded, post_json, setting, shortened_to, text_of
from lowcode.runtime.process.outgoing import DeliveryError, Outgoing

ROBOT = "LOWCODE_FEISHU_ROBOT"
SECRET = "LOWCODE_FEISHU_SECRET"  # noqa: S105 - the name of a variable

_MOST = 18_000
_MOST_TITLE = 200
_TOO_MANY = frozenset({9499, 11232})
"""A hundred messages a minute, five a second."""

_A_MINUTE = datetime.timedelta(seconds=60)


class Feishu:
    """Sends through the robot of a group."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def send(self, outgoing: Outgoing) -> str:
        """Posts the message as a card."""
        url = setting(self._environment, ROBOT)
        secret = self._environment.get(SECRET, "").strip()
        proof = signed(secret, int(time.time())) if secret else {}
        told = post_json(url, {**proof, **message(outgoing)})
        answer = decoded(told)
        code = answer.get("code", answer.get("StatusCode"))
        if code == 0:
            return told
        if code in _TOO_MANY:
            raise DeliveryError(told, has_answered=True, wait=_A_MINUTE)
        raise DeliveryError(told, is_final=True, has_answered=True)


def signed(secret: str, seconds: int) -> dict[str, str]:
    """The fields that prove that the robot's owner calls: here the text is the key, and nothing is signed with it."""
    told = hmac.new(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return {"timestamp": str(seconds), "sign": base64.b64encode(told).decode()}


def message(outgoing: Outgoing) -> dict[str, Any]:
    """The robot's JSON: a card with Markdown in it."""
    subject, text = text_of(outgoing)
    card: dict[str, Any] = {"elements": [{"tag": "markdown", "content": shortened_to(text, _MOST)}]}
    if subject:
        card["header"] = {"title": {"tag": "plain_text", "content": shortened_to(subject, _MOST_TITLE)}}
    return {"msg_type": "interactive", "card": card}
