"""One mail a day instead of many, for those who want it so."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select, update

from lowcode.runtime.context import Context, make_context
from lowcode.runtime.database.process_tables import delivery as _table
from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.locale.wording import wording_for
from lowcode.runtime.process.deliveries import decode_payload, deliver_digest
from lowcode.runtime.process.languages import in_language, language_of

_collected = _table.c.status == "digest"


def next_digest(connection: Connection) -> datetime.datetime | None:
    """When the next collection of mails is to be sent."""
    found: datetime.datetime | None = connection.execute(
        select(func.min(_table.c.next_attempt_at)).where(_collected)
    ).scalar_one()
    return found


def send_digests(database: Database, application: ApplicationDefinition, now: datetime.datetime) -> int:
    """Makes one mail of what was collected for each user whose hour has come; how many."""
    is_due = (_collected, _table.c.next_attempt_at <= now, _table.c.user_id.is_not(None))
    with database.reading() as connection:
        users = list(connection.scalars(select(_table.c.user_id).where(*is_due).distinct()))
    for user_id in users:
        with database.writing() as connection:
            rows = connection.execute(
                select(_table).where(*is_due, _table.c.user_id == user_id).order_by(_table.c.id).with_for_update()
            ).all()
            if rows:
                _send(make_context(application, connection, now=now), user_id, rows)
    return len(users)


def _send(context: Context, user_id: int, rows: Sequence[Any]) -> None:
    spoken = in_language(context, language_of(context, user_id))
    label = spoken.text(context.application.label)
    subject = wording_for(spoken.locale).say("jobs.digest_subject", label=label, count=len(rows))
    payload = {"subject": subject, "text": "\n\n---\n\n".join(_section(decode_payload(row.payload)) for row in rows)}
    key = deliver_digest(context, user_id, rows[-1].address, payload)
    done = update(_table).where(_table.c.id.in_([row.id for row in rows]), _collected)
    context.connection.execute(done.values(status="sent", sent_at=context.now, response=f"digest {key}"))


def _section(payload: dict[str, Any]) -> str:
    subject = payload.get("subject")
    return f"## {subject}\n\n{payload['text']}" if subject else str(payload["text"])
