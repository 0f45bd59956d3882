"""Channels and connections by name."""

from __future__ import annotations

from typing import Final

from lowcode.runtime.context import Context
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.process_definitions import processes_of

_CHANNELS: Final = {
    "app": "channel.app",
    "email": "channel.email",
    "sms": "channel.sms",
    "wecom": "channel.wecom",
    "dingtalk": "channel.dingtalk",
    "feishu": "channel.feishu",
}


def channel_words(presentation: Presentation, context: Context, channel: str) -> str:
    """`邮件`, `企业微信`, or the label of the system that is called."""
    if channel in _CHANNELS:
        return presentation.say(_CHANNELS[channel])
    name = channel.partition(":")[2] or channel
    found = (each for each in processes_of(context.application).connections if each.name == name)
    return next((presentation.text(each.label) for each in found), name)
