"""钉钉 group robots. `LOWCODE_DINGTALK_ROBOT` is the webhook, `LOWCODE_DINGTALK_SECRET` the key of signed ones."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from lowcode.runtime.process.channels.hooks import decoded, mobile_numbers, post_json, setting, shortened_to, text_of
from lowcode.runtime.process.outgoing import DeliveryError, Outgoing

ROBOT = "LOWCODE_DINGTALK_ROBOT"
SECRET = "LOWCODE_DINGTALK_SECRET"  # noqa: S105 - the name of a variable

_MOST = 18_000
_MOST_TITLE = 60
_BUSY = -1
_TOO_MANY = 130101
"""Twenty messages a minute; who sends more is shut out for ten minutes."""

_TEN_MINUTES = datetime.timedelta(minutes=10)


class DingTalk:
    """Sends through the robot of a group."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def send(self, outgoing: Outgoing) -> str:
        """Posts the message; those who have a phone number are mentioned."""
        url = setting(self._environment, ROBOT)
        secret = self._environment.get(SECRET, "").strip()
        if secret:
            url += ("&" if "?" in url else "?") + urlencode(signed(secret, int(time.time() * 1000)))
        told = post_json(url, message(outgoing))
        code = decoded(told).get("errcode")
        if code == 0:
            return told
        if code in (_BUSY, _TOO_MANY):
            raise DeliveryError(told, has_answered=True, wait=_TEN_MINUTES)
        raise DeliveryError(told, is_final=True, has_answered=True)


def signed(secret: str, milliseconds: int) -> dict[str, str]:
    """The parameters that prove that the robot's owner calls."""
    told = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256).digest()
    return {"timestamp": str(milliseconds), "sign": base64.b64encode(told).decode()}


def message(outgoing: Outgoing) -> dict[str, Any]:
    """The robot's JSON. A mention has to be in the text, too."""
    subject, text = text_of(outgoing)
    mobiles = mobile_numbers(outgoing)
    title = shortened_to(subject or text.split("\n", 1)[0], _MOST_TITLE)
    content = f"### {subject}\n\n{text}" if subject else text
    mentions = "".join(f" @{mobile}" for mobile in mobiles).strip()
    content = shortened_to(content, _MOST - len(mentions) - 2) + (f"\n\n{mentions}" if mentions else "")
    return {
        "msgtype": "markdown",
        "markdown": {"title": title, "text": content},
        "at": {"atMobiles": mobiles, "isAtAll": False},
    }
