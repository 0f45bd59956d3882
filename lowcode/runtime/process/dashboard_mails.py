"""`send Dashboard to …`: a mail for each reader, made by a timer of its own after what set it off has been written.

Counting takes long, and everybody sees something else: so nothing is counted in the transaction of the business change.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from lowcode.runtime.context import Context
from lowcode.runtime.pages.reports.letters import dashboard_letter
from lowcode.runtime.process.acting import as_reader
from lowcode.runtime.process.channels.mail_pictures import PICTURES
from lowcode.runtime.process.deliveries import EMAIL, deliver
from lowcode.runtime.process.languages import in_language, language_of
from lowcode.runtime.process.timers import Timer, Wait, arm_all, declared, handler
from lowcode.runtime.report_definitions import analysis_of

DASHBOARD_MAIL: Final = "dashboard_mail"
"""The kind of these timers."""


def send_soon(context: Context, dashboard: str, people: Iterable[int], occasion: str) -> None:
    """Arms a timer per reader. `occasion` tells this sending from others: its keys begin with it."""
    arm_all(
        context,
        [
            Wait(
                kind=DASHBOARD_MAIL,
                key=f"{DASHBOARD_MAIL}:{occasion}:{dashboard}:{person}",
                due_at=context.now,
                payload={"dashboard": dashboard, "user": person, "origin": context.origin},
            )
            for person in people
        ],
    )


@handler(DASHBOARD_MAIL, alone=True)
def mail_dashboard(context: Context, timer: Timer) -> None:
    """One mail; none for somebody who has left, or may open nothing of the dashboard (any more)."""
    found = analysis_of(context.application).dashboard_by_name.get(timer.payload["dashboard"])
    dashboard = declared(found, timer.key)
    reader = as_reader(context, timer.payload["user"])
    if reader is None:
        return
    letter = dashboard_letter(dashboard, in_language(reader, language_of(context, timer.payload["user"])))
    if letter is not None:
        payload: dict[str, Any] = {"subject": letter.subject, "text": letter.text}
        if letter.pictures:
            payload[PICTURES] = [each.to_payload() for each in letter.pictures]
        deliver(context, EMAIL, reader.me, payload, origin=timer.payload["origin"])
