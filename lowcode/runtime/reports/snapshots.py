"""What was kept of reports that say `refresh every …`: readers get it at once, and it is made anew while they read it.

A snapshot belongs to exactly what was asked: the statement with all its conditions, rights among them, the language and
the day. Whoever would ask the same of the database gets it, nobody else. It is kept by the first who asks, made anew by
a timer as long as somebody has read it meanwhile, and forgotten with the day.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError

from lowcode.runtime.context import Context
from lowcode.runtime.database.report_tables import snapshot as _table
from lowcode.runtime.locale.formatting import formats_for
from lowcode.runtime.process.acting import as_reader
from lowcode.runtime.process.timers import Timer, arm, declared, handler
from lowcode.runtime.report_definitions import ReportDefinition, analysis_of
from lowcode.runtime.reports.answer_texts import answer_of_text, text_of_answer
from lowcode.runtime.reports.answers import Answer, Note
from lowcode.runtime.reports.composing import answer_now, signature_of
from lowcode.runtime.reports.desk import Desk, desk_of
from lowcode.runtime.reports.selection import Selection
from lowcode.runtime.reports.selection_texts import UnknownPartError, selection_of_text, text_of_selection

SNAPSHOT: Final = "snapshot"
"""The kind of the timers that make snapshots anew."""

_LEAD: Final = datetime.timedelta(seconds=30)
"""So long before one is too old the next is made, but for very short times."""
_KEPT: Final = datetime.timedelta(days=1)
_INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def kept_answer(desk: Desk, report: ReportDefinition, context: Context, selection: Selection) -> Answer:
    """The kept answer, if it is young enough; else a new one, which is kept."""
    refresh = report.refresh or datetime.timedelta()
    key = key_of(report, context, selection)
    row = context.connection.execute(select(_table).where(_table.c.key == key)).one_or_none()
    if row is not None and datetime.timedelta() <= context.now - row.made_at < refresh:
        if row.used_at <= row.made_at:
            _note_use(desk, context, key)
        return _with_time(answer_of_text(row.content, report, selection), context)
    with desk.asking(context) as asked:
        found = answer_now(report, asked, selection)
    if not found.is_withheld:
        _keep(desk, report, context, selection, key, found)
    return found


def key_of(report: ReportDefinition, context: Context, selection: Selection) -> str:
    """What a snapshot is kept by: a hash of all that the answer depends on beside the records."""
    said = (report.name, context.locale, str(context.today), signature_of(report, context, selection))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _with_time(found: Answer, context: Context) -> Answer:
    formats = formats_for(context.locale, context.timezone.key, context.application.currency)
    made_at = context.now if found.asked_at is None else found.asked_at
    note = Note("snapshot", formats.wording.say("answer.snapshot", time=formats.instant(made_at)))
    return replace(found, notes=(*found.notes, note))


def _note_use(desk: Desk, context: Context, key: str) -> None:
    """Once for each making: then it is made again. Where the database is busy, the next reader notes it."""
    try:
        with desk.writing(context) as connection:
            connection.execute(update(_table).where(_table.c.key == key).values(used_at=context.now))
    except OperationalError:
        return


def _keep(
    desk: Desk, report: ReportDefinition, context: Context, selection: Selection, key: str, found: Answer
) -> None:
    """Keeps an answer and sets the timer for the next; where the database is busy, the answer was good for once."""
    try:
        with desk.writing(context) as connection:
            writing = replace(context, connection=connection, basis=context)
            _write(connection, report, key, found, context.now, used_at=context.now)
            _arm(writing, report, selection, key)
    except OperationalError:
        return


def _write(
    connection: Connection,
    report: ReportDefinition,
    key: str,
    found: Answer,
    now: datetime.datetime,
    *,
    used_at: datetime.datetime | None = None,
) -> None:
    values = {"report": report.name, "made_at": now, "content": text_of_answer(found)}
    if used_at is not None:
        values["used_at"] = used_at
    statement = _INSERTS[connection.dialect.name](_table).values(key=key, **{"used_at": now, **values})
    connection.execute(statement.on_conflict_do_update(index_elements=[_table.c.key], set_=values))


def _arm(context: Context, report: ReportDefinition, selection: Selection, key: str) -> None:
    try:
        said = text_of_selection(analysis_of(context.application), report, selection)
    except UnknownPartError:
        return
    refresh = report.refresh or datetime.timedelta()
    payload = {"report": report.name, "user": context.user_id, "locale": context.locale, "selection": said}
    due_at = context.now + refresh - min(_LEAD, refresh / 10)
    arm(context, SNAPSHOT, f"{SNAPSHOT}:{key}", due_at, payload={**payload, "key": key})


@handler(SNAPSHOT, alone=True)
def make_anew(context: Context, timer: Timer) -> None:
    """Makes a snapshot anew, if somebody has read it since it was made and would ask the same today."""
    said = timer.payload
    analysis = analysis_of(context.application)
    report = declared(analysis.report_by_name.get(said["report"]), timer.key)
    row = context.connection.execute(
        select(_table.c.made_at, _table.c.used_at).where(_table.c.key == said["key"])
    ).first()
    reader = as_reader(context, said["user"])
    if report.refresh is None or row is None or reader is None or row.used_at < row.made_at:
        return
    reader = replace(reader, locale=said["locale"])
    try:
        selection = selection_of_text(analysis, said["selection"])
    except UnknownPartError:
        return
    if key_of(report, reader, selection) != said["key"]:
        return
    desk = desk_of(context)
    if desk is None:
        found = answer_now(report, reader, selection)
    else:
        with desk.asking(reader) as asked:
            found = answer_now(report, asked, selection)
    _write(context.connection, report, said["key"], found, context.now)
    _arm(reader, report, selection, said["key"])


def forget_old_snapshots(connection: Connection, now: datetime.datetime) -> None:
    """Snapshots of other days are asked for by nobody."""
    connection.execute(delete(_table).where(_table.c.made_at < now - _KEPT))
