"""Spans of time in words."""

from __future__ import annotations

from lowcode.runtime.pages.presentation import Presentation

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def duration(presentation: Presentation, seconds: int) -> str:
    """`3 天 4 小时`, `12 分钟`: the two largest units, and never a second."""
    say = presentation.say
    if seconds < _MINUTE:
        return say("duration.moment")
    if seconds < _HOUR:
        return say("duration.minutes", count=seconds // _MINUTE)
    if seconds < _DAY:
        hours, minutes = seconds // _HOUR, seconds % _HOUR // _MINUTE
        return _joined(say("duration.hours", count=hours), say("duration.minutes", count=minutes) if minutes else "")
    days, hours = seconds // _DAY, seconds % _DAY // _HOUR
    return _joined(say("duration.days", count=days), say("duration.hours", count=hours) if hours else "")


def _joined(first: str, second: str) -> str:
    return f"{first} {second}" if second else first
