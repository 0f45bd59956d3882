"""How much waits for the user: the numbers in the frame of every page, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select
from starlette.responses import JSONResponse, Response

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import (
    approval,
    approval_signer,
    approval_step,
    notification,
    task,
    task_person,
)
from lowcode.runtime.http.request import PageRequest

_MOST = 99
"""Beyond this a badge says `99+`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """What waits for somebody."""

    to_sign: int = 0
    tasks: int = 0
    returned: int = 0
    unread: int = 0

    @property
    def todo(self) -> int:
        """What he has to do."""
        return self.to_sign + self.tasks + self.returned


NOTHING = Counters()


def counters_of(context: Context) -> Counters:
    """The numbers of the context's user; apps without processes ask nothing."""
    if context.application.processes is None or context.user_id is None:
        return NOTHING
    row = context.connection.execute(_STATEMENT, {"reader": context.user_id}).one()
    return Counters(to_sign=row.to_sign, tasks=row.tasks, returned=row.returned, unread=row.unread)


def badge(count: int) -> str:
    """The number as a badge shows it; nothing for zero."""
    return "" if count == 0 else str(count) if count <= _MOST else f"{_MOST}+"


def show_counters(request: PageRequest) -> Response:
    """`GET /-/counters`: for scripts, when something has come."""
    counters = counters_of(request.context)
    return JSONResponse({"todo": badge(counters.todo), "unread": badge(counters.unread)})


def _statement() -> Select[Any]:
    reader: BindParameter[int] = bindparam("reader")
    to_sign = (
        select(func.count())
        .select_from(approval_signer)
        .join(approval_step, approval_step.c.id == approval_signer.c.approval_step_id)
        .join(approval, approval.c.id == approval_step.c.approval_id)
        .where(
            approval_signer.c.user_id == reader,
            approval_signer.c.status == "active",
            approval.c.status == "running",
        )
    )
    mine = select(task_person.c.task_id).where(task_person.c.user_id == reader)
    tasks = select(func.count()).select_from(task).where(task.c.id.in_(mine), task.c.status == "open")
    returned = (
        select(func.count())
        .select_from(approval)
        .where(approval.c.submitter_id == reader, approval.c.status == "returned")
    )
    unread = (
        select(func.count())
        .select_from(notification)
        .where(notification.c.user_id == reader, notification.c.read_at.is_(None))
    )
    parts = {"to_sign": to_sign, "tasks": tasks, "returned": returned, "unread": unread}
    return select(*(part.scalar_subquery().label(name) for name, part in parts.items()))


_STATEMENT = _statement()
