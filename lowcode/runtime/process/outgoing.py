"""What senders get, and how they say that it did not work."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A delivery that is being sent."""

    id: int
    key: str
    channel: str
    address: str | None
    user_id: int | None
    entity: str | None
    record_id: int | None
    message: str | None
    payload: Mapping[str, Any]
    attempts: int
    """This one included."""


class DeliveryError(Exception):
    """It could not be sent.

    `is_final`: trying again would change nothing. `is_outage`: the other side does not work, whatever it is sent;
    `has_answered`: it does, but says no. `wait`: the other side said when to come back.
    """

    def __init__(
        self,
        text: str,
        *,
        is_final: bool = False,
        is_outage: bool = False,
        has_answered: bool = False,
        wait: datetime.timedelta | None = None,
    ) -> None:
        super().__init__(text)
        self.is_final = is_final
        self.is_outage = is_outage
        self.has_answered = has_answered
        self.wait = wait


Send: TypeAlias = Callable[[Outgoing], str]
"""Sends, or raises `DeliveryError`; the answer is what the other side said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """How a channel sends, and how often it is tried."""

    send: Send
    attempts: int = 12
