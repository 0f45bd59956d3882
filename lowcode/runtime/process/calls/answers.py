"""What an answer's status means for the delivery."""

from __future__ import annotations

import datetime
import email.utils

from lowcode.runtime.context import utc_now
from lowcode.runtime.process.calls.http import HttpAnswer
from lowcode.runtime.process.outgoing import DeliveryError
from lowcode.runtime.process.retrying import shortened

_TRY_AGAIN = frozenset({408, 425, 429})
"""Refusals of the moment: too slow, too early, too many."""

_LONGEST_WAIT = datetime.timedelta(days=1)


def accepted(answer: HttpAnswer) -> str:
    """What is kept of a success; raises `DeliveryError` for everything else."""
    told = shortened(f"{answer.status} {answer.text}".strip())
    if 200 <= answer.status < 300:
        return told
    if 300 <= answer.status < 400:
        where = answer.headers.get("location", "")
        raise DeliveryError(f"{answer.status}: redirects are not followed ({where})", is_final=True, has_answered=True)
    if answer.status >= 500 or answer.status in _TRY_AGAIN:
        raise DeliveryError(told, is_outage=True, wait=retry_after(answer.headers.get("retry-after", "")))
    raise DeliveryError(told, is_final=True, has_answered=True)


def retry_after(text: str) -> datetime.timedelta | None:
    """The wait that a server asks for, in seconds or until a date; never longer than a day."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(datetime.timedelta(seconds=min(int(text), 10**6)), _LONGEST_WAIT)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is not None:
        moment = moment.astimezone(datetime.UTC).replace(tzinfo=None)
    return max(datetime.timedelta(), min(moment - utc_now(), _LONGEST_WAIT))
