"""Things to do: given by rules or people, on the lists of one or several, done by whoever is first."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import task as _task
from lowcode.runtime.database.process_tables import task_person as _person
from lowcode.runtime.locale.wording import wording_for
from lowcode.runtime.process.languages import by_language
from lowcode.runtime.process.notifications import notify_users
from lowcode.runtime.process.timers import Timer, arm, cancel, handler

DUE = "task_due"
"""The kind of the timers that remind of tasks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A thing to do."""

    id: int
    text: str
    entity: str | None
    record_id: int | None
    due_at: datetime.datetime | None
    status: str
    origin: str | None
    created_at: datetime.datetime
    created_by_id: int | None
    done_at: datetime.datetime | None
    done_by_id: int | None


def create_task(
    context: Context,
    text: str,
    user_ids: Iterable[int],
    about: tuple[str, int] | None = None,
    due_at: datetime.datetime | None = None,
    origin: str | None = None,
) -> int:
    """Puts a task on the lists of its people; when it is due and still open they are reminded. The answer is its id.

    A task for nobody is made all the same: the list of the record shows it.
    """
    entity, record_id = about or (None, None)
    statement = insert(_task).values(
        text=text,
        entity=entity,
        record_id=record_id,
        due_at=due_at,
        status="open",
        origin=origin,
        created_at=context.now,
        created_by_id=context.user_id,
    )
    number: int = context.connection.execute(statement.returning(_task.c.id)).scalar_one()
    people = [{"task_id": number, "user_id": each} for each in dict.fromkeys(user_ids)]
    if people:
        context.connection.execute(insert(_person), people)
    if due_at is not None:
        arm(context, DUE, _key(number), due_at, entity, record_id, {"task": number})
    return number


def finish_task(context: Context, task_id: int) -> bool:
    """The task is done, by whoever the context acts for; False if it was not open any more."""
    values = {"status": "done", "done_at": context.now, "done_by_id": context.user_id}
    done = context.connection.execute(update(_task).where(_open(task_id)).values(**values)).rowcount > 0
    if done:
        cancel(context, _key(task_id))
    return done


def reopen_task(context: Context, task_id: int) -> bool:
    """A task that was done is to be done again; False if it was not done."""
    values = {"status": "open", "done_at": None, "done_by_id": None}
    is_done = (_task.c.id == task_id, _task.c.status == "done")
    if context.connection.execute(update(_task).where(*is_done).values(**values)).rowcount == 0:
        return False
    row = context.connection.execute(select(_task).where(_task.c.id == task_id)).one()
    if row.due_at is not None and row.due_at > context.now:
        arm(context, DUE, _key(task_id), row.due_at, row.entity, row.record_id, {"task": task_id})
    return True


def cancel_tasks(context: Context, entity: str, record_id: int) -> int:
    """The record is gone: its open tasks are cancelled; how many. Their timers are cancelled with the record's."""
    of_record = (_task.c.entity == entity, _task.c.record_id == record_id, _task.c.status == "open")
    values = {"status": "cancelled", "done_at": context.now}
    return context.connection.execute(update(_task).where(*of_record).values(**values)).rowcount


def open_tasks(connection: Connection, user_id: int, *, limit: int = 200) -> list[Task]:
    """What a user has to do: by the date it is due, what has none last."""
    mine = select(_person.c.task_id).where(_person.c.user_id == user_id)
    statement = select(_task).where(_task.c.id.in_(mine), _task.c.status == "open")
    rows = connection.execute(statement.order_by(_task.c.due_at.is_(None), _task.c.due_at, _task.c.id).limit(limit))
    return [_read(row) for row in rows]


def open_count(connection: Connection, user_id: int) -> int:
    """How much a user has to do."""
    mine = select(_person.c.task_id).where(_person.c.user_id == user_id)
    statement = select(func.count()).select_from(_task).where(_task.c.id.in_(mine), _task.c.status == "open")
    return connection.execute(statement).scalar_one()


def tasks_of(connection: Connection, entity: str, record_id: int) -> list[Task]:
    """The tasks about a record, open ones first."""
    of_record = (_task.c.entity == entity, _task.c.record_id == record_id)
    return [_read(row) for row in connection.execute(select(_task).where(*of_record).order_by(_BY_STATUS, _task.c.id))]


def task_by_id(connection: Connection, task_id: int) -> Task | None:
    """One task."""
    row = connection.execute(select(_task).where(_task.c.id == task_id)).one_or_none()
    return None if row is None else _read(row)


def people_of(connection: Connection, task_id: int) -> list[int]:
    """The ids of the users on whose lists a task is."""
    statement: Select[tuple[int]] = select(_person.c.user_id).where(_person.c.task_id == task_id)
    return list(connection.scalars(statement.order_by(_person.c.user_id)))


@handler(DUE)
def remind(context: Context, timer: Timer) -> None:
    """Tells the people of a task that is still open that it is due."""
    task = task_by_id(context.connection, timer.payload["task"])
    if task is None or task.status != "open":
        return
    about = (task.entity, task.record_id) if task.entity is not None and task.record_id is not None else None
    for language, readers in by_language(context, people_of(context.connection, task.id)).items():
        text = wording_for(language).say("jobs.task_due", text=task.text)
        notify_users(context, readers, text, about, task.origin)


def _key(task_id: int) -> str:
    return f"task:{task_id}"


def _open(task_id: int) -> Any:
    return (_task.c.id == task_id) & (_task.c.status == "open")


def _read(row: Any) -> Task:
    return Task(**{name: getattr(row, name) for name in Task.__dataclass_fields__})


_BY_STATUS = _task.c.status != "open"
