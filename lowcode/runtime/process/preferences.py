"""When a user wants to hear of things outside the app: hours of quiet, and one mail a day instead of many."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from lowcode.runtime.http.preferences import read_preference, write_preference
from lowcode.runtime.values.moments import instant, local_moment

KEY = "messages"
"""The preference of a user that holds this."""

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePreferences:
    """Times of day in the app's time zone."""

    quiet_from: datetime.time | None = None
    quiet_until: datetime.time | None = None
    """Between these two nothing is sent; what comes up is sent when the quiet ends. The night may lie between."""
    digest_at: datetime.time | None = None
    """Mails are collected and come together at this time of day."""

    def quiet_end(self, now: datetime.datetime, timezone: ZoneInfo) -> datetime.datetime | None:
        """When the quiet that lies over the moment ends; None if there is none."""
        start, end = self.quiet_from, self.quiet_until
        if start is None or end is None or start == end:
            return None
        local = local_moment(now, timezone)
        time = local.time()
        is_over_night = start > end
        is_quiet = (time >= start or time < end) if is_over_night else start <= time < end
        if not is_quiet:
            return None
        day = local.date() + _DAY if is_over_night and time >= start else local.date()
        return instant(day, end, timezone)

    def next_digest(self, now: datetime.datetime, timezone: ZoneInfo) -> datetime.datetime | None:
        """When the next collection is sent; None for whoever wants each mail at once."""
        if self.digest_at is None:
            return None
        today = local_moment(now, timezone).date()
        moments = (instant(today + _DAY * days, self.digest_at, timezone) for days in range(3))
        return next((each for each in moments if each is not None and each > now), None)


NO_PREFERENCES = MessagePreferences()


def message_preferences(connection: Connection, user_id: int) -> MessagePreferences:
    """What the user has chosen; nothing, if he has not."""
    value = read_preference(connection, user_id, KEY)
    if not isinstance(value, dict):
        return NO_PREFERENCES
    times = {name: _time(value.get(name)) for name in MessagePreferences.__dataclass_fields__}
    return MessagePreferences(**times)


def write_message_preferences(connection: Connection, user_id: int, preferences: MessagePreferences) -> None:
    """Keeps the user's choice."""
    times = {name: getattr(preferences, name) for name in MessagePreferences.__dataclass_fields__}
    chosen = {name: time.isoformat(timespec="minutes") for name, time in times.items() if time is not None}
    write_preference(connection, user_id, KEY, chosen or None)


def _time(text: object) -> datetime.time | None:
    return datetime.time.fromisoformat(text) if isinstance(text, str) else None
