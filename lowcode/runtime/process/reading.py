"""What readers do with mails: opening one and following a link in it, each noted once, each setting off rules.

A mail is known by its delivery's key, forty random hexadecimal digits that only its receiver has been sent. Links are
kept by number: where one leads is read from the mail, so the addresses of the app lead nowhere else.
"""

from __future__ import annotations

import os
from typing import Any

from sqlalchemy import select, update

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import delivery as _table
from lowcode.runtime.process.channels.composing import link_number
from lowcode.runtime.process.deliveries import EMAIL
from lowcode.runtime.process.schedules import arm_rule
from lowcode.runtime.process.sending import outgoing_of
from lowcode.runtime.process_definitions import OnMessage, processes_of


def opened(context: Context, key: str) -> bool:
    """The reader has opened a mail; False if there is none of this key."""
    row = _mail(context, key)
    if row is not None and row.opened_at is None:
        _note(context, row, "opened")
    return row is not None


def clicked(context: Context, key: str) -> bool:
    """The reader has followed a link, so he has opened the mail too; False if there is none of this key."""
    if not opened(context, key):
        return False
    row = _mail(context, key)
    if row is not None and row.clicked_at is None:
        _note(context, row, "clicked")
    return True


def target_of(context: Context, key: str, number: int) -> str | None:
    """Where a link of a mail leads; they count from 1."""
    row = _mail(context, key)
    return None if row is None else link_number(context.application, os.environ, outgoing_of(row), number)


def _mail(context: Context, key: str) -> Any:
    statement = select(_table).where(_table.c.key == key, _table.c.channel == EMAIL)
    return context.connection.execute(statement).one_or_none()


def _note(context: Context, row: Any, event: str) -> None:
    """Once: of two requests at the same moment the second one waits for the first and changes nothing."""
    column = _table.c[f"{event}_at"]
    first = update(_table).where(_table.c.id == row.id, column.is_(None)).values({column.name: context.now})
    if context.connection.execute(first).rowcount == 0 or row.message is None:
        return
    for rule in processes_of(context.application).rules:
        if rule.trigger == OnMessage(message=row.message, event=event) and rule.entity in (None, row.entity):
            arm_rule(context, rule, f"{event} {row.key}", *_about(row, rule.entity))


def _about(row: Any, entity: str | None) -> tuple[str | None, int | None]:
    return (None, None) if entity is None else (row.entity, row.record_id)
