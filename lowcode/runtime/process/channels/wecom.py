"""企业微信 group robots. `LOWCODE_WECOM_ROBOT` is the robot's webhook address, its key included."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from lowcode.runtime.process.channels.hooks import decoded, mobile_numbers, post_json, setting, shortened_to, text_of
from lowcode.runtime.process.outgoing import DeliveryError, Outgoing

ROBOT = "LOWCODE_WECOM_ROBOT"

_MOST_TEXT = 2048
_MOST_MARKDOWN = 4096
_BUSY = -1
_TOO_MANY = 45009
"""Twenty messages a minute."""

_A_MINUTE = datetime.timedelta(seconds=60)


class WeCom:
    """Sends through the robot of a group."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def send(self, outgoing: Outgoing) -> str:
        """Posts the message; those who have a phone number are mentioned."""
        told = post_json(setting(self._environment, ROBOT), message(outgoing))
        answer = decoded(told)
        code = answer.get("errcode")
        if code == 0:
            return told
        if code in (_BUSY, _TOO_MANY):
            raise DeliveryError(told, has_answered=True, wait=_A_MINUTE)
        raise DeliveryError(told, is_final=True, has_answered=True)


def message(outgoing: Outgoing) -> dict[str, Any]:
    """The robot's JSON. Only plain texts can mention by phone number; without one it is Markdown."""
    subject, text = text_of(outgoing)
    mobiles = mobile_numbers(outgoing)
    if mobiles:
        content = shortened_to(f"{subject}\n{text}" if subject else text, _MOST_TEXT)
        return {"msgtype": "text", "text": {"content": content, "mentioned_mobile_list": mobiles}}
    content = shortened_to(f"**{subject}**\n{text}" if subject else text, _MOST_MARKDOWN)
    return {"msgtype": "markdown", "markdown": {"content": content}}
