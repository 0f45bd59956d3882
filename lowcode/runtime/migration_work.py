"""What a migration leaves to be done after its commit: rows that say so, written in its own transaction.

So a process that is killed between the two leaves nothing half done without anybody knowing: the app does not start
before the next `migrate` has done it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, delete, insert, inspect, select
from sqlalchemy.engine.reflection import Inspector

from lowcode.runtime.context import utc_now
from lowcode.runtime.database.migration_tables import work

RECOMPUTE = "recompute"
SETTLE = "settle"
BEFORE_START = (RECOMPUTE, SETTLE)
"""Kinds of work without which the app must not start."""


def has_work_table(inspector: Inspector) -> bool:
    """Databases that were made by an older version do not have it until they are migrated."""
    return inspector.has_table(work.name)


def is_unfinished(connection: Connection, inspector: Inspector) -> bool:
    """Whether the last migration has left something to do."""
    if not has_work_table(inspector):
        return False
    return connection.execute(select(work.c.kind).where(work.c.kind.in_(BEFORE_START)).limit(1)).first() is not None


def note_work(connection: Connection, entities: Iterable[str], revision: str) -> None:
    """Values of these entities have to be computed anew, and what waits looked through."""
    if not has_work_table(inspect(connection)):
        return
    wanted = [(RECOMPUTE, name) for name in entities] + [(SETTLE, "")]
    known = {(row.kind, row.name) for row in connection.execute(select(work.c.kind, work.c.name))}
    now = utc_now()
    rows = [
        {"kind": kind, "name": name, "revision": revision, "at": now, "position": 0}
        for kind, name in wanted
        if (kind, name) not in known
    ]
    if rows:
        connection.execute(insert(work), rows)


def entities_left(connection: Connection, known: Collection[str]) -> list[str]:
    """The entities whose values are to be computed anew; all of them if one goes by a name of another version."""
    if not has_work_table(inspect(connection)):
        return []
    names = connection.scalars(select(work.c.name).where(work.c.kind == RECOMPUTE).order_by(work.c.name)).all()
    return list(names) if set(names) <= set(known) else list(known)


def forget_work(connection: Connection, kind: str) -> None:
    """It is done."""
    if has_work_table(inspect(connection)):
        connection.execute(delete(work).where(work.c.kind == kind))
